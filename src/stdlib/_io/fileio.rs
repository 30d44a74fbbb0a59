//! `FileIO`: a file descriptor.
//!
//! [`FileIo::read_some`] and [`FileIo::write_some`] are one system call each (repeated when a signal interrupts it); the
//! buffered streams call them directly where their raw stream is exactly a FileIO.

use std::cell::Cell;
use std::ffi::CString;
use std::mem::size_of;

use runtime::audit;
use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::os_error;
use runtime::signals;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, int, signature};
use runtime::value::Value;
use runtime::{heap, lock, warn};

use super::{BUFFER_SIZE, base, unsupported};
use crate::support;

/// How a file was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    pub created: bool,
    pub readable: bool,
    pub writable: bool,
    pub appending: bool,
}

impl Mode {
    fn text(self) -> &'static str {
        match self {
            Mode {
                created: true,
                readable,
                ..
            } => {
                if readable {
                    "xb+"
                } else {
                    "xb"
                }
            }
            Mode {
                appending: true,
                readable,
                ..
            } => {
                if readable {
                    "ab+"
                } else {
                    "ab"
                }
            }
            Mode {
                readable: true,
                writable: true,
                ..
            } => "rb+",
            Mode { readable: true, .. } => "rb",
            _ => "wb",
        }
    }
}

/// A raw file.
#[repr(C)]
pub struct FileIo {
    header: Header,
    layout: &'static NativeLayout,
    /// Negative: closed.
    fd: Cell<i32>,
    mode: Cell<Mode>,
    closefd: Cell<bool>,
    /// Whether it can seek, once that is known.
    seekable: Cell<Option<bool>>,
    finalizing: Cell<bool>,
    block_size: Cell<i64>,
    /// The size when it was opened, a hint for `readall`.
    size: Cell<i64>,
    /// It was opened by name and is no character device: no need to ask whether it is a terminal.
    not_a_terminal: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for FileIo {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_io.FileIO",
    trace: |_, _| {},
    drop: None,
};

fn closed(th: &Thread) -> Raised {
    th.value_error("I/O operation on closed file")
}

impl FileIo {
    /// The descriptor; ValueError if the file is closed.
    pub fn descriptor(&self, th: &Thread) -> PyResult<i32> {
        match self.fd.get() {
            fd if fd < 0 => Err(closed(th)),
            fd => Ok(fd),
        }
    }

    /// The descriptor of a file that is open.
    pub fn open_descriptor(&self) -> Option<i32> {
        Some(self.fd.get()).filter(|fd| *fd >= 0)
    }

    /// Whether closing the file closes the descriptor.
    pub fn owns_descriptor(&self) -> bool {
        self.closefd.get()
    }

    /// Whether the file is closed.
    pub fn is_closed(&self) -> bool {
        self.fd.get() < 0
    }

    /// The size of the blocks in which the system would have it read.
    pub fn block_size(&self) -> i64 {
        self.block_size.get()
    }

    /// Reads once. None: nothing is there yet, and the descriptor does not block. May run signal handlers.
    pub fn read_some(&self, th: &Thread, room: &mut [u8]) -> PyResult<Option<usize>> {
        let fd = self.descriptor(th)?;
        let n = room.len().min(isize::MAX as usize);
        repeat(th, || {
            // SAFETY: a read into valid memory of ours.
            unsafe { libc::read(fd, room.as_mut_ptr().cast(), n) as i64 }
        })
    }

    /// Writes once, as much as the system takes. None: it takes nothing now, and the descriptor does not block. May run
    /// signal handlers.
    pub fn write_some(&self, th: &Thread, data: &[u8]) -> PyResult<Option<usize>> {
        let fd = self.descriptor(th)?;
        let n = data.len().min(isize::MAX as usize);
        repeat(th, || {
            // SAFETY: a write from valid memory of ours.
            unsafe { libc::write(fd, data.as_ptr().cast(), n) as i64 }
        })
    }

