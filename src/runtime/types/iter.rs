//! The iterators over sequences: list (both ways), tuple, str, bytes, anything with `__getitem__`, and callables.
//!
//! They hold the container and a position, at offsets that the interpreter's and the traces' special cases know. An
//! exhausted iterator lets go of its container, and stays exhausted.

use std::cell::Cell;
use std::mem::{offset_of, size_of};

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::NativeDef;
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::list::{self, List};
use crate::types::sequence::{self, this, tuple_of};
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::tuple::Tuple;
use crate::types::type_::{TypeDef, flags};
use crate::types::{T, int, shape_of, type_of};
use crate::value::Value;

macro_rules! iterator_struct {
    ($(#[$doc:meta])* $name:ident $kind:ident) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            header: Header,
            /// What is iterated over; empty when exhausted.
            pub container: Slot,
            /// Where the iterator stands.
            pub pos: Cell<usize>,
            /// A second position or Value (see the type).
            pub extra: Slot,
        }

        // SAFETY: `#[repr(C)]` with a header first; zeros make an exhausted iterator.
        unsafe impl Object for $name {
            const KIND: Kind = Kind::$kind;
        }

        impl Ref<$name> {
            /// Lets go of the container.
            fn exhaust<R>(self) -> PyResult<Option<R>> {
                self.container.init(Value::EMPTY);
                Ok(None)
            }
        }
    };
}

iterator_struct! {
    /// Iterates over a list: forwards, `pos` is the index of the next item; backwards, one more than that.
    ListIter ListIter
}
iterator_struct! {
    /// Iterates over a tuple.
    TupleIter TupleIter
}
iterator_struct! {
    /// Iterates over a string: `pos` is the byte offset of the next code point.
    StrIter StrIter
}
iterator_struct! {
    /// Iterates over anything with `__getitem__` (`pos` is the next index), or calls a callable until it returns the
    /// sentinel in `extra`.
    SeqIter SeqIter
}

/// Offset of the container, in all four structures (and in `DictIter`).
pub const CONTAINER_OFFSET: usize = offset_of!(ListIter, container);
/// Offset of the position.
pub const POS_OFFSET: usize = offset_of!(ListIter, pos);

/// Visits what an iterator of any of the four kinds holds.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of these kinds, which have one layout.
    let it = unsafe { &*h.cast::<ListIter>() };
    t.visit(it.container.get());
    t.visit(it.extra.get());
}

/// The `iter` slot of iterators and generators.
/// (Never inlined, for its address is compared: small functions have a copy in every part that is compiled by itself.)
#[inline(never)]
pub fn self_iter(_th: &Thread, v: Value) -> PyResult {
    Ok(v)
}

/// The next item of the iterators of lists, tuples and ranges, without a look at the slot table; `None` for all others.
#[inline(always)]
pub fn plain_next(it: Value) -> Option<Option<Value>> {
    let h = it.header()?;
    match h.kind() {
        Kind::ListIter if h.shape() == shape_of(T::ListIter) => {
            Some(this::<ListIter>(it).step_once())
        }
        Kind::TupleIter => Some(this::<TupleIter>(it).step_once()),
        Kind::RangeIter if h.shape() == shape_of(T::RangeIter) => {
            Some(this::<crate::types::range::RangeIter>(it).step_once())
        }
        _ => None,
    }
}

/// The `(iter, (container,), pos)` that pickling an iterator gives; `(iter, (empty,))` if it is exhausted.
fn reduce_with(th: &Thread, function: Value, container: Value, pos: usize) -> PyResult {
    let args = tuple_of(th, &[container]);
    let pos = int::from_i64(th, pos as i64);
    Ok(tuple_of(th, &[function, args, pos]))
}

fn reduce_exhausted(th: &Thread, function: Value, empty: Value) -> PyResult {
    let args = tuple_of(th, &[empty]);
    Ok(tuple_of(th, &[function, args]))
}

// ---- lists

