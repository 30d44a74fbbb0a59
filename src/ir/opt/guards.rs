//! Guards and what they teach: the type and the shape of values, comparisons that are implied, guards that cannot fail.
//!
//! A trace is linear, so what a guard has established holds for everything after it; what it says about memory (shapes)
//! holds until something may have changed that memory. A value that was boxed in the trace is known by its instruction
//! (see `fold`); a new object has its class's shape.
//!
//! The body of a peeled loop may use what the preamble established: its copy of each guard is emitted, or dropped because
//! it is implied, and so holds in the following iteration too. One kind of fact is different: that a value is *immediate*
//! is what the machine's test of the tag has shown, and `GINT` of a `BOXI` is dropped without such a test (the int may be
//! a heap int). So these facts are forgotten at the loop header, except for values that turn out to be invariant.

use super::{Builder, Pass};
use crate::buffer::Ins;
use crate::ops::{Op, Ty};
use crate::refs::{AliasClass, IrRef, ShapeId};

/// What is known of a value: a set of flags.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Known(u8);

impl Known {
    pub const INT: Known = Known(1);
    pub const FLOAT: Known = Known(2);
    pub const PTR: Known = Known(4);
    /// Not the raised marker.
    pub const NORAISE: Known = Known(8);
    /// Its encoding is immediate: no heap object (checked by a guard's template, so a fact of the machine).
    pub const IMMEDIATE: Known = Known(16);
    /// It was immediate in the preamble of the loop.
    const WAS_IMMEDIATE: Known = Known(32);
    /// An int that fits 64 bits unsigned.
    pub const UINT: Known = Known(64);

    pub fn has(self, k: Known) -> bool {
        self.0 & k.0 == k.0
    }
    pub fn with(self, k: Known) -> Known {
        Known(self.0 | k.0)
    }
}

/// What is known of each instruction's value.
#[derive(Default)]
pub(super) struct Facts {
    of: Vec<Fact>,
    /// The last instruction that may have changed the shape of any object that others can reach.
    shape_kill: IrRef2,
    /// The last call after which the trace's assumptions may be broken.
    pub(super) valid_kill: IrRef2,
}

/// An instruction reference that starts as `NONE`.
#[derive(Clone, Copy)]
pub(super) struct IrRef2(pub(super) IrRef);

impl Default for IrRef2 {
    fn default() -> Self {
        IrRef2(IrRef::NONE)
    }
}

#[derive(Clone, Copy, Default)]
struct Fact {
    known: Known,
    shape: Option<ShapeId>,
    /// When the shape was established.
    since: IrRef2,
}

impl Facts {
    pub(super) fn clear(&mut self) {
        self.of.clear();
        self.shape_kill = IrRef2::default();
        self.valid_kill = IrRef2::default();
    }
    /// The loop header is reached: see above.
    pub(super) fn enter_body(&mut self) {
        for f in &mut self.of {
            if f.known.has(Known::IMMEDIATE) {
                f.known = Known(f.known.0 & !Known::IMMEDIATE.0).with(Known::WAS_IMMEDIATE);
            }
        }
    }
    /// The value has turned out to be the same in all iterations.
    pub(super) fn invariant(&mut self, r: IrRef) {
        if let Some(f) = self.at(r)
            && f.known.has(Known::WAS_IMMEDIATE)
        {
            f.known = f.known.with(Known::IMMEDIATE);
        }
    }
    fn get(&self, r: IrRef) -> Fact {
        if r.is_ins() {
            self.of.get(r.index()).copied().unwrap_or_default()
        } else {
            Fact::default()
        }
    }
    fn at(&mut self, r: IrRef) -> Option<&mut Fact> {
        if !r.is_ins() {
            return None;
        }
        if self.of.len() <= r.index() {
            self.of.resize(r.index() + 32, Fact::default());
        }
        Some(&mut self.of[r.index()])
    }
}

#[derive(PartialEq)]
enum Verdict {
    Keep,
    Holds,
    Fails,
    /// It holds if this earlier guard, of the same op, takes its first operand.
    Stronger(IrRef),
}

