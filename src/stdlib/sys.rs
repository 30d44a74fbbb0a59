//! `sys`.

use runtime::audit;
use runtime::config;
use runtime::error::PyResult;
use runtime::import;
use runtime::monitor;
use runtime::names::{self, N};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::{self, T, exception, float, frame, int, list, simple_namespace, tuple};
use runtime::value::Value;

/// The version of the language that is implemented.
pub const VERSION: (i64, i64, i64) = (3, 14, 0);

fn exit(th: &Thread, args: &[Value]) -> PyResult {
    if args[0].is_empty() {
        return Err(th.error_with(T::SystemExit, &[]));
    }
    match args[0].downcast::<tuple::Tuple>() {
        Some(t) if types::is_exactly(args[0], T::Tuple) => {
            Err(th.error_with(T::SystemExit, t.items()))
        }
        _ => Err(th.error_with(T::SystemExit, &[args[0]])),
    }
}

fn getrecursionlimit(th: &Thread, _: &[Value]) -> PyResult {
    Ok(Value::small(i64::from(th.recursion_limit.get())))
}

fn setrecursionlimit(th: &Thread, args: &[Value]) -> PyResult {
    let limit = ops::index_i64(th, args[0])?;
    if limit < 1 {
        return Err(th.value_error("recursion limit must be greater or equal than 1"));
    }
    let Ok(limit) = u32::try_from(limit).map(|l| l.min(i32::MAX as u32)) else {
        return Err(th.overflow_error("Python int too large to convert to C int"));
    };
    if limit <= th.depth.get() {
        return Err(th.error(
            T::RecursionError,
            format!("cannot set the recursion limit to {limit} at the recursion depth {}: the limit is too low", th.depth.get()),
        ));
    }
    th.recursion_limit.set(limit);
    if !th.monitor.get() {
        th.depth_limit.set(limit);
    }
    Ok(Value::NONE)
}

fn intern(th: &Thread, args: &[Value]) -> PyResult {
    match args[0].downcast::<Str>() {
        Some(s) if types::is_exactly(args[0], T::Str) => Ok(str::intern_str(th, s).value()),
        _ => Err(th.type_error(format!("can't intern {}", ops::type_name(args[0])))),
    }
}

fn getsizeof(th: &Thread, args: &[Value]) -> PyResult {
    let default = args[1];
    match own_size(th, args[0]) {
        Ok(size) => {
            let in_front = types::type_::sizes::in_front(args[0]);
            Ok(int::from_u64(th, size as u64 + in_front as u64))
        }
        Err(raised) if !default.is_empty() => {
            th.swallow(raised, T::TypeError)?;
            Ok(default)
        }
        Err(raised) => Err(raised),
    }
}

/// What `__sizeof__` says, not negative. Runs Python.
fn own_size(th: &Thread, v: Value) -> PyResult<i64> {
    let Some(size) = ops::call::special(th, v, N::__sizeof__, &[])? else {
        return Err(th.type_error(format!(
            "Type {} doesn't define __sizeof__",
            ops::type_name(v)
        )));
    };
    if !int::is_int(size) {
        return Err(th.type_error("an integer is required"));
    }
    match int::to_i64(size) {
        None => Err(th.overflow_error("Python int too large to convert to C ssize_t")),
        Some(n) if n < 0 => Err(th.value_error("__sizeof__() should return >= 0")),
        Some(n) => Ok(n),
    }
}

fn getframe(th: &Thread, args: &[Value]) -> PyResult {
    let depth = if args[0].is_empty() {
        0
    } else {
        ops::index_i64(th, args[0])?
    };
    match frame::at_depth(th, depth.max(0) as usize) {
        Some(place) => {
            let frame = place.object(th).value();
            audit::tell(th, "sys._getframe", || [frame])?;
            Ok(frame)
        }
        None => Err(th.value_error("call stack is not deep enough")),
    }
}

