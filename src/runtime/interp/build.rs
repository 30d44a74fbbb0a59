//! Building containers and strings, and taking sequences apart.

use frontend::bytecode::op::{CONVERSION, HAS_SPEC, Instr, SLICE_STEP};

use super::frame::Frame;
use super::run::Flow;
use crate::error::{PyResult, Raised};
use crate::heap::RootedVec;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::dict_methods;
use crate::types::list::{self, List};
use crate::types::set::{self, Set};
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T};
use crate::value::Value;

/// The registers `b…` of an instruction, `n` of them.
fn range<'a>(base: *mut Value, i: Instr, n: usize) -> &'a [Value] {
    // SAFETY: verified register numbers; the instruction does not write them while the slice lives.
    unsafe { std::slice::from_raw_parts(base.add(i.b() as usize), n) }
}

fn store(base: *mut Value, i: Instr, v: impl Into<Value>) -> PyResult<Flow> {
    Frame(base).set_reg(i.a() as usize, v.into());
    Ok(Flow::Next)
}

/// The container that a building instruction works on; the compiler made it.
fn container<O: crate::object::Object>(base: *mut Value, i: Instr) -> Ref<O> {
    // SAFETY: the compiler emits these instructions only for containers that it built itself.
    unsafe { Ref::from_value_unchecked(Frame(base).reg(i.a() as usize)) }
}

pub fn list(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    store(base, i, list::new(th, range(base, i, i.c() as usize)))
}

pub fn tuple(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    store(base, i, tuple::new(th, range(base, i, i.c() as usize)))
}

pub fn set(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let set = set::new(th);
    for &v in range(base, i, i.c() as usize) {
        set.add(th, v)?;
    }
    store(base, i, set)
}

pub fn map(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let dict = dict::with_capacity(th, i.c() as usize);
    for pair in range(base, i, 2 * i.c() as usize).chunks_exact(2) {
        dict.set(th, pair[0], pair[1])?;
    }
    store(base, i, dict)
}

pub fn string(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let parts = range(base, i, i.c() as usize);
    let parts = parts.iter().filter_map(|part| part.downcast::<Str>());
    store(base, i, types::str::join(th, None, parts))
}

pub fn slice(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let b = i.b() as usize;
    let step = if i.flags() & SLICE_STEP != 0 {
        frame.reg(b + 2)
    } else {
        Value::NONE
    };
    store(
        base,
        i,
        types::slice::new(th, frame.reg(b), frame.reg(b + 1), step),
    )
}

pub fn list_append(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    container::<List>(base, i).append(th, Frame(base).reg(i.b() as usize));
    Ok(Flow::Next)
}

pub fn set_add(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let target = Frame(base).reg(i.a() as usize);
    // A program may bind `__conditional_annotations__` to anything.
    let Some(set) = target
        .downcast::<Set>()
        .filter(|_| types::is_instance_of(target, T::Set))
    else {
        return Err(th.type_error(format!("'{}' object is not a set", ops::type_name(target))));
    };
    set.add(th, Frame(base).reg(i.b() as usize))?;
    Ok(Flow::Next)
}

pub fn map_add(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    container::<Dict>(base, i).set(th, frame.reg(i.b() as usize), frame.reg(i.c() as usize))?;
    Ok(Flow::Next)
}

pub fn list_extend(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let source = Frame(base).reg(i.b() as usize);
    if let Err(raised) = container::<List>(base, i).extend(th, source) {
        let class = types::type_of(source);
        if th.raised_is(&raised, T::TypeError)
            && class.slots().iter.is_none()
            && class.slots().getitem.is_none()
        {
            let _ = th.take_exception(raised);
            return Err(th.type_error(format!(
                "Value after * must be an iterable, not {}",
                ops::type_name(source)
            )));
        }
        return Err(raised);
    }
    Ok(Flow::Next)
}

