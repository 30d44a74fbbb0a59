//! Reading values from bytes: the other half of `marshal`.

use std::cell::RefCell;
use std::collections::HashSet;

use frontend::pack::Packed;
use runtime::algo::float_text;
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str::{self, Str};
use runtime::types::{self, T, bytes, code, complex, dict, float, int, list, set, slice, tuple};
use runtime::value::Value;

use super::{BUILD, FLAG_REF, MAX_DEPTH, checksum};
use crate::posix::arg;

/// The value that bytes begin with. Runs Python.
pub fn from_bytes(th: &Thread, data: &[u8], allow_code: bool) -> PyResult {
    read(th, Source::Bytes(data, 0), allow_code)
}

/// The code object that the data of a `.pyc` file ends with. Runs Python.
pub fn code_of_file(th: &Thread, data: &[u8]) -> PyResult<Ref<code::CodeObj>> {
    const HEADER: usize = 16;
    if data.get(..4) != Some(&crate::_imp::MAGIC.to_le_bytes()) {
        return Err(th.runtime_error("Bad magic number in .pyc file"));
    }
    let found = from_bytes(th, data.get(HEADER..).unwrap_or_default(), true)?;
    match found.downcast() {
        Some(code) => Ok(code),
        None => Err(th.runtime_error("Bad code object in .pyc file")),
    }
}

/// The value that comes next in a file. Runs Python.
pub fn from_file(th: &Thread, file: Value, allow_code: bool) -> PyResult {
    let data = ops::call_method(th, file, str::intern(th, "read"), &[Value::small(0)])?;
    if !types::is_instance_of(data, T::Bytes) {
        return Err(th.type_error(format!(
            "file.read() returned not bytes but {}",
            ops::type_name(data)
        )));
    }
    read(th, Source::File(file), allow_code)
}

fn read(th: &Thread, source: Source, allow_code: bool) -> PyResult {
    let mut reader = Reader {
        source,
        refs: RootedVec::new(),
        allow_code,
        depth: 0,
    };
    let v = reader.value(th)?;
    if v.is_empty() {
        return Err(null(th, "object"));
    }
    Ok(v)
}

#[cold]
fn null(th: &Thread, what: &str) -> Raised {
    th.type_error(format!("NULL object in marshal data for {what}"))
}

#[cold]
fn bad(th: &Thread, what: &str) -> Raised {
    th.value_error(format!("bad marshal data ({what})"))
}

#[cold]
fn ended(th: &Thread) -> Raised {
    th.error(T::EOFError, "marshal data too short")
}

/// How long a tuple may be that later parts of itself refer to: nobody makes long ones that do.
const MAX_EARLY: usize = 255;

enum Source<'a> {
    /// The bytes, and how many have been read.
    Bytes(&'a [u8], usize),
    File(Value),
}

