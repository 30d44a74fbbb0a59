//! Leaving traces: from the registers at an exit to frames, objects and a published position.
//!
//! The common exit handler calls [`on_exit`] with all registers. What the snapshot names is read from them, boxes and
//! virtual objects are made, frames are written; then frame and instruction are published, as the interpreter wants them.
//! New objects are kept in a rooted vector meanwhile, and stores into them go through the barrier, so a collection in
//! between does no harm.

use asm::ExitState;
use ir::regalloc::Loc;
use ir::restore::{Restorer, Target};
use ir::{ClassId, FieldId, FrameDesc, IrRef, Op, Resume, Slot, Trace};
use runtime::heap::{self, RootedVec};
use runtime::interp::frame::{Frame, HEADER};
use runtime::object;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::{float, int};
use runtime::value::Value;

use crate::helpers::id;
use crate::schema::{self, Runtime};
use crate::state::{Jit, jit};
use asm::Machine;

/// The frames and heap that an exit restores to.
pub struct Frames<'a> {
    pub th: &'a Thread,
    /// The base of the trace's first frame.
    pub root: *mut Value,
    pub schema: &'a Runtime,
    /// The table of codes.
    // tidy: rooted by `state::trace_roots`.
    pub codes: &'a [Value],
    pub keep: RootedVec<Value>,
    /// Memory holds what the frames' registers are to hold: see [`memory_holds`].
    in_memory: bool,
    /// The frames that are restored.
    restored: Vec<FrameDesc>,
}

impl Frames<'_> {
    fn code(&self, f: &FrameDesc) -> object::Ref<CodeObj> {
        // SAFETY: the table has the code objects that the recorder saw.
        unsafe { object::Ref::from_value_unchecked(self.codes[f.code.index()]) }
    }

    /// Whether a slot is a register that somebody may have written behind the trace's back, and not to be written again.
    fn is_kept(&self, s: Slot) -> bool {
        // Windows overlap: the innermost frame whose header lies below owns the slot.
        let owns = |f: &&FrameDesc| f.base.0 - HEADER as i16 <= s.0;
        let owner = self.restored.iter().rev().find(owns);
        owner.is_some_and(|f| s.0 >= f.base.0 && self.code(f).exposed.get())
    }
}

impl Target for Frames<'_> {
    type Error = std::convert::Infallible;

    fn begin(&mut self, frames: &[FrameDesc]) -> Result<(), Self::Error> {
        if self.in_memory {
            self.restored.extend_from_slice(frames);
        }
        // The VM stack's reserve holds the largest windows a trace may name; nothing has to be reserved.
        Ok(())
    }
    fn box_int(&mut self, i: i64) -> Result<u64, Self::Error> {
        let v = int::from_i64(self.th, i);
        self.keep.push(v);
        Ok(v.bits())
    }
    fn box_uint(&mut self, i: u64) -> Result<u64, Self::Error> {
        let v = int::from_u64(self.th, i);
        self.keep.push(v);
        Ok(v.bits())
    }
    fn box_float(&mut self, f: f64) -> Result<u64, Self::Error> {
        let v = float::new(self.th, f);
        self.keep.push(v);
        Ok(v.bits())
    }
    fn alloc(&mut self, c: ClassId) -> Result<u64, Self::Error> {
        let layout = self.schema.layout(c);
        let p = heap::alloc_raw(&self.th.alloc, layout.size);
        // SAFETY: fresh, zeroed memory of the class's size; zeros are valid behind the header for all classes.
        unsafe { p.cast::<u64>().write(layout.header) };
        let v = Value::from_bits(p as u64);
        self.keep.push(v);
        Ok(v.bits())
    }
    fn init(&mut self, obj: u64, f: FieldId, bits: u64) {
        let at = self.schema.offset(f) as usize;
        let width = ir::Schema::field(self.schema, f).width;
        // SAFETY: the class has the field; the object was made above.
        unsafe {
            let p = (obj as *mut u8).add(at);
            match width {
                1 => p.write(bits as u8),
                2 => p.cast::<u16>().write(bits as u16),
                4 => p.cast::<u32>().write(bits as u32),
                _ => p.cast::<u64>().write(bits),
            }
            object::write_barrier(&*Value::from_bits(obj).address());
        }
    }
    fn set_slot(&mut self, s: Slot, bits: u64) {
        if s == schema::HANDLED_AT_EXIT {
            self.th.handled.set(Value::from_bits(bits));
            return;
        }
        if self.in_memory && self.is_kept(s) {
            return;
        }
        // SAFETY: the recorder has kept slots within the reserve of the VM stack.
        unsafe { *self.root.offset(s.0 as isize) = Value::from_bits(bits) };
    }
    fn set_frame(&mut self, n: usize, frames: &[FrameDesc]) {
        let f = frames[n];
        // SAFETY: as `set_slot`; the code objects are those that the recorder saw.
        unsafe {
            let base = self.root.offset(f.base.0 as isize);
            let instr = |k: usize, pc: u32| self.code(&frames[k]).instrs.get().add(pc as usize);
            if n > 0 {
                let caller = frames[n - 1];
                *base.offset(-1) = self.codes[f.code.index()];
                *base.offset(-3) =
                    Value::from_bits(self.root.offset(caller.base.0 as isize) as u64);
                *base.offset(-4) = Value::from_bits(instr(n - 1, caller.resume.pc() + 1) as u64);
                let word = Value::from_bits(u64::from(f.cont));
                *base.offset(-5) = runtime::types::frame::header_word(self.th, base, word);
                runtime::interp::generator::publish(Frame(base));
            }
            if n + 1 == frames.len() {
                self.th.base.set(base);
                self.th.depth.set(self.th.depth.get() + n as u32);
                let pc = match f.resume {
                    Resume::Before(pc) => pc,
                    Resume::After(pc, _) | Resume::Raise(pc) | Resume::Continue(pc, _) => pc + 1,
                };
                self.th.pc.set(instr(n, pc));
            }
        }
    }
}

