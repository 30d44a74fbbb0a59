//! `memoryview`: a window on another object's memory.
//!
//! A view holds the owner of the memory ([`crate::buffer::hold`]) until it is released or swept, so that the address
//! stays good. Views of views refer to the owner itself, and are counted on the view that they were made from only while
//! they are used as buffers, as CPython does. Items are read and written through `algo::struct_fmt`.
//!
//! Shape and strides lie outside the heap; they hold no Values.

use std::cell::Cell;

use crate::algo::struct_fmt::{self, SlotKind, Unpacked};
use crate::buffer::{self, Buffer, Dim};
use crate::error::{PyResult, Raised};
use crate::heap;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slice::{self, Slice};
use crate::types::slots::{CmpOp, Slots};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, TypeDef};
use crate::types::{self, T, bytes, complex, float, int, list, sequence, str};
use crate::value::Value;

/// A view.
#[repr(C)]
pub struct MemoryView {
    header: Header,
    layout: Cell<Option<&'static NativeLayout>>,
    /// What is held; `EMPTY` once released.
    owner: Slot,
    /// `obj`.
    object: Slot,
    /// A str, or `EMPTY` for `B`.
    format: Slot,
    data: Cell<*mut u8>,
    item_size: Cell<usize>,
    len: Cell<usize>,
    readonly: Cell<bool>,
    /// How many of its methods read the memory while Python runs: it cannot be released then.
    exports: Cell<u32>,
    /// `__hash__`, once it is known.
    hash: Cell<Option<i64>>,
    /// A leaked vector, freed by `drop`; null once released.
    dims: Cell<*mut Vec<Dim>>,
}

// SAFETY: `#[repr(C)]` with header and layout first; zeros are a released view.
unsafe impl Object for MemoryView {
    const KIND: Kind = Kind::MemoryView;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "memoryview",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let m = unsafe { &*h.cast::<MemoryView>() };
        for slot in [&m.owner, &m.object, &m.format] {
            t.visit_slot(slot);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout.
        unsafe { &*h.cast::<MemoryView>() }.let_go();
    }),
};

impl MemoryView {
    fn is_released(&self) -> bool {
        self.dims.get().is_null()
    }

    /// Gives up the hold and the dimensions. Touches no other object.
    fn let_go(&self) {
        let dims = self.dims.replace(std::ptr::null_mut());
        if dims.is_null() {
            return;
        }
        buffer::release(self.owner.get().bits() as usize);
        // SAFETY: made by `Box::into_raw`, and taken out of its cell.
        drop(unsafe { Box::from_raw(dims) });
    }

    fn dims(&self) -> &[Dim] {
        if self.is_released() {
            return &[];
        }
        // SAFETY: not null, and only `let_go` frees it.
        unsafe { &*self.dims.get() }
    }

    /// The format as CPython's struct module would have it.
    fn format(&self) -> Vec<u8> {
        match self.format.get().downcast::<str::Str>() {
            Some(s) => s.bytes().to_vec(),
            None => b"B".to_vec(),
        }
    }

    fn is_bytes(&self) -> bool {
        self.format.get().is_empty()
    }
}

fn released(th: &Thread) -> Raised {
    th.value_error("operation forbidden on released memoryview object")
}

/// The receiver, released or not.
fn any(v: Value) -> Ref<MemoryView> {
    sequence::this(v)
}

/// The receiver, which must not have been released.
fn this(th: &Thread, v: Value) -> PyResult<Ref<MemoryView>> {
    let m = any(v);
    if m.is_released() {
        return Err(released(th));
    }
    Ok(m)
}

/// A view of a buffer; `object` is what its `obj` shows. Allocates.
pub fn from_buffer(th: &Thread, b: &Buffer, object: Value) -> Value {
    let m = type_::alloc_instance::<MemoryView>(th, types::get(T::MemoryView));
    m.layout.set(Some(&LAYOUT));
    m.owner.set(m, b.owner);
    m.object.set(m, object);
    m.format.set(m, b.format);
    m.data.set(b.data);
    m.item_size.set(b.item_size);
    m.len.set(b.len);
    m.readonly.set(b.readonly);
    m.dims.set(Box::into_raw(Box::new(b.dims())));
    buffer::hold(b.owner);
    heap::register_drop(m.header());
    m.value()
}

