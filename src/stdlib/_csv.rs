//! `_csv`: the reader and the writer behind `csv`.
//!
//! Both work on characters of UTF-8 extended to surrogates. The reader is a small state machine that takes a line at a
//! time, with [`END`] behind each; a record ends where a line ends outside quotes.
//!
//! It is long because dialects check as much as the two do work.

use std::cell::Cell;
use std::mem::size_of;
use std::ops::ControlFlow;

use runtime::algo::wtf8;
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::list;
use runtime::types::module::Module;
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, dict, float, int, type_of};
use runtime::value::Value;

use crate::support::{self, TypeCell, add, add_type};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_csv",
    doc: "CSV parsing and writing.\n",
    functions: &[
        NativeDef::raw("reader", "(iterable, /, dialect='excel', **fmtparams)", reader)
            .doc("Return a reader object that will process lines from the given iterable."),
        NativeDef::raw("writer", "(fileobj, /, dialect='excel', **fmtparams)", writer)
            .doc("Return a writer object that will write user data on the given file object."),
        NativeDef::raw("register_dialect", "(name, /, dialect='excel', **fmtparams)", register_dialect)
            .doc("Create a mapping from a string name to a CSV dialect."),
        NativeDef::new("unregister_dialect", "(name)", |th, a| {
            match dialects(th)?.del(th, a[0])? {
                Some(_) => Ok(Value::NONE),
                None => Err(error(th, "unknown dialect")),
            }
        })
        .doc("Delete the name/dialect mapping associated with a string name."),
        NativeDef::new("get_dialect", "(name)", |th, a| named_dialect(th, a[0]))
            .doc("Return the dialect instance associated with name."),
        NativeDef::new("list_dialects", "()", |th, _| {
            let names = dialects(th)?.value();
            Ok(list::from_iterable(th, names)?.value())
        })
        .doc("Return a list of all known dialect names."),
        NativeDef::new("field_size_limit", "(new_limit=<unrepresentable>)", field_size_limit)
            .doc("Sets an upper limit on parsed fields.\n\nReturns old limit. If limit is not given, no new limit is set and\nthe old limit is returned"),
    ],
    init,
};

static DIALECT_TYPE: TypeCell = TypeCell::new();
static READER_TYPE: TypeCell = TypeCell::new();
static WRITER_TYPE: TypeCell = TypeCell::new();
static ERROR: TypeCell = TypeCell::new();

