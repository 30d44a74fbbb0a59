//! What the JIT knows: traces, exits, watchers, options, statistics. One structure, touched under the interpreter lock.
//!
//! It is reached through [`jit`]; no reference to it is held while machine code or Python runs, because both come back
//! here. All heap objects that it names are visited by [`trace_roots`].

use std::cell::UnsafeCell;
use std::collections::HashMap;
use std::rc::Rc;

use asm::{Arena, CodeRange, Host, PatchKind};
use ir::opt::EntryTemplate;
use ir::regalloc::{Allocation, Allocator};
use ir::restore::Restorer;
use ir::{CodeId, Trace};
use runtime::heap::Tracer;
use runtime::object::Ref;
use runtime::types::code::{CodeObj, HotSpot};
use runtime::value::Value;

use crate::abort::{Abort, Attempts};
use crate::force::{Profile, Words};
use crate::journal::Journal;
use crate::limits;
use crate::liveness::Liveness;
use crate::recorder::Recorder;
use crate::schema::Runtime;
pub use crate::switches::Options;

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
    /// The callee's entry: its code unit is in the table of codes, so this lives.
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
    /// The loop that its side trace came to does not suit it: the next one goes on through some iterations.
    pub unroll: bool,
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
    /// It only leads into another side trace.
    pub adapter: bool,
    pub start_line: u32,
    /// Its identity, and the guards that are forced to exit.
    pub words: Words,
    /// Where the code of each step begins, from the start of the code; only where a report was asked for.
    pub marks: Vec<u32>,
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
}

/// What is known of a hot spot besides its trace.
#[derive(Clone, Copy, Default, Debug)]
pub struct Spot {
    pub penalty: u32,
    pub invalidations: u32,
    /// Recordings that left the loop.
    pub left: u32,
    /// Traces that were detached because they lost.
    pub detached: u32,
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
    pub spots: HashMap<usize, Spot>,
    /// The traces that took a cell's value as a constant.
    pub watchers: HashMap<u64, Vec<u32>>,
    pub stats: Stats,
    /// The places where traces call functions, by number.
    pub call_sites: Vec<CallSite>,
    /// How often guards are reached, where they are forced to exit.
    pub profile: Profile,
    pub attempts: Attempts,
    /// What a report will tell, if one was asked for.
    pub journal: Option<Box<Journal>>,
    // tidy: rooted by `trace_roots`.
    codes: Vec<Value>,
    code_ids: HashMap<u64, CodeId>,
    live: HashMap<u64, Rc<Liveness>>,
}

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
    for trace in &jit.traces {
        for bits in trace.ir.roots() {
            t.visit(Value::from_bits(bits));
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
            spots: HashMap::new(),
            watchers: HashMap::new(),
            stats: Stats::default(),
            call_sites: Vec::new(),
            profile: Profile::default(),
            attempts: Attempts::default(),
            journal: None,
            codes: Vec::new(),
            code_ids: HashMap::new(),
            live: HashMap::new(),
        }
    }

    /// The number of a code object; keeps it alive.
    pub fn code_id(&mut self, code: Ref<CodeObj>) -> CodeId {
        let codes = &mut self.codes;
        *self.code_ids.entry(code.value().bits()).or_insert_with(|| {
            codes.push(code.value());
            CodeId(codes.len() as u32 - 1)
        })
    }

    /// The code object of a number.
    pub fn code(&self, id: CodeId) -> Ref<CodeObj> {
        // SAFETY: the table holds code objects, which it keeps alive.
        unsafe { Ref::from_value_unchecked(self.codes[id.index()]) }
    }

    /// The live registers of a code unit.
    pub fn liveness(&mut self, code: Ref<CodeObj>) -> Rc<Liveness> {
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
                let s = self.spots.entry(spot.addr()).or_default();
                let first = self.options.penalty;
                s.penalty = s.penalty.max(first);
                let wait = match why {
                    // The next iteration may well stay in the loop.
                    Abort::LeftLoop => {
                        s.left = (s.left + 1).min(20);
                        limits::LEFT_LOOP << s.left
                    }
                    _ if why.weight() == 0 => first,
                    _ => s.penalty,
                };
                // SAFETY: hot spots live as long as their code, which the table of codes keeps.
                unsafe { (*spot).countdown.set(wait) };
                s.penalty = (u64::from(s.penalty) << why.weight())
                    .min(u64::from(limits::PENALTY_MAX)) as u32;
            }
            crate::recorder::Start::Side(id) => {
                let e = &mut self.traces[id.trace as usize].exits[id.number as usize];
                e.hot = (e.count + 4).max(e.hot) << why.weight().max(1);
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
        let tree: Vec<u32> = self
            .traces
            .iter()
            .filter(|t| t.number != 0 && t.root == root)
            .map(|t| t.number)
            .collect();
        for &n in &tree {
            let t = &mut self.traces[n as usize];
            t.valid = false;
            let sites = t.valid_sites.clone();
            if let Some(arena) = &mut self.arena {
                for (site, target) in sites {
                    let _ = arena.patch::<Host>(PatchKind::Valid, site, target);
                }
            }
        }
        let spot = self.traces[root as usize].spot;
        let s = self.spots.entry(spot.addr()).or_default();
        s.invalidations += 1;
        let wait = if s.invalidations > limits::MAX_INVALIDATIONS {
            limits::PENALTY_FIRST << (s.invalidations - limits::MAX_INVALIDATIONS).min(12)
        } else {
            self.options.hot_loop
        };
        // SAFETY: as in `penalise`.
        unsafe {
            (*spot).trace.set(0);
            if (*spot).native.get() != 0 {
                (*spot).native.set(self.stand_in);
            }
            (*spot).countdown.set(wait);
        }
        let linked: Vec<u32> = self
            .traces
            .iter()
            .filter(|t| t.valid && t.link.is_some_and(|l| tree.contains(&l)))
            .map(|t| t.number)
            .collect();
        for n in linked {
            self.invalidate(n);
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
        let s = self.spots.entry(spot.addr()).or_default();
        let wait = limits::DETACHED_FOR << (2 * s.detached).min(12);
        s.detached += 1;
        self.stats.detached += 1;
        // SAFETY: as in `penalise`.
        unsafe {
            if (*spot).trace.get() == number {
                (*spot).trace.set(0);
                (*spot).countdown.set(wait);
                if (*spot).native.get() != 0 {
                    (*spot).native.set(self.stand_in);
                }
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

    /// Classes have changed their structure.
    pub fn structure_changed(&mut self) {
        for r in self.recorder.iter_mut().chain(&mut self.suspended) {
            r.invalidated |= r.epoch;
        }
        let affected: Vec<u32> = self
            .traces
            .iter()
            .filter(|t| t.valid && t.epoch)
            .map(|t| t.number)
            .collect();
        for n in affected {
            self.invalidate(n);
        }
    }
}
