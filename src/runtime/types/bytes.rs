//! `bytes` and `bytearray`. Their methods are shared: each reads the contents of its receiver and makes a result of the
//! receiver's sort. The work on the contents is in `algo::search`.
//!
//! It is long because two types share some sixty methods.

use std::borrow::Cow;
use std::cell::Cell;
use std::mem::offset_of;

use crate::algo::search::{self, Kind as Text};
use crate::algo::{hex as digits, text};
use crate::buffer::{self, Buffer};
use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slice::{self, Bounds, Slice};
use crate::types::slots::{BINOPS, BinOp, BinaryFn, CmpOp, Slots};
use crate::types::str as str_;
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, Type, TypeDef, flags};
use crate::types::{self, T, is_exactly, list, shape_of, signature};
use crate::value::Value;

/// A bytes object: the data lie behind the structure.
#[repr(C)]
pub struct Bytes {
    header: Header,
    len: Cell<usize>,
    /// The hash, 0 if not yet computed.
    pub hash: Cell<i64>,
    /// Where the data are, for traces: below.
    start: Cell<*const u8>,
    data: [u8; 0],
}

/// Offset of the length of a bytes object (usize).
pub const LEN_OFFSET: usize = offset_of!(Bytes, len);
/// Offset of the pointer to its data.
pub const START_OFFSET: usize = offset_of!(Bytes, start);
/// Offset of the length of a bytearray (usize).
pub const ARRAY_LEN_OFFSET: usize = offset_of!(ByteArray, len);
/// Offset of the pointer to its data, which is null before the first byte.
pub const ARRAY_DATA_OFFSET: usize = offset_of!(ByteArray, data);

/// How the objects of `array.array` begin, which is a native module's class: traces read and write the items.
#[repr(C)]
pub struct NumberArray {
    header: Header,
    layout: &'static NativeLayout,
    /// The items: a bytearray, always the same.
    pub data: Slot,
    /// The type code of the items, always the same.
    pub code: Cell<u8>,
}

// SAFETY: `#[repr(C)]` with a header first; arrays are made by their module alone.
unsafe impl Object for NumberArray {
    const KIND: Kind = Kind::Native;
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

/// A bytearray: the data lie in a heap buffer that grows.
#[repr(C)]
pub struct ByteArray {
    header: Header,
    layout: Cell<Option<&'static NativeLayout>>,
    len: Cell<usize>,
    /// The payload of a buffer, or null.
    data: Cell<*mut u8>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for ByteArray {
    const KIND: Kind = Kind::ByteArray;
}

static ARRAY_LAYOUT: NativeLayout = NativeLayout {
    name: "bytearray",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let b = unsafe { &*h.cast::<ByteArray>() };
        if !b.data.get().is_null() {
            t.visit_buffer_leaf(b.data.get());
        }
    },
    drop: None,
};

impl ByteArray {
    /// The contents, in place: good until the array changes.
    pub fn data(&self) -> &[u8] {
        if self.len.get() == 0 {
            return &[];
        }
        // SAFETY: the buffer holds at least `len` bytes; callers copy before they run code that may change it.
        unsafe { std::slice::from_raw_parts(self.data.get(), self.len.get()) }
    }
}

impl Ref<ByteArray> {
    /// Makes room for `capacity` bytes; what is there stays. Allocates.
    fn reserve(self, th: &Thread, capacity: usize) {
        let old = self.data.get();
        if !old.is_null() && capacity <= heap::buffer_capacity(old) {
            return;
        }
        let new = heap::alloc_bytes(&th.alloc, capacity + capacity / 8 + 8);
        // SAFETY: the new buffer is larger than the contents.
        unsafe { std::ptr::copy_nonoverlapping(self.data().as_ptr(), new, self.len.get()) };
        self.data.set(new);
        crate::object::write_barrier(self.header());
    }

    /// Replaces `count` bytes at `start` by `new`, which is not part of the array. BufferError if the length changes while
    /// somebody holds the memory. Allocates.
    pub fn splice(self, th: &Thread, start: usize, count: usize, new: &[u8]) -> PyResult<()> {
        let len = self.len.get();
        debug_assert!(start + count <= len);
        if new.len() != count {
            buffer::check_resize(th, self.value())?;
            self.reserve(th, len - count + new.len());
        }
        let data = self.data.get();
        if !data.is_null() {
            // SAFETY: the buffer has room for the new contents.
            unsafe {
                let tail = data.add(start + count);
                std::ptr::copy(tail, data.add(start + new.len()), len - start - count);
                std::ptr::copy_nonoverlapping(new.as_ptr(), data.add(start), new.len());
            }
        }
        self.len.set(len - count + new.len());
        Ok(())
    }

    /// Replaces the contents. See [`Self::splice`].
    fn set_data(self, th: &Thread, data: &[u8]) -> PyResult<()> {
        self.splice(th, 0, self.len.get(), data)
    }

    /// Appends bytes that are not part of the array. See [`Self::splice`].
    pub fn extend(self, th: &Thread, more: &[u8]) -> PyResult<()> {
        self.splice(th, self.len.get(), 0, more)
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
    let object = if extra == 0 && shape == shape_of(T::Bytes) {
        heap::alloc_leaf::<Bytes>(&th.alloc, shape, size)
    } else {
        heap::alloc::<Bytes>(&th.alloc, shape, size)
    };
    object.len.set(data.len());
    object.start.set(object.data.as_ptr());
    // SAFETY: the object has room for the data, and nobody else has seen it.
    unsafe {
        let to = object.data.as_ptr().cast_mut();
        std::ptr::copy_nonoverlapping(data.as_ptr(), to, data.len());
    }
    object
}

/// A new bytearray of a class. Allocates.
pub fn new_array(th: &Thread, class: Ref<Type>, data: &[u8]) -> Value {
    let b = type_::alloc_instance::<ByteArray>(th, class);
    b.layout.set(Some(&ARRAY_LAYOUT));
    b.reserve(th, data.len());
    // SAFETY: there is room, and nobody else has seen the array.
    unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), b.data.get(), data.len()) };
    b.len.set(data.len());
    b.value()
}

/// Bytes of an object without its attribute area.
pub fn size_of(h: &Header) -> usize {
    // SAFETY: called for objects of `Kind::Bytes` only.
    let b = unsafe { &*(&raw const *h).cast::<Bytes>() };
    std::mem::size_of::<Bytes>() + (b.len.get() + 1).next_multiple_of(8)
}

/// The contents of a bytes-like object; None for other objects, and for views that have been released or have gaps. What
/// can change is copied.
pub fn as_bytes(v: Value) -> Option<Cow<'static, [u8]>> {
    if let Some(b) = v.downcast::<Bytes>() {
        let data = b.data();
        // SAFETY: the caller keeps `v`, whose data never changes.
        return Some(Cow::Borrowed(unsafe {
            std::slice::from_raw_parts(data.as_ptr(), data.len())
        }));
    }
    if let Some(b) = v.downcast::<ByteArray>() {
        return Some(Cow::Owned(b.data().to_vec()));
    }
    if v.has_kind(Kind::Str) || v.is_small_int() || !buffer::is_buffer(v) {
        return None;
    }
    let th = crate::start::current_thread()?;
    match buffer::get(th, v) {
        Ok(lent) => lent
            .filter(Buffer::is_c_contiguous)
            .map(|b| Cow::Owned(b.to_vec())),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
    }
}

