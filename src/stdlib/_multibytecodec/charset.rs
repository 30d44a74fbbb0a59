//! The double-byte character sets: what pairs of bytes mean, and how characters are written.
//!
//! The tables are those of `encoding_rs`, which follow the WHATWG's standard. CPython's codecs follow older ones and differ in
//! a few ranges, which stand in the [`Charset`]s: with them, both directions are exactly CPython's. The tables of a charset are
//! made when it is first used, and stay.

use std::sync::OnceLock;

use encoding_rs::Encoding;

/// What is special about the structure of an encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Whatever is not ASCII is a pair.
    Pairs,
    /// Shift JIS: single bytes for the narrow katakana.
    ShiftJis,
    /// Microsoft's: the same, and five more single bytes.
    Cp932,
    /// EUC-JP: what begins with 0x8F has three bytes.
    EucJp,
    /// EUC-KR: Hangul syllables without a pair are written as eight bytes, by their parts.
    EucKr,
}

/// A character set.
pub struct Charset {
    pub name: &'static str,
    pub form: Form,
    base: &'static Encoding,
    /// Second bytes below this one occur in no pair.
    least_trail: u8,
    /// Ranges of pairs that mean nothing.
    none: &'static [(u16, u16)],
    /// Ranges of pairs that mean something else: the characters from the third number on.
    other: &'static [(u16, u16, u16)],
    /// Characters that are not written as the first bytes that mean them; big-endian.
    written: &'static [(u16, u16)],
    /// Where its tables are in [`TABLES`].
    place: usize,
}

static TABLES: [OnceLock<Tables>; 9] = [const { OnceLock::new() }; 9];

/// Numbers of pairs count from here.
const FIRST: u16 = 0x8000;
const ROOM: usize = 0x8000;

/// The tables of a character set; all of its characters are in the Basic Multilingual Plane.
pub struct Tables {
    /// The characters of pairs, 0 for none.
    pairs: Vec<u16>,
    /// Those of pairs behind 0x8F in EUC-JP.
    triples: Vec<u16>,
    /// The bytes of characters, big-endian, 0 for none.
    written: Vec<u32>,
}

impl Tables {
    /// What a pair means.
    #[inline]
    pub fn pair(&self, lead: u8, trail: u8) -> Option<u16> {
        let n = u16::from_be_bytes([lead, trail]);
        let n = n.checked_sub(FIRST)?;
        self.pairs.get(usize::from(n)).copied().filter(|&c| c != 0)
    }

    /// What a pair behind 0x8F means.
    pub fn triple(&self, lead: u8, trail: u8) -> Option<u16> {
        let n = u16::from_be_bytes([lead, trail]).checked_sub(FIRST)?;
        self.triples
            .get(usize::from(n))
            .copied()
            .filter(|&c| c != 0)
    }

    /// The bytes of a character, big-endian.
    #[inline]
    pub fn written(&self, cp: u32) -> Option<u32> {
        let cp = usize::try_from(cp).ok()?;
        self.written.get(cp).copied().filter(|&bytes| bytes != 0)
    }
}

/// What a single byte that is not ASCII means.
pub fn single(form: Form, byte: u8) -> Option<u16> {
    match (form, byte) {
        (Form::ShiftJis | Form::Cp932, 0xA1..=0xDF) => Some(0xFEC0 + u16::from(byte)),
        (Form::Cp932, 0x80) => Some(0x80),
        (Form::Cp932, 0xA0) => Some(0xF8F0),
        (Form::Cp932, 0xFD..=0xFF) => Some(0xF7F4 + u16::from(byte)),
        _ => None,
    }
}

impl Charset {
    const fn new(place: usize, name: &'static str, form: Form, base: &'static Encoding) -> Charset {
        Charset {
            name,
            form,
            base,
            least_trail: 0x40,
            none: &[],
            other: &[],
            written: &[],
            place,
        }
    }

    /// The tables, made now if nobody has needed them.
    pub fn tables(&self) -> &Tables {
        TABLES[self.place].get_or_init(|| self.make())
    }

