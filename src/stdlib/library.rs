//! The pure-Python library, embedded in the binary.
//!
//! The blob is part of the read-only image: what is not imported is never read from disk.

use runtime::import::LibraryFile;

/// Dotted name, whether it is a package, path, and the ranges of the source and of the packed code; sorted by name.
static INDEX: &[(&str, bool, &str, Range, Range)] =
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.blob"));
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.packed"));

/// First byte, and the byte after the last.
type Range = (usize, usize);

/// The file of a dotted module name.
pub fn find(name: &str) -> Option<LibraryFile> {
    let at = INDEX.binary_search_by(|entry| entry.0.cmp(name)).ok()?;
    let (_, is_package, path, source, packed) = INDEX[at];
    Some(LibraryFile {
        source: &BLOB[source.0..source.1],
        packed: &PACKED[packed.0..packed.1],
        is_package,
        path: path.to_owned(),
    })
}

/// The text of a file by its path below the library's root.
pub fn source_of_path(path: &str) -> Option<&'static [u8]> {
    let entry = INDEX.iter().find(|entry| entry.2 == path)?;
    Some(&BLOB[entry.3.0..entry.3.1])
}

/// The packed code of a file by its path below the library's root; empty if there is none.
pub fn packed_of_path(path: &str) -> &'static [u8] {
    let entry = INDEX.iter().find(|entry| entry.2 == path);
    entry.map_or(&[], |entry| &PACKED[entry.4.0..entry.4.1])
}

/// The modules of a package (of the library itself: an empty name): their names in it, and whether they are packages.
pub fn modules_in(package: &str) -> impl Iterator<Item = (&'static str, bool)> {
    INDEX.iter().filter_map(move |entry| {
        let inside = match package {
            "" => entry.0,
            _ => entry.0.strip_prefix(package)?.strip_prefix('.')?,
        };
        (!inside.contains('.')).then_some((inside, entry.1))
    })
}