/// What `__bytes__` gives, where there is such a method. Runs Python.
pub fn asked(th: &Thread, v: Value) -> PyResult<Option<Ref<Bytes>>> {
    let Some(made) = ops::call::special(th, v, crate::names::N::__bytes__, &[])? else {
        return Ok(None);
    };
    match made.downcast::<Bytes>() {
        Some(bytes) => Ok(Some(bytes)),
        None => Err(th.type_error(format!(
            "__bytes__ returned non-bytes (type {})",
            ops::type_name(made)
        ))),
    }
}

/// The contents of a buffer or of an iterable of ints, for a constructor of `class`. Runs Python.
pub fn from_object(th: &Thread, v: Value, class: &str) -> PyResult<Vec<u8>> {
    if let Some(lent) = buffer::get(th, v)? {
        return Ok(lent.to_vec());
    }
    if v.has_kind(Kind::Str) || !ops::iterate::is_iterable(v) {
        return Err(th.type_error(format!(
            "cannot convert '{}' object to {class}",
            ops::type_name(v)
        )));
    }
    let message = if class == "bytes" {
        "bytes must be in range(0, 256)"
    } else {
        "byte must be in range(0, 256)"
    };
    if class == "bytes" {
        ask_length(th, v)?;
    }
    byte_items(th, v, message)
}

/// Asks an object how long it will be if that can be seen: the answer is of no use, but an error counts. Runs Python.
fn ask_length(th: &Thread, v: Value) -> PyResult<()> {
    if ops::has_length_hint_in_python(v) {
        ops::length_hint(th, v, 0)?;
    }
    Ok(())
}

/// The items of an iterable of ints. Runs Python.
fn byte_items(th: &Thread, v: Value, message: &str) -> PyResult<Vec<u8>> {
    let mut bytes = Vec::new();
    ops::iterate(th, v, |item| {
        bytes.push(byte(th, item, message)?);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(bytes)
}

/// One byte given as an int.
fn byte(th: &Thread, v: Value, message: &str) -> PyResult<u8> {
    let n = match v.as_small() {
        Some(n) => n,
        None => ops::index_clamped(th, v)?,
    };
    match u8::try_from(n) {
        Ok(b) => Ok(b),
        Err(_) => Err(th.value_error(message)),
    }
}

/// The contents of the receiver.
fn this(v: Value) -> Cow<'static, [u8]> {
    as_bytes(v).unwrap_or_default()
}

/// A result of the receiver's sort: the receiver itself, where `data` is all of its own bytes and they cannot change.
fn alike(th: &Thread, v: Value, data: &[u8]) -> Value {
    if v.has_kind(Kind::ByteArray) {
        return new_array(th, types::get(T::ByteArray), data);
    }
    if types::is_exactly(v, T::Bytes)
        && let Some(b) = v.downcast::<Bytes>()
        && std::ptr::eq(b.data(), data)
    {
        return v;
    }
    new(th, data)
}

/// [`alike`], as a method returns it.
fn like(th: &Thread, v: Value, data: &[u8]) -> PyResult {
    Ok(alike(th, v, data))
}

/// A bytes-like argument.
fn argument(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    match as_bytes(v) {
        Some(b) => Ok(b),
        None => Ok(Cow::Owned(buffer::contiguous_of(th, v)?.to_vec())),
    }
}

/// Keeps the memory of a bytearray where it is while code runs that might change it. (That of bytes never moves.)
fn still(v: Value) -> Option<buffer::Hold> {
    v.downcast::<ByteArray>().map(|_| buffer::Hold::new(v))
}

/// As [`still`], if an argument is of a class, so that code may run at all.
fn still_for(v: Value, argument: Value) -> Option<buffer::Hold> {
    let class = types::type_of(argument);
    class
        .has_flag(types::type_::flags::HEAP)
        .then(|| still(v))?
}

/// What to search for: bytes, or one byte as an int.
fn needle(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    if let Some(b) = as_bytes(v) {
        return Ok(b);
    }
    if types::type_of(v).slots().index.is_some() {
        return Ok(Cow::Owned(vec![byte(
            th,
            v,
            "byte must be in range(0, 256)",
        )?]));
    }
    Err(th.type_error(format!(
        "argument should be integer or bytes-like object, not '{}'",
        ops::type_name(v)
    )))
}

// ---- slots

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut out = Vec::new();
    if v.has_kind(Kind::ByteArray) {
        out.extend_from_slice(types::type_of(v).name().bytes());
        out.push(b'(');
    }
    if v.has_kind(Kind::ByteArray) {
        text::push_bytearray_repr(&mut out, &this(v));
    } else {
        text::push_bytes_repr(&mut out, &this(v));
    }
    if v.has_kind(Kind::ByteArray) {
        out.push(b')');
    }
    Ok(str_::from_bytes(th, &out).value())
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    Ok(match v.downcast::<Bytes>() {
        Some(b) => hash_of(b),
        None => str_::hash_raw_bytes(&this(v)),
    })
}

/// The hash of a bytes object, which remembers it.
pub fn hash_of(b: Ref<Bytes>) -> i64 {
    if b.hash.get() == 0 {
        b.hash.set(str_::hash_raw_bytes(b.data()));
    }
    b.hash.get()
}

fn len(_: &Thread, v: Value) -> PyResult<usize> {
    if let Some(b) = v.downcast::<Bytes>() {
        return Ok(b.len.get());
    }
    Ok(v.downcast::<ByteArray>().map_or(0, |b| b.len.get()))
}

