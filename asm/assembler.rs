//! The assembler that the templates write with: dynasmrt's traits over a piece of the code arena.
//!
//! dynasmrt's own assembler moves all code and takes its execute permission away at each commit. This one writes
//! straight to where the code will run: through a writable alias, while it computes with the execution address. It
//! owns one [`Region`] and fills it from the front. Running out of space, a branch out of its range, a label that was
//! never bound: each is remembered and returned by [`Assembler::finish`], so that templates need no error handling
//! and the caller abandons the trace. It does not know who owns the memory or when the code may run.

use std::fmt;

use dynasmrt::components::{LabelRegistry, PatchLoc, RelocRegistry, StaticLabel};
use dynasmrt::relocations::{Relocation, RelocationKind};
use dynasmrt::{AssemblyOffset, DynamicLabel, DynasmApi, DynasmLabelApi};

/// A piece of memory to assemble into: where to write, and where that will be executed.
#[derive(Debug)]
pub struct Region {
    write: *mut u8,
    exec: usize,
    capacity: usize,
    /// Keeps memory alive that nobody executes, for listings and for tests of the other architecture.
    _owned: Option<Box<[u8]>>,
}

impl Region {
    /// A region over memory that the caller owns.
    ///
    /// # Safety
    /// `write` must be valid for writes of `capacity` bytes, by nobody else, for as long as the region or an
    /// assembler made from it lives.
    pub unsafe fn from_raw(write: *mut u8, exec: usize, capacity: usize) -> Region {
        Region {
            write,
            exec,
            capacity,
            _owned: None,
        }
    }

    /// A region of its own memory, assembled as if it were to run at `exec`.
    pub fn unexecuted(exec: usize, capacity: usize) -> Region {
        let mut owned = vec![0; capacity].into_boxed_slice();
        Region {
            write: owned.as_mut_ptr(),
            exec,
            capacity,
            _owned: Some(owned),
        }
    }

    /// The address at which the first byte will be executed.
    pub fn exec_addr(&self) -> usize {
        self.exec
    }

    /// The size in bytes.
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}

/// A place in the code, bound once and branched to from anywhere in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(pub(crate) DynamicLabel);

/// Why code could not be assembled. The caller abandons the trace; nothing was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AsmError {
    /// The region is full.
    OutOfSpace,
    /// A branch cannot reach its target; assembling again with [`Options::far_guards`] may help.
    BranchOutOfRange {
        /// The offset of the branch in the code.
        offset: usize,
    },
    /// A label was used and never bound, or bound twice.
    BadLabel,
    /// An operand that the template cannot encode, named.
    BadOperand(&'static str),
}

impl fmt::Display for AsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsmError::OutOfSpace => write!(f, "no space left for code"),
            AsmError::BranchOutOfRange { offset } => {
                write!(f, "branch at +{offset:#x} cannot reach its target")
            }
            AsmError::BadLabel => write!(f, "a label is unbound or bound twice"),
            AsmError::BadOperand(what) => write!(f, "operand out of range: {what}"),
        }
    }
}

impl std::error::Error for AsmError {}

/// What the templates may assume of the machine, and how they should branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// x86-64: the three-operand shifts of BMI2 exist.
    pub bmi2: bool,
    /// AArch64: guards must not use `tbz`, whose range of ±32 KB is short for a long trace.
    pub far_guards: bool,
}

impl Options {
    /// What this machine has.
    pub fn detect() -> Options {
        #[cfg(target_arch = "x86_64")]
        let bmi2 = std::is_x86_feature_detected!("bmi2");
        #[cfg(not(target_arch = "x86_64"))]
        let bmi2 = false;
        Options {
            bmi2,
            far_guards: false,
        }
    }

    /// The least that the templates demand: x86-64 with SSE4.1, ARMv8.0.
    pub const BASELINE: Options = Options {
        bmi2: false,
        far_guards: false,
    };
}

/// What kind of instruction a patchable site holds, and so how [`crate::Arena::patch`] rewrites it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PatchKind {
    /// The first instruction of an exit stub: becomes a jump to a side trace, and back.
    ExitStub,
    /// A jump with no condition, to a place outside the trace or in it.
    Jump,
    /// A guard's conditional branch, which may be led past its exit stub. On x86-64 only some sites can be patched in
    /// one store; [`crate::Arena::patch`] says so, and patching the stub is always enough.
    Branch,
    /// A place that does nothing until the trace becomes invalid: then it becomes a jump to the exit.
    Valid,
}