struct Limit(Cell<i64>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Limit {}
static LIMIT: Limit = Limit(Cell::new(128 << 10));

/// The values of `quoting`.
mod quote {
    pub const MINIMAL: i64 = 0;
    pub const ALL: i64 = 1;
    pub const NONNUMERIC: i64 = 2;
    pub const NONE: i64 = 3;
    pub const STRINGS: i64 = 4;
    pub const NOTNULL: i64 = 5;
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    DIALECT_TYPE.set(add_type(th, module, &DIALECT));
    READER_TYPE.set(type_::define_native(th, &READER));
    add(th, module, "Reader", READER_TYPE.get().value());
    WRITER_TYPE.set(type_::define_native(th, &WRITER));
    add(th, module, "Writer", WRITER_TYPE.get().value());
    let class = support::new_exception(th, "_csv", "Error", T::Exception)?;
    ERROR.set(as_type(class));
    add(th, module, "Error", class);
    for (name, n) in [
        ("QUOTE_MINIMAL", quote::MINIMAL),
        ("QUOTE_ALL", quote::ALL),
        ("QUOTE_NONNUMERIC", quote::NONNUMERIC),
        ("QUOTE_NONE", quote::NONE),
        ("QUOTE_STRINGS", quote::STRINGS),
        ("QUOTE_NOTNULL", quote::NOTNULL),
    ] {
        add(th, module, name, Value::small(n));
    }
    add(th, module, "_dialects", dict::new(th).value());
    Ok(())
}

#[cold]
fn error(th: &Thread, message: &str) -> Raised {
    support::raise_class(th, ERROR.get(), message)
}

fn dialects(th: &Thread) -> PyResult<Ref<Dict>> {
    let module = runtime::import::module(th, "_csv")?;
    let found = ops::get_attr(th, module, str::intern(th, "_dialects"))?;
    match found.downcast::<Dict>() {
        Some(d) => Ok(d),
        None => Err(th.type_error("_csv._dialects is not a dict")),
    }
}

fn named_dialect(th: &Thread, name: Value) -> PyResult {
    match dialects(th)?.get(th, name)? {
        Some(d) => Ok(d),
        None => Err(error(th, "unknown dialect")),
    }
}

fn field_size_limit(th: &Thread, a: &[Value]) -> PyResult {
    let old = LIMIT.0.get();
    if !a[0].is_empty() {
        if !int::is_exact(a[0]) {
            return Err(th.type_error("limit must be an integer"));
        }
        LIMIT.0.set(ops::index_i64(th, a[0])?);
    }
    Ok(int::from_i64(th, old))
}

// ---- dialects

/// The rules of a dialect.
#[derive(Clone, Debug)]
struct Rules {
    delimiter: u32,
    quote: Option<u32>,
    escape: Option<u32>,
    double_quote: bool,
    skip_space: bool,
    strict: bool,
    quoting: i64,
    /// Text.
    end: Vec<u8>,
    /// The bytes with which characters begin that a written field may not have as they are.
    special: [bool; 256],
}

/// A `Dialect`.
#[repr(C)]
pub struct Dialect {
    header: Header,
    layout: &'static NativeLayout,
    /// Made by `Box::into_raw`.
    rules: Cell<*mut Rules>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Dialect {
    const KIND: Kind = Kind::Native;
}

static DIALECT_LAYOUT: NativeLayout = NativeLayout {
    name: "_csv.Dialect",
    trace: |_, _| {},
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout; the rules were made by `Box::into_raw`.
        unsafe {
            let rules = (*h.cast::<Dialect>()).rules.replace(std::ptr::null_mut());
            if !rules.is_null() {
                drop(Box::from_raw(rules));
            }
        }
    }),
};

/// The parameters in the order in which they are checked.
const NAMES: [&str; 8] = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

/// Makes a dialect from another one (or `EMPTY`) and keyword arguments. Runs Python.
fn make_dialect<'a>(
    th: &Thread,
    base: Value,
    keywords: impl Iterator<Item = (Value, Value)> + 'a,
    class: Ref<Type>,
) -> PyResult {
    let mut base = base;
    let mut given = [Value::EMPTY; 8];
    let mut any = false;
    for (name, v) in keywords {
        let text = ops::str(th, name)?;
        if text.bytes() == b"dialect" {
            base = v;
            continue;
        }
        any = true;
        match NAMES.iter().position(|n| n.as_bytes() == text.bytes()) {
            Some(i) => given[i] = v,
            None => {
                return Err(th.type_error(format!(
                    "this function got an unexpected keyword argument '{}'",
                    text.to_string_lossy()
                )));
            }
        }
    }
    if base.has_kind(Kind::Str) {
        base = named_dialect(th, base)?;
    }
    if !base.is_empty() && !base.is_none() {
        let ours = type_of(base).is_subtype_of(DIALECT_TYPE.get());
        if ours && !any && class == DIALECT_TYPE.get() {
            return Ok(base);
        }
        for (v, name) in given.iter_mut().zip(NAMES) {
            if v.is_empty() {
                match ops::get_attr_opt(th, base, str::intern(th, name)) {
                    Ok(Some(found)) => *v = found,
                    Ok(None) => {}
                    Err(raised) => th.swallow(raised, T::Exception)?,
                }
            }
        }
    }
    let rules = read_rules(th, &given)?;
    let d = type_::alloc_native::<Dialect>(th, class, &DIALECT_LAYOUT);
    d.rules.set(Box::into_raw(Box::new(rules)));
    Ok(d.value())
}

