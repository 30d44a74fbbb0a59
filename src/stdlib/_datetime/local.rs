//! Local time, which the C library knows, and time stamps.
//!
//! Local times are compared as seconds since the day before 0001-01-01, as if they were times in UTC.

use std::ffi::CStr;

use runtime::error::PyResult;
use runtime::object::Ref;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::type_::Type;
use runtime::types::{float, int};
use runtime::value::Value;

use super::days::{Clock, Day, EPOCH, MAX_YEAR, MICROS, MIN_YEAR, SECONDS_PER_DAY, Span};
use super::objects::{self, Fields, bad_year, checked_day, delta_or, make_datetime};
use super::zone;

/// 1970-01-01 in seconds since the day before 0001-01-01.
pub const EPOCH_SECONDS: i64 = EPOCH * SECONDS_PER_DAY;

/// No zone sets its clocks back by more than this.
const MAX_FOLD: i64 = 24 * 3600;

/// Which time of day a time stamp is turned into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Local,
    Utc,
}

/// The broken-down time of a time stamp.
pub fn broken_down(th: &Thread, stamp: i64, place: Place) -> PyResult<libc::tm> {
    // SAFETY: plain data; both structures are ours.
    let (t, done) = unsafe {
        let mut t: libc::tm = std::mem::zeroed();
        let done = match place {
            Place::Local => libc::localtime_r(&raw const stamp, &raw mut t),
            Place::Utc => libc::gmtime_r(&raw const stamp, &raw mut t),
        };
        (t, done)
    };
    if done.is_null() {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(t)
}

/// The day and time of a broken-down time; a leap second counts as the one before it.
fn parts(th: &Thread, t: &libc::tm) -> PyResult<(Day, Clock)> {
    let year = i64::from(t.tm_year) + 1900;
    if !(MIN_YEAR.into()..=MAX_YEAR.into()).contains(&year) {
        return Err(bad_year(th, year));
    }
    let day = Day::new(year as i32, t.tm_mon + 1, t.tm_mday);
    Ok((day, Clock::new(t.tm_hour, t.tm_min, t.tm_sec.min(59), 0)))
}

/// The local day of a time stamp.
pub fn day_of(th: &Thread, stamp: i64) -> PyResult<Day> {
    let t = broken_down(th, stamp, Place::Local)?;
    checked_day(th, t.tm_year.saturating_add(1900), t.tm_mon + 1, t.tm_mday)
}

fn seconds_of(day: Day, clock: Clock) -> i64 {
    day.ordinal() * SECONDS_PER_DAY + clock.seconds()
}

/// The local time at a moment of UTC.
fn local(th: &Thread, seconds: i64) -> PyResult<i64> {
    let t = broken_down(th, seconds - EPOCH_SECONDS, Place::Local)?;
    let (day, clock) = parts(th, &t)?;
    Ok(seconds_of(day, clock))
}

/// The moment of UTC at which it is this local time: of two such moments the one that the fold means, and of none a moment
/// as far from the gap.
pub fn moment(th: &Thread, f: &Fields) -> PyResult<i64> {
    let t = seconds_of(f.day, f.clock);
    let a = local(th, t)? - t;
    let u1 = t - a;
    let t1 = local(th, u1)?;
    let b;
    if t1 == t {
        // There may be another solution: an earlier one, or, in the fold, a later one.
        let u2 = if f.fold { u1 + MAX_FOLD } else { u1 - MAX_FOLD };
        b = local(th, u2)? - u2;
        if a == b {
            return Ok(u1);
        }
    } else {
        b = t1 - u1;
    }
    let u2 = t - b;
    let t2 = local(th, u2)?;
    Ok(if t2 == t {
        u2
    } else if t1 == t {
        u1
    } else if f.fold {
        u1.min(u2)
    } else {
        u1.max(u2)
    })
}

/// The zone of the machine at a time stamp: a timezone with a name.
pub fn zone_at(th: &Thread, stamp: i64) -> PyResult {
    let t = broken_down(th, stamp, Place::Local)?;
    let offset = delta_or(th, Span::normal(0, t.tm_gmtoff * MICROS))?;
    let name = if t.tm_zone.is_null() {
        Value::EMPTY
    } else {
        // SAFETY: the C library's name of the zone ends with a zero.
        let name = unsafe { CStr::from_ptr(t.tm_zone) };
        os_error::fs_decode(th, name.to_bytes())
    };
    zone::new_zone(th, offset, name)
}

/// A datetime of a class at a time stamp. A local one lies in the fold if its clock has been there a while before.
pub fn at(
    th: &Thread,
    class: Ref<Type>,
    place: Place,
    stamp: i64,
    micro: i32,
    zone: Value,
) -> PyResult {
    let t = broken_down(th, stamp, place)?;
    let year = t.tm_year.saturating_add(1900);
    let day = checked_day(th, year, t.tm_mon + 1, t.tm_mday)?;
    let clock = Clock::new(t.tm_hour, t.tm_min, t.tm_sec.min(59), micro);
    let mut fold = false;
    if place == Place::Local && zone.is_none() {
        let now = seconds_of(day, clock);
        let before = local(th, EPOCH_SECONDS + stamp - MAX_FOLD)?;
        let step = now - before - MAX_FOLD;
        fold = step < 0 && local(th, EPOCH_SECONDS + stamp + step)? == now;
    }
    let fields = Fields {
        day,
        clock,
        zone,
        fold,
    };
    make_datetime(th, class, fields)
}

/// What the clock says: seconds and microseconds.
pub fn now() -> (i64, i32) {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours; the clock exists.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut t) };
    (t.tv_sec, (t.tv_nsec / 1000) as i32)
}

