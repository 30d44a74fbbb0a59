//! Sets of characters: what one position of a subject is compared with.
//!
//! A set is a table over the first byte of a character, which says how far to go on if the character belongs to it. Only where
//! that byte does not decide (`DECODE`: some characters beyond ASCII) the character is decoded and the codes that
//! `re._compiler` made are interpreted. Literals, `.`, classes and their case-insensitive forms all become sets.

use runtime::algo::{unicode, wtf8};

use super::codes::{self, Bad, category, op};

/// In a table: the first byte does not decide.
pub const DECODE: u8 = 255;

/// How characters are made comparable before they are looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    Exact,
    Ascii,
    /// As in the C locale: the only one that there is.
    Locale,
    Unicode,
}

impl Fold {
    /// The lower-case form of a character.
    pub fn lower(self, c: u32) -> u32 {
        match self {
            Fold::Exact => c,
            Fold::Ascii | Fold::Locale => lower_ascii(c),
            Fold::Unicode => unicode::simple_lower(c),
        }
    }
}

/// The lower-case form, of ASCII letters only.
pub fn lower_ascii(c: u32) -> u32 {
    if (65..=90).contains(&c) { c + 32 } else { c }
}

/// The upper-case form, of ASCII letters only.
pub fn upper_ascii(c: u32) -> u32 {
    if (97..=122).contains(&c) { c - 32 } else { c }
}

/// Whether a character belongs to a word; `unicode` for the meaning beyond ASCII.
pub fn is_word(c: u32, unicode: bool) -> bool {
    match u8::try_from(c) {
        Ok(b) if b < 128 => b.is_ascii_alphanumeric() || b == b'_',
        _ => unicode && unicode::is_alnum(c),
    }
}

/// A set of characters.
pub struct Set {
    /// By first byte: 0 if no such character belongs to the set, its length if all do, or [`DECODE`].
    pub table: [u8; 256],
    /// The only byte of ASCII that is not in the set, if everything else is.
    pub all_but: Option<u8>,
    /// Everything is in the set.
    pub all: bool,
    codes: Box<[u32]>,
    fold: Fold,
}

/// What a set holds beyond ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beyond {
    Nothing,
    Something,
    Everything,
}

impl Set {
    /// The set of these codes, which [`check`] accepts. `text` says whether subjects are text; otherwise they are bytes.
    pub fn new(codes: &[u32], fold: Fold, text: bool) -> Set {
        let mut table = [0; 256];
        let exact = if text { 128 } else { 256 };
        for (c, entry) in table.iter_mut().enumerate().take(exact) {
            *entry = u8::from(holds(codes, fold, c as u32));
        }
        if text {
            let beyond = beyond_ascii(codes, fold);
            for (b, entry) in table.iter_mut().enumerate().skip(0xC0) {
                *entry = match beyond {
                    Beyond::Nothing => 0,
                    Beyond::Something => DECODE,
                    Beyond::Everything => wtf8::len_from_first(b as u8) as u8,
                };
            }
        }
        // The bytes that begin no character do not count.
        let missing = |b: usize| table[b] == 0 && !(text && (0x80..0xC0).contains(&b));
        let mut absent = (0..256).filter(|&b| missing(b));
        let (one, two) = (absent.next(), absent.next());
        let decoded = table.contains(&DECODE);
        Set {
            table,
            all_but: match (one, two) {
                (Some(b), None) if !decoded && b < 128 => Some(b as u8),
                _ => None,
            },
            all: one.is_none() && !decoded,
            codes: codes.into(),
            fold,
        }
    }

    /// The length of the character at `at` if it belongs to the set, or 0.
    #[inline(always)]
    pub fn step(&self, text: &[u8], at: usize) -> usize {
        match text.get(at) {
            Some(&b) => match self.table[b as usize] {
                DECODE => self.decoded(text, at),
                n => n as usize,
            },
            None => 0,
        }
    }

    #[cold]
    #[inline(never)]
    fn decoded(&self, text: &[u8], at: usize) -> usize {
        let (c, n) = wtf8::decode_at(text, at);
        if holds(&self.codes, self.fold, c) {
            n
        } else {
            0
        }
    }
}

/// Whether a set holds a character.
fn holds(codes: &[u32], fold: Fold, c: u32) -> bool {
    match fold {
        Fold::Exact => listed(codes, c),
        Fold::Ascii | Fold::Unicode => listed(codes, fold.lower(c)),
        Fold::Locale => {
            let (lower, upper) = (lower_ascii(c), upper_ascii(c));
            // A negated set must not hold either case.
            match codes[0] {
                op::NEGATE => listed(codes, lower) && listed(codes, upper),
                _ => listed(codes, lower) || listed(codes, upper),
            }
        }
    }
}