/// `memoryview(object)`. Allocates; runs Python for classes with `__buffer__`.
pub fn new(th: &Thread, object: Value) -> PyResult {
    match buffer::get(th, object)? {
        Some(b) => {
            let shown = match object.downcast::<MemoryView>() {
                Some(m) => m.object.get(),
                None if types::type_of(object).has_flag(type_::flags::LENDS_OF_OTHERS) => b.owner,
                None => object,
            };
            Ok(from_buffer(th, &b, shown))
        }
        None => Err(th.type_error(format!(
            "memoryview: a bytes-like object is required, not '{}'",
            ops::type_name(object)
        ))),
    }
}

/// Keeps a view from being released as long as this lives.
struct Export(Ref<MemoryView>);

impl Export {
    fn new(m: Ref<MemoryView>) -> Export {
        m.exports.set(m.exports.get() + 1);
        Export(m)
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        self.0.exports.set(self.0.exports.get() - 1);
    }
}

/// As [`release`], as the methods do it: BufferError while the memory is read.
fn checked_release(th: &Thread, v: Value) -> PyResult {
    let exports = any(v).exports.get();
    if exports > 0 {
        let plural = if exports == 1 { "" } else { "s" };
        return Err(th.error(
            T::BufferError,
            format!("memoryview has {exports} exported buffer{plural}"),
        ));
    }
    release(v);
    Ok(Value::NONE)
}

/// The address of the object whose memory the object at `h` holds, if it is a view that has not been released.
pub fn holds(h: *const Header) -> Option<usize> {
    // SAFETY: the collector asks for objects whose memory is intact; the kind tells the layout.
    unsafe {
        if (*h).kind() != Kind::MemoryView {
            return None;
        }
        let m = &*h.cast::<MemoryView>();
        (!m.is_released() && m.exports.get() == 0).then(|| m.owner.get().bits() as usize)
    }
}

/// Lets go of the memory. (What was made from the view keeps the owner by holds of its own.)
pub fn release(v: Value) {
    if let Some(m) = v.downcast::<MemoryView>() {
        m.let_go();
        m.owner.init(Value::EMPTY);
    }
}

/// What the view lends itself.
fn as_buffer(th: &Thread, v: Value) -> PyResult<Buffer> {
    let m = this(th, v)?;
    Ok(Buffer {
        owner: m.owner.get(),
        data: m.data.get(),
        len: m.len.get(),
        readonly: m.readonly.get(),
        item_size: m.item_size.get(),
        format: m.format.get(),
        dims: Some(m.dims().to_vec()),
    })
}

// ---- items

/// The layout of an item, or CPython's NotImplementedError.
fn item_slot(th: &Thread, m: Ref<MemoryView>) -> PyResult<struct_fmt::Slot> {
    let format = m.format();
    match struct_fmt::native_slot(&format) {
        Some(slot)
            if !matches!(
                slot.kind,
                SlotKind::Bytes | SlotKind::Pascal | SlotKind::Complex
            ) =>
        {
            Ok(slot)
        }
        _ => Err(th.error(
            T::NotImplementedError,
            format!(
                "memoryview: format {} not supported",
                String::from_utf8_lossy(&format)
            ),
        )),
    }
}

/// An item as a Python value. Allocates.
pub fn unpack(th: &Thread, slot: struct_fmt::Slot, data: &[u8]) -> Value {
    match slot.unpack(data) {
        Unpacked::Bytes(b) => bytes::new(th, b),
        Unpacked::Bool(b) => Value::bool(b),
        Unpacked::Signed(i) => int::from_i64(th, i),
        Unpacked::Unsigned(i) => int::from_u64(th, i),
        Unpacked::Float(x) => float::new(th, x),
        Unpacked::Complex(re, im) => complex::new(th, re, im),
    }
}

fn item_bytes(m: Ref<MemoryView>, p: *const u8) -> Vec<u8> {
    // SAFETY: `p` is the address of an item, which the view holds.
    unsafe { std::slice::from_raw_parts(p, m.item_size.get()) }.to_vec()
}

