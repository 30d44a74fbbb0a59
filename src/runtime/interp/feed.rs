//! Generators behind `enumerate`, `zip`, `map` and `filter`: FOR_ITER over such an iterator resumes the generator that it takes
//! its items from.
//!
//! The frame of the generator is pushed, as that of one that is looped over itself, with the continuation `Feed`: what the
//! generator yields is given to the iterator, which makes its own item from it, calls its function, or asks the next
//! generator. Native code that resumed the generator would do so in a nested interpreter, in which nothing is inlined, and
//! which no trace can enter.
//!
//! The iterator is in the register that FOR_ITER names. A `zip` of two whose second source is a generator keeps the first
//! source's item, while that runs, in a field of its own (`Enumerate::function`, which `zip` has no other use for). One that
//! has an item there already, because somebody else's loop waits for it, is left to native code, as are those that are
//! strict or have another number of sources, those whose generator cannot be resumed, and those whose function is not one
//! of Python's that just returns.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::Instr;

use super::call;
use super::frame::{Continuation, Frame};
use super::generator;
use super::iter;
use super::run::Flow;
use crate::error::PyResult;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::enumerate_zip::{self, Enumerate};
use crate::types::function::Function;
use crate::types::generator::{Generator, State};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T};
use crate::value::Value;

/// An iterator that takes its items from others.
#[derive(Clone, Copy)]
pub enum Fed {
    Enumerate(Ref<Enumerate>),
    /// A `zip`, and its two sources.
    Zip(Ref<Enumerate>, [Value; 2]),
    /// The function of a `map`, and its one source.
    Map(Value, Value),
    /// The function of a `filter`, and its source.
    Filter(Value, Value),
}

impl Fed {
    /// What `v` is, if it is such an iterator.
    #[inline]
    pub fn of(v: Value) -> Option<Fed> {
        if types::is_exactly(v, T::Enumerate) {
            // SAFETY: exactly an `enumerate`.
            return Some(Fed::Enumerate(unsafe { Ref::from_value_unchecked(v) }));
        }
        if types::is_exactly(v, T::Filter) {
            // SAFETY: all adaptors have one layout.
            let filter: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(v) };
            return Some(Fed::Filter(filter.function.get(), filter.source.get()));
        }
        let zip = types::is_exactly(v, T::Zip);
        if !zip && !types::is_exactly(v, T::Map) {
            return None;
        }
        // SAFETY: all adaptors have one layout, and `zip` and `map` keep their iterators in a tuple.
        let (it, sources): (Ref<Enumerate>, Ref<Tuple>) = unsafe {
            let it: Ref<Enumerate> = Ref::from_value_unchecked(v);
            (it, Ref::from_value_unchecked(it.source.get()))
        };
        match *sources.items() {
            [a, b] if zip => Some(Fed::Zip(it, [a, b])),
            [a] if !zip => Some(Fed::Map(it.function.get(), a)),
            _ => None,
        }
    }
}

/// A Python function that just returns.
pub fn returning(f: Value) -> Option<Ref<Function>> {
    const MAKERS: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    f.downcast::<Function>()
        .filter(|f| !f.code().has_flag(MAKERS))
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
        Some(Fed::Enumerate(it)) => resume_waiting(th, it.source.get(), i),
        Some(Fed::Map(f, source)) if returning(f).is_some() => resume_waiting(th, source, i),
        // (FOR_ITER is executed again where an item is left out, which somebody who watches would see.)
        Some(Fed::Filter(f, source))
            if !th.monitor.get() && (f.is_none() || returning(f).is_some()) =>
        {
            resume_waiting(th, source, i)
        }
        Some(Fed::Map(..) | Fed::Filter(..)) => Ok(None),
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

fn resume_waiting(th: &Thread, source: Value, i: Instr) -> PyResult<Option<Flow>> {
    let Some(g) = waiting(source) else {
        return Ok(None);
    };
    resume(th, g, i)?;
    Ok(Some(Flow::Moved))
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
/// well. Runs Python where the second source of a `zip` does, and to tell a truth.
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
        Some(Fed::Map(f, _)) => match returning(f) {
            Some(f) => call::push_special(th, f, &[v], Continuation::Next.pack(i.a())),
            None => found(th, ops::call1(th, f, v).map(Some)),
        },
        Some(Fed::Filter(f, _)) if f.is_none() && !th.monitor.get() => {
            if ops::is_true(th, v)? {
                return found(th, Ok(Some(v)));
            }
            // SAFETY: FOR_ITER stands in front of its jump word.
            th.pc.set(unsafe { th.pc.get().sub(1) });
            Ok(Flow::Moved)
        }
        Some(Fed::Filter(f, _)) => match returning(f).filter(|_| !th.monitor.get()) {
            Some(f) => {
                call::push_special(th, f, &[v], Continuation::Filter.pack(i.a()))?;
                Frame(th.base.get()).set_attached(v);
                Ok(Flow::Moved)
            }
            None => {
                let it = frame.reg(i.b() as usize);
                found(th, filter_from(th, it, f, v))
            }
        },
        // Somebody has replaced the iterator, which a comprehension has in a variable.
        None => Ok(Flow::Next),
    }
}

/// The next item of a `filter` that has `v` from its source already, as native code finds it. Runs Python.
#[cold]
fn filter_from(th: &Thread, it: Value, f: Value, v: Value) -> PyResult<Option<Value>> {
    let test = match enumerate_zip::keeps_true(f) {
        true => v,
        false => ops::call1(th, f, v)?,
    };
    if ops::is_true(th, test)? {
        return Ok(Some(v));
    }
    ops::next(th, it)
}

/// The loop's next item, or its end.
fn found(th: &Thread, item: PyResult<Option<Value>>) -> PyResult<Flow> {
    let (i, frame) = (for_iter(th), Frame(th.base.get()));
    Ok(
        match item.or_else(|raised| ops::iterate::ended(th, raised))? {
            Some(v) => {
                frame.set_reg(i.a() as usize, v);
                Flow::Skip
            }
            None => Flow::Next,
        },
    )
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
