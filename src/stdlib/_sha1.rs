//! `_sha1`.

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::type_::{self, NativeTypeDef};
use runtime::value::Value;
use sha1::Sha1;

use crate::digest::{self, Algorithm, Fixed};
use crate::support::{TypeCell, add};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_sha1",
    doc: "",
    functions: &[NativeDef::new("sha1", digest::SIGNATURE, |th, a| {
        digest::construct(th, TYPE.get(), &ALGORITHM, a)
    })
    .doc("Return a new SHA1 hash object; optionally initialized with a string.")],
    init,
};

static TYPE: TypeCell = TypeCell::new();
static DEF: NativeTypeDef = digest::plain_type("_sha1.sha1");

static ALGORITHM: Algorithm = Algorithm {
    name: "sha1",
    digest_size: 20,
    block_size: 64,
    make: || Box::new(Fixed(Sha1::default())),
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    TYPE.set(type_::define_native(th, &DEF));
    add(th, module, "SHA1Type", TYPE.get().value());
    add(
        th,
        module,
        "_GIL_MINSIZE",
        Value::small(digest::GIL_MINSIZE),
    );
    Ok(())
}
