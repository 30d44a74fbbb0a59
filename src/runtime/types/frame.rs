//! `frame`: a view of an active frame, and what is left of it afterwards.
//!
//! Frames live on the VM stack and are not objects. A frame object is made when someone asks (`sys._getframe`,
//! `tb_frame`); while its frame is active it reads the window, and when the frame ends the registers that hold
//! variables are copied into it.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp::frame::Frame;
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::thread::Thread;
use crate::types::code::CodeObj;
use crate::types::dict::{self, Dict};
use crate::types::function::Function;
use crate::types::slots::Slots;
use crate::types::traceback::Traceback;
use crate::types::type_::TypeDef;
use crate::types::{self, T, int, shape_of};
use crate::value::Value;

/// A frame object.
#[repr(C)]
pub struct FrameObj {
    header: Header,
    pub code: Slot,
    pub globals: Slot,
    pub builtins: Slot,
    /// The locals as they were when the frame object was made: a dict.
    pub locals: Slot,
    /// The frame object of the caller, or `NONE`.
    pub back: Slot,
    pub lasti: Cell<u32>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for FrameObj {
    const KIND: Kind = Kind::Frame;
}

/// The frame object that an active frame has already, if any. (None is kept: each is made when asked for.)
pub fn existing(_th: &Thread, _frame: Frame) -> Option<Value> {
    None
}

/// The frame object of an active frame and of its callers. `index` is the instruction at which it stands.
pub fn of_frame(th: &Thread, frame: Frame, index: usize) -> PyResult {
    let object = snapshot(th, frame, index)?;
    let mut inner = object;
    let mut at = frame;
    while !at.caller().is_null() {
        let caller = Frame(at.caller());
        let index = caller.code().index_of(at.return_pc()).saturating_sub(1);
        let outer = snapshot(th, caller, index)?;
        inner.back.set(inner, outer.value());
        inner = outer;
        at = caller;
    }
    Ok(object.value())
}

fn snapshot(th: &Thread, frame: Frame, index: usize) -> PyResult<Ref<FrameObj>> {
    let locals = locals(th, frame)?;
    let function = frame.function();
    let object = heap::alloc::<FrameObj>(
        &th.alloc,
        shape_of(T::Frame),
        std::mem::size_of::<FrameObj>(),
    );
    object.code.init(frame.code().value());
    object.globals.init(function.globals.get());
    object.builtins.init(function.builtins.get());
    object.locals.init(locals);
    object.back.init(Value::NONE);
    object.lasti.set(index as u32);
    Ok(object)
}

/// What `locals()` gives in a frame: the namespace of a module or class body; in a function a new dict of the bound
/// variables. Allocates.
pub fn locals(th: &Thread, frame: Frame) -> PyResult {
    let attached = frame.attached();
    let code = frame.code();
    let function_like = code.has_flag(frontend::bytecode::code::flags::OPTIMIZED);
    if !function_like {
        return Ok(if attached.is_empty() {
            frame.function().globals.get()
        } else {
            attached
        });
    }
    let dict = dict::new(th);
    let plain = code.plain();
    let put = |name: &str, v: Value| {
        let v = match v.downcast::<types::cell::Cell>() {
            Some(cell) if types::is_exactly(v, T::Cell) => cell.content.get(),
            _ => v,
        };
        if v != Value::UNBOUND && !v.is_empty() {
            dict.set_str(th, types::str::intern(th, name), v);
        }
    };
    for (reg, name) in plain.varnames.iter().enumerate() {
        put(name, frame.reg(reg));
    }
    for (n, name) in plain.cellvars.iter().enumerate() {
        let reg = plain.cell_regs[n] as usize;
        if reg >= plain.varnames.len() {
            put(name, frame.reg(reg));
        }
    }
    for (n, name) in plain.freevars.iter().enumerate() {
        put(name, frame.reg(plain.first_free_reg as usize + n));
    }
    let pc = if th.base.get() == frame.0 {
        code.index_of(th.pc.get())
    } else {
        usize::MAX
    };
    for scoped in &plain.scoped {
        if (scoped.start as usize..=scoped.end as usize).contains(&pc) {
            put(
                &plain.names[scoped.name as usize],
                frame.reg(scoped.reg as usize),
            );
        }
    }
    Ok(dict.value())
}

/// A frame object for a traceback entry, made from what the entry kept.
pub fn of_traceback(th: &Thread, tb: Ref<Traceback>) -> Value {
    if let Some(frame) = tb.frame.get_opt() {
        return frame;
    }
    let locals = dict::new(th);
    let object = heap::alloc::<FrameObj>(
        &th.alloc,
        shape_of(T::Frame),
        std::mem::size_of::<FrameObj>(),
    );
    object.code.init(tb.code.get());
    object.globals.init(tb.globals.get());
    object.builtins.init(Value::NONE);
    object.locals.init(locals.value());
    object.back.init(Value::NONE);
    object.lasti.set(tb.lasti.get());
    tb.frame.set(tb, object.value());
    object.value()
}

/// A frame object for a suspended generator.
pub fn of_generator(th: &Thread, g: Ref<crate::types::generator::Generator>) -> Value {
    let locals = dict::new(th);
    let code = g.code();
    for (reg, name) in code.plain().varnames.iter().enumerate() {
        if let Some(v) = g
            .saved(reg)
            .filter(|&v| v != Value::UNBOUND && !v.is_empty())
        {
            let v = match v.downcast::<types::cell::Cell>() {
                Some(cell) => cell.content.get(),
                None => v,
            };
            if !v.is_empty() {
                locals.set_str(th, types::str::intern(th, name), v);
            }
        }
    }
    let object = heap::alloc::<FrameObj>(
        &th.alloc,
        shape_of(T::Frame),
        std::mem::size_of::<FrameObj>(),
    );
    object.code.init(code.value());
    object.globals.init(g.function().globals.get());
    object.builtins.init(g.function().builtins.get());
    object.locals.init(locals.value());
    object.back.init(Value::NONE);
    object.lasti.set(g.pc.get().saturating_sub(1));
    object.value()
}

/// The frame `depth` levels up from the running one, and the instruction at which it stands.
pub fn at_depth(th: &Thread, depth: usize) -> Option<(Frame, usize)> {
    let mut frame = Frame(th.base.get());
    let mut pc = th.pc.get();
    for _ in 0..depth {
        if frame.0.is_null() {
            return None;
        }
        pc = frame.return_pc();
        frame = Frame(frame.caller());
    }
    if frame.0.is_null() {
        return None;
    }
    let index = frame.code().index_of(pc).saturating_sub(1);
    Some((frame, index))
}

/// The function that runs in the innermost Python frame.
pub fn running_function(th: &Thread) -> Option<Ref<Function>> {
    at_depth(th, 0).map(|(frame, _)| frame.function())
}

/// The globals of the innermost Python frame.
pub fn running_globals(th: &Thread) -> Option<Ref<Dict>> {
    running_function(th).and_then(|f| f.globals.get().downcast::<Dict>())
}

fn this(v: Value) -> Ref<FrameObj> {
    // SAFETY: the descriptors below check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
}

fn code_of(v: Value) -> Ref<CodeObj> {
    // SAFETY: the slot holds a code object.
    unsafe { Ref::from_value_unchecked(this(v).code.get()) }
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "f_code",
        get: |_, v| Ok(this(v).code.get()),
        set: None,
    },
    GetSetDef {
        name: "f_globals",
        get: |_, v| Ok(this(v).globals.get()),
        set: None,
    },
    GetSetDef {
        name: "f_builtins",
        get: |_, v| Ok(this(v).builtins.get()),
        set: None,
    },
    GetSetDef {
        name: "f_locals",
        get: |_, v| Ok(this(v).locals.get()),
        set: None,
    },
    GetSetDef {
        name: "f_back",
        get: |_, v| Ok(this(v).back.get()),
        set: None,
    },
    GetSetDef {
        name: "f_lasti",
        get: |th, v| Ok(int::from_i64(th, i64::from(this(v).lasti.get()))),
        set: None,
    },
    GetSetDef {
        name: "f_lineno",
        get: |_, v| {
            let line = code_of(v)
                .plain()
                .positions
                .line(this(v).lasti.get() as usize);
            Ok(if line == 0 {
                Value::NONE
            } else {
                Value::small(i64::from(line))
            })
        },
        set: None,
    },
    GetSetDef {
        name: "f_trace",
        get: |_, _| Ok(Value::NONE),
        set: None,
    },
];

fn clear(_: &Thread, _: &[Value]) -> PyResult {
    Ok(Value::NONE)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let code = code_of(v);
    let text = |s: Value| {
        s.downcast::<types::str::Str>()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    };
    let line = code.plain().positions.line(this(v).lasti.get() as usize);
    Ok(types::str::new(
        th,
        &format!(
            "<frame at {:#x}, file '{}', line {line}, code {}>",
            v.bits(),
            text(code.filename.get()),
            text(code.name.get())
        ),
    ))
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("clear", "($self, /)", clear)],
    getset: GETSET,
    basic_size: std::mem::size_of::<FrameObj>(),
    ..TypeDef::new(T::Frame)
};

/// Visits what a frame object refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Frame` only.
    let frame = unsafe { &*h.cast::<FrameObj>() };
    for slot in [
        &frame.code,
        &frame.globals,
        &frame.builtins,
        &frame.locals,
        &frame.back,
    ] {
        t.visit(slot.get());
    }
}
