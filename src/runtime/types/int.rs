//! `int` and `bool`: immediates up to 63 bits, heap objects of limbs beyond.
//!
//! A heap int never fits 63 bits (it is canonical), so two ints are equal only if both are immediates with equal bits
//! or both are heap ints. An instance of a subclass of `int` is always a heap object, whatever its size; the arithmetic here reads
//! any of them through [`with`]. The algorithms are `algo::limbs`' and `algo::bigint`'s.
//!
//! It is long because each operation has three ways, for immediates, for two limbs and for many, and they stand together.

use std::cell::Cell;

use crate::algo::bigint::{self, Int as Big, IntRef};
use crate::algo::{self, int_text, limbs};
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
use crate::types::{self, T, float, shape_of, tuple};
use crate::value::Value;

/// A heap int: sign and magnitude.
#[repr(C)]
pub struct Int {
    header: Header,
    len: Cell<usize>,
    limbs: [u64; 0],
}

// SAFETY: `#[repr(C)]` with a header first; zeros are the number 0 (of a subclass).
unsafe impl Object for Int {
    const KIND: Kind = Kind::Int;
}

/// `Header::aux` of a heap int: it is negative.
const NEGATIVE: u8 = 1;

impl Int {
    fn as_ref(&self) -> IntRef<'_> {
        // SAFETY: `len` limbs follow the structure.
        let limbs = unsafe { std::slice::from_raw_parts(self.limbs.as_ptr(), self.len.get()) };
        IntRef::new(self.header.aux() & NEGATIVE != 0, limbs)
    }
}

/// Whether `v` is an int of any kind: immediate, bool, heap int, instance of a subclass.
#[inline]
pub fn is_int(v: Value) -> bool {
    v.is_small_int() || v.is_bool() || v.has_kind(Kind::Int)
}

/// Whether `v` is exactly an `int` (no bool, no subclass).
#[inline]
pub fn is_exact(v: Value) -> bool {
    v.is_small_int() || types::is_exactly(v, T::Int)
}

/// Runs `f` on the number that `v` (an int of any kind) is.
#[inline]
pub fn with<R>(v: Value, f: impl FnOnce(IntRef) -> R) -> R {
    let mut limb = [0];
    if let Some(i) = small(v) {
        return f(IntRef::from_i64(i, &mut limb));
    }
    match v.downcast::<Int>() {
        Some(i) => f(i.as_ref()),
        None => unreachable!("not an int: {v:?}"),
    }
}

/// The number of an immediate int or a bool.
#[inline(always)]
fn small(v: Value) -> Option<i64> {
    match v {
        v if v.is_small_int() => Some(v.small_unchecked()),
        Value::TRUE => Some(1),
        Value::FALSE => Some(0),
        _ => None,
    }
}

/// The number, if it fits 64 bits; None also for what is no int.
#[inline]
pub fn to_i64(v: Value) -> Option<i64> {
    small(v).or_else(|| v.downcast::<Int>().and_then(|i| i.as_ref().to_i64()))
}

/// The number of an int, if it fits 64 bits unsigned.
pub fn to_u64(v: Value) -> Option<u64> {
    with(v, |i| i.to_u64())
}

pub fn is_negative(v: Value) -> bool {
    with(v, |i| i.is_negative())
}

pub fn is_zero(v: Value) -> bool {
    with(v, |i| i.is_zero())
}

/// An int. Allocates past 63 bits.
#[inline]
pub fn from_i64(th: &Thread, i: i64) -> Value {
    match Value::try_small(i) {
        Some(v) => v,
        None => from_i128(th, i128::from(i)),
    }
}

/// An int. Allocates past 63 bits.
#[inline]
pub fn from_u64(th: &Thread, i: u64) -> Value {
    if i <= crate::value::INT_MAX as u64 {
        Value::small(i as i64)
    } else {
        from_limbs(th, false, &[i])
    }
}

/// An int. Allocates past 63 bits.
pub fn from_usize(th: &Thread, i: usize) -> Value {
    from_u64(th, i as u64)
}

/// An int from sign and magnitude. Allocates past 63 bits.
pub fn from_limbs(th: &Thread, negative: bool, limbs: &[u64]) -> Value {
    let number = IntRef::new(negative, limbs);
    if let Some(v) = number.to_i64().and_then(Value::try_small) {
        return v;
    }
    alloc(th, shape_of(T::Int), number, 0)
}

fn alloc(th: &Thread, shape: crate::object::ShapeId, number: IntRef, extra: usize) -> Value {
    let limbs = number.limbs();
    let size = std::mem::size_of::<Int>() + 8 * limbs.len() + extra;
    // (An instance's attributes, behind the limbs, must be zero.)
    let object = if extra == 0 {
        heap::alloc_leaf::<Int>(&th.alloc, shape, size)
    } else {
        heap::alloc::<Int>(&th.alloc, shape, size)
    };
    // SAFETY: the object has room for the limbs behind the structure.
    unsafe {
        std::ptr::copy_nonoverlapping(
            limbs.as_ptr(),
            object.limbs.as_ptr().cast_mut(),
            limbs.len(),
        )
    };
    object.len.set(limbs.len());
    object
        .header()
        .set_aux(if number.is_negative() { NEGATIVE } else { 0 });
    object.value()
}

