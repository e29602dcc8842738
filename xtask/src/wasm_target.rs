//! A compiler for WebAssembly.
//!
//! Usually rustup's target, already there or added now. Where rustup cannot download, Debian's
//! compiler and its sources serve, and cargo builds the standard library itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::debian;
use crate::process::{Failure, Result, find_on_path, output, say};
use crate::workspace::Workspace;

pub const TRIPLE: &str = "wasm32-unknown-unknown";

/// Vector instructions, which all current browsers have: finding a substring takes a quarter of the
/// time to a ninth (`cargo xtask bench-web`), for some hundred bytes.
const VECTORS: (&str, &str) =
    ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Ctarget-feature=+simd128");

/// The variables with which cargo compiles for WebAssembly.
pub struct WasmTarget(Vec<(&'static str, OsString)>);

impl WasmTarget {
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.0.iter().map(|(name, value)| (name, value)))
    }
}

const OTHERWISE: &str =
    "the WebAssembly target is missing: rustup target add wasm32-unknown-unknown";

pub fn set_up(workspace: &Workspace) -> Result<WasmTarget> {
    let sysroot = sysroot()?;
    // Says that Debian's compiler was chosen, so that later runs do not ask the network again.
    let chosen = workspace.tools().join("wasm-by-debian");
    if sysroot.join("lib/rustlib").join(TRIPLE).exists() {
        return Ok(by_rustup());
    }
    if chosen.exists() && Path::new(DEBIANS_RUSTC).exists() {
        return Ok(by_debian(&sysroot));
    }
    if added_by_rustup() {
        return Ok(by_rustup());
    }
    debian::install(&["rustc-web", "rust-web-src"], "about 30 s", OTHERWISE)?;
    fs::create_dir_all(workspace.tools())
        .and_then(|()| fs::write(&chosen, ""))
        .map_err(|cause| Failure::writing(&chosen, cause))?;
    say("the standard library is built along: the app's first build takes some 5 min");
    Ok(by_debian(&sysroot))
}

fn sysroot() -> Result<PathBuf> {
    output(Command::new("rustc").args(["--print", "sysroot"]))
        .map(|path| PathBuf::from(path.trim()))
        .ok_or_else(|| Failure::new("`rustc` does not run: install Rust 1.95 or newer by rustup"))
}

fn added_by_rustup() -> bool {
    if find_on_path("rustup").is_none() {
        return false;
    }
    say(format_args!("adding the target {TRIPLE} (a few seconds, once)…"));
    let status =
        Command::new("rustup").args(["target", "add", TRIPLE]).stdin(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn by_rustup() -> WasmTarget {
    WasmTarget(vec![(VECTORS.0, VECTORS.1.into())])
}

const DEBIANS_RUSTC: &str = "/usr/bin/rustc";

fn by_debian(sysroot: &Path) -> WasmTarget {
    let host = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let linker = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    WasmTarget(vec![
        (VECTORS.0, VECTORS.1.into()),
        ("RUSTC", DEBIANS_RUSTC.into()),
        ("RUSTC_BOOTSTRAP", "1".into()),
        ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort,test".into()),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
    ])
}
