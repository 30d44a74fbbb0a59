//! Document type declarations: what the internal subset declares, and the entities and attributes that it declared.
//!
//! Pure. Parameter entities are not read (nor does expat, unless it is told to); after a reference to one, what is declared
//! may not be all, and unknown entities are then skipped.

use std::collections::HashMap;

use super::names::{self, Reference, Stop, is_space, name, skip_space};

/// An entity.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    /// The replacement text of an internal one.
    pub value: Option<String>,
    pub system: Option<String>,
    pub public: Option<String>,
    /// Of an unparsed one.
    pub notation: Option<String>,
}

/// A declared attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: String,
    pub is_cdata: bool,
    pub default: Option<String>,
}

/// What has been declared.
#[derive(Clone, Debug, Default)]
pub struct Dtd {
    pub entities: HashMap<String, Entity>,
    pub parameters: HashMap<String, Entity>,
    pub attributes: HashMap<String, Vec<Attribute>>,
    /// A parameter entity or an external subset was not read.
    pub incomplete: bool,
    pub standalone: bool,
    /// After a parameter entity that was not read, declarations do not count.
    pub skipping: bool,
}

/// The content of an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub kind: u8,
    pub quantifier: u8,
    pub name: Option<String>,
    pub children: Vec<Model>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub enum Declaration {
    Entity {
        name: String,
        is_parameter: bool,
        entity: Entity,
    },
    Element(String, Model),
    /// Element, attribute, type, default, whether it is required.
    Attribute(String, String, String, Option<String>, bool),
    Notation(String, Option<String>, Option<String>),
}

/// Reads what stands between `<!` and `>`.
struct Reader<'s> {
    s: &'s str,
    at: usize,
}

impl<'s> Reader<'s> {
    fn bad<T>(&self) -> Result<T, Stop> {
        Err(Stop::Code(names::SYNTAX, self.at))
    }

    fn space(&mut self) {
        self.at = skip_space(self.s, self.at);
    }

    fn peek(&self) -> u8 {
        self.s.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.s[self.at..].starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn word(&mut self) -> Result<&'s str, Stop> {
        self.space();
        let start = self.at;
        self.at = match name(self.s, start) {
            Ok(end) => end,
            Err(Stop::Partial) if start < self.s.len() => self.s.len(),
            Err(_) => return self.bad(),
        };
        Ok(&self.s[start..self.at])
    }

    fn literal(&mut self) -> Result<&'s str, Stop> {
        self.space();
        let quote = match self.peek() {
            q @ (b'"' | b'\'') => q as char,
            _ => return self.bad(),
        };
        let start = self.at + 1;
        match self.s[start..].find(quote) {
            Some(n) => {
                self.at = start + n + 1;
                Ok(&self.s[start..start + n])
            }
            None => self.bad(),
        }
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.space();
        if self.at < self.s.len() {
            self.bad()
        } else {
            Ok(())
        }
    }

    /// `SYSTEM "s"` or `PUBLIC "p" "s"`, the system part optional for notations.
    fn external(&mut self, optional: bool) -> Result<(Option<String>, Option<String>), Stop> {
        self.space();
        if self.eat("SYSTEM") {
            return Ok((Some(self.literal()?.to_owned()), None));
        }
        if !self.eat("PUBLIC") {
            return self.bad();
        }
        let public: Vec<&str> = self
            .literal()?
            .split(is_space_char)
            .filter(|w| !w.is_empty())
            .collect();
        self.space();
        let system = match self.peek() {
            b'"' | b'\'' => Some(self.literal()?.to_owned()),
            _ if optional => None,
            _ => return self.bad(),
        };
        Ok((system, Some(public.join(" "))))
    }
}

fn is_space_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space)
}

/// What begins a document type declaration: its name, its identifiers (system, public), and the offset of the `[` or `>`
/// behind them.
pub type Doctype = (String, Option<String>, Option<String>, usize);

