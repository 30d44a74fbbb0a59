//! `_warnings`: deciding what happens with a warning, and printing it.
//!
//! `warnings.py` builds on this module and shares its list of filters. As long as nobody has imported it, all happens here,
//! so that a program that warns once does not pay for the import. What the registries hold (module globals'
//! `__warningregistry__`) is as in CPython.

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::finalize;
use runtime::heap::RootedVec;
use runtime::import;
use runtime::interp::delegation::Place;
use runtime::names::{self, N};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::as_type;
use runtime::types::{self, T, frame};
use runtime::value::Value;

use crate::support::{add, or};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    functions: &[
        NativeDef::new(
            "warn",
            "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
            warn,
        )
        .doc("Issue a warning, or maybe ignore it or raise an exception."),
        NativeDef::new(
            "warn_explicit",
            "(message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)",
            warn_explicit,
        )
        .doc("Issue a warning, or maybe ignore it or raise an exception."),
        NativeDef::new("_filters_mutated_lock_held", "()", |th, _| {
            if HELD.0.get() == 0 {
                return Err(th.runtime_error("warnings lock is not held"));
            }
            VERSION.0.set(VERSION.0.get() + 1);
            Ok(Value::NONE)
        }),
        // What the lock protects is done under the interpreter lock: it only counts.
        NativeDef::new("_acquire_lock", "()", |_, _| {
            HELD.0.set(HELD.0.get() + 1);
            Ok(Value::NONE)
        }),
        NativeDef::new("_release_lock", "()", |th, _| {
            if HELD.0.get() == 0 {
                return Err(th.runtime_error("cannot release un-acquired lock"));
            }
            HELD.0.set(HELD.0.get() - 1);
            Ok(Value::NONE)
        }),
    ],
    init,
};

struct Counter(Cell<i64>);
// SAFETY: touched under the interpreter lock only.
unsafe impl Sync for Counter {}
/// Counts changes of the filters: registries of an older version are out of date.
static VERSION: Counter = Counter(Cell::new(0));
/// How often the lock of the filters is held.
static HELD: Counter = Counter(Cell::new(0));

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let filters = list::empty(th);
    let text = |s: &str| str::intern(th, s).value();
    let filter = |action: &str, category: T, module: Value| {
        let parts = [
            text(action),
            Value::NONE,
            types::get(category).value(),
            module,
            Value::small(0),
        ];
        filters.append(th, tuple::new(th, &parts).value());
    };
    filter("default", T::DeprecationWarning, text("__main__"));
    for category in [
        T::DeprecationWarning,
        T::PendingDeprecationWarning,
        T::ImportWarning,
        T::ResourceWarning,
    ] {
        filter("ignore", category, Value::NONE);
    }
    add(th, module, "filters", filters.value());
    add(th, module, "_defaultaction", text("default"));
    add(th, module, "_onceregistry", dict::new(th).value());
    // Only `catch_warnings` looks at it, and only if `sys.flags.context_aware_warnings`.
    match import::module(th, "_contextvars") {
        Ok(contextvars) => {
            let name = str::new(th, "warnings_context");
            let class = str::intern(th, "ContextVar");
            let var = ops::call_method(th, contextvars, class, &[name])?;
            add(th, module, "_warnings_context", var);
        }
        Err(raised) => {
            th.take_exception(raised);
        }
    }
    Ok(())
}

/// An attribute of `warnings`, if that is imported, or of this module under `own`.
fn setting(th: &Thread, name: &str, own: &str) -> PyResult<Option<Value>> {
    if let Some(warnings) = imported(th, "warnings") {
        if let Some(v) = ops::get_attr_opt(th, warnings, str::intern(th, name))? {
            return Ok(Some(v));
        }
    }
    match imported(th, "_warnings") {
        Some(module) if !own.is_empty() => ops::get_attr_opt(th, module, str::intern(th, own)),
        _ => Ok(None),
    }
}

fn imported(th: &Thread, name: &str) -> Option<Value> {
    import::modules()
        .get_str(str::intern(th, name))
        .filter(|m| !m.is_none())
}

