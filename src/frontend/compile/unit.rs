//! A code unit under construction: instructions, labels, registers, constants, and which locals are surely bound.
//!
//! Temporaries are a stack above the variables: `top` is the first free register; an expression restores `top` to
//! what it was and leaves at most its result there. Definite assignment is computed on the way: the state at a label
//! is the intersection of the states at the jumps to it, so each branch is right when it is emitted. Variables that
//! are ever deleted are forgotten at loop heads and exception handlers, where not all ways in are known yet.
//!
//! Nothing is emitted while control cannot get there (`reachable`), so dead code costs nothing.

use super::fold::ConstKey;
use crate::bytecode::code::{Code, Const, Handler, Position, ScopedLocal, Site, SiteKind};
use crate::bytecode::op::{Instr, Op};
use crate::names::NameId;
use crate::symtable::ScopeId;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A register.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reg(pub u16);

impl Reg {
    /// The register `n` further.
    pub fn plus(self, n: usize) -> Reg {
        Reg(self.0.saturating_add(n as u16))
    }
}

/// A set of registers.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct RegSet(Vec<u64>);

impl RegSet {
    /// Whether the register is in it.
    pub fn contains(&self, r: Reg) -> bool {
        self.0
            .get(r.0 as usize / 64)
            .is_some_and(|w| w >> (r.0 % 64) & 1 != 0)
    }

    /// Adds a register.
    pub fn insert(&mut self, r: Reg) {
        let i = r.0 as usize / 64;
        if i >= self.0.len() {
            self.0.resize(i + 1, 0);
        }
        self.0[i] |= 1 << (r.0 % 64);
    }

    /// Takes a register out.
    pub fn remove(&mut self, r: Reg) {
        if let Some(w) = self.0.get_mut(r.0 as usize / 64) {
            *w &= !(1 << (r.0 % 64));
        }
    }

    /// Keeps what is in both.
    pub fn intersect(&mut self, other: &RegSet) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Takes all of the other's registers out.
    pub fn subtract(&mut self, other: &RegSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }
}

/// A place in the code that jumps go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

#[derive(Default)]
struct LabelData {
    at: Option<u32>,
    patches: Vec<u32>,
    bound: Option<RegSet>,
}

/// The part of the code that an exception handler protects.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// Where the current stretch began.
    pub start: u32,
    /// The handler.
    pub handler: Label,
    /// The register for the exception.
    pub reg: Reg,
    /// Whether the next register gets the raising instruction's index.
    pub lasti: bool,
}

struct PendingHandler {
    start: u32,
    end: u32,
    handler: Label,
    reg: Reg,
    lasti: bool,
}

/// A block that `return`, `break` and `continue` must unwind.
pub struct Block<'a> {
    /// What to do.
    pub kind: BlockKind<'a>,
    /// What it protects, if anything.
    pub region: Option<Region>,
    /// How deep the place around it is nested, as CPython counts.
    pub nesting: u32,
}

/// The kinds of blocks.
#[derive(Clone, Copy)]
pub enum BlockKind<'a> {
    /// A loop: where `break` and `continue` go, and the loop's number.
    Loop {
        /// After the loop.
        end: Label,
        /// The loop's head.
        head: Label,
        /// Its number.
        number: u16,
    },
    /// Protected code that needs no unwinding.
    Plain,
    /// The body of a `try` with `finally`.
    Finally(&'a [ruff_python_ast::Stmt]),
    /// A handler: the exception handled before is in the register.
    Handler {
        /// The register of PUSH_EXC.
        saved: Reg,
        /// The name to unbind: (name, its place).
        name: Option<(NameId, ruff_text_size::TextRange)>,
    },
    /// The body of a `with`: the window that holds the exit method.
    With {
        /// The window.
        window: Reg,
        /// `async with`
        is_async: bool,
        /// The position of the context expression.
        range: ruff_text_size::TextRange,
    },
}

/// The variables of an inlined comprehension that is being compiled.
pub struct InlineScope {
    /// Its scope.
    pub id: ScopeId,
    /// Registers of its variables (cells included).
    pub regs: Vec<(NameId, Reg)>,
}

