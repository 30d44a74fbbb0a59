//! Strings: lengths, characters, comparisons, tests of characters.
//!
//! ASCII strings are read inline. Their characters are entries of the table of one-character strings, so that the trace
//! knows of such a value which byte it stands for: comparing it with another compares bytes, and asking whether it is a digit
//! reads a table. Interned strings are equal only if identical.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use ir::{ElemKind, IrRef, Op};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::slots::CmpOp;
use runtime::types::str::{self, Str};
use runtime::types::{self, T};
use runtime::value::Value;

use super::Recorder;
use crate::helpers::id as h;
use crate::schema;

type Both = (IrRef, Value);

/// The address of the table of one-character strings, 0 before [`prepare`].
static TABLE: AtomicUsize = AtomicUsize::new(0);

/// To be called before anything is recorded. Allocates the first time.
pub fn prepare(th: &Thread) {
    if TABLE.load(Ordering::Relaxed) == 0 {
        TABLE.store(str::ascii_table(th) as usize, Ordering::Relaxed);
    }
}

/// The string, if a value is exactly one.
pub fn exact(v: Value) -> Option<Ref<Str>> {
    // SAFETY: exactly a str.
    types::is_exactly(v, T::Str).then(|| unsafe { Ref::from_value_unchecked(v) })
}

thread_local! {
    /// Tables of 256 truths, by what they tell: the name of a method, or the characters of a string. They live for ever.
    static CLASSES: RefCell<HashMap<Vec<u8>, &'static [u8; 256]>> = RefCell::new(HashMap::new());
}

thread_local! {
    /// What settled dicts hold for each character: the bits of Values that the dict keeps as long as its counter of
    /// changes is right. They live for ever; equal ones are one.
    static VALUES: RefCell<HashMap<[u64; 128], &'static [u64; 128]>> = RefCell::new(HashMap::new());
}

/// The longest dict of which a table is made.
const SETTLED_MAX: u32 = 512;
/// What its counter of changes may be besides twice the keys.
const SETTLED_SLACK: u32 = 8;

fn class_table(key: &[u8], holds: impl Fn(u8) -> bool) -> u64 {
    CLASSES.with_borrow_mut(|tables| {
        let table = *tables.entry(key.to_vec()).or_insert_with(|| {
            let mut t = [0; 256];
            for b in 0..128 {
                t[b as usize] = u8::from(holds(b));
            }
            Box::leak(Box::new(t))
        });
        table.as_ptr() as u64
    })
}

/// The methods that ask whether a string consists of characters of a class, and are true of one such character.
fn char_class(name: &str) -> Option<fn(u8) -> bool> {
    Some(match name {
        "isdigit" | "isdecimal" | "isnumeric" => |b| b.is_ascii_digit(),
        "isalpha" => |b| b.is_ascii_alphabetic(),
        "isalnum" => |b| b.is_ascii_alphanumeric(),
        "isspace" => |b| matches!(b, b' ' | 9..=13 | 28..=31),
        "isupper" => |b| b.is_ascii_uppercase(),
        "islower" => |b| b.is_ascii_lowercase(),
        "isidentifier" => |b| b.is_ascii_alphabetic() || b == b'_',
        "isprintable" => |b| (32..127).contains(&b),
        "isascii" => |_| true,
        _ => return None,
    })
}

impl Recorder {
    /// Whether a value was loaded from the table of one-character strings.
    pub(super) fn is_char(&self, r: IrRef) -> bool {
        self.b.trace.op(r) == Op::ALOAD
            && self
                .b
                .trace
                .get_const(self.b.trace.ins(r).a)
                .is_some_and(|base| base.bits == TABLE.load(Ordering::Relaxed) as u64)
    }

    /// The byte of a value that is known to be a string of one ASCII character.
    fn known_char(&mut self, (r, v): Both) -> Option<IrRef> {
        if self.is_char(r) {
            return Some(self.b.trace.ins(r).b);
        }
        self.b.trace.get_const(r)?;
        match exact(v)?.bytes() {
            &[b] => Some(self.b.int(i64::from(b))),
            _ => None,
        }
    }

    /// The string of one ASCII character, given as its byte.
    pub(super) fn char_value(&mut self, byte: IrRef) -> IrRef {
        let table = self.b.addr(TABLE.load(Ordering::Relaxed) as u64);
        self.b.aload(table, byte, ElemKind::Val)
    }

    pub(super) fn guard_str(&mut self, x: Both) {
        if self.known_char(x).is_none() {
            self.guard_shape(x.0, types::shape_of(T::Str));
        }
    }

