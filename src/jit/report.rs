//! The report of `swtrace`: everything that is known of the traces of a run, in sections, as text or JSON.
//!
//! The report comes when the program has ended, so that it can say how often each exit was taken and how traces were
//! linked in the end. The text names no addresses except in machine code. [`SECTIONS`] is the list of sections.

use std::fmt::Write;
use std::time::Duration;

use asm::disasm::{Arch, Line, Listing};
use ir::Schema;
use runtime::tiers::{self, Tier};

use crate::foreign::{self, Sheet};
use crate::journal;
use crate::state::{Compiled, Jit, jit};
use crate::{helpers, names, totals};

/// The sections: letter, name, what it shows.
pub const SECTIONS: &[(char, &str, &str)] = &[
    (
        't',
        "traces",
        "each trace: where it starts, and why it was recorded",
    ),
    (
        'b',
        "bytecodes",
        "the instructions that were recorded, with the source",
    ),
    ('r', "recorded", "the IR as it was recorded"),
    ('p', "passes", "the IR after every pass of the optimiser"),
    ('i', "ir", "the IR that was compiled, with the source"),
    ('s', "snapshots", "the snapshots in every IR that is shown"),
    ('g', "registers", "the steps of the allocated trace"),
    (
        'm',
        "machine",
        "the machine code, with the step that each piece comes from",
    ),
    (
        'c',
        "times",
        "how long each trace took to make, stage by stage",
    ),
    (
        'x',
        "exits",
        "the exits that were taken, how often, and what hangs there",
    ),
    ('l', "links", "what follows each trace"),
    ('a', "aborts", "the recordings that were given up"),
    ('o', "totals", "totals"),
];

/// The sections by letters (`tix`) or by names (`traces,ir,exits`), as letters; `all` is every one. The wrong piece otherwise.
pub fn sections(text: &str) -> Result<String, String> {
    if text == "all" {
        return Ok(SECTIONS.iter().map(|s| s.0).collect());
    }
    let letter = |name: &str| SECTIONS.iter().find(|s| s.1 == name).map(|s| s.0);
    let names: Option<String> = text.split(',').map(letter).collect();
    if let Some(letters) = names {
        return Ok(letters);
    }
    match text.chars().find(|c| !SECTIONS.iter().any(|s| s.0 == *c)) {
        Some(wrong) => Err(wrong.to_string()),
        None => Ok(text.to_string()),
    }
}

/// Writes the report, if one was asked for; to be called when the program ends.
pub fn write() {
    let Some(jit) = jit() else { return };
    if jit.journal.is_none() {
        return;
    }
    let letters = jit.options.report.clone().unwrap_or_default();
    let text = if jit.options.report_json {
        json(jit)
    } else {
        text(jit, &letters)
    };
    match &jit.options.report_file {
        Some(path) => {
            if let Err(e) = std::fs::write(path, text) {
                eprintln!("sidewinder: {path}: {e}");
            }
        }
        None => eprint!("{text}"),
    }
}

/// The IR without its snapshots.
fn without_snapshots(ir: &str) -> String {
    ir.lines()
        .filter(|l| !l.starts_with("  snap "))
        .map(|l| format!("{l}\n"))
        .collect()
}

/// The report as text.
pub fn text(jit: &mut Jit, letters: &str) -> String {
    let mut s = String::new();
    let has = |letter: char| letters.contains(letter);
    for number in 1..jit.traces.len() {
        if letters.chars().any(|c| "tbrpigmcxl".contains(c)) {
            trace(jit, number, &has, &mut s);
        }
    }
    let Some(journal) = &jit.journal else {
        return s;
    };
    if has('a') {
        s.push_str("aborts\n");
        for ((started, at, why), n) in &journal.aborts {
            let _ = writeln!(s, "  {n:5} times: {why}; from {started}; at {at}");
        }
        if journal.aborts.is_empty() {
            s.push_str("  none\n");
        }
    }
    if has('o') {
        s.push_str("totals\n");
        for (name, n) in totals::all(jit) {
            let _ = writeln!(s, "  {name:14}{n:12}");
        }
        seconds(jit, &mut s);
    }
    s
}

/// Where the time went: by tier, and by the stages of making traces.
fn seconds(jit: &Jit, s: &mut String) {
    let total: Duration = Tier::ALL.into_iter().map(tiers::spent).sum();
    let mut line = |name: &str, d: Duration| {
        let share = d.as_secs_f64() / total.as_secs_f64().max(1e-9) * 100.0;
        let _ = writeln!(s, "  {:10.4} s {share:5.1} %  {name}", d.as_secs_f64());
    };
    line("in all, of which", total);
    for tier in Tier::ALL {
        line(tier.name(), tiers::spent(tier));
    }
    for (name, d) in jit.stats.times.stages() {
        line(&format!("for the traces made: {name}"), d);
    }
}

