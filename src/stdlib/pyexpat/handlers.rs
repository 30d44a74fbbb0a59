//! The handlers of a parser: which there are, what they are called with, and the text that is kept back for them.

use runtime::error::PyResult;
use runtime::native::Args;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::tuple_of;
use runtime::types::{dict, list, str};
use runtime::value::Value;

use super::dtd::{Declaration, Model};
use super::names;
use super::scanner::{Event, Found};
use super::{Parser, error};

/// How many handlers there are.
pub const COUNT: usize = 22;
/// Their names.
pub const NAMES: [&str; COUNT] = [
    "StartElementHandler",
    "EndElementHandler",
    "ProcessingInstructionHandler",
    "CharacterDataHandler",
    "UnparsedEntityDeclHandler",
    "NotationDeclHandler",
    "StartNamespaceDeclHandler",
    "EndNamespaceDeclHandler",
    "CommentHandler",
    "StartCdataSectionHandler",
    "EndCdataSectionHandler",
    "DefaultHandler",
    "DefaultHandlerExpand",
    "NotStandaloneHandler",
    "ExternalEntityRefHandler",
    "StartDoctypeDeclHandler",
    "EndDoctypeDeclHandler",
    "EntityDeclHandler",
    "XmlDeclHandler",
    "ElementDeclHandler",
    "AttlistDeclHandler",
    "SkippedEntityHandler",
];

const START: usize = 0;
const END: usize = 1;
const PI: usize = 2;
pub const TEXT: usize = 3;
const UNPARSED: usize = 4;
const NOTATION: usize = 5;
const START_NS: usize = 6;
const END_NS: usize = 7;
const COMMENT: usize = 8;
const START_CDATA: usize = 9;
const END_CDATA: usize = 10;
pub const DEFAULT: usize = 11;
pub const DEFAULT_EXPAND: usize = 12;
const STANDALONE: usize = 13;
const EXTERNAL: usize = 14;
const START_DOCTYPE: usize = 15;
const END_DOCTYPE: usize = 16;
const ENTITY: usize = 17;
const XML_DECL: usize = 18;
const ELEMENT: usize = 19;
const ATTLIST: usize = 20;
const SKIPPED: usize = 21;

/// Reads on and calls handlers until the text that was fed is used up. Runs Python.
pub fn run(th: &Thread, p: Ref<Parser>) -> PyResult<()> {
    loop {
        let default = p.default.get();
        let scanner = &mut p.state().scanner;
        scanner.wants_raw = default != 0;
        scanner.keeps_references = default == DEFAULT;
        scanner.triplets = p.triplets.get();
        match scanner.next() {
            Ok(Some(found)) => dispatch(th, p, found)?,
            Ok(None) => return Ok(()),
            Err(fault) => {
                p.state().scanner.event_at = fault.at;
                flush(th, p)?;
                return Err(error(th, p, fault.code));
            }
        }
    }
}

/// Hands over the text that was kept back. Runs Python.
pub fn flush(th: &Thread, p: Ref<Parser>) -> PyResult<()> {
    let text = std::mem::take(&mut p.state().buffer);
    if text.is_empty() {
        return Ok(());
    }
    match p.handler(TEXT) {
        Some(f) => ops::call1(th, f, str::new(th, &text)).map(drop),
        None => Ok(()),
    }
}

fn optional(th: &Thread, text: Option<String>) -> Value {
    text.map_or(Value::NONE, |text| str::new(th, &text))
}

fn interned(th: &Thread, text: &str) -> Value {
    str::intern(th, text).value()
}

/// Calls a handler, or the default one with the text of the document. None: there was no handler of its own.
fn fire(
    th: &Thread,
    p: Ref<Parser>,
    which: usize,
    raw: &str,
    arguments: impl FnOnce(&Thread) -> PyResult<Vec7>,
) -> PyResult<Option<Value>> {
    let Some(f) = p.handler(which) else {
        default(th, p, raw)?;
        return Ok(None);
    };
    flush(th, p)?;
    let (values, n) = arguments(th)?;
    ops::call(th, f, Args::positional(&values[..n])).map(Some)
}

/// Up to seven arguments, and how many there are. (An array on the stack, where the collector looks.)
type Vec7 = ([Value; 7], usize);

fn some<const N: usize>(values: [Value; N]) -> PyResult<Vec7> {
    let mut all = [Value::NONE; 7];
    all[..N].copy_from_slice(&values);
    Ok((all, N))
}

