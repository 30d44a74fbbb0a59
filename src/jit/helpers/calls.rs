//! Calls of native functions from traces: the arguments come in registers and go to the function as it wants them.
//!
//! What a call may do was decided when it was recorded (`natives.rs`): it runs no Python and looks at no frame.

use std::cell::RefCell;
use std::collections::HashMap;

use runtime::native::{Args, GetSetDef, NativeDef, NativeFn};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::slots::Asked;
use runtime::types::{self, signature};
use runtime::value::Value;

use super::{out, v};
use crate::natives;

/// The most parameters of a function that is called this way.
const MAX_PARAMETERS: usize = 8;

/// How a function is called with a certain number of arguments. Lives for ever.
#[derive(Clone, Copy)]
pub struct NativeSite {
    function: NativeFn,
    /// How many Values a function with bound arguments takes.
    parameters: usize,
}

thread_local! {
    static SITES: RefCell<HashMap<(usize, usize), Option<&'static NativeSite>>> =
        RefCell::new(HashMap::new());
}

/// The site of a function for calls with `n` arguments; `None`: binding them takes more than leaving others out.
pub fn site(def: &'static NativeDef, n: usize) -> Option<&'static NativeSite> {
    let key = (std::ptr::from_ref(def).addr(), n);
    SITES.with_borrow_mut(|sites| {
        *sites.entry(key).or_insert_with(|| {
            let parameters = match def.function {
                NativeFn::Bound(_) => signature::padded(def, n)?,
                NativeFn::Raw(_) => n,
            };
            (parameters <= MAX_PARAMETERS).then(|| {
                let site = NativeSite {
                    function: def.function,
                    parameters,
                };
                &*Box::leak(Box::new(site))
            })
        })
    })
}

#[inline(always)]
fn call<const N: usize>(th: &Thread, site: *const NativeSite, args: [u64; N]) -> u64 {
    // SAFETY: the recorder passes sites, which live for ever.
    let site = unsafe { &*site };
    let mut values = [Value::EMPTY; MAX_PARAMETERS];
    for (slot, bits) in values.iter_mut().zip(args) {
        *slot = v(bits);
    }
    out(match site.function {
        NativeFn::Bound(f) => f(th, &values[..site.parameters]),
        NativeFn::Raw(f) => f(th, Args::positional(&values[..N])),
    })
}

/// An attribute that runs no Python.
pub extern "C" fn get_computed(th: &Thread, def: *const GetSetDef, object: u64) -> u64 {
    // SAFETY: the recorder passes declarations, which live for ever.
    out((unsafe { (*def).get })(th, v(object)))
}
/// Whether operators and comparisons of an instance of a quiet class run no Python.
pub extern "C" fn is_quiet(_: &Thread, object: u64) -> u64 {
    let quiet = natives::quiet(v(object)).is_some_and(|f| f(v(object)));
    Value::bool(quiet).bits()
}
/// Calls a native function without arguments.
pub extern "C" fn native0(th: &Thread, site: *const NativeSite) -> u64 {
    call(th, site, [])
}
/// Calls a native function with one argument.
pub extern "C" fn native1(th: &Thread, site: *const NativeSite, a: u64) -> u64 {
    call(th, site, [a])
}
/// Calls a native function with two arguments.
pub extern "C" fn native2(th: &Thread, site: *const NativeSite, a: u64, b: u64) -> u64 {
    call(th, site, [a, b])
}
/// Calls a native function with three arguments.
pub extern "C" fn native3(th: &Thread, site: *const NativeSite, a: u64, b: u64, c: u64) -> u64 {
    call(th, site, [a, b, c])
}
/// Calls a native function with four arguments.
pub extern "C" fn native4(
    th: &Thread,
    site: *const NativeSite,
    a: u64,
    b: u64,
    c: u64,
    d: u64,
) -> u64 {
    call(th, site, [a, b, c, d])
}

#[inline(always)]
fn answer(th: &Thread, f: u64, args: &[Value]) -> u64 {
    let answer = types::type_of(v(f)).slots().answer;
    let result = answer.and_then(|answer| answer(th, v(f), args, Asked::Result));
    result.map_or(Value::EMPTY, |v| v).bits()
}

/// What an object answers to a call with one plain argument, or `EMPTY`.
pub extern "C" fn answer1(th: &Thread, f: u64, a: u64) -> u64 {
    answer(th, f, &[v(a)])
}
/// What an object answers to a call with two plain arguments, or `EMPTY`.
pub extern "C" fn answer2(th: &Thread, f: u64, a: u64, b: u64) -> u64 {
    answer(th, f, &[v(a), v(b)])
}
/// What an object answers to a call with three plain arguments, or `EMPTY`.
pub extern "C" fn answer3(th: &Thread, f: u64, a: u64, b: u64, c: u64) -> u64 {
    answer(th, f, &[v(a), v(b), v(c)])
}

/// Calls anything without arguments.
pub extern "C" fn call0(th: &Thread, f: u64) -> u64 {
    out(ops::call0(th, v(f)))
}
/// Calls anything with one argument.
pub extern "C" fn call1(th: &Thread, f: u64, a: u64) -> u64 {
    out(ops::call1(th, v(f), v(a)))
}
/// Calls anything with two arguments.
pub extern "C" fn call2(th: &Thread, f: u64, a: u64, b: u64) -> u64 {
    out(ops::call2(th, v(f), v(a), v(b)))
}
/// Calls anything with three arguments.
pub extern "C" fn call3(th: &Thread, f: u64, a: u64, b: u64, c: u64) -> u64 {
    out(ops::call3(th, v(f), v(a), v(b), v(c)))
}