/// One line that says what a trace is.
fn title(jit: &Jit, t: &Compiled) -> String {
    let code = jit.code(t.unit);
    let kind = match t.parent {
        Some(p) => format!("side trace at exit {}/{}", p.trace, p.number),
        None => "root".to_string(),
    };
    let place = jit
        .journal
        .as_ref()
        .and_then(|j| j.stories[t.number as usize].path.first().copied())
        .map_or(String::new(), |(_, id, pc)| names::place(jit.code(id), pc));
    let _ = code;
    format!("trace {}: {kind}, {place}", t.number)
}

fn link(t: &Compiled) -> String {
    match t.ir.link {
        ir::Link::Loop if t.ir.loop_at.is_some() => "to its own loop header".to_string(),
        ir::Link::Loop => "to its own start, by way of the frame".to_string(),
        ir::Link::Typed(n) => format!("to the loop header of trace {}", n.0),
        ir::Link::Frame(n) => format!("to the start of trace {}", n.0),
        ir::Link::Interp => "to the interpreter".to_string(),
        ir::Link::Return => "to its caller".to_string(),
        ir::Link::Open => "nowhere".to_string(),
    }
}

fn trace(jit: &mut Jit, number: usize, has: &dyn Fn(char) -> bool, s: &mut String) {
    let _ = writeln!(s, "{}", title(jit, &jit.traces[number]));
    let shown = |ir: &str| {
        if has('s') {
            ir.to_string()
        } else {
            without_snapshots(ir)
        }
    };
    let Some(journal) = &jit.journal else { return };
    let (t, story) = (&jit.traces[number], &journal.stories[number]);
    if has('t') {
        let _ = writeln!(
            s,
            "  recorded because {}; {} bytecodes, {} instructions of IR, {} bytes of code{}",
            story.why,
            t.bytecodes,
            t.ir.refs().filter(|&r| t.ir.op(r) != ir::Op::NOP).count(),
            t.code.len,
            if t.valid { "" } else { "; no longer valid" }
        );
        if !t.dead.is_empty() {
            let dead: Vec<String> = t.dead.iter().map(|r| format!("#{r}")).collect();
            let _ = writeln!(
                s,
                "  its entry empties {}, which nobody reads any more",
                dead.join(" ")
            );
        }
    }
    if has('b') {
        s.push_str("bytecodes\n");
        bytecodes(jit, story, s);
    }
    if has('r') {
        let _ = write!(s, "IR as recorded: {}", shown(&story.recorded));
    }
    if has('p') {
        for (pass, ir) in &story.passes {
            let _ = write!(s, "IR after {pass}: {}", shown(ir));
        }
    }
    if has('i') {
        let _ = write!(s, "IR: {}", shown(&story.ir));
    }
    if has('g') {
        s.push_str("registers\n");
        match shown_foreign(jit, t) {
            Some(Some(sheet)) => lines(&sheet.steps, s),
            Some(None) => s.push_str("  it does not fit the registers of that architecture\n"),
            None => lines(&story.steps, s),
        }
    }
    if has('m') {
        s.push_str("machine code\n");
        match shown_foreign(jit, t) {
            Some(Some(sheet)) => {
                machine(foreign_listing(jit, sheet), &sheet.marks, &sheet.steps, s)
            }
            Some(None) => s.push_str("  it does not fit the registers of that architecture\n"),
            None => machine(listing(jit, t), &t.marks, &story.steps, s),
        }
    }
    if has('c') {
        s.push_str("times\n");
        for (name, d) in t.times.stages() {
            let _ = writeln!(s, "  {:10.1} us  {name}", d.as_secs_f64() * 1e6);
        }
    }
    if has('x') {
        s.push_str("exits\n");
        for e in exits(jit, number) {
            let _ = writeln!(
                s,
                "  {:>8} {:7} times  {}{}",
                format!("{number}/{}", e.number),
                e.count,
                e.text,
                if e.side != 0 {
                    format!("  -> side trace {}", e.side)
                } else {
                    String::new()
                }
            );
        }
    }
    if has('l') {
        let t = &jit.traces[number];
        let _ = writeln!(
            s,
            "link: {}; entered {} times from the interpreter",
            link(t),
            t.entries
        );
    }
    s.push('\n');
}

fn lines(steps: &[String], s: &mut String) {
    for step in steps {
        let _ = writeln!(s, "  {step}");
    }
}

/// What is to be shown of the other architecture, if that is wanted: its code, or nothing where there is none.
fn shown_foreign<'a>(jit: &'a Jit, t: &Compiled) -> Option<Option<&'a Sheet>> {
    foreign::is_shown(jit).then(|| jit.foreign.as_ref()?.sheet(t.number))
}