/// A warning on its way.
struct Warning {
    /// An instance of the category.
    message: Value,
    category: Value,
    text: Value,
    filename: Value,
    line: Value,
    module: Value,
    /// A dict, or None.
    registry: Value,
    source: Value,
}

fn is_category(v: Value) -> bool {
    v.has_kind(Kind::Type) && as_type(v).is_subtype_of(types::get(T::Warning))
}

// ---- the two ways in

fn warn(th: &Thread, args: &[Value]) -> PyResult {
    let category = category(th, args[0], or(args[1], Value::NONE))?;
    let mut level = match args[2].is_empty() {
        true => 1,
        false => ops::index_i64(th, args[2])?,
    };
    let prefixes = or(args[4], Value::EMPTY);
    let mut skipped: Vec<Vec<u8>> = Vec::new();
    if !prefixes.is_empty() {
        let Some(tuple) = prefixes.downcast::<Tuple>() else {
            return Err(th.type_error(format!(
                "warn() argument 'skip_file_prefixes' must be tuple, not {}",
                ops::type_name(prefixes)
            )));
        };
        for &prefix in tuple.items() {
            match prefix.downcast::<Str>() {
                Some(s) => skipped.push(s.bytes().to_vec()),
                None => {
                    return Err(th.type_error("Found non-str in skip_file_prefixes"));
                }
            }
        }
        if !skipped.is_empty() {
            level = level.max(2);
        }
    }
    // The place that the warning is about.
    let mut depth = 0;
    let mut at = frame::at_depth(th, 0);
    let external = |f: &Place| {
        let file = f.code().filename.get();
        let file = file.downcast::<Str>().map_or(&[][..], |s| bytes_of(s));
        let internal = file.windows(9).any(|w| w == b"importlib")
            && file.windows(10).any(|w| w == b"_bootstrap");
        !internal && !skipped.iter().any(|p| file.starts_with(p))
    };
    while level > 1 && at.is_some() {
        depth += 1;
        at = frame::at_depth(th, depth);
        while at.is_some_and(|f| !external(&f)) {
            depth += 1;
            at = frame::at_depth(th, depth);
        }
        level -= 1;
    }
    let interrupted = at.is_some_and(finalize::has_interrupted);
    let at = at.map(|f| (f.function(), f.code(), f.line()));
    let place = (level <= 1).then(runtime::warn::take_place).flatten();
    let place = place.map(|(f, index)| (f, f.code(), f.code().plain().positions.line(index)));
    let (globals, filename, line) = match place.or(at) {
        Some((function, code, line)) => (
            function.globals.get(),
            code.filename.get(),
            Value::small(i64::from(line)),
        ),
        None => {
            let sys = import::module(th, "sys")?;
            let dict = ops::get_attr(th, sys, names::get(N::__dict__))?;
            (dict, str::new(th, "<sys>"), Value::small(0))
        }
    };
    let (mut registry, mut module) = (Value::NONE, str::new(th, "<string>"));
    if let Some(globals) = globals.downcast::<Dict>() {
        let name = str::intern(th, "__warningregistry__");
        registry = match globals.get_str(name) {
            Some(registry) => registry,
            // Whoever runs may be iterating over these globals, and knows nothing of what is finalised.
            None if interrupted => Value::NONE,
            None => {
                let fresh = dict::new(th).value();
                globals.set_str(th, name, fresh);
                fresh
            }
        };
        if let Some(name) = globals.get_str(names::get(N::__name__)) {
            if name.has_kind(Kind::Str) {
                module = name;
            }
        }
    }
    issue(
        th,
        args[0],
        category,
        filename,
        line,
        module,
        registry,
        or(args[3], Value::NONE),
    )
}

fn bytes_of(s: Ref<Str>) -> &'static [u8] {
    // SAFETY: the code object that is asked keeps the name.
    unsafe { &*(s.bytes() as *const [u8]) }
}

