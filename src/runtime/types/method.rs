//! `method`: a function bound to its first argument.

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::names::{self, N};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{self, TypeDef, flags};
use crate::types::{self, T, object_, shape_of, signature, type_of};
use crate::value::Value;

/// A bound method.
#[repr(C)]
pub struct BoundMethod {
    header: Header,
    /// What is called.
    pub function: Slot,
    /// What is passed first.
    pub receiver: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for BoundMethod {
    const KIND: Kind = Kind::BoundMethod;
}

/// Visits function and receiver.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let m = unsafe { &*h.cast::<BoundMethod>() };
    t.visit_slot(&m.function);
    t.visit_slot(&m.receiver);
}

/// A new bound method. Allocates.
pub fn new(th: &Thread, function: Value, receiver: Value) -> Value {
    let size = std::mem::size_of::<BoundMethod>();
    let m = heap::alloc::<BoundMethod>(&th.alloc, shape_of(T::BoundMethod), size);
    m.function.init(function);
    m.receiver.init(receiver);
    m.value()
}

fn this(v: Value) -> Ref<BoundMethod> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

static NEW: NativeDef = NativeDef::new("method", "(function, instance, /)", |_, _| Ok(Value::NONE));

/// The definition of `method`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            let [function, instance] = signature::bind_new(th, &NEW, args)?;
            if !ops::call::is_callable(function) {
                return Err(th.type_error("first argument must be callable"));
            }
            if instance.is_none() {
                return Err(th.type_error("instance must not be None"));
            }
            Ok(new(th, function, instance))
        }),
        repr: Some(repr),
        call: Some(|th, v, args| {
            let m = this(v);
            ops::call_with_self(th, m.function.get(), m.receiver.get(), args)
        }),
        getattr: Some(getattr),
        hash: Some(|th, v| {
            let m = this(v);
            let h = object_::identity_hash(m.receiver.get()) ^ ops::hash(th, m.function.get())?;
            Ok(if h == -1 { -2 } else { h })
        }),
        compare: Some(|th, a, b, op| {
            let (Some(x), Some(y)) = (a.downcast::<BoundMethod>(), b.downcast::<BoundMethod>())
            else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let same = x.receiver.get() == y.receiver.get()
                && ops::equal(th, x.function.get(), y.function.get())?;
            Ok(Value::bool(same == (op == CmpOp::Eq)))
        }),
        descr_get: Some(|_, v, _, _| Ok(v)),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__func__",
            get: |_, v| Ok(this(v).function.get()),
            set: None,
        },
        GetSetDef {
            name: "__self__",
            get: |_, v| Ok(this(v).receiver.get()),
            set: None,
        },
        GetSetDef {
            name: "__doc__",
            get: |th, v| ops::get_attr(th, this(v).function.get(), names::get(N::__doc__)),
            set: None,
        },
    ],
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let m = this(a[0]);
        let getattr = types::sequence::builtin(th, "getattr")?;
        let name = ops::get_attr(th, m.function.get(), names::get(N::__name__))?;
        let args = types::tuple::new(th, &[m.receiver.get(), name]);
        Ok(types::tuple::new(th, &[getattr, args.value()]).value())
    })],
    flags: flags::WEAKREFS,
    basic_size: std::mem::size_of::<BoundMethod>(),
    ..TypeDef::new(T::BoundMethod)
};

/// A method's own attributes, then the function's.
fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let ty = type_of(v);
    match type_::lookup(ty, name) {
        Some(d) => ops::bind(th, d, v),
        None => ops::get_attr(th, this(v).function.get(), name),
    }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let m = this(v);
    let f = m.function.get();
    let mut name = ops::get_attr_opt(th, f, names::get(N::__qualname__))?;
    if name.is_none() {
        name = ops::get_attr_opt(th, f, names::get(N::__name__))?;
    }
    let name = match name.and_then(|n| n.downcast::<Str>()) {
        Some(n) => n.to_string_lossy().into_owned(),
        None => "?".to_owned(),
    };
    let receiver = ops::repr(th, m.receiver.get())?;
    let text = format!("<bound method {name} of {}>", receiver.to_string_lossy());
    Ok(str::new(th, &text))
}
