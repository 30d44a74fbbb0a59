//! `_pickle`: objects as bytes that a later program can make them from again. The counterpart of CPython's module in C: the
//! bytes are the same, and so are the errors.
//!
//! A pickler (`pickler.rs`) writes through `save.rs` and `containers.rs` (what has opcodes of its own), `reduce.rs` (what says
//! how it can be rebuilt), `global.rs` (what is written as a name) and `instance.rs` (a shorter way for usual instances). An
//! unpickler (`unpickler.rs`) runs the opcodes in `load.rs` and `rebuild.rs`; `input.rs` is where it reads.

mod buffer;
mod containers;
mod docs;
mod global;
mod input;
mod instance;
mod load;
mod memo;
mod opcodes;
mod output;
mod pickler;
mod proxy;
mod rebuild;
mod reduce;
mod save;
mod state;
mod unpickler;

use runtime::native::{ModuleDef, NativeDef};
use runtime::types::type_;

use crate::support::add_type;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_pickle",
    doc: "Optimized C implementation for the Python pickle module.",
    functions: &[
        NativeDef::new(
            "dump",
            "($module, /, obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)",
            pickler::dump,
        )
        .doc(docs::DUMP),
        NativeDef::new(
            "dumps",
            "($module, /, obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)",
            pickler::dumps,
        )
        .doc(docs::DUMPS),
        NativeDef::new(
            "load",
            "($module, /, file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())",
            unpickler::load,
        )
        .doc(docs::LOAD),
        NativeDef::new(
            "loads",
            "($module, data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())",
            unpickler::loads,
        )
        .doc(docs::LOADS),
    ],
    init: |th, module| {
        state::init(th, module)?;
        buffer::TYPE.set(add_type(th, module, &buffer::DEF));
        pickler::TYPE.set(add_type(th, module, &pickler::DEF));
        unpickler::TYPE.set(add_type(th, module, &unpickler::DEF));
        proxy::OF_PICKLER.set(type_::define_native(th, &proxy::PICKLER_DEF));
        proxy::OF_UNPICKLER.set(type_::define_native(th, &proxy::UNPICKLER_DEF));
        Ok(())
    },
};
