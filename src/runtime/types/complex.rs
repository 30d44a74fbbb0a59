//! `complex`.

use std::cell::Cell;

use crate::algo::float_text;
use crate::algo::floatops::{self, Complex as C};
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
use crate::types::{self, T, float, int, shape_of, tuple};
use crate::value::Value;

/// A complex number.
#[repr(C)]
pub struct Complex {
    header: Header,
    re: Cell<f64>,
    im: Cell<f64>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are 0j.
unsafe impl Object for Complex {
    const KIND: Kind = Kind::Complex;
}

/// A new complex number. Allocates.
pub fn new(th: &Thread, re: f64, im: f64) -> Value {
    let z = heap::alloc_leaf::<Complex>(
        &th.alloc,
        shape_of(T::Complex),
        std::mem::size_of::<Complex>(),
    );
    z.re.set(re);
    z.im.set(im);
    z.value()
}

/// The parts of a complex number (subclasses included).
pub fn get(v: Value) -> Option<(f64, f64)> {
    v.downcast::<Complex>().map(|z| (z.re.get(), z.im.get()))
}

/// A number as a complex one; None for anything else.
fn operand(th: &Thread, v: Value) -> PyResult<Option<C>> {
    if let Some((re, im)) = get(v) {
        return Ok(Some(C::new(re, im)));
    }
    if let Some(x) = float::get(v) {
        return Ok(Some(C::new(x, 0.0)));
    }
    if int::is_int(v) {
        return Ok(Some(C::new(float::int_to_f64(th, v)?, 0.0)));
    }
    Ok(None)
}

fn result(th: &Thread, r: Result<C, crate::algo::Error>) -> PyResult {
    match r {
        Ok(z) => Ok(new(th, z.re, z.im)),
        Err(e) => Err(int::raise(th, e)),
    }
}

/// An operand of an arithmetic operation: what is no complex number has no imaginary part at all, not one of 0.0.
enum Operand {
    Real(f64),
    Complex(C),
}

fn mixed(th: &Thread, v: Value) -> PyResult<Option<Operand>> {
    Ok(match get(v) {
        Some((re, im)) => Some(Operand::Complex(C::new(re, im))),
        None => operand(th, v)?.map(|z| Operand::Real(z.re)),
    })
}

macro_rules! binary {
    ($name:ident, $both:expr, $complex_real:expr, $real_complex:expr) => {
        fn $name(th: &Thread, a: Value, b: Value) -> PyResult {
            use Operand::{Complex, Real};
            match (mixed(th, a)?, mixed(th, b)?) {
                (Some(Complex(z)), Some(Complex(w))) => result(th, $both(z, w)),
                (Some(Complex(z)), Some(Real(y))) => result(th, $complex_real(z, y)),
                (Some(Real(x)), Some(Complex(w))) => result(th, $real_complex(x, w)),
                _ => Ok(Value::NOT_IMPLEMENTED),
            }
        }
    };
}
binary!(
    add,
    |z: C, w: C| Ok(C::new(z.re + w.re, z.im + w.im)),
    |z: C, y: f64| Ok(C::new(z.re + y, z.im)),
    |x: f64, w: C| Ok(C::new(x + w.re, w.im))
);
binary!(
    sub,
    |z: C, w: C| Ok(C::new(z.re - w.re, z.im - w.im)),
    |z: C, y: f64| Ok(C::new(z.re - y, z.im)),
    |x: f64, w: C| Ok(C::new(x - w.re, -w.im))
);
binary!(
    mul,
    |z: C, w: C| Ok(floatops::complex_mul(z, w)),
    |z: C, y: f64| Ok(C::new(z.re * y, z.im * y)),
    |x: f64, w: C| Ok(C::new(x * w.re, x * w.im))
);
binary!(
    div,
    floatops::complex_div,
    floatops::complex_div_real,
    floatops::real_div_complex
);

fn power(th: &Thread, a: Value, b: Value) -> PyResult {
    match (operand(th, a)?, operand(th, b)?) {
        (Some(z), Some(w)) => result(th, floatops::complex_pow(z, w)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `pow(a, b, m)`: there is no such thing for complex numbers.
fn pow_mod(th: &Thread, a: Value, b: Value, _: Value) -> PyResult {
    match (operand(th, a)?, operand(th, b)?) {
        (Some(_), Some(_)) => Err(th.value_error("complex modulo")),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `a ** b` of two complex numbers given by their parts (a negative float to a fraction comes here).
pub fn pow(th: &Thread, a: (f64, f64), b: (f64, f64)) -> PyResult {
    result(
        th,
        floatops::complex_pow(C::new(a.0, a.1), C::new(b.0, b.1)),
    )
}

fn parts(v: Value) -> (f64, f64) {
    get(v).unwrap_or((0.0, 0.0))
}

fn neg(th: &Thread, v: Value) -> PyResult {
    let (re, im) = parts(v);
    Ok(new(th, -re, -im))
}

fn pos(th: &Thread, v: Value) -> PyResult {
    if types::is_exactly(v, T::Complex) {
        return Ok(v);
    }
    let (re, im) = parts(v);
    Ok(new(th, re, im))
}

fn abs(th: &Thread, v: Value) -> PyResult {
    let (re, im) = parts(v);
    match floatops::complex_abs(C::new(re, im)) {
        Ok(x) => Ok(float::new(th, x)),
        Err(e) => Err(int::raise(th, e)),
    }
}

fn truth(_: &Thread, v: Value) -> PyResult<bool> {
    Ok(parts(v) != (0.0, 0.0))
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let Some((re, im)) = get(a) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let equal = if let Some(other) = get(b) {
        (re, im) == other
    } else if float::get(b).is_some() || int::is_int(b) {
        im == 0.0 && ops::equal(th, float::new(th, re), b)?
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let (re, im) = parts(v);
    // Not-a-numbers hash by the identity of the object.
    let part = |x: f64| {
        if x.is_nan() {
            types::object_::identity_hash(v)
        } else {
            float::hash_value(float::new(th, x))
        }
    };
    Ok(crate::algo::hash::hash_complex(part(re), part(im)))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let (re, im) = parts(v);
    Ok(types::str::new(th, &float_text::complex_repr(re, im)))
}

/// A number given to `complex()`: through `__complex__`, `__float__`, `__index__`. Runs Python.
fn from_object(th: &Thread, v: Value) -> PyResult<Option<C>> {
    if types::is_exactly(v, T::Complex) || !types::is_instance_of(v, T::Complex) {
        if let Some(z) = operand(th, v)? {
            return Ok(Some(z));
        }
    }
    if let Some(z) = special(th, v)? {
        return Ok(Some(z));
    }
    let class = types::type_of(v);
    if class.slots().float.is_some() || class.slots().index.is_some() {
        return Ok(Some(C::new(float::to_f64(th, v)?, 0.0)));
    }
    Ok(None)
}

fn slot_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let mut given = [Value::EMPTY; 2];
    if args.values.len() > 2 {
        return Err(th.type_error(format!(
            "complex() takes at most 2 arguments ({} given)",
            args.values.len()
        )));
    }
    given[..args.pos().len()].copy_from_slice(args.pos());
    for (name, v) in args.keywords() {
        let text = ops::str(th, name)?;
        let n = match text.bytes() {
            b"real" => 0,
            b"imag" => 1,
            _ => {
                let shown = text.to_string_lossy();
                return Err(crate::suggest::unexpected_keyword(
                    th,
                    "complex",
                    &shown,
                    ["real", "imag"].into_iter(),
                ));
            }
        };
        if !given[n].is_empty() {
            return Err(th.type_error(format!(
                "argument for complex() given by name ('{}') and position ({})",
                text.to_string_lossy(),
                n + 1
            )));
        }
        given[n] = v;
    }
    let [re, im] = given;
    if args.keyword_count() == 0 && im.is_empty() {
        let plain = class == types::get(T::Complex);
        if plain && types::is_exactly(re, T::Complex) {
            return Ok(re);
        }
        let z = single(th, re)?;
        return Ok(make(th, class, z));
    }
    // A part that is no complex number has no imaginary part, not one of 0.0: the sign of a zero shows it.
    let mut z = C::new(0.0, 0.0);
    let mut turned = None;
    let mut is_complex = false;
    if !re.is_empty() {
        match special(th, re)? {
            Some(x) => {
                warn_of_part(th, "real", re)?;
                is_complex = true;
                z = x;
            }
            None => z.re = real_part(th, "real", re)?,
        }
    }
    if !im.is_empty() {
        match get(im) {
            Some(parts) => {
                warn_of_part(th, "imag", im)?;
                turned = Some(parts);
            }
            None => turned = Some((real_part(th, "imag", im)?, 0.0)),
        }
    }
    if let Some((up, back)) = turned {
        if get(im).is_some() {
            z.re -= back;
        }
        z.im = if is_complex { z.im + up } else { up };
    }
    Ok(make(th, class, z))
}

/// An instance of the class. Allocates.
fn make(th: &Thread, class: Ref<Type>, z: C) -> Value {
    if class == types::get(T::Complex) {
        return new(th, z.re, z.im);
    }
    let object = type_::alloc_instance::<Complex>(th, class);
    object.re.set(z.re);
    object.im.set(z.im);
    object.value()
}

/// The argument of `complex(v)`. Runs Python.
fn single(th: &Thread, v: Value) -> PyResult<C> {
    if v.is_empty() {
        return Ok(C::new(0.0, 0.0));
    }
    if let Some(s) = v.downcast::<Str>() {
        return match float_text::parse_complex(s.bytes()) {
            Ok((re, im)) => Ok(C::new(re, im)),
            Err(e) => Err(int::raise(th, e)),
        };
    }
    from_object(th, v)?.ok_or_else(|| {
        th.type_error(format!(
            "complex() argument must be a string or a number, not {}",
            ops::type_name(v)
        ))
    })
}

/// What a complex number, or `__complex__`, gives; None for other objects. Runs Python.
fn special(th: &Thread, v: Value) -> PyResult<Option<C>> {
    if types::is_exactly(v, T::Complex) {
        return Ok(get(v).map(|(re, im)| C::new(re, im)));
    }
    if let Some(z) = ops::call::special(th, v, crate::names::N::__complex__, &[])? {
        return match get(z) {
            Some((re, im)) => {
                if !types::is_exactly(z, T::Complex) {
                    crate::warn::deprecation(
                        th,
                        &format!(
                            "__complex__ returned non-complex (type {}).  The ability to return an instance of a strict \
                             subclass of complex is deprecated, and may be removed in a future version of Python.",
                            ops::type_name(z)
                        ),
                    )?;
                }
                Ok(Some(C::new(re, im)))
            }
            None => Err(th.type_error(format!(
                "__complex__ returned non-complex (type {})",
                ops::type_name(z)
            ))),
        };
    }
    Ok(None)
}

/// A part given as a real number. Runs Python.
fn real_part(th: &Thread, which: &str, v: Value) -> PyResult<f64> {
    let class = types::type_of(v);
    if float::get(v).is_none() && class.slots().float.is_none() && class.slots().index.is_none() {
        return Err(th.type_error(format!(
            "complex() argument '{which}' must be a real number, not {}",
            ops::type_name(v)
        )));
    }
    float::to_f64(th, v)
}

/// Complex numbers as parts of a complex number are on their way out. Runs Python.
fn warn_of_part(th: &Thread, which: &str, v: Value) -> PyResult<()> {
    crate::warn::deprecation(
        th,
        &format!(
            "complex() argument '{which}' must be a real number, not {}",
            ops::type_name(v)
        ),
    )
}

fn m_conjugate(th: &Thread, args: &[Value]) -> PyResult {
    let (re, im) = parts(args[0]);
    Ok(new(th, re, -im))
}

fn m_complex(th: &Thread, args: &[Value]) -> PyResult {
    pos(th, args[0])
}

fn m_getnewargs(th: &Thread, args: &[Value]) -> PyResult {
    let (re, im) = parts(args[0]);
    Ok(tuple::new(th, &[float::new(th, re), float::new(th, im)]).value())
}

fn m_format(th: &Thread, args: &[Value]) -> PyResult {
    crate::format::complex(th, args[0], args[1])
}

fn m_from_number(th: &Thread, args: &[Value]) -> PyResult {
    if args[0] == types::get(T::Complex).value() && types::is_exactly(args[1], T::Complex) {
        return Ok(args[1]);
    }
    match from_object(th, args[1])? {
        Some(z) => {
            let v = new(th, z.re, z.im);
            if args[0] == types::get(T::Complex).value() {
                Ok(v)
            } else {
                ops::call1(th, args[0], v)
            }
        }
        None => Err(th.type_error(format!(
            "must be real number, not {}",
            ops::type_name(args[1])
        ))),
    }
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("conjugate", "($self, /)", m_conjugate)
        .doc("Return the complex conjugate of its argument."),
    NativeDef::new("__complex__", "($self, /)", m_complex)
        .doc("Convert this value to exact type complex."),
    NativeDef::new("__format__", "($self, format_spec, /)", m_format)
        .doc("Convert to a string according to format_spec."),
    NativeDef::new("__getnewargs__", "($self, /)", m_getnewargs),
    NativeDef::new("from_number", "($type, number, /)", m_from_number)
        .class_method()
        .doc("Convert number to a complex floating-point number."),
];

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "real",
        get: |th, v| Ok(float::new(th, parts(v).0)),
        set: None,
    },
    GetSetDef {
        name: "imag",
        get: |th, v| Ok(float::new(th, parts(v).1)),
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
            (BinOp::TrueDiv, div),
            (BinOp::Pow, power),
        ]),
        pow_mod: Some(pow_mod),
        neg: Some(neg),
        pos: Some(pos),
        abs: Some(abs),
        new: Some(slot_new),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: type_::flags::BASE,
    basic_size: std::mem::size_of::<Complex>(),
    doc: "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex \
          number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments \
          are given, create a complex number\nwith the specified real and imaginary components.",
    ..TypeDef::new(T::Complex)
};

/// Visits the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut heap::Tracer) {
    shape::trace_attributes(h, t);
}
