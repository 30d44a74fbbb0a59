//! UTF-7, in both directions.
//!
//! Text is direct characters and runs of base64 between `+` and `-` that hold UTF-16 units. A decoder commits only what is
//! certain: where the input ends inside a run and more may come, it goes back to the run's start.

use super::codecs::CodecError;
use super::wtf8::{self, CodePoint};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(b: u8) -> Option<u32> {
    ALPHABET.iter().position(|&a| a == b).map(|n| n as u32)
}

/// Characters that CPython writes as they are.
fn is_direct(cp: CodePoint) -> bool {
    let Ok(b) = u8::try_from(cp) else {
        return false;
    };
    b.is_ascii_alphanumeric() || b"'(),-./:? \t\r\n!\"#$%&*;<=>@[]^_`{|}".contains(&b)
}

/// Encodes a string.
pub fn encode(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    // Bits that wait, and how many; None outside a run.
    let mut run: Option<(u32, u32)> = None;
    for cp in wtf8::code_points(s) {
        if is_direct(cp) {
            if let Some((bits, n)) = run.take() {
                if n > 0 {
                    out.push(ALPHABET[(bits << (6 - n) & 0x3F) as usize]);
                }
                // What follows would be taken for a part of the run, or for its end.
                if cp == u32::from(b'-') || u8::try_from(cp).is_ok_and(|b| digit(b).is_some()) {
                    out.push(b'-');
                }
            }
            out.push(cp as u8);
            continue;
        }
        if run.is_none() && cp == u32::from(b'+') {
            out.extend_from_slice(b"+-");
            continue;
        }
        if run.is_none() {
            out.push(b'+');
        }
        let (mut bits, mut n) = run.unwrap_or((0, 0));
        let units = if cp >= 0x1_0000 {
            let rest = cp - 0x1_0000;
            [Some(0xD800 | rest >> 10), Some(0xDC00 | rest & 0x3FF)]
        } else {
            [Some(cp), None]
        };
        for unit in units.into_iter().flatten() {
            bits = bits << 16 | unit;
            n += 16;
            while n >= 6 {
                n -= 6;
                out.push(ALPHABET[(bits >> n & 0x3F) as usize]);
            }
            bits &= (1 << n) - 1;
        }
        run = Some((bits, n));
    }
    if let Some((bits, n)) = run {
        if n > 0 {
            out.push(ALPHABET[(bits << (6 - n) & 0x3F) as usize]);
        }
        out.push(b'-');
    }
    out
}

/// The state of decoding.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// Inside a run.
    in_run: bool,
    bits: u32,
    count: u32,
    /// A high surrogate that waits for a low one.
    high: u32,
    /// Where the run began, in the input and in the output.
    start: usize,
    start_out: usize,
}

impl Decoder {
    fn leave(&mut self) {
        self.in_run = false;
        self.bits = 0;
        self.count = 0;
        self.high = 0;
    }

    fn unit(&mut self, unit: u32, out: &mut Vec<u8>) {
        if self.high != 0 {
            if (0xDC00..0xE000).contains(&unit) {
                wtf8::push(
                    out,
                    0x1_0000 + ((self.high - 0xD800) << 10) + (unit - 0xDC00),
                );
                self.high = 0;
                return;
            }
            wtf8::push(out, self.high);
            self.high = 0;
        }
        if (0xD800..0xDC00).contains(&unit) {
            self.high = unit;
        } else {
            wtf8::push(out, unit);
        }
    }

    /// Decodes `s` from the offset `at` and appends to `out`. Returns how far it came: the end, or, unless `last`, the start
    /// of a run that is cut off.
    pub fn decode_some(
        &mut self,
        s: &[u8],
        mut at: usize,
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, CodecError> {
        while let Some(&b) = s.get(at) {
            if self.in_run {
                if let Some(d) = digit(b) {
                    self.bits = self.bits << 6 | d;
                    self.count += 6;
                    at += 1;
                    if self.count >= 16 {
                        self.count -= 16;
                        let unit = self.bits >> self.count;
                        self.bits &= (1 << self.count) - 1;
                        self.unit(unit, out);
                    }
                    continue;
                }
                // The run ends.
                let (bits, count, high) = (self.bits, self.count, self.high);
                let start = self.start;
                self.leave();
                if count >= 6 {
                    return Err(CodecError::new(
                        start,
                        at + 1,
                        "partial character in base64 sequence",
                    ));
                }
                if bits != 0 {
                    return Err(CodecError::new(
                        start,
                        at + 1,
                        "non-zero padding bits in shift sequence",
                    ));
                }
                if high != 0 && b.is_ascii() && b != b'+' {
                    wtf8::push(out, high);
                }
                if b == b'-' {
                    at += 1;
                }
                continue;
            }
            if b == b'+' {
                let start = at;
                match s.get(at + 1) {
                    Some(b'-') => {
                        out.push(b'+');
                        at += 2;
                    }
                    Some(&next) if digit(next).is_none() => {
                        return Err(CodecError::new(start, at + 2, "ill-formed sequence"));
                    }
                    _ => {
                        self.in_run = true;
                        self.start = start;
                        self.start_out = out.len();
                        at += 1;
                    }
                }
                continue;
            }
            if !b.is_ascii() {
                return Err(CodecError::new(at, at + 1, "unexpected special character"));
            }
            out.push(b);
            at += 1;
        }
        if !self.in_run {
            return Ok(at);
        }
        if last {
            let (bits, count, high, start) = (self.bits, self.count, self.high, self.start);
            self.leave();
            if high != 0 || count >= 6 || count > 0 && bits != 0 {
                return Err(CodecError::new(
                    start,
                    s.len(),
                    "unterminated shift sequence",
                ));
            }
            return Ok(at);
        }
        // More may come: the run is decoded again with it.
        out.truncate(self.start_out);
        let start = self.start;
        self.leave();
        Ok(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for (text, coded) in [
            ("Hi Mom -\u{263A}-!", &b"Hi Mom -+Jjo--!"[..]),
            ("A\u{2262}\u{391}.", b"A+ImIDkQ."),
            ("1 + 1 = 2", b"1 +- 1 = 2"),
            ("\u{1F600}", b"+2D3eAA-"),
            ("", b""),
        ] {
            assert_eq!(encode(text.as_bytes()), coded, "{text}");
            let mut out = Vec::new();
            let end = Decoder::default().decode_some(coded, 0, true, &mut out);
            assert_eq!(end, Ok(coded.len()));
            assert_eq!(out, text.as_bytes());
        }
    }

    #[test]
    fn a_cut_run_is_decoded_again() {
        let mut out = Vec::new();
        let end = Decoder::default().decode_some(b"a+Jj", 0, false, &mut out);
        assert_eq!((end, &out[..]), (Ok(1), &b"a"[..]));
        let cut = Decoder::default().decode_some(b"a+Jj", 0, true, &mut out);
        assert_eq!(
            cut.map_err(|e| e.reason),
            Err("unterminated shift sequence")
        );
    }
}
