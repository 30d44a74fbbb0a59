//! `list.sort`.
//!
//! While it sorts, the list is empty, as CPython has it; what is sorted is an array of positions, and the items and keys
//! stay where they are in lists that Python code cannot see, so that the collector finds them and a failing comparison
//! loses nothing. Where all keys are small ints, floats or strings, comparing runs no Python code, and the standard
//! library's sort is used (any stable sort gives the same result then).

use std::cmp::Ordering;

use crate::algo::timsort;
use crate::error::PyResult;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::exact_str;
use crate::types::list::{self, BOOLS, FLOATS, INTS, List};
use crate::types::sequence::{self, exact_tuple};
use crate::types::slots::CmpOp;
use crate::types::str::Str;
use crate::types::{T, is_exactly};
use crate::value::Value;

/// Sorts the list in place; `key` is a function or None. Runs Python.
pub fn sort(th: &Thread, list: Ref<List>, key: Value, reverse: bool) -> PyResult<()> {
    if key.is_none() && sort_numbers(list, reverse) {
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
        if keys.strategy() == BOOLS {
            keys.generalise();
        }
        keys
    };
    let n = u32::try_from(items.len()).map_err(|_| th.error_with(T::MemoryError, &[]))?;
    let mut order: Vec<u32> = (0..n).collect();
    // Equal items keep their order also when the result is to be reversed: so the reversed input is sorted.
    if reverse {
        order.reverse();
    }
    let result = sort_order(th, keys, &mut order);
    if reverse {
        order.reverse();
    }
    let words: Vec<u64> = order.iter().map(|&i| items.words()[i as usize]).collect();
    // No GC point lies between taking the words out and putting them back in.
    items.words_mut().copy_from_slice(&words);
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
