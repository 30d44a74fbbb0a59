//! The command line of CPython.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use frontend::Mode;
use runtime::audit;
use runtime::config;
use runtime::error::{PyResult, Raised};
use runtime::import;
use runtime::names::{self, N};
use runtime::object::Ref;
use runtime::start::{self, Setup};
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::{self, T, exception, list, module, str};
use runtime::value::Value;

use crate::options::{self, Options, Parsed, Program};
use crate::prompt;

/// The whole program: parses the arguments of the process, runs Python, and gives the exit status.
pub fn main() -> ExitCode {
    main_with(
        std::env::args_os()
            .skip(1)
            .map(|a| a.to_string_lossy().into_owned())
            .collect(),
    )
}

/// What is wrong with a program given as an argument whose bytes are no text, in CPython's words.
fn undecodable(command: &str) -> Option<String> {
    let given = std::env::args_os()
        .skip(1)
        .find(|a| a.to_string_lossy() == command)?;
    let (mut first, mut count) = (0, 0);
    for chunk in given.as_encoded_bytes().utf8_chunks() {
        if count > 0 && !chunk.valid().is_empty() {
            break;
        }
        first += chunk.valid().chars().count();
        count += chunk.invalid().len();
    }
    let what = match count {
        0 => return None,
        1 => {
            let byte = given
                .as_encoded_bytes()
                .utf8_chunks()
                .find_map(|c| c.invalid().first());
            format!("character '\\udc{:02x}' in position {first}", byte?)
        }
        _ => format!("characters in position {first}-{}", first + count - 1),
    };
    Some(format!(
        "Unable to decode the command from the command line:\n\
        UnicodeEncodeError: 'utf-8' codec can't encode {what}: surrogates not allowed\n"
    ))
}

/// As [`main`], with arguments of the caller's.
pub fn main_with(args: Vec<String>) -> ExitCode {
    let options = match options::parse(args) {
        Parsed::Run(options) => options,
        Parsed::Print(text) => {
            print!("{text}");
            return ExitCode::SUCCESS;
        }
        Parsed::Fail(text, status) => {
            eprint!("{text}");
            return ExitCode::from(status);
        }
    };
    if let Program::Command(text) = &options.program
        && text.contains(char::REPLACEMENT_CHARACTER)
        && let Some(message) = undecodable(text)
    {
        eprint!("{message}");
        return ExitCode::FAILURE;
    }
    config::restore_closed_descriptors();
    config::set(options.config.clone());
    if options.x("dis").is_some() {
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
            Err(e) => {
                eprintln!("sidewinder: can't open file '{path}': {e}");
                return ExitCode::from(2);
            }
        },
        Program::Module(_) | Program::Stdin => {
            eprintln!("-X dis wants -c or a file");
            return ExitCode::from(2);
        }
    };
    match frontend::compile(&source, &name, Mode::Exec, import::flags()) {
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
        spec: stdlib::importer::spec,
        machinery: &stdlib::importer::MACHINERY,
        loaded: |th, name| {
            if name == "linecache" {
                stdlib::report::tell_linecache(th);
            }
        },
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
    if stdlib::stdio::install(th, options.config.unbuffered).is_err() {
        eprintln!("sidewinder: the standard streams could not be made");
        return 1;
    }
    jit::install(jit);
    if options.config.fault_handler {
        if let Err(raised) = stdlib::faulthandler::enable_at_start(th) {
            th.take_exception(raised);
        }
    }
    if options.config.trace_memory > 0 {
        stdlib::_tracemalloc::start(th, options.config.trace_memory);
    }
    // Collecting at every n-th allocation, with freed memory poisoned, shows values that the collector does not find.
    if let Some(n) = options.x("gc-stress") {
        let n = n.and_then(|n| n.parse().ok());
        runtime::heap::set_stress(n.unwrap_or(100));
    }
    INSPECTS.store(options.config.inspect > 0, Ordering::Relaxed);
    let mut status = finish(th, run_program(th, options));
    // (A program may ask for it by the environment.)
    let asked = INSPECTS.swap(false, Ordering::Relaxed)
        || options.config.ignore_environment == 0
            && std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
    if asked && !matches!(options.program, Program::Stdin) && prompt::is_wanted() {
        if let Some(main) = import::modules().get_str(str::intern(th, "__main__")) {
            if let Some(main) = main.downcast::<module::Module>() {
                status = finish(th, prompt::run(th, main.dict()));
            }
        }
    }
    wait_for_threads(th);
    stdlib::atexit::run(th);
    runtime::finalize::at_exit(th);
    if !stdlib::stdio::flush_all(th) {
        status = 120;
    }
    stdlib::stdio::flush_rest(th);
    jit::dump::totals();
    jit::totals::write();
    jit::report::write();
    status
}

