//! What the module keeps: the classes of its exceptions, the context that new threads begin with, the variable of the
//! current one, and what it uses of other modules.

use std::cell::Cell;

use runtime::error::{PyResult, Raised};
use runtime::heap::{self, Tracer};
use runtime::import;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list;
use runtime::types::module::Module;
use runtime::types::sequence::tuple_of;
use runtime::types::{self, T, dict, str, tuple};
use runtime::value::Value;

use super::number::Status;
use crate::support::add;

/// Something that the module keeps.
#[derive(Clone, Copy)]
pub enum Keep {
    DefaultContext = SIGNALS.len() as isize + CONDITIONS.len() as isize,
    BasicContext,
    ExtendedContext,
    Variable,
    Rational,
    DecimalTuple,
    SignalDict,
    Exception,
}

const KEPT: usize = Keep::Exception as usize + 1;

struct State([Cell<Value>; KEPT]);

// SAFETY: touched only under the interpreter lock; `trace` is where the collector finds the values.
unsafe impl Sync for State {}

static STATE: State = State([const { Cell::new(Value::EMPTY) }; KEPT]);

fn trace(t: &mut Tracer) {
    for v in &STATE.0 {
        t.visit(v.get());
    }
}

/// What is kept under this name.
pub fn kept(what: Keep) -> Value {
    STATE.0[what as usize].get()
}

/// Keeps something.
pub fn keep(what: Keep, v: Value) {
    STATE.0[what as usize].set(v);
}

/// The signals, in the order of their dicts: name, conditions, and bases beside `DecimalException`.
pub const SIGNALS: [(&str, u32, &[Base]); 9] = [
    ("InvalidOperation", Status::INVALID, &[]),
    (
        "FloatOperation",
        Status::FLOAT_OPERATION,
        &[Base::Own("DecimalException"), Base::Builtin(T::TypeError)],
    ),
    (
        "DivisionByZero",
        Status::DIVISION_BY_ZERO,
        &[
            Base::Own("DecimalException"),
            Base::Builtin(T::ZeroDivisionError),
        ],
    ),
    (
        "Overflow",
        Status::OVERFLOW,
        &[Base::Own("Inexact"), Base::Own("Rounded")],
    ),
    (
        "Underflow",
        Status::UNDERFLOW,
        &[
            Base::Own("Inexact"),
            Base::Own("Rounded"),
            Base::Own("Subnormal"),
        ],
    ),
    ("Subnormal", Status::SUBNORMAL, &[]),
    ("Inexact", Status::INEXACT, &[]),
    ("Rounded", Status::ROUNDED, &[]),
    ("Clamped", Status::CLAMPED, &[]),
];

/// The conditions that are invalid operations, the first of which is the signal itself.
const CONDITIONS: [(&str, u32, &[Base]); 5] = [
    ("InvalidOperation", Status::INVALID_OPERATION, &[]),
    (
        "ConversionSyntax",
        Status::CONVERSION_SYNTAX,
        &[Base::Own("InvalidOperation")],
    ),
    (
        "DivisionImpossible",
        Status::DIVISION_IMPOSSIBLE,
        &[Base::Own("InvalidOperation")],
    ),
    (
        "DivisionUndefined",
        Status::DIVISION_UNDEFINED,
        &[
            Base::Own("InvalidOperation"),
            Base::Builtin(T::ZeroDivisionError),
        ],
    ),
    (
        "InvalidContext",
        Status::INVALID_CONTEXT,
        &[Base::Own("InvalidOperation")],
    ),
];