/// Reads the beginning of a document type declaration.
pub fn doctype(s: &str) -> Result<Doctype, Stop> {
    let head = header_end(s)?;
    let mut r = Reader {
        s: &s[..head],
        at: "<!DOCTYPE".len(),
    };
    if !is_space(r.peek()) {
        return Err(Stop::Invalid(r.at));
    }
    let name = r.word()?.to_owned();
    r.space();
    let (system, public) = match r.at < head {
        true => r.external(false)?,
        false => (None, None),
    };
    r.end()?;
    Ok((name, system, public, head))
}

/// The first `[` or `>` outside quotes.
fn header_end(s: &str) -> Result<usize, Stop> {
    let mut quote = 0;
    for (i, b) in s.bytes().enumerate().skip("<!DOCTYPE".len()) {
        match b {
            b'"' | b'\'' if quote == 0 => quote = b,
            _ if quote != 0 => quote = if b == quote { 0 } else { quote },
            b'[' | b'>' => return Ok(i),
            b'<' => return Err(Stop::Invalid(i)),
            _ => {}
        }
    }
    Err(Stop::Partial)
}

/// The offset behind a declaration, which begins with `<!`.
pub fn declaration_end(s: &str) -> Result<usize, Stop> {
    let mut quote = 0;
    for (i, b) in s.bytes().enumerate() {
        match b {
            b'"' | b'\'' if quote == 0 => quote = b,
            _ if quote != 0 => quote = if b == quote { 0 } else { quote },
            b'>' => return Ok(i + 1),
            b'<' if i > 0 => return Err(Stop::Invalid(i)),
            _ => {}
        }
    }
    Err(Stop::Partial)
}

impl Dtd {
    /// Reads a whole declaration, and remembers it. Where expat sees each thing that is declared comes with it.
    pub fn declare(&mut self, s: &str) -> Result<Vec<(usize, Declaration)>, Stop> {
        let mut r = Reader {
            s: &s[..s.len() - 1],
            at: 2,
        };
        let keyword = r.word()?;
        if !is_space(r.peek()) {
            return Err(Stop::Invalid(r.at));
        }
        match keyword {
            "ENTITY" => Ok(self.entity(&mut r)?.into_iter().collect()),
            "ELEMENT" => {
                let name = r.word()?.to_owned();
                let model = model(&mut r)?;
                let token = r.s[..r.at].rfind(')').unwrap_or(r.at - 1);
                let token = match r.s.as_bytes()[r.at - 1].is_ascii_alphabetic() {
                    true => r.s[..r.at].rfind(is_space_char).map_or(0, |n| n + 1),
                    false => token,
                };
                r.end()?;
                Ok(vec![(token, Declaration::Element(name, model))])
            }
            "ATTLIST" => self.attlist(&mut r),
            "NOTATION" => {
                let name = r.word()?.to_owned();
                let (system, public) = r.external(true)?;
                let at = match &system {
                    Some(literal) => r.at - literal.len() - 2,
                    None => r.s.len(),
                };
                r.end()?;
                Ok(vec![(at, Declaration::Notation(name, system, public))])
            }
            _ => Err(Stop::Code(names::SYNTAX, 0)),
        }
    }

    fn entity(&mut self, r: &mut Reader) -> Result<Option<(usize, Declaration)>, Stop> {
        r.space();
        let is_parameter = r.eat("%");
        let name = r.word()?.to_owned();
        r.space();
        let mut entity = Entity::default();
        let mut at = r.s.len();
        if matches!(r.peek(), b'"' | b'\'') {
            at = r.at;
            let start = r.at + 1;
            let text = r.literal()?;
            entity.value = Some(entity_value(text, start)?);
        } else {
            (entity.system, entity.public) = r.external(false)?;
            r.space();
            if !is_parameter && r.eat("NDATA") {
                let word = r.word()?;
                at = r.at - word.len();
                entity.notation = Some(word.to_owned());
            }
        }
        r.end()?;
        let table = if is_parameter {
            &mut self.parameters
        } else {
            &mut self.entities
        };
        // The first declaration counts.
        if table.contains_key(&name) || self.skipping {
            return Ok(None);
        }
        table.insert(name.clone(), entity.clone());
        let declared = Declaration::Entity {
            name,
            is_parameter,
            entity,
        };
        Ok(Some((at, declared)))
    }

