//! Where the interpreter meets the JIT: the only upward call of the runtime.
//!
//! The JIT crate installs its functions at start-up; without it every hot spot stays in the interpreter. The frame and
//! the instruction at which things stand are published in the thread (`base`, `pc`) before each call.

use std::cell::Cell;

use crate::object::Ref;
use crate::thread::Thread;
use crate::types::code::{CodeObj, HotSpot};
use crate::value::Value;

/// What a hot spot is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// The back-edge of a loop, by number; `pc` is the loop's first instruction.
    Loop(u16),
    /// The entry of the function whose frame is on top; `pc` is its first instruction.
    Entry,
    /// The beginning of the body of the generator or coroutine whose frame is on top; `pc` is its first instruction.
    Body,
}

/// What the interpreter does after it asked about a hot spot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hot {
    /// Goes on where it is.
    Interpret,
    /// Goes on where it is, in the recording instantiation of the loop.
    Record,
    /// A trace ran: goes on at the published frame and instruction.
    Resume,
    /// A trace ran and an exception is set: unwinds from the published frame and instruction.
    Raise,
    /// A trace ran to the end of the function at whose entry it was started: its frame, still published, returns this.
    Return(Value),
}

/// What the recorder wants after it saw an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recording {
    /// Execute the instruction and show the next one.
    Continue,
    /// The recorder has executed the instruction itself: go on at the published frame and instruction.
    Moved,
    /// Recording is over: back to the plain loop, at the published frame and instruction.
    Stop,
    /// Recording is over, and an exception is set: unwind from the published frame and instruction.
    Raise,
}

/// The JIT's functions.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// A hot spot's countdown is at 0. May run machine code, and so everything.
    pub hot: fn(&Thread, Head, &HotSpot) -> Hot,
    /// The recorder sees the instruction at the published `pc` before it executes.
    pub record: fn(&Thread) -> Recording,
    /// The recorded instruction raised; the exception is set in the thread. The recorder decides whether it goes on
    /// (at the handler) or stops.
    pub raised: fn(&Thread) -> Recording,
    /// A frame that the recorder may be following was left by other means (a native entry returned).
    pub abandon: fn(&Thread),
    /// Variables of this code's frames may be written from outside: traces that follow it must run no further.
    pub exposed: fn(&Thread, Ref<CodeObj>),
    /// Somebody watches the thread from now on: the traces that execute must run no further, for they call without saying so.
    pub watched: fn(&Thread),
}

fn no_hot(_: &Thread, _: Head, spot: &HotSpot) -> Hot {
    spot.countdown.set(u32::MAX);
    Hot::Interpret
}

fn no_recording(_: &Thread) -> Recording {
    Recording::Stop
}

/// The functions, and whether they are somebody's.
struct Installed(Cell<Hooks>, Cell<bool>);
// SAFETY: written and read under the interpreter lock.
unsafe impl Sync for Installed {}
static HOOKS: Installed = Installed(Cell::new(NONE), Cell::new(false));

/// Without a JIT.
pub const NONE: Hooks = Hooks {
    hot: no_hot,
    record: no_recording,
    raised: no_recording,
    abandon: |_| (),
    exposed: |_, _| (),
    watched: |_| (),
};

/// Installs the JIT, or what makes it. Under the interpreter lock.
pub fn install(hooks: Hooks) {
    HOOKS.0.set(hooks);
    HOOKS.1.set(true);
}

/// Whether there is a JIT.
pub fn is_installed() -> bool {
    HOOKS.1.get()
}

/// The installed hooks.
#[inline(always)]
pub fn hooks() -> Hooks {
    HOOKS.0.get()
}
