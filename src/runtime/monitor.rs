//! Watching a program run: `sys.settrace`, `sys.setprofile` and `sys.monitoring`.
//!
//! While anybody watches, the interpreter runs in the instantiation of its loop that the recorder uses, and [`before`]
//! sees each instruction in the recorder's place; [`raised`], [`handled`] and [`unwound`] see exceptions. So watching costs
//! nothing when it is off. A plain loop that is under way when somebody begins to watch changes over at its next call,
//! back-edge or return: the poll word keeps [`poll::MONITOR`] set, which traces leave at, and the limit on the depth of
//! calls that machine code and fast paths look at is 0, so that every call takes the slow path.
//!
//! Invariant: callbacks are called with the exception that is being raised put aside, and do not watch themselves.
//!
//! It is long because each kind of event has its own rules, and all share the state that is kept here.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use frontend::bytecode::code::flags as code_flags;
use frontend::bytecode::op::{Instr, Op, SUPER_EXPLICIT};
use frontend::bytecode::stack::opcodes::RESUME;

use crate::error::PyResult;
use crate::heap::{RootedVec, Tracer};
use crate::interp::frame::Frame;
use crate::interp::hooks::{Recording, hooks};
use crate::object::Ref;
use crate::ops;
use crate::thread::{Thread, poll};
use crate::types::code::CodeObj;
use crate::types::generator::Generator;
use crate::types::method::BoundMethod;
use crate::types::{self, T, exception, frame, int, str, tuple};
use crate::value::Value;

/// How many tools there can be.
pub const TOOLS: usize = 6;

/// The events in the order of their numbers, as `sys.monitoring.events` names them.
pub const EVENTS: [&str; 19] = [
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH_LEFT",
    "BRANCH_RIGHT",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
    "BRANCH",
];

/// Numbers of events.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Event {
    Start = 0,
    Resume = 1,
    Return = 2,
    Yield = 3,
    Call = 4,
    Line = 5,
    Instruction = 6,
    Jump = 7,
    BranchLeft = 8,
    BranchRight = 9,
    StopIteration = 10,
    Raise = 11,
    Handled = 12,
    Unwind = 13,
    Throw = 14,
    Reraise = 15,
    CReturn = 16,
    CRaise = 17,
}

/// Events below this number belong to a place in the code: a callback can switch them off there.
pub const LOCAL_EVENTS: u32 = 11;

/// The number of the event that stands for both sides of a branch.
const BRANCH: usize = EVENTS.len() - 1;

/// One tool of `sys.monitoring`.
struct Tool {
    /// `EMPTY`: not in use.
    name: Cell<Value>,
    events: Cell<u32>,
    callbacks: [Cell<Value>; EVENTS.len()],
}

struct State {
    tools: [Tool; TOOLS],
    /// `sys.monitoring.DISABLE` and `MISSING`.
    marks: [Cell<Value>; 2],
    /// The local events of code objects, by address; `codes` keeps these alive.
    local: RefCell<BTreeMap<usize, [u32; TOOLS]>>,
    /// Where a callback has switched an event off: code, instruction, event, tool.
    disabled: RefCell<BTreeSet<(usize, u32, u8, u8)>>,
    codes: RefCell<Option<RootedVec<Value>>>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    tools: [const {
        Tool {
            name: Cell::new(Value::EMPTY),
            events: Cell::new(0),
            callbacks: [const { Cell::new(Value::EMPTY) }; EVENTS.len()],
        }
    }; TOOLS],
    marks: [const { Cell::new(Value::EMPTY) }; 2],
    local: RefCell::new(BTreeMap::new()),
    disabled: RefCell::new(BTreeSet::new()),
    codes: RefCell::new(None),
};

/// What a thread knows of a frame that it watches.
#[derive(Clone, Copy)]
struct Seen {
    base: *mut Value,
    /// The last instruction that was seen there, and its line.
    index: usize,
    line: u32,
    /// The last instruction that has a line.
    lined: usize,
    /// Whether it has called something that is not a Python function: see [`begin_c_call`].
    calling: bool,
}

/// What the last generator or coroutine that was seen to return has returned.
struct Returned(Cell<Value>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Returned {}
static RETURNED: Returned = Returned(Cell::new(Value::NONE));

thread_local! {
    /// The watched frames of this native thread, the innermost last.
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
    /// The event of which somebody is being told.
    static EVENT: Cell<Option<Event>> = const { Cell::new(None) };
    /// Whether the instruction seen last was the return of a generator or coroutine, whose value [`RETURNED`] has.
    static ENDED: Cell<bool> = const { Cell::new(false) };
    /// Where a callback has made the watched frame go on: an instruction.
    static JUMP: Cell<Option<usize>> = const { Cell::new(None) };
}

// ---- who watches

/// Visits what the tools hold: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    t.visit(RETURNED.0.get());
    for tool in &STATE.tools {
        t.visit(tool.name.get());
        for callback in &tool.callbacks {
            t.visit(callback.get());
        }
    }
    for mark in &STATE.marks {
        t.visit(mark.get());
    }
}

