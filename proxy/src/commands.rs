//! What the program does: one file per command.

use std::io::{self, Write};

use crate::config::Command;
use crate::config::given::Given;

pub mod serve;
pub mod create_index;
pub mod config;
pub mod doctor;
pub mod verify;
pub mod bench;
pub mod cache;
pub mod pause;
pub mod notes;
pub mod progress;
pub mod memory;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It did what it should.
    Done,
    /// It found something wrong, and has said what.
    Problem,
    /// By ctrl-c.
    Interrupted,
    /// By a signal to end.
    Terminated,
}

/// Does what the command line says.
///
/// # Errors
/// Whatever keeps the command from being done.
pub async fn run(given: Given) -> anyhow::Result<Ended> {
    match given.cli.command {
        Command::Serve(options) => serve::run(options, given.sources).await,
        Command::CreateIndex(options) => create_index::run(&options, &given.sources).await,
        Command::Rollback(options) => create_index::roll_back(&options),
        Command::Config(options) => config::run(&given.settings, options.json),
        Command::Doctor(options) => doctor::run(&options, &given.sources).await,
        Command::Verify(options) => verify::run(&options, &given.sources).await,
        Command::Bench(options) => bench::run(&options, &given.sources).await,
        Command::Cache(options) => cache::run(options.command),
        Command::Pause(options) => pause::run(&options, true).await,
        Command::Resume(options) => pause::run(&options, false).await,
    }
}

/// Writes a result to stdout. Who reads only the first lines of it is no error.
///
/// # Errors
/// When it cannot be written.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Prints a result as JSON.
///
/// # Errors
/// When it cannot be written.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}

/// Rows as lines, each column as wide as its widest text.
pub fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
