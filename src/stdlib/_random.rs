//! `_random`: the Mersenne Twister as an object, on which `random.Random` is built.
//!
//! The generator lies outside the heap, in a box that the object owns and drops with itself.

use std::cell::Cell;
use std::mem::size_of;

use runtime::algo::mt19937::{Mt19937, STATE_WORDS};
use runtime::error::PyResult;
use runtime::heap::{self, RootedVec, Tracer};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{exact_tuple, this};
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::types::{float, int, tuple};
use runtime::value::Value;

use crate::support::{add_type, alloc_native};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    init: |th, module| {
        add_type(th, module, &RANDOM);
        Ok(())
    },
};

/// A generator.
#[repr(C)]
struct Random {
    header: Header,
    layout: &'static NativeLayout,
    /// From `Box::into_raw`; null only before `new` is done.
    generator: Cell<*mut Mt19937>,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc_native` writes.
unsafe impl Object for Random {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "Random",
    trace,
    drop: Some(release),
};

fn trace(_: *mut Header, _: &mut Tracer) {}

fn release(h: *mut Header) {
    // SAFETY: called once, for an object of this layout that nobody can reach any more; the pointer is null or our box's.
    unsafe {
        let generator = (*h.cast::<Random>())
            .generator
            .replace(std::ptr::null_mut());
        if !generator.is_null() {
            drop(Box::from_raw(generator));
        }
    }
}

static RANDOM: NativeTypeDef = NativeTypeDef {
    slots: Slots { new: Some(new), init: Some(init), ..Slots::NONE },
    methods: &[
        NativeDef::new("random", "($self, /)", |th, args| {
            let x = with(args[0], Mt19937::random);
            Ok(float::new(th, x))
        })
        .doc("random() -> x in the interval [0, 1)."),
        NativeDef::new("seed", "($self, n=None, /)", |th, args| {
            seed(th, args[0], args[1])?;
            Ok(Value::NONE)
        })
        .doc("seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier."),
        NativeDef::new("getstate", "($self, /)", get_state)
            .doc("getstate() -> tuple containing the current state."),
        NativeDef::new("setstate", "($self, state, /)", set_state)
            .doc("setstate(state) -> None.  Restores generator state."),
        NativeDef::new("getrandbits", "($self, k, /)", get_random_bits)
            .doc("getrandbits(k) -> x.  Generates an int with k random bits."),
    ],
    flags: flags::BASE | flags::OPEN,
    basic_size: size_of::<Random>(),
    doc: "Random() -> create a random number generator with its own internal state.",
    ..NativeTypeDef::new("_random.Random")
};

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let random = alloc_native::<Random>(th, class, &LAYOUT);
    heap::register_drop(random.header());
    set(random.value(), Mt19937::from_limbs(&[0]));
    Ok(random.value())
}

fn init(th: &Thread, random: Value, args: Args) -> PyResult<()> {
    match args.values {
        _ if args.keyword_count() > 0 => Err(th.type_error("Random() takes no keyword arguments")),
        [] => seed(th, random, Value::NONE),
        [n] => seed(th, random, *n),
        more => Err(th.type_error(format!(
            "Random() takes at most 1 argument ({} given)",
            more.len()
        ))),
    }
}

/// Uses the generator of a `Random`. `f` must not run Python.
fn with<R>(random: Value, f: impl FnOnce(&mut Mt19937) -> R) -> R {
    let generator = this::<Random>(random).generator.get();
    // SAFETY: `new` has set it; only one borrow exists at a time, since `f` runs no Python and we hold the lock.
    f(unsafe { &mut *generator })
}

/// Replaces the generator of a `Random`.
fn set(random: Value, generator: Mt19937) {
    let old = this::<Random>(random)
        .generator
        .replace(Box::into_raw(Box::new(generator)));
    if !old.is_null() {
        // SAFETY: it came from a box, and nobody else has it.
        drop(unsafe { Box::from_raw(old) });
    }
}

/// Seeds by the system's randomness, an int's magnitude, or the hash of anything else.
fn seed(th: &Thread, random: Value, n: Value) -> PyResult<()> {
    let generator = if n.is_empty() || n.is_none() {
        Mt19937::from_key(&system_randomness())
    } else if int::is_int(n) {
        int::with(n, |n| Mt19937::from_limbs(n.limbs()))
    } else {
        Mt19937::from_limbs(&[ops::hash(th, n)? as u64])
    };
    set(random, generator);
    Ok(())
}

fn system_randomness() -> [u32; STATE_WORDS] {
    let mut key = [0; STATE_WORDS];
    // SAFETY: the buffer is ours and has this size. Should the system refuse, the clock still makes seeds differ.
    let got = unsafe { libc::getrandom(key.as_mut_ptr().cast(), size_of_val(&key), 0) };
    if got < 0 {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        key[0] = now.subsec_nanos();
        key[1] = now.as_secs() as u32;
        key[2] = std::process::id();
    }
    key
}

fn get_state(th: &Thread, args: &[Value]) -> PyResult {
    let mut items = RootedVec::with_capacity(STATE_WORDS + 1);
    with(args[0], |generator| {
        let (words, index) = generator.state();
        for &word in words {
            items.push(Value::small(i64::from(word)));
        }
        items.push(Value::small(index as i64));
    });
    Ok(tuple::new(th, &items).value())
}

fn set_state(th: &Thread, args: &[Value]) -> PyResult {
    let Some(state) = exact_tuple(args[1]) else {
        return Err(th.type_error("state vector must be a tuple"));
    };
    let [words @ .., index] = state.items() else {
        return Err(th.value_error("state vector is the wrong size"));
    };
    if words.len() != STATE_WORDS {
        return Err(th.value_error("state vector is the wrong size"));
    }
    let mut key = [0; STATE_WORDS];
    for (word, &v) in key.iter_mut().zip(words) {
        let v = ops::index(th, v)?;
        *word = int::to_u64(v)
            .ok_or_else(|| th.overflow_error("can't convert negative value to unsigned int"))?
            as u32;
    }
    let index = ops::index_i64(th, *index)?;
    let generator = usize::try_from(index)
        .ok()
        .and_then(|index| Mt19937::from_state(key, index));
    match generator {
        Some(generator) => set(args[0], generator),
        None => return Err(th.value_error("invalid state")),
    }
    Ok(Value::NONE)
}

fn get_random_bits(th: &Thread, args: &[Value]) -> PyResult {
    let k = ops::index(th, args[1])?;
    if int::is_negative(k) {
        return Err(th.value_error("Cannot convert negative int"));
    }
    let Some(k) = int::to_u64(k) else {
        return Err(th.overflow_error("Python int too large to convert to C uint64_t"));
    };
    if k <= 64 {
        let bits = with(args[0], |generator| generator.bits_u64(k as u32));
        return Ok(int::from_u64(th, bits));
    }
    let limbs = with(args[0], |generator| generator.bits(k));
    Ok(int::from_limbs(th, false, &limbs))
}
