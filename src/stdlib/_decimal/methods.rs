//! The operations of the specification, as methods of `Decimal`, which take the context as an optional argument, and as
//! methods of `Context`, which take every operand as an argument.

use std::cmp::Ordering;

use runtime::error::PyResult;
use runtime::native::{Args, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::{int, str};
use runtime::value::Value;

use super::coefficient::Coefficient;
use super::context::{self, ContextObject, finish};
use super::convert::{self, operand, operand_object};
use super::decimal::{apply1, apply2, divide_with_rest, text};
use super::number::{Context, Kind, Number, Status};
use super::object::{self, number};
use super::operations::{Extreme, Logical};
use super::text::Notation;
use super::{arguments, arithmetic, operations, power, quick, series};

// ---- operations in the form that tables take them

macro_rules! forms {
    ($($name:ident($a:ident, $b:ident, $c:ident, $s:ident) $body:expr;)*) => {$(
        fn $name($a: &Number, $b: &Number, $c: &Context, $s: &mut Status) -> Number {
            $body
        }
    )*};
}

forms! {
    max(a, b, c, s) operations::extreme(a, b, Extreme::Max, c, s);
    min(a, b, c, s) operations::extreme(a, b, Extreme::Min, c, s);
    max_magnitude(a, b, c, s) operations::extreme(a, b, Extreme::MaxMagnitude, c, s);
    min_magnitude(a, b, c, s) operations::extreme(a, b, Extreme::MinMagnitude, c, s);
    and(a, b, c, s) operations::logical(a, b, Logical::And, c, s);
    or(a, b, c, s) operations::logical(a, b, Logical::Or, c, s);
    xor(a, b, c, s) operations::logical(a, b, Logical::Xor, c, s);
    compare(a, b, c, s) match arithmetic::nan_of(a, b, c, s) {
        Some(nan) => nan,
        None => of_order(arithmetic::compare(a, b)),
    };
    compare_signal(a, b, c, s) match arithmetic::nan_of(a, b, c, s) {
        Some(nan) => {
            s.add(Status::INVALID_OPERATION);
            nan
        }
        None => of_order(arithmetic::compare(a, b)),
    };
    compare_total(a, b, _c, _s) of_order(arithmetic::compare_total(a, b));
    compare_total_magnitude(a, b, _c, _s) {
        let positive = |n: &Number| Number { negative: false, ..n.clone() };
        of_order(arithmetic::compare_total(&positive(a), &positive(b)))
    };
    copy_sign(a, b, _c, _s) Number { negative: b.negative, ..a.clone() };
}

/// An order as a number: -1, 0 or 1.
fn of_order(order: Ordering) -> Number {
    let magnitude = u128::from(order != Ordering::Equal);
    Number::finite(order == Ordering::Less, Coefficient::Inline(magnitude), 0)
}

fn integral_exact(a: &Number, c: &Context, s: &mut Status) -> Number {
    operations::to_integral(a, true, c, s)
}

fn integral_value(a: &Number, c: &Context, s: &mut Status) -> Number {
    operations::to_integral(a, false, c, s)
}

fn next_plus(a: &Number, c: &Context, s: &mut Status) -> Number {
    operations::next(a, true, c, s)
}

fn next_minus(a: &Number, c: &Context, s: &mut Status) -> Number {
    operations::next(a, false, c, s)
}

fn same_quantum(a: &Number, b: &Number) -> bool {
    match (a.is_finite(), b.is_finite()) {
        (true, true) => a.exponent == b.exponent,
        (false, false) => a.is_nan() == b.is_nan(),
        _ => false,
    }
}

fn number_class(n: &Number, c: &Context) -> &'static str {
    let (plus, minus) = match n.kind {
        Kind::SignalingNan => return "sNaN",
        Kind::QuietNan => return "NaN",
        Kind::Infinite => ("+Infinity", "-Infinity"),
        Kind::Finite if n.is_zero() => ("+Zero", "-Zero"),
        Kind::Finite if n.is_subnormal(c) => ("+Subnormal", "-Subnormal"),
        Kind::Finite => ("+Normal", "-Normal"),
    };
    if n.negative { minus } else { plus }
}

type Test = fn(&Number, &Context) -> bool;

