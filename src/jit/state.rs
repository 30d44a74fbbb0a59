//! What the JIT knows: traces, exits, watchers, options, statistics. One structure, touched under the interpreter lock.
//!
//! It is reached through [`jit`]; no reference to it is held while machine code or Python runs, because both come back
//! here. All heap objects that it names are visited by [`trace_roots`].

use std::cell::UnsafeCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use asm::{Arena, CodeRange, Host, PatchKind};
use ir::opt::EntryTemplate;
use ir::regalloc::{Allocation, Allocator};
use ir::restore::Restorer;
use ir::{CodeId, IrRef, Op, Trace};
use runtime::heap::Tracer;
use runtime::object::Ref;
use runtime::types::code::{CodeObj, HotSpot};
use runtime::types::dict::Display;
use runtime::value::Value;

use crate::abort::{Abort, Attempts};
use crate::budget::Budget;
use crate::evict::Store;
use crate::force::{Profile, Words};
use crate::foreign::Foreign;
use crate::generic::Site;
use crate::journal::Journal;
use crate::limits;
use crate::recorder::Recorder;
use crate::schema::Runtime;
pub use crate::switches::Options;
use frontend::bytecode::liveness::Liveness;

/// An exit of a trace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExitId {
    pub trace: u32,
    /// The index in the trace's allocation.
    pub number: u16,
}

/// A place where a trace calls a function that it does not inline.
#[derive(Clone, Copy, Debug)]
pub struct CallSite {
    /// The callee's entry: its code unit is one of those that the trace names, so this lives.
    pub spot: *const HotSpot,
    /// The callee's base, in words from the trace's first frame.
    pub base: i32,
    /// How many frames the call adds to those that are active when the trace is entered: inlined callers, and the callee.
    pub frames: i32,
}

/// What is counted per exit.
#[derive(Clone, Debug)]
pub struct Exit {
    pub count: u64,
    /// Taken so often, a side trace is recorded; raised by failures.
    pub hot: u64,
    /// The side trace that hangs here, 0 for none.
    pub side: u32,
    /// Never grows a side trace (polls, validity, ends).
    pub cold: bool,
    /// How often the loop that its side trace came to did not suit it: see `Recorder::arrive`.
    pub unsuited: u8,
    /// The address of its stub.
    pub stub: usize,
}

/// A compiled trace.
pub struct Compiled {
    pub number: u32,
    /// The root of its tree.
    pub root: u32,
    pub parent: Option<ExitId>,
    pub ir: Rc<Trace>,
    pub template: Option<EntryTemplate>,
    pub alloc: Allocation,
    pub code: CodeRange,
    /// Where `trace_entry` stands, where the code behind it begins, and where the loop's header is.
    pub entry: usize,
    pub body: usize,
    pub header: usize,
    pub text_len: usize,
    pub exits: Vec<Exit>,
    /// The global number of its first exit.
    pub first_exit: u32,
    /// The validity checks: (address, target when invalid).
    pub valid_sites: Vec<(usize, usize)>,
    pub valid: bool,
    /// It, or a trace that led to it, makes calls in which somebody may look at its frames.
    pub shows_frames: bool,
    /// Whether it, or one that it hangs from, goes through iterations of a loop that did not suit it.
    pub unrolled: bool,
    /// The registers that nobody reads any more where a loop is entered: its entry empties them, or what they refer to
    /// would live until the loop ends.
    pub dead: Vec<u16>,
    /// The code units that it names: they live as long as it does.
    pub codes: Vec<CodeId>,
    /// Where it calls functions by their traces: the numbers of the sites that are its own.
    pub calls: Vec<u32>,
    /// What its calls of the interpreter's code refer to.
    pub sites: Vec<Box<Site>>,
    /// What the dicts have in common that it makes of displays.
    pub displays: Vec<Box<Display>>,
    /// The cells that it watches, and the names that it takes for builtins.
    pub cells: Vec<u64>,
    /// At the root: all traces of the tree.
    pub tree: Vec<u32>,
    /// At the root: the traces of other trees that jump into this one.
    pub linkers: Vec<u32>,
    /// At the root: when the tree was entered or left last, by the JIT's clock.
    pub used: u64,
    /// The bytes that it takes: machine code, and what is kept for its exits.
    pub bytes: usize,
    /// The collector has seen its constants: they are old.
    pub seen: bool,
    pub spot: *const HotSpot,
    pub flushes: bool,
    /// The code unit of the first frame.
    pub unit: CodeId,
    pub epoch: bool,
    /// The other tree's trace that this one enters.
    pub link: Option<u32>,
    pub entries: u64,
    /// Of those from the interpreter: how many left this trace itself before it had done anything worth while.
    pub early: u64,
    /// Side traces in the tree (kept at the root).
    pub sides: u32,
    pub bytecodes: u32,
    /// At the root: those of all traces of the tree.
    pub tree_bytecodes: u32,
    /// It only leads into another side trace.
    pub adapter: bool,
    /// Where the copy of the iteration begins by which it enters a loop, if it does.
    pub copied: IrRef,
    /// Where others find it, if they may go on in it.
    pub starts: Option<StartsAt>,
    pub start_line: u32,
    /// Its identity, and the guards that are forced to exit.
    pub words: Words,
    /// Where the code of each step begins, from the start of the code; only where a report was asked for.
    pub marks: Vec<u32>,
    /// What it took to make it.
    pub times: Times,
}

