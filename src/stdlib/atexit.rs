//! `atexit`: functions to call when the interpreter ends.

use std::cell::RefCell;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict;
use runtime::types::tuple::{self, Tuple};
use runtime::value::Value;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "atexit",
    doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
    functions: &[
        NativeDef::raw("register", "($module, func, /, *args, **kwargs)", register)
            .doc("Register a function to be executed upon normal program termination\n\n    func - function to be called at exit\n    args - optional arguments to pass to func\n    kwargs - optional keyword arguments to pass to func\n\n    func is returned to facilitate usage as a decorator."),
        NativeDef::new("unregister", "(func, /)", unregister)
            .doc("Unregister an exit function which was previously registered using\natexit.register\n\n    func - function to be unregistered"),
        NativeDef::new("_clear", "()", |_, _| {
            CALLBACKS.0.replace(None);
            Ok(Value::NONE)
        })
        .doc("Clear the list of previously registered exit functions."),
        NativeDef::new("_run_exitfuncs", "()", |th, _| {
            run(th);
            Ok(Value::NONE)
        })
        .doc("Run all registered exit functions.\n\nIf a callback raises an exception, it is logged with sys.unraisablehook."),
        NativeDef::new("_ncallbacks", "()", |_, _| {
            let n = CALLBACKS.0.borrow().as_ref().map_or(0, |c| c.len());
            Ok(Value::small(n as i64))
        })
        .doc("Return the number of registered exit functions."),
    ],
    init: |_, _| Ok(()),
};

/// Function, positional arguments, keyword arguments (a dict or None) of each call, in the order of registration.
// tidy: rooted, as triples are.
struct Callbacks(RefCell<Option<RootedVec<(Value, Value, Value)>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Callbacks {}
static CALLBACKS: Callbacks = Callbacks(RefCell::new(None));

fn register(th: &Thread, args: Args) -> PyResult {
    let Some((&f, rest)) = args.pos().split_first() else {
        return Err(th.type_error("register() takes at least 1 argument (0 given)"));
    };
    if !ops::call::is_callable(f) {
        return Err(th.type_error("the first argument must be callable"));
    }
    let positional = tuple::new(th, rest).value();
    let keywords = if args.keyword_count() == 0 {
        Value::NONE
    } else {
        let d = dict::new(th);
        for (name, v) in args.keywords() {
            d.set(th, name, v)?;
        }
        d.value()
    };
    CALLBACKS
        .0
        .borrow_mut()
        .get_or_insert_with(RootedVec::new)
        .push((f, positional, keywords));
    Ok(f)
}

fn unregister(th: &Thread, a: &[Value]) -> PyResult {
    let mut n = CALLBACKS.0.borrow().as_ref().map_or(0, |c| c.len());
    while n > 0 {
        n -= 1;
        // Comparing runs Python, which may change the list.
        let f = CALLBACKS
            .0
            .borrow()
            .as_ref()
            .and_then(|c| c.get(n).map(|c| c.0));
        let Some(f) = f else { continue };
        if ops::equal(th, f, a[0])? {
            if let Some(all) = CALLBACKS.0.borrow_mut().as_mut() {
                if n < all.len() {
                    all.remove(n);
                }
            }
        }
    }
    Ok(Value::NONE)
}

fn call(th: &Thread, f: Value, positional: Value, keywords: Value) -> PyResult {
    let mut values: RootedVec<Value> = RootedVec::new();
    if let Some(t) = positional.downcast::<Tuple>() {
        values.extend_from_slice(t.items());
    }
    let mut names: RootedVec<Value> = RootedVec::new();
    if let Some(d) = keywords.downcast::<dict::Dict>() {
        let mut pos = 0;
        while let Some((name, v)) = d.next(&mut pos) {
            names.push(name);
            values.push(v);
        }
    }
    let names = tuple::new(th, &names);
    ops::call::call_keywords(th, f, &values, names)
}

/// Calls the functions, the last one first; what they raise is reported. Runs Python.
pub fn run(th: &Thread) {
    loop {
        let last = CALLBACKS.0.borrow_mut().as_mut().and_then(RootedVec::pop);
        let Some((f, positional, keywords)) = last else {
            return;
        };
        if let Err(raised) = call(th, f, positional, keywords) {
            let exc = th.take_exception(raised);
            runtime::finalize::unraisable_of(th, exc, "in atexit callback", f);
        }
    }
}
