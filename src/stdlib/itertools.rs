//! `itertools`.
//!
//! All iterators have the one layout of `support::Small`; the constants before each say what its slots hold.
//!
//! It is long because the module has some twenty types.

use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::{self, List};
use runtime::types::module::Module;

use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{BinOp, Slots};
use runtime::types::tuple::{self, Tuple};
use runtime::types::tuple_methods;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{self, T, int, str, type_of};
use runtime::value::Value;

use crate::support::{Params, TypeCell, add_type, alloc, iterator, or, set_slot, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[NativeDef::new("tee", "(iterable, n=2, /)", tee)
        .doc("Returns a tuple of n independent iterators.")],
    init,
};

static GROUPER_TYPE: TypeCell = TypeCell::new();
static TEE_TYPE: TypeCell = TypeCell::new();
static TEE_NODE_TYPE: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for def in [
        &ACCUMULATE,
        &BATCHED,
        &CHAIN,
        &COMBINATIONS,
        &COMBINATIONS_WITH_REPLACEMENT,
        &COMPRESS,
        &COUNT,
        &CYCLE,
        &DROPWHILE,
        &FILTERFALSE,
        &GROUPBY,
        &ISLICE,
        &PAIRWISE,
        &PERMUTATIONS,
        &PRODUCT,
        &REPEAT,
        &STARMAP,
        &TAKEWHILE,
        &ZIP_LONGEST,
    ] {
        add_type(th, module, def);
    }
    GROUPER_TYPE.set(add_type(th, module, &GROUPER));
    TEE_TYPE.set(add_type(th, module, &TEE));
    TEE_NODE_TYPE.set(add_type(th, module, &TEE_NODE));
    Ok(())
}

/// Calls `f` with no arguments from a list of items (a call with the items in place).
fn call_with(th: &Thread, f: Value, items: &[Value]) -> PyResult {
    ops::call(th, f, Args::positional(items))
}

/// The ints of a list of indices.
fn at(list: Ref<List>, i: usize) -> usize {
    list.item(i).small_unchecked() as usize
}

fn set_at(list: Ref<List>, i: usize, n: usize) {
    list.set(i, Value::small(n as i64));
}

/// A list of `count` ints: `f(i)`.
fn int_list(th: &Thread, count: usize, f: impl Fn(usize) -> usize) -> Ref<List> {
    let list = list::with_capacity(th, count);
    for i in 0..count {
        list.append(th, Value::small(f(i) as i64));
    }
    list
}

/// A tuple of the pool's items at the first `r` indices.
fn pick(th: &Thread, pool: Ref<Tuple>, indices: Ref<List>, r: usize) -> Value {
    let result = tuple::new_zeroed(th, r);
    for i in 0..r {
        result.init_item(i, pool.items()[at(indices, i)]);
    }
    result.value()
}

// ---- accumulate: 0 iterator, 1 function or None, 2 total, 3 initial

static ACCUMULATE: NativeTypeDef = iterator(
    "itertools.accumulate",
    Some(accumulate_new),
    accumulate_next,
    "Return series of accumulated sums (or other binary function results).",
);

fn accumulate_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params =
        Params::new("accumulate", &["iterable", "func", "initial"], 1).positional(2);
    let [iterable, function, initial] = PARAMS.bind(th, args)?;
    let it = ops::iter(th, iterable)?;
    let function = or(function, Value::NONE);
    let slots = [it, function, Value::EMPTY, or(initial, Value::NONE)];
    Ok(alloc(th, class, &slots, &[]).value())
}

fn accumulate_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let initial = o.slot(3);
    if !initial.is_none() {
        set_slot(o, 2, initial);
        set_slot(o, 3, Value::NONE);
        return Ok(Some(initial));
    }
    let Some(item) = ops::next(th, o.slot(0))? else {
        return Ok(None);
    };
    let total = o.slot(2);
    let total = if total.is_empty() {
        item
    } else if o.slot(1).is_none() {
        ops::binary(th, BinOp::Add, total, item)?
    } else {
        ops::call2(th, o.slot(1), total, item)?
    };
    set_slot(o, 2, total);
    Ok(Some(total))
}

// ---- batched: 0 iterator; numbers: size, strict

