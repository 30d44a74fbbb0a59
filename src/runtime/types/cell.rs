//! `cell`: a variable shared between a function and the functions inside it.

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{CmpOp, Slots};
use crate::types::type_::TypeDef;
use crate::types::{T, shape_of, signature, str};
use crate::value::Value;

/// A cell. `content` is at a fixed offset, for machine code.
#[repr(C)]
pub struct Cell {
    header: Header,
    /// The variable's value; `EMPTY` while it has none.
    pub content: Slot,
}

/// Offset of [`Cell::content`].
pub const CONTENT_OFFSET: usize = std::mem::offset_of!(Cell, content);

// SAFETY: `#[repr(C)]` with a header first; zeros make an empty cell.
unsafe impl Object for Cell {
    const KIND: Kind = Kind::Cell;
}

/// Visits the content.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<Cell>()).content });
}

/// A new cell. Allocates.
pub fn new(th: &Thread, content: Value) -> Ref<Cell> {
    let c = heap::alloc::<Cell>(&th.alloc, shape_of(T::Cell), std::mem::size_of::<Cell>());
    c.content.init(content);
    c
}

impl Ref<Cell> {
    /// Stores into the cell.
    pub fn set(self, v: Value) {
        self.content.set(self, v);
    }
}

fn this(v: Value) -> Ref<Cell> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

static NEW: NativeDef = NativeDef::new("cell", "(contents=None, /)", |_, _| Ok(Value::NONE));

/// The definition of `cell`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, _, args: Args| {
            let [content] = signature::bind_new(th, &NEW, args)?;
            Ok(new(th, content).value())
        }),
        repr: Some(|th, v| {
            let content = this(v).content.get();
            let text = if content.is_empty() {
                format!("<cell at {:#x}: empty>", v.bits())
            } else {
                let what = ops::type_name(content);
                format!(
                    "<cell at {:#x}: {what} object at {:#x}>",
                    v.bits(),
                    content.bits()
                )
            };
            Ok(str::new(th, &text))
        }),
        compare: Some(compare),
        ..Slots::NONE
    },
    getset: &[GetSetDef {
        name: "cell_contents",
        get: |th, v| match this(v).content.get_opt() {
            Some(x) => Ok(x),
            None => Err(th.value_error("Cell is empty")),
        },
        set: Some(|_, v, value| {
            this(v).set(value.unwrap_or(Value::EMPTY));
            Ok(())
        }),
    }],
    basic_size: std::mem::size_of::<Cell>(),
    ..TypeDef::new(T::Cell)
};

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let (Some(x), Some(y)) = (a.downcast::<Cell>(), b.downcast::<Cell>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match (x.content.get_opt(), y.content.get_opt()) {
        (Some(x), Some(y)) => ops::compare(th, x, y, op),
        // An empty cell is less than any other.
        (x, y) => Ok(Value::bool(op.holds(x.is_some().cmp(&y.is_some())))),
    }
}
