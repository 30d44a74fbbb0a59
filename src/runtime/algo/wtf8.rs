//! Strings as generalised UTF-8: code points, counting, positions and slices.
//!
//! Python strings are sequences of code points in which lone surrogates are allowed. They are kept as UTF-8 extended to
//! surrogates (three bytes each, `ED A0..BF xx`). Two surrogates that happen to form a pair are *not* joined, so that
//! concatenation is concatenation of bytes and `len('\ud83d' + '\ude00')` is 2; and a well-formed string never holds a
//! character outside the BMP as two surrogates unless the program made it so.
//!
//! Invariant: every `&[u8]` named `s` here is well-formed in this sense ([`is_valid`] checks it in debug builds). Offsets
//! are byte offsets at a boundary between code points, indices are counts of code points. Because the bytes order like the
//! code points, comparing the slices compares the strings.
//!
//! This file knows nothing of objects: who holds the bytes, and who keeps the index, is the caller's business.

use std::cmp::Ordering;

/// A code point, surrogates included: at most `0x10FFFF`.
pub type CodePoint = u32;

/// The number of code points between two entries of a skip index.
pub const INDEX_STRIDE: usize = 64;

/// The largest code point.
pub const MAX_CODE_POINT: CodePoint = 0x10_FFFF;

/// True if `b` continues a code point rather than starting one.
#[inline]
pub fn is_continuation(b: u8) -> bool {
    (b as i8) < -64
}

/// The number of bytes of the code point that starts with the byte `first`.
#[inline]
pub fn len_from_first(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The number of bytes that encode `cp`.
#[inline]
pub fn encoded_len(cp: CodePoint) -> usize {
    match cp {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0x800..0x1_0000 => 3,
        _ => 4,
    }
}

/// Encodes `cp` into `buf` and returns the bytes used.
#[inline]
pub fn encode(cp: CodePoint, buf: &mut [u8; 4]) -> &[u8] {
    debug_assert!(cp <= MAX_CODE_POINT);
    let low = |shift: u32| 0x80 | ((cp >> shift) & 0x3F) as u8;
    match cp {
        0..0x80 => {
            buf[0] = cp as u8;
            &buf[..1]
        }
        0x80..0x800 => {
            buf[..2].copy_from_slice(&[0xC0 | (cp >> 6) as u8, low(0)]);
            &buf[..2]
        }
        0x800..0x1_0000 => {
            buf[..3].copy_from_slice(&[0xE0 | (cp >> 12) as u8, low(6), low(0)]);
            &buf[..3]
        }
        _ => {
            *buf = [0xF0 | (cp >> 18) as u8, low(12), low(6), low(0)];
            &buf[..]
        }
    }
}

/// Appends `cp` to `out`.
#[inline]
pub fn push(out: &mut Vec<u8>, cp: CodePoint) {
    if cp < 0x80 {
        out.push(cp as u8);
    } else {
        out.extend_from_slice(encode(cp, &mut [0; 4]));
    }
}

/// A string of one code point.
pub fn from_code_point(cp: CodePoint) -> Vec<u8> {
    encode(cp, &mut [0; 4]).to_vec()
}

/// Encodes a sequence of code points.
pub fn from_code_points(cps: impl IntoIterator<Item = CodePoint>) -> Vec<u8> {
    let mut out = Vec::new();
    cps.into_iter().for_each(|cp| push(&mut out, cp));
    out
}

/// The code point at the offset `at` and its length in bytes.
#[inline]
pub fn decode_at(s: &[u8], at: usize) -> (CodePoint, usize) {
    let first = s[at];
    let bits = |i: usize| CodePoint::from(s[at + i] & 0x3F);
    let first32 = CodePoint::from(first);
    match first {
        0..0x80 => (first32, 1),
        0x80..0xE0 => ((first32 & 0x1F) << 6 | bits(1), 2),
        0xE0..0xF0 => ((first32 & 0xF) << 12 | bits(1) << 6 | bits(2), 3),
        _ => (
            (first32 & 7) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3),
            4,
        ),
    }
}

