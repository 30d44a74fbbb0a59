//! The interpreter lock: one thread at a time runs Python.
//!
//! A thread that is going to block gives the lock up ([`released`]); one that computes hands it over when another has
//! waited for [`interval`] and asks for it through the poll word ([`hand_over`]). A thread gives the lock up with its
//! registers and its stack pointer published, so that another may collect garbage meanwhile. While there is only one
//! thread, none of this costs anything: only a thread that holds the lock can start another.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::PyResult;
use crate::heap;
use crate::interp::hooks::hooks;
use crate::os_error;
use crate::signals;
use crate::thread::{Thread, poll};
use crate::tiers;
use crate::value::Value;

/// How long a thread waits before it asks for the lock, in nanoseconds: CPython's 5 ms.
static INTERVAL: AtomicU64 = AtomicU64::new(5_000_000);

/// `sys.getswitchinterval()`.
pub fn interval() -> Duration {
    Duration::from_nanos(INTERVAL.load(Ordering::Relaxed))
}

/// `sys.setswitchinterval()`.
pub fn set_interval(interval: Duration) {
    INTERVAL.store(interval.as_nanos() as u64, Ordering::Relaxed);
}

struct State {
    /// The thread that holds the lock; null for none.
    holder: *const Thread,
    /// How many threads wait.
    waiting: usize,
    /// How often the lock was taken.
    turns: u64,
}

// SAFETY: the pointer is to a leaked thread state, of which only the poll word is used.
unsafe impl Send for State {}

static LOCK: Mutex<State> = Mutex::new(State {
    holder: ptr::null(),
    waiting: 0,
    turns: 0,
});
/// Told when the lock was given up.
static FREE: Condvar = Condvar::new();
/// Told when the lock was taken.
static TAKEN: Condvar = Condvar::new();
/// How many threads there are that may want the lock.
static THREADS: AtomicUsize = AtomicUsize::new(1);

fn state() -> MutexGuard<'static, State> {
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// There is one more thread, or one less.
pub fn count_threads(change: isize) {
    THREADS.fetch_add(change as usize, Ordering::Relaxed);
}

/// Whether other threads may run Python while this one has given the lock up.
pub fn is_contended() -> bool {
    THREADS.load(Ordering::Relaxed) > 1
}

/// Takes the lock. The thread has published its stack, or holds no Values yet.
pub fn acquire(th: &Thread) {
    let mut s = state();
    while !s.holder.is_null() {
        let (holder, turn) = (s.holder, s.turns);
        s.waiting += 1;
        let (again, timeout) = FREE
            .wait_timeout(s, interval())
            .unwrap_or_else(PoisonError::into_inner);
        s = again;
        s.waiting -= 1;
        if timeout.timed_out() && s.holder == holder && s.turns == turn && !holder.is_null() {
            // SAFETY: thread states are never freed.
            unsafe { (*holder).request(poll::LOCK) };
        }
    }
    s.holder = th;
    s.turns += 1;
    drop(s);
    TAKEN.notify_all();
}

/// Gives the lock up. The thread has published its stack, or holds no Values any more.
pub fn release() {
    state().holder = ptr::null();
    FREE.notify_one();
}

/// Marks the lock as held: start-up, and a forked child.
pub fn take_over(th: &Thread) {
    let mut s = state();
    s.holder = th;
    s.waiting = 0;
    THREADS.store(1, Ordering::Relaxed);
}

/// Runs `blocking`, which touches no Values, while other threads may run Python. `errno` is what it has left there.
pub fn released<R>(th: &Thread, blocking: impl FnOnce() -> R) -> R {
    if !is_contended() {
        let tier = tiers::pause();
        let result = blocking();
        tiers::go_on(tier);
        return result;
    }
    // What a recorder has seen may not be so any more when the lock is taken again.
    (hooks().abandon)(th);
    heap::park(th.roots.get(), || {
        let tier = tiers::pause();
        release();
        let result = blocking();
        let errno = os_error::last_errno();
        acquire(th);
        tiers::go_on(tier);
        os_error::set_errno(errno);
        result
    })
}

