//! The code unit: what the compiler makes of a module, class body, function, lambda, or comprehension.
//!
//! It is plain data: the runtime turns it into a code object (interning the constants, making the caches that go with
//! the sites). Registers are numbered: parameters, other local variables (together `varnames`), cell variables that
//! are not parameters or locals, free variables, then temporaries.
//!
//! Invariants, checked by `verify`: every operand is in range; jumps stay inside; fused pairs are whole; entries of
//! the exception table are sorted so that the innermost entry that covers an instruction is the *first* found.

use super::op::{Instr, Op};
pub use super::positions::Positions;
use crate::pack::Packed;
use std::rc::Rc;

/// A constant. Strings may hold lone surrogates, so they are generalised UTF-8 (WTF-8).
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// `None`
    None,
    /// `Ellipsis`
    Ellipsis,
    /// `True`, `False`
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other integer: sign and 64-bit limbs of the magnitude, least significant first, no zero limb at the end.
    BigInt {
        /// Whether it is negative.
        negative: bool,
        /// The magnitude.
        limbs: Box<[u64]>,
    },
    /// A float.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A string, as WTF-8.
    Str(Box<[u8]>),
    /// Bytes.
    Bytes(Box<[u8]>),
    /// A tuple of constants.
    Tuple(Box<[Const]>),
    /// A frozenset of constants, in source order, duplicates removed.
    FrozenSet(Box<[Const]>),
    /// A slice of constants.
    Slice(Box<[Const; 3]>),
    /// The code of a nested function, class or lambda.
    Code(Rc<Code>),
    /// The same in the embedded library, where it is read when it first runs.
    Packed(Packed),
}

impl Const {
    /// The constant string.
    pub fn str(s: &str) -> Const {
        Const::Str(s.as_bytes().into())
    }
}

/// Where an instruction comes from, as `co_positions()` gives it: lines from 1, columns as UTF-8 byte offsets from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Column of the first byte.
    pub col: u32,
    /// Column after the last byte.
    pub end_col: u32,
}

/// An inline-cache site: the instruction that names it has a cache of its own in the runtime.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    /// What the site is for.
    pub kind: SiteKind,
    /// For calls, the index in `consts` of the tuple of keyword names, or [`Site::NONE`]; for all others an index in `names`.
    pub arg: u32,
}

impl Site {
    /// No keyword names.
    pub const NONE: u32 = u32::MAX;
}

/// What a site caches.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SiteKind {
    /// `LOAD_GLOBAL`, `STORE_GLOBAL`, `DELETE_GLOBAL`, `LOAD_FROM_DICT_OR_GLOBALS`
    Global,
    /// `LOAD_NAME`, `STORE_NAME`, `DELETE_NAME`, `LOAD_FROM_DICT_OR_DEREF`
    Name,
    /// `LOAD_ATTR`
    LoadAttr,
    /// `LOAD_METHOD`
    LoadMethod,
    /// `LOAD_SUPER_ATTR`
    SuperAttr,
    /// `STORE_ATTR`, `DELETE_ATTR`
    StoreAttr,
    /// `CALL`, `CALL_METHOD`, `CALL_EX`
    Call,
}

/// An entry of the exception table: an exception at an instruction in `start..end` goes to `handler`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// First instruction covered.
    pub start: u32,
    /// The instruction after the last one covered.
    pub end: u32,
    /// Where to go on.
    pub handler: u32,
    /// The register that receives the exception. All registers below it keep their values; those above are dead.
    pub reg: u16,
    /// Whether register `reg + 1` receives the index of the raising instruction, as an int (see `RERAISE`).
    pub lasti: bool,
}

/// A variable that exists in a part of the code only: that of an inlined comprehension. `locals()` shows it there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopedLocal {
    /// Index in `names`.
    pub name: u32,
    /// Its register.
    pub reg: u16,
    /// Whether the register holds a cell.
    pub is_cell: bool,
    /// First instruction of its scope.
    pub start: u32,
    /// The instruction after the last one of its scope.
    pub end: u32,
}

/// CPython's `co_flags`.
pub mod flags {
    /// Locals are registers.
    pub const OPTIMIZED: u32 = 0x1;
    /// A call makes a new namespace.
    pub const NEWLOCALS: u32 = 0x2;
    /// Has `*args`.
    pub const VARARGS: u32 = 0x4;
    /// Has `**kwargs`.
    pub const VARKEYWORDS: u32 = 0x8;
    /// Defined inside a function.
    pub const NESTED: u32 = 0x10;
    /// A generator.
    pub const GENERATOR: u32 = 0x20;
    /// A coroutine.
    pub const COROUTINE: u32 = 0x80;
    /// A generator that may be awaited (`types.coroutine`).
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    /// An async generator.
    pub const ASYNC_GENERATOR: u32 = 0x200;
    /// `from __future__ import barry_as_FLUFL`.
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
    /// `from __future__ import generator_stop`.
    pub const FUTURE_GENERATOR_STOP: u32 = 0x80_0000;
    /// `from __future__ import annotations`.
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    /// The first constant is the docstring.
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    /// Defined directly in a class body.
    pub const METHOD: u32 = 0x800_0000;
    /// Ours: frames of this code are in no traceback, and are not found by looking for a frame's caller.
    pub const HIDDEN: u32 = 0x4000_0000;
}

