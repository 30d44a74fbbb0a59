//! Assignment: targets of all kinds, unpacking, augmented and annotated assignment, `del`.

use super::unit::{Operand, Reg};
use super::{Access, Compiler};
use crate::bytecode::code::SiteKind;
use crate::bytecode::op::{IN_PLACE, Op};
use crate::errors::{Result, syntax};
use ruff_python_ast::{Expr, ExprAttribute, StmtAnnAssign, StmtAssign, StmtAugAssign};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    pub(super) fn assign(&mut self, a: &'a StmtAssign) -> Result<()> {
        let mark = self.unit.top;
        if let [target] = &a.targets[..] {
            if self.assign_pairwise(target, &a.value)? {
                self.unit.top = mark;
                return Ok(());
            }
            self.assign_value(target, &a.value)?;
            self.unit.top = mark;
            return Ok(());
        }
        // Targets are assigned from left to right; the value waits in a register that none of them is.
        let value = self.expr(&a.value, None)?;
        self.at(a.value.range());
        let mut r = self.in_reg(value);
        if !self.unit.is_temp(r) || !self.unit.inline.is_empty() {
            let copy = self.unit.alloc();
            self.unit.emit_move(copy, r);
            r = copy;
        }
        for target in &a.targets {
            self.store(target, r)?;
        }
        self.unit.top = mark;
        Ok(())
    }

    /// `target = value`, the value going straight to a local variable.
    pub(super) fn assign_value(&mut self, target: &'a Expr, value: &'a Expr) -> Result<()> {
        if let Expr::Name(n) = target {
            let id = self.mangle(&n.id);
            if let Some(local) = self.store_target(id) {
                self.expr_to(value, local)?;
                self.unit.bound.insert(local);
                return Ok(());
            }
        }
        let r = self.expr_pinned(value)?;
        self.store(target, r)
    }

    /// `a, b = x, y` without a tuple: all values are evaluated, then stored.
    fn assign_pairwise(&mut self, target: &'a Expr, value: &'a Expr) -> Result<bool> {
        let (Expr::Tuple(_) | Expr::List(_), Expr::Tuple(values)) = (target, value) else {
            return Ok(false);
        };
        let targets = elements(target);
        let starred = targets
            .iter()
            .chain(&values.elts)
            .any(Expr::is_starred_expr);
        if targets.len() != values.elts.len() || starred || targets.len() > 32 || targets.is_empty()
        {
            return Ok(false);
        }
        // A local variable is used in place unless a target before its own is the same variable.
        let mut operands = Vec::with_capacity(targets.len());
        let mut assigned: Vec<Reg> = Vec::new();
        for (target, value) in targets.iter().zip(&values.elts) {
            let operand = self.expr(value, None)?;
            let operand = self.pinned(operand, value);
            let operand = match operand {
                Operand::Reg(r) if assigned.contains(&r) => {
                    let copy = self.unit.alloc();
                    self.unit.emit_move(copy, r);
                    Operand::Reg(copy)
                }
                other => other,
            };
            operands.push(operand);
            if let Expr::Name(n) = target {
                let id = self.mangle(&n.id);
                assigned.extend(self.store_target(id));
            } else if !matches!(target, Expr::Attribute(_) | Expr::Subscript(_)) {
                // Nested targets: whatever they assign, later values are copied.
                assigned.extend((0..self.unit.first_temp.0).map(Reg));
            }
        }
        for (target, operand) in targets.iter().zip(operands) {
            let top = self.unit.top;
            if let Expr::Name(n) = target {
                self.at(n.range);
                let id = self.mangle(&n.id);
                if let (Operand::Const(_), Some(local)) = (&operand, self.store_target(id)) {
                    self.put(local, operand);
                    self.unit.bound.insert(local);
                    continue;
                }
            }
            let r = self.in_reg(operand);
            self.store(target, r)?;
            self.unit.top = top;
        }
        Ok(true)
    }

    /// Stores a register in a target. The register is not changed.
    pub(super) fn store(&mut self, target: &'a Expr, value: Reg) -> Result<()> {
        let mark = self.unit.top;
        match target {
            Expr::Name(n) => {
                self.at(n.range);
                let id = self.mangle(&n.id);
                self.store_name(id, value);
            }
            Expr::Attribute(a) => {
                self.static_attribute(a);
                let object = self.expr_reg(&a.value)?;
                let site = self.attr_site(SiteKind::StoreAttr, &a.attr.id);
                let range = self.attr_range(a, a.range);
                self.at(range);
                self.unit
                    .emit_flags(Op::StoreAttr, 0, object.0, value.0, site);
            }
            Expr::Subscript(s) => {
                let object = self.expr_pinned(&s.value)?;
                let index = self.index(&s.slice)?;
                self.at(s.range);
                let index = self.in_reg(index);
                self.unit.emit(Op::SetItem, object, index, value);
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let targets = elements(target);
                self.check_stars(targets, target.range())?;
                self.at(target.range());
                match self.consecutive_locals(targets) {
                    Some(first) => {
                        self.unit.emit_flags(
                            Op::UnpackSequence,
                            0,
                            first.0,
                            value.0,
                            targets.len() as u16,
                        );
                        (0..targets.len()).for_each(|i| self.unit.bound.insert(first.plus(i)));
                    }
                    None => {
                        let first = self.unit.alloc_n(targets.len());
                        self.unpack(targets, first, value);
                        for (i, t) in targets.iter().enumerate() {
                            let t = if let Expr::Starred(s) = t {
                                &s.value
                            } else {
                                t
                            };
                            self.store(t, first.plus(i))?;
                        }
                    }
                }
            }
            Expr::Starred(s) => {
                return syntax(
                    s.range,
                    "starred assignment target must be in a list or tuple",
                );
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                return syntax(
                    target.range(),
                    "assignment to yield expression not possible",
                );
            }
            _ => {
                return syntax(
                    target.range(),
                    format!("cannot assign to {}", expr_name(target)),
                );
            }
        }
        self.unit.top = mark;
        Ok(())
    }

    /// Whether the targets are plain local variables in consecutive registers: then they are unpacked in place.
    fn consecutive_locals(&mut self, targets: &[Expr]) -> Option<Reg> {
        let mut first: Option<Reg> = None;
        for (i, t) in targets.iter().enumerate() {
            let Expr::Name(n) = t else { return None };
            let id = self.mangle(&n.id);
            let Access::Local(r) = self.access(id) else {
                return None;
            };
            let f = *first.get_or_insert(r);
            if r != f.plus(i) {
                return None;
            }
        }
        first
    }

    fn check_stars(&self, targets: &[Expr], range: TextRange) -> Result<()> {
        let mut stars = targets.iter().filter(|t| t.is_starred_expr());
        if stars.nth(1).is_some() {
            return syntax(range, "multiple starred expressions in assignment");
        }
        let before = targets.iter().take_while(|t| !t.is_starred_expr()).count();
        if before < targets.len() && before > 255 {
            return syntax(range, "too many expressions in star-unpacking assignment");
        }
        Ok(())
    }

    /// Unpacks a value into as many registers as there are targets.
    pub(super) fn unpack(&mut self, targets: &[Expr], first: Reg, value: Reg) {
        let n = targets.len();
        match targets.iter().position(Expr::is_starred_expr) {
            None => self
                .unit
                .emit_flags(Op::UnpackSequence, 0, first.0, value.0, n as u16),
            Some(before) => {
                let after = n - before - 1;
                self.unit
                    .emit_flags(Op::UnpackEx, before as u8, first.0, value.0, after as u16);
            }
        }
    }

    /// `self.name = ...` in a method counts for the class's `__static_attributes__`.
    fn static_attribute(&mut self, a: &ExprAttribute) {
        if !matches!(&*a.value, Expr::Name(n) if n.id == "self") {
            return;
        }
        for unit in self.outer.iter_mut().rev() {
            if self.table.scope(unit.scope).kind == crate::symtable::ScopeKind::Class {
                let id = self.names.intern(&a.attr.id);
                unit.static_attributes.push(self.names.get(id).clone());
                return;
            }
        }
    }

    pub(super) fn aug_assign(&mut self, a: &'a StmtAugAssign) -> Result<()> {
        let mark = self.unit.top;
        match &*a.target {
            Expr::Name(n) => {
                self.at(n.range);
                let id = self.mangle(&n.id);
                let old = self.load_name(id, None);
                let old = self.pinned(Operand::Reg(old), &a.target);
                let value = self.expr(&a.value, None)?;
                self.at(a.range);
                let local = self.store_target(id);
                let new = self.binary(a.op, IN_PLACE, old, value, mark, local);
                self.at(n.range);
                self.store_name(id, new);
            }
            Expr::Attribute(t) => {
                let object = self.expr_pinned(&t.value)?;
                let load = self.attr_site(SiteKind::LoadAttr, &t.attr.id);
                let top = self.unit.top;
                let old = self.unit.alloc();
                let range = self.attr_range(t, t.range);
                self.at(range);
                self.unit.emit_flags(Op::LoadAttr, 0, old.0, object.0, load);
                let value = self.expr(&a.value, None)?;
                self.at(a.range);
                let new = self.in_place(a.op, Operand::Reg(old), value, top, None);
                let store = self.attr_site(SiteKind::StoreAttr, &t.attr.id);
                self.at(range);
                self.unit
                    .emit_flags(Op::StoreAttr, 0, object.0, new.0, store);
            }
            Expr::Subscript(t) => {
                let object = self.expr_pinned(&t.value)?;
                let index = self.index(&t.slice)?;
                let index = self.pinned(index, &t.slice);
                self.at(t.range);
                let index = self.in_reg(index);
                let top = self.unit.top;
                let old = self.unit.alloc();
                self.unit.emit(Op::GetItem, old, object, index);
                let value = self.expr(&a.value, None)?;
                self.at(a.range);
                let new = self.in_place(a.op, Operand::Reg(old), value, top, None);
                self.at(t.range);
                self.unit.emit(Op::SetItem, object, index, new);
            }
            other => {
                let msg = format!(
                    "'{}' is an illegal expression for augmented assignment",
                    expr_name(other)
                );
                return syntax(other.range(), msg);
            }
        }
        self.unit.top = mark;
        Ok(())
    }

    pub(super) fn ann_assign(&mut self, a: &'a StmtAnnAssign) -> Result<()> {
        let mark = self.unit.top;
        if let Some(value) = &a.value {
            self.assign_value(&a.target, value)?;
        }
        self.unit.top = mark;
        match &*a.target {
            Expr::Name(n) if a.simple => self.variable_annotation(n, a)?,
            Expr::Name(_) => {}
            // The parts of a target without a value are evaluated for their errors.
            Expr::Attribute(t) if a.value.is_none() => {
                self.expr_reg(&t.value)?;
            }
            Expr::Subscript(t) if a.value.is_none() => {
                self.expr_reg(&t.value)?;
                let index = self.index(&t.slice)?;
                self.in_reg(index);
            }
            Expr::Attribute(_) | Expr::Subscript(_) => {}
            Expr::Tuple(t) => {
                return syntax(t.range, "only single target (not tuple) can be annotated");
            }
            Expr::List(l) => {
                return syntax(l.range, "only single target (not list) can be annotated");
            }
            other => return syntax(other.range(), "illegal target for annotation"),
        }
        self.unit.top = mark;
        Ok(())
    }

    pub(super) fn delete(&mut self, target: &'a Expr) -> Result<()> {
        let mark = self.unit.top;
        match target {
            Expr::Name(n) => {
                self.at(n.range);
                let id = self.mangle(&n.id);
                self.delete_name(id, false);
            }
            Expr::Attribute(a) => {
                let object = self.expr_reg(&a.value)?;
                let site = self.attr_site(SiteKind::StoreAttr, &a.attr.id);
                let range = self.attr_range(a, a.range);
                self.at(range);
                self.unit.emit_flags(Op::DeleteAttr, 0, object.0, 0, site);
            }
            Expr::Subscript(s) => {
                let object = self.expr_pinned(&s.value)?;
                let index = self.index(&s.slice)?;
                self.at(s.range);
                let index = self.in_reg(index);
                self.unit.emit_ab(Op::DelItem, object, index);
            }
            Expr::Tuple(_) | Expr::List(_) => {
                elements(target).iter().try_for_each(|t| self.delete(t))?
            }
            _ => {
                return syntax(
                    target.range(),
                    format!("cannot delete {}", expr_name(target)),
                );
            }
        }
        self.unit.top = mark;
        Ok(())
    }

    /// Evaluates an expression for its effects.
    pub(super) fn effect(&mut self, e: &'a Expr) -> Result<()> {
        let mark = self.unit.top;
        let before = self.unit.pc();
        self.expr(e, None)?;
        if self.unit.pc() == before {
            self.at(e.range());
            self.unit.line();
        }
        self.unit.top = mark;
        Ok(())
    }
}

/// The elements of a tuple or list.
pub(super) fn elements(e: &Expr) -> &[Expr] {
    match e {
        Expr::Tuple(t) => &t.elts,
        Expr::List(l) => &l.elts,
        _ => &[],
    }
}

/// What CPython calls an expression in messages.
pub fn expr_name(e: &Expr) -> &'static str {
    match e {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => "literal",
        Expr::BooleanLiteral(b) => {
            if b.value {
                "True"
            } else {
                "False"
            }
        }
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Slice(_) => "slice",
        Expr::IpyEscapeCommand(_) => "expression",
    }
}
