//! The text form of traces: printer and parser, round trip. `IR.head.md` describes it.
//!
//! Numbers are kept: the parser fills gaps with `NOP`s, so that what a dump calls `%12` is `%12` again.

use std::fmt::Write;

use crate::buffer::{ConstKind, Ins, Link, Trace};
use crate::ops::{Op, Ty, XKind};
use crate::refs::{ClassId, CodeId, ElemKind, FieldId, IrRef, Slot, SnapNo, TraceNo};
use crate::schema::Schema;
use crate::snapshot::{FrameDesc, Resume};

/// The whole trace as text.
pub fn print<S: Schema + ?Sized>(t: &Trace, schema: &S) -> String {
    print_marked(t, schema, IrRef::NONE, "")
}

/// The whole trace, with a message under one instruction.
pub fn print_marked<S: Schema + ?Sized>(
    t: &Trace,
    schema: &S,
    mark: IrRef,
    message: &str,
) -> String {
    let mut out = String::new();
    let link = match t.link {
        Link::Open => "open".to_string(),
        Link::Loop => "loop".to_string(),
        Link::Frame(n) => format!("frame:{}", n.0),
        Link::Typed(n) => format!("typed:{}", n.0),
        Link::Interp => "interp".to_string(),
        Link::Return => "return".to_string(),
    };
    writeln!(out, "trace {link}").unwrap();
    let mut printed = vec![false; t.snaps.len()];
    for r in t.refs() {
        let i = t.ins(r);
        if i.snap.is_some()
            && i.snap.index() < printed.len()
            && !std::mem::replace(&mut printed[i.snap.index()], true)
        {
            snapshot(&mut out, t, schema, i.snap);
        }
        if i.op != Op::NOP {
            writeln!(out, "  {}", instruction(t, schema, r)).unwrap();
        }
        if r == mark {
            writeln!(out, "; ^^^ {message}").unwrap();
        }
    }
    out
}

/// One instruction as text.
pub fn instruction<S: Schema + ?Sized>(t: &Trace, schema: &S, r: IrRef) -> String {
    let i = t.ins(r);
    let sunk = if i.is_sunk() { "~" } else { "" };
    let mut s = format!(
        "{:<5} {} {sunk}{}",
        format!("{r:?}"),
        i.ty().letter(),
        i.op.name()
    );
    let x = match i.op.info().x {
        XKind::None => String::new(),
        XKind::Slot => format!("#{}", i.slot().0),
        XKind::Field => format!(".{}", schema.field(i.field()).name),
        XKind::Elem => i.elem().name().to_string(),
        XKind::Class => format!("@{}", schema.class(i.class()).name),
        XKind::Helper => format!("{}()", schema.helper(i.helper()).name),
        XKind::Num if i.x == 0 && i.op != Op::INHERIT => String::new(),
        XKind::Shape | XKind::Trace => format!("#{}", i.x),
        XKind::Num => format!("#{}", i.x as i32),
    };
    for o in i.operands() {
        if o.is_some() {
            write!(s, " {}", operand(t, o)).unwrap();
        }
    }
    if !x.is_empty() {
        write!(s, " {x}").unwrap();
    }
    if i.snap.is_some() {
        write!(s, " >s{}", i.snap.0).unwrap();
    }
    s
}

/// A reference as text: constants by their content.
pub fn operand(t: &Trace, r: IrRef) -> String {
    match t.get_const(r) {
        None => format!("{r:?}"),
        Some(c) => match c.kind {
            ConstKind::Int => format!("{}", c.bits as i64),
            ConstKind::Flt => {
                let f = f64::from_bits(c.bits);
                if f.is_finite() && (f == 0.0 || (f.abs() < 1e15 && f.abs() > 1e-5)) {
                    format!("{f}f")
                } else {
                    format!("{:#x}f", c.bits)
                }
            }
            ConstKind::Val => format!("v:{:#x}", c.bits),
            ConstKind::Ptr => format!("p:{:#x}", c.bits),
            ConstKind::Addr => format!("a:{:#x}", c.bits),
        },
    }
}

fn snapshot<S: Schema + ?Sized>(out: &mut String, t: &Trace, schema: &S, n: SnapNo) {
    write!(out, "  snap s{}", n.0).unwrap();
    for f in t.snaps.frames(n) {
        write!(out, " [code {} base {} ", f.code.0, f.base.0).unwrap();
        match f.resume {
            Resume::Before(pc) => write!(out, "before {pc}"),
            Resume::After(pc, dst) => write!(out, "after {pc} {dst}"),
            Resume::Raise(pc) => write!(out, "raise {pc}"),
            Resume::Continue(pc, kind) => write!(out, "continue {pc} {kind}"),
        }
        .unwrap();
        if f.cont != 0 {
            write!(out, " cont {}", f.cont).unwrap();
        }
        out.push(']');
    }
    for &(slot, r) in t.snaps.entries(n) {
        write!(out, " {}={}", slot.0, operand(t, r)).unwrap();
    }
    for v in t.snaps.virtuals(n) {
        write!(
            out,
            " {{{} @{}",
            operand(t, v.obj),
            schema.class(v.class).name
        )
        .unwrap();
        for &(f, r) in t.snaps.fields(v) {
            write!(out, " .{}={}", schema.field(f).name, operand(t, r)).unwrap();
        }
        out.push('}');
    }
    out.push('\n');
}

