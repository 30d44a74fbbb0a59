//! `pwd`: the users that the system knows.
//!
//! The C library's answers lie in memory of its own, good until the next question: all are asked under the interpreter lock.

use std::ffi::{CStr, CString, c_char};

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::{T, int, list, str};
use runtime::value::Value;

use crate::structseq::{self, SequenceDef};
use crate::support::add;

static PASSWD: SequenceDef = SequenceDef::new(
    "pwd.struct_passwd",
    &[
        "pw_name",
        "pw_passwd",
        "pw_uid",
        "pw_gid",
        "pw_gecos",
        "pw_dir",
        "pw_shell",
    ],
);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "pwd",
    doc: "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.",
    functions: &[
        NativeDef::new("getpwuid", "(uidobj, /)", |th, a| {
            const NONE: &str = "getpwuid(): uid not found";
            let id = number(th, a[0], "uid")?;
            let Some(id) = id else {
                return Err(key_error(th, NONE));
            };
            // SAFETY: null or an entry that is good until the next question.
            match unsafe { libc::getpwuid(id).as_ref() } {
                Some(entry) => made(th, entry),
                None => Err(key_error(th, &format!("{NONE}: {}", shown(id)))),
            }
        })
        .doc("Return the password database entry for the given numeric user ID.\n\nSee `help(pwd)` for more on password database entries."),
        NativeDef::new("getpwnam", "(name, /)", |th, a| {
            let name = name_argument(th, "getpwnam() argument", a[0])?;
            // SAFETY: the name ends with a zero; the answer as above.
            match unsafe { libc::getpwnam(name.as_ptr()).as_ref() } {
                Some(entry) => made(th, entry),
                None => {
                    let shown = ops::repr(th, a[0])?.to_string_lossy().into_owned();
                    Err(key_error(th, &format!("getpwnam(): name not found: {shown}")))
                }
            }
        })
        .doc("Return the password database entry for the given user name.\n\nSee `help(pwd)` for more on password database entries."),
        NativeDef::new("getpwall", "()", |th, _| {
            let all = list::empty(th);
            // SAFETY: plain calls; each entry is good until the next.
            unsafe {
                libc::setpwent();
                while let Some(entry) = libc::getpwent().as_ref() {
                    let entry = made(th, entry)?;
                    all.append(th, entry);
                }
                libc::endpwent();
            }
            Ok(all.value())
        })
        .doc("Return a list of all available password database entries, in arbitrary order.\n\nSee help(pwd) for more on password database entries."),
    ],
    init: |th, module| {
        let class = structseq::class(th, &PASSWD)?;
        add(th, module, "struct_passwd", class.value());
        Ok(())
    },
};

/// `KeyError(text)`. Allocates.
pub fn key_error(th: &Thread, text: &str) -> runtime::error::Raised {
    let text = str::new(th, text);
    th.error_with(T::KeyError, &[text])
}

/// An id as CPython shows it: the last is -1.
pub fn shown(id: u32) -> String {
    if id == u32::MAX {
        "-1".to_owned()
    } else {
        id.to_string()
    }
}

/// An id; None if there can be no such. Runs Python.
pub fn number(th: &Thread, v: Value, what: &str) -> PyResult<Option<u32>> {
    let Some(n) = ops::number::index_opt(th, v)? else {
        return Err(th.type_error(format!(
            "{what} should be integer, not {}",
            ops::type_name(v)
        )));
    };
    Ok(match int::to_i64(n) {
        Some(-1) => Some(u32::MAX),
        Some(n) => u32::try_from(n).ok(),
        None => None,
    })
}

/// A name as the system wants it. Allocates.
pub fn name_argument(th: &Thread, what: &str, v: Value) -> PyResult<CString> {
    let Some(name) = v.downcast::<Str>() else {
        return Err(th.type_error(format!("{what} must be str, not {}", ops::type_name(v))));
    };
    let name = os_error::fs_encode(th, name)?;
    CString::new(name).map_err(|_| th.value_error("embedded null byte"))
}

/// A text of the C library's; None where it has none. Allocates.
pub fn text(th: &Thread, p: *const c_char) -> Value {
    if p.is_null() {
        return Value::NONE;
    }
    // SAFETY: the library's texts end with a zero.
    os_error::fs_decode(th, unsafe { CStr::from_ptr(p) }.to_bytes())
}

fn made(th: &Thread, entry: &libc::passwd) -> PyResult {
    let fields = [
        text(th, entry.pw_name),
        text(th, entry.pw_passwd),
        Value::small(i64::from(entry.pw_uid)),
        Value::small(i64::from(entry.pw_gid)),
        text(th, entry.pw_gecos),
        text(th, entry.pw_dir),
        text(th, entry.pw_shell),
    ];
    structseq::new(th, &PASSWD, &fields)
}
