//! The methods of `str`. The work on the text itself is in `algo`; this file binds arguments, counts positions in
//! characters, and makes the objects.
//!
//! Formatting with `format` is in `str_format.rs`, with `%` in `str_percent.rs`.

use crate::algo::search::{self, Kind as Text};
use crate::algo::{short, text, wtf8};
use crate::error::{PyResult, Raised};
use crate::interp::consumer::Consumer;
use crate::native::NativeDef;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict;
use crate::types::slots::{BINOPS, BinOp, BinaryFn, Slots};
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, list};
use crate::value::Value;

/// `str`'s only binary operator of its own: `%`.
pub const BINARY: [Option<BinaryFn>; BINOPS] =
    Slots::binary_table([(BinOp::Mod, super::str_percent::modulo)]);

/// The receiver (checked by the method descriptor).
fn this(v: Value) -> Ref<Str> {
    v.downcast().expect("a method of str is called with a str")
}

/// The text of a string that the caller holds.
pub fn bytes(v: Value) -> &'static [u8] {
    match v.downcast::<Str>() {
        // SAFETY: the caller holds the string in its arguments, and its bytes never change.
        Some(s) => unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.bytes().len()) },
        None => &[],
    }
}

fn make(th: &Thread, text: &[u8]) -> PyResult {
    if text.is_empty() {
        return Ok(str::empty(th));
    }
    Ok(str::from_bytes(th, text).value())
}

/// A string of these bytes, a part of another one; that of one character is shared, as CPython's is.
#[inline(always)]
fn piece(th: &Thread, text: &[u8]) -> Value {
    match text {
        [] => str::empty(th),
        [b] if b.is_ascii() => str::one_char(th, text),
        _ => str::from_bytes(th, text).value(),
    }
}

/// As [`piece`], of a string that is ASCII.
#[inline(always)]
fn ascii_piece(th: &Thread, text: &[u8]) -> Value {
    match text {
        [] => str::empty(th),
        [_] => str::one_char(th, text),
        _ => str::from_ascii(th, text).value(),
    }
}

/// The string itself, as exactly a str.
fn same(th: &Thread, v: Value) -> PyResult {
    if types::is_exactly(v, T::Str) {
        Ok(v)
    } else {
        make(th, bytes(v))
    }
}

/// `sub`, which is a part of the text of `v`.
fn part(th: &Thread, v: Value, sub: &[u8]) -> PyResult {
    if sub.len() == bytes(v).len() {
        same(th, v)
    } else {
        Ok(piece(th, sub))
    }
}

/// A string argument; TypeError as Argument Clinic words it.
#[inline(always)]
fn string(th: &Thread, method: &str, n: usize, v: Value) -> PyResult<&'static [u8]> {
    if v.has_kind(Kind::Str) {
        return Ok(bytes(v));
    }
    Err(no_string(th, method, n, v))
}

#[cold]
fn no_string(th: &Thread, method: &str, n: usize, v: Value) -> Raised {
    let which = if n == 0 {
        String::new()
    } else {
        format!(" {n}")
    };
    th.type_error(format!(
        "{method}() argument{which} must be str, not {}",
        ops::type_name(v)
    ))
}

/// An argument of `encode`, which messages call by its name.
fn named(th: &Thread, name: &str, v: Value) -> PyResult<&'static [u8]> {
    if v.has_kind(Kind::Str) {
        return Ok(bytes(v));
    }
    Err(th.type_error(format!(
        "encode() argument '{name}' must be str, not {}",
        ops::type_name(v)
    )))
}

// ---- positions

/// The byte offset of a character's index (at most the length).
fn offset(s: Ref<Str>, index: usize) -> usize {
    if s.is_ascii() {
        index
    } else {
        wtf8::offset_of_index(s.bytes(), index, None)
    }
}

/// The index of the character at a byte offset.
fn index_at(s: Ref<Str>, at: usize) -> i64 {
    if s.is_ascii() {
        at as i64
    } else {
        wtf8::index_of_offset(s.bytes(), at, None) as i64
    }
}

