//! The runtime: values, shapes, heap, built-in types and the interpreter.
//!
//! Read in the order of the `mod` lines.

pub mod algo;
pub mod audit;
pub mod buffer;
pub mod codecs;
pub mod config;
pub mod error;
pub mod finalize;
pub mod fork;
pub mod format;
pub mod heap;
pub mod import;
mod import_frozen;
pub mod import_locks;
mod import_path;
pub mod import_relative;
mod import_suspect;
mod import_time;
pub mod interp;
pub mod lock;
pub mod monitor;
pub mod names;
pub mod native;
pub mod object;
pub mod ops;
pub mod os_error;
pub mod shape;
pub mod signals;
pub mod source;
pub mod start;
pub mod suggest;
pub mod syntax_error;
pub mod thread;
pub mod threads;
pub mod tiers;
pub mod types;
pub mod value;
pub mod warn;
