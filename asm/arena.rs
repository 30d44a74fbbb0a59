//! The code arena: all machine code lies in one piece of address space that never moves.
//!
//! A memfd is mapped twice: readable and executable for running, readable and writable for assembling and patching.
//! So no page is ever writable and executable through one mapping, and neither publishing nor patching needs a system
//! call. The address space is reserved once, near the program's text if possible, so that relative calls reach the
//! helpers; memory is committed as the code grows. Code is allocated whole traces at a time, and freed ranges are
//! reused first.
//!
//! Invariants: what is executed was published, that is, the instruction cache was told ([`Arena::assert_published`]
//! checks an address). What is patched stays one aligned store, so that a thread stopped anywhere in the code goes on
//! with either the old or the new instruction. Only the holder of the interpreter lock calls in here.
//!
//! It does not know what the code is for, nor whether a thread still runs in a range that is freed: the caller does.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::{Code, Machine, PatchKind, Region};

/// How much is committed at a time.
const COMMIT_STEP: usize = 256 * 1024;
/// Traces start at multiples of this.
pub const CODE_ALIGN: usize = 64;
/// How far from the text the arena's far end may be so that `call rel32` still reaches: 2 GB less room for the text.
const NEAR: usize = 0x6000_0000;
/// In which steps to look for free address space near the text.
const NEAR_STEP: usize = 0x0080_0000;

/// Why the arena cannot do what was asked. The caller goes on without this code.
#[derive(Debug)]
pub enum ArenaError {
    /// The operating system refused memory or a mapping.
    System(&'static str, io::Error),
    /// All of the arena is in use.
    Full,
    /// A region is open already: publish or abandon it first.
    Busy,
    /// The branch cannot reach the new target.
    OutOfRange,
    /// The branch does not lie so that one store could change it. Patch its exit stub instead.
    Unaligned,
}

impl fmt::Display for ArenaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArenaError::System(what, error) => write!(f, "{what}: {error}"),
            ArenaError::Full => write!(f, "the code arena is full"),
            ArenaError::Busy => write!(f, "the code arena has an open region"),
            ArenaError::OutOfRange => write!(f, "the branch cannot reach its new target"),
            ArenaError::Unaligned => write!(f, "the branch cannot be patched by one store"),
        }
    }
}

impl std::error::Error for ArenaError {}

/// Published code, by execution address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CodeRange {
    /// The address of the first byte.
    pub start: usize,
    /// The number of bytes.
    pub len: usize,
}

impl CodeRange {
    /// The address after the last byte.
    pub fn end(self) -> usize {
        self.start + self.len
    }

    /// Whether the address lies in the range.
    pub fn contains(self, addr: usize) -> bool {
        (self.start..self.end()).contains(&addr)
    }
}

/// What a patch writes: one aligned word of the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatchWord {
    /// Four bytes.
    W32(u32),
    /// Eight bytes.
    W64(u64),
}

/// One aligned store to the code, to do a patch or to undo it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patch {
    /// The execution address, a multiple of the word's size.
    pub addr: usize,
    /// What to store there.
    pub word: PatchWord,
}

