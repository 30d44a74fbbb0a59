//! Reading objects: the opcodes that call classes and functions, and give objects their state.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::names::{self, N};
use runtime::native::Args;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{Type, as_type, flags};
use runtime::value::Value;

use super::instance::Usual;
use super::load::{Loader, decode};
use super::state::{self, Known, unpickling_error};
use super::unpickler;

impl Loader<'_> {
    pub(super) fn instantiate(&mut self, class: Value, arguments: &[Value]) -> PyResult {
        let th = self.th;
        if arguments.is_empty() && class.has_kind(Kind::Type) {
            let asked = str::intern(th, "__getinitargs__");
            if ops::get_attr_opt(th, class, asked)?.is_none() {
                return ops::call_method(th, class, names::get(N::__new__), &[class]);
            }
        }
        ops::call(th, class, Args::positional(arguments))
    }

    pub(super) fn instance(&mut self) -> PyResult<()> {
        let th = self.th;
        let from = self.mark()?;
        let module = self.input.full_line(th)?;
        let module = decode(th, &module[..module.len() - 1], b"ascii", b"strict")?;
        let name = self.input.full_line(th)?;
        let name = decode(th, &name[..name.len() - 1], b"ascii", b"strict")?;
        let class = unpickler::meaning(th, self.unpickler, module, name)?;
        let arguments = self.pop_from(from)?;
        let made = self.instantiate(class, &arguments)?;
        self.stack.push(made);
        Ok(())
    }

    pub(super) fn new_object(&mut self, with_keywords: bool) -> PyResult<()> {
        let th = self.th;
        let code = if with_keywords { "NEWOBJ_EX" } else { "NEWOBJ" };
        let keywords = match with_keywords {
            true => self.pop()?,
            false => Value::EMPTY,
        };
        let arguments = self.pop()?;
        let class = self.pop()?;
        let wrong = |which: &str, wanted: &str, v: Value| {
            let class = ops::type_name(v);
            unpickling_error(
                th,
                format!("{code} {which} argument must be {wanted}, not {class}"),
            )
        };
        if !class.has_kind(Kind::Type) {
            return Err(wrong("class", "a type", class));
        }
        let class: Ref<Type> = as_type(class);
        let Some(new) = class.slots().new else {
            return Err(unpickling_error(
                th,
                format!(
                    "{code} class argument '{}' doesn't have __new__",
                    ops::type_name(class.value())
                ),
            ));
        };
        let Some(positional) = arguments.downcast::<Tuple>() else {
            return Err(wrong("args", "a tuple", arguments));
        };
        if positional.is_empty()
            && !with_keywords
            && let Some(made) = Usual::make(th, class)
        {
            self.stack.push(made?);
            return Ok(());
        }
        let mut values = RootedVec::new();
        values.extend_from_slice(positional.items());
        let mut names = RootedVec::new();
        if with_keywords {
            let Some(d) = keywords.downcast::<Dict>() else {
                return Err(wrong("kwargs", "a dict", keywords));
            };
            let mut pos = 0;
            while let Some((key, value)) = d.next(&mut pos) {
                // (`object.__new__` complains of all arguments.)
                if !key.has_kind(Kind::Str) && !class.has_flag(flags::PLAIN_NEW) {
                    return Err(th.type_error("keywords must be strings"));
                }
                names.push(key);
                values.push(value);
            }
        }
        let names = (!names.is_empty()).then(|| tuple::new(th, &names));
        let arguments = Args {
            values: &values,
            names,
        };
        let made = new(th, class, arguments)?;
        self.stack.push(made);
        Ok(())
    }

    /// A name that `copyreg` has registered under a number.
    pub(super) fn extension(&mut self, code: i32) -> PyResult<()> {
        let th = self.th;
        if code <= 0 {
            return Err(unpickling_error(th, "EXT specifies code <= 0"));
        }
        let key = Value::small(code.into());
        let cache = state::table(Known::ExtensionCache);
        if let Some(v) = cache.get(th, key)? {
            self.stack.push(v);
            return Ok(());
        }
        let Some(pair) = state::table(Known::InvertedRegistry).get(th, key)? else {
            return Err(th.value_error(format!("unregistered extension code {code}")));
        };
        let names = match pair.downcast::<Tuple>().as_ref().map(|t| t.items()) {
            Some(&[module, name]) if module.has_kind(Kind::Str) && name.has_kind(Kind::Str) => {
                Some((module, name))
            }
            _ => None,
        };
        let Some((module, name)) = names else {
            return Err(th.value_error(format!(
                "_inverted_registry[{code}] isn't a 2-tuple of strings"
            )));
        };
        let found = unpickler::meaning(th, self.unpickler, module, name)?;
        cache.set(th, key, found)?;
        self.stack.push(found);
        Ok(())
    }

    pub(super) fn build(&mut self) -> PyResult<()> {
        let th = self.th;
        if self.stack.len() < self.fence + 2 {
            return Err(self.underflow());
        }
        let state = self.pop()?;
        let v = self.top()?;
        if let Some(attributes) = state.downcast::<Dict>()
            && self.usual.build(th, v, attributes)
        {
            return Ok(());
        }
        if let Some(f) = ops::get_attr_opt(th, v, names::get(N::__setstate__))? {
            ops::call1(th, f, state)?;
            return Ok(());
        }
        let (attributes, members) = match state.downcast::<Tuple>().as_ref().map(|t| t.items()) {
            Some(&[attributes, members]) => (attributes, members),
            _ => (state, Value::EMPTY),
        };
        if !attributes.is_none() {
            let Some(attributes) = attributes.downcast::<Dict>() else {
                return Err(unpickling_error(th, "state is not a dictionary"));
            };
            if !self.usual.build(th, v, attributes) {
                store_attributes(th, v, attributes)?;
            }
        }
        if !members.is_empty() {
            let Some(members) = members.downcast::<Dict>() else {
                return Err(unpickling_error(th, "slot state is not a dictionary"));
            };
            let mut pos = 0;
            while let Some((name, item)) = members.next(&mut pos) {
                let name = ops::attribute_name(th, name)?;
                ops::set_attr(th, v, name, item)?;
            }
        }
        Ok(())
    }
}

/// Stores attributes into the `__dict__` of an object of any kind. Runs Python.
fn store_attributes(th: &Thread, v: Value, attributes: Ref<Dict>) -> PyResult<()> {
    let own = ops::get_attr_name(th, v, N::__dict__)?;
    let mut pos = 0;
    while let Some((key, item)) = attributes.next(&mut pos) {
        let key = match dict::exact_str(key) {
            Some(name) => str::intern_str(th, name).value(),
            None => key,
        };
        ops::set_item(th, own, key, item)?;
    }
    Ok(())
}
