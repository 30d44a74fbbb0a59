//! The arguments of the constructors, which CPython parses by a format: from the left, each one converted before the next is
//! looked at, and with messages that know the function's name or not.

use runtime::error::{PyResult, Raised};
use runtime::native::Args;
use runtime::object::Ref;
use runtime::suggest;
use runtime::thread::Thread;
use runtime::types::bytes::Bytes;
use runtime::types::sequence::this;
use runtime::types::str::Str;
use runtime::value::Value;

use crate::posix::arg;

/// The parameters.
pub struct Parameters {
    /// The function's name and its parentheses, or what stands for them.
    pub function: &'static str,
    pub names: &'static [&'static str],
    pub required: usize,
    /// How many of them may be given by position.
    pub positional: usize,
}

/// The arguments of a call, to be taken from the left.
pub struct Given<'a> {
    parameters: &'static Parameters,
    args: Args<'a>,
    /// The arguments by position.
    pos: &'a [Value],
    next: usize,
    /// How many arguments by name have not been taken.
    left: usize,
}

fn name_of(v: Value) -> Ref<Str> {
    this::<Str>(v)
}

impl Parameters {
    /// Begins with a call, whose arguments are not too many.
    #[inline]
    pub fn given<'a>(&'static self, th: &Thread, args: Args<'a>) -> PyResult<Given<'a>> {
        let (all, by_position) = (args.values.len(), args.pos());
        let pos = by_position.len();
        let function = self.function;
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        if all > self.names.len() {
            let n = self.names.len();
            return Err(th.type_error(format!(
                "{function} takes at most {n} {}argument{} ({all} given)",
                if pos == 0 { "keyword " } else { "" },
                plural(n)
            )));
        }
        if pos > self.positional {
            return Err(th.type_error(format!(
                "{function} takes at most {} positional argument{} ({pos} given)",
                self.positional,
                plural(self.positional)
            )));
        }
        Ok(Given {
            parameters: self,
            args,
            pos: by_position,
            next: 0,
            left: all - pos,
        })
    }
}

impl Given<'_> {
    fn by_name(&mut self, i: usize) -> Option<Value> {
        if self.left == 0 {
            return None;
        }
        let wanted = self.parameters.names[i].as_bytes();
        let found = self
            .args
            .keywords()
            .find(|&(name, _)| name_of(name).bytes() == wanted);
        self.left -= usize::from(found.is_some());
        found.map(|(_, v)| v)
    }

    /// The next parameter's value, None if it is not given and need not be.
    pub fn next(&mut self, th: &Thread) -> PyResult<Option<Value>> {
        let i = self.next;
        self.next += 1;
        let found = match self.pos.get(i) {
            Some(&v) => Some(v),
            None => self.by_name(i),
        };
        if found.is_none() && i < self.parameters.required {
            return Err(self.missing(th, i));
        }
        Ok(found)
    }

    #[cold]
    fn missing(&self, th: &Thread, i: usize) -> Raised {
        th.type_error(format!(
            "{} missing required argument '{}' (pos {})",
            self.parameters.function,
            self.parameters.names[i],
            i + 1
        ))
    }

    /// All values at once, as many as there are parameters; what is not given stays as it is.
    #[inline]
    pub fn all(self, th: &Thread, values: &mut [Value]) -> PyResult<()> {
        let n = self.pos.len();
        values[..n].copy_from_slice(self.pos);
        let mut left = self.left;
        for (name, v) in self.args.keywords() {
            let (name, mut names) = (name_of(name), self.parameters.names.iter());
            let found = names.position(|n| n.as_bytes() == name.bytes());
            if let Some(i) = found.filter(|&i| i >= n) {
                values[i] = v;
                left -= 1;
            }
        }
        if let Some(i) = (n..self.parameters.required).find(|&i| values[i].is_empty()) {
            return Err(self.missing(th, i));
        }
        if left > 0 {
            return Err(self.left_over(th));
        }
        Ok(())
    }

    /// The same, as a C int.
    pub fn int(&mut self, th: &Thread, default: i32) -> PyResult<i32> {
        match self.next(th)? {
            Some(v) => match v.as_small().and_then(|n| i32::try_from(n).ok()) {
                Some(n) => Ok(n),
                None => arg::format_int(th, v),
            },
            None => Ok(default),
        }
    }

    /// Nothing may be left.
    pub fn end(&self, th: &Thread) -> PyResult<()> {
        if self.left == 0 {
            return Ok(());
        }
        Err(self.left_over(th))
    }

    #[cold]
    fn left_over(&self, th: &Thread) -> Raised {
        let p = self.parameters;
        for (name, _) in self.args.keywords() {
            let name = name_of(name);
            match p.names.iter().position(|n| n.as_bytes() == name.bytes()) {
                Some(i) if i < self.pos.len() => {
                    return th.type_error(format!(
                        "argument for {} given by name ('{}') and position ({})",
                        p.function,
                        p.names[i],
                        i + 1
                    ));
                }
                Some(_) => {}
                None => {
                    let shown = name.to_string_lossy();
                    let names = p.names.iter().copied();
                    let hint = suggest::closest(&shown, p.names.len(), names)
                        .map_or_else(String::new, |near| format!(". Did you mean '{near}'?"));
                    let function = match p.function {
                        "function" => "this function",
                        named => named,
                    };
                    return th.type_error(format!(
                        "{function} got an unexpected keyword argument '{shown}'{hint}"
                    ));
                }
            }
        }
        th.type_error("invalid keyword arguments")
    }
}

/// The state that a pickle passes as the first argument: so many bytes, of which `sane` says whether they can be meant.
/// Pickles of Python 2 have them as text.
pub fn state<const N: usize>(
    th: &Thread,
    class: &str,
    v: Value,
    sane: impl Fn(&[u8; N]) -> bool,
) -> PyResult<Option<[u8; N]>> {
    if let Some(b) = v.downcast::<Bytes>() {
        let state = <[u8; N]>::try_from(b.data()).ok();
        return Ok(state.filter(sane));
    }
    let Some(s) = v.downcast::<Str>() else {
        return Ok(None);
    };
    if s.char_len() != N {
        return Ok(None);
    }
    let Some(text) = s.as_str() else {
        return Ok(None);
    };
    let mut state = [0; N];
    let mut latin = true;
    for (byte, c) in state.iter_mut().zip(text.chars()) {
        match u8::try_from(u32::from(c)) {
            Ok(b) => *byte = b,
            Err(_) => latin = false,
        }
    }
    if !sane(&state) {
        return Ok(None);
    }
    if !latin {
        return Err(th.value_error(format!(
            "Failed to encode latin1 string when unpickling a {class} object. pickle.load(data, encoding='latin1') is assumed."
        )));
    }
    Ok(Some(state))
}
