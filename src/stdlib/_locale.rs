//! `_locale`: what the C library knows of languages and countries.
//!
//! The program starts in the C library's locale "C"; the first use of this module sets LC_CTYPE from the environment, as
//! CPython does when it starts. Files and the terminal have UTF-8 whatever the locale.

use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::Once;

use runtime::error::{PyResult, Raised};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::type_::as_type;
use runtime::types::{T, dict, list};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{TypeCell, add, new_exception, raise_class};

unsafe extern "C" {
    fn gettext(text: *const c_char) -> *mut c_char;
    fn dgettext(domain: *const c_char, text: *const c_char) -> *mut c_char;
    fn dcgettext(domain: *const c_char, text: *const c_char, category: c_int) -> *mut c_char;
    fn textdomain(domain: *const c_char) -> *mut c_char;
    fn bindtextdomain(domain: *const c_char, folder: *const c_char) -> *mut c_char;
    fn bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *mut c_char;
    fn wcscoll(a: *const libc::wchar_t, b: *const libc::wchar_t) -> c_int;
    fn wcsxfrm(to: *mut libc::wchar_t, from: *const libc::wchar_t, n: usize) -> usize;
}

/// `locale.Error`.
static ERROR: TypeCell = TypeCell::new();

macro_rules! constants {
    ($($name:ident)*) => {
        &[$((stringify!($name), libc::$name as i64),)*]
    };
}

const CATEGORIES: &[(&str, i64)] = constants! {
    LC_CTYPE LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_NUMERIC LC_ALL
};

/// What `nl_langinfo` answers.
const ITEMS: &[(&str, i64)] = constants! {
    DAY_1 DAY_2 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7 ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7
    MON_1 MON_2 MON_3 MON_4 MON_5 MON_6 MON_7 MON_8 MON_9 MON_10 MON_11 MON_12
    ABMON_1 ABMON_2 ABMON_3 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ABMON_10 ABMON_11 ABMON_12
    RADIXCHAR THOUSEP YESEXPR NOEXPR CRNCYSTR D_FMT D_T_FMT T_FMT AM_STR PM_STR CODESET T_FMT_AMPM
    ERA ERA_D_FMT ERA_D_T_FMT ERA_T_FMT ALT_DIGITS
};

