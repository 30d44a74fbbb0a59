//! Attributes, by what the interpreter's caches know: slots of instances, values and methods of classes, module globals.
//!
//! A guard on the shape and the assumption that no class changes its structure replace the lookup; the values of class
//! attributes are constants while nobody stores to them.

use frontend::bytecode::op::Instr;
use ir::{ElemKind, HelperId, IrRef, Op};
use runtime::interp::attr::{self as cache, Found};
use runtime::object::{Header, Kind, Ref};
use runtime::shape;
use runtime::types;
use runtime::types::code::Entry;
use runtime::types::dict::NameCell;
use runtime::types::getset::GetSet;
use runtime::types::object_;
use runtime::types::str::Str;
use runtime::types::tuple::Tuple;
use runtime::types::type_;
use runtime::value::Value;

use super::call::Called;
use super::{Rec, Recorder};
use crate::helpers::id as h;
use crate::natives;
use crate::schema;
use crate::state::Jit;

/// Whether a descriptor gives the `__dict__` of an instance whose attributes are in its slots.
fn is_dict_of_slots(receiver: Value, descriptor: Value) -> bool {
    let usual = |d: Ref<GetSet>| std::ptr::eq(d.def(), &object_::DICT_GETSET);
    let in_slots = |h: &Header| {
        let shape = shape::get(h.shape());
        h.kind() == Kind::Instance
            && shape.is_extensible()
            && !shape.is_dict_mode()
            && shape.attr_offset() != 0
    };
    receiver.header().is_some_and(in_slots) && descriptor.downcast::<GetSet>().is_some_and(usual)
}

impl Recorder {
    /// The entry of the site that is about objects like `receiver`.
    fn entry(&self, site: u16, receiver: Value) -> Option<Found> {
        let h = receiver.header()?;
        let code = self.top().code;
        let cache = code.cache(site as usize);
        let fits = |e: &Entry| match e.kind.get() {
            cache::NAMESPACE => e.object.get() == receiver,
            cache::STATIC | cache::CLASS_METHOD => {
                e.object.get() == receiver || e.object.get().is_empty()
            }
            kind => kind != 0,
        };
        let known =
            |e: &&Entry| e.shape.get() == h.shape().0 && e.epoch.get() == type_::epoch() && fits(e);
        cache.entries.iter().find(known).map(Found::of)
    }

    /// The same; or what is found now, of classes and modules: there are as many of them as a program names.
    fn entry_or_found(&self, site: u16, receiver: Value) -> Option<Found> {
        let found = || {
            let named = receiver.has_kind(Kind::Type) || receiver.has_kind(Kind::Module);
            named
                .then(|| cache::find(receiver, self.top().code.site_name(site as usize)))
                .flatten()
        };
        self.entry(site, receiver).or_else(found)
    }

    fn guard_entry(&mut self, r: IrRef, receiver: Value, e: &Found) {
        if !e.object.is_empty() {
            self.guard_is(r, receiver);
        } else if let Some(h) = receiver.header() {
            self.guard_shape(r, h.shape());
        }
        self.epoch = true;
    }

