//! Mutated sources give a program or an error within seconds, never a panic; what compiles passes the verifier.
//!
//! The number of inputs is `FUZZ_INPUTS` (10,000 if it is not set); they are the same in every run.

use frontend::{Flags, Mode, compile, lexemes::lexemes, verify::verify};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// No input may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A small generator of random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// What gets inserted: tokens that make trouble.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "=",
    ":=",
    "==",
    "*",
    "**",
    "-",
    "+",
    "->",
    "@",
    "!",
    "...",
    "\n",
    "\n  ",
    "\n\t",
    "\\\n",
    "\\",
    "'",
    "\"",
    "'''",
    "f'",
    "f'{",
    "t'{",
    "}'",
    "b'",
    "rb'",
    "u'\\ud800'",
    "0",
    "1_",
    "0x",
    "1e",
    "1j",
    "99999999999999999999",
    "x",
    "_",
    "é",
    "€",
    "\u{a0}",
    "\u{feff}",
    "$",
    "?",
    "#",
    "if ",
    "else ",
    "elif ",
    "for ",
    "in ",
    "not ",
    "is ",
    "and ",
    "or ",
    "lambda ",
    "def ",
    "class ",
    "return ",
    "yield ",
    "await ",
    "async ",
    "with ",
    "as ",
    "try:",
    "except ",
    "except* ",
    "finally:",
    "raise ",
    "from ",
    "import ",
    "global ",
    "nonlocal ",
    "del ",
    "pass",
    "match ",
    "case ",
    "type ",
    "None",
    "True",
    "__debug__",
    "__class__",
    "super()",
    "print ",
];

fn seeds() -> Vec<String> {
    let errors = include_str!("syntax_errors.txt").lines().map(|l| {
        let source = l.split(" => ").next().unwrap();
        source
            .trim_matches('"')
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\\"", "\"")
    });
    let listings = include_str!("dis.txt").split("## ").skip(1).map(|case| {
        let body = case.split_once('\n').unwrap().1;
        body.split("\n--\n").next().unwrap().to_owned()
    });
    let own =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dis.txt")).unwrap();
    let mut seeds: Vec<String> = errors.chain(listings).chain([own]).collect();
    // The language tests, which have all there is.
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/lang");
    let mut folders: Vec<_> = std::fs::read_dir(tests)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "py"))
            .collect();
        files.sort();
        let texts = files.iter().filter_map(|p| std::fs::read_to_string(p).ok());
        seeds.extend(texts.filter(|t| t.len() < 4_000));
    }
    seeds
}

fn mutate(seeds: &[String], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone().into_bytes();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 => {
                let end = (at + random.below(6)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            1 | 2 => {
                let token = TOKENS[random.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
            3 => {
                let other = seeds[random.below(seeds.len())].as_bytes();
                let from = random.below(other.len() + 1);
                let to = (from + random.below(40)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            4 => {
                let end = (at + random.below(20)).min(bytes.len());
                let copy = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => {
                if at < bytes.len() {
                    bytes[at] = random.next() as u8;
                }
            }
        }
    }
    bytes
}

/// What `tokenize` sees; lexemes lie within the text, at the bounds of characters.
fn lex(source: &[u8]) {
    let Ok(text) = std::str::from_utf8(source) else {
        return;
    };
    for lenient in [false, true] {
        for l in lexemes(text, "<fuzz>", lenient).0 {
            let end = (l.end as usize).min(text.len());
            assert!(text.get(l.start as usize..end).is_some() || l.start >= l.end);
        }
    }
}

#[test]
fn no_input_makes_us_panic() {
    let inputs = std::env::var("FUZZ_INPUTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000);
    let run = move || {
        let seeds = seeds();
        let mut random = Random(0x5eed_cafe);
        let mut compiled = 0;
        for i in 0..inputs {
            let source = mutate(&seeds, &mut random);
            let begun = Instant::now();
            let mode = [Mode::Exec, Mode::Exec, Mode::Single, Mode::Eval][random.below(4)];
            let result = catch_unwind(AssertUnwindSafe(|| {
                match compile(&source, "<fuzz>", mode, Flags::default()) {
                    Ok(code) => verify(&code).map(|()| true),
                    Err(_) => Ok(false),
                }
            }));
            let lexed = catch_unwind(|| lex(&source));
            assert!(
                lexed.is_ok(),
                "input {i} panics in the lexemes:\n{}",
                String::from_utf8_lossy(&source)
            );
            assert!(
                begun.elapsed() < PATIENCE,
                "input {i} takes {:?}:\n{}",
                begun.elapsed(),
                String::from_utf8_lossy(&source)
            );
            match result {
                Ok(Ok(ok)) => compiled += usize::from(ok),
                Ok(Err(e)) => panic!("input {i}: {e}\n{}", String::from_utf8_lossy(&source)),
                Err(_) => panic!("input {i} panics:\n{}", String::from_utf8_lossy(&source)),
            }
        }
        assert!(compiled > inputs / 50, "{compiled} of {inputs} compile");
    };
    std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}
