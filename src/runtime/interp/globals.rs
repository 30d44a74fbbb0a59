//! Variables: globals and builtins, the names of module and class bodies, cells.
//!
//! A global's cache remembers the namespace dict (`object`) and the cell of the name (`value`). The cell is right as long
//! as it holds a value: deleting the name empties it. Who stores and remembers an empty one defines the name anew with it, so
//! that a name which comes and goes (as that of `except E as name`) stays where caches and traces know it. A builtin's cache also remembers the version of
//! the globals' keys (`offset`), because a new global would hide the builtin.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{self, CELL_EMPTY, Instr};

use super::frame::Frame;
use super::run::Flow;
use crate::error::{PyResult, Raised};
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::cell::Cell;
use crate::types::code::CodeObj;
use crate::types::dict::{self, Dict, NameCell};
use crate::types::function;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::{self, T};
use crate::value::Value;

/// `Entry::kind`: found among the globals.
const GLOBAL: u8 = 1;
/// `Entry::kind`: found among the builtins.
const BUILTIN: u8 = 2;

fn name_cell(v: Value) -> Ref<NameCell> {
    // SAFETY: only cells of names are put into the caches of these sites.
    unsafe { Ref::from_value_unchecked(v) }
}

/// The globals of a frame.
#[inline(always)]
pub fn globals(frame: Frame) -> Ref<Dict> {
    // SAFETY: a function's globals are a dict.
    unsafe { Ref::from_value_unchecked(frame.function().globals.get()) }
}

/// The value of a global or builtin if the site's cache knows it.
#[inline(always)]
pub fn cached_global(base: *mut Value, site: u16) -> Option<Value> {
    let frame = Frame(base);
    let entry = &frame.code().cache(site as usize).entries[0];
    let globals = frame.function().globals.get();
    if entry.object.get() != globals {
        return None;
    }
    if entry.kind.get() == BUILTIN {
        // SAFETY: a function's globals are a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(globals) };
        if dict.keys_version() != entry.offset.get() {
            return None;
        }
    }
    Some(name_cell(entry.value.get()).get()).filter(|v| !v.is_empty())
}

/// LOAD_GLOBAL, all cases.
#[cold]
pub fn load_global(th: &Thread, base: *mut Value, site: u16) -> PyResult {
    let frame = Frame(base);
    let code = frame.code();
    let name = code.site_name(site as usize);
    let dict = globals(frame);
    let entry = &code.cache(site as usize).entries[0];
    let remember = |kind, cell: Ref<NameCell>| {
        entry.kind.set(kind);
        entry.object.set(dict.value());
        entry.offset.set(dict.keys_version());
        entry.value.set(cell.value());
        code.cache_written();
    };
    if !types::is_exactly(dict.value(), T::Dict) {
        return from_mappings(th, frame, name);
    }
    if let Some(cell) = dict.cell(name) {
        let v = cell.get();
        if !v.is_empty() {
            remember(GLOBAL, cell);
            return Ok(v);
        }
    } else if let Some(v) = dict.get_str(name) {
        return Ok(v);
    }
    // Another key may claim to be equal to the name, this time.
    if !dict.has_str_keys()
        && let Some(v) = dict.search_str(th, name)?
    {
        return Ok(v);
    }
    let builtins = frame.function().builtins.get();
    if !types::is_exactly(builtins, T::Dict) {
        return match mapping_get(th, builtins, name)? {
            Some(v) => Ok(v),
            None => Err(name_error(th, name)),
        };
    }
    if let Some(builtins) = builtins.downcast::<Dict>() {
        if let Some(cell) = builtins.cell(name) {
            let v = cell.get();
            if !v.is_empty() {
                if dict.is_namespace() && dict.has_str_keys() {
                    remember(BUILTIN, cell);
                }
                return Ok(v);
            }
        } else if let Some(v) = builtins.get_str(name) {
            return Ok(v);
        }
        if let Some(v) = builtins.search_str(th, name)? {
            return Ok(v);
        }
    }
    Err(name_error(th, name))
}

