//! The recorder: turns the bytecodes that the interpreter executes into a trace.
//!
//! It sees each instruction *before* it executes, with the actual values in the frame's window, and emits IR that does
//! the same for values like these: guards first (their snapshot says `Before` this instruction), then the operation. What
//! it has no special case for becomes a call of [`generic::run`](crate::generic::run), and the recorder then executes the
//! instruction itself by the same function. So types are always taken from actual values at the time of use, and results
//! that only execution can tell are seen when the next instruction is recorded.
//!
//! The *shadow* holds, for each register of each frame of the trace, the IR value that it has now. Registers of inlined
//! frames overlap their callers' call windows just as in memory, so one array indexed by the distance from the first
//! frame's base serves all frames. Memory is written only by `flush`, before code that may look at frames.
//!
//! One file per family of instructions, mirroring the interpreter's.
//!
//! It is long because the shadow, the snapshots made from it and the dispatch over all instructions share their state.

pub mod adapt;
mod arith;
mod array;
mod attr;
mod build;
mod builtin;
mod bytes;
mod call;
mod construct;
mod control;
pub mod exc;
mod exception;
mod feed;
mod generator;
pub mod globals;
mod item;
mod iter;
mod pattern;
mod pending;
mod plain;
mod power;
mod slices;
mod special;
mod text;
mod tuples;
mod wide;

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use frontend::bytecode::op::{Instr, Op as Bc, Operand};
use ir::{Builder, CodeId, FrameDesc, IrRef, Link, Op, Resume, Slot, SnapBuilder, TraceNo};
use runtime::interp::frame::{Continuation, Frame, HEADER};
use runtime::names::N;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::tiers::{self, Tier};
use runtime::types::code::{CodeObj, HotSpot};
use runtime::types::dict::Display;
use runtime::types::frame;
use runtime::value::Value;

use crate::abort::Abort;
use crate::generic::{self, Site};
use crate::helpers::id as h;
use crate::limits;
use crate::schema::{self, Runtime};
use crate::state::{ExitId, Jit};
use frontend::bytecode::liveness::Liveness;

use pending::Pending;

/// A frame of the trace.
#[derive(Clone)]
pub struct RFrame {
    pub code: Ref<CodeObj>,
    pub id: CodeId,
    /// The distance of its base from the first frame's.
    pub base: i32,
    /// The function, if the trace knows it.
    pub function: Option<Value>,
    /// The instruction at which it is calling.
    pub call_pc: u32,
    /// The packed continuation of this frame.
    pub cont: Value,
    pub live: Rc<Liveness>,
    /// Somebody may have looked at it.
    pub may_be_seen: bool,
}

impl RFrame {
    fn is_delivered_by(&self, kind: Continuation) -> bool {
        self.cont.bits() >> 1 & 31 == kind as u64
    }

    /// Whether the caller may go on elsewhere than behind its instruction, or needs the operands again: a generator that
    /// yields skips the jump word, a method that answers NotImplemented leaves it to the other operand, one that tells a
    /// truth decides a jump. Then what is live before the instruction is what must be there.
    fn goes_on_elsewhere(&self) -> bool {
        [
            Continuation::Next,
            Continuation::Filter,
            Continuation::Send,
            Continuation::Chain,
            Continuation::Feed,
            Continuation::Reflect,
            Continuation::Reflected,
            Continuation::Branch,
        ]
        .into_iter()
        .any(|k| self.is_delivered_by(k))
    }
}

/// Where a trace starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// A loop's head.
    Loop(*const HotSpot),
    /// The first instruction of a function, or of the body of a generator.
    Entry(*const HotSpot),
    /// An exit of another trace.
    Side(ExitId),
}

/// What comes of an instruction.
pub enum Step {
    /// The interpreter executes it.
    Interpret,
    /// The recorder executes it by [`Site::execute`].
    Execute,
    /// The recorder has pushed a frame: the interpreter goes on there.
    Pushed,
    /// The recorder has tried to, and an exception is set.
    Raised,
    /// The trace is complete.
    Finish,
}

/// What recording functions return: an abort is the error.
pub type Rec<T = ()> = Result<T, Abort>;

