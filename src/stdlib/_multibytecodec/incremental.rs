//! The incremental encoders and decoders, from which the classes in the modules of `encodings` derive. They take their codec
//! from the class's attribute `codec`.

use std::mem::size_of;

use runtime::algo::bigint;
use runtime::algo::codecs::CodecError;
use runtime::codecs;
use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, int};
use runtime::value::Value;

use super::{charset_of, contents, convert, is_codec};
use crate::support::{Params, Small, TypeCell, alloc, set_slot, small};

/// The slots of encoders, decoders, readers and writers: the codec, the name of the error handler, the bytes that wait for
/// more (of an encoder: UTF-8), and a stream.
const CODEC: usize = 0;
const ERRORS: usize = 1;
const PENDING: usize = 2;
pub(super) const STREAM: usize = 3;
/// The number with the state, of which these codecs have none: programs can set it.
const STATE: usize = 0;

/// How many bytes may wait.
const MOST_PENDING: usize = 8;

static ENCODER: TypeCell = TypeCell::new();
static DECODER: TypeCell = TypeCell::new();
/// The types of this file.
pub(super) static TYPES: &[(&TypeCell, &NativeTypeDef)] =
    &[(&ENCODER, &ENCODER_DEF), (&DECODER, &DECODER_DEF)];

/// A new object of `class` with the codec that the class names. Runs Python.
pub(super) fn make(
    th: &Thread,
    class: Ref<Type>,
    errors: Value,
    stream: Value,
    function: &str,
    place: usize,
) -> PyResult {
    let errors = match errors.downcast::<Str>() {
        _ if errors.is_empty() => str::intern(th, "strict").value(),
        Some(s) => s.value(),
        None => {
            return Err(th.type_error(format!(
                "{function}() argument {place} must be str, not {}",
                ops::argument_type_name(errors)
            )));
        }
    };
    let codec = ops::get_attr(th, class.value(), str::intern(th, "codec"))?;
    if !is_codec(codec) {
        return Err(th.type_error("codec is unexpected type"));
    }
    let pending = bytes::new(th, b"");
    Ok(alloc(th, class, &[codec, errors, pending, stream], &[0]).value())
}

/// What waits.
fn pending(v: Value) -> Vec<u8> {
    this::<Bytes>(small(v).slot(PENDING)).data().to_vec()
}

pub(super) fn set_pending(th: &Thread, v: Value, data: &[u8]) {
    let data = bytes::new(th, data);
    set_slot(small(v), PENDING, data);
}

fn errors(v: Value) -> Vec<u8> {
    this::<Str>(small(v).slot(ERRORS)).bytes().to_vec()
}

/// The attribute `errors`.
pub(super) const ERRORS_GETSET: GetSetDef = GetSetDef {
    name: "errors",
    get: |_, v| Ok(small(v).slot(ERRORS)),
    set: Some(|th, v, value| match value {
        Some(name) if name.downcast::<Str>().is_some() => {
            set_slot(small(v), ERRORS, name);
            Ok(())
        }
        Some(_) => Err(th.type_error("errors must be a string")),
        None => Err(th.attribute_error("cannot delete attribute")),
    }),
};

/// Encodes an object, shown if it is no str, behind what waits. Runs Python.
pub(super) fn encode(th: &Thread, v: Value, input: Value) -> PyResult {
    let mut text = ops::str(th, input)?;
    let before = pending(v);
    if !before.is_empty() {
        text = str::from_bytes(th, &[&before, text.bytes()].concat());
    }
    let out = convert::encode(th, charset_of(small(v).slot(CODEC)), text, &errors(v))?;
    set_pending(th, v, b"");
    Ok(bytes::new(th, &out))
}

/// Decodes behind what waits; keeps what is not all there unless it is the last. After an error nothing waits, unless it was at
/// the end and `restores`. Runs Python.
pub(super) fn decode(
    th: &Thread,
    v: Value,
    data: &[u8],
    last: bool,
    restores: bool,
) -> PyResult<Vec<u8>> {
    let before = pending(v);
    let data = [&before, data].concat();
    let set = charset_of(small(v).slot(CODEC));
    let errors = errors(v);
    let mut text = Vec::with_capacity(data.len());
    set_pending(th, v, b"");
    let mut used = convert::decode(th, set, &data, 0, &errors, false, &mut text)?;
    if last && used < data.len() {
        used = match convert::decode(th, set, &data, used, &errors, true, &mut text) {
            Ok(used) => used,
            Err(raised) => {
                if restores {
                    set_pending(th, v, &before);
                }
                return Err(raised);
            }
        };
    }
    set_pending(th, v, &data[used..]);
    Ok(text)
}

/// Forgets what waits.
pub(super) fn reset(th: &Thread, a: &[Value]) -> PyResult {
    set_pending(th, a[0], b"");
    Ok(Value::NONE)
}

