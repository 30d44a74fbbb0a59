//! The standard streams: made of the types of `_io` at start-up, and flushed at the end.

use runtime::error::PyResult;
use runtime::heap;
use runtime::names::{self, N};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::module::Module;
use runtime::types::sequence::this;
use runtime::types::str;
use runtime::value::Value;

use crate::_io::fileio::{self, Mode};
use crate::_io::text::{self, Standard};
use crate::_io::{self, BUFFER_SIZE, buffered, live};

/// What the environment says about the standard streams' encoding.
struct Coding {
    encoding: String,
    errors: Option<String>,
}

/// `PYTHONIOENCODING`, of the form `encoding:errors`.
fn coding() -> Coding {
    let given = std::env::var("PYTHONIOENCODING").unwrap_or_default();
    let (encoding, errors) = given.split_once(':').unwrap_or((&given, ""));
    Coding {
        encoding: if encoding.is_empty() {
            "utf-8".to_owned()
        } else {
            // As its codec calls itself.
            match runtime::algo::codecs::codec_from_name(encoding.as_bytes()) {
                Some(codec) => codec.name().to_owned(),
                None => encoding.to_ascii_lowercase().replace('_', "-"),
            }
        },
        errors: if !errors.is_empty() {
            Some(errors.to_owned())
        } else if encoding.is_empty() {
            None
        } else {
            Some("strict".to_owned())
        },
    }
}

/// Whether the locale is the C one, or one of its kind: then bytes that are no text pass through the standard streams.
fn is_c_locale() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|v| !v.is_empty());
    match locale.as_deref() {
        None => true,
        Some(name) => matches!(name, "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8"),
    }
}

/// One stream. None stands for a descriptor that is closed. Allocates.
fn stream(th: &Thread, fd: i32, unbuffered: bool, coding: &Coding) -> PyResult {
    // SAFETY: asks about a descriptor.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(Value::NONE);
    }
    let reading = fd == 0;
    let mode = Mode {
        readable: reading,
        writable: !reading,
        ..Mode::default()
    };
    let name = str::new(th, ["<stdin>", "<stdout>", "<stderr>"][fd as usize]);
    let raw = fileio::from_descriptor(th, fd, mode, name, false)?;
    let Some(file) = fileio::exactly(raw) else {
        return Ok(Value::NONE);
    };
    let direct = unbuffered && !reading;
    let buffer = if direct {
        raw
    } else {
        let size = file.block_size().min(8 << 20).max(BUFFER_SIZE as i64);
        buffered::over_file(th, raw, reading, size as usize)?
    };
    let errors = match &coding.errors {
        _ if fd == 2 => "backslashreplace",
        Some(errors) => errors,
        None if is_c_locale() => "surrogateescape",
        None => "strict",
    };
    let given = Standard {
        buffer,
        errors,
        reading,
        line_buffering: !direct && (fd == 2 || file.is_terminal()),
        write_through: direct,
        seekable: file.can_seek(),
    };
    let stream = text::standard(th, &given, &coding.encoding)?;
    let mode = str::intern(th, if reading { "r" } else { "w" });
    ops::attr::generic_set(th, stream, str::intern(th, "mode"), Some(mode.value()))?;
    Ok(stream)
}

/// Makes the types of streams, `open`, and `sys.stdin`, `stdout` and `stderr`. `unbuffered`: output is written at once.
/// Start-up.
pub fn install(th: &Thread, unbuffered: bool) -> PyResult<()> {
    _io::make_types(th)?;
    let io: Ref<Module> = this(runtime::import::module(th, "_io")?);
    let open = str::intern(th, "open");
    if let Some(f) = io.dict().get_str(open) {
        runtime::import::builtins().set_str(th, open, f);
    }
    let sys: Ref<Module> = this(runtime::import::module(th, "sys")?);
    let dict: Ref<Dict> = sys.dict();
    let coding = coding();
    for (fd, name) in ["stdin", "stdout", "stderr"].iter().enumerate() {
        let v = stream(th, fd as i32, unbuffered, &coding)?;
        dict.set_str(th, str::intern(th, name), v);
        dict.set_str(th, str::intern(th, &format!("__{name}__")), v);
    }
    Ok(())
}

/// Flushes `sys.stdout`, `sys.stderr` and all streams that still hold output, at the end of the process. False: something
/// could not be written. Runs Python.
pub fn flush_all(th: &Thread) -> bool {
    let Ok(sys) = runtime::import::module(th, "sys") else {
        return true;
    };
    let mut fine = true;
    for n in [N::stdout, N::stderr] {
        let flushed = match ops::get_attr_opt(th, sys, names::get(n)) {
            Ok(Some(file)) if !file.is_none() => {
                let closed = ops::get_attr_opt(th, file, str::intern(th, "closed"));
                match closed {
                    Ok(Some(Value::TRUE)) => continue,
                    Ok(_) => ops::call_method(th, file, names::get(N::flush), &[]),
                    Err(raised) => Err(raised),
                }
            }
            Ok(_) => continue,
            Err(raised) => Err(raised),
        };
        if let Err(raised) = flushed {
            let exc = th.take_exception(raised);
            fine = false;
            if n == N::stdout {
                let what = "Exception ignored while flushing sys.stdout";
                runtime::finalize::unraisable_while(th, exc, what);
            }
        }
    }
    fine
}

/// Flushes `sys.stderr` and `sys.stdout` without a word about what goes wrong: what CPython does behind the report of an
/// exception. Runs Python.
pub fn flush_quietly(th: &Thread) {
    let Ok(sys) = runtime::import::module(th, "sys") else {
        return;
    };
    for n in [N::stderr, N::stdout] {
        let flushed = match ops::get_attr_opt(th, sys, names::get(n)) {
            Ok(Some(file)) if !file.is_none() => {
                ops::call_method(th, file, names::get(N::flush), &[])
            }
            Ok(_) => continue,
            Err(raised) => Err(raised),
        };
        if let Err(raised) = flushed {
            th.take_exception(raised);
        }
    }
}

/// Closes the files that nobody has closed, with a warning, and flushes the other streams. The last thing that runs. Runs
/// Python.
pub fn flush_rest(th: &Thread) {
    // What is above closes what is below.
    for unclosed in [
        text::is_unclosed,
        buffered::is_unclosed,
        fileio::is_unclosed,
    ] {
        if heap::queue_all_finalizers(unclosed) {
            runtime::finalize::run_pending(th);
        }
    }
    live::flush_all(th);
}
