//! What the runtime looks like to the IR: fields, helpers, allocation classes, the encoding of values.
//!
//! Ids are dense. The common fields have constants; slots of instances and items of tuples get an id when a recorder
//! first names their offset. Everything described here is static knowledge of layouts, never state of a trace.
//!
//! Alias classes: one per kind of field that matters; slots of instances share 24 classes by their offset.

use std::cell::RefCell;
use std::collections::HashMap;

use ir::{
    AliasClass, AliasSet, ClassId, ClassInfo, FieldId, FieldInfo, HelperId, HelperInfo, Schema,
    ShapeId, Slot, Ty, ValueKind,
};
use runtime::object::{self, Kind};
use runtime::types::{
    self, T, builtin, bytes, cell, code, dict, dict_view, enumerate_zip, exception,
    exception::Exception, function, generator, generator::Generator, iter, list, method, range,
    slice, traceback, traceback::Traceback,
};
use runtime::value::Value;

use crate::helpers;

/// The slot by which snapshots say what exception the thread handles.
pub const HANDLED_AT_EXIT: Slot = Slot(i16::MIN);

/// A field's place.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub offset: u32,
}

/// An allocation class's layout.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub size: usize,
    /// The header word of a new object.
    pub header: u64,
}

/// The alias classes of this embedder.
pub mod alias {
    use ir::AliasClass;
    const F: u8 = AliasClass::FIRST_FREE.0;
    pub const FLAGS: AliasClass = AliasClass(F);
    pub const LIST_LEN: AliasClass = AliasClass(F + 1);
    pub const LIST_ITEMS: AliasClass = AliasClass(F + 2);
    pub const RANGE_ITER: AliasClass = AliasClass(F + 3);
    pub const RANGE_LEFT: AliasClass = AliasClass(F + 4);
    pub const SEQ_ITER: AliasClass = AliasClass(F + 5);
    pub const SEQ_POS: AliasClass = AliasClass(F + 6);
    pub const CELL: AliasClass = AliasClass(F + 7);
    pub const NAME_CELL: AliasClass = AliasClass(F + 8);
    pub const FUNCTION: AliasClass = AliasClass(F + 9);
    pub const IMMUTABLE: AliasClass = AliasClass(F + 10);
    pub const DICT: AliasClass = AliasClass(F + 11);
    pub const OVERFLOW: AliasClass = AliasClass(F + 12);
    pub const DICT_FLAGS: AliasClass = AliasClass(F + 13);
    pub const DICT_SIZE: AliasClass = AliasClass(F + 14);
    pub const LIST_CAPACITY: AliasClass = AliasClass(F + 15);
    pub const ITER_COUNT: AliasClass = AliasClass(F + 16);
    pub const ITER_EXTRA: AliasClass = AliasClass(F + 17);
    pub const ITER_EXPECTED: AliasClass = AliasClass(F + 18);
    pub const ITER_REMAINING: AliasClass = AliasClass(F + 19);
    pub const GENERATOR: AliasClass = AliasClass(F + 20);
    pub const GEN_STATE: AliasClass = AliasClass(F + 21);
    pub const GEN_PC: AliasClass = AliasClass(F + 22);
    pub const GEN_BASE: AliasClass = AliasClass(F + 23);
    pub const GEN_REGS: AliasClass = AliasClass(F + 24);
    pub const THREAD: AliasClass = AliasClass(F + 25);
    pub const EXCEPTION: AliasClass = AliasClass(F + 26);
    pub const EXC_ARGS: AliasClass = AliasClass(F + 27);
    pub const EXC_CONTEXT: AliasClass = AliasClass(F + 28);
    pub const EXC_CAUSE: AliasClass = AliasClass(F + 29);
    pub const OBSERVED: AliasClass = AliasClass(F + 30);
    /// What traces store, but helpers only load: the exception that is set in the thread, the variables that a
    /// traceback keeps.
    pub const CAUGHT: AliasClass = AliasClass(F + 31);
    pub const SLOTS: u8 = F + 32;
    /// The class of the instance slot at a byte offset.
    pub const fn slot(offset: u32) -> AliasClass {
        AliasClass(SLOTS + ((offset / 8) % 24) as u8)
    }
}

