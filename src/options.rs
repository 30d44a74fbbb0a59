//! The command line, taken apart: CPython's switches and the environment variables that go with them.

use runtime::config::Config;

/// What to run.
pub enum Program {
    Command(String),
    Module(String),
    Script(String),
    Stdin,
}

/// The command line, taken apart.
pub struct Options {
    pub program: Program,
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// Everything else.
    pub config: Config,
}

/// What `parse` found.
pub enum Parsed {
    Run(Box<Options>),
    /// Print this on standard output, and end.
    Print(String),
    /// Print this on standard error, and end with this status.
    Fail(String, u8),
}

impl Options {
    /// The JIT's switches.
    pub fn jit(&self) -> jit::Options {
        let mut options = jit::Options::default();
        let heeded = self.config.ignore_environment == 0;
        if heeded && std::env::var_os("PYTHON_JIT").is_some_and(|v| v == "0") {
            options.parse("jit=off");
        }
        for (name, value) in &self.config.x_options {
            let text = match value {
                Some(v) => format!("{name}={v}"),
                None => name.clone(),
            };
            if name.starts_with("jit") && !options.parse(&text) {
                eprintln!("sidewinder: -X {text} is not understood");
            }
        }
        options
    }

    /// The value of an `-X` option: None if it was not given.
    pub fn x(&self, name: &str) -> Option<Option<&str>> {
        let found = self.config.x_options.iter().rfind(|(n, _)| n == name)?;
        Some(found.1.as_deref())
    }
}

const USAGE: &str = "usage: sidewinder [option] ... [-c cmd | -m mod | file | -] [arg] ...";

const HELP: &str = "Options (and corresponding environment variables):
-b     : issue warnings about converting bytes/bytearray to str and comparing
         bytes/bytearray with str or bytes with int (-bb: issue errors)
-B     : (accepted: no .pyc files are written)
-c cmd : program passed in as string (terminates option list)
-d     : (accepted)
-E     : ignore PYTHON* environment variables (such as PYTHONPATH)
-h     : print this help message and exit (also -? or --help)
-i     : inspect interactively after running script; also PYTHONINSPECT=x
-I     : isolate Python from the user's environment (implies -E, -P and -s)
-m mod : run library module as a script (terminates option list)
-O     : remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x
-OO    : do -O changes and also discard docstrings
-P     : don't put the script's folder into sys.path; also PYTHONSAFEPATH
-q     : don't print version and copyright messages on interactive startup
-s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE=x
-S     : don't make the names that site gives
-u     : force the stdout and stderr streams to be unbuffered; also PYTHONUNBUFFERED=x
-v     : (accepted)
-V     : print the version number and exit (also --version)
-W arg : warning control; arg is action:message:category:module:lineno;
         also PYTHONWARNINGS=arg
-x     : skip first line of source, allowing use of non-Unix forms of #!cmd
-X opt : set an option of the implementation (see docs/SWITCHES.md)
--help-env      : print the environment variables that are heeded and exit
--help-xoptions : print the options of -X that are Python's and exit
--help-all      : print all of this and exit

Arguments:
file   : program read from script file
-      : program read from stdin (default; interactive mode if a tty)
arg ...: arguments passed to program in sys.argv[1:]
";

const ENVIRONMENT_HELP: &str = "Environment variables that change behavior:
PYTHON_BASIC_REPL: keep to the simple interactive prompt
PYTHONBREAKPOINT: what breakpoint() calls; 0: nothing
PYTHON_COLORS: whether output is colored (0 or 1)
PYTHON_CPU_COUNT: what os.cpu_count() answers (-X cpu_count)
PYTHONHASHSEED: the seed of the hashes of strings: random or a number
PYTHONHOME: (accepted: the library is part of the program)
PYTHONINTMAXSTRDIGITS: the most digits of an int as text (-X int_max_str_digits)
PYTHONIOENCODING: encoding[:errors] of stdin, stdout and stderr
PYTHON_JIT: 0: no just-in-time compiler
PYTHONPATH: folders to look for modules in first, with ':' between
PYTHONPYCACHEPREFIX: a folder for caches of modules (-X pycache_prefix)
PYTHONSTARTUP: a file that an interactive session begins with
PYTHONUTF8: 1: text is UTF-8, whatever the locale (-X utf8)
PYTHONWARNINGS: warning control, as -W

