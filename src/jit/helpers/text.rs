//! Helpers on strings. They run no Python, and what they read of a string never changes.

use runtime::algo::{short, wtf8};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::Bytes;
use runtime::types::str::{self, Str};
use runtime::types::{self, T};

use super::{out, v};

fn text(bits: u64) -> Ref<Str> {
    // SAFETY: the trace has guarded that this is exactly a str.
    unsafe { Ref::from_value_unchecked(v(bits)) }
}

/// Whether two strings are equal: 0 or 1.
pub extern "C" fn equal(_th: &Thread, a: u64, b: u64) -> i64 {
    i64::from(a == b || short::equal(text(a).bytes(), text(b).bytes()))
}

/// -1, 0 or 1, by code points.
pub extern "C" fn order(_th: &Thread, a: u64, b: u64) -> i64 {
    // The bytes of generalised UTF-8 are ordered as the code points are.
    text(a).bytes().cmp(text(b).bytes()) as i64
}

fn data(bits: u64) -> Ref<Bytes> {
    // SAFETY: the trace has guarded that this is exactly a bytes object.
    unsafe { Ref::from_value_unchecked(v(bits)) }
}

/// Whether two bytes objects are equal: 0 or 1.
pub extern "C" fn bytes_equal(_th: &Thread, a: u64, b: u64) -> i64 {
    i64::from(a == b || short::equal(data(a).data(), data(b).data()))
}

/// -1, 0 or 1, by the bytes of two bytes objects.
pub extern "C" fn bytes_order(_th: &Thread, a: u64, b: u64) -> i64 {
    data(a).data().cmp(data(b).data()) as i64
}

/// Whether `needle` is part of `hay`: 0 or 1.
pub extern "C" fn contains(_th: &Thread, hay: u64, needle: u64) -> i64 {
    let (hay, needle) = (text(hay), text(needle));
    i64::from(match needle.bytes() {
        [] => true,
        [b] => hay.bytes().contains(b),
        bytes => runtime::algo::search::find(hay.bytes(), bytes).is_some(),
    })
}

/// The character at an index, which is in bounds. Allocates.
pub extern "C" fn char_at(th: &Thread, s: u64, index: i64) -> u64 {
    str::char_at(th, text(s), index as usize).bits()
}

/// The code point of a string of one character; -1 for others.
pub extern "C" fn ordinal(_th: &Thread, s: u64) -> i64 {
    let s = text(s);
    if s.char_len() != 1 {
        return -1;
    }
    wtf8::code_points(s.bytes()).next().map_or(-1, i64::from)
}

/// `a + b`. Allocates.
pub extern "C" fn concat(th: &Thread, a: u64, b: u64) -> u64 {
    str::concat(th, text(a), text(b)).value().bits()
}

fn joined(th: &Thread, parts: &[u64]) -> u64 {
    let joined = str::join(th, None, parts.iter().map(|&part| text(part)));
    joined.value().bits()
}

/// Three strings as one. Allocates.
pub extern "C" fn join3(th: &Thread, a: u64, b: u64, c: u64) -> u64 {
    joined(th, &[a, b, c])
}

/// Four strings as one. Allocates.
pub extern "C" fn join4(th: &Thread, a: u64, b: u64, c: u64, d: u64) -> u64 {
    joined(th, &[a, b, c, d])
}

/// Five strings as one. Allocates.
pub extern "C" fn join5(th: &Thread, a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    joined(th, &[a, b, c, d, e])
}

/// `s[start:stop]`. Allocates.
pub extern "C" fn str_slice(th: &Thread, s: u64, start: i64, stop: i64) -> u64 {
    let string = text(s);
    let n = string.char_len() as i64;
    let inside = |i: i64| if i < 0 { (i + n).max(0) } else { i.min(n) };
    let (start, stop) = (inside(start), inside(stop));
    if start >= stop {
        return str::empty(th).bits();
    }
    if stop - start == n {
        return s;
    }
    str::slice(th, string, start as usize, stop as usize).bits()
}

/// `int(s)` of a string. Allocates, may raise.
pub extern "C" fn int_of_text(th: &Thread, s: u64) -> u64 {
    match types::int::of_short_text(v(s)) {
        Some(n) => n.bits(),
        None => out(ops::call1(th, types::get(T::Int).value(), v(s))),
    }
}

/// `str()` of a number or a singleton. Allocates.
pub extern "C" fn str_of(th: &Thread, a: u64) -> u64 {
    out(ops::str(th, v(a)).map(Ref::value))
}

/// `format()` of a number, a string or a singleton by a format. Allocates, may raise.
pub extern "C" fn format(th: &Thread, a: u64, spec: u64) -> u64 {
    out(ops::format(th, v(a), text(spec)).map(Ref::value))
}

/// `repr()` of a number, a string or a singleton. Allocates.
pub extern "C" fn repr_of(th: &Thread, a: u64) -> u64 {
    out(ops::repr(th, v(a)).map(Ref::value))
}
