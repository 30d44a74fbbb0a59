//! Guards: a compare and a forward branch to the exit stub.
//!
//! `tbz` and `tbnz` reach 32 KB only; with [`crate::Options::far_guards`] a test and `b.cond`, which reaches 1 MB,
//! take their place.

use dynasmrt::aarch64::encode_logical_immediate_64bit;
use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::A64;
use super::regs::{FSCRATCH, X16, X17, X27, X28};
use crate::encoding::{
    AUX_OFFSET, FLONUM_EXP_COUNT, FLONUM_EXP_FIRST, FLONUM_MASK, FLONUM_TAG, INT_TAG, LIMBS_OFFSET,
    POINTER_MASK, RAISED, SHAPE_OFFSET,
};
use crate::{
    Cond, ControlTemplates, FCond, Fpr, Gpr, GuardTemplates, Label, MemKind, MemoryTemplates,
    PatchKind, Room,
};

/// The condition codes of AArch64 that the templates branch on.
#[derive(Clone, Copy)]
pub(super) enum Cc {
    Eq,
    Ne,
    Hs,
    Lo,
    Mi,
    Pl,
    Vs,
    Hi,
    Ls,
    Ge,
    Lt,
    Gt,
    Le,
}

impl Cc {
    /// The code after `cmp a, b` that says that `a cond b`.
    fn of(cond: Cond) -> Cc {
        match cond {
            Cond::Lt => Cc::Lt,
            Cond::Le => Cc::Le,
            Cond::Gt => Cc::Gt,
            Cond::Ge => Cc::Ge,
            Cond::Eq => Cc::Eq,
            Cond::Ne => Cc::Ne,
            Cond::Ult => Cc::Lo,
            Cond::Ule => Cc::Ls,
            Cond::Ugt => Cc::Hi,
            Cond::Uge => Cc::Hs,
        }
    }
}

/// Branches to any label; not patchable.
pub(super) fn branch_if(asm: &mut A64, cc: Cc, target: Label) {
    let to = target.0;
    match cc {
        Cc::Eq => dynasm!(asm ; .arch aarch64 ; b.eq =>to),
        Cc::Ne => dynasm!(asm ; .arch aarch64 ; b.ne =>to),
        Cc::Hs => dynasm!(asm ; .arch aarch64 ; b.hs =>to),
        Cc::Lo => dynasm!(asm ; .arch aarch64 ; b.lo =>to),
        Cc::Mi => dynasm!(asm ; .arch aarch64 ; b.mi =>to),
        Cc::Pl => dynasm!(asm ; .arch aarch64 ; b.pl =>to),
        Cc::Vs => dynasm!(asm ; .arch aarch64 ; b.vs =>to),
        Cc::Hi => dynasm!(asm ; .arch aarch64 ; b.hi =>to),
        Cc::Ls => dynasm!(asm ; .arch aarch64 ; b.ls =>to),
        Cc::Ge => dynasm!(asm ; .arch aarch64 ; b.ge =>to),
        Cc::Lt => dynasm!(asm ; .arch aarch64 ; b.lt =>to),
        Cc::Gt => dynasm!(asm ; .arch aarch64 ; b.gt =>to),
        Cc::Le => dynasm!(asm ; .arch aarch64 ; b.le =>to),
    }
}

/// Branches to an exit: a patchable site.
pub(super) fn leave_if(asm: &mut A64, cc: Cc, exit: Label) {
    asm.site(PatchKind::Branch, Some(exit));
    branch_if(asm, cc, exit);
}

/// Branches to any label if a bit of the register is clear.
pub(super) fn branch_if_clear(asm: &mut A64, reg: Gpr, bit: u32, target: Label) {
    let (x, to) = (reg.0, target.0);
    if asm.options.far_guards {
        let mask = 1u64 << bit;
        dynasm!(asm
            ; .arch aarch64
            ; tst X(x), mask
            ; b.eq =>to
        );
    } else {
        dynasm!(asm
            ; .arch aarch64
            ; tbz X(x), bit, =>to
        );
    }
}

/// Leaves if the lowest bit of the register, the integers' tag, is clear.
fn leave_if_clear(asm: &mut A64, reg: Gpr, exit: Label) {
    let x = reg.0;
    if asm.options.far_guards {
        dynasm!(asm
            ; .arch aarch64
            ; tst X(x), 1
        );
        leave_if(asm, Cc::Eq, exit);
    } else {
        let to = exit.0;
        asm.site(PatchKind::Branch, Some(exit));
        dynasm!(asm
            ; .arch aarch64
            ; tbz X(x), 0, =>to
        );
    }
}

/// Leaves unless the condition holds after a compare.
fn leave_unless(asm: &mut A64, cond: Cond, exit: Label) {
    leave_if(asm, Cc::of(cond.negate()), exit);
}

