//! Instances of classes that leave pickling to `object`: written, and given their attributes, without the detour through
//! `__reduce_ex__` and `__dict__`. What is written, and what comes of it, is the same.

use runtime::error::PyResult;
use runtime::names::{self, N};
use runtime::object::{Header, Kind, Ref};
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::getset::GetSet;
use runtime::types::object_;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, Type, flags};
use runtime::types::{self, T};
use runtime::value::Value;

use super::opcodes::*;
use super::pickler;
use super::save::Saver;
use super::state::{self, Known};

/// A class that was found plain, and what would have to change if it were not any more.
pub struct Plain {
    class: Ref<Type>,
    epoch: u32,
    mutations: u32,
}

/// Whether `name` means for instances of a class what it means for `object`.
fn inherits(class: Ref<Type>, name: N) -> bool {
    type_::lookup_name(class, name) == type_::lookup_name(types::get(T::Object), name)
}

/// Whether attributes of instances are found as usual, and `__dict__` is what it usually is, or not there.
fn has_usual_attributes(class: Ref<Type>) -> bool {
    let usual = match type_::lookup_name(class, N::__dict__) {
        None => true,
        Some(d) => d
            .downcast::<GetSet>()
            .is_some_and(|d| std::ptr::eq(d.def(), &object_::DICT_GETSET)),
    };
    usual
        && class.kind.get() == Kind::Instance
        && class.has_flag(flags::HEAP)
        && class.has_flag(flags::PLAIN_GETATTR)
        && !class.has_flag(flags::NATIVE_DICT)
}

impl Saver<'_> {
    /// Whether an object can be written by [`Saver::plain_instance`]. Runs Python (a metaclass may define what equals it).
    pub(super) fn is_plain(&mut self, v: Value, class: Ref<Type>) -> PyResult<bool> {
        let Some(h) = v.header().filter(|h| h.kind() == Kind::Instance) else {
            return Ok(false);
        };
        if self.protocol < 2 || self.fast || !self.persistent_id.is_empty() {
            return Ok(false);
        }
        let own = [N::__reduce_ex__, N::__reduce__, N::__getstate__];
        let found = |&name: &N| shape::get_attribute(h, names::get(name)).is_some();
        if own.iter().any(found) {
            return Ok(false);
        }
        let now = |class| Plain {
            class,
            epoch: type_::epoch(),
            mutations: state::table(Known::DispatchTable).mutations(),
        };
        if self.plain.as_ref().is_some_and(|p| {
            let now = now(class);
            p.class == class && p.epoch == now.epoch && p.mutations == now.mutations
        }) {
            return Ok(true);
        }
        let plain = has_usual_attributes(class)
            && class.slots().new.is_some()
            && class.member_slots.get() == 0
            && class
                .dict()
                .get_str(str::intern(self.th, "__slotnames__"))
                .is_none_or(|v| {
                    v.downcast::<types::list::List>()
                        .is_some_and(|l| l.is_empty())
                })
            && [
                N::__reduce_ex__,
                N::__reduce__,
                N::__getstate__,
                N::__class__,
            ]
            .iter()
            .all(|&name| inherits(class, name))
            && type_::lookup_name(class, N::__getnewargs__).is_none()
            && type_::lookup_name(class, N::__getnewargs_ex__).is_none()
            && state::table(Known::DispatchTable)
                .get(self.th, class.value())?
                .is_none();
        self.plain = plain.then(|| now(class));
        Ok(plain)
    }

    /// Writes an instance of a plain class. Runs Python.
    pub(super) fn plain_instance(&mut self, v: Value, class: Ref<Type>) -> PyResult<()> {
        self.save_part(v, class.value(), "class")?;
        self.boundary()?;
        self.out.put_all([EMPTY_TUPLE, NEWOBJ]);
        if let Some(n) = self.known(v) {
            self.out.put_byte(POP);
            self.get(n);
            return Ok(());
        }
        let Some(h) = v.header() else {
            return Ok(());
        };
        let now = shape::get(h.shape());
        if shape::has_dict(h) {
            self.memoize(v);
            let Some(d) = shape::dict_of(self.th, h).filter(|d| !d.is_empty()) else {
                return Ok(());
            };
            self.save_part(v, d.value(), "state")?;
        } else if now.count() == now.members() {
            self.memoize(v);
            return Ok(());
        } else {
            let n = pickler::memoize_with_slots(self.pickler, v);
            self.put(n);
            self.attributes(h).map_err(|raised| {
                let class = runtime::ops::full_type_name(v);
                self.noted(raised, format!("when serializing {class} state"))
            })?;
        }
        self.out.put_byte(BUILD);
        Ok(())
    }

    /// Writes the attributes of an instance as the dict that `__dict__` would give. If somebody asks for that now or later, the
    /// memo is told (see `pickler.rs`).
    fn attributes(&mut self, h: &'static Header) -> PyResult<()> {
        self.boundary()?;
        self.out.put_byte(EMPTY_DICT);
        let n = self.pickler.memo().borrow_mut().skip();
        self.put(n);
        self.th.check_data_stack(" while pickling an object")?;
        let (shape, count) = (h.shape(), attribute_count(self.th, h));
        let one = count == 1;
        if !one {
            self.out.put_byte(MARK);
        }
        let mut done = 0;
        for (name, index) in shape::get(shape).attributes().iter() {
            if h.shape() != shape {
                break;
            }
            let item = shape::read_slot(h, index);
            self.attribute(name.value(), item)?;
            done += 1;
        }
        if done < count || h.shape() != shape {
            self.other_attributes(h, n, done, count)?;
        }
        self.out.put_byte(if one { SETITEM } else { SETITEMS });
        Ok(())
    }

    fn attribute(&mut self, name: Value, item: Value) -> PyResult<()> {
        self.save(name)?;
        self.save(item).map_err(|raised| {
            let mut note = b"when serializing dict item '".to_vec();
            if let Some(name) = name.downcast::<Str>() {
                note.extend_from_slice(name.bytes());
            }
            note.push(b'\'');
            self.noted(raised, note)
        })
    }

    /// Goes on after `done` attributes of `count` where an object has meanwhile got a dict (which then has the number `n`) or
    /// other attributes.
    #[cold]
    fn other_attributes(
        &mut self,
        h: &'static Header,
        n: usize,
        mut done: usize,
        count: usize,
    ) -> PyResult<()> {
        let mut pos = None;
        let now = loop {
            let found = self.pickler.memo().borrow().find(n);
            let Some(d) = found.and_then(|d| d.downcast::<Dict>()) else {
                let names = shape::get(h.shape()).attributes();
                let Some((name, index)) = names.iter().nth(done).filter(|_| done < count) else {
                    break names.len();
                };
                let item = shape::read_slot(h, index);
                self.attribute(name.value(), item)?;
                done += 1;
                continue;
            };
            let pos = pos.get_or_insert_with(|| {
                let mut pos = 0;
                for _ in 0..done {
                    d.next(&mut pos);
                }
                pos
            });
            let Some((key, item)) = d.next(pos).filter(|_| count > 1 || done == 0) else {
                break d.len();
            };
            match key.has_kind(Kind::Str) {
                true => self.attribute(key, item)?,
                false => self.save_entry(d.value(), key, item)?,
            }
            done += 1;
        };
        // (CPython does not look where there was one.)
        if now != count && count != 1 {
            return Err(self
                .th
                .runtime_error("dictionary changed size during iteration"));
        }
        Ok(())
    }
}

