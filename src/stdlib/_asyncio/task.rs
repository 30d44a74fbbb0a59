//! `Task`: a future that runs a coroutine, step by step, from the loop.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::heap::{self, Tracer};
use runtime::interp::generator::{self, Resumed};
use runtime::names::{self, N};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::builtin;
use runtime::types::module::Module;
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, generic_alias, is_exactly, is_instance_of, signature, str, type_of};
use runtime::value::Value;

use super::future::{self, Future, PENDING, future};
use super::iter;
use super::state::{self, Helper, shown};
use crate::_contextvars;
use crate::support::{TypeCell, alloc_native, or};

/// A task.
#[repr(C)]
struct Task {
    future: Future,
    coroutine: Slot,
    name: Slot,
    context: Slot,
    /// What it waits for.
    waits_for: Slot,
    cancels: Cell<i64>,
    /// Its place in the list of tasks plus one; 0: it is not listed.
    place: Cell<usize>,
    must_cancel: Cell<bool>,
    log_destroy_pending: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, begins as a future does.
unsafe impl Object for Task {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "task",
    trace: |h, t: &mut Tracer| {
        // SAFETY: called by the collector for objects of this layout.
        let task = unsafe { &*h.cast::<Task>() };
        task.future.trace(t);
        t.visit(task.coroutine.get());
        t.visit(task.name.get());
        t.visit(task.context.get());
        t.visit(task.waits_for.get());
    },
    drop: Some(|h| {
        // SAFETY: called by the collector for objects of this layout.
        let place = unsafe { &*h.cast::<Task>() }.place.replace(0);
        if place != 0 {
            state::unlist(place - 1);
        }
    }),
};

static TYPE: TypeCell = TypeCell::new();
static STEP: TypeCell = TypeCell::new();

/// Makes the types.
pub fn init(th: &Thread, module: Ref<Module>, base: Ref<Type>) {
    let class = type_::define_native_with_base(th, &DEF, base);
    crate::support::add(th, module, "Task", class.value());
    TYPE.set(class);
    STEP.set(type_::define_native(th, &STEP_DEF));
}

/// Whether `class` is that of tasks itself.
#[inline]
pub fn is_class(class: Ref<Type>) -> bool {
    class == TYPE.get()
}

/// Whether `v` is a task of this module's.
pub fn is_task(v: Value) -> bool {
    type_of(v).is_subtype_of(TYPE.get())
}

fn task(v: Value) -> Ref<Task> {
    this::<Task>(v)
}

/// Puts a task into the list of scheduled ones.
pub fn enlist(v: Value) {
    let t = task(v);
    if t.place.get() == 0 {
        t.place.set(state::list(v) + 1);
        // (Its place must be free before its memory is.)
        heap::register_drop(t.header());
    }
}

/// The reverse of [`enlist`].
pub fn delist(v: Value) {
    let place = task(v).place.replace(0);
    if place != 0 {
        state::unlist(place - 1);
    }
}

// ---- making one

static NEW: NativeDef = NativeDef::new(
    "Task",
    "(coro, *, loop=None, name=None, context=None, eager_start=False)",
    |_, _| Ok(Value::NONE),
);

static NAMES: Counter = Counter(Cell::new(0));
struct Counter(Cell<i64>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Counter {}

fn is_coroutine(th: &Thread, v: Value) -> PyResult<bool> {
    if is_exactly(v, T::Coroutine) {
        return Ok(true);
    }
    let answer = state::ask(th, Helper::Coroutines, "iscoroutine", &[v])?;
    ops::is_true(th, answer)
}

fn initialise(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [coroutine, event_loop, name, context, eager] = signature::bind_new(th, &NEW, args)?;
    future::initialise(th, v, event_loop)?;
    let t = task(v);
    if !is_coroutine(th, coroutine)? {
        t.log_destroy_pending.set(false);
        let text = ops::repr(th, coroutine)?;
        return Err(th.type_error(format!(
            "a coroutine was expected, got {}",
            text.to_string_lossy()
        )));
    }
    let context = match or(context, Value::NONE) {
        v if v.is_none() => _contextvars::copy_context(th),
        v => v,
    };
    t.context.set(t, context);
    t.waits_for.init(Value::EMPTY);
    t.must_cancel.set(false);
    t.log_destroy_pending.set(true);
    t.cancels.set(0);
    t.coroutine.set(t, coroutine);
    let name = match or(name, Value::NONE) {
        v if v.is_none() => next_name(),
        v if is_exactly(v, T::Str) => v,
        v => ops::str(th, v)?.value(),
    };
    t.name.set(t, name);
    if !eager.is_empty() && ops::is_true(th, eager)? {
        let event_loop = t.future.event_loop.get();
        let running = ops::call_method(th, event_loop, names::get(N::is_running), &[])?;
        if ops::is_true(th, running)? {
            return eager_start(th, v);
        }
    }
    future::watch(v);
    schedule(th, v, None)?;
    enlist(v);
    Ok(())
}

/// What stands for a name that is made when somebody asks for it: its number.
fn next_name() -> Value {
    let n = NAMES.0.get() + 1;
    NAMES.0.set(n);
    Value::small(n)
}

fn name(th: &Thread, v: Value) -> Value {
    let t = task(v);
    let name = t.name.get();
    if name.is_empty() {
        return Value::NONE;
    }
    if let Some(n) = name.as_small() {
        let made = str::new(th, &format!("Task-{n}"));
        t.name.set(t, made);
        return made;
    }
    name
}

/// Makes the first step at once. Runs Python.
fn eager_start(th: &Thread, v: Value) -> PyResult<()> {
    let t = task(v);
    let event_loop = t.future.event_loop.get();
    let before = state::swap(th, event_loop, v)?;
    state::begin_eager(th, v);
    let entered = Cell::new(false);
    let stepped = _contextvars::run_within(th, t.context.get(), || {
        entered.set(true);
        step_inside(th, v, None).map(|()| Value::NONE)
    });
    state::end_eager(v);
    if t.future.state.get() == PENDING {
        future::watch(v);
        enlist(v);
    } else {
        t.coroutine.init(Value::EMPTY);
    }
    if !entered.get() {
        // (It stays the current task, as with CPython.)
        return stepped.map(drop);
    }
    let exc = stepped.err().map(|raised| th.take_exception(raised));
    state::swap(th, event_loop, before)?;
    exc.map_or(Ok(()), |exc| Err(th.reraise(exc)))
}

// ---- steps

/// Asks the loop for the next step, which raises `exc` if there is one. Runs Python.
fn schedule(th: &Thread, v: Value, exc: Option<Value>) -> PyResult<()> {
    let t = task(v);
    let step = alloc_native::<Step>(th, STEP.get(), &STEP_LAYOUT);
    step.task.init(v);
    step.exception.init(exc.unwrap_or(Value::EMPTY));
    let event_loop = t.future.event_loop.get();
    state::call_soon(th, event_loop, step.value(), None, t.context.get()).map(drop)
}

fn is_cancellation(th: &Thread, exc: Value) -> PyResult<bool> {
    let class = state::cancelled_error(th)?;
    Ok(type_of(exc).is_subtype_of(type_::as_type(class)))
}

/// A step, as the loop asks for it. Runs Python.
fn step(th: &Thread, v: Value, exc: Option<Value>) -> PyResult<()> {
    let event_loop = task(v).future.event_loop.get();
    state::enter(th, event_loop, v)?;
    match step_inside(th, v, exc) {
        Ok(()) => state::leave(th, event_loop, v),
        Err(raised) => {
            let exc = th.take_exception(raised);
            state::leave(th, event_loop, v)?;
            Err(th.reraise(exc))
        }
    }
}

/// A step of the current task. Runs Python.
fn step_inside(th: &Thread, v: Value, exc: Option<Value>) -> PyResult<()> {
    let t = task(v);
    if t.future.state.get() != PENDING {
        return Err(already_done(th, v, exc));
    }
    let mut exc = exc;
    if t.must_cancel.get() {
        let has = match exc {
            Some(exc) => is_cancellation(th, exc)?,
            None => false,
        };
        if !has {
            exc = Some(future::make_cancelled_error(th, v)?);
        }
        t.must_cancel.set(false);
    }
    t.waits_for.init(Value::EMPTY);
    run(th, v, exc)
}

#[cold]
fn already_done(th: &Thread, v: Value, exc: Option<Value>) -> Raised {
    let message = (|| {
        let (task, exc) = (shown(th, v)?, shown(th, exc.unwrap_or(Value::NONE))?);
        Ok(format!("__step(): already done: {task} {exc}"))
    })();
    match message {
        Ok(message) => state::invalid_state(th, &message),
        Err(raised) => raised,
    }
}

fn resume(th: &Thread, coroutine: Value, exc: Option<Value>) -> PyResult<Resumed> {
    let class = type_of(coroutine);
    let (name, argument) = match exc {
        Some(exc) => (N::throw, exc),
        None if class.slots().next.is_some() || is_exactly(coroutine, T::Coroutine) => {
            return generator::send_native(th, coroutine, Value::NONE);
        }
        None => (N::send, Value::NONE),
    };
    match ops::call_method(th, coroutine, names::get(name), &[argument]) {
        Ok(v) => Ok(Resumed::Yielded(v)),
        Err(raised) => generator::stop_value(th, raised).map(Resumed::Returned),
    }
}

/// Resumes the coroutine and sees to what comes of it. Runs Python.
fn run(th: &Thread, v: Value, exc: Option<Value>) -> PyResult<()> {
    let t = task(v);
    let coroutine = t.coroutine.get();
    if coroutine.is_empty() {
        return Err(th.runtime_error("uninitialized Task object"));
    }
    match resume(th, coroutine, exc) {
        Ok(Resumed::Yielded(awaited)) => wait_for(th, v, awaited),
        Ok(Resumed::Returned(result)) => {
            if t.must_cancel.replace(false) {
                future::cancel(th, v, t.future.cancel_message.get())?;
            } else {
                future::set_result(th, v, result)?;
            }
            ended(v);
            Ok(())
        }
        Err(raised) => failed(th, v, raised),
    }
}

fn failed(th: &Thread, v: Value, raised: Raised) -> PyResult<()> {
    let t = task(v);
    let exc = th.take_exception(raised);
    if is_cancellation(th, exc)? {
        t.future.cancelled_exception.set(t, exc);
        future::cancel(th, v, Value::NONE)?;
        ended(v);
        return Ok(());
    }
    future::set_exception(th, v, exc)?;
    delist(v);
    if is_instance_of(exc, T::KeyboardInterrupt) || is_instance_of(exc, T::SystemExit) {
        return Err(th.reraise(exc));
    }
    Ok(())
}

/// The task is done and nothing is to be reported.
fn ended(v: Value) {
    delist(v);
    future::unwatch(v, finalise);
}

/// The next step raises a RuntimeError in the coroutine. Runs Python.
fn complain(th: &Thread, v: Value, message: &str) -> PyResult<()> {
    let text = str::new(th, message);
    let exc = runtime::types::exception::new(th, T::RuntimeError, &[text]);
    schedule(th, v, Some(exc))
}

/// The coroutine has yielded. Runs Python.
fn wait_for(th: &Thread, v: Value, awaited: Value) -> PyResult<()> {
    if awaited == v {
        let message = format!("Task cannot await on itself: {}", shown(th, v)?);
        return complain(th, v, &message);
    }
    if future::is_plain(awaited) {
        let f = future(awaited);
        if f.event_loop.get() != task(v).future.event_loop.get() {
            return other_loop(th, v, awaited);
        }
        if !f.blocking.replace(false) {
            return not_awaited(th, v, awaited);
        }
        future::add_awaited_by(th, awaited, v)?;
        future::add_callback(th, awaited, wake_up_of(th, v), task(v).context.get())?;
        return waits(th, v, awaited);
    }
    if awaited.is_none() {
        return schedule(th, v, None);
    }
    match ops::get_attr_opt(th, awaited, names::get(N::_asyncio_future_blocking))? {
        Some(answer) if !answer.is_none() => wait_for_like(th, v, awaited, answer),
        _ if is_exactly(awaited, T::Generator) => {
            let (t, what) = (shown(th, v)?, shown(th, awaited)?);
            let message = format!(
                "yield was used instead of yield from for generator in task {t} with {what}"
            );
            complain(th, v, &message)
        }
        _ => {
            let message = format!("Task got bad yield: {}", shown(th, awaited)?);
            complain(th, v, &message)
        }
    }
}

fn other_loop(th: &Thread, v: Value, awaited: Value) -> PyResult<()> {
    let (t, what) = (shown(th, v)?, shown(th, awaited)?);
    complain(
        th,
        v,
        &format!("Task {t} got Future {what} attached to a different loop"),
    )
}

fn not_awaited(th: &Thread, v: Value, awaited: Value) -> PyResult<()> {
    let (t, what) = (shown(th, v)?, shown(th, awaited)?);
    complain(
        th,
        v,
        &format!("yield was used instead of yield from in task {t} with {what}"),
    )
}

/// As [`wait_for`], for what only behaves like a future. Runs Python.
fn wait_for_like(th: &Thread, v: Value, awaited: Value, blocking: Value) -> PyResult<()> {
    if future::get_loop(th, awaited)? != task(v).future.event_loop.get() {
        return other_loop(th, v, awaited);
    }
    if !ops::is_true(th, blocking)? {
        return not_awaited(th, v, awaited);
    }
    future::add_awaited_by(th, awaited, v)?;
    let name = names::get(N::_asyncio_future_blocking);
    ops::set_attr(th, awaited, name, Value::FALSE)?;
    let add = ops::get_attr(th, awaited, names::get(N::add_done_callback))?;
    let arguments = [wake_up_of(th, v), task(v).context.get()];
    ops::call::call_keywords(th, add, &arguments, state::context_names())?;
    waits(th, v, awaited)
}

fn waits(th: &Thread, v: Value, awaited: Value) -> PyResult<()> {
    let t = task(v);
    t.waits_for.set(t, awaited);
    if t.must_cancel.get()
        && cancel_other(th, awaited, or(t.future.cancel_message.get(), Value::NONE))?
    {
        t.must_cancel.set(false);
    }
    Ok(())
}

/// `other.cancel(message)`. Runs Python; raises RecursionError where tasks await one another in a circle.
fn cancel_other(th: &Thread, other: Value, message: Value) -> PyResult<bool> {
    th.check_native_stack("")?;
    let answer = ops::call_method(th, other, names::get(N::cancel), &[message])?;
    ops::is_true(th, answer)
}

/// What the task's future is to call when it is done. Allocates.
fn wake_up_of(th: &Thread, v: Value) -> Value {
    builtin::new(th, &WAKE_UP, v, TYPE.get().value()).value()
}

static WAKE_UP: NativeDef = NativeDef::new("task_wakeup", "($self, object, /)", |th, a| {
    wake_up(th, a[0], a[1]).map(|()| Value::NONE)
});

fn wake_up(th: &Thread, v: Value, awaited: Value) -> PyResult<()> {
    future::discard_awaited_by(th, awaited, v)?;
    let outcome = match future::is_plain(awaited) {
        true => future::outcome(th, awaited),
        false => ops::call_method(th, awaited, names::get(N::result), &[]).map(Ok),
    };
    let exc = match outcome {
        Ok(outcome) => outcome.err(),
        Err(raised) => Some(th.take_exception(raised)),
    };
    step(th, v, exc)
}

/// A step that the loop is to make: the task; the exception to raise, or empty.
#[repr(C)]
struct Step {
    header: Header,
    layout: &'static NativeLayout,
    task: Slot,
    exception: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc_native` writes.
unsafe impl Object for Step {
    const KIND: Kind = Kind::Native;
}

static STEP_LAYOUT: NativeLayout = NativeLayout {
    name: "step",
    trace: |h, t| {
        // SAFETY: called by the collector for objects of this layout.
        let step = unsafe { &*h.cast::<Step>() };
        t.visit(step.task.get());
        t.visit(step.exception.get());
    },
    drop: None,
};

static STEP_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(|th, callee, args| {
            if args.keyword_count() != 0 {
                return Err(th.type_error("function takes no keyword arguments"));
            }
            if !args.values.is_empty() {
                return Err(th.type_error("function takes no positional arguments"));
            }
            let o = this::<Step>(callee);
            step(th, o.task.get(), o.exception.get_opt()).map(|()| Value::NONE)
        }),
        ..Slots::NONE
    },
    getset: &[GetSetDef {
        name: "__self__",
        get: |_, v| Ok(this::<Step>(v).task.get()),
        set: None,
    }],
    flags: flags::NO_NEW | flags::IMMUTABLE,
    basic_size: size_of::<Step>(),
    ..NativeTypeDef::new("_asyncio.TaskStepMethWrapper")
};

// ---- the type

/// Tells the loop about a task that dies while it is pending. Runs Python. (Its address is compared.)
#[inline(never)]
fn finalise(th: &Thread, v: Value) -> PyResult<()> {
    let t = task(v);
    if !t.future.event_loop.get().is_empty()
        && t.future.state.get() == PENDING
        && t.log_destroy_pending.get()
    {
        let message = "Task was destroyed but it is pending!";
        future::report(th, v, message, "task", Value::EMPTY)?;
    }
    future::finalise(th, v)
}

fn cancel(th: &Thread, a: &[Value]) -> PyResult {
    let t = task(a[0]);
    let message = or(a[1], Value::NONE);
    t.future.log_traceback.set(false);
    if t.future.state.get() != PENDING {
        return Ok(Value::FALSE);
    }
    t.cancels.set(t.cancels.get() + 1);
    if let Some(awaited) = t.waits_for.get_opt()
        && cancel_other(th, awaited, message)?
    {
        return Ok(Value::TRUE);
    }
    t.must_cancel.set(true);
    t.future.cancel_message.set(t, message);
    Ok(Value::TRUE)
}

fn uncancel(_: &Thread, a: &[Value]) -> PyResult {
    let t = task(a[0]);
    if t.cancels.get() > 0 {
        t.cancels.set(t.cancels.get() - 1);
        if t.cancels.get() == 0 {
            t.must_cancel.set(false);
        }
    }
    Ok(Value::small(t.cancels.get()))
}

fn base_tasks(th: &Thread, name: &str, args: &[Value]) -> PyResult {
    state::ask(th, Helper::Tasks, name, args)
}

static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _: Args| {
            let t = future::allocate::<Task>(th, class, &LAYOUT, finalise);
            Ok(t.value())
        }),
        init: Some(initialise),
        repr: Some(|th, v| {
            future::check_initialised(th, v)?;
            base_tasks(th, "_task_repr", &[v])
        }),
        iter: Some(iter::new),
        await_: Some(iter::new),
        del: Some(finalise),
        ..Slots::NONE
    },
    methods: &[
        future::RESULT,
        future::EXCEPTION,
        future::ADD_DONE_CALLBACK,
        future::REMOVE_DONE_CALLBACK,
        future::IS_CANCELLED,
        future::IS_DONE,
        NativeDef::new("set_result", "($self, result, /)", |th, _| {
            Err(th.runtime_error("Task does not support set_result operation"))
        }),
        NativeDef::new("set_exception", "($self, exception, /)", |th, _| {
            Err(th.runtime_error("Task does not support set_exception operation"))
        }),
        NativeDef::new("cancel", "($self, /, msg=None)", cancel).doc("Request that this task cancel itself.\n\nThis arranges for a CancelledError to be thrown into the\nwrapped coroutine on the next cycle through the event loop.\nThe coroutine then has a chance to clean up or even deny\nthe request using try/except/finally.\n\nUnlike Future.cancel, this does not guarantee that the\ntask will be cancelled: the exception might be caught and\nacted upon, delaying cancellation of the task or preventing\ncancellation completely.  The task may also return a value or\nraise a different exception.\n\nImmediately after this method is called, Task.cancelled() will\nnot return True (unless the task was already cancelled).  A\ntask will be marked as cancelled when the wrapped coroutine\nterminates with a CancelledError exception (even if cancel()\nwas not called).\n\nThis also increases the task's count of cancellation requests."),
        NativeDef::new("cancelling", "($self, /)", |_, a| {
            Ok(Value::small(task(a[0]).cancels.get()))
        })
        .doc("Return the count of the task's cancellation requests.\n\nThis count is incremented when .cancel() is called\nand may be decremented using .uncancel()."),
        NativeDef::new("uncancel", "($self, /)", uncancel).doc("Decrement the task's count of cancellation requests.\n\nThis should be used by tasks that catch CancelledError\nand wish to continue indefinitely until they are cancelled again.\n\nReturns the remaining number of cancellation requests."),
        NativeDef::new("get_stack", "($self, /, *, limit=None)", |th, a| {
            base_tasks(th, "_task_get_stack", &[a[0], or(a[1], Value::NONE)])
        })
        .doc("Return the list of stack frames for this task's coroutine.\n\nIf the coroutine is not done, this returns the stack where it is\nsuspended.  If the coroutine has completed successfully or was\ncancelled, this returns an empty list.  If the coroutine was\nterminated by an exception, this returns the list of traceback\nframes.\n\nThe frames are always ordered from oldest to newest.\n\nThe optional limit gives the maximum number of frames to\nreturn; by default all available frames are returned.  Its\nmeaning differs depending on whether a stack or a traceback is\nreturned: the newest frames of a stack are returned, but the\noldest frames of a traceback are returned.  (This matches the\nbehavior of the traceback module.)\n\nFor reasons beyond our control, only one stack frame is\nreturned for a suspended coroutine."),
        NativeDef::new(
            "print_stack",
            "($self, /, *, limit=None, file=None)",
            |th, a| {
                let (limit, file) = (or(a[1], Value::NONE), or(a[2], Value::NONE));
                base_tasks(th, "_task_print_stack", &[a[0], limit, file])
            },
        )
        .doc("Print the stack or traceback for this task's coroutine.\n\nThis produces output similar to that of the traceback module,\nfor the frames retrieved by get_stack().  The limit argument\nis passed to get_stack().  The file argument is an I/O stream\nto which the output is written; by default output is written\nto sys.stderr."),
        NativeDef::new("_make_cancelled_error", "($self, /)", |th, a| {
            future::make_cancelled_error(th, a[0])
        })
        .doc("Create the CancelledError to raise if the Task is cancelled.\n\nThis should only be called once when handling a cancellation since\nit erases the context exception value."),
        NativeDef::new("get_name", "($self, /)", |th, a| Ok(name(th, a[0]))),
        NativeDef::new("set_name", "($self, value, /)", |th, a| {
            let t = task(a[0]);
            let name = ops::str(th, a[1])?.value();
            t.name.set(t, name);
            Ok(Value::NONE)
        }),
        NativeDef::new("get_coro", "($self, /)", |_, a| {
            Ok(or(task(a[0]).coroutine.get(), Value::NONE))
        }),
        NativeDef::new("get_context", "($self, /)", |_, a| {
            Ok(or(task(a[0]).context.get(), Value::NONE))
        }),
        NativeDef::new("__class_getitem__", "($type, object, /)", |th, a| {
            Ok(generic_alias::new(th, a[0], a[1]))
        })
        .class_method()
        .doc("Tasks are generic over the return type of their wrapped coroutines"),
    ],
    getset: &[
        GetSetDef {
            name: "_log_destroy_pending",
            get: |_, v| Ok(Value::bool(task(v).log_destroy_pending.get())),
            set: Some(|th, v, new| {
                let cell = &task(v).log_destroy_pending;
                future::set_truth(th, "_log_destroy_pending", cell, new)
            }),
        },
        GetSetDef {
            name: "_must_cancel",
            get: |_, v| Ok(Value::bool(task(v).must_cancel.get())),
            set: None,
        },
        GetSetDef {
            name: "_coro",
            get: |_, v| Ok(or(task(v).coroutine.get(), Value::NONE)),
            set: None,
        },
        GetSetDef {
            name: "_fut_waiter",
            get: |_, v| Ok(or(task(v).waits_for.get(), Value::NONE)),
            set: None,
        },
    ],
    flags: future::FLAGS,
    basic_size: size_of::<Task>(),
    doc: "A coroutine wrapped in a Future.",
    ..NativeTypeDef::new("_asyncio.Task")
};
