//! `enumerate`, `zip`, `map`, `filter` and `reversed`.
//!
//! Each is a lazy iterator in an object of its own kind; their fields are public for the interpreter's and the traces'
//! special cases. `zip` and `map` keep their iterators in a tuple.

use std::cell::Cell;
use std::mem::{offset_of, size_of};

use crate::error::PyResult;
use crate::heap::{self, RootedVec, Tracer};
use crate::names::N;
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::iter::self_iter;
use crate::types::sequence::{self, this, tuple_of};
use crate::types::slots::{BinOp, Slots};
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{T, int, is_exactly, type_of};
use crate::value::Value;

macro_rules! adaptor_struct {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            header: Header,
            /// The iterator, or the tuple of iterators.
            pub source: Slot,
            /// The function; for `enumerate`, the count once it has left the immediate ints; for `zip`, the first item of a pair
            /// while a generator runs for the second (see `interp::feed`).
            pub function: Slot,
            /// The count of `enumerate`, the position of `reversed`; 1 for a strict `zip` or `map`.
            pub count: Cell<i64>,
        }

        // SAFETY: `#[repr(C)]` with a header first; zeros make an exhausted iterator.
        unsafe impl Object for $name {
            const KIND: Kind = Kind::$name;
        }
    };
}

adaptor_struct! {
    /// `enumerate(iterable, start=0)`.
    Enumerate
}
adaptor_struct! {
    /// `zip(*iterables, strict=False)`.
    Zip
}
adaptor_struct! {
    /// `map(function, *iterables, strict=False)`.
    Map
}
adaptor_struct! {
    /// `filter(function, iterable)`; a function of None stands for truth.
    Filter
}
adaptor_struct! {
    /// `reversed(sequence)`, by `__len__` and `__getitem__`.
    Reversed
}

/// Offset of the source, in all these structures.
pub const SOURCE_OFFSET: usize = offset_of!(Enumerate, source);
/// Offset of the function.
pub const FUNCTION_OFFSET: usize = offset_of!(Enumerate, function);
/// Offset of the count.
pub const COUNT_OFFSET: usize = offset_of!(Enumerate, count);

/// Visits what an iterator of any of these kinds holds.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of these kinds, which have one layout.
    let it = unsafe { &*h.cast::<Enumerate>() };
    t.visit(it.source.get());
    t.visit(it.function.get());
    shape::trace_attributes(h, t);
}

fn alloc<O: Object>(th: &Thread, class: Ref<Type>) -> Ref<O> {
    let size = size_of::<O>() + shape::area_size(class);
    crate::types::type_::finalized(
        class,
        heap::alloc::<O>(&th.alloc, class.instance_shape.get(), size),
    )
}

/// A keyword argument by name; `EMPTY` if it is not there. The other keyword arguments must be none of the caller's.
fn keyword(args: Args, name: &str) -> Value {
    args.keywords()
        .find(|(n, _)| {
            n.downcast::<Str>()
                .is_some_and(|s| s.bytes() == name.as_bytes())
        })
        .map_or(Value::EMPTY, |(_, v)| v)
}

// ---- enumerate

fn enumerate_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let pos = args.pos();
    let mut iterable = pos.first().copied().unwrap_or(Value::EMPTY);
    let mut start = pos.get(1).copied().unwrap_or(Value::EMPTY);
    if args.values.len() > 2 {
        return Err(th.type_error(format!(
            "enumerate() takes at most 2 arguments ({} given)",
            args.values.len()
        )));
    }
    for (name, v) in args.keywords() {
        let name: Ref<Str> = this(name);
        match name.bytes() {
            b"iterable" if iterable.is_empty() => iterable = v,
            b"start" if start.is_empty() && (!iterable.is_empty() || args.keyword_count() > 1) => {
                start = v;
            }
            other => {
                return Err(th.type_error(format!(
                    "'{}' is an invalid keyword argument for enumerate()",
                    String::from_utf8_lossy(other)
                )));
            }
        }
    }
    if iterable.is_empty() {
        return Err(th.type_error("enumerate() missing required argument 'iterable'"));
    }
    let mut big = Value::EMPTY;
    let mut count = 0;
    if !start.is_empty() {
        let start = ops::index(th, start)?;
        match start.as_small() {
            Some(n) => count = n,
            None => big = start,
        }
    }
    let source = ops::iter(th, iterable)?;
    let it = alloc::<Enumerate>(th, class);
    it.source.init(source);
    it.function.init(big);
    it.count.set(count);
    Ok(it.value())
}

