//! Code units as bytes: what the embedded library is kept as, so that importing it needs no compiler.
//!
//! [`pack`] makes bytes of a module's code; [`Packed::module`] reads them. A unit is read in three steps, each when it is
//! needed: its head (what a function object shows of it), its body (when it first runs), and the positions of its
//! instructions (when a traceback asks). The units inside a unit stay packed until they run themselves, so importing a
//! module reads little more than the module's own body.
//!
//! Numbers are LEB128, signed ones zigzag-coded; names stand once per module, in a table in front. The bytes are made and
//! read by the same build, so the format has no version; it does not depend on the machine. Reading trusts the bytes: a
//! broken invariant here is a panic, as with any other table that is compiled in.

use crate::bytecode::code::{Code, Const, Handler, Positions, ScopedLocal, Site, SiteKind};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// What a function object shows of its code: known without reading the body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head<'a> {
    /// `co_name`
    pub name: &'a str,
    /// `co_qualname`
    pub qualname: &'a str,
    /// `co_flags`
    pub flags: u32,
    /// `co_firstlineno`
    pub first_line: u32,
    /// See [`Code::arg_count`].
    pub arg_count: u16,
    /// See [`Code::posonly_count`].
    pub posonly_count: u16,
    /// See [`Code::kwonly_count`].
    pub kwonly_count: u16,
    /// See [`Code::nregs`].
    pub nregs: u16,
}

/// A code unit that has not been read yet. Cheap to clone.
#[derive(Clone)]
pub struct Packed {
    module: Rc<Module>,
    /// Where the unit's head begins.
    at: usize,
}

/// The bytes of a module and its names.
struct Module {
    bytes: &'static [u8],
    filename: Rc<str>,
    /// Where each name lies in `bytes`.
    names: Vec<(u32, u32)>,
    /// The names that have been asked for.
    shared: RefCell<Vec<Option<Rc<str>>>>,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({}, {})", self.module.filename, self.at)
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Packed) -> bool {
        std::ptr::eq(self.module.bytes, other.module.bytes) && self.at == other.at
    }
}

impl Module {
    fn name(&self, n: usize) -> &'static str {
        let (start, len) = self.names[n];
        let bytes = &self.bytes[start as usize..(start + len) as usize];
        std::str::from_utf8(bytes).expect("names were packed from strings")
    }

    fn shared_name(&self, n: usize) -> Rc<str> {
        let mut shared = self.shared.borrow_mut();
        shared[n].get_or_insert_with(|| self.name(n).into()).clone()
    }
}

// ---- writing

#[derive(Default)]
struct Writer<'a> {
    names: Vec<&'a str>,
    index: FxHashMap<&'a str, u64>,
}

pub(crate) fn number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

pub(crate) fn signed(out: &mut Vec<u8>, n: i64) {
    number(out, ((n << 1) ^ (n >> 63)) as u64);
}

fn bytes(out: &mut Vec<u8>, b: &[u8]) {
    number(out, b.len() as u64);
    out.extend_from_slice(b);
}

/// A unit with all units inside it read.
fn unpacked(code: &Code) -> Code {
    let mut code = code.clone();
    for c in &mut code.consts {
        match c {
            Const::Packed(inner) => *c = Const::Code(Rc::new(unpacked(&inner.unpack()))),
            Const::Code(inner) => *c = Const::Code(Rc::new(unpacked(inner))),
            _ => {}
        }
    }
    code
}

/// Whether units do the same and are called the same, however far those among their constants have been read. Where they
/// come from counts by their lines only.
pub fn is_same_code(a: &Code, b: &Code) -> bool {
    a.name == b.name
        && (a.arg_count, a.posonly_count, a.kwonly_count)
            == (b.arg_count, b.posonly_count, b.kwonly_count)
        && a.flags == b.flags
        && a.first_line == b.first_line
        && a.instrs == b.instrs
        && a.handlers == b.handlers
        && a.names == b.names
        && a.varnames == b.varnames
        && a.cellvars == b.cellvars
        && a.freevars == b.freevars
        && a.positions == b.positions
        && same_constants(&a.consts, &b.consts)
}

