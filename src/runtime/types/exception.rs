//! The exceptions: one Rust layout for the whole hierarchy.
//!
//! What all exceptions have (`args`, `__cause__`, `__context__`, `__traceback__`) are fields; what some classes add
//! (`StopIteration.value`, `OSError.errno`…) lies in extra slots behind them, whose number and names belong to the class
//! ([`EXTRA`]). Python subclasses add attributes as any class does.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{RootedVec, Tracer};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::tuple::Tuple;
use crate::types::type_::{self, MemberDef, Type, TypeDef};
use crate::types::{self, T, tuple};
use crate::value::Value;

/// An exception.
#[repr(C)]
pub struct Exception {
    header: Header,
    /// A tuple.
    pub args: Slot,
    /// `NONE` or a traceback.
    pub traceback: Slot,
    /// `NONE` or an exception.
    pub context: Slot,
    /// See `context`.
    pub cause: Slot,
    pub suppress_context: Cell<bool>,
    /// How many extra slots follow.
    extra_count: Cell<u32>,
    extra: [Slot; 0],
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Exception {
    const KIND: Kind = Kind::Exception;
}

const BASE_SIZE: usize = std::mem::size_of::<Exception>();

/// The extra slots of the classes that have some; derived classes inherit them.
const EXTRA: &[(T, &[&str])] = &[
    (T::StopIteration, &["value"]),
    (T::SystemExit, &["code"]),
    (T::NameError, &["name"]),
    (T::AttributeError, &["name", "obj"]),
    (T::ImportError, &["msg", "name", "path", "name_from"]),
    (
        T::OSError,
        &[
            "errno",
            "strerror",
            "filename",
            "filename2",
            "characters_written",
        ],
    ),
    (
        T::SyntaxError,
        &[
            "msg",
            "filename",
            "lineno",
            "offset",
            "text",
            "end_lineno",
            "end_offset",
            "print_file_and_line",
            "_metadata",
        ],
    ),
    (
        T::UnicodeDecodeError,
        &["encoding", "object", "start", "end", "reason"],
    ),
    (
        T::UnicodeEncodeError,
        &["encoding", "object", "start", "end", "reason"],
    ),
    (
        T::UnicodeTranslateError,
        &["encoding", "object", "start", "end", "reason"],
    ),
    (T::BaseExceptionGroup, &["message", "exceptions"]),
];

/// The names of the extra slots of a built-in exception class.
fn extra_names(mut t: T) -> &'static [&'static str] {
    loop {
        if let Some((_, names)) = EXTRA.iter().find(|(c, _)| *c == t) {
            return names;
        }
        if t == T::BaseException || t == T::Object {
            return &[];
        }
        t = t.base();
    }
}

impl Exception {
    /// An extra slot, by number.
    pub fn extra(&self, n: usize) -> Option<&Slot> {
        if n < self.extra_count.get() as usize {
            // SAFETY: `extra_count` slots follow the structure.
            Some(unsafe { &*self.extra.as_ptr().add(n) })
        } else {
            None
        }
    }

    /// The arguments.
    pub fn args(&self) -> &'static [Value] {
        match self.args.get().downcast::<Tuple>() {
            // SAFETY: the tuple is kept by the exception, which the caller keeps.
            Some(t) => unsafe { &*(t.items() as *const [Value]) },
            None => &[],
        }
    }
}

/// A value that is known to be an exception.
pub fn as_exception(v: Value) -> Ref<Exception> {
    debug_assert!(v.has_kind(Kind::Exception));
    // SAFETY: the caller knows (what is raised or handled is an exception).
    unsafe { Ref::from_value_unchecked(v) }
}

/// A new exception of a built-in class, as `class(*args)` makes it. Allocates.
pub fn new(th: &Thread, class: T, args: &[Value]) -> Value {
    let exc = alloc(th, types::get(class));
    exc.args
        .set(exc, tuple::new(th, shown_args(class, args)).value());
    fill_extra(exc, class, args);
    exc.value()
}

/// What `args` keeps: an OSError that names a file keeps number and text only.
fn shown_args(class: T, args: &[Value]) -> &[Value] {
    let names_file = (3..=5).contains(&args.len()) && !args[2].is_none();
    if names_file && types::get(class).is_subtype_of(types::get(T::OSError)) {
        &args[..2]
    } else {
        args
    }
}

