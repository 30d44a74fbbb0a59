//! The compiler: AST and symbol table to register bytecode, one unit at a time.
//!
//! Each family of constructs has its file; this one holds what all share: positions, names, entering and leaving
//! units. Expressions are compiled with a wish where their value should go (`Option<Reg>`); see `expr`.
//!
//! What CPython's compiler does that a program can see is followed exactly: evaluation order, names and order of
//! constants where visible (docstring), qualified names, flags, positions. The shape of the code is our own.

mod annotations;
mod assign;
mod call;
mod class;
mod comprehension;
mod control;
mod exception;
mod expr;
pub mod fold;
mod function;
mod generator;
mod pattern;
mod stmt;
pub mod string;
mod unit;

pub use assign::expr_name;

use crate::Mode;
use crate::bytecode::code::{Code, Const, Position, SiteKind, flags};
use crate::bytecode::op::Op;
use crate::errors::{Result, syntax};
use crate::names::{Interner, NameId};
use crate::source::Lines;
use crate::symtable::{Binding, ScopeId, ScopeKind, SymbolTable, def};
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use std::rc::Rc;
use unit::{Operand, Reg, RegSet, Unit};

/// What the outside says about a compilation.
pub struct Settings {
    /// Exec, Eval, Single.
    pub mode: Mode,
    /// The file name.
    pub filename: Rc<str>,
    /// 0, 1 (`-O`) or 2 (`-OO`).
    pub optimize: u8,
    /// `co_flags` of `__future__` features, inherited and from this source.
    pub future: u32,
    /// How many decimal digits an integer may have; 0: any number.
    pub max_int_digits: usize,
}

/// Compiles a module or expression whose symbol table is ready.
pub fn compile(
    module: &Mod,
    source: &str,
    lines: &Lines,
    table: SymbolTable,
    names: Interner,
    settings: Settings,
) -> Result<Code> {
    let top = table.top();
    let mut c = Compiler {
        source,
        lines,
        table,
        names,
        settings,
        unit: Unit::new(top),
        outer: Vec::new(),
        call_parentheses: None,
    };
    c.module(module)
}

/// The state of a compilation.
struct Compiler<'a> {
    source: &'a str,
    lines: &'a Lines,
    table: SymbolTable,
    names: Interner,
    settings: Settings,
    unit: Unit<'a>,
    outer: Vec<Unit<'a>>,
    /// The parentheses of the call whose only argument is the generator expression to be compiled next.
    call_parentheses: Option<TextRange>,
}

/// How the variable of a name is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Access {
    /// A register.
    Local(Reg),
    /// A cell in a register.
    Deref(Reg),
    /// A free variable in a class body: the namespace first, then the cell.
    ClassDeref(Reg),
    /// A free variable in an annotation scope of a class: the class's namespace (in the first cell) first.
    ClassdictDeref(Reg, Reg),
    /// A global in an annotation scope of a class.
    ClassdictGlobal(Reg),
    /// A global.
    Global,
    /// In the frame's namespace, else a global.
    Name,
}

impl<'a> Compiler<'a> {
    // ---- positions

    /// Instructions from now on come from here.
    fn at(&mut self, range: TextRange) {
        self.unit.position = Some(self.position(range));
    }

    fn position(&self, range: TextRange) -> Position {
        let (line, col) = self.lines.line_col(range.start());
        let (end_line, end_col) = self.lines.line_col(range.end());
        Position {
            line,
            end_line,
            col,
            end_col,
        }
    }

    /// Instructions from now on are artificial.
    fn at_nowhere(&mut self) {
        self.unit.position = None;
    }

    fn line_of(&self, offset: TextSize) -> u32 {
        self.lines.line_col(offset).0
    }

    // ---- names

    /// The number of a name as this scope mangles it.
    fn mangle(&mut self, name: &str) -> NameId {
        let id = self.unit.cur_scope;
        let private = self.table.scope(id).private;
        self.table.mangle(&mut self.names, id, private, name)
    }

    /// The index of a name in the unit's `names`.
    fn name_index(&mut self, id: NameId) -> u32 {
        self.unit.name(id, self.names.get(id))
    }

    fn site(&mut self, kind: SiteKind, id: NameId) -> u16 {
        let i = self.name_index(id);
        self.unit.site(kind, i)
    }

    fn attr_site(&mut self, kind: SiteKind, attr: &str) -> u16 {
        let id = self.mangle(attr);
        self.site(kind, id)
    }

