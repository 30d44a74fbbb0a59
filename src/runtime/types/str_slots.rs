//! `str` as the runtime sees it: construction, comparison, indexing, containment. The methods are in `str_methods.rs`.

use crate::algo::{search, short, text, wtf8};
use crate::error::PyResult;
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::slice::{self, Bounds, Slice};
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{self, Type, TypeDef};
use crate::types::{self, T, int, iter};
use crate::value::Value;

fn this(v: Value) -> Ref<Str> {
    // SAFETY: slot functions are called with an instance of the type.
    unsafe { Ref::from_value_unchecked(v) }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    Ok(str::from_bytes(th, &text::repr(this(v).bytes())).value())
}

fn to_str(th: &Thread, v: Value) -> PyResult {
    if types::is_exactly(v, T::Str) {
        Ok(v)
    } else {
        Ok(str::from_bytes(th, this(v).bytes()).value())
    }
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    Ok(str::hash(this(v)))
}

fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let (Some(x), Some(y)) = (a.downcast::<Str>(), b.downcast::<Str>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(holds(x, y, op)))
}

/// Whether `x op y`.
pub fn holds(x: Ref<Str>, y: Ref<Str>, op: CmpOp) -> bool {
    match op {
        CmpOp::Eq => x == y || short::equal(x.bytes(), y.bytes()),
        CmpOp::Ne => x != y && !short::equal(x.bytes(), y.bytes()),
        CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => {
            op.holds(wtf8::compare(x.bytes(), y.bytes()))
        }
    }
}

fn len(_: &Thread, v: Value) -> PyResult<usize> {
    Ok(this(v).char_len())
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    let Some(y) = b.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "can only concatenate str (not \"{}\") to str",
            ops::type_name(b)
        )));
    };
    Ok(str::concat(th, this(a), y).value())
}

fn repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let n = types::sequence::index_value(th, count, T::OverflowError)?;
    repeated(th, this(v), n)
}

/// A string `n` times. Allocates, may raise MemoryError.
pub fn repeated(th: &Thread, s: Ref<Str>, n: i64) -> PyResult {
    let n = n.max(0) as usize;
    if n == 1 && types::is_exactly(s.value(), T::Str) {
        return Ok(s.value());
    }
    let bytes = s.bytes();
    match bytes.len().checked_mul(n) {
        Some(0) => Ok(str::empty(th)),
        Some(total)
            if s.is_ascii()
                && n > 1
                && total < isize::MAX as usize / 2
                && crate::heap::fits(total) =>
        {
            Ok(str::repeat_ascii(th, s, n).value())
        }
        Some(total) if total < isize::MAX as usize / 2 && crate::heap::fits(total) => {
            Ok(str::from_bytes(th, &wtf8::repeat(bytes, n)).value())
        }
        _ => Err(th.error_with(T::MemoryError, &[])),
    }
}

fn get_item(th: &Thread, v: Value, key: Value) -> PyResult {
    let s = this(v);
    if let Some(key) = key.downcast::<Slice>() {
        return Ok(select(th, s, slice::unpack(th, key)?));
    }
    let Some(i) = ops::index_opt(th, key)? else {
        return Err(th.type_error(format!(
            "string indices must be integers, not '{}'",
            ops::type_name(key)
        )));
    };
    let n = s.char_len() as i64;
    let Some(i) = int::to_i64(i) else {
        return Err(th.index_error(format!(
            "cannot fit '{}' into an index-sized integer",
            ops::type_name(key)
        )));
    };
    let i = if i < 0 { i + n } else { i };
    if !(0..n).contains(&i) {
        return Err(th.index_error("string index out of range"));
    }
    Ok(str::char_at(th, s, i as usize))
}

/// The characters that a slice selects. Allocates.
pub fn select(th: &Thread, s: Ref<Str>, bounds: Bounds) -> Value {
    let range = bounds.range(s.char_len());
    substring(th, s, range.start as i64, range.step as i64, range.count)
}

