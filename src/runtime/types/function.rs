//! `function`: Python functions.
//!
//! The interpreter calls them (`interp::call_function`); this file has the object and its attributes, all of which can
//! be set as in CPython. Caches and traces guard the *code* of a callee, so assigning `__code__` needs no notice.

use crate::audit;
use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::interp;
use crate::names::{self, N};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::code::CodeObj;
use crate::types::dict::{self, Dict};
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{MemberDef, TypeDef, flags};
use crate::types::{T, method, shape_of, signature, type_of};
use crate::value::Value;
use crate::warn;

/// A Python function.
#[repr(C)]
pub struct Function {
    header: Header,
    /// `__code__`.
    pub code: Slot,
    /// `__globals__`, a dict.
    pub globals: Slot,
    /// `__builtins__`, a dict.
    pub builtins: Slot,
    /// `__closure__`, a tuple of cells, or empty.
    pub closure: Slot,
    /// `__defaults__`, a tuple, or empty.
    pub defaults: Slot,
    /// `__kwdefaults__`, a dict, or empty.
    pub kwdefaults: Slot,
    /// `__name__`.
    pub name: Slot,
    /// `__qualname__`.
    pub qualname: Slot,
    /// `__module__`; empty: the globals' `__name__`.
    pub module: Slot,
    /// `__doc__`; empty: the code's docstring.
    pub doc: Slot,
    /// `__annotations__`: a dict, or a tuple (name, value, …) that becomes one when asked for, or empty.
    pub annotations: Slot,
    /// `__annotate__`; empty for none.
    pub annotate: Slot,
    /// `__type_params__`, a tuple, or empty.
    pub type_params: Slot,
    /// `__dict__`, or empty.
    pub dict: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Function {
    const KIND: Kind = Kind::Function;
}

/// Offset of [`Function::code`], for machine code.
pub const CODE_OFFSET: usize = std::mem::offset_of!(Function, code);
/// Offset of [`Function::globals`].
pub const GLOBALS_OFFSET: usize = std::mem::offset_of!(Function, globals);
/// Offset of [`Function::closure`].
pub const CLOSURE_OFFSET: usize = std::mem::offset_of!(Function, closure);

/// Visits everything.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let f = unsafe { &*h.cast::<Function>() };
    for slot in [
        &f.code,
        &f.globals,
        &f.builtins,
        &f.closure,
        &f.defaults,
        &f.kwdefaults,
        &f.name,
        &f.qualname,
        &f.module,
        &f.doc,
        &f.annotations,
        &f.annotate,
        &f.type_params,
        &f.dict,
    ] {
        t.visit_slot(slot);
    }
}

impl Function {
    /// The code object.
    #[inline(always)]
    pub fn code(&self) -> Ref<CodeObj> {
        // SAFETY: the slot always holds a code object.
        unsafe { Ref::from_value_unchecked(self.code.get()) }
    }

    /// The globals.
    #[inline(always)]
    pub fn globals(&self) -> Ref<Dict> {
        // SAFETY: the slot always holds a dict.
        unsafe { Ref::from_value_unchecked(self.globals.get()) }
    }
}

/// A function as `MAKE_FUNCTION` makes it: no defaults, no closure. Allocates.
pub fn new(th: &Thread, code: Ref<CodeObj>, globals: Value, builtins: Value) -> Ref<Function> {
    let size = std::mem::size_of::<Function>();
    let f = heap::alloc::<Function>(&th.alloc, shape_of(T::Function), size);
    f.code.init(code.value());
    f.globals.init(globals);
    f.builtins.init(builtins);
    f.name.init(code.name.get());
    f.qualname.init(code.qualname.get());
    f
}

fn this(v: Value) -> Ref<Function> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

static NEW: NativeDef = NativeDef::new(
    "function",
    "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
    |_, _| Ok(Value::NONE),
);

