//! `_typing`: type parameters, type aliases and `Generic`.
//!
//! `TypeVar`, `ParamSpec` and `TypeVarTuple` share one structure. Bounds, constraints and defaults written in the new
//! syntax are functions that are called when first asked for. What is not needed by the interpreter itself is left to
//! `typing.py`, as in CPython.
//!
//! (The file is long because type parameters, aliases and `Generic` are made from the same few helpers.)

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::heap::{RootedVec, Tracer};
use runtime::import;
use runtime::interp;
use runtime::names::{self, N};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::{BinOp, CmpOp, Slots};
use runtime::types::str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, generic_alias, signature, type_of, union_};
use runtime::value::Value;

use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.\n",
    functions: &[
        NativeDef::new("_idfunc", "($module, x, /)", |_, a| Ok(a[0])),
        NativeDef::new("_typevar", "(name, /)", |th, a| {
            make_inferred(th, TYPE_VAR, a[0], &[])
        }),
        NativeDef::new("_typevar_with_bound", "(name, evaluate, /)", |th, a| {
            make_inferred(th, TYPE_VAR, a[0], &[(Field::EvaluateBound, a[1])])
        }),
        NativeDef::new(
            "_typevar_with_constraints",
            "(name, evaluate, /)",
            |th, a| make_inferred(th, TYPE_VAR, a[0], &[(Field::EvaluateConstraints, a[1])]),
        ),
        NativeDef::new("_paramspec", "(name, /)", |th, a| {
            make_inferred(th, PARAM_SPEC, a[0], &[])
        }),
        NativeDef::new("_typevartuple", "(name, /)", |th, a| {
            make_inferred(th, TYPE_VAR_TUPLE, a[0], &[])
        }),
        NativeDef::new("_set_default", "(parameter, evaluate, /)", |_, a| {
            let p = param(a[0]);
            p.evaluate_default.set(p, a[1]);
            p.default.set(p, Value::EMPTY);
            Ok(a[0])
        }),
        NativeDef::new("_subscript_generic", "(parameters, /)", |th, a| {
            let unpacked = unpack_all(th, a[0])?;
            call_typing(th, "_GenericAlias", &[class(GENERIC).value(), unpacked])
        }),
        NativeDef::new("_typealias", "(name, parameters, evaluate, /)", |th, a| {
            let alias = type_::alloc_native::<Alias>(th, class(TYPE_ALIAS), &ALIAS_LAYOUT);
            alias.name.set(alias, a[0]);
            let params = if a[1].is_none() {
                tuple::new(th, &[]).value()
            } else {
                a[1]
            };
            alias.params.set(alias, params);
            alias.evaluate.set(alias, a[2]);
            alias.module.set(alias, caller_module(th));
            Ok(alias.value())
        }),
    ],
    init,
};

const TYPE_VAR: usize = 0;
const PARAM_SPEC: usize = 1;
const TYPE_VAR_TUPLE: usize = 2;
const PARAM_SPEC_ARGS: usize = 3;
const PARAM_SPEC_KWARGS: usize = 4;
const TYPE_ALIAS: usize = 5;
const GENERIC: usize = 6;
const NO_DEFAULT_TYPE: usize = 7;
const CONST_EVALUATOR: usize = 8;

