//! Expressions.
//!
//! `expr(e, want)` compiles an expression. The result is a register (`want`, a fresh temporary, or the register of a
//! local variable in place) or a constant that is not loaded yet. `want` is only a wish; `expr_to` makes it certain.
//! If `want` is a local variable's register, it is written by the last instruction only: an exception on the way must
//! leave the variable alone, and the expression may still read it.
//!
//! An operand in place must not be rebound before it is used. Only an assignment expression in a later operand can do
//! that, so variables bound by one are copied where something is evaluated after them (`pinned`).

use super::unit::{Label, Operand, Reg};
use super::{Compiler, fold};
use crate::bytecode::code::{Const, SiteKind};
use crate::bytecode::op::{IN_PLACE, Op, SLICE_STEP, SWAPPED};
use crate::errors::{Result, syntax};
use crate::symtable::def;
use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprSlice, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

/// Displays longer than this are built in pieces, so that they do not need as many registers.
const CHUNK: usize = 64;

impl<'a> Compiler<'a> {
    /// Compiles an expression; see the head of the file.
    pub(super) fn expr(&mut self, e: &'a Expr, want: Option<Reg>) -> Result<Operand> {
        match e {
            Expr::NumberLiteral(n) => Ok(Operand::Const(self.number(n)?)),
            Expr::StringLiteral(s) => Ok(Operand::Const(Const::Str(self.string_value(s).into()))),
            Expr::BytesLiteral(b) => {
                let bytes: Vec<u8> = b.value.bytes().collect();
                Ok(Operand::Const(Const::Bytes(bytes.into())))
            }
            Expr::BooleanLiteral(b) => Ok(Operand::Const(Const::Bool(b.value))),
            Expr::NoneLiteral(_) => Ok(Operand::Const(Const::None)),
            Expr::EllipsisLiteral(_) => Ok(Operand::Const(Const::Ellipsis)),
            Expr::Name(n) => {
                if n.id == "__debug__" {
                    return Ok(Operand::Const(Const::Bool(self.settings.optimize == 0)));
                }
                self.at(n.range);
                let id = self.mangle(&n.id);
                Ok(Operand::Reg(self.load_name(id, want)))
            }
            Expr::BinOp(b) => {
                let mark = self.unit.top;
                let left = self.expr(&b.left, None)?;
                let left = self.pinned(left, &b.left);
                let right = self.expr(&b.right, None)?;
                if let (Operand::Const(l), Operand::Const(r)) = (&left, &right) {
                    if let Some(value) = fold::binary(b.op, l, r) {
                        self.unit.top = mark;
                        return Ok(Operand::Const(value));
                    }
                }
                self.at(b.range);
                Ok(Operand::Reg(self.binary(b.op, 0, left, right, mark, want)))
            }
            Expr::UnaryOp(u) => {
                let mark = self.unit.top;
                if let Some((op, c)) = negated_test(e) {
                    let left = self.expr_pinned(&c.left)?;
                    let right = self.comparator(op, &c.comparators[0])?;
                    // What fails is the negation, as CPython has it.
                    self.at(u.range);
                    return Ok(Operand::Reg(
                        self.compare_op(op, false, left, right, mark, want),
                    ));
                }
                let operand = self.expr(&u.operand, None)?;
                if let Operand::Const(c) = &operand {
                    if let Some(value) = fold::unary(u.op, c) {
                        return Ok(Operand::Const(value));
                    }
                }
                let r = self.in_reg(operand);
                let dst = self.result(mark, want);
                self.at(u.range);
                let op = match u.op {
                    UnaryOp::Invert => Op::Invert,
                    UnaryOp::Not => Op::Not,
                    UnaryOp::UAdd => Op::Pos,
                    UnaryOp::USub => Op::Neg,
                };
                self.unit.emit_ab(op, dst, r);
                Ok(Operand::Reg(dst))
            }
            Expr::BoolOp(b) => self.bool_op(b, want),
            Expr::Compare(c) => self.compare(c, want),
            Expr::If(i) => {
                // Both branches write the result, as their last act.
                let dst = want.unwrap_or_else(|| self.unit.alloc());
                let (otherwise, end) = (self.unit.label(), self.unit.label());
                self.jump_if(&i.test, false, otherwise)?;
                self.expr_to(&i.body, dst)?;
                self.unit.jump(Op::Jump, 0, end);
                self.unit.bind(otherwise);
                self.expr_to(&i.orelse, dst)?;
                self.unit.bind(end);
                Ok(Operand::Reg(dst))
            }
            Expr::Named(n) => {
                let Expr::Name(target) = &*n.target else {
                    return syntax(n.range, "invalid assignment expression");
                };
                let id = self.mangle(&target.id);
                let value = match self.store_target(id) {
                    Some(local) => {
                        self.expr_to(&n.value, local)?;
                        local
                    }
                    None => {
                        let value = self.expr(&n.value, want.filter(|&w| self.unit.is_temp(w)))?;
                        self.in_reg(value)
                    }
                };
                self.at(n.range);
                self.store_name(id, value);
                Ok(Operand::Reg(value))
            }
            Expr::Tuple(t) => self.tuple(&t.elts, t.range, want),
            Expr::List(l) => self.list(&l.elts, l.range, want),
            Expr::Set(s) => self.set(&s.elts, s.range, want),
            Expr::Dict(d) => self.dict(d, want),
            Expr::Attribute(a) => self.attribute(a, want),
            Expr::Subscript(s) => self.subscript(s, want),
            Expr::Slice(s) => {
                let mark = self.unit.top;
                if let Some(value) = self.const_slice(s) {
                    return Ok(Operand::Const(value));
                }
                let first = self.slice_parts(s)?;
                let dst = self.result(mark, want);
                self.at(s.range);
                let flags = if s.step.is_some() { SLICE_STEP } else { 0 };
                self.unit
                    .emit_flags(Op::BuildSlice, flags, dst.0, first.0, 0);
                Ok(Operand::Reg(dst))
            }
            Expr::Call(c) => self.call(c, want),
            Expr::Lambda(l) => self.lambda(l, want),
            Expr::ListComp(c) => self.comprehension(super::comprehension::Comp::List(c), want),
            Expr::SetComp(c) => self.comprehension(super::comprehension::Comp::Set(c), want),
            Expr::DictComp(c) => self.comprehension(super::comprehension::Comp::Dict(c), want),
            Expr::Generator(c) => {
                self.comprehension(super::comprehension::Comp::Generator(c), want)
            }
            Expr::Await(a) => self.await_expr(a, want),
            Expr::Yield(y) => self.yield_expr(y, want),
            Expr::YieldFrom(y) => self.yield_from(y, want),
            Expr::FString(f) => self.fstring(f, want),
            Expr::TString(t) => self.tstring(t, want),
            Expr::Starred(s) => syntax(s.range, "can't use starred expression here"),
            Expr::IpyEscapeCommand(e) => syntax(e.range, "invalid syntax"),
        }
    }

