//! The programs to run: Python files with their arguments and recorded outputs.
//!
//! `NAME.py` may have `NAME.args` (arguments, divided by blanks) and `NAME.out` (what CPython 3.14 prints, in the form
//! that `tests/record.sh` describes) beside it. A file in a folder that has an `__init__.py` is a module for others and
//! no program.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A Python file to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// How reports call it: its path as given, without the extension.
    pub name: String,
    /// The folder in which it runs. It is cut out of what is printed.
    pub folder: PathBuf,
    /// The file, relative to `folder`, so that tracebacks do not depend on where the folder is.
    pub script: PathBuf,
    pub arguments: Vec<String>,
    /// What it must print, where that is recorded.
    pub expected: Option<Vec<u8>>,
}

impl Program {
    /// The program in a file. It runs in `folder`, which must contain it.
    ///
    /// # Errors
    /// The file does not exist, or what stands beside it cannot be read.
    pub fn load(file: &Path, folder: &Path) -> io::Result<Program> {
        let absolute = fs::canonicalize(file)?;
        let folder = fs::canonicalize(folder)?;
        let script = absolute
            .strip_prefix(&folder)
            .map_err(|_| io::Error::other("it is not in its folder"))?;
        Ok(Program {
            name: file.with_extension("").to_string_lossy().into_owned(),
            arguments: optional(fs::read_to_string(absolute.with_extension("args")))?
                .unwrap_or_default()
                .split_whitespace()
                .map(String::from)
                .collect(),
            expected: optional(fs::read(absolute.with_extension("out")))?,
            script: script.to_path_buf(),
            folder,
        })
    }

    /// All programs in these files and folders, in the order of their paths.
    ///
    /// A program found in a folder `X/lang/…` or `X/bench/…` runs in that `lang` or `bench`, as when its output was
    /// recorded; any other runs in its own folder.
    ///
    /// # Errors
    /// A path does not exist or cannot be read.
    pub fn find(paths: &[PathBuf]) -> io::Result<Vec<Program>> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                python_files(path, &mut files)?;
            } else {
                files.push(path.clone());
            }
        }
        files.sort();
        files.dedup();
        let with_path = |file: &Path, error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", file.display()))
        };
        files
            .iter()
            .map(|file| Program::load(file, &home(file)).map_err(|error| with_path(file, error)))
            .collect()
    }
}

/// Nothing where there is no such file.
fn optional<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The folder in which a program runs.
fn home(file: &Path) -> PathBuf {
    let own = match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let corpus = own.ancestors().find(|folder| {
        let in_tests = folder
            .parent()
            .is_some_and(|parent| parent.ends_with("tests"));
        in_tests && (folder.ends_with("lang") || folder.ends_with("bench"))
    });
    corpus.unwrap_or(own).to_path_buf()
}

fn python_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.join("__init__.py").exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            python_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "py")
            && !path.ends_with("run.py")
        {
            found.push(path);
        }
    }
    Ok(())
}