These variables have equivalent command-line options:
PYTHON_CONTEXT_AWARE_WARNINGS: -X context_aware_warnings
PYTHONDEBUG: -d
PYTHONDEVMODE: -X dev
PYTHONDONTWRITEBYTECODE: -B
PYTHONFAULTHANDLER: -X faulthandler
PYTHON_FROZEN_MODULES: -X frozen_modules
PYTHONINSPECT: -i
PYTHONNODEBUGRANGES: -X no_debug_ranges
PYTHONNOUSERSITE: -s
PYTHONOPTIMIZE: -O
PYTHONPROFILEIMPORTTIME: -X importtime
PYTHONSAFEPATH: -P
PYTHON_THREAD_INHERIT_CONTEXT: -X thread_inherit_context
PYTHONTRACEMALLOC: -X tracemalloc
PYTHONUNBUFFERED: -u
PYTHONVERBOSE: -v
PYTHONWARNDEFAULTENCODING: -X warn_default_encoding
";

const X_HELP: &str = "Options of -X that are Python's (docs/SWITCHES.md has the others):
-X context_aware_warnings=[0|1]: whether warnings.catch_warnings keeps to its context
-X cpu_count=N: what os.cpu_count() answers
-X dev: check and warn of more
-X faulthandler: tell where the program was when it crashes
-X frozen_modules=[on|off]: (accepted)
-X importtime[=2]: print how long each import took
-X int_max_str_digits=N: the most digits of an int as text; 0: any number
-X no_debug_ranges: code knows lines, but no columns
-X pycache_prefix=FOLDER: where caches of modules are
-X thread_inherit_context=[0|1]: whether threads begin with a copy of the context
-X tracemalloc[=N]: trace allocations, with N frames each
-X utf8[=0|1]: text is UTF-8, whatever the locale
-X warn_default_encoding: warn of files that are opened without an encoding
";

fn usage_error(message: &str) -> Parsed {
    let text = format!("{message}\n{USAGE}\nTry `sidewinder -h' for more information.\n");
    Parsed::Fail(text, 2)
}

/// CPython's report of settings that make no sense.
fn fatal(message: &str) -> Parsed {
    fatal_in("preinitialized", message)
}

/// As [`fatal`], at an earlier step of CPython's start.
fn fatal_in(state: &str, message: &str) -> Parsed {
    let text = format!("Fatal Python error: {message}\nPython runtime state: {state}\n\n");
    Parsed::Fail(text, 1)
}

/// The version, as `-V` prints it.
fn version() -> String {
    let (major, minor, micro) = stdlib::sys::VERSION;
    format!("Python {major}.{minor}.{micro}\n")
}

