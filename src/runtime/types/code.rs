//! `code`: what the interpreter runs.
//!
//! A code object is made from the frontend's plain [`frontend::Code`] once: constants become Values, names interned
//! strings. The instructions, the inline caches and the loops' counters live outside the heap, owned by the code
//! object and released with it; the Values in the caches are traced through the code object. The caches are allocated when
//! the code first runs.
//!
//! The plain code is kept for what is rarely asked: positions, variable names, the exception table.
//!
//! Code of the embedded library is packed: a code object knows only its head until it first runs, or until somebody asks
//! for more (`plain`, `fill`). Names and constants are empty until then, and a frame for it is pushed only after `warm`.
//!
//! It is long because what Python sees of code (`co_...`, `replace`) reads everything that stands here.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use frontend::bytecode::code::{Code as Plain, Const, Handler, Site, SiteKind, flags};
use frontend::bytecode::code::{Position, Positions};
use frontend::bytecode::op::{Instr, Op};
use frontend::bytecode::stack::{Stack, read_line_table};
use frontend::pack::{Head, Packed};

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::shape;
use crate::thread::Thread;
use crate::types::dict;
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::Str;
use crate::types::type_::{TypeDef, flags as flags_of_type};
use crate::types::{self, T, shape_of};
use crate::value::Value;

/// How often a back-edge or a function entry of new code counts before the JIT is asked. The policy is the JIT's, which
/// sets this at start-up; the interpreter only counts down.
static COUNTDOWN: AtomicU32 = AtomicU32::new(1000);

/// Sets how often new code counts before the JIT is asked: at 0, it is asked at the first back-edge.
pub fn set_countdown(n: u32) {
    COUNTDOWN.store(n, Ordering::Relaxed);
}

/// One way that a site has gone: "objects of this shape are handled like that".
#[repr(C)]
pub struct Entry {
    /// The shape that the entry is for, 0 for an unused entry.
    pub shape: Cell<u32>,
    /// What to do; the meaning belongs to the instruction (`interp::cache`).
    pub kind: Cell<u8>,
    /// The structure epoch at which the lookup was made (see `type_.rs`).
    pub epoch: Cell<u32>,
    /// A byte offset in the object, or an index.
    pub offset: Cell<u32>,
    /// A cell, a method, …
    pub value: Cell<Value>,
    /// The identity of the object, where the shape does not tell it (modules, classes).
    pub object: Cell<Value>,
}

/// How many shapes a site remembers before it goes to the global cache.
pub const ENTRIES: usize = 4;

/// The inline cache of a site.
#[repr(C)]
pub struct Cache {
    /// The entries, the one used last in front.
    pub entries: [Entry; ENTRIES],
    /// Call sites: the names of the keyword arguments, a tuple, or empty.
    pub keywords: Cell<Value>,
    /// How often the site missed; past a limit it is megamorphic and left alone.
    pub misses: Cell<u32>,
}

/// Memory for `n` empty caches, that of a boxed slice. (They are many, and most code runs once: the allocator clears them
/// faster than they are written one by one.)
fn zeroed_caches(n: usize) -> *mut Cache {
    if n == 0 {
        return std::ptr::NonNull::dangling().as_ptr();
    }
    let layout = std::alloc::Layout::array::<Cache>(n).expect("a count of sites");
    // SAFETY: the layout is not empty, and zeros are empty caches.
    let caches = unsafe { std::alloc::alloc_zeroed(layout) };
    if caches.is_null() {
        std::alloc::handle_alloc_error(layout);
    }
    caches.cast()
}

/// A place where hot code is counted, and where its trace hangs: a loop's back-edge or a function's entry.
#[repr(C)]
pub struct HotSpot {
    /// Counts down; at 0 the interpreter asks the JIT (and again each time while it stays 0).
    pub countdown: Cell<u32>,
    /// The JIT's number for the trace that starts here, 0 for none.
    pub trace: Cell<u32>,
    /// For a function's entry: what a trace calls to run the function, 0 until a trace does (see `hot.rs` of the JIT).
    pub native: Cell<usize>,
    /// From what the countdown started last: so often the spot was passed when it is at 0.
    pub waited: Cell<u32>,
    /// The JIT's memory of the spot: failures of all kinds, as it counts them.
    pub past: Past,
}

/// What became of the recordings and traces that started at a hot spot.
#[repr(C)]
#[derive(Default)]
pub struct Past {
    /// How often the penalty was doubled.
    pub doublings: Cell<u8>,
    /// Traces that became invalid.
    pub invalidations: Cell<u8>,
    /// Recordings that left the loop.
    pub left: Cell<u8>,
    /// Traces that were detached because they lost.
    pub detached: Cell<u8>,
    /// How often another loop that a recording came to did not suit it.
    pub unsuited: Cell<u8>,
}

impl HotSpot {
    /// Waits for so many back-edges or entries until the JIT is asked.
    pub fn wait(&self, n: u32) {
        self.countdown.set(n);
        self.waited.set(n);
    }
}

