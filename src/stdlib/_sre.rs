//! `_sre`: compiled regular expressions. `re._compiler` makes the codes; the crate `rustpython-sre_engine` runs them;
//! here are the Pattern and Match objects.
//!
//! Positions are counted in characters. ASCII strings are searched as bytes; others as generalised UTF-8.

use std::cell::Cell;

use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::import;
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops::{self, ControlFlow};
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::module::Module;
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::str::{self, Str};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{bytes, dict, generic_alias, list, type_of};
use runtime::value::Value;
use rustpython_sre_engine as engine;
use rustpython_wtf8::Wtf8;

use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_sre",
    doc: "",
    functions: &[
        NativeDef::new(
            "compile",
            "(pattern, flags, code, groups, groupindex, indexgroup)",
            compile,
        ),
        NativeDef::new("getcodesize", "()", |_, _| {
            Ok(Value::small(engine::CODESIZE as i64))
        }),
        NativeDef::new("ascii_iscased", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::bool(c < 128 && (c as u8).is_ascii_alphabetic()))
        }),
        NativeDef::new("unicode_iscased", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            let cased =
                engine::string::lower_unicode(c) != c || engine::string::upper_unicode(c) != c;
            Ok(Value::bool(cased))
        }),
        NativeDef::new("ascii_tolower", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::small(engine::string::lower_ascii(c) as i64))
        }),
        NativeDef::new("unicode_tolower", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::small(engine::string::lower_unicode(c) as i64))
        }),
        NativeDef::new("template", "(pattern, template, /)", |_, a| Ok(a[1])),
    ],
    init,
};

fn character(th: &Thread, v: Value) -> PyResult<u32> {
    Ok(ops::index_i64(th, v)? as u32)
}

struct Classes([Cell<Value>; 3]);
// SAFETY: touched only under the interpreter lock; classes are roots.
unsafe impl Sync for Classes {}
static CLASSES: Classes = Classes([const { Cell::new(Value::EMPTY) }; 3]);

const PATTERN: usize = 0;
const MATCH: usize = 1;
const SCANNER: usize = 2;

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for (n, def) in [&PATTERN_DEF, &MATCH_DEF, &SCANNER_DEF]
        .into_iter()
        .enumerate()
    {
        CLASSES.0[n].set(type_::define_native(th, def).value());
    }
    for (name, n) in [
        ("MAGIC", engine::SRE_MAGIC),
        ("CODESIZE", engine::CODESIZE),
        ("MAXREPEAT", u32::MAX as usize),
        ("MAXGROUPS", u32::MAX as usize / 2),
    ] {
        add(th, module, name, Value::small(n as i64));
    }
    Ok(())
}

/// A compiled pattern.
#[repr(C)]
struct Pattern {
    header: Header,
    layout: Option<&'static NativeLayout>,
    pattern: Slot,
    group_index: Slot,
    index_group: Slot,
    flags: Cell<i64>,
    groups: Cell<usize>,
    /// Leaked when the pattern is made, released when it is swept.
    codes: Cell<*mut Vec<u32>>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Pattern {
    const KIND: Kind = Kind::Native;
}

static PATTERN_LAYOUT: NativeLayout = NativeLayout {
    name: "re.Pattern",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let p = unsafe { &*h.cast::<Pattern>() };
        for slot in [&p.pattern, &p.group_index, &p.index_group] {
            t.visit_slot(slot);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once, for an object with this layout that is being swept.
        let p = unsafe { &*h.cast::<Pattern>() };
        let codes = p.codes.replace(std::ptr::null_mut());
        if !codes.is_null() {
            // SAFETY: made by `Box::into_raw` in `compile`.
            drop(unsafe { Box::from_raw(codes) });
        }
    }),
};

