//! `errno`: the numbers of the system's errors.

use runtime::native::ModuleDef;
use runtime::types::{dict, str};
use runtime::value::Value;

use crate::support::add;

macro_rules! numbers {
    ($($name:ident)*) => {
        const NUMBERS: &[(&str, i32)] = &[$((stringify!($name), libc::$name),)*];
    };
}

// Where two names have one number, `errorcode` gives the later one.
numbers! {
    ENODEV ENOCSI EHOSTUNREACH ENOMSG EUCLEAN EL2NSYNC EL2HLT ENODATA ENOTBLK ENOSYS EPIPE EINVAL EOVERFLOW EADV EINTR
    EUSERS ENOTEMPTY ENOBUFS EPROTO EREMOTE ENAVAIL ECHILD ELOOP EXDEV E2BIG ESRCH EMSGSIZE EAFNOSUPPORT EBADR
    EHOSTDOWN EPFNOSUPPORT ENOPROTOOPT EBUSY EWOULDBLOCK EBADFD EDOTDOT EISCONN ENOTCONN ESHUTDOWN ENONET EBADE EBADF
    EMULTIHOP EIO EUNATCH EPROTOTYPE ENOSPC ENOEXEC EALREADY ENETDOWN ENOTNAM EACCES ELNRNG EILSEQ ENOTDIR ENOTUNIQ
    EPERM EDOM EXFULL ECONNREFUSED EISDIR EPROTONOSUPPORT EROFS EADDRNOTAVAIL EIDRM ECOMM ESRMNT EREMOTEIO EL3RST
    EBADMSG ENFILE ELIBMAX ESPIPE ENOLINK ENETRESET ETIMEDOUT ENOENT EEXIST EDQUOT ENOSTR EBADSLT EBADRQC ELIBACC
    EFAULT EFBIG EDEADLK ENOTSUP EDEADLOCK ELIBSCN ENOLCK EISNAM ECONNABORTED ENETUNREACH ESTALE ENOSR ENOMEM ENOTSOCK
    ESTRPIPE EMLINK ERANGE ELIBEXEC EL3HLT ECONNRESET EADDRINUSE EOPNOTSUPP EREMCHG EAGAIN ENAMETOOLONG ENOTTY
    ERESTART ESOCKTNOSUPPORT ETIME EBFONT ETOOMANYREFS EMFILE ETXTBSY EINPROGRESS ENXIO ELIBBAD ECANCELED EOWNERDEAD
    ENOTRECOVERABLE ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED ENOMEDIUM EMEDIUMTYPE ERFKILL EDESTADDRREQ ENOPKG
    EHWPOISON ENOANO
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "errno",
    doc: "This module makes available standard errno system symbols.\n\nThe value of each symbol is the corresponding integer value,\ne.g., on most systems, errno.ENOENT equals the integer 2.\n\nThe dictionary errno.errorcode maps numeric codes to symbol names,\ne.g., errno.errorcode[2] could be the string 'ENOENT'.\n\nSymbols that are not relevant to the underlying system are not defined.\n\nTo map error codes to error messages, use os.strerror(code).",
    functions: &[],
    init: |th, module| {
        let codes = dict::new(th);
        for &(name, n) in NUMBERS {
            let (name, n) = (str::intern(th, name), Value::small(i64::from(n)));
            module.dict().set_str(th, name, n);
            codes.set(th, n, name.value())?;
        }
        add(th, module, "errorcode", codes.value());
        Ok(())
    },
};