/// Gives the lock to a thread that waits for it, and takes it back afterwards.
pub fn hand_over(th: &Thread) {
    if !is_contended() {
        return;
    }
    (hooks().abandon)(th);
    heap::park(th.roots.get(), || {
        let mut s = state();
        if s.waiting > 0 {
            let turn = s.turns;
            let tier = tiers::pause();
            s.holder = ptr::null();
            FREE.notify_one();
            // Until somebody has it: otherwise this thread, which is awake, would always win.
            while s.turns == turn && s.waiting > 0 {
                s = TAKEN
                    .wait_timeout(s, interval())
                    .unwrap_or_else(PoisonError::into_inner)
                    .0;
            }
            drop(s);
            if state().holder != ptr::from_ref(th) {
                acquire(th);
            }
            tiers::go_on(tier);
        }
    });
}

thread_local! {
    /// The state's lock, held across a fork so that the child does not find it in a strange state.
    static FORKING: Cell<Option<MutexGuard<'static, State>>> = const { Cell::new(None) };
}

/// What the lock needs around a fork.
pub const FORK: crate::fork::Hooks = crate::fork::Hooks {
    prepare: || {
        FORKING.set(Some(state()));
        Ok(())
    },
    parent: || FORKING.set(None),
    child: |th| {
        FORKING.set(None);
        take_over(th);
    },
};

/// Runs a system call that may block and gives -1 for an error, without the lock. It is repeated when a signal
/// interrupts it, after the signal's handler has run; other errors are raised as OSErrors that name `files`. Runs Python.
pub fn system_call(th: &Thread, files: &[Value], mut call: impl FnMut() -> i64) -> PyResult<i64> {
    loop {
        let result = released(th, &mut call);
        if result != -1 {
            return Ok(result);
        }
        let errno = os_error::last_errno();
        if errno != libc::EINTR {
            return Err(os_error::raise(th, errno, files));
        }
        signals::deliver(th)?;
    }
}

/// Waits, without the lock, until `word` is not `expected` any more, at most until the deadline (a time of
/// CLOCK_MONOTONIC in nanoseconds). False: the time is up. Handlers of signals run meanwhile. Runs Python.
///
/// It may return true early: the caller looks at the word again.
pub fn wait_on(
    th: &Thread,
    word: &std::sync::atomic::AtomicU32,
    expected: u32,
    deadline: Option<i64>,
) -> PyResult<bool> {
    let until = deadline.map(|t| libc::timespec {
        tv_sec: t.max(0) / 1_000_000_000,
        tv_nsec: t.max(0) % 1_000_000_000,
    });
    let errno = released(th, || {
        // SAFETY: the word outlives the call; the time is ours. FUTEX_WAIT_BITSET takes an absolute time.
        let status = unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG,
                expected,
                until.as_ref().map_or(ptr::null(), ptr::from_ref),
                ptr::null::<u32>(),
                libc::FUTEX_BITSET_MATCH_ANY,
            )
        };
        if status == -1 {
            os_error::last_errno()
        } else {
            0
        }
    });
    match errno {
        libc::ETIMEDOUT => return Ok(false),
        libc::EINTR => signals::deliver(th)?,
        _ => {}
    }
    Ok(true)
}

/// Wakes threads that wait on `word`: one, or all.
pub fn wake(word: &std::sync::atomic::AtomicU32, all: bool) {
    // SAFETY: a plain system call.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
            if all { i32::MAX } else { 1 },
        )
    };
}

/// Now, as [`wait_on`] counts.
pub fn now() -> i64 {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours, and this clock exists on every Linux.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut t) };
    t.tv_sec * 1_000_000_000 + t.tv_nsec
}
