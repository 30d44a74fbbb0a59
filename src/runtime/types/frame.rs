//! `frame`: a view of a frame, and what is left of it afterwards.
//!
//! Frames live on the VM stack and are not objects. A frame object is made when someone asks (`sys._getframe`,
//! `f_back`, `gi_frame`, `tb_frame`). While its frame is active it reads the window: the frame is *observed*, which its
//! header says by the continuation [`Continuation::Observed`]; the true one is kept in the frame object. So the frame
//! costs nothing more, unless somebody looked, and when it ends ([`ended`]) its variables are copied into the object.
//! Traces end frames without a look at their headers: where somebody may have looked at one since it began, they ask
//! [`Thread::looked_at`] first.
//! The observed frames of a thread form a list, the innermost first. The frame object of a generator belongs to the
//! generator and reads its registers, wherever these are.
//!
//! It is long because where a frame is, how it is read and how it may be changed depend on each other.

use std::cell::Cell;
use std::rc::Rc;

use frontend::bytecode::code::{Positions, ScopedLocal};
use frontend::bytecode::jump::{self, Jump, Refused};
use frontend::bytecode::liveness::Liveness;
use frontend::bytecode::op::{Instr, Op};

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp::delegation::{self, Outwards, Place};
use crate::interp::frame::{Continuation, Frame, HEADER};
use crate::interp::generator as run;
use crate::monitor::{self, Event};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::thread::Thread;
use crate::types::cell::Cell as Cell_;
use crate::types::code::CodeObj;
use crate::types::dict::{self, Dict};
use crate::types::frame_locals;
use crate::types::function::Function;
use crate::types::generator::{self, Generator};
use crate::types::slots::Slots;
use crate::types::traceback::Traceback;
use crate::types::type_::{TypeDef, flags};
use crate::types::{self, T, shape_of};
use crate::value::Value;

