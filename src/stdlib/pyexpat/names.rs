//! The characters of XML, its errors by number, and the pieces that tags and declarations are made of.
//!
//! Pure. A scan begins at an offset of a text and gives the offset behind what it found, or why it stopped: the text ends
//! too early, which more input may mend, or a character is wrong.

/// Why a scan stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The text ends inside a token.
    Partial,
    /// The character at this offset fits nowhere.
    Invalid(usize),
    /// Another error, and its offset.
    Code(u8, usize),
}

/// The errors' texts, by number from 1.
pub const ERRORS: &[(&str, &str)] = &[
    ("XML_ERROR_NO_MEMORY", "out of memory"),
    ("XML_ERROR_SYNTAX", "syntax error"),
    ("XML_ERROR_NO_ELEMENTS", "no element found"),
    ("XML_ERROR_INVALID_TOKEN", "not well-formed (invalid token)"),
    ("XML_ERROR_UNCLOSED_TOKEN", "unclosed token"),
    ("XML_ERROR_PARTIAL_CHAR", "partial character"),
    ("XML_ERROR_TAG_MISMATCH", "mismatched tag"),
    ("XML_ERROR_DUPLICATE_ATTRIBUTE", "duplicate attribute"),
    (
        "XML_ERROR_JUNK_AFTER_DOC_ELEMENT",
        "junk after document element",
    ),
    (
        "XML_ERROR_PARAM_ENTITY_REF",
        "illegal parameter entity reference",
    ),
    ("XML_ERROR_UNDEFINED_ENTITY", "undefined entity"),
    (
        "XML_ERROR_RECURSIVE_ENTITY_REF",
        "recursive entity reference",
    ),
    ("XML_ERROR_ASYNC_ENTITY", "asynchronous entity"),
    (
        "XML_ERROR_BAD_CHAR_REF",
        "reference to invalid character number",
    ),
    ("XML_ERROR_BINARY_ENTITY_REF", "reference to binary entity"),
    (
        "XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF",
        "reference to external entity in attribute",
    ),
    (
        "XML_ERROR_MISPLACED_XML_PI",
        "XML or text declaration not at start of entity",
    ),
    ("XML_ERROR_UNKNOWN_ENCODING", "unknown encoding"),
    (
        "XML_ERROR_INCORRECT_ENCODING",
        "encoding specified in XML declaration is incorrect",
    ),
    ("XML_ERROR_UNCLOSED_CDATA_SECTION", "unclosed CDATA section"),
    (
        "XML_ERROR_EXTERNAL_ENTITY_HANDLING",
        "error in processing external entity reference",
    ),
    ("XML_ERROR_NOT_STANDALONE", "document is not standalone"),
    (
        "XML_ERROR_UNEXPECTED_STATE",
        "unexpected parser state - please send a bug report",
    ),
    (
        "XML_ERROR_ENTITY_DECLARED_IN_PE",
        "entity declared in parameter entity",
    ),
    (
        "XML_ERROR_FEATURE_REQUIRES_XML_DTD",
        "requested feature requires XML_DTD support in Expat",
    ),
    (
        "XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING",
        "cannot change setting once parsing has begun",
    ),
    ("XML_ERROR_UNBOUND_PREFIX", "unbound prefix"),
    ("XML_ERROR_UNDECLARING_PREFIX", "must not undeclare prefix"),
    (
        "XML_ERROR_INCOMPLETE_PE",
        "incomplete markup in parameter entity",
    ),
    ("XML_ERROR_XML_DECL", "XML declaration not well-formed"),
    ("XML_ERROR_TEXT_DECL", "text declaration not well-formed"),
    ("XML_ERROR_PUBLICID", "illegal character(s) in public id"),
    ("XML_ERROR_SUSPENDED", "parser suspended"),
    ("XML_ERROR_NOT_SUSPENDED", "parser not suspended"),
    ("XML_ERROR_ABORTED", "parsing aborted"),
    ("XML_ERROR_FINISHED", "parsing finished"),
    (
        "XML_ERROR_SUSPEND_PE",
        "cannot suspend in external parameter entity",
    ),
    (
        "XML_ERROR_RESERVED_PREFIX_XML",
        "reserved prefix (xml) must not be undeclared or bound to another namespace name",
    ),
    (
        "XML_ERROR_RESERVED_PREFIX_XMLNS",
        "reserved prefix (xmlns) must not be declared or undeclared",
    ),
    (
        "XML_ERROR_RESERVED_NAMESPACE_URI",
        "prefix must not be bound to one of the reserved namespace names",
    ),
    ("XML_ERROR_INVALID_ARGUMENT", "invalid argument"),
    (
        "XML_ERROR_NO_BUFFER",
        "a successful prior call to function XML_GetBuffer was required",
    ),
    (
        "XML_ERROR_AMPLIFICATION_LIMIT_BREACH",
        "limit on input amplification factor (from DTD and entities) breached",
    ),
    ("XML_ERROR_NOT_STARTED", "parser not started"),
];

