//! Iteration: GET_ITER and FOR_ITER.

use frontend::bytecode::op::{Instr, Op};

use super::call;
use super::frame::{Continuation, Frame};
use super::run::Flow;
use crate::error::PyResult;
use crate::names::N;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::generator::Generator;
use crate::types::iter::{ListIter, StrIter, TupleIter};
use crate::types::range::RangeIter;
use crate::types::slot_defs::SlotId;
use crate::types::{self, T};
use crate::value::Value;

/// What the fast path of FOR_ITER found.
pub enum Fast {
    /// The next item.
    Item(Value),
    /// The iterator is exhausted.
    End,
    /// A generator, to be resumed.
    Generator(Ref<Generator>),
    /// Not an iterator that the fast path knows.
    Other,
}

/// The next item of the iterators of range, list and tuple, and of ASCII strings.
#[inline(always)]
pub fn fast_next(it: Value) -> Fast {
    let Some(h) = it.header() else {
        return Fast::Other;
    };
    let next = match h.kind() {
        Kind::RangeIter if h.shape() == types::shape_of(T::RangeIter) => {
            // SAFETY: exactly a range iterator over immediate ints.
            let it: Ref<RangeIter> = unsafe { Ref::from_value_unchecked(it) };
            it.step_once()
        }
        Kind::ListIter if h.shape() == types::shape_of(T::ListIter) => {
            // SAFETY: exactly a list iterator.
            let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(it) };
            it.step_once()
        }
        Kind::TupleIter => {
            // SAFETY: the kind says so.
            let it: Ref<TupleIter> = unsafe { Ref::from_value_unchecked(it) };
            it.step_once()
        }
        Kind::StrIter => {
            // SAFETY: the kind says so.
            let it: Ref<StrIter> = unsafe { Ref::from_value_unchecked(it) };
            match it.ascii_step() {
                None => return Fast::Other,
                next => next,
            }
        }
        Kind::Generator if h.shape() == types::shape_of(T::Generator) => {
            // SAFETY: exactly a generator.
            return Fast::Generator(unsafe { Ref::from_value_unchecked(it) });
        }
        _ => return Fast::Other,
    };
    match next {
        Some(v) => Fast::Item(v),
        None => Fast::End,
    }
}

/// GET_ITER.
pub fn get(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let it = if types::is_exactly(v, T::Generator) {
        v
    } else if let Some(it) = builtin_iter(th, v) {
        it
    } else if types::type_of(v).calls_python(SlotId::Iter)
        && let Some(f) = super::item::any_method(v, N::__iter__)
    {
        // A generator function is the usual `__iter__`: its call makes the generator without running it.
        if f.code()
            .has_flag(frontend::bytecode::code::flags::GENERATOR)
        {
            return call::push_special(th, f, &[v], Continuation::Store.pack(i.a()));
        }
        ops::iter(th, v)?
    } else {
        ops::iter(th, v)?
    };
    frame.set_reg(i.a() as usize, it);
    Ok(Flow::Next)
}

/// The iterator of what programs iterate over most. Allocates.
fn builtin_iter(th: &Thread, v: Value) -> Option<Value> {
    if let Some(list) = types::sequence::exact_list(v) {
        return Some(types::iter::list_iter(th, list));
    }
    if types::is_exactly(v, T::Range) {
        return Some(types::range::iter(th, v.downcast()?));
    }
    None
}

/// FOR_ITER, all cases. With `fuse`, an UNPACK_SEQUENCE behind it may be done as well: nobody is to see the two apart.
pub fn next(th: &Thread, base: *mut Value, i: Instr, fuse: bool) -> PyResult<Flow> {
    let frame = Frame(base);
    let it = frame.reg(i.b() as usize);
    if types::is_exactly(it, T::Generator) {
        // SAFETY: exactly a generator.
        let generator: Ref<Generator> = unsafe { Ref::from_value_unchecked(it) };
        return super::generator::resume_in_loop(th, generator, i);
    }
    // Built-in iterators have no Python method.
    let builtin = it.header().is_some_and(|h| {
        h.shape().0 as usize <= T::ALL.len()
            || !types::type_of(it).has_flag(types::type_::flags::HEAP)
    });
    let item = if builtin {
        let kind = it.header().map(|h| h.kind());
        if matches!(
            kind,
            Some(Kind::Enumerate | Kind::Zip | Kind::Map | Kind::Filter)
        ) && let Some(flow) = super::feed::next(th, it, i, fuse)?
        {
            return Ok(flow);
        }
        if fuse
            && matches!(kind, Some(Kind::DictIter | Kind::Enumerate | Kind::Zip))
            && let Some(a) = pair_target(th, frame, i)
        {
            return next_pair(th, frame, it, i, a);
        }
        match types::type_of(it).slots().next {
            Some(_) if kind == Some(Kind::DictIter) => types::dict_view::step(th, it)?,
            Some(step) => match step(th, it) {
                Ok(item) => item,
                Err(raised) => ops::iterate::ended(th, raised)?,
            },
            None => ops::next(th, it)?,
        }
    } else if let Some(f) = super::item::slot_method(it, SlotId::Next, N::__next__) {
        return call::push_special(th, f, &[it], Continuation::Next.pack(i.a()));
    } else {
        ops::next(th, it)?
    };
    match item {
        Some(v) => {
            frame.set_reg(i.a() as usize, v);
            Ok(Flow::Skip)
        }
        None => Ok(Flow::Next),
    }
}

/// Where the UNPACK_SEQUENCE behind the FOR_ITER `i` (whose jump word is the published position) puts a pair, if there is
/// one, of an item that nobody else sees: it goes to a register that is no variable's.
#[inline(always)]
pub(super) fn pair_target(th: &Thread, frame: Frame, i: Instr) -> Option<usize> {
    // SAFETY: FOR_ITER is followed by its jump word, and the body by at least one instruction (verified).
    let next = Instr(unsafe { *th.pc.get().add(1) });
    let code = frame.code();
    (next.0 as u8 == Op::UnpackSequence as u8
        && next.b() == i.a()
        && next.c() == 2
        && code.is_temporary(i.a()))
    .then(|| next.a() as usize)
}

/// The registers from `a` on get the items of a pair, and the frame goes on behind the UNPACK_SEQUENCE; see [`pair_target`].
#[inline(always)]
pub(super) fn unpacked(th: &Thread, frame: Frame, a: usize, x: Value, y: Value) -> Flow {
    frame.set_reg(a, x);
    frame.set_reg(a + 1, y);
    // SAFETY: the jump word and the UNPACK_SEQUENCE are followed by another instruction.
    th.pc.set(unsafe { th.pc.get().add(2) });
    Flow::Moved
}

/// The next pair of an iterator, put into the registers from `a` on without making a tuple of it. Raises; runs Python where
/// the iterator does.
fn next_pair(th: &Thread, frame: Frame, it: Value, i: Instr, a: usize) -> PyResult<Flow> {
    let pair = match types::enumerate_zip::next_pair(th, it) {
        Some(pair) => Some(pair),
        None => types::dict_view::next_pair(th, it),
    };
    match pair {
        Some(Ok(Some((x, y)))) => Ok(unpacked(th, frame, a, x, y)),
        Some(Ok(None)) => Ok(Flow::Next),
        Some(Err(raised)) => {
            ops::iterate::ended(th, raised)?;
            Ok(Flow::Next)
        }
        None => match ops::next(th, it)? {
            Some(v) => {
                frame.set_reg(i.a() as usize, v);
                Ok(Flow::Skip)
            }
            None => Ok(Flow::Next),
        },
    }
}
