//! Code from syntax trees that programs hand in: the tree becomes a text, which is compiled with the tree's own places.

use std::rc::Rc;

use frontend::places::{Places, Span};
use frontend::tree::{Item, Node};
use frontend::{Flags, Mode};
use runtime::error::PyResult;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str;
use runtime::types::{code, list, type_of};
use runtime::value::Value;
use runtime::warn;

use super::rules;

/// Compiles a tree, whose text `ast.unparse` has made.
pub fn compile(
    th: &Thread,
    tree: Value,
    text: &[u8],
    filename: &str,
    mode: Mode,
    mut flags: Flags,
) -> PyResult {
    flags.text = true;
    let mut places = Places::default();
    // A text that has no tree is refused below.
    if let Ok((node, _)) = frontend::tree::parse(text, filename, mode, flags) {
        pair(th, tree, &node, &mut places)?;
    }
    let places = Rc::new(places);
    let text = String::from_utf8_lossy(text);
    match frontend::compile_tree(&text, filename, mode, flags, &places) {
        Ok((plain, warnings)) => {
            warn::of_compilation(th, filename, &warnings)?;
            Ok(code::new(th, &Rc::new(plain)).value())
        }
        Err(e) => {
            warn::of_compilation(th, filename, &e.warnings)?;
            Err(runtime::syntax_error::raise(th, &e, None))
        }
    }
}

/// Notes where the nodes of a tree stand, beside the tree of its text. Where the two are not alike, the text's places stay.
fn pair(th: &Thread, object: Value, node: &Node, places: &mut Places) -> PyResult<()> {
    th.check_native_stack(" during compilation")?;
    let class = type_of(object);
    if class.name().bytes() != node.kind.as_bytes() {
        return Ok(());
    }
    if let Some(text) = node.span {
        if let Some(source) = span(th, object, node.kind)? {
            places.add(text, source);
        }
    }
    let names = super::class_names(th, object, "_fields")?;
    for (&name, item) in names.iter().zip(&node.fields) {
        let Some(value) = ops::get_attr_opt(th, object, ops::attribute_name(th, name)?)? else {
            continue;
        };
        match item {
            Item::Node(node) => pair(th, value, node, places)?,
            Item::List(items) => {
                let Some(values) = value.downcast::<list::List>() else {
                    continue;
                };
                for (n, item) in items.iter().enumerate() {
                    if let (Item::Node(node), Some(value)) = (item, values.get(n)) {
                        pair(th, value, node, places)?;
                    }
                }
            }
            Item::None | Item::Int(_) | Item::Const(_) | Item::Name(_) => {}
        }
    }
    Ok(())
}

/// The place that a node says it has; None if the source has no such lines.
fn span(th: &Thread, object: Value, kind: &str) -> PyResult<Option<Span>> {
    let line = required(th, object, kind, "lineno")?;
    let col = required(th, object, kind, "col_offset")?;
    let end_line = optional(th, object, "end_lineno")?.unwrap_or(line);
    let end_col = optional(th, object, "end_col_offset")?.unwrap_or(col);
    let invalid = if line > end_line {
        Some(format!(
            "AST node line range ({line}, {end_line}) is not valid"
        ))
    } else if (line < 0 && end_line != line) || (col < 0 && col != end_col) {
        Some(format!(
            "AST node column range ({col}, {end_col}) for line range ({line}, {end_line}) is not valid"
        ))
    } else if line == end_line && col > end_col {
        Some(format!(
            "line {line}, column {col}-{end_col} is not a valid range"
        ))
    } else {
        None
    };
    if let Some(message) = invalid {
        return Err(th.value_error(message));
    }
    let [Ok(line), Ok(end_line)] = [u32::try_from(line), u32::try_from(end_line)] else {
        return Ok(None);
    };
    let column = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Some([line, column(col), end_line, column(end_col)]))
}

fn required(th: &Thread, object: Value, kind: &str, name: &str) -> PyResult<i64> {
    match ops::get_attr_opt(th, object, str::intern(th, name))? {
        Some(v) => integer(th, v),
        None => {
            let sum = rules()
                .find(|rule| rule.name == kind)
                .map_or(kind, |r| if r.base == "AST" { r.name } else { r.base });
            Err(th.type_error(format!("required field \"{name}\" missing from {sum}")))
        }
    }
}

fn optional(th: &Thread, object: Value, name: &str) -> PyResult<Option<i64>> {
    match ops::get_attr_opt(th, object, str::intern(th, name))? {
        Some(v) if !v.is_none() => integer(th, v).map(Some),
        _ => Ok(None),
    }
}

fn integer(th: &Thread, v: Value) -> PyResult<i64> {
    if !runtime::types::is_instance_of(v, runtime::types::T::Int) {
        let shown = ops::repr(th, v)?.to_string_lossy().into_owned();
        return Err(th.value_error(format!("invalid integer value: {shown}")));
    }
    ops::index_i64(th, v)
}
