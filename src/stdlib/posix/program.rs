//! Other programs: `exec` in this process, `posix_spawn` in a new one.

use std::ffi::CString;

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::tuple::Tuple;
use runtime::types::{list, str, type_of};
use runtime::value::Value;

use super::arg::{self, path};
use super::sched;
use crate::_io::live;

/// What a function calls its argument `argv` in errors, before "must be a tuple or list" and the like.
struct Named {
    list: &'static str,
    first: &'static str,
}

/// The arguments of a program. Runs Python.
fn arguments(th: &Thread, v: Value, name: &Named) -> PyResult<Vec<CString>> {
    use runtime::types::{T, is_instance_of};
    if !is_instance_of(v, T::List) && !is_instance_of(v, T::Tuple) {
        return Err(th.type_error(format!("{} must be a tuple or list", name.list)));
    }
    let items = list::from_iterable(th, v)?;
    if items.is_empty() {
        return Err(th.value_error(format!("{} must not be empty", name.list)));
    }
    let mut all = Vec::new();
    for n in 0..items.len() {
        all.push(arg::c_string(th, items.item(n))?);
    }
    if all[0].as_bytes().is_empty() {
        return Err(th.value_error(format!("{} cannot be empty", name.first)));
    }
    Ok(all)
}

fn is_mapping(v: Value) -> bool {
    type_of(v).slots().getitem.is_some()
}

/// A program's environment, from a mapping. Runs Python.
fn environment(th: &Thread, v: Value) -> PyResult<Vec<CString>> {
    let listed = |method: &str| -> PyResult<_> {
        let made = ops::call_method(th, v, str::intern(th, method), &[])?;
        if !ops::iterate::is_iterable(made) {
            return Err(th.type_error(format!(
                "{}.{method}() returned a non-iterable (type {})",
                ops::type_name(v),
                ops::type_name(made)
            )));
        }
        list::from_iterable(th, made)
    };
    let (names, values) = (listed("keys")?, listed("values")?);
    let mut all = Vec::new();
    for n in 0..names.len().min(values.len()) {
        let name = arg::c_string(th, names.item(n))?;
        let value = arg::c_string(th, values.item(n))?;
        let name = name.as_bytes();
        // A "=" is allowed as the first character only.
        if name.is_empty() || name[1..].contains(&b'=') {
            return Err(th.value_error("illegal environment variable name"));
        }
        all.extend(CString::new([name, b"=", value.as_bytes()].concat()).ok());
    }
    Ok(all)
}

fn pointers(strings: &[CString]) -> Vec<*mut libc::c_char> {
    let mut all: Vec<_> = strings.iter().map(|s| s.as_ptr().cast_mut()).collect();
    all.push(std::ptr::null_mut());
    all
}

fn execv(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.exec", || [a[0], a[1], Value::NONE])?;
    let p = path("execv").get(th, a[0])?;
    let name = Named {
        list: "execv() arg 2",
        first: "execv() arg 2 first element",
    };
    let args = arguments(th, a[1], &name)?;
    live::settle_all(th);
    let args = pointers(&args);
    // SAFETY: all strings end with a zero, and the array with a null.
    unsafe { libc::execv(p.ptr(), args.as_ptr().cast()) };
    Err(os_error::raise_last(th, &[]))
}

fn execve(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.exec", || [a[0], a[1], a[2]])?;
    let p = path("execve").or_fd().get(th, a[0])?;
    let name = Named {
        list: "execve: argv",
        first: "execve: argv first element",
    };
    let args = arguments(th, a[1], &name)?;
    if !is_mapping(a[2]) {
        return Err(th.type_error("execve: environment must be a mapping object"));
    }
    let env = environment(th, a[2])?;
    live::settle_all(th);
    let (args, env) = (pointers(&args), pointers(&env));
    // SAFETY: all strings end with a zero, and the arrays with a null.
    unsafe {
        match p.fd {
            Some(fd) => libc::fexecve(fd, args.as_ptr().cast(), env.as_ptr().cast()),
            None => libc::execve(p.ptr(), args.as_ptr().cast(), env.as_ptr().cast()),
        }
    };
    let shown = [if p.fd.is_some() { a[0] } else { p.shown }];
    Err(os_error::raise_last(th, &shown))
}

/// What a new process does with descriptors; the C library's list, and the paths it refers to.
struct Actions {
    list: libc::posix_spawn_file_actions_t,
    /// The C library copies paths only since glibc 2.20.
    paths: Vec<CString>,
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: it was initialised.
        unsafe { libc::posix_spawn_file_actions_destroy(&raw mut self.list) };
    }
}

