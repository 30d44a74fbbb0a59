//! What the embedder tells the IR about its world: helpers, fields, allocation classes, and the encoding of values.
//!
//! The embedder (`jit`) implements [`Schema`] once, over tables that it owns. Ids are dense and start at 0, so that the
//! parser can look names up by trying them; names are identifiers, unique in their table.

use crate::ops::Ty;
use crate::refs::{AliasClass, AliasSet, ClassId, FieldId, HelperId, ShapeId, Slot};

/// What a tagged constant is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ValueKind {
    /// A tagged int.
    Int(i64),
    /// An immediate float.
    Float(f64),
    /// A pointer to a heap object.
    Ptr,
    /// The raised marker.
    Raised,
    /// Another immediate: None, True, ...
    Imm,
}

/// A helper that traces may call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperInfo {
    pub name: String,
    /// The types of the arguments, at most [`crate::limits::MAX_ARGS`]; a `V` accepts a `P`.
    pub args: Vec<Ty>,
    /// The type of the result. With an error channel (`may_raise`) a `V` may be the raised marker.
    pub ret: Ty,
    /// The classes of memory that it reads. What only its own new objects hold does not count.
    pub reads: AliasSet,
    /// The classes of memory that it writes. Include [`AliasClass::SHAPE`] if it may change the shape of an object.
    pub writes: AliasSet,
    /// It may allocate, hence collect garbage.
    pub may_alloc: bool,
    /// It may raise: a `GNORAISE` follows.
    pub may_raise: bool,
    /// It may run Python code: it may read and write everything, and a `GVALID` follows.
    pub runs_python: bool,
    /// It may break an assumption of traces without running Python: a `GVALID` follows.
    pub may_invalidate: bool,
    /// It may look at frames: the `CALL` carries a snapshot and its values lie in spill slots during the call.
    pub looks_at_frames: bool,
    /// Its result depends on nothing but its arguments (and on memory that never changes), and it has no effect that
    /// matters if it is not called: calls may be merged and removed.
    pub pure_call: bool,
    /// The result, unless raised, is never a value that existed before (so it aliases nothing older).
    pub fresh: bool,
    /// The shape of the result, if it always has the same.
    pub ret_shape: Option<ShapeId>,
}

impl HelperInfo {
    /// A helper without effects; the caller sets what differs.
    pub fn pure(name: &str, args: &[Ty], ret: Ty) -> HelperInfo {
        HelperInfo {
            name: name.to_string(),
            args: args.to_vec(),
            ret,
            reads: AliasSet::EMPTY,
            writes: AliasSet::EMPTY,
            may_alloc: false,
            may_raise: false,
            runs_python: false,
            may_invalidate: false,
            looks_at_frames: false,
            pure_call: true,
            fresh: false,
            ret_shape: None,
        }
    }
    /// A helper that may do anything.
    pub fn any(name: &str, args: &[Ty], ret: Ty) -> HelperInfo {
        HelperInfo {
            reads: AliasSet::ALL,
            writes: AliasSet::ALL,
            may_alloc: true,
            may_raise: true,
            runs_python: true,
            pure_call: false,
            ..HelperInfo::pure(name, args, ret)
        }
    }
    /// Whether a call may be left out if nobody wants its result.
    pub fn removable(&self) -> bool {
        self.pure_call
            || self.writes.is_empty()
                && !self.may_raise
                && !self.runs_python
                && !self.looks_at_frames
    }
    /// Whether two calls with the same arguments give the same result as long as nobody writes what they read.
    pub fn reads_only(&self) -> bool {
        self.removable() && !self.may_alloc
    }
    pub fn writes_all(&self) -> AliasSet {
        if self.runs_python {
            AliasSet::ALL
        } else {
            self.writes
        }
    }
    pub fn reads_all(&self) -> AliasSet {
        if self.runs_python || self.looks_at_frames {
            AliasSet::ALL
        } else {
            self.reads
        }
    }
}

