//! The exception classes: how they take their arguments, what they print, their attributes.

use std::ops::ControlFlow;

use crate::error::{PyResult, Raised};
use crate::heap::RootedVec;
use crate::names::N;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Kind, Ref, Slot};
use crate::ops;
use crate::shape;
use crate::suggest::closest;
use crate::thread::Thread;
use crate::types::exception::{BASE_SIZE, Exception, alloc, as_exception, extra_names, set_cause};
use crate::types::function::Function;
use crate::types::slots::Slots;
use crate::types::type_::{self, MemberDef, Type, TypeDef};
use crate::types::{self, T, exception_group, int, str, tuple};
use crate::value::Value;

// ---- making

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let exc = alloc(th, class);
    exc.args.set(exc, tuple::new(th, args.pos()).value());
    Ok(exc.value())
}

fn no_keywords(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    if args.keyword_count() > 0 {
        return Err(th.type_error(format!(
            "{}() takes no keyword arguments",
            ops::type_name(this)
        )));
    }
    Ok(())
}

/// Sets `args`, unless `__new__` has set the same.
fn set_positional(th: &Thread, exc: Ref<Exception>, args: &[Value]) {
    if exc.args() != args {
        exc.args.set(exc, tuple::new(th, args).value());
    }
}

/// `BaseException.__init__`.
pub(super) fn init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    no_keywords(th, this, args)?;
    set_positional(th, as_exception(this), args.pos());
    Ok(())
}

fn set(exc: Ref<Exception>, n: usize, v: Value) {
    if let Some(slot) = exc.extra(n) {
        slot.set(exc, v);
    }
}

fn get(exc: Ref<Exception>, n: usize) -> Option<Value> {
    exc.extra(n).and_then(Slot::get_opt)
}

/// As `get`, with None as if it were not there.
fn get_some(exc: Ref<Exception>, n: usize) -> Option<Value> {
    get(exc, n).filter(|v| !v.is_none())
}

fn stop_iteration_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let value = args.pos().first().copied().unwrap_or(Value::NONE);
    set(as_exception(this), 0, value);
    Ok(())
}

fn system_exit_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let exc = as_exception(this);
    match args.pos() {
        [] => {}
        [one] => set(exc, 0, *one),
        _ => set(exc, 0, exc.args.get()),
    }
    Ok(())
}

/// Stores keyword arguments into the extra slots from `first` on; all of `names` are optional.
fn keywords(
    th: &Thread,
    exc: Ref<Exception>,
    class: &str,
    names: &[&str],
    first: usize,
    args: Args,
) -> PyResult<()> {
    let given = args.keyword_count();
    if given > names.len() {
        let plural = if names.len() == 1 { "" } else { "s" };
        return Err(th.type_error(format!(
            "{class}() takes at most {} keyword argument{plural} ({given} given)",
            names.len()
        )));
    }
    for (name, value) in args.keywords() {
        let text = ops::str(th, name)?.to_string_lossy().into_owned();
        match names.iter().position(|n| *n == text) {
            Some(n) => set(exc, first + n, value),
            None => {
                let hint = closest(&text, names.len(), names.iter().copied())
                    .map_or_else(String::new, |n| format!(". Did you mean '{n}'?"));
                return Err(th.type_error(format!(
                    "{class}() got an unexpected keyword argument '{text}'{hint}"
                )));
            }
        }
    }
    Ok(())
}

/// Forgets the first attributes: `__init__` is called again.
fn reset(exc: Ref<Exception>, count: usize) {
    for n in 0..count {
        set(exc, n, Value::EMPTY);
    }
}

fn name_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    let exc = as_exception(this);
    set_positional(th, exc, args.pos());
    reset(exc, 1);
    keywords(th, exc, "NameError", &["name"], 0, args)
}

fn attribute_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    let exc = as_exception(this);
    set_positional(th, exc, args.pos());
    reset(exc, 2);
    keywords(th, exc, "AttributeError", &["name", "obj"], 0, args)
}

fn import_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    let exc = as_exception(this);
    set_positional(th, exc, args.pos());
    reset(exc, 4);
    keywords(
        th,
        exc,
        "ImportError",
        &["name", "path", "name_from"],
        1,
        args,
    )?;
    if let [msg] = args.pos() {
        set(exc, 0, *msg);
    }
    Ok(())
}

type Init = fn(&Thread, Value, Args) -> PyResult<()>;

