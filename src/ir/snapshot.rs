//! Snapshots: how the interpreter's frames are rebuilt when a guard fails.
//!
//! A snapshot is sparse: it lists only the slots that the trace has changed since it was entered; all others still hold
//! in memory what they held. Slots count from the base of the trace's first frame, across inlined frames, so that one
//! list serves all frames. Neighbouring guards share a snapshot, and snapshots share their frame lists. The header words
//! that hold values (the function, the namespace) of inlined frames are ordinary entries, at `base - n`; those that can be
//! derived (code, caller's base, resume pc, continuation) are written from the [`FrameDesc`].
//!
//! A value that was sunk stands in a snapshot by the reference of its (sunk) instruction: a boxed number is rebuilt from
//! that instruction's operand; an object from the [`Virtual`] that this snapshot has for it, whose fields may name further
//! sunk values, cycles included.

use crate::refs::{ClassId, CodeId, FieldId, IrRef, Slot, SnapNo};

/// How a frame goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// The instruction at `pc` is executed (again).
    Before(u32),
    /// The instruction at `pc` is done; its result is in slot `dst` (relative to this frame's base). In a caller's frame:
    /// the call at `pc` will put its result there.
    After(u32, u16),
    /// The instruction at `pc` raised the exception that the thread holds.
    Raise(u32),
    /// The instruction at `pc` goes on by continuation `kind` when the callee (or the helper) has returned.
    Continue(u32, u16),
}

impl Resume {
    pub fn pc(self) -> u32 {
        match self {
            Resume::Before(pc)
            | Resume::After(pc, _)
            | Resume::Raise(pc)
            | Resume::Continue(pc, _) => pc,
        }
    }
}

/// One frame of a snapshot, outermost first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrameDesc {
    pub code: CodeId,
    /// The frame's base relative to the base of the trace's first frame (for which it is 0).
    pub base: Slot,
    pub resume: Resume,
    /// The header's packed return continuation and flags.
    pub cont: u32,
}

/// A virtual object as one snapshot sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Virtual {
    /// The sunk `NEW` (or the sunk stand-in that a loop-carried virtual has) by which others refer to it.
    pub obj: IrRef,
    pub class: ClassId,
    first: u32,
    len: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Snap {
    entry: u32,
    entries: u16,
    frames: u16,
    frame: u32,
    virt: u32,
    virts: u16,
}

/// All snapshots of a trace.
#[derive(Clone, Default, Debug)]
pub struct Snapshots {
    snaps: Vec<Snap>,
    entries: Vec<(Slot, IrRef)>,
    frames: Vec<FrameDesc>,
    virts: Vec<Virtual>,
    fields: Vec<(FieldId, IrRef)>,
}

impl Snapshots {
    pub fn clear(&mut self) {
        self.snaps.clear();
        self.entries.clear();
        self.frames.clear();
        self.virts.clear();
        self.fields.clear();
    }
    pub fn len(&self) -> usize {
        self.snaps.len()
    }
    pub fn is_empty(&self) -> bool {
        self.snaps.is_empty()
    }
    /// Gives back the memory that nothing needs any more.
    pub fn shrink(&mut self) {
        self.snaps.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.frames.shrink_to_fit();
        self.virts.shrink_to_fit();
        self.fields.shrink_to_fit();
    }
    /// The bytes that they take.
    pub fn bytes(&self) -> usize {
        self.snaps.capacity() * size_of::<Snap>()
            + self.entries.capacity() * size_of::<(Slot, IrRef)>()
            + self.frames.capacity() * size_of::<FrameDesc>()
            + self.virts.capacity() * size_of::<Virtual>()
            + self.fields.capacity() * size_of::<(FieldId, IrRef)>()
    }
    /// All snapshot numbers.
    pub fn all(&self) -> impl Iterator<Item = SnapNo> + use<> {
        (0..self.snaps.len()).map(|i| SnapNo(i as u16))
    }

    /// Adds a snapshot, or returns the last one if it is the same. Entries have distinct slots; order does not matter.
    pub fn add(&mut self, frames: &[FrameDesc], entries: &[(Slot, IrRef)]) -> SnapNo {
        if let Some(last) = self.snaps.len().checked_sub(1).map(|i| SnapNo(i as u16))
            && self.frames(last) == frames
            && self.entries(last) == entries
            && self.snaps[last.index()].virts == 0
        {
            return last;
        }
        self.push(frames, entries)
    }

    fn push(&mut self, frames: &[FrameDesc], entries: &[(Slot, IrRef)]) -> SnapNo {
        assert!(
            self.snaps.len() < SnapNo::NONE.index(),
            "too many snapshots"
        );
        let same = self
            .snaps
            .last()
            .filter(|s| self.frames[s.frame as usize..][..s.frames as usize] == *frames);
        let frame = match same {
            Some(s) => s.frame,
            None => {
                self.frames.extend_from_slice(frames);
                (self.frames.len() - frames.len()) as u32
            }
        };
        self.snaps.push(Snap {
            entry: self.entries.len() as u32,
            entries: entries.len() as u16,
            frames: frames.len() as u16,
            frame,
            virt: self.virts.len() as u32,
            virts: 0,
        });
        self.entries.extend_from_slice(entries);
        SnapNo(self.snaps.len() as u16 - 1)
    }

    /// Adds a snapshot that is not merged with the last one, to which [`Self::add_virtual`] may then add.
    pub fn add_fresh(&mut self, frames: &[FrameDesc], entries: &[(Slot, IrRef)]) -> SnapNo {
        self.push(frames, entries)
    }

