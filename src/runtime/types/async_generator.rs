//! `async_generator`, and the awaitables that its methods return.
//!
//! An async generator is a generator that yields in two ways: what its body yields is wrapped
//! ([`wrap`]), what it awaits is passed on as it is. `asend` and its kin return an awaitable object each; awaiting it
//! runs the body until it yields a wrapped value, which ends the await (StopIteration), or until the body ends
//! (StopAsyncIteration). Only one of them may be under way.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{RootedVec, Tracer};
use crate::interp::generator::{self as run, Resumed};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::function::Function;
use crate::types::generator::{self, Generator, State};
use crate::types::slots::Slots;
use crate::types::type_::{self, TypeDef, flags};
use crate::types::{self, T, exception, tuple};
use crate::value::Value;

/// Bits of `Generator::async_flags`: one of the awaitables is under way; the hooks were asked; it is closed.
const RUNNING: u8 = 1;
const HOOKED: u8 = 2;
const CLOSED: u8 = 4;

fn has(g: Ref<Generator>, flag: u8) -> bool {
    g.async_flags.get() & flag != 0
}

fn set(g: Ref<Generator>, flag: u8, on: bool) {
    let others = g.async_flags.get() & !flag;
    g.async_flags.set(if on { others | flag } else { others });
}

// ---- the hooks of the event loop

struct Hooks {
    first: Cell<Value>,
    last: Cell<Value>,
}
// SAFETY: touched under the interpreter lock only.
unsafe impl Sync for Hooks {}
static HOOKS: Hooks = Hooks {
    first: Cell::new(Value::NONE),
    last: Cell::new(Value::NONE),
};

/// Visits the hooks: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    t.visit(HOOKS.first.get());
    t.visit(HOOKS.last.get());
}

/// `sys.get_asyncgen_hooks()`: first iteration, finaliser.
pub fn hooks() -> (Value, Value) {
    (HOOKS.first.get(), HOOKS.last.get())
}

/// `sys.set_asyncgen_hooks()`; an empty Value leaves the hook as it is.
pub fn set_hooks(first: Value, last: Value) {
    if !first.is_empty() {
        HOOKS.first.set(first);
    }
    if !last.is_empty() {
        HOOKS.last.set(last);
    }
}

struct OriginDepth(Cell<i64>);
// SAFETY: touched under the interpreter lock only.
unsafe impl Sync for OriginDepth {}
static ORIGIN_DEPTH: OriginDepth = OriginDepth(Cell::new(0));

/// `sys.get_coroutine_origin_tracking_depth()`.
pub fn origin_depth() -> i64 {
    ORIGIN_DEPTH.0.get()
}

/// `sys.set_coroutine_origin_tracking_depth()`.
pub fn set_origin_depth(depth: i64) {
    ORIGIN_DEPTH.0.set(depth);
}

/// Gives a new coroutine, whose frame runs still, its `cr_origin` if that is wanted. Allocates.
#[inline]
pub fn note_origin(th: &Thread, g: Ref<Generator>) {
    if origin_depth() > 0 {
        make_origin(th, g);
    }
}

#[cold]
fn make_origin(th: &Thread, g: Ref<Generator>) {
    let mut places = RootedVec::new();
    for depth in 1..=origin_depth() as usize {
        let Some(at) = types::frame::at_depth(th, depth) else {
            break;
        };
        let code = at.code();
        let place = [
            code.filename.get(),
            Value::small(i64::from(at.line())),
            code.name.get(),
        ];
        places.push(tuple::new(th, &place).value());
    }
    g.hook.set(g, tuple::new(th, &places).value());
}

/// Tells the event loop of a generator that is iterated for the first time. Runs Python.
fn begin(th: &Thread, g: Ref<Generator>) -> PyResult<()> {
    if has(g, HOOKED) {
        return Ok(());
    }
    set(g, HOOKED, true);
    let (first, last) = hooks();
    if !last.is_none() {
        g.hook.set(g, last);
    }
    if !first.is_none() {
        ops::call1(th, first, g.value())?;
    }
    Ok(())
}