static BATCHED: NativeTypeDef = iterator(
    "itertools.batched",
    Some(batched_new),
    batched_next,
    "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.",
);

fn batched_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("batched", &["iterable", "n", "strict"], 2).positional(2);
    let [iterable, n, strict] = PARAMS.bind(th, args)?;
    let n = sequence::index_value(th, n, T::OverflowError)?;
    let strict = !strict.is_empty() && ops::is_true(th, strict)?;
    if n < 1 {
        return Err(th.value_error("n must be at least one"));
    }
    let it = ops::iter(th, iterable)?;
    Ok(alloc(th, class, &[it], &[n, i64::from(strict)]).value())
}

fn batched_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let it = o.slot(0);
    if it.is_empty() {
        return Ok(None);
    }
    let items = list::empty(th);
    while (items.len() as i64) < o.num(0) {
        match ops::next(th, it)? {
            Some(item) => items.append(th, item),
            None => {
                set_slot(o, 0, Value::EMPTY);
                break;
            }
        }
    }
    if items.is_empty() {
        return Ok(None);
    }
    if o.num(1) != 0 && (items.len() as i64) < o.num(0) {
        return Err(th.value_error("batched(): incomplete batch"));
    }
    Ok(Some(items.to_tuple(th).value()))
}

// ---- chain: 0 iterator over the iterables, 1 active iterator

static CHAIN: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("from_iterable", "($type, iterable, /)", chain_from_iterable)
            .class_method()
            .doc("Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
        NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem)
            .class_method()
            .doc("See PEP 585"),
    ],
    ..iterator(
        "itertools.chain",
        Some(chain_new),
        chain_next,
        "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
    )
};

/// The positional arguments of a `__new__`. Only a subclass with an `__init__` of its own may be called with keywords.
fn positional<'a>(
    th: &Thread,
    name: &str,
    class: Ref<Type>,
    args: Args<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Value]> {
    let base = types::get(T::Object);
    sequence::positional_new(th, name, class, base, args, min, max)
}

fn chain_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let iterables = positional(th, "chain", class, args, 0, usize::MAX)?;
    let iterables = tuple_of(th, iterables);
    let source = ops::iter(th, iterables)?;
    Ok(alloc(th, class, &[source], &[]).value())
}

fn chain_from_iterable(th: &Thread, args: &[Value]) -> PyResult {
    let source = ops::iter(th, args[1])?;
    let class = runtime::types::type_::as_type(args[0]);
    Ok(alloc(th, class, &[source], &[]).value())
}

fn chain_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    loop {
        if o.slot(0).is_empty() {
            return Ok(None);
        }
        if o.slot(1).is_empty() {
            let next = match ops::next(th, o.slot(0)) {
                Ok(Some(iterable)) => ops::iter(th, iterable),
                Ok(None) => {
                    set_slot(o, 0, Value::EMPTY);
                    return Ok(None);
                }
                Err(e) => Err(e),
            };
            match next {
                Ok(it) => set_slot(o, 1, it),
                Err(e) => {
                    set_slot(o, 0, Value::EMPTY);
                    return Err(e);
                }
            }
        }
        if let Some(item) = ops::next(th, o.slot(1))? {
            return Ok(Some(item));
        }
        set_slot(o, 1, Value::EMPTY);
    }
}

// ---- combinations: 0 pool, 1 indices; numbers: r, state (0 first, 1 running, 2 done)

static COMBINATIONS: NativeTypeDef = iterator(
    "itertools.combinations",
    Some(combinations_new),
    combinations_next,
    "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
);

static COMBINATIONS_WITH_REPLACEMENT: NativeTypeDef = iterator(
    "itertools.combinations_with_replacement",
    Some(cwr_new),
    cwr_next,
    "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
);

const FIRST: i64 = 0;
const RUNNING: i64 = 1;
const DONE: i64 = 2;

/// The pool and r of the combinatoric iterators.
fn pool_and_r(th: &Thread, params: &Params, args: Args) -> PyResult<(Ref<Tuple>, usize)> {
    let [iterable, r] = params.bind(th, args)?;
    let pool = tuple_methods::from_iterable(th, iterable)?;
    let r = sequence::index_value(th, r, T::OverflowError)?;
    match usize::try_from(r) {
        Ok(r) => Ok((pool, r)),
        Err(_) => Err(th.value_error("r must be non-negative")),
    }
}

