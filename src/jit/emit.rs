//! From an allocated trace to machine code of either architecture, through the templates.
//!
//! Written against `asm::Templates`, so it names no architecture: [`lower`](crate::lower) emits for the host into the arena,
//! [`foreign`](crate::foreign) for the other architecture, to be read. Emission is forward over the allocator's steps; each
//! guard has an exit of its own, whose stub loads the exit's global number. The slow paths inside templates save the
//! registers that are live there, which is found out beforehand by one walk backward over the steps.

use std::marker::PhantomData;

use asm::encoding::{GC_BARRIER_MASK, GC_OFFSET, GC_TAIL_MASK};
use asm::{
    AllocSite, AsmError, Code, Cond, FCond, Fpr, Gpr, Label, MemKind, Options, Place, Region, Room,
    Templates,
};
use ir::regalloc::{Allocation, Loc, Reg, RegSet, Step, Target, Wishes};
use ir::{Const, ConstKind, ElemKind, Ins, IrRef, Op, Schema, Trace, Ty};
use runtime::heap::{AllocCursors, SMALL_MAX, class_of, rounded_size};
use runtime::object;
use runtime::thread::{
    ALLOC_OFFSET, BASE_OFFSET, DEPTH_LIMIT_OFFSET, DEPTH_OFFSET, LOOKED_AT_OFFSET,
    NATIVE_LIMIT_OFFSET, POLL_OFFSET, STACK_LIMIT_OFFSET,
};
use runtime::value::Value;

use crate::helpers;
use crate::schema::Runtime;
use crate::state::CallSite;

const _: () = assert!(
    GC_OFFSET as usize == object::GC_OFFSET
        && GC_BARRIER_MASK == object::GC_OLD | object::GC_REMEMBERED
        && GC_TAIL_MASK == GC_BARRIER_MASK | object::GC_TAIL_REMEMBERED,
    "the barrier's template and the heap agree on the GC byte"
);

/// What is emitted, and what it refers to.
pub struct Emission<'a> {
    pub ir: &'a Trace,
    pub alloc: &'a Allocation,
    pub schema: &'static Runtime,
    /// The registers that the entry empties.
    pub dead: &'a [u16],
    pub sites: &'a [CallSite],
    /// The global number of the first exit, and where all exits go.
    pub first_exit: u32,
    pub handler: usize,
    /// Where the trace goes in the end, if that is another trace; and the registers in which that one wants its values.
    pub link: usize,
    pub wanted: Vec<Reg>,
    /// For each exit that is forced, the word that counts down to it (none: no exit is); and whether it is taken each time.
    pub words: &'a [Option<usize>],
    pub always: bool,
    /// Whether a report asks which step each piece of code comes from.
    pub marks: bool,
}

/// What came of it.
pub struct Emitted {
    pub code: Code,
    /// Behind `trace_entry`; the loop's header, or the end; the exits' stubs.
    pub body: Label,
    pub header: Label,
    pub exits: Vec<Label>,
    /// Where the code of each step begins, from the start of the code.
    pub marks: Vec<u32>,
}

/// Emits the code of a trace into a region.
pub fn emit<M: Templates>(
    region: Region,
    options: Options,
    what: &Emission,
) -> Result<Emitted, AsmError> {
    let (ir, alloc) = (what.ir, what.alloc);
    let mut a = M::create(region, options);
    a.trace_entry();
    for &r in what.dead {
        a.slot_store_imm(i32::from(r), Value::EMPTY.bits());
    }
    let body = a.new_label();
    a.bind(body);
    let header = a.new_label();
    let exits: Vec<Label> = alloc.exits.iter().map(|_| a.new_label()).collect();
    let live = live_sets::<M>(ir, alloc, RegSet::of(&what.wanted));
    let mut e = Emitter {
        a: &mut a,
        ir,
        schema: what.schema,
        sites: what.sites,
        exits: &exits,
        header,
        link: what.link,
        has_header: false,
        words: what.words,
        always: what.always,
    };
    let mut marks = Vec::new();
    for (n, step) in alloc.steps.iter().enumerate() {
        if what.marks {
            marks.push(e.a.offset() as u32);
        }
        e.step(*step, live[n]);
    }
    let has_header = e.has_header;
    a.unreachable();
    for (n, &label) in exits.iter().enumerate() {
        a.exit_stub(label, what.first_exit + n as u32, what.handler);
    }
    if !has_header {
        a.bind(header);
    }
    a.cold_section();
    Ok(Emitted {
        code: a.finish()?,
        body,
        header,
        exits,
        marks,
    })
}

