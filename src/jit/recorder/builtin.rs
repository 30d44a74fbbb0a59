//! Calls of native functions and built-in classes.
//!
//! What is hot and simple becomes operations. What the table of natives (`natives.rs`) knows to run no Python with arguments
//! like these is a call of the native function itself, with the arguments in registers and exact effects. Everything else is
//! called by the interpreter's own code.

use frontend::bytecode::op::Instr;
use ir::{IrRef, Op};
use runtime::interp::attr::{self, Found, quiet_get};
use runtime::names::N;
use runtime::object::{Kind, Ref};
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::list;
use runtime::types::range::Range;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, Type, as_type};
use runtime::types::wrapper::SlotWrapper;
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::call::Called;
use super::{Rec, Recorder, plain, text};
use crate::abort::Abort;
use crate::helpers::calls;
use crate::helpers::id as h;
use crate::helpers::math;
use crate::natives::{self, Native, Needs};
use crate::schema;
use crate::state::Jit;

type Both = (IrRef, Value);

/// An attribute, as a lookup without running Python finds it.
enum Attribute {
    /// There is none, nor anybody to be asked.
    Missing,
    /// It can be loaded.
    Found(Found),
    /// A function of the class, which would be bound.
    Method(Found),
}

/// `F2I` is used of floats that are less than this.
const MAX_TRUNCATED: f64 = 9e18;
/// Arguments of quiet calls.
const MAX_ARGS: usize = 4;

impl Recorder {
    /// A call of something that is no Python function.
    pub(super) fn native(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        (f, callee): Both,
        first: u16,
        n: u16,
    ) -> Rec<Called> {
        if callee.has_kind(Kind::SlotWrapper) {
            let args: Vec<Both> = (0..n).map(|k| self.both(first + k)).collect();
            let done = self.objects_method((f, callee), &args).is_some()
                || self.exception_init(th, (f, callee), &args).is_some();
            if done {
                let none = self.konst(Value::NONE);
                self.set(i.b(), none);
            }
            return Ok(done.into());
        }
        let mut args: Vec<Both> = (0..n).map(|k| self.both(first + k)).collect();
        if let Some(v) = self.native_new((f, callee), &args) {
            self.set(i.b(), v);
            return Ok(Called::Inline);
        }
        let Some(native) = natives::find(callee) else {
            return Ok(Called::Not);
        };
        if native.is_deferred() {
            return Err(Abort::NotRecorded);
        }
        let called = self.step_generator(jit, th, i, (f, callee), &native, &args)?;
        if called != Called::Not {
            return Ok(called);
        }
        if let Some(receiver) = native.receiver {
            let r = if self.b.trace.get_const(f).is_some() {
                self.konst(receiver)
            } else {
                // Each object has its own bound methods: what counts is the function.
                self.guard_shape(f, types::shape_of(T::Builtin));
                let def = self.b.fload(f, schema::BUILTIN_DEF);
                let want = self.b.int(std::ptr::from_ref(native.def).addr() as i64);
                self.guard2(Op::GEQ, def, want);
                self.b.fload(f, schema::BUILTIN_RECEIVER)
            };
            args.insert(0, (r, receiver));
        }
        if let Some(class) = native.class {
            // The library's `random.Random` derives from the native one, whose methods ask for nothing else. So do the
            // methods of containers.
            const LAYOUTS: [T; 4] = [T::Dict, T::List, T::Set, T::Tuple];
            let derived = ["_random.Random", "collections.deque"].contains(&&*native.home)
                || LAYOUTS.iter().any(|&t| class == types::get(t));
            let fits = |t: Ref<Type>| t == class || derived && t.is_subtype_of(class);
            if !args.first().is_some_and(|a| fits(types::type_of(a.1))) {
                return Ok(Called::Not);
            }
        }
        if native.receiver.is_none() {
            self.guard_is(f, callee);
        }
        let result = match self.builtin(th, &native, &args) {
            Some(v) => Some(v),
            None => self.quiet_call(&native, callee, &args),
        };
        if let Some(v) = result {
            self.set(i.b(), v);
            return Ok(Called::Inline);
        }
        let name = native.def.name;
        if native.home == "builtins" {
            let called = self.special_builtin(jit, th, name, &args, i.b())?;
            if called != Called::Not {
                return Ok(called);
            }
        }
        Ok(Called::Not)
    }

