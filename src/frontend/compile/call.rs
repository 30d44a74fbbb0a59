//! Calls: windows, method calls, keyword arguments, star-arguments, and `super().name`.
//!
//! A call's window is allocated before its callable is evaluated: six free registers, the callable, self, then the
//! arguments, each evaluated straight into its place.

use super::unit::{Operand, Reg};
use super::{Access, Compiler};
use crate::bytecode::code::{Const, Site, SiteKind};
use crate::bytecode::op::{EX_KWARGS, Op, SUPER_EXPLICIT, SUPER_METHOD};
use crate::errors::{Result, syntax};
use crate::symtable::{Binding, ScopeKind};
use ruff_python_ast::{Arguments, Expr, ExprAttribute, ExprCall, Keyword};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Calls with more arguments go through a tuple.
const MAX_ARGS: usize = 250;

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, c: &'a ExprCall, want: Option<Reg>) -> Result<Operand> {
        let mark = self.unit.top;
        let arguments = &c.arguments;
        self.check_keywords(&arguments.keywords)?;
        let n = arguments.args.len() + arguments.keywords.len();
        if needs_tuple(arguments, 0) {
            let window = self.unit.alloc_window(2);
            self.expr_to(&c.func, window)?;
            self.star_arguments(arguments, None, window)?;
            return Ok(Operand::Reg(self.finish_call_ex(
                window,
                arguments,
                c.range(),
                mark,
                want,
            )));
        }
        let mut op = Op::Call;
        let mut range = c.range();
        let window;
        match &*c.func {
            Expr::Attribute(a) => {
                op = Op::CallMethod;
                range = self.attr_range(a, c.range());
                if self.is_super_attribute(a) {
                    window = self.unit.alloc_window(n);
                    self.super_method(a, window)?;
                } else {
                    // The object comes before the window, so that a long chain of calls needs few registers.
                    let object = self.expr_reg(&a.value)?;
                    window = self.unit.alloc_window(n);
                    let site = self.attr_site(SiteKind::LoadMethod, &a.attr.id);
                    let attr_range = self.attr_range(a, a.range);
                    self.at(attr_range);
                    self.unit
                        .emit_flags(Op::LoadMethod, 0, window.0, object.0, site);
                }
            }
            Expr::Call(_) => {
                let callable = self.expr_reg(&c.func)?;
                window = self.unit.alloc_window(n);
                self.unit.emit_move(window, callable);
            }
            func => {
                window = self.unit.alloc_window(n);
                self.expr_to(func, window)?;
            }
        }
        for (i, e) in arguments.args.iter().enumerate() {
            if matches!(e, Expr::Generator(g) if !g.parenthesized) {
                self.call_parentheses = Some(arguments.range);
            }
            self.expr_to(e, window.plus(2 + i))?;
        }
        for (i, keyword) in arguments.keywords.iter().enumerate() {
            self.expr_to(&keyword.value, window.plus(2 + arguments.args.len() + i))?;
        }
        let kwnames = self.keyword_names(&arguments.keywords);
        self.at(range);
        Ok(Operand::Reg(
            self.finish_call(op, window, n, kwnames, mark, want),
        ))
    }

    /// Emits the call of a window and frees it.
    pub(super) fn finish_call(
        &mut self,
        op: Op,
        window: Reg,
        n: usize,
        kwnames: u32,
        mark: Reg,
        want: Option<Reg>,
    ) -> Reg {
        let site = self.unit.site(SiteKind::Call, kwnames);
        let dst = self.result(mark, want);
        self.unit.emit_flags(op, n as u8, window.0, dst.0, site);
        dst
    }

    fn finish_call_ex(
        &mut self,
        window: Reg,
        arguments: &Arguments,
        range: TextRange,
        mark: Reg,
        want: Option<Reg>,
    ) -> Reg {
        let site = self.unit.site(SiteKind::Call, Site::NONE);
        let dst = self.result(mark, want);
        let flags = if arguments.keywords.is_empty() {
            0
        } else {
            EX_KWARGS
        };
        self.at(range);
        self.unit
            .emit_flags(Op::CallEx, flags, window.0, dst.0, site);
        dst
    }

    /// The index of the constant tuple of keyword names.
    fn keyword_names(&mut self, keywords: &[Keyword]) -> u32 {
        if keywords.is_empty() {
            return Site::NONE;
        }
        let names = keywords.iter().flat_map(|k| &k.arg).map(|a| {
            // (Private names of keywords stay as they are.)
            Const::str(&a.id)
        });
        let names = Const::Tuple(names.collect());
        self.unit.constant(names)
    }

    /// Puts the arguments after the callable in the window as a tuple (or another iterable) and a dict. `extra` are
    /// registers with positional arguments that come first.
    fn star_arguments(
        &mut self,
        arguments: &'a Arguments,
        extra: Option<(Reg, usize)>,
        window: Reg,
    ) -> Result<()> {
        let args = window.plus(2);
        match (&arguments.args[..], extra) {
            // A single `*x` is handed over as it is; the call makes a tuple of it.
            ([Expr::Starred(s)], None) => self.expr_to(&s.value, args)?,
            ([], None) => self.unit.load_const(args, Const::Tuple([].into())),
            (elts, extra) => {
                let range = elts.first().map_or(arguments.range, Ranged::range);
                match extra {
                    None => self.long_list(elts, range, args)?,
                    Some((first, n)) => {
                        self.unit
                            .emit_flags(Op::BuildList, 0, args.0, first.0, n as u16);
                        self.append_all(elts, args)?;
                    }
                }
                self.unit.emit_ab(Op::ListToTuple, args, args);
            }
        }
        if arguments.keywords.is_empty() {
            return Ok(());
        }
        let kwargs = window.plus(3);
        let mark = self.unit.top;
        let plain = arguments
            .keywords
            .iter()
            .take(32)
            .take_while(|k| k.arg.is_some())
            .count();
        let first = self.unit.top;
        for keyword in &arguments.keywords[..plain] {
            self.keyword_pair(keyword)?;
        }
        self.at(arguments.range);
        self.unit
            .emit_flags(Op::BuildMap, 0, kwargs.0, first.0, plain as u16);
        self.unit.top = mark;
        self.more_keywords(
            &arguments.keywords[plain..],
            kwargs,
            window,
            arguments.range,
        )
    }

    /// Adds keyword arguments to the dict of a call. After a `**` even named ones are merged, as they may be repeated.
    fn more_keywords(
        &mut self,
        keywords: &'a [Keyword],
        kwargs: Reg,
        window: Reg,
        range: TextRange,
    ) -> Result<()> {
        let mark = self.unit.top;
        let mut unpacked = false;
        for keyword in keywords {
            if keyword.arg.is_none() {
                unpacked = true;
                let r = self.expr_reg(&keyword.value)?;
                self.at(range);
                self.unit.emit(Op::DictMerge, kwargs, r, window);
            } else {
                let pair = self.keyword_pair(keyword)?;
                self.at(range);
                if unpacked {
                    self.unit.emit_flags(Op::BuildMap, 0, pair.0, pair.0, 1);
                    self.unit.emit(Op::DictMerge, kwargs, pair, window);
                } else {
                    self.unit.emit(Op::MapAdd, kwargs, pair, pair.plus(1));
                }
            }
            self.unit.top = mark;
        }
        Ok(())
    }

    /// The name and value of a keyword argument in two registers.
    fn keyword_pair(&mut self, keyword: &'a Keyword) -> Result<Reg> {
        let pair = self.unit.alloc_n(2);
        let name = &keyword.arg.as_ref().expect("a named argument").id;
        let id = self.names.intern(name);
        let name = self.name_const(id);
        self.at(keyword.range);
        self.unit.load_const(pair, name);
        self.expr_to(&keyword.value, pair.plus(1))?;
        Ok(pair)
    }

    fn append_all(&mut self, elts: &'a [Expr], list: Reg) -> Result<()> {
        let mark = self.unit.top;
        for e in elts {
            let (op, value) = match e {
                Expr::Starred(s) => (Op::ListExtend, &*s.value),
                _ => (Op::ListAppend, e),
            };
            let r = self.expr_reg(value)?;
            self.unit.emit_ab(op, list, r);
            self.unit.top = mark;
        }
        Ok(())
    }

    /// A call whose callable and first positional arguments are in a window already (`n` of them, from window + 2 on):
    /// the building of a class. The window was allocated with room for all arguments, or for 2 if they need a tuple.
    pub(super) fn call_with_prefix(
        &mut self,
        window: Reg,
        n: usize,
        arguments: Option<&'a Arguments>,
        extra_base: Option<Reg>,
        range: TextRange,
        mark: Reg,
    ) -> Result<Reg> {
        let Some(arguments) = arguments else {
            let mut total = n;
            if let Some(base) = extra_base {
                self.unit.emit_move(window.plus(2 + n), base);
                total += 1;
            }
            self.at(range);
            return Ok(self.finish_call(Op::Call, window, total, Site::NONE, mark, None));
        };
        self.check_keywords(&arguments.keywords)?;
        if needs_tuple(arguments, n + 1) {
            let first = self.unit.alloc_n(n);
            for i in 0..n {
                self.unit.emit_move(first.plus(i), window.plus(2 + i));
            }
            if let Some(base) = extra_base {
                // `Generic[...]` is the last base, after the written ones.
                let args = window.plus(2);
                self.unit
                    .emit_flags(Op::BuildList, 0, args.0, first.0, n as u16);
                self.append_all(&arguments.args, args)?;
                self.unit.emit_ab(Op::ListAppend, args, base);
                self.unit.emit_ab(Op::ListToTuple, args, args);
                let tuple = self.unit.alloc();
                self.unit.emit_move(tuple, args);
                self.star_keywords_only(arguments, window)?;
                self.unit.emit_move(args, tuple);
            } else {
                self.star_arguments(arguments, Some((first, n)), window)?;
            }
            return Ok(self.finish_call_ex(window, arguments, range, mark, None));
        }
        let mut at = n;
        for e in &arguments.args {
            self.expr_to(e, window.plus(2 + at))?;
            at += 1;
        }
        if let Some(base) = extra_base {
            self.unit.emit_move(window.plus(2 + at), base);
            at += 1;
        }
        for keyword in &arguments.keywords {
            self.expr_to(&keyword.value, window.plus(2 + at))?;
            at += 1;
        }
        let kwnames = self.keyword_names(&arguments.keywords);
        self.at(range);
        Ok(self.finish_call(Op::Call, window, at, kwnames, mark, None))
    }

    fn star_keywords_only(&mut self, arguments: &'a Arguments, window: Reg) -> Result<()> {
        if arguments.keywords.is_empty() {
            return Ok(());
        }
        let kwargs = window.plus(3);
        self.unit.emit_flags(Op::BuildMap, 0, kwargs.0, 0, 0);
        self.more_keywords(&arguments.keywords, kwargs, window, arguments.range)
    }

    /// The registers that a window needs for these arguments after `n` others and a base.
    pub(super) fn window_size(arguments: Option<&Arguments>, n: usize) -> usize {
        match arguments {
            Some(a) if needs_tuple(a, n + 1) => (n + 1).max(2),
            Some(a) => n + 1 + a.args.len() + a.keywords.len(),
            None => n + 1,
        }
    }

    // ---- super

    /// Whether `a` is `super().name` or `super(class, self).name` and may be compiled without making the super object.
    fn is_super_attribute(&mut self, a: &ExprAttribute) -> bool {
        let Expr::Call(call) = &*a.value else {
            return false;
        };
        let Expr::Name(func) = &*call.func else {
            return false;
        };
        if func.id != "super" || a.attr.id == "__class__" || !call.arguments.keywords.is_empty() {
            return false;
        }
        let function_like = self.table.scope(self.unit.scope).is_function_like();
        let id = self.mangle("super");
        if self.access(id) != Access::Global || !self.unit.inline.is_empty() {
            return false;
        }
        // A module that has the name at all may give it another meaning.
        if self.table.scope(self.table.top()).symbol(id).is_some() {
            return false;
        }
        match &call.arguments.args[..] {
            [] => {
                let class = self.names.intern("__class__");
                let is_free = frame_symbol_is_free(self, class);
                matches!(
                    self.table.scope(self.unit.scope).kind,
                    ScopeKind::Function | ScopeKind::Lambda
                ) && is_free
                    && self.unit.code.arg_count > 0
            }
            [class, object] => {
                !class.is_starred_expr() && !object.is_starred_expr() && function_like
            }
            _ => false,
        }
    }

    /// The three registers of LOAD_SUPER_ATTR, and its flags.
    fn super_operands(&mut self, a: &'a ExprAttribute) -> Result<(Reg, u8)> {
        let Expr::Call(call) = &*a.value else {
            unreachable!("checked by is_super_attribute")
        };
        let first = self.unit.alloc_n(3);
        self.expr_to(&call.func, first)?;
        if let [class, object] = &call.arguments.args[..] {
            self.expr_to(class, first.plus(1))?;
            self.expr_to(object, first.plus(2))?;
            return Ok((first, SUPER_EXPLICIT));
        }
        self.at(call.range());
        let class = self.names.intern("__class__");
        let cell = self.unit.free_regs[&class];
        self.unit.emit_ab(Op::LoadDeref, first.plus(1), cell);
        if self.unit.code.cell_regs.contains(&0) {
            self.unit.emit_ab(Op::LoadDeref, first.plus(2), Reg(0));
        } else {
            let this = self.checked_local(Reg(0));
            self.unit.emit_move(first.plus(2), this);
        }
        Ok((first, 0))
    }

    pub(super) fn super_attribute(
        &mut self,
        a: &'a ExprAttribute,
        want: Option<Reg>,
    ) -> Result<Option<Reg>> {
        if !self.is_super_attribute(a) {
            return Ok(None);
        }
        let mark = self.unit.top;
        let (first, flags) = self.super_operands(a)?;
        let site = self.attr_site(SiteKind::SuperAttr, &a.attr.id);
        let dst = self.result(mark, want);
        self.at(a.range);
        self.unit
            .emit_flags(Op::LoadSuperAttr, flags, dst.0, first.0, site);
        self.line_of_name(a);
        Ok(Some(dst))
    }

    fn super_method(&mut self, a: &'a ExprAttribute, window: Reg) -> Result<()> {
        let mark = self.unit.top;
        let (first, flags) = self.super_operands(a)?;
        self.unit.top = mark;
        let site = self.attr_site(SiteKind::SuperAttr, &a.attr.id);
        self.at(a.range);
        self.unit.emit_flags(
            Op::LoadSuperAttr,
            flags | SUPER_METHOD,
            window.0,
            first.0,
            site,
        );
        self.line_of_name(a);
        Ok(())
    }

    /// The line of an attribute's name is executed after the one where the expression begins.
    fn line_of_name(&mut self, a: &'a ExprAttribute) {
        self.at(self.attr_range(a, a.range));
        self.unit.line();
    }

    // ---- checks and positions

    /// The range of a method call or its attribute: from the attribute's name on if that is on a later line.
    pub(super) fn attr_range(&self, a: &ExprAttribute, range: TextRange) -> TextRange {
        if self.line_of(range.start()) == self.line_of(a.range.end()) {
            return range;
        }
        // (In a tree that a program has made, the name may be longer than its place.)
        let length = TextSize::of(a.attr.id.as_str());
        let start = a.range.end().checked_sub(length);
        let start = start.unwrap_or(a.range.start());
        TextRange::new(start, range.end().max(a.range.end()))
    }

    fn check_keywords(&self, keywords: &[Keyword]) -> Result<()> {
        for (i, keyword) in keywords.iter().enumerate() {
            let Some(arg) = &keyword.arg else { continue };
            let repeated = keywords[..i]
                .iter()
                .any(|k| k.arg.as_ref().is_some_and(|a| a.id == arg.id));
            if repeated {
                return syntax(
                    keyword.range,
                    format!("keyword argument repeated: {}", arg.id),
                );
            }
        }
        Ok(())
    }
}

/// Whether arguments must be gathered in a tuple and a dict: stars, or very many; `n` others come before.
fn needs_tuple(arguments: &Arguments, n: usize) -> bool {
    arguments.args.iter().any(Expr::is_starred_expr)
        || arguments.keywords.iter().any(|k| k.arg.is_none())
        || n + arguments.args.len() + arguments.keywords.len() > MAX_ARGS
}

fn frame_symbol_is_free(c: &Compiler<'_>, name: crate::names::NameId) -> bool {
    c.table
        .scope(c.unit.scope)
        .symbol(name)
        .is_some_and(|s| s.binding == Binding::Free)
}
