//! `collections.OrderedDict`: a dict (which is ordered here anyway) that can move its keys and compares in order.

use std::ops::ControlFlow;

use runtime::error::{PyResult, Raised};
use runtime::names::{self, N};
use runtime::native::{Args, NativeDef};
use runtime::object::{Kind, Ref, ShapeId};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::dict_methods;
use runtime::types::dict_view::{self, Part};
use runtime::types::list;
use runtime::types::module::Module;
use runtime::types::repr_guard;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{BinOp, CmpOp, Slots};
use runtime::types::str;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, type_of};
use runtime::value::Value;

use crate::support::{DICT_GETSET, TypeCell, add_type, or};

static TYPE: TypeCell = TypeCell::new();
static KEYS_TYPE: TypeCell = TypeCell::new();
static VALUES_TYPE: TypeCell = TypeCell::new();
static ITEMS_TYPE: TypeCell = TypeCell::new();

/// Makes the types.
pub fn init(th: &Thread, module: Ref<Module>) {
    TYPE.set(add_type(th, module, &ORDERED_DICT));
    KEYS_TYPE.set(type_::define_native(th, &ODICT_KEYS));
    VALUES_TYPE.set(type_::define_native(th, &ODICT_VALUES));
    ITEMS_TYPE.set(type_::define_native(th, &ODICT_ITEMS));
}

const fn view(name: &'static str, base: T) -> NativeTypeDef {
    NativeTypeDef {
        base,
        kind: Kind::DictView,
        flags: flags::NO_NEW | flags::STATIC,
        ..NativeTypeDef::new(name)
    }
}

static ODICT_KEYS: NativeTypeDef = view("odict_keys", T::DictKeys);
static ODICT_VALUES: NativeTypeDef = view("odict_values", T::DictValues);
static ODICT_ITEMS: NativeTypeDef = view("odict_items", T::DictItems);

static ORDERED_DICT: NativeTypeDef = NativeTypeDef {
    base: T::Dict,
    kind: Kind::Dict,
    slots: Slots {
        new: Some(new),
        init: Some(init_slot),
        repr: Some(repr),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Or, or_slot)]),
        inplace: Slots::binary_table([(BinOp::Or, inplace_or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("popitem", "($self, /, last=True)", popitem)
            .doc("Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if false."),
        NativeDef::new("move_to_end", "($self, /, key, last=True)", move_to_end)
            .doc("Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist."),
        NativeDef::new("pop", "($self, /, key, default=<unrepresentable>)", pop)
            .doc("od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError."),
        NativeDef::new("setdefault", "($self, /, key, default=None)", setdefault)
            .doc("Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default."),
        NativeDef::new("fromkeys", "($type, /, iterable, value=None)", fromkeys)
            .class_method()
            .doc("Create a new ordered dictionary with keys from iterable and values set to value."),
        NativeDef::raw("update", "", update)
            .doc("D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F."),
        NativeDef::new("copy", "($self, /)", copy)
            .doc("od.copy() -> a shallow copy of od"),
        NativeDef::new("keys", "($self, /)", keys),
        NativeDef::new("values", "($self, /)", values),
        NativeDef::new("items", "($self, /)", items),
        NativeDef::new("__reduce__", "($self, /)", reduce)
            .doc("Return state information for pickling"),
    ],
    getset: &[DICT_GETSET],
    flags: flags::BASE | flags::STATIC | flags::MAPPING | flags::HAS_DICT | flags::WEAKREFS,
    basic_size: dict::SIZE,
    doc: "Dictionary that remembers insertion order",
    ..NativeTypeDef::new("collections.OrderedDict")
};

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let shape = class.instance_shape.get();
    let d = dict::new_with_shape(th, shape, shape::area_size(class));
    Ok(type_::finalized(class, d).value())
}

fn is_ordered(v: Value) -> bool {
    type_of(v).is_subtype_of(TYPE.get())
}

/// Whether storing an item into `v` does what a dict does.
fn stores_plainly(v: Value) -> bool {
    match (type_of(v).slots().setitem, TYPE.get().slots().setitem) {
        (Some(a), Some(b)) => std::ptr::fn_addr_eq(a, b),
        _ => false,
    }
}

fn store(th: &Thread, v: Value, key: Value, value: Value) -> PyResult<()> {
    if stores_plainly(v) {
        this::<Dict>(v).set(th, key, value)
    } else {
        ops::set_item(th, v, key, value)
    }
}

/// What `__init__` and `update` do: items are stored as Python code would store them.
fn update_with(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let pos = args.pos();
    if pos.len() > 1 {
        return Err(th.type_error(format!("expected at most 1 argument, got {}", pos.len())));
    }
    if let [source] = *pos {
        update_from(th, v, source)?;
    }
    for (key, value) in args.keywords() {
        store(th, v, key, value)?;
    }
    Ok(())
}

fn update_from(th: &Thread, v: Value, source: Value) -> PyResult<()> {
    if stores_plainly(v) && source.has_kind(Kind::Dict) {
        return dict_methods::update_from(th, this(v), source);
    }
    if let Some(keys) = ops::get_attr_opt(th, source, names::get(N::keys))? {
        let keys = ops::call0(th, keys)?;
        return ops::iterate(th, keys, |key| {
            let value = ops::get_item(th, source, key)?;
            store(th, v, key, value)?;
            Ok(ControlFlow::Continue(()))
        });
    }
    ops::iterate(th, source, |pair| {
        let items = list::from_iterable(th, pair)?;
        match items.len() {
            2 => {
                store(th, v, items.item(0), items.item(1))?;
                Ok(ControlFlow::Continue(()))
            }
            n @ 0..2 => Err(th.value_error(format!(
                "need more than {n} value{} to unpack",
                if n == 1 { "" } else { "s" }
            ))),
            _ => Err(th.value_error("too many values to unpack (expected 2)")),
        }
    })
}

