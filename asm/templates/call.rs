//! Calls of helpers written in Rust (`extern "C"`), and of other traces.
//!
//! The register allocator has put the arguments into [`crate::Machine::ARGS`] and [`crate::Machine::FARGS`] and saved
//! what must survive; [`crate::ControlTemplates::parallel_move`] helps. Clobbers: [`crate::Machine::CALLER_SAVED`],
//! scratch registers, flags. Results: [`crate::Machine::RET`], [`crate::Machine::FRET`].

use crate::Gpr;

/// See the module's documentation.
pub trait CallTemplates {
    /// CALL: calls the function at a fixed address, directly where a relative call reaches.
    fn call(&mut self, target: usize);
    /// Calls the function whose address is in `target` (not a register of the arguments).
    fn call_reg(&mut self, target: Gpr);
    /// CALLT: runs the trace whose [`crate::ControlTemplates::trace_entry`] is at the address in `target` in a native
    /// frame of its own, with BASE moved up by `base_bytes`; BASE is restored afterwards. Clobbers *every* allocatable
    /// register. Result: RET, what the callee's `trace_leave` or exit returned.
    fn call_trace(&mut self, target: Gpr, base_bytes: i32);
}
