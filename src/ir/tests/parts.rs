//! The parts one by one: restoring, verifying, parsing, wrapping arithmetic, switches, typed entries at a frame depth.

mod common;

use ir::eval::{Evaluator, Machine, Outcome};
use ir::mock::*;
use ir::opt::{EntryPlace, PeelError};
use ir::restore::Restorer;
use ir::text::{parse, print};
use ir::verify::{verify, verify_open};
use ir::{
    Builder, CodeId, FrameDesc, IrRef, Link, Op, OptConfig, Pass, Resume, Slot, SnapBuilder,
    TraceNo,
};
use proptest::prelude::*;

fn frame(pc: u32) -> FrameDesc {
    FrameDesc {
        code: CodeId(1),
        base: Slot(0),
        resume: Resume::Before(pc),
        cont: 0,
    }
}

/// Runs a trace in text form and restores where it leaves.
fn run(text: &str, m: &mut MockMachine) -> String {
    let schema = MockSchema::new();
    let t = parse(text, &schema).unwrap();
    verify(&t, &schema).unwrap();
    let mut e = Evaluator::default();
    let snap = match e.run(&t, m, 10_000) {
        Outcome::Exit { snap, .. } | Outcome::End { snap, .. } => snap,
        Outcome::Limit => panic!("endless"),
    };
    Restorer::default()
        .restore(&t, &schema, snap, |r| e.value(&t, r), m)
        .unwrap();
    m.state()
}

#[test]
fn cyclic_virtuals_are_built_completely() {
    let mut m = MockMachine::new();
    m.slots.insert(0, tag_int(7).unwrap());
    let s = run(
        "trace interp
         snap s0 [code 1 base 0 before 3] 1=%3 2=%4 {%3 @point .x=%2 .next=%4} {%4 @point .next=%3 .d=1.5f}
         %1 V SLOT #0
         %2 I UNBOXI %1
         %3 P ~NEW @point
         %4 P ~NEW @point
         %5 - JEXIT >s0",
        &mut m,
    );
    assert!(s.contains("slot 1 = new:100( 0=7 "), "{s}");
    assert!(
        s.contains("4=new:100( 0=v:0x4 1=v:0x4 2=0x0 3=0x3ff8000000000000 4=#0 7=0x0)"),
        "{s}"
    );
    assert!(s.contains("slot 2 = #1"), "{s}");
}

#[test]
fn restoring_reads_before_it_writes() {
    // The slots swap; a machine that wrote while reading would lose one.
    let mut m = MockMachine::new();
    m.slots.insert(0, tag_int(1).unwrap());
    m.slots.insert(1, tag_int(2).unwrap());
    let s = run(
        "trace interp
         snap s0 [code 1 base 0 before 3] 0=%2 1=%1
         %1 V SLOT #0
         %2 V SLOT #1
         %3 - JEXIT >s0",
        &mut m,
    );
    assert!(s.contains("slot 0 = 2\nslot 1 = 1"), "{s}");
}

#[test]
fn wide_ints_and_rare_floats_are_boxed_once() {
    let mut m = MockMachine::new();
    let s = run(
        "trace interp
         snap s0 [code 1 base 0 before 3] 0=%1 1=%1 2=%2
         %1 I IADD 9223372036854775807 0
         %2 F FADD 0x7feffffffffffffef 0.0f
         %3 - JEXIT >s0",
        &mut m,
    );
    assert!(
        s.contains("slot 0 = 9223372036854775807\nslot 1 = 9223372036854775807"),
        "{s}"
    );
    assert_eq!(m.slots[&0], m.slots[&1], "one reference is boxed once");
}

#[test]
fn the_verifier_finds_what_is_wrong() {
    let schema = MockSchema::new();
    let cases = [
        ("%1 I IADD 1 %2\n%2 I IADD 1 2", "before its definition"),
        ("%1 I IADD 1 1.5f", "operand b has type"),
        ("%1 I IADDO 1 2", "no snapshot"),
        ("%1 F IADD 1 2", "the result should be"),
        ("snap s0 1=2\n%1 I IADDO 1 2 >s0", "no frame"),
        (
            "snap s0 [code 1 base 0 before 1] 1=%9\n%1 I IADDO 1 2 >s0",
            "does not exist",
        ),
        (
            "snap s0 [code 1 base 0 before 1] 1=2 1=3\n%1 I IADDO 1 2 >s0",
            "twice",
        ),
        (
            "snap s0 [code 1 base 4 before 1] [code 1 base 2 before 1]\n%1 I IADDO 1 2 >s0",
            "bases must rise",
        ),
        (
            "snap s0 [code 1 base 0 before 1] 1=%1\n%1 P ~NEW @point\n%2 I IADDO 1 2 >s0",
            "does not describe",
        ),
        ("%1 P ~NEW @point\n%2 V FLOAD %1 .x", "is sunk"),
        ("%1 I PHI 1 2", "directly after LOOP"),
        ("%1 V SLOT #1\n%2 - CALL %1 poke()", "arguments"),
        ("%1 V SLOT #1\n%2 V CALL %1 look()", "looks at frames"),
        ("%1 V SLOT #1\n%2 - FSTORE %1 1.5f .x", "operand b has type"),
    ];
    for (text, want) in cases {
        let t = parse(text, &schema).unwrap();
        let e = verify_open(&t, &schema).expect_err(text);
        assert!(e.contains(want) && e.contains("; ^^^"), "{text}: {e}");
    }
    let t = parse("%1 I IADD 1 2", &schema).unwrap();
    assert!(verify(&t, &schema).unwrap_err().contains("terminator"));
}

