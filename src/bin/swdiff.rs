//! The `swdiff` program: a thin main.

fn main() {}
