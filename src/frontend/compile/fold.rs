//! Constant folding: the value of an operation on constants, where CPython folds it too (so that `co_consts`, `is`
//! and the limits on size agree), or None.
//!
//! What would raise is never folded: the program raises when it gets there.

use crate::bytecode::code::Const;
use dashu_int::ops::{BitTest, DivRem};
use dashu_int::{IBig, Sign, UBig};
use ruff_python_ast::{Operator, UnaryOp};
use std::hash::{Hash, Hasher};

/// A constant as the key of a map: equal are only constants of the same type and the same bits.
pub struct ConstKey(pub Const);

impl PartialEq for ConstKey {
    fn eq(&self, other: &ConstKey) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for ConstKey {}

impl Hash for ConstKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

fn same(a: &Const, b: &Const) -> bool {
    let all =
        |a: &[Const], b: &[Const]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (a, b) {
        (Const::Float(a), Const::Float(b)) => a.to_bits() == b.to_bits(),
        (Const::Complex(a, b), Const::Complex(c, d)) => {
            a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits()
        }
        (Const::Tuple(a), Const::Tuple(b)) | (Const::FrozenSet(a), Const::FrozenSet(b)) => {
            all(a, b)
        }
        (Const::Slice(a), Const::Slice(b)) => all(&a[..], &b[..]),
        (Const::Code(_), Const::Code(_)) => false,
        _ => a == b,
    }
}

fn hash<H: Hasher>(c: &Const, state: &mut H) {
    std::mem::discriminant(c).hash(state);
    match c {
        Const::None | Const::Ellipsis | Const::Code(_) | Const::Packed(_) => {}
        Const::Bool(b) => b.hash(state),
        Const::Int(i) => i.hash(state),
        Const::BigInt { limbs, .. } => limbs.hash(state),
        Const::Float(f) => f.to_bits().hash(state),
        Const::Complex(a, b) => (a.to_bits(), b.to_bits()).hash(state),
        Const::Str(s) | Const::Bytes(s) => s.hash(state),
        Const::Tuple(t) | Const::FrozenSet(t) => t.iter().for_each(|c| hash(c, state)),
        Const::Slice(t) => t.iter().for_each(|c| hash(c, state)),
    }
}

/// The truth value of a constant.
pub fn truth(c: &Const) -> bool {
    match c {
        Const::None => false,
        Const::Ellipsis
        | Const::BigInt { .. }
        | Const::Slice(_)
        | Const::Code(_)
        | Const::Packed(_) => true,
        Const::Bool(b) => *b,
        Const::Int(i) => *i != 0,
        Const::Float(f) => *f != 0.0,
        Const::Complex(a, b) => *a != 0.0 || *b != 0.0,
        Const::Str(s) | Const::Bytes(s) => !s.is_empty(),
        Const::Tuple(t) | Const::FrozenSet(t) => !t.is_empty(),
    }
}

/// An integer constant from a big one: canonical.
pub fn int_const(i: &IBig) -> Const {
    match i64::try_from(i) {
        Ok(i) => Const::Int(i),
        Err(_) => {
            let (sign, magnitude) = i.clone().into_parts();
            Const::BigInt {
                negative: sign == Sign::Negative,
                limbs: magnitude.as_words().into(),
            }
        }
    }
}

fn to_int(c: &Const) -> Option<IBig> {
    match c {
        Const::Bool(b) => Some(IBig::from(*b as u8)),
        Const::Int(i) => Some(IBig::from(*i)),
        Const::BigInt { negative, limbs } => {
            let sign = if *negative {
                Sign::Negative
            } else {
                Sign::Positive
            };
            Some(IBig::from_parts(sign, UBig::from_words(limbs)))
        }
        _ => None,
    }
}

/// As a float, only where the conversion is exact.
fn to_float(c: &Const) -> Option<f64> {
    const EXACT: i64 = 1 << 53;
    match c {
        Const::Bool(b) => Some(*b as u8 as f64),
        Const::Int(i) if (-EXACT..=EXACT).contains(i) => Some(*i as f64),
        Const::Float(f) => Some(*f),
        _ => None,
    }
}

/// `op c`
pub fn unary(op: UnaryOp, c: &Const) -> Option<Const> {
    match op {
        UnaryOp::Not => Some(Const::Bool(!truth(c))),
        UnaryOp::USub => match c {
            Const::Float(f) => Some(Const::Float(-f)),
            Const::Complex(a, b) => Some(Const::Complex(-a, -b)),
            _ => to_int(c).map(|i| int_const(&-i)),
        },
        UnaryOp::UAdd => match c {
            Const::Float(_) | Const::Complex(..) => Some(c.clone()),
            _ => to_int(c).map(|i| int_const(&i)),
        },
        // `~True` is deprecated, with a warning when it is executed.
        UnaryOp::Invert if matches!(c, Const::Bool(_)) => None,
        UnaryOp::Invert => to_int(c).map(|i| int_const(&!i)),
    }
}

/// `a op b`
pub fn binary(op: Operator, a: &Const, b: &Const) -> Option<Const> {
    if let (Some(x), Some(y)) = (to_int(a), to_int(b)) {
        if let (Const::Bool(x), Const::Bool(y)) = (a, b) {
            match op {
                Operator::BitAnd => return Some(Const::Bool(x & y)),
                Operator::BitOr => return Some(Const::Bool(x | y)),
                Operator::BitXor => return Some(Const::Bool(x ^ y)),
                _ => {}
            }
        }
        return int_binary(op, &x, &y).or_else(|| match op {
            Operator::Div => float_binary(op, to_float(a)?, to_float(b)?),
            _ => None,
        });
    }
    if let (Some(x), Some(y)) = (to_float(a), to_float(b)) {
        return float_binary(op, x, y);
    }
    match (a, b) {
        (Const::Complex(re, im), Const::Complex(re2, im2)) => match op {
            Operator::Add => Some(Const::Complex(re + re2, im + im2)),
            Operator::Sub => Some(Const::Complex(re - re2, im - im2)),
            _ => None,
        },
        (Const::Complex(re, im), _) => match op {
            Operator::Add => Some(Const::Complex(re + to_float(b)?, *im)),
            Operator::Sub => Some(Const::Complex(re - to_float(b)?, *im)),
            _ => None,
        },
        (_, Const::Complex(re, im)) => match op {
            Operator::Add => Some(Const::Complex(to_float(a)? + re, *im)),
            Operator::Sub => Some(Const::Complex(to_float(a)? - re, -im)),
            _ => None,
        },
        _ => sequence_binary(op, a, b),
    }
}

/// CPython folds integers only up to this many bits.
const MAX_BITS: usize = 128;
/// CPython folds repeated strings only up to this length.
const MAX_STR: usize = 4096;
/// CPython folds repeated tuples only up to this length.
const MAX_TUPLE: usize = 256;

fn int_binary(op: Operator, x: &IBig, y: &IBig) -> Option<Const> {
    let zero = IBig::from(0);
    let value = match op {
        Operator::Add => x + y,
        Operator::Sub => x - y,
        Operator::Mult => {
            if x.bit_len() + y.bit_len() > MAX_BITS {
                return None;
            }
            x * y
        }
        Operator::FloorDiv | Operator::Mod => {
            if *y == zero {
                return None;
            }
            // dashu divides towards zero; Python floors.
            let (mut q, mut r) = x.clone().div_rem(y);
            if r != zero && (r < zero) != (*y < zero) {
                q -= IBig::from(1);
                r += y;
            }
            if op == Operator::FloorDiv { q } else { r }
        }
        Operator::Pow => {
            let n = usize::try_from(y).ok()?;
            if x.bit_len().saturating_mul(n) > MAX_BITS {
                return None;
            }
            x.pow(n)
        }
        Operator::LShift => {
            let n = usize::try_from(y).ok()?;
            if *x != zero && x.bit_len().saturating_add(n) > MAX_BITS {
                return None;
            }
            if *x == zero { zero } else { x << n }
        }
        Operator::RShift => match usize::try_from(y) {
            Ok(n) => x >> n,
            Err(_) => return None,
        },
        Operator::BitAnd => x & y,
        Operator::BitOr => x | y,
        Operator::BitXor => x ^ y,
        Operator::Div | Operator::MatMult => return None,
    };
    Some(int_const(&value))
}

fn float_binary(op: Operator, x: f64, y: f64) -> Option<Const> {
    let value = match op {
        Operator::Add => x + y,
        Operator::Sub => x - y,
        Operator::Mult => x * y,
        Operator::Div if y != 0.0 => x / y,
        Operator::Pow if x > 0.0 || (x < 0.0 && y.fract() == 0.0) => {
            let value = x.powf(y);
            if value.is_infinite() && x.is_finite() && y.is_finite() {
                return None;
            }
            value
        }
        Operator::Mod | Operator::FloorDiv if y != 0.0 => {
            let mut m = x % y;
            let mut q = (x - m) / y;
            if m != 0.0 {
                if (y < 0.0) != (m < 0.0) {
                    m += y;
                    q -= 1.0;
                }
            } else {
                m = 0.0f64.copysign(y);
            }
            if op == Operator::Mod {
                m
            } else if q == 0.0 {
                0.0f64.copysign(x / y)
            } else {
                let floor = q.floor();
                if q - floor > 0.5 { floor + 1.0 } else { floor }
            }
        }
        _ => return None,
    };
    Some(Const::Float(value))
}

fn sequence_binary(op: Operator, a: &Const, b: &Const) -> Option<Const> {
    match (op, a, b) {
        // Two halves of a surrogate pair stay two characters: that is what generalised UTF-8 means here.
        (Operator::Add, Const::Str(x), Const::Str(y)) => {
            Some(Const::Str([&x[..], &y[..]].concat().into()))
        }
        (Operator::Add, Const::Bytes(x), Const::Bytes(y)) => {
            Some(Const::Bytes([&x[..], &y[..]].concat().into()))
        }
        (Operator::Add, Const::Tuple(x), Const::Tuple(y)) => {
            Some(Const::Tuple([&x[..], &y[..]].concat().into()))
        }
        (Operator::Mult, Const::Int(n), seq) | (Operator::Mult, seq, Const::Int(n)) => {
            let n = usize::try_from(*n).unwrap_or(0);
            let fits = |len: usize, max: usize| len.checked_mul(n).is_some_and(|l| l <= max);
            match seq {
                Const::Str(s) if fits(s.len(), MAX_STR) => Some(Const::Str(s.repeat(n).into())),
                Const::Bytes(s) if fits(s.len(), MAX_STR) => Some(Const::Bytes(s.repeat(n).into())),
                Const::Tuple(t) if fits(t.len(), MAX_TUPLE) => {
                    let items = (0..n).flat_map(|_| t.iter().cloned());
                    Some(Const::Tuple(items.collect()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// A number literal. `text` is its source, for integers past 64 bits.
pub fn number(n: &ruff_python_ast::Number) -> Const {
    match n {
        ruff_python_ast::Number::Float(f) => Const::Float(*f),
        ruff_python_ast::Number::Complex { real, imag } => Const::Complex(*real, *imag),
        ruff_python_ast::Number::Int(i) => match i.as_u64() {
            Some(u) => int_const(&IBig::from(u)),
            None => {
                let text = i.to_string().replace('_', "");
                let (radix, digits) = match text.get(..2) {
                    Some("0x" | "0X") => (16, &text[2..]),
                    Some("0o" | "0O") => (8, &text[2..]),
                    Some("0b" | "0B") => (2, &text[2..]),
                    _ => (10, &text[..]),
                };
                int_const(&IBig::from_str_radix(digits, radix).unwrap_or_default())
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_fold_as_python_does() {
        let int = |i| Const::Int(i);
        for (op, a, b, expected) in [
            (Operator::FloorDiv, -7, 2, Some(int(-4))),
            (Operator::Mod, -7, 2, Some(int(1))),
            (Operator::Mod, 7, -2, Some(int(-1))),
            (Operator::FloorDiv, 1, 0, None),
            (Operator::Pow, 2, 10, Some(int(1024))),
            (Operator::Pow, 2, 1000, None),
            (Operator::RShift, -5, 1, Some(int(-3))),
            (Operator::Div, 1, 4, Some(Const::Float(0.25))),
        ] {
            assert_eq!(binary(op, &int(a), &int(b)), expected, "{a} {op:?} {b}");
        }
        let big = binary(Operator::LShift, &int(1), &int(64));
        assert_eq!(
            big,
            Some(Const::BigInt {
                negative: false,
                limbs: [0, 1].into()
            })
        );
        assert_eq!(
            binary(Operator::RShift, &big.unwrap(), &int(60)),
            Some(int(16))
        );
    }

    #[test]
    fn floats_fold_as_python_does() {
        let float = |f| Const::Float(f);
        for (op, a, b, expected) in [
            (Operator::Mod, -7.5, 2.0, Some(0.5)),
            (Operator::FloorDiv, -7.5, 2.0, Some(-4.0)),
            (Operator::Pow, -8.0, 1.5, None),
            (Operator::Div, 1.0, 0.0, None),
        ] {
            assert_eq!(
                binary(op, &float(a), &float(b)),
                expected.map(float),
                "{a} {op:?} {b}"
            );
        }
        assert!(ConstKey(float(0.0)) != ConstKey(float(-0.0)));
        assert!(ConstKey(Const::Int(1)) != ConstKey(Const::Bool(true)));
    }
}
