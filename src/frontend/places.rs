//! Where the parts of a text that was made from a syntax tree stand in the source that the tree tells of.
//!
//! Code is compiled from text. A tree that a program hands in becomes a text first, whose lines and columns mean nothing to
//! anybody; whoever makes it tells here what each node's place in the text is, and which the tree says it has.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// First line, first column, last line, and the column behind the last: lines from 1, columns in bytes from 0.
pub type Span = [u32; 4];

/// A column that is not known.
const NO_COL: u32 = u32::MAX;

/// The places of a tree's nodes.
#[derive(Debug, Default)]
pub struct Places {
    spans: FxHashMap<Span, Span>,
    lines: BTreeMap<u32, u32>,
}

impl Places {
    /// Says that what has one place in the text has another in the source. Outer nodes come before the inner ones.
    pub fn add(&mut self, text: Span, source: Span) {
        self.spans.entry(text).or_insert(source);
        self.lines.entry(text[0]).or_insert(source[0]);
    }

    /// The place in the source of a place in the text. What is no node of the tree has lines only.
    pub fn span(&self, text: Span) -> Span {
        let found = self.spans.get(&text).copied();
        found.unwrap_or_else(|| [self.line(text[0]), NO_COL, self.line(text[2]), NO_COL])
    }

    /// The line in the source of a line of the text.
    pub fn line(&self, text: u32) -> u32 {
        let before = self.lines.range(..=text).next_back();
        before.map_or(text, |(_, &source)| source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_node_has_the_line_of_the_node_before() {
        let mut places = Places::default();
        places.add([1, 0, 3, 9], [10, 4, 14, 7]);
        places.add([1, 0, 1, 2], [10, 5, 10, 7]);
        places.add([3, 4, 3, 9], [14, 2, 14, 7]);
        assert_eq!(places.span([1, 0, 1, 2]), [10, 5, 10, 7]);
        assert_eq!(places.span([3, 5, 3, 6]), [14, NO_COL, 14, NO_COL]);
        assert_eq!(places.line(2), 10);
        assert_eq!(Places::default().line(2), 2);
    }
}