    /// `lseek`. Raises.
    pub fn seek_to(&self, th: &Thread, offset: i64, whence: i32) -> PyResult<i64> {
        let fd = self.descriptor(th)?;
        // SAFETY: a plain system call.
        let at = unsafe { libc::lseek(fd, offset, whence) };
        if at < 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(at)
    }

    /// Whether the file can seek; asks the system once.
    pub fn can_seek(&self) -> bool {
        if let Some(known) = self.seekable.get() {
            return known;
        }
        // SAFETY: a plain system call.
        let can = unsafe { libc::lseek(self.fd.get(), 0, libc::SEEK_CUR) } >= 0;
        self.seekable.set(Some(can));
        can
    }

    /// Whether the descriptor is a terminal.
    pub fn is_terminal(&self) -> bool {
        // SAFETY: asks about a descriptor.
        unsafe { libc::isatty(self.fd.get()) == 1 }
    }
}

/// A system call that is repeated after signals, with what it transferred.
fn repeat(th: &Thread, mut call: impl FnMut() -> i64) -> PyResult<Option<usize>> {
    loop {
        let (n, errno) = lock::released(th, || {
            let n = call();
            (n, if n < 0 { os_error::last_errno() } else { 0 })
        });
        match (n, errno) {
            (0.., _) => return Ok(Some(n as usize)),
            (_, libc::EINTR) => signals::deliver(th)?,
            (_, libc::EAGAIN) => return Ok(None),
            (_, errno) => return Err(os_error::raise(th, errno, &[])),
        }
    }
}

fn file(v: Value) -> Ref<FileIo> {
    this::<FileIo>(v)
}

/// The file, if `v` is exactly a FileIO: then its methods are the ones here.
pub fn exactly(v: Value) -> Option<Ref<FileIo>> {
    (v.is_ptr() && runtime::types::type_of(v) == super::FILE_IO.get()).then(|| file(v))
}

/// A file for a descriptor that is open. `name` becomes the attribute. Allocates.
pub fn from_descriptor(th: &Thread, fd: i32, mode: Mode, name: Value, closefd: bool) -> PyResult {
    let f = type_::alloc_native::<FileIo>(th, super::FILE_IO.get(), &LAYOUT);
    f.fd.set(fd);
    f.mode.set(mode);
    f.closefd.set(closefd);
    f.block_size.set(BUFFER_SIZE as i64);
    note_status(f);
    set_name(th, f.value(), name)?;
    Ok(f.value())
}

fn set_name(th: &Thread, f: Value, name: Value) -> PyResult<()> {
    ops::attr::generic_set(th, f, str::intern(th, "name"), Some(name))
}

/// Sets the name as an attribute; a subclass may refuse it. Runs Python.
fn name_file(th: &Thread, f: Value, name: Value) -> PyResult<()> {
    if exactly(f).is_some() {
        return set_name(th, f, name);
    }
    ops::set_attr(th, f, str::intern(th, "name"), name)
}

/// Takes what the system says about the descriptor. False: it is no descriptor.
fn note_status(f: Ref<FileIo>) -> Option<libc::stat> {
    // SAFETY: the structure is plain data, and the call fills it.
    let status = unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        if libc::fstat(f.fd.get(), &raw mut status) != 0 {
            return None;
        }
        status
    };
    if status.st_blksize > 1 {
        // The field's type depends on the platform.
        #[allow(clippy::useless_conversion)]
        f.block_size.set(i64::from(status.st_blksize));
    }
    f.size.set(status.st_size);
    Some(status)
}

static NEW: NativeDef = NativeDef::new(
    "FileIO",
    "(file, mode='r', closefd=True, opener=None)",
    |_, _| Ok(Value::NONE),
);

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let f = type_::alloc_native::<FileIo>(th, class, &LAYOUT);
    f.fd.set(-1);
    f.closefd.set(true);
    f.block_size.set(BUFFER_SIZE as i64);
    Ok(f.value())
}