struct Classes {
    types: [Cell<Value>; 9],
    no_default: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock; classes are roots, and the singleton is kept by the module.
unsafe impl Sync for Classes {}
static CLASSES: Classes = Classes {
    types: [const { Cell::new(Value::EMPTY) }; 9],
    no_default: Cell::new(Value::EMPTY),
};

fn class(n: usize) -> Ref<Type> {
    as_type(CLASSES.types[n].get())
}

fn no_default() -> Value {
    CLASSES.no_default.get()
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let defs = [
        &TYPE_VAR_DEF,
        &PARAM_SPEC_DEF,
        &TYPE_VAR_TUPLE_DEF,
        &ARGS_DEF,
        &KWARGS_DEF,
        &ALIAS_DEF,
        &GENERIC_DEF,
        &NO_DEFAULT_DEF,
        &CONST_DEF,
    ];
    for (n, def) in defs.into_iter().enumerate() {
        CLASSES.types[n].set(type_::define_native(th, def).value());
        if n < NO_DEFAULT_TYPE {
            let name = def.name.rsplit('.').next().unwrap_or(def.name);
            add(th, module, name, class(n).value());
        }
    }
    let singleton = type_::alloc_native::<Pair>(th, class(NO_DEFAULT_TYPE), &PAIR_LAYOUT);
    CLASSES.no_default.set(singleton.value());
    add(th, module, "NoDefault", singleton.value());
    add(th, module, "Union", types::get(T::Union).value());
    Ok(())
}

// ---- type parameters

/// A type variable, parameter specification, or type variable tuple.
#[repr(C)]
struct Param {
    header: Header,
    layout: Option<&'static NativeLayout>,
    name: Slot,
    bound: Slot,
    evaluate_bound: Slot,
    constraints: Slot,
    evaluate_constraints: Slot,
    default: Slot,
    evaluate_default: Slot,
    covariant: Cell<bool>,
    contravariant: Cell<bool>,
    infer_variance: Cell<bool>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Param {
    const KIND: Kind = Kind::Native;
}

static PARAM_LAYOUT: NativeLayout = NativeLayout {
    name: "type parameter",
    trace: trace_param,
    drop: None,
};

fn trace_param(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    let p = unsafe { &*h.cast::<Param>() };
    for slot in [
        &p.name,
        &p.bound,
        &p.evaluate_bound,
        &p.constraints,
        &p.evaluate_constraints,
        &p.default,
        &p.evaluate_default,
    ] {
        t.visit_slot(slot);
    }
}

fn param(v: Value) -> Ref<Param> {
    // SAFETY: the slots and methods of the three types are called with their instances, and none can be subclassed.
    unsafe { Ref::from_value_unchecked(v) }
}

/// A field that a function evaluates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    EvaluateBound,
    EvaluateConstraints,
}

/// A parameter as the syntax `def f[T]` makes it.
fn make_inferred(th: &Thread, n: usize, name: Value, fields: &[(Field, Value)]) -> PyResult {
    let p = type_::alloc_native::<Param>(th, class(n), &PARAM_LAYOUT);
    p.name.set(p, name);
    p.infer_variance.set(true);
    for &(field, v) in fields {
        match field {
            Field::EvaluateBound => p.evaluate_bound.set(p, v),
            Field::EvaluateConstraints => p.evaluate_constraints.set(p, v),
        }
    }
    Ok(p.value())
}

fn call_typing(th: &Thread, function: &str, args: &[Value]) -> PyResult {
    let typing = import::import_module(th, "typing")?;
    let f = ops::get_attr(th, typing, str::intern(th, function))?;
    ops::call(th, f, Args::positional(args))
}

/// A bound or constraint, checked as `typing` does.
fn type_check(th: &Thread, v: Value, message: &str) -> PyResult {
    if v.is_none() {
        return Ok(types::get(T::NoneType).value());
    }
    if v.has_kind(Kind::Type) {
        return Ok(v);
    }
    call_typing(th, "_type_check", &[v, str::new(th, message)])
}

/// The name of the module whose code is running, or None.
fn caller_module(th: &Thread) -> Value {
    interp::current_module_name(th).unwrap_or(Value::NONE)
}

fn set_caller_module(th: &Thread, v: Value) -> PyResult<()> {
    let module = caller_module(th);
    ops::attr::generic_set(th, v, names::get(N::__module__), Some(module))
}

fn given(v: Value) -> bool {
    !v.is_empty()
}

static NEW_TYPE_VAR: NativeDef = NativeDef::new(
    "typevar",
    "(name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    |_, _| Ok(Value::NONE),
);

fn new_type_var(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [
        name,
        bound,
        default,
        covariant,
        contravariant,
        infer,
        constraints,
    ] = signature::bind_new(th, &NEW_TYPE_VAR, args)?;
    check_name(th, "typevar", name)?;
    let p = type_::alloc_native::<Param>(th, class(TYPE_VAR), &PARAM_LAYOUT);
    p.name.set(p, name);
    variance(th, p, covariant, contravariant, infer)?;
    let bounded = given(bound) && !bound.is_none();
    if bounded {
        let bound = type_check(th, bound, "Bound must be a type.")?;
        p.bound.set(p, bound);
    }
    if let Some(list) = constraints.downcast::<Tuple>().filter(|c| !c.is_empty()) {
        if list.len() == 1 {
            return Err(th.type_error("A single constraint is not allowed"));
        }
        if bounded {
            return Err(th.type_error("Constraints cannot be combined with bound=..."));
        }
        p.constraints.set(p, constraints);
    }
    if given(default) {
        p.default.set(p, default);
    }
    set_caller_module(th, p.value())?;
    Ok(p.value())
}

fn check_name(th: &Thread, function: &str, name: Value) -> PyResult<()> {
    if name.has_kind(Kind::Str) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "{function}() argument 'name' must be str, not {}",
        ops::type_name(name)
    )))
}

