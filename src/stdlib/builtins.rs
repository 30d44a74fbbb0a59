//! `builtins`.
//!
//! It is long because the module has some fifty functions.

use std::ops::ControlFlow;

use frontend::bytecode::code::Const;
use runtime::audit;
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::import;
use runtime::interp::call;
use runtime::interp::consumer::Consumer;
use runtime::names::{self, N};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::cell::Cell;
use runtime::types::code::CodeObj;
use runtime::types::dict::{self, Dict};
use runtime::types::function::Function;
use runtime::types::module::Module;
use runtime::types::slots::{BinOp, CmpOp};
use runtime::types::str::Str;
use runtime::types::type_::{self};
use runtime::types::{self, T, frame, int, list, list_sort, str, tuple};
use runtime::value::Value;

use crate::_io::memory;
use crate::_io::text::{self, TextIo};
use crate::array;

fn abs(th: &Thread, args: &[Value]) -> PyResult {
    ops::abs(th, args[0])
}

/// Whether some item's truth is `wanted`.
fn any_is(th: &Thread, iterable: Value, wanted: bool) -> PyResult<bool> {
    let mut found = false;
    ops::iterate(th, iterable, &mut |v| {
        if ops::is_true(th, v)? == wanted {
            found = true;
            return Ok(ControlFlow::Break(()));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

fn all(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(!any_is(th, args[0], false)?))
}

fn any(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(any_is(th, args[0], true)?))
}

fn ascii(th: &Thread, args: &[Value]) -> PyResult {
    Ok(ops::ascii(th, args[0])?.value())
}

fn in_base(th: &Thread, v: Value, base: u32) -> PyResult {
    let i = ops::index(th, v)?;
    if let Some(n) = i.as_small() {
        return Ok(small_in_base(th, n, base).value());
    }
    let text = int::with(i, |i| runtime::algo::int_text::with_prefix(i, base));
    Ok(str::new(th, &text))
}

/// The digits of a number in base 2, 8 or 16, with sign and prefix. Allocates.
fn small_in_base(th: &Thread, n: i64, base: u32) -> Ref<Str> {
    let (shift, letter) = match base {
        2 => (1, b'b'),
        8 => (3, b'o'),
        _ => (4, b'x'),
    };
    let mut text = [0; 70];
    let mut at = text.len();
    let mut put = |b: u8| {
        at -= 1;
        text[at] = b;
    };
    let mut rest = n.unsigned_abs();
    loop {
        put(b"0123456789abcdef"[(rest & ((1 << shift) - 1)) as usize]);
        rest >>= shift;
        if rest == 0 {
            break;
        }
    }
    put(letter);
    put(b'0');
    if n < 0 {
        put(b'-');
    }
    str::from_ascii(th, &text[at..])
}

fn bin(th: &Thread, args: &[Value]) -> PyResult {
    in_base(th, args[0], 2)
}

fn oct(th: &Thread, args: &[Value]) -> PyResult {
    in_base(th, args[0], 8)
}

fn hex(th: &Thread, args: &[Value]) -> PyResult {
    in_base(th, args[0], 16)
}

fn callable(_: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(ops::call::is_callable(args[0])))
}

fn chr(th: &Thread, args: &[Value]) -> PyResult {
    let i = ops::index(th, args[0])?;
    match int::to_i64(i)
        .and_then(|i| u32::try_from(i).ok())
        .filter(|&c| c < 0x11_0000)
    {
        Some(c) => Ok(str::from_code_point(th, c)),
        None => Err(th.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(th: &Thread, args: &[Value]) -> PyResult {
    if let Some(s) = args[0].downcast::<Str>() {
        if s.char_len() == 1 {
            let c = runtime::algo::wtf8::code_points(s.bytes())
                .next()
                .unwrap_or(0);
            return Ok(Value::small(i64::from(c)));
        }
        return Err(th.type_error(format!(
            "ord() expected a character, but string of length {} found",
            s.char_len()
        )));
    }
    match types::bytes::as_bytes(args[0]) {
        Some(b) if b.len() == 1 => Ok(Value::small(i64::from(b[0]))),
        Some(b) => Err(th.type_error(format!(
            "ord() expected a character, but string of length {} found",
            b.len()
        ))),
        None => Err(th.type_error(format!(
            "ord() expected string of length 1, but {} found",
            ops::type_name(args[0])
        ))),
    }
}

/// The source text that `compile`, `eval` and `exec` were given.
pub fn source_bytes(th: &Thread, v: Value, what: &str) -> PyResult<Vec<u8>> {
    if let Some(s) = v.downcast::<Str>() {
        if s.as_str().is_none() {
            // Surrogates are no source: this raises.
            runtime::codecs::encode_text(th, s, b"utf-8", b"strict")?;
        }
        return Ok(s.bytes().to_vec());
    }
    match types::bytes::as_bytes(v) {
        Some(b) => Ok(b.to_vec()),
        None => Err(th.type_error(format!("{what} must be a string, bytes or code object"))),
    }
}

/// The bits of `__future__` features.
const FUTURE_FLAGS: i64 = 0x1fe_0000;

/// All bits that `compile` understands: also `PyCF_ONLY_AST`, type comments, top-level await, optimised trees, incomplete
/// input, and "do not imply dedents".
const COMPILE_FLAGS: i64 = FUTURE_FLAGS | 0x10 | 0x200 | 0x400 | 0x1000 | 0x2000 | 0x4000 | 0x8000;

/// The name of a file for messages, from what a program says.
pub fn file_name(th: &Thread, v: Value) -> PyResult<String> {
    let path = crate::posix::arg::fspath(th, v)?;
    Ok(match path.downcast::<Str>() {
        Some(s) => s.to_string_lossy().into_owned(),
        None => types::bytes::as_bytes(path)
            .map_or_else(String::new, |b| String::from_utf8_lossy(&b).into_owned()),
    })
}

fn compile(th: &Thread, args: &[Value]) -> PyResult {
    let name = file_name(th, args[1])?;
    let asked = if args[3].is_empty() {
        0
    } else {
        ops::index_i64(th, args[3])?
    };
    if asked & !COMPILE_FLAGS != 0 {
        return Err(th.value_error("compile(): unrecognised flags"));
    }
    let alone = !args[4].is_empty() && ops::is_true(th, args[4])?;
    let asked = if alone { asked } else { asked | inherited(th) };
    let optimize = match args[5].is_empty() {
        true => optimization(th, -1)?,
        false => optimization(th, ops::index_i64(th, args[5])?)?,
    };
    let wants_tree = asked & crate::_ast::ONLY_AST != 0;
    let mode = match args[2].downcast::<Str>() {
        Some(s) if s.bytes() == b"exec" => frontend::Mode::Exec,
        Some(s) if s.bytes() == b"eval" => frontend::Mode::Eval,
        Some(s) if s.bytes() == b"single" => frontend::Mode::Single,
        Some(s) if s.bytes() == b"func_type" => frontend::Mode::Eval,
        Some(_) if wants_tree => {
            return Err(
                th.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")
            );
        }
        Some(_) => {
            return Err(th.value_error("compile() mode must be 'exec', 'eval' or 'single'"));
        }
        None => {
            return Err(th.type_error(format!(
                "compile() argument 'mode' must be str, not {}",
                ops::type_name(args[2])
            )));
        }
    };
    let is_signature = args[2]
        .downcast::<Str>()
        .is_some_and(|s| s.bytes() == b"func_type");
    if is_signature && !wants_tree {
        return Err(th.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
    }
    let optimised = wants_tree && asked & crate::_ast::OPTIMIZED_AST == crate::_ast::OPTIMIZED_AST;
    let mut is_text = args[0].has_kind(Kind::Str);
    let source = if crate::_ast::is_node(args[0]) {
        is_text = true;
        if wants_tree && !optimised {
            return Ok(args[0]);
        }
        if !wants_tree {
            audit::tell(th, "compile", || [args[0], args[1]])?;
            let flags = flags_of(asked, optimize, true);
            return crate::_ast::objects::compile(th, args[0], &name, mode, flags);
        }
        // An optimised tree comes from text: the tree's own.
        let module = import::module(th, "ast")?;
        let text = ops::call_method(th, module, types::str::intern(th, "unparse"), &[args[0]])?;
        source_bytes(th, text, "compile() arg 1")?
    } else {
        source_bytes(th, args[0], "compile() arg 1")?
    };
    audit::tell(th, "compile", || match crate::_ast::is_node(args[0]) {
        true => [args[0], args[1]],
        false => [types::bytes::new(th, &source), args[1]],
    })?;
    if wants_tree {
        let debug = optimised.then_some(optimize == 0);
        let flags = frontend::Flags {
            text: is_text,
            keep_block: asked & DONT_IMPLY_DEDENT != 0,
            type_comments: asked & TYPE_COMMENTS != 0,
            ..frontend::Flags::default()
        };
        if is_signature {
            return crate::_ast::nodes::parse_signature(th, &source, &name);
        }
        let result = crate::_ast::nodes::parse(th, &source, &name, mode, flags, debug);
        return incomplete(th, result, asked, mode, &source, &name);
    }
    let flags = flags_of(asked, optimize, is_text);
    let code = import::compile(th, &source, &name, mode, flags).map(|code| code.value());
    incomplete(th, code, asked, mode, &source, &name)
}

/// The level of optimisation that is asked for.
fn optimization(th: &Thread, level: i64) -> PyResult<u8> {
    match level {
        -1 => Ok(import::flags().optimize),
        0..=2 => Ok(level as u8),
        _ => Err(th.value_error("compile(): invalid optimize value")),
    }
}

/// What the flags of `compile` mean for code.
/// What the running code has taken from `__future__`, which holds for what it compiles, too.
fn inherited(th: &Thread) -> i64 {
    types::frame::running(th).map_or(0, |(frame, _)| {
        i64::from(frame.code().plain().flags) & FUTURE_FLAGS
    })
}

fn flags_of(asked: i64, optimize: u8, text: bool) -> frontend::Flags {
    frontend::Flags {
        optimize,
        future: (asked & FUTURE_FLAGS) as u32,
        top_level_await: asked & 0x2000 != 0,
        program_file: false,
        text,
        keep_block: asked & DONT_IMPLY_DEDENT != 0,
        type_comments: false,
        max_int_digits: None,
    }
}

/// `PyCF_DONT_IMPLY_DEDENT`: the end of the source ends no indented block.
const DONT_IMPLY_DEDENT: i64 = 0x200;

/// `PyCF_TYPE_COMMENTS`: comments that tell types are part of the tree.
const TYPE_COMMENTS: i64 = 0x1000;

/// `PyCF_ALLOW_INCOMPLETE_INPUT`: whoever compiles wants to know whether more of the source might make it right.
const ALLOW_INCOMPLETE: i64 = 0x4000;

/// The result of a compilation; if the source only ends too early and that is asked for, an exception of its own.
fn incomplete(
    th: &Thread,
    result: PyResult,
    asked: i64,
    mode: frontend::Mode,
    source: &[u8],
    filename: &str,
) -> PyResult {
    let Err(raised) = result else { return result };
    let syntax = asked & ALLOW_INCOMPLETE != 0 && th.raised_is(&raised, T::SyntaxError);
    let Some(text) = std::str::from_utf8(source).ok().filter(|_| syntax) else {
        return Err(raised);
    };
    let may_go_on = match mode {
        frontend::Mode::Exec => false,
        frontend::Mode::Eval => frontend::traceback::is_blank(text),
        frontend::Mode::Single => {
            frontend::traceback::is_blank(text) || frontend::traceback::wants_line(text)
        }
    };
    if !may_go_on && !frontend::traceback::is_incomplete(text) {
        return Err(raised);
    }
    th.take_exception(raised);
    let mut text = text.to_owned();
    if mode == frontend::Mode::Exec && !text.ends_with('\n') {
        text.push('\n');
    }
    let line = text.split_inclusive('\n').next_back().unwrap_or("");
    let number = Value::small(text.split_inclusive('\n').count() as i64);
    let details = [
        str::new(th, filename),
        number,
        Value::small(line.chars().count() as i64),
        str::new(th, line),
        number,
        Value::small(-1),
    ];
    let details = types::tuple::new(th, &details).value();
    let msg = str::new(th, "incomplete input");
    let e = types::exception::new(th, T::IncompleteInputError, &[msg, details]);
    Err(th.raise(e))
}

/// The globals and the namespace of `eval` and `exec`.
fn namespaces(
    th: &Thread,
    globals: Value,
    locals: Value,
    what: &str,
) -> PyResult<(Ref<Dict>, Value)> {
    let absent = |v: Value| v.is_empty() || v.is_none();
    if !absent(globals) && !globals.has_kind(Kind::Dict) {
        return Err(th.type_error(format!(
            "{what}() globals must be a dict, not {}",
            ops::type_name(globals)
        )));
    }
    if let Some(dict) = globals.downcast::<Dict>() {
        let space = if absent(locals) { globals } else { locals };
        return Ok((dict, space));
    }
    let Some((at, _)) = frame::running(th) else {
        return Err(th.error(T::SystemError, "globals and locals cannot be NULL"));
    };
    // SAFETY: a function's globals are a dict.
    let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(at.function().globals.get()) };
    let space = if absent(locals) {
        frame::locals(th, at)?
    } else {
        locals
    };
    Ok((dict, space))
}

fn evaluate(th: &Thread, args: &[Value], mode: frontend::Mode, what: &str) -> PyResult {
    let (globals, space) = namespaces(th, args[1], args[2], what)?;
    let given = args.get(3).copied();
    let closure = given.filter(|c| !c.is_empty() && !c.is_none());
    let code = if let Some(code) = args[0].downcast::<CodeObj>() {
        let wanted = code.plain().freevars.len();
        if let Some(closure) = closure {
            let cells = closure.downcast::<types::tuple::Tuple>().filter(|t| {
                t.len() == wanted && t.items().iter().all(|&c| types::is_exactly(c, T::Cell))
            });
            globals.into_namespace(th);
            return match cells {
                _ if wanted == 0 => {
                    Err(th.type_error("cannot use a closure with this code object"))
                }
                Some(cells) => import::run_closure(th, code, globals, space, cells.value()),
                None => Err(th.type_error(format!(
                    "code object requires a closure of exactly length {wanted}"
                ))),
            };
        }
        if wanted != 0 {
            return Err(th.type_error(if what == "eval" {
                "code object passed to eval() may not contain free variables".to_owned()
            } else {
                format!("code object requires a closure of exactly length {wanted}")
            }));
        }
        code
    } else {
        if closure.is_some() {
            return Err(th.type_error("closure can only be used when source is a code object"));
        }
        let mut source = source_bytes(th, args[0], &format!("{what}() arg 1"))?;
        if mode == frontend::Mode::Eval {
            let start = source
                .iter()
                .position(|b| *b != b' ' && *b != b'\t')
                .unwrap_or(source.len());
            source.drain(..start);
        }
        let flags = frontend::Flags {
            text: args[0].has_kind(Kind::Str),
            future: inherited(th) as u32,
            ..frontend::Flags::default()
        };
        audit::tell(th, "compile", || {
            let name = str::intern(th, "<string>").value();
            [types::bytes::new(th, &source), name]
        })?;
        import::compile(th, &source, "<string>", mode, flags)?
    };
    audit::tell(th, "exec", || [code.value()])?;
    // An expression runs once: it is worth the while for the functions that it makes.
    let makes_code = |c: &Const| matches!(c, Const::Code(_));
    if mode == frontend::Mode::Exec || code.plain().consts.iter().any(makes_code) {
        globals.into_namespace(th);
    }
    import::run_code(th, code, globals, space)
}

fn eval(th: &Thread, args: &[Value]) -> PyResult {
    evaluate(th, args, frontend::Mode::Eval, "eval")
}

fn exec(th: &Thread, args: &[Value]) -> PyResult {
    evaluate(th, args, frontend::Mode::Exec, "exec")?;
    Ok(Value::NONE)
}

fn attribute_name(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    ops::attribute_name(th, v)
}

fn delattr(th: &Thread, args: &[Value]) -> PyResult {
    ops::del_attr(th, args[0], attribute_name(th, args[1])?)?;
    Ok(Value::NONE)
}

fn setattr(th: &Thread, args: &[Value]) -> PyResult {
    ops::set_attr(th, args[0], attribute_name(th, args[1])?, args[2])?;
    Ok(Value::NONE)
}

fn getattr(th: &Thread, args: &[Value]) -> PyResult {
    let name = attribute_name(th, args[1])?;
    if args[2].is_empty() {
        return ops::get_attr(th, args[0], name);
    }
    Ok(ops::get_attr_opt(th, args[0], name)?.unwrap_or(args[2]))
}

fn hasattr(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(
        ops::get_attr_opt(th, args[0], attribute_name(th, args[1])?)?.is_some(),
    ))
}

fn dir(th: &Thread, args: &[Value]) -> PyResult {
    let listed = if args[0].is_empty() {
        let Some((at, _)) = frame::running(th) else {
            return Err(th.error(T::SystemError, "frame does not exist"));
        };
        let space = frame::locals(th, at)?;
        ops::call_method(th, space, names::get(N::keys), &[])?
    } else {
        match ops::call::special(th, args[0], N::__dir__, &[])? {
            Some(v) => v,
            None => return Err(th.type_error("object does not provide __dir__")),
        }
    };
    let sorted = list::from_iterable(th, listed)?;
    ops::call_method(th, sorted.value(), names::get(N::sort), &[])?;
    Ok(sorted.value())
}

fn divmod(th: &Thread, args: &[Value]) -> PyResult {
    ops::binary(th, BinOp::DivMod, args[0], args[1])
}

fn format(th: &Thread, args: &[Value]) -> PyResult {
    let spec = if args[1].is_empty() {
        str::new(th, "")
    } else {
        args[1]
    };
    match spec.downcast::<Str>() {
        Some(spec) => Ok(ops::format(th, args[0], spec)?.value()),
        None => Err(th.type_error(format!(
            "format() argument 2 must be str, not {}",
            ops::argument_type_name(spec)
        ))),
    }
}

fn globals(th: &Thread, _: &[Value]) -> PyResult {
    match frame::running_globals(th) {
        Some(g) => Ok(g.value()),
        None => Ok(Value::NONE),
    }
}

fn locals(th: &Thread, _: &[Value]) -> PyResult {
    match frame::running(th) {
        Some((at, _)) => frame::locals(th, at),
        None => Err(th.error(T::SystemError, "frame does not exist")),
    }
}

fn vars(th: &Thread, args: &[Value]) -> PyResult {
    if args[0].is_empty() {
        return locals(th, &[]);
    }
    match ops::get_attr_opt(th, args[0], names::get(N::__dict__))? {
        Some(v) => Ok(v),
        None => Err(th.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn hash(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_i64(th, ops::hash(th, args[0])?))
}

fn id(th: &Thread, args: &[Value]) -> PyResult {
    let id = int::from_u64(th, args[0].bits());
    audit::tell(th, "builtins.id", || [id])?;
    Ok(id)
}

fn isinstance(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(ops::is_instance(th, args[0], args[1])?))
}

fn issubclass(th: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(ops::is_subclass(th, args[0], args[1])?))
}

fn iter(th: &Thread, args: &[Value]) -> PyResult {
    if args[1].is_empty() {
        return ops::iter(th, args[0]);
    }
    if !ops::call::is_callable(args[0]) {
        return Err(th.type_error("iter(v, w): v must be callable"));
    }
    Ok(types::iter::new_callable(th, args[0], args[1]))
}

fn next(th: &Thread, args: &[Value]) -> PyResult {
    let it = args[0];
    let Some(slot) = types::type_of(it).slots().next else {
        return Err(th.type_error(format!(
            "'{}' object is not an iterator",
            ops::type_name(it)
        )));
    };
    if let Some(f) = runtime::interp::item::python_method(it, N::__next__) {
        // What it raises is passed on as it is.
        return match ops::call1(th, f.value(), it) {
            Err(raised) if !args[1].is_empty() => {
                th.swallow(raised, T::StopIteration)?;
                Ok(args[1])
            }
            result => result,
        };
    }
    match slot(th, it) {
        Ok(Some(v)) => Ok(v),
        Ok(None) if !args[1].is_empty() => {
            th.stop_value.set(Value::EMPTY);
            Ok(args[1])
        }
        Ok(None) => {
            let left = th.stop_value.replace(Value::EMPTY);
            if left.is_empty() {
                Err(th.error_with(T::StopIteration, &[]))
            } else {
                Err(th.error_with(T::StopIteration, &[left]))
            }
        }
        Err(raised) if !args[1].is_empty() => {
            th.swallow(raised, T::StopIteration)?;
            Ok(args[1])
        }
        Err(raised) => Err(raised),
    }
}

fn aiter(th: &Thread, args: &[Value]) -> PyResult {
    match types::type_of(args[0]).slots().aiter {
        Some(f) => f(th, args[0]),
        None => Err(th.type_error(format!(
            "'{}' object is not an async iterable",
            ops::type_name(args[0])
        ))),
    }
}

fn anext(th: &Thread, args: &[Value]) -> PyResult {
    let Some(f) = types::type_of(args[0]).slots().anext else {
        return Err(th.type_error(format!(
            "'{}' object is not an async iterator",
            ops::type_name(args[0])
        )));
    };
    let awaitable = types::async_generator::watch(th, f(th, args[0])?);
    if args[1].is_empty() {
        return Ok(awaitable);
    }
    Ok(types::async_generator::anext_default(
        th, awaitable, args[1],
    ))
}

fn len(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_usize(th, ops::len(th, args[0])?))
}

/// `min` and `max`.
fn extreme(th: &Thread, args: Args, name: &str, op: CmpOp) -> PyResult {
    if args.pos().is_empty() {
        return Err(th.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    let mut key = Value::NONE;
    let mut default = Value::EMPTY;
    for (keyword, v) in args.keywords() {
        let text = ops::str(th, keyword)?;
        match text.bytes() {
            b"key" => key = v,
            b"default" => default = v,
            _ => {
                let shown = text.to_string_lossy();
                return Err(runtime::suggest::unexpected_keyword(
                    th,
                    name,
                    &shown,
                    ["key", "default"].into_iter(),
                ));
            }
        }
    }
    let mut best = Value::EMPTY;
    let mut best_key = Value::EMPTY;
    let mut consider = |v: Value| -> PyResult<ControlFlow<()>> {
        let k = if key.is_none() {
            v
        } else {
            ops::call1(th, key, v)?
        };
        if best.is_empty() || ops::compare_bool(th, k, best_key, op)? {
            best = v;
            best_key = k;
        }
        Ok(ControlFlow::Continue(()))
    };
    match args.pos() {
        [iterable] => {
            ops::iterate(th, *iterable, &mut consider)?;
            if best.is_empty() {
                if !default.is_empty() {
                    return Ok(default);
                }
                return Err(th.value_error(format!("{name}() iterable argument is empty")));
            }
        }
        many => {
            if !default.is_empty() {
                return Err(th.type_error(format!(
                    "Cannot specify a default for {name}() with multiple positional arguments"
                )));
            }
            for &v in many {
                let _ = consider(v)?;
            }
        }
    }
    Ok(best)
}

fn max(th: &Thread, args: Args) -> PyResult {
    extreme(th, args, "max", CmpOp::Gt)
}

fn min(th: &Thread, args: Args) -> PyResult {
    extreme(th, args, "min", CmpOp::Lt)
}

fn pow(th: &Thread, args: &[Value]) -> PyResult {
    if args[2].is_empty() || args[2].is_none() {
        return ops::binary(th, BinOp::Pow, args[0], args[1]);
    }
    let unwrap = |v: Value| types::weakref::unwrap(th, v);
    ops::pow_mod(th, unwrap(args[0])?, unwrap(args[1])?, unwrap(args[2])?)
}

fn print(th: &Thread, args: Args) -> PyResult {
    let (mut sep, mut end, mut file, mut flush) = (Value::NONE, Value::NONE, Value::NONE, false);
    for (keyword, v) in args.keywords() {
        let text = ops::str(th, keyword)?;
        match text.bytes() {
            b"sep" => sep = v,
            b"end" => end = v,
            b"file" => file = v,
            b"flush" => flush = ops::is_true(th, v)?,
            _ => {
                let shown = text.to_string_lossy();
                return Err(runtime::suggest::unexpected_keyword(
                    th,
                    "print",
                    &shown,
                    ["sep", "end", "file", "flush"].into_iter(),
                ));
            }
        }
    }
    for (name, v) in [("sep", sep), ("end", end)] {
        if !v.is_none() && !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "{name} must be None or a string, not {}",
                ops::type_name(v)
            )));
        }
    }
    if file.is_none() {
        let sys = import::module(th, "sys")?;
        file = match ops::get_attr_opt(th, sys, names::get(N::stdout))? {
            Some(f) => f,
            None => return Err(th.runtime_error("lost sys.stdout")),
        };
        if file.is_none() {
            return Ok(Value::NONE);
        }
    }
    let space = str::intern(th, " ");
    let newline = str::intern(th, "\n");
    let text_or = |v: Value, default: Ref<Str>| v.downcast::<Str>().unwrap_or(default);
    let (sep, end) = (text_or(sep, space), text_or(end, newline));
    let out = Out::to(th, file)?;
    for (n, &v) in args.pos().iter().enumerate() {
        if n > 0 {
            out.write(th, sep)?;
        }
        out.write(th, ops::str(th, v)?)?;
    }
    out.write(th, end)?;
    if flush {
        ops::call_method(th, file, names::get(N::flush), &[])?;
    }
    Ok(Value::NONE)
}