/// Whether the `__init__` of a class is that of BaseException.
pub fn is_plain_init(class: Ref<Type>) -> bool {
    class.slots().init.map(|f| f as usize) == Some(init as Init as usize)
}

/// What calling an exception class does with positional arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Making {
    /// They become `args`, and that is all.
    Args,
    /// They become `args`, the first one `value`.
    Value,
    /// They become `args`, and are passed to a Python `__init__`.
    Python(Ref<Function>),
}

/// What calling an exception class does, where that is known: it depends on the structure of classes alone. Runs no Python.
pub fn making(class: Ref<Type>) -> Option<Making> {
    let base = types::get(T::BaseException);
    let function = |f: Option<Init>| f.map(|f| f as usize);
    let (own, plain) = (class.slots(), base.slots());
    if own.new.map(|f| f as usize) != plain.new.map(|f| f as usize) {
        return None;
    }
    let meta = types::type_of(class.value());
    let (called, usual) = (
        type_::lookup_name(meta, N::__call__),
        type_::lookup_name(types::get(T::Type), N::__call__),
    );
    if !class.is_subtype_of(base)
        || class.has_flag(type_::flags::ABSTRACT | type_::flags::FINALIZER)
        || called != usual
    {
        return None;
    }
    let init = function(own.init);
    let is = |f: Init| init == Some(f as usize);
    if init == function(plain.init) || is(name_error_init) || is(attribute_error_init) {
        Some(Making::Args)
    } else if is(stop_iteration_init) {
        Some(Making::Value)
    } else {
        let init = type_::lookup_name(class, N::__init__)?;
        init.downcast().map(Making::Python)
    }
}

/// The Python `__init__` of an exception class whose `__new__` is BaseException's: calling such a class is [`new_instance`] and
/// calling this. Runs no Python.
pub fn python_init(class: Ref<Type>) -> Option<Ref<Function>> {
    match making(class)? {
        Making::Python(init) => Some(init),
        Making::Args | Making::Value => None,
    }
}

/// What `BaseException.__new__` makes. Allocates.
pub fn new_instance(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    new(th, class, args)
}

/// Whether a class's own `__init__` sees the arguments first: then `__new__` leaves them to it.
fn init_is_overridden(class: Ref<Type>) -> bool {
    let os_error = types::get(T::OSError);
    let (own, inherited) = (class.slots(), os_error.slots());
    own.init.map(|f| f as usize) != inherited.init.map(|f| f as usize)
        && own.new.map(|f| f as usize) == inherited.new.map(|f| f as usize)
}

fn os_error_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let mut class = class;
    if init_is_overridden(class) {
        return Ok(alloc_empty(th, class).value());
    }
    if args.keyword_count() > 0 {
        return Err(th.type_error(format!(
            "{}() takes no keyword arguments",
            class.name().to_string_lossy()
        )));
    }
    if class == types::get(T::OSError) && (2..=5).contains(&args.pos().len()) {
        let number = int::to_i64(args.pos()[0]);
        if let Some(t) = number.and_then(crate::os_error::class_of) {
            class = types::get(t);
        }
    }
    let exc = alloc_empty(th, class);
    os_error_fill(th, exc, args.pos())?;
    Ok(exc.value())
}

fn alloc_empty(th: &Thread, class: Ref<Type>) -> Ref<Exception> {
    let exc = alloc(th, class);
    exc.args.set(exc, tuple::new(th, &[]).value());
    exc
}

fn os_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    if !init_is_overridden(types::type_of(this)) {
        // `__new__` has done it all.
        return Ok(());
    }
    no_keywords(th, this, args)?;
    os_error_fill(th, as_exception(this), args.pos())
}

/// `(errno, strerror[, filename[, winerror[, filename2]]])`, or anything.
fn os_error_fill(th: &Thread, exc: Ref<Exception>, args: &[Value]) -> PyResult<()> {
    let mut kept = args;
    if (2..=5).contains(&args.len()) {
        set(exc, 0, args[0]);
        set(exc, 1, args[1]);
        if let Some(&name) = args.get(2).filter(|v| !v.is_none()) {
            let blocking = types::type_of(exc.value()) == types::get(T::BlockingIOError);
            if blocking && ops::binary::is_number(name) {
                let written = ops::index_i64(th, name)?;
                set(exc, 4, int::from_i64(th, written));
            } else {
                set(exc, 2, name);
                if let Some(&second) = args.get(4).filter(|v| !v.is_none()) {
                    set(exc, 3, second);
                }
                kept = &args[..2];
            }
        }
    }
    set_positional(th, exc, kept);
    Ok(())
}