    /// `object.__setattr__(x, name, value)` and `object.__init__(x)`, by which classes reach what they override.
    fn objects_method(&mut self, f: Both, args: &[Both]) -> Option<()> {
        let wrapper = f.1.downcast::<SlotWrapper>()?;
        if wrapper.owner() != types::get(T::Object) {
            return None;
        }
        let &[x, ref rest @ ..] = args else {
            return None;
        };
        if !x.1.has_kind(Kind::Instance) {
            return None;
        }
        match (wrapper.def().name, rest) {
            (N::__init__, []) => {
                self.guard_is(f.0, f.1);
                self.guard_type(x);
                Some(())
            }
            (N::__setattr__, &[name, v]) => self.object_setattr(f, x, name, v.0),
            _ => None,
        }
    }

    /// Guards what a row of the table needs of the arguments. False: it is not given.
    fn guard_needs(&mut self, needs: Needs, method: bool, args: &[Both]) -> bool {
        let rest = if method { &args[1..] } else { args };
        if needs == Needs::NoArguments && !rest.is_empty() {
            return false;
        }
        let receiver = args.first();
        let fine = |x: &Both| match needs {
            Needs::Nothing | Needs::NoArguments | Needs::Key => true,
            Needs::Flat => plain::is_flat(x.1),
            Needs::Iterables => {
                plain::is_flat(x.1) || plain::is_own_iterator(x.1) || x.1.has_kind(Kind::Function)
            }
            Needs::Deep => plain::is_deep(x.1),
            Needs::Keys => plain::is_plain_set(x.1) || plain::is_deep(x.1),
            Needs::Dicts => types::is_exactly(x.1, T::Dict) && plain::is_plain_dict(x.1, None),
        };
        if !rest.iter().all(fine) {
            return false;
        }
        match (needs, receiver) {
            (Needs::Key, Some(&r)) => {
                let Some(&k) = rest.first() else {
                    return false;
                };
                return if r.1.has_kind(Kind::Dict) {
                    self.plain_lookup(r, k, None).is_some()
                } else {
                    self.plain_element(r, k, None)
                };
            }
            (Needs::Keys, Some(&r)) if plain::is_plain_dict(r.1, None) => self.guard_plain_dict(r),
            (Needs::Keys, Some(&r)) if plain::is_plain_set(r.1) => self.guard_plain_set(r),
            (Needs::Dicts, Some(&r)) if plain::is_plain_dict(r.1, None) => self.guard_plain_dict(r),
            (Needs::Keys | Needs::Dicts, _) => return false,
            (Needs::Deep, Some(&r)) if method => {
                if !plain::is_deep(r.1) {
                    return false;
                }
                self.guard_deep(r);
            }
            (_, Some(&r)) if method => self.guard_type(r),
            _ => {}
        }
        for &x in rest {
            match needs {
                Needs::Nothing | Needs::NoArguments | Needs::Key => {}
                Needs::Flat | Needs::Iterables => self.guard_flat(x),
                Needs::Deep | Needs::Keys => self.guard_deep(x),
                Needs::Dicts => self.guard_plain_dict(x),
            }
        }
        true
    }

    /// The call of a function of the table, if its needs are met.
    fn quiet_call(&mut self, native: &Native, callee: Value, args: &[Both]) -> Option<IrRef> {
        let row = native.row?;
        if args.len() > MAX_ARGS {
            return None;
        }
        let site = calls::site(native.def, args.len());
        if site.is_none() && (args.len() > 3 || native.receiver.is_some()) {
            return None;
        }
        if !self.guard_needs(row.needs, native.class.is_some(), args) {
            return None;
        }
        let mut list = vec![match site {
            Some(site) => self.b.addr(std::ptr::from_ref(site).addr() as u64),
            None => self.konst(callee),
        }];
        list.extend(args.iter().map(|a| a.0));
        let helper = match (site.is_some(), row.changes, args.len()) {
            (true, false, 0) => h::native0,
            (true, false, 1) => h::native1,
            (true, false, 2) => h::native2,
            (true, false, 3) => h::native3,
            (true, false, _) => h::native4,
            (true, true, 0) => h::change0,
            (true, true, 1) => h::change1,
            (true, true, 2) => h::change2,
            (true, true, 3) => h::change3,
            (true, true, _) => h::change4,
            (false, false, 0) => h::quiet0,
            (false, false, 1) => h::quiet1,
            (false, false, 2) => h::quiet2,
            (false, false, _) => h::quiet3,
            (false, true, 0) => h::modify0,
            (false, true, 1) => h::modify1,
            (false, true, 2) => h::modify2,
            (false, true, _) => h::modify3,
        };
        Some(self.call_raising(helper, &list))
    }

