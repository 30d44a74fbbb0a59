//! Decimal arithmetic, the part of `_decimal` that knows nothing of Python: numbers, contexts, rounding, text.
//!
//! The layers, each of which uses only those before it: natural numbers as limbs, coefficients, numbers with the
//! rounding that ends each operation, operations, text. Nothing here lives on the heap of Python objects or raises;
//! operations report conditions in a `Status`. The module `_decimal` itself does not exist yet: `decimal` runs on
//! `_pydecimal` meanwhile.

pub mod arithmetic;
pub mod coefficient;
pub mod limbs;
pub mod number;
pub mod operations;
pub mod text;
