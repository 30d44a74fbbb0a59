//! Operators and comparisons: ints as 64-bit integers with overflow guards, floats as doubles; everything else on
//! built-in numbers, strings and sequences through helpers that run no Python.

use frontend::bytecode::op::{IN_PLACE, Instr, Op as Bc, Operand, SWAPPED};
use ir::{IrRef, Op};
use runtime::names::N;
use runtime::object::{Header, Kind, Ref};
use runtime::types::slot_defs::SlotId;
use runtime::types::slots::{BinOp, CmpOp};
use runtime::types::type_::{self, Type};
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::{Recorder, plain, text};
use crate::helpers::{BIN_OPS, CMP_OPS, id as h};
use crate::natives;

/// An operand: its IR value and its actual one.
type Both = (IrRef, Value);

/// A number, unboxed.
pub(super) enum Number {
    I(IrRef, i64),
    F(IrRef, f64),
}

/// The largest integer of which all smaller ones are exact doubles.
const EXACT: i64 = 1 << 53;

pub fn binary_of(o: Bc) -> Option<BinOp> {
    Some(match o {
        Bc::Add | Bc::AddI | Bc::AddK => BinOp::Add,
        Bc::Sub | Bc::SubI | Bc::SubK => BinOp::Sub,
        Bc::Mul | Bc::MulI | Bc::MulK => BinOp::Mul,
        Bc::TrueDiv | Bc::TrueDivI | Bc::TrueDivK => BinOp::TrueDiv,
        Bc::FloorDiv | Bc::FloorDivI => BinOp::FloorDiv,
        Bc::Mod | Bc::ModI => BinOp::Mod,
        Bc::Pow | Bc::PowI => BinOp::Pow,
        Bc::LShift | Bc::LShiftI => BinOp::LShift,
        Bc::RShift | Bc::RShiftI => BinOp::RShift,
        Bc::And | Bc::AndI => BinOp::And,
        Bc::Or | Bc::OrI => BinOp::Or,
        Bc::Xor | Bc::XorI => BinOp::Xor,
        _ => return None,
    })
}

pub fn compare_of(o: Bc) -> Option<CmpOp> {
    Some(match o {
        Bc::Lt | Bc::LtI | Bc::LtJ | Bc::LtIJ => CmpOp::Lt,
        Bc::Le | Bc::LeI | Bc::LeJ | Bc::LeIJ => CmpOp::Le,
        Bc::Eq | Bc::EqI | Bc::EqJ | Bc::EqIJ => CmpOp::Eq,
        Bc::Ne | Bc::NeI | Bc::NeJ | Bc::NeIJ => CmpOp::Ne,
        Bc::Gt | Bc::GtI | Bc::GtJ | Bc::GtIJ => CmpOp::Gt,
        Bc::Ge | Bc::GeI | Bc::GeJ | Bc::GeIJ => CmpOp::Ge,
        _ => return None,
    })
}

/// The kinds of plain values of which no two are ever equal.
fn kind_of(v: Value) -> Option<u8> {
    Some(match v {
        v if v.is_none() => 0,
        v if v.is_bool() || v.is_small_int() || v.is_flonum() => 1,
        v if [T::Int, T::Float, T::Complex]
            .iter()
            .any(|&t| types::is_exactly(v, t)) =>
        {
            1
        }
        v if types::is_exactly(v, T::Str) => 2,
        v if types::is_exactly(v, T::Tuple) && plain::is_plain_key(v) => 3,
        _ => return None,
    })
}

/// The operators on sets.
fn set_operator(o: BinOp) -> Option<BinOp> {
    matches!(o, BinOp::Sub | BinOp::And | BinOp::Or | BinOp::Xor).then_some(o)
}

impl Recorder {
    /// The operands b and c, whatever c is.
    pub(super) fn operands(&mut self, i: Instr) -> (Both, Both) {
        let x = self.both(i.b());
        let y = match i.op().operands()[2] {
            Operand::Imm => {
                let k = Value::small(i64::from(i.imm()));
                (self.konst(k), k)
            }
            Operand::Const => {
                let k = self.top().code.constant(i.c() as usize);
                (self.konst(k), k)
            }
            _ => self.both(i.c()),
        };
        if i.op().operands()[2] != Operand::Src
            && compare_of(i.op()).is_none()
            && i.flags() & SWAPPED != 0
        {
            (y, x)
        } else {
            (x, y)
        }
    }

