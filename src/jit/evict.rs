//! What traces own, and how it comes back: machine code, IR, sites, code units, numbers.
//!
//! A tree (a root trace and its side traces) is freed as a whole: when it is no longer valid, or when the JIT's memory is
//! used up and the tree is among those that were entered or left least recently. What a tree jumps into or calls counts as
//! used when the tree was, because such entries are not seen; so whatever jumps into a tree is at least as cold as the
//! tree, and goes with it.
//!
//! First a tree is given up: its checks are patched, so that it runs no further than its next one, and nothing leads
//! into it. It is freed once nothing executes in it: no word on any native stack points into its code, no evaluation runs
//! one of its traces, no recording started at one of its exits. All of this happens before a recording starts, when the
//! JIT holds no trace's number in its hands except that of the exit which has just been taken.
//!
//! Numbers (of traces, exits, code units) are used again. Where a report was asked for, or guards are forced, nothing is
//! freed: both tell of all traces at the end.

use std::collections::HashMap;

use ir::CodeId;
use runtime::value::Value;

use crate::state::{CallSite, ExitId, Jit, StartsAt};
use crate::{evaluate, limits, lower, recorder};

/// What is in use, and what is free.
#[derive(Default)]
pub struct Store {
    /// The bytes that all traces take which are not freed.
    pub bytes: usize,
    /// Of these, the bytes of trees that were given up.
    pub dead_bytes: usize,
    /// The roots of trees that were given up.
    pub dead: Vec<u32>,
    /// Counts the traces that were compiled: the clock by which trees grow cold.
    pub clock: u64,
    free_traces: Vec<u32>,
    /// The first numbers of free ranges of exits, by their length.
    free_exits: HashMap<usize, Vec<u32>>,
    free_calls: Vec<u32>,
    pub free_codes: Vec<CodeId>,
    /// When the table of codes is this long, the unused ones are dropped.
    next_sweep: usize,
    /// When so many bytes are dead, they are freed; more each time if something still executes in them.
    next_burial: usize,
    /// The machine code did not fit: something must go.
    pub full: bool,
}

/// Before a recording starts: frees what is dead, and what is cold if the memory is used up. `exit` has just been taken,
/// and its tree stays.
pub fn make_room(jit: &mut Jit, exit: Option<ExitId>) {
    if jit.journal.is_some() || jit.foreign.is_some() || jit.options.force.is_some() {
        return;
    }
    let limit = jit.options.memory;
    let full = std::mem::take(&mut jit.store.full);
    let crowded = full || jit.store.bytes - jit.store.dead_bytes > limit;
    let least = limit / limits::DEAD_SHARE;
    let burial = jit.store.dead_bytes > least.max(jit.store.next_burial);
    let sweep = jit.codes.len() - jit.store.free_codes.len()
        > jit.store.next_sweep.max(limits::FIRST_SWEEP);
    if !crowded && !burial && !sweep {
        return;
    }
    let pinned = in_use(jit, exit);
    if crowded {
        give_up_cold(jit, &pinned, limit - limit / limits::EVICTED_SHARE);
    }
    bury(jit, &pinned);
    sweep_codes(jit);
}

/// The trees in which something executes or starts, by their roots.
pub fn in_use(jit: &Jit, exit: Option<ExitId>) -> Vec<u32> {
    let mut ranges: Vec<(usize, usize, u32)> = jit
        .traces
        .iter()
        .filter(|t| t.code.len > 0)
        .map(|t| (t.code.start, t.code.end(), t.root))
        .collect();
    ranges.sort_unstable();
    let mut pinned = Vec::new();
    if let Some(arena) = &jit.arena {
        let all = arena.range();
        runtime::heap::each_stack_word(|word| {
            // A return address may be that behind the last instruction.
            if !(all.start..=all.end()).contains(&word) {
                return;
            }
            let next = ranges.partition_point(|r| r.0 <= word);
            if let Some(r) = next.checked_sub(1).map(|n| ranges[n])
                && word <= r.1
            {
                pinned.push(r.2);
                // It may also be the end of the code before.
                if word == r.0
                    && let Some(before) = next.checked_sub(2)
                {
                    pinned.push(ranges[before].2);
                }
            }
        });
    }
    let root = |n: u32| jit.traces[n as usize].root;
    evaluate::each_running(|n| pinned.push(root(n)));
    pinned.extend(exit.map(|e| root(e.trace)));
    for r in jit.recorder.iter().chain(&jit.suspended) {
        if let recorder::Start::Side(e) = r.start {
            pinned.push(root(e.trace));
        }
    }
    // Who jumps into another tree has a copy of a part of it, and with it that tree's code units and sites.
    let mut at = 0;
    while at < pinned.len() {
        let tree = &jit.traces[pinned[at] as usize].tree;
        for to in tree.iter().filter_map(|&n| jit.traces[n as usize].link) {
            let to = root(to);
            if !pinned.contains(&to) {
                pinned.push(to);
            }
        }
        at += 1;
    }
    pinned.sort_unstable();
    pinned.dedup();
    pinned
}

/// Gives trees up, the coldest first, until what is left takes no more than `target` bytes.
fn give_up_cold(jit: &mut Jit, pinned: &[u32], target: usize) {
    warm_what_is_entered(jit, pinned);
    let mut roots: Vec<(u64, u32)> = jit
        .traces
        .iter()
        .filter(|t| t.valid && t.number == t.root)
        .map(|t| (t.used, t.number))
        .collect();
    roots.sort_unstable();
    for (_, root) in roots {
        if jit.store.bytes - jit.store.dead_bytes <= target {
            break;
        }
        if pinned.binary_search(&root).is_err() {
            give_up_with_linkers(jit, root);
        }
    }
}