/// A parameter that is one character, or None where that is allowed.
fn character(
    th: &Thread,
    name: &str,
    v: Value,
    default: Option<char>,
    none: bool,
) -> PyResult<Option<u32>> {
    if v.is_empty() {
        return Ok(default.map(u32::from));
    }
    if v.is_none() && none {
        return Ok(None);
    }
    let or_none = if none { " or None" } else { "" };
    match v.downcast::<Str>() {
        Some(s) => match wtf8::single(s.bytes()) {
            Some(cp) => Ok(Some(cp)),
            None => Err(th.type_error(format!(
                "\"{name}\" must be a unicode character{or_none}, not a string of length {}",
                s.char_len()
            ))),
        },
        None => Err(th.type_error(format!(
            "\"{name}\" must be a unicode character{or_none}, not {}",
            ops::type_name(v)
        ))),
    }
}

fn read_rules(th: &Thread, given: &[Value; 8]) -> PyResult<Rules> {
    let flag = |v: Value, default: bool| -> PyResult<bool> {
        if v.is_empty() {
            Ok(default)
        } else {
            ops::is_true(th, v)
        }
    };
    let delimiter = character(th, "delimiter", given[0], Some(','), false)?;
    let double_quote = flag(given[1], true)?;
    let escape = character(th, "escapechar", given[2], None, true)?;
    let end = match given[3] {
        v if v.is_empty() => b"\r\n".to_vec(),
        v => match v.downcast::<Str>() {
            Some(s) => s.bytes().to_vec(),
            None => {
                return Err(th.type_error(format!(
                    "\"lineterminator\" must be a string, not {}",
                    ops::type_name(v)
                )));
            }
        },
    };
    let quote = character(th, "quotechar", given[4], Some('"'), true)?;
    let mut quoting = match given[5] {
        v if v.is_empty() => quote::MINIMAL,
        v if int::is_exact(v) => int::to_i64(v).unwrap_or(-1),
        v => {
            return Err(th.type_error(format!(
                "\"quoting\" must be an integer, not {}",
                ops::type_name(v)
            )));
        }
    };
    let skip_space = flag(given[6], false)?;
    let strict = flag(given[7], false)?;
    if !(quote::MINIMAL..=quote::NOTNULL).contains(&quoting) {
        return Err(th.type_error("bad \"quoting\" value"));
    }
    if given[4].is_none() && given[5].is_empty() {
        quoting = quote::NONE;
    }
    if quoting != quote::NONE && quote.is_none() {
        return Err(th.type_error("quotechar must be set if quoting enabled"));
    }
    let chars = [
        ("delimiter", delimiter, true),
        ("escapechar", escape, !skip_space),
        ("quotechar", quote, !skip_space),
    ];
    for (name, c, space) in chars {
        let Some(c) = c else { continue };
        let bad = c == u32::from(b'\r') || c == u32::from(b'\n') || c == u32::from(b' ') && !space;
        if bad {
            return Err(th.value_error(format!("bad {name} value")));
        }
        if wtf8::code_points(&end).any(|e| e == c) {
            return Err(th.value_error(format!("bad {name} or lineterminator value")));
        }
    }
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        if chars[i].1.is_some() && chars[i].1 == chars[j].1 {
            return Err(th.value_error(format!("bad {} or {} value", chars[i].0, chars[j].0)));
        }
    }
    let delimiter = delimiter.unwrap_or(u32::from(b','));
    let mut special = [false; 256];
    let chars = [Some(delimiter), quote, escape];
    let ends = [u32::from(b'\n'), u32::from(b'\r')];
    for c in chars
        .into_iter()
        .flatten()
        .chain(ends)
        .chain(wtf8::code_points(&end))
    {
        if let Some(&first) = wtf8::from_code_point(c).first() {
            special[usize::from(first)] = true;
        }
    }
    Ok(Rules {
        delimiter,
        quote,
        escape,
        double_quote,
        skip_space,
        strict,
        quoting,
        end,
        special,
    })
}

