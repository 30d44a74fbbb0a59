//! The part of `time` that knows of calendars: `struct_time`, local and universal time, formatting. The C library does the
//! work, as in CPython.

use std::ffi::{CStr, CString};

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::NativeDef;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::simple_namespace;
use runtime::types::str::{self, Str};
use runtime::types::tuple::{self, Tuple};
use runtime::types::{T, float, int, is_instance_of};
use runtime::value::Value;

use crate::posix::arg;
use crate::structseq::{self, SequenceDef};
use crate::support::add;

/// `time.struct_time`.
pub static STRUCT_TIME: SequenceDef = SequenceDef::with_hidden(
    "time.struct_time",
    &[
        "tm_year",
        "tm_mon",
        "tm_mday",
        "tm_hour",
        "tm_min",
        "tm_sec",
        "tm_wday",
        "tm_yday",
        "tm_isdst",
        "tm_zone",
        "tm_gmtoff",
    ],
    9,
);

/// A broken-down time of the C library as Python's. Allocates.
fn struct_time(th: &Thread, t: &libc::tm) -> PyResult {
    let n = |i: i32| Value::small(i64::from(i));
    let zone = if t.tm_zone.is_null() {
        str::new(th, "")
    } else {
        // SAFETY: the C library's name of the zone ends with a zero.
        let name = unsafe { CStr::from_ptr(t.tm_zone) };
        os_error::fs_decode(th, name.to_bytes())
    };
    let fields = [
        Value::small(i64::from(t.tm_year) + 1900),
        n(t.tm_mon + 1),
        n(t.tm_mday),
        n(t.tm_hour),
        n(t.tm_min),
        n(t.tm_sec),
        n((t.tm_wday + 6) % 7),
        n(t.tm_yday + 1),
        n(t.tm_isdst),
        zone,
        int::from_i64(th, t.tm_gmtoff),
    ];
    structseq::new(th, &STRUCT_TIME, &fields)
}

/// An empty broken-down time.
fn blank() -> libc::tm {
    // SAFETY: plain data; a null zone is none.
    unsafe { std::mem::zeroed() }
}

/// Seconds given as a number, rounded down; the present for None.
fn seconds(th: &Thread, v: Value) -> PyResult<i64> {
    if v.is_empty() || v.is_none() {
        // SAFETY: asks the clock.
        return Ok(unsafe { libc::time(std::ptr::null_mut()) });
    }
    let out_of_range = || th.overflow_error("timestamp out of range for platform time_t");
    if int::is_int(v) {
        return int::to_i64(v).ok_or_else(out_of_range);
    }
    if is_instance_of(v, T::Float) {
        let x = float::to_f64(th, v)?;
        if x.is_nan() {
            return Err(th.value_error("Invalid value NaN (not a number)"));
        }
        let whole = x.floor();
        if !(-9.2e18..=9.2e18).contains(&whole) {
            return Err(out_of_range());
        }
        return Ok(whole as i64);
    }
    int::to_i64(ops::number::index(th, v)?).ok_or_else(out_of_range)
}

fn broken_down(th: &Thread, v: Value, local: bool) -> PyResult<libc::tm> {
    let s = seconds(th, v)?;
    let mut t = blank();
    // SAFETY: both structures are ours.
    let done = unsafe {
        if local {
            libc::localtime_r(&raw const s, &raw mut t)
        } else {
            libc::gmtime_r(&raw const s, &raw mut t)
        }
    };
    if done.is_null() {
        return Err(os_error::raise_last(th, &[]));
    }
    if !local {
        t.tm_zone = c"UTC".as_ptr().cast_mut();
    }
    Ok(t)
}