/// Whether a prompt follows the program, whatever it ends with: then even a SystemExit is only shown.
static INSPECTS: AtomicBool = AtomicBool::new(false);

/// The exit status of what was run.
fn finish(th: &Thread, result: PyResult<()>) -> i32 {
    match result {
        Ok(()) => 0,
        Err(raised) => {
            let exc = th.take_exception(raised);
            uncaught(th, exc)
        }
    }
}

/// Waits for the threads that are no daemons, as `threading` knows them. Runs Python.
fn wait_for_threads(th: &Thread) {
    let Some(threading) = import::modules().get_str(str::intern(th, "threading")) else {
        return;
    };
    let done = runtime::ops::call_method(th, threading, str::intern(th, "_shutdown"), &[]);
    if let Err(raised) = done {
        let exc = th.take_exception(raised);
        runtime::finalize::unraisable(th, exc, threading);
    }
}

/// Reports an exception that nobody caught; the exit status.
fn uncaught(th: &Thread, exc: Value) -> i32 {
    if types::is_instance_of(exc, T::SystemExit) && !INSPECTS.load(Ordering::Relaxed) {
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
            let line = str::from_bytes(th, &[text.bytes(), b"\n"].concat()).value();
            let written = import::module(th, "sys")
                .and_then(|sys| runtime::ops::get_attr(th, sys, names::get(N::stderr)))
                .and_then(|f| runtime::ops::call_method(th, f, names::get(N::write), &[line]));
            if let Err(raised) = written {
                th.take_exception(raised);
            }
        }
        return 1;
    }
    if let Some(status) = report(th, exc) {
        return status;
    }
    stdlib::stdio::flush_quietly(th);
    if types::is_instance_of(exc, T::KeyboardInterrupt) {
        let _ = stdlib::stdio::flush_all(th);
        runtime::signals::die_of(2);
        return 130;
    }
    1
}

/// Shows an exception through `sys.excepthook`. If that raises SystemExit, its status. Runs Python.
pub(crate) fn report(th: &Thread, exc: Value) -> Option<i32> {
    let hook = import::module(th, "sys")
        .and_then(|sys| runtime::ops::get_attr_opt(th, sys, str::intern(th, "excepthook")));
    let hook = match hook {
        Ok(Some(hook)) => Ok(hook),
        Ok(None) => {
            stdlib::report::print(th, "sys.excepthook is missing\n");
            stdlib::report::print_exception(th, exc);
            return None;
        }
        Err(raised) => Err(raised),
    };
    let tb = exception::as_exception(exc).traceback.get();
    let told = |hook: Value| {
        let class = types::type_of(exc).value();
        audit::tell(th, "sys.excepthook", || [hook, class, exc, tb])?;
        Ok(hook)
    };
    let hook = match hook.and_then(told) {
        // (An audit hook that objects keeps the exception from being shown, as long as it is no error of its own.)
        Err(raised) if th.raised_is(&raised, T::RuntimeError) => {
            th.take_exception(raised);
            return None;
        }
        hook => hook,
    };
    let shown =
        hook.and_then(|hook| runtime::ops::call3(th, hook, types::type_of(exc).value(), exc, tb));
    if let Err(raised) = shown {
        let failed = th.take_exception(raised);
        if types::is_instance_of(failed, T::SystemExit) {
            return Some(uncaught(th, failed));
        }
        stdlib::report::print(th, "Error in sys.excepthook:\n");
        stdlib::report::print_exception(th, failed);
        stdlib::report::print(th, "\nOriginal exception was:\n");
        stdlib::report::print_exception(th, exc);
    }
    None
}

