//! Floating-point arithmetic on f64 in floating-point registers, rounded to nearest as IEEE 754 says.
//!
//! Clobbers: scratch registers and flags only. NaNs propagate; which payload comes out is the architecture's affair,
//! as it is in C.

use crate::{Fpr, Gpr, Label, RegSet};

/// See the module's documentation. Each method is the template of the IR op of the same name.
pub trait FloatTemplates {
    /// `dst = a + b`.
    fn fadd(&mut self, dst: Fpr, a: Fpr, b: Fpr);
    /// `dst = a - b`.
    fn fsub(&mut self, dst: Fpr, a: Fpr, b: Fpr);
    /// `dst = a * b`.
    fn fmul(&mut self, dst: Fpr, a: Fpr, b: Fpr);
    /// `dst = a / b`.
    fn fdiv(&mut self, dst: Fpr, a: Fpr, b: Fpr);
    /// `dst = a + k`, with the constant from memory.
    fn fadd_imm(&mut self, dst: Fpr, a: Fpr, k: f64);
    /// `dst = a - k`, with the constant from memory.
    fn fsub_imm(&mut self, dst: Fpr, a: Fpr, k: f64);
    /// `dst = k - b`, with the constant from memory.
    fn fsub_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr);
    /// `dst = a * k`, with the constant from memory.
    fn fmul_imm(&mut self, dst: Fpr, a: Fpr, k: f64);
    /// `dst = a / k`, with the constant from memory.
    fn fdiv_imm(&mut self, dst: Fpr, a: Fpr, k: f64);
    /// `dst = k / b`, with the constant from memory.
    fn fdiv_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr);
    /// `dst = -a`: the sign flipped, of a NaN too.
    fn fneg(&mut self, dst: Fpr, a: Fpr);
    /// `dst = |a|`: the sign cleared, of a NaN too.
    fn fabs(&mut self, dst: Fpr, a: Fpr);
    /// `dst = sqrt(a)`.
    fn fsqrt(&mut self, dst: Fpr, a: Fpr);
    /// `dst` = `a` rounded down to an integer.
    fn ffloor(&mut self, dst: Fpr, a: Fpr);
    /// `dst` = `a` rounded up to an integer.
    fn fceil(&mut self, dst: Fpr, a: Fpr);
    /// `dst` = `a` rounded towards zero to an integer.
    fn ftrunc(&mut self, dst: Fpr, a: Fpr);
    /// `dst = a * b + c`, rounded once. Only where [`crate::host_has_fma`].
    fn fmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr);
    /// `dst = c - a * b`, rounded once. Only where [`crate::host_has_fma`].
    fn fnmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr);
    /// `dst = a` if `a == b`, else `helper(thread, n, c) -> float`, around which the caller-saved registers of `live` are
    /// saved.
    fn fpowh(&mut self, dst: Fpr, ab: [Fpr; 2], c: Fpr, n: i32, helper: usize, live: RegSet);
    /// `dst` = the float nearest to `a`.
    fn i2f(&mut self, dst: Fpr, a: Gpr);
    /// `dst` = `a` rounded towards zero, or leaves if that is not within -2^63 + 1 ..= 2^63 - 1 (x86-64 and AArch64
    /// agree to leave for exactly -2^63 too), or `a` is NaN; `dst` is then undefined.
    fn f2i(&mut self, dst: Gpr, a: Fpr, exit: Label);
    /// `dst` = `a`, or leaves if `a` has a fraction, is out of `f2i`'s range, or is NaN. -0.0 gives 0.
    fn f2i_exact(&mut self, dst: Gpr, a: Fpr, exit: Label);
}