    /// Compiles an expression into a register.
    pub(super) fn expr_to(&mut self, e: &'a Expr, dst: Reg) -> Result<()> {
        let mark = self.unit.top;
        let value = self.expr(e, Some(dst))?;
        if let Operand::Const(_) = value {
            self.at(e.range());
        }
        self.put(dst, value);
        self.unit.top = mark;
        Ok(())
    }

    /// Compiles an expression into some register.
    pub(super) fn expr_reg(&mut self, e: &'a Expr) -> Result<Reg> {
        let value = self.expr(e, None)?;
        if let Operand::Const(_) = value {
            self.at(e.range());
        }
        Ok(self.in_reg(value))
    }

    /// Compiles an expression whose value is used after others were evaluated.
    pub(super) fn expr_pinned(&mut self, e: &'a Expr) -> Result<Reg> {
        let value = self.expr(e, None)?;
        let value = self.pinned(value, e);
        if let Operand::Const(_) = value {
            self.at(e.range());
        }
        Ok(self.in_reg(value))
    }

    /// Copies a variable that a later assignment expression may rebind.
    pub(super) fn pinned(&mut self, value: Operand, e: &Expr) -> Operand {
        let target = match e {
            Expr::Name(n) => n,
            Expr::Named(n) => match &*n.target {
                Expr::Name(n) => n,
                _ => return value,
            },
            _ => return value,
        };
        let Operand::Reg(r) = value else { return value };
        if self.unit.is_temp(r) && self.unit.inline.is_empty() {
            return value;
        }
        let id = self.mangle(&target.id);
        let mut scope = Some(self.unit.cur_scope);
        while let Some(id_scope) = scope {
            let s = self.table.scope(id_scope);
            if s.symbol(id).is_some_and(|s| s.flags & def::WALRUS != 0) {
                let copy = self.unit.alloc();
                self.unit.emit_move(copy, r);
                return Operand::Reg(copy);
            }
            scope = s.parent.filter(|_| s.inlined);
        }
        value
    }