/// A match: `marks` is a tuple of the starts and ends of all groups, the whole match first, -1 where a group is unset.
#[repr(C)]
struct Match {
    header: Header,
    layout: Option<&'static NativeLayout>,
    pattern: Slot,
    string: Slot,
    marks: Slot,
    pos: Cell<usize>,
    end_pos: Cell<usize>,
    /// -1 for none.
    last_index: Cell<i64>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Match {
    const KIND: Kind = Kind::Native;
}

static MATCH_LAYOUT: NativeLayout = NativeLayout {
    name: "re.Match",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let m = unsafe { &*h.cast::<Match>() };
        for slot in [&m.pattern, &m.string, &m.marks] {
            t.visit_slot(slot);
        }
    },
    drop: None,
};

fn pattern(v: Value) -> Ref<Pattern> {
    // SAFETY: methods of the type are called with its instances, and it cannot be subclassed.
    unsafe { Ref::from_value_unchecked(v) }
}

fn matched(v: Value) -> Ref<Match> {
    // SAFETY: as `pattern`.
    unsafe { Ref::from_value_unchecked(v) }
}

fn compile(th: &Thread, a: &[Value]) -> PyResult {
    let mut codes = Vec::new();
    ops::iterate(th, a[2], |v| {
        codes.push(ops::index_i64(th, v)? as u32);
        Ok(ControlFlow::Continue(()))
    })?;
    let flags = ops::index_i64(th, a[1])?;
    let groups = ops::index_i64(th, a[3])? as usize;
    let p = type_::alloc_native::<Pattern>(th, as_type(CLASSES.0[PATTERN].get()), &PATTERN_LAYOUT);
    p.pattern.set(p, a[0]);
    p.group_index.set(p, a[4]);
    p.index_group.set(p, a[5]);
    p.flags.set(flags);
    p.groups.set(groups);
    p.codes.set(Box::into_raw(Box::new(codes)));
    Ok(p.value())
}

// ---- running

/// What is searched.
struct Subject {
    value: Value,
    data: Vec<u8>,
    /// One byte per character.
    bytewise: bool,
    len: usize,
}

