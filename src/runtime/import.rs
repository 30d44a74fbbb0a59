//! Imports: finding, loading and registering modules.
//!
//! A module comes from one of three places, in this order: the native modules (a table given at start-up), the
//! library embedded in the binary (a function given at start-up), the folders of `sys.path`. All of it is native code as
//! long as `sys.meta_path` and `sys.path_hooks` are what the program started with. They are made, and `importlib`'s own
//! classes with them, when somebody looks at them ([`Machinery`]); what a program adds there is asked in Python.
//!
//! `sys.modules` is the truth: it is a dict that programs change, and every step looks there again after running
//! Python.

use std::cell::Cell;
use std::path::Path;

use frontend::pack::Packed;
use frontend::{ErrorKind, Flags, Mode, SyntaxError, Warning};

pub use crate::import_frozen::{frozen_name, frozen_names, is_frozen, override_frozen};
pub use crate::import_path::{Found, SourceFile, find_in, in_library, inside_library};
pub use crate::import_suspect::{Suspect, set_path_0};

use crate::audit;
use crate::error::{PyResult, Raised};
use crate::heap::{RootedVec, Tracer};
use crate::import_locks;
use crate::import_path::of_library;
use crate::import_relative;
use crate::import_time;
use crate::interp::call;
use crate::names::{self, N};
use crate::native::ModuleDef;
use crate::object::Ref;
use crate::ops;
use crate::source;
use crate::thread::Thread;
use crate::types::code::{self, CodeObj};
use crate::types::dict::{self, Dict};
use crate::types::list::List;
use crate::types::module::{self, Module};
use crate::types::str::Str;
use crate::types::traceback::Traceback;
use crate::types::tuple::Tuple;
use crate::types::type_;
use crate::types::{self, T, builtin, exception, function};
use crate::value::Value;

/// A source file of the embedded library.
pub struct LibraryFile {
    /// The text.
    pub source: &'static [u8],
    /// Its code as `frontend::pack` makes it; empty if it is not packed.
    pub packed: &'static [u8],
    /// Whether it is a package's `__init__.py`.
    pub is_package: bool,
    /// The path below the library's root.
    pub path: String,
}

struct State {
    modules: Cell<Value>,
    /// The globals' default `__builtins__`.
    builtins: Cell<Value>,
    native_import: Cell<Value>,
    native: Cell<&'static [&'static ModuleDef]>,
    library: Cell<fn(&str) -> Option<LibraryFile>>,
    spec: Cell<Option<SpecFn>>,
    machinery: Cell<Option<&'static Machinery>>,
    /// What `sys.meta_path` and `sys.path_hooks` began with: tuples; empty before they are made.
    finders: Cell<Value>,
    hooks: Cell<Value>,
    /// The modules of [`Machinery`], once loaded.
    bootstrap: [Cell<Value>; 2],
    loaded: Cell<fn(&Thread, &str)>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    modules: Cell::new(Value::EMPTY),
    builtins: Cell::new(Value::EMPTY),
    native_import: Cell::new(Value::EMPTY),
    native: Cell::new(&[]),
    library: Cell::new(|_| None),
    spec: Cell::new(None),
    machinery: Cell::new(None),
    finders: Cell::new(Value::EMPTY),
    hooks: Cell::new(Value::EMPTY),
    bootstrap: [const { Cell::new(Value::EMPTY) }; 2],
    loaded: Cell::new(|_, _| ()),
};

/// Makes a module's spec and loader: name, file, a package's folder. Allocates.
pub type SpecFn = fn(&Thread, &str, Option<&str>, Option<&str>) -> PyResult<(Value, Value)>;

/// The part of importing that is written in Python: `importlib`'s classes. All of it allocates and runs Python.
pub struct Machinery {
    /// Loads it, unless that is done or under way.
    pub load: fn(&Thread) -> PyResult<()>,
    /// The value of `sys.meta_path`: the finders of native modules, of frozen ones, and of what `sys.path` has.
    pub finders: fn(&Thread) -> PyResult<Ref<List>>,
    /// The value of `sys.path_hooks`.
    pub hooks: fn(&Thread) -> PyResult<Ref<List>>,
}

/// The root of the paths of embedded files, as `__file__` and tracebacks show them.
pub const LIBRARY_ROOT: &str = "<stdlib>/";

