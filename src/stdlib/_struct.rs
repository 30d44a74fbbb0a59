//! `_struct`: packing values into bytes. Formats are read and bytes laid out by `algo::struct_fmt`.
//!
//! A parsed format lies outside the heap and holds no Values; the functions of the module keep the last ones.

use std::cell::{Cell, UnsafeCell};
use std::collections::HashMap;
use std::mem::size_of;
use std::rc::Rc;

use runtime::algo::struct_fmt::{Format, Slot as Place, SlotKind};
use runtime::algo::{self, ErrorKind};
use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::module::Module;
use runtime::types::sequence::{self, this};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{T, complex, float, int, memoryview, signature, tuple, type_of};
use runtime::value::Value;

use crate::support::{self, TypeCell, add, add_type, alloc, iterator, small};

const PACK_DOC: &str = "Return a bytes object containing values packed according to the format string.\n\nSee help(struct) for more on format strings.";

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
    functions: &[
        NativeDef::new("calcsize", "(format, /)", |th, a| {
            Ok(int::from_usize(th, cached(th, a[0])?.size()))
        })
        .doc("Return size in bytes of the struct described by the format string."),
        NativeDef::raw("pack", "(format, /, *values)", |th, args| {
            let [format, values @ ..] = args.values else {
                return Err(th.type_error("missing format argument"));
            };
            let format = cached(th, *format)?;
            pack(th, &format, values, "pack")
        })
        .doc(PACK_DOC),
        NativeDef::raw(
            "pack_into",
            "(format, buffer, offset, /, *values)",
            |th, args| {
                let [format, rest @ ..] = args.values else {
                    return Err(th.type_error("missing format argument"));
                };
                let format = cached(th, *format)?;
                pack_into(th, &format, rest)
            },
        )
        .doc("Pack values and write the packed bytes into the buffer."),
        NativeDef::new("unpack", "(format, buffer, /)", |th, a| {
            let format = cached(th, a[0])?;
            unpack(th, &format, a[1])
        })
        .doc("Return a tuple containing values unpacked according to the format string."),
        NativeDef::new("unpack_from", "(format, /, buffer, offset=0)", |th, a| {
            let format = cached(th, a[0])?;
            unpack_from(th, &format, a[1], a[2])
        })
        .doc("Return a tuple containing values unpacked according to the format string."),
        NativeDef::new("iter_unpack", "(format, buffer, /)", |th, a| {
            let made = ops::call1(th, STRUCT_TYPE.get().value(), a[0])?;
            iter_unpack(th, made, a[1])
        })
        .doc("Return an iterator yielding tuples unpacked from the given bytes."),
        NativeDef::new("_clearcache", "()", |_, _| {
            formats().clear();
            Ok(Value::NONE)
        })
        .doc("Clear the internal cache."),
    ],
    init,
};

static STRUCT_TYPE: TypeCell = TypeCell::new();
static ITER_TYPE: TypeCell = TypeCell::new();
static ERROR: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    STRUCT_TYPE.set(add_type(th, module, &STRUCT));
    ITER_TYPE.set(type_::define_native(th, &ITER));
    // A second import of the module shares the class with the first: the functions raise just one.
    if !ERROR.is_set() {
        let error = support::new_exception(th, "struct", "error", T::Exception)?;
        ERROR.set(as_type(error));
    }
    add(th, module, "error", ERROR.get().value());
    Ok(())
}

#[cold]
fn error(th: &Thread, message: &str) -> Raised {
    support::raise_class(th, ERROR.get(), message)
}

fn raise(th: &Thread, e: algo::Error) -> Raised {
    if e.kind == ErrorKind::Struct {
        return error(th, &algo::wtf8::to_string_lossy(&e.message));
    }
    int::raise(th, e)
}

// ---- formats

type Known = HashMap<Vec<u8>, Rc<Format>, rustc_hash::FxBuildHasher>;
struct Formats(UnsafeCell<Option<Known>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Formats {}
static FORMATS: Formats = Formats(UnsafeCell::new(None));

/// How many formats are kept.
const MOST_FORMATS: usize = 100;

fn formats() -> &'static mut Known {
    // SAFETY: under the interpreter lock; no caller keeps the reference across a call that may come back here.
    unsafe { (*FORMATS.0.get()).get_or_insert_with(HashMap::default) }
}

/// The text of a format argument.
fn format_text(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    if let Some(s) = v.downcast::<Str>() {
        if !s.is_ascii() {
            let codec = algo::codecs::Codec::Ascii;
            runtime::codecs::encode(th, v, codec, codec.name(), b"strict")?;
        }
        return Ok(s.bytes().to_vec());
    }
    match v.downcast::<Bytes>() {
        Some(b) => Ok(b.data().to_vec()),
        None => Err(th.type_error(format!(
            "Struct() argument 1 must be a str or bytes object, not {}",
            ops::type_name(v)
        ))),
    }
}

