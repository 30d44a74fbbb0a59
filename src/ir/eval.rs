//! The reference evaluator: what the ops mean. The optimiser, the register allocator and the templates are all tested
//! against it, and constant folding uses the same functions.
//!
//! Every value is 64 bits: an `I` as two's complement, an `F` by its bits. Memory, boxing and calls are the business of a
//! [`Machine`]; the embedder has one over the real heap, the tests one over vectors.

use crate::buffer::Trace;
use crate::limits::MAX_ARGS;
use crate::ops::Op;
use crate::refs::{ClassId, ElemKind, FieldId, HelperId, IrRef, ShapeId, Slot, SnapNo};

/// The world that a trace acts on.
pub trait Machine {
    fn slot(&mut self, s: Slot) -> u64;
    fn set_slot(&mut self, s: Slot, bits: u64);
    fn inherit(&mut self, n: u32) -> u64;
    fn load(&mut self, obj: u64, f: FieldId) -> u64;
    fn store(&mut self, obj: u64, f: FieldId, bits: u64);
    fn load_elem(&mut self, base: u64, index: i64, k: ElemKind) -> u64;
    fn store_elem(&mut self, base: u64, index: i64, k: ElemKind, bits: u64);
    fn barrier(&mut self, obj: u64, tail: bool);
    fn publish_frame(&mut self, base: Slot);
    fn alloc(&mut self, c: ClassId) -> u64;
    fn call(&mut self, h: HelperId, args: &[u64]) -> u64;
    /// `CALLT`: runs the function of a call site.
    fn call_trace(&mut self, site: u32) -> u64;
    /// Whether `n` more frames may be pushed.
    fn room(&mut self, n: u32) -> bool;
    /// The address of a frame slot.
    fn slot_address(&mut self, s: Slot) -> u64;
    /// What `THREAD` gives.
    fn thread(&mut self) -> u64;
    fn box_int(&mut self, i: i64) -> u64;
    /// The int that is `i` taken as unsigned.
    fn box_uint(&mut self, i: u64) -> u64;
    fn box_float(&mut self, f: f64) -> u64;
    /// The int, if the value is one that fits 64 bits.
    fn as_int(&mut self, v: u64) -> Option<i64>;
    /// The int, if the value is one that fits 64 bits unsigned.
    fn as_uint(&mut self, v: u64) -> Option<u64>;
    /// The double, if the value is a float.
    fn as_float(&mut self, v: u64) -> Option<f64>;
    /// Whether `GFLONUM` holds. A machine may be stricter than the op and accept immediate floats only.
    fn is_flonum(&mut self, v: u64) -> bool {
        self.as_float(v).is_some()
    }
    /// Whether `GFTAG` holds. A machine may be stricter than the op.
    fn has_tag(&mut self, _f: f64) -> bool {
        true
    }
    fn is_ptr(&mut self, v: u64) -> bool;
    /// The shape of an object (only asked of pointers).
    fn shape(&mut self, obj: u64) -> ShapeId;
    /// Whether a value is the raised marker.
    fn is_raised(&mut self, v: u64) -> bool;
    /// Whether the trace's assumptions hold.
    fn valid(&mut self) -> bool;
    /// Whether nobody has looked at the frame with this base, nor at any above.
    fn unseen(&mut self, _base: Slot) -> bool {
        true
    }
    /// The poll word.
    fn poll(&mut self) -> u64;
    /// Whether the guard leaves although it may hold: how exits are forced.
    fn force(&mut self, _guard: IrRef) -> bool {
        false
    }
}

/// How an evaluation ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A guard failed.
    Exit { guard: IrRef, snap: SnapNo },
    /// A terminator other than `JLOOP` was reached.
    End { at: IrRef, snap: SnapNo },
    /// The limit of instructions was reached.
    Limit,
}

