//! `str`: an immutable sequence of code points, stored as generalised UTF-8.
//!
//! Surrogates are kept as three-byte sequences and never joined, so every Python string has one representation and
//! `algo::wtf8` works on the bytes. ASCII strings (a flag) are indexed directly; for others an index of byte offsets is
//! built at the first random access. The bytes lie behind the structure, or in a shared buffer with spare capacity
//! that `s += x` appends to while `s` is the buffer's last owner.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::algo::short;
use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Object, Ref};
use crate::thread::Thread;
use crate::types::{self, T, shape_of};
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
}

// SAFETY: `#[repr(C)]` with a header first. Zeros make an empty string whose `data` is null; `bytes` allows for that.
unsafe impl Object for Str {
    const KIND: Kind = Kind::Str;
}

/// Behind the structure of a string that is not ASCII: the word for the buffer with the byte offsets of every 64th code
/// point, null until needed. (ASCII strings, nearly all, need none.)
type IndexWord = Cell<*const u8>;

/// Bytes of a string without text and attributes, if it has an index word.
pub const SIZE_WITH_INDEX: usize = std::mem::size_of::<Str>() + std::mem::size_of::<IndexWord>();

impl Str {
    /// The place of the index.
    fn index(&self) -> Option<&IndexWord> {
        if self.is_ascii() {
            return None;
        }
        // SAFETY: all strings that are not ASCII have the word (see `uninit`, `in_buffer` and `of_class`).
        Some(unsafe { &*std::ptr::from_ref(self).add(1).cast::<IndexWord>() })
    }

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

/// Offset of the length in code points (usize).
pub const CHAR_LEN_OFFSET: usize = std::mem::offset_of!(Str, char_len);
/// Offset of the length in bytes (usize).
pub const BYTE_LEN_OFFSET: usize = std::mem::offset_of!(Str, byte_len);
/// Offset of the pointer to the text.
pub const DATA_OFFSET: usize = std::mem::offset_of!(Str, data);

/// A new string. Allocates.
pub fn new(th: &Thread, text: &str) -> Value {
    from_bytes(th, text.as_bytes()).value()
}

/// A new string from generalised UTF-8. Allocates.
pub fn from_bytes(th: &Thread, bytes: &[u8]) -> Ref<Str> {
    if short::is_ascii(bytes) {
        from_ascii(th, bytes)
    } else {
        from_wide(th, bytes)
    }
}

/// A new string from bytes that are known to be ASCII. Allocates.
#[inline(always)]
pub fn from_ascii(th: &Thread, bytes: &[u8]) -> Ref<Str> {
    let (s, data) = uninit(th, bytes.len(), true);
    // SAFETY: the object has room for the bytes.
    unsafe { copy_text(bytes.as_ptr(), data, bytes.len()) };
    s.char_len.set(bytes.len());
    s.header.set_flags(ASCII);
    s
}

/// A new string from ASCII bytes, each passed through `f`, which keeps them ASCII. Allocates.
pub fn map_ascii(th: &Thread, bytes: &[u8], f: impl Fn(u8) -> u8) -> Ref<Str> {
    let (s, data) = uninit(th, bytes.len(), true);
    for (i, &b) in bytes.iter().enumerate() {
        // SAFETY: the object has room for the bytes.
        unsafe { data.add(i).write(f(b)) };
    }
    s.char_len.set(bytes.len());
    s.header.set_flags(ASCII);
    s
}

/// A new string of `n` ASCII bytes that `next` gives one by one. Allocates.
pub fn ascii_from(th: &Thread, n: usize, mut next: impl FnMut() -> u8) -> Ref<Str> {
    let (s, data) = uninit(th, n, true);
    for i in 0..n {
        // SAFETY: the object has room for the bytes.
        unsafe { data.add(i).write(next()) };
    }
    s.char_len.set(n);
    s.header.set_flags(ASCII);
    s
}

/// A string that is not empty and all ASCII, `n` times; `n` is not 0. Allocates.
pub fn repeat_ascii(th: &Thread, s: Ref<Str>, n: usize) -> Ref<Str> {
    let text = s.bytes();
    let (result, data) = uninit(th, text.len() * n, true);
    // SAFETY: the object has room for `n` texts.
    unsafe {
        if let &[b] = text {
            data.write_bytes(b, n);
        } else {
            for i in 0..n {
                copy_text(text.as_ptr(), data.add(i * text.len()), text.len());
            }
        }
    }
    result.char_len.set(text.len() * n);
    result.header.set_flags(ASCII);
    result
}

#[inline(never)]
fn from_wide(th: &Thread, bytes: &[u8]) -> Ref<Str> {
    let (s, data) = uninit(th, bytes.len(), false);
    // SAFETY: the object has room for the bytes.
    unsafe { copy_text(bytes.as_ptr(), data, bytes.len()) };
    // Continuation bytes are the only ones that do not begin a code point; ED A0.. to ED BF.. are surrogates.
    s.char_len
        .set(bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count());
    if bytes.windows(2).any(|w| w[0] == 0xED && w[1] >= 0xA0) {
        s.header.set_flags(SURROGATES);
    }
    s
}

/// Copies `n` bytes: short texts, nearly all, without a call, by two words that may overlap.
///
/// # Safety
/// As of `copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_text(from: *const u8, to: *mut u8, n: usize) {
    // SAFETY: all reads and writes lie within the `n` bytes, which the caller vouches for.
    unsafe {
        macro_rules! ends {
            ($word:ty) => {{
                let behind = n - size_of::<$word>();
                let first = from.cast::<$word>().read_unaligned();
                let last = from.add(behind).cast::<$word>().read_unaligned();
                to.cast::<$word>().write_unaligned(first);
                to.add(behind).cast::<$word>().write_unaligned(last);
            }};
        }
        match n {
            0 => {}
            1 => to.write(*from),
            2..4 => ends!(u16),
            4..8 => ends!(u32),
            8..16 => ends!(u64),
            16..=32 => ends!(u128),
            _ => std::ptr::copy_nonoverlapping(from, to, n),
        }
    }
}

