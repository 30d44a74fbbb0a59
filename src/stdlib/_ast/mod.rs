//! `_ast`: the classes of syntax trees, made from `grammar.txt`, and trees of source texts.
//!
//! A line of the grammar is `NAME : BASE : FIELDS : ATTRIBUTES`; a field is a type, with `*` for lists and `?` for what may
//! be None, and a name. The classes are ordinary classes, as CPython's are, over the native base `AST`.

pub mod nodes;
pub mod objects;

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::module::Module;
use runtime::types::object_::NATIVE_DICT_GETSET;
use runtime::types::slots::{BinOp, Slots};
use runtime::types::str::{self, Str};
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{self, T, generic_alias, list, type_of};
use runtime::value::Value;
use runtime::warn;

use crate::support::add;

/// `compile` flag: give the tree instead of code.
pub const ONLY_AST: i64 = 0x400;
/// `PyCF_OPTIMIZED_AST`: also with constants where they are known.
pub const OPTIMIZED_AST: i64 = 0x8400;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_ast",
    doc: "",
    functions: &[],
    init,
};

/// A line of the grammar.
struct Rule {
    name: &'static str,
    base: &'static str,
    fields: &'static str,
    attributes: &'static str,
}

fn rules() -> impl Iterator<Item = Rule> {
    include_str!("grammar.txt").lines().filter_map(|line| {
        let mut parts = line.split(" : ").map(str::trim);
        // A trailing empty part has lost its blank.
        Some(Rule {
            name: parts.next()?,
            base: parts.next()?,
            fields: parts.next().unwrap_or("").trim_end_matches(" :"),
            attributes: parts.next().unwrap_or(""),
        })
    })
}

/// The fields of a rule: type without mark, mark, name.
fn fields(text: &'static str) -> impl Iterator<Item = (&'static str, char, &'static str)> {
    text.split(", ").filter_map(|field| {
        let (ty, name) = field.split_once(' ')?;
        Some(match ty.chars().last() {
            Some(mark @ ('*' | '?')) => (&ty[..ty.len() - 1], mark, name),
            _ => (ty, ' ', name),
        })
    })
}

/// CPython's docstring: the rule as the grammar has it.
fn shown(rule: &Rule) -> String {
    if rule.fields.is_empty() {
        rule.name.to_owned()
    } else {
        format!("{}({})", rule.name, rule.fields)
    }
}

/// The docstring of a class that other rules have as their base.
fn shown_sum(name: &str) -> String {
    let variants: Vec<Rule> = rules().filter(|r| r.base == name).collect();
    let texts: Vec<String> = variants.iter().map(shown).collect();
    let plain = variants.iter().all(|r| r.fields.is_empty());
    let between = if plain {
        " | ".to_owned()
    } else {
        format!("\n{:width$}| ", "", width = name.len() + 1)
    };
    format!("{name} = {}", texts.join(&between))
}

/// A tuple of names. Allocates.
fn names(th: &Thread, names: impl Iterator<Item = &'static str>) -> Value {
    let names: RootedVec<Value> = names.map(|n| str::intern(th, n).value()).collect();
    tuple::new(th, &names).value()
}

/// The object for a field's type, as `_field_types` has it. Allocates.
fn field_type(th: &Thread, module: Ref<Module>, ty: &str, mark: char) -> PyResult {
    let class = match ty {
        "identifier" | "string" => types::get(T::Str).value(),
        "int" => types::get(T::Int).value(),
        "constant" => types::get(T::Object).value(),
        name => module
            .dict()
            .get_str(str::intern(th, name))
            .unwrap_or(Value::NONE),
    };
    match mark {
        '*' => Ok(generic_alias::new(th, types::get(T::List).value(), class)),
        '?' => ops::binary(th, BinOp::Or, class, Value::NONE),
        _ => Ok(class),
    }
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let root = type_::define_native(th, &AST_DEF);
    let set = |name: &str, v: Value| root.dict().set_str(th, str::intern(th, name), v);
    let empty = tuple::new(th, &[]).value();
    set("_fields", empty);
    set("_attributes", empty);
    set("__match_args__", empty);
    add(th, module, "AST", root.value());
    let meta = types::get(T::Type).value();
    for rule in rules() {
        let base = module
            .dict()
            .get_str(str::intern(th, rule.base))
            .unwrap_or(root.value());
        let namespace = dict::new(th);
        let set = |name: &str, v: Value| namespace.set_str(th, str::intern(th, name), v);
        let fields_tuple = names(th, fields(rule.fields).map(|f| f.2));
        set("_fields", fields_tuple);
        set("__match_args__", fields_tuple);
        set("__module__", str::intern(th, "ast").value());
        let is_sum = rule.base == "AST" && rule.fields.is_empty();
        let doc = if is_sum {
            shown_sum(rule.name)
        } else {
            shown(&rule)
        };
        set("__doc__", str::new(th, &doc));
        for (_, mark, name) in fields(rule.fields) {
            if mark == '?' {
                set(name, Value::NONE);
            }
        }
        if rule.base == "AST" {
            set("_attributes", names(th, rule.attributes.split_whitespace()));
            for name in rule.attributes.split_whitespace() {
                if name.starts_with("end_") {
                    set(name, Value::NONE);
                }
            }
        }
        let name = str::intern(th, rule.name).value();
        let bases = tuple::new(th, &[base]).value();
        let class = ops::call3(th, meta, name, bases, namespace.value())?;
        add(th, module, rule.name, class);
    }
    // tidy: rooted, as pairs are.
    let mut made: RootedVec<(Value, Value)> = RootedVec::new();
    for rule in rules() {
        let Some(class) = module.dict().get_str(str::intern(th, rule.name)) else {
            continue;
        };
        let all = dict::new(th);
        for (ty, mark, name) in fields(rule.fields) {
            // Most fields share their types with others.
            let key = str::intern(th, &format!("{ty}{mark}")).value();
            let known = made.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
            let object = match known {
                Some(object) => object,
                None => {
                    let object = field_type(th, module, ty, mark)?;
                    made.push((key, object));
                    object
                }
            };
            all.set_str(th, str::intern(th, name), object);
        }
        if !rule.fields.is_empty() {
            ops::set_attr(th, class, str::intern(th, "_field_types"), all.value())?;
        }
    }
    for (name, n) in [
        ("PyCF_ONLY_AST", ONLY_AST),
        ("PyCF_TYPE_COMMENTS", 0x1000),
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
        ("PyCF_OPTIMIZED_AST", OPTIMIZED_AST),
    ] {
        add(th, module, name, Value::small(n));
    }
    STATE.root.set(root.value());
    Ok(())
}

