//! `Future`: a result that comes later, and who is to be told.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::finalize::unraisable_of;
use runtime::heap::{self, Tracer};
use runtime::names::{self, N};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{GC_FINALIZER, Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::exception::as_exception;
use runtime::types::list::{self, List};
use runtime::types::module::Module;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::set::{self, Set};
use runtime::types::slots::Slots;
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, generic_alias, is_instance_of, signature, str, type_of};
use runtime::value::Value;

use super::state::Helper;
use super::{iter, state, task};
use crate::_contextvars;
use crate::support::{TypeCell, add_type, or};

/// The states: nothing has come yet; it was cancelled; there is a result or an exception.
pub const PENDING: u8 = 0;
pub const CANCELLED: u8 = 1;
pub const FINISHED: u8 = 2;

/// A future. Slots are empty where nothing has been set; the loop of one that is not initialised is.
#[repr(C)]
pub struct Future {
    header: Header,
    layout: &'static NativeLayout,
    pub event_loop: Slot,
    /// The first callback and its context: most futures have one.
    callback: Slot,
    context: Slot,
    /// The others: a list of pairs.
    callbacks: Slot,
    result: Slot,
    pub exception: Slot,
    exception_traceback: Slot,
    pub source_traceback: Slot,
    pub cancel_message: Slot,
    /// The CancelledError with which a task ended, until it is raised again.
    pub cancelled_exception: Slot,
    /// A future that waits for this one, or a set of them.
    awaited_by: Slot,
    pub state: Cell<u8>,
    pub log_traceback: Cell<bool>,
    pub blocking: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `allocate` writes.
unsafe impl Object for Future {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "future",
    trace: |h, t| {
        // SAFETY: called by the collector for objects of this layout.
        unsafe { &*h.cast::<Future>() }.trace(t);
    },
    drop: None,
};

static TYPE: TypeCell = TypeCell::new();

/// Makes the type.
pub fn init(th: &Thread, module: Ref<Module>) -> Ref<Type> {
    let class = add_type(th, module, &DEF);
    TYPE.set(class);
    class
}

impl Future {
    /// Visits what it refers to.
    pub fn trace(&self, t: &mut Tracer) {
        for slot in [
            &self.event_loop,
            &self.callback,
            &self.context,
            &self.callbacks,
            &self.result,
            &self.exception,
            &self.exception_traceback,
            &self.source_traceback,
            &self.cancel_message,
            &self.cancelled_exception,
            &self.awaited_by,
        ] {
            t.visit(slot.get());
        }
    }
}

/// What a type has in its slot for `__del__`.
pub type Finaliser = fn(&Thread, Value) -> PyResult<()>;

/// Allocates an instance. Its finaliser is registered only when there is something to report, unless a subclass has its own.
pub fn allocate<O: Object>(
    th: &Thread,
    class: Ref<Type>,
    layout: &'static NativeLayout,
    own: Finaliser,
) -> Ref<O> {
    let size = class.basic_size.get() as usize + shape::area_size(class);
    let o = heap::alloc::<O>(&th.alloc, class.instance_shape.get(), size);
    // SAFETY: native objects begin with header and layout pointer, and this one is fresh.
    unsafe {
        let at = o.as_ptr().cast::<u8>().add(size_of::<Header>());
        at.cast::<&'static NativeLayout>().write(layout);
    }
    if !finalised_by(class, own) {
        type_::finalized(class, o);
    }
    o
}

/// Whether what `own` does is all that an object's finaliser does.
fn finalised_by(class: Ref<Type>, own: Finaliser) -> bool {
    let del = class.slots().del;
    del.is_some_and(|f| std::ptr::fn_addr_eq(f, own))
}

/// Sees to it that the future's finaliser runs.
pub fn watch(v: Value) {
    if let Some(h) = v.header()
        && h.gc() & GC_FINALIZER == 0
    {
        heap::register_finalizer(h);
    }
}

/// The reverse of [`watch`]: there is nothing to report, unless a subclass has a finaliser of its own.
pub fn unwatch(v: Value, own: Finaliser) {
    if finalised_by(type_of(v), own)
        && let Some(h) = v.header()
    {
        heap::call_off_finalizer(h);
    }
}

/// Whether `v` is a future or a task, of no subclass: what its methods do is known.
#[inline]
pub fn is_plain(v: Value) -> bool {
    let class = type_of(v);
    class == TYPE.get() || task::is_class(class)
}

/// Whether `v` is a future or a task.
pub fn is_future(v: Value) -> bool {
    type_of(v).is_subtype_of(TYPE.get())
}

/// The receiver of a method.
#[inline(always)]
pub fn future(v: Value) -> Ref<Future> {
    this::<Future>(v)
}

/// Raises RuntimeError for a future whose `__init__` has not run.
#[inline]
pub fn check_initialised(th: &Thread, v: Value) -> PyResult<Ref<Future>> {
    let f = future(v);
    if f.event_loop.get().is_empty() {
        return Err(th.runtime_error("Future object is not initialized."));
    }
    Ok(f)
}

/// `__init__`. Runs Python.
pub fn initialise(th: &Thread, v: Value, event_loop: Value) -> PyResult<()> {
    state::load_helpers(th)?;
    let f = future(v);
    for slot in [
        &f.event_loop,
        &f.callback,
        &f.context,
        &f.callbacks,
        &f.result,
        &f.exception,
        &f.exception_traceback,
        &f.source_traceback,
        &f.cancel_message,
        &f.cancelled_exception,
    ] {
        slot.init(Value::EMPTY);
    }
    f.state.set(PENDING);
    f.log_traceback.set(false);
    f.blocking.set(false);
    let event_loop = match or(event_loop, Value::NONE) {
        v if v.is_none() => state::get_event_loop(th)?,
        v => v,
    };
    f.event_loop.set(f, event_loop);
    let debug = ops::call_method(th, event_loop, names::get(N::get_debug), &[])?;
    if ops::is_true(th, debug)? && !runtime::finalize::is_finalizing() {
        let stack = state::ask(th, Helper::Formatting, "extract_stack", &[])?;
        f.source_traceback.set(f, stack);
    }
    Ok(())
}

/// `get_loop()` of any future; empty for a plain one that is not initialised. Runs Python.
pub fn get_loop(th: &Thread, v: Value) -> PyResult {
    if is_plain(v) {
        return Ok(future(v).event_loop.get());
    }
    match ops::get_attr_opt(th, v, names::get(N::get_loop))? {
        Some(method) => ops::call0(th, method),
        None => ops::get_attr(th, v, names::get(N::_loop)),
    }
}

// ---- callbacks

fn schedule_callbacks(th: &Thread, v: Value) -> PyResult<()> {
    let f = future(v);
    let (callback, context) = (f.callback.get(), f.context.get());
    let others = f.callbacks.get();
    f.callback.init(Value::EMPTY);
    f.context.init(Value::EMPTY);
    f.callbacks.init(Value::EMPTY);
    if !callback.is_empty() {
        state::call_soon(th, f.event_loop.get(), callback, Some(v), context)?;
    }
    if let Some(others) = others.downcast::<List>() {
        for i in 0..others.len() {
            let (callback, context) = entry(others.item(i));
            state::call_soon(th, f.event_loop.get(), callback, Some(v), context)?;
        }
    }
    Ok(())
}

/// A callback of the list, and its context. (The program can get at the list through `gc`, and put anything there.)
fn entry(v: Value) -> (Value, Value) {
    match v.downcast::<Tuple>().as_deref().map(|pair| pair.items()) {
        Some(&[callback, context]) => (callback, context),
        _ => (v, Value::NONE),
    }
}

/// Adds a callback. Runs Python if the future is done.
pub fn add_callback(th: &Thread, v: Value, callback: Value, context: Value) -> PyResult<()> {
    let f = future(v);
    if f.state.get() != PENDING {
        return state::call_soon(th, f.event_loop.get(), callback, Some(v), context).map(drop);
    }
    if f.callback.get().is_empty() && f.callbacks.get().is_empty() {
        f.callback.set(f, callback);
        f.context.set(f, context);
        return Ok(());
    }
    let pair = tuple_of(th, &[callback, context]);
    match f.callbacks.get().downcast::<List>() {
        Some(others) => others.append(th, pair),
        None => {
            let others = list::new(th, &[pair]);
            f.callbacks.set(f, others.value());
        }
    }
    Ok(())
}

fn add_done_callback(th: &Thread, a: &[Value]) -> PyResult {
    let f = future(a[0]);
    if f.event_loop.get().is_empty() {
        return Err(th.runtime_error("uninitialized Future object"));
    }
    let context = match a[2] {
        v if v.is_empty() => _contextvars::copy_context(th),
        v => v,
    };
    add_callback(th, a[0], a[1], context)?;
    Ok(Value::NONE)
}

/// All callbacks as pairs, or nothing. Allocates.
fn pairs(th: &Thread, f: Ref<Future>) -> Ref<List> {
    let all = list::empty(th);
    if !f.callback.get().is_empty() {
        let pair = tuple_of(th, &[f.callback.get(), f.context.get()]);
        all.append(th, pair);
    }
    if let Some(others) = f.callbacks.get().downcast::<List>() {
        all.extend_from_list(th, others);
    }
    all
}

fn remove_done_callback(th: &Thread, a: &[Value]) -> PyResult {
    let f = check_initialised(th, a[0])?;
    let mut removed = 0;
    let first = f.callback.get();
    if !first.is_empty() && ops::equal(th, first, a[1])? {
        f.callback.init(Value::EMPTY);
        f.context.init(Value::EMPTY);
        removed += 1;
    }
    let Some(others) = f.callbacks.get().downcast::<List>() else {
        return Ok(Value::small(removed));
    };
    let kept = list::empty(th);
    let mut i = 0;
    // A comparison may run the callbacks, and add some.
    while f.callbacks.get() == others.value() && i < others.len() {
        let pair = others.item(i);
        i += 1;
        if ops::equal(th, entry(pair).0, a[1])? {
            removed += 1;
        } else {
            kept.append(th, pair);
        }
    }
    if f.callbacks.get() == others.value() {
        let left = match kept.is_empty() {
            true => Value::EMPTY,
            false => kept.value(),
        };
        f.callbacks.set(f, left);
    }
    Ok(Value::small(removed))
}

// ---- outcomes

fn must_be_pending(th: &Thread, v: Value) -> PyResult<Ref<Future>> {
    let f = check_initialised(th, v)?;
    if f.state.get() != PENDING {
        return Err(state::invalid_state(th, "invalid state"));
    }
    Ok(f)
}

/// `Future.set_result`. Runs Python.
pub fn set_result(th: &Thread, v: Value, result: Value) -> PyResult<()> {
    let f = must_be_pending(th, v)?;
    f.result.set(f, result);
    f.state.set(FINISHED);
    schedule_callbacks(th, v)
}

/// `Future.set_exception`. Runs Python.
pub fn set_exception(th: &Thread, v: Value, exception: Value) -> PyResult<()> {
    let f = must_be_pending(th, v)?;
    let mut exc = exception;
    if exc.has_kind(Kind::Type) && type_::as_type(exc).is_subtype_of(types::get(T::BaseException)) {
        exc = ops::call0(th, exc)?;
        if f.state.get() != PENDING {
            return Err(state::invalid_state(th, "invalid state"));
        }
    }
    if !exc.has_kind(Kind::Exception) {
        return Err(th.type_error("invalid exception object"));
    }
    if is_instance_of(exc, T::StopIteration) {
        let text = str::new(
            th,
            "StopIteration interacts badly with generators and cannot be raised into a Future",
        );
        let outer = types::exception::new(th, T::RuntimeError, &[text]);
        types::exception::set_cause(outer, exc);
        let e = as_exception(outer);
        e.context.set(e, exc);
        exc = outer;
    }
    f.exception.set(f, exc);
    f.exception_traceback
        .set(f, as_exception(exc).traceback.get());
    f.state.set(FINISHED);
    schedule_callbacks(th, v)?;
    f.log_traceback.set(true);
    watch(v);
    Ok(())
}

/// `Future.cancel`. Runs Python.
pub fn cancel(th: &Thread, v: Value, message: Value) -> PyResult<bool> {
    let f = check_initialised(th, v)?;
    f.log_traceback.set(false);
    if f.state.get() != PENDING {
        return Ok(false);
    }
    f.state.set(CANCELLED);
    f.cancel_message.set(f, message);
    schedule_callbacks(th, v)?;
    Ok(true)
}

/// The CancelledError to raise. Runs Python.
pub fn make_cancelled_error(th: &Thread, v: Value) -> PyResult {
    let f = future(v);
    if let Some(exc) = f.cancelled_exception.get_opt() {
        f.cancelled_exception.init(Value::EMPTY);
        return Ok(exc);
    }
    let class = state::cancelled_error(th)?;
    match or(f.cancel_message.get(), Value::NONE) {
        message if message.is_none() => ops::call0(th, class),
        message => ops::call1(th, class, message),
    }
}

fn check_done(th: &Thread, v: Value, message: &str) -> PyResult<Ref<Future>> {
    let f = future(v);
    if f.event_loop.get().is_empty() {
        return Err(state::invalid_state(
            th,
            "Future object is not initialized.",
        ));
    }
    match f.state.get() {
        CANCELLED => {
            let exc = make_cancelled_error(th, v)?;
            Err(th.raise(exc))
        }
        FINISHED => {
            f.log_traceback.set(false);
            Ok(f)
        }
        _ => Err(state::invalid_state(th, message)),
    }
}

/// The result, or else the exception that is to be raised, with the traceback that it came with the first time. Runs Python.
pub fn outcome(th: &Thread, v: Value) -> PyResult<Result<Value, Value>> {
    let f = check_done(th, v, "Result is not set.")?;
    let exc = f.exception.get();
    if exc.is_empty() {
        return Ok(Ok(f.result.get()));
    }
    let e = as_exception(exc);
    let traceback = f.exception_traceback.get_opt();
    e.traceback.set(e, traceback.unwrap_or(Value::NONE));
    f.exception_traceback.init(Value::EMPTY);
    Ok(Err(exc))
}

/// `Future.result`. Runs Python.
pub fn result(th: &Thread, v: Value) -> PyResult {
    outcome(th, v)?.map_err(|exc| th.raise(exc))
}

// ---- who waits

/// Notes that `waiter` waits for `v`. Allocates.
pub fn add_awaited_by(th: &Thread, v: Value, waiter: Value) -> PyResult<()> {
    if !is_future(v) || !is_future(waiter) {
        return Ok(());
    }
    let f = future(v);
    let now = f.awaited_by.get();
    if now.is_empty() {
        f.awaited_by.set(f, waiter);
        return Ok(());
    }
    if let Some(all) = now.downcast::<Set>() {
        return all.add(th, waiter).map(drop);
    }
    let all = set::new(th);
    all.add(th, now)?;
    all.add(th, waiter)?;
    f.awaited_by.set(f, all.value());
    Ok(())
}

/// The reverse of [`add_awaited_by`].
pub fn discard_awaited_by(th: &Thread, v: Value, waiter: Value) -> PyResult<()> {
    if !is_future(v) || !is_future(waiter) {
        return Ok(());
    }
    let f = future(v);
    let now = f.awaited_by.get();
    if now == waiter {
        f.awaited_by.init(Value::EMPTY);
    } else if let Some(all) = now.downcast::<Set>() {
        all.discard(th, waiter)?;
    }
    Ok(())
}

fn awaited_by(th: &Thread, v: Value) -> PyResult {
    let now = future(v).awaited_by.get();
    if now.is_empty() {
        return Ok(Value::NONE);
    }
    let all = set::new_frozen(th);
    match now.downcast::<Set>() {
        Some(waiters) => all.merge(th, waiters)?,
        None => drop(all.add(th, now)?),
    }
    Ok(all.value())
}

// ---- the type

/// Tells the loop about an exception that nobody has asked for. Runs Python. (Its address is compared.)
#[inline(never)]
pub fn finalise(th: &Thread, v: Value) -> PyResult<()> {
    let f = future(v);
    if !f.log_traceback.replace(false) {
        return Ok(());
    }
    let name = type_of(v).name();
    let message = format!("{} exception was never retrieved", name.to_string_lossy());
    report(th, v, &message, "future", f.exception.get())
}

/// Calls the loop's exception handler; what goes wrong there is reported. Runs Python.
pub fn report(th: &Thread, v: Value, message: &str, role: &str, exc: Value) -> PyResult<()> {
    let f = future(v);
    let context = types::dict::new(th);
    let put = |name: &str, v: Value| context.set_str(th, str::intern(th, name), v);
    put("message", str::new(th, message));
    if !exc.is_empty() {
        put("exception", exc);
    }
    put(role, v);
    if let Some(stack) = f.source_traceback.get_opt() {
        put("source_traceback", stack);
    }
    let name = names::get(N::call_exception_handler);
    let handler = ops::get_attr(th, f.event_loop.get(), name)?;
    if let Err(raised) = ops::call1(th, handler, context.value()) {
        let exc = th.take_exception(raised);
        unraisable_of(th, exc, "while calling asyncio function", handler);
    }
    Ok(())
}

static NEW: NativeDef = NativeDef::new("Future", "(*, loop=None)", |_, _| Ok(Value::NONE));

fn repr(th: &Thread, v: Value) -> PyResult {
    check_initialised(th, v)?;
    state::ask(th, Helper::Futures, "_future_repr", &[v])
}

fn state_name(th: &Thread, v: Value) -> PyResult {
    let f = check_initialised(th, v)?;
    let name = match f.state.get() {
        PENDING => "PENDING",
        CANCELLED => "CANCELLED",
        _ => "FINISHED",
    };
    Ok(str::intern(th, name).value())
}

fn truth(th: &Thread, name: &str, new: Option<Value>) -> PyResult<bool> {
    match new {
        Some(new) => ops::is_true(th, new),
        None => Err(cannot_delete(th, name)),
    }
}

fn cannot_delete(th: &Thread, name: &str) -> runtime::error::Raised {
    let class = match name {
        "_log_destroy_pending" => "_asyncio.Task",
        _ => "_asyncio.Future",
    };
    th.attribute_error(format!(
        "attribute '{name}' of '{class}' objects cannot be deleted"
    ))
}

/// Sets an attribute that is true or false; `None` raises AttributeError. Runs Python.
pub fn set_truth(th: &Thread, name: &str, cell: &Cell<bool>, new: Option<Value>) -> PyResult<()> {
    cell.set(truth(th, name, new)?);
    Ok(())
}

const GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "_state",
        get: state_name,
        set: None,
    },
    GetSetDef {
        name: "_asyncio_future_blocking",
        get: |_, v| {
            let f = future(v);
            Ok(Value::bool(
                !f.event_loop.get().is_empty() && f.blocking.get(),
            ))
        },
        set: Some(|th, v, new| {
            let f = check_initialised(th, v)?;
            set_truth(th, "_asyncio_future_blocking", &f.blocking, new)
        }),
    },
    GetSetDef {
        name: "_loop",
        get: |_, v| Ok(or(future(v).event_loop.get(), Value::NONE)),
        set: None,
    },
    GetSetDef {
        name: "_callbacks",
        get: |th, v| {
            let all = pairs(th, check_initialised(th, v)?);
            Ok(if all.is_empty() {
                Value::NONE
            } else {
                all.value()
            })
        },
        set: None,
    },
    GetSetDef {
        name: "_result",
        get: |th, v| Ok(or(check_initialised(th, v)?.result.get(), Value::NONE)),
        set: None,
    },
    GetSetDef {
        name: "_exception",
        get: |th, v| Ok(or(check_initialised(th, v)?.exception.get(), Value::NONE)),
        set: None,
    },
    GetSetDef {
        name: "_log_traceback",
        get: |th, v| Ok(Value::bool(check_initialised(th, v)?.log_traceback.get())),
        set: Some(|th, v, new| {
            if truth(th, "_log_traceback", new)? {
                return Err(th.value_error("_log_traceback can only be set to False"));
            }
            future(v).log_traceback.set(false);
            Ok(())
        }),
    },
    GetSetDef {
        name: "_source_traceback",
        get: |_, v| Ok(or(future(v).source_traceback.get(), Value::NONE)),
        set: None,
    },
    GetSetDef {
        name: "_cancel_message",
        get: |_, v| Ok(or(future(v).cancel_message.get(), Value::NONE)),
        set: Some(|th, v, new| match new {
            Some(new) => {
                let f = future(v);
                f.cancel_message.set(f, new);
                Ok(())
            }
            None => Err(cannot_delete(th, "_cancel_message")),
        }),
    },
    GetSetDef {
        name: "_asyncio_awaited_by",
        get: awaited_by,
        set: None,
    },
];

