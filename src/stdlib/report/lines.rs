//! The lines of source files, for tracebacks.
//!
//! A file is read when the first of its lines is asked for, as it is *then*. Relative names are also looked for in the
//! folders of `sys.path`. A program that is no file (`-c`) is remembered by [`remember`]: as CPython's `linecache` does
//! it, by the name and first line of each of its codes, so that other code made from a string may seem to come from it.
//! `linecache` is told of it once it is imported ([`tell_linecache`]).

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use frontend::bytecode::code::{Code, Const};
use runtime::heap::RootedVec;
use runtime::import::{self, LIBRARY_ROOT};
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::list::List;
use runtime::types::str::{self, Str};
use runtime::value::Value;

/// The program that was given as a text.
struct Command {
    filename: String,
    lines: Arc<[String]>,
    /// Qualified name and first line of each code.
    codes: HashSet<(String, u32)>,
}

static COMMAND: Mutex<Option<Command>> = Mutex::new(None);

/// The code of the program that was given as a text.
struct CommandCode(RefCell<Option<RootedVec<Value>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for CommandCode {}
static COMMAND_CODE: CommandCode = CommandCode(RefCell::new(None));

/// Gives `linecache`, if it is imported, the lines of a program that is no file. Runs Python.
pub fn tell_linecache(th: &Thread) {
    let text = match COMMAND.lock().as_deref() {
        Ok(Some(command)) => (command.lines.join("\n"), command.filename.clone()),
        _ => return,
    };
    let code = COMMAND_CODE
        .0
        .borrow()
        .as_ref()
        .and_then(|c| c.first().copied());
    let linecache = import::modules().get_str(str::intern(th, "linecache"));
    let (Some(code), Some(linecache)) = (code, linecache) else {
        return;
    };
    let args = [code, str::new(th, &text.0), str::new(th, &text.1)];
    let register = str::intern(th, "_register_code");
    if let Err(raised) = ops::call_method(th, linecache, register, &args) {
        th.take_exception(raised);
    }
}

/// Remembers the text of a program that is no file. `object` is what was compiled from it. Runs Python.
pub fn remember(th: &Thread, object: Ref<CodeObj>, text: &[u8]) {
    let code = object.plain();
    let Some(text) = frontend::traceback::decode(text, &code.filename) else {
        return;
    };
    let mut codes = HashSet::new();
    let mut waiting: Vec<&Code> = vec![code];
    while let Some(code) = waiting.pop() {
        codes.insert((code.qualname.to_string(), code.first_line));
        for constant in &code.consts {
            if let Const::Code(inner) = constant {
                waiting.push(inner);
            }
        }
    }
    let command = Command {
        filename: code.filename.to_string(),
        lines: split(&text),
        codes,
    };
    if let Ok(mut place) = COMMAND.lock() {
        *place = Some(command);
    }
    let mut kept = RootedVec::new();
    kept.push(object.value());
    *COMMAND_CODE.0.borrow_mut() = Some(kept);
    tell_linecache(th);
}

/// The lines of the program, if the code seems to be part of it.
fn command_lines(code: &Code) -> Option<Arc<[String]>> {
    let command = COMMAND.lock().ok()?;
    let command = command.as_ref()?;
    let key = (code.qualname.to_string(), code.first_line);
    let own = command.filename == *code.filename && command.codes.contains(&key);
    own.then(|| command.lines.clone())
}

fn split(text: &str) -> Arc<[String]> {
    text.split('\n').map(|l| l.trim_end().to_owned()).collect()
}

/// The files that a report has looked at.
#[derive(Default)]
pub struct Sources {
    files: HashMap<String, Arc<[String]>>,
}

impl Sources {
    /// The lines of a file, without what is blank at their ends; none if it cannot be read.
    fn of_file(&mut self, th: &Thread, path: &str) -> Arc<[String]> {
        if let Some(lines) = self.files.get(path) {
            return lines.clone();
        }
        let lines = match read(th, path).and_then(|b| frontend::traceback::decode(&b, path)) {
            Some(text) => split(&text),
            None => Arc::from([]),
        };
        self.files.insert(path.to_owned(), lines.clone());
        lines
    }

    /// A line of a file; empty if there is none.
    pub fn line_of_file(&mut self, th: &Thread, path: &str, line: u32) -> String {
        let lines = self.of_file(th, path);
        let at = (line as usize).wrapping_sub(1);
        lines.get(at).cloned().unwrap_or_default()
    }

    /// The lines `first..=last` of a code's file. Lines that there are not are empty.
    pub fn lines(&mut self, th: &Thread, code: &Code, first: u32, last: u32) -> Vec<String> {
        let mut lines = self.of_file(th, &code.filename);
        if lines.is_empty() {
            lines = command_lines(code).unwrap_or_default();
        }
        let line = |n: u32| lines.get(n as usize - 1).cloned().unwrap_or_default();
        (first.max(1)..=last.max(first)).map(line).collect()
    }
}

fn read(th: &Thread, path: &str) -> Option<Vec<u8>> {
    if let Some(inside) = path.strip_prefix(LIBRARY_ROOT) {
        return crate::library::source_of_path(inside).map(<[u8]>::to_vec);
    }
    if path.starts_with('<') && path.ends_with('>') {
        return None;
    }
    if let Ok(text) = std::fs::read(path) {
        return Some(text);
    }
    if path.starts_with('/') {
        return None;
    }
    let sys = import::modules().get_str(runtime::types::str::intern(th, "sys"))?;
    let folders = sys.downcast::<runtime::types::module::Module>()?;
    let folders = folders.dict().get_str(names::get(N::path))?;
    if !folders.has_kind(Kind::List) {
        return None;
    }
    let folders = folders.downcast::<List>()?;
    (0..folders.len()).find_map(|n| {
        let folder = folders.item(n).downcast::<Str>()?;
        std::fs::read(std::path::Path::new(folder.as_str()?).join(path)).ok()
    })
}
