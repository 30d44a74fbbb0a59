//! Calls: Python functions are inlined, guarded by their code, or called by their own traces where inlining does not pay
//! (recursion, loops inside). Native functions and built-in classes are in `builtin.rs`; what remains is called by the
//! interpreter's own code.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{EX_KWARGS, Instr};
use ir::{IrRef, Op};
use runtime::interp::frame::{Continuation, HEADER};
use runtime::interp::partial::{self, Partial};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::code::{CodeObj, HotSpot};
use runtime::types::dict::{self, Dict};
use runtime::types::function::Function;
use runtime::types::method::BoundMethod;
use runtime::types::slots::Asked;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, async_generator, type_};
use runtime::value::Value;

use super::{Pending, RFrame, Rec, Recorder, index, plain};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::state::{CallSite, Jit};
use crate::{evict, limits, schema};

/// More keyword arguments in a dict are handed over by the interpreter.
const MAX_KEYWORDS: usize = 4;

type Both = (IrRef, Value);

/// How a call was recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// Not at all: the interpreter's own code is to be called.
    Not,
    /// Completely: the recorder follows the interpreter into the callee, or the result is in its register.
    Inline,
    /// As a call of the callee's trace: its result is pending.
    Trace,
    /// Completely: the recorder has pushed the callee's frame itself.
    Pushed,
    /// The frame could not be pushed: an exception is set.
    Raised,
}

impl From<bool> for Called {
    fn from(done: bool) -> Called {
        if done { Called::Inline } else { Called::Not }
    }
}

/// A Python function that is called: where its frame will be, and how its result is delivered.
#[derive(Clone, Copy)]
pub(super) struct Callee {
    pub function: Ref<Function>,
    /// Its value in the trace.
    pub value: IrRef,
    /// The base of its window, from the trace's first frame.
    pub base: i32,
    pub continuation: Continuation,
    pub dst: u16,
    /// The header's last word: the instance under construction, or `EMPTY`.
    pub attached: IrRef,
}

impl Recorder {
    /// CALL and CALL_METHOD.
    pub(super) fn call(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        method: bool,
    ) -> Rec<Called> {
        let a = i.a();
        let (mut f, mut callee) = self.both(a);
        let names = self.top().code.cache(i.c() as usize).keywords.get();
        let with_self = method && !self.val(a + 1).is_empty();
        let mut first = if with_self { a + 1 } else { a + 2 };
        let n = u16::from(i.flags());
        let mut this = None;
        if !with_self && let Some(bound) = callee.downcast::<BoundMethod>() {
            // The interpreter unpacks it into the window.
            if !bound.function.get().has_kind(Kind::Function) {
                return Ok(Called::Not);
            }
            self.guard_shape(f, types::shape_of(T::BoundMethod));
            let receiver = self.b.fload(f, schema::METHOD_RECEIVER);
            f = self.b.fload(f, schema::METHOD_FUNCTION);
            callee = bound.function.get();
            this = Some(receiver);
            first = a + 1;
        }
        if let Some(function) = callee.downcast::<Function>() {
            let own = if this.is_some() { first + 1 } else { first };
            let given: Vec<IrRef> = this
                .into_iter()
                .chain((own..a + 2 + n).map(|r| self.reg(r)))
                .collect();
            let attached = self.konst(Value::EMPTY);
            let callee = Callee {
                function,
                value: f,
                base: self.top().base + i32::from(first),
                continuation: Continuation::Store,
                dst: i.b(),
                attached,
            };
            return self.python(jit, callee, &given, names);
        }
        let called = self.consume(jit, th, i, (f, callee), first, names)?;
        if called != Called::Not {
            return Ok(called);
        }
        if let Some(p) = partial::of(callee) {
            let given: Vec<IrRef> = (first..a + 2 + n).map(|r| self.reg(r)).collect();
            return self.call_partial(jit, i.b(), (f, callee), &p, &given, names);
        }
        if names.is_empty() {
            let args: Vec<_> = (first..a + 2 + n).map(|r| self.both(r)).collect();
            if let Some(v) = self.answered(th, (f, callee), &args) {
                self.set(i.b(), v);
                return Ok(Called::Inline);
            }
        }
        if callee.has_kind(Kind::Instance) {
            let args: Vec<_> = (first..a + 2 + n).map(|r| self.both(r)).collect();
            return self.special_call(jit, th, (f, callee), &args, names, i.b());
        }
        if callee.has_kind(Kind::Type) {
            let given: Vec<IrRef> = (first..a + 2 + n).map(|r| self.reg(r)).collect();
            let class = type_::as_type(callee);
            let called = self.construct_exception(jit, th, i, (f, class), &given, names)?;
            if called != Called::Not {
                return Ok(called);
            }
            let keywords = names.downcast::<Tuple>();
            let keywords = keywords.as_ref().map_or(&[][..], |t| t.items());
            if class == types::get(T::Dict) && keywords.len() == given.len() && !given.is_empty() {
                let named = keywords.iter().zip(first..a + 2 + n);
                let items: Vec<_> = named
                    .flat_map(|(&name, r)| [(self.konst(name), name), self.both(r)])
                    .collect();
                self.guard_is(f, callee);
                if let Some(d) = self.display(&items) {
                    self.set(i.b(), d);
                    return Ok(Called::Inline);
                }
            }
            let called = self.construct(jit, i, f, class, &given, keywords)?;
            if called != Called::Not {
                return Ok(called);
            }
        }
        if !names.is_empty() {
            return Ok(Called::Not);
        }
        let n = a + 2 + n - first;
        if callee.has_kind(Kind::Type) {
            let class = type_::as_type(callee);
            if self.class(i, f, class, first, n) {
                return Ok(Called::Inline);
            }
            if n == 1 && class == types::get(T::Str) {
                self.guard_is(f, callee);
                let x = self.both(first);
                return self.special_str(jit, th, x, i.b());
            }
            return Ok(Called::Not);
        }
        self.native(jit, th, i, (f, callee), first, n)
    }

