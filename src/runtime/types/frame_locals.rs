//! `FrameLocalsProxy`: what `f_locals` of a function's frame gives (PEP 667), a mapping that reads and writes its variables.
//!
//! Names that are no variables of the code live in a dict of the frame object. Variables cannot be removed. What reaches
//! the registers is in `frame`; here is the mapping.
//!
//! A trace keeps variables in machine registers and does not look at what is written to their frame meanwhile. So code of
//! which a proxy was made is followed by no trace any more ([`super::code::CodeObj::exposed`]): those that run are left
//! behind the instruction in which it was made, with the variables as they are in memory. (There, a variable that the
//! code does not read any more may be an older one.)

use std::mem::size_of;

use crate::error::PyResult;
use crate::heap::{self, RootedVec, Tracer};
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::frame::{self, FrameObj, Variable};
use crate::types::sequence::this;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{T, dict_methods, is_exactly, list, repr_guard, shape_of, str, tuple, type_of};
use crate::value::Value;

/// A proxy.
#[repr(C)]
pub struct FrameLocals {
    header: Header,
    layout: &'static NativeLayout,
    frame: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `new` writes.
unsafe impl Object for FrameLocals {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "FrameLocalsProxy",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    t.visit(unsafe { &*h.cast::<FrameLocals>() }.frame.get());
}

/// A proxy of a frame's variables. Allocates.
pub fn new(th: &Thread, frame: Ref<FrameObj>) -> Value {
    frame::expose(th, frame);
    let proxy = heap::alloc_native::<FrameLocals>(&th.alloc, shape_of(T::FrameLocals), &LAYOUT);
    proxy.frame.init(frame.value());
    proxy.value()
}

fn frame_of(v: Value) -> Ref<FrameObj> {
    // SAFETY: the slot holds a frame object from construction on.
    unsafe { Ref::from_value_unchecked(this::<FrameLocals>(v).frame.get()) }
}

/// The variable that a key names, and what it holds. Any key may be asked for that can be hashed. Runs Python.
fn find(th: &Thread, v: Value, key: Value) -> PyResult<Option<(Variable, Option<Value>)>> {
    let exact = dict::exact_str(key);
    let hash = ops::hash(th, key)?;
    for variable in frame::variables_of(th, frame_of(v)) {
        let name = str::intern(th, &variable.name);
        let same = match exact {
            Some(key) => key.bytes() == variable.name.as_bytes(),
            None => ops::hash(th, name.value())? == hash && ops::equal(th, name.value(), key)?,
        };
        if same {
            let content = frame::read(th, frame_of(v), &variable);
            return Ok(Some((variable, content)));
        }
    }
    Ok(None)
}

fn extra(v: Value) -> Option<Ref<Dict>> {
    frame::extra_locals(frame_of(v))
}

/// A new dict of all that the proxy shows. Allocates.
fn to_dict(th: &Thread, v: Value) -> Ref<Dict> {
    frame::locals_dict(th, frame_of(v))
}

fn is_proxy(v: Value) -> bool {
    is_exactly(v, T::FrameLocals)
}

fn is_dict(v: Value) -> bool {
    v.has_kind(Kind::Dict)
}

fn lookup(th: &Thread, v: Value, key: Value) -> PyResult<Option<Value>> {
    if let Some((_, Some(content))) = find(th, v, key)? {
        return Ok(Some(content));
    }
    match extra(v) {
        Some(extra) => extra.get(th, key),
        None => Ok(None),
    }
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    match lookup(th, v, key)? {
        Some(found) => Ok(found),
        None => {
            let key = ops::repr(th, key)?;
            let message = format!("local variable '{}' is not defined", key.to_string_lossy());
            Err(th.key_error(str::new(th, &message)))
        }
    }
}

fn setitem(th: &Thread, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let Some(to) = to else {
        return remove(th, v, key, None).map(|_| ());
    };
    if let Some((variable, _)) = find(th, v, key)? {
        frame::write(th, frame_of(v), &variable, to);
        return Ok(());
    }
    frame::extra_locals_or_new(th, frame_of(v)).set(th, key, to)
}

/// Removes a name that is no variable; `default` is what a missing one gives.
fn remove(th: &Thread, v: Value, key: Value, default: Option<Value>) -> PyResult {
    if find(th, v, key)?.is_some() {
        return Err(th.value_error("cannot remove local variables from FrameLocalsProxy"));
    }
    let found = match extra(v) {
        Some(extra) => extra.del(th, key)?,
        None => None,
    };
    match found.or(default) {
        Some(found) => Ok(found),
        None => Err(th.key_error(key)),
    }
}

fn contains(th: &Thread, v: Value, key: Value) -> PyResult<bool> {
    Ok(lookup(th, v, key)?.is_some())
}

fn len(th: &Thread, v: Value) -> PyResult<usize> {
    Ok(to_dict(th, v).len())
}

fn key_list(th: &Thread, v: Value) -> Value {
    dict_methods::keys_list(th, to_dict(th, v)).value()
}

fn iter(th: &Thread, v: Value) -> PyResult {
    ops::iter(th, key_list(th, v))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "{...}"));
    };
    Ok(ops::repr(th, to_dict(th, v).value())?.value())
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same = if is_proxy(b) {
        frame_of(a) == frame_of(b)
    } else if is_dict(b) {
        ops::equal(th, to_dict(th, a).value(), b)?
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    if !(is_proxy(a) || is_dict(a)) || !(is_proxy(b) || is_dict(b)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let result = dict::new(th);
    for part in [a, b] {
        let part = if is_proxy(part) {
            to_dict(th, part).value()
        } else {
            part
        };
        dict_methods::update_from(th, result, part)?;
    }
    Ok(result.value())
}

fn inplace_or(th: &Thread, a: Value, b: Value) -> PyResult {
    if !(is_proxy(b) || is_dict(b)) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    take_all(th, a, b)?;
    Ok(a)
}

fn take_all(th: &Thread, v: Value, from: Value) -> PyResult<()> {
    let from = if is_proxy(from) {
        to_dict(th, from)
    } else {
        // SAFETY: the callers have checked that it is a dict.
        let from: Ref<Dict> = unsafe { Ref::from_value_unchecked(from) };
        from.copy(th)
    };
    let mut all = RootedVec::new();
    let mut pos = 0;
    while let Some((key, value)) = from.next(&mut pos) {
        all.push(key);
        all.push(value);
    }
    for n in (0..all.len()).step_by(2) {
        setitem(th, v, all[n], Some(all[n + 1]))?;
    }
    Ok(())
}

fn proxy_new(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let &[frame] = args.pos() else {
        let n = args.pos().len();
        let message = format!("FrameLocalsProxy expected 1 argument, got {n}");
        return Err(th.type_error(message));
    };
    match frame.downcast::<FrameObj>() {
        Some(frame) => Ok(new(th, frame)),
        None => Err(th.type_error(format!("expect frame, not {}", type_of(frame).tp_name()))),
    }
}

/// The optional second of one or two arguments.
fn one_or_two(th: &Thread, name: &str, args: &Args) -> PyResult<(Value, Value, Option<Value>)> {
    match *args.pos() {
        [v, key] => Ok((v, key, None)),
        [v, key, default] => Ok((v, key, Some(default))),
        _ => Err(th.type_error(format!("{name} expected 1 or 2 arguments"))),
    }
}

fn get(th: &Thread, args: Args) -> PyResult {
    let (v, key, default) = one_or_two(th, "get", &args)?;
    Ok(lookup(th, v, key)?.unwrap_or(default.unwrap_or(Value::NONE)))
}

fn setdefault(th: &Thread, args: Args) -> PyResult {
    let (v, key, default) = one_or_two(th, "setdefault", &args)?;
    if let Some(found) = lookup(th, v, key)? {
        return Ok(found);
    }
    let default = default.unwrap_or(Value::NONE);
    setitem(th, v, key, Some(default))?;
    Ok(default)
}

fn pop(th: &Thread, args: Args) -> PyResult {
    match *args.pos() {
        [v, key] => remove(th, v, key, None),
        [v, key, default] => remove(th, v, key, Some(default)),
        [_] => Err(th.type_error("pop expected at least 1 argument, got 0")),
        ref more => {
            let n = more.len() - 1;
            Err(th.type_error(format!("pop expected at most 2 arguments, got {n}")))
        }
    }
}

fn update(th: &Thread, args: Args) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(th.type_error("FrameLocalsProxy.update() takes no keyword arguments"));
    }
    let &[v, from] = args.pos() else {
        let n = args.pos().len() - 1;
        let message = format!("FrameLocalsProxy.update() takes exactly one argument ({n} given)");
        return Err(th.type_error(message));
    };
    if !is_proxy(from) && !is_dict(from) {
        let message = "update() argument must be dict or another FrameLocalsProxy";
        return Err(th.type_error(message));
    }
    take_all(th, v, from)?;
    Ok(Value::NONE)
}

