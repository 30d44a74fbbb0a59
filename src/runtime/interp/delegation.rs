//! Chains of generators that delegate to generators (`yield from`, `await`).
//!
//! A generator that waits for its delegate has nothing to do until that ends. So only the innermost generator of a chain
//! is resumed: its frame stands where the frame of the *outermost* would stand, and what it yields goes
//! straight to whoever resumed the outermost. The generators between wait in the heap as they are, in the state `Delegating`;
//! resuming costs a few loads for each instead of a frame. Only when the running one ends, by a result or an
//! exception, the next one outwards gets a frame in its place and goes on behind its SEND.
//!
//! The running frame's continuation is [`Continuation::Chain`] and has the outermost's packed into it; `Generator::outer` leads
//! from each generator of the chain to the one that waits for it. It means something only while a frame with that
//! continuation runs. Whoever looks at frames sees the waiting generators through [`Outwards`].
//!
//! Chains are not used while somebody watches the thread (`monitor`), nor across generators that handle an exception or
//! whose frame object exists: these want to see their frames come and go.

use frontend::bytecode::op::{Instr, Op};

use super::frame::{Continuation, Frame};
use super::generator;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types;
use crate::types::code::CodeObj;
use crate::types::frame::visible;
use crate::types::function::Function;
use crate::types::generator::{Generator, State};
use crate::value::Value;

/// How a generator that is to be resumed stands to the generators behind it.
pub enum Chain {
    /// It is to be resumed itself.
    Alone,
    /// The innermost generator runs on its behalf.
    Busy,
    /// This is the generator to be resumed in its place.
    Innermost(Ref<Generator>),
}

/// What a generator in the state `Delegating` waits for.
#[inline(always)]
fn inner(g: Ref<Generator>) -> Ref<Generator> {
    // SAFETY: the field holds a generator or coroutine in that state.
    unsafe { Ref::from_value_unchecked(g.inner.get()) }
}

/// Where the chain behind `g` ends. Changes nothing.
#[inline]
pub fn find(th: &Thread, g: Ref<Generator>) -> Chain {
    let mut at = g;
    let mut quiet = !th.monitor.get();
    let mut depth = th.depth.get();
    while at.state() == State::Delegating {
        quiet &= at.handled.get().is_none() && at.frame.get().is_empty();
        at = inner(at);
        depth += 1;
    }
    // A chain counts as deep as the frames that it stands for: near the limit they are pushed, until one has no room.
    quiet &= depth + 2 < th.recursion_limit.get();
    match at.state() {
        State::Suspended if quiet && at != g => Chain::Innermost(at),
        State::Running if at != g && runs_for(th, at, g) => Chain::Busy,
        _ => Chain::Alone,
    }
}

/// Whether a running generator stands for a chain that `g` belongs to.
#[cold]
fn runs_for(th: &Thread, running: Ref<Generator>, g: Ref<Generator>) -> bool {
    let mut frame = Frame(th.base.get());
    while !frame.0.is_null() && frame.attached() != running.value() {
        frame = Frame(frame.caller());
    }
    if frame.0.is_null() || frame.continuation().0 != Continuation::Chain {
        return false;
    }
    let mut at = outer(running);
    while let Some(waiting) = at {
        if waiting == g {
            return true;
        }
        at = outer(waiting);
    }
    false
}

/// Whether a generator runs, be it that the innermost of its chain does so for it.
pub fn is_running(th: &Thread, g: Ref<Generator>) -> bool {
    g.state() == State::Running || matches!(find(th, g), Chain::Busy)
}

/// The generator that waits for one in a running chain.
#[inline]
pub fn outer(g: Ref<Generator>) -> Option<Ref<Generator>> {
    g.outer.get().downcast::<Generator>()
}

/// Makes ready to resume the innermost generator of the chain from `outermost`, as [`find`] gave it.
#[inline]
pub fn link(outermost: Ref<Generator>, innermost: Ref<Generator>) {
    // (Not `EMPTY`, which traces could not tell from a pointer.)
    outermost.outer.init(Value::NONE);
    let mut at = outermost;
    while at != innermost {
        let next = inner(at);
        if next.outer.get() != at.value() {
            next.outer.set(next, at.value());
        }
        at = next;
    }
}