fn default(th: &Thread, p: Ref<Parser>, raw: &str) -> PyResult<()> {
    let which = p.default.get();
    if which == 0 || raw.is_empty() {
        return Ok(());
    }
    match p.handler(which) {
        Some(f) => {
            flush(th, p)?;
            ops::call1(th, f, str::new(th, raw)).map(drop)
        }
        None => Ok(()),
    }
}

fn text(th: &Thread, p: Ref<Parser>, text: &str, raw: &str) -> PyResult<()> {
    let Some(f) = p.handler(TEXT) else {
        return default(th, p, raw);
    };
    if p.buffers_text.get() {
        let most = p.buffer_size.get() as usize;
        if p.state().buffer.len() + text.len() > most {
            flush(th, p)?;
        }
        if text.len() <= most {
            p.state().buffer.push_str(text);
            return Ok(());
        }
        // (The handler may have been taken away.)
        let Some(f) = p.handler(TEXT) else {
            return Ok(());
        };
        return ops::call1(th, f, str::new(th, text)).map(drop);
    }
    ops::call1(th, f, str::new(th, text)).map(drop)
}

fn start(
    th: &Thread,
    p: Ref<Parser>,
    name: &str,
    attributes: &[(String, String)],
    given: usize,
) -> PyResult<Vec7> {
    let count = if p.specified.get() {
        given / 2
    } else {
        attributes.len()
    };
    let attributes = &attributes[..count];
    let all = if p.ordered.get() {
        let all = list::empty(th);
        for (key, value) in attributes {
            all.append(th, interned(th, key));
            all.append(th, str::new(th, value));
        }
        all.value()
    } else {
        let all = dict::new(th);
        for (key, value) in attributes {
            let value = str::new(th, value);
            all.set_str(th, str::intern(th, key), value);
        }
        all.value()
    };
    some([interned(th, name), all])
}

fn model(th: &Thread, m: &Model) -> Value {
    let mut children = runtime::heap::RootedVec::new();
    for child in &m.children {
        children.push(model(th, child));
    }
    let children = tuple_of(th, &children);
    let name = optional(th, m.name.clone());
    let numbers = [m.kind, m.quantifier].map(|n| Value::small(n.into()));
    tuple_of(th, &[numbers[0], numbers[1], name, children])
}

/// Shows a declaration to the default handler, token by token.
fn default_tokens(th: &Thread, p: Ref<Parser>, raw: &str, at: usize) -> PyResult<()> {
    let mut at = at;
    for token in tokens(raw) {
        p.state().scanner.event_at = at;
        default(th, p, token)?;
        at += token.len();
    }
    Ok(())
}

/// The handler of an event of a document type, which is shown token by token if there is none.
fn of_doctype(event: &Event) -> Option<usize> {
    Some(match event {
        Event::StartDoctype(..) => START_DOCTYPE,
        Event::EndDoctype => END_DOCTYPE,
        Event::Declared(Declaration::Notation(..)) => NOTATION,
        Event::Declared(Declaration::Element(..)) => ELEMENT,
        Event::Declared(Declaration::Attribute(..)) => ATTLIST,
        Event::Declared(Declaration::Entity { .. }) => ENTITY,
        _ => return None,
    })
}

