//! The positions of a code unit's instructions.
//!
//! They are run-length coded, as neighbours mostly share theirs. Code of the embedded library keeps them as bytes, each
//! run as the difference to the one before, until the first is asked for: most are never.

use super::code::Position;
use crate::pack::{number, signed};
use std::cell::OnceCell;

/// The positions of a code unit's instructions.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// The runs; not set while they are packed.
    runs: OnceCell<Vec<Run>>,
    packed: &'static [u8],
}

/// From instruction `start` on, until the next run. Columns past 65,534 are not kept; line 0 means no position.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    start: u32,
    line: u32,
    end_line: u32,
    col: u16,
    end_col: u16,
}

/// A column that is not kept.
const NO_COL: u16 = u16::MAX;

impl PartialEq for Positions {
    fn eq(&self, other: &Positions) -> bool {
        self.runs() == other.runs()
    }
}

impl Positions {
    /// Positions from what [`Self::pack`] made of them.
    pub fn packed(packed: &'static [u8]) -> Positions {
        Positions {
            runs: OnceCell::new(),
            packed,
        }
    }

    fn runs(&self) -> &[Run] {
        self.runs.get_or_init(|| unpack(self.packed))
    }

    /// Says that instructions from `pc` on have this position (None: artificial code). `pc` never decreases.
    pub fn push(&mut self, pc: usize, position: Option<Position>) {
        self.runs();
        let runs = self.runs.get_mut().expect("just unpacked");
        let col = |c: u32| u16::try_from(c).unwrap_or(NO_COL);
        let p = position.unwrap_or_default();
        let run = Run {
            start: pc as u32,
            line: p.line,
            end_line: p.end_line,
            col: col(p.col),
            end_col: col(p.end_col),
        };
        if let Some(last) = runs.last_mut() {
            if (Run {
                start: last.start,
                ..run
            }) == *last
            {
                return;
            }
            if last.start == run.start {
                *last = run;
                return;
            }
        }
        runs.push(run);
    }

    /// The position of an instruction. None: artificial code, which has none. A column that was not kept is `u32::MAX`.
    pub fn get(&self, pc: usize) -> Option<Position> {
        let runs = self.runs();
        let i = runs.partition_point(|r| r.start as usize <= pc);
        let run = runs.get(i.checked_sub(1)?)?;
        let col = |c: u16| if c == NO_COL { u32::MAX } else { c as u32 };
        (run.line != 0).then(|| Position {
            line: run.line,
            end_line: run.end_line,
            col: col(run.col),
            end_col: col(run.end_col),
        })
    }

    /// The line of an instruction, 0 if it has none.
    pub fn line(&self, pc: usize) -> u32 {
        let runs = self.runs();
        let i = runs.partition_point(|r| r.start as usize <= pc);
        i.checked_sub(1).map_or(0, |i| runs[i].line)
    }

    /// Appends the bytes that [`Self::packed`] reads.
    pub fn pack(&self, out: &mut Vec<u8>) {
        let (mut start, mut line) = (0, 0);
        for run in self.runs() {
            number(out, u64::from(run.start - start));
            signed(out, i64::from(run.line) - i64::from(line));
            signed(out, i64::from(run.end_line) - i64::from(run.line));
            number(out, u64::from(run.col));
            signed(out, i64::from(run.end_col) - i64::from(run.col));
            (start, line) = (run.start, run.line);
        }
    }
}

fn unpack(bytes: &'static [u8]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut reader = crate::pack::Numbers { bytes, at: 0 };
    let (mut start, mut line) = (0, 0);
    while reader.at < bytes.len() {
        start += reader.number() as u32;
        line = (i64::from(line) + reader.signed()) as u32;
        let end_line = (i64::from(line) + reader.signed()) as u32;
        let col = reader.number() as u16;
        runs.push(Run {
            start,
            line,
            end_line,
            col,
            end_col: (i64::from(col) + reader.signed()) as u16,
        });
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_found_by_instruction() {
        let at = |line| {
            Some(Position {
                line,
                end_line: line,
                col: 1,
                end_col: 70_000,
            })
        };
        let mut p = Positions::default();
        p.push(0, at(1));
        p.push(1, at(1));
        p.push(2, None);
        p.push(4, at(2));
        assert_eq!(p.runs().len(), 3);
        assert_eq!(p.get(1).map(|p| (p.line, p.end_col)), Some((1, u32::MAX)));
        assert_eq!(p.get(3), None);
        assert_eq!(p.line(9), 2);
        let mut bytes = Vec::new();
        p.pack(&mut bytes);
        assert_eq!(Positions::packed(bytes.leak()), p);
    }
}
