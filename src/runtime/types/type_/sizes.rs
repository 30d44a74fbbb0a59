//! How large objects are in CPython: what `sys.getsizeof`, `__sizeof__` and `__basicsize__` answer.
//!
//! Ours are of other sizes, which nobody can use for anything; programs, and the tests of others, compare with the
//! figures that they know. Of a type that is not listed they are those of its base.

use super::{Type, as_type, flags};
use crate::object::{Kind, Ref};
use crate::types;
use crate::value::Value;

/// The layout of a type's instances.
#[derive(Clone, Copy)]
pub struct Layout {
    /// `__basicsize__`
    pub basic: i64,
    /// `__itemsize__`
    pub item: i64,
    /// Whether the cyclic collector knows them, which costs a header.
    pub collected: bool,
}

/// A group of types of the same layout: basic size, item size, whether they are collected, the names.
type Group = (i64, i64, bool, &'static [&'static str]);

/// CPython 3.14 on 64-bit machines.
const GROUPS: &[Group] = &[
    (
        16,
        0,
        false,
        &[
            "NoneType",
            "NotImplementedType",
            "ellipsis",
            "object",
            "datetime.tzinfo",
        ],
    ),
    (16, 0, true, &["functools._PlaceholderType"]),
    (24, 0, false, &["float"]),
    (
        24,
        0,
        true,
        &[
            "_asyncio.FutureIter",
            "_thread._ThreadHandle",
            "_thread.lock",
            "ast.AST",
            "cell",
            "dict_items",
            "dict_keys",
            "dict_values",
            "generic_alias_iterator",
            "mappingproxy",
            "odict_keys",
            "types.SimpleNamespace",
            "typing.ParamSpecArgs",
            "typing.ParamSpecKwargs",
        ],
    ),
    (24, 4, false, &["bool", "int"]),
    (
        32,
        0,
        false,
        &["complex", "datetime.date", "datetime.timezone"],
    ),
    (
        32,
        0,
        true,
        &[
            "_asyncio.TaskStepMethWrapper",
            "bytearray_iterator",
            "bytes_iterator",
            "callable_iterator",
            "classmethod",
            "filter",
            "list_iterator",
            "list_reverseiterator",
            "method-wrapper",
            "reversed",
            "staticmethod",
            "str_ascii_iterator",
            "tuple_iterator",
            "collections._tuplegetter",
            "itertools._grouper",
            "itertools.chain",
            "itertools.compress",
            "itertools.filterfalse",
            "itertools.repeat",
            "itertools.starmap",
            "string.templatelib.Template",
        ],
    ),
    (
        32,
        8,
        true,
        &[
            "_thread._ExceptHookArgs",
            "tuple",
            "sys.float_info",
            "sys.hash_info",
            "sys.int_info",
            "sys.thread_info",
            "sys.version_info",
        ],
    ),
    (33, 1, false, &["bytes"]),
    (
        40,
        0,
        false,
        &[
            "longrange_iterator",
            "range_iterator",
            "datetime.time",
            "datetime.timedelta",
        ],
    ),
    (
        40,
        0,
        true,
        &[
            "_io.IncrementalNewlineDecoder",
            "_thread.RLock",
            "list",
            "map",
            "slice",
            "super",
            "traceback",
            "itertools.batched",
            "itertools.count",
            "itertools.cycle",
            "itertools.dropwhile",
            "itertools.pairwise",
            "itertools.takewhile",
            "operator.attrgetter",
            "string.templatelib.TemplateIter",
            "typing.TypeVarTuple",
        ],
    ),
    (48, 0, false, &["range", "datetime.datetime"]),
    (
        48,
        0,
        true,
        &[
            "_contextvars.Context",
            "_contextvars.Token",
            "_io.BufferedRWPair",
            "_io.FileIO",
            "dict",
            "getset_descriptor",
            "member_descriptor",
            "memory_iterator",
            "method",
            "set_iterator",
            "zip",
            "itertools._tee",
            "itertools.product",
            "operator.itemgetter",
        ],
    ),
    (56, 0, false, &["bytearray"]),
    (
        56,
        0,
        true,
        &[
            "_struct.Struct",
            "_thread._local",
            "builtin_function_or_method",
            "classmethod_descriptor",
            "dict_itemiterator",
            "dict_keyiterator",
            "dict_reverseitemiterator",
            "dict_reversekeyiterator",
            "dict_reversevalueiterator",
            "dict_valueiterator",
            "enumerate",
            "method_descriptor",
            "module",
            "wrapper_descriptor",
            "collections._deque_iterator",
            "collections._deque_reverse_iterator",
            "collections.defaultdict",
            "itertools.accumulate",
            "itertools.combinations",
            "itertools.combinations_with_replacement",
            "itertools.islice",
            "itertools.zip_longest",
            "typing.ParamSpec",
            "typing.TypeAliasType",
            "typing.Union",
        ],
    ),
    (56, 8, true, &["sys.flags"]),
    (64, 0, false, &["str"]),
    (
        64,
        0,
        true,
        &[
            "_contextvars.ContextVar",
            "_io.BytesIO",
            "array.array",
            "property",
            "itertools.permutations",
            "operator.methodcaller",
            "types.GenericAlias",
            "weakref.CallableProxyType",
            "weakref.ProxyType",
            "weakref.ReferenceType",
        ],
    ),
    (72, 0, true, &["BaseException", "itertools.groupby"]),
    (
        80,
        0,
        true,
        &[
            "NameError",
            "StopIteration",
            "SystemExit",
            "functools.partial",
            "typing.TypeVar",
        ],
    ),
    (88, 0, true, &["AttributeError"]),
    (88, 8, true, &["re.Match"]),
    (96, 0, true, &["BaseExceptionGroup"]),
    (96, 4, true, &["re.Pattern"]),
    (104, 0, true, &["ImportError"]),
    (
        112,
        0,
        true,
        &[
            "_asyncio.Future",
            "OSError",
            "UnicodeDecodeError",
            "UnicodeEncodeError",
            "UnicodeTranslateError",
            "collections.OrderedDict",
        ],
    ),
    (120, 0, true, &["_io.StringIO"]),
    (144, 0, true, &["SyntaxError"]),
    (144, 8, true, &["memoryview"]),
    (
        152,
        0,
        true,
        &[
            "_io.BufferedRandom",
            "_io.BufferedReader",
            "_io.BufferedWriter",
            "function",
            "functools._lru_cache_wrapper",
        ],
    ),
    (
        152,
        8,
        true,
        &["async_generator", "coroutine", "frame", "generator"],
    ),
    (168, 0, true, &["_asyncio.Task"]),
    (200, 0, true, &["_io.TextIOWrapper", "frozenset", "set"]),
    (208, 2, false, &["code"]),
    (216, 0, true, &["collections.deque"]),
    (496, 0, true, &["itertools._tee_dataobject"]),
    (936, 40, true, &["type"]),
];

