//! Generators behind `enumerate` and `zip`: FOR_ITER over such an iterator resumes the generator that it takes its items from.
//!
//! The frame of the generator is pushed, as that of one that is looped over itself, with the continuation `Feed`: what the
//! generator yields is given to the iterator, which makes its own item from it, or asks the next generator. Native code
//! that resumed the generator would do so in a nested interpreter, in which nothing is inlined, and which no trace can enter.
//!
//! The iterator is in the register that FOR_ITER names. A `zip` of two whose second source is a generator keeps the first
//! source's item, while that runs, in a field of its own (`Enumerate::function`, which `zip` has no other use for). One that
//! has an item there already, because somebody else's loop waits for it, is left to native code, as are those that are
//! strict or have another number of sources, and those whose generator cannot be resumed.

use frontend::bytecode::op::Instr;

use super::frame::{Continuation, Frame};
use super::generator;
use super::iter;
use super::run::Flow;
use crate::error::PyResult;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::enumerate_zip::{self, Enumerate};
use crate::types::generator::{Generator, State};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T};
use crate::value::Value;

/// An iterator that takes its items from others.
#[derive(Clone, Copy)]
pub enum Fed {
    Enumerate(Ref<Enumerate>),
    /// A `zip` that is not strict, and its two sources.
    Zip(Ref<Enumerate>, [Value; 2]),
}

impl Fed {
    /// What `v` is, if it is such an iterator.
    #[inline]
    pub fn of(v: Value) -> Option<Fed> {
        if types::is_exactly(v, T::Enumerate) {
            // SAFETY: exactly an `enumerate`.
            return Some(Fed::Enumerate(unsafe { Ref::from_value_unchecked(v) }));
        }
        if !types::is_exactly(v, T::Zip) {
            return None;
        }
        // SAFETY: all adaptors have one layout, and `zip` keeps its iterators in a tuple.
        let (zip, sources): (Ref<Enumerate>, Ref<Tuple>) = unsafe {
            let zip: Ref<Enumerate> = Ref::from_value_unchecked(v);
            (zip, Ref::from_value_unchecked(zip.source.get()))
        };
        match *sources.items() {
            [a, b] => Some(Fed::Zip(zip, [a, b])),
            _ => None,
        }
    }
}

/// A generator that waits to be resumed.
pub fn waiting(v: Value) -> Option<Ref<Generator>> {
    if !types::is_exactly(v, T::Generator) {
        return None;
    }
    // SAFETY: exactly a generator.
    let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
    (g.state() == State::Created || g.state().is_suspended()).then_some(g)
}

/// The FOR_ITER that the frame executes, behind which the published position stands.
fn for_iter(th: &Thread) -> Instr {
    // SAFETY: only FOR_ITER resumes generators with `Feed`; the position behind it is its jump word's.
    Instr(unsafe { *th.pc.get().sub(1) })
}

fn resume(th: &Thread, g: Ref<Generator>, i: Instr) -> PyResult<()> {
    let word = Continuation::Feed.pack(i.a());
    let (base, pc) = (th.base.get(), th.pc.get());
    if generator::resume_plain(th, g, base, pc, Value::NONE, word) {
        return Ok(());
    }
    generator::push_innermost(th, g, Value::NONE, word)
}

/// FOR_ITER over `it`: pushes the frame of the generator from which its next item comes. None: nothing has happened, it
/// has none. Runs Python where the first source of a `zip` does.
pub fn next(th: &Thread, it: Value, i: Instr, fuse: bool) -> PyResult<Option<Flow>> {
    match Fed::of(it) {
        None => Ok(None),
        Some(Fed::Enumerate(enumerate)) => match waiting(enumerate.source.get()) {
            None => Ok(None),
            Some(g) => {
                resume(th, g, i)?;
                Ok(Some(Flow::Moved))
            }
        },
        Some(Fed::Zip(zip, _)) if zip.count.get() != 0 || !zip.function.get().is_empty() => {
            Ok(None)
        }
        Some(Fed::Zip(zip, [first, second])) => {
            if let Some(g) = waiting(first) {
                resume(th, g, i)?;
                return Ok(Some(Flow::Moved));
            }
            if types::is_exactly(first, T::Generator) || waiting(second).is_none() {
                return Ok(None);
            }
            match ops::next(th, first) {
                Ok(Some(v)) => ask_second(th, zip, second, v, fuse).map(Some),
                Ok(None) => Ok(Some(Flow::Next)),
                Err(raised) => {
                    ops::iterate::ended(th, raised)?;
                    Ok(Some(Flow::Next))
                }
            }
        }
    }
}

/// A `zip` has `v` from its first source.
fn ask_second(
    th: &Thread,
    zip: Ref<Enumerate>,
    second: Value,
    v: Value,
    fuse: bool,
) -> PyResult<Flow> {
    if zip.function.get().is_empty()
        && let Some(g) = waiting(second)
    {
        resume(th, g, for_iter(th))?;
        zip.function.set(zip, v);
        return Ok(Flow::Moved);
    }
    let other = match ops::next(th, second) {
        Ok(other) => other,
        Err(raised) => ops::iterate::ended(th, raised)?,
    };
    Ok(match other {
        Some(w) => give(th, v, w, fuse),
        None => Flow::Next,
    })
}

/// A generator has yielded `v` for the FOR_ITER of the running frame. With `fuse`, an UNPACK_SEQUENCE behind it may be done as
/// well. Runs Python where the second source of a `zip` does.
pub fn deliver(th: &Thread, v: Value, fuse: bool) -> PyResult<Flow> {
    let i = for_iter(th);
    let frame = Frame(th.base.get());
    match Fed::of(frame.reg(i.b() as usize)) {
        Some(Fed::Enumerate(it)) => {
            let n = enumerate_zip::count(th, it)?;
            Ok(give(th, n, v, fuse))
        }
        Some(Fed::Zip(zip, [_, second])) => {
            let first = zip.function.get();
            if first.is_empty() {
                return ask_second(th, zip, second, v, fuse);
            }
            zip.function.set(zip, Value::EMPTY);
            Ok(give(th, first, v, fuse))
        }
        // Somebody has replaced the iterator, which a comprehension has in a variable.
        None => Ok(Flow::Next),
    }
}

/// The loop's next item is a pair. Allocates.
fn give(th: &Thread, x: Value, y: Value, fuse: bool) -> Flow {
    let (i, frame) = (for_iter(th), Frame(th.base.get()));
    if fuse && let Some(a) = iter::pair_target(th, frame, i) {
        return iter::unpacked(th, frame, a, x, y);
    }
    let pair = tuple::new(th, &[x, y]);
    frame.set_reg(i.a() as usize, pair.value());
    Flow::Skip
}

/// A generator has ended, or raised, that the FOR_ITER of the running frame had resumed.
pub fn ended(th: &Thread) {
    let it = Frame(th.base.get()).reg(for_iter(th).b() as usize);
    if let Some(Fed::Zip(zip, _)) = Fed::of(it) {
        zip.function.set(zip, Value::EMPTY);
    }
}
