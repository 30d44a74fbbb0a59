//! The JIT's switches: what `-X jit=` and its siblings may say, in one table, and how it is understood.
//!
//! docs/SWITCHES.md is tested against [`SWITCHES`], and [`Options::parse`] against both: a switch that is documented and
//! not understood, or the reverse, fails a test. All switches that change which traces are made do so reproducibly.

use asm::disasm::Arch;
use ir::OptConfig;

use crate::force::Force;
use crate::{limits, report};

/// What runs instead of the interpreter where code is hot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Executor {
    /// Machine code.
    #[default]
    Native,
    /// The IR, by the evaluator, on the real heap.
    Evaluator,
}

/// What the switches say.
#[derive(Clone, Debug)]
pub struct Options {
    pub on: bool,
    pub executor: Executor,
    /// Dump letters.
    pub dump: String,
    pub opt: OptConfig,
    /// Back-edges until a loop is recorded.
    pub hot_loop: u32,
    /// Times that an exit is taken until it grows a side trace.
    pub hot_exit: u64,
    /// The first penalty of a head whose recording failed.
    pub penalty: u32,
    /// No value stays in a register.
    pub spill: bool,
    /// The guards that are forced to exit, and when.
    pub force: Option<Force>,
    /// Each head's first recordings are aborted, the k-th at its k-th instruction, up to this k.
    pub abort: u32,
    /// Bytes that traces may take before cold ones are evicted.
    pub memory: usize,
    /// Compiling is limited to a share of what the program executes.
    pub budget: bool,
    /// Verify traces and allocations after every step also in release builds.
    pub verify: bool,
    /// The sections of the report at exit.
    pub report: Option<String>,
    pub report_json: bool,
    pub report_file: Option<String>,
    /// The architecture whose registers and machine code are shown.
    pub arch: Arch,
    /// Totals go to standard error at exit.
    pub stats: bool,
    /// Totals go to this file at exit.
    pub stats_file: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            on: true,
            executor: Executor::Native,
            dump: String::new(),
            opt: OptConfig::default(),
            hot_loop: limits::HOT_LOOP,
            hot_exit: u64::from(limits::HOT_EXIT),
            penalty: limits::PENALTY_FIRST,
            spill: false,
            force: None,
            abort: 0,
            memory: limits::MEMORY,
            budget: true,
            verify: false,
            report: None,
            report_json: false,
            report_file: None,
            arch: Arch::HOST,
            stats: false,
            stats_file: None,
        }
    }
}

/// Every switch: name, the values with which the tests try it, and what it means.
pub const SWITCHES: &[(&str, &[&str], &str)] = &[
    (
        "jit",
        &[
            "on",
            "off",
            "eager",
            "eval",
            "eval-recorded",
            "stats",
            "dump=tia",
        ],
        "which tier runs hot code",
    ),
    (
        "jit-opt",
        &["-cse", "none,+fold", "sink=10"],
        "which passes of the optimiser run, and how often",
    ),
    ("jit-dump", &["tirmasxgc"], "what is shown of traces"),
    (
        "jit-hot",
        &["1000/40", "20"],
        "when loops and exits are hot",
    ),
    (
        "jit-report",
        &["tix", "traces,ir,exits", "all", "json"],
        "what is told of traces at exit",
    ),
    ("jit-report-file", &["FILE"], "where the report goes"),
    (
        "jit-arch",
        &["x64", "a64"],
        "the architecture whose registers and machine code are shown",
    ),
    (
        "jit-regs",
        &["spill", "normal"],
        "how registers are allocated",
    ),
    (
        "jit-force",
        &["always", "first", "middle", "last", "first:3/8", "7:0/1"],
        "which guards are forced to exit",
    ),
    (
        "jit-abort",
        &["3"],
        "recordings that are aborted on purpose",
    ),
    (
        "jit-verify",
        &["on", "off"],
        "whether every step of compilation is verified",
    ),
    (
        "jit-memory",
        &["32M", "64K", "1000000"],
        "how many bytes traces may take",
    ),
    (
        "jit-budget",
        &["on", "off"],
        "whether compiling is limited to a share of the run",
    ),
    ("jit-stats", &["FILE"], "where totals are written"),
];

