//! The modules of the library that CPython has frozen into its binary: they are found before anything on `sys.path`, and what
//! programs see of them (file names in tracebacks, loaders) is different.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::import::LIBRARY_ROOT;

/// The modules of the library that CPython has frozen into its binary: their code shows no file, and no source in
/// tracebacks.
const FROZEN: &[&str] = &[
    "__hello__",
    "__phello__",
    "__phello__.ham",
    "__phello__.ham.eggs",
    "__phello__.spam",
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// The names of the frozen modules.
pub fn frozen_names() -> &'static [&'static str] {
    FROZEN
}

/// Whether CPython has frozen the module of this name.
pub fn is_frozen(name: &str) -> bool {
    FROZEN.binary_search(&name).is_ok() && stays_frozen(name)
}

/// Whether a module that CPython has frozen is used as such: but for the parts of importing, that can be switched off.
fn stays_frozen(name: &str) -> bool {
    let thaw = match FROZEN_OVERRIDE.load(Ordering::Relaxed) {
        0 => crate::config::get().thaw,
        n => n < 0,
    };
    !thaw || name.starts_with("importlib._bootstrap") || name == "zipimport"
}

/// What the tests of a program want: more than zero for frozen modules, less for none, zero for what the command line says.
static FROZEN_OVERRIDE: AtomicI64 = AtomicI64::new(0);

/// Sets whether frozen modules are used: see [`is_frozen`].
pub fn override_frozen(how: i64) {
    FROZEN_OVERRIDE.store(how, Ordering::Relaxed);
}

/// The name of the module of a file of the library that CPython has frozen.
pub fn frozen_name(path: &str) -> Option<&'static str> {
    let inside = path.strip_prefix(LIBRARY_ROOT)?.strip_suffix(".py")?;
    let inside = inside.strip_suffix("/__init__").unwrap_or(inside);
    let same = |name: &str| {
        name.bytes()
            .eq(inside.bytes().map(|b| if b == b'/' { b'.' } else { b }))
    };
    let found = FROZEN.iter().copied().find(|name| same(name));
    found.filter(|name| stays_frozen(name))
}
