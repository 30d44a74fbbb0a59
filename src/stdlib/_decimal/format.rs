//! `Decimal.__format__`, for the specs of the language as it was when CPython's C library for decimals was written; what came
//! later is left to `_pydecimal`.

use std::borrow::Cow;

use runtime::algo::wtf8;
use runtime::error::PyResult;
use runtime::import;
use runtime::native::Args;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::list::List;
use runtime::types::str::{self, Str};
use runtime::types::{T, tuple};
use runtime::value::Value;

use super::arguments;
use super::context::{self, ContextObject};
use super::number::{Context, MAX_PREC, Number, Rounding, Status};
use super::object;
use super::text::{MORE, Notation, write, write_with_point};

/// What a spec asks for.
struct Spec<'a> {
    fill: &'a [u8],
    align: u8,
    sign: u8,
    no_negative_zero: bool,
    /// Whether zeros come between sign and digits.
    zeros: bool,
    width: usize,
    /// Between groups of digits, and at the point.
    marks: Marks,
    precision: Option<i64>,
    letter: u8,
}

/// What stands in a number besides its digits.
struct Marks {
    point: Cow<'static, [u8]>,
    separator: Cow<'static, [u8]>,
    /// The lengths of groups, the last one first, as C libraries have them: a zero repeats the length before it, and
    /// [`NO_MORE`] ends all grouping.
    groups: Vec<i8>,
}

impl Marks {
    fn plain() -> Marks {
        Marks {
            point: Cow::Borrowed(b"."),
            separator: Cow::Borrowed(b""),
            groups: Vec::new(),
        }
    }

    fn commas() -> Marks {
        Marks {
            separator: Cow::Borrowed(b","),
            groups: vec![3],
            ..Marks::plain()
        }
    }
}

/// Ends the lengths of groups.
const NO_MORE: i8 = i8::MAX;
/// A separator has no more bytes.
const MARK_BYTES: usize = 4;
/// No text is longer: that would be out of memory.
const MAX_WIDTH: usize = 1 << 32;

impl<'a> Spec<'a> {
    /// `None`: it is not that simple.
    fn read(spec: &'a [u8], capitals: bool) -> Option<Spec<'a>> {
        let is_align = |b: Option<&u8>| b.copied().filter(|b| b"<>=^".contains(b));
        let mut rest = spec;
        let mut s = Spec {
            fill: b" ",
            align: b'>',
            sign: b'-',
            no_negative_zero: false,
            zeros: false,
            width: 0,
            marks: Marks::plain(),
            precision: None,
            letter: if capitals { b'G' } else { b'g' },
        };
        let first = wtf8::len_from_first(*spec.first()?);
        let mut aligned = false;
        if let Some(align) = is_align(spec.get(first)) {
            (s.fill, s.align, rest, aligned) = (&spec[..first], align, &spec[first + 1..], true);
        } else if let Some(align) = is_align(spec.first()) {
            (s.align, rest, aligned) = (align, &spec[1..], true);
        }
        let mut eat = |b: &[u8]| {
            let found = rest.first().copied().filter(|c| b.contains(c));
            if found.is_some() {
                rest = &rest[1..];
            }
            found
        };
        s.sign = eat(b"+- ").unwrap_or(b'-');
        s.no_negative_zero = eat(b"z").is_some();
        if eat(b"0").is_some() {
            if aligned {
                return None;
            }
            s.zeros = true;
        }
        s.width = number(&mut rest)?.unwrap_or(0);
        if let [b',', more @ ..] = rest {
            s.marks = Marks::commas();
            rest = more;
        }
        if let [b'.', more @ ..] = rest {
            rest = more;
            s.precision = Some(number(&mut rest)?? as i64);
        }
        match rest {
            [] => {}
            [letter] if b"eEfFgG%".contains(letter) => s.letter = *letter,
            [letter @ (b'n' | b'N')] if s.marks.separator.is_empty() => s.letter = *letter,
            _ => return None,
        }
        Some(s)
    }
}

/// The number at the beginning, if there is one; `None` if it does not fit a word.
fn number(rest: &mut &[u8]) -> Option<Option<usize>> {
    let n = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, more) = rest.split_at(n);
    *rest = more;
    let value = digits.iter().try_fold(0i64, |v, b| {
        v.checked_mul(10)?.checked_add(i64::from(b - b'0'))
    })?;
    Some((n > 0).then_some(value as usize))
}