    /// Frees the temporaries above `mark` and gives the register for a result that one instruction makes of them.
    pub(super) fn result(&mut self, mark: Reg, want: Option<Reg>) -> Reg {
        self.unit.top = mark;
        want.unwrap_or_else(|| self.unit.alloc())
    }

    /// A temporary for a result that several instructions write: the wished one unless it is a variable.
    pub(super) fn work_reg(&mut self, want: Option<Reg>) -> Reg {
        match want {
            Some(r) if self.unit.is_temp(r) => r,
            _ => self.unit.alloc(),
        }
    }

    fn number(&mut self, n: &ruff_python_ast::ExprNumberLiteral) -> Result<Const> {
        if let ruff_python_ast::Number::Int(i) = &n.value {
            if i.as_u64().is_none() {
                let text = &self.source[n.range];
                let decimal = !text.starts_with('0');
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                let limit = self.settings.max_int_digits;
                if decimal && limit != 0 && digits > limit {
                    return syntax(
                        n.range,
                        format!(
                            "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
                        ),
                    );
                }
            }
        }
        Ok(fold::number(&n.value))
    }

    /// The constant that an expression is, if it is one: literals, and tuples of constants.
    pub(super) fn const_value(&mut self, e: &Expr) -> Option<Const> {
        match e {
            Expr::NumberLiteral(n) => self.number(n).ok(),
            Expr::StringLiteral(s) => Some(Const::Str(self.string_value(s).into())),
            Expr::BytesLiteral(b) => {
                Some(Const::Bytes(b.value.bytes().collect::<Vec<u8>>().into()))
            }
            Expr::BooleanLiteral(b) => Some(Const::Bool(b.value)),
            Expr::NoneLiteral(_) => Some(Const::None),
            Expr::EllipsisLiteral(_) => Some(Const::Ellipsis),
            Expr::Name(n) if n.id == "__debug__" => Some(Const::Bool(self.settings.optimize == 0)),
            Expr::UnaryOp(u) => {
                let c = self.const_value(&u.operand)?;
                fold::unary(u.op, &c)
            }
            Expr::BinOp(b) => {
                let right = self.const_value(&b.right)?;
                let left = self.const_value(&b.left)?;
                fold::binary(b.op, &left, &right)
            }
            Expr::Tuple(t) => Some(Const::Tuple(self.const_values(&t.elts)?.into())),
            Expr::Slice(s) => self.const_slice(s),
            _ => None,
        }
    }

    /// The constants that all of the expressions are.
    pub(super) fn const_values(&mut self, elts: &[Expr]) -> Option<Vec<Const>> {
        // A look at the cheap ones first: most displays are not constant.
        if elts.iter().any(|e| {
            matches!(e, Expr::Name(n) if n.id != "__debug__") || matches!(e, Expr::Call(_))
        }) {
            return None;
        }
        elts.iter().map(|e| self.const_value(e)).collect()
    }

    // ---- operators