/// The byte offsets of the part `start..end` (given as arguments); None if it is not even empty.
#[inline]
fn span(th: &Thread, s: Ref<Str>, start: Value, end: Value) -> PyResult<Option<(usize, usize)>> {
    if start.is_empty() && end.is_empty() {
        return Ok(Some((0, s.bytes().len())));
    }
    span_of(th, s, start, end)
}

fn span_of(th: &Thread, s: Ref<Str>, start: Value, end: Value) -> PyResult<Option<(usize, usize)>> {
    let len = s.char_len() as i64;
    let position = |v: Value, default: i64| -> PyResult<i64> {
        if v.is_empty() || v.is_none() {
            return Ok(default);
        }
        if let Some(i) = v.as_small() {
            return Ok(if i < 0 { (i + len).max(0) } else { i });
        }
        if types::type_of(v).slots().index.is_none() {
            return Err(
                th.type_error("slice indices must be integers or None or have an __index__ method")
            );
        }
        let i = ops::index_clamped(th, v)?;
        Ok(if i < 0 { (i + len).max(0) } else { i })
    };
    let (start, end) = (position(start, 0)?, position(end, len)?.min(len));
    if start > end {
        return Ok(None);
    }
    Ok(Some((offset(s, start as usize), offset(s, end as usize))))
}

/// A count argument such as `maxsplit`: None means no limit.
fn limit(th: &Thread, v: Value) -> PyResult<Option<usize>> {
    if v.is_empty() {
        return Ok(None);
    }
    Ok(usize::try_from(ops::index_i64(th, v)?).ok())
}

// ---- searching

#[inline(always)]
fn search_for(
    th: &Thread,
    method: &str,
    a: &[Value],
    f: impl Fn(&[u8], &[u8]) -> Option<usize>,
) -> PyResult<Option<i64>> {
    let s = this(a[0]);
    let sub = string(th, method, 1, a[1])?;
    let Some((start, end)) = span(th, s, a[2], a[3])? else {
        return Ok(None);
    };
    Ok(f(&bytes(a[0])[start..end], sub).map(|at| index_at(s, start + at)))
}

fn find(th: &Thread, a: &[Value]) -> PyResult {
    Ok(Value::small(
        search_for(th, "find", a, search::find)?.unwrap_or(-1),
    ))
}

fn rfind(th: &Thread, a: &[Value]) -> PyResult {
    Ok(Value::small(
        search_for(th, "rfind", a, search::rfind)?.unwrap_or(-1),
    ))
}

#[cold]
fn not_found(th: &Thread) -> Raised {
    th.value_error("substring not found")
}

fn index(th: &Thread, a: &[Value]) -> PyResult {
    match search_for(th, "index", a, search::find)? {
        Some(i) => Ok(Value::small(i)),
        None => Err(not_found(th)),
    }
}

fn rindex(th: &Thread, a: &[Value]) -> PyResult {
    match search_for(th, "rindex", a, search::rfind)? {
        Some(i) => Ok(Value::small(i)),
        None => Err(not_found(th)),
    }
}

fn count(th: &Thread, a: &[Value]) -> PyResult {
    let sub = string(th, "count", 1, a[1])?;
    let n = match span(th, this(a[0]), a[2], a[3])? {
        Some((start, end)) => search::count(Text::Str, &bytes(a[0])[start..end], sub),
        None => 0,
    };
    Ok(Value::small(n as i64))
}

/// `startswith` and `endswith`.
#[inline(always)]
fn affix(th: &Thread, method: &str, a: &[Value], f: impl Fn(&[u8], &[u8]) -> bool) -> PyResult {
    let span = span(th, this(a[0]), a[2], a[3])?;
    let test = |sub: &[u8]| span.is_some_and(|(start, end)| f(&bytes(a[0])[start..end], sub));
    if a[1].has_kind(Kind::Str) {
        return Ok(Value::bool(test(bytes(a[1]))));
    }
    let Some(tuple) = a[1].downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{method} first arg must be str or a tuple of str, not {}",
            ops::type_name(a[1])
        )));
    };
    for &v in tuple.items() {
        if !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "tuple for {method} must only contain str, not {}",
                ops::type_name(v)
            )));
        }
        if test(bytes(v)) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

// ---- taking apart and putting together

