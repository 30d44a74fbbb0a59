//! Differential testing: the same program under every engine must print the same, to the byte.
//!
//! Read in the order of the `mod` lines. A [`Program`] is a Python file with its arguments and, where one is recorded,
//! what CPython printed. An [`Engine`] is a set of switches under which it runs. [`Runner`] runs one program under one
//! engine as a process of its own, so that a crash, a hang or a changed limit stays there, and returns what a user
//! would see in the form of the `.out` files. [`Session`] runs many, compares, and for each [`Divergence`] asks
//! [`blame`](blame::blame) for the first stage that differs.
//!
//! Everything here looks at processes from outside and knows switches, not the code behind them; only the list of the
//! optimiser's passes comes from the crate that owns it.

pub mod program;

pub mod engine;

pub mod process;

pub mod compare;

pub mod session;

pub mod blame;

pub use engine::{Engine, Set};
pub use process::{Observation, Runner};
pub use program::Program;
pub use session::{Divergence, Session};
