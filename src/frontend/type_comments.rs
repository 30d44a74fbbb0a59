//! Type comments: what stands behind `# type:` in the places where types were written before there were annotations.
//!
//! The parser drops comments, so they are found among the tokens and given to whichever statement they follow. What nobody
//! takes stands in a place where none belongs, which is a syntax error.

use crate::lexemes::{Class, lexemes};
use ruff_text_size::{TextLen, TextRange, TextSize};
use std::cell::Cell;

/// The type comments of a source, in order.
#[derive(Default)]
pub struct TypeComments {
    comments: Vec<TypeComment>,
    /// The `# type: ignore` among them: what follows the word.
    pub ignores: Vec<(TextSize, String)>,
}

/// One that says a type.
struct TypeComment {
    /// Where the comment begins.
    start: TextSize,
    /// Where what it says stands.
    range: TextRange,
    text: String,
    /// A statement or parameter has it.
    taken: Cell<bool>,
    /// It stands behind a star that no parameter follows.
    starred: Cell<bool>,
}

/// Where a type comment may stand, seen from the end of what it belongs to.
#[derive(Clone, Copy)]
pub enum Place {
    /// On the same line, with nothing between.
    Assignment,
    /// Behind the colon on the same line.
    Header,
    /// Behind the colon, or alone on the next line of code.
    Function,
    /// Behind the comma, on whichever line; or before the closing bracket.
    Parameter,
}

impl TypeComments {
    /// Finds them.
    pub fn find(source: &str) -> TypeComments {
        let mut found = TypeComments::default();
        let (all, _) = lexemes(source, "", true);
        for token in all.iter().filter(|t| t.class == Class::Comment) {
            let Some(text) = said(&source[token.start as usize..token.end as usize]) else {
                continue;
            };
            let start = TextSize::from(token.start);
            match ignored(text) {
                Some(tag) => {
                    // Alone on a line it takes the line's end with it.
                    let before = source[..start.to_usize()].rsplit('\n').next();
                    let alone = before.is_some_and(|b| b.trim().is_empty());
                    let ends = alone && source[token.end as usize..].starts_with('\n');
                    let tag = format!("{tag}{}", if ends { "\n" } else { "" });
                    found.ignores.push((start, tag));
                }
                None => found.comments.push(TypeComment {
                    start,
                    range: TextRange::new(
                        TextSize::from(token.end) - text.text_len(),
                        TextSize::from(token.end),
                    ),
                    text: text.to_owned(),
                    taken: Cell::new(false),
                    starred: Cell::new(false),
                }),
            }
        }
        found
    }

    /// The comment that belongs to what ends at an offset.
    pub fn after(&self, source: &str, from: TextSize, place: Place) -> Option<&str> {
        let at = self.comments.partition_point(|c| c.start < from);
        let comment = self.comments.get(at)?;
        let between = source.get(from.to_usize()..comment.start.to_usize())?;
        let plain = without_comments(between);
        let (marks, needed) = match place {
            Place::Assignment => ("", ""),
            Place::Header => ("),:", ":"),
            Place::Function => ("):", ":"),
            Place::Parameter => (",", ""),
        };
        let fits = |c: char| c.is_ascii_whitespace() || c == '\\' || marks.contains(c);
        if !plain.chars().all(fits) || !plain.contains(needed) {
            return None;
        }
        let placed = match place {
            Place::Assignment => !plain.contains('\n'),
            Place::Header => !plain.rsplit(':').next()?.contains('\n'),
            Place::Function => true,
            Place::Parameter => {
                let rest = source.get(comment.range.end().to_usize()..)?;
                plain.contains(',') || next_code(rest) == Some(')')
            }
        };
        if !placed {
            return None;
        }
        comment.taken.set(true);
        Some(&comment.text)
    }

    /// In a range of parameters that has no strings, a comment behind a bare star and its comma belongs to nothing: that is
    /// said in words of its own.
    pub fn behind_star(&self, source: &str, range: TextRange) {
        for c in self.comments.iter().filter(|c| range.contains(c.start)) {
            let before = source.get(range.start().to_usize()..c.start.to_usize());
            let mut plain = without_comments(before.unwrap_or_default());
            plain.retain(|c| !c.is_whitespace());
            c.starred.set(plain.ends_with("*,"));
        }
    }

    /// Where the first comment stands that nothing has taken, and what is wrong with it.
    pub fn misplaced(&self) -> Option<(TextRange, &'static str)> {
        let left = self.comments.iter().find(|c| !c.taken.get())?;
        let message = match left.starred.get() {
            true => "bare * has associated type comment",
            false => "invalid syntax",
        };
        Some((left.range, message))
    }
}

/// A text that has no strings, without its comments.
fn without_comments(text: &str) -> String {
    let code = |line: &str| match line.split_once('#') {
        Some((code, _)) => format!("{code}\n"),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(code).collect()
}

/// The first character that is neither blank nor in a comment.
fn next_code(text: &str) -> Option<char> {
    let first = |line: &str| line.trim_start().chars().next();
    text.lines().filter_map(first).find(|&c| c != '#')
}

/// What a comment says behind `# type:`.
fn said(comment: &str) -> Option<&str> {
    let blanks = [' ', '\t'];
    let rest = comment.strip_prefix('#')?.trim_start_matches(blanks);
    Some(rest.strip_prefix("type:")?.trim_start_matches(blanks))
}

/// What follows `ignore` in a comment that says no more.
fn ignored(text: &str) -> Option<&str> {
    let tag = text.strip_prefix("ignore")?;
    let goes_on = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric();
    (!tag.starts_with(goes_on)).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_what_is_to_be_ignored() {
        let source =
            "x = 1 #type:int\ny = 2  # type:  ignore[a]\nz # types: b\nw # type: ignored\n";
        let found = TypeComments::find(source);
        let texts: Vec<&str> = found.comments.iter().map(|c| &*c.text).collect();
        assert_eq!(texts, ["int", "ignored"]);
        assert_eq!(found.ignores, [(23.into(), "[a]".to_owned())]);
        assert_eq!(found.after(source, 3.into(), Place::Assignment), None);
        let misplaced = || found.misplaced().map(|(range, _)| &source[range]);
        assert_eq!(misplaced(), Some("int"));
        assert_eq!(
            found.after(source, 5.into(), Place::Assignment),
            Some("int")
        );
        assert_eq!(misplaced(), Some("ignored"));
    }
}
