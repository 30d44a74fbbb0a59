//! `_weakref`: what `weakref.py` builds on. References and proxies themselves are in the runtime's `weakref.rs`.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::module::Module;
use runtime::types::weakref::{self, WeakRef};
use runtime::types::{self, T, list};
use runtime::value::Value;

use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        NativeDef::new("getweakrefcount", "(object, /)", |_, a| {
            Ok(Value::small(referrers(a[0]).len() as i64))
        })
        .doc("Return the number of weak references to 'object'."),
        NativeDef::new("getweakrefs", "(object, /)", |th, a| {
            Ok(list::new(th, &referrers(a[0])).value())
        })
        .doc("Return a list of all weak reference objects pointing to 'object'."),
        NativeDef::new("proxy", "(object, callback=None, /)", |th, a| {
            let callback = if a[1].is_empty() { Value::NONE } else { a[1] };
            weakref::new_proxy(th, a[0], callback)
        })
        .doc("Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference to the\nproxy when 'object' is about to be finalized."),
        NativeDef::new("_remove_dead_weakref", "(dct, key, /)", remove_dead)
            .doc("Atomically remove key from dict if it points to a dead weakref."),
    ],
    init,
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let reference = types::get(T::WeakRef).value();
    add(th, module, "ref", reference);
    add(th, module, "ReferenceType", reference);
    let proxy = weakref::proxy_type(th, false).value();
    add(th, module, "ProxyType", proxy);
    let proxy = weakref::proxy_type(th, true).value();
    add(th, module, "CallableProxyType", proxy);
    Ok(())
}

/// The weak references to `v`: the shared one, the shared proxy, the others from the newest to the oldest.
fn referrers(v: Value) -> RootedVec<Value> {
    v.header().map(weakref::in_order).unwrap_or_default()
}

fn remove_dead(th: &Thread, a: &[Value]) -> PyResult {
    let Some(dict) = a[0].downcast::<Dict>() else {
        return Err(th.type_error(format!(
            "_remove_dead_weakref() argument 1 must be dict, not {}",
            runtime::ops::type_name(a[0])
        )));
    };
    if let Some(r) = dict.get(th, a[1])? {
        if !r.has_kind(Kind::WeakRef) {
            return Err(th.type_error("not a weakref"));
        }
        if r.downcast::<WeakRef>().is_some_and(|w| w.get().is_none()) {
            dict.del(th, a[1])?;
        }
    }
    Ok(Value::NONE)
}
