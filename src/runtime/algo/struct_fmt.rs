//! The formats of the `struct` module: parsing, packing and unpacking.
//!
//! A format becomes a list of fields with their offsets; each field is one or more [`Slot`]s of the same kind. The caller
//! walks the slots beside its values and packs each by the function for its kind, or unpacks each into an [`Unpacked`].
//! Sizes and alignments of native mode are those of the 64-bit ABIs of Linux.

use super::bigint::IntRef;
use super::codecs::{Endian, NATIVE};
use super::{Error, ErrorKind};

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// `c`: a bytes object of length 1.
    Char,
    /// `s`: bytes, cut or filled with zeros.
    Bytes,
    /// `p`: bytes after their length.
    Pascal,
    /// `?`.
    Bool,
    /// `b h i l q n`.
    Signed,
    /// `B H I L Q N`.
    Unsigned,
    /// `P`: an address; negative ones are taken.
    Pointer,
    /// `e f d`.
    Float,
    /// `F D`.
    Complex,
}

/// The place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The letter in the format.
    pub letter: u8,
    /// What it holds.
    pub kind: SlotKind,
    /// The offset from the start of the structure.
    pub offset: usize,
    /// The number of bytes.
    pub size: usize,
    /// The order of the bytes.
    pub endian: Endian,
}

/// A run of slots of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field {
    first: Slot,
    count: usize,
}

/// A parsed format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    fields: Vec<Field>,
    size: usize,
    items: usize,
}

fn error(message: impl Into<Vec<u8>>) -> Error {
    Error::new(ErrorKind::Struct, message)
}

/// Which sizes and alignments a format has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Native,
    Standard,
}

/// The kind and the size of a letter; a pad byte has no kind.
fn letter_info(letter: u8, mode: Mode) -> Option<(Option<SlotKind>, usize)> {
    use SlotKind as K;
    let long = if mode == Mode::Native { 8 } else { 4 };
    let (kind, size) = match letter {
        b'x' => return Some((None, 1)),
        b'c' => (K::Char, 1),
        b's' => (K::Bytes, 1),
        b'p' => (K::Pascal, 1),
        b'?' => (K::Bool, 1),
        b'b' => (K::Signed, 1),
        b'B' => (K::Unsigned, 1),
        b'h' => (K::Signed, 2),
        b'H' => (K::Unsigned, 2),
        b'i' => (K::Signed, 4),
        b'I' => (K::Unsigned, 4),
        b'l' => (K::Signed, long),
        b'L' => (K::Unsigned, long),
        b'q' => (K::Signed, 8),
        b'Q' => (K::Unsigned, 8),
        b'n' if mode == Mode::Native => (K::Signed, 8),
        b'N' if mode == Mode::Native => (K::Unsigned, 8),
        b'P' if mode == Mode::Native => (K::Pointer, 8),
        b'e' => (K::Float, 2),
        b'f' => (K::Float, 4),
        b'd' => (K::Float, 8),
        b'F' => (K::Complex, 8),
        b'D' => (K::Complex, 16),
        _ => return None,
    };
    Some((Some(kind), size))
}

impl Format {
    /// Parses a format.
    pub fn parse(format: &[u8]) -> Result<Format, Error> {
        let (mode, endian, codes) = match format {
            [b'@', rest @ ..] => (Mode::Native, NATIVE, rest),
            [b'=', rest @ ..] => (Mode::Standard, NATIVE, rest),
            [b'<', rest @ ..] => (Mode::Standard, Endian::Little, rest),
            [b'>' | b'!', rest @ ..] => (Mode::Standard, Endian::Big, rest),
            _ => (Mode::Native, NATIVE, format),
        };
        let mut parsed = Format {
            fields: Vec::new(),
            size: 0,
            items: 0,
        };
        let mut codes = codes.iter().copied();
        while let Some(b) = codes.next() {
            if b.is_ascii_whitespace() || b == 0x0B {
                continue;
            }
            let (count, letter) = if b.is_ascii_digit() {
                read_count(b, &mut codes)?
            } else {
                (1, b)
            };
            parsed.add(letter, count, mode, endian)?;
        }
        Ok(parsed)
    }

    fn add(&mut self, letter: u8, count: usize, mode: Mode, endian: Endian) -> Result<(), Error> {
        if letter == 0 {
            return Err(error("embedded null character"));
        }
        let (kind, size) =
            letter_info(letter, mode).ok_or_else(|| error("bad char in struct format"))?;
        if mode == Mode::Native && kind.is_some() {
            // A complex number is aligned as its parts are.
            let alignment = if kind == Some(SlotKind::Complex) {
                size / 2
            } else {
                size
            };
            self.size = self
                .size
                .checked_next_multiple_of(alignment)
                .ok_or_else(too_long)?;
        }
        let is_text = matches!(kind, Some(SlotKind::Bytes | SlotKind::Pascal));
        if let Some(kind) = kind
            && (count > 0 || is_text)
        {
            let (slot_size, slots) = if is_text { (count, 1) } else { (size, count) };
            self.fields.push(Field {
                first: Slot {
                    letter,
                    kind,
                    offset: self.size,
                    size: slot_size,
                    endian,
                },
                count: slots,
            });
            self.items += slots;
        }
        self.size = size
            .checked_mul(count)
            .and_then(|n| n.checked_add(self.size))
            .filter(|&n| n <= isize::MAX as usize)
            .ok_or_else(too_long)?;
        Ok(())
    }

    /// The number of bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of values.
    pub fn items(&self) -> usize {
        self.items
    }

    /// The places of the values, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.fields.iter().flat_map(|field| {
            (0..field.count).map(|i| Slot {
                offset: field.first.offset + i * field.first.size,
                ..field.first
            })
        })
    }
}

fn too_long() -> Error {
    error("total struct size too long")
}

fn read_count(first: u8, codes: &mut impl Iterator<Item = u8>) -> Result<(usize, u8), Error> {
    let mut count = usize::from(first - b'0');
    for b in codes {
        if !b.is_ascii_digit() {
            return Ok((count, b));
        }
        count = count
            .checked_mul(10)
            .and_then(|n| n.checked_add((b - b'0').into()))
            .filter(|&n| n <= isize::MAX as usize)
            .ok_or_else(too_long)?;
    }
    Err(error("repeat count given without format specifier"))
}

/// A value as it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unpacked<'a> {
    Bytes(&'a [u8]),
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Complex(f64, f64),
}

impl Slot {
    /// Writes the low bytes of `value` in the slot's order.
    fn store(self, out: &mut [u8], value: u64) {
        store_at(out, self.offset, self.size, self.endian, value);
    }

    /// Packs an integer, for kinds `Signed`, `Unsigned` and `Pointer`.
    pub fn pack_int(self, out: &mut [u8], n: IntRef) -> Result<(), Error> {
        let bits = self.size as u32 * 8;
        let value = match self.kind {
            SlotKind::Signed => n
                .to_i64()
                .filter(|v| (*v >> (bits - 1)) == *v >> 63)
                .map(|v| v as u64),
            SlotKind::Pointer if n.is_negative() => n.to_i64().map(|v| v as u64),
            _ => n.to_u64().filter(|v| bits == 64 || v >> bits == 0),
        };
        match value {
            Some(value) => {
                self.store(out, value);
                Ok(())
            }
            None => Err(self.int_error()),
        }
    }

    /// The error for an integer that is out of range.
    fn int_error(self) -> Error {
        let top_bit = self.size as u32 * 8 - 1;
        let (low, high) = match self.kind {
            SlotKind::Pointer => return error("int too large to convert"),
            SlotKind::Signed => (-(1i128 << top_bit), (1i128 << top_bit) - 1),
            _ => (0, (2i128 << top_bit) - 1),
        };
        let letter = char::from(self.letter);
        error(format!(
            "'{letter}' format requires {low} <= number <= {high}"
        ))
    }

    /// Packs a truth value.
    pub fn pack_bool(self, out: &mut [u8], value: bool) {
        out[self.offset] = value.into();
    }

    /// Packs a float.
    pub fn pack_float(self, out: &mut [u8], x: f64) -> Result<(), Error> {
        pack_float(out, self.offset, self.size, self.endian, x)
    }

    /// Packs a complex number.
    pub fn pack_complex(self, out: &mut [u8], re: f64, im: f64) -> Result<(), Error> {
        let half = self.size / 2;
        pack_float(out, self.offset, half, self.endian, re)?;
        pack_float(out, self.offset + half, half, self.endian, im)
    }

    /// Packs bytes, for kinds `Char`, `Bytes` and `Pascal`; the rest of the slot becomes zero.
    pub fn pack_bytes(self, out: &mut [u8], bytes: &[u8]) -> Result<(), Error> {
        let slot = &mut out[self.offset..self.offset + self.size];
        slot.fill(0);
        match self.kind {
            SlotKind::Char if bytes.len() != 1 => return Err(char_error()),
            SlotKind::Pascal => {
                let Some((len, rest)) = slot.split_first_mut() else {
                    return Ok(());
                };
                let n = bytes.len().min(rest.len());
                rest[..n].copy_from_slice(&bytes[..n]);
                *len = n.min(255) as u8;
            }
            _ => {
                let n = bytes.len().min(slot.len());
                slot[..n].copy_from_slice(&bytes[..n]);
            }
        }
        Ok(())
    }

    /// Reads the value.
    pub fn unpack(self, s: &[u8]) -> Unpacked<'_> {
        let bytes = &s[self.offset..self.offset + self.size];
        match self.kind {
            SlotKind::Char | SlotKind::Bytes => Unpacked::Bytes(bytes),
            SlotKind::Pascal => Unpacked::Bytes(match bytes.split_first() {
                Some((&len, rest)) => &rest[..usize::from(len).min(rest.len())],
                None => &[],
            }),
            SlotKind::Bool => Unpacked::Bool(bytes[0] != 0),
            SlotKind::Signed => {
                let shift = 64 - 8 * self.size as u32;
                Unpacked::Signed((load(bytes, self.endian) << shift) as i64 >> shift)
            }
            SlotKind::Unsigned | SlotKind::Pointer => Unpacked::Unsigned(load(bytes, self.endian)),
            SlotKind::Float => Unpacked::Float(unpack_float(bytes, self.endian)),
            SlotKind::Complex => {
                let (re, im) = bytes.split_at(self.size / 2);
                Unpacked::Complex(unpack_float(re, self.endian), unpack_float(im, self.endian))
            }
        }
    }

    /// The error for a value of a wrong type.
    pub fn type_error(self) -> Error {
        match self.kind {
            SlotKind::Char => char_error(),
            SlotKind::Bytes | SlotKind::Pascal => error(format!(
                "argument for '{}' must be a bytes object",
                char::from(self.letter)
            )),
            SlotKind::Float => error("required argument is not a float"),
            SlotKind::Complex => error("required argument is not a complex"),
            SlotKind::Bool | SlotKind::Signed | SlotKind::Unsigned | SlotKind::Pointer => {
                error("required argument is not an integer")
            }
        }
    }
}