    /// Follows the interpreter into a Python function, or calls its trace. `given` are the positional arguments, then
    /// those that `names` (a tuple, or empty) name.
    pub(super) fn python(
        &mut self,
        jit: &mut Jit,
        callee: Callee,
        given: &[IrRef],
        names: Value,
    ) -> Rec<Called> {
        let names = names.downcast::<Tuple>();
        self.python_named(
            jit,
            callee,
            given,
            names.as_ref().map_or(&[], |t| t.items()),
        )
    }

    /// The same, where the trace names the `names` already.
    pub(super) fn python_named(
        &mut self,
        jit: &mut Jit,
        callee: Callee,
        given: &[IrRef],
        names: &[Value],
    ) -> Rec<Called> {
        match self.bind(&callee, given.len(), names) {
            Some(binding) => self.enter_bound(jit, callee, binding, given),
            None => Ok(Called::Not),
        }
    }

    /// A call whose result the callee knows, as a cache does.
    fn answered(&mut self, th: &Thread, f: Both, args: &[Both]) -> Option<IrRef> {
        let class = types::type_of(f.1);
        let answer = class.slots().answer?;
        let helper = match args.len() {
            1 => h::answer1,
            2 => h::answer2,
            3 => h::answer3,
            _ => return None,
        };
        if class.has_flag(type_::flags::HEAP) || !args.iter().all(|x| plain::is_plain_key(x.1)) {
            return None;
        }
        let _kept = self.kept();
        // tidy: rooted by the frame that calls.
        let values: Vec<Value> = args.iter().map(|x| x.1).collect();
        answer(th, f.1, &values, Asked::Whether)?;
        self.guard_type(f);
        for &x in args {
            self.guard_plain_key(x);
        }
        self.g();
        let list: Vec<IrRef> = std::iter::once(f)
            .chain(args.iter().copied())
            .map(|x| x.0)
            .collect();
        let v = self.b.call(helper, &list);
        // Where there is no answer nothing has happened; where there is one, it has been counted.
        let empty = self.konst(Value::EMPTY);
        self.guard2(Op::GITEM, v, empty);
        Some(v)
    }