/// A struct_time or a tuple of nine numbers.
fn from_tuple(th: &Thread, v: Value, function: &str) -> PyResult<libc::tm> {
    if !v.has_kind(Kind::Tuple) {
        return Err(th.type_error("Tuple or struct_time argument required"));
    }
    let items = v.downcast::<Tuple>().map_or(&[][..], |t| {
        // SAFETY: the tuple is kept by the caller, and its items never change.
        unsafe { &*(t.items() as *const [Value]) }
    });
    if items.len() != 9 {
        return Err(th.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let mut n = [0i32; 9];
    for (to, &item) in n.iter_mut().zip(items) {
        *to = arg::format_int(th, item)?;
    }
    let Some(year) = n[0].checked_sub(1900) else {
        return Err(th.overflow_error("year out of range"));
    };
    let mut t = blank();
    t.tm_year = year;
    t.tm_mon = n[1] - 1;
    t.tm_mday = n[2];
    t.tm_hour = n[3];
    t.tm_min = n[4];
    t.tm_sec = n[5];
    t.tm_wday = (n[6].wrapping_add(1)) % 7;
    t.tm_yday = n[7] - 1;
    t.tm_isdst = n[8];
    if structseq::is_instance(&STRUCT_TIME, v) {
        if let Some(offset) = v
            .downcast::<Tuple>()
            .and_then(|t| t.hidden().get(1).copied())
        {
            t.tm_gmtoff = int::to_i64(offset).unwrap_or(0);
        }
    }
    Ok(t)
}

/// Puts right what may be left out, and refuses what lies out of range.
fn check(th: &Thread, t: &mut libc::tm) -> PyResult<()> {
    if t.tm_mon == -1 {
        t.tm_mon = 0;
    }
    if t.tm_mday == 0 {
        t.tm_mday = 1;
    }
    if t.tm_yday == -1 {
        t.tm_yday = 0;
    }
    for (good, what) in [
        ((0..=11).contains(&t.tm_mon), "month"),
        ((0..=31).contains(&t.tm_mday), "day of month"),
        ((0..=23).contains(&t.tm_hour), "hour"),
        ((0..=59).contains(&t.tm_min), "minute"),
        ((0..=61).contains(&t.tm_sec), "seconds"),
        (t.tm_wday >= 0, "day of week"),
        ((0..=365).contains(&t.tm_yday), "day of year"),
    ] {
        if !good {
            return Err(th.value_error(format!("{what} out of range")));
        }
    }
    Ok(())
}

/// `asctime`'s form.
fn plain(th: &Thread, t: &libc::tm) -> Value {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[t.tm_wday.rem_euclid(7) as usize],
        MONTHS[t.tm_mon.rem_euclid(12) as usize],
        t.tm_mday,
        t.tm_hour,
        t.tm_min,
        t.tm_sec,
        i64::from(t.tm_year) + 1900
    );
    str::new(th, &text)
}

fn asctime(th: &Thread, a: &[Value]) -> PyResult {
    let t = if a[0].is_empty() {
        broken_down(th, Value::NONE, true)?
    } else {
        let mut t = from_tuple(th, a[0], "asctime")?;
        check(th, &mut t)?;
        t
    };
    Ok(plain(th, &t))
}

fn mktime(th: &Thread, a: &[Value]) -> PyResult {
    let mut t = from_tuple(th, a[0], "mktime")?;
    // The day of the week tells an error from the second before 1970.
    t.tm_wday = -1;
    // SAFETY: the structure is ours.
    let s = unsafe { libc::mktime(&raw mut t) };
    if s == -1 && t.tm_wday == -1 {
        return Err(th.overflow_error("mktime argument out of range"));
    }
    Ok(float::new(th, s as f64))
}

fn strftime(th: &Thread, a: &[Value]) -> PyResult {
    let Some(format) = a[0].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "strftime() argument 1 must be str, not {}",
            ops::type_name(a[0])
        )));
    };
    let mut t = if a[1].is_empty() {
        broken_down(th, Value::NONE, true)?
    } else {
        let mut t = from_tuple(th, a[1], "strftime")?;
        check(th, &mut t)?;
        t
    };
    t.tm_isdst = t.tm_isdst.clamp(-1, 1);
    // The zone of a time that names none is the local one.
    if t.tm_zone.is_null() {
        let mut copy = t;
        // SAFETY: the structure is ours.
        unsafe { libc::mktime(&raw mut copy) };
        t.tm_zone = copy.tm_zone;
        if !a[1].is_empty() && !structseq::is_instance(&STRUCT_TIME, a[1]) {
            t.tm_gmtoff = copy.tm_gmtoff;
        }
    }
    // Parts between zeros are formatted on their own: the C library ends at the first.
    let mut out = Vec::new();
    for (n, part) in format.bytes().split(|&b| b == 0).enumerate() {
        if n > 0 {
            out.push(0);
        }
        if !part.is_empty() {
            out.extend(format_part(part, &t));
        }
    }
    Ok(str::from_bytes(th, &out).value())
}

fn format_part(part: &[u8], t: &libc::tm) -> Vec<u8> {
    // A blank in front makes every result longer than nothing, so that nothing means "too small a buffer".
    let Ok(format) = CString::new([b" ", part].concat()) else {
        return Vec::new();
    };
    let mut size = 256 + part.len() * 8;
    loop {
        let mut buffer = vec![0u8; size];
        // SAFETY: the buffer is as long as said; the format ends with a zero.
        let n = unsafe {
            libc::strftime(
                buffer.as_mut_ptr().cast(),
                size,
                format.as_ptr(),
                std::ptr::from_ref(t),
            )
        };
        if n > 0 {
            return buffer[1..n].to_vec();
        }
        size *= 4;
    }
}

fn strptime(th: &Thread, a: &[Value]) -> PyResult {
    let module = runtime::import::module(th, "_strptime")?;
    let f = ops::get_attr(th, module, str::intern(th, "_strptime_time"))?;
    if a[1].is_empty() {
        ops::call1(th, f, a[0])
    } else {
        ops::call2(th, f, a[0], a[1])
    }
}

