//! `tuple` as Python sees it: slots and methods.

use crate::algo::hash::TupleHasher;
use crate::error::PyResult;
use crate::native::{Args, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::sequence::{self, exact_tuple, this, tuple_of};
use crate::types::slice::{self, Bounds, Slice};
use crate::types::slots::{CmpOp, Slots};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{self, T, int, iter, list, type_of};
use crate::value::Value;

/// A tuple of what `iterable` yields; the same tuple, if it is exactly one. Allocates, runs Python.
pub fn from_iterable(th: &Thread, iterable: Value) -> PyResult<Ref<Tuple>> {
    if let Some(t) = exact_tuple(iterable) {
        return Ok(t);
    }
    if let Some(l) = sequence::exact_list(iterable) {
        return Ok(l.to_tuple(th));
    }
    if ops::has_length_hint_in_python(iterable) {
        // (Unlike a list, a tuple does not ask.)
        let items = list::new(th, &[]);
        ops::iterate(th, iterable, |v| {
            items.append(th, v);
            Ok(ops::ControlFlow::Continue(()))
        })?;
        return Ok(items.to_tuple(th));
    }
    Ok(list::from_iterable(th, iterable)?.to_tuple(th))
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let plain = class == types::get(T::Tuple);
    if args.keyword_count() > 0 && sequence::takes_no_keywords(class, T::Tuple) {
        return Err(th.type_error("tuple() takes no keyword arguments"));
    }
    let args = args.pos();
    sequence::check_count(th, "tuple", args.len(), 0, 1)?;
    let items = match args {
        [iterable] => from_iterable(th, *iterable)?,
        _ => tuple::new(th, &[]),
    };
    if plain {
        return Ok(items.value());
    }
    let shape = class.instance_shape.get();
    let made = tuple::new_with_shape(th, shape, items.items(), shape::area_size(class));
    Ok(crate::types::type_::finalized(class, made).value())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let t = this::<Tuple>(v);
    sequence::repr_items(th, v, "(", ")", true, |i| t.items().get(i).copied())
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let t = this::<Tuple>(v);
    if let Some(hash) = t.cached_hash() {
        return Ok(hash);
    }
    th.check_data_stack(" while hashing a tuple")?;
    let mut mix = TupleHasher::new();
    for &item in t.items() {
        mix.add(types::dict::hash_key(th, item)?);
    }
    let hash = mix.finish();
    t.cache_hash(hash);
    Ok(hash)
}

/// Whether this is a tuple that is compared item by item, as its class says.
pub fn compares_as_tuple(v: Value) -> bool {
    let Some(h) = v.header() else {
        return false;
    };
    let inherits = || {
        let slot = type_of(v).slots().compare;
        slot.is_some_and(|f| std::ptr::fn_addr_eq(f, compare as fn(_, _, _, _) -> _))
    };
    h.shape() == types::shape_of(T::Tuple) || h.kind() == Kind::Tuple && inherits()
}

/// The `compare` slot of tuples. (Its address is compared, too.)
#[inline(never)]
fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !a.has_kind(Kind::Tuple) || !b.has_kind(Kind::Tuple) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (this::<Tuple>(a), this::<Tuple>(b));
    th.check_data_stack(" in comparison")?;
    let lens = (a.len(), b.len());
    sequence::compare(
        th,
        op,
        |i| a.items().get(i).copied(),
        |i| b.items().get(i).copied(),
        || lens,
    )
}

fn len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(this::<Tuple>(v).len())
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    let t = this::<Tuple>(v);
    let items = t.items();
    if sequence::is_index(key) {
        let i = sequence::index_value(th, key, T::IndexError)?;
        return match sequence::resolve(i, items.len()) {
            Some(i) => Ok(items[i]),
            None => Err(th.index_error("tuple index out of range")),
        };
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(sequence::bad_index(th, "tuple", key));
    };
    Ok(select(th, t, slice::unpack(th, s)?))
}

/// The items that a slice selects. Allocates.
pub fn select(th: &Thread, t: Ref<Tuple>, bounds: Bounds) -> Value {
    let items = t.items();
    let r = bounds.range(items.len());
    if r.step == 1 {
        if r.count == items.len() && types::is_exactly(t.value(), T::Tuple) {
            return t.value();
        }
        return tuple_of(th, &items[r.start..r.start + r.count]);
    }
    let result = tuple::new_zeroed(th, r.count);
    let mut at = r.start as isize;
    for i in 0..r.count {
        result.init_item(i, items[at as usize]);
        at = at.wrapping_add(r.step);
    }
    result.value()
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    for &x in this::<Tuple>(v).items() {
        if sequence::same_or_equal(th, x, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    let Some(other) = b.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "can only concatenate tuple (not \"{}\") to tuple",
            type_of(b).tp_name()
        )));
    };
    Ok(tuple::concat(th, this(a), other).value())
}

fn repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let count = sequence::repeat_count(th, count)?;
    let t = this::<Tuple>(v);
    if count == 1 && types::is_exactly(v, T::Tuple) {
        return Ok(v);
    }
    let n = sequence::repeated_len(th, t.len(), count)?;
    let result = tuple::new_zeroed(th, n);
    for i in 0..n {
        result.init_item(i, t.items()[i % t.len()]);
    }
    Ok(result.value())
}

fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(iter::tuple_iter(th, this::<Tuple>(v)))
}

fn index(th: &Thread, args: &[Value]) -> PyResult {
    let t = this::<Tuple>(args[0]);
    let start = sequence::position_argument(th, args[2], 0, t.len())?;
    let stop = sequence::position_argument(th, args[3], i64::MAX, t.len())?;
    for i in start..stop {
        if sequence::same_or_equal(th, t.items()[i], args[1])? {
            return Ok(Value::small(i as i64));
        }
    }
    Err(th.value_error("tuple.index(x): x not in tuple"))
}

fn count(th: &Thread, args: &[Value]) -> PyResult {
    let mut n = 0;
    for &x in this::<Tuple>(args[0]).items() {
        n += i64::from(sequence::same_or_equal(th, x, args[1])?);
    }
    Ok(Value::small(n))
}

fn getnewargs(th: &Thread, args: &[Value]) -> PyResult {
    let items = tuple_of(th, this::<Tuple>(args[0]).items());
    Ok(tuple_of(th, &[items]))
}

fn sizeof(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_i64(
        th,
        types::type_::sizes::layout(type_of(args[0])).basic
            + 8 * this::<Tuple>(args[0]).len() as i64,
    ))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        len: Some(len),
        getitem: Some(getitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        iter: Some(iter_slot),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__getnewargs__", "($self, /)", getnewargs),
        NativeDef::new(
            "index",
            "($self, value, start=0, stop=sys.maxsize, /)",
            index,
        )
        .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
        NativeDef::new("count", "($self, value, /)", count)
            .doc("Return number of occurrences of value."),
        NativeDef::new("__sizeof__", "($self, /)", sizeof),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method(),
    ],
    flags: flags::BASE | flags::SEQUENCE | flags::MATCH_SELF | flags::VARIABLE,
    basic_size: tuple::size_of(0),
    doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    ..TypeDef::new(T::Tuple)
};
