//! `generator`, `coroutine`, `async_generator`: frames that live on in the heap while suspended.
//!
//! A suspended generator keeps the live registers in a Values buffer. Resuming copies them into a window at the top of
//! the VM stack, yielding copies them back under one barrier.

use std::cell::Cell;

use frontend::bytecode::code::flags;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp::delegation;
use crate::interp::generator::{self as run, Resumed};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::ops;
use crate::thread::Thread;
use crate::types::code::CodeObj;
use crate::types::function::Function;
use crate::types::iter::self_iter;
use crate::types::slots::Slots;
use crate::types::type_::TypeDef;
use crate::types::{self, T, exception, shape_of};
use crate::value::Value;

/// What a generator is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    /// Not started.
    Created,
    /// Suspended at a yield.
    Suspended,
    /// Its frame is active.
    Running,
    /// Finished.
    Closed,
    /// Suspended at a `yield from` or `await` of another generator or coroutine (`Generator::inner`).
    Delegating,
}

impl State {
    /// Whether the generator stands at a yield.
    #[inline(always)]
    pub fn is_suspended(self) -> bool {
        matches!(self, State::Suspended | State::Delegating)
    }
}

/// A generator, coroutine or async generator (the type tells which).
#[repr(C)]
pub struct Generator {
    header: Header,
    pub function: Slot,
    pub code: Slot,
    /// The registers while suspended: a Values buffer.
    regs: Cell<*mut Value>,
    /// How many of them are saved.
    live: Cell<u32>,
    state: Cell<u8>,
    /// Where it goes on, as an index of an instruction.
    pub pc: Cell<u32>,
    /// The exception that the generator was handling when it was suspended (`NONE` if none).
    pub handled: Slot,
    /// The generator that this one waits for, in the state `Delegating`; the saved registers keep it.
    pub inner: Cell<Value>,
    /// In a chain of delegating generators that runs: the one that waits for this one, `NONE` for the outermost. See
    /// [`crate::interp::delegation`].
    pub outer: Slot,
    /// The frame object, if one was asked for; it reads the registers here while the generator lives.
    pub frame: Slot,
    /// `__name__`, `__qualname__`.
    pub name: Slot,
    /// See `name`.
    pub qualname: Slot,
    /// The attached word of the frame (a namespace), if any.
    pub attached: Slot,
    /// The base of the window while running.
    pub base: Cell<*mut Value>,
    /// Async generators: whether an `asend`/`athrow`/`aclose` runs; hooks were called; closed.
    pub async_flags: Cell<u8>,
    /// Coroutines: the instruction of `made_by` that made it.
    made_at: Cell<u32>,
    /// Coroutines: the function that made it, or empty. What warnings about one that is dropped at once are about.
    made_by: Slot,
    /// Async generators: the finaliser hook. Coroutines: `cr_origin`.
    pub hook: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid for every field.
unsafe impl Object for Generator {
    const KIND: Kind = Kind::Generator;
}

/// Offset of the pointer to the saved registers, for traces.
pub const REGS_OFFSET: usize = std::mem::offset_of!(Generator, regs);
/// Offset of the number of saved registers (u32), for traces.
pub const LIVE_OFFSET: usize = std::mem::offset_of!(Generator, live);
/// Offset of the [`State`] (u8), for traces.
pub const STATE_OFFSET: usize = std::mem::offset_of!(Generator, state);

impl Generator {
    #[inline(always)]
    pub fn state(&self) -> State {
        match self.state.get() {
            0 => State::Created,
            1 => State::Suspended,
            2 => State::Running,
            3 => State::Closed,
            _ => State::Delegating,
        }
    }

    #[inline(always)]
    pub fn set_state(&self, state: State) {
        self.state.set(state as u8);
    }

    #[inline(always)]
    pub fn code(&self) -> Ref<CodeObj> {
        // SAFETY: the slot holds a code object from construction on.
        unsafe { Ref::from_value_unchecked(self.code.get()) }
    }

