//! Parallel moves: a set of moves that happen at once becomes a sequence.
//!
//! A move whose target nobody still reads goes first; what then remains are disjoint cycles, each broken through a scratch
//! register. From memory to memory goes through the scratch register that is not holding a broken cycle's value: eight
//! bytes are eight bytes, so either file's will do.

use super::{Loc, Reg, Step, Target};

/// One move of the set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Move {
    pub dst: Loc,
    pub src: Loc,
    pub float: bool,
}

/// Appends the sequence in order of execution. Targets are distinct; the set is emptied.
pub(super) fn sequence(set: &mut Vec<Move>, target: &dyn Target, out: &mut Vec<Step>) {
    set.retain(|m| m.dst != m.src);
    // The scratch register that holds a value of the cycle being resolved.
    let mut busy: Option<Reg> = None;
    while !set.is_empty() {
        let free = (0..set.len()).find(|&n| {
            !set.iter()
                .enumerate()
                .any(|(k, m)| k != n && m.src == set[n].dst)
        });
        match free {
            Some(n) => {
                let m = set.swap_remove(n);
                one(m, busy, target, out);
                if m.src.reg() == busy {
                    busy = None;
                }
            }
            None => {
                debug_assert!(busy.is_none());
                let dst = set[0].dst;
                let reader = set
                    .iter_mut()
                    .find(|o| o.src == dst)
                    .expect("in a cycle every target is read");
                let scratch = target.scratch(reader.float);
                out.push(Step::Move {
                    dst: Loc::Reg(scratch),
                    src: dst,
                    float: reader.float,
                });
                reader.src = Loc::Reg(scratch);
                busy = Some(scratch);
            }
        }
    }
}

/// One move, through a scratch register if a single instruction cannot do it.
pub(super) fn one(m: Move, busy: Option<Reg>, target: &dyn Target, out: &mut Vec<Step>) {
    let to_memory = matches!(m.dst, Loc::Spill(_));
    if to_memory && !matches!(m.src, Loc::Reg(_)) {
        let constant = matches!(m.src, Loc::Const(_));
        // A constant must go through its own file; no cycle is being resolved then, for constants are in none.
        let float = if constant {
            m.float
        } else {
            busy == Some(target.scratch(false))
        };
        let scratch = target.scratch(float);
        debug_assert!(busy != Some(scratch));
        out.push(Step::Move {
            dst: Loc::Reg(scratch),
            src: m.src,
            float,
        });
        out.push(Step::Move {
            dst: m.dst,
            src: Loc::Reg(scratch),
            float,
        });
    } else {
        out.push(Step::Move {
            dst: m.dst,
            src: m.src,
            float: m.float,
        });
    }
}