    /// A binary operation on operands that lie above `mark`.
    pub(super) fn binary(
        &mut self,
        op: Operator,
        flags: u8,
        left: Operand,
        right: Operand,
        mark: Reg,
        want: Option<Reg>,
    ) -> Reg {
        let (plain, immediate, constant) = binary_ops(op);
        let commutes = matches!(
            op,
            Operator::Add | Operator::Mult | Operator::BitAnd | Operator::BitOr | Operator::BitXor
        );
        let small = |c: &Const| match c {
            Const::Int(i) => i16::try_from(*i).ok(),
            _ => None,
        };
        let (left, right) = match (left, right) {
            (Operand::Reg(l), Operand::Const(c)) => {
                if let (Some(imm), Some(op)) = (small(&c), immediate) {
                    let dst = self.result(mark, want);
                    self.unit.emit_flags(op, flags, dst.0, l.0, imm as u16);
                    return dst;
                }
                if let (Const::Float(_), Some(op)) = (&c, constant) {
                    let k = self.unit.constant16(c);
                    let dst = self.result(mark, want);
                    self.unit.emit_flags(op, flags, dst.0, l.0, k);
                    return dst;
                }
                (Operand::Reg(l), Operand::Const(c))
            }
            (Operand::Const(c), Operand::Reg(r)) if commutes => {
                if let (Some(imm), Some(op)) = (small(&c), immediate) {
                    let dst = self.result(mark, want);
                    self.unit
                        .emit_flags(op, flags | SWAPPED, dst.0, r.0, imm as u16);
                    return dst;
                }
                if let (Const::Float(_), Some(op)) = (&c, constant) {
                    let k = self.unit.constant16(c);
                    let dst = self.result(mark, want);
                    self.unit.emit_flags(op, flags | SWAPPED, dst.0, r.0, k);
                    return dst;
                }
                (Operand::Const(c), Operand::Reg(r))
            }
            other => other,
        };
        let l = self.in_reg(left);
        let r = self.in_reg(right);
        let dst = self.result(mark, want);
        self.unit.emit_flags(plain, flags, dst.0, l.0, r.0);
        dst
    }

    fn bool_op(
        &mut self,
        b: &'a ruff_python_ast::ExprBoolOp,
        want: Option<Reg>,
    ) -> Result<Operand> {
        // Constants that decide nothing drop out; one that decides ends the operation.
        let mut rest = &b.values[..];
        while let [v, others @ ..] = rest
            && !others.is_empty()
            && let Some(c) = self.const_value(v)
        {
            if fold::truth(&c) != (b.op == BoolOp::And) {
                return Ok(Operand::Const(c));
            }
            rest = others;
        }
        if let [last] = rest {
            return self.expr(last, want);
        }
        let dst = self.work_reg(want);
        let end = self.unit.label();
        self.operands(b.op, rest, b.range, dst, (end, end))?;
        self.unit.bind(end);
        Ok(Operand::Reg(dst))
    }

    /// The operands of a boolean operation, until one decides: its value is in `dst`. Where it is known to be true or false
    /// control goes on at the labels, in that order, so that nobody asks the same value again; where it is not, behind.
    fn operands(
        &mut self,
        op: BoolOp,
        values: &'a [Expr],
        range: TextRange,
        dst: Reg,
        (truth, falsehood): (Label, Label),
    ) -> Result<()> {
        let (jump, decided) = match op {
            BoolOp::And => (Op::JumpIfFalse, falsehood),
            BoolOp::Or => (Op::JumpIfTrue, truth),
        };
        let (last, init) = values.split_last().expect("there are operands");
        for v in init {
            if let Some(c) = self.const_value(v) {
                if fold::truth(&c) == (op == BoolOp::And) {
                    continue;
                }
                self.at(v.range());
                self.unit.load_const(dst, c);
                return Ok(());
            }
            let Expr::BoolOp(inner) = v else {
                self.expr_to(v, dst)?;
                self.at(range);
                self.unit.jump(jump, dst.0, decided);
                continue;
            };
            let next = self.unit.label();
            let places = match op {
                BoolOp::And => (next, falsehood),
                BoolOp::Or => (truth, next),
            };
            self.operands(inner.op, &inner.values, inner.range, dst, places)?;
            self.at(range);
            self.unit.jump(jump, dst.0, decided);
            self.unit.bind(next);
        }
        match last {
            Expr::BoolOp(inner) if self.const_value(last).is_none() => self.operands(
                inner.op,
                &inner.values,
                inner.range,
                dst,
                (truth, falsehood),
            ),
            last => self.expr_to(last, dst),
        }
    }

