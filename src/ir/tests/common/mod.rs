//! Random traces: a generator that plays the recorder over the test world, from a list of random bytes.
//!
//! The same bytes give the same program whatever the optimiser does, so that a program can be recorded twice, with passes
//! off and on, and the two traces compared. Slots 0..4 hold ints, 4..6 floats, 6..9 points, 9 a list.
#![allow(dead_code)] // Each test binary uses a part of this.

use ir::eval::{Evaluator, Outcome};
use ir::mock::*;
use ir::opt::EntryTemplate;
use ir::restore::Restorer;
use ir::{
    Builder, CodeId, ElemKind, FrameDesc, IrRef, Link, Op, OptConfig, Resume, Slot, SnapBuilder,
    Trace,
};

/// Everything on but what changes which exits are taken.
pub fn exact() -> OptConfig {
    let mut c = OptConfig::default();
    c.parse("-wrap").unwrap();
    c
}

/// The passes that change no exits.
pub fn passes() -> Vec<&'static str> {
    ir::Pass::ALL
        .iter()
        .filter(|p| **p != ir::Pass::Wrap)
        .map(|p| p.name())
        .collect()
}

/// How many random cases per property: `IR_CASES`, or enough for every day.
pub fn config() -> proptest::prelude::ProptestConfig {
    let cases = std::env::var("IR_CASES")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(400);
    proptest::prelude::ProptestConfig {
        cases,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..Default::default()
    }
}

pub const INTS: i16 = 4;
/// 10 and 11 are the callee's window: its base is 10.
pub const SLOTS: i16 = 12;

/// A machine as all tests start it.
pub fn machine(seed: u64) -> MockMachine {
    let mut m = MockMachine::new();
    let mut s = seed | 1;
    let mut rnd = move || {
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        s
    };
    let mut points = Vec::new();
    for _ in 0..3 {
        let x = tag_int((rnd() % 100) as i64).unwrap();
        let d = (rnd() % 1000) as f64 / 8.0;
        let byte = rnd() & 255;
        points.push(m.add(
            POINT_SHAPE,
            &[
                (X, x),
                (Y, x),
                (N, rnd() % 50),
                (D, d.to_bits()),
                (NEXT, NONE),
                (BYTE, byte),
            ],
            &[],
        ));
    }
    for k in 0..3 {
        let next = points[(rnd() % 3) as usize];
        ir::eval::Machine::store(&mut m, points[k], NEXT, next);
    }
    let elems: Vec<u64> = (0..4)
        .map(|_| tag_int((rnd() % 1000) as i64).unwrap())
        .collect();
    let list = m.add(LIST_SHAPE, &[(LEN, 4)], &elems);
    for k in 0..INTS {
        let v = match rnd() % 8 {
            0 => (1 << 62) - 1 - (rnd() % 4) as i64,
            1 => -(1 << 62) + (rnd() % 4) as i64,
            2 => -((rnd() % 100) as i64),
            _ => (rnd() % 10) as i64,
        };
        m.slots.insert(k, tag_int(v).unwrap());
    }
    m.slots
        .insert(4, tag_float(1.5 + (rnd() % 10) as f64).unwrap());
    m.slots.insert(5, tag_float(-2.25).unwrap());
    for k in 6..9 {
        m.slots.insert(k, points[(rnd() % 3) as usize]);
    }
    m.slots.insert(9, list);
    m.polls = 1 + rnd() % 5;
    m
}

pub struct Recorder<'a, 's> {
    pub b: &'a mut Builder<'s>,
    slots: [IrRef; SLOTS as usize],
    pc: u32,
    /// Inside an inlined call, and where it was called.
    inlined: bool,
    call_pc: u32,
    /// The slots of a side trace's parent, if this is one: not used for roots.
    dirty: [bool; SLOTS as usize],
}