    /// What the WHATWG says of some bytes, if they are one character.
    fn standard(&self, bytes: &[u8]) -> u16 {
        let text = self
            .base
            .decode_without_bom_handling_and_without_replacement(bytes);
        let mut chars = text.as_deref().unwrap_or_default().chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => u16::try_from(u32::from(c)).unwrap_or_default(),
            _ => 0,
        }
    }

    fn make(&self) -> Tables {
        let mut pairs = vec![0; ROOM];
        let place = |n: u16| usize::from(n - FIRST);
        for lead in 0x81..=0xFE_u8 {
            for trail in self.least_trail..=0xFE {
                let n = u16::from_be_bytes([lead, trail]);
                pairs[place(n)] = self.standard(&[lead, trail]);
            }
        }
        for &(first, last) in self.none {
            pairs[place(first)..=place(last)].fill(0);
        }
        for &(first, last, c) in self.other {
            for n in first..=last {
                pairs[place(n)] = c + (n - first);
            }
        }
        let mut triples = Vec::new();
        if self.form == Form::EucJp {
            triples = vec![0; ROOM];
            for lead in 0xA1..=0xFE_u8 {
                for trail in 0xA1..=0xFE {
                    let n = u16::from_be_bytes([lead, trail]);
                    triples[place(n)] = self.standard(&[0x8F, lead, trail]);
                }
            }
            triples[place(0xA2B7)] = 0x7E;
        }
        let mut written = vec![0; 0x1_0000];
        let mut write = |c: u16, bytes: u32| {
            let place: &mut u32 = &mut written[usize::from(c)];
            if c >= 0x80 && *place == 0 {
                *place = bytes;
            }
        };
        for &(c, bytes) in self.written {
            write(c, bytes.into());
        }
        for byte in 0x80..=0xFF_u8 {
            write(single(self.form, byte).unwrap_or_default(), byte.into());
        }
        for (n, &c) in (FIRST..=u16::MAX).zip(&pairs) {
            write(c, n.into());
        }
        for (n, &c) in (FIRST..=u16::MAX).zip(&triples) {
            write(c, 0x8F_0000 | u32::from(n));
        }
        Tables {
            pairs,
            triples,
            written,
        }
    }
}

// The differences, found by comparing all pairs and all characters.

pub static GB2312: Charset = Charset {
    least_trail: 0xA1,
    none: &[
        (0x81A1, 0xA0FE),
        (0xA2A1, 0xA2B0),
        (0xA2E3, 0xA2E4),
        (0xA2EF, 0xA2F0),
        (0xA2FD, 0xA2FE),
        (0xA4F4, 0xA4FE),
        (0xA5F7, 0xA5FE),
        (0xA6B9, 0xA6C0),
        (0xA6D9, 0xA6FE),
        (0xA7C2, 0xA7D0),
        (0xA7F2, 0xA7FE),
        (0xA8BB, 0xA8C4),
        (0xA8EA, 0xA9A3),
        (0xA9F0, 0xAFFE),
        (0xD7FA, 0xD7FE),
        (0xF8A1, 0xFEFE),
    ],
    other: &[(0xA1A4, 0xA1A4, 0x30FB), (0xA1AA, 0xA1AA, 0x2015)],
    ..Charset::new(0, "gb2312", Form::Pairs, encoding_rs::GBK)
};

pub static GBK: Charset = Charset {
    none: &[
        (0xA140, 0xA1A0),
        (0xA240, 0xA2A0),
        (0xA2AB, 0xA2B0),
        (0xA2E3, 0xA2E4),
        (0xA2EF, 0xA2F0),
        (0xA2FD, 0xA3A0),
        (0xA440, 0xA4A0),
        (0xA4F4, 0xA5A0),
        (0xA5F7, 0xA6A0),
        (0xA6B9, 0xA6C0),
        (0xA6D9, 0xA6DF),
        (0xA6EC, 0xA6ED),
        (0xA6F3, 0xA6F3),
        (0xA6F6, 0xA7A0),
        (0xA7C2, 0xA7D0),
        (0xA7F2, 0xA7FE),
        (0xA896, 0xA8A0),
        (0xA8BC, 0xA8BC),
        (0xA8BF, 0xA8BF),
        (0xA8C1, 0xA8C4),
        (0xA8EA, 0xA8FE),
        (0xA958, 0xA958),
        (0xA95B, 0xA95B),
        (0xA95D, 0xA95F),
        (0xA989, 0xA995),
        (0xA997, 0xA9A3),
        (0xA9F0, 0xA9FE),
        (0xAAA1, 0xAAFE),
        (0xABA1, 0xABFE),
        (0xACA1, 0xACFE),
        (0xADA1, 0xADFE),
        (0xAEA1, 0xAEFE),
        (0xAFA1, 0xAFFE),
        (0xD7FA, 0xD7FE),
        (0xF8A1, 0xF8FE),
        (0xF9A1, 0xF9FE),
        (0xFAA1, 0xFAFE),
        (0xFBA1, 0xFBFE),
        (0xFCA1, 0xFCFE),
        (0xFDA1, 0xFDFE),
        (0xFE50, 0xFEFE),
    ],
    ..Charset::new(1, "gbk", Form::Pairs, encoding_rs::GBK)
};