/// A place in the code that may be rewritten while the code is live.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PatchSite {
    /// What stands there.
    pub kind: PatchKind,
    /// Where it stands: the offset in the code of the first byte of the instruction.
    pub offset: usize,
    /// The label the site stands for: the exit's label, or the target of a jump within the code.
    pub label: Option<Label>,
}

/// Out-of-line code that waits for the end of the trace body.
type ColdPath<R> = Box<dyn FnOnce(&mut Assembler<R>)>;

/// See the module's documentation. `R` is the architecture's relocation type.
pub struct Assembler<R: Relocation> {
    region: Region,
    len: usize,
    /// Machine features and branch style.
    pub options: Options,
    labels: LabelRegistry,
    relocs: RelocRegistry<R>,
    error: Option<AsmError>,
    sites: Vec<PatchSite>,
    cold: Vec<ColdPath<R>>,
    literals: Vec<(u64, DynamicLabel)>,
    /// Where the constants begin, once they are placed.
    text_len: Option<usize>,
}

/// Finished code: where it is and what in it can be patched or named.
#[derive(Debug)]
pub struct Code {
    region: Region,
    len: usize,
    /// Where the instructions end and the constants begin.
    pub text_len: usize,
    /// The patchable sites, in the order of emission.
    pub sites: Vec<PatchSite>,
    labels: Vec<(Label, usize)>,
}

impl Code {
    /// The address at which the first byte is executed.
    pub fn exec_addr(&self) -> usize {
        self.region.exec
    }

    /// The number of bytes used.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was assembled.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes, as they were assembled.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the region is valid for `capacity` bytes by its contract, and `len` of them were written.
        unsafe { std::slice::from_raw_parts(self.region.write, self.len) }
    }

    /// The offset of a label.
    ///
    /// # Panics
    /// If the label belongs to another assembler.
    pub fn offset_of(&self, label: Label) -> usize {
        let at = self
            .labels
            .binary_search_by_key(&label.0.get_id(), |(l, _)| l.0.get_id());
        self.labels[at.expect("the label belongs to this code")].1
    }

    /// The execution address of a label.
    pub fn addr_of(&self, label: Label) -> usize {
        self.region.exec + self.offset_of(label)
    }
}

impl<R: Relocation> Assembler<R> {
    /// An assembler that fills `region` from its front.
    pub fn new(region: Region, options: Options) -> Assembler<R> {
        Assembler {
            region,
            len: 0,
            options,
            labels: LabelRegistry::new(),
            relocs: RelocRegistry::new(),
            error: None,
            sites: Vec::new(),
            cold: Vec::new(),
            literals: Vec::new(),
            text_len: None,
        }
    }

    /// A new label, bound later by [`Assembler::bind`].
    pub fn new_label(&mut self) -> Label {
        Label(self.labels.new_dynamic_label())
    }

    /// Binds the label to the current place.
    pub fn bind(&mut self, label: Label) {
        self.dynamic_label(label.0);
    }

    /// The number of bytes assembled so far.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was assembled yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The execution address of the next byte.
    pub fn here(&self) -> usize {
        self.region.exec + self.len
    }

    /// Whether something went wrong already: the caller may stop early.
    pub fn error(&self) -> Option<&AsmError> {
        self.error.as_ref()
    }

    /// Remembers the first error.
    pub(crate) fn fail(&mut self, error: AsmError) {
        self.error.get_or_insert(error);
    }

    /// The displacement of a spill slot from the stack pointer. A slot that the frame has not is an error of the trace.
    pub(crate) fn spill_disp(&mut self, slot: u16) -> i32 {
        if slot >= crate::SPILL_SLOTS {
            self.fail(AsmError::BadOperand("spill slot"));
            return 0;
        }
        i32::from(slot) * 8
    }

    /// Records that the next instruction can be patched.
    pub(crate) fn site(&mut self, kind: PatchKind, label: Option<Label>) {
        self.sites.push(PatchSite {
            kind,
            offset: self.len,
            label,
        });
    }

