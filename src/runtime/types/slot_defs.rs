//! The table that relates special method names to slots, and what keeps the two in step.
//!
//! For a type implemented in Rust the slots come first: [`add_wrappers`] puts a wrapper descriptor (`int.__add__`) into
//! the namespace for each slot that is filled. For a class written in Python the methods come first:
//! [`update_all`] and [`update_name`] look each name up through the MRO; where the lookup ends at wrapper descriptors
//! of one native function, the slot gets that function, otherwise the generic function that calls the method
//! (`slot_calls.rs`).
//!
//! A slot may belong to several names (`__add__` and `__radd__`, the six comparisons), and a name to two slots
//! (`__add__` to `binary[Add]` and `concat`).
//!
//! It is long because there is one row, and one wrapper, for each of some hundred special methods.

use std::cell::Cell;

use crate::names::{self, N};
use crate::native::NativeDef;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::slot_calls as py;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str::Str;
use crate::types::type_::{self, Type, as_type, flags};
use crate::types::wrapper::SlotWrapper;
use crate::types::{self, T};
use crate::value::Value;

/// Calls the macro with one row per field of `Slots` that special methods fill: `Variant [field] generic function;`.
macro_rules! slot_table {
    ($m:ident) => {
        $m! {
            Repr [repr] py::repr;
            Str [str] py::str;
            Hash [hash] py::hash;
            Call [call] py::call;
            Iter [iter] py::iter;
            Next [next] py::next;
            GetAttr [getattr] py::getattr;
            SetAttr [setattr] py::setattr;
            Compare [compare] py::compare;
            Bool [bool] py::bool;
            Len [len] py::len;
            GetItem [getitem] py::getitem;
            SetItem [setitem] py::setitem;
            Contains [contains] py::contains;
            Add [binary[0]] py::binary::<0>;
            Sub [binary[1]] py::binary::<1>;
            Mul [binary[2]] py::binary::<2>;
            TrueDiv [binary[3]] py::binary::<3>;
            FloorDiv [binary[4]] py::binary::<4>;
            Mod [binary[5]] py::binary::<5>;
            Pow [binary[6]] py::binary::<6>;
            LShift [binary[7]] py::binary::<7>;
            RShift [binary[8]] py::binary::<8>;
            And [binary[9]] py::binary::<9>;
            Or [binary[10]] py::binary::<10>;
            Xor [binary[11]] py::binary::<11>;
            MatMul [binary[12]] py::binary::<12>;
            DivMod [binary[13]] py::binary::<13>;
            IAdd [inplace[0]] py::inplace::<0>;
            ISub [inplace[1]] py::inplace::<1>;
            IMul [inplace[2]] py::inplace::<2>;
            ITrueDiv [inplace[3]] py::inplace::<3>;
            IFloorDiv [inplace[4]] py::inplace::<4>;
            IMod [inplace[5]] py::inplace::<5>;
            IPow [inplace[6]] py::inplace::<6>;
            ILShift [inplace[7]] py::inplace::<7>;
            IRShift [inplace[8]] py::inplace::<8>;
            IAnd [inplace[9]] py::inplace::<9>;
            IOr [inplace[10]] py::inplace::<10>;
            IXor [inplace[11]] py::inplace::<11>;
            IMatMul [inplace[12]] py::inplace::<12>;
            PowMod [pow_mod] py::pow_mod;
            Neg [neg] py::neg;
            Pos [pos] py::pos;
            Abs [abs] py::abs;
            Invert [invert] py::invert;
            Int [int] py::int;
            Float [float] py::float;
            Index [index] py::index;
            DescrGet [descr_get] py::descr_get;
            DescrSet [descr_set] py::descr_set;
            New [new] py::new;
            Init [init] py::init;
            Del [del] py::del;
            Await [await_] py::await_;
            AIter [aiter] py::aiter;
            ANext [anext] py::anext;
        }
    };
}