fn variance(th: &Thread, p: Ref<Param>, co: Value, contra: Value, infer: Value) -> PyResult<()> {
    let truth = |v: Value| {
        if given(v) {
            ops::is_true(th, v)
        } else {
            Ok(false)
        }
    };
    let (co, contra, infer) = (truth(co)?, truth(contra)?, truth(infer)?);
    if co && contra {
        return Err(th.value_error("Bivariant types are not supported."));
    }
    if infer && (co || contra) {
        return Err(th.value_error("Variance cannot be specified with infer_variance."));
    }
    p.covariant.set(co);
    p.contravariant.set(contra);
    p.infer_variance.set(infer);
    Ok(())
}

static NEW_PARAM_SPEC: NativeDef = NativeDef::new(
    "paramspec",
    "(name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    |_, _| Ok(Value::NONE),
);

fn new_param_spec(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [name, bound, default, covariant, contravariant, infer] =
        signature::bind_new(th, &NEW_PARAM_SPEC, args)?;
    check_name(th, "paramspec", name)?;
    let p = type_::alloc_native::<Param>(th, class(PARAM_SPEC), &PARAM_LAYOUT);
    p.name.set(p, name);
    variance(th, p, covariant, contravariant, infer)?;
    if given(bound) && !bound.is_none() {
        p.bound.set(p, bound);
    }
    if given(default) {
        p.default.set(p, default);
    }
    set_caller_module(th, p.value())?;
    Ok(p.value())
}

static NEW_TYPE_VAR_TUPLE: NativeDef = NativeDef::new(
    "typevartuple",
    "(name, *, default=typing.NoDefault)",
    |_, _| Ok(Value::NONE),
);

fn new_type_var_tuple(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [name, default] = signature::bind_new(th, &NEW_TYPE_VAR_TUPLE, args)?;
    check_name(th, "typevartuple", name)?;
    let p = type_::alloc_native::<Param>(th, class(TYPE_VAR_TUPLE), &PARAM_LAYOUT);
    p.name.set(p, name);
    if given(default) {
        p.default.set(p, default);
    }
    set_caller_module(th, p.value())?;
    Ok(p.value())
}

/// A value that is given, or that a function computes at the first use.
fn lazy(th: &Thread, v: Value, value: &Slot, evaluate: &Slot, otherwise: Value) -> PyResult {
    if let Some(x) = value.get_opt() {
        return Ok(x);
    }
    match evaluate.get_opt() {
        None => Ok(otherwise),
        Some(f) => {
            let x = ops::call1(th, f, Value::small(1))?;
            value.set(param(v), x);
            Ok(x)
        }
    }
}