/// A string of `byte_len` bytes, which the caller writes before anything else happens, as it sets length in characters
/// and flags. Allocates.
#[inline(always)]
fn uninit(th: &Thread, byte_len: usize, ascii: bool) -> (Ref<Str>, *mut u8) {
    let head = if ascii {
        std::mem::size_of::<Str>()
    } else {
        SIZE_WITH_INDEX
    };
    // One byte more, so that the end of the text lies inside the object.
    let size = head + byte_len + 1;
    let s = if ascii {
        heap::alloc_leaf::<Str>(&th.alloc, shape_of(T::Str), size)
    } else {
        heap::alloc_unfilled::<Str>(&th.alloc, shape_of(T::Str), size)
    };
    // SAFETY: the object has room behind the structure.
    let data = unsafe {
        let behind = s.as_ptr().add(1);
        if !ascii {
            behind
                .cast::<IndexWord>()
                .write(Cell::new(std::ptr::null()));
        }
        s.as_ptr().cast::<u8>().add(head)
    };
    s.data.set(data);
    s.byte_len.set(byte_len);
    (s, data)
}

/// The parts, joined by the separator (which may be empty). The parts are live strings. Allocates.
pub fn join(
    th: &Thread,
    separator: Option<Ref<Str>>,
    parts: impl Iterator<Item = Ref<Str>> + Clone,
) -> Ref<Str> {
    join_values(th, separator, parts.map(Ref::value)).expect("every part is a string")
}

