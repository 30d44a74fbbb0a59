//! What `site` does at start-up: it adds `exit`, `quit`, `copyright`, `credits`, `license` and `help` to the built-ins, and
//! runs `sitecustomize` and `usercustomize`. Native, so that it costs nothing; what the names do beyond that is imported when
//! they are called.

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::list::List;
use runtime::types::slots::Slots;
use runtime::types::type_::{self, NativeTypeDef, flags};
use runtime::types::{T, str};
use runtime::value::Value;

use crate::support::{self, Small, small};

/// Adds the names to the built-ins. Allocates.
pub fn install(th: &Thread, builtins: Ref<Dict>) {
    let quitter = type_::define_native(th, &QUITTER_DEF);
    for name in ["quit", "exit"] {
        let text = str::intern(th, name);
        let object = support::alloc(th, quitter, &[text.value()], &[]);
        builtins.set_str(th, text, object.value());
    }
    let printer = type_::define_native(th, &PRINTER_DEF);
    for (name, text) in [
        (
            "copyright",
            "Copyright of the Sidewinder authors; of the standard library: Python Software Foundation.",
        ),
        (
            "credits",
            "Sidewinder runs the standard library of CPython. See www.python.org for more information.",
        ),
        (
            "license",
            "See the LICENSE file of Sidewinder, and https://docs.python.org/3/license.html for the library.",
        ),
    ] {
        let text = str::new(th, text);
        let object = support::alloc(th, printer, &[text], &[]);
        builtins.set_str(th, str::intern(th, name), object.value());
    }
    let helper = type_::define_native(th, &HELPER_DEF);
    let object = support::alloc(th, helper, &[], &[]);
    builtins.set_str(th, str::intern(th, "help"), object.value());
}

/// A path as `os.path.abspath` gives it.
pub fn clean_path(path: &str) -> String {
    let here = std::env::current_dir()
        .map_or_else(|_| String::new(), |p| p.to_string_lossy().into_owned());
    let full = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{here}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if full.starts_with("//") && !full.starts_with("///") {
        "//"
    } else {
        "/"
    };
    format!("{root}{}", parts.join("/"))
}

/// Imports `sitecustomize` and, if `user`, `usercustomize`, where there are any. Nothing is looked for unless `sys.path` has
/// more than the library. Runs Python.
pub fn customize(th: &Thread, user: bool) -> PyResult<()> {
    let sys = runtime::import::module(th, "sys")?;
    let path = ops::get_attr(th, sys, str::intern(th, "path"))?;
    let is_own = |v: Value| {
        v.downcast::<str::Str>().is_some_and(|s| {
            s.bytes()
                .starts_with(runtime::import::LIBRARY_ROOT.as_bytes())
        })
    };
    let others = path
        .downcast::<List>()
        .is_some_and(|l| (0..l.len()).any(|i| !is_own(l.item(i))));
    if !others {
        return Ok(());
    }
    run_customization(th, sys, "sitecustomize")?;
    if user {
        run_customization(th, sys, "usercustomize")?;
    }
    Ok(())
}

fn run_customization(th: &Thread, sys: Value, name: &str) -> PyResult<()> {
    let Err(raised) = runtime::import::module(th, name) else {
        return Ok(());
    };
    if !th.raised_is(&raised, T::Exception) {
        return Err(raised);
    }
    let absent = th.raised_is(&raised, T::ImportError);
    let exc = th.take_exception(raised);
    if absent {
        let missing = ops::get_attr(th, exc, str::intern(th, "name"))?;
        if missing
            .downcast::<str::Str>()
            .is_some_and(|s| s.bytes() == name.as_bytes())
        {
            return Ok(());
        }
    }
    if runtime::config::get().verbose > 0 {
        crate::report::print_exception(th, exc);
        return Ok(());
    }
    let text = ops::str(th, exc)?;
    let line = format!(
        "Error in {name}; set PYTHONVERBOSE for traceback:\n{}: {}\n",
        runtime::types::type_of(exc).name().to_string_lossy(),
        text.to_string_lossy()
    );
    let line = str::new(th, &line);
    let stream = ops::get_attr(th, sys, str::intern(th, "stderr"))?;
    ops::call_method(th, stream, str::intern(th, "write"), &[line])?;
    Ok(())
}

fn quit(th: &Thread, _: Value, args: Args) -> PyResult {
    // A prompt reads no more after this.
    let sys = runtime::import::module(th, "sys")?;
    if let Some(input) = ops::get_attr_opt(th, sys, str::intern(th, "stdin"))? {
        if let Err(raised) = ops::call_method(th, input, str::intern(th, "close"), &[]) {
            th.take_exception(raised);
        }
    }
    let code = args.values.first().copied().unwrap_or(Value::NONE);
    Err(th.error_with(T::SystemExit, &[code]))
}

static QUITTER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(quit),
        repr: Some(|th, v| {
            let name = ops::str(th, small(v).slot(0))?;
            let text = format!(
                "Use {}() or Ctrl-D (i.e. EOF) to exit",
                name.to_string_lossy()
            );
            Ok(str::new(th, &text))
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "name",
            get: |_, v| Ok(small(v).slot(0)),
            set: None,
        },
        GetSetDef {
            name: "eof",
            get: |th, _| Ok(str::new(th, "Ctrl-D (i.e. EOF)")),
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_sitebuiltins.Quitter")
};

static PRINTER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(|th, v, _| {
            let print = runtime::types::sequence::builtin(th, "print")?;
            ops::call1(th, print, small(v).slot(0))
        }),
        repr: Some(|_, v| Ok(small(v).slot(0))),
        ..Slots::NONE
    },
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_sitebuiltins._Printer")
};

static HELPER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(|th, _, args| {
            let pydoc = runtime::import::module(th, "pydoc")?;
            let help = ops::get_attr(th, pydoc, str::intern(th, "help"))?;
            ops::call(th, help, args)
        }),
        repr: Some(|th, _| {
            Ok(str::new(
                th,
                "Type help() for interactive help, or help(object) for help about object.",
            ))
        }),
        ..Slots::NONE
    },
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_sitebuiltins._Helper")
};