    #[inline(always)]
    pub fn function(&self) -> Ref<Function> {
        // SAFETY: the slot holds a function from construction on.
        unsafe { Ref::from_value_unchecked(self.function.get()) }
    }
}

/// The bit of `async_flags` that says that the running generator handles an exception of its own.
pub const HANDLES: u8 = 8;

/// Whether the running generator handles an exception of its own; what its caller handles only shows through.
#[inline(always)]
pub fn handles(g: Ref<Generator>) -> bool {
    g.async_flags.get() & HANDLES != 0
}

/// See [`handles`].
#[inline(always)]
pub fn set_handles(g: Ref<Generator>, on: bool) {
    let others = g.async_flags.get() & !HANDLES;
    g.async_flags
        .set(if on { others | HANDLES } else { others });
}

impl Ref<Generator> {
    /// Saves `live` registers of a window.
    ///
    /// # Safety
    /// `base` is the base of this generator's active window, which has at least `live` registers.
    #[inline]
    pub unsafe fn save(self, base: *const Value, live: usize) {
        // SAFETY: the buffer has room for all registers of the code (`new`); the barrier follows.
        unsafe { copy_words(base, self.regs.get(), live) };
        self.live.set(live as u32);
        write_barrier(self.header());
    }

    /// Copies the saved registers into a window and forgets them.
    ///
    /// # Safety
    /// `base` has room for the registers of the generator's code.
    #[inline]
    pub unsafe fn restore(self, base: *mut Value) -> usize {
        let live = self.live.get() as usize;
        // SAFETY: the caller's promise; `live` registers were saved.
        unsafe { copy_words(self.regs.get(), base, live) };
        live
    }

    /// The saved value of a register.
    pub fn saved(self, reg: usize) -> Option<Value> {
        if reg < self.live.get() as usize {
            // SAFETY: `live` registers are saved.
            Some(unsafe { *self.regs.get().add(reg) })
        } else {
            None
        }
    }

    /// Changes the saved value of a register, if there is one.
    pub fn set_saved(self, reg: usize, v: Value) {
        if reg < self.live.get() as usize {
            // SAFETY: `live` registers are saved; the barrier follows.
            unsafe { *self.regs.get().add(reg) = v };
            crate::object::write_barrier(self.header());
        }
    }

