//! `types.GenericAlias`: `list[int]`.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{RootedVec, Tracer};
use crate::names::{self, N};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, Type, TypeDef, flags};
use crate::types::{self, T, signature, type_of, union_};
use crate::value::Value;

/// An alias: a class with type arguments.
#[repr(C)]
pub struct GenericAlias {
    header: Header,
    layout: Option<&'static NativeLayout>,
    /// `__origin__`.
    origin: Slot,
    /// `__args__`, a tuple.
    args: Slot,
    /// `__parameters__`, or empty until asked for.
    parameters: Slot,
    /// `*list[int]`.
    starred: Cell<bool>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for GenericAlias {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "generic alias",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    let a = unsafe { &*h.cast::<GenericAlias>() };
    t.visit_slot(&a.origin);
    t.visit_slot(&a.args);
    t.visit_slot(&a.parameters);
}

fn this(v: Value) -> Ref<GenericAlias> {
    debug_assert!(is_alias(v));
    // SAFETY: the slots of the type are called with its instances, whose structure this is.
    unsafe { Ref::from_value_unchecked(v) }
}

/// Whether `v` is a generic alias (or an instance of a subclass).
pub fn is_alias(v: Value) -> bool {
    v.has_kind(Kind::Native) && types::is_instance_of(v, T::GenericAlias)
}

/// `origin[item]`. Allocates.
pub fn new(th: &Thread, origin: Value, item: Value) -> Value {
    alias(th, types::get(T::GenericAlias), origin, item)
}

fn alias(th: &Thread, class: Ref<Type>, origin: Value, item: Value) -> Value {
    let args = match item.downcast::<Tuple>() {
        Some(t) => t,
        None => tuple::new(th, &[item]),
    };
    let a = type_::alloc_native::<GenericAlias>(th, class, &LAYOUT);
    a.origin.init(origin);
    a.args.init(args.value());
    a.value()
}

/// `__class_getitem__`, for the method tables of generic built-in types.
pub const CLASS_GETITEM: NativeDef =
    NativeDef::new("__class_getitem__", "($type, object, /)", |th, a| {
        Ok(new(th, a[0], a[1]))
    })
    .class_method()
    .doc("See PEP 585");

static NEW: NativeDef = NativeDef::new("GenericAlias", "(origin, args, /)", |_, _| Ok(Value::NONE));

/// The definition of `types.GenericAlias`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class, args| {
            let [origin, item] = signature::bind_new(th, &NEW, args)?;
            Ok(alias(th, class, origin, item))
        }),
        repr: Some(repr),
        hash: Some(|th, v| {
            let a = this(v);
            Ok(ops::hash(th, a.origin.get())? ^ ops::hash(th, a.args.get())?)
        }),
        call: Some(call),
        getattr: Some(getattr),
        getitem: Some(|th, v, item| {
            let a = this(v);
            let parameters = parameters_of(th, v)?;
            let args = substitute(th, v, a.args.get(), parameters, item)?;
            let new = new(th, a.origin.get(), args);
            this(new).starred.set(a.starred.get());
            Ok(new)
        }),
        compare: Some(compare),
        iter: Some(|th, v| {
            let class = types::get(T::GenericAliasIter);
            let it = type_::alloc_native::<Unpacking>(th, class, &UNPACKING_LAYOUT);
            it.alias.init(v);
            Ok(it.value())
        }),
        binary: Slots::binary_table([(BinOp::Or, union_::or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__mro_entries__", "($self, bases, /)", |th, a| {
            Ok(tuple::new(th, &[this(a[0]).origin.get()]).value())
        }),
        NativeDef::new("__instancecheck__", "($self, instance, /)", |th, _| {
            Err(th.type_error("isinstance() argument 2 cannot be a parameterized generic"))
        }),
        NativeDef::new("__subclasscheck__", "($self, subclass, /)", |th, _| {
            Err(th.type_error("issubclass() argument 2 cannot be a parameterized generic"))
        }),
        NativeDef::new("__reduce__", "($self, /)", |th, a| {
            let x = this(a[0]);
            if x.starred.get() {
                // The iterator over the plain alias gives the starred one.
                let next = types::sequence::builtin(th, "next")?;
                let plain = new(th, x.origin.get(), x.args.get());
                let it = ops::iter(th, plain)?;
                let args = tuple::new(th, &[it]);
                return Ok(tuple::new(th, &[next, args.value()]).value());
            }
            let class = types::get(T::GenericAlias).value();
            let args = tuple::new(th, &[x.origin.get(), x.args.get()]);
            Ok(tuple::new(th, &[class, args.value()]).value())
        }),
        NativeDef::new("__dir__", "($self, /)", dir),
    ],
    getset: &[
        GetSetDef {
            name: "__origin__",
            get: |_, v| Ok(this(v).origin.get()),
            set: None,
        },
        GetSetDef {
            name: "__args__",
            get: |_, v| Ok(this(v).args.get()),
            set: None,
        },
        GetSetDef {
            name: "__parameters__",
            get: parameters_of,
            set: None,
        },
        GetSetDef {
            name: "__unpacked__",
            get: |_, v| Ok(Value::bool(this(v).starred.get())),
            set: None,
        },
        GetSetDef {
            name: "__typing_unpacked_tuple_args__",
            get: |_, v| {
                let a = this(v);
                let tuple = a.origin.get() == types::get(T::Tuple).value();
                Ok(if a.starred.get() && tuple {
                    a.args.get()
                } else {
                    Value::NONE
                })
            },
            set: None,
        },
    ],
    flags: flags::BASE | flags::WEAKREFS,
    basic_size: std::mem::size_of::<GenericAlias>(),
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    ..TypeDef::new(T::GenericAlias)
};