/// A base of an exception's class.
#[derive(Clone, Copy)]
pub enum Base {
    /// One of this module.
    Own(&'static str),
    Builtin(T),
}

/// The class of the signal of this number.
pub fn signal(i: usize) -> Value {
    STATE.0[i].get()
}

/// The conditions of the signal whose class it is.
pub fn conditions_of(class: Value) -> Option<u32> {
    (0..SIGNALS.len())
        .find(|&i| signal(i) == class)
        .map(|i| SIGNALS[i].1)
}

/// The signals among conditions, as a list of classes. Allocates.
pub fn signal_list(th: &Thread, conditions: u32) -> Value {
    let list = list::empty(th);
    for (i, (_, bits, _)) in SIGNALS.iter().enumerate() {
        if conditions & bits != 0 {
            list.append(th, signal(i));
        }
    }
    list.value()
}

/// Raises the exception of conditions that are trapped. Runs Python.
#[cold]
pub fn raise(th: &Thread, conditions: u32) -> Raised {
    let list = list::empty(th);
    for (i, (_, bits, _)) in CONDITIONS.iter().enumerate() {
        if conditions & bits != 0 {
            list.append(th, STATE.0[SIGNALS.len() + i].get());
        }
    }
    let mut first = None;
    for (i, (_, bits, _)) in SIGNALS.iter().enumerate() {
        if conditions & bits != 0 {
            first = first.or(Some(signal(i)));
            if i > 0 {
                list.append(th, signal(i));
            }
        }
    }
    let class = first.unwrap_or(signal(0));
    match ops::call1(th, class, list.value()) {
        Ok(exception) => th.raise(exception),
        Err(raised) => raised,
    }
}

/// Makes an exception's class, if `known` is not it already. Runs Python.
fn exception(
    th: &Thread,
    module: Ref<Module>,
    name: &str,
    bases: &[Base],
    known: Value,
) -> PyResult {
    if !known.is_empty() {
        add(th, module, name, known);
        return Ok(known);
    }
    let own = |name: &str| module.dict().get_str(str::intern(th, name));
    let bases: heap::RootedVec<Value> = match bases {
        [] => [own("DecimalException").unwrap_or(Value::NONE)]
            .into_iter()
            .collect(),
        bases => bases
            .iter()
            .map(|&base| match base {
                Base::Own(name) => own(name).unwrap_or(Value::NONE),
                Base::Builtin(t) => types::get(t).value(),
            })
            .collect(),
    };
    let namespace = dict::new(th);
    let origin = str::intern(th, "decimal").value();
    namespace.set_str(th, str::intern(th, "__module__"), origin);
    let class = ops::call3(
        th,
        types::get(T::Type).value(),
        str::intern(th, name).value(),
        tuple_of(th, &bases),
        namespace.value(),
    )?;
    add(th, module, name, class);
    Ok(class)
}

/// Makes the classes of the exceptions, and looks up what is used of other modules. Runs Python.
pub fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    if kept(Keep::Variable).is_empty() {
        heap::add_root_fn(trace);
    }
    let base = &[Base::Builtin(T::ArithmeticError)];
    let made = exception(th, module, "DecimalException", base, kept(Keep::Exception))?;
    keep(Keep::Exception, made);
    let make = |at: usize, (name, _, bases): (&str, u32, &[Base])| {
        let made = exception(th, module, name, bases, STATE.0[at].get())?;
        STATE.0[at].set(made);
        Ok(())
    };
    // Bases come before what inherits from them.
    for i in [0, 1, 2, 5, 6, 7, 8, 3, 4] {
        make(i, SIGNALS[i])?;
    }
    STATE.0[SIGNALS.len()].set(signal(0));
    for (i, &condition) in CONDITIONS.iter().enumerate().skip(1) {
        make(SIGNALS.len() + i, condition)?;
    }
    if kept(Keep::DecimalTuple).is_empty() {
        use_others(th)?;
    }
    add(th, module, "DecimalTuple", kept(Keep::DecimalTuple));
    Ok(())
}

/// Looks up what is used of other modules, and tells `numbers` of the class. Runs Python.
fn use_others(th: &Thread) -> PyResult<()> {
    let attribute = |v, name| ops::get_attr(th, v, str::intern(th, name));
    let numbers = import::import_module(th, "numbers")?;
    keep(Keep::Rational, attribute(numbers, "Rational")?);
    let number = attribute(numbers, "Number")?;
    let register = str::intern(th, "register");
    ops::call_method(th, number, register, &[super::object::TYPE.get().value()])?;
    import::import_module(th, "_contextvars")?;
    keep(
        Keep::Variable,
        crate::_contextvars::new_variable(th, "decimal_context"),
    );
    let collections = import::import_module(th, "collections")?;
    let make = attribute(collections, "namedtuple")?;
    let values = [
        str::new(th, "DecimalTuple"),
        str::new(th, "sign digits exponent"),
        str::new(th, "decimal"),
    ];
    let names = tuple::new(th, &[str::intern(th, "module").value()]);
    keep(
        Keep::DecimalTuple,
        ops::call::call_keywords(th, make, &values, names)?,
    );
    Ok(())
}
