//! What calls of native functions do, for those that traces may call without further ado: the one table.
//!
//! A row names functions by where they are defined: a built-in class, or a native module. Nothing that a program can make
//! has such a home, so a name here means one function. Each function of a row runs no Python code and looks at no frame, if
//! the arguments are as the row *needs* them; and it writes nothing that traces know, unless the row says that it *changes*
//! containers or moves iterators. Functions that are in no row may do anything. The recorder has special cases for some of
//! them; the row is what remains where those do not apply.

use runtime::names::N;
use runtime::native::{GetSetDef, NativeDef};
use runtime::object::Kind;
use runtime::object::Ref;
use runtime::types::builtin::{Builtin, MethodDescr};
use runtime::types::getset::GetSet;
use runtime::types::member::Member;
use runtime::types::str::Str;
use runtime::types::type_::{self, Type, as_type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

/// What a function needs of its arguments (for methods, besides a receiver of exactly the class) so that no Python runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// That there are none.
    NoArguments,
    /// Built-in values, whose items are moved but not asked for anything.
    Flat,
    /// Built-in values, built-in iterators, which are iterators of themselves, and functions, which are not called.
    Iterables,
    /// Built-in values whose items are numbers, text or singletons.
    Deep,
    /// A dict or set without odd keys as the receiver, and a plain key as the first argument.
    Key,
    /// A dict or set without odd keys as the receiver, and sets like that as the arguments.
    Keys,
    /// Dicts without odd keys, all of them.
    Dicts,
}

/// A row of the table.
pub struct Row {
    home: &'static str,
    pub needs: Needs,
    /// It writes lists, dicts or sets, or moves iterators.
    pub changes: bool,
    names: &'static str,
}

const fn row(home: &'static str, needs: Needs, changes: bool, names: &'static str) -> Row {
    Row {
        home,
        needs,
        changes,
        names,
    }
}

const TEXT: &str = "capitalize casefold center count endswith expandtabs find index isalnum isalpha isascii isdecimal \
    isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition \
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip \
    swapcase title upper zfill";
const SET: &str =
    "difference intersection isdisjoint issubset issuperset symmetric_difference union";

const DECIMAL: &str = "decimal.Decimal";
const DECIMAL_METHODS: &str = "adjusted as_integer_ratio compare compare_signal compare_total copy_abs copy_negate copy_sign exp fma is_finite \
     is_infinite is_nan is_normal is_signed is_zero ln log10 logb max min next_minus next_plus normalize quantize \
     remainder_near same_quantum scaleb shift sqrt to_eng_string to_integral to_integral_exact to_integral_value";

const TABLE: &[Row] = &[
    row("str", Needs::Flat, false, TEXT),
    row("str", Needs::Deep, false, "format"),
    // (UTF-8.)
    row("str", Needs::NoArguments, false, "encode"),
    row("bytes", Needs::Flat, false, TEXT),
    row("bytes", Needs::Flat, false, "hex"),
    row("bytes", Needs::NoArguments, false, "decode"),
    row("bytearray", Needs::Flat, true, "append clear pop reverse"),
    row("list", Needs::Nothing, true, "append clear reverse"),
    row("list", Needs::Nothing, false, "copy"),
    row("list", Needs::Flat, true, "extend insert pop"),
    row("list", Needs::Deep, true, "remove sort"),
    row("list", Needs::Deep, false, "count index"),
    row("tuple", Needs::Deep, false, "count index"),
    row("dict", Needs::Nothing, false, "copy items keys values"),
    row("dict", Needs::Key, false, "get"),
    row("dict", Needs::Key, true, "pop setdefault"),
    row("dict", Needs::Keys, true, "clear popitem"),
    row("dict", Needs::Dicts, true, "update"),
    row("set", Needs::Nothing, true, "clear pop"),
    row("set", Needs::Nothing, false, "copy"),
    row("set", Needs::Key, true, "add discard remove"),
    row("set", Needs::Keys, false, SET),
    row(
        "set",
        Needs::Keys,
        true,
        "difference_update intersection_update symmetric_difference_update update",
    ),
    row("frozenset", Needs::Keys, false, SET),
    row(
        "int",
        Needs::Deep,
        false,
        "as_integer_ratio bit_count bit_length conjugate is_integer to_bytes",
    ),
    row(
        "float",
        Needs::Deep,
        false,
        "as_integer_ratio conjugate hex is_integer",
    ),
    row(
        "collections.deque",
        Needs::Nothing,
        false,
        "append appendleft clear pop popleft reverse",
    ),
    row(
        "collections.deque",
        Needs::Flat,
        false,
        "extend extendleft rotate",
    ),
    row(
        "_random.Random",
        Needs::Nothing,
        false,
        "getrandbits random",
    ),
    row("complex", Needs::Deep, false, "conjugate"),
    row(DECIMAL, Needs::Nothing, false, DECIMAL_METHODS),
    row(
        "decimal.Context",
        Needs::Nothing,
        false,
        "abs add compare divide divide_int minus multiply plus quantize remainder subtract",
    ),
    row(
        "datetime.date",
        Needs::NoArguments,
        false,
        "ctime isocalendar isoformat isoweekday toordinal weekday",
    ),
    row(
        "datetime.datetime",
        Needs::NoArguments,
        false,
        "ctime date time timetz",
    ),
    row(
        "datetime.timedelta",
        Needs::NoArguments,
        false,
        "total_seconds",
    ),
    row("builtins", Needs::Nothing, false, "callable id"),
    row("builtins", Needs::Flat, false, "len"),
    row("builtins", Needs::Iterables, false, "iter"),
    row(
        "builtins",
        Needs::Deep,
        false,
        "abs all any ascii bin chr divmod format hash hex max min oct ord pow repr round sorted sum",
    ),
    row(
        "math",
        Needs::Deep,
        false,
        "acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist erf erfc exp exp2 expm1 \
         fabs factorial floor fma fmod frexp fsum gamma gcd hypot isclose isfinite isinf isnan isqrt lcm ldexp lgamma \
         log log10 log1p log2 modf nextafter perm pow prod radians remainder sin sinh sqrt sumprod tan tanh trunc ulp",
    ),
    row(
        "time",
        Needs::Nothing,
        false,
        "monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns time time_ns",
    ),
    row("_io.BytesIO", Needs::Flat, false, "getvalue tell write"),
    row("_io.StringIO", Needs::Flat, false, "getvalue tell write"),
    row("_struct", Needs::Flat, false, "calcsize pack unpack"),
    row("_struct.Struct", Needs::Flat, false, "pack unpack"),
    row("_thread", Needs::Nothing, false, "get_ident get_native_id"),
    row("posix", Needs::Nothing, false, "getpid"),
    row("posix", Needs::Deep, false, "fspath"),
    row("_bisect", Needs::Deep, false, "bisect_left bisect_right"),
    row("_bisect", Needs::Deep, true, "insort_left insort_right"),
    row(
        "_heapq",
        Needs::Deep,
        true,
        "heapify heappop heappush heappushpop heapreplace",
    ),
    row(
        "_operator",
        Needs::Deep,
        false,
        "abs add and_ eq floordiv ge gt inv invert is_ is_not le lshift lt mod mul ne neg not_ or_ pos pow rshift sub \
         truediv truth xor",
    ),
];

