//! The text signatures of CPython's native types: what `inspect.signature(list)` reads.
//!
//! A type that is not listed has none, as there. (Most types' signatures are those of their `__new__`, whose own text says
//! nothing.)

/// By the name of the type, with its module unless that is `builtins`; in order.
const SIGNATURES: &[(&str, &str)] = &[
    ("NoDefaultType", "()"),
    ("NoneType", "()"),
    ("NotImplementedType", "()"),
    ("_asyncio.Future", "(*, loop=None)"),
    (
        "_asyncio.Task",
        "(coro, *, loop=None, name=None, context=None, eager_start=False)",
    ),
    (
        "_io.BufferedRWPair",
        "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)",
    ),
    (
        "_io.BufferedRandom",
        "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    ),
    (
        "_io.BufferedReader",
        "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    ),
    (
        "_io.BufferedWriter",
        "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
    ),
    ("_io.BytesIO", "(initial_bytes=b'')"),
    ("_io.FileIO", "(file, mode='r', closefd=True, opener=None)"),
    (
        "_io.IncrementalNewlineDecoder",
        "(decoder, translate, errors='strict')",
    ),
    ("_io.StringIO", "(initial_value='', newline='\\n')"),
    (
        "_io.TextIOWrapper",
        "(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)",
    ),
    (
        "_pickle.Pickler",
        "(file, protocol=None, fix_imports=True, buffer_callback=None)",
    ),
    (
        "_pickle.Unpickler",
        "(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())",
    ),
    ("_queue.SimpleQueue", "()"),
    ("_thread._local", "()"),
    ("_thread.lock", "()"),
    ("_typing._ConstEvaluator", "()"),
    ("bool", "(object=False, /)"),
    ("cell", "([contents])"),
    ("classmethod", "(function, /)"),
    (
        "code",
        "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize,\n     flags, codestring, constants, names, varnames, filename, name,\n     qualname, firstlineno, linetable, exceptiontable, freevars=(),\n     cellvars=(), /)",
    ),
    ("collections.deque", "([iterable[, maxlen]])"),
    ("complex", "(real=0, imag=0)"),
    (
        "decimal.Context",
        "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
    ),
    ("decimal.Decimal", "(value=\"0\", context=None)"),
    ("ellipsis", "()"),
    ("enumerate", "(iterable, start=0)"),
    ("filter", "(function, iterable, /)"),
    ("float", "(x=0, /)"),
    ("frozenset", "(iterable=(), /)"),
    (
        "function",
        "(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)",
    ),
    ("functools.partial", "(func, /, *args, **keywords)"),
    ("instancemethod", "(function, /)"),
    ("itertools._tee", "(iterable, /)"),
    (
        "itertools.accumulate",
        "(iterable, func=None, *, initial=None)",
    ),
    ("itertools.batched", "(iterable, n, *, strict=False)"),
    ("itertools.chain", "(*iterables)"),
    ("itertools.combinations", "(iterable, r)"),
    ("itertools.combinations_with_replacement", "(iterable, r)"),
    ("itertools.compress", "(data, selectors)"),
    ("itertools.count", "(start=0, step=1)"),
    ("itertools.cycle", "(iterable, /)"),
    ("itertools.dropwhile", "(predicate, iterable, /)"),
    ("itertools.filterfalse", "(function, iterable, /)"),
    ("itertools.groupby", "(iterable, key=None)"),
    ("itertools.pairwise", "(iterable, /)"),
    ("itertools.permutations", "(iterable, r=None)"),
    ("itertools.product", "(*iterables, repeat=1)"),
    ("itertools.starmap", "(function, iterable, /)"),
    ("itertools.takewhile", "(predicate, iterable, /)"),
    ("itertools.zip_longest", "(*iterables, fillvalue=None)"),
    ("list", "(iterable=(), /)"),
    ("map", "(function, iterable, /, *iterables, strict=False)"),
    ("mappingproxy", "(mapping)"),
    ("memoryview", "(object)"),
    ("method", "(function, instance, /)"),
    ("module", "(name, doc=None)"),
    ("object", "()"),
    ("operator.attrgetter", "(attr, /, *attrs)"),
    ("operator.itemgetter", "(item, /, *items)"),
    ("operator.methodcaller", "(name, /, *args, **kwargs)"),
    ("posix.sched_param", "(sched_priority)"),
    ("property", "(fget=None, fset=None, fdel=None, doc=None)"),
    ("reversed", "(sequence, /)"),
    ("set", "(iterable=(), /)"),
    ("staticmethod", "(function, /)"),
    ("traceback", "(tb_next, tb_frame, tb_lasti, tb_lineno)"),
    ("tuple", "(iterable=(), /)"),
    ("types.GenericAlias", "(origin, args, /)"),
    (
        "types.SimpleNamespace",
        "(mapping_or_iterable=(), /, **kwargs)",
    ),
    ("zip", "(*iterables, strict=False)"),
    ("zlib._ZlibDecompressor", "(wbits=15, zdict=b'')"),
];

/// The signature with which the docstring of the class `name` begins, if it does: the name, the parameters, and a line of
/// two hyphens, before any empty line.
pub fn in_doc<'a>(name: &str, doc: &'a str) -> Option<&'a str> {
    let text = doc
        .strip_prefix(name)
        .filter(|text| text.starts_with('('))?;
    let end = text.find(")\n--\n\n")?;
    (!text[..end].contains("\n\n")).then_some(&text[..=end])
}

/// The text signature of the native type `name`.
pub fn of(name: &str) -> Option<&'static str> {
    let found = SIGNATURES.binary_search_by(|(listed, _)| (*listed).cmp(name));
    found.ok().map(|n| SIGNATURES[n].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order() {
        assert!(SIGNATURES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
