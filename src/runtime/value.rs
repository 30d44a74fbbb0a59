//! `Value`: every Python value in 64 bits.
//!
//! Low-bit tags tell the kinds apart: `…1` is a 63-bit integer, `…10` a float (a rotated double whose exponent is
//! common: a *flonum*, the idea is Ruby's), `…0000` a pointer to a 16-byte-aligned heap object, and `…0100` one of
//! the singletons. Integers past 63 bits and the floats that do not fit are heap objects; both are canonical: a heap
//! int never fits 63 bits, and a float that fits is always a flonum. Machine code relies on these encodings
//! (`asm/*/boxing.rs`), so they change together or not at all.
//!
//! The all-zero word is not a value: it marks an empty slot, and fresh memory is full of it.

use crate::object::{Header, Kind, Ref, ShapeId};

/// A Python value. `Copy`; whoever holds one keeps it where the collector looks (a native stack, a VM stack, a heap
/// object or a `RootedVec`).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(u64);

const TAG_INT: u64 = 0b1;
const TAG_FLONUM: u64 = 0b10;
const TAG_IMMEDIATE: u64 = 0b0100;
const FLONUM_ZERO: u64 = 0x8000_0000_0000_0002;

/// The smallest and the largest integer that an immediate holds.
pub const INT_MIN: i64 = -(1 << 62);
/// See [`INT_MIN`].
pub const INT_MAX: i64 = (1 << 62) - 1;

const fn singleton(n: u64) -> Value {
    Value(n << 4 | TAG_IMMEDIATE)
}

impl Value {
    /// The mark of an empty slot; not a Python value.
    pub const EMPTY: Value = Value(0);
    pub const NONE: Value = singleton(0);
    pub const FALSE: Value = singleton(1);
    pub const TRUE: Value = singleton(2);
    pub const NOT_IMPLEMENTED: Value = singleton(3);
    pub const ELLIPSIS: Value = singleton(4);
    /// The mark of a local variable or argument that has no value.
    pub const UNBOUND: Value = singleton(5);
    /// What a helper returns to a trace when an exception is set in the thread.
    pub const RAISED: Value = singleton(6);

    /// The word itself.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The value of a word that `bits` gave.
    #[inline(always)]
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// The immediate for `i`, which must fit 63 bits.
    #[inline(always)]
    pub const fn small(i: i64) -> Value {
        debug_assert!(INT_MIN <= i && i <= INT_MAX);
        Value((i as u64) << 1 | TAG_INT)
    }

    /// The immediate for `i` if it fits 63 bits.
    #[inline(always)]
    pub const fn try_small(i: i64) -> Option<Value> {
        if INT_MIN <= i && i <= INT_MAX {
            Some(Value((i as u64) << 1 | TAG_INT))
        } else {
            None
        }
    }

