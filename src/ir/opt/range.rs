//! Integer ranges and known bits: removes overflow checks, bounds checks and comparisons that cannot fail, and masks that
//! mask nothing; and turns arithmetic of which only masked bits are used into wrapping arithmetic.
//!
//! A range is an interval of 64-bit integers together with the bits that are known to be zero. The trace is walked forward;
//! each guard narrows its operands from there on. A loop-carried value starts from the range of its entry input; if the
//! range of its next value is wider, the bound that moved is widened to 0 or to the end of the number line, and the body is
//! walked again, until nothing changes. All sums and products are computed in 128 bits: where a wrapping op may wrap, its
//! result is unknown; where an op guards against overflow, its result is what fits.
//!
//! **Wrapping** is a pass of its own (`wrap`), for it changes which exits are taken: `(a * b) & mask` with a mask that is
//! not negative depends on the low 64 bits only, so the check of the product may go, if nothing else (no snapshot either)
//! uses it. The recorder may rely on that: it may record a checked product that has just overflowed if it is masked next.

use super::{Builder, OptConfig, Pass};
use crate::buffer::{Ins, Trace};
use crate::limits::RANGE_ROUNDS;
use crate::ops::{Effect, Op, Ty};
use crate::refs::IrRef;
use crate::schema::Schema;

/// What is known of an integer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub lo: i64,
    pub hi: i64,
    /// Bits that are zero.
    pub zeros: u64,
}

impl Range {
    pub const FULL: Range = Range {
        lo: i64::MIN,
        hi: i64::MAX,
        zeros: 0,
    };

    pub fn exactly(k: i64) -> Range {
        Range {
            lo: k,
            hi: k,
            zeros: !k as u64,
        }
    }
    pub fn new(lo: i64, hi: i64) -> Range {
        Range { lo, hi, zeros: 0 }.tidy()
    }
    /// From exact bounds: unknown if they do not fit and the op wraps, else what fits.
    fn exact(lo: i128, hi: i128, wraps: bool) -> Range {
        let (min, max) = (i64::MIN as i128, i64::MAX as i128);
        if lo >= min && hi <= max {
            return Range::new(lo as i64, hi as i64);
        }
        if wraps || lo > max || hi < min {
            Range::FULL
        } else {
            Range::new(lo.max(min) as i64, hi.min(max) as i64)
        }
    }
    /// Makes interval and bits agree.
    fn tidy(mut self) -> Range {
        if self.zeros >> 63 != 0 {
            self.lo = self.lo.max(0);
            self.hi = self.hi.min(!self.zeros as i64);
        }
        if self.lo >= 0 && self.hi >= self.lo {
            let bits = 64 - self.hi.leading_zeros();
            self.zeros |= if bits == 0 {
                u64::MAX
            } else {
                !(u64::MAX >> (64 - bits))
            };
        }
        if self.lo > self.hi { Range::FULL } else { self }
    }
    fn join(self, o: Range) -> Range {
        Range {
            lo: self.lo.min(o.lo),
            hi: self.hi.max(o.hi),
            zeros: self.zeros & o.zeros,
        }
    }
    fn within(self, o: Range) -> bool {
        self.lo >= o.lo && self.hi <= o.hi && o.zeros & !self.zeros == 0
    }
    fn meet(self, lo: i64, hi: i64) -> Range {
        let r = Range {
            lo: self.lo.max(lo),
            hi: self.hi.min(hi),
            zeros: self.zeros,
        };
        // An empty range means that the point is never reached; say nothing then.
        if r.lo > r.hi { self } else { r.tidy() }
    }
    fn trailing_zeros(self) -> u32 {
        self.zeros.trailing_ones()
    }
    fn low_zeros(self, n: u32) -> Range {
        let mask = if n >= 64 { u64::MAX } else { (1 << n) - 1 };
        Range {
            zeros: self.zeros | mask,
            ..self
        }
        .tidy()
    }
}

/// Scratch memory; reusable.
#[derive(Default)]
pub(super) struct Ranges {
    of: Vec<Range>,
    at_header: Vec<Range>,
    guess: Vec<(IrRef, Range)>,
    replace: Vec<IrRef>,
    bad: Vec<bool>,
    used: Vec<bool>,
}

impl Builder<'_> {
    pub(super) fn range(&mut self) {
        let mut s = std::mem::take(&mut self.ranges);
        s.analyse(&mut self.trace, self.schema, &mut self.config);
        self.ranges = s;
    }

    /// Turns checked arithmetic whose high bits nobody sees into wrapping arithmetic.
    pub(super) fn wrap(&mut self) {
        let mut s = std::mem::take(&mut self.ranges);
        s.wrap(&mut self.trace, &mut self.config);
        self.ranges = s;
    }
}

