//! `builtin_function_or_method`, `method_descriptor`, `classmethod_descriptor`: functions implemented in Rust.
//!
//! The objects are thin: a pointer to the static [`NativeDef`], the receiver if the function is bound, and where it
//! belongs (module or class). What a call does follows from the declaration's signature (`signature.rs`).

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::interp::consumer;
use crate::native::{Args, GetSetDef, NativeDef, NativeFn};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::defining_class;
use crate::types::signature::{self, Signature};
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{Type, TypeDef, as_type, flags};
use crate::types::{self, T, shape_of, type_of};
use crate::value::Value;

/// What calls with just as many positional arguments as there are parameters do, known after the first call.
#[derive(Default)]
struct Quick {
    function: Cell<Option<fn(&Thread, &[Value]) -> PyResult>>,
    arguments: Cell<usize>,
}

impl Quick {
    #[inline(always)]
    fn get(&self, n: usize) -> Option<fn(&Thread, &[Value]) -> PyResult> {
        self.function.get().filter(|_| self.arguments.get() == n)
    }

    fn set(&self, def: &'static NativeDef, s: &'static Signature) {
        if let (NativeFn::Bound(f), None, Some(n)) = (def.function, def.consumer, s.plain()) {
            self.function.set(Some(f));
            self.arguments.set(n);
        }
    }
}

/// A function of a native module, or a method bound to its receiver.
#[repr(C)]
pub struct Builtin {
    header: Header,
    def: Cell<Option<&'static NativeDef>>,
    signature: Cell<Option<&'static Signature>>,
    quick: Quick,
    /// The bound receiver; `EMPTY` for a module's function.
    pub receiver: Slot,
    /// The module's name, or the class that defines the method; `EMPTY` if not known.
    pub home: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid (None, None, empty).
unsafe impl Object for Builtin {
    const KIND: Kind = Kind::Builtin;
}

/// Offset of the pointer to the declaration.
pub const DEF_OFFSET: usize = std::mem::offset_of!(Builtin, def);
/// Offset of the receiver.
pub const RECEIVER_OFFSET: usize = std::mem::offset_of!(Builtin, receiver);

/// A method as it stands in the namespace of a built-in type.
#[repr(C)]
pub struct MethodDescr {
    header: Header,
    def: Cell<Option<&'static NativeDef>>,
    signature: Cell<Option<&'static Signature>>,
    quick: Quick,
    owner: Slot,
}

// SAFETY: as `Builtin`.
unsafe impl Object for MethodDescr {
    const KIND: Kind = Kind::MethodDescr;
}

/// Visits receiver and home.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let f = unsafe { &*h.cast::<Builtin>() };
    t.visit_slot(&f.receiver);
    t.visit_slot(&f.home);
}

/// Visits the owner.
pub fn trace_method_descr(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<MethodDescr>()).owner });
}

impl Builtin {
    /// The declaration.
    #[inline(always)]
    pub fn def(&self) -> &'static NativeDef {
        self.def.get().expect("set when the object is made")
    }

    #[inline(always)]
    fn signature(&self) -> &'static Signature {
        match self.signature.get() {
            Some(s) => s,
            None => {
                let s = signature::of(self.def());
                self.signature.set(Some(s));
                if self.receiver.get().is_empty() {
                    self.quick.set(self.def(), s);
                }
                s
            }
        }
    }
}

impl MethodDescr {
    /// The declaration.
    #[inline(always)]
    pub fn def(&self) -> &'static NativeDef {
        self.def.get().expect("set when the object is made")
    }

    #[inline(always)]
    fn signature(&self) -> &'static Signature {
        match self.signature.get() {
            Some(s) => s,
            None => {
                let s = signature::of(self.def());
                self.signature.set(Some(s));
                if self.header.shape() == shape_of(T::MethodDescr) {
                    self.quick.set(self.def(), s);
                }
                s
            }
        }
    }

    /// The class that has the method.
    pub fn owner(&self) -> Ref<Type> {
        as_type(self.owner.get())
    }
}

