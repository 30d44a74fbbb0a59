//! Traces run by the evaluator of the IR instead of as machine code: `-X jit=eval` and `-X jit=eval-recorded`.
//!
//! Everything else is as with machine code: the same recordings, the same exits, the same restoring, side traces, links
//! and typed entries. So where a program goes wrong natively and not here, the register allocator or a template is to
//! blame; where it goes wrong here and not with the recorded IR, a pass of the optimiser is; else the recorder.
//!
//! [`Heap`] is the real heap behind the IR's `Machine`. It is exactly as strict as the templates: a guard that tests a tag
//! there tests the tag here. The values of an evaluation are words of any kind, so the collector visits them
//! conservatively; evaluations nest, because helpers run Python.

use std::cell::UnsafeCell;
use std::rc::Rc;

use ir::eval::{Evaluator, Machine, Outcome};
use ir::{ClassId, ElemKind, FieldId, HelperId, IrRef, Link, Op, Schema, ShapeId, Slot, Trace};
use runtime::heap::{self, Tracer};
use runtime::thread::Thread;
use runtime::types::{float, int};
use runtime::value::Value;

use crate::exits::Left;
use crate::force::Force;
use crate::schema::Runtime;
use crate::state::jit;
use crate::{exits, helpers, hot};

/// One evaluation in progress.
#[derive(Default)]
struct Evaluation {
    evaluator: Evaluator,
    /// What a side trace inherits from its parent.
    inherited: Vec<u64>,
    /// The trace that runs.
    number: u32,
}

struct Running(UnsafeCell<Vec<*const Evaluation>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Running {}
static RUNNING: Running = Running(UnsafeCell::new(Vec::new()));

/// Visits what the evaluations in progress hold: a root of the collector.
pub fn roots(t: &mut Tracer) {
    // SAFETY: as above; the evaluations are alive while they are listed, and the collector changes nothing in them.
    for e in unsafe { &*RUNNING.0.get() } {
        // SAFETY: as above.
        let e = unsafe { &**e };
        for &word in e.evaluator.words().iter().chain(&e.inherited) {
            t.visit_conservative(word as usize);
        }
    }
}

/// Calls `f` with the traces that run, or wait for what they called.
pub fn each_running(mut f: impl FnMut(u32)) {
    // SAFETY: as in `roots`.
    for e in unsafe { &*RUNNING.0.get() } {
        // SAFETY: as in `roots`.
        f(unsafe { (**e).number });
    }
}

/// The real heap and the frames of the published thread.
struct Heap<'a> {
    th: &'a Thread,
    root: *mut Value,
    schema: &'static Runtime,
    inherited: *const Vec<u64>,
    number: u32,
    /// The guards that are forced to exit.
    force: Option<&'a Force>,
    ir: &'a Trace,
}

impl Heap<'_> {
    fn width(&self, f: FieldId) -> (usize, u8, bool) {
        let info = self.schema.field(f);
        (self.schema.offset(f) as usize, info.width, info.signed)
    }
}

/// # Safety
/// At `at` lies a cell of `width` bytes.
unsafe fn read(at: *const u8, width: u8, signed: bool) -> u64 {
    // SAFETY: the caller's promise; fields and elements are aligned to their width.
    unsafe {
        match (width, signed) {
            (1, false) => u64::from(*at),
            (1, true) => *at.cast::<i8>() as u64,
            (2, false) => u64::from(*at.cast::<u16>()),
            (2, true) => *at.cast::<i16>() as u64,
            (4, false) => u64::from(*at.cast::<u32>()),
            (4, true) => *at.cast::<i32>() as u64,
            _ => *at.cast::<u64>(),
        }
    }
}

/// # Safety
/// As [`read`].
unsafe fn write(at: *mut u8, width: u8, bits: u64) {
    // SAFETY: as above.
    unsafe {
        match width {
            1 => *at = bits as u8,
            2 => *at.cast::<u16>() = bits as u16,
            4 => *at.cast::<u32>() = bits as u32,
            _ => *at.cast::<u64>() = bits,
        }
    }
}

/// The width of an element, and whether it is extended with its sign.
fn element(k: ElemKind) -> (u8, bool) {
    match k {
        ElemKind::Val | ElemKind::I64 | ElemKind::F64 => (8, true),
        ElemKind::F32 | ElemKind::U32 => (4, false),
        ElemKind::I32 => (4, true),
        ElemKind::I8 => (1, true),
        ElemKind::U8 => (1, false),
        ElemKind::I16 => (2, true),
        ElemKind::U16 => (2, false),
    }
}

