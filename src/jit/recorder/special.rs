//! Python functions that are not called by name: methods behind operators, comparisons, subscripts, iteration and truth,
//! property getters and setters, `super()`.
//!
//! Each is found as the interpreter finds it, under guards on the operands' shapes, the assumption that classes keep
//! their structure, and the watched cell of the method; then it is followed like any call. Its frame lies above the
//! window of the frame that asks, where the interpreter pushes it. Some methods the interpreter calls from native code
//! (`len`, `str`, truth): for these the recorder pushes the frame itself, and a continuation of its own says what native
//! code does with the result.

use frontend::bytecode::code::flags as code_flags;
use frontend::bytecode::op::{
    CONVERSION, HAS_SPEC, IN_PLACE, Instr, Op as Bc, SUPER_METHOD, Special,
};
use ir::IrRef;
use runtime::heap::RootedVec;
use runtime::interp::attr;
use runtime::interp::call::push_call;
use runtime::interp::consumer::{self, Argument};
use runtime::interp::frame::{Continuation, Frame, HEADER};
use runtime::interp::item::{any_method, python_method};
use runtime::names::{self, N};
use runtime::native::Args;
use runtime::object::{Kind, Ref};
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::dict::NameCell;
use runtime::types::enumerate_zip::Enumerate;
use runtime::types::function::Function;
use runtime::types::property::Property;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, Nature, Type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

use super::arith::{binary_of, compare_of};
use super::call::{Called, Callee};
use super::{Rec, Recorder};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::schema;
use crate::state::Jit;

type Both = (IrRef, Value);

/// Calls of such functions run nothing of them.
const MAKERS: u32 = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;

impl Recorder {
    /// Follows the interpreter into the frame that it is about to push for the method `name` of `x`.
    fn follow(
        &mut self,
        jit: &mut Jit,
        x: Both,
        f: Ref<Function>,
        name: N,
        args: &[IrRef],
        (continuation, dst): (Continuation, u16),
    ) -> Rec<Called> {
        self.guard_type(x);
        let Some(value) = self.method(types::type_of(x.1), name, f) else {
            return Ok(Called::Not);
        };
        let callee = self.callee(f, value, continuation, dst);
        let given: Vec<IrRef> = std::iter::once(x.0).chain(args.iter().copied()).collect();
        self.python(jit, callee, &given, Value::EMPTY)
    }

    /// Keeps what the recording names alive while it allocates: the collector sees recordings only between instructions.
    pub(super) fn kept(&self) -> RootedVec<Value> {
        let mut kept = RootedVec::new();
        for bits in self.b.trace.roots() {
            kept.push(Value::from_bits(bits));
        }
        self.cells.iter().for_each(|&c| kept.push(c));
        kept
    }

    /// Calls the method `name` of `x`, which the interpreter would call from native code: pushes its frame.
    fn ask(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        x: Both,
        name: N,
        args: &[Both],
        how: (Continuation, u16),
    ) -> Rec<Called> {
        let Some(f) = python_method(x.1, name) else {
            return Ok(Called::Not);
        };
        let rest: Vec<IrRef> = args.iter().map(|a| a.0).collect();
        let called = self.follow(jit, x, f, name, &rest, how)?;
        let values = std::iter::once(&x).chain(args).map(|a| a.1);
        Ok(self.pushed(th, called, f, values, Value::EMPTY, how))
    }

    /// After the recording of a call: pushes the frame that the recorder is to follow, if it was inlined.
    fn pushed(
        &mut self,
        th: &Thread,
        called: Called,
        f: Ref<Function>,
        values: impl Iterator<Item = Value>,
        names: Value,
        (continuation, dst): (Continuation, u16),
    ) -> Called {
        if called != Called::Inline {
            return called;
        }
        let _kept = self.kept();
        let mut list = RootedVec::new();
        values.for_each(|v| list.push(v));
        let at = th.pc.get();
        // SAFETY: instructions that call are followed by others.
        th.pc.set(unsafe { at.add(1) });
        let args = Args {
            values: &list,
            names: names.downcast(),
        };
        match push_call(th, f, args, continuation.pack(dst)) {
            Ok(()) => Called::Pushed,
            Err(_) => Called::Raised,
        }
    }