    /// Keeps code for the cold section, which [`crate::ControlTemplates::cold_section`] emits.
    pub(crate) fn later(&mut self, path: impl FnOnce(&mut Assembler<R>) + 'static) {
        self.cold.push(Box::new(path));
    }

    /// Emits what [`Assembler::later`] kept. A cold path may add further ones.
    pub(crate) fn run_cold(&mut self) {
        while !self.cold.is_empty() {
            for path in std::mem::take(&mut self.cold) {
                path(self);
            }
        }
    }

    /// The label of a 64-bit constant that [`Assembler::run_literals`] places near the code.
    pub(crate) fn literal(&mut self, bits: u64) -> DynamicLabel {
        if let Some(&(_, label)) = self.literals.iter().find(|(known, _)| *known == bits) {
            return label;
        }
        let label = self.labels.new_dynamic_label();
        self.literals.push((bits, label));
        label
    }

    /// Emits the constants, 8-byte aligned; `filler` pads and is never executed.
    pub(crate) fn run_literals(&mut self, filler: u8) {
        if self.literals.is_empty() {
            return;
        }
        self.text_len.get_or_insert(self.len);
        self.align(8, filler);
        for (bits, label) in std::mem::take(&mut self.literals) {
            self.dynamic_label(label);
            self.push_u64(bits);
        }
    }

    /// Resolves the branches and hands the code over, or says what went wrong.
    ///
    /// # Panics
    /// If the cold section or the constants were not emitted: that is a mistake of the caller, not of the input.
    pub fn finish(mut self) -> Result<Code, AsmError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        assert!(
            self.cold.is_empty() && self.literals.is_empty(),
            "cold_section comes before finish"
        );
        // SAFETY: the region is valid for `capacity` bytes by its contract, and `len` never exceeds it.
        let bytes = unsafe { std::slice::from_raw_parts_mut(self.region.write, self.len) };
        let exec = self.region.exec;
        let mut patch = |loc: PatchLoc<R>, target: AssemblyOffset| {
            let range = loc.range(0);
            let offset = range.start;
            loc.patch(&mut bytes[range], exec, target.0)
                .map_err(|_| AsmError::BranchOutOfRange { offset })
        };
        for (loc, label) in self.relocs.take_statics() {
            let target = self
                .labels
                .resolve_static(&label)
                .map_err(|_| AsmError::BadLabel)?;
            patch(loc, target)?;
        }
        for (loc, label) in self.relocs.take_dynamics() {
            let target = self
                .labels
                .resolve_dynamic(label)
                .map_err(|_| AsmError::BadLabel)?;
            patch(loc, target)?;
        }
        let labels = bound_labels(&self.labels);
        let text_len = self.text_len.unwrap_or(self.len);
        Ok(Code {
            region: self.region,
            len: self.len,
            text_len,
            sites: self.sites,
            labels,
        })
    }

    fn write(&mut self, bytes: &[u8]) {
        if bytes.len() > self.region.capacity - self.len {
            self.fail(AsmError::OutOfSpace);
            return;
        }
        // SAFETY: the region is valid for writes of `capacity` bytes, and the bytes end within it.
        unsafe {
            self.region
                .write
                .add(self.len)
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        self.len += bytes.len();
    }
}

/// Every bound label with its offset, by ascending id.
fn bound_labels(registry: &LabelRegistry) -> Vec<(Label, usize)> {
    // Ids are handed out one after the other, so those of a clone's next label and of all before it are known; the
    // registry has no iterator of its own.
    let mut probe = registry.clone();
    let count = probe.new_dynamic_label().get_id();
    let mut ids = LabelRegistry::new();
    (0..count)
        .map(|_| ids.new_dynamic_label())
        .filter_map(|id| {
            registry
                .resolve_dynamic(id)
                .ok()
                .map(|offset| (Label(id), offset.0))
        })
        .collect()
}

impl<R: Relocation> Extend<u8> for Assembler<R> {
    fn extend<T: IntoIterator<Item = u8>>(&mut self, bytes: T) {
        // An instruction comes as one short run: one check of the space per run, not per byte.
        let mut run = [0; 16];
        let mut len = 0;
        for byte in bytes {
            if len == run.len() {
                self.write(&run);
                len = 0;
            }
            run[len] = byte;
            len += 1;
        }
        self.write(&run[..len]);
    }
}