impl Recorder<'_, '_> {
    fn get(&mut self, n: i16) -> IrRef {
        if self.slots[n as usize].is_none() {
            self.slots[n as usize] = self.b.slot(Slot(n));
        }
        self.slots[n as usize]
    }
    fn set(&mut self, n: i16, r: IrRef) {
        assert!(r.is_some());
        self.slots[n as usize] = r;
        self.dirty[n as usize] = true;
    }
    fn snap(&mut self, resume: Resume) {
        let mut s = SnapBuilder::default();
        let own = if self.inlined {
            s.frame(FrameDesc {
                code: CodeId(1),
                base: Slot(0),
                resume: Resume::After(self.call_pc, 0),
                cont: 0,
            });
            FrameDesc {
                code: CodeId(2),
                base: Slot(10),
                resume,
                cont: 3,
            }
        } else {
            FrameDesc {
                code: CodeId(1),
                base: Slot(0),
                resume,
                cont: 0,
            }
        };
        s.frame(own);
        for n in 0..SLOTS {
            if self.dirty[n as usize] {
                s.slot(Slot(n), self.slots[n as usize]);
            }
        }
        self.b.snap = s.finish(&mut self.b.trace.snaps);
    }
    fn int(&mut self, n: i16) -> IrRef {
        let v = self.get(n);
        self.b.op1(Op::GINT, v);
        self.b.op1(Op::UNBOXI, v)
    }
    fn float(&mut self, n: i16) -> IrRef {
        let v = self.get(n);
        if self.pc % 3 == 0 {
            self.b.op1(Op::GFLONUM, v);
            self.b.op1(Op::UNBOXFN, v)
        } else {
            self.b.op1(Op::GFLOAT, v);
            self.b.op1(Op::UNBOXF, v)
        }
    }
    fn point(&mut self, n: i16) -> IrRef {
        let v = self.get(n);
        self.b.guard_shape(v, POINT_SHAPE);
        v
    }
    fn set_int(&mut self, n: i16, i: IrRef) {
        let v = self.b.op1(Op::BOXI, i);
        self.set(n, v);
    }
    fn set_float(&mut self, n: i16, f: IrRef) {
        let v = self.b.op1(Op::BOXF, f);
        self.set(n, v);
    }