/// What `-b` says of something done with bytes that is probably a mistake. Runs Python.
fn warn(th: &Thread, text: &str) -> PyResult<()> {
    if crate::config::get().bytes_warning == 0 {
        return Ok(());
    }
    crate::warn::issue(th, T::BytesWarning, text)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if matches!(op, CmpOp::Eq | CmpOp::Ne) {
        if b.has_kind(Kind::Str) {
            let what = if a.has_kind(Kind::ByteArray) {
                "bytearray"
            } else {
                "bytes"
            };
            warn(th, &format!("Comparison between {what} and string"))?;
        } else if types::int::is_int(b) && a.has_kind(Kind::Bytes) {
            warn(th, "Comparison between bytes and int")?;
        }
    }
    if a.has_kind(Kind::Bytes) && !b.has_kind(Kind::Bytes) {
        // `bytearray` and `memoryview` know how to compare themselves with us.
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match (as_bytes(a), as_bytes(b)) {
        (Some(x), Some(y)) => Ok(Value::bool(op.holds(x[..].cmp(&y[..])))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn kind_name(v: Value) -> &'static str {
    if v.has_kind(Kind::ByteArray) {
        "bytearray"
    } else {
        "byte"
    }
}

/// The byte at an index (from the end, if it is negative) of exactly a `bytes` or `bytearray`, if there is one.
pub fn byte_at(v: Value, index: i64) -> Option<u8> {
    let at = |data: &[u8]| {
        let at = if index < 0 {
            index + data.len() as i64
        } else {
            index
        };
        data.get(usize::try_from(at).ok()?).copied()
    };
    if is_exactly(v, T::Bytes) {
        at(v.downcast::<Bytes>()?.data())
    } else if is_exactly(v, T::ByteArray) {
        at(v.downcast::<ByteArray>()?.data())
    } else {
        None
    }
}

/// The bytes that a slice selects of a `bytes` or `bytearray`. Allocates.
pub fn select(th: &Thread, v: Value, bounds: Bounds) -> Value {
    let data = this(v);
    let range = bounds.range(data.len());
    if range.step == 1 {
        if range.count == data.len() && is_exactly(v, T::Bytes) {
            return v;
        }
        return alike(th, v, &data[range.start..range.start + range.count]);
    }
    let at = |n: usize| data[(range.start as isize + n as isize * range.step) as usize];
    let picked: Vec<u8> = (0..range.count).map(at).collect();
    alike(th, v, &picked)
}

fn get_item(th: &Thread, v: Value, key: Value) -> PyResult {
    if let Some(s) = key.downcast::<Slice>() {
        return Ok(select(th, v, slice::unpack(th, s)?));
    }
    let Some(i) = ops::index_opt(th, key)? else {
        return Err(types::sequence::bad_index(th, kind_name(v), key));
    };
    let n = len(th, v)?;
    let at = types::sequence::resolve(types::sequence::index_value(th, i, T::IndexError)?, n);
    match at {
        Some(at) => {
            let b = match v.downcast::<Bytes>() {
                Some(b) => b.data().get(at).copied(),
                None => v
                    .downcast::<ByteArray>()
                    .and_then(|b| b.data().get(at).copied()),
            };
            let Some(b) = b else {
                return Err(th.index_error("bytearray index out of range"));
            };
            Ok(Value::small(b as i64))
        }
        None if v.has_kind(Kind::ByteArray) => Err(th.index_error("bytearray index out of range")),
        None => Err(th.index_error("index out of range")),
    }
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    let _hold = still_for(v, item);
    if as_bytes(item).is_none() && types::type_of(item).slots().index.is_some() {
        match ops::index(th, item) {
            Ok(_) => return Ok(search::contains(&this(v), &needle(th, item)?)),
            // Whatever goes wrong there: it may still lend memory.
            Err(raised) => drop(th.take_exception(raised)),
        }
    }
    Ok(search::contains(&this(v), &argument(th, item)?))
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    if types::is_exactly(a, T::Bytes)
        && let (Some(x), Some(y)) = (a.downcast::<Bytes>(), b.downcast::<Bytes>())
    {
        return Ok(joined(th, x, y));
    }
    let Some(y) = as_bytes(b) else {
        return Err(th.type_error(format!(
            "can't concat {} to {}",
            ops::type_name(b),
            ops::type_name(a)
        )));
    };
    like(th, a, &[&this(a)[..], &y[..]].concat())
}

/// The bytes of an object and then those of another: one of the two, if the other is empty. Allocates.
pub fn joined(th: &Thread, x: Ref<Bytes>, y: Ref<Bytes>) -> Value {
    for (whole, other) in [(x, y), (y, x)] {
        if other.data().is_empty() && types::is_exactly(whole.value(), T::Bytes) {
            return whole.value();
        }
    }
    let (x, y) = (x.data(), y.data());
    let len = x.len() + y.len();
    let size = std::mem::size_of::<Bytes>() + (len + 1).next_multiple_of(8);
    let object = heap::alloc_leaf::<Bytes>(&th.alloc, shape_of(T::Bytes), size);
    object.len.set(len);
    object.start.set(object.data.as_ptr());
    // SAFETY: the object has room for the data, and nobody else has seen it.
    unsafe {
        let to = object.data.as_ptr().cast_mut();
        std::ptr::copy_nonoverlapping(x.as_ptr(), to, x.len());
        std::ptr::copy_nonoverlapping(y.as_ptr(), to.add(x.len()), y.len());
    }
    object.value()
}

fn repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let n = types::sequence::repeat_count(th, count)?;
    if n == 1 && types::is_exactly(v, T::Bytes) {
        return Ok(v);
    }
    let data = this(v);
    types::sequence::repeated_len(th, data.len(), n)?;
    like(th, v, &data.repeat(n))
}

static NEW: NativeDef = NativeDef::new(
    "bytes",
    "(source=None, encoding=None, errors=None)",
    |_, _| Ok(Value::NONE),
);
static NEW_ARRAY: NativeDef = NativeDef::new(
    "bytearray",
    "(source=None, encoding=None, errors=None)",
    |_, _| Ok(Value::NONE),
);

/// The contents that the arguments of a constructor ask for.
fn construct(th: &Thread, def: &'static NativeDef, args: Args) -> PyResult<Vec<u8>> {
    let [source, encoding, errors] = signature::bind_new(th, def, args)?;
    if !encoding.is_empty() || !errors.is_empty() {
        for (v, name) in [(encoding, "encoding"), (errors, "errors")] {
            if !v.is_empty() && !v.has_kind(Kind::Str) {
                return Err(th.type_error(format!(
                    "{}() argument '{name}' must be str, not {}",
                    def.name,
                    ops::argument_type_name(v)
                )));
            }
        }
        if source.is_empty() {
            return Err(th.type_error(if encoding.is_empty() {
                "errors without a string argument"
            } else {
                "encoding without a string argument"
            }));
        }
        if source.has_kind(Kind::Str) && encoding.is_empty() {
            return Err(th.type_error("string argument without an encoding"));
        }
        if !source.has_kind(Kind::Str) {
            return Err(th.type_error(if encoding.is_empty() {
                "errors without a string argument"
            } else {
                "encoding without a string argument"
            }));
        }
        let mut values = [encoding, errors];
        for (v, default) in values.iter_mut().zip(["utf-8", "strict"]) {
            if v.is_empty() {
                *v = str_::new(th, default);
            }
        }
        let encoded = ops::call_method(th, source, str_::intern(th, "encode"), &values)?;
        return Ok(this(encoded).into_owned());
    }
    if source.is_empty() {
        return Ok(Vec::new());
    }
    let immutable = std::ptr::eq(def, &NEW);
    if immutable && let Some(made) = asked(th, source)? {
        return Ok(made.data().to_vec());
    }
    if source.has_kind(Kind::Str) {
        return Err(th.type_error("string argument without an encoding"));
    }
    if types::type_of(source).slots().index.is_some() && as_bytes(source).is_none() {
        let n = types::sequence::index_value(th, source, T::OverflowError)?;
        return match usize::try_from(n) {
            Ok(n) if n < 1 << 40 => Ok(vec![0; n]),
            Ok(_) => Err(th.error_with(T::MemoryError, &[])),
            Err(_) => Err(th.value_error("negative count")),
        };
    }
    from_object(th, source, def.name)
}

/// `format % arguments`. Runs Python.
fn modulo(th: &Thread, a: Value, b: Value) -> PyResult {
    if !matches!(
        a.header().map(Header::kind),
        Some(Kind::Bytes | Kind::ByteArray)
    ) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let _hold = still(a);
    let out = types::str_percent::bytes_modulo(th, &this(a), b)?;
    like(th, a, &out)
}

/// The operators of both types.
const OPERATORS: [Option<BinaryFn>; BINOPS] = Slots::binary_table([(BinOp::Mod, modulo)]);

/// What a bytes object lends.
fn lend(_: &Thread, v: Value) -> PyResult<Buffer> {
    if let Some(b) = v.downcast::<ByteArray>() {
        return Ok(Buffer::bytes_of(v, b.data.get(), b.len.get(), false));
    }
    let b = types::sequence::this::<Bytes>(v);
    Ok(Buffer::bytes_of(v, b.data.as_ptr(), b.len.get(), true))
}

/// The definition of `bytes`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        str: Some(|th, v| {
            warn(th, "str() on a bytes instance")?;
            repr(th, v)
        }),
        hash: Some(hash),
        len: Some(len),
        compare: Some(compare),
        getitem: Some(get_item),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        binary: OPERATORS,
        buffer: Some(lend),
        iter: Some(|th, v| Ok(types::iter::new_bytes(th, v))),
        new: Some(|th, class, args| {
            if class == types::get(T::Bytes) {
                if let [v] = *args.values {
                    if types::is_exactly(v, T::Bytes) {
                        return Ok(v);
                    }
                    // What `__bytes__` gives is the result, an instance of a subclass, too.
                    if args.keyword_count() == 0
                        && let Some(made) = asked(th, v)?
                    {
                        return Ok(made.value());
                    }
                }
            }
            let data = construct(th, &NEW, args)?;
            let shape = class.instance_shape.get();
            let made = new_with_shape(th, shape, &data, type_::extra_size(class));
            Ok(type_::finalized(class, made).value())
        }),
        ..Slots::NONE
    },
    methods: METHODS,
    flags: flags::BASE | flags::MATCH_SELF | flags::VARIABLE,
    basic_size: std::mem::size_of::<Bytes>(),
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    ..TypeDef::new(T::Bytes)
};