fn join(th: &Thread, a: &[Value]) -> PyResult {
    if let Some(tuple) = a[1].downcast::<tuple::Tuple>()
        && types::is_exactly(a[1], T::Tuple)
        && tuple.items().iter().all(|&v| types::is_exactly(v, T::Str))
    {
        return match tuple.items() {
            [] => Ok(str::empty(th)),
            &[only] => Ok(only),
            items => {
                let parts = items.iter().filter_map(|v| v.downcast());
                Ok(str::join(th, a[0].downcast(), parts).value())
            }
        };
    }
    let items = if a[1].has_kind(Kind::List) {
        a[1].downcast::<list::List>()
    } else {
        None
    };
    let items = match items {
        Some(items) => items,
        None => {
            if !ops::iterate::is_iterable(a[1]) {
                return Err(th.type_error("can only join an iterable"));
            }
            list::from_iterable(th, a[1])?
        }
    };
    if items.len() == 1 && types::is_exactly(items.item(0), T::Str) {
        return Ok(items.item(0));
    }
    // (Those of another strategy are no strings.)
    let words = items.value_words();
    if words.len() < items.len() {
        return Err(no_text(th, 0, items.item(0)));
    }
    let parts = words.iter().map(|&bits| Value::from_bits(bits));
    match str::join_values(th, a[0].downcast(), parts) {
        Ok(joined) => Ok(joined.value()),
        Err(n) => Err(no_text(th, n, items.item(n))),
    }
}

#[cold]
fn no_text(th: &Thread, n: usize, item: Value) -> Raised {
    th.type_error(format!(
        "sequence item {n}: expected str instance, {} found",
        ops::type_name(item)
    ))
}

/// The separator of a split: None for white space.
fn separator(th: &Thread, v: Value) -> PyResult<Option<&'static [u8]>> {
    if v.is_empty() || v.is_none() {
        return Ok(None);
    }
    if !v.has_kind(Kind::Str) {
        return Err(th.type_error(format!("must be str or None, not {}", ops::type_name(v))));
    }
    if bytes(v).is_empty() {
        return Err(th.value_error("empty separator"));
    }
    Ok(Some(bytes(v)))
}

fn pieces<'a>(
    th: &Thread,
    v: Value,
    parts: impl Iterator<Item = &'a [u8]>,
) -> PyResult<Ref<list::List>> {
    let list = list::new(th, &[]);
    for p in parts {
        let p = part(th, v, p)?;
        list.append(th, p);
    }
    Ok(list)
}

fn split(th: &Thread, a: &[Value]) -> PyResult {
    let max = limit(th, a[2])?;
    let s = bytes(a[0]);
    let ascii = this(a[0]).is_ascii();
    let list = match separator(th, a[1])? {
        None if ascii && max.is_none() => split_words(th, s),
        None => pieces(th, a[0], search::split_space(Text::Str, s, max))?,
        Some(&[sep]) if ascii && max.is_none() => split_at_byte(th, a[0], sep)?,
        Some(sep) => pieces(th, a[0], search::split(s, sep, max))?,
    };
    Ok(list.value())
}

/// The pieces of ASCII text between separators of one character. Allocates.
fn split_at_byte(th: &Thread, whole: Value, sep: u8) -> PyResult<Ref<list::List>> {
    // Of a short text, looking at each byte takes less than starting a search.
    const SHORT: usize = 64;
    let s = bytes(whole);
    let short = s.len() < SHORT;
    // Counting takes less than growing the list.
    let count = if short {
        s.iter().filter(|&&b| b == sep).count()
    } else {
        memchr::memchr_iter(sep, s).count()
    };
    let list = list::with_capacity(th, count + 1);
    if count == 0 {
        list.append(th, same(th, whole)?);
        return Ok(list);
    }
    let mut start = 0;
    let mut cut = |at: usize| {
        list.append(th, ascii_piece(th, &s[start..at]));
        start = at + 1;
    };
    if short {
        let found = s.iter().enumerate().filter(|&(_, &b)| b == sep);
        found.for_each(|(at, _)| cut(at));
    } else {
        memchr::memchr_iter(sep, s).for_each(&mut cut);
    }
    cut(s.len());
    Ok(list)
}

