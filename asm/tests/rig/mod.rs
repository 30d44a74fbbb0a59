//! Runs single templates on the host: every allocatable register is filled, the template runs, a side exit hands all
//! registers back. Outputs are compared with a Rust model, everything else with what it was before.
#![allow(dead_code, reason = "each test program uses a part of the rig")]

use std::cell::RefCell;

use asm::{
    Arena, CodeRange, ControlTemplates, ExitState, Fpr, Gpr, Host, Label, Machine, MemKind,
    Options, RegSet, Region,
};

/// Whether this most likely runs under emulation: then fewer combinations are tried.
pub const EMULATED: bool = cfg!(target_arch = "aarch64");
/// The exit number of a snippet that ran to its end.
pub const END: u64 = 0xfffe;
/// The exit number of the first of a snippet's guards.
pub const EXIT: u64 = 7;
/// Where the test's own words begin in [`World::words`].
pub const OWN: usize = 64;

/// What THREAD points to: the initial registers, then words for the test's use.
#[repr(C, align(64))]
pub struct World {
    pub words: [u64; 256],
}

impl World {
    /// A world whose registers all hold different junk.
    pub fn new() -> Box<World> {
        let mut world = Box::new(World { words: [0; 256] });
        for n in 0..64u64 {
            world.words[n as usize] = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        world
    }

    pub fn set(&mut self, reg: Gpr, value: i64) -> &mut World {
        self.words[reg.0 as usize] = value as u64;
        self
    }

    pub fn fset(&mut self, reg: Fpr, value: f64) -> &mut World {
        self.words[32 + reg.0 as usize] = value.to_bits();
        self
    }

    /// The displacement of a word from THREAD.
    pub fn disp(word: usize) -> i32 {
        (word * 8) as i32
    }
}

thread_local! {
    static LAST: RefCell<Option<ExitState>> = const { RefCell::new(None) };
}

extern "C" fn on_exit(_world: *mut World, state: *mut ExitState) -> u64 {
    // SAFETY: the exit handler passes a complete state on its stack.
    let state = unsafe { (*state).clone() };
    let exit = state.exit;
    LAST.with(|last| *last.borrow_mut() = Some(state));
    exit
}

/// An arena with the entry trampoline and the exit handler.
pub struct Rig {
    pub arena: Arena,
    entry: usize,
    pub entry_returns_to: usize,
    pub handler: usize,
    pub options: Options,
}

/// Executable code for one or more runs.
pub struct Snippet {
    pub range: CodeRange,
    pub sites: Vec<(asm::PatchKind, usize)>,
    pub exit: usize,
    pub listing: Vec<u8>,
}

impl Rig {
    pub fn new() -> Rig {
        Rig::with_options(Options::detect())
    }

    pub fn with_options(options: Options) -> Rig {
        let mut arena = Arena::new(on_exit as *const () as usize, 8 << 20).expect("an arena");
        let mut asm = Host::create(arena.open(4096).unwrap(), options);
        let returns_to = asm.entry_trampoline();
        let handler = asm.new_label();
        asm.bind(handler);
        asm.exit_handler(on_exit as *const () as usize);
        asm.cold_section();
        let code = asm.finish().unwrap();
        let (entry, handler) = (code.exec_addr(), code.addr_of(handler));
        let entry_returns_to = entry + returns_to;
        arena.publish(&code);
        Rig {
            arena,
            entry,
            entry_returns_to,
            handler,
            options,
        }
    }

    /// Assembles `body` between the loading of all registers and a final exit. It gets the label of its guards' exit.
    pub fn compile(&mut self, body: impl FnOnce(&mut Host, Label)) -> Snippet {
        let region = self.arena.open(64 * 1024).unwrap();
        let code = assemble::<Host>(region, self.options, self.handler, body);
        let listing = code.0.bytes().to_vec();
        let sites = code
            .0
            .sites
            .iter()
            .map(|s| (s.kind, code.0.exec_addr() + s.offset))
            .collect();
        let exit = code.0.addr_of(code.1);
        let range = self.arena.publish(&code.0);
        Snippet {
            range,
            sites,
            exit,
            listing,
        }
    }

    /// Enters machine code as the runtime does.
    pub fn enter(&self, world: &mut World, base: *mut u64, at: usize) -> u64 {
        self.arena.assert_published(at);
        self.arena.assert_published(self.entry);
        // SAFETY: the trampoline has this signature, and was published.
        let entry: extern "C" fn(*mut World, *mut u64, usize) -> u64 =
            unsafe { std::mem::transmute(self.entry) };
        entry(world, base, at)
    }

    /// Runs a snippet and gives the registers at its exit.
    pub fn run(&self, snippet: &Snippet, world: &mut World) -> ExitState {
        let mut frame = [0u64; 64];
        self.run_in(snippet, world, &mut frame)
    }

    /// Runs a snippet over a frame window whose slot 0 is the frame's word 16.
    pub fn run_in(&self, snippet: &Snippet, world: &mut World, frame: &mut [u64; 64]) -> ExitState {
        let base = frame[16..].as_mut_ptr();
        let exit = self.enter(world, base, snippet.range.start);
        let state = LAST
            .with(|last| last.borrow_mut().take())
            .expect("the snippet exits");
        assert_eq!(exit, state.exit);
        assert_eq!(
            state.gprs[Host::BASE.0 as usize],
            base as u64,
            "BASE survives"
        );
        assert_eq!(
            state.gprs[Host::THREAD.0 as usize],
            world as *mut World as u64,
            "THREAD survives"
        );
        state
    }