    /// Ends the generator: it refers to nothing any more but its names and code.
    pub fn close(self) {
        self.set_state(State::Closed);
        self.live.set(0);
        self.handled.init(Value::NONE);
        self.attached.init(Value::EMPTY);
        // (`outer` is wanted by whoever ended it.)
    }
}

/// Copies a few words, one by one: they were just written so, and a wider load would have to wait for the stores. (The loads
/// are volatile because the compiler would make a call of `memcpy` of the loop.)
///
/// # Safety
/// Both ranges are valid, and do not overlap.
#[inline(always)]
unsafe fn copy_words(from: *const Value, to: *mut Value, n: usize) {
    for k in 0..n {
        // SAFETY: the caller's promise.
        unsafe { *to.add(k) = from.add(k).read_volatile() };
    }
}

/// A generator object for a frame that is about to be suspended. Allocates.
pub fn new(th: &Thread, class: T, function: Ref<Function>, code: Ref<CodeObj>) -> Ref<Generator> {
    let regs = heap::alloc_values(&th.alloc, (code.nregs.get() as usize).max(1));
    let generator =
        heap::alloc::<Generator>(&th.alloc, shape_of(class), std::mem::size_of::<Generator>());
    generator.function.init(function.value());
    generator.code.init(code.value());
    generator.name.init(function.name.get());
    generator.qualname.init(function.qualname.get());
    generator.handled.init(Value::NONE);
    generator.regs.set(regs);
    generator
}

// ---- what becomes of one that nobody refers to any more

/// Has a generator that was just made finalised, if that may be wanted: a coroutine that is never awaited is worth a
/// warning, and one that is abandoned in a `try` is to run its `finally`.
pub fn watch(g: Ref<Generator>) {
    let plain = types::is_exactly(g.value(), T::Generator);
    if !plain || g.code().must_be_closed() {
        heap::register_finalizer(g.header());
    }
}

/// Notes where a coroutine that was just made comes from.
pub fn note_maker(g: Ref<Generator>, maker: Value, index: usize) {
    g.made_by.init(maker);
    g.made_at.set(index as u32);
}

/// Whether a generator has not begun.
pub fn is_new(v: Value) -> bool {
    v.downcast::<Generator>()
        .is_some_and(|g| g.state() == State::Created)
}

fn of_header(h: &Header) -> Option<&Generator> {
    // SAFETY: the kind tells the layout.
    (h.kind() == Kind::Generator).then(|| unsafe { &*std::ptr::from_ref(h).cast::<Generator>() })
}

/// Whether a registered object is a generator that has ended.
pub fn is_over(h: &Header) -> bool {
    of_header(h).is_some_and(|g| g.state() == State::Closed)
}

/// Whether a registered object that nobody refers to has to be finalised: of generators, those that [`finalize`] does
/// something with.
pub fn is_finalizable(h: &Header) -> bool {
    let Some(g) = of_header(h) else {
        return true;
    };
    match g.state() {
        State::Created => g.code().has_flag(flags::COROUTINE),
        State::Suspended | State::Delegating => {
            g.code().must_be_closed() || g.code().has_flag(flags::ASYNC_GENERATOR)
        }
        State::Running | State::Closed => false,
    }
}

/// Nobody refers to a generator any more. Runs Python; exceptions go to `sys.unraisablehook`.
pub fn finalize(th: &Thread, v: Value) {
    let Some(g) = v.downcast::<Generator>() else {
        return;
    };
    match g.state() {
        State::Created if g.code().has_flag(flags::COROUTINE) => never_awaited(th, g),
        State::Suspended | State::Delegating => {
            let hook = g.hook.get();
            if g.code().has_flag(flags::ASYNC_GENERATOR) && !hook.is_empty() && !hook.is_none() {
                let result = crate::ops::call1(th, hook, v);
                report(th, result, g, "Exception ignored while closing generator");
            } else if g.code().must_be_closed() {
                let result = close(th, g);
                report(th, result, g, "Exception ignored while closing generator");
            }
        }
        State::Created | State::Running | State::Closed => {}
    }
}

fn report(th: &Thread, result: PyResult, g: Ref<Generator>, what: &str) {
    let Err(raised) = result else { return };
    let exc = th.take_exception(raised);
    let message = match crate::ops::repr(th, g.value()) {
        Ok(repr) => format!("{what} {}", repr.to_string_lossy()),
        Err(raised) => {
            th.take_exception(raised);
            what.to_owned()
        }
    };
    crate::finalize::unraisable_while(th, exc, &message);
}

/// The RuntimeWarning that a coroutine was never awaited.
fn never_awaited(th: &Thread, g: Ref<Generator>) {
    const WHAT: &str = "Exception ignored while finalizing coroutine";
    if let Some(maker) = g.made_by.get().downcast::<Function>() {
        crate::warn::set_place(Some((maker, g.made_at.get() as usize)));
    }
    never_awaited_there(th, g, WHAT);
    crate::warn::set_place(None);
}

fn never_awaited_there(th: &Thread, g: Ref<Generator>, what: &str) {
    let full = (|| {
        let warnings = crate::import::module(th, "warnings")?;
        let name = types::str::intern(th, "_warn_unawaited_coroutine");
        match crate::ops::get_attr(th, warnings, name) {
            Ok(f) => crate::ops::call1(th, f, g.value()).map(|_| true),
            Err(raised) => {
                th.swallow(raised, T::AttributeError)?;
                Ok(false)
            }
        }
    })();
    let warned = match full {
        Ok(warned) => warned,
        Err(raised) => {
            let warned = th.raised_is(&raised, T::RuntimeWarning);
            report(th, Err(raised), g, what);
            warned
        }
    };
    if warned {
        return;
    }
    let name = g.qualname.get().downcast::<types::str::Str>();
    let name = name.map_or(String::new(), |s| s.to_string_lossy().into_owned());
    let message = format!("coroutine '{name}' was never awaited");
    let result = crate::warn::issue(th, T::RuntimeWarning, &message);
    report(th, result.map(|()| Value::NONE), g, what);
}

/// A generator of a function that has just been called, for a trace, which stores the registers that are set, and where it
/// goes on, itself: all registers are unbound. Allocates.
pub fn new_unbound(th: &Thread, class: T, function: Ref<Function>) -> Ref<Generator> {
    let code = function.code();
    let g = new(th, class, function, code);
    let n = code.nregs.get() as usize;
    for r in 0..n {
        // SAFETY: the buffer has room for all registers of the code.
        unsafe { *g.regs.get().add(r) = Value::UNBOUND };
    }
    watch(g);
    g.live.set(n as u32);
    g
}

// ---- the types

fn this(v: Value) -> Ref<Generator> {
    // SAFETY: the descriptors check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
}

/// The StopIteration of a generator that has returned `v`.
pub fn stop(th: &Thread, v: Value) -> crate::error::Raised {
    let args: &[Value] = if v.is_none() { &[] } else { &[v] };
    th.error_with(T::StopIteration, args)
}

/// What `send`, `throw` and `__next__` give: a yielded value, or StopIteration with the result.
fn answer(th: &Thread, r: Resumed) -> PyResult {
    match r {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(v) => Err(stop(th, v)),
    }
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    match run::resume(th, this(v), Value::NONE)? {
        Resumed::Yielded(v) => Ok(Some(v)),
        Resumed::Returned(v) => {
            th.stop_value
                .set(if v.is_none() { Value::EMPTY } else { v });
            Ok(None)
        }
    }
}

fn m_send(th: &Thread, args: &[Value]) -> PyResult {
    let r = run::resume(th, this(args[0]), args[1])?;
    answer(th, r)
}

/// The exception that `throw(type, value, traceback)` means: the arguments behind the receiver. Runs Python.
pub fn thrown(th: &Thread, args: &[Value]) -> PyResult {
    let (class, value, tb) = (args[1], args[2], args[3]);
    let absent = |v: Value| v.is_empty() || v.is_none();
    let exc = if class.has_kind(Kind::Exception) {
        if !absent(value) {
            return Err(th.type_error("instance exception may not have a separate value"));
        }
        class
    } else if class.has_kind(Kind::Type)
        && types::type_::as_type(class).is_subtype_of(types::get(T::BaseException))
    {
        if absent(value) {
            match ops::call0(th, class) {
                Ok(made) if made.has_kind(Kind::Exception) => made,
                // What goes wrong here is what is thrown.
                Ok(made) => {
                    let raised = th.type_error(format!(
                        "calling {} should have returned an instance of BaseException, not {}",
                        ops::repr(th, class)?.to_string_lossy(),
                        ops::type_name(made)
                    ));
                    th.take_exception(raised)
                }
                Err(raised) => th.take_exception(raised),
            }
        } else if value.has_kind(Kind::Exception) && ops::is_instance(th, value, class)? {
            value
        } else if value.has_kind(Kind::Tuple) {
            match value.downcast::<types::tuple::Tuple>() {
                Some(t) => ops::call(th, class, crate::native::Args::positional(t.items()))?,
                None => unreachable!("the kind says tuple"),
            }
        } else {
            ops::call1(th, class, value)?
        }
    } else {
        return Err(th.type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            ops::type_name(class)
        )));
    };
    if !exc.has_kind(Kind::Exception) {
        return Err(th.type_error("exceptions must derive from BaseException"));
    }
    if !absent(tb) {
        if !tb.has_kind(Kind::Traceback) {
            return Err(th.type_error("throw() third argument must be a traceback object"));
        }
        let e = exception::as_exception(exc);
        e.traceback.set(e, tb);
    }
    Ok(exc)
}

