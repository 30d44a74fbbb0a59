//! `marshal`: values as bytes, in CPython's format. Code objects are not among them: the bytecode here is another one.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::str::{self, Str};
use runtime::types::{self, T, bytes, complex, float, int, list, tuple};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
    functions: &[
        NativeDef::new(
            "dumps",
            "(value, version=5, /, *, allow_code=True)",
            |th, a| {
                let mut out = Vec::new();
                write(th, &mut out, a[0])?;
                Ok(bytes::new(th, &out))
            },
        ),
        NativeDef::new("loads", "(bytes, /, *, allow_code=True)", |th, a| {
            let data = arg::buffer(th, a[0])?;
            load(th, &data)
        }),
        NativeDef::new(
            "dump",
            "(value, file, version=5, /, *, allow_code=True)",
            |th, a| {
                let mut out = Vec::new();
                write(th, &mut out, a[0])?;
                let out = bytes::new(th, &out);
                ops::call_method(th, a[1], str::intern(th, "write"), &[out])
            },
        ),
        NativeDef::new("load", "(file, /, *, allow_code=True)", |th, a| {
            let data = ops::call_method(th, a[0], str::intern(th, "read"), &[])?;
            let data = arg::buffer(th, data)?;
            load(th, &data)
        }),
    ],
    init: |th, module| {
        add(th, module, "version", Value::small(5));
        Ok(())
    },
};

fn write_length(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&(n as u32).to_le_bytes());
}

/// The values in an iterable, each written. Runs Python.
fn write_items(th: &Thread, out: &mut Vec<u8>, kind: u8, v: Value) -> PyResult<()> {
    let items = list::from_iterable(th, v)?;
    out.push(kind);
    write_length(out, items.len());
    for n in 0..items.len() {
        write(th, out, items.item(n))?;
    }
    Ok(())
}

fn write(th: &Thread, out: &mut Vec<u8>, v: Value) -> PyResult<()> {
    th.check_native_stack(" while marshalling")?;
    let exactly = |t: T| types::type_of(v) == types::get(t);
    if v.is_none() {
        out.push(b'N');
    } else if v.is_bool() {
        out.push(if v == Value::TRUE { b'T' } else { b'F' });
    } else if v == Value::ELLIPSIS {
        out.push(b'.');
    } else if v == types::get(T::StopIteration).value() {
        out.push(b'S');
    } else if exactly(T::Int) {
        write_int(out, v);
    } else if exactly(T::Float) {
        out.push(b'g');
        out.extend_from_slice(&float::to_f64(th, v)?.to_le_bytes());
    } else if let Some((re, im)) = complex::get(v).filter(|_| exactly(T::Complex)) {
        out.push(b'y');
        out.extend_from_slice(&re.to_le_bytes());
        out.extend_from_slice(&im.to_le_bytes());
    } else if let Some(s) = v.downcast::<Str>().filter(|_| exactly(T::Str)) {
        match (s.is_ascii(), s.bytes().len()) {
            (true, n @ ..=255) => out.extend_from_slice(&[b'z', n as u8]),
            (ascii, n) => {
                out.push(if ascii { b'a' } else { b'u' });
                write_length(out, n);
            }
        }
        out.extend_from_slice(s.bytes());
    } else if exactly(T::Tuple) {
        write_items(th, out, b'(', v)?;
    } else if exactly(T::List) {
        write_items(th, out, b'[', v)?;
    } else if exactly(T::Set) {
        write_items(th, out, b'<', v)?;
    } else if exactly(T::FrozenSet) {
        write_items(th, out, b'>', v)?;
    } else if let Some(d) = v.downcast::<Dict>().filter(|_| exactly(T::Dict)) {
        out.push(b'{');
        let mut pos = 0;
        while let Some((key, value)) = d.next(&mut pos) {
            write(th, out, key)?;
            write(th, out, value)?;
        }
        out.push(b'0');
    } else if let Some(b) = bytes::as_bytes(v) {
        out.push(b's');
        write_length(out, b.len());
        out.extend_from_slice(&b);
    } else {
        return Err(th.value_error("unmarshallable object"));
    }
    Ok(())
}

