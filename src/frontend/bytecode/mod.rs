//! Register bytecode: the table of instructions, and the code unit that holds them.

pub mod op;

pub mod code;

mod positions;
