//! Integer arithmetic on i64 in general-purpose registers.
//!
//! All wrap around unless their name ends in `o`, for "overflow leaves": those leave for `exit` if the result does
//! not fit, with their output then undefined. Clobbers: scratch registers and flags only. The `_imm` forms take any
//! immediate and materialise what the architecture cannot encode.

use crate::{Gpr, Label};

/// See the module's documentation. Each method is the template of the IR op of the same name.
pub trait IntTemplates {
    /// `dst = a + b`.
    fn iadd(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a + imm`.
    fn iadd_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = a - b`.
    fn isub(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a - imm`.
    fn isub_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = imm - b`.
    fn isub_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr);
    /// `dst = a * b`.
    fn imul(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a * imm`.
    fn imul_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);

    /// `dst = a + b`, or leaves.
    fn iaddo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label);
    /// `dst = a + imm`, or leaves.
    fn iaddo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label);
    /// `dst = a - b`, or leaves.
    fn isubo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label);
    /// `dst = a - imm`, or leaves.
    fn isubo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label);
    /// `dst = imm - b`, or leaves.
    fn isubo_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr, exit: Label);
    /// `dst = a * b`, or leaves.
    fn imulo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label);
    /// `dst = a * imm`, or leaves.
    fn imulo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label);

    /// `dst = -a`.
    fn ineg(&mut self, dst: Gpr, a: Gpr);
    /// `dst = -a`, or leaves.
    fn inego(&mut self, dst: Gpr, a: Gpr, exit: Label);
    /// `dst = a & b`.
    fn iand(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a & imm`.
    fn iand_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = a | b`.
    fn ior(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a | imm`.
    fn ior_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = a ^ b`.
    fn ixor(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a ^ imm`.
    fn ixor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = !a`.
    fn inot(&mut self, dst: Gpr, a: Gpr);

    /// `dst = a << (b mod 64)`.
    fn ishl(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a << imm`, for `imm` in 0..64.
    fn ishl_imm(&mut self, dst: Gpr, a: Gpr, imm: u8);
    /// `dst = a >> (b mod 64)`, copying the sign.
    fn ishr(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a >> imm`, copying the sign, for `imm` in 0..64.
    fn ishr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8);
    /// `dst = a >> (b mod 64)`, shifting zeros in.
    fn iushr(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a >> imm`, shifting zeros in, for `imm` in 0..64.
    fn iushr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8);

    /// `dst = floor(a / b)`, Python's `//`. `b` is not 0, and not -1 with `a` the least i64: guarded before.
    fn idivfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = floor(a / imm)`, for `imm` > 0: a shift or a multiplication.
    fn idivfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
    /// `dst = a - b * floor(a / b)`, Python's `%`, with the sign of `b`. `b` as for `idivfloor`.
    fn imodfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr);
    /// `dst = a - imm * floor(a / imm)`, for `imm` > 0: a mask, or a multiplication and a subtraction.
    fn imodfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64);
}
