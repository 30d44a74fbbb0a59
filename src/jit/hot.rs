//! Hot spots: what happens when a counter runs out. Runs traces, starts recordings, and follows them.

use frontend::bytecode::op::{Instr, Op};
use runtime::interp::exc;
use runtime::interp::frame::Frame;
use runtime::interp::hooks::{Head, Hooks, Hot, Recording};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::tiers::{self, Tier};
use runtime::types::code::{CodeObj, HotSpot};
use runtime::types::dict::{Dict, NameCell};
use runtime::types::exception_types;
use runtime::types::function::Function;
use runtime::types::method::BoundMethod;
use runtime::types::traceback;
use runtime::types::type_;
use runtime::value::Value;

use crate::abort::Abort;
use crate::evaluate;
use crate::evict;
use crate::exits::{Left, RETURNED};
use crate::journal;
use crate::limits;
use crate::lower;
use crate::recorder::adapt::candidate;
use crate::recorder::exc::Caught;
use crate::recorder::globals::absence;
use crate::recorder::{Recorder, Start, Step};
use crate::state::{ExitId, Jit, jit};
use crate::switches::Executor;

/// The functions that the interpreter calls.
pub const HOOKS: Hooks = Hooks {
    hot,
    record,
    raised,
    abandon,
    exposed,
    watched,
};

fn hot(th: &Thread, head: Head, spot: &HotSpot) -> Hot {
    let Some(j) = jit() else {
        return Hot::Interpret;
    };
    if th.poll.load(std::sync::atomic::Ordering::Relaxed) != 0 {
        return Hot::Interpret;
    }
    if th.base.get() >= th.stack_limit.get() {
        return Hot::Interpret;
    }
    let number = spot.trace.get();
    if number != 0 {
        return run(th, number);
    }
    if Frame(th.base.get()).code().exposed.get() {
        spot.wait(u32::MAX);
        return Hot::Interpret;
    }
    let start = match head {
        Head::Loop(_) => Start::Loop(spot),
        Head::Entry | Head::Body => Start::Entry(spot),
    };
    if !j.may_record(start) {
        spot.wait(16);
        return Hot::Interpret;
    }
    j.budget
        .earn(u64::from(spot.waited.get()) * length(th, head));
    if j.options.budget && !j.budget.allows() {
        j.stats.put_off += 1;
        spot.wait(spot.waited.get().clamp(8, limits::PENALTY_MAX) * 2);
        return Hot::Interpret;
    }
    evict::make_room(j, None);
    j.stats.recorded += 1;
    j.recorder = Some(Box::new(match head {
        Head::Loop(_) => Recorder::at_loop(j, th, spot),
        Head::Entry => Recorder::at_entry(j, th, spot),
        Head::Body => Recorder::at_body(j, th, spot),
    }));
    j.recording_thread = th;
    Hot::Record
}

/// About how many instructions are executed from one passing of a hot spot to the next: half of the loop, or function.
fn length(th: &Thread, head: Head) -> u64 {
    let code = Frame(th.base.get()).code();
    let plain = code.plain();
    let all = match head {
        Head::Entry | Head::Body => plain.instrs.len(),
        Head::Loop(n) => {
            let first = plain.loops[n as usize] as usize;
            let is_end = |&i: &u64| Instr(i).op() == Op::JumpBack && Instr(i).a() == n;
            plain.instrs[first..].iter().position(is_end).unwrap_or(0)
        }
    };
    all as u64 / 2 + 2
}

