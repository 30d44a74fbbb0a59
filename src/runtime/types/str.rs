//! `str`: an immutable sequence of code points, stored as generalised UTF-8.
//!
//! Surrogates are kept as three-byte sequences and never joined, so every Python string has one representation and
//! `algo::wtf8` works on the bytes. ASCII strings (a flag) are indexed directly; for others an index of byte offsets is
//! built at the first random access. The bytes lie behind the structure, or in a shared buffer with spare capacity
//! that `s += x` appends to while `s` is the buffer's last owner.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::heap;
use crate::object::{Header, Kind, Object, Ref};
use crate::thread::Thread;
use crate::types::{T, shape_of};
use crate::value::Value;

/// `Header::flags` bit: every code point is below 128.
pub const ASCII: u8 = 1;
/// `Header::flags` bit: contains surrogates.
pub const SURROGATES: u8 = 2;
/// `Header::flags` bit: the one interned string with this text; such strings are equal only if identical.
pub const INTERNED: u8 = 4;
/// `Header::flags` bit: the bytes lie in a shared buffer (see the module's documentation).
pub const SHARED_BUFFER: u8 = 8;

/// A string.
#[repr(C)]
pub struct Str {
    header: Header,
    /// The hash, 0 if not yet computed (a hash of 0 is recomputed each time; it is that rare).
    pub hash: Cell<i64>,
    /// Length in bytes.
    byte_len: Cell<usize>,
    /// Length in code points.
    char_len: Cell<usize>,
    /// The bytes: inside this object or in a heap buffer.
    data: Cell<*const u8>,
    /// Byte offsets of every 64th code point, in a heap buffer; null until needed.
    pub index: Cell<*const u8>,
}

// SAFETY: `#[repr(C)]` with a header first. Zeros make an empty string whose `data` is null; `bytes` allows for that.
unsafe impl Object for Str {
    const KIND: Kind = Kind::Str;
}

impl Str {
    /// The text as generalised UTF-8.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        if self.byte_len.get() == 0 {
            return &[];
        }
        // SAFETY: `data` points to `byte_len` initialised bytes in this object or in a buffer that it keeps alive;
        // bytes within the length of a published string never change.
        unsafe { std::slice::from_raw_parts(self.data.get(), self.byte_len.get()) }
    }

    /// The text, if it has no surrogates.
    pub fn as_str(&self) -> Option<&str> {
        if self.header.flags() & SURROGATES == 0 {
            std::str::from_utf8(self.bytes()).ok()
        } else {
            None
        }
    }

    /// The text with U+FFFD for surrogates, for messages.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// Length in code points.
    #[inline(always)]
    pub fn char_len(&self) -> usize {
        self.char_len.get()
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.header.flags() & ASCII != 0
    }

    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header.flags() & INTERNED != 0
    }
}

/// A new string. Allocates.
pub fn new(th: &Thread, text: &str) -> Value {
    from_bytes(th, text.as_bytes()).value()
}

/// A new string from generalised UTF-8. Allocates.
pub fn from_bytes(th: &Thread, bytes: &[u8]) -> Ref<Str> {
    // One byte more, so that the end of the text lies inside the object.
    let s = heap::alloc::<Str>(
        &th.alloc,
        shape_of(T::Str),
        std::mem::size_of::<Str>() + bytes.len() + 1,
    );
    // SAFETY: the object has room for the bytes behind the structure, and nobody else has seen it.
    unsafe {
        let data = s.as_ptr().add(1).cast::<u8>();
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
        s.data.set(data);
    }
    s.byte_len.set(bytes.len());
    if bytes.is_ascii() {
        s.char_len.set(bytes.len());
        s.header.set_flags(ASCII);
    } else {
        // Continuation bytes are the only ones that do not begin a code point; ED A0.. to ED BF.. are surrogates.
        s.char_len
            .set(bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count());
        if bytes.windows(2).any(|w| w[0] == 0xED && w[1] >= 0xA0) {
            s.header.set_flags(SURROGATES);
        }
    }
    s
}

static HASH_KEY: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

/// Sets the key of the string hash, derived from `PYTHONHASHSEED`. Start-up only, before the first string is hashed.
pub fn set_hash_key(k0: u64, k1: u64) {
    HASH_KEY[0].store(k0, Ordering::Relaxed);
    HASH_KEY[1].store(k1, Ordering::Relaxed);
}

/// The hash of a string: SipHash-1-3 of CPython's representation of it, kept in the string.
#[inline(always)]
pub fn hash(s: Ref<Str>) -> i64 {
    let h = s.hash.get();
    if h != 0 { h } else { compute_hash(s) }
}

#[cold]
fn compute_hash(s: Ref<Str>) -> i64 {
    let h = hash_bytes_of(s.bytes(), s.is_ascii());
    s.hash.set(h);
    h
}

/// The hash of a text, given as generalised UTF-8. CPython hashes 1, 2 or 4 bytes per code point, whichever the widest
/// one needs.
fn hash_bytes_of(text: &[u8], ascii: bool) -> i64 {
    use crate::algo::wtf8;
    if ascii {
        return hash_raw_bytes(text);
    }
    let max = wtf8::max_code_point(text);
    let mut units = Vec::with_capacity(text.len() * 2);
    for cp in wtf8::code_points(text) {
        if max < 0x100 {
            units.push(cp as u8);
        } else if max < 0x1_0000 {
            units.extend_from_slice(&(cp as u16).to_le_bytes());
        } else {
            units.extend_from_slice(&(cp as u32).to_le_bytes());
        }
    }
    hash_raw_bytes(&units)
}

/// CPython's hash of a block of bytes (of a `bytes` object, or of a string's units).
pub fn hash_raw_bytes(bytes: &[u8]) -> i64 {
    use std::hash::Hasher;
    if bytes.is_empty() {
        return 0;
    }
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(
        HASH_KEY[0].load(Ordering::Relaxed),
        HASH_KEY[1].load(Ordering::Relaxed),
    );
    hasher.write(bytes);
    match hasher.finish() as i64 {
        -1 => -2,
        h => h,
    }
}
