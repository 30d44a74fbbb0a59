//! Encoding and decoding with a character set, and the loops that ask error handlers.

use runtime::algo::codecs::CodecError;
use runtime::algo::wtf8;
use runtime::codecs;
use runtime::error::PyResult;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::int;
use runtime::types::sequence::this;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::value::Value;

use super::charset::{Charset, Form, single};

const ILLEGAL: &str = "illegal multibyte sequence";
const INCOMPLETE: &str = "incomplete multibyte sequence";

/// The bytes of the parts of Hangul syllables in EUC-KR, behind 0xA4: initial consonants, and final ones (the first: none). The
/// vowels follow each other.
const INITIALS: &[u8; 19] =
    b"\xA1\xA2\xA4\xA7\xA8\xA9\xB1\xB2\xB3\xB5\xB6\xB7\xB8\xB9\xBA\xBB\xBC\xBD\xBE";
const FINALS: &[u8; 28] =
    b"\xD4\xA1\xA2\xA3\xA4\xA5\xA6\xA7\xA9\xAA\xAB\xAC\xAD\xAE\xAF\xB0\xB1\xB2\xB4\xB5\xB6\xB7\xB8\xBA\xBB\xBC\xBD\xBE";
const FIRST_VOWEL: u8 = 0xBF;
const VOWELS: u32 = 21;
/// The first Hangul syllable, and how many there are.
const HANGUL: u32 = 0xAC00;
const SYLLABLES: u32 = 19 * VOWELS * 28;

/// What stops decoding.
enum Stop {
    /// There is no more.
    End,
    /// What begins here is not all there.
    Incomplete(usize),
    /// What begins here means nothing.
    Illegal(usize),
}

/// The syllable that eight bytes of EUC-KR spell.
fn syllable(parts: &[u8]) -> Option<u32> {
    let &[_, _, 0xA4, initial, 0xA4, vowel, 0xA4, last] = parts else {
        return None;
    };
    let find = |all: &[u8], part: u8| all.iter().position(|&p| p == part).map(|n| n as u32);
    let initial = find(INITIALS, initial)?;
    let last = find(FINALS, last)?;
    let vowel = u32::from(vowel.checked_sub(FIRST_VOWEL)?);
    (vowel < VOWELS).then(|| HANGUL + (initial * VOWELS + vowel) * 28 + last)
}

/// Decodes from `at` on; says where it stopped, and why.
fn decode_some(set: &Charset, s: &[u8], mut at: usize, out: &mut Vec<u8>) -> Stop {
    let tables = set.tables();
    loop {
        let rest = s.get(at..).unwrap_or_default();
        let plain = rest.iter().take_while(|b| b.is_ascii()).count();
        out.extend_from_slice(&rest[..plain]);
        at += plain;
        let rest = &rest[plain..];
        let Some(&lead) = rest.first() else {
            return Stop::End;
        };
        if let Some(c) = single(set.form, lead) {
            wtf8::push(out, c.into());
            at += 1;
            continue;
        }
        let (form, trail) = (set.form, rest.get(1).copied());
        let needed = match (form, lead, trail) {
            // (There is nothing that they could begin.)
            (Form::ShiftJis, 0x80 | 0xA0 | 0xEB.., _) => return Stop::Illegal(at),
            (Form::EucJp, 0x8F, _) => 3,
            (Form::EucKr, 0xA4, Some(0xD4)) => 8,
            _ => 2,
        };
        if rest.len() < needed {
            return Stop::Incomplete(at);
        }
        let found = match (needed, rest) {
            (3, &[_, lead, trail, ..]) => tables.triple(lead, trail).map(u32::from),
            (8, _) => syllable(&rest[..needed]),
            (_, &[lead, trail, ..]) => tables.pair(lead, trail).map(u32::from),
            _ => None,
        };
        let Some(c) = found else {
            return Stop::Illegal(at);
        };
        wtf8::push(out, c);
        at += needed;
    }
}

/// Encodes from the byte offset `at` on; an error says which character cannot be written.
fn encode_some(
    set: &Charset,
    s: &[u8],
    mut at: usize,
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let tables = set.tables();
    while at < s.len() {
        let (cp, len) = wtf8::decode_at(s, at);
        if cp < 0x80 {
            out.push(s[at]);
        } else if let Some(bytes) = tables.written(cp) {
            let bytes = bytes.to_be_bytes();
            let zeros = bytes.iter().take_while(|&&b| b == 0).count();
            out.extend_from_slice(&bytes[zeros..]);
        } else if set.form == Form::EucKr && (HANGUL..HANGUL + SYLLABLES).contains(&cp) {
            let n = cp - HANGUL;
            let initial = INITIALS[(n / (VOWELS * 28)) as usize];
            let vowel = FIRST_VOWEL + (n / 28 % VOWELS) as u8;
            let last = FINALS[(n % 28) as usize];
            out.extend([0xA4, 0xD4, 0xA4, initial, 0xA4, vowel, 0xA4, last]);
        } else {
            return Err(CodecError {
                start: at,
                end: at + len,
                reason: ILLEGAL,
            });
        }
        at += len;
    }
    Ok(())
}

