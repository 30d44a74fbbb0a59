//! `_functools`: `reduce`, `partial`, `cmp_to_key`, and the wrapper behind `lru_cache`.

use std::mem::{offset_of, size_of};

use runtime::error::PyResult;
use runtime::heap::{RootedVec, Tracer};
use runtime::interp::consumer::Consumer;
use runtime::interp::partial;
use runtime::names::{self, N};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{Asked, CmpOp, Slots};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{MemberDef, NativeTypeDef, Type, flags};
use runtime::types::{T, int, is_exactly, method, repr_guard, str, type_of};
use runtime::value::Value;

use crate::support::{DICT_GETSET, Params, Small, TypeCell, add, add_type, alloc, set_slot, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        NativeDef::raw("reduce", "(function, iterable, /, initial=<unrepresentable>)", reduce).consumes(Consumer::Reduce)
            .doc("Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis effectively reduces the iterable to a single value.  If initial is present,\nit is placed before the items of the iterable in the calculation, and serves as\na default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5)."),
        NativeDef::new("cmp_to_key", "(mycmp)", cmp_to_key)
            .doc("Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects."),
    ],
    init,
};

static PARTIAL_TYPE: TypeCell = TypeCell::new();
static KEY_TYPE: TypeCell = TypeCell::new();
static LINK_TYPE: TypeCell = TypeCell::new();
/// Not a type, but kept the same way: the placeholder, a root of its own.
static PLACEHOLDER: Single = Single(std::cell::Cell::new(Value::EMPTY));

struct Single(std::cell::Cell<Value>);
// SAFETY: written and read under the interpreter lock; `trace_placeholder` makes it a root.
unsafe impl Sync for Single {}

fn trace_placeholder(t: &mut Tracer) {
    t.visit(PLACEHOLDER.0.get());
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    PARTIAL_TYPE.set(add_type(th, module, &PARTIAL));
    let class = add_type(th, module, &PLACEHOLDER_TYPE);
    if PLACEHOLDER.0.get().is_empty() {
        runtime::heap::add_root_fn(trace_placeholder);
    }
    PLACEHOLDER.0.set(alloc(th, class, &[], &[]).value());
    add(th, module, "Placeholder", PLACEHOLDER.0.get());
    add_type(th, module, &LRU_CACHE);
    KEY_TYPE.set(runtime::types::type_::define_native(th, &KEY));
    LINK_TYPE.set(runtime::types::type_::define_native(th, &LINK));
    Ok(())
}

fn reduce(th: &Thread, args: Args) -> PyResult {
    let pos = args.pos();
    let mut initial = pos.get(2).copied().unwrap_or(Value::EMPTY);
    if pos.len() < 2 {
        return Err(th.type_error(format!(
            "reduce() takes at least 2 positional arguments ({} given)",
            pos.len()
        )));
    }
    if args.values.len() > 3 {
        return Err(th.type_error(format!(
            "reduce() takes at most 3 arguments ({} given)",
            args.values.len()
        )));
    }
    for (name, v) in args.keywords() {
        if this::<str::Str>(name).bytes() != b"initial" {
            return Err(th.type_error(format!(
                "reduce() got an unexpected keyword argument '{}'",
                this::<str::Str>(name).to_string_lossy()
            )));
        }
        initial = v;
    }
    let (function, iterable) = (pos[0], pos[1]);
    let it = match ops::iter(th, iterable) {
        Ok(it) => it,
        Err(e) => {
            if th.raised_is(&e, T::TypeError) {
                th.take_exception(e);
                return Err(th.type_error("reduce() arg 2 must support iteration"));
            }
            return Err(e);
        }
    };
    let mut result = initial;
    while let Some(item) = ops::next(th, it)? {
        result = if result.is_empty() {
            item
        } else {
            ops::call2(th, function, result, item)?
        };
    }
    if result.is_empty() {
        return Err(th.type_error("reduce() of empty iterable with no initial value"));
    }
    Ok(result)
}

/// Where a slot lies.
const fn place(slot: usize) -> u32 {
    (offset_of!(Small, slots) + 8 * slot) as u32
}

const fn member(name: &'static str, slot: usize, readonly: bool) -> MemberDef {
    MemberDef {
        name,
        offset: place(slot) as usize,
        readonly,
        strict: false,
    }
}

// ---- the placeholder