/// The size of a collector's header; and of the two words for a dict and for weak references that classes written in
/// Python add in front.
const HEADER: i64 = 16;

/// The layout of the instances of a class.
pub fn layout(class: Ref<Type>) -> Layout {
    if class.has_flag(flags::HEAP) {
        let base = class
            .base()
            .map(|base| (layout(base), base.member_slots.get()));
        let (base, inherited) = base.unwrap_or((UNKNOWN, 0));
        let own = i64::from(class.member_slots.get().saturating_sub(inherited));
        return Layout {
            basic: base.basic + 8 * own,
            item: base.item,
            collected: true,
        };
    }
    let name = class.tp_name();
    let group = GROUPS
        .iter()
        .find(|(_, _, _, names)| names.contains(&name.as_str()));
    match (group, class.base()) {
        (Some(&(basic, item, collected, _)), _) => Layout {
            basic,
            item,
            collected,
        },
        (None, Some(base)) if base.base().is_some() => layout(base),
        (None, _) => Layout {
            basic: UNKNOWN.basic.max(class.basic_size.get() as i64),
            ..UNKNOWN
        },
    }
}

/// Of types that CPython does not have.
const UNKNOWN: Layout = Layout {
    basic: 16,
    item: 0,
    collected: true,
};

/// The size of an object whose class has no `__sizeof__` of its own.
pub fn of(v: Value) -> i64 {
    let Layout { basic, item, .. } = layout(types::type_of(v));
    if let Some(bytes) = v.downcast::<types::bytes::Bytes>() {
        return basic + bytes.data().len() as i64;
    }
    if let Some(g) = v.downcast::<types::generator::Generator>() {
        // Its variables, and the stack that a small function needs.
        const STACK: i64 = 2;
        let code = g.code();
        let plain = code.plain();
        let variables = i64::from(plain.first_free_reg) + plain.freevars.len() as i64;
        return basic + item * (variables + STACK);
    }
    if v.has_kind(Kind::MemoryView) {
        // Shape, strides and suboffsets of one dimension.
        return basic + item * 3;
    }
    basic
}

/// What `sys.getsizeof` adds for what stands in front of an object.
pub fn in_front(v: Value) -> i64 {
    let is_static = |v: Value| v.has_kind(Kind::Type) && !as_type(v).has_flag(flags::HEAP);
    if is_static(v) {
        return 0;
    }
    let class = types::type_of(v);
    let collected = if layout(class).collected { HEADER } else { 0 };
    let words = adds(class, flags::HAS_DICT) || adds(class, flags::WEAKREFS);
    collected + if words { HEADER } else { 0 }
}

/// Whether classes written in Python gave the instances of `class` a dict, or weak references, and not a native base.
fn adds(class: Ref<Type>, flag: u32) -> bool {
    let mut native = class;
    while let Some(base) = native.base().filter(|_| native.has_flag(flags::HEAP)) {
        native = base;
    }
    class.has_flag(flag) && !native.has_flag(flag)
}

/// What `__flags__` says of the layout of a class's instances.
pub fn layout_flags(class: Ref<Type>) -> i64 {
    const INLINE_VALUES: i64 = 1 << 2;
    const MANAGED_WEAKREF: i64 = 1 << 3;
    const MANAGED_DICT: i64 = 1 << 4;
    const COLLECTED: i64 = 1 << 14;
    let Layout {
        basic, collected, ..
    } = layout(class);
    let mut bits = if collected { COLLECTED } else { 0 };
    if adds(class, flags::WEAKREFS) {
        bits |= MANAGED_WEAKREF;
    }
    if adds(class, flags::HAS_DICT) {
        bits |= MANAGED_DICT;
        if basic == UNKNOWN.basic {
            bits |= INLINE_VALUES;
        }
    }
    bits
}

/// Bytes of a dict's table with `size` places, of which two thirds may be used. Entries whose keys are all strings take
/// less.
pub fn dict_table(size: usize, texts: bool) -> i64 {
    const FIXED: usize = 32;
    let index = match size {
        0..256 => 1,
        256..65536 => 2,
        _ => 4,
    };
    let entry = if texts { 16 } else { 24 };
    (FIXED + size * index + size * 2 / 3 * entry) as i64
}