fn enumerate_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<Enumerate>(v);
    let Some(item) = ops::next(th, it.source.get())? else {
        return Ok(None);
    };
    let n = count(th, it)?;
    Ok(Some(tuple_of(th, &[n, item])))
}

/// The number of the next item of an `enumerate`, which has been taken from its source: counts. Allocates.
pub fn count(th: &Thread, it: Ref<Enumerate>) -> PyResult {
    if it.function.get().is_empty() {
        let n = it.count.get();
        it.count.set(n + 1);
        if Value::try_small(n + 1).is_none() {
            let next = int::from_i64(th, n + 1);
            it.function.set(it, next);
        }
        return Ok(Value::small(n));
    }
    let n = it.function.get();
    it.function
        .set(it, ops::binary(th, BinOp::Add, n, Value::small(1))?);
    Ok(n)
}

fn enumerate_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Enumerate>(args[0]);
    let count = match it.function.get_opt() {
        Some(big) => big,
        None => int::from_i64(th, it.count.get()),
    };
    let state = tuple_of(th, &[it.source.get(), count]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), state]))
}

/// The type.
pub static ENUMERATE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(enumerate_new),
        iter: Some(self_iter),
        next: Some(enumerate_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", enumerate_reduce),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method(),
    ],
    flags: flags::BASE,
    basic_size: size_of::<Enumerate>(),
    doc: "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    ..TypeDef::new(T::Enumerate)
};

// ---- zip and map

/// Checks that the only keyword argument is `strict`, and returns its truth.
fn strict_argument(th: &Thread, name: &str, args: Args) -> PyResult<bool> {
    if args.keyword_count() > 1 {
        return Err(th.type_error(format!(
            "{name}() takes at most 1 keyword argument ({} given)",
            args.keyword_count()
        )));
    }
    let strict = keyword(args, "strict");
    if strict.is_empty() {
        if let Some((other, _)) = args.keywords().next() {
            let shown = this::<Str>(other).to_string_lossy().into_owned();
            return Err(crate::suggest::unexpected_keyword(
                th,
                name,
                &shown,
                ["strict"].into_iter(),
            ));
        }
        return Ok(false);
    }
    ops::is_true(th, strict)
}

/// A tuple of iterators over `iterables`.
fn iterators(th: &Thread, iterables: &[Value]) -> PyResult<Ref<Tuple>> {
    let mut its = RootedVec::new();
    for &v in iterables {
        its.push(ops::iter(th, v)?);
    }
    Ok(tuple::new(th, its.as_slice()))
}

fn zip_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let strict = strict_argument(th, "zip", args)?;
    let its = iterators(th, args.pos())?;
    let it = alloc::<Zip>(th, class);
    it.source.init(its.value());
    it.count.set(i64::from(strict));
    Ok(it.value())
}

/// The error of a strict `zip` or `map` whose argument `i` ended first (`shorter`) or did not end.
fn strict_error(th: &Thread, name: &str, i: usize, relation: &str) -> crate::error::Raised {
    let others = if i == 1 {
        "argument 1".to_owned()
    } else {
        format!("arguments 1-{i}")
    };
    th.value_error(format!(
        "{name}() argument {} is {relation} than {others}",
        i + 1
    ))
}

/// The next pair, if this is an `enumerate` whose count is an immediate int, or a `zip` of two that is not strict. Runs
/// Python where the iterators do.
#[inline(always)]
pub fn next_pair(th: &Thread, it: Value) -> Option<PyResult<Option<(Value, Value)>>> {
    if is_exactly(it, T::Enumerate) {
        let it = this::<Enumerate>(it);
        let n = it.count.get();
        if !it.function.get().is_empty() || Value::try_small(n + 1).is_none() {
            return None;
        }
        return Some(ops::next(th, it.source.get()).map(|item| {
            item.map(|item| {
                // (The iterator may have been moved on by its own source.)
                let n = it.count.get();
                it.count.set(n + 1);
                (Value::small(n), item)
            })
        }));
    }
    if !is_exactly(it, T::Zip) {
        return None;
    }
    let it = this::<Zip>(it);
    let its: Ref<Tuple> = this(it.source.get());
    if its.len() != 2 || it.count.get() != 0 {
        return None;
    }
    let pair = || {
        let Some(a) = ops::next(th, its.items()[0])? else {
            return Ok(None);
        };
        let b = ops::next(th, its.items()[1])?;
        Ok(b.map(|b| (a, b)))
    };
    Some(pair())
}