fn m_throw(th: &Thread, args: &[Value]) -> PyResult {
    if !args[2].is_empty() {
        crate::warn::deprecation(
            th,
            "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
        )?;
    }
    let r = throw_arguments(th, this(args[0]), args)?;
    answer(th, r)
}

/// `throw()`: what a generator delegates to is given the arguments as they are, if it is no generator. Runs Python.
fn throw_arguments(th: &Thread, g: Ref<Generator>, args: &[Value]) -> PyResult<Resumed> {
    let class = match args[1].has_kind(Kind::Exception) {
        true => types::type_of(args[1]).value(),
        false => args[1],
    };
    let closes = class.has_kind(Kind::Type)
        && types::type_::as_type(class).is_subtype_of(types::get(T::GeneratorExit));
    if let Some(inner) = run::delegate(th, g).filter(|i| !closes && !i.has_kind(Kind::Generator)) {
        let given = args.iter().take_while(|v| !v.is_empty()).count();
        return throw_by_method(th, g, inner, &args[1..given]);
    }
    let exc = thrown(th, args)?;
    throw_into(th, g, exc, true)
}

/// Calls `throw` of what a generator delegates to, if it has that; throws into the generator otherwise. Runs Python.
fn throw_by_method(
    th: &Thread,
    g: Ref<Generator>,
    inner: Value,
    given: &[Value],
) -> PyResult<Resumed> {
    let Some(method) = ops::get_attr_opt(th, inner, types::str::intern(th, "throw"))? else {
        let mut all = [Value::NONE, Value::EMPTY, Value::EMPTY, Value::EMPTY];
        all[1..=given.len()].copy_from_slice(given);
        let exc = thrown(th, &all)?;
        return run::throw(th, g, exc);
    };
    run::throw_through(th, g, || {
        match ops::call(th, method, crate::native::Args::positional(given)) {
            Ok(v) => Ok(Resumed::Yielded(v)),
            Err(raised) => run::stop_value(th, raised).map(Resumed::Returned),
        }
    })
}

