//! Packs the pure-Python library into two blobs with an index, so that the binary needs no files beside it: the sources,
//! and the code that they compile to, so that importing them needs no compiler.

use frontend::{Flags, Mode};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::{env, fs};

/// Parts of the library that a program without a display, a compiler or CPython's internals has no use for.
const LEFT_OUT: &[&str] = &[
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "lib2to3",
    "pydoc_data",
    "__pycache__",
    "turtle.py",
];

fn collect(folder: &Path, root: &Path, files: &mut Vec<(String, bool, String, Vec<u8>)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|e| e.expect("a folder entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or("")
            .to_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, root, files);
        } else if name.ends_with(".py") {
            let relative = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            let is_package = name == "__init__.py";
            let stem = relative
                .trim_end_matches(".py")
                .trim_end_matches("/__init__");
            let source = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            files.push((stem.replace('/', "."), is_package, relative, source));
        }
    }
}

/// The packed code of a module; nothing if compiling it fails or warns, which its import is to show.
fn code(source: &[u8], path: &str) -> Vec<u8> {
    let compiled = frontend::compile_with_warnings(source, path, Mode::Exec, Flags::default());
    match compiled {
        Ok((code, warnings)) if warnings.is_empty() => frontend::pack::pack(&code),
        _ => Vec::new(),
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let root = Path::new(rustpython_pylib::LIB_PATH);
    let mut files = Vec::new();
    collect(root, root, &mut files);
    files.sort();
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let (mut blob, mut packed) = (Vec::new(), Vec::new());
    let mut index = String::from("&[\n");
    for (name, is_package, path, source) in &files {
        let (start, code_start) = (blob.len(), packed.len());
        blob.extend_from_slice(source);
        packed.extend_from_slice(&code(source, path));
        let (end, code_end) = (blob.len(), packed.len());
        writeln!(
            index,
            "({name:?}, {is_package}, {path:?}, ({start}, {end}), ({code_start}, {code_end})),"
        )
        .expect("a string grows");
    }
    index.push(']');
    // What this build's packed code is told by.
    let mut hasher = DefaultHasher::new();
    hasher.write(&packed);
    let hash = format!("{}", hasher.finish());
    fs::write(format!("{out}/library.hash"), hash).expect("OUT_DIR is writable");
    fs::write(format!("{out}/library.blob"), blob).expect("OUT_DIR is writable");
    fs::write(format!("{out}/library.packed"), packed).expect("OUT_DIR is writable");
    fs::write(format!("{out}/library.rs"), index).expect("OUT_DIR is writable");
}
