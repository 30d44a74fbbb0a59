//! The templates for AArch64.