fn subject(th: &Thread, p: Ref<Pattern>, v: Value) -> PyResult<Subject> {
    let wants_text = p.pattern.get().has_kind(Kind::Str);
    let any = p.pattern.get().is_none();
    if let Some(s) = v.downcast::<Str>() {
        if !wants_text && !any {
            return Err(th.type_error("cannot use a bytes pattern on a string-like object"));
        }
        return Ok(Subject {
            value: v,
            data: s.bytes().to_vec(),
            bytewise: s.is_ascii(),
            len: s.char_len(),
        });
    }
    match bytes::as_bytes(v) {
        Some(_) if wants_text => {
            Err(th.type_error("cannot use a string pattern on a bytes-like object"))
        }
        Some(b) => Ok(Subject {
            value: v,
            len: b.len(),
            data: b.into_owned(),
            bytewise: true,
        }),
        None => Err(th.type_error(format!(
            "expected string or bytes-like object, got '{}'",
            ops::type_name(v)
        ))),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Match,
    FullMatch,
    Search,
}

/// Where a match was found.
struct Found {
    marks: Vec<i64>,
    last_index: i64,
}

impl Found {
    fn span(&self) -> (usize, usize) {
        (self.marks[0] as usize, self.marks[1] as usize)
    }
}

fn run_on<S: engine::StrDrive>(
    p: Ref<Pattern>,
    string: S,
    start: usize,
    end: usize,
    mode: Mode,
    advance: bool,
) -> Option<Found> {
    // SAFETY: the codes live as long as the pattern, which the caller keeps.
    let codes = unsafe { &*p.codes.get() };
    let mut request = engine::Request::new(string, start, end, codes, mode == Mode::FullMatch);
    request.must_advance = advance;
    let mut state = engine::State::default();
    let ok = match mode {
        Mode::Search => state.search(request),
        Mode::Match | Mode::FullMatch => state.py_match(&request),
    };
    if !ok {
        return None;
    }
    let mut marks = vec![state.start as i64, state.cursor.position as i64];
    for g in 0..p.groups.get() {
        let (from, to) = state.marks.get(g);
        if from.is_some() && to.is_some() {
            marks.extend([from.unpack() as i64, to.unpack() as i64]);
        } else {
            marks.extend([-1, -1]);
        }
    }
    Some(Found {
        marks,
        last_index: state.marks.last_index() as i64,
    })
}

fn run(
    p: Ref<Pattern>,
    s: &Subject,
    start: usize,
    end: usize,
    mode: Mode,
    advance: bool,
) -> Option<Found> {
    if start > end {
        return None;
    }
    if s.bytewise {
        return run_on(p, &s.data[..], start, end, mode, advance);
    }
    // SAFETY: a str's bytes are generalised UTF-8; the engine only decodes them.
    let text = unsafe { Wtf8::from_bytes_unchecked(&s.data) };
    run_on(p, text, start, end, mode, advance)
}

fn make_match(th: &Thread, p: Ref<Pattern>, s: &Subject, at: (usize, usize), f: &Found) -> Value {
    let mut marks = RootedVec::new();
    for &n in &f.marks {
        marks.push(Value::small(n));
    }
    let marks = tuple::new(th, &marks);
    let m = type_::alloc_native::<Match>(th, as_type(CLASSES.0[MATCH].get()), &MATCH_LAYOUT);
    m.pattern.set(m, p.value());
    m.string.set(m, s.value);
    m.marks.set(m, marks.value());
    m.pos.set(at.0);
    m.end_pos.set(at.1);
    m.last_index.set(f.last_index);
    m.value()
}

/// A part of the subject.
fn slice(th: &Thread, v: Value, from: usize, to: usize) -> Value {
    if let Some(s) = v.downcast::<Str>() {
        return str::slice(th, s, from, to);
    }
    let data = bytes::as_bytes(v).unwrap_or_default();
    bytes::new(th, &data[from.min(data.len())..to.min(data.len())])
}

/// The range that `pos` and `endpos` ask for.
fn range(th: &Thread, s: &Subject, pos: Value, end: Value) -> PyResult<(usize, usize)> {
    let at = |v: Value, default: usize| -> PyResult<usize> {
        if v.is_empty() {
            return Ok(default);
        }
        Ok((ops::index_clamped(th, v)?.max(0) as usize).min(s.len))
    };
    Ok((at(pos, 0)?, at(end, s.len)?))
}

fn attempt(th: &Thread, a: &[Value], mode: Mode) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    Ok(match run(p, &s, at.0, at.1, mode, false) {
        Some(f) => make_match(th, p, &s, at, &f),
        None => Value::NONE,
    })
}

/// Calls `f` with each match from left to right, until it breaks.
fn each(
    p: Ref<Pattern>,
    s: &Subject,
    at: (usize, usize),
    mut f: impl FnMut(&Found) -> PyResult<ControlFlow<()>>,
) -> PyResult<()> {
    let (mut from, mut advance) = (at.0, false);
    while from <= at.1 {
        let Some(found) = run(p, s, from, at.1, Mode::Search, advance) else {
            break;
        };
        if f(&found)?.is_break() {
            break;
        }
        let (start, end) = found.span();
        advance = start == end;
        from = end;
    }
    Ok(())
}

/// A group's text; `default` if it took no part.
fn group_of(th: &Thread, string: Value, marks: &[i64], n: usize, default: Value) -> Value {
    let (from, to) = (marks[2 * n], marks[2 * n + 1]);
    if from < 0 || to < 0 {
        return default;
    }
    slice(th, string, from as usize, to as usize)
}

fn empty_like(th: &Thread, v: Value) -> Value {
    slice(th, v, 0, 0)
}

