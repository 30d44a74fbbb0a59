//! `pyexpat`: the parser of XML under `xml.parsers.expat`, and so under `xml.etree`, `xml.dom`, `xml.sax` and `plistlib`.
//!
//! The parsing is done by the scanner in the folder beside this file, which knows no objects. What lies here is the object:
//! its handlers, its attributes, and the decoding of what it is fed. A handler may do anything to its parser but feed it:
//! the state outside the heap is never borrowed while Python runs.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::native::{GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{T, dict, list, module};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{TypeCell, add, new_exception};

mod decoder;
mod dtd;
mod handlers;
mod names;
mod scanner;

use decoder::Decoder;
use handlers::{COUNT, DEFAULT, DEFAULT_EXPAND, NAMES};
use scanner::Scanner;

static ERROR: TypeCell = TypeCell::new();
static PARSER: TypeCell = TypeCell::new();

const BUFFER_SIZE: i64 = 8192;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "pyexpat",
    doc: "Python wrapper for Expat parser.",
    functions: &[
        NativeDef::new(
            "ParserCreate",
            "(encoding=None, namespace_separator=None, intern=<unrepresentable>)",
            parser_create,
        )
        .doc("Return a new XML parser object."),
        NativeDef::new("ErrorString", "(code, /)", |th, a| {
            let code = ops::index_i64(th, a[0])?;
            let text = u8::try_from(code).ok().and_then(names::message);
            Ok(text.map_or(Value::NONE, |text| str::new(th, text)))
        })
        .doc("Returns string error for given number."),
    ],
    init: |th, m| {
        let error = new_exception(th, "xml.parsers.expat", "ExpatError", T::Exception)?;
        ERROR.set(as_type(error));
        add(th, m, "ExpatError", error);
        add(th, m, "error", error);
        let class = type_::define_native(th, &PARSER_DEF);
        PARSER.set(class);
        add(th, m, "XMLParserType", class.value());
        add(th, m, "EXPAT_VERSION", str::new(th, "expat_2.9.0"));
        add(
            th,
            m,
            "version_info",
            tuple_of(th, &[2, 9, 0].map(Value::small)),
        );
        add(th, m, "native_encoding", str::new(th, "UTF-8"));
        let features = list::empty(th);
        for (name, n) in [
            ("sizeof(XML_Char)", 1),
            ("sizeof(XML_LChar)", 1),
            ("XML_DTD", 0),
            ("XML_CONTEXT_BYTES", 1024),
            ("XML_NS", 0),
            ("XML_BLAP_MAX_AMP", 100),
            ("XML_BLAP_ACT_THRES", 8 << 20),
            ("XML_GE", 0),
        ] {
            let name = str::new(th, name);
            features.append(th, tuple_of(th, &[name, Value::small(n)]));
        }
        add(th, m, "features", features.value());
        for (n, name) in ["NEVER", "UNLESS_STANDALONE", "ALWAYS"].iter().enumerate() {
            let name = format!("XML_PARAM_ENTITY_PARSING_{name}");
            add(th, m, &name, Value::small(n as i64));
        }
        errors_module(th, m)?;
        model_module(th, m);
        Ok(())
    },
};

fn submodule(th: &Thread, m: Ref<Module>, name: &str, doc: &str) -> Ref<Module> {
    let full = str::intern(th, &format!("pyexpat.{name}"));
    let made = module::new(th, full);
    add(th, made, "__doc__", str::new(th, doc));
    add(th, m, name, made.value());
    runtime::import::modules().set_str(th, full, made.value());
    made
}

fn errors_module(th: &Thread, m: Ref<Module>) -> PyResult<()> {
    let errors = submodule(
        th,
        m,
        "errors",
        "Constants used to describe error conditions.",
    );
    let (codes, messages) = (dict::new(th), dict::new(th));
    for (n, &(name, text)) in names::ERRORS.iter().enumerate() {
        let (code, text) = (Value::small(n as i64 + 1), str::intern(th, text).value());
        add(th, errors, name, text);
        codes.set(th, text, code)?;
        messages.set(th, code, text)?;
    }
    add(th, errors, "codes", codes.value());
    add(th, errors, "messages", messages.value());
    Ok(())
}