    /// The flonum for `f`, if its exponent is one of the common ones (about 1e-77 to 1e77, and 0.0).
    #[inline(always)]
    pub fn flonum(f: f64) -> Option<Value> {
        let bits = f.to_bits();
        let exponent = (bits >> 60) & 7;
        if (exponent == 3 || exponent == 4) && bits != 0x3000_0000_0000_0000 {
            Some(Value((bits.rotate_left(3) & !3) | TAG_FLONUM))
        } else if bits == 0 {
            Some(Value(FLONUM_ZERO))
        } else {
            None
        }
    }

    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.0 & TAG_INT != 0
    }

    #[inline(always)]
    pub const fn is_flonum(self) -> bool {
        self.0 & 3 == TAG_FLONUM
    }

    /// Whether this points to a heap object.
    #[inline(always)]
    pub const fn is_ptr(self) -> bool {
        self.0 & 15 == 0 && self.0 != 0
    }

    #[inline(always)]
    pub fn is_none(self) -> bool {
        self == Value::NONE
    }

    #[inline(always)]
    pub fn is_bool(self) -> bool {
        self == Value::TRUE || self == Value::FALSE
    }

    /// Whether both are immediate integers: one test for the interpreter's fast paths.
    #[inline(always)]
    pub const fn both_small(a: Value, b: Value) -> bool {
        a.0 & b.0 & TAG_INT != 0
    }

    /// The integer of an immediate; meaningless for other values.
    #[inline(always)]
    pub const fn small_unchecked(self) -> i64 {
        self.0 as i64 >> 1
    }

    /// The integer of an immediate int (not of a bool).
    #[inline(always)]
    pub const fn as_small(self) -> Option<i64> {
        if self.is_small_int() {
            Some(self.small_unchecked())
        } else {
            None
        }
    }

    /// The double of a flonum; meaningless for other values.
    #[inline(always)]
    pub fn flonum_unchecked(self) -> f64 {
        if self.0 == FLONUM_ZERO {
            return 0.0;
        }
        f64::from_bits(((2 - (self.0 >> 63)) | (self.0 & !3)).rotate_right(3))
    }

    /// The header of the heap object that this points to.
    #[inline(always)]
    pub fn header(self) -> Option<&'static Header> {
        if self.is_ptr() {
            // SAFETY: a value with the pointer tag always points to a live heap object (heap invariant H1), which
            // begins with its header; objects never move.
            Some(unsafe { &*(self.0 as *const Header) })
        } else {
            None
        }
    }

    /// The address of the heap object, for a value known to be a pointer.
    #[inline(always)]
    pub const fn address(self) -> *mut Header {
        self.0 as *mut Header
    }

    /// The value that points to `object`.
    #[inline(always)]
    pub fn from_ptr<T>(object: *const T) -> Value {
        debug_assert!(object as u64 & 15 == 0 && !object.is_null());
        Value(object as u64)
    }

    /// Whether this points to an object whose shape is exactly `shape`.
    #[inline(always)]
    pub fn has_shape(self, shape: ShapeId) -> bool {
        self.header().is_some_and(|h| h.shape() == shape)
    }

    /// Whether this points to an object of the native layout `kind` (its type or a subclass).
    #[inline(always)]
    pub fn has_kind(self, kind: Kind) -> bool {
        self.header().is_some_and(|h| h.kind() == kind)
    }

    /// The typed pointer, if this points to an object laid out as a `T` (of `T`'s Python type or a subclass of it).
    #[inline(always)]
    pub fn downcast<T: crate::object::Object>(self) -> Option<Ref<T>> {
        if self.has_kind(T::KIND) {
            // SAFETY: the kind byte says that the object is laid out as a `T` (heap invariant H2).
            Some(unsafe { Ref::from_value_unchecked(self) })
        } else {
            None
        }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Value::EMPTY => f.write_str("<empty>"),
            Value::NONE => f.write_str("None"),
            Value::FALSE => f.write_str("False"),
            Value::TRUE => f.write_str("True"),
            Value::NOT_IMPLEMENTED => f.write_str("NotImplemented"),
            Value::ELLIPSIS => f.write_str("Ellipsis"),
            Value::UNBOUND => f.write_str("<unbound>"),
            Value::RAISED => f.write_str("<raised>"),
            v if v.is_small_int() => write!(f, "{}", v.small_unchecked()),
            v if v.is_flonum() => write!(f, "{:?}", v.flonum_unchecked()),
            v => match v.header() {
                Some(h) => write!(f, "<{:?} at {:#x}>", h.kind(), v.0),
                None => write!(f, "<bits {:#x}>", v.0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_round_trip() {
        for i in [0, 1, -1, INT_MIN, INT_MAX, 1 << 40] {
            let v = Value::small(i);
            assert!(v.is_small_int() && !v.is_flonum() && !v.is_ptr());
            assert_eq!(v.small_unchecked(), i);
        }
        assert_eq!(Value::try_small(INT_MAX + 1), None);
    }

    #[test]
    fn flonums_round_trip() {
        for f in [0.0, 1.0, -1.0, 0.1, 1e70, -1e-70, std::f64::consts::PI] {
            let v = Value::flonum(f).expect("a common exponent");
            assert!(v.is_flonum() && !v.is_small_int());
            assert_eq!(v.flonum_unchecked().to_bits(), f.to_bits());
        }
        for f in [-0.0, f64::NAN, f64::INFINITY, 1e300, 5e-324] {
            assert_eq!(Value::flonum(f), None);
        }
    }
}
