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

/// The clock's state. It is written under the interpreter lock, or by the thread that has just given it up or is about to
/// have it.
struct Clock {
    on: AtomicBool,
    origin: OnceLock<Instant>,
    /// The tier that runs, and since when, in nanoseconds after the origin.
    now: AtomicU8,
    since: AtomicU64,
    spent: [AtomicU64; Tier::ALL.len()],
}

static CLOCK: Clock = Clock::new();

impl Clock {
    const fn new() -> Clock {
        Clock {
            on: AtomicBool::new(false),
            origin: OnceLock::new(),
            now: AtomicU8::new(Tier::Interpreter as u8),
            since: AtomicU64::new(0),
            spent: [const { AtomicU64::new(0) }; Tier::ALL.len()],
        }
    }

    fn start(&self) {
        self.origin.get_or_init(Instant::now);
        self.on.store(true, Relaxed);
    }

    #[inline]
    fn is_on(&self) -> bool {
        self.on.load(Relaxed)
    }

    fn nanos(&self) -> u64 {
        let origin = self.origin.get();
        origin.map_or(0, |o| o.elapsed().as_nanos() as u64)
    }

    #[cold]
    fn switch(&self, to: Tier) -> Tier {
        let now = self.nanos();
        let from = self.now.swap(to as u8, Relaxed);
        let since = self.since.swap(now, Relaxed);
        self.spent[from as usize].fetch_add(now.saturating_sub(since), Relaxed);
        Tier::of(from)
    }

    fn spent(&self, tier: Tier) -> Duration {
        if !self.is_on() {
            return Duration::ZERO;
        }
        let mut n = self.spent[tier as usize].load(Relaxed);
        if self.now.load(Relaxed) == tier as u8 {
            n += self.nanos().saturating_sub(self.since.load(Relaxed));
        }
        Duration::from_nanos(n)
    }
}

/// Switches the clock on, in the interpreter; start-up only.
pub fn start() {
    CLOCK.start();
}

/// A tier that was entered; its end goes back to the former one.
pub struct Entered(Option<Tier>);

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        if let Some(former) = self.0 {
            CLOCK.switch(former);
        }
    }
}

/// Enters a tier, until the result is dropped.
#[inline]
pub fn enter(tier: Tier) -> Entered {
    Entered(CLOCK.is_on().then(|| CLOCK.switch(tier)))
}

/// A thread is about to give the interpreter lock up: the tier in which it goes on when it has it again.
#[inline]
pub fn pause() -> Option<Tier> {
    CLOCK.is_on().then(|| CLOCK.switch(Tier::Waiting))
}

/// A thread has the lock again, or for the first time, and goes on in a tier.
#[inline]
pub fn go_on(tier: Option<Tier>) {
    if CLOCK.is_on() {
        CLOCK.switch(tier.unwrap_or(Tier::Interpreter));
    }
}

/// What a tier has taken so far; nothing while the clock is off.
pub fn spent(tier: Tier) -> Duration {
    CLOCK.spent(tier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_nest_and_add_up() {
        let clock = Clock::new();
        assert_eq!(clock.spent(Tier::Interpreter), Duration::ZERO);
        clock.start();
        let nap = || std::thread::sleep(Duration::from_millis(3));
        assert_eq!(clock.switch(Tier::Recorder), Tier::Interpreter);
        nap();
        assert_eq!(clock.switch(Tier::Compiler), Tier::Recorder);
        nap();
        assert_eq!(clock.switch(Tier::Recorder), Tier::Compiler);
        assert_eq!(clock.switch(Tier::Waiting), Tier::Recorder);
        nap();
        for tier in [Tier::Recorder, Tier::Compiler, Tier::Waiting] {
            assert!(clock.spent(tier) >= Duration::from_millis(3), "{tier:?}");
        }
        assert_eq!(clock.spent(Tier::Collector), Duration::ZERO);
        let before = clock.nanos();
        let all: Duration = Tier::ALL.into_iter().map(|t| clock.spent(t)).sum();
        let after = clock.nanos();
        assert!(
            (before..=after).contains(&(all.as_nanos() as u64)),
            "{all:?}"
        );
    }

    #[test]
    fn every_tier_has_its_number() {
        for t in Tier::ALL {
            assert_eq!(Tier::of(t as u8), t);
        }
    }
}
