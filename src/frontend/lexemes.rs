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
    ErrorToken,
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
            Class::ErrorToken => "ERRORTOKEN",
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

/// The tokens up to the end or to an error, with the error.
pub fn lexemes(text: &str, filename: &str) -> (Vec<Lexeme>, Option<Box<SyntaxError>>) {
    let mut all = Vec::new();
    let mut tokens = Tokens::new(text);
    // Whether each string that is open is a template.
    let mut templates: Vec<bool> = Vec::new();
    let mut at = 0u32;
    loop {
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
        let template = templates.last().copied().unwrap_or(false);
        let class = match token.kind {
            Kind::Name => Class::Name,
            Kind::Number => Class::Number,
            Kind::String => Class::String,
            Kind::FStart => {
                let prefix = &text[token.start as usize..token.end as usize];
                let template = prefix.bytes().any(|b| matches!(b, b't' | b'T'));
                templates.push(template);
                if template {
                    Class::TStringStart
                } else {
                    Class::FStringStart
                }
            }
            Kind::FMiddle if template => Class::TStringMiddle,
            Kind::FMiddle => Class::FStringMiddle,
            Kind::FEnd => {
                templates.pop();
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
            Kind::Bad => Class::ErrorToken,
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

/// The comments and newlines between two tokens.
fn between(text: &str, from: u32, to: u32, all: &mut Vec<Lexeme>) {
    let bytes = text.as_bytes();
    let mut at = from as usize;
    let mut after_backslash = false;
    while at < to as usize {
        let start = at;
        let class = match bytes[at] {
            b'#' => {
                while at < to as usize && bytes[at] != b'\n' {
                    at += 1;
                }
                Class::Comment
            }
            b'\n' => {
                at += 1;
                if std::mem::take(&mut after_backslash) {
                    continue;
                }
                Class::Nl
            }
            b => {
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
}

#[cfg(test)]
mod tests {
    use super::{Class, lexemes};

    fn classes(text: &str) -> Vec<(Class, &str)> {
        let (all, error) = lexemes(text, "s");
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
