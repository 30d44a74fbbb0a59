//! A small world for tests: a schema, and a machine over vectors. Other crates may use it in their tests too.
//!
//! Values are encoded as the runtime does it. Objects live in a vector; a pointer is `(index + 1) * 16`, the address of an
//! array that belongs to an object has a high bit set. Two machines are compared by [`MockMachine::state`], which walks what
//! is reachable and names new objects in the order of the walk, so that the order of allocations does not matter.

use std::collections::HashMap;

use crate::eval::Machine;
use crate::ops::Ty;
use crate::refs::{AliasClass, AliasSet, ClassId, ElemKind, FieldId, HelperId, ShapeId, Slot};
use crate::restore;
use crate::schema::{ClassInfo, FieldInfo, HelperInfo, Schema, ValueKind};
use crate::snapshot::FrameDesc;

pub const NONE: u64 = 0x04;
pub const TRUE: u64 = 0x24;
pub const UNBOUND: u64 = 0x54;
pub const RAISED: u64 = 0x64;

/// The tag of an int that fits 63 bits.
pub fn tag_int(i: i64) -> Option<u64> {
    (i << 1 >> 1 == i).then_some((i << 1) as u64 | 1)
}

/// The flonum of a double whose exponent is common.
pub fn tag_float(f: f64) -> Option<u64> {
    let bits = f.to_bits();
    if matches!(bits >> 60 & 7, 3 | 4) && bits != 0x3000_0000_0000_0000 {
        Some(bits.rotate_left(3) & !3 | 2)
    } else if bits == 0 {
        Some(0x8000_0000_0000_0002)
    } else {
        None
    }
}

/// The double of a flonum.
pub fn untag_float(v: u64) -> f64 {
    if v == 0x8000_0000_0000_0002 {
        return 0.0;
    }
    let b63 = v >> 63;
    f64::from_bits(((2 - b63) | (v & !3)).rotate_right(3))
}

pub const X: FieldId = FieldId(0);
pub const Y: FieldId = FieldId(1);
pub const N: FieldId = FieldId(2);
pub const D: FieldId = FieldId(3);
pub const NEXT: FieldId = FieldId(4);
pub const ITEMS: FieldId = FieldId(5);
pub const LEN: FieldId = FieldId(6);
pub const BYTE: FieldId = FieldId(7);
pub const SHAPE: FieldId = FieldId(8);
pub const FROZEN: FieldId = FieldId(9);
pub const HANDLED: FieldId = FieldId(10);

/// The thread's address, and the slot that stands for its only field.
const THREAD: u64 = 1 << 41;
const HANDLED_SLOT: Slot = Slot(i16::MIN);

pub const POINT: ClassId = ClassId(0);
pub const CELL: ClassId = ClassId(1);
pub const REAL: ClassId = ClassId(2);

pub const PURE: HelperId = HelperId(0);
pub const POKE: HelperId = HelperId(1);
pub const ANY: HelperId = HelperId(2);
pub const FRESH: HelperId = HelperId(3);
pub const READ: HelperId = HelperId(4);
pub const PUREF: HelperId = HelperId(5);

pub const LOOK: HelperId = HelperId(6);

pub const POINT_SHAPE: ShapeId = ShapeId(100);
pub const CELL_SHAPE: ShapeId = ShapeId(101);
pub const LIST_SHAPE: ShapeId = ShapeId(103);
pub const OTHER_SHAPE: ShapeId = ShapeId(104);
const INT_SHAPE: ShapeId = ShapeId(1);
const FLOAT_SHAPE: ShapeId = ShapeId(2);

/// The tables of the test world.
pub struct MockSchema {
    fields: Vec<FieldInfo>,
    classes: Vec<ClassInfo>,
    helpers: Vec<HelperInfo>,
}

impl Default for MockSchema {
    fn default() -> Self {
        Self::new()
    }
}

