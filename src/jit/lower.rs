//! From a finished recording to machine code: optimise, allocate registers, emit through the templates, publish, link.
//!
//! Written against `asm::Templates`, so it names no architecture. Emission is forward over the allocator's steps; each
//! guard has an exit of its own, whose stub loads the exit's global number. The slow paths inside templates save the
//! registers that are live there, which is found out beforehand by one walk backward over the steps.

use std::time::Instant;

use asm::encoding::{GC_BARRIER_MASK, GC_OFFSET, GC_TAIL_MASK};
use asm::{
    AllocSite, BoxingTemplates, CallTemplates, Cond, ControlTemplates, FCond, FloatTemplates, Fpr,
    Gpr, GuardTemplates, Host, IntTemplates, Label, Machine, MemKind, MemoryTemplates, Options,
    PatchKind, Place, Room,
};
use ir::regalloc::{Allocation, EntryValue, LinkEntry, Loc, Reg, RegSet, Step, Target, Wishes};
use ir::{Const, ConstKind, ElemKind, Ins, IrRef, Link, Op, Schema, Trace, Ty};
use runtime::heap::{AllocCursors, SMALL_MAX, class_of, rounded_size};
use runtime::object;
use runtime::thread::{
    ALLOC_OFFSET, BASE_OFFSET, DEPTH_LIMIT_OFFSET, DEPTH_OFFSET, NATIVE_LIMIT_OFFSET, POLL_OFFSET,
    STACK_LIMIT_OFFSET,
};

use crate::abort::Abort;
use crate::force::{Profile, When, Words};
use crate::recorder::{Recorder, Start, adapt};
use crate::schema::Runtime;
use crate::state::{CallSite, Compiled, Exit, Jit};
use crate::{dump, evict, helpers, journal, limits};

const _: () = assert!(
    GC_OFFSET as usize == object::GC_OFFSET
        && GC_BARRIER_MASK == object::GC_OLD | object::GC_REMEMBERED
        && GC_TAIL_MASK == GC_BARRIER_MASK | object::GC_TAIL_REMEMBERED,
    "the barrier's template and the heap agree on the GC byte"
);

