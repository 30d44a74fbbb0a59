//! Guards: a compare and a forward branch to the exit stub, which static prediction takes as not taken.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::regs::{FSCRATCH, R14, RBX, SCRATCH};
use crate::encoding::{
    AUX_OFFSET, FLONUM_EXP_COUNT, FLONUM_EXP_FIRST, FLONUM_MASK, FLONUM_TAG, INT_TAG, LIMBS_OFFSET,
    POINTER_MASK, RAISED,
};
use crate::{
    Cond, ControlTemplates, FCond, Fpr, Gpr, GuardTemplates, Label, MemKind, MemoryTemplates,
    PatchKind, Room,
};

/// The condition codes of x86 that the templates branch on.
#[derive(Clone, Copy)]
pub(super) enum Cc {
    O,
    B,
    Ae,
    E,
    Ne,
    Be,
    A,
    P,
    L,
    Ge,
    Le,
    G,
}

impl Cc {
    /// The code after `cmp a, b` that says that `a cond b`.
    fn of(cond: Cond) -> Cc {
        match cond {
            Cond::Lt => Cc::L,
            Cond::Le => Cc::Le,
            Cond::Gt => Cc::G,
            Cond::Ge => Cc::Ge,
            Cond::Eq => Cc::E,
            Cond::Ne => Cc::Ne,
            Cond::Ult => Cc::B,
            Cond::Ule => Cc::Be,
            Cond::Ugt => Cc::A,
            Cond::Uge => Cc::Ae,
        }
    }
}

/// Branches to any label; not patchable.
pub(super) fn branch_if(asm: &mut X64, cc: Cc, target: Label) {
    let to = target.0;
    match cc {
        Cc::O => dynasm!(asm ; .arch x64 ; jo =>to),
        Cc::B => dynasm!(asm ; .arch x64 ; jb =>to),
        Cc::Ae => dynasm!(asm ; .arch x64 ; jae =>to),
        Cc::E => dynasm!(asm ; .arch x64 ; je =>to),
        Cc::Ne => dynasm!(asm ; .arch x64 ; jne =>to),
        Cc::Be => dynasm!(asm ; .arch x64 ; jbe =>to),
        Cc::A => dynasm!(asm ; .arch x64 ; ja =>to),
        Cc::P => dynasm!(asm ; .arch x64 ; jp =>to),
        Cc::L => dynasm!(asm ; .arch x64 ; jl =>to),
        Cc::Ge => dynasm!(asm ; .arch x64 ; jge =>to),
        Cc::Le => dynasm!(asm ; .arch x64 ; jle =>to),
        Cc::G => dynasm!(asm ; .arch x64 ; jg =>to),
    }
}

/// Branches to an exit: a patchable site.
pub(super) fn leave_if(asm: &mut X64, cc: Cc, exit: Label) {
    asm.site(PatchKind::Branch, Some(exit));
    branch_if(asm, cc, exit);
}

/// Leaves unless the condition holds after a compare.
fn leave_unless(asm: &mut X64, cond: Cond, exit: Label) {
    leave_if(asm, Cc::of(cond.negate()), exit);
}

/// Leaves unless the condition holds after `ucomisd`, which compared the sides swapped if the condition is a "less".
fn leave_unless_float(asm: &mut X64, cond: FCond, exit: Label) {
    match cond {
        FCond::Lt | FCond::Gt => leave_if(asm, Cc::Be, exit),
        FCond::Le | FCond::Ge => leave_if(asm, Cc::B, exit),
        FCond::Nlt | FCond::Ngt => leave_if(asm, Cc::A, exit),
        FCond::Nle | FCond::Nge => leave_if(asm, Cc::Ae, exit),
        FCond::Eq => {
            leave_if(asm, Cc::Ne, exit);
            leave_if(asm, Cc::P, exit);
        }
        FCond::Ne => {
            let on = asm.new_label();
            branch_if(asm, Cc::P, on);
            leave_if(asm, Cc::E, exit);
            asm.bind(on);
        }
    }
}

impl GuardTemplates for X64 {
    fn guard_icmp(&mut self, cond: Cond, a: Gpr, b: Gpr, exit: Label) {
        let (x, y) = (a.0, b.0);
        dynasm!(self
            ; .arch x64
            ; cmp Rq(x), Rq(y)
        );
        leave_unless(self, cond, exit);
    }

    fn guard_icmp_imm(&mut self, cond: Cond, a: Gpr, imm: i64, exit: Label) {
        let x = a.0;
        if imm == 0 {
            // Leaves the same flags as a compare with zero and is shorter.
            dynasm!(self
                ; .arch x64
                ; test Rq(x), Rq(x)
            );
        } else {
            cmp_imm!(self, x, imm);
        }
        leave_unless(self, cond, exit);
    }