fn rules_of(v: Value) -> &'static Rules {
    // SAFETY: the caller holds the dialect, whose rules never change.
    unsafe { &*this::<Dialect>(v).rules.get() }
}

fn char_or_none(th: &Thread, c: Option<u32>) -> Value {
    c.map_or(Value::NONE, |c| str::from_code_point(th, c))
}

const fn getter(name: &'static str, get: fn(&Thread, Value) -> PyResult) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: None,
    }
}

fn no_pickle(th: &Thread, a: &[Value]) -> PyResult {
    Err(th.type_error(format!(
        "cannot pickle '{}' instances",
        type_of(a[0]).name().to_string_lossy()
    )))
}

static DIALECT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, args: Args| {
            let base = args.pos().first().copied().unwrap_or(Value::EMPTY);
            make_dialect(th, base, args.keywords(), class)
        }),
        init: Some(|_, _, _| Ok(())),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", no_pickle),
        NativeDef::new("__reduce_ex__", "($self, protocol, /)", no_pickle),
    ],
    getset: &[
        getter("delimiter", |th, v| {
            Ok(char_or_none(th, Some(rules_of(v).delimiter)))
        }),
        getter("quotechar", |th, v| Ok(char_or_none(th, rules_of(v).quote))),
        getter("escapechar", |th, v| {
            Ok(char_or_none(th, rules_of(v).escape))
        }),
        getter("doublequote", |_, v| {
            Ok(Value::bool(rules_of(v).double_quote))
        }),
        getter("skipinitialspace", |_, v| {
            Ok(Value::bool(rules_of(v).skip_space))
        }),
        getter("strict", |_, v| Ok(Value::bool(rules_of(v).strict))),
        getter("quoting", |_, v| Ok(Value::small(rules_of(v).quoting))),
        getter("lineterminator", |th, v| {
            Ok(str::from_bytes(th, &rules_of(v).end).value())
        }),
    ],
    flags: flags::BASE,
    basic_size: size_of::<Dialect>(),
    doc: "CSV dialect\n\nThe Dialect type records CSV dialect options.",
    ..NativeTypeDef::new("_csv.Dialect")
};

/// The dialect that the arguments behind the first ask for. Runs Python.
fn dialect_argument(th: &Thread, args: Args) -> PyResult {
    let base = args.pos().get(1).copied().unwrap_or(Value::EMPTY);
    make_dialect(th, base, args.keywords(), DIALECT_TYPE.get())
}

fn register_dialect(th: &Thread, args: Args) -> PyResult {
    let pos = args.pos();
    types::sequence::check_count(th, "register_dialect", pos.len(), 1, 2)?;
    if !pos[0].has_kind(Kind::Str) {
        return Err(th.type_error("dialect name must be a string"));
    }
    let dialect = dialect_argument(th, args)?;
    dialects(th)?.set(th, pos[0], dialect)?;
    Ok(Value::NONE)
}

// ---- reading

/// What stands behind each line, for the state machine.
const END: u32 = u32::MAX;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    QuoteInQuotes,
    EatEnd,
    AfterEscapedEnd,
}

/// What a reader remembers between lines; no Values.
struct Reading {
    state: State,
    field: Vec<u8>,
    /// The field has had no quotes so far.
    unquoted: bool,
}

/// A reader.
#[repr(C)]
pub struct Reader {
    header: Header,
    layout: &'static NativeLayout,
    input: Slot,
    dialect: Slot,
    lines: Cell<i64>,
    /// How often it was asked for a record.
    asked: Cell<u64>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Reader {
    const KIND: Kind = Kind::Native;
}

static READER_LAYOUT: NativeLayout = NativeLayout {
    name: "_csv.reader",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let r = unsafe { &*h.cast::<Reader>() };
        t.visit_slot(&r.input);
        t.visit_slot(&r.dialect);
    },
    drop: None,
};