/// The bytes of a heap int without its attribute area.
pub fn size_of(h: &Header) -> usize {
    // SAFETY: called for objects of `Kind::Int` only.
    let i = unsafe { &*(h as *const Header).cast::<Int>() };
    std::mem::size_of::<Int>() + 8 * i.len.get()
}

/// An int from an algorithm's result. Allocates past 63 bits.
pub fn from_big(th: &Thread, i: &Big) -> Value {
    let (negative, limbs) = i.parts();
    from_limbs(th, negative, limbs)
}

/// The same number as exactly an `int`. Allocates past 63 bits.
pub fn plain(th: &Thread, v: Value) -> Value {
    if is_exact(v) {
        return v;
    }
    with(v, |i| from_limbs(th, i.is_negative(), i.limbs()))
}

/// Raises what an algorithm asks for.
#[cold]
pub fn raise(th: &Thread, e: algo::Error) -> crate::error::Raised {
    let class = match e.kind {
        algo::ErrorKind::Type => T::TypeError,
        algo::ErrorKind::Value => T::ValueError,
        algo::ErrorKind::Overflow | algo::ErrorKind::OverflowErrno => T::OverflowError,
        algo::ErrorKind::ZeroDivision => T::ZeroDivisionError,
        algo::ErrorKind::Index => T::IndexError,
        algo::ErrorKind::Memory => T::MemoryError,
        // `struct.error` is made by its module, which maps it before coming here.
        algo::ErrorKind::Struct => T::ValueError,
    };
    if e.kind == algo::ErrorKind::OverflowErrno {
        // What libm reports: (errno, text).
        let text = types::str::new(th, "Numerical result out of range");
        return th.error_with(class, &[Value::small(i64::from(libc::ERANGE)), text]);
    }
    let message = types::str::from_bytes(th, &e.message).value();
    th.error_with(class, &[message])
}

fn result(th: &Thread, r: Result<Big, algo::Error>) -> PyResult {
    match r {
        Ok(i) => Ok(from_big(th, &i)),
        Err(e) => Err(raise(th, e)),
    }
}

/// The number, if it is below 2^127 in magnitude: products of 64-bit numbers, and the masked arithmetic of hashes and
/// generators, need no bigint algorithms.
#[inline(always)]
fn medium(v: Value) -> Option<i128> {
    if let Some(i) = small(v) {
        return Some(i128::from(i));
    }
    let i = v.downcast::<Int>()?;
    // SAFETY: `len` limbs follow the structure.
    let limbs = unsafe { std::slice::from_raw_parts(i.limbs.as_ptr(), i.len.get()) };
    let magnitude = match *limbs {
        [low] => u128::from(low),
        [low, high] if high >> 63 == 0 => u128::from(high) << 64 | u128::from(low),
        _ => return None,
    } as i128;
    Some(if i.header.aux() & NEGATIVE != 0 {
        -magnitude
    } else {
        magnitude
    })
}

/// An int. Allocates past 63 bits.
#[inline(always)]
fn from_i128(th: &Thread, i: i128) -> Value {
    if let Ok(i) = i64::try_from(i)
        && let Some(v) = Value::try_small(i)
    {
        return v;
    }
    from_magnitude(th, i < 0, i.unsigned_abs())
}

/// An int from sign and magnitude. Allocates past 63 bits.
fn from_magnitude(th: &Thread, negative: bool, magnitude: u128) -> Value {
    if let Some(v) = u64::try_from(magnitude)
        .ok()
        .and_then(|m| i64::try_from(m).ok())
        .and_then(|m| Value::try_small(if negative { -m } else { m }))
    {
        return v;
    }
    let (low, high) = (magnitude as u64, (magnitude >> 64) as u64);
    let len = 1 + usize::from(high != 0);
    let object =
        heap::alloc_leaf::<Int>(&th.alloc, shape_of(T::Int), std::mem::size_of::<Int>() + 16);
    // SAFETY: the object has room for two limbs behind the structure; one that is not used stays zero.
    unsafe {
        let limbs = object.limbs.as_ptr().cast_mut();
        *limbs = low;
        *limbs.add(1) = high;
    }
    object.len.set(len);
    object.header().set_aux(if negative { NEGATIVE } else { 0 });
    object.value()
}

/// The number, if it is not negative and below 2^128.
#[inline(always)]
fn unsigned(v: Value) -> Option<u128> {
    if let Some(i) = small(v) {
        return u128::try_from(i).ok();
    }
    let i = v.downcast::<Int>()?;
    // SAFETY: `len` limbs follow the structure.
    let limbs = unsafe { std::slice::from_raw_parts(i.limbs.as_ptr(), i.len.get()) };
    match *limbs {
        _ if i.header.aux() & NEGATIVE != 0 => None,
        [low] => Some(u128::from(low)),
        [low, high] => Some(u128::from(high) << 64 | u128::from(low)),
        _ => None,
    }
}

