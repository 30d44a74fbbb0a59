//! Calls: pushing frames, binding arguments, delivering results.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{self, Instr};

use super::consumer;
use super::frame::{Continuation, Frame, HEADER};
use super::partial;
use super::run::{Flow, execute};
use crate::error::{PyResult, Raised};
use crate::heap::RootedVec;
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::builtin;
use crate::types::code::CodeObj;
use crate::types::dict::Dict;
use crate::types::exception_types;
use crate::types::function::Function;
use crate::types::list::List;
use crate::types::method::BoundMethod;
use crate::types::slot_calls;
use crate::types::tuple::Tuple;
use crate::types::{self, T};
use crate::value::Value;

/// The first free word above a frame's window.
#[inline(always)]
pub fn window_end(base: *mut Value) -> *mut Value {
    if base.is_null() {
        return base;
    }
    // SAFETY: a window has `nregs` registers on the VM stack.
    unsafe { base.add(Frame(base).code().nregs.get() as usize) }
}

/// Where a frame pushed from native code, or by an instruction without a call window, has its base.
#[inline(always)]
fn free_base(th: &Thread) -> *mut Value {
    let base = th.base.get();
    let end = if base.is_null() {
        th.stack_start.get()
    } else {
        window_end(base)
    };
    // SAFETY: the limit check of `room` leaves space for a header and the largest window.
    unsafe { end.add(HEADER) }
}

/// The largest window: 16-bit register numbers.
const MAX_WINDOW: usize = 1 << 16;

/// Checks depth and space for one more frame whose base is `base`.
#[inline(always)]
pub fn room(th: &Thread, base: *mut Value) -> bool {
    base < th.stack_limit.get() && (th.depth.get() < th.depth_limit.get() || hidden_depth(th))
}

/// Whether the frames that count are fewer than the limit: hidden ones stand for native code.
#[cold]
fn hidden_depth(th: &Thread) -> bool {
    let mut hidden = 0;
    let mut at = Frame(th.base.get());
    while !at.0.is_null() {
        hidden += u32::from(at.code().has_flag(flags::HIDDEN));
        at = Frame(at.caller());
    }
    th.depth.get() - hidden.min(th.depth.get()) < th.depth_limit.get()
}

/// The same while somebody watches the thread, when `depth_limit` says nothing.
#[cold]
pub fn room_watched(th: &Thread, base: *mut Value) -> bool {
    th.monitor.get() && th.depth.get() < th.recursion_limit.get() && base < th.stack_limit.get()
}

/// How far below the end of the VM stack the limit lies.
pub const RESERVE: usize = 2 * MAX_WINDOW + 64;

#[cold]
fn too_deep(th: &Thread) -> Raised {
    th.error(T::RecursionError, "maximum recursion depth exceeded")
}

/// The fast path of CALL and CALL_METHOD: a Python function whose parameters are all positional, called with just as
/// many arguments. Pushes the frame and publishes it, or changes nothing and returns false.
#[inline(always)]
pub fn push_simple(th: &Thread, base: *mut Value, pc: *const u64, i: Instr, method: bool) -> bool {
    let a = i.a() as usize;
    let frame = Frame(base);
    let Some(f) = frame.reg(a).downcast::<Function>() else {
        return false;
    };
    let code = f.code();
    let with_self = method && !frame.reg(a + 1).is_empty();
    let n = i.flags() as u32 + u32::from(with_self);
    if !code.simple.get()
        || n != code.arg_count.get()
        || !frame.code().cache(i.c() as usize).keywords.get().is_empty()
    {
        return false;
    }
    // SAFETY: the window's registers belong to the call, and six lie below the callable.
    let callee = unsafe { base.add(if with_self { a + 1 } else { a + 2 }) };
    if !room(th, callee) {
        return false;
    }
    code.warm(th);
    // SAFETY: `room` says that the window fits.
    unsafe {
        Frame(callee).init(
            f,
            code,
            base,
            pc,
            Continuation::Store.pack(i.b()),
            n as usize,
        )
    };
    th.depth.set(th.depth.get() + 1);
    th.base.set(callee);
    th.pc.set(code.instrs.get());
    true
}