fn call(th: &Thread, v: Value, args: Args) -> PyResult {
    let object = ops::call(th, this(v).origin.get(), args)?;
    // The object may not take attributes; that is all right.
    match ops::set_attr(th, object, names::get(N::__orig_class__), v) {
        Ok(()) => {}
        Err(raised) => {
            if th.raised_is(&raised, T::AttributeError) || th.raised_is(&raised, T::TypeError) {
                th.take_exception(raised);
            } else {
                return Err(raised);
            }
        }
    }
    Ok(object)
}

/// Attributes that an alias has itself: the others are its origin's.
const OWN: [N; 9] = [
    N::__class__,
    N::__origin__,
    N::__args__,
    N::__unpacked__,
    N::__parameters__,
    N::__typing_unpacked_tuple_args__,
    N::__mro_entries__,
    N::__reduce_ex__,
    N::__reduce__,
];

/// Attributes of the origin that an alias does not show.
const HIDDEN: [N; 3] = [N::__bases__, N::__copy__, N::__deepcopy__];

/// The names of the origin's attributes and of the alias's own.
fn dir(th: &Thread, args: &[Value]) -> PyResult {
    let origin = this(args[0]).origin.get();
    let Some(listed) = ops::call::special(th, origin, N::__dir__, &[])? else {
        return Err(th.type_error("object does not provide __dir__"));
    };
    let mut all = items_of(th, listed)?;
    for name in OWN {
        let name = names::get(name).value();
        let mut found = false;
        for i in 0..all.len() {
            found = found || ops::equal(th, all[i], name)?;
        }
        if !found {
            all.push(name);
        }
    }
    Ok(types::list::new(th, &all).value())
}

fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let is = |list: &[N]| list.iter().any(|&n| names::get(n) == name);
    if is(&OWN) || is(&HIDDEN) {
        return ops::attr::generic_get(th, v, name);
    }
    ops::get_attr(th, this(v).origin.get(), name)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !is_alias(a) || !is_alias(b) || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (this(a), this(b));
    let same = x.starred.get() == y.starred.get()
        && ops::equal(th, x.origin.get(), y.origin.get())?
        && ops::equal(th, x.args.get(), y.args.get())?;
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let a = this(v);
    let mut text = Vec::new();
    if a.starred.get() {
        text.push(b'*');
    }
    text.extend(repr_item(th, a.origin.get())?.bytes());
    text.push(b'[');
    let args = args_of(v);
    for (i, &x) in args.items().iter().enumerate() {
        if i > 0 {
            text.extend(b", ");
        }
        if let Some(list) = x.downcast::<types::list::List>() {
            // A list stands for the parameters of a callable.
            text.push(b'[');
            for n in 0..list.len() {
                if n > 0 {
                    text.extend(b", ");
                }
                // What is shown may have emptied the list.
                let Some(item) = list.get(n) else {
                    return Err(th.error(T::IndexError, "list index out of range"));
                };
                text.extend(repr_item(th, item)?.bytes());
            }
            text.push(b']');
        } else {
            text.extend(repr_item(th, x)?.bytes());
        }
    }
    if args.is_empty() {
        text.extend(b"()");
    }
    text.push(b']');
    Ok(str::from_bytes(th, &text).value())
}

fn args_of(v: Value) -> Ref<Tuple> {
    this(v).args.get().downcast().expect("__args__ is a tuple")
}

