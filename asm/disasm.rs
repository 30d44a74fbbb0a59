//! Listings of machine code of either architecture, on either host.
//!
//! Branches, calls and references to constants show names instead of addresses: the caller's names where it has some
//! (helpers, exits, other traces), else labels `L1`, `L2`... in the order of the code. So a listing does not depend on
//! where the code lies, and can be compared as text. It does not know what the code is for: all names come from a
//! callback.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use iced_x86::{
    Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter, Mnemonic, OpKind,
    SymbolResolver, SymbolResult,
};
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::InstDecoder;

/// Which instruction set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arch {
    /// x86-64.
    X64,
    /// AArch64.
    A64,
}

impl Arch {
    /// That of this machine.
    #[cfg(target_arch = "x86_64")]
    pub const HOST: Arch = Arch::X64;
    /// That of this machine.
    #[cfg(target_arch = "aarch64")]
    pub const HOST: Arch = Arch::A64;
    /// The other one.
    pub const OTHER: Arch = match Arch::HOST {
        Arch::X64 => Arch::A64,
        Arch::A64 => Arch::X64,
    };

    /// Its name in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            Arch::X64 => "x64",
            Arch::A64 => "a64",
        }
    }

    /// The one of a name.
    pub fn named(name: &str) -> Option<Arch> {
        [Arch::X64, Arch::A64]
            .into_iter()
            .find(|a| a.name() == name)
    }
}

/// One instruction or constant of a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where it is executed.
    pub addr: usize,
    /// How many bytes it has.
    pub len: usize,
    /// What something branches here by.
    pub label: Option<String>,
    /// The instruction with names for addresses.
    pub text: String,
}

/// Machine code to list.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The instruction set.
    pub arch: Arch,
    /// The code.
    pub bytes: &'a [u8],
    /// The execution address of its first byte.
    pub addr: usize,
    /// Where the instructions end and 64-bit constants begin ([`crate::Code::text_len`]).
    pub text_len: usize,
}

impl Listing<'_> {
    /// The lines, with `name` asked for addresses inside and outside the code.
    pub fn lines(&self, name: &dyn Fn(usize) -> Option<String>) -> Vec<Line> {
        let text = &self.bytes[..self.text_len.min(self.bytes.len())];
        let (mut lines, targets) = match self.arch {
            Arch::X64 => x64_pass(text, self.addr),
            Arch::A64 => a64_pass(text, self.addr),
        };
        let names = self.names(targets, name);
        match self.arch {
            Arch::X64 => x64_text(&mut lines, text, self.addr, &names),
            Arch::A64 => a64_text(&mut lines, text, self.addr, &names),
        }
        lines.extend(self.constants());
        for line in &mut lines {
            line.label = names.get(&line.addr).cloned().or_else(|| name(line.addr));
        }
        lines
    }

    /// The lines as text, one instruction each, labels on lines of their own.
    pub fn text(&self, name: &dyn Fn(usize) -> Option<String>) -> String {
        let mut out = String::new();
        for line in self.lines(name) {
            if let Some(label) = line.label {
                let _ = writeln!(out, "{label}:");
            }
            let _ = writeln!(out, "    {}", line.text);
        }
        out
    }

    /// Names for all that the code refers to: the caller's, or numbered labels for places inside it.
    fn names(
        &self,
        targets: Vec<usize>,
        name: &dyn Fn(usize) -> Option<String>,
    ) -> BTreeMap<usize, String> {
        let mut names: BTreeMap<usize, String> = BTreeMap::new();
        let inside = self.addr..self.addr + self.bytes.len();
        for target in targets {
            if let Some(known) = name(target) {
                names.insert(target, known);
            } else if inside.contains(&target) {
                names.insert(target, String::new());
            }
        }
        let unnamed = names.values_mut().filter(|name| name.is_empty());
        for (n, label) in unnamed.enumerate() {
            *label = format!("L{}", n + 1);
        }
        names
    }

    /// The constants after the instructions.
    fn constants(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = self.text_len;
        // Padding goes before the first whole aligned word.
        while (self.addr + at) % 8 != 0 && at < self.bytes.len() {
            at += 1;
        }
        while let Some(word) = self.bytes.get(at..at + 8) {
            let bits = u64::from_le_bytes(word.try_into().expect("eight bytes"));
            let text = format!(".quad {bits:#x} ; {:?}", f64::from_bits(bits));
            lines.push(Line {
                addr: self.addr + at,
                len: 8,
                label: None,
                text,
            });
            at += 8;
        }
        lines
    }
}

/// Where the instructions are, and what they refer to. Runs of the padding `int3` are left out.
fn x64_pass(code: &[u8], addr: usize) -> (Vec<Line>, Vec<usize>) {
    let (mut lines, mut targets) = (Vec::new(), Vec::new());
    for instruction in Decoder::with_ip(64, code, addr as u64, DecoderOptions::NONE).iter() {
        if instruction.mnemonic() == Mnemonic::Int3 {
            continue;
        }
        lines.push(Line {
            addr: instruction.ip() as usize,
            len: instruction.len(),
            label: None,
            text: String::new(),
        });
        targets.extend(x64_target(&instruction));
    }
    (lines, targets)
}