fn getframemodulename(th: &Thread, args: &[Value]) -> PyResult {
    let depth = if args[0].is_empty() {
        0
    } else {
        ops::index_i64(th, args[0])?
    };
    audit::tell(th, "sys._getframemodulename", || [Value::small(depth)])?;
    let found = frame::at_depth(th, depth.max(0) as usize)
        .and_then(|f| f.function().globals.get().downcast::<Dict>())
        .and_then(|g| g.get_str(names::get(N::__name__)));
    Ok(found.unwrap_or(Value::NONE))
}

fn current_exception(th: &Thread) -> Value {
    let handled = th.handled.get();
    if handled.is_empty() {
        Value::NONE
    } else {
        handled
    }
}

fn exception(th: &Thread, _: &[Value]) -> PyResult {
    Ok(current_exception(th))
}

fn exc_info(th: &Thread, _: &[Value]) -> PyResult {
    let exc = current_exception(th);
    let parts = if exc.is_none() {
        [Value::NONE; 3]
    } else {
        [
            types::type_of(exc).value(),
            exc,
            exception::as_exception(exc).traceback.get(),
        ]
    };
    Ok(tuple::new(th, &parts).value())
}

fn displayhook(th: &Thread, args: &[Value]) -> PyResult {
    if args[0].is_none() {
        return Ok(Value::NONE);
    }
    let builtins = import::builtins();
    builtins.set_str(th, str::intern(th, "_"), Value::NONE);
    let text = ops::repr(th, args[0])?;
    let sys = import::module(th, "sys")?;
    let out = ops::get_attr_opt(th, sys, names::get(N::stdout))?;
    let out = out.filter(|out| !out.is_none());
    let out = out.ok_or_else(|| th.runtime_error("lost sys.stdout"))?;
    let write = names::get(N::write);
    if let Err(raised) = ops::call_method(th, out, write, &[text.value()]) {
        th.swallow(raised, T::UnicodeEncodeError)?;
        display_escaped(th, out, text.value())?;
    }
    ops::call_method(th, out, write, &[str::intern(th, "\n").value()])?;
    builtins.set_str(th, str::intern(th, "_"), args[0]);
    Ok(Value::NONE)
}

/// Writes a text that the stream's encoding lacks characters for, with escapes in their place. Runs Python.
fn display_escaped(th: &Thread, out: Value, text: Value) -> PyResult<()> {
    let encoding = ops::get_attr(th, out, names::get(N::encoding))?;
    let how = [encoding, str::new(th, "backslashreplace")];
    let encoded = ops::call_method(th, text, str::intern(th, "encode"), &how)?;
    let write = names::get(N::write);
    match ops::get_attr_opt(th, out, str::intern(th, "buffer"))? {
        Some(buffer) => {
            ops::call_method(th, buffer, write, &[encoded])?;
        }
        None => {
            let how = [encoding, str::new(th, "strict")];
            let text = ops::call_method(th, encoded, str::intern(th, "decode"), &how)?;
            ops::call_method(th, out, write, &[text])?;
        }
    }
    Ok(())
}

fn excepthook(th: &Thread, args: &[Value]) -> PyResult {
    let exc = args[1];
    if !exc.has_kind(Kind::Exception) {
        let message = match exc.is_none() {
            // What `traceback` prints for no exception.
            true => "NoneType: None\n".to_owned(),
            false => format!(
                "TypeError: print_exception(): Exception expected for value, {} found\n",
                ops::type_name(exc)
            ),
        };
        crate::report::print(th, &message);
        return Ok(Value::NONE);
    }
    let e = exception::as_exception(exc);
    if args[2].has_kind(Kind::Traceback) && e.traceback.get_opt().is_none_or(Value::is_none) {
        e.traceback.set(e, args[2]);
    }
    crate::report::print_exception(th, exc);
    Ok(Value::NONE)
}

