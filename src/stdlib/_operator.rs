//! `_operator`: the operators as functions, and the getters.

use std::mem::size_of;
use std::ops::ControlFlow;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list;
use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::{BinOp, CmpOp, Slots};
use runtime::types::str::{self, Str};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{NativeTypeDef, Type};
use runtime::types::{T, int, repr_guard, type_of};
use runtime::value::Value;

use crate::support::{Small, add_type, alloc, small};

macro_rules! binary_functions {
    ($($name:ident $op:ident,)*) => {$(
        fn $name(th: &Thread, args: &[Value]) -> PyResult {
            ops::binary(th, BinOp::$op, args[0], args[1])
        }
    )*};
}

macro_rules! inplace_functions {
    ($($name:ident $op:ident,)*) => {$(
        fn $name(th: &Thread, args: &[Value]) -> PyResult {
            ops::binary_inplace(th, BinOp::$op, args[0], args[1])
        }
    )*};
}

macro_rules! comparisons {
    ($($name:ident $op:ident,)*) => {$(
        fn $name(th: &Thread, args: &[Value]) -> PyResult {
            ops::compare(th, args[0], args[1], CmpOp::$op)
        }
    )*};
}

macro_rules! unary_functions {
    ($($name:ident $op:ident,)*) => {$(
        fn $name(th: &Thread, args: &[Value]) -> PyResult {
            ops::$op(th, args[0])
        }
    )*};
}

binary_functions! {
    add Add, sub Sub, mul Mul, truediv TrueDiv, floordiv FloorDiv, modulo Mod, pow Pow, lshift LShift, rshift RShift,
    and And, or Or, xor Xor, matmul MatMul,
}
inplace_functions! {
    iadd Add, isub Sub, imul Mul, itruediv TrueDiv, ifloordiv FloorDiv, imod Mod, ipow Pow, ilshift LShift,
    irshift RShift, iand And, ior Or, ixor Xor, imatmul MatMul,
}
comparisons! { lt Lt, le Le, eq Eq, ne Ne, gt Gt, ge Ge, }
unary_functions! { neg neg, pos pos, abs abs, invert invert, index index, }

fn truth(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(ops::is_true(th, args[0])?))
}

fn not(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(!ops::is_true(th, args[0])?))
}

fn is(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(args[0] == args[1]))
}

fn is_not(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(args[0] != args[1]))
}

fn is_none(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(args[0].is_none()))
}

fn is_not_none(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(!args[0].is_none()))
}

fn contains(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(ops::contains(th, args[0], args[1])?))
}

fn getitem(th: &Thread, args: &[Value]) -> PyResult {
    ops::get_item(th, args[0], args[1])
}

fn setitem(th: &Thread, args: &[Value]) -> PyResult {
    ops::set_item(th, args[0], args[1], args[2])?;
    Ok(Value::NONE)
}

fn delitem(th: &Thread, args: &[Value]) -> PyResult {
    ops::del_item(th, args[0], args[1])?;
    Ok(Value::NONE)
}

#[cold]
fn not_concatenable(th: &Thread, v: Value) -> runtime::error::Raised {
    th.type_error(format!(
        "'{}' object can't be concatenated",
        type_of(v).tp_name()
    ))
}

fn concat(th: &Thread, args: &[Value]) -> PyResult {
    if let Some(f) = type_of(args[0]).slots().concat {
        return f(th, args[0], args[1]);
    }
    if ops::iterate::is_sequence(args[0]) && ops::iterate::is_sequence(args[1]) {
        return ops::binary(th, BinOp::Add, args[0], args[1]);
    }
    Err(not_concatenable(th, args[0]))
}

fn iconcat(th: &Thread, args: &[Value]) -> PyResult {
    let ty = type_of(args[0]);
    if let Some(f) = ty.slots().inplace_concat.or(ty.slots().concat) {
        return f(th, args[0], args[1]);
    }
    if ops::iterate::is_sequence(args[0]) && ops::iterate::is_sequence(args[1]) {
        return ops::binary_inplace(th, BinOp::Add, args[0], args[1]);
    }
    Err(not_concatenable(th, args[0]))
}

