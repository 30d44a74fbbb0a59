//! The objects: their layouts, how they are made, and what is read from them.
//!
//! A `datetime` begins as a `date` does, for it is one; a `time` is laid out as a `datetime` without a day. Objects never
//! change once a program has them. Those without a time zone refer to nothing and are leaves of the heap.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::heap;
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::type_::{self, Type};
use runtime::types::{dict, str, tuple, type_of};
use runtime::value::Value;

use super::days::{Clock, Day, MAX_SPAN_DAYS, MAX_YEAR, MIN_YEAR, Span, TooLong, days_in_month};
use crate::support::TypeCell;

/// The classes; they live as long as the program.
pub static TIMEDELTA: TypeCell = TypeCell::new();
pub static DATE: TypeCell = TypeCell::new();
pub static TIME: TypeCell = TypeCell::new();
pub static DATETIME: TypeCell = TypeCell::new();
pub static TZINFO: TypeCell = TypeCell::new();
pub static TIMEZONE: TypeCell = TypeCell::new();
pub static ISO_DATE: TypeCell = TypeCell::new();

/// A `timedelta`.
#[repr(C)]
pub struct Delta {
    header: Header,
    layout: &'static NativeLayout,
    span: Cell<Span>,
    /// 0 as long as nobody has asked.
    pub hash: Cell<i64>,
}

/// A `date`, and the beginning of a `datetime`.
#[repr(C)]
pub struct Date {
    header: Header,
    layout: &'static NativeLayout,
    day: Cell<Day>,
    fold: Cell<u32>,
    /// 0 as long as nobody has asked.
    pub hash: Cell<i64>,
}

/// A `datetime`, or a `time`, whose day is none.
#[repr(C)]
pub struct Moment {
    date: Date,
    clock: Cell<Clock>,
    /// A tzinfo or None.
    zone: Slot,
}

/// A `timezone`.
#[repr(C)]
pub struct Zone {
    header: Header,
    layout: &'static NativeLayout,
    /// A timedelta.
    pub offset: Slot,
    /// A str, or empty.
    pub name: Slot,
}

/// A `tzinfo` that is no `timezone`.
#[repr(C)]
pub struct Info {
    header: Header,
    layout: &'static NativeLayout,
}

// SAFETY: `#[repr(C)]`, header and layout first, which the allocation writes.
unsafe impl Object for Delta {
    const KIND: Kind = Kind::Native;
}
// SAFETY: see above.
unsafe impl Object for Date {
    const KIND: Kind = Kind::Native;
}
// SAFETY: see above.
unsafe impl Object for Moment {
    const KIND: Kind = Kind::Native;
}
// SAFETY: see above.
unsafe impl Object for Zone {
    const KIND: Kind = Kind::Native;
}
// SAFETY: see above.
unsafe impl Object for Info {
    const KIND: Kind = Kind::Native;
}

/// The layout of what refers to nothing.
static PLAIN: NativeLayout = NativeLayout {
    name: "date",
    trace: |_, _| {},
    drop: None,
};

static MOMENT: NativeLayout = NativeLayout {
    name: "datetime",
    // SAFETY: called for objects with this layout.
    trace: |h, t| t.visit_slot(unsafe { &(*h.cast::<Moment>()).zone }),
    drop: None,
};

static ZONE: NativeLayout = NativeLayout {
    name: "timezone",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let zone = unsafe { &*h.cast::<Zone>() };
        t.visit_slot(&zone.offset);
        t.visit_slot(&zone.name);
    },
    drop: None,
};

/// A leaf of exactly this class.
#[inline(always)]
fn leaf<O: Object>(th: &Thread, class: Ref<Type>, layout: &'static NativeLayout) -> Ref<O> {
    let o = heap::alloc_leaf::<O>(&th.alloc, class.instance_shape.get(), size_of::<O>());
    // SAFETY: native objects begin with header and layout, and this one is fresh.
    unsafe {
        let at = o.as_ptr().cast::<u8>().add(size_of::<Header>());
        at.cast::<&'static NativeLayout>().write(layout);
    }
    o
}