/// `_DATE_FMT`, an item of glibc.
const DATE_FMT: (&str, i64) = ("_DATE_FMT", 131_180);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_locale",
    doc: "Support for POSIX locales.",
    functions: &[
        NativeDef::new("setlocale", "(category, locale=None, /)", setlocale)
            .doc("Activates/queries locale processing."),
        NativeDef::new("localeconv", "()", localeconv)
            .doc("Returns numeric and monetary locale-specific parameters."),
        NativeDef::new("nl_langinfo", "(key, /)", nl_langinfo)
            .doc("Return the value for the locale information associated with key."),
        NativeDef::new("strcoll", "(os1, os2, /)", |th, a| {
            let (x, y) = (
                wide(th, a[0], "strcoll() argument 1")?,
                wide(th, a[1], "strcoll() argument 2")?,
            );
            // SAFETY: both end with a zero.
            let order = unsafe { wcscoll(x.as_ptr(), y.as_ptr()) };
            // (How far apart they are depends on the processor.)
            Ok(Value::small(i64::from(order.signum())))
        })
        .doc("Compares two strings according to the locale."),
        NativeDef::new("strxfrm", "(string, /)", strxfrm)
            .doc("Return a string that can be used as a key for locale-aware comparisons."),
        NativeDef::new("getencoding", "()", |th, _| Ok(str::new(th, encoding())))
            .doc("Get the current locale encoding."),
        NativeDef::new("gettext", "(msg, /)", |th, a| {
            let text = c_text(th, a[0], "gettext() argument")?;
            // SAFETY: the text ends with a zero; so does the answer, which may be the text.
            Ok(unsafe { shown(th, gettext(text.as_ptr())) })
        })
        .doc("gettext(msg) -> string\n\nReturn translation of msg."),
        NativeDef::new("dgettext", "(domain, msg, /)", |th, a| {
            let domain = c_text_or_none(th, a[0], "dgettext() argument 1")?;
            let text = c_text(th, a[1], "dgettext() argument 2")?;
            // SAFETY: as for `gettext`; no domain is the current one.
            Ok(unsafe { shown(th, dgettext(pointer(&domain), text.as_ptr())) })
        })
        .doc("dgettext(domain, msg) -> string\n\nReturn translation of msg in domain."),
        NativeDef::new("dcgettext", "(domain, msg, category, /)", |th, a| {
            let domain = c_text_or_none(th, a[0], "dcgettext() argument 1")?;
            let text = c_text(th, a[1], "dcgettext() argument 2")?;
            let category = arg::c_int(th, a[2])?;
            // SAFETY: as for `dgettext`.
            Ok(unsafe { shown(th, dcgettext(pointer(&domain), text.as_ptr(), category)) })
        })
        .doc("Return translation of msg in domain and category."),
        NativeDef::new("textdomain", "(domain, /)", |th, a| {
            let domain = c_text_or_none(th, a[0], "textdomain() argument")?;
            // SAFETY: null asks for the current one.
            answer(th, unsafe { textdomain(pointer(&domain)) })
        })
        .doc("Set the C library's textdmain to domain, returning the new domain."),
        NativeDef::new("bindtextdomain", "(domain, dir, /)", |th, a| {
            let domain = c_text(th, a[0], "bindtextdomain() argument 1")?;
            if domain.is_empty() {
                return Err(error(th, "domain must be a non-empty string"));
            }
            let folder = match a[1].is_none() {
                true => None,
                false => Some(
                    CString::new(arg::raw_path(th, a[1])?)
                        .map_err(|_| th.value_error("embedded null byte"))?,
                ),
            };
            // SAFETY: null asks for the current folder.
            answer(th, unsafe {
                bindtextdomain(domain.as_ptr(), pointer(&folder))
            })
        })
        .doc("Bind the C library's domain to dir."),
        NativeDef::new(
            "bind_textdomain_codeset",
            "(domain, codeset, /)",
            |th, a| {
                let domain = c_text(th, a[0], "bind_textdomain_codeset() argument 1")?;
                let codeset = c_text_or_none(th, a[1], "bind_textdomain_codeset() argument 2")?;
                // SAFETY: null asks for the current one.
                let now = unsafe { bind_textdomain_codeset(domain.as_ptr(), pointer(&codeset)) };
                if now.is_null() {
                    return Ok(Value::NONE);
                }
                // SAFETY: the library's text.
                Ok(unsafe { shown(th, now) })
            },
        )
        .doc("Bind the C library's domain to codeset."),
    ],
    init,
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    static FROM_ENVIRONMENT: Once = Once::new();
    FROM_ENVIRONMENT.call_once(from_environment);
    for &(name, n) in CATEGORIES.iter().chain(ITEMS).chain(&[DATE_FMT]) {
        add(th, module, name, Value::small(n));
    }
    add(th, module, "CHAR_MAX", Value::small(i64::from(c_char::MAX)));
    if !ERROR.is_set() {
        let error = new_exception(th, "locale", "Error", T::Exception)?;
        ERROR.set(as_type(error));
    }
    add(th, module, "Error", ERROR.get().value());
    Ok(())
}

/// LC_CTYPE as the environment has it; the plain C locale gives way to one with UTF-8.
fn from_environment() {
    // SAFETY: texts that end with a zero; the answer is looked at before the next call.
    unsafe {
        let now = libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
        if now.is_null() || matches!(CStr::from_ptr(now).to_bytes(), b"C" | b"POSIX") {
            libc::setlocale(libc::LC_CTYPE, c"C.UTF-8".as_ptr());
        }
    }
}

/// What `locale.getencoding()` says.
fn encoding() -> &'static str {
    if runtime::config::get().utf8_mode != 0 {
        "utf-8"
    } else {
        crate::_io::LOCALE_ENCODING
    }
}

fn error(th: &Thread, message: &str) -> Raised {
    raise_class(th, ERROR.get(), message)
}

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

fn c_text_or_none(th: &Thread, v: Value, what: &str) -> PyResult<Option<CString>> {
    if v.is_none() {
        return Ok(None);
    }
    if !v.has_kind(Kind::Str) {
        let got = ops::argument_type_name(v);
        return Err(th.type_error(format!("{what} must be str or None, not {got}")));
    }
    c_text(th, v, what).map(Some)
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(std::ptr::null(), |t| t.as_ptr())
}

/// A text of the C library. Allocates.
///
/// # Safety
/// The text ends with a zero.
unsafe fn shown(th: &Thread, text: *const c_char) -> Value {
    // SAFETY: as the caller promises.
    os_error::fs_decode(th, unsafe { CStr::from_ptr(text) }.to_bytes())
}

/// The text that a call answered, or the error that it met.
fn answer(th: &Thread, text: *const c_char) -> PyResult {
    if text.is_null() {
        return Err(os_error::raise_last(th, &[]));
    }
    // SAFETY: the library's text.
    Ok(unsafe { shown(th, text) })
}

