//! How machine code is entered, left and linked; moves, constants and spills.
//!
//! Every activation of trace code has one native frame of the same layout, so that traces jump to one another freely:
//! at the stack pointer the spill area of [`SPILL_SLOTS`] words, above it a word that keeps BASE across `call_trace`,
//! then the return address. `trace_entry` makes the frame, `trace_leave` and the exit handler drop it.

use crate::{Fpr, Gpr, Label, Machine, moves};

/// The number of 64-bit spill slots in a native frame; a trace that needs more is abandoned.
pub const SPILL_SLOTS: u16 = 128;

/// All registers at a side exit, as the common exit handler stores them on the native stack.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct ExitState {
    /// The general-purpose registers by number; x86-64 uses the first 16. Scratch registers hold nothing of use.
    pub gprs: [u64; 32],
    /// The floating-point registers' f64 bits by number; x86-64 uses the first 16.
    pub fprs: [u64; 32],
    /// The spill area's slot 0.
    pub spill: *mut u64,
    /// Where the frame returns to: the entry trampoline, or a `call_trace`.
    pub return_address: u64,
    /// The number that the exit stub loaded.
    pub exit: u64,
    /// Keeps the size a multiple of 16.
    pub reserved: u64,
}

/// Where a value is, or what it is: an operand of a parallel move.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// A general-purpose register.
    Gpr(Gpr),
    /// A floating-point register.
    Fpr(Fpr),
    /// A spill slot of the native frame.
    Spill(u16),
    /// A frame slot relative to BASE.
    Slot(i32),
    /// 64 constant bits; only a source.
    Const(u64),
}

/// See the module's documentation.
pub trait ControlTemplates: Machine + crate::MemoryTemplates {
    /// Emits `extern "C" fn(thread, base, entry) -> (u64, u64)`: saves what the platform wants saved, pins THREAD and BASE,
    /// runs the trace whose `trace_entry` is at `entry`, and returns what that returned. Gives the offset of the
    /// address that the trace returns to.
    fn entry_trampoline(&mut self) -> usize;
    /// Emits the common exit handler: stores an [`ExitState`] on the native stack, calls
    /// `extern "C" fn(thread, &mut ExitState) -> (u64, u64)` at `target`, drops the frame and returns the result.
    fn exit_handler(&mut self, target: usize);
    /// Emits a trace's native entry: makes the frame. What follows is the entry for jumps from other traces, which
    /// have a frame already.
    fn trace_entry(&mut self);
    /// Drops the frame and returns RET and RET2 to who entered the trace.
    fn trace_leave(&mut self);
    /// Emits an exit stub: binds `exit`, loads `number`, jumps to the handler. A site of [`crate::PatchKind::ExitStub`].
    fn exit_stub(&mut self, exit: Label, number: u32, handler: usize);
    /// LINK: jumps to a fixed address. A site of [`crate::PatchKind::Jump`].
    fn jump(&mut self, target: usize);
    /// Jumps to a label of this code; a loop's back-edge. Not patchable.
    fn loop_jump(&mut self, target: Label);
    /// Pads so that a loop's head starts well.
    fn align_loop(&mut self);
    /// Emits the out-of-line paths and the constants. Comes once, after the body and the exit stubs.
    fn cold_section(&mut self);
    /// Stops the program: emitted where control never comes.
    fn unreachable(&mut self);

