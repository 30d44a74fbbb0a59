//! Names for what a dump would print as addresses and numbers: objects, sites, code units, shapes, registers.
//!
//! The text form of the IR knows bits only. [`Names::readable`] replaces them word by word: `p:<f>` for the function `f`,
//! `p:<__main__.total>` for the cell of a global, `v:None`, `v:10`, `a:<LOAD_ATTR>` for the instruction that a generic call
//! executes, `code f`, and classes instead of numbers of shapes. What has no name gets a number in the order of first
//! mention. So the result contains no address and no number of the process: it is the same in every run and on every
//! machine, which is what golden traces need. It cannot be parsed back.

use std::collections::HashMap;
use std::fmt::Write;

use asm::a64::A64;
use asm::disasm::Arch;
use asm::x64::X64;
use asm::{Fpr, Gpr, Machine};
use frontend::bytecode::op::Instr;
use runtime::object::{Kind, Ref, ShapeId};
use runtime::types::builtin::{Builtin, MethodDescr};
use runtime::types::code::CodeObj;
use runtime::types::dict::Dict;
use runtime::types::float;
use runtime::types::function::Function;
use runtime::types::str::Str;
use runtime::types::{self, type_};
use runtime::value::Value;
use runtime::{import, shape};

use crate::generic::Site;
use crate::state::Jit;

/// The longest text of a constant string that is shown.
const LONGEST: usize = 24;

/// What has been named so far.
#[derive(Default)]
pub struct Names {
    /// The cells and dicts of modules, by address.
    known: HashMap<u64, String>,
    numbered: HashMap<u64, String>,
    counts: HashMap<String, u32>,
}

fn text_of(v: Value) -> Option<String> {
    v.downcast::<Str>()
        .map(|s| s.to_string_lossy().into_owned())
}

impl Names {
    /// Looks at the modules that there are: their namespaces and what is in them.
    pub fn refresh(&mut self) {
        self.known.clear();
        let modules = import::modules();
        let mut pos = 0;
        while let Some((name, module)) = modules.next(&mut pos) {
            let Some(name) = text_of(name) else { continue };
            let Some(module) = module.downcast::<runtime::types::module::Module>() else {
                continue;
            };
            let dict = module.dict();
            self.known
                .insert(dict.value().bits(), format!("namespace of {name}"));
            let mut pos = 0;
            while let Some((key, _)) = dict.next(&mut pos) {
                if let Some(key) = key.downcast::<Str>()
                    && let Some(cell) = dict.cell(key)
                {
                    let full = format!("{name}.{}", key.to_string_lossy());
                    self.known.insert(cell.value().bits(), full);
                }
            }
        }
    }

    fn numbered(&mut self, bits: u64, what: &str) -> String {
        if let Some(name) = self.numbered.get(&bits) {
            return name.clone();
        }
        let n = self.counts.entry(what.to_string()).or_insert(0);
        *n += 1;
        let name = format!("{what} {n}");
        self.numbered.insert(bits, name.clone());
        name
    }

    /// A constant pointer.
    fn object(&mut self, bits: u64) -> String {
        if let Some(name) = self.known.get(&bits) {
            return name.clone();
        }
        let v = Value::from_bits(bits);
        if let Some(f) = v.downcast::<Function>() {
            return f.code().plain().qualname.to_string();
        }
        if let Some(code) = v.downcast::<CodeObj>() {
            return format!("code {}", code.plain().qualname);
        }
        if v.has_kind(Kind::Type) {
            return format!("class {}", type_::as_type(v).name().to_string_lossy());
        }
        if let Some(f) = v.downcast::<Builtin>() {
            return format!("built-in {}", f.def().name);
        }
        if let Some(f) = v.downcast::<MethodDescr>() {
            return format!("method {}", f.def().name);
        }
        if let Some(text) = text_of(v) {
            let cut: String = text.chars().take(LONGEST).collect();
            return format!("{cut:?}");
        }
        if let Some(f) = float::exact(v) {
            return format!("{f:?}");
        }
        if v.downcast::<Dict>().is_some() {
            return self.numbered(bits, "dict");
        }
        if v.has_kind(Kind::NameCell) {
            // Of a namespace that is no module's.
            return self.numbered(bits, "name");
        }
        let class = types::type_of(v).name().to_string_lossy().into_owned();
        self.numbered(bits, &class)
    }

    /// A constant that is no pointer.
    fn immediate(bits: u64) -> String {
        let v = Value::from_bits(bits);
        let fixed = [
            (Value::EMPTY, "empty"),
            (Value::NONE, "None"),
            (Value::TRUE, "True"),
            (Value::FALSE, "False"),
            (Value::UNBOUND, "unbound"),
            (Value::RAISED, "raised"),
        ];
        if let Some((_, name)) = fixed.iter().find(|k| k.0 == v) {
            return name.to_string();
        }
        if v.is_small_int() {
            return v.small_unchecked().to_string();
        }
        match float::exact(v) {
            Some(f) => format!("{f:?}"),
            None => format!("{bits:#x}"),
        }
    }