/// A recording in progress.
pub struct Recorder {
    pub b: Builder<'static>,
    pub schema: &'static Runtime,
    pub start: Start,
    /// The loop head's address, where the trace starts at one.
    pub head: *const u64,
    pub frames: Vec<RFrame>,
    /// The first frame's base.
    pub root: *mut Value,
    shadow: Vec<IrRef>,
    dirty: Vec<bool>,
    stored: Vec<IrRef>,
    snap_builder: SnapBuilder,
    snap_fresh: bool,
    pc: u32,
    /// The code that the instruction belongs to: its recording may have pushed a frame.
    at: Option<Ref<CodeObj>>,
    /// A `GVALID` is due before the next instruction.
    check_valid: bool,
    /// Whether the trace stores its frames somewhere: then memory is up to date at its loop head.
    pub flushes: bool,
    pub bytecodes: u32,
    /// What the thread had worked when the recording began (see [`Thread::worked`]), and has since.
    work_before: Option<u64>,
    work: u64,
    unrolled: HashMap<(u64, u16), u32>,
    /// Whether some of them are iterations of a loop that did not suit an earlier recording.
    pub unrolls: bool,
    /// The cells whose values were taken as constants.
    // tidy: rooted by `state::trace_roots`.
    pub cells: Vec<Value>,
    /// The names that were taken for builtins because the globals do not have them (see [`globals::absence`]).
    pub absent: Vec<u64>,
    /// Class structure was relied upon.
    pub epoch: bool,
    pub invalidated: bool,
    /// The loop that the trace enters in the end.
    pub link: Option<TraceNo>,
    /// Nothing is recorded: see [`adapt`].
    pub adapter: bool,
    /// Where the copy of the iteration begins by which the trace enters a loop.
    pub copied: IrRef,
    /// The first instruction has gone enough ways already: it is executed by the interpreter's code.
    many_ways: bool,
    pending: Pending,
    /// The code units of all frames and callees.
    pub codes: Vec<CodeId>,
    /// Where the trace calls functions by their traces: the numbers of the sites.
    pub calls: Vec<u32>,
    /// What its calls of the interpreter's code refer to: they stay where they are.
    pub sites: Vec<Box<Site>>,
    /// The dict displays that it makes dicts of: they stay where they are.
    pub displays: Vec<Box<Display>>,
    /// What was recorded, where a report will tell.
    pub path: Vec<crate::journal::Place>,
    /// The thread handles an exception.
    handling: bool,
    /// The result of the call that the recorder executes: what it does tells which guard follows.
    unguarded: Option<IrRef>,
    /// What the current instruction has changed in the shadow, should it raise.
    undo: Vec<(usize, IrRef, bool)>,
    /// Whether `undo` is everything.
    undoable: bool,
    /// How long the recording has taken.
    pub clock: Stopwatch,
}

/// Measures the recorder's time for one recording, where the clock of tiers is on.
pub struct Stopwatch(Duration);

impl Stopwatch {
    fn start() -> Stopwatch {
        Stopwatch(tiers::spent(Tier::Recorder))
    }

    /// What was spent since it started, or went on.
    pub fn spent(&self) -> Duration {
        tiers::spent(Tier::Recorder).saturating_sub(self.0)
    }

    /// Stops, or goes on after that.
    pub fn toggle(&mut self) {
        self.0 = self.spent();
    }
}

/// Whether a trace makes calls in which somebody may look at its frames.
pub fn shows_frames(trace: &ir::Trace, schema: &Runtime) -> bool {
    (1..trace.len()).any(|n| {
        let i = trace.ins(IrRef::ins(n));
        match i.op {
            Op::CALLT => true,
            Op::CALL => ir::Schema::helper(schema, i.helper()).runs_python,
            _ => false,
        }
    })
}

/// Of which frames somebody may have got an object when an exit is left: of any, and of the first.
fn may_have_been_seen(jit: &Jit, exit: ExitId) -> (bool, bool) {
    let left = &jit.traces[exit.trace as usize];
    let any = left.shows_frames;
    let tree = &jit.traces[left.root as usize];
    let just_entered = std::ptr::eq(&jit.code(tree.unit).entry, tree.spot);
    (any, any || !just_entered)
}

fn index(slot: i32) -> usize {
    (slot + HEADER as i32) as usize
}

impl Recorder {
    /// Notes how much the thread has worked by now.
    pub fn note_work(&mut self, th: &Thread) {
        let now = th.worked.get();
        self.work = now - *self.work_before.get_or_insert(now);
    }

    /// Whether nearly all time of what was recorded goes into what compilation does not make faster.
    pub fn gains_little(&self) -> bool {
        self.work > u64::from(self.bytecodes) * limits::MAX_WORK
    }

    fn new(jit: &Jit, root: *mut Value, start: Start) -> Recorder {
        Recorder {
            b: Builder::new(jit.schema, jit.options.opt.clone()),
            schema: jit.schema,
            start,
            head: std::ptr::null(),
            frames: Vec::new(),
            root,
            shadow: Vec::new(),
            dirty: Vec::new(),
            stored: Vec::new(),
            snap_builder: SnapBuilder::default(),
            snap_fresh: false,
            pc: 0,
            at: None,
            check_valid: false,
            flushes: false,
            bytecodes: 0,
            work_before: None,
            work: 0,
            unrolled: HashMap::new(),
            unrolls: false,
            cells: Vec::new(),
            absent: Vec::new(),
            epoch: false,
            invalidated: false,
            link: None,
            adapter: false,
            copied: IrRef::NONE,
            many_ways: false,
            pending: Pending::None,
            codes: Vec::new(),
            calls: Vec::new(),
            sites: Vec::new(),
            displays: Vec::new(),
            path: Vec::new(),
            handling: false,
            unguarded: None,
            undo: Vec::new(),
            undoable: false,
            clock: Stopwatch::start(),
        }
    }

    /// The instruction that is being recorded.
    pub fn place(&self) -> (Ref<CodeObj>, u32) {
        (self.at.unwrap_or(self.top().code), self.pc)
    }

    /// Starts at the head of a loop of the published frame.
    pub fn at_loop(jit: &mut Jit, th: &Thread, spot: &HotSpot) -> Recorder {
        let mut r = Recorder::new(jit, th.base.get(), Start::Loop(spot));
        r.head = th.pc.get();
        let code = Frame(th.base.get()).code();
        r.push_frame(jit, code, 0, None, Value::EMPTY);
        r.frames[0].may_be_seen = true;
        r
    }