static PLACEHOLDER_TYPE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(placeholder_new),
        repr: Some(placeholder_repr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        placeholder_reduce,
    )],
    basic_size: size_of::<Small>(),
    doc: "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    ..NativeTypeDef::new("functools._PlaceholderType")
};

fn placeholder_new(th: &Thread, _class: Ref<Type>, args: Args) -> PyResult {
    if !args.values.is_empty() {
        return Err(th.type_error("_PlaceholderType takes no arguments"));
    }
    Ok(PLACEHOLDER.0.get())
}

fn placeholder_repr(th: &Thread, _v: Value) -> PyResult {
    Ok(str::new(th, "Placeholder"))
}

fn placeholder_reduce(th: &Thread, _args: &[Value]) -> PyResult {
    Ok(str::new(th, "Placeholder"))
}

fn is_placeholder(v: Value) -> bool {
    v == PLACEHOLDER.0.get()
}

// ---- partial: 0 function, 1 arguments (a tuple), 2 keyword arguments (a dict), 3 how many placeholders, an int

static PARTIAL: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(partial_new),
        repr: Some(partial_repr),
        call: Some(partial_call),
        descr_get: Some(partial_get),
        partial: Some(partial::Layout {
            function: place(0),
            arguments: place(1),
            keywords: place(2),
            placeholders: place(3),
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", partial_reduce),
        NativeDef::new("__setstate__", "($self, state, /)", partial_setstate),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method()
        .doc("See PEP 585"),
    ],
    members: &[
        member("func", 0, true),
        member("args", 1, true),
        member("keywords", 2, true),
    ],
    getset: &[DICT_GETSET],
    flags: flags::BASE | flags::HAS_DICT | flags::WEAKREFS,
    basic_size: size_of::<Small>(),
    doc: "Create a new function with partial application of the given arguments and keywords.",
    ..NativeTypeDef::new("functools.partial")
};

/// The positional arguments of a partial: `first` with its placeholders replaced by the leading ones of `more`, and the
/// rest of `more` behind them. `None` if `more` is too short (and all placeholders must be filled).
fn fill(first: &[Value], more: &[Value], must_fill: bool) -> Option<RootedVec<Value>> {
    let mut result = RootedVec::with_capacity(first.len() + more.len());
    let mut rest = more.iter();
    for &v in first {
        if is_placeholder(v) {
            match rest.next() {
                Some(&v) => result.push(v),
                None if must_fill => return None,
                None => result.push(v),
            }
        } else {
            result.push(v);
        }
    }
    for &v in rest {
        result.push(v);
    }
    Some(result)
}

fn placeholders(items: &[Value]) -> Value {
    Value::small(items.iter().filter(|&&v| is_placeholder(v)).count() as i64)
}

fn partial_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let Some((&function, rest)) = args.pos().split_first() else {
        return Err(th.type_error("type 'partial' takes at least one argument"));
    };
    if !ops::call::is_callable(function) {
        return Err(th.type_error("the first argument must be callable"));
    }
    if rest.last().is_some_and(|&v| is_placeholder(v)) {
        return Err(th.type_error("trailing Placeholders are not allowed"));
    }
    if args.keywords().any(|(_, v)| is_placeholder(v)) {
        return Err(th.type_error("Placeholder cannot be passed as a keyword argument"));
    }
    // A partial of a partial without attributes of its own is flattened.
    let inner = type_of(function).is_subtype_of(PARTIAL_TYPE.get());
    let (function, items, keywords) = if inner {
        let p = small(function);
        let items = fill(this::<Tuple>(p.slot(1)).items(), rest, false);
        let items = items.unwrap_or_default();
        let items = tuple::new(th, items.as_slice());
        (p.slot(0), items, this::<Dict>(p.slot(2)).copy(th))
    } else {
        (function, tuple::new(th, rest), dict::new(th))
    };
    for (name, v) in args.keywords() {
        keywords.set(th, name, v)?;
    }
    let n = placeholders(items.items());
    let slots = [function, items.value(), keywords.value(), n];
    Ok(alloc(th, class, &slots, &[]).value())
}

/// So many arguments are put together without a buffer.
const FEW: usize = 8;