/// A frame object.
#[repr(C)]
pub struct FrameObj {
    header: Header,
    pub code: Slot,
    pub globals: Slot,
    pub builtins: Slot,
    /// The namespace of a module or class body, or empty.
    namespace: Slot,
    /// The frame object of the caller, once the frame has ended; `NONE` or empty if there is none.
    back: Slot,
    /// The generator whose frame it is, or empty.
    generator: Slot,
    /// The next observed frame outwards, while active.
    outer: Slot,
    /// The variables of a frame that has ended: a Values buffer, or null.
    regs: Cell<*mut Value>,
    count: Cell<u32>,
    /// The instruction at which the frame ended.
    lasti: Cell<u32>,
    /// The window of an active frame, else null.
    base: Cell<*mut Value>,
    /// The continuation word of an active frame.
    continuation: Cell<Value>,
    /// `f_trace`, `f_trace_lines`, `f_trace_opcodes`: see [`crate::monitor`].
    trace: Slot,
    trace_lines: Slot,
    trace_opcodes: Slot,
    /// What `f_locals` holds beside the variables: a dict, or empty.
    extra: Slot,
    /// Whether it stands before its first instruction.
    starting: Cell<bool>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for FrameObj {
    const KIND: Kind = Kind::Frame;
}

impl FrameObj {
    pub fn code(&self) -> Ref<CodeObj> {
        // SAFETY: the slot holds a code object from construction on.
        unsafe { Ref::from_value_unchecked(self.code.get()) }
    }
}

fn alloc(th: &Thread, code: Ref<CodeObj>, globals: Value, builtins: Value) -> Ref<FrameObj> {
    let size = std::mem::size_of::<FrameObj>();
    let object = heap::alloc::<FrameObj>(&th.alloc, shape_of(T::Frame), size);
    object.code.init(code.value());
    object.globals.init(globals);
    object.builtins.init(builtins);
    object.trace_lines.init(Value::TRUE);
    object.trace_opcodes.init(Value::FALSE);
    object
}

/// How many of a code's registers are variables.
pub fn variables(code: Ref<CodeObj>) -> usize {
    let plain = code.plain();
    (plain.first_free_reg as usize + plain.freevars.len()).min(code.nregs.get() as usize)
}

// ---- observing

fn observed(th: &Thread) -> Option<Ref<FrameObj>> {
    th.observed.get().downcast::<FrameObj>()
}

fn set_observed(th: &Thread, innermost: Value) {
    th.observed.set(innermost);
    let base = observed(th).map_or(std::ptr::null_mut(), |f| f.base.get());
    th.looked_at.set(base.addr());
}

/// The frame object of an active frame. Allocates.
pub fn of_frame(th: &Thread, frame: Frame) -> Ref<FrameObj> {
    if let Some(g) = run::of_frame(frame) {
        return of_generator(th, g);
    }
    let (mut at, mut inner) = (observed(th), None);
    while let Some(f) = at.filter(|f| f.base.get() > frame.0) {
        (inner, at) = (Some(f), f.outer.get().downcast::<FrameObj>());
    }
    if frame.continuation().0 == Continuation::Observed {
        if let Some(f) = at.filter(|f| f.base.get() == frame.0) {
            return f;
        }
    }
    let function = frame.function();
    let object = alloc(
        th,
        frame.code(),
        function.globals.get(),
        function.builtins.get(),
    );
    let other = matches!(
        frame.continuation().0,
        Continuation::Init | Continuation::Filter
    );
    if !other && frame.attached().has_kind(Kind::Dict) || !is_function(frame.code()) {
        object.namespace.set(object, frame.attached());
    }
    object.base.set(frame.0);
    object.continuation.set(frame.continuation_word());
    object
        .outer
        .set(object, at.map_or(Value::EMPTY, Ref::value));
    match inner {
        Some(inner) => inner.outer.set(inner, object.value()),
        None => set_observed(th, object.value()),
    }
    frame.set_continuation(Continuation::Observed.pack(0));
    object
}

/// Frame objects of another thread's frames, as they are while it waits for the lock: they do not follow them. The innermost;
/// None if it runs no Python. Allocates.
pub fn snapshot(th: &Thread, other: &Thread) -> Option<Ref<FrameObj>> {
    snapshot_of(th, Outwards::new(other))
}

fn snapshot_of(th: &Thread, places: impl Iterator<Item = Place>) -> Option<Ref<FrameObj>> {
    let mut innermost = None;
    let mut inner: Option<Ref<FrameObj>> = None;
    for place in places {
        let (code, function) = (place.code(), place.function());
        let object = alloc(th, code, function.globals.get(), function.builtins.get());
        object.lasti.set(place.index() as u32);
        if let Place::Active(frame, _) = place {
            if is_function(code) {
                keep_variables(th, object, frame);
            } else {
                object.namespace.set(object, frame.attached());
            }
        }
        if let Some(inner) = inner {
            inner.back.set(inner, object.value());
        }
        innermost = innermost.or(Some(object));
        inner = Some(object);
    }
    innermost
}

/// As [`snapshot`], of the frame of a traceback entry that another thread still runs.
fn snapshot_elsewhere(th: &Thread, tb: Ref<Traceback>) -> Option<Ref<FrameObj>> {
    let base = tb.base.get();
    let found = Cell::new(None);
    crate::threads::for_each(|other| {
        if base.is_null() || std::ptr::eq(other, th) || found.get().is_some() {
            return;
        }
        let places = Outwards::new(other).skip_while(|place| match place {
            Place::Active(frame, _) => {
                frame.0 != base
                    || frame.code() != tb.code()
                    || frame.function().value() != tb.function.get()
            }
            Place::Waiting(_) => true,
        });
        found.set(snapshot_of(th, places));
    });
    found.get()
}

/// Copies the variables of a frame into its object. Allocates.
fn keep_variables(th: &Thread, object: Ref<FrameObj>, frame: Frame) {
    let count = variables(frame.code());
    if count == 0 {
        return;
    }
    let buffer = heap::alloc_values(&th.alloc, count);
    // SAFETY: the window has that many registers, the buffer has room; the barrier follows.
    unsafe { std::ptr::copy_nonoverlapping(frame.0, buffer, count) };
    object.regs.set(buffer);
    object.count.set(count as u32);
    write_barrier(object.header());
}

/// Takes the variables of an observed frame into its object.
fn detach(th: &Thread, object: Ref<FrameObj>, frame: Frame, index: usize) {
    let count = variables(frame.code());
    if is_function(frame.code()) && count > 0 {
        let buffer = heap::alloc_values(&th.alloc, count);
        // SAFETY: the window has that many registers, the buffer has room; the barrier follows.
        unsafe { std::ptr::copy_nonoverlapping(frame.0, buffer, count) };
        object.regs.set(buffer);
        object.count.set(count as u32);
    }
    object.lasti.set(index as u32);
    unlink(th, object);
}

/// Takes a frame object out of the list: its frame is not active any more.
fn unlink(th: &Thread, object: Ref<FrameObj>) {
    // (In a trace, frames that are not published may stand further inwards.)
    let (mut at, mut inner) = (observed(th), None);
    while let Some(f) = at.filter(|f| f.value() != object.value()) {
        (inner, at) = (Some(f), f.outer.get().downcast::<FrameObj>());
    }
    object.base.set(std::ptr::null_mut());
    match inner {
        Some(inner) => inner.outer.set(inner, object.outer.get()),
        None => set_observed(th, object.outer.get()),
    }
    object.outer.set(object, Value::EMPTY);
}

/// An observed frame ends at the instruction `index`: gives its continuation. Its window is still whole. Allocates.
#[cold]
pub fn ended(th: &Thread, frame: Frame, index: usize) -> (Continuation, u16) {
    // The window must be seen by the collector.
    let base = th.base.replace(frame.0);
    let object = of_frame(th, frame);
    if !frame.caller().is_null() {
        let back = of_frame(th, visible(Frame(frame.caller()), frame.return_pc()).0);
        object.back.set(object, back.value());
    }
    frame.set_continuation(object.continuation.get());
    detach(th, object, frame, index);
    th.base.set(base);
    frame.continuation()
}

/// The continuation of the frame at `base`, as its header is to say it: `word`, unless the frame is observed.
pub fn header_word(th: &Thread, base: *mut Value, word: Value) -> Value {
    if th.looked_at.get() < base.addr() {
        return word;
    }
    let mut at = observed(th);
    while let Some(f) = at.filter(|f| f.base.get() > base) {
        at = f.outer.get().downcast::<FrameObj>();
    }
    match at.filter(|f| f.base.get() == base) {
        Some(_) => Continuation::Observed.pack(0),
        None => word,
    }
}

/// The frame object of a generator. Allocates.
pub fn of_generator(th: &Thread, g: Ref<Generator>) -> Ref<FrameObj> {
    if let Some(f) = g.frame.get().downcast::<FrameObj>() {
        return f;
    }
    let function = g.function();
    let object = alloc(
        th,
        g.code(),
        function.globals.get(),
        function.builtins.get(),
    );
    object.generator.set(object, g.value());
    if !is_function(g.code()) {
        let namespace = g.attached.get_opt().unwrap_or(function.globals.get());
        object.namespace.set(object, namespace);
    }
    g.frame.set(g, object.value());
    object
}

/// A generator ends; its window is still whole. Allocates.
#[cold]
pub fn generator_ended(th: &Thread, g: Ref<Generator>, base: *const Value) {
    let Some(object) = g.frame.get().downcast::<FrameObj>() else {
        return;
    };
    let count = variables(g.code());
    if !base.is_null() && count > 0 {
        let saved = th.base.get();
        if saved.cast_const() < base {
            th.base.set(base.cast_mut());
        }
        let buffer = heap::alloc_values(&th.alloc, count);
        // SAFETY: the window has that many registers, the buffer has room; the barrier follows.
        unsafe { std::ptr::copy_nonoverlapping(base, buffer, count) };
        object.regs.set(buffer);
        object.count.set(count as u32);
        th.base.set(saved);
    }
    object.lasti.set(g.pc.get().saturating_sub(1));
    object.generator.set(object, Value::EMPTY);
    g.frame.set(g, Value::EMPTY);
}

/// The frame object of a traceback entry. Allocates.
pub fn of_traceback(th: &Thread, tb: Ref<Traceback>) -> Value {
    let first = entry_object(th, tb);
    // Those of the callers that the exception ended as well, as far as they are known.
    let (mut inner, mut at) = (first, tb.caller());
    while let Some(outer) = at.filter(|_| inner.base.get().is_null()) {
        if !inner.back.get_opt().is_none_or(|back| back.is_none()) {
            break;
        }
        let object = entry_object(th, outer);
        inner.back.set(inner, object.value());
        (inner, at) = (object, outer.caller());
    }
    first.value()
}

/// The frame object of a traceback entry alone.
fn entry_object(th: &Thread, tb: Ref<Traceback>) -> Ref<FrameObj> {
    if let Some(frame) = tb.frame.get_opt() {
        // SAFETY: nothing else is stored there.
        return unsafe { Ref::from_value_unchecked(frame) };
    }
    let object = match active(th, tb) {
        Some(frame) => of_frame(th, frame),
        None => {
            // (It is as it is now, so that the entry does not keep it.)
            if let Some(object) = snapshot_elsewhere(th, tb) {
                return object;
            }
            let (mut globals, mut builtins) = (Value::NONE, Value::NONE);
            if let Some(f) = tb.function.get().downcast::<Function>() {
                (globals, builtins) = (f.globals.get(), f.builtins.get());
            }
            let object = alloc(th, tb.code(), globals, builtins);
            object.namespace.set(object, tb.namespace.get());
            let kept = tb.variables();
            if !kept.is_empty() {
                let buffer = heap::alloc_values(&th.alloc, kept.len());
                // SAFETY: the buffer has room; the barrier follows.
                unsafe { std::ptr::copy_nonoverlapping(kept.as_ptr(), buffer, kept.len()) };
                object.regs.set(buffer);
                object.count.set(kept.len() as u32);
                object.back.set(object, Value::NONE);
                // They are the frame object's now, which may be told to forget them.
                tb.forget_variables();
            }
            object.lasti.set(tb.stands_at());
            object
        }
    };
    tb.frame.set(tb, object.value());
    object
}

/// The frame of a traceback entry, if it still runs.
fn active(th: &Thread, tb: Ref<Traceback>) -> Option<Frame> {
    let base = tb.base.get();
    let mut frame = Frame(th.base.get());
    while !base.is_null() && !frame.0.is_null() {
        if frame.0 == base {
            let same = frame.code() == tb.code() && frame.function().value() == tb.function.get();
            return same.then_some(frame);
        }
        frame = Frame(frame.caller());
    }
    None
}

/// `f_trace` of a frame object.
pub fn trace_function(v: Value) -> Value {
    this(v).trace.get()
}

/// Sets it.
pub fn set_trace_function(v: Value, f: Value) {
    this(v).trace.set(this(v), f);
}

/// Says whether the frame stands before its first instruction.
pub fn set_starting(v: Value, starting: bool) {
    this(v).starting.set(starting);
}

/// `f_trace_lines`.
pub fn wants_lines(v: Value) -> bool {
    this(v).trace_lines.get() == Value::TRUE
}

/// `f_trace_opcodes`.
pub fn wants_opcodes(v: Value) -> bool {
    this(v).trace_opcodes.get() == Value::TRUE
}

// ---- where frames stand

/// `frame`, which stands at `pc`, or the first frame below it that is not hidden.
pub fn visible(mut frame: Frame, mut pc: *const u64) -> (Frame, *const u64) {
    while !frame.0.is_null() && frame.is_hidden() {
        pc = frame.return_pc();
        frame = Frame(frame.caller());
    }
    (frame, pc)
}

/// The running frame and the instruction at which it stands.
pub fn running(th: &Thread) -> Option<(Frame, usize)> {
    let (frame, pc) = visible(Frame(th.base.get()), th.pc.get());
    if frame.0.is_null() {
        return None;
    }
    Some((frame, frame.code().index_of(pc).saturating_sub(1)))
}

/// What stands `depth` levels up from the running frame.
pub fn at_depth(th: &Thread, depth: usize) -> Option<Place> {
    Outwards::new(th).nth(depth)
}

/// The window of a frame object's frame and the instruction at which it stands, if it is active in this thread. What the
/// object says is checked against the frames that there are: a trace that leaves a frame does not look at its header.
fn window(th: &Thread, object: Ref<FrameObj>) -> Option<(Frame, usize)> {
    let generator = object.generator.get().downcast::<Generator>();
    let base = match generator {
        Some(g) => g.base.get(),
        None => object.base.get(),
    };
    let (mut frame, mut pc) = (Frame(th.base.get()), th.pc.get());
    while !base.is_null() && !frame.0.is_null() {
        if frame.0 == base {
            let observed = frame.continuation().0 == Continuation::Observed;
            let same = frame.code() == object.code() && (observed || generator.is_some());
            let index = frame.code().index_of(pc).saturating_sub(1);
            return same.then_some((frame, index));
        }
        pc = frame.return_pc();
        frame = Frame(frame.caller());
    }
    None
}

fn generator_of(object: Ref<FrameObj>) -> Option<Ref<Generator>> {
    object.generator.get().downcast::<Generator>()
}

/// The instruction at which a frame stands. A generator that has not begun stands where it was made.
fn index_of(th: &Thread, object: Ref<FrameObj>) -> usize {
    if let Some((frame, index)) = window(th, object) {
        if th.monitor.get() && !monitor::has_line(frame.code(), index) {
            let before = monitor::lined_before(frame.0);
            let lined = before.filter(|&before| monitor::has_line(frame.code(), before));
            return lined.unwrap_or(index);
        }
        return index;
    }
    match generator_of(object) {
        Some(g) => g.pc.get().saturating_sub(1) as usize,
        None => object.lasti.get() as usize,
    }
}

/// The function that runs in the innermost Python frame.
pub fn running_function(th: &Thread) -> Option<Ref<Function>> {
    running(th).map(|(frame, _)| frame.function())
}

/// The globals of the innermost Python frame.
pub fn running_globals(th: &Thread) -> Option<Ref<Dict>> {
    running_function(th).and_then(|f| f.globals.get().downcast::<Dict>())
}

/// How many frames [`forget_dead`] looks at.
const FORGETFUL: usize = 64;

/// Empties the registers of the innermost frames that nobody will read any more, so that they keep nothing alive.
/// Before a collection that a program asks for: there, what a statement left behind is expected to be free.
pub fn forget_dead(th: &Thread) {
    let (mut frame, mut pc) = (Frame(th.base.get()), th.pc.get());
    let mut end: *mut Value = std::ptr::null_mut();
    for _ in 0..FORGETFUL {
        if frame.0.is_null() {
            return;
        }
        let code = frame.code();
        let plain = code.plain();
        // What the running instruction reads may still be in use by native code.
        let live = Liveness::of(plain);
        let index = code.index_of(pc).saturating_sub(1);
        for r in variables(code)..code.nregs.get() as usize {
            // SAFETY: the window has that many registers.
            let at = unsafe { frame.0.add(r) };
            // Above, the header of the frame that this one has called begins.
            if !end.is_null() && at >= end {
                break;
            }
            if !live.is_live(index, r) {
                frame.set_reg(r, Value::EMPTY);
            }
        }
        // SAFETY: a header lies below every window.
        end = unsafe { frame.0.sub(HEADER) };
        pc = frame.return_pc();
        frame = Frame(frame.caller());
    }
}

// ---- variables

fn is_function(code: Ref<CodeObj>) -> bool {
    code.has_flag(frontend::bytecode::code::flags::OPTIMIZED)
}

/// A variable of a function, at some place in its code.
pub struct Variable {
    pub name: Rc<str>,
    reg: usize,
    is_cell: bool,
}

/// The variables of the comprehensions around the instruction `index`.
fn scoped_at(code: Ref<CodeObj>, index: usize) -> Vec<Variable> {
    let plain = code.plain();
    let around = plain.scoped.iter();
    let around = around.filter(|s| (s.start as usize..s.end as usize).contains(&index));
    let variable = |s: &ScopedLocal| Variable {
        name: plain.names[s.name as usize].clone(),
        reg: s.reg as usize,
        is_cell: s.is_cell,
    };
    around.map(variable).collect()
}

/// The variables of a function where it stands at the instruction `index`.
fn variables_at(code: Ref<CodeObj>, index: usize) -> Vec<Variable> {
    let plain = code.plain();
    let mut all: Vec<Variable> = Vec::new();
    for (n, name) in plain.varnames.iter().enumerate() {
        all.push(Variable {
            name: name.clone(),
            reg: n,
            is_cell: plain.cell_regs.contains(&(n as u16)),
        });
    }
    for (name, &reg) in plain.cellvars.iter().zip(&plain.cell_regs) {
        if reg as usize >= plain.varnames.len() {
            all.push(Variable {
                name: name.clone(),
                reg: reg as usize,
                is_cell: true,
            });
        }
    }
    for (n, name) in plain.freevars.iter().enumerate() {
        all.push(Variable {
            name: name.clone(),
            reg: plain.first_free_reg as usize + n,
            is_cell: true,
        });
    }
    for variable in scoped_at(code, index) {
        match all.iter_mut().find(|v| v.name == variable.name) {
            Some(hidden) => *hidden = variable,
            None => all.push(variable),
        }
    }
    all
}

/// What is bound to a variable, given its register's content.
fn content(variable: &Variable, v: Value) -> Option<Value> {
    let v = match v.downcast::<Cell_>() {
        Some(cell) if variable.is_cell => cell.content.get(),
        _ => v,
    };
    (v != Value::UNBOUND && !v.is_empty()).then_some(v)
}

/// The variables of a frame object where it stands.
pub fn variables_of(th: &Thread, object: Ref<FrameObj>) -> Vec<Variable> {
    variables_at(object.code(), index_of(th, object))
}

/// What a variable of a frame holds.
pub fn read(th: &Thread, object: Ref<FrameObj>, variable: &Variable) -> Option<Value> {
    let v = if let Some((frame, _)) = window(th, object) {
        frame.reg(variable.reg)
    } else if let Some(g) = object.generator.get().downcast::<Generator>() {
        g.saved(variable.reg).unwrap_or(Value::UNBOUND)
    } else if variable.reg < object.count.get() as usize {
        // SAFETY: the buffer holds `count` Values.
        unsafe { *object.regs.get().add(variable.reg) }
    } else {
        Value::UNBOUND
    };
    content(variable, v)
}

/// Gives a variable of a frame another value. Of a frame that has ended and did not keep it, nothing happens.
pub fn write(th: &Thread, object: Ref<FrameObj>, variable: &Variable, to: Value) {
    let cell = |v: Value| v.downcast::<Cell_>().filter(|_| variable.is_cell);
    if let Some((frame, _)) = window(th, object) {
        match cell(frame.reg(variable.reg)) {
            Some(cell) => cell.set(to),
            None => frame.set_reg(variable.reg, to),
        }
    } else if let Some(g) = object.generator.get().downcast::<Generator>() {
        match g.saved(variable.reg).map(cell) {
            Some(Some(cell)) => cell.set(to),
            Some(None) => g.set_saved(variable.reg, to),
            None => {}
        }
    } else if variable.reg < object.count.get() as usize {
        // SAFETY: the buffer holds `count` Values; the barrier follows.
        let place = unsafe { &mut *object.regs.get().add(variable.reg) };
        match cell(*place) {
            Some(cell) => cell.set(to),
            None => {
                *place = to;
                write_barrier(object.header());
            }
        }
    }
}

/// The names of a frame that are no variables of its code.
pub fn extra_locals(object: Ref<FrameObj>) -> Option<Ref<Dict>> {
    object.extra.get().downcast::<Dict>()
}

/// The same, made if there are none. Allocates.
pub fn extra_locals_or_new(th: &Thread, object: Ref<FrameObj>) -> Ref<Dict> {
    extra_locals(object).unwrap_or_else(|| {
        let extra = dict::new(th);
        object.extra.set(object, extra.value());
        extra
    })
}

/// A new dict of all that `f_locals` shows. Allocates.
pub fn locals_dict(th: &Thread, object: Ref<FrameObj>) -> Ref<Dict> {
    let dict = dict::new(th);
    for variable in variables_of(th, object) {
        if let Some(v) = read(th, object, &variable) {
            dict.set_str(th, types::str::intern(th, &variable.name), v);
        }
    }
    if let Some(extra) = extra_locals(object) {
        let mut pos = 0;
        while let Some((hash, key, v)) = extra.next_hashed(&mut pos) {
            // What a key's comparison raises is lost, as the keys that are no strings are few and odd.
            if let Err(raised) = dict.set_hashed(th, key, hash, v) {
                th.take_exception(raised);
            }
        }
    }
    dict
}

/// Somebody has a proxy of the frame's variables: no trace follows its code from now on.
pub fn expose(th: &Thread, object: Ref<FrameObj>) {
    if !object.code().exposed.replace(true) {
        (crate::interp::hooks::hooks().exposed)(th, object.code());
    }
}

/// What `locals()` gives in a frame: the namespace of a module or class body; in a function a new dict of the bound
/// variables. Allocates.
pub fn locals(th: &Thread, frame: Frame) -> PyResult {
    let attached = run::namespace_of(frame);
    let code = frame.code();
    let mut pc = th.pc.get();
    let mut at = Frame(th.base.get());
    while !at.0.is_null() && at != frame {
        pc = at.return_pc();
        at = Frame(at.caller());
    }
    let index = if at == frame {
        code.index_of(pc).saturating_sub(1)
    } else {
        usize::MAX
    };
    if !is_function(code) {
        let namespace = if attached.is_empty() {
            frame.function().globals.get()
        } else {
            attached
        };
        return with_comprehension(th, frame, index, namespace);
    }
    let known = if frame.continuation().0 == Continuation::Observed {
        let mut at = observed(th);
        while let Some(f) = at.filter(|f| f.base.get() > frame.0) {
            at = f.outer.get().downcast::<FrameObj>();
        }
        at.filter(|f| f.base.get() == frame.0)
    } else {
        run::of_frame(frame).and_then(|g| g.frame.get().downcast::<FrameObj>())
    };
    if let Some(object) = known.filter(|f| !f.extra.get().is_empty()) {
        return Ok(locals_dict(th, object).value());
    }
    let dict = dict::new(th);
    for variable in variables_at(code, index) {
        if let Some(v) = content(&variable, frame.reg(variable.reg)) {
            dict.set_str(th, types::str::intern(th, &variable.name), v);
        }
    }
    Ok(dict.value())
}

/// The namespace of a module or class body, or, in a comprehension there, a copy that has its variables, too.
fn with_comprehension(th: &Thread, frame: Frame, index: usize, namespace: Value) -> PyResult {
    let code = frame.code();
    let scoped = scoped_at(code, index);
    let outer = namespace.downcast::<Dict>().filter(|_| !scoped.is_empty());
    let Some(outer) = outer else {
        return Ok(namespace);
    };
    let dict = outer.copy(th);
    for variable in scoped {
        if let Some(v) = content(&variable, frame.reg(variable.reg)) {
            dict.set_str(th, types::str::intern(th, &variable.name), v);
        }
    }
    Ok(dict.value())
}

/// `f_locals`.
fn f_locals(th: &Thread, v: Value) -> PyResult {
    let object = this(v);
    if is_function(object.code()) {
        return Ok(frame_locals::new(th, object));
    }
    if let Some((frame, _)) = window(th, object) {
        return locals(th, frame);
    }
    Ok(match object.namespace.get_opt() {
        Some(namespace) => namespace,
        None => object.globals.get(),
    })
}

// ---- the type

fn this(v: Value) -> Ref<FrameObj> {
    // SAFETY: the descriptors below check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
}

fn f_back(th: &Thread, v: Value) -> PyResult {
    let object = this(v);
    let place = match (window(th, object), generator_of(object)) {
        (Some((frame, _)), _) => Some(Outwards::beyond(frame)),
        (None, Some(g)) if delegation::is_running(th, g) => {
            let mut all = Outwards::new(th);
            all.find(|p| matches!(p, Place::Waiting(w) if *w == g));
            Some(all)
        }
        (None, _) => None,
    };
    if let Some(mut outwards) = place {
        let back = outwards.next();
        return Ok(back.map_or(Value::NONE, |p| p.object(th).value()));
    }
    Ok(object.back.get_opt().unwrap_or(Value::NONE))
}

fn f_lasti(th: &Thread, v: Value) -> PyResult {
    if this(v).starting.get() {
        return Ok(Value::small(0));
    }
    let index = index_of(th, this(v));
    Ok(Value::small(types::code::offset(this(v).code(), index)))
}

fn line(th: &Thread, object: Ref<FrameObj>) -> u32 {
    let code = object.code();
    let positions = &code.plain().positions;
    let index = index_of(th, object);
    match positions.line(index) {
        0 if window(th, object).is_none() => match Instr(code.plain().instrs[index]).op() {
            Op::Reraise => line_reraised(&code.plain().instrs, positions, index),
            // Where a function returns without a statement that says so, it was at the statement before.
            _ => {
                let mut before = (0..=index).rev().map(|n| positions.line(n));
                before.find(|&line| line != 0).unwrap_or(0)
            }
        },
        line => line,
    }
}

/// The line at which a handler ends that raises on: that of the statement before, or of the clause that did not match.
/// 0 if there is none.
fn line_reraised(instrs: &[u64], positions: &Positions, index: usize) -> u32 {
    for n in (0..=index).rev() {
        let from = (0..n).find(|&k| {
            let i = Instr(instrs[k]);
            i.op().is_jump() && i.jump_target(k) == n
        });
        let line = match (positions.line(n), from) {
            (0, Some(from)) => positions.line(from),
            (line, _) => line,
        };
        if line != 0 {
            return line;
        }
        if n > 0 && Instr(instrs[n - 1]).op().ends_block() {
            return 0;
        }
    }
    0
}

fn f_lineno(th: &Thread, v: Value) -> PyResult {
    if this(v).starting.get() {
        let start = types::code::start_line(this(v).code());
        return Ok(Value::small(i64::from(start)));
    }
    Ok(match line(th, this(v)) {
        0 => Value::NONE,
        line => Value::small(i64::from(line)),
    })
}

/// Makes a frame go on elsewhere, where a debugger may. May issue a warning, and so run Python.
fn set_line(th: &Thread, v: Value, to: Option<Value>) -> PyResult<()> {
    let object = this(v);
    let Some(to) = to else {
        return Err(th.attribute_error("cannot delete attribute"));
    };
    if types::type_of(to) != types::get(T::Int) {
        return Err(th.value_error("lineno must be an integer"));
    }
    let frame = window(th, object);
    match frame.and_then(|(frame, _)| monitor::event_of(th, frame)) {
        Some(
            Event::Line
            | Event::Resume
            | Event::Yield
            | Event::Jump
            | Event::BranchLeft
            | Event::BranchRight,
        ) => {}
        Some(Event::Start) => {
            return Err(th.value_error("can't jump from the 'call' trace event of a new frame"));
        }
        Some(Event::Call | Event::CReturn | Event::CRaise) => {
            return Err(th.value_error("can't jump during a call"));
        }
        Some(_) => return Err(th.value_error("can only jump from a 'line' trace event")),
        None => return Err(th.value_error("f_lineno can only be set in a trace function")),
    }
    let Some((frame, index)) = frame else {
        return Ok(());
    };
    let number = match to.as_small().map(i32::try_from) {
        Some(Ok(number)) => number,
        _ => return Err(th.value_error("lineno out of range")),
    };
    let code = object.code();
    let plain = code.plain();
    let line = match u32::try_from(number) {
        Ok(line) if line >= plain.first_line => line,
        _ => {
            let message = format!("line {number} comes before the current code block");
            return Err(th.value_error(message));
        }
    };
    let jump = match jump::plan(plain, index, line) {
        Ok(jump) => jump,
        Err(Refused::After) => {
            let message = format!("line {number} comes after the current code block");
            return Err(th.value_error(message));
        }
        Err(Refused::Blocks(reason)) => return Err(th.value_error(reason)),
    };
    let unbound: Vec<usize> = (0..plain.varnames.len())
        .filter(|&n| frame.reg(n) == Value::UNBOUND)
        .collect();
    // The variables of comprehensions count, too.
    let mut hidden: Vec<u32> = plain.scoped.iter().map(|s| s.name).collect();
    hidden.sort_unstable();
    hidden.dedup();
    hidden.retain(|&n| !plain.varnames.contains(&plain.names[n as usize]));
    let count = unbound.len() + hidden.len();
    if count > 0 {
        let s = if count == 1 { "" } else { "s" };
        let message = format!("assigning None to {count} unbound local{s}");
        crate::warn::issue(th, T::RuntimeWarning, &message)?;
        for n in unbound {
            frame.set_reg(n, Value::NONE);
        }
    }
    run_jump(th, frame, &jump);
    Ok(())
}

/// Brings the registers of a frame into the state in which it can go on elsewhere, and has it go on there.
fn run_jump(th: &Thread, frame: Frame, jump: &Jump) {
    if let Some(saved) = jump.handled {
        let own = frame.reg(saved as usize);
        th.handled.set(run::seen_handled(frame, own));
    }
    let mut values = heap::RootedVec::new();
    for &(from, _) in &jump.moves {
        values.push(frame.reg(from as usize));
    }
    for (&(_, to), &v) in jump.moves.iter().zip(values.iter()) {
        frame.set_reg(to as usize, v);
    }
    monitor::go_on_at(jump.target);
}

fn set_trace(_: &Thread, v: Value, f: Option<Value>) -> PyResult<()> {
    let object = this(v);
    object.trace.set(object, f.unwrap_or(Value::NONE));
    Ok(())
}

fn bool_of(th: &Thread, v: Option<Value>) -> PyResult {
    match v {
        Some(v) if v.is_bool() => Ok(v),
        Some(_) => Err(th.type_error("attribute value type must be bool")),
        None => Err(th.type_error("can't delete numeric/char attribute")),
    }
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "f_code",
        get: |th, v| {
            crate::audit::tell(th, "object.__getattr__", || {
                [v, types::str::intern(th, "f_code").value()]
            })?;
            Ok(this(v).code.get())
        },
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
        get: f_locals,
        set: None,
    },
    GetSetDef {
        name: "f_back",
        get: f_back,
        set: None,
    },
    GetSetDef {
        name: "f_lasti",
        get: f_lasti,
        set: None,
    },
    GetSetDef {
        name: "f_lineno",
        get: f_lineno,
        set: Some(set_line),
    },
    GetSetDef {
        name: "f_generator",
        get: |_, v| Ok(this(v).generator.get_opt().unwrap_or(Value::NONE)),
        set: None,
    },
    GetSetDef {
        name: "f_trace",
        get: |_, v| Ok(this(v).trace.get_opt().unwrap_or(Value::NONE)),
        set: Some(set_trace),
    },
    GetSetDef {
        name: "f_trace_lines",
        get: |_, v| Ok(this(v).trace_lines.get()),
        set: Some(|th, v, to| {
            let to = bool_of(th, to)?;
            this(v).trace_lines.init(to);
            Ok(())
        }),
    },
    GetSetDef {
        name: "f_trace_opcodes",
        get: |_, v| Ok(this(v).trace_opcodes.get()),
        set: Some(|th, v, to| {
            if to.is_none() {
                return Err(th.error(
                    T::AttributeError,
                    "attribute 'f_trace_opcodes' of 'frame' objects cannot be deleted",
                ));
            }
            let to = bool_of(th, to)?;
            this(v).trace_opcodes.init(to);
            Ok(())
        }),
    },
];