/// The code point that ends at the offset `end` (greater than 0) and its length in bytes.
#[inline]
pub fn decode_before(s: &[u8], end: usize) -> (CodePoint, usize) {
    let mut start = end - 1;
    while is_continuation(s[start]) {
        start -= 1;
    }
    decode_at(s, start)
}

/// The only code point of `s`, if it has exactly one.
pub fn single(s: &[u8]) -> Option<CodePoint> {
    let first = *s.first()?;
    (len_from_first(first) == s.len()).then(|| decode_at(s, 0).0)
}

/// Iterates over the code points of `s`, from both ends.
#[inline]
pub fn code_points(s: &[u8]) -> CodePoints<'_> {
    CodePoints { rest: s }
}

/// The iterator of [`code_points`].
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    rest: &'a [u8],
}

impl<'a> CodePoints<'a> {
    /// The bytes not yet consumed.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for CodePoints<'_> {
    type Item = CodePoint;

    #[inline]
    fn next(&mut self) -> Option<CodePoint> {
        let bits = |b: u8| CodePoint::from(b & 0x3F);
        // One comparison of the length per case, rather than one per byte.
        let (cp, rest) = match *self.rest {
            [a, ref rest @ ..] if a < 0x80 => (a.into(), rest),
            [a, b, ref rest @ ..] if a < 0xE0 => (CodePoint::from(a & 0x1F) << 6 | bits(b), rest),
            [a, b, c, ref rest @ ..] if a < 0xF0 => {
                let high = CodePoint::from(a & 0xF) << 12;
                (high | bits(b) << 6 | bits(c), rest)
            }
            [a, b, c, d, ref rest @ ..] => {
                let high = CodePoint::from(a & 7) << 18;
                (high | bits(b) << 12 | bits(c) << 6 | bits(d), rest)
            }
            _ => return None,
        };
        self.rest = rest;
        Some(cp)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rest.len().div_ceil(4), Some(self.rest.len()))
    }

    fn count(self) -> usize {
        count(self.rest)
    }
}

impl DoubleEndedIterator for CodePoints<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<CodePoint> {
        if self.rest.is_empty() {
            return None;
        }
        let (cp, len) = decode_before(self.rest, self.rest.len());
        self.rest = &self.rest[..self.rest.len() - len];
        Some(cp)
    }
}

/// The number of code points: Python's `len`.
#[inline]
pub fn count(s: &[u8]) -> usize {
    // The compiler turns this into vector code: each lane sums the bytes of a chunk that is short enough for a u8.
    s.chunks(255)
        .map(|chunk| {
            usize::from(
                chunk
                    .iter()
                    .map(|&b| u8::from(!is_continuation(b)))
                    .sum::<u8>(),
            )
        })
        .sum()
}

/// True if all bytes are ASCII, so that indices are offsets.
#[inline]
pub fn is_ascii(s: &[u8]) -> bool {
    s.is_ascii()
}

/// True if the string holds a surrogate, so that it is no valid UTF-8.
pub fn has_surrogates(s: &[u8]) -> bool {
    first_surrogate(s).is_some()
}

/// The offset of the first surrogate.
pub fn first_surrogate(s: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xED, s).find(|&at| s.get(at + 1).is_some_and(|&b| b >= 0xA0))
}

/// True for a surrogate code point.
#[inline]
pub fn is_surrogate(cp: CodePoint) -> bool {
    cp & 0xFFFF_F800 == 0xD800
}

/// The string as `&str`, if it holds no surrogates.
pub fn as_str(s: &[u8]) -> Option<&str> {
    std::str::from_utf8(s).ok()
}

/// The string with each surrogate shown as `\udXXX`: for messages that must be UTF-8.
pub fn to_string_lossy(s: &[u8]) -> String {
    let mut out = String::with_capacity(s.len());
    for cp in code_points(s) {
        match char::from_u32(cp) {
            Some(c) => out.push(c),
            None => out.push_str(&format!("\\u{cp:04x}")),
        }
    }
    out
}

