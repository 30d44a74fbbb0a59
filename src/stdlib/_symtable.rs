//! `_symtable`: the compiler's symbol table, for `symtable`.

use std::mem::offset_of;

use frontend::Mode;
use frontend::listing::{Block, SCOPE_OFFSET, flags as usage, scope};
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{GetSetDef, ModuleDef, NativeDef};
use runtime::object::Kind;
use runtime::thread::Thread;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, MemberDef, NativeTypeDef, flags};
use runtime::types::{dict, int, list};
use runtime::value::Value;
use runtime::{import, ops};

use crate::support::{Small, TypeCell, add, alloc, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_symtable",
    doc: "",
    functions: &[NativeDef::new(
        "symtable",
        "($module, source, filename, startstr, /)",
        symtable,
    )
    .doc("Return symbol and scope dictionaries used internally by compiler.")],
    init: |th, module| {
        ENTRY_TYPE.set(type_::define_native(th, &ENTRY));
        for (name, n) in [
            ("USE", usage::USE),
            ("DEF_GLOBAL", usage::GLOBAL),
            ("DEF_NONLOCAL", usage::NONLOCAL),
            ("DEF_LOCAL", usage::LOCAL),
            ("DEF_PARAM", usage::PARAM),
            ("DEF_TYPE_PARAM", usage::TYPE_PARAM),
            ("DEF_FREE_CLASS", usage::FREE_CLASS),
            ("DEF_IMPORT", usage::IMPORT),
            ("DEF_BOUND", usage::LOCAL | usage::PARAM | usage::IMPORT),
            ("DEF_ANNOT", usage::ANNOT),
            ("DEF_COMP_ITER", usage::COMP_ITER),
            ("DEF_COMP_CELL", usage::COMP_CELL),
            ("TYPE_FUNCTION", 0),
            ("TYPE_CLASS", 1),
            ("TYPE_MODULE", 2),
            ("TYPE_ANNOTATION", 3),
            ("TYPE_TYPE_ALIAS", 4),
            ("TYPE_TYPE_PARAMETERS", 5),
            ("TYPE_TYPE_VARIABLE", 6),
            ("LOCAL", scope::LOCAL),
            ("GLOBAL_EXPLICIT", scope::GLOBAL_EXPLICIT),
            ("GLOBAL_IMPLICIT", scope::GLOBAL_IMPLICIT),
            ("FREE", scope::FREE),
            ("CELL", scope::CELL),
            ("SCOPE_OFF", SCOPE_OFFSET),
            ("SCOPE_MASK", 15),
        ] {
            add(th, module, name, Value::small(n.into()));
        }
        Ok(())
    },
};

static ENTRY_TYPE: TypeCell = TypeCell::new();

/// The slots of an entry.
const NAME: usize = 0;
const SYMBOLS: usize = 1;
const VARNAMES: usize = 2;
const CHILDREN: usize = 3;
const TYPE: usize = 4;
const LINE: usize = 5;

const fn member(name: &'static str, slot: usize) -> MemberDef {
    MemberDef {
        name,
        offset: offset_of!(Small, slots) + 8 * slot,
        readonly: true,
        strict: false,
    }
}

/// A block. Its only number says whether it is nested.
static ENTRY: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let entry = small(v);
            let name = ops::str(th, entry.slots[NAME].get())?;
            let text = format!(
                "<symtable entry {}({}), line {}>",
                name.to_string_lossy(),
                v.bits(),
                entry.slots[LINE].get().as_small().unwrap_or(0)
            );
            Ok(str::new(th, &text))
        }),
        ..Slots::NONE
    },
    members: &[
        member("name", NAME),
        member("symbols", SYMBOLS),
        member("varnames", VARNAMES),
        member("children", CHILDREN),
        member("type", TYPE),
        member("lineno", LINE),
    ],
    getset: &[
        GetSetDef {
            name: "id",
            get: |th, v| Ok(int::from_usize(th, v.bits() as usize)),
            set: None,
        },
        GetSetDef {
            name: "nested",
            get: |_, v| Ok(Value::small(small(v).nums[0].get())),
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::STATIC,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("symtable entry")
};

fn symtable(th: &Thread, args: &[Value]) -> PyResult {
    let source = crate::builtins::source_bytes(th, args[0], "symtable() arg 1")?;
    let path = crate::builtins::file_name(th, args[1])?;
    let Some(mode) = args[2].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "symtable() argument 3 must be str, not {}",
            ops::type_name(args[2])
        )));
    };
    let mode = match mode.bytes() {
        b"exec" => Mode::Exec,
        b"eval" => Mode::Eval,
        b"single" => Mode::Single,
        _ => {
            return Err(th.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'"));
        }
    };
    let asked = frontend::Flags {
        text: args[0].has_kind(Kind::Str),
        ..frontend::Flags::default()
    };
    let list = |source: &[u8], flags| frontend::symbols(source, &path, mode, flags);
    let block = import::of_source(th, &source, &path, asked, list)?;
    entry(th, &block)
}

/// The object of a block and of all in it. Allocates.
fn entry(th: &Thread, block: &Block) -> PyResult {
    let symbols = dict::new(th);
    for (name, number) in &block.symbols {
        symbols.set_str(th, str::intern(th, name), Value::small((*number).into()));
    }
    let names =
        RootedVec::from_iter((block.parameters.iter()).map(|name| str::intern(th, name).value()));
    let names = list::new(th, &names);
    let children = list::empty(th);
    for child in &block.children {
        children.append(th, entry(th, child)?);
    }
    let slots = [
        str::intern(th, &block.name).value(),
        symbols.value(),
        names.value(),
        children.value(),
        Value::small(block.block_type as i64),
        Value::small(block.line.into()),
    ];
    let nested = [i64::from(block.nested)];
    Ok(alloc(th, ENTRY_TYPE.get(), &slots, &nested).value())
}