    /// Native functions with a special case; the callee is guarded, and a method's receiver is one of its class.
    fn builtin(&mut self, th: &Thread, native: &Native, args: &[Both]) -> Option<IrRef> {
        match (native.home.as_str(), native.def.name, args) {
            ("list", name, &[l, ref rest @ ..]) => self.list_method(name, l, rest),
            ("dict", name, &[d, ref rest @ ..]) => self.dict_method(name, d, rest),
            ("set", "add", &[s, x]) => {
                if !self.plain_element(s, x, None) {
                    return None;
                }
                self.b.call(h::set_put, &[s.0, x.0]);
                Some(self.konst(Value::NONE))
            }
            ("str", name, &[s]) => {
                let truth = self.char_test(name, s)?;
                Some(self.konst(Value::bool(truth)))
            }
            ("builtins", name, args) => self.builtin_function(th, name, args),
            ("_operator", "index", &[x]) if x.1.is_small_int() => {
                self.int(x.0);
                Some(x.0)
            }
            ("math", "sqrt", &[x]) if float::exact(x.1).is_some_and(|f| f >= 0.0) => {
                let f = self.float(x.0);
                let zero = self.b.flt(0.0);
                self.guard2(Op::GFGE, f, zero);
                let r = self.b.op1(Op::FSQRT, f);
                Some(self.box_float(r))
            }
            ("math", "fabs", &[x]) if float::exact(x.1).is_some() => {
                let f = self.float(x.0);
                let r = self.b.op1(Op::FABS, f);
                Some(self.box_float(r))
            }
            ("math", name @ ("ceil" | "floor" | "trunc"), &[x]) => self.rounded(name, x),
            ("math", name, args) => self.math_function(name, args),
            _ => None,
        }
    }

    /// `math.floor` and the like of a float that is not too large.
    fn rounded(&mut self, name: &str, x: Both) -> Option<IrRef> {
        let number = float::exact(x.1)?;
        if number.is_nan() || number.abs() >= MAX_TRUNCATED {
            return None;
        }
        let x = self.float(x.0);
        let whole = match name {
            "ceil" => self.b.op1(Op::FCEIL, x),
            "floor" => self.b.op1(Op::FFLOOR, x),
            // (As F2I rounds.)
            _ => x,
        };
        self.g();
        let n = self.b.op1(Op::F2I, whole);
        Some(self.box_int(n))
    }

    /// A function of `math` on numbers whose result is finite: it has raised nothing then.
    fn math_function(&mut self, name: &str, args: &[Both]) -> Option<IrRef> {
        let number = |x: &Both| float::exact(x.1).or_else(|| Some(x.1.as_small()? as f64));
        let now: Vec<f64> = args.iter().map(number).collect::<Option<_>>()?;
        let helper = math::helper(name, &now)?;
        let mut numbers = Vec::new();
        for &x in args {
            let x = self.number(x)?;
            numbers.push(self.as_float(&x, false)?);
        }
        let r = self.b.call(helper, &numbers);
        let (size, infinite) = (self.b.op1(Op::FABS, r), self.b.flt(f64::INFINITY));
        self.guard2(Op::GFLT, size, infinite);
        Some(self.box_float(r))
    }

