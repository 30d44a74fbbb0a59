//! Reading pickles: a machine with a stack, some of whose places are marked.
//!
//! No pickle is trusted: every opcode checks what it finds on the stack, and sizes are believed once the bytes are there. The
//! lowest place that opcodes may touch is the last mark (the fence). Python code may run at any opcode that makes an object.

use runtime::algo::bigint;
use runtime::algo::codecs::Codec;
use runtime::algo::escape::{self, OnBadHex};
use runtime::algo::float_text;
use runtime::algo::int_text;
use runtime::algo::wtf8;
use runtime::codecs;
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::native::Args;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::sequence::this;
use runtime::types::set::{self, Set};
use runtime::types::str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::as_type;
use runtime::types::{self, T, float, int, memoryview};
use runtime::value::Value;

use super::input::Input;
use super::instance::Usual;
use super::opcodes::*;
use super::state::{self, Known, unpickling_error};
use super::unpickler::{self, Unpickler};

/// One pickle being read. On a native stack as long as it lives: it holds Values.
pub struct Loader<'a> {
    pub(super) th: &'a Thread,
    pub(super) unpickler: Ref<Unpickler>,
    pub(super) input: Input,
    pub(super) stack: RootedVec<Value>,
    /// Where the stack was when marks were set.
    marks: Vec<usize>,
    /// The last of them, or 0.
    pub(super) fence: usize,
    pub(super) usual: Usual,
}

