//! What the folders of `sys.path` or of a package's `__path__` have under a name: the native counterpart of `importlib`'s
//! `PathFinder`. What is not simply a source file is left to that.

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::import::{
    LIBRARY_ROOT, LibraryFile, absolute, bootstrap, find_spec, library_file, of_sys,
};
use crate::ops;
use crate::thread::Thread;
use crate::types;
use crate::types::dict::Dict;
use crate::types::str::Str;
use crate::value::Value;

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
    /// Something that `importlib` is to look at: folders without an `__init__.py`, code without a source.
    Other,
    /// The spec that a finder of `sys.path_importer_cache` gave.
    Spec(Value),
    Nothing,
}

/// A file of the library as a module's source.
pub fn of_library(file: &LibraryFile) -> SourceFile {
    let path = format!("{LIBRARY_ROOT}{}", file.path);
    let package = file
        .is_package
        .then(|| path.trim_end_matches("/__init__.py").to_owned());
    SourceFile {
        source: file.source.into(),
        packed: file.packed,
        path,
        package,
    }
}

/// The file of the library for a module in a folder of a search path, if the folder is one of the library's.
pub fn in_library(folder: &str, leaf: &str) -> Option<SourceFile> {
    let inside = inside_library(folder)?;
    let folder = inside.trim_start_matches('/').replace('/', ".");
    let file = if folder.is_empty() {
        library_file(leaf)
    } else {
        library_file(&format!("{folder}.{leaf}"))
    };
    file.map(|file| of_library(&file))
}

/// What a folder of a search path is inside the library, if it is one of its own. (`site` makes all of them absolute.)
pub fn inside_library(folder: &str) -> Option<&str> {
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
    let cache = of_sys(th, "path_importer_cache").and_then(|v| v.downcast::<Dict>());
    let cache = cache.filter(|cache| !cache.is_empty());
    let mut is_namespace = false;
    for &entry in entries.iter() {
        let Some(text) = entry.downcast::<Str>() else {
            continue;
        };
        if let Some(finder) = cache.and_then(|cache| cache.get_str(text)) {
            if !finder.is_none() && !is_own_finder(th, finder)? {
                match find_spec(th, finder, name, &[])? {
                    Some(spec) if is_portion(th, spec)? => is_namespace = true,
                    Some(spec) => return Ok(Found::Spec(spec)),
                    None => {}
                }
                continue;
            }
        }
        let text = text.to_string_lossy().into_owned();
        if inside_library(&text).is_some() {
            match in_library(&text, leaf) {
                // What lies before may be more than a folder's name.
                Some(file) => return Ok(Found::Source(file)),
                None => continue,
            }
        }
        match in_folder(Path::new(&text), leaf) {
            Some(Place::Source(file)) => return Ok(Found::Source(file)),
            Some(Place::Folder) => is_namespace = true,
            Some(Place::Other) => return Ok(Found::Other),
            None if is_archive(Path::new(&text)) => match in_archive(th, entry, name)? {
                Some(spec) if is_portion(th, spec)? => is_namespace = true,
                Some(spec) => return Ok(Found::Spec(spec)),
                None => {}
            },
            None => {}
        }
    }
    Ok(if is_namespace {
        Found::Other
    } else {
        Found::Nothing
    })
}

/// What a folder has under a name.
enum Place {
    Source(SourceFile),
    /// A folder without an `__init__.py`.
    Folder,
    /// What `importlib` is to look at.
    Other,
}

fn in_folder(folder: &Path, leaf: &str) -> Option<Place> {
    use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let package = folder.join(leaf);
    let is_folder = package.is_dir();
    if is_folder {
        let init = package.join("__init__.py");
        match std::fs::read(&init) {
            Ok(source) => {
                return Some(Place::Source(SourceFile {
                    source: source.into(),
                    packed: &[],
                    path: absolute(&init),
                    package: Some(absolute(&package)),
                }));
            }
            Err(e) if matches!(e.kind(), NotFound | NotADirectory | IsADirectory) => {}
            Err(_) => return Some(Place::Other),
        }
        if package.join("__init__.pyc").is_file() {
            return Some(Place::Other);
        }
    }
    let file = folder.join(format!("{leaf}.py"));
    match std::fs::read(&file) {
        Ok(source) => {
            return Some(Place::Source(SourceFile {
                source: source.into(),
                packed: &[],
                path: absolute(&file),
                package: None,
            }));
        }
        Err(e) if matches!(e.kind(), NotFound | NotADirectory | IsADirectory) => {}
        Err(_) => return Some(Place::Other),
    }
    if folder.join(format!("{leaf}.pyc")).is_file() {
        return Some(Place::Other);
    }
    is_folder.then_some(Place::Folder)
}

/// Whether a finder of `sys.path_importer_cache` is one that looks for what is looked for here. Runs Python.
fn is_own_finder(th: &Thread, finder: Value) -> PyResult<bool> {
    let external = bootstrap(th, 1)?.value();
    for name in ["FileFinder", "LibraryFinder"] {
        let class = ops::get_attr(th, external, types::str::intern(th, name))?;
        if types::type_of(finder).value() == class {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a spec is that of a part of a namespace package. Runs Python.
fn is_portion(th: &Thread, spec: Value) -> PyResult<bool> {
    let loader = ops::get_attr(th, spec, types::str::intern(th, "loader"))?;
    Ok(loader.is_none())
}

/// Whether an entry of a search path is a ZIP file, or a folder in one.
fn is_archive(path: &Path) -> bool {
    !path.is_dir() && path.ancestors().any(Path::is_file)
}

/// Looks for a module in an archive. Runs Python.
fn in_archive(th: &Thread, entry: Value, name: &str) -> PyResult<Option<Value>> {
    // (What reads archives is not in one.)
    static OPENING: AtomicBool = AtomicBool::new(false);
    if OPENING.swap(true, Ordering::Relaxed) {
        return Ok(None);
    }
    let importer = archive_importer(th, entry);
    OPENING.store(false, Ordering::Relaxed);
    match importer? {
        importer if importer.is_none() => Ok(None),
        importer => find_spec(th, importer, name, &[]),
    }
}

fn archive_importer(th: &Thread, entry: Value) -> PyResult {
    let external = bootstrap(th, 1)?.value();
    let finder = ops::get_attr(th, external, types::str::intern(th, "PathFinder"))?;
    let method = types::str::intern(th, "_path_importer_cache");
    ops::call_method(th, finder, method, &[entry])
}