fn clear(th: &Thread, args: &[Value]) -> PyResult {
    let object = this(args[0]);
    if window(th, object).is_some() {
        return Err(th.runtime_error("cannot clear an executing frame"));
    }
    if let Some(g) = generator_of(object) {
        if delegation::is_running(th, g) {
            return Err(th.runtime_error("cannot clear an executing frame"));
        }
        if g.state().is_suspended() {
            return Err(th.runtime_error("cannot clear a suspended frame"));
        }
        // (A coroutine that never began is said so.)
        generator::finalize(th, g.value());
        generator::close(th, g)?;
    }
    object.regs.set(std::ptr::null_mut());
    object.count.set(0);
    object.extra.init(Value::EMPTY);
    Ok(Value::NONE)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let code = this(v).code();
    let file = crate::ops::repr(th, code.filename.get())?;
    let line = match line(th, this(v)) {
        0 => "None".to_owned(),
        line => line.to_string(),
    };
    let name = crate::ops::str(th, code.name.get())?;
    Ok(types::str::new(
        th,
        &format!(
            "<frame at {:#x}, file {}, line {line}, code {}>",
            v.bits(),
            file.to_string_lossy(),
            name.to_string_lossy()
        ),
    ))
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("clear", "($self, /)", clear).doc("Clear all references held by the frame.")
    ],
    getset: GETSET,
    flags: flags::NO_NEW,
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
        &frame.namespace,
        &frame.back,
        &frame.generator,
        &frame.outer,
        &frame.trace,
        &frame.extra,
    ] {
        t.visit(slot.get());
    }
    if !frame.regs.get().is_null() {
        t.visit_buffer(frame.regs.get());
    }
}
