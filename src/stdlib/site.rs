//! What `site` adds to the built-ins: `exit`, `quit`, `copyright`, `credits`, `license`, `help`. Native, so that it costs
//! nothing at start-up; what they do beyond that is imported when they are called.

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
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
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_sitebuiltins.Quitter")
};

static PRINTER_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        call: Some(|th, v, _| {
            let print = runtime::types::builtin_named(th, "print")?;
            ops::call1(th, print, small(v).slot(0))
        }),
        repr: Some(|_, v| Ok(small(v).slot(0))),
        ..Slots::NONE
    },
    flags: flags::NO_NEW,
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
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("_sitebuiltins._Helper")
};