    fn attlist(&mut self, r: &mut Reader) -> Result<Vec<(usize, Declaration)>, Stop> {
        let element = r.word()?.to_owned();
        let mut out = Vec::new();
        loop {
            r.space();
            if r.at == r.s.len() {
                return Ok(out);
            }
            let name = r.word()?.to_owned();
            let kind = attribute_type(r)?;
            r.space();
            let mut at = r.at;
            let mut required = false;
            let mut default = None;
            if r.eat("#REQUIRED") {
                required = true;
            } else if !r.eat("#IMPLIED") {
                required = r.eat("#FIXED");
                r.space();
                at = r.at;
                let start = r.at + 1;
                let text = r.literal()?;
                default = Some(self.attribute_value(text, start, kind == "CDATA")?);
            }
            let known = self.attributes.entry(element.clone()).or_default();
            if known.iter().any(|a| a.name == name) {
                continue;
            }
            known.push(Attribute {
                name: name.clone(),
                is_cdata: kind == "CDATA",
                default: default.clone(),
            });
            let element = element.clone();
            out.push((
                at,
                Declaration::Attribute(element, name, kind, default, required),
            ));
        }
    }

    /// The value of an attribute: references resolved, spaces made one kind, and, unless it is text, only between words.
    pub fn attribute_value(&self, s: &str, offset: usize, is_cdata: bool) -> Result<String, Stop> {
        let mut out = String::with_capacity(s.len());
        self.expand(s, offset, false, &mut Vec::new(), &mut out)?;
        if !is_cdata {
            let words: Vec<&str> = out.split(' ').filter(|w| !w.is_empty()).collect();
            out = words.join(" ");
        }
        Ok(out)
    }

    fn expand<'d>(
        &'d self,
        s: &'d str,
        offset: usize,
        inside: bool,
        open: &mut Vec<&'d str>,
        out: &mut String,
    ) -> Result<(), Stop> {
        let place = |i: usize| if inside { offset } else { offset + i };
        let mut i = 0;
        while let Some(c) = s[i..].chars().next() {
            match c {
                '\r' if s[i + 1..].starts_with('\n') => {}
                '\t' | '\n' | '\r' => out.push(' '),
                '<' => return Err(Stop::Invalid(place(i))),
                '&' => {
                    let (found, end) = match names::reference(s, i) {
                        Ok(found) => found,
                        Err(Stop::Code(code, at)) => return Err(Stop::Code(code, place(at))),
                        Err(_) => return Err(Stop::Invalid(place(i))),
                    };
                    let at = place(i);
                    match found {
                        Reference::Char(c) => out.push(c),
                        Reference::Entity(name) => self.expand_entity(name, at, open, out)?,
                    }
                    if out.len() > MAX_EXPANSION {
                        return Err(Stop::Code(names::AMPLIFICATION, at));
                    }
                    i = end;
                    continue;
                }
                c => out.push(c),
            }
            i += c.len_utf8();
        }
        Ok(())
    }

    fn expand_entity<'d>(
        &'d self,
        name: &'d str,
        at: usize,
        open: &mut Vec<&'d str>,
        out: &mut String,
    ) -> Result<(), Stop> {
        if let Some(c) = predefined(name) {
            out.push(c);
            return Ok(());
        }
        let Some(entity) = self.entities.get(name) else {
            return match self.incomplete && !self.standalone {
                true => Ok(()),
                false => Err(Stop::Code(names::UNDEFINED_ENTITY, at)),
            };
        };
        if open.contains(&name) {
            return Err(Stop::Code(names::RECURSIVE_ENTITY, at));
        }
        if entity.notation.is_some() {
            return Err(Stop::Code(names::BINARY_ENTITY, at));
        }
        let Some(value) = &entity.value else {
            return Err(Stop::Code(names::EXTERNAL_IN_ATTRIBUTE, at));
        };
        open.push(name);
        let done = self.expand(value, at, true, open, out);
        open.pop();
        done
    }
}

/// More than this no attribute is expanded to.
const MAX_EXPANSION: usize = 8 << 20;