fn syntax_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let exc = as_exception(this);
    let args = args.pos();
    if let Some(&msg) = args.first() {
        set(exc, 0, msg);
    }
    let [_, details] = args else { return Ok(()) };
    let mut items = RootedVec::new();
    ops::iterate(th, *details, &mut |v| {
        items.push(v);
        Ok(ControlFlow::Continue(()))
    })?;
    if items.len() < 4 {
        return Err(th.type_error(format!(
            "function takes at least 4 arguments ({} given)",
            items.len()
        )));
    }
    if items.len() > 7 {
        return Err(th.type_error(format!(
            "function takes at most 7 arguments ({} given)",
            items.len()
        )));
    }
    for n in [5, 6, 8] {
        if let Some(slot) = exc.extra(n) {
            slot.set(exc, Value::EMPTY);
        }
    }
    for (n, &v) in items.iter().enumerate() {
        // `print_file_and_line` lies between `end_offset` and `_metadata`.
        set(exc, if n < 6 { n + 1 } else { 8 }, v);
    }
    if items.len() == 5 {
        return Err(th.type_error("end_offset must be provided when end_lineno is provided"));
    }
    Ok(())
}

/// Argument `n` (from 0) must be a string.
fn want_str(th: &Thread, args: &[Value], n: usize) -> PyResult<()> {
    if args[n].has_kind(Kind::Str) {
        return Ok(());
    }
    let what = if args[n].is_none() {
        "None".to_owned()
    } else {
        ops::type_name(args[n])
    };
    Err(th.type_error(format!("argument {} must be str, not {what}", n + 1)))
}

fn want_count(th: &Thread, args: &[Value], n: usize) -> PyResult<()> {
    if args.len() == n {
        return Ok(());
    }
    Err(th.type_error(format!(
        "function takes exactly {n} arguments ({} given)",
        args.len()
    )))
}

/// Stores `start` and `end`.
fn set_range(th: &Thread, exc: Ref<Exception>, start: Value, end: Value) -> PyResult<()> {
    let (start, end) = (ops::index_i64(th, start)?, ops::index_i64(th, end)?);
    set(exc, 2, int::from_i64(th, start));
    set(exc, 3, int::from_i64(th, end));
    Ok(())
}

fn decode_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let (exc, args) = (as_exception(this), args.pos());
    want_count(th, args, 5)?;
    want_str(th, args, 0)?;
    set_range(th, exc, args[2], args[3])?;
    want_str(th, args, 4)?;
    let object = if args[1].has_kind(Kind::Bytes) {
        args[1]
    } else {
        // Any other buffer is copied.
        ops::call1(th, types::get(T::Bytes).value(), args[1])?
    };
    set(exc, 0, args[0]);
    set(exc, 1, object);
    set(exc, 4, args[4]);
    Ok(())
}

fn encode_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let (exc, args) = (as_exception(this), args.pos());
    want_count(th, args, 5)?;
    want_str(th, args, 0)?;
    want_str(th, args, 1)?;
    set_range(th, exc, args[2], args[3])?;
    want_str(th, args, 4)?;
    set(exc, 0, args[0]);
    set(exc, 1, args[1]);
    set(exc, 4, args[4]);
    Ok(())
}

fn translate_error_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    init(th, this, args)?;
    let (exc, args) = (as_exception(this), args.pos());
    want_count(th, args, 4)?;
    want_str(th, args, 0)?;
    set_range(th, exc, args[1], args[2])?;
    want_str(th, args, 3)?;
    set(exc, 1, args[0]);
    set(exc, 4, args[3]);
    Ok(())
}

// ---- printing

pub(super) fn to_str(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    match exc.args() {
        [] => Ok(str::new(th, "")),
        [one] => Ok(ops::str(th, *one)?.value()),
        _ => Ok(ops::str(th, exc.args.get())?.value()),
    }
}

fn key_error_str(th: &Thread, this: Value) -> PyResult {
    match as_exception(this).args() {
        [key] => Ok(ops::repr(th, *key)?.value()),
        _ => to_str(th, this),
    }
}