fn same_constants(a: &[Const], b: &[Const]) -> bool {
    let unit = |c: &Const| match c {
        Const::Packed(unit) => Some(unpacked(&unit.unpack())),
        Const::Code(unit) => Some(unpacked(unit)),
        _ => None,
    };
    let same = |(a, b): (&Const, &Const)| match (unit(a), unit(b)) {
        (Some(a), Some(b)) => is_same_code(&a, &b),
        _ => a == b,
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// The bytes of a module's code.
pub fn pack(code: &Code) -> Vec<u8> {
    let code = &unpacked(code);
    let mut writer = Writer::default();
    let mut unit = Vec::new();
    writer.unit(&mut unit, code);
    let mut out = Vec::new();
    number(&mut out, writer.names.len() as u64);
    for name in &writer.names {
        bytes(&mut out, name.as_bytes());
    }
    out.extend_from_slice(&unit);
    out
}

/// The kinds of constants, as they are numbered in the bytes.
mod tag {
    pub const NONE: u8 = 0;
    pub const ELLIPSIS: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const TRUE: u8 = 3;
    pub const INT: u8 = 4;
    pub const POSITIVE: u8 = 5;
    pub const NEGATIVE: u8 = 6;
    pub const FLOAT: u8 = 7;
    pub const COMPLEX: u8 = 8;
    pub const STR: u8 = 9;
    pub const BYTES: u8 = 10;
    pub const TUPLE: u8 = 11;
    pub const FROZEN_SET: u8 = 12;
    pub const SLICE: u8 = 13;
    pub const CODE: u8 = 14;
}

const SITE_KINDS: [SiteKind; 7] = [
    SiteKind::Global,
    SiteKind::Name,
    SiteKind::LoadAttr,
    SiteKind::LoadMethod,
    SiteKind::SuperAttr,
    SiteKind::StoreAttr,
    SiteKind::Call,
];

impl<'a> Writer<'a> {
    fn name(&mut self, out: &mut Vec<u8>, name: &'a str) {
        let next = self.names.len() as u64;
        let n = *self.index.entry(name).or_insert(next);
        if n == next {
            self.names.push(name);
        }
        number(out, n);
    }

    fn names(&mut self, out: &mut Vec<u8>, names: &'a [Rc<str>]) {
        number(out, names.len() as u64);
        for name in names {
            self.name(out, name);
        }
    }

    fn unit(&mut self, out: &mut Vec<u8>, code: &'a Code) {
        self.name(out, &code.name);
        self.name(out, &code.qualname);
        for n in [
            code.flags,
            code.first_line,
            u32::from(code.arg_count),
            u32::from(code.posonly_count),
            u32::from(code.kwonly_count),
            u32::from(code.nregs),
            u32::from(code.max_window),
            u32::from(code.first_free_reg),
        ] {
            number(out, u64::from(n));
        }
        instructions(out, &code.instrs);
        number(out, code.consts.len() as u64);
        for c in &code.consts {
            self.constant(out, c);
        }
        for names in [&code.names, &code.varnames, &code.cellvars, &code.freevars] {
            self.names(out, names);
        }
        for &reg in &code.cell_regs {
            number(out, u64::from(reg));
        }
        number(out, code.sites.len() as u64);
        for site in &code.sites {
            let kind = SITE_KINDS.iter().position(|&k| k == site.kind);
            out.push(kind.expect("every kind stands in the table") as u8);
            number(out, u64::from(site.arg.wrapping_add(1)));
        }
        number(out, code.handlers.len() as u64);
        for h in &code.handlers {
            number(out, u64::from(h.start));
            number(out, u64::from(h.end - h.start));
            number(out, u64::from(h.handler));
            number(out, u64::from(h.reg) << 1 | u64::from(h.lasti));
        }
        number(out, code.scoped.len() as u64);
        for s in &code.scoped {
            number(out, u64::from(s.name));
            number(out, u64::from(s.reg) << 1 | u64::from(s.is_cell));
            number(out, u64::from(s.start));
            number(out, u64::from(s.end - s.start));
        }
        number(out, code.loops.len() as u64);
        for &l in &code.loops {
            number(out, u64::from(l));
        }
        let mut positions = Vec::new();
        code.positions.pack(&mut positions);
        bytes(out, &positions);
    }

    fn constant(&mut self, out: &mut Vec<u8>, c: &'a Const) {
        let many = |writer: &mut Writer<'a>, out: &mut Vec<u8>, tag: u8, items: &'a [Const]| {
            out.push(tag);
            number(out, items.len() as u64);
            for item in items {
                writer.constant(out, item);
            }
        };
        match c {
            Const::None => out.push(tag::NONE),
            Const::Ellipsis => out.push(tag::ELLIPSIS),
            Const::Bool(false) => out.push(tag::FALSE),
            Const::Bool(true) => out.push(tag::TRUE),
            Const::Int(i) => {
                out.push(tag::INT);
                signed(out, *i);
            }
            Const::BigInt { negative, limbs } => {
                out.push(if *negative {
                    tag::NEGATIVE
                } else {
                    tag::POSITIVE
                });
                number(out, limbs.len() as u64);
                limbs.iter().for_each(|&l| number(out, l));
            }
            Const::Float(f) => {
                out.push(tag::FLOAT);
                out.extend_from_slice(&f.to_bits().to_le_bytes());
            }
            Const::Complex(re, im) => {
                out.push(tag::COMPLEX);
                out.extend_from_slice(&re.to_bits().to_le_bytes());
                out.extend_from_slice(&im.to_bits().to_le_bytes());
            }
            Const::Str(s) => {
                out.push(tag::STR);
                bytes(out, s);
            }
            Const::Bytes(b) => {
                out.push(tag::BYTES);
                bytes(out, b);
            }
            Const::Tuple(items) => many(self, out, tag::TUPLE, items),
            Const::FrozenSet(items) => many(self, out, tag::FROZEN_SET, items),
            Const::Slice(parts) => many(self, out, tag::SLICE, parts.as_slice()),
            Const::Code(code) => {
                out.push(tag::CODE);
                let mut unit = Vec::new();
                self.unit(&mut unit, code);
                bytes(out, &unit);
            }
            Const::Packed(_) => unreachable!("`pack` has read all units"),
        }
    }
}

/// Each instruction: its op, a byte that says which of the other bytes follow, and those.
fn instructions(out: &mut Vec<u8>, instrs: &[u64]) {
    number(out, instrs.len() as u64);
    for word in instrs {
        let word = word.to_le_bytes();
        out.push(word[0]);
        let present = (1..8).filter(|&n| word[n] != 0);
        out.push(present.clone().fold(0, |mask, n| mask | 1 << n));
        present.for_each(|n| out.push(word[n]));
    }
}

// ---- reading

/// Reads numbers.
pub(crate) struct Numbers {
    pub bytes: &'static [u8],
    pub at: usize,
}

impl Numbers {
    fn byte(&mut self) -> u8 {
        self.at += 1;
        self.bytes[self.at - 1]
    }

    pub fn number(&mut self) -> u64 {
        let first = self.byte();
        if first < 0x80 {
            return u64::from(first);
        }
        let (mut n, mut shift) = (u64::from(first & 0x7f), 7);
        loop {
            let b = self.byte();
            n |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return n;
            }
            shift += 7;
        }
    }

    pub fn signed(&mut self) -> i64 {
        let n = self.number();
        (n >> 1) as i64 ^ -((n & 1) as i64)
    }
}

struct Reader<'a> {
    module: &'a Rc<Module>,
    numbers: Numbers,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        self.numbers.byte()
    }

    fn number(&mut self) -> u64 {
        self.numbers.number()
    }

    fn signed(&mut self) -> i64 {
        self.numbers.signed()
    }

    fn count(&mut self) -> usize {
        self.number() as usize
    }

    fn small(&mut self) -> u32 {
        self.number() as u32
    }

    fn register(&mut self) -> u16 {
        self.number() as u16
    }

    fn bytes(&mut self) -> &'static [u8] {
        let len = self.count();
        self.numbers.at += len;
        &self.numbers.bytes[self.numbers.at - len..self.numbers.at]
    }

    fn float(&mut self) -> f64 {
        self.numbers.at += 8;
        let bytes = self.numbers.bytes[self.numbers.at - 8..self.numbers.at].try_into();
        f64::from_bits(u64::from_le_bytes(bytes.expect("eight bytes")))
    }

    fn names(&mut self) -> Vec<Rc<str>> {
        let count = self.count();
        let name = |_| {
            let n = self.count();
            self.module.shared_name(n)
        };
        (0..count).map(name).collect()
    }

    fn instructions(&mut self) -> Vec<u64> {
        let count = self.count();
        let bytes = self.numbers.bytes;
        let mut at = self.numbers.at;
        let mut instrs = Vec::with_capacity(count);
        for _ in 0..count {
            let (op, mut mask) = (bytes[at], bytes[at + 1]);
            at += 2;
            let mut word = u64::from(op);
            while mask != 0 {
                word |= u64::from(bytes[at]) << (8 * mask.trailing_zeros());
                at += 1;
                mask &= mask - 1;
            }
            instrs.push(word);
        }
        self.numbers.at = at;
        instrs
    }

    fn constant(&mut self) -> Const {
        match self.byte() {
            tag::NONE => Const::None,
            tag::ELLIPSIS => Const::Ellipsis,
            tag::FALSE => Const::Bool(false),
            tag::TRUE => Const::Bool(true),
            tag::INT => Const::Int(self.signed()),
            sign @ (tag::POSITIVE | tag::NEGATIVE) => {
                let count = self.count();
                Const::BigInt {
                    negative: sign == tag::NEGATIVE,
                    limbs: (0..count).map(|_| self.number()).collect(),
                }
            }
            tag::FLOAT => Const::Float(self.float()),
            tag::COMPLEX => Const::Complex(self.float(), self.float()),
            tag::STR => Const::Str(self.bytes().into()),
            tag::BYTES => Const::Bytes(self.bytes().into()),
            tag::TUPLE => Const::Tuple(self.constants().into()),
            tag::FROZEN_SET => Const::FrozenSet(self.constants().into()),
            tag::SLICE => {
                let parts: Result<[Const; 3], _> = self.constants().try_into();
                Const::Slice(Box::new(parts.expect("a slice has three parts")))
            }
            tag::CODE => {
                let len = self.count();
                let at = self.numbers.at;
                self.numbers.at += len;
                Const::Packed(Packed {
                    module: self.module.clone(),
                    at,
                })
            }
            other => unreachable!("no constant has tag {other}"),
        }
    }

    fn constants(&mut self) -> Vec<Const> {
        let count = self.count();
        (0..count).map(|_| self.constant()).collect()
    }

    fn head(&mut self) -> (usize, usize, Head<'static>) {
        let (name, qualname) = (self.count(), self.count());
        let head = Head {
            name: self.module.name(name),
            qualname: self.module.name(qualname),
            flags: self.small(),
            first_line: self.small(),
            arg_count: self.register(),
            posonly_count: self.register(),
            kwonly_count: self.register(),
            nregs: self.register(),
        };
        (name, qualname, head)
    }
}

