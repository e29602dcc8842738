//! `cargo xtask bench-web`: the figures of the page, measured in headless Chromium over the release
//! build, beside what they are meant to be.
//!
//! Nothing is asserted: times are those of this machine at this hour. [`page`] measures what a person
//! waits for, [`site`] a first visit to a static site over a slow line, [`engine`] the search alone and
//! beside other libraries, [`size`] what a browser downloads, [`report`] prints.

mod page;
mod site;
mod engine;
pub mod report;
pub mod size;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Stdio;

use crate::browser;
use crate::npm;
use crate::process::{Failure, Result};
use crate::tools::Tools;
use crate::wasm_target::WasmTarget;
use crate::workspace::Workspace;

/// What is installed by npm to drive Chromium, into `.tools/` and nowhere else.
const DRIVER: (&str, &str) = ("chrome-remote-interface", "0.34.0");

/// What is measured.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Subject {
    /// All there is.
    All,
    /// The search alone, beside other libraries.
    Search,
    /// The page alone.
    Page,
    /// A static site alone.
    Site,
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Options {
    /// JSON on stdout in place of a table.
    pub json: bool,
    /// What is measured.
    pub only: Subject,
    /// How often the page is opened.
    pub runs: usize,
    /// Size of the demo that is served.
    pub demo: String,
    /// A page that somebody else serves: then nothing is built.
    pub url: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { json: false, only: Subject::All, runs: 9, demo: "male-cns".to_owned(), url: None }
    }
}

impl Options {
    pub fn parse(args: &[OsString]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter().map(|arg| arg.to_string_lossy().into_owned());
        while let Some(arg) = args.next() {
            let mut value =
                || args.next().ok_or_else(|| Failure::new(format!("{arg} needs a value")));
            match arg.as_str() {
                "--json" => options.json = true,
                "--only" => {
                    options.only = match value()?.as_str() {
                        "search" => Subject::Search,
                        "page" => Subject::Page,
                        "site" => Subject::Site,
                        _ => return Err(Failure::new("--only takes search, page or site")),
                    };
                }
                "--demo" => options.demo = value()?,
                "--url" => options.url = Some(value()?),
                "--runs" => {
                    let count = value()?.parse().ok().filter(|count| *count > 0);
                    options.runs =
                        count.ok_or_else(|| Failure::new("--runs needs a number above 0"))?;
                }
                _ => {
                    let known = "--json, --only search|page|site, --runs N, --demo SIZE, --url URL";
                    return Err(Failure::new(format!("bench-web takes {known}, not `{arg}`")));
                }
            }
        }
        Ok(options)
    }
}

/// The app and the proxy have been built, unless a page was named or the search alone is measured.
pub fn run_all(
    workspace: &Workspace,
    wasm: &WasmTarget,
    tools: &Tools,
    options: &Options,
) -> Result<()> {
    let mut figures = Vec::new();
    if matches!(options.only, Subject::All | Subject::Site) {
        figures.extend(site::measure(workspace, options)?);
    }
    if matches!(options.only, Subject::All | Subject::Page) {
        figures.extend(page::measure(workspace, options)?);
        figures.extend(size::figures(workspace)?);
    }
    if matches!(options.only, Subject::All | Subject::Search) {
        figures.extend(engine::measure(workspace, wasm, tools)?);
    }
    match options.json {
        true => println!("{}", report::json(&figures)),
        false => print!("{}", report::table(&figures)),
    }
    Ok(())
}

/// What stands before each script that drives Chromium.
const CHROMIUM: &str = include_str!("bench_web/chromium.js");

/// Runs a script of Node that drives Chromium with these arguments; what it prints.
fn driven(
    workspace: &Workspace,
    script: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<String> {
    let (package, version) = DRIVER;
    let modules = install(workspace, package, version)?.join("node_modules");
    let output = workspace
        .command("node")
        .env("NODE_PATH", modules)
        .args(["-e", &format!("{CHROMIUM}{script}"), "--"])
        .arg(browser::set_up()?.chrome)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| Failure::new(format!("node does not start: {cause}")))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(Failure::new("this could not be measured: see above")),
    }
}

/// The samples of a key among the lines of a script, each a key and its samples.
fn samples_of(key: &str, lines: &str) -> Vec<f64> {
    let words = lines.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('\t'));
    words.unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// A package in a folder of its own in `.tools/`.
fn install(workspace: &Workspace, package: &str, version: &str) -> Result<PathBuf> {
    if !npm::is_there() {
        return Err(Failure::new("bench-web needs Node and npm on PATH"));
    }
    let root = workspace.tools().join(format!("{}-{version}", package.replace('/', "+")));
    npm::install(workspace, package, version, &root)?;
    Ok(root)
}

#[cfg(test)]
mod options {
    use super::*;

    fn check(line: &str, expected: std::result::Result<Options, &str>) {
        let args: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        let parsed = Options::parse(&args).map_err(|failure| failure.to_string());
        assert_eq!(parsed, expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn each_option_is_read() {
        check("", Ok(Options::default()));
        let options = Options { json: true, runs: 3, ..Options::default() };
        check("--json --runs 3", Ok(options));
        let url = Some("http://127.0.0.1:1/".to_owned());
        check("--url http://127.0.0.1:1/", Ok(Options { url, ..Options::default() }));
    }

    #[test]
    fn a_wrong_option_is_told() {
        check("--runs 0", Err("--runs needs a number above 0"));
        check("--runs", Err("--runs needs a value"));
        check(
            "--fast",
            Err(
                "bench-web takes --json, --only search|page|site, --runs N, --demo SIZE, --url URL, \
                 not `--fast`",
            ),
        );
    }
}
