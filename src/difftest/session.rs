//! Runs many programs under many engines, on all processors, and collects what differs.
//!
//! What a program must print comes from, in this order: an oracle that is run now, the recorded output, the
//! interpreter. An oracle that disagrees with a recorded output is reported as well: one of them is out of date.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::engine::INTERPRETER;
use super::{Engine, Observation, Program, Runner};

/// One program that printed something else under one engine.
#[derive(Debug)]
pub struct Divergence {
    /// Its number in [`Session::programs`].
    pub program: usize,
    /// Its number in [`Session::engines`].
    pub engine: usize,
    pub expected: Vec<u8>,
    pub actual: Observation,
}

/// One run that is over.
#[derive(Debug)]
pub struct Outcome {
    pub program: usize,
    pub engine: usize,
    pub time: Duration,
    /// What the JIT did.
    pub totals: BTreeMap<String, u64>,
    pub divergence: Option<Divergence>,
}

/// Programs, engines, and how to run them.
pub struct Session {
    pub programs: Vec<Program>,
    pub engines: Vec<Engine>,
    pub runner: Runner,
    /// The command of a CPython 3.14, if its word is wanted rather than the recorded one.
    pub oracle: Option<Runner>,
    /// How many processes run at a time.
    pub jobs: usize,
    /// Say at once what differs, on standard error; the outcomes come at the end.
    pub announce: bool,
}

impl Session {
    /// Checks that the binary accepts the switches of every engine.
    ///
    /// # Errors
    /// The first refusal, with what the binary says.
    pub fn probe(&self) -> io::Result<()> {
        for engine in &self.engines {
            if let Some(said) = self.refusal(engine)? {
                let switches = engine.switches.join(" ");
                return Err(io::Error::other(format!(
                    "engine {}: {switches}: {said}",
                    engine.name
                )));
            }
        }
        Ok(())
    }

    /// What the binary says against an engine's switches, if anything.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn refusal(&self, engine: &Engine) -> io::Result<Option<String>> {
        let words = ["-c".to_string(), "pass".to_string()];
        let seen = self
            .runner
            .start(&std::env::current_dir()?, engine, &words, 0)?;
        Ok((!seen.is(b"")).then(|| String::from_utf8_lossy(&seen.text).into_owned()))
    }

    /// Runs everything. The outcomes come in the order of programs, then engines.
    ///
    /// # Errors
    /// A process cannot be started, or the oracle contradicts a recorded output.
    pub fn run(&self) -> io::Result<Vec<Outcome>> {
        let expected = self.expected()?;
        let jobs: Vec<(usize, usize)> = (0..self.programs.len())
            .flat_map(|program| (0..self.engines.len()).map(move |engine| (program, engine)))
            .collect();
        let mut outcomes = self.parallel(&jobs, |&(program, engine), worker| {
            let actual = self
                .runner
                .run(&self.programs[program], &self.engines[engine], worker)?;
            let (time, totals) = (actual.time, actual.totals.clone());
            let wanted = &expected[program];
            if self.announce && !actual.is(wanted) {
                // Reported at the end; who waits sees it now.
                let (name, engine) = (&self.programs[program].name, &self.engines[engine].name);
                let _ = writeln!(io::stderr(), "{name} differs under {engine}");
            }
            let divergence = (!actual.is(wanted)).then(|| Divergence {
                program,
                engine,
                expected: wanted.clone(),
                actual,
            });
            Ok(Outcome {
                program,
                engine,
                time,
                totals,
                divergence,
            })
        })?;
        outcomes.sort_by_key(|outcome| (outcome.program, outcome.engine));
        Ok(outcomes)
    }

    /// What each program must print.
    fn expected(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut wanted: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        let mut unknown = Vec::new();
        for (index, program) in self.programs.iter().enumerate() {
            match (&program.expected, &self.oracle) {
                (Some(expected), None) => {
                    wanted.insert(index, expected.clone());
                }
                _ => unknown.push(index),
            }
        }
        let interpreter = Engine::named(INTERPRETER).expect("the list of engines has it");
        let plain = Engine {
            switches: Vec::new(),
            ..interpreter.clone()
        };
        let (runner, engine) = match &self.oracle {
            Some(oracle) => (oracle, &plain),
            None => (&self.runner, &interpreter),
        };
        let seen = self.parallel(&unknown, |&index, worker| {
            let program = &self.programs[index];
            let seen = runner.run(program, engine, worker)?;
            match &program.expected {
                Some(recorded) if !seen.is(recorded) => Err(io::Error::other(format!(
                    "{}: the oracle does not print what is recorded: {}",
                    program.name,
                    super::compare::difference(recorded, &seen)
                ))),
                _ => Ok((index, seen.text)),
            }
        })?;
        wanted.extend(seen);
        Ok(wanted.into_values().collect())
    }

    /// Does the work for every item, `jobs` at a time, with progress on a terminal. The results come as they are ready.
    fn parallel<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T, usize) -> io::Result<R> + Sync,
    ) -> io::Result<Vec<R>> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::with_capacity(items.len()));
        let show = io::stderr().is_terminal();
        std::thread::scope(|scope| {
            for worker in 0..self.jobs.max(1) {
                let (next, results, work) = (&next, &results, &work);
                scope.spawn(move || {
                    while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let result = work(item, worker);
                        let mut results = results
                            .lock()
                            .expect("no worker panics while it holds the lock");
                        results.push(result);
                        if show {
                            // Progress is a courtesy: nobody misses it where it cannot be written.
                            let _ =
                                write!(io::stderr(), "\r{}/{}\x1b[K", results.len(), items.len());
                        }
                    }
                });
            }
        });
        if show {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
        results
            .into_inner()
            .expect("no worker panics while it holds the lock")
            .into_iter()
            .collect()
    }
}