fn combinations_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("combinations", &["iterable", "r"], 2);
    let (pool, r) = pool_and_r(th, &PARAMS, args)?;
    let (state, size) = if r > pool.len() {
        (DONE, 0)
    } else {
        (FIRST, r)
    };
    let indices = int_list(th, size, |i| i);
    let slots = [pool.value(), indices.value()];
    Ok(alloc(th, class, &slots, &[r as i64, state]).value())
}

fn combinations_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let r = o.num(0) as usize;
    let pool = this::<Tuple>(o.slot(0));
    let indices = this::<List>(o.slot(1));
    match o.num(1) {
        DONE => return Ok(None),
        FIRST => o.set_num(1, RUNNING),
        _ => {
            let n = pool.len();
            // The last index that can still grow.
            let Some(i) = (0..r).rev().find(|&i| at(indices, i) != i + n - r) else {
                o.set_num(1, DONE);
                return Ok(None);
            };
            let first = at(indices, i) + 1;
            for j in i..r {
                set_at(indices, j, first + (j - i));
            }
        }
    }
    Ok(Some(pick(th, pool, indices, r)))
}

fn cwr_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("combinations_with_replacement", &["iterable", "r"], 2);
    let (pool, r) = pool_and_r(th, &PARAMS, args)?;
    let state = if pool.is_empty() && r > 0 {
        DONE
    } else {
        FIRST
    };
    let indices = int_list(th, r, |_| 0);
    let slots = [pool.value(), indices.value()];
    Ok(alloc(th, class, &slots, &[r as i64, state]).value())
}

fn cwr_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let r = o.num(0) as usize;
    let pool = this::<Tuple>(o.slot(0));
    let indices = this::<List>(o.slot(1));
    match o.num(1) {
        DONE => return Ok(None),
        FIRST => o.set_num(1, RUNNING),
        _ => {
            let n = pool.len();
            let Some(i) = (0..r).rev().find(|&i| at(indices, i) != n - 1) else {
                o.set_num(1, DONE);
                return Ok(None);
            };
            let index = at(indices, i) + 1;
            for j in i..r {
                set_at(indices, j, index);
            }
        }
    }
    Ok(Some(pick(th, pool, indices, r)))
}

// ---- compress: 0 data, 1 selectors

static COMPRESS: NativeTypeDef = iterator(
    "itertools.compress",
    Some(compress_new),
    compress_next,
    "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
);

fn compress_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("compress", &["data", "selectors"], 2);
    let [data, selectors] = PARAMS.bind(th, args)?;
    let data = ops::iter(th, data)?;
    let selectors = ops::iter(th, selectors)?;
    Ok(alloc(th, class, &[data, selectors], &[]).value())
}

fn compress_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    loop {
        let Some(item) = ops::next(th, o.slot(0))? else {
            return Ok(None);
        };
        let Some(selector) = ops::next(th, o.slot(1))? else {
            return Ok(None);
        };
        if ops::is_true(th, selector)? {
            return Ok(Some(item));
        }
    }
}

// ---- count: 0 next value, 1 step

static COUNT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(count_repr),
        ..COUNT_BASE.slots
    },
    ..COUNT_BASE
};

const COUNT_BASE: NativeTypeDef = iterator(
    "itertools.count",
    Some(count_new),
    count_next,
    "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
);

fn count_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("count", &["start", "step"], 0);
    let [start, step] = PARAMS.bind(th, args)?;
    let start = or(start, Value::small(0));
    let step = or(step, Value::small(1));
    for v in [start, step] {
        if !ops::binary::is_number(v) {
            return Err(th.type_error("a number is required"));
        }
    }
    Ok(alloc(th, class, &[start, step], &[]).value())
}

fn count_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let (value, step) = (o.slot(0), o.slot(1));
    let next = if Value::both_small(value, step) {
        let sum = value.small_unchecked() + step.small_unchecked();
        int::from_i64(th, sum)
    } else {
        ops::binary(th, BinOp::Add, value, step)?
    };
    set_slot(o, 0, next);
    Ok(Some(value))
}

