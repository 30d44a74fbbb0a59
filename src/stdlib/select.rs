//! `select`: waiting for descriptors: `select`, `poll` and `epoll`.

use std::cell::{Cell, RefCell};
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::heap::{RootedVec, Tracer};
use runtime::lock::{now, released};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::os_error;
use runtime::signals;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, float, list, tuple};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{Params, add};

macro_rules! constants {
    ($($name:ident)*) => {
        const CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64 & 0xffff_ffff),)*];
    };
}

constants! {
    POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP
    EPOLLIN EPOLLOUT EPOLLPRI EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLET EPOLLONESHOT EPOLLEXCLUSIVE EPOLLRDNORM EPOLLRDBAND
    EPOLLWRNORM EPOLLWRBAND EPOLLMSG EPOLLWAKEUP EPOLL_CLOEXEC PIPE_BUF
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file descriptors.",
    functions: &[
        NativeDef::new("select", "(rlist, wlist, xlist, timeout=None, /)", select)
            .doc("Wait until one or more file descriptors are ready for some kind of I/O."),
        NativeDef::new("poll", "()", |th, _| {
            let class = type_::as_type(POLL_CLASS.0.get());
            let o = type_::alloc_native::<Poll>(th, class, &POLL_LAYOUT);
            o.entries.set(Box::into_raw(Box::default()));
            Ok(o.value())
        })
        .doc("Returns a polling object."),
    ],
    init: |th, module| {
        for &(name, n) in CONSTANTS {
            add(th, module, name, Value::small(n));
        }
        add(th, module, "POLLMSG", Value::small(0x400));
        add(th, module, "error", runtime::types::get(T::OSError).value());
        crate::support::add_type(th, module, &EPOLL);
        POLL_CLASS.0.set(type_::define_native(th, &POLL).value());
        Ok(())
    },
};

struct Class(Cell<Value>);
// SAFETY: touched only under the interpreter lock; the type is kept by its shape.
unsafe impl Sync for Class {}
static POLL_CLASS: Class = Class(Cell::new(Value::EMPTY));

/// A time to wait in seconds (`None`: for ever), as nanoseconds.
fn timeout(th: &Thread, v: Value, unit: f64) -> PyResult<Option<i64>> {
    if v.is_empty() || v.is_none() {
        return Ok(None);
    }
    let is_number = float::get(v).is_some() || ops::number::index_opt(th, v)?.is_some();
    if !is_number {
        return Err(th.type_error("timeout must be a float or None"));
    }
    let x = float::to_f64(th, v)? * unit;
    if x.is_nan() {
        return Err(th.value_error("Invalid value NaN (not a number)"));
    }
    if x.abs() >= 9.2e18 {
        return Err(th.overflow_error("timestamp out of range for platform time_t"));
    }
    // Away from zero: the sign stays.
    Ok(Some(if x < 0.0 { x.floor() } else { x.ceil() } as i64))
}

/// Waits with `call`, which is given the milliseconds left (-1: for ever), again after each signal. Runs Python.
fn wait(th: &Thread, time: Option<i64>, mut call: impl FnMut(i32) -> i32) -> PyResult<usize> {
    let deadline = time.map(|t| now().saturating_add(t));
    loop {
        let left = deadline.map_or(-1, |d| {
            let millis = (d - now()).max(0).saturating_add(999_999) / 1_000_000;
            i32::try_from(millis).unwrap_or(i32::MAX)
        });
        let (n, errno) = released(th, || {
            let n = call(left);
            (n, os_error::last_errno())
        });
        if n >= 0 {
            return Ok(n as usize);
        }
        if errno != libc::EINTR {
            return Err(os_error::raise(th, errno, &[]));
        }
        signals::deliver(th)?;
    }
}

/// The descriptors of an iterable, with the objects they came from. Runs Python.
fn descriptors(th: &Thread, v: Value, objects: &mut RootedVec<Value>) -> PyResult<Vec<i32>> {
    if !ops::iterate::is_iterable(v) {
        return Err(th.type_error("arguments 1-3 must be sequences"));
    }
    // A list is looked at as it is: `fileno` may change it.
    let items = match v.downcast::<list::List>() {
        Some(items) => items,
        None => list::from_iterable(th, v)?,
    };
    let mut fds = Vec::new();
    while let Some(item) = items.get(fds.len()) {
        objects.push(item);
        fds.push(arg::file_descriptor(th, item)?);
    }
    Ok(fds)
}