/// The entities that need no declaration.
pub fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The replacement text of an entity: references to characters are resolved, those to entities stay.
fn entity_value(s: &str, offset: usize) -> Result<String, Stop> {
    let mut out = String::with_capacity(s.len());
    let mut i = 0;
    while let Some(c) = s[i..].chars().next() {
        match c {
            '%' => return Err(Stop::Code(names::PARAM_ENTITY_REF, offset + i)),
            '\r' if s[i + 1..].starts_with('\n') => {}
            '\r' => out.push('\n'),
            '&' => match names::reference(s, i) {
                Ok((Reference::Char(c), end)) => {
                    out.push(c);
                    i = end;
                    continue;
                }
                Ok((Reference::Entity(_), end)) => {
                    out.push_str(&s[i..end]);
                    i = end;
                    continue;
                }
                Err(Stop::Code(code, at)) => return Err(Stop::Code(code, offset + at)),
                Err(_) => return Err(Stop::Invalid(offset + i)),
            },
            c => out.push(c),
        }
        i += c.len_utf8();
    }
    Ok(out)
}

/// `CDATA`, `(a|b)`, `NOTATION(a|b)` and the like, without spaces.
fn attribute_type(r: &mut Reader) -> Result<String, Stop> {
    r.space();
    let mut kind = String::new();
    if r.peek() != b'(' {
        kind = r.word()?.to_owned();
        let known = [
            "CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS",
            "NOTATION",
        ];
        if !known.contains(&kind.as_str()) {
            return r.bad();
        }
        if kind != "NOTATION" {
            return Ok(kind);
        }
        r.space();
    }
    if !r.eat("(") {
        return r.bad();
    }
    let Some(close) = r.s[r.at..].find(')') else {
        return r.bad();
    };
    kind.push('(');
    kind.extend(
        r.s[r.at..r.at + close]
            .chars()
            .filter(|&c| !is_space_char(c)),
    );
    kind.push(')');
    r.at += close + 1;
    Ok(kind)
}

// The numbers of expat's `model`.
const EMPTY: u8 = 1;
const ANY: u8 = 2;
const MIXED: u8 = 3;
const NAME: u8 = 4;
const CHOICE: u8 = 5;
const SEQUENCE: u8 = 6;

fn quantifier(r: &mut Reader) -> u8 {
    let q = match r.peek() {
        b'?' => 1,
        b'*' => 2,
        b'+' => 3,
        _ => return 0,
    };
    r.at += 1;
    q
}

fn model(r: &mut Reader) -> Result<Model, Stop> {
    let simple = |kind| Model {
        kind,
        quantifier: 0,
        name: None,
        children: Vec::new(),
    };
    r.space();
    if r.eat("EMPTY") {
        return Ok(simple(EMPTY));
    }
    if r.eat("ANY") {
        return Ok(simple(ANY));
    }
    if r.peek() != b'(' {
        return r.bad();
    }
    group(r, 0)
}

/// Deeper models are refused: reading them recurses.
const MAX_DEPTH: usize = 500;

fn group(r: &mut Reader, depth: usize) -> Result<Model, Stop> {
    r.at += 1;
    let mut group = Model {
        kind: SEQUENCE,
        quantifier: 0,
        name: None,
        children: Vec::new(),
    };
    let mut separator = 0;
    r.space();
    if r.eat("#PCDATA") {
        group.kind = MIXED;
        separator = b'|';
    } else {
        group.children.push(particle(r, depth)?);
    }
    loop {
        r.space();
        match r.peek() {
            b')' => break,
            b @ (b'|' | b',') if separator == 0 || separator == b => separator = b,
            _ => return r.bad(),
        }
        r.at += 1;
        group.children.push(particle(r, depth)?);
    }
    r.at += 1;
    if group.kind != MIXED && separator == b'|' {
        group.kind = CHOICE;
    }
    group.quantifier = quantifier(r);
    Ok(group)
}

fn particle(r: &mut Reader, depth: usize) -> Result<Model, Stop> {
    r.space();
    if r.peek() == b'(' {
        return if depth > MAX_DEPTH {
            r.bad()
        } else {
            group(r, depth + 1)
        };
    }
    let name = r.word()?.to_owned();
    Ok(Model {
        kind: NAME,
        quantifier: quantifier(r),
        name: Some(name),
        children: Vec::new(),
    })
}