/// A copy of the arena that `fork` makes for the child.
#[derive(Debug)]
pub struct ForkCopy {
    file: OwnedFd,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Arena {
    exec: usize,
    write: *mut u8,
    size: usize,
    file: OwnedFd,
    committed: usize,
    /// The first offset that was never allocated.
    bump: usize,
    /// Free ranges below `bump`: offset to length. Neighbours are merged.
    free: BTreeMap<usize, usize>,
    /// What was published: offset to length.
    published: BTreeMap<usize, usize>,
    /// The region being assembled into.
    open: Option<(usize, usize)>,
    /// What may have been written since the instruction cache was last told: offset to length.
    unflushed: BTreeMap<usize, usize>,
}

// SAFETY: the arena owns its mappings; nothing in it is tied to the thread that made it.
unsafe impl Send for Arena {}

impl Arena {
    /// Reserves `size` bytes (rounded up to pages), near the address `near` if there is room.
    pub fn new(near: usize, size: usize) -> Result<Arena, ArenaError> {
        let size = size.next_multiple_of(region::page::size());
        let file = new_file(size)?;
        let exec = reserve_near(near, size)?;
        // From here on the reservation is ours to give back.
        let mut arena = Arena {
            exec,
            write: std::ptr::null_mut(),
            size,
            file,
            committed: 0,
            bump: 0,
            free: BTreeMap::new(),
            published: BTreeMap::new(),
            open: None,
            unflushed: BTreeMap::new(),
        };
        // SAFETY: the address range was reserved above and nobody else knows of it.
        unsafe {
            map_file(
                &arena.file,
                exec as *mut libc::c_void,
                size,
                libc::PROT_READ | libc::PROT_EXEC,
            )?
        };
        // SAFETY: a null address lets the system choose: no mapping is replaced.
        arena.write = unsafe {
            map_file(
                &arena.file,
                std::ptr::null_mut(),
                size,
                libc::PROT_READ | libc::PROT_WRITE,
            )?
        };
        Ok(arena)
    }

    /// The reserved address space.
    pub fn range(&self) -> CodeRange {
        CodeRange {
            start: self.exec,
            len: self.size,
        }
    }

    /// The bytes that were never allocated; more may be free in holes.
    pub fn untouched(&self) -> usize {
        self.size - self.bump
    }

    /// The bytes that live code occupies.
    pub fn used(&self) -> usize {
        self.published.values().sum()
    }

    /// Opens a region of `len` bytes to assemble into. Close it by [`Arena::publish`] or [`Arena::abandon`]; what is
    /// not used comes back. Ask for what the code will take rather than for the most it could: holes that freed traces
    /// left are used where they are large enough.
    pub fn open(&mut self, len: usize) -> Result<Region, ArenaError> {
        if self.open.is_some() {
            return Err(ArenaError::Busy);
        }
        let len = len.next_multiple_of(CODE_ALIGN);
        let reused = self
            .free
            .iter()
            .find(|(_, free)| **free >= len)
            .map(|(start, _)| *start);
        let start = match reused {
            Some(start) => {
                let free = self.free.remove(&start).expect("the range was just found");
                if free > len {
                    self.free.insert(start + len, free - len);
                }
                start
            }
            None => {
                if len > self.size - self.bump {
                    return Err(ArenaError::Full);
                }
                self.commit(self.bump + len)?;
                let start = self.bump;
                self.bump += len;
                start
            }
        };
        self.open = Some((start, len));
        self.unflushed.insert(start, len);
        // SAFETY: the range is committed, belongs to no other code, and is handed out once until it is closed.
        Ok(unsafe { Region::from_raw(self.write.add(start), self.exec + start, len) })
    }

    /// Gives the open region back unused.
    pub fn abandon(&mut self) {
        if let Some((start, len)) = self.open.take() {
            self.unflushed.remove(&start);
            self.give_back(start, len);
        }
    }

    /// Makes finished code executable: cleans the caches, logs the range, and takes the unused rest back.
    ///
    /// # Panics
    /// If the code was not assembled in the open region.
    pub fn publish(&mut self, code: &Code) -> CodeRange {
        let (start, len) = self
            .open
            .take()
            .expect("code is published once, from the open region");
        assert!(
            self.exec + start == code.exec_addr() && code.len() <= len,
            "the code lies in the open region"
        );
        let used = code.len().next_multiple_of(CODE_ALIGN);
        // What lies behind the code was not written to, and belongs to nobody.
        self.unflushed.remove(&start);
        self.unflushed.insert(start, used);
        self.give_back(start + used, len - used);
        let range = CodeRange {
            start: self.exec + start,
            len: used,
        };
        if used > 0 {
            self.published.insert(start, used);
        }
        self.flush(range);
        range
    }

