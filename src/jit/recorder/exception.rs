//! Exceptions and their tracebacks as objects of the trace: where nobody but the handler sees them, they are never made.
//!
//! Only classes whose constructor is known to keep its arguments are made here ([`exception_types::making`]); a Python
//! `__init__` is followed. An entry of a traceback holds what the interpreter would put into it
//! (`runtime::types::traceback::add`): code, function and position, and either the variables of the frame that ends, or
//! the address of the one that goes on.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::Instr;
use ir::{IrRef, Op};
use runtime::heap::SMALL_MAX;
use runtime::interp::attr;
use runtime::interp::frame::Continuation;
use runtime::names::N;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::exception::{self, Exception};
use runtime::types::exception_types::{self, Making};
use runtime::types::str::Str;
use runtime::types::traceback;
use runtime::types::tuple;
use runtime::types::type_::{self, Type};
use runtime::types::wrapper::SlotWrapper;
use runtime::types::{self, T};
use runtime::value::Value;

use super::call::Called;
use super::construct::class_name;
use super::exc::How;
use super::{Pending, Rec, Recorder, build, index};
use crate::schema;
use crate::state::Jit;

type Both = (IrRef, Value);

impl Recorder {
    /// A call of an exception class.
    pub(super) fn construct_exception(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        (f, class): (IrRef, Ref<Type>),
        given: &[IrRef],
        names: Value,
    ) -> Rec<Called> {
        let named = names.downcast::<tuple::Tuple>().map_or(0, |t| t.len());
        let positional = &given[..given.len() - named];
        let Some(making) = makes_here(class, positional.len()) else {
            return Ok(Called::Not);
        };
        let init = match making {
            Making::Python(init) => init,
            Making::Args | Making::Value if named == 0 => {
                self.guard_is(f, class.value());
                self.epoch = true;
                let exc = self.new_exception(th, class, positional);
                self.set(i.b(), exc);
                return Ok(Called::Inline);
            }
            Making::Args | Making::Value => return Ok(Called::Not),
        };
        self.guard_is(f, class.value());
        let Some(value) = self.method(class, N::__init__, init) else {
            return Ok(Called::Not);
        };
        let exc = self.new_exception(th, class, positional);
        let mut args = vec![exc];
        args.extend_from_slice(given);
        let mut callee = self.callee(init, value, Continuation::Init, i.b());
        callee.attached = exc;
        self.python(jit, callee, &args, names)
    }

    /// What `raise` makes of a class.
    pub(super) fn raised_class(&mut self, th: &Thread, (c, v): Both) -> Option<IrRef> {
        if !v.has_kind(Kind::Type) {
            return None;
        }
        let class = type_::as_type(v);
        match makes_here(class, 0)? {
            Making::Args | Making::Value => {
                self.guard_is(c, v);
                self.epoch = true;
                Some(self.new_exception(th, class, &[]))
            }
            Making::Python(_) => None,
        }
    }

    /// The instruction raises an exception of a built-in class that only keeps its arguments: the guards are there.
    pub(super) fn raises(&mut self, th: &Thread, t: T, args: &[IrRef]) -> IrRef {
        let exc = self.new_exception(th, types::get(t), args);
        self.pending = Pending::Raise(How::Throw(exc));
        exc
    }

    /// The same, with a message that is always the same.
    pub(super) fn raises_message(&mut self, th: &Thread, t: T, message: &str) -> IrRef {
        let text = {
            let _kept = self.kept();
            types::str::new(th, message)
        };
        let text = self.konst(text);
        self.raises(th, t, &[text])
    }

    /// LOAD_ATTR and LOAD_METHOD of what is not there.
    pub(super) fn absent_attr(&mut self, th: &Thread, i: Instr) -> bool {
        let (r, receiver) = self.both(i.b());
        let name = self.top().code.site_name(i.c() as usize);
        let Some(h) = receiver.header() else {
            return false;
        };
        if !attr::is_absent(receiver, name) {
            return false;
        }
        self.guard_shape(r, h.shape());
        self.epoch = true;
        let message = ops::attr::no_attribute_message(receiver, name);
        let exc = self.raises_message(th, T::AttributeError, &message);
        let (of_name, of_object) = (self.extra_field(0), self.extra_field(1));
        let name = self.konst(name.value());
        self.b.fstore(exc, of_name, name);
        self.b.fstore(exc, of_object, r);
        true
    }