impl Compiled {
    /// How many guards it has that may be forced to exit.
    pub fn guards(&self) -> u64 {
        let force = |e: &&ir::regalloc::Exit| self.ir.op(e.at).info().force == ir::Force::Always;
        self.alloc.exits.iter().filter(force).count() as u64
    }
}

/// Totals.
#[derive(Clone, Default, Debug)]
pub struct Stats {
    pub recorded: u64,
    pub compiled: u64,
    pub aborts: HashMap<&'static str, u64>,
    pub entries: u64,
    pub exits: u64,
    pub invalidations: u64,
    /// Traces detached because they lost.
    pub detached: u64,
    /// Traces whose memory went to others, because they were cold or no longer valid.
    pub evicted: u64,
    /// Recordings that were put off because the budget was used up.
    pub put_off: u64,
    /// Where compiling takes its time.
    pub times: Times,
}

/// How long the stages took by which a trace came to be: of one trace, or all together. Recording is measured only where
/// the clock of tiers is on.
#[derive(Clone, Copy, Default, Debug)]
pub struct Times {
    pub recording: Duration,
    pub optimising: Duration,
    pub registers: Duration,
    pub assembly: Duration,
}

impl Times {
    /// Adds those of one trace.
    pub fn add(&mut self, one: Times) {
        self.recording += one.recording;
        self.optimising += one.optimising;
        self.registers += one.registers;
        self.assembly += one.assembly;
    }