fn unraisablehook(th: &Thread, args: &[Value]) -> PyResult {
    if !crate::structseq::is_instance(&crate::structseq::UNRAISABLE_HOOK_ARGS, args[0]) {
        return Err(th.type_error("sys.unraisablehook argument type must be UnraisableHookArgs"));
    }
    let get = |name: &str| ops::get_attr(th, args[0], str::intern(th, name));
    let exc = get("exc_value")?;
    let (message, object) = (get("err_msg")?, get("object")?);
    let mut head = String::new();
    if !message.is_none() {
        head.push_str(&ops::str(th, message)?.to_string_lossy());
    } else if !object.is_none() {
        head.push_str("Exception ignored in");
    }
    if !object.is_none() {
        let text = match ops::repr(th, object) {
            Ok(text) => text.to_string_lossy().into_owned(),
            Err(raised) => {
                th.take_exception(raised);
                "<object repr() failed>".to_owned()
            }
        };
        head.push_str(&format!(": {text}"));
    } else if !head.is_empty() {
        head.push(':');
    }
    if !head.is_empty() {
        head.push('\n');
        let sys = import::module(th, "sys")?;
        let err = ops::get_attr(th, sys, names::get(N::stderr))?;
        ops::call_method(th, err, names::get(N::write), &[str::new(th, &head)])?;
    }
    if exc.has_kind(Kind::Exception) {
        crate::report::print_unraisable(th, exc);
    }
    Ok(Value::NONE)
}

fn getdefaultencoding(th: &Thread, _: &[Value]) -> PyResult {
    Ok(str::intern(th, "utf-8").value())
}

fn getfilesystemencodeerrors(th: &Thread, _: &[Value]) -> PyResult {
    Ok(str::intern(th, "surrogateescape").value())
}

fn is_finalizing(_: &Thread, _: &[Value]) -> PyResult {
    Ok(Value::bool(runtime::finalize::is_finalizing()))
}

fn get_int_max_str_digits(th: &Thread, _: &[Value]) -> PyResult {
    Ok(int::from_usize(th, th.int_max_str_digits.get()))
}

fn set_int_max_str_digits(th: &Thread, args: &[Value]) -> PyResult {
    let n = ops::index_i64(th, args[0])?;
    const LEAST: i64 = runtime::algo::int_text::STR_DIGITS_THRESHOLD as i64;
    if n != 0 && n < LEAST {
        return Err(th.value_error(format!("maxdigits must be 0 or larger than {LEAST}")));
    }
    th.int_max_str_digits.set(n as usize);
    Ok(Value::NONE)
}

fn getswitchinterval(th: &Thread, _: &[Value]) -> PyResult {
    Ok(float::new(th, runtime::lock::interval().as_secs_f64()))
}

fn setswitchinterval(th: &Thread, args: &[Value]) -> PyResult {
    let seconds = float::to_f64(th, args[0])?;
    if seconds.is_nan() || seconds <= 0.0 {
        return Err(th.value_error("switch interval must be strictly positive"));
    }
    runtime::lock::set_interval(std::time::Duration::from_secs_f64(seconds.min(1e6)));
    Ok(Value::NONE)
}

/// The frames of all threads. Those of the others are as they are now. Runs no Python.
fn current_frames(th: &Thread, _: &[Value]) -> PyResult {
    audit::tell(th, "sys._current_frames", || [])?;
    let frames = types::dict::new(th);
    for other in others(th) {
        if let Some(frame) = frame::snapshot(th, other) {
            let ident = int::from_u64(th, other.ident.get());
            frames.set(th, ident, frame.value())?;
        }
    }
    if let Some((f, _)) = frame::running(th) {
        let own = int::from_u64(th, th.ident.get());
        frames.set(th, own, frame::of_frame(th, f).value())?;
    }
    Ok(frames.value())
}

/// The states of all threads but this, the newest first.
fn others(th: &Thread) -> Vec<&'static Thread> {
    let all = std::cell::RefCell::new(Vec::new());
    runtime::threads::for_each(|other| {
        if !std::ptr::eq(other, th) {
            // SAFETY: the states of threads are never freed.
            all.borrow_mut()
                .push(unsafe { &*std::ptr::from_ref(other) });
        }
    });
    all.into_inner().into_iter().rev().collect()
}