fn model_module(th: &Thread, m: Ref<Module>) {
    let doc = "Constants used to interpret content model information.";
    let model = submodule(th, m, "model", doc);
    for (n, name) in ["EMPTY", "ANY", "MIXED", "NAME", "CHOICE", "SEQ"]
        .iter()
        .enumerate()
    {
        add(
            th,
            model,
            &format!("XML_CTYPE_{name}"),
            Value::small(n as i64 + 1),
        );
    }
    for (n, name) in ["NONE", "OPT", "REP", "PLUS"].iter().enumerate() {
        add(
            th,
            model,
            &format!("XML_CQUANT_{name}"),
            Value::small(n as i64),
        );
    }
}

/// A parser.
#[repr(C)]
pub struct Parser {
    header: Header,
    layout: &'static NativeLayout,
    /// In the order of [`NAMES`]; `EMPTY` for none.
    handlers: [Slot; COUNT],
    intern: Slot,
    /// What `SetBase` set: a str, or `EMPTY`.
    base: Slot,
    buffers_text: Cell<bool>,
    buffer_size: Cell<i64>,
    ordered: Cell<bool>,
    specified: Cell<bool>,
    triplets: Cell<bool>,
    deferral: Cell<bool>,
    /// The last of the two default handlers that was set.
    default: Cell<usize>,
    /// Made by `Box::into_raw`.
    state: Cell<*mut State>,
}

/// What lies outside the heap.
struct State {
    scanner: Scanner,
    decoder: Decoder,
    /// Text that waits for more of it.
    buffer: String,
    /// What went wrong.
    fault: u8,
    busy: bool,
    finished: bool,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Parser {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "pyexpat.xmlparser",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let p = unsafe { &*h.cast::<Parser>() };
        t.visit_slots(&p.handlers);
        t.visit_slot(&p.intern);
        t.visit_slot(&p.base);
    },
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout.
        let state = unsafe { &*h.cast::<Parser>() }
            .state
            .replace(std::ptr::null_mut());
        if !state.is_null() {
            // SAFETY: made by `Box::into_raw`, and taken out of its cell.
            drop(unsafe { Box::from_raw(state) });
        }
    }),
};

impl Parser {
    /// The state. It must not be kept while Python runs.
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive.
    fn state(&self) -> &mut State {
        // SAFETY: made by `Box::into_raw` before anybody saw the parser.
        unsafe { &mut *self.state.get() }
    }

    fn handler(&self, which: usize) -> Option<Value> {
        self.handlers[which].get_opt().filter(|f| !f.is_none())
    }
}

fn parser(v: Value) -> Ref<Parser> {
    this::<Parser>(v)
}

fn optional_text(th: &Thread, v: Value, function: &str, name: &str) -> PyResult<Option<String>> {
    if v.is_empty() || v.is_none() {
        return Ok(None);
    }
    match v.downcast::<Str>() {
        Some(s) => Ok(Some(s.to_string_lossy().into_owned())),
        None => Err(th.type_error(format!(
            "{function}() argument '{name}' must be str or None, not {}",
            ops::argument_type_name(v)
        ))),
    }
}

fn parser_create(th: &Thread, a: &[Value]) -> PyResult {
    let function = "ParserCreate";
    let encoding = optional_text(th, a[0], function, "encoding")?;
    let separator = optional_text(th, a[1], function, "namespace_separator")?;
    if separator.as_ref().is_some_and(|s| s.chars().count() > 1) {
        return Err(
            th.value_error("namespace_separator must be at most one character, omitted, or None")
        );
    }
    let intern = match a[2] {
        v if v.is_empty() => dict::new(th).value(),
        v if v.is_none() || v.has_kind(Kind::Dict) => v,
        _ => return Err(th.type_error("intern must be a dictionary")),
    };
    Ok(make(th, Scanner::new(separator), Decoder::new(encoding), intern).value())
}

fn make(th: &Thread, scanner: Scanner, decoder: Decoder, intern: Value) -> Ref<Parser> {
    let p = type_::alloc_native::<Parser>(th, PARSER.get(), &LAYOUT);
    p.state.set(Box::into_raw(Box::new(State {
        scanner,
        decoder,
        buffer: String::new(),
        fault: 0,
        busy: false,
        finished: false,
    })));
    p.intern.set(p, intern);
    p.buffer_size.set(BUFFER_SIZE);
    p.deferral.set(true);
    p
}

