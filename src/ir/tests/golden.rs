//! What the optimiser makes of typical loops: one idea per test, the whole trace compared.
//!
//! `UPDATE_GOLDEN=1 cargo test -p ir --test golden` rewrites the expectations in `tests/golden/`.

use ir::mock::*;
use ir::{
    Builder, CodeId, ElemKind, FrameDesc, IrRef, Link, Op, OptConfig, Resume, Slot, SnapBuilder,
};

/// A little recorder: slots by number, snapshots by pc.
struct Rec<'s> {
    b: Builder<'s>,
    slots: Vec<(i16, IrRef)>,
}

impl<'s> Rec<'s> {
    fn new(schema: &'s MockSchema) -> Self {
        let mut r = Rec {
            b: Builder::new(schema, OptConfig::default()),
            slots: Vec::new(),
        };
        r.at(0);
        r.b.op0(Op::GPOLL);
        r
    }
    fn at(&mut self, pc: u32) {
        let frame = FrameDesc {
            code: CodeId(1),
            base: Slot(0),
            resume: Resume::Before(pc),
            cont: 0,
        };
        let mut s = SnapBuilder::default();
        s.frame(frame);
        for &(n, r) in &self.slots {
            s.slot(Slot(n), r);
        }
        self.b.snap = s.finish(&mut self.b.trace.snaps);
    }
    fn get(&mut self, n: i16) -> IrRef {
        match self.slots.iter().find(|e| e.0 == n) {
            Some(e) => e.1,
            None => self.b.slot(Slot(n)),
        }
    }
    fn set(&mut self, n: i16, r: IrRef) {
        self.slots.retain(|e| e.0 != n);
        self.slots.push((n, r));
    }
    fn int(&mut self, n: i16) -> IrRef {
        let v = self.get(n);
        self.b.op1(Op::GINT, v);
        self.b.op1(Op::UNBOXI, v)
    }
    fn float(&mut self, n: i16) -> IrRef {
        let v = self.get(n);
        self.b.op1(Op::GFLOAT, v);
        self.b.op1(Op::UNBOXF, v)
    }
    fn set_int(&mut self, n: i16, i: IrRef) {
        let v = self.b.op1(Op::BOXI, i);
        self.set(n, v);
    }
    fn set_float(&mut self, n: i16, f: IrRef) {
        let v = self.b.op1(Op::BOXF, f);
        self.set(n, v);
    }
    fn finish(mut self, name: &str, schema: &MockSchema) {
        self.at(0);
        self.b.terminate(Op::JLOOP, IrRef::NONE, Link::Loop);
        let recorded = ir::text::print(&self.b.trace, schema);
        self.b.finish().expect("a stable loop");
        let text = format!(
            "; as recorded\n{recorded}\n; as optimised\n{}",
            ir::text::print(&self.b.trace, schema)
        );
        let path = format!("{}/tests/golden/{name}.ir", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let want = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(want == text, "{path} differs; now it is:\n{text}");
    }
}

/// `while i < n: s += i; i += 1`
#[test]
fn sum_of_ints() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let (i, n) = (r.int(0), r.int(1));
    r.b.op2(Op::GLT, i, n);
    r.at(1);
    let s = r.int(2);
    let sum = r.b.op2(Op::IADDO, s, i);
    r.set_int(2, sum);
    r.at(2);
    let one = r.b.int(1);
    let next = r.b.op2(Op::IADDO, i, one);
    r.set_int(0, next);
    r.finish("sum_of_ints", &schema);
}

/// `x = x * k + x`
#[test]
fn floats_stay_raw() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let (x, k) = (r.float(0), r.float(1));
    let p = r.b.op2(Op::FMUL, x, k);
    let q = r.b.op2(Op::FADD, p, x);
    r.set_float(0, q);
    r.finish("floats_stay_raw", &schema);
}

/// `while i < len(l): s += l[i]; i += 1`
#[test]
fn bounds_check() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let l = r.get(3);
    r.b.guard_shape(l, LIST_SHAPE);
    let len = r.b.fload(l, LEN);
    let zero = r.b.int(0);
    let i = r.int(0);
    r.b.op2(Op::GLT, i, len);
    r.at(1);
    r.b.op2(Op::GGE, i, zero);
    r.b.op2(Op::GULT, i, len);
    let base = r.b.fload(l, ITEMS);
    let v = r.b.aload(base, i, ElemKind::Val);
    r.b.op1(Op::GINT, v);
    let v = r.b.op1(Op::UNBOXI, v);
    let s = r.int(2);
    let sum = r.b.op2(Op::IADDO, s, v);
    r.set_int(2, sum);
    r.at(2);
    let one = r.b.int(1);
    let next = r.b.op2(Op::IADDO, i, one);
    r.set_int(0, next);
    r.finish("bounds_check", &schema);
}

/// `p = Point(p.x + 1, p.y)`: no object is made.
#[test]
fn objects_through_phis() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let p = r.get(0);
    r.b.guard_shape(p, POINT_SHAPE);
    let (x, y) = (r.b.fload(p, X), r.b.fload(p, Y));
    r.b.op1(Op::GINT, x);
    let x = r.b.op1(Op::UNBOXI, x);
    let one = r.b.int(1);
    let x = r.b.op2(Op::IADDO, x, one);
    let x = r.b.op1(Op::BOXI, x);
    let q = r.b.alloc(POINT);
    r.b.fstore(q, X, x);
    r.b.fstore(q, Y, y);
    r.set(0, q);
    r.finish("objects_through_phis", &schema);
}

