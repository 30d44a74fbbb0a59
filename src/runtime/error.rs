//! Python exceptions as Rust sees them.
//!
//! An operation that may raise returns `PyResult<T>`. The exception itself waits in the thread; `Raised` only says
//! that it is there. Whoever swallows a `Raised` takes the exception out of the thread ([`Thread::take_exception`]).
//! Across a helper boundary of a trace the same fact is `Value::RAISED`.

use crate::thread::Thread;
use crate::types::T;
use crate::value::Value;

/// Proof that an exception is set in the thread; or, from a built-in function to the CALL that has called it, that the rest
/// of it is yet to be done ([`Thread::defer`]).
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// The result of an operation that may raise.
pub type PyResult<R = Value> = Result<R, Raised>;

impl Thread {
    /// Sets `exception` (an instance of BaseException) as the one being raised. Its `__context__` is set from the
    /// exception being handled, as CPython does.
    pub fn raise(&self, exception: Value) -> Raised {
        crate::types::exception::set_context(self, exception);
        self.exception.set(exception);
        Raised(())
    }

    /// For a built-in function that the published CALL calls directly: `rest` gives its result, after the frame of the
    /// interpreter's loop has been left. So runs a collection that must not see what has been spilled there. (The recorder
    /// and generic instructions of traces run it where they are.)
    pub fn defer(&self, rest: fn(&Thread) -> PyResult) -> Raised {
        self.deferred.set(Some(rest));
        Raised(())
    }

    /// Sets `exception` again without touching its `__context__` (a re-raise).
    pub fn reraise(&self, exception: Value) -> Raised {
        self.exception.set(exception);
        Raised(())
    }

    /// Raises an exception of a built-in type with `message` as its only argument. Allocates.
    #[cold]
    pub fn error(&self, class: T, message: impl AsRef<str>) -> Raised {
        let text = crate::types::str::new(self, message.as_ref());
        let exception = crate::types::exception::new(self, class, &[text]);
        self.raise(exception)
    }

    /// Raises an exception of a built-in type with `args`. Allocates.
    #[cold]
    pub fn error_with(&self, class: T, args: &[Value]) -> Raised {
        let exception = crate::types::exception::new(self, class, args);
        self.raise(exception)
    }

    #[cold]
    pub fn type_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::TypeError, message)
    }

    #[cold]
    pub fn value_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::ValueError, message)
    }

    #[cold]
    pub fn overflow_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::OverflowError, message)
    }

    #[cold]
    pub fn index_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::IndexError, message)
    }

    #[cold]
    pub fn attribute_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::AttributeError, message)
    }

    #[cold]
    pub fn runtime_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(T::RuntimeError, message)
    }

    /// Raises `KeyError(key)`.
    #[cold]
    pub fn key_error(&self, key: Value) -> Raised {
        self.error_with(T::KeyError, &[key])
    }

    /// Takes the exception that a `Raised` stands for.
    pub fn take_exception(&self, _proof: Raised) -> Value {
        self.exception.replace(Value::EMPTY)
    }

    /// Whether the exception being raised is an instance of `class` (a built-in exception type).
    pub fn raised_is(&self, _proof: &Raised, class: T) -> bool {
        crate::types::is_instance_of(self.exception.get(), class)
    }

    /// Swallows the exception if it is an instance of `class`; passes it on otherwise.
    pub fn swallow(&self, raised: Raised, class: T) -> PyResult<()> {
        if self.raised_is(&raised, class) {
            self.take_exception(raised);
            Ok(())
        } else {
            Err(raised)
        }
    }

    /// The `Raised` for an exception that is known to be set in the thread (a helper's error channel).
    pub fn raised(&self) -> Raised {
        debug_assert!(!self.exception.get().is_empty());
        Raised(())
    }
}
