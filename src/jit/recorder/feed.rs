//! Generators behind `enumerate`, `zip`, `map` and `filter`: the loop over such an iterator goes on in the generator that feeds
//! it, and the iterator's own item is made where the generator yields; see `runtime::interp::feed`.
//!
//! All guards come before the generator is suspended: their exits are in front of its YIELD. Only then do it, and what
//! the iterator's item takes besides, change.

use frontend::bytecode::op::Instr;
use ir::{IrRef, Op};
use runtime::interp::consumer::feeder;
use runtime::interp::feed::{Fed, returning, waiting};
use runtime::interp::frame::{Continuation, Frame};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::enumerate_zip::Enumerate;
use runtime::types::function::Function;
use runtime::value::Value;

use super::call::{Binding, Called, Callee};
use super::generator::Ready;
use super::iter::{Plan, can_step};
use super::{RFrame, Rec, Recorder};
use crate::abort::Abort;
use crate::schema;
use crate::state::Jit;

/// The last count of an `enumerate` that is an immediate int, and leads to one.
const LAST_COUNT: i64 = (1 << 62) - 1;

/// What a generator's yield leads to.
pub(super) enum Delivery {
    /// The loop has its next item, once this is done.
    Item(IrRef, Plan),
    /// A `zip` has come to the end of its second source: this is what that stores.
    End(Plan),
    /// A `zip` has the first item of a pair, and asks its second source.
    Half(IrRef, IrRef, Ready),
    /// A `map` or a `filter` calls its function with this.
    Call(Callee, Binding, IrRef),
    /// A `filter` leaves the item out: FOR_ITER follows again.
    LeftOut,
}

