//! The DynASM templates for x86-64 and AArch64, and the assembler and code arena they are written with.
//!
//! One template is one small function that writes the machine code of one IR op. [`Templates`] is their list, with
//! inputs, outputs, clobbers and flags; [`x64`] and [`a64`] implement it in files of the same names with functions of
//! the same names, so that a reader compares the two architectures side by side. Both are compiled on every host;
//! only [`Host`] can be executed.
//!
//! Invariants that every template keeps:
//!
//! * It writes its outputs and the scratch registers of its architecture, nothing else. Scratch registers are never
//!   allocatable, so the register allocator need not know of them. The only exceptions are the calls, which clobber
//!   what the platform's calling convention says.
//! * Any assignment of allocatable registers to its operands is correct, also when an output shares its register with
//!   an input. Some assignments are cheaper: see the hints in `regs.rs`.
//! * A guard leaves for its exit *before* the trace goes on; at the exit, its inputs are intact unless one shares its
//!   register with an output. So the allocator must keep what a guard's snapshot needs out of the guard's output.
//! * Flags never live from one template to the next.
//!
//! How a trace is assembled: open a region of the [`Arena`] of about the size expected, [`Machine::create`] an
//! assembler on it; `trace_entry`; the body, a label per exit; an `exit_stub` per exit; `cold_section`;
//! [`Machine::finish`]; [`Arena::publish`]. [`AsmError::OutOfSpace`] asks for a larger region,
//! [`AsmError::BranchOutOfRange`] for [`Options::far_guards`], everything else is final: `abandon` the region.
//!
//! This crate is a leaf: it knows nothing of the IR, the runtime or the recorder. What it must know of the runtime's
//! values stands in [`encoding`]; thread-structure offsets, helper addresses and shape ids are passed in.

// `dynasm!` converts every register number and immediate that it is given, whatever its type.
#![allow(clippy::useless_conversion)]

pub mod arena;
pub mod assembler;
pub mod disasm;
pub mod encoding;
pub mod moves;
mod reciprocal;
pub mod templates;

pub mod a64;
pub mod x64;

pub use arena::{Arena, ArenaError, CodeRange, ForkCopy};
pub use assembler::{AsmError, Assembler, Code, Label, Options, PatchKind, PatchSite, Region};
pub use templates::*;

/// The assembler whose code this machine can execute.
#[cfg(target_arch = "x86_64")]
pub type Host = x64::X64;
/// The assembler whose code this machine can execute.
#[cfg(target_arch = "aarch64")]
pub type Host = a64::A64;
/// The assembler whose code it can only show.
#[cfg(target_arch = "x86_64")]
pub type Foreign = a64::A64;
/// The assembler whose code it can only show.
#[cfg(target_arch = "aarch64")]
pub type Foreign = x64::X64;

/// Whether this machine has all that the templates demand: x86-64 with SSE4.1 (every one since 2008), or ARMv8.0. If
/// not, the interpreter runs alone.
pub fn host_is_supported() -> bool {
    #[cfg(target_arch = "x86_64")]
    let supported = std::is_x86_feature_detected!("sse4.1");
    #[cfg(target_arch = "aarch64")]
    let supported = true;
    supported
}

/// Whether this machine multiplies and adds with one rounding.
pub fn host_has_fma() -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = std::is_x86_feature_detected!("fma");
    #[cfg(target_arch = "aarch64")]
    let has = true;
    has
}

/// A general-purpose register, by its number in the architecture's encoding (x86-64: 0 is `rax`, 4 is `rsp`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Gpr(pub u8);

/// A floating-point register that holds one `f64` (`xmm0`.. or `d0`..).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Fpr(pub u8);

/// A set of registers of both files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct RegSet {
    /// Bit `n` stands for `Gpr(n)`.
    pub gprs: u32,
    /// Bit `n` stands for `Fpr(n)`.
    pub fprs: u32,
}

impl RegSet {
    /// The set without members.
    pub const EMPTY: RegSet = RegSet { gprs: 0, fprs: 0 };