    /// Starts at the first instruction of the published frame: its arguments are bound, nothing else is.
    pub fn at_entry(jit: &mut Jit, th: &Thread, spot: &HotSpot) -> Recorder {
        let mut r = Recorder::new(jit, th.base.get(), Start::Entry(spot));
        let code = Frame(th.base.get()).code();
        r.push_frame(jit, code, 0, None, Value::EMPTY);
        r.unbind(code.total_args.get() as u16);
        r
    }

    /// Starts at the beginning of the body of the generator that runs in the published frame, whose registers are all set.
    pub fn at_body(jit: &mut Jit, th: &Thread, spot: &HotSpot) -> Recorder {
        let mut r = Recorder::new(jit, th.base.get(), Start::Entry(spot));
        let code = Frame(th.base.get()).code();
        r.push_frame(jit, code, 0, None, Value::EMPTY);
        r
    }

    /// Starts at an exit of a trace, whose frames have just been restored.
    pub fn at_exit(jit: &mut Jit, root: *mut Value, exit: ExitId) -> Recorder {
        let mut r = Recorder::new(jit, root, Start::Side(exit));
        let parent = &jit.traces[exit.trace as usize];
        let snap = parent.alloc.exits[exit.number as usize].snap;
        // What was left may stand between a call and the check that is due behind it.
        let left = parent.ir.op(parent.alloc.exits[exit.number as usize].at);
        let frames = parent.ir.snaps.frames(snap).to_vec();
        let (any_seen, first_seen) = may_have_been_seen(jit, exit);
        let entries = r.b.inherit_snapshot(&parent.ir, snap);
        for (n, f) in frames.iter().enumerate() {
            let code = jit.code(f.code);
            let cont = if n == 0 {
                Value::EMPTY
            } else {
                Value::from_bits(u64::from(f.cont))
            };
            r.push_frame(jit, code, f.base.0 as i32, None, cont);
            r.frames[n].call_pc = f.resume.pc();
            r.frames[n].may_be_seen = if n == 0 { first_seen } else { any_seen };
        }
        for (slot, v) in entries {
            if slot == schema::HANDLED_AT_EXIT {
                let th = r.thread();
                r.b.fstore(th, schema::THREAD_HANDLED, v);
            } else {
                r.set_slot(slot.0 as i32, v);
            }
        }
        r.check_valid = matches!(left.info().force, ir::Force::Done | ir::Force::Raise);
        r.many_ways = adapt::ways(jit, exit) >= limits::MAX_WAYS;
        r
    }

    fn push_frame(
        &mut self,
        jit: &mut Jit,
        code: Ref<CodeObj>,
        base: i32,
        function: Option<Value>,
        cont: Value,
    ) {
        code.make_caches();
        let id = self.names(jit, code);
        let live = jit.liveness(code);
        self.frames.push(RFrame {
            code,
            id,
            base,
            function,
            call_pc: 0,
            cont,
            live,
            may_be_seen: false,
        });
        self.grow(index(base) + code.nregs.get() as usize + 2 * HEADER + 8);
    }

    /// The trace names this code unit, which then lives as long.
    pub(super) fn names(&mut self, jit: &mut Jit, code: Ref<CodeObj>) -> CodeId {
        let id = jit.code_id(code);
        if !self.codes.contains(&id) {
            self.codes.push(id);
        }
        id
    }

    fn grow(&mut self, need: usize) {
        if self.shadow.len() < need {
            self.shadow.resize(need, IrRef::NONE);
            self.dirty.resize(need, false);
            self.stored.resize(need, IrRef::NONE);
        }
    }

    pub fn top(&self) -> &RFrame {
        self.frames.last().expect("a trace has a frame")
    }

    // ---- the shadow

    /// The IR value of a slot.
    fn slot(&mut self, slot: i32) -> IrRef {
        let i = index(slot);
        self.grow(i + 1);
        if self.shadow[i].is_none() {
            self.shadow[i] = self.b.slot(Slot(slot as i16));
        }
        self.shadow[i]
    }
    fn set_slot(&mut self, slot: i32, v: IrRef) {
        let i = index(slot);
        self.grow(i + 1);
        self.undo.push((i, self.shadow[i], self.dirty[i]));
        self.shadow[i] = v;
        self.dirty[i] = true;
        self.snap_fresh = false;
    }
    /// The IR value of a register of the innermost frame.
    fn reg(&mut self, r: u16) -> IrRef {
        let base = self.top().base;
        self.slot(base + r as i32)
    }
    fn set(&mut self, r: u16, v: IrRef) {
        let base = self.top().base;
        self.set_slot(base + r as i32, v);
    }
    /// The actual value of a register.
    fn val(&self, r: u16) -> Value {
        // SAFETY: `record` has checked that the innermost frame is the published one.
        unsafe { *self.root.offset(self.top().base as isize + r as isize) }
    }
    /// Register and value.
    fn both(&mut self, r: u16) -> (IrRef, Value) {
        (self.reg(r), self.val(r))
    }
    /// Forgets all slots from one on: the window of a frame that has returned.
    fn drop_from(&mut self, slot: i32) {
        for i in index(slot)..self.shadow.len() {
            self.shadow[i] = IrRef::NONE;
            self.dirty[i] = false;
            self.stored[i] = IrRef::NONE;
        }
        self.undoable = false;
        self.snap_fresh = false;
    }
    fn konst(&mut self, v: Value) -> IrRef {
        self.b.val(v.bits())
    }