/// The exceptions that the threads handle.
fn current_exceptions(th: &Thread, _: &[Value]) -> PyResult {
    audit::tell(th, "sys._current_exceptions", || [])?;
    let exceptions = types::dict::new(th);
    for other in others(th) {
        let ident = int::from_u64(th, other.ident.get());
        exceptions.set(th, ident, current_exception(other))?;
    }
    let own = int::from_u64(th, th.ident.get());
    exceptions.set(th, own, current_exception(th))?;
    Ok(exceptions.value())
}

fn call_tracing(th: &Thread, args: &[Value]) -> PyResult {
    let Some(given) = args[1].downcast::<types::tuple::Tuple>() else {
        return Err(th.type_error(format!(
            "call_tracing() argument 2 must be tuple, not {}",
            ops::type_name(args[1])
        )));
    };
    monitor::call_watched(th, args[0], Args::positional(given.items()))
}

fn is_interned(th: &Thread, args: &[Value]) -> PyResult {
    match args[0].downcast::<Str>() {
        Some(s) => Ok(Value::bool(s.is_interned())),
        None => Err(th.type_error(format!(
            "_is_interned() argument must be str, not {}",
            ops::type_name(args[0])
        ))),
    }
}

fn breakpointhook(th: &Thread, args: Args) -> PyResult {
    let hook = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    if hook == "0" {
        return Ok(Value::NONE);
    }
    let full = if hook.is_empty() {
        "pdb.set_trace"
    } else {
        &hook
    };
    let (module, name) = full.rsplit_once('.').unwrap_or(("builtins", full));
    let found = if module.is_empty() || name.is_empty() {
        Err(th.error(T::ImportError, "no such hook"))
    } else {
        import::import_module(th, module)
            .and_then(|module| ops::get_attr(th, module, str::intern(th, name)))
    };
    match found {
        Ok(f) => ops::call(th, f, args),
        Err(raised) => {
            th.swallow(raised, T::Exception)?;
            let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{full}\"");
            runtime::warn::issue(th, T::RuntimeWarning, &message)?;
            Ok(Value::NONE)
        }
    }
}

/// `sys.implementation.cache_tag`: what the names of files with compiled code have in them.
pub const CACHE_TAG: &str = "sidewinder-314";

fn raise_event(th: &Thread, args: Args) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(th.type_error("sys.audit() takes no keyword arguments"));
    }
    let Some((&event, rest)) = args.values.split_first() else {
        return Err(th.type_error("audit expected at least 1 argument, got 0"));
    };
    if !event.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "audit() argument 1 must be str, not {}",
            ops::type_name(event)
        )));
    }
    if audit::is_on() {
        audit::call_hooks(th, event, rest)?;
    }
    Ok(Value::NONE)
}

fn clear_type_cache(th: &Thread, _: &[Value]) -> PyResult {
    runtime::warn::issue(
        th,
        T::DeprecationWarning,
        "sys._clear_type_cache() is deprecated and may be removed in a future version of Python.  Use \
         sys._clear_internal_caches() instead.",
    )?;
    Ok(Value::NONE)
}

/// The flags of `dlopen`, which nothing here calls.
static DLOPEN_FLAGS: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(2);

fn setdlopenflags(th: &Thread, args: &[Value]) -> PyResult {
    let flags = crate::posix::arg::c_int(th, args[0])?;
    DLOPEN_FLAGS.store(flags, std::sync::atomic::Ordering::Relaxed);
    Ok(Value::NONE)
}

fn getrefcount(_: &Thread, args: &[Value]) -> PyResult {
    // There are no reference counts; two is what CPython shows for an object with one name.
    const IMMORTAL: i64 = 3 << 30;
    let count = if is_immortal(args[0]) { IMMORTAL } else { 2 };
    Ok(Value::small(count))
}

