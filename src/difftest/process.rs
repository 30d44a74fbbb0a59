//! Runs one program as a process and reports what a user would see.
//!
//! Standard output, standard error and the exit status come back as one text, in the form of the `.out` files (see
//! `tests/record.sh`): the output; then, if anything else happened, a line `--- exit STATUS` and standard error. The path
//! of the program's folder is cut out, so that tracebacks do not depend on where the repository is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Engine, Program};

/// How to start programs.
#[derive(Clone, Debug)]
pub struct Runner {
    /// The words before the switches: the binary, after an emulator where one is needed.
    pub command: Vec<String>,
    /// A process that takes longer is killed, which is a difference of its own.
    pub timeout: Duration,
    /// Where outputs are kept while a process runs. Each worker needs names of its own, made from `process::id`.
    pub temporary: PathBuf,
}

/// What one run printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observation {
    /// In the form of the `.out` files.
    pub text: Vec<u8>,
    pub timed_out: bool,
    pub time: Duration,
    /// What the JIT says that it did (`-X jit-stats`); empty where it was off, or the process died.
    pub totals: BTreeMap<String, u64>,
}

impl Observation {
    /// Whether this is what was expected.
    pub fn is(&self, expected: &[u8]) -> bool {
        !self.timed_out && self.text == expected
    }
}

impl Runner {
    /// The binary, behind the emulator that `SIDEWINDER_RUNNER` names, or, where we are AArch64 code ourselves, the one
    /// that cargo uses: a program that runs under qemu-user cannot start another of its kind by itself.
    pub fn new(binary: &str, timeout: Duration, temporary: PathBuf) -> Runner {
        let emulator = std::env::var("SIDEWINDER_RUNNER").or_else(|error| {
            if cfg!(target_arch = "aarch64") {
                std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER")
            } else {
                Err(error)
            }
        });
        let mut command: Vec<String> = emulator
            .unwrap_or_default()
            .split_whitespace()
            .map(String::from)
            .collect();
        command.push(binary.to_string());
        Runner {
            command,
            timeout,
            temporary,
        }
    }

    /// Runs a program under an engine. `worker` tells concurrent runs apart.
    ///
    /// # Errors
    /// The process cannot be started or its output cannot be kept: the tool's fault, not the program's.
    pub fn run(
        &self,
        program: &Program,
        engine: &Engine,
        worker: usize,
    ) -> io::Result<Observation> {
        let mut words = vec![program.script.to_string_lossy().into_owned()];
        words.extend(program.arguments.iter().cloned());
        if !engine.wants_profile() {
            return self.start(&program.folder, engine, &words, worker);
        }
        // The first run finds out how often each guard is reached, the second forces them.
        let profile = self
            .temporary
            .join(format!("run-{}-{worker}.profile", std::process::id()));
        let mut told = engine.clone();
        for switch in &mut told.switches {
            if switch.starts_with("jit-force=") {
                *switch = format!("{switch}:{}", profile.display());
            }
        }
        let first = self.start(&program.folder, &told, &words, worker)?;
        let second = self.start(&program.folder, &told, &words, worker);
        let _ = fs::remove_file(profile);
        if first.timed_out { Ok(first) } else { second }
    }

    /// Runs the interpreter with these words in a folder.
    ///
    /// # Errors
    /// As [`Runner::run`].
    pub fn start(
        &self,
        folder: &Path,
        engine: &Engine,
        words: &[String],
        worker: usize,
    ) -> io::Result<Observation> {
        let path = |kind: &str| {
            self.temporary
                .join(format!("run-{}-{worker}.{kind}", std::process::id()))
        };
        let (out_path, err_path, totals_path) = (path("out"), path("err"), path("totals"));
        let mut switches = engine.switches.clone();
        if engine.makes_traces() {
            switches.extend([
                "-X".to_string(),
                format!("jit-stats={}", totals_path.display()),
            ]);
        }
        let start = Instant::now();
        // (Whoever runs the tests in the background may ignore the signals, which would be inherited.)
        let mut child = Command::new("env")
            .args(["--default-signal=INT,QUIT", "--"])
            .args(&self.command)
            .args(switches)
            .args(words)
            .current_dir(folder)
            .env("PYTHONHASHSEED", "0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHON_COLORS", "0")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("PYTHONPATH")
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::null())
            .stdout(File::create(&out_path)?)
            .stderr(File::create(&err_path)?)
            .spawn()
            .map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", self.command.join(" ")))
            })?;
        let mut pause = Duration::from_micros(500);
        let mut timed_out = false;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() > self.timeout {
                timed_out = true;
                child.kill()?;
                break child.wait()?;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        let time = start.elapsed();
        let text = recorded_form(folder, fs::read(&out_path)?, &fs::read(&err_path)?, status);
        fs::remove_file(out_path)?;
        fs::remove_file(err_path)?;
        let totals = totals(&fs::read_to_string(&totals_path).unwrap_or_default());
        let _ = fs::remove_file(totals_path);
        Ok(Observation {
            text,
            timed_out,
            time,
            totals,
        })
    }
}

/// The lines `name value` of a file of totals.
fn totals(text: &str) -> BTreeMap<String, u64> {
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, value)| Some((name.to_string(), value.parse().ok()?)))
        .collect()
}

/// What a process printed, in the form of the `.out` files.
fn recorded_form(folder: &Path, mut out: Vec<u8>, err: &[u8], status: ExitStatus) -> Vec<u8> {
    if !status.success() || !err.is_empty() {
        // A shell reports a signal as 128 and its number; so do the recorded outputs.
        let code = status
            .code()
            .unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
        out.extend_from_slice(format!("--- exit {code}\n").as_bytes());
        out.extend_from_slice(err);
    }
    without(&out, format!("{}/", folder.display()).as_bytes())
}

/// The text with every occurrence of `part` removed.
fn without(text: &[u8], part: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        if let Some(after) = rest.strip_prefix(part) {
            rest = after;
        } else {
            result.push(byte);
            rest = &rest[1..];
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_cut_out() {
        assert_eq!(
            without(b"File \"/a/b/c.py\" /a/b /a/b/", b"/a/b/"),
            b"File \"c.py\" /a/b "
        );
        assert_eq!(without(b"", b"x"), b"");
    }

    #[test]
    fn signals_and_errors_are_part_of_the_text() {
        let form = |out: &str, err: &str, status| {
            let text = recorded_form(
                Path::new("/f"),
                out.into(),
                err.as_bytes(),
                ExitStatus::from_raw(status),
            );
            String::from_utf8(text).expect("it is text")
        };
        assert_eq!(form("a\n", "", 0), "a\n");
        assert_eq!(form("a\n", "/f/x.py\n", 0), "a\n--- exit 0\nx.py\n");
        assert_eq!(form("", "", 3 << 8), "--- exit 3\n");
        assert_eq!(form("", "", 11), "--- exit 139\n");
    }
}