fn default_of(th: &Thread, v: Value) -> PyResult {
    let p = param(v);
    lazy(th, v, &p.default, &p.evaluate_default, no_default())
}

/// The function behind a lazily computed value, or one that gives the value; None if there is neither.
fn evaluator(th: &Thread, value: &Slot, evaluate: &Slot) -> PyResult {
    if let Some(f) = evaluate.get_opt() {
        return Ok(f);
    }
    match value.get_opt() {
        Some(v) => {
            let e = type_::alloc_native::<Pair>(th, class(CONST_EVALUATOR), &PAIR_LAYOUT);
            e.first.set(e, v);
            Ok(e.value())
        }
        None => Ok(Value::NONE),
    }
}

fn param_repr(th: &Thread, v: Value) -> PyResult {
    let p = param(v);
    let name = ops::str(th, p.name.get())?;
    let mark: &[u8] = if p.infer_variance.get() || type_of(v) == class(TYPE_VAR_TUPLE) {
        b""
    } else if p.covariant.get() {
        b"+"
    } else if p.contravariant.get() {
        b"-"
    } else {
        b"~"
    };
    Ok(str::from_bytes(th, &[mark, name.bytes()].concat()).value())
}

const NAME: GetSetDef = GetSetDef {
    name: "__name__",
    get: |_, v| Ok(param(v).name.get()),
    set: None,
};
const BOUND: GetSetDef = GetSetDef {
    name: "__bound__",
    get: |th, v| {
        let p = param(v);
        lazy(th, v, &p.bound, &p.evaluate_bound, Value::NONE)
    },
    set: None,
};
const COVARIANT: GetSetDef = GetSetDef {
    name: "__covariant__",
    get: |_, v| Ok(Value::bool(param(v).covariant.get())),
    set: None,
};
const CONTRAVARIANT: GetSetDef = GetSetDef {
    name: "__contravariant__",
    get: |_, v| Ok(Value::bool(param(v).contravariant.get())),
    set: None,
};
const INFER_VARIANCE: GetSetDef = GetSetDef {
    name: "__infer_variance__",
    get: |_, v| Ok(Value::bool(param(v).infer_variance.get())),
    set: None,
};
const DEFAULT: GetSetDef = GetSetDef {
    name: "__default__",
    get: default_of,
    set: None,
};
const EVALUATE_DEFAULT: GetSetDef = GetSetDef {
    name: "evaluate_default",
    get: |th, v| {
        let p = param(v);
        evaluator(th, &p.default, &p.evaluate_default)
    },
    set: None,
};
const HAS_DEFAULT: NativeDef = NativeDef::new("has_default", "($self, /)", |_, a| {
    let p = param(a[0]);
    let has = p.evaluate_default.get_opt().is_some()
        || p.default.get_opt().is_some_and(|d| d != no_default());
    Ok(Value::bool(has))
});
const REDUCE: NativeDef = NativeDef::new("__reduce__", "($self, /)", |_, a| {
    Ok(param(a[0]).name.get())
});
const MRO_ENTRIES: NativeDef = NativeDef::new("__mro_entries__", "($self, bases, /)", |th, a| {
    Err(th.type_error(format!(
        "Cannot subclass an instance of {}",
        type_of(a[0]).name().to_string_lossy()
    )))
});

/// `a | b` with a type parameter in it.
fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    union_::make(th, &[a, b])
}

const PARAM_SLOTS: Slots = Slots {
    repr: Some(param_repr),
    binary: Slots::binary_table([(BinOp::Or, or)]),
    ..Slots::NONE
};

const PARAM_FLAGS: u32 = flags::HAS_DICT | flags::WEAKREFS | flags::IMMUTABLE;