macro_rules! define_slots {
    ($($variant:ident [$($field:tt)+] $generic:expr;)*) => {
        /// A field of `Slots`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum SlotId { $($variant,)* /** `sq_concat`; no Python method fills it. */ Concat, /** `sq_repeat`. */ Repeat, /** `sq_inplace_concat`. */ InPlaceConcat, /** `sq_inplace_repeat`. */ InPlaceRepeat, /** `am_send`; has no name. */ Send, /** The memory that the object lends; has no name. */ Buffer }

        /// All slots that special methods fill.
        const METHOD_SLOTS: &[SlotId] = &[$(SlotId::$variant,)*];

        /// Whether a table has the slot.
        pub fn present(id: SlotId, s: &Slots) -> bool {
            match id {
                $(SlotId::$variant => s.$($field)+.is_some(),)*
                SlotId::Concat => s.concat.is_some(),
                SlotId::Repeat => s.repeat.is_some(),
                SlotId::InPlaceConcat => s.inplace_concat.is_some(),
                SlotId::InPlaceRepeat => s.inplace_repeat.is_some(),
                SlotId::Send => s.send.is_some(),
                SlotId::Buffer => s.buffer.is_some(),
            }
        }

        /// Copies one slot.
        fn copy(id: SlotId, to: &mut Slots, from: &Slots) {
            match id {
                $(SlotId::$variant => to.$($field)+ = from.$($field)+,)*
                SlotId::Concat => to.concat = from.concat,
                SlotId::Repeat => to.repeat = from.repeat,
                SlotId::InPlaceConcat => to.inplace_concat = from.inplace_concat,
                SlotId::InPlaceRepeat => to.inplace_repeat = from.inplace_repeat,
                SlotId::Send => to.send = from.send,
                SlotId::Buffer => to.buffer = from.buffer,
            }
        }

        /// Installs the function that calls the Python method.
        fn set_generic(id: SlotId, to: &mut Slots) {
            match id {
                $(SlotId::$variant => to.$($field)+ = Some($generic),)*
                SlotId::Concat | SlotId::Repeat | SlotId::InPlaceConcat | SlotId::InPlaceRepeat | SlotId::Send | SlotId::Buffer => copy(id, to, &Slots::NONE),
            }
        }
    };
}

slot_table!(define_slots);

const EXTRA_SLOTS: &[SlotId] = &[
    SlotId::Concat,
    SlotId::Repeat,
    SlotId::InPlaceConcat,
    SlotId::InPlaceRepeat,
    SlotId::Send,
    SlotId::Buffer,
];

/// How the wrapper descriptor of a slot calls it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrap {
    /// No wrapper (`__getattr__`, `__new__`).
    None,
    Unary,
    Hash,
    Call,
    Next,
    Bool,
    Len,
    GetAttr,
    SetAttr,
    DelAttr,
    Compare(CmpOp),
    GetItem,
    SetItem,
    DelItem,
    Contains,
    Binary,
    Reflected,
    InPlace,
    Pow,
    ReflectedPow,
    Repeat,
    DescrGet,
    DescrSet,
    DescrDelete,
    Init,
    Del,
}

/// One special method.
pub struct SlotDef {
    pub name: N,
    pub slot: SlotId,
    pub wrap: Wrap,
    pub signature: &'static str,
    pub doc: &'static str,
}

const fn def(
    name: N,
    slot: SlotId,
    wrap: Wrap,
    signature: &'static str,
    doc: &'static str,
) -> SlotDef {
    SlotDef {
        name,
        slot,
        wrap,
        signature,
        doc,
    }
}

const SELF: &str = "($self, /)";
const VALUE: &str = "($self, value, /)";
const KEY: &str = "($self, key, /)";

