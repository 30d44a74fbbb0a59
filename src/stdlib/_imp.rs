//! `_imp`: what `importlib` needs of the runtime. Native modules are made here, and the code of those of the
//! library that CPython has frozen; there are no extension modules.

use runtime::error::PyResult;
use runtime::import::{self, LibraryFile};
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str::{self, Str};
use runtime::types::{T, bytes, list, tuple};
use runtime::value::Value;

use crate::support::add;

/// What files with compiled code begin with. CPython's: importlib makes names and headers of it.
pub const MAGIC: u32 = 168_627_755;

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
        NativeDef::new("is_frozen", "(name, /)", |th, a| {
            Ok(Value::bool(import::is_frozen(&text(th, a[0])?)))
        }),
        NativeDef::new("is_frozen_package", "(name, /)", |th, a| {
            Ok(Value::bool(frozen(th, a[0])?.is_package))
        }),
        NativeDef::new("init_frozen", "(name, /)", |th, a| {
            frozen(th, a[0])?;
            import::module(th, &text(th, a[0])?)
        }),
        NativeDef::new("get_frozen_object", "(name, data=None, /)", |th, a| {
            if !a[1].is_empty() && !a[1].is_none() {
                let name = ops::repr(th, a[0])?;
                let message = format!("Frozen object named {} is invalid", name.to_string_lossy());
                return Err(th.error(T::ImportError, message));
            }
            let file = frozen(th, a[0])?;
            let path = format!("{}{}", import::LIBRARY_ROOT, file.path);
            Ok(import::module_code(th, file.source, file.packed, &path)?.value())
        }),
        NativeDef::new("find_frozen", "(name, /, *, withdata=False)", |th, a| {
            let name = text(th, a[0])?;
            if !import::is_frozen(&name) {
                return Ok(Value::NONE);
            }
            let file = frozen(th, a[0])?;
            let parts = [
                Value::NONE,
                Value::bool(file.is_package),
                str::new(th, &name),
            ];
            Ok(tuple::new(th, &parts).value())
        }),
        NativeDef::new("_frozen_module_names", "()", |th, _| {
            let names = list::empty(th);
            for name in import::frozen_names()
                .iter()
                .filter(|n| import::is_frozen(n))
            {
                names.append(th, str::intern(th, name).value());
            }
            Ok(names.value())
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
                let name = text(th, name)?;
                if name.contains('\0') {
                    return Err(th.value_error("embedded null character"));
                }
                let message = format!("extension modules cannot be loaded: {name}");
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
            |th, a| {
                import::override_frozen(ops::index_i64(th, a[0])?);
                Ok(Value::NONE)
            },
        ),
        NativeDef::new(
            "_override_multi_interp_extensions_check",
            "(override, /)",
            |_, _| Ok(Value::small(0)),
        ),
    ],
    init: |th, module| {
        add(th, module, "check_hash_based_pycs", str::new(th, "default"));
        let magic = Value::small(i64::from(MAGIC));
        add(th, module, "pyc_magic_number_token", magic);
        Ok(())
    },
};

fn text(th: &Thread, v: Value) -> PyResult<String> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s.to_string_lossy().into_owned()),
        None => Err(th.type_error(format!("argument must be str, not {}", ops::type_name(v)))),
    }
}

/// The file of a frozen module; ImportError if there is none of the name.
fn frozen(th: &Thread, name: Value) -> PyResult<LibraryFile> {
    let name = text(th, name)?;
    let file = Some(&name)
        .filter(|name| import::is_frozen(name))
        .and_then(|name| import::library_file(name));
    file.ok_or_else(|| {
        let message = format!("No such frozen object named {name}");
        th.error(T::ImportError, message)
    })
}
