//! Struct sequences: tuples whose items have names (`sys.version_info`, `time.struct_time`…).

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::heap;
use runtime::native::{Args, GetSetDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::slots::Slots;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type};
use runtime::types::{self, T, str};
use runtime::value::Value;

/// A struct sequence type: its names in order; those past `visible` are attributes only. The class is made at first use.
pub struct SequenceDef {
    pub name: &'static str,
    pub fields: &'static [&'static str],
    class: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for SequenceDef {}

impl SequenceDef {
    pub const fn new(name: &'static str, fields: &'static [&'static str]) -> SequenceDef {
        SequenceDef {
            name,
            fields,
            class: Cell::new(Value::EMPTY),
        }
    }
}

pub static VERSION_INFO: SequenceDef = SequenceDef::new(
    "sys.version_info",
    &["major", "minor", "micro", "releaselevel", "serial"],
);
pub static FLAGS: SequenceDef = SequenceDef::new(
    "sys.flags",
    &[
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
    ],
);
pub static FLOAT_INFO: SequenceDef = SequenceDef::new(
    "sys.float_info",
    &[
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ],
);
pub static INT_INFO: SequenceDef = SequenceDef::new(
    "sys.int_info",
    &[
        "bits_per_digit",
        "sizeof_digit",
        "default_max_str_digits",
        "str_digits_check_threshold",
    ],
);
pub static HASH_INFO: SequenceDef = SequenceDef::new(
    "sys.hash_info",
    &[
        "width",
        "modulus",
        "inf",
        "nan",
        "imag",
        "algorithm",
        "hash_bits",
        "seed_bits",
        "cutoff",
    ],
);

fn repr(th: &Thread, v: Value) -> PyResult {
    let class = types::type_of(v);
    let names = ops::get_attr(th, class.value(), str::intern(th, "__match_args__"))?;
    let mut out = format!("{}(", class.tp_name()).into_bytes();
    if let (Some(names), Some(items)) = (names.downcast::<Tuple>(), v.downcast::<Tuple>()) {
        for (n, (&name, &item)) in names.items().iter().zip(items.items()).enumerate() {
            if n > 0 {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(ops::str(th, name)?.bytes());
            out.push(b'=');
            out.extend_from_slice(ops::repr(th, item)?.bytes());
        }
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

/// The attribute that is item `N`.
fn item<const N: usize>(_: &Thread, v: Value) -> PyResult {
    Ok(v.downcast::<Tuple>()
        .and_then(|t| t.items().get(N).copied())
        .unwrap_or(Value::NONE))
}

macro_rules! getters {
    ($($n:literal)*) => {
        /// One getter per item; no struct sequence has more.
        static GETTERS: &[fn(&Thread, Value) -> PyResult] = &[$(item::<$n>,)*];
    };
}
getters! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 }

fn construct(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [items] = args.pos() else {
        return Err(th.type_error(format!(
            "{} expected at least 1 argument, got 0",
            class.tp_name()
        )));
    };
    let list = types::list::from_iterable(th, *items)?;
    let values: heap::RootedVec<Value> = (0..list.len()).map(|n| list.item(n)).collect();
    Ok(tuple::new_with_shape(th, class.instance_shape.get(), &values, 0).value())
}

/// The class of a struct sequence. Allocates the first time.
pub fn class(th: &Thread, def: &'static SequenceDef) -> PyResult<Ref<Type>> {
    if !def.class.get().is_empty() {
        return Ok(type_::as_type(def.class.get()));
    }
    let getset: Vec<GetSetDef> = def
        .fields
        .iter()
        .zip(GETTERS)
        .map(|(&name, &get)| GetSetDef {
            name,
            get,
            set: None,
        })
        .collect();
    let type_def = NativeTypeDef {
        getset: getset.leak(),
        base: T::Tuple,
        kind: Kind::Tuple,
        slots: Slots {
            repr: Some(repr),
            new: Some(construct),
            ..Slots::NONE
        },
        ..NativeTypeDef::new(def.name)
    };
    let class = type_::define_native(th, &type_def);
    // The class is immortal: a module's namespace holds it, and so does this.
    let names: heap::RootedVec<Value> = def
        .fields
        .iter()
        .map(|n| str::intern(th, n).value())
        .collect();
    let dict = class.dict();
    dict.set_str(
        th,
        str::intern(th, "__match_args__"),
        tuple::new(th, &names).value(),
    );
    let count = Value::small(def.fields.len() as i64);
    for name in ["n_fields", "n_sequence_fields"] {
        dict.set_str(th, str::intern(th, name), count);
    }
    dict.set_str(th, str::intern(th, "n_unnamed_fields"), Value::small(0));
    def.class.set(class.value());
    Ok(class)
}

/// A struct sequence. Allocates.
pub fn new(th: &Thread, def: &'static SequenceDef, items: &[Value]) -> PyResult {
    let class = class(th, def)?;
    Ok(tuple::new_with_shape(th, class.instance_shape.get(), items, 0).value())
}
