//! `array`: numbers of one machine type in a row.
//!
//! The items lie in a bytearray on the heap, which knows how to grow, how to be lent and how to be held. Items are read
//! and written through `algo::struct_fmt`, but for characters, which are code points of four bytes.
//!
//! It is long because an array has all methods of a list, and its own.

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::ops::{ControlFlow, Deref};

use runtime::algo::struct_fmt::{self, SlotKind};
use runtime::algo::wtf8;
use runtime::buffer::{self, Buffer};
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, ByteArray, NumberArray};
use runtime::types::list::{self, List};
use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slice::{self, Slice};
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, float, int, memoryview, type_of};
use runtime::value::Value;

use crate::support::{TypeCell, add, add_type, alloc, iterator, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    functions: &[NativeDef::new(
        "_array_reconstructor",
        "(arraytype, typecode, mformat_code, items, /)",
        reconstruct,
    )],
    init,
};

/// The last number of a character.
const MAX_CODE_POINT: u32 = char::MAX as u32;

const TYPE_CODES: &str = "bBuwhHiIlLqQfd";

static ARRAY_TYPE: TypeCell = TypeCell::new();
static ITER_TYPE: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    ARRAY_TYPE.set(add_type(th, module, &ARRAY));
    let abc = runtime::import::module(th, "_collections_abc")?;
    let sequences = ops::get_attr(th, abc, str::intern(th, "MutableSequence"))?;
    ops::call_method(
        th,
        sequences,
        str::intern(th, "register"),
        &[ARRAY_TYPE.get().value()],
    )?;
    add(th, module, "ArrayType", ARRAY_TYPE.get().value());
    ITER_TYPE.set(type_::define_native(th, &ITER));
    add(th, module, "typecodes", str::new(th, TYPE_CODES));
    Ok(())
}

/// An array.
#[repr(C)]
pub struct Array {
    header: Header,
    layout: &'static NativeLayout,
    /// A bytearray.
    data: Slot,
    code: Cell<u8>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Array {
    const KIND: Kind = Kind::Native;
}

// Traces know this much of an array.
const _: () = {
    assert!(offset_of!(Array, data) == offset_of!(NumberArray, data));
    assert!(offset_of!(Array, code) == offset_of!(NumberArray, code));
};

static LAYOUT: NativeLayout = NativeLayout {
    name: "array.array",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slot(unsafe { &(*h.cast::<Array>()).data });
    },
    drop: None,
};

fn array(v: Value) -> Ref<Array> {
    this::<Array>(v)
}

/// `v` as an array, if it is one.
fn as_array(v: Value) -> Option<Ref<Array>> {
    (v.is_ptr() && type_of(v).is_subtype_of(ARRAY_TYPE.get())).then(|| array(v))
}

fn make(th: &Thread, class: Ref<Type>, code: u8, data: &[u8]) -> Ref<Array> {
    let a = type_::alloc_native::<Array>(th, class, &LAYOUT);
    a.code.set(code);
    let data = bytes::new_array(th, types::get(T::ByteArray), data);
    a.data.set(a, data);
    a
}

impl Array {
    fn storage(&self) -> Ref<ByteArray> {
        this::<ByteArray>(self.data.get())
    }

    fn is_text(&self) -> bool {
        matches!(self.code.get(), b'u' | b'w')
    }

    fn item_size(&self) -> usize {
        item_size(self.code.get())
    }

    fn len(&self) -> usize {
        self.storage().data().len() / self.item_size()
    }

    /// The bytes of the items from `start` to `end`.
    fn part(&self, start: usize, end: usize) -> Vec<u8> {
        let n = self.item_size();
        self.storage().data()[start * n..end * n].to_vec()
    }

    /// The number of item `i < len` of an array of characters.
    fn code_point(&self, i: usize) -> u32 {
        let bytes = self.storage().data()[4 * i..4 * i + 4].try_into();
        bytes.map_or(0, u32::from_ne_bytes)
    }

    /// Item `i < len`. Fails for one that is no character, though the array is of them.
    fn item(&self, th: &Thread, i: usize) -> PyResult {
        let n = self.item_size();
        let storage = self.storage();
        let data = &storage.data()[i * n..(i + 1) * n];
        Ok(match *data {
            [b] if self.code.get() == b'B' => Value::small(b.into()),
            [_, _, _, _] if self.is_text() => {
                let number = self.code_point(i);
                if number > MAX_CODE_POINT {
                    return Err(th.value_error("chr() arg not in range(0x110000)"));
                }
                str::from_code_point(th, number)
            }
            [a, b, c, d] if self.code.get() == b'i' => {
                Value::small(i32::from_ne_bytes([a, b, c, d]).into())
            }
            [a, b, c, d, e, f, g, h] if self.code.get() == b'd' => {
                float::new(th, f64::from_ne_bytes([a, b, c, d, e, f, g, h]))
            }
            [a, b, c, d, e, f, g, h] if matches!(self.code.get(), b'l' | b'q') => {
                int::from_i64(th, i64::from_ne_bytes([a, b, c, d, e, f, g, h]))
            }
            _ => match struct_fmt::native_slot(&[self.code.get()]) {
                Some(place) => memoryview::unpack(th, place, data),
                None => Value::NONE,
            },
        })
    }
}

