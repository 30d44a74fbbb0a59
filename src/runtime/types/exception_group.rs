//! `BaseExceptionGroup` and `ExceptionGroup`: several exceptions at once, and what `except*` does with them.
//!
//! `ExceptionGroup` has two bases and is an ordinary class, made at start-up.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{RootedVec, Tracer};
use crate::names::{self, N};
use crate::native::{Args, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::exception::{alloc, as_exception, set_cause};
use crate::types::list::{self, List};
use crate::types::str;
use crate::types::traceback;
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, Type};
use crate::types::{self, T, dict, exception_types};
use crate::value::Value;

/// The numbers of the extra slots.
const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;
const GIVEN_REPR: usize = 2;

struct Root(Cell<Value>);
// SAFETY: written at start-up, read under the interpreter lock.
unsafe impl Sync for Root {}
static EXCEPTION_GROUP: Root = Root(Cell::new(Value::EMPTY));

/// Visits the class: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    t.visit(EXCEPTION_GROUP.0.get());
}

/// Makes the class `ExceptionGroup`; start-up. Runs Python.
pub fn make_class(th: &Thread) -> PyResult {
    let bases = [
        types::get(T::BaseExceptionGroup).value(),
        types::get(T::Exception).value(),
    ];
    let bases = tuple::new(th, &bases);
    let namespace = dict::new(th);
    let module = str::intern(th, "builtins").value();
    namespace.set_str(th, names::get(N::__module__), module);
    let args = [
        str::new(th, "ExceptionGroup"),
        bases.value(),
        namespace.value(),
    ];
    let class = ops::call(th, types::get(T::Type).value(), Args::positional(&args))?;
    EXCEPTION_GROUP.0.set(class);
    Ok(class)
}

fn is_group(v: Value) -> bool {
    types::is_instance_of(v, T::BaseExceptionGroup)
}

/// The exceptions of a group.
fn parts(group: Value) -> RootedVec<Value> {
    let mut out = RootedVec::new();
    let held = as_exception(group)
        .extra(EXCEPTIONS)
        .and_then(|s| s.get().downcast::<Tuple>());
    if let Some(held) = held {
        out.extend_from_slice(held.items());
    }
    out
}

fn message(group: Value) -> Value {
    as_exception(group)
        .extra(MESSAGE)
        .and_then(|s| s.get_opt())
        .unwrap_or(Value::NONE)
}