pub fn set_update(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let set = container::<Set>(base, i);
    // A constant display is a frozenset that is merged here: the order of the result depends on that.
    types::set_methods::update(th, set, Frame(base).reg(i.b() as usize))?;
    Ok(Flow::Next)
}

pub fn dict_update(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let target = container::<Dict>(base, i);
    let source = Frame(base).reg(i.b() as usize);
    if let Err(raised) = dict_methods::update_from_mapping(th, target, source) {
        // (As in CPython, whatever lacked the attribute.)
        th.swallow(raised, T::AttributeError)?;
        return Err(th.type_error(format!(
            "'{}' object is not a mapping",
            ops::type_name(source)
        )));
    }
    Ok(Flow::Next)
}

/// How a callable is named in messages about its arguments.
pub(super) fn callable_name(th: &Thread, callable: Value) -> String {
    let name = types::str::intern(th, "__qualname__");
    match ops::get_attr_opt(th, callable, name) {
        Ok(Some(v)) if v.has_kind(crate::object::Kind::Str) => {
            let text = v
                .downcast::<Str>()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default();
            let module = types::str::intern(th, "__module__");
            match ops::get_attr_opt(th, callable, module) {
                Ok(Some(m)) => match m.downcast::<Str>() {
                    Some(m) if m.bytes() != b"builtins" => {
                        format!("{}.{text}()", m.to_string_lossy())
                    }
                    _ => format!("{text}()"),
                },
                Ok(None) => format!("{text}()"),
                Err(raised) => {
                    th.take_exception(raised);
                    format!("{text}()")
                }
            }
        }
        Ok(_) => plain_text(th, callable),
        Err(raised) => {
            th.take_exception(raised);
            plain_text(th, callable)
        }
    }
}

/// `str(v)`, or the name of its type if that raises. Runs Python.
fn plain_text(th: &Thread, v: Value) -> String {
    match ops::str(th, v) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(raised) => {
            th.take_exception(raised);
            ops::type_name(v)
        }
    }
}

pub fn dict_merge(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let target = container::<Dict>(base, i);
    let (source, callable) = (frame.reg(i.b() as usize), frame.reg(i.c() as usize));
    let merged = add_keywords(th, target, source);
    if let Err(raised) = merged {
        if th.raised_is(&raised, T::AttributeError) {
            th.take_exception(raised);
            return Err(th.type_error(format!(
                "{} argument after ** must be a mapping, not {}",
                callable_name(th, callable),
                ops::type_name(source)
            )));
        }
        if !th.raised_is(&raised, T::KeyError) {
            return Err(raised);
        }
        // (As in CPython, whoever raised it.)
        let exc = th.take_exception(raised);
        let args = types::exception::as_exception(exc).args.get();
        return match args.downcast::<Tuple>().filter(|args| args.len() == 1) {
            Some(args) => {
                let name = callable_name(th, callable);
                let text = ops::str(th, args.items()[0])?;
                Err(th.type_error(format!(
                    "{name} got multiple values for keyword argument '{}'",
                    text.to_string_lossy()
                )))
            }
            None => Err(th.reraise(exc)),
        };
    }
    Ok(Flow::Next)
}

/// TypeError unless all names of keyword arguments are strings.
pub fn check_keywords(th: &Thread, keywords: Ref<Dict>) -> PyResult<()> {
    let mut at = 0;
    while let Some((name, _)) = keywords.next(&mut at) {
        if !name.has_kind(crate::object::Kind::Str) {
            return Err(th.type_error("keywords must be strings"));
        }
    }
    Ok(())
}

