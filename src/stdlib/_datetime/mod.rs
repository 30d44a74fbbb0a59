//! `_datetime`: dates, times and spans of time.
//!
//! The objects are plain numbers in the heap, with CPython's classes around them: `days.rs` has the calendar and its
//! arithmetic, `objects.rs` the layouts, one file each the classes; `zone.rs` asks time zones, which may be written in Python,
//! and `local.rs` the machine's. Error messages and the ways in which subclasses are called are those of CPython's C module,
//! not of `_pydatetime`.

use runtime::error::PyResult;
use runtime::native::ModuleDef;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::type_::{self, NativeTypeDef, Type};
use runtime::types::{self, T};
use runtime::value::Value;

use crate::support::{TypeCell, add};
use days::{Clock, Day, MAX_SPAN_DAYS, MAX_YEAR, MICROS_PER_DAY, MIN_YEAR, Span};
use objects::{
    DATE, DATETIME, Fields, ISO_DATE, TIME, TIMEDELTA, TIMEZONE, TZINFO, date_of, datetime, delta,
    set_constant, time_of,
};

pub mod arguments;
pub mod date;
pub mod datetime;
pub mod days;
pub mod delta;
pub mod iso;
pub mod local;
pub mod objects;
pub mod text;
pub mod time;
pub mod zone;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_datetime",
    doc: "Fast implementation of the datetime module.",
    functions: &[],
    init,
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    // A second import of the module shares the classes with the first.
    if !TIMEDELTA.is_set() {
        make_classes(th);
    }
    let classes: [(&str, &TypeCell); 6] = [
        ("date", &DATE),
        ("datetime", &DATETIME),
        ("time", &TIME),
        ("timedelta", &TIMEDELTA),
        ("timezone", &TIMEZONE),
        ("tzinfo", &TZINFO),
    ];
    for (name, class) in classes {
        add(th, module, name, class.get().value());
    }
    add(th, module, "MINYEAR", Value::small(MIN_YEAR.into()));
    add(th, module, "MAXYEAR", Value::small(MAX_YEAR.into()));
    add(th, module, "UTC", zone::utc());
    Ok(())
}

fn make_classes(th: &Thread) {
    let make = |cell: &TypeCell, def: &NativeTypeDef, base: Ref<Type>| {
        let class = type_::define_native_with_base(th, def, base);
        cell.set(class);
        class
    };
    let object = types::get(T::Object);
    let constants = |class: Ref<Type>, values: [(&str, Value); 3]| {
        for (name, v) in values {
            set_constant(th, class, name, v);
        }
    };
    let timedelta = make(&TIMEDELTA, &delta::TIMEDELTA, object);
    let longest = Span::normal(MAX_SPAN_DAYS, MICROS_PER_DAY - 1).unwrap_or(Span::ZERO);
    let micro = delta(
        th,
        Span {
            micros: 1,
            ..Span::ZERO
        },
    );
    constants(
        timedelta,
        [
            ("resolution", micro),
            ("min", delta(th, Span::days(-(MAX_SPAN_DAYS as i32)))),
            ("max", delta(th, longest)),
        ],
    );
    let date = make(&DATE, &date::DATE_TYPE, object);
    constants(
        date,
        [
            ("min", date_of(th, date, Day::MIN)),
            ("max", date_of(th, date, Day::MAX)),
            ("resolution", delta(th, Span::days(1))),
        ],
    );
    let time = make(&TIME, &time::TIME_TYPE, object);
    let at = |clock| time_of(th, time, Fields::naive(Day::MIN, clock));
    constants(
        time,
        [
            ("min", at(Clock::MIDNIGHT)),
            ("max", at(Clock::MAX)),
            ("resolution", micro),
        ],
    );
    let moments = make(&DATETIME, &datetime::DATETIME_TYPE, date);
    constants(
        moments,
        [
            (
                "min",
                datetime(th, Fields::naive(Day::MIN, Clock::MIDNIGHT)),
            ),
            ("max", datetime(th, Fields::naive(Day::MAX, Clock::MAX))),
            ("resolution", micro),
        ],
    );
    let tzinfo = make(&TZINFO, &zone::TZINFO, object);
    let timezone = make(&TIMEZONE, &zone::TIMEZONE, tzinfo);
    zone::init(th, timezone);
    make(&ISO_DATE, &date::ISO_DATE_TYPE, types::get(T::Tuple));
}
