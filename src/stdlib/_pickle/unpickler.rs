//! The type `Unpickler`, and `load` and `loads`, which make one for the occasion.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::mem::size_of;

use runtime::audit;
use runtime::error::PyResult;
use runtime::heap::Tracer;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot, write_barrier};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, int, type_of};
use runtime::value::Value;

use super::global::{after, dotted, import_leaf, renamed, resolve};
use super::input::{File, Input};
use super::load::Loader;
use super::proxy;
use super::state::{self, Known, unpickling_error};
use crate::support::{Params, TypeCell};

/// What an unpickler has read, by number. Those in sequence lie in a vector, which is all that a sound pickle needs; others,
/// which may be any, in a tree.
#[derive(Clone, Default)]
pub struct Read {
    // tidy: rooted, as the unpickler visits them.
    dense: Vec<Value>,
    // tidy: rooted, too.
    sparse: BTreeMap<usize, Value>,
    used: usize,
}

impl Read {
    /// The object with a number.
    #[inline]
    pub fn get(&self, n: usize) -> Option<Value> {
        match self.dense.get(n) {
            Some(&v) if !v.is_empty() => Some(v),
            _ if self.sparse.is_empty() => None,
            _ => self.sparse.get(&n).copied(),
        }
    }

    /// Gives an object a number.
    #[inline]
    pub fn set(&mut self, n: usize, v: Value) {
        if n == self.dense.len() && self.sparse.is_empty() {
            self.dense.push(v);
            self.used += 1;
            return;
        }
        self.set_slow(n, v);
    }

    #[cold]
    fn set_slow(&mut self, n: usize, v: Value) {
        // Small gaps are filled with nothing.
        const GAP: usize = 1024;
        if n >= self.dense.len() && n < self.dense.len() + GAP && self.sparse.is_empty() {
            self.dense.resize(n + 1, Value::EMPTY);
        }
        let old = match self.dense.get_mut(n) {
            Some(place) => Some(std::mem::replace(place, v)).filter(|old| !old.is_empty()),
            None => self.sparse.insert(n, v),
        };
        self.used += usize::from(old.is_none());
    }

    /// How many objects there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.used
    }

    /// Forgets all objects.
    pub fn clear(&mut self) {
        const KEPT: usize = 256;
        if self.dense.capacity() > KEPT {
            *self = Read::default();
            return;
        }
        self.dense.clear();
        self.sparse.clear();
        self.used = 0;
    }

    /// Numbers and objects.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Value)> + '_ {
        let dense = self.dense.iter().copied().enumerate();
        dense
            .filter(|(_, v)| !v.is_empty())
            .chain(self.sparse.iter().map(|(&n, &v)| (n, v)))
    }

    fn trace(&self, t: &mut Tracer) {
        for &v in self.dense.iter().chain(self.sparse.values()) {
            t.visit(v);
        }
    }
}

/// What is not on the heap.
#[derive(Default)]
pub struct Core {
    /// Not to be borrowed while Python code runs or anything allocates.
    pub memo: RefCell<Read>,
    /// What has been read of the file and not been used, and how much of that the file thinks was.
    rest: RefCell<(Vec<u8>, usize)>,
    pub encoding: RefCell<Cow<'static, [u8]>>,
    pub errors: RefCell<Cow<'static, [u8]>>,
}