impl<'a> Loader<'a> {
    /// What is needed to read one pickle.
    pub fn new(th: &'a Thread, u: Ref<Unpickler>, input: Input) -> Loader<'a> {
        u.protocol.set(0);
        Loader {
            th,
            unpickler: u,
            input,
            stack: RootedVec::with_capacity(32),
            marks: Vec::with_capacity(8),
            fence: 0,
            usual: Usual::default(),
        }
    }

    /// Reads the object; gives the input back. Runs Python.
    pub fn load(mut self) -> (PyResult, Input) {
        let result = self.run();
        (result, self.input)
    }

    fn run(&mut self) -> PyResult {
        let th = self.th;
        loop {
            let code = match self.input.byte(th) {
                Ok(code) => code,
                Err(raised) => return Err(self.no_code(raised)),
            };
            if code == STOP {
                break;
            }
            self.step(code)?;
        }
        self.input.skip_used(th)?;
        self.pop()
    }

    /// A pickle that ends too early, between two opcodes.
    #[cold]
    fn no_code(&self, raised: Raised) -> Raised {
        let th = self.th;
        let exc = th.take_exception(raised);
        let class = as_type(state::get(Known::UnpicklingError));
        if types::type_of(exc).is_subtype_of(class) {
            return th.error(T::EOFError, "Ran out of input");
        }
        th.reraise(exc)
    }

    #[inline(always)]
    fn step(&mut self, code: u8) -> PyResult<()> {
        let th = self.th;
        match code {
            NONE => self.stack.push(Value::NONE),
            NEWTRUE => self.stack.push(Value::TRUE),
            NEWFALSE => self.stack.push(Value::FALSE),
            BININT => {
                let n = i32::from_le_bytes(self.input.array(th)?);
                self.stack.push(Value::small(n.into()));
            }
            BININT1 => {
                let n = self.input.byte(th)?;
                self.stack.push(Value::small(n.into()));
            }
            BININT2 => {
                let n = u16::from_le_bytes(self.input.array(th)?);
                self.stack.push(Value::small(n.into()));
            }
            BINFLOAT => {
                let x = f64::from_be_bytes(self.input.array(th)?);
                self.stack.push(float::new(th, x));
            }
            SHORT_BINUNICODE => {
                let n = self.input.byte(th)?;
                self.text(n.into())?;
            }
            BINUNICODE => {
                let n = self.size::<4>("BINUNICODE")?;
                self.text(n)?;
            }
            BINUNICODE8 => {
                let n = self.size::<8>("BINUNICODE")?;
                self.text(n)?;
            }
            BINGET => {
                let n = self.input.byte(th)?;
                self.get(n.into())?;
            }
            LONG_BINGET => {
                let n = u32::from_le_bytes(self.input.array(th)?);
                self.get(n as usize)?;
            }
            MEMOIZE => {
                let n = self.unpickler.core().memo.borrow().len();
                self.put(n)?;
            }
            BINPUT => {
                let n = self.input.byte(th)?;
                self.put(n.into())?;
            }
            LONG_BINPUT => {
                let n = u32::from_le_bytes(self.input.array(th)?);
                self.put_far(n as usize)?;
            }
            MARK => {
                self.fence = self.stack.len();
                self.marks.push(self.fence);
            }
            EMPTY_TUPLE => self.stack.push(tuple::empty(th).value()),
            EMPTY_LIST => self.stack.push(list::empty(th).value()),
            EMPTY_DICT => self.stack.push(dict::new(th).value()),
            EMPTY_SET => self.stack.push(set::new(th).value()),
            TUPLE1 => self.tuple(1)?,
            TUPLE2 => self.tuple(2)?,
            TUPLE3 => self.tuple(3)?,
            TUPLE => {
                let from = self.mark()?;
                self.tuple(self.stack.len() - from)?;
            }
            APPEND => {
                let from = self.below(1)?;
                self.append(from)?;
            }
            APPENDS => {
                let from = self.mark()?;
                self.append(from)?;
            }
            SETITEM => {
                let from = self.below(2)?;
                self.set_items(from)?;
            }
            SETITEMS => {
                let from = self.mark()?;
                self.set_items(from)?;
            }
            BUILD => self.build()?,
            NEWOBJ => self.new_object(false)?,
            REDUCE => {
                let arguments = self.pop()?;
                let callable = self.pop()?;
                let Some(arguments) = arguments.downcast::<Tuple>() else {
                    return Err(th.type_error("argument list must be a tuple"));
                };
                let made = ops::call(th, callable, Args::positional(arguments.items()))?;
                self.stack.push(made);
            }
            FRAME => {
                let n = u64::from_le_bytes(self.input.array(th)?);
                let Some(n) = size_of(n) else {
                    return Err(th.overflow_error(format!(
                        "FRAME length exceeds system's maximum of {} bytes",
                        isize::MAX
                    )));
                };
                self.input.frame(th, n)?;
            }
            _ => self.rare(code)?,
        }
        Ok(())
    }

    #[inline(never)]
    fn rare(&mut self, code: u8) -> PyResult<()> {
        let th = self.th;
        match code {
            PROTO => {
                let n = self.input.byte(th)?;
                if n > HIGHEST {
                    return Err(th.value_error(format!("unsupported pickle protocol: {n}")));
                }
                self.unpickler.protocol.set(n);
            }
            STACK_GLOBAL => {
                let name = self.pop()?;
                let module = self.pop()?;
                if !types::is_exactly(name, T::Str) || !types::is_exactly(module, T::Str) {
                    return Err(unpickling_error(th, "STACK_GLOBAL requires str"));
                }
                let found = unpickler::meaning(th, self.unpickler, module, name)?;
                self.stack.push(found);
            }
            GLOBAL => {
                let module = self.utf8_line()?;
                let name = self.utf8_line()?;
                let found = unpickler::meaning(th, self.unpickler, module, name)?;
                self.stack.push(found);
            }
            NEWOBJ_EX => self.new_object(true)?,
            INST => self.instance()?,
            OBJ => {
                let from = self.mark()?;
                if self.stack.len() <= from {
                    return Err(self.underflow());
                }
                let arguments = self.pop_from(from + 1)?;
                let class = self.pop()?;
                let made = self.instantiate(class, &arguments)?;
                self.stack.push(made);
            }
            INT => self.int_line()?,
            LONG => self.long_line()?,
            LONG1 => {
                let n = self.input.byte(th)?;
                self.long(n.into())?;
            }
            LONG4 => {
                let n = i32::from_le_bytes(self.input.array(th)?);
                let Ok(n) = usize::try_from(n) else {
                    return Err(unpickling_error(th, "LONG pickle has negative byte count"));
                };
                self.long(n)?;
            }
            FLOAT => self.float_line()?,
            STRING => self.string_line()?,
            SHORT_BINSTRING => {
                let n = self.input.byte(th)?;
                self.string(n.into())?;
            }
            BINSTRING => {
                let n = i32::from_le_bytes(self.input.array(th)?);
                let Ok(n) = usize::try_from(n) else {
                    return Err(unpickling_error(
                        th,
                        "BINSTRING pickle has negative byte count",
                    ));
                };
                self.string(n)?;
            }
            UNICODE => self.unicode_line()?,
            SHORT_BINBYTES => {
                let n = self.input.byte(th)?;
                self.bytes(n.into())?;
            }
            BINBYTES => {
                let n = self.size::<4>("BINBYTES")?;
                self.bytes(n)?;
            }
            BINBYTES8 => {
                let n = self.size::<8>("BINBYTES")?;
                self.bytes(n)?;
            }
            BYTEARRAY8 => {
                let n = self.size::<8>("BYTEARRAY8")?;
                let data = self.input.long(th, n)?;
                let made = bytes::new_array(th, types::get(T::ByteArray), &data);
                self.stack.push(made);
            }
            NEXT_BUFFER => self.next_buffer()?,
            READONLY_BUFFER => self.readonly_buffer()?,
            LIST => {
                let from = self.mark()?;
                let items = self.pop_from(from)?;
                self.stack.push(list::new(th, &items).value());
            }
            DICT => self.dict()?,
            FROZENSET => {
                let from = self.mark()?;
                let items = self.pop_from(from)?;
                let made = set::new_frozen(th);
                for &item in items.iter() {
                    made.add(th, item)?;
                }
                self.stack.push(made.value());
            }
            ADDITEMS => self.add_items()?,
            GET => {
                let n = self.number_line()?;
                match usize::try_from(n) {
                    Ok(n) => self.get(n)?,
                    Err(_) => return Err(self.not_found(n)),
                }
            }
            PUT => {
                let line = self.input.full_line(th)?;
                self.top()?;
                let n = ops::index_i64(th, parse_int(th, &line)?)?;
                let Ok(n) = usize::try_from(n) else {
                    return Err(th.value_error("negative PUT argument"));
                };
                self.put_far(n)?;
            }
            POP => {
                if self.marks.last() == Some(&self.stack.len()) {
                    self.unmark();
                } else {
                    self.pop()?;
                }
            }
            POP_MARK => {
                let from = self.mark()?;
                self.stack.truncate(from);
            }
            DUP => {
                let top = self.top()?;
                self.stack.push(top);
            }
            PERSID => {
                let line = self.input.line(th)?;
                let text = &line[..line.len() - 1];
                if !text.is_ascii() {
                    return Err(unpickling_error(
                        th,
                        "persistent IDs in protocol 0 must be ASCII strings",
                    ));
                }
                let id = str::from_bytes(th, text).value();
                let found = unpickler::persistent_load(th, self.unpickler, id)?;
                self.stack.push(found);
            }
            BINPERSID => {
                let id = self.pop()?;
                let found = unpickler::persistent_load(th, self.unpickler, id)?;
                self.stack.push(found);
            }
            EXT1 => {
                let n = self.input.byte(th)?;
                self.extension(n.into())?;
            }
            EXT2 => {
                let n = u16::from_le_bytes(self.input.array(th)?);
                self.extension(n.into())?;
            }
            EXT4 => {
                let n = i32::from_le_bytes(self.input.array(th)?);
                self.extension(n)?;
            }
            _ => {
                let shown = match code {
                    b'\'' | b'\\' => format!("\\x{code:02x}"),
                    0x20..=0x7E => char::from(code).to_string(),
                    _ => format!("\\x{code:02x}"),
                };
                return Err(unpickling_error(
                    th,
                    format!("invalid load key, '{shown}'."),
                ));
            }
        }
        Ok(())
    }

    // ---- the stack

    #[cold]
    pub(super) fn underflow(&self) -> Raised {
        unpickling_error(
            self.th,
            match self.marks.is_empty() {
                true => "unpickling stack underflow",
                false => "unexpected MARK found",
            },
        )
    }

    /// Takes the topmost object.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> PyResult {
        if self.stack.len() > self.fence
            && let Some(v) = self.stack.pop()
        {
            return Ok(v);
        }
        Err(self.underflow())
    }