/// Throws into a generator, or into what it delegates to. A GeneratorExit closes the delegate, if `close_inner`, before it is
/// thrown here. Runs Python.
pub(super) fn throw_into(
    th: &Thread,
    g: Ref<Generator>,
    exc: Value,
    close_inner: bool,
) -> PyResult<Resumed> {
    let Some(inner) = run::delegate(th, g) else {
        return run::throw(th, g, exc);
    };
    let closes = types::is_instance_of(exc, T::GeneratorExit);
    if !closes && let Some(resumed) = run::throw_into_chain(th, g, exc)? {
        return Ok(resumed);
    }
    let stood = g.state();
    if close_inner && closes {
        g.set_state(State::Running);
        let closed = close_iterator(th, inner);
        g.set_state(stood);
        return match closed {
            Ok(()) => run::throw(th, g, exc),
            Err(raised) => {
                let exc = th.take_exception(raised);
                run::throw(th, g, exc)
            }
        };
    }
    if !inner.has_kind(Kind::Generator) || types::is_exactly(inner, T::AsyncGenerator) {
        return throw_by_method(th, g, inner, &[exc]);
    }
    run::throw_through(th, g, || throw_into(th, this(inner), exc, close_inner))
}

/// `close()` of any iterator that has it.
fn close_iterator(th: &Thread, it: Value) -> PyResult<()> {
    if it.has_kind(Kind::Generator) && !types::is_exactly(it, T::AsyncGenerator) {
        return close(th, this(it)).map(|_| ());
    }
    match ops::get_attr_opt(th, it, types::str::intern(th, "close")) {
        Ok(Some(method)) => ops::call0(th, method).map(drop),
        Ok(None) => Ok(()),
        Err(raised) => {
            let exc = th.take_exception(raised);
            crate::finalize::unraisable_of(th, exc, "while closing generator", it);
            Ok(())
        }
    }
}

/// Closes a generator: raises GeneratorExit in it. Returns what it returned. Runs Python.
pub fn close(th: &Thread, g: Ref<Generator>) -> PyResult {
    match g.state() {
        State::Created => {
            g.close();
            return Ok(Value::NONE);
        }
        State::Closed => return Ok(Value::NONE),
        State::Suspended | State::Delegating | State::Running => {}
    }
    let exit = exception::new(th, T::GeneratorExit, &[]);
    match throw_into(th, g, exit, true) {
        Ok(Resumed::Yielded(_)) => {
            let what = if types::is_exactly(g.value(), T::Coroutine) {
                "coroutine"
            } else {
                "generator"
            };
            Err(th.runtime_error(format!("{what} ignored GeneratorExit")))
        }
        Ok(Resumed::Returned(v)) => Ok(v),
        Err(raised) => {
            if th.raised_is(&raised, T::StopIteration) {
                return run::stop_value(th, raised);
            }
            th.swallow(raised, T::GeneratorExit)?;
            Ok(Value::NONE)
        }
    }
}

fn m_close(th: &Thread, args: &[Value]) -> PyResult {
    close(th, this(args[0]))
}

pub(super) fn repr(th: &Thread, v: Value) -> PyResult {
    let name = ops::str(th, this(v).qualname.get())?;
    Ok(types::str::new(
        th,
        &format!(
            "<{} object {} at {:#x}>",
            ops::type_name(v),
            name.to_string_lossy(),
            v.bits()
        ),
    ))
}

fn running(th: &Thread, v: Value) -> PyResult {
    Ok(Value::bool(delegation::is_running(th, this(v))))
}

pub(super) fn suspended(th: &Thread, v: Value) -> PyResult {
    let g = this(v);
    Ok(Value::bool(
        g.state().is_suspended() && !delegation::is_running(th, g),
    ))
}

pub(super) fn code_attr(_: &Thread, v: Value) -> PyResult {
    Ok(this(v).code.get())
}

pub(super) fn delegate_attr(th: &Thread, v: Value) -> PyResult {
    Ok(run::delegate(th, this(v)).unwrap_or(Value::NONE))
}

/// The frame object of a generator that is not closed.
pub(super) fn frame_attr(th: &Thread, v: Value) -> PyResult {
    let g = this(v);
    if g.state() == State::Closed {
        return Ok(Value::NONE);
    }
    Ok(types::frame::of_generator(th, g).value())
}

pub(super) fn name_attr(_: &Thread, v: Value) -> PyResult {
    Ok(this(v).name.get())
}