/// CALL and CALL_METHOD, all cases. First come natives with positional arguments.
pub fn call(th: &Thread, base: *mut Value, i: Instr, method: bool) -> PyResult<Flow> {
    let (a, n) = (i.a() as usize, i.flags() as usize);
    let frame = Frame(base);
    let callee = frame.reg(a);
    let (first, count) = if method && !frame.reg(a + 1).is_empty() {
        (a + 1, n + 1)
    } else {
        (a + 2, n)
    };
    if let Some(h) = callee.header()
        && frame.code().cache(i.c() as usize).keywords.get().is_empty()
    {
        // SAFETY: the window lies in the frame's registers, which nobody else writes during the call.
        let values = unsafe { std::slice::from_raw_parts(base.add(first), count) };
        let result = match h.kind() {
            Kind::MethodDescr => {
                // SAFETY: the kind tells the layout.
                let d = unsafe { Ref::from_value_unchecked(callee) };
                builtin::call_method_direct(th, d, values)
            }
            Kind::Builtin => {
                // SAFETY: the kind tells the layout.
                let f = unsafe { Ref::from_value_unchecked(callee) };
                builtin::call_direct(th, f, values)
            }
            Kind::Type => types::type_::call_builtin(th, types::type_::as_type(callee), values),
            _ => None,
        };
        if let Some(result) = result {
            frame.set_reg(i.b() as usize, result?);
            return Ok(Flow::Next);
        }
    }
    call_any(th, base, i, method)
}

#[inline(never)]
fn call_any(th: &Thread, base: *mut Value, i: Instr, method: bool) -> PyResult<Flow> {
    let a = i.a() as usize;
    let frame = Frame(base);
    let mut callee = frame.reg(a);
    let n = i.flags() as usize;
    let names = frame.code().cache(i.c() as usize).keywords.get();
    // SAFETY: the cache's keywords are a tuple of strings or empty.
    let names = if names.is_empty() {
        None
    } else {
        // SAFETY: the cache's keywords are a tuple of strings.
        Some(unsafe { Ref::<Tuple>::from_value_unchecked(names) })
    };
    let mut first = a + 2;
    if method && !frame.reg(a + 1).is_empty() {
        first = a + 1;
    } else if let Some(bound) = callee.downcast::<BoundMethod>() {
        // A bound method unpacks into the window, which has the place for self.
        callee = bound.function.get();
        frame.set_reg(a, callee);
        frame.set_reg(a + 1, bound.receiver.get());
        first = a + 1;
    }
    let count = a + 2 + n - first;
    // SAFETY: the window lies in the frame's registers, which nobody else writes during the call.
    let values = unsafe { std::slice::from_raw_parts(base.add(first), count) };
    let args = Args { values, names };
    if !callee.has_kind(Kind::Function)
        && consumer::push(th, callee, args, Continuation::Store.pack(i.b()))?
    {
        return Ok(Flow::Moved);
    }
    let kind = callee.header().map(|h| h.kind());
    // Native functions take their arguments where they are.
    let result = match kind {
        Some(Kind::MethodDescr) => {
            // SAFETY: the kind tells the layout.
            builtin::call_method_descr(th, unsafe { Ref::from_value_unchecked(callee) }, args)?
        }
        Some(Kind::Builtin) => {
            // SAFETY: the kind tells the layout.
            builtin::call(th, unsafe { Ref::from_value_unchecked(callee) }, args)?
        }
        Some(Kind::Function) => {
            // SAFETY: the kind tells the layout; six scratch registers lie below the callable.
            let (f, callee_base): (Ref<Function>, _) =
                unsafe { (Ref::from_value_unchecked(callee), base.add(first)) };
            push(
                th,
                f,
                callee_base,
                args,
                th.pc.get(),
                Continuation::Store.pack(i.b()),
            )?;
            return Ok(Flow::Moved);
        }
        Some(Kind::Type) => {
            if push_class(th, callee, args, i.b())? {
                return Ok(Flow::Moved);
            }
            ops::call(th, callee, args)?
        }
        _ => {
            if partial::push(th, callee, args, i.b())? {
                return Ok(Flow::Moved);
            }
            ops::call(th, callee, args)?
        }
    };
    if crate::buffer::any_held() {
        clear_window(base, a);
    }
    frame.set_reg(i.b() as usize, result);
    Ok(Flow::Next)
}