/// The result of an integer or float op (also of those that guard: `None` is the exit).
#[inline]
pub fn arith(op: Op, a: u64, b: u64) -> Option<u64> {
    let (i, j) = (a as i64, b as i64);
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    let f = |v: f64| Some(v.to_bits());
    match op {
        Op::IADD => Some(i.wrapping_add(j) as u64),
        Op::ISUB => Some(i.wrapping_sub(j) as u64),
        Op::IMUL => Some(i.wrapping_mul(j) as u64),
        Op::INEG => Some(i.wrapping_neg() as u64),
        Op::IADDO => i.checked_add(j).map(|v| v as u64),
        Op::ISUBO => i.checked_sub(j).map(|v| v as u64),
        Op::IMULO => i.checked_mul(j).map(|v| v as u64),
        Op::INEGO => i.checked_neg().map(|v| v as u64),
        Op::IAND => Some(a & b),
        Op::IOR => Some(a | b),
        Op::IXOR => Some(a ^ b),
        Op::INOT => Some(!a),
        Op::ISHL => Some(a << (b & 63)),
        Op::ISHR => Some((i >> (b & 63)) as u64),
        Op::IUSHR => Some(a >> (b & 63)),
        Op::IDIVFLOOR => floor_div(i, j).map(|v| v as u64),
        Op::IMODFLOOR => floor_mod(i, j).map(|v| v as u64),
        Op::FADD => f(x + y),
        Op::FSUB => f(x - y),
        Op::FMUL => f(x * y),
        Op::FDIV => f(x / y),
        Op::FNEG => Some(a ^ 1 << 63),
        Op::FABS => Some(a & !(1 << 63)),
        Op::FSQRT => f(x.sqrt()),
        Op::FFLOOR => f(x.floor()),
        Op::FCEIL => f(x.ceil()),
        Op::FTRUNC => f(x.trunc()),
        Op::I2F => f(i as f64),
        Op::F2I => (x > -9_223_372_036_854_777_856.0 && x < 9_223_372_036_854_775_808.0)
            .then_some(x as i64 as u64),
        _ => unreachable!("{op:?} is not arithmetic"),
    }
}

/// Floor division; `None` for 0 and for the overflow.
pub fn floor_div(a: i64, b: i64) -> Option<i64> {
    let q = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) {
        q - 1
    } else {
        q
    })
}

/// The remainder of floor division; `None` for 0 and for the overflow.
pub fn floor_mod(a: i64, b: i64) -> Option<i64> {
    let r = a.checked_rem(b)?;
    Some(if r != 0 && (r < 0) != (b < 0) {
        r + b
    } else {
        r
    })
}

/// Whether the condition of a guard on integers or floats holds.
#[inline]
pub fn condition(op: Op, a: u64, b: u64) -> bool {
    let (i, j) = (a as i64, b as i64);
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    match op {
        Op::GLT => i < j,
        Op::GLE => i <= j,
        Op::GGT => i > j,
        Op::GGE => i >= j,
        Op::GEQ => i == j,
        Op::GNE => i != j,
        Op::GULT => a < b,
        Op::GUGE => a >= b,
        Op::GFLT => x < y,
        Op::GFLE => x <= y,
        Op::GFGT => x > y,
        Op::GFGE => x >= y,
        Op::GFEQ => x == y,
        Op::GFNE => x != y,
        Op::GFNLT => !condition(Op::GFLT, a, b),
        Op::GFNLE => !condition(Op::GFLE, a, b),
        Op::GFNGT => !condition(Op::GFGT, a, b),
        Op::GFNGE => !condition(Op::GFGE, a, b),
        Op::GIS | Op::GEND => a == b,
        Op::GNIS | Op::GITEM => a != b,
        _ => unreachable!("{op:?} is not a comparison"),
    }
}

/// `a * b + c`, rounded once.
fn fused(a: u64, b: u64, c: u64) -> u64 {
    let [x, y, z] = [a, b, c].map(f64::from_bits);
    x.mul_add(y, z).to_bits()
}

/// Which function gives an op its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    /// [`arith`].
    Arith,
    /// [`condition`].
    Compare,
    /// The machine, or the structure of the trace.
    World,
}

