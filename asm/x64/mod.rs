//! The templates for x86-64 (System V calling convention, SSE4.1; BMI2 where it is there).
//!
//! The macros here choose between the one-byte and the four-byte forms of run-time immediates and displacements,
//! which dynasm does not do by itself. `r11` and `xmm15` are the scratch registers.

use dynasmrt::x64::X64Relocation;

use crate::Assembler;

/// The assembler for x86-64.
pub type X64 = Assembler<X64Relocation>;

/// `op reg, imm` for any 64-bit immediate; `r11` carries what does not fit.
macro_rules! alu_imm {
    ($a:ident, $op:ident, $reg:ident, $imm:ident) => {
        if let Ok(short) = i8::try_from($imm) {
            dynasm!($a
                ; .arch x64
                ; $op Rq($reg), BYTE short
            );
        } else if let Ok(long) = i32::try_from($imm) {
            dynasm!($a
                ; .arch x64
                ; $op Rq($reg), DWORD long
            );
        } else {
            dynasm!($a
                ; .arch x64
                ; mov r11, QWORD $imm
                ; $op Rq($reg), r11
            );
        }
    };
}

/// `cmp reg, imm` for any 64-bit immediate; `r11` carries what does not fit. dynasm takes the four-byte form of `cmp`
/// even where one byte is asked for, so the short form (REX.W 83 /7) is spelt out.
macro_rules! cmp_imm {
    ($a:ident, $reg:ident, $imm:ident) => {
        if let Ok(short) = i8::try_from($imm) {
            let code = [0x48 | ($reg >> 3), 0x83, 0xf8 | ($reg & 7), short as u8];
            dynasm!($a
                ; .arch x64
                ; .bytes &code
            );
        } else {
            let imm = i64::from($imm);
            if let Ok(long) = i32::try_from(imm) {
                dynasm!($a
                    ; .arch x64
                    ; cmp Rq($reg), DWORD long
                );
            } else {
                dynasm!($a
                    ; .arch x64
                    ; mov r11, QWORD imm
                    ; cmp Rq($reg), r11
                );
            }
        }
    };
}

/// `op ..., [base + disp]` or `op [base + disp], ...`: the operands around the memory operand go in brackets.
macro_rules! at {
    ($a:ident, $base:ident, $disp:ident, $op:ident [$($pre:tt)*] $($size:ident)? [$($post:tt)*]) => {
        if let Ok(short) = i8::try_from($disp) {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [BYTE Rq($base) + short] $($post)*
            );
        } else {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [DWORD Rq($base) + $disp] $($post)*
            );
        }
    };
}

/// As `at!`, with a base register fixed in the template, which encodes shorter.
macro_rules! at_fixed {
    ($a:ident, $base:ident, $disp:ident, $op:ident [$($pre:tt)*] $($size:ident)? [$($post:tt)*]) => {
        if let Ok(short) = i8::try_from($disp) {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [BYTE $base + short] $($post)*
            );
        } else {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [DWORD $base + $disp] $($post)*
            );
        }
    };
}

pub mod regs;

mod boxing;
mod call;
mod control;
mod float;
mod guard;
mod int;
mod memory;
