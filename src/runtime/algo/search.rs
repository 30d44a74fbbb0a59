//! Searching, splitting and replacing in text, for `str` and for `bytes`.
//!
//! Both kinds of text are byte slices, and because a code point's encoding never occurs inside another's, a match of one
//! well-formed string in another is a match of code points: searching needs no decoding. Only white space, line ends and
//! the places where an *empty* pattern matches differ; [`Kind`] says which of the two rules applies. Offsets are bytes.
//!
//! The splitters are iterators of sub-slices, so that the caller makes its objects one by one; those from the right yield
//! the last piece first.

use super::short;
use super::unicode;
use super::wtf8;
use memchr::memmem;

/// What a byte slice stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Generalised UTF-8.
    Str,
    /// Bytes, of which the ASCII ones have a meaning as characters.
    Bytes,
}

impl Kind {
    /// The length of the unit at `at`.
    fn unit(self, s: &[u8], at: usize) -> usize {
        match self {
            Kind::Str => wtf8::len_from_first(s[at]),
            Kind::Bytes => 1,
        }
    }

    /// The number of units: Python's `len`.
    pub fn len(self, s: &[u8]) -> usize {
        match self {
            Kind::Str => wtf8::count(s),
            Kind::Bytes => s.len(),
        }
    }

    /// The length of the white space at `at`, or 0 if there is none.
    #[inline]
    fn space_at(self, s: &[u8], at: usize) -> usize {
        let b = s[at];
        match self {
            Kind::Bytes => usize::from(is_ascii_space(b)),
            Kind::Str if b < 0x80 => usize::from(unicode::is_space(b.into())),
            Kind::Str => {
                let (cp, len) = wtf8::decode_at(s, at);
                if unicode::is_space(cp) { len } else { 0 }
            }
        }
    }

    /// The length of the white space that ends at `end` (not 0), or 0 if there is none.
    #[inline]
    fn space_before(self, s: &[u8], end: usize) -> usize {
        let b = s[end - 1];
        match self {
            Kind::Bytes => usize::from(is_ascii_space(b)),
            Kind::Str if b < 0x80 => usize::from(unicode::is_space(b.into())),
            Kind::Str => {
                let (cp, len) = wtf8::decode_before(s, end);
                if unicode::is_space(cp) { len } else { 0 }
            }
        }
    }
}

/// White space as `bytes` has it: C's `isspace`.
#[inline]
pub fn is_ascii_space(b: u8) -> bool {
    matches!(b, b'\t'..=b'\r' | b' ')
}

/// The offset of the first match of `needle` in `s`. An empty needle matches at 0.
#[inline]
pub fn find(s: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [b] => short::find_byte(s, *b),
        _ if needle.len() > s.len() => None,
        _ if s.len() <= SHORT => find_short(s, needle),
        _ => memmem::find(s, needle),
    }
}

/// Texts up to this length are searched without the preparation that pays off in longer ones.
const SHORT: usize = 64;

