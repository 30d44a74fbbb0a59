//! Hexadecimal digits: tables, because hex text is made and read by the megabyte.

/// The two digits of each byte.
const DIGITS: [[u8; 2]; 256] = {
    let text = b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = [text[i >> 4], text[i & 15]];
        i += 1;
    }
    table
};

/// The value of each byte as a digit; [`NO_DIGIT`] for those that are none.
const VALUES: [u8; 256] = {
    let mut table = [NO_DIGIT; 256];
    let mut i = 0;
    while i < 256 {
        if (i as u8).is_ascii_digit() {
            table[i] = i as u8 - b'0';
        } else if (i as u8).is_ascii_hexdigit() {
            table[i] = (i as u8 | 32) - b'a' + 10;
        }
        i += 1;
    }
    table
};

const NO_DIGIT: u8 = 255;

/// The value of a digit.
#[inline]
pub fn value(b: u8) -> Option<u8> {
    match VALUES[b as usize] {
        NO_DIGIT => None,
        v => Some(v),
    }
}

/// The digits of bytes, in lower case.
pub fn encode(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 2 * data.len()];
    for (to, &b) in out.chunks_exact_mut(2).zip(data) {
        to.copy_from_slice(&DIGITS[b as usize]);
    }
    out
}

/// The digits of bytes with `separator` between groups of `group` bytes, counted from the end, or if it is negative from the
/// beginning; 0 is one group.
pub fn encode_grouped(data: &[u8], separator: u8, group: i64) -> Vec<u8> {
    if group == 0 {
        return encode(data);
    }
    let size = group.unsigned_abs() as usize;
    let mut out = Vec::with_capacity(2 * data.len() + data.len() / size);
    for (i, &b) in data.iter().enumerate() {
        let at = if group > 0 { data.len() - i } else { i };
        if i > 0 && at % size == 0 {
            out.push(separator);
        }
        out.extend_from_slice(&DIGITS[b as usize]);
    }
    out
}

/// The bytes that pairs of digits stand for, if all are digits. A last one without a pair is left out.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0; text.len() / 2];
    let mut bad = 0;
    for (to, pair) in out.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (VALUES[pair[0] as usize], VALUES[pair[1] as usize]);
        bad |= high | low;
        *to = high << 4 | low;
    }
    (bad < 16).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_written_and_read() {
        let all: Vec<u8> = (0..=255).collect();
        let text = encode(&all);
        assert_eq!(&text[..6], b"000102");
        assert_eq!(decode(&text).as_deref(), Some(&all[..]));
        assert_eq!(decode(b"fFA0").as_deref(), Some(&[255, 160][..]));
        assert_eq!(decode(b"0g"), None);
        assert_eq!(decode(b"\xff0"), None);
        assert_eq!(value(b'x'), None);
    }

    #[test]
    fn groups_count_from_either_end() {
        assert_eq!(encode_grouped(b"\x01\x02\x03", b':', 2), b"01:0203");
        assert_eq!(encode_grouped(b"\x01\x02\x03", b':', -2), b"0102:03");
        assert_eq!(encode_grouped(b"\x01\x02", b':', 0), b"0102");
        assert_eq!(encode_grouped(b"\x01\x02", b':', 5), b"0102");
    }
}
