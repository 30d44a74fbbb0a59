//! Exceptions in the interpreter: raising, matching, unwinding.

use frontend::bytecode::op::{Instr, Op, WITH_LASTI};

use super::frame::{Continuation, Frame};
use super::run::Flow;
use crate::error::{PyResult, Raised};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::exception::{self, Exception};
use crate::types::tuple::Tuple;
use crate::types::{self, T, exception_group, traceback, type_};
use crate::value::Value;

/// Where unwinding ended.
pub enum Unwound {
    /// At a handler: frame and instruction are published.
    Handler,
    /// At the frame of a native entry, which was popped: the exception goes to the native caller.
    Native(Raised),
}

/// Looks for a handler of the exception that is set, from the published frame and (behind the raising) instruction
/// outwards; adds a traceback entry for each frame that it passes.
#[cold]
pub fn unwind(th: &Thread) -> Unwound {
    loop {
        let base = th.base.get();
        let frame = Frame(base);
        let code = frame.code();
        let index = code.index_of(th.pc.get()).saturating_sub(1);
        let exc = th.exception.get();
        let handler = code.plain().handler_at(index);
        let i = Instr(code.plain().instrs[index]);
        if matches!(i.op(), Op::LoadAttr | Op::LoadMethod) {
            complete_attribute_error(th, frame, i, exc);
        }
        let again = th.suppress_traceback.get();
        traceback::add(th, exc, frame, index, handler.is_none());
        if th.monitor.get() {
            crate::monitor::raised(th, index);
        }
        let exc = th.exception.get();
        if let Some(handler) = handler {
            th.exception.set(Value::EMPTY);
            if th.monitor.get() && crate::monitor::handled(th, index, exc).is_err() {
                continue;
            }
            let from = origin(frame, index);
            frame.set_reg(handler.reg as usize, exc);
            if handler.lasti {
                frame.set_reg(handler.reg as usize + 1, Value::small(from as i64));
            }
            // SAFETY: a handler's index is inside the code (verified).
            th.pc
                .set(unsafe { code.instrs.get().add(handler.handler as usize) });
            return Unwound::Handler;
        }
        // The frame ends.
        if th.monitor.get() {
            crate::monitor::unwound(th, index);
        }
        let index = origin(frame, index);
        if again && !frame.is_hidden() {
            traceback::left_again(th.exception.get(), frame, index);
        }
        let (mut continuation, _) = frame.continuation();
        if continuation == Continuation::Observed {
            (continuation, _) = types::frame::ended(th, frame, index);
        }
        let generator = super::generator::of_frame(frame);
        super::generator::abandon(th, frame, index);
        th.depth.set(th.depth.get() - 1);
        th.base.set(frame.caller());
        th.pc.set(frame.return_pc());
        match continuation {
            Continuation::Native | Continuation::Trace => return Unwound::Native(th.raised()),
            // A `__next__` method that raises StopIteration ends the loop: on with the jump word.
            Continuation::Chain => {
                let ended = generator.expect("a chain consists of generators");
                super::delegation::go_outwards(th, frame, ended);
            }
            Continuation::Next | Continuation::Filter
                if generator.is_none()
                    && types::is_instance_of(th.exception.get(), T::StopIteration) =>
            {
                th.exception.set(Value::EMPTY);
                return Unwound::Handler;
            }
            Continuation::Feed => super::feed::ended(th),
            Continuation::Next
            | Continuation::Filter
            | Continuation::Store
            | Continuation::Init
            | Continuation::Send
            | Continuation::Truth
            | Continuation::Not
            | Continuation::Drop
            | Continuation::Reflect
            | Continuation::Reflected
            | Continuation::Step
            | Continuation::Length
            | Continuation::Branch
            | Continuation::Bool
            | Continuation::NotBool
            | Continuation::Str
            | Continuation::Repr
            | Continuation::Format
            | Continuation::Iter
            | Continuation::Hash
            | Continuation::Observed => {}
        }
    }
}

/// Where a frame stands that an exception leaves at an instruction: one that only passes it on does not count.
fn origin(frame: Frame, index: usize) -> usize {
    let i = Instr(frame.code().plain().instrs[index]);
    if i.op() != Op::Reraise || i.flags() & WITH_LASTI == 0 {
        return index;
    }
    let from = frame.reg(i.a() as usize + 1).as_small();
    let from = from.and_then(|from| usize::try_from(from).ok());
    from.filter(|&from| from < index).unwrap_or(index)
}

/// An AttributeError that a getter or `__getattr__` lets out of an instruction that loads an attribute says which.
#[cold]
fn complete_attribute_error(th: &Thread, frame: Frame, i: Instr, exc: Value) {
    if types::is_instance_of(exc, T::AttributeError) {
        let code = frame.code();
        let plain = code.plain();
        let name = &plain.names[plain.sites[i.c() as usize].arg as usize];
        let name = types::str::intern(th, name);
        ops::attr::add_context(th, frame.reg(i.b() as usize), name);
    }
}

