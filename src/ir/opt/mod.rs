//! The optimiser.
//!
//! The recorder appends through [`Builder::emit`], which folds, merges, forwards and drops while it appends, so that a
//! trace is never longer than it must be; [`Builder::finish`] then runs the passes over the whole trace. Each pass is one file.
//! Each can be switched off by name, and the number of its applications limited ([`OptConfig`]), so that a wrong result
//! can be bisected to one application of one rule.

mod cse;
pub mod dce;
mod defer;
pub mod fold;
mod forward;
mod guards;
mod inherit;
pub mod peel;
pub mod range;
pub mod sink;

use crate::buffer::{ConstKind, Ins, Link, Trace};
use crate::ops::{Effect, Op, Ty};
use crate::refs::{ClassId, ElemKind, FieldId, HelperId, IrRef, ShapeId, Slot, SnapNo};
use crate::schema::Schema;

/// The passes, by the names that switches use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Pass {
    Fold,
    Cse,
    Forward,
    Dse,
    Guards,
    Peel,
    Range,
    Wrap,
    Defer,
    Dce,
    Sink,
}

impl Pass {
    pub const ALL: [Pass; 11] = [
        Pass::Fold,
        Pass::Cse,
        Pass::Forward,
        Pass::Dse,
        Pass::Guards,
        Pass::Peel,
        Pass::Range,
        Pass::Wrap,
        Pass::Defer,
        Pass::Dce,
        Pass::Sink,
    ];
    pub fn name(self) -> &'static str {
        match self {
            Pass::Fold => "fold",
            Pass::Cse => "cse",
            Pass::Forward => "forward",
            Pass::Dse => "dse",
            Pass::Guards => "guards",
            Pass::Peel => "peel",
            Pass::Range => "range",
            Pass::Wrap => "wrap",
            Pass::Defer => "defer",
            Pass::Dce => "dce",
            Pass::Sink => "sink",
        }
    }
}

/// Which passes may be applied how often. The counters run over the whole process if the embedder keeps the config.
#[derive(Clone, Debug)]
pub struct OptConfig {
    limit: [u64; Pass::ALL.len()],
    used: [u64; Pass::ALL.len()],
}

impl Default for OptConfig {
    fn default() -> Self {
        OptConfig {
            limit: [u64::MAX; Pass::ALL.len()],
            used: [0; Pass::ALL.len()],
        }
    }
}

impl OptConfig {
    /// Everything off.
    pub fn none() -> OptConfig {
        OptConfig {
            limit: [0; Pass::ALL.len()],
            used: [0; Pass::ALL.len()],
        }
    }
    /// Understands a comma-separated list: `none`, `all`, `+pass`, `-pass`, `pass=limit`. Returns the wrong item if any.
    pub fn parse(&mut self, spec: &str) -> Result<(), String> {
        for item in spec.split(',').filter(|s| !s.is_empty()) {
            let (name, limit) = if item == "none" || item == "all" {
                self.limit = [if item == "all" { u64::MAX } else { 0 }; Pass::ALL.len()];
                continue;
            } else if let Some(n) = item.strip_prefix('-') {
                (n, 0)
            } else if let Some(n) = item.strip_prefix('+') {
                (n, u64::MAX)
            } else if let Some((n, l)) = item.split_once('=') {
                (n, l.parse().map_err(|_| item.to_string())?)
            } else {
                return Err(item.to_string());
            };
            let pass = Pass::ALL
                .into_iter()
                .find(|p| p.name() == name)
                .ok_or(item.to_string())?;
            self.limit[pass as usize] = limit;
        }
        Ok(())
    }
    /// Whether the pass may be applied once more; counts the application.
    #[inline]
    pub fn allow(&mut self, p: Pass) -> bool {
        let i = p as usize;
        if self.used[i] < self.limit[i] {
            self.used[i] += 1;
            true
        } else {
            false
        }
    }
    pub fn is_on(&self, p: Pass) -> bool {
        self.limit[p as usize] > 0
    }
    /// How often a pass was applied.
    pub fn used(&self, p: Pass) -> u64 {
        self.used[p as usize]
    }
}

/// Appends to a trace, optimising on the way.
///
/// The recorder sets [`Builder::snap`] before it emits guards (and calls that look at frames): the guards get that
/// snapshot. A guard that is known to fail sets [`Builder::failed`]: the trace contradicts itself and is to be aborted
/// (the recorder ran the real operation, so this means that a value changed its type from one iteration to the next).
pub struct Builder<'s> {
    pub trace: Trace,
    pub schema: &'s dyn Schema,
    pub config: OptConfig,
    /// The snapshot of the guards to come.
    pub snap: SnapNo,
    /// A guard was emitted that always fails.
    pub failed: bool,
    /// Verify the trace after every pass (on in debug builds; a switch of the embedder otherwise).
    pub verify: bool,
    /// The trace after each pass, where somebody wants to show them.
    pub log: Option<Vec<(&'static str, Trace)>>,
    facts: guards::Facts,
    memory: forward::Memory,
    peeler: peel::Peeler,
    marks: dce::Marks,
    sinker: sink::Sinker,
    ranges: range::Ranges,
}