impl Machine for Heap<'_> {
    fn slot(&mut self, s: Slot) -> u64 {
        // SAFETY: the recorder has kept slots within the reserve of the VM stack.
        unsafe { (*self.root.offset(s.0 as isize)).bits() }
    }
    fn set_slot(&mut self, s: Slot, bits: u64) {
        // SAFETY: as `slot`.
        unsafe { *self.root.offset(s.0 as isize) = Value::from_bits(bits) };
    }
    fn inherit(&mut self, n: u32) -> u64 {
        // SAFETY: the evaluation is alive, and nobody changes what it inherited while its trace runs.
        unsafe { (&*self.inherited)[n as usize] }
    }
    fn load(&mut self, obj: u64, f: FieldId) -> u64 {
        let (offset, width, signed) = self.width(f);
        // SAFETY: the trace has established that the object has the field.
        unsafe { read((obj as *const u8).add(offset), width, signed) }
    }
    fn store(&mut self, obj: u64, f: FieldId, bits: u64) {
        let (offset, width, _) = self.width(f);
        // SAFETY: as `load`.
        unsafe { write((obj as *mut u8).add(offset), width, bits) };
    }
    fn load_elem(&mut self, base: u64, index: i64, k: ElemKind) -> u64 {
        let (width, signed) = element(k);
        // SAFETY: the trace has established that the index is in bounds.
        let bits = unsafe {
            let at = (base as *const u8).offset(index as isize * width as isize);
            read(at, width, signed)
        };
        if k == ElemKind::F32 {
            return f64::from(f32::from_bits(bits as u32)).to_bits();
        }
        bits
    }
    fn store_elem(&mut self, base: u64, index: i64, k: ElemKind, bits: u64) {
        let (width, _) = element(k);
        let bits = if k == ElemKind::F32 {
            u64::from((f64::from_bits(bits) as f32).to_bits())
        } else {
            bits
        };
        // SAFETY: as `load_elem`.
        unsafe {
            let at = (base as *mut u8).offset(index as isize * width as isize);
            write(at, width, bits);
        }
    }
    fn barrier(&mut self, obj: u64, tail: bool) {
        if tail {
            helpers::remember_tail(obj);
        } else {
            helpers::remember(obj);
        }
    }
    fn publish_frame(&mut self, _base: Slot) {
        unreachable!("SFRAME is not recorded");
    }
    fn alloc(&mut self, c: ClassId) -> u64 {
        let layout = self.schema.layout(c);
        let p = heap::alloc_raw(&self.th.alloc, layout.size);
        // SAFETY: fresh, zeroed memory of the class's size.
        unsafe { p.cast::<u64>().write(layout.header) };
        p as u64
    }
    fn call(&mut self, h: HelperId, args: &[u64]) -> u64 {
        let info = self.schema.helper(h);
        // Both platforms pass integers and doubles in registers of their own, each in order, and a function does not
        // look at those that it has no parameter for: one signature serves all helpers.
        let (mut ints, mut floats) = ([0; 5], [0.0; 6]);
        let (mut i, mut f) = (0, 0);
        for (&bits, ty) in args.iter().zip(&info.args) {
            if ty.is_float() {
                floats[f] = f64::from_bits(bits);
                f += 1;
            } else {
                ints[i] = bits;
                i += 1;
            }
        }
        type Int =
            extern "C" fn(&Thread, u64, u64, u64, u64, u64, f64, f64, f64, f64, f64, f64) -> u64;
        type Float =
            extern "C" fn(&Thread, u64, u64, u64, u64, u64, f64, f64, f64, f64, f64, f64) -> f64;
        let address = helpers::address(h);
        let ([a, b, c, d, e], [u, v, w, x, y, z]) = (ints, floats);
        // SAFETY: the table of helpers has the address of a function that takes the thread and these arguments.
        unsafe {
            if info.ret.is_float() {
                let f: Float = std::mem::transmute(address);
                f(self.th, a, b, c, d, e, u, v, w, x, y, z).to_bits()
            } else {
                let f: Int = std::mem::transmute(address);
                f(self.th, a, b, c, d, e, u, v, w, x, y, z)
            }
        }
    }
    fn call_trace(&mut self, site: u32) -> u64 {
        let Some(j) = jit() else {
            unreachable!("a trace runs")
        };
        let site = j.call_sites[site as usize];
        // SAFETY: call sites name entries of code objects that live as long as the trace.
        let number = unsafe { (*site.spot).trace.get() };
        // SAFETY: the recorder has kept windows within the reserve of the VM stack.
        let base = unsafe { self.root.offset(site.base as isize) };
        self.th.base.set(base);
        let frames = site.frames as u32;
        self.th.depth.set(self.th.depth.get() + frames);
        let result = if number == 0 {
            hot::interpret(self.th)
        } else {
            let left = run(self.th, base, number);
            if left.kind == exits::RETURNED {
                left.word
            } else {
                let how = hot::left(self.th, base, left.word as u32);
                hot::finish(self.th, how)
            }
        };
        self.th.base.set(self.root);
        self.th.depth.set(self.th.depth.get() - frames);
        result
    }
    fn room(&mut self, n: u32) -> bool {
        self.th.depth.get() + n <= self.th.depth_limit.get()
            && self.root < self.th.stack_limit.get()
            && (&raw const n).addr() >= self.th.native_limit.get()
    }
    fn slot_address(&mut self, s: Slot) -> u64 {
        // SAFETY: as `slot`.
        unsafe { self.root.offset(s.0 as isize) as u64 }
    }
    fn thread(&mut self) -> u64 {
        std::ptr::from_ref(self.th) as u64
    }
    fn box_int(&mut self, i: i64) -> u64 {
        int::from_i64(self.th, i).bits()
    }
    fn box_uint(&mut self, i: u64) -> u64 {
        int::from_u64(self.th, i).bits()
    }
    fn box_float(&mut self, f: f64) -> u64 {
        float::new(self.th, f).bits()
    }
    fn as_int(&mut self, v: u64) -> Option<i64> {
        let v = Value::from_bits(v);
        v.is_small_int().then(|| v.small_unchecked())
    }
    fn as_uint(&mut self, v: u64) -> Option<u64> {
        let v = Value::from_bits(v);
        int::is_exact(v).then(|| int::to_u64(v)).flatten()
    }
    fn as_float(&mut self, v: u64) -> Option<f64> {
        float::exact(Value::from_bits(v))
    }
    fn has_tag(&mut self, f: f64) -> bool {
        f != 0.0 && Value::flonum(f).is_some()
    }
    fn is_flonum(&mut self, v: u64) -> bool {
        Value::from_bits(v).is_flonum()
    }
    fn is_ptr(&mut self, v: u64) -> bool {
        let v = Value::from_bits(v);
        v.is_ptr() && !v.is_empty()
    }
    fn shape(&mut self, obj: u64) -> ShapeId {
        let header = Value::from_bits(obj).header();
        ShapeId(header.expect("only asked of pointers").shape().0)
    }
    fn is_raised(&mut self, v: u64) -> bool {
        v == Value::RAISED.bits()
    }
    fn valid(&mut self) -> bool {
        jit().is_some_and(|j| j.traces[self.number as usize].valid)
    }
    fn unseen(&mut self, base: Slot) -> bool {
        self.th.looked_at.get() < self.slot_address(base) as usize
    }
    fn poll(&mut self) -> u64 {
        self.th.poll.load(std::sync::atomic::Ordering::Relaxed)
    }
    fn force(&mut self, guard: IrRef) -> bool {
        let Some(force) = self.force else {
            return false;
        };
        if self.ir.op(guard).info().force != ir::Force::Always {
            return false;
        }
        let Some(j) = jit() else { return false };
        let t = &j.traces[self.number as usize];
        let exit = t.alloc.exits.iter().position(|e| e.at == guard);
        exit.is_some_and(|n| t.words.leaves(force, n as u16))
    }
}