/// All special methods with slots. Where a name stands twice, the first row with a filled slot makes the wrapper.
pub static DEFS: &[SlotDef] = &[
    def(
        N::__repr__,
        SlotId::Repr,
        Wrap::Unary,
        SELF,
        "Return repr(self).",
    ),
    def(
        N::__hash__,
        SlotId::Hash,
        Wrap::Hash,
        SELF,
        "Return hash(self).",
    ),
    def(
        N::__call__,
        SlotId::Call,
        Wrap::Call,
        "($self, /, *args, **kwargs)",
        "Call self as a function.",
    ),
    def(
        N::__str__,
        SlotId::Str,
        Wrap::Unary,
        SELF,
        "Return str(self).",
    ),
    def(
        N::__getattribute__,
        SlotId::GetAttr,
        Wrap::GetAttr,
        "($self, name, /)",
        "Return getattr(self, name).",
    ),
    def(N::__getattr__, SlotId::GetAttr, Wrap::None, "", ""),
    def(
        N::__setattr__,
        SlotId::SetAttr,
        Wrap::SetAttr,
        "($self, name, value, /)",
        "Implement setattr(self, name, value).",
    ),
    def(
        N::__delattr__,
        SlotId::SetAttr,
        Wrap::DelAttr,
        "($self, name, /)",
        "Implement delattr(self, name).",
    ),
    def(
        N::__lt__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Lt),
        VALUE,
        "Return self<value.",
    ),
    def(
        N::__le__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Le),
        VALUE,
        "Return self<=value.",
    ),
    def(
        N::__eq__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Eq),
        VALUE,
        "Return self==value.",
    ),
    def(
        N::__ne__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Ne),
        VALUE,
        "Return self!=value.",
    ),
    def(
        N::__gt__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Gt),
        VALUE,
        "Return self>value.",
    ),
    def(
        N::__ge__,
        SlotId::Compare,
        Wrap::Compare(CmpOp::Ge),
        VALUE,
        "Return self>=value.",
    ),
    def(
        N::__iter__,
        SlotId::Iter,
        Wrap::Unary,
        SELF,
        "Implement iter(self).",
    ),
    def(
        N::__next__,
        SlotId::Next,
        Wrap::Next,
        SELF,
        "Implement next(self).",
    ),
    def(
        N::__get__,
        SlotId::DescrGet,
        Wrap::DescrGet,
        "($self, instance, owner=None, /)",
        "Return an attribute of instance, which is of type owner.",
    ),
    def(
        N::__set__,
        SlotId::DescrSet,
        Wrap::DescrSet,
        "($self, instance, value, /)",
        "Set an attribute of instance to value.",
    ),
    def(
        N::__delete__,
        SlotId::DescrSet,
        Wrap::DescrDelete,
        "($self, instance, /)",
        "Delete an attribute of instance.",
    ),
    def(
        N::__init__,
        SlotId::Init,
        Wrap::Init,
        "($self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
    ),
    def(N::__new__, SlotId::New, Wrap::None, "", ""),
    def(
        N::__del__,
        SlotId::Del,
        Wrap::Del,
        SELF,
        "Called when the instance is about to be destroyed.",
    ),
    def(
        N::__await__,
        SlotId::Await,
        Wrap::Unary,
        SELF,
        "Return an iterator to be used in await expression.",
    ),
    def(
        N::__aiter__,
        SlotId::AIter,
        Wrap::Unary,
        SELF,
        "Return an awaitable, that resolves in asynchronous iterator.",
    ),
    def(
        N::__anext__,
        SlotId::ANext,
        Wrap::Unary,
        SELF,
        "Return a value or raise StopAsyncIteration.",
    ),
    def(
        N::__add__,
        SlotId::Add,
        Wrap::Binary,
        VALUE,
        "Return self+value.",
    ),
    def(
        N::__radd__,
        SlotId::Add,
        Wrap::Reflected,
        VALUE,
        "Return value+self.",
    ),
    def(
        N::__sub__,
        SlotId::Sub,
        Wrap::Binary,
        VALUE,
        "Return self-value.",
    ),
    def(
        N::__rsub__,
        SlotId::Sub,
        Wrap::Reflected,
        VALUE,
        "Return value-self.",
    ),
    def(
        N::__mul__,
        SlotId::Mul,
        Wrap::Binary,
        VALUE,
        "Return self*value.",
    ),
    def(
        N::__rmul__,
        SlotId::Mul,
        Wrap::Reflected,
        VALUE,
        "Return value*self.",
    ),
    def(
        N::__mod__,
        SlotId::Mod,
        Wrap::Binary,
        VALUE,
        "Return self%value.",
    ),
    def(
        N::__rmod__,
        SlotId::Mod,
        Wrap::Reflected,
        VALUE,
        "Return value%self.",
    ),
    def(
        N::__divmod__,
        SlotId::DivMod,
        Wrap::Binary,
        VALUE,
        "Return divmod(self, value).",
    ),
    def(
        N::__rdivmod__,
        SlotId::DivMod,
        Wrap::Reflected,
        VALUE,
        "Return divmod(value, self).",
    ),
    def(
        N::__pow__,
        SlotId::Pow,
        Wrap::Pow,
        "($self, value, mod=None, /)",
        "Return pow(self, value, mod).",
    ),
    def(
        N::__rpow__,
        SlotId::Pow,
        Wrap::ReflectedPow,
        "($self, value, mod=None, /)",
        "Return pow(value, self, mod).",
    ),
    def(N::__pow__, SlotId::PowMod, Wrap::None, "", ""),
    def(N::__rpow__, SlotId::PowMod, Wrap::None, "", ""),
    def(N::__neg__, SlotId::Neg, Wrap::Unary, SELF, "-self"),
    def(N::__pos__, SlotId::Pos, Wrap::Unary, SELF, "+self"),
    def(N::__abs__, SlotId::Abs, Wrap::Unary, SELF, "abs(self)"),
    def(
        N::__bool__,
        SlotId::Bool,
        Wrap::Bool,
        SELF,
        "True if self else False",
    ),
    def(N::__invert__, SlotId::Invert, Wrap::Unary, SELF, "~self"),
    def(
        N::__lshift__,
        SlotId::LShift,
        Wrap::Binary,
        VALUE,
        "Return self<<value.",
    ),
    def(
        N::__rlshift__,
        SlotId::LShift,
        Wrap::Reflected,
        VALUE,
        "Return value<<self.",
    ),
    def(
        N::__rshift__,
        SlotId::RShift,
        Wrap::Binary,
        VALUE,
        "Return self>>value.",
    ),
    def(
        N::__rrshift__,
        SlotId::RShift,
        Wrap::Reflected,
        VALUE,
        "Return value>>self.",
    ),
    def(
        N::__and__,
        SlotId::And,
        Wrap::Binary,
        VALUE,
        "Return self&value.",
    ),
    def(
        N::__rand__,
        SlotId::And,
        Wrap::Reflected,
        VALUE,
        "Return value&self.",
    ),
    def(
        N::__xor__,
        SlotId::Xor,
        Wrap::Binary,
        VALUE,
        "Return self^value.",
    ),
    def(
        N::__rxor__,
        SlotId::Xor,
        Wrap::Reflected,
        VALUE,
        "Return value^self.",
    ),
    def(
        N::__or__,
        SlotId::Or,
        Wrap::Binary,
        VALUE,
        "Return self|value.",
    ),
    def(
        N::__ror__,
        SlotId::Or,
        Wrap::Reflected,
        VALUE,
        "Return value|self.",
    ),
    def(N::__int__, SlotId::Int, Wrap::Unary, SELF, "int(self)"),
    def(
        N::__float__,
        SlotId::Float,
        Wrap::Unary,
        SELF,
        "float(self)",
    ),
    def(
        N::__iadd__,
        SlotId::IAdd,
        Wrap::InPlace,
        VALUE,
        "Return self+=value.",
    ),
    def(
        N::__isub__,
        SlotId::ISub,
        Wrap::InPlace,
        VALUE,
        "Return self-=value.",
    ),
    def(
        N::__imul__,
        SlotId::IMul,
        Wrap::InPlace,
        VALUE,
        "Return self*=value.",
    ),
    def(
        N::__imod__,
        SlotId::IMod,
        Wrap::InPlace,
        VALUE,
        "Return self%=value.",
    ),
    def(
        N::__ipow__,
        SlotId::IPow,
        Wrap::InPlace,
        VALUE,
        "Return self**=value.",
    ),
    def(
        N::__ilshift__,
        SlotId::ILShift,
        Wrap::InPlace,
        VALUE,
        "Return self<<=value.",
    ),
    def(
        N::__irshift__,
        SlotId::IRShift,
        Wrap::InPlace,
        VALUE,
        "Return self>>=value.",
    ),
    def(
        N::__iand__,
        SlotId::IAnd,
        Wrap::InPlace,
        VALUE,
        "Return self&=value.",
    ),
    def(
        N::__ixor__,
        SlotId::IXor,
        Wrap::InPlace,
        VALUE,
        "Return self^=value.",
    ),
    def(
        N::__ior__,
        SlotId::IOr,
        Wrap::InPlace,
        VALUE,
        "Return self|=value.",
    ),
    def(
        N::__floordiv__,
        SlotId::FloorDiv,
        Wrap::Binary,
        VALUE,
        "Return self//value.",
    ),
    def(
        N::__rfloordiv__,
        SlotId::FloorDiv,
        Wrap::Reflected,
        VALUE,
        "Return value//self.",
    ),
    def(
        N::__truediv__,
        SlotId::TrueDiv,
        Wrap::Binary,
        VALUE,
        "Return self/value.",
    ),
    def(
        N::__rtruediv__,
        SlotId::TrueDiv,
        Wrap::Reflected,
        VALUE,
        "Return value/self.",
    ),
    def(
        N::__ifloordiv__,
        SlotId::IFloorDiv,
        Wrap::InPlace,
        VALUE,
        "Return self//=value.",
    ),
    def(
        N::__itruediv__,
        SlotId::ITrueDiv,
        Wrap::InPlace,
        VALUE,
        "Return self/=value.",
    ),
    def(
        N::__index__,
        SlotId::Index,
        Wrap::Unary,
        SELF,
        "Return self converted to an integer, if self is suitable for use as an index into a list.",
    ),
    def(
        N::__matmul__,
        SlotId::MatMul,
        Wrap::Binary,
        VALUE,
        "Return self@value.",
    ),
    def(
        N::__rmatmul__,
        SlotId::MatMul,
        Wrap::Reflected,
        VALUE,
        "Return value@self.",
    ),
    def(
        N::__imatmul__,
        SlotId::IMatMul,
        Wrap::InPlace,
        VALUE,
        "Return self@=value.",
    ),
    def(
        N::__len__,
        SlotId::Len,
        Wrap::Len,
        SELF,
        "Return len(self).",
    ),
    def(
        N::__getitem__,
        SlotId::GetItem,
        Wrap::GetItem,
        KEY,
        "Return self[key].",
    ),
    def(
        N::__setitem__,
        SlotId::SetItem,
        Wrap::SetItem,
        "($self, key, value, /)",
        "Set self[key] to value.",
    ),
    def(
        N::__delitem__,
        SlotId::SetItem,
        Wrap::DelItem,
        KEY,
        "Delete self[key].",
    ),
    def(
        N::__add__,
        SlotId::Concat,
        Wrap::Binary,
        VALUE,
        "Return self+value.",
    ),
    def(
        N::__mul__,
        SlotId::Repeat,
        Wrap::Repeat,
        VALUE,
        "Return self*value.",
    ),
    def(
        N::__rmul__,
        SlotId::Repeat,
        Wrap::Repeat,
        VALUE,
        "Return value*self.",
    ),
    def(
        N::__contains__,
        SlotId::Contains,
        Wrap::Contains,
        KEY,
        "Return bool(key in self).",
    ),
    def(
        N::__iadd__,
        SlotId::InPlaceConcat,
        Wrap::InPlace,
        VALUE,
        "Implement self+=value.",
    ),
    def(
        N::__imul__,
        SlotId::InPlaceRepeat,
        Wrap::Repeat,
        VALUE,
        "Implement self*=value.",
    ),
];