/// Where `print` writes: streams that are exactly ours are written to without looking up methods.
enum Out {
    Text(Ref<TextIo>),
    Memory(Value),
    Method(Value),
}

impl Out {
    fn to(th: &Thread, file: Value) -> PyResult<Out> {
        if let Some(t) = text::exactly(file) {
            return Ok(Out::Text(t));
        }
        if memory::is_string_io(file) {
            return Ok(Out::Memory(file));
        }
        ops::get_attr(th, file, names::get(N::write)).map(Out::Method)
    }

    fn write(&self, th: &Thread, text: Ref<Str>) -> PyResult<()> {
        match *self {
            Out::Text(t) => text::write_str(th, t, text),
            Out::Memory(v) => memory::write_exactly(th, v, text),
            Out::Method(write) => ops::call1(th, write, text.value()).map(|_| ()),
        }
    }
}

fn input(th: &Thread, args: &[Value]) -> PyResult {
    let prompt = crate::support::or(args[0], Value::NONE);
    audit::tell(th, "builtins.input", || [prompt])?;
    let text = read_input(th, args)?;
    audit::tell(th, "builtins.input/result", || [text])?;
    Ok(text)
}

fn read_input(th: &Thread, args: &[Value]) -> PyResult {
    let sys = import::module(th, "sys")?;
    let stream = |n: N, name: &str| -> PyResult {
        match ops::get_attr_opt(th, sys, names::get(n))? {
            Some(v) if !v.is_none() => Ok(v),
            _ => Err(th.runtime_error(format!("lost sys.{name}"))),
        }
    };
    let (stdin, stdout) = (stream(N::stdin, "stdin")?, stream(N::stdout, "stdout")?);
    if !args[0].is_empty() {
        let prompt = ops::str(th, args[0])?;
        let at_terminal = |stream: Value| {
            let answer = ops::call_method(th, stream, str::intern(th, "isatty"), &[])?;
            ops::is_true(th, answer)
        };
        if prompt.bytes().contains(&0) && at_terminal(stdin)? && at_terminal(stdout)? {
            let message = "input: prompt string cannot contain null characters";
            return Err(th.value_error(message));
        }
        ops::call_method(th, stdout, names::get(N::write), &[prompt.value()])?;
    }
    // A stream that cannot be flushed is no obstacle.
    if let Err(raised) = ops::call_method(th, stdout, names::get(N::flush), &[]) {
        th.take_exception(raised);
    }
    let line = ops::call_method(th, stdin, names::get(N::readline), &[])?;
    let Some(line) = line.downcast::<Str>() else {
        return Err(th.type_error("object.readline() returned non-string"));
    };
    match line.bytes() {
        [] => Err(th.error(T::EOFError, "EOF when reading a line")),
        [text @ .., b'\n'] => Ok(str::from_bytes(th, text).value()),
        text => Ok(str::from_bytes(th, text).value()),
    }
}

