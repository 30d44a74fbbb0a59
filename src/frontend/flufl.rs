//! `from __future__ import barry_as_FLUFL`: `<>` takes the place of `!=`.
//!
//! The parser does not know the old operator, which is as long as the new one: it reads a copy of the text with `!=`.

use crate::errors::{Result, syntax};
use crate::tokens::{Kind, Tokens};
use ruff_text_size::TextRange;
use std::borrow::Cow;

const FEATURE: &str = "barry_as_FLUFL";

/// The text as the parser knows it. An error if it has `!=` where that is not allowed.
pub fn translate(source: &str) -> Result<Cow<'_, str>> {
    if !source.contains(FEATURE) {
        return Ok(Cow::Borrowed(source));
    }
    let mut tokens = Tokens::new(source);
    let mut statement = Vec::new();
    let mut in_force = false;
    let mut old_operators = Vec::new();
    while let Ok(token) = tokens.next_token() {
        let range = token.start as usize..token.end as usize;
        let text = source.get(range.clone()).unwrap_or("");
        match token.kind {
            Kind::End => break,
            Kind::Newline => statement.clear(),
            Kind::Name if text == FEATURE => {
                in_force |= statement.starts_with(&["from", "__future__", "import"]);
            }
            Kind::Op if in_force && text == "<>" => old_operators.push(range),
            Kind::Op if in_force && text == "!=" => {
                let range = TextRange::new(token.start.into(), token.end.into());
                return syntax(range, "with Barry as BDFL, use '<>' instead of '!='");
            }
            _ => statement.push(text),
        }
    }
    let mut translated = source.to_owned();
    for range in old_operators {
        translated.replace_range(range, "!=");
    }
    Ok(Cow::Owned(translated))
}
