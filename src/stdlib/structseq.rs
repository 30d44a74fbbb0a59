//! Struct sequences: tuples whose items have names (`sys.version_info`, `time.struct_time`…).

use std::cell::Cell;
use std::sync::Mutex;

use runtime::error::PyResult;
use runtime::heap;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::slots::Slots;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type};
use runtime::types::{self, T, signature, str};
use runtime::value::Value;

/// A struct sequence type. The first `visible` fields are the items; the others are attributes only. A field without a
/// name is an item only. The class is made at first use.
pub struct SequenceDef {
    pub name: &'static str,
    pub fields: &'static [&'static str],
    pub visible: usize,
    /// Whether programs can make instances.
    open: bool,
    /// Whether an instance is made of an argument per field, not of a sequence.
    by_field: bool,
    class: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for SequenceDef {}

impl SequenceDef {
    pub const fn new(name: &'static str, fields: &'static [&'static str]) -> SequenceDef {
        SequenceDef::with_hidden(name, fields, fields.len())
    }

    /// A type some of whose fields are no items.
    pub const fn with_hidden(
        name: &'static str,
        fields: &'static [&'static str],
        visible: usize,
    ) -> SequenceDef {
        SequenceDef {
            name,
            fields,
            visible,
            open: true,
            by_field: false,
            class: Cell::new(Value::EMPTY),
        }
    }

    /// A type of which programs can make no instances.
    const fn closed(mut self) -> SequenceDef {
        self.open = false;
        self
    }

    /// A type whose instances are made of one argument, their only field.
    pub const fn of_fields(mut self) -> SequenceDef {
        self.by_field = true;
        self
    }

    /// The fields that have names, in order: `repr` shows the items under the first of them.
    fn named(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().copied().filter(|f| !f.is_empty())
    }
}

pub static VERSION_INFO: SequenceDef = SequenceDef::new(
    "sys.version_info",
    &["major", "minor", "micro", "releaselevel", "serial"],
)
.closed();
pub static FLAGS: SequenceDef = SequenceDef::with_hidden(
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
        "gil",
        "thread_inherit_context",
        "context_aware_warnings",
    ],
    18,
)
.closed();
pub static UNRAISABLE_HOOK_ARGS: SequenceDef = SequenceDef::new(
    "UnraisableHookArgs",
    &[
        "exc_type",
        "exc_value",
        "exc_traceback",
        "err_msg",
        "object",
    ],
);
pub static ASYNCGEN_HOOKS: SequenceDef =
    SequenceDef::new("sys.asyncgen_hooks", &["firstiter", "finalizer"]);
pub static THREAD_INFO: SequenceDef =
    SequenceDef::new("sys.thread_info", &["name", "lock", "version"]);
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

/// The definition of a class of struct sequences.
fn def_of(th: &Thread, class: Ref<Type>) -> PyResult<&'static SequenceDef> {
    let found = CLASSES.lock().ok().and_then(|all| {
        all.iter()
            .copied()
            .find(|d| type_::as_type(d.class.get()) == class)
    });
    found.ok_or_else(|| th.type_error("not a struct sequence"))
}

/// The classes that exist.
static CLASSES: Mutex<Vec<&'static SequenceDef>> = Mutex::new(Vec::new());

