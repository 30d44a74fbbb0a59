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
            let a = this(v);
            let starred = new(th, a.origin.get(), a.args.get());
            this(starred).starred.set(true);
            let t = tuple::new(th, &[starred]);
            ops::iter(th, t.value())
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
                let next = types::builtin_named(th, "next")?;
                let plain = new(th, x.origin.get(), x.args.get());
                let it = ops::iter(th, plain)?;
                let args = tuple::new(th, &[it]);
                return Ok(tuple::new(th, &[next, args.value()]).value());
            }
            let class = types::get(T::GenericAlias).value();
            let args = tuple::new(th, &[x.origin.get(), x.args.get()]);
            Ok(tuple::new(th, &[class, args.value()]).value())
        }),
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

/// Most attributes are the origin's; these are the alias's own.
fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let own = [
        N::__class__,
        N::__origin__,
        N::__args__,
        N::__unpacked__,
        N::__parameters__,
        N::__typing_unpacked_tuple_args__,
        N::__mro_entries__,
        N::__reduce_ex__,
        N::__reduce__,
        N::__copy__,
        N::__deepcopy__,
    ];
    let blocked = [N::__bases__];
    let is = |list: &[N]| list.iter().any(|&n| names::get(n) == name);
    if is(&own) || is(&blocked) {
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
            let mut n = 0;
            while let Some(item) = list.get(n) {
                if n > 0 {
                    text.extend(b", ");
                }
                text.extend(repr_item(th, item)?.bytes());
                n += 1;
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
    let mut items = RootedVec::new();
    ops::iterate(th, args, |v| {
        items.push(v);
        Ok(ops::ControlFlow::Continue(()))
    })?;
    for &x in items.iter() {
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
    let mut given = match item.downcast::<Tuple>() {
        Some(t) => t,
        None => tuple::new(th, &[item]),
    };
    for &p in params.items() {
        let prepare = ops::get_attr_opt(th, p, names::get(N::__typing_prepare_subst__))?;
        if let Some(f) = prepare.filter(|f| !f.is_none()) {
            let new = ops::call2(th, f, whole, given.value())?;
            given = match new.downcast::<Tuple>() {
                Some(t) => t,
                None => tuple::new(th, &[new]),
            };
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

fn replace(th: &Thread, args: Value, params: Ref<Tuple>, given: Ref<Tuple>) -> PyResult {
    th.check_native_stack("")?;
    let mut out = RootedVec::new();
    let mut items = RootedVec::new();
    ops::iterate(th, args, |v| {
        items.push(v);
        Ok(ops::ControlFlow::Continue(()))
    })?;
    for &x in items.iter() {
        if x.has_kind(Kind::Type) {
            out.push(x);
            continue;
        }
        if x.has_kind(Kind::List) {
            let inner = replace(th, x, params, given)?;
            let inner = inner.downcast::<Tuple>().expect("replace makes tuples");
            out.push(types::list::new(th, inner.items()).value());
            continue;
        }
        if x.has_kind(Kind::Tuple) {
            out.push(replace(th, x, params, given)?);
            continue;
        }
        if let Some(f) = ops::get_attr_opt(th, x, names::get(N::__typing_subst__))? {
            let at = params.items().iter().position(|&p| p == x);
            let replacement = at.map_or(x, |i| given.items()[i]);
            let new = ops::call1(th, f, replacement)?;
            // An unpacked type variable tuple takes several.
            match (is_unpacked(th, x)?, new.downcast::<Tuple>()) {
                (true, Some(t)) => out.extend_from_slice(t.items()),
                _ => out.push(new),
            }
            continue;
        }
        let inner = ops::get_attr_opt(th, x, names::get(N::__parameters__))?;
        match inner
            .and_then(|p| p.downcast::<Tuple>())
            .filter(|p| !p.is_empty())
        {
            Some(inner) => {
                let mut values = RootedVec::new();
                for &p in inner.items() {
                    let at = params.items().iter().position(|&q| q == p);
                    match at.map(|i| given.items()[i]) {
                        Some(v) if is_unpacked(th, p)? => match v.downcast::<Tuple>() {
                            Some(t) => values.extend_from_slice(t.items()),
                            None => values.push(v),
                        },
                        Some(v) => values.push(v),
                        None => values.push(p),
                    }
                }
                let key = tuple::new(th, &values);
                let new = ops::get_item(th, x, key.value())?;
                out.push(new);
            }
            None => out.push(x),
        }
    }
    Ok(tuple::new(th, &out).value())
}

fn is_unpacked(th: &Thread, v: Value) -> PyResult<bool> {
    let name = names::get(N::__typing_is_unpacked_typevartuple__);
    match ops::get_attr_opt(th, v, name)? {
        Some(x) => ops::is_true(th, x),
        None => Ok(types::type_of(v).name().bytes() == b"TypeVarTuple"
            && type_of(v) != types::get(T::Type)),
    }
}
