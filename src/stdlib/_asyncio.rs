//! `_asyncio`: futures and tasks, which loop runs in a thread, and which task in a loop.

mod future;
mod iter;
mod state;
mod task;

use runtime::native::ModuleDef;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_asyncio",
    doc: "Accelerator module for asyncio",
    functions: state::FUNCTIONS,
    init: |th, module| {
        // (Its classes must be there: contexts are copied and entered without asking for it.)
        runtime::import::import_module(th, "_contextvars")?;
        state::init(th);
        iter::init(th);
        let future = future::init(th, module);
        task::init(th, module, future);
        Ok(())
    },
};
