//! Typed indices: every number that travels between modules has a type of its own.
//!
//! An [`IrRef`] names a value of a trace: instructions count upward from [`IrRef::BIAS`], constants downward from the same
//! origin, so that one compare tells them apart and an operand is 16 bits. A trace thus holds at most 32,767
//! instructions and 32,767 constants; recorders stop long before.

use std::fmt;

/// A reference to an instruction or a constant of one trace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IrRef(pub u16);

impl IrRef {
    /// The origin: the first instruction (`BASE`, a no-op) stands here, the first constant right below.
    pub const BIAS: u16 = 0x8000;
    /// No operand.
    pub const NONE: IrRef = IrRef(0);
    /// The first real instruction.
    pub const FIRST: IrRef = IrRef(Self::BIAS + 1);

    /// The reference of instruction number `n` (number 0 is the origin's no-op).
    #[inline]
    pub fn ins(n: usize) -> IrRef {
        debug_assert!(n < Self::BIAS as usize);
        IrRef(Self::BIAS + n as u16)
    }
    /// The reference of constant number `n`.
    #[inline]
    pub fn konst(n: usize) -> IrRef {
        debug_assert!(n < Self::BIAS as usize - 1);
        IrRef(Self::BIAS - 1 - n as u16)
    }
    #[inline]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
    #[inline]
    pub fn is_some(self) -> bool {
        self.0 != 0
    }
    #[inline]
    pub fn is_const(self) -> bool {
        self.0 != 0 && self.0 < Self::BIAS
    }
    #[inline]
    pub fn is_ins(self) -> bool {
        self.0 >= Self::BIAS
    }
    /// The index of an instruction in the instruction array.
    #[inline]
    pub fn index(self) -> usize {
        debug_assert!(self.is_ins());
        (self.0 - Self::BIAS) as usize
    }
    /// The index of a constant in the constant array.
    #[inline]
    pub fn const_index(self) -> usize {
        debug_assert!(self.is_const());
        (Self::BIAS - 1 - self.0) as usize
    }
    #[inline]
    pub fn next(self) -> IrRef {
        IrRef(self.0 + 1)
    }
}

impl fmt::Debug for IrRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            write!(f, "_")
        } else if self.is_const() {
            write!(f, "k{}", self.const_index())
        } else {
            write!(f, "%{}", self.index())
        }
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($t:ty);)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub $t);
        impl $name {
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )* };
}

ids! {
    /// A snapshot of a trace; `SnapNo::NONE` where an instruction has none.
    SnapNo(u16);
    /// A side exit: one per guard (also where guards share a snapshot, because registers may differ between them).
    ExitNo(u16);
    /// A helper that traces may call.
    HelperId(u16);
    /// A field of heap objects at a fixed offset.
    FieldId(u16);
    /// An allocation class: a size and an initial shape.
    ClassId(u16);
    /// A shape, as in the header of heap objects.
    ShapeId(u32);
    /// A trace, as the embedder numbers them.
    TraceNo(u32);
    /// A code object, as the embedder numbers those that a trace refers to.
    CodeId(u32);
    /// A class of memory: accesses of different classes never alias.
    AliasClass(u8);
}

impl SnapNo {
    pub const NONE: SnapNo = SnapNo(u16::MAX);
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

impl AliasClass {
    /// The shape word of every object: written where an object changes its shape.
    pub const SHAPE: AliasClass = AliasClass(0);
    /// Arrays of tagged values.
    pub const ELEM_VAL: AliasClass = AliasClass(1);
    /// Arrays of raw doubles.
    pub const ELEM_F64: AliasClass = AliasClass(2);
    /// All other arrays (bytes, raw integers).
    pub const ELEM_RAW: AliasClass = AliasClass(3);
    /// Frame slots.
    pub const FRAME: AliasClass = AliasClass(4);
    /// The first class that the embedder may give to its own fields (up to 63).
    pub const FIRST_FREE: AliasClass = AliasClass(8);
}

/// A set of alias classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AliasSet(pub u64);

impl AliasSet {
    pub const EMPTY: AliasSet = AliasSet(0);
    pub const ALL: AliasSet = AliasSet(u64::MAX);
    pub const fn of(c: AliasClass) -> AliasSet {
        AliasSet(1 << c.0)
    }
    pub const fn with(self, c: AliasClass) -> AliasSet {
        AliasSet(self.0 | 1 << c.0)
    }
    pub const fn without(self, c: AliasClass) -> AliasSet {
        AliasSet(self.0 & !(1 << c.0))
    }
    pub const fn union(self, o: AliasSet) -> AliasSet {
        AliasSet(self.0 | o.0)
    }
    pub const fn contains(self, c: AliasClass) -> bool {
        self.0 >> c.0 & 1 != 0
    }
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A frame slot relative to the base of the trace's first frame, in words; negative ones are header words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot(pub i16);

/// The element kinds of arrays.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum ElemKind {
    Val = 0,
    F64,
    F32,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
}

impl ElemKind {
    pub const ALL: [ElemKind; 10] = [
        ElemKind::Val,
        ElemKind::F64,
        ElemKind::F32,
        ElemKind::I8,
        ElemKind::U8,
        ElemKind::I16,
        ElemKind::U16,
        ElemKind::I32,
        ElemKind::U32,
        ElemKind::I64,
    ];
    pub fn from_u32(x: u32) -> ElemKind {
        Self::ALL[x as usize]
    }
    pub fn name(self) -> &'static str {
        match self {
            ElemKind::Val => "val",
            ElemKind::F64 => "f64",
            ElemKind::F32 => "f32",
            ElemKind::I8 => "i8",
            ElemKind::U8 => "u8",
            ElemKind::I16 => "i16",
            ElemKind::U16 => "u16",
            ElemKind::I32 => "i32",
            ElemKind::U32 => "u32",
            ElemKind::I64 => "i64",
        }
    }
    /// The size of one element in bytes.
    pub fn size(self) -> u32 {
        match self {
            ElemKind::Val | ElemKind::F64 | ElemKind::I64 => 8,
            ElemKind::F32 | ElemKind::I32 | ElemKind::U32 => 4,
            ElemKind::I16 | ElemKind::U16 => 2,
            ElemKind::I8 | ElemKind::U8 => 1,
        }
    }
    /// The alias class; memory that Python code can view under two kinds must not be accessed inline.
    pub fn alias(self) -> AliasClass {
        match self {
            ElemKind::Val => AliasClass::ELEM_VAL,
            ElemKind::F64 => AliasClass::ELEM_F64,
            ElemKind::F32
            | ElemKind::I8
            | ElemKind::U8
            | ElemKind::I16
            | ElemKind::U16
            | ElemKind::I32
            | ElemKind::U32
            | ElemKind::I64 => AliasClass::ELEM_RAW,
        }
    }
    /// The range of the integers that a load of this kind can yield, if it yields integers.
    pub fn int_range(self) -> Option<(i64, i64)> {
        match self {
            ElemKind::Val | ElemKind::F64 | ElemKind::F32 => None,
            ElemKind::I8 => Some((i8::MIN as i64, i8::MAX as i64)),
            ElemKind::U8 => Some((0, u8::MAX as i64)),
            ElemKind::I16 => Some((i16::MIN as i64, i16::MAX as i64)),
            ElemKind::U16 => Some((0, u16::MAX as i64)),
            ElemKind::I32 => Some((i32::MIN as i64, i32::MAX as i64)),
            ElemKind::U32 => Some((0, u32::MAX as i64)),
            ElemKind::I64 => Some((i64::MIN, i64::MAX)),
        }
    }
}
