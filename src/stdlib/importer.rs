//! How the imports that the runtime does natively look to a program: the modules' specs and loaders, and the modules
//! `_frozen_importlib` and `_frozen_importlib_external` with the finders.
//!
//! Those are the library's own, but most programs never look, so they are loaded when somebody does. Until then four native
//! classes stand for those of `importlib` that every module shows; they have no attributes, and asking for one loads
//! `importlib`, which fills them ([`type_::complete`]).

use std::cell::Cell;

use runtime::config;
use runtime::error::{PyResult, Raised};
use runtime::import::{self, Machinery};
use runtime::import_locks;
use runtime::native::{Args, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::list::List;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::str;
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{T, builtin, exception, list, module, simple_namespace};
use runtime::value::Value;

use crate::library_finder;
use crate::sys::CACHE_TAG;

/// What the runtime is given.
pub static MACHINERY: Machinery = Machinery {
    load,
    finders,
    hooks,
};

/// The classes that are there from the start.
#[derive(Clone, Copy)]
enum Class {
    Spec,
    SourceFileLoader,
    BuiltinImporter,
    FrozenImporter,
}

impl Class {
    const ALL: [Class; 4] = [
        Class::Spec,
        Class::SourceFileLoader,
        Class::BuiltinImporter,
        Class::FrozenImporter,
    ];

    fn name(self) -> &'static str {
        match self {
            Class::Spec => "ModuleSpec",
            Class::SourceFileLoader => "SourceFileLoader",
            Class::BuiltinImporter => "BuiltinImporter",
            Class::FrozenImporter => "FrozenImporter",
        }
    }
}

struct State {
    classes: [Cell<Value>; 4],
    progress: Cell<Progress>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Waiting,
    Loading,
    Loaded,
}

// SAFETY: touched only under the interpreter lock; shapes keep their classes.
unsafe impl Sync for State {}
static STATE: State = State {
    classes: [const { Cell::new(Value::EMPTY) }; 4],
    progress: Cell::new(Progress::Waiting),
};

/// One of the classes. Allocates the first time.
fn class(th: &Thread, class: Class) -> Ref<Type> {
    let place = &STATE.classes[class as usize];
    if place.get().is_empty() {
        let def = match class {
            Class::Spec => &SPEC_DEF,
            Class::SourceFileLoader => &SOURCE_DEF,
            Class::BuiltinImporter => &BUILTIN_DEF,
            Class::FrozenImporter => &FROZEN_DEF,
        };
        place.set(type_::define_native(th, def).value());
    }
    as_type(place.get())
}

/// An object of one of the classes with these attributes. Allocates.
fn instance(th: &Thread, of: Class, attributes: &[(&str, Value)]) -> PyResult {
    let class = class(th, of);
    let object = match class.slots().new {
        Some(new) => new(th, class, Args::positional(&[]))?,
        None => return Err(not_ready(th)),
    };
    if let Some(h) = object.header() {
        for &(name, v) in attributes {
            runtime::shape::set_attribute(th, h, str::intern(th, name), v);
        }
    }
    Ok(object)
}

/// The loader of a module that a source file has. Allocates.
pub fn source_loader(th: &Thread, name: &str, path: &str) -> PyResult {
    let name = str::intern(th, name).value();
    let path = str::new(th, path);
    instance(
        th,
        Class::SourceFileLoader,
        &[("name", name), ("path", path)],
    )
}

/// The loader of native modules. Allocates the first time.
pub fn builtin_loader(th: &Thread) -> Value {
    class(th, Class::BuiltinImporter).value()
}

/// The path of the file that would keep the code of a source file.
pub fn cached_path(path: &str) -> String {
    let config = config::get();
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.strip_suffix(".py").unwrap_or(file);
    let level = match config.optimize {
        0 => String::new(),
        n => format!(".opt-{n}"),
    };
    let name = format!("{stem}.{CACHE_TAG}{level}.pyc");
    match &config.pycache_prefix {
        Some(prefix) => {
            let prefix = prefix.trim_end_matches('/');
            format!("{prefix}/{}/{name}", folder.trim_start_matches('/'))
        }
        None => format!("{folder}/__pycache__/{name}"),
    }
}