fn count_of(th: &Thread, args: &[Value]) -> PyResult {
    let mut n = 0;
    ops::iterate(th, args[0], |v| {
        n += i64::from(sequence::same_or_equal(th, v, args[1])?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(int::from_i64(th, n))
}

fn index_of(th: &Thread, args: &[Value]) -> PyResult {
    let mut i = 0;
    let mut found = false;
    ops::iterate(th, args[0], |v| {
        if sequence::same_or_equal(th, v, args[1])? {
            found = true;
            return Ok(ControlFlow::Break(()));
        }
        i += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    if found {
        Ok(int::from_i64(th, i))
    } else {
        Err(th.value_error("sequence.index(x): x not in sequence"))
    }
}

fn length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let default = if args[1].is_empty() {
        0
    } else {
        sequence::index_value(th, args[1], T::OverflowError)?.max(0)
    };
    let n = ops::length_hint(th, args[0], default as usize)?;
    Ok(int::from_i64(th, n as i64))
}

fn call(th: &Thread, args: Args) -> PyResult {
    let Some(&f) = args.pos().first() else {
        return Err(th.type_error("call expected at least 1 argument, got 0"));
    };
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    ops::call(th, f, rest)
}

/// Compares two strings or bytes in a time that does not depend on where they differ.
fn compare_digest(th: &Thread, args: &[Value]) -> PyResult {
    let (a, b) = (args[0], args[1]);
    if let (Some(x), Some(y)) = (a.downcast::<Str>(), b.downcast::<Str>()) {
        if !x.is_ascii() || !y.is_ascii() {
            return Err(
                th.type_error("comparing strings with non-ASCII characters is not supported")
            );
        }
        return Ok(Value::bool(digest_equal(x.bytes(), y.bytes())));
    }
    let bytes_like = |v: Value| {
        runtime::types::is_instance_of(v, T::Bytes)
            || runtime::types::is_instance_of(v, T::ByteArray)
    };
    if bytes_like(a) && bytes_like(b) {
        return Ok(Value::bool(ops::equal(th, a, b)?));
    }
    Err(th.type_error(format!(
        "unsupported operand types(s) or combination of types: '{}' and '{}'",
        type_of(a).tp_name(),
        type_of(b).tp_name()
    )))
}

fn digest_equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// The one positional argument of a getter's call.
fn operand(th: &Thread, name: &str, args: Args) -> PyResult {
    Ok(sequence::positional(th, name, args, 1, 1)?[0])
}

/// `module.name(repr, repr…)`.
fn repr_with(th: &Thread, v: Value, items: &[Value], keywords: Option<Ref<Dict>>) -> PyResult {
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, &format!("{}(...)", type_of(v).tp_name())));
    };
    let mut text = type_of(v).tp_name().into_bytes();
    text.push(b'(');
    let mut separator: &[u8] = b"";
    for &item in items {
        text.extend_from_slice(separator);
        text.extend_from_slice(ops::repr(th, item)?.bytes());
        separator = b", ";
    }
    let mut at = 0;
    while let Some((name, value)) = keywords.and_then(|d| d.next(&mut at)) {
        text.extend_from_slice(separator);
        text.extend_from_slice(ops::str(th, name)?.bytes());
        text.push(b'=');
        text.extend_from_slice(ops::repr(th, value)?.bytes());
        separator = b", ";
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

// ---- itemgetter: 0 the keys (a tuple)

static ITEMGETTER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(itemgetter_new),
        call: Some(itemgetter_call),
        repr: Some(getter_repr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", getter_reduce)
        .doc("Return state information for pickling")],
    getset: &[GetSetDef {
        name: "__text_signature__",
        get: |th, _| Ok(str::new(th, "(obj, /)")),
        set: None,
    }],
    basic_size: size_of::<Small>(),
    doc: "Return a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    ..NativeTypeDef::new("operator.itemgetter")
};

fn itemgetter_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let keys = getter_arguments(th, "itemgetter", args)?;
    Ok(alloc(th, class, &[keys.value()], &[]).value())
}

fn getter_arguments(th: &Thread, name: &str, args: Args) -> PyResult<Ref<Tuple>> {
    if args.keyword_count() > 0 {
        return Err(th.type_error(format!("{name}() takes no keyword arguments")));
    }
    if args.pos().is_empty() {
        return Err(th.type_error(format!("{name} expected 1 argument, got 0")));
    }
    Ok(tuple::new(th, args.pos()))
}

fn itemgetter_call(th: &Thread, v: Value, args: Args) -> PyResult {
    let object = operand(th, "itemgetter", args)?;
    let keys = this::<Tuple>(small(v).slot(0));
    if let [key] = *keys.items() {
        return ops::get_item(th, object, key);
    }
    let result = tuple::new_zeroed(th, keys.len());
    for (i, &key) in keys.items().iter().enumerate() {
        result.init_item(i, ops::get_item(th, object, key)?);
    }
    Ok(result.value())
}

fn getter_repr(th: &Thread, v: Value) -> PyResult {
    repr_with(th, v, this::<Tuple>(small(v).slot(0)).items(), None)
}

fn getter_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let class = type_of(args[0]).value();
    Ok(tuple_of(th, &[class, small(args[0]).slot(0)]))
}