    /// The stages by name.
    pub fn stages(&self) -> [(&'static str, Duration); 4] {
        [
            ("recording", self.recording),
            ("optimiser", self.optimising),
            ("registers", self.registers),
            ("assembly", self.assembly),
        ]
    }
}

/// The JIT.
pub struct Jit {
    pub schema: &'static Runtime,
    pub options: Options,
    pub arena: Option<Arena>,
    pub trampoline: usize,
    /// Where traces return to that the interpreter entered.
    pub trampoline_return: usize,
    /// What stands in for the trace of a function that has none: runs it in the interpreter.
    pub stand_in: usize,
    pub handler: usize,
    /// By number; 0 is a dummy that is never compiled.
    pub traces: Vec<Compiled>,
    /// By global number.
    pub exits: Vec<ExitId>,
    pub recorder: Option<Box<Recorder>>,
    /// The thread that `recorder` follows: compared, never used.
    pub recording_thread: *const runtime::thread::Thread,
    /// Recordings that wait for an instruction which runs Python, outermost first: meanwhile others may go on.
    pub suspended: Vec<Box<Recorder>>,
    pub allocator: Allocator,
    pub restorer: Restorer,
    /// How many places of the spill area the trace that uses most of them has.
    pub most_spills: u16,
    /// The traces that took a cell's value as a constant, or a name for a builtin.
    pub watchers: HashMap<u64, Vec<u32>>,
    /// The traces that rely on the structure of classes.
    pub epoch_users: Vec<u32>,
    /// The side traces by where they start.
    pub starts: HashMap<StartsAt, Vec<u32>>,
    pub stats: Stats,
    pub budget: Budget,
    pub store: Store,
    /// The places where traces call functions, by the number in the IR. (A trace that enters another's loop has a copy of
    /// the other's iteration, and so uses the other's sites.)
    pub call_sites: Vec<CallSite>,
    /// How often guards are reached, where they are forced to exit.
    pub profile: Profile,
    pub attempts: Attempts,
    /// What a report will tell, if one was asked for.
    pub journal: Option<Box<Journal>>,
    /// The code for the other architecture, if it was asked for.
    pub foreign: Option<Box<Foreign>>,
    // tidy: rooted by `trace_roots`.
    pub(crate) codes: Vec<Value>,
    pub(crate) code_ids: HashMap<u64, CodeId>,
    pub(crate) live: HashMap<u64, Rc<Liveness>>,
}

/// Where a side trace starts: the innermost frame's code and instruction, how many frames there are, and the guard that
/// leads there.
pub type StartsAt = (CodeId, u32, usize, Op);

struct Global(UnsafeCell<Option<Box<Jit>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Global {}
static JIT: Global = Global(UnsafeCell::new(None));

/// The JIT, if it was installed. Callers hold the reference over no call that may run Python or machine code.
#[allow(clippy::mut_from_ref)]
pub fn jit() -> Option<&'static mut Jit> {
    // SAFETY: only one thread at a time has the interpreter lock; see the rule above for re-entrance.
    unsafe { (*JIT.0.get()).as_deref_mut() }
}

/// Sets the JIT up; start-up only.
pub fn set(jit: Jit) {
    // SAFETY: as `jit`; nobody has a reference yet.
    unsafe { *JIT.0.get() = Some(Box::new(jit)) };
}

/// Visits the heap objects that traces, recorder and tables name: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    crate::evaluate::roots(t);
    let Some(jit) = jit() else { return };
    for v in &jit.codes {
        t.visit(*v);
    }
    for trace in &mut jit.traces {
        // What one collection has marked is old until the next major one.
        if trace.seen && !t.visits_all() {
            continue;
        }
        trace.seen = true;
        for bits in trace.ir.roots() {
            t.visit(Value::from_bits(bits));
        }
        for d in &trace.displays {
            d.trace(t);
        }
        if let Some(e) = &trace.template {
            for bits in e.iteration.roots() {
                t.visit(Value::from_bits(bits));
            }
        }
    }
    for r in jit.recorder.iter().chain(&jit.suspended) {
        for bits in r.b.trace.roots() {
            t.visit(Value::from_bits(bits));
        }
        for v in &r.cells {
            t.visit(*v);
        }
        for d in &r.displays {
            d.trace(t);
        }
    }
}

impl Jit {
    /// A JIT without traces.
    pub fn new(options: Options) -> Jit {
        Jit {
            schema: Box::leak(Box::new(Runtime::new())),
            options,
            arena: None,
            trampoline: 0,
            trampoline_return: 0,
            stand_in: 0,
            handler: 0,
            traces: Vec::new(),
            exits: Vec::new(),
            recorder: None,
            recording_thread: std::ptr::null(),
            suspended: Vec::new(),
            allocator: Allocator::default(),
            restorer: Restorer::default(),
            most_spills: 0,
            watchers: HashMap::new(),
            epoch_users: Vec::new(),
            starts: HashMap::new(),
            stats: Stats::default(),
            budget: Budget::default(),
            store: Store::default(),
            call_sites: Vec::new(),
            profile: Profile::default(),
            attempts: Attempts::default(),
            journal: None,
            foreign: None,
            codes: Vec::new(),
            code_ids: HashMap::new(),
            live: HashMap::new(),
        }
    }

