//! `_io`: the streams.
//!
//! Read the parts in the order of the `mod` lines: each layer stands on those before it. The types are made at start-up,
//! because the standard streams are made of them, before the module is imported.

pub mod base;
pub mod buffered;
pub mod fileio;
pub mod live;
pub mod memory;
pub mod newline;
pub mod text;

use std::borrow::Cow;

use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, bytes, dict, int, tuple, type_of};
use runtime::value::Value;

use crate::support::{TypeCell, add};

/// `io.DEFAULT_BUFFER_SIZE`.
pub const BUFFER_SIZE: usize = 128 << 10;

/// The largest buffer that a file's block size asks for.
const LARGEST_BUFFER: i64 = 8 << 20;

/// The encoding of files that are opened without one.
pub const LOCALE_ENCODING: &str = "UTF-8";

pub static IO_BASE: TypeCell = TypeCell::new();
pub static RAW_BASE: TypeCell = TypeCell::new();
pub static BUFFERED_BASE: TypeCell = TypeCell::new();
pub static TEXT_BASE: TypeCell = TypeCell::new();
pub static FILE_IO: TypeCell = TypeCell::new();
pub static READER: TypeCell = TypeCell::new();
pub static WRITER: TypeCell = TypeCell::new();
pub static RANDOM: TypeCell = TypeCell::new();
pub static PAIR: TypeCell = TypeCell::new();
pub static TEXT: TypeCell = TypeCell::new();
pub static BYTES_IO: TypeCell = TypeCell::new();
pub static BYTES_BUFFER: TypeCell = TypeCell::new();
pub static STRING_IO: TypeCell = TypeCell::new();
pub static NEWLINE_DECODER: TypeCell = TypeCell::new();
static UNSUPPORTED: TypeCell = TypeCell::new();

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling. The\nbuiltin open function is defined in this module.",
    functions: &[
        NativeDef::new("open", OPEN_SIGNATURE, open).doc(OPEN_DOC),
        NativeDef::new("open_code", "(path)", |th, a| {
            if !a[0].has_kind(runtime::object::Kind::Str) {
                return Err(th.type_error(format!(
                    "open_code() argument 'path' must be str, not {}",
                    ops::type_name(a[0])
                )));
            }
            let mode = str::new(th, "rb");
            let e = Value::EMPTY;
            open(th, &[a[0], mode, e, e, e, e, e, e])
        })
        .doc("Opens the provided file with the intent to import the contents.\n\nThis may perform extra validation beyond open(), but is otherwise interchangeable\nwith calling open(path, 'rb')."),
        NativeDef::new("text_encoding", "(encoding, stacklevel=2, /)", |th, a| {
            if a[0].is_none() {
                let level = if a[1].is_empty() { 2 } else { ops::index_i64(th, a[1])? };
                warn_of_default(th, level)?;
                let utf8 = runtime::config::get().utf8_mode != 0;
                return Ok(str::new(th, if utf8 { "utf-8" } else { "locale" }));
            }
            Ok(a[0])
        })
        .doc("A helper function to choose the text encoding.\n\nWhen encoding is not None, this function returns it.\nOtherwise, this function returns the default text encoding\n(i.e. \"locale\" or \"utf-8\" depends on UTF-8 mode)."),
    ],
    init,
};

/// Where somebody relies on the default encoding: warns, if the command line asks for it. Runs Python.
fn warn_of_default(th: &Thread, level: i64) -> PyResult<()> {
    if runtime::config::get().warn_default_encoding == 0 {
        return Ok(());
    }
    let message = "'encoding' argument not specified";
    runtime::warn::issue_at(th, runtime::types::T::EncodingWarning, message, level)
}

