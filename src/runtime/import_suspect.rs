//! What is odd about a module that has not got what somebody wants of it: it is still being imported, or it hides another.

use std::sync::OnceLock;

use crate::error::PyResult;
use crate::import::{module, spec_attribute};
use crate::ops;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::{self, T};
use crate::value::Value;

/// The folder that the program's start has put in front of `sys.path`: none if it was not to.
static PATH_0: OnceLock<String> = OnceLock::new();

/// Names the folder that the start has put in front of `sys.path`, once.
pub fn set_path_0(folder: &str) {
    // (Later ones are the program's business.)
    let _ = PATH_0.set(folder.to_owned());
}

/// What is odd about a module that has not got what somebody wants of it.
#[derive(Default)]
pub struct Suspect {
    /// The file that its spec names.
    pub origin: Option<String>,
    /// It is still being imported.
    pub initializing: bool,
    /// It lies beside the program, so that it may hide another of its name.
    hides: bool,
    /// A module of the standard library has its name.
    of_library: bool,
}

impl Suspect {
    /// Of a module by its spec and name. Runs Python.
    pub fn of(th: &Thread, spec: Value, name: &str) -> PyResult<Suspect> {
        let mut found = Suspect::default();
        if spec.is_none() {
            return Ok(found);
        }
        let attribute = |name: &str| spec_attribute(th, spec, name);
        if let Some(on) = attribute("has_location")? {
            if ops::is_true(th, on)? {
                let origin = attribute("origin")?.and_then(|v| v.downcast::<Str>());
                found.origin = origin.map(|s| s.to_string_lossy().into_owned());
            }
        }
        if let Some(on) = attribute("_initializing")? {
            found.initializing = ops::is_true(th, on)?;
        }
        found.hides = found.origin.as_deref().is_some_and(lies_beside_program);
        if found.hides {
            let sys = module(th, "sys")?;
            let names = types::str::intern(th, "stdlib_module_names");
            if let Some(names) = ops::get_attr_opt(th, sys, names)? {
                if types::is_instance_of(names, T::FrozenSet)
                    || types::is_instance_of(names, T::Set)
                {
                    found.of_library = ops::contains(th, names, types::str::new(th, name))?;
                }
            }
        }
        Ok(found)
    }

    /// What to do about a module that hides another.
    pub fn advice(&self, name: &str) -> Option<String> {
        let origin = self.origin.as_deref().filter(|_| self.hides)?;
        if self.of_library {
            return Some(format!(
                "(consider renaming '{origin}' since it has the same name as the standard library module named '{name}' and prevents importing that standard library module)"
            ));
        }
        self.initializing.then(|| {
            format!(
                "(consider renaming '{origin}' if it has the same name as a library you intended to import)"
            )
        })
    }
}

/// Whether a module's file, or its package's folder, lies in the folder in front of `sys.path`.
fn lies_beside_program(origin: &str) -> bool {
    let Some(first) = PATH_0.get() else {
        return false;
    };
    let path = origin.strip_suffix("/__init__.py").unwrap_or(origin);
    let Some((folder, _)) = path.rsplit_once('/') else {
        return false;
    };
    if first.is_empty() {
        return std::env::current_dir().is_ok_and(|here| here.to_string_lossy() == folder);
    }
    first == folder
}
