//! `gc`: what programs can ask of the collector.
//!
//! Collections cannot be switched off, because nothing else frees memory here: `disable` is remembered and changes
//! nothing. Thresholds and debugging flags are kept and have no effect. A full collection runs the finalisers that it
//! finds due before it returns, as CPython's does.

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::finalize;
use runtime::heap::{self, RootedVec};
use runtime::interp;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::builtin::Builtin;
use runtime::types::{int, list, signature, str, tuple};
use runtime::value::Value;

use crate::support::add;

/// The parameters of `collect`, which binds them itself.
static COLLECT: NativeDef = NativeDef::new("collect", "(generation=2)", |_, _| Ok(Value::NONE));

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.\n\nenable() -- Enable automatic garbage collection.\ndisable() -- Disable automatic garbage collection.\nisenabled() -- Returns true if automatic collection is enabled.\ncollect() -- Do a full collection right now.\n",
    functions: &[
        NativeDef::raw("collect", "(generation=2)", collect)
            .doc("Run the garbage collector.\n\nWith no arguments, run a full collection.  The optional argument\nmay be an integer specifying which generation to collect.  A ValueError\nis raised if the generation number is invalid.\n\nThe number of unreachable objects is returned."),
        NativeDef::new("enable", "()", |_, _| switch(true)).doc("Enable automatic garbage collection."),
        NativeDef::new("disable", "()", |_, _| switch(false)).doc("Disable automatic garbage collection."),
        NativeDef::new("isenabled", "()", |_, _| Ok(Value::bool(STATE.enabled.get())))
            .doc("Returns true if automatic garbage collection is enabled."),
        NativeDef::new("get_threshold", "()", |th, _| {
            let thresholds = STATE.thresholds.get().map(|n| int::from_i64(th, n));
            Ok(tuple::new(th, &thresholds).value())
        })
        .doc("Return the current collection thresholds."),
        NativeDef::raw("set_threshold", "(threshold0, [threshold1, [threshold2]])", set_threshold)
            .doc("set_threshold(threshold0, [threshold1, [threshold2]])\nSet the collection thresholds (the collection frequency).\n\nSetting 'threshold0' to zero disables collection."),
        NativeDef::new("get_debug", "()", |_, _| Ok(Value::small(STATE.debug.get())))
            .doc("Get the garbage collection debugging flags."),
        NativeDef::new("set_debug", "(flags, /)", |th, args| {
            STATE.debug.set(ops::index_i64(th, args[0])?);
            Ok(Value::NONE)
        })
        .doc("Set the garbage collection debugging flags."),
        NativeDef::new("get_count", "()", |th, _| Ok(tuple::new(th, &[Value::small(0); 3]).value()))
            .doc("Return a three-tuple of the current collection counts."),
        NativeDef::new("get_objects", "(generation=None)", |th, _| {
            let objects = heap::iter_objects();
            Ok(list::new(th, &objects).value())
        })
        .doc("Return a list of objects tracked by the collector (excluding the list returned)."),
        NativeDef::new("is_tracked", "(obj, /)", |_, args| {
            Ok(Value::bool(args[0].header().is_some_and(|h| heap::holds_references(h.kind()))))
        })
            .doc("Returns true if the object is tracked by the garbage collector.\n\nSimple atomic objects will return false."),
        NativeDef::new("freeze", "()", |_, _| Ok(Value::NONE))
            .doc("Freeze all current tracked objects and ignore them for future collections."),
        NativeDef::new("unfreeze", "()", |_, _| Ok(Value::NONE))
            .doc("Unfreeze all objects in the permanent generation.\n\nPut all objects in the permanent generation back into oldest generation."),
        NativeDef::new("get_freeze_count", "()", |_, _| Ok(Value::small(0)))
            .doc("Return the number of objects in the permanent generation."),
    ],
    init: |th, module| {
        for (name, flag) in [
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
        ] {
            add(th, module, name, Value::small(flag));
        }
        for name in ["garbage", "callbacks"] {
            let empty = list::empty(th).value();
            module.dict().set_str(th, str::intern(th, name), empty);
        }
        Ok(())
    },
};

/// What programs have set, only to be read back.
struct State {
    enabled: Cell<bool>,
    thresholds: Cell<[i64; 3]>,
    debug: Cell<i64>,
}

// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}

static STATE: State = State {
    enabled: Cell::new(true),
    thresholds: Cell::new([2000, 10, 0]),
    debug: Cell::new(0),
};

fn switch(on: bool) -> PyResult {
    STATE.enabled.set(on);
    Ok(Value::NONE)
}

fn collect(th: &Thread, args: Args) -> PyResult {
    let [generation] = signature::bind_new(th, &COLLECT, args)?;
    let generation = if generation.is_empty() {
        2
    } else {
        ops::index_i64(th, generation)?
    };
    if !(0..=2).contains(&generation) {
        return Err(th.value_error("invalid generation"));
    }
    // What lies above the arguments in the caller's window are left-overs of calls that are done: `del x; gc.collect()`
    // is to collect `x`, though it may have been an argument before.
    if called_directly(th, args) {
        th.dead_above.set(args.values.as_ptr_range().end.cast_mut());
    }
    heap::collect(generation == 2);
    th.dead_above.set(std::ptr::null_mut());
    finalize::run_pending(th);
    // How many objects were freed is known only when all blocks have been swept; nobody may rely on the number.
    Ok(Value::small(0))
}

/// Whether the arguments lie in the call window of an interpreted CALL of just `gc.collect`: `[callable] [nothing] [args]`.
fn called_directly(th: &Thread, args: Args) -> bool {
    let first = args.values.as_ptr();
    let base = th.base.get().cast_const();
    if base.is_null() || first < base || args.values.len() > 1 || args.keyword_count() > 0 {
        return false;
    }
    let end = interp::call::window_end(th.base.get()).cast_const();
    // SAFETY: compared before it is read; the words of the running window are readable.
    unsafe {
        if first > end || first < base.add(2) || !(*first.sub(1)).is_empty() {
            return false;
        }
        (*first.sub(2))
            .downcast::<Builtin>()
            .is_some_and(|f| std::ptr::eq(f.def(), &MODULE.functions[0]))
    }
}

fn set_threshold(th: &Thread, args: Args) -> PyResult {
    let mut thresholds = STATE.thresholds.get();
    if args.values.is_empty() || args.values.len() > 3 || args.keyword_count() > 0 {
        return Err(th.type_error("gc.set_threshold requires 1 to 3 arguments"));
    }
    let mut given = RootedVec::new();
    given.extend_from_slice(args.values);
    for (threshold, &v) in thresholds.iter_mut().zip(given.iter()) {
        *threshold = ops::index_i64(th, v)?;
    }
    STATE.thresholds.set(thresholds);
    Ok(Value::NONE)
}
