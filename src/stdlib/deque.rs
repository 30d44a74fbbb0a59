//! `collections.deque`: a ring of Values that grows at both ends.
//!
//! The items lie in one heap buffer, from `head` on and around its end. `state` counts the changes that iterators must
//! notice.

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::ops::ControlFlow;

use runtime::error::PyResult;
use runtime::heap::{self, Tracer};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot, write_barrier};
use runtime::ops;
use runtime::thread::Thread;

use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, int, repr_guard, str, type_of};
use runtime::value::Value;

use crate::support::{Params, TypeCell, add_type, alloc, alloc_native, iterator, small};

/// A deque.
#[repr(C)]
pub struct Deque {
    header: Header,
    layout: &'static NativeLayout,
    /// The payload of a Values buffer; null at first.
    items: Cell<*mut Value>,
    /// Places in the buffer: a power of two, or 0.
    capacity: Cell<usize>,
    /// Where the first item is.
    head: Cell<usize>,
    len: Cell<usize>,
    /// The bound, or `usize::MAX`.
    maxlen: Cell<usize>,
    /// Changes whenever the deque does.
    state: Cell<u64>,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `allocate` writes.
unsafe impl Object for Deque {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "deque",
    trace,
    drop: None,
};

static TYPE: TypeCell = TypeCell::new();
static ITER_TYPE: TypeCell = TypeCell::new();
static REVERSE_TYPE: TypeCell = TypeCell::new();

/// Makes the types.
pub fn init(th: &Thread, module: Ref<Module>) {
    TYPE.set(add_type(th, module, &DEQUE));
    ITER_TYPE.set(add_type(th, module, &ITER));
    REVERSE_TYPE.set(add_type(th, module, &REVERSE_ITER));
}

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    let d = unsafe { &*h.cast::<Deque>() };
    if d.items.get().is_null() {
        return;
    }
    t.visit_buffer_leaf(d.items.get());
    for i in 0..d.len.get() {
        t.visit(d.item(i));
    }
}

fn allocate(th: &Thread, class: Ref<Type>) -> Ref<Deque> {
    let d = alloc_native::<Deque>(th, class, &LAYOUT);
    d.maxlen.set(usize::MAX);
    d
}

impl Deque {
    /// Item `i < len`.
    fn item(&self, i: usize) -> Value {
        debug_assert!(i < self.len.get());
        let at = (self.head.get() + i) & (self.capacity.get() - 1);
        // SAFETY: the position is within the buffer, and items below `len` are written.
        unsafe { *self.items.get().add(at) }
    }

    fn get(&self, i: usize) -> Option<Value> {
        (i < self.len.get()).then(|| self.item(i))
    }

    fn changed(&self) {
        self.state.set(self.state.get() + 1);
    }
}

/// What native code does with deques.
trait DequeOps: Copy {
    fn put(self, i: usize, v: Value);
    fn grow(self, th: &Thread);
    fn push_back(self, th: &Thread, v: Value);
    fn push_front(self, th: &Thread, v: Value);
    fn pop_back(self) -> Option<Value>;
    fn pop_front(self) -> Option<Value>;
    fn remove_at(self, i: usize);
    fn rotate(self, th: &Thread, n: i64);
    fn reset(self);
}

impl DequeOps for Ref<Deque> {
    /// Replaces item `i < len`.
    fn put(self, i: usize, v: Value) {
        let at = (self.head.get() + i) & (self.capacity.get() - 1);
        // SAFETY: the position is within the buffer.
        unsafe { *self.items.get().add(at) = v };
        write_barrier(self.header());
    }

    /// Makes room for one more item. Allocates.
    fn grow(self, th: &Thread) {
        if self.len.get() < self.capacity.get() {
            return;
        }
        let capacity = (self.capacity.get() * 2).max(8);
        let items = heap::alloc_values(&th.alloc, capacity);
        for i in 0..self.len.get() {
            // SAFETY: the new buffer has room for twice as many items.
            unsafe { *items.add(i) = self.item(i) };
        }
        self.items.set(items);
        self.capacity.set(capacity);
        self.head.set(0);
        write_barrier(self.header());
    }

    /// Appends on the right; drops the first item if the deque is full. Allocates.
    fn push_back(self, th: &Thread, v: Value) {
        if self.maxlen.get() == 0 {
            return;
        }
        if self.len.get() == self.maxlen.get() {
            self.pop_front();
        }
        self.grow(th);
        let n = self.len.get();
        self.len.set(n + 1);
        self.put(n, v);
        self.changed();
    }

