//! The method resolution order: C3 linearisation, and a metaclass's own `mro()`.

use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::names::N;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, type_of};
use crate::value::Value;

use super::create::solid_base;
use super::{Type, as_type, flags, lookup_name};

/// Computes and sets the MRO of a class whose bases are set. A metaclass may have the last word. False if it has set another
/// one meanwhile, which stays.
pub fn set_mro(th: &Thread, ty: Ref<Type>) -> PyResult<bool> {
    let old = ty.mro.get();
    let mro = compute_mro(th, ty)?;
    let complete = ty.mro.get() == old || old.is_empty() && ty.has_flag(flags::INCOMPLETE);
    if complete {
        ty.mro.set(ty, mro.value());
        ty.set_flag(flags::INCOMPLETE, false);
    }
    Ok(complete)
}

/// The MRO that `ty` should have now.
pub fn compute_mro(th: &Thread, ty: Ref<Type>) -> PyResult<Ref<Tuple>> {
    let meta = type_of(ty.value());
    let hook = lookup_name(meta, N::mro);
    if meta == types::get(T::Type) || hook == lookup_name(types::get(T::Type), N::mro) {
        return c3(th, ty);
    }
    if ty.mro.get().is_empty() {
        // What the metaclass does with a class that is not complete must find some order.
        let plain = c3(th, ty)?;
        ty.mro.set(ty, plain.value());
        ty.set_flag(flags::INCOMPLETE, true);
    }
    let result = ops::call::special(th, ty.value(), N::mro, &[])?.unwrap_or(Value::NONE);
    let mut items = RootedVec::new();
    ops::iterate(th, result, |v| {
        items.push(v);
        Ok(ops::ControlFlow::Continue(()))
    })?;
    let solid = solid_base(ty);
    for &v in items.iter() {
        if !v.has_kind(Kind::Type) {
            return Err(th.type_error(format!(
                "mro() returned a non-class ('{}')",
                ops::type_name(v)
            )));
        }
        if !solid.is_subtype_of(solid_base(as_type(v))) {
            return Err(th.type_error(format!(
                "mro() returned base with unsuitable layout ('{}')",
                as_type(v).tp_name()
            )));
        }
    }
    Ok(tuple::new(th, &items))
}

/// The C3 linearisation of the bases' orders and the bases themselves.
pub fn c3(th: &Thread, ty: Ref<Type>) -> PyResult<Ref<Tuple>> {
    let bases = ty.bases();
    let bases = bases.items();
    for (i, &b) in bases.iter().enumerate() {
        if bases[..i].contains(&b) {
            return Err(th.type_error(format!(
                "duplicate base class {}",
                as_type(b).name().to_string_lossy()
            )));
        }
    }
    if let Some(&b) = bases
        .iter()
        .find(|b| as_type(**b).has_flag(flags::INCOMPLETE))
    {
        return Err(th.type_error(format!(
            "Cannot extend an incomplete type '{}'",
            as_type(b).tp_name()
        )));
    }
    let mut out = RootedVec::new();
    out.push(ty.value());
    if let [base] = bases {
        out.extend_from_slice(as_type(*base).mro().items());
        return Ok(tuple::new(th, &out));
    }
    // How far each list (the bases' orders, then the bases themselves) has been consumed.
    let lists = bases.len() + 1;
    let mut heads = vec![0usize; lists];
    let list = |n: usize| -> &[Value] {
        if n < bases.len() {
            let items = as_type(bases[n]).mro();
            let items: &[Value] = items.items();
            // SAFETY: a tuple held by the base class, which the caller's tuple of bases keeps alive.
            unsafe { std::slice::from_raw_parts(items.as_ptr(), items.len()) }
        } else {
            bases
        }
    };
    loop {
        let mut candidate = None;
        let mut done = true;
        for n in 0..lists {
            let Some(&head) = list(n).get(heads[n]) else {
                continue;
            };
            done = false;
            let in_a_tail = (0..lists).any(|m| {
                let l = list(m);
                heads[m] + 1 < l.len() && l[heads[m] + 1..].contains(&head)
            });
            if !in_a_tail {
                candidate = Some(head);
                break;
            }
        }
        if done {
            return Ok(tuple::new(th, &out));
        }
        let Some(next) = candidate else {
            let mut names = String::new();
            let mut seen = RootedVec::new();
            for (n, &at) in heads.iter().enumerate() {
                if let Some(&head) = list(n).get(at) {
                    if !seen.contains(&head) {
                        seen.push(head);
                        if !names.is_empty() {
                            names.push_str(", ");
                        }
                        names.push_str(&as_type(head).name().to_string_lossy());
                    }
                }
            }
            return Err(th.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {names}"
            )));
        };
        out.push(next);
        for (n, at) in heads.iter_mut().enumerate() {
            if list(n).get(*at) == Some(&next) {
                *at += 1;
            }
        }
    }
}

/// The `__name__` of a class as text, for messages.
pub fn name_text(ty: Ref<Type>) -> String {
    let name: Ref<Str> = ty.name();
    name.to_string_lossy().into_owned()
}