/// Notes that about so many limbs were, or will be, read, multiplied or written (see [`Thread::worked`]).
#[inline]
fn work(th: &Thread, limbs: usize) {
    /// So many limbs take as long as one interpreted instruction.
    const LIMBS: usize = 8;
    /// What any operation on many limbs takes.
    const LEAST: usize = 8;
    th.worked
        .set(th.worked.get() + (LEAST + limbs / LIMBS) as u64);
}

/// An int of at most `n` limbs, all of which `write` writes. Allocates, before it calls `write`.
fn written(th: &Thread, negative: bool, n: usize, write: impl FnOnce(&mut [u64])) -> Value {
    work(th, n);
    let size = std::mem::size_of::<Int>() + 8 * n;
    let object = heap::alloc_leaf::<Int>(&th.alloc, shape_of(T::Int), size);
    // SAFETY: the object was made with room for `n` limbs behind the structure, and nobody else has seen it.
    let all = unsafe { std::slice::from_raw_parts_mut(object.limbs.as_ptr().cast_mut(), n) };
    write(all);
    let number = IntRef::new(negative, all);
    if let Some(v) = number.to_i64().and_then(Value::try_small) {
        return v;
    }
    object.len.set(number.limbs().len());
    object.header().set_aux(if negative { NEGATIVE } else { 0 });
    object.value()
}

/// `a + b`, or `a - b` if the sign of `b` is turned.
fn sum(th: &Thread, a: Value, b: Value, turned: bool) -> Value {
    both(a, b, |a, b| {
        let (a_negative, b_negative) = (a.is_negative(), b.is_negative() != turned);
        let (a, b) = (a.limbs(), b.limbs());
        if a_negative == b_negative {
            let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
            let n = long.len() + 1;
            return written(th, a_negative, n, |out| limbs::add(long, short, out));
        }
        match limbs::compare(a, b) {
            std::cmp::Ordering::Equal => Value::small(0),
            std::cmp::Ordering::Greater => {
                written(th, a_negative, a.len(), |out| limbs::sub(a, b, out))
            }
            std::cmp::Ordering::Less => {
                written(th, b_negative, b.len(), |out| limbs::sub(b, a, out))
            }
        }
    })
}

/// Adds 1 to a magnitude whose top limb has room.
fn increment(all: &mut [u64]) {
    for limb in all {
        let carry;
        (*limb, carry) = limb.overflowing_add(1);
        if !carry {
            return;
        }
    }
}

/// Runs `f` with `n` limbs of scratch memory.
fn with_scratch<R>(n: usize, f: impl FnOnce(&mut [u64]) -> R) -> R {
    const FEW: usize = 32;
    if n <= FEW {
        f(&mut [0; FEW][..n])
    } else {
        f(&mut vec![0; n])
    }
}

fn work_of_division(th: &Thread, a: IntRef, b: IntRef) {
    let (a, b) = (a.limbs().len(), b.limbs().len());
    work(th, a.saturating_sub(b).saturating_mul(b));
}

/// `a // b` where one pass makes it: `b` is not zero.
fn floor_div_pass(th: &Thread, a: IntRef, b: IntRef) -> Option<Value> {
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.limbs(), b.limbs());
    let quotient = |q: u64, exact: bool| {
        from_magnitude(th, negative, u128::from(q) + u128::from(negative && !exact))
    };
    if let [d] = *b {
        return Some(written(th, negative, a.len() + 1, |out| {
            out[a.len()] = 0;
            let rest = limbs::div_limb(a, d, &mut out[..a.len()]);
            if negative && rest != 0 {
                increment(out);
            }
        }));
    }
    if limbs::compare(a, b).is_lt() {
        return Some(quotient(0, a.is_empty()));
    }
    if a.len() > b.len() + 1 {
        return None;
    }
    work(th, 2 * b.len());
    with_scratch(b.len() + 1, |rest| {
        let q = limbs::quotient_limb(a, b, rest)?;
        Some(quotient(q, rest.iter().all(|&l| l == 0)))
    })
}

/// `a % b` where one pass makes it: both are positive.
fn modulo_pass(th: &Thread, a: IntRef, b: IntRef) -> Option<Value> {
    let (a, b) = (a.limbs(), b.limbs());
    if let [d] = *b {
        let rest = with_scratch(a.len(), |out| limbs::div_limb(a, d, out));
        return Some(from_magnitude(th, false, u128::from(rest)));
    }
    if limbs::compare(a, b).is_lt() {
        return Some(from_limbs(th, false, a));
    }
    if a.len() > b.len() + 1 {
        return None;
    }
    work(th, 2 * b.len());
    with_scratch(b.len() + 1, |rest| {
        limbs::quotient_limb(a, b, rest)?;
        Some(from_limbs(th, false, rest))
    })
}

// ---- arithmetic

/// Both operands as ints, or NotImplemented.
macro_rules! ints {
    ($a:ident, $b:ident) => {
        if !is_int($a) || !is_int($b) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
    };
}

fn both<R>(a: Value, b: Value, f: impl FnOnce(IntRef, IntRef) -> R) -> R {
    with(a, |x| with(b, |y| f(x, y)))
}

pub fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        return Ok(from_i64(th, x + y));
    }
    if let (Some(x), Some(y)) = (medium(a), medium(b)) {
        if let Some(r) = x.checked_add(y) {
            return Ok(from_i128(th, r));
        }
    }
    if let (Some(x), Some(y)) = (unsigned(a), unsigned(b)) {
        if let Some(r) = x.checked_add(y) {
            return Ok(from_magnitude(th, false, r));
        }
    }
    Ok(sum(th, a, b, false))
}

