//! Folders: `listdir`, `scandir` and its entries.

use std::ffi::CStr;

use crate::support::or;
use runtime::audit;
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::{GetSetDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, flags};
use runtime::types::{bytes, generic_alias, int, list, str};
use runtime::value::Value;

use super::arg::{self, PathArg, path};
use super::stat;
use crate::support::{self, Small, TypeCell, add_type, set_slot, small};

/// Calls `f` with the name, inode and type of each entry but `.` and `..`.
fn each_entry(p: &PathArg, mut f: impl FnMut(&[u8], u64, u8)) -> Result<(), i32> {
    // SAFETY: the path ends with a zero; the stream is closed below. A descriptor is duplicated, as closing the stream
    // closes its descriptor.
    unsafe {
        let stream = match p.fd {
            Some(fd) => {
                let own = libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0);
                if own < 0 {
                    return Err(os_error::last_errno());
                }
                let stream = libc::fdopendir(own);
                if stream.is_null() {
                    let e = os_error::last_errno();
                    libc::close(own);
                    return Err(e);
                }
                libc::rewinddir(stream);
                stream
            }
            None => libc::opendir(p.ptr()),
        };
        if stream.is_null() {
            return Err(os_error::last_errno());
        }
        loop {
            *libc::__errno_location() = 0;
            let entry = libc::readdir(stream);
            if entry.is_null() {
                let e = os_error::last_errno();
                libc::closedir(stream);
                return if e == 0 { Ok(()) } else { Err(e) };
            }
            let name = CStr::from_ptr((*entry).d_name.as_ptr()).to_bytes();
            if name != b"." && name != b".." {
                f(name, (*entry).d_ino, (*entry).d_type);
            }
        }
    }
}

fn listdir(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.listdir", || [or(a[0], Value::NONE)])?;
    let p = path("listdir").or_fd().or_none().get(th, a[0])?;
    let names = list::empty(th);
    match each_entry(&p, |name, _, _| names.append(th, p.name(th, name))) {
        Ok(()) => Ok(names.value()),
        Err(e) => Err(os_error::raise(th, e, p.files())),
    }
}

// ---- scandir

static ITERATOR: TypeCell = TypeCell::new();
static ENTRY: TypeCell = TypeCell::new();

const NAME: usize = 0;
const PATH: usize = 1;
const STAT: usize = 2;
const LSTAT: usize = 3;
const TYPE: usize = 0;
const INODE: usize = 1;
const FOLDER: usize = 2;

fn scandir(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.scandir", || [or(a[0], Value::NONE)])?;
    let p = path("scandir").or_fd().or_none().get(th, a[0])?;
    let entries = list::empty(th);
    let folder = i64::from(p.fd.unwrap_or(libc::AT_FDCWD));
    let mut full = match (p.none, p.fd) {
        (true, _) => b"./".to_vec(),
        (_, Some(_)) => Vec::new(),
        (_, None) => p.c().to_bytes().to_vec(),
    };
    if p.fd.is_none() && !full.ends_with(b"/") {
        full.push(b'/');
    }
    let before_name = full.len();
    let found = each_entry(&p, |name, inode, kind| {
        full.truncate(before_name);
        full.extend_from_slice(name);
        let name = p.name(th, name);
        let full = p.name(th, &full);
        let numbers = [i64::from(kind), inode as i64, folder];
        let entry = support::alloc(th, ENTRY.get(), &[name, full], &numbers);
        entries.append(th, entry.value());
    });
    if let Err(e) = found {
        return Err(os_error::raise(th, e, p.files()));
    }
    Ok(support::alloc(th, ITERATOR.get(), &[entries.value()], &[0]).value())
}

fn iterator_next(_: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = small(v);
    let at = it.num(0);
    it.set_num(0, at + 1);
    Ok(it
        .slot(0)
        .downcast::<list::List>()
        .and_then(|l| l.get(at as usize)))
}

fn iterator_close(_: &Thread, a: &[Value]) -> PyResult {
    set_slot(small(a[0]), 0, Value::NONE);
    Ok(Value::NONE)
}

static ITERATOR_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        iter: Some(|_, v| Ok(v)),
        next: Some(iterator_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("close", "($self, /)", iterator_close),
        NativeDef::new("__enter__", "($self, /)", |_, a| Ok(a[0])),
        NativeDef::raw("__exit__", "($self, /, *args)", |th, args| {
            iterator_close(th, args.values)
        }),
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("posix.ScandirIterator")
};

/// The state of an entry's file, asked for once.
fn entry_stat(th: &Thread, entry: Value, follow: bool) -> PyResult<Result<Value, i32>> {
    let e = small(entry);
    let is_link = e.num(TYPE) == i64::from(libc::DT_LNK);
    // Where the entry is no link, both questions have one answer.
    let slot = if follow && is_link { STAT } else { LSTAT };
    if !e.slot(slot).is_empty() {
        return Ok(Ok(e.slot(slot)));
    }
    let p = path("stat").get(th, e.slot(PATH))?;
    match stat::query(&p, e.num(FOLDER) as i32, follow) {
        Ok(st) => {
            let found = stat::result(th, &st)?;
            set_slot(e, slot, found);
            Ok(Ok(found))
        }
        Err(errno) => Ok(Err(errno)),
    }
}

fn m_stat(th: &Thread, a: &[Value]) -> PyResult {
    let follow = arg::truth(th, a[1], true)?;
    match entry_stat(th, a[0], follow)? {
        Ok(st) => Ok(st),
        Err(e) => Err(os_error::raise(th, e, &[small(a[0]).slot(PATH)])),
    }
}

