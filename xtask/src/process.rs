//! The only file that starts programs and speaks to the person at the terminal.
//!
//! Our own lines go to stderr, each with the same prefix; what a program prints is left as it is.

use std::ffi::OsStr;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fmt};

/// The line that a failed step ends with: what happened and what to do about it.
#[derive(Debug)]
pub struct Failure(String);

pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }

    pub fn reading(path: &Path, cause: impl Display) -> Self {
        Self(format!("cannot read {}: {cause}", path.display()))
    }

    pub fn writing(path: &Path, cause: impl Display) -> Self {
        Self(format!("cannot write {}: {cause}", path.display()))
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn say(line: impl Display) {
    eprintln!("xtask: {line}");
}

/// Streams the program's output. Where it fails or is not there, the failure is `otherwise`.
pub fn run(command: &mut Command, otherwise: impl Into<String>) -> Result<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new(otherwise)),
        Err(cause) => {
            say(format_args!("{} does not start: {cause}", command.get_program().display()));
            Err(Failure::new(otherwise))
        }
    }
}

/// What the program prints on stdout, if it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// The program's full path, if a folder of PATH has it.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let file = file_name(program);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// The program's name as a file of this system.
pub fn file_name(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}

/// `cargo run` describes xtask itself in these variables. Passed on, they would look like a change
/// of the environment to build scripts that watch them, and the next plain `cargo build` would
/// start over.
pub fn forget_xtask(command: &mut Command) -> &mut Command {
    for (name, _) in env::vars_os() {
        if describes_xtask(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_xtask(variable: &OsStr) -> bool {
    let Some(name) = variable.to_str() else {
        return false;
    };
    name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || matches!(name, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE")
}

#[cfg(test)]
mod environment {
    use super::*;

    #[test]
    fn settings_of_the_user_reach_the_programs() {
        assert!(!describes_xtask(OsStr::new("CARGO_TARGET_DIR")));
        assert!(!describes_xtask(OsStr::new("CARGO_HOME")));
        assert!(describes_xtask(OsStr::new("CARGO_PKG_NAME")));
        assert!(describes_xtask(OsStr::new("CARGO_MANIFEST_DIR")));
    }
}
