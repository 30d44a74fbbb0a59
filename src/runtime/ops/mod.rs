//! The abstract protocol: what can be asked of any value.
//!
//! Each function dispatches through the slot table of the value's type with CPython's exact rules and raises
//! CPython's exact messages. One file per family; callers use the names exported here. Everything may allocate, raise
//! and run Python unless it says otherwise.

pub mod attr;
pub mod binary;
pub mod call;
pub mod class;
pub mod compare;
pub mod item;
pub mod iterate;
pub mod number;
pub mod text;

pub use std::ops::ControlFlow;

pub use attr::{
    attribute_name, bind, del_attr, get_attr, get_attr_name, get_attr_opt, get_method,
    lookup_special, set_attr,
};
pub use binary::{
    binary, binary_after_inplace, binary_inplace, binary_reflected, has_inplace, pow_mod,
    python_comparison, python_inplace, python_operator,
};
pub use call::{call, call_method, call_method_opt, call_with_self, call0, call1, call2, call3};
pub use class::{is_instance, is_subclass};
pub use compare::{compare, compare_bool, compare_reflected, equal, less_than};
pub use item::{contains, del_item, get_item, len, length_hint, set_item};
pub use iterate::{is_iterator, iter, iterate, next};
pub use number::{
    abs, hash, index, index_clamped, index_i64, index_opt, index_usize, invert, is_true, neg, not,
    pos,
};
pub use text::{ascii, format, repr, str, str_like};

use crate::types::type_of;
use crate::value::Value;

/// The name of a value's type as CPython's messages give it.
pub fn type_name(v: Value) -> String {
    type_of(v).tp_name()
}