// ---- attrgetter: 0 the names as given (a tuple), 1 a tuple of tuples of interned names

static ATTRGETTER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(attrgetter_new),
        call: Some(attrgetter_call),
        repr: Some(getter_repr),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", getter_reduce)
        .doc("Return state information for pickling")],
    getset: &[GetSetDef {
        name: "__text_signature__",
        get: |th, _| Ok(str::new(th, "(obj, /)")),
        set: None,
    }],
    basic_size: size_of::<Small>(),
    doc: "Return a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    ..NativeTypeDef::new("operator.attrgetter")
};

fn attrgetter_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let names = getter_arguments(th, "attrgetter", args)?;
    let paths = tuple::new_zeroed(th, names.len());
    for (i, &name) in names.items().iter().enumerate() {
        let Some(name) = name.downcast::<Str>() else {
            return Err(th.type_error("attribute name must be a string"));
        };
        let mut parts = RootedVec::new();
        for part in name.bytes().split(|&b| b == b'.') {
            parts.push(intern_bytes(th, part).value());
        }
        paths.init_item(i, tuple_of(th, parts.as_slice()));
    }
    Ok(alloc(th, class, &[names.value(), paths.value()], &[]).value())
}

/// The interned string of an attribute's name.
fn intern_bytes(th: &Thread, name: &[u8]) -> Ref<Str> {
    match std::str::from_utf8(name) {
        Ok(name) => str::intern(th, name),
        Err(_) => str::from_bytes(th, name),
    }
}

fn attrgetter_call(th: &Thread, v: Value, args: Args) -> PyResult {
    let object = operand(th, "attrgetter", args)?;
    let paths = this::<Tuple>(small(v).slot(1));
    let follow = |path: Value| {
        let mut object = object;
        for &name in this::<Tuple>(path).items() {
            object = ops::get_attr(th, object, this(name))?;
        }
        Ok(object)
    };
    if let [path] = *paths.items() {
        return follow(path);
    }
    let result = tuple::new_zeroed(th, paths.len());
    for (i, &path) in paths.items().iter().enumerate() {
        result.init_item(i, follow(path)?);
    }
    Ok(result.value())
}

// ---- methodcaller: 0 name, 1 arguments (a tuple), 2 keyword arguments (a dict)

static METHODCALLER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(methodcaller_new),
        call: Some(methodcaller_call),
        repr: Some(methodcaller_repr),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", methodcaller_reduce)
            .doc("Return state information for pickling"),
    ],
    getset: &[GetSetDef {
        name: "__text_signature__",
        get: |th, _| Ok(str::new(th, "(obj, /)")),
        set: None,
    }],
    basic_size: size_of::<Small>(),
    doc: "Return a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    ..NativeTypeDef::new("operator.methodcaller")
};

