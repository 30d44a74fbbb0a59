//! `gc`: what programs can ask of the collector.
//!
//! Collections cannot be switched off, because nothing else frees memory here: `disable` is remembered and changes
//! nothing. Thresholds and debugging flags are kept and have no effect. A full collection runs the finalisers that it
//! finds due before it returns, as CPython's does.

use std::cell::Cell;

use frontend::bytecode::op::{Instr, Op};
use runtime::audit;
use runtime::error::PyResult;
use runtime::finalize;
use runtime::heap::{self, RootedVec};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{self, Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::builtin::Builtin;
use runtime::types::dict;
use runtime::types::list::{self, List};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{Type, as_type, flags, sizes};
use runtime::types::{self, T, int, signature, str, tuple, type_of};
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
        NativeDef::new("get_objects", "(generation=None)", |th, a| {
            let generation = crate::support::or(a[0], Value::NONE);
            let number = if generation.is_none() { Value::small(-1) } else { generation };
            audit::tell(th, "gc.get_objects", || [number])?;
            let objects = heap::iter_objects();
            Ok(list::new(th, &objects).value())
        })
        .doc("Return a list of objects tracked by the collector (excluding the list returned)."),
        NativeDef::new("is_tracked", "(obj, /)", |_, args| {
            Ok(Value::bool(is_tracked(args[0])))
        })
            .doc("Returns true if the object is tracked by the garbage collector.\n\nSimple atomic objects will return false."),
        NativeDef::raw("get_referents", "(*objs)", get_referents)
            .doc("Return the list of objects that are directly referred to by 'objs'."),
        NativeDef::raw("get_referrers", "(*objs)", get_referrers)
            .doc("Return the list of objects that directly refer to any of 'objs'."),
        NativeDef::new("get_stats", "()", get_stats)
            .doc("Return a list of dictionaries containing per-generation statistics."),
        NativeDef::new("is_finalized", "(obj, /)", |_, args| {
            Ok(Value::bool(is_finalized(args[0])))
        })
        .doc("Returns true if the object has been already finalized by the GC."),
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
    /// How many collections of each generation the program has asked for.
    asked: Cell<[i64; 3]>,
    /// The generation of the collection that is deferred until native frames are gone.
    deferred: Cell<i64>,
    /// How many objects they found unreachable.
    collected: Cell<[i64; 3]>,
}

// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}

static STATE: State = State {
    enabled: Cell::new(true),
    thresholds: Cell::new([2000, 10, 0]),
    debug: Cell::new(0),
    asked: Cell::new([0; 3]),
    deferred: Cell::new(0),
    collected: Cell::new([0; 3]),
};

fn switch(on: bool) -> PyResult {
    STATE.enabled.set(on);
    Ok(Value::NONE)
}

fn collect(th: &Thread, args: Args) -> PyResult {
    let generation = begin(th, args)?;
    // What lies above the arguments in the caller's window are left-overs of calls that are done: `del x; gc.collect()`
    // is to collect `x`, though it may have been an argument before. (Watchers are told of a call when it ends.)
    if called_directly(th, args) && !th.monitor.get() {
        th.dead_above.set(args.values.as_ptr_range().end.cast_mut());
        STATE.deferred.set(generation);
        return Err(th.defer(|th| finish(th, STATE.deferred.get())));
    }
    finish(th, generation)
}

/// The collection itself, and what comes after it.
fn finish(th: &Thread, generation: i64) -> PyResult {
    heap::wipe_native_stack();
    run(th, generation);
    finalize::run_pending(th);
    tell_result(th, generation)
}

/// The beginning of `collect`: which generations are to be collected.
#[inline(never)]
fn begin(th: &Thread, args: Args) -> PyResult<i64> {
    let [generation] = signature::bind_new(th, &COLLECT, args)?;
    let generation = if generation.is_empty() {
        2
    } else {
        ops::index_i64(th, generation)?
    };
    if !(0..=2).contains(&generation) {
        return Err(th.value_error("invalid generation"));
    }
    tell_callbacks(th, "start", generation, 0)?;
    let mut asked = STATE.asked.get();
    asked[generation as usize] += 1;
    STATE.asked.set(asked);
    Ok(generation)
}

#[inline(never)]
fn run(th: &Thread, generation: i64) {
    if generation == 2 {
        heap::count_unreachable();
    }
    runtime::types::frame::forget_dead(th);
    // (Forgetting has called others.)
    heap::wipe_native_stack();
    heap::collect(generation == 2);
    th.dead_above.set(std::ptr::null_mut());
}

/// The end of `collect`: how many objects were unreachable. (Apart from it, so that its frame, which the collector
/// looks through, is small.)
#[inline(never)]
fn tell_result(th: &Thread, generation: i64) -> PyResult {
    let found = heap::take_unreachable();
    let mut collected = STATE.collected.get();
    collected[generation as usize] += found as i64;
    STATE.collected.set(collected);
    tell_callbacks(th, "stop", generation, found)?;
    Ok(int::from_usize(th, found))
}

