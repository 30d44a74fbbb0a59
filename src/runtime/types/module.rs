//! `module`: a namespace with a name.

use crate::error::PyResult;
use crate::heap::Tracer;
use crate::import;
use crate::names::{self, N};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::type_::{self, MemberDef, Type, TypeDef, flags};
use crate::types::{self, T, signature, type_of};
use crate::value::Value;

/// A module. Its namespace is a dict of cells, so that caches and traces can hold the cells of its names.
#[repr(C)]
pub struct Module {
    header: Header,
    /// `__dict__`; empty before `__init__` of a subclass's instance.
    pub dict: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Module {
    const KIND: Kind = Kind::Module;
}

/// Visits the namespace.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<Module>()).dict });
    crate::shape::trace_attributes(h, t);
}

impl Module {
    /// The namespace.
    #[inline]
    pub fn dict(&self) -> Ref<Dict> {
        // SAFETY: the slot holds a dict from the moment the module can be reached.
        unsafe { Ref::from_value_unchecked(self.dict.get()) }
    }

    /// `__name__`, if it is a string.
    pub fn name(&self) -> Option<String> {
        let name = self.dict().get_str(names::get(N::__name__))?;
        Some(name.downcast::<Str>()?.to_string_lossy().into_owned())
    }
}

fn alloc(th: &Thread, class: Ref<Type>) -> Ref<Module> {
    let m = type_::alloc_instance::<Module>(th, class);
    let d = dict::new_namespace(th);
    m.dict.set(m, d.value());
    m
}

/// A new module with the standard names set to None. Allocates.
pub fn new(th: &Thread, name: Ref<Str>) -> Ref<Module> {
    let m = alloc(th, types::get(T::Module));
    set_standard_names(th, m, name.value(), Value::NONE);
    m
}

fn set_standard_names(th: &Thread, m: Ref<Module>, name: Value, doc: Value) {
    let d = m.dict();
    d.set_str(th, names::get(N::__name__), name);
    d.set_str(th, names::get(N::__doc__), doc);
    for n in [N::__package__, N::__loader__, N::__spec__] {
        d.set_str(th, names::get(n), Value::NONE);
    }
}

fn this(v: Value) -> Ref<Module> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

static INIT: NativeDef = NativeDef::new("module", "(name, doc=None)", |_, _| Ok(Value::NONE));

/// The definition of `module`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(alloc(th, class).value())),
        init: Some(|th, v, args| {
            let [name, doc] = signature::bind_new(th, &INIT, args)?;
            if !name.has_kind(Kind::Str) {
                return Err(th.type_error(format!(
                    "module() argument 'name' must be str, not {}",
                    ops::type_name(name)
                )));
            }
            let doc = if doc.is_empty() { Value::NONE } else { doc };
            set_standard_names(th, this(v), name, doc);
            Ok(())
        }),
        repr: Some(repr),
        getattr: Some(getattr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__dir__", "($self, /)", |th, a| {
        // A subclass may have its own idea of `__dict__`.
        let d = ops::get_attr(th, a[0], names::get(N::__dict__))?;
        let Some(d) = d.downcast::<Dict>() else {
            return Err(th.type_error("<module>.__dict__ is not a dictionary"));
        };
        match d.get_str(str::intern(th, "__dir__")) {
            Some(f) => ops::call0(th, f),
            None => Ok(type_::attrs::keys_list(th, d)),
        }
    })
    .doc("__dir__() -> list\nspecialized dir() implementation")],
    members: &[MemberDef {
        name: "__dict__",
        offset: std::mem::offset_of!(Module, dict),
        readonly: true,
        strict: false,
    }],
    getset: &[
        GetSetDef {
            name: "__annotations__",
            get: annotations,
            set: Some(|th, v, value| {
                let d = this(v).dict();
                let name = names::get(N::__annotations__);
                match value {
                    Some(x) => d.set_str(th, name, x),
                    None => {
                        if d.del_str(th, name).is_none() {
                            return Err(th.attribute_error("__annotations__"));
                        }
                    }
                }
                d.del_str(th, names::get(N::__annotate__));
                Ok(())
            }),
        },
        GetSetDef {
            name: "__annotate__",
            get: |th, v| {
                let d = this(v).dict();
                let name = names::get(N::__annotate__);
                match d.get_str(name) {
                    Some(f) => Ok(f),
                    None => {
                        d.set_str(th, name, Value::NONE);
                        Ok(Value::NONE)
                    }
                }
            },
            set: Some(|th, v, value| {
                let d = this(v).dict();
                match value {
                    None => Err(th.type_error("cannot delete __annotate__ attribute")),
                    Some(x) if !x.is_none() && !ops::call::is_callable(x) => {
                        Err(th.type_error("__annotate__ must be callable or None"))
                    }
                    Some(x) => {
                        d.set_str(th, names::get(N::__annotate__), x);
                        if !x.is_none() {
                            d.del_str(th, names::get(N::__annotations__));
                        }
                        Ok(())
                    }
                }
            }),
        },
    ],
    flags: flags::BASE | flags::HAS_DICT | flags::NATIVE_DICT | flags::WEAKREFS,
    basic_size: std::mem::size_of::<Module>(),
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    ..TypeDef::new(T::Module)
};