    /// A call of a `functools.partial` of a Python function, or of a bound method.
    fn call_partial(
        &mut self,
        jit: &mut Jit,
        dst: u16,
        f: Both,
        p: &Partial,
        args: &[IrRef],
        names: Value,
    ) -> Rec<Called> {
        let Some((function, receiver)) = p.target() else {
            return Ok(Called::Not);
        };
        self.guard_type(f);
        let part = |s: &mut Self, offset: u32| s.b.fload(f.0, s.schema.slot_field(offset));
        let placeholders = part(self, p.layout.placeholders);
        self.guard_is(placeholders, Value::small(0));
        let mut value = part(self, p.layout.function);
        let mut given = Vec::new();
        if !receiver.is_empty() {
            self.guard_shape(value, types::shape_of(T::BoundMethod));
            given.push(self.b.fload(value, schema::METHOD_RECEIVER));
            value = self.b.fload(value, schema::METHOD_FUNCTION);
        }
        let arguments = part(self, p.layout.arguments);
        let most = super::build::MAX_TUPLE as usize;
        let Some(own) = self.unpacked((arguments, p.arguments.value()), most) else {
            return Ok(Called::Not);
        };
        let keywords = part(self, p.layout.keywords);
        let Some(mut pairs) = self.keyword_pairs((keywords, p.keywords.value())) else {
            return Ok(Called::Not);
        };
        let called = names.downcast::<Tuple>();
        let called = called.as_ref().map_or(&[][..], |t| t.items());
        let (positional, named) = args.split_at(args.len() - called.len());
        for (&name, &v) in called.iter().zip(named) {
            match pairs.iter_mut().find(|p| p.0 == name) {
                Some(own) => own.1 = v,
                None => pairs.push((name, v)),
            }
        }
        given.extend(own);
        given.extend_from_slice(positional);
        given.extend(pairs.iter().map(|p| p.1));
        // tidy: rooted by the dict and the tuple that they come from; the guards and the code name them.
        let names: Vec<Value> = pairs.iter().map(|p| p.0).collect();
        let callee = self.callee(function, value, Continuation::Store, dst);
        self.python_named(jit, callee, &given, &names)
    }

    /// CALL_EX of a Python function or of a class written in Python: the positional arguments are a tuple or a list of a
    /// length that is guarded, the keywords a dict of keys that are.
    pub(super) fn call_ex(&mut self, jit: &mut Jit, i: Instr) -> Rec<Called> {
        let a = i.a();
        let (mut f, mut callee) = self.both(a);
        let list = self.both(a + 2);
        let mut given = Vec::new();
        if let Some(bound) = callee.downcast::<BoundMethod>() {
            if !bound.function.get().has_kind(Kind::Function) {
                return Ok(Called::Not);
            }
            self.guard_shape(f, types::shape_of(T::BoundMethod));
            given.push(self.b.fload(f, schema::METHOD_RECEIVER));
            f = self.b.fload(f, schema::METHOD_FUNCTION);
            callee = bound.function.get();
        }
        if !callee.has_kind(Kind::Function) && !callee.has_kind(Kind::Type) {
            return Ok(Called::Not);
        }
        let Some(items) = self.unpacked(list, super::build::MAX_TUPLE as usize) else {
            return Ok(Called::Not);
        };
        given.extend(items);
        // tidy: rooted by the dict that has them as its keys; the guards name them.
        let mut names: Vec<Value> = Vec::new();
        if i.flags() & EX_KWARGS != 0 {
            let d = self.both(a + 3);
            let Some(pairs) = self.keyword_pairs(d) else {
                return Ok(Called::Not);
            };
            for (name, v) in pairs {
                names.push(name);
                given.push(v);
            }
        }
        if let Some(function) = callee.downcast::<Function>() {
            let callee = self.callee(function, f, Continuation::Store, i.b());
            return self.python_named(jit, callee, &given, &names);
        }
        let class = type_::as_type(callee);
        self.construct(jit, i, f, class, &given, &names)
    }

