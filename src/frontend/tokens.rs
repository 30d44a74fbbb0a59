//! A tokenizer of our own, after CPython's: it finds the errors that CPython's tokenizer finds, in its words and at
//! its columns, and bounds the depth of nesting before anything recursive sees the source.
//!
//! The parser has its own lexer; this one runs over every source once (for the depth) and again when there is an
//! error to explain. It is iterative and allocates little. Where the two disagree on a source that the parser accepts,
//! the parser is right: only errors that the parser also has are ever reported.

use crate::errors::{End, Error, ErrorKind};
use ruff_text_size::{TextRange, TextSize};

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name or keyword.
    Name,
    /// A number.
    Number,
    /// A string or bytes literal.
    String,
    /// The prefix and quote of an f-string or t-string.
    FStart,
    /// Text inside one.
    FMiddle,
    /// Its closing quote.
    FEnd,
    /// An operator or bracket.
    Op,
    /// The end of a logical line.
    Newline,
    /// More indented.
    Indent,
    /// Less indented.
    Dedent,
    /// A character that begins no token (`$`, `?`, a backquote).
    Bad,
    /// The end of the source.
    End,
}

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its kind.
    pub kind: Kind,
    /// The offset of its first byte.
    pub start: u32,
    /// The offset after its last byte.
    pub end: u32,
}

impl Token {
    /// Its range.
    pub fn range(self) -> TextRange {
        TextRange::new(TextSize::from(self.start), TextSize::from(self.end))
    }
}

/// An f-string being read.
#[derive(Clone)]
struct Interpolated {
    quote: u8,
    triple: bool,
    raw: bool,
    template: bool,
    start: u32,
    /// The brackets open where the string began.
    depth: usize,
    /// Inside a replacement field: the brackets open inside it begin after this many. None: in the text.
    field: Option<usize>,
    /// In the format spec of a field, nested this deep.
    specs: Vec<usize>,
}

/// The tokenizer.
#[derive(Clone)]
pub struct Tokens<'s> {
    source: &'s str,
    bytes: &'s [u8],
    pos: usize,
    brackets: Vec<(u8, u32)>,
    strings: Vec<Interpolated>,
    indents: Vec<(u32, u32)>,
    pending_dedents: u32,
    at_line_start: bool,
    line_has_tokens: bool,
    ended: bool,
    /// What only the parser need refuse is no error.
    lenient: bool,
}

/// CPython's limit of open brackets.
const MAX_BRACKETS: usize = 200;
/// CPython's limit of indentation levels.
const MAX_INDENT: usize = 100;
/// CPython's limit of f-strings inside f-strings.
const MAX_STRINGS: usize = 150;
/// CPython's limit of fields inside format specifiers inside format specifiers.
const MAX_SPECS: usize = 2;