/// A native function, as the table knows it.
pub struct Native {
    pub def: &'static NativeDef,
    /// The class or module that defines it.
    pub home: String,
    /// The receiver of a bound method; it comes before the arguments.
    pub receiver: Option<Value>,
    /// The class that defines a method: the first argument is one of its instances.
    pub class: Option<Ref<Type>>,
    pub row: Option<&'static Row>,
}

impl Native {
    /// Whether it ends after native frames have been left ([`runtime::thread::Thread::defer`]), which a trace's would not be.
    pub fn is_deferred(&self) -> bool {
        self.home == "gc" && self.def.name == "collect"
    }
}

/// The name of a class that no program can make.
fn static_name(class: Ref<Type>) -> Option<String> {
    (!class.has_flag(flags::HEAP)).then(|| class.tp_name())
}

/// Whether a value is an instance of exactly the class with this name, which no program can make.
fn is_exactly(v: Value, name: &str) -> bool {
    // (The name is asked for once per instruction that is recorded.)
    v.is_ptr() && static_name(runtime::types::type_of(v)).is_some_and(|n| n == name)
}

/// A dict whose subscription looks for missing keys elsewhere, and which is stored to like any other.
pub fn is_default_dict(v: Value) -> bool {
    v.has_kind(Kind::Dict) && is_exactly(v, "collections.defaultdict")
}

/// A deque, whose items are moved without being asked for anything.
pub fn is_deque(v: Value) -> bool {
    is_exactly(v, DEQUE)
}

/// An `array.array`.
pub fn is_array(v: Value) -> bool {
    is_exactly(v, "array.array")
}

/// Decimal numbers, one of which may be an int: operators on them run no Python.
pub fn are_decimals(a: Value, b: Value) -> bool {
    let decimal = |v: Value| v.has_kind(Kind::Native) && is_exactly(v, DECIMAL);
    let int = |v: Value| v.is_small_int() || types::is_exactly(v, T::Int);
    match (decimal(a), decimal(b)) {
        (true, true) => true,
        (true, false) => int(b),
        (false, other) => other && int(a),
    }
}

/// Whether this is the class of deques.
pub fn is_deque_class(class: Ref<Type>) -> bool {
    static_name(class).is_some_and(|n| n == DEQUE)
}

const DEQUE: &str = "collections.deque";

/// Whether operators and comparisons between the two run no Python, of which one at least is of a class outside the runtime
/// that knows this about its instances.
pub fn are_quiet(x: Value, y: Value) -> bool {
    let knows = |v: Value| quiet(v).is_some();
    let fine = |v: Value| match quiet(v) {
        Some(f) => f(v),
        None => v.is_small_int() || v.is_flonum(),
    };
    (knows(x) || knows(y)) && fine(x) && fine(y)
}

