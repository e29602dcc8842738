//! A real Neo4j for development and tests: a plain Java process with a folder of its own, that
//! listens on this machine only, wants no password and ends with xtask.

mod folder;
mod install;
mod server;

use std::env;
use std::ffi::OsString;
use std::path::Path;

use crate::process::{Result, run, say};
use crate::tests::{DATA_VARIABLE, Data, in_ci};
use crate::workspace::Workspace;

use folder::Folder;
use server::{Ending, Server};

/// Where a Neo4j listens that is to be used in the tests.
pub const VARIABLE: &str = "QUICKPAGE_TEST_NEO4J";

/// The Neo4j of a test run.
pub enum ForTests {
    /// Ends with this value.
    Own(Server),
    /// The Bolt address of one that somebody else runs.
    Named(OsString),
    /// The tests with it are skipped.
    Absent,
}

impl ForTests {
    /// Begins to start one with nothing in it. Where it cannot be installed, that is an error in
    /// CI only.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        if let Some(uri) = env::var_os(VARIABLE) {
            return Ok(Self::Named(uri));
        }
        let program = match install::set_up(workspace) {
            Ok(program) => program,
            Err(failure) if in_ci() => return Err(failure),
            Err(failure) => {
                say(failure);
                return Ok(Self::Absent);
            }
        };
        let folder = Folder::claim(workspace, "test")?;
        folder.empty()?;
        Server::start(&program, folder, Ending::AtOnce).map(Self::Own)
    }

    /// The Bolt address, as soon as it answers there.
    pub fn address(&mut self) -> Result<Option<OsString>> {
        match self {
            Self::Own(server) => {
                server.wait_until_it_answers()?;
                Ok(Some(server.address().into()))
            }
            Self::Named(uri) => Ok(Some(uri.clone())),
            Self::Absent => Ok(None),
        }
    }

    pub fn tell(&self) {
        match self {
            Self::Own(server) => say(format_args!("Neo4j: {}", server.address())),
            Self::Named(uri) => say(format_args!("Neo4j: {}", uri.display())),
            Self::Absent => {
                say("!");
                say("! THERE IS NO NEO4J: TESTS WITH A REAL DATABASE ARE SKIPPED");
                say("!");
            }
        }
    }
}

/// Runs one in the foreground, filled as `args` say; by default with the demo and, where the real
/// data is there, with that. What is in it stays for the next time.
pub fn serve(workspace: &Workspace, args: &[OsString], data: &Data) -> Result<()> {
    let program = install::set_up(workspace)?;
    say("starting Neo4j (some 20 s)…");
    let folder = Folder::claim(workspace, "kept")?;
    let mut server = Server::start(&program, folder, Ending::InOrder)?;
    let mut filler = workspace.cargo();
    filler.args(["build", "--package", "quickpage", "--example", "fill_neo4j"]);
    run(&mut filler, "the program that fills it does not build: mend what stands above")?;
    server.wait_until_it_answers()?;
    let datasets = if args.is_empty() { usual_datasets(data) } else { args.to_owned() };
    fill(workspace, &server, &datasets)?;
    say("press ctrl-c to end it; to serve from it:");
    for name in names(&datasets) {
        let address = server.address();
        say(format_args!("  quickpage serve --neo4j {address} --dataset {name}"));
    }
    server.wait()
}

fn fill(workspace: &Workspace, server: &Server, datasets: &[OsString]) -> Result<()> {
    let mut filler = workspace.cargo();
    filler.args(["run", "--quiet", "--package", "quickpage", "--example", "fill_neo4j", "--"]);
    filler.args(["--neo4j", &server.address()]).args(datasets);
    run(&mut filler, "it could not be filled: see above")
}

fn usual_datasets(data: &Data) -> Vec<OsString> {
    let mut options: Vec<OsString> = vec!["--demo".into(), "demo:v1=hemibrain".into()];
    match data {
        Data::Folder(folder) => options.extend(real_table(folder)),
        Data::Absent => {
            say(format_args!("the demo only: {DATA_VARIABLE} names no folder with real data"));
        }
    }
    options
}

fn real_table(data: &Path) -> [OsString; 4] {
    let mut table = OsString::from("hemibrain:v1.2.1=");
    table.push(data.join("hemibrain-v1.2.1-neurons.csv"));
    let hierarchy = data.join("roi").join("hemibrain_roi_hierarchy.json");
    ["--table".into(), table, "--roi-hierarchy".into(), hierarchy.into()]
}

/// What the datasets are called that these options fill in.
fn names(options: &[OsString]) -> Vec<String> {
    let pairs = options.windows(2).filter(|pair| pair[0] == "--demo" || pair[0] == "--table");
    let values = pairs.map(|pair| pair[1].to_string_lossy().into_owned());
    values.filter_map(|value| Some(value.split_once('=')?.0.to_owned())).collect()
}

#[cfg(test)]
mod datasets {
    use super::*;

    #[test]
    fn each_dataset_is_named_in_the_line_that_serves_it() {
        let options = usual_datasets(&Data::Folder("/data".into()));
        assert_eq!(names(&options), ["demo:v1", "hemibrain:v1.2.1"]);
        assert_eq!(names(&usual_datasets(&Data::Absent)), ["demo:v1"]);
    }
}
