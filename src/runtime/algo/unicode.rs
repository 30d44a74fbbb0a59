//! What Python knows of a single character: its predicates and its case mappings, by Unicode 16.
//!
//! The properties come from `icu_properties` and the simple case mappings from `icu_casemap` (both pinned to the version of
//! Unicode that CPython 3.14 has); the few things they lack stand in `unicode_tables`. ASCII never reaches the tables. The
//! tests compare each function with CPython over all code points.

use super::unicode_tables::{
    DECIMAL_ZEROS, EXTRA_DIGITS, EXTRA_NUMERIC, MULTI_FOLD, MULTI_TITLE, MULTI_UPPER,
};
use super::wtf8::CodePoint;
use icu_casemap::CaseMapper;
use icu_properties::props::{
    BidiClass, BinaryProperty, CaseIgnorable, Cased, GeneralCategory, Lowercase, Uppercase,
    XidContinue, XidStart,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The general category.
#[inline]
pub fn category(cp: CodePoint) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get32(cp)
}

#[inline]
fn has<P: BinaryProperty>(cp: CodePoint) -> bool {
    CodePointSetData::new::<P>().contains32(cp)
}

fn in_ranges(ranges: &[(u32, u32)], cp: CodePoint) -> bool {
    let i = ranges.partition_point(|&(_, last)| last < cp);
    ranges.get(i).is_some_and(|&(first, _)| first <= cp)
}

fn ascii(cp: CodePoint) -> Option<u8> {
    (cp < 0x80).then_some(cp as u8)
}

/// `str.isalpha` of one character: a letter of any kind.
#[inline]
pub fn is_alpha(cp: CodePoint) -> bool {
    use GeneralCategory as G;
    match ascii(cp) {
        Some(b) => b.is_ascii_alphabetic(),
        None => matches!(
            category(cp),
            G::UppercaseLetter
                | G::LowercaseLetter
                | G::TitlecaseLetter
                | G::ModifierLetter
                | G::OtherLetter
        ),
    }
}

/// `str.isdecimal`: usable in a decimal number.
#[inline]
pub fn is_decimal(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_digit(),
        None => category(cp) == GeneralCategory::DecimalNumber,
    }
}

/// `str.isdigit`: a decimal digit, a superscript, a circled digit...
#[inline]
pub fn is_digit(cp: CodePoint) -> bool {
    is_decimal(cp) || cp >= 0x80 && in_ranges(&EXTRA_DIGITS, cp)
}

/// `str.isnumeric`: has a numeric value of any kind.
#[inline]
pub fn is_numeric(cp: CodePoint) -> bool {
    use GeneralCategory as G;
    match ascii(cp) {
        Some(b) => b.is_ascii_digit(),
        None => {
            matches!(
                category(cp),
                G::DecimalNumber | G::LetterNumber | G::OtherNumber
            ) || in_ranges(&EXTRA_NUMERIC, cp)
        }
    }
}

/// `str.isalnum` of one character.
#[inline]
pub fn is_alnum(cp: CodePoint) -> bool {
    is_alpha(cp) || is_numeric(cp)
}

/// The value of a decimal digit, as `int` and `float` accept them.
pub fn decimal_value(cp: CodePoint) -> Option<u32> {
    if let Some(b) = ascii(cp) {
        return b.is_ascii_digit().then(|| u32::from(b - b'0'));
    }
    let i = DECIMAL_ZEROS.partition_point(|&zero| zero <= cp);
    let value = cp - DECIMAL_ZEROS[i.checked_sub(1)?];
    (value < 10).then_some(value)
}

/// `str.islower` of one character.
#[inline]
pub fn is_lower(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_lowercase(),
        None => has::<Lowercase>(cp),
    }
}

/// `str.isupper` of one character.
#[inline]
pub fn is_upper(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_uppercase(),
        None => has::<Uppercase>(cp),
    }
}

/// True for a title case letter (as U+01C5), which is neither upper nor lower case.
#[inline]
pub fn is_title(cp: CodePoint) -> bool {
    cp >= 0x80 && category(cp) == GeneralCategory::TitlecaseLetter
}