/// As [`find`], for a needle of two bytes or more that is not longer than `s`.
fn find_short(s: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let last_start = s.len() - needle.len();
    let mut at = 0;
    while at <= last_start {
        at += short::find_byte(&s[at..=last_start], first)?;
        if short::starts_with(&s[at + 1..], rest) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The offset of the last match of `needle` in `s`. An empty needle matches at the end.
#[inline]
pub fn rfind(s: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(s.len()),
        [b] => memchr::memrchr(*b, s),
        _ if needle.len() > s.len() => None,
        _ => memmem::rfind(s, needle),
    }
}

/// True if `s` holds `needle`.
#[inline]
pub fn contains(s: &[u8], needle: &[u8]) -> bool {
    find(s, needle).is_some()
}

/// The number of matches of `needle` that do not overlap; an empty one matches around every unit.
pub fn count(kind: Kind, s: &[u8], needle: &[u8]) -> usize {
    match needle {
        [] => kind.len(s) + 1,
        [b] => memchr::memchr_iter(*b, s).count(),
        _ => memmem::find_iter(s, needle).count(),
    }
}

/// Replaces the first `max` matches (all, if `None`); `None` if there is nothing to replace, so that `s` can be shared.
pub fn replace(
    kind: Kind,
    s: &[u8],
    old: &[u8],
    new: &[u8],
    max: Option<usize>,
) -> Option<Vec<u8>> {
    let max = max.unwrap_or(usize::MAX);
    if max == 0 || short::equal(old, new) {
        return None;
    }
    if old.is_empty() {
        return Some(interleave(kind, s, new, max));
    }
    // Looked for before anything is prepared or allocated: most calls find nothing, or little.
    let first = find(s, old)?;
    let finder = (old.len() > 1 && s.len() > SHORT).then(|| memmem::Finder::new(old));
    let mut out = Vec::with_capacity(s.len() + 2 * new.len().saturating_sub(old.len()));
    let mut done = 0;
    let mut next = Some(first);
    let mut left = max;
    while let Some(at) = next {
        out.extend_from_slice(&s[done..at]);
        out.extend_from_slice(new);
        done = at + old.len();
        left -= 1;
        if left == 0 {
            break;
        }
        let found = match &finder {
            Some(finder) => finder.find(&s[done..]),
            None => find(&s[done..], old),
        };
        next = found.map(|n| done + n);
    }
    out.extend_from_slice(&s[done..]);
    Some(out)
}

/// Puts `new` before the first `max` units, and at the end if `max` is more than there are.
fn interleave(kind: Kind, s: &[u8], new: &[u8], max: usize) -> Vec<u8> {
    let n = max.min(kind.len(s) + 1);
    let mut out = Vec::with_capacity(s.len() + n * new.len());
    let mut at = 0;
    for _ in 0..n {
        out.extend_from_slice(new);
        if at < s.len() {
            let next = at + kind.unit(s, at);
            out.extend_from_slice(&s[at..next]);
            at = next;
        }
    }
    out.extend_from_slice(&s[at..]);
    out
}

/// `s.split(sep, max)` for a separator that is not empty.
pub fn split<'a>(s: &'a [u8], sep: &'a [u8], max: Option<usize>) -> Split<'a> {
    Split {
        rest: Some(s),
        sep,
        finder: (sep.len() > 1 && s.len() > SHORT).then(|| memmem::Finder::new(sep)),
        left: max.unwrap_or(usize::MAX),
    }
}

/// The iterator of [`split`].
#[derive(Clone, Debug)]
pub struct Split<'a> {
    rest: Option<&'a [u8]>,
    sep: &'a [u8],
    /// What makes repeated searches of a long text fast.
    finder: Option<memmem::Finder<'a>>,
    left: usize,
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let found = match (self.left, &self.finder) {
            (0, _) => None,
            (_, Some(finder)) => finder.find(rest),
            (_, None) => find(rest, self.sep),
        };
        match found {
            Some(at) => {
                self.left -= 1;
                self.rest = Some(&rest[at + self.sep.len()..]);
                Some(&rest[..at])
            }
            None => self.rest.take(),
        }
    }
}

/// `s.rsplit(sep, max)` for a separator that is not empty; yields the last piece first.
pub fn rsplit<'a>(s: &'a [u8], sep: &'a [u8], max: Option<usize>) -> RSplit<'a> {
    RSplit {
        rest: Some(s),
        sep,
        left: max.unwrap_or(usize::MAX),
    }
}

/// The iterator of [`rsplit`].
#[derive(Clone, Debug)]
pub struct RSplit<'a> {
    rest: Option<&'a [u8]>,
    sep: &'a [u8],
    left: usize,
}

impl<'a> Iterator for RSplit<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let found = if self.left == 0 {
            None
        } else {
            rfind(rest, self.sep)
        };
        match found {
            Some(at) => {
                self.left -= 1;
                self.rest = Some(&rest[..at]);
                Some(&rest[at + self.sep.len()..])
            }
            None => self.rest.take(),
        }
    }
}

/// `s.split(None, max)`: by runs of white space, without empty pieces.
pub fn split_space(kind: Kind, s: &[u8], max: Option<usize>) -> SplitSpace<'_> {
    SplitSpace {
        kind,
        rest: s,
        left: max.unwrap_or(usize::MAX),
    }
}

/// The iterator of [`split_space`].
#[derive(Clone, Debug)]
pub struct SplitSpace<'a> {
    kind: Kind,
    rest: &'a [u8],
    left: usize,
}

