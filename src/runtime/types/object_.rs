//! `object`: the base of all classes, and the plain instances of classes written in Python.

use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::import;
use crate::names::{self, N};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::builtin::{Builtin, MethodDescr};
use crate::types::dict::{self, Dict};
use crate::types::function::{self, Function};
use crate::types::module::Module;
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{self, Type, TypeDef, as_type, create, flags};
use crate::types::{self, T, static_class, tuple, type_of};
use crate::value::Value;

/// An instance of a class without a native structure: a header, and the attribute area behind it (see `shape.rs`).
#[repr(C)]
pub struct Instance {
    header: Header,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are an instance without attributes.
unsafe impl Object for Instance {
    const KIND: Kind = Kind::Instance;
}

/// The attribute area is all that there is, and everybody's is visited elsewhere.
pub fn trace(_h: *mut Header, _t: &mut Tracer) {}

/// A new instance of `class`, as `object.__new__` makes it. Allocates; raises if the class is abstract.
#[inline]
pub fn new_instance(th: &Thread, class: Ref<Type>) -> PyResult {
    if class.has_flag(flags::ABSTRACT) {
        return Err(abstract_class(th, class));
    }
    if !class.has_flag(flags::SIZE_GUESSED) {
        guess_size(class);
    }
    Ok(type_::alloc_instance::<Instance>(th, class).value())
}

/// Before the first instance is made: as many inline slots as the `__init__` methods have attributes to store.
#[cold]
fn guess_size(class: Ref<Type>) {
    class.set_flag(flags::SIZE_GUESSED, true);
    if !class.has_flag(flags::HAS_DICT) || class.has_flag(flags::VARIABLE) {
        return;
    }
    const MOST: usize = 24;
    let mut names: Vec<String> = Vec::new();
    for &c in class.mro().items() {
        let init = as_type(c).dict().get_str(names::get(N::__init__));
        let Some(f) = init.and_then(|f| f.downcast::<Function>()) else {
            continue;
        };
        let code = f.code();
        let plain = code.plain();
        for site in &plain.sites {
            if site.kind == frontend::bytecode::code::SiteKind::StoreAttr {
                let name = &plain.names[site.arg as usize];
                if !names.iter().any(|n| **n == **name) {
                    names.push(name.to_string());
                }
            }
        }
    }
    if !names.is_empty() {
        let inline = class.member_slots.get() + names.len().min(MOST) as u16;
        shape::set_inline_slots(class, inline.next_multiple_of(2));
    }
}

#[cold]
fn abstract_class(th: &Thread, class: Ref<Type>) -> Raised {
    let mut methods: Vec<String> = Vec::new();
    let found = class.dict().get_str(names::get(N::__abstractmethods__));
    if let Some(set) = found {
        let collected = ops::iterate(th, set, |v| {
            if let Some(s) = v.downcast::<Str>() {
                methods.push(format!("'{}'", s.to_string_lossy()));
            }
            Ok(ops::ControlFlow::Continue(()))
        });
        if let Err(raised) = collected {
            return raised;
        }
    }
    methods.sort();
    let plural = if methods.len() == 1 { "" } else { "s" };
    th.type_error(format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
        class.tp_name(),
        methods.join(", ")
    ))
}

/// The hash by identity: from the place in the heap, so that it is the same in every run.
pub fn identity_hash(v: Value) -> i64 {
    if v.is_ptr() {
        (heap::offset_of(v.bits() as usize) >> 4) as i64
    } else {
        (v.bits() >> 4) as i64
    }
}

/// The `__dict__` that a native structure holds itself, if it has been made.
pub fn native_dict(v: Value) -> Option<Ref<Dict>> {
    match v.header()?.kind() {
        Kind::Module => v.downcast::<Module>()?.dict.get().downcast(),
        Kind::Function => v.downcast::<Function>()?.dict.get().downcast(),
        Kind::Type => Some(as_type(v).dict()),
        Kind::StaticMethod | Kind::ClassMethod => static_class::dict_slot(v).get().downcast(),
        _ => None,
    }
}

/// As [`native_dict`], made if need be. None: there is no place for one.
pub fn native_dict_or_create(th: &Thread, v: Value) -> Option<Ref<Dict>> {
    match v.header()?.kind() {
        Kind::Function => Some(function::dict_of(th, v.downcast()?)),
        Kind::StaticMethod | Kind::ClassMethod => Some(static_class::dict_of(th, v)),
        _ => native_dict(v),
    }
}