pub fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        return Ok(from_i64(th, x - y));
    }
    if let (Some(x), Some(y)) = (medium(a), medium(b)) {
        if let Some(r) = x.checked_sub(y) {
            return Ok(from_i128(th, r));
        }
    }
    Ok(sum(th, a, b, true))
}

pub fn mul(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        return Ok(from_i128(th, i128::from(x) * i128::from(y)));
    }
    if let (Some(x), Some(y)) = (medium(a), medium(b)) {
        if let Some(magnitude) = x.unsigned_abs().checked_mul(y.unsigned_abs()) {
            return Ok(from_magnitude(th, (x < 0) != (y < 0), magnitude));
        }
    }
    Ok(both(a, b, |a, b| {
        let negative = a.is_negative() != b.is_negative();
        let (x, y) = (a.limbs(), b.limbs());
        let (long, short) = if x.len() < y.len() { (y, x) } else { (x, y) };
        match short.len() {
            0 => Value::small(0),
            1..=limbs::SHORT => written(th, negative, long.len() + short.len(), |out| {
                limbs::mul(long, short, out)
            }),
            n => {
                work(th, n.saturating_mul(long.len()));
                from_big(th, &bigint::mul(a, b))
            }
        }
    }))
}

fn zero_division(th: &Thread, message: &str) -> crate::error::Raised {
    th.error(T::ZeroDivisionError, message)
}

/// Floor division and remainder of numbers that fit 64 bits; None where the quotient does not.
fn divmod_small(x: i64, y: i64) -> Option<(i64, i64)> {
    let (q, r) = (x.checked_div(y)?, x.checked_rem(y)?);
    Some(if r != 0 && (r < 0) != (y < 0) {
        (q - 1, r + y)
    } else {
        (q, r)
    })
}

pub fn floor_div(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if is_zero(b) {
        return Err(zero_division(th, "division by zero"));
    }
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        if let Some((q, _)) = divmod_small(x, y) {
            return Ok(from_i64(th, q));
        }
    }
    if let (Some(x), Some(y)) = (medium(a), medium(b)) {
        let (q, r) = (x / y, x % y);
        return Ok(from_i128(
            th,
            if r != 0 && (r < 0) != (y < 0) {
                q - 1
            } else {
                q
            },
        ));
    }
    both(a, b, |a, b| match floor_div_pass(th, a, b) {
        Some(v) => Ok(v),
        None => {
            work_of_division(th, a, b);
            result(th, bigint::floor_div(a, b))
        }
    })
}

pub fn modulo(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if is_zero(b) {
        return Err(zero_division(th, "division by zero"));
    }
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        if let Some((_, r)) = divmod_small(x, y) {
            return Ok(from_i64(th, r));
        }
    }
    if let (Some(x), Some(y)) = (medium(a), medium(b)) {
        let r = x % y;
        return Ok(from_i128(
            th,
            if r != 0 && (r < 0) != (y < 0) {
                r + y
            } else {
                r
            },
        ));
    }
    both(a, b, |a, b| {
        let positive = !a.is_negative() && !b.is_negative();
        match positive.then(|| modulo_pass(th, a, b)).flatten() {
            Some(v) => Ok(v),
            None => {
                work_of_division(th, a, b);
                result(th, bigint::modulo(a, b))
            }
        }
    })
}

pub fn divmod(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if is_zero(b) {
        return Err(zero_division(th, "division by zero"));
    }
    let (q, r) = match (small(a), small(b)) {
        (Some(x), Some(y)) => match divmod_small(x, y) {
            Some((q, r)) => (from_i64(th, q), from_i64(th, r)),
            None => (floor_div(th, a, b)?, modulo(th, a, b)?),
        },
        _ => match both(a, b, |a, b| {
            work_of_division(th, a, b);
            bigint::divmod(a, b)
        }) {
            Ok((q, r)) => (from_big(th, &q), from_big(th, &r)),
            Err(e) => return Err(raise(th, e)),
        },
    };
    Ok(tuple::new(th, &[q, r]).value())
}

pub fn true_div(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if is_zero(b) {
        return Err(zero_division(th, "division by zero"));
    }
    match both(a, b, bigint::true_div) {
        Ok(x) => Ok(float::new(th, x)),
        Err(e) => Err(raise(th, e)),
    }
}

pub fn pow(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if is_negative(b) {
        let (x, y) = (float::from_int(th, a)?, float::from_int(th, b)?);
        return float::pow_values(th, x, y);
    }
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        if let Some(p) = u32::try_from(y).ok().and_then(|y| x.checked_pow(y)) {
            return Ok(from_i64(th, p));
        }
    }
    result(th, both(a, b, bigint::pow_big))
}

fn pow_mod(th: &Thread, a: Value, b: Value, m: Value) -> PyResult {
    if !is_int(a) || !is_int(b) || !is_int(m) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    result(th, with(m, |m| both(a, b, |x, y| bigint::pow_mod(x, y, m))))
}