/// Whether CPython never frees the object: singletons, small ints, texts and bytes of at most one character, static types.
pub fn is_immortal(v: Value) -> bool {
    const SMALL: std::ops::RangeInclusive<i64> = -5..=256;
    let class = types::type_of(v);
    if class == types::get(T::Int) {
        return int::to_i64(v).is_some_and(|n| SMALL.contains(&n));
    }
    if class == types::get(T::Float) {
        return false;
    }
    if let Some(text) = v.downcast::<Str>().filter(|_| types::is_exactly(v, T::Str)) {
        let text = text.bytes();
        return text.len() <= 1 || text.len() == 2 && matches!(text[0], 0xc2 | 0xc3);
    }
    if let Some(bytes) = v.downcast::<types::bytes::Bytes>() {
        return types::is_exactly(v, T::Bytes) && bytes.data().len() <= 1;
    }
    if let Some(tuple) = v.downcast::<types::tuple::Tuple>() {
        return types::is_exactly(v, T::Tuple) && tuple.items().is_empty();
    }
    let is_static = |ty: Ref<types::type_::Type>| !ty.has_flag(types::type_::flags::HEAP);
    !v.is_ptr() || v.has_kind(Kind::Type) && is_static(types::type_::as_type(v))
}

fn get_asyncgen_hooks(th: &Thread, _: &[Value]) -> PyResult {
    let (first, last) = types::async_generator::hooks();
    crate::structseq::new(th, &crate::structseq::ASYNCGEN_HOOKS, &[first, last])
}

fn set_asyncgen_hooks(th: &Thread, args: &[Value]) -> PyResult {
    for (v, what) in [(args[1], "finalizer"), (args[0], "firstiter")] {
        if !v.is_empty() && !v.is_none() && !ops::call::is_callable(v) {
            return Err(th.type_error(format!(
                "callable {what} expected, got {}",
                ops::type_name(v)
            )));
        }
    }
    types::async_generator::set_hooks(args[0], args[1]);
    Ok(Value::NONE)
}

fn get_origin_depth(_: &Thread, _: &[Value]) -> PyResult {
    Ok(Value::small(types::async_generator::origin_depth()))
}

fn set_origin_depth(th: &Thread, args: &[Value]) -> PyResult {
    let depth = ops::index_i64(th, args[0])?;
    if depth < 0 {
        return Err(th.value_error("depth must be >= 0"));
    }
    types::async_generator::set_origin_depth(depth.min(i64::from(i32::MAX)));
    Ok(Value::NONE)
}