/// The class that `OSError(errno, …)` makes: the subclass of the number.
fn class_of_errno(class: Ref<Type>, args: &[Value]) -> Ref<Type> {
    if class != types::get(T::OSError) || !(2..=5).contains(&args.len()) {
        return class;
    }
    let by_number = types::int::to_i64(args[0]).and_then(crate::os_error::class_of);
    by_number.map_or(class, types::get)
}

fn alloc(th: &Thread, class: Ref<Type>) -> Ref<Exception> {
    let exc = type_::alloc_instance::<Exception>(th, class);
    exc.traceback.init(Value::NONE);
    exc.context.init(Value::NONE);
    exc.cause.init(Value::NONE);
    exc.extra_count
        .set(((class.basic_size.get() as usize - BASE_SIZE) / 8) as u32);
    exc
}

/// The built-in exception class that a class is or derives from.
fn builtin_class(mut class: Ref<Type>) -> T {
    loop {
        let root = class.instance_shape.get();
        let first = T::BaseException as u32 + 1;
        let last = T::UserWarning as u32 + 1;
        let own = T::ALL.get((root.0 as usize).wrapping_sub(1)).copied();
        if (first..=last).contains(&root.0) && own.is_some_and(|t| types::get(t) == class) {
            return own.unwrap_or(T::BaseException);
        }
        match class.base() {
            Some(base) => class = base,
            None => return T::BaseException,
        }
    }
}

/// Fills the extra slots from the positional arguments, as the classes' `__init__` do.
fn fill_extra(exc: Ref<Exception>, class: T, args: &[Value]) {
    let set = |n: usize, v: Value| {
        if let Some(slot) = exc.extra(n) {
            slot.set(exc, v);
        }
    };
    let is = |t: T| types::get(class).is_subtype_of(types::get(t));
    let first = args.first().copied();
    if is(T::StopIteration) {
        set(0, first.unwrap_or(Value::NONE));
    } else if is(T::SystemExit) {
        let code = match args {
            [] => Value::NONE,
            [one] => *one,
            _ => exc.args.get(),
        };
        set(0, code);
    } else if is(T::ImportError) {
        if let [msg] = args {
            set(0, *msg);
        }
    } else if is(T::OSError) {
        if (2..=5).contains(&args.len()) {
            set(0, args[0]);
            set(1, args[1]);
            match args.get(2) {
                // The third argument of a BlockingIOError counts what was written.
                Some(&n) if is(T::BlockingIOError) && types::int::is_int(n) => set(4, n),
                Some(&f) if !f.is_none() => {
                    set(2, f);
                    if let Some(&f) = args.get(4) {
                        set(3, f);
                    }
                }
                _ => {}
            }
        }
    } else if is(T::SyntaxError) {
        if let Some(msg) = first {
            set(0, msg);
        }
        if let Some(details) = args.get(1).and_then(|v| v.downcast::<Tuple>()) {
            for (n, &v) in details.items().iter().take(6).enumerate() {
                set(n + 1, v);
            }
        }
    } else if is(T::UnicodeDecodeError) || is(T::UnicodeEncodeError) {
        for (n, &v) in args.iter().take(5).enumerate() {
            set(n, v);
        }
    } else if is(T::UnicodeTranslateError) {
        for (n, &v) in args.iter().take(4).enumerate() {
            set(n + 1, v);
        }
    } else if is(T::BaseExceptionGroup) {
        if let [message, exceptions] = args {
            set(0, *message);
            set(1, *exceptions);
        }
    }
}

/// Sets the `name` attribute of a NameError, AttributeError or ImportError.
pub fn set_name(_th: &Thread, exc: Value, name: Value) {
    let e = as_exception(exc);
    let n = usize::from(types::is_instance_of(exc, T::ImportError));
    if let Some(slot) = e.extra(n) {
        slot.set(e, name);
    }
}

/// Sets the `obj` attribute of an AttributeError.
pub fn set_obj(exc: Value, object: Value) {
    let e = as_exception(exc);
    if let Some(slot) = e.extra(1) {
        slot.set(e, object);
    }
}

/// What a StopIteration carries.
pub fn stop_iteration_value(exc: Value) -> Value {
    as_exception(exc)
        .extra(0)
        .and_then(Slot::get_opt)
        .unwrap_or(Value::NONE)
}