static TYPE_VAR_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_type_var),
        ..PARAM_SLOTS
    },
    getset: &[
        NAME,
        BOUND,
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
        DEFAULT,
        EVALUATE_DEFAULT,
        GetSetDef {
            name: "__constraints__",
            get: |th, v| {
                let p = param(v);
                let none = tuple::new(th, &[]).value();
                lazy(th, v, &p.constraints, &p.evaluate_constraints, none)
            },
            set: None,
        },
        GetSetDef {
            name: "evaluate_bound",
            get: |th, v| {
                let p = param(v);
                evaluator(th, &p.bound, &p.evaluate_bound)
            },
            set: None,
        },
        GetSetDef {
            name: "evaluate_constraints",
            get: |th, v| {
                let p = param(v);
                evaluator(th, &p.constraints, &p.evaluate_constraints)
            },
            set: None,
        },
    ],
    methods: &[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", "($self, arg, /)", |th, a| {
            call_typing(th, "_typevar_subst", &[a[0], a[1]])
        }),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            |th, a| prepare_type_var(th, a[0], a[1], a[2]),
        ),
    ],
    flags: PARAM_FLAGS,
    basic_size: std::mem::size_of::<Param>(),
    doc: "Type variable.",
    ..NativeTypeDef::new("typing.TypeVar")
};

/// Fills in the default of a type variable that got no argument.
fn prepare_type_var(th: &Thread, v: Value, alias: Value, args: Value) -> PyResult {
    let params = ops::get_attr(th, alias, names::get(N::__parameters__))?;
    let params = params.downcast::<Tuple>();
    let index = params.and_then(|p| p.items().iter().position(|&x| x == v));
    let Some(list) = args.downcast::<Tuple>() else {
        return Ok(args);
    };
    let index = index.unwrap_or(0);
    if index < list.len() {
        return Ok(args);
    }
    let default = default_of(th, v)?;
    if index > list.len() || default == no_default() {
        let shown = ops::str(th, alias)?;
        return Err(th.type_error(format!(
            "Too few arguments for {}; actual {}, expected at least {}",
            shown.to_string_lossy(),
            list.len(),
            index + 1
        )));
    }
    let mut items: RootedVec<Value> = list.items().iter().copied().collect();
    items.push(default);
    Ok(tuple::new(th, &items).value())
}

static PARAM_SPEC_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_param_spec),
        ..PARAM_SLOTS
    },
    getset: &[
        NAME,
        BOUND,
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
        DEFAULT,
        EVALUATE_DEFAULT,
        GetSetDef {
            name: "args",
            get: |th, v| pair(th, PARAM_SPEC_ARGS, v),
            set: None,
        },
        GetSetDef {
            name: "kwargs",
            get: |th, v| pair(th, PARAM_SPEC_KWARGS, v),
            set: None,
        },
    ],
    methods: &[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", "($self, arg, /)", |th, a| {
            call_typing(th, "_paramspec_subst", &[a[0], a[1]])
        }),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            |th, a| call_typing(th, "_paramspec_prepare_subst", &[a[0], a[1], a[2]]),
        ),
    ],
    flags: PARAM_FLAGS,
    basic_size: std::mem::size_of::<Param>(),
    doc: "Parameter specification variable.",
    ..NativeTypeDef::new("typing.ParamSpec")
};

static TYPE_VAR_TUPLE_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_type_var_tuple),
        repr: Some(param_repr),
        iter: Some(|th, v| {
            let unpacked = unpack(th, v)?;
            let t = tuple::new(th, &[unpacked]);
            ops::iter(th, t.value())
        }),
        ..Slots::NONE
    },
    getset: &[NAME, DEFAULT, EVALUATE_DEFAULT],
    methods: &[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", "($self, arg, /)", |th, _| {
            Err(th.type_error("Substitution of bare TypeVarTuple is not supported"))
        }),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            |th, a| call_typing(th, "_typevartuple_prepare_subst", &[a[0], a[1], a[2]]),
        ),
    ],
    flags: PARAM_FLAGS,
    basic_size: std::mem::size_of::<Param>(),
    doc: "Type variable tuple.",
    ..NativeTypeDef::new("typing.TypeVarTuple")
};

