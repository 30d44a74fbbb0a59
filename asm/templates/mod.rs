//! The list of templates: what each computes, clobbers and leaves in the flags, for both architectures.
//!
//! One trait per family, in a file of the same name as its implementations; [`Templates`] is all of them together.
//! The code generator is written against `impl Templates` and so never names an architecture.

mod boxing;
mod call;
mod control;
mod float;
mod guard;
mod int;
mod machine;
mod memory;

pub use boxing::BoxingTemplates;
pub use call::CallTemplates;
pub use control::{ControlTemplates, ExitState, Place, SPILL_SLOTS};
pub use float::FloatTemplates;
pub use guard::{GuardTemplates, Room};
pub use int::IntTemplates;
pub use machine::Machine;
pub use memory::{AllocSite, MemoryTemplates};

/// Every template of an architecture.
pub trait Templates:
    Machine
    + IntTemplates
    + FloatTemplates
    + GuardTemplates
    + BoxingTemplates
    + MemoryTemplates
    + CallTemplates
    + ControlTemplates
{
}

impl<T> Templates for T where
    T: Machine
        + IntTemplates
        + FloatTemplates
        + GuardTemplates
        + BoxingTemplates
        + MemoryTemplates
        + CallTemplates
        + ControlTemplates
{
}
