//! Loops that stand for native functions which consume an iterator written in Python.
//!
//! `sum(x * x for x in data)` in a trace would call native code, and that would resume the generator for each item: neither
//! can see into the other. Where a trace calls such a function with a generator it calls instead a function from here,
//! which is written in Python and does the same, item by item. Its loop has a trace of its own, into which the generator
//! is inlined. (The interpreter goes on calling the native function.)
//!
//! Invariants: such a function behaves as the native one for the arguments that the recorder passes, errors included; its
//! frames are hidden from tracebacks, from `sys._getframe` and its like, and from the recursion limit; each place that
//! calls one has a code object of its own, because the loops are specialised for what they are given there. The functions
//! name nothing that a program could replace: their globals are the classes that they ask for.

use std::cell::RefCell;
use std::rc::Rc;

use frontend::Mode;
use frontend::bytecode::code::{Code, Const, flags};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::function::{self, Function};
use runtime::types::{self, T, code, dict};
use runtime::value::Value;

use crate::state::Jit;

/// The functions. `sum` keeps to its native model's modes: ints until something else comes or 64 bits are exceeded; then
/// floats, with the error of the additions beside them; then anything. (Complex numbers have a mode of their own: the native function
/// goes on.)
const SOURCE: &str = "
def list(it):
    return [x for x in it]

def tuple(it):
    return make_tuple([x for x in it])

def set(it):
    return {x for x in it}

def sorted(it):
    items = [x for x in it]
    items.sort()
    return items

def join(native, text, it):
    return native(text, [x for x in it])

def any(it):
    for x in it:
        if x:
            return True
    return False

def all(it):
    for x in it:
        if not x:
            return False
    return True

def max(it):
    for best in it:
        break
    else:
        raise ValueError('max() iterable argument is empty')
    for x in it:
        if x > best:
            best = x
    return best

def min(it):
    for best in it:
        break
    else:
        raise ValueError('min() iterable argument is empty')
    for x in it:
        if x < best:
            best = x
    return best

def max_key(it, key):
    first = True
    for x in it:
        k = key(x)
        if first:
            first = False
            best = x
            most = k
        elif k > most:
            best = x
            most = k
    if first:
        raise ValueError('max() iterable argument is empty')
    return best

def min_key(it, key):
    first = True
    for x in it:
        k = key(x)
        if first:
            first = False
            best = x
            least = k
        elif k < least:
            best = x
            least = k
    if first:
        raise ValueError('min() iterable argument is empty')
    return best

def sum(native, it, total):
    if type(total) is int:
        for x in it:
            if type(x) is int:
                total = total + x
                if not -0x3fffffffffffffff < total < 0x3fffffffffffffff:
                    if not -0x8000000000000000 <= total <= 0x7fffffffffffffff:
                        break
            else:
                total = total + x
                break
        else:
            return total
    if type(total) is float:
        error = 0.0
        for x in it:
            if type(x) is int and -0x3fffffffffffffff < x < 0x3fffffffffffffff:
                x = float(x)
            if type(x) is float:
                t = total + x
                if (total if total >= 0.0 else -total) >= (x if x >= 0.0 else -x):
                    error += (total - t) + x
                else:
                    error += (x - t) + total
                total = t
            else:
                if error and error - error == 0.0:
                    total = total + error
                total = total + x
                break
        else:
            if error and error - error == 0.0:
                return total + error
            return total
    if type(total) is complex:
        return native(it, total)
    for x in it:
        total = total + x
    return total
";

thread_local! {
    static CODES: RefCell<Vec<(String, Rc<Code>)>> = const { RefCell::new(Vec::new()) };
}

/// The compiled function `name`.
fn plain(name: &str) -> Option<Rc<Code>> {
    CODES.with_borrow_mut(|codes| {
        if codes.is_empty() {
            let module = frontend::compile(
                SOURCE.as_bytes(),
                "<hidden>",
                Mode::Exec,
                frontend::Flags::default(),
            );
            for c in module.ok()?.consts {
                if let Const::Code(inner) = c {
                    let mut own = (*inner).clone();
                    own.flags |= flags::HIDDEN;
                    codes.push((own.name.to_string(), Rc::new(own)));
                }
            }
        }
        let found = codes.iter().find(|c| c.0 == name)?;
        Some(found.1.clone())
    })
}

/// A new function that does what the native `name` does. Allocates.
pub fn function(jit: &mut Jit, th: &Thread, name: &str) -> Option<Ref<Function>> {
    let plain = plain(name)?;
    if jit.hidden_globals.is_empty() {
        let globals = dict::new_namespace(th);
        jit.hidden_globals = globals.value();
        let known = [
            ("int", types::get(T::Int).value()),
            ("float", types::get(T::Float).value()),
            ("complex", types::get(T::Complex).value()),
            ("type", types::get(T::Type).value()),
            ("make_tuple", types::get(T::Tuple).value()),
            ("ValueError", types::get(T::ValueError).value()),
        ];
        for (name, v) in known {
            globals.set_str(th, types::str::intern(th, name), v);
        }
    }
    let code = code::new(th, &plain);
    Some(function::new(th, code, jit.hidden_globals, Value::NONE))
}
