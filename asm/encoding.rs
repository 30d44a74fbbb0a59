//! What the templates must know of the runtime's values and object headers.
//!
//! The boxing, guard and memory templates open-code tag tests, the flonum codec, inline allocation and the write
//! barrier, so these few facts exist twice: here and in the runtime. The crate that sees both asserts that they
//! agree. The functions at the end are the models that the tests run the templates against.

/// An integer `i` of 63 bits is the value `(i << 1) | INT_TAG`.
pub const INT_TAG: u64 = 1;
/// The low two bits of an immediate float.
pub const FLONUM_TAG: u64 = 2;
/// Selects the bits that [`FLONUM_TAG`] lives in.
pub const FLONUM_MASK: u64 = 3;
/// A value is a heap pointer exactly when none of these bits is set (the empty slot 0 is no value).
pub const POINTER_MASK: u64 = 7;
/// The value 0.0, which has no flonum of its own.
pub const FLONUM_ZERO: u64 = 0x8000_0000_0000_0002;
/// The biased exponents whose floats the inline encoder takes: the outermost flonum exponent at the low end goes to
/// the slow path with the rest, because its first float's bits stand for 0.0.
pub const FLONUM_EXP_FIRST: u32 = 0x301;
/// The number of biased exponents that the inline encoder takes.
pub const FLONUM_EXP_COUNT: u32 = 0x1ff;
/// What a helper returns to say that an exception is set.
pub const RAISED: u64 = 0x64;
/// Where the 32-bit shape id lies in an object.
pub const SHAPE_OFFSET: i32 = 0;
/// Where the GC byte lies in an object.
pub const GC_OFFSET: i32 = 4;
/// The bits of the GC byte that the barrier looks at: old, remembered.
pub const GC_BARRIER_MASK: u8 = 3;
/// The same for the barrier of what is added at an object's end: old, remembered, remembered for its end.
pub const GC_TAIL_MASK: u8 = 7;
/// The GC byte's barrier bits of an object that must be remembered: old and nothing else.
pub const GC_OLD: u8 = 1;
/// Where the byte lies that says that a heap int is negative.
pub const AUX_OFFSET: i32 = 7;
/// Where the number of a heap int's limbs lies in it.
pub const LIMBS_OFFSET: i32 = 8;
/// Where a heap int's first limb lies in it.
pub const LIMB_OFFSET: i32 = 16;
/// Where a heap float's `f64` lies in it.
pub const FLOAT_OFFSET: i32 = 8;

/// The flonum of `bits`, if it has one.
pub fn flonum_encode(bits: u64) -> Option<u64> {
    let exponent_top = (bits >> 60) & 7;
    if bits == 0 {
        Some(FLONUM_ZERO)
    } else if (exponent_top == 3 || exponent_top == 4) && bits != 0x3000_0000_0000_0000 {
        Some((bits.rotate_left(3) & !FLONUM_MASK) | FLONUM_TAG)
    } else {
        None
    }
}

/// The bits of the float whose flonum is `value`.
pub fn flonum_decode(value: u64) -> u64 {
    if value == FLONUM_ZERO {
        return 0;
    }
    ((value & !FLONUM_MASK) | (2 - (value >> 63))).rotate_right(3)
}
