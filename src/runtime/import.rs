//! Imports: finding, loading and registering modules.
//!
//! A module comes from one of three places, in this order: the native modules (a table given at start-up), the
//! library embedded in the binary (a function given at start-up), the folders of `sys.path`. All of it is native code;
//! `importlib` sees the results through `sys.modules`.
//!
//! `sys.modules` is the truth: it is a dict that programs change, and every step looks there again after running
//! Python.

use std::borrow::Cow;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use frontend::pack::Packed;
use frontend::{Flags, Mode};

use crate::error::{PyResult, Raised};
use crate::heap::{RootedVec, Tracer};
use crate::import_locks;
use crate::import_relative;
use crate::interp::call;
use crate::names::{self, N};
use crate::native::ModuleDef;
use crate::object::Ref;
use crate::ops;
use crate::source;
use crate::thread::Thread;
use crate::types::code::{self, CodeObj};
use crate::types::dict::{self, Dict};
use crate::types::module::{self, Module};
use crate::types::str::Str;
use crate::types::traceback::Traceback;
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
    importer: Cell<Option<fn(&Thread) -> Value>>,
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
    importer: Cell::new(None),
    loaded: Cell::new(|_, _| ()),
};

/// Makes a module's spec and loader: name, file, a package's folder. Allocates.
pub type SpecFn = fn(&Thread, &str, Option<&str>, Option<&str>) -> PyResult<(Value, Value)>;

/// The root of the paths of embedded files, as `__file__` and tracebacks show them.
pub const LIBRARY_ROOT: &str = "<stdlib>/";

/// The modules of the library that CPython has frozen into its binary: their code shows no file, and no source in
/// tracebacks.
const FROZEN: &[&str] = &[
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// The name of the module of a file of the library that CPython has frozen.
pub fn frozen_name(path: &str) -> Option<&'static str> {
    let inside = path.strip_prefix(LIBRARY_ROOT)?.strip_suffix(".py")?;
    let same = |name: &str| {
        name.bytes()
            .eq(inside.bytes().map(|b| if b == b'/' { b'.' } else { b }))
    };
    FROZEN.iter().copied().find(|name| same(name))
}

