//! The non-moving heap (see docs/GC.md).

use crate::object::Header;
use crate::value::Value;

/// Visits what an object refers to.
pub struct Tracer {}

impl Tracer {
    /// Visits a Value.
    pub fn visit(&mut self, _v: Value) {}
}

/// Puts an old object that was changed into the remembered set.
#[cold]
pub fn remember(_owner: &'static Header) {}
