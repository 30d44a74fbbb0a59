//! Making classes: `type.__new__`, its checks, `__slots__`, and calling a class.

use crate::error::{PyResult, Raised};
use crate::heap::{self, RootedVec};
use crate::interp;
use crate::names::{self, N};
use crate::native::{Args, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::builtin::Builtin;
use crate::types::dict::{self, Dict};
use crate::types::function::Function;
use crate::types::slot_calls::check_init;
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, slot_defs, static_class, type_of};
use crate::value::Value;

use super::{Type, as_type, flags, instance_layout, lookup_name, mro};

/// `__new__` of a built-in type: a builtin function whose `__self__` is the type.
pub static NEW_DEF: NativeDef = NativeDef::raw("__new__", "($type, *args, **kwargs)", new_wrapper)
    .doc("Create and return a new object.  See help(type) for accurate signature.");

/// The type whose native `__new__` a value is, if it is one.
pub fn new_owner(v: Value) -> Option<Ref<Type>> {
    let f = v.downcast::<Builtin>()?;
    let owner = f.receiver.get();
    (std::ptr::eq(f.def(), &NEW_DEF) && owner.has_kind(Kind::Type)).then(|| as_type(owner))
}

/// The nearest built-in type of a class.
fn native_base(class: Ref<Type>) -> Ref<Type> {
    let mut solid = class;
    while solid.has_flag(flags::HEAP) {
        match solid.base() {
            Some(base) => solid = base,
            None => break,
        }
    }
    solid
}

/// Whether what the native `__new__` of `owner` makes has the layout of instances of a type whose nearest built-in type is
/// `solid`.
fn same_layout(owner: Ref<Type>, solid: Ref<Type>) -> bool {
    solid == owner
        || solid.kind.get() == owner.kind.get()
            && solid.basic_size.get() == owner.basic_size.get()
            // The others are struct sequences, whose length is fixed.
            && owner.kind.get() != Kind::Tuple
}

/// Whether the native `__new__` of `owner` can make instances of `class`.
pub fn makes(owner: Ref<Type>, class: Ref<Type>) -> bool {
    class.is_subtype_of(owner) && same_layout(owner, native_base(class))
}