/// `typing.Unpack[v]`.
fn unpack(th: &Thread, v: Value) -> PyResult {
    let typing = import::import_module(th, "typing")?;
    let unpack = ops::get_attr(th, typing, str::intern(th, "Unpack"))?;
    ops::get_item(th, unpack, v)
}

/// A tuple of parameters with the type variable tuples unpacked.
fn unpack_all(th: &Thread, params: Value) -> PyResult {
    let Some(list) = params.downcast::<Tuple>() else {
        return Ok(params);
    };
    let mut items = RootedVec::new();
    for &p in list.items() {
        items.push(if type_of(p) == class(TYPE_VAR_TUPLE) {
            unpack(th, p)?
        } else {
            p
        });
    }
    Ok(tuple::new(th, &items).value())
}

// ---- small objects of one or two fields

/// `P.args`, `P.kwargs`, NoDefault, and the functions that give a constant.
#[repr(C)]
struct Pair {
    header: Header,
    layout: Option<&'static NativeLayout>,
    first: Slot,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Pair {
    const KIND: Kind = Kind::Native;
}

static PAIR_LAYOUT: NativeLayout = NativeLayout {
    name: "typing helper",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slot(unsafe { &(*h.cast::<Pair>()).first });
    },
    drop: None,
};

fn as_pair(v: Value) -> Ref<Pair> {
    // SAFETY: as for `param`.
    unsafe { Ref::from_value_unchecked(v) }
}

fn pair(th: &Thread, n: usize, first: Value) -> PyResult {
    let p = type_::alloc_native::<Pair>(th, class(n), &PAIR_LAYOUT);
    p.first.set(p, first);
    Ok(p.value())
}

fn pair_repr(th: &Thread, v: Value, suffix: &str) -> PyResult {
    let origin = as_pair(v).first.get();
    let name = if type_of(origin) == class(PARAM_SPEC) {
        ops::str(th, param(origin).name.get())?
    } else {
        ops::repr(th, origin)?
    };
    Ok(str::from_bytes(th, &[name.bytes(), suffix.as_bytes()].concat()).value())
}

fn pair_compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if type_of(a) != type_of(b) || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    ops::compare(th, as_pair(a).first.get(), as_pair(b).first.get(), op)
}

const ORIGIN: GetSetDef = GetSetDef {
    name: "__origin__",
    get: |_, v| Ok(as_pair(v).first.get()),
    set: None,
};

const PAIR_SLOTS: Slots = Slots {
    compare: Some(pair_compare),
    hash: Some(|_, v| Ok(types::object_::identity_hash(as_pair(v).first.get()))),
    ..Slots::NONE
};

static NEW_PAIR: NativeDef = NativeDef::new("paramspecargs", "(origin)", |_, _| Ok(Value::NONE));

static ARGS_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            let [origin] = signature::bind_new(th, &NEW_PAIR, args)?;
            pair(th, PARAM_SPEC_ARGS, origin)
        }),
        repr: Some(|th, v| pair_repr(th, v, ".args")),
        ..PAIR_SLOTS
    },
    getset: &[ORIGIN],
    methods: &[MRO_ENTRIES],
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Pair>(),
    doc: "The args for a ParamSpec object.",
    ..NativeTypeDef::new("typing.ParamSpecArgs")
};

static KWARGS_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            let [origin] = signature::bind_new(th, &NEW_PAIR, args)?;
            pair(th, PARAM_SPEC_KWARGS, origin)
        }),
        repr: Some(|th, v| pair_repr(th, v, ".kwargs")),
        ..PAIR_SLOTS
    },
    getset: &[ORIGIN],
    methods: &[MRO_ENTRIES],
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Pair>(),
    doc: "The kwargs for a ParamSpec object.",
    ..NativeTypeDef::new("typing.ParamSpecKwargs")
};