/// An unpickler.
#[repr(C)]
pub struct Unpickler {
    header: Header,
    layout: &'static NativeLayout,
    /// The file's methods; `read` is empty before `__init__`, and for `loads`.
    read: Slot,
    readline: Slot,
    readinto: Slot,
    peek: Slot,
    /// An iterator over the buffers that are not in the pickle; empty: none.
    pub buffers: Slot,
    /// What was assigned to `persistent_load`; empty: nothing.
    persistent_load: Slot,
    core: OnceCell<Box<Core>>,
    pub protocol: Cell<u8>,
    pub fix_imports: Cell<bool>,
    /// Whether it is reading an object just now.
    busy: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid (an empty `OnceCell` of a
// box is a null pointer).
unsafe impl Object for Unpickler {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "Unpickler",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let u = unsafe { &*h.cast::<Unpickler>() };
        for slot in [
            &u.read,
            &u.readline,
            &u.readinto,
            &u.peek,
            &u.buffers,
            &u.persistent_load,
        ] {
            t.visit_slot(slot);
        }
        if let Some(core) = u.core.get() {
            core.memo.borrow().trace(t);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once, for an object with this layout that nobody can reach any more.
        drop(unsafe { &mut *h.cast::<Unpickler>() }.core.take());
    }),
};

/// `_pickle.Unpickler`.
pub static TYPE: TypeCell = TypeCell::new();

impl Unpickler {
    /// What is not on the heap.
    #[inline(always)]
    pub fn core(&self) -> &Core {
        self.core.get_or_init(Box::default)
    }
}

/// Raises a MemoryError for numbers of objects for which CPython's table would need more than 32 GB.
pub fn check_number(th: &Thread, n: usize) -> PyResult<()> {
    const END: usize = 1 << 31;
    match n < END {
        true => Ok(()),
        false => Err(th.error_with(T::MemoryError, &[])),
    }
}

/// Gives an object a number.
#[inline]
pub fn memoize(u: Ref<Unpickler>, n: usize, v: Value) {
    u.core().memo.borrow_mut().set(n, v);
    write_barrier(u.header());
}

fn allocate(th: &Thread, class: Ref<Type>) -> Ref<Unpickler> {
    type_::alloc_native::<Unpickler>(th, class, &LAYOUT)
}

/// Takes over the settings that `Unpickler`, `load` and `loads` share. Runs Python.
fn set_up(
    th: &Thread,
    u: Ref<Unpickler>,
    [fix_imports, encoding, errors, buffers]: [Value; 4],
    function: &str,
) -> PyResult<()> {
    let text = |v: Value, name: &str, default: &'static str| match v.downcast::<Str>() {
        _ if v.is_empty() => Ok(Cow::Borrowed(default.as_bytes())),
        Some(s) => Ok(Cow::Owned(s.bytes().to_vec())),
        None => Err(th.type_error(format!(
            "{function}() argument '{name}' must be str, not {}",
            ops::argument_type_name(v)
        ))),
    };
    let fix_imports = fix_imports.is_empty() || ops::is_true(th, fix_imports)?;
    let encoding = text(encoding, "encoding", "ASCII")?;
    let errors = text(errors, "errors", "strict")?;
    u.fix_imports.set(fix_imports);
    *u.core().encoding.borrow_mut() = encoding;
    *u.core().errors.borrow_mut() = errors;
    u.buffers.set(u, Value::EMPTY);
    if !buffers.is_empty() && !buffers.is_none() {
        let it = ops::iter(th, buffers)?;
        u.buffers.set(u, it);
    }
    Ok(())
}

fn set_file(th: &Thread, u: Ref<Unpickler>, file: Value) -> PyResult<()> {
    let find = |name: &str| ops::get_attr_opt(th, file, str::intern(th, name));
    let peek = find("peek")?;
    let readinto = find("readinto")?;
    let (Some(read), Some(readline)) = (find("read")?, find("readline")?) else {
        return Err(th.type_error("file must have 'read' and 'readline' attributes"));
    };
    u.peek.set(u, peek.unwrap_or(Value::EMPTY));
    u.readinto.set(u, readinto.unwrap_or(Value::EMPTY));
    u.readline.set(u, readline);
    u.read.set(u, read);
    u.core().rest.take();
    Ok(())
}

/// `loads`. Runs Python.
pub fn loads(th: &Thread, a: &[Value]) -> PyResult {
    let input = Input::of_bytes(th, a[0])?;
    let u = match state::replace(Known::Unpickler, Value::EMPTY) {
        Value::EMPTY => allocate(th, TYPE.get()),
        spare => this::<Unpickler>(spare),
    };
    let loaded = match set_up(th, u, [a[1], a[2], a[3], a[4]], "loads") {
        Ok(()) => Loader::new(th, u, input).load().0,
        Err(raised) => Err(raised),
    };
    u.buffers.set(u, Value::EMPTY);
    u.core().memo.borrow_mut().clear();
    state::replace(Known::Unpickler, u.value());
    loaded
}

/// `load`. Runs Python.
pub fn load(th: &Thread, a: &[Value]) -> PyResult {
    let u = allocate(th, TYPE.get());
    set_file(th, u, a[0])?;
    set_up(th, u, [a[1], a[2], a[3], a[4]], "load")?;
    load_from_file(th, u)
}

