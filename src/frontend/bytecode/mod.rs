//! Register bytecode: the table of instructions, the code unit that holds them, and what can be read off one.

pub mod op;

pub mod code;

mod positions;

pub mod liveness;

pub mod jump;

pub mod stack;
