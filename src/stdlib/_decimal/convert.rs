//! From Python's values to decimal numbers and back.

use std::borrow::Cow;

use runtime::algo::{int_text, unicode, wtf8};
use runtime::error::PyResult;
use runtime::object::{Kind as ObjectKind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::List;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::types::type_::Type;
use runtime::types::{T, float, int, is_instance_of, object_, type_of};
use runtime::value::Value;

use super::coefficient::{Coefficient, OutOfMemory};
use super::context::{self, ContextObject};
use super::limbs::BASE;
use super::number::{Context, Kind, Number, Status};
use super::object;
use super::text::{Notation, parse, write};

/// The text of a numeric string in ASCII; empty if there are other characters in it.
fn ascii(bytes: &[u8], lenient: bool) -> Cow<'_, [u8]> {
    let plain = |b: &u8| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'a'..=b'z' | b'A'..=b'Z');
    if bytes.iter().all(plain) {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(translated(bytes, lenient))
}

/// The same where there may be spaces, underscores, or digits of other scripts.
fn translated(bytes: &[u8], lenient: bool) -> Vec<u8> {
    let mut points = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (cp, len) = wtf8::decode_at(bytes, at);
        points.push(cp);
        at += len;
    }
    let mut points = &points[..];
    if lenient {
        while let [first, rest @ ..] = points
            && is_space(*first)
        {
            points = rest;
        }
        while let [rest @ .., last] = points
            && is_space(*last)
        {
            points = rest;
        }
    }
    let mut out = Vec::with_capacity(points.len());
    for &cp in points {
        match u8::try_from(cp) {
            Ok(b'_') if lenient => {}
            Ok(b @ 1..0x80) => out.push(b),
            _ if is_space(cp) => out.push(b' '),
            _ => match unicode::decimal_value(cp) {
                Some(d) => out.push(b'0' + d as u8),
                None => return Vec::new(),
            },
        }
    }
    out
}

fn is_space(cp: u32) -> bool {
    let mut buffer = [0; 4];
    runtime::algo::text::is_space(wtf8::encode(cp, &mut buffer))
}

/// The number that a string denotes, exactly, or what it has met.
fn parsed(s: &[u8], context: &Context, exact: bool, status: &mut Status) -> Number {
    let Some(n) = parse(s) else {
        return Number::failed(Status::CONVERSION_SYNTAX, status);
    };
    if n.is_long_nan(context) {
        return Number::failed(Status::CONVERSION_SYNTAX, status);
    }
    if exact {
        exactly(n, status)
    } else {
        n.finalized(context, status)
    }
}

/// The number, if it is one that can be: not beyond the largest context.
fn exactly(n: Number, status: &mut Status) -> Number {
    let mut met = Status::default();
    let n = n.finalized(&Context::MAX, &mut met);
    if met.has(Status::INEXACT | Status::ROUNDED | Status::CLAMPED) {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    status.add(met.0 & (Status::INVALID | Status::OUT_OF_MEMORY));
    n
}

/// The number of an int.
#[inline]
pub fn of_int(v: Value) -> Number {
    if let Some(i) = int::to_i64(v) {
        let magnitude = u128::from(i.unsigned_abs());
        return Number::finite(i < 0, Coefficient::Inline(magnitude), 0);
    }
    int::with(v, |i| {
        let digits = int_text::magnitude_in_base(i, 10);
        Number::finite(
            i.is_negative(),
            Coefficient::from_digits(digits.as_bytes()),
            0,
        )
    })
}

fn power(base: u64, mut n: u64) -> Coefficient {
    let mut square = Coefficient::Inline(u128::from(base));
    let mut result = Coefficient::ONE;
    while n > 0 {
        if n & 1 == 1 {
            result = result.multiply(&square);
        }
        square = square.multiply(&square);
        n >>= 1;
    }
    result
}

/// The number that a float is, exactly.
pub fn of_f64(x: f64) -> Number {
    let negative = x.is_sign_negative();
    if x.is_nan() {
        return Number::nan();
    }
    if x.is_infinite() {
        return Number::infinity(negative);
    }
    if x == 0.0 {
        return Number::zero(negative, 0);
    }
    let bits = x.to_bits();
    let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i64);
    let (mut mantissa, mut exponent) = if biased == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, biased - 1075)
    };
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    exponent += i64::from(zeros);
    let mantissa = Coefficient::Inline(u128::from(mantissa));
    if exponent >= 0 {
        let scaled = mantissa.multiply(&power(2, exponent as u64));
        Number::finite(negative, scaled, 0)
    } else {
        let scaled = mantissa.multiply(&power(5, -exponent as u64));
        Number::finite(negative, scaled, exponent)
    }
}