/// Whether the published instruction is a CALL of just `gc.collect`, and these are the arguments in its window:
/// `[callable] [receiver] [args]`.
fn called_directly(th: &Thread, args: Args) -> bool {
    let base = th.base.get();
    if base.is_null() || th.pc.get().is_null() || args.keyword_count() > 0 {
        return false;
    }
    // SAFETY: the published position is behind an instruction of the running frame.
    let i = Instr(unsafe { *th.pc.get().sub(1) });
    if !matches!(i.op(), Op::Call | Op::CallMethod) {
        return false;
    }
    let window = base.wrapping_add(i.a() as usize);
    if !std::ptr::eq(args.values.as_ptr(), window.wrapping_add(2)) {
        return false;
    }
    // SAFETY: the window of a call lies within the frame's (verified).
    let (callable, receiver) = unsafe { (*window, *window.add(1)) };
    let direct = callable
        .downcast::<Builtin>()
        .is_some_and(|f| std::ptr::eq(f.def(), &MODULE.functions[0]));
    direct && (i.op() == Op::Call || receiver.is_empty())
}

/// What an object refers to: the items of the usual containers, numbers among them, and the fields of other objects.
fn referents_of(th: &Thread, v: Value, all: Ref<List>) -> PyResult<()> {
    let Some(h) = v.header() else {
        return Ok(());
    };
    if types::is_exactly(v, T::List) || types::is_exactly(v, T::Tuple) || v.has_kind(Kind::Set) {
        return all.extend(th, v);
    }
    if let Some(d) = dict::exact(v) {
        let mut at = 0;
        // (Strings as keys refer to nothing, and are not asked.)
        let keys = !d.has_str_keys();
        while let Some((key, value)) = d.next(&mut at) {
            all.append(th, value);
            if keys {
                all.append(th, key);
            }
        }
        return Ok(());
    }
    for &x in heap::referents(h).iter() {
        all.append(th, x);
    }
    Ok(())
}

fn get_referents(th: &Thread, args: Args) -> PyResult {
    audit::tell(th, "gc.get_referents", || {
        [runtime::types::tuple::new(th, args.values).value()]
    })?;
    let all = list::empty(th);
    for &v in args.values {
        referents_of(th, v, all)?;
    }
    Ok(all.value())
}

/// Looks at every object there is.
fn get_referrers(th: &Thread, args: Args) -> PyResult {
    audit::tell(th, "gc.get_referrers", || {
        [runtime::types::tuple::new(th, args.values).value()]
    })?;
    let found = list::empty(th);
    let objects = heap::iter_objects();
    for &owner in objects.iter() {
        let Some(h) = owner.header() else {
            continue;
        };
        let refers = heap::referents(h).iter().any(|x| args.values.contains(x));
        if refers && owner != found.value() {
            found.append(th, owner);
        }
    }
    Ok(found.value())
}

/// Statistics in the form that programs expect; only collections that they asked for are counted.
fn get_stats(th: &Thread, _: &[Value]) -> PyResult {
    let generations = list::empty(th);
    for (asked, collected) in STATE.asked.get().into_iter().zip(STATE.collected.get()) {
        let stats = dict::new(th);
        for (name, n) in [
            ("collections", asked),
            ("collected", collected),
            ("uncollectable", 0),
        ] {
            stats.set_str(th, str::intern(th, name), int::from_i64(th, n));
        }
        generations.append(th, stats.value());
    }
    Ok(generations.value())
}

fn is_finalized(v: Value) -> bool {
    v.header().is_some_and(|h| {
        type_of(v).has_flag(flags::FINALIZER) && h.gc() & object::GC_FINALIZER == 0
    })
}

/// Calls what `gc.callbacks` lists.
#[inline(never)]
fn tell_callbacks(th: &Thread, phase: &str, generation: i64, collected: usize) -> PyResult<()> {
    let module = runtime::import::module(th, "gc")?;
    let callbacks = ops::get_attr_opt(th, module, str::intern(th, "callbacks"))?;
    let Some(callbacks) = callbacks.and_then(|c| c.downcast::<List>()) else {
        return Ok(());
    };
    if callbacks.is_empty() {
        return Ok(());
    }
    let info = dict::new(th);
    for (name, n) in [
        ("generation", generation),
        ("collected", collected as i64),
        ("uncollectable", 0),
    ] {
        info.set_str(th, str::intern(th, name), Value::small(n));
    }
    let mut i = 0;
    while let Some(callback) = callbacks.get(i) {
        i += 1;
        let phase = str::new(th, phase);
        if let Err(raised) = ops::call2(th, callback, phase, info.value()) {
            let exception = th.take_exception(raised);
            finalize::unraisable_of(th, exception, "while calling GC callback", callback);
        }
    }
    Ok(())
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

/// Whether CPython's collector looks at an object. It knows the objects of most types, but not tuples of what it does not know.
fn is_tracked(v: Value) -> bool {
    let mut waiting = RootedVec::new();
    waiting.push(v);
    while let Some(v) = waiting.pop() {
        if let Some(tuple) = v
            .downcast::<Tuple>()
            .filter(|_| types::is_exactly(v, T::Tuple))
        {
            waiting.extend_from_slice(tuple.items());
            continue;
        }
        let class = types::type_of(v);
        let is_static = |ty: Ref<Type>| !ty.has_flag(flags::HEAP);
        let known = !v.has_kind(Kind::Type) || !is_static(as_type(v));
        if known && sizes::layout(class).collected {
            return true;
        }
    }
    false
}
