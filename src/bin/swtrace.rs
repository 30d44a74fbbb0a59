//! The `swtrace` program: a thin main. It runs a program with the JIT on and shows its traces on standard error.

use std::process::ExitCode;

/// What is shown unless `-LETTERS` says otherwise: see docs/SWITCHES.md, `jit-dump`.
const SECTIONS: &str = "tiamsx";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let letters = match args.first().and_then(|a| a.strip_prefix('-')) {
        Some(letters) => {
            let letters = letters.to_owned();
            args.remove(0);
            letters
        }
        None => SECTIONS.to_owned(),
    };
    if args.is_empty() || !letters.chars().all(|c| "tirmasx".contains(c)) {
        eprintln!("usage: swtrace [-LETTERS] PROGRAM [ARGUMENT]...    LETTERS: {SECTIONS}, r");
        return ExitCode::from(2);
    }
    let mut all: Vec<String> = ["-X", "jit=on", "-X"].map(String::from).to_vec();
    all.push(format!("jit-dump={letters}"));
    all.extend(args);
    sidewinder::command_line::main_with(all)
}
