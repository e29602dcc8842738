//! The tools of the app's build: trunk, wasm-bindgen with its test runner, wasm-opt.
//!
//! Each is taken from `.tools/`, else from PATH, and only in the version that is pinned; a tool
//! that is in neither place is installed into `.tools/`. A version has a folder of its own there,
//! so that a look for one file tells whether there is anything to do.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::npm;
use crate::pins::{Pins, reported_version};
use crate::process::{Failure, Result, file_name, find_on_path, output, run, say};
use crate::workspace::Workspace;

/// Where the tools are.
pub struct Tools {
    /// PATH with the tools' folders in front.
    pub path: OsString,
    pub wasm_opt: WasmOpt,
}

#[derive(Clone, Copy, PartialEq)]
pub enum WasmOpt {
    Present,
    /// There is no Node to run it.
    Absent,
}

pub fn set_up(workspace: &Workspace, pins: &Pins) -> Result<Tools> {
    let from_crates = [
        CrateTool {
            package: "wasm-bindgen-cli",
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            version: &pins.wasm_bindgen,
            duration: "about 2 min",
        },
        CrateTool {
            package: "trunk",
            programs: &["trunk"],
            version: &pins.trunk,
            duration: "about 3 min",
        },
    ];
    let mut folders = Vec::new();
    for tool in from_crates {
        folders.extend(tool.set_up(workspace)?);
    }
    let build = build_folder(workspace);
    if build.exists() {
        fs::remove_dir_all(&build).map_err(|cause| Failure::writing(&build, cause))?;
    }
    let wasm_opt = match set_up_wasm_opt(workspace, &pins.binaryen)? {
        None => WasmOpt::Absent,
        Some(folder) => {
            folders.push(folder);
            WasmOpt::Present
        }
    };

    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    let path = env::join_paths(folders).map_err(|cause| Failure::new(cause.to_string()))?;
    Ok(Tools { path, wasm_opt })
}

/// The target folder of the tools' own builds: what they have in common is compiled once.
fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("build")
}

/// A tool that `cargo install` builds.
struct CrateTool<'a> {
    package: &'a str,
    programs: &'a [&'a str],
    version: &'a str,
    duration: &'a str,
}

impl CrateTool<'_> {
    /// The folder to put in front of PATH, unless PATH has the programs already.
    fn set_up(&self, workspace: &Workspace) -> Result<Option<PathBuf>> {
        let root = workspace.tools().join(format!("{}-{}", self.package, self.version));
        let folder = root.join("bin");
        if self.programs.iter().all(|program| folder.join(file_name(program)).exists()) {
            return Ok(Some(folder));
        }
        if self.programs.iter().all(|program| on_path(program, self.version)) {
            return Ok(None);
        }
        say(format_args!(
            "installing {} {} ({}, once)…",
            self.package, self.version, self.duration
        ));
        // Some versions were published with a lock file that no longer resolves.
        let locked = self.install(workspace, &root, &["--locked"]);
        locked.or_else(|_| self.install(workspace, &root, &[]))?;
        Ok(Some(folder))
    }

    /// Not optimised: that saves two thirds of the wait, and a run of the tool takes 0.6 s still.
    fn install(&self, workspace: &Workspace, root: &Path, options: &[&str]) -> Result<()> {
        let Self { package, version, .. } = self;
        let mut command = workspace.cargo();
        command
            .args(["install", package, "--version", version, "--no-default-features"])
            .args(options)
            .arg("--root")
            .arg(root)
            .env("CARGO_TARGET_DIR", build_folder(workspace))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        run(
            &mut command,
            format!(
                "{package} {version} could not be installed, see above: \
                 put it on PATH, or mend the cause and run this again"
            ),
        )
    }
}

fn on_path(program: &str, version: &str) -> bool {
    output(Command::new(program).arg("--version"))
        .is_some_and(|text| reported_version(&text) == Some(version))
}

/// The folder that has wasm-opt; none without Node.
///
/// Only npm's package will do, or the same version on PATH: see Trunk.toml.
fn set_up_wasm_opt(workspace: &Workspace, version: &str) -> Result<Option<PathBuf>> {
    let root = workspace.tools().join(format!("binaryen-{version}"));
    let folder = root.join("node_modules").join(".bin");
    if find_on_path("node").is_some() && folder.join("wasm-opt").exists() {
        return Ok(Some(folder));
    }
    let short_version = version.split('.').next().unwrap_or(version);
    if let Some(program) = find_on_path("wasm-opt").filter(|_| on_path("wasm-opt", short_version)) {
        return Ok(program.parent().map(Path::to_owned));
    }
    if !npm::is_there() {
        return Ok(None);
    }
    npm::install(workspace, "binaryen", version, &root)?;
    Ok(Some(folder))
}
