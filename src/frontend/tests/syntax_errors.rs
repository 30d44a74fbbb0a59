//! The errors that people really make: kind, message and place are CPython's.
//!
//! `syntax_errors.txt` was recorded from CPython 3.14: a source as a JSON string, `=>`, then the exception with line,
//! column, end line and end column, or `OK`.

use frontend::{Flags, Mode, compile};

/// Sources where we are known to differ, and how.
const KNOWN_WRONG: &[&str] = &[
    // CPython reports line 1, column 0 at the end of the file after a decorator.
    "@x",
    // A condition with an assignment after it: CPython finds the first `=`, we find the last target.
    "a = 1 if 2 else 3 = 4",
];

fn unquote(s: &str) -> String {
    let mut out = String::new();
    let mut chars = s[1..s.len() - 1].chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next().unwrap() {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'u' => {
                let hex: String = chars.by_ref().take(4).collect();
                out.push(char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap());
            }
            c => out.push(c),
        }
    }
    out
}

#[test]
fn errors_are_those_of_cpython() {
    let recorded = include_str!("syntax_errors.txt");
    let mut failures = Vec::new();
    let mut kinds = std::collections::BTreeSet::new();
    for line in recorded.lines() {
        let (source, expected) = line.split_once(" => ").unwrap();
        let source = unquote(source);
        let found = match compile(source.as_bytes(), "<s>", Mode::Exec, Flags::default()) {
            Ok(_) => "OK".to_owned(),
            Err(e) => {
                kinds.insert(e.msg.clone());
                let place = format!("{}:{}..{}:{}", e.line, e.col, e.end_line, e.end_col);
                format!("{:?}Error: {} ({place})", e.kind, e.msg)
            }
        };
        let known = KNOWN_WRONG.contains(&source.as_str());
        if (found == expected) == known {
            failures.push(format!(
                "{source:?}\n  expected {expected}\n  found    {found}"
            ));
        }
    }
    assert!(kinds.len() >= 150, "{} kinds of messages", kinds.len());
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