/// Sets `__cause__` (an exception or `NONE`), which also hides the context.
pub fn set_cause(exc: Value, cause: Value) {
    let e = as_exception(exc);
    e.cause.set(e, cause);
    e.suppress_context.set(true);
}

/// Gives an exception that is about to be raised the one being handled as its context, breaking cycles.
pub fn set_context(th: &Thread, exc: Value) {
    let handled = th.handled.get();
    if handled.is_none() || handled.is_empty() || handled == exc {
        return;
    }
    // If `exc` is in the chain of contexts of what is handled, the chain is cut before it.
    let mut at = as_exception(handled);
    let mut slow = at;
    let mut step = false;
    while let Some(next) = at.context.get().downcast::<Exception>() {
        if next.value() == exc {
            at.context.set(at, Value::NONE);
            break;
        }
        at = next;
        if step {
            // A cycle that is there already (made by hand) must not hold us up.
            match slow.context.get().downcast::<Exception>() {
                Some(s) => slow = s,
                None => break,
            }
            if slow == at {
                break;
            }
        }
        step = !step;
    }
    let e = as_exception(exc);
    e.context.set(e, handled);
}

// ---- groups

/// Splits an exception for an `except*` clause: (rest, matched), each `NONE` if empty. A naked exception that matches is
/// wrapped in a group. Runs Python.
pub fn split_for_handler(
    th: &Thread,
    exc: Value,
    class: Value,
    matches: &dyn Fn(Value) -> PyResult<bool>,
) -> PyResult<(Value, Value)> {
    if exc.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    if matches(exc)? {
        if types::is_instance_of(exc, T::BaseExceptionGroup) {
            return Ok((Value::NONE, exc));
        }
        let inner = tuple::new(th, &[exc]).value();
        let empty = types::str::new(th, "");
        let group = ops::call(
            th,
            types::get(group_class(&[exc])).value(),
            Args::positional(&[empty, inner]),
        )?;
        let (g, e) = (as_exception(group), as_exception(exc));
        g.traceback.set(g, e.traceback.get());
        return Ok((Value::NONE, group));
    }
    if types::is_instance_of(exc, T::BaseExceptionGroup) {
        let split = types::str::intern(th, "split");
        let pair = ops::call_method(th, exc, split, &[class])?;
        if let Some(pair) = pair.downcast::<Tuple>().filter(|p| p.len() >= 2) {
            return Ok((pair.items()[1], pair.items()[0]));
        }
        return Err(th.type_error(format!(
            "{}.split must return a tuple, not {}",
            ops::type_name(exc),
            ops::type_name(pair)
        )));
    }
    Ok((exc, Value::NONE))
}

/// The class `ExceptionGroup`, made from `BaseExceptionGroup` and `Exception`. Runs Python.
pub fn exception_group(th: &Thread) -> PyResult {
    let bases = tuple::new(
        th,
        &[
            types::get(T::BaseExceptionGroup).value(),
            types::get(T::Exception).value(),
        ],
    );
    let namespace = types::dict::new(th);
    let module = types::str::intern(th, "builtins").value();
    namespace.set_str(th, crate::names::get(crate::names::N::__module__), module);
    let args = [
        types::str::new(th, "ExceptionGroup"),
        bases.value(),
        namespace.value(),
    ];
    ops::call(th, types::get(T::Type).value(), Args::positional(&args))
}

/// `ExceptionGroup` if all are Exceptions, else `BaseExceptionGroup`. (`ExceptionGroup` is made at start-up as a class of two
/// bases; until then the base stands for it.)
fn group_class(_excs: &[Value]) -> T {
    T::BaseExceptionGroup
}

