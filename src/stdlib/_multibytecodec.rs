//! `_multibytecodec`, and `_codecs_cn`, `_codecs_jp`, `_codecs_kr` and `_codecs_tw`: the codecs of East Asia, on which the
//! modules of `encodings` with their names are built.
//!
//! Those that are there have no state between characters: `charset.rs` has their tables, `convert.rs` the loops. (`hz`, the
//! ISO 2022 family, those of JIS X 0213 and HKSCS, `johab` and `gb18030` are not there.) A codec object knows the place of its
//! character set in [`CHARSETS`].

mod charset;
mod convert;
mod incremental;
mod stream;

use std::borrow::Cow;
use std::mem::size_of;

use runtime::buffer;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::sequence::tuple_of;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, flags};
use runtime::types::{T, bytes, int, type_of};
use runtime::value::Value;

use crate::support::{Small, TypeCell, add_type, alloc, small};
use charset::Charset;

/// All character sets.
static CHARSETS: [&Charset; 9] = [
    &charset::GB2312,
    &charset::GBK,
    &charset::BIG5,
    &charset::CP950,
    &charset::SHIFT_JIS,
    &charset::CP932,
    &charset::EUC_JP,
    &charset::EUC_KR,
    &charset::CP949,
];

/// `_multibytecodec.MultibyteCodec`; its instances have the place of their character set in number 0.
static CODEC: TypeCell = TypeCell::new();

static CODEC_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("encode", "($self, /, input, errors=None)", |th, a| {
            let errors = errors_argument(th, a[2], "encode")?;
            // (Other objects are shown.)
            let text = ops::str(th, a[1])?;
            let out = convert::encode(th, charset_of(a[0]), text, &errors)?;
            let len = int::from_usize(th, text.char_len());
            Ok(tuple_of(th, &[bytes::new(th, &out), len]))
        })
        .doc("Return an encoded string version of \"input\".\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeEncodeError. Other possible\nvalues are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any other name\nregistered with codecs.register_error that can handle UnicodeEncodeErrors."),
        NativeDef::new("decode", "($self, /, input, errors=None)", |th, a| {
            let errors = errors_argument(th, a[2], "decode")?;
            let data = contents(th, a[1])?;
            let mut text = Vec::with_capacity(data.len());
            convert::decode(th, charset_of(a[0]), &data, 0, &errors, true, &mut text)?;
            let len = int::from_usize(th, data.len());
            Ok(tuple_of(th, &[str::from_bytes(th, &text).value(), len]))
        })
        .doc("Decodes \"input\".\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeDecodeError. Other possible\nvalues are 'ignore' and 'replace' as well as any other name registered with\ncodecs.register_error that is able to handle UnicodeDecodeErrors.\""),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<Small>(),
    ..NativeTypeDef::new("_multibytecodec.MultibyteCodec")
};

/// The character set of a codec object.
fn charset_of(codec: Value) -> &'static Charset {
    CHARSETS[small(codec).num(0) as usize]
}

/// Whether a value is a codec object.
fn is_codec(v: Value) -> bool {
    CODEC.is_set() && type_of(v) == CODEC.get()
}

/// The bytes of a bytes-like object, which are those of now.
fn contents(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    if runtime::types::is_exactly(v, T::Bytes)
        && let Some(data) = bytes::as_bytes(v)
    {
        return Ok(data);
    }
    match buffer::get(th, v)? {
        Some(b) => Ok(Cow::Owned(b.to_vec())),
        None => Err(buffer::not_a_buffer(th, v)),
    }
}

/// The argument `errors` of a method.
fn errors_argument(th: &Thread, v: Value, function: &str) -> PyResult<Vec<u8>> {
    match v.downcast::<Str>() {
        _ if v.is_empty() || v.is_none() => Ok(b"strict".to_vec()),
        Some(s) => Ok(s.bytes().to_vec()),
        None => Err(th.type_error(format!(
            "{function}() argument 'errors' must be str or None, not {}",
            ops::argument_type_name(v)
        ))),
    }
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_multibytecodec",
    doc: "",
    functions: &[],
    init: |th, module| {
        for (cell, def) in incremental::TYPES.iter().chain(stream::TYPES) {
            cell.set(add_type(th, module, def));
        }
        CODEC.set(type_::define_native(th, &CODEC_DEF));
        Ok(())
    },
};

/// `getcodec` of a module that has some of the codecs.
fn get_codec(th: &Thread, name: Value, names: &[&str]) -> PyResult {
    let Some(text) = name.downcast::<Str>() else {
        return Err(th.type_error("encoding name must be a string."));
    };
    let known = names.iter().any(|n| n.as_bytes() == text.bytes());
    let place = CHARSETS
        .iter()
        .position(|set| set.name.as_bytes() == text.bytes())
        .filter(|_| known);
    let Some(place) = place else {
        return Err(th.error(T::LookupError, "no such codec is supported."));
    };
    // (That module has the type.)
    runtime::import::import_module(th, "_multibytecodec")?;
    Ok(alloc(th, CODEC.get(), &[], &[place as i64]).value())
}

const SIGNATURE: &str = "($module, arg, /)";

/// A module with some of the codecs.
macro_rules! codecs_of {
    ($module:literal $($name:literal)*) => {
        ModuleDef {
            name: $module,
            doc: "",
            functions: &[NativeDef::new("getcodec", SIGNATURE, |th, a| {
                get_codec(th, a[0], &[$($name),*])
            })],
            init: |_: &Thread, _: Ref<Module>| Ok(()),
        }
    };
}

/// Those of the People's Republic of China.
pub static CN: ModuleDef = codecs_of!("_codecs_cn" "gb2312" "gbk");
/// Those of Japan.
pub static JP: ModuleDef = codecs_of!("_codecs_jp" "shift_jis" "cp932" "euc_jp");
/// Those of Korea.
pub static KR: ModuleDef = codecs_of!("_codecs_kr" "euc_kr" "cp949");
/// Those of Taiwan.
pub static TW: ModuleDef = codecs_of!("_codecs_tw" "big5" "cp950");
