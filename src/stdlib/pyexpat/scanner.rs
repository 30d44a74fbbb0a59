//! A parser of XML that is fed in pieces, with expat's events in expat's order and its errors at expat's places.
//!
//! Pure: it gives events, and whoever asks calls the handlers. Text is reported as far as it has come, newlines apart from
//! the rest; a tag, comment or declaration when it is complete. Inside the text of an entity, everything has the place of
//! the reference to it in the document.

use std::collections::VecDeque;

use super::dtd::{self, Declaration, Dtd, predefined};
use super::names::{self, Reference, Stop, is_char, is_space, name, skip_space, until};

/// What a handler is called for.
#[derive(Clone, Debug)]
pub enum Event {
    /// Name, attributes with their values, and how many of these Values stand in the document.
    Start(String, Vec<(String, String)>, usize),
    End(String),
    Text(String),
    Comment(String),
    Pi(String, String),
    StartCdata,
    EndCdata,
    /// Version, encoding, and 1, 0 or -1 for standalone.
    XmlDecl(String, Option<String>, i32),
    /// Name, system and public identifier, and whether there is an internal subset.
    StartDoctype(String, Option<String>, Option<String>, bool),
    EndDoctype,
    Declared(Declaration),
    StartNs(Option<String>, Option<String>),
    EndNs(Option<String>),
    /// Name, system and public identifier of an entity that lies elsewhere.
    External(String, Option<String>, Option<String>),
    /// An entity that is not known, and whether it is one for declarations.
    Skipped(String, bool),
    NotStandalone,
    /// What only a default handler sees.
    Raw,
}

/// An event, where it is, and the text that it stands for, and where that begins.
pub struct Found {
    pub event: Event,
    pub at: usize,
    pub raw: String,
    pub raw_at: usize,
}

/// An error, and the offset in the text that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub code: u8,
    pub at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Start,
    Prolog,
    Subset,
    AfterSubset,
    Content,
    Epilog,
}

/// An element that is open.
struct Open {
    /// As the document spells it.
    raw: String,
    name: String,
    /// How many prefixes were bound before.
    bindings: usize,
}

/// An entity whose text is being read.
struct Nested {
    name: String,
    text: String,
    at: usize,
    depth: usize,
}

/// The parser.
pub struct Scanner {
    text: String,
    at: usize,
    /// Where `text` begins: line from 1, column, bytes.
    base: (usize, usize, usize),
    /// Where the last event, or error, was.
    pub event_at: usize,
    last: bool,
    /// What is wrong with the bytes behind the text.
    bad: Option<u8>,
    nested: Vec<Nested>,
    phase: Phase,
    open: Vec<Open>,
    in_cdata: bool,
    had_doctype: bool,
    /// This is the text of an external entity.
    external: bool,
    /// What joins the parts of names, if namespaces count.
    separator: Option<String>,
    bindings: Vec<(String, Option<String>)>,
    pub dtd: Dtd,
    queue: VecDeque<Found>,
    /// Bytes read, and bytes that entities brought.
    fed: usize,
    expanded: usize,
    /// Whether names carry their prefix, too.
    pub triplets: bool,
    /// Whether events carry the text that they stand for.
    pub wants_raw: bool,
    /// Internal entities are not expanded but skipped.
    pub keeps_references: bool,
    /// How many bytes of the document a character took.
    width: fn(char) -> usize,
}

/// The namespace of the prefix `xml`, and that of `xmlns`.
const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_URI: &str = "http://www.w3.org/2000/xmlns/";
/// Entities may bring so much, or else not more than so many times what was read.
const FREE_EXPANSION: usize = 8 << 20;
const MAX_FACTOR: usize = 100;

