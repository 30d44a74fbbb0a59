//! Memory that objects lend to each other: the buffer protocol inside the runtime.
//!
//! A [`Buffer`] is a borrowed description: where the items are, what they are, and whose they are. It lives on the native
//! stack, where the collector finds its owner. Whoever keeps it while other code may run (a memoryview) holds the owner
//! with [`hold`], and gives it back with [`release`]; an owner that is held refuses to move its memory ([`check_resize`]).
//! The counts are kept by address outside the heap, so that a memoryview that is swept can give its hold back without
//! touching other objects.

use std::cell::UnsafeCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::error::{PyResult, Raised};
use crate::heap::{self, AddressHasher};
use crate::names::N;
use crate::ops;
use crate::thread::Thread;
use crate::types::memoryview::MemoryView;
use crate::types::{T, type_of};
use crate::value::Value;

/// One dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dim {
    pub len: usize,
    /// Bytes from one item to the next.
    pub stride: isize,
}

/// Memory that an object lends.
#[derive(Clone)]
pub struct Buffer {
    /// Whose memory it is: what must be held.
    pub owner: Value,
    /// The first item (of index 0 in all dimensions).
    pub data: *mut u8,
    /// Bytes of all items.
    pub len: usize,
    pub readonly: bool,
    pub item_size: usize,
    /// The format, a str; `EMPTY` for bytes (`B`).
    pub format: Value,
    /// `None`: one dimension, without gaps.
    pub dims: Option<Vec<Dim>>,
}

impl Buffer {
    /// Plain bytes.
    pub fn bytes_of(owner: Value, data: *const u8, len: usize, readonly: bool) -> Buffer {
        Buffer {
            owner,
            data: data.cast_mut(),
            len,
            readonly,
            item_size: 1,
            format: Value::EMPTY,
            dims: None,
        }
    }

    /// Whether the items follow each other in the order of their indices.
    pub fn is_c_contiguous(&self) -> bool {
        self.dims
            .as_ref()
            .is_none_or(|dims| c_contiguous(dims, self.item_size))
    }

    /// The memory of a buffer without gaps. Good until code runs that may change the owner.
    pub fn bytes(&self) -> &[u8] {
        debug_assert!(self.is_c_contiguous());
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the owner says that `len` bytes lie there; see the method's contract.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }
    }

    /// As [`Buffer::bytes`], to be written.
    ///
    /// # Safety
    /// No other slice of this memory is in use, and no code runs that may change the owner.
    #[allow(clippy::mut_from_ref)] // The memory is the owner's, not this description's.
    pub unsafe fn bytes_mut(&self) -> &mut [u8] {
        debug_assert!(self.is_c_contiguous() && !self.readonly);
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: the owner says that `len` bytes lie there; the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.data, self.len) }
    }

    /// The dimensions.
    pub fn dims(&self) -> Vec<Dim> {
        match &self.dims {
            Some(dims) => dims.clone(),
            None => vec![Dim {
                len: self.len / self.item_size.max(1),
                stride: self.item_size as isize,
            }],
        }
    }

    /// The items in the order of their indices, without gaps.
    pub fn to_vec(&self) -> Vec<u8> {
        match &self.dims {
            Some(dims) if !c_contiguous(dims, self.item_size) => {
                let mut out = Vec::with_capacity(self.len);
                for_each_item(self.data, dims, &mut |p| {
                    // SAFETY: an item of the owner's memory.
                    out.extend_from_slice(unsafe { std::slice::from_raw_parts(p, self.item_size) });
                });
                out
            }
            _ => self.bytes().to_vec(),
        }
    }
}

/// Whether items of these dimensions have no gaps, the last index running fastest.
pub fn c_contiguous(dims: &[Dim], item_size: usize) -> bool {
    contiguous(dims.iter().rev(), item_size)
}

/// Whether items of these dimensions have no gaps, the first index running fastest.
pub fn f_contiguous(dims: &[Dim], item_size: usize) -> bool {
    contiguous(dims.iter(), item_size)
}

fn contiguous<'a>(dims: impl Iterator<Item = &'a Dim> + Clone, item_size: usize) -> bool {
    if dims.clone().any(|d| d.len == 0) {
        return true;
    }
    let mut expected = item_size as isize;
    for d in dims {
        if d.len > 1 && d.stride != expected {
            return false;
        }
        expected = expected.wrapping_mul(d.len as isize);
    }
    true
}

/// Calls `f` with the address of each item, the last index running fastest.
pub fn for_each_item(data: *mut u8, dims: &[Dim], f: &mut impl FnMut(*mut u8)) {
    match dims {
        [] => f(data),
        [first, rest @ ..] => {
            for i in 0..first.len {
                for_each_item(data.wrapping_offset(first.stride * i as isize), rest, f);
            }
        }
    }
}

