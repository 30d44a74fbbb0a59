//! Hashes, bit for bit CPython's, so that sets and dicts of anything iterate and probe as they do there.
//!
//! Numbers hash modulo the prime 2^61 - 1, so that equal numbers of different types hash alike; tuples by a variant of
//! xxHash; text by SipHash-1-3 under a key that `PYTHONHASHSEED` determines. CPython hashes its *own* representation of a
//! string, one, two or four bytes per character as the largest one needs, which is therefore rebuilt here on the fly.
//!
//! No hash is -1, which CPython keeps for errors. The hash of a NaN is that of its object, which is the caller's.

use super::bigint::{HASH_BITS, HASH_MODULUS};
use super::wtf8;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// The key of the hashes of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashKey {
    k0: u64,
    k1: u64,
}

impl HashKey {
    /// The key for `PYTHONHASHSEED=seed`; 0 switches randomisation off.
    pub fn from_seed(seed: u32) -> HashKey {
        if seed == 0 {
            return HashKey { k0: 0, k1: 0 };
        }
        let mut x = seed;
        let bytes = std::array::from_fn(|_| {
            x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
            (x >> 16) as u8
        });
        HashKey::from_random(bytes)
    }

    /// A key of random bytes.
    pub fn from_random(bytes: [u8; 16]) -> HashKey {
        let whole = u128::from_le_bytes(bytes);
        HashKey {
            k0: whole as u64,
            k1: (whole >> 64) as u64,
        }
    }

    /// The two words of the key.
    pub fn parts(self) -> (u64, u64) {
        (self.k0, self.k1)
    }

    fn hasher(self) -> SipHasher13 {
        SipHasher13::new_with_keys(self.k0, self.k1)
    }
}

fn never_minus_one(h: i64) -> i64 {
    if h == -1 { -2 } else { h }
}

/// `hash` of a `bytes`, and of a `str` that is ASCII.
pub fn hash_bytes(key: HashKey, s: &[u8]) -> i64 {
    if s.is_empty() {
        return 0;
    }
    let mut hasher = key.hasher();
    hasher.write(s);
    never_minus_one(hasher.finish() as i64)
}

/// `hash` of a `str`.
pub fn hash_str(key: HashKey, s: &[u8]) -> i64 {
    if s.is_ascii() {
        return hash_bytes(key, s);
    }
    let mut hasher = key.hasher();
    match wtf8::max_code_point(s) {
        0..0x100 => write_units(&mut hasher, s, |cp| [cp as u8]),
        0x100..0x1_0000 => write_units(&mut hasher, s, |cp| (cp as u16).to_le_bytes()),
        _ => write_units(&mut hasher, s, u32::to_le_bytes),
    }
    never_minus_one(hasher.finish() as i64)
}

/// Feeds the characters as units of `N` bytes, by way of a small buffer: the hasher is slow on tiny writes.
fn write_units<const N: usize>(hasher: &mut SipHasher13, s: &[u8], unit: impl Fn(u32) -> [u8; N]) {
    const SIZE: usize = 256;
    let mut buffer = [0; SIZE];
    let mut used = 0;
    for cp in wtf8::code_points(s) {
        buffer[used..used + N].copy_from_slice(&unit(cp));
        used += N;
        if used == SIZE {
            hasher.write(&buffer);
            used = 0;
        }
    }
    hasher.write(&buffer[..used]);
}

/// `hash` of an `int` of 64 bits.
#[inline]
pub fn hash_i64(n: i64) -> i64 {
    let rest = (n.unsigned_abs() % HASH_MODULUS) as i64;
    never_minus_one(if n < 0 { -rest } else { rest })
}

/// `hash` of a `float`; `nan` is what a NaN hashes to: the hash of its object.
pub fn hash_f64(x: f64, nan: i64) -> i64 {
    const INFINITY: i64 = 314_159;
    if x.is_nan() {
        return nan;
    }
    if x.is_infinite() {
        return if x > 0.0 { INFINITY } else { -INFINITY };
    }
    let bits = x.to_bits();
    let field = (bits >> 52 & 0x7FF) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if field == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, field - 1075)
    };
    // Modulo 2^61 - 1, multiplying by a power of two is a rotation of the 61 bits.
    let turn = exponent.rem_euclid(i64::from(HASH_BITS)) as u32;
    let rest = if turn == 0 {
        mantissa
    } else {
        (mantissa << turn & HASH_MODULUS) | mantissa >> (HASH_BITS - turn)
    };
    never_minus_one(if x < 0.0 { -(rest as i64) } else { rest as i64 })
}

/// `hash` of a `complex` from the hashes of its parts.
pub fn hash_complex(re: i64, im: i64) -> i64 {
    const IMAGINARY: i64 = 1_000_003;
    never_minus_one(re.wrapping_add(IMAGINARY.wrapping_mul(im)))
}

