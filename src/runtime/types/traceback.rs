//! `traceback`: where an exception has passed.

use std::cell::Cell;

use frontend::bytecode::code::flags;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp::frame::{Continuation, Frame};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::thread::Thread;
use crate::types::code::{self, CodeObj};
use crate::types::exception::Exception;
use crate::types::frame::FrameObj;
use crate::types::slots::Slots;
use crate::types::type_::{Type, TypeDef};
use crate::types::{T, int, shape_of, signature, str};
use crate::value::Value;

/// One entry of a traceback. The frame object is made only when someone asks for it; until then the code tells
/// everything that a printed traceback needs.
#[repr(C)]
pub struct Traceback {
    header: Header,
    /// The next entry, towards the place of the error; `NONE` at the end.
    pub next: Slot,
    pub code: Slot,
    /// The function that ran, for globals and builtins; empty if the entry was made by hand.
    pub function: Slot,
    /// The namespace of a module or class body, or empty.
    pub namespace: Slot,
    /// The frame object, if it was asked for.
    pub frame: Slot,
    /// The entry of the caller, if the exception went there when it ended the frame; known once somebody has come from
    /// there (`tb_next`).
    caller: Slot,
    /// The window of the frame, if it went on; it may have ended since.
    pub base: Cell<*mut Value>,
    /// The index of the instruction.
    pub lasti: Cell<u32>,
    /// The line, where it was set by hand (`TracebackType(...)`); 0: the instruction's.
    pub line: Cell<u32>,
    /// Whether it was made by hand, and then the `tb_lasti` that it was given.
    by_hand: Cell<bool>,
    given_lasti: Cell<i64>,
    /// How many variables follow: those of a frame that the exception ended. There is room for them from the start.
    count: Cell<u32>,
    /// Where the frame ended, if the exception was raised again there; 0: where it was raised first.
    ended: Cell<u32>,
    variables: [Slot; 0],
}

/// Offset of the number of variables, for traces.
pub const COUNT_OFFSET: usize = std::mem::offset_of!(Traceback, count);
/// Offset of the instruction at which a frame ended, for traces.
pub const ENDED_OFFSET: usize = std::mem::offset_of!(Traceback, ended);

/// The size of an entry with so many variables.
pub const fn size_of(count: usize) -> usize {
    std::mem::size_of::<Traceback>() + count * std::mem::size_of::<Slot>()
}