/// A code unit under construction.
pub struct Unit<'a> {
    /// The finished parts.
    pub code: Code,
    /// The scope whose frame this is.
    pub scope: ScopeId,
    /// The innermost scope being compiled: `scope` or a comprehension inlined in it.
    pub cur_scope: ScopeId,
    /// Inlined comprehensions around the current place.
    pub inline: Vec<InlineScope>,
    /// Registers of local variables.
    pub var_regs: FxHashMap<NameId, Reg>,
    /// Registers of cells.
    pub cell_regs: FxHashMap<NameId, Reg>,
    /// Registers of free variables' cells.
    pub free_regs: FxHashMap<NameId, Reg>,
    /// The first register that is a temporary.
    pub first_temp: Reg,
    /// The first free register.
    pub top: Reg,
    /// Locals that are surely bound here.
    pub bound: RegSet,
    /// Locals that are deleted somewhere.
    pub deletable: RegSet,
    /// Whether control can get here.
    pub reachable: bool,
    /// Blocks around the current place.
    pub blocks: Vec<Block<'a>>,
    /// How many blocks CPython counts around the current place.
    pub nesting: u32,
    /// The position given to instructions.
    pub position: Option<Position>,
    /// Conditional annotations seen so far.
    pub annotation_count: u32,
    /// Annotated variables of a module or class, in order: name, annotation, index if conditional.
    pub annotations: Vec<(NameId, &'a ruff_python_ast::Expr, Option<u32>)>,
    /// Inside `if`, a loop, `try`, `with`, `match`.
    pub conditional: bool,
    /// Attributes assigned through the first parameter (`__static_attributes__`), collected in the class's unit.
    pub static_attributes: Vec<Rc<str>>,
    /// A register number, a constant's index or so did not fit.
    pub overflow: Option<&'static str>,
    labels: Vec<LabelData>,
    handlers: Vec<PendingHandler>,
    /// A line that must be seen to be executed, for debuggers, though no instruction belongs to it so far.
    pending: Option<Position>,
    /// The last place that control may come to from elsewhere.
    seam: u32,
    const_index: FxHashMap<ConstKey, u32>,
    name_index: FxHashMap<NameId, u32>,
    site_index: FxHashMap<Site, u16>,
    max_top: u32,
}

