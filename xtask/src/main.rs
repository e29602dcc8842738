//! Set-up, build, run and test of the workspace: `cargo xtask --help`.
//!
//! What a command needs is installed on the way, each thing once: the tools of the app's build go
//! into the project's own `.tools/`, the WebAssembly target and the browser where rustup and apt
//! keep theirs. A step that fails ends the run with one line that says what to do.

mod process;
mod workspace;
mod pins;
mod debian;
mod wasm_target;
mod npm;
mod tools;
mod browser;
mod java;
mod neo4j;
mod fingerprint;
mod app;
mod proxy;
mod axe;
mod vnu;
mod recipes;
mod tests;
mod bench_web;

use std::ffi::OsString;
use std::process::ExitCode;

use process::{Result, say};
use tools::Tools;
use wasm_target::WasmTarget;
use workspace::Workspace;

const HELP: &str = "\
Set-up, build, run and test of quickpage.

Usage: cargo xtask <COMMAND> [-- ARGS]

Commands:
  serve [-- ARGS]  Build the app and the proxy, then run `quickpage serve ARGS` in the foreground
  build            The same without running: the app into dist/, the proxy into target/release/
  test  [-- ARGS]  Build as above, then run every test, those in headless Chromium and those
                   over a Neo4j too; ARGS go to `cargo test --workspace`
  bench-web [-- ARGS]
                   Build as above, then measure the page in headless Chromium: opening, memory,
                   tasks, keystrokes, clicks and the app's size, beside what they are meant to
                   be; a static site over a slow line; and the search beside other libraries.
                   ARGS: --json, --only search, page or site, --runs N, --demo SIZE, --url URL
                   (then no app is built)
  neo4j [-- ARGS]  Run a Neo4j in the foreground, on free ports of this machine, filled with the
                   demo and the real table in neuPrint's data model, or as ARGS say:
                   --demo NAME=SIZE, --table NAME=FILE, --roi-hierarchy FILE
  help             Print this

Examples:
  cargo xtask serve
  cargo xtask serve -- --table neurons.csv
  cargo xtask test -- --test browser
  cargo xtask neo4j -- --demo male-cns:v0=male-cns

Missing tools are installed first, once: about 5 minutes on two cores.

Environment:
  QUICKPAGE_TEST_DATA   folder with the real tables; without it the tests over them are skipped
  QUICKPAGE_TEST_NEO4J  bolt://HOST:PORT of a Neo4j for the tests, in place of one of their own;
                        they write into it
  JAVA_HOME             Java 17 or later for Neo4j and the HTML checker, where it is not on PATH
  CHROME, CHROMEDRIVER  the browser and its driver, where they are not on PATH
  CARGO_TARGET_DIR      where cargo builds; target/ if unset
";

/// What was asked for on the command line.
#[derive(Debug, PartialEq)]
enum Command {
    Serve(Vec<OsString>),
    Build,
    Test(Vec<OsString>),
    BenchWeb(Vec<OsString>),
    Neo4j(Vec<OsString>),
    Help,
}