fn import_error_str(th: &Thread, this: Value) -> PyResult {
    match get(as_exception(this), 0) {
        Some(msg) if types::is_exactly(msg, T::Str) => Ok(msg),
        _ => to_str(th, this),
    }
}

fn os_error_str(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let mut out = Vec::new();
    let part = |n: usize| get(exc, n).unwrap_or(Value::NONE);
    if get(exc, 2).is_none() && !(get(exc, 0).is_some() && get(exc, 1).is_some()) {
        return to_str(th, this);
    }
    out.extend_from_slice(b"[Errno ");
    out.extend_from_slice(ops::str(th, part(0))?.bytes());
    out.extend_from_slice(b"] ");
    out.extend_from_slice(ops::str(th, part(1))?.bytes());
    if let Some(name) = get(exc, 2) {
        out.extend_from_slice(b": ");
        out.extend_from_slice(ops::repr(th, name)?.bytes());
        if let Some(second) = get(exc, 3) {
            out.extend_from_slice(b" -> ");
            out.extend_from_slice(ops::repr(th, second)?.bytes());
        }
    }
    Ok(str::from_bytes(th, &out).value())
}

/// "message (file, line n)".
fn syntax_error_str(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let text = ops::str(th, get(exc, 0).unwrap_or(Value::NONE))?;
    let file = get_some(exc, 1)
        .and_then(|f| f.downcast::<str::Str>())
        .map(|f| {
            let f = f.to_string_lossy().into_owned();
            f.rsplit('/').next().unwrap_or("").to_owned()
        });
    let line = get_some(exc, 2).filter(|&v| types::type_of(v) == types::get(T::Int));
    let line = match line {
        Some(v) => Some(ops::str(th, v)?.to_string_lossy().into_owned()),
        None => None,
    };
    let place = match (file, line) {
        (Some(f), Some(l)) => format!(" ({f}, line {l})"),
        (Some(f), None) => format!(" ({f})"),
        (None, Some(l)) => format!(" (line {l})"),
        (None, None) => return Ok(text.value()),
    };
    let mut out = text.bytes().to_vec();
    out.extend_from_slice(place.as_bytes());
    Ok(str::from_bytes(th, &out).value())
}

/// "can't decode byte 0xff in position 0: reason" and the like.
fn unicode_error_str(
    th: &Thread,
    this: Value,
    verb: &str,
    unit: &str,
    one: &dyn Fn(Value, usize) -> Option<String>,
) -> PyResult {
    let exc = as_exception(this);
    let Some(object) = get(exc, 1) else {
        return Ok(str::new(th, ""));
    };
    let text = |n: usize| -> PyResult<String> {
        Ok(match get(exc, n) {
            Some(v) => ops::str(th, v)?.to_string_lossy().into_owned(),
            None => String::new(),
        })
    };
    let (encoding, reason) = (text(0)?, text(4)?);
    // (What was asked for its text may have taken the object away.)
    let Some(object) = get(exc, 1).filter(|_| get(exc, 1) == Some(object)) else {
        return Err(th.type_error("UnicodeError 'object' attribute is not set"));
    };
    let number = |n: usize| get(exc, n).and_then(Value::as_small).unwrap_or(0);
    let (start, end) = (number(2), number(3));
    let single = usize::try_from(start)
        .ok()
        .filter(|_| end == start + 1)
        .and_then(|at| one(object, at));
    let codec = if verb == "translate" {
        String::new()
    } else {
        format!("'{encoding}' codec ")
    };
    let text = match single {
        Some(shown) => format!("{codec}can't {verb} {unit} {shown} in position {start}: {reason}"),
        None => format!(
            "{codec}can't {verb} {unit}s in position {start}-{}: {reason}",
            end - 1
        ),
    };
    Ok(str::new(th, &text))
}

fn decode_error_str(th: &Thread, this: Value) -> PyResult {
    unicode_error_str(th, this, "decode", "byte", &|object, at| {
        let bytes = types::bytes::as_bytes(object)?;
        bytes.get(at).map(|b| format!("0x{b:02x}"))
    })
}

/// The escape of a character of a string.
fn escaped(object: Value, at: usize) -> Option<String> {
    let text = object.downcast::<str::Str>()?;
    let cp = crate::algo::wtf8::code_points(text.bytes()).nth(at)?;
    Some(match cp {
        0..=0xff => format!("'\\x{cp:02x}'"),
        0x100..=0xffff => format!("'\\u{cp:04x}'"),
        _ => format!("'\\U{cp:08x}'"),
    })
}

