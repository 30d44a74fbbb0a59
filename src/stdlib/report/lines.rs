//! The lines of source files, for tracebacks.
//!
//! A file is read when the first of its lines is asked for, as it is *then*. Relative names are also looked for in the
//! folders of `sys.path`. A program that is no file (`-c`, or what is typed at a prompt) is remembered by [`remember`]: as
//! CPython's `linecache` does it, by the name and first line of each of its codes, so that other code made from a string may
//! seem to come from it.
//! `linecache` is told of it once it is imported ([`tell_linecache`]).

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use frontend::bytecode::code::{Code, Const};
use runtime::heap::RootedVec;
use runtime::import::{self, LIBRARY_ROOT};
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::source;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::dict::Dict;
use runtime::types::list::List;
use runtime::types::str::{self, Str};
use runtime::value::Value;

/// What was compiled from texts that are no files, the last of each kind of code.
#[derive(Default)]
struct Texts {
    /// By file name, qualified name and first line of a code.
    lines: HashMap<(String, String, u32), Arc<[String]>>,
    /// What `linecache` has not been told: text and file name of each of [`UNTOLD`].
    untold: Vec<(String, String)>,
}

static TEXTS: Mutex<Option<Texts>> = Mutex::new(None);

/// The codes that `linecache` has not been told of.
struct Untold(RefCell<Option<RootedVec<Value>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Untold {}
static UNTOLD: Untold = Untold(RefCell::new(None));

/// Gives `linecache`, if it is imported, the lines of the texts that are no files. Runs Python.
pub fn tell_linecache(th: &Thread) {
    let Some(linecache) = import::modules().get_str(str::intern(th, "linecache")) else {
        return;
    };
    let texts = match TEXTS.lock().as_deref_mut() {
        Ok(Some(texts)) => std::mem::take(&mut texts.untold),
        _ => return,
    };
    let Some(codes) = UNTOLD.0.borrow_mut().take() else {
        return;
    };
    let register = str::intern(th, "_register_code");
    for (i, (text, name)) in texts.iter().enumerate() {
        let args = [codes[i], str::new(th, text), str::new(th, name)];
        if let Err(raised) = ops::call_method(th, linecache, register, &args) {
            th.take_exception(raised);
        }
    }
}

/// Remembers the text of a program, or of a part of one, that is no file. `object` is what was compiled from it. Runs
/// Python.
pub fn remember(th: &Thread, object: Ref<CodeObj>, text: &[u8]) {
    let code = object.plain();
    let text = String::from_utf8_lossy(text);
    let lines = split(&text);
    if let Ok(mut place) = TEXTS.lock() {
        let texts = place.get_or_insert_default();
        let mut waiting: Vec<&Code> = vec![code];
        while let Some(code) = waiting.pop() {
            let key = (
                code.filename.to_string(),
                code.qualname.to_string(),
                code.first_line,
            );
            texts.lines.insert(key, lines.clone());
            for constant in &code.consts {
                if let Const::Code(inner) = constant {
                    waiting.push(inner);
                }
            }
        }
        let told = (lines.join("\n"), code.filename.to_string());
        texts.untold.push(told);
    }
    UNTOLD
        .0
        .borrow_mut()
        .get_or_insert_with(RootedVec::new)
        .push(object.value());
    tell_linecache(th);
}

/// The lines of the text that the code seems to come from.
fn text_lines(code: &Code) -> Option<Arc<[String]>> {
    let texts = TEXTS.lock().ok()?;
    let key = (
        code.filename.to_string(),
        code.qualname.to_string(),
        code.first_line,
    );
    texts.as_ref()?.lines.get(&key).cloned()
}

fn split(text: &str) -> Arc<[String]> {
    text.split('\n').map(|l| l.trim_end().to_owned()).collect()
}

/// The files that a report has looked at.
#[derive(Default)]
pub struct Sources {
    files: HashMap<String, Arc<[String]>>,
    /// Whether texts that are no files are left out, and files are read by `io.open`, as CPython's core does it.
    pub only_files: bool,
}

impl Sources {
    /// The lines of a file, without what is blank at their ends; none if it cannot be read.
    fn of_file(&mut self, th: &Thread, path: &str) -> Arc<[String]> {
        if let Some(lines) = self.files.get(path) {
            return lines.clone();
        }
        let lost = self.only_files && is_open_lost(th);
        let bytes = if lost { None } else { read(th, path) };
        let lines = match bytes.and_then(|b| source::text_of_file(th, &b, path)) {
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

    /// The lines `first..=last` of a code's file; if there is no such file, of what the loader of its module says. Lines that
    /// there are not are empty. Runs Python.
    pub fn lines(
        &mut self,
        th: &Thread,
        code: &Code,
        globals: Option<Ref<Dict>>,
        first: u32,
        last: u32,
    ) -> Vec<String> {
        let mut lines = self.of_file(th, &code.filename);
        let is_path = !(code.filename.starts_with('<') && code.filename.ends_with('>'));
        if let Some(globals) = globals.filter(|_| is_path && lines.is_empty() && !self.only_files) {
            if let Some(text) = text_of_loader(th, globals) {
                lines = split(&text);
                self.files.insert(code.filename.to_string(), lines.clone());
            }
        }
        if lines.is_empty() && !self.only_files {
            lines = text_lines(code).unwrap_or_default();
        }
        let line = |n: u32| lines.get(n as usize - 1).cloned().unwrap_or_default();
        (first.max(1)..=last.max(first)).map(line).collect()
    }
}

/// Whether the program has taken `open` from `io`, or modules have been taken from it.
fn is_open_lost(th: &Thread) -> bool {
    if runtime::finalize::is_unloaded() {
        return true;
    }
    let io = import::modules().get_str(str::intern(th, "io"));
    let Some(io) = io.and_then(|io| io.downcast::<runtime::types::module::Module>()) else {
        return false;
    };
    io.dict().get_str(str::intern(th, "open")).is_none()
}

/// The source of a module by its loader, as `linecache` asks for it. Runs Python.
fn text_of_loader(th: &Thread, globals: Ref<Dict>) -> Option<String> {
    let get = |name: &str| globals.get_str(str::intern(th, name));
    let of_spec = |name: &str| {
        let spec = get("__spec__").filter(|v| !v.is_none())?;
        let found = ops::get_attr_opt(th, spec, str::intern(th, name));
        found.unwrap_or_else(|raised| {
            th.take_exception(raised);
            None
        })
    };
    let is_given = |v: &Value| !v.is_none();
    let name = of_spec("name")
        .filter(is_given)
        .or_else(|| get("__name__"))?;
    let loader = of_spec("loader")
        .filter(is_given)
        .or_else(|| get("__loader__"))?;
    let text = ops::get_attr_opt(th, loader, str::intern(th, "get_source")).and_then(|f| match f {
        Some(f) => ops::call1(th, f, name).map(Some),
        None => Ok(None),
    });
    match text {
        Ok(text) => Some(text?.downcast::<Str>()?.to_string_lossy().into_owned()),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
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
