//! Runs every program of `tests/lang` and `tests/bench` under the quick engines and compares with what CPython printed.
//!
//! ```text
//! cargo test --test lang                    all of them
//! cargo test --test lang -- hot/ str/join   those whose path contains one of the words
//! cargo test --test lang -- --engine eager  one engine
//! cargo test --test lang -- --times         the ten slowest runs
//! ```
//!
//! The work is that of `difftest`; here stands what makes it a test: `tests/known_failures.txt` lists what does not work
//! yet, each with a reason, and an entry that passes is an error as well, so that the list can only shrink.
//! `SIDEWINDER` may name another binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use sidewinder::difftest::session::Outcome;
use sidewinder::difftest::{Engine, Program, Runner, Session, Set, compare};

/// No program here takes a second under CPython; an emulator or an unoptimised build may be a hundred times slower.
const TIMEOUT: Duration = Duration::from_secs(if cfg!(target_arch = "aarch64") {
    // (Unoptimised and emulated: the slowest takes 95 seconds there, with nothing beside it.)
    300
} else {
    120
});

/// What an entry of `known_failures.txt` calls the demand that a hot program makes traces.
const NO_TRACES: &str = "eager-makes-no-traces";

/// One line of `known_failures.txt`.
struct KnownFailure {
    line: usize,
    /// A program's name, or a prefix that ends in `*`.
    pattern: String,
    /// An engine's name, or `all`.
    engine: String,
}

struct Options {
    words: Vec<String>,
    engine: Option<String>,
    times: bool,
}

fn main() -> ExitCode {
    match options().and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything is as it should be.
fn run(options: Options) -> Result<bool, String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let known = known_failures(&tests.join("known_failures.txt"))?;
    let mut programs = Program::find(&["lang", "bench"].map(|folder| tests.join(folder)))
        .map_err(|error| error.to_string())?;
    for program in &mut programs {
        let short = program
            .name
            .strip_prefix(&format!("{}/", tests.display()))
            .map(String::from);
        program.name = short.expect("it was found there");
    }
    if programs.len() < 300 {
        return Err(format!("only {} programs were found", programs.len()));
    }
    programs.retain(|program| {
        options.words.is_empty() || options.words.iter().any(|word| program.name.contains(word))
    });
    let mut engines = Engine::of(Set::Quick);
    if let Some(name) = &options.engine {
        engines = vec![Engine::named(name).ok_or(format!("no engine `{name}`"))?];
    }
    let binary = std::env::var("SIDEWINDER")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_sidewinder").to_string());
    let session = Session {
        programs,
        engines,
        runner: Runner::new(&binary, TIMEOUT, env!("CARGO_TARGET_TMPDIR").into()),
        oracle: None,
        jobs: std::thread::available_parallelism().map_or(2, usize::from),
        announce: false,
    };
    session.probe().map_err(|error| error.to_string())?;
    let mut outcomes = session.run().map_err(|error| error.to_string())?;
    let complete = options.words.is_empty() && options.engine.is_none();
    let right = report(&session, &outcomes, &known, complete);
    if options.times {
        outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.time));
        for outcome in outcomes.iter().take(10) {
            let (program, engine) = (
                &session.programs[outcome.program],
                &session.engines[outcome.engine],
            );
            println!("{:>8.2?} {} {}", outcome.time, engine.name, program.name);
        }
    }
    Ok(right)
}

/// Words to look for in the names. The flags that cargo and habit pass to every test program mean nothing here.
fn options() -> Result<Options, String> {
    let mut options = Options {
        words: Vec::new(),
        engine: None,
        times: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--engine" => options.engine = Some(arguments.next().ok_or("--engine needs a name")?),
            "--times" => options.times = true,
            flag if flag.starts_with('-') => {}
            _ => options.words.push(argument),
        }
    }
    Ok(options)
}

/// Prints what is wrong; whether nothing is.
fn report(session: &Session, outcomes: &[Outcome], known: &[KnownFailure], complete: bool) -> bool {
    let mut used = BTreeSet::new();
    let (mut passed, mut expected_failures, mut wrong) = (0, 0, 0);
    for outcome in outcomes {
        let name = &session.programs[outcome.program].name;
        let engine = &session.engines[outcome.engine].name;
        let entry = known.iter().position(|entry| entry.covers(name, engine));
        used.extend(entry);
        match (&outcome.divergence, entry) {
            (None, None) => passed += 1,
            (Some(_), Some(_)) => expected_failures += 1,
            (Some(divergence), None) => {
                wrong += 1;
                let difference = compare::difference(&divergence.expected, &divergence.actual);
                println!("FAILED {name} [{engine}]: {difference}");
            }
            (None, Some(entry)) => {
                wrong += 1;
                println!(
                    "PASSES {name} [{engine}]: take it off tests/known_failures.txt:{}",
                    known[entry].line
                );
            }
        }
    }
    // An engine that makes no traces tests nothing: every program that is written to be hot must make some when all is eager.
    for outcome in outcomes {
        let name = &session.programs[outcome.program].name;
        let eager = session.engines[outcome.engine].name == "eager";
        let entry = known.iter().position(|e| e.covers(name, NO_TRACES));
        if !eager || !name.starts_with("lang/hot/") {
            continue;
        }
        let none = outcome.totals.get("traces").is_none_or(|&n| n == 0);
        used.extend(entry);
        if none != entry.is_some() {
            wrong += 1;
            println!(
                "{} {name} [{NO_TRACES}]",
                if none { "FAILED" } else { "PASSES" }
            );
        }
    }
    for (index, entry) in known.iter().enumerate() {
        if complete && !used.contains(&index) {
            wrong += 1;
            let KnownFailure {
                line,
                pattern,
                engine,
            } = entry;
            println!("UNUSED tests/known_failures.txt:{line}: no program `{pattern}` [{engine}]");
        }
    }
    println!("{passed} passed, {expected_failures} known failures, {wrong} wrong");
    wrong == 0
}

impl KnownFailure {
    fn covers(&self, name: &str, engine: &str) -> bool {
        let named = match self.pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => self.pattern == name,
        };
        let all = self.engine == "all" && engine != NO_TRACES;
        named && (all || self.engine == engine)
    }
}

/// The entries of the list for these tests; an entry without a reason is refused.
fn known_failures(path: &Path) -> Result<Vec<KnownFailure>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate() {
        // The tests of tests/hostile.rs look for themselves.
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("hostile/") {
            continue;
        }
        let place = format!("{}:{}", path.display(), index + 1);
        let mut words = line.split_whitespace();
        let (Some(pattern), Some(engine), Some(_reason)) =
            (words.next(), words.next(), words.next())
        else {
            return Err(format!(
                "{place}: an entry is a program, an engine or `all`, and a reason"
            ));
        };
        if engine != "all" && engine != NO_TRACES && Engine::named(engine).is_none() {
            return Err(format!("{place}: no engine `{engine}`"));
        }
        entries.push(KnownFailure {
            line: index + 1,
            pattern: pattern.to_string(),
            engine: engine.to_string(),
        });
    }
    Ok(entries)
}
