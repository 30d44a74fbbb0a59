//! Which bytes the ways of a program can begin with.
//!
//! An answer may be too wide, never too narrow: conditions that look at no character are taken to hold, and where the walk
//! would become long, everything is possible.

use std::collections::HashMap;

use super::program::{Branch, END, Op, Program};

/// What can come first.
#[derive(Clone)]
pub struct First {
    pub bytes: [bool; 256],
    /// Nothing need come: the bytes tell nothing.
    pub empty: bool,
    /// The only byte there is, if there is one.
    pub single: Option<u8>,
    /// While walking: the part can end without anything.
    ended: bool,
}

impl First {
    const NOTHING: First = First {
        bytes: [false; 256],
        empty: false,
        single: None,
        ended: false,
    };

    /// The bytes, if there are three at most.
    pub fn few(&self) -> Option<Vec<u8>> {
        let all: Vec<u8> = (0..=255).filter(|&b| self.bytes[b as usize]).collect();
        (1..=3).contains(&all.len()).then_some(all)
    }

    /// Whether what stands at `at` can begin so.
    #[inline(always)]
    pub fn allows(&self, text: &[u8], at: usize) -> bool {
        text.get(at).is_some_and(|&b| self.bytes[b as usize])
    }

    fn settle(mut self) -> First {
        self.empty |= self.ended;
        let mut all = (0..256).filter(|&b| self.bytes[b]);
        self.single = match (all.next(), all.next()) {
            (Some(b), None) => Some(b as u8),
            _ => None,
        };
        self
    }
}

/// Steps that a walk may look at.
const MOST: usize = 100;

/// What the program can begin with at `pc`.
pub fn of(p: &Program, pc: usize) -> First {
    let mut walk = Walk {
        p,
        seen: Vec::new(),
    };
    let mut first = First::NOTHING;
    walk.add(pc, &mut first);
    first.settle()
}

struct Walk<'a> {
    p: &'a Program,
    seen: Vec<usize>,
}

impl Walk<'_> {
    fn add(&mut self, mut pc: usize, to: &mut First) {
        while !to.empty {
            if self.seen.contains(&pc) {
                return;
            }
            if self.seen.len() == MOST {
                to.empty = true;
                return;
            }
            self.seen.push(pc);
            let p = self.p;
            pc = match p.ops[pc] {
                Op::Fail => return,
                Op::Success => {
                    to.ended = true;
                    return;
                }
                Op::Ref { .. } => {
                    to.empty = true;
                    return;
                }
                Op::Byte(b) => {
                    to.bytes[b as usize] = true;
                    return;
                }
                Op::Bytes { at, .. } => {
                    to.bytes[p.text[at as usize] as usize] = true;
                    return;
                }
                Op::Set(set) => {
                    self.add_set(set, to);
                    return;
                }
                Op::Mark(_) | Op::At(_) => pc + 1,
                Op::Branch(n) => {
                    for &way in &p.branches[n as usize].ways {
                        self.add(way as usize, to);
                    }
                    return;
                }
                Op::Jump(pc) => pc as usize,
                Op::Greedy(n) | Op::Lazy(n) | Op::Possessive(n) => {
                    let run = &p.runs[n as usize];
                    if run.max > 0 {
                        self.add_set(run.set, to);
                    }
                    if run.min > 0 {
                        return;
                    }
                    pc + 1
                }
                Op::Enter { index, until } => {
                    let l = &p.loops[index as usize];
                    if l.min == 0 {
                        until as usize
                    } else {
                        l.body as usize
                    }
                }
                Op::MaxUntil(n) | Op::MinUntil(n) => {
                    let l = &p.loops[n as usize];
                    if l.max > 0 {
                        self.add(l.body as usize, to);
                    }
                    l.tail as usize
                }
                Op::PossessiveLoop(n) => {
                    let l = &p.loops[n as usize];
                    if !self.part(l.body as usize, to) && l.min > 0 {
                        return;
                    }
                    l.tail as usize
                }
                Op::Assert { next, .. } | Op::AssertNot { next, .. } => next as usize,
                Op::Atomic { next } => {
                    if !self.part(pc + 1, to) {
                        return;
                    }
                    next as usize
                }
                Op::RefExists { no, .. } => {
                    self.add(pc + 1, to);
                    no as usize
                }
            };
        }
    }

    /// Adds what a part that ends by itself can begin with, and says whether it can be empty.
    fn part(&mut self, pc: usize, to: &mut First) -> bool {
        let mut own = First::NOTHING;
        self.add(pc, &mut own);
        for (to, own) in to.bytes.iter_mut().zip(own.bytes) {
            *to |= own;
        }
        to.empty |= own.empty;
        own.ended
    }

    fn add_set(&self, set: u32, to: &mut First) {
        for (to, n) in to.bytes.iter_mut().zip(self.p.sets[set as usize].table) {
            *to |= n != 0;
        }
    }
}

/// Completes a program with what is known of first bytes.
pub fn analyse(p: &mut Program) {
    for pc in 0..p.ops.len() {
        match p.ops[pc] {
            Op::Greedy(n) | Op::Lazy(n) => {
                let next = of(p, pc + 1);
                if next.empty {
                    continue;
                }
                let run = &p.runs[n as usize];
                let table = &p.sets[run.set as usize].table;
                let apart = |upto: usize| (0..upto).all(|b| table[b] == 0 || !next.bytes[b]);
                let (ascii, all) = (apart(128), apart(256));
                let run = &mut p.runs[n as usize];
                run.keeps_ascii = if p.is_text { ascii } else { all };
                run.keeps = all;
                run.next = Some(Box::new(next));
            }
            Op::MaxUntil(n) => {
                let body = of(p, p.loops[n as usize].body as usize);
                if !body.empty {
                    p.loops[n as usize].first = Some(Box::new(body));
                }
            }
            Op::Branch(n) => choose(p, n as usize),
            _ => {}
        }
    }
}

/// Makes the table of a branch.
fn choose(p: &mut Program, n: usize) {
    let ways = p.branches[n].ways.clone();
    let firsts: Vec<First> = ways.iter().map(|&way| of(p, way as usize)).collect();
    let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut by = Box::new([0; 257]);
    let mut chain = Vec::new();
    for (b, entry) in by.iter_mut().enumerate() {
        chain.clear();
        for (&way, first) in ways.iter().zip(&firsts) {
            if first.empty || (b < 256 && first.bytes[b]) {
                chain.push(way);
            }
        }
        *entry = match known.get(&chain) {
            Some(&at) => at,
            None => {
                let at = p.chains.len() as u32;
                p.chains.extend_from_slice(&chain);
                p.chains.push(END);
                known.insert(chain.clone(), at);
                at
            }
        };
    }
    p.branches[n] = Branch { ways, by };
}
