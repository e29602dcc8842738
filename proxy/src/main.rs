//! The command `quickpage`.

use std::process::ExitCode;

use clap::Parser;
use quickpage::config::{Cli, Command};
use quickpage::log;
use quickpage::serve::{self, Ended};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = log::start(&cli.log) {
        eprintln!("quickpage: --log: {error}");
        return ExitCode::from(2);
    }
    // The default provider of this library needs a C compiler and cmake; ring does not.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Command::Serve(options) = cli.command;
    match serve::run(options).await {
        Ok(Ended::Interrupted) => ExitCode::from(130),
        Ok(Ended::Terminated) => ExitCode::from(143),
        Err(error) => {
            eprintln!("quickpage: {error:#}");
            ExitCode::FAILURE
        }
    }
}