impl<'a, R: Relocation> Extend<&'a u8> for Assembler<R> {
    fn extend<T: IntoIterator<Item = &'a u8>>(&mut self, bytes: T) {
        self.extend(bytes.into_iter().copied());
    }
}

impl<R: Relocation> DynasmApi for Assembler<R> {
    fn offset(&self) -> AssemblyOffset {
        AssemblyOffset(self.len)
    }

    fn push(&mut self, byte: u8) {
        self.write(&[byte]);
    }

    fn push_i32(&mut self, value: i32) {
        self.write(&value.to_le_bytes());
    }

    fn push_i64(&mut self, value: i64) {
        self.write(&value.to_le_bytes());
    }

    fn push_u32(&mut self, value: u32) {
        self.write(&value.to_le_bytes());
    }

    fn push_u64(&mut self, value: u64) {
        self.write(&value.to_le_bytes());
    }

    fn align(&mut self, alignment: usize, with: u8) {
        // The address decides, not the offset: a region need not start aligned. A full region stops the loop.
        while self.here() % alignment != 0 && self.error.is_none() {
            self.push(with);
        }
    }
}

impl<R: Relocation> DynasmLabelApi for Assembler<R> {
    type Relocation = R;

    fn local_label(&mut self, name: &'static str) {
        self.labels.define_local(name, AssemblyOffset(self.len));
    }

    fn global_label(&mut self, name: &'static str) {
        if self
            .labels
            .define_global(name, AssemblyOffset(self.len))
            .is_err()
        {
            self.fail(AsmError::BadLabel);
        }
    }

    fn dynamic_label(&mut self, id: DynamicLabel) {
        if self
            .labels
            .define_dynamic(id, AssemblyOffset(self.len))
            .is_err()
        {
            self.fail(AsmError::BadLabel);
        }
    }

    fn forward_relocation(
        &mut self,
        name: &'static str,
        target: isize,
        field: u8,
        reference: u8,
        kind: R,
    ) {
        let loc = PatchLoc::new(AssemblyOffset(self.len), target, field, reference, kind);
        let label = match self.labels.place_local_reference(name) {
            Some(label) => label.next(),
            None => StaticLabel::first(name),
        };
        self.relocs.add_static(label, loc);
    }

    fn backward_relocation(
        &mut self,
        name: &'static str,
        target: isize,
        field: u8,
        reference: u8,
        kind: R,
    ) {
        let loc = PatchLoc::new(AssemblyOffset(self.len), target, field, reference, kind);
        match self.labels.place_local_reference(name) {
            Some(label) => self.relocs.add_static(label, loc),
            None => self.fail(AsmError::BadLabel),
        }
    }

    fn global_relocation(
        &mut self,
        name: &'static str,
        target: isize,
        field: u8,
        reference: u8,
        kind: R,
    ) {
        let loc = PatchLoc::new(AssemblyOffset(self.len), target, field, reference, kind);
        self.relocs.add_static(StaticLabel::global(name), loc);
    }

    fn dynamic_relocation(
        &mut self,
        id: DynamicLabel,
        target: isize,
        field: u8,
        reference: u8,
        kind: R,
    ) {
        let loc = PatchLoc::new(AssemblyOffset(self.len), target, field, reference, kind);
        self.relocs.add_dynamic(id, loc);
    }

    fn value_relocation(&mut self, value: usize, field: u8, reference: u8, kind: R) {
        // A branch to a fixed address: the code does not move, so it is resolved at once.
        debug_assert!(matches!(
            kind.kind(),
            RelocationKind::RelToAbs | RelocationKind::Absolute
        ));
        if self.error.is_some() {
            return;
        }
        let loc = PatchLoc::new(AssemblyOffset(self.len), 0, field, reference, kind);
        let range = loc.range(0);
        let offset = range.start;
        // SAFETY: the region is valid for `capacity` bytes by its contract, and `len` never exceeds it.
        let bytes = unsafe { std::slice::from_raw_parts_mut(self.region.write, self.len) };
        if loc
            .patch(&mut bytes[range], self.region.exec, value)
            .is_err()
        {
            self.fail(AsmError::BranchOutOfRange { offset });
        }
    }
}