/// The words of ASCII text between white space. Allocates.
fn split_words(th: &Thread, s: &[u8]) -> Ref<list::List> {
    let is_space = |b: u8| matches!(b, 9..=13 | 28..=32);
    // Counting takes less than growing the list.
    let mut before = true;
    let mut count = 0;
    for &b in s {
        let space = is_space(b);
        count += usize::from(before && !space);
        before = space;
    }
    let list = list::with_capacity(th, count);
    let mut rest = s;
    while let Some(start) = rest.iter().position(|&b| !is_space(b)) {
        rest = &rest[start..];
        let end = rest.iter().position(|&b| is_space(b)).unwrap_or(rest.len());
        list.append(th, ascii_piece(th, &rest[..end]));
        rest = &rest[end..];
    }
    list
}

fn rsplit(th: &Thread, a: &[Value]) -> PyResult {
    let max = limit(th, a[2])?;
    let s = bytes(a[0]);
    let list = match separator(th, a[1])? {
        None => pieces(th, a[0], search::rsplit_space(Text::Str, s, max))?,
        Some(sep) => pieces(th, a[0], search::rsplit(s, sep, max))?,
    };
    list.reverse();
    Ok(list.value())
}

fn splitlines(th: &Thread, a: &[Value]) -> PyResult {
    let keep = !a[1].is_empty() && ops::is_true(th, a[1])?;
    Ok(pieces(th, a[0], search::split_lines(Text::Str, bytes(a[0]), keep))?.value())
}

fn partition_with(
    th: &Thread,
    a: &[Value],
    f: fn(&'static [u8], &[u8]) -> Option<(&'static [u8], &'static [u8])>,
    whole_first: bool,
) -> PyResult {
    if !a[1].has_kind(Kind::Str) {
        return Err(th.type_error(format!("must be str, not {}", ops::type_name(a[1]))));
    }
    if bytes(a[1]).is_empty() {
        return Err(th.value_error("empty separator"));
    }
    let empty = str::empty(th);
    let parts = match f(bytes(a[0]), bytes(a[1])) {
        Some((before, after)) => [piece(th, before), a[1], piece(th, after)],
        None if whole_first => [a[0], empty, empty],
        None => [empty, empty, a[0]],
    };
    Ok(tuple::new(th, &parts).value())
}

fn partition(th: &Thread, a: &[Value]) -> PyResult {
    partition_with(th, a, |s, sep| search::partition(s, sep), true)
}

fn rpartition(th: &Thread, a: &[Value]) -> PyResult {
    partition_with(th, a, |s, sep| search::rpartition(s, sep), false)
}

fn replace(th: &Thread, a: &[Value]) -> PyResult {
    let old = string(th, "replace", 1, a[1])?;
    let new = string(th, "replace", 2, a[2])?;
    match search::replace(Text::Str, bytes(a[0]), old, new, limit(th, a[3])?) {
        Some(text) => make(th, &text),
        None => same(th, a[0]),
    }
}

/// `strip` and its one-sided forms.
fn strip_with(
    th: &Thread,
    method: &str,
    a: &[Value],
    space: fn(Text, &'static [u8]) -> &'static [u8],
    of: fn(Text, &'static [u8], &[u8]) -> &'static [u8],
) -> PyResult {
    let stripped = if a[1].is_empty() || a[1].is_none() {
        space(Text::Str, bytes(a[0]))
    } else if a[1].has_kind(Kind::Str) {
        of(Text::Str, bytes(a[0]), bytes(a[1]))
    } else {
        return Err(th.type_error(format!("{method} arg must be None or str")));
    };
    part(th, a[0], stripped)
}

fn removeprefix(th: &Thread, a: &[Value]) -> PyResult {
    let prefix = string(th, "removeprefix", 0, a[1])?;
    let s = bytes(a[0]);
    part(th, a[0], s.strip_prefix(prefix).unwrap_or(s))
}

fn removesuffix(th: &Thread, a: &[Value]) -> PyResult {
    let suffix = string(th, "removesuffix", 0, a[1])?;
    let s = bytes(a[0]);
    part(th, a[0], s.strip_suffix(suffix).unwrap_or(s))
}

// ---- layout

/// `center`, `ljust`, `rjust`: `padding` gives what goes left and right.
fn padded(th: &Thread, a: &[Value], padding: fn(usize, usize) -> (usize, usize)) -> PyResult {
    let width = ops::index_i64(th, a[1])?.max(0) as usize;
    let fill: &[u8] = if a[2].is_empty() {
        b" "
    } else if !a[2].has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "The fill character must be a unicode character, not {}",
            ops::type_name(a[2])
        )));
    } else if this(a[2]).char_len() != 1 {
        return Err(th.type_error("The fill character must be exactly one character long"));
    } else {
        bytes(a[2])
    };
    let len = this(a[0]).char_len();
    if width <= len {
        return same(th, a[0]);
    }
    let (left, right) = padding(len, width);
    make(th, &search::pad(bytes(a[0]), left, right, fill))
}