/// NameError, with the name for the "Did you mean" of the traceback.
#[cold]
pub fn name_error(th: &Thread, name: Ref<Str>) -> Raised {
    let message = types::str::new(
        th,
        &format!("name '{}' is not defined", name.to_string_lossy()),
    );
    let exception = types::exception::new(th, T::NameError, &[message]);
    types::exception::set_name(th, exception, name.value());
    th.raise(exception)
}

/// STORE_GLOBAL.
pub fn store_global(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code();
    let value = frame.reg(i.a() as usize);
    let dict = globals(frame);
    let entry = &code.cache(i.c() as usize).entries[0];
    let name = code.site_name(i.c() as usize);
    if entry.object.get() == dict.value() {
        let cell = name_cell(entry.value.get());
        if !cell.get().is_empty() {
            cell.set(value);
            return Ok(Flow::Next);
        }
        dict.set_name_anew(th, name, cell, value);
    } else {
        dict.set_str(th, name, value);
    }
    if let Some(cell) = dict.cell(name) {
        entry.object.set(dict.value());
        entry.value.set(cell.value());
        code.cache_written();
    }
    Ok(Flow::Next)
}

/// DELETE_GLOBAL.
pub fn delete_global(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let name = frame.code().site_name(i.c() as usize);
    match globals(frame).del_str(th, name) {
        Some(_) => Ok(Flow::Next),
        None => Err(name_error(th, name)),
    }
}

/// The namespace of a frame that has one (module and class bodies), else its globals.
fn namespace(frame: Frame) -> Value {
    let attached = super::generator::namespace_of(frame);
    if attached.is_empty() {
        frame.function().globals.get()
    } else {
        attached
    }
}

/// An item of a namespace, which may be any mapping; None if it is missing.
fn namespace_get(th: &Thread, namespace: Value, name: Ref<Str>) -> PyResult<Option<Value>> {
    if types::is_exactly(namespace, T::Dict) {
        // SAFETY: exactly a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(namespace) };
        return dict.get(th, name.value());
    }
    mapping_get(th, namespace, name)
}

/// LOAD_NAME.
pub fn load_name(th: &Thread, base: *mut Value, site: u16) -> PyResult {
    let frame = Frame(base);
    let attached = super::generator::namespace_of(frame);
    if attached.is_empty() || attached == frame.function().globals.get() {
        if let Some(v) = cached_global(base, site) {
            return Ok(v);
        }
        return load_global(th, base, site);
    }
    let name = frame.code().site_name(site as usize);
    if let Some(v) = namespace_get(th, attached, name)? {
        return Ok(v);
    }
    global_or_builtin(th, frame, name)
}

/// A global, else a builtin, where the globals are a dict of a subclass: it may have a `__getitem__` or `__missing__` of its
/// own, so nothing is remembered. Runs Python.
#[cold]
fn from_mappings(th: &Thread, frame: Frame, name: Ref<Str>) -> PyResult {
    let function = frame.function();
    for mapping in [function.globals.get(), function.builtins.get()] {
        if let Some(v) = mapping_get(th, mapping, name)? {
            return Ok(v);
        }
    }
    Err(name_error(th, name))
}

/// The value of a name in any mapping; None if it raises KeyError. Runs Python.
pub fn mapping_get(th: &Thread, mapping: Value, name: Ref<Str>) -> PyResult<Option<Value>> {
    match ops::get_item(th, mapping, name.value()) {
        Ok(v) => Ok(Some(v)),
        Err(raised) => {
            th.swallow(raised, T::KeyError)?;
            Ok(None)
        }
    }
}

/// A builtin of a frame, whatever mapping its builtins are; None if it is missing. Runs Python.
pub fn builtin(th: &Thread, frame: Frame, name: Ref<Str>) -> PyResult<Option<Value>> {
    let builtins = frame.function().builtins.get();
    if types::is_exactly(builtins, T::Dict) {
        // SAFETY: exactly a dict.
        let builtins: Ref<Dict> = unsafe { Ref::from_value_unchecked(builtins) };
        return builtins.search_str(th, name);
    }
    mapping_get(th, builtins, name)
}