    pub fn free(&mut self, snippet: &Snippet) {
        self.arena.free(snippet.range);
    }
}

/// The code around a body, for either architecture.
pub fn assemble<M: asm::Templates>(
    region: Region,
    options: Options,
    handler: usize,
    body: impl FnOnce(&mut M, Label),
) -> (asm::Code, Label) {
    let mut asm = M::create(region, options);
    let (exit, end) = (asm.new_label(), asm.new_label());
    asm.trace_entry();
    for reg in M::ALLOCATABLE.iter_gprs() {
        asm.load(MemKind::W64, reg, M::THREAD, World::disp(reg.0 as usize));
    }
    for reg in M::ALLOCATABLE.iter_fprs() {
        asm.load_f64(reg, M::THREAD, World::disp(32 + reg.0 as usize));
    }
    body(&mut asm, exit);
    asm.loop_jump(end);
    asm.exit_stub(exit, EXIT as u32, handler);
    asm.exit_stub(end, END as u32, handler);
    asm.cold_section();
    (asm.finish().expect("the snippet assembles"), exit)
}

/// Checks that all allocatable registers outside `outputs` are as they were.
pub fn assert_kept(world: &World, state: &ExitState, outputs: RegSet, what: &dyn Fn() -> String) {
    let kept = Host::ALLOCATABLE.minus(outputs);
    for reg in kept.iter_gprs() {
        assert_eq!(
            state.gprs[reg.0 as usize],
            world.words[reg.0 as usize],
            "{} kept by {}",
            Host::gpr_name(reg),
            what()
        );
    }
    for reg in kept.iter_fprs() {
        assert_eq!(
            state.fprs[reg.0 as usize],
            world.words[32 + reg.0 as usize],
            "{} kept by {}",
            Host::fpr_name(reg),
            what()
        );
    }
}

/// A few general registers that stand for all: those with roles in some instruction, and of each encoding class.
pub fn some_gprs() -> Vec<Gpr> {
    let numbers: &[u8] = if cfg!(target_arch = "x86_64") {
        &[0, 1, 2, 5, 7, 8, 12, 13]
    } else {
        &[0, 1, 9, 26]
    };
    numbers.iter().map(|n| Gpr(*n)).collect()
}

/// A few floating-point registers that stand for all.
pub fn some_fprs() -> Vec<Fpr> {
    let numbers: &[u8] = if EMULATED {
        &[0, 8, 30]
    } else {
        &[0, 1, 7, 8, 14]
    };
    numbers.iter().map(|n| Fpr(*n)).collect()
}

/// Integers at all the edges.
pub fn integers() -> Vec<i64> {
    let mut all = vec![
        0, 1, -1, 2, -2, 3, 7, -7, 10, 63, 64, 65, 100, -100, 127, 128, -128, -129, 255, 256, 4095,
        4096,
    ];
    for edge in [1i64 << 15, 1 << 31, 1 << 32, 1 << 53, 1 << 61, 1 << 62] {
        all.extend([edge - 1, edge, edge + 1, -edge - 1, -edge, 1 - edge]);
    }
    all.extend([
        i64::MAX,
        i64::MAX - 1,
        i64::MIN,
        i64::MIN + 1,
        0x1234_5678_9abc_def0,
        -0x1234_5678_9abc_def0,
    ]);
    all
}

/// Floats at all the edges.
pub fn floats() -> Vec<f64> {
    let mut all = vec![
        0.0,
        1.0,
        0.5,
        1.5,
        2.5,
        0.1,
        1e-5,
        3.0,
        1e10,
        1e15,
        4503599627370495.5,
        9007199254740992.0,
        1e18,
        9.223372036854775e18,
        9.223372036854776e18,
        1.8446744073709552e19,
        1e76,
        1.157e77,
        1.157920892373162e77,
        1e78,
        1e-76,
        1.727e-77,
        1.7272337110188893e-77,
        1.727233711018889e-77,
        3.454467422037778e-77,
        1e-77,
        1e300,
        1e-300,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        f64::INFINITY,
        f64::EPSILON,
    ];
    all.extend(all.clone().iter().map(|x| -x));
    all.extend([
        f64::NAN,
        f64::from_bits(0xfff8_0000_0000_0001),
        f64::from_bits(0x7ff8_0000_dead_beef),
    ]);
    all
}

/// What a load of this kind makes of a cell whose word holds `cell`.
pub fn widen(kind: MemKind, cell: u64) -> i64 {
    match kind {
        MemKind::U8 => i64::from(cell as u8),
        MemKind::I8 => i64::from(cell as i8),
        MemKind::U16 => i64::from(cell as u16),
        MemKind::I16 => i64::from(cell as i16),
        MemKind::U32 => i64::from(cell as u32),
        MemKind::I32 => i64::from(cell as i32),
        MemKind::W64 => cell as i64,
    }
}