fn partial_call(th: &Thread, v: Value, args: Args) -> PyResult {
    let p = small(v);
    let first = this::<Tuple>(p.slot(1));
    let keywords = this::<Dict>(p.slot(2));
    let pos = args.pos();
    let count = first.len() + pos.len();
    if p.slot(3) == Value::small(0)
        && count <= FEW
        && keywords.is_empty()
        && args.keyword_count() == 0
    {
        // On the native stack, where the collector looks.
        let mut values = [Value::EMPTY; FEW];
        values[..first.len()].copy_from_slice(first.items());
        values[first.len()..count].copy_from_slice(pos);
        return ops::call(th, p.slot(0), Args::positional(&values[..count]));
    }
    let Some(mut values) = fill(first.items(), pos, true) else {
        return Err(th.type_error(format!(
            "missing positional arguments in 'partial' call; expected at least {}, got {}",
            p.slot(3).as_small().unwrap_or(0),
            pos.len()
        )));
    };
    let names = partial::merge_keywords(th, keywords, args, &mut values)?;
    let call = Args {
        values: values.as_slice(),
        names,
    };
    ops::call(th, p.slot(0), call)
}

fn partial_get(th: &Thread, v: Value, instance: Value, _owner: Value) -> PyResult {
    if instance.is_empty() || instance.is_none() {
        return Ok(v);
    }
    Ok(method::new(th, v, instance))
}

fn partial_repr(th: &Thread, v: Value) -> PyResult {
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "..."));
    };
    // (What is shown may give the object another state.)
    let p = small(v);
    let (function, arguments) = (p.slot(0), this::<Tuple>(p.slot(1)));
    let keywords = this::<Dict>(p.slot(2));
    let class = type_of(v).value();
    let module = ops::get_attr(th, class, names::get(N::__module__))?;
    let name = ops::get_attr(th, class, names::get(N::__qualname__))?;
    let mut text = ops::str(th, module)?.bytes().to_vec();
    text.push(b'.');
    text.extend_from_slice(ops::str(th, name)?.bytes());
    text.push(b'(');
    text.extend_from_slice(ops::repr(th, function)?.bytes());
    for &item in arguments.items() {
        text.extend_from_slice(b", ");
        text.extend_from_slice(ops::repr(th, item)?.bytes());
    }
    let mut at = 0;
    while let Some((name, value)) = keywords.next(&mut at) {
        text.extend_from_slice(b", ");
        text.extend_from_slice(ops::str(th, name)?.bytes());
        text.push(b'=');
        text.extend_from_slice(ops::repr(th, value)?.bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn partial_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let p = small(args[0]);
    let attributes = match ops::get_attr_opt(th, args[0], names::get(N::__dict__))? {
        Some(d) if d.downcast::<Dict>().is_some_and(|d| !d.is_empty()) => d,
        _ => Value::NONE,
    };
    let state = tuple_of(th, &[p.slot(0), p.slot(1), p.slot(2), attributes]);
    let arguments = tuple_of(th, &[p.slot(0)]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), arguments, state]))
}

fn partial_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let invalid = || th.type_error("invalid partial state");
    let p = small(args[0]);
    let Some(state) = args[1].downcast::<Tuple>() else {
        return Err(invalid());
    };
    let &[function, items, keywords, attributes] = state.items() else {
        return Err(invalid());
    };
    let Some(items) = items.downcast::<Tuple>() else {
        return Err(invalid());
    };
    let is_dict = keywords.downcast::<Dict>().is_some();
    if !ops::call::is_callable(function) || !is_dict && !keywords.is_none() {
        return Err(invalid());
    }
    if items.items().last().is_some_and(|&v| is_placeholder(v)) {
        return Err(th.type_error("trailing Placeholders are not allowed"));
    }
    let items = match sequence::exact_tuple(items.value()) {
        Some(items) => items,
        None => tuple::new(th, items.items()),
    };
    let keywords = match keywords.downcast::<Dict>() {
        Some(d) if dict::exact(d.value()).is_some() => {
            d.let_go();
            d
        }
        Some(d) => d.copy(th),
        None => dict::new(th),
    };
    set_slot(p, 3, placeholders(items.items()));
    set_slot(p, 0, function);
    set_slot(p, 1, items.value());
    set_slot(p, 2, keywords.value());
    let attributes = if attributes.is_none() {
        dict::new(th).value()
    } else {
        attributes
    };
    ops::set_attr(th, args[0], names::get(N::__dict__), attributes)?;
    Ok(Value::NONE)
}

// ---- cmp_to_key: 0 comparison, 1 object (empty in the maker)