fn zfill(th: &Thread, a: &[Value]) -> PyResult {
    let width = ops::index_i64(th, a[1])?.max(0) as usize;
    if width <= this(a[0]).char_len() {
        return same(th, a[0]);
    }
    make(th, &search::zfill(Text::Str, bytes(a[0]), width))
}

fn expandtabs(th: &Thread, a: &[Value]) -> PyResult {
    let size = if a[1].is_empty() {
        8
    } else {
        ops::index_i32(th, a[1])?.max(0) as usize
    };
    if types::is_exactly(a[0], T::Str) && !bytes(a[0]).contains(&b'\t') {
        return Ok(a[0]);
    }
    make(th, &search::expand_tabs(Text::Str, bytes(a[0]), size))
}

// ---- translation and encoding

fn maketrans(th: &Thread, a: &[Value]) -> PyResult {
    let table = dict::new(th);
    let (x, y, z) = (a[0], a[1], a[2]);
    if y.is_empty() {
        let Some(given) = x.downcast::<dict::Dict>() else {
            return Err(
                th.type_error("if you give only one argument to maketrans it must be a dict")
            );
        };
        let mut at = 0;
        while let Some((k, v)) = given.next(&mut at) {
            let key = if k.has_kind(Kind::Str) {
                match wtf8::single(bytes(k)) {
                    Some(cp) => Value::small(cp as i64),
                    None => {
                        return Err(
                            th.value_error("string keys in translatetable must be of length 1")
                        );
                    }
                }
            } else if types::is_instance_of(k, T::Int) {
                k
            } else {
                return Err(th.type_error("keys in translate table must be strings or integers"));
            };
            table.set(th, key, v)?;
        }
        return Ok(table.value());
    }
    if !x.has_kind(Kind::Str) {
        return Err(th.type_error(
            "first maketrans argument must be a string if there is a second argument",
        ));
    }
    let to = string(th, "maketrans", 2, y)?;
    if this(x).char_len() != this(y).char_len() {
        return Err(th.value_error("the first two maketrans arguments must have equal length"));
    }
    for (from, to) in wtf8::code_points(bytes(x)).zip(wtf8::code_points(to)) {
        table.set(th, Value::small(from as i64), Value::small(to as i64))?;
    }
    if !z.is_empty() {
        for cp in wtf8::code_points(string(th, "maketrans", 3, z)?) {
            table.set(th, Value::small(cp as i64), Value::NONE)?;
        }
    }
    Ok(table.value())
}

fn translate(th: &Thread, a: &[Value]) -> PyResult {
    let mut out = Vec::with_capacity(bytes(a[0]).len());
    let table = dict::exact(a[1]);
    for cp in wtf8::code_points(bytes(a[0])) {
        let key = Value::small(cp as i64);
        let found = match table {
            Some(table) => match table.get(th, key) {
                Ok(Some(v)) => Ok(v),
                Ok(None) => {
                    wtf8::push(&mut out, cp);
                    continue;
                }
                Err(raised) => Err(raised),
            },
            None => ops::get_item(th, a[1], key),
        };
        let found = match found {
            Ok(v) => v,
            Err(raised) => {
                th.swallow(raised, T::LookupError)?;
                wtf8::push(&mut out, cp);
                continue;
            }
        };
        if found.is_none() {
            continue;
        }
        if found.has_kind(Kind::Str) {
            out.extend_from_slice(bytes(found));
        } else if types::is_instance_of(found, T::Int) {
            match found.as_small().or_else(|| types::int::to_i64(found)) {
                Some(n) if (0..0x11_0000).contains(&n) => wtf8::push(&mut out, n as u32),
                _ => {
                    return Err(th.value_error("character mapping must be in range(0x110000)"));
                }
            }
        } else {
            return Err(th.type_error("character mapping must return integer, None or str"));
        }
    }
    make(th, &out)
}