/// A module's spec and loader: what the runtime calls for every module that it loads. Allocates.
pub fn spec(
    th: &Thread,
    name: &str,
    origin: Option<&str>,
    package: Option<&str>,
) -> PyResult<(Value, Value)> {
    let frozen = origin.and_then(|path| import::frozen_name(path).map(|name| (path, name)));
    let loader = match (origin, frozen) {
        (None, _) => builtin_loader(th),
        (_, Some(_)) => class(th, Class::FrozenImporter).value(),
        (Some(path), None) => source_loader(th, name, path)?,
    };
    let state = match frozen {
        Some((path, inside)) => simple_namespace::new(
            th,
            &[
                (str::intern(th, "filename"), str::new(th, path)),
                (str::intern(th, "origname"), str::intern(th, inside).value()),
            ],
        )?,
        None => Value::NONE,
    };
    let folders = match package {
        Some(folder) => list::new(th, &[str::new(th, folder)]).value(),
        None => Value::NONE,
    };
    let located = origin.filter(|_| frozen.is_none());
    let origin = match located {
        Some(path) => str::new(th, path),
        None if frozen.is_some() => str::intern(th, "frozen").value(),
        None => str::intern(th, "built-in").value(),
    };
    let cached = located.map_or(Value::NONE, |path| str::new(th, &cached_path(path)));
    let spec = instance(
        th,
        Class::Spec,
        &[
            ("name", str::intern(th, name).value()),
            ("loader", loader),
            ("origin", origin),
            ("loader_state", state),
            ("submodule_search_locations", folders),
            ("_uninitialized_submodules", list::empty(th).value()),
            ("_set_fileattr", Value::bool(located.is_some())),
            ("_cached", cached),
        ],
    )?;
    Ok((spec, loader))
}

// ---- loading importlib

/// Loads `importlib`'s own modules, unless that is done or under way.
fn load(th: &Thread) -> PyResult<()> {
    const NAME: &str = "_frozen_importlib";
    if STATE.progress.get() == Progress::Loading && import_locks::is_busy() {
        import_locks::wait_for(th, NAME)?;
    }
    if STATE.progress.get() != Progress::Waiting {
        return Ok(());
    }
    STATE.progress.set(Progress::Loading);
    import_locks::begin(th, NAME);
    let done = load_modules(th);
    import_locks::end(th, NAME);
    STATE.progress.set(match done {
        Ok(()) => Progress::Loaded,
        Err(_) => Progress::Waiting,
    });
    done
}

fn load_modules(th: &Thread) -> PyResult<()> {
    let core = run(th, "_frozen_importlib", "importlib._bootstrap")?;
    for name in ["sys", "_imp", "_thread", "_warnings", "_weakref"] {
        let module = import::module(th, name)?;
        core.set_str(th, str::intern(th, name), module);
    }
    let locks = ops::call0(th, own(th, core, "_WeakValueDictionary")?)?;
    core.set_str(th, str::intern(th, "_blocking_on"), locks);
    let external = run(
        th,
        "_frozen_importlib_external",
        "importlib._bootstrap_external",
    )?;
    let modules = import::modules();
    let module = |name: &str| {
        modules
            .get_str(str::intern(th, name))
            .unwrap_or(Value::NONE)
    };
    let (a, b) = (
        module("_frozen_importlib"),
        module("_frozen_importlib_external"),
    );
    core.set_str(th, str::intern(th, "_bootstrap_external"), b);
    external.set_str(th, str::intern(th, "_bootstrap"), a);
    library_finder::install(th, external)?;
    // What the runtime does itself is not done a second time in Python.
    let find = builtin::new(th, &FIND_AND_LOAD, Value::EMPTY, Value::NONE);
    core.set_str(th, str::intern(th, FIND_AND_LOAD.name), find.value());
    for which in Class::ALL {
        let stand_in = class(th, which);
        let dict = match which {
            Class::SourceFileLoader => external,
            Class::Spec | Class::BuiltinImporter | Class::FrozenImporter => core,
        };
        let given = own(th, dict, which.name())?;
        type_::complete(th, stand_in, as_type(given))?;
        dict.set_str(th, str::intern(th, which.name()), stand_in.value());
    }
    // The sources of frozen modules are no files beside the program.
    let frozen = class(th, Class::FrozenImporter);
    let method = builtin::new_class_method(th, frozen, &FROZEN_SOURCE);
    type_::attrs::dict_set(th, frozen, str::intern(th, FROZEN_SOURCE.name), method);
    if let (Some(a), Some(b)) = (a.downcast::<Module>(), b.downcast::<Module>()) {
        import::set_bootstrap(a, b);
    }
    Ok(())
}

/// Runs one of `importlib`'s own modules under another name; its namespace.
fn run(th: &Thread, name: &str, file: &str) -> PyResult<Ref<Dict>> {
    let Some(file) = import::library_file(file) else {
        return Err(th.error(T::ImportError, "the library has no importlib"));
    };
    let path = format!("{}{}", import::LIBRARY_ROOT, file.path);
    let made = module::new(th, str::intern(th, name));
    let dict = made.dict();
    let (spec, loader) = spec(th, name, Some(&path), None)?;
    for (name, v) in [
        ("__package__", str::intern(th, "").value()),
        ("__spec__", spec),
        ("__loader__", loader),
        ("__file__", str::new(th, &path)),
    ] {
        dict.set_str(th, str::intern(th, name), v);
    }
    import::modules().set_str(th, str::intern(th, name), made.value());
    let code = import::module_code(th, file.source, file.packed, &path)?;
    import::run_code(th, code, dict, dict.value())?;
    Ok(dict)
}