/// A code object.
#[repr(C)]
pub struct CodeObj {
    header: Header,
    /// The first instruction.
    pub instrs: Cell<*const u64>,
    /// The constants: a Values buffer; null until `fill`.
    pub consts: Cell<*const Value>,
    /// The sites' caches, null until the code first runs.
    pub caches: Cell<*const Cache>,
    /// The back-edges' counters, by loop number; behind them, in the code of generators, that of the body's beginning.
    pub loops: Cell<*const HotSpot>,
    /// The entry's counter.
    pub entry: HotSpot,
    /// Registers of a frame.
    pub nregs: Cell<u32>,
    /// Positional parameters.
    pub arg_count: Cell<u32>,
    /// Parameters of all kinds.
    pub total_args: Cell<u32>,
    /// `co_flags`.
    pub flags: Cell<u32>,
    /// The first register above those of variables (of inlined comprehensions, too); set when the code is unpacked.
    pub variables: Cell<u32>,
    /// Whether a call with exactly `arg_count` positional arguments needs no binding: no keyword-only parameters, no
    /// `*args`, no `**kwargs`.
    pub simple: Cell<bool>,
    /// The names: a Values buffer of interned strings.
    pub names: Cell<*const Value>,
    /// Parameter names, in register order: a Values buffer of interned strings.
    pub varnames: Cell<*const Value>,
    /// `co_name`, `co_qualname`, `co_filename`.
    pub name: Slot,
    /// See `name`.
    pub qualname: Slot,
    /// See `name`.
    pub filename: Slot,
    /// The functions that consume this code's generators; see `interp::consumer`.
    pub consumers: Slot,
    /// Whether somebody may write to variables of its frames: no trace follows it from now on.
    pub exposed: Cell<bool>,
    /// See [`CodeObj::must_be_closed`]: 0 while nobody has asked, 1 for no, 2 for yes.
    closes: Cell<u8>,
    /// The plain code, a leaked `Rc`; null while it is packed.
    plain: Cell<*const Plain>,
    /// The packed code, a leaked `Box`, until it is unpacked.
    packed: Cell<*const Packed>,
    /// The code as Python sees it, a leaked `Box`; null until somebody asks.
    stack: Cell<*const Stack>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid for every field.
unsafe impl Object for CodeObj {
    const KIND: Kind = Kind::Code;
}

impl CodeObj {
    /// The plain code.
    #[inline]
    pub fn plain(&self) -> &Plain {
        if self.plain.get().is_null() {
            self.unpack();
        }
        // SAFETY: `plain` holds a leaked `Rc` from construction or unpacking until the object is swept.
        unsafe { &*self.plain.get() }
    }

    /// The code as Python sees it: what offsets count.
    pub fn stack(&self) -> &Stack {
        if self.stack.get().is_null() {
            let stack = Box::new(Stack::new(self.plain()));
            self.stack.set(Box::into_raw(stack));
        }
        // SAFETY: a leaked `Box` that lives until the object is swept.
        unsafe { &*self.stack.get() }
    }

    /// Reads the packed code.
    #[cold]
    fn unpack(&self) {
        // SAFETY: code without plain code has packed code, a leaked `Box`; `plain` is set, so nobody reads it again.
        let packed = unsafe { Box::from_raw(self.packed.get().cast_mut()) };
        self.packed.set(std::ptr::null());
        self.set_plain(Rc::new(packed.unpack()));
    }

    /// Takes over the plain code, and what goes with its instructions.
    fn set_plain(&self, plain: Rc<Plain>) {
        let countdown = COUNTDOWN.load(Ordering::Relaxed);
        let spot = || HotSpot {
            countdown: Cell::new(countdown),
            trace: Cell::new(0),
            native: Cell::new(0),
            waited: Cell::new(countdown),
            past: Past::default(),
        };
        let loops: Box<[HotSpot]> = (0..spots(&plain)).map(|_| spot()).collect();
        self.loops.set(Box::leak(loops).as_ptr());
        let scoped = plain.scoped.iter().map(|s| s.reg as usize + 1);
        let cells = plain.cell_regs.iter().map(|&r| r as usize + 1);
        let free = plain.first_free_reg as usize + plain.freevars.len();
        let variables = scoped.chain(cells).chain([free, plain.varnames.len()]);
        self.variables.set(variables.max().unwrap_or(0) as u32);
        self.instrs.set(plain.instrs.as_ptr());
        self.plain.set(Rc::into_raw(plain));
    }

    /// The constant of this index.
    #[inline(always)]
    pub fn constant(&self, index: usize) -> Value {
        // SAFETY: the bytecode verifier keeps indices in range; the buffer lives as long as the object.
        unsafe { *self.consts.get().add(index) }
    }