/// A function; `receiver` (or `EMPTY`) is passed first, `home` is the module's name, the class, or `EMPTY`. Allocates.
pub fn new(th: &Thread, def: &'static NativeDef, receiver: Value, home: Value) -> Ref<Builtin> {
    bound(th, def, None, receiver, home)
}

fn bound(
    th: &Thread,
    def: &'static NativeDef,
    signature: Option<&'static Signature>,
    receiver: Value,
    home: Value,
) -> Ref<Builtin> {
    let f = heap::alloc::<Builtin>(
        &th.alloc,
        shape_of(T::Builtin),
        std::mem::size_of::<Builtin>(),
    );
    f.def.set(Some(def));
    f.signature.set(signature);
    f.receiver.init(receiver);
    f.home.init(home);
    f
}

fn descriptor(th: &Thread, t: T, owner: Ref<Type>, def: &'static NativeDef) -> Value {
    let size = std::mem::size_of::<MethodDescr>();
    let d = heap::alloc::<MethodDescr>(&th.alloc, shape_of(t), size);
    d.def.set(Some(def));
    d.owner.init(owner.value());
    d.value()
}

/// The descriptor of a method of a built-in type. Allocates.
pub fn new_method(th: &Thread, owner: Ref<Type>, def: &'static NativeDef) -> Value {
    descriptor(th, T::MethodDescr, owner, def)
}

/// The descriptor of a class method of a built-in type. Allocates.
pub fn new_class_method(th: &Thread, owner: Ref<Type>, def: &'static NativeDef) -> Value {
    descriptor(th, T::ClassMethodDescr, owner, def)
}

/// What a native function says it is bound to: its receiver, or the class that it is a static method of.
fn bound_to(f: Ref<Builtin>) -> Option<Value> {
    f.receiver
        .get_opt()
        .or_else(|| Some(f.home.get()).filter(|home| home.has_kind(Kind::Type)))
}

// ---- calls

/// Calls a native function.
#[inline]
pub fn call(th: &Thread, f: Ref<Builtin>, args: Args) -> PyResult {
    let receiver = f.receiver.get();
    if receiver.is_empty() {
        return invoke(th, f.def(), || f.signature(), f.home.get(), args);
    }
    ops::call::prepended(receiver, args, |args| {
        invoke(th, f.def(), || f.signature(), f.home.get(), args)
    })
}

/// Calls a method with the receiver as its first argument.
pub fn call_method_descr(th: &Thread, d: Ref<MethodDescr>, args: Args) -> PyResult {
    // The usual case: a receiver of just the class, and a method of instances.
    if let Some(&receiver) = args.values.first()
        && args.names.is_none()
        && is_direct(type_of(receiver), d.owner())
        && d.header.shape() == shape_of(T::MethodDescr)
    {
        return invoke(th, d.def(), || d.signature(), d.owner.get(), args);
    }
    call_method_descr_slow(th, d, args)
}

/// Whether a class is `owner`, or derives from it directly: what is seen without a search.
#[inline(always)]
fn is_direct(class: Ref<Type>, owner: Ref<Type>) -> bool {
    class == owner || class.base() == Some(owner)
}

#[inline(never)]
fn call_method_descr_slow(th: &Thread, d: Ref<MethodDescr>, args: Args) -> PyResult {
    let of_class = type_of(d.value()) == types::get(T::ClassMethodDescr);
    let Some(&receiver) = args.pos().first() else {
        let (owner, name) = (d.owner().tp_name(), d.def().name);
        return Err(th.type_error(if of_class {
            format!("descriptor '{name}' of '{owner}' object needs an argument")
        } else {
            format!("unbound method {owner}.{name}() needs an argument")
        }));
    };
    if of_class {
        check_class(th, d, receiver)?;
        return invoke(th, d.def(), || d.signature(), d.owner.get(), args);
    }
    let ty = type_of(receiver);
    if !ty.is_subtype_of(d.owner()) {
        return Err(wrong_receiver(th, d, receiver));
    }
    invoke(th, d.def(), || d.signature(), d.owner.get(), args)
}

#[cold]
fn wrong_receiver(th: &Thread, d: Ref<MethodDescr>, receiver: Value) -> Raised {
    th.type_error(format!(
        "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
        d.def().name,
        d.owner().tp_name(),
        ops::type_name(receiver)
    ))
}

