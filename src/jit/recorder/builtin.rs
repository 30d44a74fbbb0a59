//! Calls of native functions and built-in classes: frequent ones become operations; the rest are calls of helpers or,
//! where frames may be seen, of the interpreter's own code.

use frontend::bytecode::op::Instr;
use ir::{IrRef, Op};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::builtin::{Builtin, MethodDescr};
use runtime::types::range::Range;
use runtime::types::str::Str;
use runtime::types::type_::Type;
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::{Rec, Recorder};
use crate::helpers::id as h;
use crate::schema;

/// Native functions that look at the caller's frame.
const SEES_FRAMES: [&str; 12] = [
    "globals",
    "locals",
    "vars",
    "dir",
    "eval",
    "exec",
    "_getframe",
    "super",
    "__import__",
    "breakpoint",
    "warn",
    "__build_class__",
];

impl Recorder {
    /// A call of something that is no Python function. False: the interpreter's code is called.
    pub(super) fn native(
        &mut self,
        th: &Thread,
        i: Instr,
        f: IrRef,
        callee: Value,
        first: u16,
        n: u16,
    ) -> Rec<bool> {
        let def = if let Some(m) = callee.downcast::<MethodDescr>() {
            m.def()
        } else if let Some(m) = callee.downcast::<Builtin>() {
            m.def()
        } else {
            return Ok(false);
        };
        let args: Vec<(IrRef, Value)> = (0..n).map(|k| self.both(first + k)).collect();
        self.guard_is(f, callee);
        let result = match self.builtin(th, def.name, callee, &args)? {
            Some(v) => v,
            None if SEES_FRAMES.contains(&def.name) => return Ok(false),
            None => {
                let refs: Vec<IrRef> = std::iter::once(f).chain(args.iter().map(|x| x.0)).collect();
                match n {
                    1 => self.call_raising(h::call1, &refs),
                    2 => self.call_raising(h::call2, &refs),
                    3 => self.call_raising(h::call3, &refs),
                    _ => return Ok(false),
                }
            }
        };
        self.set(i.b(), result);
        Ok(true)
    }

    /// Native functions with a special case; the callee is guarded.
    fn builtin(
        &mut self,
        th: &Thread,
        name: &str,
        callee: Value,
        args: &[(IrRef, Value)],
    ) -> Rec<Option<IrRef>> {
        let home = callee
            .downcast::<Builtin>()
            .and_then(|b| b.home.get().downcast::<Str>());
        let home = home
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default();
        let number = |v: Value| v.is_small_int() || float::exact(v).is_some();
        let method = callee.has_kind(Kind::MethodDescr);
        let _ = th;
        Ok(match (name, args) {
            ("append", &[(l, list), (x, _)]) if method && types::is_exactly(list, T::List) => {
                self.guard_shape(l, types::shape_of(T::List));
                self.b.call(h::list_append, &[l, x]);
                Some(self.konst(Value::NONE))
            }
            ("len", &[(c, v)]) if !method && types::is_exactly(v, T::List) => {
                self.guard_shape(c, types::shape_of(T::List));
                let n = self.b.fload(c, schema::LIST_LEN);
                Some(self.box_int(n))
            }
            ("len", &[(c, v)]) if !method && types::is_exactly(v, T::Tuple) => {
                self.guard_shape(c, types::shape_of(T::Tuple));
                let n = self.b.fload(c, schema::TUPLE_LEN);
                Some(self.box_int(n))
            }
            ("len", &[(c, v)])
                if !method
                    && [T::Str, T::Dict, T::Set, T::Bytes]
                        .iter()
                        .any(|&t| types::is_exactly(v, t)) =>
            {
                self.guard_type((c, v));
                Some(self.call_raising(h::length, &[c]))
            }
            ("sqrt", &[(x, v)]) if home == "math" && float::exact(v).is_some_and(|f| f >= 0.0) => {
                let f = self.float(x);
                let zero = self.b.flt(0.0);
                self.guard2(Op::GFGE, f, zero);
                let r = self.b.op1(Op::FSQRT, f);
                Some(self.box_float(r))
            }
            ("abs", &[(x, v)]) if home == "builtins" && float::exact(v).is_some() => {
                let f = self.float(x);
                let r = self.b.op1(Op::FABS, f);
                Some(self.box_float(r))
            }
            ("abs", &[(x, v)]) if home == "builtins" && v.is_small_int() => {
                let n = self.int(x);
                let zero = self.b.int(0);
                if v.small_unchecked() >= 0 {
                    self.guard2(Op::GGE, n, zero);
                    Some(self.box_int(n))
                } else {
                    self.guard2(Op::GLT, n, zero);
                    self.g();
                    let r = self.b.op1(Op::INEGO, n);
                    Some(self.box_int(r))
                }
            }
            (_, &[(x, v)])
                if number(v)
                    && (home == "math"
                        || home == "builtins"
                            && matches!(name, "chr" | "round" | "hex" | "bin")) =>
            {
                self.guard_type((x, v));
                let f = self.konst(callee);
                Some(self.call_raising(h::native1, &[f, x]))
            }
            ("ord", &[(x, v)]) if home == "builtins" && types::is_exactly(v, T::Str) => {
                self.guard_type((x, v));
                let f = self.konst(callee);
                Some(self.call_raising(h::native1, &[f, x]))
            }
            (_, &[(x, v), (y, w)])
                if number(v)
                    && number(w)
                    && (home == "math"
                        || home == "builtins"
                            && matches!(name, "min" | "max" | "divmod" | "pow")) =>
            {
                self.guard_type((x, v));
                self.guard_type((y, w));
                let f = self.konst(callee);
                Some(self.call_raising(h::native2, &[f, x, y]))
            }
            _ => None,
        })
    }

