//! Integer arithmetic. Two-operand instructions are made three-operand by a move; where the output is the second
//! input of something that does not commute, the scratch register carries the result.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::guard::{Cc, leave_if};
use super::regs::{RAX, RCX, RDX, SCRATCH};
use crate::{ControlTemplates, Gpr, IntTemplates, Label};

/// `dst = a op b` where the operation commutes. Leaves the flags of `op`.
macro_rules! commutative {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, mut y) = ($dst.0, $b.0);
        if d == y {
            y = $a.0;
        } else {
            $self.mov($dst, $a);
        }
        dynasm!($self
            ; .arch x64
            ; $op Rq(d), Rq(y)
        );
    }};
}

/// `dst = a op imm`. Leaves the flags of `op`.
macro_rules! immediate {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $imm:ident) => {{
        let d = $dst.0;
        $self.mov($dst, $a);
        alu_imm!($self, $op, d, $imm);
    }};
}

/// `dst = a shift b`: with BMI2 in one instruction, else with the count in `rcx`, whose content is put back.
macro_rules! shift {
    ($self:ident, $bmi:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, x, y) = ($dst.0, $a.0, $b.0);
        if $self.options.bmi2 {
            dynasm!($self
                ; .arch x64
                ; $bmi Rq(d), Rq(x), Rq(y)
            );
        } else if $b == RCX && $dst != RCX {
            $self.mov($dst, $a);
            dynasm!($self
                ; .arch x64
                ; $op Rq(d), cl
            );
        } else if $dst == RCX {
            dynasm!($self
                ; .arch x64
                ; mov r11, Rq(x)
                ; mov rcx, Rq(y)
                ; $op r11, cl
                ; mov rcx, r11
            );
        } else if $dst != $b {
            dynasm!($self
                ; .arch x64
                ; mov r11, rcx
            );
            $self.mov($dst, $a);
            dynasm!($self
                ; .arch x64
                ; mov rcx, Rq(y)
                ; $op Rq(d), cl
                ; mov rcx, r11
            );
        } else {
            // The output is the count: exchange it with rcx, shift in the scratch register, put rcx back.
            let value = if $a == RCX { d } else if $a == $b { RCX.0 } else { x };
            dynasm!($self
                ; .arch x64
                ; xchg rcx, Rq(d)
                ; mov r11, Rq(value)
                ; $op r11, cl
                ; mov rcx, Rq(d)
                ; mov Rq(d), r11
            );
        }
    }};
}

macro_rules! shift_imm {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $imm:ident) => {{
        let d = $dst.0;
        let count = ($imm & 63) as i8;
        $self.mov($dst, $a);
        if count != 0 {
            dynasm!($self
                ; .arch x64
                ; $op Rq(d), BYTE count
            );
        }
    }};
}

impl IntTemplates for X64 {
    fn iadd(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        let (d, x, y) = (dst.0, a.0, b.0);
        if dst == a || dst == b {
            commutative!(self, add, dst, a, b);
        } else {
            dynasm!(self
                ; .arch x64
                ; lea Rq(d), [Rq(x) + Rq(y)]
            );
        }
    }