    pub(super) fn number(&mut self, (r, v): Both) -> Option<Number> {
        if v.is_small_int() {
            Some(Number::I(self.int(r), v.small_unchecked()))
        } else if v.is_bool() {
            self.guard_is(r, v);
            let n = i64::from(v == Value::TRUE);
            Some(Number::I(self.b.int(n), n))
        } else {
            let f = float::exact(v)?;
            Some(Number::F(self.float(r), f))
        }
    }
    fn is_number(v: Value) -> bool {
        v.is_small_int() || v.is_bool() || float::exact(v).is_some()
    }

    /// The double of a number; ints must be exact.
    pub(super) fn as_float(&mut self, n: &Number, exact: bool) -> Option<IrRef> {
        match *n {
            Number::F(r, _) => Some(r),
            Number::I(r, actual) => {
                if exact {
                    if actual.abs() > EXACT {
                        return None;
                    }
                    let bias = self.b.int(EXACT);
                    let shifted = self.b.op2(Op::IADD, r, bias);
                    let span = self.b.int(2 * EXACT + 1);
                    self.guard2(Op::GULT, shifted, span);
                }
                Some(self.b.op1(Op::I2F, r))
            }
        }
    }

    /// Binary operators. False: generic.
    pub(super) fn binary_op(&mut self, i: Instr) -> bool {
        let Some(o) = binary_of(i.op()) else {
            return false;
        };
        let (x, y) = self.operands(i);
        if let Some(v) = self.wide_op(o, x, y) {
            self.set(i.a(), v);
            return true;
        }
        let in_place = i.flags() & IN_PLACE != 0;
        let v = if x.1.is_bool() && y.1.is_bool() {
            let (p, q) = (x.1 == Value::TRUE, y.1 == Value::TRUE);
            let known = match o {
                BinOp::And => Some(p & q),
                BinOp::Or => Some(p | q),
                BinOp::Xor => Some(p ^ q),
                _ => None,
            };
            match known {
                Some(known) => {
                    self.guard_is(x.0, x.1);
                    self.guard_is(y.0, y.1);
                    Some(self.konst(Value::bool(known)))
                }
                None => self.number_op(o, x, y),
            }
        } else if in_place && o == BinOp::Add && types::is_exactly(x.1, T::List) {
            self.extended(x, y).then_some(x.0)
        } else if Self::is_number(x.1) && Self::is_number(y.1) {
            match self.number_op(o, x, y) {
                Some(v) => Some(v),
                None => Some(self.binary_helper(o, x, y)),
            }
        } else if natives::are_decimals(x.1, y.1) {
            Some(self.binary_helper(o, x, y))
        } else if natives::are_quiet(x.1, y.1) {
            self.guard_quiet(x);
            self.guard_quiet(y);
            Some(self.binary_helper(o, x, y))
        } else if in_place
            && x.1.is_ptr()
            && ![T::Str, T::Int, T::Float, T::Complex, T::Tuple, T::Bytes]
                .iter()
                .any(|&t| types::is_exactly(x.1, t))
        {
            None
        } else if o == BinOp::Add && text::exact(x.1).is_some() && text::exact(y.1).is_some() {
            self.guard_str(x);
            self.guard_str(y);
            Some(self.b.call(h::str_concat, &[x.0, y.0]))
        } else if o == BinOp::Add
            && let Some(v) = self.joined(x, y)
        {
            Some(v)
        } else if o == BinOp::Mul
            && let Some(v) = self.repeated(x, y)
        {
            Some(v)
        } else if self.plain_operands(o, x.1, y.1) {
            Some(self.binary_helper(o, x, y))
        } else if o == BinOp::Mod && text::exact(x.1).is_some() && plain::is_plain_key(y.1) {
            // Formatting.
            self.guard_str(x);
            self.guard_plain_key(y);
            let n = self
                .b
                .int(BIN_OPS.iter().position(|&b| b == o).unwrap_or(0) as i64);
            Some(self.call_raising(h::binary, &[n, x.0, y.0]))
        } else if let (Some(_), true) = (
            set_operator(o),
            plain::is_plain_set(x.1) && plain::is_plain_set(y.1),
        ) {
            self.guard_plain_set(x);
            self.guard_plain_set(y);
            let n = self
                .b
                .int(BIN_OPS.iter().position(|&b| b == o).unwrap_or(0) as i64);
            Some(self.call_raising(h::binary, &[n, x.0, y.0]))
        } else if Self::are_numbers_that(x.1, y.1, |class| {
            let own = in_place && class.slots().inplace[o as usize].is_some();
            !class.calls_python_for(o) && !own
        }) {
            self.epoch = true;
            Some(self.binary_helper(o, x, y))
        } else {
            None
        };
        match v {
            Some(v) => {
                self.set(i.a(), v);
                true
            }
            None => false,
        }
    }

