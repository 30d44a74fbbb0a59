//! The pure-Python library, embedded in the binary.
//!
//! The blob is part of the read-only image: what is not imported is never read from disk.

use runtime::import::LibraryFile;

/// Dotted name, whether it is a package, path, and the range of the blob; sorted by name.
static INDEX: &[(&str, bool, &str, usize, usize)] =
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.blob"));

/// The file of a dotted module name.
pub fn find(name: &str) -> Option<LibraryFile> {
    let at = INDEX.binary_search_by(|entry| entry.0.cmp(name)).ok()?;
    let (_, is_package, path, start, end) = INDEX[at];
    Some(LibraryFile {
        source: BLOB[start..end].to_vec(),
        is_package,
        path: path.to_owned(),
    })
}

/// The text of a file by its path below the library's root, for tracebacks.
pub fn source_of_path(path: &str) -> Option<&'static [u8]> {
    INDEX
        .iter()
        .find(|entry| entry.2 == path)
        .map(|&(_, _, _, start, end)| &BLOB[start..end])
}