/// The digits of a number that is to have so many decimals or digits.
fn body(n: &Number, spec: &Spec, rounding: Rounding, status: &mut Status) -> Vec<u8> {
    let mut n = n.clone();
    let context = |prec| Context {
        prec,
        rounding,
        ..Context::MAX
    };
    let letter = spec.letter.to_ascii_lowercase();
    if letter == b'%' {
        n.exponent += 2;
    }
    let zeros = match n.exponent {
        _ if !matches!(letter, b'f' | b'%') => 0,
        exponent if exponent > 0 && !n.is_zero() => exponent,
        exponent if spec.precision.is_none() => -exponent,
        _ => 0,
    };
    if zeros > MAX_WIDTH as i64 {
        status.add(Status::OUT_OF_MEMORY);
        return Vec::new();
    }
    match (letter, spec.precision) {
        (b'g', Some(digits)) if n.coefficient.digits() > digits.max(1) => {
            round_to(&mut n, &context(digits.max(1)), status);
        }
        (b'e', Some(decimals)) if n.coefficient.digits() > decimals + 1 => {
            round_to(&mut n, &context(decimals + 1), status);
        }
        (b'f' | b'%', Some(decimals)) => {
            let unit = Number::finite(false, super::coefficient::Coefficient::ONE, -decimals);
            n = super::arithmetic::quantize(&n, &unit, &context(MAX_PREC), status);
        }
        _ => {}
    }
    if matches!(letter, b'f' | b'%') && n.is_zero() && n.exponent > 0 {
        n.exponent = 0;
    }
    if spec.no_negative_zero && n.is_zero() {
        n.negative = false;
    }
    let mark = if spec.letter.is_ascii_uppercase() {
        b'E'
    } else {
        b'e'
    };
    match letter {
        b'g' => write(&n, Notation::Scientific, mark),
        b'e' => exponential(&n, spec.precision, mark),
        _ => {
            let mut text = fixed(&n);
            if letter == b'%' {
                text.push(b'%');
            }
            text
        }
    }
}

/// Rounds to the precision of a context, whatever the exponent.
fn round_to(n: &mut Number, context: &Context, status: &mut Status) {
    let excess = n.coefficient.digits() - context.prec;
    n.drop_digits(excess, context, status);
    n.shorten(context);
}

/// One digit, decimals, an exponent.
fn exponential(n: &Number, decimals: Option<i64>, mark: u8) -> Vec<u8> {
    let mut digits = n.coefficient.to_digits();
    let wanted = decimals.map_or(0, |d| d as usize + 1);
    let exponent = if n.is_zero() {
        // A zero's exponent is that of its last digit.
        n.exponent + decimals.unwrap_or(0)
    } else {
        n.exponent + digits.len() as i64 - 1
    };
    digits.resize(wanted.max(digits.len()), b'0');
    if digits.len() > 1 {
        digits.insert(1, b'.');
    }
    if n.negative {
        digits.insert(0, b'-');
    }
    digits.push(mark);
    digits.extend_from_slice(format!("{exponent:+}").as_bytes());
    digits
}

/// All digits, without an exponent.
fn fixed(n: &Number) -> Vec<u8> {
    let digits = n.coefficient.digits();
    let mut text = Vec::with_capacity(digits as usize + MORE);
    if n.negative {
        text.push(b'-');
    }
    write_with_point(&n.coefficient, digits + n.exponent, &mut text);
    text
}