const fn meaning(op: Op) -> Meaning {
    match op {
        Op::IADD
        | Op::ISUB
        | Op::IMUL
        | Op::INEG
        | Op::IADDO
        | Op::ISUBO
        | Op::IMULO
        | Op::INEGO
        | Op::IAND
        | Op::IOR
        | Op::IXOR
        | Op::INOT
        | Op::ISHL
        | Op::ISHR
        | Op::IUSHR
        | Op::IDIVFLOOR
        | Op::IMODFLOOR
        | Op::FADD
        | Op::FSUB
        | Op::FMUL
        | Op::FDIV
        | Op::FNEG
        | Op::FABS
        | Op::FSQRT
        | Op::FFLOOR
        | Op::FCEIL
        | Op::FTRUNC
        | Op::I2F
        | Op::F2I => Meaning::Arith,
        Op::GLT
        | Op::GLE
        | Op::GGT
        | Op::GGE
        | Op::GEQ
        | Op::GNE
        | Op::GULT
        | Op::GUGE
        | Op::GFLT
        | Op::GFLE
        | Op::GFGT
        | Op::GFGE
        | Op::GFEQ
        | Op::GFNE
        | Op::GFNLT
        | Op::GFNLE
        | Op::GFNGT
        | Op::GFNGE
        | Op::GIS
        | Op::GNIS
        | Op::GITEM
        | Op::GEND => Meaning::Compare,
        Op::NOP
        | Op::SLOT
        | Op::INHERIT
        | Op::LOOP
        | Op::PHI
        | Op::CARG
        | Op::GINT
        | Op::GFTAG
        | Op::GUINT
        | Op::GFLOAT
        | Op::GFLONUM
        | Op::GPTR
        | Op::GSHAPE
        | Op::GNORAISE
        | Op::GVALID
        | Op::GUNSEEN
        | Op::GPOLL
        | Op::GROOM
        | Op::THREAD
        | Op::FMADD
        | Op::FNMADD
        | Op::FPOWH
        | Op::BOXI
        | Op::BOXU
        | Op::BOXF
        | Op::UNBOXI
        | Op::UNBOXU
        | Op::UNBOXF
        | Op::UNBOXFN
        | Op::FLOAD
        | Op::FSTORE
        | Op::ALOAD
        | Op::ASTORE
        | Op::AADD
        | Op::BARRIER
        | Op::SSTORE
        | Op::SADDR
        | Op::SFRAME
        | Op::NEW
        | Op::CALL
        | Op::CALLT
        | Op::JLOOP
        | Op::JTRACE
        | Op::JEXIT
        | Op::RET => Meaning::World,
    }
}

/// Whether [`condition`] gives an op its meaning.
#[inline]
pub fn is_comparison(op: Op) -> bool {
    meaning(op) == Meaning::Compare
}

/// Whether [`arith`] gives an op its meaning.
#[inline]
pub fn is_arith(op: Op) -> bool {
    meaning(op) == Meaning::Arith
}

/// The values of one evaluation; reusable.
#[derive(Default)]
pub struct Evaluator {
    values: Vec<u64>,
    phi: Vec<u64>,
}

impl Evaluator {
    /// Everything that an evaluation holds: words of any kind, for a collector that looks conservatively.
    pub fn words(&self) -> &[u64] {
        &self.values
    }

    /// The value of a reference at the point where the evaluation ended.
    pub fn value(&self, t: &Trace, r: IrRef) -> u64 {
        match t.get_const(r) {
            Some(c) => c.bits,
            None => self.values[r.index()],
        }
    }

    /// Evaluates a trace until it leaves or `limit` instructions are done.
    pub fn run(&mut self, t: &Trace, m: &mut impl Machine, limit: usize) -> Outcome {
        self.prepare(t);
        self.go(t, IrRef::FIRST, m, limit)
    }

    /// Evaluates a trace from its loop header, as a typed entry does: `live` gives the values that are live there.
    pub fn run_from_header(
        &mut self,
        t: &Trace,
        live: &[(IrRef, u64)],
        m: &mut impl Machine,
        limit: usize,
    ) -> Outcome {
        self.prepare(t);
        for &(r, bits) in live {
            self.set_value(r, bits);
        }
        self.go(t, t.loop_at, m, limit)
    }

    fn go(&mut self, t: &Trace, mut at: IrRef, m: &mut impl Machine, mut limit: usize) -> Outcome {
        while at < t.end() {
            let i = t.ins(at);
            if limit == 0 {
                return Outcome::Limit;
            }
            limit -= 1;
            if i.op == Op::NOP || i.is_sunk() {
                at = at.next();
                continue;
            }
            if i.op == Op::LOOP {
                at = self.take_phis(t, at, false);
                continue;
            }
            if i.op == Op::JLOOP {
                if t.loop_at.is_none() {
                    return Outcome::End { at, snap: i.snap };
                }
                at = self.take_phis(t, t.loop_at, true);
                continue;
            }
            if i.op.is_terminator() {
                return Outcome::End { at, snap: i.snap };
            }
            let result = if i.op.is_guard() && m.force(at) {
                None
            } else {
                self.step(t, at, m)
            };
            match result {
                Some(v) => self.values[at.index()] = v,
                None => {
                    return Outcome::Exit {
                        guard: at,
                        snap: i.snap,
                    };
                }
            }
            at = at.next();
        }
        panic!("the trace has no terminator");
    }

    /// All PHIs take their inputs at once; returns the first instruction after them.
    fn take_phis(&mut self, t: &Trace, header: IrRef, back: bool) -> IrRef {
        self.phi.clear();
        let first = header.next();
        let mut r = first;
        while r < t.end() && matches!(t.op(r), Op::PHI | Op::NOP) {
            let i = t.ins(r);
            let v = if i.op == Op::PHI && !i.is_sunk() {
                self.value(t, if back { i.b } else { i.a })
            } else {
                0
            };
            self.phi.push(v);
            r = r.next();
        }
        self.values[first.index()..][..self.phi.len()].copy_from_slice(&self.phi);
        r
    }

