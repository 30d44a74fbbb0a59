//! Reading ISO 8601: the grammar of `fromisoformat`, as wide and as odd as CPython's.
//!
//! Pure. The text is read as bytes with a zero behind them, which some of the oddities come from: what follows a fraction of
//! six digits is not looked at where an offset comes after it.

use super::days::from_iso;

/// The text, with zeros behind it.
#[derive(Clone, Copy)]
struct Text<'a>(&'a [u8]);

impl Text<'_> {
    fn at(self, i: usize) -> u8 {
        self.0.get(i).copied().unwrap_or(0)
    }

    /// The number that `n` digits at `*i` are; moves on behind them.
    fn digits(self, i: &mut usize, n: usize) -> Option<i32> {
        let mut value = 0;
        for _ in 0..n {
            let c = self.at(*i);
            if !c.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i32::from(c - b'0');
            *i += 1;
        }
        Some(value)
    }
}

/// Year, month and day of a date that takes up the whole text; they may be out of their ranges. None: it is none.
pub fn date(text: &[u8]) -> Option<(i32, i32, i32)> {
    let t = Text(text);
    let mut i = 0;
    let year = t.digits(&mut i, 4)?;
    let separated = t.at(i) == b'-';
    i += usize::from(separated);
    if t.at(i) == b'W' {
        i += 1;
        let week = t.digits(&mut i, 2)?;
        let mut weekday = 1;
        if i < text.len() {
            if separated {
                (t.at(i) == b'-').then_some(())?;
                i += 1;
            }
            weekday = t.digits(&mut i, 1)?;
        }
        return from_iso(year, week, weekday).ok();
    }
    let month = t.digits(&mut i, 2)?;
    if separated {
        (t.at(i) == b'-').then_some(())?;
        i += 1;
    }
    let day = t.digits(&mut i, 2)?;
    Some((year, month, day))
}

/// A time of day as written, and the offset, in seconds and microseconds, if there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Time {
    /// Hour, minute, second, microsecond: maybe out of their ranges.
    pub parts: [i32; 4],
    pub offset: Option<(i32, i32)>,
}

/// A time of day. None: it is none.
pub fn time(text: &[u8]) -> Option<Time> {
    let t = Text(text);
    let end = text.len();
    let is_zone = |c: &u8| matches!(c, b'+' | b'-' | b'Z');
    let zone = text.iter().position(is_zone).unwrap_or(end);
    let (parts, left) = clock(t, 0, zone)?;
    if zone == end {
        return (!left).then_some(Time {
            parts,
            offset: None,
        });
    }
    if text[zone] == b'Z' {
        return (t.at(zone + 1) == 0).then_some(Time {
            parts,
            offset: Some((0, 0)),
        });
    }
    let sign = if text[zone] == b'-' { -1 } else { 1 };
    let ([hour, minute, second, micro], left) = clock(t, zone + 1, end)?;
    let seconds = hour * 3600 + minute * 60 + second;
    (!left).then_some(Time {
        parts,
        offset: Some((sign * seconds, sign * micro)),
    })
}

/// `HH[:MM[:SS[.ffffff]]]` from `start` to `end`, with or without colons; and whether something is left.
fn clock(t: Text, start: usize, end: usize) -> Option<([i32; 4], bool)> {
    let mut parts = [0; 4];
    let mut i = start;
    let mut separated = true;
    for (n, part) in parts[..3].iter_mut().enumerate() {
        *part = t.digits(&mut i, 2)?;
        let c = t.at(i);
        i += 1;
        if n == 0 {
            separated = c == b':';
        }
        if i >= end {
            let point = i == end && matches!(c, b'.' | b',');
            return (!point).then_some((parts, c != 0));
        }
        match c {
            b':' if separated => {
                if n == 2 {
                    return None;
                }
            }
            b'.' | b',' => {
                if n < 2 {
                    return None;
                }
                break;
            }
            _ if !separated => i -= 1,
            _ => return None,
        }
    }
    let digits = (end - i).min(6);
    let mut micro = t.digits(&mut i, digits)?;
    for _ in digits..6 {
        micro *= 10;
    }
    parts[3] = micro;
    while t.at(i).is_ascii_digit() {
        i += 1;
    }
    Some((parts, t.at(i) != 0))
}

/// Where the date of a datetime ends.
fn separator(text: &[u8]) -> Option<usize> {
    let t = Text(text);
    let len = text.len();
    if len == 7 {
        return Some(7);
    }
    if t.at(4) == b'-' {
        if t.at(5) != b'W' {
            return Some(10);
        }
        if len < 8 {
            return None;
        }
        if len > 8 && t.at(8) == b'-' {
            if len == 9 {
                return None;
            }
            // A day of the week, or a hyphen in the separator's place: the latter, if more than one digit follows.
            return Some(if len > 10 && t.at(10).is_ascii_digit() {
                8
            } else {
                10
            });
        }
        return Some(8);
    }
    if t.at(4) != b'W' {
        return Some(8);
    }
    let digits = text[7.min(len)..].iter().take_while(|c| c.is_ascii_digit());
    let end = 7 + digits.count();
    Some(match end {
        ..9 => end,
        _ if end % 2 == 0 => 7,
        _ => 8,
    })
}

/// A date, and a time behind any character, if there is one.
pub fn datetime(text: &[u8]) -> Option<((i32, i32, i32), Option<Time>)> {
    if text.len() < 7 {
        return None;
    }
    let at = separator(text)?;
    let day = date(text.get(..at)?)?;
    if text.len() == at {
        return Some((day, None));
    }
    let wide = match text[at] {
        ..0x80 => 1,
        c => match c & 0xf0 {
            0xe0 => 3,
            0xf0 => 4,
            _ => 2,
        },
    };
    let rest = text.get(at + wide..)?;
    Some((day, Some(time(rest)?)))
}