/// How many attributes the dict of an instance has.
fn attribute_count(th: &Thread, h: &'static Header) -> usize {
    let now = shape::get(h.shape());
    if now.is_dict_mode() {
        shape::dict_of(th, h).map_or(0, |d| d.len())
    } else {
        now.attribute_count()
    }
}

/// What an unpickler knows of the class whose instances it gave attributes last.
#[derive(Default)]
pub struct Usual {
    class: Option<Ref<Type>>,
    epoch: u32,
}

impl Usual {
    /// Gives an instance the attributes in a dict, if its class has no `__setstate__` and leaves attributes alone. False:
    /// nothing was done. Allocates; runs no Python.
    pub fn build(&mut self, th: &Thread, v: Value, attributes: Ref<Dict>) -> bool {
        let Some(h) = v.header().filter(|h| h.kind() == Kind::Instance) else {
            return false;
        };
        let class = types::type_of(v);
        let epoch = type_::epoch();
        if self.class != Some(class) || self.epoch != epoch {
            let usual = has_usual_attributes(class)
                && class.has_flag(flags::HAS_DICT)
                && type_::lookup_name(class, N::__setstate__).is_none();
            if !usual {
                return false;
            }
            *self = Usual {
                class: Some(class),
                epoch,
            };
        }
        if shape::get_attribute(h, names::get(N::__setstate__)).is_some() {
            return false;
        }
        let mut keys = 0;
        while let Some((key, _)) = attributes.next(&mut keys) {
            if dict::exact_str(key).is_none() {
                return false;
            }
        }
        let mut pos = 0;
        while let Some((key, item)) = attributes.next(&mut pos) {
            let Some(name) = dict::exact_str(key) else {
                continue;
            };
            let name: Ref<Str> = str::intern_str(th, name);
            shape::set_attribute(th, h, name, item);
        }
        true
    }

    /// A new instance of a class whose `__new__` is object's; None for other classes. Allocates.
    pub fn make(th: &Thread, class: Ref<Type>) -> Option<PyResult> {
        (class.has_flag(flags::PLAIN_NEW) && class.kind.get() == Kind::Instance)
            .then(|| object_::new_instance(th, class))
    }
}
