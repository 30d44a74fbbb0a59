//! `_socket`: sockets, on which `socket` builds.
//!
//! A socket with a timeout is non-blocking for the system; each call first waits until the descriptor is ready. What may
//! block runs without the interpreter lock, on buffers of its own: Python's memory is copied from and to.

mod address;
mod options;
mod resolve;

use std::cell::Cell;
use std::mem::size_of;

use runtime::audit;
use runtime::error::{PyResult, Raised};
use runtime::lock::{now, released};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::os_error;
use runtime::signals;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, bytes, float, int, list, str};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{Params, TypeCell, add, add_type, new_exception};
use address::Address;

static GAI_ERROR: TypeCell = TypeCell::new();
static HERROR: TypeCell = TypeCell::new();
static SOCKET_TYPE: TypeCell = TypeCell::new();

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: FUNCTIONS,
    init,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "socketpair",
        "(family=<unrepresentable>, type=1, proto=0, /)",
        socketpair,
    )
    .doc("socketpair([family[, type [, proto]]]) -> (socket object, socket object)\n\nCreate a pair of socket objects from the sockets returned by the platform\nsocketpair() function."),
    NativeDef::new("close", "(fd, /)", |th, a| {
        close_fd(th, arg::format_int(th, a[0])?)?;
        Ok(Value::NONE)
    }),
    NativeDef::new("dup", "(fd, /)", |th, a| {
        let fd = arg::format_int(th, a[0])?;
        // SAFETY: a plain system call.
        let copy = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
        if copy < 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(Value::small(i64::from(copy)))
    }),
    NativeDef::new("getdefaulttimeout", "()", |th, _| {
        Ok(shown_timeout(th, DEFAULT_TIMEOUT.0.get()))
    }),
    NativeDef::new("setdefaulttimeout", "(timeout, /)", |th, a| {
        DEFAULT_TIMEOUT.0.set(timeout(th, a[0])?);
        Ok(Value::NONE)
    }),
    NativeDef::new("CMSG_LEN", "(length, /)", |th, a| {
        Ok(int::from_usize(th, control_length(th, a[0], "CMSG_LEN", false)?))
    }),
    NativeDef::new("CMSG_SPACE", "(length, /)", |th, a| {
        Ok(int::from_usize(th, control_length(th, a[0], "CMSG_SPACE", true)?))
    }),
];

struct DefaultTimeout(Cell<i64>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for DefaultTimeout {}
/// Nanoseconds; -1: sockets block.
static DEFAULT_TIMEOUT: DefaultTimeout = DefaultTimeout(Cell::new(-1));

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let class = add_type(th, module, &SOCKET);
    SOCKET_TYPE.set(class);
    add(th, module, "SocketType", class.value());
    for f in resolve::FUNCTIONS {
        let owner = str::intern(th, "_socket").value();
        let object = types::builtin::new(th, f, Value::EMPTY, owner);
        add(th, module, f.name, object.value());
    }
    add(th, module, "error", types::get(T::OSError).value());
    add(th, module, "timeout", types::get(T::TimeoutError).value());
    for (name, cell) in [("gaierror", &GAI_ERROR), ("herror", &HERROR)] {
        let class = new_exception(th, "socket", name, T::OSError)?;
        cell.set(as_type(class));
        add(th, module, name, class);
    }
    add(th, module, "has_ipv6", Value::TRUE);
    for &(name, n) in options::CONSTANTS.iter().chain(options::MORE) {
        add(th, module, name, int::from_i64(th, n));
    }
    Ok(())
}

