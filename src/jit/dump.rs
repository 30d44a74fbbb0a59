//! What the JIT did, as text: traces as they are compiled, and totals at the end.
//!
//! The letters of `-X jit-dump=`: `t` a line per trace, `i` its IR after all passes, `m` its machine code, `c` how
//! long it took to make, `a` aborts, `s` totals and the time of each tier at exit, `x` exit counts at exit.

use std::fmt::Write;

use runtime::tiers::{self, Tier};

use crate::state::{Compiled, Jit, jit};
use crate::{foreign, report};

/// Writes what is asked for about a new trace.
pub fn compiled(jit: &Jit, t: &Compiled) {
    let letters = &jit.options.dump;
    if letters.is_empty() {
        return;
    }
    let _tier = tiers::enter(Tier::Report);
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
    if letters.contains('c') {
        let mut s = format!("jit: trace {} took", t.number);
        for (name, d) in t.times.stages() {
            let _ = write!(s, " {name} {:.1} us", d.as_secs_f64() * 1e6);
        }
        eprintln!("{s}");
    }
    if letters.contains('m') {
        let lines = if foreign::is_shown(jit) {
            let sheet = jit.foreign.as_ref().and_then(|f| f.sheet(t.number));
            sheet.map_or(Vec::new(), |sheet| report::foreign_listing(jit, sheet))
        } else {
            report::listing(jit, t)
        };
        for line in lines {
            if let Some(label) = line.label {
                eprintln!("{label}:");
            }
            eprintln!("    {}", line.text);
        }
        eprintln!();
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
        for tier in Tier::ALL {
            let d = tiers::spent(tier).as_secs_f64();
            let _ = writeln!(s, "jit:   {d:.4} s {}", tier.name());
        }
        for (name, d) in jit.stats.times.stages() {
            let _ = writeln!(s, "jit:   {:.4} s making traces: {name}", d.as_secs_f64());
        }
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
