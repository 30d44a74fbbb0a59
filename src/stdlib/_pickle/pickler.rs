//! The type `Pickler`, and `dump` and `dumps`, which make one for the occasion.

use std::cell::{Cell, OnceCell, RefCell};
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot, write_barrier};
use runtime::ops;
use runtime::shape;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{bytes, int, type_of};
use runtime::value::Value;

use super::memo::Memo;
use super::opcodes::{DEFAULT, HIGHEST};
use super::proxy;
use super::save::Saver;
use super::state::{self, Known, pickling_error};
use crate::support::{Params, TypeCell};

/// A pickler.
#[repr(C)]
pub struct Pickler {
    header: Header,
    layout: &'static NativeLayout,
    /// The file's method; empty before `__init__`, and for `dumps`.
    pub write: Slot,
    /// Empty: none.
    pub buffer_callback: Slot,
    /// Empty: copyreg's.
    pub dispatch_table: Slot,
    /// What was assigned to `persistent_id`; empty: nothing.
    pub persistent_id: Slot,
    /// While it is busy, the next pickler that is.
    next: Slot,
    memo: OnceCell<Box<RefCell<Memo>>>,
    pub protocol: Cell<u8>,
    pub bin: Cell<bool>,
    pub fast: Cell<bool>,
    pub fix_imports: Cell<bool>,
    /// Whether it is writing an object just now.
    busy: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid (an empty `OnceCell` of a
// box is a null pointer).
unsafe impl Object for Pickler {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "Pickler",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let p = unsafe { &*h.cast::<Pickler>() };
        for slot in [
            &p.write,
            &p.buffer_callback,
            &p.dispatch_table,
            &p.persistent_id,
            &p.next,
        ] {
            t.visit_slot(slot);
        }
        if let Some(memo) = p.memo.get() {
            memo.borrow().trace(t);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once, for an object with this layout that nobody can reach any more.
        drop(unsafe { &mut *h.cast::<Pickler>() }.memo.take());
    }),
};

/// `_pickle.Pickler`.
pub static TYPE: TypeCell = TypeCell::new();

/// What pickles are written like.
struct Settings {
    protocol: u8,
    fix_imports: bool,
    buffer_callback: Value,
}

/// Checks the arguments that `Pickler`, `dump` and `dumps` share. Runs Python.
fn settings(
    th: &Thread,
    protocol: Value,
    fix_imports: Value,
    buffer_callback: Value,
) -> PyResult<Settings> {
    let fix_imports = fix_imports.is_empty() || ops::is_true(th, fix_imports)?;
    let given = |v: Value| !v.is_empty() && !v.is_none();
    let protocol = match given(protocol) {
        false => DEFAULT,
        true => match c_long(th, protocol)? {
            ..0 => HIGHEST,
            n if n > HIGHEST.into() => {
                return Err(th.value_error(format!("pickle protocol must be <= {HIGHEST}")));
            }
            n => n as u8,
        },
    };
    let callback = given(buffer_callback);
    if callback && protocol < 5 {
        return Err(th.value_error("buffer_callback needs protocol >= 5"));
    }
    Ok(Settings {
        protocol,
        fix_imports: fix_imports && protocol < 3,
        buffer_callback: if callback {
            buffer_callback
        } else {
            Value::EMPTY
        },
    })
}

fn c_long(th: &Thread, v: Value) -> PyResult<i64> {
    let n = ops::index(th, v)?;
    int::to_i64(n).ok_or_else(|| th.overflow_error("Python int too large to convert to C long"))
}

fn write_method(th: &Thread, file: Value) -> PyResult {
    match ops::get_attr_opt(th, file, str::intern(th, "write"))? {
        Some(write) => Ok(write),
        None => Err(th.type_error("file must have a 'write' attribute")),
    }
}

fn allocate(th: &Thread, class: Ref<Type>) -> Ref<Pickler> {
    type_::alloc_native::<Pickler>(th, class, &LAYOUT)
}

impl Pickler {
    /// The numbers of the objects that have been written. Not to be borrowed while Python code runs or anything allocates.
    #[inline(always)]
    pub fn memo(&self) -> &RefCell<Memo> {
        self.memo.get_or_init(Box::default)
    }
}

/// Gives an object the next number, which is returned.
#[inline]
pub fn memoize(p: Ref<Pickler>, v: Value) -> usize {
    let mut memo = p.memo().borrow_mut();
    let n = memo.len();
    memo.set(v, n);
    write_barrier(p.header());
    n
}

/// As [`memoize`], for an object whose attributes are about to be written from its slots.
#[inline]
pub fn memoize_with_slots(p: Ref<Pickler>, v: Value) -> usize {
    let mut memo = p.memo().borrow_mut();
    let n = memo.len();
    memo.set_with_slots(v, n);
    write_barrier(p.header());
    n
}

/// Called while picklers are busy: `object` has got a dict. Where its attributes were written, or are being written, from its
/// slots, that dict is what was written.
fn dict_made(object: &'static Header, d: Ref<Dict>) {
    let object = Value::from_ptr(object);
    let mut at = state::get(Known::Busy);
    while !at.is_empty() {
        let p = this::<Pickler>(at);
        let mut memo = p.memo().borrow_mut();
        if let Some(n) = memo.dict_of(object) {
            memo.set_dict(d.value(), n);
            write_barrier(p.header());
        }
        at = p.next.get();
    }
}

/// Enters a pickler into the list of those that are busy.
fn begin(p: Ref<Pickler>) {
    p.busy.set(true);
    p.next.set(p, state::replace(Known::Busy, p.value()));
    shape::tell_of_dicts(Some(dict_made));
}

/// Takes it out again. (Other threads may have entered theirs meanwhile.)
fn end(p: Ref<Pickler>) {
    p.busy.set(false);
    let next = p.next.get();
    p.next.set(p, Value::EMPTY);
    let mut at = state::get(Known::Busy);
    if at == p.value() {
        state::replace(Known::Busy, next);
        if next.is_empty() {
            shape::tell_of_dicts(None);
        }
        return;
    }
    while !at.is_empty() {
        let other = this::<Pickler>(at);
        at = other.next.get();
        if at == p.value() {
            other.next.set(other, next);
        }
    }
}

fn set_up(p: Ref<Pickler>, s: &Settings) {
    p.protocol.set(s.protocol);
    p.bin.set(s.protocol > 0);
    p.fix_imports.set(s.fix_imports);
    p.buffer_callback.set(p, s.buffer_callback);
}

/// `dumps`. Runs Python.
pub fn dumps(th: &Thread, a: &[Value]) -> PyResult {
    let s = settings(th, a[1], a[2], a[3])?;
    let p = match state::replace(Known::Pickler, Value::EMPTY) {
        Value::EMPTY => allocate(th, TYPE.get()),
        spare => this::<Pickler>(spare),
    };
    set_up(p, &s);
    let out = dump_into(th, p, a[0]);
    p.buffer_callback.set(p, Value::EMPTY);
    p.memo().borrow_mut().clear();
    state::replace(Known::Pickler, p.value());
    Ok(bytes::new(th, &out?))
}

/// `dump`. Runs Python.
pub fn dump(th: &Thread, a: &[Value]) -> PyResult {
    let s = settings(th, a[2], a[3], a[4])?;
    let p = allocate(th, TYPE.get());
    set_up(p, &s);
    let write = write_method(th, a[1])?;
    p.write.set(p, write);
    write_dumped(th, p, a[0])
}

/// Writes an object; returns what its file has not been given yet.
fn dump_into(th: &Thread, p: Ref<Pickler>, v: Value) -> PyResult<Vec<u8>> {
    if p.busy.get() {
        return Err(th.runtime_error("Pickler object is already used"));
    }
    begin(p);
    let out = Saver::new(th, p).and_then(|saver| saver.dump(v));
    end(p);
    out
}

fn write_dumped(th: &Thread, p: Ref<Pickler>, v: Value) -> PyResult {
    let out = dump_into(th, p, v)?;
    let out = bytes::new(th, &out);
    ops::call1(th, p.write.get(), out)?;
    Ok(Value::NONE)
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    const PARAMS: Params = Params::new(
        "Pickler",
        &["file", "protocol", "fix_imports", "buffer_callback"],
        1,
    );
    let [file, protocol, fix_imports, buffer_callback] = PARAMS.bind(th, args)?;
    let p = this::<Pickler>(v);
    if p.busy.get() {
        return Err(th.runtime_error("Pickler object is already used"));
    }
    let s = settings(th, protocol, fix_imports, buffer_callback)?;
    let write = write_method(th, file)?;
    p.memo().borrow_mut().clear();
    set_up(p, &s);
    p.fast.set(false);
    p.write.set(p, write);
    p.dispatch_table.set(p, Value::EMPTY);
    let name = str::intern(th, "dispatch_table");
    if let Some(table) = ops::get_attr_opt(th, v, name)? {
        p.dispatch_table.set(p, table);
    }
    Ok(())
}

fn dump_method(th: &Thread, a: &[Value]) -> PyResult {
    let p = this::<Pickler>(a[0]);
    if p.write.get().is_empty() {
        let class = type_of(a[0]).tp_name();
        return Err(pickling_error(
            th,
            format!("Pickler.__init__() was not called by {class}.__init__()"),
        ));
    }
    write_dumped(th, p, a[1])
}

// ---- the memo, as programs see it

/// `{id(object): (number, object)}`. Allocates.
pub fn memo_as_dict(th: &Thread, p: Ref<Pickler>) -> PyResult {
    let copy = p.memo().borrow().clone();
    // (The pickler keeps the objects, unless Python code clears it: none runs here.)
    let d = dict::new(th);
    for (v, n) in copy.iter() {
        // (A program may have given it any number.)
        let pair = tuple_of(th, &[int::from_i64(th, n as i64), v]);
        d.set(th, int::from_u64(th, v.bits()), pair)?;
    }
    Ok(d.value())
}

fn set_memo(th: &Thread, v: Value, value: Option<Value>) -> PyResult<()> {
    let p = this::<Pickler>(v);
    let Some(value) = value else {
        return Err(th.type_error("attribute deletion is not supported"));
    };
    if let Some(other) = proxy::pickler_of(value) {
        let copy = other.memo().borrow().clone();
        *p.memo().borrow_mut() = copy;
        write_barrier(p.header());
        return Ok(());
    }
    let Some(d) = value.downcast::<Dict>() else {
        return Err(th.type_error(format!(
            "'memo' attribute must be a PicklerMemoProxy object or dict, not {}",
            ops::type_name(value)
        )));
    };
    let mut memo = Memo::default();
    let mut pos = 0;
    while let Some((_, item)) = d.next(&mut pos) {
        let Some(&[n, object]) = item.downcast::<Tuple>().as_ref().map(|t| t.items()) else {
            return Err(th.type_error("'memo' values must be 2-item tuples"));
        };
        if !int::is_int(n) {
            return Err(th.type_error("an integer is required"));
        }
        memo.set(object, ops::index_i64(th, n)? as usize);
    }
    *p.memo().borrow_mut() = memo;
    write_barrier(p.header());
    Ok(())
}

fn is_persistent_id(name: Ref<Str>) -> bool {
    name.bytes() == b"persistent_id"
}

const fn flag(
    name: &'static str,
    get: fn(&Thread, Value) -> PyResult,
    set: fn(&Thread, Value, Option<Value>) -> PyResult<()>,
) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: Some(set),
    }
}