/// `sys._jit`. No frame whose code asks is a trace at that moment: the call is made by the interpreter's helper.
static JIT_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("is_available", "()", |_, _| Ok(Value::TRUE)),
    NativeDef::new("is_enabled", "()", |_, _| {
        Ok(Value::bool(runtime::interp::hooks::is_installed()))
    }),
    NativeDef::new("is_active", "()", |_, _| Ok(Value::FALSE)),
];

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("get_asyncgen_hooks", "()", get_asyncgen_hooks),
    NativeDef::new(
        "set_asyncgen_hooks",
        "(firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        set_asyncgen_hooks,
    ),
    NativeDef::new(
        "get_coroutine_origin_tracking_depth",
        "()",
        get_origin_depth,
    ),
    NativeDef::new(
        "set_coroutine_origin_tracking_depth",
        "(depth)",
        set_origin_depth,
    ),
    NativeDef::new("exit", "(status=None, /)", exit)
        .doc("Exit the interpreter by raising SystemExit(status)."),
    NativeDef::new("getrecursionlimit", "()", getrecursionlimit),
    NativeDef::new("setrecursionlimit", "(limit, /)", setrecursionlimit),
    NativeDef::new("intern", "(string, /)", intern),
    NativeDef::new(
        "getsizeof",
        "(object, default=<unrepresentable>)",
        getsizeof,
    ),
    NativeDef::new("_getframe", "(depth=0, /)", getframe),
    NativeDef::new("_getframemodulename", "(depth=0)", getframemodulename),
    NativeDef::new("exception", "()", exception),
    NativeDef::new("exc_info", "()", exc_info),
    NativeDef::new("displayhook", "(object, /)", displayhook),
    NativeDef::new("excepthook", "(exctype, value, traceback, /)", excepthook),
    NativeDef::new("unraisablehook", "(unraisable, /)", unraisablehook),
    NativeDef::new("getdefaultencoding", "()", getdefaultencoding),
    NativeDef::new("getfilesystemencoding", "()", getdefaultencoding),
    NativeDef::new("getfilesystemencodeerrors", "()", getfilesystemencodeerrors),
    NativeDef::new("is_finalizing", "()", is_finalizing),
    NativeDef::new("get_int_max_str_digits", "()", get_int_max_str_digits),
    NativeDef::new(
        "set_int_max_str_digits",
        "(maxdigits)",
        set_int_max_str_digits,
    ),
    NativeDef::new("_get_cpu_count_config", "()", |_, _| {
        Ok(Value::small(config::get().cpu_count.unwrap_or(-1)))
    }),
    NativeDef::new("_clear_type_descriptors", "(type, /)", |th, a| {
        // A class that another takes the place of gives up what describes its instances' layout.
        if a[0].has_kind(Kind::Type) {
            let dict = types::type_::as_type(a[0]).dict();
            for name in ["__dict__", "__weakref__"] {
                dict.del_str(th, str::intern(th, name));
            }
        }
        Ok(Value::NONE)
    }),
    NativeDef::new("getswitchinterval", "()", getswitchinterval),
    NativeDef::new("setswitchinterval", "(interval, /)", setswitchinterval),
    NativeDef::new("_current_frames", "()", current_frames),
    NativeDef::new("_current_exceptions", "()", current_exceptions),
    NativeDef::new("call_tracing", "(func, args, /)", call_tracing),
    NativeDef::new("_is_interned", "(string, /)", is_interned),
    NativeDef::new("is_remote_debug_enabled", "()", |_, _| Ok(Value::FALSE)),
    NativeDef::new("_is_gil_enabled", "()", |_, _| Ok(Value::TRUE)),
    NativeDef::raw("breakpointhook", "(*args, **kws)", breakpointhook),
    NativeDef::raw("audit", "(event, /, *args)", raise_event),
    NativeDef::new("addaudithook", "(hook)", |th, a| {
        audit::add(th, a[0])?;
        Ok(Value::NONE)
    })
    .doc("Adds a new audit hook callback."),
    NativeDef::new("_clear_type_cache", "()", clear_type_cache),
    NativeDef::new("_clear_internal_caches", "()", |_, _| Ok(Value::NONE)),
    NativeDef::new("_is_immortal", "(op, /)", |_, a| {
        Ok(Value::bool(is_immortal(a[0])))
    }),
    NativeDef::new("getdlopenflags", "()", |_, _| {
        let flags = DLOPEN_FLAGS.load(std::sync::atomic::Ordering::Relaxed);
        Ok(Value::small(i64::from(flags)))
    }),
    NativeDef::new("setdlopenflags", "(flags, /)", setdlopenflags),
    NativeDef::new("getrefcount", "(object, /)", getrefcount),
];

fn namespace(th: &Thread, items: &[(&str, Value)]) -> PyResult {
    let items: Vec<(Ref<Str>, Value)> = items
        .iter()
        .map(|&(n, v)| (str::intern(th, n), v))
        .collect();
    simple_namespace::new(th, &items)
}