/// Takes the arguments of the process apart (without its own name).
pub fn parse(args: Vec<String>) -> Parsed {
    let mut config = Config {
        original_arguments: args.clone(),
        ..Config::default()
    };
    let mut warnings = Vec::new();
    let mut rest = args.into_iter();
    let (program, argv) = loop {
        let Some(arg) = rest.next() else {
            break (Program::Stdin, vec![String::new()]);
        };
        if arg == "-" {
            break (Program::Stdin, std::iter::once(arg).chain(rest).collect());
        }
        let Some(letters) = arg.strip_prefix('-') else {
            let program = Program::Script(arg.clone());
            break (program, std::iter::once(arg).chain(rest).collect());
        };
        match arg.as_str() {
            "--help" => return Parsed::Print(format!("{USAGE}\n{HELP}")),
            "--help-env" => return Parsed::Print(ENVIRONMENT_HELP.to_owned()),
            "--help-xoptions" => return Parsed::Print(X_HELP.to_owned()),
            "--help-all" => {
                let all = format!("{USAGE}\n{HELP}\n{ENVIRONMENT_HELP}\n{X_HELP}");
                return Parsed::Print(all);
            }
            "--version" => return Parsed::Print(version()),
            "--check-hash-based-pycs" => match rest.next().as_deref() {
                Some("default" | "always" | "never") => continue,
                Some(_) => {
                    return usage_error(
                        "--check-hash-based-pycs must be one of 'default', 'always', or 'never'",
                    );
                }
                None => {
                    return usage_error(
                        "Argument expected for the --check-hash-based-pycs options",
                    );
                }
            },
            _ if arg.starts_with("--") => return usage_error(&format!("Unknown option: {arg}")),
            _ => {}
        }
        let mut letters = letters.chars();
        let mut found = None;
        while let Some(letter) = letters.next() {
            if matches!(letter, 'c' | 'm' | 'W' | 'X') {
                let inline: String = letters.by_ref().collect();
                let value = if inline.is_empty() {
                    rest.next()
                } else {
                    Some(inline)
                };
                let Some(value) = value else {
                    return usage_error(&format!("Argument expected for the -{letter} option"));
                };
                match letter {
                    'c' => found = Some(Program::Command(value)),
                    'm' => found = Some(Program::Module(value)),
                    'W' => warnings.push(value),
                    _ => config.x_options.push(match value.split_once('=') {
                        Some((name, v)) => (name.to_owned(), Some(v.to_owned())),
                        None => (value, None),
                    }),
                }
                continue;
            }
            match letter {
                'b' => config.bytes_warning += 1,
                'B' => config.dont_write_bytecode += 1,
                'd' => config.debug += 1,
                'E' => config.ignore_environment = 1,
                'i' => {
                    config.inspect += 1;
                    config.interactive += 1;
                }
                'I' => {
                    config.isolated = 1;
                    config.ignore_environment = 1;
                    config.no_user_site = 1;
                    config.safe_path = true;
                }
                'O' => config.optimize += 1,
                'P' => config.safe_path = true,
                'q' => config.quiet += 1,
                'R' => config.random_hashes = true,
                's' => config.no_user_site = 1,
                'S' => config.no_site = 1,
                'u' => config.unbuffered = true,
                'v' => config.verbose += 1,
                'x' => config.skip_first_line = true,
                'h' | '?' => return Parsed::Print(format!("{USAGE}\n{HELP}")),
                'V' => return Parsed::Print(version()),
                _ => return usage_error(&format!("Unknown option: -{letter}")),
            }
        }
        match found {
            Some(Program::Command(text)) => {
                let argv = std::iter::once("-c".to_owned()).chain(rest).collect();
                break (Program::Command(text), argv);
            }
            Some(program) => {
                let argv = std::iter::once("-m".to_owned()).chain(rest).collect();
                break (program, argv);
            }
            None => {}
        }
    };
    if let Err(failed) = environment(&mut config, warnings) {
        return failed;
    }
    Parsed::Run(Box::new(Options {
        program,
        argv,
        config,
    }))
}

