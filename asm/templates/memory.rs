//! Loads, stores, inline allocation and the write barrier.
//!
//! Clobbers: the output, scratch registers and flags. Bases may be any register, [`crate::Machine::THREAD`],
//! [`crate::Machine::BASE`] and [`crate::Machine::STACK`] included. Displacements are in bytes.

use crate::{Fpr, Gpr, MemKind, RegSet};

/// Where and how to allocate an object of a known class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllocSite {
    /// Where the size class's cursor lies in the thread structure.
    pub cursor: i32,
    /// Where the size class's limit lies in the thread structure.
    pub limit: i32,
    /// The object's size in bytes, rounded to its size class.
    pub bytes: u32,
    /// The header word to store.
    pub header: u64,
    /// The slow path: `helper(thread, arg) -> pointer` to memory of this size, whose header is yet to be stored.
    pub helper: usize,
    /// What the slow path is told.
    pub arg: u64,
}

/// See the module's documentation.
pub trait MemoryTemplates {
    /// FLOAD: `dst` = the cell at `base + disp`, widened to 64 bits.
    fn load(&mut self, kind: MemKind, dst: Gpr, base: Gpr, disp: i32);
    /// FLOAD of a raw f64.
    fn load_f64(&mut self, dst: Fpr, base: Gpr, disp: i32);
    /// FSTORE: the cell at `base + disp` = the low bits of `src`. No barrier inside.
    fn store(&mut self, kind: MemKind, base: Gpr, disp: i32, src: Gpr);
    /// FSTORE of a constant.
    fn store_imm(&mut self, kind: MemKind, base: Gpr, disp: i32, imm: i64);
    /// FSTORE of a raw f64.
    fn store_f64(&mut self, base: Gpr, disp: i32, src: Fpr);
    /// ALOAD: `dst` = the cell at `base + index * size + disp`, widened to 64 bits.
    fn aload(&mut self, kind: MemKind, dst: Gpr, base: Gpr, index: Gpr, disp: i32);
    /// ALOAD of a raw f64.
    fn aload_f64(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32);
    /// ALOAD of a raw f32, widened.
    fn aload_f32(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32);
    /// ASTORE: the cell at `base + index * size + disp` = the low bits of `src`. No barrier inside.
    fn astore(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, src: Gpr);
    /// ASTORE of a constant.
    fn astore_imm(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, imm: i64);
    /// ASTORE of a raw f64.
    fn astore_f64(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr);
    /// ASTORE rounded to a raw f32.
    fn astore_f32(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr);
    /// AADD: `dst = base + bytes`.
    fn aadd(&mut self, dst: Gpr, base: Gpr, bytes: i32);
    /// AADD with an index: `dst = base + index * size + disp`.
    fn aadd_index(&mut self, dst: Gpr, base: Gpr, index: Gpr, kind: MemKind, disp: i32);
    /// SLOT: `dst` = the frame slot `n` (negative: a header word), relative to [`crate::Machine::BASE`].
    fn slot_load(&mut self, dst: Gpr, n: i32);
    /// The frame slot `n` = `src`.
    fn slot_store(&mut self, n: i32, src: Gpr);
    /// The frame slot `n` = a constant.
    fn slot_store_imm(&mut self, n: i32, bits: u64);
    /// SFRAME: the word at `offset` in the thread structure = the address of the frame slot `n`.
    fn publish_slot(&mut self, offset: i32, n: i32);
    /// Adds to the 32-bit cell at `base + disp`, wrapping. Flags are clobbered.
    fn add_u32(&mut self, base: Gpr, disp: i32, delta: i32);
    /// NEW: `dst` = a new object, only its header stored. The slow path saves the caller-saved registers of `live`.
    fn alloc(&mut self, dst: Gpr, site: &AllocSite, live: RegSet);
    /// BARRIER: if of the GC byte's `bits` the object at `owner` has the one for old objects alone, `helper(owner)`. The slow
    /// path saves the caller-saved registers of `live`, `owner` being one of them if it is needed later.
    fn barrier(&mut self, owner: Gpr, bits: u8, helper: usize, live: RegSet);
}