/// The text that a tuple of sign, digits and exponent stands for. Runs Python.
fn of_parts(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    let items = as_items(th, v)?.unwrap_or_default();
    let [sign, digits, exponent] = items[..] else {
        return Err(th.value_error("argument must be a sequence of length 3"));
    };
    let small = |v: Value| int::is_int(v).then(|| int::to_i64(v)).flatten();
    let mut text = match small(sign) {
        Some(0) => Vec::new(),
        Some(1) => b"-".to_vec(),
        _ => {
            return Err(th.value_error("sign must be an integer with the value 0 or 1"));
        }
    };
    let mut written = String::new();
    let mut special = "";
    if let Some(kind) = exponent.downcast::<Str>() {
        special = match kind.bytes() {
            b"F" => "Inf",
            b"n" => "NaN",
            b"N" => "sNaN",
            _ => {
                return Err(
                    th.value_error("string argument in the third position must be 'F', 'n' or 'N'")
                );
            }
        };
    } else if int::is_int(exponent) {
        written = format!("E{}", context::word(th, exponent)?);
    } else {
        return Err(th.value_error("exponent must be an integer"));
    }
    text.extend_from_slice(special.as_bytes());
    let refused = || th.value_error("coefficient must be a tuple of digits");
    let digits = as_items(th, digits)?.ok_or_else(refused)?;
    if digits.is_empty() && special.is_empty() {
        text.push(b'0');
    }
    for &digit in &digits[..] {
        match small(digit) {
            Some(d @ 0..=9) if special != "Inf" => text.push(b'0' + d as u8),
            Some(0..=9) => {}
            _ => return Err(refused()),
        }
    }
    text.extend_from_slice(written.as_bytes());
    Ok(text)
}

/// The items of a tuple or a list.
fn as_items(th: &Thread, v: Value) -> PyResult<Option<runtime::heap::RootedVec<Value>>> {
    if let Some(t) = v.downcast::<Tuple>() {
        return Ok(Some(t.items().iter().copied().collect()));
    }
    match v.downcast::<List>() {
        Some(list) => {
            let t = list.to_tuple(th);
            Ok(Some(t.items().iter().copied().collect()))
        }
        None => Ok(None),
    }
}

fn unsupported(th: &Thread, v: Value) -> runtime::error::Raised {
    th.type_error(format!(
        "conversion from {} to Decimal is not supported",
        type_of(v).tp_name()
    ))
}

/// The number that any value stands for, exactly or rounded to the context, and what has been met. Runs Python.
fn of_any(th: &Thread, v: Value, c: Ref<ContextObject>, exact: bool) -> PyResult<(Number, Status)> {
    let settings = if exact { Context::MAX } else { c.settings() };
    let mut status = Status::default();
    let whole = if let Some(d) = object::get(v) {
        let n = d.number();
        if !exact && n.is_long_nan(&settings) {
            Number::failed(Status::CONVERSION_SYNTAX, &mut status);
            return Ok((Number::nan(), status));
        }
        n
    } else if let Some(s) = v.downcast::<Str>() {
        let n = parsed(&ascii(s.bytes(), exact), &settings, exact, &mut status);
        return Ok((n, status));
    } else if int::is_int(v) {
        of_int(v)
    } else if v.has_kind(ObjectKind::Tuple) || v.has_kind(ObjectKind::List) {
        let n = parsed(&of_parts(th, v)?, &settings, exact, &mut status);
        return Ok((n, status));
    } else if is_instance_of(v, T::Float) {
        c.report(th, Status(Status::FLOAT_OPERATION))?;
        of_f64(float::get(v).unwrap_or(0.0))
    } else {
        return Err(unsupported(th, v));
    };
    let n = if exact {
        exactly(whole, &mut status)
    } else {
        whole.finalized(&settings, &mut status)
    };
    Ok((n, status))
}