fn get_clock_info(th: &Thread, a: &[Value]) -> PyResult {
    let name = ops::str(th, a[0])?.to_string_lossy().into_owned();
    let (clock, shown, monotonic, adjustable) = match name.as_str() {
        "time" => (libc::CLOCK_REALTIME, "CLOCK_REALTIME", false, true),
        "monotonic" | "perf_counter" => (libc::CLOCK_MONOTONIC, "CLOCK_MONOTONIC", true, false),
        "process_time" => (
            libc::CLOCK_PROCESS_CPUTIME_ID,
            "CLOCK_PROCESS_CPUTIME_ID",
            true,
            false,
        ),
        "thread_time" => (
            libc::CLOCK_THREAD_CPUTIME_ID,
            "CLOCK_THREAD_CPUTIME_ID",
            true,
            false,
        ),
        _ => return Err(th.value_error("unknown clock")),
    };
    let name = |n: &str| str::intern(th, n);
    simple_namespace::new(
        th,
        &[
            (
                name("implementation"),
                str::new(th, &format!("clock_gettime({shown})")),
            ),
            (name("monotonic"), Value::bool(monotonic)),
            (name("adjustable"), Value::bool(adjustable)),
            (name("resolution"), resolution(th, clock)?),
        ],
    )
}

fn resolution(th: &Thread, clock: i32) -> PyResult {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours.
    if unsafe { libc::clock_getres(clock, &raw mut t) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(float::new(th, t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9))
}

fn read_clock(th: &Thread, v: Value) -> PyResult<libc::timespec> {
    let clock = arg::c_int(th, v)?;
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours.
    if unsafe { libc::clock_gettime(clock, &raw mut t) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(t)
}

/// Sets `timezone`, `altzone`, `daylight` and `tzname`: what holds in January and in July of this year.
fn set_zone(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: reads the environment.
    unsafe { tzset() };
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    // SAFETY: asks the clock.
    let now = unsafe { libc::time(std::ptr::null_mut()) } / YEAR * YEAR;
    let at = |s: i64| {
        let mut t = blank();
        // SAFETY: both structures are ours.
        unsafe { libc::localtime_r(&raw const s, &raw mut t) };
        let name = if t.tm_zone.is_null() {
            Vec::new()
        } else {
            // SAFETY: the C library's name of the zone ends with a zero.
            unsafe { CStr::from_ptr(t.tm_zone) }.to_bytes().to_vec()
        };
        (-t.tm_gmtoff, name)
    };
    let (january, july) = (at(now), at(now + YEAR / 2));
    // South of the equator, summer is in January.
    let (standard, summer) = if january.0 < july.0 {
        (july, january)
    } else {
        (january, july)
    };
    add(th, module, "timezone", int::from_i64(th, standard.0));
    add(th, module, "altzone", int::from_i64(th, summer.0));
    let differ = i64::from(standard.0 != summer.0);
    add(th, module, "daylight", Value::small(differ));
    let names: RootedVec<Value> = [&standard.1, &summer.1]
        .iter()
        .map(|n| os_error::fs_decode(th, n))
        .collect();
    add(th, module, "tzname", tuple::new(th, &names).value());
    Ok(())
}

/// Adds this file's part to the module `time`.
pub fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for f in FUNCTIONS {
        let owner = str::intern(th, "time").value();
        let object = runtime::types::builtin::new(th, f, Value::EMPTY, owner);
        add(th, module, f.name, object.value());
    }
    let class = structseq::class(th, &STRUCT_TIME)?.value();
    add(th, module, "struct_time", class);
    add(th, module, "_STRUCT_TM_ITEMS", Value::small(11));
    for (name, clock) in [
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
        ("CLOCK_TAI", libc::CLOCK_TAI),
    ] {
        add(th, module, name, Value::small(i64::from(clock)));
    }
    set_zone(th, module)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("gmtime", "(seconds=None, /)", |th, a| {
        struct_time(th, &broken_down(th, a[0], false)?)
    }),
    NativeDef::new("localtime", "(seconds=None, /)", |th, a| {
        struct_time(th, &broken_down(th, a[0], true)?)
    }),
    NativeDef::new("asctime", "(tuple=<unrepresentable>, /)", asctime),
    NativeDef::new("ctime", "(seconds=None, /)", |th, a| {
        Ok(plain(th, &broken_down(th, a[0], true)?))
    }),
    NativeDef::new("mktime", "(tuple, /)", mktime),
    NativeDef::new("strftime", "(format, tuple=<unrepresentable>, /)", strftime),
    NativeDef::new(
        "strptime",
        "(string, format=<unrepresentable>, /)",
        strptime,
    ),
    NativeDef::new("tzset", "()", |th, _| {
        let module = runtime::import::module(th, "time")?;
        if let Some(module) = module.downcast::<Module>() {
            set_zone(th, module)?;
        }
        Ok(Value::NONE)
    }),
    NativeDef::new("get_clock_info", "(name, /)", get_clock_info),
    NativeDef::new("clock_gettime", "(clk_id, /)", |th, a| {
        let t = read_clock(th, a[0])?;
        Ok(float::new(th, t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9))
    }),
    NativeDef::new("clock_gettime_ns", "(clk_id, /)", |th, a| {
        let t = read_clock(th, a[0])?;
        Ok(int::from_i64(th, t.tv_sec * 1_000_000_000 + t.tv_nsec))
    }),
    NativeDef::new("clock_getres", "(clk_id, /)", |th, a| {
        resolution(th, arg::c_int(th, a[0])?)
    }),
];
