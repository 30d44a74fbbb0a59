//! Machine code for the architecture that this machine is not: made beside the host's to be read, never to be run.
//!
//! Where a report or dump asks for it (`-X jit-arch=`), each trace is allocated and emitted once more, by the same code as
//! for the host with the other registers and templates. Side traces inherit from what their parent became here, and jumps
//! between traces lead where these lie, so a listing shows what the other machine would execute, given the same traces.
//! Helpers, constants and the exit handler have their addresses of this process; guards are not forced to exit. Nothing
//! here touches the traces that run.

use asm::disasm::Arch;
use asm::{Options, Region};
use ir::regalloc::{Allocation, Allocator, LinkEntry, Loc, Mode};
use ir::{ExitNo, Link};
use runtime::tiers::{self, Tier};

use crate::emit::{Emission, MachineTarget, emit};
use crate::limits;
use crate::lower::{Coded, linked_in};
use crate::state::{Compiled, Jit};

/// One trace in the other architecture.
pub struct Sheet {
    pub alloc: Allocation,
    pub bytes: Vec<u8>,
    /// Where it would lie, and of its parts as for [`Compiled`].
    pub addr: usize,
    pub body: usize,
    pub header: usize,
    pub text_len: usize,
    pub marks: Vec<u32>,
    /// The steps as text, where there is a report.
    pub steps: Vec<String>,
}

/// All of them.
#[derive(Default)]
pub struct Foreign {
    /// By trace number; none for traces that do not fit that architecture.
    sheets: Vec<Option<Sheet>>,
    allocator: Allocator,
    /// How much of the arena they would take.
    used: usize,
}

impl Foreign {
    /// The trace of a number.
    pub fn sheet(&self, number: u32) -> Option<&Sheet> {
        self.sheets.get(number as usize)?.as_ref()
    }

    /// The trace of a number, to add to.
    pub fn sheet_mut(&mut self, number: u32) -> Option<&mut Sheet> {
        self.sheets.get_mut(number as usize)?.as_mut()
    }

    /// The name of a place to which foreign code jumps.
    pub fn name(&self, a: usize) -> Option<String> {
        self.sheets.iter().enumerate().find_map(|(n, sheet)| {
            let sheet = sheet.as_ref()?;
            if a == sheet.body {
                Some(format!("trace_{n}"))
            } else if a == sheet.header {
                Some(format!("trace_{n}_loop"))
            } else {
                None
            }
        })
    }

    fn make(&mut self, jit: &Jit, t: &Compiled) -> Option<Sheet> {
        let coded = |n: u32| -> Option<Coded> {
            let s = self.sheets.get(n as usize)?.as_ref()?;
            Some((&s.alloc, s.body, s.header))
        };
        let inherited: Vec<Loc> = match t.parent {
            Some(p) => {
                let (alloc, ..) = coded(p.trace)?;
                let locs = alloc.exit_locs(ExitNo(p.number));
                locs.iter().map(|l| l.1).collect()
            }
            None => Vec::new(),
        };
        let linked = linked_in(jit, &t.ir, coded);
        let link = match t.ir.link {
            Link::Typed(_) => linked.as_ref()?.addr,
            Link::Frame(no) => coded(no.0)?.1,
            Link::Loop | Link::Interp | Link::Return | Link::Open => 0,
        };
        let target = MachineTarget::<asm::Foreign>::default();
        self.allocator.check |= jit.options.verify;
        if jit.options.spill {
            self.allocator.mode = Mode::SpillEverything;
        }
        let entry = linked.as_ref().map(|l| LinkEntry {
            entry: &l.wanted,
            live: &l.live,
        });
        let alloc = self.allocator.allocate(&t.ir, &target, &inherited, entry);
        if alloc.spills > asm::SPILL_SLOTS {
            return None;
        }
        let base = jit.arena.as_ref()?.range().start;
        let what = Emission {
            ir: &t.ir,
            alloc: &alloc,
            schema: jit.schema,
            dead: &t.dead,
            sites: &jit.call_sites,
            first_exit: t.first_exit,
            handler: jit.handler,
            link,
            wanted: linked.as_ref().map_or(Vec::new(), |l| l.registers()),
            words: &[],
            always: false,
            marks: true,
        };
        let region = Region::unexecuted(base + self.used, limits::TRACE_BYTES);
        let emitted = emit::<asm::Foreign>(region, Options::BASELINE, &what).ok()?;
        let code = emitted.code;
        self.used += code.len().next_multiple_of(asm::arena::CODE_ALIGN);
        Some(Sheet {
            bytes: code.bytes().to_vec(),
            addr: code.exec_addr(),
            body: code.addr_of(emitted.body),
            header: code.addr_of(emitted.header),
            text_len: code.text_len,
            marks: emitted.marks,
            steps: Vec::new(),
            alloc,
        })
    }
}

/// A trace was compiled: makes it for the other architecture, too, if that was asked for.
pub fn compiled(jit: &mut Jit, t: &Compiled) {
    let Some(mut foreign) = jit.foreign.take() else {
        return;
    };
    let _tier = tiers::enter(Tier::Report);
    let sheet = foreign.make(jit, t);
    let n = t.number as usize;
    if foreign.sheets.len() <= n {
        foreign.sheets.resize_with(n + 1, || None);
    }
    foreign.sheets[n] = sheet;
    jit.foreign = Some(foreign);
}

/// Whether the registers and machine code that are to be shown are of the other architecture.
pub fn is_shown(jit: &Jit) -> bool {
    jit.options.arch != Arch::HOST
}