    /// The number of a code object; keeps it alive.
    pub fn code_id(&mut self, code: Ref<CodeObj>) -> CodeId {
        let (codes, free) = (&mut self.codes, &mut self.store.free_codes);
        *self.code_ids.entry(code.value().bits()).or_insert_with(|| {
            let id = free.pop().unwrap_or_else(|| {
                codes.push(Value::EMPTY);
                CodeId(codes.len() as u32 - 1)
            });
            codes[id.index()] = code.value();
            id
        })
    }

    /// The code object of a number.
    pub fn code(&self, id: CodeId) -> Ref<CodeObj> {
        // SAFETY: the table holds code objects, which it keeps alive.
        unsafe { Ref::from_value_unchecked(self.codes[id.index()]) }
    }

    /// The live registers of a code unit.
    pub fn liveness(&mut self, code: Ref<CodeObj>) -> Rc<Liveness> {
        // What is kept under an address stands only as long as the code there is kept.
        self.code_id(code);
        self.live
            .entry(code.value().bits())
            .or_insert_with(|| Rc::new(Liveness::of(code.plain())))
            .clone()
    }

    /// Whether a recording may start here: none is active, and none of those that wait started here.
    pub fn may_record(&self, start: crate::recorder::Start) -> bool {
        self.recorder.is_none()
            && self.suspended.len() < limits::MAX_SUSPENDED
            && self.suspended.iter().all(|r| r.start != start)
    }

    /// An abort: counts it, and puts off the next attempt.
    pub fn penalise(&mut self, start: crate::recorder::Start, why: Abort) {
        *self.stats.aborts.entry(why.text()).or_insert(0) += 1;
        if self.options.dump.contains('a') {
            eprintln!("jit: abort: {} ({start:?})", why.text());
        }
        match start {
            crate::recorder::Start::Loop(spot) | crate::recorder::Start::Entry(spot) => {
                // SAFETY: hot spots live as long as their code, which runs.
                let spot = unsafe { &*spot };
                let past = &spot.past;
                let first = self.options.penalty;
                let doublings = past.doublings.get();
                let penalty = (u64::from(first) << doublings).min(u64::from(limits::PENALTY_MAX));
                spot.wait(match why {
                    // The next iteration may well stay in the loop.
                    Abort::LeftLoop => {
                        past.left.set((past.left.get() + 1).min(20));
                        limits::LEFT_LOOP << past.left.get()
                    }
                    // It is recorded in another way the next time.
                    Abort::Unsuited => 1,
                    _ if why.weight() == 0 => first,
                    _ => penalty as u32,
                });
                past.doublings.set((doublings + why.weight() as u8).min(24));
            }
            crate::recorder::Start::Side(id) => {
                let e = &mut self.traces[id.trace as usize].exits[id.number as usize];
                let doublings = match why {
                    // A longer trace would have ended there: the next try comes to the same place.
                    Abort::NotRecorded => 5,
                    _ => why.weight().max(1),
                };
                e.hot = (e.count + 4).max(e.hot) << doublings;
            }
        }
    }

    /// The assumptions of a trace have failed: its tree must not run on, nor be entered again; nor what jumps into it.
    pub fn invalidate(&mut self, number: u32) {
        let root = self.traces[number as usize].root;
        if !self.traces[root as usize].valid {
            return;
        }
        self.stats.invalidations += 1;
        self.give_up(root);
        let spot = self.traces[root as usize].spot;
        // SAFETY: the tree keeps the code of its root.
        let spot = unsafe { &*spot };
        let invalidations = spot.past.invalidations.get();
        spot.past
            .invalidations
            .set(invalidations.saturating_add(1).min(64));
        let too_many = u32::from(invalidations + 1).saturating_sub(limits::MAX_INVALIDATIONS);
        if spot.trace.get() == 0 {
            spot.wait(if too_many > 0 {
                limits::PENALTY_FIRST << too_many.min(12)
            } else {
                self.options.hot_loop
            });
        }
        for n in self.traces[root as usize].linkers.clone() {
            self.invalidate(n);
        }
    }