/// The `__dict__` of any object that has one. Allocates.
pub fn dict_of(th: &Thread, v: Value) -> Option<Ref<Dict>> {
    if type_of(v).has_flag(flags::NATIVE_DICT) {
        return native_dict_or_create(th, v);
    }
    shape::dict_of(th, v.header()?)
}

/// `__dict__` of instances.
pub static DICT_GETSET: GetSetDef = GetSetDef {
    name: "__dict__",
    get: |th, v| match dict_of(th, v) {
        // (A metaclass may inherit this attribute from another class before its own.)
        Some(d) if v.has_kind(Kind::Type) => Ok(types::mapping_proxy::new(th, d.value())),
        Some(d) => Ok(d.value()),
        None => Err(ops::attr::no_attribute(th, v, names::get(N::__dict__))),
    },
    set: Some(|th, v, value| {
        if v.has_kind(Kind::Type) {
            return Err(th.attribute_error(format!(
                "attribute '__dict__' of '{}' objects is not writable",
                types::get(T::Type).tp_name()
            )));
        }
        let d = match value {
            Some(d) => d,
            // (Also where a class in Python stands before the built-in one.)
            None if v.has_kind(Kind::Exception) => {
                return Err(th.type_error("cannot delete __dict__"));
            }
            None => dict::new(th).value(),
        };
        let Some(d) = d.downcast::<Dict>() else {
            return Err(th.type_error(format!(
                "__dict__ must be set to a dictionary, not a '{}'",
                ops::type_name(d)
            )));
        };
        match v.header() {
            Some(h) if shape::set_dict(th, h, d) => Ok(()),
            _ => Err(th.attribute_error("This object has no __dict__")),
        }
    }),
};

/// `__dict__` of the instances of built-in types that have one: it cannot be deleted.
pub const NATIVE_DICT_GETSET: GetSetDef = GetSetDef {
    name: "__dict__",
    get: |th, v| (DICT_GETSET.get)(th, v),
    set: Some(|th, v, d| match DICT_GETSET.set {
        Some(_) if d.is_none() => Err(th.type_error("cannot delete __dict__")),
        Some(set) => set(th, v, d),
        None => Ok(()),
    }),
};

/// `__weakref__` of instances.
pub static WEAKREF_GETSET: GetSetDef = GetSetDef {
    name: "__weakref__",
    get: |_, v| {
        Ok(v.header()
            .filter(|h| heap::weakrefs(h).next().is_some())
            .and_then(|h| types::weakref::in_order(h).first().copied())
            .unwrap_or(Value::NONE))
    },
    set: None,
};

/// The definition of `object`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        // (What it gives is looked at by who calls it.)
        str: Some(|th, v| match type_of(v).slots().repr {
            Some(repr) => repr(th, v),
            None => ops::repr(th, v).map(|s| s.value()),
        }),
        hash: Some(|_, v| Ok(identity_hash(v))),
        getattr: Some(ops::attr::generic_get),
        setattr: Some(ops::attr::generic_set),
        compare: Some(compare),
        new: Some(new),
        init: Some(init),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: &[GetSetDef {
        name: "__class__",
        get: |_, v| Ok(type_of(v).value()),
        set: Some(set_class),
    }],
    flags: flags::BASE,
    basic_size: std::mem::size_of::<Instance>(),
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    ..TypeDef::new(T::Object)
};

fn repr(th: &Thread, v: Value) -> PyResult {
    let ty = type_of(v);
    let qualname = ty.qualname.get().downcast::<Str>();
    let qualname = qualname.map_or(String::new(), |q| q.to_string_lossy().into_owned());
    let module = type_::get_attribute_opt(th, ty, names::get(N::__module__))?;
    let text = match module.and_then(|m| m.downcast::<Str>()) {
        Some(m) if m.bytes() != b"builtins" => format!(
            "<{}.{qualname} object at {:#x}>",
            m.to_string_lossy(),
            v.bits()
        ),
        _ => format!("<{} object at {:#x}>", ty.tp_name(), v.bits()),
    };
    Ok(str::new(th, &text))
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match op {
        CmpOp::Eq => Ok(if a == b {
            Value::TRUE
        } else {
            Value::NOT_IMPLEMENTED
        }),
        // `!=` is the inverse of `==`, unless that declines.
        CmpOp::Ne => match type_of(a).slots().compare {
            Some(f) => {
                let r = f(th, a, b, CmpOp::Eq)?;
                if r == Value::NOT_IMPLEMENTED {
                    return Ok(r);
                }
                ops::not(th, r).map(Value::bool)
            }
            None => Ok(Value::NOT_IMPLEMENTED),
        },
        CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `object.__new__`: arguments are an error unless one of `__new__` and `__init__` is overridden to take them.
fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    if !args.values.is_empty() {
        if !class.has_flag(flags::PLAIN_NEW) {
            return Err(th.type_error(
                "object.__new__() takes exactly one argument (the type to instantiate)",
            ));
        }
        if class.has_flag(flags::PLAIN_INIT) {
            return Err(th.type_error(format!("{}() takes no arguments", class.tp_name())));
        }
    }
    new_instance(th, class)
}

/// `object.__init__`, as the slots of types have it.
pub const INIT: fn(&Thread, Value, Args) -> PyResult<()> = init;

/// `object.__init__`: the counterpart of [`new`]'s check. (Its address is compared, too.)
#[inline(never)]
fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    if args.values.is_empty() {
        return Ok(());
    }
    let class = type_of(v);
    if !class.has_flag(flags::PLAIN_INIT) {
        return Err(th.type_error(
            "object.__init__() takes exactly one argument (the instance to initialize)",
        ));
    }
    if class.has_flag(flags::PLAIN_NEW) {
        return Err(th.type_error(format!(
            "{}.__init__() takes exactly one argument (the instance to initialize)",
            class.tp_name()
        )));
    }
    Ok(())
}

