//! Restoring: turns a snapshot and a source of values into frames and materialised objects.
//!
//! The evaluator's exits and native exits share this. It is all or nothing: first everything that may fail is done
//! (the stack is reserved, boxes and virtual objects are allocated), then the objects are filled, then the frames written.
//! All values are read before anything is written, for a target slot may still be a source. The target must not collect
//! garbage between `begin` and the end, because the new objects are not yet reachable.
//!
//! An `I`, `U` or `F` in a slot, or in a field of type `V`, is boxed on the way; one reference is boxed once.

use crate::buffer::Trace;
use crate::ops::Ty;
use crate::refs::{ClassId, FieldId, IrRef, Slot, SnapNo};
use crate::schema::Schema;
use crate::snapshot::FrameDesc;

/// Where frames and objects go.
pub trait Target {
    type Error;
    /// Reserves room for all frames; after this, nothing may be collected until restoring has ended.
    fn begin(&mut self, frames: &[FrameDesc]) -> Result<(), Self::Error>;
    fn box_int(&mut self, i: i64) -> Result<u64, Self::Error>;
    fn box_uint(&mut self, i: u64) -> Result<u64, Self::Error>;
    fn box_float(&mut self, f: f64) -> Result<u64, Self::Error>;
    fn alloc(&mut self, c: ClassId) -> Result<u64, Self::Error>;
    /// Initialises a field of a new object (raw bits).
    fn init(&mut self, obj: u64, f: FieldId, bits: u64);
    fn set_slot(&mut self, s: Slot, bits: u64);
    /// Writes what is derived of a frame's header: frame number `n` of `frames`.
    fn set_frame(&mut self, n: usize, frames: &[FrameDesc]);
}

/// Restores snapshots; holds scratch memory for reuse.
#[derive(Default)]
pub struct Restorer {
    /// What each reference has become, in the order of first mention.
    done: Known,
    raw: Known,
}

/// Values by reference: a list, and for each reference where it stands there, if it does.
#[derive(Default)]
struct Known {
    list: Vec<(IrRef, u64)>,
    /// What is not in the list may have any number here.
    places: Vec<u16>,
}

impl Known {
    fn clear(&mut self) {
        self.list.clear();
    }
    fn get(&self, r: IrRef) -> Option<u64> {
        let place = *self.places.get(usize::from(r.0))?;
        let e = self.list.get(usize::from(place)).filter(|e| e.0 == r)?;
        Some(e.1)
    }
    fn add(&mut self, r: IrRef, bits: u64) {
        if self.places.is_empty() {
            self.places = vec![0; 1 << 16];
        }
        self.places[usize::from(r.0)] = self.list.len() as u16;
        self.list.push((r, bits));
    }
}

impl Restorer {
    /// Restores snapshot `s` of `t`; `source` yields the raw bits of a reference at the exit (never asked for constants
    /// and sunk objects).
    pub fn restore<S: Schema + ?Sized, T: Target>(
        &mut self,
        t: &Trace,
        schema: &S,
        s: SnapNo,
        mut source: impl FnMut(IrRef) -> u64,
        target: &mut T,
    ) -> Result<(), T::Error> {
        let snaps = &t.snaps;
        let frames = snaps.frames(s);
        target.begin(frames)?;
        self.done.clear();
        self.raw.clear();
        if snaps.virtuals(s).is_empty() {
            self.plain(t, s, source, target)?;
            for n in 0..frames.len() {
                target.set_frame(n, frames);
            }
            return Ok(());
        }
        // Read everything.
        snaps.for_each_ref(s, |r| {
            let sunk = r.is_ins() && t.ins(r).is_sunk();
            if !sunk && self.raw.get(r).is_none() {
                let bits = match t.get_const(r) {
                    Some(c) => c.bits,
                    None => source(r),
                };
                self.raw.add(r, bits);
            }
        });
        // Allocate everything.
        for v in snaps.virtuals(s) {
            let obj = target.alloc(v.class)?;
            self.done.add(v.obj, obj);
        }
        for &(_, r) in snaps.entries(s) {
            self.boxed(t, r, target)?;
        }
        for v in snaps.virtuals(s) {
            for &(f, r) in snaps.fields(v) {
                if schema.field(f).ty.is_boxed() {
                    self.boxed(t, r, target)?;
                }
            }
        }
        // Write everything.
        for v in snaps.virtuals(s) {
            let obj = find(&self.done, v.obj);
            for &(f, r) in snaps.fields(v) {
                let bits = if schema.field(f).ty.is_boxed() {
                    find(&self.done, r)
                } else {
                    find(&self.raw, r)
                };
                target.init(obj, f, bits);
            }
        }
        for &(slot, r) in snaps.entries(s) {
            target.set_slot(slot, find(&self.done, r));
        }
        for n in 0..frames.len() {
            target.set_frame(n, frames);
        }
        Ok(())
    }

    /// A snapshot without virtual objects, as most are: all values in their order, then all slots.
    fn plain<T: Target>(
        &mut self,
        t: &Trace,
        s: SnapNo,
        mut source: impl FnMut(IrRef) -> u64,
        target: &mut T,
    ) -> Result<(), T::Error> {
        for &(_, r) in t.snaps.entries(s) {
            let bits = match t.get_const(r) {
                Some(c) => c.bits,
                None => source(r),
            };
            self.raw.list.push((r, bits));
        }
        for n in 0..self.raw.list.len() {
            let (r, bits) = self.raw.list[n];
            let ty = t.ty(r);
            if matches!(ty, Ty::V | Ty::P) {
                continue;
            }
            // One reference is boxed once.
            self.raw.list[n].1 = match self.done.get(r) {
                Some(v) => v,
                None => {
                    let v = match ty {
                        Ty::I => target.box_int(bits as i64)?,
                        Ty::U => target.box_uint(bits)?,
                        Ty::F => target.box_float(f64::from_bits(bits))?,
                        Ty::V | Ty::P | Ty::A | Ty::N => panic!("{r:?} cannot be in a frame"),
                    };
                    self.done.add(r, v);
                    v
                }
            };
        }
        for (&(slot, _), &(_, bits)) in t.snaps.entries(s).iter().zip(&self.raw.list) {
            target.set_slot(slot, bits);
        }
        Ok(())
    }

    fn boxed<T: Target>(&mut self, t: &Trace, r: IrRef, target: &mut T) -> Result<(), T::Error> {
        if self.done.get(r).is_some() {
            return Ok(());
        }
        let raw = find(&self.raw, r);
        let v = match t.ty(r) {
            Ty::I => target.box_int(raw as i64)?,
            Ty::U => target.box_uint(raw)?,
            Ty::F => target.box_float(f64::from_bits(raw))?,
            Ty::V | Ty::P => raw,
            Ty::A | Ty::N => panic!("{r:?} cannot be in a frame"),
        };
        self.done.add(r, v);
        Ok(())
    }
}

fn find(known: &Known, r: IrRef) -> u64 {
    known.get(r).expect("every reference was read")
}