/// [`join`] of what may be no strings: the error is the number of the first part that is none. Allocates.
pub fn join_values(
    th: &Thread,
    separator: Option<Ref<Str>>,
    parts: impl Iterator<Item = Value> + Clone,
) -> Result<Ref<Str>, usize> {
    let (mut bytes, mut chars, mut ascii, mut flags, mut count) = (0, 0, ASCII, 0, 0);
    let mut add = |s: Ref<Str>, times: usize| {
        bytes += s.byte_len.get() * times;
        chars += s.char_len.get() * times;
        ascii &= s.header.flags();
        flags |= s.header.flags() & SURROGATES;
    };
    for part in parts.clone() {
        add(part.downcast().ok_or(count)?, 1);
        count += 1;
    }
    if let Some(s) = separator
        && count > 1
    {
        add(s, count - 1);
    }
    if bytes == 0 {
        return Ok(intern(th, ""));
    }
    let (joined, mut at) = uninit(th, bytes, ascii != 0);
    // SAFETY: the object has room for all parts and separators, which were counted.
    let mut append = |s: Ref<Str>| unsafe {
        copy_text(s.data.get(), at, s.byte_len.get());
        at = at.add(s.byte_len.get());
    };
    // SAFETY: every part is a string, and the iterator gives the same ones again.
    let parts = parts.map(|part| unsafe { Ref::<Str>::from_value_unchecked(part) });
    match separator.filter(|s| s.byte_len.get() > 0) {
        None => parts.for_each(&mut append),
        Some(separator) => {
            for (n, s) in parts.enumerate() {
                if n > 0 {
                    append(separator);
                }
                append(s);
            }
        }
    }
    joined.char_len.set(chars);
    joined.header.set_flags(ascii | flags);
    Ok(joined)
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
            units.extend_from_slice(&cp.to_le_bytes());
        }
    }
    hash_raw_bytes(&units)
}

/// CPython's hash of a block of bytes (of a `bytes` object, or of a string's units).
pub fn hash_raw_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let hasher = siphasher::sip::SipHasher13::new_with_keys(
        HASH_KEY[0].load(Ordering::Relaxed),
        HASH_KEY[1].load(Ordering::Relaxed),
    );
    match hasher.hash(bytes) as i64 {
        -1 => -2,
        h => h,
    }
}

// ---- interning

/// The interned strings: an open-addressing table of strings by hash. They live for ever.
struct Interned {
    // tidy: rooted by `trace_roots`, which the collector calls.
    slots: UnsafeCell<Vec<Value>>,
    /// Those that were added since the last collection: the others are old.
    // tidy: rooted by `trace_roots`, which the collector calls.
    recent: UnsafeCell<Vec<Value>>,
    count: Cell<usize>,
    /// The strings of one Latin-1 character.
    single: [Cell<Value>; 256],
    /// The empty string.
    empty: Cell<Value>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Interned {}
static INTERNED_STRINGS: Interned = Interned {
    slots: UnsafeCell::new(Vec::new()),
    recent: UnsafeCell::new(Vec::new()),
    count: Cell::new(0),
    single: [const { Cell::new(Value::EMPTY) }; 256],
    empty: Cell::new(Value::EMPTY),
};

/// Visits the interned strings: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    // SAFETY: under the lock; nobody changes the tables during a collection.
    let (all, recent) = unsafe {
        (
            &*INTERNED_STRINGS.slots.get(),
            &mut *INTERNED_STRINGS.recent.get(),
        )
    };
    if !t.visits_all() {
        for v in recent.drain(..) {
            t.visit(v);
        }
        return;
    }
    if t.marks() {
        recent.clear();
    }
    for &v in all {
        if !v.is_empty() {
            t.visit(v);
        }
    }
    for v in &INTERNED_STRINGS.single {
        if !v.get().is_empty() {
            t.visit(v.get());
        }
    }
}

/// The slot of the table in which a text is, or would be.
fn interned_slot(slots: &[Value], text: &[u8], hash: i64) -> usize {
    let mask = slots.len() - 1;
    let mut at = hash as usize & mask;
    loop {
        let v = slots[at];
        if v.is_empty() {
            return at;
        }
        // SAFETY: the table holds strings.
        let s: Ref<Str> = unsafe { Ref::from_value_unchecked(v) };
        if s.hash.get() == hash && short::equal(s.bytes(), text) {
            return at;
        }
        at = (at + 1) & mask;
    }
}

