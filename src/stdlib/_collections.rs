//! `_collections`: `deque`, `defaultdict`, and the helpers of `collections`.

use std::mem::{offset_of, size_of};
use std::ops::ControlFlow;

use runtime::error::PyResult;
use runtime::interp::consumer::{self, Consumer};
use runtime::names::{self, N};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::dict_methods;

use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{BinOp, Slots};
use runtime::types::str;
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, MemberDef, NativeTypeDef, Type, flags};
use runtime::types::{T, type_of};
use runtime::value::Value;

use crate::support::{Small, TypeCell, add_type, alloc, small};
use crate::{deque, ordered_dict};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: &[
        NativeDef::new("_count_elements", "(mapping, iterable, /)", count_elements)
            .consumes(Consumer::Count)
            .doc("Count elements in the iterable, updating the mapping"),
    ],
    init,
};

static DEFAULTDICT_TYPE: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    deque::init(th, module);
    ordered_dict::init(th, module);
    DEFAULTDICT_TYPE.set(add_type(th, module, &DEFAULTDICT));
    add_type(th, module, &TUPLEGETTER);
    Ok(())
}

// ---- defaultdict: a dict whose additional Value is the factory

static DEFAULTDICT: NativeTypeDef = NativeTypeDef {
    base: T::Dict,
    kind: Kind::Dict,
    slots: Slots {
        new: Some(defaultdict_new),
        init: Some(defaultdict_init),
        repr: Some(defaultdict_repr),
        binary: Slots::binary_table([(BinOp::Or, defaultdict_or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__missing__", "($self, key, /)", missing)
            .doc("__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n"),
        NativeDef::new("copy", "($self, /)", defaultdict_copy)
            .doc("D.copy() -> a shallow copy of D."),
        NativeDef::new("__copy__", "($self, /)", defaultdict_copy)
            .doc("D.copy() -> a shallow copy of D."),
        NativeDef::new("__reduce__", "($self, /)", defaultdict_reduce)
            .doc("Return state information for pickling."),
        NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem)
            .class_method()
            .doc("See PEP 585"),
    ],
    members: &[MemberDef {
        name: "default_factory",
        offset: dict::SIZE,
        readonly: false,
        strict: false,
    }],
    flags: flags::BASE | flags::MAPPING,
    basic_size: dict::SIZE + 8,
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
    ..NativeTypeDef::new("collections.defaultdict")
};

fn allocate(th: &Thread, class: Ref<Type>, factory: Value) -> Ref<Dict> {
    let shape = class.instance_shape.get();
    type_::finalized(
        class,
        dict::new_with_extra(th, shape, factory, shape::area_size(class)),
    )
}

fn defaultdict_new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    Ok(allocate(th, class, Value::NONE).value())
}

fn defaultdict_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let d = this::<Dict>(v);
    let mut rest = args;
    if let Some(&factory) = args.pos().first() {
        if !factory.is_none() && !ops::call::is_callable(factory) {
            return Err(th.type_error("first argument must be callable or None"));
        }
        d.extra().set(d, factory);
        rest.values = &args.values[1..];
    }
    dict_methods::TYPE
        .slots
        .init
        .map_or(Ok(()), |init| init(th, v, rest))
}

/// The factory; None if it was never set.
fn factory(d: Ref<Dict>) -> Value {
    d.extra().get_opt().unwrap_or(Value::NONE)
}

fn missing(th: &Thread, args: &[Value]) -> PyResult {
    let d = this::<Dict>(args[0]);
    let factory = factory(d);
    if factory.is_none() {
        return Err(th.key_error(args[1]));
    }
    let v = ops::call0(th, factory)?;
    // The factory may have set the item itself.
    if let Some(set_meanwhile) = d.get(th, args[1])? {
        return Ok(set_meanwhile);
    }
    d.set(th, args[1], v)?;
    Ok(v)
}

