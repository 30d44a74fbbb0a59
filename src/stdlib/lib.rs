//! Native modules of the standard library, one file per module, under the names Python gives them.

use runtime::native::ModuleDef;

pub mod digest;
pub mod importer;
pub mod library;
pub mod library_finder;
pub mod report;
pub mod site;
pub mod stdio;
pub mod structseq;
pub mod support;

pub mod builtins;
pub mod sys;

pub mod _abc;
pub mod _ast;
pub mod _asyncio;
pub mod _bisect;
pub mod _blake2;
pub mod _codecs;
pub mod _collections;
pub mod _contextvars;
pub mod _csv;
pub mod _datetime;
pub mod _decimal;
pub mod _functools;
pub mod _heapq;
pub mod _imp;
pub mod _io;
pub mod _json;
pub mod _locale;
pub mod _md5;
pub mod _multibytecodec;
pub mod _opcode;
pub mod _operator;
pub mod _pickle;
pub mod _posixsubprocess;
pub mod _random;
pub mod _remote_debugging;
pub mod _sha1;
pub mod _sha2;
pub mod _sha3;
pub mod _signal;
pub mod _socket;
pub mod _sre;
pub mod _string;
pub mod _struct;
pub mod _suggestions;
pub mod _symtable;
pub mod _thread;
pub mod _tokenize;
pub mod _tracemalloc;
pub mod _typing;
pub mod _warnings;
pub mod _weakref;
pub mod array;
pub mod atexit;
pub mod binascii;
pub mod calendar;
pub mod cmath;
pub mod deque;
pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod gc;
pub mod grp;
pub mod itertools;
pub mod marshal;
pub mod math;
pub mod monitoring;
pub mod ordered_dict;
pub mod posix;
pub mod pwd;
pub mod pyexpat;
pub mod resource;
pub mod select;
pub mod sysconfigdata;
pub mod syslog;
pub mod termios;
pub mod time;
pub mod unicodedata;
pub mod zlib;

/// All native modules.
pub static MODULES: &[&ModuleDef] = &[
    &_abc::MODULE,
    &_ast::MODULE,
    &_asyncio::MODULE,
    &_bisect::MODULE,
    &_blake2::MODULE,
    &_codecs::MODULE,
    &_collections::MODULE,
    &_contextvars::MODULE,
    &_csv::MODULE,
    &_datetime::MODULE,
    &_decimal::MODULE,
    &_functools::MODULE,
    &_heapq::MODULE,
    &_imp::MODULE,
    &_io::MODULE,
    &_json::MODULE,
    &_locale::MODULE,
    &_md5::MODULE,
    &_multibytecodec::MODULE,
    &_multibytecodec::CN,
    &_multibytecodec::JP,
    &_multibytecodec::KR,
    &_multibytecodec::TW,
    &_opcode::MODULE,
    &_operator::MODULE,
    &_pickle::MODULE,
    &_posixsubprocess::MODULE,
    &_random::MODULE,
    &_remote_debugging::MODULE,
    &_sha1::MODULE,
    &_sha2::MODULE,
    &_sha3::MODULE,
    &_signal::MODULE,
    &_socket::MODULE,
    &_sre::MODULE,
    &_string::MODULE,
    &_struct::MODULE,
    &_suggestions::MODULE,
    &_symtable::MODULE,
    &_thread::MODULE,
    &_tokenize::MODULE,
    &_tracemalloc::MODULE,
    &_typing::MODULE,
    &_warnings::MODULE,
    &_weakref::MODULE,
    &array::MODULE,
    &atexit::MODULE,
    &binascii::MODULE,
    &builtins::MODULE,
    &itertools::MODULE,
    &cmath::MODULE,
    &errno::MODULE,
    &faulthandler::MODULE,
    &fcntl::MODULE,
    &gc::MODULE,
    &grp::MODULE,
    &marshal::MODULE,
    &math::MODULE,
    &posix::MODULE,
    &pwd::MODULE,
    &pyexpat::MODULE,
    &resource::MODULE,
    &select::MODULE,
    &sys::MODULE,
    &sysconfigdata::MODULE,
    &syslog::MODULE,
    &termios::MODULE,
    &time::MODULE,
    &unicodedata::MODULE,
    &zlib::MODULE,
];