/// The interned string of a text. Allocates the first time.
pub fn intern(th: &Thread, text: &str) -> Ref<Str> {
    intern_bytes(th, text.as_bytes(), None)
}

/// The interned string with the text of `s`: `s` itself if it is the first of its text.
pub fn intern_str(th: &Thread, s: Ref<Str>) -> Ref<Str> {
    if s.is_interned() {
        return s;
    }
    let exact = types::is_exactly(s.value(), T::Str);
    intern_bytes(th, s.bytes(), exact.then_some(s))
}

fn intern_bytes(th: &Thread, text: &[u8], candidate: Option<Ref<Str>>) -> Ref<Str> {
    let hash = hash_bytes_of(text, text.is_ascii());
    // SAFETY: under the lock; the borrow ends before anything that allocates.
    let slots = unsafe { &mut *INTERNED_STRINGS.slots.get() };
    if slots.is_empty() {
        slots.resize(4096, Value::EMPTY);
    }
    let at = interned_slot(slots, text, hash);
    if !slots[at].is_empty() {
        // SAFETY: the table holds strings.
        return unsafe { Ref::from_value_unchecked(slots[at]) };
    }
    let s = candidate.unwrap_or_else(|| from_bytes(th, text));
    s.hash.set(hash);
    s.header.set_flags(s.header.flags() | INTERNED);
    // SAFETY: as above; the allocation did not intern anything (collections run no Python).
    let slots = unsafe { &mut *INTERNED_STRINGS.slots.get() };
    slots[at] = s.value();
    // SAFETY: as above.
    unsafe { (*INTERNED_STRINGS.recent.get()).push(s.value()) };
    let count = INTERNED_STRINGS.count.get() + 1;
    INTERNED_STRINGS.count.set(count);
    if count * 2 > slots.len() {
        let mut larger = vec![Value::EMPTY; slots.len() * 2];
        for &v in slots.iter().filter(|v| !v.is_empty()) {
            // SAFETY: the table holds strings.
            let s: Ref<Str> = unsafe { Ref::from_value_unchecked(v) };
            let at = interned_slot(&larger, s.bytes(), s.hash.get());
            larger[at] = v;
        }
        *slots = larger;
    }
    s
}

/// The empty string. Allocates the first time.
pub fn empty(th: &Thread) -> Value {
    let shared = &INTERNED_STRINGS.empty;
    if shared.get().is_empty() {
        shared.set(intern(th, "").value());
    }
    shared.get()
}

/// The character of an ASCII string at an index, if its string exists already. Neither allocates nor raises.
#[inline(always)]
pub fn ascii_char(s: Ref<Str>, index: usize) -> Option<Value> {
    if s.is_ascii() {
        ascii_at(s, index)
    } else {
        None
    }
}

/// The character at a byte offset, if it is an ASCII one and its string exists already. Neither allocates nor raises.
#[inline(always)]
pub fn ascii_at(s: Ref<Str>, offset: usize) -> Option<Value> {
    let &b = s.bytes().get(offset)?;
    let v = INTERNED_STRINGS.single[b as usize].get();
    (b < 128 && !v.is_empty()).then_some(v)
}

/// The string of one code point; Latin-1 ones are shared. Allocates.
pub fn from_code_point(th: &Thread, cp: u32) -> Value {
    let mut buffer = [0; 4];
    one_char(th, crate::algo::wtf8::encode(cp, &mut buffer))
}

/// The string of one code point, given as generalised UTF-8. Latin-1 ones are shared. Allocates.
pub fn one_char(th: &Thread, bytes: &[u8]) -> Value {
    let cp = match *bytes {
        [b] => b as usize,
        [a, b] if a <= 0xC3 => (a as usize & 3) << 6 | (b as usize & 0x3F),
        _ => return from_bytes(th, bytes).value(),
    };
    let shared = &INTERNED_STRINGS.single[cp];
    if shared.get().is_empty() {
        let s = from_bytes(th, bytes);
        shared.set(intern_str(th, s).value());
    }
    shared.get()
}

