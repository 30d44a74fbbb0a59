//! The symbol table as the module `symtable` shows it: blocks with CPython's flags.
//!
//! The tables differ in little. CPython has inlined comprehensions in the block around them, a block for the annotations of
//! every function, whether it has any or not, and names of its own in the blocks of generic classes.

use super::{Binding, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, def};
use crate::names::Interner;
use crate::source::Lines;

/// What a symbol's number is made of: how a name is used in the block...
pub mod flags {
    pub const GLOBAL: u32 = 1;
    pub const LOCAL: u32 = 2;
    pub const PARAM: u32 = 4;
    pub const NONLOCAL: u32 = 8;
    pub const USE: u32 = 16;
    /// A free variable that is passed through a class which has a variable of this name.
    pub const FREE_CLASS: u32 = 64;
    pub const IMPORT: u32 = 128;
    pub const ANNOT: u32 = 256;
    pub const COMP_ITER: u32 = 512;
    pub const TYPE_PARAM: u32 = 1024;
    /// A cell of an inlined comprehension.
    pub const COMP_CELL: u32 = 2048;
}

/// ...and where its variable lives, shifted by [`SCOPE_OFFSET`].
pub mod scope {
    pub const LOCAL: u32 = 1;
    pub const GLOBAL_EXPLICIT: u32 = 2;
    pub const GLOBAL_IMPLICIT: u32 = 3;
    pub const FREE: u32 = 4;
    pub const CELL: u32 = 5;
}

/// See [`scope`].
pub const SCOPE_OFFSET: u32 = 12;

/// The parameters of a generic function's block.
const HIDDEN: [&str; 2] = [".defaults", ".kwdefaults"];

const CONDITIONAL: &str = "__conditional_annotations__";

/// The bits of [`flags`].
const USAGE: u32 = (1 << SCOPE_OFFSET) - 1;

/// Types of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockType {
    Function,
    Class,
    Module,
    Annotation,
    TypeAlias,
    TypeParameters,
    TypeVariable,
}

/// A block.
#[derive(Debug)]
pub struct Block {
    pub block_type: BlockType,
    pub name: String,
    /// The line of what makes it, 0 for a module.
    pub line: u32,
    /// Whether it is inside a function.
    pub nested: bool,
    /// The names with their numbers, see [`flags`].
    pub symbols: Vec<(String, u32)>,
    /// The parameters.
    pub parameters: Vec<String>,
    pub children: Vec<Block>,
}

/// The blocks of a table. `annotations` says whether annotations are evaluated (and not kept as strings).
pub(crate) fn list(
    table: &SymbolTable,
    names: &Interner,
    lines: &Lines,
    annotations: bool,
) -> Block {
    let mut children = vec![Vec::new(); table.scopes.len()];
    for (n, scope) in table.scopes.iter().enumerate() {
        if let Some(parent) = scope.parent {
            children[parent.0 as usize].push(ScopeId(n as u32));
        }
    }
    let lister = Lister {
        table,
        names,
        lines,
        children,
        annotations,
    };
    let mut top = lister.block(table.top());
    // A `global` statement anywhere is one for the module, where it stands.
    let module = table.scope(table.top());
    for scope in &table.scopes {
        for symbol in scope.symbols.iter().filter(|s| s.flags & def::GLOBAL != 0) {
            let name = &**names.get(symbol.name);
            if top.symbols.iter().any(|(n, _)| n == name) {
                continue;
            }
            let later = |name: &String| {
                let found = names.find(name).and_then(|id| module.symbol(id));
                found.is_some_and(|s| s.range.start() > symbol.range.start())
            };
            let at = top.symbols.iter().position(|(n, _)| later(n));
            let number = flags::GLOBAL | scope::GLOBAL_EXPLICIT << SCOPE_OFFSET;
            let at = at.unwrap_or(top.symbols.len());
            top.symbols.insert(at, (name.to_owned(), number));
        }
    }
    top
}

struct Lister<'a> {
    table: &'a SymbolTable,
    names: &'a Interner,
    lines: &'a Lines,
    /// The scopes directly inside each.
    children: Vec<Vec<ScopeId>>,
    annotations: bool,
}