fn setlocale(th: &Thread, a: &[Value]) -> PyResult {
    let category = arg::c_int(th, a[0])?;
    let asked = if a[1].is_empty() { Value::NONE } else { a[1] };
    let name = c_text_or_none(th, asked, "setlocale() argument 2")?;
    // SAFETY: null asks; other texts end with a zero.
    let now = unsafe { libc::setlocale(category, pointer(&name)) };
    if now.is_null() {
        let message = match name {
            Some(_) => "unsupported locale setting",
            None => "locale query failed",
        };
        return Err(error(th, message));
    }
    // SAFETY: the library's text, copied before the next call.
    Ok(unsafe { shown(th, now) })
}

/// The sizes of groups of digits, as the library has them: up to its end or the mark that nothing follows.
fn grouping(th: &Thread, sizes: *const c_char) -> Value {
    let all = list::empty(th);
    // SAFETY: a text that ends with a zero.
    let sizes = unsafe { CStr::from_ptr(sizes) }.to_bytes();
    for &size in sizes {
        all.append(th, Value::small(i64::from(size as c_char)));
        if size as c_char == c_char::MAX {
            return all.value();
        }
    }
    if !sizes.is_empty() {
        all.append(th, Value::small(0));
    }
    all.value()
}

fn localeconv(th: &Thread, _: &[Value]) -> PyResult {
    // SAFETY: the library's structure, good until the next call.
    let c = unsafe { &*libc::localeconv() };
    // SAFETY: all of them are texts that end with a zero.
    let text = |t: *mut c_char| unsafe { shown(th, t) };
    let number = |n: c_char| Value::small(i64::from(n));
    let found = dict::new(th);
    for (name, v) in [
        ("int_curr_symbol", text(c.int_curr_symbol)),
        ("currency_symbol", text(c.currency_symbol)),
        ("mon_decimal_point", text(c.mon_decimal_point)),
        ("mon_thousands_sep", text(c.mon_thousands_sep)),
        ("mon_grouping", grouping(th, c.mon_grouping)),
        ("positive_sign", text(c.positive_sign)),
        ("negative_sign", text(c.negative_sign)),
        ("int_frac_digits", number(c.int_frac_digits)),
        ("frac_digits", number(c.frac_digits)),
        ("p_cs_precedes", number(c.p_cs_precedes)),
        ("p_sep_by_space", number(c.p_sep_by_space)),
        ("n_cs_precedes", number(c.n_cs_precedes)),
        ("n_sep_by_space", number(c.n_sep_by_space)),
        ("p_sign_posn", number(c.p_sign_posn)),
        ("n_sign_posn", number(c.n_sign_posn)),
        ("decimal_point", text(c.decimal_point)),
        ("thousands_sep", text(c.thousands_sep)),
        ("grouping", grouping(th, c.grouping)),
    ] {
        found.set_str(th, str::intern(th, name), v);
    }
    Ok(found.value())
}

fn nl_langinfo(th: &Thread, a: &[Value]) -> PyResult {
    let key = arg::c_int(th, a[0])?;
    let known = ITEMS.iter().chain(&[DATE_FMT]);
    if !known.into_iter().any(|&(_, n)| n == i64::from(key)) {
        return Err(th.value_error("unsupported langinfo constant"));
    }
    // SAFETY: a known item; the answer ends with a zero.
    Ok(unsafe { shown(th, libc::nl_langinfo(key)) })
}

/// The code points of a str, and a zero.
fn wide(th: &Thread, v: Value, what: &str) -> PyResult<Vec<libc::wchar_t>> {
    let Some(text) = v.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "{what} must be str, not {}",
            ops::argument_type_name(v)
        )));
    };
    let mut all = Vec::with_capacity(text.bytes().len() + 1);
    let mut at = 0;
    while at < text.bytes().len() {
        let (c, n) = runtime::algo::wtf8::decode_at(text.bytes(), at);
        if c == 0 {
            return Err(th.value_error("embedded null character"));
        }
        all.push(c as libc::wchar_t);
        at += n;
    }
    all.push(0);
    Ok(all)
}

fn strxfrm(th: &Thread, a: &[Value]) -> PyResult {
    let text = wide(th, a[0], "strxfrm() argument")?;
    let mut key: Vec<libc::wchar_t> = vec![0; text.len()];
    // SAFETY: the text ends with a zero, and the key is as long as it is said to be.
    let wanted = unsafe { wcsxfrm(key.as_mut_ptr(), text.as_ptr(), key.len()) };
    if wanted >= key.len() {
        key.resize(wanted + 1, 0);
        // SAFETY: as above.
        unsafe { wcsxfrm(key.as_mut_ptr(), text.as_ptr(), key.len()) };
    }
    let mut shown = Vec::with_capacity(wanted);
    for &c in key.iter().take(wanted) {
        runtime::algo::wtf8::push(&mut shown, c as u32);
    }
    Ok(str::from_bytes(th, &shown).value())
}