/// What operations on lists touch.
pub const LISTS: AliasSet = AliasSet::of(alias::LIST_LEN)
    .with(alias::LIST_ITEMS)
    .with(alias::LIST_CAPACITY)
    .with(alias::FLAGS)
    .with(AliasClass::ELEM_VAL)
    .with(AliasClass::ELEM_F64)
    // Truth values are bytes.
    .with(AliasClass::ELEM_RAW);

/// What operations on dicts and sets touch.
pub const DICTS: AliasSet = AliasSet::of(alias::DICT)
    .with(alias::DICT_FLAGS)
    .with(alias::DICT_SIZE);

/// What unwinding touches: tracebacks, and the generators whose frames end.
pub const UNWINDING: AliasSet = AliasSet::of(alias::EXCEPTION)
    .with(alias::EXC_CONTEXT)
    .with(alias::THREAD)
    .with(alias::GENERATOR)
    .with(alias::GEN_STATE)
    .with(alias::GEN_PC)
    .with(alias::GEN_BASE);

/// What moving an iterator touches.
pub const ITERATORS: AliasSet = AliasSet::of(alias::RANGE_ITER)
    .with(alias::RANGE_LEFT)
    .with(alias::SEQ_ITER)
    .with(alias::SEQ_POS)
    .with(alias::ITER_COUNT)
    .with(alias::ITER_EXTRA)
    .with(alias::ITER_EXPECTED)
    .with(alias::ITER_REMAINING);