    // ---- snapshots

    /// Calls `f` with each changed slot that is live when the innermost frame is at `pc`.
    fn changed(&self, pc: u32, f: impl FnMut(usize, i32, usize)) {
        self.changed_and(pc, false, f);
    }

    /// The same, with all variables of the innermost frame, if they are wanted, be they live or not.
    fn changed_and(&self, pc: u32, all: bool, mut f: impl FnMut(usize, i32, usize)) {
        let variables = frame::variables(self.top().code) as i32;
        let last = self.frames.len() - 1;
        let mut n = 0;
        let mut handler = self.handler_of(0);
        for i in 0..self.shadow.len() {
            if !self.dirty[i] {
                continue;
            }
            let slot = i as i32 - HEADER as i32;
            // Windows overlap: the innermost frame whose header lies below owns the slot.
            while n < last && self.frames[n + 1].base - HEADER as i32 <= slot {
                n += 1;
                handler = self.handler_of(n);
            }
            let frame = &self.frames[n];
            let r = slot - frame.base;
            if r >= 0 {
                let pc = if n == last {
                    pc as usize
                } else if self.frames[n + 1].goes_on_elsewhere() {
                    frame.call_pc as usize
                } else {
                    frame.call_pc as usize + 1
                };
                let caught = || handler.is_some_and(|h| frame.live.is_live(h, r as usize));
                let wanted = all && n == last && r < variables;
                if !wanted && !frame.live.is_live(pc, r as usize) && !caught() {
                    continue;
                }
            }
            f(i, slot, n);
        }
    }

    /// Where a frame that is calling goes on if the callee raises.
    fn handler_of(&self, n: usize) -> Option<usize> {
        if n + 1 == self.frames.len() {
            return None;
        }
        let frame = &self.frames[n];
        let handler = frame.code.plain().handler_at(frame.call_pc as usize)?;
        Some(handler.handler as usize)
    }

    fn snapshot(&mut self, resume: Resume) {
        self.snapshot_of(resume, false);
    }

    /// The same, with all variables of the innermost frame, if they are wanted.
    fn snapshot_of(&mut self, resume: Resume, all: bool) {
        let mut sb = std::mem::take(&mut self.snap_builder);
        sb.clear();
        let last = self.frames.len() - 1;
        for (n, f) in self.frames.iter().enumerate() {
            let resume = if n == last {
                resume
            } else {
                Resume::After(f.call_pc, 0)
            };
            sb.frame(FrameDesc {
                code: f.id,
                base: Slot(f.base as i16),
                resume,
                cont: f.cont.bits() as u32,
            });
        }
        self.changed_and(resume.pc(), all, |i, slot, n| {
            let v = self.shadow[i];
            // A slot that holds what it held at entry needs no entry, unless a flush has stored something else. (It may
            // be loop-carried nevertheless: the optimiser adds those.)
            let same =
                self.b.trace.op(v) == Op::SLOT && self.b.trace.ins(v).slot() == Slot(slot as i16);
            if !(same && n == 0 && !self.flushes) {
                sb.slot(Slot(slot as i16), v);
            }
        });
        self.b.snap = sb.finish(&mut self.b.trace.snaps);
        self.snap_builder = sb;
    }

    /// Makes the snapshot for guards before the current instruction, if it is not there yet.
    fn g(&mut self) {
        if !self.snap_fresh {
            self.snapshot(Resume::Before(self.pc));
            self.snap_fresh = true;
        }
    }

    // ---- emission

    fn guard1(&mut self, op: Op, a: IrRef) {
        self.g();
        self.b.op1(op, a);
    }
    fn guard2(&mut self, op: Op, a: IrRef, b: IrRef) {
        self.g();
        self.b.op2(op, a, b);
    }
    fn guard_shape(&mut self, v: IrRef, shape: runtime::object::ShapeId) {
        if shape == runtime::types::shape_of(runtime::types::T::Str) && self.is_char(v) {
            return;
        }
        runtime::shape::get(shape).pin();
        self.g();
        self.b.guard_shape(v, ir::ShapeId(shape.0));
    }
    /// Guards that a value has the bits of `k`.
    fn guard_is(&mut self, v: IrRef, k: Value) {
        let k = self.konst(k);
        if v != k {
            self.guard2(Op::GIS, v, k);
        }
    }
    fn guard_is_not(&mut self, v: IrRef, k: Value) {
        let k = self.konst(k);
        self.guard2(Op::GNIS, v, k);
    }
    /// The integer of a value that is an immediate int now.
    fn int(&mut self, v: IrRef) -> IrRef {
        self.guard1(Op::GINT, v);
        self.b.op1(Op::UNBOXI, v)
    }
    /// The double of a value that is a float now.
    fn float(&mut self, v: IrRef) -> IrRef {
        if let Some(c) = self.b.trace.get_const(v)
            && let Some(f) = runtime::types::float::exact(Value::from_bits(c.bits))
        {
            return self.b.flt(f);
        }
        self.guard1(Op::GFLOAT, v);
        self.b.op1(Op::UNBOXF, v)
    }
    fn box_int(&mut self, i: IrRef) -> IrRef {
        self.b.op1(Op::BOXI, i)
    }
    fn box_float(&mut self, f: IrRef) -> IrRef {
        self.b.op1(Op::BOXF, f)
    }
    /// A call that may raise: the guard after it resumes by raising.
    fn call_raising(&mut self, helper: ir::HelperId, args: &[IrRef]) -> IrRef {
        let v = self.b.call(helper, args);
        self.after_call(v);
        if ir::Schema::helper(self.schema, helper).runs_python {
            self.check_valid = true;
        }
        v
    }
    /// The result of the call that the recorder has just executed, not guarded yet.
    fn take_unguarded(&mut self) -> IrRef {
        self.unguarded.take().unwrap_or(IrRef::NONE)
    }
    fn after_call(&mut self, v: IrRef) {
        self.snapshot(Resume::Raise(self.pc));
        self.snap_fresh = false;
        self.b.op1(Op::GNORAISE, v);
    }
    /// A guard whose exit goes on at another instruction of this frame, with the registers as they are now.
    fn guard_at(&mut self, pc: u32, op: Op, a: IrRef, b: IrRef) {
        self.snapshot(Resume::Before(pc));
        self.snap_fresh = false;
        self.b.op2(op, a, b);
    }