// ---- objects

/// An awaitable, or a wrapped value.
#[repr(C)]
pub struct Step {
    header: Header,
    layout: Option<&'static NativeLayout>,
    /// The async generator; of a wrapped value, the value; of `anext`, the awaitable; of a wrapper, the coroutine.
    subject: Slot,
    /// `asend`: the value; `athrow`: the exception's class or instance; `aclose`: empty; `anext`: the default.
    argument: Slot,
    /// The second and third argument of `athrow`.
    more: [Slot; 2],
    /// The function that asked for an awaitable that is watched, and the instruction.
    made_by: Slot,
    made_at: Cell<u32>,
    phase: Cell<Phase>,
}

/// How far an awaitable is. Zero is the first.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    Fresh,
    Awaited,
    Done,
}

// SAFETY: `#[repr(C)]` with header and layout first; zeros are valid.
unsafe impl Object for Step {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "step of an async generator",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    let s = unsafe { &*h.cast::<Step>() };
    t.visit_slot(&s.subject);
    t.visit_slot(&s.argument);
    t.visit_slots(&s.more);
    t.visit_slot(&s.made_by);
}

fn new(th: &Thread, class: T, subject: Value, argument: Value) -> Ref<Step> {
    let step = type_::alloc_native::<Step>(th, types::get(class), &LAYOUT);
    step.subject.set(step, subject);
    step.argument.set(step, argument);
    step
}

fn this(v: Value) -> Ref<Step> {
    // SAFETY: the types cannot be subclassed, and their methods check the receiver.
    unsafe { Ref::from_value_unchecked(v) }
}

fn generator_of(v: Value) -> Ref<Generator> {
    // SAFETY: the methods of `async_generator` check the receiver.
    unsafe { Ref::from_value_unchecked(v) }
}

impl Step {
    fn generator(&self) -> Ref<Generator> {
        generator_of(self.subject.get())
    }

    fn close(&self) {
        self.phase.set(Phase::Done);
    }
}

/// What an async generator's body yields, so that it can be told from what it awaits. Allocates.
pub fn wrap(th: &Thread, v: Value) -> Value {
    new(th, T::AsyncGenWrapped, v, Value::EMPTY).value()
}

/// The value, if this is a wrapped one.
fn unwrap(v: Value) -> Option<Value> {
    types::is_exactly(v, T::AsyncGenWrapped).then(|| this(v).subject.get())
}

fn stop(th: &Thread, class: T) -> Raised {
    th.error_with(class, &[])
}

/// Sends into the body; its end is a StopAsyncIteration.
fn send(th: &Thread, g: Ref<Generator>, v: Value) -> PyResult {
    match run::resume(th, g, v)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(_) => Err(stop(th, T::StopAsyncIteration)),
    }
}

/// Throws into the body. A GeneratorExit closes what the body awaits only if `close_inner`.
fn throw(th: &Thread, g: Ref<Generator>, exc: Value, close_inner: bool) -> PyResult {
    match generator::throw_into(th, g, exc, close_inner)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(_) => Err(stop(th, T::StopAsyncIteration)),
    }
}

/// What the body did, as the awaitable tells it: a wrapped value ends the await.
fn outcome(th: &Thread, g: Ref<Generator>, result: PyResult) -> PyResult {
    match progress(th, g, result)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) => Err(th.error_with(T::StopIteration, &[v])),
    }
}

/// The same for one who waits without being told by an exception.
fn progress(th: &Thread, g: Ref<Generator>, result: PyResult) -> PyResult<Resumed> {
    match result {
        Ok(v) => Ok(match unwrap(v) {
            Some(v) => {
                set(g, RUNNING, false);
                Resumed::Returned(v)
            }
            None => Resumed::Yielded(v),
        }),
        Err(raised) => {
            if is_end(th, &raised) {
                set(g, CLOSED, true);
            }
            set(g, RUNNING, false);
            Err(raised)
        }
    }
}