static NO_DEFAULT_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            if args.values.is_empty() {
                Ok(no_default())
            } else {
                Err(th.type_error("NoDefaultType takes no arguments"))
            }
        }),
        repr: Some(|th, _| Ok(str::new(th, "typing.NoDefault"))),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, _| {
        Ok(str::new(th, "NoDefault"))
    })],
    flags: flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Pair>(),
    doc: "The type of the NoDefault singleton.",
    ..NativeTypeDef::new("typing.NoDefaultType")
};

static CONST_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let shown = ops::repr(th, as_pair(v).first.get())?;
            Ok(str::new(
                th,
                &format!("<constevaluator {}>", shown.to_string_lossy()),
            ))
        }),
        call: Some(|th, v, args| {
            let value = as_pair(v).first.get();
            const STRING_FORMAT: i64 = 4;
            match args.values {
                &[format] if runtime::types::int::to_i64(format) == Some(STRING_FORMAT) => {
                    let annotations = import::import_module(th, "annotationlib")?;
                    let f = ops::get_attr(th, annotations, str::intern(th, "type_repr"))?;
                    match value.downcast::<tuple::Tuple>() {
                        Some(constraints) => shown_each(th, f, constraints),
                        None => ops::call1(th, f, value),
                    }
                }
                [_] => Ok(value),
                other => Err(th.type_error(format!(
                    "_typing._ConstEvaluator() takes exactly one argument ({} given)",
                    other.len()
                ))),
            }
        }),
        ..Slots::NONE
    },
    flags: flags::IMMUTABLE | flags::NO_NEW,
    basic_size: std::mem::size_of::<Pair>(),
    ..NativeTypeDef::new("_typing._ConstEvaluator")
};

