//! The one table of IR ops. Printer, parser, verifier, evaluator, optimiser and `docs/IR.md` derive from it.
//!
//! Each row gives: name; effect; result type; the kinds of the operands `a`, `b`, `c`; what the extra field `x` holds;
//! flags (`C` commutative); how a guard may be forced to fail; and the documentation.
//!
//! **Guards may fail spuriously.** A guard promises that its condition holds *after* it; the template may be stricter than
//! the condition (say: `GINT` may fail for an int that fits 64 bits but lives on the heap). The interpreter then goes on
//! from the snapshot. Removing a guard that is known to hold is therefore always right.

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Ty {
    /// No value.
    N = 0,
    /// A 64-bit signed integer.
    I,
    /// A double.
    F,
    /// A tagged value.
    V,
    /// A pointer to a heap object: a `V` that is known to be a pointer (so a `P` may stand wherever a `V` may).
    P,
    /// A raw interior address: never in a snapshot that the interpreter sees, never across a GC point without its owner.
    A,
    /// A 64-bit unsigned integer. Instructions take it wherever they take an `I`, and the wrapping ones may have this type
    /// as their result; what tells the two apart is the int that a snapshot makes of them.
    U,
}

impl Ty {
    pub const ALL: [Ty; 7] = [Ty::N, Ty::I, Ty::F, Ty::V, Ty::P, Ty::A, Ty::U];
    pub fn letter(self) -> char {
        match self {
            Ty::N => '-',
            Ty::I => 'I',
            Ty::F => 'F',
            Ty::V => 'V',
            Ty::P => 'P',
            Ty::A => 'A',
            Ty::U => 'U',
        }
    }
    /// Whether the value lives in a floating-point register.
    pub fn is_float(self) -> bool {
        matches!(self, Ty::F)
    }
    /// Whether the value is a raw integer.
    pub fn is_int(self) -> bool {
        matches!(self, Ty::I | Ty::U)
    }
    /// Whether the value is a Python value in its boxed form.
    pub fn is_boxed(self) -> bool {
        matches!(self, Ty::V | Ty::P)
    }
}

/// What an operand must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Absent.
    O,
    I,
    F,
    /// A boxed value (`V` or `P`).
    V,
    A,
    /// A value of any type.
    Any,
    /// A boxed value or absent.
    OptV,
    /// A `CARG`, a value, or absent.
    Args,
    /// A value whose type is the type of the field or element kind in `x`.
    ByX,
    /// A value whose type is that of the instruction (the inputs of a PHI).
    Same,
}

/// What the extra field `x` of an instruction holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum XKind {
    None,
    Slot,
    Field,
    Elem,
    Class,
    Helper,
    Shape,
    Trace,
    /// A plain number.
    Num,
}

/// What an op does besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: may be removed, repeated, merged.
    Pure,
    /// Leaves the trace through its snapshot unless its condition holds. The condition depends on the operands alone.
    Guard,
    /// Leaves the trace through its snapshot unless its condition, which depends on the world, holds.
    GuardWorld,
    /// Reads memory.
    Load,
    /// Writes memory.
    Store,
    /// Makes a new object (and may collect garbage); may be removed or delayed while nobody has seen the object.
    Alloc,
    /// Calls out; the schema says what it does.
    Call,
    /// Structure: inputs, arguments, loop header, terminators.
    Control,
}

/// How the exit of a guard may be forced, so that every exit can be tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// Not a guard.
    No,
    /// The exit may be taken whenever the guard is reached: its snapshot lies before the operation it guards.
    Always,
    /// The exit may be taken only if the condition really fails (the snapshot says that an exception was raised): it is
    /// forced by making the helper before it raise.
    Raise,
    /// The exit may be taken only if the condition really fails: what it looks at has happened (an iterator has given an
    /// item), and the snapshot says how to go on if it had come out otherwise. Only programs force it.
    Done,
}

/// One row of the table.
#[derive(Debug)]
pub struct OpInfo {
    pub op: Op,
    pub name: &'static str,
    pub effect: Effect,
    /// The result type; `None` where it depends on the instruction (inputs, PHIs, loads, calls).
    pub ty: Option<Ty>,
    pub operands: [Operand; 3],
    pub x: XKind,
    pub commutative: bool,
    pub force: Force,
    pub doc: &'static str,
}