/// Adds the entries of a mapping to keyword arguments; KeyError for one that is there. Runs Python.
fn add_keywords(th: &Thread, target: Ref<Dict>, source: Value) -> PyResult<()> {
    let taken = |key: Value| -> PyResult<()> {
        if target.contains(th, key)? {
            return Err(th.error_with(T::KeyError, &[key]));
        }
        Ok(())
    };
    if let Some(dict) = dict_methods::plain_dict(source) {
        let mut pos = 0;
        while let Some((key, v)) = dict.next(&mut pos) {
            taken(key)?;
            target.set(th, key, v)?;
        }
        return Ok(());
    }
    let keys = dict_methods::keys_of(th, source)?;
    let mut i = 0;
    while i < keys.len() {
        let key = keys.item(i);
        taken(key)?;
        let v = ops::get_item(th, source, key)?;
        target.set(th, key, v)?;
        i += 1;
    }
    Ok(())
}

pub fn list_to_tuple(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    // SAFETY: the compiler built this list.
    let list: Ref<List> = unsafe { Ref::from_value_unchecked(Frame(base).reg(i.b() as usize)) };
    store(base, i, list.to_tuple(th))
}

fn convert(th: &Thread, v: Value, flags: u8) -> PyResult {
    Ok(match flags & CONVERSION {
        1 => ops::str(th, v)?.value(),
        2 => ops::repr(th, v)?.value(),
        3 => ops::ascii(th, v)?.value(),
        _ => v,
    })
}

pub fn format_value(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = convert(th, frame.reg(i.b() as usize), i.flags())?;
    if i.flags() & HAS_SPEC == 0 {
        if types::is_exactly(v, T::Str) {
            return store(base, i, v);
        }
        if v.is_small_int() {
            return store(base, i, ops::str(th, v)?);
        }
        let empty = types::str::intern(th, "");
        return store(base, i, ops::format(th, v, empty)?);
    }
    // SAFETY: the compiler puts a string there.
    let spec = unsafe { Ref::from_value_unchecked(frame.reg(i.c() as usize)) };
    let formatted = ops::format(th, v, spec)?;
    store(base, i, formatted)
}

/// BUILD_INTERPOLATION. Runs Python: the classes are the library's.
pub fn interpolation(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let b = i.b() as usize;
    let conversion = match i.flags() & CONVERSION {
        1 => types::str::new(th, "s"),
        2 => types::str::new(th, "r"),
        3 => types::str::new(th, "a"),
        _ => Value::NONE,
    };
    let spec = if i.flags() & HAS_SPEC != 0 {
        frame.reg(b + 2)
    } else {
        types::str::new(th, "")
    };
    let v = types::template::interpolation(th, frame.reg(b), frame.reg(b + 1), conversion, spec);
    store(base, i, v)
}

/// BUILD_TEMPLATE.
pub fn template(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (strings, values) = (frame.reg(i.b() as usize), frame.reg(i.c() as usize));
    let items = |v: Value| v.downcast::<Tuple>();
    let v = match (items(strings), items(values)) {
        (Some(strings), Some(values)) => {
            types::template::template(th, strings.items(), values.items())
        }
        _ => types::template::template(th, &[], &[]),
    };
    store(base, i, v)
}

fn not_enough(th: &Thread, expected: usize, at_least: bool, got: usize) -> Raised {
    let at_least = if at_least { "at least " } else { "" };
    th.value_error(format!(
        "not enough values to unpack (expected {at_least}{expected}, got {got})"
    ))
}

/// UNPACK_SEQUENCE of exactly a tuple that has as many items as there are targets. Neither allocates nor raises.
#[inline(always)]
pub fn unpack_fast(base: *mut Value, i: Instr) -> bool {
    let frame = Frame(base);
    let (a, n) = (i.a() as usize, i.c() as usize);
    let source = frame.reg(i.b() as usize);
    if !types::is_exactly(source, T::Tuple) {
        return false;
    }
    // SAFETY: the shape is exactly tuple's.
    let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
    let items = tuple.items();
    if items.len() != n {
        return false;
    }
    for (k, &v) in items.iter().enumerate() {
        frame.set_reg(a + k, v);
    }
    true
}