    /// GET_ITEM and its like where `__getitem__` is a Python function.
    pub(super) fn special_get(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let c = self.both(i.b());
        let Some(f) = python_method(c.1, N::__getitem__) else {
            if i.op() != Bc::GetItem || !c.1.has_kind(Kind::Dict) {
                return Ok(Called::Not);
            }
            let k = self.both(i.c());
            return self.missing_item(jit, th, c, k, i.a());
        };
        let key = match i.op() {
            Bc::GetItemI => self.konst(Value::small(i64::from(i.imm()))),
            Bc::GetSlice => {
                let none = self.konst(Value::NONE);
                let (start, stop) = (self.reg(i.c()), self.reg(i.c() + 1));
                self.new_slice([start, stop, none])
            }
            _ => self.reg(i.c()),
        };
        let how = (Continuation::Store, i.a());
        self.follow(jit, c, f, N::__getitem__, &[key], how)
    }

    /// The item of a dict that does not have the key, but a `__missing__` written in Python.
    fn missing_item(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        d: Both,
        k: Both,
        dst: u16,
    ) -> Rec<Called> {
        if python_method(d.1, N::__missing__).is_none() {
            return Ok(Called::Not);
        }
        let Some(dict) = self.plain_lookup(d, k, Some(N::__getitem__)) else {
            return Ok(Called::Not);
        };
        if !matches!(dict.get(th, k.1), Ok(None)) {
            return Ok(Called::Not);
        }
        let old = self.b.call(h::dict_find, &[d.0, k.0]);
        self.guard_is(old, Value::EMPTY);
        self.ask(jit, th, d, N::__missing__, &[k], (Continuation::Store, dst))
    }

    /// SET_ITEM.
    pub(super) fn special_set(&mut self, jit: &mut Jit, i: Instr) -> Rec<Called> {
        let c = self.both(i.a());
        let Some(f) = python_method(c.1, N::__setitem__) else {
            return Ok(Called::Not);
        };
        let args = [self.reg(i.b()), self.reg(i.c())];
        let how = (Continuation::Drop, 0);
        self.follow(jit, c, f, N::__setitem__, &args, how)
    }

    /// DEL_ITEM.
    pub(super) fn special_del(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let (c, k) = (self.both(i.a()), self.both(i.b()));
        self.ask(jit, th, c, N::__delitem__, &[k], (Continuation::Drop, 0))
    }

    /// CONTAINS and its like.
    pub(super) fn special_contains(&mut self, jit: &mut Jit, i: Instr) -> Rec<Called> {
        let (x, c) = (self.reg(i.b()), self.both(i.c()));
        let Some(f) = python_method(c.1, N::__contains__) else {
            return Ok(Called::Not);
        };
        let negated = matches!(i.op(), Bc::NotContains | Bc::NotContainsJ);
        let continuation = if negated {
            Continuation::Not
        } else {
            Continuation::Truth
        };
        let how = (continuation, i.a());
        self.follow(jit, c, f, N::__contains__, &[x], how)
    }

    /// FOR_ITER over an iterator written in Python.
    pub(super) fn special_next(&mut self, jit: &mut Jit, i: Instr) -> Rec<Called> {
        let it = self.both(i.b());
        let Some(f) = python_method(it.1, N::__next__) else {
            return Ok(Called::Not);
        };
        let how = (Continuation::Next, i.a());
        self.follow(jit, it, f, N::__next__, &[], how)
    }