/// How a type argument is shown: classes by their qualified name.
pub fn repr_item(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    if v == Value::ELLIPSIS {
        return Ok(str::from_bytes(th, b"..."));
    }
    let has = |n: N| ops::get_attr_opt(th, v, names::get(n));
    if has(N::__origin__)?.is_some() && has(N::__args__)?.is_some() {
        return ops::repr(th, v);
    }
    let Some(qualname) = has(N::__qualname__)?.filter(|q| !q.is_none()) else {
        return ops::repr(th, v);
    };
    let Some(module) = has(N::__module__)?.filter(|m| !m.is_none()) else {
        return ops::repr(th, v);
    };
    let (qualname, module) = (ops::str(th, qualname)?, ops::str(th, module)?);
    if module.bytes() == b"builtins" {
        return Ok(qualname);
    }
    let mut text = module.bytes().to_vec();
    text.push(b'.');
    text.extend(qualname.bytes());
    Ok(str::from_bytes(th, &text))
}

// ---- parameters

fn parameters_of(th: &Thread, v: Value) -> PyResult {
    let a = this(v);
    if a.parameters.get().is_empty() {
        let p = make_parameters(th, a.args.get())?;
        a.parameters.set(a, p);
    }
    Ok(a.parameters.get())
}

/// The type variables in a tuple of type arguments, in order, each once.
pub fn make_parameters(th: &Thread, args: Value) -> PyResult {
    let mut found = RootedVec::new();
    collect(th, args, &mut found)?;
    Ok(tuple::new(th, &found).value())
}

fn collect(th: &Thread, args: Value, found: &mut RootedVec<Value>) -> PyResult<()> {
    th.check_native_stack("")?;
    for &x in items_of(th, args)?.iter() {
        if x.has_kind(Kind::Type) {
            continue;
        }
        if x.has_kind(Kind::List) || x.has_kind(Kind::Tuple) {
            collect(th, x, found)?;
            continue;
        }
        if ops::get_attr_opt(th, x, names::get(N::__typing_subst__))?.is_some() {
            if !found.contains(&x) {
                found.push(x);
            }
            continue;
        }
        let inner = ops::get_attr_opt(th, x, names::get(N::__parameters__))?;
        if let Some(inner) = inner.and_then(|p| p.downcast::<Tuple>()) {
            for &p in inner.items() {
                if !found.contains(&p) {
                    found.push(p);
                }
            }
        }
    }
    Ok(())
}

#[cold]
fn not_generic(th: &Thread, v: Value) -> Raised {
    match ops::repr(th, v) {
        Ok(shown) => th.type_error(format!(
            "{} is not a generic class",
            shown.to_string_lossy()
        )),
        Err(raised) => raised,
    }
}

/// The type arguments `args` of `whole` with `item` put in the place of the parameters.
pub fn substitute(
    th: &Thread,
    whole: Value,
    args: Value,
    parameters: Value,
    item: Value,
) -> PyResult {
    let params = parameters
        .downcast::<Tuple>()
        .expect("parameters are a tuple");
    if params.is_empty() {
        return Err(not_generic(th, whole));
    }
    let mut given = unpack_arguments(th, item)?;
    for &p in params.items() {
        let prepare = ops::get_attr_opt(th, p, names::get(N::__typing_prepare_subst__))?;
        if let Some(f) = prepare.filter(|f| !f.is_none()) {
            let prepared = ops::call2(th, f, whole, given.value())?;
            given = as_tuple(th, prepared);
        }
    }
    if given.len() != params.len() {
        let how = if given.len() > params.len() {
            "many"
        } else {
            "few"
        };
        let shown = ops::repr(th, whole)?;
        return Err(th.type_error(format!(
            "Too {how} arguments for {}; actual {}, expected {}",
            shown.to_string_lossy(),
            given.len(),
            params.len()
        )));
    }
    replace(th, args, params, given)
}

fn as_tuple(th: &Thread, v: Value) -> Ref<Tuple> {
    match v.downcast::<Tuple>() {
        Some(t) => t,
        None => tuple::new(th, &[v]),
    }
}

fn items_of(th: &Thread, v: Value) -> PyResult<RootedVec<Value>> {
    let mut items = RootedVec::new();
    ops::iterate(th, v, |x| {
        items.push(x);
        Ok(ops::ControlFlow::Continue(()))
    })?;
    Ok(items)
}

/// The arguments in `item`, where an unpacked tuple of a known length stands for its items.
fn unpack_arguments(th: &Thread, item: Value) -> PyResult<Ref<Tuple>> {
    let mut out = RootedVec::new();
    for &x in as_tuple(th, item).items() {
        if !x.has_kind(Kind::Type) {
            let name = names::get(N::__typing_unpacked_tuple_args__);
            let inner = ops::get_attr_opt(th, x, name)?.and_then(|v| v.downcast::<Tuple>());
            if let Some(inner) = inner.filter(|t| t.items().last() != Some(&Value::ELLIPSIS)) {
                out.extend_from_slice(inner.items());
                continue;
            }
        }
        out.push(x);
    }
    Ok(tuple::new(th, &out))
}

