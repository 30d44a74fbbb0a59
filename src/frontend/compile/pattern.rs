//! `match`: patterns.
//!
//! A pattern tests a register and jumps to a label where it fails. Names are captured in registers and stored only
//! when the whole pattern has matched; alternatives capture into the registers of the first one.

use super::Compiler;
use super::unit::{Label, Operand, Reg};
use crate::bytecode::code::Const;
use crate::bytecode::op::Op;
use crate::errors::{Result, syntax};
use crate::names::NameId;
use ruff_python_ast::{
    CmpOp, Expr, Identifier, Pattern, PatternMatchClass, PatternMatchMapping, Singleton, StmtMatch,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Whether two constants are numbers that are equal, whatever their types.
fn same_number(a: &Const, b: &Const) -> bool {
    let number = |c: &Const| match *c {
        Const::Bool(b) => Some((f64::from(u8::from(b)), 0.0)),
        // (Where an integer has no exact float, another type's constant is not equal to it.)
        Const::Int(i) if (i as f64) as i64 == i => Some((i as f64, 0.0)),
        Const::Float(f) => Some((f, 0.0)),
        Const::Complex(re, im) => Some((re, im)),
        _ => None,
    };
    matches!((number(a), number(b)), (Some(a), Some(b)) if a == b)
}

/// Names captured so far: their registers and places.
type Captures = Vec<(NameId, Reg, TextRange)>;

impl<'a> Compiler<'a> {
    pub(super) fn match_stmt(&mut self, m: &'a StmtMatch) -> Result<()> {
        let mark = self.unit.top;
        let subject = self.unit.alloc();
        self.expr_to(&m.subject, subject)?;
        let end = self.unit.label();
        let top = self.unit.top;
        for (i, case) in m.cases.iter().enumerate() {
            let last = i + 1 == m.cases.len();
            if case.guard.is_none() && !last {
                self.check_irrefutable(&case.pattern)?;
            }
            let next = self.unit.label();
            let mut captures = Captures::new();
            if matches!(&case.pattern, Pattern::MatchAs(a) if a.pattern.is_none() && a.name.is_none())
            {
                self.at(case.pattern.range());
                self.unit.line();
            }
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            for (name, r, range) in captures {
                self.at(range);
                self.store_name(name, r);
            }
            self.unit.top = top;
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next)?;
            }
            self.conditional_body(&case.body)?;
            if !last {
                self.at_nowhere();
                self.unit.jump(Op::Jump, 0, end);
            }
            self.unit.bind(next);
        }
        self.unit.bind(end);
        self.unit.top = mark;
        Ok(())
    }

    /// Only the last case (or alternative) may match everything.
    fn check_irrefutable(&self, p: &Pattern) -> Result<()> {
        match p {
            Pattern::MatchAs(a) if a.pattern.is_none() => match &a.name {
                Some(name) => syntax(
                    a.range,
                    format!(
                        "name capture '{}' makes remaining patterns unreachable",
                        name.id
                    ),
                ),
                None => syntax(a.range, "wildcard makes remaining patterns unreachable"),
            },
            Pattern::MatchAs(a) => a.pattern.iter().try_for_each(|p| self.check_irrefutable(p)),
            Pattern::MatchOr(o) => o
                .patterns
                .last()
                .map_or(Ok(()), |p| self.check_irrefutable(p)),
            _ => Ok(()),
        }
    }

    fn pattern(
        &mut self,
        p: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Result<()> {
        match p {
            Pattern::MatchValue(v) if v.value.is_f_string_expr() || v.value.is_t_string_expr() => {
                let msg = "patterns may only match literals and attribute lookups";
                return syntax(v.range, msg);
            }
            Pattern::MatchValue(v) if matches!(&*v.value, Expr::UnaryOp(u) if u.operand.is_bin_op_expr()) =>
            {
                // A number with a sign, and what follows: a power binds more closely.
                let start = v.range.start().to_usize();
                let at = self.source[v.range].find("**").map_or(start, |n| start + n);
                let at = TextSize::from(at as u32);
                return syntax(TextRange::at(at, TextSize::from(2)), "invalid syntax");
            }
            Pattern::MatchValue(v) => {
                let top = self.unit.top;
                let value = self.expr(&v.value, None)?;
                self.at(v.range);
                let r = self.compare_op(CmpOp::Eq, true, subject, value, top, None);
                self.unit.jump(Op::JumpIfFalse, r.0, fail);
                self.unit.top = top;
            }
            Pattern::MatchSingleton(s) => {
                self.at(s.range);
                let value = match s.value {
                    Singleton::None => {
                        self.unit.jump(Op::JumpIfNotNone, subject.0, fail);
                        return Ok(());
                    }
                    Singleton::True => true,
                    Singleton::False => false,
                };
                let top = self.unit.top;
                let r = self.compare_op(
                    CmpOp::Is,
                    true,
                    subject,
                    Operand::Const(Const::Bool(value)),
                    top,
                    None,
                );
                self.unit.jump(Op::JumpIfFalse, r.0, fail);
                self.unit.top = top;
            }
            Pattern::MatchSequence(s) => {
                self.sequence_pattern(&s.patterns, s.range, subject, fail, captures)?
            }
            Pattern::MatchMapping(m) => self.mapping_pattern(m, subject, fail, captures)?,
            Pattern::MatchClass(c) => self.class_pattern(c, subject, fail, captures)?,
            Pattern::MatchStar(s) => {
                if let Some(name) = &s.name {
                    self.capture(name, subject, captures)?;
                }
            }
            Pattern::MatchAs(a) => {
                if let Some(p) = &a.pattern {
                    self.pattern(p, subject, fail, captures)?;
                }
                if let Some(name) = &a.name {
                    self.capture(name, subject, captures)?;
                }
            }
            Pattern::MatchOr(o) => {
                self.or_pattern(&o.patterns, o.range, subject, fail, captures)?
            }
        }
        Ok(())
    }

    fn capture(&mut self, name: &Identifier, value: Reg, captures: &mut Captures) -> Result<()> {
        let id = self.mangle(&name.id);
        if captures.iter().any(|(n, _, _)| *n == id) {
            return syntax(
                name.range,
                format!("multiple assignments to name '{}' in pattern", name.id),
            );
        }
        captures.push((id, value, name.range));
        Ok(())
    }

    fn sequence_pattern(
        &mut self,
        patterns: &'a [Pattern],
        range: TextRange,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Result<()> {
        let n = patterns.len();
        let star = patterns.iter().position(Pattern::is_match_star);
        if patterns.iter().filter(|p| p.is_match_star()).count() > 1 {
            return syntax(range, "multiple starred names in sequence pattern");
        }
        self.at(range);
        let t = self.unit.alloc();
        self.unit.emit_ab(Op::MatchSequence, t, subject);
        self.unit.jump(Op::JumpIfFalse, t.0, fail);
        let needed = if star.is_some() { n - 1 } else { n };
        if star.is_none() || needed > 0 {
            self.unit.emit_ab(Op::GetLen, t, subject);
            let op = if star.is_some() {
                CmpOp::GtE
            } else {
                CmpOp::Eq
            };
            let top = self.unit.top;
            self.compare_op(
                op,
                true,
                t,
                Operand::Const(Const::Int(needed as i64)),
                top,
                Some(t),
            );
            self.unit.jump(Op::JumpIfFalse, t.0, fail);
        }
        let wildcard = |p: &Pattern| matches!(p, Pattern::MatchAs(a) if a.pattern.is_none() && a.name.is_none());
        let wild_star =
            star.is_some_and(|i| matches!(&patterns[i], Pattern::MatchStar(s) if s.name.is_none()));
        if patterns
            .iter()
            .enumerate()
            .all(|(i, p)| wildcard(p) || (wild_star && Some(i) == star))
        {
            return Ok(());
        }
        if wild_star {
            // Items are taken one by one, so that the middle is not copied.
            let star = star.expect("there is one");
            for (i, p) in patterns.iter().enumerate() {
                if wildcard(p) || i == star {
                    continue;
                }
                let item = self.unit.alloc();
                self.at(p.range());
                if i < star {
                    self.unit
                        .emit_flags(Op::GetItemI, 0, item.0, subject.0, i as u16);
                } else {
                    // The length is taken again, as CPython does: an index from the end would be another call.
                    let index = self.unit.alloc();
                    self.unit.emit_ab(Op::GetLen, index, subject);
                    self.unit
                        .emit_flags(Op::SubI, 0, index.0, index.0, (n - i) as u16);
                    self.unit.emit(Op::GetItem, item, subject, index);
                }
                self.pattern(p, item, fail, captures)?;
            }
            return Ok(());
        }
        let first = self.unit.alloc_n(n);
        match star {
            Some(before) => {
                let after = (n - before - 1) as u16;
                if before > 255 {
                    return syntax(
                        range,
                        "too many expressions in star-unpacking sequence pattern",
                    );
                }
                self.unit
                    .emit_flags(Op::UnpackEx, before as u8, first.0, subject.0, after);
            }
            None => self
                .unit
                .emit_flags(Op::UnpackSequence, 0, first.0, subject.0, n as u16),
        }
        for (i, p) in patterns.iter().enumerate() {
            self.pattern(p, first.plus(i), fail, captures)?;
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        m: &'a PatternMatchMapping,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Result<()> {
        let n = m.keys.len();
        let mut seen: Vec<Const> = Vec::new();
        for key in &m.keys {
            if let Some(c) = self.const_value(key) {
                if seen.iter().any(|s| s == &c || same_number(s, &c)) {
                    let text = &self.source[key.range()];
                    return syntax(
                        m.range,
                        format!("mapping pattern checks duplicate key ({text})"),
                    );
                }
                seen.push(c);
            }
        }
        self.at(m.range);
        let t = self.unit.alloc();
        self.unit.emit_ab(Op::MatchMapping, t, subject);
        self.unit.jump(Op::JumpIfFalse, t.0, fail);
        if n > 0 {
            self.unit.emit_ab(Op::GetLen, t, subject);
            let top = self.unit.top;
            self.compare_op(
                CmpOp::GtE,
                true,
                t,
                Operand::Const(Const::Int(n as i64)),
                top,
                Some(t),
            );
            self.unit.jump(Op::JumpIfFalse, t.0, fail);
        }
        let mut keys = t;
        let mut values = t;
        if n > 0 {
            keys = self.unit.alloc();
            match self.const_values(&m.keys) {
                Some(constants) => self.unit.load_const(keys, Const::Tuple(constants.into())),
                None => {
                    let first = self.consecutive(&m.keys)?;
                    self.at(m.range);
                    self.unit
                        .emit_flags(Op::BuildTuple, 0, keys.0, first.0, n as u16);
                    self.unit.top = first;
                }
            }
            self.at(m.range);
            self.unit.emit(Op::MatchKeys, t, subject, keys);
            self.unit.jump(Op::JumpIfNone, t.0, fail);
            values = self.unit.alloc_n(n);
            self.unit
                .emit_flags(Op::UnpackSequence, 0, values.0, t.0, n as u16);
        }
        for (i, p) in m.patterns.iter().enumerate() {
            self.pattern(p, values.plus(i), fail, captures)?;
        }
        if let Some(rest) = &m.rest {
            let dict = self.unit.alloc();
            self.at(m.range);
            self.unit.emit_flags(Op::BuildMap, 0, dict.0, 0, 0);
            self.unit.emit_ab(Op::DictUpdate, dict, subject);
            if n > 0 {
                let first = self.unit.alloc_n(n);
                self.unit
                    .emit_flags(Op::UnpackSequence, 0, first.0, keys.0, n as u16);
                for i in 0..n {
                    self.unit.emit_ab(Op::DelItem, dict, first.plus(i));
                }
                self.unit.top = first;
            }
            self.capture(rest, dict, captures)?;
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        c: &'a PatternMatchClass,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Result<()> {
        let positional = &c.arguments.patterns;
        let keywords = &c.arguments.keywords;
        for (i, k) in keywords.iter().enumerate() {
            if keywords[..i].iter().any(|other| other.attr.id == k.attr.id) {
                let msg = format!("attribute name repeated in class pattern: {}", k.attr.id);
                return syntax(k.pattern.range(), msg);
            }
        }
        let first = self.unit.alloc_n(3);
        self.unit.emit_move(first, subject);
        self.expr_to(&c.cls, first.plus(1))?;
        let names = keywords.iter().map(|k| Const::str(&k.attr.id)).collect();
        self.at(c.range);
        self.unit.load_const(first.plus(2), Const::Tuple(names));
        self.unit
            .emit_flags(Op::MatchClass, 0, first.0, first.0, positional.len() as u16);
        self.unit.jump(Op::JumpIfNone, first.0, fail);
        let n = positional.len() + keywords.len();
        if n == 0 {
            return Ok(());
        }
        let values = self.unit.alloc_n(n);
        self.unit
            .emit_flags(Op::UnpackSequence, 0, values.0, first.0, n as u16);
        let patterns = positional.iter().chain(keywords.iter().map(|k| &k.pattern));
        for (i, p) in patterns.enumerate() {
            self.pattern(p, values.plus(i), fail, captures)?;
        }
        Ok(())
    }

    fn or_pattern(
        &mut self,
        alternatives: &'a [Pattern],
        range: TextRange,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Result<()> {
        let matched = self.unit.label();
        let mut agreed: Option<Captures> = None;
        for (i, p) in alternatives.iter().enumerate() {
            let last = i + 1 == alternatives.len();
            if !last {
                self.check_irrefutable(p)?;
            }
            let next = if last { fail } else { self.unit.label() };
            let mut own = Captures::new();
            self.pattern(p, subject, next, &mut own)?;
            match &agreed {
                None => {
                    // Captures move to registers of their own, which the other alternatives fill as well.
                    for (_, r, _) in &mut own {
                        let copy = self.unit.alloc();
                        self.unit.emit_move(copy, *r);
                        *r = copy;
                    }
                    agreed = Some(own);
                }
                Some(agreed) => {
                    let same = agreed.len() == own.len()
                        && agreed
                            .iter()
                            .all(|(n, _, _)| own.iter().any(|(m, _, _)| m == n));
                    if !same {
                        return syntax(range, "alternative patterns bind different names");
                    }
                    for (name, target, _) in agreed {
                        let (_, r, _) = own
                            .iter()
                            .find(|(n, _, _)| n == name)
                            .expect("compared above");
                        self.unit.emit_move(*target, *r);
                    }
                }
            }
            if !last {
                self.unit.jump(Op::Jump, 0, matched);
                self.unit.bind(next);
            }
        }
        self.unit.bind(matched);
        for (name, r, range) in agreed.into_iter().flatten() {
            if captures.iter().any(|(n, _, _)| *n == name) {
                let text = self.names.get(name).clone();
                return syntax(
                    range,
                    format!("multiple assignments to name '{text}' in pattern"),
                );
            }
            captures.push((name, r, range));
        }
        Ok(())
    }
}