/// Calls a native `__new__`: `args` are the owner, the class to instantiate, and the rest.
fn new_wrapper(th: &Thread, args: Args) -> PyResult {
    let owner = as_type(args.values[0]);
    let Some(&class) = args.pos().get(1) else {
        let name = owner.tp_name();
        return Err(th.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    if !class.has_kind(Kind::Type) {
        return Err(th.type_error(format!(
            "{}.__new__(X): X is not a type object ({})",
            owner.tp_name(),
            ops::type_name(class)
        )));
    }
    let class = as_type(class);
    if !class.is_subtype_of(owner) {
        let (name, sub) = (owner.tp_name(), class.tp_name());
        return Err(th.type_error(format!(
            "{name}.__new__({sub}): {sub} is not a subtype of {name}"
        )));
    }
    // The nearest built-in type must be the owner's, or the instance would have the wrong layout.
    let solid = native_base(class);
    if solid.has_flag(flags::NO_NEW) && solid.slots().new.is_none() {
        return Err(cannot_create(th, solid));
    }
    if !same_layout(owner, solid) {
        let (name, sub) = (owner.tp_name(), class.tp_name());
        return Err(th.type_error(format!(
            "{name}.__new__({sub}) is not safe, use {}.__new__()",
            solid.tp_name()
        )));
    }
    let Some(new) = owner.slots().new else {
        return Err(cannot_create(th, class));
    };
    new(
        th,
        class,
        Args {
            values: &args.values[2..],
            names: args.names,
        },
    )
}

#[cold]
fn cannot_create(th: &Thread, class: Ref<Type>) -> Raised {
    th.type_error(format!("cannot create '{}' instances", class.tp_name()))
}

/// Calling a class: `type.__call__`.
pub fn call_type(th: &Thread, callee: Value, args: Args) -> PyResult {
    let class = as_type(callee);
    if class == types::get(T::Type) {
        match (args.pos().len(), args.keyword_count()) {
            (1, 0) => return Ok(type_of(args.values[0]).value()),
            (3, _) => {}
            (1, _) => return Err(th.type_error("type() takes no keyword arguments")),
            _ => return Err(th.type_error("type() takes 1 or 3 arguments")),
        }
    }
    let Some(new) = class.slots().new else {
        return Err(cannot_create(th, class));
    };
    let instance = new(th, class, args)?;
    initialised(th, class, instance, args)
}

/// A call of a built-in class, other than `type`, with positional arguments. None (and nothing has happened) for other
/// classes, and where what `Consumer` says about a generator may apply.
pub fn call_builtin(th: &Thread, class: Ref<Type>, values: &[Value]) -> Option<PyResult> {
    if class.has_flag(flags::HEAP)
        || type_of(class.value()) != types::get(T::Type)
        || class == types::get(T::Type)
        || interp::consumer::ends_lazily(values)
    {
        return None;
    }
    let new = class.slots().new?;
    let args = Args::positional(values);
    let instance = match new(th, class, args) {
        Ok(instance) => instance,
        Err(raised) => return Some(Err(raised)),
    };
    // What `object.__init__` checks is right where `__new__` is a built-in type's own.
    let unchanged = class
        .slots()
        .init
        .is_none_or(|init| std::ptr::fn_addr_eq(init, crate::types::object_::INIT));
    if unchanged && type_of(instance) == class && class != types::get(T::Object) {
        return Some(Ok(instance));
    }
    Some(initialised(th, class, instance, args))
}

/// What `new` gave, after its `__init__`, unless it is no instance of the class.
#[inline(always)]
fn initialised(th: &Thread, class: Ref<Type>, instance: Value, args: Args) -> PyResult {
    let ty = type_of(instance);
    if ty != class && !ty.is_subtype_of(class) {
        return Ok(instance);
    }
    match ty.slots().init {
        Some(init) => init(th, instance, args).map(|()| instance),
        None => Ok(instance),
    }
}

/// The Python `__init__` of a class whose instances `object.__new__` makes and whose metaclass does not change calling:
/// calling such a class is making an instance and calling this. Runs no Python.
pub fn python_init(class: Ref<Type>) -> Option<Ref<Function>> {
    if !class.has_flag(flags::PLAIN_NEW) || class.has_flag(flags::PLAIN_INIT | flags::ABSTRACT) {
        return None;
    }
    if !is_called_plainly(class) {
        return None;
    }
    lookup_name(class, N::__init__)?.downcast()
}

/// The Python `__init__` of a class that derives from `list`, `dict` or `set` without a `__new__` of its own: calling such a
/// class is making an empty instance by the slot `new`, and calling this. Runs no Python.
pub fn container_init(class: Ref<Type>) -> Option<Ref<Function>> {
    if !class.has_flag(flags::EMPTY_NEW)
        || !class.has_flag(flags::HEAP)
        || !is_called_plainly(class)
    {
        return None;
    }
    lookup_name(class, N::__init__)?.downcast()
}

/// Whether the metaclass does not change what calling the class is.
fn is_called_plainly(class: Ref<Type>) -> bool {
    let (meta, plain) = (type_of(class.value()), types::get(T::Type));
    meta == plain || lookup_name(meta, N::__call__) == lookup_name(plain, N::__call__)
}

/// The Python `__new__` of a class without an `__init__` of its own, if calling the class is calling that: the metaclass does
/// not change calling, and no subclass has an `__init__` that the result might want. Runs no Python.
pub fn python_new(class: Ref<Type>) -> Option<Ref<Function>> {
    if class.has_flag(flags::PLAIN_NEW)
        || !class.has_flag(flags::PLAIN_INIT)
        || !class.has_flag(flags::HEAP)
        || !subclasses_have_no_init(class, 3)
    {
        return None;
    }
    if !is_called_plainly(class) {
        return None;
    }
    let new = lookup_name(class, N::__new__)?;
    let f = static_class::callable(types::is_exactly(new, T::StaticMethod).then_some(new)?);
    let f = f.downcast::<Function>()?;
    class.set_flag(flags::CALLED_AS_NEW, true);
    Some(f)
}

/// Whether all classes that derive from this one, which are few, go without an `__init__` of their own.
fn subclasses_have_no_init(class: Ref<Type>, depth: usize) -> bool {
    let mut none = true;
    super::for_each_subclass(class, |sub| {
        none &=
            depth > 0 && sub.has_flag(flags::PLAIN_INIT) && subclasses_have_no_init(sub, depth - 1);
        sub.set_flag(flags::CALLED_AS_NEW, none);
    });
    none
}

/// The most derived metaclass of `meta` and the bases' types.
pub fn calculate_metaclass(th: &Thread, meta: Ref<Type>, bases: &[Value]) -> PyResult<Ref<Type>> {
    let mut winner = meta;
    for &base in bases {
        let t = type_of(base);
        if winner.is_subtype_of(t) {
            continue;
        }
        if t.is_subtype_of(winner) {
            winner = t;
            continue;
        }
        return Err(th.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

/// `type.__new__`.
pub fn type_new(th: &Thread, meta: Ref<Type>, args: Args) -> PyResult {
    let pos = args.pos();
    let [name, bases, namespace] = *pos else {
        return Err(th.type_error(format!(
            "type.__new__() takes exactly 3 arguments ({} given)",
            pos.len()
        )));
    };
    let wrong = |n: usize, what: &str, v: Value| {
        th.type_error(format!(
            "type.__new__() argument {n} must be {what}, not {}",
            ops::type_name(v)
        ))
    };
    let Some(name) = name.downcast::<Str>() else {
        return Err(wrong(1, "str", name));
    };
    let Some(bases) = bases.downcast::<Tuple>() else {
        return Err(wrong(2, "tuple", bases));
    };
    let Some(namespace) = namespace.downcast::<Dict>() else {
        return Err(wrong(3, "dict", namespace));
    };
    for &base in bases.items() {
        if !base.has_kind(Kind::Type)
            && ops::get_attr_opt(th, base, names::get(N::__mro_entries__))?.is_some()
        {
            return Err(
                th.type_error("type() doesn't support MRO entry resolution; use types.new_class()")
            );
        }
    }
    let winner = calculate_metaclass(th, meta, bases.items())?;
    if winner != meta {
        let own_new = lookup_name(winner, N::__new__);
        if own_new != lookup_name(types::get(T::Type), N::__new__) {
            if let Some(new) = winner.slots().new {
                return new(th, winner, args);
            }
        }
    }
    let keywords = Args {
        values: &args.values[pos.len()..],
        names: args.names,
    };
    new_class(th, winner, name, bases, namespace, keywords).map(|t| t.value())
}

/// Makes a class. `keywords` go to `__init_subclass__`.
pub fn new_class(
    th: &Thread,
    meta: Ref<Type>,
    name: Ref<Str>,
    bases: Ref<Tuple>,
    namespace: Ref<Dict>,
    keywords: Args,
) -> PyResult<Ref<Type>> {
    let bases = if bases.is_empty() {
        tuple::new(th, &[types::get(T::Object).value()])
    } else {
        bases
    };
    let base = best_base(th, bases.items())?;
    if name.bytes().contains(&0) {
        return Err(th.value_error("type name must not contain null characters"));
    }
    crate::codecs::check_utf8(th, name.value())?;
    if let Some(doc) = namespace.get_str(names::get(N::__doc__)) {
        crate::codecs::check_utf8(th, doc)?;
    }
    let dict = dict::new_namespace(th);
    let mut pos = 0;
    let mut odd = false;
    while let Some((k, v)) = namespace.next(&mut pos) {
        odd |= !k.has_kind(Kind::Str);
        dict.set(th, k, v)?;
    }
    if odd {
        let name = name.to_string_lossy();
        crate::warn::issue(
            th,
            T::RuntimeWarning,
            &format!("non-string key in the __dict__ of class {name}"),
        )?;
    }

    let ty = heap::alloc::<Type>(
        &th.alloc,
        meta.instance_shape.get(),
        meta.basic_size.get() as usize + shape::area_size(meta),
    );
    super::finalized(meta, ty);
    ty.name.set(ty, name.value());
    ty.bases.set(ty, bases.value());
    ty.base.set(ty, base.value());
    ty.dict.set(ty, dict.value());
    ty.kind.set(base.kind.get());
    ty.basic_size.set(base.basic_size.get());
    let inherited = base.flags.get() & flags::INHERITED;
    ty.flags.set(inherited | flags::HEAP | flags::BASE);
    set_names_and_docs(th, ty, name, dict)?;
    let classcell = take_class_cell(th, dict)?;
    let members = slots_of(th, ty, base, bases, dict, name)?;
    ty.member_slots
        .set(base.member_slots.get() + members.len() as u16);
    const FIRST_INLINE: u16 = 4;
    let inline = if ty.has_flag(flags::HAS_DICT) {
        ty.member_slots.get() + FIRST_INLINE
    } else {
        ty.member_slots.get().next_multiple_of(2)
    };
    let layout = instance_layout(ty, inline);
    ty.inline_slots.set(layout.inline);
    ty.instance_shape.set(shape::new_root(ty, layout));
    for (i, &member) in members.iter().enumerate() {
        // SAFETY: the list holds interned strings.
        let member: Ref<Str> = unsafe { Ref::from_value_unchecked(member) };
        let index = base.member_slots.get() + i as u16;
        let d = types::member::new_slot(th, ty, member, index);
        dict.set_str(th, member, d.value());
    }
    wrap_special_functions(th, dict);
    add_dict_and_weakref(th, ty, base, dict);
    let doc = names::get(N::__doc__);
    if dict.get_str(doc).is_none() {
        dict.set_str(th, doc, Value::NONE);
    }
    if dict.get_str(names::get(N::__eq__)).is_some() {
        let hash = names::get(N::__hash__);
        if dict.get_str(hash).is_none() {
            dict.set_str(th, hash, Value::NONE);
        }
    }
    if let Some(cell) = classcell {
        // (An `mro` written in Python may ask for it.)
        cell.set(ty.value());
    }
    // What is evaluated late in the class's scope sees the class as it is then.
    let namespace_cell = dict.del_str(th, names::get(N::__classdictcell__));
    if let Some(cell) = namespace_cell.and_then(|c| c.downcast::<types::cell::Cell>()) {
        cell.set(dict.value());
    }
    mro::set_mro(th, ty)?;
    if bases.len() == 1 && std::ptr::eq(base.as_ptr(), as_type(bases.items()[0]).as_ptr()) {
        slot_defs::update_from_base(ty, base);
    } else {
        slot_defs::update_all(ty);
        // What it is to patterns: what the first of its bases that is something is.
        const COLLECTION: u32 = flags::SEQUENCE | flags::MAPPING;
        let mro = ty.mro();
        let mut first = mro
            .items()
            .iter()
            .skip(1)
            .map(|&b| as_type(b).flags.get() & COLLECTION);
        let inherited = first.find(|&f| f != 0).unwrap_or(0);
        ty.set_flag(COLLECTION & !inherited, false);
        ty.set_flag(inherited, true);
    }
    for &b in bases.items() {
        super::add_subclass(th, as_type(b), ty);
    }
    if let Some(cell) = classcell {
        cell.set(ty.value());
    }
    set_names(th, ty, namespace)?;
    init_subclass(th, ty, keywords)?;
    Ok(ty)
}

/// `__module__`, `__qualname__`.
fn set_names_and_docs(th: &Thread, ty: Ref<Type>, name: Ref<Str>, dict: Ref<Dict>) -> PyResult<()> {
    let module = names::get(N::__module__);
    if dict.get_str(module).is_none() {
        if let Some(m) = interp::current_module_name(th) {
            dict.set_str(th, module, m);
        }
    }
    match dict.del_str(th, names::get(N::__qualname__)) {
        None => ty.qualname.set(ty, name.value()),
        Some(q) if q.has_kind(Kind::Str) => ty.qualname.set(ty, q),
        Some(q) => {
            return Err(th.type_error(format!(
                "type __qualname__ must be a str, not {}",
                ops::type_name(q)
            )));
        }
    }
    Ok(())
}

/// Functions under these names are static or class methods without being declared so.
fn wrap_special_functions(th: &Thread, dict: Ref<Dict>) {
    let new = names::get(N::__new__);
    if let Some(f) = dict.get_str(new) {
        if f.has_kind(Kind::Function) {
            let f = types::static_class::new_static(th, f);
            dict.set_str(th, new, f.value());
        }
    }
    for name in [N::__init_subclass__, N::__class_getitem__] {
        let name = names::get(name);
        if let Some(f) = dict.get_str(name) {
            if f.has_kind(Kind::Function) {
                let f = types::static_class::new_class(th, f);
                dict.set_str(th, name, f.value());
            }
        }
    }
}

/// The descriptors `__dict__` and `__weakref__` of a class that is the first to give its instances these.
pub(super) fn add_dict_and_weakref(th: &Thread, ty: Ref<Type>, base: Ref<Type>, dict: Ref<Dict>) {
    if ty.has_flag(flags::HAS_DICT) && !base.has_flag(flags::HAS_DICT) {
        let d = types::getset::new(th, ty, &types::object_::DICT_GETSET);
        let name = names::get(N::__dict__);
        if dict.get_str(name).is_none() {
            dict.set_str(th, name, d.value());
        }
    }
    if ty.has_flag(flags::WEAKREFS) && !base.has_flag(flags::WEAKREFS) {
        let d = types::getset::new(th, ty, &types::object_::WEAKREF_GETSET);
        let name = names::get(N::__weakref__);
        if dict.get_str(name).is_none() {
            dict.set_str(th, name, d.value());
        }
    }
}

fn take_class_cell(th: &Thread, dict: Ref<Dict>) -> PyResult<Option<Ref<types::cell::Cell>>> {
    match dict.del_str(th, names::get(N::__classcell__)) {
        None => Ok(None),
        Some(cell) => match cell.downcast::<types::cell::Cell>() {
            Some(cell) => Ok(Some(cell)),
            None => Err(th.type_error(format!(
                "__classcell__ must be a nonlocal cell, not {}",
                repr_of_type(th, cell)?
            ))),
        },
    }
}

fn repr_of_type(th: &Thread, v: Value) -> PyResult<String> {
    let r = ops::repr(th, type_of(v).value())?;
    Ok(r.to_string_lossy().into_owned())
}

/// Tells the values of the namespace their names.
fn set_names(th: &Thread, ty: Ref<Type>, namespace: Ref<Dict>) -> PyResult<()> {
    let mut pairs = RootedVec::new();
    let mut pos = 0;
    while let Some((k, v)) = namespace.next(&mut pos) {
        // Most values are functions and plain constants: no need to look.
        if v.has_kind(Kind::Function) || !v.is_ptr() {
            continue;
        }
        pairs.push(k);
        pairs.push(v);
    }
    for pair in pairs.chunks_exact(2) {
        let (k, v) = (pair[0], pair[1]);
        match ops::call::special(th, v, N::__set_name__, &[ty.value(), k]) {
            Ok(_) => {}
            Err(raised) => {
                let e = th.take_exception(raised);
                let key = ops::repr(th, k)?;
                let note = format!(
                    "Error calling __set_name__ on '{}' instance {} in '{}'",
                    ops::type_name(v),
                    key.to_string_lossy(),
                    ty.tp_name()
                );
                types::exception_types::add_note(th, e, str::new(th, &note))?;
                return Err(th.reraise(e));
            }
        }
    }
    Ok(())
}

/// `super(ty, ty).__init_subclass__(**keywords)`.
fn init_subclass(th: &Thread, ty: Ref<Type>, keywords: Args) -> PyResult<()> {
    let name = names::get(N::__init_subclass__);
    if !ty.mro().items().contains(&ty.value()) {
        // (An `mro` of its metaclass has forgotten it.)
        let name = ty.tp_name();
        return Err(th.type_error(format!(
            "super(type, obj): obj (type {name}) is not an instance or subtype of type ({name})."
        )));
    }
    let Some(f) = super::search_after(th, ty, ty, name)? else {
        return Ok(());
    };
    if keywords.values.is_empty() && types::object_::is_default_init_subclass(f) {
        return Ok(());
    }
    let bound = match type_of(f).slots().descr_get {
        Some(get) => get(th, f, Value::EMPTY, ty.value())?,
        None => f,
    };
    ops::call(th, bound, keywords).map(drop)
}

// ---- bases and layout

/// The base whose layout the class extends.
pub fn best_base(th: &Thread, bases: &[Value]) -> PyResult<Ref<Type>> {
    let mut winner: Option<(Ref<Type>, Ref<Type>)> = None;
    for &base in bases {
        if !base.has_kind(Kind::Type) {
            return Err(th.type_error("bases must be types"));
        }
        let base = as_type(base);
        if !base.has_flag(flags::BASE) {
            return Err(th.type_error(format!(
                "type '{}' is not an acceptable base type",
                base.tp_name()
            )));
        }
        let candidate = solid_base(base);
        winner = match winner {
            None => Some((base, candidate)),
            Some((b, w)) if w.is_subtype_of(candidate) => Some((b, w)),
            Some((_, w)) if candidate.is_subtype_of(w) => Some((base, candidate)),
            Some(_) => {
                return Err(th.type_error("multiple bases have instance lay-out conflict"));
            }
        };
    }
    Ok(winner.map_or(types::get(T::Object), |(base, _)| base))
}

/// The nearest type in the chain of bases that changed the layout (but for `__dict__` and weak references).
pub(super) fn solid_base(ty: Ref<Type>) -> Ref<Type> {
    let mut t = ty;
    while let Some(base) = t.base() {
        let differs = t.kind.get() != base.kind.get()
            || t.basic_size.get() != base.basic_size.get()
            || t.member_slots.get() != base.member_slots.get();
        if differs {
            return t;
        }
        t = base;
    }
    t
}

/// Whether instances of `from` can become instances of `to`: the same native layout, the same members, `__dict__` alike.
pub fn compatible_layout(from: Ref<Type>, to: Ref<Type>) -> bool {
    let alike = |f: u32| from.flags.get() & f == to.flags.get() & f;
    from.kind.get() == to.kind.get()
        && from.basic_size.get() == to.basic_size.get()
        && from.member_slots.get() == to.member_slots.get()
        && alike(flags::HAS_DICT)
        && alike(flags::NATIVE_DICT)
        && alike(flags::VARIABLE)
        && alike(flags::WEAKREFS)
        && (from.member_slots.get() == 0 || same_members(from, to))
}

/// Whether the members of two classes have the same names in the same slots.
fn same_members(a: Ref<Type>, b: Ref<Type>) -> bool {
    let (sa, sb) = (solid_base(a), solid_base(b));
    if sa == sb {
        return true;
    }
    if sa.base() != sb.base() {
        return false;
    }
    let mut pos = 0;
    while let Some((k, v)) = sa.dict().next(&mut pos) {
        let Some(m) = v.downcast::<types::member::Member>() else {
            continue;
        };
        let Some(name) = k.downcast::<Str>() else {
            continue;
        };
        let other = sb
            .dict()
            .get_str(name)
            .and_then(|v| v.downcast::<types::member::Member>());
        if other.and_then(|o| o.slot_index(sb)) != m.slot_index(sa) {
            return false;
        }
    }
    match (sa.base(), sb.base()) {
        (Some(x), Some(y)) => x == y || same_members(x, y),
        _ => false,
    }
}

/// What `__slots__` asks for: sets the flags of `ty` and gives the members' names, mangled and sorted.
fn slots_of(
    th: &Thread,
    ty: Ref<Type>,
    base: Ref<Type>,
    bases: Ref<Tuple>,
    dict: Ref<Dict>,
    class_name: Ref<Str>,
) -> PyResult<RootedVec<Value>> {
    let mut members = RootedVec::new();
    let may_add_dict = !base.has_flag(flags::HAS_DICT);
    let may_add_weak = !base.has_flag(flags::WEAKREFS) && !ty.has_flag(flags::VARIABLE);
    let Some(slots) = dict.get_str(names::get(N::__slots__)) else {
        ty.set_flag(flags::HAS_DICT, true);
        if may_add_weak {
            ty.set_flag(flags::WEAKREFS, true);
        }
        return Ok(members);
    };
    let mut asked = RootedVec::new();
    if slots.has_kind(Kind::Str) {
        asked.push(slots);
    } else {
        ops::iterate(th, slots, |v| {
            asked.push(v);
            Ok(ops::ControlFlow::Continue(()))
        })?;
    }
    // (Classes have no room for slots either: what they hold is in their namespaces.)
    let without_room = ty.has_flag(flags::VARIABLE) || base.is_subtype_of(types::get(T::Type));
    if !asked.is_empty() && without_room {
        return Err(th.type_error(format!(
            "nonempty __slots__ not supported for subtype of '{}'",
            base.tp_name()
        )));
    }
    let (mut add_dict, mut add_weak) = (false, false);
    for &item in asked.iter() {
        let Some(name) = item.downcast::<Str>() else {
            return Err(th.type_error(format!(
                "__slots__ items must be strings, not '{}'",
                ops::type_name(item)
            )));
        };
        let text = name.to_string_lossy();
        if !is_identifier(&text) {
            return Err(th.type_error("__slots__ must be identifiers"));
        }
        if text == "__dict__" {
            if !may_add_dict || add_dict {
                return Err(th.type_error("__dict__ slot disallowed: we already got one"));
            }
            add_dict = true;
            continue;
        }
        if text == "__weakref__" {
            if !may_add_weak || add_weak {
                return Err(th.type_error("__weakref__ slot disallowed: we already got one"));
            }
            add_weak = true;
            continue;
        }
        let name = str::intern(th, &mangle(&class_name.to_string_lossy(), &text));
        if let Some(v) = dict.get_str(name) {
            let special =
                name == names::get(N::__qualname__) || name == names::get(N::__classcell__);
            if !special && !v.is_empty() {
                let shown = ops::repr(th, name.value())?;
                return Err(th.value_error(format!(
                    "{} in __slots__ conflicts with class variable",
                    shown.to_string_lossy()
                )));
            }
        }
        members.push(name.value());
    }
    let key = |v: &Value| {
        v.downcast::<Str>()
            .map(|s| s.to_string_lossy().into_owned())
    };
    members.sort_by_key(key);
    // A secondary base may bring `__dict__` or weak references.
    for &b in bases.items() {
        let b = as_type(b);
        if b == base {
            continue;
        }
        add_dict |= may_add_dict && b.has_flag(flags::HAS_DICT);
        add_weak |= may_add_weak && b.has_flag(flags::WEAKREFS);
    }
    if add_dict {
        ty.set_flag(flags::HAS_DICT, true);
    }
    if add_weak {
        ty.set_flag(flags::WEAKREFS, true);
    }
    Ok(members)
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    first.is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// A private name as the compiler spells it inside a class.
pub fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_owned();
    }
    format!("_{class}{name}")
}

/// `type.__init__`: checks the number of arguments.
pub fn type_init(th: &Thread, _class: Value, args: Args) -> PyResult<()> {
    match (args.pos().len(), args.keyword_count()) {
        (1, 1..) => Err(th.type_error("type.__init__() takes no keyword arguments")),
        (1 | 3, _) => Ok(()),
        _ => Err(th.type_error("type.__init__() takes 1 or 3 arguments")),
    }
}

/// Runs `__init__` as calling a class does, for code that has made the instance itself.
pub fn run_init(th: &Thread, instance: Value, init: Value, args: Args) -> PyResult<()> {
    let r = ops::call::call_descriptor(th, init, instance, args)?;
    check_init(th, r)
}
