//! Helpers on iterators. The recorder has made sure that they run no Python.

use runtime::interp::delegation::{self, Chain};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::function::Function;
use runtime::types::generator::Generator;
use runtime::types::{self, T, async_generator, generator};
use runtime::value::Value;

use super::{out, v};

/// `iter()` of a built-in container or view. Allocates.
pub extern "C" fn iter_of(th: &Thread, c: u64) -> u64 {
    out(ops::iter(th, v(c)))
}

/// The next item of a built-in iterator, or `EMPTY`. Allocates, may raise (a dict has changed its size).
pub extern "C" fn iter_next(th: &Thread, it: u64) -> u64 {
    let next = if types::is_exactly(v(it), T::StrIter) {
        types::iter::str_next(th, v(it))
    } else if types::is_exactly(v(it), T::SetIter) {
        types::dict_view::next_element(th, v(it))
    } else {
        ops::next(th, v(it))
    };
    out(next.map(|item| item.unwrap_or(Value::EMPTY)))
}

/// The innermost generator of the chain behind a generator in the state `Delegating`, linked and ready to be resumed;
/// `NONE` if it cannot be resumed in its place.
pub extern "C" fn innermost(th: &Thread, outermost: u64) -> u64 {
    // SAFETY: the trace has guarded that this is a generator.
    let outermost: Ref<Generator> = unsafe { Ref::from_value_unchecked(v(outermost)) };
    match delegation::find(th, outermost) {
        Chain::Innermost(inner) => {
            delegation::link(outermost, inner);
            inner.value().bits()
        }
        Chain::Alone | Chain::Busy => Value::NONE.bits(),
    }
}

/// The awaitable of the next item of an async generator, or `EMPTY` if it is the first. Allocates.
pub extern "C" fn anext_again(th: &Thread, g: u64) -> u64 {
    async_generator::anext_again(th, v(g)).map_or(Value::EMPTY.bits(), Value::bits)
}

/// The generator of a call of `function`, its registers unbound. Allocates.
pub extern "C" fn new_generator(th: &Thread, function: u64) -> u64 {
    // SAFETY: the trace has guarded that this is a function, whose code makes generators.
    let function: Ref<Function> = unsafe { Ref::from_value_unchecked(v(function)) };
    generator::new_unbound(th, T::Generator, function)
        .value()
        .bits()
}

/// The coroutine of a call of `function`, its registers unbound. Allocates.
pub extern "C" fn new_coroutine(th: &Thread, function: u64) -> u64 {
    // SAFETY: the trace has guarded that this is a function, whose code makes coroutines.
    let function: Ref<Function> = unsafe { Ref::from_value_unchecked(v(function)) };
    let g = generator::new_unbound(th, T::Coroutine, function);
    async_generator::note_origin(th, g);
    g.value().bits()
}