/// Calls a native with positional arguments in place, without the detour through [`Args`], whose words would be stored and
/// loaded again in another width at each step. None (and nothing has happened) where the arguments need more than being
/// padded, or what `Consumer` says about a generator may apply.
#[inline(always)]
fn direct(
    th: &Thread,
    def: &'static NativeDef,
    signature: Option<&'static Signature>,
    home: Value,
    values: &[Value],
) -> Option<PyResult> {
    if consumer::may_consume(def.consumer, values) {
        return None;
    }
    match def.function {
        NativeFn::Raw(f) => Some(f(th, Args::positional(values))),
        NativeFn::Bound(f) => {
            CALLING.0.set(home);
            signature::bind_positional(th, signature?, values, f)
        }
    }
}

/// A call of a method of a built-in type with positional arguments, the receiver first; see [`direct`].
#[inline(always)]
pub fn call_method_direct(th: &Thread, d: Ref<MethodDescr>, values: &[Value]) -> Option<PyResult> {
    let &receiver = values.first()?;
    if d.header.shape() == shape_of(T::ClassMethodDescr) {
        if !receiver.has_kind(Kind::Type) || !is_direct(as_type(receiver), d.owner()) {
            return None;
        }
        return direct(th, d.def(), d.signature.get(), d.owner.get(), values);
    }
    if !is_direct(type_of(receiver), d.owner()) {
        return None;
    }
    if let Some(f) = d.quick.get(values.len()) {
        CALLING.0.set(d.owner.get());
        return Some(f(th, values));
    }
    direct(th, d.def(), d.signature.get(), d.owner.get(), values)
}

/// A call of a native function with positional arguments; see [`direct`].
#[inline(always)]
pub fn call_direct(th: &Thread, f: Ref<Builtin>, values: &[Value]) -> Option<PyResult> {
    if let Some(function) = f.quick.get(values.len()) {
        CALLING.0.set(f.home.get());
        return Some(function(th, values));
    }
    let receiver = f.receiver.get();
    if receiver.is_empty() {
        return direct(th, f.def(), f.signature.get(), f.home.get(), values);
    }
    match *values {
        [a] => direct(th, f.def(), f.signature.get(), f.home.get(), &[receiver, a]),
        [] => direct(th, f.def(), f.signature.get(), f.home.get(), &[receiver]),
        _ => None,
    }
}

/// What binding errors say about the function being called.
struct Calling(Cell<Value>);
// SAFETY: touched only under the interpreter lock; written before each use. The value is a class or a module,
// kept alive by the function that is being called.
unsafe impl Sync for Calling {}
static CALLING: Calling = Calling(Cell::new(Value::EMPTY));

/// To be called before arguments are bound for a constructor: it has no class or module before its name in messages.
#[inline]
pub fn calling_none() {
    CALLING.0.set(Value::EMPTY);
}

#[inline]
fn invoke(
    th: &Thread,
    def: &'static NativeDef,
    signature: impl FnOnce() -> &'static Signature,
    home: Value,
    args: Args,
) -> PyResult {
    match def.function {
        NativeFn::Raw(f) => f(th, args),
        NativeFn::Bound(f) => {
            CALLING.0.set(home);
            signature::bind(th, def, signature(), args, f)
        }
    }
}

/// The name of the function being bound, with its class or module (as `_PyObject_FunctionStr` gives it).
pub fn display_name(_th: &Thread, def: &NativeDef) -> String {
    let home = CALLING.0.get();
    if home.has_kind(Kind::Type) {
        return format!("{}.{}", as_type(home).name().to_string_lossy(), def.name);
    }
    match home.downcast::<Str>() {
        Some(name) if name.bytes() != b"builtins" => {
            format!("{}.{}", name.to_string_lossy(), def.name)
        }
        _ => def.name.to_owned(),
    }
}

// ---- the type builtin_function_or_method

