//! The interactive prompt.
//!
//! At a terminal it is the library's own (`_pyrepl`), with history, editing and colours. What is not typed at a terminal, or
//! when `PYTHON_BASIC_REPL` is set, is read here: a line at a time, one statement after another, with the prompts on standard
//! error, as CPython's parser does it. Bytes are taken from the descriptor one at a time, so that a program that reads
//! standard input itself goes on behind its own line.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::fd::AsFd;

use frontend::{Flags, Mode, traceback};
use runtime::error::PyResult;
use runtime::names::{self, N};
use runtime::native::NativeDef;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::module::Module;
use runtime::types::{T, builtin, str};
use runtime::value::Value;
use runtime::{config, import, ops, os_error, signals};

/// Bits of `co_flags` that a `__future__` import sets for what is typed later.
const FUTURE: u32 = 0x1fe_0000;

static BASE: NativeDef = NativeDef::new("_baserepl", "()", base);

/// Gives `sys` the function that asks at the simple prompt. Allocates.
pub fn install(th: &Thread) -> PyResult<()> {
    let sys = import::module(th, "sys")?;
    let name = str::intern(th, "_baserepl");
    let home = str::intern(th, "sys").value();
    let function = builtin::new(th, &BASE, Value::EMPTY, home);
    ops::set_attr(th, sys, name, function.value())
}

/// Whether somebody is there to talk to: a terminal, or `-i`.
pub fn is_wanted() -> bool {
    config::is_terminal(0) || config::get().interactive > 0
}

/// The banner and `PYTHONSTARTUP`: what comes before the prompt of a session without a program. Runs Python.
pub fn begin(th: &Thread, dict: Ref<Dict>) -> PyResult<()> {
    if config::get().quiet == 0 {
        let (major, minor, micro) = stdlib::sys::VERSION;
        let banner = format!(
            "Python {major}.{minor}.{micro} (Sidewinder) on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n"
        );
        write_error(th, &banner);
    }
    if config::get().ignore_environment > 0 {
        return Ok(());
    }
    let Some(path) = std::env::var_os("PYTHONSTARTUP").filter(|p| !p.is_empty()) else {
        return Ok(());
    };
    let path = path.to_string_lossy().into_owned();
    let file = names::get(N::__file__);
    dict.set_str(th, file, str::new(th, &path));
    let result = match std::fs::read(&path) {
        Ok(source) => import::compile(th, &source, &path, Mode::Exec, import::flags())
            .and_then(|code| import::run_code(th, code, dict, dict.value()))
            .map(|_| ()),
        Err(e) => {
            let number = e.raw_os_error().unwrap_or(0);
            write_error(th, "Could not open PYTHONSTARTUP\n");
            Err(os_error::raise(th, number, &[str::new(th, &path)]))
        }
    };
    dict.del_str(th, file);
    shown(th, result)
}

/// Reads and runs until the input ends, or a SystemExit. Runs Python.
pub fn run(th: &Thread, dict: Ref<Dict>) -> PyResult<()> {
    let sys = import::module(th, "sys")?;
    let terminal = config::is_terminal(0);
    if terminal && config::get().no_site == 0 {
        // It makes the hook, which reads the history.
        let site = import::module(th, "site").map(|_| ());
        shown(th, site)?;
    }
    if let Some(hook) = ops::get_attr_opt(th, sys, str::intern(th, "__interactivehook__"))? {
        let result = ops::call0(th, hook).map(|_| ());
        shown(th, result)?;
    }
    let basic = config::get().ignore_environment == 0
        && std::env::var_os("PYTHON_BASIC_REPL").is_some_and(|v| !v.is_empty());
    if !terminal || basic {
        return converse(th, sys, dict);
    }
    // Where it cannot be used, it calls `sys._baserepl`.
    let interactive = import::module(th, "_pyrepl.main").and_then(|library| {
        let console = str::intern(th, "interactive_console");
        let main = import::modules().get_str(str::intern(th, "__main__"));
        ops::call_method(th, library, console, &[main.unwrap_or(Value::NONE)])
    });
    shown(th, interactive.map(|_| ()))
}

/// `sys._baserepl()`: the simple prompt, in the namespace of `__main__`. Runs Python.
fn base(th: &Thread, _: &[Value]) -> PyResult {
    let sys = import::module(th, "sys")?;
    let main = import::modules().get_str(str::intern(th, "__main__"));
    if let Some(main) = main.and_then(|m| m.downcast::<Module>()) {
        converse(th, sys, main.dict())?;
    }
    Ok(Value::NONE)
}