    /// The topmost object.
    #[inline(always)]
    pub(super) fn top(&self) -> PyResult {
        match self.stack.last() {
            Some(&v) if self.stack.len() > self.fence => Ok(v),
            _ => Err(self.underflow()),
        }
    }

    /// The place `n` below the top.
    #[inline(always)]
    fn below(&self, n: usize) -> PyResult<usize> {
        match self.stack.len().checked_sub(n) {
            Some(at) => Ok(at),
            None => Err(self.underflow()),
        }
    }

    fn unmark(&mut self) {
        self.marks.pop();
        self.fence = self.marks.last().copied().unwrap_or_default();
    }

    /// Removes the last mark; returns where it was.
    #[inline(always)]
    pub(super) fn mark(&mut self) -> PyResult<usize> {
        let Some(at) = self.marks.pop() else {
            return Err(unpickling_error(self.th, "could not find MARK"));
        };
        self.fence = self.marks.last().copied().unwrap_or_default();
        Ok(at)
    }

    /// Takes what lies from a place on.
    pub(super) fn pop_from(&mut self, from: usize) -> PyResult<RootedVec<Value>> {
        if from < self.fence || from > self.stack.len() {
            return Err(self.underflow());
        }
        let mut items = RootedVec::with_capacity(self.stack.len() - from);
        items.extend_from_slice(&self.stack[from..]);
        self.stack.truncate(from);
        Ok(items)
    }

