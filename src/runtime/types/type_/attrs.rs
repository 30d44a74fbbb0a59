//! What Python sees of a class object: its attributes, its methods, and assignment to them.

use crate::error::{PyResult, Raised};
use crate::heap::RootedVec;
use crate::names::{self, N};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::slots::{BinOp, Slots};
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, slot_defs, type_of};
use crate::value::Value;

use super::{MemberDef, Type, TypeDef, as_type, create, flags, lookup_name, mro, search};

/// The definition of `type`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        call: Some(create::call_type),
        getattr: Some(get_attribute),
        setattr: Some(set_attribute),
        new: Some(create::type_new),
        init: Some(create::type_init),
        binary: Slots::binary_table([(BinOp::Or, types::union_::or)]),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: &[MemberDef {
        name: "__base__",
        offset: std::mem::offset_of!(Type, base),
        readonly: true,
        strict: false,
    }],
    flags: flags::BASE | flags::HAS_DICT | flags::NATIVE_DICT | flags::WEAKREFS,
    basic_size: std::mem::size_of::<Type>(),
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    ..TypeDef::new(T::Type)
};

const METHODS: &[NativeDef] = &[
    NativeDef::new("mro", "($self, /)", |th, a| {
        mro::c3(th, as_type(a[0])).map(|t| types::list::new(th, t.items()).value())
    })
    .doc("Return a type's method resolution order."),
    NativeDef::new("__subclasses__", "($self, /)", |th, a| {
        let list = types::list::new(th, &[]);
        super::for_each_subclass(as_type(a[0]), |t| list.append(th, t.value()));
        Ok(list.value())
    })
    .doc("Return a list of immediate subclasses."),
    // (It takes anything.)
    NativeDef::raw("__prepare__", "($cls, name, bases, /, **kwds)", |th, _| {
        Ok(dict::new(th).value())
    })
    .class_method()
    .doc("Create the namespace for the class statement"),
    NativeDef::new("__instancecheck__", "($self, instance, /)", |th, a| {
        ops::class::real_is_instance(th, a[1], a[0]).map(Value::bool)
    })
    .doc("Check if an object is an instance."),
    NativeDef::new("__subclasscheck__", "($self, subclass, /)", |th, a| {
        ops::class::real_is_subclass(th, a[1], a[0]).map(Value::bool)
    })
    .doc("Check if a class is a subclass."),
    NativeDef::new("__dir__", "($self, /)", |th, a| {
        let all = dict::new(th);
        merge_class_dict(th, all, as_type(a[0]))?;
        Ok(keys_list(th, all))
    })
    .doc("Specialized __dir__ implementation for types."),
    NativeDef::new("__sizeof__", "($self, /)", |_, a| {
        let ty = as_type(a[0]);
        // Static types are smaller; with the instances' dicts goes a table of their keys.
        let own = if ty.has_flag(flags::HEAP) { 936 } else { 416 };
        let keys = ty.has_flag(flags::HEAP) && ty.has_flag(flags::HAS_DICT);
        let table = if keys {
            super::sizes::dict_table(64, true)
        } else {
            0
        };
        Ok(Value::small(own + table))
    })
    .doc("Return memory consumption of the type object."),
];

const GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__name__",
        get: |_, v| Ok(as_type(v).name.get()),
        set: Some(set_name),
    },
    GetSetDef {
        name: "__qualname__",
        get: |_, v| Ok(as_type(v).qualname.get()),
        set: Some(set_qualname),
    },
    GetSetDef {
        name: "__module__",
        get: |th, v| {
            let ty = as_type(v);
            match ty.dict().get_str(names::get(N::__module__)) {
                Some(m) if ty.has_flag(flags::HEAP) || m.has_kind(Kind::Str) => Ok(m),
                None if ty.has_flag(flags::HEAP) => Err(ops::attr::attribute_error(
                    th,
                    v,
                    names::get(N::__module__),
                    "__module__",
                )),
                _ => Ok(match ty.native_module.get() {
                    Some(module) => str::new(th, module),
                    None => names::get(N::builtins).value(),
                }),
            }
        },
        set: Some(|th, v, value| {
            let value = check_settable(th, v, "__module__", value)?;
            dict_set(th, as_type(v), names::get(N::__module__), value);
            // The line is one in a file of the former module.
            as_type(v)
                .dict()
                .del_str(th, str::intern(th, "__firstlineno__"));
            Ok(())
        }),
    },
    GetSetDef {
        name: "__bases__",
        get: |_, v| Ok(as_type(v).bases.get()),
        set: Some(set_bases),
    },
    GetSetDef {
        name: "__mro__",
        get: |_, v| {
            let ty = as_type(v);
            let mro = ty.mro.get_opt();
            let mro = mro.filter(|_| !ty.has_flag(flags::INCOMPLETE));
            Ok(mro.unwrap_or(Value::NONE))
        },
        set: None,
    },
    GetSetDef {
        name: "__dict__",
        get: |th, v| Ok(types::mapping_proxy::new(th, as_type(v).dict().value())),
        set: None,
    },
    GetSetDef {
        name: "__doc__",
        get: get_doc,
        set: Some(|th, v, value| {
            let value = check_settable(th, v, "__doc__", value)?;
            dict_set(th, as_type(v), names::get(N::__doc__), value);
            Ok(())
        }),
    },
    GetSetDef {
        name: "__text_signature__",
        get: |th, v| {
            let ty = as_type(v);
            if ty.has_flag(flags::HEAP) {
                let doc = ty.dict().get_str(names::get(N::__doc__));
                let doc = doc.and_then(|doc| doc.downcast::<Str>());
                let doc = doc.as_ref().map(|doc| doc.to_string_lossy());
                let found = doc
                    .as_deref()
                    .and_then(|doc| super::signatures::in_doc(&ty.name().to_string_lossy(), doc));
                return Ok(found.map_or(Value::NONE, |s| str::new(th, s)));
            }
            let found = super::signatures::of(&ty.tp_name());
            Ok(found.map_or(Value::NONE, |s| str::new(th, s)))
        },
        set: None,
    },
    GetSetDef {
        name: "__abstractmethods__",
        get: |th, v| {
            let name = names::get(N::__abstractmethods__);
            let found = if v == types::get(T::Type).value() {
                None
            } else {
                as_type(v).dict().get_str(name)
            };
            found.ok_or_else(|| ops::attr::attribute_error(th, v, name, "__abstractmethods__"))
        },
        set: Some(set_abstract_methods),
    },
    GetSetDef {
        name: "__annotations__",
        get: get_annotations,
        set: Some(set_annotations),
    },
    GetSetDef {
        name: "__annotate__",
        get: get_annotate,
        set: Some(set_annotate),
    },
    GetSetDef {
        name: "__type_params__",
        get: |th, v| {
            let ty = as_type(v);
            // `type` has this very descriptor under the name.
            let found = ty
                .dict()
                .get_str(names::get(N::__type_params__))
                .filter(|_| ty.has_flag(flags::HEAP));
            Ok(found.unwrap_or_else(|| tuple::new(th, &[]).value()))
        },
        set: Some(|th, v, value| {
            let value = check_settable(th, v, "__type_params__", value)?;
            dict_set(th, as_type(v), names::get(N::__type_params__), value);
            Ok(())
        }),
    },
    GetSetDef {
        name: "__basicsize__",
        get: |_, v| Ok(Value::small(super::sizes::layout(as_type(v)).basic)),
        set: None,
    },
    GetSetDef {
        name: "__itemsize__",
        get: |_, v| Ok(Value::small(super::sizes::layout(as_type(v)).item)),
        set: None,
    },
    GetSetDef {
        name: "__flags__",
        get: |_, v| Ok(Value::small(python_flags(as_type(v)))),
        set: None,
    },
    GetSetDef {
        name: "__dictoffset__",
        get: |_, v| {
            Ok(Value::small(if as_type(v).has_flag(flags::HAS_DICT) {
                -1
            } else {
                0
            }))
        },
        set: None,
    },
    GetSetDef {
        name: "__weakrefoffset__",
        get: |_, v| {
            Ok(Value::small(if as_type(v).has_flag(flags::WEAKREFS) {
                -1
            } else {
                0
            }))
        },
        set: None,
    },
];

