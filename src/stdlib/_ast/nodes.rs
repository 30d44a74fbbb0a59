//! Python objects for the trees that the frontend makes.

use std::cell::RefCell;

use frontend::bytecode::code::Const;
use frontend::tree::{Item, Node};
use frontend::{Flags, Mode};
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::Args;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::type_::as_type;
use runtime::types::{code, dict, list, str};
use runtime::value::Value;

/// `ast.parse`: the tree of a source text; SyntaxError and its kin. Runs Python (the module's start-up).
/// `flags` say whether it is a text and how it may end. `debug` is what an optimised tree has for `__debug__`.
pub fn parse(
    th: &Thread,
    source: &[u8],
    filename: &str,
    mode: Mode,
    mut flags: Flags,
    debug: Option<bool>,
) -> PyResult {
    let decoded = if flags.text {
        None
    } else {
        runtime::source::decoded(th, source, filename, false)?
    };
    flags.text |= decoded.is_some();
    let source = decoded.as_deref().unwrap_or(source);
    let tree = match frontend::tree::parse(source, filename, mode, flags) {
        Ok((tree, warnings)) => {
            runtime::warn::of_compilation(th, filename, &warnings)?;
            tree
        }
        Err(e) => {
            runtime::warn::of_compilation(th, filename, &e.warnings)?;
            return Err(runtime::syntax_error::raise(th, &e, Some(source)));
        }
    };
    made(th, &tree, debug)
}

/// `ast.parse` of the type of a function as comments have it.
pub fn parse_signature(th: &Thread, source: &[u8], filename: &str) -> PyResult {
    let text = String::from_utf8_lossy(source);
    match frontend::signature::parse(&text, filename) {
        Ok(tree) => made(th, &tree, None),
        Err(e) => Err(runtime::syntax_error::raise(th, &e, Some(source))),
    }
}

/// The objects for a tree.
fn made(th: &Thread, tree: &Node, debug: Option<bool>) -> PyResult {
    let module = runtime::import::module(th, "_ast")?;
    let Some(classes) = module.downcast::<Module>().map(|m| m.dict()) else {
        return Err(th.type_error("_ast is no module"));
    };
    let maker = Maker {
        classes,
        fields: dict::new(th),
        debug,
    };
    maker.node(th, tree)
}

/// The operators and contexts, of which there is one object each.
struct Singletons(RefCell<Option<RootedVec<Value>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Singletons {}
static SINGLETONS: Singletons = Singletons(RefCell::new(None));

/// Whether a node reads the name `__debug__`. (Assigning to it is an error.)
fn is_debug(node: &Node) -> bool {
    node.kind == "Name"
        && matches!(node.fields.first(), Some(Item::Name(name)) if **name == *"__debug__")
}

struct Maker {
    /// The module's names.
    classes: Ref<dict::Dict>,
    /// The names of each class's fields: a list by the class.
    fields: Ref<dict::Dict>,
    /// What `__debug__` becomes, if it becomes a constant.
    debug: Option<bool>,
}

impl Maker {
    fn item(&self, th: &Thread, item: &Item) -> PyResult {
        Ok(match item {
            Item::None => Value::NONE,
            Item::Int(n) => Value::small(*n),
            Item::Const(c) => code::constant(th, c),
            Item::Name(name) => str::intern(th, name).value(),
            Item::Node(node) => match self.debug {
                Some(debug) if is_debug(node) => {
                    let fields = vec![Item::Const(Const::Bool(debug)), Item::None];
                    let constant = Node {
                        kind: "Constant",
                        fields,
                        span: node.span,
                    };
                    self.node(th, &constant)?
                }
                _ => self.node(th, node)?,
            },
            Item::List(items) => {
                let all = list::empty(th);
                for item in items {
                    all.append(th, self.item(th, item)?);
                }
                all.value()
            }
        })
    }

    /// An operator or context.
    fn singleton(&self, class: Value) -> Option<Value> {
        let all = SINGLETONS.0.borrow();
        let found = all
            .as_ref()?
            .iter()
            .find(|v| runtime::types::type_of(**v).value() == class);
        found.copied()
    }

    fn node(&self, th: &Thread, node: &Node) -> PyResult {
        th.check_native_stack(" during ast construction")?;
        let name = str::intern(th, node.kind);
        let Some(class) = self.classes.get_str(name) else {
            return Err(th.runtime_error(format!("_ast has no class {}", node.kind)));
        };
        let alone = node.fields.is_empty() && node.span.is_none();
        if alone {
            if let Some(found) = self.singleton(class) {
                return Ok(found);
            }
        }
        let class = as_type(class);
        let Some(new) = class.slots().new else {
            return Err(th.type_error("cannot create syntax trees"));
        };
        let object = new(th, class, Args::positional(&[]))?;
        if alone {
            SINGLETONS
                .0
                .borrow_mut()
                .get_or_insert_with(RootedVec::new)
                .push(object);
            return Ok(object);
        }
        let names = match self.fields.get_str(name) {
            Some(names) => names,
            None => {
                let names = ops::get_attr(th, class.value(), str::intern(th, "_fields"))?;
                let names = list::from_iterable(th, names)?.value();
                self.fields.set_str(th, name, names);
                names
            }
        };
        let Some(names) = names.downcast::<list::List>() else {
            return Ok(object);
        };
        for (n, item) in node.fields.iter().enumerate() {
            let value = self.item(th, item)?;
            let Some(field) = names.get(n) else { break };
            ops::set_attr(th, object, ops::attribute_name(th, field)?, value)?;
        }
        if let Some(span) = node.span {
            for (name, n) in ["lineno", "col_offset", "end_lineno", "end_col_offset"]
                .iter()
                .zip(span)
            {
                let n = Value::small(i64::from(n));
                ops::set_attr(th, object, str::intern(th, name), n)?;
            }
        }
        Ok(object)
    }
}
