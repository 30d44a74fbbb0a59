//! Where a debugger may make a frame go on: assignments to `f_lineno`.
//!
//! A frame that stands in a loop, a `with` or a handler holds registers of these blocks: an iterator, the method to be
//! called at the end, the exception that was handled before. The blocks are read off the instructions, for the compiler
//! emits their code in one piece. A jump may leave blocks, and may enter only one for which another of the same kind
//! is left at the same depth, as in CPython; it then takes that one's registers over. A place whose other temporaries
//! do not all live where the frame stands, in the middle of an expression, cannot be jumped to.
//!
//! This file knows nothing of frames: it says what is to be done.

use super::code::Code;
use super::liveness::Liveness;
use super::op::{Instr, Op};

/// What a block keeps registers for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// The iterator of a `for`.
    Loop,
    /// A `with`: its `__exit__` and self.
    With,
    /// An exception, where it was raised, and the one that was handled before.
    Handler,
    /// The same in code that raises the exception again at its end: a `finally`, or the end of a `with`.
    Reraising,
    /// Code between a handler and its end that nobody can go to.
    Cleanup,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Block {
    start: usize,
    end: usize,
    kind: Kind,
    reg: u16,
}

impl Block {
    fn registers(&self) -> std::ops::Range<u16> {
        let count = match self.kind {
            Kind::Loop => 1,
            Kind::With => 2,
            Kind::Handler | Kind::Reraising => 3,
            Kind::Cleanup => 0,
        };
        self.reg..self.reg + count
    }
}

/// How to go on elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Jump {
    /// The instruction to go on with.
    pub target: usize,
    /// Registers to copy, from and to, all at once.
    pub moves: Vec<(u16, u16)>,
    /// The register of the exception that becomes the one that is handled, if a handler is left.
    pub handled: Option<u16>,
}

/// Why there is no way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// No instruction is on that line or a later one.
    After,
    /// There is one, but the frame cannot go there: CPython's words for the reason.
    Blocks(&'static str),
}

/// The blocks of a code unit, outer ones first.
fn blocks(code: &Code) -> Vec<Block> {
    let at = |pc: usize| code.instrs.get(pc).map(|&word| Instr(word));
    let mut all = Vec::new();
    for (pc, &word) in code.instrs.iter().enumerate() {
        let i = Instr(word);
        if let (Op::ForIter, Some(jump)) = (i.op(), at(pc + 1)) {
            let goes_back = |&&n: &&usize| {
                at(n).is_some_and(|j| {
                    j.op() == Op::JumpBack && code.loops.get(j.a() as usize) == Some(&(pc as u32))
                })
            };
            let all_after: Vec<usize> = (pc..code.instrs.len()).collect();
            let last = all_after.iter().filter(goes_back).last();
            all.push(Block {
                start: pc,
                end: last.map_or(jump.jump_target(pc + 1), |&n| n + 1),
                kind: Kind::Loop,
                reg: i.b(),
            });
        }
    }
    let mut labels: Vec<usize> = code.handlers.iter().map(|h| h.handler as usize).collect();
    labels.sort_unstable();
    labels.dedup();
    let first_covered = |label: usize| {
        let covering = code.handlers.iter().filter(|h| h.handler as usize == label);
        covering.map(|h| h.start as usize).min().unwrap_or(label)
    };
    for &label in &labels {
        let Some(i) = at(label) else { continue };
        match i.op() {
            Op::PushExc => {
                let saved = i.a();
                let is_end = |&l: &usize| {
                    l > label && at(l).is_some_and(|e| e.op() == Op::PopExc && e.a() == saved)
                };
                let end = labels.iter().copied().find(is_end);
                let end = end.map_or(label + 1, |l| l + 2);
                let has = |op: &dyn Fn(Instr) -> bool| (label..end).any(|n| at(n).is_some_and(op));
                let matches = has(&|m: Instr| m.op() == Op::CheckExcMatch && m.b() == i.b())
                    || has(&|m: Instr| m.op() == Op::CheckEgMatch);
                let raises = has(&|m: Instr| m.op() == Op::Reraise && m.a() == i.b());
                all.push(Block {
                    start: label,
                    end,
                    kind: if raises && !matches {
                        Kind::Reraising
                    } else {
                        Kind::Handler
                    },
                    reg: i.b(),
                });
                let window = match (at(label + 1), at(label + 3)) {
                    (Some(m), Some(args)) if m.op() == Op::Move && args.op() == Op::ExcArgs => {
                        m.b()
                    }
                    _ => continue,
                };
                all.push(Block {
                    start: first_covered(label),
                    end: label,
                    kind: Kind::With,
                    reg: window,
                });
            }
            Op::EndAsyncFor => {
                let start = first_covered(label);
                if let Some(next) = at(start).filter(|next| next.op() == Op::GetANext) {
                    all.push(Block {
                        start,
                        end: label,
                        kind: Kind::Loop,
                        reg: next.b(),
                    });
                }
            }
            Op::PopExc => {}
            _ => {
                let rest = code.instrs[label..].iter();
                let length = match i.op() {
                    Op::CleanupThrow => 0,
                    _ => rest.take_while(|&&w| !Instr(w).op().ends_block()).count(),
                };
                all.push(Block {
                    start: label,
                    end: label + length + 1,
                    kind: Kind::Cleanup,
                    reg: 0,
                });
            }
        }
    }
    all.sort_by_key(|b| (b.start, usize::MAX - b.end));
    all
}

