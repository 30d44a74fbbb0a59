//! `marshal`: values as bytes, in CPython's format. Code objects have a form of their own in it, since the bytecode is another
//! one: only the build that wrote one reads it, and says so of others.
//!
//! An object that occurs twice is written once, and referred to the second time, so a first pass counts. CPython has reference
//! counts for that, so it marks objects, too, that occur once but are known elsewhere; of those, the ones that every program
//! shares (small ints, interned strings, ...) are marked here.

pub mod read;

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

use runtime::audit;
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Kind;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::dict::Dict;
use runtime::types::set::Set;
use runtime::types::slice::Slice;
use runtime::types::str::{self, Str};
use runtime::types::{self, T, bytes, complex, float, int, list};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::add;

/// The version of the format.
const VERSION: i64 = 5;
/// How deep containers may lie in each other.
const MAX_DEPTH: usize = 2000;
/// The bit of a type code that enters the object among those that may be referred to.
const FLAG_REF: u8 = 0x80;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
    functions: &[
        NativeDef::new(
            "dumps",
            "(value, version=5, /, *, allow_code=True)",
            |th, a| {
                let out = dump(th, a[0], a[1], a[2])?;
                Ok(bytes::new(th, &out))
            },
        ),
        NativeDef::new("loads", "(bytes, /, *, allow_code=True)", |th, a| {
            let allow_code = truth(th, a[1])?;
            audit::tell(th, "marshal.loads", || [a[0]])?;
            let data = arg::buffer(th, a[0])?;
            read::from_bytes(th, &data, allow_code)
        }),
        NativeDef::new(
            "dump",
            "(value, file, version=5, /, *, allow_code=True)",
            |th, a| {
                let out = dump(th, a[0], a[2], a[3])?;
                let out = bytes::new(th, &out);
                ops::call_method(th, a[1], str::intern(th, "write"), &[out])
            },
        ),
        NativeDef::new("load", "(file, /, *, allow_code=True)", |th, a| {
            let allow_code = truth(th, a[1])?;
            audit::tell(th, "marshal.load", || [])?;
            read::from_file(th, a[0], allow_code)
        }),
    ],
    init: |th, module| {
        add(th, module, "version", Value::small(VERSION));
        Ok(())
    },
};

/// A flag that may be missing, which is True then.
fn truth(th: &Thread, v: Value) -> PyResult<bool> {
    if v.is_empty() {
        return Ok(true);
    }
    ops::is_true(th, v)
}

/// The bytes of a value. Runs Python (buffers, formatting).
fn dump(th: &Thread, v: Value, version: Value, allow_code: Value) -> PyResult<Vec<u8>> {
    let allow_code = truth(th, allow_code)?;
    let version = match version.is_empty() {
        true => VERSION,
        false => i64::from(arg::c_int(th, version)?),
    };
    audit::tell(th, "marshal.dumps", || [v, Value::small(version)])?;
    write_one(th, v, version, allow_code, false)
}

fn write_one(
    th: &Thread,
    v: Value,
    version: i64,
    allow_code: bool,
    shared: bool,
) -> PyResult<Vec<u8>> {
    let mut writer = Writer {
        out: Vec::new(),
        version,
        allow_code,
        counts: FxHashMap::default(),
        refs: FxHashMap::default(),
        kept: RootedVec::new(),
        open: Vec::new(),
        depth: 0,
    };
    if version >= 3 {
        writer.count(th, v)?;
        *writer.counts.entry(v.bits()).or_default() += u32::from(shared);
    }
    writer.write(th, v)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    version: i64,
    allow_code: bool,
    /// How often an object occurs.
    counts: FxHashMap<u64, u32>,
    /// The numbers of those that have been written.
    refs: FxHashMap<u64, u32>,
    /// Those again: what is written may run Python, and none of them may make room for another meanwhile.
    kept: RootedVec<Value>,
    /// The slices that are being written, which cannot be read if they are in themselves.
    open: Vec<u64>,
    depth: usize,
}

/// The items of a container, if `v` is exactly a list, a tuple, a dict, a set or a slice.
fn children(v: Value) -> Option<RootedVec<Value>> {
    let mut items = RootedVec::new();
    let exactly = |t: T| types::type_of(v) == types::get(t);
    if let Some(tuple) = v
        .downcast::<types::tuple::Tuple>()
        .filter(|_| exactly(T::Tuple))
    {
        tuple.items().iter().for_each(|&v| items.push(v));
    } else if let Some(list) = v.downcast::<list::List>().filter(|_| exactly(T::List)) {
        (0..list.len()).for_each(|n| items.push(list.item(n)));
    } else if let Some(d) = v.downcast::<Dict>().filter(|_| exactly(T::Dict)) {
        let mut pos = 0;
        while let Some((key, value)) = d.next(&mut pos) {
            items.push(key);
            items.push(value);
        }
    } else if let Some(set) = v
        .downcast::<Set>()
        .filter(|_| exactly(T::Set) || exactly(T::FrozenSet))
    {
        let mut pos = 0;
        while let Some((_, item)) = set.next(&mut pos) {
            items.push(item);
        }
    } else if let Some(s) = v.downcast::<Slice>() {
        for part in [&s.start, &s.stop, &s.step] {
            items.push(part.get());
        }
    } else {
        return None;
    }
    Some(items)
}