fn cached(th: &Thread, v: Value) -> PyResult<Rc<Format>> {
    let known = match (v.downcast::<Str>(), v.downcast::<Bytes>()) {
        (Some(s), _) => formats().get(s.bytes()),
        (None, Some(b)) => formats().get(b.data()),
        (None, None) => None,
    };
    if let Some(format) = known {
        return Ok(Rc::clone(format));
    }
    let text = format_text(th, v)?;
    let parsed = Rc::new(Format::parse(&text).map_err(|e| raise(th, e))?);
    let all = formats();
    if all.len() >= MOST_FORMATS {
        all.clear();
    }
    all.insert(text, Rc::clone(&parsed));
    Ok(parsed)
}

// ---- packing

fn check_count(th: &Thread, format: &Format, given: usize, function: &str) -> PyResult<()> {
    if given == format.items() {
        return Ok(());
    }
    Err(error(
        th,
        &format!(
            "{function} expected {} items for packing (got {given})",
            format.items()
        ),
    ))
}

/// Most structures are no longer than this, and are packed without memory of their own.
const SMALL: usize = 64;

fn pack(th: &Thread, format: &Format, values: &[Value], function: &str) -> PyResult {
    check_count(th, format, values.len(), function)?;
    let mut room = [0; SMALL];
    if let Some(out) = room.get_mut(..format.size()) {
        pack_all(th, format, values, out)?;
        return Ok(bytes::new(th, out));
    }
    // What CPython's bytes objects take beside their data.
    const OVERHEAD: usize = 33;
    if format.size() > isize::MAX as usize - OVERHEAD {
        return Err(th.overflow_error("byte string is too large"));
    }
    let out = packed(th, format, values)?;
    Ok(bytes::new(th, &out))
}

/// The values as bytes. Runs Python.
fn packed(th: &Thread, format: &Format, values: &[Value]) -> PyResult<Vec<u8>> {
    let mut out = support::zeros(th, format.size())?;
    pack_all(th, format, values, &mut out)?;
    Ok(out)
}

/// Packs the values, as many as there are places, into zeros. Runs Python.
fn pack_all(th: &Thread, format: &Format, values: &[Value], out: &mut [u8]) -> PyResult<()> {
    for (place, &v) in format.slots().zip(values) {
        pack_one(th, place, v, out)?;
    }
    Ok(())
}

fn pack_one(th: &Thread, place: Place, v: Value, out: &mut [u8]) -> PyResult<()> {
    let wrong = || raise(th, place.type_error());
    let done = match place.kind {
        SlotKind::Signed | SlotKind::Unsigned | SlotKind::Pointer => {
            let n = if int::is_int(v) {
                v
            } else if type_of(v).slots().index.is_some() {
                ops::index(th, v)?
            } else {
                return Err(wrong());
            };
            int::with(n, |n| place.pack_int(out, n))
        }
        SlotKind::Bool => {
            place.pack_bool(out, ops::is_true(th, v)?);
            Ok(())
        }
        SlotKind::Float => match float::to_f64(th, v) {
            Ok(x) => place.pack_float(out, x),
            Err(raised) => {
                th.take_exception(raised);
                return Err(wrong());
            }
        },
        SlotKind::Complex => match to_complex(th, v) {
            Ok((re, im)) => place.pack_complex(out, re, im),
            Err(raised) => {
                th.take_exception(raised);
                return Err(wrong());
            }
        },
        SlotKind::Char => match v.downcast::<Bytes>() {
            Some(b) => place.pack_bytes(out, b.data()),
            None => return Err(wrong()),
        },
        SlotKind::Bytes | SlotKind::Pascal => {
            if !v.has_kind(Kind::Bytes) && !v.has_kind(Kind::ByteArray) {
                return Err(wrong());
            }
            place.pack_bytes(out, &bytes::as_bytes(v).unwrap_or_default())
        }
    };
    done.map_err(|e| raise(th, e))
}

fn to_complex(th: &Thread, v: Value) -> PyResult<(f64, f64)> {
    if let Some(parts) = complex::get(v) {
        return Ok(parts);
    }
    if let Some(made) = ops::call::special(th, v, runtime::names::N::__complex__, &[])? {
        if let Some(parts) = complex::get(made) {
            return Ok(parts);
        }
    }
    Ok((float::to_f64(th, v)?, 0.0))
}