/// A new instance of `class`, which is or derives from `exact`: a leaf, if there is nothing that it refers to.
#[inline(always)]
fn alloc<O: Object>(
    th: &Thread,
    class: Ref<Type>,
    exact: &TypeCell,
    plain: bool,
    layout: &'static NativeLayout,
) -> Ref<O> {
    if plain && class == exact.get() {
        leaf(th, class, layout)
    } else {
        type_::alloc_native(th, class, layout)
    }
}

/// A timedelta of this class. Allocates.
pub fn delta_of(th: &Thread, class: Ref<Type>, span: Span) -> Value {
    let d = alloc::<Delta>(th, class, &TIMEDELTA, true, &PLAIN);
    d.span.set(span);
    d.value()
}

/// A timedelta. Allocates.
pub fn delta(th: &Thread, span: Span) -> Value {
    delta_of(th, TIMEDELTA.get(), span)
}

/// The timedelta that a calculation gives, or an OverflowError. Allocates.
pub fn delta_or(th: &Thread, span: Result<Span, TooLong>) -> PyResult {
    span.map(|s| delta(th, s)).map_err(|e| too_long(th, e))
}

/// The OverflowError for a span of too many days.
#[cold]
pub fn too_long(th: &Thread, e: TooLong) -> Raised {
    match e {
        TooLong::Days(days) => th.overflow_error(format!(
            "days={days}; must have magnitude <= {MAX_SPAN_DAYS}"
        )),
        TooLong::Int => th.overflow_error("Python int too large to convert to C int"),
    }
}

/// A date of this class, without asking the class. Allocates.
pub fn date_of(th: &Thread, class: Ref<Type>, day: Day) -> Value {
    let d = alloc::<Date>(th, class, &DATE, true, &PLAIN);
    d.day.set(day);
    d.value()
}

/// What a datetime or a time consists of. The zone is a tzinfo or None.
#[derive(Clone, Copy)]
pub struct Fields {
    pub day: Day,
    pub clock: Clock,
    pub zone: Value,
    pub fold: bool,
}

impl Fields {
    /// Without a zone.
    pub const fn naive(day: Day, clock: Clock) -> Fields {
        Fields {
            day,
            clock,
            zone: Value::NONE,
            fold: false,
        }
    }
}

fn moment_of(th: &Thread, class: Ref<Type>, exact: &TypeCell, f: Fields) -> Value {
    let m = alloc::<Moment>(th, class, exact, f.zone.is_none(), &MOMENT);
    m.date.day.set(f.day);
    m.date.fold.set(u32::from(f.fold));
    m.clock.set(f.clock);
    m.zone.init(f.zone);
    m.value()
}

/// A datetime of this class, without asking the class. Allocates.
pub fn datetime_of(th: &Thread, class: Ref<Type>, f: Fields) -> Value {
    moment_of(th, class, &DATETIME, f)
}

/// A datetime. Allocates.
pub fn datetime(th: &Thread, f: Fields) -> Value {
    datetime_of(th, DATETIME.get(), f)
}

/// A time of this class, without asking the class. Allocates.
pub fn time_of(th: &Thread, class: Ref<Type>, f: Fields) -> Value {
    moment_of(th, class, &TIME, Fields { day: Day(0), ..f })
}

/// A timezone. Allocates.
pub fn zone(th: &Thread, offset: Value, name: Value) -> Value {
    let z = type_::alloc_native::<Zone>(th, TIMEZONE.get(), &ZONE);
    z.offset.init(offset);
    z.name.init(name);
    z.value()
}

/// A tzinfo of this class. Allocates.
pub fn info_of(th: &Thread, class: Ref<Type>) -> Value {
    type_::alloc_native::<Info>(th, class, &PLAIN).value()
}

// ---- what a value is

/// Whether `v` is an instance of the class or of one that derives from it.
#[inline]
fn is(v: Value, class: &TypeCell) -> bool {
    v.has_kind(Kind::Native) && type_of(v).is_subtype_of(class.get())
}

#[inline]
pub fn is_delta(v: Value) -> bool {
    is(v, &TIMEDELTA)
}

/// Whether it is a date, which datetimes are, too.
#[inline]
pub fn is_date(v: Value) -> bool {
    is(v, &DATE)
}

