//! Start-up: the main thread's state, the built-in types, the modules.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::AtomicU64;

use crate::error::PyResult;
use crate::heap::{self, AllocCursors, Tracer};
use crate::import::{self, LibraryFile};
use crate::interp::call::{RESERVE, window_end};
use crate::native::ModuleDef;
use crate::thread::Thread;
use crate::types::type_::TypeDef;
use crate::types::{self, type_};
use crate::value::Value;
use crate::{names, shape, signals};

/// Address space of a VM stack. It is committed as it is touched.
const VM_STACK_BYTES: usize = 1 << 30;

/// `sys.getrecursionlimit()` at the start.
pub const RECURSION_LIMIT: u32 = 1000;

/// Native stack that must remain when native code recurses.
const NATIVE_RESERVE: usize = 256 << 10;

/// What the embedding program supplies.
pub struct Setup {
    /// The native modules, `builtins` and `sys` among them.
    pub modules: &'static [&'static ModuleDef],
    /// The embedded library: dotted name to file.
    pub library: fn(&str) -> Option<LibraryFile>,
}

thread_local! {
    static CURRENT: Cell<*const Thread> = const { Cell::new(ptr::null()) };
}

/// The state of the calling thread, for callbacks that are not given it. None: this thread runs no Python.
pub fn current_thread() -> Option<&'static Thread> {
    let th = CURRENT.get();
    // SAFETY: the pointer is set to a leaked thread state, or null.
    unsafe { th.as_ref() }
}

/// Whether this is the thread that started the runtime (or, in a forked child, the one that forked).
pub fn is_main_thread(th: &Thread) -> bool {
    signals::is_main(th)
}

/// A thread's state with a VM stack, for the calling native thread, whose stack spans `native`. Leaked: traces and
/// signal handlers hold its address.
fn new_thread(native: (usize, usize)) -> &'static Thread {
    // SAFETY: a fresh anonymous mapping; nothing else is touched.
    let stack = unsafe {
        libc::mmap(
            ptr::null_mut(),
            VM_STACK_BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    assert!(
        stack != libc::MAP_FAILED,
        "no address space for the VM stack"
    );
    let start = stack.cast::<Value>();
    let words = VM_STACK_BYTES / 8;
    let th = Box::leak(Box::new(Thread {
        alloc: AllocCursors::new(),
        poll: AtomicU64::new(0),
        exception: Cell::new(Value::EMPTY),
        handled: Cell::new(Value::NONE),
        base: Cell::new(ptr::null_mut()),
        // SAFETY: inside the mapping.
        stack_limit: Cell::new(unsafe { start.add(words - RESERVE) }),
        stack_start: Cell::new(start),
        stack_top: Cell::new(start),
        native_limit: Cell::new(native.0 + NATIVE_RESERVE),
        pc: Cell::new(ptr::null()),
        suppress_traceback: Cell::new(false),
        stop_value: Cell::new(Value::EMPTY),
        int_max_str_digits: Cell::new(crate::algo::int_text::DEFAULT_MAX_STR_DIGITS),
        context: Cell::new(Value::EMPTY),
        depth: Cell::new(0),
        depth_limit: Cell::new(RECURSION_LIMIT),
    }));
    CURRENT.set(th);
    heap::register_stack(native.0, native.1);
    heap::register_cursors(&th.alloc);
    th
}

/// Visits what the thread's state and its VM stack refer to.
fn trace_thread(t: &mut Tracer) {
    let Some(th) = current_thread() else { return };
    for cell in [&th.exception, &th.handled, &th.stop_value, &th.context] {
        t.visit(cell.get());
    }
    let base = th.base.get();
    if !base.is_null() {
        // SAFETY: the VM stack is mapped from its start to the end of the innermost window.
        unsafe {
            t.visit_values_conservatively(th.stack_start.get().addr(), window_end(base).addr());
        }
    }
}

/// Starts the runtime on the calling native thread, whose stack spans `native`. Runs Python (native modules' start-up).
pub fn start(native: (usize, usize), setup: &Setup) -> PyResult<&'static Thread> {
    heap::set_trace_dispatch(types::trace_object);
    let th = new_thread(native);
    heap::set_poll_word(&th.poll, crate::thread::poll::PENDING);
    for f in [
        trace_thread as fn(&mut Tracer),
        shape::trace_roots,
        type_::trace_roots,
        names::trace_roots,
        types::str::trace_roots,
        import::trace_roots,
        signals::trace_roots,
    ] {
        heap::add_root_fn(f);
    }
    shape::init();
    type_::allocate_builtin(th);
    names::init(th);
    let defs: Vec<&'static TypeDef> = types::definitions();
    type_::define_all(th, &defs);
    types::finish_definitions(th)?;
    import::init(th, setup.modules, setup.library)?;
    signals::init(th);
    Ok(th)
}
