//! Type comments: what stands behind `# type:` in the places where types were written before there were annotations.
//!
//! The parser drops comments, so they are found among the tokens and given to whichever statement they follow. A comment in
//! a place where none belongs is overlooked.

use crate::lexemes::{Class, lexemes};
use ruff_text_size::TextSize;

/// The type comments of a source, in order.
#[derive(Default)]
pub struct TypeComments {
    /// Where each begins, and what it says.
    comments: Vec<(TextSize, String)>,
    /// The `# type: ignore` among them: what follows the word.
    pub ignores: Vec<(TextSize, String)>,
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
                None => found.comments.push((start, text.to_owned())),
            }
        }
        found
    }

    /// The first comment from an offset on that has nothing before it but blanks and some characters. With `own_line` it
    /// may stand on a line of its own.
    pub fn after(
        &self,
        source: &str,
        from: TextSize,
        between: &[char],
        own_line: bool,
    ) -> Option<&str> {
        let at = self.comments.partition_point(|(start, _)| *start < from);
        let (start, text) = self.comments.get(at)?;
        let passed = source.get(from.to_usize()..start.to_usize())?;
        let last_line = passed.rsplit(':').next().unwrap_or(passed);
        let fits = passed
            .chars()
            .all(|c| c.is_ascii_whitespace() || between.contains(&c));
        let placed = !between.contains(&':') || passed.contains(':');
        (fits && placed && (own_line || !last_line.contains('\n'))).then_some(text)
    }
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
        let texts: Vec<&str> = found.comments.iter().map(|(_, t)| &**t).collect();
        assert_eq!(texts, ["int", "ignored"]);
        assert_eq!(found.ignores, [(23.into(), "[a]".to_owned())]);
        assert_eq!(found.after(source, 5.into(), &[], false), Some("int"));
        assert_eq!(found.after(source, 3.into(), &[], false), None);
    }
}
