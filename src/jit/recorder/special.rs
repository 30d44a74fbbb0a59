//! Python functions that are not called by name: methods behind operators and comparisons, property getters, `__init__`.
//!
//! Each is found as the interpreter finds it, under guards on the operands' shapes, the assumption that classes keep
//! their structure, and the watched cell of the method; then it is followed like any call. Its frame lies above the
//! window of the frame that asks, where the interpreter pushes it.

use frontend::bytecode::op::{IN_PLACE, Instr, SWAPPED, Special};
use ir::IrRef;
use runtime::heap::SMALL_MAX;
use runtime::interp::consumer::{self, Argument, Consumer};
use runtime::interp::frame::{Continuation, HEADER};
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::function::Function;
use runtime::types::generator::Generator;
use runtime::types::object_::Instance;
use runtime::types::property::Property;
use runtime::types::slot_defs;
use runtime::types::str::Str;
use runtime::types::type_::{self, Type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

use super::arith::{binary_of, compare_of};
use super::call::{Called, Callee};
use super::{Rec, Recorder};
use crate::schema;
use crate::state::Jit;

impl Recorder {
    /// The method `name` of a class, if it is `f`: a constant while nobody changes it, else guarded.
    fn method(&mut self, class: Ref<Type>, name: N, f: Ref<Function>) -> Option<IrRef> {
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

    /// LOAD_SPECIAL of a method that is written in Python.
    pub(super) fn load_special(&mut self, th: &Thread, i: Instr) -> bool {
        let x = self.both(i.b());
        let Some(special) = Special::from_u16(i.c()) else {
            return false;
        };
        let name = runtime::types::str::intern(th, special.name());
        let class = runtime::types::type_of(x.1);
        let Some(cell) = type_::lookup_cell(class, name) else {
            return false;
        };
        if !cell.get().has_kind(Kind::Function) {
            return false;
        }
        self.guard_type(x);
        self.epoch = true;
        let Some((r, v)) = self.name_cell(cell) else {
            return false;
        };
        if self.b.trace.get_const(r).is_none() {
            self.guard_is(r, v);
        }
        self.set(i.a(), r);
        self.set(i.a() + 1, x.0);
        true
    }

    /// A callee whose frame lies above the innermost frame's window.
    fn callee(
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

    /// An operator or a comparison whose left operand's class is written in Python.
    pub(super) fn operator(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Called> {
        let (x, y) = self.operands(i);
        let found = if let Some(o) = binary_of(i.op()) {
            let in_place = i.flags() & IN_PLACE != 0 && ops::has_inplace(o, x.1);
            if i.flags() & SWAPPED != 0 {
                None
            } else if in_place {
                ops::python_inplace(o, x.1).map(|f| (f, slot_defs::INPLACE_NAMES[o as usize]))
            } else {
                ops::python_operator(th, o, x.1, y.1)
                    .map(|f| (f, slot_defs::BINARY_NAMES[o as usize].0))
            }
        } else if let Some(o) = compare_of(i.op()) {
            ops::python_comparison(th, o, x.1, y.1).map(|f| (f, slot_defs::compare_name(o)))
        } else {
            None
        };
        let Some((f, name)) = found else {
            return Ok(Called::Not);
        };
        self.guard_type(x);
        self.guard_type(y);
        let class = runtime::types::type_of(x.1);
        let Some(value) = self.method(class, name, f) else {
            return Ok(Called::Not);
        };
        let callee = self.callee(f, value, Continuation::Reflect, i.a());
        self.python(jit, callee, &[x.0, y.0], Value::EMPTY)
    }

    /// A call of a native that consumes a generator by a Python function. `first` is the first argument's register.
    pub(super) fn consume(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        (f, native): (IrRef, Value),
        first: u16,
    ) -> Rec<Called> {
        let end = i.a() + 2 + u16::from(i.flags());
        // tidy: rooted by the frame that calls.
        let (refs, values): (Vec<IrRef>, Vec<Value>) = (first..end).map(|r| self.both(r)).unzip();
        let Some(g) = values.last().and_then(|v| v.downcast::<Generator>()) else {
            return Ok(Called::Not);
        };
        if !types::is_exactly(g.value(), T::Generator) {
            return Ok(Called::Not);
        }
        let Some(consumer) = Consumer::of(native, &values) else {
            return Ok(Called::Not);
        };
        let function = match consumer::function(th, g, consumer) {
            Ok(function) => function,
            Err(raised) => {
                th.take_exception(raised);
                return Ok(Called::Not);
            }
        };
        let generator = refs[refs.len() - 1];
        self.guard_is(f, native);
        self.guard_shape(generator, types::shape_of(T::Generator));
        let code = self.b.fload(generator, schema::GEN_CODE);
        self.guard_is(code, g.code().value());
        if refs.len() > 1 {
            self.guard_shape(refs[0], types::shape_of(T::Str));
        }
        let args: Vec<IrRef> = consumer
            .arguments()
            .iter()
            .map(|a| match *a {
                Argument::Generator => generator,
                Argument::Native => f,
                Argument::Receiver => refs[0],
                Argument::Class(t) => self.konst(types::get(t).value()),
            })
            .collect();
        let value = self.konst(function.value());
        let callee = self.callee(function, value, Continuation::Store, i.b());
        self.python(jit, callee, &args, Value::EMPTY)
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

    /// A call of a class whose instances `object.__new__` makes and whose `__init__` is a Python function: the instance is
    /// an object of the trace, which may stay virtual.
    pub(super) fn construct(
        &mut self,
        jit: &mut Jit,
        i: Instr,
        f: IrRef,
        class: Ref<Type>,
        given: &[IrRef],
        names: Value,
    ) -> Rec<Called> {
        let Some(init) = type_::python_init(class) else {
            return Ok(Called::Not);
        };
        let id = class.instance_shape.get();
        let shape = shape::get(id);
        let plain_area = shape.attr_offset() != 0 && shape.attr_offset() != shape::VARIABLE;
        let size = class.basic_size.get() as usize + shape::area_size(class);
        if !class.has_flag(flags::SIZE_GUESSED)
            || class.has_flag(flags::FINALIZER | flags::VARIABLE)
            || class.basic_size.get() as usize != std::mem::size_of::<Instance>()
            || !plain_area
            || size > SMALL_MAX
        {
            return Ok(Called::Not);
        }
        self.guard_is(f, class.value());
        let Some(value) = self.method(class, N::__init__, init) else {
            return Ok(Called::Not);
        };
        let mut fields = vec![
            (schema::SHAPE, u64::from(id.0)),
            (self.schema.overflow_field(shape.attr_offset()), 0),
        ];
        for index in 0..shape.inline() {
            if let shape::Place::Inline(offset) = shape.place(index) {
                fields.push((self.schema.slot_field(offset), 0));
            }
        }
        let name = class.name.get().downcast::<Str>();
        let name = name.map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let class = self
            .schema
            .alloc_class(&name, id, Kind::Instance, size, &fields);
        let instance = self.b.alloc(class);
        let mut args = vec![instance];
        args.extend_from_slice(given);
        let mut callee = self.callee(init, value, Continuation::Init, i.b());
        callee.attached = instance;
        self.python(jit, callee, &args, names)
    }
}