    fn iadd_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        let (d, x) = (dst.0, a.0);
        if dst == a {
            if imm != 0 {
                alu_imm!(self, add, d, imm);
            }
        } else if let Ok(disp) = i32::try_from(imm) {
            at!(self, x, disp, lea [Rq(d),] []);
        } else {
            self.kint(dst, imm);
            dynasm!(self
                ; .arch x64
                ; add Rq(d), Rq(x)
            );
        }
    }

    fn isub(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        let (d, x, y) = (dst.0, a.0, b.0);
        if dst == b && dst != a {
            dynasm!(self
                ; .arch x64
                ; neg Rq(d)
                ; add Rq(d), Rq(x)
            );
        } else {
            self.mov(dst, a);
            dynasm!(self
                ; .arch x64
                ; sub Rq(d), Rq(y)
            );
        }
    }

    fn isub_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        self.iadd_imm(dst, a, imm.wrapping_neg());
    }

    fn isub_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr) {
        let (d, y) = (dst.0, b.0);
        if dst == b {
            dynasm!(self
                ; .arch x64
                ; neg Rq(d)
            );
            self.iadd_imm(dst, dst, imm);
        } else {
            self.kint(dst, imm);
            dynasm!(self
                ; .arch x64
                ; sub Rq(d), Rq(y)
            );
        }
    }

    fn imul(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        commutative!(self, imul, dst, a, b);
    }

    fn imul_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        let (d, x) = (dst.0, a.0);
        if imm == 0 {
            self.kint(dst, 0);
        } else if imm > 0 && imm.count_ones() == 1 {
            self.ishl_imm(dst, a, imm.trailing_zeros() as u8);
        } else {
            multiply_imm(self, d, x, imm);
        }
    }

    fn iaddo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        commutative!(self, add, dst, a, b);
        leave_if(self, Cc::O, exit);
    }

    fn iaddo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        immediate!(self, add, dst, a, imm);
        leave_if(self, Cc::O, exit);
    }

    fn isubo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        let (d, x, y) = (dst.0, a.0, b.0);
        if dst == b && dst != a {
            dynasm!(self
                ; .arch x64
                ; mov r11, Rq(x)
                ; sub r11, Rq(y)
            );
            leave_if(self, Cc::O, exit);
            dynasm!(self
                ; .arch x64
                ; mov Rq(d), r11
            );
        } else {
            self.mov(dst, a);
            dynasm!(self
                ; .arch x64
                ; sub Rq(d), Rq(y)
            );
            leave_if(self, Cc::O, exit);
        }
    }

    fn isubo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        immediate!(self, sub, dst, a, imm);
        leave_if(self, Cc::O, exit);
    }

    fn isubo_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr, exit: Label) {
        // Without a detour through the scratch register the input would be lost before the guard.
        self.kint(SCRATCH, imm);
        let y = b.0;
        dynasm!(self
            ; .arch x64
            ; sub r11, Rq(y)
        );
        leave_if(self, Cc::O, exit);
        self.mov(dst, SCRATCH);
    }

    fn imulo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        commutative!(self, imul, dst, a, b);
        leave_if(self, Cc::O, exit);
    }

    fn imulo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        multiply_imm(self, dst.0, a.0, imm);
        leave_if(self, Cc::O, exit);
    }

    fn ineg(&mut self, dst: Gpr, a: Gpr) {
        let d = dst.0;
        self.mov(dst, a);
        dynasm!(self
            ; .arch x64
            ; neg Rq(d)
        );
    }

    fn inego(&mut self, dst: Gpr, a: Gpr, exit: Label) {
        self.ineg(dst, a);
        leave_if(self, Cc::O, exit);
    }

    fn iand(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        commutative!(self, and, dst, a, b);
    }

    fn iand_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        let (d, x) = (dst.0, a.0);
        if imm == 0xffff_ffff {
            // A 32-bit move clears the upper half.
            dynasm!(self
                ; .arch x64
                ; mov Rd(d), Rd(x)
            );
        } else if let (Ok(mask), false) = (u32::try_from(imm), i32::try_from(imm).is_ok()) {
            self.mov(dst, a);
            let mask = mask as i32;
            dynasm!(self
                ; .arch x64
                ; and Rd(d), DWORD mask
            );
        } else {
            immediate!(self, and, dst, a, imm);
        }
    }

    fn ior(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        commutative!(self, or, dst, a, b);
    }

    fn ior_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        immediate!(self, or, dst, a, imm);
    }

    fn ixor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        commutative!(self, xor, dst, a, b);
    }

    fn ixor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        immediate!(self, xor, dst, a, imm);
    }

    fn inot(&mut self, dst: Gpr, a: Gpr) {
        let d = dst.0;
        self.mov(dst, a);
        dynasm!(self
            ; .arch x64
            ; not Rq(d)
        );
    }

    fn ishl(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        shift!(self, shlx, shl, dst, a, b);
    }

    fn ishl_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, shl, dst, a, imm);
    }

    fn ishr(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        shift!(self, sarx, sar, dst, a, b);
    }

    fn ishr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, sar, dst, a, imm);
    }

    fn iushr(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        shift!(self, shrx, shr, dst, a, b);
    }

    fn iushr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, shr, dst, a, imm);
    }

    fn idivfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        divide(self, dst, a, b, false);
    }

    fn idivfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        debug_assert!(imm > 0);
        if imm.count_ones() == 1 {
            self.ishr_imm(dst, a, imm.trailing_zeros() as u8);
        } else {
            divide_imm(self, dst, None, a, imm);
            self.mov(dst, SCRATCH);
        }
    }

    fn imodfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        divide(self, dst, a, b, true);
    }

    fn imodfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        debug_assert!(imm > 0);
        if imm.count_ones() == 1 {
            self.iand_imm(dst, a, imm - 1);
            return;
        }
        let (d, x) = (dst.0, a.0);
        divide_imm(self, dst, Some(a), a, imm);
        if let Ok(small) = i32::try_from(imm) {
            dynasm!(self
                ; .arch x64
                ; imul r11, r11, DWORD small
            );
        } else {
            let factor = self.literal(imm as u64);
            dynasm!(self
                ; .arch x64
                ; imul r11, [=>factor]
            );
        }
        // dst = a - r11, without a second scratch register.
        dynasm!(self
            ; .arch x64
            ; neg r11
            ; add r11, Rq(x)
            ; mov Rq(d), r11
        );
    }
}