    /// The interned name of this index.
    #[inline(always)]
    pub fn name_at(&self, index: usize) -> Ref<Str> {
        // SAFETY: as `constant`; the buffer holds strings only.
        unsafe { Ref::from_value_unchecked(*self.names.get().add(index)) }
    }

    /// The interned name of the local variable in a register.
    #[inline(always)]
    pub fn varname_at(&self, index: usize) -> Ref<Str> {
        // SAFETY: as `constant`; the buffer holds strings only.
        unsafe { Ref::from_value_unchecked(*self.varnames.get().add(index)) }
    }

    /// The name that a site is about.
    #[inline(always)]
    pub fn site_name(&self, site: usize) -> Ref<Str> {
        self.name_at(self.plain().sites[site].arg as usize)
    }

    /// Whether the register is no variable's.
    #[inline(always)]
    pub fn is_temporary(&self, reg: u16) -> bool {
        let reg = u32::from(reg);
        reg >= self.variables.get() || self.is_low_temporary(reg)
    }

    /// [`CodeObj::is_temporary`] for a register below one of an inlined comprehension.
    fn is_low_temporary(&self, reg: u32) -> bool {
        let plain = self.plain();
        let free = plain.first_free_reg as usize + plain.freevars.len();
        reg as usize >= plain.varnames.len().max(free)
            && !plain.cell_regs.iter().any(|&r| u32::from(r) == reg)
            && !plain.scoped.iter().any(|s| u32::from(s.reg) == reg)
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    /// The index of an instruction from its address.
    #[inline(always)]
    pub fn index_of(&self, pc: *const u64) -> usize {
        (pc.addr() - self.instrs.get().addr()) / 8
    }
}

impl Ref<CodeObj> {
    /// Makes the code ready to run: names, constants and caches. Allocates the first time.
    #[inline(always)]
    pub fn warm(self, th: &Thread) {
        if self.caches.get().is_null() {
            self.make_ready(th);
        }
    }

    #[cold]
    fn make_ready(self, th: &Thread) {
        self.fill(th);
        self.make_caches();
    }

    /// Whether names and constants are there.
    pub fn is_filled(self) -> bool {
        !self.consts.get().is_null()
    }

    /// Whether a generator of this code that is abandoned has something left to do: a `finally`, the end of a `with`.
    pub fn must_be_closed(self) -> bool {
        if self.closes.get() == 0 {
            let plain = self.plain();
            let handles = |h: &Handler| Instr(plain.instrs[h.handler as usize]).op() == Op::PushExc;
            self.closes
                .set(1 + u8::from(plain.handlers.iter().any(handles)));
        }
        self.closes.get() == 2
    }

    /// Makes the caches of code that is filled, if that has not happened.
    pub fn make_caches(self) {
        debug_assert!(self.is_filled());
        if !self.caches.get().is_null() {
            return;
        }
        let sites = &self.plain().sites;
        let caches = zeroed_caches(sites.len());
        for (n, site) in sites.iter().enumerate() {
            if site.kind == SiteKind::Call && site.arg != Site::NONE {
                let keywords = self.constant(site.arg as usize);
                // SAFETY: the place of one of the caches.
                unsafe { (*caches.add(n)).keywords.set(keywords) };
            }
        }
        self.caches.set(caches);
    }

    /// Makes the names and constants, if that has not happened. Allocates.
    pub fn fill(self, th: &Thread) {
        if self.is_filled() {
            return;
        }
        let plain = self.plain();
        let values = |n: usize, make: &dyn Fn(usize) -> Value| {
            let mut values = heap::RootedVec::with_capacity(n);
            (0..n).for_each(|i| values.push(make(i)));
            let buffer = heap::alloc_values(&th.alloc, n.max(1));
            // SAFETY: the buffer is new and has room for `n` Values; the barrier follows when it is stored.
            unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), buffer, n) };
            buffer
        };
        let name = |name: &str| types::str::intern(th, name).value();
        let names = values(plain.names.len(), &|i| name(&plain.names[i]));
        self.names.set(names);
        write_barrier(self.header());
        let varnames = values(plain.varnames.len(), &|i| name(&plain.varnames[i]));
        self.varnames.set(varnames);
        write_barrier(self.header());
        let consts = values(plain.consts.len(), &|i| constant(th, &plain.consts[i]));
        self.consts.set(consts);
        write_barrier(self.header());
    }

    /// The cache of a site; the code has run (see `warm`). Valid while the code object lives.
    #[inline(always)]
    pub fn cache(self, site: usize) -> &'static Cache {
        // SAFETY: `warm` ran when the frame was pushed; the verifier keeps site numbers in range.
        unsafe { &*self.caches.get().add(site) }
    }

    /// The hot spot of a loop. Valid while the code object lives.
    #[inline(always)]
    pub fn hot_loop(self, number: usize) -> &'static HotSpot {
        // SAFETY: the verifier keeps loop numbers in range; the array lives as long as the object.
        unsafe { &*self.loops.get().add(number) }
    }

    /// The hot spot of the beginning of a generator's body, if it is marked as a generator's. Valid while the code object
    /// lives.
    #[inline]
    pub fn body(self) -> Option<&'static HotSpot> {
        let plain = self.plain();
        (plain.flags & MAKES != 0).then(|| self.hot_loop(plain.loops.len()))
    }

    /// The flags that say whether functions of this code make a generator, a coroutine, or another such object.
    pub fn makes(self) -> u32 {
        self.plain().flags & MAKES
    }

    /// To be called after a Value was written into one of the caches.
    #[inline(always)]
    pub fn cache_written(self) {
        write_barrier(self.header());
    }
}