/// The default `hash` of an object, from its address.
pub fn hash_address(address: u64) -> i64 {
    // The low bits are always zero: they go to the top.
    never_minus_one(address.rotate_right(4) as i64)
}

/// The `hash` of a tuple, fed with the hashes of its items.
#[derive(Clone, Debug)]
pub struct TupleHasher {
    acc: u64,
    len: u64,
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

impl Default for TupleHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl TupleHasher {
    /// Starts with no items.
    pub fn new() -> TupleHasher {
        TupleHasher {
            acc: PRIME_5,
            len: 0,
        }
    }

    /// Adds the hash of the next item.
    #[inline]
    pub fn add(&mut self, hash: i64) {
        self.acc = self
            .acc
            .wrapping_add((hash as u64).wrapping_mul(PRIME_2))
            .rotate_left(31)
            .wrapping_mul(PRIME_1);
        self.len += 1;
    }

    /// The hash of a tuple.
    pub fn finish(self) -> i64 {
        let h = self.acc.wrapping_add(self.len ^ (PRIME_5 ^ 3_527_539));
        fix_tuple(h)
    }

    /// The hash of a slice, which leaves the length out.
    pub fn finish_slice(self) -> i64 {
        fix_tuple(self.acc)
    }
}

fn fix_tuple(h: u64) -> i64 {
    if h == u64::MAX {
        1_546_275_796
    } else {
        h as i64
    }
}

/// `hash` of a `frozenset` from the hashes of its items, in any order.
pub fn hash_frozenset(hashes: impl IntoIterator<Item = i64>) -> i64 {
    let mut h: u64 = 0;
    let mut len: u64 = 0;
    for item in hashes {
        let item = item as u64;
        h ^= ((item ^ 89_869_747) ^ (item << 16)).wrapping_mul(3_644_798_167);
        len += 1;
    }
    h ^= (len + 1).wrapping_mul(1_927_868_237);
    h ^= (h >> 11) ^ (h >> 25);
    h = h.wrapping_mul(69_069).wrapping_add(907_133_923);
    if h == u64::MAX { 590_923_713 } else { h as i64 }
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

    const INTS: &[(i64, i64)] = &[
        (0, 0),
        (1, 1),
        (-1, -2),
        (-2, -2),
        (2305843009213693951, 0),
        (2305843009213693952, 1),
        (4611686018427387904, 2),
        (9223372036854775807, 3),
        (-9223372036854775808, -4),
        (-2305843009213693951, 0),
        (-2305843009213693952, -2),
        (12345, 12345),
    ];

    const COMPLEX: &[(u64, u64, i64)] = &[
        (0x0000000000000000, 0x3ff0000000000000, 1000003),
        (0x3ff0000000000000, 0x3ff0000000000000, 1000004),
        (0xbff0000000000000, 0x0000000000000000, -2),
        (0x3fe8698ed174ff66, 0x3fe9459cd65fbaad, -2837131929278173952),
        (0xc0f86a0000000000, 0x400c000000000000, 3458764513823440937),
        (0x0000000000000000, 0x7ff0000000000000, 314159942477),
    ];

    #[test]
    fn text_hashes_as_in_cpython() {
        for &(seed, cps, expected) in TEXTS {
            let s = wtf8::from_code_points(cps.iter().copied());
            assert_eq!(hash_str(HashKey::from_seed(seed), &s), expected, "{cps:x?}");
        }
        for &(seed, bytes, expected) in BYTES {
            assert_eq!(hash_bytes(HashKey::from_seed(seed), bytes), expected);
        }
    }

    #[test]
    fn numbers_hash_as_in_cpython() {
        for &(bits, expected) in FLOATS {
            assert_eq!(
                hash_f64(f64::from_bits(bits), 0),
                expected,
                "{:?}",
                f64::from_bits(bits)
            );
        }
        for &(n, expected) in INTS {
            assert_eq!(hash_i64(n), expected);
        }
        for &(re, im, expected) in COMPLEX {
            let part = |bits| hash_f64(f64::from_bits(bits), 0);
            assert_eq!(hash_complex(part(re), part(im)), expected);
        }
    }

    #[test]
    fn containers_hash_as_in_cpython() {
        for &(items, tuple, frozenset) in CONTAINERS {
            let mut hasher = TupleHasher::new();
            items.iter().for_each(|&i| hasher.add(hash_i64(i)));
            assert_eq!(hasher.finish(), tuple, "{items:?}");
            assert_eq!(
                hash_frozenset(items.iter().map(|&i| hash_i64(i))),
                frozenset,
                "{items:?}"
            );
        }
        let mut hasher = TupleHasher::new();
        [1, 2, 3].iter().for_each(|&i| hasher.add(i));
        assert_eq!(hasher.finish_slice(), -2340833382717974474);
    }
}