/// Interprets the codes for one character.
fn listed(codes: &[u32], c: u32) -> bool {
    let mut found = true;
    let mut at = 0;
    loop {
        let hit = match codes[at] {
            op::FAILURE => return !found,
            op::NEGATE => {
                found = !found;
                at += 1;
                continue;
            }
            op::LITERAL => {
                at += 2;
                c == codes[at - 1]
            }
            op::RANGE => {
                at += 3;
                (codes[at - 2]..=codes[at - 1]).contains(&c)
            }
            op::RANGE_UNI_IGNORE => {
                at += 3;
                let range = codes[at - 2]..=codes[at - 1];
                range.contains(&c) || range.contains(&unicode::simple_upper(c))
            }
            op::CATEGORY => {
                at += 2;
                in_category(codes[at - 1], c)
            }
            op::CHARSET => {
                let bits = &codes[at + 1..at + 9];
                at += 9;
                c < 256 && bit(bits, c as usize)
            }
            _ => {
                let count = codes[at + 1] as usize;
                let (map, chunks) = codes[at + 2..].split_at(64);
                at += 66 + 8 * count;
                c < 65536 && {
                    let page = (c >> 8) as usize;
                    let chunk = map[page / 4].to_ne_bytes()[page % 4] as usize;
                    bit(&chunks[8 * chunk..], (c & 255) as usize)
                }
            }
        };
        if hit {
            return found;
        }
    }
}

fn bit(words: &[u32], n: usize) -> bool {
    words[n / 32] >> (n % 32) & 1 != 0
}

/// Checks a set that begins at `at` and gives what lies behind it.
pub fn check(codes: &[u32], mut at: usize) -> Result<usize, Bad> {
    loop {
        at += match codes::get(codes, at)? {
            op::FAILURE => return Ok(at + 1),
            op::NEGATE => 1,
            op::LITERAL => 2,
            op::RANGE | op::RANGE_UNI_IGNORE => 3,
            op::CATEGORY => {
                if codes::get(codes, at + 1)? > category::UNI_NOT_LINEBREAK {
                    return Err(Bad);
                }
                2
            }
            op::CHARSET => 9,
            op::BIGCHARSET => {
                let count = codes::get(codes, at + 1)? as usize;
                let map = codes.get(at + 2..at + 66).ok_or(Bad)?;
                let chunks = map.iter().flat_map(|w| w.to_ne_bytes());
                if chunks.max().is_some_and(|most| most as usize >= count) {
                    return Err(Bad);
                }
                66 + 8 * count
            }
            _ => return Err(Bad),
        };
    }
}

/// Whether a character is of a category.
fn in_category(code: u32, c: u32) -> bool {
    use category::*;
    let ascii = |f: fn(&u8) -> bool| u8::try_from(c).is_ok_and(|b| f(&b));
    match code {
        DIGIT => ascii(u8::is_ascii_digit),
        NOT_DIGIT => !ascii(u8::is_ascii_digit),
        SPACE => ascii(is_space),
        NOT_SPACE => !ascii(is_space),
        WORD | LOC_WORD => is_word(c, false),
        NOT_WORD | LOC_NOT_WORD => !is_word(c, false),
        LINEBREAK => c == 10,
        NOT_LINEBREAK => c != 10,
        UNI_DIGIT => unicode::is_decimal(c),
        UNI_NOT_DIGIT => !unicode::is_decimal(c),
        UNI_SPACE => unicode::is_space(c),
        UNI_NOT_SPACE => !unicode::is_space(c),
        UNI_WORD => is_word(c, true),
        UNI_NOT_WORD => !is_word(c, true),
        UNI_LINEBREAK => unicode::is_line_break(c),
        _ => !unicode::is_line_break(c),
    }
}

fn is_space(b: &u8) -> bool {
    matches!(b, 9..=13 | 32)
}

/// What a set holds of the characters beyond ASCII, as far as its codes tell at once.
fn beyond_ascii(codes: &[u32], fold: Fold) -> Beyond {
    use category::*;
    if fold == Fold::Unicode {
        // Lower-case forms may be ASCII.
        return Beyond::Something;
    }
    let negated = codes[0] == op::NEGATE;
    let mut at = usize::from(negated);
    let mut all = Beyond::Nothing;
    loop {
        let (n, what) = match codes[at] {
            op::FAILURE => break,
            op::LITERAL if codes[at + 1] < 128 => (2, Beyond::Nothing),
            op::RANGE if codes[at + 2] < 128 => (3, Beyond::Nothing),
            op::RANGE if codes[at + 1] <= 128 && codes[at + 2] >= 0x10FFFF => {
                (3, Beyond::Everything)
            }
            op::CATEGORY => match codes[at + 1] {
                DIGIT | SPACE | WORD | LOC_WORD | LINEBREAK => (2, Beyond::Nothing),
                NOT_DIGIT | NOT_SPACE | NOT_WORD | LOC_NOT_WORD | NOT_LINEBREAK => {
                    (2, Beyond::Everything)
                }
                _ => (2, Beyond::Something),
            },
            op::CHARSET if codes[at + 5..at + 9].iter().all(|&w| w == 0) => (9, Beyond::Nothing),
            _ => return Beyond::Something,
        };
        match what {
            Beyond::Everything => all = what,
            Beyond::Something if all == Beyond::Nothing => all = what,
            Beyond::Something | Beyond::Nothing => {}
        }
        at += n;
    }
    match (all, negated) {
        (Beyond::Nothing, true) => Beyond::Everything,
        (Beyond::Everything, true) => Beyond::Nothing,
        (same, _) => same,
    }
}