/// The mode and the system's flags for it.
fn parse_mode(th: &Thread, text: &str) -> PyResult<(Mode, i32)> {
    let mut mode = Mode::default();
    let (mut plus, mut verbs, mut pluses, mut o) = (false, 0, 0, 0);
    for c in text.chars() {
        match c {
            'x' => {
                mode.created = true;
                mode.writable = true;
                o |= libc::O_EXCL | libc::O_CREAT;
                verbs += 1;
            }
            'r' => {
                mode.readable = true;
                verbs += 1;
            }
            'w' => {
                mode.writable = true;
                o |= libc::O_CREAT | libc::O_TRUNC;
                verbs += 1;
            }
            'a' => {
                mode.writable = true;
                mode.appending = true;
                o |= libc::O_APPEND | libc::O_CREAT;
                verbs += 1;
            }
            'b' => {}
            '+' => {
                plus = true;
                pluses += 1;
            }
            _ => return Err(th.value_error(format!("invalid mode: {text}"))),
        }
        if verbs > 1 || pluses > 1 {
            return Err(bad_mode(th));
        }
    }
    if verbs == 0 {
        return Err(bad_mode(th));
    }
    if plus {
        mode.readable = true;
        mode.writable = true;
    }
    o |= match (mode.readable, mode.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok((mode, o | libc::O_CLOEXEC))
}

fn bad_mode(th: &Thread) -> Raised {
    th.value_error("Must have exactly one of create/read/write/append mode and at most one plus")
}

/// The path of a file argument as the system wants it. Runs Python (`__fspath__`).
pub fn path_of(th: &Thread, v: Value) -> PyResult<CString> {
    let path = if v.has_kind(Kind::Str) || v.has_kind(Kind::Bytes) {
        v
    } else {
        let given = ops::call::special(th, v, runtime::names::N::__fspath__, &[])?;
        match given {
            Some(p) if p.has_kind(Kind::Str) || p.has_kind(Kind::Bytes) => p,
            Some(p) => {
                return Err(th.type_error(format!(
                    "expected {}.__fspath__() to return str or bytes, not {}",
                    ops::type_name(v),
                    ops::type_name(p)
                )));
            }
            None => {
                return Err(th.type_error(format!(
                    "expected str, bytes or os.PathLike object, not {}",
                    ops::type_name(v)
                )));
            }
        }
    };
    let (data, what) = match path.downcast::<Str>() {
        Some(s) => (os_error::fs_encode(th, s)?, "null character"),
        None => (
            path.downcast::<Bytes>()
                .map(|b| b.data().to_vec())
                .unwrap_or_default(),
            "null byte",
        ),
    };
    let _ = what;
    CString::new(data).map_err(|_| th.value_error("embedded null byte"))
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [name, mode, closefd, opener] = signature::bind_new(th, &NEW, args)?;
    let f = file(v);
    if f.fd.get() >= 0 {
        if f.closefd.get() {
            close_descriptor(th, f)?;
        } else {
            f.fd.set(-1);
        }
    }
    if name.is_bool() {
        warn::issue(th, T::RuntimeWarning, "bool is used as a file descriptor")?;
    }
    let given = match name {
        n if int::is_int(n) => match int::to_i64(n).map(i32::try_from) {
            Some(Ok(fd)) if fd < 0 => return Err(th.value_error("negative file descriptor")),
            Some(Ok(fd)) => Some(fd),
            _ => {
                return Err(th.overflow_error("Python int too large to convert to C int"));
            }
        },
        _ => None,
    };
    let text = if mode.is_empty() {
        "r".to_owned()
    } else {
        match mode.downcast::<Str>() {
            Some(s) => s.to_string_lossy().into_owned(),
            None => {
                return Err(th.type_error(format!(
                    "FileIO() argument 'mode' must be str, not {}",
                    ops::type_name(mode)
                )));
            }
        }
    };
    let (parsed, o) = parse_mode(th, &text)?;
    let path = match given {
        Some(_) => None,
        None => Some(path_of(th, name)?),
    };
    audit::tell(th, "open", || {
        let shown = str::new(th, &text.replace(['b', 't'], ""));
        let flags = Value::small(i64::from(o | libc::O_CLOEXEC));
        [name, shown, flags]
    })?;
    let closefd = closefd.is_empty() || ops::is_true(th, closefd)?;
    f.mode.set(parsed);
    f.seekable.set(None);
    match (given, path) {
        (Some(fd), _) => {
            f.fd.set(fd);
            f.closefd.set(closefd);
            if note_status(f).is_none() {
                f.fd.set(-1);
                return Err(os_error::raise(th, libc::EBADF, &[]));
            }
        }
        (None, Some(path)) => {
            if !closefd {
                return Err(th.value_error("Cannot use closefd=False with file name"));
            }
            f.closefd.set(true);
            open_path(th, f, name, &path, o, opener)?;
        }
        (None, None) => {}
    }
    let status = note_status(f);
    if status.is_some_and(|s| s.st_mode & libc::S_IFMT == libc::S_IFDIR) {
        if given.is_none() {
            close_descriptor(th, f)?;
        } else {
            f.fd.set(-1);
        }
        return Err(os_error::raise(th, libc::EISDIR, &[name]));
    }
    f.not_a_terminal
        .set(status.is_some_and(|s| s.st_mode & libc::S_IFMT != libc::S_IFCHR));
    if let Err(raised) = name_file(th, v, name) {
        if given.is_some() {
            // The descriptor is the caller's again.
            f.fd.set(-1);
        }
        return Err(raised);
    }
    if parsed.appending {
        // Position zero would be a lie.
        // SAFETY: a plain system call.
        unsafe { libc::lseek(f.fd.get(), 0, libc::SEEK_END) };
    }
    Ok(())
}

fn open_path(
    th: &Thread,
    f: Ref<FileIo>,
    name: Value,
    path: &CString,
    o: i32,
    opener: Value,
) -> PyResult<()> {
    if !opener.is_empty() && !opener.is_none() {
        let fd = ops::call2(th, opener, name, Value::small(o.into()))?;
        if !int::is_int(fd) {
            return Err(th.type_error("expected integer from opener"));
        }
        return match int::to_i64(fd).map(i32::try_from) {
            Some(Ok(fd)) if fd >= 0 => {
                // SAFETY: a plain system call.
                if unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) } < 0 {
                    return Err(os_error::raise_last(th, &[]));
                }
                f.fd.set(fd);
                Ok(())
            }
            other => Err(th.value_error(format!(
                "opener returned {}",
                other.and_then(Result::ok).unwrap_or(-1)
            ))),
        };
    }
    let open = || {
        lock::system_call(th, &[name], || {
            // SAFETY: the path ends with a zero.
            i64::from(unsafe { libc::open(path.as_ptr(), o, 0o666) })
        })
    };
    let mut fd = open();
    if fd.is_err() && descriptors_are_used_up(th) {
        // Files that nobody refers to any more would have been closed at once in CPython.
        heap::collect(true);
        let failed = th.exception.replace(Value::EMPTY);
        runtime::finalize::run_pending(th);
        th.exception.set(failed);
        let second = open();
        if second.is_ok() {
            th.exception.set(Value::EMPTY);
        }
        fd = second;
    }
    f.fd.set(fd? as i32);
    super::live::flush_file(th, f.fd.get());
    Ok(())
}