/// Runs a trace from the published frame until it leaves.
fn run(th: &Thread, number: u32) -> Hot {
    let root = th.base.get();
    let (trampoline, entry) = {
        let Some(j) = jit() else {
            return Hot::Interpret;
        };
        let t = &mut j.traces[number as usize];
        t.entries += 1;
        t.used = j.store.clock;
        j.stats.entries += 1;
        let evaluated = j.options.executor == Executor::Evaluator;
        if cfg!(debug_assertions)
            && !evaluated
            && let Some(arena) = &j.arena
        {
            arena.assert_published(t.entry);
        }
        ((!evaluated).then_some(j.trampoline), t.entry)
    };
    let tier = tiers::enter(Tier::Machine);
    th.in_traces.set(th.in_traces.get() + 1);
    let left_by = match trampoline {
        // SAFETY: the trampoline and the trace were assembled for this signature; the published frame is one of the code
        // unit to which the hot spot belongs, so its registers are what the trace expects; traces leave through
        // `on_exit`, or return.
        Some(trampoline) => unsafe {
            let enter: extern "C" fn(&Thread, *mut Value, usize) -> Left =
                std::mem::transmute(trampoline);
            enter(th, root, entry)
        },
        None => evaluate::run(th, root, number),
    };
    th.in_traces.set(th.in_traces.get() - 1);
    drop(tier);
    if left_by.kind == RETURNED && left_by.word == Value::RAISED.bits() {
        // The position is published; the frame, which ends, has its entry in the traceback.
        if !Frame(root).is_hidden() {
            traceback::suppress_next(th);
        }
        return Hot::Raise;
    }
    if left_by.kind == RETURNED {
        return Hot::Return(Value::from_bits(left_by.word));
    }
    let exit = left_by.word as u32;
    if let Some(j) = jit() {
        j.watch_exit(number, j.exits[exit as usize]);
    }
    left(th, root, exit)
}

/// The function that is called by a trace and has no trace of its own: its frame's header and arguments are stored, and
/// it is the published one. Runs it in a nested interpreter and returns its result, or the raised marker. Runs Python.
pub extern "C" fn interpret(th: &Thread) -> u64 {
    let frame = Frame(th.base.get());
    let code = frame.code();
    code.warm(th);
    for r in code.total_args.get()..code.nregs.get() {
        frame.set_reg(r as usize, Value::UNBOUND);
    }
    th.pc.set(code.instrs.get());
    finish(th, runtime::interp::run::enter(th))
}

/// Runs the published frame, which a trace has called, to its end: the result or the raised marker. Runs Python.
pub fn finish(th: &Thread, how: Hot) -> u64 {
    let result = runtime::interp::run::resume(th, how);
    // The trace that called takes its frames off the count itself.
    th.depth.set(th.depth.get() + 1);
    match result {
        Ok(v) => v.bits(),
        Err(_) => Value::RAISED.bits(),
    }
}

/// A trace was left; frames are restored and the position is published. What is to be done next.
pub fn left(th: &Thread, root: *mut Value, exit: u32) -> Hot {
    let Some(j) = jit() else { return Hot::Resume };
    j.stats.exits += 1;
    let id = j.exits[exit as usize];
    let t = &mut j.traces[id.trace as usize];
    let snap = t.alloc.exits[id.number as usize].snap;
    let raises = match t.ir.snaps.frames(snap).last().map(|f| f.resume) {
        Some(ir::Resume::Raise(pc)) => Some(pc),
        _ => None,
    };
    let valid = t.valid;
    let tree = t.root;
    let e = &mut t.exits[id.number as usize];
    e.count += 1;
    let (count, wanted) = (e.count, e.hot);
    j.traces[tree as usize].used = j.store.clock;
    j.budget.earn(limits::EXIT_EARNS);
    let otherwise = if raises.is_some() {
        Hot::Raise
    } else {
        Hot::Resume
    };
    if valid
        && count >= wanted
        && !j.traces[id.trace as usize].exits[id.number as usize].cold
        && j.traces[id.trace as usize].exits[id.number as usize].side == 0
        && j.may_record(Start::Side(id))
        && th.poll.load(std::sync::atomic::Ordering::Relaxed) == 0
    {
        if j.options.budget && !j.budget.allows() {
            j.stats.put_off += 1;
            j.traces[id.trace as usize].exits[id.number as usize].hot *= 2;
            return otherwise;
        }
        evict::make_room(j, Some(id));
        if raises.is_none() && adapt(j, th, root, id) {
            return Hot::Resume;
        }
        let t = &j.traces[tree as usize];
        if t.sides >= limits::MAX_SIDE_TRACES || t.tree_bytecodes > limits::MAX_TREE_BYTECODES {
            j.penalise(Start::Side(id), Abort::Budget);
            return otherwise;
        }
        j.stats.recorded += 1;
        let mut r = Box::new(Recorder::at_exit(j, root, id));
        let Some(pc) = raises else {
            j.recorder = Some(r);
            j.recording_thread = th;
            return Hot::Record;
        };
        match r.begin_raised(th, pc) {
            Ok(Caught::Handler) => {
                j.recorder = Some(r);
                j.recording_thread = th;
                return match exc::unwind(th) {
                    exc::Unwound::Handler => Hot::Record,
                    exc::Unwound::Native(_) => unreachable!("a frame of the trace catches it"),
                };
            }
            Ok(Caught::Finish) if r.b.trace.link == ir::Link::Return => {
                // The exception leaves the trace's frames: that is all there is to record.
                if let Err(why) = lower::compile(j, r) {
                    j.penalise(Start::Side(id), why);
                }
            }
            Ok(Caught::Finish) => {
                j.traces[id.trace as usize].exits[id.number as usize].cold = true;
            }
            Err(why) => {
                journal::aborted(j, &r, why);
                j.penalise(Start::Side(id), why);
            }
        }
    }
    otherwise
}