    /// The set of the given registers.
    pub const fn of(gprs: &[Gpr], fprs: &[Fpr]) -> RegSet {
        let mut set = RegSet::EMPTY;
        let mut i = 0;
        while i < gprs.len() {
            set.gprs |= 1 << gprs[i].0;
            i += 1;
        }
        i = 0;
        while i < fprs.len() {
            set.fprs |= 1 << fprs[i].0;
            i += 1;
        }
        set
    }

    /// The set whose general-purpose members are the low half of `bits` and whose floating-point ones the high half.
    pub const fn from_bits(bits: u64) -> RegSet {
        RegSet {
            gprs: bits as u32,
            fprs: (bits >> 32) as u32,
        }
    }

    /// Adds a general-purpose register.
    pub fn add_gpr(&mut self, reg: Gpr) {
        self.gprs |= 1 << reg.0;
    }

    /// Adds a floating-point register.
    pub fn add_fpr(&mut self, reg: Fpr) {
        self.fprs |= 1 << reg.0;
    }

    /// Removes a general-purpose register.
    pub fn remove_gpr(&mut self, reg: Gpr) {
        self.gprs &= !(1 << reg.0);
    }

    /// Removes a floating-point register.
    pub fn remove_fpr(&mut self, reg: Fpr) {
        self.fprs &= !(1 << reg.0);
    }

    /// Whether the set holds this general-purpose register.
    pub const fn has_gpr(self, reg: Gpr) -> bool {
        self.gprs & (1 << reg.0) != 0
    }

    /// Whether the set holds this floating-point register.
    pub const fn has_fpr(self, reg: Fpr) -> bool {
        self.fprs & (1 << reg.0) != 0
    }

    /// What is in both sets.
    pub const fn intersect(self, other: RegSet) -> RegSet {
        RegSet {
            gprs: self.gprs & other.gprs,
            fprs: self.fprs & other.fprs,
        }
    }

    /// What is in this set and not in the other.
    pub const fn minus(self, other: RegSet) -> RegSet {
        RegSet {
            gprs: self.gprs & !other.gprs,
            fprs: self.fprs & !other.fprs,
        }
    }

    /// What is in either set.
    pub const fn union(self, other: RegSet) -> RegSet {
        RegSet {
            gprs: self.gprs | other.gprs,
            fprs: self.fprs | other.fprs,
        }
    }

    /// The general-purpose members, lowest first.
    pub fn iter_gprs(self) -> impl Iterator<Item = Gpr> {
        (0..32).filter(move |n| self.gprs & (1 << n) != 0).map(Gpr)
    }

    /// The floating-point members, lowest first.
    pub fn iter_fprs(self) -> impl Iterator<Item = Fpr> {
        (0..32).filter(move |n| self.fprs & (1 << n) != 0).map(Fpr)
    }
}

/// How two integers compare. A guard goes on when it holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cond {
    /// Signed less.
    Lt,
    /// Signed less or equal.
    Le,
    /// Signed greater.
    Gt,
    /// Signed greater or equal.
    Ge,
    /// Same bits.
    Eq,
    /// Other bits.
    Ne,
    /// Unsigned less.
    Ult,
    /// Unsigned less or equal.
    Ule,
    /// Unsigned greater.
    Ugt,
    /// Unsigned greater or equal.
    Uge,
}

impl Cond {
    /// Every condition, for tests and tables.
    pub const ALL: [Cond; 10] = [
        Cond::Lt,
        Cond::Le,
        Cond::Gt,
        Cond::Ge,
        Cond::Eq,
        Cond::Ne,
        Cond::Ult,
        Cond::Ule,
        Cond::Ugt,
        Cond::Uge,
    ];

    /// The condition that holds exactly when this one does not.
    pub const fn negate(self) -> Cond {
        match self {
            Cond::Lt => Cond::Ge,
            Cond::Le => Cond::Gt,
            Cond::Gt => Cond::Le,
            Cond::Ge => Cond::Lt,
            Cond::Eq => Cond::Ne,
            Cond::Ne => Cond::Eq,
            Cond::Ult => Cond::Uge,
            Cond::Ule => Cond::Ugt,
            Cond::Ugt => Cond::Ule,
            Cond::Uge => Cond::Ult,
        }
    }

