//! The methods of `str`.

use crate::algo::search::{self, Kind as Text};
use crate::algo::text;
use crate::error::PyResult;
use crate::native::NativeDef;
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{BINOPS, BinaryFn};
use crate::types::str::{self, Str};
use crate::types::{list, slots::Slots};
use crate::value::Value;

pub const BINARY: [Option<BinaryFn>; BINOPS] = Slots::NONE.binary;

fn bytes(v: Value) -> &'static [u8] {
    match v.downcast::<Str>() {
        // SAFETY: the caller holds the string in its arguments, and its bytes never change.
        Some(s) => unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.bytes().len()) },
        None => &[],
    }
}

fn join(th: &Thread, args: &[Value]) -> PyResult {
    let items = list::from_iterable(th, args[1])?;
    let mut joined = Vec::new();
    for n in 0..items.len() {
        let item = items.item(n);
        let Some(s) = item.downcast::<Str>() else {
            return Err(th.type_error(format!(
                "sequence item {n}: expected str instance, {} found",
                ops::type_name(item)
            )));
        };
        if n > 0 {
            joined.extend_from_slice(bytes(args[0]));
        }
        joined.extend_from_slice(s.bytes());
    }
    Ok(str::from_bytes(th, &joined).value())
}

fn upper(th: &Thread, args: &[Value]) -> PyResult {
    Ok(str::from_bytes(th, &text::upper(bytes(args[0]))).value())
}

fn lower(th: &Thread, args: &[Value]) -> PyResult {
    Ok(str::from_bytes(th, &text::lower(bytes(args[0]))).value())
}

fn strip(th: &Thread, args: &[Value]) -> PyResult {
    Ok(str::from_bytes(th, search::strip(Text::Str, bytes(args[0]))).value())
}

fn format(th: &Thread, args: &[Value]) -> PyResult {
    crate::format::str(th, args[0], args[1])
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::new("join", "($self, iterable, /)", join),
    NativeDef::new("upper", "($self, /)", upper),
    NativeDef::new("lower", "($self, /)", lower),
    NativeDef::new("strip", "($self, chars=None, /)", strip),
    NativeDef::new("__format__", "($self, format_spec, /)", format),
];