    /// An index that is guarded to lie outside a sequence of `n` items; the length is `length`.
    pub(super) fn out_of_bounds(
        &mut self,
        key: IrRef,
        actual: i64,
        length: IrRef,
        n: usize,
    ) -> bool {
        let n = n as i64;
        let (i, zero) = (self.int(key), self.b.int(0));
        if actual >= n {
            self.guard2(Op::GGE, i, length);
        } else if actual < -n {
            self.guard2(Op::GLT, i, zero);
            let at = self.b.op2(Op::IADD, i, length);
            self.guard2(Op::GLT, at, zero);
        } else {
            return false;
        }
        true
    }

    /// A new exception of a class that `makes_here` knows.
    fn new_exception(&mut self, th: &Thread, class: Ref<Type>, args: &[IrRef]) -> IrRef {
        let id = class.instance_shape.get();
        let shape = shape::get(id);
        let extra = (class.basic_size.get() as usize - exception::BASE_SIZE) / 8;
        let mut fields = vec![
            (schema::SHAPE, u64::from(id.0)),
            (schema::EXC_ARGS, 0),
            (schema::EXC_TRACEBACK, 0),
            (schema::EXC_CONTEXT, 0),
            (schema::EXC_CAUSE, 0),
            (schema::EXC_SUPPRESS, 0),
            (schema::EXC_EXTRA, 0),
        ];
        fields.extend((0..extra).map(|n| (self.extra_field(n), 0)));
        if shape.attr_offset() != 0 {
            fields.push((self.schema.overflow_field(shape.attr_offset()), 0));
            for n in 0..shape.inline() {
                if let shape::Place::Inline(offset) = shape.place(n) {
                    fields.push((self.schema.slot_field(offset), 0));
                }
            }
        }
        let (name, size) = (class_name(class), instance_size(class));
        let kind = self
            .schema
            .alloc_class(&name, id, Kind::Exception, size, &fields);
        let kept = self.args_tuple(th, args);
        let none = self.konst(Value::NONE);
        let exc = self.b.alloc(kind);
        self.b.fstore(exc, schema::EXC_ARGS, kept);
        for field in [
            schema::EXC_TRACEBACK,
            schema::EXC_CONTEXT,
            schema::EXC_CAUSE,
        ] {
            self.b.fstore(exc, field, none);
        }
        if extra > 0 {
            let n = self.b.int(extra as i64);
            self.b.fstore(exc, schema::EXC_EXTRA, n);
        }
        if exception_types::making(class) == Some(Making::Value) {
            let value = args.first().copied().unwrap_or(none);
            let field = self.extra_field(0);
            self.b.fstore(exc, field, value);
        }
        exc
    }

    fn extra_field(&self, n: usize) -> ir::FieldId {
        self.schema
            .slot_field((exception::BASE_SIZE + 8 * n) as u32)
    }

    fn args_tuple(&mut self, th: &Thread, args: &[IrRef]) -> IrRef {
        if args.is_empty() {
            let _kept = self.kept();
            return self.konst(tuple::empty(th).value());
        }
        self.new_tuple(args)
    }

    /// `BaseException.__init__(exc, *args)`, as classes call that of their base class.
    pub(super) fn exception_init(&mut self, th: &Thread, f: Both, args: &[Both]) -> Option<()> {
        let wrapper = f.1.downcast::<SlotWrapper>()?;
        let (&x, rest) = args.split_first()?;
        let is_init = wrapper.def().name == N::__init__;
        if !is_init
            || !x.1.has_kind(Kind::Exception)
            || rest.len() > build::MAX_TUPLE as usize
            || !types::type_of(x.1).is_subtype_of(wrapper.owner())
            || exception_types::making(wrapper.owner()) != Some(Making::Args)
            || !exception_types::is_plain_init(wrapper.owner())
        {
            return None;
        }
        self.guard_is(f.0, f.1);
        self.guard_type(x);
        let items: Vec<IrRef> = rest.iter().map(|a| a.0).collect();
        let kept = self.args_tuple(th, &items);
        self.b.fstore(x.0, schema::EXC_ARGS, kept);
        self.b.op2(Op::BARRIER, x.0, kept);
        Some(())
    }