/// An architecture's registers, for the allocator. The first argument register of each call is the thread's.
pub struct MachineTarget<M> {
    args: Vec<Reg>,
    fargs: Vec<Reg>,
    machine: PhantomData<M>,
}

fn reg_set(s: asm::RegSet) -> RegSet {
    RegSet(u64::from(s.gprs) | u64::from(s.fprs) << 32)
}
fn asm_set(s: RegSet) -> asm::RegSet {
    asm::RegSet {
        gprs: s.0 as u32,
        fprs: (s.0 >> 32) as u32,
    }
}

impl<M: Templates> Default for MachineTarget<M> {
    fn default() -> Self {
        MachineTarget {
            args: M::ARGS[1..].iter().map(|g| Reg::gpr(g.0)).collect(),
            fargs: M::FARGS.iter().map(|f| Reg::fpr(f.0)).collect(),
            machine: PhantomData,
        }
    }
}

impl<M: Templates> Target for MachineTarget<M> {
    fn allocatable(&self) -> RegSet {
        reg_set(M::ALLOCATABLE)
    }
    fn caller_saved(&self) -> RegSet {
        reg_set(M::CALLER_SAVED)
    }
    fn arg_regs(&self, float: bool) -> &[Reg] {
        if float { &self.fargs } else { &self.args }
    }
    fn ret_reg(&self, float: bool) -> Reg {
        if float {
            Reg::fpr(M::FRET.0)
        } else {
            Reg::gpr(M::RET.0)
        }
    }
    fn scratch(&self, float: bool) -> Reg {
        let (g, f) = M::move_scratch();
        if float { Reg::fpr(f.0) } else { Reg::gpr(g.0) }
    }
    fn wishes(&self, t: &Trace, r: IrRef) -> Wishes {
        let mut w = Wishes {
            two_address: matches!(t.ty(r), Ty::I | Ty::U | Ty::F),
            ..Wishes::default()
        };
        if matches!(t.op(r), Op::ISHL | Op::ISHR | Op::IUSHR) {
            w.operands[1] = M::SHIFT_COUNT_HINT.map(|g| Reg::gpr(g.0));
        }
        w
    }
    fn immediate(&self, t: &Trace, r: IrRef, n: usize, k: Const) -> bool {
        if k.kind == ConstKind::Flt {
            return false;
        }
        let i = k.bits as i64;
        match t.op(r) {
            Op::IADD
            | Op::ISUB
            | Op::IMUL
            | Op::IADDO
            | Op::ISUBO
            | Op::IMULO
            | Op::IAND
            | Op::IOR
            | Op::IXOR => n == 1,
            Op::ISHL | Op::ISHR | Op::IUSHR => n == 1 && (0..64).contains(&i),
            Op::IDIVFLOOR | Op::IMODFLOOR => n == 1 && i > 0,
            Op::GLT | Op::GLE | Op::GGT | Op::GGE | Op::GEQ | Op::GNE | Op::GULT | Op::GUGE => {
                n == 1
            }
            Op::GIS | Op::GNIS | Op::GITEM | Op::GEND => n == 1,
            Op::FSTORE => n == 1,
            Op::ALOAD | Op::ASTORE => n == 1 && (0..1 << 24).contains(&i),
            Op::AADD => n == 1 && i32::try_from(i).is_ok(),
            Op::SSTORE => n == 0,
            _ => false,
        }
    }
}