const OPEN: i64 = 0;
const CLOSE: i64 = 1;
const DUP2: i64 = 2;
const CLOSEFROM: i64 = 3;

impl Actions {
    fn new() -> Actions {
        // SAFETY: plain data, which the call initialises.
        unsafe {
            let mut list = std::mem::zeroed();
            libc::posix_spawn_file_actions_init(&raw mut list);
            Actions {
                list,
                paths: Vec::new(),
            }
        }
    }

    /// Adds one of `file_actions`: a tuple of what to do and with what. Runs Python.
    fn add(&mut self, th: &Thread, action: Value) -> PyResult<()> {
        let found = action.downcast::<Tuple>().filter(|t| !t.is_empty());
        let Some(t) = found else {
            return Err(th.type_error("Each file_actions element must be a non-empty tuple"));
        };
        let items = t.items();
        let count = |n: usize, name: &str| match items.len() == n {
            true => Ok(()),
            false => {
                Err(th.type_error(format!("A {name} file_action tuple must have {n} elements")))
            }
        };
        let int = |n: usize| arg::c_int(th, items[n]);
        // SAFETY of the calls: the list is ours, and paths end with a zero.
        let e = match arg::c_long(th, items[0])? {
            OPEN => {
                count(5, "open")?;
                let fd = int(1)?;
                let path = arg::c_string(th, items[2])?;
                let (flags, mode) = (int(3)?, arg::c_uint(th, items[4])?);
                let p = path.as_ptr();
                self.paths.push(path);
                // SAFETY: as above.
                unsafe {
                    libc::posix_spawn_file_actions_addopen(&raw mut self.list, fd, p, flags, mode)
                }
            }
            CLOSE => {
                count(2, "close")?;
                let fd = int(1)?;
                // SAFETY: as above.
                unsafe { libc::posix_spawn_file_actions_addclose(&raw mut self.list, fd) }
            }
            DUP2 => {
                count(3, "dup2")?;
                let (from, to) = (int(1)?, int(2)?);
                // SAFETY: as above.
                unsafe { libc::posix_spawn_file_actions_adddup2(&raw mut self.list, from, to) }
            }
            CLOSEFROM => {
                count(2, "closefrom")?;
                let fd = int(1)?;
                // SAFETY: as above.
                unsafe { libc::posix_spawn_file_actions_addclosefrom_np(&raw mut self.list, fd) }
            }
            _ => return Err(th.type_error("Unknown file_actions identifier")),
        };
        match e {
            0 => Ok(()),
            e => Err(os_error::raise(th, e, &[])),
        }
    }
}

/// The other properties of a new process.
struct Attributes(libc::posix_spawnattr_t);

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: it was initialised.
        unsafe { libc::posix_spawnattr_destroy(&raw mut self.0) };
    }
}

/// The keyword arguments of `posix_spawn`, in order.
const ACTIONS: usize = 3;
const GROUP: usize = 4;
const RESET_IDS: usize = 5;
const NEW_SESSION: usize = 6;
const MASK: usize = 7;
const DEFAULTS: usize = 8;
const SCHEDULER: usize = 9;