    /// Makes ready for executing single instructions of `t` with [`Self::step`].
    pub fn prepare(&mut self, t: &Trace) {
        self.values.clear();
        self.values.resize(t.end().index(), 0);
    }
    /// Sets the value of an instruction's result.
    pub fn set_value(&mut self, r: IrRef, bits: u64) {
        if r.is_ins() {
            self.values[r.index()] = bits;
        }
    }

    /// Executes one instruction (no structure, no terminator) and returns its result; `None` if it leaves the trace.
    pub fn step(&mut self, t: &Trace, at: IrRef, m: &mut impl Machine) -> Option<u64> {
        let i = t.ins(at);
        let get = |r: IrRef| if r.is_some() { self.value(t, r) } else { 0 };
        let (a, b, c) = (get(i.a), get(i.b), get(i.c));
        let hold = |ok: bool| ok.then_some(0);
        match i.op {
            op if is_arith(op) => arith(op, a, b),
            op if is_comparison(op) => hold(condition(op, a, b)),
            Op::SLOT => Some(m.slot(i.slot())),
            Op::INHERIT => Some(m.inherit(i.x)),
            Op::CARG => Some(0),
            Op::GINT => hold(m.as_int(a).is_some()),
            Op::GFTAG => hold(m.has_tag(f64::from_bits(a))),
            Op::GUINT => hold(m.as_uint(a).is_some()),
            Op::GFLOAT => hold(m.as_float(a).is_some()),
            Op::GFLONUM => hold(m.is_flonum(a)),
            Op::GPTR => hold(m.is_ptr(a)),
            Op::GSHAPE => hold(m.is_ptr(a) && m.shape(a) == i.shape()),
            Op::GNORAISE => hold(!m.is_raised(a)),
            Op::GVALID => hold(m.valid()),
            Op::GUNSEEN => hold(m.unseen(i.slot())),
            Op::GPOLL => hold(m.poll() == 0),
            Op::GROOM => hold(m.room(i.x)),
            Op::THREAD => Some(m.thread()),
            Op::FMADD => Some(fused(a, b, c)),
            Op::FNMADD => Some(fused(a ^ 1 << 63, b, c)),
            Op::FPOWH if condition(Op::GFEQ, a, b) => Some(a),
            Op::FPOWH => {
                let y = f64::from(i.x as i32) / 2.0;
                Some(f64::from_bits(c).powf(y).to_bits())
            }
            Op::BOXI => Some(m.box_int(a as i64)),
            Op::BOXU => Some(m.box_uint(a)),
            Op::BOXF => Some(m.box_float(f64::from_bits(a))),
            Op::UNBOXI => Some(m.as_int(a).expect("UNBOXI of an int") as u64),
            Op::UNBOXU => Some(m.as_uint(a).expect("UNBOXU of an int")),
            Op::UNBOXF => Some(m.as_float(a).expect("UNBOXF of a float").to_bits()),
            Op::UNBOXFN => {
                assert!(m.is_flonum(a), "UNBOXFN of a flonum");
                Some(m.as_float(a).expect("UNBOXFN of a float").to_bits())
            }
            Op::FLOAD => Some(m.load(a, i.field())),
            Op::FSTORE => {
                m.store(a, i.field(), b);
                Some(0)
            }
            Op::ALOAD => Some(m.load_elem(a, b as i64, i.elem())),
            Op::ASTORE => {
                m.store_elem(a, b as i64, i.elem(), c);
                Some(0)
            }
            Op::AADD => Some(a.wrapping_add(b)),
            Op::BARRIER => {
                m.barrier(a, i.x != 0);
                Some(0)
            }
            Op::SSTORE => {
                m.set_slot(i.slot(), a);
                Some(0)
            }
            Op::SADDR => Some(m.slot_address(i.slot())),
            Op::SFRAME => {
                m.publish_frame(i.slot());
                Some(0)
            }
            Op::NEW => Some(m.alloc(i.class())),
            Op::CALL => {
                let mut refs = [IrRef::NONE; MAX_ARGS];
                let n = t.args(at, &mut refs);
                let args: [u64; MAX_ARGS] =
                    std::array::from_fn(|k| if k < n { self.value(t, refs[k]) } else { 0 });
                Some(m.call(i.helper(), &args[..n]))
            }
            Op::CALLT => Some(m.call_trace(i.x)),
            op => unreachable!("{op:?} is not executed"),
        }
    }
}
