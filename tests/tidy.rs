//! Tidiness is a test: what the house style and the design ask of every file, as far as a few lines can check it.
//!
//! Each rule is one test and names every offender at once. The rules read files and know nothing of what the code
//! does. A rule that is in the way is changed here, with its reason, and never worked around.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What may stand at the top of the repository, apart from what git ignores.
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE",
    ".gitignore",
    ".ci",
    ".cargo",
    "src",
    "asm",
    "traces",
    "tests",
    "docs",
];

/// The crates of the workspace, each with the crates of the workspace that it may use: dependencies point downward.
const LAYERS: &[(&str, &str, &[&str])] = &[
    ("src/frontend", "frontend", &[]),
    ("src/ir", "ir", &[]),
    ("asm", "asm", &[]),
    ("src/runtime", "runtime", &["frontend"]),
    ("src/stdlib", "stdlib", &["runtime", "frontend"]),
    ("src/jit", "jit", &["runtime", "frontend", "ir", "asm"]),
    (
        ".",
        "sidewinder",
        &["jit", "stdlib", "runtime", "frontend", "ir", "asm"],
    ),
];

/// Where `unsafe` may stand: the modules that own memory or machine code, and those that read objects in place.
const UNSAFE_ALLOWED: &[&str] = &["asm/", "src/runtime/", "src/stdlib/", "src/jit/"];

/// Where it may not, although a folder above may have it: `#![forbid(unsafe_code)]` or `#![deny(unsafe_code)]` stands in each.
const SAFE: &[&str] = &["src/frontend/", "src/ir/", "src/runtime/algo/"];

/// A file with more lines of code than this says why in its header, with [`LONG_BECAUSE`].
const LONG: usize = 1000;

/// The words with which a header explains a file's length.
const LONG_BECAUSE: &str = "long because";

/// The comment that allows a plain collection of Values in one line: it follows on the same line or stands above.
const ROOTED: &str = "tidy: rooted";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_top_level_is_small() {
    let mut strange = Vec::new();
    for entry in fs::read_dir(root()).expect("the repository can be read") {
        let name = entry
            .expect("a readable entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        if !TOP_LEVEL.contains(&name.as_str()) && name != "target" && name != ".git" {
            strange.push(name);
        }
    }
    none("not part of the layout (docs/ARCHITECTURE.md)", strange);
}

#[test]
fn every_file_opens_with_its_header() {
    let offenders = rust_files()
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.name);
    none("the first line is not a `//!` header", offenders);
}

#[test]
fn long_files_say_why() {
    let mut offenders = Vec::new();
    for file in rust_files() {
        let lines = code_lines(&file.name, &file.text);
        let header = file.text.lines().take_while(|line| line.starts_with("//!"));
        let header = header
            .map(|line| line.trim_start_matches("//!"))
            .collect::<Vec<_>>()
            .join(" ");
        let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
        if lines > LONG && !header.contains(LONG_BECAUSE) {
            offenders.push(format!("{}: {lines} lines", file.name));
        }
    }
    none(
        "over 1,000 lines, and the header does not say `long because`",
        offenders,
    );
}