// ---- the methods that both types list

/// `result`.
pub const RESULT: NativeDef = NativeDef::new("result", "($self, /)", |th, a| result(th, a[0]))
    .doc("Return the result this future represents.\n\nIf the future has been cancelled, raises CancelledError.  If the\nfuture's result isn't yet available, raises InvalidStateError.  If\nthe future is done and has an exception set, this exception is\nraised.");
/// `exception`.
pub const EXCEPTION: NativeDef = NativeDef::new("exception", "($self, /)", |th, a| {
    let f = check_done(th, a[0], "Exception is not set.")?;
    Ok(or(f.exception.get(), Value::NONE))
})
    .doc("Return the exception that was set on this future.\n\nThe exception (or None if no exception was set) is returned only if\nthe future is done.  If the future has been cancelled, raises\nCancelledError.  If the future isn't done yet, raises\nInvalidStateError.");
/// `add_done_callback`.
pub const ADD_DONE_CALLBACK: NativeDef = NativeDef::new(
    "add_done_callback",
    "($self, fn, /, *, context=<unrepresentable>)",
    add_done_callback,
)
    .doc("Add a callback to be run when the future becomes done.\n\nThe callback is called with a single argument - the future object.\nIf the future is already done when this is called, the callback is\nscheduled with call_soon.");
