//! Calls of classes: instances that `object.__new__` makes are objects of the trace, and `__init__` or `__new__` written in
//! Python is followed like any call.

use frontend::bytecode::op::Instr;
use ir::IrRef;
use runtime::heap::SMALL_MAX;
use runtime::interp::frame::Continuation;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::shape;
use runtime::types::function::Function;
use runtime::types::object_::Instance;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, Type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

use super::call::Called;
use super::{Rec, Recorder};
use crate::helpers::id as h;
use crate::schema;
use crate::state::Jit;

type Both = (IrRef, Value);

impl Recorder {
    /// A call of a class whose instances `object.__new__` makes and whose `__init__` is a Python function: the instance is
    /// an object of the trace, which may stay virtual. What derives from a built-in container is made by a helper.
    pub(super) fn construct(
        &mut self,
        jit: &mut Jit,
        i: Instr,
        f: IrRef,
        class: Ref<Type>,
        given: &[IrRef],
        names: &[Value],
    ) -> Rec<Called> {
        if let Some(new) = type_::python_new(class) {
            return self.construct_by_new(jit, i, (f, class), new, given, names);
        }
        let container = type_::container_init(class);
        let Some(init) = container.or_else(|| type_::python_init(class)) else {
            return Ok(Called::Not);
        };
        if container.is_some() && class.has_flag(flags::FINALIZER)
            || container.is_none() && !can_allocate(class)
        {
            return Ok(Called::Not);
        }
        self.guard_is(f, class.value());
        let Some(value) = self.method(class, N::__init__, init) else {
            return Ok(Called::Not);
        };
        let instance = if container.is_some() {
            self.new_container(class)
        } else {
            self.new_instance(class)
        };
        let mut args = vec![instance];
        args.extend_from_slice(given);
        let mut callee = self.callee(init, value, Continuation::Init, i.b());
        callee.attached = instance;
        self.python_named(jit, callee, &args, names)
    }

    /// A call of a class whose `__new__` is a Python function, and which has no `__init__` to be called after it.
    fn construct_by_new(
        &mut self,
        jit: &mut Jit,
        i: Instr,
        (f, class): (IrRef, Ref<Type>),
        new: Ref<Function>,
        given: &[IrRef],
        names: &[Value],
    ) -> Rec<Called> {
        let Some(cell) = type_::lookup_cell(class, names::get(N::__new__)) else {
            return Ok(Called::Not);
        };
        self.guard_is(f, class.value());
        self.epoch = true;
        let Some((wrapper, v)) = self.name_cell(cell) else {
            return Ok(Called::Not);
        };
        if self.b.trace.get_const(wrapper).is_none() {
            self.guard_is(wrapper, v);
        }
        let value = self.konst(new.value());
        let callee = self.callee(new, value, Continuation::Store, i.b());
        let args: Vec<IrRef> = std::iter::once(f).chain(given.iter().copied()).collect();
        self.python_named(jit, callee, &args, names)
    }

    /// `object.__new__(cls)` and `tuple.__new__(cls, t)` of a tuple of few items: the instance is an object of the trace.
    pub(super) fn native_new(&mut self, f: (IrRef, Value), args: &[Both]) -> Option<IrRef> {
        let owner = type_::new_owner(f.1)?;
        let (&c, rest) = args.split_first()?;
        if !c.1.has_kind(Kind::Type) {
            return None;
        }
        let class = type_::as_type(c.1);
        if !class.is_subtype_of(owner) || class.has_flag(flags::FINALIZER | flags::ABSTRACT) {
            return None;
        }
        if owner == types::get(T::Object) {
            // (With arguments, it depends on what the class overrides.)
            if !rest.is_empty() || !class.has_flag(flags::HEAP) || !can_allocate(class) {
                return None;
            }
            self.guard_is(f.0, f.1);
            self.guard_is(c.0, c.1);
            self.epoch = true;
            return Some(self.new_instance(class));
        }
        let &[(r, v)] = rest else {
            return None;
        };
        if owner != types::get(T::Tuple) || class == owner || !types::is_exactly(v, T::Tuple) {
            return None;
        }
        // SAFETY: exactly a tuple.
        let n = unsafe { Ref::<Tuple>::from_value_unchecked(v) }.len();
        if n == 0 || n > super::build::MAX_TUPLE as usize {
            return None;
        }
        let id = class.instance_shape.get();
        let size = tuple::size_of(n) + shape::area_size(class);
        if class.slots().new.is_none() || size > SMALL_MAX {
            return None;
        }
        self.guard_is(f.0, f.1);
        self.guard_is(c.0, c.1);
        self.guard_type((r, v));
        self.epoch = true;
        let length = self.b.fload(r, schema::TUPLE_LEN);
        let want = self.b.int(n as i64);
        self.guard2(ir::Op::GEQ, length, want);
        let items: Vec<IrRef> = (0..n as u32)
            .map(|k| self.b.fload(r, self.schema.item_field(k)))
            .collect();
        Some(self.tuple_of_shape(&class_name(class), id, size, &items))
    }

    /// An empty instance of a class that derives from a built-in container.
    fn new_container(&mut self, class: Ref<Type>) -> IrRef {
        self.epoch = true;
        let c = self.konst(class.value());
        let instance = self.b.call(h::new_container, &[c]);
        self.guard_shape(instance, class.instance_shape.get());
        instance
    }

    /// A new instance of a class that can be allocated here: an object of the trace.
    fn new_instance(&mut self, class: Ref<Type>) -> IrRef {
        let id = class.instance_shape.get();
        let shape = shape::get(id);
        let size = class.basic_size.get() as usize + shape::area_size(class);
        let mut fields = vec![
            (schema::SHAPE, u64::from(id.0)),
            (self.schema.overflow_field(shape.attr_offset()), 0),
        ];
        for index in 0..shape.inline() {
            if let shape::Place::Inline(offset) = shape.place(index) {
                fields.push((self.schema.slot_field(offset), 0));
            }
        }
        let name = class_name(class);
        let class = self
            .schema
            .alloc_class(&name, id, Kind::Instance, size, &fields);
        self.b.alloc(class)
    }
}

pub(super) fn class_name(class: Ref<Type>) -> String {
    let name = class.name.get().downcast::<Str>();
    name.map_or_else(String::new, |s| s.to_string_lossy().into_owned())
}

/// Whether instances of a class are objects like most: traces allocate those themselves.
fn can_allocate(class: Ref<Type>) -> bool {
    let shape = shape::get(class.instance_shape.get());
    let plain_area = shape.attr_offset() != 0 && shape.attr_offset() != shape::VARIABLE;
    let size = class.basic_size.get() as usize + shape::area_size(class);
    class.has_flag(flags::SIZE_GUESSED)
        && !class.has_flag(flags::FINALIZER | flags::VARIABLE)
        && class.basic_size.get() as usize == std::mem::size_of::<Instance>()
        && plain_area
        && size <= SMALL_MAX
}