const IS_FINITE: Test = |n, _| n.is_finite();
const IS_INFINITE: Test = |n, _| n.is_infinite();
const IS_NAN: Test = |n, _| n.is_nan();
const IS_QNAN: Test = |n, _| n.kind == Kind::QuietNan;
const IS_SNAN: Test = |n, _| n.kind == Kind::SignalingNan;
const IS_SIGNED: Test = |n, _| n.negative;
const IS_ZERO: Test = |n, _| n.is_zero();
const IS_NORMAL: Test = |n, c| n.is_normal(c);
const IS_SUBNORMAL: Test = |n, c| n.is_subnormal(c);

// ---- methods of `Decimal`

macro_rules! unary {
    ($name:literal, $f:expr) => {
        NativeDef::raw($name, "($self, /, context=None)", |th, args| {
            let (v, args) = arguments::method(args);
            let [c] = arguments::bind(th, args, ["context"], 0)?;
            apply1(th, $f, context::optional(th, c)?, &number(v))
        })
    };
}

macro_rules! binary {
    ($name:literal, $f:expr) => {
        NativeDef::raw($name, "($self, /, other, context=None)", |th, args| {
            let (v, args) = arguments::method(args);
            let [other, c] = arguments::bind(th, args, ["other", "context"], 1)?;
            let c = context::optional(th, c)?;
            apply2(th, $f, c, &number(v), &operand(th, other)?)
        })
    };
}

macro_rules! test {
    ($name:literal, $f:expr) => {
        NativeDef::new($name, "($self, /)", |_, a| {
            let f: Test = $f;
            Ok(Value::bool(f(&number(a[0]), &Context::MAX)))
        })
    };
}

macro_rules! test_in_context {
    ($name:literal, $f:expr) => {
        NativeDef::raw($name, "($self, /, context=None)", |th, args| {
            let (v, args) = arguments::method(args);
            let [c] = arguments::bind(th, args, ["context"], 0)?;
            let f: Test = $f;
            Ok(Value::bool(f(
                &number(v),
                &context::optional(th, c)?.settings(),
            )))
        })
    };
}

macro_rules! rounding {
    ($name:literal, $f:expr) => {
        NativeDef::raw(
            $name,
            "($self, /, rounding=None, context=None)",
            |th, args| {
                let (v, args) = arguments::method(args);
                let [rounding, c] = arguments::bind(th, args, ["rounding", "context"], 0)?;
                let c = context::optional(th, c)?;
                let mut status = Status::default();
                let settings = with_rounding(th, c, rounding)?;
                finish(th, c, $f(&number(v), &settings, &mut status), status)
            },
        )
    };
}

/// A context's settings, with another rounding mode if one is given.
fn with_rounding(th: &Thread, c: Ref<ContextObject>, rounding: Value) -> PyResult<Context> {
    let mut settings = c.settings();
    if !rounding.is_empty() && !rounding.is_none() {
        settings.rounding = context::rounding(th, rounding)?;
    }
    Ok(settings)
}

fn quantize(th: &Thread, args: Args) -> PyResult {
    let (v, args) = arguments::method(args);
    let names = ["exp", "rounding", "context"];
    let [unit, rounding, c] = arguments::bind(th, args, names, 1)?;
    let c = context::optional(th, c)?;
    let settings = with_rounding(th, c, rounding)?;
    if let (Some(x), Some(y)) = (quick::read(v), quick::read(unit))
        && let Some((n, status)) = quick::quantize(x, y.exponent, &settings)
    {
        c.report(th, status)?;
        return Ok(object::new_quick(th, n));
    }
    let unit = operand(th, unit)?;
    let mut status = Status::default();
    let n = arithmetic::quantize(&number(v), &unit, &settings, &mut status);
    finish(th, c, n, status)
}

fn fma(th: &Thread, args: Args) -> PyResult {
    let (v, args) = arguments::method(args);
    let names = ["other", "third", "context"];
    let [other, third, c] = arguments::bind(th, args, names, 2)?;
    let c = context::optional(th, c)?;
    multiply_add(th, c, &number(v), other, third)
}

fn multiply_add(
    th: &Thread,
    c: Ref<ContextObject>,
    a: &Number,
    b: Value,
    third: Value,
) -> PyResult {
    let (b, third) = (operand(th, b)?, operand(th, third)?);
    let mut status = Status::default();
    let n = arithmetic::multiply_add(a, &b, &third, &c.settings(), &mut status);
    finish(th, c, n, status)
}