fn load_from_file(th: &Thread, u: Ref<Unpickler>) -> PyResult {
    if u.busy.get() {
        return Err(th.runtime_error("Unpickler object is already used"));
    }
    u.busy.set(true);
    let file = File {
        read: u.read.get(),
        readline: u.readline.get(),
        readinto: u.readinto.get(),
        peek: u.peek.get(),
    };
    let (rest, told) = u.core().rest.take();
    let input = Input::of_file(file, rest, told);
    let (result, input) = Loader::new(th, u, input).load();
    *u.core().rest.borrow_mut() = input.rest();
    u.busy.set(false);
    result
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    const PARAMS: Params = Params::new(
        "Unpickler",
        &["file", "fix_imports", "encoding", "errors", "buffers"],
        1,
    )
    .positional(1);
    let [file, fix_imports, encoding, errors, buffers] = PARAMS.bind(th, args)?;
    let u = this::<Unpickler>(v);
    if u.busy.get() {
        return Err(th.runtime_error("Unpickler object is already used"));
    }
    set_file(th, u, file)?;
    set_up(th, u, [fix_imports, encoding, errors, buffers], "Unpickler")?;
    u.core().memo.borrow_mut().clear();
    u.protocol.set(0);
    Ok(())
}

fn load_method(th: &Thread, a: &[Value]) -> PyResult {
    let u = this::<Unpickler>(a[0]);
    if u.read.get().is_empty() {
        let class = type_of(a[0]).tp_name();
        return Err(unpickling_error(
            th,
            format!("Unpickler.__init__() was not called by {class}.__init__()"),
        ));
    }
    load_from_file(th, u)
}

/// `Unpickler.find_class`: what a name in a pickle means. Runs Python.
pub fn find_class(th: &Thread, u: Ref<Unpickler>, module: Value, name: Value) -> PyResult {
    audit::tell(th, "pickle.find_class", || [module, name])?;
    let (mut module, mut name) = (module, name);
    if u.protocol.get() < 3 && u.fix_imports.get() {
        let tables = (Known::NameMapping, Known::ImportMapping);
        (module, name) = renamed(th, tables, "", module, name)?;
    }
    let found = import_leaf(th, module)?;
    let Some(text) = name.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "attribute name must be string, not '{}'",
            ops::type_name(name)
        )));
    };
    if u.protocol.get() < 4 || !text.bytes().contains(&b'.') {
        return ops::get_attr(th, found, ops::attribute_name(th, name)?);
    }
    let path = dotted(th, text);
    resolve(th, found, &path).or_else(|raised| {
        if !th.raised_is(&raised, T::AttributeError) {
            return Err(raised);
        }
        let cause = th.take_exception(raised);
        let name = ops::repr(th, name)?;
        let module = ops::repr(th, module)?;
        let raised = th.attribute_error(format!(
            "Can't resolve path {} on module {}",
            name.to_string_lossy(),
            module.to_string_lossy()
        ));
        Err(after(th, cause, raised))
    })
}

/// What a persistent id in a pickle means. Runs Python.
pub fn persistent_load(th: &Thread, u: Ref<Unpickler>, id: Value) -> PyResult {
    let f = match u.persistent_load.get() {
        Value::EMPTY => ops::get_attr(th, u.value(), str::intern(th, "persistent_load"))?,
        own => own,
    };
    ops::call1(th, f, id)
}

/// `{number: object}`. Allocates.
pub fn memo_as_dict(th: &Thread, u: Ref<Unpickler>) -> PyResult {
    // (The unpickler keeps the objects, unless Python code clears it: none runs here.)
    let copy = u.core().memo.borrow().clone();
    let d = dict::new(th);
    for (n, v) in copy.iter() {
        d.set(th, int::from_usize(th, n), v)?;
    }
    Ok(d.value())
}

