//! The limits of the IR, each with its reason.

/// The most arguments that a helper can have: those that both architectures pass in registers.
pub const MAX_ARGS: usize = 6;

/// The most instructions that a recorder should emit before it aborts: peeling doubles them, and what is longer than this is
/// better cut in two than compiled at length.
pub const MAX_RECORDED: usize = 6_000;

/// The most instructions that a trace may have after peeling, or after it has entered another loop: far below what an
/// [`crate::IrRef`] can name, with room for PHIs.
pub const MAX_PEELED: usize = 12_000;

/// How often the range analysis walks a loop body before it gives a carried value up: each walk either ends or widens.
pub const RANGE_ROUNDS: usize = 6;

/// How deep virtual objects may be nested in a loop-carried one: each level costs a PHI per field.
pub const MAX_NESTING: usize = 6;
