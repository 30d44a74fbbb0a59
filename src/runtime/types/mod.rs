//! The built-in types: one file per Python type.
//!
//! [`T`] numbers the types that the runtime knows by name. The number fixes the shape id of their plain instances
//! (`shape_of`), so that "is this exactly a list" is one compare against a constant, in Rust and in machine code.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::Tracer;
use crate::object::{Header, Kind, Ref, ShapeId};
use crate::thread::Thread;
use crate::value::Value;

pub mod object_;
pub mod singletons;
pub mod slot_calls;
pub mod slot_defs;
pub mod slots;
pub mod type_;

pub mod bytes;
pub mod complex;
pub mod float;
pub mod int;
pub mod str;
mod str_format;
mod str_methods;
mod str_percent;
pub mod str_slots;

pub mod dict;
pub mod enumerate_zip;
pub mod iter;
pub mod list;
pub mod list_methods;
pub mod list_sort;
pub mod range;
pub mod repr_guard;
pub mod sequence;
pub mod set;
pub mod slice;
pub mod tuple;
pub mod tuple_methods;

pub mod builtin;
pub mod cell;
pub mod code;
pub mod codec_errors;
pub mod defining_class;
pub mod function;
pub mod generic_alias;
pub mod getset;
pub mod member;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod property;
pub mod signature;
pub mod simple_namespace;
pub mod static_class;
pub mod super_;
pub mod union_;
pub mod weakref;
pub mod wrapper;

pub mod async_generator;
pub mod dict_methods;
pub mod dict_view;
pub mod exception;
pub mod exception_group;
pub mod exception_types;
pub mod frame;
pub mod generator;
pub mod mapping_proxy;

pub mod frame_locals;
pub mod set_methods;
pub mod template;
pub mod traceback;

use type_::Type;

macro_rules! builtin_types {
    ($($name:ident $text:literal $base:ident $kind:ident,)*) => {
        /// The types that the runtime knows by name.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u16)]
        pub enum T { $($name,)* }

        impl T {
            /// All of them, bases before derived types.
            pub const ALL: &'static [T] = &[$(T::$name,)*];

            /// The Python name; types outside `builtins` carry their module's name, as in CPython's `tp_name`.
            pub const fn name(self) -> &'static str {
                match self { $(T::$name => $text,)* }
            }

            /// The base class (`Object` is its own).
            pub const fn base(self) -> T {
                match self { $(T::$name => T::$base,)* }
            }

            /// The Rust layout of its instances.
            pub const fn kind(self) -> Kind {
                match self { $(T::$name => Kind::$kind,)* }
            }
        }
    };
}