fn give_up_with_linkers(jit: &mut Jit, root: u32) {
    if !jit.traces[root as usize].valid {
        return;
    }
    jit.give_up(root);
    let t = &jit.traces[root as usize];
    // SAFETY: the tree keeps the code of its root.
    let spot = unsafe { &*t.spot };
    if spot.trace.get() == 0 {
        spot.wait(jit.options.hot_loop);
    }
    for linker in t.linkers.clone() {
        let root = jit.traces[linker as usize].root;
        give_up_with_linkers(jit, root);
    }
}

/// What a tree jumps into or calls is as warm as the tree.
fn warm_what_is_entered(jit: &mut Jit, pinned: &[u32]) {
    for &root in pinned {
        jit.traces[root as usize].used = jit.store.clock;
    }
    let mut work: Vec<u32> = (1..jit.traces.len() as u32)
        .filter(|&n| jit.traces[n as usize].valid)
        .collect();
    while let Some(n) = work.pop() {
        let t = &jit.traces[n as usize];
        let used = jit.traces[t.root as usize].used;
        // SAFETY: call sites name entries of code objects that live as long as the trace.
        let called = |&c: &u32| unsafe { (*jit.call_sites[c as usize].spot).trace.get() };
        let entered: Vec<u32> = t
            .link
            .into_iter()
            .chain(t.calls.iter().map(called))
            .collect();
        for e in entered {
            let root = jit.traces[e as usize].root as usize;
            let target = &mut jit.traces[root];
            if target.valid && target.used < used {
                target.used = used;
                work.extend(&target.tree);
            }
        }
    }
}

/// Frees the trees that were given up and in which nothing executes.
fn bury(jit: &mut Jit, pinned: &[u32]) {
    let dead = std::mem::take(&mut jit.store.dead);
    let (stay, go): (Vec<u32>, Vec<u32>) = dead
        .into_iter()
        .partition(|root| pinned.binary_search(root).is_ok());
    jit.store.dead = stay;
    for root in go {
        for n in jit.traces[root as usize].tree.clone() {
            free(jit, n);
        }
    }
    jit.store.next_burial = 2 * jit.store.dead_bytes;
}

fn free(jit: &mut Jit, number: u32) {
    if let Some(at) = starts_at(jit, number)
        && let Some(list) = jit.starts.get_mut(&at)
    {
        list.retain(|&n| n != number);
        if list.is_empty() {
            jit.starts.remove(&at);
        }
    }
    if let Some(to) = jit.traces[number as usize].link {
        let root = jit.traces[to as usize].root as usize;
        jit.traces[root].linkers.retain(|&n| n != number);
    }
    let t = std::mem::replace(&mut jit.traces[number as usize], lower::dummy());
    for cell in &t.cells {
        if let Some(list) = jit.watchers.get_mut(cell) {
            list.retain(|&n| n != number);
            if list.is_empty() {
                jit.watchers.remove(cell);
            }
        }
    }
    if let Some(arena) = &mut jit.arena {
        arena.free(t.code);
    }
    jit.store.free_calls.extend(&t.calls);
    jit.store.bytes -= t.bytes;
    jit.store.dead_bytes -= t.bytes;
    let exits = jit.store.free_exits.entry(t.exits.len()).or_default();
    exits.push(t.first_exit);
    jit.store.free_traces.push(number);
    jit.stats.evicted += 1;
}

/// Where a side trace starts; its parent may have been freed already, so the trace says it itself.
fn starts_at(jit: &Jit, number: u32) -> Option<StartsAt> {
    jit.traces[number as usize].starts
}

/// A number for a new trace, whose entry in the table is the caller's to fill.
pub fn new_number(jit: &mut Jit) -> u32 {
    jit.store.free_traces.pop().unwrap_or_else(|| {
        jit.traces.push(lower::dummy());
        jit.traces.len() as u32 - 1
    })
}

/// Gives a number back that was not used.
pub fn unused_number(jit: &mut Jit, number: u32) {
    jit.store.free_traces.push(number);
}

/// A number for a new call site.
pub fn new_call_site(jit: &mut Jit, site: CallSite) -> u32 {
    match jit.store.free_calls.pop() {
        Some(n) => {
            jit.call_sites[n as usize] = site;
            n
        }
        None => {
            jit.call_sites.push(site);
            jit.call_sites.len() as u32 - 1
        }
    }
}

/// Numbers for the exits of a new trace.
pub fn new_exits(jit: &mut Jit, trace: u32, n: usize) -> u32 {
    let free = jit.store.free_exits.get_mut(&n).and_then(Vec::pop);
    let first = free.unwrap_or(jit.exits.len() as u32);
    let end = (first as usize + n).max(jit.exits.len());
    let none = ExitId {
        trace: 0,
        number: 0,
    };
    jit.exits.resize(end, none);
    for k in 0..n {
        jit.exits[first as usize + k] = ExitId {
            trace,
            number: k as u16,
        };
    }
    first
}

/// Drops the code units that no trace and no recording names.
fn sweep_codes(jit: &mut Jit) {
    let mut named = vec![false; jit.codes.len()];
    let recordings = jit.recorder.iter().chain(&jit.suspended);
    let lists = jit.traces.iter().map(|t| &t.codes);
    for id in lists.chain(recordings.map(|r| &r.codes)).flatten() {
        named[id.index()] = true;
    }
    let mut used = 0;
    for (n, named) in named.into_iter().enumerate() {
        let code = jit.codes[n];
        if named {
            used += 1;
        } else if !code.is_empty() {
            jit.code_ids.remove(&code.bits());
            jit.live.remove(&code.bits());
            jit.codes[n] = Value::EMPTY;
            jit.store.free_codes.push(CodeId(n as u32));
        }
    }
    jit.store.next_sweep = 2 * used;
}
