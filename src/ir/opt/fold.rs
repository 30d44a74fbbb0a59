//! Folding: the algebraic rules, in one list.
//!
//! A rule looks at one instruction that is about to be emitted and at the instructions of its operands; it answers with an
//! existing value, with a simpler instruction (which is folded again), with nothing (a guard that holds), or with the
//! message that the guard can never hold. Each rule carries two examples, one where it applies and one where it nearly
//! does; the tests run both, and compare the folded form with the unfolded one under the evaluator for random inputs.
//!
//! Examples are S-expressions: `x`, `y` are integers, `f`, `g` doubles, `v`, `w` values, `o` an object; `(GINT v)` and the
//! like are guards. Before the list two canonicalisations apply, always: the constant operand of a commutative op stands
//! right, and arithmetic on constants is evaluated. `UNBOX` of `BOX` is folded even if the pass is switched off, because
//! dropping a type guard on a boxed value relies on it.

use std::sync::OnceLock;

use crate::buffer::{Ins, Trace};
use crate::eval;
use crate::ops::{Op, Ty};
use crate::refs::IrRef;
use crate::schema::{Schema, ValueKind};

/// What became of an instruction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fold {
    /// No rule applies.
    Keep,
    /// The value is already there.
    Ref(IrRef),
    /// Another instruction does it.
    Ins(Ins),
    /// The guard holds.
    Drop,
    /// The guard can never hold.
    Fail,
}

/// A rule; see the module's comment.
pub struct Rule {
    pub name: &'static str,
    pub op: Op,
    apply: fn(&mut Cx, &Ins) -> Option<Fold>,
    pub yes: &'static str,
    pub no: &'static str,
}

/// What a rule may look at.
pub struct Cx<'a> {
    pub t: &'a mut Trace,
    pub schema: &'a dyn Schema,
}

impl Cx<'_> {
    fn k(&self, r: IrRef) -> Option<i64> {
        self.t.int_value(r)
    }
    fn kf(&self, r: IrRef) -> Option<f64> {
        self.t.flt_value(r)
    }
    /// The instruction of a reference, if it has that op.
    fn is(&self, r: IrRef, op: Op) -> Option<Ins> {
        (self.t.op(r) == op && op != Op::NOP).then(|| *self.t.ins(r))
    }
    /// The same, unless it stands before the loop header and we are behind it: regrouping across the header would keep the
    /// older value alive beside the loop-carried one (`i + 1 + 1` must not become `i + 2`).
    fn near(&self, r: IrRef, op: Op) -> Option<Ins> {
        if self.t.loop_at.is_some() && r < self.t.loop_at {
            None
        } else {
            self.is(r, op)
        }
    }
    fn int(&mut self, i: i64) -> Fold {
        Fold::Ref(self.t.int(i))
    }
    fn kind(&self, r: IrRef) -> Option<ValueKind> {
        let c = self.t.get_const(r).filter(|_| self.t.ty(r).is_boxed())?;
        Some(self.schema.value_kind(c.bits))
    }
    fn with_k(&mut self, op: Op, i: &Ins, a: IrRef, k: i64) -> Fold {
        let b = self.t.int(k);
        Fold::Ins(re(i, op, a, b))
    }
}

/// The instruction `i` with another op and other operands.
fn re(i: &Ins, op: Op, a: IrRef, b: IrRef) -> Ins {
    let mut n = Ins::new(op, i.ty(), a, b, IrRef::NONE, 0);
    n.snap = i.snap;
    n
}

fn pow2(k: i64) -> Option<i64> {
    (k > 0 && k & (k - 1) == 0).then(|| k.trailing_zeros() as i64)
}

macro_rules! rules {
    ($($name:ident $op:ident $yes:literal $no:literal |$cx:ident, $i:ident| $body:expr;)*) => {
        /// All rules, grouped by op.
        pub static RULES: &[Rule] = &[$(Rule {
            name: stringify!($name),
            op: Op::$op,
            apply: {
                fn $name($cx: &mut Cx, $i: &Ins) -> Option<Fold> {
                    let _ = &$cx; // Some rules look at the instruction only.
                    $body
                }
                $name
            },
            yes: $yes,
            no: $no,
        },)*];
    };
}