/// Names the objects that callbacks return to switch an event off, and are given for a missing argument. Start-up.
pub fn set_marks(disable: Value, missing: Value) {
    STATE.marks[0].set(disable);
    STATE.marks[1].set(missing);
}

fn is_needed(th: &Thread) -> bool {
    !th.tracer.get().is_empty()
        || !th.profiler.get().is_empty()
        || STATE.tools.iter().any(|t| t.events.get() != 0)
        || !STATE.local.borrow().is_empty()
}

/// Begins or ends to watch a thread, as the functions and tools that are set demand.
fn update(th: &Thread) {
    let on = is_needed(th);
    if on == th.monitor.get() {
        return;
    }
    th.monitor.set(on);
    th.c_callee.set(Value::EMPTY);
    if on {
        (hooks().watched)(th);
        th.request(poll::MONITOR);
        th.depth_limit.set(0);
    } else {
        th.poll
            .fetch_and(!poll::MONITOR, std::sync::atomic::Ordering::Relaxed);
        th.depth_limit.set(th.recursion_limit.get());
        SEEN.with_borrow_mut(Vec::clear);
    }
}

/// Every thread looks again at who watches it.
fn update_all() {
    crate::threads::for_each(update);
}

/// `sys.settrace`; `EMPTY` for none.
pub fn set_tracer(th: &Thread, f: Value) {
    th.tracer.set(f);
    update(th);
}

/// `sys.setprofile`; `EMPTY` for none.
pub fn set_profiler(th: &Thread, f: Value) {
    th.profiler.set(f);
    update(th);
}

/// The name of a tool, `EMPTY` if it is not in use.
pub fn tool_name(tool: usize) -> Value {
    STATE.tools[tool].name.get()
}

/// Takes a tool, or gives it back (`EMPTY`), with all that was set for it.
pub fn set_tool(tool: usize, name: Value) {
    clear_tool(tool);
    STATE.tools[tool].name.set(name);
}

/// Forgets a tool's events and callbacks.
pub fn clear_tool(tool: usize) {
    let t = &STATE.tools[tool];
    t.events.set(0);
    for callback in &t.callbacks {
        callback.set(Value::EMPTY);
    }
    let mut local = STATE.local.borrow_mut();
    for sets in local.values_mut() {
        sets[tool] = 0;
    }
    local.retain(|_, sets| sets.iter().any(|&s| s != 0));
    drop(local);
    update_all();
}

/// Sets a tool's callback for an event; returns the old one.
pub fn set_callback(tool: usize, event: usize, f: Value) -> Value {
    STATE.tools[tool].callbacks[event].replace(f)
}

/// The global events of a tool.
pub fn events(tool: usize) -> u32 {
    STATE.tools[tool].events.get()
}

/// Sets them.
pub fn set_events(tool: usize, set: u32) {
    STATE.tools[tool].events.set(set);
    update_all();
}

/// The events of a tool in one code object.
pub fn local_events(tool: usize, code: Ref<CodeObj>) -> u32 {
    let local = STATE.local.borrow();
    local.get(&key(code)).map_or(0, |sets| sets[tool])
}

/// Sets them.
pub fn set_local_events(tool: usize, code: Ref<CodeObj>, set: u32) {
    let mut local = STATE.local.borrow_mut();
    let sets = local.entry(key(code)).or_default();
    sets[tool] = set;
    if sets.iter().all(|&s| s == 0) {
        local.remove(&key(code));
    }
    drop(local);
    keep(code);
    update_all();
}

/// `sys.monitoring.restart_events`: nothing is switched off any more.
pub fn restart() {
    STATE.disabled.borrow_mut().clear();
}

fn key(code: Ref<CodeObj>) -> usize {
    code.value().bits() as usize
}

/// Keeps a code object whose address stands in a table.
fn keep(code: Ref<CodeObj>) {
    let mut codes = STATE.codes.borrow_mut();
    let codes = codes.get_or_insert_with(RootedVec::new);
    if !codes.contains(&code.value()) {
        codes.push(code.value());
    }
}

/// The tools that want an event in a code object.
fn wanted(code: Ref<CodeObj>, event: Event) -> u32 {
    let bit = 1 << event as u32;
    let mut tools = 0;
    for (n, tool) in STATE.tools.iter().enumerate() {
        tools |= u32::from(tool.events.get() & bit != 0) << n;
    }
    if let Some(sets) = STATE.local.borrow().get(&key(code)) {
        for (n, set) in sets.iter().enumerate() {
            tools |= u32::from(set & bit != 0) << n;
        }
    }
    tools
}

// ---- telling them

/// Runs `f` with the watching suspended and the exception that is being raised put aside.
fn aside<R>(th: &Thread, event: Event, f: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    let pending = th.exception.replace(Value::EMPTY);
    let mut kept = RootedVec::new();
    kept.push(pending);
    let outer = EVENT.replace(Some(event));
    th.in_monitor.set(th.in_monitor.get() + 1);
    let result = f();
    th.in_monitor.set(th.in_monitor.get() - 1);
    EVENT.set(outer);
    if result.is_ok() {
        th.exception.set(pending);
    }
    result
}

