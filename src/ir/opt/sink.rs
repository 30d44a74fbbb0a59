//! Allocation sinking: objects and boxes that only snapshots (and each other) see are not made; the snapshots describe them.
//!
//! Escape closure over virtuals: all candidates (`NEW` of a sinkable class, PHIs of such objects, PHIs of boxed numbers) are
//! assumed sunk; a use that needs the real thing takes one back, and with it what was stored into it; until nothing changes.
//! Storing into a virtual is no escape, so nested and cyclic structures sink together.
//!
//! Through PHIs: a PHI whose inputs are boxed numbers becomes a PHI of the raw numbers, which snapshots box when they are
//! restored. A PHI of objects becomes one PHI per field; the PHI itself stays, sunk, as the name by which snapshots refer to
//! the object. What a virtual contains is taken at each snapshot in program order, so a store after a guard is not seen by
//! the exit before it.
//!
//! Boxes that are also needed for real stay; snapshots then use the real one.

use super::{Builder, Pass};
use crate::buffer::{Ins, Trace};
use crate::limits::MAX_NESTING;
use crate::ops::{Op, Ty};
use crate::refs::{ClassId, FieldId, IrRef, Slot, SnapNo};
use crate::schema::{Schema, ValueKind};
use crate::snapshot::FrameDesc;

/// What a reference can be made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Status {
    /// Nothing virtual.
    #[default]
    Real,
    /// A virtual object of this class: a `NEW`, or a PHI of virtual objects.
    Obj(ClassId),
    /// A PHI of boxed numbers of this raw type.
    Box(Ty),
}

/// A PHI to be added at the loop header.
#[derive(Clone, Copy, Debug)]
struct NewPhi {
    ty: Ty,
    a: IrRef,
    b: IrRef,
    sunk: bool,
}

/// Scratch memory; reusable.
#[derive(Default)]
pub(super) struct Sinker {
    status: Vec<Status>,
    used: Vec<bool>,
    new_phis: Vec<NewPhi>,
    /// The raw PHI of a PHI of boxes; indexed by the old number of the PHI.
    raw: Vec<IrRef>,
    /// The fields of loop-carried virtuals: (PHI, field, value).
    phi_fields: Vec<(IrRef, FieldId, IrRef)>,
    /// What the virtuals contain at the current point.
    content: Vec<(IrRef, FieldId, IrRef)>,
    out: Vec<Ins>,
    entries: Vec<(Slot, IrRef)>,
    frames: Vec<FrameDesc>,
    reach: Vec<(IrRef, ClassId)>,
    fields: Vec<(FieldId, IrRef)>,
}

impl Builder<'_> {
    pub(super) fn sink(&mut self) {
        let mut s = std::mem::take(&mut self.sinker);
        s.candidates(&self.trace, self.schema, &mut self.config);
        s.escape(&self.trace, self.schema);
        s.carry(&mut self.trace, self.schema);
        s.rewrite(&mut self.trace);
        self.sinker = s;
    }
}

impl Sinker {
    fn status(&self, r: IrRef) -> Status {
        if r.is_ins() {
            self.status.get(r.index()).copied().unwrap_or_default()
        } else {
            Status::Real
        }
    }

    fn candidates(&mut self, t: &Trace, schema: &dyn Schema, config: &mut super::OptConfig) {
        self.status.clear();
        self.status.resize(t.end().index(), Status::Real);
        for r in t.refs() {
            let i = t.ins(r);
            let s = match i.op {
                Op::NEW if schema.class(i.class()).sinkable => Status::Obj(i.class()),
                Op::PHI if i.ty().is_boxed() => match self.status(i.a) {
                    Status::Obj(c) => Status::Obj(c),
                    _ => raw_type(t, schema, i.a).map_or(Status::Real, Status::Box),
                },
                _ => Status::Real,
            };
            if s != Status::Real && config.allow(Pass::Sink) {
                self.status[r.index()] = s;
            }
        }
    }

