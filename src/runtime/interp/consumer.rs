//! Natives that call Python again and again, in Python: `sum(x * x for x in v)`, `any(...)`, `sep.join(...)`, `sorted(v, key=f)`,
//! `list(map(f, v))`, `dict(enumerate(g()))`, `reduce(f, v)`.
//!
//! A native function that resumes a generator, or calls a function, for each item does it in a nested interpreter, in which
//! nothing is inlined, and which no trace can enter. So a call of such a native pushes the frame of a small Python function
//! instead, which does what the native does, item by item and in the same order. Its loop is traced as any other. This
//! is the one table of such functions: the interpreter pushes their frames (`push`), and traces call them where the recorder
//! meets the same calls.
//!
//! What is driven, the generator or the function, is the *driver*. Each driver's code has its own copies of the functions
//! that drive it, because their loops' counters, caches and traces depend on it. Their frames are *hidden*
//! (`flags::HIDDEN`): they are in no traceback, and nobody finds them above his own frame. What they have no loop for (the
//! exceptions of an empty `max()`, sums of things that are no numbers) they leave to the native, which they are given.

use std::cell::UnsafeCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use frontend::Mode;
use frontend::bytecode::code::{Code as Plain, Const, flags};

use super::call;
use super::feed::{self, Fed};
use super::item::{any_method, python_method};
use crate::error::PyResult;
use crate::import;
use crate::names::{self, N};
use crate::native::{Args, NativeDef};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::builtin::{self, Builtin, MethodDescr};
use crate::types::code::{self, CodeObj};
use crate::types::dict::Dict;
use crate::types::dict_methods;
use crate::types::enumerate_zip::Enumerate;
use crate::types::function::{self, Function};
use crate::types::generator::Generator;
use crate::types::list::List;
use crate::types::list_sort;
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, type_};
use crate::value::Value;

/// What consumes. (`Max` stands for a call of `max` without a key, `MaxBy` for one with a key; and so on.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Consumer {
    All,
    Any,
    Bytes,
    Count,
    Dict,
    Extend,
    FrozenSet,
    HeapPop,
    HeapPush,
    Join,
    List,
    Max,
    MaxBy,
    Min,
    MinBy,
    Reduce,
    ReduceFrom,
    Set,
    Sort,
    Sorted,
    SortedBy,
    Sum,
    Tuple,
    Update,
}

/// How many consumers there are.
const COUNT: usize = Consumer::Update as usize + 1;

/// What a consumer's function is called with, and what makes it fit: the place of an argument in the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    /// A generator, a `map` of a Python function, an object with a Python `__iter__`, or a Python function; of this code.
    Driver(u8),
    /// Whatever it is.
    Given(u8),
    /// Of the type that it has.
    Typed(u8),
    /// Just this.
    Fixed(u8),
    /// The callee.
    Native,
    /// An immediate, or a built-in class or method, which live for ever.
    // tidy: rooted by the built-in classes.
    Constant(Value),
    /// A native function for these functions alone.
    Helper(Helper),
}

/// Native functions that only consumers can reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Helper {
    /// Moves a list's items into a new list.
    Take,
    /// Sorts a list in place by the keys in another.
    SortBy,
    /// Gives a list its items back; the third argument says whether it was to stay empty until now.
    GiveBack,
    /// `len`, whatever has become of the built-in one.
    Len,
    /// Adds what may be a pair to a dict; the third argument is its number.
    Pair,
}

const HELPERS: [&NativeDef; 5] = [
    &list_sort::TAKE,
    &list_sort::SORT_BY,
    &list_sort::GIVE_BACK,
    &LEN,
    &PAIR,
];

static PAIR: NativeDef = NativeDef::new("pair", "(d, x, n, /)", |th, a| {
    // SAFETY: only consumers of pairs can call this, with a dict of their own.
    let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(a[0]) };
    let n = a[2].as_small().unwrap_or(0);
    dict_methods::add_pair(th, d, a[1], n as usize)?;
    Ok(Value::NONE)
});

static LEN: NativeDef = NativeDef::new("len", "(obj, /)", |th, a| {
    Ok(Value::small(ops::len(th, a[0])? as i64))
});

/// The most arguments that a consumer's function has.
const MAX_ARGUMENTS: usize = 8;

/// A call that a consumer's function can do.
pub struct Consumption {
    pub consumer: Consumer,
    /// Whose copies of the functions are used.
    pub driver: Ref<CodeObj>,
    arguments: [Argument; MAX_ARGUMENTS],
    count: usize,
}