/// Where an offset lies in a buffer of `len` bytes, if `size` bytes fit there.
fn place_of(th: &Thread, offset: i64, len: usize, size: usize, packing: bool) -> PyResult<usize> {
    let mut at = offset;
    if at < 0 {
        if at + size as i64 > 0 {
            let what = if packing {
                "no space to pack"
            } else {
                "not enough data to unpack"
            };
            return Err(error(th, &format!("{what} {size} bytes at offset {at}")));
        }
        if at + (len as i64) < 0 {
            return Err(error(
                th,
                &format!("offset {at} out of range for {len}-byte buffer"),
            ));
        }
        at += len as i64;
    }
    if (len as i64) - at < size as i64 {
        let (function, what) = if packing {
            ("pack_into", "packing")
        } else {
            ("unpack_from", "unpacking")
        };
        return Err(error(
            th,
            &format!(
                "{function} requires a buffer of at least {} bytes for {what} {size} bytes at offset {at} (actual buffer size is {len})",
                size as i128 + i128::from(at)
            ),
        ));
    }
    Ok(at as usize)
}

fn pack_into(th: &Thread, format: &Format, args: &[Value]) -> PyResult {
    let [target, offset, values @ ..] = args else {
        return Err(error(
            th,
            if args.is_empty() {
                "pack_into expected buffer argument"
            } else {
                "pack_into expected offset argument"
            },
        ));
    };
    check_count(th, format, values.len(), "pack_into")?;
    let Some(room) = buffer::writable(th, *target)? else {
        return Err(th.type_error(format!(
            "argument must be read-write bytes-like object, not {}",
            ops::type_name(*target)
        )));
    };
    let offset = sequence::index_value(th, *offset, T::IndexError)?;
    place_of(th, offset, room.len, format.size(), true)?;
    let out = packed(th, format, values)?;
    // Packing ran Python: look again where the room is.
    let Some(room) = buffer::writable(th, *target)? else {
        return Err(buffer::not_a_buffer(th, *target));
    };
    let at = place_of(th, offset, room.len, format.size(), true)?;
    // SAFETY: nothing else refers to the room, and nothing runs until the copy is done.
    let room = unsafe { room.bytes_mut() };
    room[at..at + out.len()].copy_from_slice(&out);
    Ok(Value::NONE)
}

// ---- unpacking

/// The values that lie in `data`, which stays where it is: no Python runs. Allocates.
fn values_of(th: &Thread, format: &Format, data: &[u8]) -> Value {
    let values = tuple::new_zeroed(th, format.items());
    for (i, place) in format.slots().enumerate() {
        values.init_item(i, memoryview::unpack(th, place, data));
    }
    values.value()
}

/// The contents of a bytes-like object, in place where it is bytes.
fn contents(th: &Thread, v: Value) -> PyResult<std::borrow::Cow<'static, [u8]>> {
    match bytes::as_bytes(v) {
        Some(data) => Ok(data),
        None => Ok(buffer::contiguous_of(th, v)?.to_vec().into()),
    }
}

fn unpack(th: &Thread, format: &Format, v: Value) -> PyResult {
    let data = contents(th, v)?;
    if data.len() != format.size() {
        return Err(error(
            th,
            &format!("unpack requires a buffer of {} bytes", format.size()),
        ));
    }
    Ok(values_of(th, format, &data))
}

fn unpack_from(th: &Thread, format: &Format, v: Value, offset: Value) -> PyResult {
    let offset = if offset.is_empty() {
        0
    } else {
        sequence::index_value(th, offset, T::IndexError)?
    };
    let lent = buffer::contiguous_of(th, v)?;
    let at = place_of(th, offset, lent.len, format.size(), false)?;
    Ok(values_of(th, format, &lent.bytes()[at..at + format.size()]))
}

/// An iterator; the slots are the Struct and the buffer, the number is the position.
fn iter_unpack(th: &Thread, s: Value, v: Value) -> PyResult {
    let size = parsed(th, s)?.size();
    let lent = buffer::contiguous_of(th, v)?;
    if size == 0 {
        return Err(error(
            th,
            "cannot iteratively unpack with a struct of length 0",
        ));
    }
    if lent.len % size != 0 {
        return Err(error(
            th,
            &format!("iterative unpacking requires a buffer of a multiple of {size} bytes"),
        ));
    }
    Ok(alloc(th, ITER_TYPE.get(), &[s, v], &[0]).value())
}

fn iter_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = small(v);
    if it.slot(0).is_empty() {
        return Ok(None);
    }
    let format = parsed(th, it.slot(0))?;
    let at = it.num(0) as usize;
    let end = at + format.size();
    let next = |data: &[u8]| {
        let data = data.get(at..end)?;
        it.set_num(0, end as i64);
        Some(values_of(th, &format, data))
    };
    let item = match it.slot(1).downcast::<Bytes>() {
        Some(b) => next(b.data()),
        None => next(buffer::contiguous_of(th, it.slot(1))?.bytes()),
    };
    if item.is_none() {
        support::set_slot(it, 0, Value::EMPTY);
        support::set_slot(it, 1, Value::EMPTY);
    }
    Ok(item)
}

