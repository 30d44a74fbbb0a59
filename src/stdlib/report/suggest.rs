//! "Did you mean": names near the one that was not found.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::import;
use runtime::object::Ref;
use runtime::ops;
use runtime::suggest::closest;
use runtime::thread::Thread;
use runtime::types::exception::as_exception;
use runtime::types::str::{self, Str};
use runtime::types::traceback::Traceback;
use runtime::types::{self, T};
use runtime::value::Value;

/// What is added to the text of an exception. Runs Python.
pub fn hint(th: &Thread, exc: Value) -> String {
    let e = as_exception(exc);
    let text = |n: usize| {
        e.extra(n)
            .and_then(|s| s.get_opt())
            .and_then(|v| v.downcast::<Str>())
    };
    let is = |t: T| types::is_instance_of(exc, t);
    if is(T::ImportError) {
        let Some(wrong) = text(3) else {
            return String::new();
        };
        let found = suggestion(th, wrong, &|names| of_module(th, text(1), wrong, names));
        return found.map_or_else(String::new, did_you_mean);
    }
    if !is(T::NameError) && !is(T::AttributeError) {
        return String::new();
    }
    let Some(wrong) = text(0) else {
        return String::new();
    };
    let tb = innermost(e.traceback.get().downcast());
    if is(T::AttributeError) {
        let object = e.extra(1).and_then(|s| s.get_opt()).unwrap_or(Value::NONE);
        let found = suggestion(th, wrong, &|names| of_object(th, object, wrong, tb, names));
        return found.map_or_else(String::new, did_you_mean);
    }
    let found = tb.and_then(|tb| match own_attribute(th, wrong, tb) {
        Ok(true) => Some(format!("self.{}", super::text_of(wrong))),
        Ok(false) => suggestion(th, wrong, &|names| of_frame(th, tb, names)),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
    });
    let mut out = String::new();
    let first = found.is_none();
    if let Some(found) = found {
        out = did_you_mean(found);
    }
    if super::modules::is_module(&super::text_of(wrong)) {
        let (start, word) = if first { (".", "Did") } else { ("", "Or did") };
        out.push_str(&format!(
            "{start} {word} you forget to import '{}'?",
            super::text_of(wrong)
        ));
    }
    out
}

fn did_you_mean(name: String) -> String {
    format!(". Did you mean: '{name}'?")
}

fn innermost(tb: Option<Ref<Traceback>>) -> Option<Ref<Traceback>> {
    let mut tb = tb?;
    while let Some(next) = tb.next() {
        tb = next;
    }
    Some(tb)
}

/// The nearest of the names that `collect` gives. Whatever goes wrong on the way, there is just no suggestion.
fn suggestion(
    th: &Thread,
    wrong: Ref<Str>,
    collect: &dyn Fn(&mut RootedVec<Value>) -> PyResult<()>,
) -> Option<String> {
    let mut found = RootedVec::new();
    if let Err(raised) = collect(&mut found) {
        th.take_exception(raised);
        return None;
    }
    let candidates: Vec<String> = (found.iter())
        .filter_map(|v| v.downcast::<Str>())
        .map(super::text_of)
        .collect();
    closest(
        &super::text_of(wrong),
        candidates.len(),
        candidates.iter().map(String::as_str),
    )
    .map(str::to_owned)
}

/// The names of `object.__dir__()`, sorted; those with an underscore in front only if `underscored`.
fn dir(
    th: &Thread,
    object: Value,
    underscored: bool,
    names: &mut RootedVec<Value>,
) -> PyResult<()> {
    let dir = str::intern(th, "__dir__");
    let listed = match ops::call_method(th, object, dir, &[]) {
        Ok(listed) => listed,
        // A class: its own `__dir__` wants an instance.
        Err(raised) => {
            th.swallow(raised, T::TypeError)?;
            ops::call_method(th, types::type_of(object).value(), dir, &[object])?
        }
    };
    ops::iterate(th, listed, &mut |v: Value| {
        if let Some(s) = v.downcast::<Str>() {
            if underscored || !s.bytes().starts_with(b"_") {
                names.push(v);
            }
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    names
        .as_mut_slice()
        .sort_by_key(|v| v.downcast::<Str>().map(|s| s.bytes().to_vec()));
    Ok(())
}

fn is_private(name: Ref<Str>) -> bool {
    name.bytes().starts_with(b"_")
}

fn of_object(
    th: &Thread,
    object: Value,
    wrong: Ref<Str>,
    tb: Option<Ref<Traceback>>,
    names: &mut RootedVec<Value>,
) -> PyResult<()> {
    let mut underscored = is_private(wrong);
    if let (false, Some(tb)) = (underscored, tb) {
        // A method may see the private names of its own object.
        underscored = local(th, tb, "self")? == Some(object);
    }
    dir(th, object, underscored, names)
}

fn of_module(
    th: &Thread,
    module: Option<Ref<Str>>,
    wrong: Ref<Str>,
    names: &mut RootedVec<Value>,
) -> PyResult<()> {
    let Some(module) = module else { return Ok(()) };
    let module = import::module(th, &super::text_of(module))?;
    dir(th, module, is_private(wrong), names)
}

fn frame_attribute(th: &Thread, tb: Ref<Traceback>, name: &str) -> PyResult {
    let frame = runtime::types::frame::of_traceback(th, tb);
    ops::get_attr(th, frame, str::intern(th, name))
}

/// A local variable of the frame of a traceback entry.
fn local(th: &Thread, tb: Ref<Traceback>, name: &str) -> PyResult<Option<Value>> {
    let locals = frame_attribute(th, tb, "f_locals")?;
    let name = str::intern(th, name).value();
    if !ops::contains(th, locals, name)? {
        return Ok(None);
    }
    ops::get_item(th, locals, name).map(Some)
}

/// Whether the name is an attribute of the method's own object.
fn own_attribute(th: &Thread, wrong: Ref<Str>, tb: Ref<Traceback>) -> PyResult<bool> {
    let Some(object) = local(th, tb, "self")? else {
        return Ok(false);
    };
    match ops::get_attr_opt(th, object, str::intern_str(th, wrong)) {
        Ok(found) => Ok(found.is_some()),
        Err(raised) => {
            th.take_exception(raised);
            Ok(false)
        }
    }
}

fn of_frame(th: &Thread, tb: Ref<Traceback>, names: &mut RootedVec<Value>) -> PyResult<()> {
    for part in ["f_locals", "f_globals", "f_builtins"] {
        let scope = frame_attribute(th, tb, part)?;
        if scope.is_none() {
            continue;
        }
        ops::iterate(th, scope, &mut |v| {
            names.push(v);
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
    }
    Ok(())
}