/// The constraints of a type variable as annotations in the STRING format show them.
fn shown_each(th: &Thread, show: Value, constraints: Ref<tuple::Tuple>) -> PyResult {
    let mut text = Vec::from(*b"(");
    for (i, &item) in constraints.items().iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        let shown = ops::call1(th, show, item)?;
        text.extend_from_slice(ops::str(th, shown)?.bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

// ---- type aliases

/// `type A[T] = …`.
#[repr(C)]
struct Alias {
    header: Header,
    layout: Option<&'static NativeLayout>,
    name: Slot,
    params: Slot,
    value: Slot,
    evaluate: Slot,
    module: Slot,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Alias {
    const KIND: Kind = Kind::Native;
}

static ALIAS_LAYOUT: NativeLayout = NativeLayout {
    name: "type alias",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let a = unsafe { &*h.cast::<Alias>() };
        for slot in [&a.name, &a.params, &a.value, &a.evaluate, &a.module] {
            t.visit_slot(slot);
        }
    },
    drop: None,
};

fn alias(v: Value) -> Ref<Alias> {
    // SAFETY: as for `param`.
    unsafe { Ref::from_value_unchecked(v) }
}

/// Whether `params` can be the type parameters of an alias: a tuple of such, those with defaults behind the others.
fn check_type_params(th: &Thread, params: Value) -> PyResult<()> {
    if !given(params) {
        return Ok(());
    }
    let Some(params) = params.downcast::<Tuple>() else {
        return Err(th.type_error("type_params must be a tuple"));
    };
    let mut defaults = false;
    for &p in params.items() {
        let known = [TYPE_VAR, PARAM_SPEC, TYPE_VAR_TUPLE];
        if !known.iter().any(|&n| type_of(p) == class(n)) {
            let shown = ops::repr(th, p)?.to_string_lossy().into_owned();
            return Err(th.type_error(format!("Expected a type param, got {shown}")));
        }
        let has = default_of(th, p)? != no_default();
        if defaults && !has {
            let shown = ops::repr(th, p)?.to_string_lossy().into_owned();
            return Err(th.type_error(format!(
                "non-default type parameter '{shown}' follows default type parameter"
            )));
        }
        defaults |= has;
    }
    Ok(())
}

static NEW_ALIAS: NativeDef = NativeDef::new(
    "typealias",
    "(name, value, *, type_params=<unrepresentable>)",
    |_, _| Ok(Value::NONE),
);

fn alias_value(th: &Thread, v: Value) -> PyResult {
    let a = alias(v);
    if let Some(x) = a.value.get_opt() {
        return Ok(x);
    }
    let x = ops::call1(th, a.evaluate.get(), Value::small(1))?;
    a.value.set(a, x);
    Ok(x)
}

static ALIAS_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            let [name, value, params] = signature::bind_new(th, &NEW_ALIAS, args)?;
            check_name(th, "typealias", name)?;
            check_type_params(th, params)?;
            let a = type_::alloc_native::<Alias>(th, class(TYPE_ALIAS), &ALIAS_LAYOUT);
            a.name.set(a, name);
            a.value.set(a, value);
            let params = if given(params) {
                params
            } else {
                tuple::new(th, &[]).value()
            };
            a.params.set(a, params);
            a.module.set(a, caller_module(th));
            Ok(a.value())
        }),
        repr: Some(|_, v| Ok(alias(v).name.get())),
        getitem: Some(|th, v, item| {
            let params = alias(v).params.get().downcast::<Tuple>();
            if params.is_none_or(|p| p.is_empty()) {
                return Err(th.type_error("Only generic type aliases are subscriptable"));
            }
            Ok(generic_alias::new(th, v, item))
        }),
        iter: Some(|th, v| {
            let unpacked = unpack(th, v)?;
            let t = tuple::new(th, &[unpacked]);
            ops::iter(th, t.value())
        }),
        binary: Slots::binary_table([(BinOp::Or, union_::or)]),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |_, v| Ok(alias(v).name.get()),
            set: None,
        },
        GetSetDef {
            name: "__value__",
            get: alias_value,
            set: None,
        },
        GetSetDef {
            name: "__type_params__",
            get: |_, v| Ok(alias(v).params.get()),
            set: None,
        },
        GetSetDef {
            name: "__parameters__",
            get: |th, v| unpack_all(th, alias(v).params.get()),
            set: None,
        },
        GetSetDef {
            name: "evaluate_value",
            get: |th, v| {
                let a = alias(v);
                evaluator(th, &a.value, &a.evaluate)
            },
            set: None,
        },
        GetSetDef {
            name: "__module__",
            get: |_, v| Ok(alias(v).module.get_opt().unwrap_or(Value::NONE)),
            set: None,
        },
    ],
    methods: &[NativeDef::new("__reduce__", "($self, /)", |_, a| {
        Ok(alias(a[0]).name.get())
    })],
    flags: flags::WEAKREFS | flags::STATIC,
    basic_size: std::mem::size_of::<Alias>(),
    doc: "Type alias.",
    ..NativeTypeDef::new("typing.TypeAliasType")
};

// ---- Generic

static GENERIC_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    methods: &[
        NativeDef::raw("__class_getitem__", "($type, item, /)", |th, args| {
            generic_call(th, "_generic_class_getitem", args)
        })
        .class_method()
        .doc("Parameterizes a generic class."),
        NativeDef::raw(
            "__init_subclass__",
            "($type, /, *args, **kwargs)",
            |th, args| generic_call(th, "_generic_init_subclass", args),
        )
        .class_method()
        .doc("Function to initialize subclasses."),
    ],
    flags: flags::BASE | flags::HEAP | flags::OPEN,
    doc: "Abstract base class for generic types.",
    ..NativeTypeDef::new("typing.Generic")
};

fn generic_call(th: &Thread, function: &str, args: Args) -> PyResult {
    let typing = import::import_module(th, "typing")?;
    let f = ops::get_attr(th, typing, str::intern(th, function))?;
    ops::call(th, f, args)
}