impl Consumption {
    fn new(consumer: Consumer, driver: Ref<CodeObj>, list: &[Argument]) -> Option<Consumption> {
        let mut arguments = [Argument::Native; MAX_ARGUMENTS];
        arguments[..list.len()].copy_from_slice(list);
        Some(Consumption {
            consumer,
            driver,
            arguments,
            count: list.len(),
        })
    }

    /// The arguments of its function.
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments[..self.count]
    }

    /// What an argument of its function is, for this call. Allocates.
    pub fn value(&self, th: &Thread, argument: Argument, callee: Value, given: &[Value]) -> Value {
        match argument {
            Argument::Driver(n) | Argument::Given(n) | Argument::Typed(n) | Argument::Fixed(n) => {
                given[n as usize]
            }
            Argument::Native => callee,
            Argument::Constant(v) => v,
            Argument::Helper(h) => helper(th, self.driver, h),
        }
    }
}

/// The code of the generator, of the one behind an `enumerate` or `zip`, of the function of a `map` or `filter`, or of the
/// method of an object, if a value is one: asking it for items runs that.
fn lazy(v: Value) -> Option<Ref<CodeObj>> {
    if types::is_exactly(v, T::Generator) {
        // SAFETY: exactly a generator.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        return Some(g.code());
    }
    if types::is_exactly(v, T::Map) || types::is_exactly(v, T::Filter) {
        // SAFETY: all adaptors have one layout.
        let map: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(v) };
        return key(map.function.get());
    }
    if v.has_kind(Kind::Instance) {
        return stepped(v);
    }
    feeder(v).map(|(g, _)| g.code())
}

/// The generator that an `enumerate` or a `zip` of two asks first, and which of its sources that is.
pub fn feeder(v: Value) -> Option<(Ref<Generator>, usize)> {
    match Fed::of(v)? {
        Fed::Enumerate(it) => feed::waiting(it.source.get()).map(|g| (g, 0)),
        Fed::Zip(zip, sources) if zip.count.get() == 0 => {
            let mut numbered = sources.into_iter().enumerate();
            numbered.find_map(|(n, s)| Some((feed::waiting(s)?, n)))
        }
        Fed::Zip(..) | Fed::Map(..) | Fed::Filter(..) => None,
    }
}

/// The code that runs for each item of an object whose class is written in Python, if nobody would ask it for its length first.
fn stepped(v: Value) -> Option<Ref<CodeObj>> {
    let class = types::type_of(v);
    let tells = |n: N| type_::lookup_name(class, n).is_some();
    if tells(N::__len__) || tells(N::__length_hint__) {
        return None;
    }
    let iter = any_method(v, N::__iter__)?.code();
    if iter.has_flag(flags::GENERATOR) {
        return Some(iter);
    }
    python_method(v, N::__next__).map(|f| f.code())
}

/// The code of a Python function that just returns.
fn key(f: Value) -> Option<Ref<CodeObj>> {
    const MAKERS: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    let code = f.downcast::<Function>()?.code();
    (!code.has_flag(MAKERS)).then_some(code)
}

/// Whether a call without keywords of a native that is `consumer` may be one that a Python function does. (Cheap, and asked
/// before anything else.)
#[inline]
pub fn may_consume(consumer: Option<Consumer>, args: &[Value]) -> bool {
    match (consumer, args) {
        (None, _) => false,
        (Some(Consumer::Reduce), &[f, ..]) => f.has_kind(Kind::Function),
        (Some(Consumer::HeapPush), &[_, x]) => x.has_kind(Kind::Instance),
        (Some(Consumer::HeapPop), &[heap]) => {
            least(heap).is_some_and(|x| x.has_kind(Kind::Instance))
        }
        _ => ends_lazily(args),
    }
}

/// The first of several items of a list.
fn least(heap: Value) -> Option<Value> {
    if !types::is_exactly(heap, T::List) {
        return None;
    }
    // SAFETY: exactly a list.
    let list: Ref<List> = unsafe { Ref::from_value_unchecked(heap) };
    list.get(0).filter(|_| list.len() > 1)
}

/// The code of the Python function that compares an object with others.
fn order(v: Value) -> Option<Ref<CodeObj>> {
    python_method(v, N::__lt__).map(|f| f.code())
}

