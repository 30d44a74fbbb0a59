//! The register files of AArch64 and their roles.
//!
//! `x27` pins BASE and `x28` pins THREAD: both survive calls. `x16`, `x17` and `d31` are the templates' scratch
//! registers, `x18` belongs to the platform, `x29` and `x30` are the frame and link registers. Everything else is
//! allocatable. `d8` to `d15` survive calls.

use dynasmrt::aarch64::Aarch64Relocation;

use crate::arena::{ArenaError, Patch, PatchWord};
use crate::{
    AsmError, Assembler, Code, Fpr, Gpr, Label, Machine, Options, PatchKind, RegSet, Region,
};

/// The first general-purpose scratch register: values.
pub const X16: Gpr = Gpr(16);
/// The second general-purpose scratch register: displacements, second values.
pub const X17: Gpr = Gpr(17);
/// The frame window.
pub const X27: Gpr = Gpr(27);
/// The thread structure.
pub const X28: Gpr = Gpr(28);
/// The stack pointer, where an address or the output of an addition is meant.
pub const SP: Gpr = Gpr(31);
/// The floating-point scratch register.
pub const FSCRATCH: Fpr = Fpr(31);

const GPR_NAMES: [&str; 32] = [
    "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
    "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27",
    "x28", "x29", "x30", "sp",
];
const FPR_NAMES: [&str; 32] = [
    "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14",
    "d15", "d16", "d17", "d18", "d19", "d20", "d21", "d22", "d23", "d24", "d25", "d26", "d27",
    "d28", "d29", "d30", "d31",
];

impl Machine for Assembler<Aarch64Relocation> {
    const NAME: &'static str = "aarch64";
    const THREAD: Gpr = X28;
    const BASE: Gpr = X27;
    const STACK: Gpr = SP;
    // x0-x15, x19-x26; d0-d30.
    const ALLOCATABLE: RegSet = RegSet {
        gprs: 0x07f8_ffff,
        fprs: 0x7fff_ffff,
    };
    // x0-x15; d0-d7, d16-d30.
    const CALLER_SAVED: RegSet = RegSet {
        gprs: 0x0000_ffff,
        fprs: 0x7fff_00ff,
    };
    const ARGS: &'static [Gpr] = &[
        Gpr(0),
        Gpr(1),
        Gpr(2),
        Gpr(3),
        Gpr(4),
        Gpr(5),
        Gpr(6),
        Gpr(7),
    ];
    const FARGS: &'static [Fpr] = &[
        Fpr(0),
        Fpr(1),
        Fpr(2),
        Fpr(3),
        Fpr(4),
        Fpr(5),
        Fpr(6),
        Fpr(7),
    ];
    const RET: Gpr = Gpr(0);
    const RET2: Gpr = Gpr(1);
    const FRET: Fpr = Fpr(0);
    const SHIFT_COUNT_HINT: Option<Gpr> = None;
    const QUOTIENT_HINT: Option<Gpr> = None;
    const REMAINDER_HINT: Option<Gpr> = None;

    fn create(region: Region, options: Options) -> Self {
        Assembler::new(region, options)
    }

    fn new_label(&mut self) -> Label {
        Assembler::new_label(self)
    }

    fn bind(&mut self, label: Label) {
        Assembler::bind(self, label);
    }

    fn offset(&self) -> usize {
        self.len()
    }

    fn here(&self) -> usize {
        Assembler::here(self)
    }

    fn error(&self) -> Option<&AsmError> {
        Assembler::error(self)
    }

    fn finish(self) -> Result<Code, AsmError> {
        Assembler::finish(self)
    }

    fn gpr_name(reg: Gpr) -> &'static str {
        GPR_NAMES[reg.0 as usize]
    }

    fn fpr_name(reg: Fpr) -> &'static str {
        FPR_NAMES[reg.0 as usize]
    }

    fn encode_patch(
        kind: PatchKind,
        site: usize,
        target: usize,
        words: [u64; 2],
    ) -> Result<Patch, ArenaError> {
        if site % 4 != 0 {
            return Err(ArenaError::Unaligned);
        }
        let distance = (target as i64).wrapping_sub(site as i64) >> 2;
        // A signed field of so many bits at a bit position.
        let field = |bits: u32, at: u32| {
            let half = 1i64 << (bits - 1);
            if (-half..half).contains(&distance) {
                Ok(((distance as u32) & ((1 << bits) - 1)) << at)
            } else {
                Err(ArenaError::OutOfRange)
            }
        };
        let word = match kind {
            PatchKind::ExitStub | PatchKind::Jump | PatchKind::Valid => 0x1400_0000 | field(26, 0)?,
            PatchKind::Branch => {
                let old = (words[0] >> (site % 8 * 8)) as u32;
                if old & 0x7e00_0000 == 0x3600_0000 {
                    old & !0x0007_ffe0 | field(14, 5)? // tbz, tbnz
                } else {
                    old & !0x00ff_ffe0 | field(19, 5)? // b.cond, cbz, cbnz
                }
            }
        };
        Ok(Patch {
            addr: site,
            word: PatchWord::W32(word),
        })
    }
}