#[cold]
fn too_deep(th: &Thread) -> Raised {
    th.value_error("object too deeply nested to marshal")
}

#[cold]
fn unmarshallable(th: &Thread) -> Raised {
    th.value_error("unmarshallable object")
}

impl Writer {
    fn deeper(&mut self, th: &Thread) -> PyResult<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || th.check_native_stack("").is_err() {
            return Err(too_deep(th));
        }
        Ok(())
    }

    fn count(&mut self, th: &Thread, v: Value) -> PyResult<()> {
        let seen = self.counts.entry(v.bits()).or_default();
        *seen += 1;
        if *seen > 1 {
            return Ok(());
        }
        if let Some(items) = children(v) {
            self.deeper(th)?;
            // (Sorting the items of a set refers to them, in CPython.)
            let in_set = v.has_kind(Kind::Set);
            for &item in items.iter() {
                self.count(th, item)?;
                *self.counts.entry(item.bits()).or_default() += u32::from(in_set);
            }
            self.depth -= 1;
        }
        Ok(())
    }

    fn length(&mut self, n: usize) {
        self.out.extend_from_slice(&(n as u32).to_le_bytes());
    }

    fn write(&mut self, th: &Thread, v: Value) -> PyResult<()> {
        self.deeper(th)?;
        self.write_at(th, v)?;
        self.depth -= 1;
        Ok(())
    }

    fn write_at(&mut self, th: &Thread, v: Value) -> PyResult<()> {
        let single = match v {
            v if v.is_none() => b'N',
            Value::TRUE => b'T',
            Value::FALSE => b'F',
            Value::ELLIPSIS => b'.',
            v if v == types::get(T::StopIteration).value() => b'S',
            _ => 0,
        };
        if single != 0 {
            self.out.push(single);
            return Ok(());
        }
        let mut flag = 0;
        if self.version >= 3 {
            if let Some(&n) = self.refs.get(&v.bits()) {
                if self.open.contains(&v.bits()) {
                    return Err(unmarshallable(th));
                }
                self.out.push(b'r');
                self.length(n as usize);
                return Ok(());
            }
            let shared = v.downcast::<Str>().is_some_and(|s| s.is_interned());
            let often = self.counts.get(&v.bits()).is_some_and(|&n| n > 1);
            if often || shared || crate::sys::is_immortal(v) {
                let n = self.refs.len() as u32;
                self.kept.push(v);
                self.refs.insert(v.bits(), n);
                flag = FLAG_REF;
            }
        }
        self.write_object(th, v, flag)
    }

    fn write_object(&mut self, th: &Thread, v: Value, flag: u8) -> PyResult<()> {
        let exactly = |t: T| types::type_of(v) == types::get(t);
        if exactly(T::Int) {
            write_int(&mut self.out, v, flag);
        } else if exactly(T::Float) {
            let x = float::to_f64(th, v)?;
            if self.version > 1 {
                self.out.push(b'g' | flag);
                self.out.extend_from_slice(&x.to_le_bytes());
            } else {
                self.out.push(b'f' | flag);
                self.float_text(th, x)?;
            }
        } else if let Some((re, im)) = complex::get(v).filter(|_| exactly(T::Complex)) {
            if self.version > 1 {
                self.out.push(b'y' | flag);
                self.out.extend_from_slice(&re.to_le_bytes());
                self.out.extend_from_slice(&im.to_le_bytes());
            } else {
                self.out.push(b'x' | flag);
                self.float_text(th, re)?;
                self.float_text(th, im)?;
            }
        } else if let Some(s) = v.downcast::<Str>().filter(|_| exactly(T::Str)) {
            self.text(s.bytes(), s.is_ascii(), s.is_interned(), flag);
        } else if let Some(b) = v.downcast::<bytes::Bytes>().filter(|_| exactly(T::Bytes)) {
            self.out.push(b's' | flag);
            self.length(b.data().len());
            self.out.extend_from_slice(b.data());
        } else if exactly(T::Code) {
            if !self.allow_code {
                return Err(th.value_error("marshalling code objects is disallowed"));
            }
            if let Some(code) = v.downcast::<CodeObj>() {
                self.out.push(b'c' | flag);
                write_code(&mut self.out, &code);
            }
        } else if let Some(items) = children(v) {
            self.container(th, v, &items, flag)?;
        } else if let Some(b) = bytes::as_bytes(v) {
            self.out.push(b's' | flag);
            self.length(b.len());
            self.out.extend_from_slice(&b);
        } else {
            return Err(unmarshallable(th));
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8], ascii: bool, interned: bool, flag: u8) {
        let code = match (self.version >= 4 && ascii, interned) {
            (true, true) if text.len() < 256 => b'Z',
            (true, false) if text.len() < 256 => b'z',
            (true, true) => b'A',
            (true, false) => b'a',
            (false, true) if self.version >= 3 => b't',
            (false, _) => b'u',
        };
        self.out.push(code | flag);
        match code {
            b'Z' | b'z' => self.out.push(text.len() as u8),
            _ => self.length(text.len()),
        }
        self.out.extend_from_slice(text);
    }

    fn container(
        &mut self,
        th: &Thread,
        v: Value,
        items: &RootedVec<Value>,
        flag: u8,
    ) -> PyResult<()> {
        let exactly = |t: T| types::type_of(v) == types::get(t);
        if exactly(T::Dict) {
            self.out.push(b'{' | flag);
            for &item in items.iter() {
                self.write(th, item)?;
            }
            self.out.push(b'0');
            return Ok(());
        }
        if exactly(T::Slice) {
            if self.version < 5 {
                return Err(unmarshallable(th));
            }
            self.out.push(b':' | flag);
            self.open.push(v.bits());
            for &item in items.iter() {
                self.write(th, item)?;
            }
            self.open.pop();
            return Ok(());
        } else if exactly(T::Tuple) && self.version >= 4 && items.len() < 256 {
            self.out.push(b')' | flag);
            self.out.push(items.len() as u8);
        } else {
            let code = match () {
                () if exactly(T::Tuple) => b'(',
                () if exactly(T::List) => b'[',
                () if exactly(T::Set) => b'<',
                () => b'>',
            };
            self.out.push(code | flag);
            self.length(items.len());
            if code == b'<' || code == b'>' {
                return self.sorted(th, v, items);
            }
        }
        for &item in items.iter() {
            self.write(th, item)?;
        }
        Ok(())
    }

    /// The items of a set in the order of their own bytes, so that equal sets are written alike.
    fn sorted(&mut self, th: &Thread, set: Value, items: &RootedVec<Value>) -> PyResult<()> {
        let mut order = Vec::with_capacity(items.len());
        for (n, &item) in items.iter().enumerate() {
            order.push((write_one(th, item, self.version, self.allow_code, true)?, n));
            let now = set.downcast::<Set>().map_or(0, |set| set.len());
            if now != items.len() {
                return Err(th.runtime_error("set changed size during iteration"));
            }
        }
        order.sort();
        for (_, n) in order {
            self.write(th, items[n])?;
        }
        Ok(())
    }

    /// A float as a text that gives it back.
    fn float_text(&mut self, th: &Thread, x: f64) -> PyResult<()> {
        let (v, how) = (float::new(th, x), str::intern(th, ".17g").value());
        let text = ops::call_method(th, v, str::intern(th, "__format__"), &[how])?;
        let text = ops::str(th, text)?;
        self.out.push(text.bytes().len() as u8);
        self.out.extend_from_slice(text.bytes());
        Ok(())
    }
}

