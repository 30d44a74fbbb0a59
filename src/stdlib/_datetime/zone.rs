//! `tzinfo` and `timezone`, and what datetimes and times ask their zones.
//!
//! A zone may be written in Python, and say anything: what it says is checked here. A `timezone` is asked directly.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::names::N;
use runtime::native::{Args, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, signature, str, tuple, type_of};
use runtime::value::Value;

use super::datetime;
use super::days::Span;
use super::delta::span_hash;
use super::objects::{
    self, Fields, Info, Zone, as_zone, delta, info_of, is_datetime, is_delta, span, tzinfo,
};

/// `timezone.utc`.
struct Utc(Cell<Value>);
// SAFETY: touched only under the interpreter lock. The class `timezone`, which lives for ever, keeps the object.
unsafe impl Sync for Utc {}
static UTC: Utc = Utc(Cell::new(Value::EMPTY));

/// `timezone.utc`.
#[inline]
pub fn utc() -> Value {
    UTC.0.get()
}

/// Makes the constants of `timezone`. Allocates.
pub fn init(th: &Thread, class: Ref<Type>) {
    let fixed = |seconds: i64| {
        let span = Span::normal(0, seconds * super::days::MICROS).unwrap_or(Span::ZERO);
        objects::zone(th, delta(th, span), Value::EMPTY)
    };
    const MOST: i64 = 24 * 3600 - 60;
    for (name, seconds) in [("utc", 0), ("min", -MOST), ("max", MOST)] {
        let zone = fixed(seconds);
        objects::set_constant(th, class, name, zone);
        if seconds == 0 {
            UTC.0.set(zone);
        }
    }
}

/// Whether a zone is a timezone, which is asked without running Python.
pub fn is_own(zone: Value) -> bool {
    as_zone(zone).is_some()
}

// ---- asking a zone

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    Offset,
    Dst,
}

impl Ask {
    const fn name(self) -> &'static str {
        match self {
            Ask::Offset => "utcoffset",
            Ask::Dst => "dst",
        }
    }
}

#[cold]
fn no_offset(th: &Thread, v: Value) -> Raised {
    match ops::repr(th, v) {
        Ok(shown) => th.value_error(format!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {}",
            shown.to_string_lossy()
        )),
        Err(raised) => raised,
    }
}

/// What a zone (or None) answers about `about`: a timedelta of less than a day, or None. Runs Python.
pub fn ask(th: &Thread, zone: Value, ask: Ask, about: Value) -> PyResult {
    if zone.is_none() {
        return Ok(Value::NONE);
    }
    if let Some(z) = as_zone(zone) {
        return Ok(match ask {
            Ask::Offset => z.offset.get(),
            Ask::Dst => Value::NONE,
        });
    }
    let answer = ops::call_method(th, zone, str::intern(th, ask.name()), &[about])?;
    if answer.is_none() {
        return Ok(answer);
    }
    if !is_delta(answer) {
        return Err(th.type_error(format!(
            "tzinfo.{}() must return None or timedelta, not '{}'",
            ask.name(),
            type_of(answer).tp_name()
        )));
    }
    if !span(answer).is_offset() {
        return Err(no_offset(th, answer));
    }
    Ok(answer)
}

/// The offset as a span, None for None. Runs Python.
pub fn offset(th: &Thread, zone: Value, about: Value) -> PyResult<Option<Span>> {
    let answer = ask(th, zone, Ask::Offset, about)?;
    Ok((!answer.is_none()).then(|| span(answer)))
}

/// What a zone (or None) calls itself: a str or None. Runs Python.
pub fn name(th: &Thread, zone: Value, about: Value) -> PyResult {
    if zone.is_none() {
        return Ok(Value::NONE);
    }
    if let Some(z) = as_zone(zone) {
        return Ok(zone_name(th, z));
    }
    let answer = ops::call_method(th, zone, str::intern(th, "tzname"), &[about])?;
    if answer.is_none() || answer.has_kind(Kind::Str) {
        return Ok(answer);
    }
    Err(th.type_error(format!(
        "tzinfo.tzname() must return None or a string, not '{}'",
        type_of(answer).tp_name()
    )))
}