fn reader(th: &Thread, args: Args) -> PyResult {
    let pos = args.pos();
    types::sequence::check_count(th, "reader", pos.len(), 1, 2)?;
    let input = ops::iter(th, pos[0])?;
    let dialect = dialect_argument(th, args)?;
    let r = type_::alloc_native::<Reader>(th, READER_TYPE.get(), &READER_LAYOUT);
    r.input.set(r, input);
    r.dialect.set(r, dialect);
    Ok(r.value())
}

fn is_line_end(c: u32) -> bool {
    c == u32::from(b'\n') || c == u32::from(b'\r')
}

impl Reading {
    /// Ends the field and adds it to the record. Runs Python (for numbers).
    fn save(&mut self, th: &Thread, rules: &Rules, record: Ref<list::List>) -> PyResult<()> {
        let empty = self.field.is_empty();
        let keeps_none = matches!(rules.quoting, quote::NOTNULL | quote::STRINGS);
        let numeric = matches!(rules.quoting, quote::NONNUMERIC | quote::STRINGS);
        let v = if self.unquoted && empty && keeps_none {
            Value::NONE
        } else {
            str::from_bytes(th, &self.field).value()
        };
        let v = if numeric && self.unquoted && !empty {
            let class = types::get(T::Float).value();
            ops::call1(th, class, v)?
        } else {
            v
        };
        self.field.clear();
        record.append(th, v);
        Ok(())
    }

    fn push(&mut self, th: &Thread, c: u32) -> PyResult<()> {
        if self.field.len() as i64 >= LIMIT.0.get()
            && wtf8::count(&self.field) as i64 >= LIMIT.0.get()
        {
            return Err(error(
                th,
                &format!("field larger than field limit ({})", LIMIT.0.get()),
            ));
        }
        wtf8::push(&mut self.field, c);
        Ok(())
    }

    /// Ends the field at the end of a line, or at a character that ends one.
    fn save_at_end(
        &mut self,
        th: &Thread,
        rules: &Rules,
        record: Ref<list::List>,
        c: u32,
    ) -> PyResult<()> {
        self.save(th, rules, record)?;
        self.state = if c == END {
            State::StartRecord
        } else {
            State::EatEnd
        };
        Ok(())
    }

    /// Takes the characters inside of a field that mean just themselves, as long as the field has room;
    /// how many bytes there were.
    fn take_run(&mut self, rules: &Rules, text: &[u8]) -> usize {
        let special: [Option<u32>; 4] = match self.state {
            State::InField => {
                let (cr, lf) = (u32::from(b'\r'), u32::from(b'\n'));
                [Some(rules.delimiter), rules.escape, Some(cr), Some(lf)]
            }
            State::InQuotes => {
                let quote = rules.quote.filter(|_| rules.quoting != quote::NONE);
                [quote, rules.escape, None, None]
            }
            _ => return 0,
        };
        // (No byte of text is 0xff.)
        let byte =
            |c: Option<u32>| c.map_or(Some(0xff), |c| u8::try_from(c).ok().filter(u8::is_ascii));
        let [Some(a), Some(b), Some(c), Some(d)] = special.map(byte) else {
            return 0;
        };
        let room = (LIMIT.0.get() - self.field.len() as i64).max(0) as usize;
        let mut most = text.len().min(room);
        while text.get(most).is_some_and(|x| x & 0xc0 == 0x80) {
            most -= 1;
        }
        let text = &text[..most];
        let end = text
            .iter()
            .position(|&x| x == a || x == b || x == c || x == d);
        let run = &text[..end.unwrap_or(text.len())];
        self.field.extend_from_slice(run);
        run.len()
    }

