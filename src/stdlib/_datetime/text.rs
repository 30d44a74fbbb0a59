//! Dates and times as text: ISO 8601, C's `ctime`, and `strftime`.

use runtime::error::PyResult;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::str::{self, Str};
use runtime::types::{self, T, int, type_of};
use runtime::value::Value;

use super::days::{Clock, Day, Span};
use super::objects::{self, is_datetime, is_time};
use super::zone;
use crate::calendar::STRUCT_TIME;
use crate::structseq;

/// A text of ASCII of up to 64 bytes.
pub struct Text {
    bytes: [u8; 64],
    len: usize,
}

impl Default for Text {
    fn default() -> Self {
        Self::new()
    }
}

impl Text {
    pub const fn new() -> Text {
        Text {
            bytes: [0; 64],
            len: 0,
        }
    }

    pub fn push(&mut self, b: u8) {
        self.bytes[self.len] = b;
        self.len += 1;
    }

    pub fn push_text(&mut self, text: &str) {
        for b in text.bytes() {
            self.push(b);
        }
    }

    /// The last `digits` digits of a number.
    fn number(&mut self, n: i32, digits: usize) {
        let mut n = n as u32;
        for at in (self.len..self.len + digits).rev() {
            self.bytes[at] = b'0' + (n % 10) as u8;
            n /= 10;
        }
        self.len += digits;
    }

    pub fn day(&mut self, day: Day) {
        self.number(day.year(), 4);
        self.push(b'-');
        self.number(day.month(), 2);
        self.push(b'-');
        self.number(day.day(), 2);
    }

    pub fn clock(&mut self, clock: Clock, precision: Precision) {
        let parts = [clock.hour(), clock.minute(), clock.second()];
        let count = match precision {
            Precision::Hours => 1,
            Precision::Minutes => 2,
            _ => 3,
        };
        for (i, &part) in parts[..count].iter().enumerate() {
            if i > 0 {
                self.push(b':');
            }
            self.number(part, 2);
        }
        match precision {
            Precision::Milliseconds => {
                self.push(b'.');
                self.number(clock.micro() / 1000, 3);
            }
            Precision::Microseconds => {
                self.push(b'.');
                self.number(clock.micro(), 6);
            }
            _ => {}
        }
    }

    pub fn offset(&mut self, offset: Option<Span>) {
        if let Some(offset) = offset {
            self.push_text(&zone::offset_text(offset, ":"));
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub fn value(&self, th: &Thread) -> Value {
        str::from_ascii(th, self.bytes()).value()
    }
}

/// Numbers that are not negative, with commas between them.
pub fn push_numbers(out: &mut Vec<u8>, numbers: &[i32]) {
    for (i, &n) in numbers.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        let mut text = Text::new();
        text.number(n, n.max(1).ilog10() as usize + 1);
        out.extend_from_slice(text.bytes());
    }
}

/// How far the text of a time goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
    Microseconds,
}

impl Precision {
    /// As far as needed.
    pub fn auto(clock: Clock) -> Precision {
        if clock.micro() == 0 {
            Precision::Seconds
        } else {
            Precision::Microseconds
        }
    }

    /// What the argument `timespec`, which is the function's argument `position`, asks for.
    pub fn of(th: &Thread, v: Value, clock: Clock, position: usize) -> PyResult<Precision> {
        if v.is_empty() {
            return Ok(Precision::auto(clock));
        }
        let Some(text) = v.downcast::<Str>() else {
            return Err(th.type_error(format!(
                "isoformat() argument {position} must be str, not {}",
                ops::argument_type_name(v)
            )));
        };
        if text.as_str().is_none() {
            let codec = runtime::algo::codecs::Codec::Utf8;
            runtime::codecs::encode(th, v, codec, codec.name(), b"strict")?;
        }
        Ok(match text.bytes() {
            b"auto" => Precision::auto(clock),
            b"hours" => Precision::Hours,
            b"minutes" => Precision::Minutes,
            b"seconds" => Precision::Seconds,
            b"milliseconds" => Precision::Milliseconds,
            b"microseconds" => Precision::Microseconds,
            _ => return Err(th.value_error("Unknown timespec value")),
        })
    }
}

