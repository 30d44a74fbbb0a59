//! The driver: wires the crates together and installs the JIT.

pub mod difftest;