fn encode(th: &Thread, a: &[Value]) -> PyResult {
    let name: &[u8] = if a[1].is_empty() {
        b"utf-8"
    } else {
        named(th, "encoding", a[1])?
    };
    let errors: &[u8] = if a[2].is_empty() {
        b"strict"
    } else {
        named(th, "errors", a[2])?
    };
    crate::codecs::encode_text(th, this(a[0]), name, errors)
}

fn format_spec(th: &Thread, a: &[Value]) -> PyResult {
    crate::format::str(th, a[0], a[1])
}

macro_rules! cases {
    ($($name:ident)*) => { $(fn $name(th: &Thread, a: &[Value]) -> PyResult { make(th, &text::$name(bytes(a[0]))) })* };
}
cases!(casefold title swapcase);

fn capitalize(th: &Thread, a: &[Value]) -> PyResult {
    let s = bytes(a[0]);
    if s.is_empty() || !this(a[0]).is_ascii() {
        return make(th, &text::capitalize(s));
    }
    let mut rest = s.iter();
    let mut first = true;
    let next = || {
        let b = rest.next().copied().unwrap_or(0);
        if std::mem::take(&mut first) {
            b.to_ascii_uppercase()
        } else {
            b.to_ascii_lowercase()
        }
    };
    Ok(str::ascii_from(th, s.len(), next).value())
}

fn lower(th: &Thread, a: &[Value]) -> PyResult {
    let s = bytes(a[0]);
    if !s.is_empty() && this(a[0]).is_ascii() {
        return Ok(str::map_ascii(th, s, |b| b.to_ascii_lowercase()).value());
    }
    make(th, &text::lower(s))
}

fn upper(th: &Thread, a: &[Value]) -> PyResult {
    let s = bytes(a[0]);
    if !s.is_empty() && this(a[0]).is_ascii() {
        return Ok(str::map_ascii(th, s, |b| b.to_ascii_uppercase()).value());
    }
    make(th, &text::upper(s))
}

macro_rules! predicates {
    ($($name:ident $f:path;)*) => { $(fn $name(_: &Thread, a: &[Value]) -> PyResult { Ok(Value::bool($f(bytes(a[0])))) })* };
}
predicates! {
    isalpha text::is_alpha;
    isdecimal text::is_decimal;
    isdigit text::is_digit;
    isnumeric text::is_numeric;
    isalnum text::is_alnum;
    isspace text::is_space;
    isprintable text::is_printable;
    isidentifier text::is_identifier;
    islower text::is_lower;
    isupper text::is_upper;
    istitle text::is_title;
    isascii wtf8::is_ascii;
}

const PLAIN: &str = "($self, /)";
const SEARCH: &str = "($self, sub, start=None, end=None, /)";

