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
    binary, binary_after_inplace, binary_after_reflected, binary_inplace, binary_reflected,
    has_inplace, pow_mod, python_comparison, python_comparison_reflected, python_inplace,
    python_operator, python_reflected,
};
pub use call::{call, call_method, call_method_opt, call_with_self, call0, call1, call2, call3};
pub use class::{is_instance, is_subclass};
pub use compare::{
    compare, compare_after_reflected, compare_bool, compare_reflected, equal, less_than,
};
pub use item::{
    contains, del_item, get_item, has_length_hint_in_python, len, length_hint, set_item,
};
pub use iterate::{is_iterator, iter, iterate, next};
pub use number::{
    abs, hash, index, index_clamped, index_i32, index_i64, index_opt, index_usize, invert, is_true,
    neg, not, pos,
};
pub use text::{ascii, format, repr, str, str_like};

use crate::types::type_of;
use crate::value::Value;

/// The name of a value's type as CPython's messages give it.
pub fn type_name(v: Value) -> String {
    type_of(v).tp_name()
}

/// As [`type_name`], of an argument of the wrong type: None is called by its own name.
pub fn argument_type_name(v: Value) -> String {
    if v.is_none() {
        return "None".to_owned();
    }
    type_name(v)
}

/// The name of the class of `v` with its module, unless that is `builtins` or `__main__`: what newer messages show.
pub fn full_type_name(v: Value) -> String {
    let class = type_of(v);
    if !class.has_flag(crate::types::type_::flags::HEAP) {
        return class.tp_name();
    }
    let text = |v: Option<Value>| {
        v.and_then(|v| v.downcast::<crate::types::str::Str>())
            .map(|s| s.to_string_lossy().into_owned())
    };
    let name = text(class.qualname.get_opt()).unwrap_or_else(|| class.tp_name());
    match text(
        class
            .dict()
            .get_str(crate::names::get(crate::names::N::__module__)),
    ) {
        Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
        _ => name,
    }
}