fn count_repr(th: &Thread, v: Value) -> PyResult {
    let o = small(v);
    let name = type_of(v).name();
    let mut text = name.bytes().to_vec();
    text.push(b'(');
    text.extend_from_slice(ops::repr(th, o.slot(0))?.bytes());
    if o.slot(1) != Value::small(1) {
        text.extend_from_slice(b", ");
        text.extend_from_slice(ops::repr(th, o.slot(1))?.bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

// ---- cycle: 0 iterator (empty when exhausted), 1 saved items; number: index

static CYCLE: NativeTypeDef = iterator(
    "itertools.cycle",
    Some(cycle_new),
    cycle_next,
    "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
);

fn cycle_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = positional(th, "cycle", class, args, 1, 1)?;
    let it = ops::iter(th, args[0])?;
    let saved = list::empty(th).value();
    Ok(alloc(th, class, &[it, saved], &[0]).value())
}

fn cycle_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let saved = this::<List>(o.slot(1));
    if !o.slot(0).is_empty() {
        if let Some(item) = ops::next(th, o.slot(0))? {
            saved.append(th, item);
            return Ok(Some(item));
        }
        set_slot(o, 0, Value::EMPTY);
    }
    if saved.is_empty() {
        return Ok(None);
    }
    let i = o.num(0) as usize;
    o.set_num(
        0,
        if i + 1 >= saved.len() {
            0
        } else {
            i as i64 + 1
        },
    );
    Ok(Some(saved.item(i)))
}

// ---- dropwhile, takewhile, filterfalse, starmap: 0 function, 1 iterator; number: started or stopped

static DROPWHILE: NativeTypeDef = iterator(
    "itertools.dropwhile",
    Some(dropwhile_new),
    dropwhile_next,
    "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
);

static TAKEWHILE: NativeTypeDef = iterator(
    "itertools.takewhile",
    Some(takewhile_new),
    takewhile_next,
    "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
);

static FILTERFALSE: NativeTypeDef = iterator(
    "itertools.filterfalse",
    Some(filterfalse_new),
    filterfalse_next,
    "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
);

static STARMAP: NativeTypeDef = iterator(
    "itertools.starmap",
    Some(starmap_new),
    starmap_next,
    "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
);

fn with_function(th: &Thread, name: &str, class: Ref<Type>, args: Args) -> PyResult {
    let args = positional(th, name, class, args, 2, 2)?;
    let it = ops::iter(th, args[1])?;
    Ok(alloc(th, class, &[args[0], it], &[0]).value())
}

fn dropwhile_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    with_function(th, "dropwhile", class, args)
}

fn takewhile_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    with_function(th, "takewhile", class, args)
}

fn filterfalse_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    with_function(th, "filterfalse", class, args)
}

fn starmap_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    with_function(th, "starmap", class, args)
}

/// Whether the function of `o` holds for `item`.
fn holds(th: &Thread, function: Value, item: Value) -> PyResult<bool> {
    let result = ops::call1(th, function, item)?;
    ops::is_true(th, result)
}