impl Recorder {
    /// FOR_ITER over an iterator that a generator feeds whose next step the trace can follow. False: it is something else.
    pub(super) fn resume_fed(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<bool> {
        let (r, v) = self.both(i.b());
        let none = (self.konst(Value::NONE), Value::NONE);
        match Fed::of(v) {
            None => Ok(false),
            Some(Fed::Enumerate(it)) => {
                let Some(g) = waiting(it.source.get()).filter(|_| counts(it)) else {
                    return Ok(false);
                };
                self.guard_type((r, v));
                let source = self.b.fload(r, schema::ADAPTOR_SOURCE);
                self.resume(jit, th, (source, g), none, i.a(), Continuation::Feed)
            }
            Some(Fed::Map(f, source)) => {
                let Some(g) = waiting(source).filter(|_| self.applies(f)) else {
                    return Ok(false);
                };
                self.guard_type((r, v));
                self.guard_applied(r, f);
                let list = self.b.fload(r, schema::ADAPTOR_SOURCE);
                let length = self.b.fload(list, schema::TUPLE_LEN);
                let one = self.b.int(1);
                self.guard2(Op::GEQ, length, one);
                let source = self.b.fload(list, self.schema.item_field(0));
                self.resume(jit, th, (source, g), none, i.a(), Continuation::Feed)
            }
            Some(Fed::Filter(f, source)) => {
                let follows = f.is_none() || self.applies(f);
                let Some(g) = waiting(source).filter(|_| follows) else {
                    return Ok(false);
                };
                self.guard_type((r, v));
                self.guard_applied(r, f);
                let source = self.b.fload(r, schema::ADAPTOR_SOURCE);
                self.resume(jit, th, (source, g), none, i.a(), Continuation::Feed)
            }
            Some(Fed::Zip(zip, [a, b])) => {
                if zip.count.get() != 0 || !zip.function.get().is_empty() || a == b {
                    return Ok(false);
                }
                let follows = waiting(b).is_some() || can_step(b, 0);
                if let Some(g) = waiting(a).filter(|_| follows) {
                    let [source, _] = self.sources(r, v, Value::EMPTY);
                    self.guard_lenient(r);
                    return self.resume(jit, th, (source, g), none, i.a(), Continuation::Feed);
                }
                let Some(g) = waiting(b).filter(|_| can_step(a, 0)) else {
                    return Ok(false);
                };
                let [first, second] = self.sources(r, v, Value::EMPTY);
                self.guard_lenient(r);
                let mut plan = Plan::default();
                let item = self.peek(&mut plan, (first, a));
                let word = Continuation::Feed.pack(i.a());
                let caller = self.frames.len() - 1;
                let Some(ready) = self.ready(th, (second, g), none, word, caller) else {
                    return Ok(false);
                };
                self.frames[caller].call_pc = self.pc;
                self.carry_out(plan);
                self.b.fstore(r, schema::ADAPTOR_FUNCTION, item);
                self.enter_generator(jit, ready, none.0);
                Ok(true)
            }
        }
    }

    /// Whether the trace would follow a `map` or `filter` into its function.
    fn applies(&self, f: Value) -> bool {
        returning(f).is_some_and(|f| self.would_inline(f.code()))
    }

    /// Guards that the function of a `map` or `filter` is of the same code as `f`, or None as `f` is; gives it.
    fn guard_applied(&mut self, it: IrRef, f: Value) -> IrRef {
        let function = self.b.fload(it, schema::ADAPTOR_FUNCTION);
        match f.downcast::<Function>() {
            Some(known) => {
                self.guard_type((function, f));
                let code = self.b.fload(function, schema::FUNC_CODE);
                self.guard_is(code, known.code().value());
            }
            None => self.guard_is(function, f),
        }
        function
    }

    /// A `zip` is not strict.
    fn guard_lenient(&mut self, zip: IrRef) {
        let strict = self.b.fload(zip, schema::ADAPTOR_COUNT);
        let zero = self.b.int(0);
        self.guard2(Op::GEQ, strict, zero);
    }

    /// The sources of a `zip` of two; guarded to have a first item already, or none, as it has now.
    fn sources(&mut self, r: IrRef, v: Value, first: Value) -> [IrRef; 2] {
        self.guard_type((r, v));
        let list = self.b.fload(r, schema::ADAPTOR_SOURCE);
        let length = self.b.fload(list, schema::TUPLE_LEN);
        let two = self.b.int(2);
        self.guard2(Op::GEQ, length, two);
        let kept = self.b.fload(r, schema::ADAPTOR_FUNCTION);
        if first.is_empty() {
            self.guard_is(kept, Value::EMPTY);
        } else {
            self.guard_is_not(kept, Value::EMPTY);
        }
        [0, 1].map(|n| self.b.fload(list, self.schema.item_field(n)))
    }

    /// Guards that the generator that an `enumerate` or `zip` of two asks first is of the same code as now.
    pub(super) fn guard_feeder(&mut self, (r, v): (IrRef, Value)) {
        let Some((g, n)) = feeder(v) else {
            return;
        };
        let mut source = self.b.fload(r, schema::ADAPTOR_SOURCE);
        if let Some(Fed::Zip(..)) = Fed::of(v) {
            let length = self.b.fload(source, schema::TUPLE_LEN);
            let two = self.b.int(2);
            self.guard2(Op::GEQ, length, two);
            source = self.b.fload(source, self.schema.item_field(n as u32));
        }
        self.guard_type((source, g.value()));
        let code = self.b.fload(source, schema::GEN_CODE);
        self.guard_is(code, g.code().value());
    }

    /// Whether what a generator yields goes to another iterator.
    pub(super) fn feeds(frame: &RFrame) -> bool {
        frame.is_delivered_by(Continuation::Feed)
            || frame.is_delivered_by(Continuation::Chain)
                && Continuation::unpack(Continuation::of_chain(frame.cont)).0 == Continuation::Feed
    }

    /// The iterator that the generator in the innermost frame feeds: it is in the register that FOR_ITER names.
    fn fed_iterator(&mut self) -> (IrRef, Value) {
        let caller = &self.frames[self.frames.len() - 2];
        let i = Instr(caller.code.plain().instrs[caller.call_pc as usize]);
        let base = caller.base;
        // SAFETY: the base of a frame of the trace.
        let frame = Frame(unsafe { self.root.offset(base as isize) });
        let r = self.slot(base + i32::from(i.b()));
        (r, frame.reg(i.b() as usize))
    }

    /// All guards for calling the function of a `map` or `filter` with what the innermost frame yields.
    fn prepare_call(
        &mut self,
        (r, it): (IrRef, Value),
        f: Value,
        v: IrRef,
        continuation: Continuation,
    ) -> Rec<Delivery> {
        let known = returning(f).filter(|_| self.applies(f));
        let known = known.ok_or(Abort::NotRecorded)?;
        self.guard_type((r, it));
        let function = self.guard_applied(r, f);
        let frame = self.top();
        let (base, dst) = (frame.base, (frame.cont.bits() >> 16) as u16);
        let mut callee = self.callee(known, function, continuation, dst);
        // Its window takes the place of the generator's.
        callee.base = base;
        if continuation == Continuation::Filter {
            callee.attached = v;
        }
        let binding = self.bind(&callee, 1, &[]).ok_or(Abort::NotRecorded)?;
        Ok(Delivery::Call(callee, binding, v))
    }

    /// All guards for what the YIELD `i` in the innermost frame leads to; nothing has happened yet.
    pub(super) fn prepare_delivery(&mut self, th: &Thread, i: Instr) -> Rec<Delivery> {
        let v = self.reg(i.b());
        let (r, it) = self.fed_iterator();
        let mut plan = Plan::default();
        match Fed::of(it).ok_or(Abort::NotRecorded)? {
            Fed::Enumerate(known) => {
                if !counts(known) {
                    return Err(Abort::NotRecorded);
                }
                self.guard_type((r, it));
                let count = self.b.fload(r, schema::ADAPTOR_COUNT);
                let big = self.b.fload(r, schema::ADAPTOR_FUNCTION);
                self.guard_is(big, Value::EMPTY);
                let end = self.b.int(LAST_COUNT);
                self.guard2(Op::GLT, count, end);
                let one = self.b.int(1);
                let after = self.b.op2(Op::IADD, count, one);
                plan.stores.push((r, schema::ADAPTOR_COUNT, after));
                let n = self.box_int(count);
                Ok(Delivery::Item(self.new_tuple(&[n, v]), plan))
            }
            Fed::Map(f, _) => self.prepare_call((r, it), f, v, Continuation::Next),
            Fed::Filter(f, _) if !f.is_none() => {
                self.prepare_call((r, it), f, v, Continuation::Filter)
            }
            Fed::Filter(f, _) => {
                self.guard_type((r, it));
                self.guard_applied(r, f);
                Ok(match self.truth(th, i.b()).ok_or(Abort::NotRecorded)? {
                    true => Delivery::Item(v, plan),
                    false => Delivery::LeftOut,
                })
            }
            Fed::Zip(zip, [_, b]) => {
                let kept = zip.function.get();
                let [_, second] = self.sources(r, it, kept);
                if !kept.is_empty() {
                    let first = self.b.fload(r, schema::ADAPTOR_FUNCTION);
                    let empty = self.konst(Value::EMPTY);
                    plan.stores.push((r, schema::ADAPTOR_FUNCTION, empty));
                    return Ok(Delivery::Item(self.new_tuple(&[first, v]), plan));
                }
                if let Some(g) = waiting(b) {
                    let none = (self.konst(Value::NONE), Value::NONE);
                    let frame = self.top();
                    let word = Continuation::Feed.pack((frame.cont.bits() >> 16) as u16);
                    let caller = self.frames.len() - 2;
                    let ready = self.ready(th, (second, g), none, word, caller);
                    return Ok(Delivery::Half(r, v, ready.ok_or(Abort::NotRecorded)?));
                }
                if !can_step(b, 0) {
                    let end = self.peek_end((second, b));
                    return Ok(Delivery::End(end.ok_or(Abort::NotRecorded)?));
                }
                let other = self.peek(&mut plan, (second, b));
                Ok(Delivery::Item(self.new_tuple(&[v, other]), plan))
            }
        }
    }

    /// The generator is suspended: what its yield leads to.
    pub(super) fn deliver(&mut self, jit: &mut Jit, delivery: Delivery, dst: u16) -> Rec {
        match delivery {
            Delivery::Item(item, plan) => {
                self.carry_out(plan);
                self.set(dst, item);
            }
            Delivery::End(plan) => self.carry_out(plan),
            Delivery::Half(zip, v, ready) => {
                self.b.fstore(zip, schema::ADAPTOR_FUNCTION, v);
                let none = self.konst(Value::NONE);
                self.enter_generator(jit, ready, none);
            }
            Delivery::Call(callee, binding, v) => {
                // It is called where FOR_ITER stands.
                (self.pc, self.at) = (self.top().call_pc, Some(self.top().code));
                if self.enter_bound(jit, callee, binding, &[v])? != Called::Inline {
                    return Err(Abort::NotRecorded);
                }
            }
            Delivery::LeftOut => return self.again(),
        }
        Ok(())
    }

    /// The generator in the innermost frame ends, and so does the iterator that it feeds.
    pub(super) fn end_fed(&mut self) {
        let (r, it) = self.fed_iterator();
        self.guard_type((r, it));
        if let Some(Fed::Zip(..)) = Fed::of(it) {
            let empty = self.konst(Value::EMPTY);
            self.b.fstore(r, schema::ADAPTOR_FUNCTION, empty);
        }
    }
}

/// Whether an `enumerate` goes on with immediate ints.
fn counts(it: Ref<Enumerate>) -> bool {
    it.function.get().is_empty() && it.count.get() < LAST_COUNT
}