pub fn unpack_sequence(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (a, n) = (i.a() as usize, i.c() as usize);
    let source = frame.reg(i.b() as usize);
    let too_many = |got: Option<usize>| match got {
        Some(got) => th.value_error(format!(
            "too many values to unpack (expected {n}, got {got})"
        )),
        None => th.value_error(format!("too many values to unpack (expected {n})")),
    };
    if types::is_exactly(source, T::Tuple) {
        // SAFETY: the shape is exactly tuple's.
        let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
        if tuple.len() != n {
            return Err(if tuple.len() < n {
                not_enough(th, n, false, tuple.len())
            } else {
                too_many(Some(tuple.len()))
            });
        }
        for (k, &v) in tuple.items().iter().enumerate() {
            frame.set_reg(a + k, v);
        }
        return Ok(Flow::Next);
    }
    if types::is_exactly(source, T::List) {
        // SAFETY: the shape is exactly list's.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(source) };
        if list.len() != n {
            return Err(if list.len() < n {
                not_enough(th, n, false, list.len())
            } else {
                too_many(Some(list.len()))
            });
        }
        // (Nothing below allocates or runs Python, and `list` keeps the list if its register is written.)
        for k in 0..n {
            frame.set_reg(a + k, list.item(k));
        }
        return Ok(Flow::Next);
    }
    // Instances of derived classes, as named tuples, that are iterated as tuples are.
    let class = types::type_of(source);
    let own = (class.slots().iter, types::get(T::Tuple).slots().iter);
    if source.has_kind(Kind::Tuple)
        && let (Some(f), Some(g)) = own
        && std::ptr::fn_addr_eq(f, g)
    {
        // SAFETY: a tuple, by its layout.
        let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
        if tuple.len() == n {
            for (k, &v) in tuple.items().iter().enumerate() {
                frame.set_reg(a + k, v);
            }
            return Ok(Flow::Next);
        }
    }
    let it = unpack_iterator(th, source)?;
    let mut items = RootedVec::with_capacity(n);
    while items.len() < n {
        match ops::next(th, it)? {
            Some(v) => items.push(v),
            None => return Err(not_enough(th, n, false, items.len())),
        }
    }
    if ops::next(th, it)?.is_some() {
        let sized = dict::exact(source).is_some();
        return Err(too_many(if sized {
            Some(ops::len(th, source)?)
        } else {
            None
        }));
    }
    for (k, &v) in items.iter().enumerate() {
        frame.set_reg(a + k, v);
    }
    Ok(Flow::Next)
}

fn unpack_iterator(th: &Thread, source: Value) -> PyResult {
    let class = types::type_of(source);
    if class.slots().iter.is_none() && class.slots().getitem.is_none() {
        return Err(th.type_error(format!(
            "cannot unpack non-iterable {} object",
            ops::type_name(source)
        )));
    }
    ops::iter(th, source)
}

/// The rest of an iterator becomes a list, which asks how long it will be.
fn ask_length(th: &Thread, it: Value) -> PyResult<()> {
    if ops::has_length_hint_in_python(it) {
        ops::length_hint(th, it, 0)?;
    }
    Ok(())
}

pub fn unpack_ex(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let (a, before, after) = (i.a() as usize, i.flags() as usize, i.c() as usize);
    let it = unpack_iterator(th, frame.reg(i.b() as usize))?;
    if before == 0 {
        ask_length(th, it)?;
    }
    let mut items = RootedVec::new();
    while let Some(v) = ops::next(th, it)? {
        items.push(v);
        if items.len() == before {
            ask_length(th, it)?;
        }
    }
    if items.len() < before + after {
        return Err(not_enough(th, before + after, true, items.len()));
    }
    let middle = list::new(th, &items[before..items.len() - after]);
    for k in 0..before {
        frame.set_reg(a + k, items[k]);
    }
    frame.set_reg(a + before, middle.value());
    for k in 0..after {
        frame.set_reg(a + before + 1 + k, items[items.len() - after + k]);
    }
    Ok(Flow::Next)
}