    /// The container to which what lies from a place on is to be added; None if that is nothing.
    #[inline(always)]
    fn container(&self, from: usize) -> PyResult<Option<Value>> {
        if from > self.stack.len() || from <= self.fence {
            return Err(self.underflow());
        }
        Ok((from < self.stack.len()).then(|| self.stack[from - 1]))
    }

    // ---- the memo

    #[inline(always)]
    fn get(&mut self, n: usize) -> PyResult<()> {
        let found = self.unpickler.core().memo.borrow().get(n);
        match found {
            Some(v) => {
                self.stack.push(v);
                Ok(())
            }
            None => Err(self.not_found(n as i64)),
        }
    }

    #[cold]
    fn not_found(&self, n: i64) -> Raised {
        unpickling_error(self.th, format!("Memo value not found at index {n}"))
    }

    #[inline(always)]
    fn put(&mut self, n: usize) -> PyResult<()> {
        let v = self.top()?;
        unpickler::memoize(self.unpickler, n, v);
        Ok(())
    }

    /// The same where the number may be any.
    fn put_far(&mut self, n: usize) -> PyResult<()> {
        self.top()?;
        unpickler::check_number(self.th, n)?;
        self.put(n)
    }

    // ---- arguments

    /// A size of `N` bytes.
    fn size<const N: usize>(&mut self, what: &str) -> PyResult<usize> {
        let mut bytes = [0; 8];
        bytes[..N].copy_from_slice(self.input.take(self.th, N)?);
        match size_of(u64::from_le_bytes(bytes)) {
            Some(n) => Ok(n),
            None => Err(self.th.overflow_error(format!(
                "{what} exceeds system's maximum size of {} bytes",
                isize::MAX
            ))),
        }
    }

