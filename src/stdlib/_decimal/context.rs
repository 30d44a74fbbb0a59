//! `Context` objects, and the current one.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::heap::Tracer;
use runtime::native::{Args, GetSetDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, Type};
use runtime::types::{T, int, type_of};
use runtime::value::Value;

use super::arguments;
use super::number::{Context, MAX_EMAX, MAX_PREC, MIN_EMIN, Number, Rounding, Status};
use super::signals::{self, Signals};
use super::state::{self, Keep, kept};
use crate::_contextvars;
use crate::support::TypeCell;

/// A context: what operations keep to, what they have met, and what of it raises.
#[repr(C)]
pub struct ContextObject {
    header: Header,
    layout: &'static NativeLayout,
    flags: Slot,
    traps: Slot,
    settings: Cell<Context>,
    capitals: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc_native` writes; zeros are a context that
// rounds up.
unsafe impl Object for ContextObject {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "Context",
    trace,
    drop: None,
};

/// The size of an object.
pub const SIZE: usize = size_of::<ContextObject>();

/// The class.
pub static TYPE: TypeCell = TypeCell::new();

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    let c = unsafe { &*h.cast::<ContextObject>() };
    t.visit_slot(&c.flags);
    t.visit_slot(&c.traps);
}

/// What a context begins with.
const DEFAULT: Context = Context {
    prec: 28,
    emax: 999_999,
    emin: -999_999,
    clamp: false,
    rounding: Rounding::HalfEven,
};

/// The signals that are trapped unless a program says otherwise.
const DEFAULT_TRAPS: u32 = Status::INVALID | Status::DIVISION_BY_ZERO | Status::OVERFLOW;

/// The names of the rounding modes, in the order of [`Rounding`].
pub const ROUNDINGS: [(&str, Rounding); 8] = [
    ("ROUND_UP", Rounding::Up),
    ("ROUND_DOWN", Rounding::Down),
    ("ROUND_CEILING", Rounding::Ceiling),
    ("ROUND_FLOOR", Rounding::Floor),
    ("ROUND_HALF_UP", Rounding::HalfUp),
    ("ROUND_HALF_DOWN", Rounding::HalfDown),
    ("ROUND_HALF_EVEN", Rounding::HalfEven),
    ("ROUND_05UP", Rounding::ZeroFiveUp),
];

impl ContextObject {
    /// What operations keep to.
    #[inline]
    pub fn settings(&self) -> Context {
        self.settings.get()
    }

    /// Whether exponents are written with a capital letter.
    pub fn capitals(&self) -> bool {
        self.capitals.get()
    }

    /// What operations have met.
    pub fn flags(&self) -> Ref<Signals> {
        this(self.flags.get())
    }

    /// What raises.
    pub fn traps(&self) -> Ref<Signals> {
        this(self.traps.get())
    }

    /// Notes what an operation has met, and raises what of it is trapped. Runs Python if something is.
    #[inline]
    pub fn report(&self, th: &Thread, status: Status) -> PyResult<()> {
        if status.0 == 0 {
            return Ok(());
        }
        let flags = self.flags();
        flags.bits.set(flags.bits.get() | status.0);
        let trapped = status.0 & (self.traps().bits.get() | Status::OUT_OF_MEMORY);
        if trapped == 0 {
            return Ok(());
        }
        Err(raise(th, trapped))
    }

    /// What of conditions that are errors an operation has met, noted and raised as [`report`](Self::report) does.
    pub fn report_errors(&self, th: &Thread, status: Status) -> PyResult<()> {
        let errors = Status::INVALID | Status::DIVISION_BY_ZERO | Status::OUT_OF_MEMORY;
        self.report(th, Status(status.0 & errors))
    }
}

#[cold]
fn raise(th: &Thread, trapped: u32) -> runtime::error::Raised {
    if trapped & Status::OUT_OF_MEMORY != 0 {
        return th.error_with(T::MemoryError, &[]);
    }
    state::raise(th, trapped)
}

/// The context, if the value is one (subclasses included).
pub fn get(v: Value) -> Option<Ref<ContextObject>> {
    if !v.has_kind(Kind::Native) {
        return None;
    }
    let c = this::<ContextObject>(v);
    std::ptr::eq(c.layout, &LAYOUT).then_some(c)
}

/// A new context. Allocates.
pub fn of_class(
    th: &Thread,
    class: Ref<Type>,
    settings: Context,
    traps: u32,
) -> Ref<ContextObject> {
    let c = type_::alloc_native::<ContextObject>(th, class, &LAYOUT);
    c.settings.set(settings);
    c.capitals.set(true);
    let flags = signals::new(th);
    c.flags.set(c, flags.value());
    let dict = signals::new(th);
    dict.bits.set(traps);
    c.traps.set(c, dict.value());
    c
}

/// A new context of the class itself. Allocates.
pub fn new(th: &Thread, settings: Context, traps: u32) -> Ref<ContextObject> {
    of_class(th, TYPE.get(), settings, traps)
}

/// A copy, with its flags. Allocates.
pub fn copy(th: &Thread, c: Ref<ContextObject>) -> Ref<ContextObject> {
    let copy = new(th, c.settings(), c.traps().bits.get());
    copy.capitals.set(c.capitals());
    copy.flags().bits.set(c.flags().bits.get());
    copy
}

/// Makes the three contexts that the module offers. Allocates.
pub fn make_templates(th: &Thread) {
    if !kept(Keep::DefaultContext).is_empty() {
        return;
    }
    let nine = Context { prec: 9, ..DEFAULT };
    let basic = Context {
        rounding: Rounding::HalfUp,
        ..nine
    };
    let basic_traps = DEFAULT_TRAPS | Status::UNDERFLOW | Status::CLAMPED;
    state::keep(
        Keep::DefaultContext,
        new(th, DEFAULT, DEFAULT_TRAPS).value(),
    );
    state::keep(Keep::BasicContext, new(th, basic, basic_traps).value());
    state::keep(Keep::ExtendedContext, new(th, nine, 0).value());
}

/// The current context. Allocates.
#[inline]
pub fn current(th: &Thread) -> PyResult<Ref<ContextObject>> {
    let known = _contextvars::memo(th);
    if !known.is_empty() {
        return Ok(this(known));
    }
    find_current(th)
}

#[cold]
fn find_current(th: &Thread) -> PyResult<Ref<ContextObject>> {
    let variable = kept(Keep::Variable);
    let found = match _contextvars::get(th, variable)? {
        Some(found) => found,
        None => {
            let fresh = copy(th, this(kept(Keep::DefaultContext)));
            fresh.flags().bits.set(0);
            _contextvars::set(th, variable, fresh.value())?;
            fresh.value()
        }
    };
    _contextvars::set_memo(th, found);
    Ok(this(found))
}

/// Makes a context the current one; of the module's own ones, a copy. Allocates.
pub fn set_current(th: &Thread, v: Value) -> PyResult {
    let Some(c) = get(v) else {
        return Err(th.type_error("argument must be a context"));
    };
    let templates = [
        Keep::DefaultContext,
        Keep::BasicContext,
        Keep::ExtendedContext,
    ];
    let mut v = v;
    if templates.iter().any(|&t| kept(t) == v) {
        let fresh = copy(th, c);
        fresh.flags().bits.set(0);
        v = fresh.value();
    }
    _contextvars::set(th, kept(Keep::Variable), v)?;
    Ok(Value::NONE)
}

/// The context that an optional argument means. Allocates.
#[inline]
pub fn optional(th: &Thread, v: Value) -> PyResult<Ref<ContextObject>> {
    if v.is_empty() || v.is_none() {
        return current(th);
    }
    get(v).ok_or_else(|| th.type_error("optional argument must be a context"))
}

/// The rounding mode that a name means.
pub fn rounding(th: &Thread, v: Value) -> PyResult<Rounding> {
    let found = v.downcast::<Str>().and_then(|s| {
        ROUNDINGS
            .iter()
            .find(|(name, _)| name.as_bytes() == s.bytes())
    });
    match found {
        Some(&(_, rounding)) => Ok(rounding),
        None => Err(th.type_error(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   \
             ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
        )),
    }
}

/// The name of a rounding mode.
pub fn rounding_name(r: Rounding) -> &'static str {
    ROUNDINGS[r as usize].0
}

/// An int that fits a word.
pub fn word(th: &Thread, v: Value) -> PyResult<i64> {
    if !int::is_int(v) {
        return Err(th.type_error("an integer is required"));
    }
    int::to_i64(v).ok_or_else(|| th.overflow_error("Python int too large to convert to C ssize_t"))
}

/// A word in a range.
fn ranged(th: &Thread, v: Value, from: i64, to: i64, message: &str) -> PyResult<i64> {
    match word(th, v)? {
        n if (from..=to).contains(&n) => Ok(n),
        _ => Err(th.value_error(message)),
    }
}

/// Sets one attribute.
fn set(th: &Thread, c: Ref<ContextObject>, name: &str, v: Value) -> PyResult<()> {
    let mut s = c.settings();
    match name {
        "prec" => s.prec = ranged(th, v, 1, MAX_PREC, "valid range for prec is [1, MAX_PREC]")?,
        "Emin" => s.emin = ranged(th, v, MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]")?,
        "Emax" => s.emax = ranged(th, v, 0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]")?,
        "rounding" => s.rounding = rounding(th, v)?,
        "capitals" => {
            let n = ranged(th, v, 0, 1, "valid values for capitals are 0 or 1")?;
            c.capitals.set(n == 1);
        }
        "clamp" => s.clamp = ranged(th, v, 0, 1, "valid values for clamp are 0 or 1")? == 1,
        "flags" => c.flags().bits.set(signals::of_argument(th, v)?),
        _ => c.traps().bits.set(signals::of_argument(th, v)?),
    }
    c.settings.set(s);
    Ok(())
}

/// The settings in the order of the constructor's parameters.
const PARAMETERS: [&str; 8] = [
    "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps",
];

/// Sets what is given, in CPython's order.
pub fn set_all(th: &Thread, c: Ref<ContextObject>, given: &[Value; 8]) -> PyResult<()> {
    for i in [0, 1, 2, 3, 4, 5, 7, 6] {
        if !given[i].is_empty() && !given[i].is_none() {
            set(th, c, PARAMETERS[i], given[i])?;
        }
    }
    Ok(())
}

/// `__new__`.
pub fn slot_new(th: &Thread, class: Ref<Type>, _: Args) -> PyResult {
    Ok(of_class(th, class, DEFAULT, DEFAULT_TRAPS).value())
}

/// `__init__`.
pub fn slot_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let given = arguments::bind(th, args, PARAMETERS, 0)?;
    set_all(th, this(v), &given)
}

/// `localcontext`: the context that its arguments mean. Allocates.
pub fn local(th: &Thread, args: Args) -> PyResult<Ref<ContextObject>> {
    let mut names = ["ctx"; 9];
    names[1..].copy_from_slice(&PARAMETERS);
    let given: [Value; 9] = arguments::bind(th, args, names, 0)?;
    let from = optional(th, given[0])?;
    let local = copy(th, from);
    let mut settings = [Value::EMPTY; 8];
    settings.copy_from_slice(&given[1..]);
    set_all(th, local, &settings)?;
    Ok(local)
}

/// `__getattribute__`: the dicts are no attributes like others.
pub fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let c = this::<ContextObject>(v);
    match name.bytes() {
        b"traps" => Ok(c.traps.get()),
        b"flags" => Ok(c.flags.get()),
        _ => ops::attr::generic_get(th, v, name),
    }
}

/// `__setattr__`.
pub fn setattr(th: &Thread, v: Value, name: Ref<Str>, value: Option<Value>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(undeletable(th));
    };
    let c = this::<ContextObject>(v);
    let dict = match name.bytes() {
        b"traps" => c.traps(),
        b"flags" => c.flags(),
        _ => {
            let class = type_of(v);
            if !class.has_flag(type_::flags::HAS_DICT) && type_::lookup(class, name).is_none() {
                return Err(ops::attr::no_attribute(th, v, name));
            }
            return ops::attr::generic_set(th, v, name, Some(value));
        }
    };
    dict.bits.set(signals::of_dict(th, value)?);
    Ok(())
}

fn undeletable(th: &Thread) -> runtime::error::Raised {
    th.attribute_error("context attributes cannot be deleted")
}

macro_rules! attributes {
    ($($name:literal $get:expr;)*) => {
        /// The attributes that are plain values.
        pub static ATTRIBUTES: &[GetSetDef] = &[$(GetSetDef {
            name: $name,
            get: |th, v| {
                let get: fn(&Thread, &ContextObject) -> Value = $get;
                Ok(get(th, &this::<ContextObject>(v)))
            },
            set: Some(|th, v, value| match value {
                Some(value) => set(th, this(v), $name, value),
                None => Err(undeletable(th)),
            }),
        }),*];
    };
}

attributes! {
    "prec" |th, c| int::from_i64(th, c.settings().prec);
    "Emax" |th, c| int::from_i64(th, c.settings().emax);
    "Emin" |th, c| int::from_i64(th, c.settings().emin);
    "rounding" |th, c| str::intern(th, rounding_name(c.settings().rounding)).value();
    "capitals" |_, c| Value::small(i64::from(c.capitals()));
    "clamp" |_, c| Value::small(i64::from(c.settings().clamp));
}

/// The names of signals, in the order of the conditions that are there.
fn names(bits: u32) -> String {
    let mut found: Vec<(u32, &str)> = state::SIGNALS
        .iter()
        .filter(|(_, conditions, _)| bits & conditions != 0)
        .map(|&(name, conditions, _)| ((bits & conditions).trailing_zeros(), name))
        .collect();
    found.sort_unstable();
    let names: Vec<&str> = found.iter().map(|&(_, name)| name).collect();
    names.join(", ")
}

/// `__repr__`.
pub fn repr(th: &Thread, v: Value) -> PyResult {
    let c = this::<ContextObject>(v);
    let s = c.settings();
    let text = format!(
        "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags=[{}], traps=[{}])",
        s.prec,
        rounding_name(s.rounding),
        s.emin,
        s.emax,
        i32::from(c.capitals()),
        i32::from(s.clamp),
        names(c.flags().bits.get()),
        names(c.traps().bits.get())
    );
    Ok(str::new(th, &text))
}

/// `__reduce__`.
pub fn reduce(th: &Thread, a: &[Value]) -> PyResult {
    let c = this::<ContextObject>(a[0]);
    let s = c.settings();
    let flags = state::signal_list(th, c.flags().bits.get());
    let traps = state::signal_list(th, c.traps().bits.get());
    let arguments = tuple_of(
        th,
        &[
            int::from_i64(th, s.prec),
            str::intern(th, rounding_name(s.rounding)).value(),
            int::from_i64(th, s.emin),
            int::from_i64(th, s.emax),
            Value::small(i64::from(c.capitals())),
            Value::small(i64::from(s.clamp)),
            flags,
            traps,
        ],
    );
    Ok(tuple_of(th, &[type_of(a[0]).value(), arguments]))
}

/// `IEEEContext`: the format of IEEE 754 of so many bits.
pub fn ieee(th: &Thread, a: &[Value]) -> PyResult {
    let bits = word(th, a[0])?;
    if bits <= 0 || bits > IEEE_MAX_BITS || bits % 32 != 0 {
        return Err(th.value_error(format!(
            "argument must be a multiple of 32, with a maximum of {IEEE_MAX_BITS}"
        )));
    }
    let emax = 3 * (1 << (bits / 16 + 3));
    let settings = Context {
        prec: 9 * (bits / 32) - 2,
        emax,
        emin: 1 - emax,
        clamp: true,
        rounding: Rounding::HalfEven,
    };
    Ok(new(th, settings, 0).value())
}

/// The longest format that `IEEEContext` knows.
pub const IEEE_MAX_BITS: i64 = 512;

/// An operation's result as a `Decimal`, after what it has met has been reported. Allocates; runs Python if that raises.
#[inline]
pub fn finish(th: &Thread, c: Ref<ContextObject>, n: Number, status: Status) -> PyResult {
    c.report(th, status)?;
    Ok(super::object::new(th, n))
}