macro_rules! ty {
    (N) => {
        Some(Ty::N)
    };
    (I) => {
        Some(Ty::I)
    };
    (F) => {
        Some(Ty::F)
    };
    (V) => {
        Some(Ty::V)
    };
    (P) => {
        Some(Ty::P)
    };
    (A) => {
        Some(Ty::A)
    };
    (U) => {
        Some(Ty::U)
    };
    (T) => {
        None
    };
}
macro_rules! comm {
    () => {
        false
    };
    (C) => {
        true
    };
}

macro_rules! ops {
    ($($name:ident $effect:ident $ty:ident ($a:ident $b:ident $c:ident) $x:ident [$($flag:ident)?] $force:ident $doc:literal;)*) => {
        /// An op of the IR; see [`OPS`] for its properties.
        #[allow(clippy::upper_case_acronyms)] // The ops are spelt as in dumps.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $(#[doc = $doc] $name,)* }

        /// The table, indexed by op.
        pub static OPS: &[OpInfo] = &[$(OpInfo {
            op: Op::$name,
            name: stringify!($name),
            effect: Effect::$effect,
            ty: ty!($ty),
            operands: [Operand::$a, Operand::$b, Operand::$c],
            x: XKind::$x,
            commutative: comm!($($flag)?),
            force: Force::$force,
            doc: $doc,
        },)*];

        impl Op {
            /// How many ops there are.
            pub const COUNT: usize = [$(Op::$name,)*].len();
        }
    };
}

