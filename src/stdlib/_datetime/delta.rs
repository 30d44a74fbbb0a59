//! `timedelta`.

use std::mem::size_of;

use runtime::algo::hash::{TupleHasher, hash_i64};
use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::{BinOp, BinaryFn, CmpOp, Slots};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, float, int, str, type_of};
use runtime::value::Value;

use super::arguments::Parameters;
use super::days::{MICROS, MICROS_PER_DAY, Span, TooLong};
use super::objects::{Delta, delta, delta_of, delta_or, hashed, span, span_opt, too_long};

static PARAMETERS: Parameters = Parameters {
    function: "__new__()",
    names: &[
        "days",
        "seconds",
        "microseconds",
        "milliseconds",
        "minutes",
        "hours",
        "weeks",
    ],
    required: 0,
    positional: 7,
};

/// The microseconds of one of each parameter.
const UNITS: [i64; 7] = [
    MICROS_PER_DAY,
    MICROS,
    1,
    1000,
    60 * MICROS,
    3600 * MICROS,
    7 * MICROS_PER_DAY,
];

/// The parameters in the order in which they are added up.
const ORDER: [usize; 7] = [2, 3, 1, 4, 5, 0, 6];

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let mut given = PARAMETERS.given(th, args)?;
    let mut values = [Value::EMPTY; 7];
    for v in &mut values {
        *v = given.next(th)?.unwrap_or(Value::EMPTY);
    }
    given.end(th)?;
    let span = match small_sum(&values) {
        Some(sum) => sum.map_err(|e| too_long(th, e))?,
        None => sum(th, &values)?,
    };
    Ok(delta_of(th, class, span))
}

/// The sum where all are integers that a machine word holds, of which those of most calls are.
fn small_sum(values: &[Value; 7]) -> Option<Result<Span, TooLong>> {
    let mut total = 0i128;
    for (v, unit) in values.iter().zip(UNITS) {
        if !v.is_empty() {
            total += i128::from(v.as_small()?) * i128::from(unit);
        }
    }
    Some(Span::from_micros(total))
}

/// The integral part of a double as an int, or the error of an infinity or a NaN. Allocates.
fn integral(th: &Thread, x: f64) -> PyResult {
    float::truncated(th, x)
}

/// The sum of integers of any size and of doubles, whose parts of microseconds are rounded together.
fn sum(th: &Thread, values: &[Value; 7]) -> PyResult<Span> {
    let mut total = Value::small(0);
    let mut left = 0.0;
    for i in ORDER {
        let (v, unit) = (values[i], UNITS[i]);
        if v.is_empty() {
            continue;
        }
        let factor = Value::small(unit);
        if int::is_int(v) {
            let product = int::mul(th, int::plain(th, v), factor)?;
            total = int::add(th, total, product)?;
        } else if let Some(x) = float::get(v) {
            let whole = integral(th, x)?;
            total = int::add(th, total, int::mul(th, whole, factor)?)?;
            let part = x - x.trunc();
            if part != 0.0 {
                let micros = unit as f64 * part;
                total = int::add(th, total, integral(th, micros)?)?;
                left += micros - micros.trunc();
            }
        } else {
            return Err(th.type_error(format!(
                "unsupported type for timedelta {} component: {}",
                PARAMETERS.names[i],
                type_of(v).tp_name()
            )));
        }
    }
    if left != 0.0 {
        let mut whole = left.round();
        if (whole - left).abs() == 0.5 {
            let odd = int::with(total, |n| n.limbs().first().is_some_and(|l| l & 1 == 1));
            let odd = f64::from(u8::from(odd));
            whole = 2.0 * ((left + odd) * 0.5).round() - odd;
        }
        total = int::add(th, total, Value::small(whole as i64))?;
    }
    from_int(th, total)
}

/// The span of an int of microseconds.
fn from_int(th: &Thread, micros: Value) -> PyResult<Span> {
    let span = match int::to_i64(micros) {
        Some(n) => Span::from_micros(n.into()),
        None => match wide(micros) {
            Some(n) => Span::from_micros(n),
            None => Err(TooLong::Int),
        },
    };
    span.map_err(|e| too_long(th, e))
}

/// An int as a wide one, if it fits.
fn wide(v: Value) -> Option<i128> {
    int::with(v, |n| {
        let magnitude = match *n.limbs() {
            [] => 0,
            [a] => u128::from(a),
            [a, b] => u128::from(b) << 64 | u128::from(a),
            _ => return None,
        };
        let magnitude = i128::try_from(magnitude).ok()?;
        Some(if n.is_negative() {
            -magnitude
        } else {
            magnitude
        })
    })
}

/// The microseconds of a span as an int. Allocates.
fn micros_int(th: &Thread, s: Span) -> Value {
    wide_int(th, s.total_micros())
}