impl Ranges {
    fn get(&self, t: &Trace, r: IrRef) -> Range {
        match t.int_value(r) {
            Some(k) => Range::exactly(k),
            None if r.is_ins() => self.of[r.index()],
            None => Range::FULL,
        }
    }

    fn analyse(&mut self, t: &mut Trace, schema: &dyn Schema, config: &mut OptConfig) {
        self.of.clear();
        self.of.resize(t.end().index(), Range::FULL);
        self.replace.clear();
        self.replace.extend((0..t.end().index()).map(IrRef::ins));
        let header = t.loop_at;
        if header.is_none() {
            self.walk(t, schema, IrRef::FIRST, t.end(), Some(config));
            return;
        }
        // The preamble is transformed at once; the body only when the ranges of the loop-carried values are found.
        self.walk(t, schema, IrRef::FIRST, header, Some(config));
        self.guess.clear();
        let mut r = header.next();
        while r < t.end() && matches!(t.op(r), Op::PHI | Op::NOP) {
            if t.op(r) == Op::PHI && t.ty(r).is_int() {
                self.guess.push((r, self.get(t, t.ins(r).a)));
            }
            r = r.next();
        }
        let body = r;
        self.at_header.clone_from(&self.of);
        for round in 0..RANGE_ROUNDS {
            self.of.clone_from(&self.at_header);
            for n in 0..self.guess.len() {
                let (p, g) = self.guess[n];
                self.of[p.index()] = g;
            }
            self.walk(t, schema, body, t.end(), None);
            let mut stable = true;
            for n in 0..self.guess.len() {
                let (p, g) = self.guess[n];
                let next = self.get(t, t.ins(p).b);
                if next.within(g) {
                    continue;
                }
                stable = false;
                let mut w = g.join(next);
                if next.lo < g.lo {
                    w.lo = if next.lo >= 0 && round < 2 {
                        0
                    } else {
                        i64::MIN
                    };
                }
                if next.hi > g.hi {
                    w.hi = i64::MAX;
                }
                // The zeros that an interval implies move with it.
                w.zeros &= !0 >> (64 - w.zeros.trailing_ones().max(1))
                    | if w.lo >= 0 { 1 << 63 } else { 0 };
                self.guess[n].1 = if round + 2 >= RANGE_ROUNDS {
                    Range::FULL
                } else {
                    w
                };
            }
            if stable {
                break;
            }
        }
        self.of.clone_from(&self.at_header);
        for n in 0..self.guess.len() {
            let (p, g) = self.guess[n];
            self.of[p.index()] = g;
        }
        self.walk(t, schema, body, t.end(), Some(config));
        // PHIs may name what was replaced in the body.
        let mut r = header.next();
        while r < body {
            let b = t.ins(r).b;
            if b.is_ins() {
                t.ins_mut(r).b = self.replace[b.index()];
            }
            r = r.next();
        }
    }

    /// Walks forward; transforms if there is a configuration to ask.
    fn walk(
        &mut self,
        t: &mut Trace,
        schema: &dyn Schema,
        from: IrRef,
        to: IrRef,
        mut config: Option<&mut OptConfig>,
    ) {
        let mut r = from;
        let mut mapped = crate::refs::SnapNo::NONE;
        while r < to {
            if config.is_some() {
                let replace = &self.replace;
                let map = |o: IrRef| if o.is_ins() { replace[o.index()] } else { o };
                let i = t.ins_mut(r);
                (i.a, i.b, i.c) = (map(i.a), map(i.b), map(i.c));
                let snap = i.snap;
                if snap.is_some() && snap != mapped {
                    mapped = snap;
                    t.snaps.map_refs(snap, map);
                }
            }
            let i = *t.ins(r);
            if i.ty().is_int() {
                let range = self.result(t, schema, &i);
                self.of[r.index()] = range;
            }
            if let Some(config) = config.as_deref_mut() {
                self.transform(t, r, &i, config);
            }
            if i.op.is_guard() && i.ty() == Ty::N && t.ty(i.a).is_int() {
                self.narrow(t, &i);
            }
            r = r.next();
        }
    }

