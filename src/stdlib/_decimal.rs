//! `_decimal`: decimal numbers, in place of CPython's module of that name.
//!
//! The layers, each of which uses only those before it: natural numbers as limbs, coefficients, numbers with the
//! rounding that ends each operation, operations, powers, text. So far nothing knows of Python: operations report
//! conditions in a `Status`. Then come objects: `Decimal`, signal dicts, contexts, and the methods, which turn what has been
//! met into flags and exceptions.

use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, define_native, flags};
use runtime::types::{int, str};
use runtime::value::Value;

use crate::support::{self, Small, TypeCell, add, small};
use number::{MAX_EMAX, MAX_PREC, MIN_EMIN};
use state::{Keep, kept};

pub mod arguments;
pub mod arithmetic;
pub mod coefficient;
pub mod context;
pub mod convert;
pub mod decimal;
pub mod format;
pub mod limbs;
pub mod methods;
pub mod number;
pub mod object;
pub mod operations;
pub mod power;
pub mod quick;
pub mod series;
pub mod signals;
pub mod state;
pub mod text;
pub mod wide;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_decimal",
    doc: "C decimal arithmetic module",
    functions: &[
        NativeDef::new("getcontext", "($module, /)", |th, _| {
            Ok(context::current(th)?.value())
        }),
        NativeDef::new("setcontext", "($module, context, /)", |th, a| {
            context::set_current(th, a[0])
        }),
        NativeDef::raw(
            "localcontext",
            "($module, /, ctx=None, **kwargs)",
            |th, args| {
                let outer = context::current(th)?.value();
                let local = context::local(th, args)?.value();
                Ok(support::alloc(th, MANAGER.get(), &[outer, local], &[]).value())
            },
        ),
        NativeDef::new("IEEEContext", "($module, bits, /)", context::ieee),
    ],
    init: |th, module| {
        if !object::TYPE.is_set() {
            object::TYPE.set(define_native(th, &decimal::DEF));
            context::TYPE.set(define_native(th, &CONTEXT));
            MANAGER.set(define_native(th, &MANAGER_DEF));
        }
        add(th, module, "Decimal", object::TYPE.get().value());
        add(th, module, "Context", context::TYPE.get().value());
        state::init(th, module)?;
        signals::init(th)?;
        context::make_templates(th);
        add_constants(th, module);
        Ok(())
    },
};

fn add_constants(th: &Thread, module: Ref<Module>) {
    for (name, what) in [
        ("DefaultContext", Keep::DefaultContext),
        ("BasicContext", Keep::BasicContext),
        ("ExtendedContext", Keep::ExtendedContext),
    ] {
        add(th, module, name, kept(what));
    }
    for (name, n) in [
        ("MAX_PREC", MAX_PREC),
        ("MAX_EMAX", MAX_EMAX),
        ("MIN_EMIN", MIN_EMIN),
        ("MIN_ETINY", MIN_EMIN - (MAX_PREC - 1)),
        ("IEEE_CONTEXT_MAX_BITS", context::IEEE_MAX_BITS),
    ] {
        add(th, module, name, int::from_i64(th, n));
    }
    for (name, _) in context::ROUNDINGS {
        add(th, module, name, str::intern(th, name).value());
    }
    add(th, module, "HAVE_THREADS", Value::TRUE);
    add(th, module, "HAVE_CONTEXTVAR", Value::TRUE);
    add(th, module, "__version__", str::new(th, "1.70"));
    add(th, module, "__libmpdec_version__", str::new(th, "2.5.1"));
}

static CONTEXT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(context::slot_new),
        init: Some(context::slot_init),
        repr: Some(context::repr),
        getattr: Some(context::getattr),
        setattr: Some(context::setattr),
        ..Slots::NONE
    },
    methods: methods::CONTEXT,
    getset: context::ATTRIBUTES,
    flags: flags::BASE,
    basic_size: context::SIZE,
    ..NativeTypeDef::new("decimal.Context")
};

// ---- what `localcontext` returns: the context before, and the one to be

static MANAGER: TypeCell = TypeCell::new();

static MANAGER_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("__enter__", "($self, /)", |th, a| {
            let local = small(a[0]).slot(1);
            context::set_current(th, local)?;
            Ok(local)
        }),
        NativeDef::raw("__exit__", "", |th, args| {
            context::set_current(th, small(args.values[0]).slot(0))?;
            Ok(Value::FALSE)
        }),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("decimal.ContextManager")
};