/// `v`, if it is exactly an array.
fn exactly(v: Value) -> Option<Ref<Array>> {
    (ARRAY_TYPE.is_set() && v.is_ptr() && type_of(v) == ARRAY_TYPE.get()).then(|| array(v))
}

/// The items of `N` bytes each.
fn numbers<const N: usize, T>(data: &[u8], read: fn([u8; N]) -> T) -> impl Iterator<Item = T> {
    data.chunks_exact(N)
        .filter_map(move |item| item.first_chunk().copied().map(read))
}

/// The sum of the items of what is exactly an array of ints.
pub fn sum_of_ints(v: Value) -> Option<i128> {
    fn sum<const N: usize, T: Into<i128>>(data: &[u8], read: fn([u8; N]) -> T) -> i128 {
        numbers(data, read).map(Into::into).sum()
    }
    let a = exactly(v)?;
    let storage = a.storage();
    let data = storage.data();
    Some(match a.code.get() {
        b'b' => sum(data, i8::from_ne_bytes),
        b'B' => sum(data, u8::from_ne_bytes),
        b'h' => sum(data, i16::from_ne_bytes),
        b'H' => sum(data, u16::from_ne_bytes),
        b'i' => sum(data, i32::from_ne_bytes),
        b'I' => sum(data, u32::from_ne_bytes),
        b'l' | b'q' => sum(data, i64::from_ne_bytes),
        b'L' | b'Q' => sum(data, u64::from_ne_bytes),
        _ => return None,
    })
}

/// What `f` makes of what it made before and of each item, one after the other, of what is exactly an array of floats.
pub fn fold_floats<A>(v: Value, first: A, f: impl Fn(A, f64) -> A) -> Option<A> {
    let a = exactly(v)?;
    let storage = a.storage();
    let data = storage.data();
    match a.code.get() {
        b'f' => Some(
            numbers(data, f32::from_ne_bytes)
                .map(f64::from)
                .fold(first, f),
        ),
        b'd' => Some(numbers(data, f64::from_ne_bytes).fold(first, f)),
        _ => None,
    }
}

fn item_size(code: u8) -> usize {
    match code {
        b'u' | b'w' | b'i' | b'I' | b'f' => 4,
        b'h' | b'H' => 2,
        b'l' | b'L' | b'q' | b'Q' | b'd' => 8,
        _ => 1,
    }
}

/// Replaces items by others, given as bytes. BufferError if that moves what somebody holds.
fn splice(th: &Thread, a: Ref<Array>, start: usize, count: usize, new: &[u8]) -> PyResult<()> {
    let n = a.item_size();
    let storage = a.storage();
    if new.len() != count * n && buffer::is_held(storage.value()) {
        if let Err(raised) = buffer::check_resize(th, storage.value()) {
            th.take_exception(raised);
            return Err(th.error(
                T::BufferError,
                "cannot resize an array that is exporting buffers",
            ));
        }
    }
    storage.splice(th, start * n, count * n, new)
}

// ---- items from values

fn out_of_range(th: &Thread, code: u8, n: Value) -> Raised {
    let negative = int::is_negative(n);
    let fits_long = int::to_i64(n);
    let which = if negative {
        "less than minimum"
    } else {
        "greater than maximum"
    };
    let message = match (code, fits_long) {
        (b'I' | b'L', _) if negative => "can't convert negative value to unsigned int".to_owned(),
        (b'I' | b'L', None) if code == b'L' || int::to_u64(n).is_none() => {
            "Python int too large to convert to C unsigned long".to_owned()
        }
        (b'I', _) => "unsigned int is greater than maximum".to_owned(),
        (b'q', _) => "int too big to convert".to_owned(),
        (b'Q', _) if negative => "can't convert negative int to unsigned".to_owned(),
        (b'Q', _) => "int too big to convert".to_owned(),
        (_, None) => "Python int too large to convert to C long".to_owned(),
        (b'b', Some(i)) if i16::try_from(i).is_ok() => format!("signed char is {which}"),
        (b'b' | b'h', _) => format!("signed short integer is {which}"),
        (b'B', _) => format!("unsigned byte integer is {which}"),
        (b'H', Some(i)) if i32::try_from(i).is_ok() => format!("unsigned short is {which}"),
        _ => format!("signed integer is {which}"),
    };
    th.overflow_error(message)
}