/// The bits of CPython's `tp_flags` that programs look at.
fn python_flags(ty: Ref<Type>) -> i64 {
    let mut bits = 1 << 12 | super::sizes::layout_flags(ty);
    for (flag, bit) in [
        (flags::BASE, 10),
        (flags::NO_NEW, 7),
        (flags::MATCH_SELF, 22),
        (flags::IMMUTABLE, 8),
        (flags::ABSTRACT, 20),
        (flags::SEQUENCE, 5),
        (flags::MAPPING, 6),
        (flags::METHOD_DESCRIPTOR, 17),
    ] {
        if ty.has_flag(flag) {
            bits |= 1 << bit;
        }
    }
    if !ty.has_flag(flags::STATIC) {
        bits |= 1 << 9;
    }
    for (t, bit) in [
        (T::Int, 24),
        (T::List, 25),
        (T::Tuple, 26),
        (T::Bytes, 27),
        (T::Str, 28),
        (T::Dict, 29),
        (T::BaseException, 30),
        (T::Type, 31),
    ] {
        if ty.is_subtype_of(types::get(t)) {
            bits |= 1 << bit;
        }
    }
    bits
}

/// `<class 'module.qualname'>`.
fn repr(th: &Thread, v: Value) -> PyResult {
    let ty = as_type(v);
    let qualname = ty.qualname.get().downcast::<Str>();
    let qualname = qualname.map_or(String::new(), |q| q.to_string_lossy().into_owned());
    let module = ty.dict().get_str(names::get(N::__module__));
    let text = match module.and_then(|m| m.downcast::<Str>()) {
        Some(m) if m.bytes() != b"builtins" => {
            format!("<class '{}.{qualname}'>", m.to_string_lossy())
        }
        _ => match ty.native_module.get() {
            Some(module) => format!("<class '{module}.{qualname}'>"),
            None => format!("<class '{qualname}'>"),
        },
    };
    Ok(str::new(th, &text))
}

// ---- attribute access on classes

/// `class.name`: data descriptors of the metaclass, the class's MRO, the metaclass's other attributes.
pub fn get_attribute(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    match get_attribute_opt(th, as_type(v), name)? {
        Some(found) => Ok(found),
        None => {
            let message = format!(
                "type object '{}' has no attribute '{}'",
                as_type(v).name().to_string_lossy(),
                name.to_string_lossy()
            );
            Err(ops::attr::attribute_error(th, v, name, &message))
        }
    }
}

/// As [`get_attribute`] (of `type` itself, whatever the metaclass does), None if there is no such attribute.
pub fn get_attribute_opt(th: &Thread, ty: Ref<Type>, name: Ref<Str>) -> PyResult<Option<Value>> {
    // (What is known before that is too little.)
    let of_bases = |name: Ref<Str>| matches!(name.bytes(), b"__mro__" | b"__bases__" | b"__base__");
    if ty.has_flag(flags::DEFERRED) && of_bases(name) {
        crate::import::load_machinery(th)?;
    }
    let meta = type_of(ty.value());
    let in_meta = search(th, meta, name);
    let mut getter = None;
    if let Some(d) = in_meta {
        let td = type_of(d);
        getter = td.slots().descr_get;
        if let Some(get) = getter {
            if td.slots().descr_set.is_some() {
                return get(th, d, ty.value(), meta.value()).map(Some);
            }
        }
    }
    if let Some(own) = search(th, ty, name) {
        return match type_of(own).slots().descr_get {
            Some(get) => get(th, own, Value::EMPTY, ty.value()).map(Some),
            None => Ok(Some(own)),
        };
    }
    match (in_meta, getter) {
        (Some(d), Some(get)) => get(th, d, ty.value(), meta.value()).map(Some),
        (None, _) if ty.has_flag(flags::DEFERRED) => {
            crate::import::load_machinery(th)?;
            match ty.has_flag(flags::DEFERRED) {
                true => Ok(None),
                false => get_attribute_opt(th, ty, name),
            }
        }
        (found, _) => Ok(found),
    }
}

/// `class.name = value`, `del class.name`.
pub fn set_attribute(th: &Thread, v: Value, name: Ref<Str>, value: Option<Value>) -> PyResult<()> {
    let ty = as_type(v);
    if ty.has_flag(flags::IMMUTABLE) {
        return Err(th.type_error(format!(
            "cannot set '{}' attribute of immutable type '{}'",
            name.to_string_lossy(),
            ty.tp_name()
        )));
    }
    let meta = type_of(v);
    if let Some(d) = search(th, meta, name) {
        if let Some(set) = type_of(d).slots().descr_set {
            return set(th, d, v, value);
        }
    }
    let dict = ty.dict();
    match value {
        Some(x) if dict.has_str_keys() => dict_set(th, ty, name, x),
        Some(x) => {
            dict.set(th, name.value(), x)?;
            super::advance_epoch();
            slot_defs::update_name(ty, name);
        }
        None => {
            if dict.del(th, name.value())?.is_none() {
                let message = format!(
                    "type object '{}' has no attribute '{}'",
                    ty.name().to_string_lossy(),
                    name.to_string_lossy()
                );
                return Err(ops::attr::attribute_error(th, v, name, &message));
            }
            super::advance_epoch();
            slot_defs::update_name(ty, name);
        }
    }
    Ok(())
}

