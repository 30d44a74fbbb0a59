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

/// The slot of a format of one letter in native mode (an `@` in front is allowed); `None` for other formats.
pub fn native_slot(format: &[u8]) -> Option<Slot> {
    let letter = match format {
        [b'@', letter] | [letter] => *letter,
        _ => return None,
    };
    let (kind, size) = letter_info(letter, Mode::Native)?;
    Some(Slot {
        letter,
        kind: kind?,
        offset: 0,
        size,
        endian: NATIVE,
    })
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
    // Each of the usual sizes is one load.
    let value = match bytes.len() {
        8 => bytes.first_chunk().map(|&b| u64::from_le_bytes(b)),
        4 => bytes.first_chunk().map(|&b| u32::from_le_bytes(b).into()),
        2 => bytes.first_chunk().map(|&b| u16::from_le_bytes(b).into()),
        _ => None,
    };
    let push = |value: u64, &b: &u8| value << 8 | u64::from(b);
    let value = value.unwrap_or_else(|| bytes.iter().rev().fold(0, push));
    match endian {
        Endian::Little => value,
        Endian::Big => value.swap_bytes() >> (64 - 8 * bytes.len()),
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
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;
    use crate::algo::int_text;

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
