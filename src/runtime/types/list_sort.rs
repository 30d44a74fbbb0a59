//! `list.sort`.
//!
//! While it sorts, the list is empty, as CPython has it; what is sorted is an array of positions, and the items and keys
//! stay where they are in lists that Python code cannot see, so that the collector finds them and a failing comparison
//! loses nothing. Where all keys are small ints, floats or strings, comparing runs no Python code, and the standard
//! library's sort is used (any stable sort gives the same result then).

use std::cmp::Ordering;

use crate::algo::timsort;
use crate::error::PyResult;
use crate::native::NativeDef;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::exact_str;
use crate::types::list::{self, BOOLS, FLOATS, INTS, List};
use crate::types::sequence::{self, exact_tuple};
use crate::types::slots::CmpOp;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::{T, is_exactly};
use crate::value::Value;

/// Sorts the list in place; `key` is a function or None. Runs Python.
pub fn sort(th: &Thread, list: Ref<List>, key: Value, reverse: bool) -> PyResult<()> {
    if key.is_none() && (sort_numbers(list, reverse) || sort_quiet(list, reverse)) {
        return Ok(());
    }
    if list.strategy() == BOOLS {
        list.generalise();
    }
    let items = list.take(th);
    let result = sort_items(th, items, key, reverse);
    let modified = !list.is_empty() || list.capacity() != 0;
    list.adopt(items);
    result?;
    if modified {
        return Err(th.value_error("list modified during sort"));
    }
    Ok(())
}

// ---- the same in parts, for `interp::consumer`: the keys are computed there

/// Moves the items of a list into a new one.
pub static TAKE: NativeDef = NativeDef::new("take", "(list, /)", |th, a| {
    let list = sequence::this::<List>(a[0]);
    if list.strategy() == BOOLS {
        list.generalise();
    }
    Ok(list.take(th).value())
});

/// Sorts a list by the keys in another one.
pub static SORT_BY: NativeDef = NativeDef::new("sort_by", "(items, keys, reverse, /)", |th, a| {
    let (items, keys) = (sequence::this::<List>(a[0]), sequence::this::<List>(a[1]));
    sort_by_keys(th, items, keys, a[2] == Value::TRUE)?;
    Ok(Value::NONE)
});

/// Gives a list the items back that were taken; it should have stayed empty if the third argument says so.
pub static GIVE_BACK: NativeDef =
    NativeDef::new("give_back", "(list, items, check, /)", |th, a| {
        let (list, items) = (sequence::this::<List>(a[0]), sequence::this::<List>(a[1]));
        let modified = !list.is_empty() || list.capacity() != 0;
        list.adopt(items);
        if modified && a[2] == Value::TRUE {
            return Err(th.value_error("list modified during sort"));
        }
        Ok(Value::NONE)
    });

/// Sorts a list of numbers in place, without a key. False: it has other items.
fn sort_numbers(list: Ref<List>, reverse: bool) -> bool {
    match list.strategy() {
        // The tag is the same in all words, and the rest is the number: the words sort as the numbers do.
        INTS => sort_words(list.words_mut(), reverse, |w| w as i64, Ord::cmp),
        FLOATS => sort_words(list.words_mut(), reverse, f64::from_bits, f64::total_cmp),
        _ => return list.len() < 2,
    }
    true
}

/// Sorts words that are identical if equal, so that stability does not matter.
fn sort_words<K>(
    words: &mut [u64],
    reverse: bool,
    key: impl Fn(u64) -> K,
    cmp: impl Fn(&K, &K) -> Ordering,
) {
    let rising = words
        .windows(2)
        .all(|w| cmp(&key(w[0]), &key(w[1])).is_le());
    if !rising {
        words.sort_unstable_by(|&a, &b| cmp(&key(a), &key(b)));
    }
    if reverse {
        words.reverse();
    }
}

/// What the items of a list have in common, where comparing them runs no Python and never fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quiet {
    Int,
    Float,
    Text,
}

/// Tuples of at most so many items are compared here.
const QUIET_ITEMS: usize = 4;