/// Where an evaluation goes on.
enum Next {
    /// At the beginning of a trace.
    Start(u32),
    /// At the header of a trace's loop, with these values.
    Header(u32, Vec<(IrRef, u64)>),
    /// In the interpreter, through this exit.
    Leave(u32),
    /// Nowhere: the function has returned this.
    Return(u64),
}

/// Runs a trace, and what hangs from it, from the published frame until it leaves. The frames are restored and the
/// position is published, as when machine code leaves.
pub fn run(th: &Thread, root: *mut Value, number: u32) -> Left {
    let mut e = Box::new(Evaluation::default());
    let address: *const Evaluation = &*e;
    // SAFETY: as `roots`; the entry is removed below, before the evaluation goes.
    unsafe { (*RUNNING.0.get()).push(address) };
    let mut next = Next::Start(number);
    let left = loop {
        next = match next {
            Next::Leave(exit) => {
                break Left {
                    word: u64::from(exit),
                    kind: exits::EXITED,
                };
            }
            Next::Return(word) => {
                break Left {
                    word,
                    kind: exits::RETURNED,
                };
            }
            Next::Start(number) => trace(th, root, &mut e, number, None),
            Next::Header(number, live) => trace(th, root, &mut e, number, Some(live)),
        };
    };
    // SAFETY: as above.
    unsafe { (*RUNNING.0.get()).retain(|&p| p != address) };
    left
}