impl Ref<ListIter> {
    /// The next item of a forward iterator; None when exhausted. Neither allocates nor raises.
    #[inline(always)]
    pub fn step_once(self) -> Option<Value> {
        let list = self.container.get();
        if list.is_empty() {
            return None;
        }
        let at = self.pos.get();
        match this::<List>(list).get(at) {
            Some(item) => {
                self.pos.set(at + 1);
                Some(item)
            }
            None => {
                self.container.init(Value::EMPTY);
                None
            }
        }
    }
}

impl Ref<TupleIter> {
    /// The next item; None when exhausted. Neither allocates nor raises.
    #[inline(always)]
    pub fn step_once(self) -> Option<Value> {
        let tuple = self.container.get();
        if tuple.is_empty() {
            return None;
        }
        let at = self.pos.get();
        match this::<Tuple>(tuple).items().get(at) {
            Some(&item) => {
                self.pos.set(at + 1);
                Some(item)
            }
            None => {
                self.container.init(Value::EMPTY);
                None
            }
        }
    }
}

/// An iterator over a list. Allocates.
#[inline]
pub fn list_iter(th: &Thread, list: Ref<List>) -> Value {
    let it = heap::alloc::<ListIter>(&th.alloc, shape_of(T::ListIter), size_of::<ListIter>());
    it.container.init(list.value());
    it.value()
}

/// An iterator over a list, backwards. Allocates.
pub fn list_reversed(th: &Thread, list: Ref<List>) -> Value {
    let shape = shape_of(T::ListReverseIter);
    let it = heap::alloc::<ListIter>(&th.alloc, shape, size_of::<ListIter>());
    it.container.init(list.value());
    it.pos.set(list.len());
    it.value()
}

/// The next item of a forward list iterator.
#[inline]
pub fn list_next(_th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<ListIter>(v);
    if it.container.get().is_empty() {
        return Ok(None);
    }
    match this::<List>(it.container.get()).get(it.pos.get()) {
        Some(item) => {
            it.pos.set(it.pos.get() + 1);
            Ok(Some(item))
        }
        None => it.exhaust(),
    }
}

fn list_reverse_next(_th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<ListIter>(v);
    if it.container.get().is_empty() || it.pos.get() == 0 {
        return it.exhaust();
    }
    let pos = it.pos.get() - 1;
    match this::<List>(it.container.get()).get(pos) {
        Some(item) => {
            it.pos.set(pos);
            Ok(Some(item))
        }
        None => it.exhaust(),
    }
}

fn list_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<ListIter>(args[0]);
    let n = match it.container.get_opt() {
        Some(list) => this::<List>(list).len().saturating_sub(it.pos.get()),
        None => 0,
    };
    Ok(int::from_i64(th, n as i64))
}

fn list_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "iter")?;
    let it = this::<ListIter>(args[0]);
    match it.container.get_opt() {
        Some(list) => reduce_with(th, function, list, it.pos.get()),
        None => {
            let empty = list::empty(th).value();
            reduce_exhausted(th, function, empty)
        }
    }
}

fn list_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<ListIter>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    if let Some(list) = it.container.get_opt() {
        it.pos
            .set(sequence::clamp(i.max(0), this::<List>(list).len()));
    }
    Ok(Value::NONE)
}

fn list_reverse_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<ListIter>(args[0]);
    let n = match it.container.get_opt() {
        Some(list) if it.pos.get() <= this::<List>(list).len() => it.pos.get(),
        _ => 0,
    };
    Ok(int::from_i64(th, n as i64))
}

fn list_reverse_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "reversed")?;
    let it = this::<ListIter>(args[0]);
    match it.container.get_opt() {
        Some(list) => {
            let args = tuple_of(th, &[list]);
            let pos = int::from_i64(th, it.pos.get() as i64 - 1);
            Ok(tuple_of(th, &[function, args, pos]))
        }
        None => {
            let empty = list::empty(th).value();
            reduce_exhausted(th, function, empty)
        }
    }
}

fn list_reverse_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<ListIter>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    if let Some(list) = it.container.get_opt() {
        let len = this::<List>(list).len() as i64;
        it.pos.set((i.clamp(-1, len - 1) + 1) as usize);
    }
    Ok(Value::NONE)
}