#[test]
fn nothing_is_left_to_do() {
    // Put together here, so that this file does not find itself.
    let words = ["todo!(", "unimplemented!(", "#[ignore", "dbg!("];
    let mut offenders = Vec::new();
    for file in rust_files() {
        for (number, line) in file.code() {
            if words.iter().any(|word| line.contains(word)) && file.name != "tests/tidy.rs" {
                offenders.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none(
        "unfinished code, an ignored test or a debugging aid",
        offenders,
    );
}

#[test]
fn silenced_lints_have_a_reason() {
    let mut offenders = Vec::new();
    for file in rust_files() {
        let lines: Vec<&str> = file.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            if !(code.starts_with("#[allow(")
                || code.starts_with("#![allow(")
                || code.starts_with("#[expect("))
            {
                continue;
            }
            let reason_inside = lines[index..]
                .iter()
                .take(6)
                .any(|line| line.contains("reason ="));
            let comment =
                line.contains("//") || index > 0 && lines[index - 1].trim_start().starts_with("//");
            if !reason_inside && !comment {
                offenders.push(format!("{}:{}: {code}", file.name, index + 1));
            }
        }
    }
    none("a lint silenced without a reason", offenders);
}

#[test]
fn unsafe_has_an_address() {
    let mut offenders = Vec::new();
    for file in rust_files() {
        let allowed = UNSAFE_ALLOWED
            .iter()
            .any(|prefix| file.name.starts_with(prefix));
        let safe = SAFE.iter().any(|prefix| file.name.starts_with(prefix));
        // This file names the word without having any.
        if allowed && !safe || file.name == "tests/tidy.rs" {
            continue;
        }
        for (number, line) in file.code() {
            if words(line).any(|word| word == "unsafe") {
                offenders.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none(
        "unsafe code outside the modules that may have it",
        offenders,
    );
    for folder in SAFE {
        let heads = ["lib.rs", "mod.rs"]
            .map(|name| fs::read_to_string(root().join(folder).join(name)).unwrap_or_default());
        let says = |text: &String| {
            text.contains("#![forbid(unsafe_code)]") || text.contains("#![deny(unsafe_code)]")
        };
        assert!(
            heads.iter().any(says),
            "{folder} does not forbid unsafe code"
        );
    }
}

#[test]
fn dependencies_point_downward() {
    let mut offenders = Vec::new();
    let names: BTreeSet<&str> = LAYERS.iter().map(|&(_, name, _)| name).collect();
    for (folder, name, allowed) in LAYERS {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml"))
            .expect("each crate has a manifest");
        let mut section = String::new();
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line.trim_matches(['[', ']']).to_string();
            } else if section.ends_with("dependencies") && !section.starts_with("workspace") {
                let used = line.split(['.', ' ', '=']).next().unwrap_or_default();
                if names.contains(used) && !allowed.contains(&used) {
                    offenders.push(format!("{name} uses {used}"));
                }
            }
        }
    }
    let members =
        fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    let members = members
        .lines()
        .find(|line| line.starts_with("members"))
        .expect("it lists its members");
    for member in members.split('"').skip(1).step_by(2) {
        if !LAYERS.iter().any(|(folder, _, _)| *folder == member) {
            offenders.push(format!("{member} has no place in the layers"));
        }
    }
    none("dependencies that do not point downward", offenders);
}

#[test]
fn both_architectures_mirror_each_other() {
    let [x64, a64] = ["asm/x64", "asm/a64"].map(|folder| {
        let mut functions = BTreeMap::new();
        for file in rust_files()
            .into_iter()
            .filter(|file| file.name.starts_with(folder))
        {
            let name = file.name[folder.len()..].to_string();
            functions.insert(name, public_functions(&file.text));
        }
        functions
    });
    let mut offenders = Vec::new();
    for name in x64.keys().chain(a64.keys()).collect::<BTreeSet<_>>() {
        match (x64.get(name), a64.get(name)) {
            (Some(left), Some(right)) => {
                offenders.extend(
                    left.difference(right)
                        .map(|function| format!("a64{name} lacks {function}")),
                );
                offenders.extend(
                    right
                        .difference(left)
                        .map(|function| format!("x64{name} lacks {function}")),
                );
            }
            (Some(_), None) => offenders.push(format!("a64{name} does not exist")),
            (None, Some(_)) => offenders.push(format!("x64{name} does not exist")),
            (None, None) => unreachable!("the name came from one of them"),
        }
    }
    none("x64 and a64 have different files or templates", offenders);
}

#[test]
fn values_live_where_the_collector_sees_them() {
    let collections = [
        "Vec<Value>",
        "VecDeque<Value>",
        "Box<[Value]>",
        "Vec<Option<Value>>",
        "Vec<(Value",
    ];
    let maps = ["HashMap<", "BTreeMap<", "HashSet<", "BTreeSet<"];
    let mut offenders = Vec::new();
    for file in rust_files() {
        if !["src/runtime/", "src/stdlib/", "src/jit/"]
            .iter()
            .any(|prefix| file.name.starts_with(prefix))
        {
            continue;
        }
        let lines: Vec<&str> = file.text.lines().collect();
        for (number, line) in file.code() {
            let plain = line.replace("RootedVec<Value>", "");
            let plain = plain.trim_start_matches("pub ").to_string();
            let holds = collections.iter().any(|kind| plain.contains(kind))
                || maps.iter().any(|kind| {
                    plain
                        .split(kind)
                        .skip(1)
                        .any(|rest| words(until_close(rest)).any(|word| word == "Value"))
                });
            let above = number >= 2 && lines[number - 2].contains(ROOTED);
            if holds && !lines[number - 1].contains(ROOTED) && !above {
                offenders.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none(
        "Values in a collection that the collector cannot see (use RootedVec, or say why with `tidy: rooted`)",
        offenders,
    );
}

#[test]
fn paths_in_the_docs_exist() {
    let mut offenders = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document can be read");
        let shown = document
            .strip_prefix(root())
            .expect("it is ours")
            .display()
            .to_string();
        for (index, line) in text.lines().enumerate() {
            for path in paths_in(line) {
                if !root().join(&path).exists() {
                    offenders.push(format!("{shown}:{}: {path}", index + 1));
                }
            }
            for link in links_in(line) {
                let folder = document.parent().expect("a file has a folder");
                if !folder.join(&link).exists() {
                    offenders.push(format!("{shown}:{}: link to {link}", index + 1));
                }
            }
        }
    }
    none("paths in the docs that do not exist", offenders);
}

#[test]
fn test_programs_have_recorded_outputs() {
    let mut offenders = Vec::new();
    let mut folders = vec![root().join("tests/lang"), root().join("tests/bench")];
    while let Some(folder) = folders.pop() {
        let package = folder.join("__init__.py").exists();
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let has = |extension: &str| path.with_extension(extension).exists();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py")
                && !package
                && !has("out")
                && !path.ends_with("run.py")
            {
                offenders.push(format!(
                    "{} has no .out: run tests/record.sh",
                    path.display()
                ));
            } else if path.extension().is_some_and(|e| e == "out") && !has("py") {
                offenders.push(format!("{} has no program", path.display()));
            }
        }
    }
    none(
        "programs and outputs that do not belong together",
        offenders,
    );
}

/// A Rust source file of ours: its path from the root, with `/`, and its text.
struct RustFile {
    name: String,
    text: String,
}

impl RustFile {
    /// The lines that are not comments, each with its number from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self
            .text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| {
                let end = line.find(" // ").unwrap_or(line.len());
                (number, &line[..end])
            })
    }
}

fn rust_files() -> Vec<RustFile> {
    let mut files = Vec::new();
    let mut folders = ["src", "asm", "tests"]
        .map(|folder| root().join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path: PathBuf = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(root())
                    .expect("it is ours")
                    .to_string_lossy()
                    .into_owned();
                let text = fs::read_to_string(&path).expect("a source file is UTF-8");
                files.push(RustFile { name, text });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(
        files.len() > 10,
        "the walk found only {} files",
        files.len()
    );
    files
}

/// The number of lines before the tests of a file; a file of tests or of expected values counts as none.
fn code_lines(name: &str, text: &str) -> usize {
    if name.ends_with("tests.rs") || name.ends_with("tables.rs") {
        return 0;
    }
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .count()
}

/// The names of the functions that a template file offers, whether as free functions or as methods of the trait.
fn public_functions(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut in_trait = false;
    for line in text.lines() {
        if line.starts_with("impl") {
            in_trait = line.contains(" for ");
        } else if line.starts_with('}') {
            in_trait = false;
        }
        let code = line.trim_start();
        let declaration = ["pub fn ", "pub unsafe fn ", "pub const fn "]
            .iter()
            .find_map(|start| code.strip_prefix(start));
        let declaration = declaration.or_else(|| {
            if in_trait {
                code.strip_prefix("fn ")
            } else {
                None
            }
        });
        if let Some(rest) = declaration {
            names.insert(words(rest).next().unwrap_or_default().to_string());
        }
    }
    names
}

/// README.md and everything in docs.
fn documents() -> Vec<PathBuf> {
    let mut documents = vec![root().join("README.md")];
    for entry in fs::read_dir(root().join("docs")).expect("docs exists") {
        let path = entry.expect("a readable entry").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            documents.push(path);
        }
    }
    documents.retain(|path| path.exists());
    documents
}

/// The paths of this repository that a line of a document names in backquotes.
///
/// A pattern (`*`) or a placeholder in capitals (`GROUP/NAME.py`) stands for many; its fixed beginning must exist.
fn paths_in(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (index, quoted) in line.split('`').enumerate() {
        if index % 2 == 0 {
            continue;
        }
        for word in quoted.split_whitespace() {
            let word = word
                .trim_start_matches("./")
                .trim_end_matches([',', ';', ')', '.']);
            let top = word.split('/').next().unwrap_or_default();
            if !word.contains('/') || !TOP_LEVEL.contains(&top) {
                continue;
            }
            let word = word.split(':').next().unwrap_or_default();
            let fixed = word.split('/').take_while(|part| {
                !part.contains(['*', '{'])
                    && !part.split('.').next().is_some_and(|stem| {
                        stem.len() > 1
                            && stem.chars().all(|c| c.is_ascii_uppercase())
                            && part != &"README.md"
                            && top != "docs"
                    })
            });
            paths.push(fixed.collect::<Vec<_>>().join("/"));
        }
    }
    paths
}

/// The relative targets of the Markdown links of a line.
fn links_in(line: &str) -> Vec<String> {
    let targets = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let targets = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    targets
        .map(|target| target.split('#').next().unwrap_or_default().to_string())
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The text up to the `>` that closes what was opened before it.
fn until_close(text: &str) -> &str {
    let mut depth = 1;
    for (index, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..index];
        }
    }
    text
}

/// Fails with all offenders, one a line.
#[track_caller]
fn none(rule: &str, offenders: impl IntoIterator<Item = String>) {
    let offenders: Vec<String> = offenders.into_iter().collect();
    assert!(
        offenders.is_empty(),
        "{rule}:\n  {}",
        offenders.join("\n  ")
    );
}