/// 32 bits, or digits of 15 bits with the sign in their number.
fn write_int(out: &mut Vec<u8>, v: Value) {
    if let Some(n) = int::to_i64(v).and_then(|n| i32::try_from(n).ok()) {
        out.push(b'i');
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
    out.push(b'l');
    out.extend_from_slice(&n.to_le_bytes());
    for digit in digits {
        out.extend_from_slice(&digit.to_le_bytes());
    }
}

fn load(th: &Thread, data: &[u8]) -> PyResult {
    let mut reader = Reader {
        data,
        at: 0,
        refs: RootedVec::new(),
    };
    let v = reader.value(th)?;
    if v.is_empty() {
        return Err(th.type_error("NULL object in marshal data for object"));
    }
    Ok(v)
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    /// What later parts may refer to.
    refs: RootedVec<Value>,
}

impl Reader<'_> {
    fn take(&mut self, th: &Thread, n: usize) -> PyResult<&[u8]> {
        let (data, start) = (self.data, self.at);
        let found = start.checked_add(n).and_then(|end| data.get(start..end));
        match found {
            Some(part) => {
                self.at += n;
                Ok(part)
            }
            None => Err(th.error(T::EOFError, "marshal data too short")),
        }
    }

    fn byte(&mut self, th: &Thread) -> PyResult<u8> {
        Ok(self.take(th, 1)?[0])
    }

    fn long(&mut self, th: &Thread) -> PyResult<i32> {
        let b = self.take(th, 4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn length(&mut self, th: &Thread) -> PyResult<usize> {
        let n = self.long(th)?;
        usize::try_from(n).map_err(|_| th.value_error("bad marshal data (size out of range)"))
    }

    fn double(&mut self, th: &Thread) -> PyResult<f64> {
        let mut b = [0; 8];
        b.copy_from_slice(self.take(th, 8)?);
        Ok(f64::from_le_bytes(b))
    }

    fn items(&mut self, th: &Thread, n: usize) -> PyResult<RootedVec<Value>> {
        let mut items = RootedVec::new();
        for _ in 0..n {
            let v = self.value(th)?;
            if v.is_empty() {
                return Err(th.type_error("NULL object in marshal data for sequence"));
            }
            items.push(v);
        }
        Ok(items)
    }

    /// The next value; `EMPTY` for the mark that ends a dict.
    fn value(&mut self, th: &Thread) -> PyResult {
        th.check_native_stack(" while unmarshalling")?;
        if self.at >= self.data.len() {
            return Err(th.error(T::EOFError, "EOF read where object expected"));
        }
        let code = self.byte(th)?;
        let keep = code & 0x80 != 0;
        let place = self.refs.len();
        if keep {
            self.refs.push(Value::NONE);
        }
        let v = self.of_kind(th, code & 0x7f)?;
        if keep {
            self.refs[place] = v;
        }
        Ok(v)
    }

    fn of_kind(&mut self, th: &Thread, kind: u8) -> PyResult {
        Ok(match kind {
            b'0' => Value::EMPTY,
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'S' => types::get(T::StopIteration).value(),
            b'i' => Value::small(i64::from(self.long(th)?)),
            b'l' => self.big(th)?,
            b'g' => float::new(th, self.double(th)?),
            b'y' => {
                let re = self.double(th)?;
                complex::new(th, re, self.double(th)?)
            }
            b's' => {
                let n = self.length(th)?;
                let data = self.take(th, n)?.to_vec();
                bytes::new(th, &data)
            }
            b'u' | b't' | b'a' | b'A' | b'z' | b'Z' => {
                let n = match kind {
                    b'z' | b'Z' => self.byte(th)? as usize,
                    _ => self.length(th)?,
                };
                let data = self.take(th, n)?.to_vec();
                str::from_bytes(th, &data).value()
            }
            b'(' | b')' => {
                let n = match kind {
                    b')' => self.byte(th)? as usize,
                    _ => self.length(th)?,
                };
                tuple::new(th, &self.items(th, n)?).value()
            }
            b'[' => {
                let n = self.length(th)?;
                list::new(th, &self.items(th, n)?).value()
            }
            b'<' | b'>' => {
                let n = self.length(th)?;
                let items = list::new(th, &self.items(th, n)?).value();
                let class = if kind == b'<' { T::Set } else { T::FrozenSet };
                ops::call1(th, types::get(class).value(), items)?
            }
            b'{' => {
                let d = dict::new(th);
                loop {
                    let key = self.value(th)?;
                    if key.is_empty() {
                        break;
                    }
                    let v = self.value(th)?;
                    if v.is_empty() {
                        break;
                    }
                    d.set(th, key, v)?;
                }
                d.value()
            }
            b'r' => {
                let n = self.length(th)?;
                match self.refs.get(n) {
                    Some(&v) => v,
                    None => return Err(th.value_error("bad marshal data (invalid reference)")),
                }
            }
            _ => return Err(th.value_error("bad marshal data (unknown type code)")),
        })
    }

    fn big(&mut self, th: &Thread) -> PyResult {
        let n = self.long(th)?;
        let count = n.unsigned_abs() as usize;
        let raw = self.take(th, count.saturating_mul(2))?.to_vec();
        let mut limbs: Vec<u64> = Vec::new();
        let (mut carry, mut bits) = (0u128, 0);
        for digit in raw.chunks_exact(2) {
            let digit = u16::from_le_bytes([digit[0], digit[1]]);
            if digit > 0x7fff {
                return Err(th.value_error("bad marshal data (digit out of range in long)"));
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
}