    /// What the condition says of two 64-bit integers: the model of the guards.
    pub const fn holds(self, a: i64, b: i64) -> bool {
        match self {
            Cond::Lt => a < b,
            Cond::Le => a <= b,
            Cond::Gt => a > b,
            Cond::Ge => a >= b,
            Cond::Eq => a == b,
            Cond::Ne => a != b,
            Cond::Ult => (a as u64) < b as u64,
            Cond::Ule => a as u64 <= b as u64,
            Cond::Ugt => a as u64 > b as u64,
            Cond::Uge => a as u64 >= b as u64,
        }
    }
}

/// How two floats compare. A guard goes on when it holds. `Lt Le Gt Ge Eq` are false on NaN; `Ne` and the negated
/// ones (`Nlt` is "not less") are true on NaN.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FCond {
    /// Less, ordered.
    Lt,
    /// Less or equal, ordered.
    Le,
    /// Greater, ordered.
    Gt,
    /// Greater or equal, ordered.
    Ge,
    /// Equal, ordered.
    Eq,
    /// Not equal, or unordered.
    Ne,
    /// Not less, or unordered.
    Nlt,
    /// Not less or equal, or unordered.
    Nle,
    /// Not greater, or unordered.
    Ngt,
    /// Not greater or equal, or unordered.
    Nge,
}

impl FCond {
    /// Every condition, for tests and tables.
    pub const ALL: [FCond; 10] = [
        FCond::Lt,
        FCond::Le,
        FCond::Gt,
        FCond::Ge,
        FCond::Eq,
        FCond::Ne,
        FCond::Nlt,
        FCond::Nle,
        FCond::Ngt,
        FCond::Nge,
    ];

    /// The condition that holds exactly when this one does not.
    pub const fn negate(self) -> FCond {
        match self {
            FCond::Lt => FCond::Nlt,
            FCond::Le => FCond::Nle,
            FCond::Gt => FCond::Ngt,
            FCond::Ge => FCond::Nge,
            FCond::Eq => FCond::Ne,
            FCond::Ne => FCond::Eq,
            FCond::Nlt => FCond::Lt,
            FCond::Nle => FCond::Le,
            FCond::Ngt => FCond::Gt,
            FCond::Nge => FCond::Ge,
        }
    }

    /// What the condition says of two floats: the model of the guards.
    pub fn holds(self, a: f64, b: f64) -> bool {
        match self {
            FCond::Lt => a < b,
            FCond::Le => a <= b,
            FCond::Gt => a > b,
            FCond::Ge => a >= b,
            FCond::Eq => a == b,
            FCond::Ne | FCond::Nlt | FCond::Nle | FCond::Ngt | FCond::Nge => {
                !self.negate().holds(a, b)
            }
        }
    }
}

/// What a memory cell holds, and so how it is widened to a register and narrowed from one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemKind {
    /// One byte, zero-extended.
    U8,
    /// One byte, sign-extended.
    I8,
    /// Two bytes, zero-extended.
    U16,
    /// Two bytes, sign-extended.
    I16,
    /// Four bytes, zero-extended.
    U32,
    /// Four bytes, sign-extended.
    I32,
    /// Eight bytes: an i64, a tagged value, a pointer.
    W64,
}

impl MemKind {
    /// Every kind, for tests and tables.
    pub const ALL: [MemKind; 7] = [
        MemKind::U8,
        MemKind::I8,
        MemKind::U16,
        MemKind::I16,
        MemKind::U32,
        MemKind::I32,
        MemKind::W64,
    ];

    /// The size of the cell in bytes; an indexed access scales its index by it.
    pub const fn bytes(self) -> u8 {
        match self {
            MemKind::U8 | MemKind::I8 => 1,
            MemKind::U16 | MemKind::I16 => 2,
            MemKind::U32 | MemKind::I32 => 4,
            MemKind::W64 => 8,
        }
    }
}
