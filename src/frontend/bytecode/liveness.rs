//! Which registers of a code unit are live at each instruction: snapshots need not restore the others.
//!
//! Named variables are always live, for debuggers and `locals()` see them; the answer is about temporaries. A backward
//! data-flow analysis over the instructions, with an edge from each covered instruction to its exception handler.

use super::code::Code;
use super::op::{EX_KWARGS, Instr, Op, Operand, SUPER_METHOD, WITH_LASTI};

/// The live registers at each instruction of one code unit.
#[derive(Debug)]
pub struct Liveness {
    words: usize,
    bits: Vec<u64>,
    /// Registers below this are named.
    named: usize,
    cells: Vec<u16>,
}

impl Liveness {
    /// Whether register `r` is live before the instruction at index `pc`.
    pub fn is_live(&self, pc: usize, r: usize) -> bool {
        r < self.named
            || self
                .bits
                .get(pc * self.words + r / 64)
                .is_none_or(|w| w >> (r % 64) & 1 != 0)
            || self.cells.contains(&(r as u16))
    }

    /// Analyses a code unit.
    pub fn of(code: &Code) -> Liveness {
        let n = code.instrs.len();
        let words = (code.nregs as usize).div_ceil(64).max(1);
        let mut live = vec![0u64; n * words];
        let mut cells = code.cell_regs.clone();
        cells.extend((0..code.freevars.len() as u16).map(|k| code.first_free_reg + k));
        let mut now = vec![0u64; words];
        let mut changed = true;
        while changed {
            changed = false;
            for pc in (0..n).rev() {
                let i = Instr(code.instrs[pc]);
                now.fill(0);
                let join = |to: usize, now: &mut [u64]| {
                    if to < n {
                        for w in 0..words {
                            now[w] |= live[to * words + w];
                        }
                    }
                };
                if !i.op().ends_block() {
                    join(pc + 1, &mut now);
                    if i.op().has_jump_word() || i.op().is_fused_compare() {
                        join(pc + 2, &mut now);
                    }
                    if i.op().is_fused_compare() && pc + 1 < n {
                        join(Instr(code.instrs[pc + 1]).jump_target(pc + 1), &mut now);
                    }
                }
                if i.op().is_jump() {
                    join(i.jump_target(pc), &mut now);
                }
                transfer(i, &mut now);
                if let Some(h) = code.handler_at(pc) {
                    // What the unwinding writes comes from nowhere else.
                    let written = h.reg as usize..=h.reg as usize + usize::from(h.lasti);
                    let kept: Vec<usize> = written
                        .filter(|&r| now.get(r / 64).is_none_or(|w| w >> (r % 64) & 1 == 0))
                        .collect();
                    join(h.handler as usize, &mut now);
                    for r in kept {
                        if let Some(w) = now.get_mut(r / 64) {
                            *w &= !(1 << (r % 64));
                        }
                    }
                }
                let at = &mut live[pc * words..][..words];
                if at != &now[..] {
                    at.copy_from_slice(&now);
                    changed = true;
                }
            }
        }
        Liveness {
            words,
            bits: live,
            named: code.varnames.len(),
            cells,
        }
    }
}

fn transfer(i: Instr, live: &mut [u64]) {
    let operands = i.op().operands();
    let values = [i.a() as usize, i.b() as usize, i.c() as usize];
    let mut write = |r: usize| {
        if let Some(w) = live.get_mut(r / 64) {
            *w &= !(1 << (r % 64));
        }
    };
    for (o, &r) in operands.iter().zip(&values) {
        match o {
            // A fused comparison may leave its destination unwritten.
            Operand::Dst if !i.op().is_fused_compare() && i.op() != Op::ForIter => write(r),
            Operand::DstPair => {
                write(r);
                if i.op() != Op::LoadSuperAttr || i.flags() & SUPER_METHOD != 0 {
                    write(r + 1);
                }
            }
            Operand::DstRange => (0..i.range_len()).for_each(|k| write(r + k)),
            _ => {}
        }
    }
    let mut read = |r: usize| {
        if let Some(w) = live.get_mut(r / 64) {
            *w |= 1 << (r % 64);
        }
    };
    if i.op() == Op::Reraise && i.flags() & WITH_LASTI != 0 {
        read(values[0] + 1);
    }
    for (o, &r) in operands.iter().zip(&values) {
        match o {
            Operand::Src | Operand::SrcDst | Operand::Cell => read(r),
            Operand::SrcRange => (0..i.range_len()).for_each(|k| read(r + k)),
            // Between callee and arguments is the object whose method is called, and nothing in other calls.
            Operand::Window => {
                read(r);
                let arguments = match i.op() {
                    Op::CallEx => 1 + usize::from(i.flags() & EX_KWARGS != 0),
                    _ => i.flags() as usize,
                };
                let own = usize::from(i.op() != Op::CallMethod);
                (1 + own..2 + arguments).for_each(|k| read(r + k));
            }
            Operand::None
            | Operand::Dst
            | Operand::DstPair
            | Operand::DstRange
            | Operand::Count
            | Operand::Imm
            | Operand::Imm32
            | Operand::Const32
            | Operand::Const
            | Operand::Name
            | Operand::Site
            | Operand::Jump
            | Operand::Loop
            | Operand::Special
            | Operand::Common
            | Operand::Intrinsic => {}
        }
    }
    // A destination window of a call: b is written by Call (it is a Dst operand), handled above.
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The registers that an instruction at the end of a code unit reads.
    fn read_by(op: Op, flags: u8) -> Vec<usize> {
        let mut live = [0];
        transfer(Instr::new(op, flags, 4, 0, 0), &mut live);
        (0..16).filter(|r| live[0] >> r & 1 != 0).collect()
    }

    #[test]
    fn calls_read_what_is_in_their_windows() {
        assert_eq!(read_by(Op::Call, 2), [4, 6, 7]);
        assert_eq!(read_by(Op::CallMethod, 2), [4, 5, 6, 7]);
        assert_eq!(read_by(Op::CallEx, 0), [4, 6]);
        assert_eq!(read_by(Op::CallEx, EX_KWARGS), [4, 6, 7]);
    }
}