/// What an `except*` statement raises at its end: `list` holds the exceptions that its clauses raised, re-raised or left
/// over (None entries are skipped), `orig` is what it handled. None if nothing is left. Runs Python.
pub fn prepare_reraise_star(th: &Thread, orig: Value, list: Value) -> PyResult {
    let mut raised = RootedVec::new();
    let mut reraised = RootedVec::new();
    let Some(list) = list.downcast::<types::list::List>() else {
        return Ok(Value::NONE);
    };
    for n in 0..list.len() {
        let exc = list.item(n);
        if exc.is_none() {
            continue;
        }
        // A leaf or part of the original group keeps its traceback and metadata; anything else was raised anew.
        if exc == orig || shares_metadata(exc, orig) {
            reraised.push(exc);
        } else {
            raised.push(exc);
        }
    }
    if raised.is_empty() && reraised.is_empty() {
        return Ok(Value::NONE);
    }
    if !types::is_instance_of(orig, T::BaseExceptionGroup) {
        // A naked exception was handled: at most one thing comes out.
        return Ok(raised
            .first()
            .or(reraised.first())
            .copied()
            .unwrap_or(Value::NONE));
    }
    let left = match reraised.as_slice() {
        [] => Value::NONE,
        [one] => *one,
        _ => {
            let parts = tuple::new(th, &reraised).value();
            ops::call_method(th, orig, types::str::intern(th, "_reraised_part"), &[parts])?
        }
    };
    if raised.is_empty() {
        return Ok(left);
    }
    if !left.is_none() {
        raised.push(left);
    }
    let all = types::list::new(th, &raised).value();
    let message = types::str::new(th, "");
    let group = types::get(group_class(&raised)).value();
    ops::call(th, group, Args::positional(&[message, all]))
}

/// Whether an exception is a part that `split` made of `orig`: it then has the same traceback, context and cause.
fn shares_metadata(exc: Value, orig: Value) -> bool {
    if !exc.has_kind(Kind::Exception) || !orig.has_kind(Kind::Exception) {
        return false;
    }
    let (a, b) = (as_exception(exc), as_exception(orig));
    types::is_instance_of(exc, T::BaseExceptionGroup)
        && a.traceback.get() == b.traceback.get()
        && a.context.get() == b.context.get()
        && a.cause.get() == b.cause.get()
}

// ---- the types

fn exception_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let class = class_of_errno(class, args.pos());
    let exc = alloc(th, class);
    let t = builtin_class(class);
    exc.args
        .set(exc, tuple::new(th, shown_args(t, args.pos())).value());
    fill_extra(exc, t, args.pos());
    Ok(exc.value())
}

fn exception_init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    let exc = as_exception(this);
    let t = builtin_class(types::type_of(this));
    exc.args
        .set(exc, tuple::new(th, shown_args(t, args.pos())).value());
    let allowed: &[&str] = match t {
        T::NameError | T::UnboundLocalError => &["name"],
        T::AttributeError => &["name", "obj"],
        T::ImportError | T::ModuleNotFoundError => &["name", "path", "name_from"],
        _ => &[],
    };
    for (name, value) in args.keywords() {
        let text = ops::str(th, name)?;
        let known = extra_names(t)
            .iter()
            .position(|n| n.as_bytes() == text.bytes());
        match known.filter(|_| allowed.iter().any(|n| n.as_bytes() == text.bytes())) {
            Some(n) => {
                if let Some(slot) = exc.extra(n) {
                    slot.set(exc, value);
                }
            }
            None if allowed.is_empty() => {
                return Err(th.type_error(format!(
                    "{}() takes no keyword arguments",
                    ops::type_name(this)
                )));
            }
            None => {
                return Err(th.type_error(format!(
                    "{}() got an unexpected keyword argument '{}'",
                    t.name(),
                    text.to_string_lossy()
                )));
            }
        }
    }
    fill_extra(exc, t, args.pos());
    Ok(())
}

fn exception_str(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let t = builtin_class(types::type_of(this));
    if t == T::KeyError {
        if let [key] = exc.args() {
            return Ok(ops::repr(th, *key)?.value());
        }
    }
    let extra = |n: usize| exc.extra(n).and_then(Slot::get_opt);
    if types::is_instance_of(this, T::OSError) {
        if let (Some(errno), Some(text)) = (extra(0), extra(1)) {
            let mut s = format!(
                "[Errno {}] {}",
                ops::str(th, errno)?.to_string_lossy(),
                ops::str(th, text)?.to_string_lossy()
            );
            if let Some(f) = extra(2).filter(|f| !f.is_none()) {
                s.push_str(&format!(": {}", ops::repr(th, f)?.to_string_lossy()));
                if let Some(f) = extra(3).filter(|f| !f.is_none()) {
                    s.push_str(&format!(" -> {}", ops::repr(th, f)?.to_string_lossy()));
                }
            }
            return Ok(types::str::new(th, &s));
        }
    }
    if types::is_instance_of(this, T::ImportError) || types::is_instance_of(this, T::SyntaxError) {
        if let Some(msg) = extra(0) {
            if types::is_instance_of(this, T::SyntaxError) {
                return syntax_error_str(th, exc, msg);
            }
            if types::is_exactly(msg, T::Str) {
                return Ok(msg);
            }
        }
    }
    if types::is_instance_of(this, T::BaseExceptionGroup) {
        if let (Some(message), Some(list)) = (extra(0), extra(1)) {
            let n = ops::len(th, list)?;
            let s = ops::str(th, message)?;
            let plural = if n == 1 { "" } else { "s" };
            return Ok(types::str::new(
                th,
                &format!("{} ({n} sub-exception{plural})", s.to_string_lossy()),
            ));
        }
    }
    match exc.args() {
        [] => Ok(types::str::new(th, "")),
        [one] => Ok(ops::str(th, *one)?.value()),
        _ => Ok(ops::str(th, exc.args.get())?.value()),
    }
}