/// Releases what a dead code object owns outside the heap. No frame runs it, no trace and no recording names it: they
/// would have kept it alive. The collector calls this once, before the object is swept.
pub fn release(h: *mut Header) {
    // SAFETY: only code objects are registered, and the memory is intact until it is swept.
    let code = unsafe { &*h.cast::<CodeObj>() };
    let packed = code.packed.replace(std::ptr::null());
    if !packed.is_null() {
        // SAFETY: a leaked `Box`; see `of_packed`.
        drop(unsafe { Box::from_raw(packed.cast_mut()) });
    }
    let stack = code.stack.replace(std::ptr::null());
    if !stack.is_null() {
        // SAFETY: a leaked `Box`; see `stack`.
        drop(unsafe { Box::from_raw(stack.cast_mut()) });
    }
    let plain = code.plain.replace(std::ptr::null());
    if plain.is_null() {
        return;
    }
    // SAFETY: a leaked `Rc`; see `set_plain`.
    let plain = unsafe { Rc::from_raw(plain) };
    let loops = std::ptr::slice_from_raw_parts_mut(code.loops.get().cast_mut(), spots(&plain));
    // SAFETY: `set_plain` leaked a box of so many counters.
    drop(unsafe { Box::from_raw(loops) });
    let caches = code.caches.replace(std::ptr::null());
    if !caches.is_null() {
        let caches = std::ptr::slice_from_raw_parts_mut(caches.cast_mut(), plain.sites.len());
        // SAFETY: `make_caches` leaked a box of one cache for each site.
        drop(unsafe { Box::from_raw(caches) });
    }
}

/// A code object for `plain`, and for the code constants inside it. Allocates.
pub fn new(th: &Thread, plain: &Rc<Plain>) -> Ref<CodeObj> {
    let head = Head {
        name: &plain.name,
        qualname: &plain.qualname,
        flags: plain.flags,
        first_line: plain.first_line,
        arg_count: plain.arg_count,
        posonly_count: plain.posonly_count,
        kwonly_count: plain.kwonly_count,
        nregs: plain.nregs,
    };
    let code = with_head(th, &head, &plain.filename);
    code.set_plain(plain.clone());
    code.fill(th);
    code
}

/// Functions of such code make what runs the body later.
const MAKES: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;

/// How many hot spots besides the entry belong to a code unit.
fn spots(plain: &Plain) -> usize {
    plain.loops.len() + usize::from(plain.flags & MAKES != 0)
}

/// A code object for packed code. Allocates.
pub fn of_packed(th: &Thread, packed: &Packed) -> Ref<CodeObj> {
    let code = with_head(th, &packed.head(), packed.filename());
    code.packed.set(Box::into_raw(Box::new(packed.clone())));
    code
}

/// A code object of which only what its head says is known. Allocates.
fn with_head(th: &Thread, head: &Head, filename: &str) -> Ref<CodeObj> {
    let code = heap::alloc::<CodeObj>(&th.alloc, shape_of(T::Code), std::mem::size_of::<CodeObj>());
    heap::register_drop(code.header());
    let has = |flag: u32| head.flags & flag != 0;
    code.nregs.set(u32::from(head.nregs));
    code.arg_count.set(u32::from(head.arg_count));
    code.total_args.set(
        u32::from(head.arg_count)
            + u32::from(head.kwonly_count)
            + u32::from(has(flags::VARARGS))
            + u32::from(has(flags::VARKEYWORDS)),
    );
    code.flags.set(head.flags);
    code.simple
        .set(head.kwonly_count == 0 && !has(flags::VARARGS | flags::VARKEYWORDS));
    // Bodies of modules and classes run once, and what a generator's code does first is to make the generator.
    let counted = has(flags::OPTIMIZED) && !has(MAKES);
    code.entry.wait(if counted {
        COUNTDOWN.load(Ordering::Relaxed)
    } else {
        u32::MAX
    });
    code.name
        .set(code, types::str::intern(th, head.name).value());
    code.qualname
        .set(code, types::str::intern(th, head.qualname).value());
    code.filename
        .set(code, types::str::intern(th, filename).value());
    code
}