pub static BIG5: Charset = Charset {
    none: &[
        (0x8740, 0xA0FE),
        (0xA3C0, 0xA3E1),
        (0xC7FD, 0xC8FE),
        (0xF9D6, 0xFEFE),
    ],
    other: &[
        (0xA145, 0xA145, 0x2022),
        (0xA14E, 0xA14E, 0xFF64),
        (0xA1C2, 0xA1C2, 0x203E),
        (0xA1E3, 0xA1E3, 0x223C),
        (0xA1F2, 0xA1F2, 0x2641),
        (0xA1F3, 0xA1F3, 0x2609),
        (0xA241, 0xA241, 0xFF0F),
        (0xA242, 0xA242, 0xFF3C),
        (0xA244, 0xA244, 0x00A5),
        (0xA246, 0xA247, 0x00A2),
        (0xC6A1, 0xC6A1, 0x30FE),
        (0xC6A2, 0xC6A3, 0x309D),
        (0xC6A4, 0xC6A4, 0x3005),
        (0xC6A5, 0xC6F7, 0x3041),
        (0xC6F8, 0xC6FE, 0x30A1),
        (0xC740, 0xC77E, 0x30A8),
        (0xC7A1, 0xC7B0, 0x30E7),
        (0xC7B1, 0xC7B2, 0x0414),
        (0xC7B3, 0xC7B3, 0x0401),
        (0xC7B4, 0xC7BA, 0x0416),
        (0xC7BB, 0xC7CD, 0x0423),
        (0xC7CE, 0xC7CE, 0x0451),
        (0xC7CF, 0xC7E8, 0x0436),
        (0xC7E9, 0xC7F2, 0x2460),
        (0xC7F3, 0xC7FC, 0x2474),
    ],
    written: &[
        (0x5341, 0xA451),
        (0x5345, 0xA4CA),
        (0xFF0F, 0xA241),
        (0xFF3C, 0xA242),
    ],
    ..Charset::new(2, "big5", Form::Pairs, encoding_rs::BIG5)
};

pub static CP950: Charset = Charset {
    none: &[
        (0x8740, 0xA0FE),
        (0xA3C0, 0xA3E0),
        (0xC7FD, 0xC8FE),
        (0xFA40, 0xFEFE),
    ],
    other: &[
        (0xC6A1, 0xC6A1, 0x30FE),
        (0xC6A2, 0xC6A3, 0x309D),
        (0xC6A4, 0xC6A4, 0x3005),
        (0xC6A5, 0xC6F7, 0x3041),
        (0xC6F8, 0xC6FE, 0x30A1),
        (0xC740, 0xC77E, 0x30A8),
        (0xC7A1, 0xC7B0, 0x30E7),
        (0xC7B1, 0xC7B2, 0x0414),
        (0xC7B3, 0xC7B3, 0x0401),
        (0xC7B4, 0xC7BA, 0x0416),
        (0xC7BB, 0xC7CD, 0x0423),
        (0xC7CE, 0xC7CE, 0x0451),
        (0xC7CF, 0xC7E8, 0x0436),
        (0xC7E9, 0xC7F2, 0x2460),
        (0xC7F3, 0xC7FC, 0x2474),
        (0xF9FE, 0xF9FE, 0x2593),
    ],
    written: &[
        (0x00A2, 0xA246),
        (0x00A3, 0xA247),
        (0x00A5, 0xA244),
        (0x2022, 0xA145),
        (0x203E, 0xA1C2),
        (0x223C, 0xA1E3),
        (0x2609, 0xA1F3),
        (0x2641, 0xA1F2),
        (0x5341, 0xA451),
        (0x5345, 0xA4CA),
        (0xFF64, 0xA14E),
    ],
    ..Charset::new(3, "cp950", Form::Pairs, encoding_rs::BIG5)
};

pub static SHIFT_JIS: Charset = Charset {
    none: &[(0x8740, 0x879C), (0xED40, 0xFC4B)],
    other: &[
        (0x8160, 0x8160, 0x301C),
        (0x8161, 0x8161, 0x2016),
        (0x817C, 0x817C, 0x2212),
        (0x8191, 0x8192, 0x00A2),
        (0x81CA, 0x81CA, 0x00AC),
    ],
    written: &[(0x00A5, 0x5C), (0x203E, 0x7E)],
    ..Charset::new(4, "shift_jis", Form::ShiftJis, encoding_rs::SHIFT_JIS)
};

pub static CP932: Charset = Charset {
    written: &[
        (0x00A2, 0x8191),
        (0x00A3, 0x8192),
        (0x00AC, 0x81CA),
        (0x2016, 0x8161),
        (0x2212, 0x817C),
        (0x301C, 0x8160),
    ],
    ..Charset::new(5, "cp932", Form::Cp932, encoding_rs::SHIFT_JIS)
};

pub static EUC_JP: Charset = Charset {
    least_trail: 0xA1,
    none: &[(0xADA1, 0xADFC), (0xF9A1, 0xFCFE)],
    other: &[
        (0xA1C1, 0xA1C1, 0x301C),
        (0xA1C2, 0xA1C2, 0x2016),
        (0xA1DD, 0xA1DD, 0x2212),
        (0xA1F1, 0xA1F2, 0x00A2),
        (0xA2CC, 0xA2CC, 0x00AC),
    ],
    written: &[(0x00A5, 0x5C), (0x203E, 0x7E)],
    ..Charset::new(6, "euc_jp", Form::EucJp, encoding_rs::EUC_JP)
};

pub static EUC_KR: Charset = Charset {
    least_trail: 0xA1,
    none: &[(0x81A1, 0xA0FE), (0xA4D4, 0xA4D4)],
    written: &[(0x3164, 0xA4D4)],
    ..Charset::new(7, "euc_kr", Form::EucKr, encoding_rs::EUC_KR)
};

pub static CP949: Charset = Charset {
    least_trail: 0x41,
    ..Charset::new(8, "cp949", Form::Pairs, encoding_rs::EUC_KR)
};
