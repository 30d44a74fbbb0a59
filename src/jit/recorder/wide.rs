//! Integers past 63 bits: hashes, random numbers and the like, whose arithmetic is cut back by masks.
//!
//! An int from 0 to 2**64 - 1 is a raw unsigned integer in the trace (`GUINT`, `UNBOXU`, `BOXU`), whether it is immediate or
//! on the heap, so that a value that is now one and now the other stays on one trace. What a sum, a product or a shift
//! makes of such values may be longer. It is recorded as a call that makes the int, without effects; where a mask follows,
//! its low bits are computed from the operands by wrapping arithmetic, and the call is dead. So nothing needs to be known
//! beforehand, and an exit between the two still has the true value.

use ir::{Ins, IrRef, Op, Ty};
use runtime::types::int;
use runtime::types::slots::BinOp;
use runtime::value::Value;

use super::Recorder;
use crate::helpers::{BIN_OPS, id as h};

/// What an operand is.
#[derive(Clone, Copy, PartialEq)]
enum Wide {
    /// A raw signed integer and its value now.
    Signed(IrRef, i64),
    /// A raw unsigned integer.
    Unsigned(IrRef),
    /// The result of a `int_make`, of any size.
    Made,
}

impl Recorder {
    fn is_made_int(&self, r: IrRef) -> bool {
        self.b.trace.op(r) == Op::CALL && self.b.trace.ins(r).helper() == h::int_make
    }

    /// Whether an operator on these exact ints is one for this file.
    fn is_wide(&self, o: BinOp, x: (IrRef, Value), y: (IrRef, Value)) -> bool {
        if !int::is_exact(x.1) || !int::is_exact(y.1) {
            return false;
        }
        let wide = |(r, v): (IrRef, Value)| {
            !v.is_small_int() || self.b.trace.op(r) == Op::BOXU || self.is_made_int(r)
        };
        if wide(x) || wide(y) {
            return true;
        }
        let (m, n) = (x.1.small_unchecked(), y.1.small_unchecked());
        match o {
            BinOp::Mul => m.checked_mul(n).is_none(),
            BinOp::LShift => (0..64).contains(&n) && (n >= 62 || (m << n) >> n != m),
            _ => false,
        }
    }

    fn wide(&mut self, (r, v): (IrRef, Value)) -> Option<Wide> {
        if self.is_made_int(r) {
            return Some(Wide::Made);
        }
        let signed = int::to_i64(v);
        match self.b.trace.op(r) {
            Op::BOXI => return Some(Wide::Signed(self.b.trace.ins(r).a, signed?)),
            Op::BOXU => return Some(Wide::Unsigned(self.b.trace.ins(r).a)),
            _ => {}
        }
        if self.b.trace.get_const(r).is_some() {
            return match (signed, int::to_u64(v)) {
                (Some(k), _) => Some(Wide::Signed(self.b.int(k), k)),
                (None, Some(k)) => Some(Wide::Unsigned(self.b.int(k as i64))),
                (None, None) => None,
            };
        }
        if int::to_u64(v).is_some() {
            self.guard1(Op::GUINT, r);
            return Some(Wide::Unsigned(self.b.op1(Op::UNBOXU, r)));
        }
        v.is_small_int()
            .then(|| Wide::Signed(self.int(r), v.small_unchecked()))
    }

