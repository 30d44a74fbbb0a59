//! The finder of the modules of the embedded library, for `importlib`: what `sys.path_hooks` gives for a folder of the
//! library, whose modules have the loaders that files have.

use runtime::error::PyResult;
use runtime::import;
use runtime::native::NativeDef;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{T, builtin, bytes, list, tuple};
use runtime::value::Value;

/// Adds the class to the namespace of `_frozen_importlib_external`, and lets its loaders read files of the library. Allocates.
pub fn install(th: &Thread, external: Ref<Dict>) -> PyResult<()> {
    let class = type_::define_native(th, &FINDER_DEF);
    external.set_str(th, str::intern(th, "LibraryFinder"), class.value());
    if let Some(loader) = external.get_str(str::intern(th, "FileLoader")) {
        if loader.has_kind(Kind::Type) {
            let method = builtin::new_method(th, as_type(loader), &GET_DATA);
            type_::attrs::dict_set(th, as_type(loader), str::intern(th, GET_DATA.name), method);
        }
    }
    Ok(())
}

/// The function in `sys.path_hooks`. Allocates.
pub fn hook(th: &Thread) -> Value {
    builtin::new(th, &HOOK, Value::EMPTY, Value::NONE).value()
}

static HOOK: NativeDef = NativeDef::new("path_hook_for_library", "(path, /)", |th, a| {
    let inside = a[0]
        .downcast::<Str>()
        .filter(|path| import::inside_library(&path.to_string_lossy()).is_some());
    if inside.is_none() {
        let message = "only folders of the library are supported";
        return Err(th.error(T::ImportError, message));
    }
    let module = import::module(th, "_frozen_importlib_external")?;
    let class = ops::get_attr(th, module, str::intern(th, "LibraryFinder"))?;
    let finder = ops::call0(th, class)?;
    ops::set_attr(th, finder, str::intern(th, "path"), a[0])?;
    Ok(finder)
});

static GET_DATA: NativeDef = NativeDef::new("get_data", "($self, path)", |th, a| {
    let path = ops::str(th, a[1])?;
    if let Some(inside) = path.to_string_lossy().strip_prefix(import::LIBRARY_ROOT) {
        if let Some(found) = crate::library::source_of_path(inside) {
            return Ok(bytes::new(th, found));
        }
    }
    let io = import::module(th, "_io")?;
    let file = ops::call_method(th, io, str::intern(th, "open_code"), &[path.value()])?;
    let data = ops::call_method(th, file, str::intern(th, "read"), &[]);
    ops::call_method(th, file, str::intern(th, "close"), &[])?;
    data
})
.doc("Return the data from path as raw bytes.");

/// The folder that a finder looks into.
fn folder(th: &Thread, finder: Value) -> PyResult<String> {
    let path = ops::get_attr(th, finder, str::intern(th, "path"))?;
    Ok(ops::str(th, path)?.to_string_lossy().into_owned())
}

fn find_spec(th: &Thread, a: &[Value]) -> PyResult {
    let name = ops::str(th, a[1])?.to_string_lossy().into_owned();
    let leaf = name.rsplit_once('.').map_or(&*name, |(_, leaf)| leaf);
    match import::in_library(&folder(th, a[0])?, leaf) {
        Some(file) => {
            Ok(crate::importer::spec(th, &name, Some(&file.path), file.package.as_deref())?.0)
        }
        None => Ok(Value::NONE),
    }
}

/// The names of the modules in the folder, each with whether it is a package, as `pkgutil` asks for them.
fn iter_modules(th: &Thread, a: &[Value]) -> PyResult {
    let folder = folder(th, a[0])?;
    let prefix = ops::str(th, a[1])?.to_string_lossy().into_owned();
    let inside = import::inside_library(&folder).unwrap_or("");
    let inside = inside.trim_start_matches('/').replace('/', ".");
    let found = list::empty(th);
    for (name, is_package) in crate::library::modules_in(&inside) {
        let name = str::new(th, &format!("{prefix}{name}"));
        let item = tuple::new(th, &[name, Value::bool(is_package)]);
        found.append(th, item.value());
    }
    Ok(found.value())
}

static FINDER_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    methods: &[
        NativeDef::new("find_spec", "($self, fullname, target=None)", find_spec),
        NativeDef::new("iter_modules", "($self, prefix='')", iter_modules),
        NativeDef::new("invalidate_caches", "($self, /)", |_, _| Ok(Value::NONE)),
    ],
    flags: flags::HAS_DICT | flags::WEAKREFS | flags::BASE | flags::OPEN,
    doc: "Finds the modules of the library that is part of the program.",
    ..NativeTypeDef::new("_frozen_importlib_external.LibraryFinder")
};