impl<'s> Builder<'s> {
    pub fn new(schema: &'s dyn Schema, config: OptConfig) -> Self {
        Builder {
            trace: Trace::new(),
            schema,
            config,
            snap: SnapNo::NONE,
            failed: false,
            verify: cfg!(debug_assertions),
            log: None,
            facts: guards::Facts::default(),
            memory: forward::Memory::default(),
            peeler: peel::Peeler::default(),
            marks: dce::Marks::default(),
            sinker: sink::Sinker::default(),
            ranges: range::Ranges::default(),
        }
    }
    /// Makes ready for the next trace, keeping memory and configuration.
    pub fn reset(&mut self) {
        self.trace.clear();
        self.snap = SnapNo::NONE;
        self.failed = false;
        self.facts.clear();
        self.memory.clear();
    }

    /// Emits an instruction and returns the reference of its value, which may be an earlier instruction or a constant.
    /// The type is that of the op (or what the schema says); see [`Self::inherit`] for the exception.
    pub fn emit(&mut self, op: Op, a: IrRef, b: IrRef, c: IrRef, x: u32) -> IrRef {
        let ty = self
            .trace
            .result_type(self.schema, op, a, x)
            .expect("an op whose type is known");
        let mut ins = Ins::new(op, ty, a, b, c, x);
        // Of the calls only those that may look at frames need to say what is in them.
        let looks = || op == Op::CALL && self.schema.helper(HelperId(x as u16)).looks_at_frames;
        if op.needs_snapshot() || looks() {
            ins.snap = self.snap;
        }
        self.emit_ins(ins)
    }

    /// Emits an instruction whose type and snapshot are set.
    pub fn emit_ins(&mut self, mut ins: Ins) -> IrRef {
        loop {
            let mut cx = fold::Cx {
                t: &mut self.trace,
                schema: self.schema,
            };
            let mut f = fold::canonical(&mut cx, &mut ins);
            if f == fold::Fold::Keep && self.config.is_on(Pass::Fold) {
                let (g, _) = fold::rules(&mut cx, &ins);
                if g != fold::Fold::Keep && self.config.allow(Pass::Fold) {
                    f = g;
                }
            }
            match f {
                fold::Fold::Keep => break,
                fold::Fold::Ref(r) => return r,
                fold::Fold::Ins(i) => ins = i,
                fold::Fold::Drop => return IrRef::NONE,
                fold::Fold::Fail => {
                    self.failed = true;
                    return IrRef::NONE;
                }
            }
        }
        match ins.op.effect() {
            Effect::Pure => self.find_same(&ins).unwrap_or_else(|| self.append(ins)),
            Effect::Guard | Effect::GuardWorld => self.emit_guard(ins),
            Effect::Load => self.emit_load(ins),
            Effect::Store => self.emit_store(ins),
            Effect::Alloc => {
                // Numbers have no identity, so a box may be shared; other objects may not.
                let same = if ins.op == Op::NEW {
                    None
                } else {
                    self.find_same(&ins)
                };
                same.unwrap_or_else(|| {
                    let r = self.append(ins);
                    self.memory.gc_point(r);
                    r
                })
            }
            Effect::Call => self.emit_call(ins),
            Effect::Control => match ins.op {
                Op::SLOT | Op::INHERIT => self.find_input(&ins).unwrap_or_else(|| self.append(ins)),
                Op::CARG => {
                    self.escapes(ins.b);
                    if self.trace.op(ins.a) != Op::CARG {
                        self.escapes(ins.a);
                    }
                    self.append(ins)
                }
                _ => {
                    self.escapes(ins.a);
                    self.append(ins)
                }
            },
        }
    }

    fn append(&mut self, ins: Ins) -> IrRef {
        self.trace.push(ins)
    }