    /// Frees a published range. No thread may still run in it, and nothing may still branch to it.
    ///
    /// # Panics
    /// If the range was not published as a whole.
    pub fn free(&mut self, range: CodeRange) {
        let start = range.start - self.exec;
        assert_eq!(
            self.published.remove(&start),
            Some(range.len),
            "a range is freed as it was published"
        );
        // SAFETY: the range is committed and, by the caller's promise, no longer executed. Zeros trap on AArch64; on
        // x86-64, 0xcc does.
        unsafe {
            self.write.add(start).write_bytes(
                if cfg!(target_arch = "x86_64") {
                    0xcc
                } else {
                    0
                },
                range.len,
            )
        };
        self.unflushed.insert(start, range.len);
        self.flush(range);
        self.give_back(start, range.len);
    }

    /// Whether the address lies in code that was published and not freed.
    pub fn is_published(&self, addr: usize) -> bool {
        let Some(offset) = addr.checked_sub(self.exec) else {
            return false;
        };
        self.published
            .range(..=offset)
            .next_back()
            .is_some_and(|(start, len)| offset < start + len)
    }

    /// Checks that control may go to the address, and from there anywhere in published code.
    ///
    /// # Panics
    /// If the address was never published, or if published code was written to and the instruction cache was not told:
    /// running it would depend on stale caches. (An emulator does not notice.)
    pub fn assert_published(&self, addr: usize) {
        assert!(
            self.is_published(addr),
            "{addr:#x} is executed but was never published"
        );
        let open = self.open.map(|o| o.0);
        let stale = self.unflushed.keys().find(|&&start| Some(start) != open);
        assert!(
            stale.is_none(),
            "what was written at offset {stale:x?} of the arena was never flushed"
        );
    }

    /// Rewrites the branch of a patchable site so that it goes to `target`, by one aligned store. Gives the store
    /// that undoes it. Only conditional branches fail, and then patching their exit stub does.
    pub fn patch<M: Machine>(
        &mut self,
        kind: PatchKind,
        site: usize,
        target: usize,
    ) -> Result<Patch, ArenaError> {
        debug_assert!(self.is_published(site));
        let aligned = site & !7;
        let old = self.read_word(aligned);
        let after = self.read_word(aligned + 8);
        let patch = M::encode_patch(kind, site, target, [old, after])?;
        let undo = match patch.word {
            PatchWord::W64(_) => PatchWord::W64(self.read_word(patch.addr)),
            PatchWord::W32(_) => {
                let word = self.read_word(patch.addr & !7).to_le_bytes();
                let at = patch.addr & 4;
                PatchWord::W32(u32::from_le_bytes([
                    word[at],
                    word[at + 1],
                    word[at + 2],
                    word[at + 3],
                ]))
            }
        };
        self.apply(patch);
        Ok(Patch {
            addr: patch.addr,
            word: undo,
        })
    }

    /// Does one store to the code: undoes a patch.
    pub fn apply(&mut self, patch: Patch) {
        let offset = patch.addr - self.exec;
        self.unflushed.insert(offset, 8);
        match patch.word {
            PatchWord::W32(word) => {
                assert!(offset % 4 == 0 && offset + 4 <= self.bump);
                // SAFETY: the word lies in the committed part of our writable mapping and is aligned.
                let cell = unsafe { AtomicU32::from_ptr(self.write.add(offset).cast()) };
                cell.store(word, Ordering::Release);
            }
            PatchWord::W64(word) => {
                assert!(offset % 8 == 0 && offset + 8 <= self.bump);
                // SAFETY: the word lies in the committed part of our writable mapping and is aligned.
                let cell = unsafe { AtomicU64::from_ptr(self.write.add(offset).cast()) };
                cell.store(word, Ordering::Release);
            }
        }
        self.flush(CodeRange {
            start: patch.addr,
            len: 8,
        });
    }

    /// The bytes at execution addresses, for listings.
    pub fn bytes(&self, range: CodeRange) -> &[u8] {
        let offset = range.start - self.exec;
        assert!(offset + range.len <= self.bump);
        // SAFETY: the range lies in the committed part of our mapping.
        unsafe { std::slice::from_raw_parts(self.write.add(offset), range.len) }
    }

