//! Why a recording is given up: the one table. An abort is always harmless; the interpreter simply goes on.

use std::collections::HashMap;

use crate::recorder::Start;

macro_rules! aborts {
    ($($name:ident $text:literal $weight:literal;)*) => {
        /// Why a recording was given up.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Abort { $(#[doc = $text] $name,)* }

        impl Abort {
            /// All reasons, in the order of the table.
            pub const ALL: &'static [Abort] = &[$(Abort::$name,)*];

            /// What the reason is called in dumps.
            pub const fn text(self) -> &'static str {
                match self { $(Abort::$name => $text,)* }
            }

            /// How many doublings of the penalty it costs: 0 where a new try soon may well succeed.
            pub const fn weight(self) -> u32 {
                match self { $(Abort::$name => $weight,)* }
            }
        }
    };
}

aborts! {
    TooLong "too many bytecodes" 2;
    TooMuchIr "too many instructions" 2;
    TooManySlots "too many frame slots" 4;
    Raised "an exception was raised" 1;
    LeftFrame "the frame was left" 1;
    LeftLoop "the loop was left for an outer one" 0;
    Unrolled "an inner loop has no trace yet" 0;
    Unfollowed "an inner loop could not be recorded" 1;
    NotRecorded "an instruction that is not recorded" 2;
    Unstable "a value changes its type from iteration to iteration" 1;
    Contradiction "a guard that always fails" 1;
    LinkUnstable "the linked trace wants other types" 1;
    Unsuited "the linked loop wants other types" 0;
    Invalidated "an assumption failed while recording" 1;
    Registers "too many spill slots" 4;
    Assembler "the code could not be assembled" 4;
    ArenaFull "the code arena is full" 6;
    Poll "something waits for the interpreter" 0;
    OnPurpose "as a test asked for" 0;
    Budget "the tree has enough traces" 3;
    Negligible "nearly all its time goes into work on long data" 3;
}

/// Recordings that are aborted on purpose (`-X jit-abort=N`): each head's k-th at its k-th instruction, up to N, so that
/// what a recording leaves behind at any point is seen.
#[derive(Default, Debug)]
pub struct Attempts(HashMap<Start, u32>);

impl Attempts {
    /// Whether the recording from `start`, which has come to its `bytecodes`-th instruction, ends here.
    pub fn end(&mut self, limit: u32, start: Start, bytecodes: u32) -> bool {
        if limit == 0 {
            return false;
        }
        let done = self.0.entry(start).or_insert(0);
        let now = *done < limit && bytecodes > *done;
        *done += u32::from(now);
        now
    }
}
