//! The slot table of a type: the operations that the runtime itself asks of a value, one function pointer each.
//!
//! A type implemented in Rust fills in what it supports; a class inherits the slots of its bases and gets the generic
//! "call the Python method" function for each special method that it defines. `type` keeps the table right when
//! special methods are assigned later (`slot_defs.rs` holds the one table that relates `__add__` to `add`…), and
//! derives the wrapper descriptors (`int.__add__`) from it.

use crate::error::PyResult;
use crate::native::Args;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::type_::Type;
use crate::value::Value;

/// The six rich comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CmpOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CmpOp {
    pub const ALL: [CmpOp; 6] = [
        CmpOp::Lt,
        CmpOp::Le,
        CmpOp::Eq,
        CmpOp::Ne,
        CmpOp::Gt,
        CmpOp::Ge,
    ];

    /// The comparison that holds with the operands exchanged.
    pub const fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Eq => CmpOp::Eq,
            CmpOp::Ne => CmpOp::Ne,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
        }
    }

    /// Whether an `Ordering` satisfies it.
    #[inline(always)]
    pub fn holds(self, o: std::cmp::Ordering) -> bool {
        match self {
            CmpOp::Lt => o.is_lt(),
            CmpOp::Le => o.is_le(),
            CmpOp::Eq => o.is_eq(),
            CmpOp::Ne => o.is_ne(),
            CmpOp::Gt => o.is_gt(),
            CmpOp::Ge => o.is_ge(),
        }
    }

    /// The operator's text.
    pub const fn symbol(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Eq => "==",
            CmpOp::Ne => "!=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        }
    }
}

/// The binary operators, in the order of the bytecodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    And,
    Or,
    Xor,
    MatMul,
    /// Only reached through `divmod()`.
    DivMod,
}

/// How many binary operators there are.
pub const BINOPS: usize = 14;

pub type UnaryFn = fn(&Thread, Value) -> PyResult;
/// Either operand may be of the type; `NotImplemented` says that the other one may try.
pub type BinaryFn = fn(&Thread, Value, Value) -> PyResult;
pub type TernaryFn = fn(&Thread, Value, Value, Value) -> PyResult;
pub type PredicateFn = fn(&Thread, Value) -> PyResult<bool>;

/// What is asked of [`Slots::answer`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// For the result: it is used.
    Result,
    /// Only whether there is one.
    Whether,
}