fn run_program(th: &'static Thread, options: &Options) -> PyResult<()> {
    let sys = import::module(th, "sys")?;
    let set = |name: &str, v: Value| runtime::ops::set_attr(th, sys, str::intern(th, name), v);
    let argv = list::empty(th);
    // (Bytes that are no text stay what they are.)
    let raw: Vec<std::ffi::OsString> = std::env::args_os().collect();
    for (i, arg) in options.argv.iter().enumerate() {
        let own = raw
            .len()
            .checked_sub(options.argv.len() - i)
            .map(|at| &raw[at])
            .filter(|own| own.to_string_lossy() == **arg);
        let arg = match own {
            Some(own) => runtime::os_error::fs_decode(th, own.as_encoded_bytes()),
            None => str::new(th, arg),
        };
        argv.append(th, arg);
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
    let loader = names::get(N::__loader__);
    dict.set_str(th, loader, stdlib::importer::builtin_loader(th));
    if options.config.no_site == 0 {
        stdlib::site::install(th, import::builtins());
        stdlib::site::customize(th, options.config.no_user_site == 0)?;
    }
    if !options.config.warn_options.is_empty() {
        import::module(th, "warnings")?;
    }
    prompt::install(th)?;
    match &options.program {
        Program::Command(text) => {
            prepend_path(th, sys, "")?;
            audit::tell(th, "cpython.run_command", || [str::new(th, text)])?;
            run_text(th, dedented(text).as_bytes(), "<string>", dict)
        }
        Program::Stdin => {
            prepend_path(th, sys, "")?;
            if prompt::is_wanted() {
                INSPECTS.store(false, Ordering::Relaxed);
                prompt::begin(th, dict)?;
                return prompt::run(th, dict);
            }
            let file = names::get(N::__file__);
            dict.set_str(th, file, str::new(th, "<stdin>"));
            audit::tell(th, "cpython.run_stdin", || [])?;
            let mut text = Vec::new();
            if let Err(e) = std::io::Read::read_to_end(&mut std::io::stdin(), &mut text) {
                return Err(runtime::os_error::raise_io(th, &e, &[]));
            }
            run_text(th, &text, "<stdin>", dict)
        }
        Program::Script(path) => {
            audit::tell(th, "cpython.run_file", || [str::new(th, path)])?;
            run_script(th, sys, path, dict)
        }
        Program::Module(name) => {
            let folder = std::env::current_dir()
                .map_or_else(|_| String::new(), |p| p.to_string_lossy().into_owned());
            prepend_path(th, sys, &folder)?;
            run_module(th, name, true)
        }
    }
}

/// A program of the command line without the blanks that all its lines begin with, as `textwrap.dedent` cuts them off.
fn dedented(text: &str) -> std::borrow::Cow<'_, str> {
    let indent = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &str| {
        line.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c'])
            .is_empty()
    };
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|line| !is_blank(line)) {
        let own = &line[..indent(line)];
        margin = Some(match margin {
            None => own,
            Some(m) => {
                let same = m.bytes().zip(own.bytes()).take_while(|(a, b)| a == b);
                &m[..same.count()]
            }
        });
    }
    let cut = margin.map_or(0, str::len);
    if cut == 0 {
        return text.into();
    }
    let lines = text
        .split('\n')
        .map(|line| if is_blank(line) { "" } else { &line[cut..] });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// The path of the program, as CPython shows it in its own messages.
fn own_name() -> String {
    std::env::args().next().unwrap_or_default()
}

/// Says why there is nothing to run, and ends with a status.
fn refuse(th: &Thread, message: &str, status: i64) -> Raised {
    eprintln!("{}: {message}", own_name());
    th.error_with(T::SystemExit, &[Value::small(status)])
}