/// Whether the last argument may be a generator, an `enumerate` or `zip` of one, a `map`, a `filter` or an iterable of a Python
/// class.
#[inline]
pub fn ends_lazily(args: &[Value]) -> bool {
    let Some(&last) = args.last() else {
        return false;
    };
    match last.header().map(|h| h.kind()) {
        Some(Kind::Generator | Kind::Map | Kind::Filter | Kind::Instance) => true,
        Some(Kind::Enumerate | Kind::Zip) => feeder(last).is_some(),
        _ => false,
    }
}

/// The consumer that a class is when it is called.
fn of_class(class: Value) -> Option<Consumer> {
    let is = |t: T| class == types::get(t).value();
    if is(T::List) {
        Some(Consumer::List)
    } else if is(T::Tuple) {
        Some(Consumer::Tuple)
    } else if is(T::Set) {
        Some(Consumer::Set)
    } else if is(T::Bytes) || is(T::ByteArray) {
        Some(Consumer::Bytes)
    } else if is(T::Dict) {
        Some(Consumer::Dict)
    } else if is(T::FrozenSet) {
        Some(Consumer::FrozenSet)
    } else {
        None
    }
}

fn of_callee(callee: Value) -> Option<Consumer> {
    match callee.header()?.kind() {
        Kind::Builtin => {
            // SAFETY: the kind tells the layout.
            let f: Ref<Builtin> = unsafe { Ref::from_value_unchecked(callee) };
            f.def().consumer.filter(|_| f.receiver.get().is_empty())
        }
        Kind::MethodDescr => {
            // SAFETY: the kind tells the layout.
            let f: Ref<MethodDescr> = unsafe { Ref::from_value_unchecked(callee) };
            f.def().consumer
        }
        Kind::Type => of_class(callee),
        _ => None,
    }
}

/// Whether a mapping is a dict that is read and stored to as `dict` does.
pub fn is_plain_mapping(v: Value) -> bool {
    let (class, dict) = (types::type_of(v), types::get(T::Dict));
    let same = |n: N| type_::lookup_name(class, n) == type_::lookup_name(dict, n);
    v.has_kind(Kind::Dict) && same(N::__setitem__) && same(N::get)
}

/// What a call of `callee` consumes and how, if a Python function can do it; `args` ends with the values of the keywords
/// `names`. What it says holds while the arguments stay what [`Argument`] says and no class changes.
pub fn find(callee: Value, args: &[Value], names: Option<Ref<Tuple>>) -> Option<Consumption> {
    use Argument::{Constant, Driver, Given, Native, Typed};
    let consumer = of_callee(callee)?;
    let class = |t: T| Constant(types::get(t).value());
    if let Some(names) = names {
        return find_keyed(consumer, args, names);
    }
    let exactly = |n: usize, t: T| types::is_exactly(args[n], t);
    match (consumer, args) {
        (Consumer::Reduce, &[f, _]) => {
            Consumption::new(consumer, key(f)?, &[Driver(0), Native, Given(1)])
        }
        (Consumer::Reduce, &[f, _, _]) => {
            let list = [Driver(0), Given(1), Given(2)];
            Consumption::new(Consumer::ReduceFrom, key(f)?, &list)
        }
        (Consumer::HeapPush, &[_, x]) if exactly(0, T::List) => {
            let len = Argument::Helper(Helper::Len);
            let list = [Given(1), Typed(0), len, class(T::RuntimeError)];
            Consumption::new(consumer, order(x)?, &list)
        }
        (Consumer::HeapPop, &[heap]) => {
            let len = Argument::Helper(Helper::Len);
            let list = [Typed(0), Native, len, class(T::RuntimeError)];
            Consumption::new(consumer, order(least(heap)?)?, &list)
        }
        (Consumer::Sum, &[it, ref start @ ..])
            if start.len() <= 1 && start.iter().all(|v| v.is_small_int() || v.is_flonum()) =>
        {
            let list = [
                Driver(0),
                Native,
                start
                    .first()
                    .map_or(Constant(Value::small(0)), |_| Typed(1)),
                class(T::Type),
                class(T::Int),
                class(T::Bool),
                class(T::Float),
                class(T::Complex),
            ];
            Consumption::new(consumer, lazy(it)?, &list)
        }
        (Consumer::Join, &[_, it]) if exactly(0, T::Str) => {
            Consumption::new(consumer, lazy(it)?, &[Driver(1), Native, Typed(0)])
        }
        (Consumer::Extend, &[_, it]) if exactly(0, T::List) => {
            Consumption::new(consumer, lazy(it)?, &[Driver(1), Typed(0)])
        }
        // (An object might have a method `__bytes__`, or lend its memory.)
        (Consumer::Bytes, &[it]) if !it.has_kind(Kind::Instance) => {
            let list = [Driver(0), Native, class(T::Type), class(T::Int)];
            Consumption::new(consumer, lazy(it)?, &list)
        }
        // (An object might have a method `keys`.)
        (Consumer::Dict, &[it]) if !it.has_kind(Kind::Instance) => {
            let helper = Argument::Helper;
            let list = [
                Driver(0),
                helper(Helper::Pair),
                helper(Helper::Len),
                class(T::Tuple),
                class(T::Type),
            ];
            Consumption::new(consumer, lazy(it)?, &list)
        }
        (Consumer::Update, &[_, it]) if exactly(0, T::Set) => {
            Consumption::new(consumer, lazy(it)?, &[Driver(1), Typed(0)])
        }
        (Consumer::Count, &[mapping, it]) if is_plain_mapping(mapping) => {
            let get = type_::lookup_name(types::get(T::Dict), N::get)?;
            let list = [Driver(1), Native, Typed(0), Constant(get)];
            Consumption::new(consumer, lazy(it)?, &list)
        }
        (
            Consumer::All
            | Consumer::Any
            | Consumer::FrozenSet
            | Consumer::List
            | Consumer::Max
            | Consumer::Min
            | Consumer::Set
            | Consumer::Sorted
            | Consumer::Tuple,
            &[it],
        ) => Consumption::new(consumer, lazy(it)?, &[Driver(0), Native]),
        _ => None,
    }
}

