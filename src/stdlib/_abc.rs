//! `_abc`: the native part of abstract base classes (`abc.ABCMeta` calls these functions).
//!
//! Each abstract base class has a record in its `_abc_impl` attribute: the classes registered with it, and two caches of
//! answers. A registration anywhere may turn a "no" into a "yes", so it advances a counter, and negative caches of
//! another age are dropped. Nothing of it keeps a class alive: the registry holds weak references, the caches hold the
//! classes' identities, and are dropped when classes have died, whose identities may be given to others.

use std::cell::Cell;

use runtime::error::{PyResult, Raised};
use runtime::heap::{RootedVec, Tracer};
use runtime::names::{self, N};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops::{self, ControlFlow};
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::set::{self, Set};
use runtime::types::str;
use runtime::types::tuple;
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::type_of;
use runtime::types::weakref::{self, WeakRef};
use runtime::value::Value;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        NativeDef::new("get_cache_token", "()", |_, _| {
            Ok(Value::small(STATE.token.get()))
        })
        .doc("Returns the current ABC cache token.\n\nThe token is an opaque object (supporting equality testing) identifying the\ncurrent version of the ABC cache for virtual subclasses. The token changes\nwith every call to register() on any ABC."),
        NativeDef::new("_abc_init", "(self, /)", abc_init)
            .doc("Internal ABC helper for class set-up. Should be never used outside abc module."),
        NativeDef::new("_reset_registry", "(self, /)", |th, a| {
            record(th, a[0])?.registry().clear();
            Ok(Value::NONE)
        })
        .doc("Internal ABC helper to reset registry of a given class.\n\nShould be only used by refleak.py"),
        NativeDef::new("_reset_caches", "(self, /)", |th, a| {
            let r = record(th, a[0])?;
            r.cache().clear();
            r.negative().clear();
            Ok(Value::NONE)
        })
        .doc("Internal ABC helper to reset both caches of a given class.\n\nShould be only used by refleak.py"),
        NativeDef::new("_get_dump", "(self, /)", |th, a| {
            dump(th, record(th, a[0])?)
        })
        .doc("Internal ABC helper for cache and registry debugging.\n\nReturn shallow copies of registry, of both caches, and\nnegative cache version. Don't call this function directly,\ninstead use ABC._dump_registry() for a nice repr."),
        NativeDef::new("_abc_register", "(self, subclass, /)", register)
            .doc("Internal ABC helper for subclasss registration. Should be never used outside abc module."),
        NativeDef::new("_abc_instancecheck", "(self, instance, /)", instance_check)
            .doc("Internal ABC helper for instance checks. Should be never used outside abc module."),
        NativeDef::new("_abc_subclasscheck", "(self, subclass, /)", |th, a| {
            subclass_check(th, a[0], a[1]).map(Value::bool)
        })
        .doc("Internal ABC helper for subclasss checks. Should be never used outside abc module."),
    ],
    init: |th, _module: Ref<Module>| {
        STATE.class.set(type_::define_native(th, &TYPE).value());
        Ok(())
    },
};

struct State {
    /// Counts registrations.
    token: Cell<i64>,
    /// The type of the records. (Native classes live for ever.)
    class: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    token: Cell::new(0),
    class: Cell::new(Value::EMPTY),
};

/// What is known about one abstract base class.
#[repr(C)]
struct Record {
    header: Header,
    layout: Option<&'static NativeLayout>,
    /// A set of weak references.
    registry: Slot,
    /// The identities, as ints, of classes of which the answer is "yes".
    cache: Slot,
    /// Those of which it is "no".
    negative: Slot,
    /// What [`type_::deaths`] said when the caches were begun.
    deaths: Cell<u64>,
    /// The token at which `negative` was begun.
    negative_age: Cell<i64>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Record {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_abc_data",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    let r = unsafe { &*h.cast::<Record>() };
    t.visit_slot(&r.registry);
    t.visit_slot(&r.cache);
    t.visit_slot(&r.negative);
}

static TYPE: NativeTypeDef = NativeTypeDef {
    flags: flags::NO_NEW | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Record>(),
    doc: "Internal state held by ABC machinery.",
    ..NativeTypeDef::new("_abc._abc_data")
};

fn as_set(slot: &Slot) -> Ref<Set> {
    slot.get().downcast().expect("a record's slots hold sets")
}

impl Record {
    fn registry(&self) -> Ref<Set> {
        as_set(&self.registry)
    }

    fn cache(&self) -> Ref<Set> {
        self.forget_dead();
        as_set(&self.cache)
    }

    fn negative(&self) -> Ref<Set> {
        self.forget_dead();
        as_set(&self.negative)
    }

    /// Begins the caches anew if classes have died.
    fn forget_dead(&self) {
        let deaths = type_::deaths();
        if self.deaths.replace(deaths) != deaths {
            as_set(&self.cache).clear();
            as_set(&self.negative).clear();
        }
    }