fn encode_error_str(th: &Thread, this: Value) -> PyResult {
    unicode_error_str(th, this, "encode", "character", &escaped)
}

fn translate_error_str(th: &Thread, this: Value) -> PyResult {
    unicode_error_str(th, this, "translate", "character", &escaped)
}

fn repr(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let mut bytes = types::type_of(this).name().bytes().to_vec();
    match exc.args() {
        [one] => {
            bytes.push(b'(');
            bytes.extend_from_slice(ops::repr(th, *one)?.bytes());
            bytes.push(b')');
        }
        _ => bytes.extend_from_slice(ops::repr(th, exc.args.get())?.bytes()),
    }
    Ok(str::from_bytes(th, &bytes).value())
}

// ---- methods and attributes

fn with_traceback(th: &Thread, args: &[Value]) -> PyResult {
    set_traceback(th, args[0], Some(args[1]))?;
    Ok(args[0])
}

fn m_add_note(th: &Thread, args: &[Value]) -> PyResult {
    add_note(th, args[0], args[1])?;
    Ok(Value::NONE)
}

/// Adds a note to an exception. Runs Python.
pub fn add_note(th: &Thread, exc: Value, note: Value) -> PyResult<()> {
    if !note.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "add_note() argument must be str, not {}",
            ops::type_name(note)
        )));
    }
    let notes = str::intern(th, "__notes__");
    let list = match ops::get_attr_opt(th, exc, notes)? {
        Some(list) => list,
        None => {
            let list = types::list::empty(th).value();
            ops::set_attr(th, exc, notes, list)?;
            list
        }
    };
    match list.downcast::<types::list::List>() {
        Some(list) => list.append(th, note),
        None => return Err(th.type_error("Cannot add note: __notes__ is not a list")),
    }
    Ok(())
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let exc = as_exception(args[0]);
    let class = types::type_of(args[0]).value();
    let mut state = None;
    // A `__dict__` that somebody has asked for is there, if it is empty. (Nobody asks here for one that would be.)
    if shape::has_attributes(exc.header()) || shape::has_dict(exc.header()) {
        state = ops::get_attr_opt(th, args[0], str::intern(th, "__dict__"))?;
    }
    // What some classes take by keyword, or do not count among the arguments.
    let is = |t: T| types::is_instance_of(args[0], t);
    let own: &[(&str, usize)] = if is(T::ImportError) {
        &[("name", 1), ("path", 2), ("name_from", 3)]
    } else if is(T::AttributeError) {
        &[("name", 0)]
    } else {
        &[]
    };
    let mut given = RootedVec::new();
    for &(name, n) in own {
        if let Some(v) = get(exc, n) {
            given.extend_from_slice(&[str::intern(th, name).value(), v]);
        }
    }
    if is(T::AttributeError) {
        given.extend_from_slice(&[str::intern(th, "args").value(), exc.args.get()]);
    }
    if !given.is_empty() {
        let all = types::dict::new(th);
        if let Some(d) = state.and_then(|d| d.downcast::<types::dict::Dict>()) {
            all.merge(th, d)?;
        }
        for pair in given.chunks(2) {
            all.set(th, pair[0], pair[1])?;
        }
        state = Some(all.value());
    }
    let mut parts = RootedVec::new();
    parts.push(class);
    parts.push(reduced_arguments(th, exc));
    if let Some(d) = state {
        parts.push(d);
    }
    Ok(tuple::new(th, &parts).value())
}

/// The arguments that make an equal exception: of an OSError, the names of the files, too.
fn reduced_arguments(th: &Thread, exc: Ref<Exception>) -> Value {
    let args = exc.args.get();
    let is_os_error = types::is_instance_of(exc.value(), T::OSError);
    match (args.downcast::<tuple::Tuple>(), get(exc, 2)) {
        (Some(two), Some(name)) if is_os_error && two.len() == 2 => {
            let mut all = RootedVec::new();
            all.extend_from_slice(two.items());
            all.push(name);
            if let Some(second) = get(exc, 3) {
                all.extend_from_slice(&[Value::NONE, second]);
            }
            tuple::new(th, &all).value()
        }
        _ => args,
    }
}