/// A string of ASCII bytes, at least one; those of one character are shared. Allocates.
#[inline]
pub fn short_ascii(th: &Thread, bytes: &[u8]) -> Value {
    if let [_] = bytes {
        one_char(th, bytes)
    } else {
        from_ascii(th, bytes).value()
    }
}

/// The table of the strings of one ASCII character, by character, complete: for traces. Allocates at the first call.
pub fn ascii_table(th: &Thread) -> *const Value {
    for b in 0..128 {
        one_char(th, &[b]);
    }
    INTERNED_STRINGS.single.as_ptr().cast()
}

/// Visits what a string refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Str` only.
    let s = unsafe { &*h.cast::<Str>() };
    if s.header.flags() & SHARED_BUFFER != 0 {
        // The text of a shared buffer begins behind the word that counts its bytes in use.
        t.visit_buffer_leaf(s.data.get().wrapping_sub(USED_WORD));
    }
    if let Some(index) = s.index().map(Cell::get).filter(|index| !index.is_null()) {
        t.visit_buffer_leaf(index);
    }
    crate::shape::trace_attributes(h, t);
}

// ---- pieces

/// Builds a string whose bytes lie in a heap buffer, shared with others.
fn in_buffer(
    th: &Thread,
    data: *const u8,
    byte_len: usize,
    char_len: usize,
    flags: u8,
) -> Ref<Str> {
    let s = heap::alloc::<Str>(&th.alloc, shape_of(T::Str), SIZE_WITH_INDEX);
    s.data.set(data);
    s.byte_len.set(byte_len);
    s.char_len.set(char_len);
    s.header
        .set_flags((flags & (ASCII | SURROGATES)) | SHARED_BUFFER);
    s
}

/// From this length on a concatenation leaves room behind the text, for the next one.
const SHARE_FROM: usize = 64;

/// Bytes in front of a shared buffer's text: how many of the buffer's bytes are in use. Who appends must find that its
/// text ends there.
const USED_WORD: usize = 8;

/// `a + b`. If `a` ends a shared buffer that has room, the text is not copied. Allocates.
pub fn concat(th: &Thread, a: Ref<Str>, b: Ref<Str>) -> Ref<Str> {
    let (x, y) = (a.bytes(), b.bytes());
    if y.is_empty() && types::is_exactly(a.value(), T::Str) {
        return a;
    }
    if x.is_empty() && types::is_exactly(b.value(), T::Str) {
        return b;
    }
    let total = x.len() + y.len();
    let flags = match (a.header.flags(), b.header.flags()) {
        (f, g) if f & g & ASCII != 0 => ASCII,
        (f, g) => (f | g) & SURROGATES,
    };
    let chars = a.char_len() + b.char_len();
    if total < SHARE_FROM {
        let (s, data) = uninit(th, total, flags & ASCII != 0);
        // SAFETY: the object has room for both texts; `x` and `y` lie in live strings, or in their buffers.
        unsafe {
            copy_text(x.as_ptr(), data, x.len());
            copy_text(y.as_ptr(), data.add(x.len()), y.len());
        }
        s.char_len.set(chars);
        s.header.set_flags(flags);
        return s;
    }
    if a.header.flags() & SHARED_BUFFER != 0 {
        let payload = a.data.get().cast_mut().wrapping_sub(USED_WORD);
        // SAFETY: a shared buffer begins with the count of its used bytes, at an aligned address.
        let used = unsafe { &mut *payload.cast::<usize>() };
        if *used == x.len() && heap::buffer_capacity(payload) > USED_WORD + total {
            // SAFETY: the bytes behind `used` belong to nobody, and the capacity was checked.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    y.as_ptr(),
                    a.data.get().cast_mut().add(x.len()),
                    y.len(),
                )
            };
            *used = total;
            return in_buffer(th, a.data.get(), total, chars, flags);
        }
    }
    let payload = heap::alloc_bytes(&th.alloc, USED_WORD + total + total / 2 + 1);
    // SAFETY: the buffer is new and has room for the count and both texts; `x` and `y` lie in live strings.
    unsafe {
        *payload.cast::<usize>() = total;
        let data = payload.add(USED_WORD);
        std::ptr::copy_nonoverlapping(a.bytes().as_ptr(), data, a.byte_len.get());
        std::ptr::copy_nonoverlapping(
            b.bytes().as_ptr(),
            data.add(a.byte_len.get()),
            b.byte_len.get(),
        );
        in_buffer(th, data, total, chars, flags)
    }
}

