//! What the native modules written here share: binding arguments, and one object layout for all their small iterators.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::{PyResult, Raised};
use runtime::heap::{self, Tracer};
use runtime::native::{Args, GetSetDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::object_;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, dict};
use runtime::value::Value;

/// The parameters of a constructor.
pub struct Params {
    pub function: &'static str,
    pub names: &'static [&'static str],
    /// How many of them must be given.
    pub required: usize,
    /// How many of them may be given by position.
    pub positional: usize,
}

impl Params {
    /// Parameters that may all be given by position and by name.
    pub const fn new(
        function: &'static str,
        names: &'static [&'static str],
        required: usize,
    ) -> Params {
        Params {
            function,
            names,
            required,
            positional: names.len(),
        }
    }

    /// The same, with the parameters from `n` on keyword-only.
    pub const fn positional(mut self, n: usize) -> Params {
        self.positional = n;
        self
    }

    /// One Value per parameter, `EMPTY` for those not given; or CPython's TypeError.
    pub fn bind<const N: usize>(&self, th: &Thread, args: Args) -> PyResult<[Value; N]> {
        debug_assert!(N == self.names.len());
        let function = self.function;
        let mut bound = [Value::EMPTY; N];
        let pos = args.pos();
        if args.values.len() > N {
            return Err(th.type_error(format!(
                "{function}() takes at most {N} argument{} ({} given)",
                if N == 1 { "" } else { "s" },
                args.values.len()
            )));
        }
        if pos.len() > self.positional {
            return Err(th.type_error(format!(
                "{function}() takes {} {} positional argument{} ({} given)",
                if self.required < self.positional {
                    "at most"
                } else {
                    "exactly"
                },
                self.positional,
                if self.positional == 1 { "" } else { "s" },
                pos.len()
            )));
        }
        bound[..pos.len()].copy_from_slice(pos);
        for (name, v) in args.keywords() {
            let name = this::<Str>(name);
            let Some(i) = self.names.iter().position(|n| n.as_bytes() == name.bytes()) else {
                let shown = name.to_string_lossy();
                return Err(runtime::suggest::unexpected_keyword(
                    th,
                    function,
                    &shown,
                    self.names.iter().copied(),
                ));
            };
            if !bound[i].is_empty() {
                return Err(th.type_error(format!(
                    "argument for {function}() given by name ('{}') and position ({})",
                    self.names[i],
                    i + 1
                )));
            }
            bound[i] = v;
        }
        for (i, v) in bound[..self.required].iter().enumerate() {
            if v.is_empty() {
                return Err(th.type_error(format!(
                    "{function}() missing required argument '{}' (pos {})",
                    self.names[i],
                    i + 1
                )));
            }
        }
        Ok(bound)
    }
}

/// `v`, or `default` if the argument was not given.
pub fn or(v: Value, default: Value) -> Value {
    if v.is_empty() { default } else { v }
}

/// Adds a name to a module that is being made.
pub fn add(th: &Thread, module: Ref<Module>, name: &str, v: Value) {
    module.dict().set_str(th, str::intern(th, name), v);
}

/// Makes a type and adds it to its module.
pub fn add_type(th: &Thread, module: Ref<Module>, def: &NativeTypeDef) -> Ref<Type> {
    let ty = type_::define_native(th, def);
    let name = def.name.rsplit('.').next().unwrap_or(def.name);
    add(th, module, name, ty.value());
    ty
}

/// Where a module keeps a type of its own that its functions need.
pub struct TypeCell(Cell<Value>);

// SAFETY: written and read under the interpreter lock. The type needs no root here: shapes keep their classes.
unsafe impl Sync for TypeCell {}

impl Default for TypeCell {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeCell {
    pub const fn new() -> TypeCell {
        TypeCell(Cell::new(Value::EMPTY))
    }

    pub fn set(&self, ty: Ref<Type>) {
        self.0.set(ty.value());
    }

    pub fn get(&self) -> Ref<Type> {
        type_::as_type(self.0.get())
    }

