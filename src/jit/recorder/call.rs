//! Calls: Python functions are inlined, guarded by their code. Native functions and built-in classes are in `builtin.rs`;
//! what remains is called by the interpreter's own code.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::Instr;
use ir::IrRef;
use runtime::interp::frame::{Continuation, HEADER};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::function::Function;
use runtime::types::{self, T, type_};
use runtime::value::Value;

use super::{Rec, Recorder};
use crate::abort::Abort;
use crate::state::Jit;
use crate::{limits, schema};

impl Recorder {
    /// CALL and CALL_METHOD.
    pub(super) fn call(&mut self, jit: &mut Jit, th: &Thread, i: Instr, method: bool) -> Rec<bool> {
        let a = i.a();
        let (f, callee) = self.both(a);
        let code = self.top().code;
        if !code.cache(i.c() as usize).keywords.get().is_empty() {
            return Ok(false);
        }
        let with_self = method && !self.val(a + 1).is_empty();
        let first = if with_self { a + 1 } else { a + 2 };
        let n = u16::from(i.flags()) + u16::from(with_self);
        if let Some(function) = callee.downcast::<Function>() {
            return self.inline(jit, i, f, function, first, n);
        }
        if let Some(bound) = callee.downcast::<runtime::types::method::BoundMethod>() {
            // The interpreter unpacks it into the window; the instruction is then recorded as it will be.
            let _ = bound;
            return Ok(false);
        }
        if callee.has_kind(Kind::Type) {
            return Ok(self.class(i, f, type_::as_type(callee), first, n));
        }
        self.native(th, i, f, callee, first, n)
    }

    /// Follows the interpreter into a Python function, if that is worth it. The arguments stand in the window.
    fn inline(
        &mut self,
        jit: &mut Jit,
        i: Instr,
        f: IrRef,
        function: Ref<Function>,
        first: u16,
        n: u16,
    ) -> Rec<bool> {
        let code = function.code();
        let plain = code.plain();
        let special = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
        let depth = self.frames.len();
        let same = self.frames.iter().filter(|x| x.code == code).count();
        let base = self.top().base + i32::from(first);
        if !code.simple.get()
            || u32::from(n) != code.arg_count.get()
            || plain.flags & special != 0
            || !plain.loops.is_empty()
            || depth > limits::MAX_INLINE_DEPTH
            || same > limits::MAX_RECURSION
            || base as usize + code.nregs.get() as usize > limits::MAX_SLOT
        {
            return Ok(false);
        }
        if self.b.trace.get_const(f).is_none() {
            self.guard_shape(f, types::shape_of(T::Function));
        }
        let c = self.b.fload(f, schema::FUNC_CODE);
        self.guard_is(c, code.value());
        let known = self.b.trace.get_const(f).map(|_| function.value());
        let pc = self.pc;
        let last = self.frames.len() - 1;
        // The arguments must be in the shadow as this trace's own values: in the new frame nothing comes from memory.
        let args: Vec<IrRef> = (0..n).map(|k| self.reg(first + k)).collect();
        self.frames[last].call_pc = pc;
        let cont = Continuation::Store.pack(i.b());
        self.drop_from(base - HEADER as i32);
        self.push_frame(jit, code, base, known, cont);
        self.set_slot(base - 2, f);
        let empty = self.konst(Value::EMPTY);
        self.set_slot(base - 6, empty);
        for (k, v) in args.into_iter().enumerate() {
            self.set_slot(base + k as i32, v);
        }
        let unbound = self.konst(Value::UNBOUND);
        for r in u32::from(n)..plain.varnames.len() as u32 {
            self.set_slot(base + r as i32, unbound);
        }
        for &r in plain.cell_regs.iter() {
            if u32::from(r) >= n.into() {
                self.set_slot(base + i32::from(r), unbound);
            }
        }
        Ok(true)
    }

    /// RETURN from an inlined frame.
    pub(super) fn ret(&mut self, i: Instr) -> Rec {
        let v = self.reg(i.a());
        let frame = self.frames.pop().expect("an inlined frame");
        let dst = (frame.cont.bits() >> 16) as u16;
        let kind = frame.cont.bits() >> 1 & 15;
        if kind != Continuation::Store as u64 {
            return Err(Abort::NotRecorded);
        }
        self.drop_from(frame.base - HEADER as i32);
        self.set(dst, v);
        Ok(())
    }
}
