//! String literals, f-strings, t-strings, docstrings.
//!
//! The parser decodes escapes, but into Rust strings, where a lone surrogate becomes U+FFFD. A literal that has one is
//! decoded again from its source: each character of the parser's value belongs to one character or escape there, so
//! that only the escapes of surrogates need to be understood.

use super::Compiler;
use super::unit::{Operand, Reg};
use crate::bytecode::code::Const;
use crate::bytecode::op::{HAS_SPEC, Op};
use crate::errors::Result;
use ruff_python_ast::{
    ConversionFlag, ExprFString, ExprStringLiteral, ExprTString, FStringPart, InterpolatedElement,
    InterpolatedStringElement, InterpolatedStringElements, StringLiteral,
};
use ruff_text_size::{Ranged, TextRange};

/// A part of an f-string: text, or an expression with its format.
enum Piece<'a> {
    Text(Vec<u8>),
    Value(&'a InterpolatedElement, bool),
}

/// The value of a string literal, as WTF-8.
pub fn value(source: &str, s: &ExprStringLiteral) -> Vec<u8> {
    let mut out = Vec::new();
    for part in s.value.iter() {
        literal_part(source, part, &mut out);
    }
    out
}

/// Adds the value of one of the strings that stand side by side.
pub fn literal_part(source: &str, part: &StringLiteral, out: &mut Vec<u8>) {
    if !part.value.contains('\u{fffd}') || part.flags.prefix().is_raw() {
        out.extend_from_slice(part.value.as_bytes());
        return;
    }
    let source = &source[part.range];
    let body = source.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let quotes = if body.starts_with("\"\"\"") || body.starts_with("'''") {
        3
    } else {
        1
    };
    let body = body
        .get(quotes..body.len().saturating_sub(quotes))
        .unwrap_or("");
    decode_surrogates(body, &part.value, out);
}

/// Adds the text between the expressions of an f-string.
pub fn literal_element(source: &str, range: TextRange, value: &str, raw: bool, out: &mut Vec<u8>) {
    if raw || !value.contains('\u{fffd}') {
        out.extend_from_slice(value.as_bytes());
    } else {
        decode_surrogates(&source[range], value, out);
    }
}

/// How many pieces of an f-string wait in registers to be put together.
const MAX_PIECES: usize = 8192;

impl<'a> Compiler<'a> {
    /// The value of a string literal, as WTF-8.
    pub(super) fn string_value(&self, s: &ExprStringLiteral) -> Vec<u8> {
        value(self.source, s)
    }

    // ---- f-strings

    pub(super) fn fstring(&mut self, f: &'a ExprFString, want: Option<Reg>) -> Result<Operand> {
        let mut pieces = Vec::new();
        for part in f.value.as_slice() {
            match part {
                FStringPart::Literal(l) => {
                    let mut text = Vec::new();
                    literal_part(self.source, l, &mut text);
                    push_text(&mut pieces, text);
                }
                FStringPart::FString(f) => {
                    self.pieces(&f.elements, f.flags.prefix().is_raw(), &mut pieces)
                }
            }
        }
        self.join(pieces, f.range, want)
    }

