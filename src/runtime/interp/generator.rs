//! Generators and coroutines in the interpreter: making, resuming, suspending, delegating.
//!
//! Resuming a generator pushes a frame like a call does; the generator is the frame's attached word. A loop or a
//! delegation resumes it without native recursion (continuations `Next` and `Send`); native code goes through
//! [`resume`].

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{DELEGATING, Instr, Op};

use super::call::window_end;
use super::delegation::{self, Chain};
use super::frame::{Continuation, Frame, HEADER};
use super::run::{Flow, execute};
use crate::error::{PyResult, Raised};
use crate::monitor;
use crate::names::{self, N};
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::exception;
use crate::types::generator::{self, Generator, State};
use crate::types::{self, T};
use crate::value::Value;

/// The generator that runs in a frame, if one does.
pub fn of_frame(frame: Frame) -> Option<Ref<Generator>> {
    frame
        .attached()
        .downcast::<Generator>()
        .filter(|g| g.base.get() == frame.0)
}

/// The namespace that came with the frame's call, or empty: where the attached word is a generator, that has it.
pub fn namespace_of(frame: Frame) -> Value {
    let attached = frame.attached();
    match attached.downcast::<Generator>() {
        Some(g) => g.attached.get_opt().unwrap_or(Value::EMPTY),
        None => attached,
    }
}

/// A frame that a trace has resumed comes to life: if a generator runs there, it is told so. The frame's header is written.
pub fn publish(frame: Frame) {
    let (continuation, _) = frame.continuation();
    if matches!(
        continuation,
        Continuation::Next
            | Continuation::Send
            | Continuation::Chain
            | Continuation::Step
            | Continuation::Feed
    ) && let Some(g) = frame.attached().downcast::<Generator>()
    {
        g.set_state(State::Running);
        g.base.set(frame.0);
    }
}

/// RETURN_GENERATOR: makes the generator from the running frame, and returns it to the caller. (value, true) if the caller is
/// native code.
pub fn make(th: &Thread, base: *mut Value, pc: *const u64) -> (Value, bool) {
    let frame = Frame(base);
    let code = frame.code();
    let class = if code.has_flag(flags::ASYNC_GENERATOR) {
        T::AsyncGenerator
    } else if code.has_flag(flags::COROUTINE) {
        T::Coroutine
    } else {
        T::Generator
    };
    let g = generator::new(th, class, frame.function(), code);
    // SAFETY: the window belongs to the running frame.
    unsafe { g.save(base, code.nregs.get() as usize) };
    g.pc.set(code.index_of(pc) as u32);
    if !frame.attached().is_empty() {
        // A module's or class's code with an `await` at its top.
        g.attached.set(g, frame.attached());
    }
    generator::watch(g);
    if class == T::Coroutine {
        let maker = Frame(frame.caller());
        if !maker.0.is_null() && !maker.is_hidden() {
            let index = maker.code().index_of(frame.return_pc()).saturating_sub(1);
            generator::note_maker(g, maker.function().value(), index);
        }
        types::async_generator::note_origin(th, g);
    }
    leave(th, frame, g.value())
}

/// Pops a frame and stores `v` as its plain result; (v, true) if the caller is native code.
fn leave(th: &Thread, frame: Frame, v: Value) -> (Value, bool) {
    let (mut continuation, mut dst) = frame.continuation();
    if continuation == Continuation::Observed {
        (continuation, dst) = types::frame::ended(th, frame, 0);
    }
    th.depth.set(th.depth.get() - 1);
    th.base.set(frame.caller());
    th.pc.set(frame.return_pc());
    if continuation.is_native() {
        return (v, true);
    }
    Frame(frame.caller()).set_reg(dst as usize, v);
    (v, false)
}