    /// An operator on ints of which one, or the result, is past 63 bits. `None`: it is not recorded here.
    pub(super) fn wide_op(
        &mut self,
        o: BinOp,
        x: (IrRef, Value),
        y: (IrRef, Value),
    ) -> Option<IrRef> {
        if !self.is_wide(o, x, y) {
            return None;
        }
        let (a, b) = (self.wide(x)?, self.wide(y)?);
        match o {
            BinOp::Add | BinOp::Sub | BinOp::Mul => self.wide_sum(o, x.0, y.0, a, b),
            BinOp::LShift => {
                let Wide::Signed(n, actual @ 0..64) = b else {
                    return None;
                };
                let span = self.b.int(64);
                self.guard2(Op::GULT, n, span);
                let _ = actual;
                Some(self.make(o, x.0, y.0))
            }
            BinOp::RShift => {
                let Wide::Signed(n, 0..64) = b else {
                    return None;
                };
                let span = self.b.int(64);
                self.guard2(Op::GULT, n, span);
                match a {
                    Wide::Signed(p, _) => {
                        let r = self.b.op2(Op::ISHR, p, n);
                        Some(self.box_int(r))
                    }
                    // One bit less, and it fits the signed ones.
                    Wide::Unsigned(p) if self.b.trace.int_value(n).is_some_and(|k| k > 0) => {
                        let r = self.b.op2(Op::IUSHR, p, n);
                        Some(self.box_int(r))
                    }
                    Wide::Unsigned(p) => Some(self.unsigned(Op::IUSHR, p, n)),
                    Wide::Made => None,
                }
            }
            BinOp::And => self.wide_and(x.0, y.0, a, b),
            BinOp::Or | BinOp::Xor => {
                let op = if o == BinOp::Or { Op::IOR } else { Op::IXOR };
                match (a, b) {
                    (Wide::Made, _) | (_, Wide::Made) => Some(self.make(o, x.0, y.0)),
                    (Wide::Signed(p, _), Wide::Signed(q, _)) => {
                        let r = self.b.op2(op, p, q);
                        Some(self.box_int(r))
                    }
                    (Wide::Unsigned(p), Wide::Unsigned(q)) => Some(self.unsigned(op, p, q)),
                    (Wide::Signed(s, now), Wide::Unsigned(u))
                    | (Wide::Unsigned(u), Wide::Signed(s, now)) => {
                        if now < 0 {
                            return None;
                        }
                        let zero = self.b.int(0);
                        self.guard2(Op::GGE, s, zero);
                        Some(self.unsigned(op, u, s))
                    }
                }
            }
            _ => None,
        }
    }

    fn wide_sum(&mut self, o: BinOp, x: IrRef, y: IrRef, a: Wide, b: Wide) -> Option<IrRef> {
        if let (Wide::Signed(p, m), Wide::Signed(q, n)) = (a, b) {
            let (op, fits) = match o {
                BinOp::Add => (Op::IADDO, m.checked_add(n).is_some()),
                BinOp::Sub => (Op::ISUBO, m.checked_sub(n).is_some()),
                _ => (Op::IMULO, m.checked_mul(n).is_some()),
            };
            if fits {
                self.g();
                let r = self.b.op2(op, p, q);
                return Some(self.box_int(r));
            }
        }
        Some(self.make(o, x, y))
    }