/// Prepares imports; start-up.
pub fn init(th: &Thread, setup: &crate::start::Setup) -> PyResult<()> {
    import_locks::init();
    STATE.modules.set(dict::new(th).value());
    STATE.native.set(setup.modules);
    STATE.library.set(setup.library);
    STATE.spec.set(Some(setup.spec));
    STATE.machinery.set(Some(setup.machinery));
    STATE.loaded.set(setup.loaded);
    let builtins = native_module(th, "builtins")?
        .ok_or_else(|| th.runtime_error("there is no builtins module"))?;
    STATE.builtins.set(builtins.dict().value());
    if let Some(f) = builtins.dict().get_str(names::get(N::__import__)) {
        STATE.native_import.set(f);
    }
    Ok(())
}

/// Visits what imports keep: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    t.visit(STATE.modules.get());
    t.visit(STATE.builtins.get());
    t.visit(STATE.native_import.get());
    t.visit(STATE.finders.get());
    t.visit(STATE.hooks.get());
    for module in &STATE.bootstrap {
        t.visit(module.get());
    }
}

/// `sys.modules`.
pub fn modules() -> Ref<Dict> {
    // SAFETY: `init` put a dict there.
    unsafe { Ref::from_value_unchecked(STATE.modules.get()) }
}

/// Empties `sys.modules`; what it held stays with the runtime. Allocates.
pub fn take_modules(th: &Thread) {
    let given = modules();
    STATE.modules.set(given.copy(th).value());
    given.clear();
}

/// The dict of the `builtins` module.
pub fn builtins() -> Ref<Dict> {
    // SAFETY: `init` put a dict there.
    unsafe { Ref::from_value_unchecked(STATE.builtins.get()) }
}

/// The names of the native modules.
pub fn native_names() -> impl Iterator<Item = &'static str> {
    STATE.native.get().iter().map(|m| m.name)
}

/// The embedded library's file for a dotted name.
pub fn library_file(name: &str) -> Option<LibraryFile> {
    (STATE.library.get())(name)
}

/// Whether `hook` is the `__import__` that the runtime came with.
pub fn is_native_import(hook: Value) -> bool {
    hook == STATE.native_import.get()
}

/// Makes a native module and enters it into `sys.modules`. None: there is none of this name.
fn native_module(th: &Thread, name: &str) -> PyResult<Option<Ref<Module>>> {
    let Some(def) = STATE.native.get().iter().find(|m| m.name == name) else {
        return Ok(None);
    };
    let module = module::new(th, types::str::intern(th, def.name));
    let dict = module.dict();
    if !def.doc.is_empty() {
        dict.set_str(th, names::get(N::__doc__), types::str::new(th, def.doc));
    }
    dict.set_str(
        th,
        names::get(N::__package__),
        types::str::intern(th, "").value(),
    );
    // (Pickles show which strings are the same: functions that are there before there are interned names have one of their own.)
    let home = match def.name {
        "builtins" | "sys" => types::str::new(th, def.name),
        name => types::str::intern(th, name).value(),
    };
    for f in def.functions {
        let object = builtin::new(th, f, Value::EMPTY, home);
        dict.set_str(th, types::str::intern(th, f.name), object.value());
    }
    modules().set_str(th, types::str::intern(th, name), module.value());
    set_spec(th, dict, name, None, None)?;
    (def.init)(th, module)?;
    Ok(Some(module))
}

/// Gives a module its `__spec__` and `__loader__`. Returns the spec. Allocates.
fn set_spec(
    th: &Thread,
    dict: Ref<Dict>,
    name: &str,
    path: Option<&str>,
    package: Option<&str>,
) -> PyResult {
    let Some(make) = STATE.spec.get() else {
        return Ok(Value::NONE);
    };
    let (spec, loader) = make(th, name, path, package)?;
    dict.set_str(th, names::get(N::__spec__), spec);
    dict.set_str(th, names::get(N::__loader__), loader);
    if path.is_some() {
        if let Some(cached) = spec_attribute(th, spec, "_cached")?.filter(|v| !v.is_none()) {
            dict.set_str(th, types::str::intern(th, "__cached__"), cached);
        }
    }
    Ok(spec)
}

/// Notes in a spec whether its module is being imported.
fn set_initializing(th: &Thread, spec: Value, on: bool) -> PyResult<()> {
    if spec.is_none() {
        return Ok(());
    }
    ops::set_attr(th, spec, names::get(N::_initializing), Value::bool(on))
}

/// Loads the part of importing that is written in Python, unless that is done or under way. Runs Python.
#[cold]
pub fn load_machinery(th: &Thread) -> PyResult<()> {
    match STATE.machinery.get() {
        Some(machinery) => (machinery.load)(th),
        None => Ok(()),
    }
}

/// Keeps the modules of [`Machinery`]: programs take them out of `sys.modules`.
pub fn set_bootstrap(core: Ref<Module>, external: Ref<Module>) {
    STATE.bootstrap[0].set(core.value());
    STATE.bootstrap[1].set(external.value());
}

