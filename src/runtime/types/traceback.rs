//! `traceback`: where an exception has passed.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp::frame::Frame;
use crate::native::GetSetDef;
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::thread::Thread;
use crate::types::code::CodeObj;
use crate::types::exception::Exception;
use crate::types::type_::TypeDef;
use crate::types::{T, shape_of};
use crate::value::Value;

/// One entry of a traceback. The frame object is made only when someone asks for it; until then the code tells
/// everything that a printed traceback needs.
#[repr(C)]
pub struct Traceback {
    header: Header,
    /// The next entry, towards the place of the error; `NONE` at the end.
    pub next: Slot,
    pub code: Slot,
    /// The globals of the frame, for `__name__` and the like.
    pub globals: Slot,
    /// The frame object, if one existed or was asked for.
    pub frame: Slot,
    /// The index of the instruction.
    pub lasti: Cell<u32>,
    /// The line, where it was set by hand (`TracebackType(...)`); 0: the instruction's.
    pub line: Cell<u32>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Traceback {
    const KIND: Kind = Kind::Traceback;
}

impl Traceback {
    pub fn code(&self) -> Ref<CodeObj> {
        // SAFETY: the slot holds a code object from construction on.
        unsafe { Ref::from_value_unchecked(self.code.get()) }
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

    /// The next entry.
    pub fn next(&self) -> Option<Ref<Traceback>> {
        self.next.get().downcast()
    }
}

/// The entry that `add` is asked for next is already there (a re-raise).
pub fn suppress_next(th: &Thread) {
    th.suppress_traceback.set(true);
}

/// Puts the frame in front of the exception's traceback. Allocates.
pub fn add(th: &Thread, exc: Value, frame: Frame, index: usize) {
    if th.suppress_traceback.replace(false) {
        return;
    }
    // SAFETY: what is raised is an exception.
    let e: Ref<Exception> = unsafe { Ref::from_value_unchecked(exc) };
    let tb = heap::alloc::<Traceback>(
        &th.alloc,
        shape_of(T::Traceback),
        std::mem::size_of::<Traceback>(),
    );
    tb.next.init(e.traceback.get_opt().unwrap_or(Value::NONE));
    tb.code.init(frame.code().value());
    tb.globals.init(frame.function().globals.get());
    tb.frame
        .init(crate::types::frame::existing(th, frame).unwrap_or(Value::EMPTY));
    tb.lasti.set(index as u32);
    e.traceback.set(e, tb.value());
}

/// Visits what an entry refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Traceback` only.
    let tb = unsafe { &*h.cast::<Traceback>() };
    for slot in [&tb.next, &tb.code, &tb.globals, &tb.frame] {
        t.visit(slot.get());
    }
}

fn this(v: Value) -> Ref<Traceback> {
    // SAFETY: the descriptors check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
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
        get: |_, v| Ok(this(v).next.get()),
        set: Some(set_next),
    },
    GetSetDef {
        name: "tb_frame",
        get: |th, v| Ok(crate::types::frame::of_traceback(th, this(v))),
        set: None,
    },
    GetSetDef {
        name: "tb_lasti",
        get: |_, v| Ok(Value::small(i64::from(this(v).lasti.get()))),
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

pub static TYPE: TypeDef = TypeDef {
    getset: GETSET,
    basic_size: std::mem::size_of::<Traceback>(),
    ..TypeDef::new(T::Traceback)
};