/// The quotient rounded to the nearest, to even if halfway; `b` is not zero.
fn divide_nearest(a: i128, b: i128) -> i128 {
    let (q, r) = (a.div_euclid(b), a.rem_euclid(b));
    // The remainder is not negative: of a negative divisor it is counted towards less.
    let up = match (r * 2).cmp(&b.abs()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => q & 1 == 1,
        std::cmp::Ordering::Greater => true,
    };
    match (up, b > 0) {
        (false, _) => q,
        (true, true) => q + 1,
        (true, false) => q - 1,
    }
}

/// `micros * a / b`, rounded to the nearest: ints of any size.
fn scaled(th: &Thread, s: Span, a: Value, b: Value) -> PyResult {
    let product = int::mul(th, micros_int(th, s), a)?;
    if let (Some(n), Some(d)) = (wide(product), wide(b))
        && n.unsigned_abs() < 1 << 126
        && d.unsigned_abs() < 1 << 126
    {
        if d == 0 {
            return Err(th.error(T::ZeroDivisionError, "division by zero"));
        }
        return delta_or(th, Span::from_micros(divide_nearest(n, d)));
    }
    let pair = int::divmod(th, product, b)?;
    let pair = this::<Tuple>(pair);
    let (q, r) = (pair.items()[0], pair.items()[1]);
    // The remainder has the divisor's sign.
    let twice = int::mul(th, r, Value::small(2))?;
    let order = int::order(twice, b);
    let order = if int::is_negative(b) {
        order.reverse()
    } else {
        order
    };
    let odd = int::with(q, |n| n.limbs().first().is_some_and(|l| l & 1 == 1));
    let up = order.is_gt() || order.is_eq() && odd;
    let q = int::add(th, q, Value::small(i64::from(up)))?;
    Ok(delta(th, from_int(th, q)?))
}

/// The numerator and denominator of a double, as its class has them. Runs Python for a derived class.
fn ratio(th: &Thread, x: Value) -> PyResult<(Value, Value)> {
    let name = str::intern(th, "as_integer_ratio");
    let pair = ops::call_method(th, x, name, &[])?;
    let Some(pair) = pair.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "unexpected return type from as_integer_ratio(): expected tuple, not '{}'",
            type_of(pair).tp_name()
        )));
    };
    let &[a, b] = pair.items() else {
        return Err(th.value_error("as_integer_ratio() must return a 2-tuple"));
    };
    if !int::is_int(a) || !int::is_int(b) {
        return Err(th.type_error("non-integer arguments in division"));
    }
    Ok((int::plain(th, a), int::plain(th, b)))
}

fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    match (span_opt(a), span_opt(b)) {
        (Some(a), Some(b)) => delta_or(th, a.plus(b)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    match (span_opt(a), span_opt(b)) {
        (Some(a), Some(b)) => delta_or(th, a.minus(b)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn mul(th: &Thread, a: Value, b: Value) -> PyResult {
    let (s, factor) = match (span_opt(a), span_opt(b)) {
        (Some(s), _) => (s, b),
        (None, Some(s)) => (s, a),
        (None, None) => return Ok(Value::NOT_IMPLEMENTED),
    };
    if let Some(n) = factor.as_small()
        && let Some(product) = s.total_micros().checked_mul(n.into())
    {
        return delta_or(th, Span::from_micros(product));
    }
    if int::is_int(factor) {
        let product = int::mul(th, micros_int(th, s), int::plain(th, factor))?;
        return Ok(delta(th, from_int(th, product)?));
    }
    if float::get(factor).is_some() {
        let (a, b) = ratio(th, factor)?;
        return scaled(th, s, a, b);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn zero_division(th: &Thread) -> PyResult {
    Err(th.error(T::ZeroDivisionError, "division by zero"))
}

fn true_div(th: &Thread, a: Value, b: Value) -> PyResult {
    let Some(s) = span_opt(a) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if let Some(divisor) = span_opt(b) {
        return int::true_div(th, micros_int(th, s), micros_int(th, divisor));
    }
    if int::is_int(b) {
        return scaled(th, s, Value::small(1), int::plain(th, b));
    }
    if float::get(b).is_some() {
        let (a, b) = ratio(th, b)?;
        return scaled(th, s, b, a);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// A wide number as an int. Allocates.
fn wide_int(th: &Thread, n: i128) -> Value {
    match i64::try_from(n) {
        Ok(n) => int::from_i64(th, n),
        Err(_) => {
            let m = n.unsigned_abs();
            int::from_limbs(th, n < 0, &[m as u64, (m >> 64) as u64])
        }
    }
}

/// The quotient rounded down and the remainder, which has the divisor's sign.
fn floored(a: i128, b: i128) -> Option<(i128, i128)> {
    if b == 0 {
        return None;
    }
    let (q, r) = (a / b, a % b);
    Some(if r != 0 && (r < 0) != (b < 0) {
        (q - 1, r + b)
    } else {
        (q, r)
    })
}

fn floor_div(th: &Thread, a: Value, b: Value) -> PyResult {
    let Some(s) = span_opt(a) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if let Some(divisor) = span_opt(b) {
        return match floored(s.total_micros(), divisor.total_micros()) {
            Some((q, _)) => Ok(wide_int(th, q)),
            None => zero_division(th),
        };
    }
    if int::is_int(b) {
        if int::is_zero(b) {
            return zero_division(th);
        }
        let q = int::floor_div(th, micros_int(th, s), int::plain(th, b))?;
        return Ok(delta(th, from_int(th, q)?));
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn modulo(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(a), Some(b)) = (span_opt(a), span_opt(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match floored(a.total_micros(), b.total_micros()) {
        Some((_, r)) => delta_or(th, Span::from_micros(r)),
        None => zero_division(th),
    }
}

fn divmod(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(a), Some(b)) = (span_opt(a), span_opt(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match floored(a.total_micros(), b.total_micros()) {
        Some((q, r)) => {
            let r = delta_or(th, Span::from_micros(r))?;
            Ok(tuple_of(th, &[wide_int(th, q), r]))
        }
        None => zero_division(th),
    }
}

fn neg(th: &Thread, v: Value) -> PyResult {
    delta_or(th, Span::ZERO.minus(span(v)))
}

fn pos(th: &Thread, v: Value) -> PyResult {
    Ok(delta(th, span(v)))
}

fn abs(th: &Thread, v: Value) -> PyResult {
    if span(v).days < 0 {
        neg(th, v)
    } else {
        pos(th, v)
    }
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match (span_opt(a), span_opt(b)) {
        (Some(a), Some(b)) => Ok(Value::bool(op.holds(a.cmp(&b)))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// The hash of a span: that of the tuple of its parts.
pub fn span_hash(s: Span) -> i64 {
    let mut hasher = TupleHasher::new();
    for n in [s.days, s.seconds, s.micros] {
        hasher.add(hash_i64(n.into()));
    }
    hasher.finish()
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    let d = this::<Delta>(v);
    hashed(
        || d.hash.get(),
        |h| d.hash.set(h),
        || Ok(span_hash(span(v))),
    )
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let s = span(v);
    let mut text = type_of(v).tp_name();
    text.push('(');
    let mut comma = "";
    let parts = [
        ("days", s.days),
        ("seconds", s.seconds),
        ("microseconds", s.micros),
    ];
    for (name, n) in parts {
        if n != 0 {
            text.push_str(&format!("{comma}{name}={n}"));
            comma = ", ";
        }
    }
    text.push_str(if comma.is_empty() { "0)" } else { ")" });
    Ok(str::new(th, &text))
}

fn text(th: &Thread, v: Value) -> PyResult {
    let s = span(v);
    let mut text = match s.days {
        0 => String::new(),
        n @ (1 | -1) => format!("{n} day, "),
        n => format!("{n} days, "),
    };
    let (minutes, seconds) = (s.seconds / 60, s.seconds % 60);
    text.push_str(&format!(
        "{}:{:02}:{seconds:02}",
        minutes / 60,
        minutes % 60
    ));
    if s.micros != 0 {
        text.push_str(&format!(".{:06}", s.micros));
    }
    Ok(str::new(th, &text))
}

fn total_seconds(th: &Thread, args: &[Value]) -> PyResult {
    let s = span(args[0]);
    let micros = s.total_micros();
    if micros.unsigned_abs() < 1 << 53 {
        return Ok(float::new(th, micros as f64 / MICROS as f64));
    }
    int::true_div(th, micros_int(th, s), Value::small(MICROS))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let s = span(args[0]);
    let state = [s.days, s.seconds, s.micros].map(|n| Value::small(n.into()));
    let state = tuple_of(th, &state);
    Ok(tuple_of(th, &[type_of(args[0]).value(), state]))
}

macro_rules! number {
    ($name:literal, $field:ident) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(Value::small(span(v).$field.into())),
            set: None,
        }
    };
}

/// The definition of `timedelta`.
pub static TIMEDELTA: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(text),
        hash: Some(hash),
        compare: Some(compare),
        bool: Some(|_, v| Ok(!span(v).is_zero())),
        binary: Slots::binary_table([
            (BinOp::Add, add as BinaryFn),
            (BinOp::Sub, sub),
            (BinOp::Mul, mul),
            (BinOp::TrueDiv, true_div),
            (BinOp::FloorDiv, floor_div),
            (BinOp::Mod, modulo),
            (BinOp::DivMod, divmod),
        ]),
        neg: Some(neg),
        pos: Some(pos),
        abs: Some(abs),
        quiet: Some(|_| true),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("total_seconds", "($self, /)", total_seconds)
            .doc("Total seconds in the duration."),
        NativeDef::new("__reduce__", "($self, /)", reduce).doc("__reduce__() -> (cls, state)"),
    ],
    getset: &[
        number!("days", days),
        number!("seconds", seconds),
        number!("microseconds", micros),
    ],
    flags: flags::BASE | flags::STATIC,
    basic_size: size_of::<Delta>(),
    doc: "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, \
          minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or \
          floats, and may be positive or negative.",
    ..NativeTypeDef::new("datetime.timedelta")
};
