//! The intermediate representation of traces: op table, buffer, text form, verifier, evaluator, optimiser and register
//! allocator.
//!
//! This crate is a leaf and pure: it knows no addresses, no object layouts, no machine code. Helpers, fields, shapes and
//! allocation classes are typed ids that the [`schema::Schema`] of the embedder describes; registers are numbers that a
//! [`regalloc::Target`] describes. Hence everything here is tested without a heap and without a backend.
//!
//! Reading order: the op table and the data structures first, then their text form and verifier, then the evaluator that
//! gives the ops their meaning, then what transforms traces.

#![forbid(unsafe_code)]

pub mod buffer;
pub mod eval;
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