    /// Appends on the left; drops the last item if the deque is full. Allocates.
    fn push_front(self, th: &Thread, v: Value) {
        if self.maxlen.get() == 0 {
            return;
        }
        if self.len.get() == self.maxlen.get() {
            self.pop_back();
        }
        self.grow(th);
        self.head
            .set(self.head.get().wrapping_sub(1) & (self.capacity.get() - 1));
        self.len.set(self.len.get() + 1);
        self.put(0, v);
        self.changed();
    }

    fn pop_back(self) -> Option<Value> {
        let n = self.len.get().checked_sub(1)?;
        let v = self.item(n);
        self.len.set(n);
        self.changed();
        Some(v)
    }

    fn pop_front(self) -> Option<Value> {
        let n = self.len.get().checked_sub(1)?;
        let v = self.item(0);
        self.head
            .set((self.head.get() + 1) & (self.capacity.get() - 1));
        self.len.set(n);
        self.changed();
        Some(v)
    }

    /// Removes item `i < len`.
    fn remove_at(self, i: usize) {
        for j in i..self.len.get() - 1 {
            self.put(j, self.item(j + 1));
        }
        self.pop_back();
    }

    /// Moves `n` items from the right end to the left one. Allocates.
    fn rotate(self, th: &Thread, n: i64) {
        let len = self.len.get();
        if len <= 1 {
            return;
        }
        let n = n.rem_euclid(len as i64) as usize;
        if n == 0 {
            return;
        }
        self.grow(th);
        // A place is free now, so that an item can be taken off one end and put to the other.
        if n <= len / 2 {
            for _ in 0..n {
                if let Some(v) = self.pop_back() {
                    self.push_front(th, v);
                }
            }
        } else {
            for _ in 0..len - n {
                if let Some(v) = self.pop_front() {
                    self.push_back(th, v);
                }
            }
        }
    }

    fn reset(self) {
        self.len.set(0);
        self.head.set(0);
        self.changed();
    }
}

fn deque(v: Value) -> Ref<Deque> {
    this::<Deque>(v)
}

fn is_deque(v: Value) -> bool {
    type_of(v).is_subtype_of(TYPE.get())
}