/// A compiled code unit.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Code {
    /// The instructions; see `op`.
    pub instrs: Vec<u64>,
    /// The constants. If `flags::HAS_DOCSTRING`, the first is the docstring.
    pub consts: Vec<Const>,
    /// Names of globals, attributes, modules (`co_names`).
    pub names: Vec<Rc<str>>,
    /// Inline-cache sites.
    pub sites: Vec<Site>,
    /// The exception table: the first entry that covers an instruction is the one.
    pub handlers: Vec<Handler>,
    /// Local variables by register, parameters first: positional, keyword-only, `*args`, `**kwargs`, others.
    pub varnames: Vec<Rc<str>>,
    /// Names of the variables of this code unit that inner ones use (`co_cellvars`), parameters and locals included.
    pub cellvars: Vec<Rc<str>>,
    /// The register of each of `cellvars`.
    pub cell_regs: Vec<u16>,
    /// Names of the variables of outer code units used here; their cells' registers are consecutive.
    pub freevars: Vec<Rc<str>>,
    /// The register of the first free variable.
    pub first_free_reg: u16,
    /// Variables of inlined comprehensions.
    pub scoped: Vec<ScopedLocal>,
    /// Number of positional parameters, those that are positional-only included.
    pub arg_count: u16,
    /// Number of positional-only parameters.
    pub posonly_count: u16,
    /// Number of keyword-only parameters.
    pub kwonly_count: u16,
    /// `co_flags`.
    pub flags: u32,
    /// Registers of a frame, call windows included.
    pub nregs: u16,
    /// The highest register that is a call window's callable, 0 if there is no call.
    pub max_window: u16,
    /// For each loop number (`JUMP_BACK`), the index of the loop's first instruction.
    pub loops: Vec<u32>,
    /// `co_name`
    pub name: Rc<str>,
    /// `co_qualname`
    pub qualname: Rc<str>,
    /// `co_filename`
    pub filename: Rc<str>,
    /// `co_firstlineno`
    pub first_line: u32,
    /// Positions of the instructions.
    pub positions: Positions,
}

impl Code {
    /// The number of parameters: registers that a call fills.
    #[inline]
    pub fn total_args(&self) -> usize {
        self.arg_count as usize
            + self.kwonly_count as usize
            + usize::from(self.flags & flags::VARARGS != 0)
            + usize::from(self.flags & flags::VARKEYWORDS != 0)
    }

    /// The exception table's entry for an instruction, if it is covered.
    pub fn handler_at(&self, pc: usize) -> Option<&Handler> {
        self.handlers
            .iter()
            .find(|h| h.start as usize <= pc && pc < h.end as usize)
    }

    /// The name of the variable that lives in a register at an instruction.
    pub fn register_name(&self, reg: u16, pc: usize) -> Option<&Rc<str>> {
        if let Some(name) = self.varnames.get(reg as usize) {
            return Some(name);
        }
        if let Some(i) = self.cell_regs.iter().position(|&r| r == reg) {
            return Some(&self.cellvars[i]);
        }
        if reg >= self.first_free_reg {
            if let Some(name) = self.freevars.get((reg - self.first_free_reg) as usize) {
                return Some(name);
            }
        }
        let found = self
            .scoped
            .iter()
            .find(|s| s.reg == reg && (s.start as usize..s.end as usize).contains(&pc));
        found.map(|s| &self.names[s.name as usize])
    }

    /// Whether an instruction is the jump back at the end of a loop's body, which is on no line of its own: that of the
    /// loop's head is its position.
    pub fn is_end_of_body(&self, pc: usize) -> bool {
        let i = Instr(self.instrs[pc]);
        let line = |pc: usize| self.positions.line(pc);
        i.op() == Op::JumpBack && line(pc) == line(i.jump_target(pc))
    }

    /// Whether a register holds a free variable's cell (as opposed to one of this code unit's own).
    pub fn is_free_reg(&self, reg: u16) -> bool {
        reg >= self.first_free_reg && ((reg - self.first_free_reg) as usize) < self.freevars.len()
    }
}