    fn utf8_line(&mut self) -> PyResult {
        let line = self.input.full_line(self.th)?;
        decode(self.th, &line[..line.len() - 1], b"utf-8", b"strict")
    }

    /// A line with a decimal number.
    fn number_line(&mut self) -> PyResult<i64> {
        let line = self.input.full_line(self.th)?;
        let n = parse_int(self.th, &line)?;
        ops::index_i64(self.th, n)
    }

    // ---- atoms

    #[inline(always)]
    fn text(&mut self, n: usize) -> PyResult<()> {
        let th = self.th;
        let data = self.input.take(th, n)?;
        let v = match data {
            [] => str::empty(th),
            data if data.is_ascii() => str::short_ascii(th, data),
            data => wide_text(th, data)?,
        };
        self.stack.push(v);
        Ok(())
    }

    fn bytes(&mut self, n: usize) -> PyResult<()> {
        // (What CPython puts in front of them must fit, too.)
        if n > isize::MAX as usize - 33 {
            return Err(self.th.overflow_error("byte string is too large"));
        }
        let data = self.input.long(self.th, n)?;
        let v = bytes::new(self.th, &data);
        self.stack.push(v);
        Ok(())
    }

    fn long(&mut self, n: usize) -> PyResult<()> {
        let data = self.input.take(self.th, n)?;
        let v = match *data {
            [] => Value::small(0),
            ref short if short.len() <= 8 => {
                let sign = if short[short.len() - 1] < 0x80 {
                    0
                } else {
                    0xFF
                };
                let mut all = [sign; 8];
                all[..short.len()].copy_from_slice(short);
                int::from_i64(self.th, i64::from_le_bytes(all))
            }
            ref long => int::from_big(self.th, &bigint::from_bytes(long, true, true)),
        };
        self.stack.push(v);
        Ok(())
    }

    /// An int, or a bool, which is one of two digits.
    fn int_line(&mut self) -> PyResult<()> {
        let line = self.input.full_line(self.th)?;
        let v = match as_c_long(&line) {
            Some(n @ (0 | 1)) if line.len() == 3 => Value::bool(n == 1),
            Some(n) => int::from_i64(self.th, n),
            None => match parse_int(self.th, &line) {
                Ok(v) => v,
                Err(raised) => {
                    self.th.swallow(raised, T::ValueError)?;
                    return Err(self.th.value_error("could not convert string to int"));
                }
            },
        };
        self.stack.push(v);
        Ok(())
    }

    fn long_line(&mut self) -> PyResult<()> {
        let mut line = self.input.full_line(self.th)?;
        // (Python 2 wrote an L.)
        let last = line.len() - 2;
        if line[last] == b'L' {
            line.truncate(last);
        }
        let v = parse_int(self.th, &line)?;
        self.stack.push(v);
        Ok(())
    }

    fn float_line(&mut self) -> PyResult<()> {
        let th = self.th;
        let line = self.input.full_line(th)?;
        let whole = line.split(|&b| b == 0).next().unwrap_or_default();
        let text = whole.strip_suffix(b"\n").unwrap_or(whole);
        let shown = || String::from_utf8_lossy(&whole[..whole.len().min(SHOWN)]).into_owned();
        let x = match float_text::parse_prefix(text) {
            Some((x, end)) if x.is_infinite() && text[..end].iter().any(u8::is_ascii_digit) => {
                let text = shown();
                return Err(
                    th.overflow_error(format!("value too large to convert to float: '{text}'"))
                );
            }
            Some((x, end)) if end == text.len() => x,
            Some((_, end)) if end > 0 => {
                return Err(th.value_error("could not convert string to float"));
            }
            _ => {
                let text = shown();
                return Err(th.value_error(format!("could not convert string to float: '{text}'")));
            }
        };
        self.stack.push(float::new(th, x));
        Ok(())
    }