fn is_end(th: &Thread, raised: &Raised) -> bool {
    th.raised_is(raised, T::StopAsyncIteration) || th.raised_is(raised, T::GeneratorExit)
}

// ---- __anext__ and asend

fn asend_send(th: &Thread, v: Value, sent: Value) -> PyResult {
    match asend_step(th, v, sent)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) => Err(th.error_with(T::StopIteration, &[v])),
    }
}

/// Sends to the awaitable of `asend`; that the await ends is no exception. Runs Python.
pub fn asend_step(th: &Thread, v: Value, sent: Value) -> PyResult<Resumed> {
    let step = this(v);
    let g = step.generator();
    let mut sent = sent;
    match step.phase.get() {
        Phase::Done => {
            return Err(th.runtime_error("cannot reuse already awaited __anext__()/asend()"));
        }
        Phase::Fresh => {
            asend_begin(th, step, g)?;
            if sent.is_none() {
                sent = step.argument.get();
            }
        }
        Phase::Awaited => {}
    }
    set(g, RUNNING, true);
    let result = send(th, g, sent);
    let resumed = progress(th, g, result);
    if !matches!(resumed, Ok(Resumed::Yielded(_))) {
        step.close();
    }
    resumed
}

fn asend_begin(th: &Thread, step: Ref<Step>, g: Ref<Generator>) -> PyResult<()> {
    if has(g, RUNNING) {
        step.close();
        return Err(th.runtime_error("anext(): asynchronous generator is already running"));
    }
    step.phase.set(Phase::Awaited);
    Ok(())
}

fn asend_throw(th: &Thread, v: Value, exc: Value) -> PyResult {
    let step = this(v);
    let g = step.generator();
    match step.phase.get() {
        Phase::Done => {
            return Err(th.runtime_error("cannot reuse already awaited __anext__()/asend()"));
        }
        Phase::Fresh => {
            asend_begin(th, step, g)?;
            set(g, RUNNING, true);
        }
        Phase::Awaited => {}
    }
    let result = throw(th, g, exc, true);
    outcome(th, g, result).inspect_err(|_| step.close())
}

// ---- athrow and aclose

fn athrow_already(step: Ref<Step>) -> &'static str {
    if step.argument.get().is_empty() {
        "aclose(): asynchronous generator is already running"
    } else {
        "athrow(): asynchronous generator is already running"
    }
}

/// The end of an `aclose`: what closing means is no error.
fn closed(th: &Thread, step: Ref<Step>, raised: Raised) -> PyResult {
    let g = step.generator();
    set(g, RUNNING, false);
    step.close();
    if step.argument.get().is_empty() && is_end(th, &raised) {
        th.take_exception(raised);
        return Err(stop(th, T::StopIteration));
    }
    Err(raised)
}

/// An `aclose` whose body yielded: it must not.
fn ignored_exit(th: &Thread, step: Ref<Step>) -> PyResult {
    set(step.generator(), RUNNING, false);
    step.close();
    Err(th.runtime_error("async generator ignored GeneratorExit"))
}

fn athrow_send(th: &Thread, v: Value, sent: Value) -> PyResult {
    let step = this(v);
    let g = step.generator();
    let is_close = step.argument.get().is_empty();
    if step.phase.get() == Phase::Done {
        return Err(th.runtime_error("cannot reuse already awaited aclose()/athrow()"));
    }
    if g.state() == State::Closed {
        step.close();
        return Err(stop(th, T::StopIteration));
    }
    let result = if step.phase.get() == Phase::Fresh {
        if has(g, RUNNING) {
            step.close();
            return Err(th.runtime_error(athrow_already(step)));
        }
        if has(g, CLOSED) {
            step.close();
            return Err(stop(th, T::StopAsyncIteration));
        }
        if !sent.is_none() {
            return Err(th.runtime_error("can't send non-None value to a just-started coroutine"));
        }
        step.phase.set(Phase::Awaited);
        set(g, RUNNING, true);
        if is_close {
            set(g, CLOSED, true);
            let exit = exception::new(th, T::GeneratorExit, &[]);
            throw(th, g, exit, false)
        } else {
            let args = [
                v,
                step.argument.get(),
                step.more[0].get(),
                step.more[1].get(),
            ];
            let exc = generator::thrown(th, &args);
            let result = exc.and_then(|exc| throw(th, g, exc, false));
            return outcome(th, g, result).or_else(|raised| closed(th, step, raised));
        }
    } else {
        send(th, g, sent)
    };
    if !is_close {
        return outcome(th, g, result).inspect_err(|_| step.close());
    }
    match result {
        Ok(v) if unwrap(v).is_some() => ignored_exit(th, step),
        Ok(v) => Ok(v),
        Err(raised) => closed(th, step, raised),
    }
}