macro_rules! fields {
    ($($name:ident $text:literal $ty:ident $width:literal $offset:expr, $alias:expr, $immutable:literal;)*) => {
        // The variants are the names of the table.
        #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
        #[repr(u16)]
        enum Number { $($name,)* }
        $(#[doc = $text] pub const $name: FieldId = FieldId(Number::$name as u16);)*
        fn fixed_fields() -> Vec<(FieldInfo, u32)> {
            vec![$((
                FieldInfo {
                    width: $width,
                    signed: $width == 8,
                    immutable: $immutable,
                    ..FieldInfo::new($text, Ty::$ty, $alias)
                },
                $offset as u32,
            ),)*]
        }
    };
}

fields! {
    SHAPE "shape" I 4 object::SHAPE_OFFSET, AliasClass::SHAPE, false;
    KIND "kind" I 1 object::KIND_OFFSET, alias::IMMUTABLE, true;
    FLAGS "flags" I 1 object::FLAGS_OFFSET, alias::FLAGS, false;
    LIST_LEN "list.len" I 8 list::LEN_OFFSET, alias::LIST_LEN, false;
    LIST_ITEMS "list.items" A 8 list::ITEMS_OFFSET, alias::LIST_ITEMS, false;
    LIST_CAPACITY "list.capacity" I 8 list::CAPACITY_OFFSET, alias::LIST_CAPACITY, false;
    STR_LEN "str.len" I 8 types::str::CHAR_LEN_OFFSET, alias::IMMUTABLE, true;
    STR_BYTES "str.bytes" I 8 types::str::BYTE_LEN_OFFSET, alias::IMMUTABLE, true;
    STR_DATA "str.data" A 8 types::str::DATA_OFFSET, alias::IMMUTABLE, true;
    STR_FLAGS "str.flags" I 1 object::FLAGS_OFFSET, alias::IMMUTABLE, true;
    DICT_FLAGS "dict.flags" I 1 object::FLAGS_OFFSET, alias::DICT_FLAGS, false;
    BYTES_LEN "bytes.len" I 8 bytes::LEN_OFFSET, alias::IMMUTABLE, true;
    BYTES_DATA "bytes.data" A 8 bytes::START_OFFSET, alias::IMMUTABLE, true;
    BYTEARRAY_LEN "bytearray.len" I 8 bytes::ARRAY_LEN_OFFSET, alias::LIST_LEN, false;
    BYTEARRAY_DATA "bytearray.data" A 8 bytes::ARRAY_DATA_OFFSET, alias::LIST_ITEMS, false;
    DICT_USED "dict.used" I 4 dict::USED_OFFSET, alias::DICT_SIZE, false;
    SET_USED "set.used" I 8 types::set::USED_OFFSET, alias::DICT_SIZE, false;
    TUPLE_LEN "tuple.len" I 8 8, alias::IMMUTABLE, true;
    RANGE_START "range.start" V 8 range::START_OFFSET, alias::IMMUTABLE, true;
    RANGE_STOP "range.stop" V 8 range::START_OFFSET + 8, alias::IMMUTABLE, true;
    RANGE_STEP "range.step" V 8 range::STEP_OFFSET, alias::IMMUTABLE, true;
    RANGE_LENGTH "range.length" V 8 range::LENGTH_OFFSET, alias::IMMUTABLE, true;
    ITER_NEXT "range_iter.next" I 8 range::ITER_NEXT_OFFSET, alias::RANGE_ITER, false;
    ITER_STEP "range_iter.step" I 8 range::ITER_STEP_OFFSET, alias::IMMUTABLE, true;
    ITER_LEFT "range_iter.remaining" I 8 range::ITER_REMAINING_OFFSET, alias::RANGE_LEFT, false;
    SEQ_CONTAINER "iter.container" V 8 iter::CONTAINER_OFFSET, alias::SEQ_ITER, false;
    SEQ_POS "iter.pos" I 8 iter::POS_OFFSET, alias::SEQ_POS, false;
    ITER_EXPECTED "dict_iter.expected" I 8 dict_view::ITER_EXPECTED_OFFSET, alias::ITER_EXPECTED, false;
    ITER_REMAINING "dict_iter.remaining" I 8 dict_view::ITER_REMAINING_OFFSET, alias::ITER_REMAINING, false;
    CELL_CONTENT "cell.content" V 8 cell::CONTENT_OFFSET, alias::CELL, false;
    NAME_VALUE "name.value" V 8 dict::CELL_VALUE_OFFSET, alias::NAME_CELL, false;
    DICT_MUTATIONS "dict.mutations" I 4 dict::MUTATIONS_OFFSET, alias::DICT, false;
    DICT_ENTRIES "dict.entries" A 8 dict::ENTRIES_OFFSET, alias::DICT, false;
    DICT_EXTRA "dict.extra" V 8 dict::SIZE, alias::DICT, false;
    KEYS_VERSION "dict.keys_version" I 4 dict::KEYS_VERSION_OFFSET, alias::DICT, false;
    FUNC_CODE "function.code" V 8 function::CODE_OFFSET, alias::FUNCTION, false;
    FUNC_DEFAULTS "function.defaults" V 8 std::mem::offset_of!(function::Function, defaults), alias::FUNCTION, false;
    FUNC_KWDEFAULTS "function.kwdefaults" V 8 std::mem::offset_of!(function::Function, kwdefaults), alias::FUNCTION, false;
    FUNC_BUILTINS "function.builtins" V 8 std::mem::offset_of!(function::Function, builtins), alias::FUNCTION, false;
    FUNC_NAME "function.name" V 8 std::mem::offset_of!(function::Function, name), alias::FUNCTION, false;
    FUNC_QUALNAME "function.qualname" V 8 std::mem::offset_of!(function::Function, qualname), alias::FUNCTION, false;
    FUNC_ANNOTATE "function.annotate" V 8 std::mem::offset_of!(function::Function, annotate), alias::FUNCTION, false;
    FUNC_GLOBALS "function.globals" V 8 function::GLOBALS_OFFSET, alias::IMMUTABLE, true;
    FUNC_CLOSURE "function.closure" V 8 function::CLOSURE_OFFSET, alias::IMMUTABLE, true;
    ADAPTOR_SOURCE "adaptor.source" V 8 enumerate_zip::SOURCE_OFFSET, alias::IMMUTABLE, true;
    ADAPTOR_FUNCTION "adaptor.function" V 8 enumerate_zip::FUNCTION_OFFSET, alias::ITER_EXTRA, false;
    ADAPTOR_COUNT "adaptor.count" I 8 enumerate_zip::COUNT_OFFSET, alias::ITER_COUNT, false;
    VIEW_DICT "view.dict" V 8 std::mem::offset_of!(dict_view::DictView, dict), alias::IMMUTABLE, true;
    BUILTIN_DEF "builtin.def" I 8 builtin::DEF_OFFSET, alias::IMMUTABLE, true;
    BUILTIN_RECEIVER "builtin.receiver" V 8 builtin::RECEIVER_OFFSET, alias::IMMUTABLE, true;
    GEN_CODE "generator.code" V 8 std::mem::offset_of!(Generator, code), alias::IMMUTABLE, true;
    GEN_FUNCTION "generator.function" V 8 std::mem::offset_of!(Generator, function), alias::IMMUTABLE, true;
    GEN_REGS "generator.regs" A 8 generator::REGS_OFFSET, alias::IMMUTABLE, true;
    GEN_LIVE "generator.live" I 4 generator::LIVE_OFFSET, alias::GENERATOR, false;
    GEN_STATE "generator.state" I 1 generator::STATE_OFFSET, alias::GEN_STATE, false;
    GEN_PC "generator.pc" I 4 std::mem::offset_of!(Generator, pc), alias::GEN_PC, false;
    GEN_HANDLED "generator.handled" V 8 std::mem::offset_of!(Generator, handled), alias::GENERATOR, false;
    GEN_INNER "generator.inner" V 8 std::mem::offset_of!(Generator, inner), alias::GENERATOR, false;
    GEN_OUTER "generator.outer" V 8 std::mem::offset_of!(Generator, outer), alias::GENERATOR, false;
    GEN_FLAGS "generator.flags" I 1 std::mem::offset_of!(Generator, async_flags), alias::GENERATOR, false;
    EXC_ARGS "exception.args" V 8 std::mem::offset_of!(Exception, args), alias::EXC_ARGS, false;
    EXC_CONTEXT "exception.context" V 8 std::mem::offset_of!(Exception, context), alias::EXC_CONTEXT, false;
    EXC_CAUSE "exception.cause" V 8 std::mem::offset_of!(Exception, cause), alias::EXC_CAUSE, false;
    EXC_SUPPRESS "exception.suppress_context" I 1 std::mem::offset_of!(Exception, suppress_context), alias::IMMUTABLE, false;
    EXC_EXTRA "exception.extra_count" I 4 exception::EXTRA_COUNT_OFFSET, alias::IMMUTABLE, true;
    EXC_TRACEBACK "exception.traceback" V 8 std::mem::offset_of!(Exception, traceback), alias::EXCEPTION, false;
    TB_NEXT "traceback.next" V 8 std::mem::offset_of!(Traceback, next), alias::IMMUTABLE, true;
    TB_CODE "traceback.code" V 8 std::mem::offset_of!(Traceback, code), alias::IMMUTABLE, true;
    TB_FUNCTION "traceback.function" V 8 std::mem::offset_of!(Traceback, function), alias::IMMUTABLE, true;
    TB_NAMESPACE "traceback.namespace" V 8 std::mem::offset_of!(Traceback, namespace), alias::IMMUTABLE, true;
    TB_BASE "traceback.base" A 8 std::mem::offset_of!(Traceback, base), alias::IMMUTABLE, true;
    TB_LASTI "traceback.lasti" I 4 std::mem::offset_of!(Traceback, lasti), alias::IMMUTABLE, true;
    TB_COUNT "traceback.count" I 4 traceback::COUNT_OFFSET, alias::CAUGHT, false;
    TB_ENDED "traceback.ended" I 4 traceback::ENDED_OFFSET, alias::CAUGHT, false;
    GEN_BASE "generator.base" A 8 std::mem::offset_of!(Generator, base), alias::GEN_BASE, false;
    GEN_FRAME "generator.frame" V 8 std::mem::offset_of!(Generator, frame), alias::OBSERVED, false;
    THREAD_HANDLED "thread.handled" V 8 runtime::thread::HANDLED_OFFSET, alias::THREAD, false;
    THREAD_EXCEPTION "thread.exception" V 8 runtime::thread::EXCEPTION_OFFSET, alias::CAUGHT, false;
    THREAD_PC "thread.pc" A 8 runtime::thread::PC_OFFSET, alias::IMMUTABLE, false;
    METHOD_FUNCTION "method.function" V 8 std::mem::offset_of!(method::BoundMethod, function), alias::IMMUTABLE, true;
    METHOD_RECEIVER "method.receiver" V 8 std::mem::offset_of!(method::BoundMethod, receiver), alias::IMMUTABLE, true;
    ARRAY_STORAGE "array.data" V 8 std::mem::offset_of!(bytes::NumberArray, data), alias::IMMUTABLE, true;
    ARRAY_CODE "array.code" I 1 std::mem::offset_of!(bytes::NumberArray, code), alias::IMMUTABLE, true;
    SLICE_START "slice.start" V 8 std::mem::offset_of!(slice::Slice, start), alias::IMMUTABLE, true;
    SLICE_STOP "slice.stop" V 8 std::mem::offset_of!(slice::Slice, stop), alias::IMMUTABLE, true;
    SLICE_STEP "slice.step" V 8 std::mem::offset_of!(slice::Slice, step), alias::IMMUTABLE, true;
}

#[derive(Default)]
struct Grown {
    fields: Vec<&'static (FieldInfo, u32)>,
    slots: HashMap<u32, FieldId>,
    items: HashMap<u32, FieldId>,
    variables: HashMap<u32, FieldId>,
    overflow: HashMap<u32, FieldId>,
    classes: Vec<&'static (ClassInfo, Layout)>,
    by_shape: HashMap<(u32, usize), ClassId>,
}

/// The runtime, as the IR sees it.
pub struct Runtime {
    helpers: Vec<HelperInfo>,
    grown: RefCell<Grown>,
}

impl Runtime {
    /// The schema; one per process.
    pub fn new() -> Runtime {
        let mut grown = Grown::default();
        let mut fields = fixed_fields();
        fields[THREAD_HANDLED.index()].0.at_exit = Some(HANDLED_AT_EXIT);
        for f in fields {
            grown.fields.push(Box::leak(Box::new(f)));
        }
        Runtime {
            helpers: helpers::infos(),
            grown: RefCell::new(grown),
        }
    }

    fn add(&self, info: FieldInfo, offset: u32) -> FieldId {
        let mut g = self.grown.borrow_mut();
        g.fields.push(Box::leak(Box::new((info, offset))));
        FieldId(g.fields.len() as u16 - 1)
    }

    /// The instance slot at a byte offset.
    pub fn slot_field(&self, offset: u32) -> FieldId {
        if let Some(&f) = self.grown.borrow().slots.get(&offset) {
            return f;
        }
        let f = self.add(
            FieldInfo::new(&format!("slot{offset}"), Ty::V, alias::slot(offset)),
            offset,
        );
        self.grown.borrow_mut().slots.insert(offset, f);
        f
    }

    /// The pointer to the overflow buffer at a byte offset.
    pub fn overflow_field(&self, offset: u32) -> FieldId {
        if let Some(&f) = self.grown.borrow().overflow.get(&offset) {
            return f;
        }
        let f = self.add(
            FieldInfo::new(&format!("overflow{offset}"), Ty::A, alias::OVERFLOW),
            offset,
        );
        self.grown.borrow_mut().overflow.insert(offset, f);
        f
    }

    /// Item `n` of a tuple.
    pub fn item_field(&self, n: u32) -> FieldId {
        if let Some(&f) = self.grown.borrow().items.get(&n) {
            return f;
        }
        let info = FieldInfo {
            immutable: true,
            ..FieldInfo::new(&format!("item{n}"), Ty::V, alias::IMMUTABLE)
        };
        let f = self.add(info, types::tuple::size_of(n as usize) as u32);
        self.grown.borrow_mut().items.insert(n, f);
        f
    }

    /// Variable `n` of a traceback's entry.
    pub fn variable_field(&self, n: u32) -> FieldId {
        if let Some(&f) = self.grown.borrow().variables.get(&n) {
            return f;
        }
        let info = FieldInfo::new(&format!("variable{n}"), Ty::V, alias::CAUGHT);
        let f = self.add(info, traceback::size_of(n as usize) as u32);
        self.grown.borrow_mut().variables.insert(n, f);
        f
    }

    /// The allocation class of objects of a shape and size. `fields` are those that a virtual object may be asked for,
    /// with their initial bits.
    pub fn alloc_class(
        &self,
        name: &str,
        shape: object::ShapeId,
        kind: Kind,
        size: usize,
        fields: &[(FieldId, u64)],
    ) -> ClassId {
        let key = (shape.0, size);
        if let Some(&c) = self.grown.borrow().by_shape.get(&key) {
            return c;
        }
        runtime::shape::get(shape).pin();
        let header = u64::from(shape.0) | (kind as u64) << (8 * object::KIND_OFFSET);
        let info = ClassInfo {
            name: name.to_string(),
            shape: ShapeId(shape.0),
            fields: fields.to_vec(),
            sinkable: true,
        };
        let mut g = self.grown.borrow_mut();
        g.classes
            .push(Box::leak(Box::new((info, Layout { size, header }))));
        let c = ClassId(g.classes.len() as u16 - 1);
        g.by_shape.insert(key, c);
        c
    }

    /// Where a field lies.
    pub fn offset(&self, f: FieldId) -> u32 {
        self.grown.borrow().fields[f.index()].1
    }

    /// What `NEW` of a class allocates.
    pub fn layout(&self, c: ClassId) -> Layout {
        self.grown.borrow().classes[c.index()].1
    }

    fn class_entry(&self, c: ClassId) -> &'static (ClassInfo, Layout) {
        self.grown.borrow().classes[c.index()]
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Runtime::new()
    }
}

