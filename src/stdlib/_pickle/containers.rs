//! Writing containers: lists, tuples, dicts and sets, and what other objects yield as their items.

use runtime::error::PyResult;
use runtime::object::Ref;
use runtime::ops;
use runtime::types::dict::Dict;
use runtime::types::list::{self, List};
use runtime::types::sequence::{this, tuple_of};
use runtime::types::set::Set;
use runtime::types::str;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T};
use runtime::value::Value;

use super::opcodes::*;
use super::save::Saver;

/// In fast mode, containers that lie deeper are checked for being in themselves.
const FAST_NESTING_LIMIT: usize = 50;

impl Saver<'_> {
    /// In fast mode nothing is in the memo, so a container that is in itself would go on for ever.
    fn enter(&mut self, v: Value) -> PyResult<()> {
        if !self.fast {
            return Ok(());
        }
        self.nesting += 1;
        if self.nesting < FAST_NESTING_LIMIT {
            return Ok(());
        }
        if self.open.contains(&v.bits()) {
            return Err(self.th.value_error(format!(
                "fast mode: can't pickle cyclic objects including object type {} at {:#x}",
                ops::type_name(v),
                v.bits()
            )));
        }
        self.open.push(v.bits());
        Ok(())
    }

    fn leave(&mut self) {
        if self.fast {
            if self.nesting >= FAST_NESTING_LIMIT {
                self.open.pop();
            }
            self.nesting -= 1;
        }
    }

    /// The opcodes for an empty container.
    pub(super) fn empty(&mut self, code: u8, old: u8) {
        if self.bin {
            self.out.put_byte(code);
        } else {
            self.out.put_all([MARK, old]);
        }
    }

    pub(super) fn tuple(&mut self, t: Ref<Tuple>) -> PyResult<()> {
        let v = t.value();
        let len = t.len();
        if len == 0 {
            self.empty(EMPTY_TUPLE, TUPLE);
            return Ok(());
        }
        let short = len <= 3 && self.protocol >= 2;
        if !short {
            self.out.put_byte(MARK);
        }
        for (n, &item) in t.items().iter().enumerate() {
            self.save_item(v, n, item)?;
        }
        if let Some(n) = self.known(v) {
            // The tuple is in itself, and has been written meanwhile.
            if !short && self.bin {
                self.out.put_byte(POP_MARK);
            } else {
                for _ in 0..len + usize::from(!short) {
                    self.out.put_byte(POP);
                }
            }
            self.get(n);
            return Ok(());
        }
        self.out.put_byte(match (short, len) {
            (true, 1) => TUPLE1,
            (true, 2) => TUPLE2,
            (true, _) => TUPLE3,
            (false, _) => TUPLE,
        });
        self.memoize(v);
        Ok(())
    }

    pub(super) fn list(&mut self, v: Value) -> PyResult<()> {
        self.enter(v)?;
        self.empty(EMPTY_LIST, LIST);
        self.memoize(v);
        let l = this::<List>(v);
        if !l.is_empty() {
            if self.protocol > 0 {
                self.list_items(l)?;
            } else {
                let it = ops::iter(self.th, v)?;
                self.items(it, v)?;
            }
        }
        self.leave();
        Ok(())
    }

    fn list_items(&mut self, l: Ref<List>) -> PyResult<()> {
        let v = l.value();
        if l.len() == 1 {
            self.save_item(v, 0, l.item(0))?;
            self.out.put_byte(APPEND);
            return Ok(());
        }
        let len = l.len();
        let mut n = 0;
        loop {
            self.out.put_byte(MARK);
            let end = n + BATCH;
            while n < end {
                let Some(item) = l.get(n) else {
                    break;
                };
                self.save_item(v, n, item)?;
                n += 1;
            }
            self.out.put_byte(APPENDS);
            if l.len() != len {
                return Err(self.th.runtime_error("list changed size during iteration"));
            }
            if n >= len {
                return Ok(());
            }
        }
    }

    /// What an iterator yields, to be appended to what was written for `owner`.
    pub(super) fn items(&mut self, it: Value, owner: Value) -> PyResult<()> {
        let th = self.th;
        let mut n = 0;
        if self.protocol == 0 {
            while let Some(item) = ops::next(th, it)? {
                self.save_item(owner, n, item)?;
                n += 1;
                self.out.put_byte(APPEND);
            }
            return Ok(());
        }
        loop {
            let Some(first) = ops::next(th, it)? else {
                return Ok(());
            };
            let mut next = ops::next(th, it)?;
            if next.is_none() {
                self.save_item(owner, n, first)?;
                self.out.put_byte(APPEND);
                return Ok(());
            }
            self.out.put_byte(MARK);
            self.save_item(owner, n, first)?;
            n += 1;
            let mut batch = 1;
            while let Some(item) = next {
                self.save_item(owner, n, item)?;
                n += 1;
                batch += 1;
                if batch == BATCH {
                    break;
                }
                next = ops::next(th, it)?;
            }
            self.out.put_byte(APPENDS);
            if batch != BATCH {
                return Ok(());
            }
        }
    }

    pub(super) fn dict(&mut self, v: Value) -> PyResult<()> {
        self.enter(v)?;
        self.empty(EMPTY_DICT, DICT);
        self.memoize(v);
        let d = this::<Dict>(v);
        if !d.is_empty() {
            if self.protocol > 0 {
                self.dict_entries(d)?;
            } else {
                let items = ops::call_method(self.th, v, str::intern(self.th, "items"), &[])?;
                let it = ops::iter(self.th, items)?;
                self.entries(it, v)?;
            }
        }
        self.leave();
        Ok(())
    }

    fn dict_entries(&mut self, d: Ref<Dict>) -> PyResult<()> {
        let v = d.value();
        let len = d.len();
        let mut pos = 0;
        if len == 1 {
            if let Some((key, item)) = d.next(&mut pos) {
                self.save_entry(v, key, item)?;
            }
            self.out.put_byte(SETITEM);
            return Ok(());
        }
        loop {
            let mut batch = 0;
            self.out.put_byte(MARK);
            while let Some((key, item)) = d.next(&mut pos) {
                self.save_entry(v, key, item)?;
                batch += 1;
                if batch == BATCH {
                    break;
                }
            }
            self.out.put_byte(SETITEMS);
            if d.len() != len {
                return Err(self
                    .th
                    .runtime_error("dictionary changed size during iteration"));
            }
            if batch != BATCH {
                return Ok(());
            }
        }
    }

    fn pair(&self, item: Value) -> PyResult<(Value, Value)> {
        match item.downcast::<Tuple>().as_ref().map(|t| t.items()) {
            Some(&[key, value]) => Ok((key, value)),
            _ => Err(self
                .th
                .type_error("dict items iterator must return 2-tuples")),
        }
    }

    fn save_pair(&mut self, owner: Value, item: Value) -> PyResult<()> {
        let (key, value) = self.pair(item)?;
        self.save_entry(owner, key, value)
    }

    /// The pairs that an iterator yields, to be stored in what was written for `owner`.
    pub(super) fn entries(&mut self, it: Value, owner: Value) -> PyResult<()> {
        let th = self.th;
        if self.protocol == 0 {
            while let Some(item) = ops::next(th, it)? {
                self.save_pair(owner, item)?;
                self.out.put_byte(SETITEM);
            }
            return Ok(());
        }
        loop {
            let Some(first) = ops::next(th, it)? else {
                return Ok(());
            };
            self.pair(first)?;
            let mut next = ops::next(th, it)?;
            if next.is_none() {
                self.save_pair(owner, first)?;
                self.out.put_byte(SETITEM);
                return Ok(());
            }
            self.out.put_byte(MARK);
            self.save_pair(owner, first)?;
            let mut batch = 1;
            while let Some(item) = next {
                self.save_pair(owner, item)?;
                batch += 1;
                if batch == BATCH {
                    break;
                }
                next = ops::next(th, it)?;
            }
            self.out.put_byte(SETITEMS);
            if batch != BATCH {
                return Ok(());
            }
        }
    }

    /// Before there were opcodes for sets: the class, called with a list.
    fn set_of_list(&mut self, class: T, v: Value) -> PyResult<()> {
        let items = list::from_iterable(self.th, v)?.value();
        let arguments = tuple_of(self.th, &[items]);
        let class = types::get(class).value();
        self.reduced(tuple_of(self.th, &[class, arguments]), v)
    }

    pub(super) fn set(&mut self, v: Value) -> PyResult<()> {
        if self.protocol < 4 {
            return self.set_of_list(T::Set, v);
        }
        let s = this::<Set>(v);
        self.out.put_byte(EMPTY_SET);
        self.memoize(v);
        let len = s.len();
        if len == 0 {
            return Ok(());
        }
        let mut pos = 0;
        loop {
            let mut batch = 0;
            self.out.put_byte(MARK);
            while let Some((_, item)) = s.next(&mut pos) {
                self.save_element(v, item)?;
                batch += 1;
                if batch == BATCH {
                    break;
                }
            }
            self.out.put_byte(ADDITEMS);
            if s.len() != len {
                return Err(self.th.runtime_error("set changed size during iteration"));
            }
            if batch != BATCH {
                return Ok(());
            }
        }
    }

    pub(super) fn frozenset(&mut self, v: Value) -> PyResult<()> {
        self.enter(v)?;
        if self.protocol < 4 {
            self.set_of_list(T::FrozenSet, v)?;
        } else {
            self.frozenset_items(v)?;
        }
        self.leave();
        Ok(())
    }

    fn frozenset_items(&mut self, v: Value) -> PyResult<()> {
        let s = this::<Set>(v);
        self.out.put_byte(MARK);
        let mut pos = 0;
        while let Some((_, item)) = s.next(&mut pos) {
            self.save_element(v, item)?;
        }
        if let Some(n) = self.known(v) {
            self.out.put_byte(POP_MARK);
            self.get(n);
            return Ok(());
        }
        self.out.put_byte(FROZENSET);
        self.memoize(v);
        Ok(())
    }
}
