//! The rare operations behind INTRINSIC.

use frontend::bytecode::op::{Instr, Intrinsic};

use super::frame::Frame;
use super::run::Flow;
use crate::error::PyResult;
use crate::import;
use crate::ops;
use crate::thread::Thread;
use crate::types::tuple::Tuple;
use crate::types::{self, T, exception, exception_group};
use crate::value::Value;

/// INTRINSIC.
pub fn call(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let b = i.b() as usize;
    let (x, y) = (frame.reg(b), || frame.reg(b + 1));
    let which = Intrinsic::from_u16(i.c()).expect("verified");
    let v = match which {
        Intrinsic::PrintExpr => {
            let sys = import::module(th, "sys")?;
            match ops::get_attr_opt(th, sys, types::str::intern(th, "displayhook"))? {
                Some(hook) => ops::call1(th, hook, x)?,
                None => return Err(th.runtime_error("lost sys.displayhook")),
            };
            Value::NONE
        }
        Intrinsic::StopIterationError => stop_iteration_error(th, frame, x),
        Intrinsic::AsyncGenWrap => types::async_generator::wrap(th, x),
        Intrinsic::PrepReraiseStar => exception_group::prepare_reraise_star(th, x, y())?,
        Intrinsic::TypeVar => typing(th, "_typevar", &[x])?,
        Intrinsic::TypeVarWithBound => typing(th, "_typevar_with_bound", &[x, y()])?,
        Intrinsic::TypeVarWithConstraints => typing(th, "_typevar_with_constraints", &[x, y()])?,
        Intrinsic::ParamSpec => typing(th, "_paramspec", &[x])?,
        Intrinsic::TypeVarTuple => typing(th, "_typevartuple", &[x])?,
        Intrinsic::SetTypeParamDefault => typing(th, "_set_default", &[x, y()])?,
        Intrinsic::SetFunctionTypeParams => {
            ops::set_attr(th, x, types::str::intern(th, "__type_params__"), y())?;
            x
        }
        Intrinsic::SubscriptGeneric => typing(th, "_subscript_generic", &[x])?,
        Intrinsic::TypeAlias => match x.downcast::<Tuple>() {
            Some(parts) => typing(th, "_typealias", parts.items())?,
            None => unreachable!("TYPE_ALIAS is given a tuple"),
        },
    };
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// Calls a function of the native module `_typing` that makes type parameters.
fn typing(th: &Thread, function: &str, args: &[Value]) -> PyResult {
    let module = import::module(th, "_typing")?;
    ops::call_method(th, module, types::str::intern(th, function), args)
}

/// The RuntimeError that replaces a StopIteration which leaves a generator; other exceptions stay as they are.
fn stop_iteration_error(th: &Thread, frame: Frame, exc: Value) -> Value {
    use frontend::bytecode::code::flags;
    let code = frame.code();
    let is_async = code.has_flag(flags::ASYNC_GENERATOR);
    let what = if is_async {
        "async generator"
    } else if code.has_flag(flags::COROUTINE) {
        "coroutine"
    } else {
        "generator"
    };
    let raised = if types::is_instance_of(exc, T::StopIteration) {
        "StopIteration"
    } else if is_async && types::is_instance_of(exc, T::StopAsyncIteration) {
        "StopAsyncIteration"
    } else {
        return exc;
    };
    let message = types::str::new(th, &format!("{what} raised {raised}"));
    let error = exception::new(th, T::RuntimeError, &[message]);
    exception::set_cause(error, exc);
    let e = exception::as_exception(error);
    e.context.set(e, exc);
    error
}
