//! `dict` as Python sees it: slots and methods.

use std::ops::ControlFlow;

use crate::error::{PyResult, Raised};
use crate::names::{self, N};
use crate::native::{Args, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::dict_view::{self, Part};
use crate::types::enumerate_zip;
use crate::types::list::{self, List};
use crate::types::sequence::{self, this};
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{Type, TypeDef, as_type, flags};
use crate::types::{self, T, int, is_exactly, repr_guard, type_of};
use crate::value::Value;

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let shape = class.instance_shape.get();
    let d = dict::new_with_shape(th, shape, shape::area_size(class));
    Ok(crate::types::type_::finalized(class, d).value())
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    update_with(th, "dict", this(v), args)
}

/// Adds what the arguments of `dict()` or `update()` say. Runs Python.
fn update_with(th: &Thread, name: &str, dict: Ref<Dict>, args: Args) -> PyResult<()> {
    sequence::check_count(th, name, args.pos().len(), 0, 1)?;
    if let [source] = args.pos() {
        update_from(th, dict, *source)?;
    }
    for (key, value) in args.keywords() {
        dict.set(th, key, value)?;
    }
    Ok(())
}

/// Adds the entries of a mapping (anything with `keys`), or of an iterable of pairs. Runs Python.
pub fn update_from(th: &Thread, dict: Ref<Dict>, source: Value) -> PyResult<()> {
    if let Some(source) = dict::exact(source) {
        return dict.merge(th, source);
    }
    match ops::get_attr_opt(th, source, names::get(N::keys))? {
        Some(_) => update_from_mapping(th, dict, source),
        None => update_from_pairs(th, dict, source),
    }
}

/// The dict, if `v` is one whose iteration is dict's own: then its entries are taken without a look at its methods.
pub fn plain_dict(v: Value) -> Option<Ref<Dict>> {
    let d = v.downcast::<Dict>()?;
    let own: fn(&Thread, Value) -> PyResult = iter_slot;
    let plain = dict::exact(v).is_some()
        || type_of(v)
            .slots()
            .iter
            .is_some_and(|f| std::ptr::fn_addr_eq(f, own));
    plain.then_some(d)
}

/// Adds the entries of a mapping. Runs Python.
pub fn update_from_mapping(th: &Thread, dict: Ref<Dict>, mapping: Value) -> PyResult<()> {
    if let Some(other) = plain_dict(mapping) {
        return dict.merge(th, other);
    }
    let keys = keys_of(th, mapping)?;
    let mut i = 0;
    while i < keys.len() {
        let key = keys.item(i);
        let value = ops::get_item(th, mapping, key)?;
        dict.set(th, key, value)?;
        i += 1;
    }
    Ok(())
}

/// What the method `keys` of a mapping gives, as a list. Runs Python.
pub fn keys_of(th: &Thread, mapping: Value) -> PyResult<Ref<list::List>> {
    let keys = ops::call_method(th, mapping, names::get(N::keys), &[])?;
    let iterator = match ops::iter(th, keys) {
        Ok(iterator) => iterator,
        Err(raised) => {
            th.swallow(raised, T::TypeError)?;
            return Err(th.type_error(format!(
                "{}.keys() returned a non-iterable (type {})",
                ops::type_name(mapping),
                ops::type_name(keys)
            )));
        }
    };
    list::from_iterable(th, iterator)
}

fn update_from_pairs(th: &Thread, dict: Ref<Dict>, pairs: Value) -> PyResult<()> {
    if is_exactly(pairs, T::Zip) {
        while let Some(pair) = enumerate_zip::next_pair(th, pairs) {
            match pair? {
                Some((key, value)) => dict.set(th, key, value)?,
                None => return Ok(()),
            }
        }
    }
    let mut n = 0;
    ops::iterate(th, pairs, |pair| {
        add_pair(th, dict, pair, n)?;
        n += 1;
        Ok(ControlFlow::Continue(()))
    })
}

/// Adds a pair, number `n` of those that come. Runs Python.
pub fn add_pair(th: &Thread, dict: Ref<Dict>, pair: Value, n: usize) -> PyResult<()> {
    if let Some(tuple) = sequence::exact_tuple(pair)
        && let &[key, value] = tuple.items()
    {
        return dict.set(th, key, value);
    }
    let items = match list::from_iterable(th, pair) {
        Ok(items) => items,
        Err(e) => return Err(not_a_pair(th, e, pair, n)),
    };
    if items.len() != 2 {
        return Err(th.value_error(format!(
            "dictionary update sequence element #{n} has length {}; 2 is required",
            items.len()
        )));
    }
    dict.set(th, items.item(0), items.item(1))
}

