//! Every test of the workspace, natively and in headless Chromium.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::axe;
use crate::browser::Browser;
use crate::neo4j::{self, ForTests};
use crate::process::{Failure, Result, run as run_command, say};
use crate::tools::Tools;
use crate::vnu;
use crate::wasm_target::{TRIPLE, WasmTarget};
use crate::workspace::{Workspace, absolute};

pub const DATA_VARIABLE: &str = "QUICKPAGE_TEST_DATA";

/// Where nothing may be skipped.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| value == "true")
}

/// The real tables, which are not part of the project.
#[derive(Debug, PartialEq)]
pub enum Data {
    Folder(PathBuf),
    /// The tests over them are skipped.
    Absent,
}

impl Data {
    pub fn from_environment() -> Result<Self> {
        Self::choose(env::var_os(DATA_VARIABLE), in_ci())
    }

    fn choose(folder: Option<OsString>, in_ci: bool) -> Result<Self> {
        let Some(folder) = folder else {
            return match in_ci {
                true => {
                    Err(Failure::new(format!("CI=true needs {DATA_VARIABLE}: name the folder")))
                }
                false => Ok(Self::Absent),
            };
        };
        let folder = absolute(Path::new(&folder));
        match folder.is_dir() {
            true => Ok(Self::Folder(folder)),
            false => {
                let folder = folder.display();
                Err(Failure::new(format!("{DATA_VARIABLE} names no folder: {folder}")))
            }
        }
    }

    fn tell(&self) {
        match self {
            Self::Folder(folder) => say(format_args!("real data: {}", folder.display())),
            Self::Absent => {
                say("!");
                say(format_args!("! {DATA_VARIABLE} IS UNSET: TESTS OVER REAL DATA ARE SKIPPED"));
                say("!");
            }
        }
    }
}

/// What the tests are given besides the program itself.
pub struct Parts<'a> {
    pub browser: &'a Browser,
    pub axe: Option<PathBuf>,
    pub vnu: Option<PathBuf>,
    pub data: &'a Data,
}

/// Both groups run, whatever the first one says.
pub fn run(
    workspace: &Workspace,
    wasm: &WasmTarget,
    tools: &Tools,
    parts: Parts<'_>,
    mut neo4j: ForTests,
    args: &[OsString],
) -> Result<()> {
    let data = parts.data;
    data.tell();
    let address = neo4j.address()?;
    neo4j.tell();
    let native = run_natively(workspace, &parts, address, args);
    let in_browser = run_in_browser(workspace, wasm, tools, parts.browser);
    // The first time has scrolled away.
    if *data == Data::Absent {
        data.tell();
    }
    if matches!(neo4j, ForTests::Absent) {
        neo4j.tell();
    }
    native.and(in_browser)
}

/// With the tests that drive a browser against the release build of the proxy, and those over a
/// Neo4j at this address.
fn run_natively(
    workspace: &Workspace,
    parts: &Parts<'_>,
    neo4j: Option<OsString>,
    args: &[OsString],
) -> Result<()> {
    say("running the tests of the workspace (some 3 min to build at first)…");
    let mut command = workspace.cargo();
    command
        .args(["test", "--workspace"])
        .args(args)
        .env("QUICKPAGE_BIN", workspace.proxy())
        .env("CHROME", &parts.browser.chrome)
        .env("CHROMEDRIVER", &parts.browser.driver);
    if let Some(axe) = &parts.axe {
        command.env(axe::VARIABLE, axe);
    }
    if let Some(vnu) = &parts.vnu {
        command.env(vnu::VARIABLE, vnu);
    }
    if let Data::Folder(folder) = parts.data {
        command.env(DATA_VARIABLE, folder);
    }
    if let Some(address) = neo4j {
        command.env(neo4j::VARIABLE, address);
    }
    run_command(&mut command, "tests fail: see above")
}

/// What wasm-bindgen-test marks, one binary after the other.
fn run_in_browser(
    workspace: &Workspace,
    wasm: &WasmTarget,
    tools: &Tools,
    browser: &Browser,
) -> Result<()> {
    say("running the tests in Chromium (some 2 min to build at first)…");
    let webdriver = workspace.root.join("frontend").join("webdriver.json");
    let mut command = workspace.cargo();
    command
        .args(["test", "--target", TRIPLE, "--tests"])
        .args(packages_with_wasm_tests(&workspace.root))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("PATH", &tools.path)
        .env("CHROMEDRIVER", &browser.driver)
        .env_remove("GECKODRIVER")
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver);
    run_command(wasm.apply(&mut command), "tests in Chromium fail: see above")
}

/// As cargo's options. Built in one go, since each alone would have features of its own.
fn packages_with_wasm_tests(root: &Path) -> impl Iterator<Item = &'static str> {
    [("shared", "--package=quickpage-shared"), ("frontend", "--package=quickpage-frontend")]
        .into_iter()
        .filter(|(folder, _)| has_wasm_tests(&root.join(folder)))
        .map(|(_, option)| option)
}

fn has_wasm_tests(package: &Path) -> bool {
    fs::read_to_string(package.join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.contains("wasm-bindgen-test"))
}

#[cfg(test)]
mod data {
    use super::*;

    #[test]
    fn ci_never_skips_the_real_data() {
        assert!(Data::choose(None, true).is_err());
        assert_eq!(Data::choose(None, false).expect("it may be unset"), Data::Absent);
    }

    #[test]
    fn the_folder_is_absolute_and_there() {
        let folder = Data::choose(Some(".".into()), false).expect("it is there");
        assert!(matches!(folder, Data::Folder(path) if path.is_absolute()));
        assert!(Data::choose(Some("no such folder".into()), false).is_err());
    }
}
