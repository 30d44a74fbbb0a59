//! The verifier of bytecode: what the compiler promises to the interpreter and the recorder, checked.
//!
//! Used by tests and in debug builds; a failure names the unit and the instruction.

use crate::bytecode::code::{Code, Const, Site, SiteKind};
use crate::bytecode::op::{
    Common, DELEGATING, FlagKind, Instr, Intrinsic, Op, Operand, SUPER_METHOD, Special,
};

/// Checks a code unit and those nested in it.
pub fn verify(code: &Code) -> Result<(), String> {
    Verifier { code }.run()?;
    for c in &code.consts {
        if let Const::Code(inner) = c {
            verify(inner)?;
        }
    }
    Ok(())
}

struct Verifier<'a> {
    code: &'a Code,
}

impl Verifier<'_> {
    fn run(&self) -> Result<(), String> {
        let n = self.code.instrs.len();
        if n == 0 {
            return Err(format!("{}: no instructions", self.code.qualname));
        }
        for pc in 0..n {
            self.instr(pc).map_err(|e| {
                let listing = crate::dis::instr(self.code, pc);
                format!(
                    "{} ({}), instruction {pc} ({listing}): {e}",
                    self.code.qualname, self.code.filename
                )
            })?;
        }
        let last = Instr(self.code.instrs[n - 1]);
        if !last.op().ends_block() {
            return Err(format!("{}: control falls off the end", self.code.qualname));
        }
        self.tables()
            .map_err(|e| format!("{}: {e}", self.code.qualname))
    }

    fn instr(&self, pc: usize) -> Result<(), String> {
        let i = Instr(self.code.instrs[pc]);
        if Op::from_u8(self.code.instrs[pc] as u8).is_none() {
            return Err("no such op".into());
        }
        let op = i.op();
        for (kind, value) in op.operands().into_iter().zip([i.a(), i.b(), i.c()]) {
            self.operand(pc, i, kind, value)?;
        }
        if op.flag_kind() == FlagKind::None && i.flags() != 0 {
            return Err("flags on an instruction without".into());
        }
        self.pairs(pc, i)?;
        self.window(i)
    }

    fn operand(&self, pc: usize, i: Instr, kind: Operand, value: u16) -> Result<(), String> {
        let code = self.code;
        match kind {
            Operand::None | Operand::Count | Operand::Imm | Operand::Imm32 => Ok(()),
            Operand::Dst | Operand::Src | Operand::SrcDst | Operand::Cell => self.regs(value, 1),
            Operand::DstPair => {
                let single = i.op() == Op::LoadSuperAttr && i.flags() & SUPER_METHOD == 0;
                self.regs(value, if single { 1 } else { 2 })
            }
            Operand::DstRange => self.regs(value, i.range_len()),
            Operand::SrcRange => self.regs(value, i.range_len()),
            Operand::Window => self.regs(value, 2),
            Operand::Const32 => self.index("constant", i.index32() as usize, code.consts.len()),
            Operand::Const => self.index("constant", value as usize, code.consts.len()),
            Operand::Name => self.index("name", value as usize, code.names.len()),
            Operand::Site => {
                self.index("site", value as usize, code.sites.len())?;
                let site = code.sites[value as usize];
                if site_kind(i.op()) != Some(site.kind) {
                    return Err(format!("site of kind {:?}", site.kind));
                }
                Ok(())
            }
            Operand::Jump => {
                let target = i.jump_target(pc);
                let backwards = target <= pc;
                if i.op() == Op::JumpBack && !backwards {
                    return Err("a back-edge goes forward".into());
                }
                if backwards && !matches!(i.op(), Op::JumpBack | Op::Jump) {
                    return Err("a conditional jump goes back".into());
                }
                self.index("jump target", target, code.instrs.len())
            }
            Operand::Loop => {
                self.index("loop", value as usize, code.loops.len())?;
                if code.loops[value as usize] as usize != i.jump_target(pc) {
                    return Err("a back-edge goes elsewhere than to its loop's head".into());
                }
                Ok(())
            }
            Operand::Special => Special::from_u16(value)
                .map(drop)
                .ok_or("no such special method".into()),
            Operand::Common => Common::from_u16(value)
                .map(drop)
                .ok_or("no such common object".into()),
            Operand::Intrinsic => Intrinsic::from_u16(value)
                .map(drop)
                .ok_or("no such intrinsic".into()),
        }
    }

    fn index(&self, what: &str, index: usize, len: usize) -> Result<(), String> {
        if index < len {
            Ok(())
        } else {
            Err(format!("{what} {index} of {len}"))
        }
    }

    fn regs(&self, first: u16, n: usize) -> Result<(), String> {
        if n == 0 || first as usize + n <= self.code.nregs as usize {
            Ok(())
        } else {
            Err(format!(
                "registers {first}..{} of {}",
                first as usize + n,
                self.code.nregs
            ))
        }
    }

    /// Instructions that belong together.
    fn pairs(&self, pc: usize, i: Instr) -> Result<(), String> {
        let next = self.code.instrs.get(pc + 1).map(|&n| Instr(n));
        let op = i.op();
        if op.is_fused_compare() {
            let fits = next.is_some_and(|n| {
                matches!(n.op(), Op::JumpIfTrue | Op::JumpIfFalse) && n.a() == i.a()
            });
            if !fits {
                return Err("a fused comparison without its jump".into());
            }
        }
        if op.has_jump_word() && next.is_none_or(|n| n.op() != Op::Jump) {
            return Err("no JUMP in the next word".into());
        }
        if op == Op::Yield && i.flags() & DELEGATING != 0 {
            let send = pc.checked_sub(2).map(|p| Instr(self.code.instrs[p]));
            if send.is_none_or(|s| s.op() != Op::Send || s.a() != i.b()) {
                return Err("a delegating yield without its SEND".into());
            }
        }
        if op == Op::MakeFunction
            && !matches!(self.code.consts.get(i.b() as usize), Some(Const::Code(_)))
        {
            return Err("the constant is no code".into());
        }
        Ok(())
    }

    /// A call's window must lie above the variables, with its scratch registers.
    fn window(&self, i: Instr) -> Result<(), String> {
        if !matches!(i.op(), Op::Call | Op::CallMethod | Op::CallEx) {
            return Ok(());
        }
        let args = if i.op() == Op::CallEx {
            1 + i.flags() as usize
        } else {
            i.flags() as usize
        };
        self.regs(i.a(), 2 + args)?;
        if i.a() > self.code.max_window {
            return Err("a window above max_window".into());
        }
        let variables = self.code.first_free_reg as usize + self.code.freevars.len();
        if (i.a() as usize) < variables + 6 {
            return Err("a window without six free registers below".into());
        }
        let site = self.code.sites[i.c() as usize];
        if site.arg != Site::NONE {
            match self.code.consts.get(site.arg as usize) {
                Some(Const::Tuple(names)) if names.len() <= args && i.op() != Op::CallEx => {}
                _ => return Err("keyword names are no fitting tuple".into()),
            }
        }
        Ok(())
    }

    fn tables(&self) -> Result<(), String> {
        let code = self.code;
        let n = code.instrs.len() as u32;
        let mut end = 0;
        for h in &code.handlers {
            if h.start < end || h.start >= h.end || h.end > n || h.handler >= n {
                return Err(format!("bad entry of the exception table: {h:?}"));
            }
            self.regs(h.reg, 1 + usize::from(h.lasti))?;
            end = h.end;
        }
        for site in &code.sites {
            let (len, what) = match site.kind {
                SiteKind::Call if site.arg == Site::NONE => continue,
                SiteKind::Call => (code.consts.len(), "constant"),
                _ => (code.names.len(), "name"),
            };
            self.index(what, site.arg as usize, len)?;
        }
        if code.cell_regs.len() != code.cellvars.len() {
            return Err("cells without registers".into());
        }
        if code.total_args() > code.varnames.len() {
            return Err("more parameters than variables".into());
        }
        Ok(())
    }
}

/// The kind of site that an instruction names.
fn site_kind(op: Op) -> Option<SiteKind> {
    match op {
        Op::LoadGlobal | Op::StoreGlobal | Op::DeleteGlobal | Op::LoadFromDictOrGlobals => {
            Some(SiteKind::Global)
        }
        Op::LoadName | Op::StoreName | Op::DeleteName | Op::LoadFromDictOrDeref => {
            Some(SiteKind::Name)
        }
        Op::LoadAttr => Some(SiteKind::LoadAttr),
        Op::LoadMethod => Some(SiteKind::LoadMethod),
        Op::LoadSuperAttr => Some(SiteKind::SuperAttr),
        Op::StoreAttr | Op::DeleteAttr => Some(SiteKind::StoreAttr),
        Op::Call | Op::CallMethod | Op::CallEx => Some(SiteKind::Call),
        _ => None,
    }
}