fn too_late(th: &Thread) -> runtime::error::Raised {
    th.overflow_error("timestamp out of range for platform time_t")
}

/// Whether a double is a time stamp that can be counted.
fn countable(th: &Thread, x: f64) -> PyResult<i64> {
    if x.is_nan() {
        return Err(th.value_error("Invalid value NaN (not a number)"));
    }
    if !(-(2f64.powi(63))..2f64.powi(63)).contains(&x) {
        return Err(too_late(th));
    }
    Ok(x as i64)
}

/// Whole seconds of a time stamp, rounded down. Runs Python (`__index__`).
pub fn whole_seconds(th: &Thread, v: Value) -> PyResult<i64> {
    if let Some(x) = float::get(v) {
        return countable(th, x.floor());
    }
    int::to_i64(ops::index(th, v)?).ok_or_else(|| too_late(th))
}

/// A time stamp in seconds and microseconds, rounded to the nearest, to even if halfway. Runs Python (`__index__`).
pub fn split(th: &Thread, v: Value) -> PyResult<(i64, i32)> {
    let Some(x) = float::get(v) else {
        return match ops::number::index_opt(th, v)? {
            Some(n) => Ok((int::to_i64(n).ok_or_else(|| too_late(th))?, 0)),
            None => Err(th.type_error(format!(
                "argument must be int or float, not {}",
                ops::full_type_name(v)
            ))),
        };
    };
    countable(th, x)?;
    const UNIT: f64 = 1e6;
    let mut whole = x.trunc();
    let mut part = ((x - whole) * UNIT).round_ties_even();
    if part >= UNIT {
        part -= UNIT;
        whole += 1.0;
    } else if part < 0.0 {
        part += UNIT;
        whole -= 1.0;
    }
    Ok((countable(th, whole)?, part as i32))
}

/// The seconds since 1970 of an aware datetime, whose offset is known.
pub fn stamp_of(f: &Fields, offset: Span) -> (i64, i32) {
    let micros = seconds_of(f.day, f.clock) * MICROS + i64::from(f.clock.micro())
        - EPOCH_SECONDS * MICROS
        - offset.whole_seconds() * MICROS
        - i64::from(offset.micros);
    (micros.div_euclid(MICROS), micros.rem_euclid(MICROS) as i32)
}

/// The present of a class in some zone, or in local time for None. Runs Python.
pub fn present(th: &Thread, class: Ref<Type>, zone: Value) -> PyResult {
    let (seconds, micro) = now();
    in_zone(th, class, seconds, micro, zone)
}

/// A datetime of a class at a time stamp in a zone, or in local time for None. Runs Python.
pub fn in_zone(th: &Thread, class: Ref<Type>, seconds: i64, micro: i32, zone: Value) -> PyResult {
    if zone.is_none() {
        return at(th, class, Place::Local, seconds, micro, zone);
    }
    let utc = at(th, class, Place::Utc, seconds, micro, zone)?;
    super::datetime::from_utc(th, zone, utc)
}

/// The day that it is here.
pub fn today(th: &Thread) -> PyResult<Day> {
    day_of(th, now().0)
}

/// A date of a class as another module's function would make it: by `fromtimestamp` of the class.
pub fn from_class_stamp(th: &Thread, class: Value) -> PyResult {
    let (seconds, micro) = now();
    let stamp = float::new(th, seconds as f64 + f64::from(micro) / 1e6);
    let name = runtime::types::str::intern(th, "fromtimestamp");
    ops::call_method(th, class, name, &[stamp])
}

/// The seconds of an aware datetime as a float.
pub fn stamp_float(th: &Thread, f: &Fields, offset: Span) -> PyResult {
    let micros = f.day.ordinal() * super::days::MICROS_PER_DAY + f.clock.micros()
        - EPOCH_SECONDS * MICROS
        - offset.whole_seconds() * MICROS
        - i64::from(offset.micros);
    if micros.unsigned_abs() < 1 << 53 {
        return Ok(float::new(th, micros as f64 / 1e6));
    }
    int::true_div(th, int::from_i64(th, micros), Value::small(MICROS))
}

/// Keeps the class of what is made for it.
pub fn date_at(th: &Thread, class: Ref<Type>, stamp: i64) -> PyResult {
    objects::make_date(th, class, day_of(th, stamp)?)
}
