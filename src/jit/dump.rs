//! What the JIT did, as text: traces as they are compiled, and totals at the end.
//!
//! The letters of `-X jit-dump=`: `t` a line per trace, `i` its IR after all passes, `m` its machine code, `a` aborts,
//! `s` totals at exit, `x` exit counts at exit.

use std::fmt::Write;

use asm::disasm::{Arch, Listing};

use crate::helpers;
use crate::state::{Compiled, Jit, jit};

/// Writes what is asked for about a new trace.
pub fn compiled(jit: &Jit, t: &Compiled) {
    let letters = &jit.options.dump;
    if letters.is_empty() {
        return;
    }
    if letters.contains('t') {
        let code = jit.code(t.unit);
        let kind = match t.parent {
            Some(p) => format!("side of {}/{}", p.trace, p.number),
            None => "root".into(),
        };
        eprintln!(
            "jit: trace {} ({kind}) {}:{} bytecodes {} ir {} code {} link {:?}",
            t.number,
            code.plain().qualname,
            t.start_line,
            t.bytecodes,
            t.ir.len(),
            t.code.len,
            t.ir.link
        );
    }
    if letters.contains('i') {
        eprintln!("{}", ir::text::print(&t.ir, jit.schema));
    }
    if letters.contains('m')
        && let Some(arena) = &jit.arena
    {
        let bytes = arena.bytes(t.code);
        let listing = Listing {
            arch: Arch::HOST,
            bytes,
            addr: t.code.start,
            text_len: t.text_len,
        };
        let name = |a: usize| {
            if a == jit.handler {
                return Some("exit_handler".to_string());
            }
            (0..ir::Schema::helper_count(jit.schema))
                .map(|n| ir::HelperId(n as u16))
                .find(|&h| helpers::address(h) == a)
                .map(|h| ir::Schema::helper(jit.schema, h).name.clone())
        };
        eprintln!("{}", listing.text(&name));
    }
}

/// Writes the totals, if asked for; to be called when the program ends.
pub fn totals() {
    let Some(jit) = jit() else { return };
    let mut s = String::new();
    if jit.options.dump.contains('s') {
        let _ = writeln!(
            s,
            "jit: recorded {} compiled {} entries {} exits {} invalidations {} code {} bytes",
            jit.stats.recorded,
            jit.stats.compiled,
            jit.stats.entries,
            jit.stats.exits,
            jit.stats.invalidations,
            jit.arena.as_ref().map_or(0, |a| a.used())
        );
        let mut aborts: Vec<_> = jit.stats.aborts.iter().collect();
        aborts.sort();
        for (why, n) in aborts {
            let _ = writeln!(s, "jit:   abort {why}: {n}");
        }
    }
    if jit.options.dump.contains('x') {
        for t in jit.traces.iter().skip(1) {
            for (n, e) in t.exits.iter().enumerate() {
                if e.count > 0 {
                    let at = t.alloc.exits[n].at;
                    let _ = writeln!(
                        s,
                        "jit:   exit {}/{n} {:?} {:?}: {} times{}",
                        t.number,
                        at,
                        t.ir.op(at),
                        e.count,
                        if e.side != 0 {
                            format!(", side trace {}", e.side)
                        } else {
                            String::new()
                        }
                    );
                }
            }
        }
    }
    eprint!("{s}");
}