    fn wide_and(&mut self, x: IrRef, y: IrRef, a: Wide, b: Wide) -> Option<IrRef> {
        let mask = |s: &Self, w: Wide| match w {
            Wide::Signed(p, k) if k >= 0 => s.b.trace.int_value(p),
            Wide::Unsigned(p) => s.b.trace.int_value(p),
            Wide::Signed(..) | Wide::Made => None,
        };
        let (masked, other, k) = match (mask(self, a), mask(self, b)) {
            (_, Some(k)) => (x, a, Some(k)),
            (Some(k), None) => (y, b, Some(k)),
            (None, None) => (x, a, None),
        };
        match k {
            // All 64 bits: of what is not negative and fits, that is itself.
            Some(-1) => match other {
                Wide::Unsigned(_) => Some(masked),
                Wide::Signed(p, now) if now >= 0 => {
                    let zero = self.b.int(0);
                    self.guard2(Op::GGE, p, zero);
                    Some(masked)
                }
                Wide::Signed(..) => None,
                Wide::Made => {
                    let r = self.low(masked, Ty::U)?;
                    Some(self.b.op1(Op::BOXU, r))
                }
            },
            Some(k) => {
                let p = self.low(masked, Ty::I)?;
                let k = self.b.int(k);
                if self.b.trace.int_value(k).is_some_and(|k| k >= 0) {
                    let r = self.b.op2(Op::IAND, p, k);
                    Some(self.box_int(r))
                } else {
                    Some(self.unsigned(Op::IAND, p, k))
                }
            }
            None => match (a, b) {
                (Wide::Unsigned(p), Wide::Unsigned(q)) => Some(self.unsigned(Op::IAND, p, q)),
                (Wide::Signed(p, _), Wide::Signed(q, _)) => {
                    let r = self.b.op2(Op::IAND, p, q);
                    Some(self.box_int(r))
                }
                (Wide::Unsigned(u), Wide::Signed(s, _))
                | (Wide::Signed(s, _), Wide::Unsigned(u)) => Some(self.unsigned(Op::IAND, u, s)),
                (Wide::Unsigned(u), Wide::Made) => {
                    let p = self.low(y, Ty::I)?;
                    Some(self.unsigned(Op::IAND, u, p))
                }
                (Wide::Made, Wide::Unsigned(u)) => {
                    let p = self.low(x, Ty::I)?;
                    Some(self.unsigned(Op::IAND, u, p))
                }
                (Wide::Made, _) | (_, Wide::Made) => Some(self.make(BinOp::And, x, y)),
            },
        }
    }

    /// The boxed result of a wrapping operator whose 64 bits are an unsigned integer.
    fn unsigned(&mut self, op: Op, p: IrRef, q: IrRef) -> IrRef {
        let r = self.typed(op, Ty::U, p, q);
        self.b.op1(Op::BOXU, r)
    }

    fn typed(&mut self, op: Op, ty: Ty, p: IrRef, q: IrRef) -> IrRef {
        self.b.emit_ins(Ins::new(op, ty, p, q, IrRef::NONE, 0))
    }

    /// The int itself, of whatever size.
    fn make(&mut self, o: BinOp, x: IrRef, y: IrRef) -> IrRef {
        let n = BIN_OPS.iter().position(|&b| b == o).expect("in the table");
        let n = self.b.int(n as i64);
        self.b.call(h::int_make, &[n, x, y])
    }

    /// The low 64 bits of an int, as a value of this type if it has to be computed.
    fn low(&mut self, r: IrRef, ty: Ty) -> Option<IrRef> {
        let t = &self.b.trace;
        if let Some(c) = t.get_const(r) {
            let v = Value::from_bits(c.bits);
            let k = int::to_i64(v).or_else(|| int::to_u64(v).map(|k| k as i64))?;
            return Some(self.b.int(k));
        }
        match t.op(r) {
            Op::BOXI | Op::BOXU => Some(t.ins(r).a),
            Op::CALL => {
                let mut args = [IrRef::NONE; ir::limits::MAX_ARGS];
                if !self.is_made_int(r) || t.args(r, &mut args) != 3 {
                    return None;
                }
                let op = match BIN_OPS[t.int_value(args[0])? as usize] {
                    BinOp::Add => Op::IADD,
                    BinOp::Sub => Op::ISUB,
                    BinOp::Mul => Op::IMUL,
                    BinOp::LShift => Op::ISHL,
                    BinOp::And => Op::IAND,
                    BinOp::Or => Op::IOR,
                    BinOp::Xor => Op::IXOR,
                    _ => return None,
                };
                let (p, q) = (self.low(args[1], Ty::I)?, self.low(args[2], Ty::I)?);
                Some(self.typed(op, ty, p, q))
            }
            // What was guarded when it was an operand.
            _ => {
                let known = self.b.known_type(r);
                if known.has(ir::opt::Known::UINT) {
                    Some(self.b.op1(Op::UNBOXU, r))
                } else if known.has(ir::opt::Known::INT) {
                    Some(self.b.op1(Op::UNBOXI, r))
                } else {
                    None
                }
            }
        }
    }
}
