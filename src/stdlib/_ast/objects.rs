//! Code for trees of Python objects: each is taken apart as the grammar says, for the frontend to compile.

use std::collections::HashMap;

use frontend::bytecode::code::Const;
use frontend::tree::{Item, Node};
use frontend::{Fault, Flags, Mode, TreeError};
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::List;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, bytes, code, complex, float, int, type_of};
use runtime::value::Value;

use super::{Rule, fields, rules};

/// How deep a tree may be: as deep as those of the parser.
const MAX_DEPTH: usize = 3_000;

/// `compile` of a tree: a code object. TypeError and ValueError for what is no valid tree, SyntaxError. Runs Python (the
/// attributes of the objects).
pub fn compile(th: &Thread, v: Value, filename: &str, mode: Mode, flags: Flags) -> PyResult {
    let module = runtime::import::module(th, "_ast")?;
    let Some(module) = module.downcast::<Module>() else {
        return Err(th.type_error("_ast is no module"));
    };
    let wanted = match mode {
        Mode::Exec => "Module",
        Mode::Eval => "Expression",
        Mode::Single => "Interactive",
    };
    let reader = Reader::new(th, module);
    let form = reader.form_of(v, "mod");
    if form.is_none_or(|f| f.rule.name != wanted) {
        let name = type_of(v).tp_name();
        return Err(th.type_error(format!("expected {wanted} node, got {name}")));
    }
    let node = reader.node(th, v, "mod", 0)?;
    match frontend::compile_tree(node, filename, mode, flags) {
        Ok((plain, warnings)) => {
            runtime::warn::of_compilation(th, filename, &warnings)?;
            Ok(code::new(th, &std::rc::Rc::new(plain)).value())
        }
        Err(TreeError::Invalid(Fault::Value(message))) => Err(th.value_error(message)),
        Err(TreeError::Invalid(Fault::Type(message))) => Err(th.type_error(message)),
        Err(TreeError::Invalid(Fault::System(message))) => Err(th.error(T::SystemError, message)),
        Err(TreeError::Syntax(e)) => {
            runtime::warn::of_compilation(th, filename, &e.warnings)?;
            Err(runtime::syntax_error::raise(th, &e, Some(b"")))
        }
    }
}

/// A rule, and its fields taken apart.
struct Form {
    rule: Rule,
    fields: Vec<(&'static str, char, &'static str)>,
}

struct Reader {
    /// The classes of nodes, by their bits.
    forms: HashMap<u64, Form>,
    /// Keeps these classes.
    _classes: RootedVec<Value>,
    /// The types whose nodes have places.
    placed: Vec<&'static str>,
}

impl Reader {
    /// For the classes of the module as they are now. Allocates.
    fn new(th: &Thread, module: Ref<Module>) -> Reader {
        let mut reader = Reader {
            forms: HashMap::new(),
            _classes: RootedVec::new(),
            placed: Vec::new(),
        };
        for rule in rules() {
            if !rule.attributes.is_empty() {
                reader.placed.push(rule.name);
            }
            if let Some(class) = module.dict().get_str(str::intern(th, rule.name)) {
                let fields = fields(rule.fields).collect();
                reader._classes.push(class);
                reader.forms.insert(class.bits(), Form { rule, fields });
            }
        }
        reader
    }

    /// The form of a node where one of the type `ty` is wanted.
    fn form_of(&self, v: Value, ty: &str) -> Option<&Form> {
        let fits = |f: &&Form| f.rule.base == ty || f.rule.base == "AST" && f.rule.name == ty;
        let order = type_of(v).mro();
        let classes = order.items().iter();
        classes
            .filter_map(|class| self.forms.get(&class.bits()))
            .find(fits)
    }

    fn node(&self, th: &Thread, v: Value, ty: &str, depth: usize) -> PyResult<Node> {
        th.check_native_stack(" during compilation")?;
        if depth > MAX_DEPTH {
            let message = "maximum recursion depth exceeded during compilation";
            return Err(th.error(T::RecursionError, message));
        }
        // (Whatever it is, it must have a place.)
        let span = match self.placed.contains(&ty) {
            true => Some(self.span(th, v, ty)?),
            false => None,
        };
        let Some(Form { rule, fields }) = self.form_of(v, ty) else {
            let shown = ops::repr(th, v)?;
            let shown = shown.to_string_lossy();
            return Err(th.type_error(format!("expected some sort of {ty}, but got {shown}")));
        };
        let mut items = Vec::new();
        for &(ty, mark, name) in fields {
            let found = ops::get_attr_opt(th, v, str::intern(th, name))?;
            items.push(match (found, mark) {
                (None, '*') => Item::List(Vec::new()),
                (None, '?') => Item::None,
                (None, _) => {
                    return Err(th.type_error(format!(
                        "required field \"{name}\" missing from {}",
                        rule.name
                    )));
                }
                (Some(found), '*') => self.list(th, found, (ty, name, rule.name), depth)?,
                (Some(Value::NONE), '?') => Item::None,
                (Some(Value::NONE), _) if ty != "constant" => {
                    return Err(
                        th.value_error(format!("field '{name}' is required for {}", rule.name))
                    );
                }
                (Some(found), _) => self.item(th, found, ty, depth)?,
            });
        }
        Ok(Node {
            kind: rule.name,
            fields: items,
            span,
        })
    }

