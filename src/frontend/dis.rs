//! The printer of bytecode: one instruction per line, stable and readable.
//!
//! ```text
//!   2   0 LT_IJ         t3, n, 2
//!       1 JUMP_IF_FALSE t3 -> 4
//! ```
//!
//! Registers of variables print as the variable's name, temporaries as `t` and their number; constants, names and
//! sites print as what they stand for. The line of the source stands before the first instruction of it.

use crate::bytecode::code::{Code, Const, Site};
use crate::bytecode::op::{
    CELL_EMPTY, CONVERSION, Common, DELEGATING, EX_KWARGS, FUNC_ANNOTATE, FUNC_CLOSURE,
    FUNC_DEFAULTS, FUNC_KWDEFAULTS, FlagKind, HAS_SPEC, IN_PLACE, Instr, Intrinsic, Op, Operand,
    SLICE_STEP, SUPER_EXPLICIT, SUPER_METHOD, SWAPPED, Special, WITH_LASTI,
};
use std::fmt::Write;

/// The listing of a code unit and, after it, of those nested in it.
pub fn dis(code: &Code) -> String {
    let mut out = String::new();
    unit(code, &mut out);
    out
}

fn unit(code: &Code, out: &mut String) {
    let _ = writeln!(out, "{}: {} registers", code.qualname, code.nregs);
    let mut last_line = 0;
    for pc in 0..code.instrs.len() {
        let line = code.positions.line(pc);
        if line != last_line && line != 0 {
            let _ = write!(out, "{line:4}");
            last_line = line;
        } else {
            out.push_str("    ");
        }
        let _ = writeln!(out, " {pc:3} {}", instr(code, pc));
    }
    for h in &code.handlers {
        let lasti = if h.lasti { ", at" } else { "" };
        let _ = writeln!(
            out,
            "     except {}..{} -> {} ({}{lasti})",
            h.start,
            h.end,
            h.handler,
            register(code, h.reg, h.handler as usize)
        );
    }
    for c in &code.consts {
        if let Const::Code(inner) = c {
            out.push('\n');
            unit(inner, out);
        }
    }
}

/// One instruction.
pub fn instr(code: &Code, pc: usize) -> String {
    let i = Instr(code.instrs[pc]);
    let op = i.op();
    let mut parts: Vec<String> = Vec::new();
    let fields = [i.a(), i.b(), i.c()];
    for (kind, value) in op.operands().into_iter().zip(fields) {
        if let Some(text) = operand(code, pc, i, kind, value) {
            parts.push(text);
        }
    }
    let flags = flags(op, i.flags());
    let mut text = format!("{:<15} {}", op.name(), parts.join(", "));
    if !flags.is_empty() {
        let _ = write!(text, " [{flags}]");
    }
    text.trim_end().replace(", ->", " ->")
}

fn operand(code: &Code, pc: usize, i: Instr, kind: Operand, value: u16) -> Option<String> {
    Some(match kind {
        Operand::None => return None,
        Operand::Src
            if i.op() == Op::FormatValue
                && value == i.c()
                && i.flags() & HAS_SPEC == 0
                && value != i.b() =>
        {
            return None;
        }
        Operand::Src
            if i.op() == Op::Raise
                && i.flags() < 2
                && value == i.b()
                && (i.flags() == 0 || value != i.a()) =>
        {
            return None;
        }
        Operand::SrcRange if i.op().operands()[2] == Operand::Count && i.c() == 0 => return None,
        Operand::Site if site(code, value).is_empty() => return None,
        Operand::SrcRange if i.op() == Op::MakeFunction && i.flags() == 0 => return None,
        Operand::Dst | Operand::Src | Operand::SrcDst | Operand::Cell | Operand::DstPair => {
            register(code, value, pc)
        }
        Operand::DstRange | Operand::SrcRange | Operand::Window => {
            format!("{}..", register(code, value, pc))
        }
        Operand::Count => value.to_string(),
        Operand::Imm => (value as i16).to_string(),
        Operand::Imm32 => i.imm32().to_string(),
        Operand::Const32 => constant(code, i.index32()),
        Operand::Const => constant(code, value as u32),
        Operand::Name => code
            .names
            .get(value as usize)
            .map_or("?".into(), |n| n.to_string()),
        Operand::Site => site(code, value),
        Operand::Jump => format!("-> {}", i.jump_target(pc)),
        Operand::Loop => format!("loop {value}"),
        Operand::Special => Special::from_u16(value).map_or("?", Special::name).into(),
        Operand::Common => Common::from_u16(value).map_or("?", Common::name).into(),
        Operand::Intrinsic => Intrinsic::from_u16(value)
            .map_or("?", Intrinsic::name)
            .into(),
    })
}

