//! Where a text stream stands: `tell` and `seek`.
//!
//! A position in the text is a position in the bytes at which the decoder holds nothing back, with what has to be done from
//! there: the decoder's flags, how many bytes to decode, and how many characters of the result to skip. That is a *cookie*,
//! which Python sees as a number. `tell` finds it by decoding the snapshot again, as far as what has been read.

use runtime::algo::wtf8;
use runtime::error::{PyResult, Raised};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{self, tuple_of};
use runtime::types::tuple::Tuple;
use runtime::types::{T, bytes, int};
use runtime::value::Value;

use super::{
    Snapshot, TextIo, call, decode, encode_from, open, reset_reading, unsupported, write_pending,
};

/// A position in the text. Its number has these parts from the lowest bits on, in 64, 32, 32, 32 and 8 bits.
#[derive(Clone, Copy, Default)]
struct Cookie {
    start: i64,
    flags: i32,
    feed: i32,
    skip: i32,
    end: bool,
}

impl Cookie {
    /// The cookie as Python sees it. Allocates.
    fn number(self, th: &Thread) -> Value {
        let limbs = [
            self.start as u64,
            u64::from(self.flags as u32) | u64::from(self.feed as u32) << 32,
            u64::from(self.skip as u32) | u64::from(self.end) << 32,
        ];
        int::from_limbs(th, false, &limbs)
    }

    /// The cookie that a number of Python's, which is not negative, stands for.
    fn of_number(th: &Thread, v: Value) -> PyResult<Cookie> {
        let limb = int::with(v, |n| {
            let found = n.limbs();
            (found.len() <= 3).then(|| [0, 1, 2].map(|i| found.get(i).copied().unwrap_or(0)))
        });
        let Some([start, state, rest]) = limb.filter(|limbs| limbs[2] >> 40 == 0) else {
            return Err(th.overflow_error("int too big to convert"));
        };
        Ok(Cookie {
            start: start as i64,
            flags: state as i32,
            feed: (state >> 32) as i32,
            skip: rest as i32,
            end: rest >> 32 != 0,
        })
    }
}

fn illegal(th: &Thread) -> Raised {
    th.type_error("illegal decoder state")
}

/// What the decoder holds back, and its flags; the lowest is that of the newlines, if it looks for them. Runs Python where
/// the codec is Python's.
pub fn state(th: &Thread, t: Ref<TextIo>) -> PyResult<(Vec<u8>, i32)> {
    let (mut held, mut flags) = (t.state().carry.clone(), 0);
    if t.state().codec.is_none() {
        let state = call(th, t.decoder.get(), "getstate", &[])?;
        let Some(pair) = state.downcast::<Tuple>() else {
            return Err(illegal(th));
        };
        let &[buffer, number] = pair.items() else {
            return Err(illegal(th));
        };
        let Some(data) = bytes::as_bytes(buffer) else {
            return Err(th.type_error(format!(
                "illegal decoder state: the first item should be a bytes object, not '{}'",
                ops::type_name(buffer)
            )));
        };
        held = data.into_owned();
        flags = ops::number::index_i32(th, number)?;
    }
    let s = t.state();
    if s.ends.universal {
        flags = flags << 1 | i32::from(s.newlines.held);
    }
    Ok((held, flags))
}

/// Puts the decoder into a state in which it holds nothing back. Runs Python where the codec is Python's.
fn set_state(th: &Thread, t: Ref<TextIo>, mut flags: i32) -> PyResult<()> {
    let s = t.state();
    s.carry.clear();
    s.newlines.held = false;
    if s.ends.universal {
        s.newlines.held = flags & 1 != 0;
        flags >>= 1;
    }
    if s.codec.is_none() {
        let empty = bytes::new(th, b"");
        let state = tuple_of(th, &[empty, Value::small(i64::from(flags))]);
        call(th, t.decoder.get(), "setstate", &[state])?;
    }
    Ok(())
}

pub fn tell(th: &Thread, a: &[Value]) -> PyResult {
    let t = open(th, a[0])?;
    if !t.state().seekable {
        return Err(unsupported(th, "underlying stream is not seekable"));
    }
    if !t.state().telling {
        return Err(th.error(T::OSError, "telling position disabled by next() call"));
    }
    write_pending(th, t)?;
    call(th, a[0], "flush", &[])?;
    let position = call(th, t.buffer.get(), "tell", &[])?;
    let s = t.state();
    let Some(snapshot) = s.snapshot.clone().filter(|_| s.readable) else {
        return Ok(position);
    };
    let position = sequence::index_value(th, position, T::OverflowError)?;
    let cookie = Cookie {
        start: position - snapshot.input.len() as i64,
        flags: snapshot.flags,
        ..Cookie::default()
    };
    let skip = wtf8::count(&s.decoded[s.chunk_at.min(s.at)..s.at]);
    if skip == 0 {
        return Ok(cookie.number(th));
    }
    // What came out at the end of the file did not come of the bytes alone.
    let of_bytes = s.bytes_per_char > 0.0;
    let at_end = s.at == s.decoded.len() && s.carry.is_empty() && !s.newlines.held && of_bytes;
    if s.codec.is_some() && at_end {
        return Ok(int::from_i64(th, position));
    }
    let found = probing(th, t, || reconstruct(th, t, cookie, &snapshot.input, skip))?;
    Ok(found.number(th))
}

/// Runs what decodes for a test, and puts the decoder back into the state it has now.
fn probing<R>(th: &Thread, t: Ref<TextIo>, f: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    let decoder = t.decoder.get();
    let saved = if t.state().codec.is_none() {
        call(th, decoder, "getstate", &[])?
    } else {
        Value::NONE
    };
    let (carry, newlines) = (t.state().carry.clone(), t.state().newlines);
    let result = f();
    let s = t.state();
    s.carry = carry;
    s.newlines = newlines;
    if !saved.is_none() {
        let restored = call(th, decoder, "setstate", &[saved]);
        return result.and_then(|r| restored.map(|_| r));
    }
    result
}

