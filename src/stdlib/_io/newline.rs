//! Universal newlines: [`Newlines`] for the text streams here, and `IncrementalNewlineDecoder` over any decoder.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, NativeTypeDef, flags};
use runtime::types::{int, signature};
use runtime::value::Value;

use super::base;

/// The line ends seen so far, as bits.
pub mod seen {
    pub const CR: u8 = 1;
    pub const LF: u8 = 2;
    pub const CRLF: u8 = 4;
}

/// Looks for line ends in text that comes in pieces, and makes them all `\n` if asked to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Newlines {
    pub translate: bool,
    /// A `\r` at the end of the last piece is held back: it may be half of `\r\n`.
    pub held: bool,
    pub seen: u8,
}

impl Newlines {
    /// Takes a piece, in place. `last`: nothing comes behind it.
    pub fn feed(&mut self, text: &mut Vec<u8>, last: bool) {
        if self.held && (last || !text.is_empty()) {
            text.insert(0, b'\r');
            self.held = false;
        }
        if !last && text.last() == Some(&b'\r') {
            text.pop();
            self.held = true;
        }
        if memchr::memchr(b'\r', text).is_none() {
            if self.seen & seen::LF == 0 && memchr::memchr(b'\n', text).is_some() {
                self.seen |= seen::LF;
            }
            return;
        }
        let mut read = 0;
        let mut written = 0;
        while read < text.len() {
            let b = text[read];
            read += 1;
            let ends = match b {
                b'\n' => seen::LF,
                b'\r' if text.get(read) == Some(&b'\n') => seen::CRLF,
                b'\r' => seen::CR,
                _ => 0,
            };
            self.seen |= ends;
            if self.translate {
                text[written] = if ends != 0 { b'\n' } else { b };
                written += 1;
                read += usize::from(ends == seen::CRLF);
            } else {
                // A `\n` behind a `\r` is counted with it.
                read += usize::from(ends == seen::CRLF);
            }
        }
        if self.translate {
            text.truncate(written);
        }
    }

    /// What `newlines` shows.
    pub fn shown(&self, th: &Thread) -> Value {
        let mut all = RootedVec::new();
        for (bit, text) in [(seen::CR, "\r"), (seen::LF, "\n"), (seen::CRLF, "\r\n")] {
            if self.seen & bit != 0 {
                all.push(str::intern(th, text).value());
            }
        }
        match *all.as_slice() {
            [] => Value::NONE,
            [one] => one,
            _ => tuple_of(th, &all),
        }
    }
}

/// An `IncrementalNewlineDecoder`.
#[repr(C)]
pub struct Decoder {
    header: Header,
    layout: &'static NativeLayout,
    /// None, or what decodes the bytes.
    decoder: Slot,
    errors: Slot,
    newlines: Cell<Newlines>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Decoder {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_io.IncrementalNewlineDecoder",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let d = unsafe { &*h.cast::<Decoder>() };
        t.visit_slot(&d.decoder);
        t.visit_slot(&d.errors);
    },
    drop: None,
};

fn decoder(th: &Thread, v: Value) -> PyResult<Ref<Decoder>> {
    let d = this::<Decoder>(v);
    if d.errors.get().is_empty() {
        return Err(th.value_error("IncrementalNewlineDecoder.__init__() not called"));
    }
    Ok(d)
}

static NEW: NativeDef = NativeDef::new(
    "IncrementalNewlineDecoder",
    "(decoder, translate, errors='strict')",
    |_, _| Ok(Value::NONE),
);

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [inner, translate, errors] = signature::bind_new(th, &NEW, args)?;
    let translate = ops::is_true(th, translate)?;
    let d = this::<Decoder>(v);
    d.decoder.set(d, inner);
    let errors = crate::support::or(errors, str::intern(th, "strict").value());
    d.errors.set(d, errors);
    d.newlines.set(Newlines {
        translate,
        ..Newlines::default()
    });
    Ok(())
}

fn decode(th: &Thread, a: &[Value]) -> PyResult {
    let d = decoder(th, a[0])?;
    let last = !a[2].is_empty() && ops::is_true(th, a[2])?;
    let text = if d.decoder.get().is_none() {
        a[1]
    } else {
        base::call(th, d.decoder.get(), "decode", &[a[1], Value::bool(last)])?
    };
    let Some(s) = text.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "decoder should return a string result, not '{}'",
            ops::type_name(text)
        )));
    };
    let mut out = s.bytes().to_vec();
    let mut newlines = d.newlines.get();
    newlines.feed(&mut out, last);
    d.newlines.set(newlines);
    Ok(str::from_bytes(th, &out).value())
}

/// The state of the inner decoder, its flag in the higher bits, ours in the lowest.
fn getstate(th: &Thread, a: &[Value]) -> PyResult {
    let d = decoder(th, a[0])?;
    let (mut buffer, mut flag) = (runtime::types::bytes::new(th, b""), 0);
    if !d.decoder.get().is_none() {
        let state = base::call(th, d.decoder.get(), "getstate", &[])?;
        let Some(t) = state.downcast::<Tuple>() else {
            return Err(th.type_error("illegal decoder state"));
        };
        let [b, f] = *t.items() else {
            return Err(th.type_error("illegal decoder state"));
        };
        buffer = b;
        flag = ops::index_i64(th, f)?;
    }
    let flag = flag << 1 | i64::from(d.newlines.get().held);
    Ok(tuple_of(th, &[buffer, int::from_i64(th, flag)]))
}

