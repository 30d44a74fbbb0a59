//! Start-up: the main thread's state, the built-in types, the modules.

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::import::{self, LibraryFile};
use crate::native::ModuleDef;
use crate::thread::Thread;
use crate::types::type_::TypeDef;
use crate::types::{self, type_};
use crate::{lock, names, shape, signals, threads};

pub use threads::current_thread;

/// What the embedding program supplies.
pub struct Setup {
    /// The native modules, `builtins` and `sys` among them.
    pub modules: &'static [&'static ModuleDef],
    /// The embedded library: dotted name to file.
    pub library: fn(&str) -> Option<LibraryFile>,
    /// A module's spec and loader, of its name, its file and its package's folder.
    pub spec: import::SpecFn,
    /// The part of importing that is written in Python.
    pub machinery: &'static import::Machinery,
    /// Called when a module of the embedded library has been loaded. May run Python.
    pub loaded: fn(&Thread, &str),
}

/// Starts the runtime on the calling native thread, whose stack spans `native`. Runs Python (native modules' start-up).
pub fn start(native: (usize, usize), setup: &Setup) -> PyResult<&'static Thread> {
    heap::set_trace_dispatch(types::trace_object);
    heap::set_release(types::code::release);
    let th = threads::create();
    lock::take_over(th);
    threads::attach(th, native);
    heap::set_poll_word(&th.poll, crate::thread::poll::PENDING);
    for f in [
        threads::trace_roots as fn(&mut Tracer),
        shape::trace_roots,
        type_::trace_roots,
        names::trace_roots,
        crate::types::tuple::trace_roots,
        types::str::trace_roots,
        import::trace_roots,
        types::exception_group::trace_roots,
        types::async_generator::trace_roots,
        crate::codecs::trace_roots,
        crate::monitor::trace_roots,
        signals::trace_roots,
    ] {
        heap::add_root_fn(f);
    }
    heap::add_weak_fn(forget_dead_classes);
    shape::init();
    type_::allocate_builtin(th);
    names::init(th);
    let defs: Vec<&'static TypeDef> = types::definitions();
    type_::define_all(th, &defs);
    types::finish_definitions(th)?;
    import::init(th, setup)?;
    signals::init(th);
    crate::fork::add_hooks(lock::FORK);
    crate::fork::add_hooks(threads::FORK);
    Ok(th)
}

/// What refers to classes without keeping them alive lets go of the dead ones; see [`heap::add_weak_fn`].
fn forget_dead_classes(t: &mut heap::Tracer) {
    types::code::sweep_caches(t);
    if shape::sweep(t) {
        type_::note_deaths();
        crate::interp::attr::forget_lookups();
    }
}