/// The cookie for what lies `skip` characters behind the snapshot, whose cookie is given. Changes the decoder's state.
fn reconstruct(
    th: &Thread,
    t: Ref<TextIo>,
    mut cookie: Cookie,
    input: &[u8],
    skip: usize,
) -> PyResult<Cookie> {
    let mut skip = skip;
    let start = near(th, t, &mut cookie, input, &mut skip)?;
    cookie.start += start as i64;
    if skip == 0 {
        return Ok(cookie);
    }
    // Byte by byte: where the decoder holds nothing back, reading can start again.
    let (mut fed, mut decoded) = (0, 0);
    for n in start..input.len() {
        fed += 1;
        decoded += wtf8::count(&decode(th, t, &input[n..=n], false)?);
        let (held, flags) = state(th, t)?;
        if held.is_empty() && decoded <= skip {
            cookie.start += i64::from(fed);
            skip -= decoded;
            cookie.flags = flags;
            (fed, decoded) = (0, 0);
        }
        if decoded >= skip {
            break;
        }
    }
    if decoded < skip {
        // What is missing comes out at the end.
        decoded += wtf8::count(&decode(th, t, b"", true)?);
        cookie.end = true;
        if decoded < skip {
            return Err(th.error(T::OSError, "can't reconstruct logical file position"));
        }
    }
    cookie.feed = fed;
    cookie.skip = skip as i32;
    Ok(cookie)
}

/// A place in the input, not behind the one that is looked for and probably close to it, at which the decoder holds nothing
/// back. The decoder is in the state that it has there; the cookie's flags and the characters to skip are corrected.
fn near(
    th: &Thread,
    t: Ref<TextIo>,
    cookie: &mut Cookie,
    input: &[u8],
    skip: &mut usize,
) -> PyResult<usize> {
    let mut at = ((t.state().bytes_per_char * *skip as f64) as usize).min(input.len());
    let mut step = 1;
    while at > 0 {
        set_state(th, t, cookie.flags)?;
        let n = wtf8::count(&decode(th, t, &input[..at], false)?);
        if n > *skip {
            at = at.saturating_sub(step);
            step *= 2;
            continue;
        }
        let (held, flags) = state(th, t)?;
        if held.is_empty() {
            cookie.flags = flags;
            *skip -= n;
            return Ok(at);
        }
        at = at.saturating_sub(held.len());
        step = 1;
    }
    set_state(th, t, cookie.flags)?;
    Ok(0)
}

pub fn seek(th: &Thread, a: &[Value]) -> PyResult {
    let t = open(th, a[0])?;
    let whence = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    if !t.state().seekable {
        return Err(unsupported(th, "underlying stream is not seekable"));
    }
    let mut cookie = a[1];
    match whence {
        0 => {}
        1 => {
            if ops::is_true(th, ops::index(th, cookie)?)? {
                return Err(unsupported(th, "can't do nonzero cur-relative seeks"));
            }
            cookie = call(th, a[0], "tell", &[])?;
        }
        2 => return seek_end(th, t, a[0], cookie),
        _ => {
            return Err(th.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
        }
    }
    let position = ops::index(th, cookie)?;
    if int::is_negative(position) {
        return Err(th.value_error(format!(
            "negative seek position {}",
            ops::repr(th, position)?.to_string_lossy()
        )));
    }
    call(th, a[0], "flush", &[])?;
    restore(th, t, Cookie::of_number(th, position)?)?;
    Ok(cookie)
}

fn seek_end(th: &Thread, t: Ref<TextIo>, this: Value, offset: Value) -> PyResult {
    if ops::is_true(th, ops::index(th, offset)?)? {
        return Err(unsupported(th, "can't do nonzero end-relative seeks"));
    }
    call(th, this, "flush", &[])?;
    reset_reading(th, t)?;
    let to = [Value::small(0), Value::small(2)];
    let end = call(th, t.buffer.get(), "seek", &to)?;
    encode_from(th, t, end)?;
    Ok(end)
}

/// Puts the stream where a cookie says.
fn restore(th: &Thread, t: Ref<TextIo>, cookie: Cookie) -> PyResult<()> {
    let start = int::from_i64(th, cookie.start);
    call(th, t.buffer.get(), "seek", &[start])?;
    reset_reading(th, t)?;
    if t.state().readable && (cookie.start != 0 || cookie.flags != 0) {
        set_state(th, t, cookie.flags)?;
    }
    if cookie.skip != 0 {
        let size = Value::small(i64::from(cookie.feed));
        let read = call(th, t.buffer.get(), "read", &[size])?;
        let Some(input) = bytes::as_bytes(read) else {
            return Err(th.type_error(format!(
                "underlying read() should have returned a bytes object, not '{}'",
                ops::type_name(read)
            )));
        };
        t.state().snapshot = Some(Snapshot {
            flags: cookie.flags,
            input: input.to_vec(),
        });
        let text = decode(th, t, &input, cookie.end)?;
        let skip = cookie.skip as usize;
        if wtf8::count(&text) < skip {
            return Err(th.error(T::OSError, "can't restore logical file position"));
        }
        let s = t.state();
        s.chunk_at = 0;
        s.at = wtf8::advance(&text, 0, skip);
        s.decoded = text;
    } else if t.state().readable {
        t.state().snapshot = Some(Snapshot {
            flags: cookie.flags,
            input: Vec::new(),
        });
    }
    let fresh = cookie.start == 0 && cookie.flags == 0;
    encode_from(th, t, Value::bool(!fresh))
}