/// A socket.
#[repr(C)]
struct Socket {
    header: Header,
    layout: &'static NativeLayout,
    /// -1: closed, or not made yet.
    fd: Cell<i32>,
    family: Cell<i32>,
    kind: Cell<i32>,
    protocol: Cell<i32>,
    /// Nanoseconds; -1: it blocks; 0: it never waits.
    timeout: Cell<i64>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Socket {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "socket",
    trace: |_, _| {},
    drop: Some(|h| {
        // SAFETY: called once for objects of this layout; the descriptor is the socket's own.
        unsafe {
            let fd = (*h.cast::<Socket>()).fd.replace(-1);
            if fd >= 0 {
                libc::close(fd);
            }
        }
    }),
};

fn socket(v: Value) -> Ref<Socket> {
    this::<Socket>(v)
}

fn new(th: &Thread, class: Ref<Type>, _: Args) -> PyResult {
    let s = type_::alloc_native::<Socket>(th, class, &LAYOUT);
    s.fd.set(-1);
    s.timeout.set(DEFAULT_TIMEOUT.0.get());
    Ok(s.value())
}

fn init_socket(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    const PARAMS: Params = Params::new("socket", &["family", "type", "proto", "fileno"], 0);
    let [family, kind, protocol, fileno] = PARAMS.bind(th, args)?;
    let mut family = arg::format_int_or(th, family, -1)?;
    let mut kind = arg::format_int_or(th, kind, -1)?;
    let mut protocol = arg::format_int_or(th, protocol, -1)?;
    audit::tell(th, "socket.__new__", || {
        let [family, kind, protocol] = [family, kind, protocol].map(|n| Value::small(n.into()));
        [v, family, kind, protocol]
    })?;
    let s = socket(v);
    let fd = if fileno.is_empty() || fileno.is_none() {
        family = if family == -1 { libc::AF_INET } else { family };
        kind = if kind == -1 { libc::SOCK_STREAM } else { kind };
        protocol = protocol.max(0);
        // SAFETY: a plain system call.
        let fd = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) };
        if fd < 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        fd
    } else {
        if float::exact(fileno).is_some() {
            return Err(th.type_error("integer argument expected, got float"));
        }
        let fd = arg::format_int(th, fileno)?;
        if fd < 0 {
            return Err(th.value_error("negative file descriptor"));
        }
        let mut address = Address::empty();
        // SAFETY: the address has the room that it says.
        if unsafe { libc::getsockname(fd, address.ptr_mut(), &raw mut address.len) } < 0 {
            let errno = os_error::last_errno();
            if family == -1 || errno == libc::EBADF || errno == libc::ENOTSOCK {
                return Err(os_error::raise(th, errno, &[]));
            }
        } else if family == -1 {
            family = i32::from(address.storage.ss_family);
        }
        for (what, option) in [
            (&mut kind, libc::SO_TYPE),
            (&mut protocol, libc::SO_PROTOCOL),
        ] {
            if *what == -1 {
                *what = options::number(fd, libc::SOL_SOCKET, option)
                    .ok_or_else(|| os_error::raise_last(th, &[]))?;
            }
        }
        fd
    };
    adopt(th, s, fd, family, kind, protocol)
}

/// Makes a descriptor the socket's. The type is shown without the flags that are no type.
fn adopt(
    th: &Thread,
    s: Ref<Socket>,
    fd: i32,
    family: i32,
    kind: i32,
    protocol: i32,
) -> PyResult<()> {
    s.fd.set(fd);
    s.family.set(family);
    s.kind
        .set(kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK));
    s.protocol.set(protocol);
    if kind & libc::SOCK_NONBLOCK != 0 {
        s.timeout.set(0);
        return Ok(());
    }
    s.timeout.set(DEFAULT_TIMEOUT.0.get());
    if s.timeout.get() >= 0 {
        set_blocking(th, fd, false)?;
    }
    Ok(())
}