/// The methods of the binary operators, by `BinOp`: (left, reflected).
pub const BINARY_NAMES: [(N, N); crate::types::slots::BINOPS] = [
    (N::__add__, N::__radd__),
    (N::__sub__, N::__rsub__),
    (N::__mul__, N::__rmul__),
    (N::__truediv__, N::__rtruediv__),
    (N::__floordiv__, N::__rfloordiv__),
    (N::__mod__, N::__rmod__),
    (N::__pow__, N::__rpow__),
    (N::__lshift__, N::__rlshift__),
    (N::__rshift__, N::__rrshift__),
    (N::__and__, N::__rand__),
    (N::__or__, N::__ror__),
    (N::__xor__, N::__rxor__),
    (N::__matmul__, N::__rmatmul__),
    (N::__divmod__, N::__rdivmod__),
];

/// The methods of the augmented assignments, by `BinOp` (there is none for `divmod`).
pub const INPLACE_NAMES: [N; crate::types::slots::BINOPS] = [
    N::__iadd__,
    N::__isub__,
    N::__imul__,
    N::__itruediv__,
    N::__ifloordiv__,
    N::__imod__,
    N::__ipow__,
    N::__ilshift__,
    N::__irshift__,
    N::__iand__,
    N::__ior__,
    N::__ixor__,
    N::__imatmul__,
    N::__divmod__,
];