/// Calls the tools' callbacks for an event at an instruction, or of `Event::Instruction` at a unit. Runs Python.
fn fire(
    th: &Thread,
    code: Ref<CodeObj>,
    index: usize,
    event: Event,
    args: &[Value],
) -> PyResult<()> {
    let tools = wanted(code, event);
    if tools == 0 {
        return Ok(());
    }
    let number = event as usize;
    aside(th, event, || {
        for n in (0..TOOLS).filter(|n| tools & 1 << n != 0) {
            let place = (key(code), index as u32, number as u8, n as u8);
            let callback = STATE.tools[n].callbacks[number].get();
            if callback.is_empty() || STATE.disabled.borrow().contains(&place) {
                continue;
            }
            let mut all = RootedVec::new();
            all.push(code.value());
            all.extend_from_slice(args);
            let result = ops::call(th, callback, crate::native::Args::positional(&all))?;
            if result != STATE.marks[0].get() {
                continue;
            }
            if (number as u32) < LOCAL_EVENTS {
                keep(code);
                let mut disabled = STATE.disabled.borrow_mut();
                disabled.insert(place);
                // Who knows of no sides has done with both. (Of a plain condition, CPython tells of the other one, too.)
                let sides = [Event::BranchLeft, Event::BranchRight];
                let both = || {
                    let op = op_at(code, index);
                    matches!(op, Op::ForIter | Op::JumpIfNone | Op::JumpIfNotNone)
                };
                let unsided = callback == STATE.tools[n].callbacks[BRANCH].get();
                if sides.contains(&event) && unsided && both() {
                    disabled.extend(sides.map(|side| (place.0, place.1, side as u8, place.3)));
                }
            } else if !matches!(event, Event::CReturn | Event::CRaise) {
                STATE.tools[n].callbacks[number].set(Value::EMPTY);
                return Err(th.value_error(format!(
                    "Cannot disable {} events. Callback removed.",
                    EVENTS[number]
                )));
            }
        }
        Ok(())
    })
}

/// Calls a trace or profile function. If it raises, it is not called again. Runs Python.
fn call_function(
    th: &Thread,
    f: Value,
    at: Value,
    (event, what): (Event, &str),
    arg: Value,
    own: bool,
) -> PyResult {
    let result = aside(th, event, || {
        ops::call3(th, f, at, str::intern(th, what).value(), arg)
    });
    if result.is_err() {
        if own {
            set_profiler(th, Value::EMPTY);
        } else {
            set_tracer(th, Value::EMPTY);
        }
    }
    result
}

fn frame_object(th: &Thread) -> Value {
    frame::of_frame(th, Frame(th.base.get())).value()
}

/// Tells the trace function (`call`) or the frame's own (everything else), and the profile function. Runs Python.
fn tell(th: &Thread, event: Event, arg: Value) -> PyResult<()> {
    let what = match event {
        Event::Start | Event::Resume | Event::Throw => "call",
        Event::Return | Event::Yield | Event::Unwind => "return",
        Event::Line => "line",
        Event::Instruction => "opcode",
        Event::Raise => "exception",
        _ => return Ok(()),
    };
    let profiled = matches!(what, "call" | "return");
    if !th.tracer.get().is_empty() {
        let at = frame_object(th);
        let f = if what == "call" {
            th.tracer.get()
        } else {
            frame::trace_function(at)
        };
        let silent = what == "line" && !frame::wants_lines(at);
        if !f.is_empty() && !f.is_none() && !silent {
            let result = call_function(th, f, at, (event, what), arg, false)?;
            if !result.is_none() {
                frame::set_trace_function(at, result);
            }
        }
    }
    if profiled && !th.profiler.get().is_empty() {
        let at = frame_object(th);
        call_function(th, th.profiler.get(), at, (event, what), arg, true)?;
    }
    Ok(())
}

/// As [`tell`], of a frame that begins: before its first instruction.
fn tell_start(th: &Thread) -> PyResult<()> {
    if th.tracer.get().is_empty() && th.profiler.get().is_empty() {
        return Ok(());
    }
    let at = frame_object(th);
    frame::set_starting(at, true);
    let result = tell(th, Event::Start, Value::NONE);
    frame::set_starting(at, false);
    result
}

fn offset(code: Ref<CodeObj>, index: usize) -> Value {
    Value::small(crate::types::code::offset(code, index))
}

/// Calls a function with the watching resumed, though a callback runs. Runs Python.
pub fn call_watched(th: &Thread, f: Value, args: crate::native::Args) -> PyResult {
    let depth = th.in_monitor.replace(0);
    let outer = EVENT.replace(None);
    let result = ops::call(th, f, args);
    EVENT.set(outer);
    th.in_monitor.set(depth);
    result
}

/// The event of which somebody in this thread is being told, if it is the innermost watched frame that has met it and
/// this is that frame.
pub fn event_of(th: &Thread, frame: Frame) -> Option<Event> {
    EVENT.get().filter(|_| {
        SEEN.with_borrow(|all| all.last().is_some_and(|s| s.base == frame.0))
            && (th.base.get() >= frame.0)
    })
}