fn dropwhile_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    while let Some(item) = ops::next(th, o.slot(1))? {
        if o.num(0) != 0 {
            return Ok(Some(item));
        }
        if !holds(th, o.slot(0), item)? {
            o.set_num(0, 1);
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn takewhile_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    if o.num(0) != 0 {
        return Ok(None);
    }
    let Some(item) = ops::next(th, o.slot(1))? else {
        return Ok(None);
    };
    if holds(th, o.slot(0), item)? {
        return Ok(Some(item));
    }
    o.set_num(0, 1);
    Ok(None)
}

fn filterfalse_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let function = o.slot(0);
    let by_truth = function.is_none() || function == runtime::types::get(T::Bool).value();
    while let Some(item) = ops::next(th, o.slot(1))? {
        let test = if by_truth {
            ops::is_true(th, item)?
        } else {
            holds(th, function, item)?
        };
        if !test {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn starmap_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let Some(args) = ops::next(th, o.slot(1))? else {
        return Ok(None);
    };
    let args = tuple_methods::from_iterable(th, args)?;
    call_with(th, o.slot(0), args.items()).map(Some)
}

// ---- groupby: 0 iterator, 1 key function, 2 target key, 3 current key, 4 current value, 5 current grouper

static GROUPBY: NativeTypeDef = iterator(
    "itertools.groupby",
    Some(groupby_new),
    groupby_next,
    "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
);

/// 0 the groupby, 1 target key.
static GROUPER: NativeTypeDef = iterator("itertools._grouper", None, grouper_next, "");

fn groupby_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("groupby", &["iterable", "key"], 1);
    let [iterable, key] = PARAMS.bind(th, args)?;
    let it = ops::iter(th, iterable)?;
    Ok(alloc(th, class, &[it, or(key, Value::NONE)], &[]).value())
}

/// Reads the next item and its key; false at the end.
fn groupby_step(th: &Thread, g: Value) -> PyResult<bool> {
    let o = small(g);
    let Some(item) = ops::next(th, o.slot(0))? else {
        return Ok(false);
    };
    let key = if o.slot(1).is_none() {
        item
    } else {
        ops::call1(th, o.slot(1), item)?
    };
    set_slot(o, 4, item);
    set_slot(o, 3, key);
    Ok(true)
}

fn groupby_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    set_slot(o, 5, Value::EMPTY);
    // Skips what is left of the group that was handed out last.
    loop {
        let (current, target) = (o.slot(3), o.slot(2));
        if !current.is_empty()
            && (target.is_empty() || !sequence::same_or_equal(th, target, current)?)
        {
            break;
        }
        if !groupby_step(th, v)? {
            return Ok(None);
        }
    }
    let key = o.slot(3);
    set_slot(o, 2, key);
    let grouper = alloc(th, GROUPER_TYPE.get(), &[v, key], &[]).value();
    set_slot(o, 5, grouper);
    Ok(Some(tuple_of(th, &[key, grouper])))
}

fn grouper_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let parent = small(o.slot(0));
    if parent.slot(5) != v {
        return Ok(None);
    }
    if parent.slot(4).is_empty() && !groupby_step(th, parent.value())? {
        return Ok(None);
    }
    if !sequence::same_or_equal(th, o.slot(1), parent.slot(3))? {
        return Ok(None);
    }
    // (A comparison that has asked for the next item, too, has taken this one.)
    let item = parent.slot(4);
    set_slot(parent, 4, Value::EMPTY);
    Ok(Some(item).filter(|item| !item.is_empty()))
}

// ---- islice: 0 iterator; numbers: next, stop (-1: none), step, count

static ISLICE: NativeTypeDef = iterator(
    "itertools.islice",
    Some(islice_new),
    islice_next,
    "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
);

/// A number that is not negative, or `None` for None; ValueError with `message` otherwise.
fn islice_number(th: &Thread, v: Value, message: &str) -> PyResult<Option<i64>> {
    if v.is_none() {
        return Ok(None);
    }
    let n = match sequence::index_value(th, v, T::OverflowError) {
        Ok(n) => n,
        Err(e) => {
            th.take_exception(e);
            -1
        }
    };
    if n < 0 {
        return Err(th.value_error(message));
    }
    Ok(Some(n))
}

fn islice_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const STOP: &str =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const STEP: &str = "Step for islice() must be a positive integer or None.";
    let args = positional(th, "islice", class, args, 2, 4)?;
    let (mut start, mut step) = (0, 1);
    let stop;
    if args.len() == 2 {
        stop = islice_number(th, args[1], STOP)?.unwrap_or(-1);
    } else {
        stop = islice_number(th, args[2], STOP)?.unwrap_or(-1);
        start = islice_number(th, args[1], INDICES)?.unwrap_or(0);
    }
    if let Some(&v) = args.get(3) {
        step = islice_number(th, v, STEP)?.unwrap_or(1);
        if step < 1 {
            return Err(th.value_error(STEP));
        }
    }
    let it = ops::iter(th, args[0])?;
    Ok(alloc(th, class, &[it], &[start, stop, step, 0]).value())
}

