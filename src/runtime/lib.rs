//! The runtime: values, shapes, heap, built-in types and the interpreter.
//!
//! Read in the order of the `mod` lines.

pub mod algo;
pub mod heap;
pub mod object;
pub mod value;