    /// Takes back candidates until every use of a sunk value is one that can do without it.
    fn escape(&mut self, t: &Trace, schema: &dyn Schema) {
        loop {
            let mut changed = false;
            for r in t.refs().rev() {
                let i = *t.ins(r);
                let mut real = |s: &mut Self, o: IrRef| {
                    if s.status(o) != Status::Real {
                        s.status[o.index()] = Status::Real;
                        changed = true;
                    }
                };
                match i.op {
                    Op::NOP => {}
                    Op::FSTORE => {
                        if !matches!(self.status(i.a), Status::Obj(_)) || t.op(i.a) != Op::NEW {
                            real(self, i.a);
                            real(self, i.b);
                        } else if matches!(self.status(i.b), Status::Box(_)) {
                            // A loop-carried box in a virtual: its raw value stands in the snapshots.
                        }
                    }
                    Op::BARRIER => {}
                    Op::PHI => match self.status(r) {
                        Status::Real => {
                            real(self, i.a);
                            real(self, i.b);
                        }
                        Status::Box(ty) => {
                            if self.raw_of(t, schema, i.a, ty).is_none()
                                || self.raw_of(t, schema, i.b, ty).is_none()
                            {
                                real(self, r);
                            }
                        }
                        Status::Obj(c) => {
                            let fits = self.status(i.a) == Status::Obj(c)
                                && self.status(i.b) == Status::Obj(c)
                                && self.carriable(t, schema, i.a, i.b, 0);
                            if !fits {
                                real(self, r);
                            }
                        }
                    },
                    _ => {
                        real(self, i.a);
                        real(self, i.b);
                        real(self, i.c);
                    }
                }
                if i.op == Op::JTRACE && t.snaps.frames(i.snap).is_empty() {
                    t.snaps.for_each_ref(i.snap, |o| real(self, o));
                }
            }
            if !changed {
                break;
            }
        }
        // What is used for real: boxes among these stay, and snapshots use them as they are.
        self.used.clear();
        self.used.resize(t.end().index(), false);
        for r in t.refs() {
            let i = t.ins(r);
            let sunk = match i.op {
                Op::FSTORE | Op::BARRIER => matches!(self.status(i.a), Status::Obj(_)),
                Op::PHI => self.status(r) != Status::Real,
                _ => false,
            };
            if !sunk {
                t.for_each_operand(r, |o| {
                    if o.is_ins() {
                        self.used[o.index()] = true;
                    }
                });
                if i.op == Op::JTRACE && t.snaps.frames(i.snap).is_empty() {
                    t.snaps.for_each_ref(i.snap, |o| {
                        if o.is_ins() {
                            self.used[o.index()] = true;
                        }
                    });
                }
            }
        }
    }

    /// Whether two virtuals, one on entry and one on the back-edge, can be carried field by field.
    fn carriable(&self, t: &Trace, schema: &dyn Schema, a: IrRef, b: IrRef, depth: usize) -> bool {
        if depth > MAX_NESTING {
            return false;
        }
        if t.op(a) != Op::NEW || t.op(b) != Op::NEW {
            // A PHI as an input (an object that survives several iterations) keeps its own fields: only new objects here.
            return false;
        }
        let class = t.ins(a).class();
        let mut fits = true;
        each_field(t, schema, class, a, b, |f, x, y| {
            let (Some(x), Some(y)) = (x, y) else {
                fits = false;
                return;
            };
            if x == y {
                fits &= !matches!(self.status(x), Status::Obj(_));
                return;
            }
            fits &= match (self.status(x), self.status(y)) {
                (Status::Obj(c), Status::Obj(d)) => {
                    c == d && self.carriable(t, schema, x, y, depth + 1)
                }
                (Status::Obj(_), _) | (_, Status::Obj(_)) => false,
                _ => {
                    let ty = schema.field(f).ty;
                    !ty.is_boxed()
                        || self.raw_pair(t, schema, x, y).is_some()
                        || self.status(x) == Status::Real && self.status(y) == Status::Real
                }
            };
        });
        fits
    }

    /// The raw type in which both values are at hand.
    fn raw_pair(&self, t: &Trace, schema: &dyn Schema, x: IrRef, y: IrRef) -> Option<Ty> {
        let ty = match self.status(x) {
            Status::Box(ty) => ty,
            _ => raw_type(t, schema, x)?,
        };
        (self.raw_of(t, schema, x, ty).is_some() && self.raw_of(t, schema, y, ty).is_some())
            .then_some(ty)
    }