    /// A string constant of a name.
    fn name_const(&self, id: NameId) -> Const {
        Const::str(self.names.get(id))
    }

    /// Finds the variable of a name. A name that the symbol table does not have is one that the compiler itself binds
    /// in the frame's namespace (`__module__`).
    fn access(&self, name: NameId) -> Access {
        let frame = self.table.scope(self.unit.scope);
        let mut at = self.unit.cur_scope;
        loop {
            let scope = self.table.scope(at);
            let Some(symbol) = scope.symbol(name) else {
                return Access::Name;
            };
            return match symbol.binding {
                Binding::Outer(binder) if self.table.scope(binder).kind == ScopeKind::Class => {
                    Access::Deref(self.unit.cell_regs[&name])
                }
                Binding::Outer(binder) => {
                    at = binder;
                    continue;
                }
                Binding::Local if scope.inlined => Access::Local(self.inline_reg(at, name)),
                Binding::Cell if scope.inlined => Access::Deref(self.inline_reg(at, name)),
                Binding::Local if scope.is_function_like() => {
                    Access::Local(self.unit.var_regs[&name])
                }
                Binding::Local => Access::Name,
                Binding::Cell => Access::Deref(self.unit.cell_regs[&name]),
                Binding::Free => {
                    let cell = self.unit.free_regs[&name];
                    if scope.kind == ScopeKind::Class {
                        Access::ClassDeref(cell)
                    } else if let (true, Some(classdict)) = (scope.sees_class, self.classdict_reg())
                    {
                        Access::ClassdictDeref(classdict, cell)
                    } else {
                        Access::Deref(cell)
                    }
                }
                Binding::GlobalExplicit => Access::Global,
                Binding::GlobalImplicit => match frame.kind {
                    ScopeKind::Module => Access::Name,
                    ScopeKind::Class if scope.inlined => Access::Global,
                    ScopeKind::Class => Access::Name,
                    _ => match self.classdict_reg() {
                        Some(classdict) if scope.sees_class => Access::ClassdictGlobal(classdict),
                        _ => Access::Global,
                    },
                },
            };
        }
    }

    fn inline_reg(&self, scope: ScopeId, name: NameId) -> Reg {
        let inline = self.unit.inline.iter().rev().find(|s| s.id == scope);
        let inline = inline.expect("an inlined comprehension's variables are used inside it");
        inline
            .regs
            .iter()
            .find(|(n, _)| *n == name)
            .expect("each variable of a comprehension has a register")
            .1
    }

    /// The register of `__classdict__`'s cell in an annotation scope of a class.
    fn classdict_reg(&self) -> Option<Reg> {
        let frame = self.table.scope(self.unit.scope);
        let classdict = frame
            .symbols
            .iter()
            .find(|s| &**self.names.get(s.name) == "__classdict__")?;
        self.unit.free_regs.get(&classdict.name).copied()
    }

    /// The register that holds the cell of a name that an inner unit has as a free variable.
    fn closure_cell(&self, name: NameId) -> Reg {
        let mut at = self.unit.cur_scope;
        loop {
            let scope = self.table.scope(at);
            if scope.inlined {
                if scope
                    .symbol(name)
                    .is_some_and(|s| s.binding == Binding::Cell)
                {
                    return self.inline_reg(at, name);
                }
                at = scope
                    .parent
                    .expect("an inlined comprehension is inside something");
                continue;
            }
            return match self.unit.cell_regs.get(&name) {
                // A class may both pass a free variable on and have a cell of its own only for `__class__` and the like.
                Some(&r) => r,
                None => self.unit.free_regs[&name],
            };
        }
    }

    /// A local variable's register, checked to be bound.
    fn checked_local(&mut self, reg: Reg) -> Reg {
        if !self.unit.bound.contains(reg) {
            self.unit.emit_a(Op::CheckBound, reg);
            self.unit.bound.insert(reg);
        }
        reg
    }

