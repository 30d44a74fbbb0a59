//! The readers and writers of streams, from which the classes in the modules of `encodings` derive.

use std::mem::size_of;

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::Bytes;
use runtime::types::slots::Slots;
use runtime::types::str;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{int, list};
use runtime::value::Value;

use super::incremental::{ERRORS_GETSET, STREAM, decode, encode, make, reset};
use crate::support::{Params, Small, TypeCell, small};

static READER: TypeCell = TypeCell::new();
static WRITER: TypeCell = TypeCell::new();
/// The types of this file.
pub(super) static TYPES: &[(&TypeCell, &NativeTypeDef)] =
    &[(&READER, &READER_DEF), (&WRITER, &WRITER_DEF)];

const STREAM_GETSET: GetSetDef = GetSetDef {
    name: "stream",
    get: |_, v| Ok(small(v).slot(STREAM)),
    set: Some(|th, _, _| Err(th.attribute_error("readonly attribute"))),
};

/// The argument of a method that reads: no number is a negative one.
fn size(th: &Thread, v: Value) -> PyResult<i64> {
    match v {
        _ if v.is_empty() || v.is_none() => Ok(-1),
        _ if int::is_int(v) => match int::to_i64(v) {
            Some(n) => Ok(n),
            None => Err(th.overflow_error("Python int too large to convert to C ssize_t")),
        },
        _ => Err(th.type_error("arg 1 must be an integer")),
    }
}

/// What a method of the stream gives, decoded; if that is not even one character, bytes are added until it is. Runs Python.
fn read(th: &Thread, v: Value, method: &str, size: i64) -> PyResult {
    let mut size = size;
    if size == 0 {
        return Ok(str::empty(th));
    }
    loop {
        let stream = small(v).slot(STREAM);
        let number = [int::from_i64(th, size)];
        let given = if size < 0 { &[][..] } else { &number[..] };
        let got = ops::call_method(th, stream, str::intern(th, method), given)?;
        let Some(data) = got.downcast::<Bytes>() else {
            return Err(th.type_error(format!(
                "stream function returned a non-bytes object ({})",
                ops::type_name(got)
            )));
        };
        let ended = data.data().is_empty();
        let text = decode(th, v, data.data(), ended || size < 0, false)?;
        if ended || size < 0 || !text.is_empty() {
            return Ok(str::from_bytes(th, &text).value());
        }
        size = 1;
    }
}

fn new_reader(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("StreamReader", &["stream", "errors"], 1);
    let [stream, errors] = PARAMS.bind(th, args)?;
    make(th, class, errors, stream, "StreamReader", 2)
}

static READER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_reader),
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("read", "($self, sizeobj=None, /)", |th, a| {
            read(th, a[0], "read", size(th, a[1])?)
        }),
        NativeDef::new("readline", "($self, sizeobj=None, /)", |th, a| {
            read(th, a[0], "readline", size(th, a[1])?)
        }),
        NativeDef::new("readlines", "($self, sizehintobj=None, /)", |th, a| {
            let text = read(th, a[0], "read", size(th, a[1])?)?;
            ops::call_method(th, text, str::intern(th, "splitlines"), &[Value::TRUE])
        }),
        NativeDef::new("reset", "($self, /)", reset),
    ],
    getset: &[STREAM_GETSET, ERRORS_GETSET],
    flags: flags::BASE,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("_multibytecodec.MultibyteStreamReader")
};

/// Writes the encoded form of a text (of another object: of what it is shown as). Runs Python.
fn write(th: &Thread, v: Value, text: Value) -> PyResult<()> {
    let out = encode(th, v, text)?;
    let stream = small(v).slot(STREAM);
    ops::call_method(th, stream, str::intern(th, "write"), &[out])?;
    Ok(())
}

fn new_writer(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("StreamWriter", &["stream", "errors"], 1);
    let [stream, errors] = PARAMS.bind(th, args)?;
    make(th, class, errors, stream, "StreamWriter", 2)
}

static WRITER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_writer),
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("write", "($self, strobj, /)", |th, a| {
            write(th, a[0], a[1])?;
            Ok(Value::NONE)
        }),
        NativeDef::new("writelines", "($self, lines, /)", |th, a| {
            if !ops::iterate::is_sequence(a[1]) {
                return Err(th.type_error("arg must be a sequence object"));
            }
            let lines = list::from_iterable(th, a[1])?;
            let mut at = 0;
            while let Some(line) = lines.get(at) {
                write(th, a[0], line)?;
                at += 1;
            }
            Ok(Value::NONE)
        }),
        NativeDef::new("reset", "($self, /)", reset),
    ],
    getset: &[STREAM_GETSET, ERRORS_GETSET],
    flags: flags::BASE,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("_multibytecodec.MultibyteStreamWriter")
};