    /// Calls of classes: ranges, and classes with a Python `__init__`... the latter by the interpreter.
    pub(super) fn class(
        &mut self,
        i: Instr,
        f: IrRef,
        class: Ref<Type>,
        first: u16,
        n: u16,
    ) -> bool {
        if class == types::get(T::Range) && (1..=2).contains(&n) {
            return self.range(i, f, class, first, n);
        }
        false
    }

    fn range(&mut self, i: Instr, f: IrRef, class: Ref<Type>, first: u16, n: u16) -> bool {
        let args: Vec<(IrRef, Value)> = (0..n).map(|k| self.both(first + k)).collect();
        if !args.iter().all(|a| a.1.is_small_int()) {
            return false;
        }
        let (start, stop) = if n == 1 {
            let zero = Value::small(0);
            ((self.konst(zero), zero), args[0])
        } else {
            (args[0], args[1])
        };
        self.guard_is(f, class.value());
        let (p, q) = (self.int(start.0), self.int(stop.0));
        // Both fit 63 bits, so the difference does not wrap.
        let length = if stop.1.small_unchecked() > start.1.small_unchecked() {
            self.guard2(Op::GGT, q, p);
            self.g();
            self.b.op2(Op::ISUBO, q, p)
        } else {
            self.guard2(Op::GLE, q, p);
            self.b.int(0)
        };
        let fields = [
            (schema::RANGE_START, 0),
            (schema::RANGE_STOP, 0),
            (schema::RANGE_STEP, 0),
            (schema::RANGE_LENGTH, 0),
        ];
        let size = std::mem::size_of::<Range>();
        let alloc = self.schema.alloc_class(
            "range",
            types::shape_of(T::Range),
            Kind::Range,
            size,
            &fields,
        );
        let boxed = self.box_int(length);
        let r = self.b.alloc(alloc);
        let one = self.konst(Value::small(1));
        self.b.fstore(r, schema::RANGE_START, start.0);
        self.b.fstore(r, schema::RANGE_STOP, stop.0);
        self.b.fstore(r, schema::RANGE_STEP, one);
        self.b.fstore(r, schema::RANGE_LENGTH, boxed);
        self.set(i.b(), r);
        true
    }
}
