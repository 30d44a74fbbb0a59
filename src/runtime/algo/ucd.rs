//! What `unicodedata` tells of characters beyond `unicode.rs`: numbers, decompositions, and classes of layout.
//!
//! Numbers and decompositions are tables recorded from CPython 3.14 (Unicode 16), read into sorted lists at the first use;
//! the rest are properties that ICU's tables hold.

use std::sync::OnceLock;

use icu_properties::props::{
    BidiClass, BidiMirrored, CanonicalCombiningClass, EastAsianWidth, GeneralCategory,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::wtf8::CodePoint;

/// How a character is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Decimal,
    Digit,
    Numeric,
}

/// A run of characters whose numbers grow by one.
struct Run {
    first: CodePoint,
    len: u32,
    kind: NumberKind,
    value: f64,
}

fn hex(text: &str) -> Option<u32> {
    u32::from_str_radix(text, 16).ok()
}

fn numbers() -> &'static [Run] {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let parse = |line: &str| {
            let mut parts = line.split(' ');
            let first = hex(parts.next()?)?;
            let len = parts.next()?.parse().ok()?;
            let kind = match parts.next()? {
                "D" => NumberKind::Decimal,
                "d" => NumberKind::Digit,
                _ => NumberKind::Numeric,
            };
            let value = parts.next()?;
            let value = match value.split_once('/') {
                Some((a, b)) => a.parse::<f64>().ok()? / b.parse::<f64>().ok()?,
                None => value.parse().ok()?,
            };
            Some(Run {
                first,
                len,
                kind,
                value,
            })
        };
        include_str!("unicode_numbers.txt")
            .lines()
            .filter_map(parse)
            .collect()
    })
}

/// The number that a character is, and how.
pub fn number(cp: CodePoint) -> Option<(NumberKind, f64)> {
    let runs = numbers();
    let at = runs.partition_point(|r| r.first <= cp).checked_sub(1)?;
    let run = &runs[at];
    let offset = cp - run.first;
    (offset < run.len).then(|| (run.kind, run.value + f64::from(offset)))
}

/// The decomposition of a character as the database has it: a tag in angle brackets perhaps, and code points in
/// hexadecimal.
pub fn decomposition(cp: CodePoint) -> Option<String> {
    const HANGUL: CodePoint = 0xAC00;
    const HANGUL_COUNT: u32 = 11172;
    const VOWELS: u32 = 21;
    const TAILS: u32 = 28;
    let syllable = cp.wrapping_sub(HANGUL);
    if syllable < HANGUL_COUNT {
        let tail = syllable % TAILS;
        let lead = 0x1100 + syllable / (VOWELS * TAILS);
        let vowel = 0x1161 + syllable % (VOWELS * TAILS) / TAILS;
        return Some(if tail == 0 {
            format!("{lead:04X} {vowel:04X}")
        } else {
            format!("{lead:04X} {vowel:04X} {:04X}", 0x11A7 + tail)
        });
    }
    static LINES: OnceLock<Vec<(CodePoint, &'static str)>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        include_str!("unicode_decompositions.txt")
            .lines()
            .filter_map(|line| {
                let (cp, rest) = line.split_once(' ')?;
                Some((hex(cp)?, rest))
            })
            .collect()
    });
    let at = lines.binary_search_by_key(&cp, |l| l.0).ok()?;
    Some(lines[at].1.to_owned())
}

/// The general category, in its short spelling.
pub fn category(cp: CodePoint) -> &'static str {
    use GeneralCategory as G;
    match super::unicode::category(cp) {
        G::Unassigned => "Cn",
        G::UppercaseLetter => "Lu",
        G::LowercaseLetter => "Ll",
        G::TitlecaseLetter => "Lt",
        G::ModifierLetter => "Lm",
        G::OtherLetter => "Lo",
        G::NonspacingMark => "Mn",
        G::SpacingMark => "Mc",
        G::EnclosingMark => "Me",
        G::DecimalNumber => "Nd",
        G::LetterNumber => "Nl",
        G::OtherNumber => "No",
        G::SpaceSeparator => "Zs",
        G::LineSeparator => "Zl",
        G::ParagraphSeparator => "Zp",
        G::Control => "Cc",
        G::Format => "Cf",
        G::PrivateUse => "Co",
        G::Surrogate => "Cs",
        G::DashPunctuation => "Pd",
        G::OpenPunctuation => "Ps",
        G::ClosePunctuation => "Pe",
        G::ConnectorPunctuation => "Pc",
        G::InitialPunctuation => "Pi",
        G::FinalPunctuation => "Pf",
        G::OtherPunctuation => "Po",
        G::MathSymbol => "Sm",
        G::CurrencySymbol => "Sc",
        G::ModifierSymbol => "Sk",
        G::OtherSymbol => "So",
    }
}

/// The canonical combining class.
pub fn combining(cp: CodePoint) -> u8 {
    CodePointMapData::<CanonicalCombiningClass>::new()
        .get32(cp)
        .to_icu4c_value()
}

/// Whether the character is mirrored in text that runs from right to left.
pub fn mirrored(cp: CodePoint) -> bool {
    CodePointSetData::new::<BidiMirrored>().contains32(cp)
}

/// The class of direction, in its short spelling. (CPython has none for characters that are not assigned.)
pub fn bidirectional(cp: CodePoint) -> &'static str {
    use BidiClass as B;
    match CodePointMapData::<BidiClass>::new().get32(cp) {
        B::LeftToRight => "L",
        B::RightToLeft => "R",
        B::EuropeanNumber => "EN",
        B::EuropeanSeparator => "ES",
        B::EuropeanTerminator => "ET",
        B::ArabicNumber => "AN",
        B::CommonSeparator => "CS",
        B::ParagraphSeparator => "B",
        B::SegmentSeparator => "S",
        B::WhiteSpace => "WS",
        B::OtherNeutral => "ON",
        B::LeftToRightEmbedding => "LRE",
        B::LeftToRightOverride => "LRO",
        B::ArabicLetter => "AL",
        B::RightToLeftEmbedding => "RLE",
        B::RightToLeftOverride => "RLO",
        B::PopDirectionalFormat => "PDF",
        B::NonspacingMark => "NSM",
        B::BoundaryNeutral => "BN",
        B::FirstStrongIsolate => "FSI",
        B::LeftToRightIsolate => "LRI",
        B::RightToLeftIsolate => "RLI",
        B::PopDirectionalIsolate => "PDI",
        _ => "",
    }
}

/// The width in East Asian typography, in its short spelling.
pub fn east_asian_width(cp: CodePoint) -> &'static str {
    use EastAsianWidth as E;
    match CodePointMapData::<EastAsianWidth>::new().get32(cp) {
        E::Ambiguous => "A",
        E::Halfwidth => "H",
        E::Fullwidth => "F",
        E::Narrow => "Na",
        E::Wide => "W",
        _ => "N",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_decompositions() {
        assert_eq!(number(0x37), Some((NumberKind::Decimal, 7.0)));
        assert_eq!(number(0xB2), Some((NumberKind::Digit, 2.0)));
        assert_eq!(number(0xBD), Some((NumberKind::Numeric, 0.5)));
        assert_eq!(number(0x61), None);
        assert_eq!(decomposition(0xE9).as_deref(), Some("0065 0301"));
        assert_eq!(decomposition(0xAC01).as_deref(), Some("1100 1161 11A8"));
        assert_eq!(decomposition(0x61), None);
    }
}