impl<'s> Tokens<'s> {
    /// Begins at the start of a source.
    pub fn new(source: &'s str) -> Tokens<'s> {
        Tokens {
            source,
            bytes: source.as_bytes(),
            pos: 0,
            brackets: Vec::new(),
            strings: Vec::new(),
            indents: vec![(0, 0)],
            pending_dedents: 0,
            at_line_start: true,
            line_has_tokens: false,
            ended: false,
            lenient: false,
        }
    }

    /// As `new`, for whoever wants the tokens also of sources that are wrong: brackets that do not match, numbers that run
    /// into names.
    pub fn lenient(source: &'s str) -> Tokens<'s> {
        Tokens {
            lenient: true,
            ..Tokens::new(source)
        }
    }

    /// The same, at the same place, in another source: one that begins with what was read of this one.
    pub fn in_source(self, source: &str) -> Tokens<'_> {
        Tokens {
            source,
            bytes: source.as_bytes(),
            ..self
        }
    }

    /// Whether the whole source has been read.
    pub fn is_at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// Whether the next token is text in the format spec of a field, or ends it.
    pub fn in_spec(&self) -> bool {
        self.strings
            .last()
            .is_some_and(|s| s.field.is_some() && s.specs.last() == Some(&self.brackets.len()))
    }

    /// The open brackets: the character and its offset.
    pub fn open_brackets(&self) -> &[(u8, u32)] {
        &self.brackets
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn token(&self, kind: Kind, start: usize) -> Token {
        Token {
            kind,
            start: start as u32,
            end: self.pos as u32,
        }
    }

    fn error(&self, at: usize, msg: impl Into<String>) -> Box<Error> {
        self.error_end(ErrorKind::Syntax, at, at, End::Start, msg)
    }

    fn error_end(
        &self,
        kind: ErrorKind,
        start: usize,
        end: usize,
        how: End,
        msg: impl Into<String>,
    ) -> Box<Error> {
        let range = TextRange::new(TextSize::from(start as u32), TextSize::from(end as u32));
        Box::new(Error {
            kind,
            msg: msg.into(),
            range: Some(range),
            end: how,
        })
    }

    /// The next token. After `End` it stays `End`.
    pub fn next_token(&mut self) -> Result<Token, Box<Error>> {
        if let Some(s) = self.strings.last() {
            if s.field.is_none() || s.specs.last() == Some(&self.brackets.len()) {
                return self.string_middle();
            }
        }
        if self.pending_dedents > 0 {
            self.pending_dedents -= 1;
            return Ok(self.token(Kind::Dedent, self.pos));
        }
        if self.at_line_start && self.brackets.is_empty() {
            self.at_line_start = false;
            if let Some(token) = self.indentation()? {
                return Ok(token);
            }
        }
        self.code()
    }

    /// The indentation of a line that is not blank.
    fn indentation(&mut self) -> Result<Option<Token>, Box<Error>> {
        let (mut col, mut alt) = (0, 0);
        let mut first = None;
        let line_start = self.pos;
        loop {
            match self.peek(0) {
                b' ' => (col, alt) = (col + 1, alt + 1),
                b'\t' => (col, alt) = ((col / 8 + 1) * 8, alt + 1),
                0x0c => (col, alt) = (0, 0),
                // The indentation of a continued line is that of its first part.
                b'\\' if self.peek(1) == b'\n' && self.pos + 2 < self.bytes.len() => {
                    first = first.or(Some((col, alt)).filter(|f| f.0 > 0));
                    (col, alt) = (0, 0);
                    self.pos += 1;
                }
                _ => break,
            }
            self.pos += 1;
        }
        (col, alt) = first.unwrap_or((col, alt));
        // Blank lines and comments do not count.
        if matches!(self.peek(0), b'\n' | b'#' | 0) {
            return Ok(None);
        }
        let &(top, top_alt) = self.indents.last().expect("the outermost level stays");
        if col == top {
            if alt != top_alt {
                return Err(self.inconsistent(line_start));
            }
            return Ok(None);
        }
        if col > top {
            if alt <= top_alt {
                return Err(self.inconsistent(line_start));
            }
            if self.indents.len() >= MAX_INDENT {
                let end = self.line_end(self.pos);
                let msg = "too many levels of indentation";
                return Err(self.error_end(ErrorKind::Indentation, end, end, End::MinusOne, msg));
            }
            self.indents.push((col, alt));
            return Ok(Some(self.token(Kind::Indent, line_start)));
        }
        while self.indents.last().is_some_and(|&(c, _)| c > col) {
            self.indents.pop();
            self.pending_dedents += 1;
        }
        let &(top, top_alt) = self.indents.last().expect("the outermost level stays");
        if top != col {
            let end = self.line_end(self.pos);
            let msg = "unindent does not match any outer indentation level";
            return Err(self.error_end(ErrorKind::Indentation, end, end, End::MinusOne, msg));
        }
        if top_alt != alt {
            return Err(self.inconsistent(line_start));
        }
        self.pending_dedents -= 1;
        Ok(Some(self.token(Kind::Dedent, self.pos)))
    }

    fn inconsistent(&self, line_start: usize) -> Box<Error> {
        let msg = "inconsistent use of tabs and spaces in indentation";
        self.error_end(ErrorKind::Tab, line_start, line_start, End::Zero, msg)
    }

    fn line_end(&self, from: usize) -> usize {
        self.bytes[from..]
            .iter()
            .position(|&b| b == b'\n')
            .map_or(self.bytes.len(), |i| from + i)
    }

    fn code(&mut self) -> Result<Token, Box<Error>> {
        // Where the comment before the end of the line began: to the parser the newline begins there.
        let mut comment = None;
        loop {
            let start = self.pos;
            let c = self.peek(0);
            match c {
                b' ' | b'\t' | 0x0c => self.pos += 1,
                b'#' => {
                    comment = Some(start).filter(|_| !self.lenient);
                    self.pos = self.line_end(self.pos);
                }
                b'\\' => {
                    let rest = &self.bytes[self.pos + 1..];
                    if let (true, Some(&(open, at))) =
                        (matches!(rest, [] | [b'\n']), self.brackets.last())
                    {
                        let at = at as usize;
                        let msg = format!("'{}' was never closed", open as char);
                        let kind = ErrorKind::Syntax;
                        return Err(self.error_end(kind, at, at + 1, End::Zero, msg));
                    }
                    if matches!(rest, [] | [b'\n']) {
                        return Err(self.error_end(
                            ErrorKind::Syntax,
                            start + 1,
                            start + 1,
                            End::MinusOne,
                            crate::EARLY_END,
                        ));
                    }
                    if self.peek(1) != b'\n' {
                        let msg = "unexpected character after line continuation character";
                        return Err(self.error_end(
                            ErrorKind::Syntax,
                            start + 1,
                            start + 1,
                            End::Zero,
                            msg,
                        ));
                    }
                    self.pos += 2;
                }
                b'\n' => {
                    self.pos += 1;
                    if !self.brackets.is_empty() {
                        continue;
                    }
                    self.at_line_start = true;
                    if std::mem::take(&mut self.line_has_tokens) {
                        return Ok(Token {
                            kind: Kind::Newline,
                            start: comment.unwrap_or(start) as u32,
                            end: start as u32 + 1,
                        });
                    }
                    if let Some(token) = {
                        self.at_line_start = false;
                        self.indentation()?
                    } {
                        return Ok(token);
                    }
                }
                0 if self.pos >= self.bytes.len() => return self.end(comment),
                _ => {
                    self.line_has_tokens = true;
                    return self.visible(c);
                }
            }
        }
    }

    fn end(&mut self, comment: Option<usize>) -> Result<Token, Box<Error>> {
        if std::mem::take(&mut self.line_has_tokens) {
            let at = self.pos as u32;
            return Ok(Token {
                kind: Kind::Newline,
                start: comment.map_or(at, |c| c as u32),
                end: at + 1,
            });
        }
        if !self.ended {
            self.ended = true;
            self.pending_dedents = self.indents.len() as u32 - 1;
            self.indents.truncate(1);
            if self.pending_dedents > 0 {
                self.pending_dedents -= 1;
                return Ok(self.token(Kind::Dedent, self.pos));
            }
        }
        Ok(self.token(Kind::End, self.pos))
    }

    fn visible(&mut self, c: u8) -> Result<Token, Box<Error>> {
        let start = self.pos;
        match c {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xff => self.name(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'\'' | b'"' => self.string(start),
            b'(' | b'[' | b'{' => {
                if self.brackets.len() >= MAX_BRACKETS {
                    return Err(self.error(start, "too many nested parentheses"));
                }
                self.brackets.push((c, start as u32));
                self.pos += 1;
                Ok(self.token(Kind::Op, start))
            }
            b')' | b']' | b'}' => self.close(c),
            b'$' | b'?' | b'`' => {
                self.pos += 1;
                Ok(self.token(Kind::Bad, start))
            }
            0..=0x1f | 0x7f => {
                Err(self.error(start, format!("invalid non-printable character U+{c:04X}")))
            }
            _ => self.operator(c),
        }
    }

    fn close(&mut self, c: u8) -> Result<Token, Box<Error>> {
        let start = self.pos;
        if let Some(s) = self.strings.last_mut() {
            if s.field == Some(self.brackets.len()) && c == b'}' {
                // The end of a replacement field.
                self.pos += 1;
                self.brackets.pop();
                let s = self.strings.last_mut().expect("looked at above");
                s.specs.retain(|&d| d <= self.brackets.len());
                s.field = if self.brackets.len() > s.depth {
                    Some(self.brackets.len())
                } else {
                    None
                };
                return Ok(self.token(Kind::Op, start));
            }
        }
        let floor = self
            .strings
            .last()
            .map_or(0, |s| s.field.unwrap_or(s.depth));
        if self.brackets.len() <= floor && !self.strings.is_empty() {
            let kind = if self.strings.last().is_some_and(|s| s.template) {
                "t-string"
            } else {
                "f-string"
            };
            let msg = format!("{kind}: unmatched '{}'", c as char);
            return Err(self.error(start, msg));
        }
        let Some((open, at)) = self.brackets.pop() else {
            if self.lenient {
                self.pos += 1;
                return Ok(self.token(Kind::Op, start));
            }
            return Err(self.error(start, format!("unmatched '{}'", c as char)));
        };
        let fits = matches!((open, c), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !fits && !self.lenient {
            let line = |o: usize| self.bytes[..o].iter().filter(|&&b| b == b'\n').count() + 1;
            let (open_line, here) = (line(at as usize), line(start));
            let on = if open_line == here {
                String::new()
            } else {
                format!(" on line {open_line}")
            };
            let msg = format!(
                "closing parenthesis '{}' does not match opening parenthesis '{}'{on}",
                c as char, open as char
            );
            return Err(self.error(start, msg));
        }
        self.pos += 1;
        Ok(self.token(Kind::Op, start))
    }

    fn operator(&mut self, c: u8) -> Result<Token, Box<Error>> {
        let start = self.pos;
        if let Some(s) = self.strings.last_mut() {
            if s.field == Some(self.brackets.len()) {
                if c == b':' {
                    // The rest of the field is its format spec.
                    s.specs.push(self.brackets.len());
                    self.pos += 1;
                    return Ok(self.token(Kind::Op, start));
                }
                if c == b'!' && self.peek(1) != b'=' {
                    self.pos += 1;
                    return Ok(self.token(Kind::Op, start));
                }
            }
        }
        let (d, e) = (self.peek(1), self.peek(2));
        let len = match (c, d, e) {
            (b'*', b'*', b'=')
            | (b'/', b'/', b'=')
            | (b'>', b'>', b'=')
            | (b'<', b'<', b'=')
            | (b'.', b'.', b'.') => 3,
            (b'*', b'*', _)
            | (b'/', b'/', _)
            | (b'>', b'>', _)
            | (b'<', b'<', _)
            | (b'-', b'>', _) => 2,
            (b'<', b'>', _) if !self.lenient => 2,
            (
                b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'@' | b'=' | b'!' | b'<'
                | b'>' | b':',
                b'=',
                _,
            ) => 2,
            _ => 1,
        };
        self.pos += len;
        Ok(self.token(Kind::Op, start))
    }

    fn name(&mut self) -> Result<Token, Box<Error>> {
        let start = self.pos;
        while matches!(self.peek(0), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..=0xff) {
            self.pos += 1;
        }
        let text = &self.source[start..self.pos];
        if matches!(self.peek(0), b'\'' | b'"') && text.len() <= 2 && is_string_prefix(text) {
            return self.string(start);
        }
        if !text.is_ascii() {
            if let Some((i, c)) = text
                .char_indices()
                .find(|&(_, c)| !(unicode_ident::is_xid_continue(c)))
            {
                let code = c as u32;
                let msg = if is_printable(c) {
                    format!("invalid character '{c}' (U+{code:04X})")
                } else {
                    format!("invalid non-printable character U+{code:04X}")
                };
                return Err(self.error(start + i, msg));
            }
        }
        Ok(self.token(Kind::Name, start))
    }

    // ---- numbers

    fn number(&mut self) -> Result<Token, Box<Error>> {
        let start = self.pos;
        let radix = match (self.peek(0), self.peek(1)) {
            (b'0', b'x' | b'X') => Some(("hexadecimal", 16)),
            (b'0', b'o' | b'O') => Some(("octal", 8)),
            (b'0', b'b' | b'B') => Some(("binary", 2)),
            _ => None,
        };
        if let Some((name, radix)) = radix {
            self.pos += 2;
            loop {
                if self.peek(0) == b'_' {
                    self.pos += 1;
                }
                if !(self.peek(0) as char).is_digit(radix) {
                    if self.peek(0).is_ascii_digit() {
                        let msg =
                            format!("invalid digit '{}' in {name} literal", self.peek(0) as char);
                        return Err(self.error(self.pos, msg));
                    }
                    return Err(self.error(self.pos - 1, format!("invalid {name} literal")));
                }
                while (self.peek(0) as char).is_digit(radix) {
                    self.pos += 1;
                }
                if self.peek(0) != b'_' {
                    break;
                }
            }
            if self.peek(0).is_ascii_digit() {
                let msg = format!("invalid digit '{}' in {name} literal", self.peek(0) as char);
                return Err(self.error(self.pos, msg));
            }
            self.after_number(name)?;
            return Ok(self.token(Kind::Number, start));
        }
        let mut kind = "decimal";
        if self.peek(0) != b'.' {
            self.digits("decimal")?;
        }
        let mut is_integer = true;
        if self.peek(0) == b'.' {
            is_integer = false;
            self.pos += 1;
            if self.peek(0).is_ascii_digit() {
                self.digits("decimal")?;
            }
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let signed = matches!(self.peek(1), b'+' | b'-');
            let digit = if signed { self.peek(2) } else { self.peek(1) };
            if digit.is_ascii_digit() {
                is_integer = false;
                self.pos += 1 + usize::from(signed);
                self.digits("decimal")?;
            } else if signed {
                self.pos += 2;
                return Err(self.error(self.pos - 1, "invalid decimal literal"));
            }
        }
        if matches!(self.peek(0), b'j' | b'J') {
            self.pos += 1;
            kind = "imaginary";
            is_integer = false;
        }
        let text = &self.bytes[start..self.pos];
        if is_integer
            && !self.lenient
            && text[0] == b'0'
            && text.iter().any(|b| matches!(b, b'1'..=b'9'))
        {
            let msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            let zeros = text.iter().take_while(|b| matches!(b, b'0' | b'_')).count();
            return Err(self.error_end(ErrorKind::Syntax, start, start + zeros, End::Range, msg));
        }
        self.after_number(kind)?;
        Ok(self.token(Kind::Number, start))
    }

    fn digits(&mut self, name: &str) -> Result<(), Box<Error>> {
        loop {
            while self.peek(0).is_ascii_digit() {
                self.pos += 1;
            }
            if self.peek(0) != b'_' {
                return Ok(());
            }
            self.pos += 1;
            if !self.peek(0).is_ascii_digit() {
                return Err(self.error(self.pos - 1, format!("invalid {name} literal")));
            }
        }
    }

    /// A number may be followed by a keyword, but not by another name.
    fn after_number(&mut self, name: &str) -> Result<(), Box<Error>> {
        if self.lenient {
            return Ok(());
        }
        let rest = &self.bytes[self.pos..];
        let follows = |word: &str| rest.starts_with(word.as_bytes());
        let keyword = ["and", "else", "for", "if", "in", "is", "or", "not"]
            .into_iter()
            .any(follows);
        let digit = name == "imaginary" && self.peek(0).is_ascii_digit();
        if digit || !keyword && matches!(self.peek(0), b'a'..=b'z' | b'A'..=b'Z' | b'_') {
            return Err(self.error(self.pos - 1, format!("invalid {name} literal")));
        }
        Ok(())
    }

    // ---- strings

    /// A string whose prefix begins at `start`; the position is at the quote.
    fn string(&mut self, start: usize) -> Result<Token, Box<Error>> {
        let prefix = self.source[start..self.pos].to_ascii_lowercase();
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.pos += if triple { 3 } else { 1 };
        if prefix.contains(['f', 't']) {
            if self.strings.len() >= MAX_STRINGS - 1 {
                return Err(self.error(self.pos - 1, "too many nested f-strings or t-strings"));
            }
            self.strings.push(Interpolated {
                quote,
                triple,
                raw: prefix.contains('r'),
                template: prefix.contains('t'),
                start: start as u32,
                depth: self.brackets.len(),
                field: None,
                specs: Vec::new(),
            });
            return Ok(self.token(Kind::FStart, start));
        }
        let mut escaped = false;
        loop {
            let c = self.peek(0);
            if self.pos >= self.bytes.len() || (c == b'\n' && !triple) {
                // Inside a field, the quote of the f-string itself means that a brace is missing.
                if let Some(s) = self.strings.last() {
                    if s.field.is_some() && s.quote == quote && s.triple == triple {
                        let letter = if s.template { "t" } else { "f" };
                        return Err(self.error(start, format!("{letter}-string: expecting '}}'")));
                    }
                }
                let mut error = self.unterminated(start, triple, "string");
                if escaped && !triple {
                    error.msg.push_str("; perhaps you escaped the end quote?");
                }
                return Err(error);
            }
            match c {
                b'\\' => {
                    escaped |= self.peek(1) == quote;
                    self.pos = (self.pos + 2).min(self.bytes.len());
                }
                _ if c == quote
                    && (!triple || (self.peek(1) == quote && self.peek(2) == quote)) =>
                {
                    self.pos += if triple { 3 } else { 1 };
                    return Ok(self.token(Kind::String, start));
                }
                _ => self.pos += 1,
            }
        }
    }

    fn unterminated(&self, start: usize, triple: bool, what: &str) -> Box<Error> {
        let line = self.bytes[..self.pos.min(self.bytes.len())]
            .iter()
            .filter(|&&b| b == b'\n')
            .count()
            + 1;
        // A final newline does not begin a line of its own.
        let line = if self.bytes.last() == Some(&b'\n') && self.pos >= self.bytes.len() {
            line - 1
        } else {
            line
        };
        let kind = if triple { "triple-quoted " } else { "" };
        self.error(
            start,
            format!("unterminated {kind}{what} literal (detected at line {line})"),
        )
    }

    /// The text of an f-string up to a field, the end of a spec, or the closing quote.
    fn string_middle(&mut self) -> Result<Token, Box<Error>> {
        let start = self.pos;
        let s = self.strings.last().expect("in a string");
        let (quote, triple, raw, in_spec) = (s.quote, s.triple, s.raw, s.field.is_some());
        let what = if s.template { "t-string" } else { "f-string" };
        let string_start = s.start as usize;
        loop {
            let c = self.peek(0);
            if self.pos >= self.bytes.len() || (c == b'\n' && !triple) {
                if in_spec && !triple {
                    let msg = format!(
                        "{what}: newlines are not allowed in format specifiers for single quoted {what}s"
                    );
                    return Err(self.error(self.pos, msg));
                }
                if in_spec {
                    // The parser says it better: the field is not closed.
                    self.strings.pop();
                    return Ok(self.token(Kind::FMiddle, start));
                }
                return Err(self.unterminated(string_start, triple, what));
            }
            let closes =
                c == quote && (!triple || (self.peek(1) == quote && self.peek(2) == quote));
            if closes {
                if self.pos > start && !in_spec {
                    return Ok(self.token(Kind::FMiddle, start));
                }
                let s = self.strings.pop().expect("in a string");
                self.brackets.truncate(s.depth);
                self.pos += if triple { 3 } else { 1 };
                return Ok(self.token(Kind::FEnd, start));
            }
            match c {
                b'\\' if self.peek(1) == b'N' && self.peek(2) == b'{' && !raw => {
                    while !matches!(self.peek(0), b'}' | b'\n' | 0) && self.peek(0) != quote {
                        self.pos += 1;
                    }
                    self.pos += usize::from(self.peek(0) == b'}');
                }
                b'\\' if matches!(self.peek(1), b'{' | b'}') => self.pos += 1,
                b'\\' => self.pos = (self.pos + 2).min(self.bytes.len()),
                b'{' if self.peek(1) == b'{' && !in_spec => self.pos += 2,
                b'}' if self.peek(1) == b'}' && !in_spec => self.pos += 2,
                b'{' => {
                    if self.pos > start {
                        return Ok(self.token(Kind::FMiddle, start));
                    }
                    if self.brackets.len() >= MAX_BRACKETS {
                        return Err(self.error(start, "too many nested parentheses"));
                    }
                    if in_spec && self.strings.last().expect("in a string").specs.len() > MAX_SPECS
                    {
                        let msg = format!("{what}: expressions nested too deeply");
                        return Err(self.error(start - 1, msg));
                    }
                    self.brackets.push((b'{', start as u32));
                    self.pos += 1;
                    let depth = self.brackets.len();
                    self.strings.last_mut().expect("in a string").field = Some(depth);
                    return Ok(self.token(Kind::Op, start));
                }
                b'}' if in_spec => {
                    if self.pos > start {
                        return Ok(self.token(Kind::FMiddle, start));
                    }
                    return self.close(b'}');
                }
                b'}' => {
                    return Err(self.error(self.pos, format!("{what}: single '}}' is not allowed")));
                }
                _ => self.pos += 1,
            }
        }
    }
}

fn is_string_prefix(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "r" | "u" | "b" | "br" | "rb" | "f" | "fr" | "rf" | "t" | "tr" | "rt"
    )
}

/// Whether a character shows as itself in messages and `repr`.
pub fn is_printable(c: char) -> bool {
    !c.is_control()
        && !c.is_whitespace()
        && !matches!(c as u32, 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe000..=0xf8ff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: &str) -> Result<Vec<String>, String> {
        let mut tokens = Tokens::new(source);
        let mut out = Vec::new();
        loop {
            let t = tokens
                .next_token()
                .map_err(|e| format!("{} {}", u32::from(e.range.unwrap().start()), e.msg))?;
            if t.kind == Kind::End {
                return Ok(out);
            }
            let text = source.get(t.start as usize..t.end as usize).unwrap_or("");
            out.push(match t.kind {
                Kind::Newline => "NL".into(),
                Kind::Indent => "IN".into(),
                Kind::Dedent => "DE".into(),
                _ => text.to_owned(),
            });
        }
    }

    #[test]
    fn tokens_of_python() {
        assert_eq!(
            all("if x:\n  y = 1.5e3+0x_f\n\n# c\nz").unwrap(),
            [
                "if", "x", ":", "NL", "IN", "y", "=", "1.5e3", "+", "0x_f", "NL", "DE", "z", "NL"
            ]
        );
        assert_eq!(
            all("f'a{b!r:{c}>3}d{{' 'x\\'y'").unwrap(),
            [
                "f'", "a", "{", "b", "!", "r", ":", "{", "c", "}", ">3", "}", "d{{", "'",
                "'x\\'y'", "NL"
            ]
        );
        assert_eq!(
            all("f\"{d[\"k\"]}\"").unwrap(),
            ["f\"", "{", "d", "[", "\"k\"", "]", "}", "\"", "NL"]
        );
    }

    #[test]
    fn errors_of_tokens() {
        for (source, expected) in [
            (
                "x = 'a",
                "4 unterminated string literal (detected at line 1)",
            ),
            (
                "(]",
                "1 closing parenthesis ']' does not match opening parenthesis '('",
            ),
            (")", "0 unmatched ')'"),
            ("1_", "1 invalid decimal literal"),
            ("0o8", "2 invalid digit '8' in octal literal"),
            (
                "012",
                "0 leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
            ),
            ("a\u{20ac}", "1 invalid character '€' (U+20AC)"),
            ("f'}'", "2 f-string: single '}' is not allowed"),
        ] {
            assert_eq!(all(source).unwrap_err(), expected, "{source}");
        }
    }
}