/// The running generator of a chain has ended and `frame` was popped: pushes the frame of the one that waits for it,
/// which stands behind its SEND. The result register of the SEND is returned.
pub fn go_outwards(th: &Thread, frame: Frame, ended: Ref<Generator>) -> usize {
    let g = outer(ended).expect("a chain has a outermost");
    let continuation = match outer(g) {
        Some(_) => frame.continuation_word(),
        None => Continuation::of_chain(frame.continuation_word()),
    };
    let yielded = g.pc.get() as usize - 1;
    let code = g.code();
    // Room there is: the frame that was popped stood in the same place, at the same depth.
    generator::enter(th, g, Value::NONE, continuation);
    // SEND, JUMP, YIELD: the JUMP is next.
    // SAFETY: the index is inside the code.
    th.pc.set(unsafe { code.instrs.get().add(yielded - 1) });
    let send = Instr(code.plain().instrs[yielded - 2]);
    debug_assert!(send.op() == Op::Send);
    send.a() as usize
}

/// A function that has begun and not ended: it has a frame, or its generator waits in a running chain.
#[derive(Clone, Copy)]
pub enum Place {
    /// The frame, and the instruction at which it stands.
    Active(Frame, usize),
    Waiting(Ref<Generator>),
}

impl Place {
    pub fn code(self) -> Ref<CodeObj> {
        match self {
            Place::Active(frame, _) => frame.code(),
            Place::Waiting(g) => g.code(),
        }
    }

    pub fn function(self) -> Ref<Function> {
        match self {
            Place::Active(frame, _) => frame.function(),
            Place::Waiting(g) => g.function(),
        }
    }

    /// The instruction at which it stands.
    pub fn index(self) -> usize {
        match self {
            Place::Active(_, index) => index,
            Place::Waiting(g) => g.pc.get() as usize - 1,
        }
    }

    /// The line at which it stands.
    pub fn line(self) -> u32 {
        self.code().plain().positions.line(self.index())
    }

    /// The frame object. Allocates.
    pub fn object(self, th: &Thread) -> Ref<types::frame::FrameObj> {
        match self {
            Place::Active(frame, _) => types::frame::of_frame(th, frame),
            Place::Waiting(g) => types::frame::of_generator(th, g),
        }
    }
}

/// The places of a thread from a frame outwards; hidden frames are left out.
pub struct Outwards {
    frame: Frame,
    pc: *const u64,
    /// The generator that comes next, before the frame's caller.
    waiting: Option<Ref<Generator>>,
    begun: bool,
}

impl Outwards {
    /// From the running frame.
    pub fn new(th: &Thread) -> Outwards {
        Outwards {
            frame: Frame(th.base.get()),
            pc: th.pc.get(),
            waiting: None,
            begun: false,
        }
    }

    /// From what is next to `frame`, a frame that is not hidden.
    pub fn beyond(frame: Frame) -> Outwards {
        Outwards {
            frame,
            pc: frame.return_pc(),
            waiting: waiting_for(frame),
            begun: true,
        }
    }
}

/// The generator that waits for the one that runs in a frame.
fn waiting_for(frame: Frame) -> Option<Ref<Generator>> {
    if frame.continuation().0 != Continuation::Chain {
        return None;
    }
    generator::of_frame(frame).and_then(outer)
}

impl Iterator for Outwards {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        if let Some(g) = self.waiting {
            self.waiting = outer(g);
            return Some(Place::Waiting(g));
        }
        if self.begun && !self.frame.0.is_null() {
            (self.frame, self.pc) = (Frame(self.frame.caller()), self.frame.return_pc());
        }
        self.begun = true;
        (self.frame, self.pc) = visible(self.frame, self.pc);
        if self.frame.0.is_null() {
            return None;
        }
        self.waiting = waiting_for(self.frame);
        let index = self.frame.code().index_of(self.pc).saturating_sub(1);
        Some(Place::Active(self.frame, index))
    }
}
