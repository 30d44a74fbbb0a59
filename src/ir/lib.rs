//! The intermediate representation of traces: op table, buffer, text form, verifier, evaluator, optimiser and register
//! allocator.
//!
//! This crate is a leaf and pure: it knows no addresses, no object layouts, no machine code. Helpers, fields, shapes and
//! allocation classes are typed ids that the [`schema::Schema`] of the embedder describes; registers are numbers that a
//! [`regalloc::Target`] describes. Hence everything here is tested without a heap and without a backend.
//!
//! Reading order: the op table and the data structures first, then their text form and verifier, then the evaluator that
//! gives the ops their meaning, then what transforms traces.
//!
//! # How the recorder uses it
//!
//! 1. A [`Builder`] per thread, reused ([`Builder::reset`]). For each bytecode the recorder makes a snapshot
//!    ([`SnapBuilder`], listing the slots that the trace has changed so far; equal neighbours are merged) and sets
//!    [`Builder::snap`], then emits: [`Builder::slot`] for what is still in the frame, guards, unboxing, arithmetic, boxing.
//!    The returned reference may be an earlier instruction or a constant. A guard returns `NONE`.
//! 2. [`Builder::failed`] says that a guard can never hold: abort (the values contradict what the trace established).
//! 3. At the loop head: a snapshot of the slots there, then [`Builder::terminate`] with `JLOOP` and [`Link::Loop`]; other ends
//!    with `JEXIT`, `RET` or `JTRACE` (to a frame entry). Then [`Builder::finish`]. For a loop it returns the
//!    [`opt::EntryTemplate`], to be kept with the trace. [`opt::PeelError::Unstable`] means that types change from iteration to
//!    iteration; the trace is then as recorded, and its `JLOOP` leaves through the snapshot to the trace's own start.
//! 4. [`regalloc::Allocator::allocate`] gives steps for a forward emitter, exits with the places of values, and what a typed
//!    entry must provide ([`regalloc::Allocation::entry`]).
//! 5. At an exit, [`restore::Restorer`] rebuilds the frames from the snapshot, with the values read from the places that
//!    [`regalloc::Allocation::exit_locs`] gives. For that the embedder keeps the [`Trace`] (its snapshots, constants and types).
//! 6. A side trace starts with [`Builder::inherit_snapshot`], and is allocated with the parent's exit places as `inherited`.
//!    Where it comes to the loop head of a trace that has an entry template, [`Builder::enter_loop`] ends it; its allocation
//!    then gets a [`regalloc::LinkEntry`]. Slots that a side trace's snapshots list must include all that its parent's
//!    snapshot listed, for none of these are in frame memory.

#![forbid(unsafe_code)]

pub mod buffer;
pub mod eval;
pub mod limits;
pub mod mock;
pub mod ops;
pub mod opt;
pub mod refs;
pub mod regalloc;
pub mod restore;
pub mod schema;
pub mod snapshot;
pub mod text;
pub mod verify;

pub use buffer::{Const, ConstKind, Ins, Link, Trace};
pub use ops::{Effect, Force, Op, Operand, Ty, XKind};
pub use opt::{Builder, OptConfig, Pass};
pub use refs::{
    AliasClass, AliasSet, ClassId, CodeId, ElemKind, ExitNo, FieldId, HelperId, IrRef, ShapeId,
    Slot, SnapNo, TraceNo,
};
pub use schema::{ClassInfo, FieldInfo, HelperInfo, Schema, ValueKind};
pub use snapshot::{FrameDesc, Resume, SnapBuilder, Snapshots};