/// The category of a warning: that of an instance, else what was given.
fn category(th: &Thread, message: Value, given: Value) -> PyResult {
    if types::is_instance_of(message, T::Warning) {
        return Ok(types::type_of(message).value());
    }
    if given.is_none() {
        return Ok(types::get(T::UserWarning).value());
    }
    if is_category(given) {
        return Ok(given);
    }
    Err(th.type_error(format!(
        "category must be a Warning subclass, not '{}'",
        ops::type_name(given)
    )))
}

fn warn_explicit(th: &Thread, args: &[Value]) -> PyResult {
    let [
        message,
        category,
        filename,
        line,
        module,
        registry,
        _,
        source,
    ] = *args
    else {
        return Ok(Value::NONE);
    };
    let (registry, source) = (or(registry, Value::NONE), or(source, Value::NONE));
    if !filename.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "warn_explicit() argument 'filename' must be str, not {}",
            ops::type_name(filename)
        )));
    }
    let line = Value::small(ops::index_i64(th, line)?);
    if !registry.is_none() && !registry.has_kind(Kind::Dict) {
        return Err(th.type_error(format!(
            "'registry' must be a dict or None, not '{}'",
            ops::type_name(registry)
        )));
    }
    if !types::is_instance_of(message, T::Warning) && !is_category(category) {
        return Err(th.type_error(format!(
            "category must be a Warning subclass, not '{}'",
            ops::type_name(category)
        )));
    }
    let module = or(module, Value::NONE);
    issue(
        th, message, category, filename, line, module, registry, source,
    )
}

/// The module's name for a file: the path without `.py`.
fn module_of(th: &Thread, filename: Value) -> Value {
    let name = filename
        .downcast::<Str>()
        .map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    match name.as_str() {
        "" => str::new(th, "<unknown>"),
        name => str::new(th, name.strip_suffix(".py").unwrap_or(name)),
    }
}

#[allow(clippy::too_many_arguments)] // The parameters of Python's function.
fn issue(
    th: &Thread,
    message: Value,
    category: Value,
    filename: Value,
    line: Value,
    module: Value,
    registry: Value,
    source: Value,
) -> PyResult {
    let (text, message, category) = if types::is_instance_of(message, T::Warning) {
        let text = ops::str(th, message)?.value();
        (text, message, types::type_of(message).value())
    } else {
        let made = ops::call1(th, category, message)?;
        (message, made, category)
    };
    let module = if module.is_none() {
        module_of(th, filename)
    } else {
        module
    };
    let warning = Warning {
        message,
        category,
        text,
        filename,
        line,
        module,
        registry,
        source,
    };
    if decide(th, &warning)? {
        show(th, &warning)?;
    }
    Ok(Value::NONE)
}

// ---- deciding

/// Whether the warning is shown. It may also be raised.
fn decide(th: &Thread, w: &Warning) -> PyResult<bool> {
    let key = tuple::new(th, &[w.text, w.category, w.line]).value();
    if already(th, w.registry, key, false)? {
        return Ok(false);
    }
    let (action, item) = action(th, w)?;
    match action.as_str() {
        "error" => return Err(th.raise(w.message)),
        "ignore" => return Ok(false),
        "always" | "all" => return Ok(true),
        _ => {}
    }
    if let Some(registry) = w.registry.downcast::<Dict>() {
        registry.set(th, key, Value::TRUE)?;
    }
    match action.as_str() {
        "default" => Ok(true),
        "module" => {
            let key = tuple::new(th, &[w.text, w.category]).value();
            Ok(!already(th, w.registry, key, true)?)
        }
        "once" => {
            let mut registry = w.registry;
            if registry.is_none() {
                registry = setting(th, "onceregistry", "_onceregistry")?.unwrap_or(Value::NONE);
            }
            let key = tuple::new(th, &[w.text, w.category]).value();
            Ok(!already(th, registry, key, true)?)
        }
        _ => Err(th.runtime_error(format!(
            "Unrecognized action ({}) in warnings.filters:\n {}",
            ops::repr(th, str::new(th, &action))?.to_string_lossy(),
            ops::repr(th, item)?.to_string_lossy()
        ))),
    }
}