/// The Value of a constant. Allocates.
pub fn constant(th: &Thread, c: &Const) -> Value {
    match c {
        Const::None => Value::NONE,
        Const::Ellipsis => Value::ELLIPSIS,
        Const::Bool(b) => Value::bool(*b),
        Const::Int(i) => types::int::from_i64(th, *i),
        Const::BigInt { negative, limbs } => types::int::from_limbs(th, *negative, limbs),
        Const::Float(f) => types::float::new(th, *f),
        Const::Complex(re, im) => types::complex::new(th, *re, *im),
        Const::Str(bytes) => match std::str::from_utf8(bytes) {
            Ok(s) if is_identifier_like(s) => types::str::intern(th, s).value(),
            // A single character is the one that indexing gives, as in CPython: comparing them is comparing addresses.
            Ok(s) if s.chars().count() == 1 => types::str::one_char(th, bytes),
            _ => types::str::from_bytes(th, bytes).value(),
        },
        Const::Bytes(bytes) => types::bytes::new(th, bytes),
        Const::Tuple(items) => {
            let values = constants(th, items);
            types::tuple::new(th, &values).value()
        }
        Const::FrozenSet(items) => {
            let values = constants(th, items);
            let set = types::set::new_frozen(th);
            for &v in values.iter() {
                set.add(th, v).expect("constants have hashes");
            }
            set.value()
        }
        Const::Slice(parts) => {
            let values = constants(th, parts.as_slice());
            types::slice::new(th, values[0], values[1], values[2]).value()
        }
        Const::Code(plain) => new(th, plain).value(),
        Const::Packed(packed) => of_packed(th, packed).value(),
    }
}

fn constants(th: &Thread, items: &[Const]) -> heap::RootedVec<Value> {
    let mut values = heap::RootedVec::with_capacity(items.len());
    for item in items {
        values.push(constant(th, item));
    }
    values
}

/// CPython interns constants that look like identifiers; `is` shows it.
fn is_identifier_like(s: &str) -> bool {
    s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Visits what a code object refers to.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects of `Kind::Code` only.
    let code = unsafe { &*h.cast::<CodeObj>() };
    for buffer in [&code.consts, &code.names, &code.varnames] {
        if !buffer.get().is_null() {
            t.visit_buffer(buffer.get().cast_mut());
        }
    }
    for slot in [&code.name, &code.qualname, &code.filename, &code.consumers] {
        t.visit(slot.get());
    }
    if !t.is_major() {
        for entry in entries(code) {
            t.visit(entry.value.get());
            t.visit(entry.object.get());
        }
    }
}

/// The entries of all caches of a code object.
fn entries(code: &CodeObj) -> impl Iterator<Item = &Entry> {
    let sites = match code.caches.get().is_null() {
        true => 0,
        false => code.plain().sites.len(),
    };
    // SAFETY: the array has one cache per site, and lives as long as the code object.
    (0..sites).flat_map(move |site| unsafe { &(*code.caches.get().add(site)).entries })
}

/// Empties the entries of inline caches that are about dead classes, modules or namespaces, or remember something dead:
/// a cache is no reason to live. At the end of a major collection's marking.
pub fn sweep_caches(t: &mut Tracer) {
    heap::for_each_code(|h| {
        // SAFETY: code objects that are alive.
        for entry in entries(unsafe { &*h.cast::<CodeObj>() }) {
            let (value, object) = (entry.value.get(), entry.object.get());
            let about_dead = t.is_dead(object) || shape::is_dead(entry.shape.get(), t);
            if !about_dead && dict::is_empty_cell(value) {
                // The cell of a name that is defined now and then: caches are how it is found again.
                t.visit(value);
            } else if about_dead || t.is_dead(value) {
                entry.shape.set(0);
                entry.kind.set(0);
                entry.value.set(Value::EMPTY);
                entry.object.set(Value::EMPTY);
            }
        }
    });
}

fn this(v: Value) -> Ref<CodeObj> {
    // SAFETY: the descriptors check the type before they call.
    unsafe { Ref::from_value_unchecked(v) }
}

/// A tuple of names. Allocates.
fn name_tuple(th: &Thread, names: &[Rc<str>]) -> Value {
    let mut values = heap::RootedVec::new();
    for name in names {
        values.push(types::str::intern(th, name).value());
    }
    types::tuple::new(th, &values).value()
}

