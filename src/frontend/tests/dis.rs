//! The bytecode of each construct, as the printer shows it.
//!
//! `dis.txt` holds cases: a line `## what it shows`, the source, a line `--`, the listing. Write new listings with
//! `UPDATE_GOLDENS=1 cargo test -p frontend --test dis`, and read the difference like code.

use frontend::{Flags, Mode, compile, dis::dis, verify::verify};
use std::fmt::Write;

#[test]
fn listings_are_as_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dis.txt");
    let recorded = std::fs::read_to_string(path).unwrap();
    let mut written = String::new();
    for case in recorded.split("## ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let source = rest.split("\n--\n").next().unwrap().trim_end_matches('\n');
        let code = compile(source.as_bytes(), "<test>", Mode::Exec, Flags::default())
            .unwrap_or_else(|e| panic!("{title}: {} at {}:{}", e.msg, e.line, e.col));
        verify(&code).unwrap_or_else(|e| panic!("{title}: {e}"));
        let _ = write!(written, "## {title}\n{source}\n--\n{}\n", dis(&code));
    }
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(path, written).unwrap();
    } else if written != recorded {
        let different = written.lines().zip(recorded.lines()).find(|(a, b)| a != b);
        panic!("tests/dis.txt differs, first: {different:?}");
    }
}