    /// A text of Python 2, which had no others: decoded, or left as bytes.
    fn old_string(&mut self, data: &[u8]) -> PyResult<()> {
        let th = self.th;
        let encoding = self.unpickler.core().encoding.borrow().clone();
        let errors = self.unpickler.core().errors.borrow().clone();
        let v = match &encoding[..] {
            b"bytes" => bytes::new(th, data),
            name => decode(th, data, name, &errors)?,
        };
        self.stack.push(v);
        Ok(())
    }

    fn string(&mut self, n: usize) -> PyResult<()> {
        let data = self.input.take(self.th, n)?.to_vec();
        self.old_string(&data)
    }

    fn string_line(&mut self) -> PyResult<()> {
        let th = self.th;
        let line = self.input.line(th)?;
        let quoted = match &line[..line.len() - 1] {
            &[b'\'', ref inner @ .., b'\''] | &[b'"', ref inner @ .., b'"'] => inner,
            _ => {
                return Err(unpickling_error(
                    th,
                    "the STRING opcode argument must be quoted",
                ));
            }
        };
        match escape::decode_bytes(quoted, OnBadHex::Strict) {
            Ok((data, _)) => self.old_string(&data),
            Err(e) => Err(int::raise(th, e)),
        }
    }

    fn unicode_line(&mut self) -> PyResult<()> {
        let th = self.th;
        let line = self.input.line(th)?;
        let text = &line[..line.len() - 1];
        let object = bytes::new(th, text);
        let (out, _) = codecs::decode_by(
            th,
            "rawunicodeescape",
            Codec::Latin1,
            object,
            text,
            b"strict",
            &mut |s, at, out| escape::decode_raw(s, at, true, out),
        )?;
        self.stack.push(str::from_bytes(th, &out).value());
        Ok(())
    }

    // ---- buffers

    fn next_buffer(&mut self) -> PyResult<()> {
        let th = self.th;
        let buffers = self.unpickler.buffers.get();
        if buffers.is_empty() {
            return Err(unpickling_error(
                th,
                "pickle stream refers to out-of-band data but no *buffers* argument was given",
            ));
        }
        match ops::next(th, buffers)? {
            Some(v) => self.stack.push(v),
            None => return Err(unpickling_error(th, "not enough out-of-band buffers")),
        }
        Ok(())
    }

    fn readonly_buffer(&mut self) -> PyResult<()> {
        let th = self.th;
        let v = self.top()?;
        let view = memoryview::new(th, v)?;
        let lent = runtime::buffer::get(th, view)?;
        if lent.is_some_and(|b| !b.readonly) {
            let view = ops::call_method(th, view, str::intern(th, "toreadonly"), &[])?;
            self.stack.pop();
            self.stack.push(view);
        }
        Ok(())
    }

    // ---- containers

    #[inline(always)]
    fn tuple(&mut self, n: usize) -> PyResult<()> {
        let from = self.below(n)?;
        if from < self.fence {
            return Err(self.underflow());
        }
        let made = match n {
            0 => tuple::empty(self.th),
            _ => tuple::new(self.th, &self.stack[from..]),
        };
        self.stack.truncate(from);
        self.stack.push(made.value());
        Ok(())
    }

    fn dict(&mut self) -> PyResult<()> {
        let th = self.th;
        let from = self.mark()?;
        let items = self.pop_from(from)?;
        if items.len() % 2 != 0 {
            return Err(unpickling_error(th, "odd number of items for DICT"));
        }
        let d = dict::new(th);
        for pair in items.chunks_exact(2) {
            d.set(th, pair[0], pair[1])?;
        }
        self.stack.push(d.value());
        Ok(())
    }