/// Whether the registry has the key; an out-of-date registry is cleared first.
fn already(th: &Thread, registry: Value, key: Value, enter: bool) -> PyResult<bool> {
    let Some(registry) = registry.downcast::<Dict>() else {
        return Ok(false);
    };
    let version = str::intern(th, "version");
    let current = Value::small(VERSION.0.get());
    if registry.get_str(version) == Some(current) {
        if let Some(seen) = registry.get(th, key)? {
            if ops::is_true(th, seen)? {
                return Ok(true);
            }
        }
    } else {
        registry.clear();
        registry.set_str(th, version, current);
    }
    if enter {
        registry.set(th, key, Value::TRUE)?;
    }
    Ok(false)
}

/// The action of the first filter that fits, and the filter.
fn action(th: &Thread, w: &Warning) -> PyResult<(String, Value)> {
    let filters = setting(th, "filters", "filters")?.unwrap_or(Value::NONE);
    let Some(filters) = filters.downcast::<List>() else {
        return Err(th.value_error("warnings.filters must be a list"));
    };
    let text = |v: Value| {
        v.downcast::<Str>()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    };
    let mut n = 0;
    while n < filters.len() {
        let item = filters.item(n);
        let mut parts = RootedVec::new();
        if let Some(tuple) = item.downcast::<Tuple>() {
            parts.extend_from_slice(tuple.items());
        }
        if parts.len() != 5 {
            return Err(th.value_error(format!("warnings.filters item {n} isn't a 5-tuple")));
        }
        if !parts[0].has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "action must be a string, not '{}'",
                ops::type_name(parts[0])
            )));
        }
        let line = ops::index_i64(th, parts[4])?;
        let fits = ops::class::is_subclass(th, w.category, parts[2])?
            && (line == 0 || Some(line) == w.line.as_small())
            && matches(th, parts[1], w.text)?
            && matches(th, parts[3], w.module)?;
        if fits {
            return Ok((text(parts[0]), item));
        }
        n += 1;
    }
    let default = setting(th, "defaultaction", "_defaultaction")?.unwrap_or(Value::NONE);
    if !default.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "warnings.defaultaction must be a string, not '{}'",
            ops::type_name(default)
        )));
    }
    Ok((text(default), Value::NONE))
}

/// Whether a filter's pattern (None, a string, or a regular expression) fits.
fn matches(th: &Thread, pattern: Value, text: Value) -> PyResult<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if types::is_exactly(pattern, T::Str) {
        return ops::compare::equal(th, pattern, text);
    }
    let found = ops::call_method(th, pattern, str::intern(th, "match"), &[text])?;
    ops::is_true(th, found)
}

// ---- showing

fn show(th: &Thread, w: &Warning) -> PyResult<()> {
    let hook = match imported(th, "warnings") {
        Some(module) => ops::get_attr_opt(th, module, str::intern(th, "_showwarnmsg"))?,
        None => None,
    };
    let Some(hook) = hook else {
        print(th, w);
        return Ok(());
    };
    let module = import::module(th, "warnings")?;
    let class = ops::get_attr(th, module, str::intern(th, "WarningMessage"))?;
    let args = [
        w.message,
        w.category,
        w.filename,
        w.line,
        Value::NONE,
        Value::NONE,
        w.source,
    ];
    let message = ops::call(th, class, runtime::native::Args::positional(&args))?;
    ops::call1(th, hook, message)?;
    Ok(())
}

/// "file:line: Category: text", and the line of source.
fn print(th: &Thread, w: &Warning) {
    let text = |v: Value| match ops::str(th, v) {
        Ok(s) => crate::report::text_of(s),
        Err(raised) => {
            th.take_exception(raised);
            String::new()
        }
    };
    let category = as_type(w.category).name();
    let line = w.line.as_small().unwrap_or(0);
    let file = text(w.filename);
    let mut out = format!(
        "{file}:{line}: {}: {}\n",
        crate::report::text_of(category),
        text(w.text)
    );
    let source = crate::report::source_line(th, &file, u32::try_from(line).unwrap_or(0));
    let source = source.trim();
    if !source.is_empty() {
        out.push_str(&format!("  {source}\n"));
    }
    crate::report::print(th, &out);
}