fn methodcaller_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let Some((&name, rest)) = args.pos().split_first() else {
        return Err(th.type_error("methodcaller needs at least one argument, the method name"));
    };
    let Some(text) = name.downcast::<Str>() else {
        return Err(th.type_error("method name must be a string"));
    };
    let name = intern_bytes(th, text.bytes());
    let items = tuple_of(th, rest);
    let keywords = dict::new(th);
    for (name, v) in args.keywords() {
        keywords.set(th, name, v)?;
    }
    let slots = [name.value(), items, keywords.value()];
    Ok(alloc(th, class, &slots, &[]).value())
}

fn methodcaller_call(th: &Thread, v: Value, args: Args) -> PyResult {
    let object = operand(th, "methodcaller", args)?;
    let o = small(v);
    let items = this::<Tuple>(o.slot(1));
    let keywords = this::<Dict>(o.slot(2));
    if keywords.is_empty() {
        return ops::call_method(th, object, this(o.slot(0)), items.items());
    }
    let method = ops::get_attr(th, object, this(o.slot(0)))?;
    let mut values = RootedVec::new();
    for &v in items.items() {
        values.push(v);
    }
    let names = list::empty(th);
    let mut at = 0;
    while let Some((name, v)) = keywords.next(&mut at) {
        names.append(th, name);
        values.push(v);
    }
    let call = Args {
        values: values.as_slice(),
        names: Some(names.to_tuple(th)),
    };
    ops::call(th, method, call)
}

fn methodcaller_items(th: &Thread, v: Value) -> Ref<Tuple> {
    let o = small(v);
    let items = this::<Tuple>(o.slot(1));
    let all = tuple::new_zeroed(th, items.len() + 1);
    all.init_item(0, o.slot(0));
    for (i, &v) in items.items().iter().enumerate() {
        all.init_item(i + 1, v);
    }
    all
}

fn methodcaller_repr(th: &Thread, v: Value) -> PyResult {
    let items = methodcaller_items(th, v);
    let keywords = this::<Dict>(small(v).slot(2));
    repr_with(th, v, items.items(), Some(keywords))
}

fn methodcaller_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let v = args[0];
    let items = methodcaller_items(th, v);
    let keywords = this::<Dict>(small(v).slot(2));
    let class = type_of(v).value();
    if keywords.is_empty() {
        return Ok(tuple_of(th, &[class, items.value()]));
    }
    let functools = runtime::import::import_module(th, "functools")?;
    let partial = ops::get_attr(
        th,
        functools,
        runtime::names::get(runtime::names::N::partial),
    )?;
    let mut values = RootedVec::new();
    values.push(class);
    for &v in items.items() {
        values.push(v);
    }
    let names = list::empty(th);
    let mut at = 0;
    while let Some((name, v)) = keywords.next(&mut at) {
        names.append(th, name);
        values.push(v);
    }
    let call = Args {
        values: values.as_slice(),
        names: Some(names.to_tuple(th)),
    };
    let maker = ops::call(th, partial, call)?;
    let empty = tuple_of(th, &[]);
    Ok(tuple_of(th, &[maker, empty]))
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for def in [&ITEMGETTER, &ATTRGETTER, &METHODCALLER] {
        add_type(th, module, def);
    }
    Ok(())
}