fn register(code: &Code, reg: u16, pc: usize) -> String {
    code.register_name(reg, pc)
        .map_or_else(|| format!("t{reg}"), |name| name.to_string())
}

fn site(code: &Code, index: u16) -> String {
    let Some(site) = code.sites.get(index as usize) else {
        return "?".into();
    };
    match site.kind {
        crate::bytecode::code::SiteKind::Call if site.arg == Site::NONE => String::new(),
        crate::bytecode::code::SiteKind::Call => constant(code, site.arg),
        _ => code
            .names
            .get(site.arg as usize)
            .map_or("?".into(), |n| n.to_string()),
    }
}

fn constant(code: &Code, index: u32) -> String {
    code.consts.get(index as usize).map_or("?".into(), show)
}

/// A constant as it is written in Python, more or less.
pub fn show(c: &Const) -> String {
    let list = |items: &[Const]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match c {
        Const::None => "None".into(),
        Const::Ellipsis => "...".into(),
        Const::Bool(true) => "True".into(),
        Const::Bool(false) => "False".into(),
        Const::Int(i) => i.to_string(),
        Const::BigInt { negative, limbs } => {
            let sign = if *negative { "-" } else { "" };
            let digits: String = limbs.iter().rev().map(|l| format!("{l:016x}")).collect();
            format!("{sign}0x{}", digits.trim_start_matches('0'))
        }
        Const::Float(f) => format!("{f:?}"),
        Const::Complex(re, im) => format!("({re:?}+{im:?}j)"),
        Const::Str(s) => format!("{:?}", String::from_utf8_lossy(s)),
        Const::Bytes(b) => format!("b\"{}\"", b.escape_ascii()),
        Const::Tuple(t) if t.len() == 1 => format!("({},)", show(&t[0])),
        Const::Tuple(t) => format!("({})", list(t)),
        Const::FrozenSet(t) => format!("frozenset({{{}}})", list(t)),
        Const::Slice(t) => format!("slice({})", list(&t[..])),
        Const::Code(code) => format!("<code {}>", code.qualname),
        Const::Packed(code) => format!("<code {}>", code.head().qualname),
    }
}

fn flags(op: Op, flags: u8) -> String {
    let named = |names: &[(u8, &str)]| {
        let set = names
            .iter()
            .filter(|(bit, _)| flags & bit != 0)
            .map(|(_, name)| *name);
        set.collect::<Vec<_>>().join(" ")
    };
    match op.flag_kind() {
        FlagKind::None => String::new(),
        FlagKind::Binary => named(&[(IN_PLACE, "in-place"), (SWAPPED, "swapped")]),
        FlagKind::ArgCount => format!("{flags}"),
        FlagKind::CallEx => named(&[(EX_KWARGS, "kwargs")]),
        FlagKind::Cell => named(&[(CELL_EMPTY, "empty")]),
        FlagKind::Format => {
            let conversion = ["", "!s", "!r", "!a"][(flags & CONVERSION) as usize];
            let spec = if flags & HAS_SPEC != 0 { "spec" } else { "" };
            format!("{conversion} {spec}").trim().to_owned()
        }
        FlagKind::Slice => named(&[(SLICE_STEP, "step")]),
        FlagKind::Before => format!("{flags} before"),
        FlagKind::Level if flags == 0 => String::new(),
        FlagKind::Level => format!("level {flags}"),
        FlagKind::Function => named(&[
            (FUNC_DEFAULTS, "defaults"),
            (FUNC_KWDEFAULTS, "kwdefaults"),
            (FUNC_ANNOTATE, "annotate"),
            (FUNC_CLOSURE, "closure"),
        ]),
        FlagKind::Raise => ["again", "", "from"]
            .get(flags as usize)
            .copied()
            .unwrap_or("?")
            .into(),
        FlagKind::Reraise => named(&[(WITH_LASTI, "at")]),
        FlagKind::Yield => named(&[(DELEGATING, "delegating")]),
        FlagKind::Super => named(&[(SUPER_EXPLICIT, "explicit"), (SUPER_METHOD, "method")]),
        FlagKind::Await => ["", "aenter", "aexit"]
            .get(flags as usize)
            .copied()
            .unwrap_or("?")
            .into(),
    }
}