rules! {
    iadd_0 IADD "(IADD x 0)" "(IADD x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.a));
    iadd_iadd_k IADD "(IADD (IADD x 3) 4)" "(IADD (IADD x y) 4)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.near(i.a, Op::IADD)?);
        let k1 = c.k(l.b)?;
        Some(c.with_k(Op::IADD, i, l.a, k1.wrapping_add(k2)))
    })();
    iadd_neg IADD "(IADD x (INEG y))" "(IADD x (INOT y))" |c, i| match (c.is(i.b, Op::INEG), c.is(i.a, Op::INEG)) {
        (Some(r), _) => Some(Fold::Ins(re(i, Op::ISUB, i.a, r.a))),
        (None, Some(l)) => Some(Fold::Ins(re(i, Op::ISUB, i.b, l.a))),
        (None, None) => None,
    };
    isub_self ISUB "(ISUB x x)" "(ISUB x y)" |c, i| (i.a == i.b).then(|| c.int(0));
    isub_k ISUB "(ISUB x 3)" "(ISUB 3 x)" |c, i| c.k(i.b).map(|k| c.with_k(Op::IADD, i, i.a, k.wrapping_neg()));
    isub_0_x ISUB "(ISUB 0 x)" "(ISUB 1 x)" |c, i| (c.k(i.a) == Some(0)).then(|| Fold::Ins(re(i, Op::INEG, i.b, IrRef::NONE)));
    isub_iadd_left ISUB "(ISUB (IADD x y) x)" "(ISUB (IADD x y) (INOT x))" |c, i| c.is(i.a, Op::IADD).filter(|l| l.a == i.b).map(|l| Fold::Ref(l.b));
    isub_iadd_right ISUB "(ISUB (IADD x y) y)" "(ISUB (IADD x y) (INOT y))" |c, i| c.is(i.a, Op::IADD).filter(|l| l.b == i.b).map(|l| Fold::Ref(l.a));
    imul_0 IMUL "(IMUL x 0)" "(IMUL x 3)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.b));
    imul_1 IMUL "(IMUL x 1)" "(IMUL x 3)" |c, i| (c.k(i.b) == Some(1)).then_some(Fold::Ref(i.a));
    imul_minus_1 IMUL "(IMUL x -1)" "(IMUL x -3)" |c, i| (c.k(i.b) == Some(-1)).then(|| Fold::Ins(re(i, Op::INEG, i.a, IrRef::NONE)));
    imul_pow2 IMUL "(IMUL x 8)" "(IMUL x 6)" |c, i| (|| {
        let s = pow2(c.k(i.b)?)?;
        Some(c.with_k(Op::ISHL, i, i.a, s))
    })();
    imul_imul_k IMUL "(IMUL (IMUL x 3) 5)" "(IMUL (IMUL x y) 5)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.near(i.a, Op::IMUL)?);
        let k1 = c.k(l.b)?;
        Some(c.with_k(Op::IMUL, i, l.a, k1.wrapping_mul(k2)))
    })();
    ineg_ineg INEG "(INEG (INEG x))" "(INEG (INOT x))" |c, i| c.is(i.a, Op::INEG).map(|l| Fold::Ref(l.a));
    ineg_isub INEG "(INEG (ISUB x y))" "(INEG (IADD x y))" |c, i| c.near(i.a, Op::ISUB).map(|l| Fold::Ins(re(i, Op::ISUB, l.b, l.a)));
    iaddo_0 IADDO "(IADDO x 0)" "(IADDO x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.a));
    iaddo_iaddo_k IADDO "(IADDO (IADDO x 3) 4)" "(IADDO (IADDO x 3) -4)" |c, i| (|| {
        // With the same sign the sum overflows exactly if the second step would.
        let (k2, l) = (c.k(i.b)?, c.near(i.a, Op::IADDO)?);
        let k1 = c.k(l.b)?;
        ((k1 < 0) == (k2 < 0)).then_some(())?;
        let k = k1.checked_add(k2)?;
        Some(c.with_k(Op::IADDO, i, l.a, k))
    })();
    iaddo_undo IADDO "(IADDO (IADDO x 5) -5)" "(IADDO (IADDO x 5) -4)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.is(i.a, Op::IADDO)?);
        (c.k(l.b)?.checked_neg()? == k2).then_some(Fold::Ref(l.a))
    })();
    isubo_self ISUBO "(ISUBO x x)" "(ISUBO x y)" |c, i| (i.a == i.b).then(|| c.int(0));
    isubo_k ISUBO "(ISUBO x 3)" "(ISUBO x -9223372036854775808)" |c, i| (|| {
        let k = c.k(i.b)?.checked_neg()?;
        Some(c.with_k(Op::IADDO, i, i.a, k))
    })();
    isubo_0_x ISUBO "(ISUBO 0 x)" "(ISUBO 1 x)" |c, i| (c.k(i.a) == Some(0)).then(|| Fold::Ins(re(i, Op::INEGO, i.b, IrRef::NONE)));
    isubo_iaddo_left ISUBO "(ISUBO (IADDO x y) x)" "(ISUBO (IADD x y) x)" |c, i| c.is(i.a, Op::IADDO).filter(|l| l.a == i.b).map(|l| Fold::Ref(l.b));
    isubo_iaddo_right ISUBO "(ISUBO (IADDO x y) y)" "(ISUBO (IADD x y) y)" |c, i| c.is(i.a, Op::IADDO).filter(|l| l.b == i.b).map(|l| Fold::Ref(l.a));
    imulo_0 IMULO "(IMULO x 0)" "(IMULO x 3)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.b));
    imulo_1 IMULO "(IMULO x 1)" "(IMULO x 3)" |c, i| (c.k(i.b) == Some(1)).then_some(Fold::Ref(i.a));
    imulo_2 IMULO "(IMULO x 2)" "(IMULO x 4)" |c, i| (c.k(i.b) == Some(2)).then(|| Fold::Ins(re(i, Op::IADDO, i.a, i.a)));
    imulo_minus_1 IMULO "(IMULO x -1)" "(IMULO x -3)" |c, i| (c.k(i.b) == Some(-1)).then(|| Fold::Ins(re(i, Op::INEGO, i.a, IrRef::NONE)));
    inego_inego INEGO "(INEGO (INEGO x))" "(INEGO (INEG x))" |c, i| c.is(i.a, Op::INEGO).map(|l| Fold::Ref(l.a));
    iand_0 IAND "(IAND x 0)" "(IAND x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.b));
    iand_ones IAND "(IAND x -1)" "(IAND x 1)" |c, i| (c.k(i.b) == Some(-1)).then_some(Fold::Ref(i.a));
    iand_self IAND "(IAND x x)" "(IAND x y)" |c, i| (i.a == i.b).then_some(Fold::Ref(i.a));
    iand_iand_k IAND "(IAND (IAND x 12) 6)" "(IAND (IAND x y) 6)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.near(i.a, Op::IAND)?);
        let k1 = c.k(l.b)?;
        Some(c.with_k(Op::IAND, i, l.a, k1 & k2))
    })();
    iand_iushr_covers IAND "(IAND (IUSHR x 60) 15)" "(IAND (IUSHR x 60) 7)" |c, i| (|| {
        let (k, l) = (c.k(i.b)?, c.is(i.a, Op::IUSHR)?);
        let s = c.k(l.b)? & 63;
        let max = (u64::MAX >> s) as i64;
        (k & max == max).then_some(Fold::Ref(i.a))
    })();
    ior_0 IOR "(IOR x 0)" "(IOR x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.a));
    ior_ones IOR "(IOR x -1)" "(IOR x 1)" |c, i| (c.k(i.b) == Some(-1)).then_some(Fold::Ref(i.b));
    ior_self IOR "(IOR x x)" "(IOR x y)" |c, i| (i.a == i.b).then_some(Fold::Ref(i.a));
    ixor_0 IXOR "(IXOR x 0)" "(IXOR x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.a));
    ixor_self IXOR "(IXOR x x)" "(IXOR x y)" |c, i| (i.a == i.b).then(|| c.int(0));
    ixor_ones IXOR "(IXOR x -1)" "(IXOR x 1)" |c, i| (c.k(i.b) == Some(-1)).then(|| Fold::Ins(re(i, Op::INOT, i.a, IrRef::NONE)));
    ixor_ixor IXOR "(IXOR (IXOR x y) y)" "(IXOR (IXOR x y) 1)" |c, i| {
        let undo = |l: Option<Ins>, r: IrRef| l.and_then(|l| if l.b == r { Some(l.a) } else { (l.a == r).then_some(l.b) });
        undo(c.is(i.a, Op::IXOR), i.b).or_else(|| undo(c.is(i.b, Op::IXOR), i.a)).map(Fold::Ref)
    };
    inot_inot INOT "(INOT (INOT x))" "(INOT (INEG x))" |c, i| c.is(i.a, Op::INOT).map(|l| Fold::Ref(l.a));
    ishl_0 ISHL "(ISHL x 0)" "(ISHL x 1)" |c, i| (c.k(i.b)? & 63 == 0).then_some(Fold::Ref(i.a));
    ishl_of_0 ISHL "(ISHL 0 x)" "(ISHL 1 x)" |c, i| (c.k(i.a) == Some(0)).then_some(Fold::Ref(i.a));
    ishl_ishl ISHL "(ISHL (ISHL x 3) 4)" "(ISHL (ISHL x y) 4)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)? & 63, c.near(i.a, Op::ISHL)?);
        let k = (c.k(l.b)? & 63) + k2;
        Some(if k > 63 { c.int(0) } else { c.with_k(Op::ISHL, i, l.a, k) })
    })();
    ishl_ishr ISHL "(ISHL (ISHR x 3) 3)" "(ISHL (ISHR x 3) 4)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)? & 63, c.near(i.a, Op::ISHR)?);
        (c.k(l.b)? & 63 == k2).then_some(())?;
        Some(c.with_k(Op::IAND, i, l.a, -1 << k2))
    })();
    ishr_0 ISHR "(ISHR x 0)" "(ISHR x 1)" |c, i| (c.k(i.b)? & 63 == 0).then_some(Fold::Ref(i.a));
    ishr_of_0 ISHR "(ISHR 0 x)" "(ISHR 1 x)" |c, i| (c.k(i.a) == Some(0)).then_some(Fold::Ref(i.a));
    ishr_ishr ISHR "(ISHR (ISHR x 60) 10)" "(ISHR (ISHR x y) 4)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)? & 63, c.near(i.a, Op::ISHR)?);
        let k = ((c.k(l.b)? & 63) + k2).min(63);
        Some(c.with_k(Op::ISHR, i, l.a, k))
    })();
    iushr_0 IUSHR "(IUSHR x 0)" "(IUSHR x 1)" |c, i| (c.k(i.b)? & 63 == 0).then_some(Fold::Ref(i.a));
    iushr_of_0 IUSHR "(IUSHR 0 x)" "(IUSHR 1 x)" |c, i| (c.k(i.a) == Some(0)).then_some(Fold::Ref(i.a));
    iushr_ishl IUSHR "(IUSHR (ISHL x 7) 7)" "(IUSHR (ISHL x 7) 8)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)? & 63, c.near(i.a, Op::ISHL)?);
        (c.k(l.b)? & 63 == k2 && k2 > 0).then_some(())?;
        Some(c.with_k(Op::IAND, i, l.a, (u64::MAX >> k2) as i64))
    })();
    idiv_1 IDIVFLOOR "(IDIVFLOOR x 1)" "(IDIVFLOOR x 3)" |c, i| (c.k(i.b) == Some(1)).then_some(Fold::Ref(i.a));
    idiv_pow2 IDIVFLOOR "(IDIVFLOOR x 16)" "(IDIVFLOOR x 12)" |c, i| (|| {
        let s = pow2(c.k(i.b)?)?;
        Some(c.with_k(Op::ISHR, i, i.a, s))
    })();
    imod_1 IMODFLOOR "(IMODFLOOR x 1)" "(IMODFLOOR x 3)" |c, i| (c.k(i.b) == Some(1)).then(|| c.int(0));
    imod_pow2 IMODFLOOR "(IMODFLOOR x 16)" "(IMODFLOOR x 12)" |c, i| (|| {
        let k = c.k(i.b)?;
        pow2(k)?;
        Some(c.with_k(Op::IAND, i, i.a, k - 1))
    })();

    fadd_minus_0 FADD "(FADD f -0.0f)" "(FADD f 0.0f)" |c, i| (c.kf(i.b)?.to_bits() == 1 << 63).then_some(Fold::Ref(i.a));
    fadd_neg FADD "(FADD f (FNEG g))" "(FADD f (FABS g))" |c, i| match (c.is(i.b, Op::FNEG), c.is(i.a, Op::FNEG)) {
        (Some(r), _) => Some(Fold::Ins(re(i, Op::FSUB, i.a, r.a))),
        (None, Some(l)) => Some(Fold::Ins(re(i, Op::FSUB, i.b, l.a))),
        (None, None) => None,
    };
    fsub_0 FSUB "(FSUB f 0.0f)" "(FSUB f -0.0f)" |c, i| (c.kf(i.b)?.to_bits() == 0).then_some(Fold::Ref(i.a));
    fsub_neg FSUB "(FSUB f (FNEG g))" "(FSUB f (FABS g))" |c, i| c.is(i.b, Op::FNEG).map(|r| Fold::Ins(re(i, Op::FADD, i.a, r.a)));
    fmul_1 FMUL "(FMUL f 1.0f)" "(FMUL f 3.0f)" |c, i| (c.kf(i.b) == Some(1.0)).then_some(Fold::Ref(i.a));
    fmul_2 FMUL "(FMUL f 2.0f)" "(FMUL f 4.0f)" |c, i| (c.kf(i.b) == Some(2.0)).then(|| Fold::Ins(re(i, Op::FADD, i.a, i.a)));
    fdiv_1 FDIV "(FDIV f 1.0f)" "(FDIV f 3.0f)" |c, i| (c.kf(i.b) == Some(1.0)).then_some(Fold::Ref(i.a));
    fdiv_pow2 FDIV "(FDIV f 8.0f)" "(FDIV f 10.0f)" |c, i| (|| {
        // Exact only if the reciprocal is: a power of two whose reciprocal is normal.
        let bits = c.kf(i.b)?.to_bits();
        let e = bits >> 52 & 0x7ff;
        (bits << 12 == 0 && (2..=2044).contains(&e)).then_some(())?;
        let k = c.t.flt(1.0 / f64::from_bits(bits));
        Some(Fold::Ins(re(i, Op::FMUL, i.a, k)))
    })();
    fneg_fneg FNEG "(FNEG (FNEG f))" "(FNEG (FABS f))" |c, i| c.is(i.a, Op::FNEG).map(|l| Fold::Ref(l.a));
    fabs_fneg FABS "(FABS (FNEG f))" "(FABS (FSQRT f))" |c, i| c.is(i.a, Op::FNEG).map(|l| Fold::Ins(re(i, Op::FABS, l.a, IrRef::NONE)));
    fabs_fabs FABS "(FABS (FABS f))" "(FABS (FSQRT f))" |c, i| c.is(i.a, Op::FABS).map(|_| Fold::Ref(i.a));
    ffloor_integral FFLOOR "(FFLOOR (I2F x))" "(FFLOOR (FABS f))" |c, i| integral(c, i.a).then_some(Fold::Ref(i.a));
    fceil_integral FCEIL "(FCEIL (FFLOOR f))" "(FCEIL (FABS f))" |c, i| integral(c, i.a).then_some(Fold::Ref(i.a));
    ftrunc_integral FTRUNC "(FTRUNC (FTRUNC f))" "(FTRUNC (FABS f))" |c, i| integral(c, i.a).then_some(Fold::Ref(i.a));

    unboxi_k UNBOXI "(UNBOXI v:7)" "(UNBOXI v)" |c, i| match c.kind(i.a)? { ValueKind::Int(k) => Some(c.int(k)), _ => None };
    unboxi_boxu UNBOXI "(UNBOXI (BOXU 7))" "(UNBOXI v)" |c, i| c.is(i.a, Op::BOXU).map(|l| Fold::Ref(l.a));
    unboxu_k UNBOXU "(UNBOXU v:7)" "(UNBOXU (BOXU 7))" |c, i| match c.kind(i.a)? { ValueKind::Int(k) if k >= 0 => Some(c.int(k)), _ => None };
    unboxu_boxi UNBOXU "(UNBOXU (BOXI 7))" "(UNBOXU (BOXU 7))" |c, i| c.is(i.a, Op::BOXI).map(|l| Fold::Ref(l.a));
    unboxf_k UNBOXF "(UNBOXF v:8000000000000002)" "(UNBOXF w)" |c, i| match c.kind(i.a)? { ValueKind::Float(k) => Some(Fold::Ref(c.t.flt(k))), _ => None };
    unboxfn_k UNBOXFN "(UNBOXFN v:8000000000000002)" "(UNBOXFN w)" |c, i| match c.kind(i.a)? { ValueKind::Float(k) => Some(Fold::Ref(c.t.flt(k))), _ => None };
    boxi_k BOXI "(BOXI 7)" "(BOXI x)" |c, i| (|| {
        let bits = c.schema.tag_int(c.k(i.a)?)?;
        Some(Fold::Ref(c.t.val(c.schema, bits)))
    })();
    boxi_unboxi BOXI "(BOXI (UNBOXI v))" "(BOXI (INEG (UNBOXI v)))" |c, i| c.is(i.a, Op::UNBOXI).map(|l| Fold::Ref(l.a));
    boxu_k BOXU "(BOXU 7)" "(BOXU x)" |c, i| (|| {
        let k = c.k(i.a)?;
        let bits = (k >= 0).then(|| c.schema.tag_int(k))??;
        Some(Fold::Ref(c.t.val(c.schema, bits)))
    })();
    boxu_unboxu BOXU "(BOXU (UNBOXU (BOXU x)))" "(BOXU (INEG (UNBOXU (BOXU x))))" |c, i| c.is(i.a, Op::UNBOXU).map(|l| Fold::Ref(l.a));
    boxf_k BOXF "(BOXF 0.0f)" "(BOXF f)" |c, i| (|| {
        let bits = c.schema.tag_float(c.kf(i.a)?)?;
        Some(Fold::Ref(c.t.val(c.schema, bits)))
    })();
    boxf_unboxf BOXF "(BOXF (UNBOXF w))" "(BOXF (FNEG (UNBOXF w)))" |c, i| c.is(i.a, Op::UNBOXF).or(c.is(i.a, Op::UNBOXFN)).map(|l| Fold::Ref(l.a));

    gint_boxi GINT "(GINT (BOXI x))" "(GINT v)" |c, i| c.is(i.a, Op::BOXI).map(|_| Fold::Drop);
    gint_boxu GINT "(GINT (BOXU x))" "(GINT v)" |c, i| c.is(i.a, Op::BOXU).map(|l| c.with_k(Op::GGE, i, l.a, 0));
    gint_not GINT "(GINT (BOXF f))" "(GINT v)" |c, i| matches!(c.t.op(i.a), Op::BOXF | Op::NEW).then_some(Fold::Fail);
    gint_k GINT "(GINT v:7)" "(GINT v)" |c, i| match c.kind(i.a)? {
        ValueKind::Int(_) => Some(Fold::Drop),
        ValueKind::Float(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Ptr => None,
    };
    guint_boxu GUINT "(GUINT (BOXU x))" "(GUINT v)" |c, i| c.is(i.a, Op::BOXU).map(|_| Fold::Drop);
    guint_boxi GUINT "(GUINT (BOXI x))" "(GUINT v)" |c, i| c.is(i.a, Op::BOXI).map(|l| c.with_k(Op::GGE, i, l.a, 0));
    guint_not GUINT "(GUINT (BOXF f))" "(GUINT v)" |c, i| matches!(c.t.op(i.a), Op::BOXF | Op::NEW).then_some(Fold::Fail);
    guint_k GUINT "(GUINT v:7)" "(GUINT v)" |c, i| match c.kind(i.a)? {
        ValueKind::Int(k) => Some(if k >= 0 { Fold::Drop } else { Fold::Fail }),
        ValueKind::Float(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Ptr => None,
    };
    gfloat_boxf GFLOAT "(GFLOAT (BOXF f))" "(GFLOAT w)" |c, i| c.is(i.a, Op::BOXF).map(|_| Fold::Drop);
    gfloat_not GFLOAT "(GFLOAT (BOXI x))" "(GFLOAT w)" |c, i| matches!(c.t.op(i.a), Op::BOXI | Op::BOXU | Op::NEW).then_some(Fold::Fail);
    gfloat_k GFLOAT "(GFLOAT v:8000000000000002)" "(GFLOAT w)" |c, i| match c.kind(i.a)? {
        ValueKind::Float(_) => Some(Fold::Drop),
        ValueKind::Int(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Ptr => None,
    };
    gflonum_boxf GFLONUM "(GFLONUM (BOXF f))" "(GFLONUM w)" |c, i| c.is(i.a, Op::BOXF).map(|_| Fold::Drop);
    gflonum_not GFLONUM "(GFLONUM (BOXI x))" "(GFLONUM w)" |c, i| matches!(c.t.op(i.a), Op::BOXI | Op::BOXU | Op::NEW).then_some(Fold::Fail);
    gflonum_k GFLONUM "(GFLONUM v:8000000000000002)" "(GFLONUM w)" |c, i| match c.kind(i.a)? {
        ValueKind::Float(_) => Some(Fold::Drop),
        ValueKind::Int(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Ptr => None,
    };
    gptr_p GPTR "(GPTR (NEW))" "(GPTR o)" |c, i| (c.t.ty(i.a) == Ty::P).then_some(Fold::Drop);
    gptr_k GPTR "(GPTR v:7)" "(GPTR o)" |c, i| match c.kind(i.a)? {
        ValueKind::Int(_) | ValueKind::Float(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Ptr => Some(Fold::Drop),
    };
    gis_self GIS "(GIS v v)" "(GIS v w)" |c, i| (i.a == i.b).then_some(Fold::Drop);
    gis_k GIS "(GIS v:7 v:9)" "(GIS v v:9)" |c, i| {
        let (a, b) = (c.t.get_const(i.a)?, c.t.get_const(i.b)?);
        Some(if a.bits == b.bits { Fold::Drop } else { Fold::Fail })
    };
    gis_boxi_k GIS "(GIS (BOXI x) v:7)" "(GIS (BOXI x) v)" |c, i| (|| {
        // Ints that fit the tag are always tagged, so that equal bits mean equal ints.
        let l = c.is(i.a, Op::BOXI)?;
        match c.kind(i.b)? {
            ValueKind::Int(k) => Some(c.with_k(Op::GEQ, i, l.a, k)),
            ValueKind::Float(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Fail),
            ValueKind::Ptr => None,
        }
    })();
    gis_never GIS "(GIS (NEW) v:4)" "(GIS o v:4)" |c, i| differ(c, i).then_some(Fold::Fail);
    gnis_self GNIS "(GNIS v v)" "(GNIS v w)" |c, i| (i.a == i.b).then_some(Fold::Fail);
    gnis_k GNIS "(GNIS v:7 v:9)" "(GNIS v v:9)" |c, i| {
        let (a, b) = (c.t.get_const(i.a)?, c.t.get_const(i.b)?);
        Some(if a.bits == b.bits { Fold::Fail } else { Fold::Drop })
    };
    gnis_boxi_k GNIS "(GNIS (BOXI x) v:7)" "(GNIS (BOXI x) v)" |c, i| (|| {
        let l = c.is(i.a, Op::BOXI)?;
        match c.kind(i.b)? {
            ValueKind::Int(k) => Some(c.with_k(Op::GNE, i, l.a, k)),
            ValueKind::Float(_) | ValueKind::Imm | ValueKind::Raised => Some(Fold::Drop),
            ValueKind::Ptr => None,
        }
    })();
    gnis_always GNIS "(GNIS (NEW) v:4)" "(GNIS o v:4)" |c, i| differ(c, i).then_some(Fold::Drop);
    gnoraise_value GNORAISE "(GNORAISE (BOXI x))" "(GNORAISE v)" |c, i| (matches!(c.t.op(i.a), Op::BOXI | Op::BOXU | Op::BOXF | Op::NEW) || c.t.ty(i.a) == Ty::P).then_some(Fold::Drop);
    gnoraise_k GNORAISE "(GNORAISE v:7)" "(GNORAISE v)" |c, i| match c.kind(i.a)? {
        ValueKind::Raised => Some(Fold::Fail),
        ValueKind::Int(_) | ValueKind::Float(_) | ValueKind::Imm | ValueKind::Ptr => Some(Fold::Drop),
    };
    glt_self GLT "(GLT x x)" "(GLT x y)" |c, i| (i.a == i.b).then_some(Fold::Fail);
    gle_self GLE "(GLE x x)" "(GLE x y)" |c, i| (i.a == i.b).then_some(Fold::Drop);
    ggt_self GGT "(GGT x x)" "(GGT x y)" |c, i| (i.a == i.b).then_some(Fold::Fail);
    gge_self GGE "(GGE x x)" "(GGE x y)" |c, i| (i.a == i.b).then_some(Fold::Drop);
    geq_self GEQ "(GEQ x x)" "(GEQ x y)" |c, i| (i.a == i.b).then_some(Fold::Drop);
    geq_iadd_k GEQ "(GEQ (IADD x 3) 10)" "(GEQ (IADD x y) 10)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.is(i.a, Op::IADD)?);
        let k1 = c.k(l.b)?;
        Some(c.with_k(Op::GEQ, i, l.a, k2.wrapping_sub(k1)))
    })();
    geq_isub_0 GEQ "(GEQ (ISUB x y) 0)" "(GEQ (ISUB x y) 1)" |c, i| (c.k(i.b) == Some(0)).then(|| c.is(i.a, Op::ISUB))?.map(|l| Fold::Ins(re(i, Op::GEQ, l.a, l.b)));
    gne_self GNE "(GNE x x)" "(GNE x y)" |c, i| (i.a == i.b).then_some(Fold::Fail);
    gne_isub_0 GNE "(GNE (ISUB x y) 0)" "(GNE (ISUB x y) 1)" |c, i| (c.k(i.b) == Some(0)).then(|| c.is(i.a, Op::ISUB))?.map(|l| Fold::Ins(re(i, Op::GNE, l.a, l.b)));
    gult_self GULT "(GULT x x)" "(GULT x y)" |c, i| (i.a == i.b).then_some(Fold::Fail);
    gult_0 GULT "(GULT x 0)" "(GULT x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Fail);
    guge_self GUGE "(GUGE x x)" "(GUGE x y)" |c, i| (i.a == i.b).then_some(Fold::Drop);
    guge_0 GUGE "(GUGE x 0)" "(GUGE x 1)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Drop);
    aadd_0 AADD "(AADD a 0)" "(AADD a 8)" |c, i| (c.k(i.b) == Some(0)).then_some(Fold::Ref(i.a));
    aadd_aadd AADD "(AADD (AADD a 8) 16)" "(AADD (AADD a x) 16)" |c, i| (|| {
        let (k2, l) = (c.k(i.b)?, c.near(i.a, Op::AADD)?);
        let k1 = c.k(l.b)?;
        Some(c.with_k(Op::AADD, i, l.a, k1.wrapping_add(k2)))
    })();
}

/// Whether a double is known to be integral (or not finite).
fn integral(c: &Cx, r: IrRef) -> bool {
    matches!(c.t.op(r), Op::I2F | Op::FFLOOR | Op::FCEIL | Op::FTRUNC)
}

/// Whether two values can never have the same bits: a new object against a constant or another new object, a boxed float
/// against an immediate that is none.
fn differ(c: &Cx, i: &Ins) -> bool {
    let new = |r: IrRef| c.t.op(r) == Op::NEW;
    let float_not = |f: IrRef, k: IrRef| {
        c.t.op(f) == Op::BOXF
            && matches!(
                c.kind(k),
                Some(ValueKind::Int(_) | ValueKind::Imm | ValueKind::Raised)
            )
    };
    new(i.a) && (i.b.is_const() || new(i.b) && i.a != i.b)
        || new(i.b) && i.a.is_const()
        || float_not(i.a, i.b)
        || float_not(i.b, i.a)
}

/// The rules of each op: a range of [`RULES`].
fn index() -> &'static [(u16, u16); Op::COUNT] {
    static INDEX: OnceLock<[(u16, u16); Op::COUNT]> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = [(0, 0); Op::COUNT];
        for (n, r) in RULES.iter().enumerate() {
            let e = &mut index[r.op as usize];
            if e.1 == 0 {
                e.0 = n as u16;
            }
            e.1 = n as u16 + 1;
        }
        index
    })
}

