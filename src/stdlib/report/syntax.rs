//! SyntaxErrors: the line with a caret, and keywords that were probably misspelt.

use frontend::traceback as source;
use runtime::ops;
use runtime::suggest::closest;
use runtime::thread::Thread;
use runtime::types::exception::as_exception;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::value::Value;

/// What a SyntaxError says.
pub struct Syntax {
    filename: Option<String>,
    line: Option<String>,
    end_line: Option<String>,
    /// `Some(None)`: an offset that is no number.
    offset: Option<Option<i64>>,
    end_offset: Option<i64>,
    text: Option<String>,
    msg: String,
}

/// More source than this in front of the error is not searched for a misspelt keyword.
const MAX_SOURCE: usize = 1024;
/// More names than this are not tried.
const MAX_NAMES: usize = 10;
/// More keywords than this are not tried for a name.
const MAX_MATCHES: usize = 3;
/// How alike a name and a keyword must be.
const CUTOFF: f64 = 0.5;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

impl Syntax {
    /// Reads the attributes of the exception. Runs Python.
    pub fn of(th: &Thread, exc: Value) -> Syntax {
        let e = as_exception(exc);
        let field = |n: usize| {
            e.extra(n)
                .and_then(|s| s.get_opt())
                .filter(|v| !v.is_none())
        };
        let shown = |n: usize| {
            field(n).map(|v| match ops::str(th, v) {
                Ok(s) => super::text_of(s),
                Err(raised) => {
                    th.take_exception(raised);
                    String::new()
                }
            })
        };
        let mut out = Syntax {
            filename: shown(1),
            line: shown(2),
            end_line: shown(5),
            offset: field(3).map(|v| v.as_small()),
            end_offset: field(6).and_then(|v| v.as_small()),
            text: field(4)
                .and_then(|v| v.downcast::<Str>())
                .map(super::text_of),
            msg: shown(0).unwrap_or_default(),
        };
        if out.text.is_some()
            && (out.msg == "invalid syntax" || out.msg.contains("Perhaps you forgot a comma"))
        {
            if let Some(metadata) = field(8).and_then(|v| v.downcast::<Tuple>()) {
                let text = metadata.items().get(2).and_then(|v| v.downcast::<Str>());
                out.find_misspelt(th, text.map(super::text_of));
            }
        }
        out
    }

    /// If another spelling of a name before the error makes it right, says so instead. `text` is what was compiled; if it
    /// was a file, that is read again and only the line of the error counts.
    fn find_misspelt(&mut self, th: &Thread, text: Option<String>) {
        let Some(end) = self.line.as_deref().and_then(|l| l.parse::<usize>().ok()) else {
            return;
        };
        let is_file = text.is_none();
        let Some(text) = text.or_else(|| {
            let name = self.filename.as_deref()?;
            runtime::source::text_of_file(th, &std::fs::read(name).ok()?, name)
        }) else {
            return;
        };
        let lines: Vec<&str> = text.split('\n').take(end).collect();
        if lines.iter().map(|l| l.chars().count() + 1).sum::<usize>() > MAX_SOURCE {
            return;
        }
        let before = super::entry::dedent(&lines.iter().map(|&l| l.to_owned()).collect::<Vec<_>>());
        let names = source::names(&before.join("\n"));
        let names = (names.iter())
            .filter(|n| !is_file || n.line == end)
            .filter(|n| !KEYWORDS.contains(&n.text.as_str()));
        for name in names.take(MAX_NAMES) {
            for keyword in candidates(&name.text) {
                let mut changed = before.clone();
                let line: Vec<char> = changed[name.line - 1].chars().collect();
                let part = |chars: &[char]| chars.iter().collect::<String>();
                changed[name.line - 1] =
                    part(&line[..name.start]) + keyword + &part(&line[name.end..]);
                if source::is_complete_or_more_to_come(&changed.join("\n")) {
                    self.text = Some(before[name.line - 1].clone());
                    self.offset = Some(Some(name.start as i64 + 1));
                    self.end_offset = Some(name.end as i64 + 1);
                    self.line = Some(name.line.to_string());
                    self.end_line = self.line.clone();
                    self.msg = format!("invalid syntax. Did you mean '{keyword}'?");
                    return;
                }
            }
        }
    }

