//! The architecture as the register allocator sees it, and the assembler's own operations.

use crate::arena::{ArenaError, Patch};
use crate::{AsmError, Code, Fpr, Gpr, Label, Options, PatchKind, RegSet, Region};

/// Registers, calling convention, labels: everything about an architecture that is not a template.
pub trait Machine: Sized {
    /// The architecture's name, as in Rust's `target_arch`.
    const NAME: &'static str;
    /// Holds the thread structure's address from the entry to the return; never allocated, survives calls.
    const THREAD: Gpr;
    /// Holds the address of the trace's frame window; never allocated, survives calls.
    const BASE: Gpr;
    /// The native stack pointer: a base for memory templates, never allocated.
    const STACK: Gpr;
    /// The registers that the allocator may hand out.
    const ALLOCATABLE: RegSet;
    /// Those of them that a call destroys.
    const CALLER_SAVED: RegSet;
    /// Where a call takes its integers, values and pointers.
    const ARGS: &'static [Gpr];
    /// Where a call takes its floats.
    const FARGS: &'static [Fpr];
    /// Where a call leaves an integer, value or pointer.
    const RET: Gpr;
    /// The second half of a result of two words.
    const RET2: Gpr;
    /// Where a call leaves a float.
    const FRET: Fpr;
    /// A shift by a register is cheapest with its count here (and its output elsewhere); `None` if it does not matter.
    const SHIFT_COUNT_HINT: Option<Gpr>;
    /// A division is cheapest with dividend and quotient here; `None` if it does not matter.
    const QUOTIENT_HINT: Option<Gpr>;
    /// A modulo is cheapest with its output here; `None` if it does not matter.
    const REMAINDER_HINT: Option<Gpr>;

    /// An assembler that fills `region` from its front.
    fn create(region: Region, options: Options) -> Self;
    /// A new label, bound later by [`Machine::bind`].
    fn new_label(&mut self) -> Label;
    /// Binds the label to the current place.
    fn bind(&mut self, label: Label);
    /// The number of bytes assembled so far.
    fn offset(&self) -> usize;
    /// The execution address of the next byte.
    fn here(&self) -> usize;
    /// Whether something went wrong already: the caller may stop early.
    fn error(&self) -> Option<&AsmError>;
    /// Resolves the branches and hands the code over, or says what went wrong.
    fn finish(self) -> Result<Code, AsmError>;
    /// The register's name in listings.
    fn gpr_name(reg: Gpr) -> &'static str;
    /// The register's name in listings.
    fn fpr_name(reg: Fpr) -> &'static str;

    /// The one aligned store that makes the site at the address `site` branch to `target`. `words` are the two aligned
    /// 8-byte words of the code from the one that holds the site's first byte.
    fn encode_patch(
        kind: PatchKind,
        site: usize,
        target: usize,
        words: [u64; 2],
    ) -> Result<Patch, ArenaError>;
}