    fn list_method(&mut self, name: &str, l: Both, args: &[Both]) -> Option<IrRef> {
        let list = plain::list_that(l.1, None)?;
        match (name, args) {
            ("append", &[x]) => {
                self.append(l, x);
                Some(self.konst(Value::NONE))
            }
            ("insert", &[k, x]) if k.1.is_small_int() => {
                self.guard_type(l);
                let index = self.int(k.0);
                self.b.call(h::list_insert, &[l.0, index, x.0]);
                Some(self.konst(Value::NONE))
            }
            ("pop", &[]) if !list.is_empty() && list.strategy() != list::EMPTY => {
                self.guard_list(l.0, list);
                let length = self.b.fload(l.0, schema::LIST_LEN);
                let zero = self.b.int(0);
                self.guard2(Op::GGT, length, zero);
                let one = self.b.int(1);
                let last = self.b.op2(Op::ISUB, length, one);
                let item = self.list_item(l.0, list, last);
                self.b.fstore(l.0, schema::LIST_LEN, last);
                if list.strategy() == list::OBJECTS {
                    self.b.op2(Op::BARRIER, l.0, IrRef::NONE);
                }
                Some(item)
            }
            ("pop", &[k]) if k.1.is_small_int() => {
                self.guard_type(l);
                let length = self.b.fload(l.0, schema::LIST_LEN);
                let index = self.bounded(k.0, k.1.small_unchecked(), length, list.len())?;
                Some(self.b.call(h::list_remove, &[l.0, index]))
            }
            _ => None,
        }
    }

    fn dict_method(&mut self, name: &str, d: Both, args: &[Both]) -> Option<IrRef> {
        match (name, args) {
            // (Whether the key is there may alternate; what comes of it may have one type nevertheless.)
            ("get", &[k]) | ("get", &[k, _]) => {
                self.plain_read(d, k, None)?;
                let default = match args.get(1) {
                    Some(default) => default.0,
                    None => self.konst(Value::NONE),
                };
                Some(self.b.call(h::dict_get_or, &[d.0, k.0, default]))
            }
            ("items" | "keys" | "values", &[]) => self.dict_view(name, d),
            ("setdefault", &[k, x]) => {
                self.plain_lookup(d, k, None)?;
                Some(self.b.call(h::dict_default, &[d.0, k.0, x.0]))
            }
            _ => None,
        }
    }

    fn builtin_function(&mut self, th: &Thread, name: &str, args: &[Both]) -> Option<IrRef> {
        match (name, args) {
            ("len", &[c]) => {
                let n = self.length(c)?;
                Some(self.box_int(n))
            }
            ("abs", &[x]) => self.absolute(x),
            ("ord", &[s]) => {
                let n = self.ord(s)?;
                Some(self.box_int(n))
            }
            ("chr", &[i]) => self.chr(i),
            ("min" | "max", &[x, y]) => self.extreme(name == "max", x, y),
            ("next", &[it]) => self.step_once(it),
            ("iter", &[x]) => self.make_iter(x),
            ("isinstance", &[x, c]) => self.is_instance(th, x, c),
            ("issubclass", &[c, base]) => self.is_subclass(c, base),
            ("hasattr", &[x, name]) => {
                let attribute = self.attribute_named(x, name.1)?;
                self.guard_is(name.0, name.1);
                self.guard_owner(x);
                let has = match &attribute {
                    Attribute::Missing => false,
                    Attribute::Found(found) | Attribute::Method(found) => {
                        // (What a class has may become something that fails.)
                        self.load_found(x.0, x.1, found, name.1.downcast()?)?;
                        true
                    }
                };
                Some(self.konst(Value::bool(has)))
            }
            ("getattr", &[x, name, default])
                if matches!(self.attribute_named(x, name.1), Some(Attribute::Missing)) =>
            {
                self.guard_is(name.0, name.1);
                self.guard_owner(x);
                Some(default.0)
            }
            ("getattr", &[x, name] | &[x, name, _])
                if matches!(self.attribute_named(x, name.1), Some(Attribute::Found(_))) =>
            {
                let Some(Attribute::Found(found)) = self.attribute_named(x, name.1) else {
                    return None;
                };
                self.guard_is(name.0, name.1);
                self.load_found(x.0, x.1, &found, name.1.downcast()?)
            }
            ("getattr", &[x, name] | &[x, name, _]) => {
                let text = text::exact(name.1)?;
                let _kept = self.kept();
                quiet_get(th, x.1, text)?;
                self.guard_type(name);
                let v = self.call_raising(h::attr_get, &[x.0, name.0]);
                self.guard_is_not(v, Value::EMPTY);
                Some(v)
            }
            _ => None,
        }
    }

