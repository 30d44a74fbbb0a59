//! The import statements.

use frontend::bytecode::op::Instr;

use super::frame::Frame;
use super::globals;
use super::run::Flow;
use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::import;
use crate::import_locks;
use crate::names::{self, N};
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::module::Module;
use crate::types::str::Str;
use crate::types::{self, T};
use crate::value::Value;

/// IMPORT_NAME. Calls `builtins.__import__`, natively if nobody replaced it.
pub fn name(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code();
    let name = code.name_at(i.c() as usize);
    let from_list = code.constant(i.b() as usize);
    let globals = globals::globals(frame);
    let level = Value::small(i64::from(i.flags()));
    let hook = globals::builtin(th, frame, names::get(N::__import__))?;
    let Some(hook) = hook else {
        return Err(th.error(T::ImportError, "__import__ not found"));
    };
    let native = import::is_native_import(hook);
    let module = if native && let Some(m) = known(name, from_list, i.flags()) {
        m
    } else if native {
        import::import(th, name, globals.value(), from_list, i.flags() as usize)?
    } else {
        let attached = super::generator::namespace_of(frame);
        let is_function = frontend::bytecode::code::flags::OPTIMIZED;
        let locals = if frame.code().has_flag(is_function) {
            Value::NONE
        } else if attached.is_empty() {
            globals.value()
        } else {
            attached
        };
        ops::call(
            th,
            hook,
            Args::positional(&[name.value(), globals.value(), locals, from_list, level]),
        )?
    };
    frame.set_reg(i.a() as usize, module);
    Ok(Flow::Next)
}

/// What most imports inside of functions come to: a module that is there already, and no package.
fn known(name: Ref<Str>, from_list: Value, level: u8) -> Option<Value> {
    if level > 0
        || name.bytes().contains(&b'.')
        || import_locks::is_busy()
        || crate::finalize::is_unloaded()
        || crate::config::get().import_time > 1
    {
        return None;
    }
    let m = import::modules().get_str(name)?;
    let is_package = |n: N| {
        m.downcast::<Module>()
            .is_none_or(|m| m.dict().get_str(names::get(n)).is_some())
    };
    let done = from_list.is_none()
        || types::is_exactly(m, T::Module)
            && !is_package(N::__path__)
            && !is_package(N::__getattr__);
    (done && !m.is_none()).then_some(m)
}

/// IMPORT_FROM.
pub fn from(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let name = frame.code().name_at(i.c() as usize);
    let v = import::import_from(th, frame.reg(i.b() as usize), name)?;
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// IMPORT_STAR.
pub fn star(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let module = frame.reg(i.a() as usize);
    let attached = super::generator::namespace_of(frame);
    let target = if attached.is_empty() {
        frame.function().globals.get()
    } else {
        attached
    };
    let all = types::str::intern(th, "__all__");
    let mut names = RootedVec::new();
    let listed = ops::get_attr_opt(th, module, all)?;
    let explicit = listed.is_some();
    let source = match listed {
        Some(list) => list,
        None => {
            let dict = types::str::intern(th, "__dict__");
            match ops::get_attr_opt(th, module, dict)? {
                Some(d) => d,
                None => {
                    return Err(th.error(
                        T::ImportError,
                        "from-import-* object has no __dict__ and no __all__",
                    ));
                }
            }
        }
    };
    ops::iterate(th, source, &mut |v| {
        names.push(v);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    for &name in names.iter() {
        if !name.has_kind(Kind::Str) {
            let what = if explicit { "Item in" } else { "Key in" };
            let place = if explicit { "__all__" } else { "__dict__" };
            let module_name = ops::get_attr(th, module, types::str::intern(th, "__name__"))?;
            return Err(th.type_error(format!(
                "{what} {}.{place} must be str, not {}",
                ops::str(th, module_name)?.to_string_lossy(),
                ops::type_name(name)
            )));
        }
        let hidden = name
            .downcast::<Str>()
            .is_some_and(|s| s.bytes().first() == Some(&b'_'));
        if hidden && !explicit {
            continue;
        }
        let attribute = ops::attribute_name(th, name)?;
        let v = ops::get_attr(th, module, attribute)?;
        ops::set_item(th, target, attribute.value(), v)?;
    }
    Ok(Flow::Next)
}
