//! `date`, and what `datetime` has from it.

use std::mem::size_of;

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::{BinOp, BinaryFn, CmpOp, Slots};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{T, bytes, int, signature, str, type_of};
use runtime::value::Value;

use super::arguments::{self, Parameters};
use super::days::{Clock, Day, IsoError, Span, from_iso};
use super::iso;
use super::local;
use super::objects::{
    self, DATE, Date, ISO_DATE, beyond, checked_day, date_of, day, delta, hashed, is_date,
    is_datetime, is_delta, make_date, repr_start, span,
};
use super::text::{self, Text};
use crate::posix::arg;

const PARAMETERS: Parameters = Parameters {
    function: "function",
    names: &["year", "month", "day"],
    required: 3,
    positional: 3,
};

static NEW_PARAMETERS: Parameters = PARAMETERS;

/// The day that a pickle's bytes are, if they can be meant.
pub fn pickled_day(th: &Thread, class: &str, v: Value) -> PyResult<Option<Day>> {
    let state = arguments::state::<4>(th, class, v, |b| (1..=12).contains(&b[2]))?;
    Ok(state.map(|b| Day(u32::from_be_bytes(b))))
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    if let [state] = *args.pos()
        && state.is_ptr()
        && let Some(day) = pickled_day(th, "date", state)?
    {
        return Ok(date_of(th, class, day));
    }
    let mut given = NEW_PARAMETERS.given(th, args)?;
    let mut parts = [0; 3];
    for n in &mut parts {
        *n = given.int(th, 0)?;
    }
    given.end(th)?;
    let [year, month, day] = parts;
    Ok(date_of(th, class, checked_day(th, year, month, day)?))
}

/// The parts of a date given to `replace`, or those that it has.
pub fn replaced_day(th: &Thread, v: Value, given: &[Value]) -> PyResult<[i32; 3]> {
    let day = day(v);
    let mut parts = [day.year(), day.month(), day.day()];
    replace_parts(th, &mut parts, given)?;
    Ok(parts)
}

/// Puts numbers that were given in the places of others.
pub fn replace_parts(th: &Thread, parts: &mut [i32], given: &[Value]) -> PyResult<()> {
    for (part, &v) in parts.iter_mut().zip(given) {
        if !v.is_empty() {
            *part = arg::c_int(th, v)?;
        }
    }
    Ok(())
}

/// What `replace` is given for each parameter: `EMPTY` for those that stay.
pub fn replacements(
    th: &Thread,
    parameters: &'static Parameters,
    args: Args,
    values: &mut [Value],
) -> PyResult<()> {
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    parameters.given(th, rest)?.all(th, values)
}

static REPLACE_PARAMETERS: Parameters = Parameters {
    function: "replace()",
    required: 0,
    ..PARAMETERS
};

fn replace(th: &Thread, args: Args) -> PyResult {
    let (v, mut values) = (args.values[0], [Value::EMPTY; 3]);
    replacements(th, &REPLACE_PARAMETERS, args, &mut values)?;
    let [year, month, d] = replaced_day(th, v, &values)?;
    let class = type_of(v);
    if class == DATE.get() || class == objects::DATETIME.get() {
        return make_date(th, class, checked_day(th, year, month, d)?);
    }
    let parts = [year, month, d].map(|n| Value::small(n.into()));
    ops::call(th, class.value(), Args::positional(&parts))
}

static REPLACE: NativeDef = NativeDef::raw(
    "replace",
    "($self, /, year=unchanged, month=unchanged, day=unchanged)",
    replace,
)
.doc("Return date with new specified fields.");

// ---- operators

/// A date (no datetime) and a timedelta.
fn moved(th: &Thread, date: Value, delta: Value, back: bool) -> PyResult {
    let days = i64::from(span(delta).days);
    match day(date).plus(if back { -days } else { days }) {
        Some(day) => make_date(th, type_of(date), day),
        None => Err(beyond(th)),
    }
}

fn plain_date(v: Value) -> bool {
    is_date(v) && !is_datetime(v)
}

fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    if is_datetime(a) || is_datetime(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if is_date(a) && is_delta(b) {
        return moved(th, a, b, false);
    }
    if is_delta(a) && is_date(b) {
        return moved(th, b, a, false);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    if !plain_date(a) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if is_delta(b) {
        return moved(th, a, b, true);
    }
    if plain_date(b) {
        let days = day(a).ordinal() - day(b).ordinal();
        return Ok(delta(th, Span::days(days as i32)));
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !plain_date(b) || !is_date(a) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Ok(Value::bool(op.holds(day(a).cmp(&day(b)))))
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    let d = this::<Date>(v);
    hashed(
        || d.hash.get(),
        |h| d.hash.set(h),
        || Ok(str::hash_raw_bytes(&day(v).bytes())),
    )
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut out = repr_start(v);
    text::push_numbers(&mut out, &[day(v).year(), day(v).month(), day(v).day()]);
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

fn isoformat(th: &Thread, args: &[Value]) -> PyResult {
    let mut text = Text::new();
    text.day(day(args[0]));
    Ok(text.value(th))
}

fn to_text(th: &Thread, v: Value) -> PyResult {
    if type_of(v) == DATE.get() {
        return isoformat(th, &[v]);
    }
    ops::call_method(th, v, str::intern(th, "isoformat"), &[])
}

// ---- class methods

fn fromtimestamp(th: &Thread, args: &[Value]) -> PyResult {
    let stamp = local::whole_seconds(th, args[1])?;
    local::date_at(th, as_type(args[0]), stamp)
}

/// The message of the functions whose arguments CPython takes by a format without keywords.
pub fn exactly(th: &Thread, name: &str, args: &Args, wanted: usize) -> PyResult<()> {
    let given = args.values.len() - 1;
    if given == wanted && args.keyword_count() == 0 {
        return Ok(());
    }
    if args.keyword_count() != 0 {
        return Err(th.type_error(format!("{name}() takes no keyword arguments")));
    }
    let plural = if wanted == 1 { "" } else { "s" };
    Err(th.type_error(format!(
        "{name}() takes exactly {wanted} argument{plural} ({given} given)"
    )))
}

fn fromordinal(th: &Thread, args: Args) -> PyResult {
    exactly(th, "fromordinal", &args, 1)?;
    let ordinal = i64::from(arg::format_int(th, args.values[1])?);
    if ordinal < 1 {
        return Err(th.value_error("ordinal must be >= 1"));
    }
    match Day::from_ordinal(ordinal) {
        Ok(day) => make_date(th, as_type(args.values[0]), day),
        Err(year) => Err(objects::bad_year(th, year)),
    }
}

fn fromisoformat(th: &Thread, args: &[Value]) -> PyResult {
    let text = text::iso_argument(th, args[1])?;
    let bytes = text.bytes();
    let parts = match bytes.len() {
        7 | 8 | 10 => iso::date(bytes),
        _ => None,
    };
    let Some((year, month, day)) = parts else {
        return Err(text::not_iso(th, args[1]));
    };
    make_date(th, as_type(args[0]), checked_day(th, year, month, day)?)
}

static ISO_PARAMETERS: Parameters = Parameters {
    function: "fromisocalendar()",
    names: &["year", "week", "day"],
    required: 3,
    positional: 3,
};

fn fromisocalendar(th: &Thread, args: Args) -> PyResult {
    let class = as_type(args.values[0]);
    let mut given = ISO_PARAMETERS.given(
        th,
        Args {
            values: &args.values[1..],
            names: args.names,
        },
    )?;
    let mut parts = [0; 3];
    for part in &mut parts {
        let n = ops::index(th, given.next(th)?.unwrap_or(Value::NONE))?;
        let Some(n) = int::to_i64(n).and_then(|n| i32::try_from(n).ok()) else {
            return Err(th.value_error("ISO calendar component out of range"));
        };
        *part = n;
    }
    given.end(th)?;
    let [year, week, weekday] = parts;
    match from_iso(year, week, weekday) {
        Ok((year, month, day)) => make_date(th, class, checked_day(th, year, month, day)?),
        Err(IsoError::Year) => Err(objects::bad_year(th, year.into())),
        Err(IsoError::Week) => Err(th.value_error(format!("Invalid week: {week}"))),
        Err(IsoError::Weekday) => {
            Err(th.value_error(format!("Invalid weekday: {weekday} (range is [1, 7])")))
        }
    }
}

fn today(th: &Thread, args: &[Value]) -> PyResult {
    let class = args[0];
    if class == DATE.get().value() {
        return Ok(date_of(th, DATE.get(), local::today(th)?));
    }
    local::from_class_stamp(th, class)
}

fn strptime(th: &Thread, args: Args) -> PyResult {
    exactly(th, "strptime", &args, 2)?;
    text::strptime(th, "_strptime_datetime_date", args.values)
}

// ---- methods

fn timetuple(th: &Thread, args: &[Value]) -> PyResult {
    text::struct_time(th, day(args[0]), Clock::MIDNIGHT, -1)
}

fn strftime(th: &Thread, args: &[Value]) -> PyResult {
    let format = text::format_argument(th, args[1])?;
    let time = ops::call_method(th, args[0], str::intern(th, "timetuple"), &[])?;
    text::strftime(th, args[0], format, time, args[0])
}

fn isocalendar(th: &Thread, args: &[Value]) -> PyResult {
    let (year, week, weekday) = day(args[0]).iso();
    let items = [year, week, weekday].map(Value::small);
    Ok(iso_date(th, &items))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let state = bytes::new(th, &day(args[0]).bytes());
    let state = tuple_of(th, &[state]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), state]))
}

macro_rules! number {
    ($name:literal, $part:ident) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(Value::small(day(v).$part().into())),
            set: None,
        }
    };
}