fn set_blocking(th: &Thread, fd: i32, blocking: bool) -> PyResult<()> {
    let mut on = libc::c_int::from(!blocking);
    // SAFETY: the number is ours.
    if unsafe { libc::ioctl(fd, libc::FIONBIO, &raw mut on) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(())
}

/// A timeout in seconds, or None, as nanoseconds (-1: none).
fn timeout(th: &Thread, v: Value) -> PyResult<i64> {
    if v.is_none() {
        return Ok(-1);
    }
    let x = match float::get(v) {
        Some(x) => x,
        None => float::to_f64(th, ops::index(th, v)?)?,
    };
    if x.is_nan() {
        return Err(th.value_error("Invalid value NaN (not a number)"));
    }
    if x < 0.0 {
        return Err(th.value_error("Timeout value out of range"));
    }
    if x >= 9.2e9 {
        return Err(th.overflow_error("timeout doesn't fit into C timeval"));
    }
    Ok((x * 1e9).ceil() as i64)
}

fn shown_timeout(th: &Thread, nanos: i64) -> Value {
    if nanos < 0 {
        Value::NONE
    } else {
        float::new(th, nanos as f64 / 1e9)
    }
}

#[cold]
fn timed_out(th: &Thread) -> Raised {
    th.error(T::TimeoutError, "timed out")
}

/// Waits until the socket is ready, at most until the deadline. Runs Python.
fn wait_ready(th: &Thread, fd: i32, events: i16, deadline: i64) -> PyResult<()> {
    loop {
        let left = deadline - now();
        if left < 0 {
            return Err(timed_out(th));
        }
        let millis = i32::try_from((left + 999_999) / 1_000_000).unwrap_or(i32::MAX);
        let mut entry = libc::pollfd {
            fd,
            events,
            revents: 0,
        };
        let (n, errno) = released(th, || {
            // SAFETY: the entry is ours.
            let n = unsafe { libc::poll(&raw mut entry, 1, millis) };
            (n, os_error::last_errno())
        });
        match n {
            0 => return Err(timed_out(th)),
            n if n > 0 => return Ok(()),
            _ if errno == libc::EINTR => signals::deliver(th)?,
            _ => return Err(os_error::raise(th, errno, &[])),
        }
    }
}

/// A system call on the socket, with its timeout, again after signals. Runs Python.
fn io(th: &Thread, s: Ref<Socket>, events: i16, call: impl FnMut(i32) -> i64) -> PyResult<i64> {
    let time = s.timeout.get();
    let deadline = now().saturating_add(time);
    io_until(th, s, events, time, deadline, call)
}

fn io_until(
    th: &Thread,
    s: Ref<Socket>,
    events: i16,
    time: i64,
    deadline: i64,
    mut call: impl FnMut(i32) -> i64,
) -> PyResult<i64> {
    let fd = s.fd.get();
    loop {
        if time > 0 {
            wait_ready(th, fd, events, deadline)?;
        }
        let (n, errno) = released(th, || {
            let n = call(fd);
            (n, os_error::last_errno())
        });
        if n >= 0 {
            return Ok(n);
        }
        match errno {
            libc::EINTR => signals::deliver(th)?,
            libc::EAGAIN if time > 0 => {}
            _ => return Err(os_error::raise(th, errno, &[])),
        }
    }
}

fn accept(th: &Thread, a: &[Value]) -> PyResult {
    let mut address = Address::empty();
    let fd = io(th, socket(a[0]), libc::POLLIN, |fd| {
        address = Address::empty();
        // SAFETY: the address has the room that it says.
        i64::from(unsafe {
            libc::accept4(
                fd,
                address.ptr_mut(),
                &raw mut address.len,
                libc::SOCK_CLOEXEC,
            )
        })
    })?;
    Ok(tuple::new(th, &[Value::small(fd), address.to_python(th)]).value())
}

fn bind(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "socket.bind", || [a[0], a[1]])?;
    let s = socket(a[0]);
    let address = address::parse(th, s.family.get(), a[1], "bind")?;
    // SAFETY: the address is as long as it says.
    checked(th, unsafe {
        libc::bind(s.fd.get(), address.ptr(), address.len)
    })
}