    /// Where the raw value of a boxed one is, if it is at hand without computing anything.
    fn raw_of(&self, t: &Trace, schema: &dyn Schema, r: IrRef, ty: Ty) -> Option<Raw> {
        if self.status(r) == Status::Box(ty) {
            return Some(Raw::Phi(r));
        }
        if let Some(c) = t.get_const(r) {
            return match (schema.value_kind(c.bits), ty) {
                (ValueKind::Int(i), Ty::I) => Some(Raw::Int(i)),
                (ValueKind::Int(i), Ty::U) if i >= 0 => Some(Raw::Int(i)),
                (ValueKind::Float(f), Ty::F) => Some(Raw::Flt(f)),
                _ => None,
            };
        }
        match (t.op(r), ty) {
            (Op::BOXI, Ty::I) | (Op::BOXU, Ty::U) | (Op::BOXF, Ty::F) if says(t, r) => {
                return Some(Raw::Ref(t.ins(r).a));
            }
            _ => {}
        }
        let ops: &[Op] = match ty {
            Ty::I => &[Op::UNBOXI],
            Ty::U => &[Op::UNBOXU],
            _ => &[Op::UNBOXF, Op::UNBOXFN],
        };
        ops.iter().find_map(|&op| unboxed(t, op, r)).map(Raw::Ref)
    }

    /// The reference of a raw value, making constants.
    fn raw_ref(&self, t: &mut Trace, raw: Raw) -> IrRef {
        match raw {
            Raw::Ref(r) => r,
            Raw::Phi(p) => self.raw[p.index()],
            Raw::Int(i) => t.int(i),
            Raw::Flt(f) => t.flt(f),
        }
    }

    /// Decides the new PHIs. References to them are given as their final numbers less the shift of the body, that is,
    /// through `PHI_BASE`, and resolved in `rewrite`.
    fn carry(&mut self, t: &mut Trace, schema: &dyn Schema) {
        self.new_phis.clear();
        self.phi_fields.clear();
        self.raw.clear();
        self.raw.resize(t.end().index(), IrRef::NONE);
        if t.loop_at.is_none() {
            return;
        }
        let mut phis = Vec::new();
        let mut r = t.loop_at.next();
        while r < t.end() && matches!(t.op(r), Op::PHI | Op::NOP) {
            if t.op(r) == Op::PHI {
                phis.push(r);
            }
            r = r.next();
        }
        // First give every PHI of boxes a number, for they may name each other.
        for &r in &phis {
            if let Status::Box(ty) = self.status(r) {
                self.raw[r.index()] = new_ref(self.new_phis.len());
                self.new_phis.push(NewPhi {
                    ty,
                    a: IrRef::NONE,
                    b: IrRef::NONE,
                    sunk: false,
                });
            }
        }
        for &r in &phis {
            if let Status::Box(ty) = self.status(r) {
                let i = *t.ins(r);
                let n = new_index(self.raw[r.index()]);
                let raw = |s: &Self, t: &mut Trace, o: IrRef| {
                    let raw = s.raw_of(t, schema, o, ty).expect("checked by escape");
                    s.raw_ref(t, raw)
                };
                let (a, b) = (raw(self, t, i.a), raw(self, t, i.b));
                self.new_phis[n].a = a;
                self.new_phis[n].b = b;
            }
        }
        // Mostly the raw PHI exists already, made for the body's arithmetic.
        for n in 0..self.new_phis.len() {
            let p = self.new_phis[n];
            let real = |&r: &IrRef| self.status(r) == Status::Real && t.ty(r) == p.ty;
            if let Some(old) = find_phi(t, p.a, p.b).filter(real) {
                let swap = |r: &mut IrRef| *r = if *r == new_ref(n) { old } else { *r };
                self.new_phis.iter_mut().for_each(|q| swap(&mut q.b));
                self.raw.iter_mut().for_each(swap);
            }
        }
        for &r in &phis {
            if let Status::Obj(_) = self.status(r) {
                let i = *t.ins(r);
                self.carry_object(t, schema, r, i.a, i.b);
            }
        }
    }

