//! `binascii`: binary data as ASCII text, and checksums.
//!
//! It is long because it has five encodings, each in two directions.

use std::borrow::Cow;

use runtime::algo::hex;
use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes;
use runtime::types::module::Module;
use runtime::types::str::Str;
use runtime::types::type_::as_type;
use runtime::types::{self, T, int};
use runtime::value::Value;

use crate::support::{self, TypeCell, add};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        NativeDef::new("a2b_uu", "(data, /)", a2b_uu).doc("Decode a line of uuencoded data."),
        NativeDef::new("b2a_uu", "(data, /, *, backtick=False)", b2a_uu).doc("Uuencode line of data."),
        NativeDef::new("a2b_base64", "(data, /, *, strict_mode=False)", a2b_base64)
            .doc("Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not in the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==)."),
        NativeDef::new("b2a_base64", "(data, /, *, newline=True)", b2a_base64).doc("Base64-code line of data."),
        NativeDef::new("a2b_hex", "(hexstr, /)", a2b_hex)
            .doc("Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\"."),
        NativeDef::new("unhexlify", "(hexstr, /)", a2b_hex)
            .doc("Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case)."),
        NativeDef::new("b2a_hex", HEX_SIGNATURE, b2a_hex).doc("Hexadecimal representation of binary data."),
        NativeDef::new("hexlify", HEX_SIGNATURE, b2a_hex).doc("Hexadecimal representation of binary data."),
        NativeDef::new("a2b_qp", "(data, header=False)", a2b_qp).doc("Decode a string of qp-encoded data."),
        NativeDef::new("b2a_qp", "(data, quotetabs=False, istext=True, header=False)", b2a_qp)
            .doc("Encode a string using quoted-printable encoding."),
        NativeDef::new("crc32", "(data, crc=0, /)", crc32).doc("Compute CRC-32 incrementally."),
        NativeDef::new("crc_hqx", "(data, crc, /)", crc_hqx).doc("Compute CRC-CCITT incrementally."),
    ],
    init,
};

const HEX_SIGNATURE: &str = "(data, sep=<unrepresentable>, bytes_per_sep=1)";

static ERROR: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let error = support::new_exception(th, "binascii", "Error", T::ValueError)?;
    ERROR.set(as_type(error));
    add(th, module, "Error", error);
    let incomplete = support::new_exception(th, "binascii", "Incomplete", T::Exception)?;
    add(th, module, "Incomplete", incomplete);
    Ok(())
}

#[cold]
fn error(th: &Thread, message: &str) -> Raised {
    support::raise_class(th, ERROR.get(), message)
}

/// A bytes-like argument.
fn data(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    match bytes::as_bytes(v) {
        Some(data) => Ok(data),
        None => Ok(Cow::Owned(buffer::contiguous_of(th, v)?.to_vec())),
    }
}

/// A bytes-like argument, or an ASCII string.
fn ascii_data(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    if let Some(s) = v.downcast::<Str>() {
        if !s.is_ascii() {
            return Err(th.value_error("string argument should contain only ASCII characters"));
        }
        return Ok(Cow::Owned(s.bytes().to_vec()));
    }
    match bytes::as_bytes(v) {
        Some(data) => Ok(data),
        None => Err(th.type_error(format!(
            "argument should be bytes, buffer or ASCII string, not '{}'",
            ops::type_name(v)
        ))),
    }
}

fn flag(th: &Thread, v: Value, default: bool) -> PyResult<bool> {
    if v.is_empty() {
        return Ok(default);
    }
    ops::is_true(th, v)
}

// ---- base64

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each byte as a base64 digit; 64 for those that are none.
const BASE64_VALUES: [u8; 256] = {
    let mut table = [64; 256];
    let mut i = 0;
    while i < 64 {
        table[BASE64[i] as usize] = i as u8;
        i += 1;
    }
    table
};

