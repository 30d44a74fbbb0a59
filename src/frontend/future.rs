//! `from __future__ import ...`: which features a module asks for.

use crate::bytecode::code::flags;
use crate::errors::{Result, syntax};
use ruff_python_ast::{Expr, Mod, Stmt};

/// The `co_flags` of the features.
pub fn features(module: &Mod) -> Result<u32> {
    let Mod::Module(m) = module else { return Ok(0) };
    let mut found = 0;
    let mut early = true;
    for (i, stmt) in m.body.iter().enumerate() {
        match stmt {
            Stmt::Expr(e) if i == 0 && matches!(&*e.value, Expr::StringLiteral(_)) => {}
            Stmt::ImportFrom(f)
                if f.module.as_ref().is_some_and(|m| m.id == "__future__") && f.level == 0 =>
            {
                if !early {
                    return syntax(
                        f.range,
                        "from __future__ imports must occur at the beginning of the file",
                    );
                }
                for alias in &f.names {
                    found |= match alias.name.id.as_str() {
                        "annotations" => flags::FUTURE_ANNOTATIONS,
                        "barry_as_FLUFL" => flags::FUTURE_BARRY_AS_BDFL,
                        "generator_stop" => flags::FUTURE_GENERATOR_STOP,
                        "division" => 0x2_0000,
                        "absolute_import" => 0x4_0000,
                        "with_statement" => 0x8_0000,
                        "print_function" => 0x10_0000,
                        "unicode_literals" => 0x20_0000,
                        "nested_scopes" | "generators" => 0,
                        "braces" => return syntax(alias.range, "not a chance"),
                        other => {
                            return syntax(
                                alias.range,
                                format!("future feature {other} is not defined"),
                            );
                        }
                    };
                }
            }
            _ => early = false,
        }
    }
    Ok(found)
}