impl MockSchema {
    pub fn new() -> MockSchema {
        let class = |n: u8| AliasClass(AliasClass::FIRST_FREE.0 + n);
        let field = |name: &str, ty, n| FieldInfo::new(name, ty, class(n));
        let fields = vec![
            field("x", Ty::V, 0),
            field("y", Ty::V, 1),
            field("n", Ty::I, 2),
            field("d", Ty::F, 3),
            field("next", Ty::V, 4),
            FieldInfo {
                immutable: true,
                ..field("items", Ty::A, 5)
            },
            field("len", Ty::I, 6),
            FieldInfo {
                width: 1,
                signed: false,
                range: Some((0, 255)),
                ..field("byte", Ty::I, 7)
            },
            FieldInfo {
                width: 4,
                signed: false,
                ..FieldInfo::new("shape", Ty::I, AliasClass::SHAPE)
            },
            FieldInfo {
                immutable: true,
                ..field("frozen", Ty::V, 8)
            },
            FieldInfo {
                at_exit: Some(HANDLED_SLOT),
                ..field("handled", Ty::V, 9)
            },
        ];
        let point = vec![
            (X, NONE),
            (Y, NONE),
            (N, 0),
            (D, 0),
            (NEXT, NONE),
            (BYTE, 0),
        ];
        let classes = vec![
            ClassInfo {
                name: "point".into(),
                shape: POINT_SHAPE,
                fields: point.clone(),
                sinkable: true,
            },
            ClassInfo {
                name: "cell".into(),
                shape: CELL_SHAPE,
                fields: vec![(X, UNBOUND)],
                sinkable: true,
            },
            ClassInfo {
                name: "real".into(),
                shape: POINT_SHAPE,
                fields: point,
                sinkable: false,
            },
        ];
        let helpers = vec![
            HelperInfo::pure("pure", &[Ty::I, Ty::I], Ty::I),
            HelperInfo {
                reads: AliasSet::of(class(0)),
                writes: AliasSet::of(class(0)),
                pure_call: false,
                ..HelperInfo::pure("poke", &[Ty::V, Ty::V], Ty::N)
            },
            HelperInfo::any("any", &[Ty::V], Ty::V),
            HelperInfo {
                may_alloc: true,
                pure_call: false,
                fresh: true,
                ..HelperInfo::pure("fresh", &[Ty::V], Ty::V)
            },
            HelperInfo {
                reads: AliasSet::of(class(0)),
                pure_call: false,
                ..HelperInfo::pure("read", &[Ty::V], Ty::V)
            },
            HelperInfo::pure("puref", &[Ty::F, Ty::I, Ty::F], Ty::F),
            HelperInfo {
                looks_at_frames: true,
                ..HelperInfo::any("look", &[Ty::V], Ty::V)
            },
        ];
        MockSchema {
            fields,
            classes,
            helpers,
        }
    }
}

impl Schema for MockSchema {
    fn helper(&self, id: HelperId) -> &HelperInfo {
        &self.helpers[id.index()]
    }
    fn field(&self, id: FieldId) -> &FieldInfo {
        &self.fields[id.index()]
    }
    fn class(&self, id: ClassId) -> &ClassInfo {
        &self.classes[id.index()]
    }
    fn helper_count(&self) -> usize {
        self.helpers.len()
    }
    fn field_count(&self) -> usize {
        self.fields.len()
    }
    fn class_count(&self) -> usize {
        self.classes.len()
    }
    fn value_kind(&self, bits: u64) -> ValueKind {
        if bits & 1 == 1 {
            ValueKind::Int(bits as i64 >> 1)
        } else if bits & 3 == 2 {
            ValueKind::Float(untag_float(bits))
        } else if bits & 15 == 0 {
            ValueKind::Ptr
        } else if bits == RAISED {
            ValueKind::Raised
        } else {
            ValueKind::Imm
        }
    }
    fn unboxes_tagged_only(&self) -> bool {
        false
    }
    fn tag_int(&self, i: i64) -> Option<u64> {
        tag_int(i)
    }
    fn tag_float(&self, f: f64) -> Option<u64> {
        tag_float(f)
    }
}

/// An object of the test heap.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub shape: ShapeId,
    pub fields: Vec<(FieldId, u64)>,
    pub elems: Vec<u64>,
}

/// The test machine.
#[derive(Clone, Debug, Default)]
pub struct MockMachine {
    pub slots: HashMap<i16, u64>,
    /// The thread's field.
    pub handled: u64,
    pub inherited: Vec<u64>,
    pub objects: Vec<Object>,
    /// How many objects there were before the trace ran: these have an identity.
    pub old: usize,
    /// What calls saw, in canonical form.
    pub log: Vec<String>,
    /// After how many polls the poll word is set.
    pub polls: u64,
    /// After how many Python calls the trace becomes invalid.
    pub valid_for: u64,
    /// Guards test tags only, as templates do: heap ints and heap floats fail `GINT` and `GFLONUM`.
    pub strict: bool,
    pub frames: Vec<FrameDesc>,
    pub allocations: u64,
}

