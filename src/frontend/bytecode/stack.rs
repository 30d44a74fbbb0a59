//! Code as `dis` shows it: in the instruction set of CPython's stack machine.
//!
//! What `co_code` answers is read by `dis`, `inspect` and by tools that look for names, constants, imports, jumps. They know
//! CPython's opcodes, so each instruction is shown as the one of CPython's that does the same, with loads of the variables
//! that it reads in front and stores of those that it writes behind. Temporaries are what CPython has on its stack, and
//! are not shown. The bytes are a description: nobody runs them, and where the register machine has no need to move or
//! drop something, they do not show it.
//!
//! Every offset that Python sees counts in these bytes: `f_lasti`, positions, lines, branches, the exception table. An
//! instruction stands where the opcode stands that does its work. In front of all there is a RESUME for the start of the
//! frame. Behind a branch there is a tail of opcodes that run only one way: NOT_TAKEN when it is not taken, and at the end
//! of a loop over an iterator what drops that.
//!
//! As in CPython, what has no position of its own (the return at the end, the jump back of a loop) is shown to have that
//! of what comes before.
//!
//! The description is made when it is first asked for. This file knows nothing of Values.

pub mod opcodes;

use super::code::{Code, Position};
use super::liveness::Liveness;
use super::op::{
    CONVERSION, DELEGATING, EX_KWARGS, FUNC_ANNOTATE, FUNC_CLOSURE, FUNC_DEFAULTS, FUNC_KWDEFAULTS,
    HAS_SPEC, IN_PLACE, Instr, Intrinsic, Op, SUPER_EXPLICIT, SUPER_METHOD, SWAPPED,
};
use opcodes::*;

/// The description of a code unit.
#[derive(Debug, Default)]
pub struct Stack {
    /// `co_code`.
    pub bytes: Vec<u8>,
    /// For each instruction, the unit of two bytes where it begins; at the end, the number of units.
    starts: Vec<u32>,
    /// For each instruction, the unit at which it stands: that of the opcode that does its work.
    stands: Vec<u32>,
    /// For each instruction, the unit where its tail begins; without one, where the next instruction begins.
    tails: Vec<u32>,
    /// For each instruction, the one whose position it has.
    located: Vec<Option<u32>>,
}

/// How a unit's argument follows.
#[derive(Clone, Copy)]
enum Arg {
    Is(i32),
    /// The distance to an instruction.
    To(usize),
}

struct Unit {
    opcode: u16,
    arg: Arg,
    /// Units in front of the opcode itself.
    extended: u32,
    caches: u32,
}

/// Offsets in bytes.
impl Stack {
    /// Describes a code unit.
    pub fn new(code: &Code) -> Stack {
        let mut writer = Writer {
            code,
            units: Vec::new(),
            first: Vec::new(),
            main: Vec::new(),
            tails: Vec::new(),
            live: Liveness::of(code),
        };
        writer.put(RESUME, 0);
        for pc in 0..code.instrs.len() {
            writer.first.push(writer.units.len());
            writer.main.push(writer.units.len());
            writer.instruction(pc);
            writer.dropped(pc);
            writer.tails.push(writer.units.len());
            writer.tail(pc);
        }
        writer.first.push(writer.units.len());
        writer.finish()
    }

    /// Where an instruction stands.
    pub fn offset(&self, pc: usize) -> usize {
        2 * self.stands.get(pc).copied().unwrap_or(self.units()) as usize
    }

    /// Where a jump to an instruction leads.
    pub fn start(&self, pc: usize) -> usize {
        2 * self.starts.get(pc).copied().unwrap_or(self.units()) as usize
    }

    /// Where a branch that is not taken leads.
    pub fn behind(&self, pc: usize) -> usize {
        let tail = self.tails.get(pc).copied().unwrap_or(self.units());
        match self.opcodes(tail, self.units()).next() {
            Some((offset, NOT_TAKEN)) => offset + 2,
            _ => self.start(pc + 1),
        }
    }

    /// The opcodes of an instruction, without its tail, and where they stand.
    pub fn body(&self, pc: usize) -> impl Iterator<Item = (usize, u16)> {
        self.opcodes(self.starts[pc], self.tails[pc])
    }

    /// The opcodes of an instruction's tail.
    pub fn tail(&self, pc: usize) -> impl Iterator<Item = (usize, u16)> {
        self.opcodes(self.tails[pc], self.starts[pc + 1])
    }

    fn opcodes(&self, mut unit: u32, end: u32) -> impl Iterator<Item = (usize, u16)> {
        std::iter::from_fn(move || {
            while unit < end {
                let offset = 2 * unit as usize;
                let opcode = u16::from(self.bytes[offset]);
                unit += 1 + find(i64::from(opcode)).map_or(0, |o| u32::from(o.caches));
                if opcode != EXTENDED_ARG {
                    return Some((offset, opcode));
                }
            }
            None
        })
    }

    /// The instruction that an offset belongs to; None is the start of the frame.
    pub fn instruction(&self, offset: usize) -> Option<usize> {
        let unit = (offset / 2) as u32;
        let last = self.starts.len().saturating_sub(1);
        self.starts[..last]
            .partition_point(|&s| s <= unit)
            .checked_sub(1)
    }

    /// How many units of two bytes there are.
    pub fn units(&self) -> u32 {
        self.bytes.len() as u32 / 2
    }

    /// Runs of units that belong together: how many, and the instruction whose position they have, None for the start of
    /// the frame.
    pub fn runs(&self) -> impl Iterator<Item = (u32, Option<usize>)> {
        let instructions = (0..self.tails.len()).flat_map(|pc| {
            let (start, tail, end) = (self.starts[pc], self.tails[pc], self.starts[pc + 1]);
            let of = self.located[pc].map_or(pc, |of| of as usize);
            [(tail - start, Some(of)), (end - tail, Some(pc))]
        });
        std::iter::once((self.starts[0], None)).chain(instructions)
    }