/// What a module must have.
fn own(th: &Thread, dict: Ref<Dict>, name: &str) -> PyResult {
    dict.get_str(str::intern(th, name))
        .ok_or_else(|| th.runtime_error(format!("importlib has no {name}")))
}

static FIND_AND_LOAD: NativeDef =
    NativeDef::new(
        "_find_and_load",
        "(name, import_)",
        |th, a| match a[0].downcast::<str::Str>() {
            Some(name) => import::module(th, &name.to_string_lossy()),
            None => Err(th.type_error("module name must be a string")),
        },
    );

static FROZEN_SOURCE: NativeDef = NativeDef::new("get_source", "($type, fullname)", |th, a| {
    let name = ops::str(th, a[1])?.to_string_lossy().into_owned();
    let file = Some(&name)
        .filter(|name| import::is_frozen(name))
        .and_then(|name| import::library_file(name));
    match file {
        Some(file) => Ok(str::new(th, &String::from_utf8_lossy(file.source))),
        None => {
            let shown = ops::repr(th, a[1])?;
            let message = format!("{} is not a frozen module", shown.to_string_lossy());
            let exc = exception::new(th, T::ImportError, &[str::new(th, &message)]);
            exception::set_name(th, exc, a[1]);
            Err(th.raise(exc))
        }
    }
})
.class_method()
.doc("Return the source of a frozen module.");

/// One of the classes that `importlib` has made.
fn external(th: &Thread, name: &str) -> PyResult {
    let module = import::module(th, "_frozen_importlib_external")?;
    ops::get_attr(th, module, str::intern(th, name))
}

fn finders(th: &Thread) -> PyResult<Ref<List>> {
    load(th)?;
    let path = external(th, "PathFinder")?;
    let builtin = class(th, Class::BuiltinImporter).value();
    let frozen = class(th, Class::FrozenImporter).value();
    Ok(list::new(th, &[builtin, frozen, path]))
}

fn hooks(th: &Thread) -> PyResult<Ref<List>> {
    let zip = import::module(th, "zipimport")?;
    let zip = ops::get_attr(th, zip, str::intern(th, "zipimporter"))?;
    let finder = external(th, "FileFinder")?;
    let kinds = ops::call0(th, external(th, "_get_supported_file_loaders")?)?;
    let kinds = list::from_iterable(th, kinds)?;
    let hook = ops::get_attr(th, finder, str::intern(th, "path_hook"))?;
    let kinds = kinds.to_tuple(th);
    let folders = ops::call(th, hook, Args::positional(kinds.items()))?;
    Ok(list::new(th, &[zip, folders, library_finder::hook(th)]))
}

// ---- the classes before that

/// Loads `importlib` and looks again: for what an object of a class that is not complete has not got.
fn getattr(th: &Thread, v: Value, name: Ref<str::Str>) -> PyResult {
    let class = runtime::types::type_of(v);
    if let Some(found) = ops::attr::generic_lookup(th, v, class, name)? {
        return Ok(found);
    }
    load(th)?;
    if class.has_flag(flags::DEFERRED) {
        return Err(ops::attr::no_attribute(th, v, name));
    }
    ops::get_attr(th, v, name)
}

/// Loads `importlib` for an operation that its classes have their own idea of.
fn ready(th: &Thread, v: Value) -> PyResult<()> {
    load(th)?;
    if runtime::types::type_of(v).has_flag(flags::DEFERRED) {
        return Err(not_ready(th));
    }
    Ok(())
}

#[cold]
fn not_ready(th: &Thread) -> Raised {
    th.error(T::ImportError, "importlib is not loaded yet")
}

const fn stand_in(name: &'static str) -> NativeTypeDef {
    NativeTypeDef {
        kind: Kind::Instance,
        slots: Slots {
            getattr: Some(getattr),
            repr: Some(|th, v| {
                ready(th, v)?;
                Ok(ops::repr(th, v)?.value())
            }),
            init: Some(|th, v, args| {
                ready(th, v)?;
                match runtime::types::type_of(v).slots().init {
                    Some(init) => init(th, v, args),
                    None => Ok(()),
                }
            }),
            compare: Some(|th, a, b, op| {
                ready(th, a)?;
                match runtime::types::type_of(a).slots().compare {
                    Some(compare) => compare(th, a, b, op),
                    None => Err(not_ready(th)),
                }
            }),
            hash: Some(|th, v| {
                ready(th, v)?;
                ops::hash(th, v)
            }),
            ..Slots::NONE
        },
        flags: flags::HAS_DICT | flags::WEAKREFS | flags::BASE | flags::DEFERRED,
        ..NativeTypeDef::new(name)
    }
}

static SPEC_DEF: NativeTypeDef = stand_in("_frozen_importlib.ModuleSpec");
static SOURCE_DEF: NativeTypeDef = stand_in("_frozen_importlib_external.SourceFileLoader");
static BUILTIN_DEF: NativeTypeDef = stand_in("_frozen_importlib.BuiltinImporter");
static FROZEN_DEF: NativeTypeDef = stand_in("_frozen_importlib.FrozenImporter");