/// `ExpatError`, for an error of the scanner. Runs Python.
#[cold]
fn error(th: &Thread, p: Ref<Parser>, code: u8) -> Raised {
    let state = p.state();
    state.fault = code;
    let (line, column, _) = state.scanner.position(state.scanner.event_at);
    let text = names::message(code).unwrap_or("unknown error");
    let message = str::new(th, &format!("{text}: line {line}, column {column}"));
    let exc = match ops::call1(th, ERROR.get().value(), message) {
        Ok(exc) => exc,
        Err(raised) => return raised,
    };
    for (name, n) in [("code", code.into()), ("offset", column), ("lineno", line)] {
        let name = str::intern(th, name);
        if let Err(raised) = ops::set_attr(th, exc, name, Value::small(n as i64)) {
            return raised;
        }
    }
    th.raise(exc)
}

/// Feeds the parser and calls its handlers. Runs Python.
fn feed(th: &Thread, p: Ref<Parser>, data: &[u8], is_text: bool, last: bool) -> PyResult<()> {
    let state = p.state();
    if state.busy || state.finished {
        return Err(error(th, p, names::FINISHED));
    }
    if state.fault != 0 {
        return Err(error(th, p, state.fault));
    }
    if is_text {
        state.decoder.is_utf8();
    }
    let mut decoded = state.decoder.decode(data, last);
    if let Err(name) = decoded {
        let table = decoder::table(th, &name)?;
        let state = p.state();
        state.decoder.set_table(table);
        decoded = state.decoder.decode(&[], last);
    }
    let state = p.state();
    let (text, bad) = decoded.unwrap_or_default();
    let (width, mark) = state.decoder.width();
    state.scanner.set_encoding(width, mark);
    state.scanner.feed(&text, bad, last);
    state.busy = true;
    let done = handlers::run(th, p);
    let state = p.state();
    state.busy = false;
    state.scanner.forget();
    done?;
    state.finished = last;
    handlers::flush(th, p)
}

fn parse(th: &Thread, a: &[Value]) -> PyResult {
    let last = arg::truth(th, a[2], false)?;
    let p = parser(a[0]);
    match a[1].downcast::<Str>() {
        Some(s) => {
            let Some(text) = s.as_str() else {
                let strict = runtime::codecs::encode_text(th, s, b"utf-8", b"strict");
                return strict.map(|_| Value::small(0));
            };
            let text = text.to_owned();
            feed(th, p, text.as_bytes(), true, last)?;
        }
        None => {
            let data = arg::buffer(th, a[1])?.into_owned();
            feed(th, p, &data, false, last)?;
        }
    }
    Ok(Value::small(1))
}

fn parse_file(th: &Thread, a: &[Value]) -> PyResult {
    const STEP: i64 = 2048;
    let Some(read) = ops::get_attr_opt(th, a[1], str::intern(th, "read"))? else {
        return Err(th.type_error("argument must have 'read' attribute"));
    };
    let p = parser(a[0]);
    loop {
        let piece = ops::call1(th, read, Value::small(STEP))?;
        if !(piece.has_kind(Kind::Bytes) || piece.has_kind(Kind::ByteArray)) {
            let name = ops::type_name(piece);
            return Err(th.type_error(format!(
                "read() did not return a bytes object (type={name})"
            )));
        }
        let data = arg::buffer(th, piece)?.into_owned();
        if data.len() > STEP as usize {
            return Err(th.value_error(format!(
                "read() returned too much data: {STEP} bytes requested, {} returned",
                data.len()
            )));
        }
        feed(th, p, &data, false, data.is_empty())?;
        if data.is_empty() {
            return Ok(Value::small(1));
        }
    }
}

fn input_context(th: &Thread, a: &[Value]) -> PyResult {
    let p = parser(a[0]);
    let state = p.state();
    if !state.busy {
        return Ok(Value::NONE);
    }
    let (text, at) = state.scanner.context();
    Ok(runtime::types::bytes::new(
        th,
        &text.as_bytes()[at.min(text.len())..],
    ))
}