/// One of the modules of [`Machinery`]. Runs Python.
pub(crate) fn bootstrap(th: &Thread, n: usize) -> PyResult<Ref<Module>> {
    load_machinery(th)?;
    match STATE.bootstrap[n].get().downcast() {
        Some(module) => Ok(module),
        None => Err(th.error(T::ImportError, "importlib is not loaded yet")),
    }
}

/// The attribute of `sys` of this name that is made when somebody first asks for it. Runs Python.
#[cold]
pub fn lazy_attribute(th: &Thread, m: Ref<Module>, name: Ref<Str>) -> PyResult<Option<Value>> {
    let Some(machinery) = STATE.machinery.get() else {
        return Ok(None);
    };
    let (kept, make) = match name.bytes() {
        b"meta_path" => (&STATE.finders, machinery.finders),
        b"path_hooks" => (&STATE.hooks, machinery.hooks),
        _ => return Ok(None),
    };
    let is_sys = modules().get_str(types::str::intern(th, "sys")) == Some(m.value());
    // (Once made, it is the program's: it may delete it.)
    if !is_sys || !kept.get().is_empty() {
        return Ok(None);
    }
    let list = make(th)?;
    // What it runs may have asked for it, too.
    if let Some(made) = m.dict().get_str(name) {
        return Ok(Some(made));
    }
    kept.set(list.to_tuple(th).value());
    m.dict().set_str(th, name, list.value());
    Ok(Some(list.value()))
}

/// Whether a list of `sys` is what it was when it was made, or has not been made.
fn is_original(kept: Value, now: Option<Value>) -> bool {
    let Some(now) = now else {
        return true;
    };
    let (Some(kept), Some(now)) = (kept.downcast::<Tuple>(), now.downcast::<List>()) else {
        return false;
    };
    now.len() == kept.len() && (0..now.len()).all(|i| now.item(i) == kept.items()[i])
}

/// An attribute of `sys` that is there.
pub(crate) fn of_sys(th: &Thread, name: &str) -> Option<Value> {
    let sys = modules().get_str(types::str::intern(th, "sys"))?;
    let dict = sys.downcast::<Module>()?.dict();
    dict.get_str(types::str::intern(th, name))
}

/// An attribute of a spec, of those that the class of specs computes from others. Runs Python.
pub fn spec_attribute(th: &Thread, spec: Value, name: &str) -> PyResult<Option<Value>> {
    let plain = spec
        .header()
        .filter(|_| types::type_of(spec).has_flag(type_::flags::DEFERRED));
    let Some(h) = plain else {
        return ops::get_attr_opt(th, spec, types::str::intern(th, name));
    };
    let own = |name: &str| crate::shape::get_attribute(h, types::str::intern(th, name));
    Ok(match name {
        "has_location" => own("_set_fileattr"),
        "parent" => {
            let is_package = own("submodule_search_locations").is_some_and(|v| !v.is_none());
            match own("name").and_then(|v| v.downcast::<Str>()) {
                Some(name) if !is_package => {
                    let name = name.to_string_lossy();
                    let parent = name.rsplit_once('.').map_or("", |(parent, _)| parent);
                    Some(types::str::intern(th, parent).value())
                }
                name => name.map(Ref::value),
            }
        }
        _ => own(name),
    })
}

