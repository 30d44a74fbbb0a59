//! The policy's numbers, each with its reason: lengths, depths, counts, penalties.
//!
//! Everything counts events, never time, so that runs are reproducible.

/// A recording longer than this (in bytecodes) is abandoned: what it would save is lost in compile time and code size.
pub const MAX_BYTECODES: u32 = 3000;
/// Instructions of IR before peeling; peeling about doubles them, and an operand has 15 bits.
pub const MAX_IR: usize = 5000;
/// Inlined Python calls, one inside the other.
pub const MAX_INLINE_DEPTH: usize = 12;
/// How often one code object may be on the recorder's stack: recursion is called, not unrolled.
pub const MAX_RECURSION: usize = 2;
/// How often the back-edge of an inner loop without a trace may be passed: short loops are unrolled, others get a trace first.
pub const MAX_UNROLL: u32 = 6;
/// Back-edges until a loop is recorded. Early, because the interpreter is slow; late enough for caches to be warm.
pub const HOT_LOOP: u32 = 1000;
/// Times that an exit is taken before it grows a side trace.
pub const HOT_EXIT: u32 = 40;
/// Ways that one instruction may go in traces that hang from one another (types, classes, functions that it meets): past
/// them, it is executed by the interpreter's code, which has caches for many.
pub const MAX_WAYS: usize = 5;
/// Bytecodes recorded for one tree: each side trace copies the rest of its loop, so in long loops with many branches few
/// are worth while.
pub const MAX_TREE_BYTECODES: u32 = 15_000;
/// Side traces of one tree.
pub const MAX_SIDE_TRACES: u32 = 60;
/// So many bytecodes of a generator's body, up to where it is suspended first, are worth a trace that ends there. (Loops that
/// yield are followed from where they are consumed; traces of their own would only stand in the way.)
pub const MIN_BODY: u32 = 24;
/// Frame slots that a trace may name: window offsets must fit `Slot` with room for headers.
pub const MAX_SLOT: usize = 8000;
/// The first penalty of a spot whose recording failed, in back-edges; doubled each time.
pub const PENALTY_FIRST: u32 = 500;
/// Half the back-edges until a loop is tried again that was left for an outer one; doubled each time.
pub const LEFT_LOOP: u32 = 1;
/// Where the doubling ends: retried now and then, never banned for ever.
pub const PENALTY_MAX: u32 = 1 << 24;
/// A trace is judged when so many of its entries from the interpreter have left early: by then its hot exits have grown
/// side traces, or could not.
pub const MIN_EARLY: u64 = 1000;
/// One early exit in so many entries is too much: leaving costs about what interpreting some twenty instructions does.
pub const EARLY_SHARE: u64 = 3;
/// Back-edges or entries for which a trace that lost is detached the first time; four times as many each time after.
pub const DETACHED_FOR: u32 = 50_000;
/// How often a spot's traces may become invalid before it counts as a failure, too.
pub const MAX_INVALIDATIONS: u32 = 8;
/// Recordings that may wait for one another: each holds up the interpreter loop that it came from.
pub const MAX_SUSPENDED: usize = 8;
/// Bytes of the code arena.
pub const ARENA_BYTES: usize = 64 << 20;
/// Bytes that all traces may take, machine code and what is kept for exits, before cold trees are evicted.
pub const MEMORY: usize = 32 << 20;
/// Which part of that is freed at a time: evicting looks at all traces and stacks, so it must be worth while.
pub const EVICTED_SHARE: usize = 4;
/// Which part of it may be dead before it is freed.
pub const DEAD_SHARE: usize = 16;
/// So many code units are named before it is looked whether they still are.
pub const FIRST_SWEEP: usize = 256;
/// Machine code per step and per exit; more than nearly all traces take.
pub const STEP_BYTES: usize = 40;
/// See `STEP_BYTES`.
pub const EXIT_BYTES: usize = 24;
/// What may be spent on compiling before anything is earned, in units of one interpreted instruction (about 3 ns):
/// some fifty traces, 10 ms.
pub const CREDIT: i64 = 3_000_000;
/// Until so many units have been earned, one in so many is added to the credit.
pub const SHARES: [(u64, u64); 3] = [(10_000_000, 2), (100_000_000, 4), (400_000_000, 8)];
/// The share from then on.
pub const LAST_SHARE: u64 = 16;
/// What recording an instruction costs.
pub const COST_OF_BYTECODE: u64 = 150;
/// What an instruction of IR costs that was recorded.
pub const COST_OF_RECORDED: u64 = 100;
/// What an instruction of IR costs that is compiled.
pub const COST_OF_COMPILED: u64 = 120;
/// What a trace costs in any case.
pub const COST_OF_TRACE: u64 = 3000;
/// Code that does more than so many units of work on long data per instruction gains too little to be compiled.
pub const MAX_WORK: u64 = 8;
/// What an exit earns: the instructions until a trace is entered again.
pub const EXIT_EARNS: u64 = 40;
/// Variables of frames that an exception ends, which its traceback keeps: exits may need them all, and there are
/// `asm::SPILL_SLOTS` places. Beyond that a helper unwinds.
pub const MAX_KEPT_VARIABLES: usize = 48;
/// Registers that an entry of a traceback has room for, where a trace makes it of a frame that handles the exception.
pub const MAX_TRACEBACK_ROOM: usize = 256;
/// Bytes that one trace may need: opened before assembling, the rest comes back.
pub const TRACE_BYTES: usize = 512 << 10;
