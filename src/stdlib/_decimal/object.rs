//! `Decimal` objects in the heap.
//!
//! A number of up to 38 digits lies in the object, and the object refers to nothing: it is a leaf. A longer one has its
//! limbs in a buffer. An object never changes.

use std::cell::Cell;
use std::mem::size_of;

use runtime::heap::{self, Tracer};
use runtime::object::{Header, Kind as ObjectKind, NativeLayout, Object, Ref};
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::type_::{self, Type};
use runtime::value::Value;

use super::coefficient::Coefficient;
use super::number::{Kind, Number};
use super::quick::Quick;
use crate::support::TypeCell;

/// A decimal number.
#[repr(C)]
pub struct Decimal {
    header: Header,
    layout: &'static NativeLayout,
    exponent: Cell<i64>,
    /// How many limbs the buffer holds; 0 if the coefficient is in the object.
    limbs: Cell<u32>,
    kind: Cell<u8>,
    negative: Cell<bool>,
    /// The halves of the coefficient, the lower one first; or the address of the buffer.
    words: [Cell<u64>; 2],
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `new` writes.
unsafe impl Object for Decimal {
    const KIND: ObjectKind = ObjectKind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "Decimal",
    trace,
    drop: None,
};

/// The class.
pub static TYPE: TypeCell = TypeCell::new();

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    let d = unsafe { &*h.cast::<Decimal>() };
    if d.limbs.get() != 0 {
        t.visit_buffer_leaf(d.words[0].get() as *const u64);
    }
}

/// The object, if it is a `Decimal` (subclasses included).
#[inline]
pub fn get(v: Value) -> Option<Ref<Decimal>> {
    if !v.has_kind(ObjectKind::Native) {
        return None;
    }
    let d = this::<Decimal>(v);
    std::ptr::eq(d.layout, &LAYOUT).then_some(d)
}

/// Whether it is exactly a `Decimal`.
#[inline]
pub fn is_exact(v: Value) -> bool {
    v.has_shape(TYPE.get().instance_shape.get())
}

impl Decimal {
    /// Its number.
    #[inline]
    pub fn number(&self) -> Number {
        let [low, high] = [self.words[0].get(), self.words[1].get()];
        let coefficient = match self.limbs.get() {
            0 => Coefficient::Inline(u128::from(high) << 64 | u128::from(low)),
            n => {
                // SAFETY: the buffer holds that many limbs, is kept by this object, and never changes.
                let limbs = unsafe { std::slice::from_raw_parts(low as *const u64, n as usize) };
                Coefficient::Limbs(limbs.to_vec())
            }
        };
        let kind = match self.kind.get() {
            0 => Kind::Finite,
            1 => Kind::Infinite,
            2 => Kind::QuietNan,
            _ => Kind::SignalingNan,
        };
        Number {
            kind,
            negative: self.negative.get(),
            exponent: self.exponent.get(),
            coefficient,
        }
    }

    /// Its number, if it is finite and has few digits.
    #[inline(always)]
    pub fn quick(&self) -> Option<Quick> {
        if self.limbs.get() != 0 || self.kind.get() != Kind::Finite as u8 {
            return None;
        }
        Some(Quick {
            negative: self.negative.get(),
            exponent: self.exponent.get(),
            coefficient: u128::from(self.words[1].get()) << 64 | u128::from(self.words[0].get()),
        })
    }

    /// The bytes that its limbs take outside of the object.
    pub fn outside(&self) -> usize {
        self.limbs.get() as usize * size_of::<u64>()
    }
}

/// The number of a value that is known to be a `Decimal`.
#[inline]
pub fn number(v: Value) -> Number {
    this::<Decimal>(v).number()
}

/// A new `Decimal`. Allocates.
#[inline]
pub fn new(th: &Thread, n: Number) -> Value {
    of_class(th, TYPE.get(), n)
}

/// A new instance of the class or of one that inherits from it. Allocates.
#[inline]
pub fn of_class(th: &Thread, class: Ref<Type>, n: Number) -> Value {
    match n.coefficient {
        Coefficient::Inline(c) if class == TYPE.get() => {
            let quick = Quick {
                negative: n.negative,
                exponent: n.exponent,
                coefficient: c,
            };
            leaf(th, n.kind, quick)
        }
        Coefficient::Inline(c) => {
            let d = type_::alloc_native::<Decimal>(th, class, &LAYOUT);
            fill(d, &n, [c as u64, (c >> 64) as u64]);
            d.value()
        }
        Coefficient::Limbs(ref limbs) => {
            let d = type_::alloc_native::<Decimal>(th, class, &LAYOUT);
            let buffer = heap::alloc_bytes(&th.alloc, size_of_val(&limbs[..])).cast::<u64>();
            // SAFETY: the buffer has room for the limbs, and its payload is aligned for words.
            unsafe { std::ptr::copy_nonoverlapping(limbs.as_ptr(), buffer, limbs.len()) };
            fill(d, &n, [buffer as u64, 0]);
            d.limbs.set(limbs.len() as u32);
            runtime::object::write_barrier(d.header());
            d.value()
        }
    }
}

/// A new `Decimal` of few digits. Allocates.
#[inline(always)]
pub fn new_quick(th: &Thread, n: Quick) -> Value {
    leaf(th, Kind::Finite, n)
}

#[inline(always)]
fn leaf(th: &Thread, kind: Kind, n: Quick) -> Value {
    let shape = TYPE.get().instance_shape.get();
    let d = heap::alloc_leaf::<Decimal>(&th.alloc, shape, size_of::<Decimal>());
    // SAFETY: native objects begin with header and layout pointer, and this one is fresh.
    unsafe {
        d.as_ptr()
            .cast::<u8>()
            .add(size_of::<Header>())
            .cast::<&'static NativeLayout>()
            .write(&LAYOUT);
    }
    d.exponent.set(n.exponent);
    d.kind.set(kind as u8);
    d.negative.set(n.negative);
    d.words[0].set(n.coefficient as u64);
    d.words[1].set((n.coefficient >> 64) as u64);
    d.value()
}

#[inline(always)]
fn fill(d: Ref<Decimal>, n: &Number, words: [u64; 2]) {
    d.exponent.set(n.exponent);
    d.kind.set(n.kind as u8);
    d.negative.set(n.negative);
    d.words[0].set(words[0]);
    d.words[1].set(words[1]);
}