static KEY: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(key_call),
        compare: Some(key_compare),
        ..Slots::NONE
    },
    members: &[member("obj", 1, false)],
    getset: &[GetSetDef {
        name: "__text_signature__",
        get: |th, _| Ok(str::new(th, "(obj)")),
        set: None,
    }],
    flags: flags::NO_NEW,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("functools.KeyWrapper")
};

fn cmp_to_key(th: &Thread, args: &[Value]) -> PyResult {
    Ok(alloc(th, KEY_TYPE.get(), &[args[0]], &[]).value())
}

fn key_call(th: &Thread, v: Value, args: Args) -> PyResult {
    const PARAMS: Params = Params::new("K", &["obj"], 1);
    let [object] = PARAMS.bind(th, args)?;
    let compare = small(v).slot(0);
    Ok(alloc(th, KEY_TYPE.get(), &[compare, object], &[]).value())
}

fn key_compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if type_of(b) != KEY_TYPE.get() {
        return Err(th.type_error("other argument must be K instance"));
    }
    let (x, y) = (small(a).slot(1), small(b).slot(1));
    if x.is_empty() || y.is_empty() {
        return Err(th.attribute_error("object"));
    }
    let order = ops::call2(th, small(a).slot(0), x, y)?;
    ops::compare(th, order, Value::small(0), op)
}

// ---- lru_cache: 0 function, 1 cache (a dict), 2 cache info type, 3 root link; numbers: maximum (-1: none), hits,
// misses, typed

/// One entry of a bounded cache, in a ring ordered by use: 0 before, 1 after, 2 key, 3 result; number: hash.
static LINK: NativeTypeDef = NativeTypeDef {
    flags: flags::NO_NEW,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("functools._lru_list_elem")
};

static LRU_CACHE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(lru_new),
        call: Some(lru_call),
        answer: Some(lru_answer),
        descr_get: Some(partial_get),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("cache_info", "($self, /)", lru_info).doc("Report cache statistics"),
        NativeDef::new("cache_clear", "($self, /)", lru_clear)
            .doc("Clear the cache and cache statistics"),
        NativeDef::new("__reduce__", "($self, /)", lru_reduce),
        NativeDef::new("__copy__", "($self, /)", lru_copy),
        NativeDef::new("__deepcopy__", "($self, memo, /)", lru_copy),
    ],

    getset: &[DICT_GETSET],
    flags: flags::HAS_DICT | flags::WEAKREFS | flags::METHOD_DESCRIPTOR,
    basic_size: size_of::<Small>(),
    doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    ..NativeTypeDef::new("functools._lru_cache_wrapper")
};

fn lru_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    const PARAMS: Params = Params::new(
        "lru_cache",
        &["user_function", "maxsize", "typed", "cache_info_type"],
        4,
    );
    let [function, maxsize, typed, info] = PARAMS.bind(th, args)?;
    if !ops::call::is_callable(function) {
        return Err(th.type_error("the first argument must be callable"));
    }
    let maximum = if maxsize.is_none() {
        -1
    } else if sequence::is_index(maxsize) {
        sequence::index_value(th, maxsize, T::OverflowError)?.max(0)
    } else {
        return Err(th.type_error("maxsize should be integer or None"));
    };
    let typed = ops::is_true(th, typed)?;
    let cache = dict::new(th);
    let slots = [function, cache.value(), info];
    let nums = [maximum, 0, 0, i64::from(typed)];
    let o = alloc(th, class, &slots, &nums);
    let root = alloc(th, LINK_TYPE.get(), &[], &[]);
    set_slot(root, 0, root.value());
    set_slot(root, 1, root.value());
    set_slot(o, 3, root.value());
    Ok(o.value())
}

/// The key of a call.
fn lru_key(th: &Thread, args: Args, typed: bool) -> Value {
    let pos = args.pos();
    if !typed && args.keyword_count() == 0 {
        if let [v] = *pos {
            if v.is_small_int() || is_exactly(v, T::Str) || is_exactly(v, T::Int) {
                return v;
            }
        }
        return tuple_of(th, pos);
    }
    let mut parts = RootedVec::new();
    for &v in pos {
        parts.push(v);
    }
    if args.keyword_count() > 0 {
        // Something that no argument can be marks where the keyword arguments begin.
        parts.push(KEY_TYPE.get().value());
        for (name, v) in args.keywords() {
            parts.push(name);
            parts.push(v);
        }
    }
    if typed {
        for &v in args.values {
            parts.push(type_of(v).value());
        }
    }
    tuple_of(th, parts.as_slice())
}