    /// Before `fork`, in the parent, with the interpreter lock held: copies the code for the child, because parent
    /// and child would otherwise patch each other's.
    pub fn fork_prepare(&self) -> Result<ForkCopy, ArenaError> {
        let file = new_file(self.size)?;
        let mut done = 0;
        while done < self.bump {
            // SAFETY: the bytes below `bump` are committed in our readable mapping.
            let bytes =
                unsafe { std::slice::from_raw_parts(self.write.add(done), self.bump - done) };
            // SAFETY: the pointer and the length are those of a slice.
            let n = unsafe {
                libc::pwrite(
                    file.as_raw_fd(),
                    bytes.as_ptr().cast(),
                    bytes.len(),
                    done as libc::off_t,
                )
            };
            match n {
                1.. => done += n as usize,
                _ => return Err(system("copying the code arena")),
            }
        }
        Ok(ForkCopy { file })
    }

    /// After `fork`, in the child, before it runs any trace: puts the copy in the place of the shared memory. On an
    /// error, the child must not run machine code.
    pub fn fork_child(&mut self, copy: ForkCopy) -> Result<(), ArenaError> {
        let exec = self.exec as *mut libc::c_void;
        // SAFETY: both mappings are ours, of this size, and nothing executes in them between the fork and here; their
        // content is replaced by the same content.
        unsafe {
            map_file(
                &copy.file,
                exec,
                self.size,
                libc::PROT_READ | libc::PROT_EXEC,
            )?;
            map_file(
                &copy.file,
                self.write.cast(),
                self.size,
                libc::PROT_READ | libc::PROT_WRITE,
            )?;
        }
        self.file = copy.file;
        // The copy's file has holes where nothing was allocated.
        self.committed = self.bump;
        self.flush(CodeRange {
            start: self.exec,
            len: self.bump,
        });
        Ok(())
    }

    fn read_word(&self, addr: usize) -> u64 {
        let offset = addr - self.exec;
        assert!(offset % 8 == 0);
        if offset + 8 > self.committed {
            return 0;
        }
        // SAFETY: the word lies in the committed part of our mapping and is aligned.
        unsafe { AtomicU64::from_ptr(self.write.add(offset).cast()) }.load(Ordering::Relaxed)
    }

    /// Returns a range to the free list, or to the untouched rest.
    fn give_back(&mut self, mut start: usize, mut len: usize) {
        if len == 0 {
            return;
        }
        if let Some(after) = self.free.remove(&(start + len)) {
            len += after;
        }
        if let Some((&before, &before_len)) = self.free.range(..start).next_back() {
            if before + before_len == start {
                self.free.remove(&before);
                start = before;
                len += before_len;
            }
        }
        if start + len == self.bump {
            self.bump = start;
        } else {
            self.free.insert(start, len);
        }
    }

    /// Backs the arena with memory up to `end`, so that a lack of it is an error here and not a signal later.
    fn commit(&mut self, end: usize) -> Result<(), ArenaError> {
        if end <= self.committed {
            return Ok(());
        }
        let end = end.next_multiple_of(COMMIT_STEP).min(self.size);
        let (at, len) = (
            self.committed as libc::off_t,
            (end - self.committed) as libc::off_t,
        );
        // SAFETY: the file is ours.
        if unsafe { libc::fallocate(self.file.as_raw_fd(), 0, at, len) } != 0 {
            return Err(system("committing code memory"));
        }
        self.committed = end;
        Ok(())
    }