    /// FOR_ITER over a `map` of a Python function over one iterator that the trace can step: steps it, and pushes the
    /// function's frame, whose result is the item. (Its StopIteration ends the loop, as that of a `__next__` does.)
    pub(super) fn next_of_map(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let it = self.both(i.b());
        if !types::is_exactly(it.1, T::Map) {
            return Ok(Called::Not);
        }
        // SAFETY: all adaptors have one layout, and `map` keeps its iterators in a tuple.
        let (map, sources) = unsafe {
            let map: Ref<Enumerate> = Ref::from_value_unchecked(it.1);
            let sources: Ref<Tuple> = Ref::from_value_unchecked(map.source.get());
            (map, sources)
        };
        let (&[source], Some(f)) = (sources.items(), map.function.get().downcast::<Function>())
        else {
            return Ok(Called::Not);
        };
        if !self.can_apply(f, source) {
            return Ok(Called::Not);
        }
        self.guard_type(it);
        let list = self.b.fload(it.0, schema::ADAPTOR_SOURCE);
        let length = self.b.fload(list, schema::TUPLE_LEN);
        let one = self.b.int(1);
        self.guard2(ir::Op::GEQ, length, one);
        let inner = self.b.fload(list, self.schema.item_field(0));
        let function = self.b.fload(it.0, schema::ADAPTOR_FUNCTION);
        let how = (Continuation::Next, i.a());
        self.apply_to_next(jit, th, (f, function), (inner, source), how)
    }

