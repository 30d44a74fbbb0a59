//! What a relative import is relative to.

use crate::error::PyResult;
use crate::import;
use crate::names::{self, N};
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::Dict;
use crate::types::str::Str;
use crate::types::{self, T};
use crate::value::Value;

/// The name of the package that a module belongs to, by its globals. Runs Python.
fn package_of(th: &Thread, globals: Ref<Dict>) -> PyResult<String> {
    let given = |n: N| globals.get_str(names::get(n)).filter(|v| !v.is_none());
    let text = |v: Value, what: &str| match v.downcast::<Str>() {
        Some(s) => Ok(s.to_string_lossy().into_owned()),
        None => Err(th.type_error(format!("{what} must be a string"))),
    };
    let parent = |spec: Value| match import::spec_attribute(th, spec, "parent")? {
        Some(parent) => Ok(parent),
        None => ops::get_attr(th, spec, types::str::intern(th, "parent")),
    };
    let spec = given(N::__spec__);
    if let Some(package) = given(N::__package__) {
        let name = text(package, "package")?;
        if let Some(spec) = spec {
            let parent = parent(spec)?;
            if !ops::equal(th, package, parent)? {
                let message = "__package__ != __spec__.parent";
                crate::warn::issue(th, T::DeprecationWarning, message)?;
            }
        }
        return Ok(name);
    }
    if let Some(spec) = spec {
        return text(parent(spec)?, "__spec__.parent");
    }
    crate::warn::issue(
        th,
        T::ImportWarning,
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
    )?;
    let Some(name) = globals.get_str(names::get(N::__name__)) else {
        return Err(th.key_error(types::str::new(th, "'__name__' not in globals")));
    };
    let name = text(name, "__name__")?;
    if globals.get_str(names::get(N::__path__)).is_some() {
        return Ok(name);
    }
    Ok(name.rsplit_once('.').map_or("", |(p, _)| p).to_owned())
}

/// The absolute name of a relative import. Runs Python.
pub fn resolve(th: &Thread, name: &str, globals: Value, level: usize) -> PyResult<String> {
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(th.key_error(types::str::new(th, "'__name__' not in globals")));
    };
    let package = package_of(th, globals)?;
    if package.is_empty() {
        return Err(th.error(
            T::ImportError,
            "attempted relative import with no known parent package",
        ));
    }
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((outer, _)) => base = outer,
            None => {
                return Err(th.error(
                    T::ImportError,
                    "attempted relative import beyond top-level package",
                ));
            }
        }
    }
    Ok(if name.is_empty() {
        base.to_owned()
    } else {
        format!("{base}.{name}")
    })
}