    /// Takes a character, or [`END`].
    fn take(
        &mut self,
        th: &Thread,
        rules: &Rules,
        record: Ref<list::List>,
        c: u32,
    ) -> PyResult<()> {
        let ends = c == END || is_line_end(c);
        let is_quote = rules.quote == Some(c) && rules.quoting != quote::NONE;
        match self.state {
            State::StartRecord | State::StartField => {
                if self.state == State::StartRecord {
                    // An empty line is an empty record.
                    if c == END {
                        return Ok(());
                    }
                    if ends {
                        self.state = State::EatEnd;
                        return Ok(());
                    }
                }
                self.unquoted = true;
                self.state = State::StartField;
                if ends {
                    self.save_at_end(th, rules, record, c)?;
                } else if is_quote {
                    self.unquoted = false;
                    self.state = State::InQuotes;
                } else if rules.escape == Some(c) {
                    self.state = State::Escaped;
                } else if c == u32::from(b' ') && rules.skip_space {
                } else if c == rules.delimiter {
                    self.save(th, rules, record)?;
                } else {
                    self.push(th, c)?;
                    self.state = State::InField;
                }
            }
            State::Escaped => {
                if c != END && is_line_end(c) {
                    self.push(th, c)?;
                    self.state = State::AfterEscapedEnd;
                } else {
                    self.push(th, if c == END { u32::from(b'\n') } else { c })?;
                    self.state = State::InField;
                }
            }
            State::AfterEscapedEnd if c == END => {}
            State::AfterEscapedEnd | State::InField => {
                if ends {
                    self.save_at_end(th, rules, record, c)?;
                } else if rules.escape == Some(c) {
                    self.state = State::Escaped;
                } else if c == rules.delimiter {
                    self.save(th, rules, record)?;
                    self.state = State::StartField;
                } else {
                    self.push(th, c)?;
                }
            }
            State::InQuotes => {
                if c == END {
                } else if rules.escape == Some(c) {
                    self.state = State::EscapedInQuotes;
                } else if is_quote {
                    self.state = if rules.double_quote {
                        State::QuoteInQuotes
                    } else {
                        State::InField
                    };
                } else {
                    self.push(th, c)?;
                }
            }
            State::EscapedInQuotes => {
                self.push(th, if c == END { u32::from(b'\n') } else { c })?;
                self.state = State::InQuotes;
            }
            State::QuoteInQuotes => {
                if is_quote {
                    self.push(th, c)?;
                    self.state = State::InQuotes;
                } else if c == rules.delimiter {
                    self.save(th, rules, record)?;
                    self.state = State::StartField;
                } else if ends {
                    self.save_at_end(th, rules, record, c)?;
                } else if !rules.strict {
                    self.push(th, c)?;
                    self.state = State::InField;
                } else {
                    let show = |c: u32| wtf8::to_string_lossy(&wtf8::from_code_point(c));
                    let message = format!(
                        "'{}' expected after '{}'",
                        show(rules.delimiter),
                        show(rules.quote.unwrap_or(0))
                    );
                    return Err(error(th, &message));
                }
            }
            State::EatEnd => {
                if c == END {
                    self.state = State::StartRecord;
                } else if !is_line_end(c) {
                    return Err(error(
                        th,
                        "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Most fields are no longer.
const USUAL_FIELD: usize = 64;

/// The next record. Runs Python.
fn next_record(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let r = this::<Reader>(v);
    let rules = rules_of(r.dialect.get());
    let record = list::empty(th);
    let asked = r.asked.get().wrapping_add(1);
    r.asked.set(asked);
    let mut reading = Reading {
        state: State::StartRecord,
        field: Vec::with_capacity(USUAL_FIELD),
        unquoted: true,
    };
    loop {
        let Some(line) = ops::next(th, r.input.get())? else {
            if reading.field.is_empty() && reading.state != State::InQuotes {
                return Ok(None);
            }
            if rules.strict {
                return Err(error(th, "unexpected end of data"));
            }
            reading.save(th, rules, record)?;
            return Ok(Some(record.value()));
        };
        if r.asked.get() != asked {
            return Err(error(th, "iterator has already advanced the reader"));
        }
        let Some(line) = line.downcast::<Str>() else {
            let name = ops::type_name(line);
            return Err(error(
                th,
                &format!(
                    "iterator should return strings, not {name} (the file should be opened in text mode)"
                ),
            ));
        };
        r.lines.set(r.lines.get() + 1);
        let text = line.bytes();
        let mut at = 0;
        while at < text.len() {
            at += reading.take_run(rules, &text[at..]);
            if at == text.len() {
                break;
            }
            let (c, len) = wtf8::decode_at(text, at);
            reading.take(th, rules, record, c)?;
            at += len;
        }
        reading.take(th, rules, record, END)?;
        if reading.state == State::StartRecord {
            return Ok(Some(record.value()));
        }
    }
}

static READER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        iter: Some(|_, v| Ok(v)),
        next: Some(next_record),
        ..Slots::NONE
    },
    getset: &[
        getter("dialect", |_, v| Ok(this::<Reader>(v).dialect.get())),
        getter("line_num", |th, v| {
            Ok(int::from_i64(th, this::<Reader>(v).lines.get()))
        }),
    ],
    flags: flags::NO_NEW | flags::BASE,
    basic_size: size_of::<Reader>(),
    doc: "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n",
    ..NativeTypeDef::new("_csv.reader")
};

// ---- writing

/// A writer.
#[repr(C)]
pub struct Writer {
    header: Header,
    layout: &'static NativeLayout,
    /// The file's `write`.
    write: Slot,
    dialect: Slot,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Writer {
    const KIND: Kind = Kind::Native;
}

static WRITER_LAYOUT: NativeLayout = NativeLayout {
    name: "_csv.writer",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let w = unsafe { &*h.cast::<Writer>() };
        t.visit_slot(&w.write);
        t.visit_slot(&w.dialect);
    },
    drop: None,
};

fn writer(th: &Thread, args: Args) -> PyResult {
    let pos = args.pos();
    types::sequence::check_count(th, "writer", pos.len(), 1, 2)?;
    let dialect = dialect_argument(th, args)?;
    let write = ops::get_attr_opt(th, pos[0], str::intern(th, "write"))?;
    let Some(write) = write.filter(|f| ops::call::is_callable(*f)) else {
        return Err(th.type_error("argument 1 must have a \"write\" method"));
    };
    let w = type_::alloc_native::<Writer>(th, WRITER_TYPE.get(), &WRITER_LAYOUT);
    w.write.set(w, write);
    w.dialect.set(w, dialect);
    Ok(w.value())
}

/// Appends a field to a record, quoted and escaped as it must be.
fn push_field(
    th: &Thread,
    rules: &Rules,
    out: &mut Vec<u8>,
    text: &[u8],
    quoted: bool,
    null: bool,
) -> PyResult<()> {
    let mut quoted = quoted;
    let space = u32::from(b' ');
    if text.is_empty() && rules.delimiter == space && rules.skip_space {
        let not_quotable = rules.quoting == quote::NONE
            || null && matches!(rules.quoting, quote::STRINGS | quote::NOTNULL);
        if not_quotable {
            return Err(error(
                th,
                "empty field must be quoted if delimiter is a space and skipinitialspace is true",
            ));
        }
        quoted = true;
    }
    if !text.iter().any(|&b| rules.special[usize::from(b)]) {
        put_quoted(rules, out, text, quoted);
        return Ok(());
    }
    let mut body = Vec::with_capacity(text.len() + 2);
    for c in wtf8::code_points(text) {
        let special = c == rules.delimiter
            || Some(c) == rules.escape
            || Some(c) == rules.quote
            || is_line_end(c)
            || wtf8::code_points(&rules.end).any(|e| e == c);
        if special {
            let mut escape = false;
            if rules.quoting == quote::NONE {
                escape = true;
            } else {
                if Some(c) == rules.quote {
                    if rules.double_quote {
                        wtf8::push(&mut body, c);
                    } else {
                        escape = true;
                    }
                } else if Some(c) == rules.escape {
                    escape = true;
                }
                if !escape {
                    quoted = true;
                }
            }
            if escape {
                match rules.escape {
                    Some(e) => wtf8::push(&mut body, e),
                    None => {
                        return Err(error(th, "need to escape, but no escapechar set"));
                    }
                }
            }
        }
        wtf8::push(&mut body, c);
    }
    put_quoted(rules, out, &body, quoted);
    Ok(())
}

fn put_quoted(rules: &Rules, out: &mut Vec<u8>, body: &[u8], quoted: bool) {
    let quote = rules.quote.filter(|_| quoted);
    if let Some(q) = quote {
        wtf8::push(out, q);
    }
    out.extend_from_slice(body);
    if let Some(q) = quote {
        wtf8::push(out, q);
    }
}

fn is_number(v: Value) -> bool {
    let slots = *type_of(v).slots();
    slots.index.is_some()
        || slots.int.is_some()
        || slots.float.is_some()
        || float::get(v).is_some()
        || types::is_instance_of(v, T::Complex)
}

fn writerow(th: &Thread, a: &[Value]) -> PyResult {
    let w = this::<Writer>(a[0]);
    let rules = rules_of(w.dialect.get());
    if !ops::iterate::is_iterable(a[1]) {
        let name = ops::type_name(a[1]);
        return Err(error(th, &format!("iterable expected, not {name}")));
    }
    /// Most records are no longer.
    const USUAL: usize = 128;
    let mut out = Vec::with_capacity(USUAL);
    let mut fields = 0;
    let mut null = false;
    ops::iterate(th, a[1], |v| {
        let quoted = match rules.quoting {
            quote::NONNUMERIC => !is_number(v),
            quote::ALL => true,
            quote::STRINGS => v.has_kind(Kind::Str),
            quote::NOTNULL => !v.is_none(),
            _ => false,
        };
        null = v.is_none();
        if fields > 0 {
            wtf8::push(&mut out, rules.delimiter);
        }
        fields += 1;
        if null {
            push_field(th, rules, &mut out, &[], quoted, true)?;
        } else {
            // (What is a string is written as it is, whatever its class says.)
            let text = match v.downcast::<Str>() {
                Some(text) => text,
                None => ops::str(th, v)?,
            };
            push_field(th, rules, &mut out, text.bytes(), quoted, false)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if fields > 0 && out.is_empty() {
        let not_quotable = rules.quoting == quote::NONE
            || null && matches!(rules.quoting, quote::STRINGS | quote::NOTNULL);
        if not_quotable {
            return Err(error(th, "single empty field record must be quoted"));
        }
        push_field(th, rules, &mut out, &[], true, false)?;
    }
    out.extend_from_slice(&rules.end);
    let text = str::from_bytes(th, &out).value();
    ops::call1(th, w.write.get(), text)
}

fn writerows(th: &Thread, a: &[Value]) -> PyResult {
    ops::iterate(th, a[1], |row| {
        writerow(th, &[a[0], row])?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Value::NONE)
}

static WRITER: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("writerow", "($self, row, /)", writerow)
            .doc("writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields.  Non-string\nelements will be converted to string."),
        NativeDef::new("writerows", "($self, rows, /)", writerows)
            .doc("writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file.  Non-string\nelements will be converted to string."),
    ],
    getset: &[getter("dialect", |_, v| Ok(this::<Writer>(v).dialect.get()))],
    flags: flags::NO_NEW | flags::BASE,
    basic_size: size_of::<Writer>(),
    doc: "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n",
    ..NativeTypeDef::new("_csv.writer")
};