/// The calls with a key: `sorted`, `list.sort`, `min`, `max`.
fn find_keyed(consumer: Consumer, args: &[Value], names: Ref<Tuple>) -> Option<Consumption> {
    use Argument::{Constant, Driver, Fixed, Given, Native, Typed};
    let is = |v: Value, text: &[u8]| v.downcast::<Str>().is_some_and(|s| s.bytes() == text);
    let (key_at, reverse) = match *names.items() {
        [a] if is(a, b"key") => (1, Constant(Value::FALSE)),
        [a, b] if is(a, b"key") && is(b, b"reverse") => (1, Fixed(2)),
        [a, b] if is(a, b"reverse") && is(b, b"key") => (2, Fixed(1)),
        _ => return None,
    };
    if args.len() != names.len() + 1 {
        return None;
    }
    if let Fixed(n) = reverse
        && !args[n as usize].is_bool()
    {
        return None;
    }
    let driver = key(args[key_at])?;
    let place = Driver(key_at as u8);
    match consumer {
        Consumer::Max | Consumer::Min if names.len() == 1 => {
            let by = if consumer == Consumer::Max {
                Consumer::MaxBy
            } else {
                Consumer::MinBy
            };
            Consumption::new(by, driver, &[place, Native, Given(0)])
        }
        Consumer::Sorted => {
            let sort_by = Argument::Helper(Helper::SortBy);
            let list = [place, Given(0), reverse, sort_by];
            Consumption::new(Consumer::SortedBy, driver, &list)
        }
        Consumer::Sort if types::is_exactly(args[0], T::List) => {
            let list = [
                place,
                Typed(0),
                reverse,
                Argument::Helper(Helper::Take),
                Argument::Helper(Helper::SortBy),
                Argument::Helper(Helper::GiveBack),
            ];
            Consumption::new(consumer, driver, &list)
        }
        _ => None,
    }
}

