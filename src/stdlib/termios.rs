//! `termios`: the settings of terminals.
//!
//! The numbers are Linux's, the same on all architectures that we run on. Speeds are in baud, as in recent C libraries; the
//! older ones' codes, which the kernel still knows, stand in the control flags and are translated here.

use std::cell::Cell;

use runtime::error::{PyResult, Raised};
use runtime::lock;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::bytes::Bytes;
use runtime::types::list::{self, List};
use runtime::types::type_::as_type;
use runtime::types::{T, bytes, int, str, tuple};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{TypeCell, add, new_exception};

static ERROR: TypeCell = TypeCell::new();

#[rustfmt::skip]
const CONSTANTS: &[(&str, i64)] = &[
    ("B0", 0), ("B1000000", 1000000), ("B110", 110), ("B115200", 115200), ("B1152000", 1152000), ("B1200", 1200),
    ("B134", 134), ("B14400", 14400), ("B150", 150), ("B1500000", 1500000), ("B1800", 1800), ("B19200", 19200),
    ("B200", 200), ("B2000000", 2000000), ("B230400", 230400), ("B2400", 2400), ("B2500000", 2500000),
    ("B28800", 28800), ("B300", 300), ("B3000000", 3000000), ("B3500000", 3500000), ("B38400", 38400),
    ("B4000000", 4000000), ("B460800", 460800), ("B4800", 4800), ("B50", 50), ("B500000", 500000), ("B57600", 57600),
    ("B576000", 576000), ("B600", 600), ("B7200", 7200), ("B75", 75), ("B76800", 76800), ("B921600", 921600),
    ("B9600", 9600), ("BRKINT", 2), ("BS0", 0), ("BS1", 8192), ("BSDLY", 8192), ("CBAUD", 4111), ("CBAUDEX", 4096),
    ("CDSUSP", 25), ("CEOF", 4), ("CEOL", 0), ("CEOT", 4), ("CERASE", 127), ("CFLUSH", 15), ("CIBAUD", 269418496),
    ("CINTR", 3), ("CKILL", 21), ("CLNEXT", 22), ("CLOCAL", 2048), ("CQUIT", 28), ("CR0", 0), ("CR1", 512),
    ("CR2", 1024), ("CR3", 1536), ("CRDLY", 1536), ("CREAD", 128), ("CRPRNT", 18), ("CRTSCTS", 2147483648),
    ("CS5", 0), ("CS6", 16), ("CS7", 32), ("CS8", 48), ("CSIZE", 48), ("CSTART", 17), ("CSTOP", 19), ("CSTOPB", 64),
    ("CSUSP", 26), ("CWERASE", 23), ("ECHO", 8), ("ECHOCTL", 512), ("ECHOE", 16), ("ECHOK", 32), ("ECHOKE", 2048),
    ("ECHONL", 64), ("ECHOPRT", 1024), ("EXTA", 19200), ("EXTB", 38400), ("EXTPROC", 65536), ("FF0", 0),
    ("FF1", 32768), ("FFDLY", 32768), ("FIOASYNC", 21586), ("FIOCLEX", 21585), ("FIONBIO", 21537),
    ("FIONCLEX", 21584), ("FIONREAD", 21531), ("FLUSHO", 4096), ("HUPCL", 1024), ("IBSHIFT", 16), ("ICANON", 2),
    ("ICRNL", 256), ("IEXTEN", 32768), ("IGNBRK", 1), ("IGNCR", 128), ("IGNPAR", 4), ("IMAXBEL", 8192),
    ("INLCR", 64), ("INPCK", 16), ("IOCSIZE_MASK", 1073676288), ("IOCSIZE_SHIFT", 16), ("ISIG", 1), ("ISTRIP", 32),
    ("IUCLC", 512), ("IUTF8", 16384), ("IXANY", 2048), ("IXOFF", 4096), ("IXON", 1024), ("NCCS", 32), ("NL0", 0),
    ("NL1", 256), ("NLDLY", 256), ("NOFLSH", 128), ("N_MOUSE", 2), ("N_PPP", 3), ("N_SLIP", 1), ("N_STRIP", 4),
    ("N_TTY", 0), ("OCRNL", 8), ("OFDEL", 128), ("OFILL", 64), ("OLCUC", 2), ("ONLCR", 4), ("ONLRET", 32),
    ("ONOCR", 16), ("OPOST", 1), ("PARENB", 256), ("PARMRK", 8), ("PARODD", 512), ("PENDIN", 16384), ("TAB0", 0),
    ("TAB1", 2048), ("TAB2", 4096), ("TAB3", 6144), ("TABDLY", 6144), ("TCFLSH", 21515), ("TCGETS", 21505),
    ("TCIFLUSH", 0), ("TCIOFF", 2), ("TCIOFLUSH", 2), ("TCION", 3), ("TCOFLUSH", 1), ("TCOOFF", 0), ("TCOON", 1),
    ("TCSADRAIN", 1), ("TCSAFLUSH", 2), ("TCSANOW", 0), ("TCSBRK", 21513), ("TCSBRKP", 21541), ("TCSETS", 21506),
    ("TCSETSF", 21508), ("TCSETSW", 21507), ("TCXONC", 21514), ("TIOCCONS", 21533), ("TIOCEXCL", 21516),
    ("TIOCGETD", 21540), ("TIOCGICOUNT", 21597), ("TIOCGLCKTRMIOS", 21590), ("TIOCGPGRP", 21519),
    ("TIOCGSERIAL", 21534), ("TIOCGSOFTCAR", 21529), ("TIOCGWINSZ", 21523), ("TIOCINQ", 21531), ("TIOCLINUX", 21532),
    ("TIOCMBIC", 21527), ("TIOCMBIS", 21526), ("TIOCMGET", 21525), ("TIOCMIWAIT", 21596), ("TIOCMSET", 21528),
    ("TIOCM_CAR", 64), ("TIOCM_CD", 64), ("TIOCM_CTS", 32), ("TIOCM_DSR", 256), ("TIOCM_DTR", 2), ("TIOCM_LE", 1),
    ("TIOCM_RI", 128), ("TIOCM_RNG", 128), ("TIOCM_RTS", 4), ("TIOCM_SR", 16), ("TIOCM_ST", 8), ("TIOCNOTTY", 21538),
    ("TIOCNXCL", 21517), ("TIOCOUTQ", 21521), ("TIOCPKT", 21536), ("TIOCPKT_DATA", 0), ("TIOCPKT_DOSTOP", 32),
    ("TIOCPKT_FLUSHREAD", 1), ("TIOCPKT_FLUSHWRITE", 2), ("TIOCPKT_NOSTOP", 16), ("TIOCPKT_START", 8),
    ("TIOCPKT_STOP", 4), ("TIOCSCTTY", 21518), ("TIOCSERCONFIG", 21587), ("TIOCSERGETLSR", 21593),
    ("TIOCSERGETMULTI", 21594), ("TIOCSERGSTRUCT", 21592), ("TIOCSERGWILD", 21588), ("TIOCSERSETMULTI", 21595),
    ("TIOCSERSWILD", 21589), ("TIOCSER_TEMT", 1), ("TIOCSETD", 21539), ("TIOCSLCKTRMIOS", 21591),
    ("TIOCSPGRP", 21520), ("TIOCSSERIAL", 21535), ("TIOCSSOFTCAR", 21530), ("TIOCSTI", 21522), ("TIOCSWINSZ", 21524),
    ("TOSTOP", 256), ("VDISCARD", 13), ("VEOF", 4), ("VEOL", 11), ("VEOL2", 16), ("VERASE", 2), ("VINTR", 0),
    ("VKILL", 3), ("VLNEXT", 15), ("VMIN", 6), ("VQUIT", 1), ("VREPRINT", 12), ("VSTART", 8), ("VSTOP", 9),
    ("VSUSP", 10), ("VSWTC", 7), ("VSWTCH", 7), ("VT0", 0), ("VT1", 16384), ("VTDLY", 16384), ("VTIME", 5),
    ("VWERASE", 14), ("XCASE", 4), ("XTABS", 6144), ("_POSIX_VDISABLE", 0),
];