fn b2a_base64(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let newline = flag(th, a[1], true)?;
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    let threes = data.chunks_exact(3);
    let rest = threes.remainder();
    for part in threes {
        let n = usize::from(part[0]) << 16 | usize::from(part[1]) << 8 | usize::from(part[2]);
        out.extend_from_slice(&[18, 12, 6, 0].map(|shift| BASE64[n >> shift & 63]));
    }
    for part in rest.chunks(3) {
        let mut word = [0; 3];
        word[..part.len()].copy_from_slice(part);
        let n = u32::from(word[0]) << 16 | u32::from(word[1]) << 8 | u32::from(word[2]);
        for i in 0..4 {
            out.push(if i <= part.len() {
                BASE64[(n >> (18 - 6 * i) & 63) as usize]
            } else {
                b'='
            });
        }
    }
    if newline {
        out.push(b'\n');
    }
    Ok(bytes::new(th, &out))
}

fn a2b_base64(th: &Thread, a: &[Value]) -> PyResult {
    let text = ascii_data(th, a[0])?;
    let strict = flag(th, a[1], false)?;
    if strict && text.first() == Some(&b'=') {
        return Err(error(th, "Leading padding not allowed"));
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    // How many digits of the current four have been read, what is left of them, and the padding behind them.
    let (mut digits, mut left, mut pads, mut padded) = (0, 0u8, 0, false);
    let mut next = 0;
    loop {
        // Four digits at a time, as long as there is nothing else.
        if digits == 0 && !padded {
            for four in text[next..].chunks_exact(4) {
                let v = [0, 1, 2, 3].map(|i| BASE64_VALUES[usize::from(four[i])]);
                if v.contains(&64) {
                    break;
                }
                let [a, b, c, d] = v;
                out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
                next += 4;
            }
        }
        let Some(&b) = text.get(next) else {
            break;
        };
        next += 1;
        if b == b'=' {
            padded = true;
            if strict && digits == 0 {
                return Err(error(th, "Excess padding not allowed"));
            }
            if digits >= 2 {
                pads += 1;
                if strict && digits + pads >= 4 && next < text.len() {
                    return Err(error(
                        th,
                        match text[next] {
                            b'=' => "Excess padding not allowed",
                            b if BASE64_VALUES[usize::from(b)] == 64 => {
                                "Only base64 data is allowed"
                            }
                            _ => "Excess data after padding",
                        },
                    ));
                }
            } else if strict {
                break;
            }
            continue;
        }
        let digit = BASE64_VALUES[usize::from(b)];
        if digit == 64 {
            if strict {
                return Err(error(th, "Only base64 data is allowed"));
            }
            continue;
        }
        if strict && padded {
            return Err(error(th, "Discontinuous padding not allowed"));
        }
        pads = 0;
        match digits {
            0 => left = digit,
            1 => {
                out.push(left << 2 | digit >> 4);
                left = digit & 15;
            }
            2 => {
                out.push(left << 4 | digit >> 2);
                left = digit & 3;
            }
            _ => out.push(left << 6 | digit),
        }
        digits = (digits + 1) % 4;
    }
    match digits {
        0 => {}
        1 => {
            let n = out.len() / 3 * 4 + 1;
            return Err(error(
                th,
                &format!(
                    "Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4"
                ),
            ));
        }
        _ if digits + pads < 4 => return Err(error(th, "Incorrect padding")),
        _ => {}
    }
    Ok(bytes::new(th, &out))
}

// ---- hexadecimal

fn b2a_hex(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let separator = match a[1] {
        v if v.is_empty() => None,
        v => {
            let sep = match v.downcast::<Str>() {
                Some(s) => runtime::algo::wtf8::code_points(s.bytes()).collect(),
                None => self::data(th, v)?
                    .iter()
                    .map(|&b| b.into())
                    .collect::<Vec<u32>>(),
            };
            let [sep] = *sep else {
                return Err(th.value_error("sep must be length 1."));
            };
            match u8::try_from(sep) {
                Ok(b) => Some(b),
                Err(_) => return Err(th.value_error("sep must be ASCII.")),
            }
        }
    };
    let group = if a[2].is_empty() {
        1
    } else {
        ops::index_i64(th, a[2])?
    };
    let out = match separator {
        Some(sep) => hex::encode_grouped(&data, sep, group),
        None => hex::encode(&data),
    };
    Ok(bytes::new(th, &out))
}

fn a2b_hex(th: &Thread, a: &[Value]) -> PyResult {
    let text = ascii_data(th, a[0])?;
    if text.len() % 2 != 0 {
        return Err(error(th, "Odd-length string"));
    }
    match hex::decode(&text) {
        Some(out) => Ok(bytes::new(th, &out)),
        None => Err(error(th, "Non-hexadecimal digit found")),
    }
}

// ---- uuencode

fn b2a_uu(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let zero = if flag(th, a[1], false)? { b'`' } else { b' ' };
    const MOST: usize = 45;
    if data.len() > MOST {
        return Err(error(th, "At most 45 bytes at once"));
    }
    let digit = |n: u32| match n & 63 {
        0 => zero,
        n => b' ' + n as u8,
    };
    let mut out = vec![digit(data.len() as u32)];
    for part in data.chunks(3) {
        let mut word = [0; 3];
        word[..part.len()].copy_from_slice(part);
        let n = u32::from(word[0]) << 16 | u32::from(word[1]) << 8 | u32::from(word[2]);
        out.extend([18, 12, 6, 0].map(|shift| digit(n >> shift)));
    }
    out.push(b'\n');
    Ok(bytes::new(th, &out))
}

fn a2b_uu(th: &Thread, a: &[Value]) -> PyResult {
    let text = ascii_data(th, a[0])?;
    let Some((&first, rest)) = text.split_first() else {
        return Err(error(th, "Missing length byte"));
    };
    let wanted = usize::from(first.wrapping_sub(b' ') & 63);
    let mut out = Vec::with_capacity(wanted);
    let (mut bits, mut count) = (0u32, 0);
    let mut rest = rest.iter();
    while out.len() < wanted {
        // What is missing at the end is zero.
        let digit = match rest.as_slice().first() {
            None | Some(b'\n' | b'\r') => {
                rest.next();
                0
            }
            Some(&b) if !(b' '..=b' ' + 64).contains(&b) => {
                return Err(error(th, "Illegal char"));
            }
            Some(&b) => {
                rest.next();
                (b - b' ') & 63
            }
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    if rest.any(|b| !matches!(b, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(th, "Trailing garbage"));
    }
    Ok(bytes::new(th, &out))
}

// ---- quoted-printable

/// No line is longer than this.
const QP_LINE: usize = 76;

fn a2b_qp(th: &Thread, a: &[Value]) -> PyResult {
    let text = ascii_data(th, a[0])?;
    let header = flag(th, a[1], false)?;
    let mut out = Vec::with_capacity(text.len());
    let mut i = 0;
    while i < text.len() {
        match text[i] {
            b'=' => {
                i += 1;
                match (text.get(i), text.get(i + 1)) {
                    (None, _) => break,
                    // A soft line end: nothing of it stays.
                    (Some(b'\n' | b'\r'), _) => {
                        let end = text[i..].iter().position(|&b| b == b'\n');
                        i = end.map_or(text.len(), |n| i + n + 1);
                    }
                    (Some(b'='), _) => {
                        out.push(b'=');
                        i += 1;
                    }
                    (Some(&high), low) => {
                        let low = low.and_then(|&b| hex::value(b));
                        match hex::value(high).zip(low) {
                            Some((high, low)) => {
                                out.push(high << 4 | low);
                                i += 2;
                            }
                            None => out.push(b'='),
                        }
                    }
                }
            }
            b'_' if header => {
                out.push(b' ');
                i += 1;
            }
            b => {
                out.push(b);
                i += 1;
            }
        }
    }
    Ok(bytes::new(th, &out))
}

/// What `b2a_qp` writes.
struct QpWriter {
    out: Vec<u8>,
    line: usize,
    end: &'static [u8],
}

impl QpWriter {
    fn soft_end(&mut self) {
        self.out.push(b'=');
        self.out.extend_from_slice(self.end);
        self.line = 0;
    }

    fn quoted(&mut self, b: u8) {
        self.out.push(b'=');
        self.out.extend(hex::encode(&[b]).to_ascii_uppercase());
    }
}

fn b2a_qp(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let tabs = flag(th, a[1], false)?;
    let text = flag(th, a[2], true)?;
    let header = flag(th, a[3], false)?;
    let first_end = data.iter().position(|&b| b == b'\n');
    let crlf = first_end.is_some_and(|at| at > 0 && data[at - 1] == b'\r');
    let mut w = QpWriter {
        out: Vec::with_capacity(data.len() * 2),
        line: 0,
        end: if crlf { b"\r\n" } else { b"\n" },
    };
    let mut i = 0;
    while i < data.len() {
        let b = data[i];
        let next = data.get(i + 1).copied();
        let must_quote = match b {
            127.. | b'=' => true,
            b'_' => header,
            // A dot alone on a line means the end of a message to some.
            b'.' => w.line == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)),
            b'\r' | b'\n' => !text,
            b'\t' | b' ' => tabs || next.is_none(),
            0..33 => true,
            _ => false,
        };
        if must_quote {
            if w.line + 3 >= QP_LINE {
                w.soft_end();
            }
            w.quoted(b);
            w.line += 3;
            i += 1;
        } else if text && (b == b'\n' || b == b'\r' && next == Some(b'\n')) {
            // A blank before a line end would not survive.
            if let Some(&blank @ (b' ' | b'\t')) = w.out.last() {
                w.out.pop();
                w.quoted(blank);
            }
            w.out.extend_from_slice(w.end);
            w.line = 0;
            i += if b == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|n| n != b'\n') && w.line + 1 >= QP_LINE {
                w.soft_end();
            }
            w.line += 1;
            w.out.push(if header && b == b' ' { b'_' } else { b });
            i += 1;
        }
    }
    Ok(bytes::new(th, &w.out))
}