struct State {
    root: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock; the class is kept by its shape.
unsafe impl Sync for State {}
static STATE: State = State {
    root: Cell::new(Value::EMPTY),
};

/// Whether a value is a node of a syntax tree.
pub fn is_node(v: Value) -> bool {
    let root = STATE.root.get();
    !root.is_empty() && type_of(v).is_subtype_of(as_type(root))
}

/// A class attribute that is a tuple of names.
fn class_names(th: &Thread, v: Value, name: &str) -> PyResult<RootedVec<Value>> {
    let class = type_of(v).value();
    match ops::get_attr_opt(th, class, str::intern(th, name))? {
        Some(all) => {
            let all = list::from_iterable(th, all)?;
            Ok((0..all.len()).map(|n| all.item(n)).collect())
        }
        None => Ok(RootedVec::new()),
    }
}

fn node_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let fields = class_names(th, v, "_fields")?;
    let name = type_of(v).tp_name();
    let given = args.pos();
    if given.len() > fields.len() {
        return Err(th.type_error(format!(
            "{name} constructor takes at most {} positional argument{}",
            fields.len(),
            if fields.len() == 1 { "" } else { "s" }
        )));
    }
    let mut set = vec![false; fields.len()];
    for (n, &x) in given.iter().enumerate() {
        ops::set_attr(th, v, ops::attribute_name(th, fields[n])?, x)?;
        set[n] = true;
    }
    for (key, x) in args.keywords() {
        let key_name = ops::attribute_name(th, key)?;
        match fields.iter().position(|&f| same(f, key)) {
            Some(n) if n < given.len() => {
                return Err(th.type_error(format!(
                    "{name} got multiple values for argument '{}'",
                    key_name.to_string_lossy()
                )));
            }
            Some(n) => set[n] = true,
            None => {
                let attributes = class_names(th, v, "_attributes")?;
                if !attributes.iter().any(|&a| same(a, key)) {
                    warn::deprecation(
                        th,
                        &format!(
                            "{}.__init__ got an unexpected keyword argument '{}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.",
                            full_name(v),
                            key_name.to_string_lossy()
                        ),
                    )?;
                }
            }
        }
        ops::set_attr(th, v, key_name, x)?;
    }
    if set.iter().all(|&s| s) {
        return Ok(());
    }
    let types = ops::get_attr_opt(th, type_of(v).value(), str::intern(th, "_field_types"))?;
    let Some(types) = types.and_then(|t| t.downcast::<Dict>()) else {
        return Ok(());
    };
    for (n, &field) in fields.iter().enumerate().filter(|(n, _)| !set[*n]) {
        debug_assert!(!set[n]);
        let Some(ty) = types.get(th, field)? else {
            continue;
        };
        let field = ops::attribute_name(th, field)?;
        if generic_alias::is_alias(ty) {
            let empty = list::empty(th).value();
            ops::set_attr(th, v, field, empty)?;
        } else if types::is_instance_of(ty, T::Union) {
            // The class has None.
        } else if ty.has_kind(Kind::Type) && as_type(ty).name().bytes() == b"expr_context" {
            let load = class(th, "Load")?;
            let load = ops::call0(th, load)?;
            ops::set_attr(th, v, field, load)?;
        } else {
            warn::deprecation(
                th,
                &format!(
                    "{}.__init__ missing 1 required positional argument: '{}'. This will become an error in Python 3.15.",
                    full_name(v),
                    field.to_string_lossy()
                ),
            )?;
        }
    }
    Ok(())
}

