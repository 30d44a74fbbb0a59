//! The command line of CPython.

use std::process::ExitCode;

use frontend::{Flags, Mode};
use runtime::error::PyResult;
use runtime::import;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::start::{self, Setup};
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::{self, T, exception, list, module, str};
use runtime::value::Value;

/// What to run.
enum Program {
    Command(String),
    Module(String),
    Script(String),
    Stdin,
}

/// The command line, taken apart.
struct Options {
    program: Program,
    /// `sys.argv`.
    argv: Vec<String>,
    /// `-O` (1) or `-OO` (2).
    optimize: u8,
    /// `-X` options: name and value.
    extra: Vec<(String, Option<String>)>,
}

impl Options {
    /// The JIT's switches.
    fn jit(&self) -> jit::Options {
        let mut options = jit::Options::default();
        for (name, value) in &self.extra {
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
}

fn usage_error(message: &str) -> ExitCode {
    eprintln!("{message}");
    eprintln!("usage: sidewinder [option] ... [-c cmd | -m mod | file | -] [arg] ...");
    eprintln!("Try `sidewinder -h' for more information.");
    ExitCode::from(2)
}

const HELP: &str = "usage: sidewinder [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options:
-c cmd : program passed in as string (terminates option list)
-h     : print this help message and exit (also -? or --help)
-m mod : run library module as a script (terminates option list)
-O     : remove assert and __debug__-dependent statements
-OO    : do -O changes and also discard docstrings
-V     : print the version number and exit (also --version)
-X opt : set an option of the implementation (see docs/SWITCHES.md)
file   : program read from script file
-      : program read from stdin
arg ...: arguments passed to program in sys.argv[1:]
";

/// What `parse` found other than a program to run.
enum Parsed {
    Run(Options),
    Exit(ExitCode),
}

/// Options of CPython that have no effect here, or not yet one.
const ACCEPTED: &[char] = &[
    'B', 'b', 'd', 'E', 'i', 'I', 'P', 'q', 'R', 's', 'S', 'u', 'v', 'x',
];

fn parse(args: Vec<String>) -> Parsed {
    let mut optimize = 0;
    let mut extra = Vec::new();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let rest = |first: String, args: std::vec::IntoIter<String>| {
            std::iter::once(first).chain(args).collect()
        };
        if arg == "-" {
            return Parsed::Run(Options {
                program: Program::Stdin,
                argv: rest(arg, args),
                optimize,
                extra,
            });
        }
        if arg == "--help" {
            print!("{HELP}");
            return Parsed::Exit(ExitCode::SUCCESS);
        }
        if arg == "--version" {
            println!(
                "Python {}.{}.{}",
                stdlib::sys::VERSION.0,
                stdlib::sys::VERSION.1,
                stdlib::sys::VERSION.2
            );
            return Parsed::Exit(ExitCode::SUCCESS);
        }
        let Some(letters) = arg.strip_prefix('-').filter(|l| !l.starts_with('-')) else {
            if arg.starts_with("--") {
                return Parsed::Exit(usage_error(&format!("unknown option {arg}")));
            }
            let program = Program::Script(arg.clone());
            return Parsed::Run(Options {
                program,
                argv: rest(arg, args),
                optimize,
                extra,
            });
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            let mut value = |args: &mut std::vec::IntoIter<String>| {
                let inline: String = letters.by_ref().collect();
                if inline.is_empty() {
                    args.next()
                } else {
                    Some(inline)
                }
            };
            match letter {
                'c' => {
                    let Some(command) = value(&mut args) else {
                        return Parsed::Exit(usage_error("Argument expected for the -c option"));
                    };
                    let program = Program::Command(command);
                    return Parsed::Run(Options {
                        program,
                        argv: rest("-c".to_owned(), args),
                        optimize,
                        extra,
                    });
                }
                'm' => {
                    let Some(name) = value(&mut args) else {
                        return Parsed::Exit(usage_error("Argument expected for the -m option"));
                    };
                    let program = Program::Module(name);
                    return Parsed::Run(Options {
                        program,
                        argv: rest("-m".to_owned(), args),
                        optimize,
                        extra,
                    });
                }
                'O' => optimize = (optimize + 1).min(2),
                'X' => {
                    let Some(option) = value(&mut args) else {
                        return Parsed::Exit(usage_error("Argument expected for the -X option"));
                    };
                    extra.push(match option.split_once('=') {
                        Some((name, v)) => (name.to_owned(), Some(v.to_owned())),
                        None => (option, None),
                    });
                }
                'W' => {
                    if value(&mut args).is_none() {
                        return Parsed::Exit(usage_error("Argument expected for the -W option"));
                    }
                }
                'h' | '?' => {
                    print!("{HELP}");
                    return Parsed::Exit(ExitCode::SUCCESS);
                }
                'V' => {
                    println!(
                        "Python {}.{}.{}",
                        stdlib::sys::VERSION.0,
                        stdlib::sys::VERSION.1,
                        stdlib::sys::VERSION.2
                    );
                    return Parsed::Exit(ExitCode::SUCCESS);
                }
                accepted if ACCEPTED.contains(&accepted) => {}
                unknown => {
                    return Parsed::Exit(usage_error(&format!("Unknown option: -{unknown}")));
                }
            }
        }
    }
    Parsed::Run(Options {
        program: Program::Stdin,
        argv: vec![String::new()],
        optimize,
        extra,
    })
}

/// The whole program: parses the arguments of the process, runs Python, and gives the exit status.
pub fn main() -> ExitCode {
    main_with(
        std::env::args_os()
            .skip(1)
            .map(|a| a.to_string_lossy().into_owned())
            .collect(),
    )
}

/// As [`main`], with arguments of the caller's.
pub fn main_with(args: Vec<String>) -> ExitCode {
    let options = match parse(args) {
        Parsed::Run(options) => options,
        Parsed::Exit(code) => return code,
    };
    if options.extra.iter().any(|(name, _)| name == "dis") {
        return dis(&options);
    }
    // The thread that runs Python ends the process: in a forked child it is the only one. Threads and traces may still
    // look at the process's state, which is left as it is.
    crate::native_stack::run(|native| std::process::exit(run(native, &options)))
}

/// `-X dis`: prints the bytecode instead of running it.
fn dis(options: &Options) -> ExitCode {
    let (source, name) = match &options.program {
        Program::Command(text) => (text.clone().into_bytes(), "<string>".to_owned()),
        Program::Script(path) => match std::fs::read(path) {
            Ok(source) => (source, path.clone()),
            Err(e) => return usage_error(&format!("sidewinder: can't open file '{path}': {e}")),
        },
        Program::Module(_) | Program::Stdin => return usage_error("-X dis wants -c or a file"),
    };
    match frontend::compile(
        &source,
        &name,
        Mode::Exec,
        Flags {
            optimize: options.optimize,
            ..Flags::default()
        },
    ) {
        Ok(code) => {
            print!("{}", frontend::dis::dis(&code));
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{}: {}", e.line, e.msg);
            ExitCode::FAILURE
        }
    }
}

fn run(native: (usize, usize), options: &Options) -> i32 {
    let setup = Setup {
        modules: stdlib::MODULES,
        library: stdlib::library::find,
    };
    let jit = options.jit();
    jit::prepare(&jit);
    let th = match start::start(native, &setup) {
        Ok(th) => th,
        Err(_) => {
            eprintln!("sidewinder: the runtime could not start");
            return 1;
        }
    };
    jit::install(jit);
    // Collecting at every n-th allocation, with freed memory poisoned, shows values that the collector does not find.
    for (name, value) in &options.extra {
        if name == "gc-stress" {
            let n = value.as_deref().and_then(|n| n.parse().ok());
            runtime::heap::set_stress(n.unwrap_or(100));
        }
    }
    let mut status = match run_program(th, options) {
        Ok(()) => 0,
        Err(raised) => {
            let exc = th.take_exception(raised);
            uncaught(th, exc)
        }
    };
    stdlib::atexit::run(th);
    if !stdlib::stdio::flush_all(th) && status == 0 {
        status = 120;
    }
    jit::dump::totals();
    jit::totals::write();
    status
}

/// Reports an exception that nobody caught; the exit status.
fn uncaught(th: &Thread, exc: Value) -> i32 {
    if types::is_instance_of(exc, T::SystemExit) {
        let code = exception::as_exception(exc)
            .extra(0)
            .map_or(Value::NONE, |s| s.get());
        if code.is_none() || code.is_empty() {
            return 0;
        }
        if let Some(n) = types::int::to_i64(code) {
            return n as i32;
        }
        if types::int::is_int(code) {
            return -1;
        }
        if let Ok(text) = runtime::ops::str(th, code) {
            let line = str::new(th, &format!("{}\n", text.to_string_lossy()));
            let written = import::module(th, "sys")
                .and_then(|sys| runtime::ops::get_attr(th, sys, names::get(N::stderr)))
                .and_then(|f| runtime::ops::call_method(th, f, names::get(N::write), &[line]));
            if let Err(raised) = written {
                th.take_exception(raised);
            }
        }
        return 1;
    }
    let _ = stdlib::stdio::flush_all(th);
    let hook = import::module(th, "sys")
        .and_then(|sys| runtime::ops::get_attr(th, sys, str::intern(th, "excepthook")));
    let tb = exception::as_exception(exc).traceback.get();
    let shown =
        hook.and_then(|hook| runtime::ops::call3(th, hook, types::type_of(exc).value(), exc, tb));
    if let Err(raised) = shown {
        th.take_exception(raised);
        stdlib::report::print_exception(th, exc);
    }
    if types::is_instance_of(exc, T::KeyboardInterrupt) {
        let _ = stdlib::stdio::flush_all(th);
        runtime::signals::die_of(2);
        return 130;
    }
    1
}

fn run_program(th: &'static Thread, options: &Options) -> PyResult<()> {
    let sys = import::module(th, "sys")?;
    let set = |name: &str, v: Value| runtime::ops::set_attr(th, sys, str::intern(th, name), v);
    let argv = list::empty(th);
    for arg in &options.argv {
        argv.append(th, str::new(th, arg));
    }
    set("argv", argv.value())?;
    let main = module::new(th, str::intern(th, "__main__"));
    let dict = main.dict();
    import::modules().set_str(th, str::intern(th, "__main__"), main.value());
    dict.set_str(
        th,
        names::get(N::__builtins__),
        import::module(th, "builtins")?,
    );
    let flags = Flags {
        optimize: options.optimize,
        ..Flags::default()
    };
    match &options.program {
        Program::Command(text) => {
            prepend_path(th, sys, "")?;
            run_text(th, text.as_bytes(), "<string>", dict, flags)
        }
        Program::Stdin => {
            prepend_path(th, sys, "")?;
            let mut text = Vec::new();
            if let Err(e) = std::io::Read::read_to_end(&mut std::io::stdin(), &mut text) {
                return Err(th.error(T::OSError, e.to_string()));
            }
            run_text(th, &text, "<stdin>", dict, flags)
        }
        Program::Script(path) => {
            let source = match std::fs::read(path) {
                Ok(source) => source,
                Err(e) => {
                    let number = e.raw_os_error().unwrap_or(0);
                    let text = e.to_string();
                    let text = text.split(" (os error").next().unwrap_or("");
                    eprintln!("sidewinder: can't open file '{path}': [Errno {number}] {text}");
                    return Err(th.error_with(T::SystemExit, &[Value::small(2)]));
                }
            };
            let folder = std::path::Path::new(path)
                .parent()
                .map_or_else(String::new, |p| p.to_string_lossy().into_owned());
            let folder = if folder.is_empty() {
                ".".to_owned()
            } else {
                folder
            };
            let folder =
                std::fs::canonicalize(&folder).map_or(folder, |p| p.to_string_lossy().into_owned());
            prepend_path(th, sys, &folder)?;
            dict.set_str(th, names::get(N::__file__), str::new(th, path));
            run_text(th, &source, path, dict, flags)
        }
        Program::Module(name) => {
            prepend_path(th, sys, "")?;
            let runpy = import::module(th, "runpy")?;
            let run = runtime::ops::get_attr(th, runpy, str::intern(th, "_run_module_as_main"))?;
            runtime::ops::call1(th, run, str::new(th, name))?;
            Ok(())
        }
    }
}

fn run_text(
    th: &Thread,
    source: &[u8],
    name: &str,
    globals: Ref<Dict>,
    flags: Flags,
) -> PyResult<()> {
    let code = import::compile(th, source, name, Mode::Exec, flags)?;
    if name == "<string>" {
        stdlib::report::remember(code.plain(), source);
    }
    import::run_code(th, code, globals, globals.value())?;
    Ok(())
}

/// Puts a folder in front of `sys.path`.
fn prepend_path(th: &Thread, sys: Value, folder: &str) -> PyResult<()> {
    let path = runtime::ops::get_attr(th, sys, names::get(N::path))?;
    if path.has_kind(Kind::List) {
        if let Some(list) = path.downcast::<list::List>() {
            list.insert(th, 0, str::new(th, folder));
        }
    }
    Ok(())
}
