//! `sys.monitoring`, and `sys.settrace` and `sys.setprofile`: the Python side of [`runtime::monitor`].

use runtime::audit;
use runtime::error::PyResult;
use runtime::monitor::{self, EVENTS, LOCAL_EVENTS, TOOLS};
use runtime::native::NativeDef;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::module::{self, Module};
use runtime::types::str::{self, Str};
use runtime::types::{self, T, dict, int, simple_namespace};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::add;

/// `C_RETURN` and `C_RAISE`, which come with `CALL`.
const WITH_CALL: u32 = 1 << 16 | 1 << 17;
const CALL: u32 = 1 << 4;
/// `BRANCH`: both of `BRANCH_LEFT` and `BRANCH_RIGHT`.
const BRANCH: u32 = 1 << 18;
const BOTH_BRANCHES: u32 = 1 << 8 | 1 << 9;

fn tool(th: &Thread, v: Value) -> PyResult<usize> {
    let n = arg::c_int(th, v)?;
    usize::try_from(n)
        .ok()
        .filter(|&n| n < TOOLS)
        .ok_or_else(|| th.value_error(format!("invalid tool {n} (must be between 0 and 5)")))
}

fn tool_in_use(th: &Thread, v: Value) -> PyResult<usize> {
    let n = tool(th, v)?;
    if monitor::tool_name(n).is_empty() {
        return Err(th.value_error(format!("tool {n} is not in use")));
    }
    Ok(n)
}