    fn pieces(
        &self,
        elements: &'a InterpolatedStringElements,
        raw: bool,
        pieces: &mut Vec<Piece<'a>>,
    ) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(l) => {
                    let mut text = Vec::new();
                    literal_element(self.source, l.range, &l.value, raw, &mut text);
                    push_text(pieces, text);
                }
                InterpolatedStringElement::Interpolation(e) => {
                    if let Some(debug) = &e.debug_text {
                        push_text(pieces, without_comments(debug.as_str()).into_bytes());
                    }
                    pieces.push(Piece::Value(e, raw));
                }
            }
        }
    }

    /// The string of the pieces.
    fn join(
        &mut self,
        mut pieces: Vec<Piece<'a>>,
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Operand> {
        match &mut pieces[..] {
            [] => return Ok(Operand::Const(Const::str(""))),
            [Piece::Text(text)] => {
                return Ok(Operand::Const(Const::Str(std::mem::take(text).into())));
            }
            [Piece::Value(e, raw)] => {
                let mark = self.unit.top;
                let dst = self.work_reg(want);
                self.formatted(e, *raw, dst)?;
                if want == Some(dst) {
                    self.unit.top = mark;
                }
                return Ok(Operand::Reg(dst));
            }
            _ => {}
        }
        let mark = self.unit.top;
        if pieces.len() <= MAX_PIECES {
            pieces.into_iter().try_for_each(|p| self.piece(p, range))?;
            return Ok(self.build_string(mark, range, want));
        }
        // Registers are not so many: a string of strings.
        let mut pieces = pieces.into_iter();
        while pieces.len() > 0 {
            let first = self.unit.top;
            pieces
                .by_ref()
                .take(MAX_PIECES)
                .try_for_each(|p| self.piece(p, range))?;
            self.build_string(first, range, None);
        }
        Ok(self.build_string(mark, range, want))
    }

    /// The string of a piece, in a new register.
    fn piece(&mut self, piece: Piece<'a>, range: TextRange) -> Result<()> {
        let r = self.unit.alloc();
        match piece {
            Piece::Text(text) => {
                self.at(range);
                self.unit.load_const(r, Const::Str(text.into()));
            }
            Piece::Value(e, raw) => self.formatted(e, raw, r)?,
        }
        Ok(())
    }

    /// The string of the strings in the registers from `first` on.
    fn build_string(&mut self, first: Reg, range: TextRange, want: Option<Reg>) -> Operand {
        let n = usize::from(self.unit.top.0 - first.0);
        let dst = self.result(first, want);
        self.at(range);
        let n = self.unit.fit(n, "too many parts in an f-string");
        self.unit.emit_flags(Op::BuildString, 0, dst.0, first.0, n);
        Operand::Reg(dst)
    }

    /// dst = the formatted value.
    fn formatted(&mut self, e: &'a InterpolatedElement, raw: bool, dst: Reg) -> Result<()> {
        let mark = self.unit.top;
        let value = self.expr_pinned(&e.expression)?;
        let conversion = self.conversion(e);
        let mut spec = Reg(0);
        let mut flags = conversion;
        if let Some(format_spec) = &e.format_spec {
            let mut pieces = Vec::new();
            self.pieces(&format_spec.elements, raw, &mut pieces);
            let operand = self.join(pieces, format_spec.range, None)?;
            // An empty spec is none.
            if !matches!(&operand, Operand::Const(Const::Str(s)) if s.is_empty()) {
                spec = self.in_reg(operand);
                flags |= HAS_SPEC;
            }
        }
        self.at(place(e));
        self.unit
            .emit_flags(Op::FormatValue, flags, dst.0, value.0, spec.0);
        self.unit.top = mark;
        Ok(())
    }

    fn conversion(&self, e: &InterpolatedElement) -> u8 {
        match e.conversion {
            ConversionFlag::Str => 1,
            ConversionFlag::Repr => 2,
            ConversionFlag::Ascii => 3,
            // `{x=}` shows the repr unless a format is given.
            ConversionFlag::None if e.debug_text.is_some() && e.format_spec.is_none() => 2,
            ConversionFlag::None => 0,
        }
    }

    // ---- t-strings

    pub(super) fn tstring(&mut self, t: &'a ExprTString, want: Option<Reg>) -> Result<Operand> {
        let mark = self.unit.top;
        let mut pieces = Vec::new();
        for part in t.value.as_slice() {
            self.pieces(&part.elements, part.flags.prefix().is_raw(), &mut pieces);
        }
        let mut strings = Vec::new();
        let mut values = Vec::new();
        let mut text = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(t) => text.extend(t),
                Piece::Value(e, raw) => {
                    strings.push(Const::Str(std::mem::take(&mut text).into()));
                    values.push((e, raw));
                }
            }
        }
        strings.push(Const::Str(text.into()));
        let pair = self.unit.alloc_n(2);
        self.at(t.range);
        self.unit.load_const(pair, Const::Tuple(strings.into()));
        let first = self.unit.top;
        let n = values.len();
        for (e, raw) in values {
            let r = self.unit.alloc();
            self.interpolation(e, raw, r)?;
        }
        self.at(t.range);
        let n = self.unit.fit(n, "too many parts in a t-string");
        self.unit
            .emit_flags(Op::BuildTuple, 0, pair.plus(1).0, first.0, n);
        let dst = self.result(mark, want);
        self.unit.emit(Op::BuildTemplate, dst, pair, pair.plus(1));
        Ok(Operand::Reg(dst))
    }

    fn interpolation(&mut self, e: &'a InterpolatedElement, raw: bool, dst: Reg) -> Result<()> {
        let mark = self.unit.top;
        let parts = self.unit.alloc_n(3);
        self.expr_to(&e.expression, parts)?;
        let text = without_comments(interpolation_text(self.source, e));
        self.at(place(e));
        self.unit.load_const(parts.plus(1), Const::str(&text));
        let mut flags = self.conversion(e);
        if let Some(format_spec) = &e.format_spec {
            let mut pieces = Vec::new();
            self.pieces(&format_spec.elements, raw, &mut pieces);
            let operand = self.join(pieces, format_spec.range, Some(parts.plus(2)))?;
            self.put(parts.plus(2), operand);
            flags |= HAS_SPEC;
        }
        self.at(place(e));
        self.unit
            .emit_flags(Op::BuildInterpolation, flags, dst.0, parts.0, 0);
        self.unit.top = mark;
        Ok(())
    }
}

/// Whether an interpolation is of a tree that a program has made, whose ranges are not nested.
fn is_made(e: &InterpolatedElement) -> bool {
    !e.range.contains_range(e.expression.range())
}

/// The position of what formats a value.
fn place(e: &InterpolatedElement) -> TextRange {
    match is_made(e) {
        true => e.expression.range(),
        false => e.range,
    }
}

