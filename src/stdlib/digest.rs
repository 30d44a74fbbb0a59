//! What the modules of message digests share: one object layout over any algorithm, and the methods.
//!
//! The state of an algorithm lies outside the heap and holds no Values.

use std::cell::Cell;
use std::mem::size_of;

use runtime::buffer;
use runtime::error::PyResult;
use runtime::native::{GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, bytes, int, str};
use runtime::value::Value;

/// An algorithm at work.
pub trait Hash {
    fn update(&mut self, data: &[u8]);
    /// The digest of what has been given so far; `len` matters to those that have no length of their own.
    fn digest(&self, len: usize) -> Vec<u8>;
    fn copy(&self) -> Box<dyn Hash>;
}

/// An algorithm of the RustCrypto family.
#[derive(Clone)]
pub struct Fixed<D>(pub D);

impl<D: sha2::Digest + Clone + 'static> Hash for Fixed<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, _: usize) -> Vec<u8> {
        self.0.clone().finalize().to_vec()
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(self.clone())
    }
}

/// What is fixed for an algorithm.
pub struct Algorithm {
    pub name: &'static str,
    /// 0: the caller says how long a digest is to be.
    pub digest_size: usize,
    pub block_size: usize,
    pub make: fn() -> Box<dyn Hash>,
}

/// A digest under way.
#[repr(C)]
pub struct Digest {
    header: Header,
    layout: &'static NativeLayout,
    algorithm: Cell<Option<&'static Algorithm>>,
    /// Bytes of the digest.
    size: Cell<usize>,
    /// Made by `Box::into_raw`; null only while the object is made.
    state: Cell<*mut Box<dyn Hash>>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Digest {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "a message digest",
    trace: |_, _| {},
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout; the state was made by `Box::into_raw`.
        unsafe {
            let state = (*h.cast::<Digest>()).state.replace(std::ptr::null_mut());
            if !state.is_null() {
                drop(Box::from_raw(state));
            }
        }
    }),
};

impl Digest {
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive.
    fn state(&self) -> &mut Box<dyn Hash> {
        // SAFETY: `new` sets it; nothing that runs while it is borrowed comes back here.
        unsafe { &mut *self.state.get() }
    }

    fn algorithm(&self) -> &'static Algorithm {
        self.algorithm.get().expect("set by `new`")
    }
}

fn digest(v: Value) -> Ref<Digest> {
    this::<Digest>(v)
}

/// A digest that begins with `data`. Allocates.
pub fn new(
    th: &Thread,
    class: Ref<Type>,
    algorithm: &'static Algorithm,
    size: usize,
    mut state: Box<dyn Hash>,
    data: &[u8],
) -> Value {
    state.update(data);
    let d = type_::alloc_native::<Digest>(th, class, &LAYOUT);
    d.algorithm.set(Some(algorithm));
    d.size.set(size);
    d.state.set(Box::into_raw(Box::new(state)));
    d.value()
}

/// The data of an argument.
pub fn data_argument(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    if v.has_kind(Kind::Str) {
        return Err(th.type_error("Strings must be encoded before hashing"));
    }
    match buffer::get(th, v)? {
        Some(lent) if lent.dims().len() > 1 => {
            Err(th.error(T::BufferError, "Buffer must be single dimension"))
        }
        Some(lent) => Ok(lent.to_vec()),
        None => Err(th.type_error("object supporting the buffer API required")),
    }
}

/// The data that a constructor is given, as `data` or as `string`.
pub fn initial_data(th: &Thread, data: Value, string: Value) -> PyResult<Vec<u8>> {
    let given = |v: Value| !v.is_empty() && !v.is_none();
    match (given(data), given(string)) {
        (true, true) => Err(th.type_error(
            "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.",
        )),
        (true, false) => data_argument(th, data),
        (false, true) => data_argument(th, string),
        (false, false) => Ok(Vec::new()),
    }
}

/// `data`, `usedforsecurity`, `string`: the parameters of all constructors but BLAKE2's.
pub const SIGNATURE: &str = "(data=b'', *, usedforsecurity=True, string=None)";