struct Reader<'a> {
    source: Source<'a>,
    /// What later parts may refer to; empty while it is being read.
    refs: RootedVec<Value>,
    allow_code: bool,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, th: &Thread, n: usize) -> PyResult<Vec<u8>> {
        let file = match &mut self.source {
            Source::Bytes(data, at) => {
                let end = at.checked_add(n).filter(|&end| end <= data.len());
                let Some(end) = end else {
                    return Err(ended(th));
                };
                let part = data[*at..end].to_vec();
                *at = end;
                return Ok(part);
            }
            Source::File(file) => *file,
        };
        if n == 0 {
            return Ok(Vec::new());
        }
        let class = types::get(T::ByteArray);
        let room = ops::call1(th, class.value(), int::from_i64(th, n as i64))?;
        // (As a view, so that the file cannot change its length.)
        let view = ops::call1(th, types::get(T::MemoryView).value(), room)?;
        let read = ops::call_method(th, file, str::intern(th, "readinto"), &[view])?;
        let read = ops::index_i64(th, read)?;
        let wanted = n as i64;
        if read > wanted {
            return Err(th.value_error(format!(
                "read() returned too much data: {wanted} bytes requested, {read} returned"
            )));
        }
        if read < wanted {
            return Err(ended(th));
        }
        Ok(arg::buffer(th, room)?.into_owned())
    }

    fn byte(&mut self, th: &Thread) -> PyResult<u8> {
        Ok(self.take(th, 1)?[0])
    }

    fn array<const N: usize>(&mut self, th: &Thread) -> PyResult<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(&self.take(th, N)?);
        Ok(array)
    }

    fn long(&mut self, th: &Thread) -> PyResult<i32> {
        Ok(i32::from_le_bytes(self.array(th)?))
    }

    fn length(&mut self, th: &Thread, what: &str) -> PyResult<usize> {
        let n = self.long(th)?;
        usize::try_from(n).map_err(|_| bad(th, &format!("{what} size out of range")))
    }

    fn double(&mut self, th: &Thread) -> PyResult<f64> {
        Ok(f64::from_le_bytes(self.array(th)?))
    }

    /// A float that was written as a text.
    fn float_text(&mut self, th: &Thread) -> PyResult<f64> {
        let n = self.byte(th)? as usize;
        let text = self.take(th, n)?;
        float_text::parse_bytes(&text).map_err(|_| {
            let text = String::from_utf8_lossy(&text);
            th.value_error(format!("could not convert string to float: '{text}'"))
        })
    }

    fn item(&mut self, th: &Thread, what: &str) -> PyResult {
        let v = self.value(th)?;
        if v.is_empty() {
            return Err(null(th, what));
        }
        Ok(v)
    }

    fn items(&mut self, th: &Thread, n: usize, what: &str) -> PyResult<RootedVec<Value>> {
        let mut items = RootedVec::new();
        for _ in 0..n {
            items.push(self.item(th, what)?);
        }
        Ok(items)
    }

    /// The next value; `EMPTY` for the mark that ends a dict.
    fn value(&mut self, th: &Thread) -> PyResult {
        if let Source::Bytes(data, at) = &self.source {
            if *at >= data.len() {
                return Err(th.error(T::EOFError, "EOF read where object expected"));
            }
        }
        let code = match self.byte(th) {
            Err(raised) if th.raised_is(&raised, T::EOFError) => {
                th.swallow(raised, T::EOFError)?;
                return Err(th.error(T::EOFError, "EOF read where object expected"));
            }
            code => code?,
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH || th.check_native_stack("").is_err() {
            return Err(th.value_error("recursion limit exceeded"));
        }
        let kind = code & !FLAG_REF;
        let counts = code != kind && !b"0NTF.Sr".contains(&kind);
        let place = counts.then(|| {
            self.refs.push(Value::EMPTY);
            self.refs.len() - 1
        });
        let v = self.of_kind(th, kind, place)?;
        if let Some(place) = place {
            self.refs[place] = v;
        }
        self.depth -= 1;
        Ok(v)
    }

    /// A container can be referred to from within itself.
    fn keep(&mut self, place: Option<usize>, v: Value) {
        if let Some(place) = place {
            self.refs[place] = v;
        }
    }

    fn of_kind(&mut self, th: &Thread, kind: u8, place: Option<usize>) -> PyResult {
        Ok(match kind {
            b'0' => Value::EMPTY,
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'S' => types::get(T::StopIteration).value(),
            b'i' => Value::small(i64::from(self.long(th)?)),
            b'I' => int::from_i64(th, i64::from_le_bytes(self.array(th)?)),
            b'l' => self.big(th)?,
            b'f' => float::new(th, self.float_text(th)?),
            b'g' => float::new(th, self.double(th)?),
            b'x' => {
                let re = self.float_text(th)?;
                complex::new(th, re, self.float_text(th)?)
            }
            b'y' => {
                let re = self.double(th)?;
                complex::new(th, re, self.double(th)?)
            }
            b's' => {
                let n = self.length(th, "bytes object")?;
                bytes::new(th, &self.take(th, n)?)
            }
            b'u' | b't' | b'a' | b'A' | b'z' | b'Z' => self.text(th, kind)?,
            b'(' | b')' => {
                let n = match kind {
                    b')' => self.byte(th)? as usize,
                    _ => self.length(th, "tuple")?,
                };
                self.tuple(th, n, place)?
            }
            b'[' => {
                let n = self.length(th, "list")?;
                let list = list::empty(th);
                self.keep(place, list.value());
                for _ in 0..n {
                    let item = self.item(th, "list")?;
                    list.append(th, item);
                }
                list.value()
            }
            b'<' | b'>' => {
                let n = self.length(th, "set")?;
                let made = match kind {
                    b'<' => set::new(th),
                    _ => set::new_frozen(th),
                };
                if kind == b'<' {
                    self.keep(place, made.value());
                }
                for _ in 0..n {
                    let item = self.item(th, "set")?;
                    made.add(th, item)?;
                }
                made.value()
            }
            b'{' => self.dict(th, place)?,
            b':' => {
                let parts = self.items(th, 3, "slice")?;
                slice::new(th, parts[0], parts[1], parts[2]).value()
            }
            b'c' => self.code(th)?,
            b'r' => {
                let n = self.long(th)?;
                let found = usize::try_from(n).ok().and_then(|n| self.refs.get(n));
                match found {
                    Some(&v) if !v.is_empty() => v,
                    _ => return Err(bad(th, "invalid reference")),
                }
            }
            _ => return Err(bad(th, "unknown type code")),
        })
    }

    /// A tuple that can be referred to before it is complete.
    fn tuple(&mut self, th: &Thread, n: usize, place: Option<usize>) -> PyResult {
        let Some(place) = place.filter(|_| n > 0 && n <= MAX_EARLY) else {
            return Ok(tuple::new(th, &self.items(th, n, "tuple")?).value());
        };
        let nothing = [Value::NONE; MAX_EARLY];
        let made = tuple::new(th, &nothing[..n]);
        self.refs[place] = made.value();
        for at in 0..n {
            let item = self.item(th, "tuple")?;
            made.init_item(at, item);
        }
        Ok(made.value())
    }

    fn dict(&mut self, th: &Thread, place: Option<usize>) -> PyResult {
        let d = dict::new(th);
        self.keep(place, d.value());
        loop {
            let key = self.value(th)?;
            if key.is_empty() {
                return Ok(d.value());
            }
            let v = self.value(th)?;
            if v.is_empty() {
                return Ok(d.value());
            }
            d.set(th, key, v)?;
        }
    }

    fn text(&mut self, th: &Thread, kind: u8) -> PyResult {
        let n = match kind {
            b'z' | b'Z' => self.byte(th)? as usize,
            _ => self.length(th, "string")?,
        };
        let data = self.take(th, n)?;
        let v = match kind {
            b'u' | b't' => {
                let (encoding, errors) = ("utf-8", "surrogatepass");
                let data = bytes::new(th, &data);
                let words = [encoding, errors].map(|w| str::intern(th, w).value());
                ops::call_method(th, data, str::intern(th, "decode"), &words)?
            }
            // One byte per character.
            _ => {
                let text: String = data.iter().map(|&b| char::from(b)).collect();
                str::new(th, &text)
            }
        };
        match v.downcast::<Str>() {
            Some(s) if matches!(kind, b't' | b'A' | b'Z') => Ok(str::intern_str(th, s).value()),
            _ => Ok(v),
        }
    }

    fn big(&mut self, th: &Thread) -> PyResult {
        let n = self.long(th)?;
        if n == i32::MIN {
            return Err(bad(th, "long size out of range"));
        }
        let count = n.unsigned_abs() as usize;
        let raw = self.take(th, count.saturating_mul(2))?;
        let mut limbs: Vec<u64> = Vec::new();
        let (mut carry, mut bits) = (0u128, 0);
        for (at, digit) in raw.chunks_exact(2).enumerate() {
            let digit = u16::from_le_bytes([digit[0], digit[1]]);
            if digit > 0x7fff {
                return Err(bad(th, "digit out of range in long"));
            }
            if digit == 0 && at + 1 == count {
                return Err(bad(th, "unnormalized long data"));
            }
            carry |= u128::from(digit) << bits;
            bits += 15;
            if bits >= 64 {
                limbs.push(carry as u64);
                carry >>= 64;
                bits -= 64;
            }
        }
        limbs.push(carry as u64);
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Ok(int::from_limbs(th, n < 0, &limbs))
    }

    fn code(&mut self, th: &Thread) -> PyResult {
        if !self.allow_code {
            return Err(th.value_error("unmarshalling code objects is disallowed"));
        }
        let n = self.length(th, "code")?;
        let data = self.take(th, n)?;
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(data.get(at..at + 8)?);
            Some(u64::from_le_bytes(bytes))
        };
        let body = data.get(16..).unwrap_or_default();
        if number(0) != Some(BUILD) {
            return Err(bad(th, "code of another interpreter"));
        }
        if number(8) != Some(checksum(body)) {
            return Err(bad(th, "damaged code"));
        }
        let Some((length, rest)) = body.split_at_checked(4) else {
            return Err(bad(th, "damaged code"));
        };
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        let Some((name, packed)) = rest.split_at_checked(length as usize) else {
            return Err(bad(th, "damaged code"));
        };
        let packed = Packed::module(lasting(packed), &String::from_utf8_lossy(name));
        Ok(code::of_packed(th, &packed).value())
    }
}

/// Bytes that stay, as packed code needs them: the same ones are kept once.
fn lasting(bytes: &[u8]) -> &'static [u8] {
    thread_local! {
        static KEPT: RefCell<HashSet<&'static [u8]>> = RefCell::default();
    }
    KEPT.with_borrow_mut(|kept| match kept.get(bytes) {
        Some(found) => found,
        None => {
            let leaked: &'static [u8] = Box::leak(bytes.into());
            kept.insert(leaked);
            leaked
        }
    })
}