/// What holds always: canonical operand order, constants evaluated, `UNBOX` of `BOX`.
pub fn canonical(cx: &mut Cx, i: &mut Ins) -> Fold {
    // Constants to the right; else the older operand left, so that CSE finds the same sum either way round.
    if i.b.is_some()
        && (i.a.is_const() && !i.b.is_const()
            || i.op.info().commutative && i.b.is_ins() && i.a.is_ins() && i.a > i.b)
        && let Some(op) = i.op.swapped()
    {
        i.op = op;
        std::mem::swap(&mut i.a, &mut i.b);
    }
    match i.op {
        Op::UNBOXI => match cx.is(i.a, Op::BOXI) {
            Some(l) => Fold::Ref(l.a),
            None => Fold::Keep,
        },
        Op::UNBOXU => match cx.is(i.a, Op::BOXU) {
            Some(l) => Fold::Ref(l.a),
            None => Fold::Keep,
        },
        Op::UNBOXF | Op::UNBOXFN => match cx.is(i.a, Op::BOXF) {
            Some(l) => Fold::Ref(l.a),
            None => Fold::Keep,
        },
        op if i.a.is_const() && (i.b.is_const() || i.b.is_none()) => {
            let bits = |r: IrRef| cx.t.get_const(r).map_or(0, |c| c.bits);
            let (a, b) = (bits(i.a), bits(i.b));
            if eval::is_arith(op) {
                match eval::arith(op, a, b) {
                    Some(v) if i.ty() == Ty::F => Fold::Ref(cx.t.flt(f64::from_bits(v))),
                    Some(v) => Fold::Ref(cx.t.int(v as i64)),
                    None if op.is_guard() => Fold::Fail,
                    None => Fold::Keep,
                }
            } else if eval::is_comparison(op) && !cx.t.ty(i.a).is_boxed() {
                if eval::condition(op, a, b) {
                    Fold::Drop
                } else {
                    Fold::Fail
                }
            } else {
                Fold::Keep
            }
        }
        _ => Fold::Keep,
    }
}

/// Applies the first rule that fits.
pub fn rules(cx: &mut Cx, i: &Ins) -> (Fold, &'static str) {
    let (from, to) = index()[i.op as usize];
    for rule in &RULES[from as usize..to as usize] {
        if let Some(f) = (rule.apply)(cx, i) {
            return (f, rule.name);
        }
    }
    (Fold::Keep, "")
}