/// Visits the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    crate::shape::trace_attributes(h, t);
}

// ---- methods of both

fn span(th: &Thread, n: usize, start: Value, end: Value) -> PyResult<Option<(usize, usize)>> {
    let len = n as i64;
    let position = |v: Value, default: i64| -> PyResult<i64> {
        if v.is_empty() || v.is_none() {
            return Ok(default);
        }
        let i = ops::index_clamped(th, v)?;
        Ok(if i < 0 { (i + len).max(0) } else { i })
    };
    let (start, end) = (position(start, 0)?, position(end, len)?.min(len));
    Ok((start <= end).then_some((start as usize, end as usize)))
}

/// The receiver's bytes where they lie. Nothing that may run Python is called while they are looked at.
fn borrowed(v: Value) -> &'static [u8] {
    let data = match (v.downcast::<Bytes>(), v.downcast::<ByteArray>()) {
        (Some(b), _) => std::ptr::from_ref(b.data()),
        (None, Some(b)) => std::ptr::from_ref(b.data()),
        (None, None) => &[],
    };
    // SAFETY: the caller has the object, and keeps to what is said above.
    unsafe { &*data }
}

/// The part of the receiver that `start` and `end` select, and where it begins; None if there is none. Runs Python (their
/// `__index__`) before it borrows.
fn part(
    th: &Thread,
    v: Value,
    start: Value,
    end: Value,
) -> PyResult<Option<(usize, &'static [u8])>> {
    let Some((start, end)) = span(th, borrowed(v).len(), start, end)? else {
        return Ok(None);
    };
    let now = borrowed(v);
    Ok(now.get(start..end.min(now.len())).map(|part| (start, part)))
}

fn search_for(
    th: &Thread,
    a: &[Value],
    f: fn(&[u8], &[u8]) -> Option<usize>,
) -> PyResult<Option<i64>> {
    let _hold = still_for(a[0], a[1]);
    let sub = needle(th, a[1])?;
    let part = part(th, a[0], a[2], a[3])?;
    Ok(part.and_then(|(start, s)| f(s, &sub).map(|at| (start + at) as i64)))
}

#[cold]
fn not_found(th: &Thread) -> Raised {
    th.value_error("subsection not found")
}

fn found(th: &Thread, at: Option<i64>) -> PyResult {
    at.map(Value::small).ok_or_else(|| not_found(th))
}

fn affix(th: &Thread, method: &str, a: &[Value], f: fn(&[u8], &[u8]) -> bool) -> PyResult {
    let _hold = still_for(a[0], a[1]);
    let span = span(th, borrowed(a[0]).len(), a[2], a[3])?;
    let test = |sub: &[u8]| {
        let now = borrowed(a[0]);
        span.and_then(|(start, end)| now.get(start..end.min(now.len())))
            .is_some_and(|s| f(s, sub))
    };
    if buffer::is_buffer(a[1]) {
        return Ok(Value::bool(test(&argument(th, a[1])?)));
    }
    let Some(tuple) = a[1].downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{method} first arg must be bytes or a tuple of bytes, not {}",
            ops::type_name(a[1])
        )));
    };
    for &v in tuple.items() {
        if test(&argument(th, v)?) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn limit(th: &Thread, v: Value) -> PyResult<Option<usize>> {
    if v.is_empty() {
        return Ok(None);
    }
    Ok(usize::try_from(ops::index_i64(th, v)?).ok())
}

fn pieces<'a>(
    th: &Thread,
    v: Value,
    parts: impl Iterator<Item = &'a [u8]>,
) -> PyResult<Ref<list::List>> {
    let list = list::new(th, &[]);
    for p in parts {
        let piece = like(th, v, p)?;
        list.append(th, piece);
    }
    Ok(list)
}

fn separator(th: &Thread, v: Value) -> PyResult<Option<Cow<'static, [u8]>>> {
    if v.is_empty() || v.is_none() {
        return Ok(None);
    }
    let sep = argument(th, v)?;
    if sep.is_empty() {
        return Err(th.value_error("empty separator"));
    }
    Ok(Some(sep))
}