/// Whether the exception being raised says that the process or the system has no descriptors left.
fn descriptors_are_used_up(th: &Thread) -> bool {
    let errno = runtime::types::exception::as_exception(th.exception.get())
        .extra(0)
        .and_then(|slot| int::to_i64(slot.get()));
    errno == Some(libc::EMFILE.into()) || errno == Some(libc::ENFILE.into())
}

fn close_descriptor(th: &Thread, f: Ref<FileIo>) -> PyResult<()> {
    let fd = f.fd.replace(-1);
    if fd < 0 {
        return Ok(());
    }
    let (status, errno) = lock::released(th, || {
        // SAFETY: a plain system call.
        let status = unsafe { libc::close(fd) };
        (status, os_error::last_errno())
    });
    if status < 0 && errno != libc::EINTR {
        return Err(os_error::raise(th, errno, &[]));
    }
    Ok(())
}

fn check_readable(th: &Thread, f: Ref<FileIo>) -> PyResult<()> {
    f.descriptor(th)?;
    if f.mode.get().readable {
        return Ok(());
    }
    Err(unsupported(th, "File not open for reading"))
}

fn read(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    check_readable(th, f)?;
    let n = base::size_argument(th, a[1])?;
    if n < 0 {
        return readall(th, a);
    }
    let mut room = support::zeros(th, n as usize)?;
    match f.read_some(th, &mut room)? {
        Some(n) => Ok(bytes::new(th, &room[..n])),
        None => Ok(Value::NONE),
    }
}