pub fn lshift(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if let (Some(x), Some(y @ 0..64)) = (small(a), small(b)) {
        return Ok(from_i128(th, i128::from(x) << y));
    }
    if let (Some(x), Some(y @ 0..127)) = (medium(a), small(b)) {
        if (x << y) >> y == x {
            return Ok(from_i128(th, x << y));
        }
    }
    /// Beyond so many bits the algorithm decides whether the result is worth trying.
    const MODERATE: i64 = 1 << 20;
    if let Some(bits @ 0..MODERATE) = small(b) {
        let bits = bits as usize;
        return Ok(with(a, |a| {
            let n = a.limbs().len() + bits / 64 + 1;
            written(th, a.is_negative(), n, |out| {
                limbs::shl(a.limbs(), bits, out)
            })
        }));
    }
    result(th, both(a, b, bigint::shl))
}

pub fn rshift(th: &Thread, a: Value, b: Value) -> PyResult {
    ints!(a, b);
    if let (Some(x), Some(y @ 0..)) = (small(a), small(b)) {
        return Ok(Value::small(x >> y.min(63)));
    }
    if let (Some(x), Some(y @ 0..)) = (medium(a), small(b)) {
        return Ok(from_i128(th, x >> y.min(127)));
    }
    if let (Some(x), Some(y @ 0..)) = (unsigned(a), small(b)) {
        return Ok(from_magnitude(th, false, if y < 128 { x >> y } else { 0 }));
    }
    if let Some(bits @ 0..) = small(b) {
        return Ok(with(a, |a| {
            let (negative, a) = (a.is_negative(), a.limbs());
            let n = a.len().saturating_sub(bits as usize / 64);
            if n == 0 {
                return Value::small(-i64::from(negative));
            }
            written(th, negative, n + 1, |out| {
                out[n] = 0;
                let dropped = limbs::shr(a, bits as usize, &mut out[..n]);
                // Rounded down, towards more for the magnitude of a negative number.
                if negative && dropped {
                    increment(out);
                }
            })
        }));
    }
    result(th, both(a, b, bigint::shr))
}

/// `&`, `|`, `^`: two bools give a bool.
macro_rules! bitwise {
    ($name:ident, $op:tt) => {
        pub fn $name(th: &Thread, a: Value, b: Value) -> PyResult {
            ints!(a, b);
            if a.is_bool() && b.is_bool() {
                return Ok(Value::bool((a == Value::TRUE) $op (b == Value::TRUE)));
            }
            if let (Some(x), Some(y)) = (small(a), small(b)) {
                return Ok(from_i64(th, x $op y));
            }
            if let (Some(x), Some(y)) = (medium(a), medium(b)) {
                return Ok(from_i128(th, x $op y));
            }
            if let (Some(x), Some(y)) = (unsigned(a), unsigned(b)) {
                return Ok(from_magnitude(th, false, x $op y));
            }
            Ok(both(a, b, |a, b| {
                if a.is_negative() || b.is_negative() {
                    return from_big(th, &bigint::$name(a, b));
                }
                let (a, b) = (a.limbs(), b.limbs());
                let limb = |l: &[u64], k: usize| l.get(k).copied().unwrap_or(0);
                // (What `&` makes of the longer one's top is cut off again.)
                written(th, false, a.len().max(b.len()), |out| {
                    for (k, to) in out.iter_mut().enumerate() {
                        *to = limb(a, k) $op limb(b, k);
                    }
                })
            }))
        }
    };
}
bitwise!(and, &);
bitwise!(or, |);
bitwise!(xor, ^);

pub fn neg(th: &Thread, v: Value) -> PyResult {
    Ok(match small(v) {
        Some(i) => from_i64(th, -i),
        None => with(v, |i| from_limbs(th, !i.is_negative(), i.limbs())),
    })
}

pub fn abs(th: &Thread, v: Value) -> PyResult {
    if is_negative(v) {
        neg(th, v)
    } else {
        Ok(plain(th, v))
    }
}

pub fn invert(th: &Thread, v: Value) -> PyResult {
    Ok(match small(v) {
        Some(i) => Value::small(!i),
        None => from_big(th, &with(v, bigint::invert)),
    })
}

fn bool_invert(th: &Thread, v: Value) -> PyResult {
    crate::warn::deprecation(
        th,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the \
         bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. \
         Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the \
         underlying int.",
    )?;
    invert(th, v)
}

fn plain_slot(th: &Thread, v: Value) -> PyResult {
    Ok(plain(th, v))
}

fn to_float(th: &Thread, v: Value) -> PyResult {
    float::from_int(th, v)
}

/// Compares two ints.
pub fn order(a: Value, b: Value) -> std::cmp::Ordering {
    if let (Some(x), Some(y)) = (small(a), small(b)) {
        return x.cmp(&y);
    }
    // (Instances of subclasses are no immediates, however small their numbers are.)
    match (medium(a), medium(b)) {
        (Some(x), Some(y)) => x.cmp(&y),
        _ => both(a, b, bigint::compare),
    }
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    ints!(a, b);
    Ok(Value::bool(op.holds(order(a, b))))
}