/// How a YIELD was executed.
pub enum Suspended {
    /// The value is where a loop or a delegation of the interpreter waits for it; its frame's base, and where it goes on.
    Moved(*mut Value, *const u64),
    /// Native code waits for the value.
    Native(Value),
    /// An iterator waits for the value, from which it makes its own; see [`super::feed`].
    Fed(Value),
}

/// YIELD where no exception is being handled, and nothing is delegated: pops the frame and hands the value over. `None`: it
/// is another case, and nothing has happened.
#[inline(always)]
pub fn suspend_plain(th: &Thread, base: *mut Value, pc: *const u64, i: Instr) -> Option<Suspended> {
    let frame = Frame(base);
    let word = frame.continuation_word();
    let (continuation, dst) = match Continuation::unpack(word) {
        (Continuation::Chain, _) => Continuation::unpack(Continuation::of_chain(word)),
        plain => plain,
    };
    // SAFETY: YIELD only occurs in a generator's code, whose frames have their generator attached.
    let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(frame.attached()) };
    let native = continuation == Continuation::Native;
    let step = continuation == Continuation::Step;
    let fed = continuation == Continuation::Feed;
    let loops = matches!(continuation, Continuation::Next | Continuation::Send);
    if !(native || step || loops || fed)
        || i.flags() & DELEGATING != 0
        || !g.handled.get().is_none()
        || generator::handles(g)
    {
        return None;
    }
    let v = frame.reg(i.b() as usize);
    // SAFETY: the window belongs to the running frame.
    unsafe { g.save(base, (i.c() as usize).max(1)) };
    g.pc.set(code_index(frame, pc));
    g.set_state(State::Suspended);
    g.base.set(std::ptr::null_mut());
    th.depth.set(th.depth.get() - 1);
    let caller = frame.caller();
    th.base.set(caller);
    if native {
        th.pc.set(frame.return_pc());
        return Some(Suspended::Native(v));
    }
    if fed {
        th.pc.set(frame.return_pc());
        return Some(Suspended::Fed(v));
    }
    Frame(caller).set_reg(dst as usize, v);
    // SAFETY: the jump word of FOR_ITER or SEND is skipped; behind a call there is none.
    let at = unsafe { frame.return_pc().add(usize::from(!step)) };
    Some(Suspended::Moved(caller, at))
}

/// YIELD, all cases.
pub fn suspend(th: &Thread, base: *mut Value, pc: *const u64, i: Instr) -> Suspended {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    // SAFETY: YIELD only occurs in a generator's code, whose frames have their generator attached.
    let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(frame.attached()) };
    // SAFETY: the window belongs to the running frame.
    unsafe { g.save(base, (i.c() as usize).max(1)) };
    g.pc.set(code_index(frame, pc));
    g.set_state(waits(g, frame, pc, i));
    g.base.set(std::ptr::null_mut());
    // The exception that the generator handles goes with it; the caller's comes back.
    let outer = g.handled.get();
    let own = th.handled.replace(outer);
    let handles = generator::handles(g);
    g.handled.set(g, if handles { own } else { Value::NONE });
    let (mut continuation, mut dst) = frame.continuation();
    if continuation == Continuation::Chain {
        (continuation, dst) =
            Continuation::unpack(Continuation::of_chain(frame.continuation_word()));
    }
    th.depth.set(th.depth.get() - 1);
    th.base.set(frame.caller());
    th.pc.set(frame.return_pc());
    match continuation {
        Continuation::Native | Continuation::Trace => return Suspended::Native(v),
        Continuation::Feed => return Suspended::Fed(v),
        Continuation::Next | Continuation::Send => {
            Frame(frame.caller()).set_reg(dst as usize, v);
            // SAFETY: the jump word of FOR_ITER or SEND is skipped.
            th.pc.set(unsafe { frame.return_pc().add(1) });
        }
        Continuation::Step => Frame(frame.caller()).set_reg(dst as usize, v),
        other => unreachable!("a generator resumed with {other:?}"),
    }
    Suspended::Moved(th.base.get(), th.pc.get())
}