    /// An address: in a line that calls `generic`, that of an instruction.
    fn address(&mut self, bits: u64, line: &str) -> String {
        if line.contains(" generic()") {
            // SAFETY: the recorder passes the address of a site to this helper, and sites live for ever.
            let op = unsafe { Instr(*(*(bits as *const Site)).pc).op() };
            return format!("<{}>", op.name());
        }
        format!("<{}>", self.numbered(bits, "address"))
    }

    /// The class of a shape, and the attributes that an instance of it has.
    pub fn shape(id: u32) -> String {
        let s = shape::get(ShapeId(id));
        let mut text = s.class().name().to_string_lossy().into_owned();
        if s.is_dict_mode() {
            text.push_str("{**}");
        } else if s.count() > 0 {
            let names: Vec<String> = s
                .attributes()
                .iter()
                .map(|a| a.0.to_string_lossy().into_owned())
                .collect();
            let _ = write!(text, "{{{}}}", names.join(","));
        }
        text
    }

    /// The text of a trace with names instead of bits.
    pub fn readable(&mut self, jit: &Jit, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for line in text.lines() {
            let mut rest = line;
            let shaped = line.contains(" GSHAPE ");
            while let Some(at) = rest.find(['p', 'v', 'a', 'c', '#']) {
                let (before, found) = rest.split_at(at);
                out.push_str(before);
                let fresh = before.is_empty() || before.ends_with([' ', '=', '[']);
                let hex = |tag: &str| -> Option<(u64, usize)> {
                    let digits = found.strip_prefix(tag)?;
                    let n = digits
                        .find(|c: char| !c.is_ascii_hexdigit())
                        .unwrap_or(digits.len());
                    Some((u64::from_str_radix(&digits[..n], 16).ok()?, tag.len() + n))
                };
                let decimal = |tag: &str| -> Option<(usize, usize)> {
                    let digits = found.strip_prefix(tag)?;
                    let n = digits
                        .find(|c: char| !c.is_ascii_digit())
                        .unwrap_or(digits.len());
                    Some((digits[..n].parse().ok()?, tag.len() + n))
                };
                let (new, used) = if !fresh {
                    (None, 1)
                } else if let Some((bits, used)) = hex("p:0x") {
                    (Some(format!("p:<{}>", self.object(bits))), used)
                } else if let Some((bits, used)) = hex("v:0x") {
                    (Some(format!("v:{}", Self::immediate(bits))), used)
                } else if let Some((bits, used)) = hex("a:0x") {
                    (Some(format!("a:{}", self.address(bits, line))), used)
                } else if let Some((n, used)) = decimal("code ") {
                    let code = jit.code(ir::CodeId(n as u32));
                    (Some(format!("code {}", code.plain().qualname)), used)
                } else if let Some((n, used)) = decimal("#").filter(|_| shaped) {
                    (Some(Self::shape(n as u32)), used)
                } else {
                    (None, 1)
                };
                match new {
                    Some(new) => out.push_str(&new),
                    None => out.push_str(&found[..used]),
                }
                rest = &found[used..];
            }
            out.push_str(rest);
            out.push('\n');
        }
        out
    }
}

/// A step of register allocation with the machine's names of registers.
pub fn registers(step: &str, arch: Arch) -> String {
    let (gpr, fpr): (fn(Gpr) -> &'static str, fn(Fpr) -> &'static str) = match arch {
        Arch::X64 => (X64::gpr_name, X64::fpr_name),
        Arch::A64 => (A64::gpr_name, A64::fpr_name),
    };
    let mut out = String::new();
    let mut rest = step;
    let mut fresh = true;
    while let Some(c) = rest.chars().next() {
        let digits = rest[c.len_utf8()..]
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len() - c.len_utf8());
        let number = rest[c.len_utf8()..][..digits].parse::<u8>().ok();
        let after = rest[c.len_utf8() + digits..].chars().next();
        let alone = fresh && after.is_none_or(|c| !c.is_alphanumeric());
        match (c, number) {
            ('r', Some(n)) if alone && n < 32 => {
                out.push_str(gpr(Gpr(n)));
                rest = &rest[1 + digits..];
            }
            ('f', Some(n)) if alone && n < 32 => {
                out.push_str(fpr(Fpr(n)));
                rest = &rest[1 + digits..];
            }
            _ => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        fresh = !c.is_alphanumeric();
    }
    out
}

/// The code unit's name and the line of an instruction.
pub fn place(code: Ref<CodeObj>, pc: u32) -> String {
    let plain = code.plain();
    format!("{}:{}", plain.qualname, plain.positions.line(pc as usize))
}