/// `dst = a * imm`, with the flags of the multiplication.
fn multiply_imm(asm: &mut X64, d: u8, x: u8, imm: i64) {
    if let Ok(short) = i8::try_from(imm) {
        dynasm!(asm
            ; .arch x64
            ; imul Rq(d), Rq(x), BYTE short
        );
    } else if let Ok(long) = i32::try_from(imm) {
        dynasm!(asm
            ; .arch x64
            ; imul Rq(d), Rq(x), DWORD long
        );
    } else {
        dynasm!(asm
            ; .arch x64
            ; mov r11, QWORD imm
            ; imul r11, Rq(x)
            ; mov Rq(d), r11
        );
    }
}

/// Floor division, or its remainder, in any registers. `idiv` wants `rdx:rax`; both are put back unless they are the
/// output. It truncates: if there is a remainder whose sign is not the divisor's, the quotient is one less and the
/// remainder one divisor more.
fn divide(asm: &mut X64, dst: Gpr, a: Gpr, b: Gpr, remainder: bool) {
    let y = b.0;
    if dst != RAX {
        dynasm!(asm
            ; .arch x64
            ; push rax
        );
    }
    if dst != RDX {
        dynasm!(asm
            ; .arch x64
            ; push rdx
        );
    }
    // The divisor goes to the scratch register first: it may live in rax or rdx.
    dynasm!(asm
        ; .arch x64
        ; mov r11, Rq(y)
    );
    asm.mov(RAX, a);
    dynasm!(asm
        ; .arch x64
        ; cqo
        ; idiv r11
        ; test rdx, rdx
        ; je >done
    );
    if remainder {
        dynasm!(asm
            ; .arch x64
            ; mov rax, rdx
            ; xor rax, r11
            ; jns >done
            ; add rdx, r11
            ; done:
        );
    } else {
        dynasm!(asm
            ; .arch x64
            ; xor rdx, r11
            ; sar rdx, BYTE 63
            ; add rax, rdx
            ; done:
        );
    }
    let result = if remainder { RDX } else { RAX };
    if dst != result {
        asm.mov(SCRATCH, result);
    }
    if dst != RDX {
        dynasm!(asm
            ; .arch x64
            ; pop rdx
        );
    }
    if dst != RAX {
        dynasm!(asm
            ; .arch x64
            ; pop rax
        );
    }
    if dst != result {
        asm.mov(dst, SCRATCH);
    }
}

/// `r11 = floor(a / imm)` for `imm` > 1, by a multiplication with its reciprocal; see [`crate::reciprocal`] for the
/// arithmetic. `mul` wants `rdx:rax`; both are put back unless they are the output `dst` and not `needed` afterwards.
fn divide_imm(asm: &mut X64, dst: Gpr, needed: Option<Gpr>, a: Gpr, imm: i64) {
    let x = a.0;
    let (magic, shift) = crate::reciprocal::reciprocal(imm);
    let shift = shift as i8;
    let keep = |reg: Gpr| dst != reg || needed == Some(reg);
    if keep(RAX) {
        dynasm!(asm
            ; .arch x64
            ; push rax
        );
    }
    if keep(RDX) {
        dynasm!(asm
            ; .arch x64
            ; push rdx
        );
    }
    // A negative dividend is complemented before and after: -1 - floor((-1 - a) / d).
    dynasm!(asm
        ; .arch x64
        ; mov rdx, Rq(x)
        ; mov r11, rdx
        ; sar r11, BYTE 63
        ; xor rdx, r11
        ; mov rax, QWORD magic as i64
        ; mul rdx
        ; shr rdx, BYTE shift
        ; xor r11, rdx
    );
    if keep(RDX) {
        dynasm!(asm
            ; .arch x64
            ; pop rdx
        );
    }
    if keep(RAX) {
        dynasm!(asm
            ; .arch x64
            ; pop rax
        );
    }
}