    /// One random operation; `a`, `b`, `c` choose operands.
    fn operation(&mut self, op: u8, a: u8, b: u8, c: u8) {
        self.pc += 1;
        self.snap(Resume::Before(self.pc));
        let int = |x: u8| x as i16 % INTS;
        let flt = |x: u8| 4 + x as i16 % 2;
        let obj = |x: u8| 6 + x as i16 % 3;
        match op % 32 {
            0..=3 => {
                let (x, y) = (self.int(int(a)), self.int(int(b)));
                let op = [
                    Op::IADDO,
                    Op::ISUBO,
                    Op::IMULO,
                    Op::IAND,
                    Op::IOR,
                    Op::IXOR,
                    Op::IADD,
                    Op::ISUB,
                    Op::IMUL,
                    Op::ISHR,
                    Op::IUSHR,
                    Op::ISHL,
                ][c as usize / 4 % 12];
                let r = self.b.op2(op, x, y);
                self.set_int(int(c), r);
            }
            4..=6 => {
                let x = self.int(int(a));
                let k = self
                    .b
                    .int([0, 1, -1, 2, 7, 8, 255, i64::MAX, 1 << 40, 3][b as usize % 10]);
                let op = [
                    Op::IADDO,
                    Op::IMULO,
                    Op::IAND,
                    Op::ISUBO,
                    Op::IADDO,
                    Op::IXOR,
                    Op::ISHR,
                    Op::IAND,
                    Op::IMUL,
                ][c as usize / 4 % 9];
                let r = self.b.op2(op, x, k);
                self.set_int(int(c), r);
            }
            7 if c & 16 != 0 => {
                // Into an inlined callee with one argument, or back with its result.
                if self.inlined {
                    let r = self.get(11);
                    self.inlined = false;
                    self.set(int(a), r);
                    for n in 10..SLOTS as usize {
                        self.slots[n] = IrRef::NONE;
                        self.dirty[n] = false;
                    }
                } else {
                    let v = self.get(int(a));
                    let x = self.int(int(b));
                    self.inlined = true;
                    self.call_pc = self.pc;
                    self.set(10, v);
                    self.set_int(11, x);
                }
            }
            7 => {
                let x = self.int(int(a));
                let k = self.b.int([1, 2, 3, 8, -3][b as usize % 5]);
                let op = [Op::IDIVFLOOR, Op::IMODFLOOR][c as usize / 4 % 2];
                let r = self.b.op2(op, x, k);
                self.set_int(int(c), r);
            }
            8 | 9 => {
                let (x, y) = (self.float(flt(a)), self.float(flt(b)));
                let op = [Op::FADD, Op::FSUB, Op::FMUL, Op::FDIV][c as usize / 4 % 4];
                let r = self.b.op2(op, x, y);
                self.set_float(flt(c), r);
            }
            10 => {
                let x = self.float(flt(a));
                let op =
                    [Op::FNEG, Op::FABS, Op::FFLOOR, Op::FTRUNC, Op::FCEIL][c as usize / 4 % 5];
                let r = self.b.op1(op, x);
                self.set_float(flt(c), r);
            }
            11 => {
                let x = self.int(int(a));
                let r = self.b.op1(Op::I2F, x);
                self.set_float(flt(c), r);
            }
            12 => {
                let x = self.float(flt(a));
                let r = self.b.op1(Op::F2I, x);
                self.set_int(int(c), r);
            }
            13 | 14 => {
                let (x, y) = (self.int(int(a)), self.int(int(b)));
                let op = [
                    Op::GLT,
                    Op::GLE,
                    Op::GGT,
                    Op::GGE,
                    Op::GEQ,
                    Op::GNE,
                    Op::GULT,
                ][c as usize / 4 % 7];
                self.b.op2(op, x, y);
            }
            15 => {
                let x = self.int(int(a));
                let k = self.b.int([0, 10, 100, 1 << 40, -1000][b as usize % 5]);
                let op =
                    [Op::GLT, Op::GLE, Op::GGT, Op::GGE, Op::GULT, Op::GNE][c as usize / 4 % 6];
                self.b.op2(op, x, k);
            }
            16 => {
                let (x, y) = (self.float(flt(a)), self.float(flt(b)));
                let op = [Op::GFLT, Op::GFNGE, Op::GFNE, Op::GFLE, Op::GFNGT][c as usize / 4 % 5];
                self.b.op2(op, x, y);
            }
            17 => {
                let o = self.point(obj(a));
                let v = self.b.fload(o, if b & 1 == 0 { X } else { Y });
                self.set(int(c), v);
                self.snap(Resume::After(self.pc, int(c) as u16));
                self.int(int(c));
            }
            19 if c & 48 != 0 => {
                // What the thread handles changes, or is what it was.
                let v = self.get(obj(a));
                let th = self.b.op0(Op::THREAD);
                let before = self.b.fload(th, HANDLED);
                self.b.fstore(th, HANDLED, v);
                if c & 16 != 0 {
                    self.set(obj(b), before);
                }
            }
            18 | 19 => {
                let o = self.point(obj(a));
                let v = self.get(int(b));
                self.b.op1(Op::GINT, v);
                let f = if c & 1 == 0 { X } else { Y };
                self.b.emit(Op::BARRIER, o, v, IrRef::NONE, 0);
                self.b.fstore(o, f, v);
            }
            20 => {
                let o = self.point(obj(a));
                let i = self.b.fload(o, N);
                self.set_int(int(c), i);
                let d = self.b.fload(o, D);
                self.set_float(flt(c), d);
            }
            21 => {
                let o = self.point(obj(a));
                let i = self.int(int(b));
                let d = self.float(flt(c));
                self.b.fstore(o, N, i);
                self.b.fstore(o, D, d);
                let f = self.b.fload(o, BYTE);
                self.b.fstore(o, BYTE, i);
                self.set_int(int(c), f);
            }
            22 => {
                // o.next, a point again (or the exit).
                let o = self.point(obj(a));
                let v = self.b.fload(o, NEXT);
                self.b.guard_shape(v, POINT_SHAPE);
                self.set(obj(c), v);
            }
            23 => {
                let o = self.point(obj(a));
                let v = self.point(obj(b));
                self.b.emit(Op::BARRIER, o, v, IrRef::NONE, 0);
                self.b.fstore(o, NEXT, v);
            }
            24 | 25 => {
                // A new point.
                let x = self.get(int(a));
                self.b.op1(Op::GINT, x);
                let d = self.float(flt(b));
                let next = self.get(obj(b));
                let i = self.int(int(c));
                let sum = self.b.op2(Op::IADD, i, i);
                let y = self.b.op1(Op::BOXI, sum);
                let n = self.b.alloc(if c % 7 == 0 { REAL } else { POINT });
                for (f, v) in [(X, x), (Y, y), (D, d), (NEXT, next), (N, i)] {
                    self.b.fstore(n, f, v);
                }
                self.set(obj(c), n);
            }
            26 => {
                let l = self.get(9);
                self.b.guard_shape(l, LIST_SHAPE);
                let i = self.int(int(a));
                let len = self.b.fload(l, LEN);
                self.b.op2(Op::GULT, i, len);
                let base = self.b.fload(l, ITEMS);
                let v = self.b.aload(base, i, ElemKind::Val);
                self.b.op1(Op::GINT, v);
                self.set(int(c), v);
            }
            27 => {
                let l = self.get(9);
                self.b.guard_shape(l, LIST_SHAPE);
                let x = self.int(int(a));
                let three = self.b.int(3);
                let i = self.b.op2(Op::IAND, x, three);
                let base = self.b.fload(l, ITEMS);
                let v = self.get(int(b));
                self.b.op1(Op::GINT, v);
                let k = self.b.int((c & 3) as i64);
                let w = self.b.aload(base, k, ElemKind::Val);
                self.b.emit(Op::BARRIER, l, v, IrRef::NONE, 0);
                self.b.astore(base, i, v, ElemKind::Val);
                self.b.op1(Op::GINT, w);
                self.set(int(c), w);
            }
            28 => {
                let (x, y) = (self.int(int(a)), self.int(int(b)));
                let r = self.b.call(PURE, &[x, y]);
                self.set_int(int(c), r);
                let (f, g) = (self.float(4), self.float(5));
                let r = self.b.call(PUREF, &[f, x, g]);
                self.set_float(flt(c), r);
            }
            29 if c & 24 == 24 => {
                // Values change places, guarded but not unboxed.
                let (v, w) = (self.get(int(a)), self.get(int(b)));
                self.b.op1(Op::GINT, v);
                self.b.op1(Op::GINT, w);
                self.set(int(a), w);
                self.set(int(b), v);
                let (f, g) = (self.get(4), self.get(5));
                self.b
                    .op1(if c & 32 == 0 { Op::GFLONUM } else { Op::GFLOAT }, f);
                self.set(4, g);
                self.set(5, f);
            }
            29 if c & 8 != 0 => {
                let v = self.get(int(b));
                self.b.op1(Op::GINT, v);
                let p = self.b.call(FRESH, &[v]);
                self.set(obj(c), p);
                let o = self.get(obj(a));
                let x = self.b.call(READ, &[o]);
                self.set(int(c), x);
                self.snap(Resume::After(self.pc, int(c) as u16));
                self.int(int(c));
            }
            29 => {
                let o = self.get(obj(a));
                let v = self.get(int(b));
                self.b.call(POKE, &[o, v]);
            }
            30 => {
                let o = self.get(obj(a));
                let r = self.b.call(if c & 8 == 0 { ANY } else { LOOK }, &[o]);
                self.snap(Resume::Raise(self.pc));
                self.b.op1(Op::GNORAISE, r);
                self.set(obj(c), r);
                self.snap(Resume::After(self.pc, obj(c) as u16));
                self.b.op0(Op::GVALID);
            }
            31 if c & 8 != 0 => {
                // An object changes its shape, and back.
                let o = self.point(obj(a));
                let k = self.b.int(OTHER_SHAPE.0 as i64);
                self.b.fstore(o, SHAPE, k);
                let v = self.get(obj(b));
                self.b.guard_shape(
                    v,
                    if c & 16 == 0 {
                        POINT_SHAPE
                    } else {
                        OTHER_SHAPE
                    },
                );
                if c & 32 != 0 {
                    let k = self.b.int(POINT_SHAPE.0 as i64);
                    self.b.fstore(o, SHAPE, k);
                }
            }
            _ => {
                // Identity and shapes.
                let (v, w) = (self.get(obj(a)), self.get(obj(b)));
                self.b
                    .op2(if c & 4 == 0 { Op::GIS } else { Op::GNIS }, v, w);
            }
        }
    }
}