    /// Whether `set` has been called.
    pub fn is_set(&self) -> bool {
        !self.0.get().is_empty()
    }
}

/// `__dict__` of the instances of native types that have one.
pub const DICT_GETSET: GetSetDef = object_::NATIVE_DICT_GETSET;

/// The layout of all small iterators: some Values and some numbers, whose meaning belongs to the type.
#[repr(C)]
pub struct Small {
    header: Header,
    layout: &'static NativeLayout,
    pub slots: [Slot; 6],
    pub nums: [Cell<i64>; 4],
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc` writes.
unsafe impl Object for Small {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "small iterator",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    t.visit_slots(&unsafe { &*h.cast::<Small>() }.slots);
}

/// A new object of a class whose instances are laid out as a [`Small`]. Allocates.
pub fn alloc(th: &Thread, class: Ref<Type>, slots: &[Value], nums: &[i64]) -> Ref<Small> {
    let o = alloc_native::<Small>(th, class, &LAYOUT);
    for (slot, &v) in o.slots.iter().zip(slots) {
        slot.init(v);
    }
    for (num, &n) in o.nums.iter().zip(nums) {
        num.set(n);
    }
    o
}

/// Room for as many bytes as a program has asked for; raises MemoryError.
pub fn zeros(th: &Thread, n: usize) -> PyResult<Vec<u8>> {
    if Vec::<u8>::new().try_reserve_exact(n).is_err() {
        return Err(th.error_with(runtime::types::T::MemoryError, &[]));
    }
    // (Memory that is zero already, and is not touched before it is used.)
    Ok(vec![0; n])
}

/// A new native object of `class` (or a subclass of the type that has this layout), with room for attributes. Allocates.
pub fn alloc_native<O: Object>(
    th: &Thread,
    class: Ref<Type>,
    layout: &'static NativeLayout,
) -> Ref<O> {
    debug_assert!(O::KIND == Kind::Native);
    let size = size_of::<O>() + shape::area_size(class);
    let o = type_::finalized(
        class,
        heap::alloc::<O>(&th.alloc, class.instance_shape.get(), size),
    );
    // SAFETY: native objects begin with header and layout pointer, and this one is fresh.
    unsafe {
        let at = o
            .as_ptr()
            .cast::<u8>()
            .add(size_of::<Header>())
            .cast::<&'static NativeLayout>();
        at.write(layout);
    }
    o
}

impl Small {
    /// Slot `i`.
    #[inline(always)]
    pub fn slot(&self, i: usize) -> Value {
        self.slots[i].get()
    }

    /// Number `i`.
    #[inline(always)]
    pub fn num(&self, i: usize) -> i64 {
        self.nums[i].get()
    }

    #[inline(always)]
    pub fn set_num(&self, i: usize, n: i64) {
        self.nums[i].set(n);
    }
}

/// Stores into slot `i` of `o`.
#[inline(always)]
pub fn set_slot(o: Ref<Small>, i: usize, v: Value) {
    o.slots[i].set(o, v);
}

/// The receiver of a slot or method of a type laid out as a [`Small`].
#[inline(always)]
pub fn small(v: Value) -> Ref<Small> {
    this::<Small>(v)
}

/// The definition of an iterator type laid out as a [`Small`].
pub const fn iterator(
    name: &'static str,
    new: Option<fn(&Thread, Ref<Type>, Args) -> PyResult>,
    next: fn(&Thread, Value) -> PyResult<Option<Value>>,
    doc: &'static str,
) -> NativeTypeDef {
    NativeTypeDef {
        slots: Slots {
            new,
            iter: Some(runtime::types::iter::self_iter),
            next: Some(next),
            ..Slots::NONE
        },
        flags: if new.is_some() {
            flags::BASE
        } else {
            flags::NO_NEW
        },
        basic_size: size_of::<Small>(),
        doc,
        ..NativeTypeDef::new(name)
    }
}

/// A new exception class of a native module. Runs Python.
pub fn new_exception(th: &Thread, module: &str, name: &str, base: T) -> PyResult {
    let bases = tuple_of(th, &[types::get(base).value()]);
    let namespace = dict::new(th);
    let module = str::intern(th, module).value();
    namespace.set_str(th, str::intern(th, "__module__"), module);
    ops::call3(
        th,
        types::get(T::Type).value(),
        str::intern(th, name).value(),
        bases,
        namespace.value(),
    )
}

/// Raises `class(message)`. Runs Python.
#[cold]
pub fn raise_class(th: &Thread, class: Ref<Type>, message: &str) -> Raised {
    let message = str::new(th, message);
    match ops::call1(th, class.value(), message) {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}