// name, Python name, base, kind of the instances
builtin_types! {
    Object "object" Object Instance,
    Type "type" Object Type,
    NoneType "NoneType" Object Free,
    NotImplementedType "NotImplementedType" Object Free,
    Ellipsis "ellipsis" Object Free,
    Int "int" Object Int,
    Bool "bool" Int Free,
    Float "float" Object Float,
    Complex "complex" Object Complex,
    Str "str" Object Str,
    Bytes "bytes" Object Bytes,
    ByteArray "bytearray" Object ByteArray,
    MemoryView "memoryview" Object MemoryView,
    Tuple "tuple" Object Tuple,
    List "list" Object List,
    Dict "dict" Object Dict,
    DictKeys "dict_keys" Object DictView,
    DictValues "dict_values" Object DictView,
    DictItems "dict_items" Object DictView,
    MappingProxy "mappingproxy" Object Native,
    FrameLocals "FrameLocalsProxy" Object Native,
    Set "set" Object Set,
    FrozenSet "frozenset" Object Set,
    Range "range" Object Range,
    Slice "slice" Object Slice,
    Cell "cell" Object Cell,
    Code "code" Object Code,
    Function "function" Object Function,
    Builtin "builtin_function_or_method" Object Builtin,
    BoundMethod "method" Object BoundMethod,
    Module "module" Object Module,
    Property "property" Object Property,
    StaticMethod "staticmethod" Object StaticMethod,
    ClassMethod "classmethod" Object ClassMethod,
    GetSet "getset_descriptor" Object GetSet,
    Member "member_descriptor" Object Member,
    SlotWrapper "wrapper_descriptor" Object SlotWrapper,
    MethodWrapper "method-wrapper" Object MethodWrapper,
    MethodDescr "method_descriptor" Object MethodDescr,
    ClassMethodDescr "classmethod_descriptor" Object MethodDescr,
    Super "super" Object Super,
    Traceback "traceback" Object Traceback,
    Frame "frame" Object Frame,
    Generator "generator" Object Generator,
    Coroutine "coroutine" Object Generator,
    AsyncGenerator "async_generator" Object Generator,
    AsyncGenASend "async_generator_asend" Object Native,
    AsyncGenAThrow "async_generator_athrow" Object Native,
    AsyncGenWrapped "async_generator_wrapped_value" Object Native,
    AnextAwaitable "anext_awaitable" Object Native,
    CoroutineWrapper "coroutine_wrapper" Object Native,
    WeakRef "weakref.ReferenceType" Object WeakRef,
    ListIter "list_iterator" Object ListIter,
    ListReverseIter "list_reverseiterator" Object ListIter,
    TupleIter "tuple_iterator" Object TupleIter,
    RangeIter "range_iterator" Object RangeIter,
    LongRangeIter "longrange_iterator" Object RangeIter,
    StrIter "str_iterator" Object StrIter,
    StrAsciiIter "str_ascii_iterator" Object StrIter,
    BytesIter "bytes_iterator" Object SeqIter,
    ByteArrayIter "bytearray_iterator" Object SeqIter,
    MemoryIter "memory_iterator" Object SeqIter,
    DictKeyIter "dict_keyiterator" Object DictIter,
    DictValueIter "dict_valueiterator" Object DictIter,
    DictItemIter "dict_itemiterator" Object DictIter,
    DictReverseKeyIter "dict_reversekeyiterator" Object DictIter,
    DictReverseValueIter "dict_reversevalueiterator" Object DictIter,
    DictReverseItemIter "dict_reverseitemiterator" Object DictIter,
    SetIter "set_iterator" Object DictIter,
    SeqIter "iterator" Object SeqIter,
    CallableIter "callable_iterator" Object SeqIter,
    Enumerate "enumerate" Object Enumerate,
    Zip "zip" Object Zip,
    Map "map" Object Map,
    Filter "filter" Object Filter,
    Reversed "reversed" Object Reversed,
    GenericAlias "types.GenericAlias" Object Native,
    GenericAliasIter "generic_alias_iterator" Object Native,
    Union "typing.Union" Object Native,
    SimpleNamespace "types.SimpleNamespace" Object Native,
    BaseException "BaseException" Object Exception,
    BaseExceptionGroup "BaseExceptionGroup" BaseException Exception,
    GeneratorExit "GeneratorExit" BaseException Exception,
    KeyboardInterrupt "KeyboardInterrupt" BaseException Exception,
    SystemExit "SystemExit" BaseException Exception,
    Exception "Exception" BaseException Exception,
    ArithmeticError "ArithmeticError" Exception Exception,
    FloatingPointError "FloatingPointError" ArithmeticError Exception,
    OverflowError "OverflowError" ArithmeticError Exception,
    ZeroDivisionError "ZeroDivisionError" ArithmeticError Exception,
    AssertionError "AssertionError" Exception Exception,
    AttributeError "AttributeError" Exception Exception,
    BufferError "BufferError" Exception Exception,
    EOFError "EOFError" Exception Exception,
    ImportError "ImportError" Exception Exception,
    ModuleNotFoundError "ModuleNotFoundError" ImportError Exception,
    LookupError "LookupError" Exception Exception,
    IndexError "IndexError" LookupError Exception,
    KeyError "KeyError" LookupError Exception,
    MemoryError "MemoryError" Exception Exception,
    NameError "NameError" Exception Exception,
    UnboundLocalError "UnboundLocalError" NameError Exception,
    OSError "OSError" Exception Exception,
    BlockingIOError "BlockingIOError" OSError Exception,
    ChildProcessError "ChildProcessError" OSError Exception,
    ConnectionError "ConnectionError" OSError Exception,
    BrokenPipeError "BrokenPipeError" ConnectionError Exception,
    ConnectionAbortedError "ConnectionAbortedError" ConnectionError Exception,
    ConnectionRefusedError "ConnectionRefusedError" ConnectionError Exception,
    ConnectionResetError "ConnectionResetError" ConnectionError Exception,
    FileExistsError "FileExistsError" OSError Exception,
    FileNotFoundError "FileNotFoundError" OSError Exception,
    InterruptedError "InterruptedError" OSError Exception,
    IsADirectoryError "IsADirectoryError" OSError Exception,
    NotADirectoryError "NotADirectoryError" OSError Exception,
    PermissionError "PermissionError" OSError Exception,
    ProcessLookupError "ProcessLookupError" OSError Exception,
    TimeoutError "TimeoutError" OSError Exception,
    ReferenceError "ReferenceError" Exception Exception,
    RuntimeError "RuntimeError" Exception Exception,
    NotImplementedError "NotImplementedError" RuntimeError Exception,
    PythonFinalizationError "PythonFinalizationError" RuntimeError Exception,
    RecursionError "RecursionError" RuntimeError Exception,
    StopAsyncIteration "StopAsyncIteration" Exception Exception,
    StopIteration "StopIteration" Exception Exception,
    SyntaxError "SyntaxError" Exception Exception,
    IncompleteInputError "_IncompleteInputError" SyntaxError Exception,
    IndentationError "IndentationError" SyntaxError Exception,
    TabError "TabError" IndentationError Exception,
    SystemError "SystemError" Exception Exception,
    TypeError "TypeError" Exception Exception,
    ValueError "ValueError" Exception Exception,
    UnicodeError "UnicodeError" ValueError Exception,
    UnicodeDecodeError "UnicodeDecodeError" UnicodeError Exception,
    UnicodeEncodeError "UnicodeEncodeError" UnicodeError Exception,
    UnicodeTranslateError "UnicodeTranslateError" UnicodeError Exception,
    Warning "Warning" Exception Exception,
    BytesWarning "BytesWarning" Warning Exception,
    DeprecationWarning "DeprecationWarning" Warning Exception,
    EncodingWarning "EncodingWarning" Warning Exception,
    FutureWarning "FutureWarning" Warning Exception,
    ImportWarning "ImportWarning" Warning Exception,
    PendingDeprecationWarning "PendingDeprecationWarning" Warning Exception,
    ResourceWarning "ResourceWarning" Warning Exception,
    RuntimeWarning "RuntimeWarning" Warning Exception,
    SyntaxWarning "SyntaxWarning" Warning Exception,
    UnicodeWarning "UnicodeWarning" Warning Exception,
    UserWarning "UserWarning" Warning Exception,
}