/// The hash of a number, CPython's.
pub fn hash_value(v: Value) -> i64 {
    with(v, |i| i.hash())
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    Ok(hash_value(v))
}

fn truth(_: &Thread, v: Value) -> PyResult<bool> {
    Ok(!is_zero(v))
}

/// The decimal text. Allocates.
pub fn repr(th: &Thread, v: Value) -> PyResult {
    if let Some(i) = small(v) {
        // Formatting through the standard library would cost more than the rest of `str(int)`.
        let mut digits = [0u8; 20];
        let at = int_text::write_decimal(i, &mut digits);
        return Ok(types::str::from_ascii(th, &digits[at..]).value());
    }
    let limit = th.int_max_str_digits.get();
    let text = with(v, |i| {
        work(th, i.limbs().len().saturating_mul(i.limbs().len()));
        int_text::to_decimal(i, limit)
    });
    match text {
        Ok(s) => Ok(types::str::new(th, &s)),
        Err(e) => Err(raise(th, e)),
    }
}

fn bool_repr(th: &Thread, v: Value) -> PyResult {
    Ok(types::str::intern(th, if v == Value::TRUE { "True" } else { "False" }).value())
}

// ---- construction

/// `int(x)` for anything but text with a base. Runs Python.
pub fn from_object(th: &Thread, v: Value) -> PyResult {
    if is_exact(v) {
        return Ok(v);
    }
    let class = types::type_of(v);
    if let Some(int) = class.slots().int {
        let r = int(th, v)?;
        if !is_int(r) {
            return Err(th.type_error(format!(
                "__int__ returned non-int (type {})",
                ops::type_name(r)
            )));
        }
        if !is_exact(r) {
            crate::warn::deprecation(
                th,
                &format!(
                    "__int__ returned non-int (type {}).  The ability to return an instance of a strict subclass of int \
                     is deprecated, and may be removed in a future version of Python.",
                    ops::type_name(r)
                ),
            )?;
        }
        return Ok(plain(th, r));
    }
    if class.slots().index.is_some() {
        return Ok(plain(th, ops::index(th, v)?));
    }
    if v.has_kind(Kind::Str) || v.has_kind(Kind::Bytes) || v.has_kind(Kind::ByteArray) {
        return from_text(th, v, 10);
    }
    if crate::buffer::is_buffer(v) {
        let digits = crate::buffer::contiguous_of(th, v)?.to_vec();
        return result(
            th,
            int_text::parse_bytes(&digits, 10, th.int_max_str_digits.get()),
        );
    }
    Err(th.type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        ops::type_name(v)
    )))
}

fn from_text(th: &Thread, v: Value, base: u32) -> PyResult {
    let limit = th.int_max_str_digits.get();
    if let Some(s) = v.downcast::<Str>() {
        return result(th, int_text::parse_str(s.bytes(), base, limit));
    }
    match types::bytes::as_bytes(v) {
        Some(bytes) => result(th, int_text::parse_bytes(&bytes, base, limit)),
        None => Err(th.type_error("int() can't convert non-string with explicit base")),
    }
}

/// The int that a short decimal text stands for, without looking further: `None` says nothing.
#[inline]
pub fn of_short_text(v: Value) -> Option<Value> {
    let s = types::dict::exact_str(v)?;
    int_text::short_decimal(s.bytes()).map(Value::small)
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let positional = args.pos();
    if let ([v], 0) = (positional, args.keyword_count())
        && class == types::get(T::Int)
        && let Some(n) = of_short_text(*v)
    {
        return Ok(n);
    }
    let mut base = positional.get(1).copied();
    for (name, v) in args.keywords() {
        let text = ops::str(th, name)?;
        if text.bytes() == b"base" && base.is_none() {
            base = Some(v);
        } else {
            let shown = text.to_string_lossy();
            return Err(crate::suggest::unexpected_keyword(
                th,
                "int",
                &shown,
                ["base"].into_iter(),
            ));
        }
    }
    if positional.len() > 2 && args.keyword_count() == 0 {
        return Err(th.type_error(format!(
            "int expected at most 2 arguments, got {}",
            positional.len()
        )));
    }
    if positional.len() > 2 {
        return Err(th.type_error(format!(
            "int() takes at most 2 arguments ({} given)",
            args.values.len()
        )));
    }
    let number = match (positional.first(), base) {
        (None, None) => Value::small(0),
        (None, Some(_)) => return Err(th.type_error("int() missing string argument")),
        (Some(&v), None) => from_object(th, v)?,
        (Some(&v), Some(base)) => {
            let base = ops::index(th, base)?;
            match int_text::check_base(to_i64(base)) {
                Ok(base) => {
                    let text = v.has_kind(Kind::Str)
                        || v.has_kind(Kind::Bytes)
                        || v.has_kind(Kind::ByteArray);
                    if !text {
                        return Err(
                            th.type_error("int() can't convert non-string with explicit base")
                        );
                    }
                    from_text(th, v, base)?
                }
                Err(e) => return Err(raise(th, e)),
            }
        }
    };
    if class == types::get(T::Int) {
        return Ok(number);
    }
    Ok(of_class(th, class, number))
}