/// The method of a comparison.
pub const fn compare_name(op: CmpOp) -> N {
    match op {
        CmpOp::Lt => N::__lt__,
        CmpOp::Le => N::__le__,
        CmpOp::Eq => N::__eq__,
        CmpOp::Ne => N::__ne__,
        CmpOp::Gt => N::__gt__,
        CmpOp::Ge => N::__ge__,
    }
}

/// The rows of `DEFS` by slot, so that an update need not search the table.
struct Rows([Cell<[u8; 8]>; METHOD_SLOTS.len()]);
// SAFETY: written once at start-up by the only thread there is.
unsafe impl Sync for Rows {}
static ROWS: Rows = Rows([const { Cell::new([u8::MAX; 8]) }; METHOD_SLOTS.len()]);

/// Builds the index by slot; start-up only.
pub fn init() {
    for (n, d) in DEFS.iter().enumerate() {
        if (d.slot as usize) < METHOD_SLOTS.len() {
            let mut rows = ROWS.0[d.slot as usize].get();
            if let Some(free) = rows.iter_mut().find(|r| **r == u8::MAX) {
                *free = n as u8;
            }
            ROWS.0[d.slot as usize].set(rows);
        }
    }
}

fn rows_of(slot: SlotId) -> impl Iterator<Item = (usize, &'static SlotDef)> {
    let rows = ROWS.0[slot as usize].get();
    rows.into_iter()
        .take_while(|&r| r != u8::MAX)
        .map(|r| (r as usize, &DEFS[r as usize]))
}