/// An offset as text, with seconds and microseconds where it has such.
pub fn offset_text(offset: Span, separator: &str) -> String {
    let sign = if offset.days < 0 { '-' } else { '+' };
    let offset = match offset.days {
        0.. => offset,
        _ => Span::ZERO.minus(offset).unwrap_or(offset),
    };
    let (hours, minutes) = (offset.seconds / 3600, offset.seconds / 60 % 60);
    let (seconds, micros) = (offset.seconds % 60, offset.micros);
    let mut text = format!("{sign}{hours:02}{separator}{minutes:02}");
    if seconds != 0 || micros != 0 {
        text.push_str(&format!("{separator}{seconds:02}"));
    }
    if micros != 0 {
        text.push_str(&format!(".{micros:06}"));
    }
    text
}

// ---- tzinfo

fn must_implement(th: &Thread, method: &str) -> PyResult {
    Err(th.error(
        T::NotImplementedError,
        format!("a tzinfo subclass must implement {method}()"),
    ))
}

/// The zone's own datetime that `fromutc` is given.
fn own_datetime(th: &Thread, zone: Value, v: Value) -> PyResult<()> {
    if !is_datetime(v) {
        return Err(th.type_error("fromutc: argument must be a datetime"));
    }
    if tzinfo(v) != zone {
        return Err(th.value_error("fromutc: dt.tzinfo is not self"));
    }
    Ok(())
}

fn fromutc(th: &Thread, args: &[Value]) -> PyResult {
    let [zone, utc] = *args else {
        return Ok(Value::NONE);
    };
    own_datetime(th, zone, utc)?;
    let missing =
        |what: &str| th.value_error(format!("fromutc: non-None {what}() result required"));
    let offset = ask(th, zone, Ask::Offset, utc)?;
    if offset.is_none() {
        return Err(missing("utcoffset"));
    }
    let dst = ask(th, zone, Ask::Dst, utc)?;
    if dst.is_none() {
        return Err(missing("dst"));
    }
    let standard = span(offset).minus(span(dst));
    let standard = standard.map_err(|e| objects::too_long(th, e))?;
    let result = datetime::plus(th, utc, standard, false)?;
    let dst = ask(th, zone, Ask::Dst, result)?;
    if dst.is_none() {
        return Err(th.value_error("fromutc: tz.dst() gave inconsistent results; cannot convert"));
    }
    if span(dst).is_zero() {
        return Ok(result);
    }
    datetime::plus(th, result, span(dst), false)
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let zone = args[0];
    let name = str::intern(th, "__getinitargs__");
    let made_from = match ops::call::call_method_opt(th, zone, name, &[])? {
        Some(args) => args,
        None => tuple::empty(th).value(),
    };
    let state = runtime::names::get(N::__getstate__);
    let state = ops::call_method(th, zone, state, &[])?;
    Ok(tuple_of(th, &[type_of(zone).value(), made_from, state]))
}

/// The definition of `tzinfo`.
pub static TZINFO: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _: Args| Ok(info_of(th, class))),
        // The arguments are those of a class that derives from it.
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("tzname", "($self, object, /)", |th, _| {
            must_implement(th, "tzname")
        })
        .doc("datetime -> string name of time zone."),
        NativeDef::new("utcoffset", "($self, object, /)", |th, _| {
            must_implement(th, "utcoffset")
        })
        .doc(
            "datetime -> timedelta showing offset from UTC, negative values indicating West of UTC",
        ),
        NativeDef::new("dst", "($self, object, /)", |th, _| {
            must_implement(th, "dst")
        })
        .doc("datetime -> DST offset as timedelta positive east of UTC."),
        NativeDef::new("fromutc", "($self, object, /)", fromutc)
            .doc("datetime in UTC -> datetime in local time."),
        NativeDef::new("__reduce__", "($self, /)", reduce).doc("-> (cls, state)"),
    ],
    flags: flags::BASE | flags::STATIC,
    basic_size: size_of::<Info>(),
    doc: "Abstract base class for time zone info objects.",
    ..NativeTypeDef::new("datetime.tzinfo")
};

// ---- timezone

/// The timezone of an offset, maybe with a name: that of no offset and no name is there already. Runs Python (the text of
/// an error).
pub fn new_zone(th: &Thread, offset: Value, name: Value) -> PyResult {
    if name.is_empty() && span(offset).is_zero() {
        return Ok(utc());
    }
    if !span(offset).is_offset() {
        return Err(no_offset(th, offset));
    }
    Ok(objects::zone(th, offset, name))
}