/// An instance of a subclass of int with this number. Allocates.
pub fn of_class(th: &Thread, class: Ref<Type>, number: Value) -> Value {
    let extra = type_::extra_size(class);
    let made = with(number, |i| {
        // The limbs may lie in a heap object: they are copied first, because allocation may run the collector (which
        // does not move, but the borrow must not look like it could).
        alloc(th, class.instance_shape.get(), i, extra)
    });
    if let Some(object) = made.downcast::<Int>() {
        type_::finalized(class, object);
    }
    made
}

fn bool_new(th: &Thread, _class: Ref<Type>, args: Args) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(th.type_error("bool() takes no keyword arguments"));
    }
    match args.pos() {
        [] => Ok(Value::FALSE),
        [v] => Ok(Value::bool(ops::is_true(th, *v)?)),
        many => Err(th.type_error(format!(
            "bool expected at most 1 argument, got {}",
            many.len()
        ))),
    }
}

// ---- methods

fn m_conjugate(th: &Thread, args: &[Value]) -> PyResult {
    Ok(plain(th, args[0]))
}

fn m_bit_length(th: &Thread, args: &[Value]) -> PyResult {
    Ok(from_u64(th, with(args[0], |i| i.bit_length())))
}

fn m_bit_count(th: &Thread, args: &[Value]) -> PyResult {
    Ok(from_u64(th, with(args[0], |i| i.bit_count())))
}

/// The `byteorder` argument: whether it is little-endian.
fn byte_order(th: &Thread, function: &str, v: Value) -> PyResult<bool> {
    if v.is_empty() {
        return Ok(false);
    }
    match v.downcast::<Str>() {
        Some(s) if s.bytes() == b"little" => Ok(true),
        Some(s) if s.bytes() == b"big" => Ok(false),
        Some(_) => Err(th.value_error("byteorder must be either 'little' or 'big'")),
        None => Err(th.type_error(format!(
            "{function}() argument 'byteorder' must be str, not {}",
            ops::argument_type_name(v)
        ))),
    }
}

fn m_to_bytes(th: &Thread, args: &[Value]) -> PyResult {
    let len = if args[1].is_empty() {
        1
    } else {
        ops::index_i64(th, args[1])?
    };
    let little = byte_order(th, "to_bytes", args[2])?;
    let signed = !args[3].is_empty() && ops::is_true(th, args[3])?;
    let Ok(len) = usize::try_from(len) else {
        return Err(th.value_error("length argument must be non-negative"));
    };
    if let Some(n) = small(args[0])
        && len <= 8
        && (n >= 0 || signed)
    {
        let bits = 8 * len as u32;
        let fits = match (signed, bits) {
            (_, 0) => n == 0,
            (true, _) => n >> (bits - 1) == n >> 63,
            (false, 64) => true,
            (false, _) => n >> bits == 0,
        };
        if fits {
            return Ok(if little {
                types::bytes::new(th, &n.to_le_bytes()[..len])
            } else {
                types::bytes::new(th, &n.to_be_bytes()[8 - len..])
            });
        }
    }
    match with(args[0], |i| bigint::to_bytes(i, len, little, signed)) {
        Ok(bytes) => Ok(types::bytes::new(th, &bytes)),
        Err(e) => Err(raise(th, e)),
    }
}

fn m_from_bytes(th: &Thread, args: &[Value]) -> PyResult {
    let little = byte_order(th, "from_bytes", args[2])?;
    let signed = !args[3].is_empty() && ops::is_true(th, args[3])?;
    let short = args[1]
        .downcast::<types::bytes::Bytes>()
        .filter(|b| types::is_exactly(args[1], T::Bytes) && b.data().len() < 8);
    let number = match short {
        Some(b) => from_i64(th, short_from_bytes(b.data(), little, signed)),
        None => {
            let bytes = match types::bytes::asked(th, args[1])? {
                Some(made) => made.data().to_vec(),
                None => types::bytes::from_object(th, args[1], "bytes")?,
            };
            from_big(th, &bigint::from_bytes(&bytes, little, signed))
        }
    };
    if args[0] == types::get(T::Int).value() {
        return Ok(number);
    }
    ops::call1(th, args[0], number)
}

/// The number that fewer than eight bytes are.
fn short_from_bytes(bytes: &[u8], little: bool, signed: bool) -> i64 {
    let join = |n: i64, &b: &u8| n << 8 | i64::from(b);
    let n = if little {
        bytes.iter().rev().fold(0, join)
    } else {
        bytes.iter().fold(0, join)
    };
    let unused = 64 - 8 * bytes.len() as u32;
    if signed && unused < 64 {
        n << unused >> unused
    } else {
        n
    }
}

fn m_as_integer_ratio(th: &Thread, args: &[Value]) -> PyResult {
    Ok(tuple::new(th, &[plain(th, args[0]), Value::small(1)]).value())
}

fn m_is_integer(_: &Thread, _: &[Value]) -> PyResult {
    Ok(Value::TRUE)
}

fn m_round(th: &Thread, args: &[Value]) -> PyResult {
    let this = plain(th, args[0]);
    if args[1].is_empty() || args[1].is_none() {
        return Ok(this);
    }
    let digits = ops::index(th, args[1])?;
    if !is_negative(digits) {
        return Ok(this);
    }
    let places = to_i64(digits).map_or(u64::MAX, |d| d.unsigned_abs());
    result(th, with(this, |i| bigint::round_to_tens(i, places)))
}

