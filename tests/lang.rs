//! Runs every program of `tests/lang` and `tests/bench` under every engine and compares with what CPython printed.
//!
//! ```text
//! cargo test --test lang                    all of them
//! cargo test --test lang -- hot/ str/join   those whose path contains one of the words
//! cargo test --test lang -- --engine eager  one engine
//! cargo test --test lang -- --times         the ten slowest runs
//! ```
//!
//! A program is one process, so that a crash, a hang or a changed recursion limit stays its own.  Standard output,
//! standard error and the exit status must be those of the `.out` file next to the program, in the form that
//! `tests/record.sh` describes.  `tests/known_failures.txt` lists what does not work yet, each with a reason: an entry
//! that passes is an error as well, so that the list can only shrink.
//!
//! It does not know how the outputs came about (CPython's, through `tests/record.sh`), nor anything of the crates below
//! the program: it sees what a user sees.  `SIDEWINDER` may name another binary, `SIDEWINDER_RUNNER` a command that runs
//! it (an emulator); without it, cargo's own runner for AArch64 is used where these tests are built for AArch64.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The ways to run a program.  What differs between them must never show.
const ENGINES: &[Engine] = &[
    Engine {
        name: "interpreter",
        switches: &["-X", "jit=off"],
    },
    Engine {
        name: "default",
        switches: &[],
    },
];

/// No program here takes a second under CPython; an emulator or an unoptimised build may be a hundred times slower.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How many differing lines of one program are shown.
const SHOWN_LINES: usize = 12;

struct Engine {
    name: &'static str,
    switches: &'static [&'static str],
}

/// A program with what it must print.
struct Program {
    /// Relative to `tests`, without the extension: `lang/str/join`.
    name: String,
    /// The folder in which it runs: `tests/lang` or `tests/bench`.
    folder: PathBuf,
    /// Relative to `folder`.
    script: String,
    arguments: Vec<String>,
    expected: Vec<u8>,
}

/// One line of `known_failures.txt`.
struct KnownFailure {
    line: usize,
    /// A program's name, or a prefix that ends in `*`.
    pattern: String,
    /// An engine's name, or `all`.
    engine: String,
}

/// What one run of one program came to.
struct Outcome {
    program: usize,
    engine: usize,
    failure: Option<String>,
    time: Duration,
}

struct Options {
    words: Vec<String>,
    engine: Option<String>,
    times: bool,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let programs = programs(&tests);
    let known = known_failures(&tests.join("known_failures.txt"));
    let engines: Vec<usize> = (0..ENGINES.len())
        .filter(|&e| {
            options
                .engine
                .as_deref()
                .is_none_or(|name| name == ENGINES[e].name)
        })
        .collect();
    let chosen: Vec<usize> = (0..programs.len())
        .filter(|&p| {
            options.words.is_empty()
                || options
                    .words
                    .iter()
                    .any(|word| programs[p].name.contains(word))
        })
        .collect();
    let jobs: Vec<(usize, usize)> = engines
        .iter()
        .flat_map(|&e| chosen.iter().map(move |&p| (p, e)))
        .collect();
    let mut outcomes = run_all(&programs, &jobs);
    outcomes.sort_by_key(|outcome| (outcome.program, outcome.engine));
    let complete = options.words.is_empty() && options.engine.is_none();
    let wrong = report(&programs, &outcomes, &known, complete);
    if options.times {
        outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.time));
        for outcome in outcomes.iter().take(10) {
            println!(
                "{:>8.2?} {} {}",
                outcome.time, ENGINES[outcome.engine].name, programs[outcome.program].name
            );
        }
    }
    if wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Words to look for in the names.  The flags that cargo and habit pass to every test program mean nothing here.
