//! Memory: loads are forwarded from earlier stores and loads, stores that change nothing or that nobody sees are dropped,
//! barriers that are not needed too.
//!
//! Nothing is hashed: the chains of loads and stores are walked backward until something that may alias. Calls are
//! summarised per alias class by the last one that writes it (and, for dead stores, reads it). Two objects are known to be
//! different if both are new, or one is new and the other older (or the new one has not escaped yet), or both are constants,
//! or their shapes differ now.
//!
//! Across the header of a peeled loop this stays right: the search from the body passes the rest of the first iteration,
//! whose stores are the copies of those that follow in the body, and what tells two addresses apart is their structure,
//! which the copies share. Dead stores are not searched across the header.

use super::guards::IrRef2;
use super::{Builder, Known, Pass};
use crate::buffer::Ins;
use crate::ops::{Op, Ty};
use crate::refs::{AliasClass, AliasSet, IrRef, ShapeId};
use crate::schema::ValueKind;

/// What calls and escapes have done to memory.
#[derive(Default)]
pub(super) struct Memory {
    /// The last call that writes a class.
    written: Kills,
    /// The last call that reads a class.
    read: Kills,
    /// When a new object became reachable by others; indexed by instruction.
    escape: Vec<IrRef2>,
    work: Vec<IrRef>,
    last_exit: IrRef2,
    last_gc: IrRef2,
}

struct Kills([IrRef; 64]);

impl Default for Kills {
    fn default() -> Self {
        Kills([IrRef::NONE; 64])
    }
}

impl Kills {
    fn add(&mut self, set: AliasSet, at: IrRef) {
        let mut bits = set.0;
        while bits != 0 {
            self.0[bits.trailing_zeros() as usize] = at;
            bits &= bits - 1;
        }
    }
}

impl Memory {
    pub(super) fn clear(&mut self) {
        self.written = Kills::default();
        self.read = Kills::default();
        self.escape.clear();
        self.last_exit = IrRef2::default();
        self.last_gc = IrRef2::default();
    }
    pub(super) fn exit_point(&mut self, at: IrRef) {
        self.last_exit = IrRef2(at);
    }
    pub(super) fn gc_point(&mut self, at: IrRef) {
        self.last_gc = IrRef2(at);
    }
    /// Whether the new object `o` had escaped when `at` was executed.
    pub(super) fn escaped_before(&self, o: IrRef, at: IrRef) -> bool {
        self.escape
            .get(o.index())
            .is_some_and(|e| e.0.is_some() && e.0 <= at)
    }
    pub(super) fn has_escaped(&self, o: IrRef) -> bool {
        self.escape.get(o.index()).is_some_and(|e| e.0.is_some())
    }
}

