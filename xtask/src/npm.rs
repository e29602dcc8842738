//! Packages of npm: what is a program or a script there and nowhere else.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::process::{Failure, Result, find_on_path, run, say};
use crate::workspace::Workspace;

/// Whether there is what it takes.
pub fn is_there() -> bool {
    find_on_path("node").is_some() && find_on_path("npm").is_some()
}

/// Installs one package into a folder, unless that exists. By way of a second folder, so that an
/// install that was cut short leaves nothing in the first. No script of the package runs.
pub fn install(workspace: &Workspace, package: &str, version: &str, root: &Path) -> Result<()> {
    if root.exists() {
        return Ok(());
    }
    say(format_args!("installing {package} {version} with npm (about 20 s, once)…"));
    let partial = root.with_extension("partial");
    fs::create_dir_all(&partial).map_err(|cause| Failure::writing(&partial, cause))?;
    let mut command = workspace.command("npm");
    command
        .args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"])
        .arg("--prefix")
        .arg(&partial)
        .arg(format!("{package}@{version}"))
        // What npm says is no part of what a command prints.
        .stdout(Stdio::null());
    run(
        &mut command,
        format!("{package} {version} could not be installed: mend what stands above"),
    )?;
    fs::rename(&partial, root).map_err(|cause| Failure::writing(root, cause))
}
