//! The interpreter: the loop, and one file per family of instructions.

pub mod arith;
pub mod attr;
pub mod build;
pub mod call;
pub mod consumer;
pub mod control;
pub mod delegation;
pub mod exc;
pub mod feed;
pub mod frame;
pub mod generator;
pub mod globals;
pub mod hooks;
pub mod imports;
pub mod intrinsic;
pub mod item;
pub mod iter;
pub mod partial;
pub mod pattern;
pub mod run;

pub use call::call_function;

use crate::error::PyResult;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::value::Value;

/// An attribute of the builtins module. May raise.
pub fn builtin(th: &Thread, name: Ref<Str>) -> PyResult {
    match crate::import::builtins().get_str(name) {
        Some(v) => Ok(v),
        None => Err(globals::name_error(th, name)),
    }
}

/// `__name__` of the module whose code is running, if it has one.
pub fn current_module_name(th: &Thread) -> Option<Value> {
    let globals = crate::types::frame::running_globals(th)?;
    globals.get_str(crate::names::get(crate::names::N::__name__))
}

/// The builtins that a function with these globals sees. Runs no Python.
pub fn builtins_of(th: &Thread, globals: Value) -> PyResult {
    Ok(crate::import::builtins_of(th, globals))
}
