//! Prints the bytecode of a file, after the verifier has seen it: `cargo run -p frontend --example dis FILE`.

fn main() {
    let name = std::env::args().nth(1).expect("a file name");
    let source = std::fs::read(&name).expect("a readable file");
    match frontend::compile(
        &source,
        &name,
        frontend::Mode::Exec,
        frontend::Flags::default(),
    ) {
        Ok(code) => {
            print!("{}", frontend::dis::dis(&code));
            frontend::verify::verify(&code).unwrap_or_else(|e| eprintln!("VERIFIER: {e}"));
        }
        Err(e) => eprintln!(
            "{:?}: {} ({}:{}..{}:{})",
            e.kind, e.msg, e.line, e.col, e.end_line, e.end_col
        ),
    }
}
