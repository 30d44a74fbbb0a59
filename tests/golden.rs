//! Golden traces: what becomes of short programs, one idea each, in `traces/`.
//!
//! ```text
//! cargo test --test golden                      all of them
//! UPDATE_TRACES=1 cargo test --test golden      writes what comes out now: review the difference as code
//! ```
//!
//! A file holds a program, a line `---`, and the report of its traces (`swtrace`) that is expected. Its first line says
//! which idea it shows. A line `# sections: ti` chooses the sections of the report, `# hot: 20/4` the thresholds, and
//! `# switch: jit-opt=-sink` passes any other switch. The report names no addresses and no numbers of the process, so it is
//! the same on every machine; machine code is never part of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands between the program and the report.
const DIVIDER: &str = "---\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("traces")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .expect("traces/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "trace"))
        .collect();
    files.sort();
    files
}

/// The value of a line `# NAME: VALUE` of a program.
fn setting<'a>(program: &'a str, name: &str) -> Option<&'a str> {
    let prefix = format!("# {name}: ");
    program
        .lines()
        .find_map(|l| l.strip_prefix(prefix.as_str()))
}

/// The report of a program's traces.
fn report(name: &str, program: &str) -> String {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (script, output) = (
        temporary.join(format!("{name}.py")),
        temporary.join(format!("{name}.report")),
    );
    fs::write(&script, program).expect("the program is written");
    let _ = fs::remove_file(&output);
    let binary = std::env::var("SIDEWINDER")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_sidewinder").to_string());
    let emulator = std::env::var("SIDEWINDER_RUNNER")
        .or_else(|e| {
            if cfg!(target_arch = "aarch64") {
                std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER")
            } else {
                Err(e)
            }
        })
        .unwrap_or_default();
    let mut words: Vec<String> = emulator.split_whitespace().map(String::from).collect();
    words.push(binary);
    for switch in [
        "jit=on".to_string(),
        "jit-verify=on".to_string(),
        format!("jit-hot={}", setting(program, "hot").unwrap_or("20/4")),
        format!(
            "jit-report={}",
            setting(program, "sections").unwrap_or("tisxl")
        ),
        format!("jit-report-file={}", output.display()),
    ]
    .into_iter()
    .chain(setting(program, "switch").map(String::from))
    {
        words.extend(["-X".to_string(), switch]);
    }
    let run = Command::new(&words[0])
        .args(&words[1..])
        .arg(&script)
        .output()
        .expect("the program runs");
    assert!(
        run.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    // The size of the code is that of the host.
    let text = fs::read_to_string(&output).expect("a report");
    text.lines()
        .map(|l| match l.split_once(" instructions of IR, ") {
            Some((before, _)) => format!("{before} instructions of IR\n"),
            None => format!("{l}\n"),
        })
        .collect()
}

/// The first line in which two texts differ, with what was expected and what came.
fn difference(want: &str, have: &str) -> String {
    let (want, have): (Vec<_>, Vec<_>) = (want.lines().collect(), have.lines().collect());
    let n = want.iter().zip(&have).take_while(|(a, b)| a == b).count();
    let show = |lines: &[&str]| -> String {
        lines
            .iter()
            .skip(n)
            .take(4)
            .map(|l| format!("    {l}\n"))
            .collect()
    };
    format!(
        "line {} of the report: expected\n{}came\n{}",
        n + 1,
        show(&want),
        show(&have)
    )
}

#[test]
fn traces_are_as_recorded() {
    let update = std::env::var_os("UPDATE_TRACES").is_some();
    let mut wrong = Vec::new();
    for path in files() {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a golden trace");
        let (program, want) = text.split_once(DIVIDER).unwrap_or((&text, ""));
        let have = report(&name, program);
        if update {
            fs::write(&path, format!("{program}{DIVIDER}{have}")).expect("it is written");
        } else if have != want {
            wrong.push(format!("{}: {}", path.display(), difference(want, &have)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n(UPDATE_TRACES=1 cargo test --test golden writes them anew)",
        wrong.join("\n")
    );
}

/// A golden without traces shows nothing, one with an address is another one tomorrow, one without a first line says nothing.
#[test]
fn goldens_are_stable_and_show_something() {
    let files = files();
    assert!(files.len() >= 40, "only {} golden traces", files.len());
    for path in files {
        let text = fs::read_to_string(&path).expect("a golden trace");
        let (program, report) = text.split_once(DIVIDER).expect("a program and a report");
        let name = path.display();
        assert!(
            program.starts_with("# "),
            "{name} does not say what it shows"
        );
        assert!(
            report.contains("trace 1:") || report.contains("aborts"),
            "{name} has no traces"
        );
        assert!(!report.contains("0x2000"), "{name} contains an address");
    }
}

/// Everything is in the JSON: the code for both architectures, what making the traces took, and the time of each tier.
#[test]
fn reports_show_both_architectures_and_times() {
    let program = "# sections: json\ns = 0\nfor i in range(3000):\n    s += i * i % 7\nprint(s)\n";
    let text = report("both_architectures", program);
    assert!(text.contains("\"other\":{\"arch\":\""), "{text}");
    let (x64, a64) = (text.contains("imul "), text.contains("mul x"));
    assert!(x64 && a64, "{text}");
    assert!(!text.contains(".inst"), "{text}");
    for key in [
        "interpreter",
        "recording",
        "compiling",
        "machine",
        "collecting",
        "waiting",
        "optimiser",
        "registers",
        "assembly",
    ] {
        assert!(text.contains(&format!("\"{key}\":")), "{key}");
    }
    let text = report("times", &program.replace("json", "traces,times,totals"));
    for line in [
        "us  optimiser",
        "s  recording",
        "machine code and what it calls",
    ] {
        assert!(text.lines().any(|l| l.contains(line)), "{line}: {text}");
    }
}
