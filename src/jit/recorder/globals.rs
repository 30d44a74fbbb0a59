//! Variables: globals and builtins as constants of the trace while nobody changes them; cells of closures.

use frontend::bytecode::op::{
    CELL_EMPTY, FUNC_ANNOTATE, FUNC_CLOSURE, FUNC_DEFAULTS, FUNC_KWDEFAULTS, Instr,
};
use ir::{IrRef, Op};
use runtime::interp::frame::Frame;
use runtime::object::{Kind, Ref};
use runtime::types::T;
use runtime::types::cell::Cell;
use runtime::types::code::CodeObj;
use runtime::types::dict::{self, Dict, NameCell};
use runtime::types::function::Function;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::value::Value;

use super::{Rec, Recorder};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::schema;

/// What stands among the watched cells for a name that a namespace, which the trace names, does not have. (Where two are the
/// same, a trace is invalidated for nothing.)
pub fn absence(globals: Value, name: Ref<Str>) -> u64 {
    let hash = runtime::types::str::hash(name) as u64;
    // Odd: no address of a cell.
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ globals.bits()) | 1
}

impl Recorder {
    fn frame(&self) -> Frame {
        // SAFETY: the innermost frame's window, which is active.
        Frame(unsafe { self.root.offset(self.top().base as isize) })
    }
    fn function_ref(&mut self) -> IrRef {
        match self.top().function {
            Some(f) => self.konst(f),
            None => {
                let base = self.top().base;
                self.slot(base - 2)
            }
        }
    }

    /// The value of the cell of a name: a constant while nobody changes it, else loaded each time. `None`: it is empty.
    pub(super) fn name_cell(&mut self, cell: Ref<NameCell>) -> Option<(IrRef, Value)> {
        let v = cell.get();
        if v.is_empty() {
            return None;
        }
        let c = self.konst(cell.value());
        if cell.state() == dict::CELL_MUTABLE {
            let loaded = self.b.fload(c, schema::NAME_VALUE);
            self.guard_is_not(loaded, Value::EMPTY);
            return Some((loaded, v));
        }
        if !self.cells.contains(&cell.value()) {
            cell.watch();
            self.cells.push(cell.value());
        }
        Some((self.konst(v), v))
    }

    /// The value of a global or builtin of the running function.
    fn global(&mut self, site: u16) -> Option<IrRef> {
        let frame = self.frame();
        let function = frame.function();
        let name = self.top().code.site_name(site as usize);
        let globals = function.globals();
        let (cell, builtin) = match globals.cell(name) {
            Some(cell) if !cell.get().is_empty() => (cell, false),
            _ => {
                if !globals.is_namespace() || globals.get_str(name).is_some() {
                    return None;
                }
                let builtins = function.builtins.get();
                if !runtime::types::is_exactly(builtins, runtime::types::T::Dict) {
                    return None;
                }
                (builtins.downcast::<Dict>()?.cell(name)?, true)
            }
        };
        let f = self.function_ref();
        let g = self.b.fload(f, schema::FUNC_GLOBALS);
        self.guard_is(g, globals.value());
        if builtin {
            // That the globals do not have the name is an assumption: whoever adds it tells the JIT.
            globals.watch_absent();
            let absent = absence(globals.value(), name);
            if !self.absent.contains(&absent) {
                self.absent.push(absent);
            }
        }
        self.name_cell(cell).map(|(r, _)| r)
    }