fn set_state(th: &Thread, args: &[Value]) -> PyResult {
    if let Some(dict) = args[1].downcast::<types::dict::Dict>() {
        let mut pos = 0;
        while let Some((key, value)) = dict.next(&mut pos) {
            let name = ops::attribute_name(th, key)?;
            ops::set_attr(th, args[0], name, value)?;
        }
    } else if !args[1].is_none() {
        return Err(th.type_error("state is not a dictionary"));
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("with_traceback", "($self, object, /)", with_traceback)
        .doc("Set self.__traceback__ to tb and return self."),
    NativeDef::new("add_note", "($self, object, /)", m_add_note).doc("Add a note to the exception"),
    NativeDef::new("__reduce__", "($self, /)", reduce),
    NativeDef::new("__setstate__", "($self, object, /)", set_state),
];

fn get_args(_: &Thread, this: Value) -> PyResult {
    Ok(as_exception(this).args.get())
}

fn set_args(th: &Thread, this: Value, v: Option<Value>) -> PyResult<()> {
    let Some(v) = v else {
        return Err(th.type_error("args may not be deleted"));
    };
    let exc = as_exception(this);
    let mut items = RootedVec::new();
    ops::iterate(th, v, &mut |item| {
        items.push(item);
        Ok(ControlFlow::Continue(()))
    })?;
    exc.args.set(exc, tuple::new(th, &items).value());
    Ok(())
}

fn get_traceback(_: &Thread, this: Value) -> PyResult {
    Ok(as_exception(this).traceback.get())
}

fn set_traceback(th: &Thread, this: Value, v: Option<Value>) -> PyResult<()> {
    let Some(v) = v else {
        return Err(th.type_error("__traceback__ may not be deleted"));
    };
    if !v.is_none() && !v.has_kind(Kind::Traceback) {
        return Err(th.type_error("__traceback__ must be a traceback or None"));
    }
    let exc = as_exception(this);
    exc.traceback.set(exc, v);
    Ok(())
}

fn get_context(_: &Thread, this: Value) -> PyResult {
    Ok(as_exception(this).context.get())
}

fn set_context_attr(th: &Thread, this: Value, v: Option<Value>) -> PyResult<()> {
    let Some(v) = v else {
        return Err(th.type_error("__context__ may not be deleted"));
    };
    if !v.is_none() && !v.has_kind(Kind::Exception) {
        return Err(th.type_error("exception context must be None or derive from BaseException"));
    }
    let exc = as_exception(this);
    exc.context.set(exc, v);
    Ok(())
}

fn get_cause(_: &Thread, this: Value) -> PyResult {
    Ok(as_exception(this).cause.get())
}

fn set_cause_attr(th: &Thread, this: Value, v: Option<Value>) -> PyResult<()> {
    let Some(v) = v else {
        return Err(th.type_error("__cause__ may not be deleted"));
    };
    if !v.is_none() && !v.has_kind(Kind::Exception) {
        return Err(th.type_error("exception cause must be None or derive from BaseException"));
    }
    set_cause(this, v);
    Ok(())
}

fn get_suppress(_: &Thread, this: Value) -> PyResult {
    Ok(Value::bool(as_exception(this).suppress_context.get()))
}

fn set_suppress(th: &Thread, this: Value, v: Option<Value>) -> PyResult<()> {
    let truth = match v {
        Some(v) if v.is_bool() => v == Value::TRUE,
        Some(_) => return Err(th.type_error("attribute value type must be bool")),
        None => return Err(th.type_error("can't delete numeric/char attribute")),
    };
    as_exception(this).suppress_context.set(truth);
    Ok(())
}

static GETSET: &[GetSetDef] = &[
    types::object_::NATIVE_DICT_GETSET,
    GetSetDef {
        name: "args",
        get: get_args,
        set: Some(set_args),
    },
    GetSetDef {
        name: "__traceback__",
        get: get_traceback,
        set: Some(set_traceback),
    },
    GetSetDef {
        name: "__context__",
        get: get_context,
        set: Some(set_context_attr),
    },
    GetSetDef {
        name: "__cause__",
        get: get_cause,
        set: Some(set_cause_attr),
    },
    GetSetDef {
        name: "__suppress_context__",
        get: get_suppress,
        set: Some(set_suppress),
    },
];

/// Which of the extra slots of an OSError counts what was written.
const WRITTEN: usize = 4;

/// An attribute that is not there until it is a number.
static CHARACTERS_WRITTEN: &[GetSetDef] = &[GetSetDef {
    name: "characters_written",
    get: |th, this| {
        let count = get(as_exception(this), WRITTEN);
        match count.filter(|n| int::to_i64(*n).is_some_and(|n| n >= 0)) {
            Some(count) => Ok(count),
            None => Err(nothing_written(th)),
        }
    },
    set: Some(|th, this, v| {
        let exc = as_exception(this);
        let Some(v) = v else {
            let count = get(exc, WRITTEN);
            return match count.is_some_and(|n| !n.is_none()) {
                true => {
                    set(exc, WRITTEN, Value::NONE);
                    Ok(())
                }
                false => Err(nothing_written(th)),
            };
        };
        let count = ops::index_i64(th, v)?;
        set(exc, WRITTEN, int::from_i64(th, count));
        Ok(())
    }),
}];

#[cold]
fn nothing_written(th: &Thread) -> Raised {
    th.error(T::AttributeError, "characters_written")
}

/// The slots, methods and so on of the classes that differ from their base.
fn slots(t: T) -> Slots {
    let mut slots = Slots::NONE;
    match t {
        T::BaseException => {
            slots.new = Some(new);
            slots.init = Some(init);
            slots.str = Some(to_str);
            slots.repr = Some(repr);
        }
        T::BaseExceptionGroup => {
            slots.new = Some(exception_group::new);
            slots.init = Some(exception_group::init);
            slots.str = Some(exception_group::to_str);
            slots.repr = Some(exception_group::repr);
        }
        T::StopIteration => slots.init = Some(stop_iteration_init),
        T::SystemExit => slots.init = Some(system_exit_init),
        T::NameError => slots.init = Some(name_error_init),
        T::AttributeError => slots.init = Some(attribute_error_init),
        T::KeyError => slots.str = Some(key_error_str),
        T::ImportError => {
            slots.init = Some(import_error_init);
            slots.str = Some(import_error_str);
        }
        T::OSError => {
            slots.new = Some(os_error_new);
            slots.init = Some(os_error_init);
            slots.str = Some(os_error_str);
        }
        T::SyntaxError => {
            slots.init = Some(syntax_error_init);
            slots.str = Some(syntax_error_str);
        }
        T::UnicodeDecodeError => {
            slots.init = Some(decode_error_init);
            slots.str = Some(decode_error_str);
        }
        T::UnicodeEncodeError => {
            slots.init = Some(encode_error_init);
            slots.str = Some(encode_error_str);
        }
        T::UnicodeTranslateError => {
            slots.init = Some(translate_error_init);
            slots.str = Some(translate_error_str);
        }
        _ => {}
    }
    slots
}

/// The definitions of all exception types, bases first. The tables are made once and live for ever.
pub fn definitions() -> Vec<&'static TypeDef> {
    let mut defs: Vec<&'static TypeDef> = Vec::new();
    let first = T::BaseException as usize;
    for &t in &T::ALL[first..=T::UserWarning as usize] {
        let names = extra_names(t);
        let inherited = t != T::BaseException && extra_names(t.base()) == names;
        let members: Vec<MemberDef> = if inherited {
            Vec::new()
        } else {
            let member = |(n, &name): (usize, &&'static str)| MemberDef {
                name,
                offset: BASE_SIZE + 8 * n,
                readonly: t == T::BaseExceptionGroup,
                strict: false,
            };
            let computed = CHARACTERS_WRITTEN[0].name;
            let named = names.iter().enumerate();
            let named = named.filter(|(_, n)| !n.is_empty() && **n != computed);
            named.map(member).collect()
        };
        // Each class has `__new__` and `__init__` of its own: those of the nearest base that defines some.
        let mut own = slots(t);
        let mut base = t;
        while own.new.is_none() || own.init.is_none() {
            base = base.base();
            let inherited = slots(base);
            own.new = own.new.or(inherited.new);
            own.init = own.init.or(inherited.init);
        }
        defs.push(Box::leak(Box::new(TypeDef {
            slots: own,
            methods: match t {
                T::BaseException => METHODS,
                T::BaseExceptionGroup => exception_group::METHODS,
                _ => &[],
            },
            getset: match t {
                T::BaseException => GETSET,
                T::OSError => CHARACTERS_WRITTEN,
                _ => &[],
            },
            members: members.leak(),
            flags: type_::flags::BASE | type_::flags::HAS_DICT,
            basic_size: BASE_SIZE + 8 * names.len(),
            ..TypeDef::new(t)
        })));
    }
    defs
}