    /// Carries the fields of the virtual that `name` stands for.
    fn carry_object(
        &mut self,
        t: &mut Trace,
        schema: &dyn Schema,
        name: IrRef,
        a: IrRef,
        b: IrRef,
    ) {
        let mut pairs = Vec::new();
        each_field(t, schema, t.ins(a).class(), a, b, |f, x, y| {
            pairs.push((f, x, y))
        });
        for (f, x, y) in pairs {
            let (x, y) = (const_of(t, schema, f, x), const_of(t, schema, f, y));
            let value = if x == y {
                x
            } else if matches!(self.status(x), Status::Obj(_)) {
                // A nested virtual: a sunk PHI of its own, unless the loop has one.
                match find_phi(t, x, y) {
                    Some(p) => p,
                    None => {
                        let p = self.add_phi(NewPhi {
                            ty: t.ty(x),
                            a: x,
                            b: y,
                            sunk: true,
                        });
                        if !self.phi_fields.iter().any(|e| e.0 == p) {
                            self.carry_object(t, schema, p, x, y);
                        }
                        p
                    }
                }
            } else if schema.field(f).ty.is_boxed()
                && let Some(ty) = self.raw_pair(t, schema, x, y)
            {
                let raw = |s: &Self, t: &mut Trace, o| {
                    let raw = s.raw_of(t, schema, o, ty).expect("a raw pair");
                    s.raw_ref(t, raw)
                };
                let (x, y) = (raw(self, t, x), raw(self, t, y));
                if x == y {
                    x
                } else {
                    self.phi(
                        t,
                        NewPhi {
                            ty,
                            a: x,
                            b: y,
                            sunk: false,
                        },
                    )
                }
            } else {
                let ty = if t.ty(x) == t.ty(y) { t.ty(x) } else { Ty::V };
                for o in [x, y] {
                    if o.is_ins() {
                        self.used[o.index()] = true;
                    }
                }
                self.phi(
                    t,
                    NewPhi {
                        ty,
                        a: x,
                        b: y,
                        sunk: false,
                    },
                )
            };
            self.phi_fields.push((name, f, value));
        }
    }

    /// A PHI with these inputs, of the trace or new.
    fn phi(&mut self, t: &Trace, p: NewPhi) -> IrRef {
        match find_phi(t, p.a, p.b) {
            Some(r) if self.status(r) == Status::Real && t.ty(r) == p.ty => r,
            _ => self.add_phi(p),
        }
    }
    fn add_phi(&mut self, p: NewPhi) -> IrRef {
        match self
            .new_phis
            .iter()
            .position(|q| q.a == p.a && q.b == p.b && q.sunk == p.sunk && q.ty == p.ty)
        {
            Some(n) => new_ref(n),
            None => {
                self.new_phis.push(p);
                new_ref(self.new_phis.len() - 1)
            }
        }
    }

    /// Inserts the PHIs, removes what is sunk, and rewrites the snapshots.
    fn rewrite(&mut self, t: &mut Trace) {
        let header = t.loop_at;
        let mut first = if header.is_some() {
            header.next()
        } else {
            t.end()
        };
        while header.is_some() && first < t.end() && matches!(t.op(first), Op::PHI | Op::NOP) {
            first = first.next();
        }
        let shift = self.new_phis.len() as u16;
        let map = |r: IrRef| {
            if is_new(r) {
                IrRef(first.0 + new_index(r) as u16)
            } else if r >= first {
                IrRef(r.0 + shift)
            } else {
                r
            }
        };
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        out.push(*t.ins(IrRef::ins(0)));
        self.content.clear();
        let mut shared = (SnapNo::NONE, SnapNo::NONE);
        for r in t.refs() {
            if r == first {
                self.push_phis(&mut out, map);
            }
            let mut i = *t.ins(r);
            let virtual_obj = |s: &Self, o| matches!(s.status(o), Status::Obj(_));
            match i.op {
                Op::FSTORE if virtual_obj(self, i.a) => {
                    let f = i.field();
                    match self.content.iter_mut().find(|e| e.0 == i.a && e.1 == f) {
                        Some(e) => e.2 = i.b,
                        None => self.content.push((i.a, f, i.b)),
                    }
                    shared = (SnapNo::NONE, SnapNo::NONE);
                    i = Ins::new(Op::NOP, Ty::N, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0);
                }
                Op::BARRIER if virtual_obj(self, i.a) => {
                    i = Ins::new(Op::NOP, Ty::N, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0);
                }
                Op::NEW | Op::PHI if virtual_obj(self, r) => i.set_sunk(true),
                _ => {}
            }
            (i.a, i.b, i.c) = (map(i.a), map(i.b), map(i.c));
            if i.snap.is_some() {
                if shared.0 != i.snap {
                    shared = (i.snap, self.snapshot(t, i.snap, map, i.op == Op::JTRACE));
                }
                i.snap = shared.1;
            }
            out.push(i);
        }
        if first == t.end() {
            self.push_phis(&mut out, map);
        }
        t.replace(&mut out);
        self.out = out;
    }