fn get_at(th: &Thread, m: Ref<MemoryView>, p: *const u8) -> PyResult {
    if m.is_bytes() {
        // SAFETY: `p` is the address of an item, which the view holds.
        return Ok(Value::small(i64::from(unsafe { *p })));
    }
    let slot = item_slot(th, m)?;
    Ok(unpack(th, slot, &item_bytes(m, p)))
}

/// Packs a value as an item. Runs Python.
fn pack(th: &Thread, m: Ref<MemoryView>, v: Value) -> PyResult<Vec<u8>> {
    let slot = item_slot(th, m)?;
    let format = m.format();
    let format = std::string::String::from_utf8_lossy(&format).into_owned();
    let wrong_type = || th.type_error(format!("memoryview: invalid type for format '{format}'"));
    let wrong_value = || th.value_error(format!("memoryview: invalid value for format '{format}'"));
    let mut out = vec![0; slot.size];
    match slot.kind {
        SlotKind::Signed | SlotKind::Unsigned | SlotKind::Pointer => {
            if types::type_of(v).slots().index.is_none() {
                return Err(wrong_type());
            }
            let n = ops::index(th, v)?;
            if int::with(n, |n| slot.pack_int(&mut out, n)).is_err() {
                return Err(wrong_value());
            }
        }
        SlotKind::Float => {
            let x = match float::to_f64(th, v) {
                Ok(x) => x,
                Err(raised) => {
                    th.swallow(raised, T::TypeError)?;
                    return Err(wrong_type());
                }
            };
            if slot.pack_float(&mut out, x).is_err() {
                return Err(wrong_value());
            }
        }
        SlotKind::Bool => slot.pack_bool(&mut out, ops::is_true(th, v)?),
        SlotKind::Char => match v.downcast::<bytes::Bytes>() {
            Some(b) if b.data().len() == 1 => out[0] = b.data()[0],
            Some(_) => return Err(wrong_value()),
            None => return Err(wrong_type()),
        },
        SlotKind::Bytes | SlotKind::Pascal | SlotKind::Complex => return Err(wrong_type()),
    }
    Ok(out)
}

fn index_in(th: &Thread, dim: Dim, i: i64, number: usize) -> PyResult<isize> {
    match sequence::resolve(i, dim.len) {
        Some(i) => Ok(i as isize * dim.stride),
        None => Err(th.index_error(format!("index out of bounds on dimension {}", number + 1))),
    }
}

/// What a key selects.
enum Selected {
    Item(*mut u8),
    Part(*mut u8, Vec<Dim>),
}

fn select(th: &Thread, v: Value, key: Value) -> PyResult<Selected> {
    let m = this(th, v)?;
    let ndim = m.dims().len();
    if ndim == 0 {
        if key.downcast::<Tuple>().is_some_and(|t| t.is_empty()) {
            return Ok(Selected::Item(m.data.get()));
        }
        if key == Value::ELLIPSIS {
            return Ok(Selected::Part(m.data.get(), Vec::new()));
        }
        return Err(th.type_error("invalid indexing of 0-dim memory"));
    }
    if sequence::is_index(key) {
        if ndim > 1 {
            return Err(th.error(
                T::NotImplementedError,
                "multi-dimensional sub-views are not implemented",
            ));
        }
        let i = sequence::index_value(th, key, T::IndexError)?;
        let m = this(th, v)?;
        let at = index_in(th, m.dims()[0], i, 0)?;
        return Ok(Selected::Item(m.data.get().wrapping_offset(at)));
    }
    if let Some(s) = key.downcast::<Slice>() {
        // The part is one of the memory as it was before the bounds were asked for.
        let (dim, rest, data) = (m.dims()[0], m.dims()[1..].to_vec(), m.data.get());
        let bounds = slice::unpack(th, s)?;
        let step = bounds.step;
        let (start, _, count) = slice::adjust(dim.len, bounds.start, bounds.stop, step);
        let data = if count == 0 {
            data
        } else {
            data.wrapping_offset(start as isize * dim.stride)
        };
        let part = Dim {
            len: count,
            stride: dim.stride.wrapping_mul(step as isize),
        };
        let mut dims = vec![part];
        dims.extend_from_slice(&rest);
        return Ok(Selected::Part(data, dims));
    }
    if let Some(t) = key.downcast::<Tuple>() {
        if t.items().iter().all(|&k| sequence::is_index(k)) {
            if t.len() > ndim {
                return Err(th.type_error(format!(
                    "cannot index {ndim}-dimension view with {}-element tuple",
                    t.len()
                )));
            }
            if t.len() < ndim {
                return Err(th.error(T::NotImplementedError, "sub-views are not implemented"));
            }
            let mut at = 0;
            for (n, &k) in t.items().iter().enumerate() {
                let i = sequence::index_value(th, k, T::IndexError)?;
                at += index_in(th, this(th, v)?.dims()[n], i, n)?;
            }
            return Ok(Selected::Item(m.data.get().wrapping_offset(at)));
        }
        if t.items().iter().all(|&k| k.has_kind(Kind::Slice)) {
            return Err(th.error(
                T::NotImplementedError,
                "multi-dimensional slicing is not implemented",
            ));
        }
    }
    Err(th.type_error("memoryview: invalid slice key"))
}

