//! `_opcode`: what `opcode` and `dis` ask about CPython's opcodes, in which our code is shown to them
//! (`frontend::bytecode::stack`).

use frontend::bytecode::stack::opcodes::{self, uses};
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::{self, list, str, tuple};
use runtime::value::Value;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        NativeDef::new("has_arg", "($module, /, opcode)", has::<{ uses::ARG }>),
        NativeDef::new("has_const", "($module, /, opcode)", has::<{ uses::CONST }>),
        NativeDef::new("has_name", "($module, /, opcode)", has::<{ uses::NAME }>),
        NativeDef::new("has_jump", "($module, /, opcode)", has::<{ uses::JUMP }>),
        NativeDef::new("has_free", "($module, /, opcode)", has::<{ uses::FREE }>),
        NativeDef::new("has_local", "($module, /, opcode)", has::<{ uses::LOCAL }>),
        NativeDef::new("has_exc", "($module, /, opcode)", has::<{ uses::EXC }>),
        NativeDef::new("is_valid", "($module, /, opcode)", |th, a| {
            let opcode = ops::index_i64(th, a[0])?;
            Ok(Value::bool(opcodes::find(opcode).is_some()))
        }),
        NativeDef::new(
            "stack_effect",
            "($module, opcode, oparg=None, /, *, jump=None)",
            stack_effect,
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

/// Whether an opcode uses its argument in one of the ways of `uses`.
fn has<const USE: u8>(th: &Thread, a: &[Value]) -> PyResult {
    let opcode = ops::index_i64(th, a[0])?;
    let uses = opcodes::find(opcode).map_or(uses::NONE, |o| o.uses);
    Ok(Value::bool(uses & USE != 0))
}

/// By how much an opcode makes the stack higher.
fn stack_effect(th: &Thread, a: &[Value]) -> PyResult {
    let opcode = ops::index_i64(th, a[0])?;
    let arg = match a[1] {
        v if v.is_empty() || v == Value::NONE => 0,
        v => ops::index_i64(th, v)?,
    };
    let jump = match a[2] {
        v if v.is_empty() || v == Value::NONE => None,
        v if v == Value::TRUE => Some(true),
        v if v == Value::FALSE => Some(false),
        _ => return Err(th.value_error("stack_effect: jump must be False, True or None")),
    };
    let effect = opcodes::find(opcode).and_then(|o| o.effect.of(arg, jump));
    match effect {
        Some(effect) => Ok(types::int::from_i64(th, effect)),
        None => Err(th.value_error("invalid opcode or oparg")),
    }
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