    fn append(&mut self, from: usize) -> PyResult<()> {
        let th = self.th;
        let Some(to) = self.container(from)? else {
            return Ok(());
        };
        if types::is_exactly(to, T::List) {
            this::<List>(to).extend_from_slice(th, &self.stack[from..]);
            self.stack.truncate(from);
            return Ok(());
        }
        if let Some(extend) = ops::get_attr_opt(th, to, str::intern(th, "extend"))? {
            let items = list::new(th, &self.stack[from..]).value();
            self.stack.truncate(from);
            ops::call1(th, extend, items)?;
            return Ok(());
        }
        let append = ops::get_attr(th, to, str::intern(th, "append"))?;
        let items = self.pop_from(from)?;
        for &item in items.iter() {
            ops::call1(th, append, item)?;
        }
        Ok(())
    }

    fn set_items(&mut self, from: usize) -> PyResult<()> {
        let th = self.th;
        let Some(to) = self.container(from)? else {
            return Ok(());
        };
        if (self.stack.len() - from) % 2 != 0 {
            return Err(unpickling_error(th, "odd number of items for SETITEMS"));
        }
        // (Nobody else has the stack: hashing and comparing keys may run Python code, but it cannot come here.)
        if types::is_exactly(to, T::Dict) {
            let d = this::<Dict>(to);
            for pair in self.stack[from..].chunks_exact(2) {
                d.set(th, pair[0], pair[1])?;
            }
        } else {
            for pair in self.stack[from..].chunks_exact(2) {
                ops::set_item(th, to, pair[0], pair[1])?;
            }
        }
        self.stack.truncate(from);
        Ok(())
    }

    fn add_items(&mut self) -> PyResult<()> {
        let th = self.th;
        let from = self.mark()?;
        let Some(to) = self.container(from)? else {
            return Ok(());
        };
        let items = self.pop_from(from)?;
        if types::is_instance_of(to, T::Set) {
            let s = this::<Set>(to);
            for &item in items.iter() {
                s.add(th, item)?;
            }
            return Ok(());
        }
        let add = ops::get_attr(th, to, str::intern(th, "add"))?;
        for &item in items.iter() {
            ops::call1(th, add, item)?;
        }
        Ok(())
    }
}

/// A size that fits the address space.
fn size_of(n: u64) -> Option<usize> {
    usize::try_from(n)
        .ok()
        .filter(|&n| n <= isize::MAX as usize)
}

/// The text of bytes in some encoding. Runs Python where the codec is written in it.
pub fn decode(th: &Thread, data: &[u8], encoding: &[u8], errors: &[u8]) -> PyResult {
    let object = bytes::new(th, data);
    codecs::decode_text(th, object, data, encoding, errors)
}

/// A text that is not ASCII; lone surrogates are passed.
fn wide_text(th: &Thread, data: &[u8]) -> PyResult {
    if wtf8::is_valid(data) {
        return Ok(str::from_bytes(th, data).value());
    }
    decode(th, data, b"utf-8", b"surrogatepass")
}

/// How many bytes of a text errors show.
const SHOWN: usize = 200;

/// The integer on a line, up to a null byte.
fn parse_int(th: &Thread, line: &[u8]) -> PyResult {
    let line = line.split(|&b| b == 0).next().unwrap_or_default();
    let text = String::from_utf8_lossy(line);
    let limit = th.int_max_str_digits.get();
    match int_text::parse_str(text.as_bytes(), 10, limit) {
        Ok(n) => Ok(int::from_big(th, &n)),
        Err(e) => {
            // (The error shows the text, if it is one.)
            decode(th, &line[..line.len().min(SHOWN)], b"utf-8", b"strict")?;
            Err(int::raise(th, e))
        }
    }
}

/// The integer that C's `strtol` finds on a line, if nothing follows it but the end or a null byte.
fn as_c_long(line: &[u8]) -> Option<i64> {
    let text = line[..line.len() - 1].split(|&b| b == 0).next()?;
    if text.is_empty() {
        return Some(0);
    }
    let text = std::str::from_utf8(text.trim_ascii_start()).ok()?;
    text.parse().ok()
}
