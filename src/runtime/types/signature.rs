//! Text signatures: parsed once per native function, they bind the arguments of calls to parameters.
//!
//! CPython has two families of messages for wrong calls. Functions whose parameters are all positional-only get the
//! messages of `METH_NOARGS`, `METH_O` and `_PyArg_CheckPositional`; those with parameters that may be given by name get
//! those of `_PyArg_UnpackKeywords`. Which family a function belongs to follows from its signature.
//!
//! Signatures are plain data outside the heap, one for each `NativeDef` that was ever called; they are never freed.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::error::{PyResult, Raised};
use crate::heap::AddressHasher;
use crate::native::{Args, Binding, NativeDef};
use crate::thread::Thread;
use crate::types::str::{self, Str};
use crate::types::{dict, tuple};
use crate::value::Value;

/// The most parameters that a native function with bound arguments may have.
pub const MAX_PARAMETERS: usize = 24;

/// The parameters of a native function.
pub struct Signature {
    names: Vec<String>,
    /// Positional-only parameters, `$self` included.
    posonly: usize,
    /// Parameters that may be given by position, `$self` included.
    positional: usize,
    /// Of these, how many are required.
    required: usize,
    /// Named parameters in all (keyword-only ones included), without `*args` and `**kwargs`.
    named: usize,
    /// Which keyword-only parameters have defaults.
    optional: Vec<bool>,
    var_args: bool,
    var_keywords: bool,
    /// The number of parameters if all of them may be given by position, and there is no `*args` nor `**kwargs`.
    plain: Option<usize>,
    /// The number of parameters if a call with enough positional arguments needs no more than leaving others `EMPTY`: those
    /// that are given by name only have defaults, and there is no `*args` nor `**kwargs`.
    padded: Option<usize>,
    /// 1 if the first parameter is `$self`, `$type` or the like: it is not counted in messages.
    receiver: usize,
}

impl Signature {
    /// The number of parameters if all of them may be given by position, and there is no `*args` nor `**kwargs`.
    pub fn plain(&self) -> Option<usize> {
        self.plain
    }
}

struct Cache(Cell<*mut Known>);
type Known = HashMap<usize, &'static Signature, BuildHasherDefault<AddressHasher>>;
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Cache {}
static CACHE: Cache = Cache(Cell::new(std::ptr::null_mut()));

/// The signature of a native function, parsed at the first call.
pub fn of(def: &'static NativeDef) -> &'static Signature {
    if CACHE.0.get().is_null() {
        CACHE.0.set(Box::into_raw(Box::default()));
    }
    // SAFETY: set above, never freed; no other reference exists, as nothing here calls out.
    let cache = unsafe { &mut *CACHE.0.get() };
    cache
        .entry(std::ptr::from_ref(def).addr())
        .or_insert_with(|| Box::leak(Box::new(parse(def.signature))))
}

/// How many Values a function with bound arguments takes (its parameters), if a call with `n` positional arguments
/// needs no more than leaving the others `EMPTY`. `None`: such a call is an error, or packs a tuple or a dict.
pub fn padded(def: &'static NativeDef, n: usize) -> Option<usize> {
    let s = of(def);
    s.padded
        .filter(|_| (s.required..=s.positional).contains(&n))
}

/// The parameters between the outer parentheses, split at the top level's commas.
fn split(text: &str) -> Vec<&str> {
    let inner = text
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or("");
    let mut parts = Vec::new();
    let (mut depth, mut start, mut quote) = (0, 0, None);
    for (i, c) in inner.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(inner[start..i].trim());
                start = i + 1;
            }
            (None, _) => {}
        }
    }
    let last = inner[start..].trim();
    if !last.is_empty() {
        parts.push(last);
    }
    parts
}