/// The state of a generator that is suspended at the YIELD `i`, before `pc`; notes what it waits for.
#[inline(always)]
fn waits(g: Ref<Generator>, frame: Frame, pc: *const u64, i: Instr) -> State {
    if i.flags() & DELEGATING == 0 {
        return State::Suspended;
    }
    // SAFETY: SEND, JUMP, YIELD: the instructions of a delegation stand together.
    let send = Instr(unsafe { *pc.sub(3) });
    let inner = frame.reg(send.b() as usize);
    if !types::is_exactly(inner, T::Generator) && !types::is_exactly(inner, T::Coroutine) {
        return State::Suspended;
    }
    g.inner.set(inner);
    State::Delegating
}

/// What a handler in this frame keeps of the exception that was handled before. Inside a generator, what its caller
/// handles only shows through; when the generator goes on it may have another caller.
#[inline(never)]
pub fn own_handled(frame: Frame, before: Value) -> Value {
    match of_frame(frame) {
        Some(g) if !generator::handles(g) => {
            generator::set_handles(g, true);
            Value::NONE
        }
        _ => before,
    }
}

/// The exception that is handled after a handler in this frame has ended; the reverse of [`own_handled`].
#[inline(never)]
pub fn seen_handled(frame: Frame, own: Value) -> Value {
    match of_frame(frame) {
        Some(g) if own.is_none() => {
            generator::set_handles(g, false);
            g.handled.get()
        }
        _ => own,
    }
}

fn code_index(frame: Frame, pc: *const u64) -> u32 {
    frame.code().index_of(pc) as u32
}

/// If the frame that was popped ran a generator, ends the generator.
pub fn finish(th: &Thread, frame: Frame) -> bool {
    match of_frame(frame) {
        Some(g) => {
            th.handled.set(g.handled.get());
            if !g.frame.get().is_empty() {
                types::frame::generator_ended(th, g, frame.0);
            }
            g.base.set(std::ptr::null_mut());
            g.close();
            true
        }
        None => false,
    }
}

/// As [`finish`], for a frame that an exception leaves at the instruction `index`.
pub fn abandon(th: &Thread, frame: Frame, index: usize) -> bool {
    if let Some(g) = of_frame(frame) {
        g.pc.set(index as u32 + 1);
    }
    finish(th, frame)
}

/// If a generator runs in the frame, it ends in front of `pc`: its frame object will say so.
#[inline(always)]
pub fn returns(frame: Frame, pc: *const u64) {
    if let Some(g) = of_frame(frame) {
        g.pc.set(code_index(frame, pc));
    }
}

/// Where the next frame's window begins.
fn next_base(th: &Thread) -> *mut Value {
    let caller = th.base.get();
    let end = if caller.is_null() {
        th.stack_start.get()
    } else {
        window_end(caller)
    };
    // SAFETY: the limit leaves room for a header and the largest window.
    unsafe { end.add(HEADER) }
}

/// Pushes the frame of a suspended generator, `sent` being the result of its yield.
fn push(th: &Thread, g: Ref<Generator>, sent: Value, continuation: Value) -> PyResult<()> {
    let base = next_base(th);
    if !super::call::room(th, base) && !super::call::room_watched(th, base) {
        return Err(th.error(T::RecursionError, "maximum recursion depth exceeded"));
    }
    enter(th, g, sent, continuation);
    Ok(())
}

/// As [`push`], for a generator that others may wait for: if it waits itself, the innermost of the chain is resumed in
/// its place.
pub(super) fn push_innermost(
    th: &Thread,
    g: Ref<Generator>,
    sent: Value,
    continuation: Value,
) -> PyResult<()> {
    match delegation::find(th, g) {
        Chain::Alone => push(th, g, sent, continuation),
        Chain::Busy => Err(already_executing(th, g)),
        Chain::Innermost(inner) => {
            delegation::link(g, inner);
            push(th, inner, sent, Continuation::chained(continuation))
        }
    }
}