const ARRAY: u64 = 1 << 40;

impl MockMachine {
    pub fn new() -> MockMachine {
        MockMachine {
            polls: 3,
            valid_for: u64::MAX,
            handled: NONE,
            ..MockMachine::default()
        }
    }
    /// Adds an object that exists before the trace.
    pub fn add(&mut self, shape: ShapeId, fields: &[(FieldId, u64)], elems: &[u64]) -> u64 {
        let p = self.push(Object {
            shape,
            fields: fields.to_vec(),
            elems: elems.to_vec(),
        });
        self.old = self.objects.len();
        p
    }
    fn push(&mut self, o: Object) -> u64 {
        self.objects.push(o);
        self.objects.len() as u64 * 16
    }
    fn index(v: u64) -> usize {
        (v / 16 - 1) as usize
    }
    fn object(&mut self, v: u64) -> &mut Object {
        &mut self.objects[Self::index(v)]
    }
    fn get(&self, v: u64, f: FieldId) -> Option<u64> {
        self.objects[Self::index(v)]
            .fields
            .iter()
            .find(|e| e.0 == f)
            .map(|e| e.1)
    }

    /// Everything that can be observed, as text: frames, slots, what is reachable, the log of calls.
    pub fn state(&self) -> String {
        let mut w = Walk {
            m: self,
            names: HashMap::new(),
            out: String::new(),
        };
        w.out
            .push_str(&format!("{:?} {:?}\n", self.frames, self.log));
        let mut slots: Vec<_> = self.slots.iter().collect();
        slots.sort();
        for (s, v) in slots {
            w.out.push_str(&format!("slot {s} = "));
            w.value(*v);
            w.out.push('\n');
        }
        w.out.push_str("handled = ");
        w.value(self.handled);
        w.out.push('\n');
        for n in 0..self.old {
            w.value((n as u64 + 1) * 16);
            w.out.push('\n');
        }
        w.out
    }
    fn show(&self, v: u64) -> String {
        let mut w = Walk {
            m: self,
            names: HashMap::new(),
            out: String::new(),
        };
        w.value(v);
        w.out
    }
}

struct Walk<'a> {
    m: &'a MockMachine,
    names: HashMap<u64, usize>,
    out: String,
}

impl Walk<'_> {
    fn value(&mut self, v: u64) {
        let schema = MockSchema::new();
        if v == 0 {
            self.out.push_str("nothing");
            return;
        }
        match schema.value_kind(v) {
            ValueKind::Int(i) => self.out.push_str(&format!("{i}")),
            ValueKind::Float(f) => self.out.push_str(&if f.is_nan() {
                "nan".into()
            } else {
                format!("{f:?}")
            }),
            ValueKind::Raised => self.out.push_str("raised"),
            ValueKind::Imm => self.out.push_str(&format!("v:{v:#x}")),
            ValueKind::Ptr => self.object(v),
        }
    }
    fn object(&mut self, v: u64) {
        if v == 0 || MockMachine::index(v) >= self.m.objects.len() {
            self.out.push_str(&format!("bad:{v:#x}"));
            return;
        }
        let o = &self.m.objects[MockMachine::index(v)];
        if o.shape == INT_SHAPE || o.shape == FLOAT_SHAPE {
            let bits = o.elems[0];
            let f = f64::from_bits(bits);
            self.out.push_str(&if o.shape == INT_SHAPE {
                format!("{}", bits as i64)
            } else if f.is_nan() {
                "nan".into()
            } else {
                format!("{f:?}")
            });
            return;
        }
        if let Some(n) = self.names.get(&v) {
            self.out.push_str(&format!("#{n}"));
            return;
        }
        self.names.insert(v, self.names.len());
        let old = if MockMachine::index(v) < self.m.old {
            format!("old{}", MockMachine::index(v))
        } else {
            "new".into()
        };
        self.out.push_str(&format!("{old}:{}(", o.shape.0));
        let mut fields = o.fields.clone();
        fields.sort();
        for (f, bits) in fields {
            self.out.push_str(&format!(" {}=", f.0));
            match MockSchema::new().field(f).ty {
                Ty::V | Ty::P => self.value(bits),
                Ty::F if f64::from_bits(bits).is_nan() => self.out.push_str("nan"),
                _ => self.out.push_str(&format!("{bits:#x}")),
            }
        }
        for &e in &o.elems {
            self.out.push(' ');
            self.value(e);
        }
        self.out.push(')');
    }
}

