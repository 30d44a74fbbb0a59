//! Frames: windows of registers on the VM stack.
//!
//! A window starts at its *base*; six header words lie below it, and the callee's window overlaps the caller's call
//! window so that arguments are passed in place:
//!
//! ```text
//!   caller:  … [scratch ×6] [callable] [self or nothing] [arg] [arg] …
//!   callee:            base[-6 … -1]          base[0]    base[1] …
//! ```
//!
//! | word | holds |
//! |---|---|
//! | `base[-1]` | the code object |
//! | `base[-2]` | the function, or `EMPTY` (module and class bodies hold their globals dict in `base[-6]`'s record) |
//! | `base[-3]` | the caller's base, null at the bottom of a native entry |
//! | `base[-4]` | the instruction at which the *caller* goes on |
//! | `base[-5]` | how the result is delivered: [`Continuation`], packed with a register number and flags |
//! | `base[-6]` | the namespace of a module or class body, the generator that runs here, the instance under construction, the item that a `filter` asks about, or `EMPTY` |
//!
//! All words are scanned conservatively; the raw addresses among them point outside the heap.

use frontend::bytecode::code::flags;

use crate::object::Ref;
use crate::types::code::CodeObj;
use crate::types::function::Function;
use crate::value::Value;

/// Header words below a window.
pub const HEADER: usize = 6;

/// How the result of a frame is delivered to the caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Continuation {
    /// Return from `execute` to the native caller.
    Native = 0,
    /// Store the result in the caller's register.
    Store = 1,
    /// The frame is an `__init__`: check for None, then store the instance (in `base[-6]`) in the caller's register.
    Init = 2,
    /// The frame is a generator resumed by FOR_ITER: a yielded value is stored and the jump word skipped; the end of the
    /// generator leads to the jump word.
    Next = 3,
    /// The frame is a generator resumed by SEND: a yielded value is stored and the jump word skipped; the result is stored and
    /// the jump word executed.
    Send = 4,
    /// Store the truth of the result (a comparison's `__contains__`).
    Truth = 5,
    /// Store the negated truth of the result.
    Not = 6,
    /// Drop the result (`__setitem__`, `__setattr__`…).
    Drop = 7,
    /// The frame is a special method of the left operand: if the result is NotImplemented the operator goes on with the
    /// right operand, else store it.
    Reflect = 8,
    /// The frame was called by a trace: as `Native`, but it is machine code that waits for the result.
    Trace = 9,
    /// The frame has a frame object, which keeps the true continuation; see `types::frame`.
    Observed = 10,
    // The rest comes from traces alone: the interpreter calls these methods from native code.
    /// The frame is a `__len__`: check the result, then store it.
    Length = 11,
    /// The frame is a `__bool__` (register 0) or a `__len__` (register 1) that a conditional jump asked.
    Branch = 12,
    /// The frame is a `__bool__`: check the result, then store it.
    Bool = 13,
    /// As `Bool`, negated.
    NotBool = 14,
    /// The frame is a `__str__`: the result must be a string.
    Str = 15,
    /// As `Str`, for a `__repr__`.
    Repr = 16,
    /// As `Str`, for a `__format__`.
    Format = 17,
    /// The frame is an `__iter__`: the result must be an iterator.
    Iter = 18,
    /// The frame is a `__hash__` that `hash()` asked.
    Hash = 19,
    /// The frame is the innermost generator's of a chain; the word has the continuation of the outermost, too
    /// ([`Continuation::of_chain`]). See [`super::delegation`].
    Chain = 20,
    /// The frame is a reflected special method of the right operand that came first: if the result is NotImplemented the
    /// operator goes on with the left operand, else store it.
    Reflected = 21,
    /// The frame is the function of a `filter` that FOR_ITER asks, about the item in `base[-6]`: if the result is true, the
    /// item is stored and the jump word skipped; if not, FOR_ITER is executed again.
    Filter = 22,
    /// The frame is a generator that a call of `next` or `send` resumed: a yielded value is stored, the generator's end is
    /// a StopIteration. (From traces alone, too.)
    Step = 23,
    /// The frame is a generator that FOR_ITER resumed for another iterator, to which it gives what it yields; its end is that
    /// iterator's. See [`super::feed`].
    Feed = 24,
}

impl Continuation {
    #[inline(always)]
    fn from_bits(n: u64) -> Continuation {
        debug_assert!(n <= Continuation::Feed as u64);
        // SAFETY: only `pack` makes these words, and it packs continuations only.
        unsafe { std::mem::transmute(n as u8) }
    }

    /// Whether native code waits for the result: the interpreter loop that runs the frame ends with it.
    #[inline(always)]
    pub fn is_native(self) -> bool {
        matches!(self, Continuation::Native | Continuation::Trace)
    }