/// Writes into a class's namespace, keeping the epoch and the slots right.
pub fn dict_set(th: &Thread, ty: Ref<Type>, name: Ref<Str>, value: Value) {
    use super::{Nature, nature};
    let dict = ty.dict();
    match dict.get_str(name) {
        Some(old) => {
            dict.set_str(th, name, value);
            let same = matches!(
                (nature(old), nature(value)),
                (Nature::Plain, Nature::Plain) | (Nature::Method, Nature::Method)
            );
            if !same {
                super::advance_epoch();
            }
        }
        None => {
            dict.set_str(th, name, value);
            if ty.has_flag(flags::LOOKED_INTO) {
                super::advance_epoch();
            }
        }
    }
    slot_defs::update_name(ty, name);
}

// ---- the attributes

#[cold]
fn check_settable(th: &Thread, v: Value, name: &str, value: Option<Value>) -> PyResult {
    let ty = as_type(v);
    if ty.has_flag(flags::IMMUTABLE) || !ty.has_flag(flags::HEAP) {
        return Err(th.type_error(format!(
            "cannot set '{name}' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    }
    let Some(value) = value else {
        return Err(th.type_error(format!(
            "cannot delete '{name}' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    };
    crate::audit::tell(th, "object.__setattr__", || {
        [v, str::intern(th, name).value(), value]
    })?;
    Ok(value)
}

fn set_name(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let value = check_settable(th, v, "__name__", value)?;
    let ty = as_type(v);
    let Some(name) = value.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "can only assign string to {}.__name__, not '{}'",
            ty.tp_name(),
            ops::type_name(value)
        )));
    };
    if name.bytes().contains(&0) {
        return Err(th.value_error("type name must not contain null characters"));
    }
    crate::codecs::check_utf8(th, value)?;
    ty.name.set(ty, value);
    Ok(())
}

fn set_qualname(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let value = check_settable(th, v, "__qualname__", value)?;
    let ty = as_type(v);
    if !value.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "can only assign string to {}.__qualname__, not '{}'",
            ty.tp_name(),
            ops::type_name(value)
        )));
    }
    ty.qualname.set(ty, value);
    Ok(())
}

fn get_doc(th: &Thread, v: Value) -> PyResult {
    let ty = as_type(v);
    if !ty.has_flag(flags::HEAP) {
        return Ok(match ty.native_doc.get() {
            Some(doc) => str::new(th, doc),
            None => Value::NONE,
        });
    }
    match ty.dict().get_str(names::get(N::__doc__)) {
        None => Ok(Value::NONE),
        Some(doc) => match type_of(doc).slots().descr_get {
            Some(get) => get(th, doc, Value::EMPTY, v),
            None => Ok(doc),
        },
    }
}

fn set_abstract_methods(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let ty = as_type(v);
    let name = names::get(N::__abstractmethods__);
    match value {
        Some(x) => {
            let any = ops::is_true(th, x)?;
            dict_set(th, ty, name, x);
            ty.set_flag(flags::ABSTRACT, any);
        }
        None => {
            if ty.dict().del_str(th, name).is_none() {
                return Err(ops::attr::attribute_error(
                    th,
                    v,
                    name,
                    "__abstractmethods__",
                ));
            }
            super::advance_epoch();
            ty.set_flag(flags::ABSTRACT, false);
        }
    }
    Ok(())
}

#[cold]
fn no_type_attribute(th: &Thread, ty: Ref<Type>, name: N) -> Raised {
    let message = format!(
        "type object '{}' has no attribute '{}'",
        ty.tp_name(),
        name.text()
    );
    ops::attr::attribute_error(th, ty.value(), names::get(name), &message)
}