/// Resumes a generator for a call of `next` or `send`, whose result goes to register `dst` of the running frame; the published
/// instruction is that behind the call. May raise RecursionError.
pub fn step(th: &Thread, g: Ref<Generator>, sent: Value, dst: u16) -> PyResult<()> {
    push_innermost(th, g, sent, Continuation::Step.pack(dst))
}

fn already_executing(th: &Thread, g: Ref<Generator>) -> Raised {
    th.value_error(format!("{} already executing", kind_name(g)))
}

/// As [`push`]; the caller has made sure that there is room.
pub(super) fn enter(th: &Thread, g: Ref<Generator>, sent: Value, continuation: Value) {
    let caller = th.base.get();
    let base = next_base(th);
    let code = g.code();
    let frame = Frame(base);
    // SAFETY: room was checked.
    unsafe {
        let live = g.restore(base);
        frame.init(g.function(), code, caller, th.pc.get(), continuation, live);
    }
    frame.set_attached(g.value());
    // SAFETY: the saved index is inside the code.
    let pc = unsafe { code.instrs.get().add(g.pc.get() as usize) };
    if g.state().is_suspended() {
        // SAFETY: a suspended generator stands behind its YIELD.
        let yielded = Instr(unsafe { *pc.sub(1) });
        frame.set_reg(yielded.a() as usize, sent);
    }
    g.set_state(State::Running);
    g.base.set(base);
    let own = g.handled.get();
    g.handled.set(g, th.handled.replace(own));
    generator::set_handles(g, !own.is_none());
    if own.is_none() {
        // Nothing is handled inside: what the caller handles shows through.
        th.handled.set(g.handled.get());
    }
    th.depth.set(th.depth.get() + 1);
    th.base.set(base);
    th.pc.set(pc);
}

/// Pushes the frame of a generator that is new or stands at a `yield`, above the frame at `caller`, where neither it nor the
/// caller handles an exception, nobody watches the thread and there is room: as [`push`] does, in fewer steps. `sent` is the
/// result of the yield, `return_pc` where the caller goes on. False: nothing has happened.
#[inline(always)]
pub fn resume_plain(
    th: &Thread,
    g: Ref<Generator>,
    caller: *mut Value,
    return_pc: *const u64,
    sent: Value,
    continuation: Value,
) -> bool {
    let state = g.state();
    let stands = match state {
        State::Suspended => true,
        State::Created => sent.is_none(),
        State::Running | State::Closed | State::Delegating => false,
    };
    if !stands || caller.is_null() || !g.handled.get().is_none() || !th.handled.get().is_none() {
        return false;
    }
    // SAFETY: the limit leaves room for a header and the largest window.
    let base = unsafe { window_end(caller).add(HEADER) };
    if base >= th.stack_limit.get() || th.depth.get() >= th.depth_limit.get() {
        return false;
    }
    let (code, frame) = (g.code(), Frame(base));
    // SAFETY: there is room.
    unsafe {
        let live = g.restore(base);
        frame.init(g.function(), code, caller, return_pc, continuation, live);
    }
    frame.set_attached(g.value());
    // SAFETY: the saved index is inside the code.
    let pc = unsafe { code.instrs.get().add(g.pc.get() as usize) };
    if state == State::Suspended {
        // SAFETY: a suspended generator stands behind its YIELD.
        let yielded = Instr(unsafe { *pc.sub(1) });
        frame.set_reg(yielded.a() as usize, sent);
    }
    g.set_state(State::Running);
    g.base.set(base);
    generator::set_handles(g, false);
    th.depth.set(th.depth.get() + 1);
    th.base.set(base);
    th.pc.set(pc);
    true
}

fn kind_name(g: Ref<Generator>) -> &'static str {
    match () {
        () if types::is_exactly(g.value(), T::Coroutine) => "coroutine",
        () if types::is_exactly(g.value(), T::AsyncGenerator) => "async generator",
        () => "generator",
    }
}