/// What a handler answered: the replacement and the position.
fn ask(
    th: &Thread,
    handler: Value,
    exc: Value,
    kinds: &[Kind],
    len: usize,
) -> PyResult<(Value, usize)> {
    let answer = ops::call1(th, handler, exc)?;
    let pair = answer.downcast::<Tuple>();
    let (text, position) = match pair.as_ref().map(|t| t.items()) {
        Some(&[text, position])
            if kinds.iter().any(|&kind| text.has_kind(kind)) && int::is_int(position) =>
        {
            (text, position)
        }
        _ => {
            let what = if kinds.len() > 1 {
                "encoding"
            } else {
                "decoding"
            };
            return Err(th.type_error(format!("{what} error handler must return (str, int) tuple")));
        }
    };
    let at = match int::to_i64(position) {
        Some(position @ ..0) => position.saturating_add(len as i64),
        Some(position) => position,
        None => -1,
    };
    match usize::try_from(at) {
        Ok(at) if at <= len => Ok((text, at)),
        _ => Err(th.index_error(format!("position {at} from error handler out of bounds"))),
    }
}

/// Decodes from `at` on, behind what `out` has; what is not all there at the end is an error only if it is the `last`. Returns
/// how far it came. Runs Python where the handler is no usual one.
pub fn decode(
    th: &Thread,
    set: &'static Charset,
    data: &[u8],
    at: usize,
    errors: &[u8],
    last: bool,
    out: &mut Vec<u8>,
) -> PyResult<usize> {
    let (mut handler, mut object) = (Value::EMPTY, Value::EMPTY);
    let mut at = at;
    loop {
        let e = match decode_some(set, data, at, out) {
            Stop::End => return Ok(data.len()),
            Stop::Incomplete(start) if !last => return Ok(start),
            Stop::Incomplete(start) => CodecError {
                start,
                end: data.len(),
                reason: INCOMPLETE,
            },
            Stop::Illegal(start) => CodecError {
                start,
                end: start + 1,
                reason: ILLEGAL,
            },
        };
        match errors {
            b"ignore" => {
                at = e.end;
                continue;
            }
            b"replace" => {
                wtf8::push(out, 0xFFFD);
                at = e.end;
                continue;
            }
            _ => {}
        }
        if object.is_empty() {
            object = bytes::new(th, data);
        }
        let exc = codecs::decode_exception(th, set.name, object, &e);
        if errors == b"strict" {
            return Err(th.raise(exc));
        }
        if handler.is_empty() {
            handler = codecs::lookup_error(th, errors)?;
        }
        let (text, position) = ask(th, handler, exc, &[Kind::Str], data.len())?;
        out.extend_from_slice(this::<Str>(text).bytes());
        at = position;
    }
}

/// Encodes. Runs Python where the handler is no usual one.
pub fn encode(th: &Thread, set: &'static Charset, s: Ref<Str>, errors: &[u8]) -> PyResult<Vec<u8>> {
    let text = s.bytes();
    let mut out = Vec::with_capacity(text.len());
    let mut handler = Value::EMPTY;
    let mut at = 0;
    loop {
        let Err(e) = encode_some(set, text, at, &mut out) else {
            return Ok(out);
        };
        match errors {
            b"ignore" => {
                at = e.end;
                continue;
            }
            b"replace" => {
                out.push(b'?');
                at = e.end;
                continue;
            }
            _ => {}
        }
        let exc = codecs::encode_exception(th, set.name, s.value(), &e);
        if errors == b"strict" {
            return Err(th.raise(exc));
        }
        if handler.is_empty() {
            handler = codecs::lookup_error(th, errors)?;
        }
        let len = s.char_len();
        let (text, position) = ask(th, handler, exc, &[Kind::Str, Kind::Bytes], len)?;
        match text.downcast::<Bytes>() {
            Some(b) => out.extend_from_slice(b.data()),
            // (What a handler puts in the place must be possible.)
            None => out.extend(encode(th, set, this::<Str>(text), b"strict")?),
        }
        at = wtf8::advance(s.bytes(), 0, position);
    }
}
