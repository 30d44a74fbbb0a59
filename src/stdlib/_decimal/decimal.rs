//! The class `Decimal`: what operators and conversions do.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::tuple_of;
use runtime::types::slots::{BinOp, BinaryFn, CmpOp, Slots};
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, complex, float, int, is_instance_of, str, type_of};
use runtime::value::Value;

use super::coefficient::Coefficient;
use super::context::{self, ContextObject, current, finish};
use super::convert::{self, operand_or_none};
use super::number::{Context, Kind, Number, Rounding, Status};
use super::object::{self, Decimal, number};
use super::quick::{self, Quick};
use super::text::{Notation, write};
use super::{arguments, arithmetic, format, methods, operations, power, state, wide};

/// An operation on one number.
pub type Unary = fn(&Number, &Context, &mut Status) -> Number;
/// An operation on two.
pub type Binary = fn(&Number, &Number, &Context, &mut Status) -> Number;

/// The result of an operation in a context. Allocates; runs Python if a signal is trapped.
#[inline(always)]
pub fn apply1(th: &Thread, f: Unary, c: Ref<ContextObject>, a: &Number) -> PyResult {
    let mut status = Status::default();
    let n = f(a, &c.settings(), &mut status);
    finish(th, c, n, status)
}

/// The same for two operands.
#[inline(always)]
pub fn apply2(th: &Thread, f: Binary, c: Ref<ContextObject>, a: &Number, b: &Number) -> PyResult {
    let mut status = Status::default();
    let n = f(a, b, &c.settings(), &mut status);
    finish(th, c, n, status)
}

macro_rules! operators {
    ($($name:ident $f:expr, $quick:expr, $wide:expr;)*) => {$(
        fn $name(th: &Thread, a: Value, b: Value) -> PyResult {
            let c = current(th)?;
            const QUICK: Option<QuickBinary> = $quick;
            if let Some(quick) = QUICK
                && let (Some(x), Some(y)) = (quick::read(a), quick::read(b))
                && let Some((n, status)) = quick(x, y, &c.settings())
            {
                c.report(th, status)?;
                return Ok(object::new_quick(th, n));
            }
            const WIDE: Option<wide::Operation> = $wide;
            if let Some(wide) = WIDE
                && let Some((v, status)) = wide::apply(th, wide, a, b, &c.settings())
            {
                c.report(th, status)?;
                return Ok(v);
            }
            let (x, y) = (operand_or_none(a), operand_or_none(b));
            let (Some(x), Some(y)) = (&x, &y) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            apply2(th, $f, c, x, y)
        }
    )*};
}

operators! {
    add arithmetic::add, Some(quick::add), Some(wide::add);
    subtract arithmetic::subtract, Some(quick::subtract), Some(wide::subtract);
    multiply arithmetic::multiply, Some(quick::multiply), Some(wide::multiply);
    divide arithmetic::divide, Some(quick::divide), Some(wide::divide);
    floor_divide arithmetic::divide_integer, None, Some(wide::divide_integer);
    modulo arithmetic::remainder, None, Some(wide::remainder);
    raise power::power, None, None;
}

/// An operation that is only done where it is easy.
type QuickBinary = fn(Quick, Quick, &Context) -> Option<(Quick, Status)>;

/// Quotient and remainder as a tuple. Allocates; runs Python if a signal is trapped.
pub fn divide_with_rest(th: &Thread, c: Ref<ContextObject>, a: &Number, b: &Number) -> PyResult {
    let mut status = Status::default();
    let (q, r) = arithmetic::divide_both(a, b, &c.settings(), &mut status);
    c.report(th, status)?;
    let q = object::new(th, q);
    let r = object::new(th, r);
    Ok(tuple_of(th, &[q, r]))
}