// ---- built-in types

/// Puts a wrapper descriptor into the namespace for each slot that a built-in type fills itself (unless one of its
/// methods has the name).
pub fn add_wrappers(th: &Thread, ty: Ref<Type>, methods: &'static [NativeDef]) {
    let dict = ty.dict();
    for (n, d) in DEFS.iter().enumerate() {
        if d.wrap == Wrap::None || !present(d.slot, ty.slots()) {
            continue;
        }
        if methods.iter().any(|m| m.name == d.name.text()) {
            continue;
        }
        let name = names::get(d.name);
        if dict.get_str(name).is_none() {
            let w = types::wrapper::new(th, n as u16, ty);
            dict.set_str(th, name, w.value());
        }
    }
    // A type that compares without hashing is not hashable.
    if ty.slots().compare.is_some() && ty.slots().hash.is_none() {
        let name = names::get(N::__hash__);
        if dict.get_str(name).is_none() {
            dict.set_str(th, name, Value::NONE);
        }
    }
}

/// Fills the slots that a built-in type does not fill itself from its base.
pub fn inherit_native(th: &Thread, ty: Ref<Type>) {
    let _ = th;
    let Some(base) = ty.base() else { return };
    let mut s = *ty.slots();
    let b = base.slots();
    let own_compare = s.compare.is_some();
    for &id in METHOD_SLOTS.iter().chain(EXTRA_SLOTS) {
        if present(id, &s) || !present(id, b) {
            continue;
        }
        match id {
            SlotId::Hash if own_compare => {}
            SlotId::New if ty.has_flag(flags::NO_NEW) => {}
            // `object.__new__` makes plain instances only.
            SlotId::New if base == types::get(T::Object) && ty.kind.get() != Kind::Instance => {}
            _ => copy(id, &mut s, b),
        }
    }
    ty.slots.set(s);
}

// ---- classes written in Python

/// Computes all slots of a class from what lookup gives for the special methods.
pub fn update_all(ty: Ref<Type>) {
    let mut s = Slots::NONE;
    if let Some(base) = ty.base() {
        let b = *base.slots();
        for &id in EXTRA_SLOTS {
            copy(id, &mut s, &b);
        }
    }
    for &id in METHOD_SLOTS {
        compute(ty, id, &mut s);
    }
    finish(ty, s);
}

/// Computes the slots of a class with one base from the base's: only the methods that the class defines matter.
pub fn update_from_base(ty: Ref<Type>, base: Ref<Type>) {
    let mut s = *base.slots();
    let dict = ty.dict();
    ty.python_slots.set(base.python_slots.get());
    let mut pos = 0;
    while let Some((key, _)) = dict.next(&mut pos) {
        let Some(name) = key.downcast::<Str>() else {
            continue;
        };
        for_each_slot_of(name, |id| compute(ty, id, &mut s));
    }
    finish(ty, s);
}

