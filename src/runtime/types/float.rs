//! `float`: flonums and, for rare exponents, heap objects.

use std::cell::Cell;

use crate::algo::bigint;
use crate::algo::float_text;
use crate::error::PyResult;
use crate::heap;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::slots::{BinOp, BinaryFn, CmpOp, Slots};
use crate::types::str::Str;
use crate::types::type_::{self, Type, TypeDef};
use crate::types::{self, T, int, shape_of, tuple};
use crate::value::Value;

/// A float on the heap: one that is no flonum, or an instance of a subclass.
#[repr(C)]
pub struct Float {
    header: Header,
    value: Cell<f64>,
}

/// Offset of the double in a heap float, for machine code.
pub const VALUE_OFFSET: usize = std::mem::offset_of!(Float, value);

// SAFETY: `#[repr(C)]` with a header first; zeros are 0.0.
unsafe impl Object for Float {
    const KIND: Kind = Kind::Float;
}

/// A float. Allocates if it is no flonum.
#[inline(always)]
pub fn new(th: &Thread, x: f64) -> Value {
    match Value::flonum(x) {
        Some(v) => v,
        None => boxed(th, x),
    }
}

#[cold]
fn boxed(th: &Thread, x: f64) -> Value {
    let object =
        heap::alloc_leaf::<Float>(&th.alloc, shape_of(T::Float), std::mem::size_of::<Float>());
    object.value.set(x);
    object.value()
}

/// The double of a float of any kind (subclasses included).
#[inline(always)]
pub fn get(v: Value) -> Option<f64> {
    if v.is_flonum() {
        return Some(v.flonum_unchecked());
    }
    v.downcast::<Float>().map(|f| f.value.get())
}

/// The double of exactly a float.
#[inline(always)]
pub fn exact(v: Value) -> Option<f64> {
    if v.is_flonum() {
        return Some(v.flonum_unchecked());
    }
    if types::is_exactly(v, T::Float) {
        v.downcast::<Float>().map(|f| f.value.get())
    } else {
        None
    }
}

/// `float(i)` of an int, correctly rounded.
pub fn from_int(th: &Thread, i: Value) -> PyResult {
    Ok(new(th, int_to_f64(th, i)?))
}

/// The double nearest to an int; OverflowError if there is none.
pub fn int_to_f64(th: &Thread, i: Value) -> PyResult<f64> {
    if let Some(i) = i.as_small() {
        return Ok(i as f64);
    }
    int::with(i, |i| i.to_f64()).map_err(|e| int::raise(th, e))
}

/// A float or int operand as a double; None for anything else.
fn operand(th: &Thread, v: Value) -> PyResult<Option<f64>> {
    if let Some(x) = get(v) {
        return Ok(Some(x));
    }
    if int::is_int(v) {
        int_to_f64(th, v).map(Some)
    } else {
        Ok(None)
    }
}

/// The double of anything that `float()` takes but text: `__float__`, then `__index__`. Runs Python.
pub fn to_f64(th: &Thread, v: Value) -> PyResult<f64> {
    if let Some(x) = get(v) {
        return Ok(x);
    }
    if int::is_int(v) && (int::is_exact(v) || v.is_bool()) {
        return int_to_f64(th, v);
    }
    converted(th, v)
}

/// What `__float__`, else `__index__`, makes of an object. Runs Python.
fn converted(th: &Thread, v: Value) -> PyResult<f64> {
    let class = types::type_of(v);
    if let Some(f) = class.slots().float {
        let r = f(th, v)?;
        let Some(x) = get(r) else {
            return Err(th.type_error(format!(
                "{}.__float__ returned non-float (type {})",
                ops::type_name(v),
                ops::type_name(r)
            )));
        };
        if exact(r).is_none() {
            crate::warn::deprecation(
                th,
                &format!(
                    "{}.__float__ returned non-float (type {}).  The ability to return an instance of a strict subclass of \
                     float is deprecated, and may be removed in a future version of Python.",
                    ops::type_name(v),
                    ops::type_name(r)
                ),
            )?;
        }
        return Ok(x);
    }
    if class.slots().index.is_some() {
        let i = ops::index(th, v)?;
        return int_to_f64(th, i);
    }
    Err(th.type_error(format!("must be real number, not {}", ops::type_name(v))))
}