fn athrow_throw(th: &Thread, v: Value, exc: Value) -> PyResult {
    let step = this(v);
    let g = step.generator();
    match step.phase.get() {
        Phase::Done => {
            return Err(th.runtime_error("cannot reuse already awaited aclose()/athrow()"));
        }
        Phase::Fresh => {
            if has(g, RUNNING) {
                step.close();
                return Err(th.runtime_error(athrow_already(step)));
            }
            step.phase.set(Phase::Awaited);
            set(g, RUNNING, true);
        }
        Phase::Awaited => {}
    }
    let result = throw(th, g, exc, true);
    if !step.argument.get().is_empty() {
        return outcome(th, g, result).inspect_err(|_| step.close());
    }
    match result {
        Ok(v) if unwrap(v).is_some() => ignored_exit(th, step),
        Ok(v) => Ok(v),
        Err(raised) => closed(th, step, raised),
    }
}

// ---- anext with a default

/// `anext(iterator, default)` of what `__anext__` gave. Allocates.
pub fn anext_default(th: &Thread, awaitable: Value, default: Value) -> Value {
    new(th, T::AnextAwaitable, awaitable, default).value()
}

/// The iterator of what is awaited.
fn anext_iterator(th: &Thread, v: Value) -> PyResult {
    let awaitable = this(v).subject.get();
    let Some(it) = run::awaitable_iter(th, awaitable)? else {
        return Err(th.type_error(format!(
            "'{}' object can't be awaited",
            ops::type_name(awaitable)
        )));
    };
    Ok(it)
}

/// The end of the iteration gives the default.
fn or_default(th: &Thread, v: Value, result: PyResult) -> PyResult {
    result.or_else(|raised| {
        th.swallow(raised, T::StopAsyncIteration)?;
        Err(th.error_with(T::StopIteration, &[this(v).argument.get()]))
    })
}

fn anext_send(th: &Thread, v: Value, sent: Value) -> PyResult {
    let it = anext_iterator(th, v)?;
    let result = match run::send_native(th, it, sent) {
        Ok(Resumed::Yielded(v)) => Ok(v),
        Ok(Resumed::Returned(v)) => Err(th.error_with(T::StopIteration, &[v])),
        Err(raised) => Err(raised),
    };
    or_default(th, v, result)
}

fn anext_throw(th: &Thread, v: Value, exc: Value) -> PyResult {
    let it = anext_iterator(th, v)?;
    let result = ops::call_method(th, it, types::str::intern(th, "throw"), &[exc]);
    or_default(th, v, result)
}

// ---- what `__await__` of a coroutine gives

/// The iterator over a coroutine. Allocates.
pub fn coroutine_wrapper(th: &Thread, coroutine: Value) -> PyResult {
    Ok(new(th, T::CoroutineWrapper, coroutine, Value::EMPTY).value())
}

fn wrapper_send(th: &Thread, v: Value, sent: Value) -> PyResult {
    match run::resume(th, generator_of(this(v).subject.get()), sent)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) if v.is_none() => Err(stop(th, T::StopIteration)),
        Resumed::Returned(v) => Err(th.error_with(T::StopIteration, &[v])),
    }
}

fn wrapper_throw(th: &Thread, v: Value, exc: Value) -> PyResult {
    let g = generator_of(this(v).subject.get());
    match generator::throw_into(th, g, exc, true)? {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) if v.is_none() => Err(stop(th, T::StopIteration)),
        Resumed::Returned(v) => Err(th.error_with(T::StopIteration, &[v])),
    }
}