fn extend_from(th: &Thread, d: Ref<Deque>, iterable: Value, left: bool) -> PyResult<()> {
    let iterable = if iterable == d.value() {
        sequence_list(th, iterable)?
    } else {
        iterable
    };
    ops::iterate(th, iterable, |v| {
        if left {
            d.push_front(th, v);
        } else {
            d.push_back(th, v);
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// The items as a list.
fn sequence_list(th: &Thread, v: Value) -> PyResult {
    Ok(runtime::types::list::from_iterable(th, v)?.value())
}

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    Ok(allocate(th, class).value())
}

fn init_slot(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    const PARAMS: Params = Params::new("deque", &["iterable", "maxlen"], 0);
    let [iterable, maxlen] = PARAMS.bind(th, args)?;
    let d = deque(v);
    let mut bound = usize::MAX;
    if !maxlen.is_empty() && !maxlen.is_none() {
        if !sequence::is_index(maxlen) {
            return Err(th.type_error("an integer is required"));
        }
        let n = ops::index_i64(th, maxlen)?;
        bound = match usize::try_from(n) {
            Ok(n) => n,
            Err(_) => return Err(th.value_error("maxlen must be non-negative")),
        };
    }
    d.maxlen.set(bound);
    d.reset();
    if !iterable.is_empty() {
        extend_from(th, d, iterable, false)?;
    }
    Ok(())
}

/// A new deque of the same type with the same bound and items. Runs Python for subclasses.
fn copy_of(th: &Thread, v: Value) -> PyResult {
    let d = deque(v);
    if type_of(v) == TYPE.get() {
        let copy = allocate(th, TYPE.get());
        copy.maxlen.set(d.maxlen.get());
        for i in 0..d.len.get() {
            copy.push_back(th, d.item(i));
        }
        return Ok(copy.value());
    }
    let class = type_of(v).value();
    match d.maxlen.get() {
        usize::MAX => ops::call1(th, class, v),
        n => ops::call2(th, class, v, int::from_usize(th, n)),
    }
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    copy_of(th, args[0])
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let d = deque(v);
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "[...]"));
    };
    let items = sequence_list(th, v)?;
    let mut text = type_of(v).name().bytes().to_vec();
    text.push(b'(');
    text.extend_from_slice(ops::repr(th, items)?.bytes());
    if d.maxlen.get() != usize::MAX {
        text.extend_from_slice(format!(", maxlen={}", d.maxlen.get()).as_bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !is_deque(a) || !is_deque(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (deque(a), deque(b));
    let lens = || (a.len.get(), b.len.get());
    let (n, m) = lens();
    if n != m && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    sequence::compare(th, op, |i| a.get(i), |i| b.get(i), lens)
}

fn len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(deque(v).len.get())
}

/// The position that `key` means.
fn position(th: &Thread, d: Ref<Deque>, key: Value) -> PyResult<usize> {
    if !sequence::is_index(key) {
        return Err(th.type_error(format!(
            "sequence index must be integer, not '{}'",
            type_of(key).tp_name()
        )));
    }
    let i = sequence::index_value(th, key, T::IndexError)?;
    match sequence::resolve(i, d.len.get()) {
        Some(i) => Ok(i),
        None => Err(th.index_error("deque index out of range")),
    }
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    let d = deque(v);
    let i = position(th, d, key)?;
    Ok(d.item(i))
}

fn setitem(th: &Thread, v: Value, key: Value, item: Option<Value>) -> PyResult<()> {
    let d = deque(v);
    let i = position(th, d, key)?;
    match item {
        Some(item) => d.put(i, item),
        None => d.remove_at(i),
    }
    Ok(())
}

/// The first position from `start` to `stop` whose item equals `wanted`; a deque that changes meanwhile is an error.
fn find(
    th: &Thread,
    d: Ref<Deque>,
    wanted: Value,
    start: usize,
    stop: usize,
    error: T,
) -> PyResult<Option<usize>> {
    let state = d.state.get();
    for i in start..stop {
        let equal = sequence::same_or_equal(th, d.item(i), wanted)?;
        if d.state.get() != state {
            return Err(th.error(error, "deque mutated during iteration"));
        }
        if equal {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    let d = deque(v);
    Ok(find(th, d, item, 0, d.len.get(), T::RuntimeError)?.is_some())
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    if !is_deque(b) {
        return Err(th.type_error(format!(
            "can only concatenate deque (not \"{}\") to deque",
            type_of(b).tp_name()
        )));
    }
    let result = copy_of(th, a)?;
    extend_from(th, deque(result), b, false)?;
    Ok(result)
}

fn inplace_concat(th: &Thread, v: Value, other: Value) -> PyResult {
    extend_from(th, deque(v), other, false)?;
    Ok(v)
}

fn repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let result = copy_of(th, v)?;
    inplace_repeat(th, result, count)
}

fn inplace_repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let d = deque(v);
    let count = sequence::repeat_count(th, count)?;
    let n = d.len.get();
    sequence::repeated_len(th, n, count)?;
    if count == 0 {
        d.reset();
        return Ok(v);
    }
    // The bound may drop items while they are repeated: the items come from a copy.
    let items = runtime::types::list::from_iterable(th, v)?;
    for _ in 1..count {
        for i in 0..n {
            d.push_back(th, items.item(i));
        }
    }
    Ok(v)
}

fn append(th: &Thread, args: &[Value]) -> PyResult {
    deque(args[0]).push_back(th, args[1]);
    Ok(Value::NONE)
}

fn appendleft(th: &Thread, args: &[Value]) -> PyResult {
    deque(args[0]).push_front(th, args[1]);
    Ok(Value::NONE)
}

fn extend(th: &Thread, args: &[Value]) -> PyResult {
    extend_from(th, deque(args[0]), args[1], false)?;
    Ok(Value::NONE)
}

fn extendleft(th: &Thread, args: &[Value]) -> PyResult {
    extend_from(th, deque(args[0]), args[1], true)?;
    Ok(Value::NONE)
}

fn pop(th: &Thread, args: &[Value]) -> PyResult {
    match deque(args[0]).pop_back() {
        Some(v) => Ok(v),
        None => Err(th.index_error("pop from an empty deque")),
    }
}

fn popleft(th: &Thread, args: &[Value]) -> PyResult {
    match deque(args[0]).pop_front() {
        Some(v) => Ok(v),
        None => Err(th.index_error("pop from an empty deque")),
    }
}

fn clear(_th: &Thread, args: &[Value]) -> PyResult {
    deque(args[0]).reset();
    Ok(Value::NONE)
}

fn count(th: &Thread, args: &[Value]) -> PyResult {
    let d = deque(args[0]);
    let state = d.state.get();
    let mut n = 0;
    for i in 0..d.len.get() {
        n += i64::from(sequence::same_or_equal(th, d.item(i), args[1])?);
        if d.state.get() != state {
            return Err(th.runtime_error("deque mutated during iteration"));
        }
    }
    Ok(Value::small(n))
}

fn index(th: &Thread, args: &[Value]) -> PyResult {
    let d = deque(args[0]);
    let n = d.len.get();
    let start = sequence::position_argument(th, args[2], 0, n)?;
    let stop = sequence::position_argument(th, args[3], i64::MAX, n)?;
    match find(th, d, args[1], start, stop, T::RuntimeError)? {
        Some(i) => Ok(Value::small(i as i64)),
        None => Err(th.value_error("deque.index(x): x not in deque")),
    }
}

fn insert(th: &Thread, args: &[Value]) -> PyResult {
    let d = deque(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    let n = d.len.get();
    if n == d.maxlen.get() {
        return Err(th.index_error("deque already at its maximum size"));
    }
    let at = sequence::clamp(i, n);
    d.push_back(th, args[2]);
    for j in (at..n).rev() {
        d.put(j + 1, d.item(j));
    }
    d.put(at, args[2]);
    Ok(Value::NONE)
}

fn remove(th: &Thread, args: &[Value]) -> PyResult {
    let d = deque(args[0]);
    match find(th, d, args[1], 0, d.len.get(), T::IndexError)? {
        Some(i) => {
            d.remove_at(i);
            Ok(Value::NONE)
        }
        None => Err(th.value_error("deque.remove(x): x not in deque")),
    }
}

fn reverse(_th: &Thread, args: &[Value]) -> PyResult {
    let d = deque(args[0]);
    let n = d.len.get();
    for i in 0..n / 2 {
        let (a, b) = (d.item(i), d.item(n - 1 - i));
        d.put(i, b);
        d.put(n - 1 - i, a);
    }
    Ok(Value::NONE)
}

fn rotate(th: &Thread, args: &[Value]) -> PyResult {
    let n = if args[1].is_empty() {
        1
    } else {
        sequence::index_value(th, args[1], T::OverflowError)?
    };
    deque(args[0]).rotate(th, n);
    Ok(Value::NONE)
}

fn maxlen(th: &Thread, v: Value) -> PyResult {
    Ok(match deque(v).maxlen.get() {
        usize::MAX => Value::NONE,
        n => int::from_i64(th, n as i64),
    })
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let state = runtime::types::object_::state_of(th, v)?;
    let it = ops::iter(th, v)?;
    let arguments = match deque(v).maxlen.get() {
        usize::MAX => tuple_of(th, &[]),
        n => {
            let empty = tuple_of(th, &[]);
            tuple_of(th, &[empty, Value::small(n as i64)])
        }
    };
    Ok(tuple_of(th, &[type_of(v).value(), arguments, state, it]))
}

fn sizeof(th: &Thread, args: &[Value]) -> PyResult {
    // Blocks of 64 items and two links; the first place of the first is left free.
    const BLOCK: usize = 64;
    let own = runtime::types::type_::sizes::layout(runtime::types::type_of(args[0])).basic;
    let blocks = (deque(args[0]).len.get() + 1).div_ceil(BLOCK);
    let bytes = blocks * (BLOCK + 2) * size_of::<Slot>();
    Ok(int::from_i64(th, own + bytes as i64))
}

static DEQUE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init_slot),
        repr: Some(repr),
        compare: Some(compare),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        inplace_concat: Some(inplace_concat),
        inplace_repeat: Some(inplace_repeat),
        iter: Some(iter_slot),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("append", "($self, item, /)", append)
            .doc("Add an element to the right side of the deque."),
        NativeDef::new("appendleft", "($self, item, /)", appendleft)
            .doc("Add an element to the left side of the deque."),
        NativeDef::new("clear", "($self, /)", clear).doc("Remove all elements from the deque."),
        NativeDef::new("copy", "($self, /)", copy).doc("Return a shallow copy of a deque."),
        NativeDef::new("__copy__", "($self, /)", copy).doc("Return a shallow copy of a deque."),
        NativeDef::new("count", "($self, value, /)", count)
            .doc("Return number of occurrences of value."),
        NativeDef::new("extend", "($self, iterable, /)", extend)
            .doc("Extend the right side of the deque with elements from the iterable."),
        NativeDef::new("extendleft", "($self, iterable, /)", extendleft)
            .doc("Extend the left side of the deque with elements from the iterable."),
        NativeDef::new(
            "index",
            "($self, value, start=0, stop=sys.maxsize, /)",
            index,
        )
        .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
        NativeDef::new("insert", "($self, index, value, /)", insert)
            .doc("Insert value before index."),
        NativeDef::new("pop", "($self, /)", pop).doc("Remove and return the rightmost element."),
        NativeDef::new("popleft", "($self, /)", popleft)
            .doc("Remove and return the leftmost element."),
        NativeDef::new("remove", "($self, value, /)", remove)
            .doc("Remove first occurrence of value."),
        NativeDef::new("reverse", "($self, /)", reverse).doc("Reverse *IN PLACE*."),
        NativeDef::new("rotate", "($self, n=1, /)", rotate)
            .doc("Rotate the deque n steps to the right.  If n is negative, rotates left."),
        NativeDef::new("__reversed__", "($self, /)", reversed)
            .doc("Return a reverse iterator over the deque."),
        NativeDef::new("__reduce__", "($self, /)", reduce)
            .doc("Return state information for pickling."),
        NativeDef::new("__sizeof__", "($self, /)", sizeof)
            .doc("Return the size of the deque in memory, in bytes."),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method()
        .doc("See PEP 585"),
    ],
    getset: &[GetSetDef {
        name: "maxlen",
        get: maxlen,
        set: None,
    }],
    flags: flags::BASE | flags::SEQUENCE | flags::WEAKREFS,
    basic_size: size_of::<Deque>(),
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    ..NativeTypeDef::new("collections.deque")
};