fn readall(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    f.descriptor(th)?;
    match read_to_end(th, f)? {
        Some(data) => Ok(bytes::new(th, &data)),
        None => Ok(Value::NONE),
    }
}

/// Reads all that is left. None: nothing is there yet, and the descriptor does not block.
pub fn read_to_end(th: &Thread, f: Ref<FileIo>) -> PyResult<Option<Vec<u8>>> {
    const FIRST_STEP: usize = 1 << 13;
    const LARGEST_STEP: usize = 1 << 24;
    // What is left by the system's word, and one byte more to see the end without more room.
    let mut room = FIRST_STEP;
    if f.size.get() > 0 && f.can_seek() {
        // SAFETY: a plain system call.
        let at = unsafe { libc::lseek(f.fd.get(), 0, libc::SEEK_CUR) };
        if (0..=f.size.get()).contains(&at) {
            room = (f.size.get() - at) as usize + 1;
        }
    }
    let mut all = support::zeros(th, room)?;
    let mut len = 0;
    loop {
        let got = f.read_some(th, &mut all[len..])?;
        match got {
            None if len == 0 => return Ok(None),
            None | Some(0) => {
                all.truncate(len);
                return Ok(Some(all));
            }
            Some(n) => len += n,
        }
        if len == all.len() {
            all.resize(len + len.clamp(BUFFER_SIZE, LARGEST_STEP), 0);
        }
    }
}

fn readinto(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    check_readable(th, f)?;
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "readinto() argument must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    let mut data = vec![0; room.len];
    let Some(n) = f.read_some(th, &mut data)? else {
        return Ok(Value::NONE);
    };
    super::copy_out(th, a[1], &data[..n])?;
    Ok(Value::small(n as i64))
}

fn write(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    f.descriptor(th)?;
    if !f.mode.get().writable {
        return Err(unsupported(th, "File not open for writing"));
    }
    let data = super::data_argument(th, a[1])?;
    match f.write_some(th, &data)? {
        Some(n) => Ok(int::from_usize(th, n)),
        None => Ok(Value::NONE),
    }
}

/// An offset argument.
pub fn offset_argument(th: &Thread, v: Value) -> PyResult<i64> {
    if float_like(v) {
        return Err(th.type_error("an integer is required"));
    }
    runtime::types::sequence::index_value(th, v, T::OverflowError)
}

fn float_like(v: Value) -> bool {
    runtime::types::float::get(v).is_some()
}

fn seek(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    f.descriptor(th)?;
    let whence = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    let offset = offset_argument(th, a[1])?;
    Ok(int::from_i64(th, f.seek_to(th, offset, whence as i32)?))
}

