//! `_imp`: what `importlib` needs of the runtime. Native modules are made here; there are no frozen and no extension
//! modules.

use runtime::error::PyResult;
use runtime::import;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str::{self, Str};
use runtime::types::{T, bytes, list};
use runtime::value::Value;

use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[
        NativeDef::new("acquire_lock", "()", |_, _| Ok(Value::NONE)),
        NativeDef::new("release_lock", "()", |_, _| Ok(Value::NONE)),
        NativeDef::new("lock_held", "()", |_, _| Ok(Value::FALSE)),
        NativeDef::new("is_builtin", "(name, /)", |th, a| {
            let name = text(th, a[0])?;
            let found = import::native_names().any(|n| n == name);
            Ok(Value::small(i64::from(found)))
        }),
        NativeDef::new("is_frozen", "(name, /)", |_, _| Ok(Value::FALSE)),
        NativeDef::new("is_frozen_package", "(name, /)", not_frozen),
        NativeDef::new("init_frozen", "(name, /)", not_frozen),
        NativeDef::new("get_frozen_object", "(name, data=None, /)", not_frozen),
        NativeDef::new("find_frozen", "(name, /, *, withdata=False)", |_, _| {
            Ok(Value::NONE)
        }),
        NativeDef::new("_frozen_module_names", "()", |th, _| {
            Ok(list::empty(th).value())
        }),
        NativeDef::new("create_builtin", "(spec, /)", |th, a| {
            let name = ops::get_attr(th, a[0], str::intern(th, "name"))?;
            import::module(th, &text(th, name)?)
        }),
        NativeDef::new("exec_builtin", "(mod, /)", |_, _| Ok(Value::small(0))),
        NativeDef::new("exec_dynamic", "(mod, /)", |_, _| Ok(Value::small(0))),
        NativeDef::new(
            "create_dynamic",
            "(spec, file=<unrepresentable>, /)",
            |th, a| {
                let name = ops::get_attr(th, a[0], str::intern(th, "name"))?;
                let message = format!("extension modules cannot be loaded: {}", text(th, name)?);
                Err(th.error(T::ImportError, message))
            },
        ),
        NativeDef::new("extension_suffixes", "()", |th, _| {
            Ok(list::empty(th).value())
        }),
        NativeDef::new("source_hash", "(key, source)", |th, a| {
            let source = crate::posix::arg::buffer(th, a[1])?;
            let hash = runtime::types::str::hash_raw_bytes(&source);
            Ok(bytes::new(th, &hash.to_le_bytes()))
        }),
        NativeDef::new("_fix_co_filename", "(code, path, /)", |_, _| {
            Ok(Value::NONE)
        }),
        NativeDef::new(
            "_override_frozen_modules_for_tests",
            "(override, /)",
            |_, _| Ok(Value::NONE),
        ),
        NativeDef::new(
            "_override_multi_interp_extensions_check",
            "(override, /)",
            |_, _| Ok(Value::small(0)),
        ),
    ],
    init: |th, module| {
        add(th, module, "check_hash_based_pycs", str::new(th, "default"));
        // CPython's magic number: importlib makes names and headers of it.
        add(
            th,
            module,
            "pyc_magic_number_token",
            Value::small(168_627_755),
        );
        Ok(())
    },
};

fn text(th: &Thread, v: Value) -> PyResult<String> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s.to_string_lossy().into_owned()),
        None => Err(th.type_error(format!("argument must be str, not {}", ops::type_name(v)))),
    }
}

fn not_frozen(th: &Thread, a: &[Value]) -> PyResult {
    let message = format!("No such frozen object named {}", text(th, a[0])?);
    Err(th.error(T::ImportError, message))
}