impl<'a> Iterator for SplitSpace<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let s = strip_start(self.kind, self.rest);
        if s.is_empty() {
            self.rest = s;
            return None;
        }
        if self.left == 0 {
            self.rest = &[];
            // The last piece is all that is left, white space at its end included.
            return Some(s);
        }
        self.left -= 1;
        let mut at = 0;
        while at < s.len() && self.kind.space_at(s, at) == 0 {
            at += self.kind.unit(s, at);
        }
        self.rest = &s[at..];
        Some(&s[..at])
    }
}

/// `s.rsplit(None, max)`; yields the last piece first.
pub fn rsplit_space(kind: Kind, s: &[u8], max: Option<usize>) -> RSplitSpace<'_> {
    RSplitSpace {
        kind,
        rest: s,
        left: max.unwrap_or(usize::MAX),
    }
}

/// The iterator of [`rsplit_space`].
#[derive(Clone, Debug)]
pub struct RSplitSpace<'a> {
    kind: Kind,
    rest: &'a [u8],
    left: usize,
}

impl<'a> Iterator for RSplitSpace<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let s = strip_end(self.kind, self.rest);
        if s.is_empty() {
            self.rest = s;
            return None;
        }
        if self.left == 0 {
            self.rest = &[];
            return Some(s);
        }
        self.left -= 1;
        let mut at = s.len();
        while at > 0 && self.kind.space_before(s, at) == 0 {
            at = match self.kind {
                Kind::Str => wtf8::retreat(s, at, 1),
                Kind::Bytes => at - 1,
            };
        }
        self.rest = &s[..at];
        Some(&s[at..])
    }
}

/// `s.splitlines(keep_ends)`.
pub fn split_lines(kind: Kind, s: &[u8], keep_ends: bool) -> SplitLines<'_> {
    SplitLines {
        kind,
        rest: s,
        keep_ends,
    }
}

/// The iterator of [`split_lines`].
#[derive(Clone, Debug)]
pub struct SplitLines<'a> {
    kind: Kind,
    rest: &'a [u8],
    keep_ends: bool,
}

impl<'a> Iterator for SplitLines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let s = self.rest;
        if s.is_empty() {
            return None;
        }
        let (at, len) = line_end(self.kind, s);
        self.rest = &s[at + len..];
        Some(if self.keep_ends {
            &s[..at + len]
        } else {
            &s[..at]
        })
    }
}

/// The offset and the length of the first line end; the end of `s` and 0 if there is none.
fn line_end(kind: Kind, s: &[u8]) -> (usize, usize) {
    let crlf_len = |at: usize| if s[at..].starts_with(b"\r\n") { 2 } else { 1 };
    match kind {
        Kind::Bytes => match memchr::memchr2(b'\n', b'\r', s) {
            Some(at) => (at, crlf_len(at)),
            None => (s.len(), 0),
        },
        Kind::Str => {
            let mut at = 0;
            while at < s.len() {
                let b = s[at];
                if (b' '..0x80).contains(&b) {
                    at += 1;
                    continue;
                }
                let (cp, len) = wtf8::decode_at(s, at);
                if unicode::is_line_break(cp) {
                    return (at, if b == b'\r' { crlf_len(at) } else { len });
                }
                at += len;
            }
            (s.len(), 0)
        }
    }
}

/// `s.partition(sep)`: what comes before and after the first `sep` (not empty).
pub fn partition<'a>(s: &'a [u8], sep: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(s, sep)?;
    Some((&s[..at], &s[at + sep.len()..]))
}

/// `s.rpartition(sep)`: what comes before and after the last `sep` (not empty).
pub fn rpartition<'a>(s: &'a [u8], sep: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = rfind(s, sep)?;
    Some((&s[..at], &s[at + sep.len()..]))
}

/// `s.lstrip()`.
#[inline]
pub fn strip_start(kind: Kind, s: &[u8]) -> &[u8] {
    let mut at = 0;
    while at < s.len() {
        match kind.space_at(s, at) {
            0 => break,
            len => at += len,
        }
    }
    &s[at..]
}

/// `s.rstrip()`.
#[inline]
pub fn strip_end(kind: Kind, s: &[u8]) -> &[u8] {
    let mut end = s.len();
    while end > 0 {
        match kind.space_before(s, end) {
            0 => break,
            len => end -= len,
        }
    }
    &s[..end]
}

