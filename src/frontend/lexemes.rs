//! The tokens of a source text as Python's `tokenize` shows them: with comments and the newlines that end no statement.

use crate::SyntaxError;
use crate::errors;
use crate::source::Lines;
use crate::tokens::{Kind, Tokens};

/// What a token is. The names are those of the module `token`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    EndMarker,
    Name,
    Number,
    String,
    Newline,
    Indent,
    Dedent,
    Op,
    FStringStart,
    FStringMiddle,
    FStringEnd,
    TStringStart,
    TStringMiddle,
    TStringEnd,
    Comment,
    Nl,
}

impl Class {
    /// The name in the module `token`.
    pub fn name(self) -> &'static str {
        match self {
            Class::EndMarker => "ENDMARKER",
            Class::Name => "NAME",
            Class::Number => "NUMBER",
            Class::String => "STRING",
            Class::Newline => "NEWLINE",
            Class::Indent => "INDENT",
            Class::Dedent => "DEDENT",
            Class::Op => "OP",
            Class::FStringStart => "FSTRING_START",
            Class::FStringMiddle => "FSTRING_MIDDLE",
            Class::FStringEnd => "FSTRING_END",
            Class::TStringStart => "TSTRING_START",
            Class::TStringMiddle => "TSTRING_MIDDLE",
            Class::TStringEnd => "TSTRING_END",
            Class::Comment => "COMMENT",
            Class::Nl => "NL",
        }
    }
}

/// A token: its class and its bytes' range. An end of the file, and a newline that is not there, are empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lexeme {
    pub class: Class,
    pub start: u32,
    pub end: u32,
}

/// The tokens up to the end or to an error, with the error. With `lenient` what only the parser need refuse is no error.
pub fn lexemes(
    text: &str,
    filename: &str,
    lenient: bool,
) -> (Vec<Lexeme>, Option<Box<SyntaxError>>) {
    let mut all = Vec::new();
    let mut tokens = if lenient {
        Tokens::lenient(text)
    } else {
        Tokens::new(text)
    };
    // Of each string that is open: whether it is a template, and raw.
    let mut open: Vec<(bool, bool)> = Vec::new();
    let mut at = 0u32;
    loop {
        let in_spec = tokens.in_spec();
        let token = match tokens.next_token() {
            Ok(token) => token,
            Err(e) => {
                let lines = Lines::new(text);
                let e = errors::locate(*e, text, &lines, filename);
                return (all, Some(Box::new(e)));
            }
        };
        let in_text = matches!(token.kind, Kind::FMiddle | Kind::FEnd);
        if !in_text {
            between(text, at, token.start, &mut all);
        }
        let (template, raw) = open.last().copied().unwrap_or_default();
        let middle = if template {
            Class::TStringMiddle
        } else {
            Class::FStringMiddle
        };
        // The text of a spec is a token even if there is none, except before a field.
        let rest = text.get(token.start as usize..).unwrap_or("");
        let empty = all.last().is_none_or(|l| l.class != middle);
        let ends = rest.starts_with('}') || rest.starts_with("{{");
        if in_spec && empty && token.kind == Kind::Op && ends {
            all.push(Lexeme {
                class: middle,
                start: token.start,
                end: token.start,
            });
        }
        let class = match token.kind {
            Kind::Name => Class::Name,
            Kind::Number => Class::Number,
            Kind::String => Class::String,
            Kind::FStart => {
                let prefix = &text[token.start as usize..token.end as usize];
                let template = prefix.contains(['t', 'T']);
                open.push((template, prefix.contains(['r', 'R'])));
                if template {
                    Class::TStringStart
                } else {
                    Class::FStringStart
                }
            }
            Kind::FMiddle => {
                at = token.end.min(text.len() as u32);
                parts(text, token.start..at, middle, raw, &mut all);
                continue;
            }
            Kind::FEnd => {
                open.pop();
                if template {
                    Class::TStringEnd
                } else {
                    Class::FStringEnd
                }
            }
            Kind::Op => Class::Op,
            Kind::Newline => Class::Newline,
            Kind::Indent => Class::Indent,
            Kind::Dedent => Class::Dedent,
            Kind::Bad => Class::Op,
            Kind::End => Class::EndMarker,
        };
        // A newline that the text lacks has no length.
        let end = token.end.min(text.len() as u32);
        all.push(Lexeme {
            class,
            start: token.start,
            end,
        });
        at = end;
        if token.kind == Kind::End {
            return (all, None);
        }
    }
}