fn init_slot(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    update_with(th, v, args)
}

fn update(th: &Thread, args: Args) -> PyResult {
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    update_with(th, args.values[0], rest)?;
    Ok(Value::NONE)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let name = type_of(v).name();
    let d = this::<Dict>(v);
    let mut text = name.bytes().to_vec();
    if d.is_empty() {
        text.extend_from_slice(b"()");
        return Ok(str::from_bytes(th, &text).value());
    }
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "..."));
    };
    text.push(b'(');
    let plain = d.copy(th);
    text.extend_from_slice(ops::repr(th, plain.value())?.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let both = a.has_kind(Kind::Dict) && b.has_kind(Kind::Dict);
    if !both || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (this::<Dict>(a), this::<Dict>(b));
    let mut equal = dict_methods::equal(th, x, y)?;
    if equal && is_ordered(a) && is_ordered(b) {
        let (mut i, mut j) = (0, 0);
        let versions = (x.keys_version(), y.keys_version());
        while let (Some((p, _)), Some((q, _))) = (x.next(&mut i), y.next(&mut j)) {
            let same = sequence::same_or_equal(th, p, q)?;
            if versions != (x.keys_version(), y.keys_version()) {
                return Err(mutated(th));
            }
            if !same {
                equal = false;
                break;
            }
        }
    }
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn or_slot(th: &Thread, a: Value, b: Value) -> PyResult {
    if !a.has_kind(Kind::Dict) || !b.has_kind(Kind::Dict) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let class = type_of(if is_ordered(a) { a } else { b });
    let result = ops::call1(th, class.value(), a)?;
    update_from(th, result, b)?;
    Ok(result)
}

fn inplace_or(th: &Thread, a: Value, b: Value) -> PyResult {
    update_from(th, a, b)?;
    Ok(a)
}

fn popitem(th: &Thread, args: &[Value]) -> PyResult {
    let d = this::<Dict>(args[0]);
    let last = args[1].is_empty() || ops::is_true(th, args[1])?;
    let entry = if last { d.pop_last() } else { d.pop_first(th) };
    match entry {
        Some((key, value)) => Ok(tuple_of(th, &[key, value])),
        None => Err(th.error(T::KeyError, "dictionary is empty")),
    }
}

fn move_to_end(th: &Thread, args: &[Value]) -> PyResult {
    let d = this::<Dict>(args[0]);
    let last = args[2].is_empty() || ops::is_true(th, args[2])?;
    let found = if last {
        d.move_to_last(th, args[1])?
    } else {
        d.move_to_first(th, args[1])?
    };
    if found {
        Ok(Value::NONE)
    } else {
        Err(th.key_error(args[1]))
    }
}

fn pop(th: &Thread, args: &[Value]) -> PyResult {
    match this::<Dict>(args[0]).del(th, args[1])? {
        Some(v) => Ok(v),
        None if args[2].is_empty() => {
            // A subclass's `__missing__` is asked, as CPython does.
            dict_methods::missing(th, args[0], args[1])
        }
        None => Ok(args[2]),
    }
}

fn setdefault(th: &Thread, args: &[Value]) -> PyResult {
    let default = or(args[2], Value::NONE);
    if stores_plainly(args[0]) {
        return this::<Dict>(args[0]).get_or_insert(th, args[1], default);
    }
    if ops::contains(th, args[0], args[1])? {
        return ops::get_item(th, args[0], args[1]);
    }
    ops::set_item(th, args[0], args[1], default)?;
    Ok(default)
}

fn fromkeys(th: &Thread, args: &[Value]) -> PyResult {
    let d = ops::call0(th, args[0])?;
    let value = or(args[2], Value::NONE);
    ops::iterate(th, args[1], |key| {
        ops::set_item(th, d, key, value)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(d)
}

#[cold]
fn mutated(th: &Thread) -> Raised {
    th.runtime_error("OrderedDict mutated during iteration")
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    let class = type_of(args[0]);
    let d = this::<Dict>(args[0]);
    let plain = class == TYPE.get();
    let made = ops::call0(th, class.value())?;
    let version = d.keys_version();
    let mut at = 0;
    while let Some((key, mut value)) = d.next(&mut at) {
        if !plain {
            value = ops::get_item(th, args[0], key)?;
            if d.keys_version() != version {
                return Err(mutated(th));
            }
        }
        ops::set_item(th, made, key, value)?;
        if d.keys_version() != version {
            return Err(mutated(th));
        }
    }
    Ok(made)
}

fn view_of(th: &Thread, v: Value, class: &TypeCell, part: Part) -> Value {
    let shape: ShapeId = class.get().instance_shape.get();
    dict_view::new_view_with_shape(th, shape, this(v), part)
}

fn keys(th: &Thread, args: &[Value]) -> PyResult {
    Ok(view_of(th, args[0], &KEYS_TYPE, Part::Keys))
}

fn values(th: &Thread, args: &[Value]) -> PyResult {
    Ok(view_of(th, args[0], &VALUES_TYPE, Part::Values))
}

fn items(th: &Thread, args: &[Value]) -> PyResult {
    Ok(view_of(th, args[0], &ITEMS_TYPE, Part::Items))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let state = runtime::types::object_::state_of(th, args[0])?;
    let items = ops::call_method(th, args[0], names::get(N::items), &[])?;
    let items = ops::iter(th, items)?;
    let class = type_of(args[0]).value();
    let empty = tuple_of(th, &[]);
    Ok(tuple_of(th, &[class, empty, state, Value::NONE, items]))
}