    fn guard_fcmp(&mut self, cond: FCond, a: Fpr, b: Fpr, exit: Label) {
        // ucomisd sets the flags of an unsigned compare, and all of zero, parity and carry if unordered. "Above" is
        // the code that is false then, so less is asked as the other's greater.
        let (x, y) = match cond {
            FCond::Lt | FCond::Le | FCond::Nlt | FCond::Nle => (b.0, a.0),
            FCond::Gt | FCond::Ge | FCond::Ngt | FCond::Nge | FCond::Eq | FCond::Ne => (a.0, b.0),
        };
        dynasm!(self
            ; .arch x64
            ; ucomisd Rx(x), Rx(y)
        );
        leave_unless_float(self, cond, exit);
    }

    fn guard_fcmp_imm(&mut self, cond: FCond, a: Fpr, k: f64, exit: Label) {
        let x = a.0;
        match cond {
            FCond::Lt | FCond::Le | FCond::Nlt | FCond::Nle => {
                self.kflt(FSCRATCH, k);
                dynasm!(self
                    ; .arch x64
                    ; ucomisd xmm15, Rx(x)
                );
            }
            FCond::Gt | FCond::Ge | FCond::Ngt | FCond::Nge | FCond::Eq | FCond::Ne => {
                let literal = self.literal(k.to_bits());
                dynasm!(self
                    ; .arch x64
                    ; ucomisd Rx(x), [=>literal]
                );
            }
        }
        leave_unless_float(self, cond, exit);
    }

    fn guard_int(&mut self, v: Gpr, exit: Label) {
        let x = v.0;
        dynasm!(self
            ; .arch x64
            ; test Rb(x), BYTE INT_TAG as i8
        );
        leave_if(self, Cc::E, exit);
    }

    fn guard_uint(&mut self, v: Gpr, int_shape: u32, exit: Label) {
        let x = v.0;
        let (heap, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; test Rb(x), BYTE INT_TAG as i8
        );
        branch_if(self, Cc::E, heap);
        self.guard_icmp_imm(Cond::Ge, v, 0, exit);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.guard_shape(v, int_shape, exit);
            asm.guard_mem_imm(MemKind::U8, Cond::Eq, v, AUX_OFFSET, 0, exit);
            asm.guard_mem_imm(MemKind::W64, Cond::Eq, v, LIMBS_OFFSET, 1, exit);
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }

    fn guard_int2(&mut self, v: Gpr, w: Gpr, exit: Label) {
        let (x, y) = (v.0, w.0);
        dynasm!(self
            ; .arch x64
            ; mov r11d, Rd(x)
            ; and r11d, Rd(y)
            ; test r11b, BYTE INT_TAG as i8
        );
        leave_if(self, Cc::E, exit);
    }