/// Records a loop from bytes; `None` if it contradicts itself.
pub fn record<'s>(b: &mut Builder<'s>, bytes: &[u8]) -> bool {
    b.reset();
    let none = [IrRef::NONE; SLOTS as usize];
    let mut r = Recorder {
        b,
        slots: none,
        pc: 0,
        inlined: false,
        call_pc: 0,
        dirty: [false; SLOTS as usize],
    };
    r.snap(Resume::Before(0));
    r.b.op0(Op::GPOLL);
    for w in bytes.chunks_exact(4) {
        r.operation(w[0], w[1], w[2], w[3]);
        if r.b.failed {
            return false;
        }
    }
    if r.inlined {
        r.inlined = false;
        r.slots[10..].fill(IrRef::NONE);
        r.dirty[10..].fill(false);
    }
    r.snap(Resume::Before(0));
    r.b.terminate(Op::JLOOP, IrRef::NONE, Link::Loop);
    true
}

/// Records a side trace from a snapshot of `parent`, up to the loop head; the slots' values are left for the caller.
pub fn record_side<'s>(
    b: &mut Builder<'s>,
    parent: &Trace,
    snap: ir::SnapNo,
    bytes: &[u8],
) -> Option<Vec<(Slot, IrRef)>> {
    b.reset();
    let mut slots = [IrRef::NONE; SLOTS as usize];
    let mut dirty = [false; SLOTS as usize];
    for (s, r) in b.inherit_snapshot(parent, snap) {
        if s.0 == i16::MIN {
            let th = b.op0(Op::THREAD);
            b.fstore(th, HANDLED, r);
            continue;
        }
        // (The callee's window is dead: the side trace begins after the call.)
        if s.0 < 10 {
            slots[s.0 as usize] = r;
            dirty[s.0 as usize] = true;
        }
    }
    let mut r = Recorder {
        b,
        slots,
        pc: 1000,
        inlined: false,
        call_pc: 0,
        dirty,
    };
    for w in bytes.chunks_exact(4) {
        r.operation(w[0], w[1], w[2], w[3]);
        if r.b.failed {
            return None;
        }
    }
    r.snap(Resume::Before(0));
    Some(
        (0..SLOTS)
            .filter(|&n| r.dirty[n as usize])
            .map(|n| (Slot(n), r.slots[n as usize]))
            .collect(),
    )
}