fn repr(th: &Thread, args: &[Value]) -> PyResult {
    Ok(ops::repr(th, args[0])?.value())
}

fn round(th: &Thread, args: &[Value]) -> PyResult {
    let digits: &[Value] = if args[1].is_empty() || args[1].is_none() {
        &[]
    } else {
        &args[1..2]
    };
    match ops::call::special(th, args[0], N::__round__, digits)? {
        Some(v) => Ok(v),
        None => Err(th.type_error(format!(
            "type {} doesn't define __round__ method",
            ops::type_name(args[0])
        ))),
    }
}

fn sorted(th: &Thread, args: Args) -> PyResult {
    let [iterable] = args.pos() else {
        return Err(th.type_error(format!(
            "sorted expected 1 argument, got {}",
            args.pos().len()
        )));
    };
    let list = list::from_iterable(th, *iterable)?;
    let (mut key, mut reverse, mut other) = (Value::NONE, Value::EMPTY, false);
    for (name, v) in args.keywords() {
        match name {
            name if name == names::get(N::key).value() => key = v,
            name if name == names::get(N::reverse).value() => reverse = v,
            _ => other = true,
        }
    }
    if !other {
        let reverse = !reverse.is_empty() && ops::is_true(th, reverse)?;
        list_sort::sort(th, list, key, reverse)?;
        return Ok(list.value());
    }
    // What is wrong, the method says.
    let sort = ops::get_attr(th, list.value(), names::get(N::sort))?;
    ops::call(
        th,
        sort,
        Args {
            values: &args.values[1..],
            names: args.names,
        },
    )?;
    Ok(list.value())
}