/// The simple prompt.
fn converse(th: &Thread, sys: Value, dict: Ref<Dict>) -> PyResult<()> {
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] {
        let name = str::intern(th, name);
        if ops::get_attr_opt(th, sys, name)?.is_none() {
            ops::set_attr(th, sys, name, str::new(th, text))?;
        }
    }
    let mut flags = Flags {
        text: true,
        ..import::flags()
    };
    let file = match std::io::stdin().as_fd().try_clone_to_owned() {
        Ok(fd) => File::from(fd),
        Err(e) => return Err(os_error::raise_io(th, &e, &[])),
    };
    let mut input = Input {
        file,
        at_end: false,
    };
    loop {
        let result = statement(th, sys, dict, &mut input, &mut flags);
        let result = match result {
            Ok(true) => Ok(()),
            Ok(false) => return Ok(()),
            Err(raised) => Err(raised),
        };
        shown(th, result)?;
        stdlib::stdio::flush_quietly(th);
    }
}

/// Reports an exception; a SystemExit goes on.
fn shown(th: &Thread, result: PyResult<()>) -> PyResult<()> {
    if let Err(raised) = result {
        if th.raised_is(&raised, T::SystemExit) {
            return Err(raised);
        }
        let exc = th.take_exception(raised);
        crate::command_line::report(th, exc);
        stdlib::stdio::flush_quietly(th);
    }
    Ok(())
}

fn write_error(th: &Thread, text: &str) {
    stdlib::stdio::flush_quietly(th);
    stdlib::report::print(th, text);
    stdlib::stdio::flush_quietly(th);
}

/// Standard input, by lines.
struct Input {
    file: File,
    at_end: bool,
}

impl Input {
    /// Shows a prompt and appends a line to `text`; at the end of the input, nothing. Runs Python.
    fn line(&mut self, th: &Thread, sys: Value, prompt: &str, text: &mut Vec<u8>) -> PyResult<()> {
        let prompt = match ops::get_attr_opt(th, sys, str::intern(th, prompt))? {
            Some(prompt) => match ops::str(th, prompt) {
                Ok(prompt) => prompt.to_string_lossy().into_owned(),
                Err(raised) => {
                    th.take_exception(raised);
                    String::new()
                }
            },
            None => String::new(),
        };
        write_error(th, &prompt);
        self.at_end = false;
        let start = text.len();
        loop {
            let mut byte = [0_u8];
            match runtime::lock::released(th, || self.file.read(&mut byte)) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {
                    signals::deliver(th)?;
                    continue;
                }
                Ok(1) => {}
                Ok(_) | Err(_) => break,
            }
            text.push(byte[0]);
            if byte[0] == b'\n' {
                return Ok(());
            }
        }
        if text.len() == start {
            self.at_end = true;
            write_error(th, "\n");
        }
        Ok(())
    }
}

/// Reads and runs one statement. False: the input has ended.
fn statement(
    th: &Thread,
    sys: Value,
    dict: Ref<Dict>,
    input: &mut Input,
    flags: &mut Flags,
) -> PyResult<bool> {
    let mut text = Vec::new();
    input.line(th, sys, "ps1", &mut text)?;
    if input.at_end {
        return Ok(false);
    }
    let code = loop {
        while !text.ends_with(b"\n") {
            // The last line has no newline: the parser asks for more.
            input.line(th, sys, "ps2", &mut text)?;
            if input.at_end {
                break;
            }
        }
        if !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        let shown = String::from_utf8_lossy(&text).into_owned();
        if traceback::is_blank(&shown) {
            return Ok(true);
        }
        let ended = input.at_end || text.ends_with(b"\n\n");
        match import::compile(th, &text, "<stdin>", Mode::Single, *flags) {
            Ok(code) if ended || !traceback::is_compound(&shown) => break code,
            Ok(_) => {}
            Err(raised) => {
                let incomplete = th.raised_is(&raised, T::SyntaxError)
                    && !input.at_end
                    && traceback::is_incomplete_at_prompt(&shown);
                if !incomplete {
                    return Err(raised);
                }
                th.take_exception(raised);
            }
        }
        input.line(th, sys, "ps2", &mut text)?;
    };
    flags.future |= code.plain().flags & FUTURE;
    stdlib::report::remember(th, code, &text);
    import::run_code(th, code, dict, dict.value())?;
    Ok(true)
}