/// Leads a hot exit into a side trace that begins where it leaves, if there is one that fits.
fn adapt(j: &mut Jit, th: &Thread, root: *mut Value, id: ExitId) -> bool {
    let Some(to) = candidate(j, id) else {
        return false;
    };
    let mut r = Box::new(Recorder::at_exit(j, root, id));
    r.adapter = true;
    r.adapt(j, to, th.handled.get()).is_ok() && lower::compile(j, r).is_ok()
}

fn record(th: &Thread) -> Recording {
    let _tier = tiers::enter(Tier::Recorder);
    record_next(th)
}

fn record_next(th: &Thread) -> Recording {
    let Some(j) = jit() else {
        return Recording::Stop;
    };
    // This thread's recording ended when it gave the lock up; another's is none of its business.
    if !std::ptr::eq(j.recording_thread, th) {
        return Recording::Stop;
    }
    ready(th);
    let Some(mut r) = j.recorder.take() else {
        return Recording::Stop;
    };
    r.note_work(th);
    if j.attempts.end(j.options.abort, r.start, r.bytecodes) {
        j.penalise(r.start, Abort::OnPurpose);
        return Recording::Stop;
    }
    match r.record(j, th) {
        Ok(Step::Interpret) => {
            j.recorder = Some(r);
            Recording::Continue
        }
        Ok(Step::Execute) => {
            // It waits where its roots are visited, and where it hears of assumptions that fail.
            r.clock.toggle();
            j.suspended.push(r);
            let result = {
                let _tier = tiers::enter(Tier::Interpreter);
                Recorder::execute(th)
            };
            let Some(j) = jit() else {
                return Recording::Stop;
            };
            // Where the lock was given up meanwhile, none is left.
            j.recorder = j.suspended.pop();
            if let Some(r) = &mut j.recorder {
                r.clock.toggle();
            }
            j.recording_thread = th;
            match result {
                Some(v) => {
                    if let Some(r) = &mut j.recorder {
                        r.after(v);
                    }
                    Recording::Moved
                }
                None => match caught(th) {
                    Recording::Continue => match exc::unwind(th) {
                        exc::Unwound::Handler => Recording::Moved,
                        exc::Unwound::Native(_) => unreachable!("a frame of the trace catches it"),
                    },
                    _ => Recording::Raise,
                },
            }
        }
        Ok(Step::Pushed) => {
            j.recorder = Some(r);
            Recording::Moved
        }
        Ok(Step::Raised) => {
            journal::aborted(j, &r, Abort::Raised);
            j.penalise(r.start, Abort::Raised);
            Recording::Raise
        }
        Ok(Step::Finish) => {
            let start = r.start;
            if let Err(why) = lower::compile(j, r) {
                j.penalise(start, why);
            }
            Recording::Stop
        }
        Err(why) => {
            journal::aborted(j, &r, why);
            j.penalise(r.start, why);
            Recording::Stop
        }
    }
}

