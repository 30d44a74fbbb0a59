//! Wrong escapes in string and bytes literals, in the words of CPython's decoders.

/// The first wrong escape of a string or bytes literal.
pub(super) fn escape_error(literal: &str) -> Option<String> {
    let quote = literal.find(['\'', '"'])?;
    let prefix = literal[..quote].to_ascii_lowercase();
    let triple = literal[quote..].starts_with("'''") || literal[quote..].starts_with("\"\"\"");
    let n = if triple { 3 } else { 1 };
    let body = literal.get(quote + n..literal.len().saturating_sub(n))?;
    body_error(body, prefix.contains('b'))
}

/// The first wrong escape of a text between quotes.
pub(super) fn body_error(body: &str, is_bytes: bool) -> Option<String> {
    let bytes = body.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] != b'\\' {
            i += 1;
            continue;
        }
        let digits = match bytes.get(i + 1) {
            Some(b'x') => 2,
            Some(b'u') if !is_bytes => 4,
            Some(b'U') if !is_bytes => 8,
            Some(b'N') if !is_bytes => {
                let braced = bytes.get(i + 2) == Some(&b'{');
                let close = body[i..].find('}').filter(|_| braced);
                let (end, what) = match close {
                    Some(close) if close > 3 => (i + close, "unknown Unicode character name"),
                    Some(_) => (i + 2, "malformed \\N character escape"),
                    None if braced => (body.len() - 1, "malformed \\N character escape"),
                    None => (i + 1, "malformed \\N character escape"),
                };
                return Some(format!(
                    "(unicode error) 'unicodeescape' codec can't decode bytes in position {i}-{end}: {what}"
                ));
            }
            _ => {
                i += 2;
                continue;
            }
        };
        let hex = bytes[i + 2..]
            .iter()
            .take(digits)
            .take_while(|b| b.is_ascii_hexdigit())
            .count();
        if hex < digits {
            if is_bytes {
                return Some(format!("(value error) invalid \\x escape at position {i}"));
            }
            let letter = bytes[i + 1] as char;
            let shape = letter.to_string() + &"X".repeat(digits);
            return Some(format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes in position {i}-{}: truncated \\{shape} escape",
                i + 1 + hex
            ));
        }
        let value = u32::from_str_radix(&body[i + 2..i + 2 + digits], 16).unwrap_or(0);
        if value > 0x10_ffff {
            return Some(format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes in position {i}-{}: illegal Unicode character",
                i + 9
            ));
        }
        i += 2 + digits;
    }
    None
}