/// How many registers of a frame are kept when an exception ends it: the variables of a function.
pub fn kept(code: Ref<CodeObj>) -> usize {
    if !code.has_flag(flags::OPTIMIZED) {
        return 0;
    }
    let plain = code.plain();
    (plain.first_free_reg as usize + plain.freevars.len()).min(code.nregs.get() as usize)
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Traceback {
    const KIND: Kind = Kind::Traceback;
}

impl Traceback {
    /// The globals of the code that ran; None for an entry that was made by hand of a frame that is gone.
    pub fn globals(&self) -> Option<Ref<crate::types::dict::Dict>> {
        let function = self
            .function
            .get_opt()?
            .downcast::<crate::types::function::Function>()?;
        function.globals.get().downcast()
    }

    pub fn code(&self) -> Ref<CodeObj> {
        // SAFETY: the slot holds a code object from construction on.
        unsafe { Ref::from_value_unchecked(self.code.get()) }
    }

    /// Whether it was made by hand for the very beginning of a function, before its first instruction.
    pub fn is_before_code(&self) -> bool {
        self.by_hand.get() && (0..2).contains(&self.given_lasti.get())
    }

    /// `tb_lineno`.
    pub fn line(&self) -> u32 {
        match self.line.get() {
            0 => self
                .code()
                .plain()
                .positions
                .line(self.lasti.get() as usize),
            line => line,
        }
    }

    /// Whether it is an entry of this frame, which has handled the exception, without a frame object.
    pub fn is_of(&self, frame: Frame) -> bool {
        self.base.get() == frame.0
            && self.frame.get().is_empty()
            && self.code.get() == frame.code().value()
            && self.function.get() == frame.function().value()
    }

    /// The variables of the frame, if the exception ended it.
    pub fn variables(&self) -> &[Value] {
        // SAFETY: `count` Values follow the structure; a `Slot` is a Value.
        unsafe {
            std::slice::from_raw_parts(self.variables.as_ptr().cast(), self.count.get() as usize)
        }
    }

    /// The index of the instruction at which the frame stands.
    pub fn stands_at(&self) -> u32 {
        match self.ended.get() {
            0 => self.lasti.get(),
            ended => ended,
        }
    }

    /// The entry of the caller, if it is known.
    pub fn caller(&self) -> Option<Ref<Traceback>> {
        self.caller.get().downcast()
    }

    /// Whether the exception has ended the frame, which then has gone on to its caller. (Generators have none when they
    /// have ended.)
    fn passes_on(&self) -> bool {
        const NO_CALLER: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
        let ended = self.base.get().is_null() || self.ended.get() != 0;
        ended && !self.by_hand.get() && !self.code().has_flag(NO_CALLER)
    }

    /// Keeps the variables no longer.
    pub fn forget_variables(&self) {
        self.count.set(0);
    }

    /// The next entry.
    pub fn next(&self) -> Option<Ref<Traceback>> {
        self.next.get().downcast()
    }
}

/// The entry that `add` is asked for next is already there (a re-raise).
pub fn suppress_next(th: &Thread) {
    th.suppress_traceback.set(true);
}

/// Puts the frame in front of the exception's traceback. If the exception `ends` the frame, its variables are kept with it;
/// otherwise it may still do so, raised again ([`left_again`]).
/// Allocates.
pub fn add(th: &Thread, exc: Value, frame: Frame, index: usize, ends: bool) {
    if frame.is_hidden() || th.suppress_traceback.replace(false) {
        return;
    }
    // SAFETY: what is raised is an exception.
    let e: Ref<Exception> = unsafe { Ref::from_value_unchecked(exc) };
    let code = frame.code();
    let is_function = code.has_flag(flags::OPTIMIZED);
    let count = kept(code);
    let tb = heap::alloc::<Traceback>(&th.alloc, shape_of(T::Traceback), size_of(count));
    tb.next.init(e.traceback.get_opt().unwrap_or(Value::NONE));
    tb.code.init(code.value());
    tb.function.init(frame.function().value());
    if !is_function {
        tb.namespace.init(frame.attached());
    }
    if frame.continuation().0 == Continuation::Observed {
        // The object exists; it is found again by the window, which is still there.
        tb.base.set(frame.0);
        tb.lasti.set(index as u32);
        e.traceback.set(e, tb.value());
        crate::types::frame::of_traceback(th, tb);
        return;
    }
    if ends {
        // SAFETY: the window has that many registers, and the object room for them.
        unsafe {
            std::ptr::copy_nonoverlapping(frame.0, tb.variables.as_ptr() as *mut Value, count);
        }
        tb.count.set(count as u32);
    } else {
        tb.base.set(frame.0);
    }
    tb.lasti.set(index as u32);
    e.traceback.set(e, tb.value());
}

/// How many exceptions [`left_again`] looks at: the one that is raised, and contexts.
pub const LOOKED_AT: usize = 16;

/// An exception that was raised again leaves the frame at the instruction `index`: the entries of the frame that it has since
/// it was raised first, and those of the exceptions that were handled there, keep the variables.
pub fn left_again(exc: Value, frame: Frame, index: usize) {
    let mut next = exc.downcast::<Exception>();
    for _ in 0..LOOKED_AT {
        let Some(e) = next else { return };
        let mut entry = e.traceback.get().downcast::<Traceback>();
        while let Some(tb) = entry.filter(|tb| tb.is_of(frame)) {
            keep(tb, frame, index);
            entry = tb.next();
        }
        next = e.context.get().downcast();
    }
}

/// Keeps the variables of the entry's frame, which ends at the instruction `index`.
fn keep(tb: Ref<Traceback>, frame: Frame, index: usize) {
    let count = kept(frame.code());
    let room = tb.variables.as_ptr() as *mut Value;
    // SAFETY: the window has that many registers, and `add` has left room for them; the barrier follows.
    unsafe { std::ptr::copy_nonoverlapping(frame.0, room, count) };
    tb.count.set(count as u32);
    tb.ended.set(index as u32);
    write_barrier(tb.header());
}

/// Gives an exception an entry for the place where the running frame stands. Allocates.
pub fn add_running(th: &Thread, exc: Value) {
    if let Some((frame, index)) = crate::types::frame::running(th) {
        let suppressed = th.suppress_traceback.replace(false);
        add(th, exc, frame, index, false);
        th.suppress_traceback.set(suppressed);
    }
}

/// Visits what an entry refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Traceback` only.
    let tb = unsafe { &*h.cast::<Traceback>() };
    for slot in [
        &tb.next,
        &tb.code,
        &tb.function,
        &tb.namespace,
        &tb.frame,
        &tb.caller,
    ] {
        t.visit(slot.get());
    }
    for &v in tb.variables() {
        t.visit(v);
    }
}