/// The forward list iterator's type.
pub static LIST_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(list_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", list_length_hint),
        NativeDef::new("__reduce__", "($self, /)", list_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", list_setstate),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<ListIter>(),
    ..TypeDef::new(T::ListIter)
};

/// The backward list iterator's type.
pub static LIST_REVERSE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(list_reverse_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", list_reverse_length_hint),
        NativeDef::new("__reduce__", "($self, /)", list_reverse_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", list_reverse_setstate),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<ListIter>(),
    ..TypeDef::new(T::ListReverseIter)
};

// ---- tuples

/// An iterator over a tuple. Allocates.
#[inline]
pub fn tuple_iter(th: &Thread, t: Ref<Tuple>) -> Value {
    let it = heap::alloc::<TupleIter>(&th.alloc, shape_of(T::TupleIter), size_of::<TupleIter>());
    it.container.init(t.value());
    it.value()
}

/// The next item of a tuple iterator.
#[inline]
pub fn tuple_next(_th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<TupleIter>(v);
    if it.container.get().is_empty() {
        return Ok(None);
    }
    match this::<Tuple>(it.container.get()).items().get(it.pos.get()) {
        Some(&item) => {
            it.pos.set(it.pos.get() + 1);
            Ok(Some(item))
        }
        None => it.exhaust(),
    }
}

fn tuple_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<TupleIter>(args[0]);
    let n = match it.container.get_opt() {
        Some(t) => this::<Tuple>(t).len() - it.pos.get(),
        None => 0,
    };
    Ok(int::from_i64(th, n as i64))
}

fn tuple_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "iter")?;
    let it = this::<TupleIter>(args[0]);
    match it.container.get_opt() {
        Some(t) => reduce_with(th, function, t, it.pos.get()),
        None => {
            let empty = tuple_of(th, &[]);
            reduce_exhausted(th, function, empty)
        }
    }
}

fn tuple_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<TupleIter>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    if let Some(t) = it.container.get_opt() {
        it.pos
            .set(sequence::clamp(i.max(0), this::<Tuple>(t).len()));
    }
    Ok(Value::NONE)
}

/// The tuple iterator's type.
pub static TUPLE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(tuple_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", tuple_length_hint),
        NativeDef::new("__reduce__", "($self, /)", tuple_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", tuple_setstate),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<TupleIter>(),
    ..TypeDef::new(T::TupleIter)
};

// ---- strings

/// An iterator over a string. Allocates.
pub fn str_iter(th: &Thread, s: Ref<Str>) -> Value {
    let shape = shape_of(if s.is_ascii() {
        T::StrAsciiIter
    } else {
        T::StrIter
    });
    let it = heap::alloc::<StrIter>(&th.alloc, shape, size_of::<StrIter>());
    it.container.init(s.value());
    it.value()
}

impl Ref<StrIter> {
    /// The next character, if there is one, it is an ASCII one and its string exists. Neither allocates nor raises.
    #[inline(always)]
    pub fn ascii_step(self) -> Option<Value> {
        let container = self.container.get();
        if container.is_empty() {
            return None;
        }
        let at = self.pos.get();
        let v = str::ascii_at(this::<Str>(container), at)?;
        self.pos.set(at + 1);
        Some(v)
    }

    /// The string, and the index of the next character; None when exhausted.
    fn place(self) -> Option<(Ref<Str>, usize)> {
        let s = this::<Str>(self.container.get_opt()?);
        Some((s, crate::algo::wtf8::count(&s.bytes()[..self.pos.get()])))
    }
}

/// The next code point of a string iterator, as a string.
pub fn str_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<StrIter>(v);
    if it.container.get().is_empty() {
        return Ok(None);
    }
    let s = this::<Str>(it.container.get());
    let at = it.pos.get();
    let bytes = s.bytes();
    let Some(&first) = bytes.get(at) else {
        return it.exhaust();
    };
    let n = crate::algo::wtf8::len_from_first(first);
    it.pos.set(at + n);
    Ok(Some(str::one_char(th, &bytes[at..at + n])))
}