#[test]
fn the_parser_names_the_line() {
    let schema = MockSchema::new();
    for (text, want) in [
        ("%1 I IADD 1 2\n%2 I FOO 1", "line 2: unknown op"),
        ("%1 I IADD 1 2\n%1 I IADD 1 2", "line 2: numbers must rise"),
        ("%1 V FLOAD v:0x4 .nothing", "unknown field"),
        ("snap s0 [code x base 0 before 1]", "bad frame"),
        ("%1 X IADD 1 2", "bad type"),
    ] {
        let e = parse(text, &schema).unwrap_err();
        assert!(e.contains(want), "{text}: {e}");
    }
}

#[test]
fn constants_round_trip() {
    let schema = MockSchema::new();
    let text = "trace open
  %1    F FADD 0x7ff8000000000001f -0f
  %2    F FADD 1.5f 0.1f
  %3    I IADD -9223372036854775808 9223372036854775807
  %4    - GIS v:0x4 p:0x10 >s0
"
    .replace(" >s0", "");
    let t = parse(&text, &schema).unwrap();
    assert_eq!(print(&t, &schema), text);
}

#[test]
fn switches() {
    let mut c = OptConfig::default();
    c.parse("-sink,peel=2").unwrap();
    assert!(!c.allow(Pass::Sink));
    assert!(c.allow(Pass::Peel) && c.allow(Pass::Peel) && !c.allow(Pass::Peel));
    assert_eq!(c.used(Pass::Peel), 2);
    assert_eq!(c.parse("none,+cse,nonsense").unwrap_err(), "nonsense");
    assert!(c.is_on(Pass::Cse) && !c.is_on(Pass::Fold));
}

/// A builder with an empty snapshot.
fn begun(schema: &MockSchema) -> Builder<'_> {
    let mut b = Builder::new(schema, OptConfig::default());
    b.snap = SnapBuilder {
        frames: vec![frame(0)],
        entries: vec![],
    }
    .finish(&mut b.trace.snaps);
    b
}

#[test]
fn a_type_that_changes_makes_a_loop_unstable() {
    let schema = MockSchema::new();
    let mut b = begun(&schema);
    let v = b.slot(Slot(0));
    b.op1(Op::GINT, v);
    let i = b.op1(Op::UNBOXI, v);
    let f = b.op1(Op::I2F, i);
    let w = b.op1(Op::BOXF, f);
    b.snap = SnapBuilder {
        frames: vec![frame(0)],
        entries: vec![(Slot(0), w)],
    }
    .finish(&mut b.trace.snaps);
    b.terminate(Op::JLOOP, IrRef::NONE, Link::Loop);
    let before = print(&b.trace, &schema);
    assert_eq!(b.finish().unwrap_err(), PeelError::Unstable);
    assert_eq!(print(&b.trace, &schema), before, "the trace is as it was");
    verify(&b.trace, &schema).unwrap();
}

#[test]
fn contradictions_are_noticed() {
    let schema = MockSchema::new();
    let mut b = begun(&schema);
    let v = b.slot(Slot(0));
    b.guard_shape(v, POINT_SHAPE);
    assert!(!b.failed);
    b.guard_shape(v, LIST_SHAPE);
    assert!(b.failed);
}

/// One value is not two constants; that it is one of them decides every comparison with a constant.
#[test]
fn a_value_that_equals_a_constant_equals_no_other() {
    let schema = MockSchema::new();
    let mut b = begun(&schema);
    let v = b.slot(Slot(0));
    b.op1(Op::GINT, v);
    let x = b.op1(Op::UNBOXI, v);
    let (three, four) = (b.trace.int(3), b.trace.int(4));
    b.op2(Op::GEQ, x, three);
    let end = b.trace.end();
    b.op2(Op::GNE, x, four);
    b.op2(Op::GEQ, x, three);
    assert_eq!(b.trace.end(), end, "both are implied");
    assert!(!b.failed);
    b.op2(Op::GEQ, x, four);
    assert!(b.failed);
}