pub const SYNTAX: u8 = 2;
pub const NO_ELEMENTS: u8 = 3;
pub const INVALID_TOKEN: u8 = 4;
pub const UNCLOSED_TOKEN: u8 = 5;
pub const PARTIAL_CHAR: u8 = 6;
pub const TAG_MISMATCH: u8 = 7;
pub const DUPLICATE_ATTRIBUTE: u8 = 8;
pub const JUNK: u8 = 9;
pub const PARAM_ENTITY_REF: u8 = 10;
pub const UNDEFINED_ENTITY: u8 = 11;
pub const RECURSIVE_ENTITY: u8 = 12;
pub const ASYNC_ENTITY: u8 = 13;
pub const BAD_CHAR_REF: u8 = 14;
pub const BINARY_ENTITY: u8 = 15;
pub const EXTERNAL_IN_ATTRIBUTE: u8 = 16;
pub const MISPLACED_PI: u8 = 17;
pub const UNCLOSED_CDATA: u8 = 20;
pub const EXTERNAL_HANDLING: u8 = 21;
pub const NOT_STANDALONE: u8 = 22;
pub const CANT_CHANGE: u8 = 26;
pub const UNBOUND_PREFIX: u8 = 27;
pub const UNDECLARING_PREFIX: u8 = 28;
pub const XML_DECL: u8 = 30;
pub const FINISHED: u8 = 36;
pub const RESERVED_XML: u8 = 38;
pub const RESERVED_XMLNS: u8 = 39;
pub const RESERVED_URI: u8 = 40;
pub const AMPLIFICATION: u8 = 43;

/// What an error says.
pub fn message(code: u8) -> Option<&'static str> {
    ERRORS.get(usize::from(code).checked_sub(1)?).map(|e| e.1)
}

pub fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether a document may contain this character.
pub fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

pub fn is_name_start(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '_' | ':' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}')
}

pub fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// The offset of the first character at or behind `at` that is no space.
pub fn skip_space(s: &str, at: usize) -> usize {
    let spaces = s.as_bytes()[at..].iter().take_while(|&&b| is_space(b));
    at + spaces.count()
}

/// A name, which another character must end.
pub fn name(s: &str, at: usize) -> Result<usize, Stop> {
    let mut end = at;
    for c in s[at..].chars() {
        let fits = if end == at {
            is_name_start(c)
        } else {
            is_name_char(c)
        };
        if !fits {
            return if end == at {
                Err(Stop::Invalid(at))
            } else {
                Ok(end)
            };
        }
        end += c.len_utf8();
    }
    Err(Stop::Partial)
}

/// What a reference refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reference<'s> {
    Char(char),
    Entity(&'s str),
}

