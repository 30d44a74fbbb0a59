//! The algorithms of the built-in types that need no heap: text, numbers, formats, hashes, sorting.
//!
//! Everything here is pure Rust over slices and plain numbers, without a Value, an object or `unsafe`, so that it can be
//! tested against CPython without an interpreter. What may fail returns [`Error`], the kind and the exact message of the
//! exception that CPython raises; the built-in types turn it into one.

#![forbid(unsafe_code)]

pub mod ucd;
pub mod utf7;
pub mod wtf8;

pub mod bigint;
pub mod codecs;
pub mod escape;
pub mod float_text;
pub mod floatops;
pub mod format_spec;
pub mod hash;
pub mod hex;
pub mod int_text;
pub mod limbs;
pub mod mathfn;
pub mod mathint;
pub mod mt19937;
pub mod percent;
pub mod precise;
pub mod search;
pub mod short;
pub mod struct_fmt;
pub mod summation;
pub mod text;
pub mod timsort;
pub mod unicode;
pub mod unicode_tables;

/// The class of the exception that an algorithm asks its caller to raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Type,
    Value,
    Overflow,
    /// `OverflowError` with the arguments `(34, 'Numerical result out of range')`: what `errno` says.
    OverflowErrno,
    ZeroDivision,
    Index,
    Memory,
    /// `struct.error`.
    Struct,
}

/// An exception that an algorithm asks its caller to raise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Its class.
    pub kind: ErrorKind,
    /// Its only argument, in UTF-8 extended to surrogates, as all Python text is.
    pub message: Vec<u8>,
}

impl Error {
    /// An error with the message `message`.
    pub fn new(kind: ErrorKind, message: impl Into<Vec<u8>>) -> Error {
        Error {
            kind,
            message: message.into(),
        }
    }

    /// A `ValueError`.
    pub fn value(message: impl Into<Vec<u8>>) -> Error {
        Error::new(ErrorKind::Value, message)
    }

    /// A `TypeError`.
    pub fn type_(message: impl Into<Vec<u8>>) -> Error {
        Error::new(ErrorKind::Type, message)
    }

    /// An `OverflowError`.
    pub fn overflow(message: impl Into<Vec<u8>>) -> Error {
        Error::new(ErrorKind::Overflow, message)
    }

    /// A `ZeroDivisionError`.
    pub fn zero_division(message: impl Into<Vec<u8>>) -> Error {
        Error::new(ErrorKind::ZeroDivision, message)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?}: {}",
            self.kind,
            wtf8::to_string_lossy(&self.message)
        )
    }
}

impl std::error::Error for Error {}