impl Builder<'_> {
    /// The value becomes reachable by others at the instruction that is being emitted.
    pub(super) fn escapes(&mut self, r: IrRef) {
        if self.trace.op(r) != Op::NEW || self.memory.has_escaped(r) {
            return;
        }
        let at = IrRef2(self.trace.end());
        let mut work = std::mem::take(&mut self.memory.work);
        work.push(r);
        while let Some(r) = work.pop() {
            if self.trace.op(r) != Op::NEW || self.memory.has_escaped(r) {
                continue;
            }
            if self.memory.escape.len() <= r.index() {
                self.memory.escape.resize(r.index() + 1, IrRef2::default());
            }
            self.memory.escape[r.index()] = at;
            // With it everything that was stored into it.
            let mut s = self.trace.last(Op::FSTORE);
            while s.is_some() && s > r {
                let i = self.trace.ins(s);
                if i.a == r {
                    work.push(i.b);
                }
                s = i.prev;
            }
        }
        self.memory.work = work;
    }

    /// Whether two references may be the same object.
    fn may_alias(&self, a: IrRef, b: IrRef) -> bool {
        if a == b {
            return true;
        }
        if a.is_const() && b.is_const() {
            return false;
        }
        let new = |r: IrRef| self.trace.op(r) == Op::NEW;
        let apart = |n: IrRef, o: IrRef| {
            new(n) && (o.is_const() || new(o) || o < n || !self.memory.escaped_before(n, o))
        };
        if apart(a, b) || apart(b, a) {
            return false;
        }
        match (self.shape_fact(a), self.shape_fact(b)) {
            (Some(s), Some(t)) => s == t || s == ShapeId(u32::MAX) || t == ShapeId(u32::MAX),
            _ => true,
        }
    }

    /// The point before which a call may have changed this class of memory of object `o`.
    fn barrier_for(&self, class: AliasClass, o: IrRef) -> IrRef {
        let kill = self.memory.written.0[class.0 as usize];
        if kill.is_some() && self.trace.op(o) == Op::NEW && !self.memory.escaped_before(o, kill) {
            return IrRef::NONE;
        }
        kill
    }

    /// What field `x` of `o` is known to hold, as (value, came from a store).
    fn field_content(&mut self, o: IrRef, x: u32) -> Option<IrRef> {
        let field = self.schema.field(crate::refs::FieldId(x as u16));
        let (alias, immutable, width, ty) = (field.alias, field.immutable, field.width, field.ty);
        let mut limit = self.barrier_for(alias, o);
        if immutable {
            limit = IrRef::NONE;
        }
        let mut from_store = None;
        let mut s = self.trace.last(Op::FSTORE);
        while s.is_some() && s > limit {
            let i = self.trace.ins(s);
            if self.schema.field(i.field()).alias == alias {
                if i.a == o && i.x == x {
                    from_store = Some(i.b);
                    limit = s;
                    break;
                }
                if self.may_alias(i.a, o) && !immutable {
                    limit = s;
                    break;
                }
            }
            s = i.prev;
        }
        let mut l = self.trace.last(Op::FLOAD);
        while l.is_some() && l > limit && (o.is_const() || l > o) {
            let i = self.trace.ins(l);
            if i.a == o && i.x == x {
                return Some(l);
            }
            l = i.prev;
        }
        if let Some(v) = from_store {
            // A narrow store truncates; only a constant that fits is known to come back.
            let whole = width == 8
                || ty != Ty::I
                || self
                    .trace
                    .int_value(v)
                    .is_some_and(|k| (0..1 << (8 * width - 1)).contains(&k));
            return whole.then_some(v);
        }
        // Nothing stored since its birth: the class's initial content.
        if self.trace.op(o) == Op::NEW && limit.is_none() {
            let class = self.schema.class(self.trace.ins(o).class());
            let bits = class.fields.iter().find(|f| f.0.0 as u32 == x)?.1;
            return match ty {
                Ty::I | Ty::U => Some(self.trace.int(bits as i64)),
                Ty::F => Some(self.trace.flt(f64::from_bits(bits))),
                // Zero is no value ("empty slot"), which a trace must not see as one.
                Ty::V if bits != 0 => Some(self.trace.val(self.schema, bits)),
                _ => None,
            };
        }
        None
    }

    /// What element `b` of the array at `a` is known to hold.
    fn elem_content(&self, i: &Ins) -> Option<IrRef> {
        let alias = i.elem().alias();
        let mut limit = self.memory.written.0[alias.0 as usize];
        let mut from_store = None;
        let mut s = self.trace.last(Op::ASTORE);
        while s.is_some() && s > limit {
            let j = self.trace.ins(s);
            if j.elem().alias() == alias {
                if j.a == i.a && j.b == i.b && j.x == i.x {
                    from_store = Some(j.c);
                    limit = s;
                    break;
                }
                if self.may_alias_elem(j, i) {
                    limit = s;
                    break;
                }
            }
            s = j.prev;
        }
        let mut l = self.trace.last(Op::ALOAD);
        let oldest = [i.a, i.b]
            .into_iter()
            .filter(|r| r.is_ins())
            .max()
            .unwrap_or(IrRef::NONE);
        while l.is_some() && l > limit && l > oldest {
            let j = self.trace.ins(l);
            if j.a == i.a && j.b == i.b && j.x == i.x {
                return Some(l);
            }
            l = j.prev;
        }
        from_store.filter(|_| i.elem().size() == 8)
    }

    /// Whether two element accesses may touch the same memory.
    fn may_alias_elem(&self, j: &Ins, i: &Ins) -> bool {
        if j.a == i.a {
            return j.x != i.x || self.same_index(j.b, i.b);
        }
        // Different arrays if they belong to different objects; each object owns its storage.
        let owner = |r: IrRef| (self.trace.op(r) == Op::FLOAD).then(|| self.trace.ins(r).a);
        match (owner(j.a), owner(i.a)) {
            (Some(o), Some(p)) if o != p => self.may_alias(o, p),
            _ => true,
        }
    }

    /// Whether two indices may be equal: `x + k` and `x + l` differ if the constants do.
    fn same_index(&self, a: IrRef, b: IrRef) -> bool {
        let split = |r: IrRef| -> (IrRef, i64) {
            if let Some(k) = self.trace.int_value(r) {
                return (IrRef::NONE, k);
            }
            if matches!(self.trace.op(r), Op::IADD | Op::IADDO) {
                let i = self.trace.ins(r);
                if let Some(k) = self.trace.int_value(i.b) {
                    return (i.a, k);
                }
            }
            (r, 0)
        };
        let ((x, k), (y, l)) = (split(a), split(b));
        x != y || k == l
    }

    pub(super) fn emit_load(&mut self, ins: Ins) -> IrRef {
        if ins.op == Op::FLOAD
            && let Some(c) = self.trace.get_const(ins.a)
            && self.schema.field(ins.field()).immutable
            && let Some(bits) = self.schema.const_field(c.bits, ins.field())
            && self.config.allow(Pass::Forward)
        {
            return match ins.ty() {
                Ty::I | Ty::U => self.trace.int(bits as i64),
                Ty::F => self.trace.flt(f64::from_bits(bits)),
                Ty::A => self.addr(bits),
                Ty::V | Ty::P | Ty::N => self.val(bits),
            };
        }
        if self.config.is_on(Pass::Forward) {
            let found = if ins.op == Op::FLOAD {
                self.field_content(ins.a, ins.x)
            } else {
                self.elem_content(&ins)
            };
            if let Some(v) = found
                && self.config.allow(Pass::Forward)
            {
                return v;
            }
        }
        if ins.ty().is_boxed() && self.trace.op(ins.a) == Op::NEW {
            // The result may be anything that was stored into the object, so that is no longer known to nobody else.
            let mut s = self.trace.last(Op::FSTORE);
            while s.is_some() && s > ins.a {
                let i = *self.trace.ins(s);
                if i.a == ins.a {
                    self.escapes(i.b);
                }
                s = i.prev;
            }
        }
        self.append(ins)
    }

    pub(super) fn emit_store(&mut self, ins: Ins) -> IrRef {
        match ins.op {
            Op::FSTORE => {
                let content = if self.config.is_on(Pass::Forward) {
                    self.field_content(ins.a, ins.x)
                } else {
                    None
                };
                if content == Some(ins.b) && self.config.allow(Pass::Forward) {
                    return IrRef::NONE;
                }
                self.drop_dead_store(&ins);
                // What is stored into an object that nobody knows escapes when that object does.
                if self.trace.op(ins.a) != Op::NEW || self.memory.has_escaped(ins.a) {
                    self.escapes(ins.b);
                }
                let r = self.append(ins);
                if Self::is_shape_class(self.schema.field(ins.field()).alias) {
                    if self.trace.op(ins.a) != Op::NEW || self.memory.has_escaped(ins.a) {
                        self.kill_shapes(r);
                    }
                    match self.trace.int_value(ins.b) {
                        Some(k) => self.set_shape(ins.a, ShapeId(k as u32), r),
                        None => self.forget_shape(ins.a, r),
                    }
                }
                r
            }
            Op::ASTORE => {
                if self.config.is_on(Pass::Forward)
                    && self.elem_content(&ins) == Some(ins.c)
                    && self.config.allow(Pass::Forward)
                {
                    return IrRef::NONE;
                }
                self.escapes(ins.c);
                self.append(ins)
            }
            Op::BARRIER => {
                if self.config.is_on(Pass::Forward)
                    && self.barrier_is_idle(&ins)
                    && self.config.allow(Pass::Forward)
                {
                    return IrRef::NONE;
                }
                self.append(ins)
            }
            Op::SSTORE => {
                // `SLOT` is the value at entry: read it before the memory changes (dead code if nobody wants it).
                self.slot(ins.slot());
                self.escapes(ins.a);
                self.append(ins)
            }
            _ => self.append(ins),
        }
    }

    /// A store to the same field since the last exit, which nobody has read, is dead.
    fn drop_dead_store(&mut self, ins: &Ins) {
        if !self.config.is_on(Pass::Dse) {
            return;
        }
        let alias = self.schema.field(ins.field()).alias;
        let limit = self
            .memory
            .last_exit
            .0
            .max(self.memory.read.0[alias.0 as usize])
            .max(self.trace.loop_at);
        let mut s = self.trace.last(Op::FSTORE);
        while s.is_some() && s > limit {
            let i = *self.trace.ins(s);
            if i.a == ins.a && i.x == ins.x {
                break;
            }
            s = i.prev;
        }
        if s.is_none() || s <= limit {
            return;
        }
        let mut l = self.trace.last(Op::FLOAD);
        while l.is_some() && l > s {
            let i = self.trace.ins(l);
            if self.schema.field(i.field()).alias == alias && self.may_alias(i.a, ins.a) {
                return;
            }
            l = i.prev;
        }
        if Self::is_shape_class(alias) || !self.config.allow(Pass::Dse) {
            return;
        }
        self.trace.unlink(s);
    }

    /// Whether a barrier does nothing: the object is new, and no collection can have happened since; or the value is no
    /// pointer.
    fn barrier_is_idle(&self, ins: &Ins) -> bool {
        if self.known(ins.b).has(Known::IMMEDIATE) {
            return true;
        }
        if let Some(c) = self.trace.get_const(ins.b)
            && self.schema.value_kind(c.bits) != ValueKind::Ptr
        {
            return true;
        }
        let gc = self.memory.last_gc.0;
        if self.trace.op(ins.a) == Op::NEW && ins.a >= gc {
            return true;
        }
        // (That the object had a barrier before is no reason yet: it may turn out that what was stored there is no pointer,
        // and then that barrier goes. `drop_idle_barriers` looks at those that are left.)
        false
    }

    /// Looks at the barriers again after sinking: allocations that are no more are no points of collection.
    pub(super) fn drop_idle_barriers(&mut self) {
        if self.trace.last(Op::BARRIER).is_none() {
            return;
        }
        let mut gc = IrRef::FIRST;
        let mut seen: Vec<(IrRef, u32)> = Vec::new();
        for r in self.trace.refs() {
            let i = *self.trace.ins(r);
            let collects = !i.is_sunk()
                && match i.op {
                    Op::NEW | Op::BOXF | Op::CALLT => true,
                    Op::BOXI => i.x == 0,
                    Op::CALL => {
                        let h = self.schema.helper(i.helper());
                        h.may_alloc || h.runs_python
                    }
                    // Another iteration has come here.
                    Op::LOOP => true,
                    _ => false,
                };
            if collects {
                gc = r;
                seen.clear();
            }
            if i.op == Op::BARRIER {
                let young = self.trace.op(i.a) == Op::NEW && i.a >= gc;
                // What remembers the whole object remembers its end.
                let again = seen.contains(&(i.a, 0)) || seen.contains(&(i.a, i.x));
                if (young || again) && self.config.allow(Pass::Forward) {
                    self.trace.kill(r);
                } else {
                    seen.push((i.a, i.x));
                }
            }
        }
    }

    pub(super) fn emit_call(&mut self, ins: Ins) -> IrRef {
        if ins.op == Op::CALLT {
            let r = self.append(ins);
            self.after_call(r, AliasSet::ALL, AliasSet::ALL, true, true);
            return r;
        }
        let h = self.schema.helper(ins.helper());
        if h.pure_call {
            if let Some(r) = self.fold_call(&ins) {
                return r;
            }
            if let Some(r) = self.find_call(&ins, IrRef::NONE) {
                return r;
            }
        } else if h.reads_only() {
            let limit = self.last_write(h.reads);
            if let Some(r) = self.find_call(&ins, limit) {
                return r;
            }
        }
        if self.trace.op(ins.a) != Op::CARG {
            self.escapes(ins.a);
        }
        let (reads, writes) = (h.reads_all(), h.writes_all());
        let (gc, python) = (h.may_alloc || h.runs_python, h.runs_python);
        let r = self.append(ins);
        self.after_call(r, reads, writes, gc, python);
        if h.may_invalidate {
            self.facts.valid_kill = IrRef2(r);
        }
        r
    }

    fn after_call(&mut self, r: IrRef, reads: AliasSet, writes: AliasSet, gc: bool, python: bool) {
        self.memory.written.add(writes, r);
        self.memory.read.add(reads.union(writes), r);
        self.facts_after_call(r, writes.contains(AliasClass::SHAPE), python);
        if gc {
            self.memory.gc_point(r);
        }
        if python {
            // Python code may look at everything, also by way of frames.
            self.memory.exit_point(r);
        }
    }

    /// A pure call over constants.
    fn fold_call(&mut self, ins: &Ins) -> Option<IrRef> {
        let mut bits = [0; crate::limits::MAX_ARGS];
        let mut n = 0;
        let mut a = ins.a;
        while a.is_some() {
            let list = self.trace.op(a) == Op::CARG;
            let arg = if list { self.trace.ins(a).b } else { a };
            bits[n] = self.trace.get_const(arg)?.bits;
            n += 1;
            a = if list {
                self.trace.ins(a).a
            } else {
                IrRef::NONE
            };
        }
        bits[..n].reverse();
        let v = self.schema.fold_call(ins.helper(), &bits[..n])?;
        if !self.config.allow(Pass::Fold) {
            return None;
        }
        Some(match ins.ty() {
            Ty::I | Ty::U => self.trace.int(v as i64),
            Ty::F => self.trace.flt(f64::from_bits(v)),
            Ty::A => self.addr(v),
            Ty::V | Ty::P | Ty::N => self.val(v),
        })
    }

    /// The last instruction that may have written one of these classes.
    fn last_write(&self, classes: AliasSet) -> IrRef {
        let mut last = IrRef::NONE;
        for (n, &at) in self.memory.written.0.iter().enumerate() {
            if classes.contains(AliasClass(n as u8)) && at > last {
                last = at;
            }
        }
        let field = |i: &Ins| self.schema.field(i.field()).alias;
        let elem = |i: &Ins| i.elem().alias();
        let stores: [(Op, &dyn Fn(&Ins) -> AliasClass); 2] =
            [(Op::FSTORE, &field), (Op::ASTORE, &elem)];
        for (op, class) in stores {
            let mut s = self.trace.last(op);
            while s.is_some() && s > last {
                let i = self.trace.ins(s);
                if classes.contains(class(i)) {
                    last = s;
                }
                s = i.prev;
            }
        }
        last
    }

    /// A call of the same helper with the same arguments behind `limit`, which gives the same result.
    fn find_call(&mut self, ins: &Ins, limit: IrRef) -> Option<IrRef> {
        let same_args = |mut a: IrRef, mut b: IrRef| loop {
            if a == b {
                return true;
            }
            if self.trace.op(a) != Op::CARG || self.trace.op(b) != Op::CARG {
                return false;
            }
            let (i, j) = (self.trace.ins(a), self.trace.ins(b));
            if i.b != j.b {
                return false;
            }
            (a, b) = (i.a, j.a);
        };
        let mut r = self.trace.last(Op::CALL);
        while r.is_some() && r > limit {
            let j = self.trace.ins(r);
            if j.x == ins.x && same_args(j.a, ins.a) {
                return (self.config.is_on(Pass::Cse) && self.config.allow(Pass::Cse)).then_some(r);
            }
            r = j.prev;
        }
        None
    }
}