    fn guard_flonum(&mut self, v: Gpr, exit: Label) {
        let x = v.0;
        dynasm!(self
            ; .arch x64
            ; mov r11d, Rd(x)
            ; and r11d, BYTE FLONUM_MASK as i8
            ; cmp r11b, BYTE FLONUM_TAG as i8
        );
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_float_tag(&mut self, a: Fpr, exit: Label) {
        let x = a.0;
        // Without the sign, less the smallest such number: below the number of these.
        let low = self.literal(u64::from(FLONUM_EXP_FIRST) << 53);
        let count = self.literal(u64::from(FLONUM_EXP_COUNT) << 53);
        dynasm!(self
            ; .arch x64
            ; movq r11, Rx(x)
            ; add r11, r11
            ; sub r11, [=>low]
            ; cmp r11, [=>count]
        );
        leave_if(self, Cc::Ae, exit);
    }

    fn guard_float(&mut self, v: Gpr, float_shape: u32, exit: Label) {
        let x = v.0;
        let (heap, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; mov r11d, Rd(x)
            ; and r11d, BYTE FLONUM_MASK as i8
            ; cmp r11b, BYTE FLONUM_TAG as i8
        );
        branch_if(self, Cc::Ne, heap);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.guard_shape(v, float_shape, exit);
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }

    fn guard_ptr(&mut self, v: Gpr, exit: Label) {
        let x = v.0;
        dynasm!(self
            ; .arch x64
            ; test Rb(x), BYTE POINTER_MASK as i8
        );
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_shape(&mut self, v: Gpr, shape: u32, exit: Label) {
        self.guard_ptr(v, exit);
        self.guard_shape_ptr(v, shape, exit);
    }

    fn guard_shape_ptr(&mut self, p: Gpr, shape: u32, exit: Label) {
        let (x, shape) = (p.0, shape as i32);
        let disp = crate::encoding::SHAPE_OFFSET;
        at!(self, x, disp, cmp [] DWORD [, DWORD shape]);
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
        // Five bytes of nothing inside one aligned word: patched to a jump by one store.
        while self.here() % 8 > 3 {
            dynasm!(self
                ; .arch x64
                ; nop
            );
        }
        self.site(PatchKind::Valid, Some(exit));
        dynasm!(self
            ; .arch x64
            ; .bytes &[0x0f, 0x1f, 0x44, 0x00, 0x00]
        );
    }

    fn guard_unseen(&mut self, offset: i32, disp: i32, exit: Label) {
        let mut at = RBX;
        if disp != 0 {
            self.aadd(SCRATCH, at, disp);
            at = SCRATCH;
        }
        // Addresses are positive.
        self.guard_mem(Cond::Gt, at, R14, offset, exit);
    }

    fn guard_poll(&mut self, offset: i32, exit: Label) {
        at_fixed!(self, r14, offset, cmp [] DWORD [, DWORD 0]);
        leave_if(self, Cc::Ne, exit);
    }

    fn guard_countdown(&mut self, word: usize, exit: Label) {
        let address = word as i64;
        dynasm!(self
            ; .arch x64
            ; mov r11, QWORD address
            ; dec QWORD [r11]
        );
        leave_if(self, Cc::E, exit);
    }

    fn guard_stack(&mut self, offset: i32, exit: Label) {
        at_fixed!(self, r14, offset, cmp [rsp,] QWORD []);
        leave_if(self, Cc::B, exit);
    }

    fn guard_room(&mut self, room: &Room, exit: Label) {
        let &Room {
            depth,
            depth_limit,
            stack_limit,
            native_limit,
            frames,
            bytes,
        } = room;
        at_fixed!(self, r14, depth, mov [r11d,] DWORD []);
        dynasm!(self
            ; .arch x64
            ; add r11d, DWORD frames
        );
        at_fixed!(self, r14, depth_limit, cmp [r11d,] DWORD []);
        leave_if(self, Cc::A, exit);
        at_fixed!(self, rbx, bytes, lea [r11,] []);
        at_fixed!(self, r14, stack_limit, cmp [r11,] QWORD []);
        leave_if(self, Cc::Ae, exit);
        self.guard_stack(native_limit, exit);
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
        let x = base.0;
        match (kind, i32::try_from(imm)) {
            (MemKind::W64, Ok(long)) => at!(self, x, disp, cmp [] QWORD [, DWORD long]),
            // A 32-bit compare decides as the 64-bit one does only where both sides are extended alike.
            (MemKind::I32, Ok(long)) => at!(self, x, disp, cmp [] DWORD [, DWORD long]),
            _ => return wide_mem_imm(self, kind, cond, base, disp, imm, exit),
        }
        leave_unless(self, cond, exit);
    }

    fn guard_mem(&mut self, cond: Cond, a: Gpr, base: Gpr, disp: i32, exit: Label) {
        let (x, y) = (base.0, a.0);
        at!(self, x, disp, cmp [Rq(y),] QWORD []);
        leave_unless(self, cond, exit);
    }

    fn guard_any_bit(&mut self, a: Gpr, mask: u64, exit: Label) {
        test_bits(self, a, mask);
        leave_if(self, Cc::E, exit);
    }

    fn guard_no_bit(&mut self, a: Gpr, mask: u64, exit: Label) {
        test_bits(self, a, mask);
        leave_if(self, Cc::Ne, exit);
    }
}

/// The general form of `guard_mem_imm`: widens the cell in the scratch register; a wide constant comes from memory.
fn wide_mem_imm(
    asm: &mut X64,
    kind: MemKind,
    cond: Cond,
    base: Gpr,
    disp: i32,
    imm: i64,
    exit: Label,
) {
    asm.load(kind, super::regs::SCRATCH, base, disp);
    if let Ok(long) = i32::try_from(imm) {
        dynasm!(asm
            ; .arch x64
            ; cmp r11, DWORD long
        );
    } else {
        let literal = asm.literal(imm as u64);
        dynasm!(asm
            ; .arch x64
            ; cmp r11, [=>literal]
        );
    }
    leave_unless(asm, cond, exit);
}

/// Sets the zero flag if none of the bits is set.
fn test_bits(asm: &mut X64, a: Gpr, mask: u64) {
    let x = a.0;
    if mask <= 0xff {
        dynasm!(asm
            ; .arch x64
            ; test Rb(x), BYTE mask as i8
        );
    } else if mask <= 0xffff_ffff {
        dynasm!(asm
            ; .arch x64
            ; test Rd(x), DWORD mask as i32
        );
    } else {
        dynasm!(asm
            ; .arch x64
            ; mov r11, QWORD mask as i64
            ; test Rq(x), r11
        );
    }
}