/// The methods.
pub static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "encode",
        "($self, /, encoding='utf-8', errors='strict')",
        encode,
    ),
    NativeDef::new("replace", "($self, old, new, /, count=-1)", replace),
    NativeDef::new("split", "($self, /, sep=None, maxsplit=-1)", split),
    NativeDef::new("rsplit", "($self, /, sep=None, maxsplit=-1)", rsplit),
    NativeDef::new("join", "($self, iterable, /)", join).consumes(Consumer::Join),
    NativeDef::new("capitalize", PLAIN, capitalize),
    NativeDef::new("casefold", PLAIN, casefold),
    NativeDef::new("title", PLAIN, title),
    NativeDef::new("center", "($self, width, fillchar=' ', /)", |th, a| {
        padded(th, a, search::center_padding)
    }),
    NativeDef::new("count", SEARCH, count),
    NativeDef::new("expandtabs", "($self, /, tabsize=8)", expandtabs),
    NativeDef::new("find", SEARCH, find),
    NativeDef::new("partition", "($self, sep, /)", partition),
    NativeDef::new("index", SEARCH, index),
    NativeDef::new("ljust", "($self, width, fillchar=' ', /)", |th, a| {
        padded(th, a, |len, width| (0, width - len))
    }),
    NativeDef::new("lower", PLAIN, lower),
    NativeDef::new("lstrip", "($self, chars=None, /)", |th, a| {
        strip_with(th, "lstrip", a, search::strip_start, |k, s, set| {
            search::strip_start_of(k, s, set)
        })
    }),
    NativeDef::new("rfind", SEARCH, rfind),
    NativeDef::new("rindex", SEARCH, rindex),
    NativeDef::new("rjust", "($self, width, fillchar=' ', /)", |th, a| {
        padded(th, a, |len, width| (width - len, 0))
    }),
    NativeDef::new("rstrip", "($self, chars=None, /)", |th, a| {
        strip_with(th, "rstrip", a, search::strip_end, |k, s, set| {
            search::strip_end_of(k, s, set)
        })
    }),
    NativeDef::new("rpartition", "($self, sep, /)", rpartition),
    NativeDef::new("splitlines", "($self, /, keepends=False)", splitlines),
    NativeDef::new("strip", "($self, chars=None, /)", |th, a| {
        strip_with(th, "strip", a, search::strip, |k, s, set| {
            search::strip_of(k, s, set)
        })
    }),
    NativeDef::new("swapcase", PLAIN, swapcase),
    NativeDef::new("translate", "($self, table, /)", translate),
    NativeDef::new("upper", PLAIN, upper),
    NativeDef::new(
        "startswith",
        "($self, prefix, start=None, end=None, /)",
        |th, a| affix(th, "startswith", a, short::starts_with),
    ),
    NativeDef::new(
        "endswith",
        "($self, suffix, start=None, end=None, /)",
        |th, a| affix(th, "endswith", a, short::ends_with),
    ),
    NativeDef::new("removeprefix", "($self, prefix, /)", removeprefix),
    NativeDef::new("removesuffix", "($self, suffix, /)", removesuffix),
    NativeDef::new("isascii", PLAIN, isascii),
    NativeDef::new("islower", PLAIN, islower),
    NativeDef::new("isupper", PLAIN, isupper),
    NativeDef::new("istitle", PLAIN, istitle),
    NativeDef::new("isspace", PLAIN, isspace),
    NativeDef::new("isdecimal", PLAIN, isdecimal),
    NativeDef::new("isdigit", PLAIN, isdigit),
    NativeDef::new("isnumeric", PLAIN, isnumeric),
    NativeDef::new("isalpha", PLAIN, isalpha),
    NativeDef::new("isalnum", PLAIN, isalnum),
    NativeDef::new("isidentifier", PLAIN, isidentifier),
    NativeDef::new("isprintable", PLAIN, isprintable),
    NativeDef::new("zfill", "($self, width, /)", zfill),
    NativeDef::raw(
        "format",
        "($self, /, *args, **kwargs)",
        super::str_format::format,
    ),
    NativeDef::new(
        "format_map",
        "($self, mapping, /)",
        super::str_format::format_map,
    ),
    NativeDef::new("__format__", "($self, format_spec, /)", format_spec),
    NativeDef::new(
        "maketrans",
        "(x, y=<unrepresentable>, z=<unrepresentable>, /)",
        maketrans,
    )
    .static_method(),
    NativeDef::new("__getnewargs__", PLAIN, |th, a| {
        let plain = make(th, bytes(a[0]))?;
        Ok(tuple::new(th, &[plain]).value())
    }),
    NativeDef::new("__sizeof__", PLAIN, |_, a| {
        // What CPython takes: a header, and as many bytes per character as the widest needs.
        let text = bytes(a[0]);
        let count = wtf8::count(text) as i64;
        let size = match text.iter().max().copied().unwrap_or(0) {
            0..0x80 => 41 + count,
            0x80..0xc4 => 57 + count,
            0xc4..0xf0 => 58 + 2 * count,
            0xf0.. => 60 + 4 * count,
        };
        Ok(Value::small(size))
    }),
];
