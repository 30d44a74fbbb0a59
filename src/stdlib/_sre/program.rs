//! The program of a regular expression, translated from the codes of `re._compiler`.
//!
//! The translation is made when a pattern is first used, once for text and once for bytes: literals become the bytes that a
//! subject has, all conditions on a single character become sets. Then every choice learns which bytes each of its ways
//! can begin with (`first.rs`), so that the machine seldom takes one that fails at once: an alternative is chosen by a
//! table, a repetition that nothing behind it could take a character from keeps what it has, and a search looks for where
//! a match can begin.
//!
//! Invariant: the machine gives what trying every way in order gives; what is known of first bytes may only be too wide.

use memchr::memmem;
use runtime::algo::wtf8;

use super::charset::{self, Fold, Set};
use super::codes::{self, At, Bad, op};
use super::first::{self, First};

/// How deep groups may be nested in one another: the translation recurses.
const MAX_DEPTH: usize = 20_000;

/// One step of the machine. Numbers are places in the program's tables, or in its steps.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Fail,
    Success,
    Byte(u8),
    Bytes {
        at: u32,
        len: u32,
    },
    Set(u32),
    /// The beginning (even) or end (odd) of a group.
    Mark(u32),
    At(At),
    Branch(u32),
    Jump(u32),
    Greedy(u32),
    Lazy(u32),
    Possessive(u32),
    /// Begins a loop and goes to its end, which decides.
    Enter {
        index: u32,
        until: u32,
    },
    MaxUntil(u32),
    MinUntil(u32),
    PossessiveLoop(u32),
    Assert {
        back: u32,
        next: u32,
    },
    AssertNot {
        back: u32,
        next: u32,
    },
    Atomic {
        next: u32,
    },
    Ref {
        group: u32,
        fold: Fold,
    },
    RefExists {
        group: u32,
        no: u32,
    },
}

/// A repeated set.
pub struct Run {
    pub set: u32,
    pub min: u32,
    /// [`codes::MAX_REPEAT`] for no end.
    pub max: u32,
    /// What must follow, if anything must.
    pub next: Option<Box<First>>,
    /// Nothing that follows can begin with one of the set: in ASCII, in all text.
    pub keeps_ascii: bool,
    pub keeps: bool,
}

/// A repeated group.
pub struct Loop {
    pub min: u32,
    pub max: u32,
    pub body: u32,
    pub tail: u32,
    /// What the body must begin with, if with anything.
    pub first: Option<Box<First>>,
}

/// Alternatives. `by` has for each byte, and at last for the end of the subject, the chain of the ways that can begin so.
pub struct Branch {
    pub ways: Vec<u32>,
    pub by: Box<[u32; 257]>,
}

/// Ends a chain.
pub const END: u32 = u32::MAX;

/// Where matches can begin.
pub enum Start {
    Anywhere,
    /// Only at the beginning of the subject.
    Beginning,
    /// Only at the beginning of a line.
    Line,
    Text(Box<memmem::Finder<'static>>),
    Bytes(Vec<u8>),
    First(Box<First>),
}

/// A program.
pub struct Program {
    pub ops: Vec<Op>,
    pub text: Vec<u8>,
    pub sets: Vec<Set>,
    pub runs: Vec<Run>,
    pub loops: Vec<Loop>,
    pub branches: Vec<Branch>,
    pub chains: Vec<u32>,
    pub start: Start,
    /// The least characters of a match.
    pub min: usize,
    pub groups: usize,
    /// Subjects are text.
    pub is_text: bool,
}

impl Program {
    /// Translates codes.
    pub fn new(codes: &[u32], groups: usize, is_text: bool) -> Result<Program, Bad> {
        let program = Program {
            ops: Vec::new(),
            text: Vec::new(),
            sets: Vec::new(),
            runs: Vec::new(),
            loops: Vec::new(),
            branches: Vec::new(),
            chains: Vec::new(),
            start: Start::Anywhere,
            min: 0,
            groups,
            is_text,
        };
        let mut t = Translator {
            codes,
            p: program,
            depth: 0,
        };
        let mut at = 0;
        if codes.first() == Some(&op::INFO) {
            t.p.min = codes::get(codes, 3)? as usize;
            at = t.target(1)?;
        }
        t.block(at, codes.len())?;
        t.emit(Op::Fail);
        let mut p = t.p;
        first::analyse(&mut p);
        p.start = p.find_start();
        Ok(p)
    }