macro_rules! count {
    ($name:literal, $field:ident) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(Value::small(i64::from(this(v).plain().$field))),
            set: None,
        }
    };
}

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "co_name",
        get: |_, v| Ok(this(v).name.get()),
        set: None,
    },
    GetSetDef {
        name: "co_qualname",
        get: |_, v| Ok(this(v).qualname.get()),
        set: None,
    },
    GetSetDef {
        name: "co_filename",
        get: |_, v| Ok(this(v).filename.get()),
        set: None,
    },
    GetSetDef {
        name: "co_code",
        get: co_code,
        set: None,
    },
    GetSetDef {
        name: "_co_code_adaptive",
        get: co_code,
        set: None,
    },
    GetSetDef {
        name: "co_linetable",
        get: co_linetable,
        set: None,
    },
    GetSetDef {
        name: "co_exceptiontable",
        get: co_exceptiontable,
        set: None,
    },
    GetSetDef {
        name: "co_lnotab",
        get: co_lnotab,
        set: None,
    },
    count!("co_argcount", arg_count),
    count!("co_posonlyargcount", posonly_count),
    count!("co_kwonlyargcount", kwonly_count),
    count!("co_flags", flags),
    count!("co_firstlineno", first_line),
    count!("co_stacksize", nregs),
    GetSetDef {
        name: "co_nlocals",
        get: |_, v| Ok(Value::small(this(v).plain().varnames.len() as i64)),
        set: None,
    },
    GetSetDef {
        name: "co_varnames",
        get: |th, v| Ok(name_tuple(th, &this(v).plain().varnames)),
        set: None,
    },
    GetSetDef {
        name: "co_names",
        get: |th, v| Ok(name_tuple(th, &this(v).plain().names)),
        set: None,
    },
    GetSetDef {
        name: "co_cellvars",
        get: |th, v| Ok(name_tuple(th, &this(v).plain().cellvars)),
        set: None,
    },
    GetSetDef {
        name: "co_freevars",
        get: |th, v| Ok(name_tuple(th, &this(v).plain().freevars)),
        set: None,
    },
    GetSetDef {
        name: "co_consts",
        get: |th, v| {
            let code = this(v);
            code.fill(th);
            let mut values = heap::RootedVec::new();
            for n in 0..code.plain().consts.len() {
                values.push(code.constant(n));
            }
            Ok(types::tuple::new(th, &values).value())
        },
        set: None,
    },
];

fn repr(th: &Thread, v: Value) -> PyResult {
    let code = this(v);
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {}>",
        code.plain().name,
        v.bits(),
        code.plain().filename,
        code.plain().first_line
    );
    Ok(types::str::new(th, &text))
}

/// `None` for what is not there.
fn number_or_none(n: u32, is_there: bool) -> Value {
    if is_there {
        Value::small(i64::from(n))
    } else {
        Value::NONE
    }
}

/// Where an instruction stands, as Python code counts.
pub fn offset(code: Ref<CodeObj>, index: usize) -> i64 {
    code.stack().offset(index) as i64
}

/// Where a jump to an instruction leads, as Python code counts.
pub fn target(code: Ref<CodeObj>, index: usize) -> i64 {
    code.stack().start(index) as i64
}

/// The line where a frame starts: a module's is 0.
pub fn start_line(code: Ref<CodeObj>) -> u32 {
    let plain = code.plain();
    if &*plain.name == "<module>" && !code.has_flag(flags::OPTIMIZED) {
        return 0;
    }
    plain.first_line
}

/// The position of the start of a frame.
fn frame_position(code: Ref<CodeObj>) -> Position {
    let line = start_line(code);
    Position {
        line,
        end_line: line.max(1),
        col: 0,
        end_col: 0,
    }
}

/// One (line, end line, column, end column) for each two bytes of code.
fn positions(th: &Thread, args: &[Value]) -> PyResult {
    let code = this(args[0]);
    let mut all = heap::RootedVec::new();
    let ranges = !crate::config::get().no_debug_ranges;
    for (units, index) in code.stack().runs() {
        let parts = match index {
            None => {
                let p = frame_position(code);
                [p.line, p.end_line, p.col, p.end_col].map(|n| number_or_none(n, true))
            }
            Some(index) => match code.plain().positions.get(index) {
                Some(p) => {
                    let columns = ranges && p.col != u32::MAX && p.end_col != u32::MAX;
                    [
                        number_or_none(p.line, true),
                        number_or_none(if ranges { p.end_line } else { p.line }, true),
                        number_or_none(p.col, columns),
                        number_or_none(p.end_col, columns),
                    ]
                }
                None => [Value::NONE; 4],
            },
        };
        let position = types::tuple::new(th, &parts).value();
        (0..units).for_each(|_| all.push(position));
    }
    let all = types::tuple::new(th, &all).value();
    crate::ops::iter(th, all)
}

/// (branch, its left way, its right way) for each branch, as `sys.monitoring` reports them.
fn branches(th: &Thread, args: &[Value]) -> PyResult {
    let code = this(args[0]);
    let mut all = heap::RootedVec::new();
    let instrs = &code.plain().instrs;
    for index in 0..instrs.len() {
        let second = index > 0 && Instr(instrs[index - 1]).op().is_fused_compare();
        if let Some(b) = crate::monitor::branches(code, index).filter(|_| !second) {
            let places = [offset(code, b.at), b.left, b.right];
            all.push(types::tuple::new(th, &places.map(Value::small)).value());
        }
    }
    let all = types::tuple::new(th, &all).value();
    crate::ops::iter(th, all)
}

