//! Calls of what calls a function with arguments of its own first (`functools.partial`), without native recursion where that
//! is a Python function.
//!
//! The class belongs to a native module; its slots say where its instances keep what they apply. Traces follow such calls
//! by the same offsets.

use super::call::push_call;
use super::frame::Continuation;
use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::native::Args;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::dict::Dict;
use crate::types::function::Function;
use crate::types::list;
use crate::types::method::BoundMethod;
use crate::types::tuple::Tuple;
use crate::types::{self, type_::flags};
use crate::value::Value;

/// So many arguments are put together without a buffer.
const FEW: usize = 12;

/// Where the instances of a class keep what they apply: offsets of slots in bytes.
#[derive(Clone, Copy)]
pub struct Layout {
    pub function: u32,
    /// A tuple.
    pub arguments: u32,
    /// A dict.
    pub keywords: u32,
    /// How many of the arguments are placeholders, an int.
    pub placeholders: u32,
}

/// What an object applies.
pub struct Partial {
    pub layout: Layout,
    pub function: Value,
    pub arguments: Ref<Tuple>,
    pub keywords: Ref<Dict>,
}

/// What a callable applies, if it is of such a class, and takes no arguments in between its own.
pub fn of(v: Value) -> Option<Partial> {
    let header = v.header()?;
    let class = types::type_of(v);
    let layout = class.slots().partial?;
    if class.has_flag(flags::HEAP) {
        return None;
    }
    let slot = |offset: u32| {
        // SAFETY: the class says that its instances have slots there.
        unsafe {
            let at = std::ptr::from_ref(header).cast::<u8>();
            at.add(offset as usize).cast::<Value>().read()
        }
    };
    if slot(layout.placeholders) != Value::small(0) {
        return None;
    }
    Some(Partial {
        layout,
        function: slot(layout.function),
        arguments: slot(layout.arguments).downcast()?,
        keywords: slot(layout.keywords).downcast()?,
    })
}

impl Partial {
    /// The Python function that is called in the end, and the receiver that comes before all arguments, or `EMPTY`.
    pub fn target(&self) -> Option<(Ref<Function>, Value)> {
        if let Some(bound) = self.function.downcast::<BoundMethod>() {
            return Some((bound.function.get().downcast()?, bound.receiver.get()));
        }
        Some((self.function.downcast()?, Value::EMPTY))
    }
}

/// If `callee` applies a Python function, pushes its frame. The callee is rooted by the caller's frame. Allocates.
pub fn push(th: &Thread, callee: Value, args: Args, dst: u16) -> PyResult<bool> {
    let Some(partial) = of(callee) else {
        return Ok(false);
    };
    let Some((f, receiver)) = partial.target() else {
        return Ok(false);
    };
    let continuation = Continuation::Store.pack(dst);
    let own = usize::from(!receiver.is_empty());
    let first = own + partial.arguments.len();
    let count = first + args.values.len();
    if count <= FEW && partial.keywords.is_empty() {
        // On the native stack, where the collector looks.
        let mut values = [Value::EMPTY; FEW];
        values[0] = receiver;
        values[own..first].copy_from_slice(partial.arguments.items());
        values[first..count].copy_from_slice(args.values);
        let args = Args {
            values: &values[..count],
            names: args.names,
        };
        push_call(th, f, args, continuation)?;
        return Ok(true);
    }
    let mut values = RootedVec::with_capacity(count + partial.keywords.len());
    if own == 1 {
        values.push(receiver);
    }
    values.extend_from_slice(partial.arguments.items());
    values.extend_from_slice(args.pos());
    let names = merge_keywords(th, partial.keywords, args, &mut values)?;
    let args = Args {
        values: &values,
        names,
    };
    push_call(th, f, args, continuation)?;
    Ok(true)
}

/// Appends to `values` the values of an object's keyword arguments and of those of a call, which come first where both have
/// a name; the names. Allocates.
pub fn merge_keywords(
    th: &Thread,
    own: Ref<Dict>,
    args: Args,
    values: &mut RootedVec<Value>,
) -> PyResult<Option<Ref<Tuple>>> {
    if own.is_empty() && args.keyword_count() == 0 {
        return Ok(None);
    }
    let merged = if args.keyword_count() == 0 {
        own
    } else {
        let merged = own.copy(th);
        for (name, v) in args.keywords() {
            merged.set(th, name, v)?;
        }
        merged
    };
    let names = list::with_capacity(th, merged.len());
    let mut at = 0;
    while let Some((name, v)) = merged.next(&mut at) {
        names.append(th, name);
        values.push(v);
    }
    Ok(Some(names.to_tuple(th)))
}