fn islice_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let it = o.slot(0);
    if it.is_empty() {
        return Ok(None);
    }
    let (next, stop, step) = (o.num(0), o.num(1), o.num(2));
    while o.num(3) < next {
        if ops::next(th, it)?.is_none() {
            set_slot(o, 0, Value::EMPTY);
            return Ok(None);
        }
        o.set_num(3, o.num(3) + 1);
    }
    if stop != -1 && o.num(3) >= stop {
        set_slot(o, 0, Value::EMPTY);
        return Ok(None);
    }
    let Some(item) = ops::next(th, it)? else {
        set_slot(o, 0, Value::EMPTY);
        return Ok(None);
    };
    o.set_num(3, o.num(3) + 1);
    let following = next.saturating_add(step);
    o.set_num(
        0,
        if stop != -1 && following > stop {
            stop
        } else {
            following
        },
    );
    Ok(Some(item))
}

// ---- pairwise: 0 iterator, 1 the item before

static PAIRWISE: NativeTypeDef = iterator(
    "itertools.pairwise",
    Some(pairwise_new),
    pairwise_next,
    "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
);

fn pairwise_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = positional(th, "pairwise", class, args, 1, 1)?;
    let it = ops::iter(th, args[0])?;
    Ok(alloc(th, class, &[it], &[]).value())
}

fn pairwise_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    if o.slot(0).is_empty() {
        return Ok(None);
    }
    let mut before = o.slot(1);
    if before.is_empty() {
        match ops::next(th, o.slot(0))? {
            Some(item) => {
                set_slot(o, 1, item);
                before = item;
            }
            None => {
                set_slot(o, 0, Value::EMPTY);
                return Ok(None);
            }
        }
        if o.slot(0).is_empty() {
            return Ok(None);
        }
    }
    let Some(item) = ops::next(th, o.slot(0))? else {
        set_slot(o, 0, Value::EMPTY);
        set_slot(o, 1, Value::EMPTY);
        return Ok(None);
    };
    set_slot(o, 1, item);
    Ok(Some(tuple_of(th, &[before, item])))
}

// ---- permutations: 0 pool, 1 indices, 2 cycles; numbers: r, state

static PERMUTATIONS: NativeTypeDef = iterator(
    "itertools.permutations",
    Some(permutations_new),
    permutations_next,
    "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
);

fn permutations_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("permutations", &["iterable", "r"], 1);
    let [iterable, r] = PARAMS.bind(th, args)?;
    let pool = tuple_methods::from_iterable(th, iterable)?;
    let n = pool.len();
    let r = if r.is_empty() || r.is_none() {
        n
    } else {
        if !int::is_int(r) {
            return Err(th.type_error("Expected int as r"));
        }
        match usize::try_from(sequence::index_value(th, r, T::OverflowError)?) {
            Ok(r) => r,
            Err(_) => return Err(th.value_error("r must be non-negative")),
        }
    };
    let state = if r > n { DONE } else { FIRST };
    let indices = int_list(th, n, |i| i);
    let cycles = int_list(th, r.min(n), |i| n - i);
    let slots = [pool.value(), indices.value(), cycles.value()];
    Ok(alloc(th, class, &slots, &[r as i64, state]).value())
}

fn permutations_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let r = o.num(0) as usize;
    let pool = this::<Tuple>(o.slot(0));
    let indices = this::<List>(o.slot(1));
    let cycles = this::<List>(o.slot(2));
    match o.num(1) {
        DONE => return Ok(None),
        FIRST => o.set_num(1, RUNNING),
        _ => {
            if !advance_permutation(indices, cycles, r) {
                o.set_num(1, DONE);
                return Ok(None);
            }
        }
    }
    Ok(Some(pick(th, pool, indices, r)))
}

/// Makes `indices` the next permutation; false after the last one.
fn advance_permutation(indices: Ref<List>, cycles: Ref<List>, r: usize) -> bool {
    let n = indices.len();
    for i in (0..r).rev() {
        let c = at(cycles, i) - 1;
        if c == 0 {
            // All choices at this place are used up: the index goes to the end, the others move up.
            let index = at(indices, i);
            for j in i..n - 1 {
                set_at(indices, j, at(indices, j + 1));
            }
            set_at(indices, n - 1, index);
            set_at(cycles, i, n - i);
        } else {
            set_at(cycles, i, c);
            let (a, b) = (at(indices, i), at(indices, n - c));
            set_at(indices, i, b);
            set_at(indices, n - c, a);
            return true;
        }
    }
    false
}

// ---- product: 0 tuple of pools, 1 indices; number 1: state

