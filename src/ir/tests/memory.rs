//! What the forwarding of memory must not do: take two names for two things where nothing says so. Each case stands beside
//! one that differs little and may be forwarded.

use ir::mock::*;
use ir::{Builder, ElemKind, IrRef, Op, OptConfig, Ty};

fn builder(schema: &MockSchema) -> Builder<'_> {
    Builder::new(schema, OptConfig::default())
}

/// Item `n` of the array at `base`.
fn item(b: &mut Builder, base: IrRef, n: i64) -> IrRef {
    let n = b.int(n);
    b.aload(base, n, ElemKind::Val)
}

fn set_item(b: &mut Builder, base: IrRef, n: i64, v: IrRef) {
    let n = b.int(n);
    b.astore(base, n, v, ElemKind::Val);
}

/// Arrays whose owners are not known: addresses from the parent trace, sums of addresses.
#[test]
fn arrays_without_known_owners_may_be_one() {
    let schema = MockSchema::new();
    let mut b = builder(&schema);
    let (one, two) = (b.inherit(0, Ty::A), b.inherit(1, Ty::A));
    let (v, w) = (b.inherit(2, Ty::V), b.inherit(3, Ty::V));
    let eight = b.int(8);
    let shifted = b.op2(Op::AADD, two, eight);
    for other in [two, shifted] {
        let before = item(&mut b, one, 0);
        set_item(&mut b, other, 0, v);
        let after = item(&mut b, one, 0);
        assert_ne!(after, before, "a load must not pass a store elsewhere");
        set_item(&mut b, one, 0, v);
        set_item(&mut b, other, 0, w);
        let stored = item(&mut b, one, 0);
        assert!(stored != v && stored != w, "nor must a store");
        assert_eq!(
            item(&mut b, one, 0),
            stored,
            "without a store it is the same"
        );
        set_item(&mut b, one, 1, w);
        assert_eq!(item(&mut b, one, 0), stored, "another item is no obstacle");
    }
}

/// Only one of the owners is known.
#[test]
fn an_array_with_an_owner_may_be_one_without() {
    let schema = MockSchema::new();
    let mut b = builder(&schema);
    let list = b.inherit(0, Ty::V);
    let (items, address, v) = (
        b.fload(list, ITEMS),
        b.inherit(1, Ty::A),
        b.inherit(2, Ty::V),
    );
    for (read, written) in [(items, address), (address, items)] {
        let before = item(&mut b, read, 0);
        set_item(&mut b, written, 0, v);
        assert_ne!(item(&mut b, read, 0), before);
    }
}

/// Two lists of unknown identity may be one; a list is none of a shape that differs.
#[test]
fn owners_decide_where_they_are_known() {
    let schema = MockSchema::new();
    let mut b = builder(&schema);
    let (l, m, v) = (
        b.inherit(0, Ty::V),
        b.inherit(1, Ty::V),
        b.inherit(2, Ty::V),
    );
    b.guard_shape(l, LIST_SHAPE);
    let (items, others) = (b.fload(l, ITEMS), b.fload(m, ITEMS));
    let before = item(&mut b, items, 0);
    set_item(&mut b, others, 0, v);
    let after = item(&mut b, items, 0);
    assert_ne!(after, before);
    b.guard_shape(m, OTHER_SHAPE);
    set_item(&mut b, others, 0, v);
    assert_eq!(item(&mut b, items, 0), after);
}

/// A new object is nobody else until others have it.
#[test]
fn a_new_object_may_come_back_by_another_name() {
    let schema = MockSchema::new();
    let mut b = builder(&schema);
    let (v, w) = (b.inherit(0, Ty::V), b.inherit(1, Ty::V));
    let older = b.inherit(2, Ty::V);
    let new = b.alloc(POINT);
    b.fstore(new, X, v);
    b.fstore(older, X, w);
    assert_eq!(b.fload(new, X), v, "what is older is another object");
    let back = b.call(ANY, &[new]);
    b.fstore(new, X, v);
    b.fstore(back, X, w);
    let now = b.fload(new, X);
    assert!(now != v, "what a call gave may be the new object");
    b.fstore(older, X, v);
    assert_eq!(b.fload(new, X), now, "what is older still is not");
}