fn str_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let n = match this::<StrIter>(args[0]).place() {
        Some((s, index)) => s.char_len() - index,
        None => 0,
    };
    Ok(int::from_usize(th, n))
}

fn str_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "iter")?;
    match this::<StrIter>(args[0]).place() {
        Some((s, index)) => reduce_with(th, function, s.value(), index),
        None => {
            let empty = str::new(th, "");
            reduce_exhausted(th, function, empty)
        }
    }
}

fn str_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<StrIter>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?.max(0);
    if let Some(s) = it.container.get_opt() {
        let s = this::<Str>(s);
        let i = sequence::clamp(i, s.char_len());
        it.pos.set(crate::algo::wtf8::advance(s.bytes(), 0, i));
    }
    Ok(Value::NONE)
}

const STR_METHODS: &[NativeDef] = &[
    NativeDef::new("__length_hint__", "($self, /)", str_length_hint),
    NativeDef::new("__reduce__", "($self, /)", str_reduce),
    NativeDef::new("__setstate__", "($self, object, /)", str_setstate),
];

/// The string iterator's type.
pub static STR_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(str_next),
        ..Slots::NONE
    },
    methods: STR_METHODS,
    flags: flags::NO_NEW,
    basic_size: size_of::<StrIter>(),
    ..TypeDef::new(T::StrIter)
};

/// The ASCII string iterator's type.
pub static STR_ASCII_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(str_next),
        ..Slots::NONE
    },
    methods: STR_METHODS,
    flags: flags::NO_NEW,
    basic_size: size_of::<StrIter>(),
    ..TypeDef::new(T::StrAsciiIter)
};

// ---- anything with `__getitem__`

fn new_seq_of(th: &Thread, t: T, seq: Value, sentinel: Value) -> Value {
    let it = heap::alloc::<SeqIter>(&th.alloc, shape_of(t), size_of::<SeqIter>());
    it.container.init(seq);
    it.extra.init(sentinel);
    it.value()
}

/// An iterator that asks `seq[0]`, `seq[1]`… until IndexError. Allocates.
pub fn new_seq(th: &Thread, seq: Value) -> Value {
    new_seq_of(th, T::SeqIter, seq, Value::EMPTY)
}

/// An iterator over a `bytes` object. Allocates.
pub fn new_bytes(th: &Thread, bytes: Value) -> Value {
    new_seq_of(th, T::BytesIter, bytes, Value::EMPTY)
}

/// An iterator over a `bytearray`. Allocates.
pub fn new_bytearray(th: &Thread, bytes: Value) -> Value {
    new_seq_of(th, T::ByteArrayIter, bytes, Value::EMPTY)
}

/// An iterator over a `memoryview`. Allocates.
pub fn new_memory(th: &Thread, view: Value) -> Value {
    new_seq_of(th, T::MemoryIter, view, Value::EMPTY)
}

/// An iterator that calls `callable` until it returns something equal to `sentinel`. Allocates.
pub fn new_callable(th: &Thread, callable: Value, sentinel: Value) -> Value {
    new_seq_of(th, T::CallableIter, callable, sentinel)
}

fn seq_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<SeqIter>(v);
    let Some(seq) = it.container.get_opt() else {
        return Ok(None);
    };
    if it.pos.get() == isize::MAX as usize {
        return Err(th.overflow_error("iter index too large"));
    }
    let i = int::from_i64(th, it.pos.get() as i64);
    match ops::get_item(th, seq, i) {
        Ok(item) => {
            it.pos.set(it.pos.get() + 1);
            Ok(Some(item))
        }
        Err(e) => {
            if th.raised_is(&e, T::IndexError) || th.raised_is(&e, T::StopIteration) {
                th.take_exception(e);
                it.exhaust()
            } else {
                Err(e)
            }
        }
    }
}

