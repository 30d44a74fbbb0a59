//! The helpers that traces call: one table with signature, effects and address.
//!
//! Each takes the thread first (the lowering adds it); the table lists the other arguments. The error channel is
//! [`Value::RAISED`]. What may look at frames goes through [`generic`], which publishes the frames of the trace first; the
//! others run with the trace's first frame as the published one: nested Python runs above its window, where nothing of the
//! trace lives in memory.

use ir::{AliasClass, AliasSet, HelperId, HelperInfo, ShapeId, Ty};
use runtime::error::PyResult;
use runtime::object::{Header, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{Dict, NameCell};
use runtime::types::list::List;
use runtime::types::slots::{BinOp, CmpOp};
use runtime::types::{self, T, float, int};
use runtime::value::Value;

use crate::generic;
use crate::schema::{LISTS, alias};

fn out(r: PyResult) -> u64 {
    match r {
        Ok(v) => v.bits(),
        Err(_) => Value::RAISED.bits(),
    }
}

fn v(bits: u64) -> Value {
    Value::from_bits(bits)
}

/// The operators by number.
pub const BIN_OPS: [BinOp; 14] = [
    BinOp::Add,
    BinOp::Sub,
    BinOp::Mul,
    BinOp::TrueDiv,
    BinOp::FloorDiv,
    BinOp::Mod,
    BinOp::Pow,
    BinOp::LShift,
    BinOp::RShift,
    BinOp::And,
    BinOp::Or,
    BinOp::Xor,
    BinOp::MatMul,
    BinOp::DivMod,
];
/// The comparisons by number.
pub const CMP_OPS: [CmpOp; 6] = [
    CmpOp::Lt,
    CmpOp::Le,
    CmpOp::Eq,
    CmpOp::Ne,
    CmpOp::Gt,
    CmpOp::Ge,
];

extern "C" fn binary(th: &Thread, op: u64, a: u64, b: u64) -> u64 {
    out(ops::binary(th, BIN_OPS[op as usize], v(a), v(b)))
}
extern "C" fn compare(th: &Thread, op: u64, a: u64, b: u64) -> u64 {
    out(ops::compare(th, v(a), v(b), CMP_OPS[op as usize]))
}
extern "C" fn negate(th: &Thread, a: u64) -> u64 {
    out(ops::neg(th, v(a)))
}
extern "C" fn truth(th: &Thread, a: u64) -> u64 {
    out(ops::is_true(th, v(a)).map(Value::bool))
}
extern "C" fn length(th: &Thread, a: u64) -> u64 {
    out(ops::len(th, v(a)).map(|n| int::from_usize(th, n)))
}
extern "C" fn get_item(th: &Thread, a: u64, k: u64) -> u64 {
    out(ops::get_item(th, v(a), v(k)))
}
fn dict_of(d: u64) -> Ref<Dict> {
    // SAFETY: the trace has guarded that this is exactly a dict.
    unsafe { Ref::from_value_unchecked(v(d)) }
}
extern "C" fn dict_get(th: &Thread, d: u64, k: u64) -> u64 {
    out(match dict_of(d).get(th, v(k)) {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(th.key_error(v(k))),
        Err(raised) => Err(raised),
    })
}
extern "C" fn dict_set(th: &Thread, d: u64, k: u64, value: u64) -> u64 {
    out(dict_of(d).set(th, v(k), v(value)).map(|()| Value::NONE))
}
extern "C" fn dict_has(th: &Thread, d: u64, k: u64) -> u64 {
    out(dict_of(d).contains(th, v(k)).map(Value::bool))
}
extern "C" fn contains(th: &Thread, c: u64, x: u64) -> u64 {
    out(ops::contains(th, v(c), v(x)).map(Value::bool))
}
extern "C" fn list_append(th: &Thread, l: u64, x: u64) {
    // SAFETY: the trace has guarded that this is exactly a list.
    let list: Ref<List> = unsafe { Ref::from_value_unchecked(v(l)) };
    list.append(th, v(x));
}
extern "C" fn set_name(_th: &Thread, c: u64, x: u64) {
    // SAFETY: the recorder passes the cell of a name.
    let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(v(c)) };
    cell.set(v(x));
}
extern "C" fn call1(th: &Thread, f: u64, a: u64) -> u64 {
    out(ops::call1(th, v(f), v(a)))
}
extern "C" fn call2(th: &Thread, f: u64, a: u64, b: u64) -> u64 {
    out(ops::call2(th, v(f), v(a), v(b)))
}
extern "C" fn call3(th: &Thread, f: u64, a: u64, b: u64, c: u64) -> u64 {
    out(ops::call3(th, v(f), v(a), v(b), v(c)))
}
extern "C" fn tuple_item(_th: &Thread, t: u64, n: u64) -> u64 {
    // SAFETY: the trace has guarded that this is exactly a tuple, and the index.
    let tuple: Ref<runtime::types::tuple::Tuple> = unsafe { Ref::from_value_unchecked(v(t)) };
    tuple.items()[n as usize].bits()
}
extern "C" fn read_reg(th: &Thread, n: i64) -> u64 {
    // SAFETY: the published frame is the trace's first; the recorder names registers of windows that `generic` has stored.
    unsafe { (*th.base.get().offset(n as isize)).bits() }
}