fn char_error() -> Error {
    error("char format requires a bytes object of length 1")
}

fn store_at(out: &mut [u8], offset: usize, size: usize, endian: Endian, value: u64) {
    let slot = &mut out[offset..offset + size];
    match endian {
        Endian::Little => slot.copy_from_slice(&value.to_le_bytes()[..size]),
        Endian::Big => slot.copy_from_slice(&value.to_be_bytes()[8 - size..]),
    }
}

fn load(bytes: &[u8], endian: Endian) -> u64 {
    let push = |value: u64, &b: &u8| value << 8 | u64::from(b);
    match endian {
        Endian::Little => bytes.iter().rev().fold(0, push),
        Endian::Big => bytes.iter().fold(0, push),
    }
}

fn pack_float(
    out: &mut [u8],
    offset: usize,
    size: usize,
    endian: Endian,
    x: f64,
) -> Result<(), Error> {
    let bits = match size {
        2 => f16_bits(x).map(u64::from),
        4 => {
            let single = x as f32;
            let overflow = single.is_infinite() && x.is_finite();
            (!overflow).then_some(single.to_bits().into())
        }
        _ => Some(x.to_bits()),
    };
    let bits = bits.ok_or_else(|| {
        let letter = if size == 2 { 'e' } else { 'f' };
        Error::overflow(format!("float too large to pack with {letter} format"))
    })?;
    store_at(out, offset, size, endian, bits);
    Ok(())
}

fn unpack_float(bytes: &[u8], endian: Endian) -> f64 {
    let bits = load(bytes, endian);
    match bytes.len() {
        2 => f16_value(bits as u16),
        4 => f32::from_bits(bits as u32).into(),
        _ => f64::from_bits(bits),
    }
}

/// The bits of the half-precision float nearest to `x`, ties to even; `None` if it is too large.
pub fn f16_bits(x: f64) -> Option<u16> {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    let a = x.abs();
    if x.is_nan() {
        // The top of the payload is kept.
        let payload = (x.to_bits() >> 42 & 0x3FF) as u16;
        return Some(sign | 0x7C00 | payload);
    }
    if a.is_infinite() {
        return Some(sign | 0x7C00);
    }
    // The unit of the last place is 2^-24 for subnormals, and grows with the exponent above them.
    const SMALLEST_NORMAL: f64 = 1.0 / 16384.0;
    let exponent = if a < SMALLEST_NORMAL {
        -14
    } else {
        (a.to_bits() >> 52) as i32 - 1023
    };
    if exponent > 15 {
        return None;
    }
    let units = (a * 2.0f64.powi(10 - exponent)).round_ties_even() as u16;
    // A carry out of the mantissa raises the exponent by itself, and so does the leading bit of a normal number.
    let bits = ((exponent + 14) as u16) * 1024 + units;
    (bits < 0x7C00).then_some(sign | bits)
}

