//! The driver: wires the crates together and installs the JIT.

<<<<<<< HEAD
pub mod difftest;
=======
pub mod command_line;
pub mod native_stack;
>>>>>>> 5a4a2df (wip)