fn quiet(v: Value) -> Option<Quiet> {
    match v {
        v if v.is_small_int() => Some(Quiet::Int),
        v if v.is_flonum() && !v.flonum_unchecked().is_nan() => Some(Quiet::Float),
        v if is_exactly(v, T::Str) => Some(Quiet::Text),
        _ => None,
    }
}

fn compare_quiet(kind: Quiet, a: Value, b: Value) -> Ordering {
    match kind {
        Quiet::Int => (a.bits() as i64).cmp(&(b.bits() as i64)),
        Quiet::Float => a
            .flonum_unchecked()
            .partial_cmp(&b.flonum_unchecked())
            .unwrap_or(Ordering::Equal),
        Quiet::Text => sequence::compare_str(sequence::this(a), sequence::this(b)),
    }
}

/// The kinds of the items of tuples that are all of one length and have the same kinds in the same places; or of what
/// are all strings.
fn signature(values: &[Value]) -> Option<([Quiet; QUIET_ITEMS], usize)> {
    let mut kinds = [Quiet::Int; QUIET_ITEMS];
    let Some(first) = exact_tuple(*values.first()?) else {
        let texts = values.iter().all(|&v| is_exactly(v, T::Str));
        return texts.then_some((kinds, 0));
    };
    let n = first.len();
    if n == 0 || n > QUIET_ITEMS {
        return None;
    }
    for (kind, &v) in kinds.iter_mut().zip(first.items()) {
        *kind = quiet(v)?;
    }
    let same = |v: &Value| {
        let alike = |(&v, &kind): (&Value, &Quiet)| quiet(v) == Some(kind);
        exact_tuple(*v).is_some_and(|t| t.len() == n && t.items().iter().zip(&kinds).all(alike))
    };
    values.iter().all(same).then_some((kinds, n))
}