/// The next item of each iterator, as a fresh tuple; `None` when the first one is exhausted.
fn next_of_all(
    th: &Thread,
    name: &str,
    its: Ref<Tuple>,
    strict: bool,
) -> PyResult<Option<Ref<Tuple>>> {
    let n = its.len();
    if n == 0 {
        return Ok(None);
    }
    if n == 2 && !strict {
        // The commonest case without a zeroed tuple in between.
        let Some(a) = ops::next(th, its.items()[0])? else {
            return Ok(None);
        };
        let Some(b) = ops::next(th, its.items()[1])? else {
            return Ok(None);
        };
        return Ok(Some(tuple::new(th, &[a, b])));
    }
    let result = tuple::new_zeroed(th, n);
    for i in 0..n {
        match ops::next(th, its.items()[i])? {
            Some(v) => result.init_item(i, v),
            None if !strict => return Ok(None),
            None if i > 0 => return Err(strict_error(th, name, i, "shorter")),
            None => {
                for j in 1..n {
                    if ops::next(th, its.items()[j])?.is_some() {
                        return Err(strict_error(th, name, j, "longer"));
                    }
                }
                return Ok(None);
            }
        }
    }
    Ok(Some(result))
}

fn zip_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<Zip>(v);
    let items = next_of_all(th, "zip", this(it.source.get()), it.count.get() != 0)?;
    Ok(items.map(Ref::value))
}

/// `(type, arguments)`, and True as the state if strict.
fn reduce_strict(th: &Thread, class: Value, args: Value, strict: bool) -> PyResult {
    Ok(if strict {
        tuple_of(th, &[class, args, Value::TRUE])
    } else {
        tuple_of(th, &[class, args])
    })
}

fn zip_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Zip>(args[0]);
    let class = type_of(args[0]).value();
    reduce_strict(th, class, it.source.get(), it.count.get() != 0)
}

fn zip_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let strict = ops::is_true(th, args[1])?;
    this::<Zip>(args[0]).count.set(i64::from(strict));
    Ok(Value::NONE)
}

/// The type.
pub static ZIP_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(zip_new),
        iter: Some(self_iter),
        next: Some(zip_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", zip_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", zip_setstate),
    ],
    flags: flags::BASE,
    basic_size: size_of::<Zip>(),
    doc: "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    ..TypeDef::new(T::Zip)
};

fn map_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let strict = strict_argument(th, "map", args)?;
    let pos = args.pos();
    if pos.len() < 2 {
        return Err(th.type_error("map() must have at least two arguments."));
    }
    let its = iterators(th, &pos[1..])?;
    let it = alloc::<Map>(th, class);
    it.source.init(its.value());
    it.function.init(pos[0]);
    it.count.set(i64::from(strict));
    Ok(it.value())
}

fn map_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<Map>(v);
    let its: Ref<Tuple> = this(it.source.get());
    if its.len() == 1 {
        return match ops::next(th, its.items()[0])? {
            Some(item) => ops::call1(th, it.function.get(), item).map(Some),
            None => Ok(None),
        };
    }
    match next_of_all(th, "map", its, it.count.get() != 0)? {
        Some(items) => ops::call(th, it.function.get(), Args::positional(items.items())).map(Some),
        None => Ok(None),
    }
}

fn map_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Map>(args[0]);
    let its: Ref<Tuple> = this(it.source.get());
    let state = tuple::new_zeroed(th, its.len() + 1);
    state.init_item(0, it.function.get());
    for (i, &v) in its.items().iter().enumerate() {
        state.init_item(i + 1, v);
    }
    let class = type_of(args[0]).value();
    reduce_strict(th, class, state.value(), it.count.get() != 0)
}

fn map_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let strict = ops::is_true(th, args[1])?;
    this::<Map>(args[0]).count.set(i64::from(strict));
    Ok(Value::NONE)
}

/// The type.
pub static MAP_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(map_new),
        iter: Some(self_iter),
        next: Some(map_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", map_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", map_setstate),
    ],
    flags: flags::BASE,
    basic_size: size_of::<Map>(),
    doc: "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
    ..TypeDef::new(T::Map)
};

// ---- filter