/// The address of item `key`, for the usual case: bytes in a row, and an int.
#[inline]
fn quick_item(v: Value, key: Value) -> Option<*mut u8> {
    let m = any(v);
    let i = key.as_small().filter(|_| m.is_bytes())?;
    let [dim] = *m.dims() else { return None };
    let at = sequence::resolve(i, dim.len)?;
    Some(m.data.get().wrapping_offset(at as isize * dim.stride))
}

fn get_item(th: &Thread, v: Value, key: Value) -> PyResult {
    if let Some(p) = quick_item(v, key) {
        // SAFETY: the address of an item, which the view holds.
        return Ok(Value::small(i64::from(unsafe { *p })));
    }
    let object = any(v).object.get();
    let before = if key.has_kind(Kind::Slice) {
        Some(as_buffer(th, v)?)
    } else {
        None
    };
    let _hold = before.as_ref().map(|b| buffer::Hold::new(b.owner));
    match select(th, v, key)? {
        Selected::Item(p) => get_at(th, this(th, v)?, p),
        Selected::Part(data, dims) => {
            let whole = match before {
                Some(before) => before,
                None => as_buffer(th, v)?,
            };
            let b = Buffer {
                data,
                len: dims.iter().map(|d| d.len).product::<usize>() * whole.item_size,
                dims: Some(dims),
                ..whole
            };
            Ok(from_buffer(th, &b, object))
        }
    }
}

fn set_item(th: &Thread, v: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    let m = this(th, v)?;
    if m.readonly.get() {
        return Err(th.type_error("cannot modify read-only memory"));
    }
    let Some(value) = value else {
        return Err(th.type_error("cannot delete memory"));
    };
    let byte = value.as_small().and_then(|n| u8::try_from(n).ok());
    if let Some((p, b)) = quick_item(v, key).zip(byte) {
        // SAFETY: the address of an item, which the view holds.
        unsafe { *p = b };
        return Ok(());
    }
    match select(th, v, key)? {
        Selected::Item(_) => {
            let item = pack(th, m, value)?;
            // Packing ran Python: look again.
            let Selected::Item(p) = select(th, v, key)? else {
                return Ok(());
            };
            // SAFETY: `p` is the address of an item, which the view holds.
            unsafe { std::ptr::copy_nonoverlapping(item.as_ptr(), p, item.len()) };
        }
        Selected::Part(data, dims) => {
            let Some(source) = buffer::get(th, value)? else {
                return Err(buffer::not_a_buffer(th, value));
            };
            this(th, v)?;
            let lens = |dims: &[Dim]| dims.iter().map(|d| d.len).collect::<Vec<_>>();
            let format = match source.format.downcast::<str::Str>() {
                Some(s) => s.bytes().to_vec(),
                None => b"B".to_vec(),
            };
            let plain = |f: &[u8]| f.strip_prefix(b"@").unwrap_or(f).to_vec();
            if plain(&format) != plain(&m.format()) || lens(&source.dims()) != lens(&dims) {
                return Err(th.value_error(
                    "memoryview assignment: lvalue and rvalue have different structures",
                ));
            }
            let items = source.to_vec();
            let mut rest = &items[..];
            let size = m.item_size.get();
            buffer::for_each_item(data, &dims, &mut |p| {
                let (item, others) = rest.split_at(size);
                // SAFETY: `p` is the address of an item, which the view holds.
                unsafe { std::ptr::copy_nonoverlapping(item.as_ptr(), p, size) };
                rest = others;
            });
        }
    }
    Ok(())
}

