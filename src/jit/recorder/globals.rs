//! Variables: globals and builtins as constants of the trace while nobody changes them; cells of closures.

use frontend::bytecode::op::{
    CELL_EMPTY, FUNC_ANNOTATE, FUNC_CLOSURE, FUNC_DEFAULTS, FUNC_KWDEFAULTS, Instr,
};
use ir::{IrRef, Op};
use runtime::interp::frame::Frame;
use runtime::interp::globals as interp;
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::cell::Cell;
use runtime::types::code::CodeObj;
use runtime::types::dict::{self, Dict, NameCell};
use runtime::types::function::Function;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T};
use runtime::value::Value;

use super::{Rec, Recorder};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::schema;

/// What stands among the watched cells for a name that a namespace, which the trace names, does not have. (Where two are the
/// same, a trace is invalidated for nothing.)
pub fn absence(globals: Value, hash: i64) -> u64 {
    // Odd: no address of a cell.
    ((hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ globals.bits()) | 1
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
                if !globals.is_namespace()
                    || !globals.has_str_keys()
                    || globals.get_str(name).is_some()
                {
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
            let absent = absence(globals.value(), runtime::types::str::hash(name));
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

    /// The namespace of the frame's code, where that is what came with its call: a module's or a class's body, or what `exec`
    /// runs.
    fn own_namespace(&mut self) -> Option<(IrRef, Value)> {
        let space = self.frame().attached();
        if self.frames.len() > 1 || space.is_empty() {
            return None;
        }
        Some((self.slot(-6), space))
    }

    /// Whether a frame's namespace is its globals, which is guarded then.
    fn is_globals(&mut self, (r, space): (IrRef, Value)) -> bool {
        let globals = self.frame().function().globals.get();
        if space == globals {
            self.guard_is(r, globals);
        }
        space == globals
    }

    /// A name's place in a namespace that is a dict of its own: the dict, and the name.
    fn name_in(&mut self, space: (IrRef, Value), site: u16) -> Option<(IrRef, (IrRef, Value))> {
        let name = self.top().code.site_name(site as usize).value();
        let name = (self.konst(name), name);
        if !types::is_exactly(space.1, T::Dict) {
            return None;
        }
        self.plain_lookup(space, name, None)?;
        Some((space.0, name))
    }

    pub(super) fn load_name(&mut self, th: &Thread, i: Instr) -> Rec<bool> {
        let Some(space) = self.own_namespace() else {
            return Ok(false);
        };
        if self.is_globals(space) {
            return self.load_global(i);
        }
        let Some((d, (name, value))) = self.name_in(space, i.c()) else {
            return Ok(false);
        };
        // SAFETY: exactly a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(space.1) };
        let has = matches!(dict.get(th, value), Ok(Some(_)));
        let v = self.b.call(h::dict_find, &[d, name]);
        if !has {
            self.guard_is(v, Value::EMPTY);
            return self.load_global(i);
        }
        self.guard_is_not(v, Value::EMPTY);
        self.set(i.a(), v);
        Ok(true)
    }

    /// Guards that the running function's globals are those that it has now.
    fn guard_globals(&mut self) -> (IrRef, Ref<Dict>) {
        let globals = self.frame().function().globals();
        let f = self.function_ref();
        let g = self.b.fload(f, schema::FUNC_GLOBALS);
        self.guard_is(g, globals.value());
        (self.konst(globals.value()), globals)
    }

    fn store_into(&mut self, site: u16, r: u16) -> bool {
        let globals = self.frame().function().globals();
        let name = self.top().code.site_name(site as usize);
        let cell = match globals.cell(name) {
            Some(cell) if cell.get().is_empty() => return false,
            Some(cell) => cell,
            None => return self.define_anew(site, r),
        };
        self.guard_globals();
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

    /// A store to a global that was deleted.
    fn define_anew(&mut self, site: u16, r: u16) -> bool {
        let (code, globals) = (self.top().code, self.frame().function().globals());
        if !globals.is_namespace() || globals.get_str(code.site_name(site as usize)).is_some() {
            return false;
        }
        let Some(cell) = interp::cell_to_revive(code, site, globals) else {
            return false;
        };
        let (g, _) = self.guard_globals();
        let c = self.konst(cell.value());
        let loaded = self.b.fload(c, schema::NAME_VALUE);
        self.guard_is(loaded, Value::EMPTY);
        let name = self.konst(code.site_name(site as usize).value());
        let v = self.reg(r);
        self.b.call(h::name_anew, &[g, name, c, v]);
        self.check_valid = true;
        true
    }

    pub(super) fn store_global(&mut self, i: Instr) -> bool {
        self.store_into(i.c(), i.a())
    }

    pub(super) fn store_name(&mut self, i: Instr) -> bool {
        let Some(space) = self.own_namespace() else {
            return false;
        };
        if self.is_globals(space) {
            return types::is_exactly(space.1, T::Dict) && self.store_into(i.c(), i.a());
        }
        let Some((d, (name, _))) = self.name_in(space, i.c()) else {
            return false;
        };
        let v = self.reg(i.a());
        self.b.call(h::dict_put, &[d, name, v]);
        true
    }

    /// DELETE_GLOBAL of a name that is there.
    pub(super) fn delete_global(&mut self, i: Instr) -> bool {
        let name = self.top().code.site_name(i.c() as usize);
        let globals = self.frame().function().globals();
        let Some(cell) = globals.cell(name).filter(|c| !c.get().is_empty()) else {
            return false;
        };
        let (g, _) = self.guard_globals();
        let c = self.konst(cell.value());
        let loaded = self.b.fload(c, schema::NAME_VALUE);
        self.guard_is_not(loaded, Value::EMPTY);
        let name = self.konst(name.value());
        self.b.call(h::name_gone, &[g, name]);
        self.check_valid = true;
        true
    }

    pub(super) fn delete_name(&mut self, th: &Thread, i: Instr) -> bool {
        let Some(space) = self.own_namespace() else {
            return false;
        };
        if self.is_globals(space) {
            return self.delete_global(i);
        }
        let Some((d, (name, value))) = self.name_in(space, i.c()) else {
            return false;
        };
        // SAFETY: exactly a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(space.1) };
        if !matches!(dict.get(th, value), Ok(Some(_))) {
            return false;
        }
        let v = self.b.call(h::dict_find, &[d, name]);
        self.guard_is_not(v, Value::EMPTY);
        self.call_raising(h::dict_delete, &[d, name]);
        true
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