/// The watched frame goes on with the instruction `target`.
pub fn go_on_at(target: usize) {
    JUMP.set(Some(target));
}

/// The instruction is about to be executed: the interpreter's loop in the recorder's place. Runs Python.
pub fn before(th: &Thread) -> Recording {
    if !th.monitor.get() {
        return Recording::Stop;
    }
    if th.in_monitor.get() != 0 {
        return Recording::Continue;
    }
    let pc = th.pc.get();
    // Frames say that they stand at this instruction.
    // SAFETY: `pc` is an instruction of the running code, which does not end with it or ends there.
    th.pc.set(unsafe { pc.add(1) });
    JUMP.set(None);
    let result = observe(th, pc);
    let jump = JUMP.take();
    match (result, jump) {
        (Ok(()), None) => {
            th.pc.set(pc);
            Recording::Continue
        }
        (Ok(()), Some(target)) => {
            let frame = Frame(th.base.get());
            let code = frame.code();
            see(code, frame.0, target, 0);
            // SAFETY: the plan of a jump names an instruction of the frame's code.
            th.pc.set(unsafe { code.instrs.get().add(target) });
            Recording::Moved
        }
        (Err(_), _) => Recording::Raise,
    }
}

/// The last frame that was seen, if it is this one; those above it are gone.
fn seen(th: &Thread, base: *mut Value) -> Option<Seen> {
    drop_from(th, |s| s.base > base);
    SEEN.with_borrow(|all| all.last().copied().filter(|s| s.base == base))
}

/// Forgets the innermost frames as long as they are `over`, and the calls that they were making.
fn drop_from(th: &Thread, over: impl Fn(&Seen) -> bool) {
    let last = || {
        SEEN.with_borrow_mut(|all| {
            if all.last().is_some_and(&over) {
                all.pop()
            } else {
                None
            }
        })
    };
    while let Some(gone) = last() {
        if gone.calling {
            pop_c_call(th);
        }
    }
}

/// The watched frame calls something that is not a Python function: that and the first argument are kept until it returns,
/// in a chain of tuples, as frames that it calls may make such calls, too. Allocates.
fn begin_c_call(th: &Thread, callee: Value, arg: Value) {
    let outer = th.c_callee.get();
    let outer = if outer.is_empty() { Value::NONE } else { outer };
    th.c_callee
        .set(tuple::new(th, &[callee, arg, outer]).value());
    SEEN.with_borrow_mut(|all| {
        if let Some(s) = all.last_mut() {
            s.calling = true;
        }
    });
}

/// The innermost such call is over: what was called, with what.
fn pop_c_call(th: &Thread) -> Option<(Value, Value)> {
    let innermost = th.c_callee.get().downcast::<tuple::Tuple>()?;
    let &[callee, arg, outer] = innermost.items() else {
        return None;
    };
    th.c_callee
        .set(if outer.is_none() { Value::EMPTY } else { outer });
    Some((callee, arg))
}

fn see(code: Ref<CodeObj>, base: *mut Value, index: usize, line: u32) {
    let has_line = has_line(code, index);
    SEEN.with_borrow_mut(|all| match all.last_mut() {
        Some(s) if s.base == base => {
            (s.index, s.line) = (index, line);
            if has_line {
                s.lined = index;
            }
        }
        _ => all.push(Seen {
            base,
            index,
            line,
            lined: index,
            calling: false,
        }),
    });
}

/// Where a watched frame shows to be while it executes an instruction that has no line: at the last one that has.
pub fn lined_before(base: *mut Value) -> Option<usize> {
    SEEN.with_borrow(|all| {
        let seen = all.iter().rev().find(|s| s.base == base);
        seen.map(|s| s.lined)
    })
}

/// The frame at `base` is over, or suspended.
fn forget(th: &Thread, base: *mut Value) {
    drop_from(th, |s| s.base >= base);
}

/// Whether an instruction is on a line of its own.
pub fn has_line(code: Ref<CodeObj>, index: usize) -> bool {
    let plain = code.plain();
    plain.positions.line(index) != 0 && !plain.is_end_of_body(index)
}

fn op_at(code: Ref<CodeObj>, index: usize) -> Op {
    Instr(code.plain().instrs[index]).op()
}