    /// The names and values of a dict of few keyword arguments, under guards that it has just these names.
    // tidy: rooted by the dict, as its keys; the guards name them.
    pub(super) fn keyword_pairs(&mut self, (r, v): Both) -> Option<Vec<(Value, IrRef)>> {
        if !types::is_exactly(v, T::Dict) {
            return None;
        }
        // SAFETY: exactly a dict.
        let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(v) };
        let n = d.len();
        let name_at = |k: usize| {
            let key = d.entry_at(k)?.key;
            key.downcast::<Str>().filter(|s| s.is_interned())
        };
        if n > MAX_KEYWORDS || d.is_namespace() || (0..n).any(|k| name_at(k).is_none()) {
            return None;
        }
        self.guard_shape(r, types::shape_of(T::Dict));
        if n > 0 {
            self.guard_flags_clear(r, dict::NAMESPACE);
        }
        let used = self.b.fload(r, schema::DICT_USED);
        let want = self.b.int(n as i64);
        self.guard2(Op::GEQ, used, want);
        let mut pairs = Vec::new();
        for k in 0..n {
            let name = name_at(k)?.value();
            let at = self.b.int(k as i64);
            let key = self.b.call(h::dict_key, &[r, at]);
            self.guard_is(key, name);
            pairs.push((name, self.b.call(h::dict_value, &[r, at])));
        }
        Some(pairs)
    }

    /// DICT_MERGE of a few keyword arguments into those that a call has already.
    pub(super) fn dict_merge(&mut self, i: Instr) -> bool {
        let (target, source) = (self.both(i.a()), self.both(i.b()));
        if !types::is_exactly(target.1, T::Dict) || target.1 == source.1 {
            return false;
        }
        // SAFETY: exactly a dict.
        let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(target.1) };
        let Some(pairs) = self.keyword_pairs(source) else {
            return false;
        };
        if pairs.is_empty() {
            return true;
        }
        let text = |name: Value| name.downcast::<Str>();
        if pairs
            .iter()
            .any(|p| text(p.0).is_none_or(|s| d.get_str(s).is_some()))
        {
            return false;
        }
        self.guard_plain_dict(target);
        if !d.is_empty() {
            for p in &pairs {
                let name = self.konst(p.0);
                let old = self.b.call(h::dict_find, &[target.0, name]);
                self.guard_is(old, Value::EMPTY);
            }
        } else {
            let used = self.b.fload(target.0, schema::DICT_USED);
            let zero = self.b.int(0);
            self.guard2(Op::GEQ, used, zero);
        }
        for (name, v) in pairs {
            let name = self.konst(name);
            self.b.call(h::dict_put, &[target.0, name, v]);
        }
        true
    }

    /// Whether a call of a function would be followed into it.
    pub(super) fn would_inline(&self, code: Ref<CodeObj>) -> bool {
        let plain = code.plain();
        let same = self.frames.iter().filter(|x| x.code == code).count();
        // Calling the function of a generator runs nothing of its body.
        let makes = plain.flags & (flags::GENERATOR | flags::COROUTINE) != 0;
        self.frames.len() <= limits::MAX_INLINE_DEPTH
            && (makes || plain.loops.is_empty() && same <= limits::MAX_RECURSION)
    }

    /// The first half of [`Recorder::python`]: all guards.
    pub(super) fn bind(
        &mut self,
        callee: &Callee,
        given: usize,
        names: &[Value],
    ) -> Option<Binding> {
        let (f, base) = (callee.value, callee.base);
        let code = callee.function.code();
        // (Where a coroutine was made is noted by the interpreter.)
        let noted = code.has_flag(flags::COROUTINE) && async_generator::origin_depth() > 0;
        if code.has_flag(flags::ASYNC_GENERATOR)
            || noted
            || code.exposed.get()
            || !code.is_filled()
            || base as usize + code.nregs.get() as usize > limits::MAX_SLOT
        {
            return None;
        }
        let binding = Binding::of(callee.function, given, names)?;
        if self.b.trace.get_const(f).is_none() {
            self.guard_shape(f, types::shape_of(T::Function));
        }
        let c = self.b.fload(f, schema::FUNC_CODE);
        self.guard_is(c, code.value());
        let mut binding = binding;
        if binding.defaults {
            let defaults = self.b.fload(f, schema::FUNC_DEFAULTS);
            let tuple = callee.function.defaults.get();
            if self.b.trace.get_const(f).is_some() {
                self.guard_is(defaults, tuple);
            } else {
                // Each function made by one DEF has its own.
                self.guard_is_not(defaults, Value::EMPTY);
                self.guard_type((defaults, tuple));
                let length = self.b.fload(defaults, schema::TUPLE_LEN);
                let want = tuple.downcast::<Tuple>().map_or(0, |t| t.len());
                let want = self.b.int(want as i64);
                self.guard2(Op::GEQ, length, want);
                binding.loaded = Some(defaults);
            }
        }
        if binding.kwdefaults {
            let d = callee.function.kwdefaults.get();
            if !types::is_exactly(d, T::Dict) {
                return None;
            }
            let r = self.b.fload(f, schema::FUNC_KWDEFAULTS);
            self.guard_is_not(r, Value::EMPTY);
            self.guard_plain_dict((r, d));
            for p in &mut binding.parameters {
                if let Source::KwDefault(name, v) = p {
                    let name = self.konst(*name);
                    *v = self.b.call(h::dict_find, &[r, name]);
                    self.guard_is_not(*v, Value::EMPTY);
                }
            }
        }
        self.g();
        let depth = self.frames.len() as u32;
        self.b
            .emit(Op::GROOM, IrRef::NONE, IrRef::NONE, IrRef::NONE, depth);
        Some(binding)
    }

    /// The second half: no guards.
    pub(super) fn enter_bound(
        &mut self,
        jit: &mut Jit,
        callee: Callee,
        binding: Binding,
        given: &[IrRef],
    ) -> Rec<Called> {
        let (f, base) = (callee.value, callee.base);
        let code = callee.function.code();
        let generator = code.has_flag(flags::GENERATOR | flags::COROUTINE);
        // The arguments must be in the shadow as this trace's own values: in the new frame nothing comes from memory.
        let mut args = Vec::with_capacity(binding.parameters.len());
        for p in &binding.parameters {
            args.push(match *p {
                Source::Given(n) => given[n],
                Source::Default(n, v) => match binding.loaded {
                    Some(tuple) => self.b.fload(tuple, self.schema.item_field(n as u32)),
                    None => self.konst(v),
                },
                Source::Rest(from) => {
                    let items: Vec<IrRef> = given[from..binding.positional].to_vec();
                    self.new_tuple(&items)
                }
                Source::KwDefault(_, v) => v,
                Source::Keywords => {
                    let d = self.empty_dict();
                    for &(name, n) in &binding.keywords {
                        let name = self.konst(name);
                        self.b.call(h::dict_put, &[d, name, given[n]]);
                    }
                    d
                }
            });
        }
        let inlined = self.would_inline(code);
        let plain_result = matches!(
            callee.continuation,
            Continuation::Store | Continuation::Drop | Continuation::Truth | Continuation::Not
        );
        if !inlined && !generator && plain_result {
            self.call_trace(jit, callee, code, &args);
            return Ok(Called::Trace);
        }
        if !inlined {
            return Ok(Called::Not);
        }
        let known = self.b.trace.get_const(f).map(|_| callee.function.value());
        let last = self.frames.len() - 1;
        self.frames[last].call_pc = self.pc;
        self.drop_from(base - HEADER as i32);
        self.push_frame(jit, code, base, known, callee.continuation.pack(callee.dst));
        self.set_slot(base - 2, f);
        self.set_slot(base - 6, callee.attached);
        let n = args.len() as u16;
        for (k, v) in args.into_iter().enumerate() {
            self.set_slot(base + k as i32, v);
        }
        self.unbind(n);
        Ok(Called::Inline)
    }

    /// Calls a function's own trace, or what stands in for it: stores the frame's header and arguments, and the headers of
    /// the inlined frames below it, which the callee may look at. The callee is guarded.
    fn call_trace(&mut self, jit: &mut Jit, callee: Callee, code: Ref<CodeObj>, args: &[IrRef]) {
        self.store_headers();
        self.publish_generators();
        let caller = self.top().clone();
        let base = callee.base;
        let cont = Continuation::Trace.pack(callee.dst);
        self.store_header(base, code, &caller, self.pc, cont);
        self.store_slot(base - 2, callee.value);
        self.store_slot(base - 6, callee.attached);
        for (k, &v) in args.iter().enumerate() {
            self.store_slot(base + k as i32, v);
        }
        // The code object lives as long as the trace, so its entry stays where it is.
        self.names(jit, code);
        let spot: &HotSpot = &code.entry;
        if spot.native.get() == 0 {
            spot.native.set(jit.stand_in);
        }
        let site = evict::new_call_site(
            jit,
            CallSite {
                spot,
                base,
                frames: self.frames.len() as i32,
            },
        );
        self.calls.push(site);
        let v = self
            .b
            .emit(Op::CALLT, IrRef::NONE, IrRef::NONE, IrRef::NONE, site);
        self.clobbered(base - HEADER as i32);
        self.unguarded = Some(v);
        self.check_valid = true;
        self.pending = match callee.continuation {
            Continuation::Drop => Pending::None,
            Continuation::Truth => Pending::Truth(callee.dst, v, false),
            Continuation::Not => Pending::Truth(callee.dst, v, true),
            _ => Pending::Result(callee.dst, v),
        };
    }

    /// Stores the headers of the inlined frames, for callees that walk the frames.
    fn store_headers(&mut self) {
        for k in 1..self.frames.len() {
            let (caller, frame) = (self.frames[k - 1].clone(), self.frames[k].clone());
            self.store_header(frame.base, frame.code, &caller, caller.call_pc, frame.cont);
            for word in [2, 6] {
                let at = index(frame.base - word);
                if self.shadow[at].is_some() && self.stored[at] != self.shadow[at] {
                    self.store(at, frame.base - word);
                }
            }
        }
    }

    /// Stores the words of a frame's header that are no values of the trace.
    fn store_header(
        &mut self,
        base: i32,
        code: Ref<CodeObj>,
        caller: &RFrame,
        call_pc: u32,
        cont: Value,
    ) {
        let code = self.konst(code.value());
        let below = self.window(caller.base);
        // SAFETY: a call is followed by another instruction.
        let at = unsafe { caller.code.instrs.get().add(call_pc as usize + 1) };
        let at = self.b.addr(at as u64);
        let cont = self.konst(cont);
        for (word, v) in [(1, code), (3, below), (4, at), (5, cont)] {
            self.store_slot(base - word, v);
        }
    }

    /// Stores a word, unless memory has it already.
    fn store_slot(&mut self, slot: i32, v: IrRef) {
        if let Some(stored) = self.stored.get_mut(index(slot))
            && std::mem::replace(stored, v) == v
        {
            return;
        }
        self.b
            .emit(Op::SSTORE, v, IrRef::NONE, IrRef::NONE, slot as u32);
    }

    /// A `filter` has left an item out: the FOR_ITER at which the innermost frame stands follows again.
    pub(super) fn again(&mut self) -> Rec {
        let again = self.top().call_pc;
        let loops = &self.top().code.plain().loops;
        let number = loops.iter().position(|&l| l == again);
        let number = number.ok_or(Abort::NotRecorded)?;
        self.go_back(again, number as u16)
    }

    /// RETURN from an inlined frame.
    pub(super) fn ret(&mut self, th: &Thread, i: Instr) -> Rec {
        self.before_end(th);
        let (v, value) = self.both(i.a());
        let frame = self.top().clone();
        let dst = (frame.cont.bits() >> 16) as u16;
        let by = |kind| frame.is_delivered_by(kind);
        // What is asked of the result; the guards' snapshots have the frame that returns.
        let converted = match () {
            () if by(Continuation::Drop) => Some(None),
            () if by(Continuation::Next) => Some(Some(v)),
            () if by(Continuation::Truth) || by(Continuation::Not) => {
                let truth = self.truth(th, i.a()).ok_or(Abort::NotRecorded)?;
                Some(Some(
                    self.konst(Value::bool(truth != by(Continuation::Not))),
                ))
            }
            () if by(Continuation::Filter) => {
                if !self.truth(th, i.a()).ok_or(Abort::NotRecorded)? {
                    self.frames.pop();
                    self.drop_from(frame.base - HEADER as i32);
                    return self.again();
                }
                Some(Some(self.slot(frame.base - 6)))
            }
            () if by(Continuation::Length) || by(Continuation::Branch) && dst == 1 => {
                let n = value.as_small().filter(|&n| n >= 0);
                let n = n.ok_or(Abort::NotRecorded)?;
                let r = self.int(v);
                let zero = self.b.int(0);
                if by(Continuation::Length) {
                    self.guard2(Op::GGE, r, zero);
                    Some(Some(v))
                } else {
                    self.guard2(if n == 0 { Op::GEQ } else { Op::GGT }, r, zero);
                    Some(None)
                }
            }
            () if by(Continuation::Branch)
                || by(Continuation::Bool)
                || by(Continuation::NotBool) =>
            {
                if !value.is_bool() {
                    return Err(Abort::NotRecorded);
                }
                self.guard_is(v, value);
                let truth = (value == Value::TRUE) != by(Continuation::NotBool);
                let k = self.konst(Value::bool(truth));
                Some((!by(Continuation::Branch)).then_some(k))
            }
            () if by(Continuation::Str) || by(Continuation::Repr) || by(Continuation::Format) => {
                if !types::is_exactly(value, T::Str) {
                    return Err(Abort::NotRecorded);
                }
                self.guard_type((v, value));
                Some(Some(v))
            }
            () if by(Continuation::Iter) => {
                if !runtime::ops::is_iterator(value) {
                    return Err(Abort::NotRecorded);
                }
                self.guard_type((v, value));
                self.epoch = true;
                Some(Some(v))
            }
            () if by(Continuation::Hash) => {
                // (-1 is no hash.)
                if value == Value::small(-1) {
                    return Err(Abort::NotRecorded);
                }
                if value.is_small_int() {
                    let r = self.int(v);
                    let odd = self.b.int(-1);
                    self.guard2(Op::GNE, r, odd);
                    Some(Some(v))
                } else if types::is_exactly(value, T::Int) {
                    self.guard_type((v, value));
                    Some(Some(self.b.call(h::hash_of_int, &[v])))
                } else {
                    return Err(Abort::NotRecorded);
                }
            }
            () => None,
        };
        self.frames.pop();
        if let Some(result) = converted {
            self.drop_from(frame.base - HEADER as i32);
            if let Some(result) = result {
                self.set(dst, result);
            }
            return Ok(());
        }
        let result = match () {
            () if by(Continuation::Store) => v,
            () if by(Continuation::Init) && value.is_none() => {
                // The guard's snapshot has the frame that returns.
                self.frames.push(frame.clone());
                self.guard_is(v, Value::NONE);
                let instance = self.slot(frame.base - 6);
                self.frames.pop();
                instance
            }
            () if (by(Continuation::Reflect) || by(Continuation::Reflected))
                && value != Value::NOT_IMPLEMENTED =>
            {
                self.frames.push(frame.clone());
                self.guard_is_not(v, Value::NOT_IMPLEMENTED);
                self.frames.pop();
                v
            }
            () => {
                self.frames.push(frame);
                return Err(Abort::NotRecorded);
            }
        };
        self.drop_from(frame.base - HEADER as i32);
        self.set(dst, result);
        Ok(())
    }
}