fn sum(th: &Thread, args: &[Value]) -> PyResult {
    let start = if args[1].is_empty() {
        Value::small(0)
    } else {
        args[1]
    };
    if start.has_kind(Kind::Str) || start.has_kind(Kind::Bytes) || start.has_kind(Kind::ByteArray) {
        ops::iter(th, args[0])?;
    }
    if start.has_kind(Kind::Str) {
        return Err(th.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if start.has_kind(Kind::Bytes) {
        return Err(th.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if start.has_kind(Kind::ByteArray) {
        return Err(th.type_error("sum() can't sum bytearray [use b''.join(seq) instead]"));
    }
    // Phases, of which none comes back: machine ints while all items are ints; then doubles with compensation (Neumaier)
    // while all are floats or ints; the same in two parts for complex numbers; then whatever `+` does. Where they change
    // can be seen in the last digits.
    enum Phase {
        Ints(i64),
        Floats(Sum),
        Complex(Sum, Sum),
        Any(Value),
    }
    let exact_complex = |v: Value| match types::is_exactly(v, T::Complex) {
        true => types::complex::get(v),
        false => None,
    };
    let begin = |v: Value| {
        if let Some(x) = types::float::exact(v) {
            return Phase::Floats(Sum::new(x));
        }
        match exact_complex(v) {
            Some((re, im)) => Phase::Complex(Sum::new(re), Sum::new(im)),
            None => Phase::Any(v),
        }
    };
    let mut phase = match int_item(start).filter(|_| !start.is_bool()) {
        Some(i) => Phase::Ints(i),
        None => begin(start),
    };
    // Of bytes, without a Value for each.
    if let Phase::Ints(total) = phase
        && (types::is_exactly(args[0], T::Bytes) || types::is_exactly(args[0], T::ByteArray))
        && let Some(data) = types::bytes::as_bytes(args[0])
    {
        let sum: i64 = data.iter().map(|&b| i64::from(b)).sum();
        if let Some(sum) = total.checked_add(sum) {
            return Ok(int::from_i64(th, sum));
        }
    }
    // Of a list of small ints alone, without a look at each.
    if let Phase::Ints(total) = phase
        && let Some(list) = types::sequence::exact_list(args[0])
        && list.strategy() == list::INTS
        && let Some(values) = list.as_values()
    {
        let add = |sum: i64, v: &Value| sum.checked_add(v.small_unchecked());
        if let Some(sum) = values.iter().try_fold(total, add) {
            return Ok(int::from_i64(th, sum));
        }
    }
    // Of arrays, likewise. (A sum that begins with an int is one of floats from the first item on.)
    if let Phase::Ints(total) = phase
        && let Some(sum) = array::sum_of_ints(args[0])
        && let Ok(sum) = i64::try_from(sum + i128::from(total))
    {
        return Ok(int::from_i64(th, sum));
    }
    let floats = match phase {
        Phase::Ints(total) => array::fold_floats(args[0], None, |sum: Option<Sum>, x| {
            Some(sum.map_or_else(|| Sum::new(total as f64 + x), |sum| sum.add(x)))
        }),
        Phase::Floats(sum) => {
            array::fold_floats(args[0], Some(sum), |sum, x| sum.map(|s| s.add(x)))
        }
        Phase::Complex(..) | Phase::Any(_) => None,
    };
    if let Some(Some(sum)) = floats {
        return Ok(types::float::new(th, sum.total()));
    }
    ops::iterate(th, args[0], &mut |v: Value| {
        // The usual case, in place.
        match &mut phase {
            Phase::Ints(total) if v.is_small_int() => {
                if let Some(sum) = total.checked_add(v.small_unchecked()) {
                    *total = sum;
                    return Ok(ControlFlow::Continue(()));
                }
            }
            Phase::Floats(sum) if v.is_flonum() => {
                *sum = sum.add(v.flonum_unchecked());
                return Ok(ControlFlow::Continue(()));
            }
            _ => {}
        }
        phase = match phase {
            Phase::Ints(total) => match int_item(v).and_then(|i| total.checked_add(i)) {
                Some(total) => Phase::Ints(total),
                None => begin(ops::binary(th, BinOp::Add, int::from_i64(th, total), v)?),
            },
            Phase::Floats(sum) => match real_item(th, v)? {
                Some(x) => Phase::Floats(sum.add(x)),
                None => {
                    let total = types::float::new(th, sum.total());
                    begin(ops::binary(th, BinOp::Add, total, v)?)
                }
            },
            Phase::Complex(re, im) => match (real_item(th, v)?, exact_complex(v)) {
                (Some(x), _) => Phase::Complex(re.add(x), im),
                (None, Some((x, y))) => Phase::Complex(re.add(x), im.add(y)),
                (None, None) => {
                    let total = types::complex::new(th, re.total(), im.total());
                    Phase::Any(ops::binary(th, BinOp::Add, total, v)?)
                }
            },
            Phase::Any(total) => Phase::Any(ops::binary(th, BinOp::Add, total, v)?),
        };
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(match phase {
        Phase::Ints(total) => int::from_i64(th, total),
        Phase::Floats(sum) => types::float::new(th, sum.total()),
        Phase::Complex(re, im) => types::complex::new(th, re.total(), im.total()),
        Phase::Any(total) => total,
    })
}

/// A compensated sum of doubles.
#[derive(Clone, Copy)]
struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    fn new(x: f64) -> Sum {
        Sum { high: x, low: 0.0 }
    }

    fn add(self, x: f64) -> Sum {
        let t = self.high + x;
        let lost = if self.high.abs() >= x.abs() {
            (self.high - t) + x
        } else {
            (x - t) + self.high
        };
        Sum {
            high: t,
            low: self.low + lost,
        }
    }

    fn total(self) -> f64 {
        finish_sum(self.high, self.low)
    }
}

/// The machine int of an int or bool, if it fits one.
fn int_item(v: Value) -> Option<i64> {
    match v {
        Value::TRUE => Some(1),
        Value::FALSE => Some(0),
        _ if v.is_small_int() => Some(v.small_unchecked()),
        _ if types::is_exactly(v, T::Int) => int::to_i64(v),
        _ => None,
    }
}

/// The double of an exact float or of any int; OverflowError for an int that has none.
fn real_item(th: &Thread, v: Value) -> PyResult<Option<f64>> {
    if let Some(x) = types::float::exact(v) {
        return Ok(Some(x));
    }
    if let Some(i) = int_item(v) {
        return Ok(Some(i as f64));
    }
    if v.has_kind(Kind::Int) {
        return types::float::int_to_f64(th, v).map(Some);
    }
    Ok(None)
}

fn finish_sum(high: f64, low: f64) -> f64 {
    if low != 0.0 && low.is_finite() {
        high + low
    } else {
        high
    }
}

fn import_(th: &Thread, args: &[Value]) -> PyResult {
    let Some(name) = args[0].downcast::<Str>() else {
        return Err(th.type_error("module name must be a string"));
    };
    let level = if args[4].is_empty() {
        0
    } else {
        ops::index_i64(th, args[4])?
    };
    let Ok(level) = usize::try_from(level) else {
        return Err(th.value_error("level must be >= 0"));
    };
    import::import(th, name, args[1], args[3], level)
}

/// The bases of a class statement, with `__mro_entries__` of those that are no classes. `original` itself if there are none.
fn resolve_bases(th: &Thread, original: Ref<tuple::Tuple>) -> PyResult<Ref<tuple::Tuple>> {
    let mut resolved = RootedVec::new();
    let mut changed = false;
    for &base in original.items() {
        let entries = if base.has_kind(Kind::Type) {
            None
        } else {
            ops::get_attr_opt(th, base, names::get(N::__mro_entries__))?
        };
        let Some(entries) = entries else {
            resolved.push(base);
            continue;
        };
        changed = true;
        let replaced = ops::call1(th, entries, original.value())?;
        match replaced.downcast::<tuple::Tuple>() {
            Some(t) => resolved.extend_from_slice(t.items()),
            None => return Err(th.type_error("__mro_entries__ must return a tuple")),
        }
    }
    Ok(if changed {
        tuple::new(th, &resolved)
    } else {
        original
    })
}

/// `__build_class__(func, name, /, *bases, [metaclass], **kwds)`.
fn build_class(th: &Thread, args: Args) -> PyResult {
    let positional = args.pos();
    if positional.len() < 2 {
        return Err(th.type_error("__build_class__: not enough arguments"));
    }
    let Some(body) = positional[0].downcast::<Function>() else {
        return Err(th.type_error("__build_class__: func must be a function"));
    };
    let Some(name) = positional[1].downcast::<Str>() else {
        return Err(th.type_error("__build_class__: name is not a string"));
    };
    let original = tuple::new(th, &positional[2..]);
    let bases = resolve_bases(th, original)?;
    let mut metaclass = Value::EMPTY;
    let mut values = RootedVec::new();
    let mut keyword_names = RootedVec::new();
    for (keyword, v) in args.keywords() {
        if keyword == names::get(N::metaclass).value() {
            metaclass = v;
        } else {
            keyword_names.push(keyword);
            values.push(v);
        }
    }
    if metaclass.is_empty() {
        metaclass = match bases.items().first() {
            Some(&base) => types::type_of(base).value(),
            None => types::get(T::Type).value(),
        };
    }
    if metaclass.has_kind(Kind::Type) {
        metaclass =
            type_::create::calculate_metaclass(th, type_::as_type(metaclass), bases.items())?
                .value();
    }
    let keywords = if keyword_names.is_empty() {
        None
    } else {
        Some(tuple::new(th, &keyword_names))
    };
    let mut call_args = RootedVec::new();
    call_args.push(name.value());
    call_args.push(bases.value());
    call_args.extend_from_slice(&values);
    let space = match ops::get_attr_opt(th, metaclass, names::get(N::__prepare__))? {
        Some(prepare) => {
            let space = ops::call(
                th,
                prepare,
                Args {
                    values: &call_args,
                    names: keywords,
                },
            )?;
            if types::type_of(space).slots().getitem.is_none() {
                let shown = if metaclass.has_kind(Kind::Type) {
                    type_::as_type(metaclass)
                        .name()
                        .to_string_lossy()
                        .into_owned()
                } else {
                    "<metaclass>".to_owned()
                };
                return Err(th.type_error(format!(
                    "{shown}.__prepare__() must return a mapping, not {}",
                    ops::type_name(space)
                )));
            }
            space
        }
        None => dict::new(th).value(),
    };
    let cell = call::call_with_namespace(th, body, space)?;
    if original != bases {
        ops::set_item(
            th,
            space,
            names::get(N::__orig_bases__).value(),
            original.value(),
        )?;
    }
    let mut call_args = RootedVec::new();
    call_args.push(name.value());
    call_args.push(bases.value());
    call_args.push(space);
    call_args.extend_from_slice(&values);
    let class = ops::call(
        th,
        metaclass,
        Args {
            values: &call_args,
            names: keywords,
        },
    )?;
    if class.has_kind(Kind::Type) {
        if let Some(cell) = cell.downcast::<Cell>() {
            let held = cell.content.get();
            if held.is_empty() {
                return Err(th.runtime_error(format!(
                    "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                    ops::repr(th, name.value())?.to_string_lossy(),
                    ops::repr(th, class)?.to_string_lossy()
                )));
            }
            if held != class {
                return Err(th.type_error(format!(
                    "__class__ set to {} defining {} as {}",
                    ops::repr(th, held)?.to_string_lossy(),
                    ops::repr(th, name.value())?.to_string_lossy(),
                    ops::repr(th, class)?.to_string_lossy()
                )));
            }
        }
    }
    Ok(class)
}

fn breakpoint(th: &Thread, args: Args) -> PyResult {
    let sys = import::module(th, "sys")?;
    match ops::get_attr_opt(th, sys, str::intern(th, "breakpointhook"))? {
        Some(hook) => {
            audit::tell(th, "builtins.breakpoint", || [hook])?;
            ops::call(th, hook, args)
        }
        None => Err(th.runtime_error("lost sys.breakpointhook")),
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::raw("__build_class__", "", build_class)
        .doc("__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement."),
    NativeDef::new("__import__", "(name, globals=None, locals=None, fromlist=(), level=0)", import_)
        .doc("Import a module."),
    NativeDef::new("abs", "(x, /)", abs).doc("Return the absolute value of the argument."),
    NativeDef::new("aiter", "(async_iterable, /)", aiter).doc("Return an AsyncIterator for an AsyncIterable object."),
    NativeDef::new("all", "(iterable, /)", all).consumes(Consumer::All).doc("Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
    NativeDef::new("anext", "(async_iterator, default=<unrepresentable>, /)", anext)
        .doc("Return the next item from the async iterator."),
    NativeDef::new("any", "(iterable, /)", any).consumes(Consumer::Any).doc("Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
    NativeDef::new("ascii", "(obj, /)", ascii).doc("Return an ASCII-only representation of an object."),
    NativeDef::new("bin", "(number, /)", bin).doc("Return the binary representation of an integer."),
    NativeDef::raw("breakpoint", "(*args, **kws)", breakpoint).doc("Call sys.breakpointhook(*args, **kws)."),
    NativeDef::new("callable", "(obj, /)", callable).doc("Return whether the object is callable (i.e., some kind of function)."),
    NativeDef::new("chr", "(i, /)", chr).doc("Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    NativeDef::new(
        "compile",
        "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        compile,
    )
    .doc("Compile source into a code object that can be executed by exec() or eval()."),
    NativeDef::new("delattr", "(obj, name, /)", delattr).doc("Deletes the named attribute from the given object."),
    NativeDef::new("dir", "(object=<unrepresentable>, /)", dir).doc("Show attributes of an object."),
    NativeDef::new("divmod", "(x, y, /)", divmod).doc("Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    NativeDef::new("eval", "(source, /, globals=None, locals=None)", eval)
        .doc("Evaluate the given source in the context of globals and locals."),
    NativeDef::new("exec", "(source, /, globals=None, locals=None, *, closure=None)", exec)
        .doc("Execute the given source in the context of globals and locals."),
    NativeDef::new("format", "(value, format_spec='', /)", format).doc("Return type(value).__format__(value, format_spec)"),
    NativeDef::new("getattr", "(object, name, default=<unrepresentable>, /)", getattr)
        .doc("Get a named attribute from an object."),
    NativeDef::new("globals", "()", globals).doc("Return the dictionary containing the current scope's global variables."),
    NativeDef::new("hasattr", "(obj, name, /)", hasattr).doc("Return whether the object has an attribute with the given name."),
    NativeDef::new("hash", "(obj, /)", hash).doc("Return the hash value for the given object."),
    NativeDef::new("hex", "(number, /)", hex).doc("Return the hexadecimal representation of an integer."),
    NativeDef::new("id", "(obj, /)", id).doc("Return the identity of an object."),
    NativeDef::new("input", "(prompt='', /)", input).doc("Read a string from standard input.  The trailing newline is stripped."),
    NativeDef::new("isinstance", "(obj, class_or_tuple, /)", isinstance)
        .doc("Return whether an object is an instance of a class or of a subclass thereof."),
    NativeDef::new("issubclass", "(cls, class_or_tuple, /)", issubclass)
        .doc("Return whether 'cls' is derived from another class or is the same class."),
    NativeDef::new("iter", "(object, sentinel=<unrepresentable>, /)", iter).doc("Get an iterator from an object."),
    NativeDef::new("len", "(obj, /)", len).doc("Return the number of items in a container."),
    NativeDef::new("locals", "()", locals).doc("Return a dictionary containing the current scope's local variables."),
    NativeDef::raw("max", "", max)
        .consumes(Consumer::Max)
        .doc("max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the largest argument."),
    NativeDef::raw("min", "", min)
        .consumes(Consumer::Min)
        .doc("min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument."),
    NativeDef::new("next", "(iterator, default=<unrepresentable>, /)", next).doc("Return the next item from the iterator."),
    NativeDef::new("oct", "(number, /)", oct).doc("Return the octal representation of an integer."),
    NativeDef::new("ord", "(character, /)", ord).doc("Return the ordinal value of a character."),
    NativeDef::new("pow", "(base, exp, mod=None)", pow).doc("Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."),
    NativeDef::raw("print", "(*args, sep=' ', end='\\n', file=None, flush=False)", print)
        .doc("Prints the values to a stream, or to sys.stdout by default."),
    NativeDef::new("repr", "(obj, /)", repr).doc("Return the canonical string representation of the object."),
    NativeDef::new("round", "(number, ndigits=None)", round).doc("Round a number to a given precision in decimal digits."),
    NativeDef::new("setattr", "(obj, name, value, /)", setattr).doc("Sets the named attribute on the given object to the specified value."),
    NativeDef::raw("sorted", "(iterable, /, *, key=None, reverse=False)", sorted).consumes(Consumer::Sorted)
        .doc("Return a new list containing all items from the iterable in ascending order."),
    NativeDef::new("sum", "(iterable, /, start=0)", sum).consumes(Consumer::Sum).doc("Return the sum of a 'start' value (default: 0) plus an iterable of numbers"),
    NativeDef::new("vars", "(object=<unrepresentable>, /)", vars).doc("Show vars."),
];

/// The built-in types that are names of this module.
const TYPES: &[T] = &[
    T::Object,
    T::Type,
    T::Int,
    T::Bool,
    T::Float,
    T::Complex,
    T::Str,
    T::Bytes,
    T::ByteArray,
    T::MemoryView,
    T::Tuple,
    T::List,
    T::Dict,
    T::Set,
    T::FrozenSet,
    T::Range,
    T::Slice,
    T::Property,
    T::StaticMethod,
    T::ClassMethod,
    T::Super,
    T::Enumerate,
    T::Zip,
    T::Map,
    T::Filter,
    T::Reversed,
];

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let dict = module.dict();
    let exceptions = &T::ALL[T::BaseException as usize..=T::UserWarning as usize];
    for &t in TYPES.iter().chain(exceptions) {
        dict.set_str(th, str::intern(th, t.name()), types::get(t).value());
    }
    for (name, v) in [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("Ellipsis", Value::ELLIPSIS),
        ("__debug__", Value::bool(import::flags().optimize == 0)),
        ("EnvironmentError", types::get(T::OSError).value()),
        ("IOError", types::get(T::OSError).value()),
    ] {
        dict.set_str(th, str::intern(th, name), v);
    }
    let group = types::exception_group::make_class(th)?;
    dict.set_str(th, str::intern(th, "ExceptionGroup"), group);
    Ok(())
}

pub static MODULE: ModuleDef = ModuleDef {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all \
          'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().",
    functions: FUNCTIONS,
    init,
};
