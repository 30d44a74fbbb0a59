//! `_remote_debugging`: reading the frames of another process, which only CPython's layout of memory allows. The names are
//! here because `asyncio`'s prompt imports them; using one says so.

use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, Type, flags};
use runtime::value::Value;

use crate::structseq::{self, SequenceDef};
use crate::support::{add, add_type};

static FRAME_INFO: SequenceDef = SequenceDef::new(
    "_remote_debugging.FrameInfo",
    &["filename", "lineno", "funcname"],
);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_remote_debugging",
    doc: "",
    functions: &[],
    init: |th, module| {
        add_type(th, module, &UNWINDER);
        let class = structseq::class(th, &FRAME_INFO)?.value();
        add(th, module, "FrameInfo", class);
        Ok(())
    },
};

fn refuse(th: &Thread, _: Ref<Type>, _: Args) -> PyResult<Value> {
    Err(th.runtime_error("the frames of another process cannot be read"))
}

static UNWINDER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(refuse),
        ..Slots::NONE
    },
    flags: flags::OPEN,
    ..NativeTypeDef::new("_remote_debugging.RemoteUnwinder")
};
