//! Every fold rule: its example applies, its counter-example does not, and folded and unfolded forms agree under the
//! evaluator for random inputs.

mod common;

use ir::eval::{Evaluator, Outcome};
use ir::mock::*;
use ir::opt::fold::{self, RULES};
use ir::{
    Builder, CodeId, FrameDesc, Ins, IrRef, Link, Op, OptConfig, Resume, Slot, SnapBuilder, Ty,
};
use proptest::prelude::*;

/// An example: an S-expression. Inputs are `INHERIT`s: `x`, `y` ints, `f`, `g` doubles, `v` an int value, `w` a float value,
/// `o` an object, `a` an address.
enum Expr {
    Atom(String),
    List(Vec<Expr>),
}

fn parse(s: &str) -> Expr {
    fn go<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Expr> {
        match words.next()? {
            "(" => {
                let mut l = Vec::new();
                while let Some(e) = go(words) {
                    l.push(e);
                }
                Some(Expr::List(l))
            }
            ")" => None,
            w => Some(Expr::Atom(w.to_string())),
        }
    }
    let s = s.replace('(', " ( ").replace(')', " ) ");
    go(&mut s.split_whitespace()).expect("an expression")
}

/// The expression as text.
fn unparse(e: &Expr) -> String {
    match e {
        Expr::Atom(s) => s.clone(),
        Expr::List(l) => format!("({})", l.iter().map(unparse).collect::<Vec<_>>().join(" ")),
    }
}

/// An example with the operands of its top exchanged, if that commutes.
fn turned(op: Op, text: &str) -> Option<String> {
    match parse(text) {
        Expr::List(mut l) if op.info().commutative && l.len() == 3 => {
            l.swap(1, 2);
            Some(unparse(&Expr::List(l)))
        }
        _ => None,
    }
}

/// Emits everything below the top as it is, and returns the instruction at the top.
fn emit(b: &mut Builder, e: &Expr, snap: ir::SnapNo) -> Result<Ins, IrRef> {
    let atom = |b: &mut Builder, s: &str| match s {
        "x" => b.inherit(0, Ty::I),
        "y" => b.inherit(1, Ty::I),
        "f" => b.inherit(2, Ty::F),
        "g" => b.inherit(3, Ty::F),
        "v" => b.inherit(4, Ty::V),
        "w" => b.inherit(5, Ty::V),
        "o" => b.inherit(6, Ty::V),
        "a" => b.inherit(7, Ty::A),
        s if s.starts_with("v:") => {
            let bits = u64::from_str_radix(&s[2..], 16).unwrap();
            b.val(bits)
        }
        s if s.ends_with('f') => b.flt(s[..s.len() - 1].parse().unwrap()),
        s => b.int(s.parse().unwrap()),
    };
    match e {
        Expr::Atom(s) => Err(atom(b, s)),
        Expr::List(l) => {
            let Expr::Atom(op) = &l[0] else {
                panic!("an op")
            };
            let op = Op::from_name(op).unwrap_or_else(|| panic!("unknown op {op}"));
            let mut ops = [IrRef::NONE; 3];
            for (n, e) in l[1..].iter().enumerate() {
                ops[n] = match emit(b, e, snap) {
                    Ok(i) => b.trace.push(i),
                    Err(r) => r,
                };
            }
            let ty = b.trace.result_type(b.schema, op, ops[0], 0).unwrap();
            let mut i = Ins::new(op, ty, ops[0], ops[1], ops[2], 0);
            if op.needs_snapshot() {
                i.snap = snap;
            }
            Ok(i)
        }
    }
}

