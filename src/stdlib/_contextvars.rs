//! `_contextvars`: variables whose values belong to a context, and contexts.
//!
//! A context's values are a dict that is never changed once a copy of the context shares it: setting a variable makes a
//! new dict. Contexts are small, and copying one is what happens often.

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::slots::Slots;
use runtime::types::str;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{T, generic_alias, is_instance_of, signature};
use runtime::value::Value;

use crate::support::{self, Small, TypeCell, add_type, or, set_slot, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[NativeDef::new("copy_context", "()", |th, _| {
        Ok(copy_context(th))
    })],
    init: |th, module| {
        CONTEXT.set(add_type(th, module, &CONTEXT_DEF));
        VARIABLE.set(add_type(th, module, &VARIABLE_DEF));
        let token = add_type(th, module, &TOKEN_DEF);
        TOKEN.set(token);
        let missing = support::alloc(
            th,
            runtime::types::type_::define_native(th, &MISSING_DEF),
            &[],
            &[],
        );
        MISSING.0.set(missing.value());
        token
            .dict()
            .set_str(th, str::intern(th, "MISSING"), missing.value());
        Ok(())
    },
};

static CONTEXT: TypeCell = TypeCell::new();
static VARIABLE: TypeCell = TypeCell::new();
static TOKEN: TypeCell = TypeCell::new();

struct Missing(Cell<Value>);
// SAFETY: touched only under the interpreter lock; the class `Token` keeps the object.
unsafe impl Sync for Missing {}
static MISSING: Missing = Missing(Cell::new(Value::EMPTY));

static MISSING_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, _| Ok(str::new(th, "<Token.MISSING>"))),
        ..Slots::NONE
    },
    flags: flags::NO_NEW | flags::STATIC,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("Token.MISSING")
};

// ---- contexts

/// A context: its values; the context that was current when it was entered, or empty; and what `_decimal` has found among
/// the values since they were last changed, or empty.
const VALUES: usize = 0;
const PREVIOUS: usize = 1;
const MEMO: usize = 2;

/// What [`set_memo`] has been given since the thread's context or a value in it last changed, or `EMPTY`.
#[inline]
pub fn memo(th: &Thread) -> Value {
    let now = th.context.get();
    if now.is_empty() {
        return Value::EMPTY;
    }
    small(now).slot(MEMO)
}

/// Remembers what depends on the values of the thread's current context. Allocates.
pub fn set_memo(th: &Thread, v: Value) {
    set_slot(small(current(th)), MEMO, v);
}

/// A new variable without a default. Allocates.
pub fn new_variable(th: &Thread, name: &str) -> Value {
    let name = str::new(th, name);
    support::alloc(th, VARIABLE.get(), &[name], &[]).value()
}

/// The value of a variable in the thread's current context.
pub fn get(th: &Thread, variable: Value) -> PyResult<Option<Value>> {
    match th.context.get() {
        context if context.is_empty() => Ok(None),
        context => values(context).get(th, variable),
    }
}

/// Gives a variable a value in the thread's current context. Allocates.
pub fn set(th: &Thread, variable: Value, v: Value) -> PyResult<()> {
    change(th, variable, v).map(|_| ())
}

fn new_context(th: &Thread, values: Value) -> Value {
    support::alloc(th, CONTEXT.get(), &[values], &[]).value()
}

/// The thread's current context. Allocates.
fn current(th: &Thread) -> Value {
    let now = th.context.get();
    if !now.is_empty() {
        return now;
    }
    let values = dict::new(th).value();
    let fresh = new_context(th, values);
    th.context.set(fresh);
    fresh
}

/// A copy of the thread's current context. Allocates.
pub fn copy_context(th: &Thread) -> Value {
    let now = current(th);
    new_context(th, small(now).slot(VALUES))
}

/// Enters a context, which may be any value, for the length of `f`. Raises TypeError if it is none.
pub fn run_within(th: &Thread, context: Value, f: impl FnOnce() -> PyResult) -> PyResult {
    if runtime::types::type_of(context) != CONTEXT.get() {
        return Err(th.type_error("an instance of Context was expected"));
    }
    run_in(th, context, f)
}

fn values(context: Value) -> Ref<Dict> {
    // SAFETY: every context is made with a dict in this slot.
    unsafe { Ref::from_value_unchecked(small(context).slot(VALUES)) }
}