fn with_sign(th: &Thread, v: Value, negative: bool) -> Value {
    let n = number(v);
    object::new(th, Number { negative, ..n })
}

fn adjusted(th: &Thread, a: &[Value]) -> PyResult {
    let n = number(a[0]);
    Ok(int::from_i64(
        th,
        if n.is_finite() { n.adjusted() } else { 0 },
    ))
}

fn radix(th: &Thread, _: &[Value]) -> PyResult {
    Ok(object::new(
        th,
        Number::finite(false, Coefficient::Inline(10), 0),
    ))
}

/// The methods of `Decimal` that are operations of the specification.
pub const DECIMAL: &[NativeDef] = &[
    unary!("exp", series::exp),
    unary!("ln", series::ln),
    unary!("log10", series::log10),
    unary!("next_minus", next_minus),
    unary!("next_plus", next_plus),
    unary!("normalize", operations::reduce),
    rounding!("to_integral", integral_value),
    rounding!("to_integral_exact", integral_exact),
    rounding!("to_integral_value", integral_value),
    unary!("sqrt", operations::square_root),
    binary!("compare", compare),
    binary!("compare_signal", compare_signal),
    binary!("max", max),
    binary!("max_mag", max_magnitude),
    binary!("min", min),
    binary!("min_mag", min_magnitude),
    binary!("next_toward", operations::next_toward),
    NativeDef::raw(
        "quantize",
        "($self, /, exp, rounding=None, context=None)",
        quantize,
    ),
    binary!("remainder_near", arithmetic::remainder_near),
    NativeDef::raw("fma", "($self, /, other, third, context=None)", fma),
    NativeDef::new("is_canonical", "($self, /)", |_, _| Ok(Value::TRUE)),
    test!("is_finite", IS_FINITE),
    test!("is_infinite", IS_INFINITE),
    test!("is_nan", IS_NAN),
    test!("is_qnan", IS_QNAN),
    test!("is_snan", IS_SNAN),
    test!("is_signed", IS_SIGNED),
    test!("is_zero", IS_ZERO),
    test_in_context!("is_normal", IS_NORMAL),
    test_in_context!("is_subnormal", IS_SUBNORMAL),
    NativeDef::new("adjusted", "($self, /)", adjusted),
    NativeDef::new("conjugate", "($self, /)", |_, a| Ok(a[0])),
    NativeDef::new("radix", "($self, /)", radix),
    NativeDef::new("copy_abs", "($self, /)", |th, a| {
        Ok(with_sign(th, a[0], false))
    }),
    NativeDef::new("copy_negate", "($self, /)", |th, a| {
        Ok(with_sign(th, a[0], !number(a[0]).negative))
    }),
    unary!("logb", operations::logb),
    unary!("logical_invert", operations::invert),
    NativeDef::raw("number_class", "($self, /, context=None)", |th, args| {
        let (v, args) = arguments::method(args);
        let [c] = arguments::bind(th, args, ["context"], 0)?;
        let c = context::optional(th, c)?;
        Ok(str::new(th, number_class(&number(v), &c.settings())))
    }),
    NativeDef::raw("to_eng_string", "($self, /, context=None)", |th, args| {
        let (v, args) = arguments::method(args);
        let [c] = arguments::bind(th, args, ["context"], 0)?;
        let c = context::optional(th, c)?;
        Ok(text(th, &number(v), Notation::Engineering, c))
    }),
    binary!("compare_total", compare_total),
    binary!("compare_total_mag", compare_total_magnitude),
    binary!("copy_sign", copy_sign),
    NativeDef::raw(
        "same_quantum",
        "($self, /, other, context=None)",
        |th, args| {
            let (v, args) = arguments::method(args);
            let [other, c] = arguments::bind(th, args, ["other", "context"], 1)?;
            context::optional(th, c)?;
            Ok(Value::bool(same_quantum(&number(v), &operand(th, other)?)))
        },
    ),
    binary!("logical_and", and),
    binary!("logical_or", or),
    binary!("logical_xor", xor),
    binary!("rotate", operations::rotate),
    binary!("scaleb", operations::scaleb),
    binary!("shift", operations::shift),
];