impl<'a> Unit<'a> {
    /// An empty unit for a scope.
    pub fn new(scope: ScopeId) -> Unit<'a> {
        Unit {
            code: Code::default(),
            scope,
            cur_scope: scope,
            inline: Vec::new(),
            var_regs: FxHashMap::default(),
            cell_regs: FxHashMap::default(),
            free_regs: FxHashMap::default(),
            first_temp: Reg(0),
            top: Reg(0),
            bound: RegSet::default(),
            deletable: RegSet::default(),
            reachable: true,
            blocks: Vec::new(),
            nesting: 0,
            position: None,
            annotation_count: 0,
            annotations: Vec::new(),
            conditional: false,
            static_attributes: Vec::new(),
            overflow: None,
            labels: Vec::new(),
            handlers: Vec::new(),
            pending: None,
            seam: 0,
            const_index: FxHashMap::default(),
            name_index: FxHashMap::default(),
            site_index: FxHashMap::default(),
            max_top: 0,
        }
    }

    // ---- registers

    /// A fresh temporary.
    pub fn alloc(&mut self) -> Reg {
        self.alloc_n(1)
    }

    /// The first of `n` fresh consecutive temporaries.
    pub fn alloc_n(&mut self, n: usize) -> Reg {
        let first = self.top;
        let top = first.0 as u32 + n as u32;
        self.max_top = self.max_top.max(top);
        if top > 65_000 {
            self.overflow = Some("too many registers");
            return first;
        }
        self.top = Reg(top as u16);
        first
    }

    /// A call window for `n` arguments: the register of the callable.
    pub fn alloc_window(&mut self, n: usize) -> Reg {
        let w = self.alloc_n(6 + 2 + n).plus(6);
        self.code.max_window = self.code.max_window.max(w.0);
        w
    }

    /// Whether a register is a temporary, which nobody sees before the statement is over.
    pub fn is_temp(&self, r: Reg) -> bool {
        r >= self.first_temp
    }

    // ---- instructions

    /// The index of the next instruction.
    pub fn pc(&self) -> u32 {
        self.code.instrs.len() as u32
    }

    fn push(&mut self, instr: Instr) {
        if self.reachable {
            let position = self.settle();
            self.push_at(instr, position);
        }
    }

    fn push_at(&mut self, instr: Instr, position: Option<Position>) {
        let pc = self.code.instrs.len();
        self.code.positions.push(pc, position);
        self.code.instrs.push(instr.0);
    }

    /// The line of the current position is executed here, even if nothing is to be done: a NOP, unless an instruction
    /// beside it is on that line.
    pub fn line(&mut self) {
        if !self.reachable {
            return;
        }
        self.settle();
        let pc = self.pc();
        let line = |p: Option<Position>| p.map_or(0, |p| p.line);
        let before = match pc.checked_sub(1) {
            Some(before) if self.seam < pc => self.code.positions.line(before as usize),
            _ => 0,
        };
        if before != line(self.position) {
            self.pending = self.position;
        }
    }

    /// Whether a line is pending, so that an instruction without a position would stand on it.
    pub fn has_pending_line(&self) -> bool {
        self.pending.is_some()
    }

    /// Decides about a pending line before an instruction; says what position that one gets.
    fn settle(&mut self) -> Option<Position> {
        let pending = self.pending.take();
        match (pending, self.position) {
            (Some(p), None) => return Some(p),
            (Some(p), Some(q)) if p.line != q.line => {
                self.push_at(Instr::new(Op::Nop, 0, 0, 0, 0), Some(p));
            }
            _ => {}
        }
        self.position
    }

    /// Something other than the instruction before refers to this place.
    fn seam(&mut self) {
        if let Some(p) = self.pending.take() {
            self.push_at(Instr::new(Op::Nop, 0, 0, 0, 0), Some(p));
        }
        self.seam = self.pc();
    }

    /// Emits an instruction.
    pub fn emit(&mut self, op: Op, a: Reg, b: Reg, c: Reg) {
        self.emit_flags(op, 0, a.0, b.0, c.0);
    }

    /// Emits an instruction with flags and raw operands.
    pub fn emit_flags(&mut self, op: Op, flags: u8, a: u16, b: u16, c: u16) {
        self.push(Instr::new(op, flags, a, b, c));
        if op.ends_block() {
            self.reachable = false;
        }
    }

    /// Emits an instruction with one register.
    pub fn emit_a(&mut self, op: Op, a: Reg) {
        self.emit_flags(op, 0, a.0, 0, 0);
    }

    /// Emits an instruction with two registers.
    pub fn emit_ab(&mut self, op: Op, a: Reg, b: Reg) {
        self.emit_flags(op, 0, a.0, b.0, 0);
    }

    /// Emits an instruction with a 32-bit operand.
    pub fn emit_imm32(&mut self, op: Op, a: u16, imm: i32) {
        self.push(Instr::with_imm32(op, 0, a, imm));
    }

    /// a = b, unless they are the same.
    pub fn emit_move(&mut self, a: Reg, b: Reg) {
        if a != b {
            self.emit_ab(Op::Move, a, b);
        }
    }

    /// a = the constant.
    pub fn load_const(&mut self, a: Reg, value: Const) {
        match value {
            Const::Int(i) if i32::try_from(i).is_ok() => {
                self.emit_imm32(Op::LoadInt, a.0, i as i32)
            }
            _ => {
                let k = self.constant(value);
                self.emit_imm32(Op::LoadConst, a.0, k as i32);
            }
        }
    }

    // ---- labels

    /// A label that is not bound yet.
    pub fn label(&mut self) -> Label {
        self.labels.push(LabelData::default());
        Label(self.labels.len() as u32 - 1)
    }

    /// Emits a jump to a label: JUMP, or a conditional one on `a`.
    pub fn jump(&mut self, op: Op, a: u16, label: Label) {
        if !self.reachable {
            return;
        }
        let position = self.settle();
        let pc = self.pc();
        let data = &mut self.labels[label.0 as usize];
        let mut distance = 0;
        match data.at {
            Some(at) => distance = at as i64 - pc as i64 - 1,
            None => data.patches.push(pc),
        }
        match &mut data.bound {
            Some(bound) => bound.intersect(&self.bound),
            None => data.bound = Some(self.bound.clone()),
        }
        self.push_at(Instr::with_imm32(op, 0, a, distance as i32), position);
        if op.ends_block() {
            self.reachable = false;
        }
    }

    /// Binds a label here: control comes from above and from the jumps to it.
    pub fn bind(&mut self, label: Label) {
        self.seam();
        let pc = self.pc();
        let data = &mut self.labels[label.0 as usize];
        debug_assert!(data.at.is_none(), "a label is bound once");
        data.at = Some(pc);
        let patches = std::mem::take(&mut data.patches);
        if let Some(bound) = data.bound.take() {
            if self.reachable {
                self.bound.intersect(&bound);
            } else {
                self.bound = bound;
            }
            self.reachable = true;
        }
        for patch in patches {
            let instr = Instr(self.code.instrs[patch as usize]);
            let distance = pc as i64 - patch as i64 - 1;
            self.code.instrs[patch as usize] =
                Instr::with_imm32(instr.op(), 0, instr.a(), distance as i32).0;
        }
    }

    /// The position of the instruction at a label that is bound.
    pub fn position_at(&self, label: Label) -> Option<Position> {
        let at = self.labels[label.0 as usize].at?;
        self.code.positions.get(at as usize)
    }

    /// Binds the head of a loop here and gives the loop its number.
    pub fn bind_loop(&mut self) -> (Label, u16) {
        self.seam();
        let deletable = std::mem::take(&mut self.deletable);
        self.bound.subtract(&deletable);
        self.deletable = deletable;
        let label = self.label();
        let pc = self.pc();
        self.labels[label.0 as usize].at = Some(pc);
        let number = self.code.loops.len();
        if number > u16::MAX as usize {
            self.overflow = Some("too many loops");
        }
        self.code.loops.push(pc);
        (label, number as u16)
    }

    /// Binds a backward target that is no loop (of `yield from`).
    pub fn bind_back(&mut self) -> Label {
        self.seam();
        let label = self.label();
        let pc = self.pc();
        self.labels[label.0 as usize].at = Some(pc);
        label
    }

    /// The state that holds at a handler of code that begins here.
    pub fn handler_state(&self) -> RegSet {
        let mut state = self.bound.clone();
        state.subtract(&self.deletable);
        state
    }

    /// Binds an exception handler here. Control comes only from the exception table.
    pub fn bind_handler(&mut self, label: Label, state: RegSet) {
        debug_assert!(!self.reachable, "a handler is not fallen into");
        self.seam();
        self.labels[label.0 as usize].at = Some(self.pc());
        self.reachable = self.handlers.iter().rev().any(|h| h.handler == label);
        self.bound = state;
    }

    // ---- blocks and the exception table

    /// Enters a block that protects nothing.
    pub fn push_block(&mut self, kind: BlockKind<'a>) {
        self.blocks.push(Block {
            kind,
            region: None,
            nesting: self.nesting,
        });
    }

    /// Enters a block whose code is protected by a handler.
    pub fn push_protected(&mut self, kind: BlockKind<'a>, handler: Label, reg: Reg, lasti: bool) {
        self.seam();
        let region = Region {
            start: self.pc(),
            handler,
            reg,
            lasti,
        };
        self.blocks.push(Block {
            kind,
            region: Some(region),
            nesting: self.nesting,
        });
    }

    /// Leaves the innermost block.
    pub fn pop_block(&mut self) {
        let block = self
            .blocks
            .pop()
            .expect("blocks are entered before they are left");
        if let Some(region) = block.region {
            self.close_region(region);
        }
    }

    /// Ends a stretch of protected code here.
    pub fn close_region(&mut self, region: Region) {
        self.seam();
        let end = self.pc();
        if region.start < end {
            let Region {
                start,
                handler,
                reg,
                lasti,
            } = region;
            self.handlers.push(PendingHandler {
                start,
                end,
                handler,
                reg,
                lasti,
            });
        }
    }

    // ---- constants, names, sites

    /// The index of a constant.
    pub fn constant(&mut self, value: Const) -> u32 {
        if matches!(value, Const::Code(_)) {
            self.code.consts.push(value);
            return self.code.consts.len() as u32 - 1;
        }
        let consts = &mut self.code.consts;
        *self
            .const_index
            .entry(ConstKey(value.clone()))
            .or_insert_with(|| {
                consts.push(value);
                consts.len() as u32 - 1
            })
    }

    /// The index of a constant for a 16-bit operand.
    pub fn constant16(&mut self, value: Const) -> u16 {
        let k = self.constant(value);
        self.fit(k as usize, "too many constants")
    }

    /// The index of a name.
    pub fn name(&mut self, id: NameId, string: &Rc<str>) -> u32 {
        let names = &mut self.code.names;
        *self.name_index.entry(id).or_insert_with(|| {
            names.push(string.clone());
            names.len() as u32 - 1
        })
    }

    /// A site. Each instruction gets its own until there are very many; then equal ones share.
    pub fn site(&mut self, kind: SiteKind, arg: u32) -> u16 {
        const MANY: usize = 50_000;
        let site = Site { kind, arg };
        let sites = &mut self.code.sites;
        if sites.len() >= MANY {
            if let Some(&i) = self.site_index.get(&site) {
                return i;
            }
            self.site_index.insert(site, sites.len() as u16);
        }
        sites.push(site);
        let i = sites.len() - 1;
        self.fit(i, "too many names")
    }

    /// A 16-bit operand.
    pub fn fit(&mut self, n: usize, what: &'static str) -> u16 {
        u16::try_from(n).unwrap_or_else(|_| {
            self.overflow = Some(what);
            0
        })
    }

    /// Says that a comprehension's variable lives in a register from `start` to here.
    pub fn scoped_local(&mut self, name: u32, reg: Reg, is_cell: bool, start: u32) {
        let end = self.pc();
        if start < end {
            self.code.scoped.push(ScopedLocal {
                name,
                reg: reg.0,
                is_cell,
                start,
                end,
            });
        }
    }

    // ---- the end

    /// Resolves what is open and gives the code.
    pub fn finish(mut self) -> Code {
        self.thread_jumps();
        self.flatten_handlers();
        self.code.nregs =
            (self.max_top.max(self.first_temp.0 as u32) + 1).min(u16::MAX as u32) as u16;
        self.code.instrs.shrink_to_fit();
        self.code.consts.shrink_to_fit();
        self.code.sites.shrink_to_fit();
        self.code
    }

    /// A jump to a JUMP goes to where that goes, unless that one is the only instruction of a line.
    fn thread_jumps(&mut self) {
        for pc in 0..self.code.instrs.len() {
            let instr = Instr(self.code.instrs[pc]);
            if !instr.op().is_jump() || instr.op() == Op::JumpBack || instr.imm32() < 0 {
                continue;
            }
            let first = instr.jump_target(pc);
            let mut target = first;
            while let Some(next) = self.code.instrs.get(target).map(|&i| Instr(i)) {
                let line = self.code.positions.line(target);
                let own = line == 0 || line == self.code.positions.line(pc);
                if next.op() != Op::Jump || next.imm32() < 0 || !own {
                    break;
                }
                target = next.jump_target(target);
            }
            if target != first {
                let distance = target as i64 - pc as i64 - 1;
                self.code.instrs[pc] =
                    Instr::with_imm32(instr.op(), 0, instr.a(), distance as i32).0;
            }
        }
    }

    /// Makes the exception table: inner blocks were closed before outer ones, so painting from the last entry to the
    /// first leaves the innermost handler at each instruction. The result is sorted and without overlaps.
    fn flatten_handlers(&mut self) {
        if self.handlers.is_empty() {
            return;
        }
        const NONE: u32 = u32::MAX;
        let mut paint = vec![NONE; self.code.instrs.len()];
        for (i, h) in self.handlers.iter().enumerate().rev() {
            paint[h.start as usize..h.end as usize].fill(i as u32);
        }
        let mut pc = 0;
        while pc < paint.len() {
            let i = paint[pc];
            let start = pc;
            while pc < paint.len() && paint[pc] == i {
                pc += 1;
            }
            if i != NONE {
                let h = &self.handlers[i as usize];
                let handler = self.labels[h.handler.0 as usize]
                    .at
                    .expect("handlers are bound");
                let entry = Handler {
                    start: start as u32,
                    end: pc as u32,
                    handler,
                    reg: h.reg.0,
                    lasti: h.lasti,
                };
                match self.code.handlers.last_mut() {
                    Some(last)
                        if last.end == entry.start
                            && (Handler {
                                start: last.start,
                                end: entry.end,
                                ..entry
                            }) == (Handler {
                                end: entry.end,
                                ..*last
                            }) =>
                    {
                        last.end = entry.end;
                    }
                    _ => self.code.handlers.push(entry),
                }
            }
        }
    }
}

/// A value that an expression left: in a register, or a constant that nobody has loaded yet.
#[derive(Clone, Debug)]
pub enum Operand {
    /// In a register: a temporary, or a local variable in place.
    Reg(Reg),
    /// A constant.
    Const(Const),
}