fn trace(
    th: &Thread,
    root: *mut Value,
    e: &mut Evaluation,
    number: u32,
    live: Option<Vec<(IrRef, u64)>>,
) -> Next {
    let Some(j) = jit() else {
        unreachable!("a trace runs")
    };
    e.number = number;
    // Helpers may compile further traces meanwhile: nothing of the table is borrowed while they run.
    let ir: Rc<Trace> = j.traces[number as usize].ir.clone();
    let force = j.options.force.clone();
    let mut heap = Heap {
        th,
        root,
        schema: j.schema,
        inherited: &e.inherited,
        number,
        force: force.as_ref(),
        ir: &ir,
    };
    let outcome = match live {
        None => e.evaluator.run(&ir, &mut heap, usize::MAX),
        Some(live) => e
            .evaluator
            .run_from_header(&ir, &live, &mut heap, usize::MAX),
    };
    let (at, snap) = match outcome {
        Outcome::Exit { guard, snap } => (guard, snap),
        Outcome::End { at, snap } => (at, snap),
        Outcome::Limit => unreachable!("there is no limit"),
    };
    let Some(j) = jit() else {
        unreachable!("a trace runs")
    };
    if ir.op(at) == Op::RET {
        return Next::Return(e.evaluator.value(&ir, ir.ins(at).a));
    }
    if ir.op(at) == Op::JTRACE {
        return match ir.link {
            Link::Typed(to) => {
                let entries = ir.snaps.entries(snap);
                let Some(template) = &j.traces[to.index()].template else {
                    // An adapter's: the start of a side trace, whose inherited values these are, by number.
                    e.inherited = entries
                        .iter()
                        .map(|&(_, r)| e.evaluator.value(&ir, r))
                        .collect();
                    return Next::Start(to.0);
                };
                let wanted = &template.live;
                let values = entries
                    .iter()
                    .zip(wanted)
                    .map(|(&(_, r), &want)| (want, e.evaluator.value(&ir, r)))
                    .collect();
                Next::Header(to.0, values)
            }
            Link::Frame(to) => Next::Start(to.0),
            link => unreachable!("{link:?} is no link of JTRACE"),
        };
    }
    let t = &j.traces[number as usize];
    let n = t.alloc.exits.iter().position(|x| x.at == at);
    let n = n.expect("what leaves has an exit");
    let side = t.exits[n].side;
    if side != 0 {
        let mut refs = Vec::new();
        ir::opt::inherited_refs(&ir, snap, &mut refs);
        e.inherited = refs.iter().map(|&r| e.evaluator.value(&ir, r)).collect();
        return Next::Start(side);
    }
    let exit = t.first_exit + n as u32;
    let mut restorer = std::mem::take(&mut j.restorer);
    let mut target = exits::frames(j, th, root, &ir, at);
    let source = |r: IrRef| e.evaluator.value(&ir, r);
    match restorer.restore(&ir, j.schema, snap, source, &mut target) {
        Ok(()) => {}
        Err(e) => match e {},
    }
    if let Some(j) = jit() {
        j.restorer = restorer;
    }
    // A loop that was not peeled begins again with its frame, which has just been written.
    if ir.op(at) == Op::JLOOP && heap_is_quiet(th, number) {
        return Next::Start(number);
    }
    Next::Leave(exit)
}

/// Whether nothing waits for the interpreter and the trace still holds.
fn heap_is_quiet(th: &Thread, number: u32) -> bool {
    th.poll.load(std::sync::atomic::Ordering::Relaxed) == 0
        && jit().is_some_and(|j| j.traces[number as usize].valid)
}
