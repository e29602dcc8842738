//! The command `quickpage`.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use quickpage::config::{Cli, Command};
use quickpage::serve::{self, Ended};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_new(&cli.log.log).unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
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