fn external_parser(th: &Thread, a: &[Value]) -> PyResult {
    if !a[1].is_none() && !a[1].has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "ExternalEntityParserCreate() argument 1 must be str or None, not {}",
            ops::argument_type_name(a[1])
        )));
    }
    let encoding = match a[2] {
        v if v.is_empty() => None,
        v => optional_text(th, v, "ExternalEntityParserCreate", "encoding")?,
    };
    let p = parser(a[0]);
    let scanner = p.state().scanner.for_entity();
    let child = make(th, scanner, Decoder::new(encoding), p.intern.get());
    for (to, from) in child.handlers.iter().zip(&p.handlers) {
        if let Some(handler) = from.get_opt() {
            to.set(child, handler);
        }
    }
    if let Some(base) = p.base.get_opt() {
        child.base.set(child, base);
    }
    for (to, from) in [
        (&child.buffers_text, &p.buffers_text),
        (&child.ordered, &p.ordered),
        (&child.specified, &p.specified),
        (&child.triplets, &p.triplets),
        (&child.deferral, &p.deferral),
    ] {
        to.set(from.get());
    }
    child.buffer_size.set(p.buffer_size.get());
    child.default.set(p.default.get());
    Ok(child.value())
}

// ---- attributes

/// Sets a handler. A default handler replaces the other one; which was set last says whether entities are expanded.
fn set_handler(th: &Thread, v: Value, which: usize, f: Option<Value>) -> PyResult<()> {
    let Some(f) = f else {
        return Err(th.error(T::RuntimeError, "Cannot delete attribute"));
    };
    let p = parser(v);
    if which == handlers::TEXT {
        handlers::flush(th, p)?;
    }
    p.handlers[which].set(p, f);
    if matches!(which, DEFAULT | DEFAULT_EXPAND) {
        p.default.set(if f.is_none() { 0 } else { which });
    }
    Ok(())
}

macro_rules! handler {
    ($n:expr) => {
        GetSetDef {
            name: NAMES[$n],
            get: |_, v| Ok(parser(v).handler($n).unwrap_or(Value::NONE)),
            set: Some(|th, v, f| set_handler(th, v, $n, f)),
        }
    };
}

macro_rules! truth {
    ($name:literal, $field:ident) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(Value::bool(parser(v).$field.get())),
            set: Some(|th, v, to| {
                let Some(to) = to else {
                    return Err(th.error(T::RuntimeError, "Cannot delete attribute"));
                };
                let to = ops::is_true(th, to)?;
                let p = parser(v);
                handlers::flush(th, p)?;
                p.$field.set(to);
                Ok(())
            }),
        }
    };
}

macro_rules! place {
    ($name:literal, $f:expr) => {
        GetSetDef {
            name: $name,
            get: |_, v| {
                let p = parser(v);
                let scanner = &p.state().scanner;
                let f: fn(&Scanner) -> i64 = $f;
                Ok(Value::small(f(scanner)))
            },
            set: None,
        }
    };
}

fn line(s: &Scanner) -> i64 {
    s.position(s.event_at).0 as i64
}

fn column(s: &Scanner) -> i64 {
    s.position(s.event_at).1 as i64
}

fn byte(s: &Scanner) -> i64 {
    if s.has_begun() {
        s.position(s.event_at).2 as i64
    } else {
        -1
    }
}

fn set_buffer_size(th: &Thread, v: Value, to: Option<Value>) -> PyResult<()> {
    let Some(to) = to else {
        return Err(th.error(T::RuntimeError, "Cannot delete attribute"));
    };
    if !(to.is_small_int() || to.has_kind(Kind::Int) || to.is_bool()) {
        return Err(th.type_error("buffer_size must be an integer"));
    }
    let size = ops::index_i64(th, to)?;
    if size <= 0 {
        return Err(th.value_error("buffer_size must be greater than zero"));
    }
    if size > i64::from(i32::MAX) {
        return Err(th.value_error(format!("buffer_size must not be greater than {}", i32::MAX)));
    }
    let p = parser(v);
    handlers::flush(th, p)?;
    p.buffer_size.set(size);
    Ok(())
}