fn m_format(th: &Thread, args: &[Value]) -> PyResult {
    crate::format::int(th, args[0], args[1])
}

fn m_getnewargs(th: &Thread, args: &[Value]) -> PyResult {
    Ok(tuple::new(th, &[plain(th, args[0])]).value())
}

fn m_sizeof(th: &Thread, args: &[Value]) -> PyResult {
    // CPython counts 30-bit digits.
    let bits = with(args[0], |i| i.bit_length());
    Ok(from_u64(th, 24 + 4 * bits.div_ceil(30).max(1)))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("conjugate", "($self, /)", m_conjugate)
        .doc("Returns self, the complex conjugate of any int."),
    NativeDef::new("bit_length", "($self, /)", m_bit_length)
        .doc("Number of bits necessary to represent self in binary."),
    NativeDef::new("bit_count", "($self, /)", m_bit_count)
        .doc("Number of ones in the binary representation of the absolute value of self."),
    NativeDef::new(
        "to_bytes",
        "($self, /, length=1, byteorder='big', *, signed=False)",
        m_to_bytes,
    )
    .doc("Return an array of bytes representing an integer."),
    NativeDef::new(
        "from_bytes",
        "($type, /, bytes, byteorder='big', *, signed=False)",
        m_from_bytes,
    )
    .class_method()
    .doc("Return the integer represented by the given array of bytes."),
    NativeDef::new("as_integer_ratio", "($self, /)", m_as_integer_ratio)
        .doc("Return a pair of integers, whose ratio is equal to the original int."),
    NativeDef::new("is_integer", "($self, /)", m_is_integer)
        .doc("Returns True. Exists for duck type compatibility with float.is_integer."),
    NativeDef::new("__trunc__", "($self, /)", m_conjugate)
        .doc("Truncating an Integral returns itself."),
    NativeDef::new("__floor__", "($self, /)", m_conjugate)
        .doc("Flooring an Integral returns itself."),
    NativeDef::new("__ceil__", "($self, /)", m_conjugate)
        .doc("Ceiling of an Integral returns itself."),
    NativeDef::new("__round__", "($self, ndigits=None, /)", m_round)
        .doc("Rounding an Integral returns itself."),
    NativeDef::new("__format__", "($self, format_spec, /)", m_format)
        .doc("Convert to a string according to format_spec."),
    NativeDef::new("__getnewargs__", "($self, /)", m_getnewargs),
    NativeDef::new("__sizeof__", "($self, /)", m_sizeof).doc("Returns size in memory, in bytes."),
];

fn get_real(th: &Thread, this: Value) -> PyResult {
    Ok(plain(th, this))
}

fn get_zero(_: &Thread, _: Value) -> PyResult {
    Ok(Value::small(0))
}

fn get_one(_: &Thread, _: Value) -> PyResult {
    Ok(Value::small(1))
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "real",
        get: get_real,
        set: None,
    },
    GetSetDef {
        name: "imag",
        get: get_zero,
        set: None,
    },
    GetSetDef {
        name: "numerator",
        get: get_real,
        set: None,
    },
    GetSetDef {
        name: "denominator",
        get: get_one,
        set: None,
    },
];

/// The operators of exactly ints.
pub const ARITHMETIC: [Option<BinaryFn>; types::slots::BINOPS] = Slots::binary_table([
    (BinOp::Add, add as BinaryFn),
    (BinOp::Sub, sub),
    (BinOp::Mul, mul),
    (BinOp::TrueDiv, true_div),
    (BinOp::FloorDiv, floor_div),
    (BinOp::Mod, modulo),
    (BinOp::Pow, pow),
    (BinOp::LShift, lshift),
    (BinOp::RShift, rshift),
    (BinOp::And, and),
    (BinOp::Or, or),
    (BinOp::Xor, xor),
    (BinOp::DivMod, divmod),
]);

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        bool: Some(truth),
        binary: ARITHMETIC,
        pow_mod: Some(pow_mod),
        neg: Some(neg),
        pos: Some(plain_slot),
        abs: Some(abs),
        invert: Some(invert),
        int: Some(plain_slot),
        float: Some(to_float),
        index: Some(plain_slot),
        new: Some(new),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: type_::flags::BASE | type_::flags::MATCH_SELF | type_::flags::VARIABLE,
    basic_size: std::mem::size_of::<Int>(),
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no \
          arguments\nare given.  If x is a number, return x.__int__().  For floating-point\nnumbers, this truncates \
          towards zero.",
    ..TypeDef::new(T::Int)
};

pub static BOOL_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(bool_repr),
        invert: Some(bool_invert),
        binary: Slots::binary_table([
            (BinOp::And, and as BinaryFn),
            (BinOp::Or, or),
            (BinOp::Xor, xor),
        ]),
        new: Some(bool_new),
        ..Slots::NONE
    },
    flags: type_::flags::MATCH_SELF,
    doc: "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two \
          instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    ..TypeDef::new(T::Bool)
};

/// Visits the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut heap::Tracer) {
    shape::trace_attributes(h, t);
}