fn checked(th: &Thread, result: i32) -> PyResult {
    if result < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

/// Connects: the error number, 0 for none. Raises for bad arguments, timeouts and what signal handlers raise.
fn connected(th: &Thread, a: &[Value], function: &str) -> PyResult<i32> {
    let s = socket(a[0]);
    let address = address::parse(th, s.family.get(), a[1], function)?;
    audit::tell(th, "socket.connect", || [a[0], a[1]])?;
    let fd = s.fd.get();
    let (n, mut errno) = released(th, || {
        // SAFETY: the address is as long as it says.
        let n = unsafe { libc::connect(fd, address.ptr(), address.len) };
        (n, os_error::last_errno())
    });
    if n == 0 {
        return Ok(0);
    }
    let time = s.timeout.get();
    let waits = match errno {
        libc::EINTR => {
            signals::deliver(th)?;
            time != 0
        }
        libc::EINPROGRESS => time > 0,
        _ => false,
    };
    if !waits {
        return Ok(errno);
    }
    let deadline = if time < 0 {
        i64::MAX
    } else {
        now().saturating_add(time)
    };
    match wait_ready(th, fd, libc::POLLOUT, deadline) {
        Ok(()) => {}
        Err(raised) if function == "connect_ex" && th.raised_is(&raised, T::TimeoutError) => {
            th.take_exception(raised);
            return Ok(libc::EWOULDBLOCK);
        }
        Err(raised) => return Err(raised),
    }
    errno = options::number(fd, libc::SOL_SOCKET, libc::SO_ERROR)
        .ok_or_else(|| os_error::raise_last(th, &[]))?;
    Ok(if errno == libc::EISCONN { 0 } else { errno })
}

fn connect(th: &Thread, a: &[Value]) -> PyResult {
    match connected(th, a, "connect")? {
        0 => Ok(Value::NONE),
        errno => Err(os_error::raise(th, errno, &[])),
    }
}

fn close_fd(th: &Thread, fd: i32) -> PyResult<()> {
    let (n, errno) = released(th, || {
        // SAFETY: a plain system call.
        let n = unsafe { libc::close(fd) };
        (n, os_error::last_errno())
    });
    // A peer that has gone away is no error of closing.
    if n < 0 && errno != libc::ECONNRESET {
        return Err(os_error::raise(th, errno, &[]));
    }
    Ok(())
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let fd = socket(a[0]).fd.replace(-1);
    if fd >= 0 {
        close_fd(th, fd)?;
    }
    Ok(Value::NONE)
}

/// Closes a socket that nobody refers to any more, with a warning. Runs Python.
fn del(th: &Thread, v: Value) -> PyResult<()> {
    if socket(v).fd.get() < 0 {
        return Ok(());
    }
    let shown = ops::repr(th, v)?.to_string_lossy().into_owned();
    let text = format!("unclosed {shown}");
    if let Err(raised) = runtime::warn::issue_of(th, T::ResourceWarning, &text, v) {
        let exc = th.take_exception(raised);
        let what = format!("Exception ignored while finalizing socket {shown}");
        runtime::finalize::unraisable_while(th, exc, &what);
    }
    let fd = socket(v).fd.replace(-1);
    if fd >= 0
        && let Err(raised) = close_fd(th, fd)
    {
        th.take_exception(raised);
    }
    Ok(())
}

fn name_of(
    th: &Thread,
    v: Value,
    call: unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32,
) -> PyResult {
    let mut address = Address::empty();
    // SAFETY: the address has the room that it says.
    if unsafe { call(socket(v).fd.get(), address.ptr_mut(), &raw mut address.len) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(address.to_python(th))
}

/// How many bytes to receive.
fn size(th: &Thread, v: Value, function: &str) -> PyResult<usize> {
    let n = ops::index_i64(th, v)?;
    usize::try_from(n).map_err(|_| th.value_error(format!("negative buffersize in {function}")))
}

/// Receives: what came, and from whom.
fn received(
    th: &Thread,
    s: Ref<Socket>,
    n: usize,
    flags: i32,
    from: Option<&mut Address>,
) -> PyResult<Vec<u8>> {
    let mut data = vec![0u8; n];
    let mut sender = Address::empty();
    let got = io(th, s, libc::POLLIN, |fd| {
        sender = Address::empty();
        // SAFETY: the buffer and the address have the room that they say.
        unsafe {
            libc::recvfrom(
                fd,
                data.as_mut_ptr().cast(),
                data.len(),
                flags,
                sender.ptr_mut(),
                &raw mut sender.len,
            ) as i64
        }
    })?;
    data.truncate(got as usize);
    if let Some(from) = from {
        *from = sender;
    }
    Ok(data)
}

fn recv(th: &Thread, a: &[Value]) -> PyResult {
    let n = size(th, a[1], "recv")?;
    let flags = arg::format_int_or(th, a[2], 0)?;
    let data = received(th, socket(a[0]), n, flags, None)?;
    Ok(bytes::new(th, &data))
}

fn recvfrom(th: &Thread, a: &[Value]) -> PyResult {
    let n = size(th, a[1], "recvfrom")?;
    let flags = arg::format_int_or(th, a[2], 0)?;
    let mut from = Address::empty();
    let data = received(th, socket(a[0]), n, flags, Some(&mut from))?;
    Ok(tuple::new(th, &[bytes::new(th, &data), from.to_python(th)]).value())
}

/// The room of a buffer that is received into, and how much of it is asked for.
fn room(th: &Thread, a: &[Value], function: &str) -> PyResult<usize> {
    let Some(buffer) = runtime::buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "{function}() argument 1 must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    let n = if a[2].is_empty() {
        0
    } else {
        size(th, a[2], function)?
    };
    if n > buffer.len {
        return Err(th.value_error(if function == "recv_into" {
            "buffer too small for requested bytes"
        } else {
            "nbytes is greater than the length of the buffer"
        }));
    }
    Ok(if n == 0 { buffer.len } else { n })
}

fn fill(th: &Thread, v: Value, data: &[u8]) -> PyResult<()> {
    if let Some(target) = runtime::buffer::writable(th, v)? {
        let n = data.len().min(target.len);
        // SAFETY: nothing else uses the memory now, and no code runs.
        let memory = unsafe { target.bytes_mut() };
        memory[..n].copy_from_slice(&data[..n]);
    }
    Ok(())
}

fn recv_into(th: &Thread, a: &[Value]) -> PyResult {
    let n = room(th, a, "recv_into")?;
    let flags = arg::format_int_or(th, a[3], 0)?;
    let data = received(th, socket(a[0]), n, flags, None)?;
    fill(th, a[1], &data)?;
    Ok(int::from_usize(th, data.len()))
}

fn recvfrom_into(th: &Thread, a: &[Value]) -> PyResult {
    let n = room(th, a, "recvfrom_into")?;
    let flags = arg::format_int_or(th, a[3], 0)?;
    let mut from = Address::empty();
    let data = received(th, socket(a[0]), n, flags, Some(&mut from))?;
    fill(th, a[1], &data)?;
    Ok(tuple::new(th, &[int::from_usize(th, data.len()), from.to_python(th)]).value())
}

/// The data to send, copied: Python may change its own while the lock is given up.
fn outgoing(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    Ok(runtime::buffer::contiguous_of(th, v)?.to_vec())
}

fn send(th: &Thread, a: &[Value]) -> PyResult {
    let data = outgoing(th, a[1])?;
    let flags = arg::format_int_or(th, a[2], 0)?;
    let n = io(th, socket(a[0]), libc::POLLOUT, |fd| {
        // SAFETY: as long as said.
        unsafe { libc::send(fd, data.as_ptr().cast(), data.len(), flags) as i64 }
    })?;
    Ok(Value::small(n))
}

fn sendall(th: &Thread, a: &[Value]) -> PyResult {
    let data = outgoing(th, a[1])?;
    let flags = arg::format_int_or(th, a[2], 0)?;
    let s = socket(a[0]);
    let time = s.timeout.get();
    let deadline = now().saturating_add(time);
    let mut rest = data.as_slice();
    loop {
        let n = io_until(th, s, libc::POLLOUT, time, deadline, |fd| {
            // SAFETY: as long as said.
            unsafe { libc::send(fd, rest.as_ptr().cast(), rest.len(), flags) as i64 }
        })?;
        rest = &rest[n as usize..];
        if rest.is_empty() {
            return Ok(Value::NONE);
        }
        signals::deliver(th)?;
    }
}

fn sendto(th: &Thread, a: &[Value]) -> PyResult {
    let s = socket(a[0]);
    let data = outgoing(th, a[1])?;
    let (flags, target) = if a[3].is_empty() {
        (0, a[2])
    } else {
        (arg::format_int(th, a[2])?, a[3])
    };
    let address = address::parse(th, s.family.get(), target, "sendto")?;
    audit::tell(th, "socket.sendto", || [a[0], target])?;
    let n = io(th, s, libc::POLLOUT, |fd| {
        // SAFETY: data and address are as long as said.
        unsafe {
            libc::sendto(
                fd,
                data.as_ptr().cast(),
                data.len(),
                flags,
                address.ptr(),
                address.len,
            ) as i64
        }
    })?;
    Ok(Value::small(n))
}

fn control_length(th: &Thread, v: Value, function: &str, space: bool) -> PyResult<usize> {
    let n = ops::index_i64(th, v)?;
    match u32::try_from(n) {
        // SAFETY: arithmetic.
        Ok(n) if n < 0x7fff_ff00 => Ok(unsafe {
            if space {
                libc::CMSG_SPACE(n)
            } else {
                libc::CMSG_LEN(n)
            }
        } as usize),
        _ => Err(th.overflow_error(format!("{function}() argument out of range"))),
    }
}

fn sendmsg(th: &Thread, a: &[Value]) -> PyResult {
    let s = socket(a[0]);
    let parts = list::from_iterable(th, a[1])?;
    let mut data = Vec::new();
    for n in 0..parts.len() {
        data.extend(outgoing(th, parts.item(n))?);
    }
    let mut control: Vec<u8> = Vec::new();
    if !a[2].is_empty() && !a[2].is_none() {
        let items = list::from_iterable(th, a[2])?;
        for n in 0..items.len() {
            let Some(t) = items.item(n).downcast::<Tuple>().filter(|t| t.len() == 3) else {
                return Err(th.type_error("sendmsg() argument 2 must be an iterable of 3-tuples"));
            };
            let (level, kind) = (
                arg::format_int(th, t.items()[0])?,
                arg::format_int(th, t.items()[1])?,
            );
            let body = outgoing(th, t.items()[2])?;
            // SAFETY: arithmetic; then a header and a body within the room just made.
            unsafe {
                let begin = control.len();
                let len = libc::CMSG_LEN(body.len() as u32);
                control.resize(begin + libc::CMSG_SPACE(body.len() as u32) as usize, 0);
                let mut head: libc::cmsghdr = std::mem::zeroed();
                head.cmsg_len = len as _;
                head.cmsg_level = level;
                head.cmsg_type = kind;
                let at = control.as_mut_ptr().add(begin);
                at.cast::<libc::cmsghdr>().write_unaligned(head);
                let offset = libc::CMSG_LEN(0) as usize;
                std::ptr::copy_nonoverlapping(body.as_ptr(), at.add(offset), body.len());
            }
        }
    }
    let flags = arg::format_int_or(th, a[3], 0)?;
    let target = if a[4].is_empty() || a[4].is_none() {
        None
    } else {
        Some(address::parse(th, s.family.get(), a[4], "sendmsg")?)
    };
    let mut vector = libc::iovec {
        iov_base: data.as_mut_ptr().cast(),
        iov_len: data.len(),
    };
    // SAFETY: plain data.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = &raw mut vector;
    message.msg_iovlen = 1;
    if !control.is_empty() {
        message.msg_control = control.as_mut_ptr().cast();
        message.msg_controllen = control.len() as _;
    }
    if let Some(address) = &target {
        message.msg_name = address.ptr().cast_mut().cast();
        message.msg_namelen = address.len;
    }
    let n = io(th, s, libc::POLLOUT, |fd| {
        // SAFETY: the message refers to buffers that live until the call is over.
        unsafe { libc::sendmsg(fd, &raw const message, flags) as i64 }
    })?;
    Ok(Value::small(n))
}

fn recvmsg(th: &Thread, a: &[Value]) -> PyResult {
    let n = size(th, a[1], "recvmsg()")?;
    let control_size = if a[2].is_empty() {
        0
    } else {
        let n = ops::index_i64(th, a[2])?;
        usize::try_from(n)
            .ok()
            .filter(|&n| n < i32::MAX as usize)
            .ok_or_else(|| th.value_error("invalid ancillary data buffer length"))?
    };
    let flags = arg::format_int_or(th, a[3], 0)?;
    let mut data = vec![0u8; n];
    // The system writes headers into it: aligned as they are.
    let mut control = vec![0u64; control_size.div_ceil(8)];
    let mut sender = Address::empty();
    let mut vector = libc::iovec {
        iov_base: data.as_mut_ptr().cast(),
        iov_len: data.len(),
    };
    // SAFETY: plain data.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    let got = io(th, socket(a[0]), libc::POLLIN, |fd| {
        message.msg_iov = &raw mut vector;
        message.msg_iovlen = 1;
        message.msg_name = sender.ptr_mut().cast();
        message.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        message.msg_control = control.as_mut_ptr().cast();
        message.msg_controllen = control_size as _;
        // SAFETY: the message refers to buffers that live until the call is over.
        unsafe { libc::recvmsg(fd, &raw mut message, flags | libc::MSG_CMSG_CLOEXEC) as i64 }
    })?;
    sender.len = message.msg_namelen;
    let ancillary = list::empty(th);
    // SAFETY: the system filled the control buffer in, and says how far.
    unsafe {
        let mut at = if control_size == 0 {
            std::ptr::null_mut()
        } else {
            libc::CMSG_FIRSTHDR(&raw const message)
        };
        while !at.is_null() {
            let head = &*at;
            let begin = libc::CMSG_DATA(at);
            let end = control.as_ptr().cast::<u8>().add(control_size);
            let claimed = (head.cmsg_len as usize).saturating_sub(libc::CMSG_LEN(0) as usize);
            let len = claimed.min((end.addr()).saturating_sub(begin.addr()));
            let parts = [
                Value::small(i64::from(head.cmsg_level)),
                Value::small(i64::from(head.cmsg_type)),
                bytes::new(th, std::slice::from_raw_parts(begin, len)),
            ];
            ancillary.append(th, tuple::new(th, &parts).value());
            at = libc::CMSG_NXTHDR(&raw const message, at);
        }
    }
    let parts = [
        bytes::new(th, &data[..got as usize]),
        ancillary.value(),
        Value::small(i64::from(message.msg_flags)),
        sender.to_python(th),
    ];
    Ok(tuple::new(th, &parts).value())
}