/// True for a character that has case.
#[inline]
pub fn is_cased(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_alphabetic(),
        None => has::<Cased>(cp),
    }
}

/// True for a character that the search for a final sigma skips.
#[inline]
pub fn is_case_ignorable(cp: CodePoint) -> bool {
    has::<CaseIgnorable>(cp)
}

/// `str.isspace` of one character: category Zs, or bidirectional class WS, B or S.
#[inline]
pub fn is_space(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => matches!(b, b'\t'..=b'\r' | 0x1C..=b' '),
        None => {
            category(cp) == GeneralCategory::SpaceSeparator
                || matches!(
                    CodePointMapData::<BidiClass>::new().get32(cp),
                    BidiClass::WhiteSpace
                        | BidiClass::ParagraphSeparator
                        | BidiClass::SegmentSeparator
                )
        }
    }
}

/// True if `str.splitlines` ends a line at `cp`.
#[inline]
pub fn is_line_break(cp: CodePoint) -> bool {
    matches!(cp, 0x0A..=0x0D | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029)
}

/// `str.isprintable` of one character: `repr` shows it as it is.
#[inline]
pub fn is_printable(cp: CodePoint) -> bool {
    use GeneralCategory as G;
    match ascii(cp) {
        Some(b) => matches!(b, b' '..=b'~'),
        None => !matches!(
            category(cp),
            G::Control
                | G::Format
                | G::Surrogate
                | G::PrivateUse
                | G::Unassigned
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::SpaceSeparator
        ),
    }
}

/// True if an identifier may start with `cp` (`_` included).
#[inline]
pub fn is_identifier_start(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_alphabetic() || b == b'_',
        None => has::<XidStart>(cp),
    }
}

/// True if an identifier may go on with `cp`.
#[inline]
pub fn is_identifier_continue(cp: CodePoint) -> bool {
    match ascii(cp) {
        Some(b) => b.is_ascii_alphanumeric() || b == b'_',
        None => has::<XidContinue>(cp),
    }
}

/// One to three code points: what a character becomes when its case changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    chars: [CodePoint; 3],
}

impl Mapped {
    fn one(cp: CodePoint) -> Mapped {
        Mapped { chars: [cp, 0, 0] }
    }

    /// The code points.
    pub fn iter(self) -> impl Iterator<Item = CodePoint> {
        // Only the character 0 maps to 0, and padding comes after the first.
        self.chars
            .into_iter()
            .enumerate()
            .filter(|&(i, cp)| i == 0 || cp != 0)
            .map(|(_, cp)| cp)
    }
}

/// The mapping of `cp` by a table of exceptions, or else by `simple`.
fn map(cp: CodePoint, table: &[(u32, [u32; 3])], simple: impl FnOnce(char) -> char) -> Mapped {
    match char::from_u32(cp) {
        None => Mapped::one(cp),
        Some(c) => match table.binary_search_by_key(&cp, |entry| entry.0) {
            Ok(i) => Mapped { chars: table[i].1 },
            Err(_) => Mapped::one(simple(c).into()),
        },
    }
}

/// Upper case.
pub fn to_upper(cp: CodePoint) -> Mapped {
    match ascii(cp) {
        Some(b) => Mapped::one(b.to_ascii_uppercase().into()),
        None => map(cp, &MULTI_UPPER, |c| CaseMapper::new().simple_uppercase(c)),
    }
}

/// Lower case, without the rule for a final sigma.
pub fn to_lower(cp: CodePoint) -> Mapped {
    match ascii(cp) {
        Some(b) => Mapped::one(b.to_ascii_lowercase().into()),
        None => map(cp, &[(0x130, [0x69, 0x307, 0])], |c| {
            CaseMapper::new().simple_lowercase(c)
        }),
    }
}

/// Title case.
pub fn to_title(cp: CodePoint) -> Mapped {
    match ascii(cp) {
        Some(b) => Mapped::one(b.to_ascii_uppercase().into()),
        None => map(cp, &MULTI_TITLE, |c| CaseMapper::new().simple_titlecase(c)),
    }
}