fn split(th: &Thread, a: &[Value]) -> PyResult {
    let _hold = still(a[0]);
    let (s, max) = (this(a[0]), limit(th, a[2])?);
    let list = match separator(th, a[1])? {
        None => pieces(th, a[0], search::split_space(Text::Bytes, &s, max))?,
        Some(sep) => pieces(th, a[0], search::split(&s, &sep, max))?,
    };
    Ok(list.value())
}

fn rsplit(th: &Thread, a: &[Value]) -> PyResult {
    let _hold = still(a[0]);
    let (s, max) = (this(a[0]), limit(th, a[2])?);
    let list = match separator(th, a[1])? {
        None => pieces(th, a[0], search::rsplit_space(Text::Bytes, &s, max))?,
        Some(sep) => pieces(th, a[0], search::rsplit(&s, &sep, max))?,
    };
    list.reverse();
    Ok(list.value())
}

fn partition(th: &Thread, a: &[Value], from_right: bool) -> PyResult {
    let (s, sep) = (this(a[0]), argument(th, a[1])?);
    if sep.is_empty() {
        return Err(th.value_error("empty separator"));
    }
    let parts = if from_right {
        search::rpartition(&s, &sep)
    } else {
        search::partition(&s, &sep)
    };
    let parts: [&[u8]; 3] = match parts {
        Some((before, after)) => [before, &sep, after],
        None if from_right => [&[], &[], &s],
        None => [&s, &[], &[]],
    };
    let mut values = [Value::EMPTY; 3];
    for (v, p) in values.iter_mut().zip(parts) {
        *v = like(th, a[0], p)?;
    }
    Ok(tuple::new(th, &values).value())
}

fn join(th: &Thread, a: &[Value]) -> PyResult {
    if !ops::iterate::is_iterable(a[1]) {
        return Err(th.type_error("can only join an iterable"));
    }
    let _hold = still(a[0]);
    let items = list::from_iterable(th, a[1])?;
    if items.len() == 1 && types::is_exactly(items.item(0), T::Bytes) && a[0].has_kind(Kind::Bytes)
    {
        return Ok(items.item(0));
    }
    let separator = this(a[0]);
    let mut size = separator.len() * items.len();
    for n in 0..items.len() {
        size += items
            .item(n)
            .downcast::<Bytes>()
            .map_or(0, |b| b.data().len());
    }
    let mut joined = Vec::with_capacity(size);
    for n in 0..items.len() {
        let Some(b) = as_bytes(items.item(n)) else {
            return Err(th.type_error(format!(
                "sequence item {n}: expected a bytes-like object, {} found",
                ops::type_name(items.item(n))
            )));
        };
        if n > 0 {
            joined.extend_from_slice(&separator);
        }
        joined.extend_from_slice(&b);
        // What lends memory may have run.
        if let Some(given) = a[1].downcast::<list::List>()
            && given.len() != items.len()
        {
            return Err(th.error(T::RuntimeError, "sequence changed size during iteration"));
        }
    }
    like(th, a[0], &joined)
}

fn strip(th: &Thread, a: &[Value], left: bool, right: bool) -> PyResult {
    let s = this(a[0]);
    let mut rest: &[u8] = &s;
    if a[1].is_empty() || a[1].is_none() {
        if left {
            rest = search::strip_start(Text::Bytes, rest);
        }
        if right {
            rest = search::strip_end(Text::Bytes, rest);
        }
    } else {
        let set = argument(th, a[1])?;
        if left {
            rest = search::strip_start_of(Text::Bytes, rest, &set);
        }
        if right {
            rest = search::strip_end_of(Text::Bytes, rest, &set);
        }
    }
    like(th, a[0], rest)
}

fn padded(th: &Thread, a: &[Value], f: fn(usize, usize) -> (usize, usize)) -> PyResult {
    let width = ops::index_i64(th, a[1])?.max(0) as usize;
    let fill = if a[2].is_empty() {
        Cow::Borrowed(&b" "[..])
    } else {
        argument(th, a[2])?
    };
    if fill.len() != 1 {
        return Err(th.type_error("The fill character must be a byte string of length 1"));
    }
    let s = this(a[0]);
    if width <= s.len() {
        return like(th, a[0], &s);
    }
    let (left, right) = f(s.len(), width);
    like(th, a[0], &search::pad(&s, left, right, &fill))
}

fn mapped(th: &Thread, v: Value, f: impl Fn(u8) -> u8) -> PyResult {
    let changed: Vec<u8> = this(v).iter().map(|&b| f(b)).collect();
    like(th, v, &changed)
}

fn capitalised(s: &[u8], title: bool) -> Vec<u8> {
    let mut inside = false;
    let mut out = Vec::with_capacity(s.len());
    for &b in s {
        out.push(if inside {
            b.to_ascii_lowercase()
        } else {
            b.to_ascii_uppercase()
        });
        inside = !title || b.is_ascii_alphabetic();
    }
    out
}

/// Whether all are `f`, and there is at least one.
fn all(v: Value, f: impl Fn(&u8) -> bool) -> PyResult {
    let s = this(v);
    Ok(Value::bool(!s.is_empty() && s.iter().all(f)))
}

fn is_title(s: &[u8]) -> bool {
    let (mut any, mut inside) = (false, false);
    for b in s {
        if b.is_ascii_uppercase() == inside && b.is_ascii_alphabetic() {
            return false;
        }
        inside = b.is_ascii_alphabetic();
        any |= inside;
    }
    any
}

/// `bytes.hex`: the receiver, the separator and the group size.
pub(super) fn hex(th: &Thread, a: &[Value]) -> PyResult {
    let _hold = still(a[0]);
    let s = this(a[0]);
    let separator = if a[1].is_empty() {
        None
    } else {
        // The length is asked for, of subclasses too: that may run Python.
        if ops::len(th, a[1])? != 1 {
            return Err(th.value_error("sep must be length 1."));
        }
        let first = match (a[1].downcast::<str_::Str>(), a[1].downcast::<Bytes>()) {
            (Some(sep), _) => sep.bytes().first().copied(),
            (None, Some(sep)) => sep.data().first().copied(),
            (None, None) => return Err(th.type_error("sep must be str or bytes.")),
        };
        match first {
            Some(sep) if sep.is_ascii() => Some(sep),
            _ => return Err(th.value_error("sep must be ASCII.")),
        }
    };
    let group = if a[2].is_empty() {
        1
    } else {
        i64::from(ops::index_i32(th, a[2])?)
    };
    let text = match separator {
        Some(sep) => digits::encode_grouped(&s, sep, group),
        None => digits::encode(&s),
    };
    Ok(str_::from_bytes(th, &text).value())
}