    /// Makes the instruction side see what was written. x86-64 does so by itself.
    fn flush(&mut self, range: CodeRange) {
        let (from, to) = (range.start - self.exec, range.end() - self.exec);
        self.unflushed
            .retain(|&start, len| start < from || start + *len > to);
        // SAFETY: the range lies in our readable mapping. Data caches go by physical address, so cleaning through the
        // execution address cleans what was written through the other one.
        let bytes = unsafe { std::slice::from_raw_parts(range.start as *const u8, range.len) };
        dynasmrt::cache_control::synchronize_icache(bytes);
    }
}

/// To be called by a thread that takes the interpreter lock over, before it runs machine code: another thread may have
/// written some.
pub fn synchronize_core() {
    dynasmrt::cache_control::prepare_for_execution(&[]);
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: both mappings are ours and, by the owner's promise, no longer in use.
        unsafe {
            libc::munmap(self.exec as *mut libc::c_void, self.size);
            if !self.write.is_null() {
                libc::munmap(self.write.cast(), self.size);
            }
        }
    }
}

fn system(what: &'static str) -> ArenaError {
    ArenaError::System(what, io::Error::last_os_error())
}

/// An anonymous file of `size` bytes without memory yet.
fn new_file(size: usize) -> Result<OwnedFd, ArenaError> {
    // Newer kernels want to be told that the file is to be executed; older ones do not know the flag.
    const MFD_EXEC: libc::c_uint = 0x10;
    let name = c"sidewinder-code";
    // SAFETY: the name is a C string.
    let mut fd = unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC | MFD_EXEC) };
    if fd < 0 {
        // SAFETY: as above.
        fd = unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) };
    }
    if fd < 0 {
        return Err(system("creating the code arena's file"));
    }
    // SAFETY: the descriptor was just made and is owned by nobody else.
    let file = unsafe { OwnedFd::from_raw_fd(fd) };
    // SAFETY: the descriptor is open.
    if unsafe { libc::ftruncate(file.as_raw_fd(), size as libc::off_t) } != 0 {
        return Err(system("sizing the code arena's file"));
    }
    Ok(file)
}

/// Reserves address space, below `near` if possible (above a program's text its heap grows), anywhere if not.
fn reserve_near(near: usize, size: usize) -> Result<usize, ArenaError> {
    let base = near & !(NEAR_STEP - 1);
    let below = (0..NEAR / NEAR_STEP).map(|i| {
        base.checked_sub(size + i * NEAR_STEP)
            .filter(|a| *a > NEAR_STEP)
    });
    let above = (1..NEAR / NEAR_STEP).map(|i| base.checked_add(i * NEAR_STEP * 2));
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    for wish in below.chain(above).flatten() {
        if wish.abs_diff(near) + size > NEAR {
            continue;
        }
        let wish = wish & !(region::page::size() - 1);
        // SAFETY: a new mapping that replaces none.
        let got = unsafe {
            let flags = flags | libc::MAP_FIXED_NOREPLACE;
            libc::mmap(
                wish as *mut libc::c_void,
                size,
                libc::PROT_NONE,
                flags,
                -1,
                0,
            )
        };
        if got as usize == wish {
            return Ok(wish);
        }
        if got != libc::MAP_FAILED {
            // An old kernel took the address for a hint.
            // SAFETY: the mapping was just made.
            unsafe { libc::munmap(got, size) };
        }
    }
    // SAFETY: a new mapping that replaces none.
    let got = unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_NONE, flags, -1, 0) };
    if got == libc::MAP_FAILED {
        return Err(system("reserving the code arena"));
    }
    Ok(got as usize)
}

/// Maps the file, shared, at an address (replacing what is there) or where the system likes.
///
/// # Safety
/// If `at` is not null, the range is the caller's to replace.
unsafe fn map_file(
    file: &OwnedFd,
    at: *mut libc::c_void,
    size: usize,
    protection: libc::c_int,
) -> Result<*mut u8, ArenaError> {
    let flags = libc::MAP_SHARED | if at.is_null() { 0 } else { libc::MAP_FIXED };
    // SAFETY: by the caller's promise.
    let got = unsafe { libc::mmap(at, size, protection, flags, file.as_raw_fd(), 0) };
    if got == libc::MAP_FAILED {
        return Err(system("mapping the code arena"));
    }
    Ok(got.cast())
}