/// Brings the slots of a class and of its subclasses up to date after `name` was assigned or deleted.
pub fn update_name(ty: Ref<Type>, name: Ref<Str>) {
    let mut any = false;
    let mut s = *ty.slots();
    for_each_slot_of(name, |id| {
        any = true;
        compute(ty, id, &mut s);
    });
    if !any {
        return;
    }
    finish(ty, s);
    type_::for_each_subclass(ty, |sub| {
        if sub.dict().get_str(name).is_none() {
            update_name(sub, name);
        }
    });
}

/// Recomputes a class and its subclasses (after a change of bases).
pub fn update_recursively(ty: Ref<Type>) {
    update_below(ty, &mut Vec::new());
}

/// A metaclass's `mro()` that assigns bases meanwhile can make classes each other's subclasses: `path` has the ones under
/// way, by address, which are not entered again.
fn update_below(ty: Ref<Type>, path: &mut Vec<u64>) {
    let address = ty.value().bits();
    if path.contains(&address) {
        return;
    }
    path.push(address);
    update_all(ty);
    type_::for_each_subclass(ty, |sub| update_below(sub, path));
    path.pop();
}

fn for_each_slot_of(name: Ref<Str>, mut f: impl FnMut(SlotId)) {
    let bytes = name.bytes();
    if bytes.len() < 5 || !bytes.starts_with(b"__") || !bytes.ends_with(b"__") {
        return;
    }
    let mut last = None;
    for d in DEFS {
        if names::get(d.name) == name && last != Some(d.slot) {
            last = Some(d.slot);
            f(d.slot);
        }
    }
}

impl Ref<Type> {
    /// Whether the slot calls a method written in Python (or a native one by its name, as if it were). If it does not, looking
    /// for such a method is in vain.
    #[inline(always)]
    pub fn calls_python(self, id: SlotId) -> bool {
        const { assert!(METHOD_SLOTS.len() <= u64::BITS as usize) };
        self.python_slots.get() & 1 << id as u32 != 0
    }

    /// The same for the slot of a binary operator.
    #[inline(always)]
    pub fn calls_python_for(self, op: BinOp) -> bool {
        self.python_slots.get() & 1 << (SlotId::Add as u32 + op as u32) != 0
    }
}

fn finish(ty: Ref<Type>, s: Slots) {
    ty.slots.set(s);
    ty.set_flag(flags::FINALIZER, s.del.is_some());
    update_plain_flags(ty);
}

/// What lookup says about one slot.
enum Found {
    Nothing,
    /// The slot's function in this type's table.
    Native(Ref<Type>),
    Generic,
}

/// Computes one slot of `ty`.
fn compute(ty: Ref<Type>, id: SlotId, s: &mut Slots) {
    if EXTRA_SLOTS.contains(&id) {
        compute_extra(ty, id, s);
        return;
    }
    let mut found = Found::Nothing;
    for (_, d) in rows_of(id) {
        let Some(v) = type_::lookup_name(ty, d.name) else {
            continue;
        };
        let this = classify(ty, v, d, id);
        found = match (found, this) {
            (found, Found::Nothing) => found,
            (Found::Nothing, this) => this,
            (Found::Native(a), Found::Native(b)) => match same_native(a, b, id) {
                Some(t) => Found::Native(t),
                None => Found::Generic,
            },
            (Found::Generic, _) | (_, Found::Generic) => Found::Generic,
        };
        if matches!(found, Found::Generic) {
            break;
        }
    }
    let bit = 1u64 << id as u32;
    let mask = ty.python_slots.get();
    ty.python_slots.set(if matches!(found, Found::Generic) {
        mask | bit
    } else {
        mask & !bit
    });
    match found {
        Found::Nothing => copy(id, s, &Slots::NONE),
        Found::Native(t) => copy(id, s, t.slots()),
        Found::Generic => set_generic(id, s),
    }
}

