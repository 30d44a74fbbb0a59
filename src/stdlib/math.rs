//! `math`: the functions on floats and integers. What they compute is in `runtime::algo`; here arguments are taken and
//! errors raised as CPython does.

use runtime::algo::bigint::{self, IntRef};
use runtime::algo::summation::{ExactSum, ProductSum};
use runtime::algo::{self, mathfn, mathint, summation};
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::names::N;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::ops::{self, ControlFlow};
use runtime::thread::Thread;
use runtime::types::slots::BinOp;
use runtime::types::{T, float, int, is_exactly, str, tuple};
use runtime::value::Value;

/// A function of one float as the module offers it.
macro_rules! unary {
    ($name:literal, $function:path, $doc:literal) => {
        NativeDef::new($name, "(x, /)", |th, args| {
            let x = float::to_f64(th, args[0])?;
            new_float(th, $function(x))
        })
        .doc($doc)
    };
}

/// A function of two floats.
macro_rules! binary {
    ($name:literal, $signature:literal, $function:path, $doc:literal) => {
        NativeDef::new($name, $signature, |th, args| {
            let x = float::to_f64(th, args[0])?;
            let y = float::to_f64(th, args[1])?;
            new_float(th, $function(x, y))
        })
        .doc($doc)
    };
}

/// A test of one float.
macro_rules! test {
    ($name:literal, $function:path, $doc:literal) => {
        NativeDef::new($name, "(x, /)", |th, args| {
            let x = float::to_f64(th, args[0])?;
            Ok(Value::bool($function(x)))
        })
        .doc($doc)
    };
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: &[
        unary!("acos", mathfn::acos, "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi."),
        unary!("acosh", mathfn::acosh, "Return the inverse hyperbolic cosine of x."),
        unary!("asin", mathfn::asin, "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
        unary!("asinh", mathfn::asinh, "Return the inverse hyperbolic sine of x."),
        unary!("atan", mathfn::atan, "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
        unary!("atanh", mathfn::atanh, "Return the inverse hyperbolic tangent of x."),
        unary!("cbrt", mathfn::cbrt, "Return the cube root of x."),
        unary!("cos", mathfn::cos, "Return the cosine of x (measured in radians)."),
        unary!("cosh", mathfn::cosh, "Return the hyperbolic cosine of x."),
        unary!("degrees", degrees, "Convert angle x from radians to degrees."),
        unary!("erf", mathfn::erf, "Error function at x."),
        unary!("erfc", mathfn::erfc, "Complementary error function at x."),
        unary!("exp", mathfn::exp, "Return e raised to the power of x."),
        unary!("exp2", mathfn::exp2, "Return 2 raised to the power of x."),
        unary!("expm1", mathfn::expm1, "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x."),
        unary!("fabs", fabs, "Return the absolute value of the float x."),
        unary!("gamma", mathfn::gamma, "Gamma function at x."),
        unary!("lgamma", mathfn::lgamma, "Natural logarithm of absolute value of Gamma function at x."),
        unary!("log1p", mathfn::log1p, "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is accurate for x near zero."),
        unary!("radians", radians, "Convert angle x from degrees to radians."),
        unary!("sin", mathfn::sin, "Return the sine of x (measured in radians)."),
        unary!("sinh", mathfn::sinh, "Return the hyperbolic sine of x."),
        unary!("sqrt", mathfn::sqrt, "Return the square root of x."),
        unary!("tan", mathfn::tan, "Return the tangent of x (measured in radians)."),
        unary!("tanh", mathfn::tanh, "Return the hyperbolic tangent of x."),
        unary!("ulp", ulp, "Return the value of the least significant bit of the float x."),
        binary!("atan2", "(y, x, /)", mathfn::atan2, "Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both x and y are considered."),
        binary!("copysign", "(x, y, /)", copysign, "Return a float with the magnitude (absolute value) of x but the sign of y.\n\nOn platforms that support signed zeros, copysign(1.0, -0.0)\nreturns -1.0.\n"),
        binary!("fmod", "(x, y, /)", mathfn::fmod, "Return fmod(x, y), according to platform C.\n\nx % y may differ."),
        binary!("pow", "(x, y, /)", mathfn::pow, "Return x**y (x to the power of y)."),
        binary!("remainder", "(x, y, /)", mathfn::remainder, "Difference between x and the closest integer multiple of y.\n\nReturn x - n*y where n*y is the closest integer multiple of y.\nIn the case where x is exactly halfway between two multiples of\ny, the nearest even value of n is used. The result is always exact."),
        test!("isfinite", f64::is_finite, "Return True if x is neither an infinity nor a NaN, and False otherwise."),
        test!("isinf", f64::is_infinite, "Return True if x is a positive or negative infinity, and False otherwise."),
        test!("isnan", f64::is_nan, "Return True if x is a NaN (not a number), and False otherwise."),
        NativeDef::new("ceil", "(x, /)", |th, args| to_integer(th, args[0], N::__ceil__, f64::ceil))
            .doc("Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."),
        NativeDef::new("floor", "(x, /)", |th, args| to_integer(th, args[0], N::__floor__, f64::floor))
            .doc("Return the floor of x as an Integral.\n\nThis is the largest integer <= x."),
        NativeDef::new("trunc", "(x, /)", trunc)
            .doc("Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method."),
        NativeDef::new("comb", "(n, k, /)", comb)
            .doc("Number of ways to choose k items from n items without repetition and without order.\n\nEvaluates to n! / (k! * (n - k)!) when k <= n and evaluates\nto zero when k > n.\n\nAlso called the binomial coefficient because it is equivalent\nto the coefficient of k-th term in polynomial expansion of the\nexpression (1 + x)**n.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative."),
        NativeDef::new("perm", "(n, k=None, /)", perm)
            .doc("Number of ways to choose k items from n items without repetition and with order.\n\nEvaluates to n! / (n - k)! when k <= n and evaluates\nto zero when k > n.\n\nIf k is not specified or is None, then k defaults to n\nand the function returns n!.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative."),
        NativeDef::new("factorial", "(n, /)", |th, args| {
            let n = ops::index(th, args[0])?;
            new_int(th, int::with(n, mathint::factorial))
        })
        .doc("Find n!."),
        NativeDef::new("isqrt", "(n, /)", |th, args| {
            let n = ops::index(th, args[0])?;
            new_int(th, int::with(n, bigint::isqrt))
        })
        .doc("Return the integer part of the square root of the input."),
        NativeDef::raw("gcd", "(*integers)", |th, args| fold(th, "math.gcd", args, 0, small_gcd, bigint::gcd))
            .doc("Greatest Common Divisor."),
        NativeDef::raw("lcm", "(*integers)", |th, args| fold(th, "math.lcm", args, 1, small_lcm, bigint::lcm))
            .doc("Least Common Multiple."),
        NativeDef::raw("hypot", "(*coordinates)", hypot)
            .doc("Multidimensional Euclidean distance from the origin to a point.\n\nRoughly equivalent to:\n    sqrt(sum(x**2 for x in coordinates))\n\nFor a two dimensional point (x, y), gives the hypotenuse\nusing the Pythagorean theorem:  sqrt(x*x + y*y).\n\nFor example, the hypotenuse of a 3/4/5 right triangle is:\n\n    >>> hypot(3.0, 4.0)\n    5.0\n"),
        NativeDef::new("dist", "(p, q, /)", dist)
            .doc("Return the Euclidean distance between two points p and q.\n\nThe points should be specified as sequences (or iterables) of\ncoordinates.  Both inputs must have the same dimension.\n\nRoughly equivalent to:\n    sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q)))"),
        NativeDef::new("fma", "(x, y, z, /)", |th, args| {
            let [x, y, z] = [float::to_f64(th, args[0])?, float::to_f64(th, args[1])?, float::to_f64(th, args[2])?];
            new_float(th, mathfn::fma(x, y, z))
        })
        .doc("Fused multiply-add operation.\n\nCompute (x * y) + z with a single round."),
        NativeDef::new("frexp", "(x, /)", |th, args| {
            let (m, e) = mathfn::frexp(float::to_f64(th, args[0])?);
            let m = float::new(th, m);
            Ok(tuple::new(th, &[m, Value::small(i64::from(e))]).value())
        })
        .doc("Return the mantissa and exponent of x, as pair (m, e).\n\nm is a float and e is an int, such that x = m * 2.**e.\nIf x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0."),
        NativeDef::new("ldexp", "(x, i, /)", ldexp)
            .doc("Return x * (2**i).\n\nThis is essentially the inverse of frexp()."),
        NativeDef::new("modf", "(x, /)", |th, args| {
            let (fraction, whole) = mathfn::modf(float::to_f64(th, args[0])?);
            let [fraction, whole] = [float::new(th, fraction), float::new(th, whole)];
            Ok(tuple::new(th, &[fraction, whole]).value())
        })
        .doc("Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are floats."),
        NativeDef::new("fsum", "(seq, /)", fsum)
            .doc("Return an accurate floating-point sum of values in the iterable seq.\n\nAssumes IEEE-754 floating-point arithmetic."),
        NativeDef::new("isclose", "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", is_close)
            .doc("Determine whether two floating-point numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be considered close, the difference between them\nmust be smaller than at least one of the tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard.  That\nis, NaN is not close to anything, even itself.  inf and -inf are\nonly close to themselves."),
        NativeDef::raw("log", "(x, [base=math.e])", log)
            .doc("log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of x."),
        NativeDef::new("log2", "(x, /)", |th, args| logarithm(th, args[0], mathfn::log2).map(|x| float::new(th, x)))
            .doc("Return the base 2 logarithm of x."),
        NativeDef::new("log10", "(x, /)", |th, args| logarithm(th, args[0], mathfn::log10).map(|x| float::new(th, x)))
            .doc("Return the base 10 logarithm of x."),
        NativeDef::new("nextafter", "(x, y, /, *, steps=None)", next_after)
            .doc("Return the floating-point value the given number of steps after x towards y.\n\nIf steps is not specified or is None, it defaults to 1.\n\nRaises a TypeError, if x or y is not a double, or if steps is not an integer.\nRaises ValueError if steps is negative."),
        NativeDef::new("prod", "(iterable, /, *, start=1)", prod)
            .doc("Calculate the product of all the elements in the input iterable.\n\nThe default start value for the product is 1.\n\nWhen the iterable is empty, return the start value.  This function is\nintended specifically for use with numeric values and may reject\nnon-numeric types."),
        NativeDef::new("sumprod", "(p, q, /)", sum_of_products)
            .doc("Return the sum of products of values from two iterables p and q.\n\nRoughly equivalent to:\n\n    sum(map(operator.mul, p, q, strict=True))\n\nFor float and mixed int/float inputs, the intermediate products\nand sums are computed with extended precision."),
    ],
    init: |th, module| {
        let constants = [
            ("e", std::f64::consts::E),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
            ("pi", std::f64::consts::PI),
            ("tau", std::f64::consts::TAU),
        ];
        for (name, x) in constants {
            let x = float::new(th, x);
            module.dict().set_str(th, str::intern(th, name), x);
        }
        Ok(())
    },
};

type Result1 = Result<f64, algo::Error>;

fn degrees(x: f64) -> Result1 {
    Ok(mathfn::degrees(x))
}

fn radians(x: f64) -> Result1 {
    Ok(mathfn::radians(x))
}

fn fabs(x: f64) -> Result1 {
    Ok(x.abs())
}

fn ulp(x: f64) -> Result1 {
    Ok(mathfn::ulp(x))
}

fn copysign(x: f64, y: f64) -> Result1 {
    Ok(x.copysign(y))
}

fn new_float(th: &Thread, result: Result1) -> PyResult {
    match result {
        Ok(x) => Ok(float::new(th, x)),
        Err(error) => Err(int::raise(th, error)),
    }
}

fn new_int(th: &Thread, result: Result<bigint::Int, algo::Error>) -> PyResult {
    match result {
        Ok(i) => Ok(int::from_big(th, &i)),
        Err(error) => Err(int::raise(th, error)),
    }
}

/// `ceil` and `floor`: of a float; by the special method; of what converts to a float.
fn to_integer(th: &Thread, v: Value, method: N, round: fn(f64) -> f64) -> PyResult {
    if let Some(x) = float::exact(v) {
        return float::truncated(th, round(x));
    }
    if let Some(result) = ops::call::special(th, v, method, &[])? {
        return Ok(result);
    }
    float::truncated(th, round(float::to_f64(th, v)?))
}

fn trunc(th: &Thread, args: &[Value]) -> PyResult {
    match ops::call::special(th, args[0], N::__trunc__, &[])? {
        Some(result) => Ok(result),
        None => {
            let class = ops::type_name(args[0]);
            Err(th.type_error(format!("type {class} doesn't define __trunc__ method")))
        }
    }
}

fn comb(th: &Thread, args: &[Value]) -> PyResult {
    let n = ops::index(th, args[0])?;
    let k = ops::index(th, args[1])?;
    new_int(th, int::with(n, |n| int::with(k, |k| mathint::comb(n, k))))
}

fn perm(th: &Thread, args: &[Value]) -> PyResult {
    let n = ops::index(th, args[0])?;
    if args[1].is_empty() || args[1].is_none() {
        return new_int(th, int::with(n, mathint::factorial));
    }
    let k = ops::index(th, args[1])?;
    new_int(th, int::with(n, |n| int::with(k, |k| mathint::perm(n, k))))
}

fn no_keywords(th: &Thread, function: &str, args: Args) -> PyResult<()> {
    if args.keyword_count() == 0 {
        return Ok(());
    }
    Err(th.type_error(format!("{function}() takes no keyword arguments")))
}

/// `gcd` and `lcm` of any number of integers.
fn fold(
    th: &Thread,
    name: &str,
    args: Args,
    start: i64,
    small: fn(u64, u64) -> Option<u64>,
    f: fn(IntRef, IntRef) -> bigint::Int,
) -> PyResult {
    no_keywords(th, name, args)?;
    let mut result = Value::small(start);
    for &v in args.pos() {
        let i = ops::index(th, v)?;
        if let (Some(a), Some(b)) = (result.as_small(), i.as_small())
            && let Some(folded) = small(a.unsigned_abs(), b.unsigned_abs())
        {
            result = int::from_u64(th, folded);
            continue;
        }
        let folded = int::with(result, |a| int::with(i, |b| f(a, b)));
        result = int::from_big(th, &folded);
    }
    Ok(result)
}

fn small_gcd(mut a: u64, mut b: u64) -> Option<u64> {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Some(a)
}

fn small_lcm(a: u64, b: u64) -> Option<u64> {
    match small_gcd(a, b)? {
        0 => Some(0),
        gcd => (a / gcd).checked_mul(b),
    }
}

fn hypot(th: &Thread, args: Args) -> PyResult {
    no_keywords(th, "math.hypot", args)?;
    let mut coordinates = Vec::with_capacity(args.pos().len());
    for &v in args.pos() {
        coordinates.push(float::to_f64(th, v)?);
    }
    Ok(float::new(th, summation::hypot(&mut coordinates)))
}

/// The items of an iterable as floats.
fn floats(th: &Thread, iterable: Value) -> PyResult<Vec<f64>> {
    let mut items = Vec::new();
    ops::iterate(th, iterable, |v| {
        items.push(float::to_f64(th, v)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(items)
}

fn dist(th: &Thread, args: &[Value]) -> PyResult {
    let mut p = floats(th, args[0])?;
    let q = floats(th, args[1])?;
    if p.len() != q.len() {
        return Err(th.value_error("both points must have the same number of dimensions"));
    }
    for (p, q) in p.iter_mut().zip(q) {
        *p -= q;
    }
    Ok(float::new(th, summation::hypot(&mut p)))
}

fn ldexp(th: &Thread, args: &[Value]) -> PyResult {
    let x = float::to_f64(th, args[0])?;
    if !int::is_int(args[1]) {
        return Err(th.type_error("Expected an int as second argument to ldexp."));
    }
    let exponent = int::with(args[1], |i| i.to_i64_saturating());
    new_float(th, mathfn::ldexp(x, exponent))
}

fn fsum(th: &Thread, args: &[Value]) -> PyResult {
    let mut sum = ExactSum::new();
    ops::iterate(th, args[0], |v| {
        let x = float::to_f64(th, v)?;
        sum.add(x).map_err(|error| int::raise(th, error))?;
        Ok(ControlFlow::Continue(()))
    })?;
    new_float(th, sum.value())
}

fn is_close(th: &Thread, args: &[Value]) -> PyResult {
    let or = |v: Value, default: f64| {
        if v.is_empty() {
            Ok(default)
        } else {
            float::to_f64(th, v)
        }
    };
    let (a, b) = (float::to_f64(th, args[0])?, float::to_f64(th, args[1])?);
    let (relative, absolute) = (or(args[2], 1e-9)?, or(args[3], 0.0)?);
    match mathfn::is_close(a, b, relative, absolute) {
        Ok(close) => Ok(Value::bool(close)),
        Err(error) => Err(int::raise(th, error)),
    }
}

/// A logarithm of an int of any size, or of a float.
fn logarithm(th: &Thread, v: Value, function: fn(f64) -> Result1) -> PyResult<f64> {
    let result = if int::is_int(v) {
        int::with(v, |n| mathint::log(n, function))
    } else {
        function(float::to_f64(th, v)?)
    };
    result.map_err(|error| int::raise(th, error))
}

fn log(th: &Thread, args: Args) -> PyResult {
    no_keywords(th, "math.log", args)?;
    let x = match args.pos() {
        [x] => logarithm(th, *x, mathfn::log)?,
        [x, base] => {
            let x = logarithm(th, *x, mathfn::log)?;
            let base = logarithm(th, *base, mathfn::log)?;
            mathint::log_quotient(x, base).map_err(|error| int::raise(th, error))?
        }
        [] => return Err(th.type_error("log expected at least 1 argument, got 0")),
        more => {
            return Err(th.type_error(format!(
                "log expected at most 2 arguments, got {}",
                more.len()
            )));
        }
    };
    Ok(float::new(th, x))
}

fn next_after(th: &Thread, args: &[Value]) -> PyResult {
    let (x, y) = (float::to_f64(th, args[0])?, float::to_f64(th, args[1])?);
    let steps = if args[2].is_empty() || args[2].is_none() {
        let next = mathfn::next_after(x, y, 1);
        // As the C library has it, unlike a given number of steps: what vanishes keeps its sign.
        let vanished = next == 0.0 && x != 0.0;
        let next = if vanished { next.copysign(x) } else { next };
        return Ok(float::new(th, next));
    } else {
        let steps = ops::index(th, args[2])?;
        if int::is_negative(steps) {
            return Err(th.value_error("steps must be a non-negative integer"));
        }
        int::to_u64(steps).unwrap_or(u64::MAX)
    };
    Ok(float::new(th, mathfn::next_after(x, y, steps)))
}

fn prod(th: &Thread, args: &[Value]) -> PyResult {
    let mut product = if args[1].is_empty() {
        Value::small(1)
    } else {
        args[1]
    };
    ops::iterate(th, args[0], |v| {
        product = ops::binary(th, BinOp::Mul, product, v)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(product)
}

fn sum_of_products(th: &Thread, args: &[Value]) -> PyResult {
    let [mut p, mut q] = [RootedVec::new(), RootedVec::new()];
    for (items, iterable) in [(&mut p, args[0]), (&mut q, args[1])] {
        ops::iterate(th, iterable, |v| {
            items.push(v);
            Ok(ControlFlow::Continue(()))
        })?;
    }
    if p.len() != q.len() {
        return Err(th.value_error("Inputs are not the same length"));
    }
    let mut sum = Products::default();
    for i in 0..p.len() {
        sum.add(th, p[i], q[i])?;
    }
    sum.leave_floats(th)?;
    Ok(sum.total())
}

/// A sum of products as `sumprod` goes about it: in small integers while it begins with such; then in extended precision
/// while there are floats; then, once and for all, by the operators of what comes.
struct Products {
    total: RootedVec<Value>,
    in_integers: bool,
    integers: i64,
    in_floats: bool,
    floats: Option<ProductSum>,
}

impl Default for Products {
    fn default() -> Products {
        Products {
            total: std::iter::once(Value::small(0)).collect(),
            in_integers: true,
            integers: 0,
            in_floats: true,
            floats: None,
        }
    }
}

impl Products {
    /// The sum without what is still in floats.
    fn total(&self) -> Value {
        self.total[0]
    }

    fn add_to_total(&mut self, th: &Thread, v: Value) -> PyResult<()> {
        self.total[0] = ops::binary(th, BinOp::Add, self.total(), v)?;
        Ok(())
    }

    /// Adds `a * b`. Runs Python.
    fn add(&mut self, th: &Thread, a: Value, b: Value) -> PyResult<()> {
        if self.in_integers {
            if let Some(sum) = self.with_integers(a, b) {
                self.integers = sum;
                self.total[0] = int::from_i64(th, sum);
                return Ok(());
            }
            self.in_integers = false;
        }
        if self.in_floats {
            let sum = float_pair(th, a, b).map(|(x, y)| self.floats.unwrap_or_default().add(x, y));
            if let Some(sum) = sum.filter(|sum| sum.is_finite()) {
                self.floats = Some(sum);
                return Ok(());
            }
            self.leave_floats(th)?;
        }
        let product = ops::binary(th, BinOp::Mul, a, b)?;
        self.add_to_total(th, product)
    }

    /// The sum with `a * b`, if all are integers of 64 bits.
    fn with_integers(&self, a: Value, b: Value) -> Option<i64> {
        if !is_exactly(a, T::Int) || !is_exactly(b, T::Int) {
            return None;
        }
        let product = int::to_i64(a)?.checked_mul(int::to_i64(b)?)?;
        self.integers.checked_add(product)
    }

    /// Adds what was summed in floats, of which there are no more.
    fn leave_floats(&mut self, th: &Thread) -> PyResult<()> {
        self.in_floats = false;
        match self.floats.take() {
            Some(sum) => self.add_to_total(th, float::new(th, sum.value())),
            None => Ok(()),
        }
    }
}

/// Two floats, or a float and an integer that can be one.
fn float_pair(th: &Thread, a: Value, b: Value) -> Option<(f64, f64)> {
    let one = |v: Value| {
        let number = is_exactly(v, T::Int) || v == Value::TRUE || v == Value::FALSE;
        if !number {
            return None;
        }
        float::int_to_f64(th, v)
            .map_err(|raised| th.take_exception(raised))
            .ok()
    };
    match (float::exact(a), float::exact(b)) {
        (Some(x), Some(y)) => Some((x, y)),
        (Some(x), None) => one(b).map(|y| (x, y)),
        (None, Some(y)) => one(a).map(|x| (x, y)),
        (None, None) => None,
    }
}