/// The definition of `date`.
pub static DATE_TYPE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(to_text),
        hash: Some(hash),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Add, add as BinaryFn), (BinOp::Sub, sub)]),
        quiet: Some(|_| true),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("fromtimestamp", "($type, timestamp, /)", fromtimestamp)
            .class_method()
            .doc("Create a date from a POSIX timestamp.\n\nThe timestamp is a number, e.g. created via time.time(), that is\ninterpreted as local time."),
        NativeDef::raw("fromordinal", "", fromordinal)
            .class_method()
            .doc("int -> date corresponding to a proleptic Gregorian ordinal."),
        NativeDef::new("fromisoformat", "($type, object, /)", fromisoformat)
            .class_method()
            .doc("str -> Construct a date from a string in ISO 8601 format."),
        NativeDef::raw("fromisocalendar", "", fromisocalendar)
            .class_method()
            .doc("int, int, int -> Construct a date from the ISO year, week number and weekday.\n\nThis is the inverse of the date.isocalendar() function"),
        NativeDef::raw("strptime", "", strptime)
            .class_method()
            .doc("string, format -> new date parsed from a string (like time.strptime())."),
        NativeDef::new("today", "($type, /)", today)
            .class_method()
            .doc("Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."),
        NativeDef::new("ctime", "($self, /)", |th, a| {
            Ok(text::ctime(th, day(a[0]), Clock::MIDNIGHT))
        })
        .doc("Return ctime() style string."),
        NativeDef::new("strftime", "($self, /, format)", strftime)
            .doc("format -> strftime() style string."),
        NativeDef::new("__format__", "($self, format, /)", text::format)
            .doc("Formats self with strftime."),
        NativeDef::new("timetuple", "($self, /)", timetuple)
            .doc("Return time tuple, compatible with time.localtime()."),
        NativeDef::new("isocalendar", "($self, /)", isocalendar)
            .doc("Return a named tuple containing ISO year, week number, and weekday."),
        NativeDef::new("isoformat", "($self, /)", isoformat)
            .doc("Return string in ISO 8601 format, YYYY-MM-DD."),
        NativeDef::new("isoweekday", "($self, /)", |_, a| {
            Ok(Value::small(day(a[0]).weekday() + 1))
        })
        .doc("Return the day of the week represented by the date.\nMonday == 1 ... Sunday == 7"),
        NativeDef::new("toordinal", "($self, /)", |_, a| {
            Ok(Value::small(day(a[0]).ordinal()))
        })
        .doc("Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1."),
        NativeDef::new("weekday", "($self, /)", |_, a| {
            Ok(Value::small(day(a[0]).weekday()))
        })
        .doc("Return the day of the week represented by the date.\nMonday == 0 ... Sunday == 6"),
        REPLACE,
        NativeDef::raw("__replace__", "($self, /, **changes)", replace)
        .doc("The same as replace()."),
        NativeDef::new("__reduce__", "($self, /)", reduce).doc("__reduce__() -> (cls, state)"),
    ],
    getset: &[
        number!("year", year),
        number!("month", month),
        number!("day", day),
    ],
    flags: flags::BASE | flags::STATIC,
    basic_size: size_of::<Date>(),
    doc: "date(year, month, day) --> date object",
    ..NativeTypeDef::new("datetime.date")
};

// ---- what isocalendar returns

fn iso_date(th: &Thread, items: &[Value]) -> Value {
    let class = ISO_DATE.get();
    tuple::new_with_shape(
        th,
        class.instance_shape.get(),
        items,
        type_::extra_size(class),
    )
    .value()
}

static NEW_ISO: NativeDef = NativeDef::new("IsoCalendarDate", "(year, week, weekday)", |_, _| {
    Ok(Value::NONE)
});

fn iso_repr(th: &Thread, v: Value) -> PyResult {
    let t = this::<Tuple>(v);
    let mut out = type_of(v).tp_name().into_bytes();
    for (start, &item) in ["(year=", ", week=", ", weekday="].iter().zip(t.items()) {
        out.extend_from_slice(start.as_bytes());
        out.extend_from_slice(ops::str(th, item)?.bytes());
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

macro_rules! item {
    ($name:literal, $i:literal) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(this::<Tuple>(v).items()[$i]),
            set: None,
        }
    };
}

/// The definition of `IsoCalendarDate`.
pub static ISO_DATE_TYPE: NativeTypeDef = NativeTypeDef {
    base: T::Tuple,
    kind: Kind::Tuple,
    slots: Slots {
        new: Some(|th, _, args| {
            let items: [Value; 3] = signature::bind_new(th, &NEW_ISO, args)?;
            Ok(iso_date(th, &items))
        }),
        repr: Some(iso_repr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let items = tuple::new(th, this::<Tuple>(a[0]).items()).value();
        let args = tuple_of(th, &[items]);
        Ok(tuple_of(th, &[runtime::types::get(T::Tuple).value(), args]))
    })],
    getset: &[item!("year", 0), item!("week", 1), item!("weekday", 2)],
    flags: flags::STATIC,
    doc: "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed either as a tuple \
          of\n  ((year, week, weekday)\nor via the object attributes as named in the above tuple.",
    ..NativeTypeDef::new("datetime.IsoCalendarDate")
};