/// `remove_done_callback`.
pub const REMOVE_DONE_CALLBACK: NativeDef = NativeDef::new("remove_done_callback", "($self, fn, /)", remove_done_callback)
    .doc("Remove all instances of a callback from the \"call when done\" list.\n\nReturns the number of callbacks removed.");
/// `cancelled`.
pub const IS_CANCELLED: NativeDef = NativeDef::new("cancelled", "($self, /)", |_, a| {
    Ok(Value::bool(future(a[0]).state.get() == CANCELLED))
})
.doc("Return True if the future was cancelled.");
/// `done`.
pub const IS_DONE: NativeDef = NativeDef::new("done", "($self, /)", |_, a| {
    Ok(Value::bool(future(a[0]).state.get() != PENDING))
})
    .doc("Return True if the future is done.\n\nDone means either that a result / exception are available, or that\nthe future was cancelled.");

/// The flags of both types.
pub const FLAGS: u32 =
    flags::BASE | flags::HAS_DICT | flags::WEAKREFS | flags::IMMUTABLE | flags::FINALIZED_AT_EXIT;

static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(
            |th, class, _: Args| Ok(allocate::<Future>(th, class, &LAYOUT, finalise).value()),
        ),
        init: Some(|th, v, args| {
            let [event_loop] = signature::bind_new(th, &NEW, args)?;
            initialise(th, v, event_loop)
        }),
        repr: Some(repr),
        iter: Some(iter::new),
        await_: Some(iter::new),
        del: Some(finalise),
        ..Slots::NONE
    },
    methods: &[
        RESULT,
        EXCEPTION,
        NativeDef::new("set_result", "($self, result, /)", |th, a| {
            set_result(th, a[0], a[1]).map(|()| Value::NONE)
        })
        .doc("Mark the future done and set its result.\n\nIf the future is already done when this method is called, raises\nInvalidStateError."),
        NativeDef::new("set_exception", "($self, exception, /)", |th, a| {
            set_exception(th, a[0], a[1]).map(|()| Value::NONE)
        })
        .doc("Mark the future done and set an exception.\n\nIf the future is already done when this method is called, raises\nInvalidStateError."),
        ADD_DONE_CALLBACK,
        REMOVE_DONE_CALLBACK,
        NativeDef::new("cancel", "($self, /, msg=None)", |th, a| {
            cancel(th, a[0], or(a[1], Value::NONE)).map(Value::bool)
        })
        .doc("Cancel the future and schedule callbacks.\n\nIf the future is already done or cancelled, return False.\nOtherwise, change the future's state to cancelled, schedule the\ncallbacks and return True."),
        IS_CANCELLED,
        IS_DONE,
        NativeDef::new("get_loop", "($self, /)", |th, a| {
            Ok(check_initialised(th, a[0])?.event_loop.get())
        })
        .doc("Return the event loop the Future is bound to."),
        NativeDef::new("_make_cancelled_error", "($self, /)", |th, a| {
            make_cancelled_error(th, a[0])
        })
        .doc("Create the CancelledError to raise if the Future is cancelled.\n\nThis should only be called once when handling a cancellation since\nit erases the context exception value."),
        NativeDef::new("__class_getitem__", "($type, object, /)", |th, a| {
            Ok(generic_alias::new(th, a[0], a[1]))
        })
        .class_method()
        .doc("Futures are generic over the type of their results"),
    ],
    getset: GETSET,
    flags: FLAGS,
    basic_size: size_of::<Future>(),
    doc: "This class is *almost* compatible with concurrent.futures.Future.\n\n    Differences:\n\n    - result() and exception() do not take a timeout argument and\n      raise an exception when the future isn't done yet.\n\n    - Callbacks registered with add_done_callback() are always called\n      via the event loop's call_soon_threadsafe().\n\n    - This class is not compatible with the wait() and as_completed()\n      methods in the concurrent.futures package.",
    ..NativeTypeDef::new("_asyncio.Future")
};