    /// What a lookup has found, loaded from the value `r`, which is `receiver` at present.
    pub(super) fn load_found(
        &mut self,
        r: IrRef,
        receiver: Value,
        e: &Found,
        name: Ref<Str>,
    ) -> Option<IrRef> {
        match e.kind {
            cache::SLOT => {
                let offset = e.offset;
                // SAFETY: the entry's shape says that the object has a slot at this offset.
                let now = unsafe {
                    receiver
                        .address()
                        .byte_add(offset as usize)
                        .cast::<Value>()
                        .read()
                };
                if now.is_empty() {
                    return None;
                }
                self.guard_entry(r, receiver, e);
                let v = self.b.fload(r, self.schema.slot_field(offset));
                let shape = shape::get(receiver.header()?.shape());
                if shape.lookup(name).is_none() {
                    // A member of `__slots__` may be empty.
                    self.guard_is_not(v, Value::EMPTY);
                }
                Some(v)
            }
            cache::OVERFLOW => {
                let packed = e.offset;
                self.guard_entry(r, receiver, e);
                let buffer = self.b.fload(r, self.schema.overflow_field(packed >> 16));
                let n = self.b.int(i64::from(packed & 0xffff));
                let v = self.b.aload(buffer, n, ElemKind::Val);
                self.guard_is_not(v, Value::EMPTY);
                Some(v)
            }
            cache::CLASS_VALUE | cache::NAMESPACE | cache::METHOD => {
                // SAFETY: entries of these kinds hold cells of names.
                let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value) };
                if cell.get().is_empty() {
                    return None;
                }
                self.guard_entry(r, receiver, e);
                self.name_cell(cell).map(|(v, _)| v)
            }
            cache::ITEM => {
                // SAFETY: the entry's shape is a tuple's.
                let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(receiver) };
                if e.offset as usize >= tuple.len() {
                    return None;
                }
                self.guard_entry(r, receiver, e);
                let length = self.b.fload(r, schema::TUPLE_LEN);
                let n = self.b.int(i64::from(e.offset));
                self.guard2(Op::GGT, length, n);
                Some(self.b.fload(r, self.schema.item_field(e.offset)))
            }
            cache::STATIC => self.unwrapped(r, receiver, e).map(|(f, _)| f),
            cache::CLASS => {
                self.guard_entry(r, receiver, e);
                Some(self.konst(types::type_of(receiver).value()))
            }
            _ => None,
        }
    }

    /// The function of a static or class method, and what a call passes to it first.
    fn unwrapped(&mut self, r: IrRef, receiver: Value, e: &Found) -> Option<(IrRef, IrRef)> {
        // SAFETY: entries of these kinds hold cells of names.
        let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value) };
        let (f, this) = cache::unwrapped(e.kind, cell, receiver)?;
        self.guard_entry(r, receiver, e);
        let (wrapper, v) = self.name_cell(cell)?;
        if self.b.trace.get_const(wrapper).is_none() {
            self.guard_is(wrapper, v);
        }
        Some((self.konst(f), self.konst(this)))
    }

    /// The attribute of an object whose shape is none of those that the site remembers: what `find` gives, `now` at present.
    fn find_attr(
        &mut self,
        find: HelperId,
        r: IrRef,
        site: u16,
        now: Option<Value>,
    ) -> Option<IrRef> {
        now?;
        let name = self.top().code.site_name(site as usize);
        let name = self.konst(name.value());
        let v = self.b.call(find, &[r, name]);
        self.guard_is_not(v, Value::EMPTY);
        Some(v)
    }

    pub(super) fn load_attr(&mut self, jit: &mut Jit, i: Instr) -> Rec<Called> {
        let (r, receiver) = self.both(i.b());
        let name = self.top().code.site_name(i.c() as usize);
        if let Some(v) = self.exception_attr((r, receiver), name) {
            self.set(i.a(), v);
            return Ok(Called::Inline);
        }
        let Some(e) = self.entry_or_found(i.c(), receiver) else {
            let now = cache::quiet_load(receiver, self.top().code.site_name(i.c() as usize));
            return Ok(match self.find_attr(h::attr_find, r, i.c(), now) {
                Some(v) => {
                    self.set(i.a(), v);
                    Called::Inline
                }
                None => Called::Not,
            });
        };
        if e.kind == cache::PROPERTY {
            self.guard_entry(r, receiver, &e);
            // SAFETY: entries of this kind hold cells of names.
            let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value) };
            let Some((value, property)) = self.name_cell(cell) else {
                return Ok(Called::Not);
            };
            if self.b.trace.get_const(value).is_none() {
                self.guard_is(value, property);
            }
            return self.getter(jit, i, r, property);
        }
        if e.kind == cache::METHOD {
            return Ok(Called::Not);
        }
        if e.kind == cache::DESCRIPTOR {
            return Ok(match self.computed(r, receiver, &e) {
                Some(v) => {
                    self.set(i.a(), v);
                    Called::Inline
                }
                None => Called::Not,
            });
        }
        let name = self.top().code.site_name(i.c() as usize);
        match self.load_found(r, receiver, &e, name) {
            Some(v) => {
                self.set(i.a(), v);
                Ok(Called::Inline)
            }
            None => Ok(Called::Not),
        }
    }

    /// An attribute that is computed without running Python: the `__dict__` of an object whose attributes are in its slots, or
    /// what the getter of a native class gives, which is called.
    fn computed(&mut self, r: IrRef, receiver: Value, e: &Found) -> Option<IrRef> {
        // SAFETY: entries of this kind hold cells of names.
        let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value) };
        let is_dict = is_dict_of_slots(receiver, cell.get());
        let def = natives::quiet_getter(cell.get());
        if !is_dict && def.is_none() {
            return None;
        }
        self.guard_entry(r, receiver, e);
        let (descriptor, v) = self.name_cell(cell)?;
        if self.b.trace.get_const(descriptor).is_none() {
            self.guard_is(descriptor, v);
        }
        if is_dict {
            return Some(self.b.call(h::instance_dict, &[r]));
        }
        let def = self.b.addr(std::ptr::from_ref(def?).addr() as u64);
        Some(self.call_raising(h::get_computed, &[def, r]))
    }

    pub(super) fn load_method(&mut self, i: Instr) -> Rec<bool> {
        let (r, receiver) = self.both(i.b());
        let name = self.top().code.site_name(i.c() as usize);
        if receiver.header().is_none() {
            return Ok(self.method_of_immediate(i, (r, receiver), name));
        }
        let Some(e) = self.entry_or_found(i.c(), receiver) else {
            let now = cache::quiet_method(receiver, name);
            let Some(v) = self.find_attr(h::method_find, r, i.c(), now) else {
                return Ok(false);
            };
            self.set(i.a(), v);
            self.set(i.a() + 1, r);
            return Ok(true);
        };
        let found = if e.kind == cache::CLASS_METHOD {
            self.unwrapped(r, receiver, &e)
        } else {
            self.load_found(r, receiver, &e, name).map(|v| {
                let empty = self.konst(Value::EMPTY);
                (v, if e.kind == cache::METHOD { r } else { empty })
            })
        };
        let Some((v, this)) = found else {
            return Ok(false);
        };
        self.set(i.a(), v);
        self.set(i.a() + 1, this);
        Ok(true)
    }

    /// LOAD_METHOD on an immediate number: its class does not change.
    fn method_of_immediate(&mut self, i: Instr, x: (IrRef, Value), name: Ref<Str>) -> bool {
        let found = type_::lookup_cell(types::type_of(x.1), name).and_then(|cell| cell.get_opt());
        let Some(v) = found.filter(|&v| type_::nature(v) == type_::Nature::Method) else {
            return false;
        };
        self.guard_type(x);
        let v = self.konst(v);
        self.set(i.a(), v);
        self.set(i.a() + 1, x.0);
        true
    }

    pub(super) fn store_attr(&mut self, i: Instr) -> Rec<bool> {
        let (r, receiver) = self.both(i.a());
        let v = self.reg(i.b());
        let Some(e) = self.entry(i.c(), receiver) else {
            return Ok(false);
        };
        Ok(self.store_found(r, receiver, &e, v))
    }

    /// Stores where a lookup has found the place. False: it is no place.
    fn store_found(&mut self, r: IrRef, receiver: Value, e: &Found, v: IrRef) -> bool {
        let Some(h) = receiver.header() else {
            return false;
        };
        match e.kind {
            cache::SLOT | cache::ADD_SLOT => {
                self.guard_shape(r, h.shape());
                self.epoch = true;
                let field = self.schema.slot_field(e.offset);
                self.b.fstore(r, field, v);
                if e.kind == cache::ADD_SLOT {
                    let shape = self.b.int(e.object.small_unchecked());
                    self.b.fstore(r, schema::SHAPE, shape);
                }
            }
            cache::OVERFLOW => {
                let packed = e.offset;
                self.guard_shape(r, h.shape());
                self.epoch = true;
                let buffer = self.b.fload(r, self.schema.overflow_field(packed >> 16));
                let n = self.b.int(i64::from(packed & 0xffff));
                self.b.astore(buffer, n, v, ElemKind::Val);
            }
            _ => return false,
        }
        self.b.op2(Op::BARRIER, r, v);
        true
    }

    /// `object.__setattr__(x, name, value)` for a constant name: a store. `None`: by the interpreter.
    pub(super) fn object_setattr(
        &mut self,
        f: (IrRef, Value),
        x: (IrRef, Value),
        name: (IrRef, Value),
        v: IrRef,
    ) -> Option<()> {
        let text = name.1.downcast::<Str>()?;
        if !text.is_interned() {
            return None;
        }
        let found = match cache::generic_store_plan(x.1, text)? {
            cache::Plan::Slot(found) => found,
            cache::Plan::Add => {
                let child = shape::get(x.1.header()?.shape()).child(text)?;
                let shape::Place::Inline(offset) = child.place(child.count() - 1) else {
                    return None;
                };
                Found {
                    kind: cache::ADD_SLOT,
                    offset,
                    value: Value::EMPTY,
                    object: Value::small(i64::from(child.id().0)),
                }
            }
        };
        self.guard_is(f.0, f.1);
        self.guard_is(name.0, name.1);
        self.store_found(x.0, x.1, &found, v).then_some(())
    }
}