/// A set of events, with those that others bring along.
fn event_set(th: &Thread, v: Value) -> PyResult<u32> {
    let n = arg::c_int(th, v)?;
    let mut set = n as u32;
    if n < 0 || set >> EVENTS.len() != 0 {
        return Err(th.value_error(format!("invalid event set 0x{set:x}")));
    }
    if set & WITH_CALL != 0 && set & CALL == 0 {
        return Err(th.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    set &= !WITH_CALL;
    if set & CALL != 0 {
        set |= WITH_CALL;
    }
    if set & BRANCH != 0 {
        set = set & !BRANCH | BOTH_BRANCHES;
    }
    Ok(set)
}

/// A set as it was given.
fn shown(set: u32) -> Value {
    Value::small(i64::from(set & !WITH_CALL))
}

fn use_tool_id(th: &Thread, a: &[Value]) -> PyResult {
    let n = tool(th, a[0])?;
    if !a[1].has_kind(Kind::Str) {
        return Err(th.value_error("tool name must be a str"));
    }
    if !monitor::tool_name(n).is_empty() {
        return Err(th.value_error(format!("tool {n} is already in use")));
    }
    monitor::set_tool(n, a[1]);
    Ok(Value::NONE)
}

fn register_callback(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "sys.monitoring.register_callback", || [a[2]])?;
    let n = tool(th, a[0])?;
    let event = arg::c_int(th, a[1])?;
    if event <= 0 || event.count_ones() != 1 {
        return Err(th.value_error("The callback can only be set for one event at a time"));
    }
    let number = event.trailing_zeros() as usize;
    if number >= EVENTS.len() {
        return Err(th.value_error(format!("invalid event {event}")));
    }
    let f = if a[2].is_none() { Value::EMPTY } else { a[2] };
    let old = monitor::set_callback(n, number, f);
    if event as u32 == BRANCH {
        // Tools that know of no sides are told of both.
        for side in [8, 9] {
            monitor::set_callback(n, side, f);
        }
    }
    Ok(if old.is_empty() { Value::NONE } else { old })
}

fn code_of(th: &Thread, v: Value) -> PyResult<Ref<CodeObj>> {
    v.downcast::<CodeObj>()
        .ok_or_else(|| th.type_error("code must be a code object"))
}

fn set_local_events(th: &Thread, a: &[Value]) -> PyResult {
    let n = tool_in_use(th, a[0])?;
    let code = code_of(th, a[1])?;
    let given = arg::c_int(th, a[2])?;
    let allowed = ((1u32 << LOCAL_EVENTS) - 1) | WITH_CALL | BRANCH;
    if given < 0 || given as u32 & !allowed != 0 {
        return Err(th.value_error(format!("invalid local event set 0x{given:x}")));
    }
    let set = event_set(th, a[2])?;
    monitor::set_local_events(n, code, set);
    Ok(Value::NONE)
}

fn all_events(th: &Thread, _: &[Value]) -> PyResult {
    let all = dict::new(th);
    for (n, name) in EVENTS.iter().enumerate() {
        let mut tools = 0;
        for tool in 0..TOOLS {
            tools |= i64::from(monitor::events(tool) >> n & 1) << tool;
        }
        if tools != 0 {
            all.set_str(th, str::intern(th, name), Value::small(tools));
        }
    }
    Ok(all.value())
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("use_tool_id", "(tool_id, name, /)", use_tool_id),
    NativeDef::new("clear_tool_id", "(tool_id, /)", |th, a| {
        let n = tool(th, a[0])?;
        monitor::clear_tool(n);
        Ok(Value::NONE)
    }),
    NativeDef::new("free_tool_id", "(tool_id, /)", |th, a| {
        let n = tool(th, a[0])?;
        monitor::set_tool(n, Value::EMPTY);
        Ok(Value::NONE)
    }),
    NativeDef::new("get_tool", "(tool_id, /)", |th, a| {
        let name = monitor::tool_name(tool(th, a[0])?);
        Ok(if name.is_empty() { Value::NONE } else { name })
    }),
    NativeDef::new(
        "register_callback",
        "(tool_id, event, func, /)",
        register_callback,
    ),
    NativeDef::new("get_events", "(tool_id, /)", |th, a| {
        Ok(shown(monitor::events(tool(th, a[0])?)))
    }),
    NativeDef::new("set_events", "(tool_id, event_set, /)", |th, a| {
        let n = tool(th, a[0])?;
        let set = event_set(th, a[1])?;
        tool_in_use(th, a[0])?;
        monitor::set_events(n, set);
        Ok(Value::NONE)
    }),
    NativeDef::new("get_local_events", "(tool_id, code, /)", |th, a| {
        let n = tool(th, a[0])?;
        let code = code_of(th, a[1])?;
        Ok(shown(monitor::local_events(n, code)))
    }),
    NativeDef::new(
        "set_local_events",
        "(tool_id, code, event_set, /)",
        set_local_events,
    ),
    NativeDef::new("restart_events", "()", |_, _| {
        monitor::restart();
        Ok(Value::NONE)
    }),
    NativeDef::new("_all_events", "()", all_events),
];

/// The module object. Allocates.
pub fn module(th: &Thread) -> PyResult<Ref<Module>> {
    let name = str::intern(th, "sys.monitoring");
    let module = module::new(th, name);
    let mut events: Vec<(Ref<Str>, Value)> = vec![(str::intern(th, "NO_EVENTS"), Value::small(0))];
    for (n, name) in EVENTS.iter().enumerate() {
        events.push((str::intern(th, name), int::from_i64(th, 1 << n)));
    }
    add(th, module, "events", simple_namespace::new(th, &events)?);
    let object = types::get(T::Object).value();
    let (disable, missing) = (ops::call0(th, object)?, ops::call0(th, object)?);
    monitor::set_marks(disable, missing);
    add(th, module, "DISABLE", disable);
    add(th, module, "MISSING", missing);
    for (name, n) in [
        ("DEBUGGER_ID", 0),
        ("COVERAGE_ID", 1),
        ("PROFILER_ID", 2),
        ("OPTIMIZER_ID", 5),
    ] {
        add(th, module, name, Value::small(n));
    }
    for f in FUNCTIONS {
        let object = types::builtin::new(th, f, Value::EMPTY, name.value());
        add(th, module, f.name, object.value());
    }
    Ok(module)
}

fn function(v: Value) -> Value {
    if v.is_none() { Value::EMPTY } else { v }
}

fn shown_function(v: Value) -> PyResult {
    Ok(if v.is_empty() { Value::NONE } else { v })
}

/// The functions of `sys`.
pub static SYS_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("settrace", "(function, /)", |th, a| {
        audit::tell(th, "sys.settrace", || [])?;
        monitor::set_tracer(th, function(a[0]));
        Ok(Value::NONE)
    })
    .doc("Set the global debug tracing function.\n\nIt will be called on each function call.  See the debugger chapter\nin the library manual."),
    NativeDef::new("gettrace", "()", |th, _| shown_function(th.tracer.get()))
        .doc("Return the global debug tracing function set with sys.settrace.\n\nSee the debugger chapter in the library manual."),
    NativeDef::new("setprofile", "(function, /)", |th, a| {
        audit::tell(th, "sys.setprofile", || [])?;
        monitor::set_profiler(th, function(a[0]));
        Ok(Value::NONE)
    })
    .doc("Set the profiling function.\n\nIt will be called on each function call and return.  See the profiler\nchapter in the library manual."),
    NativeDef::new("getprofile", "()", |th, _| shown_function(th.profiler.get()))
        .doc("Return the profiling function set with sys.setprofile.\n\nSee the profiler chapter in the library manual."),
    NativeDef::new("_settraceallthreads", "(function, /)", |_, a| {
        runtime::threads::for_each(|th| monitor::set_tracer(th, function(a[0])));
        Ok(Value::NONE)
    }),
    NativeDef::new("_setprofileallthreads", "(function, /)", |_, a| {
        runtime::threads::for_each(|th| monitor::set_profiler(th, function(a[0])));
        Ok(Value::NONE)
    }),
];