    pub(super) fn guard_flag(&mut self, s: IrRef, flag: u8) {
        let flags = self.b.fload(s, schema::STR_FLAGS);
        let mask = self.b.int(i64::from(flag));
        let bit = self.b.op2(Op::IAND, flags, mask);
        let zero = self.b.int(0);
        self.guard2(Op::GNE, bit, zero);
    }

    /// Guards that a string has other characters than ASCII ones.
    pub(super) fn guard_not_ascii(&mut self, s: IrRef) {
        let flags = self.b.fload(s, schema::STR_FLAGS);
        let mask = self.b.int(i64::from(str::ASCII));
        let bit = self.b.op2(Op::IAND, flags, mask);
        self.guard_truth(bit, false);
    }

    /// Guards a truth that a helper or a table gave as 0 or 1.
    pub(super) fn guard_truth(&mut self, bit: IrRef, truth: bool) {
        let zero = self.b.int(0);
        self.guard2(if truth { Op::GNE } else { Op::GEQ }, bit, zero);
    }

    /// `len(s)` of a string.
    pub(super) fn str_len(&mut self, x: Both) -> IrRef {
        if self.known_char(x).is_some() {
            return self.b.int(1);
        }
        self.guard_str(x);
        self.b.fload(x.0, schema::STR_LEN)
    }

    /// `s[k]`. `None`: out of range.
    pub(super) fn str_item(&mut self, s: Both, key: Both) -> Option<IrRef> {
        let actual = exact(s.1)?;
        let length = self.str_len(s);
        let index = self.bounded(key.0, key.1.small_unchecked(), length, actual.char_len())?;
        if let Some(byte) = self.known_char(s) {
            return Some(self.char_value(byte));
        }
        if !actual.is_ascii() {
            return Some(self.b.call(h::str_at, &[s.0, index]));
        }
        self.guard_flag(s.0, str::ASCII);
        let data = self.b.fload(s.0, schema::STR_DATA);
        let byte = self.b.aload(data, index, ElemKind::U8);
        Some(self.char_value(byte))
    }

    /// Compares two strings; the outcome becomes a guard.
    pub(super) fn compare_str(&mut self, o: CmpOp, x: Both, y: Both) -> Option<bool> {
        let (a, b) = (exact(x.1)?, exact(y.1)?);
        let order = a.bytes().cmp(b.bytes());
        let holds = o.holds(order);
        if x.0 == y.0 {
            self.guard_str(x);
            return Some(holds);
        }
        if let Some((p, q)) = self.both_chars(x, y) {
            self.guard_order(o, holds, p, q);
            return Some(holds);
        }
        self.guard_str(x);
        self.guard_str(y);
        if !matches!(o, CmpOp::Eq | CmpOp::Ne) {
            let sign = self.b.call(h::str_order, &[x.0, y.0]);
            let zero = self.b.int(0);
            self.guard_order(o, holds, sign, zero);
            return Some(holds);
        }
        let equal = order.is_eq();
        if a.is_interned() && b.is_interned() && !self.is_made(x) && !self.is_made(y) {
            for s in [x, y] {
                if self.known_char(s).is_none() {
                    self.guard_flag(s.0, str::INTERNED);
                }
            }
            self.guard2(if equal { Op::GIS } else { Op::GNIS }, x.0, y.0);
        } else {
            let bit = self.b.call(h::str_equal, &[x.0, y.0]);
            self.guard_truth(bit, equal);
        }
        Some(holds)
    }

    /// The bytes of two characters to be compared, if one is known to be one, and the other is one now.
    fn both_chars(&mut self, x: Both, y: Both) -> Option<(IrRef, IrRef)> {
        match (self.known_char(x), self.known_char(y)) {
            (Some(p), Some(q)) => Some((p, q)),
            (Some(p), None) => Some((p, self.as_char(y)?)),
            (None, Some(q)) => Some((self.as_char(x)?, q)),
            (None, None) => None,
        }
    }

    /// The byte of a string that is one ASCII character now, guarded to be one.
    fn as_char(&mut self, s: Both) -> Option<IrRef> {
        if let Some(byte) = self.known_char(s) {
            return Some(byte);
        }
        let text = exact(s.1)?;
        if text.char_len() != 1 || !text.is_ascii() || self.is_made(s) {
            return None;
        }
        self.guard_str(s);
        let length = self.b.fload(s.0, schema::STR_LEN);
        let one = self.b.int(1);
        self.guard2(Op::GEQ, length, one);
        self.guard_flag(s.0, str::ASCII);
        let data = self.b.fload(s.0, schema::STR_DATA);
        let zero = self.b.int(0);
        Some(self.b.aload(data, zero, ElemKind::U8))
    }