/// `count` characters from index `start`, each `step` after the one before. Allocates.
fn substring(th: &Thread, s: Ref<Str>, start: i64, step: i64, count: usize) -> Value {
    if count == 0 {
        return str::empty(th);
    }
    let start = start as usize;
    if step == 1 {
        if count == s.char_len() && types::is_exactly(s.value(), T::Str) {
            return s.value();
        }
        return str::slice(th, s, start, start + count);
    }
    let bytes = s.bytes();
    if s.is_ascii() {
        let mut at = start as i64;
        let next = || {
            let b = bytes[at as usize];
            at = at.wrapping_add(step);
            b
        };
        return str::ascii_from(th, count, next).value();
    }
    str::from_bytes(
        th,
        &wtf8::slice_step(bytes, start, step as isize, count, None),
    )
    .value()
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    match item.downcast::<Str>() {
        Some(item) => Ok(search::contains(this(v).bytes(), item.bytes())),
        None => Err(th.type_error(format!(
            "'in <string>' requires string as left operand, not {}",
            ops::type_name(item)
        ))),
    }
}

fn slot_iter(th: &Thread, v: Value) -> PyResult {
    Ok(iter::str_iter(th, this(v)))
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let mut given = [Value::EMPTY; 3];
    if args.values.len() > 3 {
        if args.keyword_count() == 0 {
            return Err(th.type_error(format!(
                "str expected at most 3 arguments, got {}",
                args.values.len()
            )));
        }
        return Err(th.type_error(format!(
            "str() takes at most 3 arguments ({} given)",
            args.values.len()
        )));
    }
    given[..args.pos().len()].copy_from_slice(args.pos());
    for (name, v) in args.keywords() {
        let text = ops::str(th, name)?;
        let n = match text.bytes() {
            b"object" => 0,
            b"encoding" => 1,
            b"errors" => 2,
            _ => {
                let shown = text.to_string_lossy();
                return Err(crate::suggest::unexpected_keyword(
                    th,
                    "str",
                    &shown,
                    ["object", "encoding", "errors"].into_iter(),
                ));
            }
        };
        if !given[n].is_empty() {
            return Err(th.type_error(format!(
                "argument for str() given by name ('{}') and position ({})",
                text.to_string_lossy(),
                n + 1
            )));
        }
        given[n] = v;
    }
    let [object, encoding, errors] = given;
    for (v, which) in [(encoding, "encoding"), (errors, "errors")] {
        if !v.is_empty() && !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "str() argument '{which}' must be str, not {}",
                ops::type_name(v)
            )));
        }
    }
    let made = if object.is_empty() {
        str::empty(th)
    } else if encoding.is_empty() && errors.is_empty() {
        ops::str(th, object)?.value()
    } else if object.has_kind(Kind::Str) {
        return Err(th.type_error("decoding str is not supported"));
    } else {
        let name_of = |v: Value, default: &str| match v.downcast::<Str>() {
            Some(s) => s.bytes().to_vec(),
            None => default.as_bytes().to_vec(),
        };
        let encoding = name_of(encoding, "utf-8");
        let errors = name_of(errors, "strict");
        if !crate::buffer::is_buffer(object) {
            return Err(th.type_error(format!(
                "decoding to str: need a bytes-like object, {} found",
                ops::type_name(object)
            )));
        }
        let data = crate::buffer::contiguous_of(th, object)?.to_vec();
        if data.is_empty() && !crate::config::get().dev_mode {
            str::empty(th)
        } else {
            crate::codecs::decode_text(th, object, &data, &encoding, &errors)?
        }
    };
    if class == types::get(T::Str) {
        return Ok(made);
    }
    Ok(str::of_class(th, class, this(made)))
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        str: Some(to_str),
        hash: Some(hash),
        compare: Some(compare),
        len: Some(len),
        concat: Some(concat),
        repeat: Some(repeat),
        getitem: Some(get_item),
        contains: Some(contains),
        iter: Some(slot_iter),
        new: Some(new),
        binary: super::str_methods::BINARY,
        ..Slots::NONE
    },
    methods: super::str_methods::METHODS,
    flags: type_::flags::BASE | type_::flags::MATCH_SELF,
    // (Instances of subclasses have their attributes behind the index word.)
    basic_size: str::SIZE_WITH_INDEX,
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from \
          the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will \
          be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() \
          (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
    ..TypeDef::new(T::Str)
};