/// An immediate int or a float as the bytes of an item (the first ones, in the machine's order), where that needs no error.
fn quick_packed(code: u8, v: Value) -> Option<[u8; 8]> {
    if code == b'd' {
        return float::exact(v).map(f64::to_ne_bytes);
    }
    let n = v.as_small()?;
    let (low, high) = match code {
        b'b' => (i8::MIN.into(), i8::MAX.into()),
        b'B' => (0, u8::MAX.into()),
        b'h' => (i16::MIN.into(), i16::MAX.into()),
        b'H' => (0, u16::MAX.into()),
        b'i' => (i32::MIN.into(), i32::MAX.into()),
        b'I' => (0, u32::MAX.into()),
        b'l' | b'q' => (i64::MIN, i64::MAX),
        b'L' | b'Q' => (0, i64::MAX),
        _ => return None,
    };
    // The low bytes come first.
    (cfg!(target_endian = "little") && (low..=high).contains(&n)).then(|| n.to_le_bytes())
}

/// The bytes of an item.
struct Item {
    bytes: [u8; 8],
    size: usize,
}

impl Deref for Item {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes[..self.size]
    }
}

/// A value as the bytes of an item. Runs Python.
fn packed(th: &Thread, code: u8, v: Value) -> PyResult<Item> {
    let size = item_size(code);
    if let Some(bytes) = quick_packed(code, v) {
        return Ok(Item { bytes, size });
    }
    let mut bytes = [0; 8];
    let out = &mut bytes[..size];
    if matches!(code, b'u' | b'w') {
        match v.downcast::<Str>() {
            Some(s) => match wtf8::single(s.bytes()) {
                Some(cp) => out.copy_from_slice(&cp.to_ne_bytes()),
                None => {
                    return Err(th.type_error(format!(
                        "array item must be a unicode character, not a string of length {}",
                        s.char_len()
                    )));
                }
            },
            None => {
                return Err(th.type_error(format!(
                    "array item must be a unicode character, not {}",
                    ops::type_name(v)
                )));
            }
        }
        return Ok(Item { bytes, size });
    }
    let Some(place) = struct_fmt::native_slot(&[code]) else {
        return Err(th.type_error("bad typecode"));
    };
    if place.kind == SlotKind::Float {
        let x = float::to_f64(th, v)?;
        if code == b'f' {
            // Too large a number becomes infinite here.
            out.copy_from_slice(&(x as f32).to_ne_bytes());
        } else {
            out.copy_from_slice(&x.to_ne_bytes());
        }
        return Ok(Item { bytes, size });
    }
    let n = ops::index(th, v)?;
    if int::with(n, |n| place.pack_int(out, n)).is_err() {
        return Err(out_of_range(th, code, n));
    }
    Ok(Item { bytes, size })
}

/// Adds an item at the end. Runs Python.
fn append(th: &Thread, a: Ref<Array>, v: Value) -> PyResult<()> {
    let item = packed(th, a.code.get(), v)?;
    splice(th, a, a.len(), 0, &item)
}

fn extend_from(th: &Thread, a: Ref<Array>, items: Value) -> PyResult<()> {
    if let Some(other) = as_array(items) {
        if other.code.get() != a.code.get() {
            return Err(th.type_error("can only extend with array of same kind"));
        }
        let more = other.part(0, other.len());
        return splice(th, a, a.len(), 0, &more);
    }
    ops::iterate(th, items, |v| {
        append(th, a, v)?;
        Ok(ControlFlow::Continue(()))
    })
}