/// The shape id of the plain instances (no attributes yet) of a built-in type. 0 is no shape.
#[inline(always)]
pub const fn shape_of(t: T) -> ShapeId {
    ShapeId(t as u32 + 1)
}

struct Table([Cell<Value>; T::ALL.len()]);
// SAFETY: written once at start-up by the only thread there is; read under the interpreter lock.
unsafe impl Sync for Table {}
static TYPES: Table = Table([const { Cell::new(Value::EMPTY) }; T::ALL.len()]);

/// The type object of a built-in type.
#[inline(always)]
pub fn get(t: T) -> Ref<Type> {
    // SAFETY: the table is filled at start-up with type objects, which are roots and live as long as the process.
    unsafe { Ref::from_value_unchecked(TYPES.0[t as usize].get()) }
}

/// Enters a type object into the table; start-up only.
pub fn set(t: T, object: Ref<Type>) {
    TYPES.0[t as usize].set(object.value());
}

/// The type of a value.
#[inline]
pub fn type_of(v: Value) -> Ref<Type> {
    match v.header() {
        Some(h) => crate::shape::get(h.shape()).class(),
        None if v.is_small_int() => get(T::Int),
        None if v.is_flonum() => get(T::Float),
        None => match v {
            Value::TRUE | Value::FALSE => get(T::Bool),
            Value::NONE => get(T::NoneType),
            Value::NOT_IMPLEMENTED => get(T::NotImplementedType),
            Value::ELLIPSIS => get(T::Ellipsis),
            _ => unreachable!("not a Python value: {v:?}"),
        },
    }
}