    fn find_start(&self) -> Start {
        let mut prefix = Vec::new();
        for (n, o) in self.ops.iter().enumerate() {
            match *o {
                Op::Mark(_) => {}
                Op::Byte(b) => prefix.push(b),
                Op::Bytes { at, len } => {
                    prefix.extend_from_slice(&self.text[at as usize..(at + len) as usize]);
                }
                Op::At(At::Beginning) if n == 0 => return Start::Beginning,
                Op::At(At::BeginningLine) if n == 0 => return Start::Line,
                _ => break,
            }
        }
        match *prefix {
            [] => {}
            [b] => return Start::Bytes(vec![b]),
            _ => return Start::Text(Box::new(memmem::Finder::new(&prefix).into_owned())),
        }
        match first::of(self, 0) {
            first if first.empty => Start::Anywhere,
            first => match first.few() {
                Some(bytes) => Start::Bytes(bytes),
                None => Start::First(Box::new(first)),
            },
        }
    }
}

struct Translator<'a> {
    codes: &'a [u32],
    p: Program,
    depth: usize,
}

impl Translator<'_> {
    fn emit(&mut self, o: Op) -> usize {
        self.p.ops.push(o);
        self.p.ops.len() - 1
    }

    fn here(&self) -> u32 {
        self.p.ops.len() as u32
    }

    /// Where the distance that stands at `at` leads.
    fn target(&self, at: usize) -> Result<usize, Bad> {
        let to = at + codes::get(self.codes, at)? as usize;
        if to > self.codes.len() || to == at {
            return Err(Bad);
        }
        Ok(to)
    }

    fn group(&self, at: usize) -> Result<u32, Bad> {
        let group = codes::get(self.codes, at)?;
        if group as usize >= self.p.groups {
            return Err(Bad);
        }
        Ok(group)
    }

    /// Translates the codes from `at` to `end`.
    fn block(&mut self, mut at: usize, end: usize) -> Result<(), Bad> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || end > self.codes.len() {
            return Err(Bad);
        }
        while at < end {
            at = self.one(at, end)?;
        }
        self.depth -= 1;
        if at == end { Ok(()) } else { Err(Bad) }
    }

    /// Translates one operation and gives what lies behind it.
    fn one(&mut self, at: usize, end: usize) -> Result<usize, Bad> {
        let code = self.codes[at];
        if let Some(behind) = self.single(at)? {
            return Ok(behind);
        }
        match code {
            op::FAILURE => self.emit(Op::Fail),
            op::SUCCESS => self.emit(Op::Success),
            op::LITERAL => return self.literals(at, end),
            op::MARK => {
                let mark = codes::get(self.codes, at + 1)?;
                if mark as usize >= 2 * self.p.groups {
                    return Err(Bad);
                }
                self.emit(Op::Mark(mark));
                return Ok(at + 2);
            }
            op::AT => {
                let condition = At::of(codes::get(self.codes, at + 1)?)?;
                self.emit(Op::At(condition));
                return Ok(at + 2);
            }
            op::INFO => return self.target(at + 1),
            op::BRANCH => return self.branch(at),
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                return self.repeat_one(at);
            }
            op::REPEAT => return self.repeat(at),
            op::POSSESSIVE_REPEAT => return self.possessive(at),
            op::ASSERT | op::ASSERT_NOT => {
                let behind = self.target(at + 1)?;
                let back = codes::get(self.codes, at + 2)?;
                let begin = self.emit(Op::Fail);
                self.block(at + 3, behind)?;
                let next = self.here();
                self.p.ops[begin] = match code {
                    op::ASSERT => Op::Assert { back, next },
                    _ => Op::AssertNot { back, next },
                };
                return Ok(behind);
            }
            op::ATOMIC_GROUP => {
                let behind = self.target(at + 1)?;
                let begin = self.emit(Op::Fail);
                self.block(at + 2, behind)?;
                self.p.ops[begin] = Op::Atomic { next: self.here() };
                return Ok(behind);
            }
            op::GROUPREF
            | op::GROUPREF_IGNORE
            | op::GROUPREF_LOC_IGNORE
            | op::GROUPREF_UNI_IGNORE => {
                let group = self.group(at + 1)?;
                let fold = match code {
                    op::GROUPREF => Fold::Exact,
                    op::GROUPREF_IGNORE => Fold::Ascii,
                    op::GROUPREF_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                self.emit(Op::Ref { group, fold });
                return Ok(at + 2);
            }
            op::GROUPREF_EXISTS => return self.exists(at),
            _ => return Err(Bad),
        };
        Ok(at + 1)
    }

    /// Codes that look at one character, except literals: adds the set and gives what lies behind them.
    fn set_at(&mut self, at: usize) -> Result<Option<(u32, usize)>, Bad> {
        let code = codes::get(self.codes, at)?;
        let one = |negated: bool| -> Result<Vec<u32>, Bad> {
            let c = codes::get(self.codes, at + 1)?;
            let mut set = vec![op::LITERAL, c, op::FAILURE];
            if negated {
                set.insert(0, op::NEGATE);
            }
            Ok(set)
        };
        let (set, fold, behind) = match code {
            op::ANY => (
                vec![op::NEGATE, op::LITERAL, 10, op::FAILURE],
                Fold::Exact,
                at + 1,
            ),
            op::ANY_ALL => (vec![op::NEGATE, op::FAILURE], Fold::Exact, at + 1),
            op::LITERAL => (one(false)?, Fold::Exact, at + 2),
            op::NOT_LITERAL => (one(true)?, Fold::Exact, at + 2),
            op::LITERAL_IGNORE => (one(false)?, Fold::Ascii, at + 2),
            op::NOT_LITERAL_IGNORE => (one(true)?, Fold::Ascii, at + 2),
            op::LITERAL_UNI_IGNORE => (one(false)?, Fold::Unicode, at + 2),
            op::NOT_LITERAL_UNI_IGNORE => (one(true)?, Fold::Unicode, at + 2),
            op::LITERAL_LOC_IGNORE | op::NOT_LITERAL_LOC_IGNORE => {
                // What is the character, or has it as one of its cases.
                let c = codes::get(self.codes, at + 1)?;
                let mut set = Vec::new();
                for b in 0..256 {
                    if [b, charset::lower_ascii(b), charset::upper_ascii(b)].contains(&c) {
                        set.extend([op::LITERAL, b]);
                    }
                }
                set.push(op::FAILURE);
                if code == op::NOT_LITERAL_LOC_IGNORE {
                    set.insert(0, op::NEGATE);
                }
                (set, Fold::Exact, at + 2)
            }
            op::CATEGORY => {
                let kind = codes::get(self.codes, at + 1)?;
                let set = vec![op::CATEGORY, kind, op::FAILURE];
                charset::check(&set, 0)?;
                (set, Fold::Exact, at + 2)
            }
            op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => {
                let behind = self.target(at + 1)?;
                if charset::check(&self.codes[..behind], at + 2)? != behind {
                    return Err(Bad);
                }
                let fold = match code {
                    op::IN => Fold::Exact,
                    op::IN_IGNORE => Fold::Ascii,
                    op::IN_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                (self.codes[at + 2..behind].to_vec(), fold, behind)
            }
            op::FAILURE => (vec![op::FAILURE], Fold::Exact, at + 1),
            _ => return Ok(None),
        };
        self.p.sets.push(Set::new(&set, fold, self.p.is_text));
        Ok(Some((self.p.sets.len() as u32 - 1, behind)))
    }

    /// One character that is neither a literal nor impossible.
    fn single(&mut self, at: usize) -> Result<Option<usize>, Bad> {
        if matches!(self.codes[at], op::LITERAL | op::FAILURE) {
            return Ok(None);
        }
        let Some((set, behind)) = self.set_at(at)? else {
            return Ok(None);
        };
        self.emit(Op::Set(set));
        Ok(Some(behind))
    }

    /// Literals that follow each other, as bytes.
    fn literals(&mut self, mut at: usize, end: usize) -> Result<usize, Bad> {
        let from = self.p.text.len();
        let mut possible = true;
        while at < end && self.codes[at] == op::LITERAL {
            let c = codes::get(self.codes, at + 1)?;
            match u8::try_from(c) {
                Ok(b) if !self.p.is_text => self.p.text.push(b),
                _ if self.p.is_text && c <= 0x10FFFF => wtf8::push(&mut self.p.text, c),
                _ => possible = false,
            }
            at += 2;
        }
        let len = self.p.text.len() - from;
        self.emit(if !possible {
            Op::Fail
        } else if len == 1 {
            Op::Byte(self.p.text[from])
        } else {
            Op::Bytes {
                at: from as u32,
                len: len as u32,
            }
        });
        Ok(at)
    }

    fn branch(&mut self, at: usize) -> Result<usize, Bad> {
        let begin = self.emit(Op::Fail);
        let (mut ways, mut jumps) = (Vec::new(), Vec::new());
        let mut skip = at + 1;
        let mut behind = None;
        while codes::get(self.codes, skip)? != 0 {
            let next = self.target(skip)?;
            // Each way ends with a jump behind all of them.
            if next < skip + 3 || codes::get(self.codes, next - 2)? != op::JUMP {
                return Err(Bad);
            }
            let after = self.target(next - 1)?;
            if behind.is_some_and(|b| b != after) {
                return Err(Bad);
            }
            behind = Some(after);
            ways.push(self.here());
            self.block(skip + 1, next - 2)?;
            jumps.push(self.emit(Op::Fail));
            skip = next;
        }
        if behind.is_some_and(|b| b != skip + 1) {
            return Err(Bad);
        }
        for jump in jumps {
            self.p.ops[jump] = Op::Jump(self.here());
        }
        self.p.ops[begin] = Op::Branch(self.p.branches.len() as u32);
        self.p.branches.push(Branch {
            ways,
            by: Box::new([0; 257]),
        });
        Ok(skip + 1)
    }

    /// The bounds of a repetition whose operation stands at `at`, and what lies behind its body.
    fn bounds(&self, at: usize) -> Result<(u32, u32, usize), Bad> {
        let behind = self.target(at + 1)?;
        let min = codes::get(self.codes, at + 2)?;
        let max = codes::get(self.codes, at + 3)?;
        if min > max || behind < at + 4 {
            return Err(Bad);
        }
        Ok((min, max, behind))
    }

    fn repeat_one(&mut self, at: usize) -> Result<usize, Bad> {
        let (min, max, behind) = self.bounds(at)?;
        let (set, end) = self.set_at(at + 4)?.ok_or(Bad)?;
        if end + 1 != behind || self.codes[end] != op::SUCCESS {
            return Err(Bad);
        }
        let n = self.p.runs.len() as u32;
        self.p.runs.push(Run {
            set,
            min,
            max,
            next: None,
            keeps_ascii: false,
            keeps: false,
        });
        self.emit(match self.codes[at] {
            op::REPEAT_ONE => Op::Greedy(n),
            op::MIN_REPEAT_ONE => Op::Lazy(n),
            _ => Op::Possessive(n),
        });
        Ok(behind)
    }

    fn new_loop(&mut self, min: u32, max: u32) -> u32 {
        self.p.loops.push(Loop {
            min,
            max,
            body: self.here() + 1,
            tail: 0,
            first: None,
        });
        self.p.loops.len() as u32 - 1
    }

    fn repeat(&mut self, at: usize) -> Result<usize, Bad> {
        let (min, max, until) = self.bounds(at)?;
        let index = self.new_loop(min, max);
        let begin = self.emit(Op::Fail);
        self.block(at + 4, until)?;
        self.p.ops[begin] = Op::Enter {
            index,
            until: self.here(),
        };
        self.emit(match codes::get(self.codes, until)? {
            op::MAX_UNTIL => Op::MaxUntil(index),
            op::MIN_UNTIL => Op::MinUntil(index),
            _ => return Err(Bad),
        });
        self.p.loops[index as usize].tail = self.here();
        Ok(until + 1)
    }

    fn possessive(&mut self, at: usize) -> Result<usize, Bad> {
        let (min, max, until) = self.bounds(at)?;
        if codes::get(self.codes, until)? != op::SUCCESS {
            return Err(Bad);
        }
        let index = self.new_loop(min, max);
        self.emit(Op::PossessiveLoop(index));
        self.block(at + 4, until)?;
        self.emit(Op::Success);
        self.p.loops[index as usize].tail = self.here();
        Ok(until + 1)
    }

    fn exists(&mut self, at: usize) -> Result<usize, Bad> {
        let group = self.group(at + 1)?;
        // The distance counts from the group's number.
        let no = at + 1 + codes::get(self.codes, at + 2)? as usize;
        if no < at + 3 || no > self.codes.len() {
            return Err(Bad);
        }
        let begin = self.emit(Op::Fail);
        // If there are two ways, the first ends with a jump over the second: it is the only jump that can stand there.
        let behind = self.jump_before(at + 3, no)?;
        match behind {
            None => {
                self.block(at + 3, no)?;
                self.p.ops[begin] = Op::RefExists {
                    group,
                    no: self.here(),
                };
                Ok(no)
            }
            Some(behind) => {
                self.block(at + 3, no - 2)?;
                let jump = self.emit(Op::Fail);
                self.p.ops[begin] = Op::RefExists {
                    group,
                    no: self.here(),
                };
                self.block(no, behind)?;
                self.p.ops[jump] = Op::Jump(self.here());
                Ok(behind)
            }
        }
    }

    /// Whether the codes from `at` to `end` end with a jump as an operation, and where it leads.
    fn jump_before(&self, mut at: usize, end: usize) -> Result<Option<usize>, Bad> {
        while at < end {
            if self.codes[at] == op::JUMP {
                return if at + 2 == end {
                    self.target(at + 1).map(Some)
                } else {
                    Err(Bad)
                };
            }
            at = self.behind(at)?;
        }
        Ok(None)
    }

    /// What lies behind the operation at `at`.
    fn behind(&self, at: usize) -> Result<usize, Bad> {
        Ok(match self.codes[at] {
            op::FAILURE | op::SUCCESS | op::ANY | op::ANY_ALL => at + 1,
            op::INFO
            | op::IN
            | op::IN_IGNORE
            | op::IN_LOC_IGNORE
            | op::IN_UNI_IGNORE
            | op::ASSERT
            | op::ASSERT_NOT
            | op::ATOMIC_GROUP
            | op::REPEAT_ONE
            | op::MIN_REPEAT_ONE
            | op::POSSESSIVE_REPEAT_ONE => self.target(at + 1)?,
            op::REPEAT | op::POSSESSIVE_REPEAT => self.target(at + 1)? + 1,
            op::BRANCH => {
                let mut skip = at + 1;
                while codes::get(self.codes, skip)? != 0 {
                    skip = self.target(skip)?;
                }
                skip + 1
            }
            op::GROUPREF_EXISTS => {
                let no = at + 1 + codes::get(self.codes, at + 2)? as usize;
                if no < at + 3 || no > self.codes.len() {
                    return Err(Bad);
                }
                self.jump_before(at + 3, no)?.unwrap_or(no)
            }
            _ => at + 2,
        })
    }
}