/// The address that an instruction branches to, loads from, or has as a wide immediate.
fn x64_target(instruction: &Instruction) -> Option<usize> {
    if instruction
        .op_kinds()
        .any(|kind| kind == OpKind::NearBranch64)
    {
        return Some(instruction.near_branch_target() as usize);
    }
    if instruction.is_ip_rel_memory_operand() {
        return Some(instruction.ip_rel_memory_address() as usize);
    }
    if instruction
        .op_kinds()
        .any(|kind| kind == OpKind::Immediate64)
    {
        return Some(instruction.immediate64() as usize);
    }
    None
}

/// Hands names to the formatter.
struct Names(HashMap<u64, String>);

impl SymbolResolver for Names {
    fn symbol(
        &mut self,
        _instruction: &Instruction,
        _operand: u32,
        _instruction_operand: Option<u32>,
        address: u64,
        _address_size: u32,
    ) -> Option<SymbolResult<'_>> {
        self.0
            .get(&address)
            .map(|name| SymbolResult::with_str(address, name))
    }
}

fn x64_text(lines: &mut [Line], code: &[u8], addr: usize, names: &BTreeMap<usize, String>) {
    let names = names
        .iter()
        .map(|(addr, name)| (*addr as u64, name.clone()))
        .collect();
    let mut formatter = IntelFormatter::with_options(Some(Box::new(Names(names))), None);
    let options = formatter.options_mut();
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_small_hex_numbers_in_decimal(true);
    options.set_space_after_operand_separator(true);
    options.set_branch_leading_zeros(false);
    options.set_show_branch_size(false);
    for line in lines {
        let at = line.addr - addr;
        let bytes = &code[at..at + line.len];
        let instruction =
            Decoder::with_ip(64, bytes, line.addr as u64, DecoderOptions::NONE).decode();
        formatter.format(&instruction, &mut line.text);
    }
}

fn a64_words(code: &[u8]) -> impl Iterator<Item = u32> {
    code.chunks_exact(4)
        .map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
}

/// Where the instructions are, and what they refer to.
fn a64_pass(code: &[u8], addr: usize) -> (Vec<Line>, Vec<usize>) {
    let (mut lines, mut targets) = (Vec::new(), Vec::new());
    let mut far = FarCall::default();
    for (n, word) in a64_words(code).enumerate() {
        let addr = addr + n * 4;
        lines.push(Line {
            addr,
            len: 4,
            label: None,
            text: String::new(),
        });
        targets.extend(a64_target(word, addr));
        targets.extend(far.step(word));
    }
    (lines, targets)
}

fn a64_text(lines: &mut [Line], code: &[u8], addr: usize, names: &BTreeMap<usize, String>) {
    let decoder = InstDecoder::default();
    let mut far = FarCall::default();
    for (line, word) in lines.iter_mut().zip(a64_words(code)) {
        let at = line.addr - addr;
        line.text = match decoder.decode(&mut U8Reader::new(&code[at..at + 4])) {
            Ok(instruction) => instruction.to_string(),
            Err(_) => format!(".inst {word:#010x}"),
        };
        if let Some(target) = a64_target(word, line.addr) {
            // The relative operand always comes last.
            if let Some(operand) = line.text.find('$') {
                line.text.truncate(operand);
                match names.get(&target) {
                    Some(name) => line.text.push_str(name),
                    None => {
                        let _ = write!(line.text, "{target:#x}");
                    }
                }
            }
        }
        if let Some(name) = far.step(word).and_then(|target| names.get(&target)) {
            let _ = write!(line.text, " ; {name}");
        }
    }
}

/// The address that a relative instruction refers to.
fn a64_target(word: u32, addr: usize) -> Option<usize> {
    // The signed field of so many bits at a position, in words.
    let field = |bits: u32, at: u32| {
        let raw = i64::from(word >> at & ((1 << bits) - 1));
        (raw << (64 - bits) >> (64 - bits)) * 4
    };
    let distance = if word & 0x7c00_0000 == 0x1400_0000 {
        field(26, 0) // b, bl
    } else if word & 0xff00_0010 == 0x5400_0000
        || word & 0x7e00_0000 == 0x3400_0000
        || word & 0x3b00_0000 == 0x1800_0000
    {
        field(19, 5) // b.cond; cbz, cbnz; ldr from a literal
    } else if word & 0x7e00_0000 == 0x3600_0000 {
        field(14, 5) // tbz, tbnz
    } else {
        return None;
    };
    Some((addr as i64).wrapping_add(distance) as usize)
}

/// Follows the building of an address in `x16` up to the call through it.
#[derive(Default)]
struct FarCall {
    value: u64,
}

impl FarCall {
    /// The address called, if the word is a call through `x16`.
    fn step(&mut self, word: u32) -> Option<usize> {
        let half = u64::from(word >> 5 & 0xffff);
        let shift = (word >> 21 & 3) * 16;
        match word & 0xff80_001f {
            0xd280_0010 => self.value = half << shift,
            0x9280_0010 => self.value = !(half << shift),
            0xf280_0010 => self.value = self.value & !(0xffff << shift) | half << shift,
            _ => {}
        }
        (word == 0xd63f_0200).then_some(self.value as usize)
    }
}