/// Reads a trace; the error names the line.
pub fn parse<S: Schema + ?Sized>(text: &str, schema: &S) -> Result<Trace, String> {
    let mut p = Parser {
        t: Trace::new(),
        schema,
        snaps: Vec::new(),
    };
    for (n, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        p.line(line)
            .map_err(|e| format!("line {}: {e}: {line}", n + 1))?;
    }
    p.finish()
}

type Fields = Vec<(FieldId, IrRef)>;

#[derive(Default)]
struct ParsedSnap {
    frames: Vec<FrameDesc>,
    entries: Vec<(Slot, IrRef)>,
    virts: Vec<(IrRef, ClassId, Fields)>,
}

struct Parser<'s, S: Schema + ?Sized> {
    t: Trace,
    schema: &'s S,
    snaps: Vec<Option<ParsedSnap>>,
}

impl<S: Schema + ?Sized> Parser<'_, S> {
    fn finish(mut self) -> Result<Trace, String> {
        for s in self.snaps {
            let s = s.unwrap_or_default();
            self.t.snaps.add_fresh(&s.frames, &s.entries);
            for (obj, class, fields) in &s.virts {
                self.t.snaps.add_virtual(*obj, *class, fields);
            }
        }
        Ok(self.t)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or("");
        match first {
            "trace" => self.link(words.next().unwrap_or("open")),
            "snap" => self.snap(line["snap".len()..].trim()),
            _ => self.ins(first, words),
        }
    }

    fn link(&mut self, w: &str) -> Result<(), String> {
        let num = |s: &str| {
            s.parse()
                .map(TraceNo)
                .map_err(|_| format!("bad trace number {s}"))
        };
        self.t.link = match w.split_once(':') {
            Some(("frame", n)) => Link::Frame(num(n)?),
            Some(("typed", n)) => Link::Typed(num(n)?),
            _ => match w {
                "open" => Link::Open,
                "loop" => Link::Loop,
                "interp" => Link::Interp,
                "return" => Link::Return,
                _ => return Err(format!("unknown link {w}")),
            },
        };
        Ok(())
    }

    fn ins<'a>(
        &mut self,
        first: &str,
        mut words: impl Iterator<Item = &'a str>,
    ) -> Result<(), String> {
        let n: usize = first
            .strip_prefix('%')
            .and_then(|s| s.parse().ok())
            .ok_or("expected %n")?;
        if IrRef::ins(n) < self.t.end() {
            return Err("numbers must rise".to_string());
        }
        while self.t.end() < IrRef::ins(n) {
            self.t.push(Ins::new(
                Op::NOP,
                Ty::N,
                IrRef::NONE,
                IrRef::NONE,
                IrRef::NONE,
                0,
            ));
        }
        let ty = words.next().ok_or("no type")?;
        let ty = Ty::ALL
            .into_iter()
            .find(|t| ty.len() == 1 && ty.starts_with(t.letter()))
            .ok_or("bad type")?;
        let name = words.next().ok_or("no op")?;
        let sunk = name.starts_with('~');
        let op = Op::from_name(name.trim_start_matches('~')).ok_or("unknown op")?;
        let mut ins = Ins::new(op, ty, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0);
        ins.set_sunk(sunk);
        let mut operands = Vec::new();
        for w in words {
            if let Some(s) = w.strip_prefix(">s") {
                ins.snap = SnapNo(s.parse().map_err(|_| "bad snapshot")?);
            } else if let Some(x) = self.extra(op, w)? {
                ins.x = x;
            } else {
                operands.push(self.operand(w)?);
            }
        }
        if operands.len() > 3 {
            return Err("too many operands".to_string());
        }
        operands.resize(3, IrRef::NONE);
        (ins.a, ins.b, ins.c) = (operands[0], operands[1], operands[2]);
        self.t.push(ins);
        Ok(())
    }

    fn extra(&self, op: Op, w: &str) -> Result<Option<u32>, String> {
        let num = |s: &str| {
            s.parse::<i64>()
                .map_err(|_| format!("bad number {s}"))
                .map(|n| Some(n as u32))
        };
        match op.info().x {
            XKind::None => Ok(None),
            XKind::Slot | XKind::Shape | XKind::Trace | XKind::Num => match w.strip_prefix('#') {
                Some(s) => num(s),
                None => Ok(None),
            },
            XKind::Field => match w.strip_prefix('.') {
                Some(s) => Ok(Some(self.field(s)?.0 as u32)),
                None => Ok(None),
            },
            XKind::Elem => Ok(ElemKind::ALL
                .iter()
                .position(|k| k.name() == w)
                .map(|i| i as u32)),
            XKind::Class => match w.strip_prefix('@') {
                Some(s) => Ok(Some(self.class(s)?.0 as u32)),
                None => Ok(None),
            },
            XKind::Helper => match w.strip_suffix("()") {
                Some(s) => Ok(Some(
                    self.schema
                        .helper_named(s)
                        .ok_or_else(|| format!("unknown helper {s}"))?
                        .0 as u32,
                )),
                None => Ok(None),
            },
        }
    }

    fn field(&self, s: &str) -> Result<FieldId, String> {
        self.schema
            .field_named(s)
            .ok_or_else(|| format!("unknown field {s}"))
    }
    fn class(&self, s: &str) -> Result<ClassId, String> {
        self.schema
            .class_named(s)
            .ok_or_else(|| format!("unknown class {s}"))
    }

    fn operand(&mut self, w: &str) -> Result<IrRef, String> {
        let hex = |s: &str| {
            s.strip_prefix("0x")
                .and_then(|s| u64::from_str_radix(s, 16).ok())
                .ok_or_else(|| format!("bad bits {s}"))
        };
        if let Some(n) = w.strip_prefix('%') {
            return n
                .parse::<usize>()
                .map(IrRef::ins)
                .map_err(|_| format!("bad reference {w}"));
        }
        if let Some((kind, bits)) = w.split_once(':') {
            let kind = match kind {
                "v" => ConstKind::Val,
                "p" => ConstKind::Ptr,
                "a" => ConstKind::Addr,
                _ => return Err(format!("bad constant {w}")),
            };
            return Ok(self.t.constant(kind, hex(bits)?));
        }
        if let Some(s) = w.strip_suffix('f') {
            if s.starts_with("0x") {
                let bits = hex(s)?;
                return Ok(self.t.constant(ConstKind::Flt, bits));
            }
            return s
                .parse()
                .map(|f| self.t.flt(f))
                .map_err(|_| format!("bad float {w}"));
        }
        w.parse()
            .map(|i| self.t.int(i))
            .map_err(|_| format!("bad operand {w}"))
    }

    fn snap(&mut self, s: &str) -> Result<(), String> {
        let (name, mut rest) = s.split_once(' ').unwrap_or((s, ""));
        let n: usize = name
            .strip_prefix('s')
            .and_then(|s| s.parse().ok())
            .ok_or("bad snapshot name")?;
        let mut snap = ParsedSnap::default();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            if let Some(r) = rest.strip_prefix('[') {
                let (inner, after) = r.split_once(']').ok_or("unclosed frame")?;
                snap.frames.push(frame(inner)?);
                rest = after;
            } else if let Some(r) = rest.strip_prefix('{') {
                let (inner, after) = r.split_once('}').ok_or("unclosed virtual")?;
                let mut words = inner.split_whitespace();
                let obj = self.operand(words.next().ok_or("no object")?)?;
                let class = self.class(
                    words
                        .next()
                        .and_then(|w| w.strip_prefix('@'))
                        .ok_or("no class")?,
                )?;
                let mut fields = Vec::new();
                for w in words {
                    let (f, v) = w
                        .strip_prefix('.')
                        .and_then(|w| w.split_once('='))
                        .ok_or("bad field")?;
                    fields.push((self.field(f)?, self.operand(v)?));
                }
                snap.virts.push((obj, class, fields));
                rest = after;
            } else {
                let (w, after) = rest.split_once(' ').unwrap_or((rest, ""));
                let (slot, v) = w.split_once('=').ok_or("bad slot")?;
                let slot = Slot(slot.parse().map_err(|_| "bad slot number")?);
                snap.entries.push((slot, self.operand(v)?));
                rest = after;
            }
        }
        if self.snaps.len() <= n {
            self.snaps.resize_with(n + 1, || None);
        }
        self.snaps[n] = Some(snap);
        Ok(())
    }
}

fn frame(s: &str) -> Result<FrameDesc, String> {
    let w: Vec<&str> = s.split_whitespace().collect();
    let num = |i: usize| {
        w.get(i)
            .and_then(|s| s.parse::<i64>().ok())
            .ok_or_else(|| format!("bad frame [{s}]"))
    };
    if w.first() != Some(&"code") || w.get(2) != Some(&"base") {
        return Err(format!("bad frame [{s}]"));
    }
    let (code, base, pc) = (CodeId(num(1)? as u32), Slot(num(3)? as i16), num(5)? as u32);
    let (resume, used) = match w.get(4).copied().unwrap_or("") {
        "before" => (Resume::Before(pc), 6),
        "after" => (Resume::After(pc, num(6)? as u16), 7),
        "raise" => (Resume::Raise(pc), 6),
        "continue" => (Resume::Continue(pc, num(6)? as u16), 7),
        _ => return Err(format!("bad resume in [{s}]")),
    };
    let cont = if w.get(used) == Some(&"cont") {
        num(used + 1)? as u32
    } else {
        0
    };
    Ok(FrameDesc {
        code,
        base,
        resume,
        cont,
    })
}
