//! How the program was started: the switches of the command line and what the environment adds to them. Set once, before
//! the runtime starts; `sys.flags` shows most of it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// The settings. The numbers are those of `sys.flags`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub debug: i64,
    pub inspect: i64,
    pub interactive: i64,
    /// `-O` (1) or `-OO` (2).
    pub optimize: i64,
    pub dont_write_bytecode: i64,
    pub no_user_site: i64,
    pub no_site: i64,
    pub ignore_environment: i64,
    pub verbose: i64,
    /// How much is said of the time that imports take: nothing, of those that load something, of all.
    pub import_time: i64,
    pub bytes_warning: i64,
    pub quiet: i64,
    /// The seed of the string hash: None for a random one.
    pub hash_seed: Option<u32>,
    /// `-R`: whatever `PYTHONHASHSEED` says.
    pub random_hashes: bool,
    pub isolated: i64,
    pub dev_mode: bool,
    pub utf8_mode: i64,
    pub warn_default_encoding: i64,
    pub safe_path: bool,
    /// Threads begin with the context of who starts them.
    pub thread_inherit_context: i64,
    /// Filters of warnings belong to contexts.
    pub context_aware_warnings: i64,
    /// What `os.cpu_count()` says instead of the truth.
    pub cpu_count: Option<i64>,
    /// Fatal signals are reported.
    pub fault_handler: bool,
    /// How many frames `tracemalloc` is to keep from the start on; 0: it is off.
    pub trace_memory: i64,
    /// Modules that CPython has frozen are files like any other.
    pub thaw: bool,
    /// `sys.pycache_prefix`.
    pub pycache_prefix: Option<String>,
    /// None: the default.
    pub int_max_str_digits: Option<i64>,
    /// `-u`: standard output and error are not buffered.
    pub unbuffered: bool,
    /// Tracebacks do not show which part of a line failed.
    pub no_debug_ranges: bool,
    /// `-x`: the first line of the source is no Python.
    pub skip_first_line: bool,
    /// `sys.warnoptions`.
    pub warn_options: Vec<String>,
    /// `sys._xoptions`: names, with values where given.
    pub x_options: Vec<(String, Option<String>)>,
    /// What `PYTHONPATH` puts into `sys.path`.
    pub path: Vec<String>,
    /// `sys.orig_argv`.
    pub original_arguments: Vec<String>,
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// Sets the settings; start-up, once.
pub fn set(config: Config) {
    let key = match config.hash_seed {
        Some(seed) => crate::algo::hash::HashKey::from_seed(seed),
        None => crate::algo::hash::HashKey::from_random(random()),
    };
    let (k0, k1) = key.parts();
    crate::types::str::set_hash_key(k0, k1);
    // A second call has no effect: the first one's settings are in use.
    let _ = CONFIG.set(config);
}

/// The settings.
pub fn get() -> &'static Config {
    CONFIG.get_or_init(Config::default)
}

/// Random bytes of the system; of the clock if it has none.
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    // SAFETY: the buffer is as long as said.
    let n = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), libc::GRND_NONBLOCK) };
    if n != bytes.len() as isize {
        bytes = (crate::lock::now() as u128)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
            .to_le_bytes();
    }
    bytes
}

/// Which of the three standard descriptors were closed when the process began, as bits. Rust's start-up opens
/// `/dev/null` in their place, before `main`.
static CLOSED: AtomicU8 = AtomicU8::new(0);

extern "C" fn look_at_descriptors() {
    for fd in 0..3 {
        // SAFETY: asks about a descriptor.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            CLOSED.fetch_or(1 << fd, Ordering::Relaxed);
        }
    }
}

/// Called by the C library before `main` and before Rust's own start-up.
#[used]
#[unsafe(link_section = ".init_array")]
static AT_START: extern "C" fn() = look_at_descriptors;

/// Closes the standard descriptors that were closed when the process began: `sys.stdout` is None then. The first thing
/// that the program does.
pub fn restore_closed_descriptors() {
    let closed = CLOSED.load(Ordering::Relaxed);
    for fd in 0..3 {
        if closed & 1 << fd != 0 {
            // SAFETY: the descriptor is the one that Rust's start-up has opened; nobody else knows of it.
            unsafe { libc::close(fd) };
        }
    }
}

/// Whether a descriptor is a terminal.
pub fn is_terminal(fd: i32) -> bool {
    // SAFETY: asks about a descriptor.
    unsafe { libc::isatty(fd) == 1 }
}