    /// Whether both are numbers, maybe of derived classes, as an `IntEnum`'s members are, which are fine with `does`.
    fn are_numbers_that(x: Value, y: Value, does: impl Fn(Ref<Type>) -> bool) -> bool {
        let fine = |v: Value| {
            let numeric = |h: &Header| matches!(h.kind(), Kind::Int | Kind::Float | Kind::Complex);
            Self::is_number(v) || v.header().is_some_and(numeric) && does(types::type_of(v))
        };
        fine(x) && fine(y)
    }

    /// Whether the operator on such values runs no Python.
    fn plain_operands(&self, o: BinOp, x: Value, y: Value) -> bool {
        let is = |v: Value, ts: &[T]| ts.iter().any(|&t| types::is_exactly(v, t));
        let number =
            |v: Value| v.is_small_int() || v.is_flonum() || is(v, &[T::Int, T::Float, T::Complex]);
        if number(x) && number(y) {
            return true;
        }
        let sequence = |v: Value| is(v, &[T::Str, T::List, T::Tuple, T::Bytes]);
        match o {
            BinOp::Add => sequence(x) && sequence(y),
            BinOp::Mul => sequence(x) && y.is_small_int() || x.is_small_int() && sequence(y),
            _ => false,
        }
    }

    /// Guards the type that a built-in value has now.
    pub(super) fn guard_type(&mut self, (r, v): Both) {
        if v.is_small_int() {
            self.guard1(Op::GINT, r);
        } else if v.is_flonum() || types::is_exactly(v, T::Float) {
            self.guard1(Op::GFLOAT, r);
        } else if let Some(header) = v.header() {
            self.guard_shape(r, header.shape());
        } else {
            self.guard_is(r, v);
        }
    }

    /// Guards that a value stays one of which [`natives::are_quiet`] says so.
    fn guard_quiet(&mut self, x: Both) {
        self.guard_type(x);
        if natives::quiet(x.1).is_some() {
            let quiet = self.b.call(h::is_quiet, &[x.0]);
            self.guard_is(quiet, Value::TRUE);
        }
    }

    fn binary_helper(&mut self, o: BinOp, x: Both, y: Both) -> IrRef {
        self.guard_type(x);
        self.guard_type(y);
        let n = BIN_OPS.iter().position(|&b| b == o).expect("in the table");
        let n = self.b.int(n as i64);
        self.call_raising(h::binary, &[n, x.0, y.0])
    }

    /// An operator on two numbers, inline if there is a way.
    fn number_op(&mut self, o: BinOp, x: Both, y: Both) -> Option<IrRef> {
        let (a, b) = (self.number(x)?, self.number(y)?);
        match (&a, &b) {
            (&Number::I(p, m), &Number::I(q, n)) => self.int_op(o, p, m, q, n),
            (&Number::F(p, m), b) if o == BinOp::Pow => {
                let n = match *b {
                    Number::F(_, n) => n,
                    Number::I(_, n) => n as f64,
                };
                if let Some(v) = self.half_power(p, m, b) {
                    return Some(v);
                }
                self.power(p, m, b, n)
            }
            _ => {
                let op = match o {
                    BinOp::Add => Op::FADD,
                    BinOp::Sub => Op::FSUB,
                    BinOp::Mul => Op::FMUL,
                    BinOp::TrueDiv => Op::FDIV,
                    _ => return None,
                };
                let (p, q) = (self.as_float(&a, false)?, self.as_float(&b, false)?);
                if o == BinOp::TrueDiv {
                    let zero = match b {
                        Number::F(_, f) => f == 0.0,
                        Number::I(_, n) => n == 0,
                    };
                    if zero {
                        return None;
                    }
                    let k = self.b.flt(0.0);
                    self.guard2(Op::GFNE, q, k);
                }
                let f = self.b.op2(op, p, q);
                Some(self.box_float(f))
            }
        }
    }