fn set_timeout(th: &Thread, v: Value, nanos: i64) -> PyResult {
    let s = socket(v);
    set_blocking(th, s.fd.get(), nanos < 0)?;
    s.timeout.set(nanos);
    Ok(Value::NONE)
}

fn socketpair(th: &Thread, a: &[Value]) -> PyResult {
    let family = arg::format_int_or(th, a[0], libc::AF_UNIX)?;
    let kind = arg::format_int_or(th, a[1], libc::SOCK_STREAM)?;
    let protocol = arg::format_int_or(th, a[2], 0)?;
    let mut fds = [0; 2];
    // SAFETY: room for two descriptors.
    let n = unsafe {
        libc::socketpair(
            family,
            kind | libc::SOCK_CLOEXEC,
            protocol,
            fds.as_mut_ptr(),
        )
    };
    if n < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    let mut pair = [Value::NONE; 2];
    for (place, fd) in pair.iter_mut().zip(fds) {
        let s = type_::alloc_native::<Socket>(th, SOCKET_TYPE.get(), &LAYOUT);
        adopt(th, s, fd, family, kind, protocol)?;
        *place = s.value();
    }
    Ok(tuple::new(th, &pair).value())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let s = socket(v);
    let text = format!(
        "<socket object, fd={}, family={}, type={}, proto={}>",
        s.fd.get(),
        s.family.get(),
        s.kind.get(),
        s.protocol.get()
    );
    Ok(str::new(th, &text))
}

