//! The driver: wires the crates together and installs the JIT.

pub mod command_line;
pub mod difftest;
pub mod native_stack;
pub mod options;
mod prompt;