    fn push_phis(&self, out: &mut Vec<Ins>, map: impl Fn(IrRef) -> IrRef) {
        for p in &self.new_phis {
            let mut i = Ins::new(Op::PHI, p.ty, p.a, map(p.b), IrRef::NONE, 0);
            i.set_sunk(p.sunk);
            out.push(i);
        }
    }

    /// The snapshot as it is after sinking.
    fn snapshot(
        &mut self,
        t: &mut Trace,
        s: SnapNo,
        map: impl Fn(IrRef) -> IrRef,
        link: bool,
    ) -> SnapNo {
        if link && t.snaps.frames(s).is_empty() {
            // A typed entry wants real values.
            t.snaps.map_refs(s, map);
            return s;
        }
        let mut entries = std::mem::take(&mut self.entries);
        let mut frames = std::mem::take(&mut self.frames);
        let mut fields = std::mem::take(&mut self.fields);
        entries.clear();
        entries.extend_from_slice(t.snaps.entries(s));
        frames.clear();
        frames.extend_from_slice(t.snaps.frames(s));
        self.reach.clear();
        for e in &mut entries {
            e.1 = self.in_snapshot(t, e.1);
        }
        for e in &entries {
            self.note(t, e.1);
        }
        // Everything reachable through the fields of virtuals.
        let mut n = 0;
        while n < self.reach.len() {
            let obj = self.reach[n].0;
            for k in 0..self.fields_of(obj).len() {
                let e = self.fields_of(obj)[k];
                if e.0 == obj {
                    let v = self.in_snapshot(t, e.2);
                    self.note(t, v);
                }
            }
            n += 1;
        }
        for e in &mut entries {
            e.1 = map(e.1);
        }
        let new = t.snaps.add_fresh(&frames, &entries);
        for n in 0..self.reach.len() {
            let (obj, class) = self.reach[n];
            fields.clear();
            for e in self.fields_of(obj) {
                if e.0 == obj {
                    fields.push((e.1, map(self.in_snapshot(t, e.2))));
                }
            }
            t.snaps.add_virtual(map(obj), class, &fields);
        }
        self.entries = entries;
        self.frames = frames;
        self.fields = fields;
        new
    }

    /// The list in which the fields of a virtual stand (among those of others).
    fn fields_of(&self, obj: IrRef) -> &[(IrRef, FieldId, IrRef)] {
        if self.phi_fields.iter().any(|e| e.0 == obj) {
            &self.phi_fields
        } else {
            &self.content
        }
    }

    fn note(&mut self, t: &Trace, r: IrRef) {
        let class = match self.status(r) {
            Status::Obj(c) => c,
            // A new sunk PHI for a nested virtual.
            _ if is_new(r) && self.new_phis[new_index(r)].sunk => {
                t.ins(self.new_phis[new_index(r)].a).class()
            }
            _ => return,
        };
        if !self.reach.iter().any(|e| e.0 == r) {
            self.reach.push((r, class));
        }
    }

