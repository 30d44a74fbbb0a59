//! The helpers that traces call: one table with signature, effects and address.
//!
//! Each takes the thread first (the lowering adds it); the table lists the other arguments. The error channel is
//! [`Value::RAISED`]. What may look at frames goes through [`generic`], which publishes the frames of the trace first; the
//! others run with the trace's first frame as the published one: nested Python runs above its window, where nothing of the
//! trace lives in memory. The families have a file each.

pub mod calls;
mod containers;
mod exc;
mod iterate;
pub mod math;
mod slices;
mod text;

use ir::{AliasClass, AliasSet, HelperId, HelperInfo, ShapeId, Ty};
use runtime::error::PyResult;
use runtime::interp::attr;
use runtime::object::{Header, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::NameCell;
use runtime::types::slots::{BinOp, CmpOp};
use runtime::types::str::Str;
use runtime::types::{self, T, float, int};
use runtime::value::Value;

use crate::generic;
use crate::schema::{DICTS, ITERATORS, LISTS, UNWINDING, alias};

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
/// An operator on exact ints that neither fails nor depends on anything else.
extern "C" fn int_make(th: &Thread, op: u64, a: u64, b: u64) -> u64 {
    out(ops::binary(th, BIN_OPS[op as usize], v(a), v(b)))
}
/// The power of finite floats with a positive base: what `**` yields, infinite where that overflows.
extern "C" fn float_pow(_th: &Thread, a: f64, b: f64) -> f64 {
    a.powf(b)
}
/// The power of a positive float to half of an int: what `**` yields.
pub extern "C" fn power_of_half(_th: &Thread, n: i64, a: f64) -> f64 {
    a.powf(n as f64 / 2.0)
}
/// The attribute that a string names, or `EMPTY` where finding it may run Python.
extern "C" fn attr_get(th: &Thread, object: u64, name: u64) -> u64 {
    // SAFETY: the recorder passes a string.
    let name: Ref<Str> = unsafe { Ref::from_value_unchecked(v(name)) };
    attr::quiet_get(th, v(object), name).map_or(Value::EMPTY.bits(), Value::bits)
}
/// The attribute of an object, or `EMPTY` where it is not found by the shape alone.
extern "C" fn attr_find(_th: &Thread, object: u64, name: u64) -> u64 {
    // SAFETY: the recorder passes the name of an attribute.
    let name: Ref<Str> = unsafe { Ref::from_value_unchecked(v(name)) };
    attr::quiet_load(v(object), name).map_or(Value::EMPTY.bits(), Value::bits)
}
/// The method that a call of the attribute means, or `EMPTY` where it is not found by the shape alone.
extern "C" fn method_find(_th: &Thread, object: u64, name: u64) -> u64 {
    // SAFETY: as above.
    let name: Ref<Str> = unsafe { Ref::from_value_unchecked(v(name)) };
    attr::quiet_method(v(object), name).map_or(Value::EMPTY.bits(), Value::bits)
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
extern "C" fn untruth(th: &Thread, a: u64) -> u64 {
    out(ops::is_true(th, v(a)).map(|t| Value::bool(!t)))
}
extern "C" fn get_item(th: &Thread, a: u64, k: u64) -> u64 {
    out(ops::get_item(th, v(a), v(k)))
}
extern "C" fn contains(th: &Thread, c: u64, x: u64) -> u64 {
    out(ops::contains(th, v(c), v(x)).map(Value::bool))
}
extern "C" fn set_name(_th: &Thread, c: u64, x: u64) {
    // SAFETY: the recorder passes the cell of a name.
    let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(v(c)) };
    cell.set(v(x));
}
/// Defines a name anew that was deleted from a namespace, with its old cell. Allocates.
extern "C" fn name_anew(th: &Thread, globals: u64, name: u64, c: u64, x: u64) {
    // SAFETY: the recorder passes a namespace, a name and a cell that was the name's.
    let (name, cell) = unsafe {
        (
            Ref::from_value_unchecked(v(name)),
            Ref::from_value_unchecked(v(c)),
        )
    };
    containers::dict_of(globals).set_name_anew(th, name, cell, v(x));
}
/// Deletes a name from a namespace that has it.
extern "C" fn name_gone(th: &Thread, globals: u64, name: u64) {
    // SAFETY: the recorder passes a namespace and a name.
    let name = unsafe { Ref::from_value_unchecked(v(name)) };
    containers::dict_of(globals).del_str(th, name);
}
extern "C" fn read_reg(th: &Thread, n: i64) -> u64 {
    // SAFETY: the published frame is the trace's first; the recorder names registers of windows that `generic` has stored.
    unsafe { (*th.base.get().offset(n as isize)).bits() }
}

/// The hash that a `__hash__` method means which returns an int.
extern "C" fn hash_of_int(th: &Thread, a: u64) -> u64 {
    // (It does not fail for ints.)
    let hash = runtime::types::slot_calls::hash_from(th, v(a)).unwrap_or(0);
    int::from_i64(th, hash).bits()
}

/// `BOXI` past 63 bits.
pub extern "C" fn box_int(th: &Thread, i: i64) -> u64 {
    int::from_i64(th, i).bits()
}
/// `BOXU` past 62 bits.
pub extern "C" fn box_uint(th: &Thread, i: u64) -> u64 {
    int::from_u64(th, i).bits()
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

/// The slow path of the barrier for what is added at the end of a list.
pub extern "C" fn remember_tail(owner: u64) {
    // SAFETY: the trace passes an object.
    let h: &'static Header = unsafe { &*v(owner).address() };
    runtime::object::tail_barrier(h);
}

/// What a helper does, as the table says.
#[derive(Clone, Copy)]
enum Does {
    /// Nothing: its result depends on the arguments alone, and on memory that never changes.
    Pure,
    /// Makes a new object out of memory that never changes.
    Make,
    /// Allocates, may raise; runs no Python and writes nothing that traces know.
    Value,
    /// Reads only.
    Read,
    /// Reads dicts or sets.
    ReadDict,
    /// Reads and writes dicts or sets; allocates.
    Dict,
    /// As `Dict`, and may raise.
    DictRaises,
    /// Reads lists; allocates.
    ReadList,
    /// Reads and writes lists; allocates.
    List,
    /// As `List`, and may raise.
    ListRaises,
    /// Reads anything, writes lists and moves iterators; allocates, may raise.
    Extend,
    /// Reads anything, writes containers and moves iterators; allocates, may raise; runs no Python.
    Containers,
    /// Reads anything, moves iterators; allocates, may raise; runs no Python.
    Iterators,
    /// Anything, Python included.
    Any,
    /// Stores into the cell of a name (and may break assumptions).
    Name,
    /// Adds a name to a namespace, or removes it.
    Names,
    /// Links a chain of delegating generators: reads and writes generators.
    Chain,
    /// Takes the exception that is set, which nothing else in traces knows of.
    Caught,
    /// Sets an exception in the thread. Allocates.
    Raises,
    /// Sets the context of an exception.
    Context,
    /// Unwinds the frames of the trace: reads anything, allocates; runs no Python.
    Unwind,
    /// Anything, and sees frames.
    Frames,
}

/// The types of results: those of the IR, and values of which the exact type is known.
mod ret {
    use super::{T, Ty};
    pub const N: (Ty, Option<T>) = (Ty::N, None);
    pub const I: (Ty, Option<T>) = (Ty::I, None);
    pub const F: (Ty, Option<T>) = (Ty::F, None);
    pub const V: (Ty, Option<T>) = (Ty::V, None);
    pub const G: (Ty, Option<T>) = (Ty::V, Some(T::Generator));
    pub const C: (Ty, Option<T>) = (Ty::V, Some(T::Coroutine));
    pub const S: (Ty, Option<T>) = (Ty::V, Some(T::Str));
    pub const U: (Ty, Option<T>) = (Ty::V, Some(T::Tuple));
    pub const B: (Ty, Option<T>) = (Ty::V, Some(T::Bytes));
    pub const A: (Ty, Option<T>) = (Ty::V, Some(T::ByteArray));
    pub const L: (Ty, Option<T>) = (Ty::V, Some(T::List));
    pub const D: (Ty, Option<T>) = (Ty::V, Some(T::Dict));
    pub const E: (Ty, Option<T>) = (Ty::V, Some(T::Set));
}

/// The functions that templates call by themselves, with their names.
pub fn inside_templates() -> [(&'static str, usize); 7] {
    [
        ("box_int", box_int as *const () as usize),
        ("box_uint", box_uint as *const () as usize),
        ("box_float", box_float as *const () as usize),
        ("remember", remember as *const () as usize),
        ("remember_tail", remember_tail as *const () as usize),
        ("allocate", allocate as *const () as usize),
        ("power_of_half", power_of_half as *const () as usize),
    ]
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

            /// The helper with this name.
            pub fn find(name: &str) -> Option<HelperId> {
                const NAMES: &[&str] = &[$(stringify!($name),)*];
                let number = NAMES.iter().position(|n| *n == name)?;
                Some(HelperId(number as u16))
            }
        }
        /// What the IR must know of each.
        pub fn infos() -> Vec<HelperInfo> {
            vec![$(info(stringify!($name), Does::$does, &[$(Ty::$arg),*], ret::$ret),)*]
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
    int_make Make (I V V) V int_make;
    float_pow Pure (F F) F float_pow;
    math_acos Pure (F) F math::acos;
    math_acosh Pure (F) F math::acosh;
    math_asin Pure (F) F math::asin;
    math_asinh Pure (F) F math::asinh;
    math_atan Pure (F) F math::atan;
    math_atan2 Pure (F F) F math::atan2;
    math_atanh Pure (F) F math::atanh;
    math_cbrt Pure (F) F math::cbrt;
    math_cos Pure (F) F math::cos;
    math_cosh Pure (F) F math::cosh;
    math_degrees Pure (F) F math::degrees;
    math_erf Pure (F) F math::erf;
    math_erfc Pure (F) F math::erfc;
    math_exp Pure (F) F math::exp;
    math_exp2 Pure (F) F math::exp2;
    math_expm1 Pure (F) F math::expm1;
    math_fmod Pure (F F) F math::fmod;
    math_gamma Pure (F) F math::gamma;
    math_hypot Pure (F F) F math::hypot;
    math_lgamma Pure (F) F math::lgamma;
    math_log Pure (F) F math::log;
    math_log10 Pure (F) F math::log10;
    math_log1p Pure (F) F math::log1p;
    math_log2 Pure (F) F math::log2;
    math_pow Pure (F F) F math::pow;
    math_radians Pure (F) F math::radians;
    math_remainder Pure (F F) F math::remainder;
    math_sin Pure (F) F math::sin;
    math_sinh Pure (F) F math::sinh;
    math_tan Pure (F) F math::tan;
    math_tanh Pure (F) F math::tanh;
    compare Value (I V V) V compare;
    negate Value (V) V negate;
    truth Value (V) V truth;
    truth_any Any (V) V truth;
    untruth Any (V) V untruth;
    get_item Value (V V) V get_item;
    has_item Value (V V) V contains;
    attr_find Read (V V) V attr_find;
    method_find Read (V V) V method_find;
    attr_get Value (V V) V attr_get;
    str_equal Pure (V V) I text::equal;
    str_order Pure (V V) I text::order;
    bytes_equal Pure (V V) I text::bytes_equal;
    bytes_order Pure (V V) I text::bytes_order;
    str_in Pure (V V) I text::contains;
    str_at Make (V I) S text::char_at;
    str_ordinal Pure (V) I text::ordinal;
    str_concat Make (V V) S text::concat;
    str_join3 Make (V V V) S text::join3;
    str_join4 Make (V V V V) S text::join4;
    str_join5 Make (V V V V V) S text::join5;
    str_slice Make (V I I) S text::str_slice;
    int_of_text Value (V) V text::int_of_text;
    str_of Make (V) S text::str_of;
    repr_of Make (V) S text::repr_of;
    format Value (V V) S text::format;
    hash_of_int Make (V) V hash_of_int;
    list_slice ReadList (V I I) L slices::of_list;
    list_slice_step ReadList (V I I I) L slices::of_list_step;
    tuple_slice Make (V I I I) U slices::of_tuple;
    str_slice_step Make (V I I I) S slices::of_str;
    bytes_slice Make (V I I I) B slices::of_bytes;
    bytearray_slice ReadList (V I I I) A slices::of_bytes;
    dict_find ReadDict (V V) V containers::dict_find;
    dict_get_or ReadDict (V V V) V containers::dict_get_or;
    instance_dict Value (V) V containers::instance_dict;
    dict_refresh Containers (V) N containers::dict_refresh;
    dict_key ReadDict (V I) V containers::dict_key;
    dict_value ReadDict (V I) V containers::dict_value;
    dict_put Dict (V V V) V containers::dict_put;
    dict_default Dict (V V V) V containers::dict_default;
    dict_delete DictRaises (V V) V containers::dict_delete;
    set_has ReadDict (V V) I containers::set_has;
    set_put Dict (V V) V containers::set_put;
    new_dict Make () D containers::new_dict;
    dict_display Make (A) D containers::dict_display;
    new_set Make () E containers::new_set;
    new_container Make (V) V containers::new_container;
    list1 Make (V) L containers::list1;
    list2 Make (V V) L containers::list2;
    list3 Make (V V V) L containers::list3;
    list4 Make (V V V V I) L containers::list4;
    tuple_to_list Make (V) L containers::tuple_to_list;
    list_append List (V V) N containers::list_append;
    list_to_tuple ReadList (V) V containers::list_to_tuple;
    list_extend Extend (V V) V containers::list_extend;
    list_concat ReadList (V V) L slices::join_lists;
    tuple_concat Make (V V) U slices::join_tuples;
    bytes_concat Make (V V) B slices::join_bytes;
    list_repeat Value (V I) L slices::repeat_list;
    str_repeat Value (V I) S slices::repeat_str;
    list_splice List (V I I V) N slices::splice;
    list_assign_step ListRaises (V I I I V) V slices::assign;
    list_delete_slice List (V I I I) N slices::delete;
    list_store List (V I V) N containers::list_store;
    list_remove List (V I) V containers::list_remove;
    list_insert List (V I V) N containers::list_insert;
    tuple_has Pure (V V) I containers::tuple_has;
    tuple_item Pure (V I) V containers::tuple_item;
    innermost Chain (V) V iterate::innermost;
    new_generator Make (V) G iterate::new_generator;
    new_coroutine Make (V) C iterate::new_coroutine;
    iter_of Value (V) V iterate::iter_of;
    iter_next Iterators (V) V iterate::iter_next;
    anext_again Value (V) V iterate::anext_again;
    set_name Name (V V) N set_name;
    name_anew Names (V V V V) N name_anew;
    name_gone Names (V V) N name_gone;
    call1 Any (V V) V calls::call1;
    call2 Any (V V V) V calls::call2;
    call3 Any (V V V V) V calls::call3;
    answer1 Value (V V) V calls::answer1;
    answer2 Value (V V V) V calls::answer2;
    answer3 Value (V V V V) V calls::answer3;
    get_computed Value (A V) V calls::get_computed;
    is_quiet Read (V) V calls::is_quiet;
    native0 Value (A) V calls::native0;
    native1 Value (A V) V calls::native1;
    native2 Value (A V V) V calls::native2;
    native3 Value (A V V V) V calls::native3;
    native4 Value (A V V V V) V calls::native4;
    change0 Containers (A) V calls::native0;
    change1 Containers (A V) V calls::native1;
    change2 Containers (A V V) V calls::native2;
    change3 Containers (A V V V) V calls::native3;
    change4 Containers (A V V V V) V calls::native4;
    quiet0 Value (V) V calls::call0;
    quiet1 Value (V V) V calls::call1;
    quiet2 Value (V V V) V calls::call2;
    quiet3 Value (V V V V) V calls::call3;
    modify0 Containers (V) V calls::call0;
    modify1 Containers (V V) V calls::call1;
    modify2 Containers (V V V) V calls::call2;
    modify3 Containers (V V V V) V calls::call3;
    read_reg Read (I) V read_reg;
    caught Caught () V exc::caught;
    raise_stop Raises (V) N exc::raise_stop;
    set_context Context (V) N exc::set_context;
    unwind Unwind (A) V exc::unwind;
    frame_ends Unwind (A) N exc::frame_ends;
    left_again Unwind (A V I) N exc::left_again;
    throw Unwind (A V) V exc::throw;
    rethrow Unwind (A V) V exc::rethrow;
    generic Frames (A) V generic::run;
}

fn info(name: &str, does: Does, args: &[Ty], (ty, t): (Ty, Option<T>)) -> HelperInfo {
    let base = HelperInfo {
        pure_call: false,
        ret_shape: t.map(|t| ShapeId(types::shape_of(t).0)),
        ..HelperInfo::pure(name, args, ty)
    };
    let quiet = HelperInfo {
        reads: AliasSet::ALL,
        may_alloc: true,
        may_raise: true,
        ..base.clone()
    };
    match does {
        Does::Pure => HelperInfo {
            pure_call: true,
            ..base
        },
        Does::Make => HelperInfo {
            may_alloc: true,
            ..base
        },
        Does::Value => quiet,
        Does::Read => HelperInfo {
            reads: AliasSet::ALL.without(alias::THREAD),
            ..base
        },
        Does::ReadDict => HelperInfo {
            reads: DICTS,
            ..base
        },
        Does::Caught => HelperInfo {
            writes: AliasSet::of(alias::CAUGHT),
            ..base
        },
        Does::Raises => HelperInfo {
            reads: AliasSet::of(alias::THREAD).with(alias::EXC_CONTEXT),
            writes: AliasSet::of(alias::CAUGHT),
            may_alloc: true,
            ..base
        },
        Does::Context => HelperInfo {
            reads: AliasSet::of(alias::THREAD).with(alias::EXC_CONTEXT),
            writes: AliasSet::of(alias::EXC_CONTEXT),
            ..base
        },
        Does::Unwind => HelperInfo {
            reads: AliasSet::ALL,
            writes: UNWINDING,
            may_alloc: true,
            ..base
        },
        Does::Dict | Does::DictRaises => HelperInfo {
            // (What is raised gets the exception that is handled as its context.)
            reads: match does {
                Does::DictRaises => DICTS.with(alias::THREAD),
                _ => DICTS,
            },
            writes: DICTS,
            may_alloc: true,
            may_raise: matches!(does, Does::DictRaises),
            ..base
        },
        Does::ReadList => HelperInfo {
            reads: LISTS,
            may_alloc: true,
            ..base
        },
        Does::List | Does::ListRaises => HelperInfo {
            // (As with dicts.)
            reads: match does {
                Does::ListRaises => LISTS.with(alias::THREAD),
                _ => LISTS,
            },
            writes: LISTS,
            may_alloc: true,
            may_raise: matches!(does, Does::ListRaises),
            ..base
        },
        Does::Extend => HelperInfo {
            writes: LISTS.union(ITERATORS),
            ..quiet
        },
        Does::Containers => HelperInfo {
            writes: LISTS.union(DICTS).union(ITERATORS),
            ..quiet
        },
        Does::Chain => HelperInfo {
            reads: AliasSet::ALL,
            writes: AliasSet::of(alias::GENERATOR),
            ..base
        },
        Does::Iterators => HelperInfo {
            writes: ITERATORS,
            ..quiet
        },
        Does::Name => HelperInfo {
            reads: AliasSet::ALL,
            writes: AliasSet::of(alias::NAME_CELL).with(AliasClass::SHAPE),
            may_alloc: true,
            may_invalidate: true,
            ..base
        },
        Does::Names => HelperInfo {
            reads: AliasSet::ALL,
            writes: DICTS.with(alias::NAME_CELL).with(AliasClass::SHAPE),
            may_alloc: true,
            may_invalidate: true,
            ..base
        },
        Does::Any | Does::Frames => HelperInfo::any(name, args, ty),
    }
}

/// The shape of heap ints.
pub fn int_shape() -> ShapeId {
    ShapeId(types::shape_of(T::Int).0)
}
/// The shape of heap floats.
pub fn float_shape() -> ShapeId {
    ShapeId(types::shape_of(T::Float).0)
}