/// What comes back from machine code, in two registers.
#[repr(C)]
pub struct Left {
    /// The exit's number, or the value.
    pub word: u64,
    /// [`RETURNED`] or [`EXITED`].
    pub kind: u64,
}

/// The trace ran to the end of its function, or was called by a trace: `word` is the value (or the raised marker).
pub const RETURNED: u64 = 0;
/// The trace was left for the interpreter, by the exit whose number is `word`.
pub const EXITED: u64 = 1;

/// Called by the common exit handler. If the interpreter entered the trace, it goes on there; if a trace called it, what
/// is left of the function runs in a nested interpreter here, and the caller gets its result. Runs Python.
pub extern "C" fn on_exit(th: &Thread, state: &mut ExitState) -> Left {
    let root = restored(th, state);
    let exit = state.exit as u32;
    let nested = jit().is_some_and(|jit| state.return_address as usize != jit.trampoline_return);
    if nested {
        let hot = crate::hot::left(th, root, exit);
        return Left {
            word: crate::hot::finish(th, hot),
            kind: RETURNED,
        };
    }
    Left {
        word: state.exit,
        kind: EXITED,
    }
}

/// Restores the frames; returns the base of the first.
fn restored(th: &Thread, state: &mut ExitState) -> *mut Value {
    let Some(jit) = jit() else {
        unreachable!("a trace ran")
    };
    let mut restorer = std::mem::take(&mut jit.restorer);
    let root = state.gprs[asm::Host::BASE.0 as usize] as *mut Value;
    restore(jit, &mut restorer, th, root, state);
    if let Some(jit) = crate::state::jit() {
        jit.restorer = restorer;
        forget_spills(jit, state);
    }
    root
}

/// Clears the spill area of the native frame that is left. The next trace at this depth of the stack, which seldom writes to
/// all of its own, lies over it: the collector would take what is left there for values that live.
fn forget_spills(jit: &Jit, state: &ExitState) {
    // SAFETY: the spill area of a native frame that is alive until we return, and has been read.
    unsafe { std::ptr::write_bytes(state.spill, 0, jit.most_spills as usize) };
}

/// Whether the guard at `at` stands behind a call for which all registers were stored, and which has stored its own results:
/// the only calls in which somebody may write to a frame's registers.
fn memory_holds(jit: &Jit, ir: &Trace, at: IrRef) -> bool {
    if ir.op(at) != Op::GVALID {
        return false;
    }
    for n in (0..at.index()).rev() {
        let before = IrRef::ins(n);
        match ir.op(before) {
            Op::CALL if ir.ins(before).helper() == id::generic => return true,
            Op::CALL if ir::Schema::helper(jit.schema, ir.ins(before).helper()).runs_python => {
                return false;
            }
            Op::CALLT | Op::LOOP => return false,
            _ => {}
        }
    }
    false
}

/// What restoring a snapshot of a trace for the exit at `at` writes to.
pub fn frames<'a>(
    jit: &'a Jit,
    th: &'a Thread,
    root: *mut Value,
    ir: &Trace,
    at: IrRef,
) -> Frames<'a> {
    Frames {
        th,
        root,
        schema: jit.schema,
        codes: &jit.codes,
        keep: RootedVec::new(),
        in_memory: memory_holds(jit, ir, at),
        restored: Vec::new(),
    }
}

fn restore(jit: &Jit, restorer: &mut Restorer, th: &Thread, root: *mut Value, state: &ExitState) {
    let id = jit.exits[state.exit as usize];
    let t = &jit.traces[id.trace as usize];
    let exit = t.alloc.exits[id.number as usize];
    let locs = t.alloc.exit_locs(ir::ExitNo(id.number));
    let mut target = frames(jit, th, root, &t.ir, exit.at);
    let source = |r: ir::IrRef| {
        let loc = locs
            .iter()
            .find(|l| l.0 == r)
            .expect("the exit has all values of its snapshot")
            .1;
        match loc {
            Loc::Reg(g) if g.is_fpr() => state.fprs[g.number() as usize],
            Loc::Reg(g) => state.gprs[g.number() as usize],
            // SAFETY: the spill area of the trace's native frame, which is alive until we return.
            Loc::Spill(s) => unsafe { *state.spill.add(s as usize) },
            Loc::Const(k) => t.ir.get_const(k).expect("a constant").bits,
            Loc::None => unreachable!("a value without a location"),
        }
    };
    match restorer.restore(&t.ir, jit.schema, exit.snap, source, &mut target) {
        Ok(()) => {}
        Err(e) => match e {},
    }
}