/// FOR_ITER on a generator.
pub fn resume_in_loop(th: &Thread, g: Ref<Generator>, i: Instr) -> PyResult<Flow> {
    match g.state() {
        State::Closed => Ok(Flow::Next),
        State::Running => Err(already_executing(th, g)),
        State::Created | State::Suspended | State::Delegating => {
            push_innermost(th, g, Value::NONE, Continuation::Next.pack(i.a()))?;
            Ok(Flow::Moved)
        }
    }
}

/// What native code gets from resuming a generator.
pub enum Resumed {
    Yielded(Value),
    Returned(Value),
}

/// Resumes a generator with `sent`. Runs Python.
#[inline]
pub fn resume(th: &Thread, g: Ref<Generator>, sent: Value) -> PyResult<Resumed> {
    th.check_native_stack("")?;
    let (base, pc) = (th.base.get(), th.pc.get());
    if !resume_plain(th, g, base, pc, sent, Continuation::Native.pack(0)) {
        return resume_slow(th, g, sent);
    }
    let frame = Frame(th.base.get());
    // (No counter stands where a generator goes on.)
    let result = super::run::execute_uncounted(th);
    th.pc.set(pc);
    outcome(th, g, frame, result)
}

/// What has become of a generator whose frame ran until it gave this result.
#[inline]
fn outcome(th: &Thread, g: Ref<Generator>, frame: Frame, result: PyResult) -> PyResult<Resumed> {
    let v = result?;
    if g.state().is_suspended() {
        return Ok(Resumed::Yielded(v));
    }
    finish(th, frame);
    Ok(Resumed::Returned(v))
}

#[inline(never)]
fn resume_slow(th: &Thread, g: Ref<Generator>, sent: Value) -> PyResult<Resumed> {
    match g.state() {
        State::Running => {
            return Err(already_executing(th, g));
        }
        State::Closed => {
            if types::is_exactly(g.value(), T::Coroutine) {
                return Err(th.runtime_error("cannot reuse already awaited coroutine"));
            }
            return Ok(Resumed::Returned(Value::NONE));
        }
        State::Created if !sent.is_none() => {
            return Err(th.type_error(format!(
                "can't send non-None value to a just-started {}",
                kind_name(g)
            )));
        }
        State::Created | State::Suspended | State::Delegating => {}
    }
    let pc = th.pc.get();
    push_innermost(th, g, sent, Continuation::Native.pack(0))?;
    // (If another generator of its chain runs first, its own frame will stand in the same place.)
    let frame = Frame(th.base.get());
    let result = execute(th);
    th.pc.set(pc);
    outcome(th, g, frame, result)
}

/// Resumes a generator by raising `exc` where it stands. Runs Python.
pub fn throw(th: &Thread, g: Ref<Generator>, exc: Value) -> PyResult<Resumed> {
    match g.state() {
        State::Running => return Err(already_executing(th, g)),
        State::Delegating if delegation::is_running(th, g) => return Err(already_executing(th, g)),
        State::Closed => {
            if types::is_exactly(g.value(), T::Coroutine) {
                return Err(th.runtime_error("cannot reuse already awaited coroutine"));
            }
            return Err(th.reraise(exc));
        }
        // One that never ran has the exception appear at its first line.
        State::Created | State::Suspended | State::Delegating => {}
    }
    th.check_native_stack("")?;
    let pc = th.pc.get();
    push(th, g, Value::NONE, Continuation::Native.pack(0))?;
    let frame = Frame(g.base.get());
    raise_inside(th, frame, exc);
    // The raise happens at the YIELD, whose handlers apply.
    let result = match super::exc::unwind(th) {
        super::exc::Unwound::Handler => execute(th),
        super::exc::Unwound::Native(raised) => Err(raised),
    };
    th.pc.set(pc);
    outcome(th, g, frame, result)
}

