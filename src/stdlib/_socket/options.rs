//! Options of sockets, and the module's constants.

use runtime::error::PyResult;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::bytes;
use runtime::value::Value;

use crate::posix::arg;

macro_rules! constants {
    ($($name:ident)*) => {
        pub const CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}

constants! {
    AF_ALG AF_APPLETALK AF_ASH AF_ATMPVC AF_ATMSVC AF_AX25 AF_BLUETOOTH AF_BRIDGE AF_CAN AF_ECONET AF_INET
    AF_INET6 AF_IPX AF_IRDA AF_KEY AF_LLC AF_NETBEUI AF_NETLINK AF_NETROM AF_PACKET AF_PPPOX AF_RDS AF_ROSE
    AF_ROUTE AF_SECURITY AF_SNA AF_TIPC AF_UNIX AF_UNSPEC AF_VSOCK AF_WANPIPE AF_X25 AI_ADDRCONFIG AI_ALL
    AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE AI_V4MAPPED EAI_AGAIN EAI_BADFLAGS EAI_FAIL
    EAI_FAMILY EAI_MEMORY EAI_NODATA EAI_NONAME EAI_OVERFLOW EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM INADDR_ANY
    INADDR_BROADCAST INADDR_LOOPBACK INADDR_NONE IPPROTO_AH IPPROTO_DSTOPTS IPPROTO_EGP IPPROTO_ESP
    IPPROTO_FRAGMENT IPPROTO_GRE IPPROTO_HOPOPTS IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IDP IPPROTO_IGMP
    IPPROTO_IP IPPROTO_IPIP IPPROTO_IPV6 IPPROTO_MPTCP IPPROTO_NONE IPPROTO_PIM IPPROTO_PUP IPPROTO_RAW
    IPPROTO_ROUTING IPPROTO_RSVP IPPROTO_SCTP IPPROTO_TCP IPPROTO_TP IPPROTO_UDP IPPROTO_UDPLITE IPV6_CHECKSUM
    IPV6_DONTFRAG IPV6_DSTOPTS IPV6_HOPLIMIT IPV6_HOPOPTS IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF
    IPV6_MULTICAST_LOOP IPV6_NEXTHOP IPV6_PATHMTU IPV6_PKTINFO IPV6_RECVDSTOPTS IPV6_RECVERR IPV6_RECVHOPLIMIT
    IPV6_RECVHOPOPTS IPV6_RECVPATHMTU IPV6_RECVPKTINFO IPV6_RECVRTHDR IPV6_RECVTCLASS IPV6_RTHDR
    IPV6_RTHDRDSTOPTS IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_V6ONLY IP_ADD_MEMBERSHIP IP_ADD_SOURCE_MEMBERSHIP
    IP_BIND_ADDRESS_NO_PORT IP_BLOCK_SOURCE IP_DEFAULT_MULTICAST_LOOP IP_DEFAULT_MULTICAST_TTL
    IP_DROP_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP IP_FREEBIND IP_HDRINCL IP_MULTICAST_IF IP_MULTICAST_LOOP
    IP_MULTICAST_TTL IP_OPTIONS IP_PKTINFO IP_RECVERR IP_RECVOPTS IP_RECVORIGDSTADDR IP_RECVTOS IP_RECVTTL
    IP_RETOPTS IP_TOS IP_TRANSPARENT IP_TTL IP_UNBLOCK_SOURCE MSG_CMSG_CLOEXEC MSG_CONFIRM MSG_CTRUNC
    MSG_DONTROUTE MSG_DONTWAIT MSG_EOR MSG_ERRQUEUE MSG_FASTOPEN MSG_MORE MSG_NOSIGNAL MSG_OOB MSG_PEEK
    MSG_TRUNC MSG_WAITALL NI_DGRAM NI_IDN NI_MAXHOST NI_NAMEREQD NI_NOFQDN NI_NUMERICHOST NI_NUMERICSERV
    PF_PACKET SCM_CREDENTIALS SCM_RIGHTS SHUT_RD SHUT_RDWR SHUT_WR SOCK_CLOEXEC SOCK_DGRAM SOCK_NONBLOCK
    SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_STREAM SOL_ALG SOL_BLUETOOTH SOL_IP SOL_SOCKET SOL_TCP SOL_TIPC
    SOL_UDP SOMAXCONN SO_ACCEPTCONN SO_BINDTODEVICE SO_BROADCAST SO_DEBUG SO_DOMAIN SO_DONTROUTE SO_ERROR
    SO_INCOMING_CPU SO_KEEPALIVE SO_LINGER SO_MARK SO_OOBINLINE SO_ORIGINAL_DST SO_PASSCRED SO_PASSSEC
    SO_PEERCRED SO_PEERSEC SO_PRIORITY SO_PROTOCOL SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT
    SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO SO_TYPE TCP_CONGESTION TCP_CORK TCP_DEFER_ACCEPT TCP_FASTOPEN
    TCP_FASTOPEN_CONNECT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_INFO TCP_KEEPCNT TCP_KEEPIDLE
    TCP_KEEPINTVL TCP_LINGER2 TCP_MAXSEG TCP_MD5SIG TCP_MD5SIG_EXT TCP_NODELAY TCP_NOTSENT_LOWAT TCP_QUEUE_SEQ
    TCP_QUICKACK TCP_REPAIR TCP_REPAIR_OPTIONS TCP_REPAIR_QUEUE TCP_REPAIR_WINDOW TCP_SAVED_SYN TCP_SAVE_SYN
    TCP_SYNCNT TCP_THIN_DUPACK TCP_THIN_LINEAR_TIMEOUTS TCP_TIMESTAMP TCP_ULP TCP_USER_TIMEOUT
    TCP_WINDOW_CLAMP
}

/// Numbers that the C library's bindings do not name.
pub const MORE: &[(&str, i64)] = &[
    ("AF_DECnet", 12),
    ("AF_QIPCRTR", 42),
    ("EAI_ADDRFAMILY", -9),
    ("INADDR_ALLHOSTS_GROUP", 0xe000_0001),
    ("INADDR_MAX_LOCAL_GROUP", 0xe000_00ff),
    ("INADDR_UNSPEC_GROUP", 0xe000_0000),
    ("IPPORT_RESERVED", 1024),
    ("IPPORT_USERRESERVED", 5000),
    ("IPV6_JOIN_GROUP", 20),
    ("IPV6_LEAVE_GROUP", 21),
    ("IPV6_RTHDR_TYPE_0", 0),
    ("IP_MAX_MEMBERSHIPS", 20),
    ("IP_RECVRETOPTS", 7),
    ("NI_MAXSERV", 32),
];

/// The value of an option that is a number; None: the error number is set.
pub fn number(fd: i32, level: i32, option: i32) -> Option<i32> {
    let (mut n, mut len) = (0i32, size_of::<i32>() as libc::socklen_t);
    // SAFETY: room for a number.
    let result = unsafe { libc::getsockopt(fd, level, option, (&raw mut n).cast(), &raw mut len) };
    (result == 0).then_some(n)
}

/// `getsockopt(level, option[, buffersize])`.
pub fn get(th: &Thread, fd: i32, a: &[Value]) -> PyResult {
    let (level, option) = (arg::format_int(th, a[0])?, arg::format_int(th, a[1])?);
    let size = arg::format_int_or(th, a[2], 0)?;
    if size == 0 {
        return match number(fd, level, option) {
            Some(n) => Ok(Value::small(i64::from(n))),
            None => Err(os_error::raise_last(th, &[])),
        };
    }
    if !(1..=1024).contains(&size) {
        return Err(th.error(runtime::types::T::OSError, "getsockopt buflen out of range"));
    }
    let mut data = vec![0u8; size as usize];
    let mut len = size as libc::socklen_t;
    // SAFETY: as much room as said.
    let result =
        unsafe { libc::getsockopt(fd, level, option, data.as_mut_ptr().cast(), &raw mut len) };
    if result < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(bytes::new(th, &data[..len as usize]))
}

/// `setsockopt(level, option, value)`, with a number, bytes, or None and a length.
pub fn set(th: &Thread, fd: i32, a: &[Value]) -> PyResult {
    let (level, option) = (arg::format_int(th, a[0])?, arg::format_int(th, a[1])?);
    let result = if a[2].is_none() {
        if a[3].is_empty() {
            return Err(
                th.type_error("setsockopt() requires 4 arguments when the third argument is None")
            );
        }
        let len = arg::format_int(th, a[3])? as libc::socklen_t;
        // SAFETY: a length without data.
        unsafe { libc::setsockopt(fd, level, option, std::ptr::null(), len) }
    } else if ops::number::index_opt(th, a[2])?.is_some() {
        let n = arg::format_int(th, a[2])?;
        let len = size_of::<i32>() as libc::socklen_t;
        // SAFETY: the number is ours.
        unsafe { libc::setsockopt(fd, level, option, (&raw const n).cast(), len) }
    } else {
        let data = arg::buffer(th, a[2])?;
        // SAFETY: as long as said.
        unsafe {
            libc::setsockopt(
                fd,
                level,
                option,
                data.as_ptr().cast(),
                data.len() as libc::socklen_t,
            )
        }
    };
    if result < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}