    /// Loads a variable. A local one is left in place.
    fn load_name(&mut self, id: NameId, want: Option<Reg>) -> Reg {
        let access = self.access(id);
        if let Access::Local(reg) = access {
            return self.checked_local(reg);
        }
        let dst = want.unwrap_or_else(|| self.unit.alloc());
        match access {
            Access::Local(_) => {}
            Access::Deref(cell) => self.unit.emit_ab(Op::LoadDeref, dst, cell),
            Access::ClassDeref(cell) => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_a(Op::LoadLocals, dst);
                self.unit
                    .emit_flags(Op::LoadFromDictOrDeref, 0, dst.0, cell.0, site);
            }
            Access::ClassdictDeref(classdict, cell) => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_ab(Op::LoadDeref, dst, classdict);
                self.unit
                    .emit_flags(Op::LoadFromDictOrDeref, 0, dst.0, cell.0, site);
            }
            Access::ClassdictGlobal(classdict) => {
                let site = self.site(SiteKind::Global, id);
                self.unit.emit_ab(Op::LoadDeref, dst, classdict);
                self.unit
                    .emit_flags(Op::LoadFromDictOrGlobals, 0, dst.0, 0, site);
            }
            Access::Global => {
                let site = self.site(SiteKind::Global, id);
                self.unit.emit_flags(Op::LoadGlobal, 0, dst.0, 0, site);
            }
            Access::Name => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_flags(Op::LoadName, 0, dst.0, 0, site);
            }
        }
        dst
    }

    /// The register to compute a variable's new value in, if it is a plain local one.
    fn store_target(&mut self, id: NameId) -> Option<Reg> {
        match self.access(id) {
            Access::Local(reg) => Some(reg),
            _ => None,
        }
    }

    /// Stores a register in a variable.
    fn store_name(&mut self, id: NameId, value: Reg) {
        match self.access(id) {
            Access::Local(reg) => {
                self.unit.emit_move(reg, value);
                self.unit.bound.insert(reg);
            }
            Access::Deref(cell) | Access::ClassDeref(cell) | Access::ClassdictDeref(_, cell) => {
                self.unit.emit_ab(Op::StoreDeref, cell, value);
            }
            Access::Global | Access::ClassdictGlobal(_) => {
                let site = self.site(SiteKind::Global, id);
                self.unit.emit_flags(Op::StoreGlobal, 0, value.0, 0, site);
            }
            Access::Name => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_flags(Op::StoreName, 0, value.0, 0, site);
            }
        }
    }

    /// Deletes a variable; `silently` without an error if it is unbound.
    fn delete_name(&mut self, id: NameId, silently: bool) {
        let access = self.access(id);
        if let Access::Local(reg) = access {
            self.unit
                .emit_a(if silently { Op::Unset } else { Op::DeleteLocal }, reg);
            self.unit.bound.remove(reg);
            return;
        }
        if silently {
            let mark = self.unit.top;
            let none = self.unit.alloc();
            self.unit.load_const(none, Const::None);
            self.store_name(id, none);
            self.unit.top = mark;
        }
        match access {
            Access::Local(_) => {}
            Access::Deref(cell) | Access::ClassDeref(cell) | Access::ClassdictDeref(_, cell) => {
                self.unit.emit_a(Op::DeleteDeref, cell);
            }
            Access::Global | Access::ClassdictGlobal(_) => {
                let site = self.site(SiteKind::Global, id);
                self.unit.emit_flags(Op::DeleteGlobal, 0, 0, 0, site);
            }
            Access::Name => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_flags(Op::DeleteName, 0, 0, 0, site);
            }
        }
    }

    // ---- operands

    /// The operand in a register.
    fn in_reg(&mut self, operand: Operand) -> Reg {
        match operand {
            Operand::Reg(r) => r,
            Operand::Const(value) => {
                let r = self.unit.alloc();
                self.unit.load_const(r, value);
                r
            }
        }
    }

    /// The operand in this register.
    fn put(&mut self, dst: Reg, operand: Operand) {
        match operand {
            Operand::Reg(r) => self.unit.emit_move(dst, r),
            Operand::Const(value) => self.unit.load_const(dst, value),
        }
    }

    /// Loads None.
    fn load_none(&mut self, dst: Reg) {
        self.unit.load_const(dst, Const::None);
    }

    // ---- units

    /// Begins the unit of a scope: gives its variables registers and makes its cells.
    fn enter_unit(&mut self, scope_id: ScopeId, first_line: u32) {
        let unit = Unit::new(scope_id);
        let outer = std::mem::replace(&mut self.unit, unit);
        self.outer.push(outer);
        self.set_up_unit(scope_id, first_line);
    }

    fn set_up_unit(&mut self, scope_id: ScopeId, first_line: u32) {
        let scope = self.table.scope(scope_id);
        let function_like = scope.is_function_like();
        let unit = &mut self.unit;
        let mut params = Vec::new();
        let mut cells = Vec::new();
        let mut frees: Vec<NameId> = Vec::new();
        for symbol in &scope.symbols {
            let is_param = symbol.flags & def::PARAM != 0;
            if symbol.free || symbol.binding == Binding::Free {
                frees.push(symbol.name);
            }
            if !function_like {
                continue;
            }
            match symbol.binding {
                Binding::Local | Binding::Cell if is_param => {
                    let reg = Reg(unit.code.varnames.len() as u16);
                    unit.code.varnames.push(self.names.get(symbol.name).clone());
                    if symbol.binding == Binding::Cell {
                        cells.push(symbol.name);
                        unit.cell_regs.insert(symbol.name, reg);
                    } else {
                        unit.var_regs.insert(symbol.name, reg);
                    }
                    params.push(reg);
                }
                Binding::Local => {
                    let reg = Reg(unit.code.varnames.len() as u16);
                    unit.code.varnames.push(self.names.get(symbol.name).clone());
                    unit.var_regs.insert(symbol.name, reg);
                    if symbol.flags & def::DEL != 0 {
                        unit.deletable.insert(reg);
                    }
                }
                Binding::Cell => cells.push(symbol.name),
                Binding::Free
                | Binding::Outer(_)
                | Binding::GlobalImplicit
                | Binding::GlobalExplicit => {}
            }
            if is_param && symbol.flags & def::DEL != 0 {
                if let Some(&reg) = unit.var_regs.get(&symbol.name) {
                    unit.deletable.insert(reg);
                }
            }
        }
        if scope.kind == ScopeKind::Class {
            for (needed, name) in [
                (scope.needs_class_cell, "__class__"),
                (scope.needs_classdict, "__classdict__"),
                (
                    scope.has_conditional_annotations,
                    "__conditional_annotations__",
                ),
            ] {
                if needed {
                    cells.push(self.names.intern(name));
                }
            }
        }
        cells.sort_by(|a, b| self.names.get(*a).cmp(self.names.get(*b)));
        frees.sort_by(|a, b| self.names.get(*a).cmp(self.names.get(*b)));
        let unit = &mut self.unit;
        let mut next = unit.code.varnames.len();
        for &cell in &cells {
            let reg = *unit.cell_regs.entry(cell).or_insert_with(|| {
                next += 1;
                Reg(next as u16 - 1)
            });
            unit.code.cellvars.push(self.names.get(cell).clone());
            unit.code.cell_regs.push(reg.0);
        }
        unit.code.first_free_reg = next as u16;
        for &free in &frees {
            unit.free_regs.insert(free, Reg(next as u16));
            unit.code.freevars.push(self.names.get(free).clone());
            next += 1;
        }
        if next > 60_000 {
            unit.overflow = Some("too many variables");
        }
        unit.first_temp = Reg(next as u16);
        unit.top = Reg(next as u16);
        let mut bound = RegSet::default();
        params.iter().for_each(|&p| bound.insert(p));
        unit.bound = bound;
        unit.code.first_line = first_line;
        unit.code.filename = self.settings.filename.clone();
        let scope = self.table.scope(scope_id);
        unit.code.name = self.names.get(scope.name).clone();
        unit.code.flags = self.settings.future;
        if function_like {
            unit.code.flags |= flags::OPTIMIZED | flags::NEWLOCALS;
        }
        if scope.nested && function_like {
            unit.code.flags |= flags::NESTED;
        }
        self.unit.code.qualname = self.qualname(scope_id);
        self.emit_prologue();
    }

    fn emit_prologue(&mut self) {
        self.at_nowhere();
        if !self.unit.code.freevars.is_empty() {
            let first = self.unit.code.first_free_reg;
            let count = self.unit.code.freevars.len() as u16;
            self.unit.emit_flags(Op::CopyFreeVars, 0, first, 0, count);
        }
        let params = self.unit.code.varnames.len() as u16;
        for i in 0..self.unit.code.cell_regs.len() {
            let reg = self.unit.code.cell_regs[i];
            let empty = if reg >= params {
                crate::bytecode::op::CELL_EMPTY
            } else {
                0
            };
            self.unit.emit_flags(Op::MakeCell, empty, reg, 0, 0);
        }
    }

    /// The qualified name of a scope that is being entered.
    fn qualname(&self, scope_id: ScopeId) -> Rc<str> {
        let scope = self.table.scope(scope_id);
        let name = self.names.get(scope.name);
        let Some(mut parent) = self.outer.last() else {
            return name.clone();
        };
        let mut parent_scope = self.table.scope(parent.scope);
        // The scope of type parameters does not show in names.
        let is_hidden = matches!(
            parent_scope.kind,
            ScopeKind::TypeParams | ScopeKind::Annotations
        );
        if is_hidden && scope.kind != ScopeKind::TypeParams {
            match self.outer.len().checked_sub(2) {
                Some(i) if i > 0 => {
                    parent = &self.outer[i];
                    parent_scope = self.table.scope(parent.scope);
                }
                _ => return name.clone(),
            }
        }
        if parent_scope.kind == ScopeKind::Module {
            return name.clone();
        }
        let declared_global = matches!(scope.kind, ScopeKind::Function | ScopeKind::Class)
            && parent_scope
                .symbol(self.names_mangled(parent_scope.private, scope.name))
                .is_some_and(|s| s.binding == Binding::GlobalExplicit);
        if declared_global {
            return name.clone();
        }
        let base = &parent.code.qualname;
        match parent_scope.kind {
            ScopeKind::Function | ScopeKind::Lambda => format!("{base}.<locals>.{name}").into(),
            _ => format!("{base}.{name}").into(),
        }
    }

    /// The mangled form of a name that is interned already; the name itself if there is none.
    fn names_mangled(&self, private: Option<NameId>, name: NameId) -> NameId {
        let string = self.names.get(name);
        if private.is_none() || !string.starts_with("__") || string.ends_with("__") {
            return name;
        }
        let class = self
            .names
            .get(private.expect("checked"))
            .trim_start_matches('_');
        self.names
            .find(&format!("_{class}{string}"))
            .unwrap_or(name)
    }

    /// Ends the unit and gives its code.
    fn leave_unit(&mut self) -> Result<Code> {
        let outer = self
            .outer
            .pop()
            .expect("units are entered before they are left");
        let unit = std::mem::replace(&mut self.unit, outer);
        self.finish_unit(unit)
    }

    fn finish_unit(&self, unit: Unit<'a>) -> Result<Code> {
        if let Some(what) = unit.overflow {
            return syntax(
                TextRange::default(),
                format!("code object too large: {what}"),
            );
        }
        Ok(unit.finish())
    }

    /// Ends a unit with `return None` if control gets there: on whatever line it comes from.
    fn return_none(&mut self) {
        if self.unit.reachable {
            self.at_nowhere();
            let mark = self.unit.top;
            let r = self.unit.alloc();
            self.unit.load_const(r, Const::None);
            self.unit.emit_a(Op::Return, r);
            self.unit.top = mark;
        }
    }

    // ---- modules

    fn module(&mut self, module: &'a Mod) -> Result<Code> {
        let top = self.table.top();
        self.set_up_unit(top, 1);
        self.unit.position = Some(Position {
            line: 1,
            end_line: 1,
            col: 0,
            end_col: 0,
        });
        let is_async = self.table.scope(top).is_async;
        if is_async {
            self.unit.code.flags |= flags::COROUTINE;
            self.unit.emit_flags(Op::ReturnGenerator, 0, 0, 0, 0);
        }
        match module {
            Mod::Expression(e) => {
                let value = self.expr(&e.body, None)?;
                let r = self.in_reg(value);
                self.unit.emit_a(Op::Return, r);
            }
            Mod::Module(m) => {
                self.module_annotations(top, &m.body)?;
                let mut body = &m.body[..];
                if self.settings.mode == Mode::Exec {
                    if let Some(doc) = self.docstring(body) {
                        if let Some(doc) = doc {
                            self.at(body[0].range());
                            let mark = self.unit.top;
                            let r = self.unit.alloc();
                            self.unit.load_const(r, doc);
                            let name = self.names.intern("__doc__");
                            let site = self.site(SiteKind::Name, name);
                            self.unit.emit_flags(Op::StoreName, 0, r.0, 0, site);
                            self.unit.top = mark;
                        }
                        body = &body[1..];
                    }
                }
                self.body(body)?;
                if let Some(last) = m.body.last() {
                    self.at(last.range());
                }
                self.return_none();
            }
        }
        self.unit.code.first_line = 1;
        let unit = std::mem::replace(&mut self.unit, Unit::new(top));
        self.finish_unit(unit)
    }

    /// The docstring that a body begins with. `Some(None)`: there is one, but `-OO` drops it.
    fn docstring(&mut self, body: &[Stmt]) -> Option<Option<Const>> {
        let Some(Stmt::Expr(e)) = body.first() else {
            return None;
        };
        let Expr::StringLiteral(s) = &*e.value else {
            return None;
        };
        if self.settings.optimize >= 2 {
            return Some(None);
        }
        Some(Some(Const::Str(
            string::clean_doc(&self.string_value(s)).into(),
        )))
    }
}