macro_rules! operands {
    ($th:ident, $a:ident, $b:ident) => {
        match (operand($th, $a)?, operand($th, $b)?) {
            (Some(x), Some(y)) => (x, y),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        }
    };
}

fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    Ok(new(th, x + y))
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    Ok(new(th, x - y))
}

fn mul(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    Ok(new(th, x * y))
}

fn true_div(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    if y == 0.0 {
        return Err(th.error(T::ZeroDivisionError, "division by zero"));
    }
    Ok(new(th, x / y))
}

/// `x % y` with the sign of y.
pub fn modulo_f64(x: f64, y: f64) -> f64 {
    let r = x % y;
    if r != 0.0 {
        if (y < 0.0) != (r < 0.0) { r + y } else { r }
    } else {
        0.0f64.copysign(y)
    }
}

/// `divmod(x, y)` on doubles, y not 0.
pub fn divmod_f64(x: f64, y: f64) -> (f64, f64) {
    let mut r = x % y;
    let mut q = (x - r) / y;
    if r != 0.0 {
        if (y < 0.0) != (r < 0.0) {
            r += y;
            q -= 1.0;
        }
    } else {
        r = 0.0f64.copysign(y);
    }
    let floor = if q != 0.0 {
        let f = q.floor();
        if q - f > 0.5 { f + 1.0 } else { f }
    } else {
        0.0f64.copysign(x / y)
    };
    (floor, r)
}

fn floor_div(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    if y == 0.0 {
        return Err(th.error(T::ZeroDivisionError, "division by zero"));
    }
    Ok(new(th, divmod_f64(x, y).0))
}

fn modulo(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    if y == 0.0 {
        return Err(th.error(T::ZeroDivisionError, "division by zero"));
    }
    Ok(new(th, modulo_f64(x, y)))
}

fn divmod(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    if y == 0.0 {
        return Err(th.error(T::ZeroDivisionError, "division by zero"));
    }
    let (q, r) = divmod_f64(x, y);
    Ok(tuple::new(th, &[new(th, q), new(th, r)]).value())
}

/// `x ** y` of two floats.
pub fn pow_values(th: &Thread, a: Value, b: Value) -> PyResult {
    let (x, y) = operands!(th, a, b);
    if y == 0.0 || x == 1.0 {
        return Ok(Value::flonum(1.0).unwrap_or(Value::NONE));
    }
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(th.error(T::ZeroDivisionError, "zero to a negative power"));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y != y.floor() {
        return types::complex::pow(th, (x, 0.0), (y, 0.0));
    }
    let r = x.powf(y);
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(th.error_with(
            T::OverflowError,
            &[
                Value::small(34),
                types::str::new(th, "Numerical result out of range"),
            ],
        ));
    }
    Ok(new(th, r))
}

fn neg(th: &Thread, v: Value) -> PyResult {
    Ok(new(th, -get(v).unwrap_or(0.0)))
}

fn pos(th: &Thread, v: Value) -> PyResult {
    Ok(new(th, get(v).unwrap_or(0.0)))
}

fn abs(th: &Thread, v: Value) -> PyResult {
    Ok(new(th, get(v).unwrap_or(0.0).abs()))
}

fn truth(_: &Thread, v: Value) -> PyResult<bool> {
    Ok(get(v).unwrap_or(0.0) != 0.0)
}

/// `int(x)`: truncates; infinities and NaN are errors.
fn to_int(th: &Thread, v: Value) -> PyResult {
    truncated(th, get(v).unwrap_or(0.0))
}

/// The int of a double without fraction. Allocates past 63 bits.
pub fn truncated(th: &Thread, x: f64) -> PyResult {
    const LIMIT: f64 = (1i64 << 62) as f64;
    if x.abs() < LIMIT {
        return Ok(Value::small(x as i64));
    }
    bigint::from_f64(x)
        .map(|i| int::from_big(th, &i))
        .map_err(|e| int::raise(th, e))
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let order = match (get(a), get(b)) {
        (Some(x), Some(y)) => x.partial_cmp(&y),
        (Some(x), None) if int::is_int(b) => {
            int::with(b, |i| bigint::compare_float(i, x)).map(std::cmp::Ordering::reverse)
        }
        (None, Some(y)) if int::is_int(a) => int::with(a, |i| bigint::compare_float(i, y)),
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(match order {
        Some(o) => op.holds(o),
        None => op == CmpOp::Ne,
    }))
}