/// `Decimal(v)`. Runs Python.
pub fn construct(th: &Thread, class: Ref<Type>, v: Value, c: Ref<ContextObject>) -> PyResult {
    if class == object::TYPE.get() && object::is_exact(v) {
        return Ok(v);
    }
    let (n, status) = of_any(th, v, c, true)?;
    c.report_errors(th, status)?;
    Ok(object::of_class(th, class, n))
}

/// `Context.create_decimal(v)`. Runs Python.
pub fn create(th: &Thread, v: Value, c: Ref<ContextObject>) -> PyResult {
    let (n, status) = of_any(th, v, c, false)?;
    context::finish(th, c, n, status)
}

/// An operand that a method takes: a decimal number or an int, no other.
#[inline]
pub fn operand(th: &Thread, v: Value) -> PyResult<Number> {
    match operand_or_none(v) {
        Some(n) => Ok(n),
        None => Err(unsupported(th, v)),
    }
}

/// The same for an operator, which may leave others to their own type.
#[inline(always)]
pub fn operand_or_none(v: Value) -> Option<Number> {
    if let Some(d) = object::get(v) {
        return Some(d.number());
    }
    int::is_int(v).then(|| of_int(v))
}

/// The same as a `Decimal`.
pub fn operand_object(th: &Thread, v: Value) -> PyResult {
    if object::get(v).is_some() {
        return Ok(v);
    }
    let n = operand(th, v)?;
    Ok(object::new(th, n))
}

/// The whole number nearest to zero as an int; or CPython's complaint about what is none, which names the `goal`. Allocates.
pub fn to_int(th: &Thread, n: &Number, goal: &str) -> PyResult {
    if n.is_nan() {
        return Err(th.value_error(format!("cannot convert NaN to {goal}")));
    }
    if n.is_infinite() {
        return Err(th.overflow_error(format!("cannot convert Infinity to {goal}")));
    }
    let whole = if n.exponent >= 0 {
        n.coefficient.shift_left(n.exponent)
    } else {
        Ok(n.coefficient.shift_right(-n.exponent).0)
    };
    match whole {
        Ok(whole) => coefficient_to_int(th, n.negative, &whole),
        Err(OutOfMemory) => Err(th.error_with(T::MemoryError, &[])),
    }
}

/// An int of a sign and a magnitude. Allocates.
pub fn coefficient_to_int(th: &Thread, negative: bool, c: &Coefficient) -> PyResult {
    if let &Coefficient::Inline(c) = c {
        return Ok(int::from_limbs(
            th,
            negative,
            trimmed(&[c as u64, (c >> 64) as u64]),
        ));
    }
    if let Coefficient::Limbs(limbs) = c
        && limbs.len() < HORNER
    {
        return Ok(int::from_limbs(th, negative, trimmed(&binary(limbs))));
    }
    match int_text::parse_bytes(&c.to_digits(), 10, 0) {
        Ok(i) => {
            let i = i.as_ref();
            Ok(int::from_limbs(th, negative, i.limbs()))
        }
        Err(e) => Err(int::raise(th, e)),
    }
}

/// From so many limbs on, converting by way of text, which divides in halves, is faster.
const HORNER: usize = 64;

/// The words of the number that limbs are.
fn binary(limbs: &[u64]) -> Vec<u64> {
    let mut words = Vec::with_capacity(limbs.len());
    for &limb in limbs.iter().rev() {
        let mut carry = limb;
        for word in &mut words {
            let product = u128::from(*word) * u128::from(BASE) + u128::from(carry);
            (*word, carry) = (product as u64, (product >> 64) as u64);
        }
        words.push(carry);
    }
    words
}

fn trimmed(limbs: &[u64]) -> &[u64] {
    let n = limbs.iter().rposition(|&l| l != 0).map_or(0, |i| i + 1);
    &limbs[..n]
}

/// The nearest float.
pub fn to_f64(th: &Thread, n: &Number) -> PyResult<f64> {
    match n.kind {
        Kind::SignalingNan => Err(th.value_error("cannot convert signaling NaN to float")),
        Kind::QuietNan => Ok(if n.negative { -f64::NAN } else { f64::NAN }),
        Kind::Infinite => Ok(if n.negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }),
        Kind::Finite => {
            let text = write(n, Notation::Scientific, b'e');
            let parsed = std::str::from_utf8(&text).ok().and_then(|s| s.parse().ok());
            Ok(parsed.unwrap_or(0.0))
        }
    }
}

