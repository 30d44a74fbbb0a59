//! The `sidewinder` program: a thin main.

use std::process::ExitCode;

fn main() -> ExitCode {
    sidewinder::command_line::main()
}