/// The text of an f-string: a doubled brace ends a part, which has one of the two; so does a named character.
fn parts(text: &str, range: std::ops::Range<u32>, class: Class, raw: bool, all: &mut Vec<Lexeme>) {
    let bytes = &text.as_bytes()[..range.end as usize];
    let mut start = range.start as usize;
    let mut at = start;
    let mut push = |start: usize, end: usize| {
        all.push(Lexeme {
            class,
            start: start as u32,
            end: end as u32,
        });
    };
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"{{") || rest.starts_with(b"}}") {
            push(start, at + 1);
            at += 2;
            start = at;
        } else if !raw && rest.starts_with(b"\\N{") {
            let length = rest.iter().position(|b| *b == b'}');
            at += length.map_or(rest.len(), |n| n + 1);
            push(start, at);
            start = at;
        } else if rest[0] == b'\\' && !matches!(rest.get(1), None | Some(b'{' | b'}')) {
            at += 2;
        } else {
            at += 1;
        }
    }
    if start < bytes.len() || range.is_empty() {
        push(start.min(bytes.len()), bytes.len());
    }
}

/// The comments and newlines between two tokens.
fn between(text: &str, from: u32, to: u32, all: &mut Vec<Lexeme>) {
    let bytes = text.as_bytes();
    let mut at = from as usize;
    let mut after_backslash = false;
    // Whether the last line has something and lacks its newline, and whether a statement stands before that.
    let mut unended = false;
    let begun = all
        .last()
        .is_none_or(|l| matches!(l.class, Class::Newline | Class::Nl));
    while at < to as usize {
        let start = at;
        let class = match bytes[at] {
            b'#' => {
                while at < to as usize && bytes[at] != b'\n' {
                    at += 1;
                }
                unended = true;
                Class::Comment
            }
            b'\n' => {
                at += 1;
                unended = false;
                if std::mem::take(&mut after_backslash) {
                    continue;
                }
                Class::Nl
            }
            b => {
                unended = true;
                after_backslash = b == b'\\';
                at += 1;
                continue;
            }
        };
        all.push(Lexeme {
            class,
            start: start as u32,
            end: at as u32,
        });
    }
    // A line of the file's end that has no statement.
    let begun = begun || all.last().is_some_and(|l| l.class == Class::Nl);
    if unended && begun && to as usize == text.len() {
        all.push(Lexeme {
            class: Class::Nl,
            start: to,
            end: to,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, lexemes};

    fn classes(text: &str) -> Vec<(Class, &str)> {
        let (all, error) = lexemes(text, "s", true);
        assert!(error.is_none());
        all.iter()
            .map(|l| (l.class, &text[l.start as usize..l.end as usize]))
            .collect()
    }

    #[test]
    fn comments_and_blank_lines_are_tokens() {
        use Class::{Comment, EndMarker, Name, Newline, Nl};
        let expected = [
            (Comment, "# a"),
            (Nl, "\n"),
            (Nl, "\n"),
            (Name, "x"),
            (Comment, "# b"),
            (Newline, "\n"),
            (EndMarker, ""),
        ];
        assert_eq!(classes("# a\n\nx  # b\n"), expected);
    }

    #[test]
    fn doubled_braces_and_named_characters_end_a_part() {
        use Class::{EndMarker, FStringEnd, FStringMiddle, FStringStart, Newline};
        let expected = [
            (FStringStart, "f'"),
            (FStringMiddle, "a{"),
            (FStringMiddle, "\\N{DASH}"),
            (FStringMiddle, "b"),
            (FStringEnd, "'"),
            (Newline, ""),
            (EndMarker, ""),
        ];
        assert_eq!(classes("f'a{{\\N{DASH}b'"), expected);
    }

    #[test]
    fn a_comment_without_a_newline_ends_a_line() {
        use Class::{Comment, EndMarker, Name, Newline, Nl};
        let expected = [
            (Name, "x"),
            (Newline, "\n"),
            (Comment, "#"),
            (Nl, ""),
            (EndMarker, ""),
        ];
        assert_eq!(classes("x\n#"), expected);
    }

    #[test]
    fn a_continued_line_has_no_newline_inside() {
        use Class::{EndMarker, Name, Newline, Op};
        let expected = [
            (Name, "x"),
            (Op, "+"),
            (Name, "y"),
            (Newline, ""),
            (EndMarker, ""),
        ];
        assert_eq!(classes("x \\\n + y"), expected);
    }
}