fn count(o: Ref<Small>, i: usize) {
    o.set_num(i, o.num(i) + 1);
}

const HITS: usize = 1;
const MISSES: usize = 2;

fn lru_call(th: &Thread, v: Value, args: Args) -> PyResult {
    let o = small(v);
    let maximum = o.num(0);
    if maximum == 0 {
        count(o, MISSES);
        return ops::call(th, o.slot(0), args);
    }
    let key = lru_key(th, args, o.num(3) != 0);
    let hash = dict::hash_key(th, key)?;
    let cache = this::<Dict>(o.slot(1));
    if let Some(found) = cache.get_hashed(th, key, hash)? {
        count(o, HITS);
        if maximum < 0 {
            return Ok(found);
        }
        let link = small(found);
        unlink(link);
        link_last(small(o.slot(3)), link);
        return Ok(link.slot(3));
    }
    count(o, MISSES);
    let result = ops::call(th, o.slot(0), args)?;
    let cache = this::<Dict>(o.slot(1));
    if maximum < 0 {
        cache.set_hashed(th, key, hash, result)?;
        return Ok(result);
    }
    // The call may have put the same key in.
    if cache.get_hashed(th, key, hash)?.is_some() {
        return Ok(result);
    }
    let root = small(o.slot(3));
    if cache.len() as i64 >= maximum {
        let oldest = small(root.slot(1));
        if oldest != root {
            unlink(oldest);
            cache.del_hashed(th, oldest.slot(2), oldest.num(0))?;
        }
    }
    let slots = [Value::EMPTY, Value::EMPTY, key, result];
    let link = alloc(th, LINK_TYPE.get(), &slots, &[hash]);
    cache.set_hashed(th, key, hash, link.value())?;
    link_last(root, link);
    Ok(result)
}

/// The result of a call that the cache has.
fn lru_answer(th: &Thread, v: Value, args: &[Value], asked: Asked) -> Option<Value> {
    let o = small(v);
    let maximum = o.num(0);
    if maximum == 0 {
        return None;
    }
    let cache = this::<Dict>(o.slot(1));
    if cache.has_odd_keys() {
        return None;
    }
    let key = lru_key(th, Args::positional(args), o.num(3) != 0);
    let found = dict::hash_key(th, key).and_then(|hash| cache.get_hashed(th, key, hash));
    let found = match found {
        Ok(found) => found?,
        Err(raised) => {
            th.take_exception(raised);
            return None;
        }
    };
    let result = if maximum < 0 {
        found
    } else {
        small(found).slot(3)
    };
    if asked == Asked::Result {
        count(o, HITS);
        if maximum > 0 {
            unlink(small(found));
            link_last(small(o.slot(3)), small(found));
        }
    }
    Some(result)
}

fn unlink(link: Ref<Small>) {
    let (before, after) = (small(link.slot(0)), small(link.slot(1)));
    set_slot(before, 1, after.value());
    set_slot(after, 0, before.value());
}

fn link_last(root: Ref<Small>, link: Ref<Small>) {
    let last = small(root.slot(0));
    set_slot(last, 1, link.value());
    set_slot(root, 0, link.value());
    set_slot(link, 0, last.value());
    set_slot(link, 1, root.value());
}

fn lru_info(th: &Thread, args: &[Value]) -> PyResult {
    let o = small(args[0]);
    let n = |n: i64| int::from_i64(th, n);
    let maximum = if o.num(0) < 0 {
        Value::NONE
    } else {
        n(o.num(0))
    };
    let size = this::<Dict>(o.slot(1)).len() as i64;
    let info = [n(o.num(1)), n(o.num(2)), maximum, n(size)];
    ops::call(th, o.slot(2), Args::positional(&info))
}

fn lru_clear(_th: &Thread, args: &[Value]) -> PyResult {
    let o = small(args[0]);
    o.set_num(1, 0);
    o.set_num(2, 0);
    this::<Dict>(o.slot(1)).clear();
    let root = small(o.slot(3));
    set_slot(root, 0, root.value());
    set_slot(root, 1, root.value());
    Ok(Value::NONE)
}

fn lru_reduce(th: &Thread, args: &[Value]) -> PyResult {
    ops::get_attr(th, args[0], names::get(N::__qualname__))
}

fn lru_copy(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(args[0])
}