    /// Stores all live registers that differ from memory: what follows may look at frames, and may empty the registers that
    /// are dead (`frame::forget_dead`).
    fn flush(&mut self) {
        self.flushes = true;
        self.snap_fresh = false;
        let (mut live, mut dead) = (Vec::new(), self.dirty.clone());
        self.changed(self.pc, |i, slot, n| {
            dead[i] = n + 1 < self.frames.len() && self.is_dead_in_call(n, slot);
            live.push((i, slot));
        });
        for (i, slot) in live {
            if self.stored[i] != self.shadow[i] {
                self.store(i, slot);
            }
        }
        for i in (0..dead.len()).filter(|&i| dead[i]) {
            self.stored[i] = IrRef::NONE;
        }
    }
    /// Whether a slot is a register of frame number `n` that the call it is making neither reads nor leaves alone.
    fn is_dead_in_call(&self, n: usize, slot: i32) -> bool {
        let frame = &self.frames[n];
        let r = slot - frame.base;
        r >= 0 && !frame.live.is_live(frame.call_pc as usize, r as usize)
    }

    fn store(&mut self, i: usize, slot: i32) {
        let v = self.shadow[i];
        self.stored[i] = v;
        self.b
            .emit(Op::SSTORE, v, IrRef::NONE, IrRef::NONE, slot as u32);
    }

    /// A callee's window lay over the slots from `slot` on: memory holds its remains.
    fn clobbered(&mut self, slot: i32) {
        let first = index(slot).min(self.stored.len());
        for s in &mut self.stored[first..] {
            *s = IrRef::NONE;
        }
    }

    // ---- the loop

    /// Records the published instruction.
    pub fn record(&mut self, jit: &mut Jit, th: &Thread) -> Rec<Step> {
        if self.invalidated {
            return Err(Abort::Invalidated);
        }
        text::prepare(th);
        self.handling = !th.handled.get().is_none();
        let base = th.base.get();
        // SAFETY: both point into the VM stack.
        if unsafe { base.offset_from(self.root) } != self.top().base as isize {
            return Err(Abort::LeftFrame);
        }
        let code = self.top().code;
        if Frame(base).code() != code {
            return Err(Abort::LeftFrame);
        }
        self.bytecodes += 1;
        if self.bytecodes > limits::MAX_BYTECODES {
            return Err(Abort::TooLong);
        }
        if self.b.trace.len() > limits::MAX_IR {
            return Err(Abort::TooMuchIr);
        }
        let at = th.pc.get();
        self.pc = code.index_of(at) as u32;
        self.at = Some(code);
        if jit.journal.is_some() {
            self.path
                .push((self.frames.len() as u8 - 1, self.top().id, self.pc));
        }
        self.snap_fresh = false;
        self.undo.clear();
        self.undoable = true;
        if std::mem::take(&mut self.check_valid) {
            self.check();
        }
        if (self.bytecodes > 1 || matches!(self.start, Start::Side(_)))
            && let Some(step) = self.arrive(jit, at)?
        {
            return Ok(step);
        }
        if self.bytecodes == 1 && matches!(self.start, Start::Entry(_)) {
            // Recursion without loops must hear of signals, too.
            self.g();
            self.b.op0(Op::GPOLL);
        }
        // SAFETY: the published instruction.
        let i = Instr(unsafe { *at });
        let step = self.instruction(jit, th, i)?;
        if self.b.failed {
            return Err(Abort::Contradiction);
        }
        Ok(step)
    }

    /// Behind a call that may run Python: assumptions may have failed, and somebody may have looked at frames.
    fn check(&mut self) {
        for f in &mut self.frames {
            f.may_be_seen = true;
        }
        self.g();
        self.b.op0(Op::GVALID);
    }

