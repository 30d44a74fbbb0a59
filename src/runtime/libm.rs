//! The functions of C's mathematical library that Rust's standard library does not offer, or computes in its own way.
//!
//! Python's results are those of the platform's library, to the last bit, so no other implementation would do. The rest of
//! the library is reached through `f64`'s methods, which call the same functions.

// SAFETY: these functions take and return doubles, touch no memory of ours (`errno` is the thread's), and are defined for
// every argument; the declarations match C's <math.h>.
unsafe extern "C" {
    pub safe fn asinh(x: f64) -> f64;
    pub safe fn acosh(x: f64) -> f64;
    pub safe fn atanh(x: f64) -> f64;
    pub safe fn erf(x: f64) -> f64;
    pub safe fn erfc(x: f64) -> f64;
}
