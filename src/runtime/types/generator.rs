//! `generator`, `coroutine`, `async_generator`: frames that live on in the heap while suspended.
//!
//! A suspended generator keeps the live registers in a Values buffer. Resuming copies them into a window at the top of
//! the VM stack, yielding copies them back under one barrier.

use std::cell::Cell;

use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::thread::Thread;
use crate::types::code::CodeObj;
use crate::types::function::Function;
use crate::types::{T, shape_of};
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
}

/// A generator, coroutine or async generator (the type tells which).
#[repr(C)]
pub struct Generator {
    header: Header,
    pub function: Slot,
    pub code: Slot,
    /// `__name__`, `__qualname__`.
    pub name: Slot,
    /// See `name`.
    pub qualname: Slot,
    /// The registers while suspended: a Values buffer.
    regs: Cell<*mut Value>,
    /// How many of them are saved.
    live: Cell<u32>,
    state: Cell<u8>,
    /// Where it goes on, as an index of an instruction.
    pub pc: Cell<u32>,
    /// The exception that the generator was handling when it was suspended (`NONE` if none).
    pub handled: Slot,
    /// The attached word of the frame (a namespace), if any.
    pub attached: Slot,
    /// The base of the window while running.
    pub base: Cell<*mut Value>,
    /// Async generators: whether an `asend`/`athrow`/`aclose` runs; hooks were called; closed.
    pub async_flags: Cell<u8>,
    /// Async generators: the finaliser hook. Coroutines: `cr_origin`.
    pub hook: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid for every field.
unsafe impl Object for Generator {
    const KIND: Kind = Kind::Generator;
}

impl Generator {
    pub fn state(&self) -> State {
        match self.state.get() {
            0 => State::Created,
            1 => State::Suspended,
            2 => State::Running,
            _ => State::Closed,
        }
    }

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

impl Ref<Generator> {
    /// Saves `live` registers of a window.
    ///
    /// # Safety
    /// `base` is the base of this generator's active window, which has at least `live` registers.
    #[inline]
    pub unsafe fn save(self, base: *const Value, live: usize) {
        // SAFETY: the buffer has room for all registers of the code (`new`); the barrier follows.
        unsafe { std::ptr::copy_nonoverlapping(base, self.regs.get(), live) };
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
        unsafe { std::ptr::copy_nonoverlapping(self.regs.get(), base, live) };
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

    /// Ends the generator: it refers to nothing any more but its names and code.
    pub fn close(self) {
        self.set_state(State::Closed);
        self.live.set(0);
        self.handled.init(Value::NONE);
        self.attached.init(Value::EMPTY);
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
    ] {
        t.visit(slot.get());
    }
    if !generator.regs.get().is_null() {
        t.visit_buffer_leaf(generator.regs.get().cast());
        for i in 0..generator.live.get() as usize {
            // SAFETY: `live` registers are saved in the buffer.
            t.visit(unsafe { *generator.regs.get().add(i) });
        }
    }
}