fn replace(th: &Thread, args: Value, params: Ref<Tuple>, given: Ref<Tuple>) -> PyResult {
    th.check_native_stack("")?;
    let mut out = RootedVec::new();
    for &x in items_of(th, args)?.iter() {
        if x.has_kind(Kind::Type) {
            out.push(x);
        } else if x.has_kind(Kind::Tuple) {
            out.push(replace(th, x, params, given)?);
        } else if x.has_kind(Kind::List) {
            let inner = as_tuple(th, replace(th, x, params, given)?);
            out.push(types::list::new(th, inner.items()).value());
        } else {
            replace_one(th, x, params, given, &mut out)?;
        }
    }
    Ok(tuple::new(th, &out).value())
}

/// Adds to `out` what the argument `x` becomes: several, if it is an unpacked type variable tuple.
fn replace_one(
    th: &Thread,
    x: Value,
    params: Ref<Tuple>,
    given: Ref<Tuple>,
    out: &mut RootedVec<Value>,
) -> PyResult<()> {
    let unpacked = is_unpacked(th, x)?;
    let new = match ops::get_attr_opt(th, x, names::get(N::__typing_subst__))? {
        Some(f) => {
            let at = params.items().iter().position(|&p| p == x);
            let Some(at) = at else {
                let shown = ops::repr(th, x)?;
                return Err(th.type_error(format!(
                    "argument {} with __typing_subst__ was not found in __parameters__",
                    shown.to_string_lossy()
                )));
            };
            ops::call1(th, f, given.items()[at])?
        }
        None => replace_inside(th, x, params, given)?,
    };
    if !unpacked {
        out.push(new);
        return Ok(());
    }
    let Some(several) = new.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "expected __typing_subst__ of {} objects to return a tuple, not {}",
            type_of(x).tp_name(),
            type_of(new).tp_name()
        )));
    };
    out.extend_from_slice(several.items());
    Ok(())
}

/// `x` with its own parameters replaced: `x[...]`, if it has any.
fn replace_inside(th: &Thread, x: Value, params: Ref<Tuple>, given: Ref<Tuple>) -> PyResult {
    let inner = ops::get_attr_opt(th, x, names::get(N::__parameters__))?;
    let Some(inner) = inner.and_then(|p| p.downcast::<Tuple>()) else {
        return Ok(x);
    };
    if inner.is_empty() {
        return Ok(x);
    }
    let mut values = RootedVec::new();
    for &p in inner.items() {
        let value = match params.items().iter().position(|&q| q == p) {
            Some(at) => given.items()[at],
            None => p,
        };
        match value.downcast::<Tuple>() {
            // Only type variable tuples can be iterated, and take several arguments.
            Some(several) if type_of(p).slots().iter.is_some() => {
                values.extend_from_slice(several.items());
            }
            _ => values.push(value),
        }
    }
    ops::get_item(th, x, tuple::new(th, &values).value())
}

fn is_unpacked(th: &Thread, v: Value) -> PyResult<bool> {
    let name = names::get(N::__typing_is_unpacked_typevartuple__);
    match ops::get_attr_opt(th, v, name)? {
        Some(x) => ops::is_true(th, x),
        None => Ok(false),
    }
}

// ---- unpacking: `*list[int]`

/// The iterator over an alias: it gives one item, the alias with a star.
#[repr(C)]
struct Unpacking {
    header: Header,
    layout: Option<&'static NativeLayout>,
    /// The alias, or empty when it has been given.
    alias: Slot,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Unpacking {
    const KIND: Kind = Kind::Native;
}

static UNPACKING_LAYOUT: NativeLayout = NativeLayout {
    name: "generic alias iterator",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slot(unsafe { &(*h.cast::<Unpacking>()).alias });
    },
    drop: None,
};

fn unpacking(v: Value) -> Ref<Unpacking> {
    // SAFETY: the slots of the type are called with its instances, and it cannot be subclassed.
    unsafe { Ref::from_value_unchecked(v) }
}

/// The definition of the iterator's type.
pub static ITER_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(|_, v| Ok(v)),
        next: Some(|th, v| {
            let it = unpacking(v);
            let Some(alias) = it.alias.get_opt() else {
                return Ok(None);
            };
            it.alias.set(it, Value::EMPTY);
            let a = this(alias);
            let starred = new(th, a.origin.get(), a.args.get());
            this(starred).starred.set(true);
            Ok(Some(starred))
        }),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let iter = types::sequence::builtin(th, "iter")?;
        let rest = match unpacking(a[0]).alias.get_opt() {
            Some(alias) => alias,
            None => tuple::new(th, &[]).value(),
        };
        let args = tuple::new(th, &[rest]);
        Ok(tuple::new(th, &[iter, args.value()]).value())
    })],
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Unpacking>(),
    ..TypeDef::new(T::GenericAliasIter)
};
