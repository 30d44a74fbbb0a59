//! The symbol table: which names each scope binds and uses, and where each name's variable lives.
//!
//! Two steps, as in CPython: `build` walks the AST once and collects; [`resolve`] then decides for each name of each
//! scope. Names are looked up outwards from the scope that uses them (so the work is names times depth, and no sets
//! are copied). Unlike CPython's, a comprehension that will be inlined (PEP 709) stays a scope of its own: its
//! variables get registers of their own in the frame of the function around it, so that nothing need be saved and
//! restored. Scopes that share a frame refer to each other's variables directly (`Binding::Outer`); only a variable
//! used from another frame becomes a cell.
//!
//! Scopes are found again by the compiler through the address of their AST node and a kind, so both passes must see
//! the same AST.

mod build;
mod checks;
mod resolve;

pub mod listing;

use crate::errors::Result;
use crate::names::{Interner, NameId};
use ruff_python_ast::Mod;
use ruff_text_size::{TextRange, TextSize};
use rustc_hash::FxHashMap;

/// Number of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ScopeId(pub u32);

/// What kind of source makes a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScopeKind {
    /// A module (or `eval`'s expression).
    Module,
    /// A `def`.
    Function,
    /// A lambda.
    Lambda,
    /// A class body.
    Class,
    /// A list, set or dict comprehension.
    Comprehension,
    /// A generator expression.
    Generator,
    /// The annotations of a function, or of the variables of a module or class.
    Annotations,
    /// The type parameters of a function, class or type alias.
    TypeParams,
    /// The value of a type alias.
    TypeAlias,
    /// The bound or constraints of a type variable.
    TypeVarBound,
    /// The default of a type parameter.
    TypeVarDefault,
}

/// What a scope does with a name, bit by bit.
pub mod def {
    /// `global`
    pub const GLOBAL: u16 = 1;
    /// `nonlocal`
    pub const NONLOCAL: u16 = 2;
    /// Assigned in some way.
    pub const LOCAL: u16 = 4;
    /// A parameter.
    pub const PARAM: u16 = 8;
    /// Imported.
    pub const IMPORT: u16 = 16;
    /// Read.
    pub const USE: u16 = 32;
    /// Annotated.
    pub const ANNOT: u16 = 64;
    /// A target of a comprehension's `for`.
    pub const COMP_ITER: u16 = 128;
    /// A type parameter.
    pub const TYPE_PARAM: u16 = 256;
    /// Unbound by `del` or at the end of an `except` clause.
    pub const DEL: u16 = 512;
    /// Bound by an assignment expression.
    pub const WALRUS: u16 = 1024;
    /// What makes a variable of this scope.
    pub const BOUND: u16 = LOCAL | PARAM | IMPORT | TYPE_PARAM;
}

/// Where the variable of a name lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binding {
    /// In this scope: a register in functions, the namespace in modules and classes.
    Local,
    /// In this scope, in a cell, because another frame uses it.
    Cell,
    /// In an enclosing scope that has another frame: reached through the closure.
    Free,
    /// In an enclosing scope that shares this frame.
    Outer(ScopeId),
    /// Global because nothing binds it.
    GlobalImplicit,
    /// Global because of a `global` statement.
    GlobalExplicit,
}

/// A name in a scope.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// The name, mangled.
    pub name: NameId,
    /// What is done with it: `def`.
    pub flags: u16,
    /// Where the variable lives.
    pub binding: Binding,
    /// Whether the closure of this scope passes the name to an inner one (or uses it itself).
    pub free: bool,
    /// Where a `global`, `nonlocal` or the first binding stands.
    pub range: TextRange,
}