static PRODUCT: NativeTypeDef = iterator(
    "itertools.product",
    Some(product_new),
    product_next,
    "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
);

fn product_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("product", &["repeat"], 0);
    let keywords = Args {
        values: &args.values[args.pos().len()..],
        names: args.names,
    };
    let [repeat] = PARAMS.bind(th, keywords)?;
    let repeat = if repeat.is_empty() {
        1
    } else {
        sequence::index_value(th, repeat, T::OverflowError)?
    };
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(th.value_error("repeat argument cannot be negative"));
    };
    let pools = list::empty(th);
    if repeat > 0 {
        for &iterable in args.pos() {
            let pool = tuple_methods::from_iterable(th, iterable)?;
            pools.append(th, pool.value());
        }
    }
    sequence::repeated_len(th, pools.len(), repeat)?;
    let pools = pools.repeated(th, repeat).to_tuple(th);
    let empty = pools.items().iter().any(|&p| this::<Tuple>(p).is_empty());
    let indices = int_list(th, pools.len(), |_| 0);
    let slots = [pools.value(), indices.value()];
    let state = if empty { DONE } else { FIRST };
    Ok(alloc(th, class, &slots, &[0, state]).value())
}

fn product_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let pools = this::<Tuple>(o.slot(0));
    let indices = this::<List>(o.slot(1));
    let n = pools.len();
    let pool = |i: usize| this::<Tuple>(pools.items()[i]);
    match o.num(1) {
        DONE => return Ok(None),
        FIRST => o.set_num(1, RUNNING),
        _ => {
            let mut i = n;
            loop {
                if i == 0 {
                    o.set_num(1, DONE);
                    return Ok(None);
                }
                i -= 1;
                let next = at(indices, i) + 1;
                if next < pool(i).len() {
                    set_at(indices, i, next);
                    break;
                }
                set_at(indices, i, 0);
            }
        }
    }
    let result = tuple::new_zeroed(th, n);
    for i in 0..n {
        result.init_item(i, pool(i).items()[at(indices, i)]);
    }
    Ok(Some(result.value()))
}

// ---- repeat: 0 object; number: how often still (-1: for ever)

static REPEAT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(repeat_repr),
        ..REPEAT_BASE.slots
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", repeat_length_hint)
            .doc("Private method returning an estimate of len(list(it))."),
    ],
    ..REPEAT_BASE
};

const REPEAT_BASE: NativeTypeDef = iterator(
    "itertools.repeat",
    Some(repeat_new),
    repeat_next,
    "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
);

fn repeat_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("repeat", &["object", "times"], 1);
    let [object, times] = PARAMS.bind(th, args)?;
    let times = if times.is_empty() {
        -1
    } else {
        sequence::index_value(th, times, T::OverflowError)?.max(0)
    };
    Ok(alloc(th, class, &[object], &[times]).value())
}

fn repeat_next(_th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let n = o.num(0);
    if n == 0 {
        return Ok(None);
    }
    if n > 0 {
        o.set_num(0, n - 1);
    }
    Ok(Some(o.slot(0)))
}

fn repeat_repr(th: &Thread, v: Value) -> PyResult {
    let o = small(v);
    let name = type_of(v).name();
    let mut text = name.bytes().to_vec();
    text.push(b'(');
    text.extend_from_slice(ops::repr(th, o.slot(0))?.bytes());
    if o.num(0) >= 0 {
        text.extend_from_slice(format!(", {}", o.num(0)).as_bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn repeat_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    match small(args[0]).num(0) {
        -1 => Err(th.type_error("len() of unsized object")),
        n => Ok(int::from_i64(th, n)),
    }
}

// ---- tee: 0 node. A node: 0 item (empty: not read yet), 1 next node, 2 iterator; number: being read

static TEE: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("__copy__", "($self, /)", tee_copy).doc("Returns an independent iterator.")
    ],
    flags: iterator("", None, tee_next, "").flags | flags::WEAKREFS,
    ..iterator(
        "itertools._tee",
        Some(tee_new),
        tee_next,
        "Iterator wrapped to make it copyable.",
    )
};

static TEE_NODE: NativeTypeDef = iterator(
    "itertools._tee_dataobject",
    None,
    tee_node_next,
    "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
);