/// The value of a half-precision float.
pub fn f16_value(bits: u16) -> f64 {
    let negative = bits & 0x8000 != 0;
    let exponent = i32::from(bits >> 10 & 0x1F);
    let mantissa = bits & 0x3FF;
    if exponent == 0x1F && mantissa != 0 {
        let sign = u64::from(negative) << 63;
        return f64::from_bits(sign | 0x7FF << 52 | u64::from(mantissa) << 42);
    }
    let a = match exponent {
        0x1F => f64::INFINITY,
        0 => f64::from(mantissa) * 2.0f64.powi(-24),
        _ => f64::from(mantissa + 1024) * 2.0f64.powi(exponent - 25),
    };
    if negative { -a } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::int_text;

    const SIZES: &[(&str, Result<usize, &str>)] = &[
        ("", Ok(0)),
        ("z", Err("bad char in struct format")),
        ("<z", Err("bad char in struct format")),
        ("5", Err("repeat count given without format specifier")),
        ("<5", Err("repeat count given without format specifier")),
        ("ib5", Err("repeat count given without format specifier")),
        ("<ib5", Err("repeat count given without format specifier")),
        ("99999999999999999999i", Err("total struct size too long")),
        ("<99999999999999999999i", Err("total struct size too long")),
        ("9223372036854775807q", Err("total struct size too long")),
        ("<9223372036854775807q", Err("total struct size too long")),
        ("@bi", Ok(8)),
        ("=bi", Ok(5)),
        ("bi0q", Ok(8)),
        ("<bi0q", Ok(5)),
        (" b  i ", Ok(8)),
        ("< b  i ", Ok(5)),
        ("2 i", Err("bad char in struct format")),
        ("<2 i", Err("bad char in struct format")),
        ("i<i", Err("bad char in struct format")),
        ("<i<i", Err("bad char in struct format")),
        ("n", Ok(8)),
        ("<n", Err("bad char in struct format")),
        ("<n", Err("bad char in struct format")),
        ("<P", Err("bad char in struct format")),
        ("P?e", Ok(12)),
        ("<P?e", Err("bad char in struct format")),
        ("<F", Ok(8)),
        ("F", Ok(8)),
        ("<F", Ok(8)),
        ("bF", Ok(12)),
        ("<bF", Ok(9)),
        ("bD", Ok(24)),
        ("<bD", Ok(17)),
        ("D", Ok(16)),
        ("<D", Ok(16)),
        ("b0i", Ok(4)),
        ("<b0i", Ok(1)),
        ("bx0h", Ok(2)),
        ("<bx0h", Ok(2)),
        ("@bq", Ok(16)),
        ("bxq", Ok(16)),
        ("<bxq", Ok(10)),
        ("3si", Ok(8)),
        ("<3si", Ok(7)),
        ("p", Ok(1)),
        ("<p", Ok(1)),
        ("0s", Ok(0)),
        ("<0s", Ok(0)),
        ("x", Ok(1)),
        ("<x", Ok(1)),
        ("3xh", Ok(6)),
        ("<3xh", Ok(5)),
        ("lL", Ok(16)),
        ("<lL", Ok(8)),
        ("<lL", Ok(8)),
        ("!q", Ok(8)),
        ("hhb2h", Ok(10)),
        ("<hhb2h", Ok(9)),
        ("0x0s0q", Ok(0)),
        ("<0x0s0q", Ok(0)),
        ("2I", Ok(8)),
        ("<2I", Ok(8)),
        ("3lF0l0F0QI", Ok(36)),
        ("<3lF0l0F0QI", Ok(24)),
        ("3q3q", Ok(48)),
        ("<3q3q", Ok(48)),
        ("2h3hPB3xI", Ok(32)),
        ("<2h3hPB3xI", Err("bad char in struct format")),
        ("0Q0p", Ok(0)),
        ("<0Q0p", Ok(0)),
        ("s", Ok(1)),
        ("<s", Ok(1)),
        ("3he2I0p2e", Ok(20)),
        ("<3he2I0p2e", Ok(20)),
        ("3Bb3I", Ok(16)),
        ("<3Bb3I", Ok(16)),
        ("h", Ok(2)),
        ("<h", Ok(2)),
        ("0Bn0F2d0N3e", Ok(30)),
        ("<0Bn0F2d0N3e", Err("bad char in struct format")),
        ("0nI0Q2N", Ok(24)),
        ("<0nI0Q2N", Err("bad char in struct format")),
        ("0b2e3s0x0n", Ok(8)),
        ("<0b2e3s0x0n", Err("bad char in struct format")),
        ("3D", Ok(48)),
        ("<3D", Ok(48)),
        ("3e3q3f2c0I", Ok(48)),
        ("<3e3q3f2c0I", Ok(44)),
        ("0B", Ok(0)),
        ("<0B", Ok(0)),
        ("2l", Ok(16)),
        ("<2l", Ok(8)),
        ("s", Ok(1)),
        ("<s", Ok(1)),
        ("3f3Ic2Hi", Ok(36)),
        ("<3f3Ic2Hi", Ok(33)),
        ("3h2H3l", Ok(40)),
        ("<3h2H3l", Ok(22)),
        ("3c2f2q0Q2Q3e", Ok(54)),
        ("<3c2f2q0Q2Q3e", Ok(49)),
        ("i0e3b3B2H", Ok(14)),
        ("<i0e3b3B2H", Ok(14)),
        ("2H", Ok(4)),
        ("<2H", Ok(4)),
        ("0N2d0c", Ok(16)),
        ("<0N2d0c", Err("bad char in struct format")),
        ("3D", Ok(48)),
        ("<3D", Ok(48)),
        ("0n2N2b", Ok(18)),
        ("<0n2N2b", Err("bad char in struct format")),
        ("2?F", Ok(12)),
        ("<2?F", Ok(10)),
        ("3ps", Ok(4)),
        ("<3ps", Ok(4)),
        ("0I0LqF", Ok(16)),
        ("<0I0LqF", Ok(16)),
        ("b0BP2bF3c", Ok(31)),
        ("<b0BP2bF3c", Err("bad char in struct format")),
        ("0s2x", Ok(2)),
        ("<0s2x", Ok(2)),
        ("0elI2l", Ok(32)),
        ("<0elI2l", Ok(16)),
        ("d2x3BQ0N3q", Ok(48)),
        ("<d2x3BQ0N3q", Err("bad char in struct format")),
        ("3x3?3s3H0xN", Ok(24)),
        ("<3x3?3s3H0xN", Err("bad char in struct format")),
        ("0p0I0H", Ok(0)),
        ("<0p0I0H", Ok(0)),
        ("0D", Ok(0)),
        ("<0D", Ok(0)),
        ("2Qi2H3b", Ok(27)),
        ("<2Qi2H3b", Ok(27)),
        ("Nx", Ok(9)),
        ("<Nx", Err("bad char in struct format")),
        ("3n0i", Ok(24)),
        ("<3n0i", Err("bad char in struct format")),
        ("PD2D3N2Qp", Ok(97)),
        ("<PD2D3N2Qp", Err("bad char in struct format")),
        ("0H3L0d", Ok(24)),
        ("<0H3L0d", Ok(12)),
        ("h0?3e", Ok(8)),
        ("<h0?3e", Ok(8)),
        ("?fF", Ok(16)),
        ("<?fF", Ok(13)),
        ("0q3q2?", Ok(26)),
        ("<0q3q2?", Ok(26)),
        ("2f", Ok(8)),
        ("<2f", Ok(8)),
        ("2s", Ok(2)),
        ("<2s", Ok(2)),
        ("3Q0p", Ok(24)),
        ("<3Q0p", Ok(24)),
        ("2q2d3L", Ok(56)),
        ("<2q2d3L", Ok(44)),
        ("0Bc3I2l2H", Ok(36)),
        ("<0Bc3I2l2H", Ok(25)),
        ("2Q", Ok(16)),
        ("<2Q", Ok(16)),
        ("0B0B0p", Ok(0)),
        ("<0B0B0p", Ok(0)),
        ("2c", Ok(2)),
        ("<2c", Ok(2)),
        ("2d0H?3P0B", Ok(48)),
        ("<2d0H?3P0B", Err("bad char in struct format")),
        ("d", Ok(8)),
        ("<d", Ok(8)),
        ("2i?0d0L0f", Ok(16)),
        ("<2i?0d0L0f", Ok(9)),
        ("3B", Ok(3)),
        ("<3B", Ok(3)),
        ("3I2N0DP3c", Ok(43)),
        ("<3I2N0DP3c", Err("bad char in struct format")),
        ("0Lc0H2dq", Ok(32)),
        ("<0Lc0H2dq", Ok(25)),
        ("2I0c2b0P3e", Ok(22)),
        ("<2I0c2b0P3e", Err("bad char in struct format")),
        ("0?0l", Ok(0)),
        ("<0?0l", Ok(0)),
        ("2l2hI2fH2H", Ok(38)),
        ("<2l2hI2fH2H", Ok(30)),
    ];

    const INTS: &[(&str, &str, Result<&[u8], &str>)] = &[
        ("b", "0", Ok(&[0])),
        ("b", "1", Ok(&[1])),
        ("b", "128", Err("'b' format requires -128 <= number <= 127")),
        ("b", "-128", Ok(&[128])),
        ("b", "255", Err("'b' format requires -128 <= number <= 127")),
        ("b", "256", Err("'b' format requires -128 <= number <= 127")),
        (
            "b",
            "1267650600228229401496703205376",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        ("b", "50", Ok(&[50])),
        (
            "b",
            "-129",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        ("b", "-1", Ok(&[255])),
        ("b", "127", Ok(&[127])),
        ("<b", "0", Ok(&[0])),
        ("<b", "1", Ok(&[1])),
        (
            "<b",
            "128",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        ("<b", "-128", Ok(&[128])),
        (
            "<b",
            "255",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (
            "<b",
            "256",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (
            "<b",
            "1267650600228229401496703205376",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        ("<b", "32", Ok(&[32])),
        (
            "<b",
            "-129",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        ("<b", "-1", Ok(&[255])),
        ("<b", "127", Ok(&[127])),
        (">b", "0", Ok(&[0])),
        (">b", "1", Ok(&[1])),
        (
            ">b",
            "128",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (">b", "-128", Ok(&[128])),
        (
            ">b",
            "255",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (
            ">b",
            "256",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (
            ">b",
            "1267650600228229401496703205376",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (">b", "14", Ok(&[14])),
        (
            ">b",
            "-129",
            Err("'b' format requires -128 <= number <= 127"),
        ),
        (">b", "-1", Ok(&[255])),
        (">b", "127", Ok(&[127])),
        ("B", "0", Ok(&[0])),
        ("B", "1", Ok(&[1])),
        ("B", "128", Ok(&[128])),
        ("B", "-128", Err("'B' format requires 0 <= number <= 255")),
        ("B", "255", Ok(&[255])),
        ("B", "256", Err("'B' format requires 0 <= number <= 255")),
        (
            "B",
            "1267650600228229401496703205376",
            Err("'B' format requires 0 <= number <= 255"),
        ),
        ("B", "-129", Err("'B' format requires 0 <= number <= 255")),
        ("B", "29", Ok(&[29])),
        ("B", "-1", Err("'B' format requires 0 <= number <= 255")),
        ("B", "127", Ok(&[127])),
        ("<B", "0", Ok(&[0])),
        ("<B", "1", Ok(&[1])),
        ("<B", "128", Ok(&[128])),
        ("<B", "-128", Err("'B' format requires 0 <= number <= 255")),
        ("<B", "255", Ok(&[255])),
        ("<B", "256", Err("'B' format requires 0 <= number <= 255")),
        (
            "<B",
            "1267650600228229401496703205376",
            Err("'B' format requires 0 <= number <= 255"),
        ),
        ("<B", "-129", Err("'B' format requires 0 <= number <= 255")),
        ("<B", "29", Ok(&[29])),
        ("<B", "-1", Err("'B' format requires 0 <= number <= 255")),
        ("<B", "127", Ok(&[127])),
        (">B", "0", Ok(&[0])),
        (">B", "1", Ok(&[1])),
        (">B", "128", Ok(&[128])),
        (">B", "-128", Err("'B' format requires 0 <= number <= 255")),
        (">B", "255", Ok(&[255])),
        (">B", "256", Err("'B' format requires 0 <= number <= 255")),
        (
            ">B",
            "1267650600228229401496703205376",
            Err("'B' format requires 0 <= number <= 255"),
        ),
        (">B", "-129", Err("'B' format requires 0 <= number <= 255")),
        (">B", "-1", Err("'B' format requires 0 <= number <= 255")),
        (">B", "127", Ok(&[127])),
        ("h", "0", Ok(&[0, 0])),
        ("h", "1", Ok(&[1, 0])),
        (
            "h",
            "32768",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("h", "-32768", Ok(&[0, 128])),
        (
            "h",
            "65536",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            "h",
            "1267650600228229401496703205376",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            "h",
            "65535",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("h", "6447", Ok(&[47, 25])),
        (
            "h",
            "-32769",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("h", "-1", Ok(&[255, 255])),
        ("h", "32767", Ok(&[255, 127])),
        ("<h", "0", Ok(&[0, 0])),
        ("<h", "1", Ok(&[1, 0])),
        (
            "<h",
            "32768",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("<h", "-32768", Ok(&[0, 128])),
        (
            "<h",
            "65536",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            "<h",
            "1267650600228229401496703205376",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            "<h",
            "65535",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("<h", "24248", Ok(&[184, 94])),
        (
            "<h",
            "-32769",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        ("<h", "-1", Ok(&[255, 255])),
        ("<h", "32767", Ok(&[255, 127])),
        (">h", "0", Ok(&[0, 0])),
        (">h", "1", Ok(&[0, 1])),
        (
            ">h",
            "32768",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (">h", "-32768", Ok(&[128, 0])),
        (
            ">h",
            "65536",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            ">h",
            "1267650600228229401496703205376",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (
            ">h",
            "65535",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (">h", "22058", Ok(&[86, 42])),
        (
            ">h",
            "-32769",
            Err("'h' format requires -32768 <= number <= 32767"),
        ),
        (">h", "-1", Ok(&[255, 255])),
        (">h", "32767", Ok(&[127, 255])),
        ("H", "0", Ok(&[0, 0])),
        ("H", "1", Ok(&[1, 0])),
        ("H", "32768", Ok(&[0, 128])),
        (
            "H",
            "-32768",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            "H",
            "65536",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            "H",
            "1267650600228229401496703205376",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        ("H", "21600", Ok(&[96, 84])),
        ("H", "65535", Ok(&[255, 255])),
        (
            "H",
            "-32769",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        ("H", "-1", Err("'H' format requires 0 <= number <= 65535")),
        ("H", "32767", Ok(&[255, 127])),
        ("<H", "0", Ok(&[0, 0])),
        ("<H", "1", Ok(&[1, 0])),
        ("<H", "32768", Ok(&[0, 128])),
        (
            "<H",
            "-32768",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            "<H",
            "65536",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            "<H",
            "1267650600228229401496703205376",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        ("<H", "65535", Ok(&[255, 255])),
        ("<H", "25329", Ok(&[241, 98])),
        (
            "<H",
            "-32769",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        ("<H", "-1", Err("'H' format requires 0 <= number <= 65535")),
        ("<H", "32767", Ok(&[255, 127])),
        (">H", "0", Ok(&[0, 0])),
        (">H", "1", Ok(&[0, 1])),
        (">H", "32768", Ok(&[128, 0])),
        (
            ">H",
            "-32768",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            ">H",
            "65536",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (
            ">H",
            "1267650600228229401496703205376",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (">H", "65535", Ok(&[255, 255])),
        (">H", "10163", Ok(&[39, 179])),
        (
            ">H",
            "-32769",
            Err("'H' format requires 0 <= number <= 65535"),
        ),
        (">H", "-1", Err("'H' format requires 0 <= number <= 65535")),
        (">H", "32767", Ok(&[127, 255])),
        ("i", "0", Ok(&[0, 0, 0, 0])),
        ("i", "1", Ok(&[1, 0, 0, 0])),
        (
            "i",
            "2147483648",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("i", "-2147483648", Ok(&[0, 0, 0, 128])),
        (
            "i",
            "4294967296",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "i",
            "1267650600228229401496703205376",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("i", "74104066", Ok(&[2, 189, 106, 4])),
        (
            "i",
            "4294967295",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "i",
            "-2147483649",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("i", "-1", Ok(&[255, 255, 255, 255])),
        ("i", "2147483647", Ok(&[255, 255, 255, 127])),
        ("<i", "0", Ok(&[0, 0, 0, 0])),
        ("<i", "1", Ok(&[1, 0, 0, 0])),
        (
            "<i",
            "2147483648",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<i", "-2147483648", Ok(&[0, 0, 0, 128])),
        (
            "<i",
            "4294967296",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "<i",
            "1267650600228229401496703205376",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "<i",
            "4294967295",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<i", "1931045306", Ok(&[186, 105, 25, 115])),
        (
            "<i",
            "-2147483649",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<i", "-1", Ok(&[255, 255, 255, 255])),
        ("<i", "2147483647", Ok(&[255, 255, 255, 127])),
        (">i", "0", Ok(&[0, 0, 0, 0])),
        (">i", "1", Ok(&[0, 0, 0, 1])),
        (
            ">i",
            "2147483648",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">i", "-2147483648", Ok(&[128, 0, 0, 0])),
        (
            ">i",
            "4294967296",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            ">i",
            "1267650600228229401496703205376",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            ">i",
            "4294967295",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">i", "592280464", Ok(&[35, 77, 123, 144])),
        (
            ">i",
            "-2147483649",
            Err("'i' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">i", "-1", Ok(&[255, 255, 255, 255])),
        (">i", "2147483647", Ok(&[127, 255, 255, 255])),
        ("I", "0", Ok(&[0, 0, 0, 0])),
        ("I", "1", Ok(&[1, 0, 0, 0])),
        ("I", "2147483648", Ok(&[0, 0, 0, 128])),
        (
            "I",
            "-2147483648",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "I",
            "4294967296",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "I",
            "1267650600228229401496703205376",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        ("I", "4294967295", Ok(&[255, 255, 255, 255])),
        ("I", "1201200049", Ok(&[177, 219, 152, 71])),
        (
            "I",
            "-2147483649",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "I",
            "-1",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        ("I", "2147483647", Ok(&[255, 255, 255, 127])),
        ("<I", "0", Ok(&[0, 0, 0, 0])),
        ("<I", "1", Ok(&[1, 0, 0, 0])),
        ("<I", "2147483648", Ok(&[0, 0, 0, 128])),
        (
            "<I",
            "-2147483648",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<I",
            "4294967296",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<I",
            "1267650600228229401496703205376",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        ("<I", "517561858", Ok(&[2, 94, 217, 30])),
        ("<I", "4294967295", Ok(&[255, 255, 255, 255])),
        (
            "<I",
            "-2147483649",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<I",
            "-1",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        ("<I", "2147483647", Ok(&[255, 255, 255, 127])),
        (">I", "0", Ok(&[0, 0, 0, 0])),
        (">I", "1", Ok(&[0, 0, 0, 1])),
        (">I", "2147483648", Ok(&[128, 0, 0, 0])),
        (
            ">I",
            "-2147483648",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">I",
            "4294967296",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">I",
            "1267650600228229401496703205376",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (">I", "4294967295", Ok(&[255, 255, 255, 255])),
        (">I", "472469471", Ok(&[28, 41, 79, 223])),
        (
            ">I",
            "-2147483649",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">I",
            "-1",
            Err("'I' format requires 0 <= number <= 4294967295"),
        ),
        (">I", "2147483647", Ok(&[127, 255, 255, 255])),
        ("l", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("l", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "l",
            "1267650600228229401496703205376",
            Err("'l' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "l",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        (
            "l",
            "9223372036854775808",
            Err("'l' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "l",
            "8900938574109084632",
            Ok(&[216, 11, 88, 85, 121, 124, 134, 123]),
        ),
        (
            "l",
            "18446744073709551615",
            Err("'l' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "l",
            "18446744073709551616",
            Err("'l' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "l",
            "-9223372036854775809",
            Err("'l' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        ("l", "-9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        ("l", "-1", Ok(&[255, 255, 255, 255, 255, 255, 255, 255])),
        ("<l", "0", Ok(&[0, 0, 0, 0])),
        ("<l", "1", Ok(&[1, 0, 0, 0])),
        (
            "<l",
            "2147483648",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<l", "-2147483648", Ok(&[0, 0, 0, 128])),
        (
            "<l",
            "4294967296",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "<l",
            "1267650600228229401496703205376",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            "<l",
            "4294967295",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<l", "289797523", Ok(&[147, 245, 69, 17])),
        (
            "<l",
            "-2147483649",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        ("<l", "-1", Ok(&[255, 255, 255, 255])),
        ("<l", "2147483647", Ok(&[255, 255, 255, 127])),
        (">l", "0", Ok(&[0, 0, 0, 0])),
        (">l", "1", Ok(&[0, 0, 0, 1])),
        (
            ">l",
            "2147483648",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">l", "-2147483648", Ok(&[128, 0, 0, 0])),
        (
            ">l",
            "4294967296",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            ">l",
            "1267650600228229401496703205376",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">l", "493269249", Ok(&[29, 102, 177, 1])),
        (
            ">l",
            "4294967295",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (
            ">l",
            "-2147483649",
            Err("'l' format requires -2147483648 <= number <= 2147483647"),
        ),
        (">l", "-1", Ok(&[255, 255, 255, 255])),
        (">l", "2147483647", Ok(&[127, 255, 255, 255])),
        ("L", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("L", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "L",
            "1267650600228229401496703205376",
            Err("'L' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "L",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        ("L", "9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        (
            "L",
            "7466963071392278498",
            Ok(&[226, 231, 75, 13, 90, 251, 159, 103]),
        ),
        (
            "L",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            "L",
            "18446744073709551616",
            Err("'L' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "L",
            "-9223372036854775809",
            Err("'L' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "L",
            "-9223372036854775808",
            Err("'L' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "L",
            "-1",
            Err("'L' format requires 0 <= number <= 18446744073709551615"),
        ),
        ("<L", "0", Ok(&[0, 0, 0, 0])),
        ("<L", "1", Ok(&[1, 0, 0, 0])),
        ("<L", "2147483648", Ok(&[0, 0, 0, 128])),
        (
            "<L",
            "-2147483648",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<L",
            "4294967296",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<L",
            "1267650600228229401496703205376",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        ("<L", "4294967295", Ok(&[255, 255, 255, 255])),
        ("<L", "591816243", Ok(&[51, 102, 70, 35])),
        (
            "<L",
            "-2147483649",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            "<L",
            "-1",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        ("<L", "2147483647", Ok(&[255, 255, 255, 127])),
        (">L", "0", Ok(&[0, 0, 0, 0])),
        (">L", "1", Ok(&[0, 0, 0, 1])),
        (">L", "2147483648", Ok(&[128, 0, 0, 0])),
        (
            ">L",
            "-2147483648",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">L",
            "4294967296",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">L",
            "1267650600228229401496703205376",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (">L", "1753505755", Ok(&[104, 132, 95, 219])),
        (">L", "4294967295", Ok(&[255, 255, 255, 255])),
        (
            ">L",
            "-2147483649",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (
            ">L",
            "-1",
            Err("'L' format requires 0 <= number <= 4294967295"),
        ),
        (">L", "2147483647", Ok(&[127, 255, 255, 255])),
        ("q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("q", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "q",
            "1267650600228229401496703205376",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "q",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        (
            "q",
            "9223372036854775808",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "q",
            "26836605709108610",
            Ok(&[130, 197, 68, 46, 192, 87, 95, 0]),
        ),
        (
            "q",
            "18446744073709551615",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "q",
            "18446744073709551616",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "q",
            "-9223372036854775809",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        ("q", "-9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        ("q", "-1", Ok(&[255, 255, 255, 255, 255, 255, 255, 255])),
        ("<q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("<q", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "<q",
            "1267650600228229401496703205376",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "<q",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        (
            "<q",
            "9223372036854775808",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "<q",
            "18446744073709551615",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "<q",
            "18446744073709551616",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "<q",
            "7812770041789050105",
            Ok(&[249, 108, 166, 140, 245, 136, 108, 108]),
        ),
        (
            "<q",
            "-9223372036854775809",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "<q",
            "-9223372036854775808",
            Ok(&[0, 0, 0, 0, 0, 0, 0, 128]),
        ),
        ("<q", "-1", Ok(&[255, 255, 255, 255, 255, 255, 255, 255])),
        (">q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        (">q", "1", Ok(&[0, 0, 0, 0, 0, 0, 0, 1])),
        (
            ">q",
            "1267650600228229401496703205376",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            ">q",
            "9223372036854775807",
            Ok(&[127, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            ">q",
            "9223372036854775808",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            ">q",
            "18446744073709551615",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            ">q",
            "18446744073709551616",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            ">q",
            "3880055707625293648",
            Ok(&[53, 216, 186, 27, 209, 187, 135, 80]),
        ),
        (
            ">q",
            "-9223372036854775809",
            Err("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            ">q",
            "-9223372036854775808",
            Ok(&[128, 0, 0, 0, 0, 0, 0, 0]),
        ),
        (">q", "-1", Ok(&[255, 255, 255, 255, 255, 255, 255, 255])),
        ("Q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("Q", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "Q",
            "1267650600228229401496703205376",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "Q",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        ("Q", "9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        (
            "Q",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            "Q",
            "18446744073709551616",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "Q",
            "4632078710558791973",
            Ok(&[37, 153, 129, 162, 11, 115, 72, 64]),
        ),
        (
            "Q",
            "-9223372036854775809",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "Q",
            "-9223372036854775808",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "Q",
            "-1",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        ("<Q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("<Q", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "<Q",
            "1267650600228229401496703205376",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "<Q",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        ("<Q", "9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        (
            "<Q",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            "<Q",
            "18446744073709551616",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "<Q",
            "8723940523452612200",
            Ok(&[104, 62, 7, 70, 175, 169, 17, 121]),
        ),
        (
            "<Q",
            "-9223372036854775809",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "<Q",
            "-9223372036854775808",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "<Q",
            "-1",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (">Q", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        (">Q", "1", Ok(&[0, 0, 0, 0, 0, 0, 0, 1])),
        (
            ">Q",
            "1267650600228229401496703205376",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            ">Q",
            "9223372036854775807",
            Ok(&[127, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (">Q", "9223372036854775808", Ok(&[128, 0, 0, 0, 0, 0, 0, 0])),
        (
            ">Q",
            "4165434541896429411",
            Ok(&[57, 206, 152, 165, 124, 224, 239, 99]),
        ),
        (
            ">Q",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            ">Q",
            "18446744073709551616",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            ">Q",
            "-9223372036854775809",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            ">Q",
            "-9223372036854775808",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            ">Q",
            "-1",
            Err("'Q' format requires 0 <= number <= 18446744073709551615"),
        ),
        ("n", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("n", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "n",
            "1267650600228229401496703205376",
            Err("'n' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "n",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        (
            "n",
            "9223372036854775808",
            Err("'n' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "n",
            "18446744073709551615",
            Err("'n' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "n",
            "18446744073709551616",
            Err("'n' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        (
            "n",
            "2228844251869656463",
            Ok(&[143, 181, 92, 196, 9, 114, 238, 30]),
        ),
        (
            "n",
            "-9223372036854775809",
            Err("'n' format requires -9223372036854775808 <= number <= 9223372036854775807"),
        ),
        ("n", "-9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        ("n", "-1", Ok(&[255, 255, 255, 255, 255, 255, 255, 255])),
        ("N", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("N", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "N",
            "1267650600228229401496703205376",
            Err("'N' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "N",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        ("N", "9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        (
            "N",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        (
            "N",
            "18446744073709551616",
            Err("'N' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "N",
            "456546965116026196",
            Ok(&[84, 253, 5, 191, 11, 251, 85, 6]),
        ),
        (
            "N",
            "-9223372036854775809",
            Err("'N' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "N",
            "-9223372036854775808",
            Err("'N' format requires 0 <= number <= 18446744073709551615"),
        ),
        (
            "N",
            "-1",
            Err("'N' format requires 0 <= number <= 18446744073709551615"),
        ),
        ("P", "0", Ok(&[0, 0, 0, 0, 0, 0, 0, 0])),
        ("P", "1", Ok(&[1, 0, 0, 0, 0, 0, 0, 0])),
        (
            "P",
            "1267650600228229401496703205376",
            Err("int too large to convert"),
        ),
        (
            "P",
            "9223372036854775807",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 127]),
        ),
        ("P", "9223372036854775808", Ok(&[0, 0, 0, 0, 0, 0, 0, 128])),
        (
            "P",
            "18446744073709551615",
            Ok(&[255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        ("P", "18446744073709551616", Err("int too large to convert")),
        (
            "P",
            "8167103202796771608",
            Ok(&[24, 25, 168, 126, 23, 97, 87, 113]),
        ),
    ];

    const FLOATS: &[(&str, u64, Result<(&[u8], u64), &str>)] = &[
        ("<e", 0x0000000000000000, Ok((&[0, 0], 0x0000000000000000))),
        (">e", 0x0000000000000000, Ok((&[0, 0], 0x0000000000000000))),
        (
            "<f",
            0x0000000000000000,
            Ok((&[0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            ">f",
            0x0000000000000000,
            Ok((&[0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            "<d",
            0x0000000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            ">d",
            0x0000000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            "<e",
            0x8000000000000000,
            Ok((&[0, 128], 0x8000000000000000)),
        ),
        (
            ">e",
            0x8000000000000000,
            Ok((&[128, 0], 0x8000000000000000)),
        ),
        (
            "<f",
            0x8000000000000000,
            Ok((&[0, 0, 0, 128], 0x8000000000000000)),
        ),
        (
            ">f",
            0x8000000000000000,
            Ok((&[128, 0, 0, 0], 0x8000000000000000)),
        ),
        (
            "<d",
            0x8000000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 0, 128], 0x8000000000000000)),
        ),
        (
            ">d",
            0x8000000000000000,
            Ok((&[128, 0, 0, 0, 0, 0, 0, 0], 0x8000000000000000)),
        ),
        ("<e", 0x3ff0000000000000, Ok((&[0, 60], 0x3ff0000000000000))),
        (">e", 0x3ff0000000000000, Ok((&[60, 0], 0x3ff0000000000000))),
        (
            "<f",
            0x3ff0000000000000,
            Ok((&[0, 0, 128, 63], 0x3ff0000000000000)),
        ),
        (
            ">f",
            0x3ff0000000000000,
            Ok((&[63, 128, 0, 0], 0x3ff0000000000000)),
        ),
        (
            "<d",
            0x3ff0000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 240, 63], 0x3ff0000000000000)),
        ),
        (
            ">d",
            0x3ff0000000000000,
            Ok((&[63, 240, 0, 0, 0, 0, 0, 0], 0x3ff0000000000000)),
        ),
        (
            "<e",
            0xbff8000000000000,
            Ok((&[0, 190], 0xbff8000000000000)),
        ),
        (
            ">e",
            0xbff8000000000000,
            Ok((&[190, 0], 0xbff8000000000000)),
        ),
        (
            "<f",
            0xbff8000000000000,
            Ok((&[0, 0, 192, 191], 0xbff8000000000000)),
        ),
        (
            ">f",
            0xbff8000000000000,
            Ok((&[191, 192, 0, 0], 0xbff8000000000000)),
        ),
        (
            "<d",
            0xbff8000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 248, 191], 0xbff8000000000000)),
        ),
        (
            ">d",
            0xbff8000000000000,
            Ok((&[191, 248, 0, 0, 0, 0, 0, 0], 0xbff8000000000000)),
        ),
        (
            "<e",
            0x3fb999999999999a,
            Ok((&[102, 46], 0x3fb9980000000000)),
        ),
        (
            ">e",
            0x3fb999999999999a,
            Ok((&[46, 102], 0x3fb9980000000000)),
        ),
        (
            "<f",
            0x3fb999999999999a,
            Ok((&[205, 204, 204, 61], 0x3fb99999a0000000)),
        ),
        (
            ">f",
            0x3fb999999999999a,
            Ok((&[61, 204, 204, 205], 0x3fb99999a0000000)),
        ),
        (
            "<d",
            0x3fb999999999999a,
            Ok((&[154, 153, 153, 153, 153, 153, 185, 63], 0x3fb999999999999a)),
        ),
        (
            ">d",
            0x3fb999999999999a,
            Ok((&[63, 185, 153, 153, 153, 153, 153, 154], 0x3fb999999999999a)),
        ),
        (
            "<e",
            0x40effdfccccccccd,
            Ok((&[255, 123], 0x40effc0000000000)),
        ),
        (
            ">e",
            0x40effdfccccccccd,
            Ok((&[123, 255], 0x40effc0000000000)),
        ),
        (
            "<f",
            0x40effdfccccccccd,
            Ok((&[230, 239, 127, 71], 0x40effdfcc0000000)),
        ),
        (
            ">f",
            0x40effdfccccccccd,
            Ok((&[71, 127, 239, 230], 0x40effdfcc0000000)),
        ),
        (
            "<d",
            0x40effdfccccccccd,
            Ok((&[205, 204, 204, 204, 252, 253, 239, 64], 0x40effdfccccccccd)),
        ),
        (
            ">d",
            0x40effdfccccccccd,
            Ok((&[64, 239, 253, 252, 204, 204, 204, 205], 0x40effdfccccccccd)),
        ),
        (
            "<e",
            0x40effe0000000000,
            Err("float too large to pack with e format"),
        ),
        (
            ">e",
            0x40effe0000000000,
            Err("float too large to pack with e format"),
        ),
        (
            "<f",
            0x40effe0000000000,
            Ok((&[0, 240, 127, 71], 0x40effe0000000000)),
        ),
        (
            ">f",
            0x40effe0000000000,
            Ok((&[71, 127, 240, 0], 0x40effe0000000000)),
        ),
        (
            "<d",
            0x40effe0000000000,
            Ok((&[0, 0, 0, 0, 0, 254, 239, 64], 0x40effe0000000000)),
        ),
        (
            ">d",
            0x40effe0000000000,
            Ok((&[64, 239, 254, 0, 0, 0, 0, 0], 0x40effe0000000000)),
        ),
        (
            "<e",
            0x40effc0000000000,
            Ok((&[255, 123], 0x40effc0000000000)),
        ),
        (
            ">e",
            0x40effc0000000000,
            Ok((&[123, 255], 0x40effc0000000000)),
        ),
        (
            "<f",
            0x40effc0000000000,
            Ok((&[0, 224, 127, 71], 0x40effc0000000000)),
        ),
        (
            ">f",
            0x40effc0000000000,
            Ok((&[71, 127, 224, 0], 0x40effc0000000000)),
        ),
        (
            "<d",
            0x40effc0000000000,
            Ok((&[0, 0, 0, 0, 0, 252, 239, 64], 0x40effc0000000000)),
        ),
        (
            ">d",
            0x40effc0000000000,
            Ok((&[64, 239, 252, 0, 0, 0, 0, 0], 0x40effc0000000000)),
        ),
        (
            "<e",
            0x40f86a0000000000,
            Err("float too large to pack with e format"),
        ),
        (
            ">e",
            0x40f86a0000000000,
            Err("float too large to pack with e format"),
        ),
        (
            "<f",
            0x40f86a0000000000,
            Ok((&[0, 80, 195, 71], 0x40f86a0000000000)),
        ),
        (
            ">f",
            0x40f86a0000000000,
            Ok((&[71, 195, 80, 0], 0x40f86a0000000000)),
        ),
        (
            "<d",
            0x40f86a0000000000,
            Ok((&[0, 0, 0, 0, 0, 106, 248, 64], 0x40f86a0000000000)),
        ),
        (
            ">d",
            0x40f86a0000000000,
            Ok((&[64, 248, 106, 0, 0, 0, 0, 0], 0x40f86a0000000000)),
        ),
        (
            "<e",
            0x3ee4f8b588e368f1,
            Ok((&[168, 0], 0x3ee5000000000000)),
        ),
        (
            ">e",
            0x3ee4f8b588e368f1,
            Ok((&[0, 168], 0x3ee5000000000000)),
        ),
        (
            "<f",
            0x3ee4f8b588e368f1,
            Ok((&[172, 197, 39, 55], 0x3ee4f8b580000000)),
        ),
        (
            ">f",
            0x3ee4f8b588e368f1,
            Ok((&[55, 39, 197, 172], 0x3ee4f8b580000000)),
        ),
        (
            "<d",
            0x3ee4f8b588e368f1,
            Ok((&[241, 104, 227, 136, 181, 248, 228, 62], 0x3ee4f8b588e368f1)),
        ),
        (
            ">d",
            0x3ee4f8b588e368f1,
            Ok((&[62, 228, 248, 181, 136, 227, 104, 241], 0x3ee4f8b588e368f1)),
        ),
        ("<e", 0x3e701b2b29a4692b, Ok((&[1, 0], 0x3e70000000000000))),
        (">e", 0x3e701b2b29a4692b, Ok((&[0, 1], 0x3e70000000000000))),
        (
            "<f",
            0x3e701b2b29a4692b,
            Ok((&[89, 217, 128, 51], 0x3e701b2b20000000)),
        ),
        (
            ">f",
            0x3e701b2b29a4692b,
            Ok((&[51, 128, 217, 89], 0x3e701b2b20000000)),
        ),
        (
            "<d",
            0x3e701b2b29a4692b,
            Ok((&[43, 105, 164, 41, 43, 27, 112, 62], 0x3e701b2b29a4692b)),
        ),
        (
            ">d",
            0x3e701b2b29a4692b,
            Ok((&[62, 112, 27, 43, 41, 164, 105, 43], 0x3e701b2b29a4692b)),
        ),
        ("<e", 0x3e5f237594c664ee, Ok((&[0, 0], 0x0000000000000000))),
        (">e", 0x3e5f237594c664ee, Ok((&[0, 0], 0x0000000000000000))),
        (
            "<f",
            0x3e5f237594c664ee,
            Ok((&[173, 27, 249, 50], 0x3e5f2375a0000000)),
        ),
        (
            ">f",
            0x3e5f237594c664ee,
            Ok((&[50, 249, 27, 173], 0x3e5f2375a0000000)),
        ),
        (
            "<d",
            0x3e5f237594c664ee,
            Ok((&[238, 100, 198, 148, 117, 35, 95, 62], 0x3e5f237594c664ee)),
        ),
        (
            ">d",
            0x3e5f237594c664ee,
            Ok((&[62, 95, 35, 117, 148, 198, 100, 238], 0x3e5f237594c664ee)),
        ),
        ("<e", 0x3e600d6cb9b77d4d, Ok((&[1, 0], 0x3e70000000000000))),
        (">e", 0x3e600d6cb9b77d4d, Ok((&[0, 1], 0x3e70000000000000))),
        (
            "<f",
            0x3e600d6cb9b77d4d,
            Ok((&[102, 107, 0, 51], 0x3e600d6cc0000000)),
        ),
        (
            ">f",
            0x3e600d6cb9b77d4d,
            Ok((&[51, 0, 107, 102], 0x3e600d6cc0000000)),
        ),
        (
            "<d",
            0x3e600d6cb9b77d4d,
            Ok((&[77, 125, 183, 185, 108, 13, 96, 62], 0x3e600d6cb9b77d4d)),
        ),
        (
            ">d",
            0x3e600d6cb9b77d4d,
            Ok((&[62, 96, 13, 108, 185, 183, 125, 77], 0x3e600d6cb9b77d4d)),
        ),
        (
            "<e",
            0xbe6fff5c939522db,
            Ok((&[1, 128], 0xbe70000000000000)),
        ),
        (
            ">e",
            0xbe6fff5c939522db,
            Ok((&[128, 1], 0xbe70000000000000)),
        ),
        (
            "<f",
            0xbe6fff5c939522db,
            Ok((&[229, 250, 127, 179], 0xbe6fff5ca0000000)),
        ),
        (
            ">f",
            0xbe6fff5c939522db,
            Ok((&[179, 127, 250, 229], 0xbe6fff5ca0000000)),
        ),
        (
            "<d",
            0xbe6fff5c939522db,
            Ok((&[219, 34, 149, 147, 92, 255, 111, 190], 0xbe6fff5c939522db)),
        ),
        (
            ">d",
            0xbe6fff5c939522db,
            Ok((&[190, 111, 255, 92, 147, 149, 34, 219], 0xbe6fff5c939522db)),
        ),
        (
            "<e",
            0x3f0ffb480a5accd5,
            Ok((&[255, 3], 0x3f0ff80000000000)),
        ),
        (
            ">e",
            0x3f0ffb480a5accd5,
            Ok((&[3, 255], 0x3f0ff80000000000)),
        ),
        (
            "<f",
            0x3f0ffb480a5accd5,
            Ok((&[64, 218, 127, 56], 0x3f0ffb4800000000)),
        ),
        (
            ">f",
            0x3f0ffb480a5accd5,
            Ok((&[56, 127, 218, 64], 0x3f0ffb4800000000)),
        ),
        (
            "<d",
            0x3f0ffb480a5accd5,
            Ok((&[213, 204, 90, 10, 72, 251, 15, 63], 0x3f0ffb480a5accd5)),
        ),
        (
            ">d",
            0x3f0ffb480a5accd5,
            Ok((&[63, 15, 251, 72, 10, 90, 204, 213], 0x3f0ffb480a5accd5)),
        ),
        (
            "<e",
            0x3f0feddc110d6e7e,
            Ok((&[254, 3], 0x3f0ff00000000000)),
        ),
        (
            ">e",
            0x3f0feddc110d6e7e,
            Ok((&[3, 254], 0x3f0ff00000000000)),
        ),
        (
            "<f",
            0x3f0feddc110d6e7e,
            Ok((&[225, 110, 127, 56], 0x3f0feddc20000000)),
        ),
        (
            ">f",
            0x3f0feddc110d6e7e,
            Ok((&[56, 127, 110, 225], 0x3f0feddc20000000)),
        ),
        (
            "<d",
            0x3f0feddc110d6e7e,
            Ok((&[126, 110, 13, 17, 220, 237, 15, 63], 0x3f0feddc110d6e7e)),
        ),
        (
            ">d",
            0x3f0feddc110d6e7e,
            Ok((&[63, 15, 237, 220, 17, 13, 110, 126], 0x3f0feddc110d6e7e)),
        ),
        (
            "<e",
            0x7ff0000000000000,
            Ok((&[0, 124], 0x7ff0000000000000)),
        ),
        (
            ">e",
            0x7ff0000000000000,
            Ok((&[124, 0], 0x7ff0000000000000)),
        ),
        (
            "<f",
            0x7ff0000000000000,
            Ok((&[0, 0, 128, 127], 0x7ff0000000000000)),
        ),
        (
            ">f",
            0x7ff0000000000000,
            Ok((&[127, 128, 0, 0], 0x7ff0000000000000)),
        ),
        (
            "<d",
            0x7ff0000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 240, 127], 0x7ff0000000000000)),
        ),
        (
            ">d",
            0x7ff0000000000000,
            Ok((&[127, 240, 0, 0, 0, 0, 0, 0], 0x7ff0000000000000)),
        ),
        (
            "<e",
            0xfff0000000000000,
            Ok((&[0, 252], 0xfff0000000000000)),
        ),
        (
            ">e",
            0xfff0000000000000,
            Ok((&[252, 0], 0xfff0000000000000)),
        ),
        (
            "<f",
            0xfff0000000000000,
            Ok((&[0, 0, 128, 255], 0xfff0000000000000)),
        ),
        (
            ">f",
            0xfff0000000000000,
            Ok((&[255, 128, 0, 0], 0xfff0000000000000)),
        ),
        (
            "<d",
            0xfff0000000000000,
            Ok((&[0, 0, 0, 0, 0, 0, 240, 255], 0xfff0000000000000)),
        ),
        (
            ">d",
            0xfff0000000000000,
            Ok((&[255, 240, 0, 0, 0, 0, 0, 0], 0xfff0000000000000)),
        ),
        (
            "<e",
            0x47eff933c78cdfad,
            Err("float too large to pack with e format"),
        ),
        (
            ">e",
            0x47eff933c78cdfad,
            Err("float too large to pack with e format"),
        ),
        (
            "<f",
            0x47eff933c78cdfad,
            Ok((&[158, 201, 127, 127], 0x47eff933c0000000)),
        ),
        (
            ">f",
            0x47eff933c78cdfad,
            Ok((&[127, 127, 201, 158], 0x47eff933c0000000)),
        ),
        (
            "<d",
            0x47eff933c78cdfad,
            Ok((&[173, 223, 140, 199, 51, 249, 239, 71], 0x47eff933c78cdfad)),
        ),
        (
            ">d",
            0x47eff933c78cdfad,
            Ok((&[71, 239, 249, 51, 199, 140, 223, 173], 0x47eff933c78cdfad)),
        ),
        (
            "<e",
            0x47f074f8c4d3cd7b,
            Err("float too large to pack with e format"),
        ),
        (
            ">e",
            0x47f074f8c4d3cd7b,
            Err("float too large to pack with e format"),
        ),
        (
            "<f",
            0x47f074f8c4d3cd7b,
            Err("float too large to pack with f format"),
        ),
        (
            ">f",
            0x47f074f8c4d3cd7b,
            Err("float too large to pack with f format"),
        ),
        (
            "<d",
            0x47f074f8c4d3cd7b,
            Ok((&[123, 205, 211, 196, 248, 116, 240, 71], 0x47f074f8c4d3cd7b)),
        ),
        (
            ">d",
            0x47f074f8c4d3cd7b,
            Ok((&[71, 240, 116, 248, 196, 211, 205, 123], 0x47f074f8c4d3cd7b)),
        ),
        ("<e", 0x3696d601ad376ab9, Ok((&[0, 0], 0x0000000000000000))),
        (">e", 0x3696d601ad376ab9, Ok((&[0, 0], 0x0000000000000000))),
        (
            "<f",
            0x3696d601ad376ab9,
            Ok((&[1, 0, 0, 0], 0x36a0000000000000)),
        ),
        (
            ">f",
            0x3696d601ad376ab9,
            Ok((&[0, 0, 0, 1], 0x36a0000000000000)),
        ),
        (
            "<d",
            0x3696d601ad376ab9,
            Ok((&[185, 106, 55, 173, 1, 214, 150, 54], 0x3696d601ad376ab9)),
        ),
        (
            ">d",
            0x3696d601ad376ab9,
            Ok((&[54, 150, 214, 1, 173, 55, 106, 185], 0x3696d601ad376ab9)),
        ),
        (
            "<e",
            0x7e37e43c8800759c,
            Err("float too large to pack with e format"),
        ),
        (
            ">e",
            0x7e37e43c8800759c,
            Err("float too large to pack with e format"),
        ),
        (
            "<f",
            0x7e37e43c8800759c,
            Err("float too large to pack with f format"),
        ),
        (
            ">f",
            0x7e37e43c8800759c,
            Err("float too large to pack with f format"),
        ),
        (
            "<d",
            0x7e37e43c8800759c,
            Ok((&[156, 117, 0, 136, 60, 228, 55, 126], 0x7e37e43c8800759c)),
        ),
        (
            ">d",
            0x7e37e43c8800759c,
            Ok((&[126, 55, 228, 60, 136, 0, 117, 156], 0x7e37e43c8800759c)),
        ),
        ("<e", 0x0000000000000001, Ok((&[0, 0], 0x0000000000000000))),
        (">e", 0x0000000000000001, Ok((&[0, 0], 0x0000000000000000))),
        (
            "<f",
            0x0000000000000001,
            Ok((&[0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            ">f",
            0x0000000000000001,
            Ok((&[0, 0, 0, 0], 0x0000000000000000)),
        ),
        (
            "<d",
            0x0000000000000001,
            Ok((&[1, 0, 0, 0, 0, 0, 0, 0], 0x0000000000000001)),
        ),
        (
            ">d",
            0x0000000000000001,
            Ok((&[0, 0, 0, 0, 0, 0, 0, 1], 0x0000000000000001)),
        ),
        (
            "<e",
            0x400921fb54442d18,
            Ok((&[72, 66], 0x4009200000000000)),
        ),
        (
            ">e",
            0x400921fb54442d18,
            Ok((&[66, 72], 0x4009200000000000)),
        ),
        (
            "<f",
            0x400921fb54442d18,
            Ok((&[219, 15, 73, 64], 0x400921fb60000000)),
        ),
        (
            ">f",
            0x400921fb54442d18,
            Ok((&[64, 73, 15, 219], 0x400921fb60000000)),
        ),
        (
            "<d",
            0x400921fb54442d18,
            Ok((&[24, 45, 68, 84, 251, 33, 9, 64], 0x400921fb54442d18)),
        ),
        (
            ">d",
            0x400921fb54442d18,
            Ok((&[64, 9, 33, 251, 84, 68, 45, 24], 0x400921fb54442d18)),
        ),
        (
            "<e",
            0x40a0020000000000,
            Ok((&[0, 104], 0x40a0000000000000)),
        ),
        (
            ">e",
            0x40a0020000000000,
            Ok((&[104, 0], 0x40a0000000000000)),
        ),
        (
            "<f",
            0x40a0020000000000,
            Ok((&[0, 16, 0, 69], 0x40a0020000000000)),
        ),
        (
            ">f",
            0x40a0020000000000,
            Ok((&[69, 0, 16, 0], 0x40a0020000000000)),
        ),
        (
            "<d",
            0x40a0020000000000,
            Ok((&[0, 0, 0, 0, 0, 2, 160, 64], 0x40a0020000000000)),
        ),
        (
            ">d",
            0x40a0020000000000,
            Ok((&[64, 160, 2, 0, 0, 0, 0, 0], 0x40a0020000000000)),
        ),
        (
            "<e",
            0x40a0060000000000,
            Ok((&[2, 104], 0x40a0080000000000)),
        ),
        (
            ">e",
            0x40a0060000000000,
            Ok((&[104, 2], 0x40a0080000000000)),
        ),
        (
            "<f",
            0x40a0060000000000,
            Ok((&[0, 48, 0, 69], 0x40a0060000000000)),
        ),
        (
            ">f",
            0x40a0060000000000,
            Ok((&[69, 0, 48, 0], 0x40a0060000000000)),
        ),
        (
            "<d",
            0x40a0060000000000,
            Ok((&[0, 0, 0, 0, 0, 6, 160, 64], 0x40a0060000000000)),
        ),
        (
            ">d",
            0x40a0060000000000,
            Ok((&[64, 160, 6, 0, 0, 0, 0, 0], 0x40a0060000000000)),
        ),
        (
            "<e",
            0xc0517296d0a8262f,
            Ok((&[93, 212], 0xc051740000000000)),
        ),
        (
            ">e",
            0xc0517296d0a8262f,
            Ok((&[212, 93], 0xc051740000000000)),
        ),
        (
            "<f",
            0xc0517296d0a8262f,
            Ok((&[183, 148, 139, 194], 0xc0517296e0000000)),
        ),
        (
            ">f",
            0xc0517296d0a8262f,
            Ok((&[194, 139, 148, 183], 0xc0517296e0000000)),
        ),
        (
            "<d",
            0xc0517296d0a8262f,
            Ok((&[47, 38, 168, 208, 150, 114, 81, 192], 0xc0517296d0a8262f)),
        ),
        (
            ">d",
            0xc0517296d0a8262f,
            Ok((&[192, 81, 114, 150, 208, 168, 38, 47], 0xc0517296d0a8262f)),
        ),
        (
            "<e",
            0xc04d0067091c4409,
            Ok((&[64, 211], 0xc04d000000000000)),
        ),
        (
            ">e",
            0xc04d0067091c4409,
            Ok((&[211, 64], 0xc04d000000000000)),
        ),
        (
            "<f",
            0xc04d0067091c4409,
            Ok((&[56, 3, 104, 194], 0xc04d006700000000)),
        ),
        (
            ">f",
            0xc04d0067091c4409,
            Ok((&[194, 104, 3, 56], 0xc04d006700000000)),
        ),
        (
            "<d",
            0xc04d0067091c4409,
            Ok((&[9, 68, 28, 9, 103, 0, 77, 192], 0xc04d0067091c4409)),
        ),
        (
            ">d",
            0xc04d0067091c4409,
            Ok((&[192, 77, 0, 103, 9, 28, 68, 9], 0xc04d0067091c4409)),
        ),
        (
            "<e",
            0x4047112f4702e328,
            Ok((&[196, 81], 0x4047100000000000)),
        ),
        (
            ">e",
            0x4047112f4702e328,
            Ok((&[81, 196], 0x4047100000000000)),
        ),
        (
            "<f",
            0x4047112f4702e328,
            Ok((&[122, 137, 56, 66], 0x4047112f40000000)),
        ),
        (
            ">f",
            0x4047112f4702e328,
            Ok((&[66, 56, 137, 122], 0x4047112f40000000)),
        ),
        (
            "<d",
            0x4047112f4702e328,
            Ok((&[40, 227, 2, 71, 47, 17, 71, 64], 0x4047112f4702e328)),
        ),
        (
            ">d",
            0x4047112f4702e328,
            Ok((&[64, 71, 17, 47, 71, 2, 227, 40], 0x4047112f4702e328)),
        ),
        (
            "<e",
            0xc047fb07f1c02bc8,
            Ok((&[255, 209], 0xc047fc0000000000)),
        ),
        (
            ">e",
            0xc047fb07f1c02bc8,
            Ok((&[209, 255], 0xc047fc0000000000)),
        ),
        (
            "<f",
            0xc047fb07f1c02bc8,
            Ok((&[64, 216, 63, 194], 0xc047fb0800000000)),
        ),
        (
            ">f",
            0xc047fb07f1c02bc8,
            Ok((&[194, 63, 216, 64], 0xc047fb0800000000)),
        ),
        (
            "<d",
            0xc047fb07f1c02bc8,
            Ok((&[200, 43, 192, 241, 7, 251, 71, 192], 0xc047fb07f1c02bc8)),
        ),
        (
            ">d",
            0xc047fb07f1c02bc8,
            Ok((&[192, 71, 251, 7, 241, 192, 43, 200], 0xc047fb07f1c02bc8)),
        ),
        (
            "<e",
            0x4056b97af319ec78,
            Ok((&[174, 85], 0x4056b80000000000)),
        ),
        (
            ">e",
            0x4056b97af319ec78,
            Ok((&[85, 174], 0x4056b80000000000)),
        ),
        (
            "<f",
            0x4056b97af319ec78,
            Ok((&[216, 203, 181, 66], 0x4056b97b00000000)),
        ),
        (
            ">f",
            0x4056b97af319ec78,
            Ok((&[66, 181, 203, 216], 0x4056b97b00000000)),
        ),
        (
            "<d",
            0x4056b97af319ec78,
            Ok((&[120, 236, 25, 243, 122, 185, 86, 64], 0x4056b97af319ec78)),
        ),
        (
            ">d",
            0x4056b97af319ec78,
            Ok((&[64, 86, 185, 122, 243, 25, 236, 120], 0x4056b97af319ec78)),
        ),
        (
            "<e",
            0x40579a1f72194b3a,
            Ok((&[231, 85], 0x40579c0000000000)),
        ),
        (
            ">e",
            0x40579a1f72194b3a,
            Ok((&[85, 231], 0x40579c0000000000)),
        ),
        (
            "<f",
            0x40579a1f72194b3a,
            Ok((&[252, 208, 188, 66], 0x40579a1f80000000)),
        ),
        (
            ">f",
            0x40579a1f72194b3a,
            Ok((&[66, 188, 208, 252], 0x40579a1f80000000)),
        ),
        (
            "<d",
            0x40579a1f72194b3a,
            Ok((&[58, 75, 25, 114, 31, 154, 87, 64], 0x40579a1f72194b3a)),
        ),
        (
            ">d",
            0x40579a1f72194b3a,
            Ok((&[64, 87, 154, 31, 114, 25, 75, 58], 0x40579a1f72194b3a)),
        ),
        (
            "<e",
            0xc04dfec215b19d9a,
            Ok((&[128, 211], 0xc04e000000000000)),
        ),
        (
            ">e",
            0xc04dfec215b19d9a,
            Ok((&[211, 128], 0xc04e000000000000)),
        ),
        (
            "<f",
            0xc04dfec215b19d9a,
            Ok((&[17, 246, 111, 194], 0xc04dfec220000000)),
        ),
        (
            ">f",
            0xc04dfec215b19d9a,
            Ok((&[194, 111, 246, 17], 0xc04dfec220000000)),
        ),
        (
            "<d",
            0xc04dfec215b19d9a,
            Ok((&[154, 157, 177, 21, 194, 254, 77, 192], 0xc04dfec215b19d9a)),
        ),
        (
            ">d",
            0xc04dfec215b19d9a,
            Ok((&[192, 77, 254, 194, 21, 177, 157, 154], 0xc04dfec215b19d9a)),
        ),
        (
            "<e",
            0x4030a7af81c1e7c8,
            Ok((&[42, 76], 0x4030a80000000000)),
        ),
        (
            ">e",
            0x4030a7af81c1e7c8,
            Ok((&[76, 42], 0x4030a80000000000)),
        ),
        (
            "<f",
            0x4030a7af81c1e7c8,
            Ok((&[124, 61, 133, 65], 0x4030a7af80000000)),
        ),
        (
            ">f",
            0x4030a7af81c1e7c8,
            Ok((&[65, 133, 61, 124], 0x4030a7af80000000)),
        ),
        (
            "<d",
            0x4030a7af81c1e7c8,
            Ok((&[200, 231, 193, 129, 175, 167, 48, 64], 0x4030a7af81c1e7c8)),
        ),
        (
            ">d",
            0x4030a7af81c1e7c8,
            Ok((&[64, 48, 167, 175, 129, 193, 231, 200], 0x4030a7af81c1e7c8)),
        ),
        (
            "<e",
            0x403f353bc7aa22d8,
            Ok((&[205, 79], 0x403f340000000000)),
        ),
        (
            ">e",
            0x403f353bc7aa22d8,
            Ok((&[79, 205], 0x403f340000000000)),
        ),
        (
            "<f",
            0x403f353bc7aa22d8,
            Ok((&[222, 169, 249, 65], 0x403f353bc0000000)),
        ),
        (
            ">f",
            0x403f353bc7aa22d8,
            Ok((&[65, 249, 169, 222], 0x403f353bc0000000)),
        ),
        (
            "<d",
            0x403f353bc7aa22d8,
            Ok((&[216, 34, 170, 199, 59, 53, 63, 64], 0x403f353bc7aa22d8)),
        ),
        (
            ">d",
            0x403f353bc7aa22d8,
            Ok((&[64, 63, 53, 59, 199, 170, 34, 216], 0x403f353bc7aa22d8)),
        ),
        (
            "<e",
            0x40551c1f14c6bd36,
            Ok((&[71, 85], 0x40551c0000000000)),
        ),
        (
            ">e",
            0x40551c1f14c6bd36,
            Ok((&[85, 71], 0x40551c0000000000)),
        ),
        (
            "<f",
            0x40551c1f14c6bd36,
            Ok((&[249, 224, 168, 66], 0x40551c1f20000000)),
        ),
        (
            ">f",
            0x40551c1f14c6bd36,
            Ok((&[66, 168, 224, 249], 0x40551c1f20000000)),
        ),
        (
            "<d",
            0x40551c1f14c6bd36,
            Ok((&[54, 189, 198, 20, 31, 28, 85, 64], 0x40551c1f14c6bd36)),
        ),
        (
            ">d",
            0x40551c1f14c6bd36,
            Ok((&[64, 85, 28, 31, 20, 198, 189, 54], 0x40551c1f14c6bd36)),
        ),
        (
            "<e",
            0xbff438a6703d0000,
            Ok((&[14, 189], 0xbff4380000000000)),
        ),
        (
            ">e",
            0xbff438a6703d0000,
            Ok((&[189, 14], 0xbff4380000000000)),
        ),
        (
            "<f",
            0xbff438a6703d0000,
            Ok((&[52, 197, 161, 191], 0xbff438a680000000)),
        ),
        (
            ">f",
            0xbff438a6703d0000,
            Ok((&[191, 161, 197, 52], 0xbff438a680000000)),
        ),
        (
            "<d",
            0xbff438a6703d0000,
            Ok((&[0, 0, 61, 112, 166, 56, 244, 191], 0xbff438a6703d0000)),
        ),
        (
            ">d",
            0xbff438a6703d0000,
            Ok((&[191, 244, 56, 166, 112, 61, 0, 0], 0xbff438a6703d0000)),
        ),
        (
            "<e",
            0xc032d3f2d5497720,
            Ok((&[181, 204], 0xc032d40000000000)),
        ),
        (
            ">e",
            0xc032d3f2d5497720,
            Ok((&[204, 181], 0xc032d40000000000)),
        ),
        (
            "<f",
            0xc032d3f2d5497720,
            Ok((&[151, 159, 150, 193], 0xc032d3f2e0000000)),
        ),
        (
            ">f",
            0xc032d3f2d5497720,
            Ok((&[193, 150, 159, 151], 0xc032d3f2e0000000)),
        ),
        (
            "<d",
            0xc032d3f2d5497720,
            Ok((&[32, 119, 73, 213, 242, 211, 50, 192], 0xc032d3f2d5497720)),
        ),
        (
            ">d",
            0xc032d3f2d5497720,
            Ok((&[192, 50, 211, 242, 213, 73, 119, 32], 0xc032d3f2d5497720)),
        ),
        (
            "<e",
            0xc0119a2126c48d70,
            Ok((&[103, 196], 0xc0119c0000000000)),
        ),
        (
            ">e",
            0xc0119a2126c48d70,
            Ok((&[196, 103], 0xc0119c0000000000)),
        ),
        (
            "<f",
            0xc0119a2126c48d70,
            Ok((&[9, 209, 140, 192], 0xc0119a2120000000)),
        ),
        (
            ">f",
            0xc0119a2126c48d70,
            Ok((&[192, 140, 209, 9], 0xc0119a2120000000)),
        ),
        (
            "<d",
            0xc0119a2126c48d70,
            Ok((&[112, 141, 196, 38, 33, 154, 17, 192], 0xc0119a2126c48d70)),
        ),
        (
            ">d",
            0xc0119a2126c48d70,
            Ok((&[192, 17, 154, 33, 38, 196, 141, 112], 0xc0119a2126c48d70)),
        ),
        (
            "<e",
            0x401985cae87d7790,
            Ok((&[97, 70], 0x4019840000000000)),
        ),
        (
            ">e",
            0x401985cae87d7790,
            Ok((&[70, 97], 0x4019840000000000)),
        ),
        (
            "<f",
            0x401985cae87d7790,
            Ok((&[87, 46, 204, 64], 0x401985cae0000000)),
        ),
        (
            ">f",
            0x401985cae87d7790,
            Ok((&[64, 204, 46, 87], 0x401985cae0000000)),
        ),
        (
            "<d",
            0x401985cae87d7790,
            Ok((&[144, 119, 125, 232, 202, 133, 25, 64], 0x401985cae87d7790)),
        ),
        (
            ">d",
            0x401985cae87d7790,
            Ok((&[64, 25, 133, 202, 232, 125, 119, 144], 0x401985cae87d7790)),
        ),
        (
            "<e",
            0x405864c62b26a4f8,
            Ok((&[25, 86], 0x4058640000000000)),
        ),
        (
            ">e",
            0x405864c62b26a4f8,
            Ok((&[86, 25], 0x4058640000000000)),
        ),
        (
            "<f",
            0x405864c62b26a4f8,
            Ok((&[49, 38, 195, 66], 0x405864c620000000)),
        ),
        (
            ">f",
            0x405864c62b26a4f8,
            Ok((&[66, 195, 38, 49], 0x405864c620000000)),
        ),
        (
            "<d",
            0x405864c62b26a4f8,
            Ok((&[248, 164, 38, 43, 198, 100, 88, 64], 0x405864c62b26a4f8)),
        ),
        (
            ">d",
            0x405864c62b26a4f8,
            Ok((&[64, 88, 100, 198, 43, 38, 164, 248], 0x405864c62b26a4f8)),
        ),
    ];

    #[test]
    fn sizes_agree_with_cpython() {
        for &(format, expected) in SIZES {
            match (Format::parse(format.as_bytes()), expected) {
                (Ok(f), Ok(size)) => assert_eq!(f.size(), size, "{format}"),
                (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes(), "{format}"),
                (got, _) => panic!("{format}: {got:?} instead of {expected:?}"),
            }
        }
    }

    #[test]
    fn integers_agree_with_cpython() {
        for &(format, n, expected) in INTS {
            let f = Format::parse(format.as_bytes()).unwrap();
            let slot = f.slots().next().unwrap();
            let value = int_text::parse_str(n.as_bytes(), 10, 0).unwrap();
            let mut out = vec![0; f.size()];
            match (slot.pack_int(&mut out, value.as_ref()), expected) {
                (Ok(()), Ok(bytes)) => {
                    assert_eq!(out, bytes, "{format} {n}");
                    let back = match slot.unpack(&out) {
                        Unpacked::Signed(n) => n.to_string(),
                        Unpacked::Unsigned(n) => n.to_string(),
                        other => panic!("{other:?}"),
                    };
                    assert_eq!(back, n, "{format}");
                }
                (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes(), "{format} {n}"),
                (got, _) => panic!("{format} {n}: {got:?} instead of {expected:?}"),
            }
        }
    }

    #[test]
    fn floats_agree_with_cpython() {
        for &(format, x, expected) in FLOATS {
            let f = Format::parse(format.as_bytes()).unwrap();
            let slot = f.slots().next().unwrap();
            let mut out = vec![0; f.size()];
            match (slot.pack_float(&mut out, f64::from_bits(x)), expected) {
                (Ok(()), Ok((bytes, back))) => {
                    assert_eq!(out, bytes, "{format} {:?}", f64::from_bits(x));
                    let Unpacked::Float(got) = slot.unpack(&out) else {
                        panic!("no float");
                    };
                    assert_eq!(got.to_bits(), back);
                }
                (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes()),
                (got, _) => panic!(
                    "{format} {:?}: {got:?} instead of {expected:?}",
                    f64::from_bits(x)
                ),
            }
        }
    }

    #[test]
    fn bytes_and_layout_agree_with_cpython() {
        let pack = |format: &str, bytes: &[u8]| {
            let f = Format::parse(format.as_bytes()).unwrap();
            let mut out = vec![0xAA; f.size()];
            f.slots()
                .next()
                .unwrap()
                .pack_bytes(&mut out, bytes)
                .map(|()| out)
        };
        assert_eq!(pack("3s", b"abcdef").unwrap(), b"abc");
        assert_eq!(pack("3s", b"a").unwrap(), b"a\0\0");
        assert_eq!(pack("5p", b"abcdefg").unwrap(), b"\x04abcd");
        assert_eq!(pack("5p", b"ab").unwrap(), b"\x02ab\0\0");
        assert_eq!(pack("0p", b"ab").unwrap(), b"");
        assert_eq!(pack("300p", &[b'x'; 299]).unwrap()[..2], *b"\xFFx");
        assert_eq!(pack("c", b"ab").unwrap_err().kind, ErrorKind::Struct);
        let f = Format::parse(b"<3s2c?xh0i").unwrap();
        let offsets: Vec<_> = f.slots().map(|s| (s.letter, s.offset)).collect();
        assert_eq!(
            offsets,
            [(b's', 0), (b'c', 3), (b'c', 4), (b'?', 5), (b'h', 7)]
        );
        assert_eq!((f.items(), f.size()), (5, 9));
        let mut out = [0; 16];
        let slot = Format::parse(b">D").unwrap().slots().next().unwrap();
        slot.pack_complex(&mut out, 1.0, -2.0).unwrap();
        assert_eq!(slot.unpack(&out), Unpacked::Complex(1.0, -2.0));
        assert_eq!(
            slot.type_error().message,
            b"required argument is not a complex"
        );
    }

    #[test]
    fn half_floats_survive_a_round_trip() {
        for bits in 0..=u16::MAX {
            assert_eq!(f16_bits(f16_value(bits)), Some(bits));
        }
    }
}