fn select(th: &Thread, a: &[Value]) -> PyResult {
    let time = timeout(th, a[3], 1e9)?;
    if time.is_some_and(|t| t < 0) {
        return Err(th.value_error("timeout must be non-negative"));
    }
    let mut objects = RootedVec::new();
    let mut fds = Vec::new();
    let mut ends = [0; 3];
    let asked = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    for (n, &events) in asked.iter().enumerate() {
        for fd in descriptors(th, a[n], &mut objects)? {
            if fd as usize >= libc::FD_SETSIZE {
                return Err(th.value_error("filedescriptor out of range in select()"));
            }
            fds.push(libc::pollfd {
                fd,
                events,
                revents: 0,
            });
        }
        ends[n] = fds.len();
    }
    // SAFETY: the array is ours.
    wait(th, time, |left| unsafe {
        libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, left)
    })?;
    if fds.iter().any(|f| f.revents & libc::POLLNVAL != 0) {
        return Err(os_error::raise(th, libc::EBADF, &[]));
    }
    // What `select` itself calls ready.
    let ready = [
        libc::POLLIN | libc::POLLHUP | libc::POLLERR,
        libc::POLLOUT | libc::POLLERR,
        libc::POLLPRI,
    ];
    let mut found = RootedVec::new();
    let mut begin = 0;
    for n in 0..3 {
        let out = list::empty(th);
        for i in begin..ends[n] {
            if fds[i].revents & ready[n] != 0 {
                out.append(th, objects[i]);
            }
        }
        found.push(out.value());
        begin = ends[n];
    }
    Ok(tuple::new(th, &found).value())
}

// ---- poll

/// What a `poll` object waits for: descriptors and events, in the order of registration.
#[repr(C)]
struct Poll {
    header: Header,
    layout: &'static NativeLayout,
    /// From `Box::into_raw`; null only before it is made.
    entries: Cell<*mut RefCell<Vec<(i32, i16)>>>,
    waiting: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Poll {
    const KIND: Kind = Kind::Native;
}

fn trace(_: *mut Header, _: &mut Tracer) {}

static POLL_LAYOUT: NativeLayout = NativeLayout {
    name: "poll",
    trace,
    drop: Some(|h| {
        // SAFETY: called once for objects of this layout; the pointer is null or our box's.
        unsafe {
            let entries = (*h.cast::<Poll>()).entries.replace(std::ptr::null_mut());
            if !entries.is_null() {
                drop(Box::from_raw(entries));
            }
        }
    }),
};

fn entries(v: Value) -> &'static RefCell<Vec<(i32, i16)>> {
    // SAFETY: set when the object was made; it lives as long as the object, which the caller's Value keeps.
    unsafe { &*this::<Poll>(v).entries.get() }
}

const ALL: i64 = (libc::POLLIN | libc::POLLPRI | libc::POLLOUT) as i64;

fn event_mask(th: &Thread, v: Value, default: i64) -> PyResult<i16> {
    let n = if v.is_empty() {
        default
    } else {
        arg::c_long(th, v)?
    };
    if n < 0 {
        return Err(th.value_error("value must be positive"));
    }
    u16::try_from(n)
        .map(|n| n as i16)
        .map_err(|_| th.overflow_error("Python int too large to convert to C unsigned short"))
}