fn set_class(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(th.type_error("can't delete __class__ attribute"));
    };
    if !value.has_kind(Kind::Type) {
        return Err(th.type_error(format!(
            "__class__ must be set to a class, not '{}' object",
            ops::type_name(value)
        )));
    }
    crate::audit::tell(th, "object.__setattr__", || {
        [v, names::get(N::__class__).value(), value]
    })?;
    let (old, new) = (type_of(v), as_type(value));
    let mutable = |t: Ref<Type>| t.has_flag(flags::HEAP) && !t.has_flag(flags::IMMUTABLE);
    let modules =
        old.is_subtype_of(types::get(T::Module)) && new.is_subtype_of(types::get(T::Module));
    if !(modules || mutable(old) && mutable(new)) {
        return Err(th.type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        ));
    }
    let layouts = create::compatible_layout(old, new);
    match v.header() {
        Some(h) if layouts => {
            shape::change_class(th, h, new);
            if new.has_flag(flags::FINALIZER) && !old.has_flag(flags::FINALIZER) {
                heap::register_finalizer(h);
            }
            Ok(())
        }
        _ => Err(th.type_error(format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            new.tp_name(),
            old.tp_name()
        ))),
    }
}

// ---- methods

const METHODS: &[NativeDef] = &[
    NativeDef::new("__dir__", "($self, /)", |th, a| dir(th, a[0]))
        .doc("Default dir() implementation."),
    NativeDef::new("__format__", "($self, format_spec, /)", |th, a| {
        let Some(spec) = a[1].downcast::<Str>() else {
            return Err(th.type_error(format!(
                "__format__() argument must be str, not {}",
                ops::argument_type_name(a[1])
            )));
        };
        if !spec.bytes().is_empty() {
            return Err(th.type_error(format!(
                "unsupported format string passed to {}.__format__",
                ops::type_name(a[0])
            )));
        }
        ops::str(th, a[0]).map(|s| s.value())
    })
    .doc("Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
    NativeDef::new("__getstate__", "($self, /)", |th, a| getstate(th, a[0]))
        .doc("Helper for pickle."),
    INIT_SUBCLASS,
    NativeDef::raw("__subclasshook__", "($type, object, /)", |_, _| Ok(Value::NOT_IMPLEMENTED))
        .class_method()
        .doc("Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached)."),
    NativeDef::new("__reduce__", "($self, /)", |th, a| reduce(th, a[0], 0))
        .doc("Helper for pickle."),
    NativeDef::new("__reduce_ex__", "($self, protocol, /)", |th, a| {
        let protocol = i64::from(ops::index_i32(th, a[1])?);
        // A class that overrides `__reduce__` means it.
        let name = N::__reduce__;
        let own = type_::lookup_name(type_of(a[0]), name);
        if own != type_::lookup_name(types::get(T::Object), name) {
            let f = ops::get_attr(th, a[0], names::get(name))?;
            return ops::call0(th, f);
        }
        reduce(th, a[0], protocol)
    })
    .doc("Helper for pickle."),
    NativeDef::new("__sizeof__", "($self, /)", |_, a| {
        Ok(Value::small(type_::sizes::of(a[0])))
    })
    .doc("Size of object in memory, in bytes."),
];

const INIT_SUBCLASS: NativeDef = NativeDef::raw("__init_subclass__", "($type, /)", init_subclass)
    .class_method()
    .doc("This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.");

fn init_subclass(th: &Thread, args: Args) -> PyResult {
    let class = args.values[0];
    let name = || {
        let q = class
            .has_kind(Kind::Type)
            .then(|| as_type(class).qualname.get());
        let q = q.and_then(|q| q.downcast::<Str>());
        q.map_or(String::new(), |q| q.to_string_lossy().into_owned())
    };
    if args.names.is_some() {
        return Err(th.type_error(format!(
            "{}.__init_subclass__() takes no keyword arguments",
            name()
        )));
    }
    match args.values.len() - 1 {
        0 => Ok(Value::NONE),
        n => Err(th.type_error(format!(
            "{}.__init_subclass__() takes no arguments ({n} given)",
            name()
        ))),
    }
}

/// Whether a value found in a class is object's own `__init_subclass__`, which does nothing.
pub fn is_default_init_subclass(f: Value) -> bool {
    let name = |d: &NativeDef| d.name == "__init_subclass__";
    match f.downcast::<MethodDescr>() {
        Some(d) => name(d.def()) && d.owner() == types::get(T::Object),
        None => f.downcast::<Builtin>().is_some_and(|b| name(b.def())),
    }
}

/// Default `dir()`: the instance's names, its class's, and those of the bases.
fn dir(th: &Thread, v: Value) -> PyResult {
    let all = dict::new(th);
    let own = ops::get_attr_opt(th, v, names::get(N::__dict__))?;
    if let Some(d) = own.and_then(|d| d.downcast::<Dict>()) {
        let mut pos = 0;
        while let Some((k, _)) = d.next(&mut pos) {
            all.set(th, k, Value::NONE)?;
        }
    }
    let class = ops::get_attr_opt(th, v, names::get(N::__class__))?;
    if let Some(class) = class.filter(|c| c.has_kind(Kind::Type)) {
        type_::attrs::merge_class_dict(th, all, as_type(class))?;
    }
    Ok(type_::attrs::keys_list(th, all))
}

/// Names of the `__slots__` members of a class and its bases.
fn member_names(th: &Thread, class: Ref<Type>) -> PyResult<Ref<types::list::List>> {
    let list = |names: Value| match names.downcast() {
        _ if names.is_none() => Ok(types::list::new(th, &[])),
        Some(list) => Ok(list),
        None => Err(ops::type_name(names)),
    };
    if let Some(names) = class.dict().get_str(str::intern(th, "__slotnames__")) {
        return list(names).map_err(|found| {
            let class = class.tp_name();
            th.type_error(format!(
                "{class}.__slotnames__ should be a list or None, not {found}"
            ))
        });
    }
    let copyreg = import::import_module(th, "copyreg")?;
    let f = ops::get_attr(th, copyreg, str::intern(th, "_slotnames"))?;
    let names = ops::call1(th, f, class.value())?;
    list(names).map_err(|_| th.type_error("copyreg._slotnames didn't return a list or None"))
}

/// The dict with an object's attributes, whatever its class says about `__dict__`; None if there are none. Allocates.
fn own_dict(th: &Thread, v: Value) -> PyResult<Option<Ref<Dict>>> {
    let class = type_of(v);
    if v.has_kind(Kind::Type) {
        // (A copy: whoever changes the dict of a class must say so.)
        let class = as_type(v);
        return Ok(class.has_flag(flags::HEAP).then(|| class.dict().copy(th)));
    }
    if class.has_flag(flags::NATIVE_DICT) {
        return Ok(native_dict_or_create(th, v));
    }
    if let Some(h) = v.header()
        && shape::has_attributes(h)
    {
        return Ok(shape::dict_of(th, h));
    }
    // (Some native structures have an attribute of their own for it.)
    match type_::lookup_name(class, N::__dict__) {
        Some(d) => match d.downcast::<types::getset::GetSet>() {
            Some(d) if !std::ptr::eq(d.def(), &DICT_GETSET) => {
                Ok((d.def().get)(th, v)?.downcast::<Dict>())
            }
            _ => Ok(None),
        },
        None => Ok(None),
    }
}

/// What `v.__getstate__()` gives, for the second half of a reduction. Runs Python.
pub fn state_of(th: &Thread, v: Value) -> PyResult {
    let getstate = ops::get_attr(th, v, names::get(N::__getstate__))?;
    ops::call0(th, getstate)
}

/// Default `__getstate__`: None, the instance's dict, or (dict or None, members).
fn getstate(th: &Thread, v: Value) -> PyResult {
    let dict = own_dict(th, v)?;
    let class = type_of(v);
    let state = dict.filter(|d| !d.is_empty());
    let state = state.map_or(Value::NONE, |d| d.value());
    let slotnames = str::intern(th, "__slotnames__");
    if class.member_slots.get() == 0 && class.dict().get_str(slotnames).is_none() {
        return Ok(state);
    }
    let members = dict::new(th);
    let names = member_names(th, class)?;
    let count = names.len();
    let mut i = 0;
    while let Some(name) = names.get(i) {
        if names.len() != count {
            return Err(th.runtime_error("__slotsname__ changed size during iteration"));
        }
        i += 1;
        let name = ops::attribute_name(th, name)?;
        if let Some(x) = ops::get_attr_opt(th, v, name)? {
            members.set_str(th, name, x);
        }
    }
    if members.is_empty() {
        return Ok(state);
    }
    Ok(tuple::new(th, &[state, members.value()]).value())
}

/// `__reduce_ex__` by protocol.
fn reduce(th: &Thread, v: Value, protocol: i64) -> PyResult {
    let copyreg = import::import_module(th, "copyreg")?;
    if protocol < 2 {
        let f = ops::get_attr(th, copyreg, str::intern(th, "_reduce_ex"))?;
        return ops::call2(th, f, v, Value::small(protocol));
    }
    let class = type_of(v);
    if class.slots().new.is_none() {
        return Err(th.type_error(format!("cannot pickle '{}' object", class.tp_name())));
    }
    let mut args = Value::EMPTY;
    let mut keywords = Value::EMPTY;
    if let Some(f) = ops::lookup_special(th, v, N::__getnewargs_ex__)? {
        let pair = ops::call0(th, f)?;
        let Some(t) = pair.downcast::<tuple::Tuple>() else {
            return Err(th.type_error(format!(
                "__getnewargs_ex__ should return a tuple, not '{}'",
                ops::type_name(pair)
            )));
        };
        let &[first, second] = t.items() else {
            return Err(th.value_error(format!(
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                t.len()
            )));
        };
        if !first.has_kind(Kind::Tuple) {
            return Err(th.type_error(format!(
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
                ops::type_name(first)
            )));
        }
        if !second.has_kind(Kind::Dict) {
            return Err(th.type_error(format!(
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                ops::type_name(second)
            )));
        }
        (args, keywords) = (first, second);
    } else if let Some(f) = ops::lookup_special(th, v, N::__getnewargs__)? {
        args = ops::call0(th, f)?;
        if !args.has_kind(Kind::Tuple) {
            return Err(th.type_error(format!(
                "__getnewargs__ should return a tuple, not '{}'",
                ops::type_name(args)
            )));
        }
    }
    let (new, new_args) = match keywords.downcast::<Dict>().filter(|d| !d.is_empty()) {
        Some(_) => {
            let f = ops::get_attr(th, copyreg, str::intern(th, "__newobj_ex__"))?;
            (f, tuple::new(th, &[class.value(), args, keywords]))
        }
        None => {
            let f = ops::get_attr(th, copyreg, str::intern(th, "__newobj__"))?;
            let mut values = heap::RootedVec::new();
            values.push(class.value());
            if let Some(t) = args.downcast::<tuple::Tuple>() {
                values.extend_from_slice(t.items());
            }
            (f, tuple::new(th, &values))
        }
    };
    let custom = type_::lookup_name(class, N::__getstate__)
        != type_::lookup_name(types::get(T::Object), N::__getstate__);
    let native = class.kind.get() != Kind::Instance;
    let known = types::is_instance_of(v, T::List) || types::is_instance_of(v, T::Dict);
    let known = known || v.is_none();
    if !custom && args.is_empty() && native && !known && !picklable_native(class) {
        return Err(th.type_error(format!("cannot pickle '{}' object", class.tp_name())));
    }
    let state = state_of(th, v)?;
    let list_items = if types::is_instance_of(v, T::List) {
        ops::iter(th, v)?
    } else {
        Value::NONE
    };
    let dict_items = if types::is_instance_of(v, T::Dict) {
        let items = ops::call_method(th, v, names::get(N::items), &[])?;
        ops::iter(th, items)?
    } else {
        Value::NONE
    };
    let parts = [new, new_args.value(), state, list_items, dict_items];
    Ok(tuple::new(th, &parts).value())
}

/// Whether instances of a class with a native structure can be rebuilt by `__newobj__` and their state alone.
fn picklable_native(class: Ref<Type>) -> bool {
    matches!(
        class.kind.get(),
        Kind::Exception | Kind::Int | Kind::Float | Kind::Str | Kind::Bytes | Kind::Tuple
    ) || class.has_flag(flags::HEAP) && class.kind.get() == Kind::Native
}