// ---- construction

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    if class == ARRAY_TYPE.get() && args.keyword_count() > 0 {
        return Err(th.type_error("array.array() takes no keyword arguments"));
    }
    let pos = args.pos();
    sequence::check_count(th, "array", pos.len(), 1, 2)?;
    let code = match pos[0].downcast::<Str>() {
        Some(s) if s.char_len() == 1 => wtf8::single(s.bytes()).unwrap_or(0),
        Some(s) => {
            return Err(th.type_error(format!(
                "array() argument 1 must be a unicode character, not a string of length {}",
                s.char_len()
            )));
        }
        None => {
            return Err(th.type_error(format!(
                "array() argument 1 must be a unicode character, not {}",
                ops::type_name(pos[0])
            )));
        }
    };
    let code = u8::try_from(code).unwrap_or(0);
    if code == b'u' {
        runtime::warn::deprecation(
            th,
            "The 'u' type code is deprecated and will be removed in Python 3.16",
        )?;
    }
    let initial = pos.get(1).copied();
    let is_text = matches!(code, b'u' | b'w');
    if let Some(v) = initial.filter(|_| !is_text) {
        if v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "cannot use a str to initialize an array with typecode '{}'",
                char::from(code)
            )));
        }
        if as_array(v).is_some_and(|o| o.is_text()) {
            return Err(th.type_error(format!(
                "cannot use a unicode array to initialize an array with typecode '{}'",
                char::from(code)
            )));
        }
    }
    if !TYPE_CODES.as_bytes().contains(&code) {
        return Err(
            th.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)")
        );
    }
    let a = make(th, class, code, &[]);
    let Some(v) = initial else {
        return Ok(a.value());
    };
    if let Some(other) = as_array(v).filter(|o| o.code.get() == code) {
        let data = other.part(0, other.len());
        splice(th, a, 0, 0, &data)?;
    } else if v.has_kind(Kind::Bytes) || v.has_kind(Kind::ByteArray) {
        from_bytes(th, a, v)?;
    } else if let Some(s) = v.downcast::<Str>() {
        from_text(th, a, s)?;
    } else {
        ops::iterate(th, v, |item| {
            append(th, a, item)?;
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(a.value())
}

fn from_bytes(th: &Thread, a: Ref<Array>, v: Value) -> PyResult<()> {
    let data = buffer::contiguous_of(th, v)?.to_vec();
    if data.len() % a.item_size() != 0 {
        return Err(th.value_error("bytes length not a multiple of item size"));
    }
    splice(th, a, a.len(), 0, &data)
}

fn from_text(th: &Thread, a: Ref<Array>, s: Ref<Str>) -> PyResult<()> {
    let data: Vec<u8> = wtf8::code_points(s.bytes())
        .flat_map(u32::to_ne_bytes)
        .collect();
    splice(th, a, a.len(), 0, &data)
}

fn text_of(th: &Thread, a: Ref<Array>) -> PyResult {
    let data = a.part(0, a.len());
    let cps = (data.chunks_exact(4)).map(|c| u32::from_ne_bytes([c[0], c[1], c[2], c[3]]));
    if cps.clone().any(|c| c > MAX_CODE_POINT) {
        // The codec knows what to say.
        let how = ["utf-32-le", "surrogatepass"].map(|s| str::new(th, s));
        let data = bytes::new(th, &data);
        return ops::call_method(th, data, str::intern(th, "decode"), &how);
    }
    Ok(str::from_bytes(th, &wtf8::from_code_points(cps)).value())
}

/// What pickling calls: an array from its bytes, which came from another machine perhaps.
fn reconstruct(th: &Thread, a: &[Value]) -> PyResult {
    let Some(class) = a[0].has_kind(Kind::Type).then(|| type_::as_type(a[0])) else {
        return Err(th.type_error(format!(
            "first argument must be a type object, not {}",
            ops::type_name(a[0])
        )));
    };
    if !class.is_subtype_of(ARRAY_TYPE.get()) {
        return Err(th.type_error(format!(
            "{} is not a subtype of array.array",
            class.tp_name()
        )));
    }
    let made = ops::call1(th, a[0], a[1])?;
    let Some(out) = as_array(made) else {
        return Err(th.type_error("the class did not make an array"));
    };
    let format = ops::index_i64(th, a[2])?;
    let Some(data) = a[3].downcast::<bytes::Bytes>() else {
        return Err(th.type_error(format!(
            "fourth argument should be bytes, not {}",
            ops::type_name(a[3])
        )));
    };
    // The numbers of the formats are pickle's: size and sign, with big-endian at the odd ones.
    let letters = [
        "<B", "<b", "<H", ">H", "<h", ">h", "<I", ">I", "<i", ">i", "<Q", ">Q", "<q", ">q", "<f",
        ">f", "<d", ">d",
    ];
    if let Some(letter) = usize::try_from(format).ok().and_then(|i| letters.get(i)) {
        let parsed = struct_fmt::Format::parse(letter.as_bytes()).map_err(|e| int::raise(th, e))?;
        if data.data().len() % parsed.size() != 0 {
            return Err(th.value_error("bytes length not a multiple of item size"));
        }
        for item in data.data().chunks_exact(parsed.size()) {
            for place in parsed.slots() {
                let v = memoryview::unpack(th, place, item);
                append(th, out, v)?;
            }
        }
        return Ok(made);
    }
    let codec = match format {
        18 => "utf-16-le",
        19 => "utf-16-be",
        20 => "utf-32-le",
        21 => "utf-32-be",
        _ => return Err(th.value_error("third argument must be a valid machine format code.")),
    };
    let text = runtime::codecs::decode_text(th, a[3], data.data(), codec.as_bytes(), b"strict")?;
    if let Some(s) = text.downcast::<Str>() {
        from_text(th, out, s)?;
    }
    Ok(made)
}

/// The number by which pickle knows the machine's format of a type code.
fn format_number(code: u8) -> i64 {
    match code {
        b'B' => 0,
        b'b' => 1,
        b'H' => 2,
        b'h' => 4,
        b'I' => 6,
        b'i' => 8,
        b'L' | b'Q' => 10,
        b'l' | b'q' => 12,
        b'f' => 14,
        b'd' => 16,
        _ => 20,
    }
}

// ---- slots

fn repr(th: &Thread, v: Value) -> PyResult {
    let a = array(v);
    let class = type_of(v).name();
    let mut out = class.bytes().to_vec();
    out.extend_from_slice(format!("('{}'", char::from(a.code.get())).as_bytes());
    if a.len() > 0 {
        let items = if a.is_text() {
            text_of(th, a)?
        } else {
            to_list(th, a)?.value()
        };
        out.extend_from_slice(b", ");
        out.extend_from_slice(ops::repr(th, items)?.bytes());
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

fn to_list(th: &Thread, a: Ref<Array>) -> PyResult<Ref<List>> {
    let out = list::with_capacity(th, a.len());
    for i in 0..a.len() {
        let item = a.item(th, i)?;
        out.append(th, item);
    }
    Ok(out)
}

fn compare(th: &Thread, x: Value, y: Value, op: CmpOp) -> PyResult {
    let (Some(x), Some(y)) = (as_array(x), as_array(y)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    // Characters are compared as numbers, among which are some that are no characters.
    let texts = x.is_text() && y.is_text();
    for a in [x, y] {
        if a.is_text() && !texts {
            to_list(th, a)?;
        }
    }
    let item = |a: Ref<Array>, i: usize| {
        (i < a.len()).then(|| match texts {
            true => Value::small(a.code_point(i).into()),
            false => a.item(th, i).unwrap_or(Value::NONE),
        })
    };
    sequence::compare(
        th,
        op,
        |i| item(x, i),
        |i| item(y, i),
        || (x.len(), y.len()),
    )
}

fn index_of(th: &Thread, a: Ref<Array>, key: Value, message: &str) -> PyResult<usize> {
    let i = sequence::index_value(th, key, T::IndexError)?;
    sequence::resolve(i, a.len()).ok_or_else(|| th.index_error(message))
}

fn get_item(th: &Thread, v: Value, key: Value) -> PyResult {
    let a = array(v);
    if sequence::is_index(key) {
        let i = index_of(th, a, key, "array index out of range")?;
        return a.item(th, i);
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(th.type_error("array indices must be integers"));
    };
    let range = slice::range_of(th, s, || a.len())?;
    let data = if range.step == 1 {
        a.part(range.start, range.start + range.count)
    } else {
        let (size, storage) = (a.item_size(), a.storage());
        let data = storage.data();
        let mut out = Vec::with_capacity(range.count * size);
        for n in 0..range.count {
            let place = (range.start as isize + n as isize * range.step) as usize * size;
            out.extend_from_slice(&data[place..place + size]);
        }
        out
    };
    Ok(make(th, ARRAY_TYPE.get(), a.code.get(), &data).value())
}

fn set_item(th: &Thread, v: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    let a = array(v);
    if sequence::is_index(key) {
        let i = index_of(th, a, key, "array assignment index out of range")?;
        return match value {
            Some(x) => {
                let item = packed(th, a.code.get(), x)?;
                // Packing ran Python: the array may be shorter now.
                if i >= a.len() {
                    return Err(th.index_error("array assignment index out of range"));
                }
                splice(th, a, i, 1, &item)
            }
            None => splice(th, a, i, 1, &[]),
        };
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(th.type_error("array indices must be integers"));
    };
    let new = match value {
        None => Vec::new(),
        Some(x) => match as_array(x) {
            Some(other) if other.code.get() == a.code.get() => other.part(0, other.len()),
            Some(_) => return Err(th.type_error("bad argument type for built-in operation")),
            None => {
                return Err(th.type_error(format!(
                    "can only assign array (not \"{}\") to array slice",
                    ops::type_name(x)
                )));
            }
        },
    };
    let range = slice::range_of(th, s, || a.len())?;
    if range.step == 1 {
        return splice(th, a, range.start, range.count, &new);
    }
    let n = a.item_size();
    let place = |i: usize| (range.start as isize + i as isize * range.step) as usize;
    if value.is_none() {
        let mut gone = vec![false; a.len()];
        (0..range.count).for_each(|i| gone[place(i)] = true);
        let kept: Vec<u8> = (0..a.len())
            .filter(|&i| !gone[i])
            .flat_map(|i| a.part(i, i + 1))
            .collect();
        return splice(th, a, 0, a.len(), &kept);
    }
    if new.len() != range.count * n {
        return Err(th.value_error(format!(
            "attempt to assign array of size {} to extended slice of size {}",
            new.len() / n,
            range.count
        )));
    }
    for (i, item) in new.chunks_exact(n).enumerate() {
        splice(th, a, place(i), 1, item)?;
    }
    Ok(())
}

fn find(
    th: &Thread,
    a: Ref<Array>,
    wanted: Value,
    from: usize,
    to: usize,
) -> PyResult<Option<usize>> {
    let mut i = from;
    while i < to.min(a.len()) {
        if sequence::same_or_equal(th, a.item(th, i)?, wanted)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn concat(th: &Thread, x: Value, y: Value) -> PyResult {
    let a = array(x);
    match as_array(y) {
        Some(b) if b.code.get() == a.code.get() => {
            let data = [a.part(0, a.len()), b.part(0, b.len())].concat();
            Ok(make(th, ARRAY_TYPE.get(), a.code.get(), &data).value())
        }
        Some(_) => Err(th.type_error("bad argument type for built-in operation")),
        None => Err(th.type_error(format!(
            "can only append array (not \"{}\") to array",
            ops::type_name(y)
        ))),
    }
}

fn repeated(th: &Thread, a: Ref<Array>, count: Value) -> PyResult<Vec<u8>> {
    let n = sequence::repeat_count(th, count)?;
    sequence::repeated_len(th, a.storage().data().len(), n)?;
    Ok(a.storage().data().repeat(n))
}

/// What an array lends.
fn lend(th: &Thread, v: Value) -> PyResult<Buffer> {
    let a = array(v);
    let storage = buffer::contiguous_of(th, a.data.get())?;
    let code = match a.code.get() {
        b'u' => b'w',
        code => code,
    };
    let format = if code == b'B' {
        Value::EMPTY
    } else {
        str::one_char(th, &[code])
    };
    Ok(Buffer {
        item_size: a.item_size(),
        format,
        ..storage
    })
}

// ---- methods

fn pop(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let i = if a[1].is_empty() {
        -1
    } else {
        ops::index_i64(th, a[1])?
    };
    if x.len() == 0 {
        return Err(th.index_error("pop from empty array"));
    }
    let Some(i) = sequence::resolve(i, x.len()) else {
        return Err(th.index_error("pop index out of range"));
    };
    let v = x.item(th, i)?;
    splice(th, x, i, 1, &[])?;
    Ok(v)
}

fn reverse(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let data: Vec<u8> = (0..x.len()).rev().flat_map(|i| x.part(i, i + 1)).collect();
    splice(th, x, 0, x.len(), &data)?;
    Ok(Value::NONE)
}

fn byteswap(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let mut data = x.part(0, x.len());
    data.chunks_exact_mut(x.item_size())
        .for_each(<[u8]>::reverse);
    splice(th, x, 0, x.len(), &data)?;
    Ok(Value::NONE)
}

fn from_list(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let Some(items) = a[1].downcast::<List>() else {
        return Err(th.type_error("arg must be list"));
    };
    let mut data = Vec::new();
    let n = items.len();
    for i in 0..n {
        let Some(item) = items.get(i) else {
            return Err(th.runtime_error("list changed size during iteration"));
        };
        data.extend_from_slice(&packed(th, x.code.get(), item)?);
    }
    splice(th, x, x.len(), 0, &data)?;
    Ok(Value::NONE)
}

fn from_file(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let n = ops::index_i64(th, a[2])?;
    if n < 0 {
        return Err(th.value_error("negative count"));
    }
    let wanted = (n as usize).saturating_mul(x.item_size());
    let read = str::intern(th, "read");
    let data = ops::call_method(th, a[1], read, &[int::from_usize(th, wanted)])?;
    if !data.has_kind(Kind::Bytes) {
        return Err(th.type_error("read() didn't return bytes"));
    }
    let got = bytes::as_bytes(data).map_or(0, |d| d.len());
    from_bytes(th, x, data)?;
    if got != wanted {
        return Err(th.error(T::EOFError, "read() didn't return enough bytes"));
    }
    Ok(Value::NONE)
}

fn to_file(th: &Thread, a: &[Value]) -> PyResult {
    const BLOCK: usize = 64 << 10;
    let data = array(a[0]).part(0, array(a[0]).len());
    for block in data.chunks(BLOCK) {
        let block = bytes::new(th, block);
        ops::call_method(th, a[1], str::intern(th, "write"), &[block])?;
    }
    Ok(Value::NONE)
}

fn check_text(th: &Thread, a: Ref<Array>, method: &str) -> PyResult<()> {
    if a.is_text() {
        return Ok(());
    }
    Err(th.value_error(format!(
        "{method}() may only be called on unicode type arrays ('u' or 'w')"
    )))
}

fn reduce(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    let protocol = ops::index_i64(th, a[1])?;
    let class = type_of(a[0]).value();
    let code = str::one_char(th, &[x.code.get()]);
    let dict = match ops::get_attr_opt(th, a[0], str::intern(th, "__dict__"))? {
        Some(d) => d,
        None => Value::NONE,
    };
    if protocol < 3 {
        let items = to_list(th, x)?.value();
        let args = tuple_of(th, &[code, items]);
        return Ok(tuple_of(th, &[class, args, dict]));
    }
    let module = runtime::import::module(th, "array")?;
    let f = ops::get_attr(th, module, str::intern(th, "_array_reconstructor"))?;
    let data = bytes::new(th, &x.part(0, x.len()));
    let number = Value::small(format_number(x.code.get()));
    let args = tuple_of(th, &[class, code, number, data]);
    Ok(tuple_of(th, &[f, args, dict]))
}

const PLAIN: &str = "($self, /)";

static METHODS: &[NativeDef] = &[
    NativeDef::new("append", "($self, v, /)", |th, a| {
        append(th, array(a[0]), a[1])?;
        Ok(Value::NONE)
    })
    .doc("Append new value v to the end of the array."),
    NativeDef::new("extend", "($self, bb, /)", |th, a| {
        extend_from(th, array(a[0]), a[1])?;
        Ok(Value::NONE)
    })
    .doc("Append items to the end of the array."),
    NativeDef::new("insert", "($self, i, v, /)", |th, a| {
        let x = array(a[0]);
        let i = sequence::index_value(th, a[1], T::OverflowError)?;
        let item = packed(th, x.code.get(), a[2])?;
        splice(th, x, sequence::clamp(i, x.len()), 0, &item)?;
        Ok(Value::NONE)
    })
    .doc("Insert a new item v into the array before position i."),
    NativeDef::new("pop", "($self, i=-1, /)", pop)
        .doc("Return the i-th element and delete it from the array.\n\ni defaults to -1."),
    NativeDef::new("remove", "($self, v, /)", |th, a| {
        let x = array(a[0]);
        match find(th, x, a[1], 0, usize::MAX)? {
            Some(i) => splice(th, x, i, 1, &[])?,
            None => return Err(th.value_error("array.remove(x): x not in array")),
        }
        Ok(Value::NONE)
    })
    .doc("Remove the first occurrence of v in the array."),
    NativeDef::new("index", "($self, v, start=0, stop=sys.maxsize, /)", |th, a| {
        let x = array(a[0]);
        let start = sequence::position_argument(th, a[2], 0, x.len())?;
        let stop = sequence::position_argument(th, a[3], i64::MAX, x.len())?;
        match find(th, x, a[1], start, stop)? {
            Some(i) => Ok(Value::small(i as i64)),
            None => Err(th.value_error("array.index(x): x not in array")),
        }
    })
    .doc("Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present."),
    NativeDef::new("count", "($self, v, /)", |th, a| {
        let x = array(a[0]);
        let mut n = 0;
        let mut i = 0;
        while i < x.len() {
            if sequence::same_or_equal(th, x.item(th, i)?, a[1])? {
                n += 1;
            }
            i += 1;
        }
        Ok(Value::small(n))
    })
    .doc("Return number of occurrences of v in the array."),
    NativeDef::new("reverse", PLAIN, reverse).doc("Reverse the order of the items in the array."),
    NativeDef::new("clear", PLAIN, |th, a| {
        let x = array(a[0]);
        splice(th, x, 0, x.len(), &[])?;
        Ok(Value::NONE)
    })
    .doc("Remove all items from the array."),
    NativeDef::new("byteswap", PLAIN, byteswap).doc("Byteswap all items of the array."),
    NativeDef::new("tolist", PLAIN, |th, a| Ok(to_list(th, array(a[0]))?.value()))
        .doc("Convert array to an ordinary list with the same items."),
    NativeDef::new("tobytes", PLAIN, |th, a| {
        let x = array(a[0]);
        Ok(bytes::new(th, &x.part(0, x.len())))
    })
    .doc("Convert the array to an array of machine values and return the bytes representation."),
    NativeDef::new("frombytes", "($self, buffer, /)", |th, a| {
        from_bytes(th, array(a[0]), a[1]).map(|()| Value::NONE)
    }),
    NativeDef::new("fromlist", "($self, list, /)", from_list).doc("Append items to array from list."),
    NativeDef::new("fromfile", "($self, f, n, /)", from_file),
    NativeDef::new("tofile", "($self, f, /)", to_file).doc("Write all items (as machine values) to the file object f."),
    NativeDef::new("fromunicode", "($self, ustr, /)", |th, a| {
        let x = array(a[0]);
        let Some(s) = a[1].downcast::<Str>() else {
            return Err(th.type_error(format!(
                "fromunicode() argument must be str, not {}",
                ops::type_name(a[1])
            )));
        };
        check_text(th, x, "fromunicode")?;
        from_text(th, x, s)?;
        Ok(Value::NONE)
    }),
    NativeDef::new("tounicode", PLAIN, |th, a| {
        check_text(th, array(a[0]), "tounicode")?;
        text_of(th, array(a[0]))
    }),
    NativeDef::new("buffer_info", PLAIN, |th, a| {
        let x = array(a[0]);
        let address = buffer::contiguous_of(th, x.data.get())?.data.addr();
        Ok(tuple_of(
            th,
            &[int::from_usize(th, address), Value::small(x.len() as i64)],
        ))
    })
    .doc("Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents."),
    NativeDef::new("__copy__", PLAIN, copy),
    NativeDef::new("__deepcopy__", "($self, unused, /)", copy),
    NativeDef::new("__reduce_ex__", "($self, value, /)", reduce),
    NativeDef::new("__sizeof__", PLAIN, |_, a| {
        let own = runtime::types::type_::sizes::layout(runtime::types::type_of(a[0])).basic;
        let n = array(a[0]).storage().data().len();
        Ok(Value::small(own + n as i64))
    }),
    NativeDef::new("__buffer__", "($self, flags, /)", |th, a| memoryview::new(th, a[0])),
    NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem).class_method(),
];

fn copy(th: &Thread, a: &[Value]) -> PyResult {
    let x = array(a[0]);
    Ok(make(th, ARRAY_TYPE.get(), x.code.get(), &x.part(0, x.len())).value())
}

/// The definition of `array`.
static ARRAY: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(|_, _, _| Ok(())),
        repr: Some(repr),
        len: Some(|_, v| Ok(array(v).len())),
        compare: Some(compare),
        getitem: Some(get_item),
        setitem: Some(set_item),
        contains: Some(|th, v, item| Ok(find(th, array(v), item, 0, usize::MAX)?.is_some())),
        concat: Some(concat),
        repeat: Some(|th, v, count| {
            let a = array(v);
            let data = repeated(th, a, count)?;
            Ok(make(th, ARRAY_TYPE.get(), a.code.get(), &data).value())
        }),
        inplace_concat: Some(|th, x, y| {
            if as_array(y).is_none() {
                return Err(th.type_error(format!(
                    "can only extend array with array (not \"{}\")",
                    ops::type_name(y)
                )));
            }
            extend_from(th, array(x), y)?;
            Ok(x)
        }),
        inplace_repeat: Some(|th, v, count| {
            let a = array(v);
            let data = repeated(th, a, count)?;
            splice(th, a, 0, a.len(), &data)?;
            Ok(v)
        }),
        iter: Some(|th, v| Ok(alloc(th, ITER_TYPE.get(), &[v], &[0]).value())),
        buffer: Some(lend),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: &[
        GetSetDef {
            name: "typecode",
            get: |th, v| Ok(str::one_char(th, &[array(v).code.get()])),
            set: None,
        },
        GetSetDef {
            name: "itemsize",
            get: |_, v| Ok(Value::small(array(v).item_size() as i64)),
            set: None,
        },
    ],
    flags: flags::BASE | flags::SEQUENCE | flags::WEAKREFS,
    basic_size: size_of::<Array>(),
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.",
    ..NativeTypeDef::new("array.array")
};

// ---- iteration

fn iter_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = small(v);
    let Some(a) = as_array(it.slot(0)) else {
        return Ok(None);
    };
    let i = it.num(0) as usize;
    if i >= a.len() {
        crate::support::set_slot(it, 0, Value::NONE);
        return Ok(None);
    }
    it.set_num(0, i as i64 + 1);
    a.item(th, i).map(Some)
}

static ITER: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("__reduce__", PLAIN, |th, a| {
            let iter = sequence::builtin(th, "iter")?;
            let it = small(a[0]);
            if it.slot(0).is_none() {
                let empty = tuple_of(th, &[]);
                let args = tuple_of(th, &[empty]);
                return Ok(tuple_of(th, &[iter, args]));
            }
            let args = tuple_of(th, &[it.slot(0)]);
            Ok(tuple_of(th, &[iter, args, Value::small(it.num(0))]))
        }),
        NativeDef::new("__setstate__", "($self, state, /)", |th, a| {
            let it = small(a[0]);
            if let Some(x) = as_array(it.slot(0)) {
                let i = ops::index_i64(th, a[1])?;
                it.set_num(0, i.clamp(0, x.len() as i64));
            }
            Ok(Value::NONE)
        }),
    ],
    ..iterator("array.arrayiterator", None, iter_next, "")
};
