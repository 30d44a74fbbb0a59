//! From a finished recording to a trace that runs: optimise, allocate registers, emit, publish, link.

use std::time::Instant;

use asm::{Host, Options, PatchKind};
use ir::regalloc::{Allocation, EntryValue, LinkEntry, Loc, Reg};
use ir::{IrRef, Link, Op, Trace};
use runtime::tiers::{self, Tier};

use crate::abort::Abort;
use crate::emit::{Emission, MachineTarget, emit};
use crate::force::{Profile, When, Words};
use crate::recorder::{self, Recorder, Start, adapt};
use crate::state::{Compiled, Exit, Jit, Times};
use crate::{dump, evict, foreign, journal, limits};

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
        dead: Vec::new(),
        codes: Vec::new(),
        calls: Vec::new(),
        sites: Vec::new(),
        displays: Vec::new(),
        shows_frames: false,
        unrolled: false,
        cells: Vec::new(),
        tree: Vec::new(),
        linkers: Vec::new(),
        used: 0,
        bytes: 0,
        seen: false,
        start_line: 0,
        words: Words::default(),
        marks: Vec::new(),
        times: Times::default(),
    }
}

/// Compiles a finished recording, and links it.
pub fn compile(jit: &mut Jit, mut r: Box<Recorder>) -> Result<(), Abort> {
    let recording = r.clock.spent();
    let _tier = tiers::enter(Tier::Compiler);
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
    jit.budget.recorded(r.bytecodes, r.b.trace.len());
    if jit.options.budget && r.gains_little() {
        journal::aborted(jit, &r, Abort::Negligible);
        return Err(Abort::Negligible);
    }
    journal::recorded(jit, &mut r);
    let started = Instant::now();
    let finished = r.b.finish();
    let mut times = Times {
        recording,
        optimising: started.elapsed(),
        ..Times::default()
    };
    journal::optimised(jit, r.b.log.take());
    jit.options.opt = r.b.config.clone();
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
    let started = Instant::now();
    let target = MachineTarget::<Host>::default();
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
    jit.most_spills = jit.most_spills.max(alloc.spills);
    let allocated = Instant::now();
    times.registers = allocated - started;
    let number = evict::new_number(jit);
    let first_exit = evict::new_exits(jit, number, alloc.exits.len());
    let root_code = r.frames[0].code;
    let mut t = Compiled {
        number,
        root: number,
        dead: dead_registers(&r),
        codes: std::mem::take(&mut r.codes),
        calls: std::mem::take(&mut r.calls),
        sites: std::mem::take(&mut r.sites),
        displays: std::mem::take(&mut r.displays),
        shows_frames: recorder::shows_frames(&trace, jit.schema),
        unrolled: r.unrolls,
        cells: (r.cells.iter().map(|c| c.bits()))
            .chain(r.absent.iter().copied())
            .collect(),
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
            let parent = &jit.traces[id.trace as usize];
            t.parent = Some(id);
            t.root = parent.root;
            t.shows_frames |= parent.shows_frames;
            t.unrolled |= parent.unrolled;
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
    times.assembly = allocated.elapsed();
    t.times = times;
    jit.stats.times.add(times);
    foreign::compiled(jit, &t);
    dump::compiled(jit, &t);
    journal::compiled(jit, &t);
    let body = t.body;
    let root = t.root;
    enlist(jit, t);
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

/// How many registers the entry of a loop empties: the lowest are those that most statements use.
const MOST_DEAD: usize = 32;

/// The temporaries that nobody reads any more at the head of the loop that was recorded.
fn dead_registers(r: &Recorder) -> Vec<u16> {
    if !matches!(r.start, Start::Loop(_)) {
        return Vec::new();
    }
    let frame = &r.frames[0];
    let head = frame.code.index_of(r.head);
    (0..frame.code.nregs.get())
        .filter(|&n| !frame.live.is_live(head, n as usize))
        .map(|n| n as u16)
        .take(MOST_DEAD)
        .collect()
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
pub struct Linked {
    pub addr: usize,
    /// What is wanted where.
    pub wanted: Vec<(EntryValue, Loc)>,
    /// The values by number.
    pub live: Vec<IrRef>,
}

impl Linked {
    /// The registers in which values are wanted.
    pub fn registers(&self) -> Vec<Reg> {
        self.wanted.iter().filter_map(|e| e.1.reg()).collect()
    }
}

/// Where the code of a trace for some architecture keeps its values, begins, and has its loop's header.
pub type Coded<'a> = (&'a Allocation, usize, usize);

fn linked(jit: &Jit, trace: &Trace) -> Option<Linked> {
    linked_in(jit, trace, |n| {
        let t = &jit.traces[n as usize];
        Some((&t.alloc, t.body, t.header))
    })
}

/// Where a trace goes by a typed jump, if it does, in the code that `coded` knows.
pub fn linked_in<'a>(
    jit: &Jit,
    trace: &Trace,
    coded: impl Fn(u32) -> Option<Coded<'a>>,
) -> Option<Linked> {
    let Link::Typed(no) = trace.link else {
        return None;
    };
    let t = &jit.traces[no.index()];
    Some(match (&t.template, t.parent) {
        (None, Some(p)) => {
            let locs = coded(p.trace)?.0.exit_locs(ir::ExitNo(p.number));
            Linked {
                addr: coded(t.number)?.1,
                wanted: locs.iter().map(|l| (EntryValue::Live(l.0), l.1)).collect(),
                live: locs.iter().map(|l| l.0).collect(),
            }
        }
        (template, _) => {
            let (alloc, _, header) = coded(t.number)?;
            Linked {
                addr: header,
                wanted: alloc.entry.clone(),
                live: template.as_ref().map_or(Vec::new(), |e| e.live.clone()),
            }
        }
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
    let link = match t.ir.link {
        Link::Typed(_) => linked.map_or(0, |l| l.addr),
        Link::Frame(no) => jit.traces[no.index()].body,
        _ => 0,
    };
    let mut words = Vec::new();
    if let Some(force) = &jit.options.force {
        for (n, exit) in t.alloc.exits.iter().enumerate() {
            let forced = t.ir.op(exit.at).info().force == ir::Force::Always;
            words.push(match forced {
                true => t.words.word(force, &jit.profile, n as u16),
                false => None,
            });
        }
    }
    let what = Emission {
        ir: &t.ir,
        alloc: &t.alloc,
        schema: jit.schema,
        dead: &t.dead,
        sites: &jit.call_sites,
        first_exit: t.first_exit,
        handler: jit.handler,
        link,
        wanted: linked.map_or(Vec::new(), Linked::registers),
        words: &words,
        always: matches!(&jit.options.force, Some(f) if f.when == When::Always),
        marks: jit.journal.is_some(),
    };
    let Ok(emitted) = emit::<Host>(region, Options::detect(), &what) else {
        arena.abandon();
        return Err(Abort::Assembler);
    };
    let code = emitted.code;
    let range = arena.publish(&code);
    t.code = range;
    t.marks = emitted.marks;
    t.text_len = code.text_len;
    t.entry = code.exec_addr();
    t.body = code.addr_of(emitted.body);
    t.header = code.addr_of(emitted.header);
    for (n, &label) in emitted.exits.iter().enumerate() {
        let at = t.alloc.exits[n].at;
        let op = t.ir.op(at);
        t.exits.push(Exit {
            count: 0,
            hot: jit.options.hot_exit,
            side: 0,
            unsuited: 0,
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