pub(super) fn qualname_attr(_: &Thread, v: Value) -> PyResult {
    Ok(this(v).qualname.get())
}

fn set_text(th: &Thread, v: Option<Value>, attribute: &str) -> PyResult {
    match v {
        Some(v) if v.has_kind(Kind::Str) => Ok(v),
        _ => Err(th.type_error(format!("{attribute} must be set to a string object"))),
    }
}

pub(super) fn set_name(th: &Thread, v: Value, name: Option<Value>) -> PyResult<()> {
    let name = set_text(th, name, "__name__")?;
    this(v).name.set(this(v), name);
    Ok(())
}

pub(super) fn set_qualname(th: &Thread, v: Value, name: Option<Value>) -> PyResult<()> {
    let name = set_text(th, name, "__qualname__")?;
    this(v).qualname.set(this(v), name);
    Ok(())
}

macro_rules! attributes {
    ($running:literal, $suspended:literal, $code:literal, $delegate:literal, $frame:literal $(, $more:expr)?) => {{
        &[
            GetSetDef {
                name: "__name__",
                get: name_attr,
                set: Some(set_name),
            },
            GetSetDef {
                name: "__qualname__",
                get: qualname_attr,
                set: Some(set_qualname),
            },
            GetSetDef {
                name: $running,
                get: running,
                set: None,
            },
            GetSetDef {
                name: $suspended,
                get: suspended,
                set: None,
            },
            GetSetDef {
                name: $code,
                get: code_attr,
                set: None,
            },
            GetSetDef {
                name: $delegate,
                get: delegate_attr,
                set: None,
            },
            GetSetDef {
                name: $frame,
                get: frame_attr,
                set: None,
            },
            $($more)?
        ]
    }};
}

/// The methods of generators and coroutines, whose descriptions name which they are.
macro_rules! methods {
    ($send:literal, $throw:literal, $close:literal) => {
        &[
            NativeDef::new("send", "($self, value, /)", m_send).doc($send),
            NativeDef::new(
                "throw",
                "($self, type, value=<unrepresentable>, traceback=<unrepresentable>, /)",
                m_throw,
            )
            .doc($throw),
            NativeDef::new("close", "($self, /)", m_close).doc($close),
            NativeDef::new(
                "__class_getitem__",
                "($type, object, /)",
                types::sequence::class_getitem,
            )
            .class_method()
            .doc("See PEP 585"),
        ]
    };
}

static METHODS: &[NativeDef] = methods!(
    "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration.",
    "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
    "close() -> raise GeneratorExit inside generator."
);

static COROUTINE_METHODS: &[NativeDef] = methods!(
    "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration.",
    "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
    "close() -> raise GeneratorExit inside coroutine."
);

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        iter: Some(self_iter),
        next: Some(next),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: attributes!(
        "gi_running",
        "gi_suspended",
        "gi_code",
        "gi_yieldfrom",
        "gi_frame"
    ),
    flags: crate::types::type_::flags::NO_NEW | crate::types::type_::flags::WEAKREFS,
    basic_size: std::mem::size_of::<Generator>(),
    ..TypeDef::new(T::Generator)
};

pub static COROUTINE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        await_: Some(types::async_generator::coroutine_wrapper),
        ..Slots::NONE
    },
    methods: COROUTINE_METHODS,
    getset: attributes!(
        "cr_running",
        "cr_suspended",
        "cr_code",
        "cr_await",
        "cr_frame",
        GetSetDef {
            name: "cr_origin",
            get: |_, v| Ok(this(v).hook.get_opt().unwrap_or(Value::NONE)),
            set: None,
        }
    ),
    flags: crate::types::type_::flags::NO_NEW | crate::types::type_::flags::WEAKREFS,
    basic_size: std::mem::size_of::<Generator>(),
    ..TypeDef::new(T::Coroutine)
};

/// Visits what a generator refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Generator` only.
    let generator = unsafe { &*h.cast::<Generator>() };
    for slot in [
        &generator.function,
        &generator.code,
        &generator.name,
        &generator.qualname,
        &generator.handled,
        &generator.attached,
        &generator.hook,
        &generator.frame,
        &generator.outer,
        &generator.made_by,
    ] {
        t.visit(slot.get());
    }
    if !generator.regs.get().is_null() {
        t.visit_buffer_leaf(generator.regs.get());
        for i in 0..generator.live.get() as usize {
            // SAFETY: `live` registers are saved in the buffer.
            t.visit(unsafe { *generator.regs.get().add(i) });
        }
    }
}