/// The number in groups, with zeros in front so that all of it has `width` characters.
fn grouped(digits: &[u8], marks: &Marks, width: usize) -> Vec<u8> {
    let whole = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let (whole, rest) = digits.split_at(whole);
    let (point, rest) = match rest {
        [b'.', rest @ ..] => (&marks.point[..], rest),
        rest => (&[][..], rest),
    };
    // From the end: what is behind the point is there already.
    let mut out = Vec::new();
    let mut length = rest.len() + usize::from(!point.is_empty());
    let (mut left, mut zeros) = (whole.len(), false);
    let mut groups = marks.groups.iter().copied().filter(|&n| n > 0);
    let mut group = groups.next().unwrap_or(NO_MORE);
    let mut take = group as usize;
    loop {
        if group == NO_MORE || take > left {
            take = left;
        }
        left -= take;
        let digits = whole.get(left..left + take).filter(|_| !zeros);
        for i in (0..take).rev() {
            out.push(digits.map_or(b'0', |d| d[i]));
        }
        length += take;
        if left == 0 {
            if length >= width {
                break;
            }
            // The rest of the group is zeros.
            left = width - length;
            take = (group as usize).saturating_sub(take);
            zeros = true;
            continue;
        }
        if !marks.separator.is_empty() {
            // A separator among zeros takes the place of one, but does not begin the number.
            if zeros && left > 1 {
                left -= 1;
            }
            out.extend(marks.separator.iter().rev());
            length += 1;
        }
        group = groups.next().unwrap_or(group);
        take = group as usize;
    }
    out.reverse();
    out.extend_from_slice(point);
    out.extend_from_slice(rest);
    out
}

/// What the locale, or a dict that takes its place, has between digits. Runs Python.
fn marks_of(th: &Thread, dict: Value) -> PyResult<Marks> {
    let mut marks = Marks::plain();
    let item = |name: &str, to: &mut Cow<[u8]>| {
        let found = match dict.downcast::<Dict>() {
            Some(d) => d.get_str(str::intern(th, name)),
            None => None,
        };
        match found {
            None => Ok(()),
            Some(v) => match v.downcast::<Str>() {
                Some(text) => {
                    *to = Cow::Owned(text.bytes().to_vec());
                    Ok(())
                }
                None => Err(th.type_error("bad argument type for built-in operation")),
            },
        }
    };
    item("decimal_point", &mut marks.point)?;
    item("thousands_sep", &mut marks.separator)?;
    let mut groups = Cow::Borrowed(&b""[..]);
    item("grouping", &mut groups)?;
    marks.groups = groups
        .iter()
        .map(|&b| b as i8)
        .take_while(|&n| n != 0)
        .collect();
    let fits = 1..=MARK_BYTES;
    let refused = !fits.contains(&marks.point.len())
        || marks.separator.len() > MARK_BYTES
        || marks.groups.iter().any(|&n| n < 0);
    if refused {
        return Err(th.value_error("invalid override dict"));
    }
    Ok(marks)
}

/// What the current locale has between digits. Runs Python.
fn marks_of_locale(th: &Thread) -> PyResult<Marks> {
    let module = import::import_module(th, "_locale")?;
    let name = str::intern(th, "localeconv");
    let found = ops::call_method(th, module, name, &[])?;
    let groups = found
        .downcast::<Dict>()
        .and_then(|d| d.get_str(str::intern(th, "grouping")))
        .and_then(|v| v.downcast::<List>());
    if let Some(d) = found.downcast::<Dict>() {
        let mut text = Vec::new();
        for i in 0..groups.map_or(0, |g| g.len()) {
            let n = groups.and_then(|g| g.item(i).as_small()).unwrap_or(0);
            text.push(n.clamp(0, i64::from(NO_MORE)) as u8);
        }
        d.set_str(
            th,
            str::intern(th, "grouping"),
            str::from_ascii(th, &text).value(),
        );
    }
    marks_of(th, found)
}