impl Options {
    /// Understands one `-X` option. False: it is not the JIT's, or makes no sense.
    pub fn parse(&mut self, text: &str) -> bool {
        let (name, value) = text.split_once('=').unwrap_or((text, "on"));
        match name {
            "jit" => return self.jit(value),
            "jit-opt" => return self.opt.parse(value).is_ok(),
            "jit-dump" => self.dump = value.to_string(),
            "jit-regs" => match value {
                "spill" => self.spill = true,
                "normal" => self.spill = false,
                _ => return false,
            },
            "jit-force" => match Force::parse(value) {
                Some(force) => self.force = Some(force),
                None => return false,
            },
            "jit-abort" => match value.parse() {
                Ok(k) => self.abort = k,
                Err(_) => return false,
            },
            "jit-verify" => match value {
                "on" | "1" => self.verify = true,
                "off" | "0" => self.verify = false,
                _ => return false,
            },
            "jit-memory" => match bytes(value) {
                Some(n) => self.memory = n,
                None => return false,
            },
            "jit-budget" => match value {
                "on" | "1" => self.budget = true,
                "off" | "0" => self.budget = false,
                _ => return false,
            },
            "jit-hot" => {
                let (back, exit) = value.split_once('/').unwrap_or((value, ""));
                let exit = if exit.is_empty() {
                    Ok(self.hot_exit)
                } else {
                    exit.parse()
                };
                let (Ok(back), Ok(exit)) = (back.parse(), exit) else {
                    return false;
                };
                (self.hot_loop, self.hot_exit) = (back, exit);
            }
            "jit-report" if value == "json" => {
                self.report = Some(String::new());
                self.report_json = true;
            }
            "jit-report" => match report::sections(value) {
                Ok(letters) => self.report = Some(letters),
                Err(_) => return false,
            },
            "jit-report-file" => self.report_file = Some(value.to_string()),
            "jit-arch" => match Arch::named(value) {
                Some(arch) => self.arch = arch,
                None => return false,
            },
            "jit-stats" => self.stats_file = Some(value.to_string()),
            _ => return false,
        }
        true
    }

    fn jit(&mut self, value: &str) -> bool {
        match value {
            "on" | "1" => self.on = true,
            "off" | "0" => self.on = false,
            "eager" => self.eager(),
            "eval" => {
                self.eager();
                self.executor = Executor::Evaluator;
            }
            "eval-recorded" => {
                self.eager();
                self.executor = Executor::Evaluator;
                self.opt = OptConfig::none();
            }
            "stats" => self.stats = true,
            _ => match value.strip_prefix("dump") {
                Some(letters) => {
                    self.dump = letters
                        .strip_prefix('=')
                        .filter(|l| !l.is_empty())
                        .unwrap_or("tiamsx")
                        .to_string();
                }
                None => return false,
            },
        }
        true
    }

    /// The lowest thresholds: a loop is recorded at its first back-edge, an exit when it is taken first.
    fn eager(&mut self) {
        self.on = true;
        self.hot_loop = 0;
        self.hot_exit = 1;
        self.penalty = 2;
        self.budget = false;
    }
}

/// A number of bytes: `1000`, `64K`, `32M`.
fn bytes(text: &str) -> Option<usize> {
    let (digits, unit) = match text.strip_suffix(['K', 'M']) {
        Some(digits) if text.ends_with('K') => (digits, 1 << 10),
        Some(digits) => (digits, 1 << 20),
        None => (text, 1),
    };
    digits.parse::<usize>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_understood() {
        for (name, values, _) in SWITCHES {
            for value in *values {
                let text = format!("{name}={value}");
                assert!(Options::default().parse(&text), "{text}");
            }
        }
        for wrong in [
            "jit=fast",
            "jit-opt=-magic",
            "jit-regs=few",
            "jit-memory=much",
            "jit-force=never",
            "jit-force=first:8/8",
            "jit-abort=x",
            "jit-arch=mips",
            "jit-what=1",
            "gc",
        ] {
            assert!(!Options::default().parse(wrong), "{wrong}");
        }
    }

    /// docs/SWITCHES.md names every switch, and no other of ours.
    #[test]
    fn switches_are_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SWITCHES.md");
        let text = std::fs::read_to_string(path).expect("docs/SWITCHES.md");
        for (name, _, _) in SWITCHES {
            assert!(
                text.contains(&format!("`-X {name}=")),
                "docs/SWITCHES.md lacks -X {name}="
            );
        }
        for piece in text.split("`-X ").skip(1) {
            let option = piece.split('`').next().unwrap_or("");
            let name = option.split('=').next().unwrap_or("");
            assert!(
                !name.starts_with("jit") || SWITCHES.iter().any(|s| s.0 == name),
                "docs/SWITCHES.md names -X {option}, which is not understood"
            );
        }
    }
}