/// True if `s` is generalised UTF-8: shortest forms only, at most `10FFFF`, surrogates allowed.
pub fn is_valid(s: &[u8]) -> bool {
    let mut at = 0;
    while at < s.len() {
        let len = len_from_first(s[at]);
        let first_ok = !matches!(s[at], 0x80..0xC2 | 0xF5..);
        if !first_ok
            || at + len > s.len()
            || !s[at + 1..at + len].iter().all(|&b| is_continuation(b))
        {
            return false;
        }
        let (cp, _) = decode_at(s, at);
        if encoded_len(cp) != len || cp > MAX_CODE_POINT {
            return false;
        }
        at += len;
    }
    true
}

/// The largest code point, or 0: CPython's choice of 1, 2 or 4 bytes per character follows from it.
pub fn max_code_point(s: &[u8]) -> CodePoint {
    if s.is_ascii() {
        return s.iter().copied().max().unwrap_or(0).into();
    }
    code_points(s).max().unwrap_or(0)
}

/// Builds the skip index: the offset of every [`INDEX_STRIDE`]th code point, the first of them 0.
pub fn build_index(s: &[u8]) -> Vec<u64> {
    let mut index = Vec::with_capacity(s.len() / INDEX_STRIDE / 2 + 1);
    let mut until_next = 0;
    for (at, &b) in s.iter().enumerate() {
        if !is_continuation(b) {
            if until_next == 0 {
                index.push(at as u64);
                until_next = INDEX_STRIDE;
            }
            until_next -= 1;
        }
    }
    index
}

/// The offset that lies `n` code points after the offset `from`, at most the end of `s`.
pub fn advance(s: &[u8], from: usize, n: usize) -> usize {
    let mut at = from;
    let mut left = n;
    // Whole blocks first: counting a block is much faster than stepping through it.
    const BLOCK: usize = 64;
    while left >= BLOCK && at + BLOCK <= s.len() {
        let starts = s[at..at + BLOCK]
            .iter()
            .map(|&b| u8::from(!is_continuation(b)))
            .sum::<u8>();
        left -= usize::from(starts);
        at += BLOCK;
    }
    // The block may have ended inside a code point, which has then been counted already.
    while at < s.len() && is_continuation(s[at]) {
        at += 1;
    }
    while left > 0 && at < s.len() {
        at += len_from_first(s[at]);
        left -= 1;
    }
    at
}

/// The offset that lies `n` code points before the offset `from`, at least 0.
pub fn retreat(s: &[u8], from: usize, n: usize) -> usize {
    let mut at = from;
    for _ in 0..n {
        if at == 0 {
            break;
        }
        at -= 1;
        while is_continuation(s[at]) {
            at -= 1;
        }
    }
    at
}

/// The offset of the code point number `idx` (at most the length), with a skip index if there is one.
pub fn offset_of_index(s: &[u8], idx: usize, index: Option<&[u64]>) -> usize {
    match index {
        Some(index) if !index.is_empty() => {
            let entry = (idx / INDEX_STRIDE).min(index.len() - 1);
            advance(s, index[entry] as usize, idx - entry * INDEX_STRIDE)
        }
        _ => advance(s, 0, idx),
    }
}

/// The number of the code point at the offset `at`, with a skip index if there is one.
pub fn index_of_offset(s: &[u8], at: usize, index: Option<&[u64]>) -> usize {
    match index {
        Some(index) if !index.is_empty() => {
            let entry = index.partition_point(|&o| o <= at as u64) - 1;
            entry * INDEX_STRIDE + count(&s[index[entry] as usize..at])
        }
        _ => count(&s[..at]),
    }
}

/// The code points from index `start` to `stop` (both at most the length, `start <= stop`), as bytes of `s`.
pub fn slice<'a>(s: &'a [u8], start: usize, stop: usize, index: Option<&[u64]>) -> &'a [u8] {
    let from = offset_of_index(s, start, index);
    let to = if stop - start < INDEX_STRIDE {
        advance(s, from, stop - start)
    } else {
        offset_of_index(s, stop, index)
    };
    &s[from..to]
}