    /// The innermost frame is about to return. If somebody has looked at it, its object takes the variables, all of them.
    fn before_end(&mut self, th: &Thread) {
        if !self.top().may_be_seen {
            return;
        }
        let last = self.frames.len() - 1;
        if self.is_unseen(th, last) {
            self.snapshot_of(Resume::Before(self.pc), true);
            self.guard_unseen(last);
            return;
        }
        self.flush();
        let mut unread = Vec::new();
        self.changed_and(self.pc, true, |i, slot, _| {
            if self.stored[i] != self.shadow[i] {
                unread.push((i, slot));
            }
        });
        for (i, slot) in unread {
            self.store(i, slot);
        }
        let site = self.site();
        let site = self.b.addr(site as u64);
        self.b.call(h::frame_ends, &[site]);
        // Its object refers to one of the caller.
        for f in &mut self.frames {
            f.may_be_seen = true;
        }
    }

    /// Whether nobody has looked at frame `n`, nor at one further inwards.
    fn is_unseen(&self, th: &Thread, n: usize) -> bool {
        // SAFETY: the base of a frame of the trace.
        let base = unsafe { self.root.offset(self.frames[n].base as isize) };
        th.looked_at.get() < base.addr()
    }

    /// Guards that nobody has, with the snapshot that was just taken.
    fn guard_unseen(&mut self, n: usize) {
        self.snap_fresh = false;
        let at = self.frames[n].base as u32;
        self.b
            .emit(Op::GUNSEEN, IrRef::NONE, IrRef::NONE, IrRef::NONE, at);
    }

    /// At a loop's head: the trace may end here.
    fn arrive(&mut self, jit: &mut Jit, at: *const u64) -> Rec<Option<Step>> {
        if self.frames.len() > 1 {
            return Ok(None);
        }
        if at == self.head {
            if self.flushes {
                self.flush();
            }
            self.snapshot(Resume::Before(self.pc));
            self.b.terminate(Op::JLOOP, IrRef::NONE, Link::Loop);
            return Ok(Some(Step::Finish));
        }
        let code = self.top().code;
        let pc = self.pc;
        let Some(number) = code.plain().loops.iter().position(|&l| l == pc) else {
            return Ok(None);
        };
        let no = code.hot_loop(number).trace.get();
        // A side trace that begins at a head has just left a copy of that loop's iteration: another copy would leave, too.
        if no == 0 || (self.bytecodes == 1 && matches!(self.start, Start::Side(_))) {
            return Ok(None);
        }
        let unsuited = self.unsuited(jit);
        if unsuited > 1 {
            self.enter_by_frame(TraceNo(no));
            return Ok(Some(Step::Finish));
        }
        if unsuited == 1 || jit.traces[no as usize].template.is_none() {
            // It only leads to an inner loop, which this trace will enter itself by a typed entry; or it relies on what is
            // not so here, but may be after an iteration or two.
            self.unrolls |= unsuited == 1;
            let n = self
                .unrolled
                .entry((code.value().bits(), number as u16))
                .or_insert(0);
            *n += 1;
            if *n <= limits::MAX_UNROLL {
                return Ok(None);
            }
        }
        self.enter(jit, TraceNo(no))?;
        Ok(Some(Step::Finish))
    }