/// The definition of `function`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, _, args| make(th, args)),
        repr: Some(|th, v| {
            let name = this(v).qualname.get().downcast::<Str>();
            let name = name.map_or(String::new(), |n| n.to_string_lossy().into_owned());
            Ok(str::new(
                th,
                &format!("<function {name} at {:#x}>", v.bits()),
            ))
        }),
        call: Some(|th, v, args| interp::call_function(th, this(v), args)),
        descr_get: Some(|th, v, instance, _| {
            if instance.is_empty() {
                return Ok(v);
            }
            Ok(method::new(th, v, instance))
        }),
        ..Slots::NONE
    },
    getset: GETSET,
    members: MEMBERS,
    flags: flags::METHOD_DESCRIPTOR | flags::HAS_DICT | flags::NATIVE_DICT | flags::WEAKREFS,
    basic_size: std::mem::size_of::<Function>(),
    doc: "Create a function object.",
    ..TypeDef::new(T::Function)
};

/// A slot's value, None if it is empty.
fn or_none(slot: &Slot) -> Value {
    slot.get_opt().unwrap_or(Value::NONE)
}

const MEMBERS: &[MemberDef] = &[
    MemberDef {
        name: "__closure__",
        offset: std::mem::offset_of!(Function, closure),
        readonly: true,
        strict: false,
    },
    MemberDef {
        name: "__globals__",
        offset: std::mem::offset_of!(Function, globals),
        readonly: true,
        strict: false,
    },
    MemberDef {
        name: "__builtins__",
        offset: std::mem::offset_of!(Function, builtins),
        readonly: true,
        strict: false,
    },
];

const GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__code__",
        get: |th, v| {
            audit_get(th, v, "__code__")?;
            Ok(this(v).code.get())
        },
        set: Some(set_code),
    },
    GetSetDef {
        name: "__defaults__",
        get: |th, v| {
            audit_get(th, v, "__defaults__")?;
            Ok(or_none(&this(v).defaults))
        },
        set: Some(|th, v, value| {
            audit_set(th, v, "__defaults__", value)?;
            let f = this(v);
            match value.filter(|x| !x.is_none()) {
                None => f.defaults.set(f, Value::EMPTY),
                Some(x) if x.has_kind(Kind::Tuple) => f.defaults.set(f, x),
                Some(_) => {
                    return Err(th.type_error("__defaults__ must be set to a tuple object"));
                }
            }
            Ok(())
        }),
    },
    GetSetDef {
        name: "__kwdefaults__",
        get: |th, v| {
            audit_get(th, v, "__kwdefaults__")?;
            Ok(or_none(&this(v).kwdefaults))
        },
        set: Some(|th, v, value| {
            audit_set(th, v, "__kwdefaults__", value)?;
            let f = this(v);
            match value.filter(|x| !x.is_none()) {
                None => f.kwdefaults.set(f, Value::EMPTY),
                Some(x) if x.has_kind(Kind::Dict) => f.kwdefaults.set(f, x),
                Some(_) => {
                    return Err(th.type_error("__kwdefaults__ must be set to a dict object"));
                }
            }
            Ok(())
        }),
    },
    GetSetDef {
        name: "__name__",
        get: |_, v| Ok(this(v).name.get()),
        set: Some(|th, v, value| {
            let x = string(th, "__name__", value)?;
            let f = this(v);
            f.name.set(f, x);
            Ok(())
        }),
    },
    GetSetDef {
        name: "__qualname__",
        get: |_, v| Ok(this(v).qualname.get()),
        set: Some(|th, v, value| {
            let x = string(th, "__qualname__", value)?;
            let f = this(v);
            f.qualname.set(f, x);
            Ok(())
        }),
    },
    GetSetDef {
        name: "__module__",
        get: |_, v| {
            let f = this(v);
            Ok(match f.module.get_opt() {
                Some(m) => m,
                None => f
                    .globals()
                    .get_str(names::get(N::__name__))
                    .unwrap_or(Value::NONE),
            })
        },
        set: Some(|_, v, value| {
            let f = this(v);
            f.module.set(f, value.unwrap_or(Value::NONE));
            Ok(())
        }),
    },
    GetSetDef {
        name: "__doc__",
        get: |th, v| Ok(doc(th, this(v))),
        set: Some(|_, v, value| {
            let f = this(v);
            f.doc.set(f, value.unwrap_or(Value::NONE));
            Ok(())
        }),
    },
    GetSetDef {
        name: "__dict__",
        get: |th, v| Ok(dict_of(th, this(v)).value()),
        set: Some(|th, v, value| {
            let f = this(v);
            match value {
                Some(d) if d.has_kind(Kind::Dict) => {
                    f.dict.set(f, d);
                    Ok(())
                }
                Some(d) => Err(th.type_error(format!(
                    "__dict__ must be set to a dictionary, not a '{}'",
                    ops::type_name(d)
                ))),
                None => Err(th.type_error("cannot delete __dict__")),
            }
        }),
    },
    GetSetDef {
        name: "__annotations__",
        get: |th, v| annotations(th, this(v)),
        set: Some(|th, v, value| {
            let f = this(v);
            match value.filter(|x| !x.is_none()) {
                None => f.annotations.set(f, Value::EMPTY),
                Some(x) if x.has_kind(Kind::Dict) => f.annotations.set(f, x),
                Some(_) => {
                    return Err(th.type_error("__annotations__ must be set to a dict object"));
                }
            }
            f.annotate.set(f, Value::EMPTY);
            Ok(())
        }),
    },
    GetSetDef {
        name: "__annotate__",
        get: |_, v| Ok(or_none(&this(v).annotate)),
        set: Some(|th, v, value| {
            let f = this(v);
            match value {
                None => Err(th.type_error("__annotate__ cannot be deleted")),
                Some(Value::NONE) => {
                    f.annotate.set(f, Value::EMPTY);
                    Ok(())
                }
                Some(x) if ops::call::is_callable(x) => {
                    f.annotate.set(f, x);
                    f.annotations.set(f, Value::EMPTY);
                    Ok(())
                }
                Some(_) => Err(th.type_error("__annotate__ must be callable or None")),
            }
        }),
    },
    GetSetDef {
        name: "__type_params__",
        get: |th, v| {
            Ok(match this(v).type_params.get_opt() {
                Some(t) => t,
                None => tuple::new(th, &[]).value(),
            })
        },
        set: Some(|th, v, value| match value {
            Some(x) if x.has_kind(Kind::Tuple) => {
                let f = this(v);
                f.type_params.set(f, x);
                Ok(())
            }
            _ => Err(th.type_error("__type_params__ must be set to a tuple")),
        }),
    },
];