fn options() -> Result<Options, String> {
    let mut options = Options {
        words: Vec::new(),
        engine: None,
        times: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--engine" => {
                let name = arguments.next().ok_or("--engine needs a name")?;
                if !ENGINES.iter().any(|engine| engine.name == name) {
                    let names: Vec<_> = ENGINES.iter().map(|engine| engine.name).collect();
                    return Err(format!(
                        "no engine `{name}`; there are: {}",
                        names.join(", ")
                    ));
                }
                options.engine = Some(name);
            }
            "--times" => options.times = true,
            flag if flag.starts_with('-') => {}
            _ => options.words.push(argument),
        }
    }
    Ok(options)
}

/// Runs the jobs on all processors; the order of the outcomes is that in which they came in.
fn run_all(programs: &[Program], jobs: &[(usize, usize)]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(jobs.len()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let command = command();
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (next, outcomes, command) = (&next, &outcomes, &command);
            scope.spawn(move || {
                while let Some(&(program, engine)) = jobs.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let start = Instant::now();
                    let failure = run(&programs[program], &ENGINES[engine], command, worker).err();
                    let outcome = Outcome {
                        program,
                        engine,
                        failure,
                        time: start.elapsed(),
                    };
                    outcomes
                        .lock()
                        .expect("no worker panics while it holds the lock")
                        .push(outcome);
                }
            });
        }
    });
    outcomes
        .into_inner()
        .expect("no worker panics while it holds the lock")
}

/// The words that start the interpreter: an emulator if one is needed, and the binary.
fn command() -> Vec<String> {
    let runner = std::env::var("SIDEWINDER_RUNNER").or_else(|error| {
        if cfg!(target_arch = "aarch64") {
            std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER")
        } else {
            Err(error)
        }
    });
    let mut words: Vec<String> = runner
        .unwrap_or_default()
        .split_whitespace()
        .map(String::from)
        .collect();
    words.push(
        std::env::var("SIDEWINDER")
            .unwrap_or_else(|_| env!("CARGO_BIN_EXE_sidewinder").to_string()),
    );
    words
}

/// Runs one program; the error says what differs.
fn run(
    program: &Program,
    engine: &Engine,
    command: &[String],
    worker: usize,
) -> Result<(), String> {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [out_path, err_path] = ["out", "err"]
        .map(|kind| temporary.join(format!("lang-{}-{worker}.{kind}", std::process::id())));
    let create =
        |path: &Path| File::create(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .args(engine.switches)
        .arg(&program.script)
        .args(&program.arguments)
        .current_dir(&program.folder)
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .stdout(create(&out_path)?)
        .stderr(create(&err_path)?)
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", command.join(" ")))?;
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        if start.elapsed() > TIMEOUT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {} s", TIMEOUT.as_secs()));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let actual = in_recorded_form(&program.folder, read(&out_path)?, read(&err_path)?, status);
    let _ = fs::remove_file(out_path);
    let _ = fs::remove_file(err_path);
    if actual == program.expected {
        Ok(())
    } else {
        Err(difference(&program.expected, &actual))
    }
}

/// What a process printed, in the form of the `.out` files.
fn in_recorded_form(
    folder: &Path,
    mut out: Vec<u8>,
    err: Vec<u8>,
    status: std::process::ExitStatus,
) -> Vec<u8> {
    use std::os::unix::process::ExitStatusExt;
    if !status.success() || !err.is_empty() {
        // A shell reports a signal as 128 and its number; so do the recorded outputs.
        let code = status
            .code()
            .unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
        out.extend_from_slice(format!("--- exit {code}\n").as_bytes());
        out.extend_from_slice(&err);
    }
    let prefix = format!("{}/", folder.display()).into_bytes();
    let mut cut = Vec::with_capacity(out.len());
    let mut rest = &out[..];
    while let Some(&byte) = rest.first() {
        if let Some(after) = rest.strip_prefix(&prefix[..]) {
            rest = after;
        } else {
            cut.push(byte);
            rest = &rest[1..];
        }
    }
    cut
}

/// The first lines that differ.
fn difference(expected: &[u8], actual: &[u8]) -> String {
    let [expected, actual] =
        [expected, actual].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let [left, right] = [&expected, &actual].map(|text| text.split('\n').collect::<Vec<_>>());
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let mut text = format!("line {} differs", same + 1);
    for (sign, lines) in [('-', &left), ('+', &right)] {
        for line in lines.iter().skip(same).take(SHOWN_LINES / 2) {
            let shown: String = line.chars().take(300).collect();
            text.push_str(&format!("\n    {sign} {shown}"));
        }
    }
    text
}

/// Prints what is wrong, and whether anything is.
fn report(
    programs: &[Program],
    outcomes: &[Outcome],
    known: &[KnownFailure],
    complete: bool,
) -> bool {
    let mut used = BTreeSet::new();
    let (mut passed, mut expected_failures, mut failed) = (0, 0, 0);
    for outcome in outcomes {
        let (name, engine) = (
            &programs[outcome.program].name,
            ENGINES[outcome.engine].name,
        );
        let entry = known.iter().position(|entry| entry.covers(name, engine));
        used.extend(entry);
        match (&outcome.failure, entry) {
            (None, None) => passed += 1,
            (Some(_), Some(_)) => expected_failures += 1,
            (Some(failure), None) => {
                failed += 1;
                println!("FAILED {name} [{engine}]: {failure}");
            }
            (None, Some(entry)) => {
                failed += 1;
                println!(
                    "PASSES {name} [{engine}]: take it off tests/known_failures.txt:{}",
                    known[entry].line
                );
            }
        }
    }
    if complete {
        for (_, entry) in known
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(index))
        {
            failed += 1;
            println!(
                "UNUSED tests/known_failures.txt:{}: no program `{}` [{}]",
                entry.line, entry.pattern, entry.engine
            );
        }
    }
    println!("{passed} passed, {expected_failures} known failures, {failed} wrong");
    failed > 0
}