    /// Ends the trace by entering the loop of another one at its header, or else by its entry.
    fn enter(&mut self, jit: &mut Jit, no: TraceNo) -> Rec {
        let target = &jit.traces[no.0 as usize];
        let target_flushes = target.flushes;
        let Some(entry) = target.template.clone() else {
            self.enter_by_frame(no);
            return Ok(());
        };
        if target_flushes || self.flushes {
            self.flush();
        }
        let mut base: Vec<(Slot, IrRef)> = Vec::new();
        self.changed(self.pc, |i, slot, _| {
            base.push((Slot(slot as i16), self.shadow[i]))
        });
        let mut slot = |b: &mut Builder<'static>, s: Slot| match base.iter().find(|e| e.0 == s) {
            Some(e) => e.1,
            None => b.slot(s),
        };
        self.link = Some(no);
        let place = ir::opt::EntryPlace {
            outer: &[],
            base: 0,
            changed: &base,
        };
        self.copied = self.b.trace.end();
        if self.b.enter_loop(&entry, no, &mut slot, place).is_ok() {
            return Ok(());
        }
        self.does_not_suit(jit);
        Err(Abort::Unsuited)
    }

    /// How often the loop that recordings from this start came to did not suit them: after the first time, they go on
    /// through some iterations before they enter it; after that, they enter it by its start, from the frame.
    fn unsuited(&self, jit: &Jit) -> u8 {
        match self.start {
            Start::Side(e) => jit.traces[e.trace as usize].exits[e.number as usize].unsuited,
            Start::Loop(spot) | Start::Entry(spot) => {
                // SAFETY: hot spots live as long as their code, which runs.
                unsafe { &*spot }.past.unsuited.get()
            }
        }
    }

    fn does_not_suit(&self, jit: &mut Jit) {
        let times = self.unsuited(jit) + 1;
        match self.start {
            Start::Side(e) => {
                let parent = &mut jit.traces[e.trace as usize];
                // Each of the ways through an unrolled iteration would be unrolled in its turn, without end.
                let times = if parent.unrolled { 2 } else { times };
                parent.exits[e.number as usize].unsuited = times;
            }
            Start::Loop(spot) | Start::Entry(spot) => {
                // SAFETY: as in `unsuited`.
                unsafe { &*spot }.past.unsuited.set(times);
            }
        }
    }

    /// Ends the trace by a jump to the start of another one, with everything in the frame. That is right whatever the
    /// other one relies on: it checks, and where it leaves, its side trace goes on.
    fn enter_by_frame(&mut self, no: TraceNo) {
        self.flush();
        self.snapshot(Resume::Before(self.pc));
        self.b.terminate(Op::JTRACE, IrRef::NONE, Link::Frame(no));
        self.link = Some(no);
    }

    /// Ends the trace before the current instruction: the interpreter goes on.
    fn leave(&mut self) -> Step {
        self.snapshot(Resume::Before(self.pc));
        self.b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
        Step::Finish
    }

    fn instruction(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<Step> {
        if self.many_ways && self.bytecodes == 1 && generic::is_generic(i.op()) {
            return Ok(self.generic(i));
        }
        /// What a call's recording leaves to be done.
        macro_rules! follow {
            ($called:expr) => {
                match $called {
                    call::Called::Inline => true,
                    call::Called::Trace => return Ok(Step::Execute),
                    call::Called::Pushed => return Ok(Step::Pushed),
                    call::Called::Raised => return Ok(Step::Raised),
                    call::Called::Not => false,
                }
            };
        }
        let done = match i.op() {
            Bc::Nop | Bc::Jump | Bc::BeginBody => true,
            Bc::Move => {
                let v = self.reg(i.b());
                self.set(i.a(), v);
                true
            }
            Bc::LoadConst => {
                let k = self.top().code.constant(i.index32() as usize);
                let k = self.konst(k);
                self.set(i.a(), k);
                true
            }
            Bc::LoadInt => {
                let k = self.konst(Value::small(i64::from(i.imm32())));
                self.set(i.a(), k);
                true
            }
            Bc::LoadCommon => {
                let k = self.konst(runtime::interp::globals::common(i));
                self.set(i.a(), k);
                true
            }
            Bc::Unset => {
                let k = self.konst(Value::UNBOUND);
                self.set(i.a(), k);
                true
            }
            Bc::CheckBound | Bc::DeleteLocal => {
                let (r, v) = self.both(i.a());
                if v == Value::UNBOUND {
                    return Err(Abort::Raised);
                }
                self.guard_is_not(r, Value::UNBOUND);
                if i.op() == Bc::DeleteLocal {
                    let k = self.konst(Value::UNBOUND);
                    self.set(i.a(), k);
                }
                true
            }
            Bc::LoadGlobal => self.load_global(i)?,
            Bc::StoreGlobal => self.store_global(i),
            Bc::DeleteGlobal => self.delete_global(i),
            Bc::LoadName => self.load_name(th, i)?,
            Bc::StoreName => self.store_name(i),
            Bc::DeleteName => self.delete_name(th, i),
            Bc::LoadDeref => self.load_deref(i)?,
            Bc::StoreDeref => self.store_deref(i),
            Bc::MakeCell => self.make_cell(i),
            Bc::MakeFunction => self.make_function(i),
            Bc::CopyFreeVars => self.copy_free_vars(i),
            Bc::LoadAttr => {
                follow!(self.load_attr(jit, i)?)
                    || follow!(self.special_descriptor(jit, th, i)?)
                    || follow!(self.special_getattr(jit, th, i)?)
                    || self.absent_attr(th, i)
            }
            Bc::LoadMethod => {
                self.load_method(i)?
                    || follow!(self.special_getattr(jit, th, i)?)
                    || self.absent_attr(th, i)
            }
            Bc::StoreAttr => self.store_attr(i)? || follow!(self.special_setattr(jit, th, i)?),
            Bc::LoadSuperAttr => self.load_super(i),
            Bc::LoadSpecial => self.load_special(th, i),
            Bc::GetItem | Bc::GetItemI => {
                self.get_item(th, i) || follow!(self.special_get(jit, th, i)?)
            }
            Bc::GetSlice => self.get_slice(i) || follow!(self.special_get(jit, th, i)?),
            Bc::SetItem => self.set_item(i) || follow!(self.special_set(jit, i)?),
            Bc::DelItem => self.del_item(i) || follow!(self.special_del(jit, th, i)?),
            Bc::Contains | Bc::ContainsJ | Bc::NotContains | Bc::NotContainsJ => {
                self.contains(th, i) || follow!(self.special_contains(jit, i)?)
            }
            Bc::GetIter => {
                let x = self.both(i.b());
                self.get_iter(i) || follow!(self.special_iter(jit, th, x, i.a(), true)?)
            }
            Bc::ForIter => {
                let done = self.resume_in_loop(jit, th, i)?
                    || self.resume_fed(jit, th, i)?
                    || self.step_next(i)
                    || self.end_of_iter(i)
                    || follow!(self.special_next(jit, i)?)
                    || follow!(self.next_of_map(jit, th, i)?)
                    || follow!(self.next_of_filter(jit, th, i)?);
                if !done && self.quiet_next(i) {
                    return Ok(Step::Execute);
                }
                done
            }
            Bc::BuildTuple => self.build_tuple(i),
            Bc::BuildList => self.build_list(i),
            Bc::BuildSlice => self.build_slice(i),
            Bc::BuildMap => self.build_map(i),
            Bc::BuildSet => self.build_set(i),
            Bc::BuildString => self.build_string(i),
            Bc::FormatValue => {
                self.format_value(th, i) || follow!(self.special_format(jit, th, i)?)
            }
            Bc::CallEx => follow!(self.call_ex(jit, i)?),
            Bc::DictMerge => self.dict_merge(i),
            Bc::ListExtend => self.list_extend(i),
            Bc::ListToTuple => self.list_to_tuple(i),
            Bc::SetAdd => self.set_add(i),
            Bc::MapAdd => self.map_add(i),
            Bc::UnpackSequence => self.unpack_sequence(i),
            Bc::MatchSequence | Bc::MatchMapping => self.match_kind(i),
            Bc::MatchClass => self.match_class(th, i),
            Bc::MatchKeys => self.match_keys(th, i),
            Bc::GetLen => self.get_len(i),
            Bc::ListAppend => self.list_append(i),
            Bc::JumpIfTrue | Bc::JumpIfFalse => {
                self.jump_if(th, i)
                    || follow!(self.special_truth(jit, th, i.a())?)
                    || return Err(Abort::NotRecorded)
            }
            Bc::JumpIfNone | Bc::JumpIfNotNone => {
                let (r, v) = self.both(i.a());
                if v.is_none() {
                    self.guard_is(r, Value::NONE);
                } else {
                    self.guard_is_not(r, Value::NONE);
                }
                true
            }
            Bc::JumpBack => {
                self.jump_back(i)?;
                true
            }
            Bc::Not => self.not(th, i) || follow!(self.special_not(jit, th, i)?),
            Bc::Is | Bc::IsNot | Bc::IsJ | Bc::IsNotJ => self.identity(i),
            Bc::Call | Bc::CallMethod => {
                follow!(self.call(jit, th, i, i.op() == Bc::CallMethod)?)
            }
            Bc::Return => {
                if self.frames.len() == 1 {
                    if matches!(self.start, Start::Loop(_)) {
                        // This was the last iteration; another one will be recorded.
                        return Err(Abort::LeftLoop);
                    }
                    let v = self.reg(i.a());
                    self.before_end(th);
                    self.b.terminate(Op::RET, v, Link::Return);
                    return Ok(Step::Finish);
                }
                if Self::is_resumed(self.top()) {
                    self.finish(jit, th, i)?;
                } else {
                    self.ret(th, i)?;
                }
                true
            }
            Bc::Raise => self.raise(th, i),
            Bc::Reraise => {
                self.reraise(i);
                true
            }
            Bc::PushExc => {
                self.push_exc(i);
                true
            }
            Bc::PopExc => {
                self.pop_exc(i);
                true
            }
            Bc::CheckExcMatch => self.check_exc_match(th, i),
            Bc::ExcArgs => self.exc_args(i),
            Bc::ReturnGenerator => self.return_generator()?,
            Bc::Yield => self.suspend(jit, th, i)?,
            Bc::Send => self.send(jit, th, i)?,
            Bc::GetYieldFromIter => {
                let x = self.both(i.b());
                self.yield_from_iter(i) || follow!(self.special_iter(jit, th, x, i.a(), false)?)
            }
            Bc::GetAwaitable => {
                self.get_awaitable(i) || follow!(self.special_await(jit, th, i, N::__await__)?)
            }
            Bc::GetANext => {
                self.anext_again(i) || follow!(self.special_await(jit, th, i, N::__anext__)?)
            }
            Bc::Neg | Bc::Pos | Bc::Invert => self.unary(i),
            o if arith::binary_of(o).is_some() => {
                self.binary_op(i) || follow!(self.operator(jit, th, i)?)
            }
            o if arith::compare_of(o).is_some() => {
                self.compare_op(i) || follow!(self.operator(jit, th, i)?)
            }
            _ => false,
        };
        if done {
            return Ok(Step::Interpret);
        }
        if generic::is_generic(i.op()) {
            if jit.options.dump.contains('g') {
                let line = self.top().code.plain().positions.line(self.pc as usize);
                let of = match i.op().operands()[1] {
                    Operand::Src => runtime::ops::type_name(self.val(i.b())),
                    _ if matches!(i.op(), Bc::Call | Bc::CallMethod) => {
                        let callee = self.val(i.a());
                        crate::natives::find(callee).map_or_else(
                            || runtime::ops::type_name(callee),
                            |f| format!("{}.{}", f.home, f.def.name),
                        )
                    }
                    _ => String::new(),
                };
                eprintln!("jit: generic {} {of} at line {line}", i.op().name());
            }
            return Ok(self.generic(i));
        }
        // What is not recorded ends a trace that has got somewhere.
        let far = match self.start {
            Start::Side(_) => 8,
            Start::Entry(_) if i.op() == Bc::Yield => limits::MIN_BODY,
            _ => u32::MAX,
        };
        if self.bytecodes > far {
            return Ok(self.leave());
        }
        Err(Abort::NotRecorded)
    }

    /// The innermost frame is new: its variables from register `first` on are unbound, whatever memory holds.
    fn unbind(&mut self, first: u16) {
        let frame = self.top();
        let (base, code) = (frame.base, frame.code);
        let plain = code.plain();
        let unbound = self.konst(Value::UNBOUND);
        for r in i32::from(first)..plain.varnames.len() as i32 {
            self.set_slot(base + r, unbound);
        }
        for &r in plain.cell_regs.iter().filter(|&&r| r >= first) {
            self.set_slot(base + i32::from(r), unbound);
        }
    }
}