fn keys(th: &Thread, args: &[Value]) -> PyResult {
    Ok(key_list(th, args[0]))
}

fn entries(th: &Thread, v: Value, entry: fn(&Thread, Value, Value) -> Value) -> Value {
    let all = to_dict(th, v);
    let (mut out, mut pos) = (RootedVec::new(), 0);
    while let Some((key, value)) = all.next(&mut pos) {
        out.push(entry(th, key, value));
    }
    list::new(th, &out).value()
}

fn values(th: &Thread, args: &[Value]) -> PyResult {
    Ok(entries(th, args[0], |_, _, value| value))
}

fn items(th: &Thread, args: &[Value]) -> PyResult {
    let pair = |th: &Thread, key, value| tuple::new(th, &[key, value]).value();
    Ok(entries(th, args[0], pair))
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    Ok(to_dict(th, args[0]).value())
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    let keys = entries(th, args[0], |_, key, _| key);
    ops::call_method(th, keys, str::intern(th, "reverse"), &[])?;
    Ok(keys)
}

fn no_pickle(th: &Thread, _: &[Value]) -> PyResult {
    Err(th.type_error("cannot pickle 'FrameLocalsProxy' object"))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(proxy_new),
        repr: Some(repr),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        iter: Some(iter),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Or, or)]),
        inplace: Slots::binary_table([(BinOp::Or, inplace_or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::raw("get", "($self, key, default=None, /)", get),
        NativeDef::raw("setdefault", "($self, key, default=None, /)", setdefault),
        NativeDef::raw("pop", "($self, key, default=<unrepresentable>, /)", pop),
        NativeDef::raw("update", "($self, other, /)", update),
        NativeDef::new("keys", "($self, /)", keys),
        NativeDef::new("values", "($self, /)", values),
        NativeDef::new("items", "($self, /)", items),
        NativeDef::new("copy", "($self, /)", copy),
        NativeDef::new("__reversed__", "($self, /)", reversed),
        NativeDef::new("__reduce__", "($self, /)", no_pickle),
        NativeDef::new("__reduce_ex__", "($self, protocol, /)", no_pickle),
    ],
    flags: flags::MAPPING,
    basic_size: size_of::<FrameLocals>(),
    ..TypeDef::new(T::FrameLocals)
};
