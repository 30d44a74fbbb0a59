//! Native modules of the standard library, one file per module, under the names Python gives them.

use runtime::native::ModuleDef;

pub mod library;
pub mod report;
pub mod stdio;
pub mod structseq;
pub mod support;

pub mod builtins;
pub mod sys;

pub mod _collections;
pub mod deque;
pub mod itertools;

/// All native modules.
pub static MODULES: &[&ModuleDef] = &[
    &builtins::MODULE,
    &sys::MODULE,
    &_collections::MODULE,
    &itertools::MODULE,
];