    fn compare(
        &mut self,
        c: &'a ruff_python_ast::ExprCompare,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        if let [op] = c.ops[..] {
            let left = self.expr_pinned(&c.left)?;
            let right = self.comparator(op, &c.comparators[0])?;
            self.at(c.range);
            return Ok(Operand::Reg(
                self.compare_op(op, false, left, right, mark, want),
            ));
        }
        let dst = self.work_reg(want);
        let end = self.unit.label();
        let mut left = self.expr_pinned(&c.left)?;
        for (i, (&op, comparator)) in c.ops.iter().zip(&c.comparators).enumerate() {
            let last = i + 1 == c.ops.len();
            let right = if last {
                self.comparator(op, comparator)?
            } else {
                Operand::Reg(self.expr_pinned(comparator)?)
            };
            let next = if let Operand::Reg(r) = right { r } else { left };
            let top = self.unit.top;
            self.at(c.range);
            self.compare_op(op, false, left, right, top, Some(dst));
            if !last {
                self.unit.jump(Op::JumpIfFalse, dst.0, end);
            }
            left = next;
        }
        self.unit.bind(end);
        self.unit.top = mark;
        if want != Some(dst) {
            self.unit.top = mark.max(Reg(dst.0 + 1));
        }
        Ok(Operand::Reg(dst))
    }

    /// The right side of a comparison: `in` on a display of constants tests a constant tuple or frozenset.
    pub(super) fn comparator(&mut self, op: CmpOp, e: &'a Expr) -> Result<Operand> {
        if matches!(op, CmpOp::In | CmpOp::NotIn) {
            if let Expr::List(l) = e {
                if let Some(values) = self.const_values(&l.elts) {
                    return Ok(Operand::Const(Const::Tuple(values.into())));
                }
            }
            if let Expr::Set(s) = e {
                if let Some(values) = self.const_values(&s.elts) {
                    return Ok(Operand::Const(Const::FrozenSet(distinct(values).into())));
                }
            }
        }
        self.expr(e, None)
    }

    /// A comparison of operands that lie above `mark`; `fused` if the jump on the result follows.
    pub(super) fn compare_op(
        &mut self,
        op: CmpOp,
        fused: bool,
        left: Reg,
        right: Operand,
        mark: Reg,
        want: Option<Reg>,
    ) -> Reg {
        let (plain, plain_j, immediate) = compare_ops(op);
        if let (Operand::Const(Const::Int(i)), Some((imm_op, imm_j))) = (&right, immediate) {
            if let Ok(imm) = i16::try_from(*i) {
                let dst = self.result(mark, want);
                self.unit.emit_flags(
                    if fused { imm_j } else { imm_op },
                    0,
                    dst.0,
                    left.0,
                    imm as u16,
                );
                return dst;
            }
        }
        let right = self.in_reg(right);
        let dst = self.result(mark, want);
        self.unit
            .emit(if fused { plain_j } else { plain }, dst, left, right);
        dst
    }

    // ---- attributes and items

    fn attribute(
        &mut self,
        a: &'a ruff_python_ast::ExprAttribute,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        if let Some(result) = self.super_attribute(a, want)? {
            return Ok(Operand::Reg(result));
        }
        let object = self.expr_reg(&a.value)?;
        let site = self.attr_site(SiteKind::LoadAttr, &a.attr.id);
        let dst = self.result(mark, want);
        let range = self.attr_range(a, a.range);
        self.at(range);
        self.unit.emit_flags(Op::LoadAttr, 0, dst.0, object.0, site);
        Ok(Operand::Reg(dst))
    }

    fn subscript(
        &mut self,
        s: &'a ruff_python_ast::ExprSubscript,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        let object = self.expr_pinned(&s.value)?;
        if let Expr::Slice(slice) = &*s.slice {
            if slice.step.is_none() && self.const_slice(slice).is_none() {
                let first = self.slice_parts(slice)?;
                let dst = self.result(mark, want);
                self.at(s.range);
                self.unit.emit(Op::GetSlice, dst, object, first);
                return Ok(Operand::Reg(dst));
            }
        }
        let index = self.index(&s.slice)?;
        if let Operand::Const(Const::Int(i)) = index {
            if let Ok(imm) = i16::try_from(i) {
                let dst = self.result(mark, want);
                self.at(s.range);
                self.unit
                    .emit_flags(Op::GetItemI, 0, dst.0, object.0, imm as u16);
                return Ok(Operand::Reg(dst));
            }
        }
        self.at(s.range);
        let index = self.in_reg(index);
        let dst = self.result(mark, want);
        self.unit.emit(Op::GetItem, dst, object, index);
        Ok(Operand::Reg(dst))
    }

    /// The index of a subscript; `x[*a]` is `x[(*a,)]`.
    pub(super) fn index(&mut self, e: &'a Expr) -> Result<Operand> {
        match e {
            Expr::Starred(s) => self.tuple(std::slice::from_ref(e), s.range, None),
            _ => self.expr(e, None),
        }
    }

    /// The start, stop and, if given, step of a slice in consecutive registers.
    fn slice_parts(&mut self, s: &'a ExprSlice) -> Result<Reg> {
        let parts = [&s.lower, &s.upper, &s.step];
        let n = if s.step.is_some() { 3 } else { 2 };
        let first = self.unit.alloc_n(n);
        for (i, part) in parts[..n].iter().enumerate() {
            let r = first.plus(i);
            match part {
                Some(e) => self.expr_to(e, r)?,
                None => self.unit.load_const(r, Const::None),
            }
        }
        Ok(first)
    }

    fn const_slice(&mut self, s: &ExprSlice) -> Option<Const> {
        let mut part = |e: &Option<Box<Expr>>| match e {
            Some(e) if matches!(**e, Expr::Name(_)) => None,
            Some(e) => self.const_value(e),
            None => Some(Const::None),
        };
        let parts = [part(&s.lower)?, part(&s.upper)?, part(&s.step)?];
        Some(Const::Slice(Box::new(parts)))
    }

    // ---- displays

    /// Values in consecutive registers from the returned one on.
    pub(super) fn consecutive(&mut self, elts: &'a [Expr]) -> Result<Reg> {
        let first = self.unit.top;
        for e in elts {
            let r = self.unit.alloc();
            self.expr_to(e, r)?;
        }
        Ok(first)
    }

    fn tuple(
        &mut self,
        elts: &'a [Expr],
        range: ruff_text_size::TextRange,
        want: Option<Reg>,
    ) -> Result<Operand> {
        if let Some(values) = self.const_values(elts) {
            return Ok(Operand::Const(Const::Tuple(values.into())));
        }
        let mark = self.unit.top;
        if elts.len() <= CHUNK && !elts.iter().any(Expr::is_starred_expr) {
            let first = self.consecutive(elts)?;
            let dst = self.result(mark, want);
            self.at(range);
            self.unit
                .emit_flags(Op::BuildTuple, 0, dst.0, first.0, elts.len() as u16);
            return Ok(Operand::Reg(dst));
        }
        let list = self.unit.alloc();
        self.long_list(elts, range, list)?;
        let dst = self.result(mark, want);
        self.at(range);
        self.unit.emit_ab(Op::ListToTuple, dst, list);
        Ok(Operand::Reg(dst))
    }

    fn list(
        &mut self,
        elts: &'a [Expr],
        range: ruff_text_size::TextRange,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        if elts.len() <= CHUNK && !elts.iter().any(Expr::is_starred_expr) {
            if elts.len() >= 3 {
                if let Some(values) = self.const_values(elts) {
                    return self.extend_empty(
                        Op::BuildList,
                        Op::ListExtend,
                        Const::Tuple(values.into()),
                        range,
                        want,
                    );
                }
            }
            let first = self.consecutive(elts)?;
            let dst = self.result(mark, want);
            self.at(range);
            self.unit
                .emit_flags(Op::BuildList, 0, dst.0, first.0, elts.len() as u16);
            return Ok(Operand::Reg(dst));
        }
        let dst = self.work_reg(want);
        if let Some(values) = self.const_values(elts) {
            return self.extend_empty(
                Op::BuildList,
                Op::ListExtend,
                Const::Tuple(values.into()),
                range,
                Some(dst),
            );
        }
        self.long_list(elts, range, dst)?;
        Ok(Operand::Reg(dst))
    }

    /// A list or set of constants: an empty one, extended.
    fn extend_empty(
        &mut self,
        build: Op,
        extend: Op,
        values: Const,
        range: ruff_text_size::TextRange,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let dst = self.work_reg(want);
        self.at(range);
        self.unit.emit_flags(build, 0, dst.0, 0, 0);
        let r = self.unit.alloc();
        self.unit.load_const(r, values);
        self.unit.emit_ab(extend, dst, r);
        self.unit.top = r;
        Ok(Operand::Reg(dst))
    }

    /// Builds a list with starred items or of great length, a temporary, step by step.
    pub(super) fn long_list(
        &mut self,
        elts: &'a [Expr],
        range: ruff_text_size::TextRange,
        list: Reg,
    ) -> Result<()> {
        // (A debugger sees the display's line again behind each item that is appended.)
        let at_once = if elts.len() > CHUNK { 0 } else { CHUNK };
        let plain = elts
            .iter()
            .take(at_once)
            .take_while(|e| !e.is_starred_expr())
            .count();
        let mark = self.unit.top;
        let first = self.consecutive(&elts[..plain])?;
        self.at(range);
        self.unit
            .emit_flags(Op::BuildList, 0, list.0, first.0, plain as u16);
        self.unit.top = mark;
        for e in &elts[plain..] {
            match e {
                Expr::Starred(s) => {
                    let r = self.expr_reg(&s.value)?;
                    self.at(s.range);
                    self.unit.emit_ab(Op::ListExtend, list, r);
                }
                _ => {
                    let r = self.expr_reg(e)?;
                    self.at(range);
                    self.unit.emit_ab(Op::ListAppend, list, r);
                }
            }
            self.unit.top = mark;
        }
        Ok(())
    }

    fn set(
        &mut self,
        elts: &'a [Expr],
        range: ruff_text_size::TextRange,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        if elts.len() >= 3 {
            if let Some(values) = self.const_values(elts) {
                let values = Const::FrozenSet(distinct(values).into());
                return self.extend_empty(Op::BuildSet, Op::SetUpdate, values, range, want);
            }
        }
        if elts.len() <= CHUNK && !elts.iter().any(Expr::is_starred_expr) {
            let first = self.consecutive(elts)?;
            let dst = self.result(mark, want);
            self.at(range);
            self.unit
                .emit_flags(Op::BuildSet, 0, dst.0, first.0, elts.len() as u16);
            return Ok(Operand::Reg(dst));
        }
        let dst = self.work_reg(want);
        let mark = self.unit.top;
        self.at(range);
        self.unit.emit_flags(Op::BuildSet, 0, dst.0, 0, 0);
        for e in elts {
            let (op, value) = match e {
                Expr::Starred(s) => (Op::SetUpdate, &*s.value),
                _ => (Op::SetAdd, e),
            };
            let r = self.expr_reg(value)?;
            self.at(range);
            self.unit.emit_ab(op, dst, r);
            self.unit.top = mark;
        }
        Ok(Operand::Reg(dst))
    }

    fn dict(&mut self, d: &'a ruff_python_ast::ExprDict, want: Option<Reg>) -> Result<Operand> {
        let mark = self.unit.top;
        if d.items.len() <= CHUNK / 2 && d.items.iter().all(|i| i.key.is_some()) {
            let first = self.unit.top;
            for item in &d.items {
                for e in [item.key.as_ref().expect("checked"), &item.value] {
                    let r = self.unit.alloc();
                    self.expr_to(e, r)?;
                }
            }
            let dst = self.result(mark, want);
            self.at(d.range);
            self.unit
                .emit_flags(Op::BuildMap, 0, dst.0, first.0, d.items.len() as u16);
            return Ok(Operand::Reg(dst));
        }
        let dst = self.work_reg(want);
        let mark = self.unit.top;
        self.at(d.range);
        self.unit.emit_flags(Op::BuildMap, 0, dst.0, 0, 0);
        for item in &d.items {
            match &item.key {
                Some(key) => {
                    let k = self.expr_pinned(key)?;
                    let v = self.expr_reg(&item.value)?;
                    self.at(d.range);
                    self.unit.emit(Op::MapAdd, dst, k, v);
                }
                None => {
                    let r = self.expr_reg(&item.value)?;
                    self.at(d.range);
                    self.unit.emit_ab(Op::DictUpdate, dst, r);
                }
            }
            self.unit.top = mark;
        }
        Ok(Operand::Reg(dst))
    }

    /// Marks the augmented form of a binary operation.
    pub(super) fn in_place(
        &mut self,
        op: Operator,
        left: Operand,
        right: Operand,
        mark: Reg,
        want: Option<Reg>,
    ) -> Reg {
        self.binary(op, IN_PLACE, left, right, mark, want)
    }
}

