//! Functions implemented in Rust, as Python sees them.
//!
//! A native function is declared by a [`NativeDef`]: its name, CPython's text signature, and a Rust function. The
//! signature does three jobs: it is `__text_signature__`, it binds the arguments of a call to parameters, and it says
//! which of CPython's two families of error messages a wrong call gets. The Rust function receives one Value per
//! parameter, in order, `$self` first; a parameter that was not given is `Value::EMPTY` (the function applies the
//! default itself), `*args` is a tuple and `**kwargs` a dict or `EMPTY`.
//!
//! Where binding would cost too much (`print`, `max`, `zip`, …) a function takes the call as it is: [`NativeFn::Raw`].

use crate::error::PyResult;
use crate::interp::consumer::Consumer;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::tuple::Tuple;
use crate::value::Value;

/// The arguments of a call in place: positional ones first, then one value per name in `names`.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// All values.
    pub values: &'a [Value],
    /// The names of the trailing keyword arguments, a tuple of strings.
    pub names: Option<Ref<Tuple>>,
}

impl<'a> Args<'a> {
    /// Positional arguments only.
    pub const fn positional(values: &'a [Value]) -> Args<'a> {
        Args {
            values,
            names: None,
        }
    }

    /// The positional arguments.
    #[inline]
    pub fn pos(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.keyword_count()]
    }

    /// How many keyword arguments there are.
    #[inline]
    pub fn keyword_count(&self) -> usize {
        self.names.map_or(0, |names| names.len())
    }

    /// The keyword arguments as (name, value).
    #[inline]
    pub fn keywords(&self) -> impl Iterator<Item = (Value, Value)> + 'a {
        let first = self.values.len() - self.keyword_count();
        let values = &self.values[first..];
        let names = self.names;
        (0..values.len()).map(move |n| (names.map_or(Value::EMPTY, |t| t.items()[n]), values[n]))
    }
}

/// The Rust side of a native function. May allocate, raise and run Python.
#[derive(Clone, Copy)]
pub enum NativeFn {
    /// Takes one Value per parameter of the signature.
    Bound(fn(&Thread, &[Value]) -> PyResult),
    /// Takes the arguments of the call as they are (`self` first, for a method).
    Raw(fn(&Thread, Args) -> PyResult),
}

/// How a method found in a type's dict is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// A module's function, or an instance's method.
    Plain,
    /// A class method: receives the class first.
    Class,
    /// A static method.
    Static,
}

/// A native function's declaration.
#[derive(Clone, Copy)]
pub struct NativeDef {
    pub name: &'static str,
    /// CPython's text signature, e.g. `($self, iterable=(), /)`; parsed by [`crate::types::builtin`].
    pub signature: &'static str,
    pub function: NativeFn,
    pub binding: Binding,
    /// What it does to a generator, if there is a Python function for that.
    pub consumer: Option<Consumer>,
    pub doc: &'static str,
}

impl NativeDef {
    /// A function or method with bound arguments.
    pub const fn new(
        name: &'static str,
        signature: &'static str,
        function: fn(&Thread, &[Value]) -> PyResult,
    ) -> NativeDef {
        NativeDef {
            name,
            signature,
            function: NativeFn::Bound(function),
            binding: Binding::Plain,
            consumer: None,
            doc: "",
        }
    }

    /// A function or method that takes the call as it is.
    pub const fn raw(
        name: &'static str,
        signature: &'static str,
        function: fn(&Thread, Args) -> PyResult,
    ) -> NativeDef {
        NativeDef {
            name,
            signature,
            function: NativeFn::Raw(function),
            binding: Binding::Plain,
            consumer: None,
            doc: "",
        }
    }

    /// Called with a generator alone, it does what the Python function of `consumer` does.
    pub const fn consumes(mut self, consumer: Consumer) -> NativeDef {
        self.consumer = Some(consumer);
        self
    }

    pub const fn class_method(mut self) -> NativeDef {
        self.binding = Binding::Class;
        self
    }

    pub const fn static_method(mut self) -> NativeDef {
        self.binding = Binding::Static;
        self
    }

    pub const fn doc(mut self, doc: &'static str) -> NativeDef {
        self.doc = doc;
        self
    }
}

/// An attribute computed by Rust (CPython's getset descriptor).
pub struct GetSetDef {
    pub name: &'static str,
    pub get: fn(&Thread, Value) -> PyResult,
    /// `None` as the value deletes.
    pub set: Option<fn(&Thread, Value, Option<Value>) -> PyResult<()>>,
}

/// A native module.
pub struct ModuleDef {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [NativeDef],
    /// Adds what is not a function: constants, types.
    pub init: fn(&Thread, Ref<crate::types::module::Module>) -> PyResult<()>,
}