/// Characters between entries of the index of a string that is not ASCII.
const INDEX_STEP: usize = 16;

/// The byte offset of a character. May allocate.
pub fn byte_offset(th: &Thread, s: Ref<Str>, index: usize) -> usize {
    use crate::algo::wtf8;
    let Some(word) = s.index() else {
        return index;
    };
    let bytes = s.bytes();
    if s.char_len() < 2 * INDEX_STEP {
        return wtf8::advance(bytes, 0, index);
    }
    if word.get().is_null() {
        let entries = s.char_len() / INDEX_STEP + 1;
        let buffer = heap::alloc_bytes(&th.alloc, entries * 4);
        let mut at = 0;
        for n in 0..entries {
            // SAFETY: the buffer has room for `entries` words.
            unsafe { *buffer.cast::<u32>().add(n) = at as u32 };
            at = wtf8::advance(bytes, at, INDEX_STEP);
        }
        word.set(buffer);
        crate::object::write_barrier(s.header());
    }
    // SAFETY: the index has an entry for each full step.
    let from = unsafe { *word.get().cast::<u32>().add(index / INDEX_STEP) } as usize;
    wtf8::advance(bytes, from, index % INDEX_STEP)
}

/// The character at an index, as a string. Allocates.
pub fn char_at(th: &Thread, s: Ref<Str>, index: usize) -> Value {
    let at = byte_offset(th, s, index);
    let bytes = s.bytes();
    let n = crate::algo::wtf8::len_from_first(bytes[at]);
    one_char(th, &bytes[at..at + n])
}

/// The characters `start..stop`. Allocates.
pub fn slice(th: &Thread, s: Ref<Str>, start: usize, stop: usize) -> Value {
    if s.is_ascii() {
        let bytes = &s.bytes()[start..stop];
        return if stop - start == 1 {
            one_char(th, bytes)
        } else {
            from_ascii(th, bytes).value()
        };
    }
    let (from, to) = (byte_offset(th, s, start), byte_offset(th, s, stop));
    let bytes = &s.bytes()[from..to];
    if stop - start == 1 {
        return one_char(th, bytes);
    }
    from_bytes(th, bytes).value()
}

/// The characters between two byte offsets. Allocates.
pub fn part(th: &Thread, s: Ref<Str>, from: usize, to: usize) -> Value {
    if s.is_ascii() {
        return slice(th, s, from, to);
    }
    let bytes = &s.bytes()[from..to];
    if from < to && crate::algo::wtf8::len_from_first(bytes[0]) == bytes.len() {
        return one_char(th, bytes);
    }
    from_bytes(th, bytes).value()
}

/// An instance of a subclass with the text of `s`. Allocates.
pub fn of_class(th: &Thread, class: Ref<crate::types::type_::Type>, s: Ref<Str>) -> Value {
    // The attribute area must come at a fixed place: the text goes into a buffer of its own.
    let payload = heap::alloc_bytes(&th.alloc, USED_WORD + s.byte_len.get() + 1);
    // SAFETY: the buffer is new and has room.
    let data = unsafe {
        *payload.cast::<usize>() = usize::MAX;
        let data = payload.add(USED_WORD);
        std::ptr::copy_nonoverlapping(s.bytes().as_ptr(), data, s.byte_len.get());
        data
    };
    let object = crate::types::type_::alloc_instance::<Str>(th, class);
    object.data.set(data);
    object.byte_len.set(s.byte_len.get());
    object.char_len.set(s.char_len.get());
    object
        .header
        .set_flags((s.header.flags() & (ASCII | SURROGATES)) | SHARED_BUFFER);
    object.value()
}