// ---- the types

/// `close()` of the awaitables: throws GeneratorExit.
fn close(th: &Thread, v: Value, throw: fn(&Thread, Value, Value) -> PyResult) -> PyResult {
    let step = this(v);
    if step.phase.get() == Phase::Done {
        return Ok(Value::NONE);
    }
    let exit = exception::new(th, T::GeneratorExit, &[]);
    match throw(th, v, exit) {
        Ok(_) => Err(th.runtime_error("coroutine ignored GeneratorExit")),
        Err(raised) if is_end(th, &raised) || th.raised_is(&raised, T::StopIteration) => {
            th.take_exception(raised);
            Ok(Value::NONE)
        }
        Err(raised) => Err(raised),
    }
}

macro_rules! awaitable {
    ($name:ident, $t:expr, $send:ident, $throw:ident, $close:expr, $await:expr) => {
        pub static $name: TypeDef = TypeDef {
            slots: Slots {
                await_: $await,
                iter: Some(|_, v| Ok(v)),
                next: Some(|th, v| $send(th, v, Value::NONE).map(Some)),
                ..Slots::NONE
            },
            methods: &[
                NativeDef::new("send", "($self, value, /)", |th, a| $send(th, a[0], a[1])),
                NativeDef::new(
                    "throw",
                    "($self, type, value=<unrepresentable>, traceback=<unrepresentable>, /)",
                    |th, a| {
                        let exc = generator::thrown(th, a)?;
                        $throw(th, a[0], exc)
                    },
                ),
                NativeDef::new("close", "($self, /)", $close),
            ],
            flags: flags::NO_NEW,
            basic_size: std::mem::size_of::<Step>(),
            ..TypeDef::new($t)
        };
    };
}

awaitable!(
    ASEND_TYPE,
    T::AsyncGenASend,
    asend_send,
    asend_throw,
    |th, a| close(th, a[0], asend_throw),
    Some(|_, v| Ok(v))
);
awaitable!(
    ATHROW_TYPE,
    T::AsyncGenAThrow,
    athrow_send,
    athrow_throw,
    |th, a| close(th, a[0], athrow_throw),
    Some(|_, v| Ok(v))
);
awaitable!(
    ANEXT_TYPE,
    T::AnextAwaitable,
    anext_send,
    anext_throw,
    |th, a| {
        let it = anext_iterator(th, a[0])?;
        ops::call_method(th, it, types::str::intern(th, "close"), &[])
    },
    Some(|_, v| Ok(v))
);
awaitable!(
    WRAPPER_TYPE,
    T::CoroutineWrapper,
    wrapper_send,
    wrapper_throw,
    |th, a| generator::close(th, generator_of(this(a[0]).subject.get())),
    None
);

pub static WRAPPED_TYPE: TypeDef = TypeDef {
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Step>(),
    ..TypeDef::new(T::AsyncGenWrapped)
};

fn m_asend(th: &Thread, g: Value, sent: Value) -> PyResult {
    begin(th, generator_of(g))?;
    Ok(new(th, T::AsyncGenASend, g, sent).value())
}

/// The awaitable of the next item of an async generator that somebody has asked for items before. Allocates.
pub fn anext_again(th: &Thread, v: Value) -> Option<Value> {
    let again = has(generator_of(v), HOOKED);
    again.then(|| new(th, T::AsyncGenASend, v, Value::NONE).value())
}

/// Has an awaitable that a program asked for reported if it is never awaited. (`async for` awaits its own at once.)
pub fn watch(th: &Thread, awaitable: Value) -> Value {
    if is_step(awaitable) {
        let step = this(awaitable);
        if let Some((frame, index)) = types::frame::running(th) {
            step.made_by.set(step, frame.function().value());
            step.made_at.set(index as u32);
        }
        crate::heap::register_finalizer(step.header());
    }
    awaitable
}

