//! The resolver, and the functions of the module that are no methods.

use std::ffi::{CStr, CString};
use std::mem::zeroed;
use std::net::{Ipv4Addr, Ipv6Addr};

use runtime::audit;
use runtime::error::{PyResult, Raised};
use runtime::lock::released;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::{bytes, int, list, str};
use runtime::value::Value;

use super::address::{Address, host_name};
use crate::posix::arg;

/// Raises `gaierror` for a number of the resolver.
#[cold]
fn gai_error(th: &Thread, code: i32) -> Raised {
    if code == libc::EAI_SYSTEM {
        return os_error::raise_last(th, &[]);
    }
    // SAFETY: the C library's texts are never freed, and end with a zero.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
    let args = [
        Value::small(i64::from(code)),
        str::new(th, &text.to_string_lossy()),
    ];
    let class = super::GAI_ERROR.get().value();
    match ops::call2(th, class, args[0], args[1]) {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

/// One answer of the resolver.
struct Answer {
    family: i32,
    kind: i32,
    protocol: i32,
    name: Option<String>,
    address: Address,
}

/// Asks the resolver, without the lock.
fn ask(
    th: &Thread,
    host: Option<&CStr>,
    port: Option<&CStr>,
    hints: libc::addrinfo,
) -> PyResult<Vec<Answer>> {
    let ptr = |s: Option<&CStr>| s.map_or(std::ptr::null(), CStr::as_ptr);
    let (mut code, mut all) = (0, Vec::new());
    released(th, || {
        let mut first = std::ptr::null_mut();
        // SAFETY: the strings end with zeros; the list is read before it is freed.
        unsafe {
            code = libc::getaddrinfo(ptr(host), ptr(port), &raw const hints, &raw mut first);
            if code != 0 {
                return;
            }
            let mut at = first;
            while !at.is_null() {
                let info = &*at;
                let mut address = Address::empty();
                let len = (info.ai_addrlen as usize).min(size_of::<libc::sockaddr_storage>());
                std::ptr::copy_nonoverlapping(
                    info.ai_addr.cast::<u8>(),
                    address.ptr_mut().cast::<u8>(),
                    len,
                );
                address.len = len as libc::socklen_t;
                let name = (!info.ai_canonname.is_null()).then(|| {
                    CStr::from_ptr(info.ai_canonname)
                        .to_string_lossy()
                        .into_owned()
                });
                all.push(Answer {
                    family: info.ai_family,
                    kind: info.ai_socktype,
                    protocol: info.ai_protocol,
                    name,
                    address,
                });
                at = info.ai_next;
            }
            libc::freeaddrinfo(first);
        }
    });
    if code != 0 {
        return Err(gai_error(th, code));
    }
    Ok(all)
}

fn hints(family: i32, kind: i32, protocol: i32, flags: i32) -> libc::addrinfo {
    // SAFETY: plain data.
    let mut hints: libc::addrinfo = unsafe { zeroed() };
    hints.ai_family = family;
    hints.ai_socktype = kind;
    hints.ai_protocol = protocol;
    hints.ai_flags = flags;
    hints
}

/// The first address of a host in a family.
pub fn first_address(th: &Thread, name: &CStr, family: i32) -> PyResult<Address> {
    let mut all = ask(th, Some(name), None, hints(family, 0, 0, 0))?;
    if all.is_empty() {
        return Err(gai_error(th, libc::EAI_NONAME));
    }
    Ok(all.swap_remove(0).address)
}

/// The host of an address in numbers, with its scope.
pub fn numeric_host(address: &Address) -> Option<String> {
    name_info(address, libc::NI_NUMERICHOST).ok().map(|p| p.0)
}

fn name_info(address: &Address, flags: i32) -> Result<(String, String), i32> {
    let (mut host, mut service) = ([0 as libc::c_char; 1025], [0 as libc::c_char; 32]);
    // SAFETY: the buffers are as long as said; the call ends what it writes with zeros.
    unsafe {
        let code = libc::getnameinfo(
            address.ptr(),
            address.len,
            host.as_mut_ptr(),
            host.len() as libc::socklen_t,
            service.as_mut_ptr(),
            service.len() as libc::socklen_t,
            flags,
        );
        if code != 0 {
            return Err(code);
        }
        let text = |s: *const libc::c_char| CStr::from_ptr(s).to_string_lossy().into_owned();
        Ok((text(host.as_ptr()), text(service.as_ptr())))
    }
}

fn getaddrinfo(th: &Thread, a: &[Value]) -> PyResult {
    let number = |v: Value| crate::support::or(v, Value::small(0));
    audit::tell(th, "socket.getaddrinfo", || {
        [a[0], a[1], number(a[2]), number(a[3]), number(a[4])]
    })?;
    let host = match a[0].is_none() {
        true => None,
        false => Some(host_name(th, a[0])?),
    };
    let port = if a[1].is_none() {
        None
    } else if let Some(n) = ops::number::index_opt(th, a[1])? {
        Some(ops::str(th, n)?.to_string_lossy().into_owned().into_bytes())
    } else if let Some(s) = a[1].downcast::<Str>() {
        Some(s.bytes().to_vec())
    } else if let Some(raw) = bytes::as_bytes(a[1]) {
        Some(raw.into_owned())
    } else {
        return Err(th.error(runtime::types::T::OSError, "Int or String expected"));
    };
    let port = match port {
        Some(text) => {
            Some(CString::new(text).map_err(|_| th.value_error("embedded null character"))?)
        }
        None => None,
    };
    let n = |i: usize| arg::format_int_or(th, a[i], 0);
    let wanted = hints(n(2)?, n(3)?, n(4)?, n(5)?);
    let out = list::empty(th);
    for answer in ask(th, host.as_deref(), port.as_deref(), wanted)? {
        let number = |n: i32| Value::small(i64::from(n));
        let parts = [
            number(answer.family),
            number(answer.kind),
            number(answer.protocol),
            str::new(th, answer.name.as_deref().unwrap_or("")),
            answer.address.to_python(th),
        ];
        out.append(th, tuple::new(th, &parts).value());
    }
    Ok(out.value())
}

fn getnameinfo(th: &Thread, a: &[Value]) -> PyResult {
    let flags = arg::format_int(th, a[1])?;
    let Some(t) = a[0].downcast::<Tuple>() else {
        return Err(th.type_error("getnameinfo() argument 1 must be a tuple"));
    };
    let items = t.items();
    if !(2..=4).contains(&items.len()) {
        return Err(th.type_error("getnameinfo(): illegal sockaddr argument"));
    }
    let name = host_name(th, items[0])?;
    let port = ops::str(th, items[1])?.to_string_lossy().into_owned();
    let port = CString::new(port).map_err(|_| th.value_error("embedded null character"))?;
    let wanted = hints(libc::AF_UNSPEC, libc::SOCK_DGRAM, 0, libc::AI_NUMERICHOST);
    let all = ask(th, Some(&name), Some(&port), wanted)?;
    let [answer] = all.as_slice() else {
        return Err(th.error(
            runtime::types::T::OSError,
            "sockaddr resolved to multiple addresses",
        ));
    };
    match released(th, || name_info(&answer.address, flags)) {
        Ok((host, service)) => {
            Ok(tuple::new(th, &[str::new(th, &host), str::new(th, &service)]).value())
        }
        Err(code) => Err(gai_error(th, code)),
    }
}

fn gethostbyname(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "socket.gethostbyname", || [a[0]])?;
    let t = tuple::new(th, &[a[0], Value::small(0)]).value();
    let address = super::address::parse(th, libc::AF_INET, t, "gethostbyname")?;
    let shown = address.to_python(th);
    ops::get_item(th, shown, Value::small(0))
}

/// `(name, aliases, addresses)` of a host: aliases are not known to the resolver that we ask.
fn host_entry(th: &Thread, name: &CStr, flags: i32) -> PyResult {
    let wanted = hints(libc::AF_INET, libc::SOCK_STREAM, 0, flags);
    let all = ask(th, Some(name), None, wanted)?;
    let addresses = list::empty(th);
    let mut official = name.to_string_lossy().into_owned();
    for answer in &all {
        if let Some(found) = &answer.name {
            official.clone_from(found);
        }
        let shown = answer.address.to_python(th);
        addresses.append(th, ops::get_item(th, shown, Value::small(0))?);
    }
    let parts = [
        str::new(th, &official),
        list::empty(th).value(),
        addresses.value(),
    ];
    Ok(tuple::new(th, &parts).value())
}

fn gethostbyaddr(th: &Thread, a: &[Value]) -> PyResult {
    let name = host_name(th, a[0])?;
    let all = ask(th, Some(&name), None, hints(0, libc::SOCK_STREAM, 0, 0))?;
    let Some(answer) = all.first() else {
        return Err(gai_error(th, libc::EAI_NONAME));
    };
    match released(th, || name_info(&answer.address, libc::NI_NAMEREQD)) {
        Ok((host, _)) => {
            let shown = answer.address.to_python(th);
            let own = ops::get_item(th, shown, Value::small(0))?;
            let parts = [
                str::new(th, &host),
                list::empty(th).value(),
                list::new(th, &[own]).value(),
            ];
            Ok(tuple::new(th, &parts).value())
        }
        Err(_) => {
            let class = super::HERROR.get().value();
            let args = [Value::small(1), str::new(th, "Unknown host")];
            Err(match ops::call2(th, class, args[0], args[1]) {
                Ok(exc) => th.raise(exc),
                Err(raised) => raised,
            })
        }
    }
}

fn gethostname(th: &Thread, _: &[Value]) -> PyResult {
    audit::tell(th, "socket.gethostname", || [])?;
    let mut name = [0 as libc::c_char; 1024];
    // SAFETY: the buffer is as long as said, with a zero at its end.
    if unsafe { libc::gethostname(name.as_mut_ptr(), name.len() - 1) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    // SAFETY: as above.
    let name = unsafe { CStr::from_ptr(name.as_ptr()) };
    Ok(os_error::fs_decode(th, name.to_bytes()))
}

fn text(th: &Thread, v: Value) -> PyResult<CString> {
    match v.downcast::<Str>() {
        Some(s) => CString::new(s.bytes()).map_err(|_| th.value_error("embedded null character")),
        None => Err(th.type_error(format!("argument 1 must be str, not {}", ops::type_name(v)))),
    }
}

fn getservbyname(th: &Thread, a: &[Value]) -> PyResult {
    let name = text(th, a[0])?;
    let protocol = match a[1].is_empty() {
        true => None,
        false => Some(text(th, a[1])?),
    };
    let protocol = protocol.as_deref().map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: the strings end with zeros; the answer is read at once, under the lock.
    let found = unsafe { libc::getservbyname(name.as_ptr(), protocol).as_ref() };
    match found {
        Some(s) => Ok(Value::small(i64::from(u16::from_be(s.s_port as u16)))),
        None => Err(th.error(runtime::types::T::OSError, "service/proto not found")),
    }
}

fn getservbyport(th: &Thread, a: &[Value]) -> PyResult {
    let port = arg::format_int(th, a[0])?;
    let Ok(port) = u16::try_from(port) else {
        return Err(th.overflow_error("getservbyport: port must be 0-65535."));
    };
    let protocol = match a[1].is_empty() {
        true => None,
        false => Some(text(th, a[1])?),
    };
    let protocol = protocol.as_deref().map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: as above.
    let found = unsafe { libc::getservbyport(i32::from(port.to_be()), protocol).as_ref() };
    match found {
        // SAFETY: the C library's text ends with a zero.
        Some(s) => Ok(os_error::fs_decode(th, unsafe {
            CStr::from_ptr(s.s_name).to_bytes()
        })),
        None => Err(th.error(runtime::types::T::OSError, "port/proto not found")),
    }
}

fn getprotobyname(th: &Thread, a: &[Value]) -> PyResult {
    let name = text(th, a[0])?;
    // SAFETY: as above.
    match unsafe { libc::getprotobyname(name.as_ptr()).as_ref() } {
        Some(p) => Ok(Value::small(i64::from(p.p_proto))),
        None => Err(th.error(runtime::types::T::OSError, "protocol not found")),
    }
}

/// A number of 16 or 32 bits in the other order of bytes.
fn swapped(th: &Thread, v: Value, function: &str, bits: u32) -> PyResult {
    let n = ops::index(th, v)?;
    let Some(n) = int::to_i64(n) else {
        return Err(th.overflow_error("Python int too large to convert to C long"));
    };
    if n < 0 {
        return Err(th.overflow_error(format!(
            "{function}: can't convert negative Python int to C {bits}-bit unsigned integer"
        )));
    }
    if n >> bits != 0 {
        return Err(th.overflow_error(format!(
            "{function}: Python int too large to convert to C {bits}-bit unsigned integer"
        )));
    }
    Ok(Value::small(if bits == 16 {
        i64::from((n as u16).to_be())
    } else {
        i64::from((n as u32).to_be())
    }))
}

fn inet_aton(th: &Thread, a: &[Value]) -> PyResult {
    let name = text(th, a[0])?;
    let mut out = libc::in_addr { s_addr: 0 };
    unsafe extern "C" {
        fn inet_aton(text: *const libc::c_char, out: *mut libc::in_addr) -> libc::c_int;
    }
    // SAFETY: the C library's function; the string ends with a zero and the structure is ours.
    if unsafe { inet_aton(name.as_ptr(), &raw mut out) } == 0 {
        return Err(th.error(
            runtime::types::T::OSError,
            "illegal IP address string passed to inet_aton",
        ));
    }
    Ok(bytes::new(th, &out.s_addr.to_ne_bytes()))
}

fn inet_ntoa(th: &Thread, a: &[Value]) -> PyResult {
    let raw = arg::buffer(th, a[0])?;
    let Ok(four) = <[u8; 4]>::try_from(raw.as_ref()) else {
        return Err(th.error(runtime::types::T::OSError, "packed IP wrong length"));
    };
    Ok(str::new(th, &Ipv4Addr::from(four).to_string()))
}

fn inet_pton(th: &Thread, a: &[Value]) -> PyResult {
    let family = arg::format_int(th, a[0])?;
    let name = match a[1].downcast::<Str>() {
        Some(s) => s.to_string_lossy().into_owned(),
        None => {
            return Err(th.type_error(format!(
                "inet_pton() argument 2 must be str, not {}",
                ops::type_name(a[1])
            )));
        }
    };
    let bad = || {
        th.error(
            runtime::types::T::OSError,
            "illegal IP address string passed to inet_pton",
        )
    };
    match family {
        libc::AF_INET => match name.parse::<Ipv4Addr>() {
            Ok(ip) => Ok(bytes::new(th, &ip.octets())),
            Err(_) => Err(bad()),
        },
        libc::AF_INET6 => match name.parse::<Ipv6Addr>() {
            Ok(ip) => Ok(bytes::new(th, &ip.octets())),
            Err(_) => Err(bad()),
        },
        _ => Err(os_error::raise(th, libc::EAFNOSUPPORT, &[])),
    }
}

fn inet_ntop(th: &Thread, a: &[Value]) -> PyResult {
    let family = arg::format_int(th, a[0])?;
    let raw = arg::buffer(th, a[1])?;
    let wrong = || th.value_error("invalid length of packed IP address string");
    match family {
        libc::AF_INET => {
            let four = <[u8; 4]>::try_from(raw.as_ref()).map_err(|_| wrong())?;
            Ok(str::new(th, &Ipv4Addr::from(four).to_string()))
        }
        libc::AF_INET6 => {
            let all = <[u8; 16]>::try_from(raw.as_ref()).map_err(|_| wrong())?;
            Ok(str::new(th, &Ipv6Addr::from(all).to_string()))
        }
        n => Err(th.value_error(format!("unknown address family {n}"))),
    }
}

fn if_nameindex(th: &Thread, _: &[Value]) -> PyResult {
    let out = list::empty(th);
    // SAFETY: the C library's array ends with an entry of zeros, and is freed after it was read.
    unsafe {
        let first = libc::if_nameindex();
        if first.is_null() {
            return Err(os_error::raise_last(th, &[]));
        }
        let mut at = first;
        while (*at).if_index != 0 && !(*at).if_name.is_null() {
            let name = os_error::fs_decode(th, CStr::from_ptr((*at).if_name).to_bytes());
            let pair = [Value::small(i64::from((*at).if_index)), name];
            out.append(th, tuple::new(th, &pair).value());
            at = at.add(1);
        }
        libc::if_freenameindex(first);
    }
    Ok(out.value())
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getaddrinfo",
        "(host, port, family=0, type=0, proto=0, flags=0)",
        getaddrinfo,
    )
    .doc("getaddrinfo(host, port [, family, type, proto, flags])\n    -> list of (family, type, proto, canonname, sockaddr)\n\nResolve host and port into addrinfo struct."),
    NativeDef::new("getnameinfo", "(sockaddr, flags, /)", getnameinfo)
        .doc("getnameinfo(sockaddr, flags) --> (host, port)\n\nGet host and port for a sockaddr."),
    NativeDef::new("gethostbyname", "(host, /)", gethostbyname)
        .doc("gethostbyname(host) -> address\n\nReturn the IP address (a string of the form '255.255.255.255') for a host."),
    NativeDef::new("gethostbyname_ex", "(host, /)", |th, a| {
        let name = host_name(th, a[0])?;
        host_entry(th, &name, libc::AI_CANONNAME)
    }),
    NativeDef::new("gethostbyaddr", "(host, /)", gethostbyaddr),
    NativeDef::new("gethostname", "()", gethostname)
        .doc("gethostname() -> string\n\nReturn the current host name."),
    NativeDef::new("sethostname", "(name, /)", |th, a| {
        let name = host_name(th, a[0])?;
        // SAFETY: as long as said.
        if unsafe { libc::sethostname(name.as_ptr(), name.as_bytes().len()) } < 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(Value::NONE)
    }),
    NativeDef::new(
        "getservbyname",
        "(servicename, protocolname=<unrepresentable>, /)",
        getservbyname,
    ),
    NativeDef::new(
        "getservbyport",
        "(port, protocolname=<unrepresentable>, /)",
        getservbyport,
    ),
    NativeDef::new("getprotobyname", "(name, /)", getprotobyname),
    NativeDef::new("ntohs", "(x, /)", |th, a| swapped(th, a[0], "ntohs", 16))
        .doc("Convert a 16-bit unsigned integer from network to host byte order."),
    NativeDef::new("htons", "(x, /)", |th, a| swapped(th, a[0], "htons", 16))
        .doc("Convert a 16-bit unsigned integer from host to network byte order."),
    NativeDef::new("ntohl", "(x, /)", |th, a| swapped(th, a[0], "ntohl", 32))
        .doc("Convert a 32-bit integer from network to host byte order."),
    NativeDef::new("htonl", "(x, /)", |th, a| swapped(th, a[0], "htonl", 32))
        .doc("Convert a 32-bit integer from host to network byte order."),
    NativeDef::new("inet_aton", "(ip_addr, /)", inet_aton),
    NativeDef::new("inet_ntoa", "(packed_ip, /)", inet_ntoa),
    NativeDef::new("inet_pton", "(af, ip, /)", inet_pton),
    NativeDef::new("inet_ntop", "(af, packed_ip, /)", inet_ntop),
    NativeDef::new("if_nameindex", "()", if_nameindex),
    NativeDef::new("if_nametoindex", "(oname, /)", |th, a| {
        let name = host_name(th, a[0])?;
        // SAFETY: the string ends with a zero.
        match unsafe { libc::if_nametoindex(name.as_ptr()) } {
            0 => Err(th.error(runtime::types::T::OSError, "no interface with this name")),
            n => Ok(Value::small(i64::from(n))),
        }
    }),
    NativeDef::new("if_indextoname", "(if_index, /)", |th, a| {
        let n = arg::format_int(th, a[0])?;
        let mut name = [0 as libc::c_char; 64];
        // SAFETY: the buffer is longer than any name, and the call ends it with a zero.
        unsafe {
            if libc::if_indextoname(n as u32, name.as_mut_ptr()).is_null() {
                return Err(os_error::raise_last(th, &[]));
            }
            Ok(os_error::fs_decode(
                th,
                CStr::from_ptr(name.as_ptr()).to_bytes(),
            ))
        }
    }),
];
