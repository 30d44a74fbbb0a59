//! Writing objects: the atoms and containers that have opcodes of their own.
//!
//! Everything else goes through `reduce.rs`. What is written is, byte for byte, what CPython's `_pickle` writes; so the order of
//! tests, batches and memo entries is its order. Python code may run wherever an object is written that is no atom, and change
//! what is being written: containers are read item by item, and nothing of them is borrowed meanwhile.

use runtime::algo::bigint;
use runtime::algo::float_text;
use runtime::algo::wtf8;
use runtime::buffer::{self, Buffer, Hold};
use runtime::error::{PyResult, Raised};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, ByteArray, Bytes};
use runtime::types::dict;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, exception_types, float, int, type_of};
use runtime::value::Value;

use super::instance::Plain;
use super::opcodes::*;
use super::output::Output;
use super::pickler::{self, Pickler};
use super::state::{self, Known, pickling_error};

/// One object being written. On a native stack as long as it lives: it holds Values.
pub struct Saver<'a> {
    pub(super) th: &'a Thread,
    pub(super) pickler: Ref<Pickler>,
    pub(super) out: Output,
    pub(super) protocol: u8,
    pub(super) bin: bool,
    pub(super) fast: bool,
    pub(super) fix_imports: bool,
    /// The file's method; empty if the bytes stay here.
    write: Value,
    /// What is called with each object first, or empty.
    pub(super) persistent_id: Value,
    /// What is called with objects that have no opcodes, or empty.
    pub(super) reducer_override: Value,
    /// The class whose instances were written last, if they are plain.
    pub(super) plain: Option<Plain>,
    /// In fast mode: how deep the containers lie in each other, and those below a certain depth.
    pub(super) nesting: usize,
    pub(super) open: Vec<u64>,
}

/// Which kind of size a header has.
struct Coded {
    /// The opcode with a size of one byte, if there is one.
    short: Option<u8>,
    /// The opcode with a size of four bytes.
    long: u8,
    /// The opcode with a size of eight bytes, from protocol 4 on.
    huge: u8,
    what: &'static str,
}