/// The hash of a double, CPython's; a NaN hashes by identity.
pub fn hash_value(v: Value) -> i64 {
    let x = get(v).unwrap_or(0.0);
    if x.is_nan() {
        return crate::types::object_::identity_hash(v);
    }
    crate::algo::hash::hash_f64(x, 0)
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    Ok(hash_value(v))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    Ok(types::str::new(
        th,
        &float_text::repr(get(v).unwrap_or(0.0)),
    ))
}

fn parse(th: &Thread, v: Value) -> PyResult<Option<f64>> {
    if types::type_of(v).slots().float.is_some() {
        return Ok(None);
    }
    let parsed = if let Some(s) = v.downcast::<Str>() {
        float_text::parse_str(s.bytes())
    } else if let Some(bytes) = types::bytes::as_bytes(v) {
        float_text::parse_bytes(&bytes)
    } else {
        return Ok(None);
    };
    parsed.map(Some).map_err(|e| int::raise(th, e))
}

fn slot_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    if args.keyword_count() > 0 && types::sequence::takes_no_keywords(class, T::Float) {
        return Err(th.type_error("float() takes no keyword arguments"));
    }
    let x = match args.pos() {
        [] => 0.0,
        [v] if class == types::get(T::Float) && types::is_exactly(*v, T::Float) => return Ok(*v),
        [v] => match parse(th, *v)? {
            Some(x) => x,
            None => {
                let class = types::type_of(*v);
                let slots = class.slots();
                if get(*v).is_none() && slots.float.is_none() && slots.index.is_none() {
                    return Err(th.type_error(format!(
                        "float() argument must be a string or a real number, not '{}'",
                        ops::type_name(*v)
                    )));
                }
                if class != types::get(T::Float) && get(*v).is_some() {
                    // A subclass may have a `__float__` of its own.
                    converted(th, *v)?
                } else {
                    to_f64(th, *v)?
                }
            }
        },
        many => {
            return Err(th.type_error(format!(
                "float expected at most 1 argument, got {}",
                many.len()
            )));
        }
    };
    if class == types::get(T::Float) {
        return Ok(new(th, x));
    }
    let object = type_::alloc_instance::<Float>(th, class);
    object.value.set(x);
    Ok(object.value())
}

// ---- methods

fn m_self(th: &Thread, args: &[Value]) -> PyResult {
    pos(th, args[0])
}

fn m_is_integer(_: &Thread, args: &[Value]) -> PyResult {
    let x = get(args[0]).unwrap_or(0.0);
    Ok(Value::bool(x.is_finite() && x == x.floor()))
}

fn m_trunc(th: &Thread, args: &[Value]) -> PyResult {
    to_int(th, args[0])
}

fn m_floor(th: &Thread, args: &[Value]) -> PyResult {
    truncated(th, get(args[0]).unwrap_or(0.0).floor())
}

fn m_ceil(th: &Thread, args: &[Value]) -> PyResult {
    truncated(th, get(args[0]).unwrap_or(0.0).ceil())
}

fn m_round(th: &Thread, args: &[Value]) -> PyResult {
    let x = get(args[0]).unwrap_or(0.0);
    if args[1].is_empty() || args[1].is_none() {
        return truncated(th, x.round_ties_even());
    }
    let digits = ops::index(th, args[1])?;
    let digits = int::with(digits, |i| i.to_i64_saturating());
    match float_text::round_to(x, digits) {
        Ok(r) => Ok(new(th, r)),
        Err(e) => Err(int::raise(th, e)),
    }
}

fn m_hex(th: &Thread, args: &[Value]) -> PyResult {
    Ok(types::str::new(
        th,
        &float_text::to_hex(get(args[0]).unwrap_or(0.0)),
    ))
}

fn m_fromhex(th: &Thread, args: &[Value]) -> PyResult {
    let Some(s) = args[1].downcast::<Str>() else {
        return Err(th.type_error("bad argument type for built-in operation"));
    };
    let x = float_text::from_hex(s.bytes()).map_err(|e| int::raise(th, e))?;
    let v = new(th, x);
    if args[0] == types::get(T::Float).value() {
        return Ok(v);
    }
    ops::call1(th, args[0], v)
}

fn m_from_number(th: &Thread, args: &[Value]) -> PyResult {
    let plain = args[0] == types::get(T::Float).value();
    if plain && types::is_exactly(args[1], T::Float) {
        return Ok(args[1]);
    }
    let v = new(th, to_f64(th, args[1])?);
    if plain {
        return Ok(v);
    }
    ops::call1(th, args[0], v)
}