    /// `co_exceptiontable`: for each entry its start, length and handler in units, and how high the stack is there, with
    /// the lowest bit for whether the place is pushed, too. Numbers have six bits per byte, the highest first; the first
    /// byte of an entry is marked.
    pub fn exception_table(&self, code: &Code) -> Vec<u8> {
        let mut table = Vec::new();
        let free = usize::from(code.first_free_reg) + code.freevars.len();
        let cells = code.cell_regs.iter().map(|&r| usize::from(r) + 1);
        let variables = cells.fold(free.max(code.varnames.len()), usize::max);
        let height = |reg: u16| u32::from(reg).saturating_sub(variables as u32);
        for h in &code.handlers {
            let at = |pc: u32| self.starts[pc as usize];
            let depth = height(h.reg) << 1 | u32::from(h.lasti);
            let entry = table.len();
            for n in [at(h.start), at(h.end) - at(h.start), at(h.handler), depth] {
                let sixths = (1..6).rev().filter(|&k| n >> (6 * k) != 0);
                table.extend(sixths.map(|k| (n >> (6 * k)) as u8 & 0x3f | 0x40));
                table.push(n as u8 & 0x3f);
            }
            table[entry] |= 0x80;
        }
        table
    }

    /// `co_linetable`: for each run of at most eight units that share a position, which form it has, how many they are,
    /// and the position. `frame` is the position of the start of the frame; with `columns` false there are lines only.
    pub fn line_table(&self, code: &Code, frame: Position, columns: bool) -> Vec<u8> {
        let mut table = Vec::new();
        let mut line = i64::from(code.first_line);
        for (mut units, pc) in self.runs() {
            let position = pc.map_or(Some(frame), |pc| code.positions.get(pc));
            while units > 0 {
                let n = units.min(8);
                units -= n;
                let begin = |form: u8| 0x80 | form << 3 | (n - 1) as u8;
                let Some(p) = position else {
                    table.push(begin(NO_POSITION));
                    continue;
                };
                table.push(begin(if columns { LONG } else { LINE_ONLY }));
                let ahead = i64::from(p.line) - line;
                line = i64::from(p.line);
                sixes(
                    &mut table,
                    (ahead.unsigned_abs() << 1) | u64::from(ahead < 0),
                );
                if columns {
                    sixes(&mut table, u64::from(p.end_line.saturating_sub(p.line)));
                    // (A column that is not known is 0, others count from 1.)
                    sixes(&mut table, u64::from(p.col.wrapping_add(1)));
                    sixes(&mut table, u64::from(p.end_col.wrapping_add(1)));
                }
            }
        }
        table
    }
}

/// The position of each unit that a `co_linetable` tells of, for code that begins at a line. What it says of lines alone is
/// taken for whole lines; what is cut off is left out.
pub fn read_line_table(table: &[u8], first_line: u32) -> Vec<Option<Position>> {
    let mut units = Vec::new();
    let mut line = i64::from(first_line);
    let mut rest = table.iter().copied();
    // A number, with its sign in the lowest bit if it has one.
    let number = |rest: &mut dyn Iterator<Item = u8>| {
        let (mut n, mut shift) = (0_u32, 0);
        for byte in &mut *rest {
            n |= u32::from(byte & 0x3f).checked_shl(shift).unwrap_or(0);
            shift += 6;
            if byte & 0x40 == 0 {
                break;
            }
        }
        n
    };
    let signed = |n: u32| i64::from(n >> 1) * if n & 1 == 0 { 1 } else { -1 };
    while let Some(head) = rest.next() {
        let form = head >> 3 & 0xf;
        let position = match form {
            NO_POSITION => None,
            LINE_ONLY | LONG => {
                line += signed(number(&mut rest));
                let columns = form == LONG;
                let below = if columns { number(&mut rest) } else { 0 };
                let mut column = || match columns {
                    true => number(&mut rest).wrapping_sub(1),
                    false => u32::MAX,
                };
                Some((below, column(), column()))
            }
            // The line is this one or one of the next two; columns are a byte each.
            10..=12 => {
                line += i64::from(form - 10);
                let mut column = || rest.next().map_or(u32::MAX, u32::from);
                Some((0, column(), column()))
            }
            _ => {
                let low = rest.next().unwrap_or(0);
                let column = u32::from(form) << 3 | u32::from(low >> 4);
                Some((0, column, column + u32::from(low & 0xf)))
            }
        };
        let position = position.map(|(below, col, end_col)| Position {
            line: line.clamp(0, i64::from(u32::MAX)) as u32,
            end_line: (line + i64::from(below)).clamp(0, i64::from(u32::MAX)) as u32,
            col,
            end_col,
        });
        (0..=head & 7).for_each(|_| units.push(position));
    }
    units
}

/// Forms of entries of `co_linetable`.
const LINE_ONLY: u8 = 13;
const LONG: u8 = 14;
const NO_POSITION: u8 = 15;

/// A number, six bits per byte, the lowest first.
fn sixes(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x40 {
        out.push(n as u8 & 0x3f | 0x40);
        n >>= 6;
    }
    out.push(n as u8);
}

struct Writer<'a> {
    code: &'a Code,
    units: Vec<Unit>,
    /// For each instruction, its first unit and the one that does its work.
    first: Vec<usize>,
    main: Vec<usize>,
    /// For each instruction, the first unit behind those that always run.
    tails: Vec<usize>,
    live: Liveness,
}

