//! Binding arguments as CPython's module does, whose messages do not name the function.

use runtime::error::PyResult;
use runtime::native::Args;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::str::Str;
use runtime::value::Value;

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// One value per name, `EMPTY` for what is not given; `required` must be. The receiver is no argument.
pub fn bind<const N: usize>(
    th: &Thread,
    args: Args,
    names: [&str; N],
    required: usize,
) -> PyResult<[Value; N]> {
    let mut bound = [Value::EMPTY; N];
    let positional = args.pos();
    if args.values.len() > N {
        return Err(th.type_error(format!(
            "function takes at most {N} {}argument{} ({} given)",
            if positional.is_empty() {
                "keyword "
            } else {
                ""
            },
            plural(N),
            args.values.len()
        )));
    }
    bound[..positional.len()].copy_from_slice(positional);
    let mut unknown = None;
    for (name, v) in args.keywords() {
        let name = this::<Str>(name);
        let Some(i) = names.iter().position(|n| n.as_bytes() == name.bytes()) else {
            unknown = unknown.or(Some(name));
            continue;
        };
        if !bound[i].is_empty() {
            return Err(th.type_error(format!(
                "argument for function given by name ('{}') and position ({})",
                names[i],
                i + 1
            )));
        }
        bound[i] = v;
    }
    if let Some(i) = bound[..required].iter().position(|v| v.is_empty()) {
        return Err(th.type_error(format!(
            "function missing required argument '{}' (pos {})",
            names[i],
            i + 1
        )));
    }
    match unknown {
        Some(name) => Err(th.type_error(format!(
            "this function got an unexpected keyword argument '{}'",
            name.to_string_lossy()
        ))),
        None => Ok(bound),
    }
}

/// The receiver, and what is behind it.
pub fn method<'a>(args: Args<'a>) -> (Value, Args<'a>) {
    let rest = Args {
        values: args.values.get(1..).unwrap_or(&[]),
        names: args.names,
    };
    (args.values.first().copied().unwrap_or(Value::NONE), rest)
}

/// Exactly so many arguments by position.
pub fn exactly<const N: usize>(th: &Thread, name: &str, args: Args) -> PyResult<[Value; N]> {
    if args.keyword_count() > 0 {
        return Err(th.type_error(format!("{name}() takes no keyword arguments")));
    }
    match args.values.try_into() {
        Ok(values) => Ok(values),
        Err(_) => Err(th.type_error(format!(
            "function takes exactly {N} argument{} ({} given)",
            plural(N),
            args.values.len()
        ))),
    }
}