/// Forgets what a call that is done has left in its window: while memory is lent, a memoryview there, kept alive by chance,
/// would keep its owner from being resized.
#[cold]
fn clear_window(base: *mut Value, a: usize) {
    let first = a.saturating_sub(HEADER);
    let end = Frame(base).code().nregs.get() as usize;
    for r in first..end {
        Frame(base).set_reg(r, Value::EMPTY);
    }
}

/// Calls a class whose `__init__` or `__new__` is a Python function: pushes its frame. False: it has neither.
fn push_class(th: &Thread, callee: Value, args: Args, dst: u16) -> PyResult<bool> {
    let class = types::type_::as_type(callee);
    if let Some(init) = types::type_::python_init(class) {
        let instance = types::object_::new_instance(th, class)?;
        let continuation = Continuation::Init.pack(dst);
        let frame = push_with(th, init, instance, args, continuation)?;
        frame.set_attached(instance);
        return Ok(true);
    }
    if let (Some(init), Some(new)) = (types::type_::container_init(class), class.slots().new) {
        let instance = new(th, class, args)?;
        let frame = push_with(th, init, instance, args, Continuation::Init.pack(dst))?;
        frame.set_attached(instance);
        return Ok(true);
    }
    if let Some(new) = types::type_::python_new(class) {
        push_with(th, new, callee, args, Continuation::Store.pack(dst))?;
        return Ok(true);
    }
    if let Some(init) = exception_types::python_init(class) {
        let exc = exception_types::new_instance(th, class, args)?;
        let frame = push_with(th, init, exc, args, Continuation::Init.pack(dst))?;
        frame.set_attached(exc);
        return Ok(true);
    }
    Ok(false)
}

/// Pushes the frame of a function that is called with `first` and then `args`, which lie in the caller's window or in
/// memory of their own.
fn push_with(
    th: &Thread,
    f: Ref<Function>,
    first: Value,
    args: Args,
    continuation: Value,
) -> PyResult<Frame> {
    // All are laid out where the frame will be.
    let callee = free_base(th);
    if !(room(th, callee) || room_watched(th, callee)) || args.values.len() >= MAX_WINDOW {
        return Err(too_deep(th));
    }
    // SAFETY: `room` says that a window fits; the arguments lie in the caller's window, below.
    let values = unsafe {
        *callee = first;
        std::ptr::copy_nonoverlapping(args.values.as_ptr(), callee.add(1), args.values.len());
        std::slice::from_raw_parts(callee, args.values.len() + 1)
    };
    let args = Args {
        values,
        names: args.names,
    };
    push(th, f, callee, args, th.pc.get(), continuation)?;
    Ok(Frame(callee))
}

/// Pushes a frame for `f`, binding `args` (which may lie in the new window), and publishes it.
pub fn push(
    th: &Thread,
    f: Ref<Function>,
    base: *mut Value,
    args: Args,
    return_pc: *const u64,
    continuation: Value,
) -> PyResult<()> {
    if !room(th, base) && !room_watched(th, base) {
        return Err(too_deep(th));
    }
    let code = f.code();
    code.warm(th);
    let filled = if code.simple.get()
        && args.names.is_none()
        && args.values.len() == code.arg_count.get() as usize
    {
        // SAFETY: the window fits (`room`); source and destination may overlap. (Usually they are the same place, or
        // there are few, for which a call would cost more than the copying.)
        unsafe {
            let from = args.values.as_ptr();
            match args.values {
                _ if std::ptr::eq(from, base) => {}
                &[a] => *base = a,
                &[a, b] => {
                    *base = a;
                    *base.add(1) = b;
                }
                more => std::ptr::copy(from, base, more.len()),
            }
        }
        args.values.len()
    } else {
        bind_window(th, f, code, args, base)?
    };
    // SAFETY: the window fits.
    unsafe { Frame(base).init(f, code, th.base.get(), return_pc, continuation, filled) };
    th.depth.set(th.depth.get() + 1);
    th.base.set(base);
    th.pc.set(code.instrs.get());
    Ok(())
}