/// The values without repetitions. Equal numbers of different types are left to the runtime's set.
#[allow(clippy::mutable_key_type)] // What is read lazily belongs to code, and code is equal to nothing.
fn distinct(values: Vec<Const>) -> Vec<Const> {
    let mut seen = rustc_hash::FxHashSet::default();
    values
        .into_iter()
        .filter(|v| seen.insert(fold::ConstKey(v.clone())))
        .collect()
}

/// The plain, immediate and float-constant form of a binary operator.
fn binary_ops(op: Operator) -> (Op, Option<Op>, Option<Op>) {
    match op {
        Operator::Add => (Op::Add, Some(Op::AddI), Some(Op::AddK)),
        Operator::Sub => (Op::Sub, Some(Op::SubI), Some(Op::SubK)),
        Operator::Mult => (Op::Mul, Some(Op::MulI), Some(Op::MulK)),
        Operator::Div => (Op::TrueDiv, Some(Op::TrueDivI), Some(Op::TrueDivK)),
        Operator::FloorDiv => (Op::FloorDiv, Some(Op::FloorDivI), None),
        Operator::Mod => (Op::Mod, Some(Op::ModI), None),
        Operator::Pow => (Op::Pow, Some(Op::PowI), None),
        Operator::LShift => (Op::LShift, Some(Op::LShiftI), None),
        Operator::RShift => (Op::RShift, Some(Op::RShiftI), None),
        Operator::BitAnd => (Op::And, Some(Op::AndI), None),
        Operator::BitOr => (Op::Or, Some(Op::OrI), None),
        Operator::BitXor => (Op::Xor, Some(Op::XorI), None),
        Operator::MatMult => (Op::MatMul, None, None),
    }
}