static ITER: NativeTypeDef = NativeTypeDef {
    methods: &[NativeDef::new("__length_hint__", "($self, /)", |th, a| {
        let it = small(a[0]);
        if it.slot(0).is_empty() {
            return Ok(Value::small(0));
        }
        let size = parsed(th, it.slot(0))?.size() as i64;
        let len = buffer::contiguous_of(th, it.slot(1))?.len as i64;
        Ok(Value::small((len - it.num(0)) / size))
    })],
    ..iterator("_struct.unpack_iterator", None, iter_next, "")
};

// ---- Struct

/// A `Struct`.
#[repr(C)]
pub struct Struct {
    header: Header,
    layout: &'static NativeLayout,
    /// A str.
    text: Slot,
    /// Made by `Rc::into_raw`; null before `__init__`.
    format: Cell<*const Format>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Struct {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_struct.Struct",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slot(unsafe { &(*h.cast::<Struct>()).text });
    },
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout.
        set_format(unsafe { &*h.cast::<Struct>() }, None);
    }),
};

fn set_format(s: &Struct, format: Option<Rc<Format>>) {
    let old = s
        .format
        .replace(format.map_or(std::ptr::null(), Rc::into_raw));
    if !old.is_null() {
        // SAFETY: made by `Rc::into_raw`, and taken out of its cell.
        drop(unsafe { Rc::from_raw(old) });
    }
}

fn parsed(th: &Thread, v: Value) -> PyResult<Rc<Format>> {
    let format = this::<Struct>(v).format.get();
    if format.is_null() {
        return Err(th.runtime_error("Struct object is not initialized"));
    }
    // SAFETY: made by `Rc::into_raw`; the count goes up before the cell's own reference can go.
    unsafe {
        Rc::increment_strong_count(format);
        Ok(Rc::from_raw(format))
    }
}

static NEW: NativeDef = NativeDef::new("Struct", "(format)", |_, _| Ok(Value::NONE));

fn new(th: &Thread, class: Ref<Type>, _: Args) -> PyResult {
    Ok(type_::alloc_native::<Struct>(th, class, &LAYOUT).value())
}

fn start(th: &Thread, s: Ref<Struct>, args: Args) -> PyResult<()> {
    let [format] = signature::bind_new(th, &NEW, args)?;
    let text = format_text(th, format)?;
    let parsed = cached(th, format)?;
    s.text.set(s, str::from_bytes(th, &text).value());
    set_format(&s, Some(parsed));
    Ok(())
}

/// The definition of `Struct`.
static STRUCT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(|th, v, args| start(th, this::<Struct>(v), args)),
        repr: Some(|th, v| {
            parsed(th, v)?;
            let mut out = type_of(v).name().bytes().to_vec();
            out.push(b'(');
            out.extend_from_slice(ops::repr(th, this::<Struct>(v).text.get())?.bytes());
            out.push(b')');
            Ok(str::from_bytes(th, &out).value())
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("pack", "($self, /, *values)", |th, args| {
            let format = parsed(th, args.values[0])?;
            pack(th, &format, &args.values[1..], "pack")
        })
        .doc(PACK_DOC),
        NativeDef::raw(
            "pack_into",
            "($self, buffer, offset, /, *values)",
            |th, args| {
                let format = parsed(th, args.values[0])?;
                pack_into(th, &format, &args.values[1..])
            },
        ),
        NativeDef::new("unpack", "($self, buffer, /)", |th, a| {
            let format = parsed(th, a[0])?;
            unpack(th, &format, a[1])
        }),
        NativeDef::new("unpack_from", "($self, /, buffer, offset=0)", |th, a| {
            let format = parsed(th, a[0])?;
            unpack_from(th, &format, a[1], a[2])
        }),
        NativeDef::new("iter_unpack", "($self, buffer, /)", |th, a| {
            parsed(th, a[0])?;
            iter_unpack(th, a[0], a[1])
        }),
        NativeDef::new("__sizeof__", "($self, /)", |th, a| {
            let items = parsed(th, a[0])?.items();
            Ok(Value::small((size_of::<Struct>() + 32 * items) as i64))
        }),
    ],
    getset: &[
        GetSetDef {
            name: "format",
            get: |th, v| {
                parsed(th, v)?;
                Ok(this::<Struct>(v).text.get())
            },
            set: None,
        },
        GetSetDef {
            name: "size",
            get: |th, v| {
                if this::<Struct>(v).format.get().is_null() {
                    return Ok(Value::small(-1));
                }
                Ok(int::from_usize(th, parsed(th, v)?.size()))
            },
            set: None,
        },
    ],
    flags: flags::BASE | flags::WEAKREFS,
    basic_size: size_of::<Struct>(),
    doc: "Struct(fmt) --> compiled struct object",
    ..NativeTypeDef::new("_struct.Struct")
};