fn observe(th: &Thread, pc: *const u64) -> PyResult<()> {
    let frame = Frame(th.base.get());
    if frame.is_hidden() {
        return Ok(());
    }
    let code = frame.code();
    let index = code.index_of(pc);
    let op = Instr(code.plain().instrs[index]).op();
    let generates = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
    if matches!(op, Op::ReturnGenerator | Op::BeginBody)
        || (code.has_flag(generates) && !begun(code, index))
    {
        // The call that makes a generator is not seen; its first resumption is.
        return Ok(());
    }
    let line = if has_line(code, index) {
        code.plain().positions.line(index)
    } else {
        0
    };
    let known = seen(th, frame.0);
    if known.is_some_and(|last| jumps_back(code, last.index) == Some(index)) {
        // It is one jump, from there.
        return Ok(());
    }
    if ENDED.replace(false) {
        let from = known.map_or(index.wrapping_sub(1), |last| last.index);
        generator_returned(th, code, from)?;
    }
    if let Some(last) = known {
        if last.calling {
            finish_c_call(th, code, last.index, None)?;
        }
        branch(th, code, last.index, index)?;
        if JUMP.get().is_some() {
            return Ok(());
        }
    }
    let mut previous_line = known.map(|s| s.line);
    if known.is_none() {
        let first = match index {
            0 => true,
            _ => matches!(op_at(code, index - 1), Op::ReturnGenerator | Op::BeginBody),
        };
        if first {
            see(code, frame.0, index, 0);
            previous_line = Some(0);
            fire(th, code, index, Event::Start, &[Value::small(0)])?;
            tell_start(th)?;
        } else {
            // It goes on where it was: on that line, there is nothing new to tell. But at a loop's head it has most
            // likely gone back to it.
            previous_line = Some(match code.plain().loops.contains(&(index as u32)) {
                true => 0,
                false => code.plain().positions.line(index - 1),
            });
            see(code, frame.0, index - 1, previous_line.unwrap_or(0));
            if op_at(code, index - 1) == Op::Yield {
                // Until it has gone on, it stands where it was.
                th.pc.set(pc);
                fire(th, code, index, Event::Resume, &[offset(code, index - 1)])?;
                tell(th, Event::Resume, Value::NONE)?;
                // SAFETY: as above.
                th.pc.set(unsafe { pc.add(1) });
                if JUMP.get().is_some() {
                    return Ok(());
                }
            }
        }
    }
    let back = known.is_some_and(|s| s.index >= index);
    let begins = index == 0
        || code.plain().positions.line(index - 1) != line
        || code.plain().loops.contains(&(index as u32));
    if line != 0 && (previous_line != Some(line) || (back && begins)) {
        see(code, frame.0, index, line);
        let number = int::from_i64(th, i64::from(line));
        fire(th, code, index, Event::Line, &[number])?;
        tell(th, Event::Line, Value::NONE)?;
        if JUMP.get().is_some() {
            return Ok(());
        }
    }
    see(
        code,
        frame.0,
        index,
        if line == 0 {
            previous_line.unwrap_or(0)
        } else {
            line
        },
    );
    if !th.tracer.get().is_empty() {
        let at = frame_object(th);
        if frame::wants_opcodes(at) {
            tell(th, Event::Instruction, Value::NONE)?;
        }
    }
    fire_instruction(th, code, index)?;
    let i = Instr(code.plain().instrs[index]);
    match op {
        Op::Return => {
            let v = frame.reg(i.a() as usize);
            fire(th, code, index, Event::Return, &[offset(code, index), v])?;
            tell(th, Event::Return, v)?;
            forget(th, frame.0);
            let is_plain = |g: Ref<Generator>| {
                types::is_exactly(g.value(), T::Generator)
                    || types::is_exactly(g.value(), T::Coroutine)
            };
            if crate::interp::generator::of_frame(frame).is_some_and(is_plain) {
                ENDED.set(true);
                RETURNED.0.set(v);
            }
        }
        Op::Yield => {
            let v = frame.reg(i.b() as usize);
            fire(th, code, index, Event::Yield, &[offset(code, index), v])?;
            tell(th, Event::Yield, v)?;
            if JUMP.get().is_none() {
                forget(th, frame.0);
            }
        }
        Op::Call | Op::CallMethod | Op::CallEx => call(th, code, frame, index, i)?,
        Op::LoadSuperAttr => call_super(th, code, frame, index, i)?,
        _ => {}
    }
    Ok(())
}

/// A generator or coroutine has returned to the instruction `from`, which has no use for an exception: somebody may look
/// for one.
fn generator_returned(th: &Thread, code: Ref<CodeObj>, from: usize) -> PyResult<()> {
    let v = RETURNED.0.replace(Value::NONE);
    if from >= code.plain().instrs.len() || !matches!(op_at(code, from), Op::ForIter | Op::Send) {
        return Ok(());
    }
    // An iterator that took its items from the generator has ended without an exception, unless there was a value.
    let i = Instr(code.plain().instrs[from]);
    let it = Frame(th.base.get()).reg(i.b() as usize);
    let direct = i.op() == Op::Send || types::is_exactly(it, T::Generator);
    if !direct && v.is_none() {
        return Ok(());
    }
    let event = if direct {
        Event::StopIteration
    } else {
        Event::Raise
    };
    let args: &[Value] = if v.is_none() { &[] } else { &[v] };
    let exc = exception::new(th, T::StopIteration, args);
    let pc = th.pc.get();
    // SAFETY: an index of an instruction of the running code.
    th.pc.set(unsafe { code.instrs.get().add(from + 1) });
    let result = (|| {
        fire(th, code, from, event, &[offset(code, from), exc])?;
        // (Of a loop's end there is nothing to tell a tracer, unless there was a value.)
        let told = op_at(code, from) == Op::Send || !v.is_none();
        if told && !th.tracer.get().is_empty() {
            let parts = [types::type_of(exc).value(), exc, Value::NONE];
            tell(th, Event::Raise, tuple::new(th, &parts).value())?;
        }
        Ok(())
    })();
    th.pc.set(pc);
    result
}