    /// The cause that a `raise ... from` gives: an exception of the trace's, or none.
    pub(super) fn set_cause(&mut self, exc: IrRef, cause: Both) -> bool {
        if cause.1.is_none() {
            self.guard_is(cause.0, Value::NONE);
        } else if cause.1.has_kind(Kind::Exception) {
            self.guard_type(cause);
        } else {
            return false;
        }
        let one = self.b.int(1);
        self.b.fstore(exc, schema::EXC_CAUSE, cause.0);
        self.b.fstore(exc, schema::EXC_SUPPRESS, one);
        self.b.op2(Op::BARRIER, exc, cause.0);
        true
    }

    /// Attributes that all exceptions have, unless a class has its own.
    pub(super) fn exception_attr(&mut self, x: Both, name: Ref<Str>) -> Option<IrRef> {
        if !x.1.has_kind(Kind::Exception) {
            return None;
        }
        let (field, now) = {
            let e = exception::as_exception(x.1);
            match &*name.to_string_lossy() {
                "args" => (schema::EXC_ARGS, e.args.get()),
                "__traceback__" => (schema::EXC_TRACEBACK, e.traceback.get()),
                "__context__" => (schema::EXC_CONTEXT, e.context.get()),
                "__cause__" => (schema::EXC_CAUSE, e.cause.get()),
                _ => return None,
            }
        };
        let class = types::type_of(x.1);
        let own = |c: Ref<Type>| type_::lookup(c, name);
        if now.is_empty() || own(class) != own(types::get(T::BaseException)) {
            return None;
        }
        self.guard_type(x);
        self.epoch = true;
        Some(self.b.fload(x.0, field))
    }

    /// `str()` of an exception without arguments, or with a string as its only one.
    pub(super) fn exception_text(&mut self, th: &Thread, x: Both) -> Option<IrRef> {
        if !x.1.has_kind(Kind::Exception) {
            return None;
        }
        let own = |c: Ref<Type>| type_::lookup_name(c, N::__str__);
        let kept = exception::as_exception(x.1).args.get();
        let same = own(types::type_of(x.1)) == own(types::get(T::BaseException));
        if !same || !types::is_exactly(kept, T::Tuple) {
            return None;
        }
        // SAFETY: exactly a tuple.
        let items = unsafe { Ref::<tuple::Tuple>::from_value_unchecked(kept) };
        let only = match items.items() {
            [] => None,
            &[v] if types::is_exactly(v, T::Str) => Some(v),
            _ => return None,
        };
        self.guard_type(x);
        self.epoch = true;
        let args = self.b.fload(x.0, schema::EXC_ARGS);
        self.guard_type((args, kept));
        let length = self.b.fload(args, schema::TUPLE_LEN);
        let want = self.b.int(i64::from(only.is_some()));
        self.guard2(Op::GEQ, length, want);
        Some(match only {
            Some(v) => {
                let text = self.b.fload(args, self.schema.item_field(0));
                self.guard_type((text, v));
                text
            }
            None => {
                let _kept = self.kept();
                let empty = types::str::intern(th, "").value();
                self.konst(empty)
            }
        })
    }

    // ---- tracebacks

    /// Adds an entry to the traceback of `exc` for each frame from the innermost to the one that handles it, which goes on;
    /// for all frames, if none does. If it is raised `again`, the innermost has one already.
    pub(super) fn add_tracebacks(&mut self, exc: IrRef, handles: Option<usize>, again: bool) {
        let mut skip = again;
        let before = self.b.fload(exc, schema::EXC_TRACEBACK);
        let mut entries = before;
        for k in (handles.unwrap_or(0)..self.frames.len()).rev() {
            if self.frames[k].code.has_flag(flags::HIDDEN) || std::mem::take(&mut skip) {
                continue;
            }
            entries = self.traceback(k, entries, Some(k) != handles);
        }
        if entries != before {
            self.b.fstore(exc, schema::EXC_TRACEBACK, entries);
            self.b.op2(Op::BARRIER, exc, entries);
        }
    }