    /// The range of an instruction's result.
    fn result(&self, t: &Trace, schema: &dyn Schema, i: &Ins) -> Range {
        let (a, b) = (self.get(t, i.a), self.get(t, i.b));
        let w = |x: i64| x as i128;
        match i.op {
            Op::IADD | Op::IADDO => {
                Range::exact(w(a.lo) + w(b.lo), w(a.hi) + w(b.hi), i.op == Op::IADD)
                    .low_zeros(a.trailing_zeros().min(b.trailing_zeros()))
            }
            Op::ISUB | Op::ISUBO => {
                Range::exact(w(a.lo) - w(b.hi), w(a.hi) - w(b.lo), i.op == Op::ISUB)
                    .low_zeros(a.trailing_zeros().min(b.trailing_zeros()))
            }
            Op::IMUL | Op::IMULO => {
                let p = [
                    w(a.lo) * w(b.lo),
                    w(a.lo) * w(b.hi),
                    w(a.hi) * w(b.lo),
                    w(a.hi) * w(b.hi),
                ];
                let (lo, hi) = (p.iter().min().expect("four"), p.iter().max().expect("four"));
                Range::exact(*lo, *hi, i.op == Op::IMUL)
                    .low_zeros((a.trailing_zeros() + b.trailing_zeros()).min(64))
            }
            Op::INEG | Op::INEGO => {
                Range::exact(-w(a.hi), -w(a.lo), i.op == Op::INEG).low_zeros(a.trailing_zeros())
            }
            Op::IAND => {
                let zeros = a.zeros | b.zeros;
                let hi = match (a.lo >= 0, b.lo >= 0) {
                    (true, true) => a.hi.min(b.hi),
                    (true, false) => a.hi,
                    (false, true) => b.hi,
                    (false, false) => {
                        return Range {
                            zeros,
                            ..Range::FULL
                        }
                        .tidy();
                    }
                };
                Range { lo: 0, hi, zeros }.tidy()
            }
            Op::IOR | Op::IXOR => {
                let zeros = a.zeros & b.zeros;
                let lo = if i.op == Op::IOR && a.lo >= 0 && b.lo >= 0 {
                    a.lo.max(b.lo)
                } else {
                    i64::MIN
                };
                Range {
                    lo,
                    hi: i64::MAX,
                    zeros,
                }
                .tidy()
            }
            Op::INOT => Range::new(!a.hi, !a.lo),
            Op::ISHL => match t.int_value(i.b) {
                Some(k) => {
                    let k = (k & 63) as u32;
                    Range::exact(w(a.lo) << k, w(a.hi) << k, true)
                        .low_zeros((a.trailing_zeros() + k).min(64))
                }
                None => Range::FULL,
            },
            Op::ISHR => match t.int_value(i.b) {
                Some(k) => {
                    let k = k & 63;
                    Range {
                        lo: a.lo >> k,
                        hi: a.hi >> k,
                        zeros: (a.zeros as i64 >> k) as u64,
                    }
                    .tidy()
                }
                None if a.lo >= 0 => Range::new(0, a.hi),
                None => Range::FULL,
            },
            Op::IUSHR => match t.int_value(i.b) {
                Some(k) if k & 63 != 0 => {
                    let k = k & 63;
                    let hi = if a.lo >= 0 {
                        a.hi as u64 >> k
                    } else {
                        u64::MAX >> k
                    };
                    Range::new(0, hi as i64)
                }
                _ if a.lo >= 0 => Range::new(0, a.hi),
                _ => Range::FULL,
            },
            Op::IMODFLOOR => {
                if b.lo > 0 {
                    let hi = if a.lo >= 0 {
                        (b.hi - 1).min(a.hi)
                    } else {
                        b.hi - 1
                    };
                    Range::new(0, hi)
                } else if b.hi < 0 {
                    Range::new(b.lo + 1, 0)
                } else {
                    Range::FULL
                }
            }
            Op::IDIVFLOOR => match t.int_value(i.b) {
                Some(k) if k > 0 => Range::new(a.lo.div_euclid(k), a.hi.div_euclid(k)),
                _ if a.lo >= 0 && b.lo > 0 => Range::new(0, a.hi),
                _ => Range::FULL,
            },
            // A template sees tagged ints only.
            Op::UNBOXI if schema.unboxes_tagged_only() => Range::new(-(1 << 62), (1 << 62) - 1),
            Op::FLOAD => {
                let f = schema.field(i.field());
                match (f.range, f.width, f.signed) {
                    (Some((lo, hi)), _, _) => Range::new(lo, hi),
                    (None, 8.., _) | (None, 0, _) => Range::FULL,
                    (None, w, true) => Range::new(-(1 << (8 * w - 1)), (1 << (8 * w - 1)) - 1),
                    (None, w, false) => Range::new(0, (1 << (8 * w)) - 1),
                }
            }
            Op::ALOAD => i
                .elem()
                .int_range()
                .map_or(Range::FULL, |(lo, hi)| Range::new(lo, hi)),
            _ => Range::FULL,
        }
    }

