//! Register allocation: reverse linear scan over a linear trace.
//!
//! Going backward, a value gets its register at its last use and keeps it until its definition, where the register becomes
//! free again. When registers run out, the value whose next use (upward) is farthest is evicted: it is reloaded from its
//! spill slot below, and stored to the slot right after its definition; constants are made anew instead. A loop body is
//! scanned twice: the first run finds out which registers the loop-carried values and invariants have at the header, the
//! second starts from there at the back-edge, so that mostly nothing has to move.
//!
//! The result is a list of [`Step`]s for a forward emitter: instructions with the locations of their operands, and moves.
//! Each guard has an exit of its own, with the locations of all values of its snapshot at that very point (two guards that
//! share a snapshot may have different ones). [`check`](check::check) verifies any allocation symbolically; it runs after
//! every allocation in debug builds.
//!
//! The allocator knows registers as numbers, and what the [`Target`] tells of them. It relies on templates that accept any
//! registers for their operands and results, the same one included; what is cheaper is a hint.

mod calls;
pub mod check;
mod loops;
mod moves;
mod scan;

pub use scan::{Allocator, Mode};

use crate::buffer::{Const, Trace};
use crate::refs::{ExitNo, IrRef, SnapNo};

/// A register: 0 to 31 general-purpose, 32 to 63 floating-point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(pub u8);

impl Reg {
    pub const fn gpr(n: u8) -> Reg {
        Reg(n)
    }
    pub const fn fpr(n: u8) -> Reg {
        Reg(32 + n)
    }
    pub fn is_fpr(self) -> bool {
        self.0 >= 32
    }
    /// The number within its register file.
    pub fn number(self) -> u8 {
        self.0 & 31
    }
}

impl std::fmt::Debug for Reg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}{}",
            if self.is_fpr() { 'f' } else { 'r' },
            self.number()
        )
    }
}

/// A set of registers of both files.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct RegSet(pub u64);

impl RegSet {
    pub const GPRS: RegSet = RegSet(0xffff_ffff);
    pub const FPRS: RegSet = RegSet(0xffff_ffff << 32);
    pub fn of(regs: &[Reg]) -> RegSet {
        regs.iter().fold(RegSet(0), |s, &r| s.with(r))
    }
    #[inline]
    pub fn with(self, r: Reg) -> RegSet {
        RegSet(self.0 | 1 << r.0)
    }
    #[inline]
    pub fn without(self, r: Reg) -> RegSet {
        RegSet(self.0 & !(1 << r.0))
    }
    #[inline]
    pub fn has(self, r: Reg) -> bool {
        self.0 >> r.0 & 1 != 0
    }
    #[inline]
    pub fn and(self, o: RegSet) -> RegSet {
        RegSet(self.0 & o.0)
    }
    #[inline]
    pub fn minus(self, o: RegSet) -> RegSet {
        RegSet(self.0 & !o.0)
    }
    #[inline]
    pub fn or(self, o: RegSet) -> RegSet {
        RegSet(self.0 | o.0)
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// The lowest register.
    #[inline]
    pub fn first(self) -> Option<Reg> {
        (self.0 != 0).then(|| Reg(self.0.trailing_zeros() as u8))
    }
    pub fn iter(self) -> impl Iterator<Item = Reg> {
        let mut s = self;
        std::iter::from_fn(move || {
            let r = s.first()?;
            s = s.without(r);
            Some(r)
        })
    }
}

/// Where a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loc {
    None,
    Reg(Reg),
    /// A spill slot of 8 bytes.
    Spill(u16),
    /// A constant of the trace: an immediate operand, or the source of a move.
    Const(IrRef),
}

impl Loc {
    pub fn reg(self) -> Option<Reg> {
        match self {
            Loc::Reg(r) => Some(r),
            Loc::None | Loc::Spill(_) | Loc::Const(_) => None,
        }
    }
}

/// What an op would like.
#[derive(Clone, Copy, Default, Debug)]
pub struct Wishes {
    /// It is cheaper if the result has the register of `a` (or of `b`, if commutative).
    pub two_address: bool,
    /// Registers that are cheaper for the operands.
    pub operands: [Option<Reg>; 3],
    /// Registers whose content the template destroys (operands are read first; the result may be among them).
    pub clobbers: RegSet,
}

/// What the allocator must know of a machine.
pub trait Target {
    /// The registers that may be given to values.
    fn allocatable(&self) -> RegSet;
    /// Those of them that a call destroys.
    fn caller_saved(&self) -> RegSet;
    /// The registers of the arguments of a call, by register file.
    fn arg_regs(&self, float: bool) -> &[Reg];
    /// The register of the result of a call.
    fn ret_reg(&self, float: bool) -> Reg;
    /// A register that is not allocatable and free between instructions, for breaking cycles and for moving memory.
    fn scratch(&self, float: bool) -> Reg;
    fn wishes(&self, t: &Trace, r: IrRef) -> Wishes;
    /// Whether the template takes this constant as an immediate for operand `n`.
    fn immediate(&self, t: &Trace, r: IrRef, n: usize, k: Const) -> bool;
}

/// A step of the allocated trace, in the order of execution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// An instruction. The arguments of calls are in their registers; a call's result is in the result register.
    Ins {
        at: IrRef,
        dst: Loc,
        ops: [Loc; 3],
        /// Its exit (the index into [`Allocation::exits`]), if it has one.
        exit: Option<ExitNo>,
    },
    /// A move between locations; never from memory to memory.
    Move { dst: Loc, src: Loc, float: bool },
    /// Loads a constant that need not be one of this trace.
    Load { dst: Loc, value: Const },
}

/// An exit: where the values of the snapshot are when the guard at `at` fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exit {
    pub at: IrRef,
    pub snap: SnapNo,
    first: u32,
    len: u16,
}

/// A value that must be in place when the loop is entered at its header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryValue {
    /// A live-in, by its reference in the entry template.
    Live(IrRef),
    /// A constant that the loop has in a register.
    Const(Const),
}

/// The loop header that a trace jumps to by its typed entry.
#[derive(Clone, Copy, Debug)]
pub struct LinkEntry<'a> {
    /// What the target wants where: its [`Allocation::entry`].
    pub entry: &'a [(EntryValue, Loc)],
    /// The live-ins of the target's template ([`crate::opt::EntryTemplate::live`]): value number `n` of the jump's
    /// snapshot is the `n`th of these.
    pub live: &'a [IrRef],
}

/// The result.
#[derive(Clone, Default, Debug)]
pub struct Allocation {
    pub steps: Vec<Step>,
    pub exits: Vec<Exit>,
    locs: Vec<(IrRef, Loc)>,
    /// How many spill slots the trace needs (those that a side trace inherits included).
    pub spills: u16,
    /// What a typed entry at the loop header must put where. One value may be wanted in several places.
    pub entry: Vec<(EntryValue, Loc)>,
    /// All registers that the trace writes.
    pub used: RegSet,
}

impl Allocation {
    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<Step>()
            + self.exits.capacity() * size_of::<Exit>()
            + self.locs.capacity() * size_of::<(IrRef, Loc)>()
            + self.entry.capacity() * size_of::<(EntryValue, Loc)>()
    }
    /// The locations of the values at an exit: every reference of the snapshot that is neither constant nor sunk, once.
    /// Their order is that in which a side trace inherits them.
    pub fn exit_locs(&self, exit: ExitNo) -> &[(IrRef, Loc)] {
        let e = &self.exits[exit.index()];
        &self.locs[e.first as usize..][..e.len as usize]
    }
}