/// `BOXI` past 63 bits.
pub extern "C" fn box_int(th: &Thread, i: i64) -> u64 {
    int::from_i64(th, i).bits()
}
/// `BOXF` of what has no immediate form.
pub extern "C" fn box_float(th: &Thread, f: f64) -> u64 {
    float::new(th, f).bits()
}
/// The slow path of `NEW`.
pub extern "C" fn allocate(th: &Thread, size: u64) -> u64 {
    runtime::heap::alloc_raw(&th.alloc, size as usize) as u64
}
/// The slow path of the write barrier; the template passes the owner alone.
pub extern "C" fn remember(owner: u64) {
    // SAFETY: the trace passes an object.
    let h: &'static Header = unsafe { &*v(owner).address() };
    runtime::object::write_barrier(h);
}

/// What a helper does, as the table says.
#[derive(Clone, Copy)]
enum Does {
    /// Allocates, may raise; runs no Python and writes nothing that traces know.
    Value,
    /// Reads only.
    Read,
    /// Writes lists; allocates.
    List,
    /// Anything, Python included.
    Any,
    /// Stores into the cell of a name (and may break assumptions).
    Name,
    /// Anything, and sees frames.
    Frames,
}

macro_rules! helpers {
    ($($name:ident $does:ident ($($arg:ident)*) $ret:ident $f:expr;)*) => {
        // The variants are the names of the table.
        #[allow(non_camel_case_types)]
        #[repr(u16)]
        enum Number { $($name,)* }
        /// The ids of the helpers.
        #[allow(non_upper_case_globals)]
        pub mod id {
            use super::*;
            $(#[doc = stringify!($name)] pub const $name: HelperId = HelperId(Number::$name as u16);)*
        }
        /// What the IR must know of each.
        pub fn infos() -> Vec<HelperInfo> {
            vec![$(info(stringify!($name), Does::$does, &[$(Ty::$arg),*], Ty::$ret),)*]
        }
        /// The address of a helper.
        pub fn address(id: HelperId) -> usize {
            const ADDRESSES: &[fn() -> usize] = &[$(|| $f as *const () as usize,)*];
            ADDRESSES[id.index()]()
        }
    };
}

helpers! {
    binary Value (I V V) V binary;
    compare Value (I V V) V compare;
    negate Value (V) V negate;
    truth Value (V) V truth;
    length Value (V) V length;
    get_item Value (V V) V get_item;
    dict_get Any (V V) V dict_get;
    dict_get_str Value (V V) V dict_get;
    dict_set Any (V V V) V dict_set;
    dict_has Any (V V) V dict_has;
    dict_has_str Value (V V) V dict_has;
    contains Any (V V) V contains;
    list_append List (V V) N list_append;
    set_name Name (V V) N set_name;
    call1 Any (V V) V call1;
    call2 Any (V V V) V call2;
    call3 Any (V V V V) V call3;
    native1 Value (V V) V call1;
    native2 Value (V V V) V call2;
    read_reg Read (I) V read_reg;
    tuple_item Read (V I) V tuple_item;
    generic Frames (A) V generic::run;
}

fn info(name: &str, does: Does, args: &[Ty], ret: Ty) -> HelperInfo {
    let base = HelperInfo {
        pure_call: false,
        ..HelperInfo::pure(name, args, ret)
    };
    match does {
        Does::Value => HelperInfo {
            reads: AliasSet::ALL,
            may_alloc: true,
            may_raise: true,
            ..base
        },
        Does::Read => HelperInfo {
            reads: AliasSet::ALL,
            ..base
        },
        Does::List => HelperInfo {
            reads: LISTS,
            writes: LISTS,
            may_alloc: true,
            ..base
        },
        Does::Name => HelperInfo {
            reads: AliasSet::ALL,
            writes: AliasSet::of(alias::NAME_CELL).with(AliasClass::SHAPE),
            may_alloc: true,
            may_invalidate: true,
            ..base
        },
        Does::Any | Does::Frames => HelperInfo::any(name, args, ret),
    }
}

/// The shape of heap floats.
pub fn float_shape() -> ShapeId {
    ShapeId(types::shape_of(T::Float).0)
}
