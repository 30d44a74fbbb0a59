//! The frontend: source text to AST, symbol table and register bytecode. Pure: no heap objects, no unsafe.
#![forbid(unsafe_code)]

pub mod bytecode;