/// Speeds in baud and their codes in the control flags.
const SPEEDS: &[(u32, libc::speed_t)] = &[
    (0, libc::B0),
    (50, libc::B50),
    (75, libc::B75),
    (110, libc::B110),
    (134, libc::B134),
    (150, libc::B150),
    (200, libc::B200),
    (300, libc::B300),
    (600, libc::B600),
    (1200, libc::B1200),
    (1800, libc::B1800),
    (2400, libc::B2400),
    (4800, libc::B4800),
    (9600, libc::B9600),
    (19200, libc::B19200),
    (38400, libc::B38400),
    (57600, libc::B57600),
    (115_200, libc::B115200),
    (230_400, libc::B230400),
    (460_800, libc::B460800),
    (500_000, libc::B500000),
    (576_000, libc::B576000),
    (921_600, libc::B921600),
    (1_000_000, libc::B1000000),
    (1_152_000, libc::B1152000),
    (1_500_000, libc::B1500000),
    (2_000_000, libc::B2000000),
    (2_500_000, libc::B2500000),
    (3_000_000, libc::B3000000),
    (3_500_000, libc::B3500000),
    (4_000_000, libc::B4000000),
];

/// How many special characters Python shows.
const CHARACTERS: usize = 32;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "termios",
    doc: "This module provides an interface to the Posix calls for tty I/O control.\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control.\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.",
    functions: &[
        NativeDef::new("tcgetattr", "(fd, /)", tcgetattr)
            .doc("Get the tty attributes for file descriptor fd."),
        NativeDef::new("tcsetattr", "(fd, when, attributes, /)", tcsetattr)
            .doc("Set the tty attributes for file descriptor fd."),
        NativeDef::new("tcsendbreak", "(fd, duration, /)", |th, a| {
            let (fd, n) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
            // SAFETY: a plain system call.
            call(th, || unsafe { libc::tcsendbreak(fd, n) })
        })
        .doc("Send a break on file descriptor fd."),
        NativeDef::new("tcdrain", "(fd, /)", |th, a| {
            let fd = arg::file_descriptor(th, a[0])?;
            // SAFETY: a plain system call.
            call(th, || unsafe { libc::tcdrain(fd) })
        })
        .doc("Wait until all output written to file descriptor fd has been transmitted."),
        NativeDef::new("tcflush", "(fd, queue, /)", |th, a| {
            let (fd, n) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
            // SAFETY: a plain system call.
            call(th, || unsafe { libc::tcflush(fd, n) })
        })
        .doc("Discard queued data on file descriptor fd."),
        NativeDef::new("tcflow", "(fd, action, /)", |th, a| {
            let (fd, n) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
            // SAFETY: a plain system call.
            call(th, || unsafe { libc::tcflow(fd, n) })
        })
        .doc("Suspend or resume input or output on file descriptor fd."),
        NativeDef::new("tcgetwinsize", "(fd, /)", tcgetwinsize).doc(
            "Get the tty winsize for file descriptor fd.\n\nReturns a tuple (ws_row, ws_col).",
        ),
        NativeDef::new("tcsetwinsize", "(fd, winsize, /)", tcsetwinsize)
            .doc("Set the tty winsize for file descriptor fd."),
    ],
    init: |th, module| {
        let error = new_exception(th, "termios", "error", T::Exception)?;
        ERROR.set(as_type(error));
        add(th, module, "error", error);
        for &(name, n) in CONSTANTS {
            add(th, module, name, Value::small(n));
        }
        Ok(())
    },
};

