//! Measures what a trace costs to compile: `cargo run --release -p ir --example compile_time`.
//!
//! Random traces of the test generator, recorded, optimised and allocated again and again; prints microseconds per 100
//! instructions of the final trace for each stage.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use ir::mock::MockSchema;
use ir::regalloc::{Allocator, Reg, RegSet, Target, Wishes};
use ir::{Builder, Const, ConstKind, IrRef, OptConfig, Trace};

struct X64;
const ARGS: [Reg; 6] = [Reg(7), Reg(6), Reg(2), Reg(1), Reg(8), Reg(9)];
const FARGS: [Reg; 4] = [Reg(32), Reg(33), Reg(34), Reg(35)];

impl Target for X64 {
    fn allocatable(&self) -> RegSet {
        RegSet(0xffff & !(1 << 4 | 1 << 3 | 1 << 14 | 1 << 11) | 0x7fff << 32)
    }
    fn caller_saved(&self) -> RegSet {
        RegSet(0b111_1100_0111 | 0x7fff << 32)
    }
    fn arg_regs(&self, float: bool) -> &[Reg] {
        if float { &FARGS } else { &ARGS }
    }
    fn ret_reg(&self, float: bool) -> Reg {
        if float { Reg(32) } else { Reg(0) }
    }
    fn scratch(&self, float: bool) -> Reg {
        if float { Reg(47) } else { Reg(11) }
    }
    fn wishes(&self, _: &Trace, _: IrRef) -> Wishes {
        Wishes {
            two_address: true,
            ..Wishes::default()
        }
    }
    fn immediate(&self, _: &Trace, _: IrRef, n: usize, k: Const) -> bool {
        k.kind == ConstKind::Int && n == 1 && i32::try_from(k.bits as i64).is_ok()
    }
}

fn main() {
    let schema = MockSchema::new();
    let mut b = Builder::new(&schema, OptConfig::default());
    let mut allocator = Allocator::default();
    let mut s = 88_172_645_463_325_252_u64;
    let mut programs = Vec::new();
    while programs.len() < 200 {
        let bytes: Vec<u8> = (0..120)
            .map(|_| {
                s ^= s << 13;
                s ^= s >> 7;
                s ^= s << 17;
                (s >> 20) as u8
            })
            .collect();
        if common::record(&mut b, &bytes) && b.finish().is_ok() {
            programs.push(bytes);
        }
    }
    let (mut record, mut finish, mut allocate) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut recorded, mut instructions) = (0, 0);
    for _ in 0..20 {
        for p in &programs {
            let t0 = Instant::now();
            common::record(&mut b, p);
            let t1 = Instant::now();
            recorded += b.trace.len();
            b.finish().expect("it did before");
            let t2 = Instant::now();
            let a = allocator.allocate(&b.trace, &X64, &[], None);
            let t3 = Instant::now();
            std::hint::black_box(a);
            record += t1 - t0;
            finish += t2 - t1;
            allocate += t3 - t2;
            instructions += b.trace.len();
        }
    }
    let per = |d: Duration| d.as_secs_f64() * 1e6 / (instructions as f64 / 100.0);
    println!(
        "{} traces, {} instructions each, {} recorded",
        4000,
        instructions / 4000,
        recorded / 4000
    );
    println!("microseconds per 100 instructions:");
    println!("  record   {:6.2}", per(record));
    println!("  finish   {:6.2}", per(finish));
    println!("  allocate {:6.2}", per(allocate));
}