// ---- methods of `Context`

macro_rules! of_one {
    ($name:literal, $f:expr) => {
        NativeDef::new($name, "($self, x, /)", |th, a| {
            let x = operand(th, a[1])?;
            apply1(th, $f, this(a[0]), &x)
        })
    };
}

macro_rules! of_two {
    ($name:literal, $f:expr) => {
        NativeDef::raw($name, "($self, x, y, /)", |th, args| {
            let (c, args) = arguments::method(args);
            let [x, y] = arguments::exactly(th, $name, args)?;
            let (x, y) = (operand(th, x)?, operand(th, y)?);
            apply2(th, $f, this(c), &x, &y)
        })
    };
}

macro_rules! ask {
    ($name:literal, $f:expr) => {
        NativeDef::new($name, "($self, x, /)", |th, a| {
            let f: Test = $f;
            let settings = this::<ContextObject>(a[0]).settings();
            Ok(Value::bool(f(&operand(th, a[1])?, &settings)))
        })
    };
}

macro_rules! in_text {
    ($name:literal, $notation:expr) => {
        NativeDef::new($name, "($self, x, /)", |th, a| {
            let x = operand(th, a[1])?;
            Ok(text(th, &x, $notation, this(a[0])))
        })
    };
}

fn context_power(th: &Thread, args: Args) -> PyResult {
    let (c, args) = arguments::method(args);
    let c = this::<ContextObject>(c);
    let [a, b, modulo] = arguments::bind(th, args, ["a", "b", "modulo"], 2)?;
    let (a, b) = (operand(th, a)?, operand(th, b)?);
    let mut status = Status::default();
    let n = if modulo.is_empty() || modulo.is_none() {
        power::power(&a, &b, &c.settings(), &mut status)
    } else {
        let m = operand(th, modulo)?;
        power::power_modulo(&a, &b, &m, &c.settings(), &mut status)
    };
    finish(th, c, n, status)
}

fn copied(th: &Thread, v: Value, sign: impl Fn(&Number) -> bool) -> PyResult {
    let n = operand(th, v)?;
    let negative = sign(&n);
    Ok(object::new(th, Number { negative, ..n }))
}