    /// FOR_ITER over a `filter` by a Python function of an iterator that the trace can step: steps it, and pushes the
    /// function's frame, whose result tells whether this item is the next one. If not, FOR_ITER follows again.
    pub(super) fn next_of_filter(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let it = self.both(i.b());
        if !types::is_exactly(it.1, T::Filter) {
            return Ok(Called::Not);
        }
        // SAFETY: all adaptors have one layout.
        let filter: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(it.1) };
        let source = filter.source.get();
        let Some(f) = filter.function.get().downcast::<Function>() else {
            return Ok(Called::Not);
        };
        if !self.can_apply(f, source) {
            return Ok(Called::Not);
        }
        self.guard_type(it);
        let inner = self.b.fload(it.0, schema::ADAPTOR_SOURCE);
        let function = self.b.fload(it.0, schema::ADAPTOR_FUNCTION);
        let how = (Continuation::Filter, i.a());
        self.apply_to_next(jit, th, (f, function), (inner, source), how)
    }

    /// Whether the trace can step an iterator, and follow a function that is called with each of its items.
    fn can_apply(&self, f: Ref<Function>, source: Value) -> bool {
        !f.code().has_flag(MAKERS)
            && self.would_inline(f.code())
            && super::iter::can_step(source, 1)
    }

    /// Steps an iterator, and pushes the frame of a function that is called with the item. (The frame keeps the item, too, if
    /// a `filter` asks.)
    fn apply_to_next(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        (f, function): (Ref<Function>, IrRef),
        (inner, source): Both,
        how: (Continuation, u16),
    ) -> Rec<Called> {
        let mut callee = self.callee(f, function, how.0, how.1);
        // All guards come before the step: their exits repeat the instruction.
        let Some(binding) = self.bind(&callee, 1, &[]) else {
            return Ok(Called::Not);
        };
        let Some(item) = self.step_once((inner, source)) else {
            return Ok(Called::Not);
        };
        let keeps = how.0 == Continuation::Filter;
        if keeps {
            callee.attached = item;
        }
        let called = self.enter_bound(jit, callee, binding, &[item])?;
        let _kept = self.kept();
        let Ok(Some(v)) = runtime::ops::next(th, source) else {
            return Err(Abort::NotRecorded);
        };
        let called = self.pushed(th, called, f, std::iter::once(v), Value::EMPTY, how);
        if keeps && called == Called::Pushed {
            Frame(th.base.get()).set_attached(v);
        }
        Ok(called)
    }

    /// `iter(x)`: the interpreter itself pushes frames only of generator functions, in GET_ITER.
    pub(super) fn special_iter(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        x: Both,
        dst: u16,
        instruction: bool,
    ) -> Rec<Called> {
        let Some(f) = any_method(x.1, N::__iter__) else {
            return Ok(Called::Not);
        };
        if !f.code().has_flag(code_flags::GENERATOR) {
            return self.ask(jit, th, x, N::__iter__, &[], (Continuation::Iter, dst));
        }
        let how = (Continuation::Store, dst);
        let called = self.follow(jit, x, f, N::__iter__, &[], how)?;
        if instruction {
            return Ok(called);
        }
        Ok(self.pushed(th, called, f, std::iter::once(x.1), Value::EMPTY, how))
    }

    /// GET_AWAITABLE where `__await__` is the function of a generator, and GET_ANEXT where `__anext__` is that of a coroutine:
    /// what they make is waited for as it is.
    pub(super) fn special_await(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        name: N,
    ) -> Rec<Called> {
        let x = self.both(i.b());
        let made = match i.op() {
            Bc::GetAwaitable => code_flags::GENERATOR,
            _ => code_flags::COROUTINE,
        };
        let makes = |f: &Ref<Function>| f.code().plain().flags & MAKERS == made;
        let Some(f) = any_method(x.1, name).filter(makes) else {
            return Ok(Called::Not);
        };
        let how = (Continuation::Store, i.a());
        let called = self.follow(jit, x, f, name, &[], how)?;
        Ok(self.pushed(th, called, f, std::iter::once(x.1), Value::EMPTY, how))
    }

    /// A conditional jump on an object whose class is written in Python.
    pub(super) fn special_truth(&mut self, jit: &mut Jit, th: &Thread, r: u16) -> Rec<Called> {
        let x = self.both(r);
        let by_bool = type_::lookup_name(types::type_of(x.1), N::__bool__).is_some();
        let (name, dst) = if by_bool {
            (N::__bool__, 0)
        } else {
            (N::__len__, 1)
        };
        self.ask(jit, th, x, name, &[], (Continuation::Branch, dst))
    }

    /// NOT.
    pub(super) fn special_not(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let x = self.both(i.b());
        let how = (Continuation::NotBool, i.a());
        self.ask(jit, th, x, N::__bool__, &[], how)
    }

    /// A call of an object whose class has a Python `__call__`.
    pub(super) fn special_call(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        x: Both,
        args: &[Both],
        names: Value,
        dst: u16,
    ) -> Rec<Called> {
        let Some(f) = any_method(x.1, N::__call__) else {
            return Ok(Called::Not);
        };
        self.guard_type(x);
        let Some(value) = self.method(types::type_of(x.1), N::__call__, f) else {
            return Ok(Called::Not);
        };
        let how = (Continuation::Store, dst);
        let callee = self.callee(f, value, how.0, how.1);
        let all = || std::iter::once(&x).chain(args);
        let given: Vec<IrRef> = all().map(|a| a.0).collect();
        let called = self.python(jit, callee, &given, names)?;
        Ok(self.pushed(th, called, f, all().map(|a| a.1), names, how))
    }

    /// Built-in functions that ask the first argument's class.
    pub(super) fn special_builtin(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        name: &str,
        args: &[Both],
        dst: u16,
    ) -> Rec<Called> {
        let Some(&x) = args.first() else {
            return Ok(Called::Not);
        };
        if !types::type_of(x.1).has_flag(flags::HEAP) && name != "isinstance" {
            return Ok(Called::Not);
        }
        let (method, continuation) = match (name, args.len()) {
            ("len", 1) => (N::__len__, Continuation::Length),
            ("next", 1) => (N::__next__, Continuation::Store),
            ("iter", 1) => return self.special_iter(jit, th, x, dst, false),
            ("repr", 1) => (N::__repr__, Continuation::Repr),
            ("hash", 1) => (N::__hash__, Continuation::Hash),
            ("abs", 1) => (N::__abs__, Continuation::Store),
            // (Other metaclasses than `type` answer by methods of their own.)
            ("isinstance", 2) if args[1].1.has_kind(Kind::Type) => {
                let how = (Continuation::Bool, dst);
                self.guard_is(args[1].0, args[1].1);
                self.guard_type(x);
                return self.ask(jit, th, args[1], N::__instancecheck__, &[x], how);
            }
            _ => return Ok(Called::Not),
        };
        self.ask(jit, th, x, method, &[], (continuation, dst))
    }

    /// `str(x)` of an instance.
    pub(super) fn special_str(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        x: Both,
        dst: u16,
    ) -> Rec<Called> {
        if let Some(text) = self.exception_text(th, x) {
            self.set(dst, text);
            return Ok(Called::Inline);
        }
        let class = types::type_of(x.1);
        if !class.has_flag(flags::HEAP) {
            return Ok(Called::Not);
        }
        if python_method(x.1, N::__str__).is_some() {
            let how = (Continuation::Str, dst);
            return self.ask(jit, th, x, N::__str__, &[], how);
        }
        if !of_object(class, N::__str__) {
            return Ok(Called::Not);
        }
        let how = (Continuation::Str, dst);
        self.ask(jit, th, x, N::__repr__, &[], how)
    }

    /// FORMAT_VALUE of an instance.
    pub(super) fn special_format(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let x = self.both(i.b());
        let class = types::type_of(x.1);
        let has_spec = i.flags() & HAS_SPEC != 0;
        let as_text = i.flags() & CONVERSION < 2 && !has_spec && of_object(class, N::__format__);
        if as_text && let Some(text) = self.exception_text(th, x) {
            self.set(i.a(), text);
            return Ok(Called::Inline);
        }
        if !class.has_flag(flags::HEAP) {
            return Ok(Called::Not);
        }
        match i.flags() & CONVERSION {
            0 if python_method(x.1, N::__format__).is_some() => {
                let spec = if has_spec {
                    self.both(i.c())
                } else {
                    let _kept = self.kept();
                    let empty = types::str::intern(th, "").value();
                    (self.konst(empty), empty)
                };
                let how = (Continuation::Format, i.a());
                self.ask(jit, th, x, N::__format__, &[spec], how)
            }
            0 if !has_spec && of_object(class, N::__format__) => {
                self.special_str(jit, th, x, i.a())
            }
            1 if !has_spec => self.special_str(jit, th, x, i.a()),
            2 if !has_spec => {
                let how = (Continuation::Repr, i.a());
                self.ask(jit, th, x, N::__repr__, &[], how)
            }
            _ => Ok(Called::Not),
        }
    }

    /// LOAD_SPECIAL: a method of a context manager.
    pub(super) fn load_special(&mut self, th: &Thread, i: Instr) -> bool {
        let x = self.both(i.b());
        let Some(special) = Special::from_u16(i.c()) else {
            return false;
        };
        let _kept = self.kept();
        let name = types::str::intern(th, special.name());
        let class = types::type_of(x.1);
        if class.has_flag(flags::ODD_NAMES) {
            return false;
        }
        let Some(cell) = type_::lookup_cell(class, name) else {
            return false;
        };
        if type_::nature(cell.get()) != Nature::Method {
            return false;
        }
        self.guard_type(x);
        self.epoch = true;
        let Some((f, v)) = self.name_cell(cell) else {
            return false;
        };
        if self.b.trace.get_const(f).is_none() {
            self.guard_is(f, v);
        }
        self.set(i.a(), f);
        self.set(i.a() + 1, x.0);
        true
    }

    /// LOAD_SUPER_ATTR of a method of an instance's class.
    pub(super) fn load_super(&mut self, i: Instr) -> bool {
        let b = i.b();
        let (f, class, this) = (self.both(b), self.both(b + 1), self.both(b + 2));
        let name = self.top().code.site_name(i.c() as usize);
        if i.flags() & SUPER_METHOD == 0
            || f.1 != types::get(T::Super).value()
            || !class.1.has_kind(Kind::Type)
            || name == names::get(N::__class__)
        {
            return false;
        }
        let start = type_::as_type(class.1);
        if this.1.has_kind(Kind::Type) {
            return self.load_super_of_class(i, [f, class, this], name);
        }
        let own = types::type_of(this.1);
        if !own.is_subtype_of(start) {
            return false;
        }
        let Some(cell) = type_::lookup_cell_after(own, start, name) else {
            return false;
        };
        if type_::nature(cell.get()) != Nature::Method {
            return false;
        }
        self.guard_is(f.0, f.1);
        self.guard_is(class.0, class.1);
        self.guard_type(this);
        self.epoch = true;
        let Some((method, v)) = self.name_cell(cell) else {
            return false;
        };
        if self.b.trace.get_const(method).is_none() {
            self.guard_is(method, v);
        }
        self.set(i.a(), method);
        self.set(i.a() + 1, this.0);
        true
    }

    /// The same for a class, as in `super().__new__(cls)` and in class methods.
    fn load_super_of_class(&mut self, i: Instr, operands: [Both; 3], name: Ref<Str>) -> bool {
        let [_, class, this] = operands;
        let (start, own) = (type_::as_type(class.1), type_::as_type(this.1));
        if !own.is_subtype_of(start) {
            return false;
        }
        let Some(cell) = type_::lookup_cell_after(own, start, name) else {
            return false;
        };
        let Some((callable, first)) = attr::of_class(cell, this.1) else {
            return false;
        };
        for (r, v) in operands {
            self.guard_is(r, v);
        }
        self.epoch = true;
        let Some((found, v)) = self.name_cell(cell) else {
            return false;
        };
        if self.b.trace.get_const(found).is_none() {
            self.guard_is(found, v);
        }
        let pair = [callable, first].map(|v| self.konst(v));
        self.set(i.a(), pair[0]);
        self.set(i.a() + 1, pair[1]);
        true
    }

    /// LOAD_ATTR and LOAD_METHOD of what only a Python `__getattr__` knows.
    pub(super) fn special_getattr(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let x = self.both(i.b());
        let class = types::type_of(x.1);
        let name = self.top().code.site_name(i.c() as usize);
        let Some(header) = x.1.header() else {
            return Ok(Called::Not);
        };
        let layout = shape::get(header.shape());
        if header.kind() != Kind::Instance
            || python_method(x.1, N::__getattr__).is_none()
            || !of_object(class, N::__getattribute__)
            || layout.is_dict_mode()
            || layout.lookup(name).is_some()
            || type_::lookup(class, name).is_some()
        {
            return Ok(Called::Not);
        }
        let text = name.value();
        let text = (self.konst(text), text);
        let how = (Continuation::Store, i.a());
        let called = self.ask(jit, th, x, N::__getattr__, &[text], how)?;
        if called == Called::Pushed && i.op() == Bc::LoadMethod {
            // The pair's second half; the frame that is waiting for the first one owns it.
            let at = self.frames[self.frames.len() - 2].base + i32::from(i.a()) + 1;
            let empty = self.konst(Value::EMPTY);
            self.set_slot(at, empty);
            // SAFETY: a register of the frame that is recorded.
            unsafe { *self.root.offset(at as isize) = Value::EMPTY };
        }
        Ok(called)
    }

    /// What a class has under a name, a descriptor of a class written in Python: a constant, or guarded.
    fn descriptor(&mut self, cell: Ref<NameCell>) -> Option<Both> {
        let (r, d) = self.name_cell(cell)?;
        if self.b.trace.get_const(r).is_none() {
            self.guard_is(r, d);
        }
        Some((r, d))
    }

    /// LOAD_ATTR by the `__get__` of a descriptor in the class, written in Python.
    pub(super) fn special_descriptor(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
    ) -> Rec<Called> {
        let x = self.both(i.b());
        let class = types::type_of(x.1);
        let name = self.top().code.site_name(i.c() as usize);
        let Some(header) = x.1.header() else {
            return Ok(Called::Not);
        };
        let Some(cell) = type_::lookup_cell(class, name) else {
            return Ok(Called::Not);
        };
        let d = cell.get();
        let layout = shape::get(header.shape());
        let hidden = !type_::is_data_descriptor(d)
            && (layout.is_dict_mode() || layout.lookup(name).is_some());
        if header.kind() != Kind::Instance
            || !class.has_flag(flags::PLAIN_GETATTR)
            || class.has_flag(flags::NATIVE_DICT)
            || python_method(d, N::__get__).is_none()
            || hidden
        {
            return Ok(Called::Not);
        }
        self.guard_type(x);
        self.epoch = true;
        let Some(d) = self.descriptor(cell) else {
            return Ok(Called::Not);
        };
        let owner = (self.konst(class.value()), class.value());
        let how = (Continuation::Store, i.a());
        self.ask(jit, th, d, N::__get__, &[x, owner], how)
    }

    /// STORE_ATTR by a property's setter or a `__setattr__` written in Python.
    pub(super) fn special_setattr(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let (x, v) = (self.both(i.a()), self.both(i.b()));
        let class = types::type_of(x.1);
        let name = self.top().code.site_name(i.c() as usize);
        let drop = (Continuation::Drop, 0);
        if python_method(x.1, N::__setattr__).is_some() {
            let text = (self.konst(name.value()), name.value());
            return self.ask(jit, th, x, N::__setattr__, &[text, v], drop);
        }
        if !class.has_flag(flags::PLAIN_SETATTR) || !class.has_flag(flags::HEAP) {
            return Ok(Called::Not);
        }
        let Some(cell) = type_::lookup_cell(class, name) else {
            return Ok(Called::Not);
        };
        if python_method(cell.get(), N::__set__).is_some() {
            self.guard_type(x);
            self.epoch = true;
            let Some(d) = self.descriptor(cell) else {
                return Ok(Called::Not);
            };
            return self.ask(jit, th, d, N::__set__, &[x, v], drop);
        }
        let setter = |p: Ref<Property>| p.setter.get().downcast::<Function>();
        let Some(f) = cell.get().downcast::<Property>().and_then(setter) else {
            return Ok(Called::Not);
        };
        if f.code()
            .has_flag(code_flags::GENERATOR | code_flags::COROUTINE)
        {
            return Ok(Called::Not);
        }
        self.guard_type(x);
        self.epoch = true;
        let Some((r, property)) = self.name_cell(cell) else {
            return Ok(Called::Not);
        };
        if self.b.trace.get_const(r).is_none() {
            self.guard_is(r, property);
        }
        // Properties do not change, and the trace names this one.
        let value = self.konst(f.value());
        let callee = self.callee(f, value, drop.0, drop.1);
        let called = self.python(jit, callee, &[x.0, v.0], Value::EMPTY)?;
        Ok(self.pushed(th, called, f, [x.1, v.1].into_iter(), Value::EMPTY, drop))
    }

    /// The method `name` of a class, if it is `f`: a constant while nobody changes it, else guarded.
    pub(super) fn method(&mut self, class: Ref<Type>, name: N, f: Ref<Function>) -> Option<IrRef> {
        let cell = type_::lookup_cell(class, names::get(name))?;
        self.epoch = true;
        let (r, v) = self.name_cell(cell)?;
        if v != f.value() {
            return None;
        }
        if self.b.trace.get_const(r).is_none() {
            self.guard_is(r, v);
        }
        Some(r)
    }

    /// A callee whose frame lies above the innermost frame's window.
    pub(super) fn callee(
        &mut self,
        function: Ref<Function>,
        value: IrRef,
        continuation: Continuation,
        dst: u16,
    ) -> Callee {
        let attached = self.konst(Value::EMPTY);
        let top = self.top();
        Callee {
            function,
            value,
            base: top.base + top.code.nregs.get() as i32 + HEADER as i32,
            continuation,
            dst,
            attached,
        }
    }

    /// An operator or a comparison that calls a method written in Python first.
    pub(super) fn operator(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let (x, y) = self.operands(i);
        let found = if let Some(o) = binary_of(i.op()) {
            runtime::interp::arith::python_method(th, o, i.flags() & IN_PLACE != 0, x.1, y.1)
        } else if let Some(o) = compare_of(i.op()) {
            runtime::interp::arith::python_comparison(th, o, x.1, y.1)
        } else {
            None
        };
        let Some(found) = found else {
            return Ok(Called::Not);
        };
        self.guard_type(x);
        self.guard_type(y);
        let (of, other) = if found.reflected { (y, x) } else { (x, y) };
        let class = types::type_of(of.1);
        let Some(value) = self.method(class, found.name, found.function) else {
            return Ok(Called::Not);
        };
        let callee = self.callee(found.function, value, found.continuation(), i.a());
        self.python(jit, callee, &[of.0, other.0], Value::EMPTY)
    }

    /// A call of a native that a Python function can do; see `runtime::interp::consumer`. `first` is the first argument's
    /// register.
    pub(super) fn consume(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        (f, native): Both,
        first: u16,
        names: Value,
    ) -> Rec<Called> {
        let end = i.a() + 2 + u16::from(i.flags());
        // tidy: rooted by the frame that calls.
        let (refs, values): (Vec<IrRef>, Vec<Value>) = (first..end).map(|r| self.both(r)).unzip();
        let Some(found) = consumer::find(native, &values, names.downcast()) else {
            return Ok(Called::Not);
        };
        let _kept = self.kept();
        let function = match consumer::function(th, found.driver, found.consumer) {
            Ok(function) => function,
            Err(raised) => {
                th.take_exception(raised);
                return Ok(Called::Not);
            }
        };
        self.guard_is(f, native);
        self.epoch = true;
        let mut args = Vec::new();
        for &a in found.arguments() {
            let r = match a {
                Argument::Driver(n)
                | Argument::Given(n)
                | Argument::Typed(n)
                | Argument::Fixed(n) => refs[n as usize],
                Argument::Native => f,
                Argument::Constant(_) | Argument::Helper(_) => {
                    let v = found.value(th, a, native, &values);
                    self.konst(v)
                }
            };
            match a {
                Argument::Driver(n) => self.guard_driver((r, values[n as usize]), found.driver),
                Argument::Typed(n) => self.guard_type((r, values[n as usize])),
                Argument::Fixed(n) => self.guard_is(r, values[n as usize]),
                Argument::Given(_)
                | Argument::Native
                | Argument::Constant(_)
                | Argument::Helper(_) => {}
            }
            args.push(r);
        }
        let value = self.konst(function.value());
        let callee = self.callee(function, value, Continuation::Store, i.b());
        self.python(jit, callee, &args, Value::EMPTY)
    }

    /// Guards that a value is a generator, a `map` or `filter` of a function, or a function, of this code.
    fn guard_driver(&mut self, (r, v): Both, code: Ref<CodeObj>) {
        self.guard_type((r, v));
        let (of, field) = match v.header().map(|h| h.kind()) {
            // (What its class says is an assumption; what `__next__` is now matters little.)
            Some(Kind::Instance) => return,
            Some(Kind::Generator) => (r, schema::GEN_CODE),
            Some(Kind::Map | Kind::Filter) => {
                let f = self.b.fload(r, schema::ADAPTOR_FUNCTION);
                self.guard_shape(f, types::shape_of(T::Function));
                (f, schema::FUNC_CODE)
            }
            Some(Kind::Enumerate | Kind::Zip) => return self.guard_feeder((r, v)),
            _ => (r, schema::FUNC_CODE),
        };
        let own = self.b.fload(of, field);
        self.guard_is(own, code.value());
    }

    /// LOAD_ATTR of a property whose getter is a Python function; the receiver is guarded, `property` watched.
    pub(super) fn getter(
        &mut self,
        jit: &mut Jit,
        i: Instr,
        receiver: IrRef,
        property: Value,
    ) -> Rec<Called> {
        let Some(p) = property.downcast::<Property>() else {
            return Ok(Called::Not);
        };
        let Some(f) = p.getter.get().downcast::<Function>() else {
            return Ok(Called::Not);
        };
        // Properties do not change, and the trace names this one.
        let value = self.konst(f.value());
        let callee = self.callee(f, value, Continuation::Store, i.a());
        self.python(jit, callee, &[receiver], Value::EMPTY)
    }
}

/// Whether a class has the method `name` of `object`.
fn of_object(class: Ref<Type>, name: N) -> bool {
    type_::lookup_name(class, name) == type_::lookup_name(types::get(T::Object), name)
}
