//! What `await future` goes through: yields the future until that is done, then returns its result.

use std::mem::size_of;

use runtime::error::PyResult;
use runtime::interp::generator::Resumed;
use runtime::native::{Args, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Slot};
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::type_::{self, NativeTypeDef};
use runtime::types::{self, T, generator};
use runtime::value::Value;

use super::future::{self, PENDING, future};
use crate::support::{TypeCell, alloc_native, iterator, or};

/// The iterator: what it waits for, empty once it was closed or something was thrown into it.
#[repr(C)]
struct FutureIter {
    header: Header,
    layout: &'static NativeLayout,
    awaited: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc_native` writes.
unsafe impl Object for FutureIter {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "future iterator",
    // SAFETY: called by the collector for objects of this layout.
    trace: |h, t| t.visit(unsafe { &*h.cast::<FutureIter>() }.awaited.get()),
    drop: None,
};

static TYPE: TypeCell = TypeCell::new();

/// Makes the type.
pub fn init(th: &Thread) {
    TYPE.set(type_::define_native(th, &DEF));
}

/// A new iterator over a future. Allocates.
pub fn new(th: &Thread, v: Value) -> PyResult {
    future::check_initialised(th, v)?;
    let it = alloc_native::<FutureIter>(th, TYPE.get(), &LAYOUT);
    it.awaited.init(v);
    Ok(it.value())
}

fn step(th: &Thread, v: Value) -> PyResult<Resumed> {
    let it = this::<FutureIter>(v);
    let Some(awaited) = it.awaited.get_opt() else {
        return Ok(Resumed::Returned(Value::NONE));
    };
    let f = future(awaited);
    if f.state.get() == PENDING {
        if f.blocking.get() {
            return Err(th.runtime_error("await wasn't used with future"));
        }
        f.blocking.set(true);
        return Ok(Resumed::Yielded(awaited));
    }
    future::result(th, awaited).map(Resumed::Returned)
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    Ok(match step(th, v)? {
        Resumed::Yielded(yielded) => Some(yielded),
        Resumed::Returned(returned) => {
            let stop = if returned.is_none() {
                Value::EMPTY
            } else {
                returned
            };
            th.stop_value.set(stop);
            None
        }
    })
}

fn send(th: &Thread, a: &[Value]) -> PyResult {
    match step(th, a[0])? {
        Resumed::Yielded(yielded) => Ok(yielded),
        Resumed::Returned(returned) => Err(generator::stop(th, returned)),
    }
}

fn throw(th: &Thread, args: Args) -> PyResult {
    let given = args.values.len();
    if args.keyword_count() != 0 {
        return Err(th.type_error("FutureIter.throw() takes no keyword arguments"));
    }
    if !(2..=4).contains(&given) {
        let (bound, plural) = match given {
            0 | 1 => ("least 1", ""),
            _ => ("most 3", "s"),
        };
        let given = given.saturating_sub(1);
        return Err(th.type_error(format!(
            "throw expected at {bound} argument{plural}, got {given}"
        )));
    }
    let mut a = [Value::EMPTY; 4];
    a[..given].copy_from_slice(args.values);
    if given > 2 {
        runtime::warn::deprecation(
            th,
            "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
        )?;
    }
    let (class, tb) = (a[1], or(a[3], Value::NONE));
    if !tb.is_none() && !tb.has_kind(Kind::Traceback) {
        return Err(th.type_error("throw() third argument must be a traceback"));
    }
    let is_class = class.has_kind(Kind::Type)
        && type_::as_type(class).is_subtype_of(types::get(T::BaseException));
    if !is_class && !class.has_kind(Kind::Exception) {
        return Err(th.type_error(
            "exceptions must be classes deriving BaseException or instances of such a class",
        ));
    }
    let exc = generator::thrown(th, &a)?;
    this::<FutureIter>(a[0]).awaited.init(Value::EMPTY);
    // As it is: what is being handled does not become its context.
    Err(th.reraise(exc))
}

static DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("send", "($self, object, /)", send),
        NativeDef::raw("throw", "", throw),
        NativeDef::new("close", "($self, /)", |_, a| {
            this::<FutureIter>(a[0]).awaited.init(Value::EMPTY);
            Ok(Value::NONE)
        }),
    ],
    basic_size: size_of::<FutureIter>(),
    ..iterator("_asyncio.FutureIter", None, next, "")
};