/// Makes the exception to be raised from what a `raise` statement was given: an instance, or a class to be called.
fn instantiate(th: &Thread, v: Value) -> PyResult {
    if v.has_kind(Kind::Exception) {
        return Ok(v);
    }
    if v.has_kind(Kind::Type) && type_::as_type(v).is_subtype_of(types::get(T::BaseException)) {
        let made = ops::call0(th, v)?;
        if !made.has_kind(Kind::Exception) {
            return Err(th.type_error(format!(
                "calling {} should have returned an instance of BaseException, not {}",
                ops::repr(th, v)?.to_string_lossy(),
                ops::repr(th, types::type_of(made).value())?.to_string_lossy()
            )));
        }
        return Ok(made);
    }
    Err(th.type_error("exceptions must derive from BaseException"))
}

/// RAISE.
#[cold]
pub fn raise(th: &Thread, base: *mut Value, i: Instr) -> Raised {
    let frame = Frame(base);
    match i.flags() {
        0 => {
            let handled = th.handled.get();
            if handled.is_none() || handled.is_empty() {
                return th.runtime_error("No active exception to reraise");
            }
            // As in CPython, the frame that says `raise` gets no second entry in the traceback.
            traceback::suppress_next(th);
            th.reraise(handled)
        }
        with_cause => {
            let exc = match instantiate(th, frame.reg(i.a() as usize)) {
                Ok(exc) => exc,
                Err(raised) => return raised,
            };
            if with_cause == 2 {
                let cause = frame.reg(i.b() as usize);
                let cause = if cause.is_none() || cause.has_kind(Kind::Exception) {
                    cause
                } else if is_exception_class(cause) {
                    match instantiate(th, cause) {
                        Ok(c) => c,
                        Err(raised) => return raised,
                    }
                } else {
                    return th.type_error("exception causes must derive from BaseException");
                };
                exception::set_cause(exc, cause);
            }
            th.raise(exc)
        }
    }
}

/// RERAISE. The second part is the published position that the traceback counts from, if the instruction names one.
#[cold]
pub fn reraise(th: &Thread, base: *mut Value, i: Instr) -> (Raised, Option<*const u64>) {
    let frame = Frame(base);
    let exc = frame.reg(i.a() as usize);
    // The frame's own entry is in the traceback already.
    traceback::suppress_next(th);
    let at = if i.flags() & WITH_LASTI != 0 {
        frame
            .reg(i.a() as usize + 1)
            .as_small()
            .map(|_| th.pc.get())
    } else {
        None
    };
    (th.reraise(exc), at)
}

fn is_exception_class(v: Value) -> bool {
    v.has_kind(Kind::Type) && type_::as_type(v).is_subtype_of(types::get(T::BaseException))
}

/// Whether `exc` matches `class`, a class or a tuple of classes; TypeError if it is something else.
pub fn matches(th: &Thread, exc: Value, class: Value) -> PyResult<bool> {
    const MESSAGE: &str = "catching classes that do not inherit from BaseException is not allowed";
    if let Some(tuple) = class.downcast::<Tuple>() {
        for &c in tuple.items() {
            if !is_exception_class(c) {
                return Err(th.type_error(MESSAGE));
            }
        }
        return Ok(tuple
            .items()
            .iter()
            .any(|&c| types::type_of(exc).is_subtype_of(type_::as_type(c))));
    }
    if !is_exception_class(class) {
        return Err(th.type_error(MESSAGE));
    }
    Ok(types::type_of(exc).is_subtype_of(type_::as_type(class)))
}

/// CHECK_EXC_MATCH.
pub fn check_match(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let matched = matches(th, frame.reg(i.b() as usize), frame.reg(i.c() as usize))?;
    frame.set_reg(i.a() as usize, Value::bool(matched));
    Ok(Flow::Next)
}

/// CHECK_EG_MATCH.
pub fn check_group_match(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (exc, class) = (frame.reg(i.b() as usize), frame.reg(i.c() as usize));
    let groups = |c: Value| {
        is_exception_class(c) && type_::as_type(c).is_subtype_of(types::get(T::BaseExceptionGroup))
    };
    let any_group = match class.downcast::<Tuple>() {
        Some(t) => t.items().iter().any(|&c| groups(c)),
        None => groups(class),
    };
    if any_group {
        return Err(th.type_error(
            "catching ExceptionGroup with except* is not allowed. Use except instead.",
        ));
    }
    let (rest, matched) = exception_group::split_for_handler(th, exc, class)?;
    frame.set_reg(i.a() as usize, rest);
    frame.set_reg(i.a() as usize + 1, matched);
    if !matched.is_none() {
        th.handled.set(matched);
    }
    Ok(Flow::Next)
}

/// EXC_ARGS.
pub fn exit_args(base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let exc = frame.reg(i.b() as usize);
    let a = i.a() as usize;
    // SAFETY: the register holds the exception that the handler received.
    let e: Ref<Exception> = unsafe { Ref::from_value_unchecked(exc) };
    frame.set_reg(a, types::type_of(exc).value());
    frame.set_reg(a + 1, exc);
    frame.set_reg(a + 2, e.traceback.get_opt().unwrap_or(Value::NONE));
    Ok(Flow::Next)
}