fn is_final(th: &Thread, v: Value) -> PyResult<bool> {
    Ok(!v.is_empty() && ops::is_true(th, v)?)
}

// ---- the encoder

/// The number with an encoder's state, little-endian: how many bytes wait, these, and the codec's state.
fn encoder_state(th: &Thread, a: &[Value]) -> PyResult {
    let waiting = pending(a[0]);
    let mut state = vec![waiting.len() as u8];
    state.extend_from_slice(&waiting);
    state.extend_from_slice(&small(a[0]).num(STATE).to_le_bytes());
    Ok(int::from_big(th, &bigint::from_bytes(&state, true, false)))
}

fn set_encoder_state(th: &Thread, a: &[Value]) -> PyResult {
    const SIZE: usize = 1 + MOST_PENDING + size_of::<i64>();
    if !int::is_int(a[1]) {
        return Err(th.type_error(format!(
            "setstate() argument must be int, not {}",
            ops::argument_type_name(a[1])
        )));
    }
    let state = int::with(a[1], |i| bigint::to_bytes(i, SIZE, true, false));
    let state = state.map_err(|e| int::raise(th, e))?;
    let (len, rest) = (usize::from(state[0]), &state[1..]);
    if len > MOST_PENDING {
        return Err(th.error(T::UnicodeError, "pending buffer too large"));
    }
    let waiting = bytes::new(th, &rest[..len]);
    codecs::decode_text(th, waiting, &rest[..len], b"utf-8", b"strict")?;
    let mut number = [0; size_of::<i64>()];
    number.copy_from_slice(&rest[len..len + size_of::<i64>()]);
    set_slot(small(a[0]), PENDING, waiting);
    small(a[0]).set_num(STATE, i64::from_le_bytes(number));
    Ok(Value::NONE)
}

fn new_encoder(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("IncrementalEncoder", &["errors"], 0);
    let [errors] = PARAMS.bind(th, args)?;
    make(th, class, errors, Value::EMPTY, "IncrementalEncoder", 1)
}

static ENCODER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_encoder),
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("encode", "($self, /, input, final=False)", |th, a| {
            is_final(th, a[2])?;
            encode(th, a[0], a[1])
        }),
        NativeDef::new("getstate", "($self, /)", encoder_state),
        NativeDef::new("setstate", "($self, state, /)", set_encoder_state),
        NativeDef::new("reset", "($self, /)", reset),
    ],
    getset: &[ERRORS_GETSET],
    flags: flags::BASE,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("_multibytecodec.MultibyteIncrementalEncoder")
};

// ---- the decoder

fn set_decoder_state(th: &Thread, a: &[Value]) -> PyResult {
    let Some(state) = a[1].downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "setstate() argument must be tuple, not {}",
            ops::argument_type_name(a[1])
        )));
    };
    let illegal = || th.type_error("setstate(): illegal state argument");
    let &[waiting, number] = state.items() else {
        return Err(illegal());
    };
    let Some(data) = waiting.downcast::<Bytes>().filter(|_| int::is_int(number)) else {
        return Err(illegal());
    };
    let number = int::with(number, |i| {
        bigint::to_bytes(i, size_of::<i64>(), true, false)
    });
    let number = number.map_err(|e| int::raise(th, e))?;
    if data.data().len() > MOST_PENDING {
        let e = CodecError {
            start: 0,
            end: data.data().len(),
            reason: "pending buffer too large",
        };
        let set = charset_of(small(a[0]).slot(CODEC));
        return Err(th.raise(codecs::decode_exception(th, set.name, waiting, &e)));
    }
    let mut state = [0; size_of::<i64>()];
    state.copy_from_slice(&number);
    set_pending(th, a[0], data.data());
    small(a[0]).set_num(STATE, i64::from_le_bytes(state));
    Ok(Value::NONE)
}

fn new_decoder(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("IncrementalDecoder", &["errors"], 0);
    let [errors] = PARAMS.bind(th, args)?;
    make(th, class, errors, Value::EMPTY, "IncrementalDecoder", 1)
}

static DECODER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_decoder),
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("decode", "($self, /, input, final=False)", |th, a| {
            let data = contents(th, a[1])?;
            let last = is_final(th, a[2])?;
            let text = decode(th, a[0], &data, last, true)?;
            Ok(str::from_bytes(th, &text).value())
        }),
        NativeDef::new("getstate", "($self, /)", |th, a| {
            let number = int::from_u64(th, small(a[0]).num(STATE) as u64);
            Ok(tuple_of(th, &[small(a[0]).slot(PENDING), number]))
        }),
        NativeDef::new("setstate", "($self, state, /)", set_decoder_state),
        NativeDef::new("reset", "($self, /)", reset),
    ],
    getset: &[ERRORS_GETSET],
    flags: flags::BASE,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("_multibytecodec.MultibyteIncrementalDecoder")
};