// ---- checksums

/// The first table has the check of each byte, the others that of a byte with as many zeros behind it.
static CRC32: [[u32; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut i = 0;
    while i < 256 {
        let mut c = i as u32;
        let mut bit = 0;
        while bit < 8 {
            c = if c & 1 != 0 {
                c >> 1 ^ 0xEDB8_8320
            } else {
                c >> 1
            };
            bit += 1;
        }
        tables[0][i] = c;
        i += 1;
    }
    let mut n = 1;
    while n < 8 {
        let mut i = 0;
        while i < 256 {
            let c = tables[n - 1][i];
            tables[n][i] = tables[0][(c & 255) as usize] ^ c >> 8;
            i += 1;
        }
        n += 1;
    }
    tables
};

fn crc32(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let start = if a[1].is_empty() {
        0
    } else {
        masked(th, a[1])? as u32
    };
    let mut crc = !start;
    let eights = data.chunks_exact(8);
    let rest = eights.remainder();
    for part in eights {
        let low = crc ^ u32::from_le_bytes([part[0], part[1], part[2], part[3]]);
        let bytes = low.to_le_bytes();
        crc = 0;
        for i in 0..4 {
            crc ^= CRC32[7 - i][usize::from(bytes[i])] ^ CRC32[3 - i][usize::from(part[4 + i])];
        }
    }
    for &b in rest {
        crc = CRC32[0][usize::from(crc as u8 ^ b)] ^ crc >> 8;
    }
    Ok(Value::small(i64::from(!crc)))
}

fn crc_hqx(th: &Thread, a: &[Value]) -> PyResult {
    let data = data(th, a[0])?;
    let start = masked(th, a[1])? as u16;
    let crc = data.iter().fold(start, |crc, &b| {
        (0..8).fold(crc ^ u16::from(b) << 8, |c, _| {
            if c & 0x8000 != 0 {
                c << 1 ^ 0x1021
            } else {
                c << 1
            }
        })
    });
    Ok(Value::small(i64::from(crc)))
}

/// The low bits of an int of any size.
pub(crate) fn masked(th: &Thread, v: Value) -> PyResult<u64> {
    let n = ops::index(th, v)?;
    let low = int::and(th, n, Value::small(0xFFFF_FFFF))?;
    Ok(types::int::to_u64(low).unwrap_or(0))
}
