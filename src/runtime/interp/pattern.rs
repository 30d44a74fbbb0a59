//! The tests of `match` patterns.

use frontend::bytecode::op::Instr;

use super::frame::Frame;
use super::run::Flow;
use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::names::{self, N};
use crate::object::Kind;
use crate::ops;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, type_};
use crate::value::Value;

fn answer(base: *mut Value, i: Instr, flag: u32) -> PyResult<Flow> {
    let frame = Frame(base);
    let class = types::type_of(frame.reg(i.b() as usize));
    frame.set_reg(i.a() as usize, Value::bool(class.has_flag(flag)));
    Ok(Flow::Next)
}

pub fn mapping(base: *mut Value, i: Instr) -> PyResult<Flow> {
    answer(base, i, type_::flags::MAPPING)
}

pub fn sequence(base: *mut Value, i: Instr) -> PyResult<Flow> {
    answer(base, i, type_::flags::SEQUENCE)
}

pub fn len(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let n = ops::len(th, frame.reg(i.b() as usize))?;
    frame.set_reg(i.a() as usize, Value::small(n as i64));
    Ok(Flow::Next)
}

/// MATCH_KEYS.
pub fn keys(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let subject = frame.reg(i.b() as usize);
    let Some(keys) = frame.reg(i.c() as usize).downcast::<Tuple>() else {
        unreachable!("MATCH_KEYS is given a tuple")
    };
    let mut values = RootedVec::with_capacity(keys.len());
    let seen = types::set::new(th);
    let get = types::str::intern(th, "get");
    // A sentinel that no mapping can hold: a fresh object.
    let missing = ops::call0(th, types::get(T::Object).value())?;
    for &key in keys.items() {
        if seen.contains(th, key)? {
            return Err(th.value_error(format!(
                "mapping pattern checks duplicate key ({})",
                ops::repr(th, key)?.to_string_lossy()
            )));
        }
        seen.add(th, key)?;
        let v = ops::call_method(th, subject, get, &[key, missing])?;
        if v == missing {
            frame.set_reg(i.a() as usize, Value::NONE);
            return Ok(Flow::Next);
        }
        values.push(v);
    }
    frame.set_reg(i.a() as usize, tuple::new(th, &values).value());
    Ok(Flow::Next)
}

/// MATCH_CLASS.
pub fn class(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let b = i.b() as usize;
    let (subject, class, keywords) = (frame.reg(b), frame.reg(b + 1), frame.reg(b + 2));
    let positional = i.c() as usize;
    if !class.has_kind(Kind::Type) {
        return Err(th.type_error("called match pattern must be a class"));
    }
    if !ops::is_instance(th, subject, class)? {
        frame.set_reg(i.a() as usize, Value::NONE);
        return Ok(Flow::Next);
    }
    let result = attributes(th, subject, class, positional, keywords)?;
    frame.set_reg(i.a() as usize, result);
    Ok(Flow::Next)
}

/// The attributes that a class pattern asks for, as a tuple; None if one is missing.
fn attributes(
    th: &Thread,
    subject: Value,
    class: Value,
    positional: usize,
    keywords: Value,
) -> PyResult {
    let mut values = RootedVec::new();
    let seen = types::set::new(th);
    let class_name = || type_::as_type(class).name().to_string_lossy().into_owned();
    let fetch = |name: Value, values: &mut RootedVec<Value>| -> PyResult<bool> {
        if seen.contains(th, name)? {
            return Err(th.type_error(format!(
                "{}() got multiple sub-patterns for attribute {}",
                class_name(),
                ops::repr(th, name)?.to_string_lossy()
            )));
        }
        seen.add(th, name)?;
        let name = ops::attribute_name(th, name)?;
        match ops::get_attr_opt(th, subject, name)? {
            Some(v) => {
                values.push(v);
                Ok(true)
            }
            None => Ok(false),
        }
    };
    if positional > 0 {
        let match_args = ops::get_attr_opt(th, class, names::get(N::__match_args__))?;
        let match_self =
            match_args.is_none() && type_::as_type(class).has_flag(type_::flags::MATCH_SELF);
        let listed = match match_args {
            Some(v) => match v
                .downcast::<Tuple>()
                .filter(|_| types::is_exactly(v, T::Tuple))
            {
                Some(t) => Some(t),
                None => {
                    return Err(th.type_error(format!(
                        "{}.__match_args__ must be a tuple (got {})",
                        class_name(),
                        ops::type_name(v)
                    )));
                }
            },
            None => None,
        };
        let allowed = if match_self {
            1
        } else {
            listed.map_or(0, |t| t.len())
        };
        if allowed < positional {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(th.type_error(format!(
                "{}() accepts {allowed} positional sub-pattern{plural} ({positional} given)",
                class_name()
            )));
        }
        if match_self {
            values.push(subject);
        } else if let Some(listed) = listed {
            for &name in &listed.items()[..positional] {
                if name.downcast::<Str>().is_none() {
                    return Err(th.type_error(format!(
                        "__match_args__ elements must be strings (got {})",
                        ops::type_name(name)
                    )));
                }
                if !fetch(name, &mut values)? {
                    return Ok(Value::NONE);
                }
            }
        }
    }
    if let Some(keywords) = keywords.downcast::<Tuple>() {
        for &name in keywords.items() {
            if !fetch(name, &mut values)? {
                return Ok(Value::NONE);
            }
        }
    }
    Ok(tuple::new(th, &values).value())
}