/// Binds the arguments to the registers of a new window that fits; the result is how many are written.
#[inline(never)]
fn bind_window(
    th: &Thread,
    f: Ref<Function>,
    code: Ref<CodeObj>,
    args: Args,
    base: *mut Value,
) -> PyResult<usize> {
    let (n, count) = (args.values.len(), code.arg_count.get() as usize);
    // Only arguments at the end are missing, and all have defaults.
    if code.simple.get()
        && args.names.is_none()
        && n < count
        && let Some(defaults) = f.defaults.get().downcast::<Tuple>()
        && count - n <= defaults.len()
    {
        let defaults = &defaults.items()[defaults.len() - (count - n)..];
        // SAFETY: the window fits; the arguments may lie in it.
        unsafe {
            if !std::ptr::eq(args.values.as_ptr(), base) {
                std::ptr::copy(args.values.as_ptr(), base, n);
            }
            for (k, &v) in defaults.iter().enumerate() {
                *base.add(n + k) = v;
            }
        }
        return Ok(count);
    }
    if let Some(total) = bind_keywords(f, code, args, base) {
        return Ok(total);
    }
    const FEW: usize = 12;
    let total = code.total_args.get() as usize;
    if total <= FEW {
        let mut bound = [Value::EMPTY; FEW];
        bind(th, f, code, args, &mut bound[..total])?;
        for (k, &v) in bound[..total].iter().enumerate() {
            // SAFETY: the window fits.
            unsafe { *base.add(k) = v };
        }
    } else {
        let mut bound = RootedVec::with_capacity(total);
        (0..total).for_each(|_| bound.push(Value::EMPTY));
        bind(th, f, code, args, &mut bound)?;
        // SAFETY: the window fits, and `bound` is a vector of its own.
        unsafe { std::ptr::copy_nonoverlapping(bound.as_ptr(), base, total) };
    }
    Ok(total)
}

/// Binds the arguments of a call with keywords where each is a parameter's and nothing is wrong or packed: in place, as most
/// of them already lie in the new window. None: nothing has happened.
fn bind_keywords(
    f: Ref<Function>,
    code: Ref<CodeObj>,
    args: Args,
    base: *mut Value,
) -> Option<usize> {
    const FEW: usize = 8;
    let names = args.names?;
    let names = names.items();
    let plain = code.plain();
    let (count, total) = (plain.arg_count as usize, code.total_args.get() as usize);
    let given = args.values.len() - names.len();
    if names.len() > FEW
        || total > 64
        || given > count
        || plain.flags & (flags::VARARGS | flags::VARKEYWORDS) != 0
    {
        return None;
    }
    let mut values = [Value::EMPTY; FEW];
    values[..names.len()].copy_from_slice(&args.values[given..]);
    let mut places = [0; FEW];
    let mut bound: u64 = 0;
    for (place, &name) in places.iter_mut().zip(names) {
        let first = given.max(plain.posonly_count as usize);
        *place = (first..total).find(|&p| code.varname_at(p).value() == name)?;
        if bound & (1 << *place) != 0 {
            return None;
        }
        bound |= 1 << *place;
    }
    let defaults = f.defaults.get().downcast::<Tuple>();
    let defaults = defaults.as_ref().map_or(&[][..], |t| t.items());
    let first_default = count - defaults.len().min(count);
    let skip = defaults.len() - (count - first_default);
    let missing = |p: &usize| bound & (1 << p) == 0;
    if (given..first_default).any(|p| missing(&p)) {
        return None;
    }
    let kwdefaults = f.kwdefaults.get().downcast::<Dict>();
    let kwdefault = |p: usize| kwdefaults.and_then(|d| d.get_str(code.varname_at(p)));
    if (count..total)
        .filter(missing)
        .any(|p| kwdefault(p).is_none())
    {
        return None;
    }
    // SAFETY: the window fits; the arguments may lie in it, and those that are moved were copied out.
    unsafe {
        if !std::ptr::eq(args.values.as_ptr(), base) {
            std::ptr::copy(args.values.as_ptr(), base, given);
        }
        for p in (given.max(first_default)..count).filter(missing) {
            *base.add(p) = defaults[skip + p - first_default];
        }
        for p in (count..total).filter(missing) {
            *base.add(p) = kwdefault(p).unwrap_or(Value::UNBOUND);
        }
        for (&p, &v) in places.iter().zip(&values[..names.len()]) {
            *base.add(p) = v;
        }
    }
    Some(total)
}

/// Pushes a frame for `f` as an instruction without a call window does: `args` lie below. The published position is where
/// the caller goes on.
pub fn push_call(th: &Thread, f: Ref<Function>, args: Args, continuation: Value) -> PyResult<()> {
    push(th, f, free_base(th), args, th.pc.get(), continuation)
}