impl Attributes {
    /// The attributes that the arguments say. Runs Python.
    fn of(th: &Thread, function: &str, a: &[Value]) -> PyResult<Attributes> {
        // SAFETY: plain data, which the call initialises.
        let mut attributes = unsafe {
            let mut raw = std::mem::zeroed();
            libc::posix_spawnattr_init(&raw mut raw);
            Attributes(raw)
        };
        let raw = &raw mut attributes.0;
        let given = |n: usize| !a[n].is_empty() && !a[n].is_none();
        let mut chosen = 0;
        // SAFETY of the calls: the attributes are ours.
        if given(GROUP) {
            let group = arg::c_int(th, a[GROUP])?;
            // SAFETY: as above.
            unsafe { libc::posix_spawnattr_setpgroup(raw, group) };
            chosen |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if arg::truth(th, a[RESET_IDS], false)? {
            chosen |= libc::POSIX_SPAWN_RESETIDS;
        }
        if arg::truth(th, a[NEW_SESSION], false)? {
            chosen |= 0x80; // POSIX_SPAWN_SETSID
        }
        if !a[MASK].is_empty() {
            let set = crate::_signal::sigset(th, a[MASK])?;
            // SAFETY: as above.
            unsafe { libc::posix_spawnattr_setsigmask(raw, &raw const set) };
            chosen |= libc::POSIX_SPAWN_SETSIGMASK;
        }
        if !a[DEFAULTS].is_empty() {
            let set = crate::_signal::sigset(th, a[DEFAULTS])?;
            // SAFETY: as above.
            unsafe { libc::posix_spawnattr_setsigdefault(raw, &raw const set) };
            chosen |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if given(SCHEDULER) {
            chosen |= attributes.schedule(th, function, a[SCHEDULER])?;
        }
        // SAFETY: as above.
        unsafe { libc::posix_spawnattr_setflags(&raw mut attributes.0, chosen as libc::c_short) };
        Ok(attributes)
    }

    /// Sets policy and priority, from a tuple; gives the flag that says which.
    fn schedule(&mut self, th: &Thread, function: &str, v: Value) -> PyResult<i32> {
        let Some(pair) = v.downcast::<Tuple>() else {
            return Err(th.type_error(format!("{function}: scheduler must be a tuple or None")));
        };
        let &[policy, param] = pair.items() else {
            return Err(th.type_error("A scheduler tuple must have two elements"));
        };
        let policy = match policy.is_none() {
            true => None,
            false => Some(arg::c_int(th, policy)?),
        };
        let param = sched::param(th, param)?;
        // SAFETY: the attributes and the parameters are ours.
        unsafe {
            libc::posix_spawnattr_setschedparam(&raw mut self.0, &raw const param);
            Ok(match policy {
                Some(policy) => {
                    libc::posix_spawnattr_setschedpolicy(&raw mut self.0, policy);
                    libc::POSIX_SPAWN_SETSCHEDULER
                }
                None => libc::POSIX_SPAWN_SETSCHEDPARAM,
            })
        }
    }
}

fn spawn(th: &Thread, a: &[Value], search: bool) -> PyResult {
    let function = if search {
        "posix_spawnp"
    } else {
        "posix_spawn"
    };
    let p = path(function).get(th, a[0])?;
    let name = match search {
        true => Named {
            list: "posix_spawnp: argv",
            first: "posix_spawnp: argv first element",
        },
        false => Named {
            list: "posix_spawn: argv",
            first: "posix_spawn: argv first element",
        },
    };
    use runtime::types::{T, is_instance_of};
    if !is_instance_of(a[1], T::List) && !is_instance_of(a[1], T::Tuple) {
        return Err(th.type_error(format!("{} must be a tuple or list", name.list)));
    }
    if !a[2].is_none() && !is_mapping(a[2]) {
        return Err(th.type_error(format!(
            "{function}: environment must be a mapping object or None"
        )));
    }
    let args = arguments(th, a[1], &name)?;
    let env = match a[2].is_none() {
        true => None,
        false => Some(environment(th, a[2])?),
    };
    let mut actions = Actions::new();
    if !a[ACTIONS].is_empty() && !a[ACTIONS].is_none() {
        if !ops::iterate::is_sequence(a[ACTIONS]) {
            return Err(th.type_error("file_actions must be a sequence or None"));
        }
        let list = list::from_iterable(th, a[ACTIONS])?;
        for n in 0..list.len() {
            actions.add(th, list.item(n))?;
        }
    }
    let attributes = Attributes::of(th, function, a)?;
    live::settle_all(th);
    let (args, env) = (pointers(&args), env.as_deref().map(pointers));
    let mut pid = 0;
    // SAFETY: all strings end with a zero, and the arrays with a null; `environ` is the C library's own.
    let e = unsafe {
        let env = env.as_ref().map_or(environ, |env| env.as_ptr());
        let call = if search {
            libc::posix_spawnp
        } else {
            libc::posix_spawn
        };
        let (actions, attributes) = (&raw const actions.list, &raw const attributes.0);
        call(
            &raw mut pid,
            p.ptr(),
            actions,
            attributes,
            args.as_ptr(),
            env,
        )
    };
    if e != 0 {
        return Err(os_error::raise(th, e, p.files()));
    }
    Ok(Value::small(i64::from(pid)))
}

unsafe extern "C" {
    /// The process's environment.
    static environ: *const *mut libc::c_char;
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("execv", "(path, argv, /)", execv),
    NativeDef::new("execve", "(path, argv, env)", execve),
    NativeDef::new(
        "posix_spawn",
        "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
        |th, a| spawn(th, a, false),
    ),
    NativeDef::new(
        "posix_spawnp",
        "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
        |th, a| spawn(th, a, true),
    ),
];