fn truncate(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    let fd = f.descriptor(th)?;
    if !f.mode.get().writable {
        return Err(unsupported(th, "File not open for writing"));
    }
    let size = if a[1].is_empty() || a[1].is_none() {
        f.seek_to(th, 0, libc::SEEK_CUR)?
    } else {
        offset_argument(th, a[1])?
    };
    lock::system_call(th, &[], || {
        // SAFETY: a plain system call.
        i64::from(unsafe { libc::ftruncate(fd, size) })
    })?;
    f.size.set(size);
    Ok(int::from_i64(th, size))
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    // The base class flushes, which a subclass may have something to say about.
    let flushed = ops::call_method(th, a[0], str::intern(th, "flush"), &[]);
    if f.closefd.get() && f.finalizing.get() {
        warn_unclosed(th, a)?;
    }
    let closed = if f.closefd.get() {
        close_descriptor(th, f)
    } else {
        f.fd.set(-1);
        Ok(())
    };
    if f.is_closed() && flushed.is_err() {
        if let Err(raised) = flushed {
            // Closing twice flushes a closed file, which is no error.
            if th.raised_is(&raised, T::ValueError) && closed.is_ok() {
                th.take_exception(raised);
                return Ok(Value::NONE);
            }
            return Err(raised);
        }
        return Ok(Value::NONE);
    }
    closed.map(|()| Value::NONE)
}

/// Warns that a stream over this file, or the file itself, was not closed, if that is so. Runs Python.
fn warn_unclosed(th: &Thread, a: &[Value]) -> PyResult {
    let f = file(a[0]);
    if f.is_closed() || !f.closefd.get() {
        return Ok(Value::NONE);
    }
    let source = a.get(1).copied().unwrap_or(a[0]);
    let shown = ops::repr(th, source)?.to_string_lossy().into_owned();
    let text = format!("unclosed file {shown}");
    let warned = warn::issue_of(th, T::ResourceWarning, &text, source);
    if let Err(raised) = warned {
        base::report_finalizing(th, a[0], raised);
    }
    Ok(Value::NONE)
}

/// Whether `v` is a file that is open and that nobody but the file would close.
pub fn is_unclosed(v: Value) -> bool {
    exactly(v).is_some_and(|f| !f.is_closed() && f.closefd.get())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let f = file(v);
    let class = runtime::types::type_of(v);
    let class = super::display_name(class);
    if f.is_closed() {
        return Ok(str::new(th, &format!("<{class} [closed]>")));
    }
    let closefd = if f.closefd.get() { "True" } else { "False" };
    let mode = f.mode.get().text();
    let mut out = format!("<{class} ").into_bytes();
    match ops::get_attr_opt(th, v, str::intern(th, "name"))? {
        Some(name) => {
            let Some(_guard) = runtime::types::repr_guard::enter(v) else {
                return Err(th.runtime_error(format!("reentrant call inside {class}.__repr__")));
            };
            out.extend_from_slice(b"name=");
            out.extend_from_slice(ops::repr(th, name)?.bytes());
        }
        None => out.extend_from_slice(format!("fd={}", f.fd.get()).as_bytes()),
    }
    out.extend_from_slice(format!(" mode='{mode}' closefd={closefd}>").as_bytes());
    Ok(str::from_bytes(th, &out).value())
}

const PLAIN: &str = "($self, /)";

