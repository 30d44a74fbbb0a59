//! The whole pure-Python standard library compiles, and the verifier accepts all of its bytecode.

use frontend::{Flags, Mode, compile, verify::verify};
use std::path::{Path, PathBuf};

fn python_files(dir: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            python_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "py") {
            out.push(path);
        }
    }
}

#[test]
fn the_standard_library_compiles_and_verifies() {
    let mut files = Vec::new();
    python_files(Path::new(rustpython_pylib::LIB_PATH), &mut files);
    assert!(
        files.len() > 500,
        "the library has its files: {}",
        files.len()
    );
    let mut failures = Vec::new();
    for path in &files {
        let source = std::fs::read(path).unwrap();
        let name = path.display().to_string();
        match compile(&source, &name, Mode::Exec, Flags::default()) {
            Ok(code) => failures.extend(verify(&code).err()),
            Err(e) => failures.push(format!("{name}:{}:{}: {}", e.line, e.col, e.msg)),
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
