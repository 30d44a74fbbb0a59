//! Where an unpickler reads: bytes, or a file that is asked for more when they are used up.
//!
//! A file that can be peeked into is read ahead, but what was not used of that stays in it: `skip_used` tells the file what was.

use std::borrow::Cow;

use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::{self, T, int};
use runtime::value::Value;

use super::state::unpickling_error;

/// The methods of a file; `peek` and `readinto` may be missing (empty).
#[derive(Clone, Copy)]
pub struct File {
    pub read: Value,
    pub readline: Value,
    pub readinto: Value,
    pub peek: Value,
}

/// What is being read. On a native stack while it is used: it holds Values.
pub struct Input {
    data: Cow<'static, [u8]>,
    /// The bytes object whose data is borrowed, or empty.
    owner: Value,
    at: usize,
    /// Where what may be read ends: with the frame, or with the data.
    limit: usize,
    in_frame: bool,
    /// Up to where the file knows that its data has been read.
    told: usize,
    file: Option<File>,
}

/// How much is read ahead.
const PREFETCH: usize = 128 * 1024;
/// For this much and more, no machine has memory for it.
const IMPOSSIBLE: usize = 1 << 39;
/// How much a file is asked for at once, when a size may be a lie.
const STEP: usize = 64 << 20;

#[cold]
fn truncated(th: &Thread) -> Raised {
    unpickling_error(th, "pickle data was truncated")
}

/// The bytes of a buffer, and the object that must live as long as they are used. Runs Python.
fn contents(th: &Thread, v: Value) -> PyResult<(Cow<'static, [u8]>, Value)> {
    if types::is_exactly(v, T::Bytes)
        && let Some(data) = bytes::as_bytes(v)
    {
        return Ok((data, v));
    }
    let Some(b) = buffer::get(th, v)? else {
        return Err(buffer::not_a_buffer(th, v));
    };
    if !b.is_c_contiguous() {
        return Err(th.error(
            T::BufferError,
            "memoryview: underlying buffer is not C-contiguous",
        ));
    }
    Ok((Cow::Owned(b.to_vec()), Value::EMPTY))
}

impl Input {
    /// Reads the contents of a bytes-like object. Runs Python.
    pub fn of_bytes(th: &Thread, v: Value) -> PyResult<Input> {
        let (data, owner) = contents(th, v)?;
        Ok(Input {
            limit: data.len(),
            in_frame: false,
            data,
            owner,
            at: 0,
            told: 0,
            file: None,
        })
    }

    /// Reads a file, of which `rest` has been read ahead.
    pub fn of_file(file: File, rest: Vec<u8>, told: usize) -> Input {
        Input {
            limit: rest.len(),
            in_frame: false,
            data: Cow::Owned(rest),
            owner: Value::EMPTY,
            at: 0,
            told,
            file: Some(file),
        }
    }

    /// What has been read and not been used, and how much of that the file thinks was.
    pub fn rest(self) -> (Vec<u8>, usize) {
        let told = self.told.saturating_sub(self.at);
        (self.data[self.at..].to_vec(), told)
    }

    fn left(&self) -> usize {
        self.limit - self.at
    }

    /// The next byte.
    #[inline(always)]
    pub fn byte(&mut self, th: &Thread) -> PyResult<u8> {
        if self.at < self.limit
            && let Some(&b) = self.data.get(self.at)
        {
            self.at += 1;
            return Ok(b);
        }
        Ok(self.more(th, 1)?[0])
    }

    /// The next `n` bytes. Runs Python where there is a file.
    #[inline(always)]
    pub fn take(&mut self, th: &Thread, n: usize) -> PyResult<&[u8]> {
        if n <= self.left() {
            let at = self.at;
            self.at += n;
            return Ok(&self.data[at..at + n]);
        }
        self.more(th, n)
    }