/// `termios.error(errno, text)`. Runs Python.
#[cold]
fn error(th: &Thread, errno: i32) -> Raised {
    let text = str::new(th, &os_error::text_of(errno));
    match ops::call2(th, ERROR.get().value(), Value::small(errno.into()), text) {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

/// A system call without the lock, whose result says whether it failed.
fn call(th: &Thread, mut f: impl FnMut() -> i32) -> PyResult {
    let (status, errno) = lock::released(th, || {
        let status = f();
        (status, os_error::last_errno())
    });
    if status < 0 {
        return Err(error(th, errno));
    }
    Ok(Value::NONE)
}

/// The settings that a terminal has.
fn settings(th: &Thread, fd: i32) -> PyResult<libc::termios> {
    // SAFETY: the structure is plain data.
    let place = Cell::new(unsafe { std::mem::zeroed::<libc::termios>() });
    // SAFETY: the call fills the structure.
    call(th, || unsafe { libc::tcgetattr(fd, place.as_ptr()) })?;
    Ok(place.get())
}

fn baud(code: libc::speed_t) -> u32 {
    let known = SPEEDS.iter().find(|(_, c)| *c == code);
    known.map_or(code, |(speed, _)| *speed)
}

fn tcgetattr(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let mode = settings(th, fd)?;
    let characters = list::empty(th);
    let canonical = mode.c_lflag & libc::ICANON != 0;
    for (i, &c) in mode.c_cc.iter().take(CHARACTERS).enumerate() {
        let is_number = !canonical && (i == libc::VMIN || i == libc::VTIME);
        let v = if is_number {
            Value::small(i64::from(c))
        } else {
            bytes::new(th, &[c])
        };
        characters.append(th, v);
    }
    let speed = i64::from(baud(mode.c_cflag & libc::CBAUD));
    let result = list::empty(th);
    for n in [mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag] {
        result.append(th, Value::small(i64::from(n)));
    }
    result.append(th, Value::small(speed));
    result.append(th, Value::small(speed));
    result.append(th, characters.value());
    Ok(result.value())
}

fn tcsetattr(th: &Thread, a: &[Value]) -> PyResult {
    let (fd, when) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
    let Some(given) = a[2].downcast::<List>().filter(|l| l.len() == 7) else {
        return Err(th.type_error("tcsetattr, arg 3: must be 7 element list"));
    };
    let mut mode = settings(th, fd)?;
    let number = |i: usize| -> PyResult<libc::tcflag_t> {
        let n = ops::index(th, given.item(i))?;
        match int::to_i64(n) {
            Some(n) => Ok(n as libc::tcflag_t),
            None => Err(th.overflow_error("Python int too large to convert to C long")),
        }
    };
    mode.c_iflag = number(0)?;
    mode.c_oflag = number(1)?;
    mode.c_cflag = number(2)?;
    mode.c_lflag = number(3)?;
    let (input, output) = (number(4)?, number(5)?);
    let Some(characters) = given
        .item(6)
        .downcast::<List>()
        .filter(|l| l.len() == CHARACTERS)
    else {
        return Err(th.type_error(format!(
            "tcsetattr: attributes[6] must be {CHARACTERS} element list"
        )));
    };
    for i in 0..CHARACTERS {
        let v = characters.item(i);
        let c = match v.downcast::<Bytes>() {
            Some(b) if b.data().len() == 1 => b.data()[0],
            None if int::is_int(v) => int::to_i64(v).unwrap_or_default() as u8,
            _ => {
                return Err(th.type_error(
                    "tcsetattr: elements of attributes must be bytes objects of length 1 or integers",
                ));
            }
        };
        if let Some(place) = mode.c_cc.get_mut(i) {
            *place = c;
        }
    }
    // An input speed of zero is the output speed.
    for speed in [input, output] {
        if !SPEEDS.iter().any(|(known, _)| *known == speed) {
            return Err(error(th, libc::EINVAL));
        }
    }
    let code = SPEEDS.iter().find(|(speed, _)| *speed == output);
    mode.c_cflag = mode.c_cflag & !libc::CBAUD | code.map_or(0, |(_, code)| *code);
    // SAFETY: the structure is ours.
    call(th, || unsafe { libc::tcsetattr(fd, when, &raw const mode) })
}

/// The size of a terminal's window.
fn window(th: &Thread, fd: i32) -> PyResult<libc::winsize> {
    // SAFETY: the structure is plain data.
    let place = Cell::new(unsafe { std::mem::zeroed::<libc::winsize>() });
    // SAFETY: the call fills the structure.
    call(th, || unsafe {
        libc::ioctl(fd, libc::TIOCGWINSZ, place.as_ptr())
    })?;
    Ok(place.get())
}

fn tcgetwinsize(th: &Thread, a: &[Value]) -> PyResult {
    let size = window(th, arg::file_descriptor(th, a[0])?)?;
    let numbers = [size.ws_row, size.ws_col].map(|n| Value::small(i64::from(n)));
    Ok(tuple::new(th, &numbers).value())
}

fn tcsetwinsize(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let pair = list::from_iterable(th, a[1])?;
    if pair.len() != 2 {
        return Err(th.type_error("tcsetwinsize, arg 2: must be a two-item sequence"));
    }
    let mut numbers = [0_u16; 2];
    for (i, place) in numbers.iter_mut().enumerate() {
        let n = arg::c_long(th, pair.item(i))?;
        *place = n as u16;
        if i64::from(*place) != n {
            return Err(th.overflow_error("winsize value(s) out of range."));
        }
    }
    let mut size = window(th, fd)?;
    [size.ws_row, size.ws_col] = numbers;
    // SAFETY: the structure is ours.
    call(th, || unsafe {
        libc::ioctl(fd, libc::TIOCSWINSZ, &raw const size)
    })
}
