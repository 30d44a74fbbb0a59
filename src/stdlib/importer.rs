//! The finder and loader through which `importlib` sees the imports that the runtime does natively: one class, which
//! stands in `sys.meta_path` and whose instances are the modules' `__loader__`; and the modules' specs.

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::import::{self, Found};
use runtime::native::NativeDef;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{bytes, list};
use runtime::value::Value;

struct Classes([Cell<Value>; 2]);
// SAFETY: touched only under the interpreter lock; shapes keep their classes.
unsafe impl Sync for Classes {}
static CLASSES: Classes = Classes([const { Cell::new(Value::EMPTY) }; 2]);

/// The class of finder and loaders. Allocates the first time.
pub fn class(th: &Thread) -> Value {
    made(th, 0, &IMPORTER_DEF)
}

fn made(th: &Thread, n: usize, def: &'static NativeTypeDef) -> Value {
    if CLASSES.0[n].get().is_empty() {
        CLASSES.0[n].set(type_::define_native(th, def).value());
    }
    CLASSES.0[n].get()
}

/// An object of one of the classes. Allocates.
fn instance(th: &Thread, class: Value) -> PyResult {
    let class = as_type(class);
    match class.slots().new {
        Some(new) => new(th, class, runtime::native::Args::positional(&[])),
        None => Err(th.type_error("cannot create importers")),
    }
}

/// A module's spec and loader: what the runtime calls for every module that it loads. Allocates.
pub fn spec(
    th: &Thread,
    name: &str,
    origin: Option<&str>,
    package: Option<&str>,
) -> PyResult<(Value, Value)> {
    let set = |object: Value, name: &str, v: Value| {
        if let Some(h) = object.header() {
            runtime::shape::set_attribute(th, h, str::intern(th, name), v);
        }
    };
    let (name_value, origin_value) = (
        str::intern(th, name).value(),
        str::new(th, origin.unwrap_or("built-in")),
    );
    let loader = instance(th, class(th))?;
    set(loader, "name", name_value);
    set(loader, "path", origin_value);
    let spec = instance(th, made(th, 1, &SPEC_DEF))?;
    set(spec, "name", name_value);
    set(spec, "loader", loader);
    let frozen = origin.is_some_and(|path| import::frozen_name(path).is_some());
    let shown = if frozen {
        str::intern(th, "frozen").value()
    } else {
        origin_value
    };
    set(spec, "origin", shown);
    set(spec, "loader_state", Value::NONE);
    let folders = match package {
        Some(folder) => list::new(th, &[str::new(th, folder)]).value(),
        None => Value::NONE,
    };
    set(spec, "submodule_search_locations", folders);
    let parent = match package {
        Some(_) => name,
        None => name.rsplit_once('.').map_or("", |(parent, _)| parent),
    };
    set(spec, "parent", str::intern(th, parent).value());
    set(spec, "cached", Value::NONE);
    let located = Value::bool(origin.is_some() && !frozen);
    set(spec, "has_location", located);
    set(spec, "_set_fileattr", located);
    set(spec, "_uninitialized_submodules", list::empty(th).value());
    set(spec, "_initializing", Value::FALSE);
    Ok((spec, loader))
}

static SPEC_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    slots: Slots {
        repr: Some(|th, v| {
            let part = |name: &str| -> PyResult<String> {
                let v = ops::get_attr(th, v, str::intern(th, name))?;
                Ok(ops::repr(th, v)?.to_string_lossy().into_owned())
            };
            let mut text = format!(
                "ModuleSpec(name={}, loader={}, origin={}",
                part("name")?,
                part("loader")?,
                part("origin")?
            );
            let folders = part("submodule_search_locations")?;
            if folders != "None" {
                text.push_str(&format!(", submodule_search_locations={folders}"));
            }
            text.push(')');
            Ok(str::new(th, &text))
        }),
        ..Slots::NONE
    },
    flags: flags::HAS_DICT | flags::WEAKREFS | flags::BASE,
    ..NativeTypeDef::new("_frozen_importlib.ModuleSpec")
};

fn text(th: &Thread, v: Value) -> PyResult<String> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s.to_string_lossy().into_owned()),
        None => Err(th.type_error(format!("expected str, not {}", ops::type_name(v)))),
    }
}

/// The search path for a module: its parent's, or `sys.path`.
fn search_path(th: &Thread, path: Value) -> PyResult {
    if !path.is_empty() && !path.is_none() {
        return Ok(path);
    }
    let sys = import::module(th, "sys")?;
    ops::get_attr(th, sys, str::intern(th, "path"))
}

