//! Addresses of sockets: from Python's tuples to the system's structures and back.

use std::ffi::CString;
use std::mem::{size_of, zeroed};
use std::net::{Ipv4Addr, Ipv6Addr};

use runtime::error::PyResult;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::{bytes, int, str};
use runtime::value::Value;

use super::resolve;
use crate::posix::arg;

/// An address in the system's form.
pub struct Address {
    pub storage: libc::sockaddr_storage,
    pub len: libc::socklen_t,
}

impl Address {
    /// Room for an address that a call fills in.
    pub fn empty() -> Address {
        Address {
            // SAFETY: plain data.
            storage: unsafe { zeroed() },
            len: size_of::<libc::sockaddr_storage>() as libc::socklen_t,
        }
    }

    /// An address of one of the concrete structures.
    pub fn of<A: Copy>(address: A) -> Address {
        let mut all = Address::empty();
        assert!(size_of::<A>() <= size_of::<libc::sockaddr_storage>());
        // SAFETY: the storage is large enough, and aligned for every kind of address.
        unsafe { (&raw mut all.storage).cast::<A>().write(address) };
        all.len = size_of::<A>() as libc::socklen_t;
        all
    }

    pub fn ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    pub fn ptr_mut(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }

    /// The address as Python shows it.
    pub fn to_python(&self, th: &Thread) -> Value {
        if self.len == 0 {
            return Value::NONE;
        }
        let number = |n: u32| Value::small(i64::from(n));
        match i32::from(self.storage.ss_family) {
            libc::AF_INET => {
                // SAFETY: the family says which structure it is.
                let a = unsafe { &*self.ptr().cast::<libc::sockaddr_in>() };
                let host = Ipv4Addr::from(u32::from_be(a.sin_addr.s_addr)).to_string();
                let port = number(u32::from(u16::from_be(a.sin_port)));
                tuple::new(th, &[str::new(th, &host), port]).value()
            }
            libc::AF_INET6 => {
                // SAFETY: the family says which structure it is.
                let a = unsafe { &*self.ptr().cast::<libc::sockaddr_in6>() };
                let host = resolve::numeric_host(self)
                    .unwrap_or_else(|| Ipv6Addr::from(a.sin6_addr.s6_addr).to_string());
                let parts = [
                    str::new(th, &host),
                    number(u32::from(u16::from_be(a.sin6_port))),
                    number(u32::from_be(a.sin6_flowinfo)),
                    number(a.sin6_scope_id),
                ];
                tuple::new(th, &parts).value()
            }
            libc::AF_UNIX => {
                // SAFETY: the family says which structure it is.
                let a = unsafe { &*self.ptr().cast::<libc::sockaddr_un>() };
                let used = (self.len as usize).saturating_sub(size_of::<libc::sa_family_t>());
                let path: Vec<u8> = a.sun_path[..used.min(a.sun_path.len())]
                    .iter()
                    .map(|&c| c as u8)
                    .collect();
                if path.first() == Some(&0) {
                    return bytes::new(th, &path);
                }
                let end = path.iter().position(|&b| b == 0).unwrap_or(path.len());
                os_error::fs_decode(th, &path[..end])
            }
            family => {
                // SAFETY: as many bytes as the system has filled in.
                let data = unsafe {
                    std::slice::from_raw_parts(
                        self.ptr().cast::<u8>().add(2),
                        (self.len as usize).saturating_sub(2).min(14),
                    )
                };
                let pair = [Value::small(i64::from(family)), bytes::new(th, data)];
                tuple::new(th, &pair).value()
            }
        }
    }
}

/// Python's address for a socket of `family`. May ask the resolver. Runs Python.
pub fn parse(th: &Thread, family: i32, v: Value, function: &str) -> PyResult<Address> {
    match family {
        libc::AF_INET => {
            let Some(t) = v.downcast::<Tuple>() else {
                return Err(th.type_error(format!(
                    "{function}(): AF_INET address must be tuple, not {}",
                    ops::type_name(v)
                )));
            };
            let [host, port] = t.items() else {
                return Err(th.type_error("AF_INET address must be a pair (host, port)"));
            };
            let port = port_number(th, *port, function)?;
            let mut address = host_address(th, *host, libc::AF_INET)?;
            // SAFETY: the family that was asked for.
            unsafe { (*address.ptr_mut().cast::<libc::sockaddr_in>()).sin_port = port.to_be() };
            Ok(address)
        }
        libc::AF_INET6 => {
            let Some(t) = v.downcast::<Tuple>() else {
                return Err(th.type_error(format!(
                    "{function}(): AF_INET6 address must be tuple, not {}",
                    ops::type_name(v)
                )));
            };
            let items = t.items();
            if !(2..=4).contains(&items.len()) {
                return Err(th.type_error(
                    "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])",
                ));
            }
            let port = port_number(th, items[1], function)?;
            let extra = |n: usize| items.get(n).map_or(Ok(0), |&v| arg::c_long(th, v));
            let (flow, scope) = (extra(2)?, extra(3)?);
            if !(0..=0xf_ffff).contains(&flow) {
                return Err(th.overflow_error(format!("{function}(): flowinfo must be 0-1048575.")));
            }
            let mut address = host_address(th, items[0], libc::AF_INET6)?;
            // SAFETY: the family that was asked for.
            let a = unsafe { &mut *address.ptr_mut().cast::<libc::sockaddr_in6>() };
            a.sin6_port = port.to_be();
            a.sin6_flowinfo = (flow as u32).to_be();
            if items.len() > 3 {
                a.sin6_scope_id = scope as u32;
            }
            Ok(address)
        }
        libc::AF_UNIX => unix(th, v),
        _ => Err(th.error(
            runtime::types::T::OSError,
            format!("{function}(): bad family"),
        )),
    }
}