impl Builder<'_> {
    pub(super) fn known(&self, r: IrRef) -> Known {
        let k = self.facts.get(r).known;
        match self.trace.op(r) {
            Op::BOXI => k.with(Known::INT).with(Known::NORAISE),
            Op::BOXU => k.with(Known::INT).with(Known::UINT).with(Known::NORAISE),
            Op::BOXF => k.with(Known::FLOAT).with(Known::NORAISE),
            Op::NEW => k.with(Known::PTR).with(Known::NORAISE),
            _ if self.trace.ty(r) == Ty::P => k.with(Known::PTR).with(Known::NORAISE),
            _ => k,
        }
    }

    pub(super) fn shape_fact(&self, r: IrRef) -> Option<ShapeId> {
        if let Some(c) = self.trace.get_const(r)
            && self.trace.ty(r) == Ty::P
            && let Some(s) = self.schema.shape_of(c.bits)
        {
            return Some(s);
        }
        let f = self.facts.get(r);
        let new = self.trace.op(r) == Op::NEW;
        let (shape, since) = match f.shape {
            Some(s) => (s, f.since.0),
            None if new => (self.schema.class(self.trace.ins(r).class()).shape, r),
            None => {
                return (self.trace.op(r) == Op::CALL)
                    .then(|| self.schema.helper(self.trace.ins(r).helper()).ret_shape)
                    .flatten()
                    .filter(|&s| {
                        let raises = self.schema.helper(self.trace.ins(r).helper()).may_raise;
                        self.schema.shape_is_fixed(s)
                            && (!raises || self.known(r).has(Known::NORAISE))
                    });
            }
        };
        let kill = self.facts.shape_kill.0;
        let valid = self.schema.shape_is_fixed(shape)
            || kill.is_none()
            || since >= kill
            || new && !self.memory.escaped_before(r, kill);
        valid.then_some(shape)
    }

    /// Something at `at` may have changed the shape of any object that others can reach.
    pub(super) fn kill_shapes(&mut self, at: IrRef) {
        self.facts.shape_kill = IrRef2(at);
    }

    /// The shape of `o` is now known (a store has set it).
    pub(super) fn set_shape(&mut self, o: IrRef, shape: ShapeId, at: IrRef) {
        if let Some(f) = self.facts.at(o) {
            f.shape = Some(shape);
            f.since = IrRef2(at);
        }
    }
    pub(super) fn forget_shape(&mut self, o: IrRef, at: IrRef) {
        // Without a shape of its own a new object would be taken to have its class's: note an impossible one.
        self.set_shape(o, ShapeId(u32::MAX), at);
    }

    pub(super) fn emit_guard(&mut self, ins: Ins) -> IrRef {
        if ins.ty() != Ty::N {
            if let Some(r) = self.find_same(&ins) {
                return r;
            }
        } else if self.config.is_on(Pass::Guards) {
            match self.verdict(&ins) {
                Verdict::Keep => {}
                Verdict::Holds => {
                    if self.config.allow(Pass::Guards) {
                        return IrRef::NONE;
                    }
                }
                Verdict::Fails => self.failed = true,
                Verdict::Stronger(earlier) => {
                    if self.config.allow(Pass::Guards) {
                        self.trace.ins_mut(earlier).a = ins.a;
                        return IrRef::NONE;
                    }
                }
            }
        }
        let r = self.append(ins);
        self.memory.exit_point(r);
        self.learn(&ins, r);
        r
    }

    /// Takes back the `GNORAISE` that is the last instruction, and gives what it guarded; `None`: another one is.
    pub fn retract_no_raise(&mut self) -> Option<IrRef> {
        let last = self.trace.last(Op::GNORAISE);
        if last.is_none() || last.index() != self.trace.len() {
            return None;
        }
        let v = self.trace.ins(last).a;
        self.trace.truncate(last);
        if let Some(f) = self.facts.at(v) {
            *f = Fact::default();
        }
        Some(v)
    }

    fn verdict(&mut self, i: &Ins) -> Verdict {
        let known = self.known(i.a);
        let holds = |k: Known| {
            if known.has(k) {
                Verdict::Holds
            } else {
                Verdict::Keep
            }
        };
        match i.op {
            Op::GINT | Op::GUINT if known.has(Known::FLOAT) => Verdict::Fails,
            Op::GUINT => holds(Known::UINT),
            // Without the machine's test only a `BOXI` itself will do, because `UNBOXI` of it is folded.
            Op::GINT if self.trace.op(i.a) == Op::BOXI => Verdict::Holds,
            Op::GINT => holds(Known::INT.with(Known::IMMEDIATE)),
            Op::GFLOAT | Op::GFLONUM if known.has(Known::INT) => Verdict::Fails,
            Op::GFLOAT => holds(Known::FLOAT),
            Op::GFLONUM => holds(Known::FLOAT.with(Known::IMMEDIATE)),
            Op::GPTR => holds(Known::PTR),
            Op::GFTAG if self.has_guard(Op::GFTAG, i.a, IrRef::NONE) => Verdict::Holds,
            Op::GNORAISE => holds(Known::NORAISE),
            Op::GSHAPE => match self.shape_fact(i.a) {
                Some(s) if s == i.shape() => Verdict::Holds,
                Some(s) if s != ShapeId(u32::MAX) => Verdict::Fails,
                _ => Verdict::Keep,
            },
            Op::GVALID => {
                let last = self.trace.last(Op::GVALID);
                let kill = self.facts.valid_kill.0;
                if last.is_some() && (kill.is_none() || last > kill) {
                    Verdict::Holds
                } else {
                    Verdict::Keep
                }
            }
            Op::GUNSEEN => Verdict::Keep,
            Op::GPOLL => Verdict::Keep,
            Op::GROOM => {
                let mut last = self.trace.last(Op::GROOM);
                while last.is_some() && self.trace.ins(last).x < i.x {
                    last = self.trace.ins(last).prev;
                }
                if last.is_some() {
                    Verdict::Holds
                } else {
                    Verdict::Keep
                }
            }
            Op::GULT => self.bounds_check(i),
            op => self.compared(op, i),
        }
    }

    /// A bounds check, which others of the same length may imply if the indices are constants. If an earlier one is of a
    /// lower index, it may as well check this one: where it fails and would not have, the trace is left a little early. (Not
    /// across the loop header: what enters the loop there has not been through the preamble.)
    fn bounds_check(&self, i: &Ins) -> Verdict {
        if let Some(index) = self.trace.int_value(i.a) {
            let mut r = self.trace.last(Op::GULT);
            while r.is_some() && i.b.is_ins() && r > i.b {
                let j = self.trace.ins(r);
                if j.b == i.b
                    && let Some(checked) = self.trace.int_value(j.a)
                {
                    if index as u64 <= checked as u64 {
                        return Verdict::Holds;
                    }
                    if index >= 0 && checked >= 0 && r > self.trace.loop_at {
                        return Verdict::Stronger(r);
                    }
                }
                r = j.prev;
            }
        }
        self.compared(Op::GULT, i)
    }

    /// Whether an earlier comparison of the same operands decides this one.
    fn compared(&self, op: Op, i: &Ins) -> Verdict {
        let (implied, excluded): (&[Op], &[Op]) = match op {
            Op::GLT => (&[Op::GLT], &[Op::GGE, Op::GGT, Op::GEQ]),
            Op::GLE => (&[Op::GLE, Op::GLT, Op::GEQ], &[Op::GGT]),
            Op::GGT => (&[Op::GGT], &[Op::GLE, Op::GLT, Op::GEQ]),
            Op::GGE => (&[Op::GGE, Op::GGT, Op::GEQ], &[Op::GLT]),
            Op::GEQ => (&[Op::GEQ], &[Op::GNE, Op::GLT, Op::GGT]),
            Op::GNE => (&[Op::GNE, Op::GLT, Op::GGT], &[Op::GEQ]),
            Op::GULT => (&[Op::GULT], &[Op::GUGE]),
            Op::GUGE => (&[Op::GUGE], &[Op::GULT]),
            Op::GFLT => (&[Op::GFLT], &[Op::GFNLT]),
            Op::GFLE => (&[Op::GFLE, Op::GFLT, Op::GFEQ], &[Op::GFNLE]),
            Op::GFGT => (&[Op::GFGT], &[Op::GFNGT]),
            Op::GFGE => (&[Op::GFGE, Op::GFGT, Op::GFEQ], &[Op::GFNGE]),
            Op::GFEQ => (&[Op::GFEQ], &[Op::GFNE]),
            Op::GFNE => (&[Op::GFNE, Op::GFLT, Op::GFGT], &[Op::GFEQ]),
            Op::GFNLT => (&[Op::GFNLT, Op::GFGE, Op::GFGT, Op::GFEQ], &[Op::GFLT]),
            Op::GFNLE => (&[Op::GFNLE, Op::GFGT], &[Op::GFLE]),
            Op::GFNGT => (&[Op::GFNGT, Op::GFLE, Op::GFLT, Op::GFEQ], &[Op::GFGT]),
            Op::GFNGE => (&[Op::GFNGE, Op::GFLT], &[Op::GFGE]),
            Op::GIS => (&[Op::GIS], &[Op::GNIS]),
            Op::GNIS => (&[Op::GNIS], &[Op::GIS]),
            _ => (&[], &[]),
        };
        if let Some(same) = self.known_constant(op, i) {
            return match (op, same) {
                (Op::GEQ | Op::GIS, true) | (Op::GNE | Op::GNIS, false) => Verdict::Holds,
                _ => Verdict::Fails,
            };
        }
        if implied.iter().any(|&o| self.has_guard(o, i.a, i.b)) {
            Verdict::Holds
        } else if excluded.iter().any(|&o| self.has_guard(o, i.a, i.b)) {
            Verdict::Fails
        } else {
            Verdict::Keep
        }
    }

    /// For a comparison with a constant for equality: whether it is with the one that an earlier guard has established.
    fn known_constant(&self, op: Op, i: &Ins) -> Option<bool> {
        let by = match op {
            Op::GEQ | Op::GNE => Op::GEQ,
            Op::GIS | Op::GNIS => Op::GIS,
            _ => return None,
        };
        let wanted = self.trace.get_const(i.b)?;
        let mut r = self.trace.last(by);
        while r.is_some() && r > i.a && i.a.is_ins() {
            let j = self.trace.ins(r);
            if j.a == i.a
                && let Some(k) = self.trace.get_const(j.b)
            {
                return Some(k.bits == wanted.bits);
            }
            r = j.prev;
        }
        None
    }

    /// Whether a guard `a op b` was emitted, in either form.
    fn has_guard(&self, op: Op, a: IrRef, b: IrRef) -> bool {
        let find = |op: Op, a: IrRef, b: IrRef| {
            let oldest = a.max(b);
            let mut r = self.trace.last(op);
            while r.is_some() && (oldest.is_const() || r > oldest) {
                let j = self.trace.ins(r);
                if j.a == a && j.b == b {
                    return true;
                }
                r = j.prev;
            }
            false
        };
        find(op, a, b) || op.swapped().is_some_and(|s| find(s, b, a))
    }

    /// Notes what a guard establishes.
    fn learn(&mut self, i: &Ins, at: IrRef) {
        let known = match i.op {
            Op::GINT => Known::INT.with(Known::IMMEDIATE),
            Op::GUINT => Known::INT.with(Known::UINT),
            Op::GFLOAT => Known::FLOAT,
            Op::GFLONUM => Known::FLOAT.with(Known::IMMEDIATE),
            Op::GPTR => Known::PTR,
            Op::GSHAPE => {
                self.set_shape(i.a, i.shape(), at);
                Known::PTR
            }
            Op::GNORAISE => Known::NORAISE,
            _ => return,
        };
        // Whatever is known of its type, it is no marker.
        let known = known.with(Known::NORAISE);
        if let Some(f) = self.facts.at(i.a) {
            f.known = f.known.with(known);
        }
    }

    /// A call at `at` writes these classes and may run Python.
    pub(super) fn facts_after_call(&mut self, at: IrRef, shapes: bool, python: bool) {
        if shapes {
            self.kill_shapes(at);
        }
        if python {
            self.facts.valid_kill = IrRef2(at);
        }
    }

    /// Whether a store to this alias class changes shapes.
    pub(super) fn is_shape_class(c: AliasClass) -> bool {
        c == AliasClass::SHAPE
    }
}