fn string(th: &Thread, name: &str, value: Option<Value>) -> PyResult {
    match value {
        Some(x) if x.has_kind(Kind::Str) => Ok(x),
        _ => Err(th.type_error(format!("{name} must be set to a string object"))),
    }
}

/// `__doc__`. Allocates.
pub fn doc(th: &Thread, f: Ref<Function>) -> Value {
    if let Some(doc) = f.doc.get_opt() {
        return doc;
    }
    let code = f.code();
    if code.has_flag(frontend::bytecode::code::flags::HAS_DOCSTRING) {
        code.fill(th);
        code.constant(0)
    } else {
        Value::NONE
    }
}

/// `__dict__`, made if need be.
pub fn dict_of(th: &Thread, f: Ref<Function>) -> Ref<Dict> {
    if let Some(d) = f.dict.get().downcast::<Dict>() {
        return d;
    }
    let d = dict::new(th);
    f.dict.set(f, d.value());
    d
}

/// `__annotations__`, evaluated if need be.
pub fn annotations(th: &Thread, f: Ref<Function>) -> PyResult {
    let have = f.annotations.get();
    if have.has_kind(Kind::Dict) {
        return Ok(have);
    }
    let result = if let Some(pairs) = have.downcast::<Tuple>() {
        let d = dict::new(th);
        for pair in pairs.items().chunks_exact(2) {
            d.set(th, pair[0], pair[1])?;
        }
        d.value()
    } else if let Some(annotate) = f.annotate.get_opt() {
        let d = ops::call1(th, annotate, Value::small(1))?;
        if !d.has_kind(Kind::Dict) {
            return Err(th.type_error(format!(
                "__annotate__ returned non-dict of type '{}'",
                ops::type_name(d)
            )));
        }
        d
    } else {
        dict::new(th).value()
    };
    f.annotations.set(f, result);
    Ok(result)
}

/// Tells audit hooks of a look at what a function is made of.
fn audit_get(th: &Thread, v: Value, name: &str) -> PyResult<()> {
    audit::tell(th, "object.__getattr__", || {
        [v, str::intern(th, name).value()]
    })
}