fn unix(th: &Thread, v: Value) -> PyResult<Address> {
    let path = match v.downcast::<Str>() {
        Some(s) => os_error::fs_encode(th, s)?,
        None => arg::buffer(th, v)?.into_owned(),
    };
    // SAFETY: plain data.
    let mut a: libc::sockaddr_un = unsafe { zeroed() };
    a.sun_family = libc::AF_UNIX as libc::sa_family_t;
    let abstract_name = path.first() == Some(&0);
    if path.len() + usize::from(!abstract_name) > a.sun_path.len() {
        return Err(th.error(runtime::types::T::OSError, "AF_UNIX path too long"));
    }
    for (to, &from) in a.sun_path.iter_mut().zip(&path) {
        *to = from as libc::c_char;
    }
    let mut address = Address::of(a);
    let used = path.len() + usize::from(!abstract_name && !path.is_empty());
    address.len = (size_of::<libc::sa_family_t>() + used) as libc::socklen_t;
    Ok(address)
}

fn port_number(th: &Thread, v: Value, function: &str) -> PyResult<u16> {
    let n = ops::index(th, v)?;
    int::to_i64(n)
        .and_then(|n| u16::try_from(n).ok())
        .ok_or_else(|| th.overflow_error(format!("{function}(): port must be 0-65535.")))
}

/// A host name as the resolver wants it: text in ASCII or IDNA, or bytes.
pub fn host_name(th: &Thread, v: Value) -> PyResult<CString> {
    let raw = match v.downcast::<Str>() {
        Some(s) if s.is_ascii() => s.bytes().to_vec(),
        Some(_) => {
            let encoded = ops::call_method(
                th,
                v,
                str::intern(th, "encode"),
                &[str::intern(th, "idna").value()],
            )?;
            arg::buffer(th, encoded)?.into_owned()
        }
        None => match bytes::as_bytes(v) {
            Some(raw) => raw.into_owned(),
            None => {
                return Err(th.type_error(format!(
                    "str, bytes or bytearray expected, not {}",
                    ops::type_name(v)
                )));
            }
        },
    };
    CString::new(raw).map_err(|_| th.type_error("host name must not contain null character"))
}

/// The address of a host, port 0. May ask the resolver.
fn host_address(th: &Thread, v: Value, family: i32) -> PyResult<Address> {
    let name = host_name(th, v)?;
    let text = name.to_string_lossy();
    if family == libc::AF_INET {
        let plain = match text.as_ref() {
            "" => Some(Ipv4Addr::UNSPECIFIED),
            "255.255.255.255" | "<broadcast>" => Some(Ipv4Addr::BROADCAST),
            other => other.parse().ok(),
        };
        if let Some(ip) = plain {
            return Ok(Address::of(ipv4(ip)));
        }
    } else {
        let plain = match text.as_ref() {
            "" => Some(Ipv6Addr::UNSPECIFIED),
            other => other.parse().ok(),
        };
        if let Some(ip) = plain {
            // SAFETY: plain data.
            let mut a: libc::sockaddr_in6 = unsafe { zeroed() };
            a.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            a.sin6_addr.s6_addr = ip.octets();
            return Ok(Address::of(a));
        }
    }
    resolve::first_address(th, &name, family)
}

/// The structure of an IPv4 address, port 0.
fn ipv4(ip: Ipv4Addr) -> libc::sockaddr_in {
    // SAFETY: plain data.
    let mut a: libc::sockaddr_in = unsafe { zeroed() };
    a.sin_family = libc::AF_INET as libc::sa_family_t;
    a.sin_addr.s_addr = u32::from(ip).to_be();
    a
}
