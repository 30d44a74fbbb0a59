//! Interned names: identifiers are compared, hashed and stored as small numbers by the symbol table and the compiler.
//!
//! One interner serves one compilation; the strings are shared with the code units that come out of it.

use rustc_hash::FxHashMap;
use std::rc::Rc;

/// An interned name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NameId(u32);

/// The table of names.
#[derive(Default)]
pub struct Interner {
    ids: FxHashMap<Rc<str>, NameId>,
    names: Vec<Rc<str>>,
}

impl Interner {
    /// The number of a name.
    pub fn intern(&mut self, s: &str) -> NameId {
        if let Some(&id) = self.ids.get(s) {
            return id;
        }
        let rc: Rc<str> = s.into();
        let id = NameId(self.names.len() as u32);
        self.names.push(rc.clone());
        self.ids.insert(rc, id);
        id
    }

    /// The number of a name inside the class `private`: `__x` is `_Class__x` there.
    pub fn mangle(&mut self, private: Option<NameId>, s: &str) -> NameId {
        if let Some(class) = private {
            if s.starts_with("__") && !s.ends_with("__") && !s.contains('.') {
                let class = self.get(class).clone();
                let class = class.trim_start_matches('_');
                if !class.is_empty() {
                    return self.intern(&format!("_{class}{s}"));
                }
            }
        }
        self.intern(s)
    }

    /// The number of a name that is interned already.
    pub fn find(&self, s: &str) -> Option<NameId> {
        self.ids.get(s).copied()
    }

    /// The string of a name.
    pub fn get(&self, id: NameId) -> &Rc<str> {
        &self.names[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_names_are_mangled() {
        let mut n = Interner::default();
        let class = n.intern("__C");
        let only_underscores = n.intern("__");
        for (private, name, expected) in [
            (Some(class), "__x", "_C__x"),
            (Some(class), "__x__", "__x__"),
            (Some(class), "_x", "_x"),
            (Some(only_underscores), "__x", "__x"),
            (None, "__x", "__x"),
        ] {
            let id = n.mangle(private, name);
            assert_eq!(&**n.get(id), expected);
        }
    }
}