fn annotations(th: &Thread, v: Value) -> PyResult {
    let d = this(v).dict();
    let name = names::get(N::__annotations__);
    if let Some(a) = d.get_str(name) {
        return Ok(a);
    }
    let a = match d.get_str(names::get(N::__annotate__)) {
        Some(f) if ops::call::is_callable(f) => {
            let a = ops::call1(th, f, Value::small(1))?;
            if !a.has_kind(Kind::Dict) {
                return Err(th.type_error(format!(
                    "__annotate__ returned non-dict of type '{}'",
                    ops::type_name(a)
                )));
            }
            a
        }
        _ => dict::new(th).value(),
    };
    // A module that still runs may annotate more.
    if !is_initializing(th, d)? {
        d.set_str(th, name, a);
    }
    Ok(a)
}

/// Whether the module with this dict is still being imported, as its spec says. Runs Python.
fn is_initializing(th: &Thread, d: Ref<Dict>) -> PyResult<bool> {
    let Some(spec) = d.get_str(names::get(N::__spec__)).filter(|s| !s.is_none()) else {
        return Ok(false);
    };
    match ops::get_attr_opt(th, spec, names::get(N::_initializing))? {
        Some(on) => ops::is_true(th, on),
        None => Ok(false),
    }
}

fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let m = this(v);
    let ty = type_of(v);
    if let Some(found) = ops::attr::generic_lookup(th, v, ty, name)? {
        return Ok(found);
    }
    let d = m.dict();
    if let Some(hook) = d.get_str(names::get(N::__getattr__)) {
        return ops::call1(th, hook, name.value());
    }
    if let Some(made) = import::lazy_attribute(th, m, name)? {
        return Ok(made);
    }
    let attribute = name.to_string_lossy();
    let message = match m.name() {
        None => format!("module has no attribute '{attribute}'"),
        Some(module) => {
            let spec = d.get_str(names::get(N::__spec__));
            let suspect = match spec {
                Some(spec) => import::Suspect::of(th, spec, &module.to_string())?,
                None => import::Suspect::default(),
            };
            let plain = format!("module '{module}' has no attribute '{attribute}'");
            let loading = match spec {
                Some(spec) => import::is_loading_submodule(th, spec, name)?,
                None => false,
            };
            if let Some(advice) = suspect.advice(&module.to_string()) {
                format!("{plain} {advice}")
            } else if suspect.initializing {
                let from = suspect
                    .origin
                    .map_or(String::new(), |f| format!(" from '{f}'"));
                format!(
                    "partially initialized module '{module}'{from} has no attribute '{attribute}' (most likely due to a circular import)"
                )
            } else if loading {
                format!(
                    "cannot access submodule '{attribute}' of module '{module}' (most likely due to a circular import)"
                )
            } else {
                plain
            }
        }
    };
    Err(ops::attr::attribute_error(th, v, name, &message))
}

/// The folders of a namespace package by its loader, as they are shown. Runs Python.
fn namespace_folders(th: &Thread, loader: Option<Value>) -> PyResult<Option<String>> {
    let Some(loader) = loader.filter(|v| type_of(*v).tp_name().ends_with("NamespaceLoader")) else {
        return Ok(None);
    };
    let Some(path) = ops::get_attr_opt(th, loader, str::intern(th, "_path"))? else {
        return Ok(None);
    };
    let list = types::list::from_iterable(th, path)?;
    Ok(Some(
        ops::repr(th, list.value())?.to_string_lossy().into_owned(),
    ))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let shown = |v: Option<Value>| -> PyResult<Option<String>> {
        match v {
            Some(v) if !v.is_none() => Ok(Some(ops::repr(th, v)?.to_string_lossy().into_owned())),
            _ => Ok(None),
        }
    };
    // A module's own `__getattr__` has a say, as in importlib.
    let own = |n: N| ops::get_attr_opt(th, v, names::get(n));
    let spec = own(N::__spec__)?.filter(|s| !s.is_none());
    let mut name = shown(own(N::__name__)?)?;
    let file = shown(own(N::__file__)?)?;
    let loader = shown(own(N::__loader__)?)?;
    if let Some(spec) = spec {
        let attribute = |name: &str| ops::get_attr_opt(th, spec, str::intern(th, name));
        name = shown(attribute("name")?)?;
        let name = name.unwrap_or_else(|| "'?'".to_owned());
        let origin = attribute("origin")?.filter(|o| !o.is_none());
        let text = match origin {
            None if let Some(folders) = namespace_folders(th, attribute("loader")?)? => {
                format!("<module {name} (namespace) from {folders}>")
            }
            None => match shown(attribute("loader")?)? {
                None => format!("<module {name}>"),
                Some(l) => format!("<module {name} ({l})>"),
            },
            Some(origin) => {
                let located = match import::spec_attribute(th, spec, "has_location")? {
                    Some(v) => ops::is_true(th, v)?,
                    None => false,
                };
                if located {
                    format!(
                        "<module {name} from {}>",
                        ops::repr(th, origin)?.to_string_lossy()
                    )
                } else {
                    format!(
                        "<module {name} ({})>",
                        ops::str(th, origin)?.to_string_lossy()
                    )
                }
            }
        };
        return Ok(str::new(th, &text));
    }
    let name = name.unwrap_or_else(|| "'?'".to_owned());
    let text = match (file, loader) {
        (Some(f), _) => format!("<module {name} from {f}>"),
        (None, Some(l)) => format!("<module {name} ({l})>"),
        (None, None) => format!("<module {name}>"),
    };
    Ok(str::new(th, &text))
}
