//! The whole pure-Python standard library compiles, the verifier accepts all of its bytecode, and packing loses nothing.

use frontend::bytecode::code::{Code, Const};
use frontend::pack::{Packed, pack};
use frontend::{Flags, Mode, compile, verify::verify};
use std::path::{Path, PathBuf};
use std::rc::Rc;

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

/// Reads all of a packed unit: the units inside it, too, so that it can be compared with what was packed.
fn unpack(packed: &Packed) -> Code {
    let mut code = packed.unpack();
    for c in &mut code.consts {
        if let Const::Packed(inner) = c {
            let inner = unpack(inner);
            *c = Const::Code(Rc::new(inner));
        }
    }
    code
}

#[test]
fn packed_code_is_what_was_packed() {
    let mut files = Vec::new();
    python_files(Path::new(rustpython_pylib::LIB_PATH), &mut files);
    let mut units = 0;
    for path in &files {
        let source = std::fs::read(path).unwrap();
        let name = path.display().to_string();
        let Ok(code) = compile(&source, &name, Mode::Exec, Flags::default()) else {
            continue;
        };
        let packed = Packed::module(pack(&code).leak(), &name);
        let head = packed.head();
        assert_eq!(
            (head.name, head.qualname, head.flags, head.nregs),
            (&*code.name, &*code.qualname, code.flags, code.nregs)
        );
        assert!(unpack(&packed) == code, "{name} differs");
        units += 1;
    }
    assert!(units > 500, "{units} units");
}