/// Where a parameter's value comes from.
#[derive(Clone, Copy)]
enum Source {
    /// The n-th argument that was given.
    Given(usize),
    /// The n-th default.
    // tidy: rooted by the function's tuple of defaults, which the trace guards and so names.
    Default(usize, Value),
    /// A tuple of the positional arguments from the n-th on.
    Rest(usize),
    /// The default of a keyword-only parameter: its name, and the value once it is loaded.
    // tidy: rooted by the code, whose parameter it names.
    KwDefault(Value, IrRef),
    /// A dict of the keyword arguments that are no parameter's.
    Keywords,
}

/// How the arguments of a call meet the parameters: the same each time the same code is called in the same way.
pub(super) struct Binding {
    parameters: Vec<Source>,
    /// How many arguments are positional.
    positional: usize,
    /// Defaults are used.
    defaults: bool,
    /// The tuple that they come from, where that is no constant.
    loaded: Option<IrRef>,
    /// Defaults of keyword-only parameters are used.
    kwdefaults: bool,
    /// The keyword arguments that are no parameter's: names, and which arguments they are.
    // tidy: rooted by the tuple of names of the call, or the dict that they are the keys of.
    keywords: Vec<(Value, usize)>,
}

impl Binding {
    /// `None`: the call fails, or is bound by the interpreter.
    fn of(function: Ref<Function>, given: usize, names: &[Value]) -> Option<Binding> {
        let code = function.code();
        let plain = code.plain();
        let positional = given - names.len();
        let (arg_count, kwonly) = (plain.arg_count as usize, plain.kwonly_count as usize);
        let var_args = plain.flags & flags::VARARGS != 0;
        let rest = positional.saturating_sub(arg_count);
        if rest > 0 && !var_args || rest > super::build::MAX_TUPLE as usize {
            return None;
        }
        let mut bound: Vec<Option<Source>> = vec![None; arg_count + kwonly];
        for (n, b) in bound.iter_mut().enumerate().take(positional.min(arg_count)) {
            *b = Some(Source::Given(n));
        }
        let var_keywords = plain.flags & flags::VARKEYWORDS != 0;
        let mut keywords = Vec::new();
        for (n, &name) in names.iter().enumerate() {
            let p = (plain.posonly_count as usize..arg_count + kwonly)
                .find(|&p| code.varname_at(p).value() == name);
            let Some(p) = p else {
                if !var_keywords || keywords.len() == MAX_KEYWORDS {
                    return None;
                }
                keywords.push((name, positional + n));
                continue;
            };
            if bound[p].replace(Source::Given(positional + n)).is_some() {
                return None;
            }
        }
        let mut defaults = false;
        let tuple = function.defaults.get().downcast::<Tuple>();
        let values = tuple.as_ref().map_or(&[][..], |t| t.items());
        // (More defaults than parameters: the first ones belong to none.)
        let first = arg_count.saturating_sub(values.len());
        let spare = values.len() - (arg_count - first);
        let lacking = bound[first..arg_count].iter_mut();
        for (n, (b, &v)) in lacking.zip(&values[spare..]).enumerate() {
            if b.is_none() {
                defaults = true;
                *b = Some(Source::Default(n + spare, v));
            }
        }
        let mut kwdefaults = false;
        for (p, b) in bound.iter_mut().enumerate().skip(arg_count) {
            if b.is_none() {
                let d = function.kwdefaults.get().downcast::<Dict>()?;
                let name = code.varname_at(p);
                d.get_str(name)?;
                kwdefaults = true;
                *b = Some(Source::KwDefault(name.value(), IrRef::NONE));
            }
        }
        let mut parameters = bound.into_iter().collect::<Option<Vec<Source>>>()?;
        if var_args {
            parameters.push(Source::Rest(positional.min(arg_count)));
        }
        if var_keywords {
            parameters.push(Source::Keywords);
        }
        Some(Binding {
            parameters,
            positional,
            defaults,
            loaded: None,
            kwdefaults,
            keywords,
        })
    }
}