/// A scope.
#[derive(Debug)]
pub struct Scope {
    /// Its kind.
    pub kind: ScopeKind,
    /// The name of the code unit made of it.
    pub name: NameId,
    /// Where what makes it stands.
    pub at: TextSize,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// What an error calls it if no name may be bound there, nothing yielded and nothing awaited.
    pub called: &'static str,
    /// The names, in order of appearance; parameters first.
    pub symbols: Vec<Symbol>,
    index: FxHashMap<NameId, u32>,
    /// The class whose private names are mangled here.
    pub private: Option<NameId>,
    /// The scope of a class's type parameters that this one is, or stands in outside the class's body: their names alone
    /// are mangled here.
    pub parameters: Option<ScopeId>,
    /// Inside a function (in the sense of CPython's `CO_NESTED`).
    pub nested: bool,
    /// Has `yield`.
    pub is_generator: bool,
    /// `async def`, or a comprehension or generator expression with asynchronous parts.
    pub is_async: bool,
    /// A comprehension that is compiled into the frame around it.
    pub inlined: bool,
    /// An annotation scope in a class body: sees the class's variables.
    pub sees_class: bool,
    /// The type parameters of a function of whose keyword-only parameters some have defaults.
    pub has_kwdefaults: bool,
    /// A class whose methods use `__class__`.
    pub needs_class_cell: bool,
    /// A class whose annotation scopes need its namespace.
    pub needs_classdict: bool,
    /// A module or class with annotations in conditional code.
    pub has_conditional_annotations: bool,
    /// A module or class with annotated variables: the scope of its `__annotate__`.
    pub annotations: Option<ScopeId>,
    /// A function has a `return` with a value, at this place (for error messages).
    pub return_value: Option<TextRange>,
}

impl Scope {
    /// The symbol of a name.
    pub fn symbol(&self, name: NameId) -> Option<&Symbol> {
        self.index.get(&name).map(|&i| &self.symbols[i as usize])
    }

    /// Whether its variables live in registers.
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }

    /// The symbol of a name, made if it is new.
    fn symbol_mut(&mut self, name: NameId, range: TextRange) -> &mut Symbol {
        let symbols = &mut self.symbols;
        let i = *self.index.entry(name).or_insert_with(|| {
            symbols.push(Symbol {
                name,
                flags: 0,
                binding: Binding::GlobalImplicit,
                free: false,
                range,
            });
            symbols.len() as u32 - 1
        });
        &mut symbols[i as usize]
    }
}

/// What of an AST node a scope is for: a function definition has up to three.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// The body.
    Body,
    /// The type parameters.
    TypeParams,
    /// The annotations.
    Annotations,
    /// The bound of a type parameter.
    Bound,
    /// The default of a type parameter.
    Default,
}

/// The symbol table of a compilation.
pub struct SymbolTable {
    scopes: Vec<Scope>,
    by_node: FxHashMap<(usize, Part), ScopeId>,
    /// Warnings that the walk found, with their places.
    pub warnings: Vec<(TextRange, String)>,
}

/// The key of an AST node: its address, which is stable while the AST is borrowed.
fn node_key<T>(node: &T) -> usize {
    std::ptr::from_ref(node) as usize
}

impl SymbolTable {
    /// The scope of a number.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    /// The number of a name as code in this scope, inside the class `private`, mangles it.
    pub fn mangle(
        &self,
        names: &mut Interner,
        id: ScopeId,
        private: Option<NameId>,
        name: &str,
    ) -> NameId {
        let mangled = names.mangle(private, name);
        match self.scope(id).parameters {
            Some(parameters)
                if self
                    .scope(parameters)
                    .symbol(mangled)
                    .is_none_or(|s| s.flags & def::TYPE_PARAM == 0) =>
            {
                names.intern(name)
            }
            _ => mangled,
        }
    }

    /// The outermost scope.
    pub fn top(&self) -> ScopeId {
        ScopeId(0)
    }

    /// The scope that the first pass made for this node. Panics if there is none: the passes disagree.
    pub fn scope_of<T>(&self, node: &T, part: Part) -> ScopeId {
        self.find_scope(node, part)
            .expect("the symbol table has a scope for each node that the compiler enters")
    }

    /// The scope that the first pass made for this node, if any.
    pub fn find_scope<T>(&self, node: &T, part: Part) -> Option<ScopeId> {
        self.by_node.get(&(node_key(node), part)).copied()
    }

    /// The scope in whose frame this one runs: itself unless it is inlined.
    pub fn frame_of(&self, mut id: ScopeId) -> ScopeId {
        while self.scope(id).inlined {
            id = self
                .scope(id)
                .parent
                .expect("an inlined comprehension is inside something");
        }
        id
    }
}

/// What the outside tells the symbol table.
pub struct Options {
    /// `from __future__ import annotations` is in force.
    pub future_annotations: bool,
    /// Top-level `await` is allowed (`PyCF_ALLOW_TOP_LEVEL_AWAIT`).
    pub top_level_await: bool,
}

/// Makes the symbol table of a module or expression.
pub fn analyse(
    module: &Mod,
    source: &str,
    names: &mut Interner,
    options: Options,
) -> Result<SymbolTable> {
    let mut table = build::build(module, source, names, options)?;
    resolve::resolve(&mut table, names)?;
    Ok(table)
}