    /// What a comparison says of its operands from here on.
    fn narrow(&mut self, t: &Trace, i: &Ins) {
        let (a, b) = (self.get(t, i.a), self.get(t, i.b));
        let below = |x: i64| x.saturating_sub(1);
        let above = |x: i64| x.saturating_add(1);
        let (na, nb) = match i.op {
            Op::GLT => (a.meet(i64::MIN, below(b.hi)), b.meet(above(a.lo), i64::MAX)),
            Op::GLE => (a.meet(i64::MIN, b.hi), b.meet(a.lo, i64::MAX)),
            Op::GGT => (a.meet(above(b.lo), i64::MAX), b.meet(i64::MIN, below(a.hi))),
            Op::GGE => (a.meet(b.lo, i64::MAX), b.meet(i64::MIN, a.hi)),
            Op::GEQ => (a.meet(b.lo, b.hi), b.meet(a.lo, a.hi)),
            Op::GULT if b.lo >= 0 => {
                let a = a.meet(0, below(b.hi));
                (a, b.meet(above(a.lo), i64::MAX))
            }
            Op::GNE => {
                let cut = |r: Range, k: Range| match k.lo == k.hi {
                    true if r.lo == k.lo => r.meet(above(k.lo), i64::MAX),
                    true if r.hi == k.lo => r.meet(i64::MIN, below(k.lo)),
                    _ => r,
                };
                (cut(a, b), cut(b, a))
            }
            _ => return,
        };
        if i.a.is_ins() {
            self.of[i.a.index()] = na;
        }
        if i.b.is_ins() {
            self.of[i.b.index()] = nb;
        }
    }

    /// Whether a comparison always holds.
    fn holds(&self, t: &Trace, r: IrRef, i: &Ins) -> bool {
        let (a, b) = (self.get(t, i.a), self.get(t, i.b));
        match i.op {
            Op::GLT => a.hi < b.lo,
            Op::GLE | Op::GGE | Op::GEQ if i.a == i.b => true,
            Op::GLE => a.hi <= b.lo,
            Op::GGT => a.lo > b.hi,
            Op::GGE => a.lo >= b.hi,
            Op::GEQ => a.lo == a.hi && b.lo == b.hi && a.lo == b.lo,
            Op::GNE => a.hi < b.lo || a.lo > b.hi,
            // A bounds check: not negative, and below by range or by an earlier comparison of the same values.
            Op::GULT => {
                a.lo >= 0
                    && (a.hi < b.lo
                        || earlier(t, r, Op::GLT, i.a, i.b)
                        || earlier(t, r, Op::GGT, i.b, i.a))
            }
            Op::GUGE => b.lo >= 0 && a.lo >= 0 && a.lo >= b.hi,
            _ => false,
        }
    }

    fn transform(&mut self, t: &mut Trace, r: IrRef, i: &Ins, config: &mut OptConfig) {
        let (a, b) = (self.get(t, i.a), self.get(t, i.b));
        let w = |x: i64| x as i128;
        let fits = |lo: i128, hi: i128| lo >= i64::MIN as i128 && hi <= i64::MAX as i128;
        let plain = match i.op {
            Op::IADDO if fits(w(a.lo) + w(b.lo), w(a.hi) + w(b.hi)) => Op::IADD,
            Op::ISUBO if fits(w(a.lo) - w(b.hi), w(a.hi) - w(b.lo)) => Op::ISUB,
            Op::INEGO if a.lo > i64::MIN => Op::INEG,
            Op::IMULO => {
                let p = [
                    w(a.lo) * w(b.lo),
                    w(a.lo) * w(b.hi),
                    w(a.hi) * w(b.lo),
                    w(a.hi) * w(b.hi),
                ];
                if p.iter().all(|&x| fits(x, x)) {
                    Op::IMUL
                } else {
                    Op::NOP
                }
            }
            _ => Op::NOP,
        };
        if plain != Op::NOP {
            if config.allow(Pass::Range) {
                let n = t.ins_mut(r);
                n.op = plain;
                n.snap = crate::refs::SnapNo::NONE;
            }
            return;
        }
        if i.op == Op::ISHR
            && t.op(i.a) == Op::ISHL
            && t.ins(i.a).b == i.b
            && let Some(k) = t.int_value(i.b)
        {
            // Shifted to and fro, the check of a shift: nothing is lost.
            let x = t.ins(i.a).a;
            let range = self.get(t, x);
            let k = (k & 63) as u32;
            if fits(w(range.lo) << k, w(range.hi) << k) && config.allow(Pass::Range) {
                self.replace[r.index()] = self.replace_of(x);
                return;
            }
        }
        if i.op == Op::IAND {
            // A mask that keeps every bit that can be set.
            for (x, k) in [(i.a, i.b), (i.b, i.a)] {
                if let Some(k) = t.int_value(k)
                    && t.ty(x) == i.ty()
                    && !self.get(t, x).zeros & !k as u64 == 0
                    && config.allow(Pass::Range)
                {
                    self.replace[r.index()] = self.replace_of(x);
                    return;
                }
            }
        }
        let tagged = |r: Range| r.lo >= -(1 << 62) && r.hi < 1 << 62;
        let fits = i.op == Op::BOXI && tagged(a) || i.op == Op::BOXU && tagged(a) && a.lo >= 0;
        if fits && config.allow(Pass::Range) {
            t.ins_mut(r).x = 1;
        }
        if i.op == Op::BARRIER
            && matches!(t.op(i.b), Op::BOXI | Op::BOXU)
            && t.ins(i.b).x == 1
            && config.allow(Pass::Range)
        {
            // A tagged int is no pointer.
            t.kill(r);
            return;
        }
        if i.op.is_guard()
            && i.ty() == Ty::N
            && t.ty(i.a).is_int()
            && self.holds(t, r, i)
            && config.allow(Pass::Range)
        {
            t.kill(r);
        }
    }