/// See the module's documentation. `None`: the type does not support the operation.
#[derive(Clone, Copy)]
pub struct Slots {
    pub repr: Option<UnaryFn>,
    pub str: Option<UnaryFn>,
    pub hash: Option<fn(&Thread, Value) -> PyResult<i64>>,
    /// The callee, and the arguments without it.
    pub call: Option<fn(&Thread, Value, Args) -> PyResult>,
    pub iter: Option<UnaryFn>,
    /// `Ok(None)`: exhausted, no exception set.
    pub next: Option<fn(&Thread, Value) -> PyResult<Option<Value>>>,
    pub getattr: Option<fn(&Thread, Value, Ref<Str>) -> PyResult>,
    /// `None` as the value deletes.
    pub setattr: Option<fn(&Thread, Value, Ref<Str>, Option<Value>) -> PyResult<()>>,
    pub compare: Option<fn(&Thread, Value, Value, CmpOp) -> PyResult>,
    pub bool: Option<PredicateFn>,
    pub len: Option<fn(&Thread, Value) -> PyResult<usize>>,
    pub getitem: Option<BinaryFn>,
    /// Container, key, value; `None` as the value deletes.
    pub setitem: Option<fn(&Thread, Value, Value, Option<Value>) -> PyResult<()>>,
    /// Container, item.
    pub contains: Option<fn(&Thread, Value, Value) -> PyResult<bool>>,
    /// `sq_concat` of CPython: tried by `+` after both operands' `add`.
    pub concat: Option<BinaryFn>,
    /// `sq_repeat` of CPython: sequence, count (anything with `__index__`).
    pub repeat: Option<BinaryFn>,
    pub inplace_concat: Option<BinaryFn>,
    pub inplace_repeat: Option<BinaryFn>,
    /// By [`BinOp`]; `Pow` without modulus.
    pub binary: [Option<BinaryFn>; BINOPS],
    /// By [`BinOp`]; `DivMod` unused.
    pub inplace: [Option<BinaryFn>; BINOPS],
    /// `pow(a, b, m)`.
    pub pow_mod: Option<TernaryFn>,
    pub neg: Option<UnaryFn>,
    pub pos: Option<UnaryFn>,
    pub abs: Option<UnaryFn>,
    pub invert: Option<UnaryFn>,
    pub int: Option<UnaryFn>,
    pub float: Option<UnaryFn>,
    pub index: Option<UnaryFn>,
    /// Descriptor, instance (`EMPTY` for none), owner class.
    pub descr_get: Option<TernaryFn>,
    /// Descriptor, instance, value; `None` deletes.
    pub descr_set: Option<fn(&Thread, Value, Value, Option<Value>) -> PyResult<()>>,
    /// Which item of a tuple this descriptor reads, if it does nothing else; has no name.
    pub tuple_index: Option<fn(Value) -> Option<u32>>,
    /// Where the instances keep the function that a call of one calls, if it does nothing else; has no name.
    pub partial: Option<crate::interp::partial::Layout>,
    /// The result of a call with these positional arguments, all of them hashed and compared without running Python, if it
    /// is known without a call. When only asked whether it is, nothing happens. Runs no Python; has no name.
    pub answer: Option<fn(&Thread, Value, &[Value], Asked) -> Option<Value>>,
    /// Whether operators and comparisons of this instance with another like it, or with a number, run no Python. Where there
    /// is such a function, the attributes that are computed run none either. Has no name.
    pub quiet: Option<fn(Value) -> bool>,
    /// `__new__`: the class, and the arguments without it.
    pub new: Option<fn(&Thread, Ref<Type>, Args) -> PyResult>,
    /// `__init__`: the instance, and the arguments without it.
    pub init: Option<fn(&Thread, Value, Args) -> PyResult<()>>,
    pub del: Option<fn(&Thread, Value) -> PyResult<()>>,
    pub await_: Option<UnaryFn>,
    pub aiter: Option<UnaryFn>,
    pub anext: Option<UnaryFn>,
    /// Dict subclasses' `__missing__` and the like are looked up by name; they have no slot.
    pub send: Option<BinaryFn>,
    /// The memory that the object lends (see [`crate::buffer`]); has no name.
    pub buffer: Option<fn(&Thread, Value) -> PyResult<crate::buffer::Buffer>>,
}

impl Slots {
    /// The empty table, for `..Slots::NONE`.
    pub const NONE: Slots = Slots {
        repr: None,
        str: None,
        hash: None,
        call: None,
        iter: None,
        next: None,
        getattr: None,
        setattr: None,
        compare: None,
        bool: None,
        len: None,
        getitem: None,
        setitem: None,
        contains: None,
        concat: None,
        repeat: None,
        inplace_concat: None,
        inplace_repeat: None,
        binary: [None; BINOPS],
        inplace: [None; BINOPS],
        pow_mod: None,
        neg: None,
        pos: None,
        abs: None,
        invert: None,
        int: None,
        float: None,
        index: None,
        descr_get: None,
        descr_set: None,
        tuple_index: None,
        partial: None,
        answer: None,
        quiet: None,
        new: None,
        init: None,
        del: None,
        await_: None,
        aiter: None,
        anext: None,
        send: None,
        buffer: None,
    };

    /// A table of binary operators from (operator, function) pairs.
    pub const fn binary_table<const N: usize>(
        pairs: [(BinOp, BinaryFn); N],
    ) -> [Option<BinaryFn>; BINOPS] {
        let mut table = [None; BINOPS];
        let mut i = 0;
        while i < N {
            table[pairs[i].0 as usize] = Some(pairs[i].1);
            i += 1;
        }
        table
    }
}
