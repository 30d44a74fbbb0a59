//! The `swtrace` program: runs a program with the JIT on and reports its traces when it has ended.
//!
//! A thin main: it turns its options into `-X` switches of `sidewinder`. The report is that of `jit::report`.

use std::process::ExitCode;

use jit::report::SECTIONS;

/// What is shown unless sections are named.
const DEFAULT: &str = "tbicxlao";

const USAGE: &str = "\
usage: swtrace [options] [-X SWITCH]... PROGRAM [ARGUMENT]...    (or -c CODE, -m MODULE)

Runs PROGRAM with the JIT on and reports its traces on standard error when it has ended.

  -LETTERS, --sections LETTERS|NAME,NAME,...|all
                     which sections (default tbicxlao):
";

const MORE: &str = "\
  --json             everything, as JSON
  --output FILE      the report goes to FILE
  --hot LOOP/EXIT    when loops and exits are hot (default 1000/40)
  --arch x64|a64     whose registers and machine code are shown (the host's if left out)
  --eager            as early as can be
  -X SWITCH          a switch of sidewinder (docs/SWITCHES.md)
";

fn usage() -> String {
    let sections: String = SECTIONS
        .iter()
        .map(|(letter, name, what)| format!("                       {letter}  {name:<10} {what}\n"))
        .collect();
    format!("{USAGE}{sections}{MORE}")
}

fn main() -> ExitCode {
    let args = std::env::args_os()
        .skip(1)
        .map(|a| a.to_string_lossy().into_owned());
    match switches(args.collect()) {
        Ok(Some(all)) => sidewinder::command_line::main_with(all),
        Ok(None) => {
            print!("{}", usage());
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprint!("swtrace: {message}\n{}", usage());
            ExitCode::from(2)
        }
    }
}

/// The arguments of `sidewinder`; nothing where help was asked for.
fn switches(args: Vec<String>) -> Result<Option<Vec<String>>, String> {
    let (mut sections, mut json) = (DEFAULT.to_string(), false);
    let mut all = vec!["jit=on".to_string()];
    let mut args = args.into_iter().peekable();
    let mut rest = Vec::new();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "-h" | "--help" => return Ok(None),
            "--json" => json = true,
            "--eager" => all.push("jit=eager".to_string()),
            "--sections" => sections = value()?,
            "--output" => all.push(format!("jit-report-file={}", value()?)),
            "--hot" => all.push(format!("jit-hot={}", value()?)),
            "--arch" => all.push(format!("jit-arch={}", value()?)),
            "-X" => all.push(value()?),
            "-c" | "-m" => {
                rest.push(arg);
                break;
            }
            long if long.starts_with("--") => return Err(format!("{long} is not understood")),
            letters if letters.starts_with('-') && letters.len() > 1 => {
                sections = letters[1..].to_string();
            }
            _ => {
                rest.push(arg);
                break;
            }
        }
    }
    if rest.is_empty() {
        return Err("no program".to_string());
    }
    rest.extend(args);
    jit::report::sections(&sections).map_err(|wrong| format!("no section {wrong}"))?;
    all.push(if json {
        "jit-report=json".to_string()
    } else {
        format!("jit-report={sections}")
    });
    let mut words: Vec<String> = Vec::new();
    for switch in all {
        words.extend(["-X".to_string(), switch]);
    }
    words.extend(rest);
    Ok(Some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_switches() {
        let of = |text: &str| switches(text.split(' ').map(String::from).collect());
        let words = |text: &str| of(text).map(|w| w.expect("no help was asked for").join(" "));
        assert_eq!(
            words("-ti p.py -x"),
            Ok("-X jit=on -X jit-report=ti p.py -x".to_string())
        );
        assert_eq!(
            words("--json --hot 5/2 -X jit-opt=-cse p.py"),
            Ok("-X jit=on -X jit-hot=5/2 -X jit-opt=-cse -X jit-report=json p.py".to_string())
        );
        assert_eq!(
            words("--sections ir,exits -c pass"),
            Ok("-X jit=on -X jit-report=ir,exits -c pass".to_string())
        );
        assert_eq!(
            words("--arch a64 -gm p.py"),
            Ok("-X jit=on -X jit-arch=a64 -X jit-report=gm p.py".to_string())
        );
        assert_eq!(of("--help"), Ok(None));
        assert!(of("-tq p.py").is_err());
        assert!(of("--sections ir").is_err());
    }
}