#[inline]
pub fn is_datetime(v: Value) -> bool {
    is(v, &DATETIME)
}

#[inline]
pub fn is_time(v: Value) -> bool {
    is(v, &TIME)
}

#[inline]
pub fn is_tzinfo(v: Value) -> bool {
    is(v, &TZINFO)
}

/// Exactly a timezone, which has no subclasses.
#[inline]
pub fn as_zone(v: Value) -> Option<Ref<Zone>> {
    is(v, &TIMEZONE).then(|| this::<Zone>(v))
}

// ---- what is in them: the caller knows what they are

/// The span of a timedelta.
#[inline]
pub fn span(v: Value) -> Span {
    this::<Delta>(v).span.get()
}

/// The span, if it is a timedelta.
#[inline]
pub fn span_opt(v: Value) -> Option<Span> {
    is_delta(v).then(|| span(v))
}

/// The day of a date or datetime.
#[inline]
pub fn day(v: Value) -> Day {
    this::<Date>(v).day.get()
}

/// The time of day of a datetime or time.
#[inline]
pub fn clock(v: Value) -> Clock {
    this::<Moment>(v).clock.get()
}

/// The tzinfo of a datetime or time, or None.
#[inline]
pub fn tzinfo(v: Value) -> Value {
    this::<Moment>(v).zone.get()
}

/// The fold of a datetime or time.
#[inline]
pub fn fold(v: Value) -> bool {
    this::<Date>(v).fold.get() != 0
}

/// All of a datetime or time.
#[inline]
pub fn fields(v: Value) -> Fields {
    Fields {
        day: day(v),
        clock: clock(v),
        zone: tzinfo(v),
        fold: fold(v),
    }
}

/// Gives a datetime that nobody else has yet another zone.
pub fn set_zone(th: &Thread, v: Value, zone: Value) -> Value {
    let m = this::<Moment>(v);
    if m.zone.get().is_none() {
        // It may be a leaf.
        return datetime_of(th, type_of(v), Fields { zone, ..fields(v) });
    }
    m.zone.set(m, zone);
    v
}

/// The hash of an object, which `compute` finds and `cell` remembers.
pub fn hashed(
    cell: impl Fn() -> i64,
    keep: impl Fn(i64),
    compute: impl FnOnce() -> PyResult<i64>,
) -> PyResult<i64> {
    match cell() {
        0 => {
            let hash = compute()?;
            keep(hash);
            Ok(hash)
        }
        hash => Ok(hash),
    }
}

// ---- ranges

fn out_of_range(th: &Thread, what: &str, range: (i32, i32), n: i64) -> Raised {
    let (low, high) = range;
    th.value_error(format!("{what} must be in {low}..{high}, not {n}"))
}

/// The ValueError for a year that the calendar does not have.
#[cold]
pub fn bad_year(th: &Thread, year: i64) -> Raised {
    out_of_range(th, "year", (MIN_YEAR, MAX_YEAR), year)
}

/// The day with these parts, or CPython's ValueError.
pub fn checked_day(th: &Thread, year: i32, month: i32, day: i32) -> PyResult<Day> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(bad_year(th, year.into()));
    }
    if !(1..=12).contains(&month) {
        return Err(out_of_range(th, "month", (1, 12), month.into()));
    }
    let days = days_in_month(year, month);
    if !(1..=days).contains(&day) {
        return Err(th.value_error(format!(
            "day {day} must be in range 1..{days} for month {month} in year {year}"
        )));
    }
    Ok(Day::new(year, month, day))
}

/// The time of day with these parts, or CPython's ValueError.
pub fn checked_clock(th: &Thread, parts: [i32; 4]) -> PyResult<Clock> {
    const PARTS: [(&str, i32); 4] = [
        ("hour", 23),
        ("minute", 59),
        ("second", 59),
        ("microsecond", 999_999),
    ];
    for ((what, high), n) in PARTS.into_iter().zip(parts) {
        if !(0..=high).contains(&n) {
            return Err(out_of_range(th, what, (0, high), n.into()));
        }
    }
    let [hour, minute, second, micro] = parts;
    Ok(Clock::new(hour, minute, second, micro))
}

