//! Random traces before and after the optimiser: same exits, same values, same memory effects.

mod common;

use common::{build, machine, run};
use ir::OptConfig;
use ir::mock::MockSchema;
use proptest::prelude::*;

fn compare(bytes: &[u8], seed: u64, spec: &str) -> Result<(), TestCaseError> {
    let schema = MockSchema::new();
    let Some((plain, _)) = build(&schema, OptConfig::none(), bytes) else {
        return Ok(());
    };
    let mut config = OptConfig::none();
    config.parse(spec).unwrap();
    let Some((opt, _)) = build(&schema, config, bytes) else {
        return Ok(());
    };
    ir::verify::verify(&opt, &schema).map_err(TestCaseError::fail)?;
    for k in 0..3 {
        let (mut m, mut n) = (machine(seed + k * 77), machine(seed + k * 77));
        let a = run(&plain, &schema, &mut m);
        let b = run(&opt, &schema, &mut n);
        prop_assert!(
            a == b,
            "plain:\n{a}\noptimised:\n{b}\n{}\n{}",
            ir::text::print(&plain, &schema),
            ir::text::print(&opt, &schema)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(common::config())]

    #[test]
    fn everything_on(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>()) {
        compare(&bytes, seed as u64, "all,-wrap")?;
    }
    /// A machine whose guards test tags only never unboxes what is not immediate.
    #[test]
    fn strict_machines_are_safe(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>()) {
        let schema = MockSchema::new();
        if let Some((t, _)) = build(&schema, common::exact(), &bytes) {
            for k in 0..3 {
                let mut m = machine(seed as u64 + k * 77);
                m.strict = true;
                m.polls += 4;
                run(&t, &schema, &mut m);
            }
        }
    }
    #[test]
    fn one_pass_off(bytes in prop::collection::vec(any::<u8>(), 4..80), seed in any::<u32>(), off in 0..10usize) {
        let spec = format!("all,-wrap,-{}", common::passes()[off]);
        compare(&bytes, seed as u64, &spec)?;
    }
    #[test]
    fn one_pass_on(bytes in prop::collection::vec(any::<u8>(), 4..80), seed in any::<u32>(), on in 0..10usize) {
        let spec = format!("none,+peel,+{}", common::passes()[on]);
        compare(&bytes, seed as u64, &spec)?;
    }
    #[test]
    fn limited(bytes in prop::collection::vec(any::<u8>(), 4..80), seed in any::<u32>(), on in 0..10usize, limit in 0..12u64) {
        let spec = format!("all,-wrap,{}={limit}", common::passes()[on]);
        compare(&bytes, seed as u64, &spec)?;
    }
    #[test]
    fn text_round_trip(bytes in prop::collection::vec(any::<u8>(), 4..120)) {
        let schema = MockSchema::new();
        if let Some((t, _)) = build(&schema, common::exact(), &bytes) {
            let text = ir::text::print(&t, &schema);
            let again = ir::text::parse(&text, &schema).map_err(TestCaseError::fail)?;
            ir::verify::verify(&again, &schema).map_err(TestCaseError::fail)?;
            prop_assert_eq!(text, ir::text::print(&again, &schema));
        }
    }
}