    /// What stands for a value in snapshots: the raw number for a box that is not made.
    fn in_snapshot(&self, t: &Trace, r: IrRef) -> IrRef {
        if !r.is_ins() || is_new(r) {
            return r;
        }
        if let Status::Box(_) = self.status(r) {
            return self.raw[r.index()];
        }
        match t.op(r) {
            Op::BOXI | Op::BOXU | Op::BOXF if !self.used[r.index()] && says(t, r) => t.ins(r).a,
            _ => r,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Raw {
    Ref(IrRef),
    Phi(IrRef),
    Int(i64),
    Flt(f64),
}

/// References to PHIs that do not exist yet: from the far end of the numbers.
const PHI_BASE: u16 = 0xf000;

fn new_ref(n: usize) -> IrRef {
    IrRef(PHI_BASE + n as u16)
}
fn is_new(r: IrRef) -> bool {
    r.0 >= PHI_BASE
}
fn new_index(r: IrRef) -> usize {
    (r.0 - PHI_BASE) as usize
}

/// The raw type of a boxed value, if its raw form is at hand.
fn raw_type(t: &Trace, schema: &dyn Schema, r: IrRef) -> Option<Ty> {
    if let Some(c) = t.get_const(r) {
        return match schema.value_kind(c.bits) {
            ValueKind::Int(_) => Some(Ty::I),
            ValueKind::Float(_) => Some(Ty::F),
            ValueKind::Ptr | ValueKind::Raised | ValueKind::Imm => None,
        };
    }
    match t.op(r) {
        Op::BOXI => return says(t, r).then_some(Ty::I),
        Op::BOXU => return says(t, r).then_some(Ty::U),
        Op::BOXF => return Some(Ty::F),
        _ => {}
    }
    if unboxed(t, Op::UNBOXI, r).is_some() {
        Some(Ty::I)
    } else if unboxed(t, Op::UNBOXU, r).is_some() {
        Some(Ty::U)
    } else if unboxed(t, Op::UNBOXF, r)
        .or(unboxed(t, Op::UNBOXFN, r))
        .is_some()
    {
        Some(Ty::F)
    } else {
        None
    }
}

/// Whether the type of what is boxed says which int it becomes, so that a snapshot can box it. (A fold may have put an `I`
/// where a `U` was.)
fn says(t: &Trace, r: IrRef) -> bool {
    let i = t.ins(r);
    (t.ty(i.a) == Ty::U) == (i.op == Op::BOXU)
}

/// The instruction that unboxes `r`, if there is one in the same part of the trace as `r` is.
fn unboxed(t: &Trace, op: Op, r: IrRef) -> Option<IrRef> {
    let mut u = t.last(op);
    while u.is_some() && u > r {
        let i = t.ins(u);
        if i.a == r && (u < t.loop_at) == (r < t.loop_at) {
            return Some(u);
        }
        u = i.prev;
    }
    None
}

fn find_phi(t: &Trace, a: IrRef, b: IrRef) -> Option<IrRef> {
    let mut p = t.last(Op::PHI);
    while p.is_some() {
        let i = t.ins(p);
        if i.a == a && i.b == b {
            return Some(p);
        }
        p = i.prev;
    }
    None
}

/// Calls `f` with each field that was stored into `a` or `b`, and what they hold in the end (`None` if that is the class's
/// initial content and cannot be named).
fn each_field(
    t: &Trace,
    schema: &dyn Schema,
    class: ClassId,
    a: IrRef,
    b: IrRef,
    mut f: impl FnMut(FieldId, Option<IrRef>, Option<IrRef>),
) {
    let last = |o: IrRef, field: FieldId| {
        let mut s = t.last(Op::FSTORE);
        while s.is_some() && s > o {
            let i = t.ins(s);
            if i.a == o && i.field() == field {
                return Some(i.b);
            }
            s = i.prev;
        }
        // The initial content, where a constant of the trace already says it.
        let bits = schema.class(class).fields.iter().find(|e| e.0 == field)?.1;
        let ty = schema.field(field).ty;
        if ty.is_boxed() && bits == 0 {
            return None;
        }
        (0..t.consts().len())
            .map(IrRef::konst)
            .find(|&k| t.consts()[k.const_index()].bits == bits && t.ty(k) == ty)
    };
    let mut seen: Vec<FieldId> = Vec::new();
    for o in [a, b] {
        let mut s = t.last(Op::FSTORE);
        while s.is_some() && s > o {
            let i = t.ins(s);
            if i.a == o && !seen.contains(&i.field()) {
                seen.push(i.field());
                f(i.field(), last(a, i.field()), last(b, i.field()));
            }
            s = i.prev;
        }
    }
}

fn const_of(_t: &Trace, _schema: &dyn Schema, _f: FieldId, r: Option<IrRef>) -> IrRef {
    r.expect("checked by escape")
}