/// Whether this is what `asend`, `athrow`, `aclose` or `__anext__` gives.
pub fn is_step(v: Value) -> bool {
    types::is_exactly(v, T::AsyncGenASend) || types::is_exactly(v, T::AsyncGenAThrow)
}

/// Nobody refers any more to an awaitable that was watched. Runs Python; exceptions go to `sys.unraisablehook`.
pub fn finalize(th: &Thread, v: Value) {
    let step = this(v);
    if step.phase.get() != Phase::Fresh {
        return;
    }
    let method = match types::is_exactly(v, T::AsyncGenASend) {
        true => "asend",
        false if step.argument.get().is_empty() => "aclose",
        false => "athrow",
    };
    let name = match ops::repr(th, step.generator().qualname.get()) {
        Ok(name) => name.to_string_lossy().into_owned(),
        Err(raised) => {
            th.take_exception(raised);
            return;
        }
    };
    let text = format!("coroutine method '{method}' of {name} was never awaited");
    if let Some(maker) = step.made_by.get().downcast::<Function>() {
        crate::warn::set_place(Some((maker, step.made_at.get() as usize)));
    }
    let g = step.generator().value();
    if let Err(raised) = crate::warn::issue_of(th, T::RuntimeWarning, &text, g) {
        let exc = th.take_exception(raised);
        let what = "while finalizing async generator";
        crate::finalize::unraisable_of(th, exc, what, g);
    }
    crate::warn::set_place(None);
}

fn m_athrow(th: &Thread, args: &[Value]) -> PyResult {
    if !args[2].is_empty() {
        crate::warn::deprecation(
            th,
            "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.",
        )?;
    }
    begin(th, generator_of(args[0]))?;
    let step = new(th, T::AsyncGenAThrow, args[0], args[1]);
    for (slot, &v) in step.more.iter().zip(&args[2..]) {
        slot.set(step, v);
    }
    Ok(watch(th, step.value()))
}

fn m_aclose(th: &Thread, args: &[Value]) -> PyResult {
    begin(th, generator_of(args[0]))?;
    let step = new(th, T::AsyncGenAThrow, args[0], Value::EMPTY);
    Ok(watch(th, step.value()))
}

/// The type `async_generator`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(generator::repr),
        aiter: Some(|_, v| Ok(v)),
        anext: Some(|th, v| m_asend(th, v, Value::NONE)),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("asend", "($self, value, /)", |th, a| {
            m_asend(th, a[0], a[1]).map(|made| watch(th, made))
        })
        .doc("asend(v) -> send 'v' in generator."),
        NativeDef::new(
            "athrow",
            "($self, type, value=<unrepresentable>, traceback=<unrepresentable>, /)",
            m_athrow,
        )
        .doc(
            "Raise exception in generator, return next yielded value or raise StopAsyncIteration.",
        ),
        NativeDef::new("aclose", "($self, /)", m_aclose)
            .doc("aclose() -> raise GeneratorExit inside generator."),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            types::sequence::class_getitem,
        )
        .class_method()
        .doc("See PEP 585"),
    ],
    getset: &[
        GetSetDef {
            name: "__name__",
            get: generator::name_attr,
            set: Some(generator::set_name),
        },
        GetSetDef {
            name: "__qualname__",
            get: generator::qualname_attr,
            set: Some(generator::set_qualname),
        },
        GetSetDef {
            name: "ag_running",
            get: |_, v| Ok(Value::bool(has(generator_of(v), RUNNING))),
            set: None,
        },
        GetSetDef {
            name: "ag_suspended",
            get: generator::suspended,
            set: None,
        },
        GetSetDef {
            name: "ag_code",
            get: generator::code_attr,
            set: None,
        },
        GetSetDef {
            name: "ag_await",
            get: generator::delegate_attr,
            set: None,
        },
        GetSetDef {
            name: "ag_frame",
            get: generator::frame_attr,
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::WEAKREFS,
    basic_size: std::mem::size_of::<Generator>(),
    ..TypeDef::new(T::AsyncGenerator)
};
