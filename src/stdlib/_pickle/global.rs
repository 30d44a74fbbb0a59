//! Classes and functions, which are written as names: where they are found, and the names that Python 2 had for them.

use runtime::codecs;
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::import;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{as_type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

use super::opcodes::*;
use super::save::Saver;
use super::state::{self, Known, pickling_error};

/// The parts of a name with dots. Allocates.
pub fn dotted(th: &Thread, name: Ref<Str>) -> RootedVec<Value> {
    let mut parts = RootedVec::new();
    for part in name.bytes().split(|&b| b == b'.') {
        parts.push(str::from_bytes(th, part).value());
    }
    parts
}

/// What a name with dots means in a module. Runs Python.
pub fn resolve(th: &Thread, module: Value, path: &[Value]) -> PyResult {
    let mut v = module;
    for &name in path {
        v = ops::get_attr(th, v, ops::attribute_name(th, name)?)?;
    }
    Ok(v)
}

/// Imports a module of any name, with dots or without. Runs Python.
pub fn import_leaf(th: &Thread, name: Value) -> PyResult {
    let Some(text) = name.downcast::<Str>() else {
        return Err(th.type_error("module name must be a string"));
    };
    import::import(th, text, Value::NONE, Value::NONE, 0)?;
    match import::modules().get(th, name)? {
        Some(module) => Ok(module),
        None => Err(th.key_error(name)),
    }
}

/// Gives what is raised a context: what was raised before. Runs Python.
pub fn after(th: &Thread, cause: Value, raised: Raised) -> Raised {
    let exc = th.take_exception(raised);
    match ops::set_attr(th, exc, names::get(N::__context__), cause) {
        Ok(()) => th.reraise(exc),
        Err(raised) => raised,
    }
}

/// Whether `v` is a built-in type that in CPython is no object of the heap.
fn is_static(v: Value) -> bool {
    v.has_kind(Kind::Type) && as_type(v).has_flag(flags::STATIC)
}

fn shown(th: &Thread, v: Value) -> PyResult<String> {
    Ok(ops::repr(th, v)?.to_string_lossy().into_owned())
}

/// The module in which `v` is found under a name; an error if it is not. Runs Python.
fn module_of(th: &Thread, v: Value, name: Ref<Str>, path: &[Value]) -> PyResult {
    let home = ops::get_attr_opt(th, v, names::get(N::__module__))?;
    let is_local = |part: &Value| {
        part.downcast::<Str>()
            .is_some_and(|part| part.bytes() == b"<locals>")
    };
    if path.iter().any(is_local) {
        let v = shown(th, v)?;
        return Err(pickling_error(th, format!("Can't pickle local object {v}")));
    }
    let home = match home.filter(|home| !home.is_none()) {
        Some(home) => home,
        None => search(th, v, path)?,
    };
    let module = match import_leaf(th, home) {
        Ok(module) => module,
        Err(raised) => {
            let expected = [T::ImportError, T::ValueError, T::KeyError];
            if !expected.iter().any(|&t| th.raised_is(&raised, t)) {
                return Err(raised);
            }
            let exc = th.take_exception(raised);
            let text = ops::str(th, exc)?.to_string_lossy().into_owned();
            let v = shown(th, v)?;
            let raised = pickling_error(th, format!("Can't pickle {v}: {text}"));
            return Err(after(th, exc, raised));
        }
    };
    let cause = match resolve(th, module, path) {
        Ok(found) if found == v => return Ok(home),
        Ok(_) => None,
        Err(raised) if th.raised_is(&raised, T::AttributeError) => Some(th.take_exception(raised)),
        Err(raised) => return Err(raised),
    };
    let v = shown(th, v)?;
    let home = ops::str(th, home)?;
    let full = format!("{}.{}", home.to_string_lossy(), name.to_string_lossy());
    Err(match cause {
        None => pickling_error(
            th,
            format!("Can't pickle {v}: it's not the same object as {full}"),
        ),
        Some(cause) => {
            let raised = pickling_error(th, format!("Can't pickle {v}: it's not found as {full}"));
            after(th, cause, raised)
        }
    })
}

/// Looks for an object that does not know its module in all of them.
fn search(th: &Thread, v: Value, path: &[Value]) -> PyResult {
    // (A copy: looking for an attribute may import more.)
    let modules = import::modules().copy(th);
    let mut pos = 0;
    while let Some((name, module)) = modules.next(&mut pos) {
        let main = name
            .downcast::<Str>()
            .is_some_and(|n| matches!(n.bytes(), b"__main__" | b"__mp_main__"));
        if main || module.is_none() {
            continue;
        }
        match resolve(th, module, path) {
            Ok(found) if found == v => return Ok(name),
            Ok(_) => {}
            Err(raised) => th.swallow(raised, T::AttributeError)?,
        }
    }
    Ok(str::intern(th, "__main__").value())
}

/// The names under which Python 2 or Python 3 knows what the other calls by these: looked up in two tables of
/// `_compat_pickle`. Runs Python.
pub fn renamed(
    th: &Thread,
    tables: (Known, Known),
    prefix: &str,
    module: Value,
    name: Value,
) -> PyResult<(Value, Value)> {
    let pair = tuple_of(th, &[module, name]);
    if let Some(found) = state::table(tables.0).get(th, pair)? {
        let Some(&[module, name]) = found.downcast::<Tuple>().as_ref().map(|t| t.items()) else {
            return Err(th.runtime_error(format!(
                "_compat_pickle.{prefix}NAME_MAPPING values should be 2-tuples, not {}",
                ops::type_name(found)
            )));
        };
        if module.downcast::<Str>().is_none() || name.downcast::<Str>().is_none() {
            return Err(th.runtime_error(format!(
                "_compat_pickle.{prefix}NAME_MAPPING values should be pairs of str, not ({}, {})",
                ops::type_name(module),
                ops::type_name(name)
            )));
        }
        return Ok((module, name));
    }
    match state::table(tables.1).get(th, module)? {
        Some(found) if found.downcast::<Str>().is_none() => Err(th.runtime_error(format!(
            "_compat_pickle.{prefix}IMPORT_MAPPING values should be strings, not {}",
            ops::type_name(found)
        ))),
        Some(found) => Ok((found, name)),
        None => Ok((module, name)),
    }
}

impl Saver<'_> {
    /// Writes an object as the name under which it is found. Runs Python.
    pub(super) fn global(&mut self, v: Value, name: Option<Ref<Str>>) -> PyResult<()> {
        let th = self.th;
        let name = match name {
            Some(name) => name.value(),
            None => match ops::get_attr_opt(th, v, names::get(N::__qualname__))? {
                // (Where CPython makes the name of a type when it is asked for it, nothing else refers to it.)
                Some(name) if is_static(v) && types::is_exactly(name, T::Str) => {
                    str::from_bytes(th, this::<Str>(name).bytes()).value()
                }
                Some(name) => name,
                None => ops::get_attr_name(th, v, N::__name__)?,
            },
        };
        let Some(text) = name.downcast::<Str>() else {
            return Err(th.type_error(format!("must be str, not {}", ops::type_name(name))));
        };
        let path = dotted(th, text);
        let module = module_of(th, v, text, &path)?;
        if self.protocol >= 2 && self.extension(module, name)? {
            return Ok(());
        }
        if self.protocol >= 4 {
            self.save(module)?;
            self.save(name)?;
            self.out.put_byte(STACK_GLOBAL);
        } else if path.len() > 1 {
            self.attribute_path(module, &path)?;
        } else {
            self.names(module, name)?;
        }
        self.memoize(v);
        Ok(())
    }

    /// Writes the number under which `copyreg` has registered a name, if it has.
    fn extension(&mut self, module: Value, name: Value) -> PyResult<bool> {
        let th = self.th;
        let registry = state::table(Known::ExtensionRegistry);
        if registry.is_empty() {
            return Ok(false);
        }
        let Some(code) = registry.get(th, tuple_of(th, &[module, name]))? else {
            return Ok(false);
        };
        let code = ops::index_i64(th, code)?;
        let Some(fits) = i32::try_from(code).ok().filter(|&code| code > 0) else {
            return Err(pickling_error(
                th,
                format!("extension code {code} is out of range"),
            ));
        };
        match fits.to_le_bytes() {
            [a, 0, 0, 0] => self.out.put_all([EXT1, a]),
            [a, b, 0, 0] => self.out.put_all([EXT2, a, b]),
            [a, b, c, d] => self.out.put_all([EXT4, a, b, c, d]),
        }
        Ok(true)
    }

    /// Before there was an opcode for names with dots: calls of `getattr`.
    fn attribute_path(&mut self, module: Value, path: &[Value]) -> PyResult<()> {
        let &[first, ref rest @ ..] = path else {
            return Ok(());
        };
        for _ in rest {
            self.save(state::get(Known::Getattr))?;
            if self.protocol < 2 {
                self.out.put_byte(MARK);
            }
        }
        self.names(module, first)?;
        for &name in rest {
            self.save(name)?;
            let tuple = if self.protocol < 2 { TUPLE } else { TUPLE2 };
            self.out.put_all([tuple, REDUCE]);
        }
        Ok(())
    }

    /// The opcode with two lines.
    fn names(&mut self, module: Value, name: Value) -> PyResult<()> {
        let th = self.th;
        let (mut module, mut name) = (module, name);
        if self.fix_imports && self.protocol < 3 {
            let tables = (Known::ReverseNameMapping, Known::ReverseImportMapping);
            (module, name) = renamed(th, tables, "REVERSE_", module, name)?;
        }
        self.out.put_byte(GLOBAL);
        for (v, what) in [(module, "module"), (name, "global")] {
            let Some(text) = v.downcast::<Str>() else {
                return Err(th.type_error("bad argument type for built-in operation"));
            };
            let protocol = self.protocol;
            let encoding: &[u8] = if protocol == 3 { b"utf-8" } else { b"ascii" };
            if let Err(raised) = codecs::encode_text(th, text, encoding, b"strict") {
                let cause = th.take_exception(raised);
                let v = shown(th, v)?;
                let raised = pickling_error(
                    th,
                    format!("can't pickle {what} identifier {v} using pickle protocol {protocol}"),
                );
                return Err(after(th, cause, raised));
            }
            self.out.put(text.bytes());
            self.out.put_byte(b'\n');
        }
        Ok(())
    }
}