fn from_hex(th: &Thread, a: &[Value]) -> PyResult {
    let text = match a[1].downcast::<str_::Str>() {
        Some(s) => s.bytes().to_vec(),
        None => match as_bytes(a[1]) {
            Some(b) => b.into_owned(),
            None => {
                return Err(th.type_error(format!(
                    "fromhex() argument must be str or bytes-like, not {}",
                    ops::type_name(a[1])
                )));
            }
        },
    };
    let digit = digits::value;
    let (mut out, mut i) = match digits::decode(&text) {
        Some(out) if text.len() % 2 == 0 => (out, text.len()),
        _ => (Vec::new(), 0),
    };
    while i < text.len() {
        if search::is_ascii_space(text[i]) {
            i += 1;
            continue;
        }
        let high = digit(text[i]);
        let low = text.get(i + 1).and_then(|&b| digit(b));
        match (high, low) {
            (Some(high), Some(low)) => out.push(high << 4 | low),
            (Some(_), None) if i + 1 == text.len() => {
                return Err(th.value_error(
                    "fromhex() arg must contain an even number of hexadecimal digits",
                ));
            }
            (high, _) => {
                return Err(th.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {}",
                    i + usize::from(high.is_some())
                )));
            }
        }
        i += 2;
    }
    let class = a[0];
    let base = if type_::as_type(class).is_subtype_of(types::get(T::ByteArray)) {
        new_array(th, types::get(T::ByteArray), &out)
    } else {
        new(th, &out)
    };
    if types::type_of(base).value() == class {
        return Ok(base);
    }
    ops::call1(th, class, base)
}

fn decode(th: &Thread, a: &[Value]) -> PyResult {
    let text_of = |v: Value, default: &str| match v.downcast::<str_::Str>() {
        Some(s) => s.bytes().to_vec(),
        None => default.as_bytes().to_vec(),
    };
    for (i, &v) in a[1..3].iter().enumerate() {
        if !v.is_empty() && !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "decode() argument '{}' must be str, not {}",
                ["encoding", "errors"][i],
                ops::argument_type_name(v)
            )));
        }
    }
    let (name, errors) = (text_of(a[1], "utf-8"), text_of(a[2], "strict"));
    let s = this(a[0]);
    crate::codecs::decode_text(th, a[0], &s, &name, &errors)
}

fn translate(th: &Thread, a: &[Value]) -> PyResult {
    let table = if a[1].is_none() {
        None
    } else {
        let table = argument(th, a[1])?;
        if table.len() != 256 {
            return Err(th.value_error("translation table must be 256 characters long"));
        }
        Some(table)
    };
    let delete = if a[2].is_empty() {
        Cow::Borrowed(&[][..])
    } else {
        argument(th, a[2])?
    };
    let mut to: [u8; 256] = std::array::from_fn(|b| b as u8);
    if let Some(table) = table {
        to.copy_from_slice(&table);
    }
    let s = this(a[0]);
    let mut out = Vec::with_capacity(s.len());
    if delete.is_empty() {
        out.extend(s.iter().map(|&b| to[b as usize]));
    } else {
        let mut kept = [1; 256];
        for &b in delete.iter() {
            kept[b as usize] = 0;
        }
        out.resize(s.len(), 0);
        let mut n = 0;
        for &b in s.iter() {
            out[n] = to[b as usize];
            n += kept[b as usize];
        }
        out.truncate(n);
    }
    like(th, a[0], if out[..] == s[..] { &s[..] } else { &out[..] })
}