/// The fold, which is 0 or 1.
pub fn checked_fold(th: &Thread, fold: i32) -> PyResult<bool> {
    match fold {
        0 | 1 => Ok(fold == 1),
        _ => Err(th.value_error(format!("fold must be either 0 or 1, not {fold}"))),
    }
}

/// None or a tzinfo.
pub fn checked_zone(th: &Thread, v: Value) -> PyResult {
    if v.is_none() || is_tzinfo(v) {
        return Ok(v);
    }
    Err(th.type_error(format!(
        "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
        type_of(v).tp_name()
    )))
}

/// The OverflowError of arithmetic that leaves the calendar.
#[cold]
pub fn beyond(th: &Thread) -> Raised {
    th.overflow_error("date value out of range")
}

// ---- making what a class asks for: subclasses are called. Run Python.

fn number(n: i32) -> Value {
    Value::small(n.into())
}

/// How the representation of an object begins: the class's name and a parenthesis.
pub fn repr_start(v: Value) -> Vec<u8> {
    let class = type_of(v);
    let mut out = Vec::with_capacity(64);
    match class {
        _ if class == DATETIME.get() => out.extend_from_slice(b"datetime.datetime"),
        _ if class == DATE.get() => out.extend_from_slice(b"datetime.date"),
        _ => out.extend_from_slice(class.tp_name().as_bytes()),
    }
    out.push(b'(');
    out
}

/// What a class was called for, if it is that.
fn checked(th: &Thread, v: Value, class: &TypeCell) -> PyResult {
    if is(v, class) {
        return Ok(v);
    }
    Err(th.type_error(format!(
        "{} expected, not {}",
        class.get().tp_name(),
        type_of(v).tp_name()
    )))
}

fn call(th: &Thread, class: Ref<Type>, values: &[Value], fold: bool) -> PyResult {
    let class = class.value();
    if !fold {
        return ops::call(th, class, runtime::native::Args::positional(values));
    }
    let mut all = [Value::EMPTY; 9];
    all[..values.len()].copy_from_slice(values);
    all[values.len()] = Value::small(1);
    let names = tuple::new(th, &[str::intern(th, "fold").value()]);
    ops::call::call_keywords(th, class, &all[..=values.len()], names)
}

/// A date of a class, which is called if it is not our own.
pub fn make_date(th: &Thread, class: Ref<Type>, day: Day) -> PyResult {
    if class == DATE.get() {
        return Ok(date_of(th, class, day));
    }
    if class == DATETIME.get() {
        return Ok(datetime(th, Fields::naive(day, Clock::MIDNIGHT)));
    }
    let parts = [day.year(), day.month(), day.day()].map(number);
    let made = call(th, class, &parts, false)?;
    checked(th, made, &DATE)
}

/// A datetime of a class, which is called if it is not our own.
pub fn make_datetime(th: &Thread, class: Ref<Type>, f: Fields) -> PyResult {
    if class == DATETIME.get() {
        return Ok(datetime(th, f));
    }
    let (d, c) = (f.day, f.clock);
    let [a, b, c, d, e, g, h] = [
        d.year(),
        d.month(),
        d.day(),
        c.hour(),
        c.minute(),
        c.second(),
        c.micro(),
    ]
    .map(number);
    let made = call(th, class, &[a, b, c, d, e, g, h, f.zone], f.fold)?;
    checked(th, made, &DATETIME)
}

/// A time of a class, which is called if it is not our own.
pub fn make_time(th: &Thread, class: Ref<Type>, f: Fields) -> PyResult {
    if class == TIME.get() {
        return Ok(time_of(th, class, f));
    }
    let c = f.clock;
    let [a, b, d, e] = [c.hour(), c.minute(), c.second(), c.micro()].map(number);
    let made = call(th, class, &[a, b, d, e, f.zone], f.fold)?;
    checked(th, made, &TIME)
}

/// A value as an attribute of a class that has just been made.
pub fn set_constant(th: &Thread, class: Ref<Type>, name: &str, v: Value) {
    let dict: Ref<dict::Dict> = class.dict();
    dict.set_str(th, str::intern(th, name), v);
}
