//! Calling things.

use crate::error::{PyResult, Raised};
use crate::heap::RootedVec;
use crate::interp;
use crate::names::{self, N};
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::builtin::{self, Builtin, MethodDescr};
use crate::types::function::Function;
use crate::types::method::BoundMethod;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::type_::{self, flags};
use crate::types::type_of;
use crate::value::Value;

use super::type_name;

/// How many arguments are put in front of others without a vector.
const SMALL: usize = 8;

/// `callee(*args)`.
pub fn call(th: &Thread, callee: Value, args: Args) -> PyResult {
    let Some(h) = callee.header() else {
        return Err(not_callable(th, callee));
    };
    // The kinds below cannot be subclassed in Python (or a subclass cannot change how it is called).
    match h.kind() {
        Kind::Function => {
            // SAFETY: the kind tells the layout.
            let f: Ref<Function> = unsafe { Ref::from_value_unchecked(callee) };
            interp::call_function(th, f, args)
        }
        Kind::Builtin => {
            // SAFETY: the kind tells the layout.
            let f: Ref<Builtin> = unsafe { Ref::from_value_unchecked(callee) };
            builtin::call(th, f, args)
        }
        Kind::MethodDescr => {
            // SAFETY: the kind tells the layout.
            let f: Ref<MethodDescr> = unsafe { Ref::from_value_unchecked(callee) };
            builtin::call_method_descr(th, f, args)
        }
        Kind::BoundMethod => {
            // SAFETY: the kind tells the layout.
            let m: Ref<BoundMethod> = unsafe { Ref::from_value_unchecked(callee) };
            call_with_self(th, m.function.get(), m.receiver.get(), args)
        }
        _ => match type_of(callee).slots().call {
            Some(f) => {
                th.check_native_stack("")?;
                f(th, callee, args)
            }
            None => Err(not_callable(th, callee)),
        },
    }
}

#[cold]
fn not_callable(th: &Thread, v: Value) -> Raised {
    th.type_error(format!("'{}' object is not callable", type_name(v)))
}

/// Whether `callable(v)`.
pub fn is_callable(v: Value) -> bool {
    type_of(v).slots().call.is_some()
}

/// `callee(receiver, *args)`.
pub fn call_with_self(th: &Thread, callee: Value, receiver: Value, args: Args) -> PyResult {
    prepended(receiver, args, |args| call(th, callee, args))
}

/// Calls `f` with `first` put in front of the arguments.
pub fn prepended<R>(first: Value, args: Args, f: impl FnOnce(Args) -> R) -> R {
    let n = args.values.len();
    if n < SMALL {
        let mut values = [Value::EMPTY; SMALL];
        values[0] = first;
        values[1..=n].copy_from_slice(args.values);
        f(Args {
            values: &values[..=n],
            names: args.names,
        })
    } else {
        let mut values = RootedVec::with_capacity(n + 1);
        values.push(first);
        values.extend_from_slice(args.values);
        f(Args {
            values: &values,
            names: args.names,
        })
    }
}

pub fn call0(th: &Thread, callee: Value) -> PyResult {
    call(th, callee, Args::positional(&[]))
}

pub fn call1(th: &Thread, callee: Value, a: Value) -> PyResult {
    call(th, callee, Args::positional(&[a]))
}

pub fn call2(th: &Thread, callee: Value, a: Value, b: Value) -> PyResult {
    call(th, callee, Args::positional(&[a, b]))
}

pub fn call3(th: &Thread, callee: Value, a: Value, b: Value, c: Value) -> PyResult {
    call(th, callee, Args::positional(&[a, b, c]))
}

/// `callee(*args, **{names: values})`, the keyword values being the last of `values`.
pub fn call_keywords(th: &Thread, callee: Value, values: &[Value], names: Ref<Tuple>) -> PyResult {
    let names = (!names.is_empty()).then_some(names);
    call(th, callee, Args { values, names })
}

/// `object.name(*args)`. `name` is interned.
pub fn call_method(th: &Thread, object: Value, name: Ref<Str>, args: &[Value]) -> PyResult {
    let (f, receiver) = super::get_method(th, object, name)?;
    if receiver.is_empty() {
        call(th, f, Args::positional(args))
    } else {
        call_with_self(th, f, receiver, Args::positional(args))
    }
}

/// As [`call_method`], None where there is no such attribute.
pub fn call_method_opt(
    th: &Thread,
    object: Value,
    name: Ref<Str>,
    args: &[Value],
) -> PyResult<Option<Value>> {
    match super::get_attr_opt(th, object, name)? {
        Some(f) => call(th, f, Args::positional(args)).map(Some),
        None => Ok(None),
    }
}

/// Calls a special method, looked up on the type of `v`. None if the type has none.
pub fn special_opt(
    th: &Thread,
    v: Value,
    name: Ref<Str>,
    args: &[Value],
) -> PyResult<Option<Value>> {
    let ty = type_of(v);
    let Some(f) = type_::lookup(ty, name) else {
        return Ok(None);
    };
    call_descriptor(th, f, v, Args::positional(args)).map(Some)
}

/// As [`special_opt`], for a well-known name.
pub fn special(th: &Thread, v: Value, name: N, args: &[Value]) -> PyResult<Option<Value>> {
    special_opt(th, v, names::get(name), args)
}

/// Binds `f`, found in the class of `v`, to `v`, and calls it.
pub fn call_descriptor(th: &Thread, f: Value, v: Value, args: Args) -> PyResult {
    let tf = type_of(f);
    if tf.has_flag(flags::METHOD_DESCRIPTOR) {
        return call_with_self(th, f, v, args);
    }
    match tf.slots().descr_get {
        Some(get) => {
            let bound = get(th, f, v, type_of(v).value())?;
            call(th, bound, args)
        }
        None => call(th, f, args),
    }
}