/// Whether `v` lends memory.
pub fn is_buffer(v: Value) -> bool {
    let ty = type_of(v);
    ty.slots().buffer.is_some() || crate::types::type_::lookup_name(ty, N::__buffer__).is_some()
}

/// The memory that `v` lends; None if it is no buffer. Runs Python for classes with `__buffer__`.
pub fn get(th: &Thread, v: Value) -> PyResult<Option<Buffer>> {
    if let Some(f) = type_of(v).slots().buffer {
        return f(th, v).map(Some);
    }
    // inspect.BufferFlags.FULL_RO.
    const FULL_RO: i64 = 0x11c;
    let Some(made) = ops::call::special(th, v, N::__buffer__, &[Value::small(FULL_RO)])? else {
        return Ok(None);
    };
    if made.downcast::<MemoryView>().is_none() {
        return Err(th.type_error("__buffer__ returned non-memoryview object"));
    }
    get(th, made)
}

/// The error for an argument that is no buffer.
#[cold]
pub fn not_a_buffer(th: &Thread, v: Value) -> Raised {
    th.type_error(format!(
        "a bytes-like object is required, not '{}'",
        ops::type_name(v)
    ))
}

/// The memory of a buffer without gaps; raises for everything else.
pub fn contiguous_of(th: &Thread, v: Value) -> PyResult<Buffer> {
    match get(th, v)? {
        Some(b) if b.is_c_contiguous() => Ok(b),
        Some(_) => Err(th.error(
            T::BufferError,
            "memoryview: underlying buffer is not C-contiguous",
        )),
        None => Err(not_a_buffer(th, v)),
    }
}

/// The memory of a writable buffer without gaps; None for everything else.
pub fn writable(th: &Thread, v: Value) -> PyResult<Option<Buffer>> {
    Ok(get(th, v)?.filter(|b| !b.readonly && b.is_c_contiguous()))
}

type Table = HashMap<usize, usize, BuildHasherDefault<AddressHasher>>;
struct Holds(UnsafeCell<Option<Table>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Holds {}
/// How often each owner is held, by address.
static HOLDS: Holds = Holds(UnsafeCell::new(None));

fn holds() -> &'static mut Table {
    // SAFETY: under the interpreter lock; no caller keeps the reference across a call.
    unsafe { (*HOLDS.0.get()).get_or_insert_with(Table::default) }
}

/// Whether anything is held at all.
#[inline(always)]
pub fn any_held() -> bool {
    // SAFETY: under the interpreter lock.
    unsafe {
        (*HOLDS.0.get())
            .as_ref()
            .is_some_and(|table| !table.is_empty())
    }
}

/// Holds an owner's memory in place.
pub fn hold(owner: Value) {
    *holds().entry(owner.bits() as usize).or_default() += 1;
}

/// Gives one hold of the owner at this address back. Touches no heap object.
pub fn release(owner: usize) {
    let table = holds();
    if let Some(n) = table.get_mut(&owner) {
        *n -= 1;
        if *n == 0 {
            table.remove(&owner);
        }
    }
}

/// Holds an owner's memory in place as long as this lives. The caller keeps the owner alive.
pub struct Hold(usize);

impl Hold {
    pub fn new(owner: Value) -> Hold {
        hold(owner);
        Hold(owner.bits() as usize)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        release(self.0);
    }
}

/// Whether somebody holds the memory of `owner`.
pub fn is_held(owner: Value) -> bool {
    holds().contains_key(&(owner.bits() as usize))
}

/// How often the memory of `owner` is held.
pub fn hold_count(owner: Value) -> usize {
    holds()
        .get(&(owner.bits() as usize))
        .copied()
        .unwrap_or_default()
}

/// To be called before an owner's memory moves: BufferError if somebody who is alive holds it. May collect.
#[inline]
pub fn check_resize(th: &Thread, owner: Value) -> PyResult<()> {
    if !holds().is_empty() && is_held(owner) {
        return held(th, owner);
    }
    Ok(())
}

#[cold]
fn held(th: &Thread, owner: Value) -> PyResult<()> {
    // A view that nobody refers to any more would have let go at once in CPython. What statements have left behind in
    // registers refers to none. (What traces have there is not known here.)
    if th.in_traces.get() == 0 {
        crate::types::frame::forget_dead(th);
    }
    heap::collect(true);
    if !is_held(owner) {
        return Ok(());
    }
    heap::collect_views_of(owner.bits() as usize);
    if !is_held(owner) {
        return Ok(());
    }
    Err(th.error(
        T::BufferError,
        "Existing exports of data: object cannot be re-sized",
    ))
}