    /// The entry of frame number `k`, which the exception `ends` or not.
    fn traceback(&mut self, k: usize, next: IrRef, ends: bool) -> IrRef {
        let (code, base) = (self.frames[k].code, self.frames[k].base);
        let lasti = if k + 1 == self.frames.len() {
            self.pc
        } else {
            self.frames[k].call_pc
        };
        let room = traceback::kept(code);
        let mut values = vec![
            (schema::TB_NEXT, next),
            (schema::TB_CODE, self.konst(code.value())),
            (schema::TB_FUNCTION, self.slot(base - 2)),
            (schema::TB_LASTI, self.b.int(i64::from(lasti))),
        ];
        if !code.has_flag(flags::OPTIMIZED) {
            values.push((schema::TB_NAMESPACE, self.slot(base - 6)));
        }
        if ends {
            values.extend(self.kept_variables(k));
        } else {
            let at = self.window(base);
            values.push((schema::TB_BASE, at));
        }
        let mut fields: Vec<(ir::FieldId, u64)> = [
            schema::TB_NEXT,
            schema::TB_CODE,
            schema::TB_FUNCTION,
            schema::TB_NAMESPACE,
            schema::TB_BASE,
            schema::TB_LASTI,
            schema::TB_COUNT,
            schema::TB_ENDED,
        ]
        .map(|f| (f, 0))
        .into();
        fields.extend((0..room as u32).map(|r| (self.schema.variable_field(r), 0)));
        let class = self.schema.alloc_class(
            &format!("traceback{room}"),
            types::shape_of(T::Traceback),
            Kind::Traceback,
            traceback::size_of(room),
            &fields,
        );
        let entry = self.b.alloc(class);
        for (field, v) in values {
            self.b.fstore(entry, field, v);
        }
        entry
    }

    /// The address of the window at slot `base`.
    pub(super) fn window(&mut self, base: i32) -> IrRef {
        self.b.emit(
            Op::SADDR,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            base as u32,
        )
    }

    /// What an entry keeps of frame number `k`, which the exception ends.
    fn kept_variables(&mut self, k: usize) -> Vec<(ir::FieldId, IrRef)> {
        let base = self.frames[k].base;
        let count = traceback::kept(self.frames[k].code);
        let mut values = vec![(schema::TB_COUNT, self.b.int(count as i64))];
        for r in 0..count as i32 {
            let shadow = self.shadow.get(index(base + r)).copied();
            let v = match shadow.filter(|v| v.is_some()) {
                Some(v) => v,
                // In memory is what the first frame has there.
                None if k == 0 => self.slot(base + r),
                None => self.konst(Value::UNBOUND),
            };
            values.push((self.schema.variable_field(r as u32), v));
        }
        values
    }

    /// An exception that was raised again leaves the innermost frame at instruction `at`: the entry of it that the trace has
    /// made keeps the variables.
    pub(super) fn keep_again(&mut self, entry: IrRef, at: IrRef) {
        let mut values = self.kept_variables(self.frames.len() - 1);
        values.push((schema::TB_ENDED, at));
        for (field, v) in values {
            self.b.fstore(entry, field, v);
        }
        self.b.op2(Op::BARRIER, entry, IrRef::NONE);
    }
}

fn instance_size(class: Ref<Type>) -> usize {
    class.basic_size.get() as usize + shape::area_size(class)
}

/// How a class makes an exception of so many arguments, if a trace can do it.
fn makes_here(class: Ref<Type>, args: usize) -> Option<Making> {
    let making = exception_types::making(class)?;
    let layout = shape::get(class.instance_shape.get());
    let fits = args <= build::MAX_TUPLE as usize
        && instance_size(class) <= SMALL_MAX
        && layout.attr_offset() != shape::VARIABLE
        && class.basic_size.get() as usize >= std::mem::size_of::<Exception>();
    fits.then_some(making)
}
