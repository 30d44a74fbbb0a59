//! Comparisons of tuples and lists, item by item.
//!
//! The first items that differ decide. What was found out about each pair of items becomes a guard, so that tuples that are
//! only made to be compared need not exist.

use ir::{IrRef, Op};
use runtime::object::Ref;
use runtime::types::list::List;
use runtime::types::slots::CmpOp;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::{Recorder, bytes, text};
use crate::schema;

/// Longer tuples are compared by the interpreter's code.
const MAX_COMPARED: usize = 6;

type Both = (IrRef, Value);

fn tuple_of(v: Value) -> Option<Ref<Tuple>> {
    // SAFETY: exactly a tuple.
    types::is_exactly(v, T::Tuple).then(|| unsafe { Ref::from_value_unchecked(v) })
}

fn list_of(v: Value) -> Option<Ref<List>> {
    // SAFETY: exactly a list.
    types::is_exactly(v, T::List).then(|| unsafe { Ref::from_value_unchecked(v) })
}

/// Whether two items are equal, if they are of one kind whose comparison is a guard or two. (NaN is equal only to the very
/// same object.)
fn are_equal(a: Value, b: Value) -> Option<bool> {
    if a.is_small_int() && b.is_small_int() || !a.is_ptr() && !a.is_flonum() && a == b {
        return Some(a == b);
    }
    if let (Some(p), Some(q)) = (float::exact(a), float::exact(b)) {
        return (!p.is_nan() && !q.is_nan()).then_some(p == q);
    }
    if types::is_exactly(a, T::Bytes) && types::is_exactly(b, T::Bytes) {
        return Some(bytes::exact(&a)? == bytes::exact(&b)?);
    }
    let (p, q) = (text::exact(a)?, text::exact(b)?);
    Some(p.bytes() == q.bytes())
}

impl Recorder {
    /// A comparison of two tuples of numbers, strings and equal singletons.
    pub(super) fn compare_tuples(&mut self, o: CmpOp, x: Both, y: Both) -> Option<bool> {
        let (p, q) = (tuple_of(x.1)?, tuple_of(y.1)?);
        if p.len() > MAX_COMPARED || q.len() > MAX_COMPARED {
            return None;
        }
        let pairs = p.items().iter().zip(q.items());
        let mut compared = Vec::new();
        for (&a, &b) in pairs {
            let differ = !are_equal(a, b)?;
            compared.push((a, b, differ));
            if differ {
                break;
            }
        }
        for (v, t) in [(x, p), (y, q)] {
            self.guard_shape(v.0, types::shape_of(T::Tuple));
            let length = self.b.fload(v.0, schema::TUPLE_LEN);
            let want = self.b.int(t.len() as i64);
            self.guard2(Op::GEQ, length, want);
        }
        let mut holds = o.holds(p.len().cmp(&q.len()));
        for (n, (a, b, differ)) in compared.into_iter().enumerate() {
            let field = self.schema.item_field(n as u32);
            let (a, b) = ((self.b.fload(x.0, field), a), (self.b.fload(y.0, field), b));
            let decided = self.compare_items(o, a, b, differ)?;
            if differ {
                holds = decided;
            }
        }
        Some(holds)
    }

    /// Guards that two items are equal, or that they differ and how `o` orders them, which is the result.
    fn compare_items(&mut self, o: CmpOp, a: Both, b: Both, differ: bool) -> Option<bool> {
        let equality = matches!(o, CmpOp::Eq | CmpOp::Ne);
        if a.1.is_small_int() && b.1.is_small_int() {
            let (m, n) = (self.int(a.0), self.int(b.0));
            let order = a.1.small_unchecked().cmp(&b.1.small_unchecked());
            let guard = match order {
                std::cmp::Ordering::Equal => Op::GEQ,
                _ if equality => Op::GNE,
                std::cmp::Ordering::Less => Op::GLT,
                std::cmp::Ordering::Greater => Op::GGT,
            };
            self.guard2(guard, m, n);
            return Some(o.holds(order));
        }
        if let (Some(p), Some(q)) = (float::exact(a.1), float::exact(b.1)) {
            let (f, g) = (self.float(a.0), self.float(b.0));
            let order = p.partial_cmp(&q)?;
            match order {
                std::cmp::Ordering::Equal => self.guard2(Op::GFEQ, f, g),
                std::cmp::Ordering::Less => self.guard2(Op::GFLT, f, g),
                std::cmp::Ordering::Greater => self.guard2(Op::GFGT, f, g),
            }
            return Some(o.holds(order));
        }
        let texts = text::exact(a.1).is_some() && text::exact(b.1).is_some();
        if texts || types::is_exactly(a.1, T::Bytes) && types::is_exactly(b.1, T::Bytes) {
            let equal = self.compare_texts(CmpOp::Eq, a, b)?;
            debug_assert!(equal != differ);
            return if equal || equality {
                Some(equal == (o == CmpOp::Eq))
            } else {
                self.compare_texts(o, a, b)
            };
        }
        self.guard_is(a.0, a.1);
        self.guard_is(b.0, b.1);
        Some(o.holds(std::cmp::Ordering::Equal))
    }

    /// Compares two strings, or two bytes objects; the outcome becomes a guard.
    pub(super) fn compare_texts(&mut self, o: CmpOp, a: Both, b: Both) -> Option<bool> {
        let holds = self.compare_str(o, a, b);
        holds.or_else(|| self.compare_bytes(o, a, b))
    }

    /// `==` and `!=` of lists of different lengths, or of empty ones.
    pub(super) fn compare_lengths(&mut self, o: CmpOp, x: Both, y: Both) -> Option<bool> {
        let (p, q) = (list_of(x.1)?, list_of(y.1)?);
        let same = p.len() == q.len();
        if !matches!(o, CmpOp::Eq | CmpOp::Ne) || same && !p.is_empty() {
            return None;
        }
        self.guard_type(x);
        self.guard_type(y);
        let m = self.b.fload(x.0, schema::LIST_LEN);
        let n = self.b.fload(y.0, schema::LIST_LEN);
        if same {
            let zero = self.b.int(0);
            self.guard2(Op::GEQ, m, zero);
            self.guard2(Op::GEQ, n, zero);
        } else {
            self.guard2(Op::GNE, m, n);
        }
        Some(same == (o == CmpOp::Eq))
    }
}