/// `cmp reg, imm` for any immediate; `x17` carries what does not fit.
fn compare_imm(asm: &mut A64, reg: Gpr, imm: i64) {
    let x = reg.0;
    match super::int::add_immediate(imm) {
        Some((false, low, false)) => dynasm!(asm ; .arch aarch64 ; cmp XSP(x), low),
        Some((false, low, true)) => dynasm!(asm ; .arch aarch64 ; cmp XSP(x), low, lsl 12),
        // Adding the magnitude sets the flags of subtracting the negative number, the carry included.
        Some((true, low, false)) => dynasm!(asm ; .arch aarch64 ; cmn XSP(x), low),
        Some((true, low, true)) => dynasm!(asm ; .arch aarch64 ; cmn XSP(x), low, lsl 12),
        None => {
            asm.kint(X17, imm);
            dynasm!(asm
                ; .arch aarch64
                ; cmp X(x), x17
            );
        }
    }
}

impl GuardTemplates for A64 {
    fn guard_icmp(&mut self, cond: Cond, a: Gpr, b: Gpr, exit: Label) {
        let (x, y) = (a.0, b.0);
        dynasm!(self
            ; .arch aarch64
            ; cmp X(x), X(y)
        );
        leave_unless(self, cond, exit);
    }

    fn guard_icmp_imm(&mut self, cond: Cond, a: Gpr, imm: i64, exit: Label) {
        let (x, to) = (a.0, exit.0);
        match (cond, imm) {
            (Cond::Eq, 0) => {
                self.site(PatchKind::Branch, Some(exit));
                dynasm!(self
                    ; .arch aarch64
                    ; cbnz X(x), =>to
                );
            }
            (Cond::Ne, 0) => {
                self.site(PatchKind::Branch, Some(exit));
                dynasm!(self
                    ; .arch aarch64
                    ; cbz X(x), =>to
                );
            }
            (_, _) => {
                compare_imm(self, a, imm);
                leave_unless(self, cond, exit);
            }
        }
    }

    fn guard_fcmp(&mut self, cond: FCond, a: Fpr, b: Fpr, exit: Label) {
        let (x, y) = (a.0, b.0);
        dynasm!(self
            ; .arch aarch64
            ; fcmp D(x), D(y)
        );
        // Unordered sets carry and overflow: minus, lower-or-same, greater, greater-or-equal and equal are false then,
        // their negations true.
        let leave = match cond {
            FCond::Lt => Cc::Pl,
            FCond::Le => Cc::Hi,
            FCond::Gt => Cc::Le,
            FCond::Ge => Cc::Lt,
            FCond::Eq => Cc::Ne,
            FCond::Ne => Cc::Eq,
            FCond::Nlt => Cc::Mi,
            FCond::Nle => Cc::Ls,
            FCond::Ngt => Cc::Gt,
            FCond::Nge => Cc::Ge,
        };
        leave_if(self, leave, exit);
    }

    fn guard_fcmp_imm(&mut self, cond: FCond, a: Fpr, k: f64, exit: Label) {
        self.kflt(FSCRATCH, k);
        self.guard_fcmp(cond, a, FSCRATCH, exit);
    }

    fn guard_int(&mut self, v: Gpr, exit: Label) {
        leave_if_clear(self, v, exit);
    }

    fn guard_int2(&mut self, v: Gpr, w: Gpr, exit: Label) {
        let (x, y) = (v.0, w.0);
        dynasm!(self
            ; .arch aarch64
            ; and x16, X(x), X(y)
        );
        leave_if_clear(self, X16, exit);
    }