fn defaultdict_repr(th: &Thread, v: Value) -> PyResult {
    let d = this::<Dict>(v);
    let factory = factory(d);
    let factory = match runtime::types::repr_guard::enter(factory) {
        Some(_guard) if !factory.is_none() => ops::repr(th, factory)?.bytes().to_vec(),
        Some(_) => b"None".to_vec(),
        None => b"...".to_vec(),
    };
    let Some(repr) = dict_methods::TYPE.slots.repr else {
        return Ok(str::new(th, ""));
    };
    let items = this::<str::Str>(repr(th, v)?);
    let mut text = type_of(v).name().bytes().to_vec();
    text.push(b'(');
    text.extend_from_slice(&factory);
    text.extend_from_slice(b", ");
    text.extend_from_slice(items.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn defaultdict_copy(th: &Thread, args: &[Value]) -> PyResult {
    let factory = factory(this(args[0]));
    ops::call2(th, type_of(args[0]).value(), factory, args[0])
}

fn defaultdict_or(th: &Thread, a: Value, b: Value) -> PyResult {
    if !a.has_kind(Kind::Dict) || !b.has_kind(Kind::Dict) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let is_default = |v: Value| type_of(v).is_subtype_of(DEFAULTDICT_TYPE.get());
    let own = if is_default(a) { a } else { b };
    let result = ops::call2(th, type_of(own).value(), factory(this(own)), a)?;
    dict_methods::update_from(th, this(result), b)?;
    Ok(result)
}

fn defaultdict_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let d = this::<Dict>(args[0]);
    let factory = factory(d);
    let arguments = if factory.is_none() {
        tuple_of(th, &[])
    } else {
        tuple_of(th, &[factory])
    };
    let items = ops::call_method(th, args[0], names::get(N::items), &[])?;
    let items = ops::iter(th, items)?;
    let class = type_of(args[0]).value();
    Ok(tuple_of(
        th,
        &[class, arguments, Value::NONE, Value::NONE, items],
    ))
}

// ---- counting

fn count_elements(th: &Thread, args: &[Value]) -> PyResult {
    let (mapping, iterable) = (args[0], args[1]);
    let one = Value::small(1);
    if consumer::is_plain_mapping(mapping) {
        let d = this::<Dict>(mapping);
        ops::iterate(th, iterable, |key| {
            let hash = dict::hash_key(th, key)?;
            let count = match d.get_hashed(th, key, hash)? {
                None => one,
                Some(n) => match n.as_small().and_then(|n| Value::try_small(n + 1)) {
                    Some(sum) => sum,
                    None => ops::binary(th, BinOp::Add, n, one)?,
                },
            };
            d.set_hashed(th, key, hash, count)?;
            Ok(ControlFlow::Continue(()))
        })?;
        return Ok(Value::NONE);
    }
    let get = ops::get_attr(th, mapping, names::get(N::get))?;
    ops::iterate(th, iterable, |key| {
        let count = ops::call2(th, get, key, Value::small(0))?;
        let count = ops::binary(th, BinOp::Add, count, one)?;
        ops::set_item(th, mapping, key, count)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Value::NONE)
}

// ---- _tuplegetter: 0 doc; number: index

static TUPLEGETTER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(tuplegetter_new),
        repr: Some(tuplegetter_repr),
        descr_get: Some(tuplegetter_get),
        descr_set: Some(tuplegetter_set),
        tuple_index: Some(|v| u32::try_from(small(v).num(0)).ok()),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        tuplegetter_reduce,
    )],
    members: &[MemberDef {
        name: "__doc__",
        offset: offset_of!(Small, slots),
        readonly: false,
        strict: false,
    }],
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("collections._tuplegetter")
};

fn tuplegetter_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional(th, "_tuplegetter", args, 2, 2)?;
    let index = sequence::index_value(th, args[0], T::OverflowError)?;
    Ok(alloc(th, class, &[args[1]], &[index]).value())
}

fn tuplegetter_repr(th: &Thread, v: Value) -> PyResult {
    let o = small(v);
    let mut text = format!("_tuplegetter({}, ", o.num(0)).into_bytes();
    text.extend_from_slice(ops::repr(th, o.slot(0))?.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn tuplegetter_get(th: &Thread, v: Value, instance: Value, _owner: Value) -> PyResult {
    if instance.is_empty() || instance.is_none() {
        return Ok(v);
    }
    let index = small(v).num(0);
    let Some(t) = instance.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{}' object",
            type_of(instance).tp_name()
        )));
    };
    match usize::try_from(index).ok().and_then(|i| t.items().get(i)) {
        Some(&item) => Ok(item),
        None => Err(th.index_error("tuple index out of range")),
    }
}

fn tuplegetter_set(th: &Thread, _v: Value, _instance: Value, value: Option<Value>) -> PyResult<()> {
    Err(th.attribute_error(if value.is_some() {
        "can't set attribute"
    } else {
        "can't delete attribute"
    }))
}

fn tuplegetter_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let o = small(args[0]);
    let state = tuple_of(th, &[Value::small(o.num(0)), o.slot(0)]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), state]))
}
