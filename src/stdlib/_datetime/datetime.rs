//! `datetime`.

use std::cmp::Ordering;
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::native::{Args, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::slots::{BinOp, BinaryFn, CmpOp, Slots};
use runtime::types::str::Str;
use runtime::types::type_::{NativeTypeDef, Type, as_type, flags};
use runtime::types::{str, type_of};
use runtime::value::Value;

use super::arguments::{self, Parameters};
use super::date::{exactly, replaced_day, replacements};
use super::days::{Clock, Day, MICROS_PER_DAY, Span, days_in_month, moved};
use super::delta::span_hash;
use super::iso;
use super::local::{self, Place};
use super::objects::{
    self, DATE, DATETIME, Date, Fields, Moment, TIME, beyond, checked_clock, checked_day,
    checked_fold, checked_zone, clock, date_of, datetime_of, day, delta, fields, fold, hashed,
    is_date, is_datetime, is_delta, is_time, make_datetime, repr_start, span, time_of, tzinfo,
};
use super::text::{self, Precision, Text};
use super::time::{
    ATTRIBUTES, bad_midnight, iso_zone, pickled_zone, protocol, reduced, replaced_clock,
    repr_clock, repr_fold, repr_zone,
};
use super::zone::{self, Ask};

const PARAMETERS: Parameters = Parameters {
    function: "function",
    names: &[
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "microsecond",
        "tzinfo",
        "fold",
    ],
    required: 3,
    positional: 8,
};

static NEW_PARAMETERS: Parameters = PARAMETERS;

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let sane = |b: &[u8; 10]| (1..=12).contains(&(b[2] & 0x7f));
    if let [state, ref rest @ ..] = *args.pos()
        && state.is_ptr()
        && rest.len() < 2
        && let Some(mut b) = arguments::state::<10>(th, "datetime", state, sane)?
    {
        let zone = pickled_zone(th, rest)?;
        let fold = b[2] & 0x80 != 0;
        b[2] &= 0x7f;
        let [y, z, m, d, clock @ ..] = b;
        let fields = Fields {
            day: Day(u32::from_be_bytes([y, z, m, d])),
            clock: Clock::from_bytes(clock),
            zone,
            fold,
        };
        return Ok(datetime_of(th, class, fields));
    }
    let mut given = NEW_PARAMETERS.given(th, args)?;
    let mut parts = [0; 7];
    for n in &mut parts {
        *n = given.int(th, 0)?;
    }
    let zone = given.next(th)?.unwrap_or(Value::NONE);
    let fold = given.int(th, 0)?;
    given.end(th)?;
    Ok(datetime_of(th, class, checked(th, parts, zone, fold)?))
}

fn checked(th: &Thread, parts: [i32; 7], zone: Value, fold: i32) -> PyResult<Fields> {
    let [year, month, day, hour, minute, second, micro] = parts;
    Ok(Fields {
        day: checked_day(th, year, month, day)?,
        clock: checked_clock(th, [hour, minute, second, micro])?,
        fold: checked_fold(th, fold)?,
        zone: checked_zone(th, zone)?,
    })
}

static REPLACE_PARAMETERS: Parameters = Parameters {
    function: "replace()",
    required: 0,
    ..PARAMETERS
};

fn replace(th: &Thread, args: Args) -> PyResult {
    let (v, mut values) = (args.values[0], [Value::EMPTY; 9]);
    replacements(th, &REPLACE_PARAMETERS, args, &mut values)?;
    let [year, month, day] = replaced_day(th, v, &values[..3])?;
    let ([hour, minute, second, micro], zone, fold) = replaced_clock(th, v, &values[3..])?;
    let parts = [year, month, day, hour, minute, second, micro];
    let fields = checked(th, parts, zone, fold)?;
    make_datetime(th, type_of(v), fields)
}

static REPLACE: NativeDef = NativeDef::raw(
    "replace",
    "($self, /, year=unchanged, month=unchanged, day=unchanged,\n        hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)",
    replace,
)
.doc("Return datetime with new specified fields.");

// ---- operators

/// A datetime and a span. Runs Python for subclasses.
pub fn plus(th: &Thread, v: Value, span: Span, back: bool) -> PyResult {
    match moved(day(v), clock(v), span, back) {
        Some((day, clock)) => {
            let fields = Fields {
                day,
                clock,
                zone: tzinfo(v),
                fold: false,
            };
            make_datetime(th, type_of(v), fields)
        }
        None => Err(beyond(th)),
    }
}

fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    if is_datetime(a) && is_delta(b) {
        return plus(th, a, span(b), false);
    }
    if is_delta(a) && is_datetime(b) {
        return plus(th, b, span(a), false);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// The offset of a datetime. Runs Python.
fn offset(th: &Thread, v: Value) -> PyResult<Option<Span>> {
    zone::offset(th, tzinfo(v), v)
}

/// How long after another a datetime is, both in the same zone.
fn distance(a: Value, b: Value) -> Span {
    let days = day(a).ordinal() - day(b).ordinal();
    let micros = clock(a).micros() - clock(b).micros();
    Span::normal(days, micros).unwrap_or(Span::ZERO)
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    if !is_datetime(a) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if is_delta(b) {
        return plus(th, a, span(b), true);
    }
    if !is_datetime(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if tzinfo(a) == tzinfo(b) {
        return Ok(delta(th, distance(a, b)));
    }
    match (offset(th, a)?, offset(th, b)?) {
        (None, None) => Ok(delta(th, distance(a, b))),
        (Some(x), Some(y)) => Ok(delta(th, apart(a, x, b, y))),
        _ => Err(th.type_error("can't subtract offset-naive and offset-aware datetimes")),
    }
}

/// How long after another a datetime is, with their offsets.
fn apart(a: Value, x: Span, b: Value, y: Span) -> Span {
    let distance = distance(a, b);
    let apart = x.minus(y).and_then(|o| distance.minus(o));
    apart.unwrap_or(distance)
}

/// Whether a datetime lies in a fold or a gap, where its offset depends on which side is meant: it equals nothing in another
/// zone. Runs Python.
fn is_odd(th: &Thread, v: Value, o: Option<Span>) -> PyResult<bool> {
    let other = zone::flipped(th, fields(v));
    Ok(offset(th, other)? != o)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !is_datetime(a) || !is_datetime(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let plain = || (day(a), clock(a)).cmp(&(day(b), clock(b)));
    if tzinfo(a) == tzinfo(b) {
        return Ok(Value::bool(op.holds(plain())));
    }
    let (x, y) = (offset(th, a)?, offset(th, b)?);
    let mut order = match (x, y) {
        _ if x == y => plain(),
        // (The zones are asked once more, which a program may see.)
        (Some(_), Some(_)) => span(sub(th, a, b)?).cmp(&Span::ZERO),
        _ => {
            return match op {
                CmpOp::Eq | CmpOp::Ne => Ok(Value::bool(op == CmpOp::Ne)),
                _ => Err(th.type_error("can't compare offset-naive and offset-aware datetimes")),
            };
        }
    };
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    if equality && order.is_eq() && (is_odd(th, a, x)? || is_odd(th, b, y)?) {
        order = Ordering::Greater;
    }
    Ok(Value::bool(op.holds(order)))
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let d = this::<Date>(v);
    let compute = || {
        // A datetime is as equal in the fold as before it.
        let unfolded = match fold(v) {
            true => zone::flipped(th, fields(v)),
            false => v,
        };
        let (day, clock) = (day(v), clock(v));
        let Some(offset) = offset(th, unfolded)? else {
            let mut state = [0; 10];
            state[..4].copy_from_slice(&day.bytes());
            state[4..].copy_from_slice(&clock.bytes());
            return Ok(str::hash_raw_bytes(&state));
        };
        let span = Span::normal(day.ordinal(), clock.micros()).and_then(|s| s.minus(offset));
        Ok(span_hash(span.map_err(|e| objects::too_long(th, e))?))
    };
    hashed(|| d.hash.get(), |h| d.hash.set(h), compute)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut out = repr_start(v);
    text::push_numbers(&mut out, &[day(v).year(), day(v).month(), day(v).day()]);
    out.extend_from_slice(b", ");
    repr_clock(&mut out, clock(v));
    repr_fold(&mut out, v);
    repr_zone(th, &mut out, v)?;
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

// ---- text

fn iso_text(th: &Thread, v: Value, separator: &[u8], precision: Precision) -> PyResult {
    let mut text = Text::new();
    text.day(day(v));
    for &b in separator {
        text.push(b);
    }
    text.clock(clock(v), precision);
    text.offset(offset(th, v)?);
    Ok(match separator.is_ascii() {
        true => text.value(th),
        false => str::from_bytes(th, text.bytes()).value(),
    })
}

fn isoformat(th: &Thread, args: &[Value]) -> PyResult {
    let [v, separator, precision] = *args else {
        return Ok(Value::NONE);
    };
    if separator.is_empty() {
        let precision = Precision::of(th, precision, clock(v), 2)?;
        return iso_text(th, v, b"T", precision);
    }
    let wrong = |what: String| {
        th.type_error(format!(
            "isoformat() argument 1 must be a unicode character, not {what}"
        ))
    };
    let Some(s) = separator.downcast::<Str>() else {
        return Err(wrong(ops::argument_type_name(separator)));
    };
    if s.char_len() != 1 {
        return Err(wrong(format!("a string of length {}", s.char_len())));
    }
    let precision = Precision::of(th, precision, clock(v), 2)?;
    iso_text(th, v, s.bytes(), precision)
}

fn to_text(th: &Thread, v: Value) -> PyResult {
    if type_of(v) == DATETIME.get() {
        return iso_text(th, v, b" ", Precision::auto(clock(v)));
    }
    let space = str::new(th, " ");
    ops::call_method(th, v, str::intern(th, "isoformat"), &[space])
}

fn fromisoformat(th: &Thread, args: &[Value]) -> PyResult {
    let text = text::iso_argument(th, args[1])?;
    let Some(((mut year, mut month, mut day), time)) = iso::datetime(text.bytes()) else {
        return Err(text::not_iso(th, args[1]));
    };
    let mut parts = [0; 4];
    let mut zone = Value::NONE;
    if let Some(time) = time {
        parts = time.parts;
        zone = iso_zone(th, &time)?;
    }
    if parts[0] == 24 && (1..=12).contains(&month) && day <= days_in_month(year, month) {
        if parts[1..] != [0; 3] {
            return Err(bad_midnight(th));
        }
        parts[0] = 0;
        day += 1;
        if day > days_in_month(year, month) {
            day = 1;
            month += 1;
            if month > 12 {
                month = 1;
                year += 1;
            }
        }
    }
    let [hour, minute, second, micro] = parts;
    let parts = [year, month, day, hour, minute, second, micro];
    let fields = checked(th, parts, zone, 0)?;
    make_datetime(th, as_type(args[0]), fields)
}

fn strptime(th: &Thread, args: Args) -> PyResult {
    exactly(th, "strptime", &args, 2)?;
    text::strptime(th, "_strptime_datetime_datetime", args.values)
}

// ---- class methods

/// What a zone makes of a time in UTC. Runs Python.
pub fn from_utc(th: &Thread, zone: Value, utc: Value) -> PyResult {
    ops::call_method(th, zone, str::intern(th, "fromutc"), &[utc])
}

fn now(th: &Thread, args: &[Value]) -> PyResult {
    let zone = checked_zone(th, crate::support::or(args[1], Value::NONE))?;
    local::present(th, as_type(args[0]), zone)
}

fn is_deprecated(th: &Thread, name: &str, instead: &str) -> PyResult<()> {
    runtime::warn::deprecation(
        th,
        &format!(
            "datetime.datetime.{name}() is deprecated and scheduled for removal in a future version. Use timezone-aware \
             objects to represent datetimes in UTC: datetime.datetime.{instead}."
        ),
    )
}

fn utcnow(th: &Thread, args: &[Value]) -> PyResult {
    is_deprecated(th, "utcnow", "now(datetime.UTC)")?;
    let (seconds, micro) = local::now();
    local::at(
        th,
        as_type(args[0]),
        Place::Utc,
        seconds,
        micro,
        Value::NONE,
    )
}

fn fromtimestamp(th: &Thread, args: &[Value]) -> PyResult {
    let zone = checked_zone(th, crate::support::or(args[2], Value::NONE))?;
    let (seconds, micro) = local::split(th, args[1])?;
    local::in_zone(th, as_type(args[0]), seconds, micro, zone)
}

fn utcfromtimestamp(th: &Thread, args: Args) -> PyResult {
    exactly(th, "utcfromtimestamp", &args, 1)?;
    is_deprecated(
        th,
        "utcfromtimestamp",
        "fromtimestamp(timestamp, datetime.UTC)",
    )?;
    let (seconds, micro) = local::split(th, args.values[1])?;
    let class = as_type(args.values[0]);
    local::at(th, class, Place::Utc, seconds, micro, Value::NONE)
}

fn combine(th: &Thread, args: &[Value]) -> PyResult {
    let [class, date, time, zone] = *args else {
        return Ok(Value::NONE);
    };
    let wrong = |n: i32, class: &str, v: Value| {
        th.type_error(format!(
            "combine() argument {n} must be {class}, not {}",
            ops::argument_type_name(v)
        ))
    };
    if !is_date(date) {
        return Err(wrong(1, "datetime.date", date));
    }
    if !is_time(time) {
        return Err(wrong(2, "datetime.time", time));
    }
    let zone = match zone.is_empty() {
        true => tzinfo(time),
        false => checked_zone(th, zone)?,
    };
    let fields = Fields {
        day: day(date),
        zone,
        ..fields(time)
    };
    make_datetime(th, as_type(class), fields)
}

// ---- methods

fn timetuple(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let dst = zone::ask(th, tzinfo(v), Ask::Dst, v)?;
    let dst = match dst.is_none() {
        true => -1,
        false => i64::from(!span(dst).is_zero()),
    };
    text::struct_time(th, day(v), clock(v), dst)
}

fn utctimetuple(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let offset = offset(th, v)?.unwrap_or(Span::ZERO);
    match moved(day(v), clock(v), offset, true) {
        Some((day, clock)) => text::struct_time(th, day, clock, 0),
        None => Err(beyond(th)),
    }
}

fn timestamp(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let f = fields(v);
    if !f.zone.is_none() {
        // A zone that knows no offset makes a naive datetime, which UTC's epoch cannot be subtracted from.
        return match offset(th, v)? {
            Some(offset) => local::stamp_float(th, &f, offset),
            None => Err(th.type_error("can't subtract offset-naive and offset-aware datetimes")),
        };
    }
    let seconds = local::moment(th, &f)? - local::EPOCH_SECONDS;
    let stamp = seconds as f64 + f64::from(f.clock.micro()) / 1e6;
    Ok(runtime::types::float::new(th, stamp))
}

/// The zone of the machine at a naive datetime.
fn local_zone(th: &Thread, v: Value) -> PyResult {
    let f = fields(v);
    let mut moment = local::moment(th, &f)?;
    let fold = !f.fold;
    let other = local::moment(th, &Fields { fold, ..f })?;
    // In a gap, what holds is what held on the other side.
    if moment != other && (other > moment) == f.fold {
        moment = other;
    }
    local::zone_at(th, moment - local::EPOCH_SECONDS)
}

fn astimezone(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let mut wanted = checked_zone(th, crate::support::or(args[1], Value::NONE))?;
    let mut own = tzinfo(v);
    if own.is_none() {
        own = local_zone(th, v)?;
    }
    if own == wanted {
        return Ok(v);
    }
    let offset = match zone::offset(th, own, v)? {
        Some(offset) => offset,
        None => {
            own = local_zone(th, v)?;
            zone::offset(th, own, v)?.unwrap_or(Span::ZERO)
        }
    };
    let utc = plus(th, v, offset, true)?;
    if wanted.is_none() {
        let (stamp, _) = local::stamp_of(&fields(utc), Span::ZERO);
        wanted = local::zone_at(th, stamp)?;
    }
    let utc = objects::set_zone(th, utc, wanted);
    from_utc(th, wanted, utc)
}

fn time_part(th: &Thread, v: Value, zone: Value) -> PyResult {
    let fields = Fields { zone, ..fields(v) };
    Ok(time_of(th, TIME.get(), fields))
}

fn reduce_as(th: &Thread, v: Value, protocol: i64) -> PyResult {
    let mut state = [0; 10];
    state[..4].copy_from_slice(&day(v).bytes());
    state[4..].copy_from_slice(&clock(v).bytes());
    if protocol > 3 && fold(v) {
        state[2] |= 0x80;
    }
    reduced(th, v, &state)
}

/// The definition of `datetime`.
pub static DATETIME_TYPE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(to_text),
        hash: Some(hash),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Add, add as BinaryFn), (BinOp::Sub, sub)]),
        // Zones that are not our own are asked.
        quiet: Some(|v| tzinfo(v).is_none() || zone::is_own(tzinfo(v))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("now", "($type, /, tz=None)", now)
            .class_method()
            .doc("Returns new datetime object representing current time local to tz.\n\n  tz\n    Timezone object.\n\nIf no tz is specified, uses local timezone."),
        NativeDef::new("utcnow", "($type, /)", utcnow)
            .class_method()
            .doc("Return a new datetime representing UTC day and time."),
        NativeDef::new("fromtimestamp", "($type, /, timestamp, tz=None)", fromtimestamp)
            .class_method()
            .doc("timestamp[, tz] -> tz's local time from POSIX timestamp."),
        NativeDef::raw("utcfromtimestamp", "", utcfromtimestamp)
            .class_method()
            .doc("Construct a naive UTC datetime from a POSIX timestamp."),
        NativeDef::raw("strptime", "", strptime)
            .class_method()
            .doc("string, format -> new datetime parsed from a string (like time.strptime())."),
        NativeDef::new("combine", "($type, /, date, time, tzinfo=<unrepresentable>)", combine)
            .class_method()
            .doc("date, time -> datetime with same date and time fields"),
        NativeDef::new("fromisoformat", "($type, object, /)", fromisoformat)
            .class_method()
            .doc("string -> datetime from a string in most ISO 8601 formats"),
        NativeDef::new("date", "($self, /)", |th, a| {
            Ok(date_of(th, DATE.get(), day(a[0])))
        })
        .doc("Return date object with same year, month and day."),
        NativeDef::new("time", "($self, /)", |th, a| {
            time_part(th, a[0], Value::NONE)
        })
        .doc("Return time object with same time but with tzinfo=None."),
        NativeDef::new("timetz", "($self, /)", |th, a| {
            time_part(th, a[0], tzinfo(a[0]))
        })
        .doc("Return time object with same time and tzinfo."),
        NativeDef::new("ctime", "($self, /)", |th, a| {
            Ok(text::ctime(th, day(a[0]), clock(a[0])))
        })
        .doc("Return ctime() style string."),
        NativeDef::new("timetuple", "($self, /)", timetuple)
            .doc("Return time tuple, compatible with time.localtime()."),
        NativeDef::new("timestamp", "($self, /)", timestamp)
            .doc("Return POSIX timestamp as float."),
        NativeDef::new("utctimetuple", "($self, /)", utctimetuple)
            .doc("Return UTC time tuple, compatible with time.localtime()."),
        NativeDef::new("isoformat", "($self, /, sep='T', timespec='auto')", isoformat).doc(
            "[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\nsep is used to separate the year from the time, and defaults to 'T'.\nThe optional argument timespec specifies the number of additional terms\nof the time to include. Valid options are 'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n",
        ),
        NativeDef::new("utcoffset", "($self, /)", |th, a| {
            zone::ask(th, tzinfo(a[0]), Ask::Offset, a[0])
        })
        .doc("Return self.tzinfo.utcoffset(self)."),
        NativeDef::new("tzname", "($self, /)", |th, a| {
            zone::name(th, tzinfo(a[0]), a[0])
        })
        .doc("Return self.tzinfo.tzname(self)."),
        NativeDef::new("dst", "($self, /)", |th, a| {
            zone::ask(th, tzinfo(a[0]), Ask::Dst, a[0])
        })
        .doc("Return self.tzinfo.dst(self)."),
        REPLACE,
        NativeDef::raw("__replace__", "($self, /, **changes)", replace)
        .doc("The same as replace()."),
        NativeDef::new("astimezone", "($self, /, tz=None)", astimezone)
            .doc("tz -> convert to local time in new timezone tz\n"),
        NativeDef::raw("__reduce_ex__", "", |th, args| {
            let protocol = protocol(th, &args)?;
            reduce_as(th, args.values[0], protocol)
        })
        .doc("__reduce_ex__(proto) -> (cls, state)"),
        NativeDef::new("__reduce__", "($self, /)", |th, a| reduce_as(th, a[0], 2))
            .doc("__reduce__() -> (cls, state)"),
    ],
    getset: &ATTRIBUTES,
    flags: flags::BASE | flags::STATIC,
    basic_size: size_of::<Moment>(),
    doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe year, month and day \
          arguments are required. tzinfo may be None, or an\ninstance of a tzinfo subclass. The remaining arguments may \
          be ints.\n",
    ..NativeTypeDef::new("datetime.datetime")
};

/// The greatest span between two datetimes, in microseconds, fits an i64 with room to spare.
const _: () = assert!(super::days::MAX_ORDINAL < i64::MAX / MICROS_PER_DAY / 2);