    /// The length of a built-in container.
    pub(super) fn length(&mut self, (c, v): Both) -> Option<IrRef> {
        Some(if text::exact(v).is_some() {
            self.str_len((c, v))
        } else if super::bytes::exact(&v).is_some() {
            self.bytes_len((c, v))
        } else if let Some((length, ..)) = self.number_count((c, v)) {
            length
        } else {
            let (t, field) = match v.header()?.kind() {
                Kind::List => (T::List, schema::LIST_LEN),
                Kind::Tuple => (T::Tuple, schema::TUPLE_LEN),
                Kind::Dict => (T::Dict, schema::DICT_USED),
                Kind::Set => (T::Set, schema::SET_USED),
                _ => return None,
            };
            if !plain::does_as(v, t, Some(N::__len__)) && !types::is_exactly(v, T::FrozenSet) {
                return None;
            }
            self.guard_container((c, v));
            self.refresh_dict((c, v));
            self.b.fload(c, field)
        })
    }

    fn absolute(&mut self, (x, v): Both) -> Option<IrRef> {
        if float::exact(v).is_some() {
            let f = self.float(x);
            let r = self.b.op1(Op::FABS, f);
            return Some(self.box_float(r));
        }
        if !v.is_small_int() {
            return None;
        }
        let n = self.int(x);
        let zero = self.b.int(0);
        if v.small_unchecked() >= 0 {
            self.guard2(Op::GGE, n, zero);
            return Some(self.box_int(n));
        }
        self.guard2(Op::GLT, n, zero);
        self.g();
        let r = self.b.op1(Op::INEGO, n);
        Some(self.box_int(r))
    }

    /// `min` or `max` of two numbers of one type.
    fn extreme(&mut self, max: bool, x: Both, y: Both) -> Option<IrRef> {
        if x.1.is_small_int() && y.1.is_small_int() {
            let (p, q) = (self.int(x.0), self.int(y.0));
            // Without a branch: the difference, where it is negative. (What the loop carries may have outgrown 62 bits.)
            self.g();
            let d = self.b.op2(Op::ISUBO, p, q);
            let shift = self.b.int(63);
            let sign = self.b.op2(Op::ISHR, d, shift);
            let part = self.b.op2(Op::IAND, d, sign);
            let r = if max {
                self.b.op2(Op::ISUB, p, part)
            } else {
                self.b.op2(Op::IADD, q, part)
            };
            return Some(self.box_int(r));
        }
        let (f, g) = (float::exact(x.1)?, float::exact(y.1)?);
        let (p, q) = (self.float(x.0), self.float(y.0));
        // The second one wins only if it is really larger (smaller).
        let second = if max { g > f } else { g < f };
        let op = match (max, second) {
            (true, true) => Op::GFGT,
            (true, false) => Op::GFNGT,
            (false, true) => Op::GFLT,
            (false, false) => Op::GFNLT,
        };
        self.guard2(op, q, p);
        Some(if second { y.0 } else { x.0 })
    }

    /// `isinstance` of a class, or a tuple of classes, whose metaclass is `type`.
    fn is_instance(&mut self, th: &Thread, x: Both, c: Both) -> Option<IrRef> {
        let classes: &[Value] = if c.1.has_kind(Kind::Type) {
            std::slice::from_ref(&c.1)
        } else if types::is_exactly(c.1, T::Tuple) {
            // SAFETY: exactly a tuple.
            unsafe { &*Ref::<Tuple>::from_value_unchecked(c.1).as_ptr() }.items()
        } else {
            return None;
        };
        let mut real = false;
        for &v in classes {
            real = self.real_instance(th, x.1, v)?;
            if real {
                break;
            }
        }
        if types::is_exactly(c.1, T::Tuple) && self.b.trace.get_const(c.0).is_none() {
            // Made here, as a rule.
            self.guard_shape(c.0, types::shape_of(T::Tuple));
            let length = self.b.fload(c.0, schema::TUPLE_LEN);
            let want = self.b.int(classes.len() as i64);
            self.guard2(Op::GEQ, length, want);
            for (n, &class) in classes.iter().enumerate() {
                let item = self.b.fload(c.0, self.schema.item_field(n as u32));
                self.guard_is(item, class);
            }
        } else {
            self.guard_is(c.0, c.1);
        }
        self.guard_type(x);
        self.epoch = true;
        Some(self.konst(Value::bool(real)))
    }