/// The registers that are live after each step. `wanted` are those in which the linked loop expects its values.
fn live_sets<M: Templates>(ir: &Trace, alloc: &Allocation, wanted: RegSet) -> Vec<RegSet> {
    let steps = &alloc.steps;
    let target = MachineTarget::<M>::default();
    let mut out = vec![RegSet::default(); steps.len()];
    let mut at_header = RegSet::default();
    for _ in 0..2 {
        let mut live = RegSet::default();
        for (n, s) in steps.iter().enumerate().rev() {
            if let Step::Ins { at, .. } = s
                && ir.op(*at) == Op::JLOOP
            {
                live = at_header;
            }
            out[n] = live;
            let mut add = |l: Loc| {
                if let Loc::Reg(g) = l {
                    live = live.with(g);
                }
            };
            match *s {
                Step::Ins { at, dst, ops, exit } => {
                    if let Loc::Reg(g) = dst {
                        live = live.without(g);
                    }
                    let mut add = |l: Loc| {
                        if let Loc::Reg(g) = l {
                            live = live.with(g);
                        }
                    };
                    ops.into_iter().for_each(&mut add);
                    match ir.op(at) {
                        // The arguments may have been computed where the call wants them.
                        Op::CALL => {
                            let mut args = [IrRef::NONE; ir::limits::MAX_ARGS];
                            let n = ir.args(at, &mut args);
                            let mut seen = [0; 2];
                            for &o in &args[..n] {
                                let float = ir.ty(o).is_float();
                                add(Loc::Reg(target.arg_regs(float)[seen[float as usize]]));
                                seen[float as usize] += 1;
                            }
                        }
                        Op::JTRACE => wanted.iter().for_each(|g| add(Loc::Reg(g))),
                        _ => {}
                    }
                    if let Some(exit) = exit {
                        alloc.exit_locs(exit).iter().for_each(|l| add(l.1));
                    }
                    if ir.op(at) == Op::LOOP {
                        at_header = live;
                    }
                }
                Step::Move { dst, src, .. } => {
                    if let Loc::Reg(g) = dst {
                        live = live.without(g);
                        if let Loc::Reg(s) = src {
                            live = live.with(s);
                        }
                    } else {
                        add(src);
                    }
                }
                Step::Load { dst, .. } => {
                    if let Loc::Reg(g) = dst {
                        live = live.without(g);
                    }
                }
            }
        }
    }
    out
}

struct Emitter<'a, M> {
    a: &'a mut M,
    ir: &'a Trace,
    schema: &'static Runtime,
    sites: &'a [CallSite],
    exits: &'a [Label],
    header: Label,
    link: usize,
    has_header: bool,
    /// For each exit that is forced, the word that counts down to it; and whether it is taken each time.
    words: &'a [Option<usize>],
    always: bool,
}

fn gpr(l: Loc) -> Gpr {
    match l {
        Loc::Reg(g) if !g.is_fpr() => Gpr(g.number()),
        l => panic!("{l:?} is no general-purpose register"),
    }
}
fn fpr(l: Loc) -> Fpr {
    match l {
        Loc::Reg(g) if g.is_fpr() => Fpr(g.number()),
        l => panic!("{l:?} is no floating-point register"),
    }
}

fn elem(k: ElemKind) -> MemKind {
    match k {
        ElemKind::Val | ElemKind::I64 | ElemKind::F64 => MemKind::W64,
        ElemKind::F32 | ElemKind::U32 => MemKind::U32,
        ElemKind::I8 => MemKind::I8,
        ElemKind::U8 => MemKind::U8,
        ElemKind::I16 => MemKind::I16,
        ElemKind::U16 => MemKind::U16,
        ElemKind::I32 => MemKind::I32,
    }
}