/// `sys.flags`. Allocates.
fn flags(th: &Thread) -> PyResult {
    let c = config::get();
    let n = Value::small;
    // Some options may be repeated, but are only on or off.
    let on = |count: i64| n(count.min(1));
    let limit = c
        .int_max_str_digits
        .unwrap_or(runtime::algo::int_text::DEFAULT_MAX_STR_DIGITS as i64);
    let fields = [
        on(c.debug),
        on(c.inspect),
        on(c.interactive),
        n(c.optimize),
        on(c.dont_write_bytecode),
        on(c.no_user_site),
        on(c.no_site),
        on(c.ignore_environment),
        n(c.verbose),
        n(c.bytes_warning),
        on(c.quiet),
        Value::small(i64::from(c.hash_seed != Some(0))),
        n(c.isolated),
        Value::bool(c.dev_mode),
        n(c.utf8_mode),
        n(c.warn_default_encoding),
        Value::bool(c.safe_path),
        n(limit),
        // Attributes that are no items: the interpreter lock is there.
        n(1),
        n(c.thread_inherit_context),
        n(c.context_aware_warnings),
    ];
    crate::structseq::new(th, &crate::structseq::FLAGS, &fields)
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let dict = module.dict();
    let set = |name: &str, v: Value| dict.set_str(th, str::intern(th, name), v);
    let text = |s: &str| str::new(th, s);
    let (major, minor, micro) = VERSION;
    set("modules", import::modules().value());
    set("argv", list::empty(th).value());
    let program = std::env::current_exe()
        .map_or_else(|_| String::new(), |p| p.to_string_lossy().into_owned());
    let c = config::get();
    let original = list::empty(th);
    original.append(th, text(&std::env::args().next().unwrap_or_default()));
    for word in &c.original_arguments {
        original.append(th, text(word));
    }
    set("orig_argv", original.value());
    let path = list::empty(th);
    let mut seen = std::collections::BTreeSet::new();
    for folder in &c.path {
        // `site` makes them absolute, and leaves each out that stands there already.
        let shown = match c.no_site {
            0 => crate::site::clean_path(folder),
            _ => folder.clone(),
        };
        if c.no_site != 0 || seen.insert(shown.clone()) {
            path.append(th, text(&shown));
        }
    }
    path.append(th, text(import::LIBRARY_ROOT.trim_end_matches('/')));
    set("path", path.value());
    // (`meta_path` and `path_hooks` are made when somebody asks for them.)
    set("path_importer_cache", types::dict::new(th).value());
    let warn_options = list::empty(th);
    for option in &c.warn_options {
        warn_options.append(th, text(option));
    }
    set("warnoptions", warn_options.value());
    let x_options = types::dict::new(th);
    for (name, v) in &c.x_options {
        let v = v.as_deref().map_or(Value::TRUE, text);
        x_options.set_str(th, str::intern(th, name), v);
    }
    set("_xoptions", x_options.value());
    set(
        "version",
        text(&format!("{major}.{minor}.{micro} (Sidewinder) [Rust]")),
    );
    let parts = [
        Value::small(major),
        Value::small(minor),
        Value::small(micro),
        text("final"),
        Value::small(0),
    ];
    let version_info = crate::structseq::new(th, &crate::structseq::VERSION_INFO, &parts)?;
    set("version_info", version_info);
    let hexversion = Value::small(major << 24 | minor << 16 | micro << 8 | 0xf0);
    set("hexversion", hexversion);
    set("api_version", Value::small(1013));
    set("copyright", text(""));
    set("platform", text("linux"));
    set("byteorder", text("little"));
    set("maxsize", int::from_i64(th, i64::MAX));
    set("maxunicode", Value::small(0x10_ffff));
    set("executable", text(&program));
    set("_base_executable", text(&program));
    set("_framework", text(""));
    set("_home", Value::NONE);
    let library = import::LIBRARY_ROOT.trim_end_matches('/');
    set("_stdlib_dir", text(library));
    let git = [text("Sidewinder"), text(""), text("")];
    set("_git", tuple::new(th, &git).value());
    runtime::finalize::set_arguments_maker(|th, fields| {
        crate::structseq::new(th, &crate::structseq::UNRAISABLE_HOOK_ARGS, fields)
    });
    if let Some(n) = c.int_max_str_digits {
        th.int_max_str_digits.set(n as usize);
    }
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
        set(name, text("/usr"));
    }
    set("platlibdir", text("lib"));
    set("float_repr_style", text("short"));
    set("dont_write_bytecode", Value::TRUE);
    let prefix = c.pycache_prefix.as_deref();
    set("pycache_prefix", prefix.map_or(Value::NONE, text));
    let implementation = namespace(
        th,
        &[
            ("name", text("sidewinder")),
            ("cache_tag", text(CACHE_TAG)),
            ("version", version_info),
            ("hexversion", hexversion),
            ("_multiarch", text(crate::sysconfigdata::MULTIARCH)),
            ("supports_isolated_interpreters", Value::FALSE),
        ],
    )?;
    set("implementation", implementation);
    let zero = Value::small(0);
    set("flags", flags(th)?);
    let f = |x: f64| float::new(th, x);
    let info = [
        f(f64::MAX),
        Value::small(1024),
        Value::small(308),
        f(f64::MIN_POSITIVE),
        Value::small(-1021),
        Value::small(-307),
        Value::small(15),
        Value::small(53),
        f(f64::EPSILON),
        Value::small(2),
        Value::small(1),
    ];
    set(
        "float_info",
        crate::structseq::new(th, &crate::structseq::FLOAT_INFO, &info)?,
    );
    let info = [
        // The digits of CPython, which programs compute sizes with.
        Value::small(30),
        Value::small(4),
        Value::small(4300),
        Value::small(640),
    ];
    set(
        "int_info",
        crate::structseq::new(th, &crate::structseq::INT_INFO, &info)?,
    );
    let info = [
        Value::small(64),
        int::from_i64(th, (1 << 61) - 1),
        Value::small(314_159),
        zero,
        Value::small(1_000_003),
        text("siphash13"),
        Value::small(64),
        Value::small(128),
        zero,
    ];
    set(
        "hash_info",
        crate::structseq::new(th, &crate::structseq::HASH_INFO, &info)?,
    );
    let stdlib_names = types::set::new_frozen(th);
    for name in crate::report::modules::NAMES {
        stdlib_names.add(th, str::intern(th, name).value())?;
    }
    set("stdlib_module_names", stdlib_names.value());
    let info = [text("pthread"), text("semaphore"), Value::NONE];
    let info = crate::structseq::new(th, &crate::structseq::THREAD_INFO, &info)?;
    set("thread_info", info);
    set("abiflags", text(""));
    for f in crate::monitoring::SYS_FUNCTIONS {
        let owner = str::intern(th, "sys").value();
        let object = types::builtin::new(th, f, Value::EMPTY, owner);
        set(f.name, object.value());
    }
    let jit = types::module::new(th, str::intern(th, "sys._jit"));
    for f in JIT_FUNCTIONS {
        let owner = str::intern(th, "sys._jit").value();
        let object = types::builtin::new(th, f, Value::EMPTY, owner);
        crate::support::add(th, jit, f.name, object.value());
    }
    set("_jit", jit.value());
    let monitoring = crate::monitoring::module(th)?.value();
    set("monitoring", monitoring);
    import::modules().set_str(th, str::intern(th, "sys.monitoring"), monitoring);
    let mut names: Vec<&str> = import::native_names().collect();
    names.sort_unstable();
    let names: runtime::heap::RootedVec<Value> =
        names.iter().map(|n| str::intern(th, n).value()).collect();
    set("builtin_module_names", tuple::new(th, &names).value());
    for hook in [
        "displayhook",
        "excepthook",
        "unraisablehook",
        "breakpointhook",
    ] {
        if let Some(v) = dict.get_str(str::intern(th, hook)) {
            set(&format!("__{hook}__"), v);
        }
    }
    Ok(())
}

pub static MODULE: ModuleDef = ModuleDef {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that \
          interact strongly with the interpreter.",
    functions: FUNCTIONS,
    init,
};