static POLL: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new(
            "register",
            "($self, fd, eventmask=<unrepresentable>, /)",
            |th, a| {
                let (fd, mask) = (arg::file_descriptor(th, a[1])?, event_mask(th, a[2], ALL)?);
                let mut all = entries(a[0]).borrow_mut();
                match all.iter_mut().find(|e| e.0 == fd) {
                    Some(e) => e.1 = mask,
                    None => all.push((fd, mask)),
                }
                Ok(Value::NONE)
            },
        )
        .doc("Register a file descriptor with the polling object."),
        NativeDef::new("modify", "($self, fd, eventmask, /)", |th, a| {
            let (fd, mask) = (arg::file_descriptor(th, a[1])?, event_mask(th, a[2], ALL)?);
            match entries(a[0]).borrow_mut().iter_mut().find(|e| e.0 == fd) {
                Some(e) => e.1 = mask,
                None => return Err(os_error::raise(th, libc::ENOENT, &[])),
            }
            Ok(Value::NONE)
        })
        .doc("Modify an already registered file descriptor."),
        NativeDef::new("unregister", "($self, fd, /)", |th, a| {
            let fd = arg::file_descriptor(th, a[1])?;
            let mut all = entries(a[0]).borrow_mut();
            match all.iter().position(|e| e.0 == fd) {
                Some(n) => all.remove(n),
                None => return Err(th.key_error(Value::small(i64::from(fd)))),
            };
            Ok(Value::NONE)
        })
        .doc("Remove a file descriptor being tracked by the polling object."),
        NativeDef::new("poll", "($self, timeout=None, /)", poll)
            .doc("Polls the set of registered file descriptors."),
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: size_of::<Poll>(),
    ..NativeTypeDef::new("select.poll")
};

fn poll(th: &Thread, a: &[Value]) -> PyResult {
    let time = timeout(th, a[1], 1e6)?.filter(|&t| t >= 0);
    let mut fds: Vec<libc::pollfd> = entries(a[0])
        .borrow()
        .iter()
        .map(|&(fd, events)| libc::pollfd {
            fd,
            events,
            revents: 0,
        })
        .collect();
    let o = this::<Poll>(a[0]);
    if o.waiting.replace(true) {
        return Err(th.runtime_error("concurrent poll() invocation"));
    }
    // SAFETY: the array is ours.
    let result = wait(th, time, |left| unsafe {
        libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, left)
    });
    o.waiting.set(false);
    result?;
    let out = list::empty(th);
    for f in fds.iter().filter(|f| f.revents != 0) {
        let pair = [f.fd, i32::from(f.revents as u16)].map(|n| Value::small(i64::from(n)));
        out.append(th, tuple::new(th, &pair).value());
    }
    Ok(out.value())
}

// ---- epoll

/// An `epoll` object: its descriptor, -1 once closed.
#[repr(C)]
struct Epoll {
    header: Header,
    layout: &'static NativeLayout,
    fd: Cell<i32>,
}

// SAFETY: as for `Poll`.
unsafe impl Object for Epoll {
    const KIND: Kind = Kind::Native;
}

static EPOLL_LAYOUT: NativeLayout = NativeLayout {
    name: "epoll",
    trace,
    drop: Some(|h| {
        // SAFETY: called once for objects of this layout.
        unsafe {
            let fd = (*h.cast::<Epoll>()).fd.replace(-1);
            if fd >= 0 {
                libc::close(fd);
            }
        }
    }),
};

fn new_epoll(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("epoll", &["sizehint", "flags"], 0);
    let [size, flags] = PARAMS.bind(th, args)?;
    let size = arg::c_int_or(th, size, -1)?;
    let flags = arg::c_int_or(th, flags, 0)?;
    if size != -1 && size <= 0 {
        return Err(th.value_error("negative sizehint"));
    }
    if flags & !libc::EPOLL_CLOEXEC != 0 {
        return Err(th.error(T::OSError, "invalid flags"));
    }
    // SAFETY: a plain system call.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(made(th, class, fd))
}

fn made(th: &Thread, class: Ref<Type>, fd: i32) -> Value {
    let o = type_::alloc_native::<Epoll>(th, class, &EPOLL_LAYOUT);
    o.fd.set(fd);
    o.value()
}

#[cold]
fn closed(th: &Thread) -> Raised {
    th.value_error("I/O operation on closed epoll object")
}

fn epoll_fd(th: &Thread, v: Value) -> PyResult<i32> {
    match this::<Epoll>(v).fd.get() {
        -1 => Err(closed(th)),
        fd => Ok(fd),
    }
}