fn find_spec(th: &Thread, a: &[Value]) -> PyResult {
    let name = text(th, a[1])?;
    if import::native_names().any(|n| n == name) {
        return Ok(spec(th, &name, None, None)?.0);
    }
    let search = search_path(th, a[2])?;
    match import::find_in(th, search, &name)? {
        Found::Source(f) => {
            let found = spec(th, &name, Some(&f.path), f.package.as_deref())?;
            Ok(found.0)
        }
        Found::Namespace(parts) => {
            let (made, _) = spec(th, &name, None, Some(""))?;
            let set =
                |attribute: &str, v: Value| ops::set_attr(th, made, str::intern(th, attribute), v);
            let folders = list::empty(th);
            for part in parts {
                folders.append(th, str::new(th, &part.to_string_lossy()));
            }
            set("submodule_search_locations", folders.value())?;
            set("origin", Value::NONE)?;
            set("loader", Value::NONE)?;
            Ok(made)
        }
        Found::Spec(found) => Ok(found),
        Found::Nothing => Ok(Value::NONE),
    }
}

/// The name and path of a loader.
fn own(th: &Thread, loader: Value, name: &str) -> PyResult<String> {
    let v = ops::get_attr(th, loader, str::intern(th, name))?;
    text(th, v)
}

/// The source of a loader's module.
fn source(th: &Thread, loader: Value) -> PyResult<Vec<u8>> {
    let path = own(th, loader, "path")?;
    data(th, &path)
}

/// The bytes of a file: of the embedded library, too.
fn data(th: &Thread, path: &str) -> PyResult<Vec<u8>> {
    if let Some(inside) = path.strip_prefix(import::LIBRARY_ROOT) {
        if let Some(found) = crate::library::source_of_path(inside) {
            return Ok(found.to_vec());
        }
    }
    let name = str::new(th, path);
    std::fs::read(path).map_err(|e| runtime::os_error::raise_io(th, &e, &[name]))
}

fn is_native(th: &Thread, loader: Value) -> PyResult<bool> {
    Ok(own(th, loader, "path")? == "built-in")
}

fn create_module(th: &Thread, a: &[Value]) -> PyResult {
    if is_native(th, a[0])? {
        return import::module(th, &own(th, a[0], "name")?);
    }
    Ok(Value::NONE)
}

fn exec_module(th: &Thread, a: &[Value]) -> PyResult {
    if is_native(th, a[0])? {
        return Ok(Value::NONE);
    }
    let Some(m) = a[1].downcast::<Module>() else {
        return Err(th.type_error("exec_module() needs a module"));
    };
    let code = module_code(th, a[0])?;
    import::run_code(th, code, m.dict(), m.dict().value())?;
    Ok(Value::NONE)
}

fn get_code(th: &Thread, a: &[Value]) -> PyResult {
    if is_native(th, a[0])? {
        return Ok(Value::NONE);
    }
    Ok(module_code(th, a[0])?.value())
}

/// The code of a loader's module.
fn module_code(th: &Thread, loader: Value) -> PyResult<Ref<CodeObj>> {
    let path = own(th, loader, "path")?;
    let packed = match path.strip_prefix(import::LIBRARY_ROOT) {
        Some(inside) => crate::library::packed_of_path(inside),
        None => &[],
    };
    import::module_code(th, &source(th, loader)?, packed, &path)
}

fn get_source(th: &Thread, a: &[Value]) -> PyResult {
    if is_native(th, a[0])? {
        return Ok(Value::NONE);
    }
    let source = source(th, a[0])?;
    Ok(str::new(th, &String::from_utf8_lossy(&source)))
}

fn load_module(th: &Thread, a: &[Value]) -> PyResult {
    import::module(th, &text(th, a[1])?)
}

/// The definition of the class, whose `find_spec` is a class method so that the class itself is the finder.
static IMPORTER_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    methods: &[
        NativeDef::new(
            "find_spec",
            "($type, fullname, path=None, target=None)",
            find_spec,
        )
        .class_method(),
        NativeDef::new("invalidate_caches", "($type, /)", |_, _| Ok(Value::NONE)).class_method(),
        NativeDef::new("create_module", "($self, spec)", create_module),
        NativeDef::new("exec_module", "($self, module)", exec_module),
        NativeDef::new("load_module", "($self, fullname)", load_module),
        NativeDef::new("get_code", "($self, fullname=None)", get_code),
        NativeDef::new("get_source", "($self, fullname=None)", get_source),
        NativeDef::new("is_package", "($self, fullname=None)", |th, a| {
            Ok(Value::bool(
                own(th, a[0], "path")?.ends_with("/__init__.py"),
            ))
        }),
        NativeDef::new("get_filename", "($self, fullname=None)", |th, a| {
            ops::get_attr(th, a[0], str::intern(th, "path"))
        }),
        NativeDef::new("get_data", "($self, path)", |th, a| {
            let data = data(th, &text(th, a[1])?)?;
            Ok(bytes::new(th, &data))
        }),
    ],
    flags: flags::HAS_DICT | flags::WEAKREFS | flags::BASE,
    doc: "Finds and loads the modules that the runtime imports natively.",
    ..NativeTypeDef::new("_frozen_importlib.Importer")
};