/// Raises what is thrown into the generator of `frame`. What that handles itself becomes its context; what the caller
/// handles does not.
fn raise_inside(th: &Thread, frame: Frame, exc: Value) {
    let _ = match of_frame(frame) {
        Some(g) if !generator::handles(g) => th.reraise(exc),
        _ => th.raise(exc),
    };
}

/// As [`throw`], for a generator that waits for others, all of which are generators: raises `exc` in the innermost of the
/// chain, so that its frame has theirs behind it. None: that cannot be done. Runs Python.
pub fn throw_into_chain(th: &Thread, g: Ref<Generator>, exc: Value) -> PyResult<Option<Resumed>> {
    let Chain::Innermost(inner) = delegation::find(th, g) else {
        return Ok(None);
    };
    if delegate(th, inner).is_some() {
        return Ok(None);
    }
    th.check_native_stack("")?;
    let pc = th.pc.get();
    delegation::link(g, inner);
    let continuation = Continuation::chained(Continuation::Native.pack(0));
    push(th, inner, Value::NONE, continuation)?;
    let frame = Frame(th.base.get());
    raise_inside(th, frame, exc);
    let result = match super::exc::unwind(th) {
        super::exc::Unwound::Handler => execute(th),
        super::exc::Unwound::Native(raised) => Err(raised),
    };
    th.pc.set(pc);
    outcome(th, g, frame, result).map(Some)
}

/// The iterator that a suspended generator delegates to (`yield from`, `await`), if it does.
pub fn delegate(th: &Thread, g: Ref<Generator>) -> Option<Value> {
    if !g.state().is_suspended() || delegation::is_running(th, g) {
        return None;
    }
    let pc = g.pc.get() as usize;
    let code = g.code();
    let at = |n: usize| Instr(code.plain().instrs[n]);
    let yielded = at(pc - 1);
    if yielded.flags() & DELEGATING == 0 || pc < 3 {
        return None;
    }
    let send = at(pc - 3);
    debug_assert!(send.op() == Op::Send);
    g.saved(send.b() as usize)
}

/// Throws into what a generator delegates to, by `throw`: meanwhile the generator has a frame, where it waits, so that the
/// frames of the delegate have it behind them. What comes of it is what becomes of the generator. Runs Python.
pub fn throw_through(
    th: &Thread,
    g: Ref<Generator>,
    throw: impl FnOnce() -> PyResult<Resumed>,
) -> PyResult<Resumed> {
    th.check_native_stack("")?;
    let pc = th.pc.get();
    push(th, g, Value::NONE, Continuation::Native.pack(0))?;
    let frame = Frame(g.base.get());
    let stands = th.pc.get();
    let result = match throw() {
        // It waits as before.
        Ok(Resumed::Yielded(v)) => {
            // SAFETY: a generator that waits stands behind its YIELD.
            let yielded = Instr(unsafe { *stands.sub(1) });
            frame.set_reg(yielded.b() as usize, v);
            suspend(th, frame.0, stands, yielded);
            th.pc.set(pc);
            return Ok(Resumed::Yielded(v));
        }
        Ok(Resumed::Returned(v)) => {
            // SEND, JUMP, YIELD: the result goes where SEND puts it, and the JUMP is next.
            // SAFETY: the instructions of a delegation stand together.
            let send = Instr(unsafe { *stands.sub(3) });
            frame.set_reg(send.a() as usize, v);
            // SAFETY: as before.
            th.pc.set(unsafe { stands.sub(2) });
            execute(th)
        }
        Err(raised) => {
            let exc = th.take_exception(raised);
            th.pc.set(stands);
            raise_inside(th, frame, exc);
            match super::exc::unwind(th) {
                super::exc::Unwound::Handler => execute(th),
                super::exc::Unwound::Native(raised) => Err(raised),
            }
        }
    };
    th.pc.set(pc);
    outcome(th, g, frame, result)
}