/// Builds a trace around the example with the rules applied to the top, or not. The result goes to slot 0 of the final
/// snapshot. Returns the name of the first rule that applied; a guard that always fails leaves at once.
fn example(schema: &MockSchema, text: &str, apply: bool) -> (ir::Trace, &'static str) {
    let mut b = Builder::new(schema, OptConfig::none());
    let frame = |pc| FrameDesc {
        code: CodeId(1),
        base: Slot(0),
        resume: Resume::Before(pc),
        cont: 0,
    };
    let snap = SnapBuilder {
        frames: vec![frame(1)],
        entries: vec![],
    }
    .finish(&mut b.trace.snaps);
    let mut i = emit(&mut b, &parse(text), snap).unwrap_or_else(|_| panic!("an op at the top"));
    let mut first = "";
    let mut value = IrRef::NONE;
    let mut emitted = !apply;
    let mut failed = false;
    loop {
        if !apply {
            break;
        }
        let mut cx = fold::Cx {
            t: &mut b.trace,
            schema,
        };
        let mut f = fold::canonical(&mut cx, &mut i);
        if f == fold::Fold::Keep {
            let (g, name) = fold::rules(&mut cx, &i);
            f = g;
            if first.is_empty() {
                first = name;
            }
        }
        match f {
            fold::Fold::Keep => {
                emitted = true;
                break;
            }
            fold::Fold::Ref(r) => {
                value = r;
                break;
            }
            fold::Fold::Ins(j) => i = j,
            fold::Fold::Drop => break,
            fold::Fold::Fail => {
                failed = true;
                break;
            }
        }
    }
    if emitted {
        value = b.trace.push(i);
    }
    let end = if failed { 1 } else { 2 };
    let entries = if value.is_some() && !matches!(b.trace.ty(value), Ty::N | Ty::A) {
        vec![(Slot(0), value)]
    } else {
        vec![]
    };
    b.snap = SnapBuilder {
        frames: vec![frame(end)],
        entries,
    }
    .finish(&mut b.trace.snaps);
    b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
    ir::verify::verify(&b.trace, schema).unwrap_or_else(|e| panic!("{text}:\n{e}"));
    (b.trace, first)
}

/// Evaluates an example; what the final slot holds, and where it left.
fn evaluate(t: &ir::Trace, m: &mut MockMachine) -> (u32, String) {
    let mut e = Evaluator::default();
    let snap = match e.run(t, m, 1000) {
        Outcome::Exit { snap, .. } | Outcome::End { snap, .. } => snap,
        Outcome::Limit => panic!("endless"),
    };
    let pc = t.snaps.frames(snap)[0].resume.pc();
    let value = t.snaps.slot(snap, Slot(0)).map_or(String::new(), |r| {
        let bits = e.value(t, r);
        match t.ty(r) {
            Ty::F if f64::from_bits(bits).is_nan() => "nan".into(),
            Ty::F => format!("{:?}", f64::from_bits(bits)),
            Ty::V | Ty::P => {
                m.slots.clear();
                m.slots.insert(0, bits);
                m.old = 0;
                m.state()
            }
            _ => format!("{bits:#x}"),
        }
    });
    (pc, value)
}

#[test]
fn every_rule_applies_to_its_example_and_not_to_its_counter_example() {
    let schema = MockSchema::new();
    for r in RULES {
        assert_eq!(
            example(&schema, r.yes, true).1,
            r.name,
            "{} should apply to {}",
            r.name,
            r.yes
        );
        assert_ne!(
            example(&schema, r.no, true).1,
            r.name,
            "{} should not apply to {}",
            r.name,
            r.no
        );
    }
}

#[test]
fn names_are_unique_and_ops_together() {
    for (n, r) in RULES.iter().enumerate() {
        assert!(
            RULES[..n].iter().all(|o| o.name != r.name),
            "{} twice",
            r.name
        );
        let last = RULES[..n].iter().rposition(|o| o.op == r.op);
        assert!(
            last.is_none_or(|l| l == n - 1),
            "the rules of {:?} are apart",
            r.op
        );
    }
}

fn int() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        -20..20i64,
        prop::sample::select(vec![
            i64::MIN,
            i64::MAX,
            i64::MIN + 1,
            i64::MAX - 3,
            1 << 62,
            -(1 << 62),
            (1 << 62) - 1
        ]),
    ]
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            -1.5,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            f64::MIN_POSITIVE,
            5e-324,
            1e308
        ]),
        (-100..100i64).prop_map(|i| i as f64 / 4.0),
    ]
}

proptest! {
    #![proptest_config(common::config())]

    #[test]
    fn folded_and_unfolded_agree(x in int(), y in int(), f in float(), g in float(), v in int(), w in float()) {
        let schema = MockSchema::new();
        let mut m = MockMachine::new();
        let o = m.add(POINT_SHAPE, &[], &[]);
        use ir::eval::Machine;
        let (v, w) = (m.box_int(v), m.box_float(w));
        m.inherited = vec![x as u64, y as u64, f.to_bits(), g.to_bits(), v, w, o, 0x1000];
        for r in RULES {
            // A rule for an op that commutes must be right for either order of its operands.
            let turned = [r.yes, r.no].map(|text| turned(r.op, text));
            for text in [r.yes, r.no].into_iter().chain(turned.iter().flatten().map(String::as_str)) {
                let a = evaluate(&example(&schema, text, false).0, &mut m.clone());
                let b = evaluate(&example(&schema, text, true).0, &mut m.clone());
                prop_assert_eq!(a, b, "{}", text);
            }
        }
    }
}