    /// The reverse of [`Continuation::pack`].
    #[inline(always)]
    pub fn unpack(word: Value) -> (Continuation, u16) {
        let bits = word.bits();
        (Continuation::from_bits(bits >> 1 & 31), (bits >> 16) as u16)
    }

    /// The word of a frame that stands for a chain of generators, the outermost of which is delivered as `word` says.
    pub const fn chained(word: Value) -> Value {
        let bits = word.bits();
        let kind = bits >> 1 & 31;
        Value::from_bits(bits & !0xffff | kind << 8 | (Continuation::Chain as u64) << 1 | 1)
    }

    /// The reverse of [`Continuation::chained`].
    pub const fn of_chain(word: Value) -> Value {
        let bits = word.bits();
        let kind = bits >> 8 & 31;
        Value::from_bits(bits & !0xffff | kind << 1 | 1)
    }

    /// Packs a continuation and the caller's destination register into a header word.
    #[inline(always)]
    pub const fn pack(self, dst: u16) -> Value {
        Value::from_bits((dst as u64) << 16 | (self as u64) << 1 | 1)
    }
}

/// A frame, by the base of its window. Valid while the frame is active.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Frame(pub *mut Value);

impl Frame {
    #[inline(always)]
    fn word(self, n: isize) -> *mut Value {
        // SAFETY: every base on the VM stack has its header words below it.
        unsafe { self.0.offset(n) }
    }

    /// Whether nobody is to see this frame; see `interp::consumer`.
    #[inline(always)]
    pub fn is_hidden(self) -> bool {
        self.code()
            .has_flag(frontend::bytecode::code::flags::HIDDEN)
    }

    #[inline(always)]
    pub fn code(self) -> Ref<CodeObj> {
        // SAFETY: `base[-1]` of an active frame holds its code object.
        unsafe { Ref::from_value_unchecked(*self.word(-1)) }
    }

    /// The function that runs, `None` for module and class bodies.
    #[inline(always)]
    pub fn function(self) -> Ref<Function> {
        // SAFETY: `base[-2]` of an active frame holds a function: module and class bodies run as functions, too.
        unsafe { Ref::from_value_unchecked(*self.word(-2)) }
    }

    #[inline(always)]
    pub fn caller(self) -> *mut Value {
        // SAFETY: as `word`.
        unsafe { (*self.word(-3)).bits() as *mut Value }
    }

    /// The frame, or the next one outwards that is shown to programs.
    pub fn shown(self) -> Frame {
        let mut at = self;
        while !at.0.is_null() && at.code().has_flag(flags::HIDDEN) {
            at = Frame(at.caller());
        }
        at
    }

    #[inline(always)]
    pub fn return_pc(self) -> *const u64 {
        // SAFETY: as `word`.
        unsafe { (*self.word(-4)).bits() as *const u64 }
    }

    #[inline(always)]
    pub fn continuation(self) -> (Continuation, u16) {
        Continuation::unpack(self.continuation_word())
    }

    /// The header word that packs the continuation.
    #[inline(always)]
    pub fn continuation_word(self) -> Value {
        // SAFETY: as `word`.
        unsafe { *self.word(-5) }
    }

    #[inline(always)]
    pub fn set_continuation(self, packed: Value) {
        // SAFETY: as `word`.
        unsafe { *self.word(-5) = packed }
    }

    /// The namespace, generator or instance that goes with the frame.
    #[inline(always)]
    pub fn attached(self) -> Value {
        // SAFETY: as `word`.
        unsafe { *self.word(-6) }
    }

    #[inline(always)]
    pub fn set_attached(self, v: Value) {
        // SAFETY: as `word`.
        unsafe { *self.word(-6) = v }
    }

    #[inline(always)]
    pub fn reg(self, n: usize) -> Value {
        // SAFETY: register numbers come from verified bytecode.
        unsafe { *self.0.add(n) }
    }

    #[inline(always)]
    pub fn set_reg(self, n: usize, v: Value) {
        // SAFETY: register numbers come from verified bytecode.
        unsafe { *self.0.add(n) = v }
    }

    /// Writes the header and marks the registers from `filled` on as unbound.
    ///
    /// # Safety
    /// The window and its header lie within the VM stack.
    #[inline(always)]
    pub unsafe fn init(
        self,
        function: Ref<Function>,
        code: Ref<CodeObj>,
        caller: *mut Value,
        return_pc: *const u64,
        continuation: Value,
        filled: usize,
    ) {
        // SAFETY: the caller's promise.
        unsafe {
            *self.word(-1) = code.value();
            *self.word(-2) = function.value();
            *self.word(-3) = Value::from_bits(caller as u64);
            *self.word(-4) = Value::from_bits(return_pc as u64);
            *self.word(-5) = continuation;
            *self.word(-6) = Value::EMPTY;
            for i in filled..code.nregs.get() as usize {
                *self.0.add(i) = Value::UNBOUND;
            }
        }
    }
}
