//! `_sre`: compiled regular expressions. `re._compiler` makes the codes; the modules in the folder beside this one translate
//! and run them; here are the Pattern and Match objects.
//!
//! The machine counts positions in bytes of generalised UTF-8, Python in characters: they are told apart only where a
//! string is not ASCII, by counting from the last position that is known both ways.
//!
//! The file is long because the methods of three types stand in it, each of them short.

mod charset;
mod codes;
mod first;
mod machine;
mod program;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::sync::atomic::Ordering;

use machine::{Buffers, Machine, Span};
use program::Program;
use runtime::algo::{unicode, wtf8};
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::import;
use runtime::interp::control;
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
use runtime::types::{T, bytes, dict, generic_alias, is_exactly, iter, list, type_of};
use runtime::value::Value;

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
            Ok(Value::small(codes::CODE_SIZE))
        }),
        NativeDef::new("ascii_iscased", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::bool(c < 128 && (c as u8).is_ascii_alphabetic()))
        }),
        NativeDef::new("unicode_iscased", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            let upper = unicode::to_upper(c).iter().next();
            let cased = unicode::simple_lower(c) != c || upper != Some(c);
            Ok(Value::bool(cased))
        }),
        NativeDef::new("ascii_tolower", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::small(i64::from(charset::lower_ascii(c))))
        }),
        NativeDef::new("unicode_tolower", "(character, /)", |th, a| {
            let c = character(th, a[0])?;
            Ok(Value::small(i64::from(unicode::simple_lower(c))))
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
        ("MAGIC", codes::MAGIC),
        ("CODESIZE", codes::CODE_SIZE),
        ("MAXREPEAT", i64::from(codes::MAX_REPEAT)),
        ("MAXGROUPS", i64::from(u32::MAX / 2)),
    ] {
        add(th, module, name, Value::small(n));
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
    programs: Cell<*mut Programs>,
}

/// The codes of a pattern and what they were translated to: for text, for bytes.
struct Programs {
    codes: Vec<u32>,
    translated: [OnceCell<Program>; 2],
}

impl Programs {
    fn get(&self, groups: usize, is_text: bool) -> &Program {
        self.translated[usize::from(is_text)].get_or_init(|| {
            Program::new(&self.codes, groups, is_text)
                .expect("what is a program for text is one for bytes")
        })
    }
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
        let programs = p.programs.replace(std::ptr::null_mut());
        if !programs.is_null() {
            // SAFETY: made by `Box::into_raw` in `compile`.
            drop(unsafe { Box::from_raw(programs) });
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
    let is_text = a[0].is_none() || a[0].has_kind(Kind::Str);
    // Each group has two marks in the codes.
    if groups > codes.len() / 4 {
        return Err(th.runtime_error("invalid SRE code"));
    }
    let Ok(program) = Program::new(&codes, groups, is_text) else {
        return Err(th.runtime_error("invalid SRE code"));
    };
    let programs = Programs {
        codes,
        translated: Default::default(),
    };
    if programs.translated[usize::from(is_text)]
        .set(program)
        .is_err()
    {
        unreachable!("it is new");
    }
    let p = type_::alloc_native::<Pattern>(th, as_type(CLASSES.0[PATTERN].get()), &PATTERN_LAYOUT);
    p.pattern.set(p, a[0]);
    p.group_index.set(p, a[4]);
    p.index_group.set(p, a[5]);
    p.flags.set(flags);
    p.groups.set(groups);
    p.programs.set(Box::into_raw(Box::new(programs)));
    Ok(p.value())
}

// ---- running

/// What is searched. Texts and bytes stay where they are; what may change meanwhile is copied.
struct Subject {
    value: Value,
    copy: Option<Vec<u8>>,
    /// In characters.
    len: usize,
    is_text: bool,
    /// Characters may have more than one byte.
    wide: bool,
}

impl Subject {
    fn data(&self) -> &[u8] {
        if let Some(copy) = &self.copy {
            return copy;
        }
        let data = match self.value.downcast::<Str>() {
            Some(s) => std::ptr::from_ref(s.bytes()),
            None => match bytes::as_bytes(self.value) {
                Some(Cow::Borrowed(data)) => data,
                _ => &[],
            },
        };
        // SAFETY: the text of a string and the data of a bytes object never change, and `value`, on the native stack,
        // keeps them.
        unsafe { &*data }
    }

    /// The offset of a character.
    fn offset(&self, th: &Thread, at: usize) -> usize {
        match self.value.downcast::<Str>() {
            Some(s) if self.wide => str::byte_offset(th, s, at),
            _ => at,
        }
    }

    /// The characters between two offsets.
    fn part(&self, th: &Thread, from: usize, to: usize) -> Value {
        part(th, self.value, from, to)
    }
}

/// A part of a string or bytes-like object, between two offsets of bytes.
fn part(th: &Thread, v: Value, from: usize, to: usize) -> Value {
    if let Some(s) = v.downcast::<Str>() {
        if from == 0 && to == s.bytes().len() && is_exactly(v, T::Str) {
            return v;
        }
        return str::part(th, s, from, to);
    }
    let data = bytes::as_bytes(v).unwrap_or_default();
    if from == 0 && to == data.len() && is_exactly(v, T::Bytes) {
        return v;
    }
    bytes::new(th, &data[from.min(data.len())..to.min(data.len())])
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
            copy: None,
            len: s.char_len(),
            is_text: true,
            wide: !s.is_ascii(),
        });
    }
    match bytes::as_bytes(v) {
        Some(_) if wants_text => {
            Err(th.type_error("cannot use a string pattern on a bytes-like object"))
        }
        Some(b) => Ok(Subject {
            value: v,
            len: b.len(),
            copy: match b {
                Cow::Borrowed(_) => None,
                Cow::Owned(copy) => Some(copy),
            },
            is_text: false,
            wide: false,
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

thread_local! {
    /// The buffers of the last machine, for the next one.
    static BUFFERS: RefCell<Option<Buffers>> = const { RefCell::new(None) };
}

/// The entries that a machine may have on its stack: 6 GB.
const MOST_ENTRIES: usize = 1 << 28;

/// Gives `f` the machine for a pattern and a subject that ends at the offset `end`.
fn with_machine<R>(
    th: &Thread,
    p: Ref<Pattern>,
    s: &Subject,
    end: usize,
    full: bool,
    f: impl FnOnce(&mut Machine<'_, Raised>) -> PyResult<R>,
) -> PyResult<R> {
    // SAFETY: the programs live as long as the pattern, which the caller keeps.
    let programs = unsafe { &*p.programs.get() };
    let program = programs.get(p.groups.get(), s.is_text);
    let buffers = BUFFERS.take().unwrap_or_default();
    let mut poll = |entries: usize| {
        if entries > MOST_ENTRIES {
            return Err(th.error(T::MemoryError, ""));
        }
        if th.poll.load(Ordering::Relaxed) != 0 {
            control::poll(th)?;
        }
        Ok(())
    };
    let text = &s.data()[..end];
    let mut machine = Machine::new(program, text, s.wide, full, buffers, &mut poll);
    let r = f(&mut machine);
    BUFFERS.set(Some(machine.into_buffers()));
    r
}

/// A position that is known both as an offset and as a number of characters.
#[derive(Clone, Copy)]
struct Place {
    offset: usize,
    chars: usize,
}

impl Place {
    /// The number of characters at another offset.
    fn chars_at(self, s: &Subject, offset: usize) -> usize {
        if !s.wide {
            return offset;
        }
        let data = s.data();
        if offset >= self.offset {
            self.chars + wtf8::count(&data[self.offset..offset])
        } else {
            self.chars - wtf8::count(&data[offset..self.offset])
        }
    }
}

/// The match object for what the machine found. `near` is any known place; `at` the range that was asked for, in characters.
fn make_match(
    th: &Thread,
    p: Ref<Pattern>,
    s: &Subject,
    at: (usize, usize),
    near: Place,
    span: Span,
    machine: &Machine<'_, Raised>,
) -> Value {
    let groups = p.groups.get();
    let marks = tuple::new_zeroed(th, 2 * groups + 2);
    let start = Place {
        offset: span.start,
        chars: near.chars_at(s, span.start),
    };
    let set = |n: usize, (from, to): (usize, usize)| {
        for (n, offset) in [(n, from), (n + 1, to)] {
            let at = if offset == machine::NONE {
                -1
            } else {
                start.chars_at(s, offset) as i64
            };
            marks.init_item(n, Value::small(at));
        }
    };
    set(0, (span.start, span.end));
    for g in 0..groups {
        set(2 * g + 2, machine.group(g));
    }
    let m = type_::alloc_native::<Match>(th, as_type(CLASSES.0[MATCH].get()), &MATCH_LAYOUT);
    m.pattern.set(m, p.value());
    m.string.set(m, s.value);
    m.marks.set(m, marks.value());
    m.pos.set(at.0);
    m.end_pos.set(at.1);
    m.last_index.set(match machine.last() {
        0 => -1,
        n => n as i64,
    });
    m.value()
}

/// The range that `pos` and `endpos` ask for, in characters.
fn range(th: &Thread, s: &Subject, pos: Value, end: Value) -> PyResult<(usize, usize)> {
    let at = |v: Value, default: usize| -> PyResult<usize> {
        if v.is_empty() {
            return Ok(default);
        }
        Ok((ops::index_i64(th, v)?.max(0) as usize).min(s.len))
    };
    Ok((at(pos, 0)?, at(end, s.len)?))
}

fn attempt(th: &Thread, a: &[Value], mode: Mode) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let beyond = at.0 > at.1;
    if beyond && mode == Mode::Search {
        return Ok(Value::NONE);
    }
    let start = Place {
        offset: s.offset(th, at.0),
        chars: at.0,
    };
    let end = s.offset(th, at.1).max(start.offset);
    with_machine(th, p, &s, end, mode == Mode::FullMatch, |machine| {
        machine.beyond = beyond;
        let found = match mode {
            Mode::Search => machine.search(start.offset, false)?,
            Mode::Match | Mode::FullMatch => machine.match_at(start.offset, false)?,
        };
        Ok(found.map_or(Value::NONE, |span| {
            make_match(th, p, &s, at, start, span, machine)
        }))
    })
}

/// Calls `f` with each match from left to right, until it breaks.
fn each(
    th: &Thread,
    p: Ref<Pattern>,
    s: &Subject,
    at: (usize, usize),
    mut f: impl FnMut(&Machine<'_, Raised>, Span) -> PyResult<ControlFlow<()>>,
) -> PyResult<()> {
    if at.0 > at.1 {
        return Ok(());
    }
    let (mut from, end) = (s.offset(th, at.0), s.offset(th, at.1));
    with_machine(th, p, s, end, false, |machine| {
        let mut advance = false;
        while let Some(span) = machine.search(from, advance)? {
            if f(machine, span)?.is_break() {
                break;
            }
            advance = span.start == span.end;
            from = span.end;
        }
        Ok(())
    })
}

fn empty_like(th: &Thread, v: Value) -> Value {
    part(th, v, 0, 0)
}

fn findall(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let list = list::new(th, &[]);
    let none = empty_like(th, s.value);
    each(th, p, &s, at, |machine, span| {
        let group = |g: usize| match machine.group(g) {
            (machine::NONE, _) => none,
            (from, to) => s.part(th, from, to),
        };
        let item = match p.groups.get() {
            0 => s.part(th, span.start, span.end),
            1 => group(0),
            n => {
                let items = tuple::new_zeroed(th, n);
                for g in 0..n {
                    items.init_item(g, group(g));
                }
                items.value()
            }
        };
        list.append(th, item);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(list.value())
}

fn finditer(th: &Thread, a: &[Value]) -> PyResult {
    let scanner = scanner(th, a)?;
    let search = ops::get_attr(th, scanner, str::intern(th, "search"))?;
    Ok(iter::new_callable(th, search, Value::NONE))
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
        each(th, p, &s, (0, s.len), |machine, span| {
            list.append(th, s.part(th, last, span.start));
            for g in 0..p.groups.get() {
                list.append(
                    th,
                    match machine.group(g) {
                        (machine::NONE, _) => Value::NONE,
                        (from, to) => s.part(th, from, to),
                    },
                );
            }
            last = span.end;
            n += 1;
            Ok(if n == max {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
    }
    list.append(th, s.part(th, last, s.data().len()));
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
        Some(s) => memchr::memchr(b'\\', s.bytes()).is_none(),
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

/// Appends a template with the groups filled in by `group`: literals and group numbers in turn.
fn push_template(
    th: &Thread,
    out: &mut Vec<u8>,
    template: Value,
    group: impl Fn(&mut Vec<u8>, usize),
) -> PyResult<()> {
    ops::iterate(th, template, |part| {
        match part.as_small() {
            Some(g) => group(out, g as usize),
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

/// What a function gave for a match, as one of the `n` pieces that are joined.
fn check_piece(th: &Thread, s: &Subject, v: Value, n: usize) -> PyResult<()> {
    let kind = match s.is_text {
        true if v.has_kind(Kind::Str) => return Ok(()),
        true => "str instance",
        false if bytes::as_bytes(v).is_some() => return Ok(()),
        false => "a bytes-like object",
    };
    Err(th.type_error(format!(
        "sequence item {n}: expected {kind}, {} found",
        ops::type_name(v)
    )))
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
    let (mut last, mut n, mut pieces) = (0, 0, 0);
    let mut near = Place {
        offset: 0,
        chars: 0,
    };
    if max >= 0 {
        each(th, p, &s, (0, s.len), |machine, span| {
            let Span { start, end } = span;
            if last < start {
                out.extend_from_slice(&s.data()[last..start]);
                pieces += 1;
            }
            match how {
                Replacement::Literal(v) => {
                    check_piece(th, &s, v, pieces)?;
                    push_text(&mut out, v);
                    pieces += 1;
                }
                Replacement::Template(t) => push_template(th, &mut out, t, |out, g| {
                    let (from, to) = match g {
                        0 => (start, end),
                        g => machine.group(g - 1),
                    };
                    if from != machine::NONE {
                        out.extend_from_slice(&s.data()[from..to]);
                    }
                })?,
                Replacement::Function(function) => {
                    let m = make_match(th, p, &s, (0, s.len), near, span, machine);
                    near = Place {
                        offset: start,
                        chars: near.chars_at(&s, start),
                    };
                    let r = ops::call1(th, function, m)?;
                    if !r.is_none() {
                        check_piece(th, &s, r, pieces)?;
                        push_text(&mut out, r);
                        pieces += 1;
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
    if n == 0 && is_exactly(s.value, if s.is_text { T::Str } else { T::Bytes }) {
        return Ok((s.value, 0));
    }
    out.extend_from_slice(&s.data()[last..]);
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

/// A mark: the start (even) or end (odd) of a group, the whole match first.
fn mark(m: Ref<Match>, n: usize) -> i64 {
    let t: Option<Ref<Tuple>> = m.marks.get().downcast();
    let v = t.and_then(|t| t.items().get(n).copied());
    v.and_then(|v| v.as_small()).unwrap_or(-1)
}

/// A group's text; `default` if it took no part.
fn group_of(th: &Thread, m: Ref<Match>, n: usize, default: Value) -> Value {
    let (from, to) = (mark(m, 2 * n), mark(m, 2 * n + 1));
    if from < 0 || to < 0 {
        return default;
    }
    let whole = m.string.get();
    let (from, to) = (from as usize, to as usize);
    if let Some(s) = whole.downcast::<Str>() {
        if from == 0 && to == s.char_len() && is_exactly(whole, T::Str) {
            return whole;
        }
        return str::slice(th, s, from, to);
    }
    part(th, whole, from, to)
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
        None if type_of(v).slots().index.is_some() => ops::index(th, v)?.as_small(),
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
    let get = |v: Value| -> PyResult {
        let n = group_number(th, m, v)?;
        Ok(group_of(th, m, n, Value::NONE))
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
    Ok(Value::small(mark(m, 2 * n + which)))
}

fn span(th: &Thread, m: Ref<Match>, n: usize) -> Value {
    let sides = [2 * n, 2 * n + 1].map(|n| Value::small(mark(m, n)));
    tuple::new(th, &sides).value()
}

static MATCH_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let m = matched(v);
            let shown = ops::repr(th, group_of(th, m, 0, Value::NONE))?;
            let (from, to) = (mark(m, 0), mark(m, 1));
            let head = format!("<re.Match object; span=({from}, {to}), match=");
            let text = [head.as_bytes(), shown.bytes(), b">"].concat();
            Ok(str::from_bytes(th, &text).value())
        }),
        getitem: Some(|th, v, key| {
            let m = matched(v);
            let n = group_number(th, m, key)?;
            Ok(group_of(th, m, n, Value::NONE))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("group", "", group),
        NativeDef::new("groups", "($self, /, default=None)", |th, a| {
            let m = matched(a[0]);
            let default = if a[1].is_empty() { Value::NONE } else { a[1] };
            let groups = pattern(m.pattern.get()).groups.get();
            let all = tuple::new_zeroed(th, groups);
            for n in 1..=groups {
                all.init_item(n - 1, group_of(th, m, n, default));
            }
            Ok(all.value())
        }),
        NativeDef::new("groupdict", "($self, /, default=None)", |th, a| {
            let m = matched(a[0]);
            let default = if a[1].is_empty() { Value::NONE } else { a[1] };
            let result = dict::new(th);
            if let Some(names) = pattern(m.pattern.get())
                .group_index
                .get()
                .downcast::<Dict>()
            {
                let mut at = 0;
                while let Some((name, n)) = names.next(&mut at) {
                    let n = n.as_small().unwrap_or(0) as usize;
                    result.set(th, name, group_of(th, m, n, default))?;
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
            push_template(th, &mut out, parts, |out, n| {
                push_text(out, group_of(th, m, n, Value::NONE));
            })?;
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
                for n in 0..=pattern(m.pattern.get()).groups.get() {
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

/// What `pattern.scanner(…)` gives: a match after the other.
#[repr(C)]
struct Scanner {
    header: Header,
    layout: Option<&'static NativeLayout>,
    pattern: Slot,
    /// What the matches are of.
    string: Slot,
    /// The same, but what may change is copied as bytes.
    searched: Slot,
    /// The range that was asked for, in characters.
    pos: Cell<usize>,
    end_pos: Cell<usize>,
    /// Where to go on: the offset and the number of characters; `machine::NONE` when there is nothing more.
    offset: Cell<usize>,
    chars: Cell<usize>,
    /// The offset of the end.
    end: Cell<usize>,
    /// The next match must not be empty here.
    advance: Cell<bool>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Scanner {
    const KIND: Kind = Kind::Native;
}

static SCANNER_LAYOUT: NativeLayout = NativeLayout {
    name: "_sre.SRE_Scanner",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let s = unsafe { &*h.cast::<Scanner>() };
        for slot in [&s.pattern, &s.string, &s.searched] {
            t.visit_slot(slot);
        }
    },
    drop: None,
};

fn scanning(v: Value) -> Ref<Scanner> {
    // SAFETY: as `pattern`.
    unsafe { Ref::from_value_unchecked(v) }
}

static SCANNER_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("match", "($self, /)", |th, a| step(th, a[0], Mode::Match)),
        NativeDef::new("search", "($self, /)", |th, a| step(th, a[0], Mode::Search)),
    ],
    getset: &[GetSetDef {
        name: "pattern",
        get: |_, v| Ok(scanning(v).pattern.get()),
        set: None,
    }],
    flags: flags::NO_NEW | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Scanner>(),
    ..NativeTypeDef::new("_sre.SRE_Scanner")
};

fn scanner(th: &Thread, a: &[Value]) -> PyResult {
    let p = pattern(a[0]);
    let s = subject(th, p, a[1])?;
    let at = range(th, &s, a[2], a[3])?;
    let searched = match &s.copy {
        Some(copy) => bytes::new(th, copy),
        None => a[1],
    };
    let (offset, end) = (s.offset(th, at.0), s.offset(th, at.1));
    let scanner =
        type_::alloc_native::<Scanner>(th, as_type(CLASSES.0[SCANNER].get()), &SCANNER_LAYOUT);
    scanner.pattern.set(scanner, p.value());
    scanner.string.set(scanner, a[1]);
    scanner.searched.set(scanner, searched);
    scanner.pos.set(at.0);
    scanner.end_pos.set(at.1);
    scanner
        .offset
        .set(if at.0 > at.1 { machine::NONE } else { offset });
    scanner.chars.set(at.0);
    scanner.end.set(end);
    scanner.advance.set(false);
    Ok(scanner.value())
}

fn step(th: &Thread, v: Value, mode: Mode) -> PyResult {
    let scanner = scanning(v);
    let p = pattern(scanner.pattern.get());
    let s = subject(th, p, scanner.searched.get())?;
    let near = Place {
        offset: scanner.offset.get(),
        chars: scanner.chars.get(),
    };
    if near.offset == machine::NONE {
        return Ok(Value::NONE);
    }
    with_machine(th, p, &s, scanner.end.get(), false, |machine| {
        let advance = scanner.advance.get();
        let found = match mode {
            Mode::Search => machine.search(near.offset, advance)?,
            Mode::Match | Mode::FullMatch => machine.match_at(near.offset, advance)?,
        };
        let Some(span) = found else {
            scanner.offset.set(machine::NONE);
            return Ok(Value::NONE);
        };
        let at = (scanner.pos.get(), scanner.end_pos.get());
        let m = make_match(th, p, &s, at, near, span, machine);
        matched(m).string.set(matched(m), scanner.string.get());
        scanner.chars.set(near.chars_at(&s, span.end));
        scanner.offset.set(span.end);
        scanner.advance.set(span.start == span.end);
        Ok(m)
    })
}