/// The items of the second argument: any sequence.
fn sequence_items(th: &Thread, v: Value) -> PyResult<RootedVec<Value>> {
    let is_sequence = v.has_kind(Kind::List)
        || v.has_kind(Kind::Tuple)
        || !v.has_kind(Kind::Dict)
            && types::type_of(v).slots().getitem.is_some()
            && !v.has_kind(Kind::Type);
    if !is_sequence {
        return Err(th.type_error("second argument (exceptions) must be a sequence"));
    }
    let mut items = RootedVec::new();
    ops::iterate(th, v, &mut |item| {
        items.push(item);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(items)
}

/// `BaseExceptionGroup.__new__`.
pub(super) fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let &[message, given] = args.pos() else {
        return Err(th.type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            args.pos().len()
        )));
    };
    if !message.has_kind(Kind::Str) {
        let what = if message.is_none() {
            "None".to_owned()
        } else {
            ops::type_name(message)
        };
        return Err(th.type_error(format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {what}"
        )));
    }
    let items = sequence_items(th, given)?;
    if items.is_empty() {
        return Err(th.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    if let Some(at) = items.iter().position(|v| !v.has_kind(Kind::Exception)) {
        return Err(th.value_error(format!(
            "Item {at} of second argument (exceptions) is not an exception"
        )));
    }
    let nested_base = !items
        .iter()
        .all(|&v| types::is_instance_of(v, T::Exception));
    let plain = EXCEPTION_GROUP.0.get();
    let mut class = class;
    if class == types::get(T::BaseExceptionGroup) {
        if !nested_base && !plain.is_empty() {
            class = type_::as_type(plain);
        }
    } else if nested_base && class.value() == plain {
        return Err(th.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
    } else if nested_base && class.is_subtype_of(types::get(T::Exception)) {
        return Err(th.type_error(format!(
            "Cannot nest BaseExceptions in '{}'",
            class.name().to_string_lossy()
        )));
    }
    let given_repr = if given.has_kind(Kind::List) || given.has_kind(Kind::Tuple) {
        Value::EMPTY
    } else {
        ops::repr(th, given)?.value()
    };
    let held = tuple::new(th, &items);
    let exc = alloc(th, class);
    exc.args.set(exc, tuple::new(th, args.pos()).value());
    for (n, v) in [
        (MESSAGE, message),
        (EXCEPTIONS, held.value()),
        (GIVEN_REPR, given_repr),
    ] {
        if let Some(slot) = exc.extra(n) {
            slot.set(exc, v);
        }
    }
    Ok(exc.value())
}

/// `BaseExceptionGroup.__init__`.
pub(super) fn init(th: &Thread, this: Value, args: Args) -> PyResult<()> {
    exception_types::init(th, this, args)
}

/// "message (2 sub-exceptions)"
pub(super) fn to_str(th: &Thread, this: Value) -> PyResult {
    let n = parts(this).len();
    let mut out = ops::str(th, message(this))?.bytes().to_vec();
    let plural = if n == 1 { "" } else { "s" };
    out.extend_from_slice(format!(" ({n} sub-exception{plural})").as_bytes());
    Ok(str::from_bytes(th, &out).value())
}

pub(super) fn repr(th: &Thread, this: Value) -> PyResult {
    let exc = as_exception(this);
    let mut out = types::type_of(this).name().bytes().to_vec();
    out.push(b'(');
    out.extend_from_slice(ops::repr(th, message(this))?.bytes());
    out.extend_from_slice(b", ");
    let given = exc.args().get(1).copied().unwrap_or(Value::NONE);
    let shown = match exc.extra(GIVEN_REPR).and_then(|s| s.get_opt()) {
        Some(text) => ops::str(th, text)?,
        None if given.has_kind(Kind::List) => {
            let copy = list::new(th, &parts(this));
            ops::repr(th, copy.value())?
        }
        None => {
            let copy = tuple::new(th, &parts(this));
            ops::repr(th, copy.value())?
        }
    };
    out.extend_from_slice(shown.bytes());
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

/// `BaseExceptionGroup(message, exceptions)`, which picks the class. Allocates.
fn group(th: &Thread, message: Value, exceptions: &[Value]) -> PyResult {
    let exceptions = list::new(th, exceptions).value();
    let args = [message, exceptions];
    new(
        th,
        types::get(T::BaseExceptionGroup),
        Args::positional(&args),
    )
}

// ---- split and subgroup

/// What is looked for in a group.
enum Matcher<'a> {
    Class(Value),
    Predicate(Value),
    /// One of these exceptions.
    These(&'a [Value]),
}

impl Matcher<'_> {
    fn matches(&self, th: &Thread, exc: Value) -> PyResult<bool> {
        match self {
            Matcher::Class(class) => crate::interp::exc::matches(th, exc, *class),
            Matcher::Predicate(f) => {
                let answer = ops::call1(th, *f, exc)?;
                ops::is_true(th, answer)
            }
            // Groups have parts that may be among these.
            Matcher::These(these) => Ok(!is_group(exc) && these.contains(&exc)),
        }
    }
}

fn is_exception_class(v: Value) -> bool {
    v.has_kind(Kind::Type) && type_::as_type(v).is_subtype_of(types::get(T::BaseException))
}

fn matcher(th: &Thread, v: Value) -> PyResult<Matcher<'static>> {
    if is_exception_class(v) {
        return Ok(Matcher::Class(v));
    }
    if let Some(classes) = v.downcast::<Tuple>() {
        if classes.items().iter().all(|&c| is_exception_class(c)) {
            return Ok(Matcher::Class(v));
        }
    } else if ops::call::is_callable(v) && !v.has_kind(Kind::Type) {
        return Ok(Matcher::Predicate(v));
    }
    Err(th.type_error(
        "expected an exception type, a tuple of exception types, or a callable (other than a class)",
    ))
}

/// A group like `origin` of some of its parts; None if there are none. Runs Python.
fn part_of(th: &Thread, origin: Value, exceptions: &[Value]) -> PyResult {
    if exceptions.is_empty() {
        return Ok(Value::NONE);
    }
    let list = list::new(th, exceptions).value();
    let made = ops::call_method(th, origin, str::intern(th, "derive"), &[list])?;
    if !is_group(made) {
        return Err(th.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    let (from, to) = (as_exception(origin), as_exception(made));
    if !from.traceback.get().is_none() {
        to.traceback.set(to, from.traceback.get());
    }
    to.context.set(to, from.context.get());
    set_cause(made, from.cause.get());
    let name = str::intern(th, "__notes__");
    if let Some(notes) = ops::get_attr_opt(th, origin, name)? {
        if notes.has_kind(Kind::List) || notes.has_kind(Kind::Tuple) {
            // The parts get notes of their own to add to.
            let copy = list::from_iterable(th, notes)?.value();
            ops::set_attr(th, made, name, copy)?;
        }
    }
    Ok(made)
}

/// (what matches, what does not), each None if empty. Runs Python.
fn split_recursively(
    th: &Thread,
    exc: Value,
    matcher: &Matcher,
    want_rest: bool,
) -> PyResult<(Value, Value)> {
    if matcher.matches(th, exc)? {
        return Ok((exc, Value::NONE));
    }
    if !is_group(exc) {
        let rest = if want_rest { exc } else { Value::NONE };
        return Ok((Value::NONE, rest));
    }
    th.check_native_stack(" in exceptiongroup_split_recursive")?;
    let (mut matched, mut rest) = (RootedVec::new(), RootedVec::new());
    for &part in parts(exc).iter() {
        let (m, r) = split_recursively(th, part, matcher, want_rest)?;
        if !m.is_none() {
            matched.push(m);
        }
        if !r.is_none() {
            rest.push(r);
        }
    }
    let matched = part_of(th, exc, &matched)?;
    let rest = part_of(th, exc, &rest)?;
    Ok((matched, rest))
}

fn m_derive(th: &Thread, args: &[Value]) -> PyResult {
    let class = types::get(T::BaseExceptionGroup);
    new(th, class, Args::positional(&[message(args[0]), args[1]]))
}

fn m_split(th: &Thread, args: &[Value]) -> PyResult {
    let matcher = matcher(th, args[1])?;
    let (matched, rest) = split_recursively(th, args[0], &matcher, true)?;
    Ok(tuple::new(th, &[matched, rest]).value())
}

fn m_subgroup(th: &Thread, args: &[Value]) -> PyResult {
    let matcher = matcher(th, args[1])?;
    split_recursively(th, args[0], &matcher, false).map(|(matched, _)| matched)
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        types::sequence::class_getitem,
    )
    .class_method()
    .doc("See PEP 585"),
    NativeDef::new("derive", "($self, excs, /)", m_derive),
    NativeDef::new("split", "($self, matcher_value, /)", m_split),
    NativeDef::new("subgroup", "($self, matcher_value, /)", m_subgroup),
];

// ---- except*

/// Splits an exception for an `except*` clause: (rest, matched), each `NONE` if empty. A naked exception that matches is
/// wrapped in a group, which begins at the instruction that the thread stands at. Runs Python.
pub fn split_for_handler(th: &Thread, exc: Value, class: Value) -> PyResult<(Value, Value)> {
    if exc.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    if crate::interp::exc::matches(th, exc, class)? {
        if is_group(exc) {
            return Ok((Value::NONE, exc));
        }
        let inner = tuple::new(th, &[exc]).value();
        let args = [str::new(th, ""), inner];
        let class = types::get(T::BaseExceptionGroup);
        let group = new(th, class, Args::positional(&args))?;
        traceback::add_running(th, group);
        return Ok((Value::NONE, group));
    }
    if !is_group(exc) {
        return Ok((exc, Value::NONE));
    }
    let pair = ops::call_method(th, exc, str::intern(th, "split"), &[class])?;
    let Some(items) = pair.downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{}.split must return a tuple, not {}",
            ops::type_name(exc),
            ops::type_name(pair)
        )));
    };
    match items.items() {
        [matched, rest, ..] => Ok((*rest, *matched)),
        few => Err(th.type_error(format!(
            "{}.split must return a 2-tuple, got tuple of size {}",
            ops::type_name(exc),
            few.len()
        ))),
    }
}