/// `Decimal.__format__`. Runs Python for locales, and for what is left to `_pydecimal`.
pub fn format(th: &Thread, args: Args) -> PyResult {
    let (v, args) = arguments::method(args);
    let given = args.values.len();
    let (text, marks) = match *args.values {
        [text] => (text, Value::EMPTY),
        [text, marks] => (text, marks),
        _ => {
            let bound = if given == 0 {
                "at least 1 argument"
            } else {
                "at most 2 arguments"
            };
            return Err(th.type_error(format!("function takes {bound} ({given} given)")));
        }
    };
    let Some(text) = text.downcast::<Str>() else {
        return Err(th.type_error("format arg must be str"));
    };
    let c = context::current(th)?;
    if text.bytes().is_empty() {
        return Ok(super::decimal::plain_text(th, v, c));
    }
    let Some(mut spec) = Spec::read(text.bytes(), c.capitals()) else {
        return elsewhere(th, v, text, c);
    };
    if spec.letter == b'N' {
        runtime::warn::deprecation(
            th,
            "Format specifier 'N' is deprecated and slated for removal in Python 3.18",
        )?;
    }
    if !marks.is_empty() {
        if !marks.has_kind(Kind::Dict) {
            return Err(th.type_error("optional argument must be a dict"));
        }
        spec.marks = marks_of(th, marks)?;
    } else if matches!(spec.letter, b'n' | b'N') {
        spec.marks = marks_of_locale(th)?;
    }
    spec.letter = match spec.letter {
        b'n' => b'g',
        b'N' => b'G',
        letter => letter,
    };
    let longest = spec.width.max(spec.precision.unwrap_or(0) as usize);
    if longest > MAX_PREC as usize {
        return Err(th.value_error("format specification exceeds internal limits of _decimal"));
    }
    if longest > MAX_WIDTH {
        return Err(th.error_with(T::MemoryError, &[]));
    }
    let n = object::number(v);
    let mut status = Status::default();
    let mut body = if n.is_finite() {
        body(&n, &spec, c.settings().rounding, &mut status)
    } else {
        let mut text = write(&n, Notation::Scientific, b'E');
        if spec.letter == b'%' {
            text.push(b'%');
        }
        text
    };
    if status.has(Status::OUT_OF_MEMORY) {
        return Err(th.error_with(T::MemoryError, &[]));
    }
    if status.has(Status::INVALID) {
        return elsewhere(th, v, text, c);
    }
    if body[0] != b'-' && spec.sign != b'-' {
        body.insert(0, spec.sign);
    }
    let signed = usize::from(!body[0].is_ascii_alphanumeric());
    let special = spec.zeros || !spec.marks.groups.is_empty() || spec.marks.point[..] != *b".";
    if n.is_finite() && special {
        let width = if spec.zeros { spec.width } else { 0 };
        let digits = grouped(&body[signed..], &spec.marks, width.saturating_sub(signed));
        body.truncate(signed);
        body.extend_from_slice(&digits);
    }
    let characters = body.iter().filter(|&&b| !wtf8::is_continuation(b)).count();
    let missing = spec.width.saturating_sub(characters);
    let (at, left) = match spec.align {
        b'<' => (body.len(), 0),
        b'^' => (0, missing / 2),
        b'=' => (signed, missing),
        _ => (0, missing),
    };
    if missing == 0 {
        return Ok(str::from_bytes(th, &body).value());
    }
    let mut out = Vec::with_capacity(body.len() + missing * spec.fill.len());
    let pad = |out: &mut Vec<u8>, n| {
        for _ in 0..n {
            out.extend_from_slice(spec.fill);
        }
    };
    if spec.align == b'^' {
        pad(&mut out, left);
        out.extend_from_slice(&body);
        pad(&mut out, missing - left);
    } else {
        out.extend_from_slice(&body[..at]);
        pad(&mut out, missing);
        out.extend_from_slice(&body[at..]);
    }
    Ok(str::from_bytes(th, &out).value())
}

/// What `_pydecimal` makes of it. Runs Python.
fn elsewhere(th: &Thread, v: Value, spec: Ref<Str>, c: Ref<ContextObject>) -> PyResult {
    let module = import::import_module(th, "_pydecimal")?;
    let attribute = |name| ops::get_attr(th, module, str::intern(th, name));
    let text = ops::str(th, v)?;
    let other = ops::call1(th, attribute("Decimal")?, text.value())?;
    let settings = [
        str::intern(th, context::rounding_name(c.settings().rounding)).value(),
        Value::small(i64::from(c.capitals())),
    ];
    let names = ["rounding", "capitals"].map(|name| str::intern(th, name).value());
    let names = tuple::new(th, &names);
    let context = ops::call::call_keywords(th, attribute("Context")?, &settings, names)?;
    let format = str::intern(th, "__format__");
    match ops::call_method(th, other, format, &[spec.value(), context]) {
        Ok(result) => Ok(result),
        Err(raised) => {
            th.swallow(raised, T::ValueError)?;
            Err(th.value_error("invalid format string"))
        }
    }
}