static NEW: NativeDef = NativeDef::new("timezone", "(offset, name=<unrepresentable>)", |_, _| {
    Ok(Value::NONE)
});

fn new(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [offset, name] = signature::bind_new(th, &NEW, args)?;
    if !is_delta(offset) {
        return Err(th.type_error(format!(
            "timezone() argument 1 must be datetime.timedelta, not {}",
            ops::argument_type_name(offset)
        )));
    }
    if !name.is_empty() && !name.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "timezone() argument 2 must be str, not {}",
            ops::argument_type_name(name)
        )));
    }
    new_zone(th, offset, name)
}

fn zone_of(v: Value) -> Ref<Zone> {
    this::<Zone>(v)
}

/// The name, or what stands for it. Allocates.
fn zone_name(th: &Thread, z: Ref<Zone>) -> Value {
    if let Some(name) = z.name.get_opt() {
        return name;
    }
    let offset = span(z.offset.get());
    if offset.is_zero() {
        return str::new(th, "UTC");
    }
    str::new(th, &format!("UTC{}", offset_text(offset, ":")))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    if v == utc() {
        return Ok(str::new(th, "datetime.timezone.utc"));
    }
    let z = zone_of(v);
    let mut out = type_of(v).tp_name().into_bytes();
    out.push(b'(');
    ops::text::push_repr(th, &mut out, z.offset.get())?;
    if let Some(name) = z.name.get_opt() {
        out.extend_from_slice(b", ");
        ops::text::push_repr(th, &mut out, name)?;
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match (op, as_zone(a), as_zone(b)) {
        (CmpOp::Eq | CmpOp::Ne, Some(a), Some(b)) => {
            let equal = span(a.offset.get()) == span(b.offset.get());
            Ok(Value::bool(equal == (op == CmpOp::Eq)))
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// The argument of the methods: a datetime or None, which makes no difference.
fn about(th: &Thread, method: &str, v: Value) -> PyResult<()> {
    if v.is_none() || is_datetime(v) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "{method}(dt) argument must be a datetime instance or None, not {}",
        type_of(v).tp_name()
    )))
}

fn zone_fromutc(th: &Thread, args: &[Value]) -> PyResult {
    own_datetime(th, args[0], args[1])?;
    let offset = span(zone_of(args[0]).offset.get());
    datetime::plus(th, args[1], offset, false)
}

fn getinitargs(th: &Thread, args: &[Value]) -> PyResult {
    let z = zone_of(args[0]);
    let offset = z.offset.get();
    Ok(match z.name.get_opt() {
        Some(name) => tuple_of(th, &[offset, name]),
        None => tuple_of(th, &[offset]),
    })
}

/// The definition of `timezone`.
pub static TIMEZONE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|th, v| Ok(zone_name(th, zone_of(v)))),
        hash: Some(|_, v| Ok(span_hash(span(zone_of(v).offset.get())))),
        compare: Some(compare),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("tzname", "($self, object, /)", |th, a| {
            about(th, "tzname", a[1])?;
            Ok(zone_name(th, zone_of(a[0])))
        })
        .doc("If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'."),
        NativeDef::new("utcoffset", "($self, object, /)", |th, a| {
            about(th, "utcoffset", a[1])?;
            Ok(zone_of(a[0]).offset.get())
        })
        .doc("Return fixed offset."),
        NativeDef::new("dst", "($self, object, /)", |th, a| {
            about(th, "dst", a[1])?;
            Ok(Value::NONE)
        })
        .doc("Return None."),
        NativeDef::new("fromutc", "($self, object, /)", zone_fromutc)
            .doc("datetime in UTC -> datetime in local time."),
        NativeDef::new("__getinitargs__", "($self, /)", getinitargs).doc("pickle support"),
    ],
    flags: flags::STATIC,
    basic_size: size_of::<Zone>(),
    doc: "Fixed offset from UTC implementation of tzinfo.",
    ..NativeTypeDef::new("datetime.timezone")
};

/// The fields of a datetime that says what `f` says and lies at the other side of a fold.
pub fn flipped(th: &Thread, f: Fields) -> Value {
    objects::datetime(th, Fields { fold: !f.fold, ..f })
}
