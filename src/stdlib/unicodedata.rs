//! `unicodedata`: the character database, Unicode 16.
//!
//! `ucd_3_2_0` answers from the same data: CPython keeps the differences to version 3.2 for it.

use runtime::algo::ucd::{self, NumberKind, category};
use runtime::algo::wtf8;
use runtime::error::PyResult;
use runtime::native::{GetSetDef, ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::str::{self, Str};
use runtime::types::type_::{NativeTypeDef, flags};
use runtime::types::{T, float};
use runtime::value::Value;
use unicode_normalization::UnicodeNormalization;

use crate::support::{self, add, add_type, alloc};

/// The functions, with their receiver's text in front.
macro_rules! functions {
    ($self_:literal $skip:literal) => {
        &[
            NativeDef::new("decimal", concat!("(", $self_, "chr, default=<unrepresentable>, /)"), |th, a| {
                number(th, "decimal", &a[$skip..], NumberKind::Decimal)
            })
            .doc("Converts a Unicode character into its equivalent decimal value."),
            NativeDef::new("digit", concat!("(", $self_, "chr, default=<unrepresentable>, /)"), |th, a| {
                number(th, "digit", &a[$skip..], NumberKind::Digit)
            })
            .doc("Converts a Unicode character into its equivalent digit value."),
            NativeDef::new("numeric", concat!("(", $self_, "chr, default=<unrepresentable>, /)"), |th, a| {
                number(th, "numeric", &a[$skip..], NumberKind::Numeric)
            })
            .doc("Converts a Unicode character into its equivalent numeric value."),
            NativeDef::new("category", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "category", "", a[$skip])?;
                Ok(str::new(th, category(cp)))
            })
            .doc("Returns the general category assigned to the character chr as string."),
            NativeDef::new("bidirectional", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "bidirectional", "", a[$skip])?;
                let class = if category(cp) == "Cn" { "" } else { ucd::bidirectional(cp) };
                Ok(str::new(th, class))
            })
            .doc("Returns the bidirectional class assigned to the character chr as string."),
            NativeDef::new("combining", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "combining", "", a[$skip])?;
                Ok(Value::small(ucd::combining(cp).into()))
            })
            .doc("Returns the canonical combining class assigned to the character chr as integer."),
            NativeDef::new("mirrored", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "mirrored", "", a[$skip])?;
                Ok(Value::small(ucd::mirrored(cp).into()))
            })
            .doc("Returns the mirrored property assigned to the character chr as integer."),
            NativeDef::new("east_asian_width", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "east_asian_width", "", a[$skip])?;
                Ok(str::new(th, ucd::east_asian_width(cp)))
            })
            .doc("Returns the east asian width assigned to the character chr as string."),
            NativeDef::new("decomposition", concat!("(", $self_, "chr, /)"), |th, a| {
                let cp = character(th, "decomposition", "", a[$skip])?;
                Ok(str::new(th, &ucd::decomposition(cp).unwrap_or_default()))
            })
            .doc("Returns the character decomposition mapping assigned to the character chr as string."),
            NativeDef::new("normalize", concat!("(", $self_, "form, unistr, /)"), |th, a| {
                let s = text_argument(th, "normalize", a[$skip + 1])?;
                let out = normalized(th, "normalize", a[$skip], s)?;
                Ok(str::from_bytes(th, &out).value())
            })
            .doc("Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'."),
            NativeDef::new("is_normalized", concat!("(", $self_, "form, unistr, /)"), |th, a| {
                let s = text_argument(th, "is_normalized", a[$skip + 1])?;
                let out = normalized(th, "is_normalized", a[$skip], s)?;
                Ok(Value::bool(out == s.bytes()))
            })
            .doc("Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'."),
            NativeDef::new("name", concat!("(", $self_, "chr, default=<unrepresentable>, /)"), |th, a| {
                name(th, &a[$skip..])
            })
            .doc("Returns the name assigned to the character chr as a string."),
            NativeDef::new("lookup", concat!("(", $self_, "name, /)"), |th, a| lookup(th, a[$skip]))
                .doc("Look up character by name."),
        ]
    };
}

static FUNCTIONS: &[NativeDef] = functions!("" 0);
static METHODS: &[NativeDef] = functions!("$self, " 1);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from the Unicode Consortium\nat https://www.unicode.org/.",
    functions: FUNCTIONS,
    init,
};

static UCD: NativeTypeDef = NativeTypeDef {
    methods: METHODS,
    getset: &[GetSetDef {
        name: "unidata_version",
        get: |th, _| Ok(str::new(th, "3.2.0")),
        set: None,
    }],
    flags: flags::NO_NEW,
    basic_size: size_of::<support::Small>(),
    ..NativeTypeDef::new("unicodedata.UCD")
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let class = add_type(th, module, &UCD);
    add(th, module, "unidata_version", str::new(th, "16.0.0"));
    let old = alloc(th, class, &[], &[]).value();
    add(th, module, "ucd_3_2_0", old);
    Ok(())
}