/// Built-in types whose plain instances never change their shape.
fn fixed(shape: u32) -> bool {
    const FIXED: [T; 35] = [
        T::Int,
        T::Float,
        T::Complex,
        T::Str,
        T::Bytes,
        T::ByteArray,
        T::Tuple,
        T::List,
        T::Dict,
        T::Set,
        T::FrozenSet,
        T::Range,
        T::Slice,
        T::Cell,
        T::Code,
        T::Function,
        T::Builtin,
        T::BoundMethod,
        T::ListIter,
        T::TupleIter,
        T::RangeIter,
        T::ListReverseIter,
        T::StrAsciiIter,
        T::StrIter,
        T::DictKeyIter,
        T::DictValueIter,
        T::DictItemIter,
        T::SetIter,
        T::DictKeys,
        T::DictValues,
        T::DictItems,
        T::Enumerate,
        T::Zip,
        T::Generator,
        T::Coroutine,
    ];
    FIXED.iter().any(|&t| types::shape_of(t).0 == shape)
}

impl Schema for Runtime {
    fn helper(&self, id: HelperId) -> &HelperInfo {
        &self.helpers[id.index()]
    }
    fn field(&self, id: FieldId) -> &FieldInfo {
        let f: &'static (FieldInfo, u32) = self.grown.borrow().fields[id.index()];
        &f.0
    }
    fn class(&self, id: ClassId) -> &ClassInfo {
        &self.class_entry(id).0
    }
    fn helper_count(&self) -> usize {
        self.helpers.len()
    }
    fn field_count(&self) -> usize {
        self.grown.borrow().fields.len()
    }
    fn class_count(&self) -> usize {
        self.grown.borrow().classes.len()
    }
    fn value_kind(&self, bits: u64) -> ValueKind {
        let v = Value::from_bits(bits);
        if v.is_small_int() {
            ValueKind::Int(v.small_unchecked())
        } else if v.is_flonum() {
            ValueKind::Float(v.flonum_unchecked())
        } else if v.is_ptr() {
            ValueKind::Ptr
        } else if v == Value::RAISED {
            ValueKind::Raised
        } else {
            ValueKind::Imm
        }
    }
    fn tag_int(&self, i: i64) -> Option<u64> {
        Value::try_small(i).map(Value::bits)
    }
    fn tag_float(&self, f: f64) -> Option<u64> {
        Value::flonum(f).map(Value::bits)
    }
    fn shape_is_fixed(&self, shape: ShapeId) -> bool {
        fixed(shape.0)
    }
    fn shape_of(&self, bits: u64) -> Option<ShapeId> {
        let shape = Value::from_bits(bits).header()?.shape().0;
        fixed(shape).then_some(ShapeId(shape))
    }
    fn const_field(&self, bits: u64, field: FieldId) -> Option<u64> {
        let v = Value::from_bits(bits);
        let info = self.field(field);
        if !info.immutable || !v.is_ptr() {
            return None;
        }
        let at = self.offset(field) as usize;
        // SAFETY: the recorder names a field only of objects whose shape it has guarded, so the constant object has it;
        // the trace (or the recorder's roots) keeps the object alive.
        unsafe {
            let field = v.address().cast::<u8>().add(at);
            match info.width {
                1 => Some(u64::from(field.read())),
                8 => Some(field.cast::<u64>().read()),
                _ => None,
            }
        }
    }
}

/// The code object behind a constant.
pub fn as_code(v: Value) -> Option<runtime::object::Ref<code::CodeObj>> {
    v.downcast()
}
