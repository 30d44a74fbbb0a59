//! Comparing and checking short texts without a call.
//!
//! Most strings of most programs have fewer than 32 bytes. The library's functions for byte slices are made for long
//! ones: the call costs more than the work. Here short texts are read in two words that may overlap; long ones go to
//! the library. What the answers are, the tests compare with the library's.

/// What is read at once.
const WORD: usize = 8;

#[inline(always)]
fn word(s: &[u8], at: usize) -> u64 {
    let mut bytes = [0; WORD];
    bytes.copy_from_slice(&s[at..at + WORD]);
    u64::from_ne_bytes(bytes)
}

#[inline(always)]
fn half(s: &[u8], at: usize) -> u32 {
    let mut bytes = [0; WORD / 2];
    bytes.copy_from_slice(&s[at..at + WORD / 2]);
    u32::from_ne_bytes(bytes)
}

/// Whether two texts are equal.
#[inline(always)]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    let n = a.len();
    if n != b.len() {
        return false;
    }
    match n {
        0 => true,
        1..4 => a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1],
        4..8 => half(a, 0) == half(b, 0) && half(a, n - 4) == half(b, n - 4),
        8..=16 => word(a, 0) == word(b, 0) && word(a, n - WORD) == word(b, n - WORD),
        _ => a == b,
    }
}

/// Whether `s` begins with `prefix`.
#[inline(always)]
pub fn starts_with(s: &[u8], prefix: &[u8]) -> bool {
    s.len() >= prefix.len() && equal(&s[..prefix.len()], prefix)
}

/// Whether `s` ends with `suffix`.
#[inline(always)]
pub fn ends_with(s: &[u8], suffix: &[u8]) -> bool {
    s.len() >= suffix.len() && equal(&s[s.len() - suffix.len()..], suffix)
}

/// The offset of the first `b` in `s`.
#[inline]
pub fn find_byte(s: &[u8], b: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    /// So much is looked through here before the library is called.
    const NEAR: usize = 4 * WORD;
    let pattern = ONES * u64::from(b);
    let mut at = 0;
    while at + WORD <= s.len() {
        if at == NEAR {
            return memchr::memchr(b, &s[at..]).map(|n| at + n);
        }
        // Zero bytes become high bits; those above the lowest may be wrong.
        let x = u64::from_le_bytes(word(s, at).to_ne_bytes()) ^ pattern;
        let found = x.wrapping_sub(ONES) & !x & HIGH;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += WORD;
    }
    s[at..].iter().position(|&c| c == b).map(|n| at + n)
}

/// Whether all bytes are below 128.
#[inline(always)]
pub fn is_ascii(s: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let n = s.len();
    match n {
        0 => true,
        1..4 => (s[0] | s[n / 2] | s[n - 1]) < 0x80,
        4..8 => (half(s, 0) | half(s, n - 4)) & HIGH as u32 == 0,
        8..=16 => (word(s, 0) | word(s, n - WORD)) & HIGH == 0,
        17..=32 => {
            (word(s, 0) | word(s, WORD) | word(s, n - 2 * WORD) | word(s, n - WORD)) & HIGH == 0
        }
        _ => s.is_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found() {
        for n in 0..80 {
            let mut s = vec![b'a'; n];
            assert_eq!(find_byte(&s, b'b'), None);
            for i in (0..n).rev() {
                s[i] = b'b';
                assert_eq!(find_byte(&s, b'b'), Some(i));
                assert_eq!(find_byte(&s, 0xE1), None);
                s[n - 1] = 0xE1;
                assert_eq!(find_byte(&s, 0xE1), Some(n - 1));
                s[n - 1] = b'b';
            }
        }
    }

    #[test]
    fn as_the_library() {
        for n in 0..70 {
            let a: Vec<u8> = (0..n).map(|i| (i * 7 % 128) as u8).collect();
            assert!(equal(&a, &a) && is_ascii(&a) && starts_with(&a, &a) && ends_with(&a, &a));
            assert!(!equal(&a, &[a.as_slice(), b"x"].concat()));
            for i in 0..n {
                let mut b = a.clone();
                b[i] ^= 0x80;
                assert!(!equal(&a, &b) && !is_ascii(&b), "{n} {i}");
                assert!(!starts_with(&b, &a) && !ends_with(&b, &a));
                assert!(starts_with(&a, &a[..i]) && ends_with(&a, &a[i..]));
                assert_eq!(starts_with(&a, &a[i..]), a.starts_with(&a[i..]));
            }
        }
    }
}
