//! Subscription and containment.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::Instr;

use super::call;
use super::frame::{Continuation, Frame};
use super::run::Flow;
use crate::error::PyResult;
use crate::names::{self, N};
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::function::Function;
use crate::types::list::List;
use crate::types::slice::Bounds;
use crate::types::slot_defs::SlotId;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::{self, T, type_};
use crate::value::Value;

/// `container[key]` for a list or tuple and an int in range.
#[inline(always)]
pub fn fast_get(container: Value, key: Value) -> Option<Value> {
    if !key.is_small_int() {
        return None;
    }
    let h = container.header()?;
    let index = key.small_unchecked();
    if h.shape() == types::shape_of(T::List) {
        // SAFETY: the shape is exactly list's.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
        let index = if index < 0 {
            index + list.len() as i64
        } else {
            index
        };
        return list.get(index as usize);
    }
    if h.shape() == types::shape_of(T::Tuple) {
        // SAFETY: the shape is exactly tuple's.
        let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(container) };
        let index = if index < 0 {
            index + tuple.len() as i64
        } else {
            index
        };
        return tuple.items().get(index as usize).copied();
    }
    if h.shape() == types::shape_of(T::Str) {
        // SAFETY: the shape is exactly str's.
        let s: Ref<Str> = unsafe { Ref::from_value_unchecked(container) };
        let index = if index < 0 {
            index + s.char_len() as i64
        } else {
            index
        };
        return types::str::ascii_char(s, index as usize);
    }
    None
}

/// `container[key] = v` for a list whose strategy fits and an int in range. Never raises nor allocates.
#[inline(always)]
pub fn fast_set(container: Value, key: Value, v: Value) -> bool {
    if !key.is_small_int() || !types::is_exactly(container, T::List) {
        return false;
    }
    // SAFETY: the shape is exactly list's.
    let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
    let index = key.small_unchecked();
    let index = if index < 0 {
        index + list.len() as i64
    } else {
        index
    };
    if index as usize >= list.len() {
        return false;
    }
    list.set(index as usize, v);
    true
}

/// A special method of the type of `v`, if it is a Python function whose result is what its frame returns: the interpreter
/// pushes its frame.
#[inline]
pub fn python_method(v: Value, name: N) -> Option<Ref<Function>> {
    const MAKERS: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    any_method(v, name).filter(|f| !f.code().has_flag(MAKERS))
}

/// As [`python_method`], for the method of a slot, which says quickly whether there may be one.
#[inline]
pub(super) fn slot_method(v: Value, slot: SlotId, name: N) -> Option<Ref<Function>> {
    if !types::type_of(v).calls_python(slot) {
        return None;
    }
    python_method(v, name)
}

/// As [`python_method`], for functions whose call may make a generator.
#[inline]
pub fn any_method(v: Value, name: N) -> Option<Ref<Function>> {
    let class = types::type_of(v);
    if !class.has_flag(type_::flags::HEAP) {
        return None;
    }
    type_::lookup(class, names::get(name))?.downcast::<Function>()
}

fn get_any(th: &Thread, i: Instr, container: Value, key: Value) -> PyResult<Flow> {
    let frame = Frame(th.base.get());
    if types::is_exactly(container, T::Dict) {
        // SAFETY: the shape is exactly dict's.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(container) };
        match dict.get(th, key)? {
            Some(v) => frame.set_reg(i.a() as usize, v),
            None => return Err(th.key_error(key)),
        }
        return Ok(Flow::Next);
    }
    if key.is_small_int()
        && let Some(byte) = types::bytes::byte_at(container, key.small_unchecked())
    {
        frame.set_reg(i.a() as usize, Value::small(i64::from(byte)));
        return Ok(Flow::Next);
    }
    if let Some(s) = types::dict::exact_str(container).filter(|_| key.is_small_int()) {
        let n = s.char_len() as i64;
        let at = key.small_unchecked();
        let at = if at < 0 { at + n } else { at };
        if (0..n).contains(&at) {
            frame.set_reg(i.a() as usize, types::str::char_at(th, s, at as usize));
            return Ok(Flow::Next);
        }
    }
    if let Some(f) = slot_method(container, SlotId::GetItem, N::__getitem__) {
        return call::push_special(th, f, &[container, key], Continuation::Store.pack(i.a()));
    }
    let v = ops::get_item(th, container, key)?;
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// GET_ITEM, all cases.
pub fn get(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    get_any(th, i, frame.reg(i.b() as usize), frame.reg(i.c() as usize))
}

/// GET_ITEM_I, all cases.
pub fn get_immediate(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    get_any(
        th,
        i,
        Frame(base).reg(i.b() as usize),
        Value::small(i64::from(i.imm())),
    )
}

/// GET_SLICE.
pub fn get_slice(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let container = frame.reg(i.b() as usize);
    let (start, stop) = (frame.reg(i.c() as usize), frame.reg(i.c() as usize + 1));
    let bounds = Bounds::of(start, stop, Value::NONE);
    if let Some(v) = bounds.and_then(|b| types::slice::select(th, container, b)) {
        frame.set_reg(i.a() as usize, v);
        return Ok(Flow::Next);
    }
    let slice = types::slice::new(th, start, stop, Value::NONE).value();
    get_any(th, i, container, slice)
}

/// SET_ITEM, all cases.
pub fn set(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (container, key, v) = (
        frame.reg(i.a() as usize),
        frame.reg(i.b() as usize),
        frame.reg(i.c() as usize),
    );
    if types::is_exactly(container, T::Dict) {
        // SAFETY: the shape is exactly dict's.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(container) };
        dict.set(th, key, v)?;
        return Ok(Flow::Next);
    }
    if let Some(f) = slot_method(container, SlotId::SetItem, N::__setitem__) {
        return call::push_special(th, f, &[container, key, v], Continuation::Drop.pack(0));
    }
    ops::set_item(th, container, key, v)?;
    Ok(Flow::Next)
}

/// DEL_ITEM.
pub fn delete(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    ops::del_item(th, frame.reg(i.a() as usize), frame.reg(i.b() as usize))?;
    Ok(Flow::Next)
}

/// CONTAINS, NOT_CONTAINS and their fused forms.
pub fn contains(th: &Thread, base: *mut Value, i: Instr, negated: bool) -> PyResult<Flow> {
    let frame = Frame(base);
    let (v, container) = (frame.reg(i.b() as usize), frame.reg(i.c() as usize));
    let found = if types::is_exactly(container, T::Dict) {
        // SAFETY: the shape is exactly dict's.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(container) };
        dict.contains(th, v)?
    } else if types::is_exactly(container, T::Set) || types::is_exactly(container, T::FrozenSet) {
        match container.downcast::<types::set::Set>() {
            // (Others may be unhashable, and sets then.)
            Some(set) if v.is_small_int() || dict::exact_str(v).is_some() => set.contains(th, v)?,
            _ => ops::contains(th, container, v)?,
        }
    } else if let (Some(item), Some(text)) = (dict::exact_str(v), dict::exact_str(container)) {
        crate::algo::search::contains(text.bytes(), item.bytes())
    } else if let Some(f) = slot_method(container, SlotId::Contains, N::__contains__) {
        let continuation = if negated {
            Continuation::Not
        } else {
            Continuation::Truth
        };
        return call::push_special(th, f, &[container, v], continuation.pack(i.a()));
    } else {
        ops::contains(th, container, v)?
    };
    // (The jump of a fused form reads the register.)
    frame.set_reg(i.a() as usize, Value::bool(found != negated));
    Ok(Flow::Next)
}