impl KnownFailure {
    fn covers(&self, name: &str, engine: &str) -> bool {
        let named = match self.pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => self.pattern == name,
        };
        named && (self.engine == "all" || self.engine == engine)
    }
}

/// The entries of the list; an entry without a reason is refused.
fn known_failures(path: &Path) -> Vec<KnownFailure> {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        // The tests of tests/hostile.rs look for themselves.
        if line.starts_with("hostile/") {
            continue;
        }
        let mut words = line.split_whitespace();
        let (Some(pattern), Some(engine), Some(_reason)) =
            (words.next(), words.next(), words.next())
        else {
            panic!(
                "{}:{}: an entry is a program, an engine or `all`, and a reason",
                path.display(),
                index + 1
            );
        };
        let known = engine == "all" || ENGINES.iter().any(|e| e.name == engine);
        assert!(
            known,
            "{}:{}: no engine `{engine}`",
            path.display(),
            index + 1
        );
        entries.push(KnownFailure {
            line: index + 1,
            pattern: pattern.to_string(),
            engine: engine.to_string(),
        });
    }
    entries
}

/// All programs that have a recorded output, in the order of their names.
fn programs(tests: &Path) -> Vec<Program> {
    let mut programs = Vec::new();
    for folder in ["lang", "bench"] {
        let folder = tests.join(folder);
        let mut scripts = Vec::new();
        python_files(&folder, &mut scripts);
        scripts.sort();
        for script in scripts {
            let Ok(expected) = fs::read(script.with_extension("out")) else {
                continue;
            };
            let arguments = fs::read_to_string(script.with_extension("args")).unwrap_or_default();
            let relative = |base: &Path| {
                script
                    .strip_prefix(base)
                    .expect("it was found there")
                    .to_string_lossy()
                    .into_owned()
            };
            programs.push(Program {
                name: relative(tests).trim_end_matches(".py").to_string(),
                script: relative(&folder),
                folder: folder.clone(),
                arguments: arguments.split_whitespace().map(String::from).collect(),
                expected,
            });
        }
    }
    assert!(
        programs.len() > 300,
        "only {} programs were found",
        programs.len()
    );
    programs
}

fn python_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            python_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found.push(path);
        }
    }
}