/// As `seq_next` for the built-in sequences of bytes, without raising at the end.
fn bytes_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<SeqIter>(v);
    let Some(seq) = it.container.get_opt() else {
        return Ok(None);
    };
    if let Some(b) = seq.downcast::<crate::types::bytes::Bytes>() {
        let Some(&byte) = b.data().get(it.pos.get()) else {
            return it.exhaust();
        };
        it.pos.set(it.pos.get() + 1);
        return Ok(Some(Value::small(i64::from(byte))));
    }
    if let Some(b) = seq.downcast::<crate::types::bytes::ByteArray>() {
        let Some(&byte) = b.data().get(it.pos.get()) else {
            return it.exhaust();
        };
        it.pos.set(it.pos.get() + 1);
        return Ok(Some(Value::small(i64::from(byte))));
    }
    if it.pos.get() >= ops::len(th, seq)? {
        return it.exhaust();
    }
    seq_next(th, v)
}

fn seq_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<SeqIter>(args[0]);
    let Some(seq) = it.container.get_opt() else {
        return Ok(Value::small(0));
    };
    if type_of(seq).slots().len.is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let n = ops::len(th, seq)?.saturating_sub(it.pos.get());
    Ok(int::from_i64(th, n as i64))
}

fn seq_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "iter")?;
    let it = this::<SeqIter>(args[0]);
    match it.container.get_opt() {
        Some(seq) => reduce_with(th, function, seq, it.pos.get()),
        None => {
            let empty = tuple_of(th, &[]);
            reduce_exhausted(th, function, empty)
        }
    }
}

fn seq_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<SeqIter>(args[0]);
    let i = sequence::index_value(th, args[1], T::OverflowError)?;
    if !it.container.get().is_empty() {
        it.pos.set(i.max(0) as usize);
    }
    Ok(Value::NONE)
}

const SEQ_METHODS: &[NativeDef] = &[
    NativeDef::new("__length_hint__", "($self, /)", seq_length_hint),
    NativeDef::new("__reduce__", "($self, /)", seq_reduce),
    NativeDef::new("__setstate__", "($self, object, /)", seq_setstate),
];

const fn seq_type(t: T, next: fn(&Thread, Value) -> PyResult<Option<Value>>) -> TypeDef {
    TypeDef {
        slots: Slots {
            iter: Some(self_iter),
            next: Some(next),
            ..Slots::NONE
        },
        methods: SEQ_METHODS,
        flags: flags::NO_NEW,
        basic_size: size_of::<SeqIter>(),
        ..TypeDef::new(t)
    }
}

/// The type of iterators over `__getitem__`.
pub static SEQ_TYPE: TypeDef = seq_type(T::SeqIter, seq_next);
/// The type of iterators over bytes.
pub static BYTES_TYPE: TypeDef = seq_type(T::BytesIter, bytes_next);
/// The type of iterators over bytearrays.
pub static BYTEARRAY_TYPE: TypeDef = seq_type(T::ByteArrayIter, bytes_next);
/// The definition of `memory_iterator`.
pub static MEMORY_TYPE: TypeDef = seq_type(T::MemoryIter, bytes_next);

// ---- callables

fn callable_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<SeqIter>(v);
    let Some(callable) = it.container.get_opt() else {
        return Ok(None);
    };
    let item = match ops::call0(th, callable) {
        Ok(item) => item,
        Err(e) => {
            if th.raised_is(&e, T::StopIteration) {
                th.take_exception(e);
                return it.exhaust();
            }
            return Err(e);
        }
    };
    // The call may have exhausted the iterator itself.
    if it.container.get().is_empty() {
        return Ok(None);
    }
    if sequence::same_or_equal(th, it.extra.get(), item)? {
        return it.exhaust();
    }
    Ok(Some(item))
}

fn callable_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let function = sequence::builtin(th, "iter")?;
    let it = this::<SeqIter>(args[0]);
    match it.container.get_opt() {
        Some(callable) => {
            let args = tuple_of(th, &[callable, it.extra.get()]);
            Ok(tuple_of(th, &[function, args]))
        }
        None => {
            let empty = tuple_of(th, &[]);
            reduce_exhausted(th, function, empty)
        }
    }
}

/// The type of iterators over calls.
pub static CALLABLE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(callable_next),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", callable_reduce)],
    flags: flags::NO_NEW,
    basic_size: size_of::<SeqIter>(),
    ..TypeDef::new(T::CallableIter)
};