/// As C's `ctime` has it.
pub fn ctime(th: &Thread, day: Day, clock: Clock) -> Value {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut text = Text::new();
    text.push_text(DAYS[day.weekday().rem_euclid(7) as usize]);
    text.push(b' ');
    text.push_text(MONTHS[(day.month() - 1).rem_euclid(12) as usize]);
    text.push(b' ');
    if day.day() < 10 {
        text.push(b' ');
        text.number(day.day(), 1);
    } else {
        text.number(day.day(), 2);
    }
    text.push(b' ');
    text.clock(clock, Precision::Seconds);
    text.push(b' ');
    text.number(day.year(), 4);
    text.value(th)
}

/// A `time.struct_time`. Allocates.
pub fn struct_time(th: &Thread, day: Day, clock: Clock, dst: i64) -> PyResult {
    let n = |i: i32| Value::small(i.into());
    let fields = [
        n(day.year()),
        n(day.month()),
        n(day.day()),
        n(clock.hour()),
        n(clock.minute()),
        n(clock.second()),
        Value::small(day.weekday()),
        Value::small(day.day_of_year()),
        Value::small(dst),
        Value::NONE,
        Value::NONE,
    ];
    structseq::new(th, &STRUCT_TIME, &fields)
}

fn call_strftime(th: &Thread, format: &[u8], time: Value) -> PyResult<Ref<Str>> {
    let module = runtime::import::module(th, "time")?;
    let f = ops::get_attr(th, module, str::intern(th, "strftime"))?;
    let format = str::from_bytes(th, format).value();
    let text = ops::call2(th, f, format, time)?;
    match text.has_kind(Kind::Str) {
        true => Ok(this::<Str>(text)),
        false => Err(th.type_error(format!(
            "strftime() must return a string, not '{}'",
            type_of(text).tp_name()
        ))),
    }
}

/// The offset of a datetime or time for a format. Runs Python.
fn offset_for(th: &Thread, object: Value, about: Value, separator: &str) -> PyResult<String> {
    if !is_time(object) && !is_datetime(object) {
        return Ok(String::new());
    }
    let offset = zone::offset(th, objects::tzinfo(object), about)?;
    Ok(offset.map_or_else(String::new, |o| zone::offset_text(o, separator)))
}

/// The name of the zone for a format, in which no percent sign means anything. Runs Python.
fn zone_for(th: &Thread, object: Value, about: Value) -> PyResult<Vec<u8>> {
    if !is_time(object) && !is_datetime(object) {
        return Ok(Vec::new());
    }
    let name = zone::name(th, objects::tzinfo(object), about)?;
    let Some(name) = name.downcast::<Str>() else {
        return Ok(Vec::new());
    };
    if types::is_exactly(name.value(), T::Str) {
        let doubled = |&b: &u8| if b == b'%' { vec![b, b] } else { vec![b] };
        return Ok(name.bytes().iter().flat_map(doubled).collect());
    }
    let (one, two) = (str::new(th, "%"), str::new(th, "%%"));
    let replaced = ops::call_method(th, name.value(), str::intern(th, "replace"), &[one, two])?;
    match replaced.downcast::<Str>() {
        Some(text) => Ok(text.bytes().to_vec()),
        None => Err(th.type_error("tzname.replace() did not return a string")),
    }
}