/// A global, else a builtin, else NameError; without a cache.
fn global_or_builtin(th: &Thread, frame: Frame, name: Ref<Str>) -> PyResult {
    if !types::is_exactly(frame.function().globals.get(), T::Dict) {
        return from_mappings(th, frame, name);
    }
    if let Some(v) = globals(frame).search_str(th, name)? {
        return Ok(v);
    }
    match builtin(th, frame, name)? {
        Some(v) => Ok(v),
        None => Err(name_error(th, name)),
    }
}

/// The cell with which a store to a name that was deleted defines it anew, if the site remembers one.
pub fn cell_to_revive(code: Ref<CodeObj>, site: u16, globals: Ref<Dict>) -> Option<Ref<NameCell>> {
    let entry = &code.cache(site as usize).entries[0];
    let cell = (entry.object.get() == globals.value()).then(|| name_cell(entry.value.get()))?;
    cell.get().is_empty().then_some(cell)
}

/// STORE_NAME.
pub fn store_name(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let space = namespace(frame);
    if space == frame.function().globals.get() && types::is_exactly(space, T::Dict) {
        return store_global(th, base, i);
    }
    let name = frame.code().site_name(i.c() as usize);
    let value = frame.reg(i.a() as usize);
    if types::is_exactly(space, T::Dict) {
        // SAFETY: exactly a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(space) };
        dict.set_str(th, name, value);
    } else {
        ops::set_item(th, space, name.value(), value)?;
    }
    Ok(Flow::Next)
}

/// DELETE_NAME.
pub fn delete_name(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let space = namespace(frame);
    if space == frame.function().globals.get() && globals(frame).is_namespace() {
        return delete_global(th, base, i);
    }
    let name = frame.code().site_name(i.c() as usize);
    match ops::del_item(th, space, name.value()) {
        Ok(()) => Ok(Flow::Next),
        Err(raised) => {
            th.swallow(raised, T::KeyError)?;
            Err(name_error(th, name))
        }
    }
}