/// The methods of `Context`.
pub static CONTEXT: &[NativeDef] = &[
    of_one!("abs", operations::absolute),
    of_one!("exp", series::exp),
    of_one!("ln", series::ln),
    of_one!("log10", series::log10),
    of_one!("minus", operations::minus),
    of_one!("next_minus", next_minus),
    of_one!("next_plus", next_plus),
    of_one!("normalize", operations::reduce),
    of_one!("plus", operations::plus),
    of_one!("to_integral", integral_value),
    of_one!("to_integral_exact", integral_exact),
    of_one!("to_integral_value", integral_value),
    of_one!("sqrt", operations::square_root),
    of_two!("add", arithmetic::add),
    of_two!("compare", compare),
    of_two!("compare_signal", compare_signal),
    of_two!("divide", arithmetic::divide),
    of_two!("divide_int", arithmetic::divide_integer),
    NativeDef::raw("divmod", "($self, x, y, /)", |th, args| {
        let (c, args) = arguments::method(args);
        let [x, y] = arguments::exactly(th, "divmod", args)?;
        divide_with_rest(th, this(c), &operand(th, x)?, &operand(th, y)?)
    }),
    of_two!("max", max),
    of_two!("max_mag", max_magnitude),
    of_two!("min", min),
    of_two!("min_mag", min_magnitude),
    of_two!("multiply", arithmetic::multiply),
    of_two!("next_toward", operations::next_toward),
    of_two!("quantize", arithmetic::quantize),
    of_two!("remainder", arithmetic::remainder),
    of_two!("remainder_near", arithmetic::remainder_near),
    of_two!("subtract", arithmetic::subtract),
    NativeDef::raw("power", "($self, /, a, b, modulo=None)", context_power),
    NativeDef::raw("fma", "($self, x, y, z, /)", |th, args| {
        let (c, args) = arguments::method(args);
        let [x, y, z] = arguments::exactly(th, "fma", args)?;
        multiply_add(th, this(c), &operand(th, x)?, y, z)
    }),
    NativeDef::new("radix", "($self, /)", radix),
    NativeDef::new("is_canonical", "($self, x, /)", |th, a| {
        canonical(th, a[1]).map(|_| Value::TRUE)
    }),
    ask!("is_finite", IS_FINITE),
    ask!("is_infinite", IS_INFINITE),
    ask!("is_nan", IS_NAN),
    ask!("is_normal", IS_NORMAL),
    ask!("is_qnan", IS_QNAN),
    ask!("is_signed", IS_SIGNED),
    ask!("is_snan", IS_SNAN),
    ask!("is_subnormal", IS_SUBNORMAL),
    ask!("is_zero", IS_ZERO),
    NativeDef::new("_apply", "($self, x, /)", |th, a| {
        let x = operand(th, a[1])?;
        apply1(th, |n, c, s| n.clone().finalized(c, s), this(a[0]), &x)
    }),
    NativeDef::new("canonical", "($self, x, /)", |th, a| canonical(th, a[1])),
    NativeDef::new("copy_abs", "($self, x, /)", |th, a| {
        copied(th, a[1], |_| false)
    }),
    NativeDef::new("copy_decimal", "($self, x, /)", |th, a| {
        operand_object(th, a[1])
    }),
    NativeDef::new("copy_negate", "($self, x, /)", |th, a| {
        copied(th, a[1], |n| !n.negative)
    }),
    of_one!("logb", operations::logb),
    of_one!("logical_invert", operations::invert),
    NativeDef::new("number_class", "($self, x, /)", |th, a| {
        let settings = this::<ContextObject>(a[0]).settings();
        Ok(str::new(th, number_class(&operand(th, a[1])?, &settings)))
    }),
    in_text!("to_sci_string", Notation::Scientific),
    in_text!("to_eng_string", Notation::Engineering),
    of_two!("compare_total", compare_total),
    of_two!("compare_total_mag", compare_total_magnitude),
    of_two!("copy_sign", copy_sign),
    of_two!("logical_and", and),
    of_two!("logical_or", or),
    of_two!("logical_xor", xor),
    of_two!("rotate", operations::rotate),
    NativeDef::raw("same_quantum", "($self, x, y, /)", |th, args| {
        let (_, args) = arguments::method(args);
        let [x, y] = arguments::exactly(th, "same_quantum", args)?;
        Ok(Value::bool(same_quantum(
            &operand(th, x)?,
            &operand(th, y)?,
        )))
    }),
    of_two!("scaleb", operations::scaleb),
    of_two!("shift", operations::shift),
    NativeDef::new("Etiny", "($self, /)", |th, a| {
        let c = this::<ContextObject>(a[0]).settings();
        Ok(int::from_i64(th, c.etiny()))
    }),
    NativeDef::new("Etop", "($self, /)", |th, a| {
        let c = this::<ContextObject>(a[0]).settings();
        Ok(int::from_i64(th, c.etop()))
    }),
    NativeDef::new("clear_flags", "($self, /)", |_, a| {
        this::<ContextObject>(a[0]).flags().bits.set(0);
        Ok(Value::NONE)
    }),
    NativeDef::new("clear_traps", "($self, /)", |_, a| {
        this::<ContextObject>(a[0]).traps().bits.set(0);
        Ok(Value::NONE)
    }),
    NativeDef::new("copy", "($self, /)", |th, a| {
        Ok(context::copy(th, this(a[0])).value())
    }),
    NativeDef::new("__copy__", "($self, /)", |th, a| {
        Ok(context::copy(th, this(a[0])).value())
    }),
    NativeDef::new("__reduce__", "($self, /)", context::reduce),
    NativeDef::new("create_decimal", "($self, num='0', /)", |th, a| {
        if a[1].is_empty() {
            return Ok(object::new(th, Number::zero(false, 0)));
        }
        convert::create(th, a[1], this(a[0]))
    }),
    NativeDef::new("create_decimal_from_float", "($self, f, /)", |th, a| {
        let exact = convert::from_float(th, object::TYPE.get().value(), a[1])?;
        apply1(
            th,
            |n, c, s| n.clone().finalized(c, s),
            this(a[0]),
            &number(exact),
        )
    }),
];

fn canonical(th: &Thread, v: Value) -> PyResult {
    if object::get(v).is_none() {
        return Err(th.type_error("argument must be a Decimal"));
    }
    Ok(v)
}