/// Whether the entry is of a kind of file: by the folder's word, or by asking.
fn is_kind(th: &Thread, entry: Value, follow: bool, kind: u8, mode: u32) -> PyResult {
    let known = small(entry).num(TYPE) as u8;
    if known != libc::DT_UNKNOWN && !(follow && known == libc::DT_LNK) {
        return Ok(Value::bool(known == kind));
    }
    match entry_stat(th, entry, follow)? {
        Ok(st) => {
            let bits = ops::get_attr(th, st, str::intern(th, "st_mode"))?;
            let bits = int::to_i64(bits).unwrap_or(0) as u32;
            Ok(Value::bool(bits & libc::S_IFMT == mode))
        }
        Err(libc::ENOENT) => Ok(Value::FALSE),
        Err(e) => Err(os_error::raise(th, e, &[small(entry).slot(PATH)])),
    }
}

const FOLLOW: &str = "($self, /, *, follow_symlinks=True)";

static ENTRY_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let name = ops::repr(th, small(v).slot(NAME))?;
            Ok(str::new(
                th,
                &format!("<DirEntry {}>", name.to_string_lossy()),
            ))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("is_dir", FOLLOW, |th, a| {
            let follow = arg::truth(th, a[1], true)?;
            is_kind(th, a[0], follow, libc::DT_DIR, libc::S_IFDIR)
        }),
        NativeDef::new("is_file", FOLLOW, |th, a| {
            let follow = arg::truth(th, a[1], true)?;
            is_kind(th, a[0], follow, libc::DT_REG, libc::S_IFREG)
        }),
        NativeDef::new("is_symlink", "($self, /)", |th, a| {
            is_kind(th, a[0], false, libc::DT_LNK, libc::S_IFLNK)
        }),
        NativeDef::new("is_junction", "($self, /)", |_, _| Ok(Value::FALSE)),
        NativeDef::new("stat", FOLLOW, m_stat),
        NativeDef::new("inode", "($self, /)", |th, a| {
            Ok(int::from_u64(th, small(a[0]).num(INODE) as u64))
        }),
        NativeDef::new(
            "__fspath__",
            "($self, /)",
            |_, a| Ok(small(a[0]).slot(PATH)),
        ),
        NativeDef::new("__class_getitem__", "($type, item, /)", |th, a| {
            Ok(generic_alias::new(th, a[0], a[1]))
        })
        .class_method(),
    ],
    getset: &[
        GetSetDef {
            name: "name",
            get: |_, v| Ok(small(v).slot(NAME)),
            set: None,
        },
        GetSetDef {
            name: "path",
            get: |_, v| Ok(small(v).slot(PATH)),
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: std::mem::size_of::<Small>(),
    ..NativeTypeDef::new("posix.DirEntry")
};

/// Adds the types of this file to the module.
pub fn init(th: &Thread, module: Ref<Module>) {
    ENTRY.set(add_type(th, module, &ENTRY_DEF));
    ITERATOR.set(runtime::types::type_::define_native(th, &ITERATOR_DEF));
}

/// The bytes of a str or bytes path, normalised: no empty or `.` parts, `..` resolved by the text alone.
fn normpath(path: &[u8]) -> Vec<u8> {
    if path.is_empty() {
        return b".".to_vec();
    }
    let slashes = path.iter().take_while(|&&b| b == b'/').count();
    // Two slashes at the start mean something of their own to POSIX; three mean one.
    let lead: &[u8] = match slashes {
        0 => b"",
        2 => b"//",
        _ => b"/",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if !lead.is_empty() && parts.is_empty() => {}
            b".." if parts.last().is_some_and(|p| *p != b"..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut out = lead.to_vec();
    out.extend_from_slice(&parts.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}

/// A piece of a path, in the type of the path.
fn piece(th: &Thread, like: Value, data: &[u8]) -> Value {
    if like.has_kind(runtime::object::Kind::Bytes) {
        bytes::new(th, data)
    } else {
        str::from_bytes(th, data).value()
    }
}

/// The text of a str or bytes, as it lies in the object.
fn text_of(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    let path = arg::fspath(th, v)?;
    Ok(match path.downcast::<str::Str>() {
        Some(s) => s.bytes().to_vec(),
        None => bytes::as_bytes(path).unwrap_or_default().into_owned(),
    })
}

fn path_normpath(th: &Thread, a: &[Value]) -> PyResult {
    let path = arg::fspath(th, a[0])?;
    Ok(piece(th, path, &normpath(&text_of(th, path)?)))
}

fn path_splitroot(th: &Thread, a: &[Value]) -> PyResult {
    let path = arg::fspath(th, a[0])?;
    let text = text_of(th, path)?;
    let slashes = text.iter().take_while(|&&b| b == b'/').count();
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let parts: RootedVec<Value> = [&text[..0], &text[..root], &text[root..]]
        .iter()
        .map(|part| piece(th, path, part))
        .collect();
    Ok(runtime::types::tuple::new(th, &parts).value())
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("listdir", "(path=None)", listdir),
    NativeDef::new("scandir", "(path=None)", scandir),
    NativeDef::new("_path_normpath", "(path)", path_normpath),
    NativeDef::new("_path_splitroot_ex", "(path, /)", path_splitroot),
    NativeDef::new("fspath", "(path)", |th, a| arg::fspath(th, a[0])),
];