fn parse(text: &str) -> Signature {
    let mut s = Signature {
        names: Vec::new(),
        posonly: 0,
        positional: 0,
        required: 0,
        named: 0,
        optional: Vec::new(),
        var_args: false,
        var_keywords: false,
        plain: None,
        padded: None,
        receiver: 0,
    };
    let mut keyword_only = false;
    for part in split(text) {
        match part {
            "$module" => continue,
            "/" => {
                s.posonly = s.names.len();
                continue;
            }
            "*" => {
                keyword_only = true;
                continue;
            }
            _ => {}
        }
        if part.starts_with("**") {
            s.var_keywords = true;
            continue;
        }
        if part.starts_with('*') {
            s.var_args = true;
            keyword_only = true;
            continue;
        }
        let (name, default) = match part.split_once('=') {
            Some((name, _)) => (name.trim(), true),
            None => (part, false),
        };
        let name = match name.strip_prefix('$') {
            Some(name) => {
                s.receiver = 1;
                s.posonly = s.posonly.max(1);
                name
            }
            None => name,
        };
        s.names.push(name.to_owned());
        s.optional.push(default);
        if !keyword_only {
            s.positional += 1;
            if !default {
                s.required = s.positional;
            }
        }
    }
    s.named = s.names.len();
    let counted = (!s.var_args && !s.var_keywords).then_some(s.named);
    s.plain = counted.filter(|_| s.named == s.positional);
    s.padded = counted.filter(|_| s.optional[s.positional..].iter().all(|&o| o));
    s
}

/// Binds the arguments of a call: calls `f` with one Value per parameter, `*args` (a tuple) and `**kwargs` (a dict or
/// `EMPTY`) last.
#[inline]
pub fn bind(
    th: &Thread,
    def: &'static NativeDef,
    s: &'static Signature,
    args: Args,
    f: fn(&Thread, &[Value]) -> PyResult,
) -> PyResult {
    if args.names.is_none()
        && let Some(result) = bind_positional(th, s, args.values, f)
    {
        return result;
    }
    bind_slow(th, def, s, args, f)
}

/// [`bind`] for positional arguments that are as many as the parameters, or where the rest is optional and few. None for
/// others: nothing has happened then.
#[inline(always)]
pub fn bind_positional(
    th: &Thread,
    s: &'static Signature,
    values: &[Value],
    f: fn(&Thread, &[Value]) -> PyResult,
) -> Option<PyResult> {
    let (all, n) = (s.padded?, values.len());
    if !(s.required..=s.positional).contains(&n) {
        return None;
    }
    if n == all {
        return Some(f(th, values));
    }
    // Optional arguments left out at the end, the usual case: no names to look at, few words to clear.
    const FEW: usize = 4;
    if all > FEW {
        return None;
    }
    let out = match *values {
        [] => [Value::EMPTY; FEW],
        [a] => [a, Value::EMPTY, Value::EMPTY, Value::EMPTY],
        [a, b] => [a, b, Value::EMPTY, Value::EMPTY],
        [a, b, c] => [a, b, c, Value::EMPTY],
        _ => return None,
    };
    Some(f(th, &out[..all]))
}

#[inline(never)]
fn bind_slow(
    th: &Thread,
    def: &'static NativeDef,
    s: &'static Signature,
    args: Args,
    f: fn(&Thread, &[Value]) -> PyResult,
) -> PyResult {
    let mut out = [Value::EMPTY; MAX_PARAMETERS];
    let count = bind_into(th, def, s, args, &mut out)?;
    f(th, &out[..count])
}

/// Binds for a constructor: `args` without the class, the signature without a receiver. The result's length is the
/// number of parameters.
pub fn bind_new<const N: usize>(
    th: &Thread,
    def: &'static NativeDef,
    args: Args,
) -> PyResult<[Value; N]> {
    let mut out = [Value::EMPTY; N];
    super::builtin::calling_none();
    let (s, given) = (of(def), args.pos());
    let enough = (s.required..=s.positional).contains(&given.len());
    if s.padded == Some(N) && args.keyword_count() == 0 && enough {
        out[..given.len()].copy_from_slice(given);
    } else {
        bind_into(th, def, s, args, &mut out)?;
    }
    Ok(out)
}

