//! The tokens of a source text as Python's `tokenize` shows them: with comments and the newlines that end no statement.

use crate::SyntaxError;
use crate::errors;
use crate::source::Lines;
use crate::tokens::{Kind, Tokens};
use ruff_text_size::{TextRange, TextSize};

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
    let mut lexer = Lexer::new(lenient);
    lexer.push(text);
    lexer.finish();
    let mut all = Vec::new();
    loop {
        match lexer.next(filename) {
            Next::Token(lexeme) => all.push(lexeme),
            Next::Error(e) => return (all, Some(e)),
            Next::More | Next::End => return (all, None),
        }
    }
}

/// What a [`Lexer`] has.
pub enum Next {
    /// A token.
    Token(Lexeme),
    /// Nothing, until it is given another line.
    More,
    /// An error, which ends the tokens.
    Error(Box<SyntaxError>),
    /// Nothing more.
    End,
}

/// Gives tokens as soon as the text that it was given so far decides what they are.
pub struct Lexer {
    text: String,
    /// Whether there is no more text.
    whole: bool,
    /// Behind the last token that is decided.
    tokens: Tokens<'static>,
    /// Of each string that is open: whether it is a template, and raw.
    open: Vec<(bool, bool)>,
    /// What precedes this offset has its comments and newlines among `ready`.
    at: u32,
    /// Tokens that were not given yet, from `given` on; they follow the class of the last that was.
    ready: Vec<Lexeme>,
    given: usize,
    error: Option<Box<SyntaxError>>,
    ended: bool,
    /// The text ends, here, inside a string of three quotes that only these can end or interrupt.
    inside: Option<(usize, &'static [&'static str])>,
}

impl Lexer {
    /// One that has no text yet.
    pub fn new(lenient: bool) -> Lexer {
        let tokens = if lenient {
            Tokens::lenient("")
        } else {
            Tokens::new("")
        };
        Lexer {
            text: String::new(),
            whole: false,
            tokens,
            open: Vec::new(),
            at: 0,
            ready: Vec::new(),
            given: 0,
            error: None,
            ended: false,
            inside: None,
        }
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives it more text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Tells it that there is no more text.
    pub fn finish(&mut self) {
        self.whole = true;
    }

    /// The next token.
    pub fn next(&mut self, filename: &str) -> Next {
        loop {
            if let Some(&lexeme) = self.ready.get(self.given) {
                self.given += 1;
                return Next::Token(lexeme);
            }
            if let Some(error) = self.error.take() {
                return Next::Error(error);
            }
            if self.ended {
                return Next::End;
            }
            // The last one stays: what follows asks for its class.
            self.ready.drain(..self.given.saturating_sub(1));
            self.given = self.ready.len();
            if !self.advance(filename) {
                return Next::More;
            }
        }
    }

    /// Reads a token, if the text decides it.
    fn advance(&mut self, filename: &str) -> bool {
        let text = self.text.as_str();
        let length = text.len() as u32;
        let rest = &text[self.at as usize..];
        let blank = |c| matches!(c, ' ' | '\t' | '\x0c' | '\\' | '\n');
        if !self.whole && rest.ends_with("\\\n") && rest.chars().all(blank) {
            // The indentation goes on in the next line.
            return false;
        }
        if let Some((from, marks)) = self.inside
            && !self.whole
            && !marks.iter().any(|m| text[from..].contains(m))
        {
            // (A long string is not read again for each of its lines.)
            let lines = text.rfind('\n').map_or(0, |at| at + 1);
            self.inside = Some((lines, marks));
            return false;
        }
        self.inside = None;
        let mut tokens = self.tokens.clone().in_source(text);
        let in_spec = tokens.in_spec();
        let found = tokens.next_token();
        let decided = self.whole
            || match &found {
                // A line without a newline is the last one: its own end is known.
                Ok(t) if t.kind == Kind::Newline => t.end == length || !text.ends_with('\n'),
                Ok(t) => t.end < length || t.start < length && !text.ends_with('\n'),
                Err(e) => {
                    let at_end = ["unexpected EOF", "unterminated triple-quoted"];
                    !tokens.is_at_end()
                        && !at_end.iter().any(|part| e.msg.starts_with(part))
                        && !e.msg.ends_with("was never closed")
                }
            };
        if !decided {
            if let Err(e) = &found
                && e.msg.starts_with("unterminated triple-quoted")
                && text.ends_with('\n')
            {
                const MARKS: [&str; 4] = ["\"\"\"", "'''", "{", "}"];
                let plain = e.msg.starts_with("unterminated triple-quoted string");
                self.inside = Some((text.len(), if plain { &MARKS[..2] } else { &MARKS }));
            }
            // Comments and blank lines need not wait for what follows them.
            if found.is_ok_and(|t| t.start >= length) {
                between(text, self.at, length, &mut self.ready);
                self.at = length;
            }
            return self.given < self.ready.len();
        }
        let unended = found.as_ref().is_ok_and(|t| t.start >= length);
        let found = if unended && !tokens.open_brackets().is_empty() {
            let last = text
                .strip_suffix('\n')
                .unwrap_or(text)
                .rfind('\n')
                .map_or(0, |at| at + 1);
            let range = TextRange::empty((last as u32).into());
            let mut e = errors::syntax_error(range, "unexpected EOF in multi-line statement");
            e.end = errors::End::LineStart;
            Err(e)
        } else {
            found
        };
        let token = match found {
            Ok(token) => token,
            Err(mut e) => {
                if let (errors::ErrorKind::Tab, Some(range)) = (e.kind, e.range) {
                    // It is said when the line has been read.
                    let line = text[range.start().to_usize()..].lines().next();
                    let line = TextSize::of(line.unwrap_or(""));
                    e.range = Some(TextRange::empty(range.start() + line));
                }
                let lines = Lines::new(text);
                self.error = Some(Box::new(errors::locate(*e, text, &lines, filename)));
                self.ended = true;
                return true;
            }
        };
        let all = &mut self.ready;
        if !matches!(token.kind, Kind::FMiddle | Kind::FEnd) {
            between(text, self.at, token.start, all);
        }
        let (template, raw) = self.open.last().copied().unwrap_or_default();
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
        // A newline that the text lacks has no length.
        let end = token.end.min(length);
        let class = match token.kind {
            Kind::Name => Some(Class::Name),
            Kind::Number => Some(Class::Number),
            Kind::String => Some(Class::String),
            Kind::FStart => {
                let prefix = &text[token.start as usize..token.end as usize];
                let template = prefix.contains(['t', 'T']);
                self.open.push((template, prefix.contains(['r', 'R'])));
                Some(if template {
                    Class::TStringStart
                } else {
                    Class::FStringStart
                })
            }
            Kind::FMiddle => {
                parts(text, token.start..end, middle, raw, all);
                None
            }
            Kind::FEnd => {
                self.open.pop();
                Some(if template {
                    Class::TStringEnd
                } else {
                    Class::FStringEnd
                })
            }
            Kind::Op | Kind::Bad => Some(Class::Op),
            Kind::Newline => Some(Class::Newline),
            Kind::Indent => Some(Class::Indent),
            Kind::Dedent => Some(Class::Dedent),
            Kind::End => Some(Class::EndMarker),
        };
        all.extend(class.map(|class| Lexeme {
            class,
            start: token.start,
            end,
        }));
        self.at = end;
        self.ended = token.kind == Kind::End;
        self.tokens = tokens.in_source("");
        true
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
