//! The `swtrace` program: a thin main.

fn main() {}