fn filter_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional_new(
        th,
        "filter",
        class,
        crate::types::get(T::Filter),
        args,
        2,
        2,
    )?;
    let source = ops::iter(th, args[1])?;
    let it = alloc::<Filter>(th, class);
    it.source.init(source);
    it.function.init(args[0]);
    Ok(it.value())
}

/// Whether a `filter` by this function keeps what is true.
pub fn keeps_true(function: Value) -> bool {
    function.is_none() || function == crate::types::get(T::Bool).value()
}

fn filter_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<Filter>(v);
    let function = it.function.get();
    let by_truth = keeps_true(function);
    while let Some(item) = ops::next(th, it.source.get())? {
        let test = if by_truth {
            item
        } else {
            ops::call1(th, function, item)?
        };
        if ops::is_true(th, test)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn filter_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Filter>(args[0]);
    let state = tuple_of(th, &[it.function.get(), it.source.get()]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), state]))
}

/// The type.
pub static FILTER_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(filter_new),
        iter: Some(self_iter),
        next: Some(filter_next),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", filter_reduce)],
    flags: flags::BASE,
    basic_size: size_of::<Filter>(),
    doc: "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    ..TypeDef::new(T::Filter)
};

// ---- reversed

fn reversed_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional_new(
        th,
        "reversed",
        class,
        crate::types::get(T::Reversed),
        args,
        1,
        1,
    )?;
    let seq = args[0];
    match ops::lookup_special(th, seq, N::__reversed__)? {
        Some(method) if !method.is_none() => return ops::call0(th, method),
        Some(_) => return Err(not_reversible(th, seq)),
        None => {}
    }
    let ty = type_of(seq);
    if ty.slots().getitem.is_none() || ty.slots().len.is_none() || ty.has_flag(flags::MAPPING) {
        return Err(not_reversible(th, seq));
    }
    let n = ops::len(th, seq)?;
    let it = alloc::<Reversed>(th, class);
    it.source.init(seq);
    it.count.set(n as i64);
    Ok(it.value())
}

#[cold]
fn not_reversible(th: &Thread, v: Value) -> crate::error::Raised {
    th.type_error(format!(
        "'{}' object is not reversible",
        type_of(v).tp_name()
    ))
}

fn reversed_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<Reversed>(v);
    let Some(seq) = it.source.get_opt() else {
        return Ok(None);
    };
    if it.count.get() > 0 {
        let i = it.count.get() - 1;
        let index = int::from_i64(th, i);
        match ops::get_item(th, seq, index) {
            Ok(item) => {
                it.count.set(i);
                return Ok(Some(item));
            }
            Err(e) => {
                if !th.raised_is(&e, T::IndexError) && !th.raised_is(&e, T::StopIteration) {
                    return Err(e);
                }
                th.take_exception(e);
            }
        }
    }
    it.count.set(0);
    it.source.init(Value::EMPTY);
    Ok(None)
}

fn reversed_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Reversed>(args[0]);
    let Some(seq) = it.source.get_opt() else {
        return Ok(Value::small(0));
    };
    let len = ops::len(th, seq)? as i64;
    let n = it.count.get();
    Ok(int::from_i64(th, if len < n { 0 } else { n }))
}

fn reversed_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Reversed>(args[0]);
    let class = type_of(args[0]).value();
    match it.source.get_opt() {
        Some(seq) => {
            let state = tuple_of(th, &[seq]);
            let pos = int::from_i64(th, it.count.get() - 1);
            Ok(tuple_of(th, &[class, state, pos]))
        }
        None => {
            let empty = tuple_of(th, &[]);
            let state = tuple_of(th, &[empty]);
            Ok(tuple_of(th, &[class, state]))
        }
    }
}

fn reversed_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<Reversed>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    if let Some(seq) = it.source.get_opt() {
        let len = ops::len(th, seq)? as i64;
        it.count.set(i.clamp(-1, len - 1) + 1);
    }
    Ok(Value::NONE)
}

/// The type.
pub static REVERSED_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(reversed_new),
        iter: Some(self_iter),
        next: Some(reversed_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", reversed_length_hint),
        NativeDef::new("__reduce__", "($self, /)", reversed_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", reversed_setstate),
    ],
    flags: flags::BASE,
    basic_size: size_of::<Reversed>(),
    doc: "Return a reverse iterator over the values of the given sequence.",
    ..TypeDef::new(T::Reversed)
};