    fn guard_flonum(&mut self, v: Gpr, exit: Label) {
        test_flonum(self, v);
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_uint(&mut self, v: Gpr, int_shape: u32, exit: Label) {
        let (heap, on) = (self.new_label(), self.new_label());
        branch_if_clear(self, v, INT_TAG.trailing_zeros(), heap);
        self.guard_icmp_imm(Cond::Ge, v, 0, exit);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.guard_shape(v, int_shape, exit);
            asm.guard_mem_imm(MemKind::U8, Cond::Eq, v, AUX_OFFSET, 0, exit);
            asm.guard_mem_imm(MemKind::W64, Cond::Eq, v, LIMBS_OFFSET, 1, exit);
            asm.loop_jump(on);
        });
    }

    fn guard_float_tag(&mut self, a: Fpr, exit: Label) {
        let x = a.0;
        // x17 = the biased exponent, counted from the first that is encoded.
        dynasm!(self
            ; .arch aarch64
            ; fmov x16, D(x)
            ; ubfx x17, x16, 52, 11
            ; sub x17, x17, FLONUM_EXP_FIRST
            ; cmp x17, FLONUM_EXP_COUNT
        );
        leave_if(self, Cc::Hs, exit);
    }

    fn guard_float(&mut self, v: Gpr, float_shape: u32, exit: Label) {
        let (heap, on) = (self.new_label(), self.new_label());
        test_flonum(self, v);
        branch_if(self, Cc::Ne, heap);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.guard_shape(v, float_shape, exit);
            asm.loop_jump(on);
        });
    }

    fn guard_ptr(&mut self, v: Gpr, exit: Label) {
        let x = v.0;
        dynasm!(self
            ; .arch aarch64
            ; tst X(x), POINTER_MASK
        );
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_shape(&mut self, v: Gpr, shape: u32, exit: Label) {
        self.guard_ptr(v, exit);
        self.guard_shape_ptr(v, shape, exit);
    }

    fn guard_shape_ptr(&mut self, p: Gpr, shape: u32, exit: Label) {
        self.load(MemKind::U32, X16, p, SHAPE_OFFSET);
        compare_imm(self, X16, i64::from(shape));
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_is(&mut self, v: Gpr, bits: u64, exit: Label) {
        self.guard_icmp_imm(Cond::Eq, v, bits as i64, exit);
    }

    fn guard_is_not(&mut self, v: Gpr, bits: u64, exit: Label) {
        self.guard_icmp_imm(Cond::Ne, v, bits as i64, exit);
    }

    fn guard_noraise(&mut self, v: Gpr, exit: Label) {
        self.guard_is_not(v, RAISED, exit);
    }

    fn guard_valid(&mut self, exit: Label) {
        self.site(PatchKind::Valid, Some(exit));
        dynasm!(self
            ; .arch aarch64
            ; nop
        );
    }

    fn guard_unseen(&mut self, offset: i32, disp: i32, exit: Label) {
        let mut at = X27;
        if disp != 0 {
            self.aadd(X17, at, disp);
            at = X17;
        }
        // Addresses are positive.
        self.guard_mem(Cond::Gt, at, X28, offset, exit);
    }

    fn guard_poll(&mut self, offset: i32, exit: Label) {
        self.load(MemKind::U32, X16, super::regs::X28, offset);
        self.guard_icmp_imm(Cond::Eq, X16, 0, exit);
    }

    fn guard_countdown(&mut self, word: usize, exit: Label) {
        self.kint(X16, word as i64);
        dynasm!(self
            ; .arch aarch64
            ; ldr x17, [x16]
            ; subs x17, x17, 1
            ; str x17, [x16]
        );
        leave_if(self, Cc::Eq, exit);
    }

    fn guard_stack(&mut self, offset: i32, exit: Label) {
        self.load(MemKind::W64, X16, super::regs::X28, offset);
        dynasm!(self
            ; .arch aarch64
            ; cmp sp, x16
        );
        leave_if(self, Cc::Lo, exit);
    }

    fn guard_room(&mut self, room: &Room, exit: Label) {
        self.load(MemKind::U32, X16, super::regs::X28, room.depth);
        self.aadd(X16, X16, room.frames);
        self.load(MemKind::U32, X17, super::regs::X28, room.depth_limit);
        dynasm!(self
            ; .arch aarch64
            ; cmp x16, x17
        );
        leave_if(self, Cc::Hi, exit);
        self.aadd(X16, super::regs::X27, room.bytes);
        self.load(MemKind::W64, X17, super::regs::X28, room.stack_limit);
        dynasm!(self
            ; .arch aarch64
            ; cmp x16, x17
        );
        leave_if(self, Cc::Hs, exit);
        self.guard_stack(room.native_limit, exit);
    }

    fn guard_mem_imm(
        &mut self,
        kind: MemKind,
        cond: Cond,
        base: Gpr,
        disp: i32,
        imm: i64,
        exit: Label,
    ) {
        self.load(kind, X16, base, disp);
        self.guard_icmp_imm(cond, X16, imm, exit);
    }

    fn guard_mem(&mut self, cond: Cond, a: Gpr, base: Gpr, disp: i32, exit: Label) {
        self.load(MemKind::W64, X16, base, disp);
        self.guard_icmp(cond, a, X16, exit);
    }

    fn guard_any_bit(&mut self, a: Gpr, mask: u64, exit: Label) {
        test_bits(self, a, mask);
        leave_if(self, Cc::Eq, exit);
    }

    fn guard_no_bit(&mut self, a: Gpr, mask: u64, exit: Label) {
        test_bits(self, a, mask);
        leave_if(self, Cc::Ne, exit);
    }
}

/// Sets the zero flag if the value is an immediate float.
fn test_flonum(asm: &mut A64, v: Gpr) {
    let x = v.0;
    dynasm!(asm
        ; .arch aarch64
        ; and x16, X(x), FLONUM_MASK
        ; cmp x16, FLONUM_TAG as u32
    );
}

/// Sets the zero flag if none of the bits is set.
fn test_bits(asm: &mut A64, a: Gpr, mask: u64) {
    let x = a.0;
    if encode_logical_immediate_64bit(mask).is_some() {
        dynasm!(asm
            ; .arch aarch64
            ; tst X(x), mask
        );
    } else {
        asm.kint(X16, mask as i64);
        dynasm!(asm
            ; .arch aarch64
            ; tst X(x), x16
        );
    }
}