fn classify(ty: Ref<Type>, v: Value, d: &SlotDef, id: SlotId) -> Found {
    if let Some(w) = v.downcast::<SlotWrapper>() {
        // The function of a foreign class must not see instances of this one: only the wrapper's call checks that.
        if !ty.is_subtype_of(w.owner()) {
            return Found::Generic;
        }
        if w.def().slot == id && w.def().name == d.name {
            return Found::Native(w.owner());
        }
        if id == SlotId::PowMod && w.def().slot == SlotId::Pow {
            let owner = w.owner();
            return if owner.slots().pow_mod.is_some() {
                Found::Native(owner)
            } else {
                Found::Nothing
            };
        }
        // The wrapper belongs to the sequence's slot of the name (`list.__add__`), or to another name.
        return if w.def().name == d.name {
            Found::Nothing
        } else {
            Found::Generic
        };
    }
    if id == SlotId::New
        && let Some(owner) = type_::create::new_owner(v)
    {
        // A class that takes the `__new__` of a type with another layout keeps its base's: only the call by name complains.
        let base = ty.base().filter(|&base| base.slots().new.is_some());
        return match base {
            Some(_) if type_::create::makes(owner, ty) => Found::Native(owner),
            Some(base) if !base.calls_python(id) => Found::Native(base),
            _ => Found::Generic,
        };
    }
    if id == SlotId::Hash && v.is_none() {
        return Found::Nothing;
    }
    Found::Generic
}

/// The more derived of two types, if both have the same function in the slot.
fn same_native(a: Ref<Type>, b: Ref<Type>, id: SlotId) -> Option<Ref<Type>> {
    if a == b {
        return Some(a);
    }
    // Two rows may end at wrappers of different types on one line of inheritance that share the function.
    let (derived, base) = if a.is_subtype_of(b) {
        (a, b)
    } else if b.is_subtype_of(a) {
        (b, a)
    } else {
        return None;
    };
    // The comparison and descriptor slots of a derived native type handle all their names; so do the others.
    let _ = (base, id);
    Some(derived)
}

/// `concat` and its like stay with a class as long as the name leads to the native wrapper.
fn compute_extra(ty: Ref<Type>, id: SlotId, s: &mut Slots) {
    for d in DEFS.iter().filter(|d| d.slot == id) {
        let v = type_::lookup_name(ty, d.name);
        match v.and_then(|v| v.downcast::<SlotWrapper>()) {
            Some(w) if w.def().slot == id && ty.is_subtype_of(w.owner()) => {
                copy(id, s, w.owner().slots());
            }
            _ => {
                copy(id, s, &Slots::NONE);
                return;
            }
        }
    }
}

/// Sets the flags that say which protocols of a type are object's own.
pub fn update_plain_flags(ty: Ref<Type>) {
    let object = types::get(T::Object);
    let is_objects = |name: N| match type_::lookup_name(ty, name) {
        None => true,
        Some(v) => v
            .downcast::<SlotWrapper>()
            .is_some_and(|w| w.owner() == object),
    };
    let mro = ty.mro.get_opt().map(|_| ty.mro());
    let odd = |&class: &Value| !as_type(class).dict().has_str_keys();
    let odd = mro.is_some_and(|mro| mro.items().iter().any(odd));
    ty.set_flag(flags::ODD_NAMES, odd);
    let getattr =
        !odd && is_objects(N::__getattribute__) && type_::lookup_name(ty, N::__getattr__).is_none();
    ty.set_flag(flags::PLAIN_GETATTR, getattr);
    let setattr = !odd && is_objects(N::__setattr__) && is_objects(N::__delattr__);
    ty.set_flag(flags::PLAIN_SETATTR, setattr);
    let new = type_::lookup_name(ty, N::__new__).and_then(type_::create::new_owner);
    // (The `__new__` of a type with another layout counts for nothing: see `classify`.)
    let used = new.filter(|&owner| owner != object && type_::create::makes(owner, ty));
    let plain = new.is_some() && used.is_none() && ty.kind.get() == Kind::Instance;
    ty.set_flag(flags::PLAIN_NEW, plain && !ty.calls_python(SlotId::New));
    let empty = used.is_some_and(|owner| owner.has_flag(flags::EMPTY_NEW));
    ty.set_flag(flags::EMPTY_NEW, empty);
    let init = is_objects(N::__init__);
    // (Calls may rely on there being none; see `python_new`.)
    if ty.has_flag(flags::PLAIN_INIT) && !init {
        type_::advance_epoch();
    }
    ty.set_flag(flags::PLAIN_INIT, init);
}

/// The class that a wrapper's call must find in its first argument.
pub fn owner_type(v: Value) -> Option<Ref<Type>> {
    v.has_kind(Kind::Type).then(|| as_type(v))
}
