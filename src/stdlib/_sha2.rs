//! `_sha2`: SHA-224, SHA-256, SHA-384 and SHA-512.

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::type_::NativeTypeDef;
use runtime::value::Value;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use crate::digest::{self, Algorithm, Fixed};
use crate::support::{TypeCell, add, add_type};

macro_rules! algorithms {
    ($($name:literal $function:literal $type:literal $cell:ident $def:ident $algorithm:ident $digest:ident $size:literal $block:literal;)*) => {
        $(
            static $cell: TypeCell = TypeCell::new();
            static $def: NativeTypeDef = digest::plain_type($type);
            static $algorithm: Algorithm = Algorithm {
                name: $function,
                digest_size: $size,
                block_size: $block,
                make: || Box::new(Fixed($digest::default())),
            };
        )*

        const FUNCTIONS: &[NativeDef] = &[$(
            NativeDef::new($function, digest::SIGNATURE, |th, a| {
                digest::construct(th, $cell.get(), &$algorithm, a)
            })
            .doc(concat!("Return a new ", $name, " hash object; optionally initialized with a string.")),
        )*];

        fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
            $($cell.set(add_type(th, module, &$def));)*
            add(th, module, "_GIL_MINSIZE", Value::small(digest::GIL_MINSIZE));
            Ok(())
        }
    };
}

algorithms! {
    "SHA-224" "sha224" "_sha2.SHA224Type" TYPE_224 DEF_224 ALGORITHM_224 Sha224 28 64;
    "SHA-256" "sha256" "_sha2.SHA256Type" TYPE_256 DEF_256 ALGORITHM_256 Sha256 32 64;
    "SHA-384" "sha384" "_sha2.SHA384Type" TYPE_384 DEF_384 ALGORITHM_384 Sha384 48 128;
    "SHA-512" "sha512" "_sha2.SHA512Type" TYPE_512 DEF_512 ALGORITHM_512 Sha512 64 128;
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_sha2",
    doc: "",
    functions: FUNCTIONS,
    init,
};
