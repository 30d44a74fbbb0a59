//! `_datetime`: the place of a native `datetime`. For now it hands out the classes of `_pydatetime`, closed as native ones.

use runtime::import;
use runtime::native::ModuleDef;
use runtime::ops;
use runtime::types::str;
use runtime::types::type_::{Type, flags};

use crate::support::add;

/// What `datetime` takes from here.
const NAMES: [&str; 9] = [
    "MAXYEAR",
    "MINYEAR",
    "UTC",
    "date",
    "datetime",
    "time",
    "timedelta",
    "timezone",
    "tzinfo",
];

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_datetime",
    doc: "Fast implementation of the datetime module.",
    functions: &[],
    init: |th, module| {
        let classes = import::import_module(th, "_pydatetime")?;
        for name in NAMES {
            let v = ops::get_attr(th, classes, str::intern(th, name))?;
            add(th, module, name, v);
            if let Some(class) = v.downcast::<Type>() {
                class.set_flag(flags::IMMUTABLE, true);
                class.set_flag(flags::BASE, name != "timezone");
            }
        }
        Ok(())
    },
};