    fn replace_of(&self, r: IrRef) -> IrRef {
        if r.is_ins() {
            self.replace[r.index()]
        } else {
            r
        }
    }

    fn wrap(&mut self, t: &mut Trace, config: &mut OptConfig) {
        let n = t.end().index();
        self.bad.clear();
        self.bad.resize(n, false);
        self.used.clear();
        self.used.resize(n, false);
        let (bad, used) = (&mut self.bad, &mut self.used);
        for r in t.refs() {
            if t.op(r) == Op::PHI {
                t.for_each_operand(r, |o| {
                    if o.is_ins() {
                        bad[o.index()] = true;
                        used[o.index()] = true;
                    }
                });
            }
        }
        let mut last = crate::refs::SnapNo::NONE;
        for r in t.refs().rev() {
            let i = *t.ins(r);
            let idle = matches!(i.op.effect(), Effect::Pure | Effect::Alloc | Effect::Load);
            if idle && !used[r.index()] {
                // Dead by now, since the snapshots of what was converted no longer count.
                continue;
            }
            let wrapping = match i.op {
                Op::IADDO => Op::IADD,
                Op::ISUBO => Op::ISUB,
                Op::IMULO => Op::IMUL,
                Op::INEGO => Op::INEG,
                _ => Op::NOP,
            };
            let mut low_only = !bad[r.index()] && used[r.index()];
            if wrapping != Op::NOP && low_only {
                low_only = config.allow(Pass::Wrap);
                if low_only {
                    let n = t.ins_mut(r);
                    n.op = wrapping;
                    n.snap = crate::refs::SnapNo::NONE;
                }
            }
            let masked = i.op == Op::IAND
                && [i.a, i.b]
                    .iter()
                    .any(|&k| t.int_value(k).is_some_and(|k| k >= 0));
            let carries_low = low_only
                && matches!(
                    i.op,
                    Op::IADD
                        | Op::ISUB
                        | Op::IMUL
                        | Op::INEG
                        | Op::IAND
                        | Op::IOR
                        | Op::IXOR
                        | Op::INOT
                        | Op::IADDO
                        | Op::ISUBO
                        | Op::IMULO
                        | Op::INEGO
                );
            t.for_each_operand(r, |o| {
                if o.is_ins() {
                    used[o.index()] = true;
                    bad[o.index()] |= !(masked || carries_low);
                }
            });
            let snap = t.ins(r).snap;
            if snap.is_some() && snap != last {
                last = snap;
                t.snaps.for_each_ref(snap, |o| {
                    if o.is_ins() {
                        bad[o.index()] = true;
                        used[o.index()] = true;
                    }
                });
            }
        }
        t.rechain();
    }
}

/// Whether the same comparison was made before `r`.
fn earlier(t: &Trace, r: IrRef, op: Op, a: IrRef, b: IrRef) -> bool {
    let mut g = t.last(op);
    while g.is_some() {
        let i = t.ins(g);
        if g < r && i.op == op && i.a == a && i.b == b {
            return true;
        }
        g = i.prev;
    }
    false
}