    /// Whether a value is an instance of a class, if only their types say so. Emits nothing.
    pub(super) fn real_instance(&self, th: &Thread, x: Value, c: Value) -> Option<bool> {
        let class = types::type_of(x);
        if class.value() == c {
            return Some(true);
        }
        if !c.has_kind(Kind::Type) {
            return None;
        }
        let meta = types::type_of(c);
        if meta != types::get(T::Type) {
            let own = type_::lookup_name(meta, N::__instancecheck__);
            if own != type_::lookup_name(types::get(T::Type), N::__instancecheck__) {
                return None;
            }
        }
        let real = class.is_subtype_of(as_type(c));
        if !real && class.has_flag(type_::flags::HEAP) {
            // A class may claim to be another by its `__class__`.
            let name = types::str::intern(th, "__class__");
            let own = type_::lookup(class, name);
            if own != type_::lookup(types::get(T::Object), name) {
                return None;
            }
        }
        Some(real)
    }

    /// `issubclass` of a class, whose metaclass is `type`.
    fn is_subclass(&mut self, c: Both, base: Both) -> Option<IrRef> {
        if let Some(bases) = base.1.downcast::<Tuple>() {
            return self.is_subclass_of_one(c, base, bases);
        }
        if !c.1.has_kind(Kind::Type) || !base.1.has_kind(Kind::Type) {
            return None;
        }
        let (meta, plain) = (types::type_of(base.1), types::get(T::Type));
        let asked = |t| type_::lookup_name(t, N::__subclasscheck__);
        if meta != plain && asked(meta) != asked(plain) {
            return None;
        }
        self.guard_is(c.0, c.1);
        self.guard_is(base.0, base.1);
        self.epoch = true;
        let real = as_type(c.1).is_subtype_of(as_type(base.1));
        Some(self.konst(Value::bool(real)))
    }

    /// The same for a tuple of classes whose metaclass is `type`.
    fn is_subclass_of_one(&mut self, c: Both, base: Both, bases: Ref<Tuple>) -> Option<IrRef> {
        let plain = |v: &Value| v.has_kind(Kind::Type) && types::type_of(*v) == types::get(T::Type);
        if !c.1.has_kind(Kind::Type)
            || !types::is_exactly(base.1, T::Tuple)
            || !bases.items().iter().all(plain)
        {
            return None;
        }
        self.guard_is(c.0, c.1);
        self.guard_shape(base.0, types::shape_of(T::Tuple));
        let length = self.b.fload(base.0, schema::TUPLE_LEN);
        let want = self.b.int(bases.len() as i64);
        self.guard2(Op::GEQ, length, want);
        for (n, &class) in bases.items().iter().enumerate() {
            let item = self.b.fload(base.0, self.schema.item_field(n as u32));
            self.guard_is(item, class);
        }
        self.epoch = true;
        let class = as_type(c.1);
        let is = |&v: &Value| class.is_subtype_of(as_type(v));
        Some(self.konst(Value::bool(bases.items().iter().any(is))))
    }