/// Tells audit hooks of a change of what a function is made of.
fn audit_set(th: &Thread, v: Value, name: &str, value: Option<Value>) -> PyResult<()> {
    let name = || str::intern(th, name).value();
    match value {
        Some(value) => audit::tell(th, "object.__setattr__", || [v, name(), value]),
        None => audit::tell(th, "object.__delattr__", || [v, name()]),
    }
}

fn set_code(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    audit_set(th, v, "__code__", value)?;
    let Some(code) = value.and_then(|c| c.downcast::<CodeObj>()) else {
        return Err(th.type_error("__code__ must be set to a code object"));
    };
    let f = this(v);
    let cells = f.closure.get().downcast::<Tuple>().map_or(0, |t| t.len());
    let free = code.plain().freevars.len();
    if cells != free {
        let name = f.name.get().downcast::<Str>();
        return Err(th.value_error(format!(
            "{}() requires a code object with {cells} free vars, not {free}",
            name.map_or(String::new(), |n| n.to_string_lossy().into_owned())
        )));
    }
    let now = f.code.get().downcast::<CodeObj>();
    if now.is_some_and(|now| now.makes() != code.makes()) {
        warn::deprecation(
            th,
            "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)",
        )?;
    }
    f.code.set(f, code.value());
    Ok(())
}

/// `types.FunctionType(code, globals, …)`.
fn make(th: &Thread, args: Args) -> PyResult {
    let [code, globals, name, defaults, closure, kwdefaults] = signature::bind_new(th, &NEW, args)?;
    let Some(code) = code.downcast::<CodeObj>() else {
        return Err(th.type_error(format!(
            "function() argument 'code' must be code, not {}",
            ops::type_name(code)
        )));
    };
    if !globals.has_kind(Kind::Dict) {
        return Err(th.type_error(format!(
            "function() argument 'globals' must be dict, not {}",
            ops::type_name(globals)
        )));
    }
    let given = |v: Value| !v.is_empty() && !v.is_none();
    if given(name) && !name.has_kind(Kind::Str) {
        return Err(th.type_error("arg 3 (name) must be None or string"));
    }
    if given(defaults) && !defaults.has_kind(Kind::Tuple) {
        return Err(th.type_error("arg 4 (defaults) must be None or tuple"));
    }
    let free = code.plain().freevars.len();
    let cells = match closure.downcast::<Tuple>() {
        Some(t) => t.len(),
        None if given(closure) => {
            return Err(th.type_error("arg 5 (closure) must be None or tuple"));
        }
        None if free != 0 => return Err(th.type_error("arg 5 (closure) must be tuple")),
        None => 0,
    };
    if cells != free {
        let name = code.name.get().downcast::<Str>();
        return Err(th.value_error(format!(
            "{} requires closure of length {free}, not {cells}",
            name.map_or(String::new(), |n| n.to_string_lossy().into_owned())
        )));
    }
    if let Some(t) = closure.downcast::<Tuple>() {
        for &c in t.items() {
            if !c.has_kind(Kind::Cell) {
                return Err(th.type_error(format!(
                    "arg 5 (closure) expected cell, found {}",
                    ops::type_name(c)
                )));
            }
        }
    }
    if given(kwdefaults) && !kwdefaults.has_kind(Kind::Dict) {
        return Err(th.type_error("arg 6 (kwdefaults) must be None or dict"));
    }
    // Globals that say nothing of builtins leave those that are seen here.
    let says = globals
        .downcast::<Dict>()
        .is_some_and(|d| d.get_str(names::get(N::__builtins__)).is_some());
    let builtins = match crate::types::frame::running_function(th) {
        Some(running) if !says => running.builtins.get(),
        _ => crate::import::builtins_seen(globals),
    };
    let f = new(th, code, globals, builtins);
    if given(name) {
        f.name.set(f, name);
    }
    for (slot, v) in [
        (&f.defaults, defaults),
        (&f.closure, closure),
        (&f.kwdefaults, kwdefaults),
    ] {
        if given(v) {
            slot.set(f, v);
        }
    }
    debug_assert!(type_of(f.value()) == crate::types::get(T::Function));
    Ok(f.value())
}
