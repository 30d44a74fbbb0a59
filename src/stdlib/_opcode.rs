//! `_opcode`: what `opcode` and `dis` ask about CPython's bytecode.
//!
//! The bytecode here is another one, so that only what those modules need to be imported is answered: the facts of
//! CPython's tables that do not depend on the code that is run.

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::{list, str, tuple};
use runtime::value::Value;

/// The first of CPython's instructions that has an argument.
const HAVE_ARGUMENT: i64 = 43;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        NativeDef::new("has_arg", "(opcode)", |th, a| {
            Ok(Value::bool(ops::index_i64(th, a[0])? > HAVE_ARGUMENT))
        }),
        NativeDef::new("has_const", "(opcode)", no),
        NativeDef::new("has_name", "(opcode)", no),
        NativeDef::new("has_jump", "(opcode)", no),
        NativeDef::new("has_free", "(opcode)", no),
        NativeDef::new("has_local", "(opcode)", no),
        NativeDef::new("has_exc", "(opcode)", no),
        NativeDef::new("is_valid", "(opcode)", |th, a| {
            Ok(Value::bool((0..256).contains(&ops::index_i64(th, a[0])?)))
        }),
        NativeDef::new(
            "stack_effect",
            "(opcode, oparg=None, /, *, jump=None)",
            |th, _| Err(th.value_error("invalid opcode or oparg")),
        ),
        NativeDef::new("get_executor", "(*, code, offset)", |_, _| Ok(Value::NONE)),
        NativeDef::new("get_specialization_stats", "()", |_, _| Ok(Value::NONE)),
        NativeDef::new("get_intrinsic1_descs", "()", |th, _| {
            Ok(names(th, INTRINSICS_1))
        }),
        NativeDef::new("get_intrinsic2_descs", "()", |th, _| {
            Ok(names(th, INTRINSICS_2))
        }),
        NativeDef::new("get_special_method_names", "()", |th, _| {
            Ok(names(
                th,
                &["__enter__", "__exit__", "__aenter__", "__aexit__"],
            ))
        }),
        NativeDef::new("get_nb_ops", "()", |th, _| {
            let all = list::empty(th);
            for (name, symbol) in OPERATORS {
                let pair = [str::new(th, &format!("NB_{name}")), str::new(th, symbol)];
                all.append(th, tuple::new(th, &pair).value());
            }
            Ok(all.value())
        }),
    ],
    init: |th, module| {
        // Neither build of CPython's specialising interpreter.
        for name in ["ENABLE_SPECIALIZATION", "ENABLE_SPECIALIZATION_FT"] {
            crate::support::add(th, module, name, Value::FALSE);
        }
        Ok(())
    },
};

fn no(th: &Thread, a: &[Value]) -> PyResult {
    ops::index_i64(th, a[0])?;
    Ok(Value::FALSE)
}

fn names(th: &Thread, names: &[&str]) -> Value {
    let all = list::empty(th);
    for name in names {
        all.append(th, str::new(th, name));
    }
    all.value()
}

const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

const OPERATORS: &[(&str, &str)] = &[
    ("ADD", "+"),
    ("AND", "&"),
    ("FLOOR_DIVIDE", "//"),
    ("LSHIFT", "<<"),
    ("MATRIX_MULTIPLY", "@"),
    ("MULTIPLY", "*"),
    ("REMAINDER", "%"),
    ("OR", "|"),
    ("POWER", "**"),
    ("RSHIFT", ">>"),
    ("SUBTRACT", "-"),
    ("TRUE_DIVIDE", "/"),
    ("XOR", "^"),
    ("INPLACE_ADD", "+="),
    ("INPLACE_AND", "&="),
    ("INPLACE_FLOOR_DIVIDE", "//="),
    ("INPLACE_LSHIFT", "<<="),
    ("INPLACE_MATRIX_MULTIPLY", "@="),
    ("INPLACE_MULTIPLY", "*="),
    ("INPLACE_REMAINDER", "%="),
    ("INPLACE_OR", "|="),
    ("INPLACE_POWER", "**="),
    ("INPLACE_RSHIFT", ">>="),
    ("INPLACE_SUBTRACT", "-="),
    ("INPLACE_TRUE_DIVIDE", "/="),
    ("INPLACE_XOR", "^="),
    ("SUBSCR", "[]"),
];
