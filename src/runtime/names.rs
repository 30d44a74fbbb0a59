//! The names that the runtime itself uses: one interned string each, made at start-up.
//!
//! `names::get(N::__add__)` is a load; attribute names are compared by identity everywhere. The strings are roots.

use std::cell::Cell;

use crate::heap::Tracer;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::str::{self, Str};
use crate::value::Value;

macro_rules! names {
    ($($name:ident)*) => {
        /// The number of a well-known name; the variants are spelt as the names are.
        // The names are Python's, so they keep Python's spelling.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum N { $($name,)* }

        const TEXTS: &[&str] = &[$(stringify!($name),)*];
    };
}

names! {
    __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotate__
    __annotate_func__ __annotations__ __annotations_cache__ __args__ __await__ __bases__ __bool__ __buffer__
    __build_class__ __builtins__ __bytes__ __cached__ __call__ __cause__ __ceil__ __class__ __class_getitem__
    __classcell__ __classdict__ __classdictcell__ __closure__ __code__ __complex__ __contains__ __context__ __copy__
    __deepcopy__ __defaults__ __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __divmod__ __doc__ __enter__
    __eq__ __exit__ __file__ __firstlineno__ __float__ __floor__ __floordiv__ __format__ __fspath__ __func__ __ge__
    __get__ __getattr__ __getattribute__ __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __globals__ __gt__
    __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__ __imatmul__ __imod__ __import__ __imul__ __index__ __init__
    __init_subclass__ __instancecheck__ __int__ __invert__ __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__
    __iter__ __itruediv__ __ixor__ __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lshift__ __lt__ __main__
    __match_args__ __matmul__ __missing__ __mod__ __module__ __mro__ __mro_entries__ __mul__ __name__ __ne__ __neg__
    __new__ __next__ __notes__ __objclass__ __or__ __orig_bases__ __orig_class__ __origin__ __package__ __parameters__
    __path__ __pos__ __pow__ __prepare__ __qualname__ __radd__ __rand__ __rdivmod__ __reduce__ __reduce_ex__
    __release_buffer__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__
    __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __self__ __self_class__ __set__ __set_name__
    __setattr__ __setitem__ __setstate__ __sizeof__ __slots__ __spec__ __static_attributes__ __str__ __sub__
    __subclasscheck__ __subclasses__ __subclasshook__ __suppress_context__ __text_signature__ __thisclass__
    __traceback__ __truediv__ __trunc__ __type_params__ __typing_is_unpacked_typevartuple__ __typing_prepare_subst__
    __typing_subst__ __typing_unpacked_tuple_args__ __unpacked__ __weakref__ __wrapped__ __xor__
    add_note append args as_integer_ratio atexit big builtins clear close code copy decode default denominator
    dict displayhook doc encode encoding end errors excepthook extend fdel fget file
    filename fileno flush fromkeys fset get index insert isatty items iterable join key keys
    last_exc last_traceback last_type last_value lineno little local maxsplit metaclass mode modules mro msg newline
    numerator obj object offset open path pop popitem position ps1 ps2 read readable readinto
    readline real imag remove replace reverse sep send setdefault signed sort split start stderr stdin stdout
    step stop strict sub text throw tp types update value values warn warnings with_traceback writable write _fields
    _is_coroutine _initializing _lock cell_contents partial util utf_8 object_hook parse_float parse_int parse_constant strip
    _asyncio_future_blocking _loop add_done_callback call_exception_handler call_soon cancel context done get_debug get_loop
    is_running result
}

struct Table([Cell<Value>; TEXTS.len()]);
// SAFETY: written once at start-up by the only thread there is; read under the interpreter lock.
unsafe impl Sync for Table {}
static TABLE: Table = Table([const { Cell::new(Value::EMPTY) }; TEXTS.len()]);

/// The interned string of a well-known name.
#[inline(always)]
pub fn get(n: N) -> Ref<Str> {
    // SAFETY: `init` has filled the table with strings, which are roots.
    unsafe { Ref::from_value_unchecked(TABLE.0[n as usize].get()) }
}

/// Fills the table; start-up only.
pub fn init(th: &Thread) {
    for (cell, text) in TABLE.0.iter().zip(TEXTS) {
        cell.set(str::intern(th, text).value());
    }
}

/// Visits the strings: a root of the collector.
pub fn trace_roots(tracer: &mut Tracer) {
    for cell in &TABLE.0 {
        if !cell.get().is_empty() {
            tracer.visit(cell.get());
        }
    }
}

impl N {
    /// The text.
    pub const fn text(self) -> &'static str {
        TEXTS[self as usize]
    }
}