/// Runs a file, or the `__main__.py` of a folder.
fn run_script(th: &Thread, sys: Value, path: &str, dict: Ref<Dict>) -> PyResult<()> {
    let full =
        std::path::absolute(path).map_or(path.to_owned(), |p| p.to_string_lossy().into_owned());
    let set_file = |file: &str| dict.set_str(th, names::get(N::__file__), str::new(th, file));
    if std::path::Path::new(path).is_dir() {
        insert_path(th, sys, &full)?;
        return run_module(th, "__main__", false);
    }
    let mut source = match std::fs::read(path) {
        Ok(source) => source,
        Err(e) => {
            let number = e.raw_os_error().unwrap_or(0);
            let text = runtime::os_error::text_of(number);
            let message = format!("can't open file '{full}': [Errno {number}] {text}");
            return Err(refuse(th, &message, 2));
        }
    };
    if is_archive(&source) {
        insert_path(th, sys, &full)?;
        return run_module(th, "__main__", false);
    }
    if is_compiled(path, &source) {
        set_file(&full);
        prepend_folder(th, sys, path)?;
        let external = import::module(th, "_frozen_importlib_external")?;
        let class = str::intern(th, "SourcelessFileLoader");
        let args = [str::intern(th, "__main__").value(), str::new(th, &full)];
        let loader = runtime::ops::call_method(th, external, class, &args)?;
        dict.set_str(th, names::get(N::__loader__), loader);
        dict.set_str(th, str::intern(th, "__cached__"), Value::NONE);
        let code = stdlib::marshal::read::code_of_file(th, &source)?;
        import::run_code(th, code, dict, dict.value())?;
        return Ok(());
    }
    if config::get().skip_first_line {
        // The newline stays, so that the lines keep their numbers.
        let end = source
            .iter()
            .position(|&b| b == b'\n')
            .unwrap_or(source.len());
        source.drain(..end);
    }
    prepend_folder(th, sys, path)?;
    // As in CPython the name is absolute, but not cleaned up.
    let name = match std::env::current_dir() {
        Ok(here) if !path.starts_with('/') => {
            format!("{}/{path}", here.to_string_lossy().trim_end_matches('/'))
        }
        _ => path.to_owned(),
    };
    set_file(&name);
    dict.set_str(th, str::intern(th, "__cached__"), Value::NONE);
    let loader = stdlib::importer::source_loader(th, "__main__", &name)?;
    dict.set_str(th, names::get(N::__loader__), loader);
    let flags = frontend::Flags {
        program_file: true,
        ..import::flags()
    };
    let code = import::compile(th, &source, &name, Mode::Exec, flags)?;
    import::run_code(th, code, dict, dict.value())?;
    Ok(())
}

/// Whether a program is compiled code: by its name, or by what it begins with.
fn is_compiled(path: &str, data: &[u8]) -> bool {
    path.ends_with(".pyc") || data.get(..4) == Some(&stdlib::_imp::MAGIC.to_le_bytes())
}

/// Puts the folder of a program in front of `sys.path`, unless that is held to be unsafe.
fn prepend_folder(th: &Thread, sys: Value, path: &str) -> PyResult<()> {
    if config::get().safe_path {
        return Ok(());
    }
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let folder = real
        .parent()
        .map_or_else(String::new, |p| p.to_string_lossy().into_owned());
    insert_path(th, sys, &folder)
}

/// Runs a module as `__main__`, by `runpy`: one of the library or of `sys.path` (`-m`), or the one that a folder or an
/// archive in front of `sys.path` has for that.
fn run_module(th: &Thread, name: &str, is_option: bool) -> PyResult<()> {
    audit::tell(th, "cpython.run_module", || [str::new(th, name)])?;
    let runpy = import::module(th, "runpy")?;
    let args = [str::new(th, name), Value::bool(is_option)];
    let run = str::intern(th, "_run_module_as_main");
    runtime::ops::call_method(th, runpy, run, &args)?;
    Ok(())
}

/// Whether the bytes of a file end as those of a ZIP archive do.
fn is_archive(bytes: &[u8]) -> bool {
    // The end record is 22 bytes long, and may be followed by a comment.
    const MARK: &[u8] = b"PK\x05\x06";
    let from = bytes.len().saturating_sub(22 + 0xffff);
    bytes.len() >= 22 && bytes[from..].windows(MARK.len()).any(|w| w == MARK)
}

fn run_text(th: &Thread, source: &[u8], name: &str, globals: Ref<Dict>) -> PyResult<()> {
    let is_command = name == "<string>";
    let flags = frontend::Flags {
        text: is_command,
        ..import::flags()
    };
    let code = import::compile(th, source, name, Mode::Exec, flags)?;
    if is_command {
        stdlib::report::remember(th, code, source);
    }
    import::run_code(th, code, globals, globals.value())?;
    Ok(())
}

/// Puts a folder in front of `sys.path`, unless that is held to be unsafe.
fn prepend_path(th: &Thread, sys: Value, folder: &str) -> PyResult<()> {
    if config::get().safe_path {
        return Ok(());
    }
    insert_path(th, sys, folder)
}

/// Puts a folder in front of `sys.path`.
fn insert_path(th: &Thread, sys: Value, folder: &str) -> PyResult<()> {
    let path = runtime::ops::get_attr(th, sys, names::get(N::path))?;
    if let Some(list) = path.downcast::<list::List>() {
        list.insert(th, 0, str::new(th, folder));
        import::set_path_0(folder);
    }
    Ok(())
}