/// What an `except*` statement raises at its end: `list` holds the exceptions that its clauses raised, re-raised or left
/// over (None entries are skipped), `orig` is what it handled. None if nothing is left. Runs Python.
pub fn prepare_reraise_star(th: &Thread, orig: Value, list: Value) -> PyResult {
    let mut all = RootedVec::new();
    if let Some(list) = list.downcast::<List>() {
        (0..list.len()).for_each(|n| all.push(list.item(n)));
    }
    all.retain(|v| !v.is_none());
    if all.is_empty() {
        return Ok(Value::NONE);
    }
    if !is_group(orig) {
        // A naked exception was caught: at most one clause ran.
        return Ok(all[0]);
    }
    let (mut raised, mut reraised) = (RootedVec::new(), RootedVec::new());
    for &exc in all.iter() {
        if is_same_exception(exc, orig) {
            collect_leaves(th, exc, &mut reraised)?;
        } else {
            raised.push(exc);
        }
    }
    let left = if reraised.is_empty() {
        Value::NONE
    } else {
        split_recursively(th, orig, &Matcher::These(&reraised), false)?.0
    };
    if raised.is_empty() {
        return Ok(left);
    }
    if !left.is_none() {
        raised.push(left);
    }
    if let [single] = raised.as_slice() {
        return Ok(*single);
    }
    group(th, str::new(th, ""), &raised)
}

fn collect_leaves(th: &Thread, exc: Value, out: &mut RootedVec<Value>) -> PyResult<()> {
    if !is_group(exc) {
        out.push(exc);
        return Ok(());
    }
    th.check_native_stack(" in collect_exception_group_leaf_ids")?;
    for &part in parts(exc).iter() {
        collect_leaves(th, part, out)?;
    }
    Ok(())
}

/// Whether an exception is (part of) the one that was handled, and not raised anew: then it has the same traceback, cause
/// and context.
fn is_same_exception(exc: Value, orig: Value) -> bool {
    let (a, b) = (as_exception(exc), as_exception(orig));
    a.traceback.get() == b.traceback.get()
        && a.context.get() == b.context.get()
        && a.cause.get() == b.cause.get()
}