fn m_as_integer_ratio(th: &Thread, args: &[Value]) -> PyResult {
    match bigint::float_ratio(get(args[0]).unwrap_or(0.0)) {
        Ok((n, d)) => Ok(tuple::new(th, &[int::from_big(th, &n), int::from_big(th, &d)]).value()),
        Err(e) => Err(int::raise(th, e)),
    }
}

fn m_format(th: &Thread, args: &[Value]) -> PyResult {
    crate::format::float(th, args[0], args[1])
}

fn m_getformat(th: &Thread, args: &[Value]) -> PyResult {
    match args[1].downcast::<Str>() {
        Some(s) if s.bytes() == b"double" || s.bytes() == b"float" => {
            Ok(types::str::new(th, "IEEE, little-endian"))
        }
        Some(_) => Err(th.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        None => Err(th.type_error(format!(
            "__getformat__() argument must be str, not {}",
            ops::argument_type_name(args[1])
        ))),
    }
}

fn m_getnewargs(th: &Thread, args: &[Value]) -> PyResult {
    Ok(tuple::new(th, &[pos(th, args[0])?]).value())
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("conjugate", "($self, /)", m_self)
        .doc("Return self, the complex conjugate of any float."),
    NativeDef::new("is_integer", "($self, /)", m_is_integer)
        .doc("Return True if the float is an integer."),
    NativeDef::new("__trunc__", "($self, /)", m_trunc)
        .doc("Return the Integral closest to x between 0 and x."),
    NativeDef::new("__floor__", "($self, /)", m_floor).doc("Return the floor as an Integral."),
    NativeDef::new("__ceil__", "($self, /)", m_ceil).doc("Return the ceiling as an Integral."),
    NativeDef::new("__round__", "($self, ndigits=None, /)", m_round)
        .doc("Return the Integral closest to x, rounding half toward even."),
    NativeDef::new("hex", "($self, /)", m_hex)
        .doc("Return a hexadecimal representation of a floating-point number."),
    NativeDef::new("fromhex", "($type, string, /)", m_fromhex)
        .class_method()
        .doc("Create a floating-point number from a hexadecimal string."),
    NativeDef::new("from_number", "($type, number, /)", m_from_number)
        .class_method()
        .doc("Convert real number to a floating-point number."),
    NativeDef::new("as_integer_ratio", "($self, /)", m_as_integer_ratio)
        .doc("Return a pair of integers, whose ratio is exactly equal to the original float."),
    NativeDef::new("__format__", "($self, format_spec, /)", m_format)
        .doc("Formats the float according to format_spec."),
    NativeDef::new("__getformat__", "($type, typestr, /)", m_getformat)
        .class_method()
        .doc("You probably don't want to use this function."),
    NativeDef::new("__getnewargs__", "($self, /)", m_getnewargs),
];

fn get_real(th: &Thread, this: Value) -> PyResult {
    pos(th, this)
}

fn get_imag(_: &Thread, _: Value) -> PyResult {
    Ok(Value::flonum(0.0).unwrap_or(Value::NONE))
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "real",
        get: get_real,
        set: None,
    },
    GetSetDef {
        name: "imag",
        get: get_imag,
        set: None,
    },
];

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        bool: Some(truth),
        binary: Slots::binary_table([
            (BinOp::Add, add as BinaryFn),
            (BinOp::Sub, sub),
            (BinOp::Mul, mul),
            (BinOp::TrueDiv, true_div),
            (BinOp::FloorDiv, floor_div),
            (BinOp::Mod, modulo),
            (BinOp::Pow, pow_values),
            (BinOp::DivMod, divmod),
        ]),
        neg: Some(neg),
        pos: Some(pos),
        abs: Some(abs),
        int: Some(to_int),
        float: Some(pos),
        new: Some(slot_new),
        pow_mod: Some(|th, _, _, _| {
            Err(th.type_error("pow() 3rd argument not allowed unless all arguments are integers"))
        }),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: type_::flags::BASE | type_::flags::MATCH_SELF,
    basic_size: std::mem::size_of::<Float>(),
    doc: "Convert a string or number to a floating-point number, if possible.",
    ..TypeDef::new(T::Float)
};

/// Visits the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut heap::Tracer) {
    shape::trace_attributes(h, t);
}
