//! `bytes`: an immutable array of bytes inside the object.

use std::borrow::Cow;
use std::cell::Cell;

use crate::error::PyResult;
use crate::heap;
use crate::object::{Header, Kind, Object, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::type_::{TypeDef, flags};
use crate::types::{T, shape_of};
use crate::value::Value;

/// A bytes object.
#[repr(C)]
pub struct Bytes {
    header: Header,
    len: Cell<usize>,
    /// The hash, 0 if not yet computed.
    pub hash: Cell<i64>,
    data: [u8; 0],
}

// SAFETY: `#[repr(C)]` with a header first; zeros are an empty object.
unsafe impl Object for Bytes {
    const KIND: Kind = Kind::Bytes;
}

impl Bytes {
    /// The bytes, in place.
    #[inline]
    pub fn data(&self) -> &[u8] {
        // SAFETY: `len` bytes follow the structure and never change after construction.
        unsafe { std::slice::from_raw_parts(self.data.as_ptr(), self.len.get()) }
    }
}

/// A new bytes object. Allocates.
pub fn new(th: &Thread, data: &[u8]) -> Value {
    new_with_shape(th, shape_of(T::Bytes), data, 0).value()
}

/// A new object of another shape (a subclass), with `extra` zero bytes behind the data. Allocates.
pub fn new_with_shape(
    th: &Thread,
    shape: crate::object::ShapeId,
    data: &[u8],
    extra: usize,
) -> Ref<Bytes> {
    // The attribute area of a subclass is aligned; one byte more keeps the end of the data inside the object.
    let size = std::mem::size_of::<Bytes>() + (data.len() + 1).next_multiple_of(8) + extra;
    let object = heap::alloc::<Bytes>(&th.alloc, shape, size);
    object.len.set(data.len());
    // SAFETY: the object has room for the data, and nobody else has seen it.
    unsafe {
        let to = object.data.as_ptr().cast_mut();
        std::ptr::copy_nonoverlapping(data.as_ptr(), to, data.len());
    }
    object
}

/// Bytes of an object without its attribute area.
pub fn size_of(h: &Header) -> usize {
    // SAFETY: called for objects of `Kind::Bytes` only.
    let b = unsafe { &*(&raw const *h).cast::<Bytes>() };
    std::mem::size_of::<Bytes>() + (b.len.get() + 1).next_multiple_of(8)
}

/// The contents of a bytes-like object; None for other objects. A bytearray's are copied.
pub fn as_bytes(v: Value) -> Option<Cow<'static, [u8]>> {
    if let Some(b) = v.downcast::<Bytes>() {
        // SAFETY: the caller keeps `v`, whose data never changes.
        return Some(Cow::Borrowed(unsafe {
            std::slice::from_raw_parts(b.data().as_ptr(), b.data().len())
        }));
    }
    None
}

/// The contents of a bytes-like object or of an iterable of ints. Runs Python.
pub fn from_object(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    if let Some(b) = as_bytes(v) {
        return Ok(b.into_owned());
    }
    if v.has_kind(Kind::Str) {
        return Err(th.type_error("cannot convert 'str' object to bytes"));
    }
    let mut bytes = Vec::new();
    ops::iterate(th, v, &mut |item| {
        let i = ops::index_i64(th, item)?;
        match u8::try_from(i) {
            Ok(b) => bytes.push(b),
            Err(_) => return Err(th.value_error("bytes must be in range(0, 256)")),
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(bytes)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut out = Vec::new();
    crate::algo::text::push_bytes_repr(&mut out, &as_bytes(v).unwrap_or_default());
    Ok(crate::types::str::from_bytes(th, &out).value())
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    Ok(crate::types::str::hash_raw_bytes(
        &as_bytes(v).unwrap_or_default(),
    ))
}

fn len(_: &Thread, v: Value) -> PyResult<usize> {
    Ok(as_bytes(v).map_or(0, |b| b.len()))
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        len: Some(len),
        ..Slots::NONE
    },
    flags: flags::BASE | flags::MATCH_SELF | flags::VARIABLE,
    basic_size: std::mem::size_of::<Bytes>(),
    ..TypeDef::new(T::Bytes)
};

/// Visits the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut heap::Tracer) {
    crate::shape::trace_attributes(h, t);
}
