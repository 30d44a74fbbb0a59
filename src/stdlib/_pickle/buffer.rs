//! `PickleBuffer`, with which objects give their memory to pickle without a copy.

use std::mem::size_of;

use runtime::buffer::{self, Buffer};
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::memoryview;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::value::Value;

use crate::support::{self, Small, TypeCell, set_slot, small};

/// The slot of the memoryview, None once it is released; that of the object.
const VIEW: usize = 0;
const OBJECT: usize = 1;

/// `_pickle.PickleBuffer`.
pub static TYPE: TypeCell = TypeCell::new();

/// The definition of the type.
pub static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        buffer: Some(|th, v| {
            let view = view(th, v)?;
            buffer::get(th, view)?.ok_or_else(|| released(th))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("raw", "($self, /)", raw).doc("Return a memoryview of the raw memory underlying this buffer.\nWill raise BufferError is the buffer isn't contiguous."),
        NativeDef::new("release", "($self, /)", |_, a| {
            memoryview::release(small(a[0]).slot(VIEW));
            set_slot(small(a[0]), VIEW, Value::NONE);
            Ok(Value::NONE)
        })
        .doc("Release the underlying buffer exposed by the PickleBuffer object."),
        NativeDef::new("__buffer__", "($self, flags, /)", |th, a| memoryview::new(th, a[0]))
            .doc("Return a buffer object that exposes the underlying memory of the object."),
    ],
    flags: flags::STATIC | flags::WEAKREFS | flags::LENDS_OF_OTHERS,
    doc: "Wrapper for potentially out-of-band buffers",
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("pickle.PickleBuffer")
};

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let given = args.pos().len();
    if given + args.keyword_count() > 1 {
        let total = given + args.keyword_count();
        return Err(th.type_error(format!(
            "PickleBuffer() takes at most 1 argument ({total} given)"
        )));
    }
    let &[object] = args.pos() else {
        return Err(th.type_error("PickleBuffer() takes exactly 1 positional argument (0 given)"));
    };
    if buffer::get(th, object)?.is_none() {
        return Err(th.type_error(format!(
            "a bytes-like object is required, not '{}'",
            ops::type_name(object)
        )));
    }
    let view = memoryview::new(th, object)?;
    let made = support::alloc(th, class, &[view, object], &[]);
    Ok(made.value())
}

fn released(th: &Thread) -> Raised {
    th.value_error("operation forbidden on released PickleBuffer object")
}

/// The memoryview of one that is not released.
fn view(th: &Thread, v: Value) -> PyResult {
    match small(v).slot(VIEW) {
        view if view.is_none() => Err(released(th)),
        view => Ok(view),
    }
}

fn raw(th: &Thread, a: &[Value]) -> PyResult {
    let view = view(th, a[0])?;
    let Some(b) = buffer::get(th, view)? else {
        return Err(released(th));
    };
    if !b.is_c_contiguous() {
        return Err(th.error(
            runtime::types::T::BufferError,
            "cannot extract raw buffer from non-contiguous buffer",
        ));
    }
    let bytes = Buffer::bytes_of(b.owner, b.data, b.len, b.readonly);
    Ok(memoryview::from_buffer(
        th,
        &bytes,
        small(a[0]).slot(OBJECT),
    ))
}
