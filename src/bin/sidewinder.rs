//! The `sidewinder` program: a thin main.

fn main() {}
