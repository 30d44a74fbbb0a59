//! The second step of the symbol table: decides where the variable of each name lives.

use super::{Binding, ScopeId, ScopeKind, SymbolTable, def};
use crate::errors::{Result, syntax};
use crate::names::{Interner, NameId};

/// What looking outwards from a scope finds.
enum Found {
    /// This scope binds the name.
    Binder(ScopeId),
    /// The name is global.
    Global,
    /// The name is global because a class whose variables are seen says `global`.
    GlobalExplicit,
}

/// Decides for all names of all scopes.
pub(super) fn resolve(table: &mut SymbolTable, names: &mut Interner) -> Result<()> {
    let implicit = Implicit {
        class: names.intern("__class__"),
        classdict: names.intern("__classdict__"),
        conditional: names.intern("__conditional_annotations__"),
    };
    // A `global` statement anywhere is one for the module's own code, too: it shows where globals and locals of `exec` differ.
    let mut declared: Vec<NameId> = Vec::new();
    for scope in &table.scopes {
        let globals = scope.symbols.iter().filter(|s| s.flags & def::GLOBAL != 0);
        declared.extend(globals.map(|s| s.name));
    }
    for module in table
        .scopes
        .iter_mut()
        .filter(|s| s.kind == ScopeKind::Module)
    {
        let own = module.symbols.iter_mut().filter(|s| s.flags != 0);
        for symbol in own.filter(|s| declared.contains(&s.name)) {
            symbol.flags |= def::GLOBAL;
        }
    }
    for i in 0..table.scopes.len() {
        let id = ScopeId(i as u32);
        // Symbols that inner scopes append later are free ones that are already decided; the loop may see them or not.
        for s in 0..table.scope(id).symbols.len() {
            decide(table, names, &implicit, id, s)?;
        }
    }
    Ok(())
}

/// Names that the compiler itself binds in classes.
struct Implicit {
    class: NameId,
    classdict: NameId,
    conditional: NameId,
}

fn decide(
    table: &mut SymbolTable,
    names: &Interner,
    implicit: &Implicit,
    id: ScopeId,
    s: usize,
) -> Result<()> {
    let scope = table.scope(id);
    let symbol = &scope.symbols[s];
    let (name, flags, range) = (symbol.name, symbol.flags, symbol.range);
    let set = |table: &mut SymbolTable, binding| table.scope_mut(id).symbols[s].binding = binding;
    if flags & def::GLOBAL != 0 {
        set(table, Binding::GlobalExplicit);
        return Ok(());
    }
    if flags & def::BOUND != 0 && flags & def::NONLOCAL == 0 {
        // An inner scope may have made it a cell already.
        if symbol.binding != Binding::Cell {
            set(table, Binding::Local);
        }
        return Ok(());
    }
    if flags == 0 {
        // Passed through for an inner scope: decided when it was made.
        return Ok(());
    }
    match look_outwards(table, implicit, id, name) {
        Found::Binder(binder) => {
            if flags & def::NONLOCAL != 0 && table.scope(binder).kind == ScopeKind::TypeParams {
                return syntax(
                    range,
                    format!(
                        "nonlocal binding not allowed for type parameter '{}'",
                        names.get(name)
                    ),
                );
            }
            let binding = connect(table, id, binder, name);
            set(table, binding);
        }
        Found::Global | Found::GlobalExplicit if flags & def::NONLOCAL != 0 => {
            let msg = if table.scope(id).kind == ScopeKind::Module {
                "nonlocal declaration not allowed at module level".to_owned()
            } else {
                format!("no binding for nonlocal '{}' found", names.get(name))
            };
            return syntax(range, msg);
        }
        Found::Global => set(table, Binding::GlobalImplicit),
        Found::GlobalExplicit => set(table, Binding::GlobalExplicit),
    }
    Ok(())
}

/// Finds the binder of a name used in, but not bound by, scope `id`.
fn look_outwards(table: &mut SymbolTable, implicit: &Implicit, id: ScopeId, name: NameId) -> Found {
    let mut sees_class = table.scope(id).sees_class;
    let mut at = table.scope(id).parent;
    while let Some(outer) = at {
        let scope = table.scope_mut(outer);
        let flags = scope.symbol(name).map_or(0, |s| s.flags);
        match scope.kind {
            ScopeKind::Module => return Found::Global,
            ScopeKind::Class => {
                if name == implicit.class {
                    scope.needs_class_cell = true;
                    return Found::Binder(outer);
                }
                if name == implicit.classdict {
                    scope.needs_classdict = true;
                    return Found::Binder(outer);
                }
                if name == implicit.conditional && scope.has_conditional_annotations {
                    return Found::Binder(outer);
                }
                if sees_class {
                    if flags & def::GLOBAL != 0 {
                        return Found::GlobalExplicit;
                    }
                    if flags & def::BOUND != 0 && flags & def::NONLOCAL == 0 {
                        return Found::Global;
                    }
                }
                sees_class = false;
            }
            ScopeKind::Function
            | ScopeKind::Lambda
            | ScopeKind::Comprehension
            | ScopeKind::Generator
            | ScopeKind::Annotations
            | ScopeKind::TypeParams
            | ScopeKind::TypeAlias
            | ScopeKind::TypeVarBound
            | ScopeKind::TypeVarDefault => {
                if flags & def::GLOBAL != 0 {
                    return Found::Global;
                }
                if flags & def::BOUND != 0 && flags & def::NONLOCAL == 0 {
                    return Found::Binder(outer);
                }
                sees_class &= scope.sees_class;
            }
        }
        at = table.scope(outer).parent;
    }
    Found::Global
}

/// Makes the variable of `binder` reachable from scope `id`: directly if they share a frame, else by closures of all
/// frames between.
fn connect(table: &mut SymbolTable, id: ScopeId, binder: ScopeId, name: NameId) -> Binding {
    let binder_frame = table.frame_of(binder);
    let mut frame = table.frame_of(id);
    if frame == binder_frame {
        return Binding::Outer(binder);
    }
    let range = ruff_text_size::TextRange::default();
    // A class's own cells (`__class__`) are not symbols of its body, whatever the body does with the name.
    if table.scope(binder).kind != ScopeKind::Class {
        table.scope_mut(binder).symbol_mut(name, range).binding = Binding::Cell;
    }
    while frame != binder_frame {
        let symbol = table.scope_mut(frame).symbol_mut(name, range);
        symbol.free = true;
        let own = symbol.flags & def::GLOBAL != 0
            || (symbol.flags & def::BOUND != 0 && symbol.flags & def::NONLOCAL == 0);
        if !own {
            symbol.binding = Binding::Free;
        }
        let parent = table
            .scope(frame)
            .parent
            .expect("the binder is around this scope");
        frame = table.frame_of(parent);
    }
    Binding::Free
}