    /// Whether a helper of this trace has made the string: the next one may not be interned.
    fn is_made(&self, x: Both) -> bool {
        self.b.trace.op(x.0) == Op::CALL
    }

    pub(super) fn guard_order(&mut self, o: CmpOp, holds: bool, p: IrRef, q: IrRef) {
        let (op, inverse) = match o {
            CmpOp::Lt => (Op::GLT, Op::GGE),
            CmpOp::Le => (Op::GLE, Op::GGT),
            CmpOp::Eq => (Op::GEQ, Op::GNE),
            CmpOp::Ne => (Op::GNE, Op::GEQ),
            CmpOp::Gt => (Op::GGT, Op::GLE),
            CmpOp::Ge => (Op::GGE, Op::GLT),
        };
        self.guard2(if holds { op } else { inverse }, p, q);
    }

    /// `needle in hay`; the outcome becomes a guard.
    pub(super) fn str_contains(&mut self, needle: Both, hay: Both) -> Option<bool> {
        let (n, s) = (exact(needle.1)?, exact(hay.1)?);
        let found = runtime::algo::search::contains(s.bytes(), n.bytes());
        if self.b.trace.get_const(hay.0).is_some()
            && let Some(byte) = self.as_char(needle)
        {
            let mut key = b"in ".to_vec();
            key.extend_from_slice(s.bytes());
            let table = class_table(&key, |b| s.bytes().contains(&b));
            self.guard_class(table, byte, found);
            return Some(found);
        }
        self.guard_str(needle);
        self.guard_str(hay);
        let bit = self.b.call(h::str_in, &[hay.0, needle.0]);
        self.guard_truth(bit, found);
        Some(found)
    }

    /// `c in ("a", "b", ...)` of a constant tuple of strings, for a character; the outcome becomes a guard.
    pub(super) fn char_among(&mut self, c: Both, among: Both) -> Option<bool> {
        self.b.trace.get_const(among.0)?;
        if !types::is_exactly(among.1, T::Tuple) {
            return None;
        }
        // SAFETY: exactly a tuple.
        let tuple: Ref<runtime::types::tuple::Tuple> =
            unsafe { Ref::from_value_unchecked(among.1) };
        let mut bytes = b"among ".to_vec();
        for &item in tuple.items() {
            if let &[b] = exact(item)?.bytes() {
                bytes.push(b);
            }
        }
        let byte = self.as_char(c)?;
        let found = bytes[6..].contains(exact(c.1)?.bytes().first()?);
        let table = class_table(&bytes, |b| bytes[6..].contains(&b));
        self.guard_class(table, byte, found);
        Some(found)
    }

    /// A dict that is a constant of the trace and has not changed much since it was made, and the byte of a key that is
    /// known to be a string of one ASCII character: what the dict holds for it is read from a table, as long as a
    /// counter of the dict says that it is still right.
    fn settled(&mut self, d: Both, k: Both) -> Option<(Ref<Dict>, IrRef)> {
        self.b.trace.get_const(d.0)?;
        if !self.is_char(k.0) || !types::is_exactly(d.1, T::Dict) {
            return None;
        }
        let dict = self.plain_lookup(d, k, None)?;
        let (n, byte) = (dict.len() as u32, self.b.trace.ins(k.0).b);
        // A dict that was filled once counts each key, and that it grew.
        (n <= SETTLED_MAX && dict.mutations() <= 2 * n + SETTLED_SLACK).then_some((dict, byte))
    }

    /// `c in d` of a character and a settled dict; the outcome becomes a guard.
    pub(super) fn char_in_dict(&mut self, th: &Thread, k: Both, d: Both) -> Option<bool> {
        let (dict, byte) = self.settled(d, k)?;
        let version = dict.keys_version();
        let holds = |v: Value| matches!(dict.contains(th, v), Ok(true));
        let mut key = b"among ".to_vec();
        key.extend((0..128u8).filter(|&b| holds(str::one_char(th, &[b]))));
        let table = class_table(&key, |b| key[6..].contains(&b));
        let now = self.b.fload(d.0, schema::KEYS_VERSION);
        let want = self.b.int(i64::from(version));
        self.guard2(Op::GEQ, now, want);
        let found = holds(k.1);
        self.guard_class(table, byte, found);
        Some(found)
    }