fn bytecodes(jit: &Jit, story: &journal::Story, s: &mut String) {
    let mut last = (ir::CodeId(u32::MAX), 0);
    for &(depth, id, pc) in &story.path {
        let code = jit.code(id);
        let plain = code.plain();
        let line = plain.positions.line(pc as usize);
        let indent = "  ".repeat(depth as usize);
        if (id, line) != last {
            last = (id, line);
            let source = journal::source_line(&plain.filename, line);
            let _ = writeln!(s, "  {indent}; {}:{line}: {source}", plain.qualname);
        }
        let text = frontend::dis::instr(plain, pc as usize);
        let _ = writeln!(s, "  {indent}{pc:5} {text}");
    }
}

/// The name of an address that machine code jumps to or calls.
fn address(jit: &Jit, a: usize) -> Option<String> {
    if let Some(t) = jit.traces.iter().skip(1).find(|t| t.body == a) {
        return Some(format!("trace_{}", t.number));
    }
    if let Some(t) = jit.traces.iter().skip(1).find(|t| t.header == a) {
        return Some(format!("trace_{}_loop", t.number));
    }
    outside(jit, a)
}

/// The name of a helper or of the exit handler.
fn outside(jit: &Jit, a: usize) -> Option<String> {
    if a == jit.handler {
        return Some("exit_handler".to_string());
    }
    if let Some((name, _)) = helpers::inside_templates().into_iter().find(|h| h.1 == a) {
        return Some(name.to_string());
    }
    (0..jit.schema.helper_count())
        .map(|n| ir::HelperId(n as u16))
        .find(|&h| helpers::address(h) == a)
        .map(|h| jit.schema.helper(h).name.clone())
}

/// The listing of a trace's code.
pub fn listing(jit: &Jit, t: &Compiled) -> Vec<Line> {
    let Some(arena) = &jit.arena else {
        return Vec::new();
    };
    let listing = Listing {
        arch: Arch::HOST,
        bytes: arena.bytes(t.code),
        addr: t.code.start,
        text_len: t.text_len,
    };
    listing.lines(&|a| address(jit, a))
}

/// The listing of a trace's code for the other architecture.
pub fn foreign_listing(jit: &Jit, sheet: &Sheet) -> Vec<Line> {
    let listing = Listing {
        arch: Arch::OTHER,
        bytes: &sheet.bytes,
        addr: sheet.addr,
        text_len: sheet.text_len,
    };
    let own = |a| jit.foreign.as_ref().and_then(|f| f.name(a));
    listing.lines(&|a| own(a).or_else(|| outside(jit, a)))
}

fn machine(listing: Vec<Line>, marks: &[u32], steps: &[String], s: &mut String) {
    let start = listing.first().map_or(0, |l| l.addr);
    let mut marks = marks.iter().zip(steps).peekable();
    for line in listing {
        while let Some((_, step)) = marks.next_if(|m| *m.0 as usize <= line.addr - start) {
            let _ = writeln!(s, "  ; {step}");
        }
        if let Some(label) = &line.label {
            let _ = writeln!(s, "  {label}:");
        }
        let _ = writeln!(s, "    {:x}  {}", line.addr, line.text);
    }
}

struct ExitLine {
    number: usize,
    count: u64,
    side: u32,
    text: String,
}

/// The exits that were taken or have a side trace. (What a side trace takes over is not counted any more.)
fn exits(jit: &mut Jit, number: usize) -> Vec<ExitLine> {
    let list: Vec<(usize, u64, u32, ir::IrRef)> = jit.traces[number]
        .exits
        .iter()
        .enumerate()
        .filter(|(_, e)| e.count > 0 || e.side != 0)
        .map(|(n, e)| (n, e.count, e.side, jit.traces[number].alloc.exits[n].at))
        .collect();
    list.into_iter()
        .map(|(n, count, side, at)| ExitLine {
            number: n,
            count,
            side,
            text: journal::exit_text(jit, number as u32, at),
        })
        .collect()
}

/// Text as a JSON string.
fn quoted(text: &str) -> String {
    let mut s = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => s.push_str("\\\""),
            '\\' => s.push_str("\\\\"),
            '\n' => s.push_str("\\n"),
            c if (c as u32) < 32 => {
                let _ = write!(s, "\\u{:04x}", c as u32);
            }
            c => s.push(c),
        }
    }
    s.push('"');
    s
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(","))
}