fn set_memo(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let u = this::<Unpickler>(v);
    let Some(value) = value else {
        return Err(th.type_error("attribute deletion is not supported"));
    };
    if let Some(other) = proxy::unpickler_of(value) {
        let copy = other.core().memo.borrow().clone();
        *u.core().memo.borrow_mut() = copy;
        write_barrier(u.header());
        return Ok(());
    }
    let Some(d) = value.downcast::<Dict>() else {
        return Err(th.type_error(format!(
            "'memo' attribute must be an UnpicklerMemoProxy object or dict, not {}",
            ops::type_name(value)
        )));
    };
    // (They are checked, and forgotten: CPython puts them into the memo that it then replaces.)
    let mut pos = 0;
    while let Some((n, _)) = d.next(&mut pos) {
        if !int::is_int(n) {
            return Err(th.type_error("memo key must be integers"));
        }
        let n = ops::index_i64(th, n)?;
        let Ok(n) = usize::try_from(n) else {
            return Err(th.value_error("memo key must be positive integers."));
        };
        check_number(th, n)?;
    }
    u.core().memo.borrow_mut().clear();
    Ok(())
}

fn is_persistent_load(name: Ref<Str>) -> bool {
    name.bytes() == b"persistent_load"
}

/// The definition of the type.
pub static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(allocate(th, class).value())),
        init: Some(init),
        getattr: Some(|th, v, name| {
            let own = this::<Unpickler>(v).persistent_load.get();
            if !own.is_empty() && is_persistent_load(name) {
                return Ok(own);
            }
            ops::attr::generic_get(th, v, name)
        }),
        setattr: Some(|th, v, name, value| {
            if is_persistent_load(name) {
                let u = this::<Unpickler>(v);
                u.persistent_load.set(u, value.unwrap_or(Value::EMPTY));
                return Ok(());
            }
            ops::attr::generic_set(th, v, name, value)
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("persistent_load", "($self, pid, /)", |th, _| {
            Err(unpickling_error(th, "A load persistent id instruction was encountered, but no persistent_load function was specified."))
        }),
        NativeDef::new("load", "($self, /)", load_method)
            .doc("Load a pickle.\n\nRead a pickled object representation from the open file object given\nin the constructor, and return the reconstituted object hierarchy\nspecified therein."),
        NativeDef::new("find_class", "($self, module_name, global_name, /)", |th, a| {
            find_class(th, this::<Unpickler>(a[0]), a[1], a[2])
        })
        .doc("Return an object from a specified module.\n\nIf necessary, the module will be imported. Subclasses may override\nthis method (e.g. to restrict unpickling of arbitrary classes and\nfunctions).\n\nThis method is called whenever a class or a function object is\nneeded.  Both arguments passed are str objects."),
        NativeDef::new("__sizeof__", "($self, /)", |th, a| {
            let own = type_::sizes::layout(type_of(a[0])).basic;
            let memo = this::<Unpickler>(a[0]).core().memo.borrow().len() as i64;
            Ok(int::from_i64(th, own + 8 * memo))
        })
        .doc("Returns size in memory, in bytes."),
    ],
    getset: &[GetSetDef {
        name: "memo",
        get: |th, v| Ok(proxy::of_unpickler(th, v)),
        set: Some(set_memo),
    }],
    flags: flags::BASE,
    basic_size: size_of::<Unpickler>(),
    doc: "This takes a binary file for reading a pickle data stream.\n\nThe protocol version of the pickle is detected automatically, so no\nprotocol argument is needed.  Bytes past the pickled object's\nrepresentation are ignored.\n\nThe argument *file* must have two methods, a read() method that takes\nan integer argument, and a readline() method that requires no\narguments.  Both methods should return bytes.  Thus *file* can be a\nbinary file object opened for reading, an io.BytesIO object, or any\nother custom object that meets this interface.\n\nOptional keyword arguments are *fix_imports*, *encoding* and *errors*,\nwhich are used to control compatibility support for pickle stream\ngenerated by Python 2.  If *fix_imports* is True, pickle will try to\nmap the old Python 2 names to the new names used in Python 3.  The\n*encoding* and *errors* tell pickle how to decode 8-bit string\ninstances pickled by Python 2; these default to 'ASCII' and 'strict',\nrespectively.  The *encoding* can be 'bytes' to read these 8-bit\nstring instances as bytes objects.",
    ..NativeTypeDef::new("_pickle.Unpickler")
};

/// What a name in a pickle means to an unpickler, whose class may have its own idea of that. Runs Python.
pub fn meaning(th: &Thread, u: Ref<Unpickler>, module: Value, name: Value) -> PyResult {
    if type_of(u.value()) == TYPE.get() {
        return find_class(th, u, module, name);
    }
    let method = str::intern(th, "find_class");
    ops::call_method(th, u.value(), method, &[module, name])
}
