//! Which native methods are told, in CPython, the class that defines them: by its calling convention (`METH_METHOD`), not by
//! what they do. Programs see it in one place: `__get__` of such a method asks for a class, and others take anything.

/// The classes by their full names, with those methods.
const METHODS: &[(&str, &[&str])] = &[
    (
        "_asyncio.Future",
        &[
            "add_done_callback",
            "cancel",
            "exception",
            "get_loop",
            "remove_done_callback",
            "set_exception",
            "set_result",
        ],
    ),
    (
        "_asyncio.Task",
        &[
            "add_done_callback",
            "exception",
            "get_stack",
            "print_stack",
            "remove_done_callback",
        ],
    ),
    ("_hmac.HMAC", &["copy"]),
    ("_io.BufferedRandom", &["truncate"]),
    ("_io.BufferedReader", &["truncate"]),
    ("_io.BufferedWriter", &["truncate"]),
    ("_io.BytesIO", &["getbuffer"]),
    (
        "_io.FileIO",
        &["close", "read", "readinto", "truncate", "write"],
    ),
    ("_io._BufferedIOBase", &["detach", "read", "read1", "write"]),
    ("_io._IOBase", &["fileno", "seek", "truncate"]),
    ("_io._TextIOBase", &["detach", "read", "readline", "write"]),
    ("_md5.md5", &["copy"]),
    ("_pickle.Pickler", &["dump"]),
    (
        "_pickle.Unpickler",
        &["find_class", "load", "persistent_load"],
    ),
    ("_queue.SimpleQueue", &["get", "get_nowait"]),
    ("_sha1.sha1", &["copy"]),
    ("_sha2.SHA224Type", &["copy"]),
    ("_sha2.SHA256Type", &["copy"]),
    ("_sha2.SHA384Type", &["copy"]),
    ("_sha2.SHA512Type", &["copy"]),
    ("_sre.SRE_Scanner", &["match", "search"]),
    (
        "array.array",
        &["__reduce_ex__", "extend", "fromfile", "tofile"],
    ),
    ("array.arrayiterator", &["__reduce__"]),
    (
        "posix.DirEntry",
        &["is_dir", "is_file", "is_symlink", "stat"],
    ),
    (
        "pyexpat.xmlparser",
        &[
            "ExternalEntityParserCreate",
            "Parse",
            "ParseFile",
            "SetAllocTrackerActivationThreshold",
            "SetAllocTrackerMaximumAmplification",
            "SetBillionLaughsAttackProtectionActivationThreshold",
            "SetBillionLaughsAttackProtectionMaximumAmplification",
            "UseForeignDTD",
        ],
    ),
    (
        "re.Pattern",
        &[
            "finditer",
            "fullmatch",
            "match",
            "scanner",
            "search",
            "sub",
            "subn",
        ],
    ),
    (
        "xml.etree.ElementTree.Element",
        &[
            "__copy__",
            "__setstate__",
            "append",
            "extend",
            "find",
            "findall",
            "findtext",
            "iter",
            "iterfind",
            "itertext",
            "makeelement",
        ],
    ),
    (
        "zlib.Compress",
        &["__copy__", "__deepcopy__", "compress", "copy", "flush"],
    ),
    (
        "zlib.Decompress",
        &["__copy__", "__deepcopy__", "copy", "decompress", "flush"],
    ),
];

/// Whether the method `name` of a class is one of them.
pub fn is_told(class: &str, name: &str) -> bool {
    let found = METHODS.iter().find(|(of, _)| *of == class);
    found.is_some_and(|(_, names)| names.contains(&name))
}
