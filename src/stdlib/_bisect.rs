//! `_bisect`: binary search in sorted sequences.

use runtime::error::PyResult;
use runtime::names::{self, N};
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::List;
use runtime::types::module::Module;
use runtime::types::sequence::{self, this};
use runtime::types::{T, int, is_exactly};
use runtime::value::Value;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: &[
        NativeDef::new("bisect_right", "(a, x, lo=0, hi=None, *, key=None)", bisect_right)
            .doc("Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\ninsert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
        NativeDef::new("insort_right", "(a, x, lo=0, hi=None, *, key=None)", insort_right)
            .doc("Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
        NativeDef::new("bisect_left", "(a, x, lo=0, hi=None, *, key=None)", bisect_left)
            .doc("Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\ninsert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
        NativeDef::new("insort_left", "(a, x, lo=0, hi=None, *, key=None)", insort_left)
            .doc("Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
    ],
    init,
};

fn init(_th: &Thread, _module: Ref<Module>) -> PyResult<()> {
    Ok(())
}

/// The key function of the arguments; None if there is none.
fn key_function(args: &[Value]) -> Value {
    if args[4].is_empty() {
        Value::NONE
    } else {
        args[4]
    }
}

/// Where `x` (a key already) belongs. The arguments are (a, x, lo, hi, key).
fn search(th: &Thread, args: &[Value], x: Value, right: bool) -> PyResult<usize> {
    let a = args[0];
    let mut low = if args[2].is_empty() {
        0
    } else {
        sequence::index_value(th, args[2], T::OverflowError)?
    };
    if low < 0 {
        return Err(th.value_error("lo must be non-negative"));
    }
    let mut high = if args[3].is_empty() || args[3].is_none() {
        ops::len(th, a)? as i64
    } else {
        sequence::index_value(th, args[3], T::OverflowError)?
    };
    let key = key_function(args);
    while low < high {
        let mid = low + (high - low) / 2;
        let index = int::from_i64(th, mid);
        let mut item = if is_exactly(a, T::List) {
            match this::<List>(a).get(mid as usize) {
                Some(item) => item,
                None => return Err(th.index_error("list index out of range")),
            }
        } else {
            ops::get_item(th, a, index)?
        };
        if !key.is_none() {
            item = ops::call1(th, key, item)?;
        }
        let go_right = if right {
            !ops::less_than(th, x, item)?
        } else {
            ops::less_than(th, item, x)?
        };
        if go_right {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    Ok(low as usize)
}

fn bisect_right(th: &Thread, args: &[Value]) -> PyResult {
    let i = search(th, args, args[1], true)?;
    Ok(int::from_i64(th, i as i64))
}

fn bisect_left(th: &Thread, args: &[Value]) -> PyResult {
    let i = search(th, args, args[1], false)?;
    Ok(int::from_i64(th, i as i64))
}

fn insort(th: &Thread, args: &[Value], right: bool) -> PyResult {
    let key = key_function(args);
    let x = if key.is_none() {
        args[1]
    } else {
        ops::call1(th, key, args[1])?
    };
    let i = search(th, args, x, right)?;
    if is_exactly(args[0], T::List) {
        let list = this::<List>(args[0]);
        list.insert(th, i.min(list.len()), args[1]);
    } else {
        let i = int::from_i64(th, i as i64);
        ops::call_method(th, args[0], names::get(N::insert), &[i, args[1]])?;
    }
    Ok(Value::NONE)
}

fn insort_right(th: &Thread, args: &[Value]) -> PyResult {
    insort(th, args, true)
}

fn insort_left(th: &Thread, args: &[Value]) -> PyResult {
    insort(th, args, false)
}