/// A character given as a str. `which`: how messages call the argument.
fn character(th: &Thread, function: &str, which: &str, v: Value) -> PyResult<u32> {
    let argument = if which.is_empty() {
        format!("{function}() argument")
    } else {
        format!("{function}() {which}")
    };
    match v.downcast::<Str>() {
        Some(s) => match wtf8::single(s.bytes()) {
            Some(cp) => Ok(cp),
            None => {
                let argument = argument.replacen("() ", "(): ", 1);
                Err(th.type_error(format!(
                    "{argument} must be a unicode character, not a string of length {}",
                    s.char_len()
                )))
            }
        },
        None => Err(th.type_error(format!(
            "{argument} must be a unicode character, not {}",
            ops::type_name(v)
        ))),
    }
}

fn text_argument(th: &Thread, function: &str, v: Value) -> PyResult<Ref<Str>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s),
        None => Err(th.type_error(format!(
            "{function}() argument 2 must be str, not {}",
            ops::type_name(v)
        ))),
    }
}

fn number(th: &Thread, function: &str, a: &[Value], wanted: NumberKind) -> PyResult {
    let cp = character(th, function, "argument 1", a[0])?;
    let found = ucd::number(cp).filter(|(kind, _)| match wanted {
        NumberKind::Decimal => *kind == NumberKind::Decimal,
        NumberKind::Digit => *kind != NumberKind::Numeric,
        NumberKind::Numeric => true,
    });
    match (found, wanted) {
        (Some((_, n)), NumberKind::Numeric) => Ok(float::new(th, n)),
        (Some((_, n)), NumberKind::Decimal | NumberKind::Digit) => Ok(Value::small(n as i64)),
        (None, _) if !a[1].is_empty() => Ok(a[1]),
        (None, NumberKind::Decimal) => Err(th.value_error("not a decimal")),
        (None, NumberKind::Digit) => Err(th.value_error("not a digit")),
        (None, NumberKind::Numeric) => Err(th.value_error("not a numeric character")),
    }
}

/// `normalize`. Lone surrogates stay as they are.
fn normalized(th: &Thread, function: &str, form: Value, s: Ref<Str>) -> PyResult<Vec<u8>> {
    let Some(form) = form.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "{function}() argument 1 must be str, not {}",
            ops::type_name(form)
        )));
    };
    let form = form.bytes();
    if !matches!(form, b"NFC" | b"NFD" | b"NFKC" | b"NFKD") {
        return Err(th.value_error("invalid normalization form"));
    }
    if s.is_ascii() {
        return Ok(s.bytes().to_vec());
    }
    let mut out = Vec::with_capacity(s.bytes().len());
    let mut run = String::new();
    for cp in wtf8::code_points(s.bytes()) {
        match char::from_u32(cp) {
            Some(c) => run.push(c),
            None => {
                push_normalized(&mut out, &run, form);
                run.clear();
                wtf8::push(&mut out, cp);
            }
        }
    }
    push_normalized(&mut out, &run, form);
    Ok(out)
}

fn push_normalized(out: &mut Vec<u8>, text: &str, form: &[u8]) {
    let mut push = |c: char| wtf8::push(out, c.into());
    match form {
        b"NFC" => text.nfc().for_each(&mut push),
        b"NFD" => text.nfd().for_each(&mut push),
        b"NFKC" => text.nfkc().for_each(&mut push),
        _ => text.nfkd().for_each(&mut push),
    }
}

/// Tangut and Nushu ideographs, whose derived names CPython finds but does not give.
fn is_name_withheld(cp: u32) -> bool {
    matches!(cp, 0x17000..=0x187F7 | 0x18D00..=0x18D08)
}

fn name(th: &Thread, a: &[Value]) -> PyResult {
    let cp = character(th, "name", "argument 1", a[0])?;
    let found = char::from_u32(cp)
        .filter(|_| !is_name_withheld(cp))
        .and_then(unicode_names2::name);
    match found {
        Some(name) => Ok(str::new(th, &name.to_string())),
        None if !a[1].is_empty() => Ok(a[1]),
        None => Err(th.value_error("no such name")),
    }
}

fn lookup(th: &Thread, v: Value) -> PyResult {
    let Some(name) = v.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "lookup() argument must be str, not {}",
            ops::type_name(v)
        )));
    };
    let found = name.as_str().and_then(|name| {
        let upper = name.to_ascii_uppercase();
        unicode_names2::character(&upper)
    });
    match found {
        Some(c) => Ok(str::from_code_point(th, c.into())),
        None => Err(th.error(
            T::KeyError,
            format!("undefined character name '{}'", name.to_string_lossy()),
        )),
    }
}