fn divmod(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(x), Some(y)) = (operand_or_none(a), operand_or_none(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    divide_with_rest(th, current(th)?, &x, &y)
}

fn pow_mod(th: &Thread, a: Value, b: Value, m: Value) -> PyResult {
    if m.is_none() {
        return raise(th, a, b);
    }
    let operands = (operand_or_none(a), operand_or_none(b), operand_or_none(m));
    let (Some(a), Some(b), Some(m)) = operands else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let c = current(th)?;
    let mut status = Status::default();
    let n = power::power_modulo(&a, &b, &m, &c.settings(), &mut status);
    finish(th, c, n, status)
}

fn negate(th: &Thread, v: Value) -> PyResult {
    apply1(th, operations::minus, current(th)?, &number(v))
}

fn plus(th: &Thread, v: Value) -> PyResult {
    apply1(th, operations::plus, current(th)?, &number(v))
}

fn absolute(th: &Thread, v: Value) -> PyResult {
    apply1(th, operations::absolute, current(th)?, &number(v))
}

fn truth(_: &Thread, v: Value) -> PyResult<bool> {
    Ok(!number(v).is_zero())
}

/// The other operand of a comparison, and by what the first one is to be multiplied beforehand.
type Compared = (Number, Option<Number>);

/// What `v` is compared as; None if the other operand's type has to know. Runs Python.
fn compared(th: &Thread, v: Value, op: CmpOp, c: Ref<ContextObject>) -> PyResult<Option<Compared>> {
    if let Some(n) = operand_or_none(v) {
        return Ok(Some((n, None)));
    }
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    let of_float = |x: f64| {
        if equality {
            // Noted, but never trapped.
            let flags = c.flags();
            flags.bits.set(flags.bits.get() | Status::FLOAT_OPERATION);
        } else {
            c.report(th, Status(Status::FLOAT_OPERATION))?;
        }
        Ok(Some((convert::of_f64(x), None)))
    };
    if equality && let Some((re, im)) = complex::get(v) {
        return if im == 0.0 { of_float(re) } else { Ok(None) };
    }
    if is_instance_of(v, T::Float) {
        return of_float(float::get(v).unwrap_or(0.0));
    }
    if !ops::class::is_instance(th, v, state::kept(state::Keep::Rational))? {
        return Ok(None);
    }
    let part = |name| {
        let part = ops::get_attr(th, v, str::intern(th, name))?;
        if int::is_int(part) {
            Ok(convert::of_int(part))
        } else {
            Err(th.type_error(format!("{name} must be int")))
        }
    };
    Ok(Some((part("numerator")?, Some(part("denominator")?))))
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if let (Some(x), Some(y)) = (quick::read(a), quick::read(b))
        && let Some(order) = quick::compare(x, y)
    {
        return Ok(Value::bool(op.holds(order)));
    }
    let mut x = number(a);
    if let Some(d) = object::get(b) {
        let y = d.number();
        if !x.is_nan() && !y.is_nan() {
            return Ok(Value::bool(op.holds(arithmetic::compare(&x, &y))));
        }
    }
    let c = current(th)?;
    let Some((y, factor)) = compared(th, b, op, c)? else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if x.is_nan() || y.is_nan() {
        let signals = [&x, &y].iter().any(|n| n.kind == Kind::SignalingNan);
        if signals || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            c.report(th, Status(Status::INVALID_OPERATION))?;
        }
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    if let Some(factor) = factor
        && x.is_finite()
    {
        x.coefficient = x.coefficient.multiply(&factor.coefficient);
    }
    Ok(Value::bool(op.holds(arithmetic::compare(&x, &y))))
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    convert::hash(th, v, &number(v))
}

/// What `str` gives. Allocates.
pub fn plain_text(th: &Thread, v: Value, c: Ref<ContextObject>) -> Value {
    let mut space = [0; quick::TEXT];
    if let Some(text) = quick::read(v).and_then(|n| quick::text(n, &mut space)) {
        return str::short_ascii(th, text);
    }
    text(th, &number(v), Notation::Scientific, c)
}

/// A number as text, with the exponent's letter as the context has it. Allocates.
pub fn text(th: &Thread, n: &Number, notation: Notation, c: Ref<ContextObject>) -> Value {
    let mark = if c.capitals() { b'E' } else { b'e' };
    str::from_ascii(th, &write(n, notation, mark)).value()
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let c = current(th)?;
    let mark = if c.capitals() { b'E' } else { b'e' };
    let mut out = b"Decimal('".to_vec();
    out.extend_from_slice(&write(&number(v), Notation::Scientific, mark));
    out.extend_from_slice(b"')");
    Ok(str::from_ascii(th, &out).value())
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [v, given] = arguments::bind(th, args, ["value", "context"], 0)?;
    let c = context::optional(th, given)?;
    if v.is_empty() {
        return Ok(object::of_class(th, class, Number::zero(false, 0)));
    }
    convert::construct(th, class, v, c)
}

fn to_int(th: &Thread, v: Value) -> PyResult {
    convert::to_int(th, &number(v), "integer")
}

fn to_float(th: &Thread, v: Value) -> PyResult {
    Ok(float::new(th, convert::to_f64(th, &number(v))?))
}

/// The number rounded to an int. Allocates.
fn to_int_rounded(th: &Thread, v: Value, rounding: Rounding) -> PyResult {
    let n = number(v);
    let context = Context {
        rounding,
        ..Context::MAX
    };
    let n = if n.is_finite() {
        operations::to_integral(&n, false, &context, &mut Status::default())
    } else {
        n
    };
    convert::to_int(th, &n, "integer")
}

fn round(th: &Thread, args: Args) -> PyResult {
    let (v, args) = arguments::method(args);
    if args.keyword_count() > 0 {
        return Err(th.type_error("Decimal.__round__() takes no keyword arguments"));
    }
    let &[places] = args.values else {
        return match args.values.len() {
            0 => to_int_rounded(th, v, Rounding::HalfEven),
            n => Err(th.type_error(format!("function takes at most 1 argument ({n} given)"))),
        };
    };
    if !int::is_int(places) {
        return Err(th.type_error("optional arg must be an integer"));
    }
    let exponent = -context::word(th, places)?;
    let unit = Number::finite(false, Coefficient::ONE, exponent);
    apply2(th, arithmetic::quantize, current(th)?, &number(v), &unit)
}

fn as_tuple(th: &Thread, a: &[Value]) -> PyResult {
    let n = number(a[0]);
    let exponent = match n.kind {
        Kind::Finite => int::from_i64(th, n.exponent),
        Kind::Infinite => str::new(th, "F"),
        Kind::QuietNan => str::new(th, "n"),
        Kind::SignalingNan => str::new(th, "N"),
    };
    let digits = if n.is_nan() && n.coefficient.is_zero() {
        Vec::new()
    } else {
        n.coefficient.to_digits()
    };
    let digits: RootedVec<Value> = digits
        .iter()
        .map(|d| Value::small(i64::from(d - b'0')))
        .collect();
    let digits = tuple_of(th, &digits);
    let sign = Value::small(i64::from(n.negative));
    let class = state::kept(state::Keep::DecimalTuple);
    ops::call3(th, class, sign, digits, exponent)
}

fn sizeof(th: &Thread, a: &[Value]) -> PyResult {
    /// What the C structure takes, with room for four words of digits.
    const BASIC: usize = 104;
    let outside = object::get(a[0]).map_or(0, |d| d.outside());
    Ok(int::from_usize(
        th,
        BASIC + if outside > 32 { outside } else { 0 },
    ))
}

/// What the class does that is neither an operation of the specification nor an operator.
const CONVERSIONS: [NativeDef; 15] = [
    NativeDef::new("from_float", "($type, f, /)", |th, a| {
        convert::from_float(th, a[0], a[1])
    })
    .class_method(),
    NativeDef::new("from_number", "($type, number, /)", |th, a| {
        convert::from_number(th, a[0], a[1])
    })
    .class_method(),
    NativeDef::new("as_tuple", "($self, /)", as_tuple),
    NativeDef::new("as_integer_ratio", "($self, /)", |th, a| {
        let (p, q) = convert::ratio(th, &number(a[0]))?;
        Ok(tuple_of(th, &[p, q]))
    }),
    NativeDef::new("__copy__", "($self, /)", |_, a| Ok(a[0])),
    NativeDef::new("__deepcopy__", "($self, memo, /)", |_, a| Ok(a[0])),
    NativeDef::raw("__format__", "", format::format),
    NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let text = ops::str(th, a[0])?.value();
        let arguments = tuple_of(th, &[text]);
        Ok(tuple_of(th, &[type_of(a[0]).value(), arguments]))
    }),
    NativeDef::raw("__round__", "", round),
    NativeDef::new("__ceil__", "($self, /)", |th, a| {
        to_int_rounded(th, a[0], Rounding::Ceiling)
    }),
    NativeDef::new("__floor__", "($self, /)", |th, a| {
        to_int_rounded(th, a[0], Rounding::Floor)
    }),
    NativeDef::new("__trunc__", "($self, /)", |th, a| to_int(th, a[0])),
    NativeDef::new("__complex__", "($self, /)", |th, a| {
        let x = convert::to_f64(th, &number(a[0]))?;
        Ok(complex::new(th, x, 0.0))
    }),
    NativeDef::new("__sizeof__", "($self, /)", sizeof),
    NativeDef::new("canonical", "($self, /)", |_, a| Ok(a[0])),
];