/// Enters the context for the length of `f`.
fn run_in(th: &Thread, context: Value, f: impl FnOnce() -> PyResult) -> PyResult {
    if !small(context).slot(PREVIOUS).is_empty() {
        let text = ops::repr(th, context)?;
        return Err(th.runtime_error(format!(
            "cannot enter context: {} is already entered",
            text.to_string_lossy()
        )));
    }
    let before = current(th);
    set_slot(small(context), PREVIOUS, before);
    th.context.set(context);
    let result = f();
    th.context.set(before);
    set_slot(small(context), PREVIOUS, Value::EMPTY);
    result
}

fn run(th: &Thread, args: Args) -> PyResult {
    let Some((&context, rest)) = args.values.split_first() else {
        return Err(th.type_error("run() missing 1 required positional argument"));
    };
    if args.pos().len() < 2 {
        return Err(th.type_error("run() missing 1 required positional argument"));
    }
    let args = Args {
        values: &rest[1..],
        names: args.names,
    };
    run_in(th, context, || ops::call(th, rest[0], args))
}

fn context_key(th: &Thread, v: Value) -> PyResult<()> {
    if runtime::types::type_of(v) == VARIABLE.get() {
        return Ok(());
    }
    let text = ops::repr(th, v)?;
    Err(th.type_error(format!(
        "a ContextVar key was expected, got {}",
        text.to_string_lossy()
    )))
}

fn view(th: &Thread, context: Value, method: &str) -> PyResult {
    ops::call_method(th, values(context).value(), str::intern(th, method), &[])
}

static CONTEXT_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, args| {
            if !args.values.is_empty() {
                return Err(th.type_error("Context() does not accept any arguments"));
            }
            let values = dict::new(th).value();
            Ok(new_context(th, values))
        }),
        len: Some(|_, v| Ok(values(v).len())),
        iter: Some(|th, v| ops::iter(th, values(v).value())),
        getitem: Some(|th, v, key| {
            context_key(th, key)?;
            match values(v).get(th, key)? {
                Some(found) => Ok(found),
                None => Err(th.key_error(key)),
            }
        }),
        contains: Some(|th, v, key| {
            context_key(th, key)?;
            values(v).contains(th, key)
        }),
        compare: Some(|th, a, b, op| {
            use runtime::types::slots::CmpOp;
            let same_class = [a, b]
                .iter()
                .all(|&v| runtime::types::type_of(v) == CONTEXT.get());
            if !same_class || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            ops::compare(th, values(a).value(), values(b).value(), op)
        }),
        hash: Some(|th, v| Err(ops::number::unhashable(th, v))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("run", "($self, callable, /, *args, **kwargs)", run),
        NativeDef::new("copy", "($self, /)", |th, a| {
            Ok(new_context(th, small(a[0]).slot(VALUES)))
        }),
        NativeDef::new("get", "($self, key, default=None, /)", |th, a| {
            context_key(th, a[1])?;
            let found = values(a[0]).get(th, a[1])?;
            Ok(found.unwrap_or(or(a[2], Value::NONE)))
        }),
        NativeDef::new("keys", "($self, /)", |th, a| view(th, a[0], "keys")),
        NativeDef::new("values", "($self, /)", |th, a| view(th, a[0], "values")),
        NativeDef::new("items", "($self, /)", |th, a| view(th, a[0], "items")),
    ],
    flags: flags::WEAKREFS | flags::STATIC,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_contextvars.Context")
};

// ---- variables

const NAME: usize = 0;
const DEFAULT: usize = 1;

static VARIABLE_NEW: NativeDef = NativeDef::new(
    "ContextVar",
    "(name, /, *, default=<unrepresentable>)",
    |_, _| Ok(Value::NONE),
);

fn variable_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [name, default] = signature::bind_new(th, &VARIABLE_NEW, args)?;
    if !is_instance_of(name, T::Str) {
        return Err(th.type_error("context variable name must be a str"));
    }
    Ok(support::alloc(th, class, &[name, default], &[]).value())
}

fn variable_get(th: &Thread, a: &[Value]) -> PyResult {
    let context = th.context.get();
    if !context.is_empty() {
        if let Some(found) = values(context).get(th, a[0])? {
            return Ok(found);
        }
    }
    let default = or(a[1], small(a[0]).slot(DEFAULT));
    if default.is_empty() {
        return Err(th.error_with(T::LookupError, &[a[0]]));
    }
    Ok(default)
}

