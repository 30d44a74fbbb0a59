//! `_md5`.

use md5::Md5;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::type_::{self, NativeTypeDef};
use runtime::value::Value;

use crate::digest::{self, Algorithm, Fixed};
use crate::support::{TypeCell, add};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_md5",
    doc: "",
    functions: &[NativeDef::new("md5", digest::SIGNATURE, |th, a| {
        digest::construct(th, TYPE.get(), &ALGORITHM, a)
    })
    .doc("Return a new MD5 hash object; optionally initialized with a string.")],
    init,
};

static TYPE: TypeCell = TypeCell::new();
static DEF: NativeTypeDef = digest::plain_type("_md5.md5");

static ALGORITHM: Algorithm = Algorithm {
    name: "md5",
    digest_size: 16,
    block_size: 64,
    make: || Box::new(Fixed(Md5::default())),
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    TYPE.set(type_::define_native(th, &DEF));
    add(th, module, "MD5Type", TYPE.get().value());
    add(
        th,
        module,
        "_GIL_MINSIZE",
        Value::small(digest::GIL_MINSIZE),
    );
    Ok(())
}