impl Consumer {
    /// What it does: a function of the arguments that [`find`] lists.
    fn source(self) -> &'static str {
        match self {
            Consumer::All => {
                "def all(it, native):\n for x in it:\n  if not x: return False\n return True\n"
            }
            Consumer::Any => {
                "def any(it, native):\n for x in it:\n  if x: return True\n return False\n"
            }
            Consumer::Bytes => {
                "def bytes(it, native, type, int):\n v = []\n for x in it:\n  \
                 if type(x) is int and 0 <= x <= 255: v.append(x)\n  else: v.append(native((x,))[0])\n return native(v)\n"
            }
            Consumer::Count => {
                "def count(it, native, d, get):\n for x in it:\n  good = False\n  try:\n   n = get(d, x, 0)\n   good = True\n  \
                 except TypeError: pass\n  if good: d[x] = n + 1\n  else: native(d, (x,))\n"
            }
            Consumer::Dict => {
                "def dict(it, pair, len, tuple, type):\n d = {}\n n = 0\n for x in it:\n  \
                 if type(x) is tuple and len(x) == 2:\n   k, v = x\n   d[k] = v\n  else: pair(d, x, n)\n  n += 1\n return d\n"
            }
            Consumer::Extend => "def extend(it, self):\n for x in it: self.append(x)\n",
            Consumer::FrozenSet => "def frozenset(it, native): return native({x for x in it})\n",
            Consumer::HeapPop => HEAP_POP,
            Consumer::HeapPush => HEAP_PUSH,
            Consumer::Join => "def join(it, native, self): return native(self, [x for x in it])\n",
            Consumer::List => "def list(it, native): return [x for x in it]\n",
            Consumer::Max => {
                "def max(it, native):\n for m in it: break\n else: return native(())\n \
                 for x in it:\n  if x > m: m = x\n return m\n"
            }
            Consumer::Min => {
                "def min(it, native):\n for m in it: break\n else: return native(())\n \
                 for x in it:\n  if x < m: m = x\n return m\n"
            }
            Consumer::MaxBy => {
                "def max(key, native, it):\n first = True\n for x in it:\n  k = key(x)\n  \
                 if first:\n   first = False\n   m = x\n   n = k\n  elif k > n:\n   m = x\n   n = k\n \
                 if first: return native(())\n return m\n"
            }
            Consumer::MinBy => {
                "def min(key, native, it):\n first = True\n for x in it:\n  k = key(x)\n  \
                 if first:\n   first = False\n   m = x\n   n = k\n  elif k < n:\n   m = x\n   n = k\n \
                 if first: return native(())\n return m\n"
            }
            Consumer::Reduce => {
                "def reduce(f, native, it):\n first = True\n for x in it:\n  if first:\n   first = False\n   t = x\n  \
                 else: t = f(t, x)\n if first: return native(None, ())\n return t\n"
            }
            Consumer::ReduceFrom => "def reduce(f, it, t):\n for x in it: t = f(t, x)\n return t\n",
            Consumer::Set => "def set(it, native): return {x for x in it}\n",
            Consumer::Sort => {
                "def sort(key, self, reverse, take, sort_by, give_back):\n items = take(self)\n \
                 try: sort_by(items, [key(x) for x in items], reverse)\n except:\n  give_back(self, items, False)\n  raise\n \
                 give_back(self, items, True)\n"
            }
            Consumer::Sorted => "def sorted(it, native): return native([x for x in it])\n",
            Consumer::SortedBy => {
                "def sorted(key, it, reverse, sort_by):\n items = [x for x in it]\n \
                 sort_by(items, [key(x) for x in items], reverse)\n return items\n"
            }
            Consumer::Sum => SUM,
            Consumer::Tuple => "def tuple(it, native): return (*[x for x in it],)\n",
            Consumer::Update => "def update(it, self):\n for x in it: self.add(x)\n",
        }
    }
}

/// Ints of the machine's size first; then floats, with Neumaier's compensation as CPython has it; then whatever `+` does.
const SUM: &str = "\
def sum(it, native, t, type, int, bool, float, complex):
 small = True
 if type(t) is int:
  for x in it:
   if type(x) is not int and type(x) is not bool: break
   t = t + x
  else: return t
  small = -0x8000000000000000 <= t <= 0x7fffffffffffffff
  t = t + x
 if small and type(t) is float:
  c = 0.0
  for x in it:
   if type(x) is not float:
    if int not in type(x).__mro__: break
    x = float(x)
   n = t + x
   if (t if t >= 0.0 else -t) >= (x if x >= 0.0 else -x): c += (t - n) + x
   else: c += (x - n) + t
   t = n
  else:
   if c and c - c == 0.0: t = t + c
   return t
  if c and c - c == 0.0: t = t + c
  t = t + x
 if small and type(t) is complex: return native(it, t)
 for x in it: t = t + x
 return t
";

/// An item rises as long as it is less than the one above it. (Comparing may raise: then the items so far stay exchanged.)
const HEAP_PUSH: &str = "\
def heappush(item, heap, len, error):
 n = len(heap) + 1
 heap.append(item)
 at = n - 1
 while at > 0:
  above = (at - 1) >> 1
  less = item < heap[above]
  if len(heap) != n: raise error('list changed size during iteration')
  if not less: break
  heap[at], heap[above] = heap[above], heap[at]
  at = above
";

