//! `_blake2`: BLAKE2b and BLAKE2s with all their parameters.

use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, Type};
use runtime::types::{int, signature, str};
use runtime::value::Value;

use crate::digest::{self, Algorithm, Digest, Hash};
use crate::support::{add, add_type};

const SIGNATURE: &str = "(data=b'', *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)";

/// The parameters, as both variants take them.
struct Given {
    digest_size: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
    data: Vec<u8>,
}

/// What bounds the parameters of a variant.
struct Limits {
    name: &'static str,
    /// Of digest, key and inner digest.
    size: usize,
    /// Of salt and personalisation.
    salt: usize,
    offset: u64,
}

/// An int that may not be negative.
fn natural(th: &Thread, v: Value, kind: &str) -> PyResult<u64> {
    if v.is_empty() {
        return Ok(0);
    }
    let n = ops::index(th, v)?;
    if int::is_negative(n) {
        return Err(th.value_error("Cannot convert negative int"));
    }
    int::to_u64(n).ok_or_else(|| th.overflow_error(format!("Python int too large for C {kind}")))
}

/// Bytes of a parameter with a greatest length.
fn limited(th: &Thread, v: Value, most: usize, what: &str) -> PyResult<Vec<u8>> {
    if v.is_empty() {
        return Ok(Vec::new());
    }
    let data = runtime::buffer::contiguous_of(th, v)?.to_vec();
    if data.len() > most {
        return Err(th.value_error(format!("maximum {what} length is {most} bytes")));
    }
    Ok(data)
}

fn given(th: &Thread, a: &[Value; 14], limits: &Limits) -> PyResult<Given> {
    let data = digest::initial_data(th, a[0], a[13])?;
    let size = limits.size as i64;
    let digest_size = if a[1].is_empty() {
        size
    } else {
        ops::index_i64(th, a[1])?
    };
    if !(1..=size).contains(&digest_size) {
        return Err(th.value_error(format!(
            "digest_size for {} must be between 1 and {size} bytes, here it is {digest_size}",
            limits.name
        )));
    }
    let salt = limited(th, a[3], limits.salt, "salt")?;
    let person = limited(th, a[4], limits.salt, "person")?;
    let byte = |i: usize, default: i64, low: i64, what: &str| {
        let message = format!("{what} must be between {low} and 255");
        digest::bounded(th, a[i], default, low, 255, &message)
    };
    let fanout = byte(5, 1, 0, "fanout")? as u8;
    let depth = byte(6, 1, 1, "depth")? as u8;
    let leaf_size = natural(th, a[7], "unsigned long")?;
    let Ok(leaf_size) = u32::try_from(leaf_size) else {
        return Err(th.overflow_error("leaf_size is too large"));
    };
    let node_offset = natural(th, a[8], "unsigned long long")?;
    if node_offset > limits.offset {
        return Err(th.overflow_error("node_offset is too large"));
    }
    let node_depth = byte(9, 0, 0, "node_depth")? as u8;
    let message = format!("inner_size must be between 0 and is {size}");
    let inner_size = digest::bounded(th, a[10], 0, 0, size, &message)? as usize;
    let last_node = !a[11].is_empty() && ops::is_true(th, a[11])?;
    let key = limited(th, a[2], limits.size, "key")?;
    Ok(Given {
        digest_size: digest_size as usize,
        key,
        salt,
        person,
        fanout,
        depth,
        leaf_size,
        node_offset,
        node_depth,
        inner_size,
        last_node,
        data,
    })
}

/// One variant: its state, limits and type.
macro_rules! variant {
    ($crate_:ident $state:ident $name:literal $type:literal $def:ident $algorithm:ident $new:ident $limits:ident $display:literal $size:literal $salt:literal $block:literal $offset:expr) => {
        #[derive(Clone)]
        struct $state($crate_::State);

        impl Hash for $state {
            fn update(&mut self, data: &[u8]) {
                self.0.update(data);
            }

            fn digest(&self, _: usize) -> Vec<u8> {
                self.0.finalize().as_bytes().to_vec()
            }

            fn copy(&self) -> Box<dyn Hash> {
                Box::new(self.clone())
            }
        }

        static $limits: Limits = Limits {
            name: $display,
            size: $size,
            salt: $salt,
            offset: $offset,
        };

        static $algorithm: Algorithm = Algorithm {
            name: $name,
            digest_size: $size,
            block_size: $block,
            make: || Box::new($state($crate_::State::new())),
        };

        static $new: NativeDef = NativeDef::new($name, SIGNATURE, |_, _| Ok(Value::NONE));

        static $def: NativeTypeDef = NativeTypeDef {
            slots: Slots {
                new: Some(|th: &Thread, class: Ref<Type>, args: Args| {
                    let a: [Value; 14] = signature::bind_new(th, &$new, args)?;
                    let g = given(th, &a, &$limits)?;
                    let mut params = $crate_::Params::new();
                    params
                        .hash_length(g.digest_size)
                        .key(&g.key)
                        .salt(&g.salt)
                        .personal(&g.person)
                        .fanout(g.fanout)
                        .max_depth(g.depth)
                        .max_leaf_length(g.leaf_size)
                        .node_offset(g.node_offset)
                        .node_depth(g.node_depth)
                        .inner_hash_length(g.inner_size)
                        .last_node(g.last_node);
                    let state = Box::new($state(params.to_state()));
                    Ok(digest::new(
                        th,
                        class,
                        &$algorithm,
                        g.digest_size,
                        state,
                        &g.data,
                    ))
                }),
                init: Some(|_, _, _| Ok(())),
                ..Slots::NONE
            },
            methods: digest::METHODS,
            getset: digest::GETSET,
            basic_size: size_of::<Digest>(),
            doc: concat!("Return a new ", $display, " hash object."),
            ..NativeTypeDef::new($type)
        };
    };
}

variant!(blake2b_simd StateB "blake2b" "_blake2.blake2b" DEF_B ALGORITHM_B NEW_B LIMITS_B "Blake2b" 64 16 128 u64::MAX);
variant!(blake2s_simd StateS "blake2s" "_blake2.blake2s" DEF_S ALGORITHM_S NEW_S LIMITS_S "Blake2s" 32 8 64 (1 << 48) - 1);

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for (def, limits, prefix) in [
        (&DEF_B, &LIMITS_B, "BLAKE2B"),
        (&DEF_S, &LIMITS_S, "BLAKE2S"),
    ] {
        let class = add_type(th, module, def);
        for (name, n) in [
            ("SALT_SIZE", limits.salt),
            ("PERSON_SIZE", limits.salt),
            ("MAX_KEY_SIZE", limits.size),
            ("MAX_DIGEST_SIZE", limits.size),
        ] {
            let v = Value::small(n as i64);
            class.dict().set_str(th, str::intern(th, name), v);
            add(th, module, &format!("{prefix}_{name}"), v);
        }
    }
    add(
        th,
        module,
        "_GIL_MINSIZE",
        Value::small(digest::GIL_MINSIZE),
    );
    Ok(())
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_blake2",
    doc: "_blake2b provides BLAKE2b for hashlib\n",
    functions: &[],
    init,
};
