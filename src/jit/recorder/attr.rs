//! Attributes, by what the interpreter's caches know: slots of instances, values and methods of classes, module globals.
//!
//! A guard on the shape and the assumption that no class changes its structure replace the lookup; the values of class
//! attributes are constants while nobody stores to them.

use frontend::bytecode::op::Instr;
use ir::{ElemKind, HelperId, IrRef, Op};
use runtime::interp::attr as cache;
use runtime::object::Ref;
use runtime::shape;
use runtime::types::code::Entry;
use runtime::types::dict::NameCell;
use runtime::types::type_;
use runtime::value::Value;

use super::call::Called;
use super::{Rec, Recorder};
use crate::helpers::id as h;
use crate::schema;
use crate::state::Jit;

impl Recorder {
    /// The entry of the site that is about objects like `receiver`.
    fn entry(&self, site: u16, receiver: Value) -> Option<&'static Entry> {
        let h = receiver.header()?;
        let code = self.top().code;
        let cache = code.cache(site as usize);
        cache.entries.iter().find(|e| {
            e.shape.get() == h.shape().0
                && e.epoch.get() == type_::epoch()
                && e.kind.get() != 0
                && (e.kind.get() != cache::NAMESPACE || e.object.get() == receiver)
        })
    }

    fn guard_entry(&mut self, r: IrRef, receiver: Value, e: &Entry) {
        if e.kind.get() == cache::NAMESPACE {
            self.guard_is(r, receiver);
        } else if let Some(h) = receiver.header() {
            self.guard_shape(r, h.shape());
        }
        self.epoch = true;
    }

    fn load_entry(
        &mut self,
        r: IrRef,
        receiver: Value,
        e: &Entry,
        name: Ref<runtime::types::str::Str>,
    ) -> Option<IrRef> {
        match e.kind.get() {
            cache::SLOT => {
                let offset = e.offset.get();
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
                let packed = e.offset.get();
                self.guard_entry(r, receiver, e);
                let buffer = self.b.fload(r, self.schema.overflow_field(packed >> 16));
                let n = self.b.int(i64::from(packed & 0xffff));
                let v = self.b.aload(buffer, n, ElemKind::Val);
                self.guard_is_not(v, Value::EMPTY);
                Some(v)
            }
            cache::CLASS_VALUE | cache::NAMESPACE | cache::METHOD => {
                // SAFETY: entries of these kinds hold cells of names.
                let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value.get()) };
                if cell.get().is_empty() {
                    return None;
                }
                self.guard_entry(r, receiver, e);
                self.name_cell(cell).map(|(v, _)| v)
            }
            _ => None,
        }
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
        let Some(e) = self.entry(i.c(), receiver) else {
            let now = cache::quiet_load(receiver, self.top().code.site_name(i.c() as usize));
            return Ok(match self.find_attr(h::attr_find, r, i.c(), now) {
                Some(v) => {
                    self.set(i.a(), v);
                    Called::Inline
                }
                None => Called::Not,
            });
        };
        if e.kind.get() == cache::PROPERTY {
            self.guard_entry(r, receiver, e);
            // SAFETY: entries of this kind hold cells of names.
            let cell: Ref<NameCell> = unsafe { Ref::from_value_unchecked(e.value.get()) };
            let Some((value, property)) = self.name_cell(cell) else {
                return Ok(Called::Not);
            };
            if self.b.trace.get_const(value).is_none() {
                self.guard_is(value, property);
            }
            return self.getter(jit, i, r, property);
        }
        if e.kind.get() == cache::METHOD {
            return Ok(Called::Not);
        }
        let name = self.top().code.site_name(i.c() as usize);
        match self.load_entry(r, receiver, e, name) {
            Some(v) => {
                self.set(i.a(), v);
                Ok(Called::Inline)
            }
            None => Ok(Called::Not),
        }
    }

    pub(super) fn load_method(&mut self, i: Instr) -> Rec<bool> {
        let (r, receiver) = self.both(i.b());
        let name = self.top().code.site_name(i.c() as usize);
        let Some(e) = self.entry(i.c(), receiver) else {
            let now = cache::quiet_method(receiver, name);
            let Some(v) = self.find_attr(h::method_find, r, i.c(), now) else {
                return Ok(false);
            };
            self.set(i.a(), v);
            self.set(i.a() + 1, r);
            return Ok(true);
        };
        let Some(v) = self.load_entry(r, receiver, e, name) else {
            return Ok(false);
        };
        let this = if e.kind.get() == cache::METHOD {
            r
        } else {
            self.konst(Value::EMPTY)
        };
        self.set(i.a(), v);
        self.set(i.a() + 1, this);
        Ok(true)
    }

    pub(super) fn store_attr(&mut self, i: Instr) -> Rec<bool> {
        let (r, receiver) = self.both(i.a());
        let v = self.reg(i.b());
        let Some(e) = self.entry(i.c(), receiver) else {
            return Ok(false);
        };
        match e.kind.get() {
            cache::SLOT | cache::ADD_SLOT => {
                self.guard_entry(r, receiver, e);
                let field = self.schema.slot_field(e.offset.get());
                self.b.fstore(r, field, v);
                if e.kind.get() == cache::ADD_SLOT {
                    let shape = self.b.int(e.object.get().small_unchecked());
                    self.b.fstore(r, schema::SHAPE, shape);
                }
            }
            cache::OVERFLOW => {
                let packed = e.offset.get();
                self.guard_entry(r, receiver, e);
                let buffer = self.b.fload(r, self.schema.overflow_field(packed >> 16));
                let n = self.b.int(i64::from(packed & 0xffff));
                self.b.astore(buffer, n, v, ElemKind::Val);
            }
            _ => return Ok(false),
        }
        self.b.op2(Op::BARRIER, r, v);
        Ok(true)
    }
}
