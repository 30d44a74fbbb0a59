//! The IR buffer: one array of 16-byte instructions in SSA form, constants on the other side of the origin, and a chain
//! through all instructions of each op, by which CSE and forwarding find candidates without hashing.
//!
//! Removed instructions become `NOP`s: numbers stay stable, so that a parent's exits, a loop's entry template and a dump
//! taken earlier go on naming the same values. Everything is in plain vectors that [`Trace::clear`] keeps for reuse.

use crate::ops::{Op, Operand, Ty};
use crate::refs::{ClassId, ElemKind, FieldId, HelperId, IrRef, ShapeId, Slot, SnapNo, TraceNo};
use crate::schema::{Schema, ValueKind};
use crate::snapshot::Snapshots;

/// An instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ins {
    pub op: Op,
    /// The result type and marks.
    ty: u8,
    pub a: IrRef,
    pub b: IrRef,
    pub c: IrRef,
    /// The previous instruction of the same op (`NONE` ends the chain).
    pub prev: IrRef,
    pub snap: SnapNo,
    pub x: u32,
}

const TY_MASK: u8 = 7;
const SUNK: u8 = 8;

impl Ins {
    pub fn new(op: Op, ty: Ty, a: IrRef, b: IrRef, c: IrRef, x: u32) -> Ins {
        Ins {
            op,
            ty: ty as u8,
            a,
            b,
            c,
            prev: IrRef::NONE,
            snap: SnapNo::NONE,
            x,
        }
    }
    #[inline]
    pub fn ty(&self) -> Ty {
        Ty::ALL[(self.ty & TY_MASK) as usize]
    }
    /// Sunk: not executed by the trace, rebuilt by the snapshots that name it.
    #[inline]
    pub fn is_sunk(&self) -> bool {
        self.ty & SUNK != 0
    }
    pub fn set_sunk(&mut self, sunk: bool) {
        self.ty = if sunk {
            self.ty | SUNK
        } else {
            self.ty & !SUNK
        };
    }
    pub fn set_ty(&mut self, ty: Ty) {
        self.ty = self.ty & !TY_MASK | ty as u8;
    }
    /// Whether the operands `a`, `b`, `c` and `x` and the op are the same.
    #[inline]
    pub fn same(&self, o: &Ins) -> bool {
        self.op == o.op && self.a == o.a && self.b == o.b && self.c == o.c && self.x == o.x
    }
    #[inline]
    pub fn operands(&self) -> [IrRef; 3] {
        [self.a, self.b, self.c]
    }
    pub fn field(&self) -> FieldId {
        FieldId(self.x as u16)
    }
    pub fn elem(&self) -> ElemKind {
        ElemKind::from_u32(self.x)
    }
    pub fn class(&self) -> ClassId {
        ClassId(self.x as u16)
    }
    pub fn helper(&self) -> HelperId {
        HelperId(self.x as u16)
    }
    pub fn shape(&self) -> ShapeId {
        ShapeId(self.x)
    }
    pub fn slot(&self) -> Slot {
        Slot(self.x as i16)
    }
    pub fn trace(&self) -> TraceNo {
        TraceNo(self.x)
    }
}

/// The kinds of constants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ConstKind {
    /// A raw integer.
    Int,
    /// A raw double, by its bits.
    Flt,
    /// A tagged immediate value.
    Val,
    /// A heap pointer: a root of the trace.
    Ptr,
    /// A raw address, opaque to the IR.
    Addr,
}

impl ConstKind {
    pub fn ty(self) -> Ty {
        match self {
            ConstKind::Int => Ty::I,
            ConstKind::Flt => Ty::F,
            ConstKind::Val => Ty::V,
            ConstKind::Ptr => Ty::P,
            ConstKind::Addr => Ty::A,
        }
    }
}

/// A constant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Const {
    pub kind: ConstKind,
    pub bits: u64,
}

impl Const {
    fn bucket(self) -> usize {
        let mixed = (self.bits ^ self.kind as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 58) as usize
    }
}

/// Buckets of constants: a trace has a few dozen of them, a long one some thousand.
const BUCKETS: usize = 64;