impl Scanner {
    pub fn new(separator: Option<String>) -> Scanner {
        Scanner {
            text: String::new(),
            at: 0,
            base: (1, 0, 0),
            event_at: 0,
            last: false,
            bad: None,
            nested: Vec::new(),
            phase: Phase::Start,
            open: Vec::new(),
            in_cdata: false,
            had_doctype: false,
            external: false,
            separator,
            bindings: Vec::new(),
            dtd: Dtd::default(),
            queue: VecDeque::new(),
            fed: 0,
            expanded: 0,
            triplets: false,
            wants_raw: false,
            keeps_references: false,
            width: char::len_utf8,
        }
    }

    /// A parser for the text of an external entity to which this document refers.
    pub fn for_entity(&self) -> Scanner {
        Scanner {
            external: true,
            bindings: self.bindings.clone(),
            dtd: self.dtd.clone(),
            triplets: self.triplets,
            ..Scanner::new(self.separator.clone())
        }
    }

    /// How the document is encoded: bytes per character, and those of a mark that was taken away.
    pub fn set_encoding(&mut self, width: fn(char) -> usize, mark: usize) {
        self.width = width;
        if self.fed == 0 {
            self.base = (1, usize::from(mark > 0), mark);
        }
    }

    pub fn has_begun(&self) -> bool {
        self.fed > 0
    }

    /// More text; `bad` says what is wrong behind it, `last` that nothing follows.
    pub fn feed(&mut self, text: &str, bad: Option<u8>, last: bool) {
        self.text.push_str(text);
        self.fed += text.len();
        self.bad = bad;
        self.last = last;
    }

    /// Forgets what has been read.
    pub fn forget(&mut self) {
        if self.nested.is_empty() && self.queue.is_empty() {
            self.base = self.position(self.at);
            self.text.drain(..self.at);
            self.event_at = self.event_at.saturating_sub(self.at);
            self.at = 0;
        }
    }

    /// Line, column and offset in bytes of an offset in the text that is kept.
    pub fn position(&self, at: usize) -> (usize, usize, usize) {
        let (mut line, mut column, byte) = self.base;
        let mut end = at.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &self.text[..end];
        let mut before = ' ';
        for c in text.chars() {
            match c {
                '\n' if before == '\r' => {}
                '\n' | '\r' => (line, column) = (line + 1, 0),
                _ => column += 1,
            }
            before = c;
        }
        (
            line,
            column,
            byte + text.chars().map(self.width).sum::<usize>(),
        )
    }

    /// The text that is kept, and where the current event begins in it.
    pub fn context(&self) -> (&str, usize) {
        (&self.text, self.event_at)
    }

    /// The names of the open entities and, with `=`, the prefixes that are bound, as a context for an external entity.
    pub fn entity_context(&self, entity: &str) -> String {
        let bound = self.bindings.iter().map(|(p, uri)| {
            let uri = uri.as_deref().unwrap_or("");
            format!("{p}={uri}\u{c}")
        });
        let open = self.nested.iter().map(|n| format!("{}\u{c}", n.name));
        bound.chain(open).collect::<String>() + entity
    }

