//! `grp`: the groups that the system knows. See `pwd.rs`, which has what both need.

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list;
use runtime::value::Value;

use crate::pwd::{key_error, name_argument, number, shown, text};
use crate::structseq::{self, SequenceDef};
use crate::support::add;

static GROUP: SequenceDef = SequenceDef::new(
    "grp.struct_group",
    &["gr_name", "gr_passwd", "gr_gid", "gr_mem"],
);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "grp",
    doc: "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  gr_name   - name of the group\n  gr_passwd - group password (encrypted); often empty\n  gr_gid    - numeric ID of the group\n  gr_mem    - list of members\n\nThe gid is an integer, name and password are strings.  (Note that most\nusers are not explicitly listed as members of the groups they are in\naccording to the password database.  Check both databases to get\ncomplete membership information.)",
    functions: &[
        NativeDef::new("getgrgid", "(id)", |th, a| {
            const NONE: &str = "getgrgid(): gid not found";
            let id = number(th, a[0], "gid")?;
            let Some(id) = id else {
                return Err(key_error(th, NONE));
            };
            // SAFETY: null or an entry that is good until the next question.
            match unsafe { libc::getgrgid(id).as_ref() } {
                Some(entry) => made(th, entry),
                None => Err(key_error(th, &format!("{NONE}: {}", shown(id)))),
            }
        })
        .doc("Return the group database entry for the given numeric group ID.\n\nIf id is not valid, raise KeyError."),
        NativeDef::new("getgrnam", "(name)", |th, a| {
            let name = name_argument(th, "getgrnam() argument 'name'", a[0])?;
            // SAFETY: the name ends with a zero; the answer as above.
            match unsafe { libc::getgrnam(name.as_ptr()).as_ref() } {
                Some(entry) => made(th, entry),
                None => {
                    let shown = ops::repr(th, a[0])?.to_string_lossy().into_owned();
                    Err(key_error(th, &format!("getgrnam(): name not found: {shown}")))
                }
            }
        })
        .doc("Return the group database entry for the given group name.\n\nIf name is not valid, raise KeyError."),
        NativeDef::new("getgrall", "()", |th, _| {
            let all = list::empty(th);
            // SAFETY: plain calls; each entry is good until the next.
            unsafe {
                libc::setgrent();
                while let Some(entry) = libc::getgrent().as_ref() {
                    let entry = made(th, entry)?;
                    all.append(th, entry);
                }
                libc::endgrent();
            }
            Ok(all.value())
        })
        .doc("Return a list of all available group entries, in arbitrary order.\n\nAn entry whose name starts with '+' or '-' represents an instruction\nto use YP/NIS and may not be accessible via getgrnam or getgrgid."),
    ],
    init: |th, module| {
        let class = structseq::class(th, &GROUP)?;
        add(th, module, "struct_group", class.value());
        Ok(())
    },
};

fn made(th: &Thread, entry: &libc::group) -> PyResult {
    let members = list::empty(th);
    let mut at = entry.gr_mem;
    // SAFETY: an array of texts that ends with a null.
    while let Some(member) = unsafe { at.as_ref() }.filter(|m| !m.is_null()) {
        members.append(th, text(th, *member));
        at = at.wrapping_add(1);
    }
    let fields = [
        text(th, entry.gr_name),
        text(th, entry.gr_passwd),
        Value::small(i64::from(entry.gr_gid)),
        members.value(),
    ];
    structseq::new(th, &GROUP, &fields)
}