/// Makes the types. Runs Python (for the class of two bases).
pub fn make_types(th: &Thread) -> PyResult<()> {
    let make = |cell: &TypeCell, def: &NativeTypeDef, base: Option<&TypeCell>| {
        let ty = match base {
            Some(base) => type_::define_native_with_base(th, def, base.get()),
            None => type_::define_native(th, def),
        };
        cell.set(ty);
    };
    make(&IO_BASE, &base::IO_BASE, None);
    make(&RAW_BASE, &base::RAW_BASE, Some(&IO_BASE));
    make(&BUFFERED_BASE, &base::BUFFERED_BASE, Some(&IO_BASE));
    make(&TEXT_BASE, &base::TEXT_BASE, Some(&IO_BASE));
    make(&FILE_IO, &fileio::FILE_IO, Some(&RAW_BASE));
    make(&READER, &buffered::READER, Some(&BUFFERED_BASE));
    make(&WRITER, &buffered::WRITER, Some(&BUFFERED_BASE));
    make(&RANDOM, &buffered::RANDOM, Some(&BUFFERED_BASE));
    make(&PAIR, &buffered::PAIR, Some(&BUFFERED_BASE));
    make(&TEXT, &text::TEXT, Some(&TEXT_BASE));
    make(&BYTES_IO, &memory::BYTES_IO, Some(&BUFFERED_BASE));
    make(&STRING_IO, &memory::STRING_IO, Some(&TEXT_BASE));
    make(&BYTES_BUFFER, &memory::BYTES_BUFFER, None);
    make(&NEWLINE_DECODER, &newline::DECODER, None);
    // Nothing is lost when these are simply freed.
    for cell in [&BYTES_IO, &STRING_IO] {
        cell.get().set_flag(flags::FINALIZER, false);
    }
    let bases = tuple::new(
        th,
        &[
            types::get(T::OSError).value(),
            types::get(T::ValueError).value(),
        ],
    );
    let namespace = dict::new(th);
    let module = str::intern(th, "io").value();
    namespace.set_str(th, str::intern(th, "__module__"), module);
    let name = str::new(th, "UnsupportedOperation");
    let class = ops::call3(
        th,
        types::get(T::Type).value(),
        name,
        bases.value(),
        namespace.value(),
    )?;
    UNSUPPORTED.set(as_type(class));
    Ok(())
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for cell in [
        &IO_BASE,
        &RAW_BASE,
        &BUFFERED_BASE,
        &TEXT_BASE,
        &FILE_IO,
        &READER,
        &WRITER,
        &RANDOM,
        &PAIR,
        &TEXT,
        &BYTES_IO,
        &BYTES_BUFFER,
        &STRING_IO,
        &NEWLINE_DECODER,
        &UNSUPPORTED,
    ] {
        let ty = cell.get();
        let name = ty.name();
        add(th, module, &name.to_string_lossy(), ty.value());
    }
    add(
        th,
        module,
        "BlockingIOError",
        types::get(T::BlockingIOError).value(),
    );
    add(
        th,
        module,
        "DEFAULT_BUFFER_SIZE",
        Value::small(BUFFER_SIZE as i64),
    );
    Ok(())
}

/// Raises UnsupportedOperation. Allocates.
#[cold]
pub fn unsupported(th: &Thread, message: &str) -> Raised {
    let message = str::new(th, message);
    match ops::call1(th, UNSUPPORTED.get().value(), message) {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

/// The contents of an argument that must be a buffer without gaps.
pub fn data_argument(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    match bytes::as_bytes(v) {
        Some(data) => Ok(data),
        None => Ok(Cow::Owned(buffer::contiguous_of(th, v)?.to_vec())),
    }
}

/// Copies what was read into the buffer that a caller has given.
pub fn copy_out(th: &Thread, target: Value, data: &[u8]) -> PyResult<()> {
    match buffer::writable(th, target)? {
        Some(room) if room.len >= data.len() => {
            // SAFETY: nothing else refers to the room, and nothing runs until the copy is done.
            let room = unsafe { room.bytes_mut() };
            room[..data.len()].copy_from_slice(data);
            Ok(())
        }
        _ => Err(buffer::not_a_buffer(th, target)),
    }
}

/// Runs `next` whatever `first` gave; an error of `first` is raised, as the context of an error of `next`.
pub fn then(th: &Thread, first: PyResult, next: impl FnOnce() -> PyResult) -> PyResult {
    let Err(raised) = first else {
        return next();
    };
    let exc = th.take_exception(raised);
    match next() {
        Ok(_) => Err(th.reraise(exc)),
        Err(raised) => {
            let second = th.take_exception(raised);
            let e = types::exception::as_exception(second);
            if second != exc {
                e.context.set(e, exc);
            }
            Err(th.reraise(second))
        }
    }
}

/// A class's name as the `repr` of streams has it: with its module for the types here.
pub fn display_name(class: Ref<Type>) -> String {
    class.tp_name()
}

/// `__getstate__` of what cannot be pickled.
pub fn no_pickle(th: &Thread, a: &[Value]) -> PyResult {
    Err(th.type_error(format!(
        "cannot pickle '{}' instances",
        type_of(a[0]).name().to_string_lossy()
    )))
}

/// `open`'s parameters.
pub const OPEN_SIGNATURE: &str = "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)";

const OPEN_DOC: &str = "Open file and return a stream.  Raise OSError upon failure.";

/// What the letters of a mode ask for.
#[derive(Default)]
struct OpenMode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

fn parse_mode(th: &Thread, mode: Ref<Str>) -> PyResult<OpenMode> {
    let mut m = OpenMode::default();
    let text = mode.bytes();
    for (i, b) in text.iter().enumerate() {
        let field = match b {
            b'x' => &mut m.creating,
            b'r' => &mut m.reading,
            b'w' => &mut m.writing,
            b'a' => &mut m.appending,
            b'+' => &mut m.updating,
            b't' => &mut m.text,
            b'b' => &mut m.binary,
            _ => return Err(invalid_mode(th, mode)),
        };
        *field = true;
        if text[..i].contains(b) {
            return Err(invalid_mode(th, mode));
        }
    }
    if m.text && m.binary {
        return Err(th.value_error("can't have text and binary mode at once"));
    }
    let verbs = [m.creating, m.reading, m.writing, m.appending];
    if verbs.iter().filter(|v| **v).count() > 1 {
        return Err(th.value_error("must have exactly one of create/read/write/append mode"));
    }
    Ok(m)
}

fn invalid_mode(th: &Thread, mode: Ref<Str>) -> Raised {
    th.value_error(format!("invalid mode: '{}'", mode.to_string_lossy()))
}

impl OpenMode {
    /// The mode of the raw file.
    fn raw(&self) -> String {
        [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ]
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, c)| *c)
        .collect()
    }
}