fn repr(th: &Thread, v: Value) -> PyResult {
    let class = types::type_of(v);
    let def = def_of(th, class)?;
    let mut out = format!("{}(", class.tp_name()).into_bytes();
    if let Some(items) = v.downcast::<Tuple>() {
        for (n, (name, &item)) in def.named().zip(items.items()).enumerate() {
            if n > 0 {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(name.as_bytes());
            out.push(b'=');
            out.extend_from_slice(ops::repr(th, item)?.bytes());
        }
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

/// The attribute that is field `N`.
fn field<const N: usize>(_: &Thread, v: Value) -> PyResult {
    let found = v.downcast::<Tuple>().and_then(|t| {
        let n = t.len();
        if N < n {
            t.items().get(N).copied()
        } else {
            t.hidden().get(N - n).copied()
        }
    });
    Ok(found.unwrap_or(Value::NONE))
}

macro_rules! getters {
    ($($n:literal)*) => {
        /// One getter per field; no struct sequence has more.
        static GETTERS: &[fn(&Thread, Value) -> PyResult] = &[$(field::<$n>,)*];
    };
}
getters! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 }

static NEW: NativeDef = NativeDef::new("structseq", "(sequence, dict={})", |_, _| Ok(Value::NONE));

fn construct(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [sequence, dict] = signature::bind_new(th, &NEW, args)?;
    let def = def_of(th, class)?;
    let (least, most) = (def.visible, def.fields.len());
    if !ops::iterate::is_iterable(sequence) {
        return Err(th.type_error("constructor requires a sequence"));
    }
    let list = types::list::from_iterable(th, sequence)?;
    if !dict.is_empty() && dict.downcast::<types::dict::Dict>().is_none() {
        return Err(th.type_error(format!(
            "{}() takes a dict as second arg, if any",
            class.tp_name()
        )));
    }
    let n = list.len();
    if n < least || n > most {
        let (bound, kind) = match (n < least, least == most) {
            (_, true) => (least, "a"),
            (true, false) => (least, "an at least"),
            (false, false) => (most, "an at most"),
        };
        return Err(th.type_error(format!(
            "{}() takes {kind} {bound}-sequence ({n}-sequence given)",
            class.tp_name()
        )));
    }
    let mut values: heap::RootedVec<Value> = (0..n).map(|n| list.item(n)).collect();
    let more = dict.downcast::<types::dict::Dict>();
    let mut unused = more.map_or(0, |d| d.len());
    for name in &def.fields[n..] {
        let given = more.and_then(|d| d.get_str(str::intern(th, name)));
        unused -= usize::from(given.is_some());
        // The times of a stat_result that are not given are those of its items, in whole seconds.
        let item = match *name {
            "st_atime" => Some(7),
            "st_mtime" => Some(8),
            "st_ctime" => Some(9),
            _ => None,
        };
        let otherwise = item.map_or(Value::NONE, |n| list.item(n));
        values.push(given.unwrap_or(otherwise));
    }
    if unused > 0 {
        return Err(th.type_error(format!(
            "{}() got duplicate or unexpected field name(s)",
            class.tp_name()
        )));
    }
    Ok(make(th, class, &values, least))
}

/// `posix.sched_param(sched_priority)`, the only class of this kind.
static NEW_PARAM: NativeDef =
    NativeDef::new("sched_param", "(sched_priority)", |_, _| Ok(Value::NONE));

fn construct_by_field(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [value] = signature::bind_new(th, &NEW_PARAM, args)?;
    Ok(make(th, class, &[value], 1))
}

fn make(th: &Thread, class: Ref<Type>, values: &[Value], visible: usize) -> Value {
    let (items, hidden) = values.split_at(visible);
    tuple::new_with_hidden(th, class.instance_shape.get(), items, hidden).value()
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let class = types::type_of(args[0]);
    let def = def_of(th, class)?;
    if def.by_field {
        let state = args[0].downcast::<Tuple>().map_or(Value::NONE, |t| {
            // The items alone, as a plain tuple.
            tuple::new(th, t.items()).value()
        });
        return Ok(tuple::new(th, &[class.value(), state]).value());
    }
    let hidden = types::dict::new(th);
    let Some(t) = args[0].downcast::<Tuple>() else {
        return Ok(Value::NONE);
    };
    for (name, &v) in def.fields[def.visible..].iter().zip(t.hidden()) {
        hidden.set_str(th, str::intern(th, name), v);
    }
    let items = tuple::new(th, t.items()).value();
    let state = tuple::new(th, &[items, hidden.value()]).value();
    Ok(tuple::new(th, &[class.value(), state]).value())
}

/// `__replace__(**changes)`: the same with other values for some fields, as `copy.replace` wants it.
fn replace(th: &Thread, args: Args) -> PyResult {
    let [this, rest @ ..] = args.pos() else {
        return Err(th.type_error("unbound method __replace__() needs an argument"));
    };
    if !rest.is_empty() {
        return Err(th.type_error("__replace__() takes no positional arguments"));
    }
    let class = types::type_of(*this);
    let def = def_of(th, class)?;
    if def.fields.iter().any(|name| name.is_empty()) {
        return Err(th.type_error(format!(
            "__replace__() is not supported for {} because it has unnamed field(s)",
            class.tp_name()
        )));
    }
    let Some(t) = this.downcast::<Tuple>() else {
        return Ok(Value::NONE);
    };
    let mut values: heap::RootedVec<Value> = t.items().iter().chain(t.hidden()).copied().collect();
    let unexpected = types::list::empty(th);
    for (name, v) in args.keywords() {
        let text = name.downcast::<str::Str>();
        let field = def
            .fields
            .iter()
            .position(|f| text.is_some_and(|t| t.bytes() == f.as_bytes()));
        match field {
            Some(n) => values[n] = v,
            None => unexpected.append(th, name),
        }
    }
    if !unexpected.is_empty() {
        let names = ops::repr(th, unexpected.value())?;
        return Err(th.type_error(format!(
            "Got unexpected field name(s): {}",
            names.to_string_lossy()
        )));
    }
    Ok(make(th, class, &values, def.visible))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", "($self, /)", reduce),
    NativeDef::raw("__replace__", "($self, /, **changes)", replace),
];

/// The class of a struct sequence. Allocates the first time.
pub fn class(th: &Thread, def: &'static SequenceDef) -> PyResult<Ref<Type>> {
    if !def.class.get().is_empty() {
        return Ok(type_::as_type(def.class.get()));
    }
    let getset: Vec<GetSetDef> = def
        .fields
        .iter()
        .zip(GETTERS)
        .filter(|(name, _)| !name.is_empty())
        .map(|(&name, &get)| GetSetDef {
            name,
            get,
            set: Some(|th, _, _| Err(th.attribute_error("readonly attribute"))),
        })
        .collect();
    let unnamed = def.fields.len() - getset.len();
    let type_def = NativeTypeDef {
        getset: getset.leak(),
        methods: METHODS,
        base: T::Tuple,
        kind: Kind::Tuple,
        slots: Slots {
            repr: Some(repr),
            new: match (def.open, def.by_field) {
                (false, _) => None,
                (true, false) => Some(construct),
                (true, true) => Some(construct_by_field),
            },
            ..Slots::NONE
        },
        flags: {
            let new = if def.open { 0 } else { type_::flags::NO_NEW };
            let of_interpreter = def.name.starts_with("sys.") || !def.name.contains('.');
            new | match of_interpreter {
                true => type_::flags::STATIC,
                false => type_::flags::OPEN,
            }
        },
        ..NativeTypeDef::new(def.name)
    };
    let class = type_::define_native(th, &type_def);
    let names: heap::RootedVec<Value> = def
        .named()
        .take(def.visible - unnamed)
        .map(|n| str::intern(th, n).value())
        .collect();
    let dict = class.dict();
    dict.set_str(
        th,
        str::intern(th, "__match_args__"),
        tuple::new(th, &names).value(),
    );
    for (name, n) in [
        ("n_fields", def.fields.len()),
        ("n_sequence_fields", def.visible),
        ("n_unnamed_fields", unnamed),
    ] {
        dict.set_str(th, str::intern(th, name), Value::small(n as i64));
    }
    def.class.set(class.value());
    if let Ok(mut all) = CLASSES.lock() {
        all.push(def);
    }
    Ok(class)
}

/// Whether a value is a struct sequence of this kind.
pub fn is_instance(def: &'static SequenceDef, v: Value) -> bool {
    types::type_of(v).value() == def.class.get()
}

/// A struct sequence of all its fields. Allocates.
pub fn new(th: &Thread, def: &'static SequenceDef, fields: &[Value]) -> PyResult {
    let class = class(th, def)?;
    Ok(make(th, class, fields, def.visible.min(fields.len())))
}