fn findall(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let list = list::new(th, &[]);
    let none = empty_like(th, s.value);
    each(p, &s, at, |f| {
        let item = match p.groups.get() {
            0 => group_of(th, s.value, &f.marks, 0, none),
            1 => group_of(th, s.value, &f.marks, 1, none),
            n => {
                let mut items = RootedVec::new();
                for g in 1..=n {
                    items.push(group_of(th, s.value, &f.marks, g, none));
                }
                tuple::new(th, &items).value()
            }
        };
        list.append(th, item);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(list.value())
}

fn finditer(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let list = list::new(th, &[]);
    each(p, &s, at, |f| {
        list.append(th, make_match(th, p, &s, at, f));
        Ok(ControlFlow::Continue(()))
    })?;
    // The matches are found at once; iterating over them is what the caller sees.
    ops::iter(th, list.value())
}

fn split(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let max = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    let list = list::new(th, &[]);
    let (mut last, mut n) = (0, 0);
    if max >= 0 {
        each(p, &s, (0, s.len), |f| {
            let (start, end) = f.span();
            list.append(th, slice(th, s.value, last, start));
            for g in 1..=p.groups.get() {
                list.append(th, group_of(th, s.value, &f.marks, g, Value::NONE));
            }
            last = end;
            n += 1;
            Ok(if n == max {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
    }
    list.append(th, slice(th, s.value, last, s.len));
    Ok(list.value())
}

/// How a replacement is made.
enum Replacement {
    Literal(Value),
    Template(Value),
    Function(Value),
}

fn replacement(th: &Thread, p: Ref<Pattern>, v: Value) -> PyResult<Replacement> {
    if ops::call::is_callable(v) {
        return Ok(Replacement::Function(v));
    }
    let plain = match v.downcast::<Str>() {
        Some(s) => !s.bytes().contains(&b'\\'),
        None => bytes::as_bytes(v).is_some_and(|b| !b.contains(&b'\\')),
    };
    if plain {
        return Ok(Replacement::Literal(v));
    }
    template(th, p, v).map(Replacement::Template)
}

fn template(th: &Thread, p: Ref<Pattern>, v: Value) -> PyResult {
    let re = import::import_module(th, "re")?;
    let f = ops::get_attr(th, re, str::intern(th, "_compile_template"))?;
    ops::call2(th, f, p.value(), v)
}

fn push_text(out: &mut Vec<u8>, v: Value) {
    match v.downcast::<Str>() {
        Some(s) => out.extend_from_slice(s.bytes()),
        None => out.extend_from_slice(&bytes::as_bytes(v).unwrap_or_default()),
    }
}

/// Appends a template with the groups filled in: literals and group numbers in turn.
fn push_template(
    th: &Thread,
    out: &mut Vec<u8>,
    template: Value,
    string: Value,
    marks: &[i64],
) -> PyResult<()> {
    let none = empty_like(th, string);
    ops::iterate(th, template, |part| {
        match part.as_small() {
            Some(g) => push_text(out, group_of(th, string, marks, g as usize, none)),
            None => push_text(out, part),
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn text_like(th: &Thread, v: Value, text: &[u8]) -> Value {
    if v.has_kind(Kind::Str) {
        str::from_bytes(th, text).value()
    } else {
        bytes::new(th, text)
    }
}

fn substitute(th: &Thread, a: &[Value]) -> PyResult<(Value, i64)> {
    let p = pattern(a[0]);
    let s = subject(th, p, a[2])?;
    let how = replacement(th, p, a[1])?;
    let max = if a[3].is_empty() {
        0
    } else {
        ops::index_i64(th, a[3])?
    };
    let mut out = Vec::new();
    let (mut last, mut n) = (0, 0);
    if max >= 0 {
        each(p, &s, (0, s.len), |f| {
            let (start, end) = f.span();
            push_text(&mut out, slice(th, s.value, last, start));
            match how {
                Replacement::Literal(v) => push_text(&mut out, v),
                Replacement::Template(t) => push_template(th, &mut out, t, s.value, &f.marks)?,
                Replacement::Function(function) => {
                    let m = make_match(th, p, &s, (0, s.len), f);
                    let r = ops::call1(th, function, m)?;
                    if !r.is_none() {
                        if r.has_kind(Kind::Str) != s.value.has_kind(Kind::Str) {
                            return Err(th.type_error(format!(
                                "expected str instance, {} found",
                                ops::type_name(r)
                            )));
                        }
                        push_text(&mut out, r);
                    }
                }
            }
            last = end;
            n += 1;
            Ok(if n == max {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
    }
    if n == 0 {
        return Ok((s.value, 0));
    }
    push_text(&mut out, slice(th, s.value, last, s.len));
    Ok((text_like(th, s.value, &out), n))
}

const SUBJECT: &str = "($self, /, string, pos=0, endpos=sys.maxsize)";

static PATTERN_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(pattern_repr),
        hash: Some(|th, v| Ok(ops::hash(th, pattern(v).pattern.get())? ^ pattern(v).flags.get())),
        compare: Some(|th, a, b, op| {
            if type_of(a) != type_of(b) || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let (x, y) = (pattern(a), pattern(b));
            let same = x.flags.get() == y.flags.get()
                && x.pattern.get().has_kind(Kind::Str) == y.pattern.get().has_kind(Kind::Str)
                && ops::equal(th, x.pattern.get(), y.pattern.get())?;
            Ok(Value::bool(same == (op == CmpOp::Eq)))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("match", SUBJECT, |th, a| attempt(th, a, Mode::Match)),
        NativeDef::new("fullmatch", SUBJECT, |th, a| {
            attempt(th, a, Mode::FullMatch)
        }),
        NativeDef::new("search", SUBJECT, |th, a| attempt(th, a, Mode::Search)),
        NativeDef::new("findall", SUBJECT, findall),
        NativeDef::new("finditer", SUBJECT, finditer),
        NativeDef::new("scanner", SUBJECT, scanner),
        NativeDef::new("split", "($self, /, string, maxsplit=0)", split),
        NativeDef::new("sub", "($self, /, repl, string, count=0)", |th, a| {
            substitute(th, a).map(|(v, _)| v)
        }),
        NativeDef::new("subn", "($self, /, repl, string, count=0)", |th, a| {
            let (v, n) = substitute(th, a)?;
            Ok(tuple::new(th, &[v, Value::small(n)]).value())
        }),
        NativeDef::new("__copy__", "($self, /)", |_, a| Ok(a[0])),
        NativeDef::new("__deepcopy__", "($self, memo, /)", |_, a| Ok(a[0])),
        generic_alias::CLASS_GETITEM,
    ],
    getset: &[
        GetSetDef {
            name: "pattern",
            get: |_, v| Ok(pattern(v).pattern.get()),
            set: None,
        },
        GetSetDef {
            name: "flags",
            get: |_, v| Ok(Value::small(pattern(v).flags.get())),
            set: None,
        },
        GetSetDef {
            name: "groups",
            get: |_, v| Ok(Value::small(pattern(v).groups.get() as i64)),
            set: None,
        },
        GetSetDef {
            name: "groupindex",
            get: |th, v| {
                Ok(runtime::types::mapping_proxy::new(
                    th,
                    pattern(v).group_index.get(),
                ))
            },
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Pattern>(),
    doc: "Compiled regular expression object.",
    ..NativeTypeDef::new("re.Pattern")
};

/// `re.compile('…', re.I)`.
fn pattern_repr(th: &Thread, v: Value) -> PyResult {
    let p = pattern(v);
    const NAMES: [(i64, &str); 7] = [
        (2, "re.IGNORECASE"),
        (4, "re.LOCALE"),
        (8, "re.MULTILINE"),
        (16, "re.DOTALL"),
        (64, "re.VERBOSE"),
        (128, "re.DEBUG"),
        (256, "re.ASCII"),
    ];
    let mut flags = p.flags.get();
    if p.pattern.get().has_kind(Kind::Str) {
        // Every pattern of text has it.
        flags &= !32;
    }
    let mut names = Vec::new();
    for (bit, name) in NAMES {
        if flags & bit != 0 {
            names.push(name.to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let shown = ops::repr(th, p.pattern.get())?;
    let mut text = b"re.compile(".to_vec();
    let cut = shown.bytes().len().min(200);
    text.extend_from_slice(&shown.bytes()[..cut]);
    if !names.is_empty() {
        text.extend_from_slice(b", ");
        text.extend_from_slice(names.join("|").as_bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

// ---- matches

fn marks(m: Ref<Match>) -> Vec<i64> {
    let t: Option<Ref<Tuple>> = m.marks.get().downcast();
    t.map_or(Vec::new(), |t| {
        t.items().iter().filter_map(|v| v.as_small()).collect()
    })
}

#[cold]
fn no_group(th: &Thread) -> Raised {
    th.index_error("no such group")
}

/// The number of a group given by number or name.
fn group_number(th: &Thread, m: Ref<Match>, v: Value) -> PyResult<usize> {
    let p = pattern(m.pattern.get());
    let n = match v.as_small() {
        Some(n) => Some(n),
        None => match p.group_index.get().downcast::<Dict>() {
            Some(d) if v.has_kind(Kind::Str) => d.get(th, v)?.and_then(|n| n.as_small()),
            _ => None,
        },
    };
    match n.and_then(|n| usize::try_from(n).ok()) {
        Some(n) if n <= p.groups.get() => Ok(n),
        _ => Err(no_group(th)),
    }
}

fn group(th: &Thread, args: Args) -> PyResult {
    let m = matched(args.values[0]);
    let all = marks(m);
    let get = |v: Value| -> PyResult {
        let n = group_number(th, m, v)?;
        Ok(group_of(th, m.string.get(), &all, n, Value::NONE))
    };
    match args.pos()[1..] {
        [] => get(Value::small(0)),
        [v] => get(v),
        ref several => {
            let mut items = RootedVec::new();
            for &v in several {
                items.push(get(v)?);
            }
            Ok(tuple::new(th, &items).value())
        }
    }
}

fn side(th: &Thread, a: &[Value], which: usize) -> PyResult {
    let m = matched(a[0]);
    let n = if a[1].is_empty() {
        0
    } else {
        group_number(th, m, a[1])?
    };
    Ok(Value::small(marks(m)[2 * n + which]))
}

fn span(th: &Thread, m: Ref<Match>, n: usize) -> Value {
    let all = marks(m);
    tuple::new(
        th,
        &[Value::small(all[2 * n]), Value::small(all[2 * n + 1])],
    )
    .value()
}

static MATCH_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let m = matched(v);
            let all = marks(m);
            let text = group_of(th, m.string.get(), &all, 0, Value::NONE);
            let shown = ops::repr(th, text)?;
            let head = format!("<re.Match object; span=({}, {}), match=", all[0], all[1]);
            let text = [head.as_bytes(), shown.bytes(), b">"].concat();
            Ok(str::from_bytes(th, &text).value())
        }),
        getitem: Some(|th, v, key| {
            let m = matched(v);
            let n = group_number(th, m, key)?;
            Ok(group_of(th, m.string.get(), &marks(m), n, Value::NONE))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("group", "", group),
        NativeDef::new("groups", "($self, /, default=None)", |th, a| {
            let m = matched(a[0]);
            let default = if a[1].is_empty() { Value::NONE } else { a[1] };
            let all = marks(m);
            let mut items = RootedVec::new();
            for n in 1..all.len() / 2 {
                items.push(group_of(th, m.string.get(), &all, n, default));
            }
            Ok(tuple::new(th, &items).value())
        }),
        NativeDef::new("groupdict", "($self, /, default=None)", |th, a| {
            let m = matched(a[0]);
            let default = if a[1].is_empty() { Value::NONE } else { a[1] };
            let all = marks(m);
            let result = dict::new(th);
            if let Some(names) = pattern(m.pattern.get())
                .group_index
                .get()
                .downcast::<Dict>()
            {
                let mut at = 0;
                while let Some((name, n)) = names.next(&mut at) {
                    let n = n.as_small().unwrap_or(0) as usize;
                    result.set(th, name, group_of(th, m.string.get(), &all, n, default))?;
                }
            }
            Ok(result.value())
        }),
        NativeDef::new("start", "($self, group=0, /)", |th, a| side(th, a, 0)),
        NativeDef::new("end", "($self, group=0, /)", |th, a| side(th, a, 1)),
        NativeDef::new("span", "($self, group=0, /)", |th, a| {
            let m = matched(a[0]);
            let n = if a[1].is_empty() {
                0
            } else {
                group_number(th, m, a[1])?
            };
            Ok(span(th, m, n))
        }),
        NativeDef::new("expand", "($self, /, template)", |th, a| {
            let m = matched(a[0]);
            let parts = template(th, pattern(m.pattern.get()), a[1])?;
            let mut out = Vec::new();
            push_template(th, &mut out, parts, m.string.get(), &marks(m))?;
            Ok(text_like(th, m.string.get(), &out))
        }),
        NativeDef::new("__copy__", "($self, /)", |_, a| Ok(a[0])),
        NativeDef::new("__deepcopy__", "($self, memo, /)", |_, a| Ok(a[0])),
        generic_alias::CLASS_GETITEM,
    ],
    getset: &[
        GetSetDef {
            name: "string",
            get: |_, v| Ok(matched(v).string.get()),
            set: None,
        },
        GetSetDef {
            name: "re",
            get: |_, v| Ok(matched(v).pattern.get()),
            set: None,
        },
        GetSetDef {
            name: "pos",
            get: |_, v| Ok(Value::small(matched(v).pos.get() as i64)),
            set: None,
        },
        GetSetDef {
            name: "endpos",
            get: |_, v| Ok(Value::small(matched(v).end_pos.get() as i64)),
            set: None,
        },
        GetSetDef {
            name: "lastindex",
            get: |_, v| {
                let n = matched(v).last_index.get();
                Ok(if n < 0 { Value::NONE } else { Value::small(n) })
            },
            set: None,
        },
        GetSetDef {
            name: "lastgroup",
            get: |th, v| {
                let m = matched(v);
                let n = m.last_index.get();
                if n < 0 {
                    return Ok(Value::NONE);
                }
                let names = pattern(m.pattern.get()).index_group.get();
                match names.downcast::<Tuple>() {
                    Some(t) => Ok(t.items().get(n as usize).copied().unwrap_or(Value::NONE)),
                    None => ops::get_item(th, names, Value::small(n)),
                }
            },
            set: None,
        },
        GetSetDef {
            name: "regs",
            get: |th, v| {
                let m = matched(v);
                let mut items = RootedVec::new();
                for n in 0..marks(m).len() / 2 {
                    items.push(span(th, m, n));
                }
                Ok(tuple::new(th, &items).value())
            },
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Match>(),
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    ..NativeTypeDef::new("re.Match")
};

// ---- scanners

/// What `pattern.scanner(…)` gives: a match after the other. Its fields are those of a match: `marks` is unused, `pos` is
/// where to go on, `last_index` whether the next match must not be empty here.
static SCANNER_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("match", "($self, /)", |th, a| step(th, a[0], Mode::Match)),
        NativeDef::new("search", "($self, /)", |th, a| step(th, a[0], Mode::Search)),
    ],
    getset: &[GetSetDef {
        name: "pattern",
        get: |_, v| Ok(matched(v).pattern.get()),
        set: None,
    }],
    flags: flags::NO_NEW | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Match>(),
    ..NativeTypeDef::new("_sre.SRE_Scanner")
};

fn scanner(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let m = type_::alloc_native::<Match>(th, as_type(CLASSES.0[SCANNER].get()), &MATCH_LAYOUT);
    m.pattern.set(m, p.value());
    m.string.set(m, a[1]);
    m.pos.set(at.0);
    m.end_pos.set(at.1);
    Ok(m.value())
}

fn step(th: &Thread, v: Value, mode: Mode) -> PyResult {
    let scanner = matched(v);
    let p = pattern(scanner.pattern.get());
    let s = subject(th, p, scanner.string.get())?;
    let at = (scanner.pos.get(), scanner.end_pos.get());
    match run(p, &s, at.0, at.1, mode, scanner.last_index.get() == 1) {
        Some(f) => {
            let (start, end) = f.span();
            scanner.pos.set(end);
            scanner.last_index.set(i64::from(start == end));
            Ok(make_match(th, p, &s, (0, at.1), &f))
        }
        None => {
            scanner.pos.set(at.1 + 1);
            Ok(Value::NONE)
        }
    }
}