/// Case folding.
pub fn to_folded(cp: CodePoint) -> Mapped {
    match ascii(cp) {
        Some(b) => Mapped::one(b.to_ascii_lowercase().into()),
        None => map(cp, &MULTI_FOLD, |c| CaseMapper::new().simple_fold(c)),
    }
}

/// The simple lower case, to one character: what regular expressions use.
pub fn simple_lower(cp: CodePoint) -> CodePoint {
    match char::from_u32(cp) {
        Some(c) => CaseMapper::new().simple_lowercase(c).into(),
        None => cp,
    }
}

/// The simple upper case, to one character: what regular expressions use.
pub fn simple_upper(cp: CodePoint) -> CodePoint {
    match char::from_u32(cp) {
        Some(c) => CaseMapper::new().simple_uppercase(c).into(),
        None => cp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::wtf8::MAX_CODE_POINT;

    /// Folds the answers over all code points into one number, as the script beside the expectations does.
    fn digest(f: impl Fn(CodePoint) -> u64) -> u64 {
        (0..=MAX_CODE_POINT).fold(0, |h: u64, cp| {
            h.wrapping_mul(1_000_003).wrapping_add(f(cp) + 1)
        })
    }

    fn digest_bool(f: impl Fn(CodePoint) -> bool) -> u64 {
        digest(|cp| u64::from(f(cp)))
    }

    fn digest_map(f: impl Fn(CodePoint) -> Mapped) -> u64 {
        digest(|cp| {
            f(cp)
                .iter()
                .fold(0, |h: u64, c| h * 1_114_113 + u64::from(c))
        })
    }

    // The expectations are CPython's answers, folded by:
    //   h = 0
    //   for c in range(0x110000): h = (h * 1000003 + f(chr(c)) + 1) & (1 << 64) - 1
    #[test]
    fn predicates_agree_with_cpython() {
        assert_eq!(digest_bool(is_alpha), 13_049_777_990_254_821_816);
        assert_eq!(digest_bool(is_decimal), 12_953_623_014_552_932_824);
        assert_eq!(digest_bool(is_digit), 15_609_331_837_377_220_584);
        assert_eq!(digest_bool(is_numeric), 15_750_421_153_180_809_754);
        assert_eq!(digest_bool(is_alnum), 3_288_096_368_399_472_147);
        assert_eq!(digest_bool(is_lower), 14_260_821_761_488_455_901);
        assert_eq!(digest_bool(is_upper), 17_569_988_947_819_294_360);
        assert_eq!(
            digest_bool(|c| is_upper(c) || is_title(c)),
            3_530_180_321_580_388_977
        );
        assert_eq!(digest_bool(is_space), 7_870_523_827_286_913_163);
        assert_eq!(digest_bool(is_printable), 5_551_781_772_709_039_634);
        assert_eq!(digest_bool(is_identifier_start), 9_016_520_200_654_343_731);
        assert_eq!(
            digest_bool(is_identifier_continue),
            12_015_809_950_414_220_114
        );
        assert_eq!(
            digest(|c| decimal_value(c).map_or(10, u64::from)),
            15_045_540_066_373_684_742
        );
        assert_eq!(digest_bool(is_line_break), 10_472_737_032_038_481_052);
    }

    #[test]
    fn case_mappings_agree_with_cpython() {
        assert_eq!(digest_map(to_lower), 536_694_892_682_326_954);
        assert_eq!(digest_map(to_upper), 15_326_999_142_522_360_486);
        assert_eq!(digest_map(to_title), 3_486_349_530_635_434_922);
        assert_eq!(digest_map(to_folded), 5_597_497_638_626_837_897);
    }

    #[test]
    fn sigma_context_agrees_with_cpython() {
        // 'a' + c + 'Σ' is final unless c is uncased and not ignorable, and so on: the two probes tell both properties.
        assert_eq!(
            digest_bool(|c| is_cased(c) && !is_case_ignorable(c)),
            16_838_067_389_049_005_379
        );
        assert_eq!(digest_bool(is_case_ignorable), 11_248_209_374_429_026_095);
    }
}