// ---- iterators: 0 the deque; numbers: position, state, left

const ITER_METHODS: &[NativeDef] = &[
    NativeDef::new("__length_hint__", "($self, /)", length_hint)
        .doc("Private method returning an estimate of len(list(it))."),
    NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let it = small(a[0]);
        let at = deque(it.slot(0)).len.get() as i64 - it.num(2);
        let args = tuple_of(th, &[it.slot(0), Value::small(at)]);
        Ok(tuple_of(th, &[type_of(a[0]).value(), args]))
    })
    .doc("Return state information for pickling."),
];

static ITER: NativeTypeDef = NativeTypeDef {
    methods: ITER_METHODS,
    flags: 0,
    ..iterator("collections._deque_iterator", Some(iter_new), iter_next, "")
};

static REVERSE_ITER: NativeTypeDef = NativeTypeDef {
    methods: ITER_METHODS,
    flags: 0,
    ..iterator(
        "collections._deque_reverse_iterator",
        Some(reverse_new),
        reverse_next,
        "",
    )
};

fn new_iter(th: &Thread, class: Ref<Type>, v: Value, skip: i64) -> Value {
    let d = deque(v);
    let n = d.len.get() as i64;
    let skip = skip.clamp(0, n);
    alloc(th, class, &[v], &[skip, d.state.get() as i64, n - skip]).value()
}

fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(new_iter(th, ITER_TYPE.get(), v, 0))
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    Ok(new_iter(th, REVERSE_TYPE.get(), args[0], 0))
}

fn checked_new(th: &Thread, name: &str, class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional(th, name, args, 1, 2)?;
    if !is_deque(args[0]) {
        return Err(th.type_error(format!(
            "{name}() argument 1 must be collections.deque, not {}",
            type_of(args[0]).tp_name()
        )));
    }
    let skip = match args.get(1) {
        Some(&n) => sequence::index_value(th, n, T::OverflowError)?,
        None => 0,
    };
    Ok(new_iter(th, class, args[0], skip))
}

fn iter_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    checked_new(th, "_deque_iterator", class, args)
}

fn reverse_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    checked_new(th, "_deque_reverse_iterator", class, args)
}

/// The position of the next item, counted from the iterator's end; `None` at the end.
fn step(th: &Thread, v: Value) -> PyResult<Option<(Ref<Deque>, usize)>> {
    let o = small(v);
    let d = deque(o.slot(0));
    if d.state.get() as i64 != o.num(1) {
        o.set_num(2, 0);
        return Err(th.runtime_error("deque mutated during iteration"));
    }
    if o.num(2) <= 0 {
        return Ok(None);
    }
    let i = o.num(0);
    o.set_num(0, i + 1);
    o.set_num(2, o.num(2) - 1);
    Ok(Some((d, i as usize)))
}

fn iter_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    Ok(step(th, v)?.map(|(d, i)| d.item(i)))
}

fn reverse_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    Ok(step(th, v)?.map(|(d, i)| d.item(d.len.get() - 1 - i)))
}

fn length_hint(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_i64(th, small(args[0]).num(2).max(0)))
}

/// Offset of the number of items, for traces.
pub const LEN_OFFSET: usize = offset_of!(Deque, len);