/// `as_integer_ratio`. Allocates.
pub fn ratio(th: &Thread, n: &Number) -> PyResult<(Value, Value)> {
    if !n.is_finite() {
        to_int(th, n, "integer ratio")?;
    }
    if n.is_zero() {
        return Ok((Value::small(0), Value::small(1)));
    }
    if n.exponent >= 0 {
        return Ok((to_int(th, n, "integer ratio")?, Value::small(1)));
    }
    let numerator = coefficient_to_int(th, n.negative, &n.coefficient)?;
    let denominator = match Coefficient::ONE.shift_left(-n.exponent) {
        Ok(power) => coefficient_to_int(th, false, &power)?,
        Err(OutOfMemory) => return Err(th.error_with(T::MemoryError, &[])),
    };
    let (a, b) = int::with(numerator, |a| {
        int::with(denominator, |b| {
            let gcd = runtime::algo::bigint::gcd(a, b);
            let by = |x| runtime::algo::bigint::floor_div(x, gcd.as_ref());
            (by(a), by(b))
        })
    });
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((int::from_big(th, &a), int::from_big(th, &b))),
        (Err(e), _) | (_, Err(e)) => Err(int::raise(th, e)),
    }
}

/// What is left of a number divided by 2^61 - 1, the modulus of hashes: 2^61 leaves one.
#[inline]
fn residue(n: u128) -> u64 {
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    let low = |n: u128| n as u64 & MODULUS;
    let folded = u128::from(low(n)) + (n >> BITS);
    let folded = low(folded) + (folded >> BITS) as u64;
    if folded < MODULUS {
        folded
    } else {
        folded - MODULUS
    }
}

/// The hash, which is that of an equal int, float or fraction.
pub fn hash(th: &Thread, v: Value, n: &Number) -> PyResult<i64> {
    /// The inverse of ten.
    const TENTH: u64 = 2_075_258_708_292_324_556;
    match n.kind {
        Kind::SignalingNan => {
            return Err(th.type_error("Cannot hash a signaling NaN value"));
        }
        Kind::QuietNan => return Ok(object_::identity_hash(v)),
        Kind::Infinite => return Ok(if n.negative { -314_159 } else { 314_159 }),
        Kind::Finite => {}
    }
    let rest = match &n.coefficient {
        &Coefficient::Inline(c) => residue(c),
        Coefficient::Limbs(limbs) => limbs.iter().rev().fold(0, |h, &limb| {
            residue(u128::from(h) * u128::from(residue(u128::from(BASE))) + u128::from(limb))
        }),
    };
    let product = |a: u64, b: u64| residue(u128::from(a) * u128::from(b));
    let mut scale = if n.exponent >= 0 { 10 } else { TENTH };
    let (mut hash, mut left) = (rest, n.exponent.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            hash = product(hash, scale);
        }
        scale = product(scale, scale);
        left >>= 1;
    }
    let hash = hash as i64;
    let hash = if n.negative { -hash } else { hash };
    Ok(if hash == -1 { -2 } else { hash })
}

/// `Decimal.from_float`. Runs Python for subclasses.
pub fn from_float(th: &Thread, class: Value, v: Value) -> PyResult {
    let n = if int::is_int(v) {
        of_int(v)
    } else if is_instance_of(v, T::Float) {
        of_f64(float::get(v).unwrap_or(0.0))
    } else {
        return Err(th.type_error("argument must be int or float"));
    };
    of_subclass(th, class, n)
}

/// `Decimal.from_number`. Runs Python for subclasses.
pub fn from_number(th: &Thread, class: Value, v: Value) -> PyResult {
    let n = match operand_or_none(v) {
        Some(n) => n,
        None if is_instance_of(v, T::Float) => {
            let c = context::current(th)?;
            c.report(th, Status(Status::FLOAT_OPERATION))?;
            of_f64(float::get(v).unwrap_or(0.0))
        }
        None => return Err(unsupported(th, v)),
    };
    of_subclass(th, class, n)
}

fn of_subclass(th: &Thread, class: Value, n: Number) -> PyResult {
    let d = object::new(th, n);
    if class == object::TYPE.get().value() {
        return Ok(d);
    }
    ops::call1(th, class, d)
}
