//! The exceptions: one Rust layout for the whole hierarchy.
//!
//! What all exceptions have (`args`, `__cause__`, `__context__`, `__traceback__`) are fields; what some classes add
//! (`StopIteration.value`, `OSError.errno`…) lies in extra slots behind them, whose number and names belong to the class
//! ([`EXTRA`]). Python subclasses add attributes as any class does. The classes themselves are in `exception_types.rs`,
//! the groups in `exception_group.rs`.

use std::cell::Cell;

use crate::heap::Tracer;
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::shape;
use crate::thread::Thread;
use crate::types::tuple::Tuple;
use crate::types::type_::{self, Type};
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

/// Where the extra slots begin.
pub const BASE_SIZE: usize = std::mem::size_of::<Exception>();

/// Offset of the number of extra slots, for traces.
pub const EXTRA_COUNT_OFFSET: usize = std::mem::offset_of!(Exception, extra_count);

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
    // The last is hidden: the repr of the exceptions, if they were given as neither list nor tuple.
    (T::BaseExceptionGroup, &["message", "exceptions", ""]),
];

/// The names of the extra slots of a built-in exception class.
pub(super) fn extra_names(mut t: T) -> &'static [&'static str] {
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

/// An exception of a class, without arguments. Allocates.
pub(super) fn alloc(th: &Thread, class: Ref<Type>) -> Ref<Exception> {
    let exc = type_::alloc_instance::<Exception>(th, class);
    exc.traceback.init(Value::NONE);
    exc.context.init(Value::NONE);
    exc.cause.init(Value::NONE);
    exc.extra_count
        .set(((class.basic_size.get() as usize - BASE_SIZE) / 8) as u32);
    exc
}

/// Fills the extra slots from the positional arguments, as the classes' `__init__` do.
fn fill_extra(exc: Ref<Exception>, class: T, args: &[Value]) {
    if exc.extra_count.get() == 0 {
        return;
    }
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