/// Whether `v` is an instance of exactly `t`.
#[inline(always)]
pub fn is_exactly(v: Value, t: T) -> bool {
    v.has_shape(shape_of(t))
}

/// Whether the type of `v` is `t` or derives from it (real inheritance; no `__instancecheck__`).
pub fn is_instance_of(v: Value, t: T) -> bool {
    type_of(v).is_subtype_of(get(t))
}

/// The definitions of the built-in types, bases before derived types.
pub fn definitions() -> Vec<&'static type_::TypeDef> {
    let mut defs: Vec<&'static type_::TypeDef> = vec![
        &object_::TYPE,
        &type_::attrs::TYPE,
        &singletons::NONE_TYPE,
        &singletons::NOT_IMPLEMENTED_TYPE,
        &singletons::ELLIPSIS_TYPE,
        &int::TYPE,
        &int::BOOL_TYPE,
        &float::TYPE,
        &complex::TYPE,
        &str_slots::TYPE,
        &bytes::TYPE,
        &bytes::ARRAY_TYPE,
        &memoryview::TYPE,
        &tuple_methods::TYPE,
        &list_methods::TYPE,
        &dict_methods::TYPE,
        &dict_view::KEYS_TYPE,
        &dict_view::VALUES_TYPE,
        &dict_view::ITEMS_TYPE,
        &mapping_proxy::TYPE,
        &frame_locals::TYPE,
        &set_methods::TYPE,
        &set_methods::FROZEN_TYPE,
        &range::TYPE,
        &slice::TYPE,
        &cell::TYPE,
        &code::TYPE,
        &function::TYPE,
        &builtin::TYPE,
        &builtin::METHOD_DESCR_TYPE,
        &builtin::CLASS_METHOD_DESCR_TYPE,
        &method::TYPE,
        &module::TYPE,
        &property::TYPE,
        &static_class::STATIC_TYPE,
        &static_class::CLASS_TYPE,
        &getset::TYPE,
        &member::TYPE,
        &wrapper::TYPE,
        &wrapper::METHOD_TYPE,
        &super_::TYPE,
        &weakref::TYPE,
        &union_::TYPE,
        &generic_alias::TYPE,
        &generic_alias::ITER_TYPE,
        &simple_namespace::TYPE,
        &traceback::TYPE,
        &frame::TYPE,
        &generator::TYPE,
        &generator::COROUTINE_TYPE,
        &async_generator::TYPE,
        &async_generator::ASEND_TYPE,
        &async_generator::ATHROW_TYPE,
        &async_generator::WRAPPED_TYPE,
        &async_generator::ANEXT_TYPE,
        &async_generator::WRAPPER_TYPE,
        &iter::LIST_TYPE,
        &iter::LIST_REVERSE_TYPE,
        &iter::TUPLE_TYPE,
        &iter::STR_TYPE,
        &iter::STR_ASCII_TYPE,
        &iter::SEQ_TYPE,
        &iter::BYTES_TYPE,
        &iter::BYTEARRAY_TYPE,
        &iter::MEMORY_TYPE,
        &iter::CALLABLE_TYPE,
        &range::ITER_TYPE,
        &range::LONG_ITER_TYPE,
        &dict_view::KEY_ITER_TYPE,
        &dict_view::VALUE_ITER_TYPE,
        &dict_view::ITEM_ITER_TYPE,
        &dict_view::REVERSE_KEY_ITER_TYPE,
        &dict_view::REVERSE_VALUE_ITER_TYPE,
        &dict_view::REVERSE_ITEM_ITER_TYPE,
        &dict_view::SET_ITER_TYPE,
        &enumerate_zip::ENUMERATE_TYPE,
        &enumerate_zip::ZIP_TYPE,
        &enumerate_zip::MAP_TYPE,
        &enumerate_zip::FILTER_TYPE,
        &enumerate_zip::REVERSED_TYPE,
    ];
    defs.extend(exception_types::definitions());
    defs
}

