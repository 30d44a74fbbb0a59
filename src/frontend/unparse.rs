//! Expressions back to source, as CPython writes the annotations of `from __future__ import annotations`.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

/// The source of an expression.
pub fn unparse(e: &Expr, source: &str) -> String {
    source[e.range()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
