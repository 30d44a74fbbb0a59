//! CPython's opcodes: their numbers, and what `opcode` and `dis` ask about them.
//!
//! One table. Nothing here is run: code is shown in this instruction set, see the module above.

/// What an opcode's argument is, one bit each.
pub mod uses {
    /// There is none.
    pub const NONE: u8 = 0;
    /// There is one.
    pub const ARG: u8 = 1;
    /// It is an index of a constant.
    pub const CONST: u8 = 2;
    /// It is an index of a name.
    pub const NAME: u8 = 4;
    /// It is a distance.
    pub const JUMP: u8 = 8;
    /// It is a variable that is or may be a cell.
    pub const FREE: u8 = 16;
    /// It is a local variable.
    pub const LOCAL: u8 = 32;
    /// It begins a block that handles exceptions.
    pub const EXC: u8 = 64;
}

/// By how much an instruction makes the stack higher.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// It is not told: a specialised form.
    Unknown,
    /// Always the same.
    Fixed(i32),
    /// The first, and the second for each unit of the argument.
    PerItem(i32, i32),
    /// The first if the argument is even, the second if it is odd.
    IfOdd(i32, i32),
    /// The argument's bytes, added.
    Unpack,
    /// The first where control goes to the handler, the second where it goes on.
    Jumping(i32, i32),
}

/// An opcode.
#[derive(Debug)]
pub struct Opcode {
    /// The name in `dis`.
    pub name: &'static str,
    /// The number in `opcode.opmap`.
    pub number: u16,
    /// See [`uses`].
    pub uses: u8,
    /// How many units of cache follow it.
    pub caches: u8,
    /// What it does to the stack.
    pub effect: Effect,
}

impl Effect {
    /// The effect with an argument; `jump` says which way is meant, if one is.
    pub fn of(self, arg: i64, jump: Option<bool>) -> Option<i64> {
        Some(match self {
            Effect::Unknown => return None,
            Effect::Fixed(n) => i64::from(n),
            Effect::PerItem(n, each) => i64::from(n) + i64::from(each) * arg,
            Effect::IfOdd(even, odd) => i64::from(if arg & 1 == 0 { even } else { odd }),
            Effect::Unpack => (arg & 0xff) + (arg >> 8),
            Effect::Jumping(away, on) => i64::from(if jump == Some(false) { on } else { away }),
        })
    }
}

/// The opcode of a number.
pub fn find(number: i64) -> Option<&'static Opcode> {
    let at = OPCODES.binary_search_by_key(&number, |o| i64::from(o.number));
    at.ok().map(|i| &OPCODES[i])
}

macro_rules! opcodes {
    ($($name:ident = $number:literal, $($uses:ident)|+, $caches:literal, $effect:ident $(($($n:literal),+))?;)*) => {
        $(
            #[doc = concat!("The number of `", stringify!($name), "`.")]
            pub const $name: u16 = $number;
        )*

        /// All of them, by number.
        pub const OPCODES: &[Opcode] = &[$(Opcode {
            name: stringify!($name),
            number: $number,
            uses: 0 $(| uses::$uses)+,
            caches: $caches,
            effect: Effect::$effect $(($($n),+))?,
        }),*];
    };
}