/// The source of an interpolation's expression: all from the brace to what ends it.
pub fn interpolation_text<'a>(source: &'a str, e: &InterpolatedElement) -> &'a str {
    if is_made(e) {
        // (Such a tree has the text alone.)
        return &source[e.range];
    }
    let start = usize::from(e.range.start()) + 1;
    let after = usize::from(e.expression.range().end());
    let rest = &source[after..usize::from(e.range.end())];
    let end = rest
        .find(['=', '!', ':', '}'])
        .map_or(source.len(), |i| after + i);
    source.get(start..end).unwrap_or_default()
}

/// The source of an expression without its comments.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '\'', '"']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('#') {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        let quote = &rest[..1];
        let triple = quote.repeat(3);
        let quote = if rest.starts_with(&triple) {
            &triple
        } else {
            quote
        };
        let mut end = quote.len();
        while end < rest.len() && !rest[end..].starts_with(quote) {
            let escaped = usize::from(rest[end..].starts_with('\\'));
            let skipped: usize = rest[end..]
                .chars()
                .take(1 + escaped)
                .map(char::len_utf8)
                .sum();
            end += skipped;
        }
        end = (end + quote.len()).min(rest.len());
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out + rest
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: Vec<u8>) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.extend(text),
        _ => pieces.push(Piece::Text(text)),
    }
}

/// Decodes the source of a literal whose decoded value is known but for surrogates.
fn decode_surrogates(source: &str, value: &str, out: &mut Vec<u8>) {
    let mut decoded = value.chars();
    let mut rest = source.chars();
    let mut buffer = [0; 4];
    while let Some(c) = rest.next() {
        if c != '\\' {
            // Doubled braces of f-strings are one character; their text has them halved already.
            let Some(d) = decoded.next() else { break };
            if c == d {
                out.extend_from_slice(d.encode_utf8(&mut buffer).as_bytes());
            }
            continue;
        }
        let escape = rest.next();
        let digits = match escape {
            Some('\n') | None => continue,
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some('N') => {
                for c in rest.by_ref() {
                    if c == '}' {
                        break;
                    }
                }
                0
            }
            Some('0'..='7') => {
                let octal = rest.clone().take(2).take_while(|c| c.is_digit(8)).count();
                rest.by_ref().take(octal).for_each(drop);
                0
            }
            Some('\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v') => 0,
            Some(other) => {
                // An unknown escape stays as it is: two characters.
                decoded.next();
                out.push(b'\\');
                decoded.next();
                out.extend_from_slice(other.encode_utf8(&mut buffer).as_bytes());
                continue;
            }
        };
        let hex: String = rest.clone().take(digits).collect();
        rest.by_ref().take(digits).for_each(drop);
        let Some(d) = decoded.next() else { break };
        match u32::from_str_radix(&hex, 16) {
            Ok(code @ 0xd800..=0xdfff) if digits >= 4 => {
                let code = code as u16;
                out.extend([
                    0xe0 | (code >> 12) as u8,
                    0x80 | (code >> 6 & 0x3f) as u8,
                    0x80 | (code & 0x3f) as u8,
                ]);
            }
            _ => out.extend_from_slice(d.encode_utf8(&mut buffer).as_bytes()),
        }
    }
}

/// A docstring as CPython stores it: tabs expanded, the common indentation of all lines but the first removed.
pub(super) fn clean_doc(doc: &[u8]) -> Vec<u8> {
    let doc = expand_tabs(doc);
    let indent = |line: &[u8]| line.iter().take_while(|&&b| b == b' ').count();
    let mut lines = doc.split(|&b| b == b'\n');
    let first = lines.next().unwrap_or_default();
    let margin = lines
        .clone()
        .filter(|l| indent(l) < l.len())
        .map(indent)
        .min()
        .unwrap_or(0);
    let mut out = first[indent(first)..].to_vec();
    for line in lines {
        out.push(b'\n');
        out.extend_from_slice(&line[margin.min(indent(line))..]);
    }
    out
}

fn expand_tabs(doc: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(doc.len());
    let mut column = 0;
    for &b in doc {
        match b {
            b'\t' => {
                let n = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', n));
                column += n;
            }
            b'\n' | b'\r' => {
                out.push(b);
                column = 0;
            }
            // Continuation bytes of UTF-8 take no column.
            0x80..=0xbf => out.push(b),
            _ => {
                out.push(b);
                column += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_are_decoded_from_the_source() {
        let decode = |source: &str, value: &str| {
            let mut out = Vec::new();
            decode_surrogates(source, value, &mut out);
            out
        };
        assert_eq!(decode(r"a\ud800\n", "a\u{fffd}\n"), b"a\xed\xa0\x80\n");
        assert_eq!(
            decode(r"\N{DIGIT ONE}\udfff\x41\q", "1\u{fffd}A\\q"),
            b"1\xed\xbf\xbfA\\q"
        );
        assert_eq!(decode("\u{fffd}\\101", "\u{fffd}A"), "\u{fffd}A".as_bytes());
    }

    #[test]
    fn docstrings_lose_their_indentation() {
        assert_eq!(clean_doc(b"  a\n    b\n\n      c\n    "), b"a\nb\n\n  c\n");
        assert_eq!(clean_doc(b"a\tb"), b"a       b");
    }
}