fn get_annotate(th: &Thread, v: Value) -> PyResult {
    let ty = as_type(v);
    if !ty.has_flag(flags::HEAP) {
        return Err(no_type_attribute(th, ty, N::__annotate__));
    }
    let dict = ty.dict();
    let found = dict
        .get_str(names::get(N::__annotate__))
        .or_else(|| dict.get_str(names::get(N::__annotate_func__)));
    match found {
        Some(f) => match type_of(f).slots().descr_get {
            Some(get) => get(th, f, Value::EMPTY, v),
            None => Ok(f),
        },
        None => {
            dict_set(th, ty, names::get(N::__annotate_func__), Value::NONE);
            Ok(Value::NONE)
        }
    }
}

/// Makes `__annotate__` None, also where the class's body has a function of that name.
fn forget_annotate(th: &Thread, ty: Ref<Type>) {
    dict_set(th, ty, names::get(N::__annotate_func__), Value::NONE);
    let own = names::get(N::__annotate__);
    if ty.dict().del_str(th, own).is_some() {
        super::advance_epoch();
    }
}

fn set_annotate(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let ty = as_type(v);
    let Some(value) = value else {
        return Err(th.type_error("cannot delete __annotate__ attribute"));
    };
    if ty.has_flag(flags::IMMUTABLE) {
        return Err(th.type_error(format!(
            "cannot set '__annotate__' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    }
    if !value.is_none() && !ops::call::is_callable(value) {
        return Err(th.type_error("__annotate__ must be callable or None"));
    }
    dict_set(th, ty, names::get(N::__annotate_func__), value);
    if !value.is_none() {
        ty.dict().del_str(th, names::get(N::__annotations_cache__));
        super::advance_epoch();
    }
    Ok(())
}

fn get_annotations(th: &Thread, v: Value) -> PyResult {
    let ty = as_type(v);
    if !ty.has_flag(flags::HEAP) {
        return Err(no_type_attribute(th, ty, N::__annotations__));
    }
    let dict = ty.dict();
    let found = dict
        .get_str(names::get(N::__annotations__))
        .or_else(|| dict.get_str(names::get(N::__annotations_cache__)));
    if let Some(a) = found {
        return match type_of(a).slots().descr_get {
            Some(get) => get(th, a, Value::EMPTY, v),
            None => Ok(a),
        };
    }
    let annotate = get_annotate(th, v)?;
    let annotations = if annotate.is_none() {
        dict::new(th).value()
    } else {
        let a = ops::call1(th, annotate, Value::small(1))?;
        if a.downcast::<Dict>().is_none() {
            return Err(th.type_error(format!(
                "__annotate__ returned non-dict of type '{}'",
                ops::type_name(a)
            )));
        }
        a
    };
    dict_set(th, ty, names::get(N::__annotations_cache__), annotations);
    Ok(annotations)
}

fn set_annotations(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let ty = as_type(v);
    if ty.has_flag(flags::IMMUTABLE) {
        return Err(th.type_error(format!(
            "cannot set '__annotations__' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    }
    let dict = ty.dict();
    let (own, cache) = (
        names::get(N::__annotations__),
        names::get(N::__annotations_cache__),
    );
    let target = if dict.get_str(own).is_some() {
        own
    } else {
        cache
    };
    match value {
        Some(x) => dict_set(th, ty, target, x),
        None => {
            if dict.del_str(th, target).is_none() {
                return Err(ops::attr::attribute_error(th, v, own, "__annotations__"));
            }
            super::advance_epoch();
        }
    }
    if value.is_none() || target == cache {
        forget_annotate(th, ty);
    }
    Ok(())
}

fn set_bases(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let value = check_settable(th, v, "__bases__", value)?;
    let ty = as_type(v);
    let Some(new) = value.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "can only assign tuple to {}.__bases__, not {}",
            ty.tp_name(),
            ops::type_name(value)
        )));
    };
    if new.is_empty() {
        return Err(th.type_error(format!(
            "can only assign non-empty tuple to {}.__bases__, not ()",
            ty.tp_name()
        )));
    }
    for &b in new.items() {
        if !b.has_kind(Kind::Type) {
            return Err(th.type_error(format!(
                "{}.__bases__ must be tuple of classes, not '{}'",
                ty.tp_name(),
                ops::type_name(b)
            )));
        }
        if derives(as_type(b), ty) {
            return Err(th.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let base = create::best_base(th, new.items())?;
    // As in CPython, which frees what can be part of a cycle in another way.
    let atoms = [
        T::Object,
        T::Int,
        T::Bool,
        T::Float,
        T::Complex,
        T::Str,
        T::Bytes,
        T::ByteArray,
        T::Range,
    ];
    let is_atom = |ty: Ref<Type>| atoms.iter().any(|&t| types::get(t) == ty);
    let apart = |old: Ref<Type>| is_atom(old) != is_atom(base);
    if let Some(old) = ty.base().filter(|&old| apart(old)) {
        return Err(th.type_error(format!(
            "__bases__ assignment: '{}' deallocator differs from '{}'",
            base.tp_name(),
            old.tp_name()
        )));
    }
    if !ty
        .base()
        .is_some_and(|old| create::compatible_layout(old, base))
    {
        return Err(th.type_error(format!(
            "__bases__ assignment: '{}' object layout differs from '{}'",
            base.tp_name(),
            ty.base().map_or(String::new(), |b| b.tp_name())
        )));
    }
    rebase(th, ty, new, base.value())
}

/// Gives a class other bases, which are known to fit, and everything that follows from that. Runs Python (`mro`).
pub(super) fn rebase(th: &Thread, ty: Ref<Type>, new: Ref<Tuple>, base: Value) -> PyResult<()> {
    let (old_bases, old_base) = (ty.bases(), ty.base.get());
    ty.bases.set(ty, new.value());
    ty.base.set(ty, base);
    let mut saved = RootedVec::new();
    if let Err(raised) = update_mro_recursively(th, ty, &mut saved) {
        // What other assignments have made of it meanwhile stays.
        for set in saved.chunks(3).rev() {
            let class = as_type(set[0]);
            if class.mro.get() == set[2] {
                class.mro.set(class, set[1]);
            }
        }
        if ty.bases.get() == new.value() {
            ty.bases.set(ty, old_bases.value());
            ty.base.set(ty, old_base);
        }
        return Err(raised);
    }
    if ty.bases.get() != new.value() {
        return Ok(());
    }
    for &b in old_bases.items() {
        super::remove_subclass(as_type(b), ty);
    }
    for &b in new.items() {
        super::add_subclass(th, as_type(b), ty);
    }
    super::advance_epoch();
    slot_defs::update_recursively(ty);
    Ok(())
}

/// Whether a class derives from `ancestor` by its bases. (Its MRO may be out of date: a metaclass's `mro()` may assign bases
/// while another assignment is under way.)
fn derives(class: Ref<Type>, ancestor: Ref<Type>) -> bool {
    if class == ancestor || class.is_subtype_of(ancestor) {
        return true;
    }
    let bases = class.bases();
    bases.items().iter().any(|&b| derives(as_type(b), ancestor))
}

/// Computes the orders of a class and its subclasses again; to `saved` are added each class, the order that it had and the
/// new one.
fn update_mro_recursively(
    th: &Thread,
    ty: Ref<Type>,
    saved: &mut RootedVec<Value>,
) -> PyResult<()> {
    let old = ty.mro.get();
    if !mro::set_mro(th, ty)? {
        return Ok(());
    }
    saved.extend_from_slice(&[ty.value(), old, ty.mro.get()]);
    let mut result = Ok(());
    super::for_each_subclass(ty, |sub| {
        if result.is_ok() {
            result = update_mro_recursively(th, sub, saved);
        }
    });
    result
}

// ---- dir

/// Adds the names of a class and its bases to a dict of names.
pub fn merge_class_dict(th: &Thread, all: Ref<Dict>, ty: Ref<Type>) -> PyResult<()> {
    for &class in ty.mro().items().iter().rev() {
        let dict = as_type(class).dict();
        let mut pos = 0;
        while let Some((k, _)) = dict.next(&mut pos) {
            all.set(th, k, Value::NONE)?;
        }
    }
    Ok(())
}

/// The keys of a dict as a list.
pub fn keys_list(th: &Thread, d: Ref<Dict>) -> Value {
    let list = types::list::new(th, &[]);
    let mut pos = 0;
    while let Some((k, _)) = d.next(&mut pos) {
        list.append(th, k);
    }
    list.value()
}

/// Whether a type's instances may claim another class: `__class__` is not object's own attribute.
pub fn overrides_class(ty: Ref<Type>) -> bool {
    !ty.has_flag(flags::PLAIN_GETATTR)
        || lookup_name(ty, N::__class__) != lookup_name(types::get(T::Object), N::__class__)
}

/// Calls a class natively with positional arguments.
pub fn instantiate(th: &Thread, ty: Ref<Type>, args: &[Value]) -> PyResult {
    create::call_type(th, ty.value(), Args::positional(args))
}