    fn list(
        &self,
        th: &Thread,
        v: Value,
        (ty, name, owner): (&str, &str, &str),
        depth: usize,
    ) -> PyResult<Item> {
        let Some(list) = v.downcast::<List>() else {
            return Err(th.type_error(format!(
                "{owner} field \"{name}\" must be a list, not a {}",
                type_of(v).tp_name()
            )));
        };
        let len = list.len();
        let mut items = Vec::with_capacity(len);
        for n in 0..len {
            // (The objects' attributes may be computed, and change the list.)
            let Some(v) = list.get(n).filter(|_| list.len() == len) else {
                return Err(th.runtime_error(format!(
                    "{owner} field \"{name}\" changed size during iteration"
                )));
            };
            items.push(match v {
                Value::NONE => Item::None,
                v => self.item(th, v, ty, depth)?,
            });
        }
        Ok(Item::List(items))
    }

    fn item(&self, th: &Thread, v: Value, ty: &str, depth: usize) -> PyResult<Item> {
        Ok(match ty {
            "identifier" => match v.downcast::<Str>().filter(|_| types::is_exactly(v, T::Str)) {
                Some(s) if matches!(s.bytes(), b"None" | b"True" | b"False") => {
                    return Err(th.value_error(format!(
                        "identifier field can't represent '{}' constant",
                        s.to_string_lossy()
                    )));
                }
                Some(s) => Item::Name(s.to_string_lossy().into_owned()),
                None => return Err(th.type_error("AST identifier must be of type str")),
            },
            "string" => match v.downcast::<Str>() {
                Some(s) => Item::Const(Const::Str(s.bytes().into())),
                None => return Err(th.type_error("AST string must be of type str")),
            },
            "int" => Item::Int(self.int(th, v)?),
            "constant" => Item::Const(constant(th, v)?),
            _ => Item::Node(Box::new(self.node(th, v, ty, depth + 1)?)),
        })
    }

    fn int(&self, th: &Thread, v: Value) -> PyResult<i64> {
        if !v.has_kind(Kind::Int) && !v.is_small_int() && !v.is_bool() {
            let shown = ops::repr(th, v)?;
            let shown = shown.to_string_lossy();
            return Err(th.value_error(format!("invalid integer value: {shown}")));
        }
        let n = ops::index_i64(th, v)?;
        match i32::try_from(n) {
            Ok(n) => Ok(i64::from(n)),
            Err(_) => Err(th.error(T::OverflowError, "Python int too large to convert to C int")),
        }
    }

    /// Where a node stands.
    fn span(&self, th: &Thread, v: Value, ty: &str) -> PyResult<[u32; 4]> {
        let attribute = |name: &str| -> PyResult<Option<i64>> {
            match ops::get_attr_opt(th, v, str::intern(th, name))? {
                None | Some(Value::NONE) => Ok(None),
                Some(n) => self.int(th, n).map(Some),
            }
        };
        let required = |name: &str| -> PyResult<i64> {
            match ops::get_attr_opt(th, v, str::intern(th, name))? {
                Some(n) => self.int(th, n),
                None => Err(th.type_error(format!("required field \"{name}\" missing from {ty}"))),
            }
        };
        let (line, col) = (required("lineno")?, required("col_offset")?);
        let end_line = attribute("end_lineno")?.unwrap_or(line);
        let end_col = attribute("end_col_offset")?.unwrap_or(col);
        if line > end_line {
            return Err(th.value_error(format!(
                "AST node line range ({line}, {end_line}) is not valid"
            )));
        }
        if line < 0 && end_line != line || col < 0 && col != end_col {
            return Err(th.value_error(format!(
                "AST node column range ({col}, {end_col}) for line range ({line}, {end_line}) is not valid"
            )));
        }
        if line == end_line && col > end_col {
            return Err(th.value_error(format!(
                "line {line}, column {col}-{end_col} is not a valid range"
            )));
        }
        let unsigned = |n: i64| u32::try_from(n).unwrap_or(0);
        Ok([line, col, end_line, end_col].map(unsigned))
    }
}

/// The constant that a Value is; TypeError for anything else.
fn constant(th: &Thread, v: Value) -> PyResult<Const> {
    let exactly = |t| type_of(v) == types::get(t);
    Ok(match v {
        Value::NONE => Const::None,
        Value::TRUE => Const::Bool(true),
        Value::FALSE => Const::Bool(false),
        Value::ELLIPSIS => Const::Ellipsis,
        _ if exactly(T::Int) => match v.as_small() {
            Some(i) => Const::Int(i),
            None => int::with(v, |i| match i.to_i64() {
                Some(i) => Const::Int(i),
                None => Const::BigInt {
                    negative: i.is_negative(),
                    limbs: i.limbs().into(),
                },
            }),
        },
        _ if exactly(T::Float) => Const::Float(float::get(v).unwrap_or_default()),
        _ if exactly(T::Complex) => {
            let (re, im) = complex::get(v).unwrap_or_default();
            Const::Complex(re, im)
        }
        _ if exactly(T::Str) => {
            let s = v.downcast::<Str>();
            Const::Str(s.map_or_else(Box::default, |s| s.bytes().into()))
        }
        _ if exactly(T::Bytes) => Const::Bytes(bytes::as_bytes(v).unwrap_or_default().into()),
        _ if exactly(T::Tuple) => {
            th.check_native_stack(" during compilation")?;
            let mut all = Vec::new();
            if let Some(tuple) = v.downcast::<Tuple>() {
                for &v in tuple.items() {
                    all.push(constant(th, v)?);
                }
            }
            Const::Tuple(all.into())
        }
        _ => {
            return Err(th.type_error(format!(
                "got an invalid type in Constant: {}",
                type_of(v).tp_name()
            )));
        }
    })
}