    /// `dst = src`; nothing if they are the same.
    fn mov(&mut self, dst: Gpr, src: Gpr);
    /// `dst = src`; nothing if they are the same.
    fn fmov(&mut self, dst: Fpr, src: Fpr);
    /// `dst` = the bits of `src`.
    fn mov_bits(&mut self, dst: Gpr, src: Fpr);
    /// `dst` = the float of the bits `src`.
    fn fmov_bits(&mut self, dst: Fpr, src: Gpr);
    /// KINT, KVAL: `dst` = the constant. Flags are clobbered.
    fn kint(&mut self, dst: Gpr, bits: i64);
    /// KFLT: `dst` = the constant.
    fn kflt(&mut self, dst: Fpr, value: f64);
    /// `dst` = a spill slot.
    fn spill_load(&mut self, dst: Gpr, slot: u16);
    /// A spill slot = `src`.
    fn spill_store(&mut self, slot: u16, src: Gpr);
    /// `dst` = a spill slot.
    fn spill_load_f64(&mut self, dst: Fpr, slot: u16);
    /// A spill slot = `src`.
    fn spill_store_f64(&mut self, slot: u16, src: Fpr);
    /// A spill slot = a constant.
    fn spill_store_imm(&mut self, slot: u16, bits: u64);
    /// BASE += `bytes`: the frame window moves.
    fn add_base(&mut self, bytes: i32);

    /// The scratch registers that [`ControlTemplates::parallel_move`] may use.
    fn move_scratch() -> (Gpr, Fpr);

    /// Moves every source to its destination, as if at once: (destination, source). Destinations are distinct. Moves
    /// between the register files keep the bits. Clobbers scratch registers and flags.
    fn parallel_move(&mut self, list: &[(Place, Place)]) {
        // Stores read registers only after everything that memory destinations overwrite was read: with the move
        // graph over all places, one order serves registers and memory alike. Cycles are parked in the floating-point
        // scratch register, so that the general one stays free for memory-to-memory moves; constants come last.
        let (gpr, fpr) = Self::move_scratch();
        let places: Vec<(Place, Place)> = list
            .iter()
            .copied()
            .filter(|(_, src)| !matches!(src, Place::Const(_)))
            .collect();
        for (dst, src) in moves::sequence(&places, Place::Fpr(fpr)) {
            self.move_place(dst, src, gpr);
        }
        for &(dst, src) in list {
            if matches!(src, Place::Const(_)) {
                self.move_place(dst, src, gpr);
            }
        }
    }

    /// One move between any two places. `scratch` carries what goes from memory to memory.
    fn move_place(&mut self, dst: Place, src: Place, scratch: Gpr) {
        match (dst, src) {
            (Place::Gpr(d), Place::Gpr(s)) => self.mov(d, s),
            (Place::Gpr(d), Place::Fpr(s)) => self.mov_bits(d, s),
            (Place::Gpr(d), Place::Spill(s)) => self.spill_load(d, s),
            (Place::Gpr(d), Place::Slot(s)) => self.slot_load(d, s),
            (Place::Gpr(d), Place::Const(k)) => self.kint(d, k as i64),
            (Place::Fpr(d), Place::Gpr(s)) => self.fmov_bits(d, s),
            (Place::Fpr(d), Place::Fpr(s)) => self.fmov(d, s),
            (Place::Fpr(d), Place::Spill(s)) => self.spill_load_f64(d, s),
            (Place::Fpr(d), Place::Slot(s)) => self.load_f64(d, Self::BASE, s * 8),
            (Place::Fpr(d), Place::Const(k)) => self.kflt(d, f64::from_bits(k)),
            (Place::Spill(d), Place::Gpr(s)) => self.spill_store(d, s),
            (Place::Spill(d), Place::Fpr(s)) => self.spill_store_f64(d, s),
            (Place::Spill(d), Place::Const(k)) => self.spill_store_imm(d, k),
            (Place::Slot(d), Place::Gpr(s)) => self.slot_store(d, s),
            (Place::Slot(d), Place::Fpr(s)) => self.store_f64(Self::BASE, d * 8, s),
            (Place::Slot(d), Place::Const(k)) => self.slot_store_imm(d, k),
            (Place::Spill(_) | Place::Slot(_), Place::Spill(_) | Place::Slot(_)) => {
                self.move_place(Place::Gpr(scratch), src, scratch);
                self.move_place(dst, Place::Gpr(scratch), scratch);
            }
            (Place::Const(_), _) => unreachable!("a constant is no destination"),
        }
    }
}