fn this(v: Value) -> Ref<Traceback> {
    // SAFETY: the descriptors check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
}

/// `tb_next`. Frame objects that are made further inwards can say by whom their frames were called.
fn next(_: &Thread, v: Value) -> PyResult {
    let tb = this(v);
    if let Some(next) = tb.next()
        && !tb.by_hand.get()
        && next.caller.get().is_empty()
        && next.passes_on()
    {
        next.caller.set(next, v);
    }
    Ok(tb.next.get())
}

fn set_next(th: &Thread, v: Value, next: Option<Value>) -> PyResult<()> {
    let Some(next) = next else {
        return Err(th.type_error("can't delete tb_next attribute"));
    };
    if !next.is_none() && !next.has_kind(Kind::Traceback) {
        return Err(th.type_error(format!(
            "expected traceback object, got '{}'",
            crate::ops::type_name(next)
        )));
    }
    let mut at = next.downcast::<Traceback>();
    while let Some(tb) = at {
        if tb.value() == v {
            return Err(th.value_error("traceback loop detected"));
        }
        at = tb.next();
    }
    this(v).next.set(this(v), next);
    Ok(())
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "tb_next",
        get: next,
        set: Some(set_next),
    },
    GetSetDef {
        name: "tb_frame",
        get: |th, v| Ok(crate::types::frame::of_traceback(th, this(v))),
        set: None,
    },
    GetSetDef {
        name: "tb_lasti",
        get: |th, v| {
            let tb = this(v);
            Ok(if tb.by_hand.get() {
                int::from_i64(th, tb.given_lasti.get())
            } else {
                Value::small(code::offset(tb.code(), tb.lasti.get() as usize))
            })
        },
        set: None,
    },
    GetSetDef {
        name: "tb_lineno",
        get: |_, v| {
            let line = this(v).line();
            Ok(if line == 0 {
                Value::NONE
            } else {
                Value::small(i64::from(line))
            })
        },
        set: None,
    },
];

static NEW: NativeDef = NativeDef::new(
    "TracebackType",
    "(tb_next, tb_frame, tb_lasti, tb_lineno)",
    |_, _| Ok(Value::NONE),
);

/// `types.TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`.
fn new(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [next, frame, lasti, line] = signature::bind_new(th, &NEW, args)?;
    let expected = |what: &str, v: Value| {
        th.type_error(format!(
            "TracebackType() argument '{what}' must be {}, not {}",
            if what == "tb_frame" {
                "frame"
            } else {
                "traceback or None"
            },
            crate::ops::type_name(v)
        ))
    };
    if !next.is_none() && !next.has_kind(Kind::Traceback) {
        return Err(th.type_error(format!(
            "expected traceback object or None, got '{}'",
            crate::ops::type_name(next)
        )));
    }
    let Some(of) = frame.downcast::<FrameObj>() else {
        return Err(expected("tb_frame", frame));
    };
    let (lasti, line) = (
        crate::ops::index_i64(th, lasti)?,
        crate::ops::index_i64(th, line)?,
    );
    let size = std::mem::size_of::<Traceback>();
    let tb = heap::alloc::<Traceback>(&th.alloc, shape_of(T::Traceback), size);
    tb.next.init(next);
    tb.code.init(of.code.get());
    tb.frame.init(frame);
    let place = of.code().stack().instruction(lasti.max(0) as usize);
    tb.lasti.set(place.unwrap_or(0) as u32);
    tb.given_lasti.set(lasti);
    tb.by_hand.set(true);
    tb.line.set(line.clamp(0, i64::from(u32::MAX)) as u32);
    Ok(tb.value())
}

fn dir(th: &Thread, _: &[Value]) -> PyResult {
    let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|n| str::new(th, n));
    Ok(crate::types::list::new(th, &names).value())
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__dir__", "($self, /)", dir)],
    getset: GETSET,
    basic_size: std::mem::size_of::<Traceback>(),
    ..TypeDef::new(T::Traceback)
};