/// The error for an element that cannot be iterated over, with a note that says which one it was.
#[cold]
fn not_a_pair(th: &Thread, e: Raised, pair: Value, n: usize) -> Raised {
    if !th.raised_is(&e, T::TypeError) {
        return e;
    }
    let ty = type_of(pair);
    let e = if ty.slots().iter.is_some() || ty.slots().getitem.is_some() {
        e
    } else {
        th.take_exception(e);
        th.type_error("object is not iterable")
    };
    let exception = th.take_exception(e);
    let note = str::new(
        th,
        &format!("Cannot convert dictionary update sequence element #{n} to a sequence"),
    );
    match ops::call_method(th, exception, names::get(N::add_note), &[note]) {
        Ok(_) => th.reraise(exception),
        Err(e) => e,
    }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let dict = this::<Dict>(v);
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "{...}"));
    };
    repr_guard::check_depth(th)?;
    let mut text = Vec::with_capacity(16 * dict.len() + 2);
    text.push(b'{');
    let mut pos = 0;
    while let Some((key, value)) = dict.next(&mut pos) {
        if text.len() > 1 {
            text.extend_from_slice(b", ");
        }
        ops::text::push_repr(th, &mut text, key)?;
        text.extend_from_slice(b": ");
        ops::text::push_repr(th, &mut text, value)?;
    }
    text.push(b'}');
    Ok(str::from_bytes(th, &text).value())
}

fn len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(this::<Dict>(v).len())
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    match this::<Dict>(v).get(th, key)? {
        Some(value) => Ok(value),
        None => missing(th, v, key),
    }
}

/// What a lookup of an absent key gives: `__missing__`'s result in a subclass that has it, or KeyError.
#[cold]
pub fn missing(th: &Thread, v: Value, key: Value) -> PyResult {
    if dict::exact(v).is_none() {
        if let Some(method) = ops::lookup_special(th, v, N::__missing__)? {
            return ops::call1(th, method, key);
        }
    }
    Err(th.key_error(key))
}

fn setitem(th: &Thread, v: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    let dict = this::<Dict>(v);
    match value {
        Some(value) => dict.set(th, key, value),
        None => match dict.del(th, key)? {
            Some(_) => Ok(()),
            None => Err(th.key_error(key)),
        },
    }
}

fn contains(th: &Thread, v: Value, key: Value) -> PyResult<bool> {
    this::<Dict>(v).contains(th, key)
}

/// The `iter` slot of dicts. (Its address is compared, too.)
#[inline(never)]
fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(dict_view::dict_iter(th, this(v), Part::Keys))
}