opcodes! {
    CACHE = 0, NONE, 0, Fixed(0);
    BINARY_SLICE = 1, NONE, 0, Fixed(-2);
    BUILD_TEMPLATE = 2, NONE, 0, Fixed(-1);
    BINARY_OP_INPLACE_ADD_UNICODE = 3, LOCAL, 0, Unknown;
    CALL_FUNCTION_EX = 4, NONE, 0, Fixed(-3);
    CHECK_EG_MATCH = 5, NONE, 0, Fixed(0);
    CHECK_EXC_MATCH = 6, NONE, 0, Fixed(0);
    CLEANUP_THROW = 7, NONE, 0, Fixed(-1);
    DELETE_SUBSCR = 8, NONE, 0, Fixed(-2);
    END_FOR = 9, NONE, 0, Fixed(-1);
    END_SEND = 10, NONE, 0, Fixed(-1);
    EXIT_INIT_CHECK = 11, NONE, 0, Fixed(-1);
    FORMAT_SIMPLE = 12, NONE, 0, Fixed(0);
    FORMAT_WITH_SPEC = 13, NONE, 0, Fixed(-1);
    GET_AITER = 14, NONE, 0, Fixed(0);
    GET_ANEXT = 15, NONE, 0, Fixed(1);
    GET_ITER = 16, NONE, 0, Fixed(0);
    RESERVED = 17, NONE, 0, Fixed(0);
    GET_LEN = 18, NONE, 0, Fixed(1);
    GET_YIELD_FROM_ITER = 19, NONE, 0, Fixed(0);
    INTERPRETER_EXIT = 20, NONE, 0, Fixed(-1);
    LOAD_BUILD_CLASS = 21, NONE, 0, Fixed(1);
    LOAD_LOCALS = 22, NONE, 0, Fixed(1);
    MAKE_FUNCTION = 23, NONE, 0, Fixed(0);
    MATCH_KEYS = 24, NONE, 0, Fixed(1);
    MATCH_MAPPING = 25, NONE, 0, Fixed(1);
    MATCH_SEQUENCE = 26, NONE, 0, Fixed(1);
    NOP = 27, NONE, 0, Fixed(0);
    NOT_TAKEN = 28, NONE, 0, Fixed(0);
    POP_EXCEPT = 29, NONE, 0, Fixed(-1);
    POP_ITER = 30, NONE, 0, Fixed(-1);
    POP_TOP = 31, NONE, 0, Fixed(-1);
    PUSH_EXC_INFO = 32, NONE, 0, Fixed(1);
    PUSH_NULL = 33, NONE, 0, Fixed(1);
    RETURN_GENERATOR = 34, NONE, 0, Fixed(1);
    RETURN_VALUE = 35, NONE, 0, Fixed(0);
    SETUP_ANNOTATIONS = 36, NONE, 0, Fixed(0);
    STORE_SLICE = 37, NONE, 0, Fixed(-4);
    STORE_SUBSCR = 38, NONE, 1, Fixed(-3);
    TO_BOOL = 39, NONE, 3, Fixed(0);
    UNARY_INVERT = 40, NONE, 0, Fixed(0);
    UNARY_NEGATIVE = 41, NONE, 0, Fixed(0);
    UNARY_NOT = 42, NONE, 0, Fixed(0);
    WITH_EXCEPT_START = 43, NONE, 0, Fixed(1);
    BINARY_OP = 44, ARG, 5, Fixed(-1);
    BUILD_INTERPOLATION = 45, ARG, 0, IfOdd(-1, -2);
    BUILD_LIST = 46, ARG, 0, PerItem(1, -1);
    BUILD_MAP = 47, ARG, 0, PerItem(1, -2);
    BUILD_SET = 48, ARG, 0, PerItem(1, -1);
    BUILD_SLICE = 49, ARG, 0, PerItem(1, -1);
    BUILD_STRING = 50, ARG, 0, PerItem(1, -1);
    BUILD_TUPLE = 51, ARG, 0, PerItem(1, -1);
    CALL = 52, ARG, 3, PerItem(-1, -1);
    CALL_INTRINSIC_1 = 53, ARG, 0, Fixed(0);
    CALL_INTRINSIC_2 = 54, ARG, 0, Fixed(-1);
    CALL_KW = 55, ARG, 3, PerItem(-2, -1);
    COMPARE_OP = 56, ARG, 1, Fixed(-1);
    CONTAINS_OP = 57, ARG, 1, Fixed(-1);
    CONVERT_VALUE = 58, ARG, 0, Fixed(0);
    COPY = 59, ARG, 0, Fixed(1);
    COPY_FREE_VARS = 60, ARG, 0, Fixed(0);
    DELETE_ATTR = 61, ARG | NAME, 0, Fixed(-1);
    DELETE_DEREF = 62, ARG | FREE, 0, Fixed(0);
    DELETE_FAST = 63, ARG | LOCAL, 0, Fixed(0);
    DELETE_GLOBAL = 64, ARG | NAME, 0, Fixed(0);
    DELETE_NAME = 65, ARG | NAME, 0, Fixed(0);
    DICT_MERGE = 66, ARG, 0, Fixed(-1);
    DICT_UPDATE = 67, ARG, 0, Fixed(-1);
    END_ASYNC_FOR = 68, ARG | JUMP, 0, Fixed(-2);
    EXTENDED_ARG = 69, ARG, 0, Fixed(0);
    FOR_ITER = 70, ARG | JUMP, 1, Fixed(1);
    GET_AWAITABLE = 71, ARG, 0, Fixed(0);
    IMPORT_FROM = 72, ARG | NAME, 0, Fixed(1);
    IMPORT_NAME = 73, ARG | NAME, 0, Fixed(-1);
    IS_OP = 74, ARG, 0, Fixed(-1);
    JUMP_BACKWARD = 75, ARG | JUMP, 1, Fixed(0);
    JUMP_BACKWARD_NO_INTERRUPT = 76, ARG | JUMP, 0, Fixed(0);
    JUMP_FORWARD = 77, ARG | JUMP, 0, Fixed(0);
    LIST_APPEND = 78, ARG, 0, Fixed(-1);
    LIST_EXTEND = 79, ARG, 0, Fixed(-1);
    LOAD_ATTR = 80, ARG | NAME, 9, IfOdd(0, 1);
    LOAD_COMMON_CONSTANT = 81, ARG, 0, Fixed(1);
    LOAD_CONST = 82, ARG | CONST, 0, Fixed(1);
    LOAD_DEREF = 83, ARG | LOCAL, 0, Fixed(1);
    LOAD_FAST = 84, ARG | LOCAL, 0, Fixed(1);
    LOAD_FAST_AND_CLEAR = 85, ARG | LOCAL, 0, Fixed(1);
    LOAD_FAST_BORROW = 86, ARG | LOCAL, 0, Fixed(1);
    LOAD_FAST_BORROW_LOAD_FAST_BORROW = 87, ARG | LOCAL, 0, Fixed(2);
    LOAD_FAST_CHECK = 88, ARG | LOCAL, 0, Fixed(1);
    LOAD_FAST_LOAD_FAST = 89, ARG | LOCAL, 0, Fixed(2);
    LOAD_FROM_DICT_OR_DEREF = 90, ARG | FREE, 0, Fixed(0);
    LOAD_FROM_DICT_OR_GLOBALS = 91, ARG | NAME, 0, Fixed(0);
    LOAD_GLOBAL = 92, ARG | NAME, 4, IfOdd(1, 2);
    LOAD_NAME = 93, ARG | NAME, 0, Fixed(1);
    LOAD_SMALL_INT = 94, ARG, 0, Fixed(1);
    LOAD_SPECIAL = 95, ARG, 0, Fixed(1);
    LOAD_SUPER_ATTR = 96, ARG | NAME, 1, IfOdd(-2, -1);
    MAKE_CELL = 97, ARG | FREE, 0, Fixed(0);
    MAP_ADD = 98, ARG, 0, Fixed(-2);
    MATCH_CLASS = 99, ARG, 0, Fixed(-2);
    POP_JUMP_IF_FALSE = 100, ARG | JUMP, 1, Fixed(-1);
    POP_JUMP_IF_NONE = 101, ARG | JUMP, 1, Fixed(-1);
    POP_JUMP_IF_NOT_NONE = 102, ARG | JUMP, 1, Fixed(-1);
    POP_JUMP_IF_TRUE = 103, ARG | JUMP, 1, Fixed(-1);
    RAISE_VARARGS = 104, ARG, 0, PerItem(0, -1);
    RERAISE = 105, ARG, 0, Fixed(-1);
    SEND = 106, ARG | JUMP, 1, Fixed(0);
    SET_ADD = 107, ARG, 0, Fixed(-1);
    SET_FUNCTION_ATTRIBUTE = 108, ARG, 0, Fixed(-1);
    SET_UPDATE = 109, ARG, 0, Fixed(-1);
    STORE_ATTR = 110, ARG | NAME, 4, Fixed(-2);
    STORE_DEREF = 111, ARG | FREE, 0, Fixed(-1);
    STORE_FAST = 112, ARG | LOCAL, 0, Fixed(-1);
    STORE_FAST_LOAD_FAST = 113, ARG | LOCAL, 0, Fixed(0);
    STORE_FAST_STORE_FAST = 114, ARG | LOCAL, 0, Fixed(-2);
    STORE_GLOBAL = 115, ARG | NAME, 0, Fixed(-1);
    STORE_NAME = 116, ARG | NAME, 0, Fixed(-1);
    SWAP = 117, ARG, 0, Fixed(0);
    UNPACK_EX = 118, ARG, 0, Unpack;
    UNPACK_SEQUENCE = 119, ARG, 1, PerItem(-1, 1);
    YIELD_VALUE = 120, ARG, 0, Fixed(0);
    RESUME = 128, ARG, 0, Fixed(0);
    BINARY_OP_ADD_FLOAT = 129, NONE, 0, Unknown;
    BINARY_OP_ADD_INT = 130, NONE, 0, Unknown;
    BINARY_OP_ADD_UNICODE = 131, NONE, 0, Unknown;
    BINARY_OP_EXTEND = 132, NONE, 0, Unknown;
    BINARY_OP_MULTIPLY_FLOAT = 133, NONE, 0, Unknown;
    BINARY_OP_MULTIPLY_INT = 134, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_DICT = 135, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_GETITEM = 136, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_LIST_INT = 137, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_LIST_SLICE = 138, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_STR_INT = 139, NONE, 0, Unknown;
    BINARY_OP_SUBSCR_TUPLE_INT = 140, NONE, 0, Unknown;
    BINARY_OP_SUBTRACT_FLOAT = 141, NONE, 0, Unknown;
    BINARY_OP_SUBTRACT_INT = 142, NONE, 0, Unknown;
    CALL_ALLOC_AND_ENTER_INIT = 143, ARG, 0, Unknown;
    CALL_BOUND_METHOD_EXACT_ARGS = 144, ARG, 0, Unknown;
    CALL_BOUND_METHOD_GENERAL = 145, ARG, 0, Unknown;
    CALL_BUILTIN_CLASS = 146, ARG, 0, Unknown;
    CALL_BUILTIN_FAST = 147, ARG, 0, Unknown;
    CALL_BUILTIN_FAST_WITH_KEYWORDS = 148, ARG, 0, Unknown;
    CALL_BUILTIN_O = 149, ARG, 0, Unknown;
    CALL_ISINSTANCE = 150, ARG, 0, Unknown;
    CALL_KW_BOUND_METHOD = 151, ARG, 0, Unknown;
    CALL_KW_NON_PY = 152, ARG, 0, Unknown;
    CALL_KW_PY = 153, ARG, 0, Unknown;
    CALL_LEN = 154, NONE, 0, Unknown;
    CALL_LIST_APPEND = 155, ARG, 0, Unknown;
    CALL_METHOD_DESCRIPTOR_FAST = 156, ARG, 0, Unknown;
    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS = 157, ARG, 0, Unknown;
    CALL_METHOD_DESCRIPTOR_NOARGS = 158, ARG, 0, Unknown;
    CALL_METHOD_DESCRIPTOR_O = 159, ARG, 0, Unknown;
    CALL_NON_PY_GENERAL = 160, ARG, 0, Unknown;
    CALL_PY_EXACT_ARGS = 161, ARG, 0, Unknown;
    CALL_PY_GENERAL = 162, ARG, 0, Unknown;
    CALL_STR_1 = 163, ARG, 0, Unknown;
    CALL_TUPLE_1 = 164, ARG, 0, Unknown;
    CALL_TYPE_1 = 165, ARG, 0, Unknown;
    COMPARE_OP_FLOAT = 166, ARG, 0, Unknown;
    COMPARE_OP_INT = 167, ARG, 0, Unknown;
    COMPARE_OP_STR = 168, ARG, 0, Unknown;
    CONTAINS_OP_DICT = 169, ARG, 0, Unknown;
    CONTAINS_OP_SET = 170, ARG, 0, Unknown;
    FOR_ITER_GEN = 171, ARG, 0, Unknown;
    FOR_ITER_LIST = 172, ARG | JUMP, 0, Unknown;
    FOR_ITER_RANGE = 173, ARG | JUMP, 0, Unknown;
    FOR_ITER_TUPLE = 174, ARG | JUMP, 0, Unknown;
    JUMP_BACKWARD_JIT = 175, ARG | JUMP, 0, Unknown;
    JUMP_BACKWARD_NO_JIT = 176, ARG | JUMP, 0, Unknown;
    LOAD_ATTR_CLASS = 177, ARG, 0, Unknown;
    LOAD_ATTR_CLASS_WITH_METACLASS_CHECK = 178, ARG, 0, Unknown;
    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN = 179, ARG | NAME, 0, Unknown;
    LOAD_ATTR_INSTANCE_VALUE = 180, ARG, 0, Unknown;
    LOAD_ATTR_METHOD_LAZY_DICT = 181, ARG, 0, Unknown;
    LOAD_ATTR_METHOD_NO_DICT = 182, ARG, 0, Unknown;
    LOAD_ATTR_METHOD_WITH_VALUES = 183, ARG, 0, Unknown;
    LOAD_ATTR_MODULE = 184, ARG, 0, Unknown;
    LOAD_ATTR_NONDESCRIPTOR_NO_DICT = 185, ARG, 0, Unknown;
    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES = 186, ARG, 0, Unknown;
    LOAD_ATTR_PROPERTY = 187, ARG, 0, Unknown;
    LOAD_ATTR_SLOT = 188, ARG, 0, Unknown;
    LOAD_ATTR_WITH_HINT = 189, ARG | NAME, 0, Unknown;
    LOAD_CONST_IMMORTAL = 190, ARG | CONST, 0, Unknown;
    LOAD_CONST_MORTAL = 191, ARG | CONST, 0, Unknown;
    LOAD_GLOBAL_BUILTIN = 192, ARG, 0, Unknown;
    LOAD_GLOBAL_MODULE = 193, ARG, 0, Unknown;
    LOAD_SUPER_ATTR_ATTR = 194, ARG | NAME, 0, Unknown;
    LOAD_SUPER_ATTR_METHOD = 195, ARG | NAME, 0, Unknown;
    RESUME_CHECK = 196, NONE, 0, Unknown;
    SEND_GEN = 197, ARG, 0, Unknown;
    STORE_ATTR_INSTANCE_VALUE = 198, NONE, 0, Unknown;
    STORE_ATTR_SLOT = 199, NONE, 0, Unknown;
    STORE_ATTR_WITH_HINT = 200, ARG | NAME, 0, Unknown;
    STORE_SUBSCR_DICT = 201, NONE, 0, Unknown;
    STORE_SUBSCR_LIST_INT = 202, NONE, 0, Unknown;
    TO_BOOL_ALWAYS_TRUE = 203, NONE, 0, Unknown;
    TO_BOOL_BOOL = 204, NONE, 0, Unknown;
    TO_BOOL_INT = 205, NONE, 0, Unknown;
    TO_BOOL_LIST = 206, NONE, 0, Unknown;
    TO_BOOL_NONE = 207, NONE, 0, Unknown;
    TO_BOOL_STR = 208, NONE, 0, Unknown;
    UNPACK_SEQUENCE_LIST = 209, ARG, 0, Unknown;
    UNPACK_SEQUENCE_TUPLE = 210, ARG, 0, Unknown;
    UNPACK_SEQUENCE_TWO_TUPLE = 211, ARG, 0, Unknown;
    INSTRUMENTED_END_FOR = 234, NONE, 0, Fixed(-1);
    INSTRUMENTED_POP_ITER = 235, NONE, 0, Fixed(-1);
    INSTRUMENTED_END_SEND = 236, NONE, 0, Fixed(-1);
    INSTRUMENTED_FOR_ITER = 237, ARG | JUMP, 0, Fixed(1);
    INSTRUMENTED_INSTRUCTION = 238, NONE, 0, Fixed(0);
    INSTRUMENTED_JUMP_FORWARD = 239, ARG, 0, Fixed(0);
    INSTRUMENTED_NOT_TAKEN = 240, NONE, 0, Fixed(0);
    INSTRUMENTED_POP_JUMP_IF_TRUE = 241, ARG, 0, Fixed(-1);
    INSTRUMENTED_POP_JUMP_IF_FALSE = 242, ARG, 0, Fixed(-1);
    INSTRUMENTED_POP_JUMP_IF_NONE = 243, ARG, 0, Fixed(-1);
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE = 244, ARG, 0, Fixed(-1);
    INSTRUMENTED_RESUME = 245, ARG, 0, Fixed(0);
    INSTRUMENTED_RETURN_VALUE = 246, NONE, 0, Fixed(0);
    INSTRUMENTED_YIELD_VALUE = 247, ARG, 0, Fixed(0);
    INSTRUMENTED_END_ASYNC_FOR = 248, ARG | JUMP, 0, Fixed(-2);
    INSTRUMENTED_LOAD_SUPER_ATTR = 249, ARG | NAME, 0, IfOdd(-2, -1);
    INSTRUMENTED_CALL = 250, ARG, 0, PerItem(-1, -1);
    INSTRUMENTED_CALL_KW = 251, ARG, 0, PerItem(-2, -1);
    INSTRUMENTED_CALL_FUNCTION_EX = 252, NONE, 0, Fixed(-3);
    INSTRUMENTED_JUMP_BACKWARD = 253, ARG, 0, Fixed(0);
    INSTRUMENTED_LINE = 254, NONE, 0, Fixed(0);
    ENTER_EXECUTOR = 255, ARG, 0, Fixed(0);
    ANNOTATIONS_PLACEHOLDER = 256, NONE, 0, Fixed(0);
    JUMP = 257, ARG | JUMP, 0, Fixed(0);
    JUMP_IF_FALSE = 258, ARG | JUMP, 0, Fixed(0);
    JUMP_IF_TRUE = 259, ARG | JUMP, 0, Fixed(0);
    JUMP_NO_INTERRUPT = 260, ARG | JUMP, 0, Fixed(0);
    LOAD_CLOSURE = 261, ARG | LOCAL, 0, Fixed(1);
    POP_BLOCK = 262, NONE, 0, Fixed(0);
    SETUP_CLEANUP = 263, ARG | EXC, 0, Jumping(2, 0);
    SETUP_FINALLY = 264, ARG | EXC, 0, Jumping(1, 0);
    SETUP_WITH = 265, ARG | EXC, 0, Jumping(1, 0);
    STORE_FAST_MAYBE_NULL = 266, ARG | LOCAL, 0, Fixed(-1);
}
