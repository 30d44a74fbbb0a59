//! The native stack that Python runs on: mapped by us, so that `ulimit -s` does not matter.

use std::thread;

/// Bytes of the stack. Only what is touched is committed.
pub const SIZE: usize = 256 << 20;

/// Runs `f` on a new native thread with a stack of our own size, and returns what it returned. `f` is given the bounds
/// of the stack.
pub fn run<R: Send>(f: impl FnOnce((usize, usize)) -> R + Send) -> R {
    thread::scope(|scope| {
        let spawned = thread::Builder::new()
            .name("main".to_owned())
            .stack_size(SIZE)
            .spawn_scoped(scope, || f(runtime::heap::os_stack_bounds()));
        // This thread only waits: signals are for the other one, whose system calls they interrupt.
        runtime::signals::block_all();
        match spawned.map(|handle| handle.join()) {
            Ok(Ok(r)) => r,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(e) => {
                eprintln!("sidewinder: no memory for the main thread's stack: {e}");
                std::process::exit(1);
            }
        }
    })
}