/// Whether an instruction of a generator's code lies behind the one that makes the generator.
fn begun(code: Ref<CodeObj>, index: usize) -> bool {
    code.plain().instrs[..index]
        .iter()
        .any(|&word| Instr(word).op() == Op::ReturnGenerator)
}

fn is_function(v: Value) -> bool {
    types::is_exactly(v, T::Function)
}

/// Whether the method that is called here is one that `super()` was asked for.
fn callee_is_of_super(code: Ref<CodeObj>, call: usize, i: Instr) -> bool {
    let mut before = code.plain().instrs[..call]
        .iter()
        .rev()
        .map(|&word| Instr(word));
    let load = before
        .find(|load| load.a() == i.a() && matches!(load.op(), Op::LoadSuperAttr | Op::LoadMethod));
    load.is_some_and(|load| load.op() == Op::LoadSuperAttr)
}

/// A call is about to be made.
fn call(th: &Thread, code: Ref<CodeObj>, frame: Frame, index: usize, i: Instr) -> PyResult<()> {
    let a = i.a() as usize;
    let mut callee = frame.reg(a);
    let mut own = match i.op() {
        Op::CallMethod => frame.reg(a + 1),
        _ => Value::EMPTY,
    };
    if !own.is_empty() && callee_is_of_super(code, index, i) && !is_function(callee) {
        // It shows as the bound method that `super()` gives.
        own = Value::EMPTY;
    }
    if !own.is_empty() && types::is_exactly(callee, T::ClassMethodDescr) {
        // It shows as the method that the class gives.
        callee = crate::types::builtin::bound_class_method(th, callee, own)?;
        own = Value::EMPTY;
    }
    if let Some(bound) = callee.downcast::<BoundMethod>() {
        // It shows as the function, called with its object.
        if i.op() != Op::CallEx && own.is_empty() {
            (callee, own) = (bound.function.get(), bound.receiver.get());
        }
    }
    let arg = if i.op() == Op::CallEx {
        let args = frame.reg(a + 2);
        let first = match args.downcast::<tuple::Tuple>() {
            Some(args) => args.items().first().copied(),
            None => args
                .downcast::<types::list::List>()
                .filter(|args| !args.is_empty())
                .map(|args| args.item(0)),
        };
        first.unwrap_or(STATE.marks[1].get())
    } else if !own.is_empty() {
        own
    } else if i.flags() > 0 {
        frame.reg(a + 2)
    } else {
        STATE.marks[1].get()
    };
    fire(
        th,
        code,
        index,
        Event::Call,
        &[offset(code, index), callee, arg],
    )?;
    let ty = types::type_of(callee);
    let native = [T::Builtin, T::MethodDescr, T::ClassMethodDescr]
        .iter()
        .any(|&t| ty == types::get(t));
    let is_python = ty == types::get(T::Function) || ty == types::get(T::BoundMethod);
    if is_python {
        return Ok(());
    }
    if native && !th.profiler.get().is_empty() {
        let at = frame_object(th);
        call_function(
            th,
            th.profiler.get(),
            at,
            (Event::Call, "c_call"),
            callee,
            true,
        )?;
    }
    begin_c_call(th, callee, arg);
    Ok(())
}

/// An attribute of `super()` is about to be loaded: it shows as the call that it stands for.
fn call_super(
    th: &Thread,
    code: Ref<CodeObj>,
    frame: Frame,
    index: usize,
    i: Instr,
) -> PyResult<()> {
    let b = i.b() as usize;
    let arg = match i.flags() & SUPER_EXPLICIT {
        0 => STATE.marks[1].get(),
        _ => frame.reg(b + 1),
    };
    let callee = frame.reg(b);
    let parts = [offset(code, index), callee, arg];
    fire(th, code, index, Event::Call, &parts)?;
    begin_c_call(th, callee, arg);
    Ok(())
}

/// The call of something that is not a Python function is over.
fn finish_c_call(
    th: &Thread,
    code: Ref<CodeObj>,
    index: usize,
    exc: Option<Value>,
) -> PyResult<()> {
    SEEN.with_borrow_mut(|all| {
        if let Some(s) = all.last_mut() {
            s.calling = false;
        }
    });
    let Some((callee, arg)) = pop_c_call(th) else {
        return Ok(());
    };
    let (event, what) = match exc {
        None => (Event::CReturn, "c_return"),
        Some(_) => (Event::CRaise, "c_exception"),
    };
    fire(th, code, index, event, &[offset(code, index), callee, arg])?;
    let ty = types::type_of(callee);
    let native = ty == types::get(T::Builtin) || ty == types::get(T::MethodDescr);
    if native && !th.profiler.get().is_empty() {
        let at = frame_object(th);
        call_function(th, th.profiler.get(), at, (event, what), callee, true)?;
    }
    Ok(())
}

