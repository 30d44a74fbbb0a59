//! Tests of the encodings against tables taken from CPython.

use super::tables;
use super::*;

fn string(cps: &[u32]) -> Vec<u8> {
    wtf8::from_code_points(cps.iter().copied())
}

#[test]
fn decoding_agrees_with_cpython() {
    for &(codec, bytes, expected, errors) in tables::DECODES {
        let mut out = Vec::new();
        let mut found = Vec::new();
        let mut at = 0;
        while let Err(e) = codec.decode_some(bytes, at, true, &mut out) {
            out.push(b'?');
            at = e.end;
            found.push((e.start, e.end, e.reason));
        }
        assert_eq!(found, errors, "{codec:?} {bytes:x?}");
        assert_eq!(out, string(expected), "{codec:?} {bytes:x?}");
    }
    for &(codec, bytes, consumed) in tables::PARTIAL {
        let mut out = Vec::new();
        assert_eq!(
            codec.decode_some(bytes, 0, false, &mut out),
            Ok(consumed),
            "{codec:?} {bytes:x?}"
        );
    }
}

#[test]
fn encoding_agrees_with_cpython() {
    for &(codec, cps, expected, errors) in tables::ENCODES {
        let s = string(cps);
        let mut out = Vec::new();
        let mut found = Vec::new();
        let mut at = 0;
        while let Err(e) = codec.encode_some(&s, at, &mut out) {
            codec.push(&mut out, '?'.into());
            at = e.end;
            let index = |at| wtf8::index_of_offset(&s, at, None);
            found.push((index(e.start), index(e.end), e.reason));
        }
        assert_eq!(found, errors, "{codec:?} {cps:x?}");
        assert_eq!(out, expected, "{codec:?} {cps:x?}");
    }
}

#[test]
fn handlers_agree_with_cpython() {
    for &(codec, bytes, handler, expected) in tables::HANDLED_DECODES {
        let handler = Handler::from_name(handler.as_bytes()).unwrap();
        let got = decode(codec, bytes, handler)
            .map_err(|e| decode_message(codec.name(), bytes, e.start, e.end, e.reason));
        assert_eq!(
            got,
            expected.map(string).map_err(str::to_string),
            "{codec:?} {bytes:x?} {handler:?}"
        );
    }
    for &(codec, cps, handler, expected) in tables::HANDLED_ENCODES {
        let s = string(cps);
        let handler = Handler::from_name(handler.as_bytes()).unwrap();
        let got = encode(codec, &s, handler).map_err(|e| {
            let index = |at| wtf8::index_of_offset(&s, at, None);
            let message = encode_message(codec.name(), &s, index(e.start), index(e.end), e.reason);
            String::from_utf8(message).unwrap()
        });
        assert_eq!(
            got,
            expected.map(<[u8]>::to_vec).map_err(str::to_string),
            "{codec:?} {cps:x?} {handler:?}"
        );
    }
}

#[test]
fn orders_names_and_maps_are_known() {
    assert_eq!(detect_order(b"\xFE\xFF\0a", 2), (Endian::Big, 2));
    assert_eq!(detect_order(b"\xFF\xFE\0\0", 4), (Endian::Little, 4));
    assert_eq!(detect_order(b"a", 4), (NATIVE, 0));
    let mut out = Vec::new();
    push_order_mark(Codec::Utf16(Endian::Little), &mut out);
    assert_eq!(out, b"\xFF\xFE");
    assert_eq!(codec_from_name(b"UTF-8"), Some(Codec::Utf8));
    assert_eq!(codec_from_name(b"Latin-1"), Some(Codec::Latin1));
    assert_eq!(codec_from_name(b"cp1252"), None);
    let mut out = Vec::new();
    let error = decode_charmap(&[0, 1, 2], 0, &[0x61, 0x20AC, 0xFFFE], &mut out).unwrap_err();
    assert_eq!((error.start, out), (2, "a€".into()));
}