static METHODS: &[NativeDef] = &[
    NativeDef::new("read", "($self, size=-1, /)", read)
        .doc("Read at most size bytes, returned as bytes."),
    NativeDef::new("readall", PLAIN, readall)
        .doc("Read all data from the file, returned as bytes."),
    NativeDef::new("readinto", "($self, buffer, /)", readinto).doc("Same as RawIOBase.readinto()."),
    NativeDef::new("flush", PLAIN, |th, a| {
        if file(a[0]).is_closed() {
            return Err(th.value_error("I/O operation on closed file."));
        }
        Ok(Value::NONE)
    })
    .doc("Flush write buffers, if applicable."),
    NativeDef::new("write", "($self, b, /)", write)
        .doc("Write buffer b to file, return number of bytes written."),
    NativeDef::new("seek", "($self, pos, whence=0, /)", seek)
        .doc("Move to new file position and return the file position."),
    NativeDef::new("tell", PLAIN, |th, a| {
        let at = file(a[0]).seek_to(th, 0, libc::SEEK_CUR)?;
        Ok(int::from_i64(th, at))
    })
    .doc("Current file position."),
    NativeDef::new("truncate", "($self, size=None, /)", truncate)
        .doc("Truncate the file to at most size bytes and return the truncated size."),
    NativeDef::new("close", PLAIN, close).doc("Close the file."),
    NativeDef::new("seekable", PLAIN, |th, a| {
        file(a[0]).descriptor(th)?;
        Ok(Value::bool(file(a[0]).can_seek()))
    })
    .doc("True if file supports random-access."),
    NativeDef::new("readable", PLAIN, |th, a| {
        file(a[0]).descriptor(th)?;
        Ok(Value::bool(file(a[0]).mode.get().readable))
    })
    .doc("True if file was opened in a read mode."),
    NativeDef::new("writable", PLAIN, |th, a| {
        file(a[0]).descriptor(th)?;
        Ok(Value::bool(file(a[0]).mode.get().writable))
    })
    .doc("True if file was opened in a write mode."),
    NativeDef::new("fileno", PLAIN, |th, a| {
        Ok(Value::small(file(a[0]).descriptor(th)?.into()))
    })
    .doc("Return the underlying file descriptor (an integer)."),
    NativeDef::new("isatty", PLAIN, |th, a| {
        file(a[0]).descriptor(th)?;
        Ok(Value::bool(file(a[0]).is_terminal()))
    })
    .doc("True if the file is connected to a TTY device."),
    NativeDef::new("_isatty_open_only", PLAIN, |th, a| {
        let f = file(a[0]);
        f.descriptor(th)?;
        Ok(Value::bool(!f.not_a_terminal.get() && f.is_terminal()))
    }),
    NativeDef::new("_dealloc_warn", "($self, source, /)", warn_unclosed),
    NativeDef::new("__getstate__", PLAIN, super::no_pickle),
];

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "closed",
        get: |_, v| Ok(Value::bool(file(v).is_closed())),
        set: None,
    },
    GetSetDef {
        name: "closefd",
        get: |_, v| Ok(Value::bool(file(v).closefd.get())),
        set: None,
    },
    GetSetDef {
        name: "mode",
        get: |th, v| Ok(str::new(th, file(v).mode.get().text())),
        set: None,
    },
    GetSetDef {
        name: "_blksize",
        get: |th, v| Ok(int::from_i64(th, file(v).block_size.get())),
        set: None,
    },
    GetSetDef {
        name: "_finalizing",
        get: |_, v| Ok(Value::bool(file(v).finalizing.get())),
        set: Some(|th, v, flag| {
            let Some(flag) = flag else {
                return Err(th.type_error("can't delete numeric/char attribute"));
            };
            if !flag.is_bool() {
                return Err(th.type_error("attribute value type must be bool"));
            }
            file(v).finalizing.set(flag == Value::TRUE);
            Ok(())
        }),
    },
];

/// The definition of `FileIO`.
pub static FILE_IO: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: flags::BASE,
    basic_size: size_of::<FileIo>(),
    doc: "Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.  The file will be created if it\ndoesn't exist when opened for writing or appending; it will be truncated\nwhen opened for writing.  A FileExistsError will be raised if it already\nexists when opened for creating. Opening a file for creating implies\nwriting so this mode behaves in a similar way to 'w'.Add a '+' to the mode\nto allow simultaneous reading and writing. A custom opener can be used by\npassing a callable as *opener*. The underlying file descriptor for the file\nobject is then obtained by calling opener with (*name*, *flags*).\n*opener* must return an open file descriptor (passing os.open as *opener*\nresults in functionality similar to passing None).",
    ..NativeTypeDef::new("_io.FileIO")
};
