//! What the module keeps: the tables of `copyreg` and `_compat_pickle`, functions that pickles name, and the exceptions.

use std::cell::Cell;

use runtime::error::{PyResult, Raised};
use runtime::heap::{self, Tracer};
use runtime::import;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::module::Module;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str;
use runtime::types::type_::as_type;
use runtime::types::{self, T};
use runtime::value::Value;

use crate::support::{self, add};

/// What is kept.
#[derive(Clone, Copy)]
pub enum Known {
    DispatchTable,
    ExtensionRegistry,
    InvertedRegistry,
    ExtensionCache,
    NameMapping,
    ImportMapping,
    ReverseNameMapping,
    ReverseImportMapping,
    Encode,
    Partial,
    Getattr,
    PickleError,
    PicklingError,
    UnpicklingError,
    /// A pickler that nobody else has, for the next `dumps`; empty while it is in use.
    Pickler,
    /// As `Pickler`, for the next `loads`.
    Unpickler,
    /// The pickler that began last of those that are writing an object; empty: none.
    Busy,
}

const COUNT: usize = Known::Busy as usize + 1;

struct State([Cell<Value>; COUNT]);
// SAFETY: touched only under the interpreter lock; a root function shows it to the collector.
unsafe impl Sync for State {}
static STATE: State = State([const { Cell::new(Value::EMPTY) }; COUNT]);

fn trace(t: &mut Tracer) {
    for cell in &STATE.0 {
        t.visit(cell.get());
    }
}

/// One of the things that are kept.
#[inline]
pub fn get(known: Known) -> Value {
    STATE.0[known as usize].get()
}

/// Keeps something in a place, and returns what was there.
#[inline]
pub fn replace(known: Known, v: Value) -> Value {
    STATE.0[known as usize].replace(v)
}

/// One of the tables.
pub fn table(known: Known) -> Ref<Dict> {
    this::<Dict>(get(known))
}

/// Raises `_pickle.PicklingError`. Runs Python.
#[cold]
pub fn pickling_error(th: &Thread, message: impl AsRef<str>) -> Raised {
    support::raise_class(th, as_type(get(Known::PicklingError)), message.as_ref())
}

/// Raises `_pickle.UnpicklingError`. Runs Python.
#[cold]
pub fn unpickling_error(th: &Thread, message: impl AsRef<str>) -> Raised {
    support::raise_class(th, as_type(get(Known::UnpicklingError)), message.as_ref())
}

/// Where the tables are found: module, attribute, what it is.
const TABLES: [(Known, &str, &str); 8] = [
    (Known::DispatchTable, "copyreg", "dispatch_table"),
    (Known::ExtensionRegistry, "copyreg", "_extension_registry"),
    (Known::InvertedRegistry, "copyreg", "_inverted_registry"),
    (Known::ExtensionCache, "copyreg", "_extension_cache"),
    (Known::NameMapping, "_compat_pickle", "NAME_MAPPING"),
    (Known::ImportMapping, "_compat_pickle", "IMPORT_MAPPING"),
    (
        Known::ReverseNameMapping,
        "_compat_pickle",
        "REVERSE_NAME_MAPPING",
    ),
    (
        Known::ReverseImportMapping,
        "_compat_pickle",
        "REVERSE_IMPORT_MAPPING",
    ),
];

const FUNCTIONS: [(Known, &str, &str); 3] = [
    (Known::Encode, "codecs", "encode"),
    (Known::Partial, "functools", "partial"),
    (Known::Getattr, "builtins", "getattr"),
];

/// Finds all of it, and makes the exceptions. Runs Python.
pub fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    if get(Known::PickleError).is_empty() {
        heap::add_root_fn(trace);
    }
    let set = |known: Known, v: Value| STATE.0[known as usize].set(v);
    let find = |home: &str, name: &str| {
        let home = import::import_module(th, home)?;
        ops::get_attr(th, home, str::intern(th, name))
    };
    for (known, home, name) in TABLES {
        let v = find(home, name)?;
        if !types::is_exactly(v, T::Dict) {
            return Err(th.runtime_error(format!(
                "{home}.{name} should be a dict, not {}",
                ops::type_name(v)
            )));
        }
        set(known, v);
    }
    for (known, home, name) in FUNCTIONS {
        set(known, find(home, name)?);
    }
    let exceptions = [
        (Known::PickleError, "PickleError"),
        (Known::PicklingError, "PicklingError"),
        (Known::UnpicklingError, "UnpicklingError"),
    ];
    let mut base = types::get(T::Exception).value();
    for (known, name) in exceptions {
        let made = exception(th, name, base)?;
        set(known, made);
        add(th, module, name, made);
        base = get(Known::PickleError);
    }
    Ok(())
}

fn exception(th: &Thread, name: &str, base: Value) -> PyResult {
    let namespace = dict::new(th);
    let home = str::intern(th, "_pickle").value();
    namespace.set_str(th, str::intern(th, "__module__"), home);
    ops::call3(
        th,
        types::get(T::Type).value(),
        str::intern(th, name).value(),
        tuple_of(th, &[base]),
        namespace.value(),
    )
}