fn maketrans(th: &Thread, a: &[Value]) -> PyResult {
    let (from, to) = (argument(th, a[0])?, argument(th, a[1])?);
    if from.len() != to.len() {
        return Err(th.value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (&f, &t) in from.iter().zip(to.iter()) {
        table[f as usize] = t;
    }
    Ok(new(th, &table))
}

const PLAIN: &str = "($self, /)";
const SEARCH: &str = "($self, sub, start=None, end=None, /)";

macro_rules! shared_methods {
    ($($extra:expr,)*) => {
        &[
            NativeDef::new("decode", "($self, /, encoding='utf-8', errors='strict')", decode),
            NativeDef::new("hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", hex),
            NativeDef::new("fromhex", "($type, string, /)", from_hex).class_method(),
            NativeDef::new("find", SEARCH, |th, a| {
                Ok(Value::small(search_for(th, a, search::find)?.unwrap_or(-1)))
            }),
            NativeDef::new("rfind", SEARCH, |th, a| {
                Ok(Value::small(search_for(th, a, search::rfind)?.unwrap_or(-1)))
            }),
            NativeDef::new("index", SEARCH, |th, a| found(th, search_for(th, a, search::find)?)),
            NativeDef::new("rindex", SEARCH, |th, a| found(th, search_for(th, a, search::rfind)?)),
            NativeDef::new("count", SEARCH, |th, a| {
                let _hold = still_for(a[0], a[1]);
                let sub = needle(th, a[1])?;
                let part = part(th, a[0], a[2], a[3])?;
                let n = part.map_or(0, |(_, s)| search::count(Text::Bytes, s, &sub));
                Ok(Value::small(n as i64))
            }),
            NativeDef::new("startswith", "($self, prefix, start=None, end=None, /)", |th, a| {
                affix(th, "startswith", a, |s, p| s.starts_with(p))
            }),
            NativeDef::new("endswith", "($self, suffix, start=None, end=None, /)", |th, a| {
                affix(th, "endswith", a, |s, p| s.ends_with(p))
            }),
            NativeDef::new("split", "($self, /, sep=None, maxsplit=-1)", split),
            NativeDef::new("rsplit", "($self, /, sep=None, maxsplit=-1)", rsplit),
            NativeDef::new("splitlines", "($self, /, keepends=False)", |th, a| {
                let keep = !a[1].is_empty() && ops::is_true(th, a[1])?;
                let s = this(a[0]);
                Ok(pieces(th, a[0], search::split_lines(Text::Bytes, &s, keep))?.value())
            }),
            NativeDef::new("partition", "($self, sep, /)", |th, a| partition(th, a, false)),
            NativeDef::new("rpartition", "($self, sep, /)", |th, a| partition(th, a, true)),
            NativeDef::new("join", "($self, iterable_of_bytes, /)", join),
            NativeDef::new("replace", "($self, old, new, count=-1, /)", |th, a| {
                let (old, new) = (argument(th, a[1])?, argument(th, a[2])?);
                let s = this(a[0]);
                match search::replace(Text::Bytes, &s, &old, &new, limit(th, a[3])?) {
                    Some(r) => like(th, a[0], &r),
                    None => like(th, a[0], &s),
                }
            }),
            NativeDef::new("strip", "($self, bytes=None, /)", |th, a| strip(th, a, true, true)),
            NativeDef::new("lstrip", "($self, bytes=None, /)", |th, a| strip(th, a, true, false)),
            NativeDef::new("rstrip", "($self, bytes=None, /)", |th, a| strip(th, a, false, true)),
            NativeDef::new("center", "($self, width, fillchar=b' ', /)", |th, a| {
                padded(th, a, search::center_padding)
            }),
            NativeDef::new("ljust", "($self, width, fillchar=b' ', /)", |th, a| {
                padded(th, a, |n, w| (0, w - n))
            }),
            NativeDef::new("rjust", "($self, width, fillchar=b' ', /)", |th, a| {
                padded(th, a, |n, w| (w - n, 0))
            }),
            NativeDef::new("zfill", "($self, width, /)", |th, a| {
                let width = ops::index_i64(th, a[1])?.max(0) as usize;
                let s = this(a[0]);
                if width <= s.len() {
                    return like(th, a[0], &s);
                }
                like(th, a[0], &search::zfill(Text::Bytes, &s, width))
            }),
            NativeDef::new("expandtabs", "($self, /, tabsize=8)", |th, a| {
                let size = if a[1].is_empty() { 8 } else { i64::from(ops::index_i32(th, a[1])?.max(0)) };
                like(th, a[0], &search::expand_tabs(Text::Bytes, &this(a[0]), size as usize))
            }),
            NativeDef::new("removeprefix", "($self, prefix, /)", |th, a| {
                let (s, p) = (this(a[0]), argument(th, a[1])?);
                like(th, a[0], s.strip_prefix(&p[..]).unwrap_or(&s))
            }),
            NativeDef::new("removesuffix", "($self, suffix, /)", |th, a| {
                let (s, p) = (this(a[0]), argument(th, a[1])?);
                like(th, a[0], s.strip_suffix(&p[..]).unwrap_or(&s))
            }),
            NativeDef::new("upper", PLAIN, |th, a| mapped(th, a[0], |b| b.to_ascii_uppercase())),
            NativeDef::new("lower", PLAIN, |th, a| mapped(th, a[0], |b| b.to_ascii_lowercase())),
            NativeDef::new("swapcase", PLAIN, |th, a| {
                mapped(th, a[0], |b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { b })
            }),
            NativeDef::new("capitalize", PLAIN, |th, a| {
                like(th, a[0], &capitalised(&this(a[0]), false))
            }),
            NativeDef::new("title", PLAIN, |th, a| like(th, a[0], &capitalised(&this(a[0]), true))),
            NativeDef::new("isalpha", PLAIN, |_, a| all(a[0], u8::is_ascii_alphabetic)),
            NativeDef::new("isalnum", PLAIN, |_, a| all(a[0], u8::is_ascii_alphanumeric)),
            NativeDef::new("isdigit", PLAIN, |_, a| all(a[0], u8::is_ascii_digit)),
            NativeDef::new("isspace", PLAIN, |_, a| all(a[0], |&b| search::is_ascii_space(b))),
            NativeDef::new("isascii", PLAIN, |_, a| Ok(Value::bool(this(a[0]).is_ascii()))),
            NativeDef::new("islower", PLAIN, |_, a| {
                let s = this(a[0]);
                let lower = s.iter().any(u8::is_ascii_lowercase);
                Ok(Value::bool(lower && !s.iter().any(u8::is_ascii_uppercase)))
            }),
            NativeDef::new("isupper", PLAIN, |_, a| {
                let s = this(a[0]);
                let upper = s.iter().any(u8::is_ascii_uppercase);
                Ok(Value::bool(upper && !s.iter().any(u8::is_ascii_lowercase)))
            }),
            NativeDef::new("istitle", PLAIN, |_, a| Ok(Value::bool(is_title(&this(a[0]))))),
            NativeDef::new("translate", "($self, table, /, delete=b'')", translate),
            NativeDef::new("maketrans", "(frm, to, /)", maketrans).static_method(),
            NativeDef::new("__buffer__", "($self, flags, /)", |th, a| {
                types::memoryview::new(th, a[0])
            }),
            $($extra,)*
        ]
    };
}

const METHODS: &[NativeDef] = shared_methods![
    NativeDef::new("__bytes__", PLAIN, |th, a| like(th, a[0], &this(a[0]))),
    NativeDef::new("__getnewargs__", PLAIN, |th, a| {
        let plain = new(th, &this(a[0]));
        Ok(tuple::new(th, &[plain]).value())
    }),
];

// ---- bytearray

fn array(v: Value) -> Ref<ByteArray> {
    v.downcast()
        .expect("a method of bytearray is called with one")
}

fn set_item(th: &Thread, v: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    let b = array(v);
    if let Some(s) = key.downcast::<Slice>() {
        return set_slice(th, b, s, value);
    }
    let Some(i) = ops::index_opt(th, key)? else {
        return Err(types::sequence::bad_index(th, "bytearray", key));
    };
    let i = types::sequence::index_value(th, i, T::IndexError)?;
    let x = match value {
        Some(x) => Some(byte(th, x, "byte must be in range(0, 256)")?),
        None => None,
    };
    let Some(at) = types::sequence::resolve(i, b.len.get()) else {
        return Err(th.index_error("bytearray index out of range"));
    };
    match x {
        Some(x) => {
            // SAFETY: `at` is below the length.
            unsafe { *b.data.get().add(at) = x };
            Ok(())
        }
        None => b.splice(th, at, 1, &[]),
    }
}

fn set_slice(th: &Thread, b: Ref<ByteArray>, s: Ref<Slice>, value: Option<Value>) -> PyResult<()> {
    let new = match value {
        Some(x) => match buffer::get(th, x)? {
            Some(lent) => lent.to_vec(),
            None if x.has_kind(Kind::Str) || !ops::iterate::is_iterable(x) => {
                return Err(th.type_error(
                    "can assign only bytes, buffers, or iterables of ints in range(0, 256)",
                ));
            }
            None => byte_items(th, x, "byte must be in range(0, 256)")?,
        },
        None => Vec::new(),
    };
    let range = slice::range_of(th, s, || b.len.get())?;
    let place = |n: usize| (range.start as isize + n as isize * range.step) as usize;
    if range.step == 1 {
        return b.splice(th, range.start, range.count, &new);
    }
    if new.len() == range.count && value.is_some() {
        for (n, &x) in new.iter().enumerate() {
            // SAFETY: the range lies within the length.
            unsafe { *b.data.get().add(place(n)) = x };
        }
        return Ok(());
    }
    let mut data = b.data().to_vec();
    if value.is_none() || new.is_empty() {
        let mut gone = vec![false; data.len()];
        (0..range.count).for_each(|n| gone[place(n)] = true);
        let mut gone = gone.iter();
        data.retain(|_| gone.next() == Some(&false));
    } else {
        return Err(th.value_error(format!(
            "attempt to assign bytes of size {} to extended slice of size {}",
            new.len(),
            range.count
        )));
    }
    b.set_data(th, &data)
}

/// `bytearray.extend`. Runs Python.
fn extend(th: &Thread, v: Value, items: Value) -> PyResult<()> {
    let end = array(v).len.get();
    let more = match buffer::get(th, items)? {
        Some(lent) => {
            // What lends memory may have changed the size.
            let b = array(v);
            return b.splice(th, end.min(b.len.get()), 0, &lent.to_vec());
        }
        None if items.has_kind(Kind::Str) => {
            return Err(th.type_error("expected iterable of integers; got: 'str'"));
        }
        None if !ops::iterate::is_iterable(items) => {
            return Err(th.type_error(format!(
                "can't extend bytearray with {}",
                ops::type_name(items)
            )));
        }
        None => {
            ask_length(th, items)?;
            byte_items(th, items, "byte must be in range(0, 256)")?
        }
    };
    array(v).extend(th, &more)
}

const ARRAY_METHODS: &[NativeDef] = shared_methods![
    NativeDef::new("append", "($self, item, /)", |th, a| {
        let x = byte(th, a[1], "byte must be in range(0, 256)")?;
        array(a[0]).extend(th, &[x])?;
        Ok(Value::NONE)
    }),
    NativeDef::new("extend", "($self, iterable_of_ints, /)", |th, a| {
        extend(th, a[0], a[1])?;
        Ok(Value::NONE)
    }),
    NativeDef::new("insert", "($self, index, item, /)", |th, a| {
        let i = ops::index_clamped(th, a[1])?;
        let x = byte(th, a[2], "byte must be in range(0, 256)")?;
        let b = array(a[0]);
        b.splice(th, types::sequence::clamp(i, b.len.get()), 0, &[x])?;
        Ok(Value::NONE)
    }),
    NativeDef::new("pop", "($self, index=-1, /)", |th, a| {
        let i = if a[1].is_empty() {
            -1
        } else {
            ops::index_i64(th, a[1])?
        };
        let b = array(a[0]);
        if b.len.get() == 0 {
            return Err(th.index_error("pop from empty bytearray"));
        }
        let Some(at) = types::sequence::resolve(i, b.len.get()) else {
            return Err(th.index_error("pop index out of range"));
        };
        let x = b.data()[at];
        b.splice(th, at, 1, &[])?;
        Ok(Value::small(x as i64))
    }),
    NativeDef::new("remove", "($self, value, /)", |th, a| {
        let x = byte(th, a[1], "byte must be in range(0, 256)")?;
        let b = array(a[0]);
        match b.data().iter().position(|&y| y == x) {
            Some(at) => b.splice(th, at, 1, &[])?,
            None => return Err(th.value_error("value not found in bytearray")),
        }
        Ok(Value::NONE)
    }),
    NativeDef::new("reverse", PLAIN, |th, a| {
        let b = array(a[0]);
        let data: Vec<u8> = b.data().iter().rev().copied().collect();
        b.set_data(th, &data)?;
        Ok(Value::NONE)
    }),
    NativeDef::new("clear", PLAIN, |th, a| {
        array(a[0]).set_data(th, &[])?;
        Ok(Value::NONE)
    }),
    NativeDef::new("resize", "($self, size, /)", |th, a| {
        let n = types::sequence::index_value(th, a[1], T::OverflowError)?;
        let b = array(a[0]);
        let len = b.len.get();
        match usize::try_from(n) {
            Err(_) => Err(th.value_error(format!("Can only resize to positive sizes, got {n}"))),
            Ok(n) if n >= 1 << 40 => Err(th.error_with(T::MemoryError, &[])),
            Ok(n) if n <= len => b.splice(th, n, len - n, &[]).map(|()| Value::NONE),
            Ok(n) => b.extend(th, &vec![0; n - len]).map(|()| Value::NONE),
        }
    })
    .doc("Resize the internal buffer of bytearray to len."),
    NativeDef::new("__alloc__", PLAIN, |_, a| Ok(Value::small(allocated(a[0]))))
        .doc("Return the number of bytes actually allocated."),
    NativeDef::new("__sizeof__", PLAIN, |_, a| {
        let own = types::type_::sizes::layout(types::type_of(a[0])).basic;
        let data = match array(a[0]).len.get() {
            0 => 0,
            _ => allocated(a[0]),
        };
        Ok(Value::small(own + data))
    })
    .doc("Returns the size of the bytearray object in memory, in bytes."),
    NativeDef::new("copy", PLAIN, |th, a| {
        Ok(new_array(th, types::get(T::ByteArray), &this(a[0])))
    }),
    NativeDef::new("__reduce__", PLAIN, |th, a| reduce(th, a[0], 2))
        .doc("Return state information for pickling."),
    NativeDef::new("__reduce_ex__", "($self, proto=0, /)", |th, a| {
        let protocol = if a[1].is_empty() {
            0
        } else {
            ops::index_i32(th, a[1])?
        };
        reduce(th, a[0], protocol)
    })
    .doc("Return state information for pickling."),
];

/// How many bytes are allocated for a bytearray, with the zero at the end that CPython has.
fn allocated(v: Value) -> i64 {
    let data = array(v).data.get();
    if data.is_null() {
        return 0;
    }
    heap::buffer_capacity(data) as i64 + 1
}

/// What pickles a bytearray: its class, its contents (as text for the old protocols) and its attributes.
fn reduce(th: &Thread, v: Value, protocol: i32) -> PyResult {
    let args = if protocol < 3 {
        let text: String = this(v).iter().map(|&b| char::from(b)).collect();
        tuple::new(th, &[str_::new(th, &text), str_::new(th, "latin-1")])
    } else {
        tuple::new(th, &[new(th, &this(v))])
    };
    let state = types::object_::state_of(th, v)?;
    let class = types::type_of(v).value();
    Ok(tuple::new(th, &[class, args.value(), state]).value())
}

/// The definition of `bytearray`.
pub static ARRAY_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        str: Some(|th, v| {
            warn(th, "str() on a bytearray instance")?;
            repr(th, v)
        }),
        len: Some(len),
        compare: Some(compare),
        getitem: Some(get_item),
        setitem: Some(set_item),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        binary: OPERATORS,
        buffer: Some(lend),
        inplace_concat: Some(|th, a, b| {
            let Some(more) = as_bytes(b) else {
                return Err(
                    th.type_error(format!("can't concat {} to bytearray", ops::type_name(b)))
                );
            };
            if a == b {
                // What is added is lent meanwhile.
                let more = more.into_owned();
                let _lent = buffer::Hold::new(b);
                array(a).extend(th, &more)?;
            } else {
                array(a).extend(th, &more)?;
            }
            Ok(a)
        }),
        inplace_repeat: Some(|th, v, count| {
            let n = types::sequence::repeat_count(th, count)?;
            let data = this(v);
            types::sequence::repeated_len(th, data.len(), n)?;
            array(v).set_data(th, &data.repeat(n))?;
            Ok(v)
        }),
        iter: Some(|th, v| Ok(types::iter::new_bytearray(th, v))),
        new: Some(|th, class, _| Ok(new_array(th, class, &[]))),
        init: Some(|th, v, args| {
            // A failure leaves it empty.
            array(v).set_data(th, &[])?;
            let data = construct(th, &NEW_ARRAY, args)?;
            array(v).set_data(th, &data)
        }),
        ..Slots::NONE
    },
    methods: ARRAY_METHODS,
    flags: flags::BASE | flags::MATCH_SELF,
    basic_size: std::mem::size_of::<ByteArray>(),
    doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer",
    ..TypeDef::new(T::ByteArray)
};