/// Prepares imports; start-up.
pub fn init(th: &Thread, setup: &crate::start::Setup) -> PyResult<()> {
    import_locks::init();
    STATE.modules.set(dict::new(th).value());
    STATE.native.set(setup.modules);
    STATE.library.set(setup.library);
    STATE.spec.set(Some(setup.spec));
    STATE.importer.set(Some(setup.importer));
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
    for f in def.functions {
        let object = builtin::new(
            th,
            f,
            Value::EMPTY,
            types::str::intern(th, def.name).value(),
        );
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
    Ok(spec)
}

/// Notes in a spec whether its module is being imported.
fn set_initializing(th: &Thread, spec: Value, on: bool) -> PyResult<()> {
    if spec.is_none() {
        return Ok(());
    }
    ops::set_attr(th, spec, names::get(N::_initializing), Value::bool(on))
}

/// The module that a finder of `sys.meta_path` finds, if something else than the native importer stands there. Runs
/// Python.
fn by_finders(th: &Thread, name: &str, path: Value) -> PyResult<Option<Value>> {
    let Some(importer) = STATE.importer.get() else {
        return Ok(None);
    };
    let importer = importer(th);
    let Some(sys) = modules().get_str(types::str::intern(th, "sys")) else {
        return Ok(None);
    };
    let finders = match ops::get_attr_opt(th, sys, types::str::intern(th, "meta_path"))? {
        Some(finders) => finders,
        None => return Ok(None),
    };
    if finders.is_none() {
        return Err(no_finders(th));
    }
    let Some(list) = finders.downcast::<types::list::List>() else {
        return Ok(None);
    };
    if list.len() == 1 && list.item(0) == importer {
        return Ok(None);
    }
    let finders = list.copy(th);
    for n in 0..finders.len() {
        let finder = finders.item(n);
        if finder == importer {
            let search = if path.is_none() {
                ops::get_attr(th, sys, names::get(N::path))?
            } else {
                path
            };
            // Found natively: loaded natively, too.
            if !matches!(find_in(th, search, name)?, Found::Nothing) {
                return Ok(None);
            }
            continue;
        }
        let find = types::str::intern(th, "find_spec");
        let Some(find) = ops::get_attr_opt(th, finder, find)? else {
            continue;
        };
        let name = types::str::new(th, name);
        let spec = ops::call3(th, find, name, path, Value::NONE)?;
        if !spec.is_none() {
            return load_spec(th, spec).map(Some);
        }
    }
    Err(not_found(th, name, &format!("No module named '{name}'")))
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
    let parent = match name.rsplit_once('.') {
        Some((parent, _)) => Some(module(th, parent)?),
        None => None,
    };
    if import_locks::is_busy() {
        import_locks::wait_for(th, name)?;
    }
    // Importing the parent may have imported this, or another thread.
    if let Some(m) = modules().get_str(interned) {
        return Ok(m);
    }
    import_locks::begin(th, name);
    let loaded = load_into(th, name, parent);
    import_locks::end(th, name);
    loaded
}

/// Finds and loads a module, and enters it in its package.
fn load_into(th: &Thread, name: &str, parent: Option<Value>) -> PyResult {
    let loaded = find_and_load(th, name, parent)?;
    if crate::config::get().verbose > 0 {
        announce(th, name, loaded)?;
    }
    if let (Some(parent), Some((_, leaf))) = (parent, name.rsplit_once('.')) {
        ops::set_attr(th, parent, types::str::intern(th, leaf), loaded)?;
    }
    Ok(loaded)
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
    let search = match parent {
        Some(parent) => match ops::get_attr_opt(th, parent, names::get(N::__path__))? {
            Some(path) => path,
            None => {
                let parent_name = name.rsplit_once('.').map_or("", |(p, _)| p);
                return Err(not_found(
                    th,
                    name,
                    &format!("No module named '{name}'; '{parent_name}' is not a package"),
                ));
            }
        },
        None => {
            if let Some(m) = native_module(th, name)? {
                return Ok(m.value());
            }
            let sys = module(th, "sys")?;
            match ops::get_attr_opt(th, sys, names::get(N::path))? {
                Some(path) => path,
                None => return Err(th.runtime_error("unable to get sys.path")),
            }
        }
    };
    if parent.is_some() {
        if let Some(m) = native_module(th, name)? {
            return Ok(m.value());
        }
    }
    let path = if parent.is_some() {
        search
    } else {
        Value::NONE
    };
    if let Some(m) = by_finders(th, name, path)? {
        return Ok(m);
    }
    match find_in(th, search, name)? {
        Found::Source(f) => load(th, name, &f),
        Found::Namespace(parts) => {
            let m = module::new(th, types::str::intern(th, name));
            let list = types::list::empty(th);
            for part in &parts {
                list.append(th, types::str::new(th, &absolute(part)));
            }
            let dict = m.dict();
            dict.set_str(th, names::get(N::__path__), list.value());
            dict.set_str(
                th,
                names::get(N::__package__),
                types::str::intern(th, name).value(),
            );
            modules().set_str(th, types::str::intern(th, name), m.value());
            Ok(m.value())
        }
        Found::Spec(spec) => load_spec(th, spec),
        Found::Nothing => match bootstrap_part(th, name)? {
            Some(m) => Ok(m),
            None => Err(not_found(th, name, &format!("No module named '{name}'"))),
        },
    }
}

/// The parts of `importlib` under the names that CPython gives them before the library can be found. Runs Python.
fn bootstrap_part(th: &Thread, name: &str) -> PyResult<Option<Value>> {
    let part = match name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        _ => return Ok(None),
    };
    // (While `importlib` is being imported, it asks for them itself, and makes them when they are not there.)
    module(th, "importlib")?;
    Ok(modules().get_str(types::str::intern(th, part)))
}

/// A module's source file.
pub struct SourceFile {
    pub source: Cow<'static, [u8]>,
    /// See [`LibraryFile::packed`].
    pub packed: &'static [u8],
    pub path: String,
    /// The folder of a package.
    pub package: Option<String>,
}

/// What the folders of a path have under a name.
pub enum Found {
    Source(SourceFile),
    /// Folders without an `__init__.py`.
    Namespace(Vec<PathBuf>),
    /// The spec of a module in an archive.
    Spec(Value),
    Nothing,
}

/// What a folder of a search path is inside the library, if it is one of its own. (`site` makes all of them absolute.)
fn inside_library(folder: &str) -> Option<&str> {
    let root = LIBRARY_ROOT.trim_end_matches('/');
    let at = folder.find(root)?;
    let inside = &folder[at + root.len()..];
    let whole = at == 0 || folder.starts_with('/') && folder[..at].ends_with('/');
    (whole && (inside.is_empty() || inside.starts_with('/'))).then_some(inside)
}

