//! The `swdiff` program: runs programs under every engine and reports what differs.
//!
//! A thin main: the work is in `difftest`. Exit status 0: nothing differs; 1: something does; 2: the tool itself failed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sidewinder::difftest::session::Outcome;
use sidewinder::difftest::{Divergence, Engine, Program, Runner, Session, Set, blame, compare};

const USAGE: &str = "\
usage: swdiff [options] [FILES|DIRS]      (default: tests/lang tests/bench)

Runs each program under every engine and compares output, traceback and exit status with what CPython printed (NAME.out),
or with the interpreter where nothing is recorded.

  --quick              only the engines that every change must pass
  --engines A,B,...    only these; --list names them
  --oracle COMMAND     run this CPython 3.14 instead of using recorded outputs
  --self               compare with the interpreter even where an output is recorded
  --binary FILE        the interpreter to test (default: sidewinder beside this program)
  --jobs N             processes at a time (default: one for each processor)
  --timeout SECONDS    for one process (default 60)
  --keep DIR           where to keep what diverging programs printed (default target/swdiff)
  --list               list the engines with their switches
";

struct Options {
    paths: Vec<PathBuf>,
    engines: Vec<Engine>,
    oracle: Option<String>,
    itself: bool,
    binary: String,
    jobs: usize,
    timeout: Duration,
    keep: PathBuf,
}

fn main() -> ExitCode {
    match options().and_then(|options| options.map_or(Ok(true), run)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("swdiff: {message}");
            ExitCode::from(2)
        }
    }
}

/// Runs and reports; whether nothing diverged.
fn run(options: Options) -> Result<bool, String> {
    let start = Instant::now();
    std::fs::create_dir_all(&options.keep)
        .map_err(|error| format!("{}: {error}", options.keep.display()))?;
    let runner = |binary: &str| Runner::new(binary, options.timeout, options.keep.clone());
    let mut programs = Program::find(&options.paths).map_err(|error| error.to_string())?;
    if options.itself {
        programs.iter_mut().for_each(|p| p.expected = None);
    }
    let session = Session {
        programs,
        engines: options.engines,
        runner: runner(&options.binary),
        oracle: options.oracle.as_deref().map(runner),
        jobs: options.jobs,
        announce: true,
    };
    session.probe().map_err(|error| error.to_string())?;
    let outcomes = session.run().map_err(|error| error.to_string())?;
    let idle = totals(&session, &outcomes)?;
    let mut divergences = 0;
    for divergence in outcomes
        .iter()
        .filter_map(|outcome| outcome.divergence.as_ref())
    {
        divergences += 1;
        report(&session, divergence, &options.keep)?;
    }
    say(format_args!(
        "{} programs under {} engines: {divergences} divergences, {:.1?}",
        session.programs.len(),
        session.engines.len(),
        start.elapsed()
    ))?;
    if !idle.is_empty() {
        return Err(format!(
            "these engines made no traces, so nothing was tested: {}",
            idle.join(", ")
        ));
    }
    Ok(divergences == 0)
}

/// What the JIT did under each engine, all programs together; returns the engines that should have made traces and did not.
fn totals(session: &Session, outcomes: &[Outcome]) -> Result<Vec<String>, String> {
    const COLUMNS: [&str; 5] = ["traces", "sides", "exits", "guards", "forced-guards"];
    let mut idle = Vec::new();
    say(format_args!(
        "{:<18}{:>9}  {}",
        "engine",
        "seconds",
        COLUMNS.map(|c| format!("{c:>14}")).concat()
    ))?;
    for (index, engine) in session.engines.iter().enumerate() {
        let runs = || outcomes.iter().filter(|o| o.engine == index);
        let sum = |name: &str| -> u64 { runs().filter_map(|o| o.totals.get(name)).sum() };
        let seconds: f64 = runs().map(|o| o.time.as_secs_f64()).sum();
        say(format_args!(
            "{:<18}{seconds:>9.1}  {}",
            engine.name,
            COLUMNS.map(|c| format!("{:>14}", sum(c))).concat()
        ))?;
        if engine.makes_traces() && sum("traces") == 0 {
            idle.push(engine.name.clone());
        }
    }
    Ok(idle)
}

