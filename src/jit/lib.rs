//! The tracing JIT: what gets hot is recorded, optimised, compiled, and left again when something is not as it was.
//!
//! Reading order: the policy's numbers and the reasons for giving up; what the runtime looks like to the IR; then a
//! trace's life: a hot spot, its recording, its machine code, its exits.

pub mod abort;
pub mod budget;
pub mod dump;
pub mod emit;
pub mod evaluate;
pub mod evict;
pub mod exits;
pub mod force;
pub mod foreign;
mod fork;
pub mod generic;
pub mod helpers;
pub mod hot;
pub mod journal;
pub mod limits;
pub mod lower;
pub mod names;
pub mod natives;
pub mod recorder;
pub mod report;
pub mod schema;
pub mod state;
pub mod switches;
pub mod totals;

use std::cell::UnsafeCell;

use asm::disasm::Arch;
use asm::{Arena, CallTemplates, ControlTemplates, Host, Machine};
use runtime::interp::hooks::{self, Head, Hooks, Hot};
use runtime::thread::Thread;
use runtime::tiers;
use runtime::types::code::HotSpot;

use state::Jit;
pub use switches::Options;

/// Tells the runtime how soon code is hot; to be called before anything is compiled to bytecode.
pub fn prepare(options: &Options) {
    if options.on {
        runtime::types::code::set_countdown(options.hot_loop);
        runtime::interp::consumer::enable();
    }
}

/// The options until the JIT is made.
struct Pending(UnsafeCell<Option<Options>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Pending {}
static PENDING: Pending = Pending(UnsafeCell::new(None));

/// What is installed until something is hot: many programs end before that, and pay nothing for what they do not need.
const FIRST: Hooks = Hooks {
    hot: first_hot,
    ..hot::HOOKS
};

/// Installs the JIT in the interpreter; start-up only. Its tables and its arena are made when something is hot for the first
/// time, or at once where somebody asks about it. If no executable memory is to be had, there is one notice, and the
/// interpreter alone.
pub fn install(options: Options) {
    if !options.on {
        return;
    }
    let asked = options.report.is_some()
        || options.force.is_some()
        || options.stats
        || options.stats_file.is_some()
        || !options.dump.is_empty();
    runtime::heap::add_root_fn(state::trace_roots);
    runtime::fork::add_hooks(fork::HOOKS);
    if asked {
        make(options);
        return;
    }
    // SAFETY: under the interpreter lock; nobody has a reference.
    unsafe { *PENDING.0.get() = Some(options) };
    hooks::install(FIRST);
}

/// Something is hot for the first time.
#[cold]
fn first_hot(th: &Thread, head: Head, spot: &HotSpot) -> Hot {
    // SAFETY: under the interpreter lock; the reference ends here.
    if let Some(options) = unsafe { (*PENDING.0.get()).take() } {
        make(options);
    }
    (hooks::hooks().hot)(th, head, spot)
}

/// Makes the JIT and installs it for good, or takes it out of the interpreter.
fn make(options: Options) {
    let mut jit = Jit::new(options);
    if jit.options.report.is_some() {
        jit.journal = Some(Box::new(journal::Journal::new()));
    }
    if jit.options.report.is_some() || jit.options.dump.contains(['c', 's']) {
        tiers::start();
    }
    if jit.options.report_json || jit.options.arch != Arch::HOST {
        jit.foreign = Some(Box::default());
    }
    if let Some(path) = jit.options.force.as_ref().and_then(|f| f.profile.as_ref()) {
        jit.profile = force::Profile::read(path);
    }
    match machine(&mut jit) {
        Ok(()) => {}
        Err(e) => {
            eprintln!("sidewinder: no JIT: {e}");
            hooks::install(hooks::NONE);
            return;
        }
    }
    // Trace 0 is no trace: hot spots hold 0 where they have none.
    jit.traces.push(lower::dummy());
    state::set(jit);
    runtime::types::dict::set_cell_hook(hot::cell_changed);
    runtime::types::dict::set_name_hook(hot::name_added);
    runtime::types::type_::watch_epoch(hot::structure_changed);
    hooks::install(hot::HOOKS);
}

/// Makes the arena, the entry trampoline and the exit handler.
fn machine(jit: &mut Jit) -> Result<(), String> {
    let near = install as *const () as usize;
    let mut arena = Arena::new(near, limits::ARENA_BYTES).map_err(|e| format!("{e:?}"))?;
    let mut at = [0; 3];
    let mut returns_to = 0;
    for (n, at) in at.iter_mut().enumerate() {
        let region = arena.open(4096).map_err(|e| format!("{e:?}"))?;
        let mut a = Host::create(region, asm::Options::detect());
        match n {
            0 => returns_to = a.entry_trampoline(),
            1 => a.exit_handler(exits::on_exit as *const () as usize),
            _ => {
                a.trace_entry();
                a.mov(Host::ARGS[0], Host::THREAD);
                a.call(hot::interpret as *const () as usize);
                a.trace_leave();
            }
        }
        a.cold_section();
        let code = a.finish().map_err(|e| format!("{e:?}"))?;
        *at = arena.publish(&code).start;
    }
    jit.trampoline = at[0];
    jit.trampoline_return = at[0] + returns_to;
    jit.handler = at[1];
    jit.stand_in = at[2];
    jit.arena = Some(arena);
    Ok(())
}
