//! Natives that consume a generator, in Python: `sum(x * x for x in v)`, `any(...)`, `tuple(...)`, `sep.join(...)`.
//!
//! A native function that iterates over a generator resumes it from native code: a nested interpreter for each item,
//! in which nothing is inlined, and which no trace can enter. So a call of such a native with a generator pushes the
//! frame of a small Python function instead, which does what the native does, item by item and in the same order. Its
//! loop is traced as any other.
//!
//! Each generator's code has its own copies of these functions, because their loops' counters, caches and traces
//! depend on what is consumed. Their frames are *hidden* (`flags::HIDDEN`): they are in no traceback, and nobody finds
//! them above his own frame. What they have no loop for (the exceptions of an empty `max()`, sums of things that are no
//! numbers) they leave to the native, which they are given.

use std::cell::UnsafeCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use frontend::Mode;
use frontend::bytecode::code::{Code as Plain, Const, flags};

use super::call;
use crate::error::PyResult;
use crate::import;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::builtin::{Builtin, MethodDescr};
use crate::types::code;
use crate::types::function::{self, Function};
use crate::types::generator::Generator;
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T};
use crate::value::Value;

/// What consumes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Consumer {
    All,
    Any,
    FrozenSet,
    Join,
    List,
    Max,
    Min,
    Set,
    Sorted,
    Sum,
    Tuple,
}

/// What a consumer's function is called with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    Generator,
    /// The callee.
    Native,
    /// The first argument of a method.
    Receiver,
    Class(T),
}

/// The most arguments that a consumer's function has.
const MAX_ARGUMENTS: usize = 7;

/// How many consumers there are.
const COUNT: usize = Consumer::Tuple as usize + 1;

impl Consumer {
    /// What it does. The parameters are the generator, the native itself, and for a method the receiver.
    fn source(self) -> &'static str {
        match self {
            Consumer::All => {
                "def all(it, native):\n for x in it:\n  if not x: return False\n return True\n"
            }
            Consumer::Any => {
                "def any(it, native):\n for x in it:\n  if x: return True\n return False\n"
            }
            Consumer::FrozenSet => "def frozenset(it, native): return native({x for x in it})\n",
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
            Consumer::Set => "def set(it, native): return {x for x in it}\n",
            Consumer::Sorted => "def sorted(it, native): return native([x for x in it])\n",
            Consumer::Sum => SUM,
            Consumer::Tuple => "def tuple(it, native): return (*[x for x in it],)\n",
        }
    }

    /// The arguments of its function.
    pub fn arguments(self) -> &'static [Argument] {
        use Argument::{Class, Generator, Native, Receiver};
        match self {
            Consumer::Join => &[Generator, Native, Receiver],
            Consumer::Sum => &[
                Generator,
                Native,
                Class(T::Type),
                Class(T::Int),
                Class(T::Bool),
                Class(T::Float),
                Class(T::Complex),
            ],
            _ => &[Generator, Native],
        }
    }

    /// The consumer that a call of `callee` with `args` is, if it is one. The last argument is a generator.
    pub fn of(callee: Value, args: &[Value]) -> Option<Consumer> {
        let consumer = match callee.header()?.kind() {
            Kind::Builtin => {
                // SAFETY: the kind tells the layout.
                let f: Ref<Builtin> = unsafe { Ref::from_value_unchecked(callee) };
                f.def().consumer
            }
            Kind::MethodDescr => {
                // SAFETY: as above.
                let f: Ref<MethodDescr> = unsafe { Ref::from_value_unchecked(callee) };
                return match args {
                    [this, _] if types::is_exactly(*this, T::Str) => f.def().consumer,
                    _ => None,
                };
            }
            Kind::Type if callee == types::get(T::List).value() => Some(Consumer::List),
            Kind::Type if callee == types::get(T::Tuple).value() => Some(Consumer::Tuple),
            Kind::Type if callee == types::get(T::Set).value() => Some(Consumer::Set),
            Kind::Type if callee == types::get(T::FrozenSet).value() => Some(Consumer::FrozenSet),
            _ => None,
        };
        consumer.filter(|&c| args.len() == 1 && c != Consumer::Join)
    }
}

/// Ints of the machine's size first; then floats, with Neumaier's compensation as CPython has it; then whatever `+` does.
const SUM: &str = "\
def sum(it, native, type, int, bool, float, complex):
 t = 0
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

/// The function that consumes generators of this code. Allocates.
pub fn function(th: &Thread, g: Ref<Generator>, c: Consumer) -> PyResult<Ref<Function>> {
    let code = g.code();
    let table: Ref<Tuple> = match code.consumers.get().downcast::<Tuple>() {
        Some(table) => table,
        None => {
            let table = tuple::new_zeroed(th, COUNT);
            code.consumers.set(code, table.value());
            table
        }
    };
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

/// If a call of `callee` with `args` consumes a generator, pushes the frame of the function that does it. The last of `args`
/// is a generator; they and the callee are rooted by the caller's frame. Allocates.
pub fn push(th: &Thread, callee: Value, args: &[Value], continuation: Value) -> PyResult<bool> {
    if !ENABLED.load(Ordering::Relaxed) {
        return Ok(false);
    }
    let Some(consumer) = Consumer::of(callee, args) else {
        return Ok(false);
    };
    // SAFETY: the last argument is a generator, says the caller.
    let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(args[args.len() - 1]) };
    let f = function(th, g, consumer)?;
    let mut own = [Value::NONE; MAX_ARGUMENTS];
    let given = consumer.arguments();
    for (to, argument) in own.iter_mut().zip(given) {
        *to = match *argument {
            Argument::Generator => g.value(),
            Argument::Native => callee,
            Argument::Receiver => args[0],
            Argument::Class(t) => types::get(t).value(),
        };
    }
    call::push_special(th, f, &own[..given.len()], continuation)?;
    Ok(true)
}
