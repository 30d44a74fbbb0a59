//! What `swtrace` tells of a run, kept while it happens: how traces came to be, their IR at every stage, and what was
//! given up.
//!
//! There is a journal only where a report was asked for (`-X jit-report=`); everything else costs one test then. IR is
//! turned into text at once, because what a trace names may be gone at the end. [`report`](crate::report) prints it.

use std::collections::BTreeMap;

use asm::disasm::Arch;
use ir::regalloc::Allocation;
use ir::regalloc::check::show_step;
use ir::{CodeId, IrRef, Trace};
use runtime::tiers::{self, Tier};

use crate::abort::Abort;
use crate::names::{self, Names};
use crate::recorder::{Recorder, Start};
use crate::state::{Compiled, Jit};

/// One recorded instruction: how deep it is inlined, its code unit, its place there.
pub type Place = (u8, CodeId, u32);

/// How one trace came to be.
#[derive(Default)]
pub struct Story {
    /// Why it was recorded.
    pub why: String,
    pub path: Vec<Place>,
    pub recorded: String,
    /// The IR after each pass that ran.
    pub passes: Vec<(&'static str, String)>,
    /// The final IR.
    pub ir: String,
    /// The steps of the allocated trace.
    pub steps: Vec<String>,
}

/// Everything that is kept.
#[derive(Default)]
pub struct Journal {
    /// By trace number; 0 is no trace.
    pub stories: Vec<Story>,
    /// Recordings that were given up: where they started, where they ended, why; and how often.
    pub aborts: BTreeMap<(String, String, &'static str), u64>,
    pub names: Names,
    /// The story of the trace that is being compiled.
    open: Story,
}

impl Journal {
    /// An empty journal.
    pub fn new() -> Journal {
        Journal {
            stories: vec![Story::default()],
            ..Journal::default()
        }
    }
}

/// What starts at a place, in words.
fn start_text(jit: &Jit, start: Start) -> String {
    match start {
        Start::Loop(_) => "a loop's back-edge".to_string(),
        Start::Entry(_) => "a function's entry".to_string(),
        Start::Side(id) => {
            let e = &jit.traces[id.trace as usize].exits[id.number as usize];
            format!("exit {}/{}, taken {} times", id.trace, id.number, e.count)
        }
    }
}

/// A recording is complete: before it is optimised.
pub fn recorded(jit: &mut Jit, r: &mut Recorder) {
    let _tier = tiers::enter(Tier::Report);
    let Some(mut journal) = jit.journal.take() else {
        return;
    };
    journal.names.refresh();
    let text = ir::text::print(&r.b.trace, jit.schema);
    journal.open = Story {
        why: match r.start {
            Start::Loop(_) => format!(
                "its back-edge was passed {} times",
                jit.options.hot_loop + 1
            ),
            Start::Entry(_) => {
                format!("its function was called {} times", jit.options.hot_loop + 1)
            }
            start @ Start::Side(_) => start_text(jit, start),
        },
        path: std::mem::take(&mut r.path),
        recorded: journal.names.readable(jit, &text),
        ..Story::default()
    };
    r.b.log = Some(Vec::new());
    jit.journal = Some(journal);
}

/// The optimiser is done.
pub fn optimised(jit: &mut Jit, log: Option<Vec<(&'static str, Trace)>>) {
    let _tier = tiers::enter(Tier::Report);
    let Some(mut journal) = jit.journal.take() else {
        return;
    };
    for (pass, t) in log.unwrap_or_default() {
        let text = ir::text::print(&t, jit.schema);
        let text = journal.names.readable(jit, &text);
        journal.open.passes.push((pass, text));
    }
    jit.journal = Some(journal);
}

/// The trace is compiled and has its number.
pub fn compiled(jit: &mut Jit, t: &Compiled) {
    let _tier = tiers::enter(Tier::Report);
    let Some(mut journal) = jit.journal.take() else {
        return;
    };
    let mut story = std::mem::take(&mut journal.open);
    story.ir = journal.names.readable(jit, &with_lines(jit, &t.ir));
    story.steps = steps(jit, &mut journal.names, t, &t.alloc, Arch::HOST);
    if let Some(mut foreign) = jit.foreign.take() {
        if let Some(sheet) = foreign.sheet_mut(t.number) {
            sheet.steps = steps(jit, &mut journal.names, t, &sheet.alloc, Arch::OTHER);
        }
        jit.foreign = Some(foreign);
    }
    journal.stories.push(story);
    jit.journal = Some(journal);
}

/// The steps of a trace that was allocated for an architecture, as text.
fn steps(
    jit: &Jit,
    names: &mut Names,
    t: &Compiled,
    alloc: &Allocation,
    arch: Arch,
) -> Vec<String> {
    let steps = alloc.steps.iter().map(|step| {
        let text = names::registers(&show_step(&t.ir, step), arch);
        let text = names.readable(jit, &text);
        text.trim_end().to_string()
    });
    steps.collect()
}

/// The IR with the lines of the source where snapshots say which one it is.
fn with_lines(jit: &Jit, t: &Trace) -> String {
    let text = ir::text::print(t, jit.schema);
    let mut out = String::new();
    let mut last = (CodeId(u32::MAX), 0);
    for line in text.lines() {
        let number = line
            .strip_prefix("  snap s")
            .and_then(|rest| rest.split(' ').next())
            .and_then(|n| n.parse::<u16>().ok());
        if let Some(n) = number
            && let Some(f) = t.snaps.frames(ir::SnapNo(n)).last()
        {
            let code = jit.code(f.code);
            let plain = code.plain();
            let now = (f.code, plain.positions.line(f.resume.pc() as usize));
            if now != last && now.1 != 0 {
                let source = source_line(&plain.filename, now.1);
                out.push_str(&format!("; {}:{}: {source}\n", plain.qualname, now.1));
                last = now;
            }
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A line of a source file, without its indentation; empty where there is none.
pub fn source_line(file: &str, line: u32) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().nth(line.saturating_sub(1) as usize);
    line.unwrap_or_default().trim().to_string()
}

/// A recording is given up at an instruction.
pub fn aborted(jit: &mut Jit, r: &Recorder, why: Abort) {
    let started = match r.start {
        Start::Loop(_) => {
            let code = r.frames[0].code;
            format!(
                "loop at {}",
                names::place(code, code.index_of(r.head) as u32)
            )
        }
        Start::Entry(_) => format!("entry of {}", r.frames[0].code.plain().qualname),
        start @ Start::Side(_) => start_text(jit, start),
    };
    let (code, pc) = r.place();
    let plain = code.plain();
    let at = format!(
        "{}, {}",
        names::place(code, pc),
        frontend::dis::instr(plain, pc as usize)
    );
    if let Some(journal) = &mut jit.journal {
        *journal.aborts.entry((started, at, why.text())).or_insert(0) += 1;
    }
}

/// The instruction of a trace's exit, as text.
pub fn exit_text(jit: &mut Jit, number: u32, at: IrRef) -> String {
    let Some(mut journal) = jit.journal.take() else {
        return String::new();
    };
    let t = &jit.traces[number as usize];
    let text = ir::text::instruction(&t.ir, jit.schema, at);
    let text = journal.names.readable(jit, &text);
    jit.journal = Some(journal);
    text.trim().to_string()
}