/// The host's registers, for the allocator. The first argument register of each call is the thread's.
struct HostTarget {
    args: Vec<Reg>,
    fargs: Vec<Reg>,
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

impl HostTarget {
    fn new() -> HostTarget {
        HostTarget {
            args: Host::ARGS[1..].iter().map(|g| Reg::gpr(g.0)).collect(),
            fargs: Host::FARGS.iter().map(|f| Reg::fpr(f.0)).collect(),
        }
    }
}

impl Target for HostTarget {
    fn allocatable(&self) -> RegSet {
        reg_set(Host::ALLOCATABLE)
    }
    fn caller_saved(&self) -> RegSet {
        reg_set(Host::CALLER_SAVED)
    }
    fn arg_regs(&self, float: bool) -> &[Reg] {
        if float { &self.fargs } else { &self.args }
    }
    fn ret_reg(&self, float: bool) -> Reg {
        if float {
            Reg::fpr(Host::FRET.0)
        } else {
            Reg::gpr(Host::RET.0)
        }
    }
    fn scratch(&self, float: bool) -> Reg {
        let (g, f) = Host::move_scratch();
        if float { Reg::fpr(f.0) } else { Reg::gpr(g.0) }
    }
    fn wishes(&self, t: &Trace, r: IrRef) -> Wishes {
        let mut w = Wishes {
            two_address: matches!(t.ty(r), Ty::I | Ty::U | Ty::F),
            ..Wishes::default()
        };
        if matches!(t.op(r), Op::ISHL | Op::ISHR | Op::IUSHR) {
            w.operands[1] = Host::SHIFT_COUNT_HINT.map(|g| Reg::gpr(g.0));
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

/// The entry that fills number 0.
pub fn dummy() -> Compiled {
    Compiled {
        number: 0,
        root: 0,
        parent: None,
        ir: Trace::new().into(),
        template: None,
        alloc: Allocation::default(),
        code: asm::CodeRange { start: 0, len: 0 },
        entry: 0,
        body: 0,
        header: 0,
        text_len: 0,
        exits: Vec::new(),
        first_exit: 0,
        valid_sites: Vec::new(),
        valid: false,
        spot: std::ptr::null(),
        flushes: false,
        unit: ir::CodeId(0),
        epoch: false,
        link: None,
        entries: 0,
        early: 0,
        sides: 0,
        bytecodes: 0,
        tree_bytecodes: 0,
        adapter: false,
        copied: ir::IrRef::NONE,
        starts: None,
        codes: Vec::new(),
        calls: Vec::new(),
        sites: Vec::new(),
        cells: Vec::new(),
        tree: Vec::new(),
        linkers: Vec::new(),
        used: 0,
        bytes: 0,
        seen: false,
        start_line: 0,
        words: Words::default(),
        marks: Vec::new(),
    }
}

/// Compiles a finished recording, and links it.
pub fn compile(jit: &mut Jit, mut r: Box<Recorder>) -> Result<(), Abort> {
    if jit.options.dump.contains('r') {
        eprintln!("{}", ir::text::print(&r.b.trace, jit.schema));
    }
    if let Start::Side(id) = r.start
        && !jit.traces[id.trace as usize].valid
    {
        // What happened meanwhile has invalidated the tree; nothing may be added to it.
        return Err(Abort::Invalidated);
    }
    r.b.verify |= jit.options.verify;
    let started = Instant::now();
    jit.budget.recorded(r.bytecodes, r.b.trace.len());
    if jit.options.budget && r.gains_little() {
        journal::aborted(jit, &r, Abort::Negligible);
        return Err(Abort::Negligible);
    }
    journal::recorded(jit, &mut r);
    let finished = r.b.finish();
    journal::optimised(jit, r.b.log.take());
    jit.options.opt = r.b.config.clone();
    let optimised = Instant::now();
    jit.stats.times.optimising += optimised - started;
    jit.budget.compiled(r.b.trace.len());
    let mut template = finished.map_err(|_| Abort::Unstable)?;
    let mut trace = std::mem::take(&mut r.b.trace);
    trace.shrink();
    if let Some(t) = &mut template {
        t.iteration.shrink();
    }
    let inherited: Vec<Loc> = match r.start {
        Start::Side(id) => {
            let parent = &jit.traces[id.trace as usize];
            parent
                .alloc
                .exit_locs(ir::ExitNo(id.number))
                .iter()
                .map(|l| l.1)
                .collect()
        }
        Start::Loop(_) | Start::Entry(_) => Vec::new(),
    };
    let target = HostTarget::new();
    jit.allocator.check |= jit.options.verify;
    if jit.options.spill {
        jit.allocator.mode = ir::regalloc::Mode::SpillEverything;
    }
    let linked = linked(jit, &trace);
    let alloc = {
        let entry = linked.as_ref().map(|l| LinkEntry {
            entry: &l.wanted,
            live: &l.live,
        });
        jit.allocator.allocate(&trace, &target, &inherited, entry)
    };
    // A side trace shares the native frame with its parents.
    if alloc.spills > asm::SPILL_SLOTS {
        return Err(Abort::Registers);
    }
    let allocated = Instant::now();
    jit.stats.times.registers += allocated - optimised;
    let number = evict::new_number(jit);
    let first_exit = evict::new_exits(jit, number, alloc.exits.len());
    let root_code = r.frames[0].code;
    let mut t = Compiled {
        number,
        root: number,
        codes: std::mem::take(&mut r.codes),
        calls: std::mem::take(&mut r.calls),
        sites: std::mem::take(&mut r.sites),
        cells: r.cells.iter().map(|c| c.bits()).collect(),
        ir: trace.into(),
        template,
        alloc,
        first_exit,
        flushes: r.flushes,
        unit: jit.code_id(root_code),
        epoch: r.epoch,
        valid: true,
        bytecodes: r.bytecodes,
        adapter: r.adapter,
        copied: r.copied,
        ..dummy()
    };
    t.words.key = match r.start {
        Start::Loop(_) | Start::Entry(_) => {
            let plain = root_code.plain();
            // A function's entry is no instruction of its own: the first may be a loop's head, too.
            let pc = match r.start {
                Start::Entry(_) => u32::MAX,
                Start::Loop(_) | Start::Side(_) => root_code.index_of(r.head) as u32,
            };
            jit.profile.root(&plain.qualname, plain.first_line, pc)
        }
        Start::Side(id) => Profile::side(jit.traces[id.trace as usize].words.key, id.number),
    };
    if let Err(why) = assemble(jit, &mut t, linked.as_ref()) {
        evict::unused_number(jit, number);
        jit.store.full |= why == Abort::ArenaFull;
        return Err(why);
    }
    t.bytes = bytes(&t);
    jit.store.bytes += t.bytes;
    jit.store.clock += 1;
    match r.start {
        Start::Loop(spot) | Start::Entry(spot) => t.spot = spot,
        Start::Side(id) => {
            t.parent = Some(id);
            t.root = jit.traces[id.trace as usize].root;
            t.spot = jit.traces[t.root as usize].spot;
            if !t.adapter {
                t.starts = adapt::starts_at(jit, id);
            }
        }
    }
    t.link = r
        .link
        .map(|l| l.0)
        .filter(|&l| jit.traces[l as usize].root != t.root);
    jit.stats.compiled += 1;
    dump::compiled(jit, &t);
    journal::compiled(jit, &t, started.elapsed());
    let body = t.body;
    let root = t.root;
    enlist(jit, t);
    jit.stats.times.assembly += allocated.elapsed();
    match r.start {
        Start::Loop(spot) => {
            // SAFETY: hot spots live as long as their code, which the table of codes keeps.
            unsafe {
                (*spot).trace.set(number);
                (*spot).countdown.set(0);
            }
        }
        Start::Entry(spot) => {
            let entry = jit.traces[number as usize].entry;
            // SAFETY: as above.
            unsafe {
                (*spot).trace.set(number);
                (*spot).countdown.set(0);
                (*spot).native.set(entry);
            }
        }
        Start::Side(id) => {
            if !r.adapter {
                jit.traces[root as usize].sides += 1;
            }
            let e = &mut jit.traces[id.trace as usize].exits[id.number as usize];
            e.side = number;
            let stub = e.stub;
            if let Some(arena) = &mut jit.arena {
                arena
                    .patch::<Host>(PatchKind::ExitStub, stub, body)
                    .map_err(|_| Abort::Assembler)?;
            }
        }
    }
    Ok(())
}

/// Enters a trace into the tables.
fn enlist(jit: &mut Jit, t: Compiled) {
    let number = t.number;
    for &c in &t.cells {
        jit.watchers.entry(c).or_default().push(number);
    }
    if t.epoch {
        jit.epoch_users.push(number);
    }
    if let Some(at) = t.starts {
        jit.starts.entry(at).or_default().push(number);
    }
    let (root, link, bytecodes) = (t.root as usize, t.link, t.bytecodes);
    jit.traces[number as usize] = t;
    jit.traces[root].tree_bytecodes += bytecodes;
    jit.traces[root].tree.push(number);
    jit.traces[root].used = jit.store.clock;
    if let Some(to) = link {
        let target = jit.traces[to as usize].root as usize;
        jit.traces[target].linkers.push(number);
    }
}

/// The bytes that a trace takes: its machine code, and what is kept for its exits.
fn bytes(t: &Compiled) -> usize {
    let template = t.template.as_ref().map_or(0, |e| e.iteration.bytes());
    size_of::<Compiled>()
        + t.code.len
        + t.ir.bytes()
        + template
        + t.alloc.bytes()
        + t.exits.len() * (size_of::<Exit>() + size_of::<crate::state::ExitId>())
}

/// Where a trace goes by a typed jump: to a loop's header, or to the start of a side trace.
struct Linked {
    addr: usize,
    /// What is wanted where.
    wanted: Vec<(EntryValue, Loc)>,
    /// The values by number.
    live: Vec<IrRef>,
}

fn linked(jit: &Jit, trace: &Trace) -> Option<Linked> {
    let Link::Typed(no) = trace.link else {
        return None;
    };
    let t = &jit.traces[no.index()];
    Some(match (&t.template, t.parent) {
        (None, Some(p)) => {
            let parent = &jit.traces[p.trace as usize];
            let locs = parent.alloc.exit_locs(ir::ExitNo(p.number));
            Linked {
                addr: t.body,
                wanted: locs.iter().map(|l| (EntryValue::Live(l.0), l.1)).collect(),
                live: locs.iter().map(|l| l.0).collect(),
            }
        }
        (template, _) => Linked {
            addr: t.header,
            wanted: t.alloc.entry.clone(),
            live: template.as_ref().map_or(Vec::new(), |e| e.live.clone()),
        },
    })
}

fn assemble(jit: &mut Jit, t: &mut Compiled, linked: Option<&Linked>) -> Result<(), Abort> {
    // A forced exit has a word that is made once.
    match assemble_in(jit, t, linked, jit.options.force.is_some()) {
        Err(Abort::Assembler) => assemble_in(jit, t, linked, true),
        result => result,
    }
}

fn assemble_in(
    jit: &mut Jit,
    t: &mut Compiled,
    linked: Option<&Linked>,
    roomy: bool,
) -> Result<(), Abort> {
    let arena = jit.arena.as_mut().ok_or(Abort::ArenaFull)?;
    // What it will take, or near it, so that the holes are used that freed traces have left; else the most it may.
    let guess = limits::STEP_BYTES * t.alloc.steps.len() + limits::EXIT_BYTES * t.alloc.exits.len();
    let room = if roomy { limits::TRACE_BYTES } else { guess };
    let region = arena.open(room).map_err(|_| Abort::ArenaFull)?;
    let mut a = Host::create(region, Options::detect());
    a.trace_entry();
    let body = a.new_label();
    a.bind(body);
    let header = a.new_label();
    let exits: Vec<Label> = t.alloc.exits.iter().map(|_| a.new_label()).collect();
    let wanted: Vec<Reg> = linked
        .iter()
        .flat_map(|l| l.wanted.iter().filter_map(|e| e.1.reg()))
        .collect();
    let live = live_sets(t, RegSet::of(&wanted));
    let link = match t.ir.link {
        Link::Typed(_) => linked.map_or(0, |l| l.addr),
        Link::Frame(no) => jit.traces[no.index()].body,
        _ => 0,
    };
    let mut words = vec![None; exits.len()];
    if let Some(force) = &jit.options.force {
        for (n, exit) in t.alloc.exits.iter().enumerate() {
            if t.ir.op(exit.at).info().force == ir::Force::Always {
                words[n] = t.words.word(force, &jit.profile, n as u16);
            }
        }
    }
    let always = matches!(&jit.options.force, Some(f) if f.when == When::Always);
    let mut e = Emitter {
        a: &mut a,
        t,
        schema: jit.schema,
        sites: &jit.call_sites,
        exits: &exits,
        header,
        link,
        has_header: false,
        words: &words,
        always,
    };
    let mut marks = Vec::new();
    for (n, step) in t.alloc.steps.iter().enumerate() {
        if jit.journal.is_some() {
            marks.push(e.a.offset() as u32);
        }
        e.step(*step, live[n]);
    }
    let has_header = e.has_header;
    a.unreachable();
    for (n, &label) in exits.iter().enumerate() {
        a.exit_stub(label, t.first_exit + n as u32, jit.handler);
    }
    if !has_header {
        a.bind(header);
    }
    a.cold_section();
    let code = match a.finish() {
        Ok(code) => code,
        Err(_) => {
            arena.abandon();
            return Err(Abort::Assembler);
        }
    };
    let range = arena.publish(&code);
    t.code = range;
    t.marks = marks;
    t.text_len = code.text_len;
    t.entry = code.exec_addr();
    t.body = code.addr_of(body);
    t.header = code.addr_of(header);
    for (n, &label) in exits.iter().enumerate() {
        let at = t.alloc.exits[n].at;
        let op = t.ir.op(at);
        t.exits.push(Exit {
            count: 0,
            hot: jit.options.hot_exit,
            side: 0,
            unroll: false,
            by_frame: false,
            cold: matches!(
                op,
                Op::GPOLL | Op::GVALID | Op::JEXIT | Op::JLOOP | Op::CALL
            ),
            stub: code
                .sites
                .iter()
                .find(|s| s.kind == PatchKind::ExitStub && s.label == Some(label))
                .map_or(0, |s| range.start + s.offset),
        });
    }
    for s in &code.sites {
        if s.kind == PatchKind::Valid
            && let Some(label) = s.label
        {
            t.valid_sites
                .push((range.start + s.offset, code.addr_of(label)));
        }
    }
    Ok(())
}

/// The registers that are live after each step. `wanted` are those in which the linked loop expects its values.
fn live_sets(t: &Compiled, wanted: RegSet) -> Vec<RegSet> {
    let steps = &t.alloc.steps;
    let target = HostTarget::new();
    let mut out = vec![RegSet::default(); steps.len()];
    let mut at_header = RegSet::default();
    for _ in 0..2 {
        let mut live = RegSet::default();
        for (n, s) in steps.iter().enumerate().rev() {
            if let Step::Ins { at, .. } = s
                && t.ir.op(*at) == Op::JLOOP
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
                    match t.ir.op(at) {
                        // The arguments may have been computed where the call wants them.
                        Op::CALL => {
                            let mut args = [IrRef::NONE; ir::limits::MAX_ARGS];
                            let n = t.ir.args(at, &mut args);
                            let mut seen = [0; 2];
                            for &o in &args[..n] {
                                let float = t.ir.ty(o).is_float();
                                add(Loc::Reg(target.arg_regs(float)[seen[float as usize]]));
                                seen[float as usize] += 1;
                            }
                        }
                        Op::JTRACE => wanted.iter().for_each(|g| add(Loc::Reg(g))),
                        _ => {}
                    }
                    if let Some(exit) = exit {
                        t.alloc.exit_locs(exit).iter().for_each(|l| add(l.1));
                    }
                    if t.ir.op(at) == Op::LOOP {
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

struct Emitter<'a> {
    a: &'a mut Host,
    t: &'a Compiled,
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

impl Emitter<'_> {
    fn bits(&self, l: Loc) -> Option<i64> {
        match l {
            Loc::Const(k) => self.t.ir.get_const(k).map(|c| c.bits as i64),
            Loc::None | Loc::Reg(_) | Loc::Spill(_) => None,
        }
    }
    fn place(&self, l: Loc) -> Place {
        match l {
            Loc::Reg(g) if g.is_fpr() => Place::Fpr(Fpr(g.number())),
            Loc::Reg(g) => Place::Gpr(Gpr(g.number())),
            Loc::Spill(s) => Place::Spill(s),
            Loc::Const(k) => Place::Const(self.t.ir.get_const(k).expect("a constant").bits),
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
        let (scratch, _) = Host::move_scratch();
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
                let i = *self.t.ir.ins(at);
                self.force(exit);
                let exit = exit.map(|e| self.exits[e.index()]);
                self.ins(&i, dst, ops, exit, live);
            }
        }
    }

    /// In front of a guard that is forced to exit.
    fn force(&mut self, exit: Option<ir::ExitNo>) {
        let Some(exit) = exit else { return };
        let Some(word) = self.words[exit.index()] else {
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
        reg: fn(&mut Host, Gpr, Gpr, Gpr),
        imm: fn(&mut Host, Gpr, Gpr, i64),
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
        reg: fn(&mut Host, Gpr, Gpr, Gpr, Label),
        imm: fn(&mut Host, Gpr, Gpr, i64, Label),
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
        reg: fn(&mut Host, Gpr, Gpr, Gpr),
        imm: fn(&mut Host, Gpr, Gpr, u8),
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
        let mut keep = asm_set(live.and(reg_set(Host::CALLER_SAVED)));
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
            Op::IADD => self.int_op(dst, ops, Host::iadd, Host::iadd_imm),
            Op::ISUB => self.int_op(dst, ops, Host::isub, Host::isub_imm),
            Op::IMUL => self.int_op(dst, ops, Host::imul, Host::imul_imm),
            Op::INEG => self.a.ineg(gpr(dst), gpr(ops[0])),
            Op::IADDO => self.int_guard(dst, ops, x(), Host::iaddo, Host::iaddo_imm),
            Op::ISUBO => self.int_guard(dst, ops, x(), Host::isubo, Host::isubo_imm),
            Op::IMULO => self.int_guard(dst, ops, x(), Host::imulo, Host::imulo_imm),
            Op::INEGO => self.a.inego(gpr(dst), gpr(ops[0]), x()),
            Op::IAND => self.int_op(dst, ops, Host::iand, Host::iand_imm),
            Op::IOR => self.int_op(dst, ops, Host::ior, Host::ior_imm),
            Op::IXOR => self.int_op(dst, ops, Host::ixor, Host::ixor_imm),
            Op::INOT => self.a.inot(gpr(dst), gpr(ops[0])),
            Op::ISHL => self.shift(dst, ops, Host::ishl, Host::ishl_imm),
            Op::ISHR => self.shift(dst, ops, Host::ishr, Host::ishr_imm),
            Op::IUSHR => self.shift(dst, ops, Host::iushr, Host::iushr_imm),
            Op::IDIVFLOOR => self.int_op(dst, ops, Host::idivfloor, Host::idivfloor_imm),
            Op::IMODFLOOR => self.int_op(dst, ops, Host::imodfloor, Host::imodfloor_imm),
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
                if self.t.ir.ty(i.a) == Ty::P {
                    self.a.guard_shape_ptr(gpr(ops[0]), i.shape().0, x());
                } else {
                    self.a.guard_shape(gpr(ops[0]), i.shape().0, x());
                }
            }
            Op::GIS | Op::GEND => self.compare(Cond::Eq, ops, x()),
            Op::GNIS | Op::GITEM => self.compare(Cond::Ne, ops, x()),
            Op::GNORAISE => self.a.guard_noraise(gpr(ops[0]), x()),
            Op::GVALID => self.a.guard_valid(x()),
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
                        self.a.store_f64(Host::BASE, n * 8, Fpr(g.number()))
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
                self.a.mov(Host::ARGS[0], Host::THREAD);
                self.a.call(helpers::address(i.helper()));
            }
            // A loop that was not peeled goes through its frame, and back by way of the interpreter.
            Op::JLOOP if self.t.ir.loop_at.is_none() => self.a.loop_jump(x()),
            Op::JLOOP => self.a.loop_jump(self.header),
            Op::JTRACE => self.a.jump(self.link),
            Op::JEXIT => self.a.loop_jump(x()),
            Op::THREAD => self.a.mov(gpr(dst), Host::THREAD),
            Op::SADDR => self.a.aadd(gpr(dst), Host::BASE, i.slot().0 as i32 * 8),
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
                self.a
                    .add_u32(Host::THREAD, DEPTH_OFFSET as i32, site.frames);
                self.a.kint(Host::RET, cell.addr() as i64);
                self.a.load(MemKind::W64, Host::RET, Host::RET, 0);
                self.a.call_trace(Host::RET, site.base * 8);
                self.a.publish_slot(BASE_OFFSET as i32, 0);
                self.a
                    .add_u32(Host::THREAD, DEPTH_OFFSET as i32, -site.frames);
            }
            Op::RET => {
                self.a.mov(Host::RET, gpr(ops[0]));
                self.a.kint(Host::RET2, crate::exits::RETURNED as i64);
                self.a.trace_leave();
            }
            Op::SFRAME => panic!("{:?} is not recorded", i.op),
        }
    }
}