/// Finds a module by the finders of `sys.meta_path`, and loads it. Runs Python.
fn by_finders(th: &Thread, name: &str, path: Value) -> PyResult<Option<Value>> {
    let finders = of_sys(th, "meta_path");
    if finders.is_some_and(Value::is_none) {
        // (What native code needs to warn, say, is there to the end.)
        if crate::finalize::is_unloaded()
            && let Some(m) = native_module(th, name)?
        {
            return Ok(Some(m.value()));
        }
        return Err(no_finders(th));
    }
    if is_original(STATE.finders.get(), finders) {
        if let Some(m) = native_module(th, name)? {
            return Ok(Some(m.value()));
        }
        return match frozen_module(th, name)? {
            Some(m) => Ok(Some(m)),
            None => on_path(th, name, path),
        };
    }
    let finders = types::list::from_iterable(th, finders.unwrap_or(Value::NONE))?;
    if finders.is_empty() {
        crate::warn::issue(th, T::ImportWarning, "sys.meta_path is empty")?;
    }
    let own = STATE.finders.get().downcast::<Tuple>();
    for n in 0..finders.len() {
        let finder = finders.item(n);
        let number = own.and_then(|own| own.items().iter().position(|&f| f == finder));
        let found = match number {
            Some(0) => native_module(th, name)?.map(Ref::value),
            Some(1) => frozen_module(th, name)?,
            Some(_) => on_path(th, name, path)?,
            None => match find_spec(th, finder, name, &[path, Value::NONE])? {
                Some(spec) => Some(load_spec(th, spec)?),
                None => None,
            },
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// What a finder's `find_spec` gives for a name. Runs Python.
pub(crate) fn find_spec(
    th: &Thread,
    finder: Value,
    name: &str,
    more: &[Value],
) -> PyResult<Option<Value>> {
    let Some(find) = ops::get_attr_opt(th, finder, types::str::intern(th, "find_spec"))? else {
        return Ok(None);
    };
    let mut args = RootedVec::new();
    args.push(types::str::new(th, name));
    for &v in more {
        args.push(v);
    }
    let spec = ops::call(th, find, crate::native::Args::positional(&args))?;
    Ok(Some(spec).filter(|spec| !spec.is_none()))
}

/// Loads a module that CPython has frozen: nothing on `sys.path` can stand before it.
fn frozen_module(th: &Thread, name: &str) -> PyResult<Option<Value>> {
    if !is_frozen(name) {
        return Ok(None);
    }
    match library_file(name) {
        Some(file) => load(th, name, &of_library(&file)).map(Some),
        None => Ok(None),
    }
}

/// Finds a module on its package's path or `sys.path`, and loads it. Runs Python.
fn on_path(th: &Thread, name: &str, path: Value) -> PyResult<Option<Value>> {
    let found = if is_original(STATE.hooks.get(), of_sys(th, "path_hooks")) {
        let search = match path.is_none() {
            true => of_sys(th, "path"),
            false => Some(path),
        };
        let Some(search) = search else {
            return Err(th.runtime_error("unable to get sys.path"));
        };
        find_in(th, search, name)?
    } else {
        Found::Other
    };
    match found {
        Found::Source(file) => load(th, name, &file).map(Some),
        Found::Other => {
            let external = bootstrap(th, 1)?.value();
            let finder = ops::get_attr(th, external, types::str::intern(th, "PathFinder"))?;
            match find_spec(th, finder, name, &[path])? {
                Some(spec) => load_spec(th, spec).map(Some),
                None => Ok(None),
            }
        }
        Found::Spec(spec) => load_spec(th, spec).map(Some),
        Found::Nothing => Ok(None),
    }
}

#[cold]
fn no_finders(th: &Thread) -> Raised {
    th.error(
        T::ImportError,
        "sys.meta_path is None, Python is likely shutting down",
    )
}

/// The module of a dotted name, for native code that needs one. Runs Python.
pub fn import_module(th: &Thread, name: &str) -> PyResult {
    module(th, name)
}

/// The module of a dotted name, imported if need be (the leaf, not the root). Runs Python.
pub fn module(th: &Thread, name: &str) -> PyResult {
    let interned = types::str::intern(th, name);
    if let Some(m) = modules().get_str(interned) {
        if m.is_none() {
            return Err(not_found(
                th,
                name,
                &format!("import of {name} halted; None in sys.modules"),
            ));
        }
        if import_locks::is_busy() {
            import_locks::wait_for(th, name)?;
        }
        return Ok(m);
    }
    if crate::config::get().import_time > 0 {
        return import_time::timed(name, || import_absent(th, name, interned));
    }
    import_absent(th, name, interned)
}

/// Imports a module that is not in `sys.modules`.
fn import_absent(th: &Thread, name: &str, interned: Ref<Str>) -> PyResult {
    let parent = match name.rsplit_once('.') {
        Some((parent, _)) => match modules().get_str(types::str::intern(th, parent)) {
            // (What blocks a package has no submodules.)
            Some(blocked) if blocked.is_none() => Some(blocked),
            _ => Some(module(th, parent)?),
        },
        None => None,
    };
    if import_locks::is_busy() {
        import_locks::wait_for(th, name)?;
    }
    // Importing the parent may have imported this, or another thread.
    if let Some(m) = modules().get_str(interned) {
        return Ok(m);
    }
    audit::tell(th, "import", || {
        let of_sys = |name: &str| of_sys(th, name).unwrap_or(Value::NONE);
        let (path, finders, hooks) = (of_sys("path"), of_sys("meta_path"), of_sys("path_hooks"));
        [interned.value(), Value::NONE, path, finders, hooks]
    })?;
    import_locks::begin(th, name);
    let loaded = load_into(th, name, parent);
    import_locks::end(th, name);
    loaded
}

/// Finds and loads a module, and enters it in its package.
fn load_into(th: &Thread, name: &str, parent: Option<Value>) -> PyResult {
    let submodules = match (parent, name.rsplit_once('.')) {
        (Some(parent), Some((_, leaf))) => note_submodule(th, parent, leaf)?,
        _ => None,
    };
    let loaded = find_and_load(th, name, parent);
    if let Some(submodules) = submodules {
        submodules.pop();
    }
    let loaded = loaded?;
    if crate::config::get().verbose > 0 {
        announce(th, name, loaded)?;
    }
    if let (Some(_), Some((package, leaf))) = (parent, name.rsplit_once('.')) {
        // (What was imported may have put another in its place.)
        let Some(parent) = modules().get_str(types::str::intern(th, package)) else {
            return Err(th.key_error(types::str::new(th, package)));
        };
        if let Err(raised) = ops::set_attr(th, parent, types::str::intern(th, leaf), loaded) {
            th.swallow(raised, T::AttributeError)?;
            let show = |text: &str| ops::repr(th, types::str::new(th, text));
            let (package, leaf) = (show(package)?, show(leaf)?);
            let message = format!(
                "Cannot set an attribute on {} for child module {}",
                package.to_string_lossy(),
                leaf.to_string_lossy()
            );
            crate::warn::issue(th, T::ImportWarning, &message)?;
        }
    }
    Ok(loaded)
}

/// Enters a module that is being imported into its package's spec, for what failing imports say. The list it is in, where it
/// is the last. Runs Python.
fn note_submodule(th: &Thread, parent: Value, leaf: &str) -> PyResult<Option<Ref<List>>> {
    let Some(spec) = ops::get_attr_opt(th, parent, names::get(N::__spec__))? else {
        return Ok(None);
    };
    if spec.is_none() {
        return Ok(None);
    }
    let list = spec_attribute(th, spec, "_uninitialized_submodules")?;
    let list = list.and_then(|v| v.downcast::<List>());
    if let Some(list) = list {
        list.append(th, types::str::intern(th, leaf).value());
    }
    Ok(list)
}

/// Whether a submodule of the package with this spec is being imported. Runs Python.
pub fn is_loading_submodule(th: &Thread, spec: Value, name: Ref<Str>) -> PyResult<bool> {
    if spec.is_none() {
        return Ok(false);
    }
    let list = spec_attribute(th, spec, "_uninitialized_submodules")?;
    match list.and_then(|v| v.downcast::<List>()) {
        Some(list) => ops::contains(th, list.value(), name.value()),
        None => Ok(false),
    }
}

/// Tells of an import, with `-v`. Runs Python.
#[cold]
fn announce(th: &Thread, name: &str, module: Value) -> PyResult<()> {
    let Some(spec) = ops::get_attr_opt(th, module, names::get(N::__spec__))? else {
        return Ok(());
    };
    let loader = ops::get_attr_opt(th, spec, types::str::intern(th, "loader"))?;
    let loader = ops::repr(th, loader.unwrap_or(Value::NONE))?;
    let text = format!("import '{name}' # {}\n", loader.to_string_lossy());
    let sys = modules().get_str(types::str::intern(th, "sys"));
    let file = match sys {
        Some(sys) => ops::get_attr_opt(th, sys, names::get(N::stderr))?,
        None => None,
    };
    match file {
        Some(file) if !file.is_none() => {
            let text = types::str::new(th, &text);
            ops::call_method(th, file, names::get(N::write), &[text]).map(|_| ())
        }
        _ => {
            eprint!("{text}");
            Ok(())
        }
    }
}

#[cold]
fn not_found(th: &Thread, name: &str, message: &str) -> Raised {
    let message = types::str::new(th, message);
    let exc = exception::new(th, T::ModuleNotFoundError, &[message]);
    exception::set_name(th, exc, types::str::new(th, name));
    th.raise(exc)
}

fn find_and_load(th: &Thread, name: &str, parent: Option<Value>) -> PyResult {
    th.check_native_stack(" while importing a module")?;
    let path = match parent {
        Some(parent) => match ops::get_attr_opt(th, parent, names::get(N::__path__))? {
            Some(path) => path,
            None => {
                let parent_name = name.rsplit_once('.').map_or("", |(p, _)| p);
                let parent_name = ops::repr(th, types::str::new(th, parent_name))?;
                let shown = ops::repr(th, types::str::new(th, name))?;
                let message = format!(
                    "No module named {}; {} is not a package",
                    shown.to_string_lossy(),
                    parent_name.to_string_lossy()
                );
                return Err(not_found(th, name, &message));
            }
        },
        None => Value::NONE,
    };
    if let Some(n) = bootstrap_number(name) {
        let m = bootstrap(th, n)?.value();
        modules().set_str(th, types::str::intern(th, name), m);
        return Ok(m);
    }
    match by_finders(th, name, path)? {
        Some(m) => Ok(m),
        None => {
            let shown = ops::repr(th, types::str::new(th, name))?;
            let message = format!("No module named {}", shown.to_string_lossy());
            Err(not_found(th, name, &message))
        }
    }
}

/// The parts of `importlib` that CPython has before any module can be found: the number of the one with this name.
fn bootstrap_number(name: &str) -> Option<usize> {
    match name {
        "_frozen_importlib" => Some(0),
        "_frozen_importlib_external" => Some(1),
        _ => None,
    }
}

/// Makes and runs the module of a spec, as `importlib` does. Its own frames are not shown. Runs Python.
fn load_spec(th: &Thread, spec: Value) -> PyResult {
    let bootstrap = bootstrap(th, 0)?.value();
    let load = types::str::intern(th, "_load_unlocked");
    ops::call_method(th, bootstrap, load, &[spec]).map_err(|raised| {
        let exc = th.take_exception(raised);
        let e = exception::as_exception(exc);
        let mut at = e.traceback.get().downcast::<Traceback>();
        while let Some(tb) = at.filter(|tb| {
            let file = tb.code().plain().filename.to_string();
            file.starts_with("<frozen importlib.") || file == "<frozen zipimport>"
        }) {
            at = tb.next();
        }
        e.traceback.set(e, at.map_or(Value::NONE, Ref::value));
        th.reraise(exc)
    })
}

pub(crate) fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.to_string_lossy().into_owned()
}

/// Runs a module's code in a new module.
fn load(th: &Thread, name: &str, file: &SourceFile) -> PyResult {
    let (path, package) = (file.path.as_str(), file.package.as_deref());
    let interned = types::str::intern(th, name);
    let m = module::new(th, interned);
    let dict = m.dict();
    dict.set_str(th, names::get(N::__file__), types::str::new(th, path));
    let package_name = match package {
        Some(folder) => {
            let list = types::list::new(th, &[types::str::new(th, folder)]);
            dict.set_str(th, names::get(N::__path__), list.value());
            name
        }
        None => name.rsplit_once('.').map_or("", |(p, _)| p),
    };
    dict.set_str(
        th,
        names::get(N::__package__),
        types::str::intern(th, package_name).value(),
    );
    let spec = set_spec(th, dict, name, Some(path), package)?;
    set_initializing(th, spec, true)?;
    modules().set_str(th, interned, m.value());
    let run = || {
        if file.packed.is_empty() {
            audit::tell(th, "compile", || {
                let source = types::bytes::new(th, &file.source);
                [source, types::str::new(th, path)]
            })?;
        }
        let code = module_code(th, &file.source, file.packed, path)?;
        audit::tell(th, "exec", || [code.value()])?;
        run_code(th, code, dict, dict.value())
    };
    match run() {
        Ok(_) => {
            set_initializing(th, spec, false)?;
            if !file.packed.is_empty() {
                (STATE.loaded.get())(th, name);
            }
        }
        Err(raised) => {
            modules().del_str(th, interned);
            return Err(raised);
        }
    }
    // The module may have replaced itself.
    match modules().get_str(interned) {
        Some(m) => Ok(m),
        None => Err(th.key_error(interned.value())),
    }
}

/// The code of a module: as it was packed, if it was and the command line asks for nothing else; compiled otherwise.
/// Allocates.
pub fn module_code(
    th: &Thread,
    source: &[u8],
    packed: &'static [u8],
    path: &str,
) -> PyResult<Ref<CodeObj>> {
    let frozen = frozen_name(path).map(|name| format!("<frozen {name}>"));
    let path = frozen.as_deref().unwrap_or(path);
    if !packed.is_empty() && flags() == Flags::default() {
        return Ok(code::of_packed(th, &Packed::module(packed, path)));
    }
    compile(th, source, path, Mode::Exec, flags())
}

/// How modules are compiled: as the command line says.
pub fn flags() -> Flags {
    Flags {
        optimize: crate::config::get().optimize.clamp(0, 2) as u8,
        ..Flags::default()
    }
}

/// Compiles a source text; SyntaxError and its kin. Runs Python where the source names an encoding that is written in it.
pub fn compile(
    th: &Thread,
    source: &[u8],
    path: &str,
    mode: Mode,
    flags: Flags,
) -> PyResult<Ref<CodeObj>> {
    let compile = |source: &[u8], flags| frontend::compile_with_warnings(source, path, mode, flags);
    let plain = of_source(th, source, path, flags, compile)?;
    Ok(code::new(th, &std::rc::Rc::new(plain)))
}

/// What the frontend makes of a source text: it is decoded, warnings are issued, errors raised. Runs Python.
pub fn of_source<T>(
    th: &Thread,
    source: &[u8],
    path: &str,
    mut flags: Flags,
    make: impl FnOnce(&[u8], Flags) -> Result<(T, Vec<Warning>), Box<SyntaxError>>,
) -> PyResult<T> {
    let given = source;
    let decoded = if flags.text {
        None
    } else {
        source::decoded(th, given, path, flags.program_file)?
    };
    let source = decoded.as_deref().unwrap_or(given);
    flags.text |= decoded.is_some();
    flags.max_int_digits = Some(th.int_max_str_digits.get());
    match make(source, flags) {
        Ok((made, warnings)) => {
            crate::warn::of_compilation(th, path, &warnings)?;
            Ok(made)
        }
        Err(e) if e.kind == ErrorKind::NotUtf8 => {
            Err(source::not_utf8(th, given, path, flags.program_file))
        }
        Err(e) if e.kind == ErrorKind::NullBytes => {
            Err(source::null_bytes(th, given, path, flags.program_file))
        }
        Err(e) => {
            crate::warn::of_compilation(th, path, &e.warnings)?;
            let kept = (!flags.program_file).then_some(source);
            Err(crate::syntax_error::raise(th, &e, kept))
        }
    }
}

/// The namespace of `builtins`.
pub fn builtins_dict() -> Value {
    STATE.builtins.get()
}

/// The builtins that code with these globals sees: what `__builtins__` names there.
pub fn builtins_seen(globals: Value) -> Value {
    let found = globals
        .downcast::<Dict>()
        .and_then(|d| d.get_str(names::get(N::__builtins__)));
    match found {
        Some(v) => v.downcast::<Module>().map_or(v, |m| m.dict().value()),
        None => STATE.builtins.get(),
    }
}

/// As [`builtins_seen`]; the name is entered if missing.
pub fn builtins_of(th: &Thread, globals: Value) -> Value {
    let key = names::get(N::__builtins__);
    let Some(globals) = globals.downcast::<Dict>() else {
        return STATE.builtins.get();
    };
    match globals.get_str(key) {
        Some(v) => match v.downcast::<Module>() {
            Some(m) => m.dict().value(),
            None => v,
        },
        None => {
            globals.set_str(th, key, STATE.builtins.get());
            STATE.builtins.get()
        }
    }
}

/// Runs a code object with globals and a namespace. Runs Python.
pub fn run_code(th: &Thread, code: Ref<CodeObj>, globals: Ref<Dict>, namespace: Value) -> PyResult {
    let builtins = builtins_of(th, globals.value());
    let f = function::new(th, code, globals.value(), builtins);
    call::call_with_namespace(th, f, namespace)
}

/// As [`run_code`], for code with free variables, whose cells `closure` (a tuple, as long as it must be) holds. Runs
/// Python.
pub fn run_closure(
    th: &Thread,
    code: Ref<CodeObj>,
    globals: Ref<Dict>,
    namespace: Value,
    closure: Value,
) -> PyResult {
    let builtins = builtins_of(th, globals.value());
    let f = function::new(th, code, globals.value(), builtins);
    f.closure.set(f, closure);
    call::call_with_namespace(th, f, namespace)
}

/// Says that an import found its module, if the command line asks for that.
fn note_cached(th: &Thread, name: &str) {
    if crate::config::get().import_time > 1 {
        let key = types::str::intern(th, name);
        if modules().get_str(key).is_some() {
            import_time::cached(name);
        }
    }
}

/// `__import__(name, globals, locals, fromlist, level)`. Runs Python.
pub fn import(
    th: &Thread,
    name: Ref<Str>,
    globals: Value,
    from_list: Value,
    level: usize,
) -> PyResult {
    // (A program may have entered a module whose name no file can have.)
    if level == 0
        && crate::algo::wtf8::has_surrogates(name.bytes())
        && let Some(module) = modules().get_str(name)
    {
        return Ok(module);
    }
    let text = name.to_string_lossy().into_owned();
    let full = if level > 0 {
        import_relative::resolve(th, &text, globals, level)?
    } else {
        text.clone()
    };
    if full.is_empty() {
        return Err(th.value_error("Empty module name"));
    }
    if crate::finalize::has_unloaded(th) {
        return Err(no_finders(th));
    }
    note_cached(th, &full);
    let leaf = module(th, &full)?;
    let wants_leaf = !from_list.is_none() && !from_list.is_empty() && ops::is_true(th, from_list)?;
    if !wants_leaf {
        if level == 0 {
            return match text.split_once('.') {
                Some((root, _)) => {
                    note_cached(th, root);
                    module(th, root)
                }
                None => Ok(leaf),
            };
        }
        if text.is_empty() {
            return Ok(leaf);
        }
        // The part of the full name that `name` begins with.
        let cut = text
            .split_once('.')
            .map_or(0, |(root, _)| text.len() - root.len());
        return module(th, &full[..full.len() - cut]);
    }
    // Names of the list that are submodules are imported.
    if ops::get_attr_opt(th, leaf, names::get(N::__path__))?.is_some() {
        import_submodules(th, leaf, &full, from_list)?;
    }
    Ok(leaf)
}

fn import_submodules(th: &Thread, package: Value, full: &str, from_list: Value) -> PyResult<()> {
    let mut wanted = RootedVec::new();
    ops::iterate(th, from_list, &mut |v| {
        wanted.push(v);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    for &item in wanted.iter() {
        let Some(text) = item.downcast::<Str>() else {
            return Err(th.type_error(format!(
                "Item in ``from list'' must be str, not {}",
                ops::type_name(item)
            )));
        };
        if text.bytes() == b"*" {
            if let Some(all) = ops::get_attr_opt(th, package, names::get(N::__all__))? {
                import_submodules(th, package, full, all)?;
            }
            continue;
        }
        let attribute = ops::attribute_name(th, item)?;
        if ops::get_attr_opt(th, package, attribute)?.is_some() {
            continue;
        }
        let name = format!("{full}.{}", text.to_string_lossy());
        if let Err(raised) = module(th, &name) {
            // A missing submodule is the business of IMPORT_FROM; an error inside one is not.
            let exc = th.take_exception(raised);
            let missing = types::is_instance_of(exc, T::ModuleNotFoundError)
                && exception::as_exception(exc)
                    .extra(1)
                    .and_then(|s| s.get().downcast::<Str>())
                    .is_some_and(|n| n.to_string_lossy() == name);
            if !missing {
                return Err(th.reraise(exc));
            }
        }
    }
    Ok(())
}

/// `from module import name`: an attribute, or a submodule that is in `sys.modules` already. Runs Python.
pub fn import_from(th: &Thread, from: Value, name: Ref<Str>) -> PyResult {
    if let Some(v) = ops::get_attr_opt(th, from, name)? {
        return Ok(v);
    }
    let text = |v: Value| {
        v.downcast::<Str>()
            .map(|s| s.to_string_lossy().into_owned())
    };
    let module_name = ops::get_attr_opt(th, from, names::get(N::__name__))?.and_then(text);
    if let Some(package) = &module_name {
        let full = format!("{package}.{}", name.to_string_lossy());
        if let Some(v) = modules().get_str(types::str::intern(th, &full)) {
            return Ok(v);
        }
    }
    let shown = module_name
        .clone()
        .unwrap_or_else(|| "<unknown module name>".to_owned());
    let spec = ops::get_attr_opt(th, from, names::get(N::__spec__))?;
    let suspect = match spec {
        Some(spec) => Suspect::of(th, spec, &shown)?,
        None => Suspect::default(),
    };
    let mut file = suspect.origin.clone();
    if file.is_none() && spec.is_some() {
        if let Some(m) = from.downcast::<Module>() {
            file = m.dict().get_str(names::get(N::__file__)).and_then(text);
        }
    }
    let name_text = name.to_string_lossy();
    let message = match (&suspect.advice(&shown), &file) {
        (Some(advice), _) => format!("cannot import name '{name_text}' from '{shown}' {advice}"),
        (None, file) if suspect.initializing => {
            let place = file.as_ref().map_or(String::new(), |f| format!(" ({f})"));
            format!(
                "cannot import name '{name_text}' from partially initialized module '{shown}' (most likely due to a circular import){place}"
            )
        }
        (None, Some(file)) => format!("cannot import name '{name_text}' from '{shown}' ({file})"),
        (None, None) => {
            format!("cannot import name '{name_text}' from '{shown}' (unknown location)")
        }
    };
    let message = types::str::new(th, &message);
    let exc = exception::new(th, T::ImportError, &[message]);
    let e = exception::as_exception(exc);
    let fill = |n: usize, v: Option<String>| {
        if let (Some(slot), Some(v)) = (e.extra(n), v) {
            slot.set(e, types::str::new(th, &v));
        }
    };
    fill(1, module_name);
    fill(2, file);
    fill(3, Some(name.to_string_lossy().into_owned()));
    Err(th.raise(exc))
}