/// Pushes a frame for the special method `f` of an instruction without a call window.
pub fn push_special(
    th: &Thread,
    f: Ref<Function>,
    args: &[Value],
    continuation: Value,
) -> PyResult<Flow> {
    push(
        th,
        f,
        free_base(th),
        Args::positional(args),
        th.pc.get(),
        continuation,
    )?;
    Ok(Flow::Moved)
}

/// Calls a Python function from native code. Runs Python.
pub fn call_function(th: &Thread, f: Ref<Function>, args: Args) -> PyResult {
    th.check_native_stack("")?;
    let (base, pc) = (th.base.get(), th.pc.get());
    push(th, f, free_base(th), args, pc, Continuation::Native.pack(0))?;
    let result = execute(th);
    debug_assert!(th.base.get() == base);
    th.pc.set(pc);
    result
}

/// Runs `f`'s code with a namespace (a module or class body, `exec`). Runs Python.
pub fn call_with_namespace(th: &Thread, f: Ref<Function>, namespace: Value) -> PyResult {
    th.check_native_stack("")?;
    let pc = th.pc.get();
    let base = free_base(th);
    push(
        th,
        f,
        base,
        Args::positional(&[]),
        pc,
        Continuation::Native.pack(0),
    )?;
    Frame(base).set_attached(namespace);
    let result = execute(th);
    th.pc.set(pc);
    result
}

/// So many arguments of a call with `*` or `**` need no buffer.
const FEW_ARGUMENTS: usize = 16;

/// CALL_EX: the positional arguments are a tuple, the keywords a dict.
pub fn call_ex(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let a = i.a() as usize;
    let frame = Frame(base);
    let mut callee = frame.reg(a);
    let mut receiver = Value::EMPTY;
    if let Some(bound) = callee.downcast::<BoundMethod>() {
        callee = bound.function.get();
        receiver = bound.receiver.get();
    }
    let positional = frame.reg(a + 2);
    // A tuple's items are the arguments as they are.
    if receiver.is_empty()
        && i.flags() & op::EX_KWARGS == 0
        && let Some(tuple) = positional.downcast::<Tuple>()
    {
        return call_with(th, frame, callee, Args::positional(tuple.items()), i.b());
    }
    let keywords = match i.flags() & op::EX_KWARGS {
        0 => None,
        _ => frame.reg(a + 3).downcast::<Dict>(),
    };
    let own = usize::from(!receiver.is_empty());
    let named = keywords.map_or(0, |d| d.len());
    // A few arguments are put together on the native stack, where the collector looks.
    let mut few = [Value::EMPTY; FEW_ARGUMENTS];
    let mut many = RootedVec::new();
    let spread = match positional.downcast::<Tuple>() {
        Some(tuple) => Some(tuple.len()),
        None if types::is_exactly(positional, T::List) => {
            positional.downcast::<List>().map(|list| list.len())
        }
        None => None,
    };
    let fits = spread.map(|n| own + n + named);
    let values: &[Value] = match fits.filter(|&n| n <= FEW_ARGUMENTS) {
        Some(count) => {
            few[0] = receiver;
            let end = count - named;
            if let Some(tuple) = positional.downcast::<Tuple>() {
                few[own..end].copy_from_slice(tuple.items());
            } else if let Some(list) = positional.downcast::<List>() {
                for (n, to) in few[own..end].iter_mut().enumerate() {
                    *to = list.item(n);
                }
            }
            if let Some(dict) = keywords {
                let mut at = 0;
                for to in &mut few[end..count] {
                    *to = dict.next(&mut at).map_or(Value::EMPTY, |(_, v)| v);
                }
            }
            &few[..count]
        }
        None => {
            if own == 1 {
                many.push(receiver);
            }
            match positional.downcast::<Tuple>() {
                Some(tuple) => many.extend_from_slice(tuple.items()),
                None if !ops::iterate::is_iterable(positional) => {
                    return Err(th.type_error(format!(
                        "{} argument after * must be an iterable, not {}",
                        super::build::callable_name(th, callee),
                        ops::type_name(positional)
                    )));
                }
                None => ops::iterate(th, positional, &mut |v| {
                    many.push(v);
                    Ok(std::ops::ControlFlow::Continue(()))
                })?,
            }
            if let Some(dict) = keywords {
                let mut at = 0;
                while let Some((_, value)) = dict.next(&mut at) {
                    many.push(value);
                }
            }
            &many
        }
    };
    // (Only now: what else the call is made of comes first.)
    let odd = keywords.filter(|d| !d.has_str_keys() && ops::call::is_callable(callee));
    if let Some(dict) = odd {
        super::build::check_keywords(th, dict)?;
    }
    let names = keywords.filter(|d| !d.is_empty()).map(|dict| {
        let names = types::tuple::new_zeroed(th, dict.len());
        let mut at = 0;
        for n in 0..dict.len() {
            if let Some((key, _)) = dict.next(&mut at) {
                names.init_item(n, key);
            }
        }
        names
    });
    let args = Args { values, names };
    call_with(th, frame, callee, args, i.b())
}