    /// What an attribute is that a string names, if an object's shape, or a class, says so. Emits nothing.
    fn attribute_named(&self, (_, v): Both, name: Value) -> Option<Attribute> {
        let name = name.downcast::<Str>().filter(|s| s.is_interned())?;
        if let Some(found) = attr::find(v, name) {
            return match found.kind {
                attr::METHOD => Some(Attribute::Method(found)),
                attr::SLOT | attr::CLASS_VALUE | attr::STATIC | attr::CLASS => {
                    Some(Attribute::Found(found))
                }
                _ => None,
            };
        }
        let class = types::type_of(v);
        if v.has_kind(Kind::Type) {
            let missing = class == types::get(T::Type)
                && !as_type(v).has_flag(type_::flags::ODD_NAMES)
                && type_::lookup(class, name).is_none()
                && type_::lookup(as_type(v), name).is_none();
            return missing.then_some(Attribute::Missing);
        }
        let shape = v.header()?.shape();
        let attributeless = match v.header()?.kind() {
            Kind::Instance => {
                let layout = shape::get(shape);
                !layout.is_dict_mode() && layout.lookup(name).is_none()
            }
            _ => plain::is_flat(v),
        };
        let missing = attributeless
            && class.has_flag(type_::flags::PLAIN_GETATTR)
            && !class.has_flag(type_::flags::NATIVE_DICT)
            && type_::lookup(class, name).is_none();
        missing.then_some(Attribute::Missing)
    }

    /// Guards what [`Recorder::attribute_named`] has looked at.
    fn guard_owner(&mut self, x: Both) {
        if x.1.has_kind(Kind::Type) {
            self.guard_is(x.0, x.1);
        } else {
            self.guard_type(x);
        }
        self.epoch = true;
    }

    /// Calls of built-in classes. False: by the interpreter.
    pub(super) fn class(
        &mut self,
        i: Instr,
        f: IrRef,
        class: Ref<Type>,
        first: u16,
        n: u16,
    ) -> bool {
        if class == types::get(T::Range)
            && (1..=3).contains(&n)
            && self.range(i, f, class, first, n)
        {
            return true;
        }
        let args: Vec<Both> = (0..n).map(|k| self.both(first + k)).collect();
        if let &[x] = args.as_slice()
            && let Some(v) = self.converted(f, class, x)
        {
            self.set(i.b(), v);
            return true;
        }
        let zip = class == types::get(T::Zip);
        if zip || class == types::get(T::Enumerate) {
            self.guard_is(f, class.value());
            if let Some(it) = self.adaptor(zip, &args) {
                self.set(i.b(), it);
                return true;
            }
        }
        let Some(maker) = natives::maker(class) else {
            return false;
        };
        let Some(needs) = natives::class_needs(maker, args.len()) else {
            return false;
        };
        self.epoch |= maker != class;
        if args.len() > 3 || !self.guard_needs(needs, false, &args) {
            return false;
        }
        self.guard_is(f, class.value());
        let mut list = vec![f];
        list.extend(args.iter().map(|a| a.0));
        let helper = match args.len() {
            0 => h::quiet0,
            1 => h::quiet1,
            2 => h::quiet2,
            _ => h::quiet3,
        };
        let v = self.call_raising(helper, &list);
        self.set(i.b(), v);
        true
    }

    /// `list(x)` and `tuple(x)` of a list or a tuple.
    fn copied(&mut self, f: IrRef, class: Ref<Type>, x: Both) -> Option<IrRef> {
        let (to_list, from_list) = (class == types::get(T::List), x.1.has_kind(Kind::List));
        if !types::is_exactly(x.1, if from_list { T::List } else { T::Tuple }) {
            return None;
        }
        self.guard_is(f, class.value());
        self.guard_type(x);
        Some(match (from_list, to_list) {
            (true, true) => {
                let (start, stop) = (self.b.int(0), self.b.int(i64::MAX));
                self.b.call(h::list_slice, &[x.0, start, stop])
            }
            (true, false) => self.b.call(h::list_to_tuple, &[x.0]),
            (false, true) => self.b.call(h::tuple_to_list, &[x.0]),
            (false, false) => x.0,
        })
    }