    /// Adds a copy of a snapshot that has one entry more.
    pub fn add_with(&mut self, s: SnapNo, slot: Slot, value: IrRef) -> SnapNo {
        let of = self.snaps[s.index()];
        assert!(
            of.virts == 0,
            "snapshots are extended before they have virtuals"
        );
        assert!(
            self.snaps.len() < SnapNo::NONE.index(),
            "too many snapshots"
        );
        let entry = self.entries.len() as u32;
        let (start, n) = (of.entry as usize, of.entries as usize);
        self.entries.extend_from_within(start..start + n);
        self.entries.push((slot, value));
        self.snaps.push(Snap {
            entry,
            entries: of.entries + 1,
            virt: self.virts.len() as u32,
            ..of
        });
        SnapNo(self.snaps.len() as u16 - 1)
    }

    /// Adds a virtual object to the last snapshot. Fields that are not named hold the class's initial content.
    pub fn add_virtual(&mut self, obj: IrRef, class: ClassId, fields: &[(FieldId, IrRef)]) {
        let first = self.fields.len() as u32;
        self.fields.extend_from_slice(fields);
        self.virts.push(Virtual {
            obj,
            class,
            first,
            len: fields.len() as u16,
        });
        self.snaps.last_mut().expect("a snapshot was added").virts += 1;
    }

    /// Copies a snapshot of another list, unless it is the same as the last one.
    pub fn copy(&mut self, from: &Snapshots, s: SnapNo) -> SnapNo {
        let same = |last: SnapNo| {
            let (v, w) = (self.virtuals(last), from.virtuals(s));
            self.frames(last) == from.frames(s)
                && self.entries(last) == from.entries(s)
                && v.len() == w.len()
                && v.iter().zip(w).all(|(v, w)| {
                    v.obj == w.obj && v.class == w.class && self.fields(v) == from.fields(w)
                })
        };
        if let Some(last) = self.snaps.len().checked_sub(1).map(|n| SnapNo(n as u16))
            && same(last)
        {
            return last;
        }
        let new = self.push(from.frames(s), from.entries(s));
        for v in from.virtuals(s) {
            self.add_virtual(v.obj, v.class, from.fields(v));
        }
        new
    }

    pub fn frames(&self, s: SnapNo) -> &[FrameDesc] {
        let s = &self.snaps[s.index()];
        &self.frames[s.frame as usize..][..s.frames as usize]
    }
    pub fn entries(&self, s: SnapNo) -> &[(Slot, IrRef)] {
        let s = &self.snaps[s.index()];
        &self.entries[s.entry as usize..][..s.entries as usize]
    }
    pub fn virtuals(&self, s: SnapNo) -> &[Virtual] {
        let s = &self.snaps[s.index()];
        &self.virts[s.virt as usize..][..s.virts as usize]
    }
    pub fn fields(&self, v: &Virtual) -> &[(FieldId, IrRef)] {
        &self.fields[v.first as usize..][..v.len as usize]
    }
    /// The virtual object `obj` in snapshot `s`.
    pub fn find_virtual(&self, s: SnapNo, obj: IrRef) -> Option<&Virtual> {
        self.virtuals(s).iter().find(|v| v.obj == obj)
    }
    /// The value of a slot, if the snapshot lists it.
    pub fn slot(&self, s: SnapNo, slot: Slot) -> Option<IrRef> {
        self.entries(s).iter().find(|e| e.0 == slot).map(|e| e.1)
    }

    /// Calls `f` with each reference in a snapshot (values of slots and of the fields of virtuals, and the virtuals).
    pub fn for_each_ref(&self, s: SnapNo, mut f: impl FnMut(IrRef)) {
        for &(_, r) in self.entries(s) {
            f(r);
        }
        for v in self.virtuals(s) {
            f(v.obj);
            for &(_, r) in self.fields(v) {
                f(r);
            }
        }
    }
    /// Rewrites each reference in a snapshot.
    pub fn map_refs(&mut self, s: SnapNo, mut f: impl FnMut(IrRef) -> IrRef) {
        let s = self.snaps[s.index()];
        for e in &mut self.entries[s.entry as usize..][..s.entries as usize] {
            e.1 = f(e.1);
        }
        for v in &mut self.virts[s.virt as usize..][..s.virts as usize] {
            v.obj = f(v.obj);
            for e in &mut self.fields[v.first as usize..][..v.len as usize] {
                e.1 = f(e.1);
            }
        }
    }
    /// Removes entries that `keep` rejects (dead slots).
    pub fn retain(&mut self, s: SnapNo, mut keep: impl FnMut(Slot, IrRef) -> bool) {
        let snap = self.snaps[s.index()];
        let (start, n) = (snap.entry as usize, snap.entries as usize);
        let mut w = start;
        for i in start..start + n {
            let e = self.entries[i];
            if keep(e.0, e.1) {
                self.entries[w] = e;
                w += 1;
            }
        }
        self.snaps[s.index()].entries = (w - start) as u16;
    }
}

/// Collects the frames and slots of a snapshot before it is added; reusable.
#[derive(Default, Debug)]
pub struct SnapBuilder {
    pub frames: Vec<FrameDesc>,
    pub entries: Vec<(Slot, IrRef)>,
}

impl SnapBuilder {
    pub fn clear(&mut self) {
        self.frames.clear();
        self.entries.clear();
    }
    pub fn frame(&mut self, f: FrameDesc) -> &mut Self {
        self.frames.push(f);
        self
    }
    pub fn slot(&mut self, s: Slot, r: IrRef) -> &mut Self {
        self.entries.push((s, r));
        self
    }
    pub fn finish(&self, snaps: &mut Snapshots) -> SnapNo {
        snaps.add(&self.frames, &self.entries)
    }
}