/// The definition of `builtin_function_or_method`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        call: Some(|th, v, args| call(th, as_builtin(v), args)),
        hash: Some(|th, v| {
            let f = as_builtin(v);
            Ok(ops::hash(th, identity(f.receiver.get()))?
                ^ (std::ptr::from_ref(f.def()).addr() as i64 >> 4))
        }),
        compare: Some(|_, a, b, op| {
            let (Some(x), Some(y)) = (a.downcast::<Builtin>(), b.downcast::<Builtin>()) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let same = std::ptr::eq(x.def(), y.def()) && x.receiver.get() == y.receiver.get();
            Ok(match op {
                CmpOp::Eq => Value::bool(same),
                CmpOp::Ne => Value::bool(!same),
                CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => Value::NOT_IMPLEMENTED,
            })
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |th, v| Ok(str::new(th, as_builtin(v).def().name)),
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, v| {
                let f = as_builtin(v);
                let Some(receiver) = bound_to(f) else {
                    return Ok(str::new(th, f.def().name));
                };
                let ty = if receiver.has_kind(Kind::Type) {
                    as_type(receiver)
                } else {
                    type_of(receiver)
                };
                let q = ty.qualname.get().downcast::<Str>();
                let q = q.map_or(String::new(), |q| q.to_string_lossy().into_owned());
                Ok(str::new(th, &format!("{q}.{}", f.def().name)))
            },
            set: None,
        },
        GetSetDef {
            name: "__self__",
            get: |th, v| {
                let f = as_builtin(v);
                let home = f.home.get();
                Ok(match f.receiver.get_opt() {
                    Some(r) => r,
                    None if home.has_kind(Kind::Str) => {
                        let module = crate::import::modules().get(th, home)?;
                        module.unwrap_or(Value::NONE)
                    }
                    None => Value::NONE,
                })
            },
            set: None,
        },
        GetSetDef {
            name: "__module__",
            get: |_, v| {
                let home = as_builtin(v).home.get();
                Ok(if home.has_kind(Kind::Str) {
                    home
                } else {
                    Value::NONE
                })
            },
            set: None,
        },
        GetSetDef {
            name: "__doc__",
            get: |th, v| Ok(doc(th, as_builtin(v).def())),
            set: None,
        },
        GetSetDef {
            name: "__text_signature__",
            get: |th, v| Ok(signature::text(th, as_builtin(v).def())),
            set: None,
        },
    ],
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let f = as_builtin(a[0]);
        let name = str::new(th, f.def().name);
        match bound_to(f) {
            None => Ok(name),
            Some(r) => {
                let getattr = types::sequence::builtin(th, "getattr")?;
                let args = types::tuple::new(th, &[r, name]);
                Ok(types::tuple::new(th, &[getattr, args.value()]).value())
            }
        }
    })],
    basic_size: std::mem::size_of::<Builtin>(),
    flags: flags::NO_NEW | flags::WEAKREFS,
    ..TypeDef::new(T::Builtin)
};

fn identity(v: Value) -> Value {
    // The receiver may be unhashable: its identity counts.
    if v.is_empty() {
        Value::small(0)
    } else {
        Value::small((v.bits() >> 4) as i64)
    }
}

fn as_builtin(v: Value) -> Ref<Builtin> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

fn doc(th: &Thread, def: &NativeDef) -> Value {
    if def.doc.is_empty() {
        Value::NONE
    } else {
        str::new(th, def.doc)
    }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let f = as_builtin(v);
    let text = match bound_to(f) {
        None => format!("<built-in function {}>", f.def().name),
        Some(r) => format!(
            "<built-in method {} of {} object at {:#x}>",
            f.def().name,
            ops::type_name(r),
            r.bits()
        ),
    };
    Ok(str::new(th, &text))
}

// ---- the descriptors

/// The definition of `method_descriptor`.
pub static METHOD_DESCR_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(descr_repr),
        call: Some(|th, v, args| call_method_descr(th, as_descr(v), args)),
        descr_get: Some(method_get),
        ..Slots::NONE
    },
    getset: DESCR_GETSET,
    methods: DESCR_METHODS,
    flags: flags::NO_NEW | flags::METHOD_DESCRIPTOR,
    basic_size: std::mem::size_of::<MethodDescr>(),
    ..TypeDef::new(T::MethodDescr)
};