impl Writer<'_> {
    fn unit(&mut self, opcode: u16, arg: Arg) {
        let caches = find(i64::from(opcode)).map_or(0, |o| u32::from(o.caches));
        self.units.push(Unit {
            opcode,
            arg,
            extended: 0,
            caches,
        });
    }

    fn put(&mut self, opcode: u16, arg: usize) {
        self.unit(opcode, Arg::Is(arg as i32));
    }

    /// The opcode that does the instruction's work.
    fn work(&mut self, opcode: u16, arg: usize) {
        self.unit(opcode, Arg::Is(arg as i32));
        self.works_here();
    }

    fn works_here(&mut self) {
        *self.main.last_mut().expect("in an instruction") = self.units.len() - 1;
    }

    fn variable(&self, reg: u16) -> bool {
        let pc = self.main.len() - 1;
        self.code.register_name(reg, pc).is_some()
    }

    /// A register that is read.
    fn load(&mut self, reg: u16) {
        if self.variable(reg) {
            self.put(LOAD_FAST, reg.into());
        }
    }

    fn load_all(&mut self, first: u16, count: usize) {
        (0..count).for_each(|n| self.load(first.saturating_add(n as u16)));
    }

    /// A register that is written.
    fn store(&mut self, reg: u16) {
        if self.variable(reg) {
            self.put(STORE_FAST, reg.into());
        }
    }

    fn store_all(&mut self, first: u16, count: usize) {
        (0..count).for_each(|n| self.store(first.saturating_add(n as u16)));
    }

    /// a = opcode(b)
    fn unary(&mut self, i: Instr, opcode: u16, arg: usize) {
        self.load(i.b());
        self.work(opcode, arg);
        self.store(i.a());
    }

    /// a = opcode(b, c)
    fn binary(&mut self, i: Instr, opcode: u16, arg: usize) {
        self.load(i.b());
        self.load(i.c());
        self.work(opcode, arg);
        self.store(i.a());
    }

    /// The same with an integer or a constant for c.
    fn with_operand(&mut self, i: Instr, opcode: u16, arg: usize, operand: (u16, usize)) {
        if i.flags() & SWAPPED != 0 {
            self.put(operand.0, operand.1);
            self.load(i.b());
        } else {
            self.load(i.b());
            self.put(operand.0, operand.1);
        }
        self.work(opcode, arg);
        self.store(i.a());
    }

    /// a = opcode(b, b+1, ...)
    fn of_range(&mut self, i: Instr, opcode: u16, arg: usize) {
        self.load_all(i.b(), i.range_len());
        self.work(opcode, arg);
        self.store(i.a());
    }

    /// opcode(a, b)
    fn effect(&mut self, regs: &[u16], opcode: u16, arg: usize) {
        regs.iter().for_each(|&r| self.load(r));
        self.work(opcode, arg);
    }

    fn jump(&mut self, opcode: u16, target: usize) {
        self.unit(opcode, Arg::To(target));
        self.works_here();
    }

    fn op(&self, pc: usize) -> Option<Op> {
        self.code.instrs.get(pc).map(|&word| Instr(word).op())
    }

    fn conditional(&mut self, i: Instr, pc: usize, opcode: u16) {
        self.load(i.a());
        // What CPython knows to be a bool.
        let compared = pc.checked_sub(1).and_then(|before| self.op(before));
        let is_bool = compared.is_some_and(|op| {
            op.is_fused_compare()
                || matches!(
                    op,
                    Op::CheckExcMatch | Op::MatchMapping | Op::MatchSequence | Op::Is | Op::IsNot
                )
        });
        if matches!(i.op(), Op::JumpIfTrue | Op::JumpIfFalse) && !is_bool {
            self.put(TO_BOOL, 0);
        }
        self.jump(opcode, i.jump_target(pc));
    }

    /// What an expression statement does with its value.
    fn dropped(&mut self, pc: usize) {
        let i = Instr(self.code.instrs[pc]);
        let result = match i.op() {
            Op::Call | Op::CallMethod | Op::CallEx => i.b(),
            Op::LoadAttr | Op::GetItem | Op::LoadGlobal | Op::LoadName | Op::Yield => i.a(),
            _ => return,
        };
        let named = self.code.register_name(result, pc).is_some();
        if !named && !self.live.is_live(pc + 1, result.into()) {
            self.put(POP_TOP, 0);
        }
    }

    /// What runs only one way.
    fn tail(&mut self, pc: usize) {
        match self.op(pc) {
            Some(Op::JumpIfTrue | Op::JumpIfFalse | Op::JumpIfNone | Op::JumpIfNotNone) => {
                self.put(NOT_TAKEN, 0);
                // An exception that is not given a name is dropped.
                let matched = pc > 0 && self.op(pc - 1) == Some(Op::CheckExcMatch);
                if matched && self.op(pc + 1) != Some(Op::Move) {
                    self.put(POP_TOP, 0);
                }
            }
            Some(Op::JumpBack) if self.ends_loop(pc) => {
                self.put(END_FOR, 0);
                self.put(POP_ITER, 0);
            }
            _ => {}
        }
    }

    /// Whether a jump back is the last of a loop over an iterator, behind which the loop goes on when that ends.
    fn ends_loop(&self, pc: usize) -> bool {
        let head = Instr(self.code.instrs[pc]).jump_target(pc);
        self.op(head) == Some(Op::ForIter)
            && Instr(self.code.instrs[head + 1]).jump_target(head + 1) == pc + 1
    }

    /// For each instruction, the one whose position it has: itself, or if it has none, one that comes before.
    fn located(&self) -> Vec<Option<u32>> {
        let code = self.code;
        let count = code.instrs.len();
        let mut sources = vec![None; count + 1];
        for pc in (0..count).rev() {
            let i = Instr(code.instrs[pc]);
            if i.op().is_jump() && i.jump_target(pc) > pc {
                sources[i.jump_target(pc).min(count)] = Some(pc);
            }
        }
        let mut located: Vec<Option<u32>> = Vec::with_capacity(count);
        for (pc, &source) in sources.iter().enumerate().take(count) {
            let of = if code.positions.line(pc) != 0 && !code.is_end_of_body(pc) {
                Some(pc as u32)
            } else if pc == 0 || code.handlers.iter().any(|h| h.handler as usize == pc) {
                None
            } else {
                let before = |pc: usize| self.op(pc).is_some_and(|op| !op.ends_block());
                let falls = before(pc - 1)
                    || pc > 1 && self.op(pc - 2).is_some_and(|op| op.has_jump_word());
                let from = if falls { Some(pc - 1) } else { source };
                from.and_then(|from| located[from])
            };
            located.push(of);
        }
        located
    }

    /// The name of the instruction's site.
    fn name(&self, i: Instr) -> usize {
        self.code.sites[i.c() as usize].arg as usize
    }

    fn call(&mut self, i: Instr) {
        let site = &self.code.sites[i.c() as usize];
        let count = usize::from(i.flags());
        if site.arg == super::code::Site::NONE {
            self.work(CALL, count);
        } else {
            let names = site.arg as usize;
            self.put(LOAD_CONST, names);
            self.work(CALL_KW, count);
        }
        self.store(i.b());
    }

    fn function(&mut self, i: Instr) {
        self.load_all(i.c(), i.range_len());
        self.put(LOAD_CONST, i.b().into());
        self.work(MAKE_FUNCTION, 0);
        // CPython's numbers of what is set, in the order in which its stack gives it up.
        for (flag, number) in [
            (FUNC_CLOSURE, 8),
            (FUNC_ANNOTATE, 16),
            (FUNC_KWDEFAULTS, 2),
            (FUNC_DEFAULTS, 1),
        ] {
            if i.flags() & flag != 0 {
                self.put(SET_FUNCTION_ATTRIBUTE, number);
            }
        }
        self.store(i.a());
    }

    fn format(&mut self, i: Instr) {
        self.load(i.b());
        let conversion = usize::from(i.flags() & CONVERSION);
        if conversion != 0 {
            self.put(CONVERT_VALUE, conversion);
        }
        if i.flags() & HAS_SPEC != 0 {
            self.load(i.c());
            self.work(FORMAT_WITH_SPEC, 0);
        } else {
            self.work(FORMAT_SIMPLE, 0);
        }
        self.store(i.a());
    }

    fn intrinsic(&mut self, i: Instr) {
        let (opcode, number) = match Intrinsic::from_u16(i.c()) {
            None => (NOP, 0),
            Some(Intrinsic::PrintExpr) => (CALL_INTRINSIC_1, 1),
            Some(Intrinsic::StopIterationError) => (CALL_INTRINSIC_1, 3),
            Some(Intrinsic::AsyncGenWrap) => (CALL_INTRINSIC_1, 4),
            Some(Intrinsic::TypeVar) => (CALL_INTRINSIC_1, 7),
            Some(Intrinsic::ParamSpec) => (CALL_INTRINSIC_1, 8),
            Some(Intrinsic::TypeVarTuple) => (CALL_INTRINSIC_1, 9),
            Some(Intrinsic::SubscriptGeneric) => (CALL_INTRINSIC_1, 10),
            Some(Intrinsic::TypeAlias) => (CALL_INTRINSIC_1, 11),
            Some(Intrinsic::PrepReraiseStar) => (CALL_INTRINSIC_2, 1),
            Some(Intrinsic::TypeVarWithBound) => (CALL_INTRINSIC_2, 2),
            Some(Intrinsic::TypeVarWithConstraints) => (CALL_INTRINSIC_2, 3),
            Some(Intrinsic::SetFunctionTypeParams) => (CALL_INTRINSIC_2, 4),
            Some(Intrinsic::SetTypeParamDefault) => (CALL_INTRINSIC_2, 5),
        };
        self.of_range(i, opcode, number);
    }

    /// What an instruction is in CPython's set.
    fn instruction(&mut self, pc: usize) {
        let i = Instr(self.code.instrs[pc]);
        let (a, b, c) = (i.a(), i.b(), i.c());
        let (wide_a, wide_b, wide_c) = (usize::from(a), usize::from(b), usize::from(c));
        let imm = || (LOAD_SMALL_INT, i.imm() as usize);
        let constant = || (LOAD_CONST, wide_c);
        let operator = |n: usize| n + if i.flags() & IN_PLACE != 0 { 13 } else { 0 };
        match i.op() {
            Op::Nop => self.work(NOP, 0),
            Op::Move => {
                let before = self.units.len();
                self.load(b);
                self.store(a);
                if self.units.len() == before {
                    self.work(NOP, 0);
                }
            }
            Op::LoadConst => {
                self.work(LOAD_CONST, i.index32() as usize);
                self.store(a);
            }
            Op::LoadInt => {
                self.work(LOAD_SMALL_INT, i.imm32() as usize);
                self.store(a);
            }
            Op::CheckBound => {
                self.work(LOAD_FAST_CHECK, wide_a);
                self.put(POP_TOP, 0);
            }
            Op::DeleteLocal => self.work(DELETE_FAST, wide_a),
            Op::Unset if self.variable(a) => self.work(DELETE_FAST, wide_a),
            Op::Unset => self.work(NOP, 0),
            Op::LoadGlobal => {
                self.work(LOAD_GLOBAL, self.name(i) << 1);
                self.store(a);
            }
            Op::StoreGlobal => self.effect(&[a], STORE_GLOBAL, self.name(i)),
            Op::DeleteGlobal => self.work(DELETE_GLOBAL, self.name(i)),
            Op::LoadName => {
                self.work(LOAD_NAME, self.name(i));
                self.store(a);
            }
            Op::StoreName => self.effect(&[a], STORE_NAME, self.name(i)),
            Op::DeleteName => self.work(DELETE_NAME, self.name(i)),
            Op::MakeCell => self.work(MAKE_CELL, wide_a),
            Op::CopyFreeVars => self.work(COPY_FREE_VARS, wide_c),
            Op::LoadDeref => {
                self.work(LOAD_DEREF, wide_b);
                self.store(a);
            }
            Op::StoreDeref => self.effect(&[b], STORE_DEREF, wide_a),
            Op::DeleteDeref => self.work(DELETE_DEREF, wide_a),
            Op::LoadLocals => {
                self.work(LOAD_LOCALS, 0);
                self.store(a);
            }
            Op::LoadFromDictOrDeref => self.effect(&[a], LOAD_FROM_DICT_OR_DEREF, wide_b),
            Op::LoadFromDictOrGlobals => {
                self.effect(&[a], LOAD_FROM_DICT_OR_GLOBALS, self.name(i));
            }
            Op::LoadBuildClass => self.work(LOAD_BUILD_CLASS, 0),
            Op::LoadCommon => self.work(LOAD_COMMON_CONSTANT, wide_c),
            Op::SetupAnnotations => self.work(SETUP_ANNOTATIONS, 0),
            Op::LoadAttr => self.unary(i, LOAD_ATTR, self.name(i) << 1),
            Op::LoadMethod => self.unary(i, LOAD_ATTR, self.name(i) << 1 | 1),
            Op::StoreAttr => self.effect(&[b, a], STORE_ATTR, self.name(i)),
            Op::DeleteAttr => self.effect(&[a], DELETE_ATTR, self.name(i)),
            Op::LoadSuperAttr => {
                let explicit = usize::from(i.flags() & SUPER_EXPLICIT != 0);
                let method = usize::from(i.flags() & SUPER_METHOD != 0);
                let arg = self.name(i) << 2 | explicit << 1 | method;
                self.of_range(i, LOAD_SUPER_ATTR, arg);
            }
            Op::LoadSpecial => self.unary(i, LOAD_SPECIAL, wide_c),
            Op::GetItem => self.binary(i, BINARY_OP, SUBSCRIPT),
            Op::GetItemI => self.with_operand(i, BINARY_OP, SUBSCRIPT, imm()),
            Op::GetSlice => {
                self.load(b);
                self.load_all(c, 2);
                self.work(BINARY_SLICE, 0);
                self.store(a);
            }
            Op::SetItem => self.effect(&[c, a, b], STORE_SUBSCR, 0),
            Op::DelItem => self.effect(&[a, b], DELETE_SUBSCR, 0),
            Op::Add => self.binary(i, BINARY_OP, operator(ADD)),
            Op::Sub => self.binary(i, BINARY_OP, operator(SUBTRACT)),
            Op::Mul => self.binary(i, BINARY_OP, operator(MULTIPLY)),
            Op::TrueDiv => self.binary(i, BINARY_OP, operator(TRUE_DIVIDE)),
            Op::FloorDiv => self.binary(i, BINARY_OP, operator(FLOOR_DIVIDE)),
            Op::Mod => self.binary(i, BINARY_OP, operator(REMAINDER)),
            Op::Pow => self.binary(i, BINARY_OP, operator(POWER)),
            Op::LShift => self.binary(i, BINARY_OP, operator(LSHIFT)),
            Op::RShift => self.binary(i, BINARY_OP, operator(RSHIFT)),
            Op::And => self.binary(i, BINARY_OP, operator(AND)),
            Op::Or => self.binary(i, BINARY_OP, operator(OR)),
            Op::Xor => self.binary(i, BINARY_OP, operator(XOR)),
            Op::MatMul => self.binary(i, BINARY_OP, operator(MATRIX_MULTIPLY)),
            Op::AddI => self.with_operand(i, BINARY_OP, operator(ADD), imm()),
            Op::SubI => self.with_operand(i, BINARY_OP, operator(SUBTRACT), imm()),
            Op::MulI => self.with_operand(i, BINARY_OP, operator(MULTIPLY), imm()),
            Op::TrueDivI => self.with_operand(i, BINARY_OP, operator(TRUE_DIVIDE), imm()),
            Op::FloorDivI => self.with_operand(i, BINARY_OP, operator(FLOOR_DIVIDE), imm()),
            Op::ModI => self.with_operand(i, BINARY_OP, operator(REMAINDER), imm()),
            Op::PowI => self.with_operand(i, BINARY_OP, operator(POWER), imm()),
            Op::LShiftI => self.with_operand(i, BINARY_OP, operator(LSHIFT), imm()),
            Op::RShiftI => self.with_operand(i, BINARY_OP, operator(RSHIFT), imm()),
            Op::AndI => self.with_operand(i, BINARY_OP, operator(AND), imm()),
            Op::OrI => self.with_operand(i, BINARY_OP, operator(OR), imm()),
            Op::XorI => self.with_operand(i, BINARY_OP, operator(XOR), imm()),
            Op::AddK => self.with_operand(i, BINARY_OP, operator(ADD), constant()),
            Op::SubK => self.with_operand(i, BINARY_OP, operator(SUBTRACT), constant()),
            Op::MulK => self.with_operand(i, BINARY_OP, operator(MULTIPLY), constant()),
            Op::TrueDivK => self.with_operand(i, BINARY_OP, operator(TRUE_DIVIDE), constant()),
            Op::Neg => self.unary(i, UNARY_NEGATIVE, 0),
            Op::Pos => self.unary(i, CALL_INTRINSIC_1, 5),
            Op::Invert => self.unary(i, UNARY_INVERT, 0),
            Op::Not => {
                self.load(b);
                self.work(TO_BOOL, 0);
                self.put(UNARY_NOT, 0);
                self.store(a);
            }
            Op::Lt => self.binary(i, COMPARE_OP, LESS),
            Op::Le => self.binary(i, COMPARE_OP, LESS_EQUAL),
            Op::Eq => self.binary(i, COMPARE_OP, EQUAL),
            Op::Ne => self.binary(i, COMPARE_OP, NOT_EQUAL),
            Op::Gt => self.binary(i, COMPARE_OP, GREATER),
            Op::Ge => self.binary(i, COMPARE_OP, GREATER_EQUAL),
            Op::LtI => self.with_operand(i, COMPARE_OP, LESS, imm()),
            Op::LeI => self.with_operand(i, COMPARE_OP, LESS_EQUAL, imm()),
            Op::EqI => self.with_operand(i, COMPARE_OP, EQUAL, imm()),
            Op::NeI => self.with_operand(i, COMPARE_OP, NOT_EQUAL, imm()),
            Op::GtI => self.with_operand(i, COMPARE_OP, GREATER, imm()),
            Op::GeI => self.with_operand(i, COMPARE_OP, GREATER_EQUAL, imm()),
            Op::LtJ => self.binary(i, COMPARE_OP, LESS | AS_BOOL),
            Op::LeJ => self.binary(i, COMPARE_OP, LESS_EQUAL | AS_BOOL),
            Op::EqJ => self.binary(i, COMPARE_OP, EQUAL | AS_BOOL),
            Op::NeJ => self.binary(i, COMPARE_OP, NOT_EQUAL | AS_BOOL),
            Op::GtJ => self.binary(i, COMPARE_OP, GREATER | AS_BOOL),
            Op::GeJ => self.binary(i, COMPARE_OP, GREATER_EQUAL | AS_BOOL),
            Op::LtIJ => self.with_operand(i, COMPARE_OP, LESS | AS_BOOL, imm()),
            Op::LeIJ => self.with_operand(i, COMPARE_OP, LESS_EQUAL | AS_BOOL, imm()),
            Op::EqIJ => self.with_operand(i, COMPARE_OP, EQUAL | AS_BOOL, imm()),
            Op::NeIJ => self.with_operand(i, COMPARE_OP, NOT_EQUAL | AS_BOOL, imm()),
            Op::GtIJ => self.with_operand(i, COMPARE_OP, GREATER | AS_BOOL, imm()),
            Op::GeIJ => self.with_operand(i, COMPARE_OP, GREATER_EQUAL | AS_BOOL, imm()),
            Op::Is | Op::IsJ => self.binary(i, IS_OP, 0),
            Op::IsNot | Op::IsNotJ => self.binary(i, IS_OP, 1),
            Op::Contains | Op::ContainsJ => self.binary(i, CONTAINS_OP, 0),
            Op::NotContains | Op::NotContainsJ => self.binary(i, CONTAINS_OP, 1),
            Op::Jump => {
                let target = i.jump_target(pc);
                let second = pc > 0 && Instr(self.code.instrs[pc - 1]).op().has_jump_word();
                // (Where the second word of FOR_ITER and SEND leads is their argument; in its place is the store.)
                if second {
                    let before = Instr(self.code.instrs[pc - 1]).a();
                    match self.variable(before) {
                        true => self.work(STORE_FAST, before.into()),
                        false => self.work(NOT_TAKEN, 0),
                    }
                } else if target <= pc {
                    self.jump(JUMP_BACKWARD_NO_INTERRUPT, target);
                } else if self.code.is_end_of_body(target) {
                    // CPython has a jump back at the end of each way through the body.
                    let back = Instr(self.code.instrs[target]);
                    self.jump(JUMP_BACKWARD, back.jump_target(target));
                } else {
                    self.jump(JUMP_FORWARD, target);
                }
            }
            Op::JumpIfTrue => self.conditional(i, pc, POP_JUMP_IF_TRUE),
            Op::JumpIfFalse => self.conditional(i, pc, POP_JUMP_IF_FALSE),
            Op::JumpIfNone => self.conditional(i, pc, POP_JUMP_IF_NONE),
            Op::JumpIfNotNone => self.conditional(i, pc, POP_JUMP_IF_NOT_NONE),
            Op::JumpBack => self.jump(JUMP_BACKWARD, i.jump_target(pc)),
            Op::GetIter => self.unary(i, GET_ITER, 0),
            Op::ForIter => {
                self.load(b);
                self.jump(
                    FOR_ITER,
                    Instr(self.code.instrs[pc + 1]).jump_target(pc + 1),
                );
            }
            Op::BuildList => self.of_range(i, BUILD_LIST, wide_c),
            Op::BuildTuple => self.of_range(i, BUILD_TUPLE, wide_c),
            Op::BuildSet => self.of_range(i, BUILD_SET, wide_c),
            Op::BuildMap => self.of_range(i, BUILD_MAP, wide_c),
            Op::BuildString => self.of_range(i, BUILD_STRING, wide_c),
            Op::BuildSlice => self.of_range(i, BUILD_SLICE, i.range_len()),
            Op::ListAppend => self.effect(&[a, b], LIST_APPEND, 1),
            Op::SetAdd => self.effect(&[a, b], SET_ADD, 1),
            Op::MapAdd => self.effect(&[a, b, c], MAP_ADD, 1),
            Op::ListExtend => self.effect(&[a, b], LIST_EXTEND, 1),
            Op::SetUpdate => self.effect(&[a, b], SET_UPDATE, 1),
            Op::DictUpdate => self.effect(&[a, b], DICT_UPDATE, 1),
            Op::DictMerge => self.effect(&[a, b], DICT_MERGE, 1),
            Op::ListToTuple => self.unary(i, CALL_INTRINSIC_1, 6),
            Op::FormatValue => self.format(i),
            Op::BuildInterpolation => {
                let conversion = usize::from(i.flags() & CONVERSION) << 2;
                let spec = usize::from(i.flags() & HAS_SPEC != 0);
                self.of_range(i, BUILD_INTERPOLATION, conversion | spec);
            }
            Op::BuildTemplate => self.binary(i, BUILD_TEMPLATE, 0),
            Op::UnpackSequence => {
                self.load(b);
                self.work(UNPACK_SEQUENCE, wide_c);
                self.store_all(a, wide_c);
            }
            Op::UnpackEx => {
                self.load(b);
                self.work(UNPACK_EX, usize::from(i.flags()) | wide_c << 8);
                self.store_all(a, i.range_len());
            }
            Op::Call | Op::CallMethod => self.call(i),
            Op::CallEx => {
                if i.flags() & EX_KWARGS == 0 {
                    self.put(PUSH_NULL, 0);
                }
                self.work(CALL_FUNCTION_EX, 0);
                self.store(b);
            }
            Op::MakeFunction => self.function(i),
            Op::Return => self.effect(&[a], RETURN_VALUE, 0),
            Op::ReturnGenerator => self.work(RETURN_GENERATOR, 0),
            Op::BeginBody => self.work(POP_TOP, 0),
            Op::Yield => {
                let delegates = i.flags() & DELEGATING != 0;
                self.load(b);
                self.work(YIELD_VALUE, delegates.into());
                self.put(RESUME, 1 + usize::from(delegates));
                self.store(a);
            }
            Op::Send => {
                self.load(b);
                self.load(c);
                self.jump(SEND, Instr(self.code.instrs[pc + 1]).jump_target(pc + 1));
            }
            Op::GetYieldFromIter => self.unary(i, GET_YIELD_FROM_ITER, 0),
            Op::CleanupThrow => self.unary(i, CLEANUP_THROW, 0),
            Op::GetAwaitable => self.unary(i, GET_AWAITABLE, i.flags().into()),
            Op::GetAIter => self.unary(i, GET_AITER, 0),
            Op::GetANext => self.unary(i, GET_ANEXT, 0),
            Op::EndAsyncFor => {
                // Its argument leads back to what it ends.
                let mine = |h: &&super::code::Handler| h.handler as usize == pc;
                let ended = self.code.handlers.iter().find(mine);
                self.load(a);
                self.jump(END_ASYNC_FOR, ended.map_or(pc, |h| h.start as usize));
            }
            Op::Raise => {
                let regs = [a, b];
                let count = usize::from(i.flags()).min(2);
                self.effect(&regs[..count], RAISE_VARARGS, count);
            }
            Op::Reraise => self.effect(&[a], RERAISE, i.flags().into()),
            Op::PushExc => self.work(PUSH_EXC_INFO, 0),
            Op::PopExc => self.work(POP_EXCEPT, 0),
            Op::CheckExcMatch => self.binary(i, CHECK_EXC_MATCH, 0),
            Op::CheckEgMatch => self.binary(i, CHECK_EG_MATCH, 0),
            Op::ExcArgs => self.work(NOP, 0),
            Op::ImportName => {
                self.put(LOAD_SMALL_INT, i.flags().into());
                self.put(LOAD_CONST, wide_b);
                self.work(IMPORT_NAME, wide_c);
                self.store(a);
            }
            Op::ImportFrom => self.unary(i, IMPORT_FROM, wide_c),
            Op::ImportStar => {
                self.effect(&[a], CALL_INTRINSIC_1, 2);
                self.put(POP_TOP, 0);
            }
            Op::MatchMapping => self.unary(i, MATCH_MAPPING, 0),
            Op::MatchSequence => self.unary(i, MATCH_SEQUENCE, 0),
            Op::MatchKeys => self.binary(i, MATCH_KEYS, 0),
            Op::MatchClass => self.of_range(i, MATCH_CLASS, wide_c),
            Op::GetLen => self.unary(i, GET_LEN, 0),
            Op::Intrinsic => self.intrinsic(i),
        }
    }

    /// Lays the units out. Distances decide how long arguments are, which decides distances: arguments only grow.
    fn finish(mut self) -> Stack {
        let mut at: Vec<u32> = Vec::new();
        loop {
            at.clear();
            let mut next = 0;
            for unit in &self.units {
                at.push(next);
                next += unit.extended + 1 + unit.caches;
            }
            at.push(next);
            let mut grown = false;
            for n in 0..self.units.len() {
                let arg = self.argument(n, &at);
                let unit = &mut self.units[n];
                let needed = (1..4).rev().find(|k| arg as u32 >> (8 * k) != 0);
                grown |= needed.unwrap_or(0) > unit.extended;
                unit.extended = unit.extended.max(needed.unwrap_or(0));
            }
            if !grown {
                break;
            }
        }
        let mut bytes = Vec::new();
        for (n, unit) in self.units.iter().enumerate() {
            let arg = self.argument(n, &at) as u32;
            for k in (1..=unit.extended).rev() {
                bytes.extend([EXTENDED_ARG as u8, (arg >> (8 * k)) as u8]);
            }
            bytes.extend([unit.opcode as u8, arg as u8]);
            bytes.extend((0..2 * unit.caches).map(|_| 0));
        }
        let stands = |&n: &usize| at[n] + self.units.get(n).map_or(0, |u| u.extended);
        Stack {
            located: self.located(),
            tails: self.tails.iter().map(|&n| at[n]).collect(),
            bytes,
            starts: self.first.iter().map(|&n| at[n]).collect(),
            stands: self.main.iter().map(stands).collect(),
        }
    }

    /// The argument of a unit, when the units stand at `at`.
    fn argument(&self, n: usize, at: &[u32]) -> i32 {
        let unit = &self.units[n];
        match unit.arg {
            Arg::Is(arg) => arg,
            Arg::To(pc) => {
                let mut target = at[self.first[pc.min(self.first.len() - 1)]] as i32;
                if unit.opcode == FOR_ITER && pc > 0 && self.first[pc] > self.tails[pc - 1] {
                    // To the tail of its loop.
                    target = at[self.tails[pc - 1]] as i32;
                }
                let ahead = target - at[n + 1] as i32;
                let backward = [JUMP_BACKWARD, JUMP_BACKWARD_NO_INTERRUPT, END_ASYNC_FOR];
                if backward.contains(&unit.opcode) {
                    -ahead
                } else {
                    ahead
                }
            }
        }
    }
}