/// The last item takes the first one's place, sinks to the bottom along the lesser of two, and rises from there.
const HEAP_POP: &str = "\
def heappop(heap, native, len, error):
 n = len(heap) - 1
 if n < 1: return native(heap)
 last = heap.pop()
 first = heap[0]
 heap[0] = last
 at = 0
 half = n >> 1
 while at < half:
  below = 2 * at + 1
  if below + 1 < n:
   less = heap[below] < heap[below + 1]
   if len(heap) != n: raise error('list changed size during iteration')
   if not less: below += 1
  heap[at], heap[below] = heap[below], heap[at]
  at = below
 item = heap[at]
 while at > 0:
  above = (at - 1) >> 1
  less = item < heap[above]
  if len(heap) != n: raise error('list changed size during iteration')
  if not less: break
  heap[at], heap[above] = heap[above], heap[at]
  at = above
 return first
";

/// Whether the functions are used: in the interpreter alone, the natives are faster.
static ENABLED: AtomicBool = AtomicBool::new(false);

/// From now on, the functions consume. Start-up of the JIT.
pub fn enable() {
    ENABLED.store(true, Ordering::Relaxed);
}

/// What is compiled, once for all.
struct Templates(UnsafeCell<[Option<Rc<Plain>>; COUNT]>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Templates {}
static TEMPLATES: Templates = Templates(UnsafeCell::new([const { None }; COUNT]));

fn template(th: &Thread, c: Consumer) -> PyResult<Rc<Plain>> {
    // SAFETY: under the lock; the reference ends before anything else runs.
    if let Some(plain) = unsafe { &(*TEMPLATES.0.get())[c as usize] } {
        return Ok(plain.clone());
    }
    let source = c.source();
    let module = import::compile(
        th,
        source.as_bytes(),
        "<consumer>",
        Mode::Exec,
        import::flags(),
    )?;
    let consts = &module.plain().consts;
    let mut plain = consts
        .iter()
        .find_map(|c| match c {
            Const::Code(plain) => Some((**plain).clone()),
            _ => None,
        })
        .expect("the source defines a function");
    plain.flags |= flags::HIDDEN;
    let plain = Rc::new(plain);
    // SAFETY: as above.
    unsafe { (*TEMPLATES.0.get())[c as usize] = Some(plain.clone()) };
    Ok(plain)
}

/// What a driver's code keeps: the functions, then the helpers. Allocates.
fn table(th: &Thread, driver: Ref<CodeObj>) -> Ref<Tuple> {
    if let Some(table) = driver.consumers.get().downcast::<Tuple>() {
        return table;
    }
    let table = tuple::new_zeroed(th, COUNT + HELPERS.len());
    driver.consumers.set(driver, table.value());
    table
}

fn helper(th: &Thread, driver: Ref<CodeObj>, h: Helper) -> Value {
    let table = table(th, driver);
    let at = COUNT + h as usize;
    if table.items()[at].is_empty() {
        let home = names::get(N::builtins).value();
        let f = builtin::new(th, HELPERS[h as usize], Value::EMPTY, home);
        table.init_item(at, f.value());
    }
    table.items()[at]
}

/// The function that does what `c` does with this driver. Allocates.
pub fn function(th: &Thread, driver: Ref<CodeObj>, c: Consumer) -> PyResult<Ref<Function>> {
    let table = table(th, driver);
    if let Some(f) = table.items()[c as usize].downcast::<Function>() {
        return Ok(f);
    }
    let plain = template(th, c)?;
    let copy = code::new(th, &plain);
    let builtins = import::builtins_dict();
    let f = function::new(th, copy, builtins, builtins);
    table.init_item(c as usize, f.value());
    Ok(f)
}

/// If a call of `callee` is one that a Python function can do, pushes that one's frame. The arguments and the callee are
/// rooted by the caller's frame. Allocates.
pub fn push(th: &Thread, callee: Value, args: Args, continuation: Value) -> PyResult<bool> {
    if !ENABLED.load(Ordering::Relaxed) {
        return Ok(false);
    }
    let Some(consumption) = find(callee, args.values, args.names) else {
        return Ok(false);
    };
    let f = function(th, consumption.driver, consumption.consumer)?;
    let mut own = [Value::NONE; MAX_ARGUMENTS];
    let list = consumption.arguments();
    for (to, &argument) in own.iter_mut().zip(list) {
        *to = consumption.value(th, argument, callee, args.values);
    }
    call::push_special(th, f, &own[..list.len()], continuation)?;
    Ok(true)
}
