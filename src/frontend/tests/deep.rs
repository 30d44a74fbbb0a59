//! Deep nesting up to the limits compiles on a stack of moderate size; past them it is an error, never a crash.

use frontend::{ErrorKind, Flags, Mode, compile};

fn kind(source: &str) -> Option<ErrorKind> {
    compile(source.as_bytes(), "<s>", Mode::Exec, Flags::default())
        .err()
        .map(|e| e.kind)
}

/// Runs with a stack that is as large in proportion as the program's own, frames of dev builds being several times larger.
fn with_stack(f: impl FnOnce() + Send + 'static) {
    let size = if cfg!(debug_assertions) {
        128 << 20
    } else {
        16 << 20
    };
    std::thread::Builder::new()
        .stack_size(size)
        .spawn(f)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn up_to_the_limits() {
    with_stack(|| {
        let sources = [
            format!("{}1{}", "(".repeat(200), ")".repeat(200)),
            format!("x = {}1{}", "[".repeat(199), "]".repeat(199)),
            format!("a{}", "+a".repeat(2900)),
            format!("a{}", ".b".repeat(2900)),
            format!("a{}", ".b()".repeat(1400)),
            format!("a{}", "()".repeat(2900)),
            format!("a{}", "[0]".repeat(2900)),
            format!("{}a", "-".repeat(1400)),
            format!("{}a", "not ".repeat(1400)),
            format!("{}a", "lambda: ".repeat(1400)),
            format!("{}c", "a if b else ".repeat(1400)),
            format!("a{}", "**a".repeat(1400)),
            (0..99)
                .map(|i| format!("{}if x:\n", " ".repeat(i)))
                .collect::<String>()
                + &" ".repeat(99)
                + "pass\n",
        ];
        for source in sources {
            assert_eq!(kind(&source), None, "{}...", &source[..20]);
        }
    });
}

#[test]
fn past_the_limits() {
    with_stack(|| {
        let n = 100_000;
        for (source, expected) in [
            ("(".repeat(n), ErrorKind::Syntax),
            ("[".repeat(n), ErrorKind::Syntax),
            (format!("a{}", "+a".repeat(n)), ErrorKind::Recursion),
            (format!("a{}", ".b".repeat(n)), ErrorKind::Recursion),
            (format!("a{}", "()".repeat(n)), ErrorKind::Recursion),
            (format!("{}a", "-".repeat(n)), ErrorKind::Memory),
            (format!("{}a", "~".repeat(n)), ErrorKind::Memory),
            (format!("{}a", "await ".repeat(n)), ErrorKind::Memory),
            (format!("{}a", "lambda: ".repeat(n)), ErrorKind::Memory),
            (format!("{}a", "lambda x=".repeat(n)), ErrorKind::Memory),
            (format!("{}c", "a if b else ".repeat(n)), ErrorKind::Memory),
            (format!("a{}", "**a".repeat(n)), ErrorKind::Memory),
            (
                format!("{}1{}", "f'{".repeat(n), "}'".repeat(n)),
                ErrorKind::Syntax,
            ),
            (
                (0..500)
                    .map(|i| format!("{}if x:\n", " ".repeat(i)))
                    .collect(),
                ErrorKind::Indentation,
            ),
        ] {
            assert_eq!(kind(&source), Some(expected), "{}...", &source[..20]);
        }
    });
}

#[test]
fn wide_is_not_deep() {
    let n = 20_000;
    for source in [
        format!("a{}", " and a".repeat(n)),
        format!("a{}", " < a".repeat(n)),
        format!("{}1", "a = ".repeat(n)),
        format!("x = [{}]", "-1, a.b + c(d), ".repeat(n)),
        format!("x = {{{}}}", "a.b: -c, ".repeat(n)),
        format!("f({})", "g(x + 1), ".repeat(n)),
        "'a'".repeat(n),
        format!("if x: pass\n{}", "elif y: pass\n".repeat(n)),
        "x = {-1: a.b}\n".repeat(n),
    ] {
        assert_eq!(kind(&source), None, "{}...", &source[..20]);
    }
}