ops! {
    // Structure.
    NOP     Control N (O O O) None [] No "Nothing: a removed instruction. Numbering stays stable because of it.";
    SLOT    Control V (O O O) Slot [] No "The value that frame slot `x` had when the trace was entered.";
    INHERIT Control T (O O O) Num [] No "Value number `x` handed over by the parent of a side trace, in the order of the parent's exit; its type is the instruction's.";
    LOOP    Control N (O O O) None [] No "The loop header: the back-edge `JLOOP` comes here. At most one per trace.";
    PHI     Control T (Same Same O) None [] No "A loop-carried value: `a` on entry to the loop, `b` on the back-edge. Directly after `LOOP`.";
    CARG    Control N (Args Any O) None [] No "An argument list: the list `a` (or its first argument) followed by `b`.";

    // Integers: wrapping unless said otherwise.
    IADD    Pure I (I I O) None [C] No "`a + b`, wrapping.";
    ISUB    Pure I (I I O) None [] No "`a - b`, wrapping.";
    IMUL    Pure I (I I O) None [C] No "`a * b`, wrapping.";
    INEG    Pure I (I O O) None [] No "`-a`, wrapping.";
    IADDO   Guard I (I I O) None [C] Always "`a + b`; guards that it does not overflow 64 bits.";
    ISUBO   Guard I (I I O) None [] Always "`a - b`; guards that it does not overflow 64 bits.";
    IMULO   Guard I (I I O) None [C] Always "`a * b`; guards that it does not overflow 64 bits.";
    INEGO   Guard I (I O O) None [] Always "`-a`; guards that it does not overflow 64 bits.";
    IAND    Pure I (I I O) None [C] No "Bitwise and.";
    IOR     Pure I (I I O) None [C] No "Bitwise or.";
    IXOR    Pure I (I I O) None [C] No "Bitwise exclusive or.";
    INOT    Pure I (I O O) None [] No "Bitwise complement.";
    ISHL    Pure I (I I O) None [] No "`a << (b & 63)`, wrapping.";
    ISHR    Pure I (I I O) None [] No "`a >> (b & 63)`, arithmetic.";
    IUSHR   Pure I (I I O) None [] No "`a >> (b & 63)`, logical.";
    IDIVFLOOR Pure I (I I O) None [] No "`a // b` rounded down. Guarded before: `b` is neither 0, nor -1 with `a` the minimum.";
    IMODFLOOR Pure I (I I O) None [] No "`a % b` with the sign of `b`. Guarded before: `b` is neither 0, nor -1 with `a` the minimum.";

    // Floats.
    FADD    Pure F (F F O) None [C] No "`a + b`.";
    FSUB    Pure F (F F O) None [] No "`a - b`.";
    FMUL    Pure F (F F O) None [C] No "`a * b`.";
    FDIV    Pure F (F F O) None [] No "`a / b`, as IEEE has it: Python's check for zero is a guard before it.";
    FNEG    Pure F (F O O) None [] No "`-a` (flips the sign bit).";
    FABS    Pure F (F O O) None [] No "`|a|` (clears the sign bit).";
    FSQRT   Pure F (F O O) None [] No "Square root, correctly rounded.";
    FFLOOR  Pure F (F O O) None [] No "Rounds down to an integral value.";
    FCEIL   Pure F (F O O) None [] No "Rounds up to an integral value.";
    FTRUNC  Pure F (F O O) None [] No "Rounds towards zero to an integral value.";
    FMADD   Pure F (F F F) None [] No "`a * b + c`, rounded once.";
    FNMADD  Pure F (F F F) None [] No "`c - a * b`, rounded once.";
    FPOWH   Pure F (F F F) Num [] No "`c` to the power of half of `x`: `a` if `a == b` (then that is known to be it), else what the library gives.";
    I2F     Pure F (I O O) None [] No "Converts to the nearest double, ties to even.";
    F2I     Guard I (F O O) None [] Always "Truncates; guards that the result fits (fails for NaN, infinities and what is outside 64 bits).";

    // Guards on integers.
    GLT     Guard N (I I O) None [] Always "Guards `a < b`.";
    GLE     Guard N (I I O) None [] Always "Guards `a <= b`.";
    GGT     Guard N (I I O) None [] Always "Guards `a > b`.";
    GGE     Guard N (I I O) None [] Always "Guards `a >= b`.";
    GEQ     Guard N (I I O) None [C] Always "Guards `a == b`.";
    GNE     Guard N (I I O) None [C] Always "Guards `a != b`.";
    GULT    Guard N (I I O) None [] Always "Guards `a < b`, unsigned: the bounds check.";
    GUGE    Guard N (I I O) None [] Always "Guards `a >= b`, unsigned.";

    // Guards on floats: the plain ones fail on NaN, those with N are their negations and hold on NaN.
    GFLT    Guard N (F F O) None [] Always "Guards `a < b`.";
    GFLE    Guard N (F F O) None [] Always "Guards `a <= b`.";
    GFGT    Guard N (F F O) None [] Always "Guards `a > b`.";
    GFGE    Guard N (F F O) None [] Always "Guards `a >= b`.";
    GFEQ    Guard N (F F O) None [C] Always "Guards `a == b` (false on NaN, true for 0.0 and -0.0).";
    GFNE    Guard N (F F O) None [C] Always "Guards `a != b` (true on NaN).";
    GFNLT   Guard N (F F O) None [] Always "Guards `not a < b` (true on NaN).";
    GFNLE   Guard N (F F O) None [] Always "Guards `not a <= b` (true on NaN).";
    GFNGT   Guard N (F F O) None [] Always "Guards `not a > b` (true on NaN).";
    GFNGE   Guard N (F F O) None [] Always "Guards `not a >= b` (true on NaN).";

    // Guards on values.
    GINT    Guard N (V O O) None [] Always "Guards that `a` is an int that fits 64 bits. A template tests the tag only, and so fails for ints on the heap.";
    GFTAG   Guard N (F O O) None [] Always "Guards that the double `a` has an immediate form. A template fails for 0.0.";
    GUINT   Guard N (V O O) None [] Always "Guards that `a` is an int from 0 to 2**64 - 1, immediate or on the heap.";
    GFLOAT  Guard N (V O O) None [] Always "Guards that `a` is a float, immediate or on the heap.";
    GFLONUM Guard N (V O O) None [] Always "Guards that `a` is a float. A template tests the tag only, and so fails for floats on the heap.";
    GPTR    Guard N (V O O) None [] Always "Guards that `a` is a pointer to a heap object.";
    GSHAPE  GuardWorld N (V O O) Shape [] Always "Guards that `a` is a pointer to an object of shape `x`; if `a` is a `P`, only the shape is compared.";
    GIS     Guard N (V V O) None [C] Always "Guards that `a` and `b` have the same bits.";
    GNIS    Guard N (V V O) None [C] Always "Guards that `a` and `b` have different bits.";
    GITEM   Guard N (V V O) None [] Done "Guards that `a`, what an iterator gave, is not `b`, the mark of its end. The iterator has moved on: the exit continues behind the loop.";
    GEND    Guard N (V V O) None [] Done "Guards that `a`, what an iterator gave, is `b`, the mark of its end. The exit continues with `a` as the item.";
    GNORAISE Guard N (Any O O) None [] Raise "Guards that `a`, the result of a call, is not the raised marker.";
    GVALID  GuardWorld N (O O O) None [] Always "Guards that the assumptions of this trace still hold; follows every call that may run Python.";
    GUNSEEN GuardWorld N (O O O) Slot [] Always "Guards that nobody has looked at the frame whose base is slot `x`, nor at one above: then it ends without more ado.";
    GPOLL   GuardWorld N (O O O) None [] Always "Guards that the poll word is zero.";
    GROOM   Guard N (O O O) Num [] Always "Guards that `x` more frames may be pushed: recursion limit, native stack and frame stack have room. None of these changes while a trace runs.";

    // Boxing.
    BOXI    Alloc V (I O O) Num [] No "The Python int `a`: tagged if it fits 63 bits, else a heap int. `x` is 1 where `a` is known to fit.";
    BOXU    Alloc V (I O O) Num [] No "The Python int that is `a` taken as unsigned: tagged if it fits 63 bits, else a heap int. `x` is 1 where `a` is known to fit.";
    BOXF    Alloc V (F O O) None [] No "The Python float `a`: a flonum if its exponent is common, else a heap float.";
    UNBOXI  Pure I (V O O) None [] No "The integer in `a`. Guarded before by `GINT`; `UNBOXI` of `BOXI` is always folded, so a template handles tagged ints only.";
    UNBOXU  Pure U (V O O) None [] No "The integer in `a`, immediate or on the heap. Guarded before by `GUINT`.";
    UNBOXF  Pure F (V O O) None [] No "The double in `a`, immediate or on the heap. Guarded before by `GFLOAT` or `GFLONUM`.";
    UNBOXFN Pure F (V O O) None [] No "The double in `a`, a flonum. Guarded before by `GFLONUM`.";

    // Memory.
    FLOAD   Load T (V O O) Field [] No "Loads field `x` of object `a`, which is known to be a pointer to an object that has it.";
    FSTORE  Store N (V ByX O) Field [] No "Stores `b` into field `x` of object `a`, without a barrier.";
    ALOAD   Load T (A I O) Elem [] No "Loads element `b` of the array of kind `x` at address `a`; the index is in bounds.";
    ASTORE  Store N (A I ByX) Elem [] No "Stores `c` into element `b` of the array of kind `x` at address `a`, without a barrier.";
    AADD    Pure A (A I O) None [] No "The address `a` plus `b` bytes.";
    THREAD  Pure P (O O O) None [] No "The thread's state: no heap object, but its fields are loaded and stored as those of one.";
    BARRIER Store N (V OptV O) Num [] No "The write barrier of object `a`, into which the value `b` (if given) was or will be stored; `x` is 1 where it is a list, and the place one behind its last item.";
    SSTORE  Store N (Any O O) Slot [] No "Stores the bits of `a` into frame slot `x` in memory (a header word, or a slot before a link).";
    SADDR   Pure A (O O O) Slot [] No "The address of frame slot `x`: a header word.";
    SFRAME  Store N (O O O) Slot [] No "Publishes the frame whose base is slot `x` as the current one, for callees that look at frames.";

    // Allocation and calls.
    NEW     Alloc P (O O O) Class [] No "A new object of class `x`: its fields are the class's initial ones until an `FSTORE` sets them.";
    CALL    Call T (Args O O) Helper [] No "Calls helper `x` with the arguments `a`. The snapshot, if any, is for callees that look at frames.";
    CALLT   Call V (O O O) Num [] No "Runs the function of call site `x`, whose frame has been stored, by its own trace if it has one; yields what it returns, or the raised marker.";

    // Terminators.
    JLOOP   Control N (O O O) None [] No "The back-edge to `LOOP`, or to the start of the trace while it is not peeled; the snapshot gives the slots at the loop head.";
    JTRACE  Control N (O O O) Num [] No "Jumps to the trace that the link names. To a frame entry: the slots of the snapshot are the frame's. To a typed entry: they are its live-ins by number, and the frame base moves by `x` slots.";
    JEXIT   Control N (O O O) None [] No "Leaves to the interpreter through the snapshot.";
    RET     Control N (V O O) None [] No "The function of the trace's only frame returns the value `a` to whoever entered the trace.";
}