static SOCKET: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init_socket),
        repr: Some(repr),
        del: Some(del),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("_accept", "($self, /)", accept)
            .doc("_accept() -> (integer, address info)\n\nWait for an incoming connection."),
        NativeDef::new("bind", "($self, address, /)", bind)
            .doc("bind(address)\n\nBind the socket to a local address."),
        NativeDef::new("close", "($self, /)", close)
            .doc("close()\n\nClose the socket.  It cannot be used after this call."),
        NativeDef::new("connect", "($self, address, /)", connect)
            .doc("connect(address)\n\nConnect the socket to a remote address."),
        NativeDef::new("connect_ex", "($self, address, /)", |th, a| {
            Ok(Value::small(i64::from(connected(th, a, "connect_ex")?)))
        })
        .doc("connect_ex(address) -> errno"),
        NativeDef::new("detach", "($self, /)", |_, a| {
            Ok(Value::small(i64::from(socket(a[0]).fd.replace(-1))))
        })
        .doc("detach()\n\nClose the socket object without closing the underlying file descriptor."),
        NativeDef::new("fileno", "($self, /)", |_, a| {
            Ok(Value::small(i64::from(socket(a[0]).fd.get())))
        })
        .doc("fileno() -> integer\n\nReturn the integer file descriptor of the socket."),
        NativeDef::new("getpeername", "($self, /)", |th, a| {
            name_of(th, a[0], libc::getpeername)
        })
        .doc("getpeername() -> address info\n\nReturn the address of the remote endpoint."),
        NativeDef::new("getsockname", "($self, /)", |th, a| {
            name_of(th, a[0], libc::getsockname)
        })
        .doc("getsockname() -> address info\n\nReturn the address of the local endpoint."),
        NativeDef::new(
            "getsockopt",
            "($self, level, option, buffersize=0, /)",
            |th, a| options::get(th, socket(a[0]).fd.get(), &a[1..]),
        )
        .doc("getsockopt(level, option[, buffersize]) -> value"),
        NativeDef::new(
            "setsockopt",
            "($self, level, option, value, optlen=<unrepresentable>, /)",
            |th, a| options::set(th, socket(a[0]).fd.get(), &a[1..]),
        )
        .doc("setsockopt(level, option, value: int | bytes)"),
        NativeDef::new("listen", "($self, backlog=<unrepresentable>, /)", |th, a| {
            let backlog = arg::format_int_or(th, a[1], 128)?.max(0);
            // SAFETY: a plain system call.
            checked(th, unsafe { libc::listen(socket(a[0]).fd.get(), backlog) })
        })
        .doc("listen([backlog])\n\nEnable a server to accept connections."),
        NativeDef::new("recv", "($self, bufsize, flags=0, /)", recv)
            .doc("recv(buffersize[, flags]) -> data"),
        NativeDef::new("recv_into", "($self, buffer, nbytes=0, flags=0)", recv_into)
            .doc("recv_into(buffer, [nbytes[, flags]]) -> nbytes_read"),
        NativeDef::new("recvfrom", "($self, bufsize, flags=0, /)", recvfrom)
            .doc("recvfrom(buffersize[, flags]) -> (data, address info)"),
        NativeDef::new(
            "recvfrom_into",
            "($self, buffer, nbytes=0, flags=0)",
            recvfrom_into,
        )
        .doc("recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)"),
        NativeDef::new(
            "recvmsg",
            "($self, bufsize, ancbufsize=0, flags=0, /)",
            recvmsg,
        )
        .doc("recvmsg(bufsize[, ancbufsize[, flags]]) -> (data, ancdata, msg_flags, address)"),
        NativeDef::new("send", "($self, data, flags=0, /)", send)
            .doc("send(data[, flags]) -> count"),
        NativeDef::new("sendall", "($self, data, flags=0, /)", sendall)
            .doc("sendall(data[, flags])"),
        NativeDef::new(
            "sendto",
            "($self, data, address, address2=<unrepresentable>, /)",
            sendto,
        )
        .doc("sendto(data[, flags], address) -> count"),
        NativeDef::new(
            "sendmsg",
            "($self, buffers, ancdata=<unrepresentable>, flags=0, address=None, /)",
            sendmsg,
        )
        .doc("sendmsg(buffers[, ancdata[, flags[, address]]]) -> count"),
        NativeDef::new("setblocking", "($self, flag, /)", |th, a| {
            let blocking = ops::is_true(th, a[1])?;
            set_timeout(th, a[0], if blocking { -1 } else { 0 })
        })
        .doc("setblocking(flag)\n\nSet the socket to blocking (flag is true) or non-blocking (false)."),
        NativeDef::new("getblocking", "($self, /)", |_, a| {
            Ok(Value::bool(socket(a[0]).timeout.get() != 0))
        })
        .doc("getblocking()\n\nReturns True if socket is in blocking mode, or False if it\nis in non-blocking mode."),
        NativeDef::new("settimeout", "($self, timeout, /)", |th, a| {
            let nanos = timeout(th, a[1])?;
            set_timeout(th, a[0], nanos)
        })
        .doc("settimeout(timeout)\n\nSet a timeout on socket operations."),
        NativeDef::new("gettimeout", "($self, /)", |th, a| {
            Ok(shown_timeout(th, socket(a[0]).timeout.get()))
        })
        .doc("gettimeout() -> timeout\n\nReturns the timeout in seconds (float) associated with socket operations."),
        NativeDef::new("shutdown", "($self, how, /)", |th, a| {
            let how = arg::format_int(th, a[1])?;
            // SAFETY: a plain system call.
            checked(th, unsafe { libc::shutdown(socket(a[0]).fd.get(), how) })
        })
        .doc("shutdown(flag)\n\nShut down the reading side of the socket (flag == SHUT_RD), the writing side\nof the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR)."),
    ],
    getset: &[
        GetSetDef {
            name: "family",
            get: |_, v| Ok(Value::small(i64::from(socket(v).family.get()))),
            set: None,
        },
        GetSetDef {
            name: "type",
            get: |_, v| Ok(Value::small(i64::from(socket(v).kind.get()))),
            set: None,
        },
        GetSetDef {
            name: "proto",
            get: |_, v| Ok(Value::small(i64::from(socket(v).protocol.get()))),
            set: None,
        },
        GetSetDef {
            name: "timeout",
            get: |th, v| Ok(shown_timeout(th, socket(v).timeout.get())),
            set: None,
        },
    ],
    flags: flags::BASE,
    basic_size: size_of::<Socket>(),
    doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object",
    ..NativeTypeDef::new("_socket.socket")
};
