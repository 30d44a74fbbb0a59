//! Guards: the trace goes on if the condition holds, and leaves for `exit` if not.
//!
//! Each is a compare fused with one branch (some with two) that is not taken while the trace stays. The branches are
//! patchable sites. Clobbers: scratch registers and flags only; inputs stay as they are.

use crate::{Cond, FCond, Fpr, Gpr, Label, MemKind};

/// What GROOM compares: offsets in the thread structure, and how much is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// The 32-bit count of active frames.
    pub depth: i32,
    /// The 32-bit limit of that count.
    pub depth_limit: i32,
    /// The address that the base of a new window must lie below.
    pub stack_limit: i32,
    /// The address below which the native stack must not reach.
    pub native_limit: i32,
    /// How many frames are to be pushed.
    pub frames: i32,
    /// How far above BASE the last of them has its base.
    pub bytes: i32,
}

/// See the module's documentation.
pub trait GuardTemplates {
    /// GLT.. GUGE: goes on if `a cond b`.
    fn guard_icmp(&mut self, cond: Cond, a: Gpr, b: Gpr, exit: Label);
    /// GLT.. GUGE against any constant: goes on if `a cond imm`.
    fn guard_icmp_imm(&mut self, cond: Cond, a: Gpr, imm: i64, exit: Label);
    /// GFLT.. GFNGE: goes on if `a cond b`.
    fn guard_fcmp(&mut self, cond: FCond, a: Fpr, b: Fpr, exit: Label);
    /// GFLT.. GFNGE against a constant: goes on if `a cond k`.
    fn guard_fcmp_imm(&mut self, cond: FCond, a: Fpr, k: f64, exit: Label);
    /// GINT: goes on if `v` is a tagged integer.
    fn guard_int(&mut self, v: Gpr, exit: Label);
    /// Goes on if both are tagged integers.
    fn guard_int2(&mut self, v: Gpr, w: Gpr, exit: Label);
    /// GFTAG: leaves unless the double has an immediate form, or if it is 0.0.
    fn guard_float_tag(&mut self, a: Fpr, exit: Label);
    /// GFLONUM: goes on if `v` is an immediate float.
    fn guard_flonum(&mut self, v: Gpr, exit: Label);
    /// GUINT: goes on if `v` is a tagged integer that is not negative, or a heap object of the shape `int_shape` that is
    /// positive and has one limb.
    fn guard_uint(&mut self, v: Gpr, int_shape: u32, exit: Label);
    /// GFLOAT: goes on if `v` is an immediate float, or a heap object of the shape `float_shape`.
    fn guard_float(&mut self, v: Gpr, float_shape: u32, exit: Label);
    /// GPTR: goes on if `v` is a heap object. `v` is a value, not an empty slot.
    fn guard_ptr(&mut self, v: Gpr, exit: Label);
    /// GSHAPE of a value: goes on if `v` is a heap object of this shape.
    fn guard_shape(&mut self, v: Gpr, shape: u32, exit: Label);
    /// GSHAPE of a pointer: goes on if the object at `p` has this shape.
    fn guard_shape_ptr(&mut self, p: Gpr, shape: u32, exit: Label);
    /// GIS: goes on if `v` has exactly these bits.
    fn guard_is(&mut self, v: Gpr, bits: u64, exit: Label);
    /// GNIS: goes on if `v` has other bits.
    fn guard_is_not(&mut self, v: Gpr, bits: u64, exit: Label);
    /// GNORAISE: goes on unless the helper that returned `v` says that it raised.
    fn guard_noraise(&mut self, v: Gpr, exit: Label);
    /// GVALID: goes on until this site is patched ([`crate::PatchKind::Valid`]); costs a nop.
    fn guard_valid(&mut self, exit: Label);
    /// GUNSEEN: goes on if the address at `offset` in the thread structure lies below `BASE + disp`.
    fn guard_unseen(&mut self, offset: i32, disp: i32, exit: Label);
    /// GPOLL: goes on if the 32-bit word at `offset` in the thread structure is zero.
    fn guard_poll(&mut self, offset: i32, exit: Label);
    /// Counts the 64-bit word at an absolute address down, and leaves when it comes to zero: in front of a guard that is
    /// forced to exit.
    fn guard_countdown(&mut self, word: usize, exit: Label);
    /// Goes on if the native stack pointer is not below the address kept at `offset` in the thread structure.
    fn guard_stack(&mut self, offset: i32, exit: Label);
    /// GROOM: goes on if there is room for more frames.
    fn guard_room(&mut self, room: &Room, exit: Label);
    /// Goes on if the cell of `kind` at `base + disp`, widened, compares so with `imm`.
    fn guard_mem_imm(
        &mut self,
        kind: MemKind,
        cond: Cond,
        base: Gpr,
        disp: i32,
        imm: i64,
        exit: Label,
    );
    /// Goes on if `a` compares so with the 64-bit cell at `base + disp`: a bounds check is `guard_mem(Ult, i, list, len)`.
    fn guard_mem(&mut self, cond: Cond, a: Gpr, base: Gpr, disp: i32, exit: Label);
    /// Goes on if at least one of the bits of `mask` is set in `a`.
    fn guard_any_bit(&mut self, a: Gpr, mask: u64, exit: Label);
    /// Goes on if none of the bits of `mask` is set in `a`.
    fn guard_no_bit(&mut self, a: Gpr, mask: u64, exit: Label);
}