fn bind_into(
    th: &Thread,
    def: &'static NativeDef,
    s: &'static Signature,
    args: Args,
    out: &mut [Value],
) -> PyResult<usize> {
    let pos = args.pos();
    let keywords = args.keyword_count();
    let by_name = s.named > s.posonly || s.var_keywords;
    if !by_name {
        if keywords != 0 {
            return Err(no_keywords(th, def));
        }
        if !s.var_args && (pos.len() > s.positional || pos.len() < s.required) {
            return Err(wrong_count(th, def, s, pos.len()));
        }
        if s.var_args && pos.len() < s.required {
            return Err(wrong_count(th, def, s, pos.len()));
        }
    } else {
        check_keyword_call(th, def, s, pos.len(), keywords)?;
    }
    let direct = pos.len().min(s.positional);
    out[..direct].copy_from_slice(&pos[..direct]);
    let mut count = s.named;
    if s.var_args {
        out[count] = tuple::new(th, &pos[direct..]).value();
        count += 1;
    }
    let mut extra = None;
    for (name, value) in args.keywords() {
        let index = name.downcast::<Str>().and_then(|k| {
            let bytes = k.bytes();
            (s.posonly..s.named).find(|&i| s.names[i].as_bytes() == bytes)
        });
        match index {
            Some(i) if !out[i].is_empty() => {
                return Err(th.type_error(format!(
                    "argument for {}() given by name ('{}') and position ({})",
                    def.name,
                    s.names[i],
                    i + 1 - s.receiver
                )));
            }
            Some(i) => out[i] = value,
            None if s.var_keywords => {
                let d = *extra.get_or_insert_with(|| dict::new(th));
                d.set(th, name, value)?;
            }
            None => {
                let shown = crate::ops::str(th, name)?;
                let shown = shown.to_string_lossy();
                // A missing required argument is reported first.
                for (i, given) in out.iter().enumerate().take(s.required).skip(direct) {
                    if given.is_empty() {
                        return Err(missing(th, def, s, i));
                    }
                }
                let names = s.names[s.posonly..s.named].iter();
                return Err(crate::suggest::unexpected_keyword(
                    th,
                    def.name,
                    &shown,
                    names.map(String::as_str),
                ));
            }
        }
    }
    if s.var_keywords {
        out[count] = extra.map_or(Value::EMPTY, |d| d.value());
        count += 1;
    }
    for (i, given) in out.iter().enumerate().take(s.named).skip(direct) {
        let required = if i < s.positional {
            i < s.required
        } else {
            !s.optional[i]
        };
        if required && given.is_empty() {
            return Err(missing(th, def, s, i));
        }
    }
    Ok(count)
}

#[cold]
fn missing(th: &Thread, def: &NativeDef, s: &Signature, i: usize) -> Raised {
    th.type_error(format!(
        "{}() missing required argument '{}' (pos {})",
        def.name,
        s.names[i],
        i + 1 - s.receiver
    ))
}

/// The display name of a function: with its class's or module's name, if it is known.
fn full_name(th: &Thread, def: &NativeDef) -> String {
    crate::types::builtin::display_name(th, def)
}

#[cold]
fn no_keywords(th: &Thread, def: &NativeDef) -> Raised {
    th.type_error(format!(
        "{}() takes no keyword arguments",
        full_name(th, def)
    ))
}

/// The messages of functions without keyword parameters.
#[cold]
fn wrong_count(th: &Thread, def: &NativeDef, s: &Signature, given: usize) -> Raised {
    let given = given - s.receiver.min(given);
    let (min, max) = (
        s.required.max(s.receiver) - s.receiver,
        s.positional - s.receiver,
    );
    if !s.var_args && max == 0 {
        return th.type_error(format!(
            "{}() takes no arguments ({given} given)",
            full_name(th, def)
        ));
    }
    if !s.var_args && min == 1 && max == 1 {
        return th.type_error(format!(
            "{}() takes exactly one argument ({given} given)",
            full_name(th, def)
        ));
    }
    let (how, n) = if given < min {
        (
            if min == max && !s.var_args {
                ""
            } else {
                "at least "
            },
            min,
        )
    } else {
        (if min == max { "" } else { "at most " }, max)
    };
    let plural = if n == 1 { "" } else { "s" };
    th.type_error(format!(
        "{} expected {how}{n} argument{plural}, got {given}",
        def.name
    ))
}