impl Op {
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &OPS[self as usize]
    }
    pub fn name(self) -> &'static str {
        self.info().name
    }
    pub fn from_name(name: &str) -> Option<Op> {
        OPS.iter().find(|i| i.name == name).map(|i| i.op)
    }
    #[inline]
    pub fn effect(self) -> Effect {
        self.info().effect
    }
    /// Whether the op may leave the trace.
    #[inline]
    pub fn is_guard(self) -> bool {
        matches!(self.effect(), Effect::Guard | Effect::GuardWorld)
    }
    /// Whether the op ends a trace.
    #[inline]
    pub fn is_terminator(self) -> bool {
        matches!(self, Op::JLOOP | Op::JTRACE | Op::JEXIT | Op::RET)
    }
    /// Whether the op must have a snapshot.
    #[inline]
    pub fn needs_snapshot(self) -> bool {
        self.is_guard() || self.is_terminator() && self != Op::RET
    }
    /// For a comparison guard on integers or floats: the same guard with its operands swapped.
    pub fn swapped(self) -> Option<Op> {
        Some(match self {
            Op::GLT => Op::GGT,
            Op::GLE => Op::GGE,
            Op::GGT => Op::GLT,
            Op::GGE => Op::GLE,
            Op::GFLT => Op::GFGT,
            Op::GFLE => Op::GFGE,
            Op::GFGT => Op::GFLT,
            Op::GFGE => Op::GFLE,
            Op::GFNLT => Op::GFNGT,
            Op::GFNLE => Op::GFNGE,
            Op::GFNGT => Op::GFNLT,
            Op::GFNGE => Op::GFNLE,
            op if op.info().commutative => op,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_indexed_by_op() {
        for (i, info) in OPS.iter().enumerate() {
            assert_eq!(info.op as usize, i);
            assert_eq!(Op::from_name(info.name), Some(info.op));
            assert_eq!(info.force != Force::No, info.op.is_guard(), "{}", info.name);
        }
    }

    /// `docs/IR.md` is derived from the table; `UPDATE_DOCS=1 cargo test -p ir` writes it anew.
    #[test]
    fn docs_are_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/IR.md");
        let mut s = String::from(include_str!("IR.head.md"));
        s.push_str("\n## The ops\n\n| op | type | operands | x | effect | forced | meaning |\n|---|---|---|---|---|---|---|\n");
        for i in OPS {
            let ty = i.ty.map_or("*".into(), |t| t.letter().to_string());
            let ops: Vec<String> = i
                .operands
                .iter()
                .filter(|o| **o != Operand::O)
                .map(|o| format!("{o:?}"))
                .collect();
            let x = if i.x == XKind::None {
                String::new()
            } else {
                format!("{:?}", i.x)
            };
            let force = if i.force == Force::No {
                String::new()
            } else {
                format!("{:?}", i.force)
            };
            let comm = if i.commutative { ", commutative" } else { "" };
            s.push_str(&format!(
                "| `{}` | {ty} | {} | {x} | {:?}{comm} | {force} | {} |\n",
                i.name,
                ops.join(", "),
                i.effect,
                i.doc.replace('|', "\\|")
            ));
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs")).unwrap();
            std::fs::write(path, &s).unwrap();
        }
        let have = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            have == s,
            "docs/IR.md is stale: run `UPDATE_DOCS=1 cargo test -p ir docs`"
        );
    }
}
