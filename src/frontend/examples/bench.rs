//! Times the compilation of files, each phase together: `cargo run --release -p frontend --example bench FILES`.
use std::time::Instant;

fn main() {
    let sources: Vec<(String, Vec<u8>)> = std::env::args()
        .skip(1)
        .map(|n| (n.clone(), std::fs::read(&n).expect("a readable file")))
        .collect();
    let bytes: usize = sources.iter().map(|(_, s)| s.len()).sum();
    let start = Instant::now();
    let mut instrs = 0;
    for (name, source) in &sources {
        if let Ok(code) = frontend::compile(
            source,
            name,
            frontend::Mode::Exec,
            frontend::Flags::default(),
        ) {
            instrs += code.instrs.len();
        }
    }
    let time = start.elapsed();
    let rate = bytes as f64 / time.as_secs_f64() / 1e6;
    println!("{bytes} bytes in {time:?}: {rate:.1} MB/s, {instrs} instructions in modules");
}