/// Shows one divergence: where it differs, which stage is to blame, and the command that shows it again.
fn report(session: &Session, divergence: &Divergence, keep: &Path) -> Result<(), String> {
    let program = &session.programs[divergence.program];
    let engine = &session.engines[divergence.engine];
    say(format_args!(
        "DIVERGENCE {} [{}]",
        program.name, engine.name
    ))?;
    say(format_args!(
        "  {}",
        compare::difference(&divergence.expected, &divergence.actual)
    ))?;
    let blame = blame::blame(session, divergence).map_err(|error| error.to_string())?;
    match blame.pass {
        Some((pass, application)) => say(format_args!(
            "  first wrong: {}, pass {}, application {application}",
            blame.stage,
            pass.name()
        ))?,
        None => say(format_args!("  first wrong: {}", blame.stage))?,
    }
    let words = [
        &session.runner.command[..],
        &blame.engine.switches,
        &program.arguments[..0],
    ]
    .concat();
    let script = program.folder.join(&program.script);
    say(format_args!(
        "  again: {} {} {}",
        words.join(" "),
        script.display(),
        program.arguments.join(" ")
    ))?;
    let kept = keep.join(format!(
        "{}.{}",
        program.name.replace(['/', '.'], "_"),
        engine.name
    ));
    for (kind, text) in [
        ("expected", &divergence.expected),
        ("actual", &divergence.actual.text),
    ] {
        let path = kept.with_extension(format!("{}.{kind}", engine.name));
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        say(format_args!("  {kind}: {}", path.display()))?;
    }
    Ok(())
}

/// The command line; nothing where it only asked a question.
fn options() -> Result<Option<Options>, String> {
    use lexopt::prelude::*;
    let mut options = Options {
        paths: Vec::new(),
        engines: Engine::of(Set::Full),
        oracle: None,
        itself: false,
        binary: beside("sidewinder")?,
        jobs: std::thread::available_parallelism().map_or(2, usize::from),
        timeout: Duration::from_secs(60),
        keep: PathBuf::from("target/swdiff"),
    };
    let mut parser = lexopt::Parser::from_env();
    let text = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(text)? {
        match argument {
            Long("quick") => options.engines = Engine::of(Set::Quick),
            Long("engines") => {
                let names = parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(text)?;
                let named = |name: &str| {
                    Engine::named(name).ok_or(format!("no engine {name} (see --list)"))
                };
                options.engines = names.split(',').map(named).collect::<Result<_, _>>()?;
            }
            Long("oracle") => {
                options.oracle = Some(
                    parser
                        .value()
                        .and_then(|value| value.string())
                        .map_err(text)?,
                )
            }
            Long("binary") => {
                options.binary = parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(text)?
            }
            Long("self") => options.itself = true,
            Long("jobs") => {
                options.jobs = parser
                    .value()
                    .and_then(|value| value.parse())
                    .map_err(text)?
            }
            Long("timeout") => {
                options.timeout = Duration::from_secs(
                    parser
                        .value()
                        .and_then(|value| value.parse())
                        .map_err(text)?,
                );
            }
            Long("keep") => options.keep = PathBuf::from(parser.value().map_err(text)?),
            Long("list") => {
                for engine in Engine::all() {
                    println!("{:<16}{}", engine.name, engine.switches.join(" "));
                }
                return Ok(None);
            }
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(None);
            }
            Value(path) => options.paths.push(PathBuf::from(path)),
            _ => return Err(argument.unexpected().to_string()),
        }
    }
    if options.paths.is_empty() {
        options.paths = ["tests/lang", "tests/bench"].map(PathBuf::from).to_vec();
    }
    // Programs run in their own folders, where a relative path to the binary would lead elsewhere.
    if options.binary.contains('/') {
        let binary = std::path::absolute(&options.binary).map_err(|error| error.to_string())?;
        options.binary = binary.to_string_lossy().into_owned();
    }
    options.keep = std::path::absolute(&options.keep).map_err(|error| error.to_string())?;
    Ok(Some(options))
}

/// Prints a line. A reader who has gone away ends the run.
fn say(line: std::fmt::Arguments) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|error| error.to_string())
}

/// The path of a program in the same folder as this one.
fn beside(name: &str) -> Result<String, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.with_file_name(name).to_string_lossy().into_owned())
}