/// The definition of `classmethod_descriptor`.
pub static CLASS_METHOD_DESCR_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(descr_repr),
        call: Some(|th, v, args| call_method_descr(th, as_descr(v), args)),
        descr_get: Some(class_method_get),
        ..Slots::NONE
    },
    getset: DESCR_GETSET,
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<MethodDescr>(),
    ..TypeDef::new(T::ClassMethodDescr)
};

const DESCR_GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__name__",
        get: |th, v| Ok(str::new(th, as_descr(v).def().name)),
        set: None,
    },
    GetSetDef {
        name: "__qualname__",
        get: |th, v| {
            let d = as_descr(v);
            let owner = d.owner().name();
            Ok(str::new(
                th,
                &format!("{}.{}", owner.to_string_lossy(), d.def().name),
            ))
        },
        set: None,
    },
    GetSetDef {
        name: "__objclass__",
        get: |_, v| Ok(as_descr(v).owner.get()),
        set: None,
    },
    GetSetDef {
        name: "__doc__",
        get: |th, v| Ok(doc(th, as_descr(v).def())),
        set: None,
    },
    GetSetDef {
        name: "__text_signature__",
        get: |th, v| Ok(signature::text(th, as_descr(v).def())),
        set: None,
    },
];

const DESCR_METHODS: &[NativeDef] = &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
    let d = as_descr(a[0]);
    let getattr = types::sequence::builtin(th, "getattr")?;
    let args = [d.owner.get(), str::new(th, d.def().name)];
    let args = types::tuple::new(th, &args);
    Ok(types::tuple::new(th, &[getattr, args.value()]).value())
})];

fn as_descr(v: Value) -> Ref<MethodDescr> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

fn descr_repr(th: &Thread, v: Value) -> PyResult {
    let d = as_descr(v);
    let text = format!(
        "<method '{}' of '{}' objects>",
        d.def().name,
        d.owner().tp_name()
    );
    Ok(str::new(th, &text))
}

fn method_get(th: &Thread, v: Value, instance: Value, owner: Value) -> PyResult {
    let d = as_descr(v);
    if instance.is_empty() {
        return Ok(v);
    }
    let ty = type_of(instance);
    if !ty.is_subtype_of(d.owner()) {
        return Err(wrong_receiver(th, d, instance));
    }
    if !owner.is_empty()
        && !owner.has_kind(Kind::Type)
        && defining_class::is_told(&d.owner().tp_name(), d.def().name)
    {
        return Err(th.type_error(format!(
            "descriptor '{}' needs a type, not '{}', as arg 2",
            d.def().name,
            ops::type_name(owner)
        )));
    }
    Ok(bound(th, d.def(), d.signature.get(), instance, d.owner.get()).value())
}

/// Raises a TypeError unless `class` is what a class method can be called on.
fn check_class(th: &Thread, d: Ref<MethodDescr>, class: Value) -> PyResult<()> {
    if !class.has_kind(Kind::Type) {
        return Err(th.type_error(format!(
            "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
            d.def().name,
            d.owner().tp_name(),
            ops::type_name(class)
        )));
    }
    if as_type(class).is_subtype_of(d.owner()) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "descriptor '{}' requires a subtype of '{}' but received '{}'",
        d.def().name,
        d.owner().tp_name(),
        as_type(class).tp_name()
    )))
}

/// A class method as what it is called on gives it: bound to the class. Allocates.
pub fn bound_class_method(th: &Thread, descr: Value, class: Value) -> PyResult {
    class_method_get(th, descr, Value::EMPTY, class)
}

fn class_method_get(th: &Thread, v: Value, instance: Value, owner: Value) -> PyResult {
    let d = as_descr(v);
    let class = if !owner.is_empty() && !owner.is_none() {
        owner
    } else if !instance.is_empty() {
        type_of(instance).value()
    } else {
        return Err(th.type_error(format!(
            "descriptor '{}' for type '{}' needs either an object or a type",
            d.def().name,
            d.owner().tp_name()
        )));
    };
    check_class(th, d, class)?;
    Ok(bound(th, d.def(), d.signature.get(), class, d.owner.get()).value())
}