/// The result of a constructor with [`SIGNATURE`].
pub fn construct(
    th: &Thread,
    class: Ref<Type>,
    algorithm: &'static Algorithm,
    a: &[Value],
) -> PyResult {
    let data = initial_data(th, a[0], a[2])?;
    let size = algorithm.digest_size;
    Ok(new(th, class, algorithm, size, (algorithm.make)(), &data))
}

fn update(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_argument(th, a[1])?;
    digest(a[0]).state().update(&data);
    Ok(Value::NONE)
}

fn length(th: &Thread, v: Value) -> PyResult<usize> {
    let n = runtime::types::sequence::index_value(th, v, T::OverflowError)?;
    match usize::try_from(n) {
        Ok(n) if n < 1 << 29 => Ok(n),
        Ok(_) => Err(th.value_error("length is too large")),
        Err(_) => Err(th.value_error("Cannot convert negative int")),
    }
}

fn hex(th: &Thread, data: &[u8]) -> Value {
    let text: String = data.iter().map(|b| format!("{b:02x}")).collect();
    str::new(th, &text)
}

const PLAIN: &str = "($self, /)";

const UPDATE: NativeDef = NativeDef::new("update", "($self, obj, /)", update)
    .doc("Update this hash object's state with the provided string.");

const COPY: NativeDef = NativeDef::new("copy", PLAIN, |th, a| {
    let d = digest(a[0]);
    let class = runtime::types::type_of(a[0]);
    let state = d.state().copy();
    Ok(new(th, class, d.algorithm(), d.size.get(), state, &[]))
})
.doc("Return a copy of the hash object.");

/// The methods of a digest whose length is fixed.
pub static METHODS: &[NativeDef] = &[
    UPDATE,
    COPY,
    NativeDef::new("digest", PLAIN, |th, a| {
        let d = digest(a[0]);
        Ok(bytes::new(th, &d.state().digest(d.size.get())))
    })
    .doc("Return the digest value as a bytes object."),
    NativeDef::new("hexdigest", PLAIN, |th, a| {
        let d = digest(a[0]);
        Ok(hex(th, &d.state().digest(d.size.get())))
    })
    .doc("Return the digest value as a string of hexadecimal digits."),
];

/// The methods of a digest whose length the caller chooses.
pub static OPEN_METHODS: &[NativeDef] = &[
    UPDATE,
    COPY,
    NativeDef::new("digest", "($self, /, length)", |th, a| {
        let n = length(th, a[1])?;
        Ok(bytes::new(th, &digest(a[0]).state().digest(n)))
    })
    .doc("Return the digest value as a bytes object."),
    NativeDef::new("hexdigest", "($self, /, length)", |th, a| {
        let n = length(th, a[1])?;
        Ok(hex(th, &digest(a[0]).state().digest(n)))
    })
    .doc("Return the digest value as a string of hexadecimal digits."),
];

/// The attributes.
pub static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "name",
        get: |th, v| Ok(str::new(th, digest(v).algorithm().name)),
        set: None,
    },
    GetSetDef {
        name: "digest_size",
        get: |_, v| Ok(Value::small(digest(v).size.get() as i64)),
        set: None,
    },
    GetSetDef {
        name: "block_size",
        get: |_, v| Ok(Value::small(digest(v).algorithm().block_size as i64)),
        set: None,
    },
];

/// A type of digests that only its module's function makes.
pub const fn plain_type(name: &'static str) -> NativeTypeDef {
    NativeTypeDef {
        methods: METHODS,
        getset: GETSET,
        flags: flags::NO_NEW,
        basic_size: size_of::<Digest>(),
        ..NativeTypeDef::new(name)
    }
}

/// `_GIL_MINSIZE`: from how many bytes on CPython lets go of its lock.
pub const GIL_MINSIZE: i64 = 2048;

/// An integer argument between two bounds, or ValueError.
pub fn bounded(
    th: &Thread,
    v: Value,
    default: i64,
    low: i64,
    high: i64,
    message: &str,
) -> PyResult<i64> {
    if v.is_empty() {
        return Ok(default);
    }
    let n = ops::index(th, v)?;
    match int::to_i64(n) {
        Some(n) if (low..=high).contains(&n) => Ok(n),
        _ => Err(th.value_error(message)),
    }
}