/// What tells the code of this build from that of another: the format has no version of its own.
const BUILD: u64 = include!(concat!(env!("OUT_DIR"), "/library.hash"));

/// A checksum: what is damaged is refused.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// The length of the rest, the build, the checksum of what follows, the length of the file's name, that, and the packed code.
fn write_code(out: &mut Vec<u8>, code: &CodeObj) {
    let plain = code.plain();
    let packed = frontend::pack::pack(plain);
    let name = plain.filename.as_bytes();
    let mut body = Vec::with_capacity(packed.len() + name.len() + 4);
    body.extend_from_slice(&(name.len() as u32).to_le_bytes());
    body.extend_from_slice(name);
    body.extend_from_slice(&packed);
    out.extend_from_slice(&(body.len() as u32 + 16).to_le_bytes());
    out.extend_from_slice(&BUILD.to_le_bytes());
    out.extend_from_slice(&checksum(&body).to_le_bytes());
    out.extend_from_slice(&body);
}

/// 32 bits, or digits of 15 bits with the sign in their number.
fn write_int(out: &mut Vec<u8>, v: Value, flag: u8) {
    if let Some(n) = int::to_i64(v).and_then(|n| i32::try_from(n).ok()) {
        out.push(b'i' | flag);
        out.extend_from_slice(&n.to_le_bytes());
        return;
    }
    let limbs = int::with(v, |i| i.limbs().to_vec());
    let mut digits: Vec<u16> = Vec::new();
    let (mut carry, mut bits) = (0u128, 0);
    for limb in limbs {
        carry |= u128::from(limb) << bits;
        bits += 64;
        while bits >= 15 {
            digits.push((carry & 0x7fff) as u16);
            carry >>= 15;
            bits -= 15;
        }
    }
    digits.push(carry as u16);
    while digits.last() == Some(&0) {
        digits.pop();
    }
    let n = digits.len() as i32;
    let n = if int::is_negative(v) { -n } else { n };
    out.push(b'l' | flag);
    out.extend_from_slice(&n.to_le_bytes());
    for digit in digits {
        out.extend_from_slice(&digit.to_le_bytes());
    }
}