    /// Conversions between numbers and text, and `type(x)`.
    fn converted(&mut self, f: IrRef, class: Ref<Type>, x: Both) -> Option<IrRef> {
        let is = |t: T| class == types::get(t);
        if is(T::Type) {
            if x.1.is_empty() {
                return None;
            }
            let class = types::type_of(x.1);
            self.guard_is(f, types::get(T::Type).value());
            self.guard_type(x);
            return Some(self.konst(class.value()));
        }
        if (is(T::List) || is(T::Tuple)) && (x.1.has_kind(Kind::List) || x.1.has_kind(Kind::Tuple))
        {
            return self.copied(f, class, x);
        }
        if is(T::Int) {
            if x.1.is_small_int() {
                self.guard_is(f, class.value());
                self.int(x.0);
                return Some(x.0);
            }
            if text::exact(x.1).is_some() {
                self.guard_is(f, class.value());
                self.guard_str(x);
                return Some(self.call_raising(h::int_of_text, &[x.0]));
            }
            let number = float::exact(x.1)?;
            if number.is_nan() || number.abs() >= MAX_TRUNCATED {
                return None;
            }
            self.guard_is(f, class.value());
            let d = self.float(x.0);
            self.g();
            let n = self.b.op1(Op::F2I, d);
            return Some(self.box_int(n));
        }
        if is(T::Float) {
            if float::exact(x.1).is_some() {
                self.guard_is(f, class.value());
                self.float(x.0);
                return Some(x.0);
            }
            x.1.as_small()?;
            self.guard_is(f, class.value());
            let n = self.int(x.0);
            let d = self.b.op1(Op::I2F, n);
            return Some(self.box_float(d));
        }
        if is(T::Str) {
            self.guard_is(f, class.value());
            return self.str_of(x);
        }
        if is(T::Bool) && (x.1.is_bool() || x.1.is_none()) {
            self.guard_is(f, class.value());
            self.guard_is(x.0, x.1);
            return Some(self.konst(Value::bool(x.1 == Value::TRUE)));
        }
        if is(T::Bool) && x.1.is_small_int() {
            self.guard_is(f, class.value());
            let n = self.int(x.0);
            let truth = x.1.small_unchecked() != 0;
            self.guard_truth(n, truth);
            return Some(self.konst(Value::bool(truth)));
        }
        None
    }

    fn range(&mut self, i: Instr, f: IrRef, class: Ref<Type>, first: u16, n: u16) -> bool {
        let args: Vec<(IrRef, Value)> = (0..n).map(|k| self.both(first + k)).collect();
        if !args.iter().all(|a| a.1.is_small_int()) {
            return false;
        }
        let (zero, one) = (Value::small(0), Value::small(1));
        let constant = |s: &mut Self, v| (s.konst(v), v);
        let (start, stop, step) = match args[..] {
            [stop] => (constant(self, zero), stop, constant(self, one)),
            [start, stop] => (start, stop, constant(self, one)),
            [start, stop, step] => (start, stop, step),
            _ => return false,
        };
        if step.1 == zero {
            return false;
        }
        self.guard_is(f, class.value());
        let (p, q, by) = (self.int(start.0), self.int(stop.0), self.int(step.0));
        let up = step.1.small_unchecked() > 0;
        let none = self.b.int(0);
        self.guard2(if up { Op::GGT } else { Op::GLT }, by, none);
        let ((low, low_now), (high, high_now)) = if up {
            ((p, start.1), (q, stop.1))
        } else {
            ((q, stop.1), (p, start.1))
        };
        // Both fit 63 bits, so the difference does not wrap.
        let length = if high_now.small_unchecked() > low_now.small_unchecked() {
            self.guard2(Op::GGT, high, low);
            self.g();
            let distance = self.b.op2(Op::ISUBO, high, low);
            if n < 3 {
                distance
            } else {
                let width = if up { by } else { self.b.op1(Op::INEG, by) };
                let single = self.b.int(1);
                let rest = self.b.op2(Op::ISUB, distance, single);
                let whole = self.b.op2(Op::IDIVFLOOR, rest, width);
                self.b.op2(Op::IADD, whole, single)
            }
        } else {
            self.guard2(Op::GLE, high, low);
            none
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
        self.b.fstore(r, schema::RANGE_START, start.0);
        self.b.fstore(r, schema::RANGE_STOP, stop.0);
        self.b.fstore(r, schema::RANGE_STEP, step.0);
        self.b.fstore(r, schema::RANGE_LENGTH, boxed);
        self.set(i.b(), r);
        true
    }
}