/// `s.strip()`.
#[inline]
pub fn strip(kind: Kind, s: &[u8]) -> &[u8] {
    strip_end(kind, strip_start(kind, s))
}

/// The units of `set`, to be asked for membership by [`strip_start_of`] and [`strip_end_of`].
fn set_has(kind: Kind, set: &[u8], unit: &[u8]) -> bool {
    match kind {
        Kind::Bytes => set.contains(&unit[0]),
        Kind::Str => contains(set, unit),
    }
}

/// `s.lstrip(set)`.
pub fn strip_start_of<'a>(kind: Kind, s: &'a [u8], set: &[u8]) -> &'a [u8] {
    let mut at = 0;
    while at < s.len() {
        let next = at + kind.unit(s, at);
        if !set_has(kind, set, &s[at..next]) {
            break;
        }
        at = next;
    }
    &s[at..]
}

/// `s.rstrip(set)`.
pub fn strip_end_of<'a>(kind: Kind, s: &'a [u8], set: &[u8]) -> &'a [u8] {
    let mut end = s.len();
    while end > 0 {
        let start = match kind {
            Kind::Str => wtf8::retreat(s, end, 1),
            Kind::Bytes => end - 1,
        };
        if !set_has(kind, set, &s[start..end]) {
            break;
        }
        end = start;
    }
    &s[..end]
}

/// `s.strip(set)`.
pub fn strip_of<'a>(kind: Kind, s: &'a [u8], set: &[u8]) -> &'a [u8] {
    strip_end_of(kind, strip_start_of(kind, s, set), set)
}

/// `s.expandtabs(tab_size)`.
pub fn expand_tabs(kind: Kind, s: &[u8], tab_size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    let mut column = 0;
    let mut at = 0;
    while at < s.len() {
        let len = kind.unit(s, at);
        if s[at] == b'\t' {
            if tab_size > 0 {
                let fill = tab_size - column % tab_size;
                out.resize(out.len() + fill, b' ');
                column += fill;
            }
        } else {
            out.extend_from_slice(&s[at..at + len]);
            column = if matches!(s[at], b'\n' | b'\r') {
                0
            } else {
                column + 1
            };
        }
        at += len;
    }
    out
}

/// How many fill units `center(width)` puts to the left and to the right of a text of `len` units.
pub fn center_padding(len: usize, width: usize) -> (usize, usize) {
    let pad = width.saturating_sub(len);
    let left = pad / 2 + (pad & width & 1);
    (left, pad - left)
}

/// `left` times `fill`, then `s`, then `right` times `fill`; `fill` is one encoded unit.
pub fn pad(s: &[u8], left: usize, right: usize, fill: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len() + (left + right) * fill.len());
    out.extend(fill.iter().copied().cycle().take(left * fill.len()));
    out.extend_from_slice(s);
    out.extend(fill.iter().copied().cycle().take(right * fill.len()));
    out
}

