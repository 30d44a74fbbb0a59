//! `_sha3`: SHA-3, and SHAKE, whose digests are as long as asked for.

use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, Type};
use runtime::types::{bytes, signature, str};
use runtime::value::Value;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256};

use crate::digest::{self, Algorithm, Digest, Fixed, Hash};
use crate::support::{add, add_type};

/// A SHAKE.
#[derive(Clone)]
struct Open<D>(D);

impl<D: Update + ExtendableOutput + Clone + 'static> Hash for Open<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn digest(&self, len: usize) -> Vec<u8> {
        let mut out = vec![0; len];
        self.0.clone().finalize_xof().read(&mut out);
        out
    }

    fn copy(&self) -> Box<dyn Hash> {
        Box::new(self.clone())
    }
}

/// Bits of the sponge's state.
const STATE_BITS: i64 = 1600;

/// The attributes that tell how the sponge is used; a block is its rate.
macro_rules! sponge {
    ($block:literal $suffix:literal) => {
        &[
            GetSetDef {
                name: "name",
                get: digest::GETSET[0].get,
                set: None,
            },
            GetSetDef {
                name: "digest_size",
                get: digest::GETSET[1].get,
                set: None,
            },
            GetSetDef {
                name: "block_size",
                get: digest::GETSET[2].get,
                set: None,
            },
            GetSetDef {
                name: "_rate_bits",
                get: |_, _| Ok(Value::small($block * 8)),
                set: None,
            },
            GetSetDef {
                name: "_capacity_bits",
                get: |_, _| Ok(Value::small(STATE_BITS - $block * 8)),
                set: None,
            },
            GetSetDef {
                name: "_suffix",
                get: |th, _| Ok(bytes::new(th, $suffix)),
                set: None,
            },
        ]
    };
}

macro_rules! algorithms {
    ($($name:literal $type:literal $def:ident $algorithm:ident $new:ident $make:expr, $methods:ident $size:literal $block:literal $suffix:literal;)*) => {
        $(
            static $algorithm: Algorithm = Algorithm {
                name: $name,
                digest_size: $size,
                block_size: $block,
                make: || Box::new($make),
            };
            static $new: NativeDef = NativeDef::new($name, digest::SIGNATURE, |_, _| Ok(Value::NONE));
            static $def: NativeTypeDef = NativeTypeDef {
                slots: Slots {
                    new: Some(|th: &Thread, class: Ref<Type>, args: Args| {
                        let a: [Value; 3] = signature::bind_new(th, &$new, args)?;
                        digest::construct(th, class, &$algorithm, &a)
                    }),
                    init: Some(|_, _, _| Ok(())),
                    ..Slots::NONE
                },
                methods: digest::$methods,
                getset: sponge!($block $suffix),
                basic_size: size_of::<Digest>(),
                doc: concat!($name, "([data], *, usedforsecurity=True)\n\nReturn a new hash object."),
                ..NativeTypeDef::new($type)
            };
        )*

        fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
            $(add_type(th, module, &$def);)*
            add(th, module, "implementation", str::new(th, "RustCrypto"));
            add(th, module, "_GIL_MINSIZE", Value::small(digest::GIL_MINSIZE));
            Ok(())
        }
    };
}

algorithms! {
    "sha3_224" "_sha3.sha3_224" DEF_224 ALGORITHM_224 NEW_224 Fixed(Sha3_224::default()), METHODS 28 144 b"\x06";
    "sha3_256" "_sha3.sha3_256" DEF_256 ALGORITHM_256 NEW_256 Fixed(Sha3_256::default()), METHODS 32 136 b"\x06";
    "sha3_384" "_sha3.sha3_384" DEF_384 ALGORITHM_384 NEW_384 Fixed(Sha3_384::default()), METHODS 48 104 b"\x06";
    "sha3_512" "_sha3.sha3_512" DEF_512 ALGORITHM_512 NEW_512 Fixed(Sha3_512::default()), METHODS 64 72 b"\x06";
    "shake_128" "_sha3.shake_128" DEF_SHAKE_128 ALGORITHM_SHAKE_128 NEW_SHAKE_128 Open(Shake128::default()), OPEN_METHODS 0 168 b"\x1f";
    "shake_256" "_sha3.shake_256" DEF_SHAKE_256 ALGORITHM_SHAKE_256 NEW_SHAKE_256 Open(Shake256::default()), OPEN_METHODS 0 136 b"\x1f";
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_sha3",
    doc: "",
    functions: &[],
    init,
};