/// Calls, or pushes the frame of the Python function that it comes to, for an instruction without a call window.
fn call_with(th: &Thread, frame: Frame, callee: Value, args: Args, dst: u16) -> PyResult<Flow> {
    if let Some(f) = callee.downcast::<Function>() {
        let continuation = Continuation::Store.pack(dst);
        push(th, f, free_base(th), args, th.pc.get(), continuation)?;
        return Ok(Flow::Moved);
    }
    let pushed = if callee.has_kind(Kind::Type) {
        push_class(th, callee, args, dst)?
    } else {
        partial::push(th, callee, args, dst)?
    };
    if pushed {
        return Ok(Flow::Moved);
    }
    let result = ops::call(th, callee, args)?;
    frame.set_reg(dst as usize, result);
    Ok(Flow::Next)
}

/// What becomes of a frame's result, for the continuations other than `Store` and `Native`. The caller's frame and
/// instruction are published.
pub fn deliver(
    th: &Thread,
    frame: Frame,
    continuation: Continuation,
    dst: u16,
    v: Value,
) -> PyResult<Flow> {
    let caller = Frame(th.base.get());
    match continuation {
        Continuation::Store
        | Continuation::Native
        | Continuation::Trace
        | Continuation::Observed => {
            caller.set_reg(dst as usize, v);
        }
        Continuation::Init => {
            if !v.is_none() {
                return Err(th.type_error(format!(
                    "__init__() should return None, not '{}'",
                    ops::type_name(v)
                )));
            }
            caller.set_reg(dst as usize, frame.attached());
        }
        Continuation::Next => {
            // A generator's end leads to the jump word; a plain `__next__` method gave an item.
            if !super::generator::finish(th, frame) {
                caller.set_reg(dst as usize, v);
                return Ok(Flow::Skip);
            }
        }
        Continuation::Feed => {
            if !super::generator::finish(th, frame) {
                return super::feed::deliver(th, v, false);
            }
            super::feed::ended(th);
        }
        Continuation::Filter => {
            // (What tells the truth may use the window again.)
            let item = frame.attached();
            if ops::is_true(th, v)? {
                caller.set_reg(dst as usize, item);
                return Ok(Flow::Skip);
            }
            // SAFETY: the frame was pushed by a FOR_ITER, behind which the caller goes on.
            th.pc.set(unsafe { th.pc.get().sub(1) });
            return Ok(Flow::Moved);
        }
        Continuation::Chain => {
            let Some(ended) = super::generator::of_frame(frame) else {
                unreachable!("a chain consists of generators");
            };
            super::generator::finish(th, frame);
            let dst = super::delegation::go_outwards(th, frame, ended);
            Frame(th.base.get()).set_reg(dst, v);
            return Ok(Flow::Moved);
        }
        Continuation::Send => {
            if super::generator::finish(th, frame) {
                caller.set_reg(dst as usize, v);
            } else {
                caller.set_reg(dst as usize, v);
                return Ok(Flow::Skip);
            }
        }
        Continuation::Step => {
            super::generator::finish(th, frame);
            return Err(types::generator::stop(th, v));
        }
        Continuation::Truth => {
            let truth = ops::is_true(th, v)?;
            caller.set_reg(dst as usize, Value::bool(truth));
        }
        Continuation::Not => {
            let truth = ops::is_true(th, v)?;
            caller.set_reg(dst as usize, Value::bool(!truth));
        }
        Continuation::Drop => {}
        Continuation::Reflect | Continuation::Reflected => {
            let v = if v == Value::NOT_IMPLEMENTED {
                super::arith::retry(th, caller, continuation == Continuation::Reflected)?
            } else {
                v
            };
            caller.set_reg(dst as usize, v);
        }
        Continuation::Length => {
            let n = slot_calls::len_from(th, v)?;
            caller.set_reg(dst as usize, types::int::from_usize(th, n));
        }
        Continuation::Branch => {
            let truth = if dst == 0 {
                slot_calls::bool_from(th, v)?
            } else {
                slot_calls::len_from(th, v)? != 0
            };
            // SAFETY: the frame was pushed by a conditional jump, behind which the caller goes on; the verifier keeps its
            // target inside the code.
            unsafe {
                let i = Instr(*th.pc.get().sub(1));
                if truth == (i.op() == op::Op::JumpIfTrue) {
                    th.pc.set(th.pc.get().offset(i.imm32() as isize));
                }
            }
            return Ok(Flow::Moved);
        }
        Continuation::Bool | Continuation::NotBool => {
            let truth = slot_calls::bool_from(th, v)?;
            let truth = truth == (continuation == Continuation::Bool);
            caller.set_reg(dst as usize, Value::bool(truth));
        }
        Continuation::Str | Continuation::Repr | Continuation::Format => {
            if !v.has_kind(Kind::Str) {
                let text = match continuation {
                    Continuation::Str => "__str__ returned non-string (type ",
                    Continuation::Repr => "__repr__ returned non-string (type ",
                    _ => "__format__ must return a str, not ",
                };
                let end = if continuation == Continuation::Format {
                    ""
                } else {
                    ")"
                };
                return Err(th.type_error(format!("{text}{}{end}", ops::type_name(v))));
            }
            caller.set_reg(dst as usize, v);
        }
        Continuation::Iter => {
            if !ops::is_iterator(v) {
                return Err(th.type_error(format!(
                    "iter() returned non-iterator of type '{}'",
                    ops::type_name(v)
                )));
            }
            caller.set_reg(dst as usize, v);
        }
        Continuation::Hash => {
            let h = slot_calls::hash_from(th, v)?;
            caller.set_reg(dst as usize, types::int::from_i64(th, h));
        }
    }
    Ok(Flow::Next)
}

