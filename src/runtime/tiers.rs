//! Where the time of a run goes, tier by tier: for reports of the JIT, and off otherwise.
//!
//! One clock for the process: it knows in which tier the thread is that has the interpreter lock, and since when. Who
//! enters a tier holds an [`Entered`], which goes back to the former one at its end. Time under the lock of nobody is
//! [`Tier::Waiting`]. While the clock is off, entering costs one load and a branch, and the clock is never read; what is
//! instrumented are entries from native code, collections and the lock, nothing that an instruction of bytecode passes.
//!
//! Invariant: from [`start`] on, the times of all tiers together are the time that has passed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// What runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tier {
    /// The interpreter and what it calls, imports and the compiler of bytecode included.
    Interpreter,
    /// Machine code and the helpers and natives that it calls.
    Machine,
    /// The recorder.
    Recorder,
    /// The optimiser, register allocation and assembly.
    Compiler,
    /// The garbage collector, without the lazy sweeping that the allocator does.
    Collector,
    /// Nobody has the interpreter lock.
    Waiting,
    /// Writing down what a report will tell.
    Report,
}

impl Tier {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Tier; 7] = [
        Tier::Interpreter,
        Tier::Recorder,
        Tier::Compiler,
        Tier::Machine,
        Tier::Collector,
        Tier::Waiting,
        Tier::Report,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Interpreter => "interpreter",
            Tier::Machine => "machine code and what it calls",
            Tier::Recorder => "recording",
            Tier::Compiler => "compiling",
            Tier::Collector => "garbage collection",
            Tier::Waiting => "waiting without the lock",
            Tier::Report => "writing down for the report",
        }
    }

    /// Its name as a key of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Tier::Interpreter => "interpreter",
            Tier::Machine => "machine",
            Tier::Recorder => "recording",
            Tier::Compiler => "compiling",
            Tier::Collector => "collecting",
            Tier::Waiting => "waiting",
            Tier::Report => "reporting",
        }
    }

    fn of(n: u8) -> Tier {
        Tier::ALL
            .into_iter()
            .find(|t| *t as u8 == n)
            .unwrap_or(Tier::Interpreter)
    }
}

static ON: AtomicBool = AtomicBool::new(false);
static ORIGIN: OnceLock<Instant> = OnceLock::new();
/// The tier that runs, and since when, in nanoseconds after the origin. Written under the interpreter lock, or by the
/// thread that has just given it up or is about to have it.
static NOW: AtomicU8 = AtomicU8::new(Tier::Interpreter as u8);
static SINCE: AtomicU64 = AtomicU64::new(0);
static SPENT: [AtomicU64; Tier::ALL.len()] = [const { AtomicU64::new(0) }; Tier::ALL.len()];

/// Switches the clock on, in the interpreter; start-up only.
pub fn start() {
    ORIGIN.get_or_init(Instant::now);
    ON.store(true, Relaxed);
}

fn nanos() -> u64 {
    ORIGIN.get().map_or(0, |o| o.elapsed().as_nanos() as u64)
}

#[cold]
fn switch(to: Tier) -> Tier {
    let now = nanos();
    let from = NOW.swap(to as u8, Relaxed);
    let since = SINCE.swap(now, Relaxed);
    SPENT[from as usize].fetch_add(now.saturating_sub(since), Relaxed);
    Tier::of(from)
}

/// A tier that was entered; its end goes back to the former one.
pub struct Entered(Option<Tier>);

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        if let Some(former) = self.0 {
            switch(former);
        }
    }
}

/// Enters a tier, until the result is dropped.
#[inline]
pub fn enter(tier: Tier) -> Entered {
    Entered(ON.load(Relaxed).then(|| switch(tier)))
}

/// A thread is about to give the interpreter lock up: the tier in which it goes on when it has it again.
#[inline]
pub fn pause() -> Option<Tier> {
    ON.load(Relaxed).then(|| switch(Tier::Waiting))
}

/// A thread has the lock again, or for the first time, and goes on in a tier.
#[inline]
pub fn go_on(tier: Option<Tier>) {
    if ON.load(Relaxed) {
        switch(tier.unwrap_or(Tier::Interpreter));
    }
}

/// What a tier has taken so far; nothing while the clock is off.
pub fn spent(tier: Tier) -> Duration {
    if !ON.load(Relaxed) {
        return Duration::ZERO;
    }
    let mut n = SPENT[tier as usize].load(Relaxed);
    if NOW.load(Relaxed) == tier as u8 {
        n += nanos().saturating_sub(SINCE.load(Relaxed));
    }
    Duration::from_nanos(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_nest_and_add_up() {
        start();
        let nap = || std::thread::sleep(Duration::from_millis(3));
        let before: Duration = Tier::ALL.into_iter().map(spent).sum();
        let recorded = spent(Tier::Recorder);
        {
            let _outer = enter(Tier::Recorder);
            nap();
            let inner = enter(Tier::Compiler);
            nap();
            drop(inner);
            let paused = pause();
            assert_eq!(paused, Some(Tier::Recorder));
            nap();
            go_on(paused);
        }
        assert!(spent(Tier::Recorder) - recorded >= Duration::from_millis(3));
        assert!(spent(Tier::Compiler) >= Duration::from_millis(3));
        assert!(spent(Tier::Waiting) >= Duration::from_millis(3));
        let all: Duration = Tier::ALL.into_iter().map(spent).sum();
        assert!(all - before >= Duration::from_millis(9));
    }

    #[test]
    fn every_tier_has_its_number() {
        for t in Tier::ALL {
            assert_eq!(Tier::of(t as u8), t);
        }
    }
}
