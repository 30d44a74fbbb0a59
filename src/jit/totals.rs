//! Totals: what the JIT did in the whole run, as numbers with names.
//!
//! They go to standard error (`-X jit=stats`) or to a file (`-X jit-stats=FILE`, one `name value` a line), so that tests
//! can see that traces were made, and which share of the guards a run has forced. Everything counts events.

use std::fmt::Write;

use crate::force::When;
use crate::state::{Jit, jit};

/// All totals, in the order in which they are shown.
pub fn all(jit: &Jit) -> Vec<(&'static str, u64)> {
    let traces = || jit.traces.iter().filter(|t| t.number != 0);
    let sum = |f: &dyn Fn(&crate::state::Compiled) -> u64| traces().map(f).sum::<u64>();
    let always = matches!(&jit.options.force, Some(f) if f.when == When::Always);
    let forced = |t: &crate::state::Compiled| {
        if always {
            t.words.taken(|exit| t.exits[exit as usize].count)
        } else {
            t.words.done() as u64
        }
    };
    vec![
        ("recordings", jit.stats.recorded),
        ("aborts", jit.stats.aborts.values().sum()),
        ("traces", jit.stats.compiled),
        ("roots", sum(&|t| u64::from(t.parent.is_none()))),
        ("sides", sum(&|t| u64::from(t.parent.is_some()))),
        ("bytecodes", sum(&|t| u64::from(t.bytecodes))),
        ("ir", sum(&|t| t.ir.len() as u64)),
        (
            "code-bytes",
            jit.arena.as_ref().map_or(0, |a| a.used() as u64),
        ),
        ("entries", jit.stats.entries),
        ("exits", jit.stats.exits),
        ("invalidations", jit.stats.invalidations),
        ("detached", jit.stats.detached),
        ("evicted", jit.stats.evicted),
        ("put-off", jit.stats.put_off),
        ("units-earned", jit.budget.totals().0),
        ("units-spent", jit.budget.totals().1),
        ("trace-bytes", jit.store.bytes as u64),
        ("guards", sum(&|t| t.guards())),
        ("chosen-guards", sum(&|t| t.words.len() as u64)),
        ("forced-guards", sum(&forced)),
    ]
}

/// The totals as lines.
fn lines(jit: &Jit) -> String {
    let mut s = String::new();
    for (name, value) in all(jit) {
        let _ = writeln!(s, "{name} {value}");
    }
    s
}

/// Writes what was asked for; to be called when the program ends.
pub fn write() {
    let Some(jit) = jit() else { return };
    if jit.options.stats {
        for line in lines(jit).lines() {
            eprintln!("jit: {line}");
        }
    }
    if let Some(path) = &jit.options.stats_file
        && let Err(e) = std::fs::write(path, lines(jit))
    {
        eprintln!("sidewinder: {path}: {e}");
    }
    // A profile that was there is what this run was told by; one that was not is what it was for.
    if let Some(path) = jit.options.force.as_ref().and_then(|f| f.profile.as_ref())
        && jit.profile.reached.is_empty()
    {
        let mut s = String::new();
        for t in jit.traces.iter().skip(1) {
            for (key, n) in t.words.counts() {
                let _ = writeln!(s, "{key:016x} {n}");
            }
        }
        if let Err(e) = std::fs::write(path, s) {
            eprintln!("sidewinder: {path}: {e}");
        }
    }
}
