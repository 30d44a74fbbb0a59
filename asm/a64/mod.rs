//! The templates for AArch64 (AAPCS64, ARMv8.0).
//!
//! The macros here choose between the forms of an instruction by what its immediate or displacement allows; what fits
//! none goes through a scratch register. `x16`, `x17` and `d31` are the scratch registers.

use dynasmrt::aarch64::Aarch64Relocation;

use crate::Assembler;

/// The assembler for AArch64.
pub type A64 = Assembler<Aarch64Relocation>;

/// `op reg, [base + disp]` for any displacement: scaled by the cell's size, unscaled, or in `x17`.
macro_rules! at {
    ($a:ident, $base:ident, $disp:ident, $size:tt, $scaled:ident, $unscaled:ident, $($reg:tt)*) => {
        if crate::a64::memory::scales($disp, $size) {
            let offset = $disp as u32;
            dynasm!($a
                ; .arch aarch64
                ; $scaled $($reg)*, [XSP($base), offset]
            );
        } else if (-256..256).contains(&$disp) {
            dynasm!($a
                ; .arch aarch64
                ; $unscaled $($reg)*, [XSP($base), $disp]
            );
        } else {
            $a.kint(crate::a64::regs::X17, i64::from($disp));
            dynasm!($a
                ; .arch aarch64
                ; $scaled $($reg)*, [XSP($base), x17]
            );
        }
    };
}

/// `op dst, a, #imm` for `add` and its kin, with `$neg` for negative immediates; else with the immediate in `x16`.
/// `$d` is the output with its register family: the forms that set flags name another one.
macro_rules! add_imm {
    ($a:ident, $op:ident, $neg:ident, $family:ident, $d:ident, $x:ident, $imm:ident) => {
        match crate::a64::int::add_immediate($imm) {
            Some((false, low, false)) => dynasm!($a
                ; .arch aarch64
                ; $op $family($d), XSP($x), low
            ),
            Some((false, low, true)) => dynasm!($a
                ; .arch aarch64
                ; $op $family($d), XSP($x), low, lsl 12
            ),
            Some((true, low, false)) => dynasm!($a
                ; .arch aarch64
                ; $neg $family($d), XSP($x), low
            ),
            Some((true, low, true)) => dynasm!($a
                ; .arch aarch64
                ; $neg $family($d), XSP($x), low, lsl 12
            ),
            None => {
                $a.kint(crate::a64::regs::X16, $imm);
                dynasm!($a
                    ; .arch aarch64
                    ; $op X($d), X($x), x16
                );
            }
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
