//! `_sysconfigdata__linux_…`: what `sysconfig` knows of how the interpreter was built.
//!
//! CPython writes hundreds of variables of its makefile into this module. Here are those that programs ask for and that
//! mean something where there is no C compiler involved.

use runtime::native::ModuleDef;
use runtime::types::{dict, str};
use runtime::value::Value;

use crate::support::add;

/// The name of the platform as Debian writes it: `sys.implementation._multiarch`.
pub const MULTIARCH: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-linux-gnu"
} else {
    "x86_64-linux-gnu"
};

const TEXTS: &[(&str, &str)] = &[
    ("ABIFLAGS", ""),
    ("AR", "ar"),
    ("ARFLAGS", "rcs"),
    ("CC", "cc"),
    ("CFLAGS", ""),
    ("CONFIG_ARGS", ""),
    ("CXX", "c++"),
    ("EXT_SUFFIX", ".so"),
    ("HOST_GNU_TYPE", MULTIARCH),
    ("LDFLAGS", ""),
    ("LIBS", ""),
    ("LDSHARED", "cc -shared"),
    ("MACHDEP", "linux"),
    ("MULTIARCH", MULTIARCH),
    ("OPT", ""),
    ("PY_CFLAGS", ""),
    ("PY_CORE_LDFLAGS", ""),
    ("SHLIB_SUFFIX", ".so"),
    ("SOABI", ""),
    (
        "TZPATH",
        "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    ),
    ("VERSION", "3.14"),
];

const NUMBERS: &[(&str, i64)] = &[
    ("HAVE_FORK", 1),
    ("Py_DEBUG", 0),
    ("Py_ENABLE_SHARED", 0),
    ("Py_GIL_DISABLED", 0),
    ("Py_REMOTE_DEBUG", 0),
    ("Py_TRACE_REFS", 0),
    ("SIZEOF_VOID_P", 8),
    ("WITH_DOC_STRINGS", 1),
    ("WITH_PYMALLOC", 0),
];

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: if cfg!(target_arch = "aarch64") {
        "_sysconfigdata__linux_aarch64-linux-gnu"
    } else {
        "_sysconfigdata__linux_x86_64-linux-gnu"
    },
    doc: "",
    functions: &[],
    init: |th, module| {
        let variables = dict::new(th);
        for &(name, text) in TEXTS {
            variables.set_str(th, str::intern(th, name), str::new(th, text));
        }
        for &(name, n) in NUMBERS {
            variables.set_str(th, str::intern(th, name), Value::small(n));
        }
        add(th, module, "build_time_vars", variables.value());
        Ok(())
    },
};