/// The messages about the number of arguments of functions with keyword parameters.
fn check_keyword_call(
    th: &Thread,
    def: &NativeDef,
    s: &Signature,
    nargs: usize,
    keywords: usize,
) -> PyResult<()> {
    if nargs <= s.positional && nargs + keywords <= s.named {
        return minimum(th, def, s, nargs);
    }
    let r = s.receiver;
    let name = def.name;
    let total = s.named - r;
    let required =
        s.required.max(r) - r + (s.positional..s.named).filter(|&i| !s.optional[i]).count();
    let given = nargs + keywords - r;
    if !s.var_args && !s.var_keywords && given > total {
        let how = if required < total {
            "at most"
        } else {
            "exactly"
        };
        let kind = if nargs == r { "keyword " } else { "" };
        let plural = if total == 1 { "" } else { "s" };
        return Err(th.type_error(format!(
            "{name}() takes {how} {total} {kind}argument{plural} ({given} given)"
        )));
    }
    if !s.var_args && nargs > s.positional {
        let max = s.positional - r;
        if max == 0 {
            return Err(th.type_error(format!("{name}() takes no positional arguments")));
        }
        let min = s.required.max(r) - r;
        let how = if min < max { "at most" } else { "exactly" };
        let plural = if max == 1 { "" } else { "s" };
        return Err(th.type_error(format!(
            "{name}() takes {how} {max} positional argument{plural} ({} given)",
            nargs - r
        )));
    }
    minimum(th, def, s, nargs)
}

/// Required positional-only parameters must be given by position.
fn minimum(th: &Thread, def: &NativeDef, s: &Signature, nargs: usize) -> PyResult<()> {
    let min = s.required.min(s.posonly);
    if nargs >= min {
        return Ok(());
    }
    let r = s.receiver;
    let (min, max) = (min.max(r) - r, s.positional - r);
    let how = if min < max || s.var_args {
        "at least"
    } else {
        "exactly"
    };
    let plural = if min == 1 { "" } else { "s" };
    Err(th.type_error(format!(
        "{}() takes {how} {min} positional argument{plural} ({} given)",
        def.name,
        nargs.max(r) - r
    )))
}

/// `__text_signature__`: None where the declaration has none.
pub fn text(th: &Thread, def: &NativeDef) -> Value {
    let is_function = def.binding == Binding::Plain && !def.signature.starts_with("($");
    match def.signature.strip_prefix('(') {
        None => Value::NONE,
        // A function of a module is one that is bound to it.
        Some(rest) if is_function => {
            let positional = rest.contains(", /,") || rest.contains(", /)");
            let (mark, rest) = match rest {
                ")" => ("/", rest),
                _ if positional => ("", rest),
                _ => ("/, ", rest),
            };
            str::new(th, &format!("($module, {mark}{rest}"))
        }
        Some(_) => str::new(th, def.signature),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_parsed() {
        let s = parse("($self, object, /, start=0, stop=(1, 2), *, key=None)");
        assert_eq!(
            (s.receiver, s.posonly, s.positional, s.required, s.named),
            (1, 2, 4, 2, 5)
        );
        let s = parse("($module, obj, /)");
        assert_eq!(
            (s.receiver, s.posonly, s.positional, s.required, s.named),
            (0, 1, 1, 1, 1)
        );
        let s = parse("($self, /, *args, **kwargs)");
        assert!(s.var_args && s.var_keywords);
        let s = parse("(sep=',', end='\\n')");
        assert_eq!(s.names, ["sep", "end"]);
    }
}