/// Reads the code of the function that the published instruction calls, if it is packed: that allocates, which the
/// recorder must not while its roots are not where the collector looks. Calls that are found later only are not inlined.
fn ready(th: &Thread) {
    let frame = Frame(th.base.get());
    // SAFETY: the published position is an instruction of the published frame's code.
    let i = Instr(unsafe { *th.pc.get() });
    if !matches!(i.op(), Op::Call | Op::CallMethod) {
        return;
    }
    let mut callee = frame.reg(i.a() as usize);
    if let Some(bound) = callee.downcast::<BoundMethod>() {
        callee = bound.function.get();
    }
    let function = if callee.has_kind(Kind::Type) {
        let class = type_::as_type(callee);
        type_::python_init(class)
            .or_else(|| type_::container_init(class))
            .or_else(|| exception_types::python_init(class))
    } else {
        callee.downcast::<Function>()
    };
    if let Some(f) = function {
        f.code().fill(th);
    }
}

fn abort(th: &Thread, why: Abort) {
    let Some(j) = jit() else { return };
    if !std::ptr::eq(j.recording_thread, th) {
        return;
    }
    if let Some(r) = j.recorder.take() {
        journal::aborted(j, &r, why);
        j.penalise(r.start, why);
    }
}

fn raised(th: &Thread) -> Recording {
    let _tier = tiers::enter(Tier::Recorder);
    caught(th)
}

/// The instruction that was recorded last has raised: `Continue` if the recording goes on at the handler.
fn caught(th: &Thread) -> Recording {
    let Some(j) = jit() else {
        return Recording::Stop;
    };
    if !std::ptr::eq(j.recording_thread, th) {
        return Recording::Stop;
    }
    let Some(mut r) = j.recorder.take() else {
        return Recording::Stop;
    };
    match r.raised(th) {
        Ok(Caught::Handler) => {
            j.recorder = Some(r);
            return Recording::Continue;
        }
        Ok(Caught::Finish) => {
            let start = r.start;
            if let Err(why) = lower::compile(j, r) {
                j.penalise(start, why);
            }
        }
        Err(why) => {
            journal::aborted(j, &r, why);
            j.penalise(r.start, why);
        }
    }
    Recording::Stop
}

/// The lock is given up: recordings end, for what other threads do is not seen.
fn abandon(th: &Thread) {
    abort(th, Abort::LeftFrame);
    if let Some(j) = jit() {
        for r in std::mem::take(&mut j.suspended) {
            j.penalise(r.start, Abort::LeftFrame);
        }
    }
}

/// Somebody begins to watch the thread.
fn watched(th: &Thread) {
    abandon(th);
    if let Some(j) = jit() {
        for root in evict::in_use(j, None) {
            j.invalidate(root);
        }
    }
}

/// Variables of this code's frames may be written from outside.
fn exposed(th: &Thread, code: Ref<CodeObj>) {
    abandon(th);
    if let Some(j) = jit() {
        j.invalidate_users(code);
    }
}

/// The runtime's notice that a watched cell has changed.
pub fn cell_changed(cell: Ref<NameCell>) {
    if let Some(j) = jit() {
        j.cell_changed(cell.value());
    }
}

/// The runtime's notice that a namespace gets a key with this hash, where something relied on names that it does not have.
pub fn name_added(globals: Ref<Dict>, hash: i64) {
    if let Some(j) = jit() {
        j.name_added(absence(globals.value(), hash));
    }
}

/// The runtime's notice that classes have changed.
pub fn structure_changed(_epoch: u32) {
    if let Some(j) = jit() {
        j.structure_changed();
    }
}

/// An exit's identity from its global number.
pub fn exit_id(n: u32) -> Option<ExitId> {
    jit()?.exits.get(n as usize).copied()
}