    /// The next event, with the text that it stands for; none if there is no more text, for now.
    pub fn next(&mut self) -> Result<Option<Found>, Fault> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Ok(Some(event));
            }
            if !self.step()? {
                return Ok(None);
            }
        }
    }

    fn step(&mut self) -> Result<bool, Fault> {
        if let Some(mut nested) = self.nested.pop() {
            let end = nested.at == nested.text.len();
            if end && nested.depth == self.open.len() && !self.in_cdata {
                return Ok(true);
            }
            let fault = |code| Fault {
                code,
                at: self.event_at,
            };
            if end {
                return Err(fault(names::ASYNC_ENTITY));
            }
            let (text, at, event_at) = (std::mem::take(&mut nested.text), nested.at, self.event_at);
            let depth = self.nested.len();
            self.nested.push(nested);
            let done = self.content(&text, at, true);
            self.event_at = event_at;
            let own = &mut self.nested[depth];
            own.text = text;
            return match done {
                Ok(at) => {
                    own.at = at;
                    Ok(true)
                }
                Err(stop) => Err(Fault {
                    code: match stop {
                        Stop::Partial => names::UNCLOSED_TOKEN,
                        Stop::Invalid(_) => names::INVALID_TOKEN,
                        Stop::Code(code, _) => code,
                    },
                    at: event_at,
                }),
            };
        }
        if self.at == self.text.len() {
            return self.end();
        }
        let text = std::mem::take(&mut self.text);
        let (at, last) = (self.at, self.last && self.bad.is_none());
        self.event_at = at;
        let done = match self.phase {
            Phase::Start => self.start_of_document(&text, last),
            Phase::Prolog => self.prolog(&text, at),
            Phase::Subset => self.subset(&text, at),
            Phase::AfterSubset => self.after_subset(&text, at),
            Phase::Content => self.content(&text, at, last),
            Phase::Epilog => self.epilog(&text, at),
        };
        self.text = text;
        match done {
            Ok(at) => {
                self.at = at;
                Ok(true)
            }
            Err(Stop::Partial) if last && self.in_cdata => {
                self.fault(names::UNCLOSED_CDATA, self.text.len())
            }
            Err(Stop::Partial) if last => self.fault(names::UNCLOSED_TOKEN, at),
            Err(Stop::Partial) => self.bad_bytes(),
            Err(Stop::Invalid(at)) => self.fault(names::INVALID_TOKEN, at),
            Err(Stop::Code(code, at)) => self.fault(code, at),
        }
    }

    fn fault<V>(&mut self, code: u8, at: usize) -> Result<V, Fault> {
        self.event_at = at;
        Err(Fault { code, at })
    }

    fn bad_bytes(&mut self) -> Result<bool, Fault> {
        match self.bad {
            Some(code) => self.fault(code, self.text.len()),
            None => Ok(false),
        }
    }

    /// At the end of the text so far.
    fn end(&mut self) -> Result<bool, Fault> {
        self.bad_bytes()?;
        if !self.last {
            return Ok(false);
        }
        if self.in_cdata {
            return self.fault(names::UNCLOSED_CDATA, self.at);
        }
        let complete = match self.phase {
            Phase::Epilog => true,
            Phase::Start | Phase::Content => self.external && self.open.is_empty(),
            Phase::Prolog | Phase::Subset | Phase::AfterSubset => false,
        };
        match complete {
            true => Ok(false),
            false => self.fault(names::NO_ELEMENTS, self.at),
        }
    }

    fn emit(&mut self, event: Event, raw: &str) {
        self.emit_at(event, raw, 0);
    }

    /// An event so far behind the beginning of its text.
    fn emit_at(&mut self, event: Event, raw: &str, offset: usize) {
        let raw_at = self.event_at;
        let offset = if self.nested.is_empty() { offset } else { 0 };
        self.queue.push_back(Found {
            event,
            at: raw_at + offset,
            raw: if self.wants_raw {
                raw.to_owned()
            } else {
                String::new()
            },
            raw_at,
        });
    }

    // ---- before and after the root element

    fn start_of_document(&mut self, s: &str, last: bool) -> Result<usize, Stop> {
        const DECLARATION: &str = "<?xml";
        if s.len() <= DECLARATION.len() && DECLARATION.starts_with(s) && !last {
            return Err(Stop::Partial);
        }
        let declared = s.starts_with(DECLARATION)
            && s.as_bytes()
                .get(DECLARATION.len())
                .is_some_and(|&b| is_space(b));
        let end = if declared {
            let end = until(s, DECLARATION.len(), "?>")?;
            let found = declaration(&s[DECLARATION.len()..end]);
            let Some(declaration) = found.filter(|d| self.external || !d.0.is_empty()) else {
                return Err(Stop::Code(names::XML_DECL, DECLARATION.len() + 1));
            };
            let (version, encoding, standalone) = declaration;
            self.dtd.standalone = standalone == 1;
            self.emit(Event::XmlDecl(version, encoding, standalone), &s[..end + 2]);
            end + 2
        } else {
            0
        };
        self.phase = if self.external {
            Phase::Content
        } else {
            Phase::Prolog
        };
        Ok(end)
    }

    fn spaces(&mut self, s: &str, at: usize) -> usize {
        let end = skip_space(s, at);
        if end > at && self.wants_raw {
            self.emit(Event::Raw, &s[at..end]);
        }
        end
    }

    fn prolog(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let end = self.spaces(s, at);
        if end > at {
            return Ok(end);
        }
        let rest = &s[at..];
        if rest.starts_with("<!D") && !self.had_doctype || is_prefix(rest, "<!DOCTYPE") {
            return self.doctype(s, at);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return self.aside(s, at);
        }
        if let Some(after) = rest.strip_prefix('<') {
            if after.starts_with(|c| !names::is_name_start(c)) {
                return Err(Stop::Invalid(at + 1));
            }
            self.phase = Phase::Content;
            return Ok(at);
        }
        Err(misplaced(rest, at, names::SYNTAX))
    }

    fn epilog(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let end = self.spaces(s, at);
        if end > at {
            return Ok(end);
        }
        let rest = &s[at..];
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return self.aside(s, at);
        }
        if rest.len() == 1 && rest == "<" {
            return Err(Stop::Partial);
        }
        if let Some(after) = rest.strip_prefix('<') {
            return Err(match after.starts_with(names::is_name_start) {
                true => Stop::Code(names::JUNK, at),
                false => Stop::Invalid(at + 1),
            });
        }
        Err(misplaced(rest, at, names::JUNK))
    }

    /// A comment or a processing instruction.
    fn aside(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let rest = &s[at..];
        if rest.starts_with("<?") {
            return self.instruction(s, at);
        }
        if "<!--".starts_with(rest) && rest != "<!--" {
            return Err(Stop::Partial);
        }
        if !rest.starts_with("<!--") {
            let wrong = if rest.starts_with("<!-") { 3 } else { 2 };
            return Err(match self.phase {
                Phase::Epilog if rest[2..].starts_with(char::is_alphabetic) => {
                    Stop::Code(names::JUNK, at)
                }
                Phase::Prolog if rest[2..].starts_with(char::is_alphabetic) => {
                    Stop::Code(names::SYNTAX, at)
                }
                _ => Stop::Invalid(at + wrong),
            });
        }
        let end = until(s, at + 4, "--")?;
        match s.as_bytes().get(end + 2) {
            None => Err(Stop::Partial),
            Some(b'>') => {
                self.emit(Event::Comment(newlines(&s[at + 4..end])), &s[at..end + 3]);
                Ok(end + 3)
            }
            Some(_) => Err(Stop::Invalid(end + 2)),
        }
    }

    fn instruction(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let b = s.as_bytes();
        let end = name(s, at + 2)?;
        let target = &s[at + 2..end];
        if target.eq_ignore_ascii_case("xml") {
            return Err(match target == "xml" {
                true => Stop::Code(names::MISPLACED_PI, at),
                false => Stop::Invalid(at + 2),
            });
        }
        let (start, close) = match b[end] {
            b'?' => match b.get(end + 1) {
                None => return Err(Stop::Partial),
                Some(b'>') => (end, end),
                Some(_) => return Err(Stop::Invalid(end + 1)),
            },
            c if is_space(c) => {
                let start = skip_space(s, end);
                (start, until(s, start, "?>")?)
            }
            _ => return Err(Stop::Invalid(end)),
        };
        let event = Event::Pi(target.to_owned(), newlines(&s[start..close]));
        self.emit(event, &s[at..close + 2]);
        Ok(close + 2)
    }

    // ---- the document type

    fn doctype(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let rest = &s[at..];
        if is_prefix(rest, "<!DOCTYPE") && rest.len() < "<!DOCTYPE".len() {
            return Err(Stop::Partial);
        }
        if !rest.starts_with("<!DOCTYPE") || self.had_doctype {
            return Err(Stop::Code(names::SYNTAX, at));
        }
        let (name, system, public, end) = dtd::doctype(rest).map_err(|stop| moved(stop, at))?;
        let has_subset = rest.as_bytes()[end] == b'[';
        self.had_doctype = true;
        if system.is_some() {
            self.dtd.incomplete = true;
            if !self.dtd.standalone {
                let literal = rest[..end].trim_end().len();
                let quote = rest.as_bytes()[literal - 1] as char;
                let literal = rest[..literal - 1].rfind(quote).unwrap_or(0);
                self.emit_at(Event::NotStandalone, "", literal);
            }
        }
        let event = Event::StartDoctype(name, system, public, has_subset);
        self.emit_at(event, &rest[..end + 1], end);
        if has_subset {
            self.phase = Phase::Subset;
        } else {
            self.emit_at(Event::EndDoctype, "", end);
        }
        Ok(at + end + 1)
    }

    fn subset(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let end = self.spaces(s, at);
        if end > at {
            return Ok(end);
        }
        let rest = &s[at..];
        if rest.starts_with(']') {
            self.phase = Phase::AfterSubset;
            self.emit(Event::Raw, "]");
            return Ok(at + 1);
        }
        if rest.starts_with('%') {
            let end = name(s, at + 1)?;
            if s.as_bytes()[end] != b';' {
                return Err(Stop::Invalid(end));
            }
            self.dtd.incomplete = true;
            self.dtd.skipping = !self.dtd.standalone;
            let skipped = Event::Skipped(s[at + 1..end].to_owned(), true);
            self.emit(skipped, &s[at..end + 1]);
            return Ok(end + 1);
        }
        if rest.starts_with("<?") || rest.starts_with("<!-") {
            return self.aside(s, at);
        }
        if matches!(rest, "<" | "<!") {
            return Err(Stop::Partial);
        }
        if !rest.starts_with("<!") {
            return Err(match rest.starts_with('<') {
                true => Stop::Code(names::SYNTAX, at),
                false => misplaced(rest, at, names::SYNTAX),
            });
        }
        let end = dtd::declaration_end(rest).map_err(|stop| moved(stop, at))?;
        let declared = self
            .dtd
            .declare(&rest[..end])
            .map_err(|stop| match moved(stop, at) {
                Stop::Partial => Stop::Code(names::SYNTAX, at),
                stop => stop,
            })?;
        if declared.is_empty() {
            self.emit(Event::Raw, &rest[..end]);
        }
        for (i, (offset, declaration)) in declared.into_iter().enumerate() {
            let raw = if i == 0 { &rest[..end] } else { "" };
            self.emit_at(Event::Declared(declaration), raw, offset);
        }
        Ok(at + end)
    }

    fn after_subset(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let end = skip_space(s, at);
        if end == s.len() {
            return Err(Stop::Partial);
        }
        if s.as_bytes()[end] != b'>' {
            return Err(Stop::Code(names::SYNTAX, end));
        }
        self.phase = Phase::Prolog;
        self.emit_at(Event::EndDoctype, &s[at..end + 1], end - at);
        Ok(end + 1)
    }

    // ---- content

    fn content(&mut self, s: &str, at: usize, last: bool) -> Result<usize, Stop> {
        let rest = &s[at..];
        if self.in_cdata {
            return self.cdata(s, at, last);
        }
        if rest.starts_with("</") {
            return self.end_tag(s, at);
        }
        if is_prefix(rest, "<![CDATA[") && rest.len() > 2 {
            if rest.len() < "<![CDATA[".len() {
                return Err(Stop::Partial);
            }
            self.in_cdata = true;
            self.emit(Event::StartCdata, "<![CDATA[");
            return Ok(at + "<![CDATA[".len());
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return self.aside(s, at);
        }
        if rest.starts_with('<') {
            return self.start_tag(s, at);
        }
        if rest.starts_with('&') {
            return self.reference(s, at);
        }
        let end = run(s, at, last, "]]>")?;
        self.text_event(s, at, end);
        Ok(end)
    }

    fn text_event(&mut self, s: &str, at: usize, end: usize) {
        let text = &s[at..end];
        let shown = if text.starts_with('\r') { "\n" } else { text };
        self.emit(Event::Text(shown.to_owned()), text);
    }

    fn cdata(&mut self, s: &str, at: usize, last: bool) -> Result<usize, Stop> {
        if s[at..].starts_with("]]>") {
            self.in_cdata = false;
            self.emit(Event::EndCdata, "]]>");
            return Ok(at + 3);
        }
        let end = run(s, at, last, "")?;
        // A bracket might begin the end: it stands apart from what is before it.
        let later = s[at..end].char_indices().skip(1);
        let bracket = later.filter(|&(_, c)| c == ']').map(|(n, _)| at + n).next();
        let end = bracket.unwrap_or(end);
        self.text_event(s, at, end);
        Ok(end)
    }

    fn reference(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let (found, end) = names::reference(s, at)?;
        let raw = &s[at..end];
        let name = match found {
            Reference::Char(c) => {
                self.emit(Event::Text(c.to_string()), raw);
                return Ok(end);
            }
            Reference::Entity(name) => name,
        };
        if let Some(c) = predefined(name) {
            self.emit(Event::Text(c.to_string()), raw);
            return Ok(end);
        }
        let Some(entity) = self.dtd.entities.get(name) else {
            if !self.dtd.incomplete || self.dtd.standalone {
                return Err(Stop::Code(names::UNDEFINED_ENTITY, at));
            }
            self.emit(Event::Skipped(name.to_owned(), false), raw);
            return Ok(end);
        };
        if self.nested.iter().any(|n| n.name == name) {
            return Err(Stop::Code(names::RECURSIVE_ENTITY, at));
        }
        if entity.notation.is_some() {
            return Err(Stop::Code(names::BINARY_ENTITY, at));
        }
        let Some(value) = entity.value.clone() else {
            let event = Event::External(
                name.to_owned(),
                entity.system.clone(),
                entity.public.clone(),
            );
            self.emit(event, raw);
            return Ok(end);
        };
        if self.keeps_references {
            self.emit(Event::Skipped(name.to_owned(), false), raw);
            return Ok(end);
        }
        self.expanded += value.len();
        if self.expanded > FREE_EXPANSION && self.expanded / MAX_FACTOR > self.fed {
            return Err(Stop::Code(names::AMPLIFICATION, at));
        }
        // It is read before the text goes on.
        if let Some(outer) = self.nested.last_mut() {
            outer.at = end;
        }
        self.nested.push(Nested {
            name: name.to_owned(),
            text: value,
            at: 0,
            depth: self.open.len(),
        });
        Ok(end)
    }

    fn start_tag(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let tag = names::tag(s, at)?;
        let declared = self.dtd.attributes.get(tag.name);
        let mut attributes: Vec<(String, String)> = Vec::with_capacity(tag.attributes.len());
        for &((place, key), (offset, value)) in &tag.attributes {
            if attributes.iter().any(|(k, _)| k == key) {
                return Err(Stop::Code(names::DUPLICATE_ATTRIBUTE, place));
            }
            let declared = declared.and_then(|all| all.iter().find(|a| a.name == key));
            let is_cdata = declared.is_none_or(|a| a.is_cdata);
            let value = match self.dtd.attribute_value(value, offset, is_cdata) {
                Err(Stop::Code(names::UNDEFINED_ENTITY, _)) => {
                    return Err(Stop::Code(names::UNDEFINED_ENTITY, at));
                }
                value => value?,
            };
            attributes.push((key.to_owned(), value));
        }
        let mut given = attributes.len();
        for a in declared.into_iter().flatten() {
            if let Some(default) = &a.default
                && !attributes.iter().any(|(k, _)| *k == a.name)
            {
                attributes.push((a.name.clone(), default.clone()));
            }
        }
        let bindings = self.bindings.len();
        let mut name = tag.name.to_owned();
        if self.separator.is_some() {
            self.bind(&mut attributes, &mut given, at)?;
            name = self.expanded_name(&name, true, at)?;
            for i in 0..attributes.len() {
                let key = self.expanded_name(&attributes[i].0, false, at)?;
                if attributes[..i].iter().any(|(k, _)| *k == key) {
                    return Err(Stop::Code(names::DUPLICATE_ATTRIBUTE, at));
                }
                attributes[i].0 = key;
            }
        }
        let raw = &s[at..tag.end];
        self.emit(Event::Start(name.clone(), attributes, 2 * given), raw);
        self.open.push(Open {
            raw: tag.name.to_owned(),
            name,
            bindings,
        });
        if tag.empty {
            self.close("", tag.end - at);
        }
        Ok(tag.end)
    }

    /// Takes the declarations of namespaces out of the attributes.
    fn bind(
        &mut self,
        attributes: &mut Vec<(String, String)>,
        given: &mut usize,
        at: usize,
    ) -> Result<(), Stop> {
        let mut i = 0;
        while i < attributes.len() {
            let (key, uri) = &attributes[i];
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => {
                    i += 1;
                    continue;
                }
            };
            let wrong = match (prefix, uri.as_str()) {
                ("xmlns", _) => Some(names::RESERVED_XMLNS),
                ("xml", uri) if uri != XML_URI => Some(names::RESERVED_XML),
                ("xml", _) => None,
                (_, XML_URI | XMLNS_URI) => Some(names::RESERVED_URI),
                (prefix, "") if !prefix.is_empty() => Some(names::UNDECLARING_PREFIX),
                _ => None,
            };
            if let Some(code) = wrong {
                return Err(Stop::Code(code, at));
            }
            let uri = Some(uri.clone()).filter(|uri| !uri.is_empty());
            let prefix = prefix.to_owned();
            let shown = Some(prefix.clone()).filter(|p| !p.is_empty());
            self.emit(Event::StartNs(shown, uri.clone()), "");
            self.bindings.push((prefix, uri));
            attributes.remove(i);
            *given -= usize::from(i < *given);
        }
        Ok(())
    }

    fn expanded_name(&self, raw: &str, is_element: bool, at: usize) -> Result<String, Stop> {
        let separator = self.separator.as_deref().unwrap_or("");
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        if prefix.is_empty() && !is_element {
            return Ok(raw.to_owned());
        }
        let bound = self.bindings.iter().rev().find(|(p, _)| p == prefix);
        let uri = match bound {
            Some((_, uri)) => uri.as_deref(),
            None if prefix == "xml" => Some(XML_URI),
            None if prefix.is_empty() => None,
            None => return Err(Stop::Code(names::UNBOUND_PREFIX, at)),
        };
        let Some(uri) = uri else {
            return Ok(raw.to_owned());
        };
        let mut out = format!("{uri}{separator}{local}");
        if self.triplets && !prefix.is_empty() {
            out = format!("{out}{separator}{prefix}");
        }
        Ok(out)
    }

    fn end_tag(&mut self, s: &str, at: usize) -> Result<usize, Stop> {
        let end = name(s, at + 2)?;
        let close = skip_space(s, end);
        match s.as_bytes().get(close) {
            None => return Err(Stop::Partial),
            Some(b'>') => {}
            Some(_) => return Err(Stop::Invalid(close)),
        }
        let floor = self.nested.last().map_or(0, |n| n.depth);
        let Some(open) = self.open.last().filter(|_| self.open.len() > floor) else {
            return Err(Stop::Code(names::ASYNC_ENTITY, at));
        };
        if open.raw != s[at + 2..end] {
            return Err(Stop::Code(names::TAG_MISMATCH, at + 2));
        }
        self.close(&s[at..close + 1], 0);
        Ok(close + 1)
    }

    fn close(&mut self, raw: &str, offset: usize) {
        let Some(open) = self.open.pop() else { return };
        self.emit_at(Event::End(open.name), raw, offset);
        for (prefix, _) in self.bindings.split_off(open.bindings).into_iter().rev() {
            self.emit_at(
                Event::EndNs(Some(prefix).filter(|p| !p.is_empty())),
                "",
                offset,
            );
        }
        if self.open.is_empty() && !self.external {
            self.phase = Phase::Epilog;
        }
    }
}

