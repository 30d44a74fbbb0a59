//! Class definitions.

use super::Compiler;
use super::unit::Reg;
use crate::bytecode::code::{Code, Const, SiteKind};
use crate::bytecode::op::{Intrinsic, Op};
use crate::errors::Result;
use crate::symtable::Part;
use ruff_python_ast::StmtClassDef;
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    pub(super) fn class_def(&mut self, c: &'a StmtClassDef) -> Result<()> {
        let mark = self.unit.top;
        let decorated = self.begin_decorators(&c.decorator_list)?;
        let first_line = match c.decorator_list.first() {
            Some(d) => self.line_of(d.expression.range().start()),
            None => self.line_of(c.range.start()),
        };
        let value = self.unit.alloc();
        match &c.type_params {
            None => {
                let made = self.build_class(c, first_line, None)?;
                self.unit.emit_move(value, made);
            }
            Some(params) => self.generic_class(c, params, first_line, value)?,
        }
        let result = self.end_decorators(decorated, value);
        let id = self.mangle(&c.name.id);
        self.at(self.class_range(c));
        self.unit.line();
        self.store_name(id, result);
        self.unit.top = mark;
        Ok(())
    }

    /// Calls `__build_class__`; `generic_base` is `Generic[...]`. The result is in a fresh temporary.
    pub(super) fn build_class(
        &mut self,
        c: &'a StmtClassDef,
        first_line: u32,
        generic_base: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.unit.top;
        let n = Self::window_size(c.arguments.as_deref(), 2);
        let window = self.unit.alloc_window(n);
        let header = self.class_range(c);
        self.at(header);
        self.unit.emit_a(Op::LoadBuildClass, window);
        let code = self.class_code(c, first_line)?;
        self.at(header);
        let parts = self.unit.top;
        self.make_function(code, window.plus(2), 0, parts)?;
        let id = self.names.intern(&c.name.id);
        let name = self.name_const(id);
        self.unit.load_const(window.plus(3), name);
        self.call_with_prefix(
            window,
            2,
            c.arguments.as_deref(),
            generic_base,
            header,
            mark,
        )
    }

    /// A class definition without its decorators.
    fn class_range(&self, c: &StmtClassDef) -> TextRange {
        match c.decorator_list.last() {
            Some(d) => {
                let rest = self.between(d.range.end(), c.name.range.start());
                let start = d.range.end()
                    + ruff_text_size::TextSize::from(rest.rfind("class").unwrap_or(0) as u32);
                TextRange::new(start, c.range.end().max(start))
            }
            None => c.range,
        }
    }

    fn store_in_namespace(&mut self, name: &str, value: Reg) {
        let id = self.names.intern(name);
        let site = self.site(SiteKind::Name, id);
        self.unit.emit_flags(Op::StoreName, 0, value.0, 0, site);
    }

    fn class_code(&mut self, c: &'a StmtClassDef, first_line: u32) -> Result<Code> {
        let scope_id = self.table.scope_of(c, Part::Body);
        self.enter_unit(scope_id, first_line);
        let scope = self.table.scope(scope_id);
        let (class_cell, classdict) = (scope.needs_class_cell, scope.needs_classdict);
        let conditional = scope.has_conditional_annotations;
        let annotations = scope.annotations;
        self.at(TextRange::empty(c.range.start()));
        self.unit.position = Some(crate::bytecode::code::Position {
            line: first_line,
            end_line: first_line,
            col: 0,
            end_col: 0,
        });
        let mark = self.unit.top;
        let r = self.unit.alloc();
        let name = self.names.intern("__name__");
        let site = self.site(SiteKind::Name, name);
        self.unit.emit_flags(Op::LoadName, 0, r.0, 0, site);
        self.store_in_namespace("__module__", r);
        let qualname = Const::str(&self.unit.code.qualname.clone());
        self.unit.load_const(r, qualname);
        self.store_in_namespace("__qualname__", r);
        self.unit.load_const(r, Const::Int(first_line as i64));
        self.store_in_namespace("__firstlineno__", r);
        if c.type_params.is_some() {
            let hidden = self.names.intern(".type_params");
            let value = self.load_name(hidden, Some(r));
            self.store_in_namespace("__type_params__", value);
        }
        if classdict {
            let id = self.names.intern("__classdict__");
            self.unit.emit_a(Op::LoadLocals, r);
            self.unit
                .emit_ab(Op::StoreDeref, self.unit.cell_regs[&id], r);
        }
        if conditional {
            let id = self.names.intern("__conditional_annotations__");
            self.unit.emit_flags(Op::BuildSet, 0, r.0, 0, 0);
            self.unit
                .emit_ab(Op::StoreDeref, self.unit.cell_regs[&id], r);
        }
        let mut body = &c.body[..];
        if let Some(doc) = self.docstring(body) {
            if let Some(doc) = doc {
                self.at(body[0].range());
                self.unit.load_const(r, doc);
                self.store_in_namespace("__doc__", r);
            }
            body = &body[1..];
        }
        self.unit.top = mark;
        if annotations.is_some() {
            self.collect_annotations(&c.body, false);
        }
        self.setup_string_annotations(&c.body);
        self.body(body)?;
        self.unit.position = Some(crate::bytecode::code::Position {
            line: first_line,
            end_line: first_line,
            col: 0,
            end_col: 0,
        });
        let r = self.unit.alloc();
        if let Some(scope) = annotations {
            self.variables_annotate_function(scope, r)?;
            self.store_in_namespace("__annotate_func__", r);
        }
        let mut attributes = std::mem::take(&mut self.unit.static_attributes);
        attributes.sort();
        attributes.dedup();
        self.at_nowhere();
        let attributes = Const::Tuple(attributes.iter().map(|a| Const::str(a)).collect());
        self.unit.load_const(r, attributes);
        self.store_in_namespace("__static_attributes__", r);
        if classdict {
            let id = self.names.intern("__classdict__");
            self.store_in_namespace("__classdictcell__", self.unit.cell_regs[&id]);
        }
        if class_cell {
            let id = self.names.intern("__class__");
            let cell = self.unit.cell_regs[&id];
            self.unit.emit_move(r, cell);
            self.store_in_namespace("__classcell__", r);
        } else {
            self.load_none(r);
        }
        self.unit.emit_a(Op::Return, r);
        self.leave_unit()
    }

    /// `class C[T]`: a function makes the type parameters, then the class.
    fn generic_class(
        &mut self,
        c: &'a StmtClassDef,
        params: &'a ruff_python_ast::TypeParams,
        first_line: u32,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.unit.top;
        let window = self.unit.alloc_window(0);
        self.enter_type_params(params, &c.name.id, first_line);
        self.at(c.range);
        let tuple = self.unit.alloc();
        self.type_params_tuple(params, tuple)?;
        let hidden = self.names.intern(".type_params");
        self.store_name(hidden, tuple);
        let base = self.unit.alloc();
        self.unit.emit_flags(
            Op::Intrinsic,
            0,
            base.0,
            tuple.0,
            Intrinsic::SubscriptGeneric as u16,
        );
        let class = self.build_class(c, first_line, Some(base))?;
        self.unit.emit_a(Op::Return, class);
        let code = self.leave_unit()?;
        self.at(c.range);
        let parts = self.unit.top;
        self.make_function(code, window, 0, parts)?;
        self.finish_call(
            Op::Call,
            window,
            0,
            crate::bytecode::code::Site::NONE,
            mark,
            Some(dst),
        );
        Ok(())
    }
}