fn set_flag(th: &Thread, cell: &Cell<bool>, v: Option<Value>) -> PyResult<()> {
    match v {
        Some(v) => cell.set(ops::index_i64(th, v)? != 0),
        None => return Err(th.type_error("can't delete numeric/char attribute")),
    }
    Ok(())
}

/// The definition of the type.
pub static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(allocate(th, class).value())),
        init: Some(init),
        getattr: Some(|th, v, name| {
            let own = this::<Pickler>(v).persistent_id.get();
            if !own.is_empty() && is_persistent_id(name) {
                return Ok(own);
            }
            ops::attr::generic_get(th, v, name)
        }),
        setattr: Some(|th, v, name, value| {
            if is_persistent_id(name) {
                let p = this::<Pickler>(v);
                p.persistent_id.set(p, value.unwrap_or(Value::EMPTY));
                return Ok(());
            }
            ops::attr::generic_set(th, v, name, value)
        }),
        ..Slots::NONE
    },
    methods: &[
        PERSISTENT_ID,
        NativeDef::new("dump", "($self, obj, /)", dump_method)
            .doc("Write a pickled representation of the given object to the open file."),
        NativeDef::new("clear_memo", "($self, /)", |_, a| {
            this::<Pickler>(a[0]).memo().borrow_mut().clear();
            Ok(Value::NONE)
        })
        .doc("Clears the pickler's \"memo\".\n\nThe memo is the data structure that remembers which objects the\npickler has already seen, so that shared or recursive objects are\npickled by reference and not by value.  This method is useful when\nre-using picklers."),
        NativeDef::new("__sizeof__", "($self, /)", |th, a| {
            let own = type_::sizes::layout(type_of(a[0])).basic;
            let memo = this::<Pickler>(a[0]).memo().borrow().len() as i64;
            Ok(int::from_i64(th, own + 32 * memo))
        })
        .doc("Returns size in memory, in bytes."),
    ],
    getset: &[
        GetSetDef {
            name: "memo",
            get: |th, v| Ok(proxy::of_pickler(th, v)),
            set: Some(set_memo),
        },
        flag(
            "bin",
            |_, v| Ok(Value::small(this::<Pickler>(v).bin.get().into())),
            |th, v, x| set_flag(th, &this::<Pickler>(v).bin, x),
        ),
        flag(
            "fast",
            |_, v| Ok(Value::small(this::<Pickler>(v).fast.get().into())),
            |th, v, x| set_flag(th, &this::<Pickler>(v).fast, x),
        ),
        GetSetDef {
            name: "dispatch_table",
            get: |th, v| match this::<Pickler>(v).dispatch_table.get_opt() {
                Some(table) => Ok(table),
                None => Err(ops::attr::no_attribute(
                    th,
                    v,
                    str::intern(th, "dispatch_table"),
                )),
            },
            set: Some(|_, v, table| {
                let p = this::<Pickler>(v);
                p.dispatch_table.set(p, table.unwrap_or(Value::EMPTY));
                Ok(())
            }),
        },
    ],
    flags: flags::BASE,
    basic_size: size_of::<Pickler>(),
    doc: "This takes a binary file for writing a pickle data stream.\n\nThe optional *protocol* argument tells the pickler to use the given\nprotocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default\nprotocol is 5.  It was introduced in Python 3.8, and is incompatible\nwith previous versions.\n\nSpecifying a negative protocol version selects the highest protocol\nversion supported.  The higher the protocol used, the more recent the\nversion of Python needed to read the pickle produced.\n\nThe *file* argument must have a write() method that accepts a single\nbytes argument. It can thus be a file object opened for binary\nwriting, an io.BytesIO instance, or any other custom object that meets\nthis interface.\n\nIf *fix_imports* is True and protocol is less than 3, pickle will try\nto map the new Python 3 names to the old module names used in Python\n2, so that the pickle data stream is readable with Python 2.\n\nIf *buffer_callback* is None (the default), buffer views are\nserialized into *file* as part of the pickle stream.\n\nIf *buffer_callback* is not None, then it can be called any number\nof times with a buffer view.  If the callback returns a false value\n(such as None), the given buffer is out-of-band; otherwise the\nbuffer is serialized in-band, i.e. inside the pickle stream.\n\nIt is an error if *buffer_callback* is not None and *protocol*\nis None or smaller than 5.",
    ..NativeTypeDef::new("_pickle.Pickler")
};

const PERSISTENT_ID: NativeDef =
    NativeDef::new("persistent_id", "($self, obj, /)", |_, _| Ok(Value::NONE));

/// What is called with each object before it is written; `EMPTY` where nobody asks for that. Runs Python.
pub fn persistent_id(th: &Thread, p: Ref<Pickler>) -> PyResult {
    let class = type_of(p.value());
    if class == TYPE.get() {
        return Ok(p.persistent_id.get());
    }
    let name = str::intern(th, "persistent_id");
    let usual = type_::lookup(TYPE.get(), name);
    if p.persistent_id.get().is_empty() && type_::lookup(class, name) == usual {
        return Ok(Value::EMPTY);
    }
    ops::get_attr(th, p.value(), name)
}