static METHODS: [NativeDef; CONVERSIONS.len() + methods::DECIMAL.len()] = {
    let mut all = [CONVERSIONS[0]; CONVERSIONS.len() + methods::DECIMAL.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < CONVERSIONS.len() {
            CONVERSIONS[i]
        } else {
            methods::DECIMAL[i - CONVERSIONS.len()]
        };
        i += 1;
    }
    all
};

/// The class.
pub static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|th, v| Ok(plain_text(th, v, current(th)?))),
        hash: Some(hash),
        compare: Some(compare),
        bool: Some(truth),
        binary: Slots::binary_table([
            (BinOp::Add, add as BinaryFn),
            (BinOp::Sub, subtract),
            (BinOp::Mul, multiply),
            (BinOp::TrueDiv, divide),
            (BinOp::FloorDiv, floor_divide),
            (BinOp::Mod, modulo),
            (BinOp::DivMod, divmod),
            (BinOp::Pow, raise),
        ]),
        pow_mod: Some(pow_mod),
        neg: Some(negate),
        pos: Some(plus),
        abs: Some(absolute),
        int: Some(to_int),
        float: Some(to_float),
        ..Slots::NONE
    },
    methods: &METHODS,
    getset: &[
        GetSetDef {
            name: "real",
            get: |_, v| Ok(v),
            set: None,
        },
        GetSetDef {
            name: "imag",
            get: |th, _| Ok(object::new(th, Number::zero(false, 0))),
            set: None,
        },
    ],
    flags: flags::BASE,
    basic_size: std::mem::size_of::<Decimal>(),
    ..NativeTypeDef::new("decimal.Decimal")
};