/// LOAD_LOCALS.
pub fn load_locals(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = types::frame::locals(th, frame)?;
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// LOAD_FROM_DICT_OR_DEREF.
pub fn load_from_dict_or_deref(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let name = frame.code().site_name(i.c() as usize);
    let v = match namespace_get(th, frame.reg(i.a() as usize), name)? {
        Some(v) => v,
        None => {
            let v = cell_value(frame.reg(i.b() as usize));
            if v.is_empty() {
                return Err(unbound_cell(th, base, i.b()));
            }
            v
        }
    };
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// LOAD_FROM_DICT_OR_GLOBALS.
pub fn load_from_dict_or_globals(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let name = frame.code().site_name(i.c() as usize);
    let v = match namespace_get(th, frame.reg(i.a() as usize), name)? {
        Some(v) => v,
        None => global_or_builtin(th, frame, name)?,
    };
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// LOAD_BUILD_CLASS.
pub fn load_build_class(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let name = types::str::intern(th, "__build_class__");
    match builtin(th, frame, name)? {
        Some(v) => {
            frame.set_reg(i.a() as usize, v);
            Ok(Flow::Next)
        }
        None => Err(th.error(T::NameError, "__build_class__ not found")),
    }
}

/// What LOAD_COMMON loads: always the same.
pub fn common(i: Instr) -> Value {
    use frontend::bytecode::op::Common;
    let class = match Common::from_u16(i.c()) {
        Some(Common::AssertionError) => T::AssertionError,
        Some(Common::NotImplementedError) => T::NotImplementedError,
        None => unreachable!("verified"),
    };
    types::get(class).value()
}

/// LOAD_COMMON.
pub fn load_common(base: *mut Value, i: Instr) -> PyResult<Flow> {
    Frame(base).set_reg(i.a() as usize, common(i));
    Ok(Flow::Next)
}

/// SETUP_ANNOTATIONS.
pub fn setup_annotations(th: &Thread, base: *mut Value) -> PyResult<Flow> {
    let space = namespace(Frame(base));
    let name = types::str::intern(th, "__annotations__");
    if namespace_get(th, space, name)?.is_none() {
        ops::set_item(th, space, name.value(), dict::new(th).value())?;
    }
    Ok(Flow::Next)
}

/// MAKE_FUNCTION.
pub fn make_function(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code().constant(i.b() as usize);
    // SAFETY: the operand is a code constant (verified).
    let code = unsafe { Ref::<CodeObj>::from_value_unchecked(code) };
    let outer = frame.function();
    let f = function::new(th, code, outer.globals.get(), outer.builtins.get());
    let mut next = i.c() as usize;
    let mut take = |flag: u8| {
        (i.flags() & flag != 0).then(|| {
            next += 1;
            frame.reg(next - 1)
        })
    };
    if let Some(v) = take(op::FUNC_DEFAULTS) {
        f.defaults.set(f, v);
    }
    if let Some(v) = take(op::FUNC_KWDEFAULTS) {
        f.kwdefaults.set(f, v);
    }
    if let Some(v) = take(op::FUNC_ANNOTATE) {
        f.annotate.set(f, v);
    }
    if let Some(v) = take(op::FUNC_CLOSURE) {
        f.closure.set(f, v);
    }
    frame.set_reg(i.a() as usize, f.value());
    Ok(Flow::Next)
}

/// MAKE_CELL.
pub fn make_cell(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let held = frame.reg(i.a() as usize);
    let content = if i.flags() & CELL_EMPTY != 0 || held == Value::UNBOUND {
        Value::EMPTY
    } else {
        held
    };
    frame.set_reg(i.a() as usize, types::cell::new(th, content).value());
    Ok(Flow::Next)
}

/// COPY_FREE_VARS.
pub fn copy_free_vars(base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    if let Some(closure) = frame.function().closure.get().downcast::<Tuple>() {
        for (n, &cell) in closure.items().iter().enumerate().take(i.c() as usize) {
            frame.set_reg(i.a() as usize + n, cell);
        }
    }
    Ok(Flow::Next)
}

fn as_cell(v: Value) -> Ref<Cell> {
    // SAFETY: the compiler only names registers that hold cells in these operands.
    unsafe { Ref::from_value_unchecked(v) }
}

/// The content of the cell in a register, `EMPTY` if it has none.
#[inline(always)]
pub fn cell_value(cell: Value) -> Value {
    as_cell(cell).content.get()
}

/// Stores into the cell in a register.
#[inline(always)]
pub fn store_cell(cell: Value, v: Value) {
    let cell = as_cell(cell);
    cell.content.set(cell, v);
}

/// DELETE_DEREF.
pub fn delete_deref(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let cell = as_cell(Frame(base).reg(i.a() as usize));
    if cell.content.get().is_empty() {
        return Err(unbound_cell(th, base, i.a()));
    }
    cell.content.init(Value::EMPTY);
    Ok(Flow::Next)
}

fn register_name(base: *mut Value, th: &Thread, reg: u16) -> String {
    let code = Frame(base).code();
    let pc = code.index_of(th.pc.get()).saturating_sub(1);
    code.plain()
        .register_name(reg, pc)
        .map_or_else(String::new, |n| n.to_string())
}

/// UnboundLocalError for a local variable.
#[cold]
pub fn unbound_local(th: &Thread, base: *mut Value, reg: u16) -> Raised {
    let name = register_name(base, th, reg);
    let message =
        format!("cannot access local variable '{name}' where it is not associated with a value");
    let message = types::str::new(th, &message);
    let exception = types::exception::new(th, T::UnboundLocalError, &[message]);
    th.raise(exception)
}

/// UnboundLocalError or NameError for an empty cell.
#[cold]
pub fn unbound_cell(th: &Thread, base: *mut Value, reg: u16) -> Raised {
    let name = register_name(base, th, reg);
    // A class body's own cell, which no name of the program is bound to.
    if name == "__class__" && !Frame(base).code().has_flag(flags::OPTIMIZED) {
        return th.error(T::NameError, "name '__class__' is not defined");
    }
    if !Frame(base).code().plain().is_free_reg(reg) {
        return unbound_local(th, base, reg);
    }
    let message = format!(
        "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
    );
    let message = types::str::new(th, &message);
    let exception = types::exception::new(th, T::NameError, &[message]);
    types::exception::set_name(th, exception, types::str::intern(th, &name).value());
    th.raise(exception)
}
