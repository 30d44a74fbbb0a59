//! `-X importtime`: how long each import takes, on standard error.

use std::cell::Cell;
use std::time::{Duration, Instant};

struct State {
    /// How many imports are under way.
    level: Cell<usize>,
    /// What the imports inside the one under way have taken.
    inner: Cell<Duration>,
    has_header: Cell<bool>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    level: Cell::new(0),
    inner: Cell::new(Duration::ZERO),
    has_header: Cell::new(false),
};

/// Runs an import of the module of this name, and says how long it took.
pub fn timed<R>(name: &str, import: impl FnOnce() -> R) -> R {
    if !STATE.has_header.replace(true) {
        eprintln!("import time: self [us] | cumulative | imported package");
    }
    let level = STATE.level.get();
    let outer = STATE.inner.replace(Duration::ZERO);
    STATE.level.set(level + 1);
    let start = Instant::now();
    let result = import();
    let all = start.elapsed();
    STATE.level.set(level);
    let own = all.saturating_sub(STATE.inner.get());
    let micros = |d: Duration| d.as_nanos().div_ceil(1000);
    let indent = level * 2;
    eprintln!(
        "import time: {:9} | {:10} | {:indent$}{name}",
        micros(own),
        micros(all),
        ""
    );
    STATE.inner.set(outer + all);
    result
}

/// Says that a module was there already, where `-X importtime=2` asks for it.
pub fn cached(name: &str) {
    let width = STATE.level.get() * 2;
    eprintln!("import time: cached    | cached     | {name:>width$}");
}