    fn int_op(&mut self, o: BinOp, p: IrRef, m: i64, q: IrRef, n: i64) -> Option<IrRef> {
        let checked = |s: &mut Self, op: Op| {
            s.g();
            Some(s.b.op2(op, p, q))
        };
        let r = match o {
            BinOp::Add => checked(self, Op::IADDO),
            BinOp::Sub => checked(self, Op::ISUBO),
            BinOp::Mul => {
                m.checked_mul(n)?;
                checked(self, Op::IMULO)
            }
            BinOp::And => Some(self.b.op2(Op::IAND, p, q)),
            BinOp::Or => Some(self.b.op2(Op::IOR, p, q)),
            BinOp::Xor => Some(self.b.op2(Op::IXOR, p, q)),
            BinOp::FloorDiv | BinOp::Mod => {
                if n == 0 || n == -1 {
                    return None;
                }
                let zero = self.b.int(0);
                if n > 0 {
                    self.guard2(Op::GGT, q, zero);
                } else {
                    let minus = self.b.int(-1);
                    self.guard2(Op::GLT, q, minus);
                }
                let op = if o == BinOp::Mod {
                    Op::IMODFLOOR
                } else {
                    Op::IDIVFLOOR
                };
                Some(self.b.op2(op, p, q))
            }
            BinOp::LShift => {
                if !(0..62).contains(&n) || (m << n) >> n != m {
                    return None;
                }
                let span = self.b.int(62);
                self.guard2(Op::GULT, q, span);
                let r = self.b.op2(Op::ISHL, p, q);
                let back = self.b.op2(Op::ISHR, r, q);
                self.guard2(Op::GEQ, back, p);
                Some(r)
            }
            BinOp::RShift => {
                if !(0..64).contains(&n) {
                    return None;
                }
                let span = self.b.int(64);
                self.guard2(Op::GULT, q, span);
                Some(self.b.op2(Op::ISHR, p, q))
            }
            BinOp::TrueDiv => {
                if n == 0 {
                    return None;
                }
                let a = self.as_float(&Number::I(p, m), true)?;
                let b = self.as_float(&Number::I(q, n), true)?;
                let zero = self.b.int(0);
                self.guard2(Op::GNE, q, zero);
                let f = self.b.op2(Op::FDIV, a, b);
                return Some(self.box_float(f));
            }
            BinOp::Pow | BinOp::MatMul | BinOp::DivMod => None,
        }?;
        Some(self.box_int(r))
    }