/// A branch, as Python code counts.
pub struct Branch {
    /// The instruction that it is told of.
    pub at: usize,
    /// Offsets of its ways.
    pub left: i64,
    pub right: i64,
}

/// The branch that the instruction at `from` is. Of a comparison with its jump, it is the jump; a loop over an asynchronous
/// iterator branches where it waits for the next item.
pub fn branches(code: Ref<CodeObj>, from: usize) -> Option<Branch> {
    let instrs = &code.plain().instrs;
    let stack = code.stack();
    let jump = |at: usize| Instr(instrs[at]).jump_target(at);
    let (at, left, right) = match Instr(instrs[from]).op() {
        Op::JumpIfTrue | Op::JumpIfFalse | Op::JumpIfNone | Op::JumpIfNotNone => {
            (from, stack.behind(from), jump(from))
        }
        Op::ForIter => (from, stack.behind(from), jump(from + 1)),
        op if op.is_fused_compare() => (from + 1, stack.behind(from + 1), jump(from + 1)),
        Op::Send => (
            from,
            stack.start(jump(from + 1)),
            end_of_wait(code, from)? + 1,
        ),
        _ => return None,
    };
    Some(Branch {
        at,
        left: left as i64,
        right: crate::types::code::target(code, right),
    })
}

/// Where a loop over an asynchronous iterator ends, of which this is the instruction that waits.
fn end_of_wait(code: Ref<CodeObj>, send: usize) -> Option<usize> {
    let end = code.plain().handler_at(send)?.handler as usize;
    (op_at(code, end) == Op::EndAsyncFor).then_some(end)
}

/// The instruction that waits in the loop over an asynchronous iterator that ends here.
fn waiting(code: Ref<CodeObj>, end: usize) -> Option<usize> {
    (0..end)
        .rev()
        .find(|&at| op_at(code, at) == Op::Send && end_of_wait(code, at) == Some(end))
}

/// The jump back that a jump forward leads to: CPython has one in its place.
fn jumps_back(code: Ref<CodeObj>, from: usize) -> Option<usize> {
    let i = Instr(code.plain().instrs[from]);
    let is_second = from > 0 && op_at(code, from - 1).has_jump_word();
    if i.op() != Op::Jump || is_second || i.imm32() < 0 {
        return None;
    }
    let target = i.jump_target(from);
    code.plain().is_end_of_body(target).then_some(target)
}

/// Whether a jump is there only because of the order in which code is laid out: over the handlers of an exception, or out
/// of them.
fn is_silent(code: Ref<CodeObj>, from: usize, target: usize) -> bool {
    let plain = code.plain();
    let skips = |at: usize| {
        let i = Instr(plain.instrs[at]);
        let handled = || plain.handlers.iter().any(|h| h.handler as usize == at + 1);
        (i.op() == Op::Jump && i.imm32() > 0 && handled()).then(|| i.jump_target(at))
    };
    let second_word = from > 0 && matches!(op_at(code, from - 1), Op::ForIter | Op::Send);
    second_word
        || skips(from).is_some()
        || (0..from).any(|at| skips(at).is_some_and(|end| from < end && end <= target))
}

/// What became of the jump at `from`, if it is one.
fn branch(th: &Thread, code: Ref<CodeObj>, from: usize, to: usize) -> PyResult<()> {
    let op = op_at(code, from);
    let (at, event, target) = match op {
        Op::Jump | Op::JumpBack => {
            let silent = || jumps_back(code, from).is_none() && is_silent(code, from, to);
            if wanted(code, Event::Jump) == 0 || silent() {
                return Ok(());
            }
            (from, Event::Jump, crate::types::code::target(code, to))
        }
        Op::EndAsyncFor => match waiting(code, from).and_then(|at| branches(code, at)) {
            Some(b) if to == from + 1 => (b.at, Event::BranchRight, b.right),
            _ => return Ok(()),
        },
        _ => {
            let Some(b) = branches(code, from) else {
                return Ok(());
            };
            // The second word of a loop's head is executed when there are no more items; that of an instruction that waits,
            // when it has something.
            let left = match op {
                Op::ForIter => to != from + 1,
                _ => to == b.at + 1,
            };
            match left {
                true => (b.at, Event::BranchLeft, b.left),
                false if op == Op::Send => return Ok(()),
                false => (b.at, Event::BranchRight, b.right),
            }
        }
    };
    // Whoever looks sees the frame at the branch.
    let pc = th.pc.get();
    // SAFETY: both are indices of instructions of the running code.
    th.pc.set(unsafe { code.instrs.get().add(at + 1) });
    let ends = [offset(code, at), Value::small(target)];
    let result = fire(th, code, at, event, &ends).and_then(|()| fire_way(th, code, at, event));
    th.pc.set(pc);
    result
}

