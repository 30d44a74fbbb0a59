//! The runtime: values, shapes, heap, built-in types and the interpreter.
//!
//! Read in the order of the `mod` lines.

pub mod value;
pub mod object;
pub mod heap;
pub mod shape;
pub mod names;
pub mod thread;
pub mod error;
pub mod native;
pub mod types;
pub mod ops;
pub mod format;
pub mod interp;
pub mod import;
pub mod start;
pub mod signals;
pub mod finalize;
pub mod warn;
pub mod suggest;
pub mod syntax_error;
pub mod algo;
mod libm;