    /// The lines up to the message, and the message.
    pub fn format(&self, class: &str) -> String {
        let mut out = String::new();
        let mut suffix = String::new();
        match (&self.line, &self.filename) {
            (Some(line), name) => {
                let name = name
                    .as_deref()
                    .filter(|n| !n.is_empty())
                    .unwrap_or("<string>");
                out.push_str(&format!("  File \"{name}\", line {line}\n"));
            }
            (None, Some(name)) => suffix = format!(" ({name})"),
            (None, None) => {}
        }
        if let Some(text) = &self.text {
            self.push_text(&mut out, text);
        }
        let msg = if self.msg.is_empty() {
            "<no detail available>"
        } else {
            &self.msg
        };
        out.push_str(&format!("{class}: {msg}{suffix}\n"));
        out
    }

    fn push_text(&self, out: &mut String, text: &str) {
        let right = text.trim_end_matches('\n');
        let left = right.trim_start_matches([' ', '\n', '\x0c']);
        let length = right.chars().count() as i64;
        let spaces = length - left.chars().count() as i64;
        let all = text.chars().count() as i64;
        let Some(offset) = self.offset else {
            out.push_str(&format!("    {left}\n"));
            return;
        };
        let Some(mut offset) = offset else { return };
        let mut end = if self.line == self.end_line {
            self.end_offset.filter(|&n| n != 0).unwrap_or(offset)
        } else {
            length + 1
        };
        if all > 0 && offset > all {
            offset = length + 1;
        }
        if all > 0 && end > all {
            end = length + 1;
        }
        if offset >= end || end < 0 {
            end = offset + 1;
        }
        let (start, end) = (offset - 1 - spaces, end - 1 - spaces);
        out.push_str(&format!("    {left}\n"));
        if start >= 0 {
            // Tabs are kept, so that the caret stands below its character.
            let blanks: String = (left.chars().take(start as usize))
                .map(|c| if c.is_whitespace() { c } else { ' ' })
                .collect();
            let carets = "^".repeat((end - start).max(0) as usize);
            out.push_str(&format!("    {blanks}{carets}\n"));
        }
    }
}

/// The keywords that a name may have been meant to be, the likeliest first.
fn candidates(name: &str) -> Vec<&'static str> {
    let mut out = Vec::new();
    out.extend(closest(name, KEYWORDS.len(), KEYWORDS.iter().copied()));
    let mut close: Vec<(f64, &str)> = (KEYWORDS.iter())
        .map(|&k| (likeness(k, name), k))
        .filter(|(ratio, _)| *ratio >= CUTOFF)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(a.1)));
    out.extend(close.into_iter().take(MAX_MATCHES).map(|(_, k)| k));
    out.truncate(MAX_MATCHES);
    out
}

/// Twice the number of characters in common blocks, over the number of all characters (Ratcliff and Obershelp).
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    2.0 * common(&a, &b) as f64 / (a.len() + b.len()).max(1) as f64
}

/// The length of the longest common block (the first of several), and of those to its left and right.
fn common(a: &[char], b: &[char]) -> usize {
    let (mut best, mut at_a, mut at_b) = (0, 0, 0);
    for i in 0..a.len() {
        for j in 0..b.len() {
            let same = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y);
            let n = same.count();
            if n > best {
                (best, at_a, at_b) = (n, i, j);
            }
        }
    }
    if best == 0 {
        return 0;
    }
    best + common(&a[..at_a], &b[..at_b]) + common(&a[at_a + best..], &b[at_b + best..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_keywords_come_first() {
        assert_eq!(candidates("whille")[0], "while");
        assert_eq!(candidates("fr")[0], "for");
        assert!((likeness("for", "fro") - 2.0 / 3.0).abs() < 1e-9);
    }
}