const A: &str = "(a, /)";
const AB: &str = "(a, b, /)";

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: &[
        NativeDef::new("truth", A, truth).doc("Return True if a is true, False otherwise."),
        NativeDef::new("contains", AB, contains).doc("Same as b in a (note reversed operands)."),
        NativeDef::new("indexOf", AB, index_of).doc("Return the first index of b in a."),
        NativeDef::new("countOf", AB, count_of)
            .doc("Return the number of items in a which are, or which equal, b."),
        NativeDef::new("is_", AB, is).doc("Same as a is b."),
        NativeDef::new("is_not", AB, is_not).doc("Same as a is not b."),
        NativeDef::new("is_none", A, is_none).doc("Same as a is None."),
        NativeDef::new("is_not_none", A, is_not_none).doc("Same as a is not None."),
        NativeDef::new("add", AB, add).doc("Same as a + b."),
        NativeDef::new("sub", AB, sub).doc("Same as a - b."),
        NativeDef::new("mul", AB, mul).doc("Same as a * b."),
        NativeDef::new("matmul", AB, matmul).doc("Same as a @ b."),
        NativeDef::new("floordiv", AB, floordiv).doc("Same as a // b."),
        NativeDef::new("truediv", AB, truediv).doc("Same as a / b."),
        NativeDef::new("mod", AB, modulo).doc("Same as a % b."),
        NativeDef::new("neg", A, neg).doc("Same as -a."),
        NativeDef::new("pos", A, pos).doc("Same as +a."),
        NativeDef::new("abs", A, abs).doc("Same as abs(a)."),
        NativeDef::new("inv", A, invert).doc("Same as ~a."),
        NativeDef::new("invert", A, invert).doc("Same as ~a."),
        NativeDef::new("index", A, index).doc("Same as a.__index__()"),
        NativeDef::new("not_", A, not).doc("Same as not a."),
        NativeDef::new("lshift", AB, lshift).doc("Same as a << b."),
        NativeDef::new("rshift", AB, rshift).doc("Same as a >> b."),
        NativeDef::new("and_", AB, and).doc("Same as a & b."),
        NativeDef::new("xor", AB, xor).doc("Same as a ^ b."),
        NativeDef::new("or_", AB, or).doc("Same as a | b."),
        NativeDef::new("pow", AB, pow).doc("Same as a ** b."),
        NativeDef::new("iadd", AB, iadd).doc("Same as a += b."),
        NativeDef::new("isub", AB, isub).doc("Same as a -= b."),
        NativeDef::new("imul", AB, imul).doc("Same as a *= b."),
        NativeDef::new("imatmul", AB, imatmul).doc("Same as a @= b."),
        NativeDef::new("ifloordiv", AB, ifloordiv).doc("Same as a //= b."),
        NativeDef::new("itruediv", AB, itruediv).doc("Same as a /= b."),
        NativeDef::new("imod", AB, imod).doc("Same as a %= b."),
        NativeDef::new("ilshift", AB, ilshift).doc("Same as a <<= b."),
        NativeDef::new("irshift", AB, irshift).doc("Same as a >>= b."),
        NativeDef::new("iand", AB, iand).doc("Same as a &= b."),
        NativeDef::new("ixor", AB, ixor).doc("Same as a ^= b."),
        NativeDef::new("ior", AB, ior).doc("Same as a |= b."),
        NativeDef::new("ipow", AB, ipow).doc("Same as a **= b."),
        NativeDef::new("concat", AB, concat).doc("Same as a + b, for a and b sequences."),
        NativeDef::new("iconcat", AB, iconcat).doc("Same as a += b, for a and b sequences."),
        NativeDef::new("getitem", AB, getitem).doc("Same as a[b]."),
        NativeDef::new("setitem", "(a, b, c, /)", setitem).doc("Same as a[b] = c."),
        NativeDef::new("delitem", AB, delitem).doc("Same as del a[b]."),
        NativeDef::new("lt", AB, lt).doc("Same as a < b."),
        NativeDef::new("le", AB, le).doc("Same as a <= b."),
        NativeDef::new("eq", AB, eq).doc("Same as a == b."),
        NativeDef::new("ne", AB, ne).doc("Same as a != b."),
        NativeDef::new("gt", AB, gt).doc("Same as a > b."),
        NativeDef::new("ge", AB, ge).doc("Same as a >= b."),
        NativeDef::new("_compare_digest", AB, compare_digest)
            .doc("Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography."),
        NativeDef::new("length_hint", "(obj, default=0, /)", length_hint)
            .doc("Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0."),
        NativeDef::raw("call", "(obj, /, *args, **kwargs)", call)
            .doc("Same as obj(*args, **kwargs)."),
    ],
    init,
};
