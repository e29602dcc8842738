//! The browser app: Trunk builds it into dist/.
//!
//! Trunk runs cargo, wasm-bindgen and wasm-opt anew each time, so it is left out while neither
//! what goes in nor what came out has changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fingerprint;
use crate::process::{Failure, Result, find_on_path, run, say};
use crate::tools::{Tools, WasmOpt};
use crate::wasm_target::{TRIPLE, WasmTarget};
use crate::workspace::Workspace;

const INPUTS: &[&str] =
    &["Cargo.lock", "Cargo.toml", "Trunk.toml", "frontend", "index.html", "shared"];

pub fn build(workspace: &Workspace, wasm: &WasmTarget, tools: &Tools) -> Result<()> {
    let record_file = workspace.target.join("app.fingerprint");
    let inputs = fingerprint::of(&workspace.root, INPUTS)
        .map_err(|cause| Failure::reading(&workspace.root, cause))?;
    let recorded = fs::read_to_string(&record_file).ok();
    if is_up_to_date(recorded.as_deref(), &record(workspace, inputs, tools.wasm_opt)) {
        say("the app is up to date");
        return Ok(());
    }

    let duration = if workspace.dist().exists() { "some 20 s" } else { "about 2 min, once" };
    say(format_args!("building the app ({duration})…"));
    fetch_crates(workspace, wasm)?;
    run_trunk(workspace, wasm, tools)?;
    compress(workspace)?;
    let record = record(workspace, inputs, tools.wasm_opt).unwrap_or_default();
    fs::write(&record_file, record).map_err(|cause| Failure::writing(&record_file, cause))
}

/// Compresses the files whose name carries their hash as small as they get, once, so that neither
/// `serve` nor `create-index` has to. Without Node they do it themselves, faster and less well.
fn compress(workspace: &Workspace) -> Result<()> {
    const COMPRESS: &str = "
const zlib = require('zlib'), fs = require('fs');
const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: size } = zlib.constants;
for (const path of process.argv.slice(1)) {
    const bytes = fs.readFileSync(path), params = { [quality]: 11, [size]: bytes.length };
    fs.writeFileSync(path + '.br', zlib.brotliCompressSync(bytes, { params }));
    fs.writeFileSync(path + '.gz', zlib.gzipSync(bytes, { level: 9 }));
}";
    if find_on_path("node").is_none() {
        return Ok(());
    }
    let dist = workspace.dist();
    let entries = fs::read_dir(&dist).map_err(|cause| Failure::reading(&dist, cause))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let hashed = paths
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains('-')));
    let mut command = workspace.command("node");
    run(command.args(["-e", COMPRESS, "--"]).args(hashed), "the app cannot be compressed")
}

/// What was built from what; none while nothing is built.
fn record(workspace: &Workspace, inputs: u64, wasm_opt: WasmOpt) -> Option<String> {
    let built = fingerprint::of(&workspace.dist(), &["."]).ok()?;
    let optimised = wasm_opt == WasmOpt::Present;
    Some(format!("inputs {inputs:016x} wasm-opt {optimised} dist {built:016x}\n"))
}

fn is_up_to_date(recorded: Option<&str>, now: &Option<String>) -> bool {
    recorded.is_some() && recorded == now.as_deref()
}

/// Trunk's `offline` holds for the cargo that it runs, too.
fn fetch_crates(workspace: &Workspace, wasm: &WasmTarget) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["fetch", "--target", TRIPLE]);
    run(wasm.apply(&mut command), "crates could not be downloaded: mend what stands above")
}

fn run_trunk(workspace: &Workspace, wasm: &WasmTarget, tools: &Tools) -> Result<()> {
    let mut command = workspace.command("trunk");
    command.args(["build", "--release"]).env("PATH", &tools.path);
    command.env("RUST_BACKTRACE", "0"); // Where Trunk noticed a failure explains nothing.
    // Trunk reads this as one of its own flags and stops at any other value.
    if std::env::var_os("NO_COLOR").is_some() {
        command.env("NO_COLOR", "true");
    }
    let _page = match tools.wasm_opt {
        WasmOpt::Present => None,
        WasmOpt::Absent => {
            say("there is no Node to run wasm-opt: the app becomes 1.8 times as large");
            let page = PageWithoutWasmOpt::write(&workspace.root)?;
            command.args(["--html-output", "index.html"]).arg(&page.0);
            Some(page)
        }
    };
    run(wasm.apply(&mut command), "the app does not build: mend what stands above")
}

/// A copy of index.html that does not ask for wasm-opt, beside it for as long as Trunk runs.
struct PageWithoutWasmOpt(PathBuf);

impl PageWithoutWasmOpt {
    fn write(root: &Path) -> Result<Self> {
        let page = root.join("index.html");
        let html = fs::read_to_string(&page).map_err(|cause| Failure::reading(&page, cause))?;
        let copy = Self(root.join(".index-without-wasm-opt.html"));
        fs::write(&copy.0, without_wasm_opt(&html)?)
            .map_err(|cause| Failure::writing(&copy.0, cause))?;
        Ok(copy)
    }
}

impl Drop for PageWithoutWasmOpt {
    fn drop(&mut self) {
        // A copy that stays behind does no harm: git ignores it, and it is written anew.
        let _ = fs::remove_file(&self.0);
    }
}

fn without_wasm_opt(html: &str) -> Result<String> {
    let attribute = "data-wasm-opt=\"";
    let (before, rest) = html
        .split_once(attribute)
        .ok_or_else(|| Failure::new("index.html needs data-wasm-opt=\"…\" on its rust link"))?;
    let (_, after) = rest.split_once('"').unwrap_or_default();
    Ok(format!("{before}{attribute}0\"{after}"))
}

#[cfg(test)]
mod builds {
    use super::*;

    #[test]
    fn only_the_same_record_spares_the_build() {
        let now = Some("inputs 1 dist 2".to_owned());
        assert!(is_up_to_date(Some("inputs 1 dist 2"), &now));
        assert!(!is_up_to_date(Some("inputs 1 dist 3"), &now));
        assert!(!is_up_to_date(None, &now));
        assert!(!is_up_to_date(Some("inputs 1 dist 2"), &None));
        assert!(!is_up_to_date(None, &None));
    }

    #[test]
    fn wasm_opt_is_switched_off_in_the_copy_alone() {
        let html = r#"<link data-trunk data-wasm-opt="z" data-bin="app">"#;
        let copy = without_wasm_opt(html).expect("the attribute is there");
        assert_eq!(copy, r#"<link data-trunk data-wasm-opt="0" data-bin="app">"#);
        assert!(without_wasm_opt("<link>").is_err());
    }
}