/// The name in warnings: the base's has its module.
fn full_name(v: Value) -> String {
    let class = type_of(v);
    if class.value() == STATE.root.get() {
        "ast.AST".to_owned()
    } else {
        class.tp_name()
    }
}

fn same(a: Value, b: Value) -> bool {
    match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.bytes() == b.bytes(),
        _ => false,
    }
}

/// A class of the module.
pub fn class(th: &Thread, name: &str) -> PyResult {
    let module = runtime::import::module(th, "_ast")?;
    ops::get_attr(th, module, str::intern(th, name))
}

/// How deep `repr` shows a tree.
const REPR_DEPTH: usize = 3;

fn push_repr(th: &Thread, out: &mut Vec<u8>, v: Value, depth: usize) -> PyResult<()> {
    let sequence = match v.downcast::<list::List>() {
        Some(l) => Some((b'[', b']', l.value())),
        None => v.downcast::<Tuple>().map(|t| (b'(', b')', t.value())),
    };
    if let Some((open, close, items)) = sequence {
        out.push(open);
        let n = ops::len(th, items)?;
        let shown: &[usize] = match n {
            0 => &[],
            1 => &[0],
            _ => &[0, n - 1],
        };
        for (i, &at) in shown.iter().enumerate() {
            if i == 1 {
                out.extend_from_slice(if n > 2 { b", ..., " } else { b", " });
            }
            let item = ops::get_item(th, items, Value::small(at as i64))?;
            push_repr(th, out, item, depth)?;
        }
        out.push(close);
        return Ok(());
    }
    if !is_node(v) {
        out.extend_from_slice(ops::repr(th, v)?.bytes());
        return Ok(());
    }
    th.check_native_stack(" while getting the repr of an object")?;
    out.extend_from_slice(type_of(v).tp_name().as_bytes());
    if depth == 0 {
        out.extend_from_slice(b"(...)");
        return Ok(());
    }
    out.push(b'(');
    let mut first = true;
    for &field in class_names(th, v, "_fields")?.iter() {
        let field = ops::attribute_name(th, field)?;
        let Some(x) = ops::get_attr_opt(th, v, field)? else {
            continue;
        };
        if !first {
            out.extend_from_slice(b", ");
        }
        first = false;
        out.extend_from_slice(field.bytes());
        out.push(b'=');
        push_repr(th, out, x, depth - 1)?;
    }
    out.push(b')');
    Ok(())
}

fn reduce(th: &Thread, a: &[Value]) -> PyResult {
    let state = ops::get_attr(th, a[0], str::intern(th, "__dict__"))?;
    // The constructor is given as many fields as there are, so that it misses none; what they are is in the state.
    let mut given = RootedVec::new();
    if let Some(state) = state.downcast::<Dict>() {
        for &field in class_names(th, a[0], "_fields")?.iter() {
            if state.get(th, field)?.is_none() {
                break;
            }
            given.push(Value::NONE);
        }
    }
    let given = tuple::new(th, &given).value();
    let parts = [type_of(a[0]).value(), given, state];
    Ok(tuple::new(th, &parts).value())
}

fn replace(th: &Thread, args: Args) -> PyResult {
    let Some(&this) = args.values.first() else {
        return Ok(Value::NONE);
    };
    if args.pos().len() > 1 {
        return Err(th.type_error("__replace__() takes no positional arguments"));
    }
    let old = ops::get_attr(th, this, str::intern(th, "__dict__"))?;
    let all = dict::new(th);
    if let Some(old) = old.downcast::<Dict>() {
        all.merge(th, old)?;
    }
    let mut known = class_names(th, this, "_fields")?;
    known.extend_from_slice(&class_names(th, this, "_attributes")?);
    for (name, v) in args.keywords() {
        if !known.iter().any(|&k| same(k, name)) {
            return Err(th.type_error(format!(
                "{}.__replace__ got an unexpected keyword argument '{}'.",
                type_of(this).tp_name(),
                ops::str(th, name)?.to_string_lossy()
            )));
        }
        all.set(th, name, v)?;
    }
    let (mut names, mut values) = (RootedVec::new(), RootedVec::new());
    let mut pos = 0;
    while let Some((name, v)) = all.next(&mut pos) {
        names.push(name);
        values.push(v);
    }
    let names = tuple::new(th, &names);
    ops::call::call_keywords(th, type_of(this).value(), &values, names)
}

static AST_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    slots: Slots {
        init: Some(node_init),
        repr: Some(|th, v| {
            let mut out = Vec::new();
            push_repr(th, &mut out, v, REPR_DEPTH)?;
            Ok(str::from_bytes(th, &out).value())
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", reduce),
        NativeDef::raw("__replace__", "($self, /, **fields)", replace),
    ],
    getset: &[NATIVE_DICT_GETSET],
    flags: flags::BASE | flags::OPEN | flags::HAS_DICT | flags::WEAKREFS,
    ..NativeTypeDef::new("ast.AST")
};
