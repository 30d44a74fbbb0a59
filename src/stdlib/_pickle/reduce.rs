//! Writing objects that have no opcodes of their own: what they say they can be rebuilt from.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::names::{self, N};
use runtime::object::Kind;
use runtime::ops;
use runtime::types::dict::Dict;
use runtime::types::sequence::tuple_of;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::{self, T, type_of};
use runtime::value::Value;

use super::opcodes::*;
use super::save::Saver;
use super::state::{self, Known, pickling_error};

/// The parts of a tuple that a reduction function returned; empty where there are none.
struct Reduced {
    callable: Value,
    arguments: Value,
    state: Value,
    items: Value,
    entries: Value,
    state_setter: Value,
}

impl Saver<'_> {
    /// Writes an object through its class's reduction function. Runs Python.
    #[inline(never)]
    pub(super) fn object(&mut self, v: Value) -> PyResult<()> {
        let th = self.th;
        if !self.reducer_override.is_empty() {
            let made = ops::call1(th, self.reducer_override, v)?;
            if made != Value::NOT_IMPLEMENTED {
                return self.reduction(made, v);
            }
        }
        if types::is_exactly(v, T::Type) {
            return self.class(v);
        }
        if types::is_exactly(v, T::Function) {
            return self.global(v, None);
        }
        let class = type_of(v);
        let own = self.pickler.dispatch_table.get();
        if own.is_empty() && self.is_plain(v, class)? {
            return self.plain_instance(v, class).map_err(|raised| {
                let class = ops::full_type_name(v);
                self.noted(raised, format!("when serializing {class} object"))
            });
        }
        let function = match own {
            Value::EMPTY => state::table(Known::DispatchTable).get(th, class.value())?,
            table => match table.downcast::<Dict>() {
                Some(d) if types::is_exactly(table, T::Dict) => d.get(th, class.value())?,
                _ => match ops::get_item(th, table, class.value()) {
                    Ok(f) => Some(f),
                    Err(raised) => {
                        th.swallow(raised, T::KeyError)?;
                        None
                    }
                },
            },
        };
        if let Some(function) = function {
            let made = ops::call1(th, function, v)?;
            return self.reduction(made, v);
        }
        if class.is_subtype_of(types::get(T::Type)) {
            return self.global(v, None);
        }
        let made = if let Some(f) = ops::get_attr_opt(th, v, names::get(N::__reduce_ex__))? {
            ops::call1(th, f, Value::small(self.protocol.into()))?
        } else if let Some(f) = ops::get_attr_opt(th, v, names::get(N::__reduce__))? {
            ops::call0(th, f)?
        } else {
            let class = ops::full_type_name(v);
            return Err(pickling_error(th, format!("Can't pickle {class} object")));
        };
        self.reduction(made, v)
    }

    /// Writes what a reduction function returned for `v`.
    fn reduction(&mut self, made: Value, v: Value) -> PyResult<()> {
        if let Some(name) = made.downcast::<Str>() {
            return self.global(v, Some(name));
        }
        let written = match made.has_kind(Kind::Tuple) {
            true => self.reduced(made, v),
            false => {
                let class = ops::full_type_name(made);
                Err(pickling_error(
                    self.th,
                    format!("__reduce__ must return a string or tuple, not {class}"),
                ))
            }
        };
        written.map_err(|raised| {
            let class = ops::full_type_name(v);
            self.noted(raised, format!("when serializing {class} object"))
        })
    }

    /// A class; those of the singletons have no names that could be found.
    fn class(&mut self, v: Value) -> PyResult<()> {
        let singletons = [Value::NONE, Value::ELLIPSIS, Value::NOT_IMPLEMENTED];
        match singletons.iter().find(|&&s| type_of(s).value() == v) {
            None => self.global(v, None),
            Some(&singleton) => {
                let arguments = tuple_of(self.th, &[singleton]);
                let class = types::get(T::Type).value();
                self.reduced(tuple_of(self.th, &[class, arguments]), v)
            }
        }
    }

    fn parts(&self, made: Value) -> PyResult<Reduced> {
        let th = self.th;
        let items = match made.downcast::<Tuple>() {
            Some(t) if (2..=6).contains(&t.len()) => t,
            _ => {
                return Err(pickling_error(
                    th,
                    "tuple returned by __reduce__ must contain 2 through 6 elements",
                ));
            }
        };
        let part = |n: usize| match items.items().get(n) {
            Some(v) if !v.is_none() => *v,
            _ => Value::EMPTY,
        };
        let wrong = |which: &str, wanted: &str, v: Value| {
            let class = ops::full_type_name(v);
            pickling_error(
                th,
                format!(
                    "{which} item of the tuple returned by __reduce__ must be {wanted}, not {class}"
                ),
            )
        };
        let &[callable, arguments, ..] = items.items() else {
            return Err(pickling_error(th, ""));
        };
        let r = Reduced {
            callable,
            arguments,
            state: part(2),
            items: part(3),
            entries: part(4),
            state_setter: part(5),
        };
        if !ops::call::is_callable(callable) {
            return Err(wrong("first", "callable", callable));
        }
        if !arguments.has_kind(Kind::Tuple) {
            return Err(wrong("second", "a tuple", arguments));
        }
        if !r.items.is_empty() && !ops::is_iterator(r.items) {
            return Err(wrong("fourth", "an iterator", r.items));
        }
        if !r.entries.is_empty() && !ops::is_iterator(r.entries) {
            return Err(wrong("fifth", "an iterator", r.entries));
        }
        if !r.state_setter.is_empty() && !ops::call::is_callable(r.state_setter) {
            return Err(wrong("sixth", "callable", r.state_setter));
        }
        Ok(r)
    }

    /// Saves a part of what `v` is rebuilt from; the note says which.
    pub(super) fn save_part(&mut self, v: Value, part: Value, what: &str) -> PyResult<()> {
        self.save(part).map_err(|raised| {
            let class = ops::full_type_name(v);
            self.noted(raised, format!("when serializing {class} {what}"))
        })
    }

    /// Writes the tuple that a reduction function returned for `v`. Runs Python.
    pub(super) fn reduced(&mut self, made: Value, v: Value) -> PyResult<()> {
        let th = self.th;
        let r = self.parts(made)?;
        let name = match self.protocol {
            0 | 1 => None,
            _ => ops::get_attr_opt(th, r.callable, names::get(N::__name__))?,
        };
        let name = name.and_then(|name| name.downcast::<Str>());
        match name.as_ref().map(|name| name.bytes()) {
            Some(b"__newobj_ex__") => self.new_object_with_keywords(&r, v)?,
            Some(b"__newobj__") => self.new_object(&r, v)?,
            _ => {
                self.save_part(v, r.callable, "reconstructor")?;
                self.save_part(v, r.arguments, "reconstructor arguments")?;
                self.out.put_byte(REDUCE);
            }
        }
        if let Some(n) = self.known(v) {
            // It is in its own arguments, and has been written meanwhile.
            self.out.put_byte(POP);
            self.get(n);
            return Ok(());
        }
        self.memoize(v);
        if !r.items.is_empty() {
            self.items(r.items, v)?;
        }
        if !r.entries.is_empty() {
            self.entries(r.entries, v)?;
        }
        if r.state.is_empty() {
            return Ok(());
        }
        if r.state_setter.is_empty() {
            self.save_part(v, r.state, "state")?;
            self.out.put_byte(BUILD);
            return Ok(());
        }
        self.save_part(v, r.state_setter, "state setter")?;
        self.save(v)?;
        self.save_part(v, r.state, "state")?;
        self.out.put_all([TUPLE2, REDUCE, POP]);
        Ok(())
    }

    fn new_object_with_keywords(&mut self, r: &Reduced, v: Value) -> PyResult<()> {
        let th = self.th;
        let given = r.arguments.downcast::<Tuple>();
        let given = given.as_ref().map_or(&[][..], |t| t.items());
        let &[class, arguments, keywords] = given else {
            return Err(pickling_error(
                th,
                format!("__newobj_ex__ expected 3 arguments, got {}", given.len()),
            ));
        };
        let wrong = |which: &str, wanted: &str, v: Value| {
            let class = ops::full_type_name(v);
            pickling_error(
                th,
                format!("{which} argument to __newobj_ex__() must be {wanted}, not {class}"),
            )
        };
        if !class.has_kind(Kind::Type) {
            return Err(wrong("first", "a class", class));
        }
        let Some(positional) = arguments.downcast::<Tuple>() else {
            return Err(wrong("second", "a tuple", arguments));
        };
        let Some(named) = keywords.downcast::<Dict>() else {
            return Err(wrong("third", "a dict", keywords));
        };
        if self.protocol >= 4 {
            self.save_part(v, class, "class")?;
            self.save_part(v, arguments, "__new__ arguments")?;
            self.save_part(v, keywords, "__new__ arguments")?;
            self.out.put_byte(NEWOBJ_EX);
            return Ok(());
        }
        // Before there was an opcode for it: a partial of `__new__`, called with nothing.
        let new = ops::get_attr_name(th, class, N::__new__)?;
        let mut values = RootedVec::new();
        values.push(new);
        values.push(class);
        values.extend_from_slice(positional.items());
        let mut keys = RootedVec::new();
        let mut pos = 0;
        while let Some((key, value)) = named.next(&mut pos) {
            keys.push(key);
            values.push(value);
        }
        let keys = tuple::new(th, &keys);
        let partial = ops::call::call_keywords(th, state::get(Known::Partial), &values, keys)?;
        self.save_part(v, partial, "reconstructor")?;
        let nothing = tuple_of(th, &[]);
        self.save_part(v, nothing, "reconstructor arguments")?;
        self.out.put_byte(REDUCE);
        Ok(())
    }

    fn new_object(&mut self, r: &Reduced, v: Value) -> PyResult<()> {
        let th = self.th;
        let given = r.arguments.downcast::<Tuple>();
        let given = given.as_ref().map_or(&[][..], |t| t.items());
        let &[class, ref arguments @ ..] = given else {
            return Err(pickling_error(
                th,
                "__newobj__ expected at least 1 argument, got 0",
            ));
        };
        if !class.has_kind(Kind::Type) {
            let class = ops::full_type_name(class);
            return Err(pickling_error(
                th,
                format!("first argument to __newobj__() must be a class, not {class}"),
            ));
        }
        let own = ops::get_attr_name(th, v, N::__class__)?;
        if own != class {
            let own = ops::repr(th, own)?;
            let class = ops::repr(th, class)?;
            return Err(pickling_error(
                th,
                format!(
                    "first argument to __newobj__() must be {}, not {}",
                    own.to_string_lossy(),
                    class.to_string_lossy()
                ),
            ));
        }
        self.save_part(v, class, "class")?;
        let arguments = tuple_of(th, arguments);
        self.save_part(v, arguments, "__new__ arguments")?;
        self.out.put_byte(NEWOBJ);
        Ok(())
    }
}