/// Whether `rest` is, as far as it goes, this.
fn is_prefix(rest: &str, whole: &str) -> bool {
    rest.starts_with(whole) || whole.starts_with(rest)
}

fn moved(stop: Stop, by: usize) -> Stop {
    match stop {
        Stop::Partial => Stop::Partial,
        Stop::Invalid(at) => Stop::Invalid(at + by),
        Stop::Code(code, at) => Stop::Code(code, at + by),
    }
}

/// Text where only markup may stand.
fn misplaced(rest: &str, at: usize, code: u8) -> Stop {
    match rest.starts_with(|c| {
        names::is_name_char(c) || matches!(c, '"' | '\'' | '>' | '[' | ']' | '(' | '|' | ',')
    }) {
        true => Stop::Code(code, at),
        false => Stop::Invalid(at),
    }
}

/// Newlines of every kind are one kind.
fn newlines(s: &str) -> String {
    if s.contains('\r') {
        s.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        s.to_owned()
    }
}

/// The end of a run of text: a newline, or what lies between newlines and markup. `never` must not stand in it.
fn run(s: &str, at: usize, last: bool, never: &str) -> Result<usize, Stop> {
    let rest = &s[at..];
    if rest.starts_with('\n') {
        return Ok(at + 1);
    }
    if rest == "\r" && !last {
        return Err(Stop::Partial);
    }
    if rest.starts_with('\r') {
        return Ok(at + 1 + usize::from(rest.starts_with("\r\n")));
    }
    let markup =
        |c: char| matches!(c, '\n' | '\r') || (!never.is_empty() && matches!(c, '<' | '&'));
    let mut end = rest.find(markup).unwrap_or(rest.len());
    if let Some(wrong) = rest[..end].find(|c| !is_char(c)) {
        if wrong == 0 {
            return Err(Stop::Invalid(at));
        }
        end = wrong;
    }
    if let Some(n) = rest[..end].find(never).filter(|_| !never.is_empty()) {
        return Err(Stop::Invalid(at + n + 2));
    }
    if end == rest.len() && !last {
        // What may become `]]>` waits.
        let brackets = rest.len() - rest.trim_end_matches(']').len();
        end -= brackets.min(2);
        if end == 0 {
            return Err(Stop::Partial);
        }
    }
    Ok(at + end)
}

/// Version, encoding and standalone of an XML declaration.
fn declaration(s: &str) -> Option<(String, Option<String>, i32)> {
    let mut found: [Option<String>; 3] = [None, None, None];
    let mut rest = s;
    let mut next = 0;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if trimmed.is_empty() {
            break;
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (key, value) = trimmed.split_once('=')?;
        let key = key.trim_end();
        let value = value.trim_start();
        let quote = value.chars().next().filter(|q| matches!(q, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        let which = ["version", "encoding", "standalone"]
            .iter()
            .position(|k| *k == key)?;
        if which < next {
            return None;
        }
        found[which] = Some(value.to_owned());
        next = which + 1;
        rest = after;
    }
    let [version, encoding, standalone] = found;
    let standalone = match standalone.as_deref() {
        None => -1,
        Some("yes") => 1,
        Some("no") => 0,
        Some(_) => return None,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
    let fits = encoding
        .as_deref()
        .is_none_or(|e| e.starts_with(|c: char| c.is_ascii_alphabetic()) && e.chars().all(plain));
    let version = version.or_else(|| encoding.is_some().then(String::new))?;
    (fits && version.chars().all(plain)).then_some((version, encoding, standalone))
}