    /// `==` and `!=` of what is equal only if identical: classes, instances without an `__eq__`, and things of different
    /// kinds.
    fn compare_unlike(&mut self, o: CmpOp, x: Both, y: Both) -> Option<bool> {
        if !matches!(o, CmpOp::Eq | CmpOp::Ne) {
            return None;
        }
        let negated = o == CmpOp::Ne;
        let (a, b) = (kind_of(x.1), kind_of(y.1));
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            self.guard_type(x);
            self.guard_type(y);
            return Some(negated);
        }
        let by_identity = |v: Value| {
            let class = types::type_of(v);
            let object = types::get(T::Object);
            let own = |name| type_::lookup_name(class, name) != type_::lookup_name(object, name);
            v.has_kind(Kind::Type) && class == types::get(T::Type)
                || v.has_kind(Kind::Instance) && !own(N::__eq__) && !own(N::__ne__)
        };
        let (p, q) = (by_identity(x.1), by_identity(y.1));
        if !(p && (q || b.is_some()) || q && a.is_some()) {
            return None;
        }
        self.epoch = true;
        for v in [x, y] {
            if v.1.has_kind(Kind::Type) {
                self.guard_is(v.0, v.1);
            } else {
                self.guard_type(v);
            }
        }
        let same = x.1 == y.1;
        self.guard2(if same { Op::GIS } else { Op::GNIS }, x.0, y.0);
        Some(same != negated)
    }

    /// NEG, POS, INVERT.
    pub(super) fn unary(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        if x.1.is_bool() {
            return false;
        }
        let Some(n) = Self::is_number(x.1).then(|| self.number(x)).flatten() else {
            return false;
        };
        let v = match (i.op(), n) {
            (Bc::Neg, Number::I(r, _)) => {
                self.g();
                let r = self.b.op1(Op::INEGO, r);
                self.box_int(r)
            }
            (Bc::Neg, Number::F(r, _)) => {
                let r = self.b.op1(Op::FNEG, r);
                self.box_float(r)
            }
            (Bc::Pos, Number::I(r, _)) => self.box_int(r),
            (Bc::Pos, Number::F(r, _)) => self.box_float(r),
            (_, Number::I(r, _)) => {
                let r = self.b.op1(Op::INOT, r);
                self.box_int(r)
            }
            (_, Number::F(..)) => return false,
        };
        self.set(i.a(), v);
        true
    }

    /// Whether it is a string, maybe of a derived class that compares as strings do.
    fn is_text_that(&self, v: Value) -> bool {
        v.has_kind(Kind::Str) && !types::type_of(v).calls_python(SlotId::Compare)
    }

    /// Comparisons: numbers by a guard on the outcome, strings by a helper.
    pub(super) fn compare_op(&mut self, i: Instr) -> bool {
        let Some(o) = compare_of(i.op()) else {
            return false;
        };
        let (x, y) = self.operands(i);
        if let Some(holds) = self.compare_texts(o, x, y) {
            let k = self.konst(Value::bool(holds));
            self.set(i.a(), k);
            return true;
        }
        if let Some(holds) = self.compare_unlike(o, x, y) {
            let k = self.konst(Value::bool(holds));
            self.set(i.a(), k);
            return true;
        }
        if !(Self::is_number(x.1) && Self::is_number(y.1)) {
            let plain = |v: Value| {
                v.is_small_int()
                    || v.is_flonum()
                    || v.is_bool()
                    || v.is_none()
                    || types::is_exactly(v, T::Str)
                    || types::is_exactly(v, T::Int)
                    || types::is_exactly(v, T::Float)
                    || types::is_exactly(v, T::Bytes)
            };
            let holds = self.compare_lengths(o, x, y);
            if let Some(holds) = holds.or_else(|| self.compare_tuples(o, x, y)) {
                let k = self.konst(Value::bool(holds));
                self.set(i.a(), k);
                return true;
            }
            let deep = plain::is_deep(x.1) && plain::is_deep(y.1);
            if plain(x.1) && plain(y.1) || natives::are_decimals(x.1, y.1) {
                self.guard_type(x);
                self.guard_type(y);
            } else if deep {
                self.guard_deep(x);
                self.guard_deep(y);
            } else if natives::are_quiet(x.1, y.1) {
                self.guard_quiet(x);
                self.guard_quiet(y);
            } else if Self::are_numbers_that(x.1, y.1, |c| !c.calls_python(SlotId::Compare))
                || self.is_text_that(x.1) && self.is_text_that(y.1)
            {
                self.epoch = true;
                self.guard_type(x);
                self.guard_type(y);
            } else {
                return false;
            }
            let n = CMP_OPS.iter().position(|&c| c == o).expect("in the table");
            let n = self.b.int(n as i64);
            let v = self.call_raising(h::compare, &[n, x.0, y.0]);
            self.set(i.a(), v);
            return true;
        }
        let (Some(a), Some(b)) = (self.number(x), self.number(y)) else {
            return false;
        };
        let outcome = match (&a, &b) {
            (&Number::I(p, m), &Number::I(q, n)) => {
                let (op, inverse, holds) = match o {
                    CmpOp::Lt => (Op::GLT, Op::GGE, m < n),
                    CmpOp::Le => (Op::GLE, Op::GGT, m <= n),
                    CmpOp::Eq => (Op::GEQ, Op::GNE, m == n),
                    CmpOp::Ne => (Op::GNE, Op::GEQ, m != n),
                    CmpOp::Gt => (Op::GGT, Op::GLE, m > n),
                    CmpOp::Ge => (Op::GGE, Op::GLT, m >= n),
                };
                self.guard2(if holds { op } else { inverse }, p, q);
                holds
            }
            _ => {
                let value = |n: &Number| match *n {
                    Number::I(_, i) => i as f64,
                    Number::F(_, f) => f,
                };
                let (m, n) = (value(&a), value(&b));
                let (Some(p), Some(q)) = (self.as_float(&a, true), self.as_float(&b, true)) else {
                    return false;
                };
                let (op, inverse, holds) = match o {
                    CmpOp::Lt => (Op::GFLT, Op::GFNLT, m < n),
                    CmpOp::Le => (Op::GFLE, Op::GFNLE, m <= n),
                    CmpOp::Eq => (Op::GFEQ, Op::GFNE, m == n),
                    CmpOp::Ne => (Op::GFNE, Op::GFEQ, m != n),
                    CmpOp::Gt => (Op::GFGT, Op::GFNGT, m > n),
                    CmpOp::Ge => (Op::GFGE, Op::GFNGE, m >= n),
                };
                self.guard2(if holds { op } else { inverse }, p, q);
                holds
            }
        };
        let k = self.konst(Value::bool(outcome));
        self.set(i.a(), k);
        true
    }
}