/// Nodes are no iterators for Python code; they only share the layout.
fn tee_node_next(_th: &Thread, _v: Value) -> PyResult<Option<Value>> {
    Ok(None)
}

/// A tee over an iterable; a copy, if it is one already.
fn tee_of(th: &Thread, class: Ref<Type>, iterable: Value) -> PyResult {
    let it = ops::iter(th, iterable)?;
    if type_of(it).is_subtype_of(TEE_TYPE.get()) {
        return Ok(alloc(th, class, &[small(it).slot(0)], &[]).value());
    }
    let node = alloc(
        th,
        TEE_NODE_TYPE.get(),
        &[Value::EMPTY, Value::EMPTY, it],
        &[],
    );
    Ok(alloc(th, class, &[node.value()], &[]).value())
}

fn tee_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = positional(th, "_tee", class, args, 1, 1)?;
    tee_of(th, class, args[0])
}

fn tee(th: &Thread, args: &[Value]) -> PyResult {
    let n = if args[1].is_empty() {
        2
    } else {
        sequence::index_value(th, args[1], T::OverflowError)?
    };
    let Ok(n) = usize::try_from(n) else {
        return Err(th.value_error("n must be >= 0"));
    };
    if n == 0 {
        return Ok(tuple_of(th, &[]));
    }
    let first = tee_of(th, TEE_TYPE.get(), args[0])?;
    let result = tuple::new_zeroed(th, n);
    result.init_item(0, first);
    for i in 1..n {
        let copy = alloc(th, TEE_TYPE.get(), &[small(first).slot(0)], &[]);
        result.init_item(i, copy.value());
    }
    Ok(result.value())
}

fn tee_copy(th: &Thread, args: &[Value]) -> PyResult {
    let node = small(args[0]).slot(0);
    Ok(alloc(th, TEE_TYPE.get(), &[node], &[]).value())
}

fn tee_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let node = small(o.slot(0));
    if node.slot(0).is_empty() {
        if node.num(0) != 0 {
            return Err(th.runtime_error("cannot re-enter the tee iterator"));
        }
        node.set_num(0, 1);
        let item = ops::next(th, node.slot(2));
        node.set_num(0, 0);
        let Some(item) = item? else {
            return Ok(None);
        };
        let slots = [Value::EMPTY, Value::EMPTY, node.slot(2)];
        let next = alloc(th, TEE_NODE_TYPE.get(), &slots, &[]);
        set_slot(node, 0, item);
        set_slot(node, 1, next.value());
        set_slot(node, 2, Value::EMPTY);
    }
    set_slot(o, 0, node.slot(1));
    Ok(Some(node.slot(0)))
}

// ---- zip_longest: 0 list of iterators (None where exhausted), 1 fill value; number: how many are active

static ZIP_LONGEST: NativeTypeDef = iterator(
    "itertools.zip_longest",
    Some(zip_longest_new),
    zip_longest_next,
    "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.",
);

fn zip_longest_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let mut fill = Value::NONE;
    for (name, v) in args.keywords() {
        if this::<str::Str>(name).bytes() != b"fillvalue" {
            return Err(th.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = v;
    }
    let its = list::empty(th);
    for &iterable in args.pos() {
        let it = ops::iter(th, iterable)?;
        its.append(th, it);
    }
    let active = its.len() as i64;
    Ok(alloc(th, class, &[its.value(), fill], &[active]).value())
}

fn zip_longest_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let its = this::<List>(o.slot(0));
    let n = its.len();
    if n == 0 || o.num(0) == 0 {
        return Ok(None);
    }
    let result = tuple::new_zeroed(th, n);
    for i in 0..n {
        let it = its.item(i);
        let mut item = None;
        if !it.is_none() {
            item = match ops::next(th, it) {
                Ok(item) => item,
                Err(e) => {
                    o.set_num(0, 0);
                    return Err(e);
                }
            };
            if item.is_none() {
                o.set_num(0, o.num(0) - 1);
                if o.num(0) == 0 {
                    return Ok(None);
                }
                its.set(i, Value::NONE);
            }
        }
        result.init_item(i, item.unwrap_or(o.slot(1)));
    }
    Ok(Some(result.value()))
}