/// The year of a time tuple with at least four digits (or, for the century, two), where the C library writes fewer.
fn year_for(th: &Thread, directive: u8, time: Value) -> PyResult<Option<String>> {
    let first = ops::get_item(th, time, Value::small(0))?;
    let mut year = ops::index_i64(th, first)?;
    if year >= 1000 {
        return Ok(None);
    }
    if directive == b'G' {
        let text = call_strftime(th, b"%G", time)?;
        year = int::to_i64(int::from_object(th, text.value())?).unwrap_or(year);
    }
    Ok(Some(match directive {
        b'F' => format!("{year:04}-%m-%d"),
        b'C' => format!("{:02}", year / 100),
        _ => format!("{year:04}"),
    }))
}

/// `strftime` of an object: what the C library does not know is put into the format, and the rest is its. `time` is the
/// object as a time tuple, `about` what its zone is asked about. Runs Python.
pub fn strftime(
    th: &Thread,
    object: Value,
    format: Ref<Str>,
    time: Value,
    about: Value,
) -> PyResult {
    let bytes = format.bytes();
    let mut out = Vec::with_capacity(bytes.len() + 16);
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        i += 1;
        out.push(b);
        if b != b'%' || i == bytes.len() {
            continue;
        }
        let directive = bytes[i];
        let colon = directive == b':' && bytes.get(i + 1) == Some(&b'z');
        let instead = match directive {
            b'z' => Some(offset_for(th, object, about, "")?.into_bytes()),
            _ if colon => Some(offset_for(th, object, about, ":")?.into_bytes()),
            b'Z' => Some(zone_for(th, object, about)?),
            b'f' => {
                let known = is_time(object) || is_datetime(object);
                let micro = if known {
                    objects::clock(object).micro()
                } else {
                    0
                };
                Some(format!("{micro:06}").into_bytes())
            }
            b'Y' | b'G' | b'F' | b'C' => year_for(th, directive, time)?.map(String::into_bytes),
            _ => None,
        };
        match instead {
            Some(text) => {
                out.pop();
                out.extend_from_slice(&text);
                i += 1 + usize::from(colon);
            }
            None => {
                out.push(directive);
                i += 1;
            }
        }
    }
    Ok(call_strftime(th, &out, time)?.value())
}

/// `__format__`: the text itself for no format, `strftime` of the object otherwise. Runs Python.
pub fn format(th: &Thread, args: &[Value]) -> PyResult {
    let Some(spec) = args[1].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "__format__() argument 1 must be str, not {}",
            ops::argument_type_name(args[1])
        )));
    };
    if spec.bytes().is_empty() {
        return Ok(ops::str(th, args[0])?.value());
    }
    ops::call_method(th, args[0], str::intern(th, "strftime"), &[args[1]])
}

/// The format given to `strftime`.
pub fn format_argument(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    v.downcast::<Str>().ok_or_else(|| {
        th.type_error(format!(
            "strftime() argument 1 must be str, not {}",
            ops::argument_type_name(v)
        ))
    })
}

/// The text given to `fromisoformat`.
pub fn iso_argument(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    v.downcast::<Str>()
        .ok_or_else(|| th.type_error("fromisoformat: argument must be str"))
}

/// The ValueError for a text that `fromisoformat` does not understand.
#[cold]
pub fn not_iso(th: &Thread, v: Value) -> runtime::error::Raised {
    match ops::repr(th, v) {
        Ok(shown) => {
            let mut message = b"Invalid isoformat string: ".to_vec();
            message.extend_from_slice(shown.bytes());
            let message = str::from_bytes(th, &message).value();
            th.error_with(T::ValueError, &[message])
        }
        Err(raised) => raised,
    }
}

/// Calls a function of `_strptime` for a class. Runs Python.
pub fn strptime(th: &Thread, function: &str, args: &[Value]) -> PyResult {
    for (i, &v) in args[1..].iter().enumerate() {
        if !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "strptime() argument {} must be str, not {}",
                i + 1,
                ops::argument_type_name(v)
            )));
        }
    }
    let module = runtime::import::import_module(th, "_strptime")?;
    let f = ops::get_attr(th, module, str::intern(th, function))?;
    ops::call3(th, f, args[0], args[1], args[2])
}