/// The opcodes that a branch has run only because of the way that it took.
fn fire_way(th: &Thread, code: Ref<CodeObj>, at: usize, event: Event) -> PyResult<()> {
    if wanted(code, Event::Instruction) == 0 {
        return Ok(());
    }
    let stack = code.stack();
    match (event, op_at(code, at)) {
        (Event::BranchLeft, Op::ForIter) => fire_opcodes(th, code, stack.body(at + 1)),
        (Event::BranchRight, Op::ForIter) => {
            let end = Instr(code.plain().instrs[at + 1]).jump_target(at + 1);
            // (It goes to the second, which drops the iterator.)
            fire_opcodes(th, code, stack.tail(end - 1).skip(1))
        }
        (Event::BranchLeft, _) => fire_opcodes(th, code, stack.tail(at)),
        _ => Ok(()),
    }
}

/// The opcodes that an instruction is described by run, one after the other.
fn fire_instruction(th: &Thread, code: Ref<CodeObj>, index: usize) -> PyResult<()> {
    let is_second = index > 0 && op_at(code, index - 1).has_jump_word();
    if is_second || wanted(code, Event::Instruction) == 0 {
        return Ok(());
    }
    fire_opcodes(th, code, code.stack().body(index))?;
    if op_at(code, index).is_fused_compare() {
        fire_opcodes(th, code, code.stack().body(index + 1))?;
    }
    Ok(())
}

fn fire_opcodes(
    th: &Thread,
    code: Ref<CodeObj>,
    opcodes: impl Iterator<Item = (usize, u16)>,
) -> PyResult<()> {
    for (at, opcode) in opcodes {
        if opcode != RESUME {
            fire(
                th,
                code,
                at / 2,
                Event::Instruction,
                &[Value::small(at as i64)],
            )?;
        }
    }
    Ok(())
}

/// An exception is on its way through the published frame, whose entry is in its traceback. Replaces the exception if a
/// callback raises. Runs Python.
#[cold]
pub fn raised(th: &Thread, index: usize) {
    if th.in_monitor.get() != 0 {
        return;
    }
    let frame = Frame(th.base.get());
    if frame.is_hidden() {
        return;
    }
    let code = frame.code();
    let exc = th.exception.get();
    let instr = Instr(code.plain().instrs[index]);
    // (A `raise` alone is one, too.)
    let again = instr.op() == Op::Reraise || (instr.op() == Op::Raise && instr.flags() == 0);
    let result = (|| {
        if seen(th, frame.0).is_some_and(|s| s.calling) {
            finish_c_call(th, code, index, Some(exc))?;
        }
        if seen(th, frame.0).is_none() && op_at(code, index) == Op::Yield {
            see(code, frame.0, index, code.plain().positions.line(index));
            fire(th, code, index, Event::Throw, &[offset(code, index), exc])?;
            tell(th, Event::Throw, Value::NONE)?;
        }
        let event = if again { Event::Reraise } else { Event::Raise };
        fire(th, code, index, event, &[offset(code, index), exc])?;
        if !again && !th.tracer.get().is_empty() {
            let parts = [
                types::type_of(exc).value(),
                exc,
                exception::as_exception(exc)
                    .traceback
                    .get_opt()
                    .unwrap_or(Value::NONE),
            ];
            tell(th, Event::Raise, tuple::new(th, &parts).value())?;
        }
        Ok(())
    })();
    // A callback's exception has taken the place of the one that was set.
    let _: PyResult<()> = result;
}

/// What the running SEND delegates to has returned `v` by a StopIteration: whoever watches sees that. The collector must
/// see `v` elsewhere if it is to live. Runs Python.
#[cold]
pub fn stopped(th: &Thread, v: Value) -> PyResult<()> {
    let frame = Frame(th.base.get());
    if th.in_monitor.get() != 0 || frame.is_hidden() {
        return Ok(());
    }
    let code = frame.code();
    let index = code.index_of(th.pc.get()) - 1;
    let args: &[Value] = if v.is_none() { &[] } else { &[v] };
    let exc = exception::new(th, T::StopIteration, args);
    fire(th, code, index, Event::Raise, &[offset(code, index), exc])?;
    if th.tracer.get().is_empty() {
        return Ok(());
    }
    let parts = [types::type_of(exc).value(), exc, Value::NONE];
    tell(th, Event::Raise, tuple::new(th, &parts).value())
}

/// The exception is handled in the published frame, by the instruction `index`. Runs Python.
#[cold]
pub fn handled(th: &Thread, index: usize, exc: Value) -> PyResult<()> {
    if th.in_monitor.get() != 0 {
        return Ok(());
    }
    let frame = Frame(th.base.get());
    if frame.is_hidden() {
        return Ok(());
    }
    let code = frame.code();
    fire(th, code, index, Event::Handled, &[offset(code, index), exc])
}

/// The published frame ends with the exception that is set. Runs Python.
#[cold]
pub fn unwound(th: &Thread, index: usize) {
    if th.in_monitor.get() != 0 {
        return;
    }
    let frame = Frame(th.base.get());
    if frame.is_hidden() {
        return;
    }
    let code = frame.code();
    let exc = th.exception.get();
    let result = fire(th, code, index, Event::Unwind, &[offset(code, index), exc])
        .and_then(|()| tell(th, Event::Unwind, Value::NONE));
    forget(th, frame.0);
    // As above.
    let _: PyResult<()> = result;
}