fn around(all: &[Block], pc: usize) -> Vec<Block> {
    let inside = all.iter().filter(|b| (b.start..b.end).contains(&pc));
    inside.copied().collect()
}

/// Why a place inside of these blocks cannot be entered.
fn reason(blocks: &[Block]) -> &'static str {
    match blocks.last().map(|b| b.kind) {
        Some(Kind::Loop) => "can't jump into the body of a for loop",
        Some(Kind::Handler | Kind::Reraising) => {
            "can't jump into an 'except' block as there's no exception"
        }
        Some(Kind::With | Kind::Cleanup) | None => "incompatible stacks",
    }
}

/// The first instruction behind those that set a frame up.
fn first(code: &Code) -> usize {
    let sets_up = |&&word: &&u64| {
        matches!(
            Instr(word).op(),
            Op::MakeCell | Op::ReturnGenerator | Op::BeginBody
        )
    };
    code.instrs.iter().take_while(sets_up).count()
}

/// How a frame that stands at the instruction `from` can go on at `line`, or at the next one that has instructions.
pub fn plan(code: &Code, from: usize, line: u32) -> Result<Jump, Refused> {
    let begin = first(code);
    let lines: Vec<u32> = (0..code.instrs.len())
        .map(|pc| code.positions.line(pc))
        .collect();
    let later = lines[begin..].iter().copied().chain([code.first_line]);
    let line = later.filter(|&l| l >= line).min().ok_or(Refused::After)?;
    let mut places: Vec<usize> = (begin..lines.len())
        .filter(|&pc| lines[pc] == line)
        .collect();
    if line == code.first_line {
        places.insert(0, begin);
    }
    let all = blocks(code);
    let live = Liveness::of(code);
    let here = around(&all, from);
    let is_variable = |r: u16| {
        (r as usize) < code.varnames.len()
            || code.cell_regs.contains(&r)
            || (r.wrapping_sub(code.first_free_reg) as usize) < code.freevars.len()
    };
    let mut best: Option<(usize, Jump)> = None;
    let mut refused = None;
    // A register that nothing has written before is not needed, whatever the analysis says: the place for self of calls
    // that have none. (An item that a loop may leave unwritten is another matter.)
    let perhaps_written = |r: u16| {
        code.instrs
            .iter()
            .map(|&w| Instr(w))
            .any(|i| i.a() == r && (i.op().is_fused_compare() || i.op() == Op::ForIter))
    };
    let unneeded = |r: u16| live.is_live(0, r as usize) && !perhaps_written(r);
    for pc in places {
        let there = around(&all, pc);
        if there.iter().any(|b| b.kind == Kind::Cleanup) {
            continue;
        }
        let fits = there.len() <= here.len()
            && there
                .iter()
                .zip(&here)
                .all(|(to, from)| to.kind == from.kind);
        if !fits {
            refused.get_or_insert(reason(&there));
            continue;
        }
        let kept = |r: u16| there.iter().any(|b| b.registers().contains(&r));
        let moves: Vec<(u16, u16)> = (there.iter().zip(&here))
            .flat_map(|(to, from)| from.registers().zip(to.registers()))
            .filter(|(from, to)| from != to)
            .collect();
        let lives = |r: u16| live.is_live(from, r as usize) && !moves.iter().any(|m| m.1 == r);
        let mut others = (0..code.nregs).filter(|&r| {
            live.is_live(pc, r as usize) && !is_variable(r) && !kept(r) && !unneeded(r)
        });
        if !others.all(lives) {
            refused.get_or_insert("incompatible stacks");
            continue;
        }
        if best.as_ref().is_none_or(|(depth, _)| there.len() > *depth) {
            let left = here[there.len()..].iter();
            let left = { left }.find(|b| matches!(b.kind, Kind::Handler | Kind::Reraising));
            let jump = Jump {
                target: pc,
                moves,
                handled: left.map(|b| Instr(code.instrs[b.start]).a()),
            };
            best = Some((there.len(), jump));
        }
    }
    match best {
        Some((_, jump)) => Ok(jump),
        None => Err(Refused::Blocks(refused.unwrap_or("incompatible stacks"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::code::Const;

    fn function(source: &str) -> std::rc::Rc<Code> {
        let flags = crate::Flags::default();
        let module =
            crate::compile(source.as_bytes(), "f", crate::Mode::Exec, flags).expect("compiles");
        let code = module.consts.iter().find_map(|c| match c {
            Const::Code(code) => Some(code.clone()),
            _ => None,
        });
        code.expect("a function")
    }

    fn at(code: &Code, line: u32) -> usize {
        (0..code.instrs.len())
            .find(|&pc| code.positions.line(pc) == line)
            .expect("a line with code")
    }

    #[test]
    fn loops_are_left_but_not_entered() {
        let code = function("def f():\n a()\n for x in y:\n  b()\n c()\n");
        let (inside, outside) = (at(&code, 4), at(&code, 5));
        assert_eq!(plan(&code, inside, 5).map(|j| j.target), Ok(outside));
        let refused = Refused::Blocks("can't jump into the body of a for loop");
        assert_eq!(plan(&code, outside, 4), Err(refused));
        assert_eq!(plan(&code, outside, 6), Err(Refused::After));
    }

    #[test]
    fn a_handler_that_is_left_gives_its_exception_back() {
        let code = function("def f():\n try:\n  a()\n except:\n  b()\n c()\n");
        let jump = plan(&code, at(&code, 5), 6).expect("a way out");
        assert!(jump.handled.is_some());
        let refused = Refused::Blocks("can't jump into an 'except' block as there's no exception");
        assert_eq!(plan(&code, at(&code, 6), 5), Err(refused));
    }

    #[test]
    fn what_an_await_leaves_is_not_needed_before_it() {
        let code =
            function("async def f():\n a = 1\n x = [i async for i in b]\n g(h(),\n  await c)\n");
        assert_eq!(
            plan(&code, at(&code, 4), 2).map(|j| j.target),
            Ok(at(&code, 2))
        );
        let refused = Refused::Blocks("incompatible stacks");
        assert_eq!(plan(&code, at(&code, 2), 5), Err(refused));
    }

    #[test]
    fn a_with_is_exchanged_for_another() {
        let code = function(
            "def f():\n with a:\n  b()\n x = [y for y in z]\n for i in j:\n  with c:\n   d()\n with c:\n  d()\n",
        );
        let jump = plan(&code, at(&code, 3), 9).expect("the same depth");
        assert_eq!((jump.target, jump.moves.len()), (at(&code, 9), 0));
        assert!(plan(&code, at(&code, 3), 7).is_err());
    }
}