fn string_or_none(th: &Thread, which: &str, v: Value) -> PyResult<()> {
    if v.is_empty() || v.is_none() || v.has_kind(runtime::object::Kind::Str) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "open() argument '{which}' must be str or None, not {}",
        ops::type_name(v)
    )))
}

/// `open`. Runs Python.
pub fn open(th: &Thread, a: &[Value]) -> PyResult {
    let [
        file,
        mode,
        buffering,
        encoding,
        errors,
        newline,
        closefd,
        opener,
    ] = *a
    else {
        return Err(th.type_error("open() missing required argument 'file' (pos 1)"));
    };
    let mode = match mode.downcast::<Str>() {
        Some(s) => s,
        None if mode.is_empty() => str::intern(th, "r"),
        None => {
            return Err(th.type_error(format!(
                "open() argument 'mode' must be str, not {}",
                ops::type_name(mode)
            )));
        }
    };
    let mut buffering = if buffering.is_empty() {
        -1
    } else {
        types::sequence::index_value(th, buffering, T::OverflowError)?
    };
    for (which, v) in [
        ("encoding", encoding),
        ("errors", errors),
        ("newline", newline),
    ] {
        string_or_none(th, which, v)?;
    }
    let closefd = closefd.is_empty() || ops::is_true(th, closefd)?;
    let m = parse_mode(th, mode)?;
    if m.binary {
        for (what, v) in [
            ("an encoding", encoding),
            ("an errors", errors),
            ("a newline", newline),
        ] {
            if !v.is_empty() && !v.is_none() {
                return Err(th.value_error(format!("binary mode doesn't take {what} argument")));
            }
        }
        if buffering == 1 {
            runtime::warn::issue(
                th,
                T::RuntimeWarning,
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
            )?;
        }
    }
    let file = if int::is_int(file) {
        file
    } else {
        path_like(th, file)?
    };
    let raw_mode = str::new(th, &m.raw());
    let opener = if opener.is_empty() {
        Value::NONE
    } else {
        opener
    };
    let raw = ops::call(
        th,
        FILE_IO.get().value(),
        runtime::native::Args::positional(&[file, raw_mode, Value::bool(closefd), opener]),
    )?;
    let mut outermost = raw;
    let built = (|| {
        let f = fileio::exactly(raw);
        let terminal = buffering < 0 && f.is_some_and(|f| f.is_terminal());
        let mut lines = false;
        if buffering == 1 || terminal {
            buffering = -1;
            lines = true;
        }
        if buffering < 0 {
            let block = f.map_or(0, |f| f.block_size());
            buffering = block.min(LARGEST_BUFFER).max(BUFFER_SIZE as i64);
        }
        if buffering == 0 {
            if !m.binary {
                return Err(th.value_error("can't have unbuffered text I/O"));
            }
            return Ok(raw);
        }
        let class = if m.updating {
            &RANDOM
        } else if m.creating || m.writing || m.appending {
            &WRITER
        } else if m.reading {
            &READER
        } else {
            return Err(th.value_error(format!("unknown mode: '{}'", mode.to_string_lossy())));
        };
        let size = Value::small(buffering);
        let buffer = ops::call2(th, class.get().value(), raw, size)?;
        outermost = buffer;
        if m.binary {
            return Ok(buffer);
        }
        let none = |v: Value| if v.is_empty() { Value::NONE } else { v };
        let args = [
            buffer,
            none(encoding),
            none(errors),
            none(newline),
            Value::bool(lines),
        ];
        let wrapper = ops::call(
            th,
            TEXT.get().value(),
            runtime::native::Args::positional(&args),
        )?;
        outermost = wrapper;
        ops::set_attr(th, wrapper, str::intern(th, "mode"), mode.value())?;
        Ok(wrapper)
    })();
    match built {
        Ok(v) => Ok(v),
        Err(raised) => then(th, Err(raised), || base::call(th, outermost, "close", &[])),
    }
}

/// `os.fspath`. Runs Python.
fn path_like(th: &Thread, v: Value) -> PyResult {
    use runtime::object::Kind;
    if v.has_kind(Kind::Str) || v.has_kind(Kind::Bytes) {
        return Ok(v);
    }
    match ops::call::special(th, v, runtime::names::N::__fspath__, &[])? {
        Some(p) if p.has_kind(Kind::Str) || p.has_kind(Kind::Bytes) => Ok(p),
        Some(p) => Err(th.type_error(format!(
            "expected {}.__fspath__() to return str or bytes, not {}",
            ops::type_name(v),
            ops::type_name(p)
        ))),
        None => Err(th.type_error(format!(
            "expected str, bytes or os.PathLike object, not {}",
            ops::type_name(v)
        ))),
    }
}