/// A loop in an inlined callee is entered from a side trace whose own frame lies below.
#[test]
fn a_loop_is_entered_at_a_frame_depth() {
    let schema = MockSchema::new();
    // The loop: slot 0 counts up.
    let mut b = begun(&schema);
    b.op0(Op::GPOLL);
    let v = b.slot(Slot(0));
    b.op1(Op::GINT, v);
    let i = b.op1(Op::UNBOXI, v);
    let one = b.int(1);
    let j = b.op2(Op::IADDO, i, one);
    let w = b.op1(Op::BOXI, j);
    b.snap = SnapBuilder {
        frames: vec![frame(0)],
        entries: vec![(Slot(0), w)],
    }
    .finish(&mut b.trace.snaps);
    b.terminate(Op::JLOOP, IrRef::NONE, Link::Loop);
    let entry = b.finish().unwrap().unwrap();
    // The side trace: the loop's frame has base 10; slot 3 of the outer frame was changed, and slot 10 is the counter.
    let mut b = Builder::new(&schema, OptConfig::default());
    let x = b.inherit(0, ir::Ty::I);
    let counter = b.op1(Op::BOXI, x);
    let k = b.val(tag_int(5).unwrap());
    let outer = [FrameDesc {
        code: CodeId(9),
        base: Slot(0),
        resume: Resume::After(4, 3),
        cont: 0,
    }];
    let changed = [(Slot(3), k), (Slot(10), counter)];
    let mut bind = |_: &mut Builder, s: Slot| {
        if s == Slot(0) {
            counter
        } else {
            panic!("one slot")
        }
    };
    b.enter_loop(
        &entry,
        TraceNo(7),
        &mut bind,
        EntryPlace {
            outer: &outer,
            base: 10,
            changed: &changed,
        },
    )
    .unwrap();
    let text = print(&b.trace, &schema);
    verify(&b.trace, &schema).unwrap();
    assert!(
        text.contains("[code 9 base 0 after 4 3] [code 1 base 10 before 0] 3=v:0xb 10=%2"),
        "{text}"
    );
    assert!(text.contains("SSTORE v:0xb #3"), "{text}");
    assert!(text.contains("JTRACE #10"), "{text}");
    assert!(
        !text.contains("SSTORE %2"),
        "the counter is a live-in: {text}"
    );
}

proptest! {
    #![proptest_config(common::config())]

    /// `(x * y + z) & mask`, checked and wrapped, against 128-bit arithmetic.
    #[test]
    fn wrapping_under_a_mask(x in any::<i64>(), y in any::<i64>(), z in any::<i64>(), mask in 0..i64::MAX) {
        let schema = MockSchema::new();
        let mut config = OptConfig::default();
        config.parse("-fold").unwrap();
        let mut b = Builder::new(&schema, config);
        b.snap = SnapBuilder { frames: vec![frame(0)], entries: vec![] }.finish(&mut b.trace.snaps);
        let (rx, ry, rz) = (b.inherit(0, ir::Ty::I), b.inherit(1, ir::Ty::I), b.inherit(2, ir::Ty::I));
        let p = b.op2(Op::IMULO, rx, ry);
        let s = b.op2(Op::IADDO, p, rz);
        let m = b.int(mask);
        let r = b.op2(Op::IAND, s, m);
        let v = b.op1(Op::BOXI, r);
        b.snap = SnapBuilder { frames: vec![frame(1)], entries: vec![(Slot(0), v)] }.finish(&mut b.trace.snaps);
        b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
        b.finish().unwrap();
        let mut machine = MockMachine::new();
        machine.inherited = vec![x as u64, y as u64, z as u64];
        let mut e = Evaluator::default();
        let Outcome::End { snap, .. } = e.run(&b.trace, &mut machine, 1000) else {
            panic!("a check was left:\n{}", print(&b.trace, &schema))
        };
        Restorer::default().restore(&b.trace, &schema, snap, |r| e.value(&b.trace, r), &mut machine).unwrap();
        let slot = machine.slots[&0];
        let have = machine.as_int(slot).unwrap();
        // Modulo 2^128 is enough: the low 63 bits are what is asked for.
        let want = (x as i128).wrapping_mul(y as i128).wrapping_add(z as i128) & mask as i128;
        prop_assert_eq!(have as i128, want);
    }
}