/// "message (file, line n)".
fn syntax_error_str(th: &Thread, exc: Ref<Exception>, msg: Value) -> PyResult {
    let text = ops::str(th, msg)?;
    let extra = |n: usize| {
        exc.extra(n)
            .and_then(Slot::get_opt)
            .filter(|v| !v.is_none())
    };
    let file = match extra(1) {
        Some(f) if f.has_kind(Kind::Str) => {
            let f = ops::str(th, f)?.to_string_lossy().into_owned();
            Some(f.rsplit('/').next().unwrap_or("").to_owned())
        }
        _ => None,
    };
    let line = extra(2).and_then(Value::as_small);
    let place = match (file, line) {
        (Some(f), Some(l)) => format!(" ({f}, line {l})"),
        (Some(f), None) => format!(" ({f})"),
        (None, Some(l)) => format!(" (line {l})"),
        (None, None) => return Ok(text.value()),
    };
    Ok(types::str::new(
        th,
        &format!("{}{place}", text.to_string_lossy()),
    ))
}

fn exception_repr(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let name = types::type_of(this).name();
    let name = name.to_string_lossy();
    let mut bytes = name.as_bytes().to_vec();
    match exc.args() {
        [one] => {
            bytes.push(b'(');
            bytes.extend_from_slice(ops::repr(th, *one)?.bytes());
            bytes.push(b')');
        }
        [] => bytes.extend_from_slice(b"()"),
        _ => bytes.extend_from_slice(ops::repr(th, exc.args.get())?.bytes()),
    }
    Ok(types::str::from_bytes(th, &bytes).value())
}

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
            "note must be a str, not '{}'",
            ops::type_name(note)
        )));
    }
    let notes = types::str::intern(th, "__notes__");
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
    let dict = types::str::intern(th, "__dict__");
    if let Some(d) = ops::get_attr_opt(th, args[0], dict)? {
        if ops::len(th, d)? > 0 {
            state = Some(d);
        }
    }
    let mut parts = RootedVec::new();
    parts.push(class);
    parts.push(exc.args.get());
    if let Some(d) = state {
        parts.push(d);
    }
    Ok(tuple::new(th, &parts).value())
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
        Ok(std::ops::ControlFlow::Continue(()))
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
            names.iter().enumerate().map(member).collect()
        };
        let root = t == T::BaseException;
        let slots = if root {
            Slots {
                new: Some(exception_new),
                init: Some(exception_init),
                str: Some(exception_str),
                repr: Some(exception_repr),
                ..Slots::NONE
            }
        } else if matches!(
            t,
            T::KeyError | T::OSError | T::ImportError | T::SyntaxError | T::BaseExceptionGroup
        ) {
            Slots {
                str: Some(exception_str),
                ..Slots::NONE
            }
        } else {
            Slots::NONE
        };
        defs.push(Box::leak(Box::new(TypeDef {
            slots,
            methods: if root { METHODS } else { &[] },
            getset: if root { GETSET } else { &[] },
            members: members.leak(),
            flags: type_::flags::BASE | type_::flags::HAS_DICT,
            basic_size: BASE_SIZE + 8 * names.len(),
            ..TypeDef::new(t)
        })));
    }
    defs
}

/// Visits what an exception refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Exception` only.
    let exc = unsafe { &*h.cast::<Exception>() };
    for slot in [&exc.args, &exc.traceback, &exc.context, &exc.cause] {
        t.visit(slot.get());
    }
    for n in 0..exc.extra_count.get() as usize {
        if let Some(slot) = exc.extra(n) {
            t.visit(slot.get());
        }
    }
    shape::trace_attributes(h, t);
}