impl<'a> Saver<'a> {
    /// What is needed to write one object. Runs Python.
    pub fn new(th: &'a Thread, p: Ref<Pickler>) -> PyResult<Saver<'a>> {
        let own = type_of(p.value()) != pickler::TYPE.get();
        let reducer_override = match own {
            true => ops::get_attr_opt(th, p.value(), str::intern(th, "reducer_override"))?,
            false => None,
        };
        Ok(Saver {
            th,
            pickler: p,
            out: Output::new(),
            protocol: p.protocol.get(),
            bin: p.bin.get(),
            fast: p.fast.get(),
            fix_imports: p.fix_imports.get(),
            write: p.write.get(),
            persistent_id: pickler::persistent_id(th, p)?,
            reducer_override: reducer_override.unwrap_or(Value::EMPTY),
            plain: None,
            nesting: 0,
            open: Vec::new(),
        })
    }

    /// Writes the whole pickle; returns what the file has not been given. Runs Python.
    pub fn dump(mut self, v: Value) -> PyResult<Vec<u8>> {
        if self.protocol >= 2 {
            self.out.put_all([PROTO, self.protocol]);
            self.out.framing = self.protocol >= 4;
        }
        self.save(v)?;
        self.out.put_byte(STOP);
        self.out.close_frame();
        Ok(std::mem::take(&mut self.out.bytes))
    }

    /// Gives the file what there is. Runs Python.
    fn flush(&mut self) -> PyResult<()> {
        let out = bytes::new(self.th, &self.out.bytes);
        self.out.bytes.clear();
        ops::call1(self.th, self.write, out)?;
        Ok(())
    }

    /// Between two opcodes: closes the frame if it is long enough.
    #[inline(always)]
    pub(super) fn boundary(&mut self) -> PyResult<()> {
        if self.out.is_frame_full() {
            self.end_frame()?;
        }
        Ok(())
    }

    #[cold]
    fn end_frame(&mut self) -> PyResult<()> {
        self.out.close_frame();
        if !self.write.is_empty() {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes an object. Runs Python.
    pub fn save(&mut self, v: Value) -> PyResult<()> {
        self.save_value(v, false)
    }

    /// As [`Saver::save`]; a persistent id itself has none.
    fn save_value(&mut self, v: Value, is_id: bool) -> PyResult<()> {
        self.boundary()?;
        if !self.persistent_id.is_empty() && !is_id && self.save_persistent(v)? {
            return Ok(());
        }
        if v.is_small_int() {
            self.small_int(v.small_unchecked());
            return Ok(());
        }
        if v.is_flonum() {
            self.float(v.flonum_unchecked());
            return Ok(());
        }
        let Some(h) = v.header() else {
            return self.singleton(v);
        };
        let exactly = |t: T| h.shape() == types::shape_of(t);
        match h.kind() {
            Kind::Int if exactly(T::Int) => return self.big_int(v),
            Kind::Float if exactly(T::Float) => {
                self.float(float::get(v).unwrap_or_default());
                return Ok(());
            }
            _ => {}
        }
        let known = self.pickler.memo().borrow().get(v);
        if let Some(n) = known {
            self.get(n);
            return Ok(());
        }
        match h.kind() {
            Kind::Str if exactly(T::Str) => return self.string(this::<Str>(v)),
            Kind::Bytes if exactly(T::Bytes) => return self.bytes(v),
            _ => {}
        }
        self.th.check_data_stack(" while pickling an object")?;
        match h.kind() {
            Kind::Dict if dict::exact(v).is_some() => self.dict(v),
            Kind::List if exactly(T::List) => self.list(v),
            Kind::Tuple if exactly(T::Tuple) => self.tuple(this::<Tuple>(v)),
            Kind::Set if exactly(T::Set) => self.set(v),
            Kind::Set if exactly(T::FrozenSet) => self.frozenset(v),
            Kind::ByteArray if exactly(T::ByteArray) => self.bytearray(v),
            Kind::Native if type_of(v) == super::buffer::TYPE.get() => self.buffer(v),
            _ => self.object(v),
        }
    }

    // ---- the memo

    /// The number of an object that has been written.
    pub(super) fn known(&self, v: Value) -> Option<usize> {
        self.pickler.memo().borrow().get(v)
    }

    /// Writes a reference to an object that has been written.
    pub(super) fn get(&mut self, n: usize) {
        if !self.bin {
            self.out.put(format!("g{n}\n").as_bytes());
        } else if let Ok(n) = u8::try_from(n) {
            self.out.put_all([BINGET, n]);
        } else {
            let [a, b, c, d] = (n as u32).to_le_bytes();
            self.out.put_all([LONG_BINGET, a, b, c, d]);
        }
    }

    /// Enters what was just written into the memo.
    #[inline]
    pub(super) fn memoize(&mut self, v: Value) {
        if self.fast {
            return;
        }
        let n = pickler::memoize(self.pickler, v);
        self.put(n);
    }

    /// Writes that what was just written has a number.
    #[inline]
    pub(super) fn put(&mut self, n: usize) {
        if self.protocol >= 4 {
            self.out.put_byte(MEMOIZE);
        } else if !self.bin {
            self.out.put(format!("p{n}\n").as_bytes());
        } else if let Ok(n) = u8::try_from(n) {
            self.out.put_all([BINPUT, n]);
        } else {
            let [a, b, c, d] = (n as u32).to_le_bytes();
            self.out.put_all([LONG_BINPUT, a, b, c, d]);
        }
    }

    /// Adds the note that CPython adds to what is raised on the way down.
    #[cold]
    pub(super) fn noted(&self, raised: Raised, note: impl AsRef<[u8]>) -> Raised {
        let exc = self.th.take_exception(raised);
        let note = str::from_bytes(self.th, note.as_ref()).value();
        match exception_types::add_note(self.th, exc, note) {
            Ok(()) => self.th.reraise(exc),
            Err(raised) => raised,
        }
    }

    pub(super) fn save_item(&mut self, owner: Value, n: usize, item: Value) -> PyResult<()> {
        self.save(item).map_err(|raised| {
            let owner = ops::full_type_name(owner);
            self.noted(raised, format!("when serializing {owner} item {n}"))
        })
    }

    pub(super) fn save_element(&mut self, owner: Value, item: Value) -> PyResult<()> {
        self.save(item).map_err(|raised| {
            let owner = ops::full_type_name(owner);
            self.noted(raised, format!("when serializing {owner} element"))
        })
    }

    pub(super) fn save_entry(&mut self, owner: Value, key: Value, item: Value) -> PyResult<()> {
        self.save(key)?;
        self.save(item).map_err(|raised| {
            // (The exception waits elsewhere while the key is shown.)
            let exc = self.th.take_exception(raised);
            let mut note =
                format!("when serializing {} item ", ops::full_type_name(owner)).into_bytes();
            match ops::repr(self.th, key) {
                Ok(shown) => note.extend_from_slice(shown.bytes()),
                Err(raised) => return raised,
            }
            let raised = self.th.reraise(exc);
            self.noted(raised, note)
        })
    }

    // ---- atoms

    fn save_persistent(&mut self, v: Value) -> PyResult<bool> {
        let id = ops::call1(self.th, self.persistent_id, v)?;
        if id.is_none() {
            return Ok(false);
        }
        if self.bin {
            self.save_value(id, true)?;
            self.out.put_byte(BINPERSID);
            return Ok(true);
        }
        let text = ops::str(self.th, id)?;
        if !text.is_ascii() {
            return Err(pickling_error(
                self.th,
                "persistent IDs in protocol 0 must be ASCII strings",
            ));
        }
        self.out.put_byte(PERSID);
        self.out.put(text.bytes());
        self.out.put_byte(b'\n');
        Ok(true)
    }

    fn singleton(&mut self, v: Value) -> PyResult<()> {
        match v {
            Value::NONE => self.out.put_byte(NONE),
            Value::TRUE if self.protocol >= 2 => self.out.put_byte(NEWTRUE),
            Value::FALSE if self.protocol >= 2 => self.out.put_byte(NEWFALSE),
            Value::TRUE => self.out.put(b"I01\n"),
            Value::FALSE => self.out.put(b"I00\n"),
            _ => {
                if let Some(n) = self.known(v) {
                    self.get(n);
                    return Ok(());
                }
                self.th.check_data_stack(" while pickling an object")?;
                return self.object(v);
            }
        }
        Ok(())
    }

    fn small_int(&mut self, i: i64) {
        let Ok(short) = i32::try_from(i) else {
            return self.long_int(&i.to_le_bytes(), i.to_string().as_bytes());
        };
        if !self.bin {
            self.out.put(format!("I{i}\n").as_bytes());
            return;
        }
        match short.to_le_bytes() {
            [a, 0, 0, 0] => self.out.put_all([BININT1, a]),
            [a, b, 0, 0] => self.out.put_all([BININT2, a, b]),
            [a, b, c, d] => self.out.put_all([BININT, a, b, c, d]),
        }
    }

    fn big_int(&mut self, v: Value) -> PyResult<()> {
        if self.protocol < 2 {
            let text = int::repr(self.th, v)?;
            self.long_int(&[], this::<Str>(text).bytes());
            return Ok(());
        }
        let digits = int::with(v, |i| {
            let len = (i.bit_length() / 8 + 1) as usize;
            bigint::to_bytes(i, len, true, true)
        });
        match digits {
            Ok(digits) if digits.len() <= i32::MAX as usize => self.long_int(&digits, &[]),
            _ => return Err(self.th.overflow_error("int too large to pickle")),
        }
        Ok(())
    }

    /// An int of more than 32 bits: its two's complement, or its text before there was an opcode for that.
    fn long_int(&mut self, digits: &[u8], text: &[u8]) {
        if self.protocol < 2 {
            self.out.put_byte(LONG);
            self.out.put(text);
            self.out.put(b"L\n");
            return;
        }
        // The sign needs no more than one bit.
        let mut digits = digits;
        while let &[ref rest @ .., before, last] = digits {
            let sign = if before & 0x80 == 0 { 0 } else { 0xFF };
            if last != sign {
                break;
            }
            digits = &digits[..rest.len() + 1];
        }
        match u8::try_from(digits.len()) {
            Ok(len) => self.out.put_all([LONG1, len]),
            Err(_) => {
                let [a, b, c, d] = (digits.len() as u32).to_le_bytes();
                self.out.put_all([LONG4, a, b, c, d]);
            }
        }
        self.out.put(digits);
    }

    fn float(&mut self, x: f64) {
        if self.bin {
            let mut code = [BINFLOAT; 9];
            code[1..].copy_from_slice(&x.to_be_bytes());
            self.out.put_all(code);
        } else {
            self.out
                .put(format!("F{}\n", float_text::repr(x)).as_bytes());
        }
    }

    /// Writes opcode, size and contents. What is long stands outside of frames, and goes to the file at once, as `payload` if
    /// that is not empty. (`data` may be memory that Python code can change, and is not looked at once it has run.)
    fn sized(&mut self, code: &Coded, data: &[u8], payload: Value) -> PyResult<()> {
        let n = data.len();
        let size = (n as u64).to_le_bytes();
        let mut header = [0; 9];
        header[1..].copy_from_slice(&size);
        let len = match code.short {
            Some(short) if n <= 0xFF => {
                header[0] = short;
                2
            }
            _ if u32::try_from(n).is_ok() && code.long != 0 => {
                header[0] = code.long;
                5
            }
            _ if self.protocol >= 4 => {
                header[0] = code.huge;
                9
            }
            _ => {
                return Err(self.th.overflow_error(format!(
                    "serializing a {} larger than 4 GiB requires pickle protocol 4 or higher",
                    code.what
                )));
            }
        };
        if n < FRAME_TARGET {
            self.out.put(&header[..len]);
            self.out.put(data);
            return Ok(());
        }
        self.out.close_frame();
        let framing = std::mem::replace(&mut self.out.framing, false);
        self.out.put(&header[..len]);
        if self.write.is_empty() {
            self.out.put(data);
        } else {
            let payload = match payload.is_empty() {
                true => bytes::new(self.th, data),
                false => payload,
            };
            self.flush()?;
            ops::call1(self.th, self.write, payload)?;
        }
        self.out.framing = framing;
        Ok(())
    }

    fn string(&mut self, s: Ref<Str>) -> PyResult<()> {
        if self.bin {
            const CODE: Coded = Coded {
                short: Some(SHORT_BINUNICODE),
                long: BINUNICODE,
                huge: BINUNICODE8,
                what: "string",
            };
            const OLD: Coded = Coded {
                short: None,
                ..CODE
            };
            let code = if self.protocol >= 4 { &CODE } else { &OLD };
            self.sized(code, s.bytes(), Value::EMPTY)?;
        } else {
            self.out.put_byte(UNICODE);
            let text = escaped(s.bytes());
            self.out.put(&text);
            self.out.put_byte(b'\n');
        }
        self.memoize(s.value());
        Ok(())
    }

    fn bytes(&mut self, v: Value) -> PyResult<()> {
        let b = this::<Bytes>(v);
        if self.protocol >= 3 {
            return self.bytes_data(v, b.data());
        }
        // Python 2 reads this as a str, Python 3 as bytes.
        let (function, arguments) = if b.data().is_empty() {
            let class = types::get(T::Bytes).value();
            (class, tuple_of(self.th, &[]))
        } else {
            let text = wtf8::from_code_points(b.data().iter().map(|&b| u32::from(b)));
            let text = str::from_bytes(self.th, &text).value();
            let latin1 = str::intern(self.th, "latin1").value();
            (
                state::get(Known::Encode),
                tuple_of(self.th, &[text, latin1]),
            )
        };
        self.reduced(tuple_of(self.th, &[function, arguments]), v)
    }

    fn bytes_data(&mut self, v: Value, data: &[u8]) -> PyResult<()> {
        const CODE: Coded = Coded {
            short: Some(SHORT_BINBYTES),
            long: BINBYTES,
            huge: BINBYTES8,
            what: "bytes object",
        };
        self.sized(&CODE, data, v)?;
        self.memoize(v);
        Ok(())
    }

    fn bytearray_data(&mut self, v: Value, data: &[u8]) -> PyResult<()> {
        const CODE: Coded = Coded {
            short: None,
            long: 0,
            huge: BYTEARRAY8,
            what: "bytearray",
        };
        self.sized(&CODE, data, v)?;
        self.memoize(v);
        Ok(())
    }

    fn bytearray(&mut self, v: Value) -> PyResult<()> {
        let array = this::<ByteArray>(v);
        if self.protocol >= 5 {
            return self.bytearray_data(v, array.data());
        }
        let arguments = match array.data().is_empty() {
            true => tuple_of(self.th, &[]),
            false => {
                let copy = bytes::new(self.th, array.data());
                tuple_of(self.th, &[copy])
            }
        };
        let class = types::get(T::ByteArray).value();
        self.reduced(tuple_of(self.th, &[class, arguments]), v)
    }

    /// A PickleBuffer.
    fn buffer(&mut self, v: Value) -> PyResult<()> {
        let th = self.th;
        if self.protocol < 5 {
            return Err(pickling_error(
                th,
                "PickleBuffer can only be pickled with protocol >= 5",
            ));
        }
        let Some(b) = buffer::get(th, v)? else {
            return Err(buffer::not_a_buffer(th, v));
        };
        if !b.is_c_contiguous() && !buffer::f_contiguous(&b.dims(), b.item_size) {
            return Err(pickling_error(
                th,
                "PickleBuffer can not be pickled when pointing to a non-contiguous buffer",
            ));
        }
        // (The callback may release it.)
        let _held = Hold::new(b.owner);
        let callback = self.pickler.buffer_callback.get();
        if callback.is_empty() || {
            let kept = ops::call1(th, callback, v)?;
            ops::is_true(th, kept)?
        } {
            let plain = Buffer::bytes_of(b.owner, b.data, b.len, b.readonly);
            return match b.readonly {
                true => self.bytes_data(v, plain.bytes()),
                false => self.bytearray_data(v, plain.bytes()),
            };
        }
        self.out.put_byte(NEXT_BUFFER);
        if b.readonly {
            self.out.put_byte(READONLY_BUFFER);
        }
        Ok(())
    }
}

/// A text for protocol 0: on one line, and in Latin-1.
fn escaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for cp in wtf8::code_points(text) {
        match cp {
            0x1_0000.. => out.extend_from_slice(format!("\\U{cp:08x}").as_bytes()),
            0x100.. | 0 | 0x0A | 0x0D | 0x1A | 0x5C => {
                out.extend_from_slice(format!("\\u{cp:04x}").as_bytes());
            }
            _ => out.push(cp as u8),
        }
    }
    out
}