    /// `d[c]` of a character that is a key of a settled dict.
    pub(super) fn char_of_dict(&mut self, th: &Thread, d: Both, k: Both) -> Option<IrRef> {
        let (dict, byte) = self.settled(d, k)?;
        let value = |v: Value| dict.get(th, v).ok().flatten();
        value(k.1)?;
        let version = dict.mutations();
        let at = |b: usize| value(str::one_char(th, &[b as u8])).unwrap_or(Value::EMPTY);
        let values: [u64; 128] = std::array::from_fn(|b| at(b).bits());
        let table = VALUES.with_borrow_mut(|tables| {
            let make = || &*Box::leak(Box::new(values));
            tables.entry(values).or_insert_with(make).as_ptr() as u64
        });
        let now = self.b.fload(d.0, schema::DICT_MUTATIONS);
        let want = self.b.int(i64::from(version));
        self.guard2(Op::GEQ, now, want);
        let table = self.b.addr(table);
        let v = self.b.aload(table, byte, ElemKind::Val);
        self.guard_is_not(v, Value::EMPTY);
        Some(v)
    }

    fn guard_class(&mut self, table: u64, byte: IrRef, truth: bool) {
        let table = self.b.addr(table);
        let bit = self.b.aload(table, byte, ElemKind::U8);
        self.guard_truth(bit, truth);
    }

    /// `s.isdigit()` and its like, if `s` is known to be one ASCII character; the outcome becomes a guard.
    pub(super) fn char_test(&mut self, name: &str, s: Both) -> Option<bool> {
        let class = char_class(name)?;
        let byte = self.as_char(s)?;
        let &b = exact(s.1)?.bytes().first()?;
        let table = class_table(name.as_bytes(), class);
        self.guard_class(table, byte, class(b));
        Some(class(b))
    }

    /// `ord(s)` as an integer.
    pub(super) fn ord(&mut self, s: Both) -> Option<IrRef> {
        let text = exact(s.1)?;
        if let Some(byte) = self.known_char(s) {
            return Some(byte);
        }
        if text.char_len() != 1 {
            return None;
        }
        if let Some(byte) = self.as_char(s) {
            return Some(byte);
        }
        self.guard_str(s);
        let length = self.b.fload(s.0, schema::STR_LEN);
        let one = self.b.int(1);
        self.guard2(Op::GEQ, length, one);
        Some(self.b.call(h::str_ordinal, &[s.0]))
    }

    /// `chr(i)` of ASCII.
    pub(super) fn chr(&mut self, i: Both) -> Option<IrRef> {
        if !(0..128).contains(&i.1.as_small()?) {
            return None;
        }
        let n = self.int(i.0);
        let end = self.b.int(128);
        self.guard2(Op::GULT, n, end);
        Some(self.char_value(n))
    }

    /// `str(x)` of a number or a singleton.
    pub(super) fn str_of(&mut self, x: Both) -> Option<IrRef> {
        if exact(x.1).is_some() {
            self.guard_str(x);
            return Some(x.0);
        }
        // The text of a very large int may be refused, that of bytes may warn.
        let odd = [T::Int, T::Bytes]
            .iter()
            .any(|&t| types::is_exactly(x.1, t));
        if !super::plain::is_scalar(x.1) || odd {
            return None;
        }
        self.guard_type(x);
        Some(self.b.call(h::str_of, &[x.0]))
    }

    /// A string's own text for `FORMAT_VALUE` without a format: `str()` of what is converted.
    pub(super) fn format_plain(
        &mut self,
        th: &Thread,
        x: Both,
        conversion: u8,
        spec: Option<Both>,
    ) -> Option<IrRef> {
        let odd = [T::Int, T::Bytes]
            .iter()
            .any(|&t| types::is_exactly(x.1, t));
        if !super::plain::is_scalar(x.1) || odd {
            return None;
        }
        let (x, now) = match conversion {
            0 => (x, x.1),
            1 => ((self.str_of(x)?, x.1), ops::str(th, x.1).ok()?.value()),
            2 => {
                self.guard_flat(x);
                let r = self.b.call(h::repr_of, &[x.0]);
                ((r, x.1), ops::repr(th, x.1).ok()?.value())
            }
            _ => return None,
        };
        match spec {
            None => self.str_of((x.0, now)),
            Some(spec) => {
                exact(spec.1)?;
                self.guard_str(spec);
                if conversion == 0 {
                    self.guard_type(x);
                }
                Some(self.call_raising(h::format, &[x.0, spec.0]))
            }
        }
    }
}
