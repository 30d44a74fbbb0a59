//! `Decimal` objects in the heap.
//!
//! A number of up to 38 digits lies in the object, and one of some hundred digits behind it: the object refers to nothing,
//! it is a leaf. Instances of other classes, and longer numbers, have their limbs in a buffer. An object never changes.

use std::borrow::Cow;
use std::cell::Cell;
use std::mem::{offset_of, size_of};

use runtime::heap::{self, Tracer};
use runtime::object::{Header, Kind as ObjectKind, NativeLayout, Object, Ref};
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::type_::{self, Type};
use runtime::value::Value;

use super::coefficient::Coefficient;
use super::limbs;
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
    /// Whether the limbs are in a buffer.
    outside: Cell<bool>,
    /// The halves of the coefficient, the lower one first; or its limbs, which the object has room for; or the address of
    /// their buffer.
    words: [Cell<u64>; 2],
}

/// So many limbs lie in the object.
pub const INSIDE: usize = 24;

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
    if d.outside.get() {
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
    /// Its number, which is where the object has it: to be kept no longer than the object is reachable.
    #[inline(always)]
    pub fn number(&self) -> Number {
        let kind = match self.kind.get() {
            0 => Kind::Finite,
            1 => Kind::Infinite,
            2 => Kind::QuietNan,
            _ => Kind::SignalingNan,
        };
        // (In one piece: what is written in parts is slow to be moved.)
        let number = |coefficient| Number {
            kind,
            negative: self.negative.get(),
            exponent: self.exponent.get(),
            coefficient,
        };
        match self.limbs() {
            None => number(Coefficient::Inline(self.inline())),
            Some(limbs) => number(Coefficient::Limbs(Cow::Borrowed(limbs))),
        }
    }

    /// The coefficient that lies in the object as a word.
    #[inline(always)]
    fn inline(&self) -> u128 {
        u128::from(self.words[1].get()) << 64 | u128::from(self.words[0].get())
    }

    /// Where limbs that lie in the object begin. (A pointer into the heap, as the field is shorter than what lies there.)
    #[inline(always)]
    fn first_limb(&self) -> *mut u64 {
        let object = std::ptr::from_ref(self).addr();
        std::ptr::with_exposed_provenance_mut(object + offset_of!(Decimal, words))
    }

    /// The limbs of the coefficient, if it has some: as for [`number`](Self::number).
    #[inline(always)]
    fn limbs(&self) -> Option<&'static [u64]> {
        let n = self.limbs.get() as usize;
        if n == 0 {
            return None;
        }
        let first = if self.outside.get() {
            self.words[0].get() as *const u64
        } else {
            self.first_limb()
        };
        // SAFETY: there are that many limbs in the buffer, which this object keeps, or else from `words` on, and they never
        // change.
        Some(unsafe { std::slice::from_raw_parts(first, n) })
    }

    /// The sign, the exponent and the limbs of a finite number, which are in `few` if the object has none.
    #[inline(always)]
    pub fn finite_limbs<'a>(&self, few: &'a mut [u64; 2]) -> Option<(bool, i64, &'a [u64])> {
        if self.kind.get() != Kind::Finite as u8 {
            return None;
        }
        let limbs = match self.limbs() {
            Some(limbs) => limbs,
            None => {
                let (high, low) = limbs::split(self.inline());
                *few = [low, high];
                limbs::trimmed(few)
            }
        };
        Some((self.negative.get(), self.exponent.get(), limbs))
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
            coefficient: self.inline(),
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
#[inline(always)]
pub fn new(th: &Thread, n: Number) -> Value {
    with_number(th, TYPE.get(), &n)
}

/// A new instance of the class or of one that inherits from it. Allocates.
#[inline(always)]
pub fn of_class(th: &Thread, class: Ref<Type>, n: Number) -> Value {
    with_number(th, class, &n)
}

fn with_number(th: &Thread, class: Ref<Type>, n: &Number) -> Value {
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
            fill(d, n, [c as u64, (c >> 64) as u64]);
            d.value()
        }
        Coefficient::Limbs(ref limbs) if class == TYPE.get() && limbs.len() <= INSIDE => {
            long_leaf(th, n.kind, n.negative, n.exponent, limbs)
        }
        Coefficient::Limbs(ref limbs) => {
            let d = type_::alloc_native::<Decimal>(th, class, &LAYOUT);
            let buffer = heap::alloc_bytes(&th.alloc, size_of_val(&limbs[..])).cast::<u64>();
            // SAFETY: the buffer has room for the limbs, and its payload is aligned for words.
            unsafe { std::ptr::copy_nonoverlapping(limbs.as_ptr(), buffer, limbs.len()) };
            fill(d, n, [buffer as u64, 0]);
            d.limbs.set(limbs.len() as u32);
            d.outside.set(true);
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
    let d = alloc_leaf(th, 0);
    d.exponent.set(n.exponent);
    d.kind.set(kind as u8);
    d.negative.set(n.negative);
    d.words[0].set(n.coefficient as u64);
    d.words[1].set((n.coefficient >> 64) as u64);
    d.value()
}

/// A new `Decimal` of limbs, the last of which is not zero, if they have room in an object. Allocates.
#[inline]
pub fn new_of_limbs(th: &Thread, negative: bool, exponent: i64, limbs: &[u64]) -> Option<Value> {
    let coefficient = match *limbs {
        [] => 0,
        [low] => u128::from(low),
        [low, high] => u128::from(high) * u128::from(limbs::BASE) + u128::from(low),
        _ if limbs.len() > INSIDE => return None,
        _ => return Some(long_leaf(th, Kind::Finite, negative, exponent, limbs)),
    };
    Some(new_quick(
        th,
        Quick {
            negative,
            exponent,
            coefficient,
        },
    ))
}

/// Of more than two limbs, and no more than have room.
fn long_leaf(th: &Thread, kind: Kind, negative: bool, exponent: i64, limbs: &[u64]) -> Value {
    let d = alloc_leaf(th, size_of_val(&limbs[2..]));
    // SAFETY: the object was made with room for the limbs from `words` on.
    unsafe { std::ptr::copy_nonoverlapping(limbs.as_ptr(), d.first_limb(), limbs.len()) };
    d.exponent.set(exponent);
    d.kind.set(kind as u8);
    d.negative.set(negative);
    d.limbs.set(limbs.len() as u32);
    d.value()
}

/// A zero, with room for so many bytes behind it.
#[inline(always)]
fn alloc_leaf(th: &Thread, more: usize) -> Ref<Decimal> {
    let shape = TYPE.get().instance_shape.get();
    let d = heap::alloc_leaf::<Decimal>(&th.alloc, shape, size_of::<Decimal>() + more);
    // SAFETY: native objects begin with header and layout pointer, and this one is fresh.
    unsafe {
        d.as_ptr()
            .cast::<u8>()
            .add(size_of::<Header>())
            .cast::<&'static NativeLayout>()
            .write(&LAYOUT);
    }
    d
}

#[inline(always)]
fn fill(d: Ref<Decimal>, n: &Number, words: [u64; 2]) {
    d.exponent.set(n.exponent);
    d.kind.set(n.kind as u8);
    d.negative.set(n.negative);
    d.words[0].set(words[0]);
    d.words[1].set(words[1]);
}