impl Packed {
    /// The code of a module from what [`pack`] made. `filename` is its `co_filename`.
    pub fn module(bytes: &'static [u8], filename: &str) -> Packed {
        let mut reader = Numbers { bytes, at: 0 };
        let count = reader.number() as usize;
        let mut names = Vec::with_capacity(count);
        for _ in 0..count {
            let len = reader.number() as usize;
            names.push((reader.at as u32, len as u32));
            reader.at += len;
        }
        Packed {
            at: reader.at,
            module: Rc::new(Module {
                bytes,
                filename: filename.into(),
                shared: RefCell::new(vec![None; count]),
                names,
            }),
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            module: &self.module,
            numbers: Numbers {
                bytes: self.module.bytes,
                at: self.at,
            },
        }
    }

    /// What can be told without reading the body.
    pub fn head(&self) -> Head<'static> {
        self.reader().head().2
    }

    /// `co_filename`
    pub fn filename(&self) -> &str {
        &self.module.filename
    }

    /// Reads the unit. The units inside it stay packed.
    pub fn unpack(&self) -> Code {
        let mut r = self.reader();
        let (name, qualname, head) = r.head();
        let (max_window, first_free_reg) = (r.register(), r.register());
        let instrs = r.instructions();
        let consts = r.constants();
        let [names, varnames, cellvars, freevars] = std::array::from_fn(|_| r.names());
        let cell_regs = cellvars.iter().map(|_| r.register()).collect();
        let count = r.count();
        let site = |r: &mut Reader| Site {
            kind: SITE_KINDS[r.byte() as usize],
            arg: r.small().wrapping_sub(1),
        };
        let sites = (0..count).map(|_| site(&mut r)).collect();
        let count = r.count();
        let handler = |r: &mut Reader| {
            let start = r.small();
            let end = start + r.small();
            let handler = r.small();
            let reg = r.small();
            Handler {
                start,
                end,
                handler,
                reg: (reg >> 1) as u16,
                lasti: reg & 1 != 0,
            }
        };
        let handlers = (0..count).map(|_| handler(&mut r)).collect();
        let count = r.count();
        let scoped = |r: &mut Reader| {
            let name = r.small();
            let reg = r.small();
            let start = r.small();
            ScopedLocal {
                name,
                reg: (reg >> 1) as u16,
                is_cell: reg & 1 != 0,
                start,
                end: start + r.small(),
            }
        };
        let scoped = (0..count).map(|_| scoped(&mut r)).collect();
        let count = r.count();
        let loops = (0..count).map(|_| r.small()).collect();
        Code {
            instrs,
            consts,
            names,
            sites,
            handlers,
            varnames,
            cellvars,
            cell_regs,
            freevars,
            first_free_reg,
            scoped,
            arg_count: head.arg_count,
            posonly_count: head.posonly_count,
            kwonly_count: head.kwonly_count,
            flags: head.flags,
            nregs: head.nregs,
            max_window,
            loops,
            name: self.module.shared_name(name),
            qualname: self.module.shared_name(qualname),
            filename: self.module.filename.clone(),
            first_line: head.first_line,
            positions: Positions::packed(r.bytes()),
        }
    }
}