impl Machine for MockMachine {
    fn slot(&mut self, s: Slot) -> u64 {
        *self.slots.get(&s.0).unwrap_or(&UNBOUND)
    }
    fn set_slot(&mut self, s: Slot, bits: u64) {
        self.slots.insert(s.0, bits);
    }
    fn inherit(&mut self, n: u32) -> u64 {
        self.inherited[n as usize]
    }
    fn load(&mut self, obj: u64, f: FieldId) -> u64 {
        if f == ITEMS {
            return obj | ARRAY;
        }
        if f == SHAPE {
            return self.object(obj).shape.0 as u64;
        }
        if f == HANDLED {
            assert!(obj == THREAD);
            return self.handled;
        }
        self.get(obj, f)
            .unwrap_or_else(|| panic!("object {obj:#x} has no field {f:?}: {:?}", self.object(obj)))
    }
    fn store(&mut self, obj: u64, f: FieldId, bits: u64) {
        let bits = if f == BYTE { bits & 255 } else { bits };
        if f == SHAPE {
            self.object(obj).shape = ShapeId(bits as u32);
            return;
        }
        if f == HANDLED {
            assert!(obj == THREAD);
            self.handled = bits;
            return;
        }
        let o = self.object(obj);
        match o.fields.iter_mut().find(|e| e.0 == f) {
            Some(e) => e.1 = bits,
            None => o.fields.push((f, bits)),
        }
    }
    fn load_elem(&mut self, base: u64, index: i64, _k: ElemKind) -> u64 {
        self.object(base & !ARRAY).elems[index as usize]
    }
    fn store_elem(&mut self, base: u64, index: i64, _k: ElemKind, bits: u64) {
        self.object(base & !ARRAY).elems[index as usize] = bits;
    }
    fn barrier(&mut self, obj: u64, _tail: bool) {
        assert!(self.is_ptr(obj));
    }
    fn publish_frame(&mut self, _base: Slot) {}
    fn alloc(&mut self, c: ClassId) -> u64 {
        let schema = MockSchema::new();
        let c = schema.class(c);
        self.allocations = self.allocations.wrapping_add(1);
        self.push(Object {
            shape: c.shape,
            fields: c.fields.clone(),
            elems: Vec::new(),
        })
    }
    fn call(&mut self, h: HelperId, args: &[u64]) -> u64 {
        match h {
            PURE => args[0].wrapping_mul(31).wrapping_add(args[1]) & 0xffff,
            PUREF => (f64::from_bits(args[0]) + args[1] as i64 as f64 - f64::from_bits(args[2]))
                .to_bits(),
            POKE => {
                // Only what the helper is declared to read may show.
                let x = if self.is_ptr(args[0]) {
                    self.get(args[0], X).unwrap_or(0)
                } else {
                    0
                };
                self.log
                    .push(format!("poke {} {}", self.show(x), self.show(args[1])));
                if self.is_ptr(args[0]) {
                    self.store(args[0], X, args[1]);
                }
                0
            }
            ANY | LOOK => {
                let line = format!("any {} {}", self.show(args[0]), self.show(self.handled));
                self.log.push(line);
                self.valid_for = self.valid_for.saturating_sub(1);
                let k = tag_int(self.log.len() as i64).expect("small");
                if self.is_ptr(args[0]) && self.get(args[0], X).is_some() {
                    self.store(args[0], X, k);
                    self.store(args[0], N, k);
                }
                for n in 0..self.old {
                    let o = (n as u64 + 1) * 16;
                    if self.get(o, X).is_some() {
                        self.store(o, X, k + 2);
                    }
                    if let Some(e) = self.object(o).elems.get_mut(1) {
                        *e = k;
                    }
                }
                if k & 8 != 0 { RAISED } else { args[0] }
            }
            FRESH => {
                let p = self.push(Object {
                    shape: POINT_SHAPE,
                    fields: vec![],
                    elems: vec![],
                });
                for f in [X, Y, NEXT] {
                    self.store(p, f, args[0]);
                }
                self.store(p, N, 0);
                self.store(p, D, 0);
                self.store(p, BYTE, 0);
                p
            }
            READ => {
                if self.is_ptr(args[0]) {
                    self.get(args[0], X).unwrap_or(NONE)
                } else {
                    NONE
                }
            }
            _ => panic!("unknown helper"),
        }
    }
    fn room(&mut self, n: u32) -> bool {
        n <= 1000
    }
    fn slot_address(&mut self, s: Slot) -> u64 {
        s.0 as u64
    }
    fn thread(&mut self) -> u64 {
        THREAD
    }
    fn call_trace(&mut self, _site: u32) -> u64 {
        NONE
    }
    fn box_int(&mut self, i: i64) -> u64 {
        tag_int(i).unwrap_or_else(|| {
            self.push(Object {
                shape: INT_SHAPE,
                fields: vec![],
                elems: vec![i as u64],
            })
        })
    }
    fn box_uint(&mut self, i: u64) -> u64 {
        if let Ok(i) = i64::try_from(i) {
            return self.box_int(i);
        }
        self.push(Object {
            shape: INT_SHAPE,
            fields: vec![],
            elems: vec![i, 1],
        })
    }
    fn box_float(&mut self, f: f64) -> u64 {
        tag_float(f).unwrap_or_else(|| {
            self.push(Object {
                shape: FLOAT_SHAPE,
                fields: vec![],
                elems: vec![f.to_bits()],
            })
        })
    }
    fn as_int(&mut self, v: u64) -> Option<i64> {
        if v & 1 == 1 {
            Some(v as i64 >> 1)
        } else if !self.strict
            && self.is_ptr(v)
            && self.shape(v) == INT_SHAPE
            && self.object(v).elems.len() == 1
        {
            Some(self.object(v).elems[0] as i64)
        } else {
            None
        }
    }
    fn as_uint(&mut self, v: u64) -> Option<u64> {
        if v & 1 == 1 {
            u64::try_from(v as i64 >> 1).ok()
        } else if self.is_ptr(v) && self.shape(v) == INT_SHAPE {
            // A second element says that the first is unsigned.
            let e = &self.object(v).elems;
            (e.len() == 2 || e[0] as i64 >= 0).then(|| e[0])
        } else {
            None
        }
    }
    fn as_float(&mut self, v: u64) -> Option<f64> {
        if v & 3 == 2 {
            Some(untag_float(v))
        } else if self.is_ptr(v) && self.shape(v) == FLOAT_SHAPE {
            Some(f64::from_bits(self.object(v).elems[0]))
        } else {
            None
        }
    }
    fn is_flonum(&mut self, v: u64) -> bool {
        v & 3 == 2 || !self.strict && self.as_float(v).is_some()
    }
    fn is_ptr(&mut self, v: u64) -> bool {
        v != 0 && v & 15 == 0
    }
    fn shape(&mut self, obj: u64) -> ShapeId {
        self.object(obj).shape
    }
    fn is_raised(&mut self, v: u64) -> bool {
        v == RAISED
    }
    fn valid(&mut self) -> bool {
        self.valid_for > 0
    }
    fn poll(&mut self) -> u64 {
        if self.polls == 0 {
            return 1;
        }
        self.polls -= 1;
        0
    }
}

impl restore::Target for MockMachine {
    type Error = ();
    fn begin(&mut self, frames: &[FrameDesc]) -> Result<(), ()> {
        self.frames = frames.to_vec();
        Ok(())
    }
    fn box_int(&mut self, i: i64) -> Result<u64, ()> {
        Ok(Machine::box_int(self, i))
    }
    fn box_uint(&mut self, i: u64) -> Result<u64, ()> {
        Ok(Machine::box_uint(self, i))
    }
    fn box_float(&mut self, f: f64) -> Result<u64, ()> {
        Ok(Machine::box_float(self, f))
    }
    fn alloc(&mut self, c: ClassId) -> Result<u64, ()> {
        Ok(Machine::alloc(self, c))
    }
    fn init(&mut self, obj: u64, f: FieldId, bits: u64) {
        Machine::store(self, obj, f, bits);
    }
    fn set_slot(&mut self, s: Slot, bits: u64) {
        if s == HANDLED_SLOT {
            self.handled = bits;
            return;
        }
        self.slots.insert(s.0, bits);
    }
    fn set_frame(&mut self, _n: usize, _frames: &[FrameDesc]) {}
}