/// Looks for a module (by its full name) in the folders of a search path. Runs Python (iteration).
pub fn find_in(th: &Thread, search: Value, name: &str) -> PyResult<Found> {
    let leaf = name.rsplit_once('.').map_or(name, |(_, leaf)| leaf);
    let mut entries = RootedVec::new();
    ops::iterate(th, search, &mut |v| {
        entries.push(v);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    // The library comes first for top-level names only if no folder of the path in front of it has the module: the
    // script's folder shadows the library, as in CPython.
    let mut namespace_parts: Vec<PathBuf> = Vec::new();
    for &entry in entries.iter() {
        let Some(text) = entry.downcast::<Str>() else {
            continue;
        };
        let text = text.to_string_lossy().into_owned();
        if let Some(inside) = inside_library(&text) {
            let folder = inside.trim_start_matches('/').replace('/', ".");
            let dotted = if folder.is_empty() {
                leaf.to_owned()
            } else {
                format!("{folder}.{leaf}")
            };
            if let Some(file) = (STATE.library.get())(&dotted) {
                let path = format!("{LIBRARY_ROOT}{}", file.path);
                let package = file
                    .is_package
                    .then(|| path.trim_end_matches("/__init__.py").to_owned());
                return Ok(Found::Source(SourceFile {
                    source: file.source.into(),
                    packed: file.packed,
                    path,
                    package,
                }));
            }
            continue;
        }
        let folder = if text.is_empty() {
            PathBuf::from(".")
        } else {
            PathBuf::from(&text)
        };
        let package = folder.join(leaf);
        let init = package.join("__init__.py");
        if let Ok(source) = std::fs::read(&init) {
            return Ok(Found::Source(SourceFile {
                source: source.into(),
                packed: &[],
                path: absolute(&init),
                package: Some(absolute(&package)),
            }));
        }
        let file = folder.join(format!("{leaf}.py"));
        if let Ok(source) = std::fs::read(&file) {
            return Ok(Found::Source(SourceFile {
                source: source.into(),
                packed: &[],
                path: absolute(&file),
                package: None,
            }));
        }
        if package.is_dir() {
            namespace_parts.push(package);
        } else if !folder.is_dir() {
            if let Some(spec) = in_archive(th, &folder, entry, name)? {
                return Ok(Found::Spec(spec));
            }
        }
    }
    Ok(if namespace_parts.is_empty() {
        Found::Nothing
    } else {
        Found::Namespace(namespace_parts)
    })
}

/// Looks for a module in an entry of a search path that is no folder: a ZIP file, or a folder in one. Runs Python.
fn in_archive(th: &Thread, path: &Path, entry: Value, name: &str) -> PyResult<Option<Value>> {
    // (What reads archives is not in one.)
    static OPENING: AtomicBool = AtomicBool::new(false);
    if OPENING.load(Ordering::Relaxed) || !path.ancestors().any(Path::is_file) {
        return Ok(None);
    }
    let sys = module(th, "sys")?;
    let cache = ops::get_attr_opt(th, sys, types::str::intern(th, "path_importer_cache"))?;
    let cache = cache.and_then(|v| v.downcast::<Dict>());
    let known = match cache {
        Some(cache) => cache.get(th, entry)?,
        None => None,
    };
    let importer = match known {
        Some(importer) => importer,
        None => {
            OPENING.store(true, Ordering::Relaxed);
            let class = module(th, "zipimport")
                .and_then(|m| ops::get_attr(th, m, types::str::intern(th, "zipimporter")));
            OPENING.store(false, Ordering::Relaxed);
            let made = match ops::call1(th, class?, entry) {
                Ok(made) => made,
                Err(raised) => {
                    th.swallow(raised, T::ImportError)?;
                    Value::NONE
                }
            };
            if let Some(cache) = cache {
                cache.set(th, entry, made)?;
            }
            made
        }
    };
    if importer.is_none() {
        return Ok(None);
    }
    let name = types::str::new(th, name);
    let spec = ops::call_method(th, importer, types::str::intern(th, "find_spec"), &[name])?;
    Ok(Some(spec).filter(|s| !s.is_none()))
}

/// Makes and runs the module of a spec, as `importlib` does. Its own frames are not shown. Runs Python.
fn load_spec(th: &Thread, spec: Value) -> PyResult {
    let bootstrap = module(th, "importlib._bootstrap")?;
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

fn absolute(path: &Path) -> String {
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
    let code = module_code(th, &file.source, file.packed, path);
    match code.and_then(|code| run_code(th, code, dict, dict.value())) {
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
    Ok(modules().get_str(interned).unwrap_or(m.value()))
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
    mut flags: Flags,
) -> PyResult<Ref<CodeObj>> {
    let given = source;
    let decoded = if flags.text {
        None
    } else {
        source::decoded(th, given, path, flags.program_file)?
    };
    let source = decoded.as_deref().unwrap_or(given);
    flags.text |= decoded.is_some();
    match frontend::compile_with_warnings(source, path, mode, flags) {
        Ok((plain, warnings)) => {
            crate::warn::of_compilation(th, path, &warnings)?;
            Ok(code::new(th, &std::rc::Rc::new(plain)))
        }
        Err(e) if e.line == 0 && e.msg.starts_with("Non-UTF-8 code") => {
            Err(source::not_utf8(th, given, path, flags.program_file))
        }
        Err(e) if e.line == 0 && e.msg.ends_with("cannot contain null bytes") => {
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

/// `__import__(name, globals, locals, fromlist, level)`. Runs Python.
pub fn import(
    th: &Thread,
    name: Ref<Str>,
    globals: Value,
    from_list: Value,
    level: usize,
) -> PyResult {
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
    let leaf = module(th, &full)?;
    let wants_leaf = !from_list.is_none() && !from_list.is_empty() && ops::is_true(th, from_list)?;
    if !wants_leaf {
        if level == 0 {
            return match text.split_once('.') {
                Some((root, _)) => module(th, root),
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

/// The folder that the program's start has put in front of `sys.path`: none if it was not to.
static PATH_0: OnceLock<String> = OnceLock::new();

/// Names the folder that the start has put in front of `sys.path`, once.
pub fn set_path_0(folder: &str) {
    // (Later ones are the program's business.)
    let _ = PATH_0.set(folder.to_owned());
}

/// What is odd about a module that has not got what somebody wants of it.
#[derive(Default)]
pub struct Suspect {
    /// The file that its spec names.
    pub origin: Option<String>,
    /// It is still being imported.
    pub initializing: bool,
    /// It lies beside the program, so that it may hide another of its name.
    hides: bool,
    /// A module of the standard library has its name.
    of_library: bool,
}

impl Suspect {
    /// Of a module by its spec and name. Runs Python.
    pub fn of(th: &Thread, spec: Value, name: &str) -> PyResult<Suspect> {
        let mut found = Suspect::default();
        if spec.is_none() {
            return Ok(found);
        }
        let attribute = |name: &str| ops::get_attr_opt(th, spec, types::str::intern(th, name));
        if let Some(on) = attribute("has_location")? {
            if ops::is_true(th, on)? {
                let origin = attribute("origin")?.and_then(|v| v.downcast::<Str>());
                found.origin = origin.map(|s| s.to_string_lossy().into_owned());
            }
        }
        if let Some(on) = ops::get_attr_opt(th, spec, names::get(N::_initializing))? {
            found.initializing = ops::is_true(th, on)?;
        }
        found.hides = found.origin.as_deref().is_some_and(lies_beside_program);
        if found.hides {
            let sys = module(th, "sys")?;
            let names = types::str::intern(th, "stdlib_module_names");
            if let Some(names) = ops::get_attr_opt(th, sys, names)? {
                if types::is_instance_of(names, T::FrozenSet)
                    || types::is_instance_of(names, T::Set)
                {
                    found.of_library = ops::contains(th, names, types::str::new(th, name))?;
                }
            }
        }
        Ok(found)
    }

    /// What to do about a module that hides another.
    pub fn advice(&self, name: &str) -> Option<String> {
        let origin = self.origin.as_deref().filter(|_| self.hides)?;
        if self.of_library {
            return Some(format!(
                "(consider renaming '{origin}' since it has the same name as the standard library module named '{name}' and prevents importing that standard library module)"
            ));
        }
        self.initializing.then(|| {
            format!(
                "(consider renaming '{origin}' if it has the same name as a library you intended to import)"
            )
        })
    }
}

/// Whether a module's file, or its package's folder, lies in the folder in front of `sys.path`.
fn lies_beside_program(origin: &str) -> bool {
    let Some(first) = PATH_0.get() else {
        return false;
    };
    let path = origin.strip_suffix("/__init__.py").unwrap_or(origin);
    let Some((folder, _)) = path.rsplit_once('/') else {
        return false;
    };
    if first.is_empty() {
        return std::env::current_dir().is_ok_and(|here| here.to_string_lossy() == folder);
    }
    first == folder
}