    /// What follows frames of this code, or calls it, must not run on.
    pub fn invalidate_users(&mut self, code: Ref<CodeObj>) {
        let Some(&id) = self.code_ids.get(&code.value().bits()) else {
            return;
        };
        for n in 0..self.traces.len() {
            if self.traces[n].valid && self.traces[n].codes.contains(&id) {
                self.invalidate(n as u32);
            }
        }
    }

    /// Ends a tree: it runs no further than its next check, and is not entered again. Its memory comes back later.
    pub(crate) fn give_up(&mut self, root: u32) {
        let t = &self.traces[root as usize];
        let (tree, entry, spot) = (t.tree.clone(), t.entry, t.spot);
        for &n in &tree {
            let t = &mut self.traces[n as usize];
            t.valid = false;
            self.store.dead_bytes += t.bytes;
            let sites = t.valid_sites.clone();
            if let Some(arena) = &mut self.arena {
                for (site, target) in sites {
                    let _ = arena.patch::<Host>(PatchKind::Valid, site, target);
                }
            }
        }
        self.store.dead.push(root);
        // SAFETY: the tree keeps the code of its root.
        let spot = unsafe { &*spot };
        if spot.trace.get() == root {
            spot.trace.set(0);
        }
        if spot.native.get() == entry {
            spot.native.set(self.stand_in);
        }
    }

    /// The root trace `number`, which the interpreter entered, left by an exit: counts those that come early, and detaches
    /// a trace that loses by them, for a while that grows each time.
    pub fn watch_exit(&mut self, number: u32, exit: ExitId) {
        if exit.trace != number {
            return;
        }
        let t = &mut self.traces[number as usize];
        let at = t.alloc.exits[exit.number as usize].at;
        let late = matches!(t.ir.op(at), ir::Op::JLOOP | ir::Op::JEXIT | ir::Op::GPOLL)
            || t.ir.loop_at.is_some() && at > t.ir.loop_at;
        if late {
            return;
        }
        t.early += 1;
        if t.early < limits::MIN_EARLY || t.early * limits::EARLY_SHARE < t.entries {
            return;
        }
        let spot = t.spot;
        // It is judged anew when it comes back.
        t.early = 0;
        t.entries = 0;
        // SAFETY: the trace keeps the code.
        let spot = unsafe { &*spot };
        let detached = spot.past.detached.get();
        spot.past.detached.set(detached.saturating_add(1));
        self.stats.detached += 1;
        if spot.trace.get() == number {
            spot.trace.set(0);
            spot.wait(limits::DETACHED_FOR << (2 * detached).min(12));
            if spot.native.get() != 0 {
                spot.native.set(self.stand_in);
            }
        }
    }

    /// The value of a watched cell changes.
    pub fn cell_changed(&mut self, cell: Value) {
        for r in self.recorder.iter_mut().chain(&mut self.suspended) {
            r.invalidated |= r.cells.contains(&cell);
        }
        for n in self.watchers.remove(&cell.bits()).unwrap_or_default() {
            self.invalidate(n);
        }
    }

    /// Globals that are watched get a name: what took it for a builtin is wrong.
    pub fn name_added(&mut self, absent: u64) {
        for r in self.recorder.iter_mut().chain(&mut self.suspended) {
            r.invalidated |= r.absent.contains(&absent);
        }
        for n in self.watchers.remove(&absent).unwrap_or_default() {
            self.invalidate(n);
        }
    }

    /// Classes have changed their structure.
    pub fn structure_changed(&mut self) {
        for r in self.recorder.iter_mut().chain(&mut self.suspended) {
            r.invalidated |= r.epoch;
        }
        for n in std::mem::take(&mut self.epoch_users) {
            if self.traces[n as usize].epoch {
                self.invalidate(n);
            }
        }
    }
}