impl Command {
    /// The error is a line about the usage.
    fn parse(args: impl IntoIterator<Item = OsString>) -> std::result::Result<Self, String> {
        let mut args = args.into_iter();
        let name = args.next().unwrap_or_default();
        let name = name.to_string_lossy();
        let separator = args.next();
        let passed_on: Vec<OsString> = args.collect();

        let separator = separator.as_ref().map(|word| word.to_string_lossy());
        match (&*name, separator.as_deref()) {
            ("help" | "-h" | "--help", _) | (_, Some("-h" | "--help")) => Ok(Self::Help),
            ("serve", None | Some("--")) => Ok(Self::Serve(passed_on)),
            ("test", None | Some("--")) => Ok(Self::Test(passed_on)),
            ("neo4j", None | Some("--")) => Ok(Self::Neo4j(passed_on)),
            ("bench-web", None | Some("--")) => Ok(Self::BenchWeb(passed_on)),
            ("serve" | "test" | "bench-web" | "neo4j", _) => {
                Err(format!("put `--` before ARGS: cargo xtask {name} -- ARGS"))
            }
            ("build", None) => Ok(Self::Build),
            ("build", _) => Err("`cargo xtask build` takes no arguments".to_owned()),
            ("", _) => Err("which command? `cargo xtask help` lists them".to_owned()),
            _ => Err(format!("there is no command `{name}`; `cargo xtask help` lists them")),
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Help => {
                print!("{HELP}");
                Ok(())
            }
            Self::Build => {
                let workspace = Workspace::find()?;
                build(&workspace)?;
                bench_web::size::tell(&workspace)?;
                say(format_args!("built {}", workspace.proxy().display()));
                Ok(())
            }
            Self::Serve(args) => {
                let workspace = Workspace::find()?;
                build(&workspace)?;
                Err(proxy::become_server(&workspace, &args))
            }
            Self::Test(args) => {
                let data = tests::Data::from_environment()?;
                let workspace = Workspace::find()?;
                let browser = browser::set_up()?;
                let neo4j = neo4j::ForTests::start(&workspace)?; // Gets ready during the builds.
                let axe = axe::set_up(&workspace)?;
                let vnu = vnu::set_up(&workspace)?;
                recipes::set_up()?;
                let (wasm, tools) = build(&workspace)?;
                let parts = tests::Parts { browser: &browser, axe, vnu, data: &data };
                tests::run(&workspace, &wasm, &tools, parts, neo4j, &args)
            }
            Self::BenchWeb(args) => {
                let options = bench_web::Options::parse(&args)?;
                let workspace = Workspace::find()?;
                let needs_page = options.only != bench_web::Subject::Search;
                let (wasm, tools) = match options.url.is_none() && needs_page {
                    true => build(&workspace)?,
                    false => set_up(&workspace)?,
                };
                bench_web::run_all(&workspace, &wasm, &tools, &options)
            }
            Self::Neo4j(args) => {
                let data = tests::Data::from_environment()?;
                neo4j::serve(&Workspace::find()?, &args, &data)
            }
        }
    }
}

/// The app first: the proxy embeds it when it is compiled.
fn build(workspace: &Workspace) -> Result<(WasmTarget, Tools)> {
    let (wasm, tools) = set_up(workspace)?;
    app::build(workspace, &wasm, &tools)?;
    proxy::build(workspace)?;
    Ok((wasm, tools))
}

/// What compiles for the browser.
fn set_up(workspace: &Workspace) -> Result<(WasmTarget, Tools)> {
    let pins = pins::Pins::read(workspace)?;
    let wasm = wasm_target::set_up(workspace)?;
    let tools = tools::set_up(workspace, &pins)?;
    Ok((wasm, tools))
}

fn main() -> ExitCode {
    match Command::parse(std::env::args_os().skip(1)) {
        Err(usage) => {
            say(usage);
            ExitCode::from(2)
        }
        Ok(command) => match command.run() {
            Err(failure) => {
                say(failure);
                ExitCode::FAILURE
            }
            Ok(()) => ExitCode::SUCCESS,
        },
    }
}

#[cfg(test)]
mod command_line {
    use super::*;

    fn check(line: &str, expected: std::result::Result<Command, &str>) {
        let args = line.split_whitespace().map(OsString::from);
        assert_eq!(Command::parse(args), expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn what_follows_the_dashes_is_passed_on_unchanged() {
        let args = ["--table", "-", "--", "--help"].map(OsString::from).to_vec();
        check("serve -- --table - -- --help", Ok(Command::Serve(args)));
        check("serve", Ok(Command::Serve(vec![])));
        check("test --", Ok(Command::Test(vec![])));
        check("neo4j", Ok(Command::Neo4j(vec![])));
        check("bench-web -- --json", Ok(Command::BenchWeb(vec!["--json".into()])));
    }

    #[test]
    fn help_is_had_everywhere() {
        check("--help", Ok(Command::Help));
        check("serve --help", Ok(Command::Help));
    }

    #[test]
    fn a_wrong_line_is_told_apart() {
        check("serve --demo", Err("put `--` before ARGS: cargo xtask serve -- ARGS"));
        check("build -- --demo", Err("`cargo xtask build` takes no arguments"));
        check("deploy", Err("there is no command `deploy`; `cargo xtask help` lists them"));
        check("", Err("which command? `cargo xtask help` lists them"));
    }
}