    pub(super) fn load_global(&mut self, i: Instr) -> Rec<bool> {
        match self.global(i.c()) {
            Some(v) => {
                self.set(i.a(), v);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Whether the frame is a module's body: its namespace is the globals.
    fn at_module_level(&self) -> bool {
        let frame = self.frame();
        frame.attached() == frame.function().globals.get()
    }

    pub(super) fn load_name(&mut self, i: Instr) -> Rec<bool> {
        if !self.at_module_level() || self.frames.len() > 1 {
            return Ok(false);
        }
        let space = self.slot(-6);
        let globals = self.frame().function().globals.get();
        self.guard_is(space, globals);
        self.load_global(i)
    }

    fn store_into(&mut self, site: u16, r: u16) -> bool {
        let function = self.frame().function();
        let globals = function.globals();
        let name = self.top().code.site_name(site as usize);
        let Some(cell) = globals.cell(name) else {
            return false;
        };
        if cell.get().is_empty() {
            return false;
        }
        let f = self.function_ref();
        let g = self.b.fload(f, schema::FUNC_GLOBALS);
        self.guard_is(g, globals.value());
        let c = self.konst(cell.value());
        let loaded = self.b.fload(c, schema::NAME_VALUE);
        self.guard_is_not(loaded, Value::EMPTY);
        let v = self.reg(r);
        if cell.state() == dict::CELL_MUTABLE {
            // A mutable cell stays so: nobody watches it.
            self.b.fstore(c, schema::NAME_VALUE, v);
            self.b.op2(Op::BARRIER, c, v);
        } else {
            self.b.call(h::set_name, &[c, v]);
            self.check_valid = true;
        }
        true
    }

    pub(super) fn store_global(&mut self, i: Instr) -> bool {
        self.store_into(i.c(), i.a())
    }

    pub(super) fn store_name(&mut self, i: Instr) -> bool {
        if !self.at_module_level() || self.frames.len() > 1 {
            return false;
        }
        let space = self.slot(-6);
        let globals = self.frame().function().globals.get();
        self.guard_is(space, globals);
        self.store_into(i.c(), i.a())
    }

    pub(super) fn load_deref(&mut self, i: Instr) -> Rec<bool> {
        let (c, v) = self.both(i.b());
        // SAFETY: the compiler names registers with cells only.
        let cell: Ref<runtime::types::cell::Cell> = unsafe { Ref::from_value_unchecked(v) };
        if cell.content.get().is_empty() {
            return Err(Abort::Raised);
        }
        let content = self.b.fload(c, schema::CELL_CONTENT);
        self.guard_is_not(content, Value::EMPTY);
        self.set(i.a(), content);
        Ok(true)
    }

    pub(super) fn store_deref(&mut self, i: Instr) -> bool {
        let c = self.reg(i.a());
        let v = self.reg(i.b());
        self.b.fstore(c, schema::CELL_CONTENT, v);
        self.b.op2(Op::BARRIER, c, v);
        true
    }

    /// MAKE_CELL: an object of the trace.
    pub(super) fn make_cell(&mut self, i: Instr) -> bool {
        let content = (i.flags() & CELL_EMPTY == 0).then(|| self.both(i.a()));
        if let Some((v, held)) = content {
            if held == Value::UNBOUND {
                self.guard_is(v, Value::UNBOUND);
            } else {
                self.guard_is_not(v, Value::UNBOUND);
            }
        }
        let fields = [(schema::CELL_CONTENT, 0)];
        let cell = self.new_object(T::Cell, Kind::Cell, size_of::<Cell>(), &fields);
        if let Some((v, held)) = content
            && held != Value::UNBOUND
        {
            self.b.fstore(cell, schema::CELL_CONTENT, v);
        }
        self.set(i.a(), cell);
        true
    }

    /// MAKE_FUNCTION: an object of the trace.
    pub(super) fn make_function(&mut self, i: Instr) -> bool {
        let code = self.top().code.constant(i.b() as usize);
        let Some(made) = code.downcast::<CodeObj>() else {
            return false;
        };
        let outer = self.function_ref();
        let mut set = vec![
            (schema::FUNC_CODE, self.konst(code)),
            (schema::FUNC_NAME, self.konst(made.name.get())),
            (schema::FUNC_QUALNAME, self.konst(made.qualname.get())),
        ];
        for field in [schema::FUNC_GLOBALS, schema::FUNC_BUILTINS] {
            set.push((field, self.b.fload(outer, field)));
        }
        let parts = [
            (FUNC_DEFAULTS, schema::FUNC_DEFAULTS),
            (FUNC_KWDEFAULTS, schema::FUNC_KWDEFAULTS),
            (FUNC_ANNOTATE, schema::FUNC_ANNOTATE),
            (FUNC_CLOSURE, schema::FUNC_CLOSURE),
        ];
        let mut next = i.c();
        for (flag, field) in parts {
            if i.flags() & flag != 0 {
                set.push((field, self.reg(next)));
                next += 1;
            }
        }
        let mut fields: Vec<_> = parts.iter().map(|&(_, field)| (field, 0)).collect();
        for &(field, _) in &set {
            if !fields.contains(&(field, 0)) {
                fields.push((field, 0));
            }
        }
        let f = self.new_object(T::Function, Kind::Function, size_of::<Function>(), &fields);
        for (field, v) in set {
            self.b.fstore(f, field, v);
        }
        self.set(i.a(), f);
        true
    }

    pub(super) fn copy_free_vars(&mut self, i: Instr) -> bool {
        let Some(closure) = self.frame().function().closure.get().downcast::<Tuple>() else {
            return false;
        };
        if closure.len() < i.c() as usize {
            return false;
        }
        let f = self.function_ref();
        let tuple = self.b.fload(f, schema::FUNC_CLOSURE);
        for n in 0..i.c() {
            let field = self.schema.item_field(u32::from(n));
            let cell = self.b.fload(tuple, field);
            self.set(i.a() + n, cell);
        }
        true
    }
}