/// The lines of the code: how many units belong to each, one after the other, None where there is no line.
fn line_runs(code: Ref<CodeObj>) -> Vec<(u32, Option<u32>)> {
    let positions = &code.plain().positions;
    let mut runs: Vec<(u32, Option<u32>)> = Vec::new();
    for (units, index) in code.stack().runs() {
        let line = match index {
            None => Some(start_line(code)),
            Some(index) => Some(positions.line(index)).filter(|&l| l != 0),
        };
        match runs.last_mut() {
            _ if units == 0 => {}
            Some(last) if last.1 == line => last.0 += units,
            _ => runs.push((units, line)),
        }
    }
    runs
}

/// (start, end, line) for each line.
fn lines(th: &Thread, args: &[Value]) -> PyResult {
    let code = this(args[0]);
    let mut all = heap::RootedVec::new();
    let mut start = 0;
    for (units, line) in line_runs(code) {
        let end = start + 2 * i64::from(units);
        let parts = [
            Value::small(start),
            Value::small(end),
            number_or_none(line.unwrap_or(0), line.is_some()),
        ];
        all.push(types::tuple::new(th, &parts).value());
        start = end;
    }
    let all = types::tuple::new(th, &all).value();
    crate::ops::iter(th, all)
}

/// The name of the variable that an argument of a LOAD_FAST and the like means.
fn variable(th: &Thread, args: &[Value]) -> PyResult {
    let code = this(args[0]);
    let number = crate::ops::index_i64(th, args[1])?;
    let plain = code.plain();
    let name = u16::try_from(number).ok().and_then(|reg| {
        let scoped = || plain.scoped.iter().find(|s| s.reg == reg);
        let inner = || scoped().map(|s| &plain.names[s.name as usize]);
        plain.register_name(reg, 0).or_else(inner)
    });
    match name {
        Some(name) => Ok(types::str::intern(th, name).value()),
        None => Err(th.index_error("tuple index out of range")),
    }
}

/// What `replace` can change; the rest must be as it is.
const REPLACEABLE: &[&str] = &[
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_firstlineno",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_linetable",
    "co_exceptiontable",
];

/// Whether a constant may stand for another: instructions rely on its type, and calls on their tuples of names.
fn is_like(old: Value, new: Value) -> bool {
    if old == new {
        return true;
    }
    let (a, b) = (old.downcast::<CodeObj>(), new.downcast::<CodeObj>());
    if let (Some(a), Some(b)) = (a, b) {
        return a.plain().freevars.len() == b.plain().freevars.len();
    }
    types::type_of(old) == types::type_of(new) && !types::is_exactly(old, T::Tuple)
}

/// The positions of the instructions that a `co_linetable` tells.
fn positions_from(code: Ref<CodeObj>, table: &[u8], first_line: u32) -> Positions {
    let units = read_line_table(table, first_line);
    let mut positions = Positions::default();
    for pc in 0..code.plain().instrs.len() {
        let unit = code.stack().offset(pc) / 2;
        positions.push(pc, units.get(unit).copied().flatten());
    }
    positions
}

/// A copy with other flags, names, constants. What decides how the instructions work stays.
fn replace(th: &Thread, args: crate::native::Args) -> PyResult {
    let code = this(args.values[0]);
    code.fill(th);
    let mut plain = code.plain().clone();
    let (mut consts, mut lines) = (Value::EMPTY, Value::EMPTY);
    if args.pos().len() > 1 {
        return Err(th.type_error("replace() takes no positional arguments"));
    }
    for (name, v) in args.keywords() {
        let name = crate::ops::str(th, name)?.to_string_lossy().into_owned();
        let text = || match v.downcast::<Str>() {
            Some(s) => Ok(Rc::<str>::from(s.to_string_lossy().as_ref())),
            None => Err(th.type_error(format!(
                "replace() argument '{name}' must be str, not {}",
                crate::ops::type_name(v)
            ))),
        };
        let names = |old: &[Rc<str>]| -> PyResult<Vec<Rc<str>>> {
            let items = v.downcast::<types::tuple::Tuple>();
            let items = items.filter(|t| t.len() == old.len());
            let Some(items) = items else {
                return Err(th.value_error(format!("code: {name} cannot change its length")));
            };
            let text = |&v: &Value| crate::ops::str(th, v).map(|s| s.to_string_lossy().into());
            items.items().iter().map(text).collect()
        };
        match name.as_str() {
            "co_flags" => plain.flags = crate::ops::index_i64(th, v)? as u32,
            "co_firstlineno" => plain.first_line = crate::ops::index_i64(th, v)? as u32,
            "co_filename" => plain.filename = text()?,
            "co_name" => plain.name = text()?,
            "co_qualname" => plain.qualname = text()?,
            "co_names" => plain.names = names(&plain.names)?,
            "co_varnames" => plain.varnames = names(&plain.varnames)?,
            "co_freevars" => plain.freevars = names(&plain.freevars)?,
            "co_cellvars" => plain.cellvars = names(&plain.cellvars)?,
            "co_consts" => {
                let items = v.downcast::<types::tuple::Tuple>();
                let fits = |t: &Ref<types::tuple::Tuple>| {
                    t.len() == plain.consts.len()
                        && (t.items().iter().enumerate())
                            .all(|(n, &v)| is_like(code.constant(n), v))
                };
                if !items.as_ref().is_some_and(fits) {
                    return Err(th.value_error("code: co_consts cannot change their types"));
                }
                consts = v;
            }
            "co_linetable" if types::is_exactly(v, T::Bytes) => lines = v,
            other if REPLACEABLE.contains(&other) => {
                let attribute = types::str::intern(th, other);
                let old = crate::ops::get_attr(th, code.value(), attribute)?;
                if !crate::ops::equal(th, old, v)? {
                    return Err(th.value_error(format!("code: {other} cannot be replaced")));
                }
            }
            other => {
                return Err(th.type_error(format!(
                    "replace() got an unexpected keyword argument '{other}'"
                )));
            }
        }
    }
    if let Some(table) = lines.downcast::<types::bytes::Bytes>() {
        plain.positions = positions_from(code, table.data(), plain.first_line);
    }
    let made = new(th, &Rc::new(plain));
    for n in 0..made.plain().consts.len() {
        let v = match consts.downcast::<types::tuple::Tuple>() {
            Some(given) => given.items()[n],
            None => code.constant(n),
        };
        // SAFETY: the buffer holds the constants, `n` is one of them; the barrier follows.
        unsafe { *made.consts.get().cast_mut().add(n) = v };
        write_barrier(made.header());
    }
    Ok(made.value())
}