/// SEND.
pub fn send(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (it, sent) = (frame.reg(i.b() as usize), frame.reg(i.c() as usize));
    if types::is_exactly(it, T::Generator) || types::is_exactly(it, T::Coroutine) {
        // SAFETY: both types are generators.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(it) };
        let fresh_value = g.state() == State::Created && !sent.is_none();
        if (g.state() == State::Created || g.state().is_suspended()) && !fresh_value {
            push_innermost(th, g, sent, Continuation::Send.pack(i.a()))?;
            return Ok(Flow::Moved);
        }
    }
    let (resumed, by_exception) = send_any(th, it, sent)?;
    match resumed {
        Resumed::Yielded(v) => {
            frame.set_reg(i.a() as usize, v);
            Ok(Flow::Skip)
        }
        Resumed::Returned(v) => {
            frame.set_reg(i.a() as usize, v);
            if by_exception && th.monitor.get() {
                monitor::stopped(th, v)?;
            }
            Ok(Flow::Next)
        }
    }
}

/// Sends to any iterator. Runs Python.
pub fn send_native(th: &Thread, it: Value, sent: Value) -> PyResult<Resumed> {
    send_any(th, it, sent).map(|(resumed, _)| resumed)
}

/// As [`send_native`]; says, too, whether a StopIteration was raised to return. Runs Python.
fn send_any(th: &Thread, it: Value, sent: Value) -> PyResult<(Resumed, bool)> {
    if types::is_exactly(it, T::Generator) || types::is_exactly(it, T::Coroutine) {
        // SAFETY: both types are generators.
        let g = unsafe { Ref::from_value_unchecked(it) };
        return resume(th, g, sent).map(|resumed| (resumed, false));
    }
    if types::is_exactly(it, T::AsyncGenASend) {
        let resumed = types::async_generator::asend_step(th, it, sent)?;
        let raised = matches!(resumed, Resumed::Returned(_));
        return Ok((resumed, raised));
    }
    let class = types::type_of(it);
    if sent.is_none() {
        if let Some(next) = class.slots().next {
            th.stop_value.set(Value::EMPTY);
            return match next(th, it) {
                Ok(Some(v)) => Ok((Resumed::Yielded(v), false)),
                Ok(None) => {
                    // (A `__next__` of Python's can only end by raising.)
                    let raised = !th.stop_value.get().is_empty()
                        || class.has_flag(types::type_::flags::HEAP);
                    Ok((Resumed::Returned(take_stop_value(th)), raised))
                }
                Err(raised) => stop_value(th, raised).map(|v| (Resumed::Returned(v), true)),
            };
        }
    }
    let method = if sent.is_none() { N::__next__ } else { N::send };
    let args: &[Value] = if sent.is_none() { &[] } else { &[sent] };
    match ops::call_method(th, it, names::get(method), args) {
        Ok(v) => Ok((Resumed::Yielded(v), false)),
        Err(raised) => stop_value(th, raised).map(|v| (Resumed::Returned(v), true)),
    }
}

/// The value that the last exhausted native iterator left, if it left one (see `Thread::stop_value`).
fn take_stop_value(th: &Thread) -> Value {
    let v = th.stop_value.replace(Value::EMPTY);
    if v.is_empty() { Value::NONE } else { v }
}

/// The value of a StopIteration; any other exception is passed on.
pub fn stop_value(th: &Thread, raised: crate::error::Raised) -> PyResult {
    if !th.raised_is(&raised, T::StopIteration) {
        return Err(raised);
    }
    let exc = th.take_exception(raised);
    Ok(exception::stop_iteration_value(exc))
}