    /// The next few bytes.
    #[inline(always)]
    pub fn array<const N: usize>(&mut self, th: &Thread) -> PyResult<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(th, N)?);
        Ok(array)
    }

    /// Where a frame ends, what follows it may be read; but nothing that begins in it and does not end there.
    fn leave_frame(&mut self, th: &Thread) -> PyResult<()> {
        if self.in_frame {
            if self.left() > 0 {
                return Err(unpickling_error(th, "pickle exhausted before end of frame"));
            }
            self.in_frame = false;
            self.limit = self.data.len();
        }
        Ok(())
    }

    #[cold]
    fn more(&mut self, th: &Thread, n: usize) -> PyResult<&[u8]> {
        self.leave_frame(th)?;
        if n <= self.left() {
            let at = self.at;
            self.at += n;
            return Ok(&self.data[at..at + n]);
        }
        if self
            .at
            .checked_add(n)
            .is_none_or(|end| end > isize::MAX as usize)
        {
            return Err(unpickling_error(
                th,
                "read would overflow (invalid bytecode)",
            ));
        }
        if self.file.is_none() {
            return Err(truncated(th));
        }
        // (What is left of a line or a frame that was read before is lost, as it is in CPython.)
        let got = self.read_file(th, n)?;
        if got < n {
            return Err(truncated(th));
        }
        self.at = n;
        Ok(&self.data[..n])
    }

    /// Tells the file what was used of the data that was peeked at. Runs Python.
    pub fn skip_used(&mut self, th: &Thread) -> PyResult<()> {
        if let Some(file) = self.file
            && self.at > self.told
        {
            ops::call1(th, file.read, int::from_usize(th, self.at - self.told))?;
            self.told = self.at;
        }
        Ok(())
    }

    fn set_data(&mut self, th: &Thread, v: Value) -> PyResult<usize> {
        let (data, owner) = contents(th, v)?;
        self.data = data;
        self.owner = owner;
        self.at = 0;
        self.limit = self.data.len();
        self.told = self.data.len();
        Ok(self.data.len())
    }

    /// Asks the file for `n` bytes, which become the data; returns how many there are.
    fn read_file(&mut self, th: &Thread, n: usize) -> PyResult<usize> {
        self.skip_used(th)?;
        let Some(file) = self.file else {
            return Ok(0);
        };
        if !file.peek.is_empty() && n < PREFETCH {
            match ops::call1(th, file.peek, int::from_usize(th, PREFETCH)) {
                Ok(ahead) => {
                    let got = self.set_data(th, ahead)?;
                    self.told = 0;
                    if n <= got {
                        return Ok(got);
                    }
                }
                Err(raised) => {
                    th.swallow(raised, T::NotImplementedError)?;
                    self.file = Some(File {
                        peek: Value::EMPTY,
                        ..file
                    });
                }
            }
        }
        let data = ops::call1(th, file.read, int::from_usize(th, n))?;
        self.set_data(th, data)
    }

    /// The next line, with its end. Runs Python where there is a file.
    pub fn line(&mut self, th: &Thread) -> PyResult<Vec<u8>> {
        if self.left() == 0 {
            self.leave_frame(th)?;
        }
        let rest = &self.data[self.at..self.limit];
        if let Some(n) = rest.iter().position(|&b| b == b'\n') {
            let line = rest[..=n].to_vec();
            self.at += n + 1;
            return Ok(line);
        }
        self.leave_frame(th)?;
        let Some(file) = self.file else {
            return Err(truncated(th));
        };
        self.skip_used(th)?;
        let data = ops::call0(th, file.readline)?;
        let got = self.set_data(th, data)?;
        if got == 0 || self.data[got - 1] != b'\n' {
            return Err(truncated(th));
        }
        self.at = got;
        Ok(self.data.to_vec())
    }

    /// As [`Input::line`], for opcodes whose argument is never empty.
    pub fn full_line(&mut self, th: &Thread) -> PyResult<Vec<u8>> {
        let line = self.line(th)?;
        if line.len() < 2 {
            return Err(truncated(th));
        }
        Ok(line)
    }

    /// The next `n` bytes, which may be many. Runs Python where there is a file.
    pub fn long(&mut self, th: &Thread, n: usize) -> PyResult<Cow<'_, [u8]>> {
        if n <= self.left() {
            return self.take(th, n).map(Cow::Borrowed);
        }
        self.leave_frame(th)?;
        if n <= self.left() {
            return self.take(th, n).map(Cow::Borrowed);
        }
        if n >= IMPOSSIBLE {
            return Err(th.error_with(T::MemoryError, &[]));
        }
        let Some(file) = self.file else {
            self.at = self.data.len();
            return Err(truncated(th));
        };
        let mut out = self.data[self.at..].to_vec();
        self.at = self.data.len();
        self.skip_used(th)?;
        while out.len() < n {
            let want = (n - out.len()).min(STEP);
            if file.readinto.is_empty() {
                let data = ops::call1(th, file.read, int::from_usize(th, want))?;
                let Some(b) = data.downcast::<Bytes>() else {
                    let class = ops::repr(th, types::type_of(data).value())?;
                    return Err(th.value_error(format!(
                        "read() returned non-bytes object ({})",
                        class.to_string_lossy()
                    )));
                };
                if b.data().len() < want {
                    return Err(truncated(th));
                }
                out.extend_from_slice(&b.data()[..want]);
                continue;
            }
            let class = types::get(T::ByteArray).value();
            let room = ops::call1(th, class, int::from_usize(th, want))?;
            // (As a view, so that the file cannot change its length.)
            let view = ops::call1(th, types::get(T::MemoryView).value(), room)?;
            let got = ops::call1(th, file.readinto, view)?;
            if !int::is_int(got) {
                return Err(th.type_error("an integer is required"));
            }
            let got = ops::index_i64(th, got)?;
            if got < 0 {
                return Err(th.value_error("readinto() returned negative size"));
            }
            if got < want as i64 {
                return Err(truncated(th));
            }
            out.extend_from_slice(&bytes::as_bytes(room).unwrap_or_default());
        }
        Ok(Cow::Owned(out))
    }

    /// Enters a frame, which must be there as a whole.
    pub fn frame(&mut self, th: &Thread, n: usize) -> PyResult<()> {
        if self.in_frame && self.left() > 0 {
            return Err(unpickling_error(
                th,
                "beginning of a new frame before end of current frame",
            ));
        }
        self.leave_frame(th)?;
        self.take(th, n)?;
        self.limit = self.at;
        self.at -= n;
        self.in_frame = true;
        Ok(())
    }
}