/// Gives the variable a value in the current context (`EMPTY` takes it away). Returns the value before. Allocates.
fn change(th: &Thread, variable: Value, v: Value) -> PyResult {
    let context = current(th);
    let old = values(context).get(th, variable)?;
    let fresh = values(context).copy(th);
    if v.is_empty() {
        fresh.del(th, variable)?;
    } else {
        fresh.set(th, variable, v)?;
    }
    set_slot(small(context), VALUES, fresh.value());
    set_slot(small(context), MEMO, Value::EMPTY);
    Ok(old.unwrap_or(MISSING.0.get()))
}

fn variable_set(th: &Thread, a: &[Value]) -> PyResult {
    let old = change(th, a[0], a[1])?;
    let context = current(th);
    Ok(support::alloc(th, TOKEN.get(), &[a[0], old, context], &[0]).value())
}

fn variable_reset(th: &Thread, a: &[Value]) -> PyResult {
    if runtime::types::type_of(a[1]) != TOKEN.get() {
        return Err(th.type_error(format!(
            "expected an instance of Token, got {}",
            ops::repr(th, a[1])?.to_string_lossy()
        )));
    }
    let token = small(a[1]);
    let shown = |th: &Thread| ops::repr(th, a[1]).map(|s| s.to_string_lossy().into_owned());
    if token.num(USED) != 0 {
        return Err(th.runtime_error(format!("{} has already been used once", shown(th)?)));
    }
    if token.slot(TOKEN_VARIABLE) != a[0] {
        return Err(th.value_error(format!(
            "{} was created by a different ContextVar",
            shown(th)?
        )));
    }
    if token.slot(TOKEN_CONTEXT) != current(th) {
        return Err(th.value_error(format!("{} was created in a different Context", shown(th)?)));
    }
    token.set_num(USED, 1);
    let old = token.slot(TOKEN_OLD);
    let old = if old == MISSING.0.get() {
        Value::EMPTY
    } else {
        old
    };
    change(th, a[0], old)?;
    Ok(Value::NONE)
}

static VARIABLE_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(variable_new),
        repr: Some(|th, v| {
            let name = ops::repr(th, small(v).slot(NAME))?;
            let mut text = format!("<ContextVar name={}", name.to_string_lossy());
            let default = small(v).slot(DEFAULT);
            if !default.is_empty() {
                text.push_str(&format!(
                    " default={}",
                    ops::repr(th, default)?.to_string_lossy()
                ));
            }
            text.push_str(&format!(" at {:#x}>", v.bits()));
            Ok(str::new(th, &text))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("get", "($self, default=<unrepresentable>, /)", variable_get),
        NativeDef::new("set", "($self, value, /)", variable_set),
        NativeDef::new("reset", "($self, token, /)", variable_reset),
        NativeDef::new("__class_getitem__", "($type, item, /)", |th, a| {
            Ok(generic_alias::new(th, a[0], a[1]))
        })
        .class_method(),
    ],
    getset: &[GetSetDef {
        name: "name",
        get: |_, v| Ok(small(v).slot(NAME)),
        set: None,
    }],
    flags: flags::WEAKREFS | flags::STATIC,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_contextvars.ContextVar")
};

// ---- tokens

const TOKEN_VARIABLE: usize = 0;
const TOKEN_OLD: usize = 1;
const TOKEN_CONTEXT: usize = 2;
const USED: usize = 0;

static TOKEN_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let variable = ops::repr(th, small(v).slot(TOKEN_VARIABLE))?;
            let used = if small(v).num(USED) != 0 { " used" } else { "" };
            let text = format!(
                "<Token{used} var={} at {:#x}>",
                variable.to_string_lossy(),
                v.bits()
            );
            Ok(str::new(th, &text))
        }),
        new: Some(|th, _, _| Err(th.runtime_error("Tokens can only be created by ContextVars"))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__enter__", "($self, /)", |_, a| Ok(a[0])),
        NativeDef::raw("__exit__", "($self, /, *args)", |th, args| {
            let token = args.values[0];
            variable_reset(th, &[small(token).slot(TOKEN_VARIABLE), token])
        }),
        NativeDef::new("__class_getitem__", "($type, item, /)", |th, a| {
            Ok(generic_alias::new(th, a[0], a[1]))
        })
        .class_method(),
    ],
    getset: &[
        GetSetDef {
            name: "var",
            get: |_, v| Ok(small(v).slot(TOKEN_VARIABLE)),
            set: None,
        },
        GetSetDef {
            name: "old_value",
            get: |_, v| Ok(small(v).slot(TOKEN_OLD)),
            set: None,
        },
    ],
    flags: flags::STATIC,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_contextvars.Token")
};
