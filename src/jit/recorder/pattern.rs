//! The tests of `match` patterns: what an object is becomes guards, its parts are loaded as elsewhere.

use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{IrRef, Op};
use runtime::interp::attr as cache;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, Nature};
use runtime::types::{self, T};
use runtime::value::Value;

use super::{Recorder, build};
use crate::helpers::id as h;

type Both = (IrRef, Value);

impl Recorder {
    /// MATCH_SEQUENCE and MATCH_MAPPING: what the class says. (Where a class becomes one or the other later, the epoch advances.)
    pub(super) fn match_kind(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        let class = types::type_of(x.1);
        let flag = if i.op() == Bc::MatchSequence {
            type_::flags::SEQUENCE
        } else {
            type_::flags::MAPPING
        };
        self.guard_type(x);
        self.epoch = true;
        let k = self.konst(Value::bool(class.has_flag(flag)));
        self.set(i.a(), k);
        true
    }

    /// GET_LEN of a built-in container.
    pub(super) fn get_len(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        let Some(n) = self.length(x) else {
            return false;
        };
        let n = self.box_int(n);
        self.set(i.a(), n);
        true
    }

    /// MATCH_CLASS: the instance check as `isinstance` has it, then the attributes, as a tuple.
    pub(super) fn match_class(&mut self, th: &Thread, i: Instr) -> bool {
        let b = i.b();
        let (x, c, keywords) = (self.both(b), self.both(b + 1), self.val(b + 2));
        let Some(real) =
            c.1.has_kind(Kind::Type)
                .then(|| self.real_instance(th, x.1, c.1))
                .flatten()
        else {
            return false;
        };
        if !real {
            self.guard_class_test(x, c);
            let none = self.konst(Value::NONE);
            self.set(i.a(), none);
            return true;
        }
        let Some(values) = self.pattern_values(x, c, i.c() as usize, keywords) else {
            return false;
        };
        let t = if values.is_empty() {
            self.konst(tuple::empty(th).value())
        } else {
            self.new_tuple(&values)
        };
        self.set(i.a(), t);
        true
    }

    /// Guards the class of a pattern, and the type of what is matched.
    fn guard_class_test(&mut self, x: Both, c: Both) {
        self.guard_is(c.0, c.1);
        self.guard_type(x);
        self.epoch = true;
    }

    /// What a class pattern asks its subject for. `None`, and nothing is emitted, unless each attribute is found by the
    /// subject's shape.
    fn pattern_values(
        &mut self,
        x: Both,
        c: Both,
        positional: usize,
        keywords: Value,
    ) -> Option<Vec<IrRef>> {
        let class = type_::as_type(c.1);
        // tidy: rooted by the class and the code's constants.
        let mut wanted: Vec<Value> = Vec::new();
        let mut cell = None;
        let mut itself = false;
        if positional > 0 {
            match type_::lookup_cell(class, names::get(N::__match_args__)) {
                Some(found) => {
                    let v = found.get();
                    if type_::nature(v) != Nature::Plain || !types::is_exactly(v, T::Tuple) {
                        return None;
                    }
                    wanted.extend(v.downcast::<Tuple>()?.items().get(..positional)?);
                    cell = Some(found);
                }
                None if class.has_flag(type_::flags::MATCH_SELF) && positional == 1 => {
                    itself = true;
                }
                None => return None,
            }
            // The metaclass may say something else.
            let meta = types::type_of(c.1);
            if type_::lookup_name(meta, N::__match_args__).is_some() {
                return None;
            }
        }
        if let Some(keywords) = keywords.downcast::<Tuple>() {
            wanted.extend(keywords.items());
        }
        let mut found = Vec::new();
        for (n, &name) in wanted.iter().enumerate() {
            let text = name.downcast::<Str>().filter(|s| s.is_interned())?;
            if wanted[..n].contains(&name) || found.len() >= build::MAX_TUPLE as usize {
                return None;
            }
            let place = cache::find(x.1, text)?;
            if !matches!(
                place.kind,
                cache::SLOT | cache::OVERFLOW | cache::CLASS_VALUE | cache::ITEM
            ) || cache::quiet_load(x.1, text).is_none()
            {
                return None;
            }
            found.push((place, text));
        }
        self.guard_class_test(x, c);
        if let Some(cell) = cell {
            let (r, v) = self.name_cell(cell)?;
            if self.b.trace.get_const(r).is_none() {
                self.guard_is(r, v);
            }
        }
        let mut values = Vec::new();
        if itself {
            values.push(x.0);
        }
        for (place, name) in &found {
            values.push(self.load_found(x.0, x.1, place, *name)?);
        }
        Some(values)
    }

    /// MATCH_KEYS of a plain dict with constant keys: whether each is there becomes a guard.
    pub(super) fn match_keys(&mut self, th: &Thread, i: Instr) -> bool {
        let (d, keys) = (self.both(i.b()), self.both(i.c()));
        let Some(list) = keys.1.downcast::<Tuple>() else {
            return false;
        };
        let n = list.len();
        if !types::is_exactly(d.1, T::Dict)
            || !(1..=build::MAX_TUPLE as usize).contains(&n)
            || self.b.trace.get_const(keys.0).is_none()
        {
            return false;
        }
        let distinct = |n: usize| !list.items()[..n].contains(&list.items()[n]);
        // SAFETY: exactly a dict.
        let dict: Ref<types::dict::Dict> = unsafe { Ref::from_value_unchecked(d.1) };
        let is_text = |k: &Value| super::text::exact(*k).is_some_and(|s| s.is_interned());
        if !list.items().iter().all(is_text) || !(0..n).all(distinct) {
            return false;
        }
        let empty = self.konst(Value::EMPTY);
        let mut values = Vec::new();
        for &key in list.items() {
            let k = self.konst(key);
            if self.plain_lookup(d, (k, key), None).is_none() {
                return false;
            }
            let there = matches!(dict.get(th, key), Ok(Some(_)));
            let v = self.b.call(h::dict_find, &[d.0, k]);
            self.guard2(if there { Op::GNIS } else { Op::GIS }, v, empty);
            if !there {
                let none = self.konst(Value::NONE);
                self.set(i.a(), none);
                return true;
            }
            values.push(v);
        }
        let t = self.new_tuple(&values);
        self.set(i.a(), t);
        true
    }
}