/// A field at a fixed offset of a heap object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldInfo {
    pub name: String,
    /// The type of what a load yields and a store takes: `I` for raw integers, `F` for raw doubles, `V`, `P`, or `A` for
    /// an interior pointer.
    pub ty: Ty,
    /// The size in bytes: 1, 2, 4 or 8. Narrower integers are zero-extended unless `signed`.
    pub width: u8,
    pub signed: bool,
    /// Two fields of the same alias class may be the same memory; of different classes never. A field with a class of its
    /// own is the best case; the slots of instances may share one class per slot number.
    pub alias: AliasClass,
    /// A store of a pointer needs a `BARRIER` of the owner. (The recorder emits it; the optimiser may remove it.)
    pub barrier: bool,
    /// Never changes after the object was completely built: loads survive calls.
    pub immutable: bool,
    /// The range of an integer field, if narrower than its type.
    pub range: Option<(i64, i64)>,
    /// For a field of the thread with an alias class of its own: the slot by which snapshots say what it is to hold, so that
    /// stores into it can be left to the exits. No frame has this slot.
    pub at_exit: Option<Slot>,
}

impl FieldInfo {
    /// A mutable 8-byte field.
    pub fn new(name: &str, ty: Ty, alias: AliasClass) -> FieldInfo {
        FieldInfo {
            name: name.to_string(),
            ty,
            width: 8,
            signed: true,
            alias,
            barrier: ty.is_boxed(),
            immutable: false,
            range: None,
            at_exit: None,
        }
    }
}

/// An allocation class: what `NEW` makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassInfo {
    pub name: String,
    /// The initial shape.
    pub shape: ShapeId,
    /// The fields and what they hold before any store (raw bits).
    pub fields: Vec<(FieldId, u64)>,
    /// Whether the object may stay virtual (sunk into snapshots). False for what has an identity from the start.
    pub sinkable: bool,
}

/// The tables of the embedder.
pub trait Schema {
    fn helper(&self, id: HelperId) -> &HelperInfo;
    fn field(&self, id: FieldId) -> &FieldInfo;
    fn class(&self, id: ClassId) -> &ClassInfo;
    fn helper_count(&self) -> usize;
    fn field_count(&self) -> usize;
    fn class_count(&self) -> usize;

    /// What the constant with these bits is.
    fn value_kind(&self, bits: u64) -> ValueKind;
    /// The tagged int, if it fits the tag.
    fn tag_int(&self, i: i64) -> Option<u64>;
    /// The immediate float, if it has an encoding.
    fn tag_float(&self, f: f64) -> Option<u64>;
    /// Whether `UNBOXI` is only ever executed on tagged ints, because the template of `GINT` tests the tag: then its result
    /// fits 63 bits, and sums of two such need no check. (A machine whose guard accepts heap ints says no.)
    fn unboxes_tagged_only(&self) -> bool {
        true
    }
    /// Whether objects of this shape never change it and no other object can get it (built-in immutable types): a guard
    /// on it holds for ever.
    fn shape_is_fixed(&self, _shape: ShapeId) -> bool {
        false
    }
    /// The shape of a constant object, if it is fixed.
    fn shape_of(&self, _bits: u64) -> Option<ShapeId> {
        None
    }
    /// The content of an immutable field of a constant object.
    fn const_field(&self, _bits: u64, _field: FieldId) -> Option<u64> {
        None
    }
    /// Evaluates a pure helper over constants, if that is possible at compile time.
    fn fold_call(&self, _helper: HelperId, _args: &[u64]) -> Option<u64> {
        None
    }

    fn helper_named(&self, name: &str) -> Option<HelperId> {
        (0..self.helper_count())
            .map(|i| HelperId(i as u16))
            .find(|&i| self.helper(i).name == name)
    }
    fn field_named(&self, name: &str) -> Option<FieldId> {
        (0..self.field_count())
            .map(|i| FieldId(i as u16))
            .find(|&i| self.field(i).name == name)
    }
    fn class_named(&self, name: &str) -> Option<ClassId> {
        (0..self.class_count())
            .map(|i| ClassId(i as u16))
            .find(|&i| self.class(i).name == name)
    }
}
