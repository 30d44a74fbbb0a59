//! The compile budget: what may be spent on recording and compiling, as a share of what the program has executed.
//!
//! Both sides are counted in *units*, about one interpreted instruction each, and never by the clock, so that the same
//! program makes the same traces. Income is what is seen of the program's work: the iterations that counted a hot spot
//! down, and exits. (What runs inside traces is not seen. But each loop earns by itself: it is put off, waits for twice as
//! many iterations, and these pay for it in the end.) Expenses follow the size of what was recorded and compiled.
//!
//! Code that does long work on long data at each instruction gains little in proportion, and is not compiled at all
//! (`Recorder::gains_little`).
//!
//! Short programs live on a credit. Later a share of the income is added to it, a large one at first; it decays to a
//! sixteenth, which bounds what a program loses that makes new hot code for ever.

use crate::limits;

/// See the module's documentation.
#[derive(Debug)]
pub struct Budget {
    /// What may be spent; below 0, nothing may.
    credit: i64,
    /// All income.
    earned: u64,
    /// All expenses.
    spent: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            credit: limits::CREDIT,
            earned: 0,
            spent: 0,
        }
    }
}

impl Budget {
    /// The program has executed about so many instructions.
    pub fn earn(&mut self, units: u64) {
        self.earned += units;
        let share = limits::SHARES
            .iter()
            .find(|s| self.earned < s.0)
            .map_or(limits::LAST_SHARE, |s| s.1);
        let most = limits::CREDIT.max(0);
        self.credit = (self.credit + (units / share) as i64).min(most);
    }

    /// A recording of so many instructions was made, or given up, with so much IR.
    pub fn recorded(&mut self, bytecodes: u32, ir: usize) {
        self.spend(
            u64::from(bytecodes) * limits::COST_OF_BYTECODE + ir as u64 * limits::COST_OF_RECORDED,
        );
    }

    /// A trace was compiled, of so many instructions after the optimiser.
    pub fn compiled(&mut self, ir: usize) {
        self.spend(limits::COST_OF_TRACE + ir as u64 * limits::COST_OF_COMPILED);
    }

    fn spend(&mut self, units: u64) {
        self.spent += units;
        self.credit -= units as i64;
    }

    /// Whether another recording may start.
    pub fn allows(&self) -> bool {
        self.credit > 0
    }

    /// All income and all expenses, in units.
    pub fn totals(&self) -> (u64, u64) {
        (self.earned, self.spent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_makes_hot_code_for_ever_spends_a_small_share() {
        let mut budget = Budget::default();
        let mut run = || {
            for _ in 0..500_000 {
                budget.earn(10_000);
                if budget.allows() {
                    budget.recorded(20, 60);
                    budget.compiled(100);
                }
            }
            budget.totals()
        };
        // The first half takes it past the credit and the larger shares of the beginning.
        let (first, second) = (run(), run());
        let (earned, spent) = (second.0 - first.0, second.1 - first.1);
        assert!(spent * 15 < earned, "{spent} of {earned}");
        assert!(spent * 17 > earned, "{spent} of {earned}");
    }

    #[test]
    fn a_short_program_lives_on_credit() {
        let mut budget = Budget::default();
        for _ in 0..60 {
            assert!(budget.allows());
            budget.recorded(30, 100);
            budget.compiled(200);
        }
    }
}