/// Records and optimises; the trace is unpeeled if peeling fails.
pub fn build(
    schema: &MockSchema,
    config: OptConfig,
    bytes: &[u8],
) -> Option<(Trace, Option<EntryTemplate>)> {
    let mut b = Builder::new(schema, config);
    if !record(&mut b, bytes) {
        return None;
    }
    let e = b.finish().unwrap_or(None);
    Some((b.trace.clone(), e))
}

/// The state that can be observed: without the callee's window once the call is over.
pub fn observe(m: &mut MockMachine) -> String {
    if m.frames.len() < 2 {
        m.slots.retain(|&s, _| s < 10);
    }
    m.state()
}

/// Runs a loop trace until it leaves: a trace without a peeled loop goes through the frame at each iteration, as the
/// interpreter would. Returns the state after restoring.
pub fn run(t: &Trace, schema: &MockSchema, m: &mut MockMachine) -> String {
    let mut e = Evaluator::default();
    let mut restorer = Restorer::default();
    for _ in 0..100 {
        let (at, snap) = match e.run(t, m, 100_000) {
            Outcome::Exit { guard, snap } => (guard, snap),
            Outcome::End { at, snap } => (at, snap),
            Outcome::Limit => panic!("endless loop"),
        };
        restorer
            .restore(t, schema, snap, |r| e.value(t, r), m)
            .unwrap();
        if t.op(at) != Op::JLOOP {
            return observe(m);
        }
    }
    panic!("endless loop");
}