fn dispatch(th: &Thread, p: Ref<Parser>, found: Found) -> PyResult<()> {
    let Found {
        event,
        at,
        raw,
        raw_at,
    } = found;
    let raw = raw.as_str();
    if let Some(which) = of_doctype(&event)
        && p.handler(which).is_none()
        && !(which == ENTITY && p.handler(UNPARSED).is_some())
    {
        return default_tokens(th, p, raw, raw_at);
    }
    p.state().scanner.event_at = at;
    match event {
        Event::Text(s) => return text(th, p, &s, raw),
        Event::Raw => return default(th, p, raw),
        Event::Start(name, attributes, given) => {
            fire(th, p, START, raw, |th| {
                start(th, p, &name, &attributes, given)
            })?;
        }
        Event::End(name) => {
            fire(th, p, END, raw, |th| some([interned(th, &name)]))?;
        }
        Event::Comment(s) => {
            fire(th, p, COMMENT, raw, |th| some([str::new(th, &s)]))?;
        }
        Event::Pi(target, data) => {
            fire(th, p, PI, raw, |th| {
                some([interned(th, &target), str::new(th, &data)])
            })?;
        }
        Event::StartCdata => {
            fire(th, p, START_CDATA, raw, |_| some([]))?;
        }
        Event::EndCdata => {
            fire(th, p, END_CDATA, raw, |_| some([]))?;
        }
        Event::XmlDecl(version, encoding, standalone) => {
            fire(th, p, XML_DECL, raw, |th| {
                let version = Some(version).filter(|v| !v.is_empty());
                let version = optional(th, version);
                some([
                    version,
                    optional(th, encoding),
                    Value::small(standalone.into()),
                ])
            })?;
        }
        Event::StartDoctype(name, system, public, internal) => {
            fire(th, p, START_DOCTYPE, raw, |th| {
                let (system, public) = (optional(th, system), optional(th, public));
                some([
                    interned(th, &name),
                    system,
                    public,
                    Value::small(internal.into()),
                ])
            })?;
        }
        Event::EndDoctype => {
            fire(th, p, END_DOCTYPE, raw, |_| some([]))?;
        }
        Event::StartNs(prefix, uri) => {
            fire(th, p, START_NS, raw, |th| {
                some([optional(th, prefix), optional(th, uri)])
            })?;
        }
        Event::EndNs(prefix) => {
            fire(th, p, END_NS, raw, |th| some([optional(th, prefix)]))?;
        }
        Event::Skipped(name, parameter) => {
            fire(th, p, SKIPPED, raw, |th| {
                some([interned(th, &name), Value::small(parameter.into())])
            })?;
        }
        Event::NotStandalone => {
            if let Some(answer) = fire(th, p, STANDALONE, raw, |_| some([]))?
                && ops::index_i64(th, answer)? == 0
            {
                return Err(error(th, p, names::NOT_STANDALONE));
            }
        }
        Event::External(name, system, public) => {
            let context = p.state().scanner.entity_context(&name);
            let answer = fire(th, p, EXTERNAL, raw, |th| {
                let base = p.base.get_opt().unwrap_or(Value::NONE);
                let (system, public) = (optional(th, system), optional(th, public));
                some([interned(th, &context), base, system, public])
            })?;
            if let Some(answer) = answer
                && ops::index_i64(th, answer)? == 0
            {
                return Err(error(th, p, names::EXTERNAL_HANDLING));
            }
        }
        Event::Declared(declaration) => declared(th, p, declaration, raw)?,
    }
    Ok(())
}

fn declared(th: &Thread, p: Ref<Parser>, declaration: Declaration, raw: &str) -> PyResult<()> {
    let base = p.base.get_opt().unwrap_or(Value::NONE);
    match declaration {
        Declaration::Notation(name, system, public) => {
            fire(th, p, NOTATION, raw, |th| {
                let (system, public) = (optional(th, system), optional(th, public));
                some([interned(th, &name), base, system, public])
            })?;
        }
        Declaration::Element(name, m) => {
            fire(th, p, ELEMENT, raw, |th| {
                some([interned(th, &name), model(th, &m)])
            })?;
        }
        Declaration::Attribute(element, name, kind, default, required) => {
            fire(th, p, ATTLIST, raw, |th| {
                let default = optional(th, default);
                let (element, name) = (interned(th, &element), interned(th, &name));
                some([
                    element,
                    name,
                    str::new(th, &kind),
                    default,
                    Value::small(required.into()),
                ])
            })?;
        }
        Declaration::Entity { name, entity, .. }
            if entity.notation.is_some() && p.handler(UNPARSED).is_some() =>
        {
            fire(th, p, UNPARSED, raw, |th| {
                let (system, public) = (optional(th, entity.system), optional(th, entity.public));
                some([
                    interned(th, &name),
                    base,
                    system,
                    public,
                    optional(th, entity.notation),
                ])
            })?;
        }
        Declaration::Entity {
            name,
            is_parameter,
            entity,
        } => {
            fire(th, p, ENTITY, raw, |th| {
                let (name, value) = (interned(th, &name), optional(th, entity.value));
                let (system, public) = (optional(th, entity.system), optional(th, entity.public));
                let notation = optional(th, entity.notation);
                let parameter = Value::small(is_parameter.into());
                some([name, parameter, value, base, system, public, notation])
            })?;
        }
    }
    Ok(())
}

/// The words, strings and spaces of a declaration, which a default handler sees one by one.
fn tokens(s: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = s;
    while let Some(first) = rest.chars().next() {
        let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let end = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |n| n + 2),
            '[' | ']' | '>' => 1,
            c if space(c) => rest.find(|c| !space(c)).unwrap_or(rest.len()),
            _ => rest
                .find(|c| space(c) || matches!(c, '[' | ']' | '>' | '"' | '\''))
                .unwrap_or(rest.len()),
        };
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
    out
}