/// Whether two dicts have equal keys with equal values. Runs Python.
pub fn equal(th: &Thread, a: Ref<Dict>, b: Ref<Dict>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    /// So many entries ahead are fetched, and so many what they consist of; equal dicts mostly have their keys in the
    /// same order.
    const AHEAD: usize = 8;
    const PARTS_AHEAD: usize = 4;
    th.check_data_stack(" in comparison")?;
    let fetch = |n| {
        a.prefetch_entry(n);
        b.prefetch_entry(n);
    };
    (0..AHEAD).for_each(fetch);
    let mut pos = 0;
    while let Some((hash, key, x)) = a.next_hashed(&mut pos) {
        fetch(pos - 1 + AHEAD);
        for dict in [a, b] {
            if let Some(e) = dict.entry_at(pos - 1 + PARTS_AHEAD) {
                sequence::prefetch_parts(e.value);
            }
        }
        let same_place = b.value_at(pos - 1, key, hash);
        let y = match same_place {
            Some(_) => same_place,
            None => b.get_hashed(th, key, hash)?,
        };
        let Some(y) = y else {
            return Ok(false);
        };
        if !sequence::same_or_equal(th, x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let both = a.has_kind(Kind::Dict) && b.has_kind(Kind::Dict);
    if !both || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = equal(th, this(a), this(b))?;
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    if !a.has_kind(Kind::Dict) || !b.has_kind(Kind::Dict) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let result = this::<Dict>(a).copy(th);
    update_from(th, result, b)?;
    Ok(result.value())
}

fn inplace_or(th: &Thread, a: Value, b: Value) -> PyResult {
    update_from(th, this(a), b)?;
    Ok(a)
}

fn default(v: Value) -> Value {
    if v.is_empty() { Value::NONE } else { v }
}

fn get(th: &Thread, args: &[Value]) -> PyResult {
    let found = this::<Dict>(args[0]).get(th, args[1])?;
    Ok(found.unwrap_or(default(args[2])))
}

fn setdefault(th: &Thread, args: &[Value]) -> PyResult {
    this::<Dict>(args[0]).get_or_insert(th, args[1], default(args[2]))
}

fn pop(th: &Thread, args: &[Value]) -> PyResult {
    let dict = this::<Dict>(args[0]);
    // An empty dict does not even hash the key.
    let found = if dict.is_empty() {
        None
    } else {
        dict.del(th, args[1])?
    };
    match found {
        Some(v) => Ok(v),
        None if args[2].is_empty() => Err(th.key_error(args[1])),
        None => Ok(args[2]),
    }
}

fn popitem(th: &Thread, args: &[Value]) -> PyResult {
    match this::<Dict>(args[0]).pop_last() {
        Some((key, value)) => Ok(sequence::tuple_of(th, &[key, value])),
        None => Err(th.error(T::KeyError, "popitem(): dictionary is empty")),
    }
}

fn clear(_th: &Thread, args: &[Value]) -> PyResult {
    this::<Dict>(args[0]).clear();
    Ok(Value::NONE)
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    Ok(this::<Dict>(args[0]).copy(th).value())
}

fn update(th: &Thread, args: Args) -> PyResult {
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    update_with(th, "update", this(args.values[0]), rest)?;
    Ok(Value::NONE)
}

fn fromkeys(th: &Thread, args: &[Value]) -> PyResult {
    let (class, iterable, value) = (as_type(args[0]), args[1], default(args[2]));
    let d = if class == types::get(T::Dict) {
        dict::new(th).value()
    } else {
        ops::call0(th, args[0])?
    };
    if is_exactly(d, T::Dict) {
        let dict: Ref<Dict> = this(d);
        // Sets and dicts have the hashes of their keys already.
        if is_exactly(iterable, T::Set) || is_exactly(iterable, T::FrozenSet) {
            let set: Ref<types::set::Set> = this(iterable);
            let mut at = 0;
            while let Some((hash, key)) = set.next(&mut at) {
                dict.set_hashed(th, key, hash, value)?;
            }
            return Ok(d);
        }
        if is_exactly(iterable, T::Dict) {
            let other: Ref<Dict> = this(iterable);
            let mut at = 0;
            while let Some((hash, key, _)) = other.next_hashed(&mut at) {
                dict.set_hashed(th, key, hash, value)?;
            }
            return Ok(d);
        }
        ops::iterate(th, iterable, |key| {
            dict.set(th, key, value)?;
            Ok(ControlFlow::Continue(()))
        })?;
    } else {
        ops::iterate(th, iterable, |key| {
            ops::set_item(th, d, key, value)?;
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(d)
}

fn keys(th: &Thread, args: &[Value]) -> PyResult {
    Ok(dict_view::new_view(th, this(args[0]), Part::Keys))
}

fn values(th: &Thread, args: &[Value]) -> PyResult {
    Ok(dict_view::new_view(th, this(args[0]), Part::Values))
}

fn items(th: &Thread, args: &[Value]) -> PyResult {
    Ok(dict_view::new_view(th, this(args[0]), Part::Items))
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    Ok(dict_view::dict_reversed(th, this(args[0]), Part::Keys))
}

fn sizeof(th: &Thread, args: &[Value]) -> PyResult {
    let dict = this::<Dict>(args[0]);
    let mut texts = true;
    let mut pos = 0;
    while let Some((key, _)) = dict.next(&mut pos) {
        texts &= types::is_exactly(key, T::Str);
    }
    let table = match dict.table_size() {
        0 => 0,
        size => types::type_::sizes::dict_table(size, texts),
    };
    let own = types::type_::sizes::layout(types::type_of(args[0])).basic;
    Ok(int::from_i64(th, own + table))
}

/// The keys as a list. Allocates.
pub fn keys_list(th: &Thread, dict: Ref<Dict>) -> Ref<List> {
    let list = list::with_capacity(th, dict.len());
    let mut pos = 0;
    while let Some((key, _)) = dict.next(&mut pos) {
        list.append(th, key);
    }
    list
}

/// The value under a string key that need not be interned. May run Python if the dict has odd keys.
pub fn get_text(th: &Thread, dict: Ref<Dict>, key: &str) -> PyResult<Option<Value>> {
    let key: Ref<Str> = str::intern(th, key);
    Ok(dict.get_str(key))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        iter: Some(iter_slot),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Or, or)]),
        inplace: Slots::binary_table([(BinOp::Or, inplace_or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("get", "($self, key, default=None, /)", get)
            .doc("Return the value for key if key is in the dictionary, else default."),
        NativeDef::new("setdefault", "($self, key, default=None, /)", setdefault)
            .doc("Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default."),
        NativeDef::new("pop", "($self, key, default=<unrepresentable>, /)", pop)
            .doc("D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError."),
        NativeDef::new("popitem", "($self, /)", popitem)
            .doc("Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty."),
        NativeDef::new("keys", "($self, /)", keys)
            .doc("Return a set-like object providing a view on the dict's keys."),
        NativeDef::new("items", "($self, /)", items)
            .doc("Return a set-like object providing a view on the dict's items."),
        NativeDef::new("values", "($self, /)", values)
            .doc("Return an object providing a view on the dict's values."),
        NativeDef::raw("update", "", update)
            .doc("D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]"),
        NativeDef::new("fromkeys", "($type, iterable, value=None, /)", fromkeys)
            .class_method()
            .doc("Create a new dictionary with keys from iterable and values set to value."),
        NativeDef::new("clear", "($self, /)", clear)
            .doc("Remove all items from the dict."),
        NativeDef::new("copy", "($self, /)", copy)
            .doc("Return a shallow copy of the dict."),
        NativeDef::new("__reversed__", "($self, /)", reversed)
            .doc("Return a reverse iterator over the dict keys."),
        NativeDef::new("__sizeof__", "($self, /)", sizeof)
            .doc("Return the size of the dict in memory."),
        NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem)
            .class_method()
            .doc("See PEP 585"),
    ],
    flags: flags::BASE | flags::EMPTY_NEW | flags::MAPPING | flags::MATCH_SELF,
    basic_size: dict::SIZE,
    doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    ..TypeDef::new(T::Dict)
};