/// Binds the arguments of a call to the parameters: one Value per parameter, in register order, into `bound`, which is
/// `EMPTY` before.
fn bind(
    th: &Thread,
    f: Ref<Function>,
    code: Ref<CodeObj>,
    args: Args,
    bound: &mut [Value],
) -> PyResult<()> {
    let plain = code.plain();
    let arg_count = plain.arg_count as usize;
    let kwonly = plain.kwonly_count as usize;
    let total = plain.total_args();
    let named = arg_count + kwonly;
    let positional = args.pos();
    for (to, &v) in bound[..arg_count].iter_mut().zip(positional) {
        *to = v;
    }
    let var_args = plain.flags & flags::VARARGS != 0;
    if var_args {
        let rest = types::tuple::new(th, &positional[positional.len().min(arg_count)..]);
        bound[named] = rest.value();
    }
    let extra = if plain.flags & flags::VARKEYWORDS != 0 {
        let dict = types::dict::new(th);
        bound[total - 1] = dict.value();
        Some(dict)
    } else {
        None
    };
    let parameter = |name: Value, range: std::ops::Range<usize>| {
        range
            .clone()
            .find(|&p| code.varname_at(p).value() == name)
            .or_else(|| {
                // A keyword given through a dict may be an equal string that is not interned.
                let name = name.downcast::<types::str::Str>()?;
                range
                    .clone()
                    .find(|&p| code.varname_at(p).bytes() == name.bytes())
            })
    };
    for (name, value) in args.keywords() {
        if !name.has_kind(crate::object::Kind::Str) {
            return Err(th.type_error("keywords must be strings"));
        }
        match parameter(name, plain.posonly_count as usize..named) {
            Some(p) if !bound[p].is_empty() => {
                return Err(th.type_error(format!(
                    "{}() got multiple values for argument '{}'",
                    display_name(f),
                    code.varname_at(p).to_string_lossy()
                )));
            }
            Some(p) => bound[p] = value,
            None => match extra {
                Some(dict) => dict.set(th, name, value)?,
                None => return Err(unexpected_keyword(th, f, code, args, name)),
            },
        }
    }
    if positional.len() > arg_count && !var_args {
        return Err(too_many_positional(th, f, code, positional.len(), bound));
    }
    if positional.len() < arg_count {
        let defaults = f.defaults.get().downcast::<Tuple>();
        let defaults = defaults.as_ref().map_or(&[][..], |t| t.items());
        let first_default = arg_count.saturating_sub(defaults.len());
        if bound[..first_default].iter().any(|v| v.is_empty()) {
            let missing: Vec<usize> = (0..first_default)
                .filter(|&p| bound[p].is_empty())
                .collect();
            return Err(missing_arguments(th, f, code, &missing, "positional"));
        }
        let skip = defaults.len() - (arg_count - first_default);
        for p in first_default..arg_count {
            if bound[p].is_empty() {
                bound[p] = defaults[skip + p - first_default];
            }
        }
    }
    let mut missing = Vec::new();
    for (p, to) in bound.iter_mut().enumerate().take(named).skip(arg_count) {
        if to.is_empty() {
            let default = match f.kwdefaults.get().downcast::<types::dict::Dict>() {
                Some(dict) => dict.get_str(code.varname_at(p)),
                None => None,
            };
            match default {
                Some(v) => *to = v,
                None => missing.push(p),
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing_arguments(th, f, code, &missing, "keyword-only"));
    }
    Ok(())
}

fn display_name(f: Ref<Function>) -> String {
    f.qualname
        .get()
        .downcast::<types::str::Str>()
        .map_or_else(String::new, |s| s.to_string_lossy().into_owned())
}

#[cold]
fn unexpected_keyword(
    th: &Thread,
    f: Ref<Function>,
    code: Ref<CodeObj>,
    args: Args,
    name: Value,
) -> Raised {
    let plain = code.plain();
    let text = |v: Value| {
        v.downcast::<types::str::Str>()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    };
    let positional_only: Vec<String> = (0..plain.posonly_count as usize)
        .map(|p| plain.varnames[p].to_string())
        .filter(|p| args.keywords().any(|(k, _)| text(k) == *p))
        .collect();
    if !positional_only.is_empty() {
        return th.type_error(format!(
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            display_name(f),
            positional_only.join(", ")
        ));
    }
    let candidates: Vec<&str> = plain.varnames
        [plain.posonly_count as usize..plain.arg_count as usize + plain.kwonly_count as usize]
        .iter()
        .map(|n| &**n)
        .collect();
    let hint = crate::suggest::closest(&text(name), candidates.len(), candidates.iter().copied())
        .map_or_else(String::new, |s| format!(". Did you mean '{s}'?"));
    th.type_error(format!(
        "{}() got an unexpected keyword argument '{}'{hint}",
        display_name(f),
        text(name)
    ))
}

#[cold]
fn too_many_positional(
    th: &Thread,
    f: Ref<Function>,
    code: Ref<CodeObj>,
    given: usize,
    bound: &[Value],
) -> Raised {
    let plain = code.plain();
    let (args, kwonly) = (plain.arg_count as usize, plain.kwonly_count as usize);
    let defaults = f.defaults.get().downcast::<Tuple>().map_or(0, |t| t.len());
    let keyword_given = bound[args..args + kwonly]
        .iter()
        .filter(|v| !v.is_empty())
        .count();
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let takes = if defaults > 0 {
        format!("from {} to {args} positional arguments", args - defaults)
    } else {
        format!("{args} positional argument{}", plural(args))
    };
    let given_text = if keyword_given > 0 {
        format!(
            "{given} positional argument{} (and {keyword_given} keyword-only argument{}) were",
            plural(given),
            plural(keyword_given)
        )
    } else {
        format!("{given} {}", if given == 1 { "was" } else { "were" })
    };
    th.type_error(format!(
        "{}() takes {takes} but {given_text} given",
        display_name(f)
    ))
}

#[cold]
fn missing_arguments(
    th: &Thread,
    f: Ref<Function>,
    code: Ref<CodeObj>,
    missing: &[usize],
    kind: &str,
) -> Raised {
    let names: Vec<String> = missing
        .iter()
        .map(|&p| format!("'{}'", code.plain().varnames[p]))
        .collect();
    let list = match names.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => String::new(),
    };
    th.type_error(format!(
        "{}() missing {} required {kind} argument{}: {list}",
        display_name(f),
        names.len(),
        if names.len() == 1 { "" } else { "s" }
    ))
}