/// Arguments of BINARY_OP.
const ADD: usize = 0;
const AND: usize = 1;
const FLOOR_DIVIDE: usize = 2;
const LSHIFT: usize = 3;
const MATRIX_MULTIPLY: usize = 4;
const MULTIPLY: usize = 5;
const REMAINDER: usize = 6;
const OR: usize = 7;
const POWER: usize = 8;
const RSHIFT: usize = 9;
const SUBTRACT: usize = 10;
const TRUE_DIVIDE: usize = 11;
const XOR: usize = 12;
const SUBSCRIPT: usize = 26;

/// Arguments of COMPARE_OP: which comparison, above a mask of the outcomes that are true.
const LESS: usize = 2;
const LESS_EQUAL: usize = 1 << 5 | 10;
const EQUAL: usize = 2 << 5 | 8;
const NOT_EQUAL: usize = 3 << 5 | 7;
const GREATER: usize = 4 << 5 | 4;
const GREATER_EQUAL: usize = 5 << 5 | 12;
/// The result is made a bool.
const AS_BOOL: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// The opcodes of a listing, arguments put together, and where each stands.
    fn listing(stack: &Stack) -> Vec<(usize, &'static str, i32)> {
        let mut found = Vec::new();
        let (mut at, mut high) = (0, 0);
        while at < stack.bytes.len() {
            let opcode = find(stack.bytes[at].into()).expect("an opcode");
            let arg = high << 8 | i32::from(stack.bytes[at + 1]);
            if opcode.number == EXTENDED_ARG {
                high = arg;
                at += 2;
                continue;
            }
            found.push((at, opcode.name, arg));
            high = 0;
            at += 2 + 2 * usize::from(opcode.caches);
        }
        found
    }

    fn function(body: &str) -> Code {
        let source = format!("def f(a, b):\n{body}\n");
        let flags = crate::Flags::default();
        let module = crate::compile(source.as_bytes(), "<test>", crate::Mode::Exec, flags)
            .expect("it compiles");
        let inner = module.consts.iter().find_map(|c| match c {
            super::super::code::Const::Code(code) => Some(code.as_ref().clone()),
            _ => None,
        });
        inner.expect("a function")
    }

    #[test]
    fn variables_stand_around_what_uses_them() {
        let code = function("    return a + g(b).x");
        let stack = Stack::new(&code);
        let names: Vec<&str> = listing(&stack).iter().map(|l| l.1).collect();
        let expected =
            "RESUME LOAD_GLOBAL LOAD_FAST CALL LOAD_ATTR LOAD_FAST BINARY_OP RETURN_VALUE";
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn what_runs_only_one_way_stands_behind_branches() {
        let code = function("    for c in a:\n        if b: g()\n        else: b = c");
        let stack = Stack::new(&code);
        let names: Vec<&str> = listing(&stack).iter().map(|l| l.1).collect();
        let expected = "RESUME LOAD_FAST GET_ITER FOR_ITER STORE_FAST LOAD_FAST TO_BOOL \
            POP_JUMP_IF_FALSE NOT_TAKEN LOAD_GLOBAL CALL POP_TOP JUMP_BACKWARD LOAD_FAST STORE_FAST \
            JUMP_BACKWARD END_FOR POP_ITER LOAD_CONST RETURN_VALUE";
        assert_eq!(names.join(" "), expected);
        let lines: Vec<u32> = (stack.runs())
            .filter(|(units, _)| *units > 0)
            .filter_map(|(_, pc)| pc.map(|pc| code.positions.line(pc)))
            .collect();
        assert!(lines.is_sorted_by(|a, b| a <= b || *b == 2), "{lines:?}");
        assert!(!lines.contains(&0), "{lines:?}");
    }

    #[test]
    fn tables_of_lines_are_read_as_they_are_written() {
        let code = function("    a = [\n      b,\n        a]\n\n    return g(\n  a)");
        let stack = Stack::new(&code);
        let frame = Position {
            line: 1,
            end_line: 1,
            col: 0,
            end_col: 0,
        };
        let table = stack.line_table(&code, frame, true);
        let read = read_line_table(&table, code.first_line);
        assert_eq!(read.len(), stack.units() as usize);
        for pc in 0..code.instrs.len() {
            let shown = stack.located[pc].and_then(|of| code.positions.get(of as usize));
            assert_eq!(read[stack.offset(pc) / 2], shown);
        }
    }

    #[test]
    fn distances_reach_what_they_mean() {
        // A loop that is longer than a byte of argument reaches.
        let body = format!("    for c in a:\n{}", "        b = g(b, c)\n".repeat(100));
        let code = function(&body);
        let stack = Stack::new(&code);
        let back = (listing(&stack).into_iter())
            .find(|l| l.1 == "JUMP_BACKWARD")
            .expect("a loop");
        let target = back.0 + 4 - 2 * back.2 as usize;
        let head = (0..code.instrs.len())
            .find(|&pc| Instr(code.instrs[pc]).op() == Op::ForIter)
            .expect("a loop");
        assert_eq!(stack.start(head), target);
        let ahead = listing(&stack)
            .iter()
            .find(|l| l.1 == "FOR_ITER")
            .map(|l| l.0 + 2 * l.2 as usize);
        let end = listing(&stack)
            .iter()
            .find(|l| l.1 == "END_FOR")
            .map(|l| l.0);
        assert_eq!(ahead.map(|at| at + 4), end);
        for pc in 0..code.instrs.len() {
            let empty = stack.start(pc) == stack.start(pc + 1);
            assert!(empty || stack.instruction(stack.offset(pc)) == Some(pc));
        }
    }
}