impl<M: Templates> Emitter<'_, M> {
    fn bits(&self, l: Loc) -> Option<i64> {
        match l {
            Loc::Const(k) => self.ir.get_const(k).map(|c| c.bits as i64),
            Loc::None | Loc::Reg(_) | Loc::Spill(_) => None,
        }
    }
    fn place(&self, l: Loc) -> Place {
        match l {
            Loc::Reg(g) if g.is_fpr() => Place::Fpr(Fpr(g.number())),
            Loc::Reg(g) => Place::Gpr(Gpr(g.number())),
            Loc::Spill(s) => Place::Spill(s),
            Loc::Const(k) => Place::Const(self.ir.get_const(k).expect("a constant").bits),
            Loc::None => panic!("a move needs places"),
        }
    }
    fn field(&self, i: &Ins) -> (MemKind, i32, bool) {
        let info = self.schema.field(i.field());
        let kind = match (info.width, info.signed) {
            (1, false) => MemKind::U8,
            (1, true) => MemKind::I8,
            (2, false) => MemKind::U16,
            (2, true) => MemKind::I16,
            (4, false) => MemKind::U32,
            (4, true) => MemKind::I32,
            _ => MemKind::W64,
        };
        (
            kind,
            self.schema.offset(i.field()) as i32,
            info.ty.is_float(),
        )
    }

    fn step(&mut self, s: Step, live: RegSet) {
        let (scratch, _) = M::move_scratch();
        match s {
            Step::Move { dst, src, .. } => {
                let (d, s) = (self.place(dst), self.place(src));
                self.a.move_place(d, s, scratch);
            }
            Step::Load { dst, value } => {
                let d = self.place(dst);
                self.a.move_place(d, Place::Const(value.bits), scratch);
            }
            Step::Ins { at, dst, ops, exit } => {
                let i = *self.ir.ins(at);
                self.force(exit);
                let exit = exit.map(|e| self.exits[e.index()]);
                self.ins(&i, dst, ops, exit, live);
            }
        }
    }

    /// In front of a guard that is forced to exit.
    fn force(&mut self, exit: Option<ir::ExitNo>) {
        let Some(exit) = exit else { return };
        let Some(&Some(word)) = self.words.get(exit.index()) else {
            return;
        };
        let label = self.exits[exit.index()];
        if self.always {
            self.a.loop_jump(label);
        } else {
            self.a.guard_countdown(word, label);
        }
    }

    fn int_op(
        &mut self,
        dst: Loc,
        ops: [Loc; 3],
        reg: fn(&mut M, Gpr, Gpr, Gpr),
        imm: fn(&mut M, Gpr, Gpr, i64),
    ) {
        match self.bits(ops[1]) {
            Some(k) => imm(self.a, gpr(dst), gpr(ops[0]), k),
            None => reg(self.a, gpr(dst), gpr(ops[0]), gpr(ops[1])),
        }
    }
    fn int_guard(
        &mut self,
        dst: Loc,
        ops: [Loc; 3],
        exit: Label,
        reg: fn(&mut M, Gpr, Gpr, Gpr, Label),
        imm: fn(&mut M, Gpr, Gpr, i64, Label),
    ) {
        match self.bits(ops[1]) {
            Some(k) => imm(self.a, gpr(dst), gpr(ops[0]), k, exit),
            None => reg(self.a, gpr(dst), gpr(ops[0]), gpr(ops[1]), exit),
        }
    }
    fn shift(
        &mut self,
        dst: Loc,
        ops: [Loc; 3],
        reg: fn(&mut M, Gpr, Gpr, Gpr),
        imm: fn(&mut M, Gpr, Gpr, u8),
    ) {
        match self.bits(ops[1]) {
            Some(k) => imm(self.a, gpr(dst), gpr(ops[0]), k as u8),
            None => reg(self.a, gpr(dst), gpr(ops[0]), gpr(ops[1])),
        }
    }
    fn compare(&mut self, cond: Cond, ops: [Loc; 3], exit: Label) {
        match self.bits(ops[1]) {
            Some(k) => self.a.guard_icmp_imm(cond, gpr(ops[0]), k, exit),
            None => self.a.guard_icmp(cond, gpr(ops[0]), gpr(ops[1]), exit),
        }
    }
    fn fcompare(&mut self, cond: FCond, ops: [Loc; 3], exit: Label) {
        self.a.guard_fcmp(cond, fpr(ops[0]), fpr(ops[1]), exit);
    }

    fn ins(&mut self, i: &Ins, dst: Loc, ops: [Loc; 3], exit: Option<Label>, live: RegSet) {
        let x = || exit.expect("a guard has an exit");
        let mut keep = asm_set(live.and(reg_set(M::CALLER_SAVED)));
        for o in ops {
            if let Loc::Reg(g) = o
                && !g.is_fpr()
                && live.has(g)
            {
                keep.add_gpr(Gpr(g.number()));
            }
        }
        match i.op {
            Op::NOP | Op::CARG | Op::PHI | Op::INHERIT => {}
            Op::SLOT => self.a.slot_load(gpr(dst), i.slot().0 as i32),
            Op::LOOP => {
                self.a.align_loop();
                self.a.bind(self.header);
                self.has_header = true;
            }
            Op::IADD => self.int_op(dst, ops, M::iadd, M::iadd_imm),
            Op::ISUB => self.int_op(dst, ops, M::isub, M::isub_imm),
            Op::IMUL => self.int_op(dst, ops, M::imul, M::imul_imm),
            Op::INEG => self.a.ineg(gpr(dst), gpr(ops[0])),
            Op::IADDO => self.int_guard(dst, ops, x(), M::iaddo, M::iaddo_imm),
            Op::ISUBO => self.int_guard(dst, ops, x(), M::isubo, M::isubo_imm),
            Op::IMULO => self.int_guard(dst, ops, x(), M::imulo, M::imulo_imm),
            Op::INEGO => self.a.inego(gpr(dst), gpr(ops[0]), x()),
            Op::IAND => self.int_op(dst, ops, M::iand, M::iand_imm),
            Op::IOR => self.int_op(dst, ops, M::ior, M::ior_imm),
            Op::IXOR => self.int_op(dst, ops, M::ixor, M::ixor_imm),
            Op::INOT => self.a.inot(gpr(dst), gpr(ops[0])),
            Op::ISHL => self.shift(dst, ops, M::ishl, M::ishl_imm),
            Op::ISHR => self.shift(dst, ops, M::ishr, M::ishr_imm),
            Op::IUSHR => self.shift(dst, ops, M::iushr, M::iushr_imm),
            Op::IDIVFLOOR => self.int_op(dst, ops, M::idivfloor, M::idivfloor_imm),
            Op::IMODFLOOR => self.int_op(dst, ops, M::imodfloor, M::imodfloor_imm),
            Op::FADD => self.a.fadd(fpr(dst), fpr(ops[0]), fpr(ops[1])),
            Op::FSUB => self.a.fsub(fpr(dst), fpr(ops[0]), fpr(ops[1])),
            Op::FMUL => self.a.fmul(fpr(dst), fpr(ops[0]), fpr(ops[1])),
            Op::FDIV => self.a.fdiv(fpr(dst), fpr(ops[0]), fpr(ops[1])),
            Op::FNEG => self.a.fneg(fpr(dst), fpr(ops[0])),
            Op::FABS => self.a.fabs(fpr(dst), fpr(ops[0])),
            Op::FSQRT => self.a.fsqrt(fpr(dst), fpr(ops[0])),
            Op::FFLOOR => self.a.ffloor(fpr(dst), fpr(ops[0])),
            Op::FCEIL => self.a.fceil(fpr(dst), fpr(ops[0])),
            Op::FTRUNC => self.a.ftrunc(fpr(dst), fpr(ops[0])),
            Op::FMADD => self
                .a
                .fmadd(fpr(dst), fpr(ops[0]), fpr(ops[1]), fpr(ops[2])),
            Op::FNMADD => self
                .a
                .fnmadd(fpr(dst), fpr(ops[0]), fpr(ops[1]), fpr(ops[2])),
            Op::FPOWH => self.a.fpowh(
                fpr(dst),
                [fpr(ops[0]), fpr(ops[1])],
                fpr(ops[2]),
                i.x as i32,
                helpers::power_of_half as *const () as usize,
                keep,
            ),
            Op::I2F => self.a.i2f(fpr(dst), gpr(ops[0])),
            Op::F2I => self.a.f2i(gpr(dst), fpr(ops[0]), x()),
            Op::GLT => self.compare(Cond::Lt, ops, x()),
            Op::GLE => self.compare(Cond::Le, ops, x()),
            Op::GGT => self.compare(Cond::Gt, ops, x()),
            Op::GGE => self.compare(Cond::Ge, ops, x()),
            Op::GEQ => self.compare(Cond::Eq, ops, x()),
            Op::GNE => self.compare(Cond::Ne, ops, x()),
            Op::GULT => self.compare(Cond::Ult, ops, x()),
            Op::GUGE => self.compare(Cond::Uge, ops, x()),
            Op::GFLT => self.fcompare(FCond::Lt, ops, x()),
            Op::GFLE => self.fcompare(FCond::Le, ops, x()),
            Op::GFGT => self.fcompare(FCond::Gt, ops, x()),
            Op::GFGE => self.fcompare(FCond::Ge, ops, x()),
            Op::GFEQ => self.fcompare(FCond::Eq, ops, x()),
            Op::GFNE => self.fcompare(FCond::Ne, ops, x()),
            Op::GFNLT => self.fcompare(FCond::Nlt, ops, x()),
            Op::GFNLE => self.fcompare(FCond::Nle, ops, x()),
            Op::GFNGT => self.fcompare(FCond::Ngt, ops, x()),
            Op::GFNGE => self.fcompare(FCond::Nge, ops, x()),
            Op::GINT => self.a.guard_int(gpr(ops[0]), x()),
            Op::GFTAG => self.a.guard_float_tag(fpr(ops[0]), x()),
            Op::GUINT => self.a.guard_uint(gpr(ops[0]), helpers::int_shape().0, x()),
            Op::GFLOAT => self
                .a
                .guard_float(gpr(ops[0]), helpers::float_shape().0, x()),
            Op::GFLONUM => self.a.guard_flonum(gpr(ops[0]), x()),
            Op::GPTR => self.a.guard_ptr(gpr(ops[0]), x()),
            Op::GSHAPE => {
                if self.ir.ty(i.a) == Ty::P {
                    self.a.guard_shape_ptr(gpr(ops[0]), i.shape().0, x());
                } else {
                    self.a.guard_shape(gpr(ops[0]), i.shape().0, x());
                }
            }
            Op::GIS | Op::GEND => self.compare(Cond::Eq, ops, x()),
            Op::GNIS | Op::GITEM => self.compare(Cond::Ne, ops, x()),
            Op::GNORAISE => self.a.guard_noraise(gpr(ops[0]), x()),
            Op::GVALID => self.a.guard_valid(x()),
            Op::GUNSEEN => {
                let bytes = i32::from(i.slot().0) * 8;
                self.a.guard_unseen(LOOKED_AT_OFFSET as i32, bytes, x());
            }
            Op::GPOLL => self.a.guard_poll(POLL_OFFSET as i32, x()),
            Op::BOXI | Op::BOXU if i.x == 1 => self.a.boxi_small(gpr(dst), gpr(ops[0])),
            Op::BOXU => self.a.boxu(
                gpr(dst),
                gpr(ops[0]),
                helpers::box_uint as *const () as usize,
                keep,
            ),
            Op::BOXI => self.a.boxi(
                gpr(dst),
                gpr(ops[0]),
                helpers::box_int as *const () as usize,
                keep,
            ),
            Op::BOXF => self.a.boxf(
                gpr(dst),
                fpr(ops[0]),
                helpers::box_float as *const () as usize,
                keep,
            ),
            Op::UNBOXI => self.a.unboxi(gpr(dst), gpr(ops[0])),
            Op::UNBOXU => self.a.unboxu(gpr(dst), gpr(ops[0])),
            Op::UNBOXF => self.a.unboxf(fpr(dst), gpr(ops[0])),
            Op::UNBOXFN => self.a.unboxf_flonum(fpr(dst), gpr(ops[0])),
            Op::FLOAD => {
                let (kind, offset, float) = self.field(i);
                if float {
                    self.a.load_f64(fpr(dst), gpr(ops[0]), offset);
                } else {
                    self.a.load(kind, gpr(dst), gpr(ops[0]), offset);
                }
            }
            Op::FSTORE => {
                let (kind, offset, float) = self.field(i);
                match self.bits(ops[1]) {
                    Some(k) => self.a.store_imm(kind, gpr(ops[0]), offset, k),
                    None if float => self.a.store_f64(gpr(ops[0]), offset, fpr(ops[1])),
                    None => self.a.store(kind, gpr(ops[0]), offset, gpr(ops[1])),
                }
            }
            Op::ALOAD => {
                let kind = elem(i.elem());
                let size = i32::from(kind.bytes());
                match (i.elem(), self.bits(ops[1])) {
                    (ElemKind::F64, Some(k)) => {
                        self.a.load_f64(fpr(dst), gpr(ops[0]), k as i32 * size)
                    }
                    (ElemKind::F64, None) => {
                        self.a.aload_f64(fpr(dst), gpr(ops[0]), gpr(ops[1]), 0)
                    }
                    (ElemKind::F32, _) => self.a.aload_f32(fpr(dst), gpr(ops[0]), gpr(ops[1]), 0),
                    (_, Some(k)) => self.a.load(kind, gpr(dst), gpr(ops[0]), k as i32 * size),
                    (_, None) => self.a.aload(kind, gpr(dst), gpr(ops[0]), gpr(ops[1]), 0),
                }
            }
            Op::ASTORE => {
                let kind = elem(i.elem());
                let size = i32::from(kind.bytes());
                match (i.elem(), self.bits(ops[1])) {
                    (ElemKind::F64, Some(k)) => {
                        self.a.store_f64(gpr(ops[0]), k as i32 * size, fpr(ops[2]))
                    }
                    (ElemKind::F64, None) => {
                        self.a.astore_f64(gpr(ops[0]), gpr(ops[1]), 0, fpr(ops[2]))
                    }
                    (ElemKind::F32, _) => {
                        self.a.astore_f32(gpr(ops[0]), gpr(ops[1]), 0, fpr(ops[2]))
                    }
                    (_, Some(k)) => self
                        .a
                        .store(kind, gpr(ops[0]), k as i32 * size, gpr(ops[2])),
                    (_, None) => self
                        .a
                        .astore(kind, gpr(ops[0]), gpr(ops[1]), 0, gpr(ops[2])),
                }
            }
            Op::AADD => match self.bits(ops[1]) {
                Some(k) => self.a.aadd(gpr(dst), gpr(ops[0]), k as i32),
                None => self
                    .a
                    .aadd_index(gpr(dst), gpr(ops[0]), gpr(ops[1]), MemKind::U8, 0),
            },
            Op::BARRIER => {
                let (bits, helper) = if i.x == 0 {
                    (GC_BARRIER_MASK, helpers::remember as *const ())
                } else {
                    (GC_TAIL_MASK, helpers::remember_tail as *const ())
                };
                self.a.barrier(gpr(ops[0]), bits, helper as usize, keep);
            }
            Op::SSTORE => {
                let n = i.slot().0 as i32;
                match (self.bits(ops[0]), ops[0]) {
                    (Some(k), _) => self.a.slot_store_imm(n, k as u64),
                    (None, Loc::Reg(g)) if g.is_fpr() => {
                        self.a.store_f64(M::BASE, n * 8, Fpr(g.number()))
                    }
                    (None, l) => self.a.slot_store(n, gpr(l)),
                }
            }
            Op::NEW => {
                let layout = self.schema.layout(i.class());
                let bytes = rounded_size(layout.size);
                debug_assert!(layout.size <= SMALL_MAX);
                let class = class_of(layout.size);
                let site = AllocSite {
                    cursor: (ALLOC_OFFSET + AllocCursors::cursor_offset(class)) as i32,
                    limit: (ALLOC_OFFSET + AllocCursors::limit_offset(class)) as i32,
                    bytes: bytes as u32,
                    header: layout.header,
                    helper: helpers::allocate as *const () as usize,
                    arg: layout.size as u64,
                };
                self.a.alloc(gpr(dst), &site, keep);
            }
            Op::CALL => {
                self.a.mov(M::ARGS[0], M::THREAD);
                self.a.call(helpers::address(i.helper()));
            }
            // A loop that was not peeled goes through its frame, and back by way of the interpreter.
            Op::JLOOP if self.ir.loop_at.is_none() => self.a.loop_jump(x()),
            Op::JLOOP => self.a.loop_jump(self.header),
            Op::JTRACE => self.a.jump(self.link),
            Op::JEXIT => self.a.loop_jump(x()),
            Op::THREAD => self.a.mov(gpr(dst), M::THREAD),
            Op::SADDR => self.a.aadd(gpr(dst), M::BASE, i.slot().0 as i32 * 8),
            Op::GROOM => self.a.guard_room(
                &Room {
                    depth: DEPTH_OFFSET as i32,
                    depth_limit: DEPTH_LIMIT_OFFSET as i32,
                    stack_limit: STACK_LIMIT_OFFSET as i32,
                    native_limit: NATIVE_LIMIT_OFFSET as i32,
                    frames: i.x as i32,
                    // The reserve above the stack's limit holds all windows that a trace may name.
                    bytes: 0,
                },
                x(),
            ),
            Op::CALLT => {
                let site = self.sites[i.x as usize];
                // SAFETY: call sites name entries of code objects that live as long as the trace.
                let cell = unsafe { &raw const (*site.spot).native };
                self.a.publish_slot(BASE_OFFSET as i32, site.base);
                self.a.add_u32(M::THREAD, DEPTH_OFFSET as i32, site.frames);
                self.a.kint(M::RET, cell.addr() as i64);
                self.a.load(MemKind::W64, M::RET, M::RET, 0);
                self.a.call_trace(M::RET, site.base * 8);
                self.a.publish_slot(BASE_OFFSET as i32, 0);
                self.a.add_u32(M::THREAD, DEPTH_OFFSET as i32, -site.frames);
            }
            Op::RET => {
                self.a.mov(M::RET, gpr(ops[0]));
                self.a.kint(M::RET2, crate::exits::RETURNED as i64);
                self.a.trace_leave();
            }
            Op::SFRAME => panic!("{:?} is not recorded", i.op),
        }
    }
}
