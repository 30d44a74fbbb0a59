//! The trace IR: op table, buffer, text form, verifier, evaluator, optimiser and register allocation.
#![forbid(unsafe_code)]
