//! `syslog`: messages to the system's log.
//!
//! The C library keeps the pointer that `openlog` is given: the name lives until the next one takes its place.

use std::ffi::CString;
use std::sync::Mutex;

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::Kind;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::str::{self, Str};
use runtime::types::{int, list};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::add;

macro_rules! constants {
    ($($name:ident)*) => {
        const CONSTANTS: &[(&str, i32)] = &[$((stringify!($name), libc::$name as i32),)*];
    };
}

constants! {
    LOG_EMERG LOG_ALERT LOG_CRIT LOG_ERR LOG_WARNING LOG_NOTICE LOG_INFO LOG_DEBUG LOG_PID LOG_CONS LOG_NDELAY LOG_ODELAY
    LOG_NOWAIT LOG_PERROR LOG_KERN LOG_USER LOG_MAIL LOG_DAEMON LOG_AUTH LOG_LPR LOG_LOCAL0 LOG_LOCAL1 LOG_LOCAL2
    LOG_LOCAL3 LOG_LOCAL4 LOG_LOCAL5 LOG_LOCAL6 LOG_LOCAL7 LOG_CRON LOG_UUCP LOG_NEWS LOG_AUTHPRIV LOG_FTP LOG_SYSLOG
}

/// The name in front of messages, once the log was opened.
static IDENT: Mutex<Option<CString>> = Mutex::new(None);

fn c_text(th: &Thread, v: Value, what: &str) -> PyResult<CString> {
    let Some(text) = v.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "{what} must be str, not {}",
            ops::argument_type_name(v)
        )));
    };
    let text = os_error::fs_encode(th, text)?;
    CString::new(text).map_err(|_| th.value_error("embedded null character"))
}

/// What the messages of a program begin with: the last part of `sys.argv[0]`. Runs Python.
fn program(th: &Thread) -> PyResult<Option<CString>> {
    let sys = runtime::import::module(th, "sys")?;
    let argv = ops::get_attr_opt(th, sys, str::intern(th, "argv"))?;
    let Some(first) = argv
        .and_then(|v| v.downcast::<list::List>())
        .filter(|l| !l.is_empty())
        .and_then(|l| l.item(0).downcast::<Str>())
    else {
        return Ok(None);
    };
    let text = first.to_string_lossy().into_owned();
    let leaf = text
        .rsplit_once('/')
        .map_or(text.as_str(), |(_, leaf)| leaf);
    Ok(CString::new(leaf).ok().filter(|leaf| !leaf.is_empty()))
}

fn open(th: &Thread, ident: Value, option: i32, facility: i32) -> PyResult<()> {
    let name = match ident.is_empty() || ident.is_none() {
        true => program(th)?,
        false => Some(c_text(th, ident, "openlog() argument 'ident'")?),
    };
    let shown = match &name {
        Some(name) => str::new(th, &name.to_string_lossy()),
        None => Value::NONE,
    };
    audit::tell(th, "syslog.openlog", || {
        [
            shown,
            Value::small(i64::from(option)),
            Value::small(i64::from(facility)),
        ]
    })?;
    let Ok(mut kept) = IDENT.lock() else {
        return Ok(());
    };
    let pointer = name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    // SAFETY: the name is null or ends with a zero, and is kept while the library has it.
    unsafe { libc::openlog(pointer, option, facility) };
    *kept = Some(name.unwrap_or_default());
    Ok(())
}

fn write(th: &Thread, args: Args) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(th.type_error("syslog.syslog() takes no keyword arguments"));
    }
    let (priority, message) = match *args.values {
        [message] => (libc::LOG_INFO, message),
        [priority, message] => (arg::c_int(th, priority)?, message),
        _ => return Err(th.type_error("syslog.syslog requires 1 to 2 arguments")),
    };
    if !message.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "syslog() argument {} must be str, not {}",
            args.values.len(),
            ops::argument_type_name(message)
        )));
    }
    let text = c_text(th, message, "")?;
    audit::tell(th, "syslog.syslog", || {
        [Value::small(i64::from(priority)), message]
    })?;
    let opened = IDENT.lock().is_ok_and(|kept| kept.is_some());
    if !opened {
        open(th, Value::EMPTY, 0, libc::LOG_USER)?;
    }
    runtime::lock::released(th, || {
        // SAFETY: both texts end with a zero.
        unsafe { libc::syslog(priority, c"%s".as_ptr(), text.as_ptr()) };
    });
    Ok(Value::NONE)
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "syslog",
    doc: "",
    functions: &[
        NativeDef::new(
            "openlog",
            "(ident=<unrepresentable>, logoption=0, facility=LOG_USER)",
            |th, a| {
                let option = arg::c_int_or(th, a[1], 0)?;
                let facility = arg::c_int_or(th, a[2], libc::LOG_USER)?;
                open(th, a[0], option, facility)?;
                Ok(Value::NONE)
            },
        )
        .doc("Set logging options of subsequent syslog() calls."),
        NativeDef::raw("syslog", "", write).doc(
            "syslog([priority=LOG_INFO,] message)\nSend the string message to the system logger.",
        ),
        NativeDef::new("closelog", "()", |th, _| {
            audit::tell(th, "syslog.closelog", || [])?;
            if let Ok(mut kept) = IDENT.lock() {
                if kept.is_some() {
                    // SAFETY: a plain call; the library forgets the name.
                    unsafe { libc::closelog() };
                }
                *kept = None;
            }
            Ok(Value::NONE)
        })
        .doc("Reset the syslog module values and call the system library closelog()."),
        NativeDef::new("setlogmask", "(maskpri, /)", |th, a| {
            let mask = arg::c_int(th, a[0])?;
            audit::tell(th, "syslog.setlogmask", || [a[0]])?;
            // SAFETY: a plain call.
            Ok(Value::small(i64::from(unsafe { libc::setlogmask(mask) })))
        })
        .doc("Set the priority mask to maskpri and return the previous mask value."),
        NativeDef::new("LOG_MASK", "(pri, /)", |th, a| {
            let n = arg::c_long(th, a[0])?;
            Ok(int::from_i64(th, i64::from(1i32.wrapping_shl(n as u32))))
        })
        .doc("Calculates the mask for the individual priority pri."),
        NativeDef::new("LOG_UPTO", "(pri, /)", |th, a| {
            let n = arg::c_long(th, a[0])?;
            Ok(int::from_i64(
                th,
                i64::from(1i32.wrapping_shl(n as u32 + 1).wrapping_sub(1)),
            ))
        })
        .doc("Calculates the mask for all priorities up to and including pri."),
    ],
    init: |th, module| {
        for &(name, n) in CONSTANTS {
            add(th, module, name, Value::small(i64::from(n)));
        }
        Ok(())
    },
};