fn setstate(th: &Thread, a: &[Value]) -> PyResult {
    let d = decoder(th, a[0])?;
    let Some(t) = a[1].downcast::<Tuple>() else {
        return Err(th.type_error("state argument must be a tuple"));
    };
    let [buffer, flag] = *t.items() else {
        return Err(th.type_error("illegal decoder state"));
    };
    let flag = ops::index_i64(th, flag)?;
    let mut newlines = d.newlines.get();
    newlines.held = flag & 1 != 0;
    d.newlines.set(newlines);
    if !d.decoder.get().is_none() {
        let state = tuple_of(th, &[buffer, int::from_i64(th, flag >> 1)]);
        return base::call(th, d.decoder.get(), "setstate", &[state]);
    }
    Ok(Value::NONE)
}

fn reset(th: &Thread, a: &[Value]) -> PyResult {
    let d = decoder(th, a[0])?;
    d.newlines.set(Newlines {
        translate: d.newlines.get().translate,
        ..Newlines::default()
    });
    if !d.decoder.get().is_none() {
        return base::call(th, d.decoder.get(), "reset", &[]);
    }
    Ok(Value::NONE)
}

/// The definition of `IncrementalNewlineDecoder`.
pub static DECODER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(type_::alloc_native::<Decoder>(th, class, &LAYOUT).value())),
        init: Some(init),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("decode", "($self, /, input, final=False)", decode),
        NativeDef::new("getstate", "($self, /)", getstate),
        NativeDef::new("setstate", "($self, state, /)", setstate),
        NativeDef::new("reset", "($self, /)", reset),
    ],
    getset: &[GetSetDef {
        name: "newlines",
        get: |th, v| Ok(decoder(th, v)?.newlines.get().shown(th)),
        set: None,
    }],
    flags: flags::BASE,
    basic_size: size_of::<Decoder>(),
    doc: "Codec used when reading a file in universal newlines mode.\n\nIt wraps another incremental decoder, translating \\r\\n and \\r into \\n.\nIt also records the types of newlines encountered.  When used with\ntranslate=False, it ensures that the newline sequence is returned in\none piece. When used with decoder=None, it expects unicode strings as\ndecode input and translates newlines without first invoking an external\ndecoder.",
    ..NativeTypeDef::new("_io.IncrementalNewlineDecoder")
};

/// How a text stream treats line ends, from its `newline` argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Any of the three ends a line when reading.
    pub universal: bool,
    /// They are made `\n` when reading.
    pub translate_read: bool,
    /// What ends a line when reading, unless it is universal.
    pub read: &'static [u8],
    /// What `\n` becomes when writing.
    pub write: Option<&'static [u8]>,
}

/// Reads a `newline` argument: None, or one of five strings.
pub fn ends_of(th: &Thread, v: Value) -> PyResult<Ends> {
    if v.is_none() || v.is_empty() {
        return Ok(Ends {
            universal: true,
            translate_read: true,
            read: b"\n",
            write: None,
        });
    }
    let Some(s) = v.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "newline must be str or None, not {}",
            ops::type_name(v)
        )));
    };
    let plain = |read: &'static [u8], write| Ends {
        universal: false,
        translate_read: false,
        read,
        write,
    };
    Ok(match s.bytes() {
        b"" => Ends {
            universal: true,
            ..plain(b"\n", None)
        },
        b"\n" => plain(b"\n", None),
        b"\r" => plain(b"\r", Some(b"\r")),
        b"\r\n" => plain(b"\r\n", Some(b"\r\n")),
        other => {
            return Err(th.value_error(format!(
                "illegal newline value: {}",
                runtime::algo::wtf8::to_string_lossy(other)
            )));
        }
    })
}

/// The end of the first line in `text`, looking from `from` on; None if it has none. A `\r` at the very end is a whole end.
pub fn line_end(text: &[u8], from: usize, ends: Ends) -> Option<usize> {
    if ends.universal && !ends.translate_read {
        let at = from + memchr::memchr2(b'\n', b'\r', &text[from..])?;
        let double = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
        return Some(at + 1 + usize::from(double));
    }
    match *ends.read {
        [b] => Some(from + memchr::memchr(b, &text[from..])? + 1),
        _ => Some(from + memchr::memmem::find(&text[from..], ends.read)? + ends.read.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_give_what_the_whole_gives() {
        for translate in [false, true] {
            let whole = b"a\rb\r\nc\nd\r\r\n";
            for cut in 0..=whole.len() {
                let mut n = Newlines {
                    translate,
                    ..Newlines::default()
                };
                let (mut first, mut second) = (whole[..cut].to_vec(), whole[cut..].to_vec());
                n.feed(&mut first, false);
                n.feed(&mut second, true);
                let joined = [first, second].concat();
                let expected: &[u8] = if translate { b"a\nb\nc\nd\n\n" } else { whole };
                assert_eq!(joined, expected, "{cut}");
                assert_eq!(n.seen, seen::CR | seen::LF | seen::CRLF);
            }
        }
    }
}
