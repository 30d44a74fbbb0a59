//! `time`.

use std::mem::size_of;

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::type_::{NativeTypeDef, Type, as_type, flags};
use runtime::types::{bytes, str, type_of};
use runtime::value::Value;

use super::arguments::{self, Parameters};
use super::date::{exactly, replace_parts, replacements};
use super::days::{Clock, Day, Span};
use super::delta::span_hash;
use super::iso;
use super::objects::{
    self, Date, Fields, Moment, TIME, checked_clock, checked_fold, checked_zone, clock, fields,
    fold, hashed, is_time, is_tzinfo, make_time, repr_start, time_of, tzinfo,
};
use super::text::{self, Precision, Text};
use super::zone::{self, Ask};
use crate::posix::arg;

const PARAMETERS: Parameters = Parameters {
    function: "function",
    names: &["hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    required: 0,
    positional: 5,
};

static NEW_PARAMETERS: Parameters = PARAMETERS;

/// The zone that a pickle passes behind the bytes.
pub fn pickled_zone(th: &Thread, rest: &[Value]) -> PyResult {
    match *rest {
        [] => Ok(Value::NONE),
        [v, ..] if v.is_none() || is_tzinfo(v) => Ok(v),
        _ => Err(th.type_error("bad tzinfo state arg")),
    }
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    if let [state, ref rest @ ..] = *args.pos()
        && state.is_ptr()
        && rest.len() < 2
        && let Some(mut b) = arguments::state::<6>(th, "time", state, |b| b[0] & 0x7f < 24)?
    {
        let zone = pickled_zone(th, rest)?;
        let fold = b[0] & 0x80 != 0;
        b[0] &= 0x7f;
        let fields = Fields {
            zone,
            fold,
            ..Fields::naive(Day(0), Clock::from_bytes(b))
        };
        return Ok(time_of(th, class, fields));
    }
    let mut given = NEW_PARAMETERS.given(th, args)?;
    let mut parts = [0; 4];
    for n in &mut parts {
        *n = given.int(th, 0)?;
    }
    let zone = given.next(th)?.unwrap_or(Value::NONE);
    let fold = given.int(th, 0)?;
    given.end(th)?;
    let clock = checked_clock(th, parts)?;
    let fields = Fields {
        fold: checked_fold(th, fold)?,
        zone: checked_zone(th, zone)?,
        ..Fields::naive(Day(0), clock)
    };
    Ok(time_of(th, class, fields))
}

/// The parts of a time given to `replace` (hour to microsecond, tzinfo, fold), or those that it has: unchecked.
pub fn replaced_clock(th: &Thread, v: Value, given: &[Value]) -> PyResult<([i32; 4], Value, i32)> {
    let c = clock(v);
    let mut parts = [c.hour(), c.minute(), c.second(), c.micro()];
    replace_parts(th, &mut parts, &given[..4])?;
    let zone = crate::support::or(given[4], tzinfo(v));
    let fold = match given[5].is_empty() {
        true => i32::from(fold(v)),
        false => arg::c_int(th, given[5])?,
    };
    Ok((parts, zone, fold))
}

static REPLACE_PARAMETERS: Parameters = Parameters {
    function: "replace()",
    ..PARAMETERS
};

fn replace(th: &Thread, args: Args) -> PyResult {
    let (v, mut values) = (args.values[0], [Value::EMPTY; 6]);
    replacements(th, &REPLACE_PARAMETERS, args, &mut values)?;
    let (parts, zone, fold) = replaced_clock(th, v, &values)?;
    let class = type_of(v);
    let fields = Fields {
        fold: checked_fold(th, fold)?,
        zone: checked_zone(th, zone)?,
        ..Fields::naive(Day(0), checked_clock(th, parts)?)
    };
    make_time(th, class, fields)
}

static REPLACE: NativeDef = NativeDef::raw(
    "replace",
    "($self, /, hour=unchanged, minute=unchanged, second=unchanged,\n        microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)",
    replace,
)
.doc("Return time with new specified fields.");

/// The offset of a time, whose zone is asked about no day. Runs Python.
fn offset(th: &Thread, v: Value) -> PyResult<Option<Span>> {
    zone::offset(th, tzinfo(v), Value::NONE)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !is_time(a) || !is_time(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let plain = || Ok(Value::bool(op.holds(clock(a).cmp(&clock(b)))));
    if tzinfo(a) == tzinfo(b) {
        return plain();
    }
    match (offset(th, a)?, offset(th, b)?) {
        (x, y) if x == y => plain(),
        (Some(x), Some(y)) => {
            let key = |v: Value, o: Span| {
                let c = clock(v);
                (c.seconds() - o.whole_seconds(), c.micro())
            };
            Ok(Value::bool(op.holds(key(a, x).cmp(&key(b, y)))))
        }
        _ => match op {
            CmpOp::Eq | CmpOp::Ne => Ok(Value::bool(op == CmpOp::Ne)),
            _ => Err(th.type_error("can't compare offset-naive and offset-aware times")),
        },
    }
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let d = this::<Date>(v);
    let compute = || {
        // A time is as equal in the fold as before it.
        let unfolded = match fold(v) {
            true => time_of(
                th,
                TIME.get(),
                Fields {
                    fold: false,
                    ..fields(v)
                },
            ),
            false => v,
        };
        let clock = clock(v);
        let Some(offset) = offset(th, unfolded)? else {
            return Ok(str::hash_raw_bytes(&clock.bytes()));
        };
        let span = Span::normal(0, clock.micros()).and_then(|s| s.minus(offset));
        Ok(span_hash(span.map_err(|e| objects::too_long(th, e))?))
    };
    hashed(|| d.hash.get(), |h| d.hash.set(h), compute)
}

/// How a representation shows the fold, if there is one.
pub fn repr_fold(out: &mut Vec<u8>, v: Value) {
    if fold(v) {
        out.extend_from_slice(b", fold=1");
    }
}

/// How a representation shows the zone, if there is one. Runs Python.
pub fn repr_zone(th: &Thread, out: &mut Vec<u8>, v: Value) -> PyResult<()> {
    let zone = tzinfo(v);
    if zone.is_none() {
        return Ok(());
    }
    out.extend_from_slice(b", tzinfo=");
    ops::text::push_repr(th, out, zone)
}

/// Hour and minute, and what is not zero behind them.
pub fn repr_clock(out: &mut Vec<u8>, clock: Clock) {
    let parts = [clock.hour(), clock.minute(), clock.second(), clock.micro()];
    let count = match parts {
        [_, _, 0, 0] => 2,
        [_, _, _, 0] => 3,
        _ => 4,
    };
    text::push_numbers(out, &parts[..count]);
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut out = repr_start(v);
    repr_clock(&mut out, clock(v));
    // (A datetime shows the fold first.)
    repr_zone(th, &mut out, v)?;
    repr_fold(&mut out, v);
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

fn isoformat(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let mut text = Text::new();
    text.clock(clock(v), Precision::of(th, args[1], clock(v), 1)?);
    text.offset(offset(th, v)?);
    Ok(text.value(th))
}

fn to_text(th: &Thread, v: Value) -> PyResult {
    ops::call_method(th, v, str::intern(th, "isoformat"), &[])
}

fn fromisoformat(th: &Thread, args: &[Value]) -> PyResult {
    let text = text::iso_argument(th, args[1])?;
    let bytes = text.bytes();
    let Some(time) = iso::time(bytes.strip_prefix(b"T").unwrap_or(bytes)) else {
        return Err(text::not_iso(th, args[1]));
    };
    let mut parts = time.parts;
    if parts[0] == 24 {
        if parts[1..] != [0; 3] {
            return Err(bad_midnight(th));
        }
        parts[0] = 0;
    }
    let zone = iso_zone(th, &time)?;
    let fields = Fields {
        zone,
        ..Fields::naive(Day(0), checked_clock(th, parts)?)
    };
    make_time(th, as_type(args[0]), fields)
}

/// The ValueError for a time after the end of a day.
#[cold]
pub fn bad_midnight(th: &Thread) -> runtime::error::Raised {
    th.value_error("minute, second, and microsecond must be 0 when hour is 24")
}

/// The zone of a time in ISO 8601: a timezone or None.
pub fn iso_zone(th: &Thread, time: &iso::Time) -> PyResult {
    let Some((seconds, micros)) = time.offset else {
        return Ok(Value::NONE);
    };
    let micros = i64::from(seconds) * super::days::MICROS + i64::from(micros);
    let offset = objects::delta_or(th, Span::normal(0, micros))?;
    zone::new_zone(th, offset, Value::EMPTY)
}

fn strptime(th: &Thread, args: Args) -> PyResult {
    exactly(th, "strptime", &args, 2)?;
    text::strptime(th, "_strptime_datetime_time", args.values)
}

fn strftime(th: &Thread, args: &[Value]) -> PyResult {
    let format = text::format_argument(th, args[1])?;
    let c = clock(args[0]);
    let parts = [1900, 1, 1, c.hour(), c.minute(), c.second(), 0, 1, -1];
    let time = tuple_of(th, &parts.map(|n| Value::small(n.into())));
    text::strftime(th, args[0], format, time, Value::NONE)
}

fn reduce_as(th: &Thread, v: Value, protocol: i64) -> PyResult {
    let mut state = clock(v).bytes();
    if protocol > 3 && fold(v) {
        state[0] |= 0x80;
    }
    reduced(th, v, &state)
}

/// Class and state of a datetime or time. Allocates.
pub fn reduced(th: &Thread, v: Value, state: &[u8]) -> PyResult {
    let state = bytes::new(th, state);
    let zone = tzinfo(v);
    let args = match zone.is_none() {
        true => tuple_of(th, &[state]),
        false => tuple_of(th, &[state, zone]),
    };
    Ok(tuple_of(th, &[type_of(v).value(), args]))
}

/// The protocol given to `__reduce_ex__`.
pub fn protocol(th: &Thread, args: &Args) -> PyResult<i64> {
    exactly(th, "__reduce_ex__", args, 1)?;
    arg::format_int(th, args.values[1]).map(i64::from)
}

macro_rules! number {
    ($name:literal, $part:ident) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(Value::small(clock(v).$part().into())),
            set: None,
        }
    };
}

/// The attributes that times and datetimes have.
pub static ATTRIBUTES: [GetSetDef; 6] = [
    number!("hour", hour),
    number!("minute", minute),
    number!("second", second),
    number!("microsecond", micro),
    GetSetDef {
        name: "tzinfo",
        get: |_, v| Ok(tzinfo(v)),
        set: None,
    },
    GetSetDef {
        name: "fold",
        get: |_, v| Ok(Value::small(fold(v).into())),
        set: None,
    },
];

/// The definition of `time`.
pub static TIME_TYPE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(to_text),
        hash: Some(hash),
        compare: Some(compare),
        quiet: Some(|v| tzinfo(v).is_none() || zone::is_own(tzinfo(v))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("strptime", "", strptime)
            .class_method()
            .doc("string, format -> new time parsed from a string (like time.strptime())."),
        NativeDef::new("isoformat", "($self, /, timespec='auto')", isoformat).doc(
            "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\nThe optional argument timespec specifies the number of additional terms\nof the time to include. Valid options are 'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n",
        ),
        NativeDef::new("strftime", "($self, /, format)", strftime)
            .doc("format -> strftime() style string."),
        NativeDef::new("__format__", "($self, format, /)", text::format)
            .doc("Formats self with strftime."),
        NativeDef::new("utcoffset", "($self, /)", |th, a| {
            zone::ask(th, tzinfo(a[0]), Ask::Offset, Value::NONE)
        })
        .doc("Return self.tzinfo.utcoffset(self)."),
        NativeDef::new("tzname", "($self, /)", |th, a| {
            zone::name(th, tzinfo(a[0]), Value::NONE)
        })
        .doc("Return self.tzinfo.tzname(self)."),
        NativeDef::new("dst", "($self, /)", |th, a| {
            zone::ask(th, tzinfo(a[0]), Ask::Dst, Value::NONE)
        })
        .doc("Return self.tzinfo.dst(self)."),
        REPLACE,
        NativeDef::raw("__replace__", "($self, /, **changes)", replace)
        .doc("The same as replace()."),
        NativeDef::new("fromisoformat", "($type, object, /)", fromisoformat)
            .class_method()
            .doc("string -> time from a string in ISO 8601 format"),
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
    doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll arguments are optional. \
          tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.\n",
    ..NativeTypeDef::new("datetime.time")
};