fn len(th: &Thread, v: Value) -> PyResult<usize> {
    match this(th, v)?.dims().first() {
        Some(d) => Ok(d.len),
        None => Err(th.type_error("0-dim memory has no length")),
    }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let state = if any(v).is_released() {
        "released "
    } else {
        ""
    };
    Ok(str::new(th, &format!("<{state}memory at {:#x}>", v.bits())))
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let m = any(v);
    if let Some(h) = m.hash.get() {
        return Ok(h);
    }
    let m = this(th, v)?;
    if !m.readonly.get() {
        return Err(th.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(&m.format()[..], [b'B' | b'b' | b'c']) {
        return Err(th.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    let export = Export::new(m);
    let hashable = ops::hash(th, m.object.get());
    drop(export);
    hashable?;
    let h = str::hash_raw_bytes(&as_buffer(th, v)?.to_vec());
    m.hash.set(Some(h));
    Ok(h)
}

/// The items as Python values, by the format.
fn values_of(th: &Thread, b: &Buffer) -> PyResult<Option<Ref<list::List>>> {
    let format = match b.format.downcast::<str::Str>() {
        Some(s) => s.bytes().to_vec(),
        None => b"B".to_vec(),
    };
    let out = list::empty(th);
    let items = b.to_vec();
    let Ok(parsed) = struct_fmt::Format::parse(&format) else {
        return Ok(None);
    };
    if parsed.size() != b.item_size || b.item_size == 0 {
        return Ok(None);
    }
    for item in items.chunks_exact(b.item_size) {
        for slot in parsed.slots() {
            let v = unpack(th, slot, item);
            out.append(th, v);
        }
    }
    Ok(Some(out))
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let answer = |equal: bool| Ok(Value::bool(equal == (op == CmpOp::Eq)));
    if any(a).is_released() {
        return answer(a == b);
    }
    if b.downcast::<MemoryView>().is_some_and(|m| m.is_released()) {
        return answer(a == b);
    }
    if !buffer::is_buffer(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let x = as_buffer(th, a)?;
    let Some(y) = buffer::get(th, b)? else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let lens = |b: &Buffer| b.dims().iter().map(|d| d.len).collect::<Vec<_>>();
    if lens(&x) != lens(&y) {
        return answer(false);
    }
    if x.format.is_empty() && y.format.is_empty() {
        return answer(x.to_vec() == y.to_vec());
    }
    match (values_of(th, &x)?, values_of(th, &y)?) {
        (Some(p), Some(q)) => answer(ops::equal(th, p.value(), q.value())?),
        _ => answer(false),
    }
}

// ---- methods

fn m_release(th: &Thread, a: &[Value]) -> PyResult {
    checked_release(th, a[0])
}

fn tobytes(th: &Thread, a: &[Value]) -> PyResult {
    let m = this(th, a[0])?;
    let b = as_buffer(th, a[0])?;
    if !a[1].is_empty() && !a[1].is_none() {
        let order = match a[1].downcast::<str::Str>() {
            Some(s) => s.bytes().to_vec(),
            None => {
                return Err(th.type_error(format!(
                    "tobytes() argument 'order' must be str or None, not {}",
                    ops::type_name(a[1])
                )));
            }
        };
        match &order[..] {
            b"C" => {}
            b"A" | b"F" => {
                let dims = m.dims();
                let as_they_lie = buffer::f_contiguous(dims, m.item_size.get());
                if dims.len() > 1 && (order[0] == b'F' || as_they_lie) {
                    let reversed: Vec<Dim> = dims.iter().rev().copied().collect();
                    let b = Buffer {
                        dims: Some(reversed),
                        ..b
                    };
                    return Ok(bytes::new(th, &b.to_vec()));
                }
            }
            _ => return Err(th.value_error("order must be 'C', 'F' or 'A'")),
        }
    }
    Ok(bytes::new(th, &b.to_vec()))
}

fn nested(th: &Thread, m: Ref<MemoryView>, data: *mut u8, dims: &[Dim]) -> PyResult {
    match dims {
        [] => get_at(th, m, data),
        [first, rest @ ..] => {
            let out = list::empty(th);
            for i in 0..first.len {
                let p = data.wrapping_offset(first.stride * i as isize);
                let item = nested(th, m, p, rest)?;
                out.append(th, item);
            }
            Ok(out.value())
        }
    }
}

fn tolist(th: &Thread, a: &[Value]) -> PyResult {
    let m = this(th, a[0])?;
    item_slot(th, m)?;
    nested(th, m, m.data.get(), m.dims())
}

/// A native format of one letter, without its `@`.
fn native_letter(format: &[u8]) -> Option<struct_fmt::Slot> {
    struct_fmt::native_slot(format).filter(|s| {
        !matches!(
            s.kind,
            SlotKind::Bytes | SlotKind::Pascal | SlotKind::Complex
        )
    })
}

fn cast(th: &Thread, a: &[Value]) -> PyResult {
    let m = this(th, a[0])?;
    let Some(format) = a[1].downcast::<str::Str>() else {
        return Err(th.type_error(format!(
            "cast() argument 'format' must be str, not {}",
            ops::type_name(a[1])
        )));
    };
    if !buffer::c_contiguous(m.dims(), m.item_size.get()) {
        return Err(th.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    let shape = (!a[2].is_empty() && !a[2].is_none()).then_some(a[2]);
    if (shape.is_some() || m.dims().len() != 1) && m.dims().iter().any(|d| d.len == 0) {
        return Err(th.type_error("memoryview: cannot cast view with zeros in shape or strides"));
    }
    let mut lens: Option<Vec<usize>> = None;
    if let Some(shape) = shape {
        let items = match (shape.downcast::<list::List>(), shape.downcast::<Tuple>()) {
            (Some(l), _) => l.to_tuple(th),
            (None, Some(t)) => t,
            (None, None) => return Err(th.type_error("shape must be a list or a tuple")),
        };
        if m.dims().len() > 1 && items.len() > 1 {
            return Err(th.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
        }
        const MAX_DIMS: usize = 64;
        if items.len() > MAX_DIMS {
            return Err(th.value_error("memoryview: number of dimensions must not exceed 64"));
        }
        let mut out = Vec::new();
        for &v in items.items() {
            if !int::is_int(v) {
                return Err(th.type_error("memoryview.cast(): elements of shape must be integers"));
            }
            match int::to_i64(v) {
                Some(n) if n > 0 => out.push(n as usize),
                _ => {
                    return Err(
                        th.value_error("memoryview.cast(): elements of shape must be integers > 0")
                    );
                }
            }
        }
        lens = Some(out);
    }
    let native = "must be a native single character format prefixed with an optional '@'";
    if native_letter(&m.format()).is_none() {
        return Err(th.value_error(format!("memoryview: source format {native}")));
    }
    let Some(slot) = native_letter(format.bytes()) else {
        return Err(th.value_error(format!("memoryview: destination format {native}")));
    };
    let is_byte = |f: &[u8]| matches!(f, [b'B' | b'b' | b'c'] | [b'@', b'B' | b'b' | b'c']);
    if !is_byte(&m.format()) && !is_byte(format.bytes()) {
        return Err(th.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    if m.len.get() % slot.size != 0 {
        return Err(th.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let lens = match lens {
        Some(lens) => {
            let total = lens
                .iter()
                .try_fold(slot.size, |n, &l| n.checked_mul(l))
                .unwrap_or(usize::MAX);
            if total != m.len.get() {
                return Err(th.type_error("memoryview: product(shape) * itemsize != buffer size"));
            }
            lens
        }
        None => vec![m.len.get() / slot.size],
    };
    let mut dims = Vec::with_capacity(lens.len());
    let mut stride = slot.size as isize;
    for &len in lens.iter().rev() {
        dims.push(Dim { len, stride });
        stride *= len as isize;
    }
    dims.reverse();
    let plain = format.bytes() == b"B";
    let b = Buffer {
        item_size: slot.size,
        format: if plain { Value::EMPTY } else { format.value() },
        dims: Some(dims),
        ..as_buffer(th, a[0])?
    };
    Ok(from_buffer(th, &b, m.object.get()))
}

fn toreadonly(th: &Thread, a: &[Value]) -> PyResult {
    let m = this(th, a[0])?;
    let b = Buffer {
        readonly: true,
        ..as_buffer(th, a[0])?
    };
    Ok(from_buffer(th, &b, m.object.get()))
}

fn m_hex(th: &Thread, a: &[Value]) -> PyResult {
    let _export = Export::new(this(th, a[0])?);
    let data = bytes::new(th, &as_buffer(th, a[0])?.to_vec());
    let mut args = [data, a[1], a[2]];
    if a[1].is_empty() {
        args[1] = Value::EMPTY;
    }
    bytes::hex(th, &args)
}

fn m_enter(th: &Thread, a: &[Value]) -> PyResult {
    this(th, a[0])?;
    Ok(a[0])
}

fn m_exit(th: &Thread, a: &[Value]) -> PyResult {
    checked_release(th, a[0])
}

fn m_count(th: &Thread, a: &[Value]) -> PyResult {
    let mut n = 0;
    let mut i = 0;
    while i < len(th, a[0])? {
        let item = get_item(th, a[0], Value::small(i as i64))?;
        if sequence::same_or_equal(th, item, a[1])? {
            n += 1;
        }
        i += 1;
    }
    Ok(Value::small(n))
}

fn m_index(th: &Thread, a: &[Value]) -> PyResult {
    let m = this(th, a[0])?;
    match m.dims().len() {
        0 => return Err(th.type_error("invalid lookup on 0-dim memory")),
        1 => {}
        _ => {
            return Err(th.error(
                T::NotImplementedError,
                "multi-dimensional lookup is not implemented",
            ));
        }
    }
    let n = len(th, a[0])?;
    let start = sequence::position_argument(th, a[2], 0, n)?;
    let stop = sequence::position_argument(th, a[3], i64::MAX, n)?;
    for i in start..stop {
        if i >= len(th, a[0])? {
            break;
        }
        let item = get_item(th, a[0], Value::small(i as i64))?;
        if sequence::same_or_equal(th, item, a[1])? {
            return Ok(Value::small(i as i64));
        }
    }
    Err(th.value_error("memoryview.index(x): x not found"))
}

static NEW: NativeDef = NativeDef::new("memoryview", "(object)", |_, _| Ok(Value::NONE));

const PLAIN: &str = "($self, /)";

static METHODS: &[NativeDef] = &[
    NativeDef::new("release", PLAIN, m_release)
        .doc("Release the underlying buffer exposed by the memoryview object."),
    NativeDef::new("tobytes", "($self, /, order='C')", tobytes)
        .doc("Return the data in the buffer as a byte string."),
    NativeDef::new(
        "hex",
        "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
        m_hex,
    )
    .doc("Return the data in the buffer as a str of hexadecimal numbers."),
    NativeDef::new("tolist", PLAIN, tolist)
        .doc("Return the data in the buffer as a list of elements."),
    NativeDef::new("cast", "($self, /, format, shape=<unrepresentable>)", cast)
        .doc("Cast a memoryview to a new format or shape."),
    NativeDef::new("toreadonly", PLAIN, toreadonly)
        .doc("Return a readonly version of the memoryview."),
    NativeDef::new("count", "($self, value, /)", m_count)
        .doc("Count the number of occurrences of a value."),
    NativeDef::new(
        "index",
        "($self, value, start=0, stop=sys.maxsize, /)",
        m_index,
    )
    .doc("Return the index of the first occurrence of a value."),
    NativeDef::new("_from_flags", "($type, /, object, flags)", |th, a| {
        new(th, a[1])
    })
    .class_method()
    .doc("Create a new memoryview object which references the given object."),
    NativeDef::new("__enter__", PLAIN, m_enter),
    NativeDef::new(
        "__exit__",
        "($self, type=None, value=None, traceback=None, /)",
        m_exit,
    ),
    NativeDef::new("__buffer__", "($self, flags, /)", |th, a| new(th, a[0])),
    NativeDef::new("__release_buffer__", "($self, buffer, /)", |_, a| {
        release(a[1]);
        Ok(Value::NONE)
    }),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        sequence::class_getitem,
    )
    .class_method()
    .doc("See PEP 585"),
];

fn numbers(th: &Thread, items: impl Iterator<Item = i64>) -> Value {
    let list = list::empty(th);
    for i in items {
        list.append(th, int::from_i64(th, i));
    }
    list.to_tuple(th).value()
}

static GETSET: &[GetSetDef] = &[
    getter("obj", |th, v| Ok(this(th, v)?.object.get())),
    getter("nbytes", |th, v| {
        Ok(Value::small(this(th, v)?.len.get() as i64))
    }),
    getter("readonly", |th, v| {
        Ok(Value::bool(this(th, v)?.readonly.get()))
    }),
    getter("itemsize", |th, v| {
        Ok(Value::small(this(th, v)?.item_size.get() as i64))
    }),
    getter("format", |th, v| {
        let m = this(th, v)?;
        Ok(match m.format.get_opt() {
            Some(f) => f,
            None => str::new(th, "B"),
        })
    }),
    getter("ndim", |th, v| {
        Ok(Value::small(this(th, v)?.dims().len() as i64))
    }),
    getter("shape", |th, v| {
        let m = this(th, v)?;
        Ok(numbers(th, m.dims().iter().map(|d| d.len as i64)))
    }),
    getter("strides", |th, v| {
        let m = this(th, v)?;
        Ok(numbers(th, m.dims().iter().map(|d| d.stride as i64)))
    }),
    getter("suboffsets", |th, v| {
        this(th, v)?;
        Ok(tuple::new(th, &[]).value())
    }),
    getter("c_contiguous", |th, v| {
        let m = this(th, v)?;
        Ok(Value::bool(buffer::c_contiguous(
            m.dims(),
            m.item_size.get(),
        )))
    }),
    getter("f_contiguous", |th, v| {
        let m = this(th, v)?;
        Ok(Value::bool(buffer::f_contiguous(
            m.dims(),
            m.item_size.get(),
        )))
    }),
    getter("contiguous", |th, v| {
        let m = this(th, v)?;
        let size = m.item_size.get();
        Ok(Value::bool(
            buffer::c_contiguous(m.dims(), size) || buffer::f_contiguous(m.dims(), size),
        ))
    }),
];

const fn getter(name: &'static str, get: fn(&Thread, Value) -> PyResult) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: None,
    }
}

/// The definition of `memoryview`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        len: Some(len),
        compare: Some(compare),
        getitem: Some(get_item),
        setitem: Some(set_item),
        iter: Some(|th, v| {
            let m = this(th, v)?;
            match m.dims().len() {
                0 => return Err(th.type_error("invalid indexing of 0-dim memory")),
                1 => {}
                _ => {
                    return Err(th.error(
                        T::NotImplementedError,
                        "multi-dimensional sub-views are not implemented",
                    ));
                }
            }
            item_slot(th, m)?;
            Ok(types::iter::new_memory(th, v))
        }),
        buffer: Some(as_buffer),
        new: Some(|th, _, args: Args| {
            let [object] = crate::types::signature::bind_new(th, &NEW, args)?;
            new(th, object)
        }),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: type_::flags::SEQUENCE | type_::flags::WEAKREFS,
    basic_size: std::mem::size_of::<MemoryView>(),
    doc: "Create a new memoryview object which references the given object.",
    ..TypeDef::new(T::MemoryView)
};