/// `s.zfill(width)`: zeros after the sign, if there is one.
pub fn zfill(kind: Kind, s: &[u8], width: usize) -> Vec<u8> {
    let fill = width.saturating_sub(kind.len(s));
    let sign = usize::from(matches!(s.first(), Some(b'+' | b'-')));
    let mut out = Vec::with_capacity(s.len() + fill);
    out.extend_from_slice(&s[..sign]);
    out.resize(sign + fill, b'0');
    out.extend_from_slice(&s[sign..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strs<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<&'a str> {
        pieces.map(|p| std::str::from_utf8(p).unwrap()).collect()
    }

    #[test]
    fn splitting_agrees_with_cpython() {
        use Kind::{Bytes, Str};
        assert_eq!(strs(split(b"a,b,,c", b",", None)), ["a", "b", "", "c"]);
        assert_eq!(strs(split(b"a,b,,c", b",", Some(1))), ["a", "b,,c"]);
        assert_eq!(strs(split(b"", b",", None)), [""]);
        assert_eq!(strs(split(b"aXXbXXXc", b"XX", None)), ["a", "b", "Xc"]);
        assert_eq!(strs(rsplit(b"aXXbXXXc", b"XX", None)), ["c", "bX", "a"]);
        assert_eq!(strs(rsplit(b"a,b,c", b",", Some(1))), ["c", "a,b"]);
        let s = "\u{3000} one\u{85}two  three\u{1F} ".as_bytes();
        assert_eq!(strs(split_space(Str, s, None)), ["one", "two", "three"]);
        assert_eq!(
            strs(split_space(Str, s, Some(1))),
            ["one", "two  three\u{1F} "]
        );
        assert_eq!(
            strs(split_space(Str, s, Some(0))),
            ["one\u{85}two  three\u{1F} "]
        );
        assert_eq!(strs(rsplit_space(Str, s, None)), ["three", "two", "one"]);
        assert_eq!(
            strs(rsplit_space(Str, s, Some(1))),
            ["three", "\u{3000} one\u{85}two"]
        );
        assert_eq!(strs(split_space(Str, b"   ", None)), [""; 0]);
        assert_eq!(
            strs(split_space(Bytes, b" a\x1Fb\x0Bc ", None)),
            ["a\x1Fb", "c"]
        );
        let lines = "a\nb\r\nc\rd\u{85}e\u{2028}\x0B\x1C\n".as_bytes();
        assert_eq!(
            strs(split_lines(Str, lines, false)),
            ["a", "b", "c", "d", "e", "", "", ""]
        );
        assert_eq!(
            strs(split_lines(Str, lines, true)),
            [
                "a\n",
                "b\r\n",
                "c\r",
                "d\u{85}",
                "e\u{2028}",
                "\x0B",
                "\x1C",
                "\n"
            ]
        );
        assert_eq!(
            strs(split_lines(Bytes, b"a\x0Bb\r\n\nc", false)),
            ["a\x0Bb", "", "c"]
        );
        assert_eq!(
            partition(b"a--b--c", b"--"),
            Some((&b"a"[..], &b"b--c"[..]))
        );
        assert_eq!(
            rpartition(b"a--b--c", b"--"),
            Some((&b"a--b"[..], &b"c"[..]))
        );
        assert_eq!(partition(b"abc", b"--"), None);
    }

    #[test]
    fn replacing_agrees_with_cpython() {
        use Kind::{Bytes, Str};
        let go = |kind, s: &str, old: &str, new: &str, max| {
            replace(kind, s.as_bytes(), old.as_bytes(), new.as_bytes(), max)
                .map(|v| String::from_utf8_lossy(&v).into_owned())
        };
        assert_eq!(go(Str, "aaa", "a", "bc", None).unwrap(), "bcbcbc");
        assert_eq!(go(Str, "aaa", "a", "", Some(2)).unwrap(), "a");
        assert_eq!(go(Str, "aaa", "aa", "xy", None).unwrap(), "xya");
        assert_eq!(go(Str, "é€", "", "-", None).unwrap(), "-é-€-");
        assert_eq!(go(Str, "é€", "", "-", Some(2)).unwrap(), "-é-€");
        assert_eq!(go(Str, "é€", "", "-", Some(1)).unwrap(), "-é€");
        assert_eq!(go(Str, "", "", "-", None).unwrap(), "-");
        assert_eq!(go(Bytes, "ab", "", "-", None).unwrap(), "-a-b-");
        assert_eq!(go(Str, "abc", "x", "y", None), None);
        assert_eq!(count(Str, "é€".as_bytes(), b""), 3);
        assert_eq!(count(Str, b"aaaa", b"aa"), 2);
    }

    #[test]
    fn padding_and_stripping_agree_with_cpython() {
        use Kind::Str;
        assert_eq!(center_padding(1, 4), (1, 2));
        assert_eq!(center_padding(2, 5), (2, 1));
        assert_eq!(center_padding(9, 5), (0, 0));
        assert_eq!(pad(b"x", 1, 2, "é".as_bytes()), "éxéé".as_bytes());
        assert_eq!(zfill(Str, b"-7", 5), b"-0007");
        assert_eq!(zfill(Str, b"", 2), b"00");
        assert_eq!(
            expand_tabs(Str, "é\tb\n\tc".as_bytes(), 4),
            "é   b\n    c".as_bytes()
        );
        assert_eq!(expand_tabs(Str, b"a\tb", 0), b"ab");
        assert_eq!(
            strip_of(Str, "éaébé".as_bytes(), "é".as_bytes()),
            "aéb".as_bytes()
        );
        assert_eq!(strip(Str, "\u{2003} x\u{A0}".as_bytes()), b"x");
        assert_eq!(strip_of(Str, b"abc", b""), b"abc");
    }
}