    pub fn slot(&mut self, s: Slot) -> IrRef {
        self.emit(
            Op::SLOT,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            s.0 as i32 as u32,
        )
    }
    /// Value number `n` from the parent's exit.
    pub fn inherit(&mut self, n: u32, ty: Ty) -> IrRef {
        self.emit_ins(Ins::new(
            Op::INHERIT,
            ty,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            n,
        ))
    }
    pub fn op0(&mut self, op: Op) -> IrRef {
        self.emit(op, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0)
    }
    pub fn op1(&mut self, op: Op, a: IrRef) -> IrRef {
        self.emit(op, a, IrRef::NONE, IrRef::NONE, 0)
    }
    pub fn op2(&mut self, op: Op, a: IrRef, b: IrRef) -> IrRef {
        self.emit(op, a, b, IrRef::NONE, 0)
    }
    pub fn int(&mut self, i: i64) -> IrRef {
        self.trace.int(i)
    }
    pub fn flt(&mut self, f: f64) -> IrRef {
        self.trace.flt(f)
    }
    pub fn val(&mut self, bits: u64) -> IrRef {
        self.trace.val(self.schema, bits)
    }
    pub fn addr(&mut self, bits: u64) -> IrRef {
        self.trace.constant(ConstKind::Addr, bits)
    }
    pub fn guard_shape(&mut self, v: IrRef, shape: ShapeId) {
        self.emit(Op::GSHAPE, v, IrRef::NONE, IrRef::NONE, shape.0);
    }
    pub fn fload(&mut self, o: IrRef, f: FieldId) -> IrRef {
        self.emit(Op::FLOAD, o, IrRef::NONE, IrRef::NONE, f.0 as u32)
    }
    pub fn fstore(&mut self, o: IrRef, f: FieldId, v: IrRef) {
        self.emit(Op::FSTORE, o, v, IrRef::NONE, f.0 as u32);
    }
    pub fn aload(&mut self, base: IrRef, index: IrRef, k: ElemKind) -> IrRef {
        self.emit(Op::ALOAD, base, index, IrRef::NONE, k as u32)
    }
    pub fn astore(&mut self, base: IrRef, index: IrRef, v: IrRef, k: ElemKind) {
        self.emit(Op::ASTORE, base, index, v, k as u32);
    }
    pub fn alloc(&mut self, class: ClassId) -> IrRef {
        self.emit(
            Op::NEW,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            class.0 as u32,
        )
    }
    /// Calls a helper; the recorder adds `GNORAISE` and `GVALID` as the helper's effects demand.
    pub fn call(&mut self, h: HelperId, args: &[IrRef]) -> IrRef {
        let list = match args {
            [] => IrRef::NONE,
            [first, rest @ ..] => rest.iter().fold(*first, |list, &arg| {
                self.emit_ins(Ins::new(Op::CARG, Ty::N, list, arg, IrRef::NONE, 0))
            }),
        };
        self.emit(Op::CALL, list, IrRef::NONE, IrRef::NONE, h.0 as u32)
    }
    /// Ends the trace with a terminator whose snapshot is [`Self::snap`], and sets the link.
    pub fn terminate(&mut self, op: Op, a: IrRef, link: Link) -> IrRef {
        debug_assert!(op.is_terminator());
        self.trace.link = link;
        self.emit(op, a, IrRef::NONE, IrRef::NONE, 0)
    }

    /// Whether `r` is an object that the trace has made and nobody else has seen.
    pub fn is_private(&self, r: IrRef) -> bool {
        self.trace.op(r) == Op::NEW && !self.memory.has_escaped(r)
    }
    /// Whether the trace has stored into a field of an object.
    pub fn is_stored(&self, o: IrRef, field: FieldId) -> bool {
        let mut s = self.trace.last(Op::FSTORE);
        while s.is_some() {
            let i = self.trace.ins(s);
            if i.a == o && i.field() == field {
                return true;
            }
            s = i.prev;
        }
        false
    }
    /// What is known of the value `r` at this point: whether it is an int, and so on.
    pub fn known_type(&self, r: IrRef) -> Known {
        self.known(r)
    }
    /// The shape that the object `r` is known to have at this point.
    pub fn known_shape(&self, r: IrRef) -> Option<ShapeId> {
        self.shape_fact(r)
    }

    /// Runs the passes over the finished trace (it has its terminator). A loop is peeled if its terminator is `JLOOP`.
    /// On error the trace is as it was before, unpeeled: the embedder may link it to its own entry by way of the frame,
    /// or abort.
    pub fn finish(&mut self) -> Result<Option<EntryTemplate>, PeelError> {
        self.verify_after("recording");
        let entry = if self.trace.link == Link::Loop && self.config.allow(Pass::Peel) {
            Some(self.peel()?)
        } else {
            None
        };
        self.verify_after("peel");
        if [Pass::Range, Pass::Wrap, Pass::Defer, Pass::Sink]
            .iter()
            .any(|&p| self.config.is_on(p))
        {
            // Dead code must hold nothing back.
            self.dce();
        }
        if self.config.is_on(Pass::Range) {
            self.range();
            self.verify_after("range");
        }
        if self.config.is_on(Pass::Wrap) {
            self.wrap();
            self.verify_after("wrap");
        }
        if self.config.is_on(Pass::Defer) {
            self.defer();
            self.verify_after("defer");
        }
        // What a barrier is for mattered while stores could be seen to need none; the template asks for the object only.
        let mut r = self.trace.last(Op::BARRIER);
        while r.is_some() {
            let i = self.trace.ins_mut(r);
            i.b = IrRef::NONE;
            r = i.prev;
        }
        if self.config.is_on(Pass::Sink) {
            self.sink();
            self.verify_after("sink");
        }
        if self.config.allow(Pass::Dce) {
            self.dce();
            self.verify_after("dce");
        }
        if self.config.is_on(Pass::Forward) {
            self.drop_idle_barriers();
        }
        self.trace.snaps_in_use();
        Ok(entry.map(|e| self.live_ins(e)))
    }

    fn verify_after(&mut self, pass: &'static str) {
        if let Some(log) = &mut self.log {
            log.push((pass, self.trace.clone()));
        }
        if self.verify
            && let Err(e) = crate::verify::verify(&self.trace, self.schema)
        {
            panic!("after {pass}:\n{e}");
        }
    }
}

pub use guards::Known;
pub use inherit::inherited_refs;
pub use peel::{EntryPlace, EntryTemplate, PeelError};
