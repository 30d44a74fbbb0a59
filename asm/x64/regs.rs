//! The register files of x86-64 and their roles.
//!
//! `rbx` pins BASE (a base that encodes shortest) and `r14` pins THREAD: both survive calls. `r11` and `xmm15` are the
//! templates' scratch registers. Everything else but `rsp` is allocatable. All `xmm` registers die at a call.

use dynasmrt::x64::X64Relocation;

use crate::arena::{ArenaError, Patch, PatchWord};
use crate::{
    AsmError, Assembler, Code, Fpr, Gpr, Label, Machine, Options, PatchKind, RegSet, Region,
};

pub const RAX: Gpr = Gpr(0);
pub const RCX: Gpr = Gpr(1);
pub const RDX: Gpr = Gpr(2);
pub const RBX: Gpr = Gpr(3);
pub const RSP: Gpr = Gpr(4);
pub const RBP: Gpr = Gpr(5);
pub const RSI: Gpr = Gpr(6);
pub const RDI: Gpr = Gpr(7);
pub const R8: Gpr = Gpr(8);
pub const R9: Gpr = Gpr(9);
pub const R10: Gpr = Gpr(10);
pub const R11: Gpr = Gpr(11);
pub const R12: Gpr = Gpr(12);
pub const R13: Gpr = Gpr(13);
pub const R14: Gpr = Gpr(14);
pub const R15: Gpr = Gpr(15);

/// The general-purpose scratch register.
pub const SCRATCH: Gpr = R11;
/// The floating-point scratch register.
pub const FSCRATCH: Fpr = Fpr(15);

const GPR_NAMES: [&str; 16] = [
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15",
];
const FPR_NAMES: [&str; 16] = [
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
    "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
];

impl Machine for Assembler<X64Relocation> {
    const NAME: &'static str = "x86_64";
    const THREAD: Gpr = R14;
    const BASE: Gpr = RBX;
    const STACK: Gpr = RSP;
    const ALLOCATABLE: RegSet = RegSet {
        gprs: 0xffff & !(1 << RSP.0 | 1 << RBX.0 | 1 << R14.0 | 1 << R11.0),
        fprs: 0xffff & !(1 << FSCRATCH.0),
    };
    const CALLER_SAVED: RegSet = RegSet {
        gprs: RegSet::of(&[RAX, RCX, RDX, RSI, RDI, R8, R9, R10], &[]).gprs,
        fprs: Self::ALLOCATABLE.fprs,
    };
    const ARGS: &'static [Gpr] = &[RDI, RSI, RDX, RCX, R8, R9];
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
    const RET: Gpr = RAX;
    const RET2: Gpr = RDX;
    const FRET: Fpr = Fpr(0);
    const SHIFT_COUNT_HINT: Option<Gpr> = Some(RCX);
    const QUOTIENT_HINT: Option<Gpr> = Some(RAX);
    const REMAINDER_HINT: Option<Gpr> = Some(RDX);

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
        let distance_from = |end: usize| {
            i32::try_from((target as i64).wrapping_sub(end as i64))
                .map_err(|_| ArenaError::OutOfRange)
        };
        let at = site % 8;
        let mut bytes = [0u8; 16];
        bytes[..8].copy_from_slice(&words[0].to_le_bytes());
        bytes[8..].copy_from_slice(&words[1].to_le_bytes());
        match kind {
            PatchKind::ExitStub | PatchKind::Valid => {
                // `jmp rel32` within one word. The stub's second instruction starts at its byte 6 and stays.
                if at > 3 {
                    return Err(ArenaError::Unaligned);
                }
                bytes[at] = 0xe9;
                bytes[at + 1..at + 5].copy_from_slice(&distance_from(site + 5)?.to_le_bytes());
                if kind == PatchKind::ExitStub {
                    bytes[at + 5] = 0x90;
                }
            }
            PatchKind::Jump => {
                if (site + 1) % 4 != 0 {
                    return Err(ArenaError::Unaligned);
                }
                let distance = distance_from(site + 5)?;
                return Ok(Patch {
                    addr: site + 1,
                    word: PatchWord::W32(distance as u32),
                });
            }
            PatchKind::Branch => {
                // Two bytes of opcode, then the distance: it must lie in one word, the first or the second.
                let field = at + 2;
                if field < 8 && field > 4 {
                    return Err(ArenaError::Unaligned);
                }
                bytes[field..field + 4].copy_from_slice(&distance_from(site + 6)?.to_le_bytes());
                if field >= 8 {
                    let word = u64::from_le_bytes(bytes[8..].try_into().expect("eight bytes"));
                    return Ok(Patch {
                        addr: site - at + 8,
                        word: PatchWord::W64(word),
                    });
                }
            }
        }
        let word = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        Ok(Patch {
            addr: site - at,
            word: PatchWord::W64(word),
        })
    }
}
