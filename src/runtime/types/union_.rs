//! `typing.Union`: `int | str`.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{RootedVec, Tracer};
use crate::import;
use crate::native::GetSetDef;
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, TypeDef, flags};
use crate::types::{self, T, generic_alias, is_exactly};
use crate::value::Value;

/// A union of types.
#[repr(C)]
pub struct Union {
    header: Header,
    layout: Option<&'static NativeLayout>,
    /// `__args__`, a tuple without duplicates.
    args: Slot,
    /// `__parameters__`, or empty until asked for.
    parameters: Slot,
    /// How many of the members had no hash when the union was made: it has none, then, whatever they have later.
    unhashable: Cell<usize>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Union {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "union",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    let u = unsafe { &*h.cast::<Union>() };
    t.visit_slot(&u.args);
    t.visit_slot(&u.parameters);
}

fn this(v: Value) -> Ref<Union> {
    debug_assert!(is_exactly(v, T::Union));
    // SAFETY: the type cannot be subclassed, and its slots are called with its instances.
    unsafe { Ref::from_value_unchecked(v) }
}

/// The members of a union; None for any other value.
pub fn members(v: Value) -> Option<Ref<Tuple>> {
    if !is_exactly(v, T::Union) {
        return None;
    }
    this(v).args.get().downcast()
}

/// `a | b` for things that may be in a union; NotImplemented otherwise.
pub fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    if !unionable(a) || !unionable(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    make(th, &[a, b])
}

/// Whether `v` may be a member of a union made by `|`.
fn unionable(v: Value) -> bool {
    v.is_none()
        || v.has_kind(Kind::Type)
        || is_exactly(v, T::Union)
        || generic_alias::is_alias(v)
        || types::type_of(v).tp_name() == "typing.TypeAliasType"
}

/// The union of `items`: flattened, None as its type, strings as references to what they name, without duplicates; a
/// single member is itself. Runs Python.
pub fn make(th: &Thread, items: &[Value]) -> PyResult {
    let mut flat = Members {
        all: RootedVec::new(),
        hashes: Vec::new(),
    };
    for &v in items {
        match members(v) {
            Some(m) => {
                for &v in m.items() {
                    flat.add(th, v)?;
                }
            }
            None if v.is_none() => flat.add(th, types::get(T::NoneType).value())?,
            None if v.has_kind(Kind::Str) => {
                let typing = import::import_module(th, "typing")?;
                let convert = ops::get_attr(th, typing, str::intern(th, "_type_convert"))?;
                flat.add(th, ops::call1(th, convert, v)?)?;
            }
            None => flat.add(th, v)?,
        }
    }
    if let [single] = flat.all[..] {
        return Ok(single);
    }
    let args = tuple::new(th, &flat.all);
    let u = type_::alloc_native::<Union>(th, types::get(T::Union), &LAYOUT);
    u.args.set(u, args.value());
    let unhashable = flat.hashes.iter().filter(|hash| hash.is_none()).count();
    u.unhashable.set(unhashable);
    Ok(u.value())
}

/// The members of a union to be, each once.
struct Members {
    all: RootedVec<Value>,
    /// Their hashes: None if a member has none.
    hashes: Vec<Option<i64>>,
}

impl Members {
    fn add(&mut self, th: &Thread, v: Value) -> PyResult<()> {
        let hash = match ops::hash(th, v) {
            Ok(hash) => Some(hash),
            Err(raised) => {
                th.take_exception(raised);
                None
            }
        };
        for i in 0..self.all.len() {
            if self.hashes[i] == hash && ops::equal(th, self.all[i], v)? {
                return Ok(());
            }
        }
        self.all.push(v);
        self.hashes.push(hash);
        Ok(())
    }
}

/// The definition of `typing.Union`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        hash: Some(|th, v| {
            // That of the set of the members.
            let mut hashes = Vec::new();
            for &x in members(v).iter().flat_map(|m| m.items()) {
                hashes.push(ops::hash(th, x)?);
            }
            match this(v).unhashable.get() {
                0 => Ok(crate::algo::hash::hash_frozenset(hashes)),
                n => Err(th.type_error(format!("union contains {n} unhashable elements"))),
            }
        }),
        compare: Some(compare),
        getitem: Some(|th, v, item| {
            let parameters = parameters_of(th, v)?;
            let new = generic_alias::substitute(th, v, this(v).args.get(), parameters, item)?;
            let Some(new) = new.downcast::<Tuple>() else {
                return Err(not_generic(th, v));
            };
            make(th, new.items())
        }),
        binary: Slots::binary_table([(BinOp::Or, |th, a, b| make(th, &[a, b]))]),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__args__",
            get: |_, v| Ok(this(v).args.get()),
            set: None,
        },
        GetSetDef {
            name: "__parameters__",
            get: parameters_of,
            set: None,
        },
        GetSetDef {
            name: "__origin__",
            get: |_, _| Ok(types::get(T::Union).value()),
            set: None,
        },
        GetSetDef {
            name: "__name__",
            get: |th, _| Ok(str::new(th, "Union")),
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, _| Ok(str::new(th, "Union")),
            set: None,
        },
    ],
    methods: &[
        crate::native::NativeDef::new("__class_getitem__", "($type, item, /)", |th, a| {
            match a[1].downcast::<Tuple>() {
                Some(t) if t.is_empty() => Err(th.type_error("Cannot take a Union of no types.")),
                Some(t) => make(th, t.items()),
                None => make(th, &[a[1]]),
            }
        })
        .class_method(),
        crate::native::NativeDef::new("__mro_entries__", "($self, bases, /)", |th, a| {
            let shown = ops::repr(th, a[0])?;
            Err(th.type_error(format!("Cannot subclass {}", shown.to_string_lossy())))
        }),
    ],
    flags: flags::NO_NEW | flags::WEAKREFS,
    basic_size: std::mem::size_of::<Union>(),
    doc: "Represent a union type\n\nE.g. for int | str",
    ..TypeDef::new(T::Union)
};

#[cold]
fn not_generic(th: &Thread, v: Value) -> Raised {
    match ops::repr(th, v) {
        Ok(shown) => th.type_error(format!(
            "{} is not a generic class",
            shown.to_string_lossy()
        )),
        Err(raised) => raised,
    }
}

fn parameters_of(th: &Thread, v: Value) -> PyResult {
    let u = this(v);
    if u.parameters.get().is_empty() {
        let p = generic_alias::make_parameters(th, u.args.get())?;
        u.parameters.set(u, p);
    }
    Ok(u.parameters.get())
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let (Some(x), Some(y)) = (members(a), members(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut same = x.len() == y.len();
    for &m in x.items() {
        if !same {
            break;
        }
        let mut found = false;
        for &n in y.items() {
            found = found || ops::equal(th, m, n)?;
        }
        same = found;
    }
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut text = Vec::new();
    if let Some(m) = members(v) {
        for (i, &x) in m.items().iter().enumerate() {
            if i > 0 {
                text.extend(b" | ");
            }
            if x == types::get(T::NoneType).value() {
                text.extend(b"None");
            } else {
                let shown: Ref<Str> = generic_alias::repr_item(th, x)?;
                text.extend(shown.bytes());
            }
        }
    }
    Ok(str::from_bytes(th, &text).value())
}