/// Compares two Values of a [`signature`].
fn compare_signed(kinds: &[Quiet], a: Value, b: Value) -> Ordering {
    if kinds.is_empty() {
        return compare_quiet(Quiet::Text, a, b);
    }
    let (a, b) = (sequence::this::<Tuple>(a), sequence::this::<Tuple>(b));
    for ((&x, &y), &kind) in a.items().iter().zip(b.items()).zip(kinds) {
        // (Items that are the same object are equal.)
        let order = if x == y {
            Ordering::Equal
        } else {
            compare_quiet(kind, x, y)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Sorts a list of strings, or of like tuples, in place, without a key: nobody can see it meanwhile. False: it has
/// other items, or so many that sorting positions is better.
fn sort_quiet(list: Ref<List>, reverse: bool) -> bool {
    const FEW: usize = 1000;
    let Some(values) = list.as_values().filter(|v| v.len() <= FEW) else {
        return false;
    };
    let Some((kinds, n)) = signature(values) else {
        return false;
    };
    let words = list.words_mut();
    // Equal items keep their order also when the result is to be reversed.
    if reverse {
        words.reverse();
    }
    words.sort_by(|&a, &b| compare_signed(&kinds[..n], Value::from_bits(a), Value::from_bits(b)));
    if reverse {
        words.reverse();
    }
    true
}

/// Sorts a list that nobody else sees.
fn sort_items(th: &Thread, items: Ref<List>, key: Value, reverse: bool) -> PyResult<()> {
    let keys = if key.is_none() {
        items
    } else {
        let keys = list::with_capacity(th, items.len());
        for i in 0..items.len() {
            let k = ops::call1(th, key, items.item(i))?;
            keys.append(th, k);
        }
        keys
    };
    sort_by_keys(th, items, keys, reverse)
}

/// Sorts a list by as many keys; nobody else sees either.
fn sort_by_keys(th: &Thread, items: Ref<List>, keys: Ref<List>, reverse: bool) -> PyResult<()> {
    for list in [items, keys] {
        if list.strategy() == BOOLS {
            list.generalise();
        }
    }
    let n = u32::try_from(items.len()).map_err(|_| th.error_with(T::MemoryError, &[]))?;
    const FEW: usize = 24;
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let order = match few.get_mut(..n as usize) {
        Some(few) => few,
        None => {
            many.resize(n as usize, 0);
            &mut many[..]
        }
    };
    for (i, to) in order.iter_mut().enumerate() {
        *to = i as u32;
    }
    // Equal items keep their order also when the result is to be reversed: so the reversed input is sorted.
    if reverse {
        order.reverse();
    }
    let result = sort_order(th, keys, order);
    if reverse {
        order.reverse();
    }
    // No GC point lies between taking the words out and putting them back in.
    let word = |&i: &u32| items.words()[i as usize];
    let mut buffer = [0; FEW];
    if let Some(words) = buffer.get_mut(..order.len()) {
        for (to, i) in words.iter_mut().zip(&*order) {
            *to = word(i);
        }
        items.words_mut().copy_from_slice(words);
    } else {
        let words: Vec<u64> = order.iter().map(word).collect();
        items.words_mut().copy_from_slice(&words);
    }
    result
}

/// Sorts positions by the keys at them.
fn sort_order(th: &Thread, keys: Ref<List>, order: &mut [u32]) -> PyResult<()> {
    match keys.strategy() {
        INTS => {
            let words = keys.words();
            sort_by_key(order, |i| words[i] as i64, |a, b| a.0.cmp(&b.0));
            return Ok(());
        }
        FLOATS => {
            let words = keys.words();
            let key = |i: usize| f64::from_bits(words[i]);
            sort_by_key(order, key, |a, b| a.0.total_cmp(&b.0));
            return Ok(());
        }
        _ => {}
    }
    let values = keys.as_values().expect("not a list of floats");
    if values.iter().all(|&v| is_exactly(v, T::Str)) {
        let text = |i: u32| sequence::this::<Str>(values[i as usize]);
        sort_by_key(
            order,
            |i| first_bytes(text(i as u32).bytes()),
            |a, b| {
                let prefixes = a.0.cmp(&b.0);
                prefixes.then_with(|| sequence::compare_str(text(a.1), text(b.1)))
            },
        );
        return Ok(());
    }
    if let Some((kinds, n)) = signature(values) {
        order.sort_by(|&i, &j| compare_signed(&kinds[..n], values[i as usize], values[j as usize]));
        return Ok(());
    }
    // From here on comparing may run Python code. It cannot reach `keys`: no object refers to that list.
    timsort::sort_by(order, |i, j| {
        less(th, keys.item(i as usize), keys.item(j as usize))
    })
}

/// Sorts positions by pairs of a key taken out once and the position: comparing them touches little memory.
fn sort_by_key<K: Copy>(
    order: &mut [u32],
    key: impl Fn(usize) -> K,
    cmp: impl Fn(&(K, u32), &(K, u32)) -> Ordering,
) {
    const FEW: usize = 8;
    if order.len() <= FEW {
        order.sort_by(|&i, &j| cmp(&(key(i as usize), i), &(key(j as usize), j)));
        return;
    }
    let mut pairs: Vec<(K, u32)> = order.iter().map(|&i| (key(i as usize), i)).collect();
    pairs.sort_by(cmp);
    for (to, pair) in order.iter_mut().zip(pairs) {
        *to = pair.1;
    }
}

/// The first eight bytes as a number that compares as they do. (Where it is equal, all bytes decide.)
fn first_bytes(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    let n = text.len().min(8);
    first[..n].copy_from_slice(&text[..n]);
    u64::from_be_bytes(first)
}

/// `a < b`, with short cuts for the commonest keys. May run Python.
#[inline]
fn less(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    if Value::both_small(a, b) {
        return Ok(a.small_unchecked() < b.small_unchecked());
    }
    if let (Some(x), Some(y)) = (exact_str(a), exact_str(b)) {
        return Ok(sequence::compare_str(x, y).is_lt());
    }
    if let (Some(x), Some(y)) = (exact_tuple(a), exact_tuple(b)) {
        let n = x.len().min(y.len());
        for i in 0..n {
            let (p, q) = (x.items()[i], y.items()[i]);
            if !sequence::same_or_equal(th, p, q)? {
                return less(th, p, q);
            }
        }
        return Ok(x.len() < y.len());
    }
    ops::compare_bool(th, a, b, CmpOp::Lt)
}