/// The report as JSON: all sections.
pub fn json(jit: &mut Jit) -> String {
    let traces: Vec<String> = (1..jit.traces.len()).map(|n| trace_json(jit, n)).collect();
    let Some(journal) = &jit.journal else {
        return String::new();
    };
    let aborts = list(journal.aborts.iter().map(|((started, at, why), n)| {
        format!(
            "{{\"started\":{},\"at\":{},\"why\":{},\"times\":{n}}}",
            quoted(started),
            quoted(at),
            quoted(why)
        )
    }));
    let totals = totals::all(jit);
    let totals: Vec<String> = totals
        .iter()
        .map(|(k, n)| format!("{}:{n}", quoted(k)))
        .collect();
    let seconds = Tier::ALL.into_iter().map(|t| (t.key(), tiers::spent(t)));
    format!(
        "{{\"arch\":\"{}\",\"traces\":{},\"aborts\":{aborts},\"totals\":{{{}}},\"seconds\":{},\"stages\":{}}}\n",
        Arch::HOST.name(),
        list(traces),
        totals.join(","),
        durations(seconds),
        durations(jit.stats.times.stages()),
    )
}

/// Names with seconds, as an object.
fn durations(all: impl IntoIterator<Item = (&'static str, Duration)>) -> String {
    let items: Vec<String> = all
        .into_iter()
        .map(|(name, d)| format!("\"{name}\":{:.9}", d.as_secs_f64()))
        .collect();
    format!("{{{}}}", items.join(","))
}

fn machine_json(listing: &[Line]) -> String {
    list(listing.iter().map(|line| {
        format!(
            "{{\"address\":{},\"label\":{},\"text\":{}}}",
            line.addr,
            line.label.as_deref().map_or("null".to_string(), quoted),
            quoted(&line.text)
        )
    }))
}

fn trace_json(jit: &mut Jit, number: usize) -> String {
    let exits = exits(jit, number).into_iter().map(|e| {
        format!(
            "{{\"number\":{},\"times\":{},\"side\":{},\"guard\":{}}}",
            e.number,
            e.count,
            e.side,
            quoted(&e.text)
        )
    });
    let exits = list(exits);
    let Some(journal) = &jit.journal else {
        return String::new();
    };
    let (t, story) = (&jit.traces[number], &journal.stories[number]);
    let bytecodes = list(story.path.iter().map(|&(depth, id, pc)| {
        let code = jit.code(id);
        let plain = code.plain();
        format!(
            "{{\"depth\":{depth},\"code\":{},\"file\":{},\"line\":{},\"pc\":{pc},\"text\":{}}}",
            quoted(&plain.qualname),
            quoted(&plain.filename),
            plain.positions.line(pc as usize),
            quoted(&frontend::dis::instr(plain, pc as usize))
        )
    }));
    let passes = list(
        story
            .passes
            .iter()
            .map(|(pass, ir)| format!("{{\"pass\":{},\"ir\":{}}}", quoted(pass), quoted(ir))),
    );
    let machine = machine_json(&listing(jit, t));
    let sheet = jit.foreign.as_ref().and_then(|f| f.sheet(t.number));
    let other = sheet.map_or("null".to_string(), |sheet| {
        format!(
            "{{\"arch\":\"{}\",\"bytes\":{},\"registers\":{},\"machine\":{}}}",
            Arch::OTHER.name(),
            sheet.bytes.len(),
            list(sheet.steps.iter().map(|s| quoted(s))),
            machine_json(&foreign_listing(jit, sheet))
        )
    });
    let parent = t.parent.map_or("null".to_string(), |p| {
        format!("{{\"trace\":{},\"exit\":{}}}", p.trace, p.number)
    });
    format!(
        "{{\"number\":{},\"root\":{},\"parent\":{parent},\"why\":{},\"valid\":{},\"entries\":{},\"link\":{},\"bytes\":{},\"seconds\":{},\"bytecodes\":{bytecodes},\"recorded\":{},\"passes\":{passes},\"ir\":{},\"registers\":{},\"machine\":{machine},\"other\":{other},\"exits\":{exits}}}",
        t.number,
        t.root,
        quoted(&story.why),
        t.valid,
        t.entries,
        quoted(&link(t)),
        t.code.len,
        durations(t.times.stages()),
        quoted(&story.recorded),
        quoted(&story.ir),
        list(story.steps.iter().map(|s| quoted(s))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_letters_and_names() {
        assert_eq!(sections("tix").as_deref(), Ok("tix"));
        assert_eq!(sections("traces,ir,exits").as_deref(), Ok("tix"));
        assert_eq!(sections("all").map(|s| s.len()), Ok(SECTIONS.len()));
        assert_eq!(sections("tqx"), Err("q".to_string()));
        for (n, s) in SECTIONS.iter().enumerate() {
            assert!(
                SECTIONS[..n].iter().all(|o| o.0 != s.0 && o.1 != s.1),
                "{}",
                s.1
            );
        }
    }

    #[test]
    fn json_strings_are_quoted() {
        assert_eq!(quoted("a\"b\\c\nd\u{1}"), "\"a\\\"b\\\\c\\nd\\u0001\"");
    }
}