/// Visits what an object refers to: the collector's way into the layouts.
pub fn trace_object(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects.
    let kind = unsafe { (*h).kind() };
    match kind {
        Kind::Free | Kind::Raw | Kind::Values => {}
        Kind::Float => float::trace(h, t),
        Kind::Int => int::trace(h, t),
        Kind::Complex => complex::trace(h, t),
        Kind::Str => str::trace(h, t),
        Kind::Bytes => bytes::trace(h, t),
        Kind::ByteArray | Kind::MemoryView | Kind::Native => {
            // SAFETY: these kinds carry the layout in their second word.
            let object = unsafe { &*h.cast::<crate::object::NativeObject>() };
            (object.layout.trace)(h, t);
            crate::shape::trace_attributes(h, t);
        }
        Kind::Tuple => tuple::trace(h, t),
        Kind::List => list::trace(h, t),
        Kind::Dict => dict::trace(h, t),
        Kind::DictView => dict_view::trace_view(h, t),
        Kind::Set => set::trace(h, t),
        Kind::Range => range::trace(h, t),
        Kind::Slice => slice::trace(h, t),
        Kind::Cell => cell::trace(h, t),
        Kind::NameCell => dict::trace_name_cell(h, t),
        Kind::Code => code::trace(h, t),
        Kind::Function => function::trace(h, t),
        Kind::Builtin => builtin::trace(h, t),
        Kind::BoundMethod => method::trace(h, t),
        Kind::Module => module::trace(h, t),
        Kind::Type => type_::trace(h, t),
        Kind::Instance => crate::shape::trace_attributes(h, t),
        Kind::Property => property::trace(h, t),
        Kind::StaticMethod | Kind::ClassMethod => static_class::trace(h, t),
        Kind::GetSet => getset::trace(h, t),
        Kind::Member => member::trace(h, t),
        Kind::SlotWrapper => wrapper::trace(h, t),
        Kind::MethodWrapper => wrapper::trace_method_wrapper(h, t),
        Kind::MethodDescr => builtin::trace_method_descr(h, t),
        Kind::Super => super_::trace(h, t),
        Kind::Exception => exception::trace(h, t),
        Kind::Traceback => traceback::trace(h, t),
        Kind::Frame => frame::trace(h, t),
        Kind::Generator => generator::trace(h, t),
        Kind::WeakRef => weakref::trace(h, t),
        Kind::ListIter | Kind::TupleIter | Kind::StrIter | Kind::SeqIter => iter::trace(h, t),
        Kind::RangeIter => range::trace_iter(h, t),
        Kind::DictIter => dict_view::trace_iter(h, t),
        Kind::Enumerate | Kind::Zip | Kind::Map | Kind::Filter | Kind::Reversed => {
            enumerate_zip::trace(h, t)
        }
    }
}

/// What start-up does when all types are filled. Allocates.
pub fn finish_definitions(_th: &Thread) -> PyResult<()> {
    Ok(())
}
