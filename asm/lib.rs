//! The DynASM templates for x86-64 and AArch64, and the assembler they are written with.