/// How an instance of a class that no program can make says whether it is quiet.
pub fn quiet(v: Value) -> Option<fn(Value) -> bool> {
    if !v.has_kind(Kind::Native) {
        return None;
    }
    let class = types::type_of(v);
    if class.has_flag(flags::HEAP) {
        return None;
    }
    class.slots().quiet
}

/// The getter of an attribute that is computed without running Python, whatever the receiver.
pub fn quiet_getter(descriptor: Value) -> Option<&'static GetSetDef> {
    let (def, owner) = match descriptor.downcast::<GetSet>() {
        Some(d) => (d.def(), d.owner()),
        None => {
            let m = descriptor.downcast::<Member>()?;
            (m.computed()?, m.owner())
        }
    };
    let known = !owner.has_flag(flags::HEAP) && owner.slots().quiet.is_some();
    known.then_some(def)
}

/// An iterator outside the runtime that runs no Python: its items were taken before, or lie in a built-in container.
pub fn is_quiet_iterator(v: Value) -> bool {
    const QUIET: [&str; 7] = [
        "array.arrayiterator",
        "collections._deque_iterator",
        "itertools.combinations",
        "itertools.combinations_with_replacement",
        "itertools.permutations",
        "itertools.product",
        "itertools.repeat",
    ];
    v.has_kind(Kind::Native)
        && static_name(runtime::types::type_of(v)).is_some_and(|n| QUIET.contains(&&*n))
}

/// What a callable is, if it is a native function or method (no class method).
pub fn find(callee: Value) -> Option<Native> {
    let (def, home, receiver, class) = if let Some(m) = callee.downcast::<MethodDescr>() {
        if callee.header()?.shape() != runtime::types::shape_of(runtime::types::T::MethodDescr) {
            return None;
        }
        (m.def(), static_name(m.owner())?, None, Some(m.owner()))
    } else {
        let b = callee.downcast::<Builtin>()?;
        let home = b.home.get();
        match b.receiver.get_opt() {
            Some(r) if home.has_kind(Kind::Type) => {
                let class = as_type(home);
                (b.def(), static_name(class)?, Some(r), Some(class))
            }
            Some(_) => return None,
            None => {
                let module = home.downcast::<Str>()?;
                (b.def(), module.to_string_lossy().into_owned(), None, None)
            }
        }
    };
    let row = TABLE
        .iter()
        .find(|r| r.home == home && r.names.split_whitespace().any(|n| n == def.name));
    Some(Native {
        def,
        home,
        receiver,
        class,
        row,
    })
}

/// The built-in class that makes the instances of `class`: itself, or what it derives from without making or initialising
/// them otherwise.
pub fn maker(class: Ref<Type>) -> Option<Ref<Type>> {
    let mut base = class;
    while base.has_flag(flags::HEAP) {
        base = base.base()?;
    }
    if base == class {
        return Some(class);
    }
    let same = |a, b, n: N| type_::lookup_name(a, n) == type_::lookup_name(b, n);
    let meta = types::type_of(class.value());
    let plain = !class.has_flag(flags::FINALIZER | flags::ABSTRACT)
        && same(meta, types::get(T::Type), N::__call__)
        && same(class, base, N::__new__)
        && same(class, base, N::__init__);
    plain.then_some(base)
}

/// What a call of a built-in class needs so that it runs no Python, by the class's name and the number of arguments.
pub fn class_needs(class: Ref<Type>, n: usize) -> Option<Needs> {
    let name = static_name(class)?;
    Some(match (name.as_str(), n) {
        (
            "list" | "tuple" | "dict" | "set" | "frozenset" | "str" | "int" | "float" | "bytes",
            0,
        )
        | ("collections.deque" | "object" | "complex" | "bytearray", 0)
        | ("slice", 1..=3)
        | ("itertools.chain", _)
        | ("itertools.repeat", 1)
        | (DECIMAL, 0..=1) => Needs::Nothing,
        (
            "itertools.accumulate" | "itertools.cycle" | "itertools.groupby" | "itertools.pairwise",
            1,
        )
        | (
            "itertools.compress"
            | "itertools.dropwhile"
            | "itertools.filterfalse"
            | "itertools.starmap"
            | "itertools.takewhile",
            2,
        )
        | ("itertools.accumulate", 2)
        | ("itertools.islice", 2..=4)
        | ("itertools.zip_longest", _) => Needs::Iterables,
        ("datetime.date" | "datetime.datetime", 3) | ("datetime.timedelta", 0..=3) => Needs::Deep,
        ("itertools.count", 0..=2) | ("itertools.repeat", 2) | ("itertools.batched", 2) => {
            Needs::Deep
        }
        ("list" | "tuple" | "enumerate" | "reversed" | "zip", 1)
        | ("enumerate" | "zip", 2)
        | ("zip", 3)
        | ("collections.deque", 1..=2) => Needs::Flat,
        ("set" | "frozenset" | "str" | "int" | "float" | "complex" | "bytes" | "bytearray", 1)
        | ("int" | "complex", 2) => Needs::Deep,
        _ => return None,
    })
}