    /// The registered classes that are alive; the others are forgotten. Allocates.
    fn registered(&self, th: &Thread) -> PyResult<RootedVec<Value>> {
        let mut classes = RootedVec::new();
        let mut references = RootedVec::new();
        let mut pos = 0;
        while let Some((_, r)) = self.registry().next(&mut pos) {
            if let Some(class) = r.downcast::<WeakRef>().and_then(|r| r.get()) {
                classes.push(class);
                references.push(r);
            }
        }
        if classes.len() < self.registry().len() {
            self.registry().clear();
            for &r in references.iter() {
                self.registry().add(th, r)?;
            }
        }
        Ok(classes)
    }
}

/// The key of a class in the caches.
fn identity(class: Value) -> Value {
    Value::small(class.bits() as i64)
}

/// What `_get_dump` gives: sets of weak references, as in CPython, and the age. Allocates.
fn dump(th: &Thread, r: Ref<Record>) -> PyResult {
    let mut parts = RootedVec::new();
    parts.push(r.registry.get());
    // Both are read before anything is allocated, by which classes might die.
    let [yes, no] = [r.cache(), r.negative()].map(|cache| {
        let mut classes = RootedVec::new();
        let mut pos = 0;
        while let Some((_, id)) = cache.next(&mut pos) {
            classes.extend(id.as_small().map(|id| Value::from_bits(id as u64)));
        }
        classes
    });
    for classes in [yes, no] {
        let references = set::new(th);
        parts.push(references.value());
        for &class in classes.iter() {
            references.add(th, weakref::new(th, class)?)?;
        }
    }
    parts.push(Value::small(r.negative_age.get()));
    Ok(tuple::new(th, &parts).value())
}

/// The record of a class.
fn record(th: &Thread, class: Value) -> PyResult<Ref<Record>> {
    let name = str::intern(th, "_abc_impl");
    let found = match class.has_kind(Kind::Type) {
        true => type_::lookup(as_type(class), name),
        false => Some(ops::get_attr(th, class, name)?),
    };
    match found {
        Some(v) if type_of(v).value() == STATE.class.get() => {
            // SAFETY: the type's instances are records, and it cannot be subclassed.
            Ok(unsafe { Ref::from_value_unchecked(v) })
        }
        _ => Err(th.type_error("_abc_impl is set to a wrong type")),
    }
}

fn abc_init(th: &Thread, a: &[Value]) -> PyResult {
    let class = a[0];
    if !class.has_kind(Kind::Type) {
        return Err(th.type_error("_abc_init() argument must be a class"));
    }
    compute_abstract_methods(th, class)?;
    let r = type_::alloc_native::<Record>(th, as_type(STATE.class.get()), &LAYOUT);
    for slot in [&r.registry, &r.cache, &r.negative] {
        slot.set(r, set::new(th).value());
    }
    r.negative_age.set(STATE.token.get());
    r.deaths.set(type_::deaths());
    ops::set_attr(th, class, str::intern(th, "_abc_impl"), r.value())?;
    // `collections.abc` marks what patterns treat as sequences and mappings.
    let marks = str::intern(th, "__abc_tpflags__");
    if let Some(bits) = as_type(class)
        .dict()
        .get_str(marks)
        .and_then(|v| v.as_small())
    {
        if bits & TP_SEQUENCE != 0 && bits & TP_MAPPING != 0 {
            return Err(th.type_error(
                "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING",
            ));
        }
        set_collection_flags(as_type(class), bits);
        ops::del_attr(th, class, marks)?;
    }
    Ok(Value::NONE)
}

const TP_SEQUENCE: i64 = 1 << 5;
const TP_MAPPING: i64 = 1 << 6;

fn set_collection_flags(class: Ref<Type>, bits: i64) {
    if bits & TP_SEQUENCE != 0 {
        class.set_flag(flags::SEQUENCE, true);
    }
    if bits & TP_MAPPING != 0 {
        class.set_flag(flags::MAPPING, true);
    }
}

/// Sets `__abstractmethods__`: the abstract names of the namespace, and those of the bases that are still abstract.
fn compute_abstract_methods(th: &Thread, class: Value) -> PyResult<()> {
    let abstracts = set::new_frozen(th);
    let is_abstract = |v: Value| -> PyResult<bool> {
        match ops::get_attr_opt(th, v, names::get(N::__isabstractmethod__))? {
            Some(x) => ops::is_true(th, x),
            None => Ok(false),
        }
    };
    let dict = as_type(class).dict();
    let mut pairs = RootedVec::new();
    let mut pos = 0;
    while let Some((k, v)) = dict.next(&mut pos) {
        if v.is_ptr() {
            pairs.push(k);
            pairs.push(v);
        }
    }
    for pair in pairs.chunks_exact(2) {
        if is_abstract(pair[1])? {
            abstracts.add(th, pair[0])?;
        }
    }
    let name = names::get(N::__abstractmethods__);
    for &base in as_type(class).bases().items() {
        let Some(inherited) = ops::get_attr_opt(th, base, name)? else {
            continue;
        };
        let mut keys = RootedVec::new();
        ops::iterate(th, inherited, |k| {
            keys.push(k);
            Ok(ControlFlow::Continue(()))
        })?;
        for &k in keys.iter() {
            let key = ops::attribute_name(th, k)?;
            if let Some(v) = ops::get_attr_opt(th, class, key)? {
                if is_abstract(v)? {
                    abstracts.add(th, k)?;
                }
            }
        }
    }
    ops::set_attr(th, class, name, abstracts.value())
}

fn register(th: &Thread, a: &[Value]) -> PyResult {
    let (class, subclass) = (a[0], a[1]);
    if !subclass.has_kind(Kind::Type) {
        return Err(th.type_error("Can only register classes"));
    }
    if ops::is_subclass(th, subclass, class)? {
        return Ok(subclass);
    }
    if ops::is_subclass(th, class, subclass)? {
        return Err(th.runtime_error("Refusing to create an inheritance cycle"));
    }
    let reference = weakref::new(th, subclass)?;
    record(th, class)?.registry().add(th, reference)?;
    STATE.token.set(STATE.token.get() + 1);
    if class.has_kind(Kind::Type) {
        let bits = [(flags::SEQUENCE, TP_SEQUENCE), (flags::MAPPING, TP_MAPPING)];
        let bits = bits.iter().filter(|(f, _)| as_type(class).has_flag(*f));
        let bits = bits.fold(0, |all, (_, b)| all | b);
        if bits != 0 {
            mark_subclasses(as_type(subclass), bits);
        }
    }
    Ok(subclass)
}

fn mark_subclasses(class: Ref<Type>, bits: i64) {
    // Built-in classes say themselves what they are to patterns: a string is no sequence there.
    let known = class.flags.get() & (flags::SEQUENCE | flags::MAPPING) != 0;
    if known || class.has_flag(flags::IMMUTABLE) {
        return;
    }
    set_collection_flags(class, bits);
    // (Traces rely on what they have seen of a class.)
    type_::advance_epoch();
    type_::for_each_subclass(class, |sub| mark_subclasses(sub, bits));
}

fn instance_check(th: &Thread, a: &[Value]) -> PyResult {
    let (class, instance) = (a[0], a[1]);
    let r = record(th, class)?;
    let ty = type_of(instance).value();
    // Only a proxy claims another class than its type.
    let claimed = if instance.is_ptr() && type_::overrides_class(type_of(instance)) {
        ops::get_attr_opt(th, instance, names::get(N::__class__))?.unwrap_or(ty)
    } else {
        ty
    };
    if r.cache().contains(th, identity(claimed))? {
        return Ok(Value::TRUE);
    }
    if claimed == ty
        && r.negative_age.get() == STATE.token.get()
        && r.negative().contains(th, identity(claimed))?
    {
        return Ok(Value::FALSE);
    }
    let check = |c: Value| -> PyResult<bool> {
        let name = names::get(N::__subclasscheck__);
        let answer = ops::call_method(th, class, name, &[c])?;
        ops::is_true(th, answer)
    };
    if check(claimed)? {
        return Ok(Value::TRUE);
    }
    if claimed == ty {
        return Ok(Value::FALSE);
    }
    check(ty).map(Value::bool)
}

#[cold]
fn not_a_class(th: &Thread) -> Raised {
    th.type_error("issubclass() arg 1 must be a class")
}

fn subclass_check(th: &Thread, class: Value, subclass: Value) -> PyResult<bool> {
    if !subclass.has_kind(Kind::Type) {
        return Err(not_a_class(th));
    }
    th.check_native_stack(" in __subclasscheck__")?;
    let r = record(th, class)?;
    if r.cache().contains(th, identity(subclass))? {
        return Ok(true);
    }
    if r.negative_age.get() < STATE.token.get() {
        r.negative().clear();
        r.negative_age.set(STATE.token.get());
    } else if r.negative().contains(th, identity(subclass))? {
        return Ok(false);
    }
    let answer = decide(th, class, subclass, r)?;
    let list = if answer { r.cache() } else { r.negative() };
    list.add(th, identity(subclass))?;
    Ok(answer)
}

fn decide(th: &Thread, class: Value, subclass: Value, r: Ref<Record>) -> PyResult<bool> {
    let hook = ops::call_method(th, class, names::get(N::__subclasshook__), &[subclass])?;
    match hook {
        Value::TRUE => return Ok(true),
        Value::FALSE => return Ok(false),
        Value::NOT_IMPLEMENTED => {}
        _ => {
            return Err(th.error(
                runtime::types::T::AssertionError,
                "__subclasshook__ must return either False, True, or NotImplemented",
            ));
        }
    }
    if as_type(subclass).mro().items().contains(&class) {
        return Ok(true);
    }
    for &c in r.registered(th)?.iter() {
        if ops::is_subclass(th, subclass, c)? {
            return Ok(true);
        }
    }
    let subclasses = ops::call_method(th, class, names::get(N::__subclasses__), &[])?;
    let mut answer = false;
    ops::iterate(th, subclasses, |c| {
        answer = ops::is_subclass(th, subclass, c)?;
        Ok(if answer {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    Ok(answer)
}