/// A reference, whose `&` is at `at`.
pub fn reference(s: &str, at: usize) -> Result<(Reference<'_>, usize), Stop> {
    let b = s.as_bytes();
    if b.get(at + 1) != Some(&b'#') {
        let end = name(s, at + 1)?;
        return match b[end] {
            b';' => Ok((Reference::Entity(&s[at + 1..end]), end + 1)),
            _ => Err(Stop::Invalid(end)),
        };
    }
    let (radix, start) = match b.get(at + 2) {
        Some(b'x') => (16, at + 3),
        _ => (10, at + 2),
    };
    let mut end = start;
    let mut value = 0u32;
    loop {
        match b.get(end) {
            None => return Err(Stop::Partial),
            Some(b';') if end > start => break,
            Some(&d) => match (d as char).to_digit(radix) {
                Some(d) => {
                    value = value
                        .saturating_mul(radix)
                        .saturating_add(d)
                        .min(0x0011_0000)
                }
                None => return Err(Stop::Invalid(end)),
            },
        }
        end += 1;
    }
    match char::from_u32(value).filter(|&c| is_char(c)) {
        Some(c) => Ok((Reference::Char(c), end + 1)),
        None => Err(Stop::Code(BAD_CHAR_REF, at)),
    }
}

/// A start tag or empty tag: its name and attributes, as they are written.
pub struct Tag<'s> {
    pub name: &'s str,
    /// Name and value, each with its offset.
    pub attributes: Vec<((usize, &'s str), (usize, &'s str))>,
    pub empty: bool,
    pub end: usize,
}

/// A start tag, whose `<` is at `at`.
pub fn tag(s: &str, at: usize) -> Result<Tag<'_>, Stop> {
    let b = s.as_bytes();
    let mut i = name(s, at + 1)?;
    let mut tag = Tag {
        name: &s[at + 1..i],
        attributes: Vec::new(),
        empty: false,
        end: 0,
    };
    loop {
        let before = i;
        i = skip_space(s, i);
        match b.get(i) {
            None => return Err(Stop::Partial),
            Some(b'>') => {
                tag.end = i + 1;
                return Ok(tag);
            }
            Some(b'/') => {
                return match b.get(i + 1) {
                    None => Err(Stop::Partial),
                    Some(b'>') => {
                        (tag.empty, tag.end) = (true, i + 2);
                        Ok(tag)
                    }
                    Some(_) => Err(Stop::Invalid(i + 1)),
                };
            }
            Some(_) if i == before => return Err(Stop::Invalid(i)),
            Some(_) => {}
        }
        let end = name(s, i)?;
        let key = (i, &s[i..end]);
        let equals = skip_space(s, end);
        match b.get(equals) {
            None => return Err(Stop::Partial),
            Some(b'=') => {}
            Some(_) => return Err(Stop::Invalid(equals)),
        }
        let open = skip_space(s, equals + 1);
        let close = attribute_value(s, open)?;
        tag.attributes.push((key, (open + 1, &s[open + 1..close])));
        i = close + 1;
    }
}

/// The closing quote of an attribute's value.
fn attribute_value(s: &str, open: usize) -> Result<usize, Stop> {
    let b = s.as_bytes();
    let quote = match b.get(open) {
        None => return Err(Stop::Partial),
        Some(&q @ (b'"' | b'\'')) => q,
        Some(_) => return Err(Stop::Invalid(open)),
    };
    let mut i = open + 1;
    while i < s.len() {
        match b[i] {
            q if q == quote => return Ok(i),
            b'<' => return Err(Stop::Invalid(i)),
            b'&' => {
                (_, i) = reference(s, i)?;
                continue;
            }
            _ => {}
        }
        let c = s[i..].chars().next().unwrap_or(' ');
        if !is_char(c) {
            return Err(Stop::Invalid(i));
        }
        i += c.len_utf8();
    }
    Err(Stop::Partial)
}

/// Finds what ends a comment, a processing instruction or the like, and checks the characters before it.
pub fn until(s: &str, at: usize, end: &str) -> Result<usize, Stop> {
    let found = s[at..].find(end).map(|n| at + n);
    let body = &s[at..found.unwrap_or(s.len())];
    if let Some(i) = body
        .char_indices()
        .find(|&(_, c)| !is_char(c))
        .map(|(i, _)| i)
    {
        return Err(Stop::Invalid(at + i));
    }
    found.ok_or(Stop::Partial)
}