/// Adds what the environment says, unless it is to be ignored.
fn environment(config: &mut Config, warnings: Vec<String>) -> Result<(), Parsed> {
    let ignored = config.ignore_environment != 0;
    let get = |name: &str| {
        if ignored {
            return None;
        }
        let value = std::env::var_os(name)?.to_string_lossy().into_owned();
        Some(value).filter(|v| !v.is_empty())
    };
    // A number counts as so many switches; anything else as one.
    let flag = |name: &str| match get(name) {
        Some(v) => v
            .trim()
            .parse::<i64>()
            .ok()
            .filter(|&n| n >= 0)
            .unwrap_or(1),
        None => 0,
    };
    config.debug = config.debug.max(flag("PYTHONDEBUG"));
    config.verbose = config.verbose.max(flag("PYTHONVERBOSE"));
    config.optimize = config.optimize.max(flag("PYTHONOPTIMIZE"));
    config.inspect = config.inspect.max(flag("PYTHONINSPECT"));
    config.dont_write_bytecode = config
        .dont_write_bytecode
        .max(flag("PYTHONDONTWRITEBYTECODE"));
    config.no_user_site = config.no_user_site.max(flag("PYTHONNOUSERSITE"));
    config.unbuffered |= flag("PYTHONUNBUFFERED") != 0;
    config.safe_path |= get("PYTHONSAFEPATH").is_some();
    let x = |name: &str| {
        let found = config.x_options.iter().rfind(|(n, _)| n == name);
        found.map(|(_, v)| v.clone())
    };
    config.no_debug_ranges = x("no_debug_ranges").is_some() || get("PYTHONNODEBUGRANGES").is_some();
    config.dev_mode = x("dev").is_some() || get("PYTHONDEVMODE").is_some();
    config.warn_default_encoding =
        i64::from(x("warn_default_encoding").is_some() || flag("PYTHONWARNDEFAULTENCODING") != 0);
    config.utf8_mode = match (x("utf8"), get("PYTHONUTF8").as_deref()) {
        (Some(None), _) => 1,
        (Some(Some(v)), _) if v == "1" => 1,
        (Some(Some(v)), _) if v == "0" => 0,
        (Some(_), _) => {
            let message = "preconfig_init_utf8_mode: invalid -X utf8 option value";
            return Err(fatal_in("preinitializing", message));
        }
        (None, None | Some("0")) => 0,
        (None, Some("1")) => 1,
        (None, Some(_)) => {
            let message = "preconfig_init_utf8_mode: invalid PYTHONUTF8 environment variable value";
            return Err(fatal_in("preinitializing", message));
        }
    };
    // What is 0 or 1, by `-X NAME=N` or the environment.
    let choice = |name: &str, variable: &str| -> Result<i64, Parsed> {
        if let Some(v) = x(name) {
            return match v.as_deref() {
                Some("0") => Ok(0),
                Some("1") => Ok(1),
                _ => Err(fatal(&format!(
                    "config_init_{name}: -X {name}=n: n is missing or invalid"
                ))),
            };
        }
        match get(variable).as_deref() {
            None | Some("0") => Ok(0),
            Some("1") => Ok(1),
            Some(_) => Err(fatal(&format!(
                "config_init_{name}: {variable}=N: N is missing or invalid"
            ))),
        }
    };
    config.thread_inherit_context =
        choice("thread_inherit_context", "PYTHON_THREAD_INHERIT_CONTEXT")?;
    config.context_aware_warnings =
        choice("context_aware_warnings", "PYTHON_CONTEXT_AWARE_WARNINGS")?;
    let (count, what) = match x("cpu_count") {
        Some(v) => (
            Some(v.unwrap_or_default()),
            "-X cpu_count=n option: n is missing or an invalid number",
        ),
        None => (
            get("PYTHON_CPU_COUNT"),
            "PYTHON_CPU_COUNT=n: n is missing or an invalid number",
        ),
    };
    if let Some(text) = count.filter(|text| text != "default") {
        config.cpu_count = text.parse::<i64>().ok().filter(|&n| n > 0);
        if config.cpu_count.is_none() {
            return Err(fatal(&format!(
                "config_init_cpu_count: {what}, n must be greater than 0"
            )));
        }
    }
    if let Some(Some(v)) = x("gil") {
        if v == "0" {
            let message = "config_read_gil: Disabling the GIL is not supported by this build";
            return Err(fatal(message));
        }
    }
    config.fault_handler =
        x("faulthandler").is_some() || get("PYTHONFAULTHANDLER").is_some() || config.dev_mode;
    let (frames, what) = match x("tracemalloc") {
        Some(v) => (
            Some(v.unwrap_or_else(|| "1".to_owned())),
            "-X tracemalloc=NFRAME",
        ),
        None => (get("PYTHONTRACEMALLOC"), "PYTHONTRACEMALLOC"),
    };
    if let Some(text) = frames {
        config.trace_memory = match text.parse() {
            Ok(n @ 0..=65_535) => n,
            _ => {
                return Err(fatal(&format!(
                    "config_init_tracemalloc: {what}: invalid number of frames"
                )));
            }
        };
    }
    let frozen = match x("frozen_modules") {
        Some(v) => v.map(|v| (v, "option -X frozen_modules")),
        None => get("PYTHON_FROZEN_MODULES").map(|v| (v, "PYTHON_FROZEN_MODULES")),
    };
    config.thaw = match frozen {
        Some((v, _)) if v == "off" => true,
        Some((v, what)) if v != "on" && !v.is_empty() => {
            return Err(fatal(&format!(
                "bad value for {what} (expected \"on\" or \"off\")"
            )));
        }
        _ => false,
    };
    // (What is no number is as good as 1.)
    let level = |text: Option<String>| text.and_then(|t| t.parse().ok()).unwrap_or(1);
    config.import_time = match (x("importtime"), get("PYTHONPROFILEIMPORTTIME")) {
        (Some(v), _) => match level(v) {
            n @ 0..=2 => n,
            _ => {
                return Err(fatal(
                    "config_init_import_time: -X importtime: values other than 1 and 2 are reserved for future use.",
                ));
            }
        },
        (None, Some(v)) => match level(Some(v)) {
            n @ 0..=2 => n,
            _ => {
                return Err(fatal(
                    "config_init_import_time: PYTHONPROFILEIMPORTTIME: values other than 1 and 2 are reserved for future use.",
                ));
            }
        },
        (None, None) => 0,
    };
    config.pycache_prefix = match x("pycache_prefix") {
        Some(v) => v.filter(|v| !v.is_empty()),
        None => get("PYTHONPYCACHEPREFIX"),
    };
    let limit = match x("int_max_str_digits") {
        Some(v) => Some(("-X int_max_str_digits", v.unwrap_or_default())),
        None => get("PYTHONINTMAXSTRDIGITS").map(|v| ("PYTHONINTMAXSTRDIGITS", v)),
    };
    if let Some((what, text)) = limit {
        match text.parse::<i64>() {
            Ok(n) if n == 0 || (640..=i64::from(i32::MAX)).contains(&n) => {
                config.int_max_str_digits = Some(n);
            }
            _ => {
                return Err(fatal(&format!(
                    "config_init_int_max_str_digits: {what}: invalid limit; must be >= 640 or 0 for unlimited."
                )));
            }
        }
    }
    config.hash_seed = match get("PYTHONHASHSEED").as_deref() {
        None | Some("random") => None,
        Some(_) if config.random_hashes => None,
        Some(text) => match text.parse::<u32>() {
            Ok(seed) => Some(seed),
            Err(_) => {
                return Err(fatal(
                    "config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
                ));
            }
        },
    };
    if config.dev_mode {
        config.warn_options.push("default".to_owned());
    }
    if let Some(all) = get("PYTHONWARNINGS") {
        config
            .warn_options
            .extend(all.split(',').map(str::to_owned));
    }
    config.warn_options.extend(warnings);
    match config.bytes_warning {
        0 => {}
        1 => config.warn_options.push("default::BytesWarning".to_owned()),
        _ => config.warn_options.push("error::BytesWarning".to_owned()),
    }
    if let Some(path) = get("PYTHONPATH") {
        config.path = path.split(':').map(str::to_owned).collect();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Options, Parsed, Program, parse};

    fn options(words: &[&str]) -> Options {
        match parse(words.iter().map(|w| (*w).to_owned()).collect()) {
            Parsed::Run(options) => *options,
            Parsed::Print(text) | Parsed::Fail(text, _) => panic!("{text}"),
        }
    }

    #[test]
    fn switches_may_share_a_word() {
        let o = options(&["-OOBqWerror", "-Xa=b", "-c", "pass", "-x"]);
        assert_eq!((o.config.optimize, o.config.dont_write_bytecode), (2, 1));
        assert_eq!(o.config.warn_options, ["error"]);
        assert_eq!(o.x("a"), Some(Some("b")));
        assert!(matches!(o.program, Program::Command(text) if text == "pass"));
        assert_eq!(o.argv, ["-c", "-x"]);
    }

    #[test]
    fn isolation_implies_the_rest() {
        let c = options(&["-I", "-"]).config;
        assert_eq!(
            (c.isolated, c.ignore_environment, c.no_user_site),
            (1, 1, 1)
        );
        assert!(c.safe_path);
    }

    #[test]
    fn what_is_unknown_is_refused() {
        for words in [&["-Z"][..], &["--nope"], &["-c"], &["-W"]] {
            let parsed = parse(words.iter().map(|w| (*w).to_owned()).collect());
            assert!(matches!(parsed, Parsed::Fail(_, 2)), "{words:?}");
        }
    }
}