impl Lister<'_> {
    fn block(&self, id: ScopeId) -> Block {
        let scope = self.table.scope(id);
        let name = self.names.get(scope.name);
        let is_module = scope.kind == ScopeKind::Module;
        let mut block = Block {
            block_type: match scope.kind {
                ScopeKind::Module => BlockType::Module,
                ScopeKind::Class => BlockType::Class,
                ScopeKind::Annotations => BlockType::Annotation,
                ScopeKind::TypeAlias => BlockType::TypeAlias,
                ScopeKind::TypeParams => BlockType::TypeParameters,
                ScopeKind::TypeVarBound | ScopeKind::TypeVarDefault => BlockType::TypeVariable,
                ScopeKind::Function
                | ScopeKind::Lambda
                | ScopeKind::Comprehension
                | ScopeKind::Generator => BlockType::Function,
            },
            name: match is_module {
                true => "top".to_owned(),
                false => name
                    .trim_start_matches('<')
                    .trim_end_matches('>')
                    .to_owned(),
            },
            line: match is_module {
                true => 0,
                false => self.lines.line_col(scope.at).0,
            },
            nested: scope.nested,
            symbols: self.own_symbols(id),
            parameters: Vec::new(),
            children: Vec::new(),
        };
        let parameters = block.symbols.iter().filter(|s| s.1 & flags::PARAM != 0);
        block.parameters = parameters.map(|s| s.0.clone()).collect();
        for (n, &inner) in self.children[id.0 as usize].iter().enumerate() {
            let kind = self.table.scope(inner).kind;
            if kind == ScopeKind::Annotations && !self.annotations {
                continue;
            }
            let child = self.block(inner);
            if self.table.scope(inner).inlined {
                self.inline(&mut block, child, inner);
                continue;
            }
            if kind == ScopeKind::Function && self.annotations {
                let before = n.checked_sub(1).map(|n| self.children[id.0 as usize][n]);
                let annotated = before.is_some_and(|b| {
                    let before = self.table.scope(b);
                    before.kind == ScopeKind::Annotations && before.at == self.table.scope(inner).at
                });
                if !annotated {
                    block.children.push(self.no_annotations(scope, &child));
                }
            }
            block.children.push(child);
        }
        block
    }

    fn name(&self, symbol: &Symbol) -> String {
        self.names.get(symbol.name).to_string()
    }

    fn own_symbols(&self, id: ScopeId) -> Vec<(String, u32)> {
        let scope = self.table.scope(id);
        let mut symbols: Vec<(String, u32)> = Vec::new();
        let own = |name: &str, number: u32| (name.to_owned(), number);
        let local = scope::LOCAL << SCOPE_OFFSET;
        let is_generic = |s: &Symbol| &**self.names.get(s.name) == ".type_params";
        let generic = scope.symbols.iter().find(|s| is_generic(s));
        if let Some(parameters) = generic {
            let number = self.number(scope, parameters);
            if scope.kind == ScopeKind::TypeParams {
                symbols.push(own(".type_params", number));
                let number = flags::LOCAL | flags::USE | local;
                symbols.push(own(".generic_base", number));
            } else if scope.kind == ScopeKind::Class {
                symbols.push(own("__type_params__", flags::LOCAL | local));
                symbols.push(own(".type_params", number));
            }
        }
        let done = !symbols.is_empty();
        let rest = scope.symbols.iter().filter(|s| !(done && is_generic(s)));
        symbols.extend(rest.map(|s| (self.name(s), self.number(scope, s))));
        // The set of the annotations that were passed belongs to the block around.
        symbols.retain(|(name, _)| name != CONDITIONAL);
        if scope.has_conditional_annotations {
            let annotated = symbols.iter().position(|s| s.1 & flags::ANNOT != 0);
            let number = flags::USE | scope::GLOBAL_IMPLICIT << SCOPE_OFFSET;
            let at = annotated.map_or(symbols.len(), |n| n + 1);
            symbols.insert(at, own(CONDITIONAL, number));
        }
        symbols.sort_by_key(|(name, _)| name != ".format");
        // A generic function's block has a parameter for its defaults, whether there are any or not.
        let inside = |kind| {
            let mut children = self.children[id.0 as usize].iter();
            children.any(|&c| self.table.scope(c).kind == kind)
        };
        if scope.kind == ScopeKind::TypeParams && inside(ScopeKind::Function) {
            symbols.retain(|(name, _)| !HIDDEN.contains(&&**name));
            let hidden = HIDDEN.iter().take(1 + usize::from(scope.has_kwdefaults));
            let hidden = hidden.map(|name| own(name, flags::PARAM | local));
            symbols.splice(0..0, hidden);
        }
        symbols
    }

    /// CPython's number of a symbol.
    fn number(&self, scope: &Scope, symbol: &Symbol) -> u32 {
        let mut number = 0;
        for (ours, theirs) in [
            (def::GLOBAL, flags::GLOBAL),
            (def::NONLOCAL, flags::NONLOCAL),
            (def::LOCAL, flags::LOCAL),
            (def::PARAM, flags::PARAM),
            (def::IMPORT, flags::IMPORT),
            (def::USE, flags::USE),
            (def::ANNOT, flags::ANNOT),
            (def::COMP_ITER, flags::COMP_ITER),
            (def::TYPE_PARAM, flags::TYPE_PARAM),
        ] {
            if symbol.flags & ours != 0 {
                number |= theirs;
            }
        }
        // The parameter of annotations is compared with the only format that they know.
        let evaluates = matches!(
            scope.kind,
            ScopeKind::Annotations
                | ScopeKind::TypeAlias
                | ScopeKind::TypeVarBound
                | ScopeKind::TypeVarDefault
        );
        if evaluates && symbol.flags & def::PARAM != 0 {
            number |= flags::USE;
        }
        let bound = symbol.flags & def::BOUND != 0;
        if scope.kind == ScopeKind::Class && symbol.free && bound {
            number |= flags::FREE_CLASS;
        }
        let place = match symbol.binding {
            Binding::Local => scope::LOCAL,
            Binding::Cell => scope::CELL,
            Binding::Free | Binding::Outer(_) => scope::FREE,
            Binding::GlobalImplicit => scope::GLOBAL_IMPLICIT,
            Binding::GlobalExplicit => scope::GLOBAL_EXPLICIT,
        };
        number | place << SCOPE_OFFSET
    }

    /// An inlined comprehension: its names are the block's, but for those that the block has, and its blocks, too.
    fn inline(&self, block: &mut Block, child: Block, id: ScopeId) {
        let scope = self.table.scope(id);
        for (name, mut number) in child.symbols {
            if let Some((_, own)) = block.symbols.iter_mut().find(|(n, _)| *n == name) {
                // What the block itself does nothing with, the comprehension does in its place.
                *own |= match *own & USAGE {
                    0 => number & USAGE,
                    _ if number & flags::LOCAL != 0 => 0,
                    _ => number & flags::USE,
                };
                continue;
            }
            let symbol = scope.symbols.iter().find(|s| self.name(s) == name);
            if symbol.is_some_and(|s| s.binding == Binding::Cell) {
                number |= flags::COMP_CELL;
            }
            block.symbols.push((name, number));
        }
        block.children.extend(child.children);
    }

    /// The block of the annotations of a function that has none.
    fn no_annotations(&self, around: &Scope, function: &Block) -> Block {
        let parameter = ".format".to_owned();
        let local = scope::LOCAL << SCOPE_OFFSET;
        let mut symbols = vec![(parameter.clone(), flags::PARAM | flags::USE | local)];
        if around.kind == ScopeKind::Class || around.sees_class {
            let free = scope::FREE << SCOPE_OFFSET;
            symbols.push(("__classdict__".to_owned(), flags::USE | free));
        }
        Block {
            block_type: BlockType::Annotation,
            name: "__annotate__".to_owned(),
            line: function.line,
            nested: function.nested,
            symbols,
            parameters: vec![parameter],
            children: Vec::new(),
        }
    }
}