fn control(th: &Thread, v: Value, operation: i32, target: Value, events: u32) -> PyResult {
    let epoll = epoll_fd(th, v)?;
    let fd = arg::file_descriptor(th, target)?;
    let mut event = libc::epoll_event {
        events,
        u64: fd as u64,
    };
    // SAFETY: the structure is ours.
    if unsafe { libc::epoll_ctl(epoll, operation, fd, &raw mut event) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

fn epoll_mask(th: &Thread, v: Value) -> PyResult<u32> {
    if v.is_empty() {
        return Ok((libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32);
    }
    Ok(arg::c_long(th, v)? as u32)
}

fn epoll_poll(th: &Thread, a: &[Value]) -> PyResult {
    let fd = epoll_fd(th, a[0])?;
    let time = timeout(th, a[1], 1e9)?.filter(|&t| t >= 0);
    let most = if a[2].is_empty() {
        -1
    } else {
        arg::c_int(th, a[2])?
    };
    let most = match most {
        -1 => libc::FD_SETSIZE as i32 - 1,
        n if n < 1 => {
            return Err(th.value_error(format!("maxevents must be greater than 0, got {n}")));
        }
        n => n,
    };
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most.min(1 << 16) as usize];
    // SAFETY: the array is ours.
    let n = wait(th, time, |left| unsafe {
        libc::epoll_wait(fd, events.as_mut_ptr(), events.len() as i32, left)
    })?;
    let out = list::empty(th);
    for e in &events[..n] {
        let pair = [
            Value::small(e.u64 as i64),
            Value::small(i64::from(e.events)),
        ];
        out.append(th, tuple::new(th, &pair).value());
    }
    Ok(out.value())
}

fn close(th: &Thread, v: Value) -> PyResult {
    let fd = this::<Epoll>(v).fd.replace(-1);
    // SAFETY: the descriptor is ours, and closed once.
    if fd >= 0 && unsafe { libc::close(fd) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

static EPOLL: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_epoll),
        ..Slots::NONE
    },
    flags: flags::OPEN,
    methods: &[
        NativeDef::new(
            "register",
            "($self, fd, eventmask=<unrepresentable>)",
            |th, a| {
                let events = epoll_mask(th, a[2])?;
                control(th, a[0], libc::EPOLL_CTL_ADD, a[1], events)
            },
        )
        .doc("Registers a new fd or raises an OSError if the fd is already registered."),
        NativeDef::new("modify", "($self, fd, eventmask)", |th, a| {
            let events = epoll_mask(th, a[2])?;
            control(th, a[0], libc::EPOLL_CTL_MOD, a[1], events)
        })
        .doc("Modify event mask for a registered file descriptor."),
        NativeDef::new("unregister", "($self, fd)", |th, a| {
            control(th, a[0], libc::EPOLL_CTL_DEL, a[1], 0)
        })
        .doc("Remove a registered file descriptor from the epoll object."),
        NativeDef::new("poll", "($self, timeout=None, maxevents=-1)", epoll_poll)
            .doc("Wait for events on the epoll file descriptor."),
        NativeDef::new("close", "($self, /)", |th, a| close(th, a[0]))
            .doc("Close the epoll control file descriptor."),
        NativeDef::new("fileno", "($self, /)", |th, a| {
            Ok(Value::small(i64::from(epoll_fd(th, a[0])?)))
        })
        .doc("Return the epoll control file descriptor."),
        NativeDef::new("__enter__", "($self, /)", |th, a| {
            epoll_fd(th, a[0])?;
            Ok(a[0])
        }),
        NativeDef::new(
            "__exit__",
            "($self, exc_type=None, exc_value=None, exc_tb=None, /)",
            |th, a| close(th, a[0]),
        ),
        NativeDef::new("fromfd", "($type, fd, /)", |th, a| {
            let fd = arg::c_int(th, a[1])?;
            Ok(made(th, type_::as_type(a[0]), fd))
        })
        .class_method()
        .doc("Create an epoll object from a given control fd."),
    ],
    getset: &[GetSetDef {
        name: "closed",
        get: |_, v| Ok(Value::bool(this::<Epoll>(v).fd.get() < 0)),
        set: None,
    }],
    basic_size: size_of::<Epoll>(),
    doc: "Returns an epolling object.",
    ..NativeTypeDef::new("select.epoll")
};