/// `self.n += 1` with the object in a slot: the load is forwarded, the store stays.
#[test]
fn field_in_a_register() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let o = r.get(0);
    r.b.guard_shape(o, POINT_SHAPE);
    let x = r.b.fload(o, X);
    r.b.op1(Op::GINT, x);
    let i = r.b.op1(Op::UNBOXI, x);
    let one = r.b.int(1);
    let i = r.b.op2(Op::IADDO, i, one);
    let v = r.b.op1(Op::BOXI, i);
    r.b.emit(Op::BARRIER, o, v, IrRef::NONE, 0);
    r.b.fstore(o, X, v);
    r.finish("field_in_a_register", &schema);
}

/// Two stores to one object, of a tagged int and of what may be a pointer: the barrier of the second stays.
#[test]
fn barrier_after_an_int() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let o = r.get(0);
    r.b.guard_shape(o, POINT_SHAPE);
    let i = r.int(1);
    let mask = r.b.int(63);
    let i = r.b.op2(Op::IAND, i, mask);
    let v = r.b.op1(Op::BOXI, i);
    r.b.emit(Op::BARRIER, o, v, IrRef::NONE, 0);
    r.b.fstore(o, X, v);
    let p = r.get(2);
    r.b.emit(Op::BARRIER, o, p, IrRef::NONE, 0);
    r.b.fstore(o, Y, p);
    r.finish("barrier_after_an_int", &schema);
}

/// Objects that the parent had not made, one of which refers to the other, and which the side trace makes: at the second
/// allocation the first may become old.
#[test]
fn inherited_objects_need_barriers() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let (o, p) = (r.b.alloc(POINT), r.b.alloc(POINT));
    r.b.fstore(o, X, p);
    r.set(3, o);
    r.at(1);
    r.int(0);
    r.slots.clear();
    r.at(2);
    r.b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
    r.b.finish().expect("no loop");
    let parent = r.b.trace;
    let guard = parent.last(Op::GINT);
    let snap = parent.ins(guard).snap;
    assert_eq!(parent.snaps.virtuals(snap).len(), 2);

    let mut side = Rec::new(&schema);
    for (slot, v) in side.b.inherit_snapshot(&parent, snap) {
        side.b
            .emit(Op::SSTORE, v, IrRef::NONE, IrRef::NONE, slot.0 as u32);
    }
    side.b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
    side.b.finish().expect("no loop");
    let trace = side.b.trace;
    let order: Vec<Op> = trace
        .refs()
        .map(|r| trace.op(r))
        .filter(|op| matches!(op, Op::NEW | Op::FSTORE | Op::BARRIER))
        .collect();
    assert_eq!(order, [Op::NEW, Op::NEW, Op::FSTORE, Op::BARRIER]);
}

/// `h = (h * 31 + i) & 0xffffffff`
#[test]
fn masked_arithmetic_wraps() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let h = r.int(0);
    let (k, m) = (r.b.int(0x5851_f42d_4c95_7f2d), r.b.int(0xffff_ffff));
    let p = r.b.op2(Op::IMULO, h, k);
    r.set_int(5, p);
    r.at(1);
    let i = r.int(1);
    let s = r.b.op2(Op::IADDO, p, i);
    r.set_int(5, s);
    r.at(2);
    let x = r.b.op2(Op::IAND, s, m);
    r.set_int(5, x);
    r.set_int(0, x);
    r.finish("masked_arithmetic_wraps", &schema);
}

/// `x = (i << 3) & 255` with the check that nothing was shifted out, for `i` below 100.
#[test]
fn checked_shift() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let i = r.int(0);
    let (zero, hundred, three) = (r.b.int(0), r.b.int(100), r.b.int(3));
    r.b.op2(Op::GGE, i, zero);
    r.b.op2(Op::GLT, i, hundred);
    let s = r.b.op2(Op::ISHL, i, three);
    let back = r.b.op2(Op::ISHR, s, three);
    r.b.op2(Op::GEQ, back, i);
    let mask = r.b.int(1023);
    let x = r.b.op2(Op::IAND, s, mask);
    r.set_int(1, x);
    let one = r.b.int(1);
    let next = r.b.op2(Op::IADDO, i, one);
    r.set_int(0, next);
    r.finish("checked_shift", &schema);
}

/// An object is what the thread handles for a while: it is neither stored there nor made, but exits in between do both.
#[test]
fn deferred_stores() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let x = r.get(0);
    let th = r.b.op0(Op::THREAD);
    let before = r.b.fload(th, HANDLED);
    let p = r.b.alloc(POINT);
    r.b.fstore(p, X, x);
    r.b.fstore(th, HANDLED, p);
    r.at(1);
    let i = r.int(1);
    let one = r.b.int(1);
    let next = r.b.op2(Op::IADDO, i, one);
    r.set_int(1, next);
    r.b.fstore(th, HANDLED, before);
    r.at(2);
    r.b.op0(Op::GPOLL);
    r.finish("deferred_stores", &schema);
}

/// The same around a call that may look at what the thread handles: the stores stay.
#[test]
fn stores_that_are_seen() {
    let schema = MockSchema::new();
    let mut r = Rec::new(&schema);
    let x = r.get(0);
    let th = r.b.op0(Op::THREAD);
    let before = r.b.fload(th, HANDLED);
    let p = r.b.alloc(POINT);
    r.b.fstore(p, X, x);
    r.b.fstore(th, HANDLED, p);
    r.at(1);
    let v = r.b.call(ANY, &[x]);
    r.b.op1(Op::GNORAISE, v);
    r.b.op0(Op::GVALID);
    r.b.fstore(th, HANDLED, before);
    r.finish("stores_that_are_seen", &schema);
}
