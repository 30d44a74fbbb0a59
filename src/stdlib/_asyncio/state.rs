//! What the module keeps: which tasks there are. (The state of each thread keeps its running loop and current task.)

use std::cell::{Cell, UnsafeCell};

use runtime::error::PyResult;
use runtime::fork::Hooks;
use runtime::heap::Tracer;
use runtime::names::{self, N};
use runtime::native::NativeDef;
use runtime::object::{Header, Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::{self, List};
use runtime::types::set;
use runtime::types::str;
use runtime::types::tuple::{self, Tuple};
use runtime::value::Value;

use super::future;
use crate::support::or;

struct State {
    /// The native tasks that are scheduled, weakly: a task that dies takes itself out. 0 for a free place.
    tasks: Vec<usize>,
    free: Vec<usize>,
    /// Tasks of other classes: a `weakref.WeakSet`, and those that are being started eagerly, a list; empty before they are
    /// wanted.
    others: Value,
    eager: Value,
    context_names: Value,
    cancelled_error: Value,
    invalid_state: Value,
    /// By the number of a [`Helper`].
    helpers: [Value; 4],
}

struct Global(UnsafeCell<Option<State>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Global {}
static STATE: Global = Global(UnsafeCell::new(None));

/// The lock makes this exclusive.
fn state() -> &'static mut State {
    // SAFETY: under the interpreter lock; the reference is not kept across calls that come here again.
    unsafe { (*STATE.0.get()).get_or_insert_with(empty_state) }
}

fn empty_state() -> State {
    State {
        tasks: Vec::new(),
        free: Vec::new(),
        others: Value::EMPTY,
        eager: Value::EMPTY,
        context_names: Value::EMPTY,
        cancelled_error: Value::EMPTY,
        invalid_state: Value::EMPTY,
        helpers: [Value::EMPTY; 4],
    }
}

fn trace(t: &mut Tracer) {
    let s = state();
    for v in [
        s.others,
        s.eager,
        s.context_names,
        s.cancelled_error,
        s.invalid_state,
    ] {
        t.visit(v);
    }
    for v in s.helpers {
        t.visit(v);
    }
}

static ROOTED: Rooted = Rooted(Cell::new(false));
struct Rooted(Cell<bool>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Rooted {}

/// Makes what every step needs. Allocates.
pub fn init(th: &Thread) {
    if !ROOTED.0.replace(true) {
        runtime::heap::add_root_fn(trace);
        runtime::fork::add_hooks(Hooks {
            prepare: || Ok(()),
            parent: || (),
            child: forget_all,
        });
    }
    let context = names::get(N::context).value();
    state().context_names = tuple::new(th, &[context]).value();
}

/// In the child of a fork: what ran in the parent does not run here.
fn forget_all(th: &Thread) {
    th.event_loop.set(Value::EMPTY);
    th.task.set(Value::EMPTY);
    for i in 0..state().tasks.len() {
        let bits = state().tasks[i];
        if bits != 0 {
            super::task::delist(Value::from_ptr(bits as *mut Header));
        }
    }
}

/// The loop that runs in this thread, or empty.
pub fn running_loop(th: &Thread) -> Value {
    th.event_loop.get()
}

fn set_running_loop(th: &Thread, event_loop: Value) {
    let runs = !event_loop.is_none();
    th.event_loop
        .set(if runs { event_loop } else { Value::EMPTY });
}

/// Calls `loop.call_soon(callback, [argument,] context=context)`. Runs Python.
pub fn call_soon(
    th: &Thread,
    event_loop: Value,
    callback: Value,
    argument: Option<Value>,
    context: Value,
) -> PyResult {
    let (f, receiver) = ops::get_method(th, event_loop, names::get(N::call_soon))?;
    let mut values = [Value::EMPTY; 4];
    let mut n = 0;
    for v in [receiver, callback, argument.unwrap_or(Value::EMPTY)] {
        if !v.is_empty() {
            values[n] = v;
            n += 1;
        }
    }
    if context.is_empty() {
        return ops::call(th, f, runtime::native::Args::positional(&values[..n]));
    }
    values[n] = context;
    ops::call::call_keywords(th, f, &values[..=n], context_names())
}

/// The names of a call whose only named argument is `context`.
pub fn context_names() -> Ref<Tuple> {
    // SAFETY: made by `init`.
    unsafe { Ref::from_value_unchecked(state().context_names) }
}

/// Modules of Python's that futures and tasks ask. They are kept: at the program's end nothing can be imported.
#[derive(Clone, Copy)]
pub enum Helper {
    Futures,
    Tasks,
    Formatting,
    Coroutines,
}

const HELPERS: [&str; 4] = [
    "asyncio.base_futures",
    "asyncio.base_tasks",
    "asyncio.format_helpers",
    "asyncio.coroutines",
];

/// Sees to it that all that may have to be asked is there. Runs Python the first time.
pub fn load_helpers(th: &Thread) -> PyResult<()> {
    if !state().invalid_state.is_empty() {
        return Ok(());
    }
    for (i, name) in HELPERS.into_iter().enumerate() {
        let module = runtime::import::import_module(th, name)?;
        state().helpers[i] = module;
    }
    cancelled_error(th)?;
    state().invalid_state = exception_class(th, "InvalidStateError")?;
    Ok(())
}

/// Calls a function of one of the modules. Runs Python.
pub fn ask(th: &Thread, helper: Helper, name: &str, args: &[Value]) -> PyResult {
    load_helpers(th)?;
    let module = state().helpers[helper as usize];
    ops::call_method(th, module, str::intern(th, name), args)
}

fn exception_class(th: &Thread, name: &str) -> PyResult {
    let module = runtime::import::import_module(th, "asyncio.exceptions")?;
    let found = ops::get_attr(th, module, str::intern(th, name))?;
    match found.has_kind(Kind::Type) {
        true => Ok(found),
        false => Err(th.type_error(format!("asyncio.exceptions.{name} is not a class"))),
    }
}

/// `asyncio.CancelledError`. Runs Python.
pub fn cancelled_error(th: &Thread) -> PyResult {
    if state().cancelled_error.is_empty() {
        state().cancelled_error = exception_class(th, "CancelledError")?;
    }
    Ok(state().cancelled_error)
}

/// Raises `asyncio.InvalidStateError`. Runs Python.
#[cold]
pub fn invalid_state(th: &Thread, message: &str) -> runtime::error::Raised {
    let made = (|| {
        load_helpers(th)?;
        ops::call1(th, state().invalid_state, str::new(th, message))
    })();
    match made {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

// ---- which tasks there are

/// Lists a native task; its place is returned.
pub fn list(task: Value) -> usize {
    let s = state();
    match s.free.pop() {
        Some(at) => {
            s.tasks[at] = task.bits() as usize;
            at
        }
        None => {
            s.tasks.push(task.bits() as usize);
            s.tasks.len() - 1
        }
    }
}

/// Frees a place in the list. Touches no object.
pub fn unlist(at: usize) {
    let s = state();
    s.tasks[at] = 0;
    s.free.push(at);
}

fn others(th: &Thread) -> PyResult {
    if state().others.is_empty() {
        let weakref = runtime::import::import_module(th, "weakref")?;
        let class = ops::get_attr(th, weakref, str::intern(th, "WeakSet"))?;
        state().others = ops::call0(th, class)?;
    }
    Ok(state().others)
}

/// Lists a task of any class. Runs Python.
pub fn register(th: &Thread, task: Value) -> PyResult<()> {
    if super::task::is_task(task) {
        super::task::enlist(task);
        return Ok(());
    }
    let set = others(th)?;
    ops::call_method(th, set, str::intern(th, "add"), &[task]).map(drop)
}

fn unregister(th: &Thread, task: Value) -> PyResult<()> {
    if super::task::is_task(task) {
        super::task::delist(task);
        return Ok(());
    }
    let set = others(th)?;
    ops::call_method(th, set, str::intern(th, "discard"), &[task]).map(drop)
}

/// Notes that a task is being started eagerly. Allocates.
pub fn begin_eager(th: &Thread, task: Value) {
    let all = match state().eager.downcast::<List>() {
        Some(all) => all,
        None => {
            let all = list::empty(th);
            state().eager = all.value();
            all
        }
    };
    all.append(th, task);
}

/// The reverse of [`begin_eager`].
pub fn end_eager(task: Value) {
    let Some(all) = state().eager.downcast::<List>() else {
        return;
    };
    // (Usually the last one.)
    if let Some(at) = (0..all.len()).rev().find(|&i| all.item(i) == task) {
        all.remove_at(at);
    }
}

fn all_tasks(th: &Thread, a: &[Value]) -> PyResult {
    let event_loop = match or(a[0], Value::NONE) {
        v if v.is_none() => get_running_loop(th)?,
        v => v,
    };
    // What is called below may start tasks and end some.
    let listed = list::empty(th);
    if let Some(eager) = state().eager.downcast::<List>() {
        listed.extend_from_list(th, eager);
    }
    for i in 0..state().tasks.len() {
        let bits = state().tasks[i];
        if bits != 0 {
            listed.append(th, Value::from_ptr(bits as *mut Header));
        }
    }
    listed.extend(th, others(th)?)?;
    let found = set::new(th);
    for i in 0..listed.len() {
        let task = listed.item(i);
        let done = ops::call_method(th, task, names::get(N::done), &[])?;
        if !ops::is_true(th, done)? && future::get_loop(th, task)? == event_loop {
            found.add(th, task)?;
        }
    }
    Ok(found.value())
}

// ---- the current task

/// What a message shows of a value; of none (empty), None. Runs Python.
pub fn shown(th: &Thread, v: Value) -> PyResult<String> {
    let v = or(v, Value::NONE);
    Ok(ops::repr(th, v)?.to_string_lossy().into_owned())
}

fn check_loop(th: &Thread, event_loop: Value) -> PyResult<()> {
    if running_loop(th) == event_loop && !event_loop.is_empty() {
        return Ok(());
    }
    let text = shown(th, event_loop)?;
    Err(th.runtime_error(format!("loop {text} is not the running loop")))
}

/// A task begins to run. Runs Python only to raise.
pub fn enter(th: &Thread, event_loop: Value, task: Value) -> PyResult<()> {
    check_loop(th, event_loop)?;
    let current = th.task.get();
    if !current.is_empty() {
        let (new, old) = (shown(th, task)?, shown(th, current)?);
        return Err(th.runtime_error(format!(
            "Cannot enter into task {new} while another task {old} is being executed."
        )));
    }
    th.task.set(task);
    Ok(())
}

/// A task stops running. Runs Python only to raise.
pub fn leave(th: &Thread, event_loop: Value, task: Value) -> PyResult<()> {
    check_loop(th, event_loop)?;
    let current = th.task.get();
    if current != task {
        let (left, current) = (shown(th, task)?, shown(th, current)?);
        return Err(th.runtime_error(format!(
            "Invalid attempt to leave task {left} while task {current} is entered."
        )));
    }
    th.task.set(Value::EMPTY);
    Ok(())
}

/// Makes another task (or `NONE`) the current one; the former is returned.
pub fn swap(th: &Thread, event_loop: Value, task: Value) -> PyResult {
    check_loop(th, event_loop)?;
    let new = if task.is_none() { Value::EMPTY } else { task };
    let old = th.task.replace(new);
    Ok(or(old, Value::NONE))
}

fn get_running_loop(th: &Thread) -> PyResult {
    let found = running_loop(th);
    if found.is_empty() {
        return Err(th.runtime_error("no running event loop"));
    }
    Ok(found)
}

/// The running loop, or the policy's. Runs Python.
pub fn get_event_loop(th: &Thread) -> PyResult {
    let found = running_loop(th);
    if !found.is_empty() {
        return Ok(found);
    }
    let events = runtime::import::import_module(th, "asyncio.events")?;
    let policy = ops::call_method(th, events, str::intern(th, "_get_event_loop_policy"), &[])?;
    ops::call_method(th, policy, str::intern(th, "get_event_loop"), &[])
}

fn current_task(th: &Thread, a: &[Value]) -> PyResult {
    let event_loop = or(a[0], Value::NONE);
    if event_loop.is_none() {
        get_running_loop(th)?;
    }
    if event_loop.is_none() || th.event_loop.get() == event_loop {
        return Ok(or(th.task.get(), Value::NONE));
    }
    let found = Cell::new(Value::EMPTY);
    runtime::threads::for_each(|other| {
        if other.event_loop.get() == event_loop {
            found.set(other.task.get());
        }
    });
    Ok(or(found.get(), Value::NONE))
}

fn none(done: PyResult<()>) -> PyResult {
    done.map(|()| Value::NONE)
}

/// The module's functions.
pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("current_task", "($module, /, loop=None)", current_task).doc("Return a currently executed task."),
    NativeDef::new("get_event_loop", "($module, /)", |th, _| get_event_loop(th)).doc("Return an asyncio event loop.\n\nWhen called from a coroutine or a callback (e.g. scheduled with\ncall_soon or similar API), this function will always return the\nrunning event loop.\n\nIf there is no running event loop set, the function will return\nthe result of `get_event_loop_policy().get_event_loop()` call."),
    NativeDef::new("get_running_loop", "($module, /)", |th, _| get_running_loop(th)).doc("Return the running event loop.  Raise a RuntimeError if there is none.\n\nThis function is thread-specific."),
    NativeDef::new("_get_running_loop", "($module, /)", |th, _| Ok(or(running_loop(th), Value::NONE))).doc("Return the running event loop or None.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific."),
    NativeDef::new("_set_running_loop", "($module, loop, /)", |th, a| { set_running_loop(th, a[0]); Ok(Value::NONE) }).doc("Set the running event loop.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific."),
    NativeDef::new("_register_task", "($module, /, task)", |th, a| none(register(th, a[0]))).doc("Register a new task in asyncio as executed by loop.\n\nReturns None."),
    NativeDef::new("_register_eager_task", "($module, /, task)", |th, a| { begin_eager(th, a[0]); Ok(Value::NONE) }).doc("Register a new task in asyncio as executed by loop.\n\nReturns None."),
    NativeDef::new("_unregister_task", "($module, /, task)", |th, a| none(unregister(th, a[0]))).doc("Unregister a task.\n\nReturns None."),
    NativeDef::new("_unregister_eager_task", "($module, /, task)", |_, a| { end_eager(a[0]); Ok(Value::NONE) }).doc("Unregister a task.\n\nReturns None."),
    NativeDef::new("_enter_task", "($module, /, loop, task)", |th, a| none(enter(th, a[0], a[1]))).doc("Enter into task execution or resume suspended task.\n\nTask belongs to loop.\n\nReturns None."),
    NativeDef::new("_leave_task", "($module, /, loop, task)", |th, a| none(leave(th, a[0], a[1]))).doc("Leave task execution or suspend a task.\n\nTask belongs to loop.\n\nReturns None."),
    NativeDef::new("_swap_current_task", "($module, /, loop, task)", |th, a| swap(th, a[0], a[1])).doc("Temporarily swap in the supplied task and return the original one (or None).\n\nThis is intended for use during eager coroutine execution."),
    NativeDef::new("all_tasks", "($module, /, loop=None)", all_tasks).doc("Return a set of all tasks for the loop."),
    NativeDef::new("future_add_to_awaited_by", "($module, fut, waiter, /)", |th, a| none(future::add_awaited_by(th, a[0], a[1]))).doc("Record that `fut` is awaited on by `waiter`."),
    NativeDef::new("future_discard_from_awaited_by", "($module, fut, waiter, /)", |th, a| none(future::discard_awaited_by(th, a[0], a[1]))),
];