/// Equal code does the same and is called the same; where it comes from counts by its lines only.
fn compare(_: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !types::is_exactly(b, T::Code) || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (this(a), this(b));
    let same = frontend::pack::is_same_code(x.plain(), y.plain());
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

fn hash(_: &Thread, v: Value) -> PyResult<i64> {
    use std::hash::{Hash, Hasher};
    let code = this(v);
    let plain = code.plain();
    let mut hasher = siphasher::sip::SipHasher13::new();
    (&plain.name, plain.first_line, &plain.instrs).hash(&mut hasher);
    Ok((hasher.finish() >> 1) as i64)
}

/// The instructions, see `frontend::bytecode::stack`.
fn co_code(th: &Thread, v: Value) -> PyResult {
    Ok(types::bytes::new(th, &this(v).stack().bytes))
}

fn co_linetable(th: &Thread, v: Value) -> PyResult {
    let code = this(v);
    let columns = !crate::config::get().no_debug_ranges;
    let frame = frame_position(code);
    let table = code.stack().line_table(code.plain(), frame, columns);
    Ok(types::bytes::new(th, &table))
}

fn co_exceptiontable(th: &Thread, v: Value) -> PyResult {
    let code = this(v);
    let table = code.stack().exception_table(code.plain());
    Ok(types::bytes::new(th, &table))
}

/// The table of lines as it was before 3.10: by how many bytes to go on, and by how many lines, a signed byte.
fn co_lnotab(th: &Thread, v: Value) -> PyResult {
    let text = "co_lnotab is deprecated, use co_lines instead.";
    crate::warn::deprecation(th, text)?;
    let code = this(v);
    let mut table: Vec<u8> = Vec::new();
    let (mut bytes, mut line) = (0, i64::from(code.plain().first_line));
    for (units, at) in line_runs(code) {
        let mut ahead = at.map_or(0, |at| i64::from(at) - line);
        if ahead != 0 {
            while bytes > 254 {
                table.extend([254, 0]);
                bytes -= 254;
            }
            let step = ahead.clamp(-128, 127);
            table.extend([bytes as u8, step as u8]);
            ahead -= step;
            while ahead != 0 {
                let step = ahead.clamp(-128, 127);
                table.extend([0, step as u8]);
                ahead -= step;
            }
            line = at.map_or(line, i64::from);
            bytes = 0;
        }
        bytes += 2 * units;
    }
    Ok(types::bytes::new(th, &table))
}

pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(repr),
        compare: Some(compare),
        hash: Some(hash),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("co_positions", "($self, /)", positions),
        NativeDef::new("co_lines", "($self, /)", lines),
        NativeDef::new("co_branches", "($self, /)", branches),
        NativeDef::new("_varname_from_oparg", "($self, /, oparg)", variable),
        NativeDef::raw("replace", "($self, /, **changes)", replace),
        NativeDef::raw("__replace__", "($self, /, **changes)", replace),
    ],
    getset: GETSET,
    flags: flags_of_type::NO_NEW | flags_of_type::WEAKREFS,
    basic_size: std::mem::size_of::<CodeObj>(),
    ..TypeDef::new(T::Code)
};
