//! `_suggestions`: the nearest of some names, for `traceback`.

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::suggest;
use runtime::thread::Thread;
use runtime::types::list::List;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::{T, is_exactly};
use runtime::value::Value;
use runtime::{object::Ref, ops};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_suggestions",
    doc: "",
    functions: &[NativeDef::new(
        "_generate_suggestions",
        "($module, candidates, item, /)",
        generate_suggestions,
    )
    .doc("Returns the candidate in candidates that's closest to item")],
    init,
};

fn init(_: &Thread, _: Ref<Module>) -> PyResult<()> {
    Ok(())
}

fn generate_suggestions(th: &Thread, args: &[Value]) -> PyResult {
    let Some(item) = args[1].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "_generate_suggestions() argument 2 must be str, not {}",
            ops::type_name(args[1])
        )));
    };
    let list = args[0].downcast::<List>();
    let Some(list) = list.filter(|_| is_exactly(args[0], T::List)) else {
        return Err(th.type_error("candidates must be a list"));
    };
    let mut names = Vec::new();
    for i in 0..list.len() {
        let Some(name) = list.get(i).and_then(|v| v.downcast::<Str>()) else {
            return Err(th.type_error("all elements in 'candidates' must be strings"));
        };
        names.push(name.to_string_lossy().into_owned());
    }
    let wanted = item.to_string_lossy();
    let found = suggest::closest(&wanted, names.len(), names.iter().map(String::as_str));
    Ok(found.map_or(Value::NONE, |name| str::new(th, name)))
}