/// What follows a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Link {
    /// Not finished.
    #[default]
    Open,
    /// Its own loop header.
    Loop,
    /// The entry of another trace (or of itself), the frame being in memory.
    Frame(TraceNo),
    /// The loop header of another trace, by its typed entry.
    Typed(TraceNo),
    /// The interpreter.
    Interp,
    /// The caller: the trace ends with `RET`.
    Return,
}

/// A trace in IR form.
#[derive(Clone, Debug)]
pub struct Trace {
    ins: Vec<Ins>,
    consts: Vec<Const>,
    /// The latest constant of each bucket, by its number plus 1, and before each constant the one of its bucket before it.
    buckets: [u16; BUCKETS],
    before: Vec<u16>,
    chain: [IrRef; Op::COUNT],
    pub snaps: Snapshots,
    pub link: Link,
    /// The `LOOP` instruction, or `NONE`.
    pub loop_at: IrRef,
}

impl Default for Trace {
    fn default() -> Self {
        Trace::new()
    }
}

impl Trace {
    /// Gives back the memory that nothing needs any more: the trace does not grow.
    pub fn shrink(&mut self) {
        self.ins.shrink_to_fit();
        self.consts.shrink_to_fit();
        self.before.shrink_to_fit();
        self.snaps.shrink();
    }
    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Trace>()
            + self.ins.capacity() * size_of::<Ins>()
            + self.consts.capacity() * size_of::<Const>()
            + self.before.capacity() * size_of::<u16>()
            + self.snaps.bytes()
    }
    pub fn new() -> Trace {
        let mut t = Trace {
            ins: Vec::with_capacity(256),
            consts: Vec::with_capacity(64),
            buckets: [0; BUCKETS],
            before: Vec::with_capacity(64),
            chain: [IrRef::NONE; Op::COUNT],
            snaps: Snapshots::default(),
            link: Link::Open,
            loop_at: IrRef::NONE,
        };
        t.ins.push(Ins::new(
            Op::NOP,
            Ty::N,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            0,
        ));
        t
    }
    /// Empties the trace, keeping its memory.
    pub fn clear(&mut self) {
        self.ins.truncate(1);
        self.consts.clear();
        self.buckets = [0; BUCKETS];
        self.before.clear();
        self.chain = [IrRef::NONE; Op::COUNT];
        self.snaps.clear();
        self.link = Link::Open;
        self.loop_at = IrRef::NONE;
    }

    /// The reference that the next instruction will get.
    pub fn end(&self) -> IrRef {
        IrRef::ins(self.ins.len())
    }
    /// How many instructions there are, without the origin.
    pub fn len(&self) -> usize {
        self.ins.len() - 1
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// All instructions in order, `NOP`s included.
    pub fn refs(&self) -> impl DoubleEndedIterator<Item = IrRef> + use<> {
        (1..self.ins.len()).map(IrRef::ins)
    }
    #[inline]
    pub fn ins(&self, r: IrRef) -> &Ins {
        &self.ins[r.index()]
    }
    #[inline]
    pub fn ins_mut(&mut self, r: IrRef) -> &mut Ins {
        &mut self.ins[r.index()]
    }
    #[inline]
    pub fn op(&self, r: IrRef) -> Op {
        if r.is_ins() {
            self.ins[r.index()].op
        } else {
            Op::NOP
        }
    }
    /// The type of an instruction's result or of a constant; `N` for `NONE`.
    #[inline]
    pub fn ty(&self, r: IrRef) -> Ty {
        if r.is_ins() {
            self.ins[r.index()].ty()
        } else if r.is_const() {
            self.consts[r.const_index()].kind.ty()
        } else {
            Ty::N
        }
    }
    /// The last instruction of an op, from which `prev` leads to the earlier ones.
    #[inline]
    pub fn last(&self, op: Op) -> IrRef {
        self.chain[op as usize]
    }

    /// Appends an instruction as it is (the optimising way is `opt::Builder::emit`).
    pub fn push(&mut self, mut ins: Ins) -> IrRef {
        let r = self.end();
        ins.prev = self.chain[ins.op as usize];
        self.chain[ins.op as usize] = r;
        self.ins.push(ins);
        if ins.op == Op::LOOP {
            self.loop_at = r;
        }
        r
    }
    /// Removes the instructions from `r` on; no earlier one may refer to them.
    pub fn truncate(&mut self, r: IrRef) {
        while self.end() > r {
            let i = self.ins.pop().expect("not the origin");
            self.chain[i.op as usize] = i.prev;
        }
        if self.loop_at.is_some() && self.loop_at >= r {
            self.loop_at = IrRef::NONE;
        }
    }
    /// Replaces an instruction by a `NOP` without unlinking it from its chain: only after emission is over.
    pub fn kill(&mut self, r: IrRef) {
        let i = self.ins_mut(r);
        *i = Ins {
            prev: i.prev,
            ..Ins::new(Op::NOP, Ty::N, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0)
        };
    }
    /// Replaces an instruction by a `NOP` and unlinks it from its chain.
    pub fn unlink(&mut self, r: IrRef) {
        let (op, prev) = (self.ins(r).op, self.ins(r).prev);
        if self.chain[op as usize] == r {
            self.chain[op as usize] = prev;
        } else {
            let mut p = self.chain[op as usize];
            while p.is_some() {
                let q = self.ins(p).prev;
                if q == r {
                    self.ins_mut(p).prev = prev;
                    break;
                }
                p = q;
            }
        }
        self.kill(r);
        self.ins_mut(r).prev = IrRef::NONE;
    }
    /// Replaces all instructions (a pass has rebuilt the array; element 0 is the origin) and makes the chains anew.
    pub fn replace(&mut self, ins: &mut Vec<Ins>) {
        std::mem::swap(&mut self.ins, ins);
        self.rechain();
    }
    /// Makes the chains and the loop mark anew after a pass has changed ops in place.
    pub fn rechain(&mut self) {
        self.chain = [IrRef::NONE; Op::COUNT];
        self.loop_at = IrRef::NONE;
        for n in 1..self.ins.len() {
            let op = self.ins[n].op;
            self.ins[n].prev = self.chain[op as usize];
            self.chain[op as usize] = IrRef::ins(n);
            if op == Op::LOOP {
                self.loop_at = IrRef::ins(n);
            }
        }
    }

    /// Drops the snapshots that no instruction names any more, and gives back spare memory: the trace is finished.
    pub fn snaps_in_use(&mut self) {
        let mut snaps = Snapshots::default();
        let mut last = (SnapNo::NONE, SnapNo::NONE);
        for i in &mut self.ins {
            if i.snap.is_some() {
                if last.0 != i.snap {
                    last = (i.snap, snaps.copy(&self.snaps, i.snap));
                }
                i.snap = last.1;
            }
        }
        self.snaps = snaps;
    }

    /// The constant with this content.
    pub fn constant(&mut self, kind: ConstKind, bits: u64) -> IrRef {
        let c = Const { kind, bits };
        let bucket = c.bucket();
        let mut n = self.buckets[bucket] as usize;
        while n != 0 {
            if self.consts[n - 1] == c {
                return IrRef::konst(n - 1);
            }
            n = self.before[n - 1] as usize;
        }
        self.before.push(self.buckets[bucket]);
        self.consts.push(c);
        // (A reference has fewer bits than the number.)
        self.buckets[bucket] = self.consts.len() as u16;
        IrRef::konst(self.consts.len() - 1)
    }
    pub fn int(&mut self, i: i64) -> IrRef {
        self.constant(ConstKind::Int, i as u64)
    }
    pub fn flt(&mut self, f: f64) -> IrRef {
        self.constant(ConstKind::Flt, f.to_bits())
    }
    /// A tagged value: a `P` if the schema says that it is a pointer.
    pub fn val(&mut self, schema: &(impl Schema + ?Sized), bits: u64) -> IrRef {
        let kind = match schema.value_kind(bits) {
            ValueKind::Ptr => ConstKind::Ptr,
            ValueKind::Int(_) | ValueKind::Float(_) | ValueKind::Raised | ValueKind::Imm => {
                ConstKind::Val
            }
        };
        self.constant(kind, bits)
    }
    pub fn addr(&mut self, bits: u64) -> IrRef {
        self.constant(ConstKind::Addr, bits)
    }
    #[inline]
    pub fn get_const(&self, r: IrRef) -> Option<Const> {
        r.is_const().then(|| self.consts[r.const_index()])
    }
    /// The value of an integer constant.
    #[inline]
    pub fn int_value(&self, r: IrRef) -> Option<i64> {
        self.get_const(r)
            .filter(|c| c.kind == ConstKind::Int)
            .map(|c| c.bits as i64)
    }
    /// The value of a float constant.
    #[inline]
    pub fn flt_value(&self, r: IrRef) -> Option<f64> {
        self.get_const(r)
            .filter(|c| c.kind == ConstKind::Flt)
            .map(|c| f64::from_bits(c.bits))
    }
    pub fn consts(&self) -> &[Const] {
        &self.consts
    }
    /// The heap objects that the trace names: the roots that the embedder must keep alive.
    pub fn roots(&self) -> impl Iterator<Item = u64> + '_ {
        self.consts
            .iter()
            .filter(|c| c.kind == ConstKind::Ptr)
            .map(|c| c.bits)
    }

    /// The arguments of a call, first one first; returns how many.
    pub fn args(&self, call: IrRef, out: &mut [IrRef; crate::limits::MAX_ARGS]) -> usize {
        let mut r = self.ins(call).a;
        if r.is_none() {
            return 0;
        }
        let mut n = 0;
        while self.op(r) == Op::CARG {
            let i = self.ins(r);
            out[n] = i.b;
            n += 1;
            r = i.a;
        }
        out[n] = r;
        n += 1;
        out[..n].reverse();
        n
    }

    /// Calls `f` with each operand that is a reference. (Snapshots are not included.)
    #[inline]
    pub fn for_each_operand(&self, r: IrRef, mut f: impl FnMut(IrRef)) {
        for o in self.ins(r).operands() {
            if o.is_some() {
                f(o);
            }
        }
    }

    /// The result type that an instruction must have, where it follows from op, `x` and operands.
    pub fn result_type(
        &self,
        schema: &(impl Schema + ?Sized),
        op: Op,
        a: IrRef,
        x: u32,
    ) -> Option<Ty> {
        match op.info().ty {
            Some(t) => Some(t),
            None => match op {
                Op::FLOAD => Some(schema.field(FieldId(x as u16)).ty),
                Op::ALOAD => Some(elem_type(ElemKind::from_u32(x))),
                Op::CALL => Some(schema.helper(HelperId(x as u16)).ret),
                Op::PHI => Some(self.ty(a)),
                _ => None,
            },
        }
    }
    /// The type that the operand of kind `ByX` must have.
    pub fn type_by_x(schema: &(impl Schema + ?Sized), op: Op, x: u32) -> Ty {
        if op == Op::FSTORE {
            schema.field(FieldId(x as u16)).ty
        } else {
            elem_type(ElemKind::from_u32(x))
        }
    }
    /// Whether a value of type `t` may stand for an operand (`by_x` is what `ByX` and `Same` mean here).
    pub fn type_fits(operand: Operand, t: Ty, by_x: Ty) -> bool {
        match operand {
            Operand::O => t == Ty::N,
            Operand::I => t.is_int(),
            Operand::F => t == Ty::F,
            Operand::V => t.is_boxed(),
            Operand::A => t == Ty::A,
            Operand::Any => t != Ty::N,
            Operand::OptV => t == Ty::N || t.is_boxed(),
            Operand::Args => true,
            Operand::ByX | Operand::Same => t == by_x || by_x == Ty::V && t == Ty::P,
        }
    }
}

/// The type of the elements of an array.
pub fn elem_type(k: ElemKind) -> Ty {
    match k {
        ElemKind::Val => Ty::V,
        ElemKind::F64 | ElemKind::F32 => Ty::F,
        ElemKind::I8
        | ElemKind::U8
        | ElemKind::I16
        | ElemKind::U16
        | ElemKind::I32
        | ElemKind::U32
        | ElemKind::I64 => Ty::I,
    }
}