/// The comparison that a `not` before `is` or `in` comes to: these are always True or False, and have an opposite.
fn negated_test(e: &Expr) -> Option<(CmpOp, &ruff_python_ast::ExprCompare)> {
    let Expr::UnaryOp(u) = e else { return None };
    if u.op != UnaryOp::Not {
        return None;
    }
    let (op, c) = match &*u.operand {
        Expr::Compare(c) if c.ops.len() == 1 => (c.ops[0], c),
        inner => negated_test(inner)?,
    };
    let opposite = match op {
        CmpOp::Is => CmpOp::IsNot,
        CmpOp::IsNot => CmpOp::Is,
        CmpOp::In => CmpOp::NotIn,
        CmpOp::NotIn => CmpOp::In,
        _ => return None,
    };
    Some((opposite, c))
}

/// The plain and fused form of a comparison, and the same with an immediate.
fn compare_ops(op: CmpOp) -> (Op, Op, Option<(Op, Op)>) {
    match op {
        CmpOp::Lt => (Op::Lt, Op::LtJ, Some((Op::LtI, Op::LtIJ))),
        CmpOp::LtE => (Op::Le, Op::LeJ, Some((Op::LeI, Op::LeIJ))),
        CmpOp::Eq => (Op::Eq, Op::EqJ, Some((Op::EqI, Op::EqIJ))),
        CmpOp::NotEq => (Op::Ne, Op::NeJ, Some((Op::NeI, Op::NeIJ))),
        CmpOp::Gt => (Op::Gt, Op::GtJ, Some((Op::GtI, Op::GtIJ))),
        CmpOp::GtE => (Op::Ge, Op::GeJ, Some((Op::GeI, Op::GeIJ))),
        CmpOp::Is => (Op::Is, Op::IsJ, None),
        CmpOp::IsNot => (Op::IsNot, Op::IsNotJ, None),
        CmpOp::In => (Op::Contains, Op::ContainsJ, None),
        CmpOp::NotIn => (Op::NotContains, Op::NotContainsJ, None),
    }
}