/// GET_YIELD_FROM_ITER.
pub fn yield_from_iter(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let code = frame.code();
    let it = if types::is_exactly(v, T::Coroutine) {
        if !code.has_flag(flags::COROUTINE) && !code.has_flag(flags::ITERABLE_COROUTINE) {
            return Err(th.type_error(
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
        v
    } else if types::is_exactly(v, T::Generator) {
        v
    } else {
        ops::iter(th, v)?
    };
    frame.set_reg(i.a() as usize, it);
    Ok(Flow::Next)
}

/// CLEANUP_THROW.
pub fn cleanup_throw(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let exc = frame.reg(i.b() as usize);
    if !types::is_instance_of(exc, T::StopIteration) {
        types::traceback::suppress_next(th);
        return Err(th.reraise(exc));
    }
    frame.set_reg(i.a() as usize, exception::stop_iteration_value(exc));
    Ok(Flow::Next)
}

/// The iterator behind `await v`. Runs Python.
pub fn awaitable_iter(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    if types::is_exactly(v, T::Coroutine) {
        return Ok(Some(v));
    }
    if let Some(g) = v.downcast::<Generator>() {
        if g.code().has_flag(flags::ITERABLE_COROUTINE) {
            return Ok(Some(v));
        }
    }
    let Some(await_) = types::type_of(v).slots().await_ else {
        return Ok(None);
    };
    let it = await_(th, v)?;
    if types::is_exactly(it, T::Coroutine) {
        return Err(th.type_error("__await__() returned a coroutine"));
    }
    if types::type_of(it).slots().next.is_none() {
        return Err(th.type_error(format!(
            "__await__() returned non-iterator of type '{}'",
            ops::type_name(it)
        )));
    }
    Ok(Some(it))
}

/// GET_AWAITABLE.
pub fn awaitable(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let Some(it) = awaitable_iter(th, v)? else {
        let name = ops::type_name(v);
        return Err(th.type_error(match i.flags() {
            1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {name}"),
            2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {name}"),
            _ => format!("'{name}' object can't be awaited"),
        }));
    };
    if let Some(g) = it.downcast::<Generator>() {
        if types::is_exactly(it, T::Coroutine) && delegate(th, g).is_some() {
            return Err(th.runtime_error("coroutine is being awaited already"));
        }
    }
    frame.set_reg(i.a() as usize, it);
    Ok(Flow::Next)
}

/// GET_AITER.
pub fn aiter(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let Some(aiter) = types::type_of(v).slots().aiter else {
        return Err(th.type_error(format!(
            "'async for' requires an object with __aiter__ method, got {}",
            ops::type_name(v)
        )));
    };
    let it = aiter(th, v)?;
    if types::type_of(it).slots().anext.is_none() {
        return Err(th.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            ops::type_name(it)
        )));
    }
    frame.set_reg(i.a() as usize, it);
    Ok(Flow::Next)
}

/// GET_ANEXT.
pub fn anext(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let Some(anext) = types::type_of(v).slots().anext else {
        return Err(th.type_error(format!(
            "'async for' requires an iterator with __anext__ method, got {}",
            ops::type_name(v)
        )));
    };
    let made = anext(th, v)?;
    let it = match awaitable_iter(th, made) {
        Ok(Some(it)) => it,
        other => {
            let cause = other.err().map(|raised| th.take_exception(raised));
            let raised = th.type_error(format!(
                "'async for' received an invalid object from __anext__: {}",
                ops::type_name(made)
            ));
            if let Some(cause) = cause {
                let e = exception::as_exception(th.exception.get());
                exception::set_cause(e.value(), cause);
                e.context.set(e, cause);
            }
            return Err(raised);
        }
    };
    frame.set_reg(i.a() as usize, it);
    Ok(Flow::Next)
}

/// END_ASYNC_FOR.
pub fn end_async_for(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let exc = Frame(base).reg(i.a() as usize);
    if types::is_instance_of(exc, T::StopAsyncIteration) {
        return Ok(Flow::Next);
    }
    types::traceback::suppress_next(th);
    Err(th.reraise(exc))
}