static PARSER_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("Parse", "($self, data, isfinal=False, /)", parse)
            .doc("Parse XML data.\n\n'isfinal' should be true at end of input."),
        NativeDef::new("ParseFile", "($self, file, /)", parse_file)
            .doc("Parse XML data from file-like object."),
        NativeDef::new("SetBase", "($self, base, /)", |th, a| {
            if !a[1].has_kind(Kind::Str) {
                let name = ops::argument_type_name(a[1]);
                return Err(th.type_error(format!("SetBase() argument must be str, not {name}")));
            }
            let p = parser(a[0]);
            p.base.set(p, a[1]);
            Ok(Value::NONE)
        })
        .doc("Set the base URL for the parser."),
        NativeDef::new("GetBase", "($self, /)", |_, a| {
            Ok(parser(a[0]).base.get_opt().unwrap_or(Value::NONE))
        })
        .doc("Return base URL string for the parser."),
        NativeDef::new("GetInputContext", "($self, /)", input_context).doc(
            "Return the untranslated text of the input that caused the current event.\n\nIf the event was generated by a large amount of text (such as a start tag\nfor an element with many attributes), not all of the text may be available.",
        ),
        NativeDef::new(
            "ExternalEntityParserCreate",
            "($self, context, encoding=<unrepresentable>, /)",
            external_parser,
        )
        .doc("Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler."),
        NativeDef::new("SetParamEntityParsing", "($self, flag, /)", |th, a| {
            arg::c_int(th, a[1])?;
            Ok(Value::small(1))
        })
        .doc("Controls parsing of parameter entities (including the external DTD subset).\n\nPossible flag values are XML_PARAM_ENTITY_PARSING_NEVER,\nXML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE and\nXML_PARAM_ENTITY_PARSING_ALWAYS. Returns true if setting the flag was\nsuccessful."),
        NativeDef::new("UseForeignDTD", "($self, flag=True, /)", |th, a| {
            arg::truth(th, a[1], true)?;
            let p = parser(a[0]);
            if p.state().scanner.has_begun() {
                return Err(error(th, p, names::CANT_CHANGE));
            }
            Ok(Value::NONE)
        })
        .doc("Allows the application to provide an artificial external subset if one is not specified as part of the document instance.\n\nThis readily allows the use of a 'default' document type controlled by the\napplication, while still getting the advantage of providing document type\ninformation to the parser. 'flag' defaults to True if not provided."),
        NativeDef::new("SetReparseDeferralEnabled", "($self, enabled, /)", |th, a| {
            parser(a[0]).deferral.set(ops::is_true(th, a[1])?);
            Ok(Value::NONE)
        })
        .doc("Enable/Disable reparse deferral; enabled by default with Expat >=2.6.0."),
        NativeDef::new("GetReparseDeferralEnabled", "($self, /)", |_, a| {
            Ok(Value::bool(parser(a[0]).deferral.get()))
        })
        .doc("Retrieve reparse deferral enabled status; always returns false with Expat <2.6.0."),
    ],
    getset: &[
        handler!(0),
        handler!(1),
        handler!(2),
        handler!(3),
        handler!(4),
        handler!(5),
        handler!(6),
        handler!(7),
        handler!(8),
        handler!(9),
        handler!(10),
        handler!(11),
        handler!(12),
        handler!(13),
        handler!(14),
        handler!(15),
        handler!(16),
        handler!(17),
        handler!(18),
        handler!(19),
        handler!(20),
        handler!(21),
        GetSetDef {
            name: "ErrorCode",
            get: |_, v| Ok(Value::small(parser(v).state().fault.into())),
            set: None,
        },
        place!("ErrorLineNumber", line),
        place!("ErrorColumnNumber", column),
        place!("ErrorByteIndex", byte),
        place!("CurrentLineNumber", line),
        place!("CurrentColumnNumber", column),
        place!("CurrentByteIndex", byte),
        truth!("buffer_text", buffers_text),
        truth!("namespace_prefixes", triplets),
        truth!("ordered_attributes", ordered),
        truth!("specified_attributes", specified),
        GetSetDef {
            name: "buffer_size",
            get: |_, v| Ok(Value::small(parser(v).buffer_size.get())),
            set: Some(set_buffer_size),
        },
        GetSetDef {
            name: "buffer_used",
            get: |_, v| Ok(Value::small(parser(v).state().buffer.len() as i64)),
            set: None,
        },
        GetSetDef {
            name: "intern",
            get: |_, v| Ok(parser(v).intern.get()),
            set: None,
        },
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<Parser>(),
    doc: "XML parser",
    ..NativeTypeDef::new("pyexpat.xmlparser")
};