/// The extended slice of `n` code points that starts at index `start` and goes on by `step` (not 0).
///
/// All indices must be in range, as `slice.indices` makes them.
pub fn slice_step(s: &[u8], start: usize, step: isize, n: usize, index: Option<&[u64]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(n);
    if n == 0 {
        return out;
    }
    if s.is_ascii() {
        out.extend((0..n).map(|i| s[start.wrapping_add_signed(step.wrapping_mul(i as isize))]));
        return out;
    }
    let mut at = offset_of_index(s, start, index);
    let stride = step.unsigned_abs();
    for i in 0..n {
        let len = len_from_first(s[at]);
        out.extend_from_slice(&s[at..at + len]);
        if i + 1 < n {
            at = if step > 0 {
                advance(s, at, stride)
            } else {
                retreat(s, at, stride)
            };
        }
    }
    out
}

/// Compares by code points.
#[inline]
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.cmp(b)
}

/// `s` repeated `n` times.
pub fn repeat(s: &[u8], n: usize) -> Vec<u8> {
    s.repeat(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[CodePoint] = &[
        0x61, 0xE9, 0x20AC, 0xD83D, 0xDE00, 0x1F600, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10FFFF,
    ];

    #[test]
    fn every_code_point_survives_a_round_trip() {
        for cp in 0..=MAX_CODE_POINT {
            let mut buf = [0; 4];
            let bytes = encode(cp, &mut buf);
            assert_eq!(decode_at(bytes, 0), (cp, bytes.len()));
            assert_eq!(decode_before(bytes, bytes.len()), (cp, bytes.len()));
            assert_eq!(len_from_first(bytes[0]), encoded_len(cp));
            assert!(is_valid(bytes));
            assert_eq!(has_surrogates(bytes), is_surrogate(cp));
            if let Some(c) = char::from_u32(cp) {
                assert_eq!(c.to_string().as_bytes(), bytes);
            }
        }
    }

    #[test]
    fn positions_agree_with_and_without_an_index() {
        let cps: Vec<_> = SAMPLE.iter().copied().cycle().take(1000).collect();
        let s = from_code_points(cps.iter().copied());
        assert_eq!(count(&s), 1000);
        let index = build_index(&s);
        let mut offset = 0;
        for (i, &cp) in cps.iter().enumerate() {
            assert_eq!(offset_of_index(&s, i, None), offset);
            assert_eq!(offset_of_index(&s, i, Some(&index)), offset);
            assert_eq!(index_of_offset(&s, offset, None), i);
            assert_eq!(index_of_offset(&s, offset, Some(&index)), i);
            assert_eq!(retreat(&s, s.len(), 1000 - i), offset);
            offset += encoded_len(cp);
        }
        assert_eq!(offset_of_index(&s, 1000, Some(&index)), s.len());
        assert_eq!(index_of_offset(&s, s.len(), Some(&index)), 1000);
        for (start, stop) in [(0, 0), (3, 700), (999, 1000), (64, 128)] {
            let expected = from_code_points(cps[start..stop].iter().copied());
            assert_eq!(slice(&s, start, stop, Some(&index)), expected);
            assert_eq!(slice(&s, start, stop, None), expected);
        }
        let expected: Vec<_> = cps.iter().rev().step_by(7).copied().collect();
        let got = slice_step(&s, 999, -7, expected.len(), Some(&index));
        assert_eq!(got, from_code_points(expected));
        assert_eq!(slice_step(b"abcdef", 4, -2, 3, None), b"eca");
        assert!(code_points(&s).eq(cps.iter().copied()));
        assert!(code_points(&s).rev().eq(cps.iter().rev().copied()));
    }

    #[test]
    fn malformed_bytes_are_told_apart() {
        for bad in [
            &b"\x80"[..],
            b"\xC0\x80",
            b"\xE0\x80\x80",
            b"\xF4\x90\x80\x80",
            b"\xF5\x80\x80\x80",
            b"\xE2\x82",
            b"\xC3(",
        ] {
            assert!(!is_valid(bad), "{bad:x?}");
        }
        assert!(is_valid(b"\xED\xA0\xBD\xED\xB8\x80"));
    }
}
