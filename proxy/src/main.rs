//! The command `quickpage`.

use std::io::IsTerminal;
use std::process::ExitCode;

use quickpage::commands::{self, Ended};
use quickpage::config::{Log, LogFormat, given};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let given = match given::read(std::env::args_os()) {
        Ok(given) => given,
        Err(error) => error.exit(),
    };
    if let Err(error) = start_log(&given.cli.log) {
        eprintln!("error: --log: {error}");
        return ExitCode::from(2);
    }
    // The default provider of this library needs a C compiler and cmake; ring does not.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match commands::run(given).await {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Problem) => ExitCode::FAILURE,
        Ok(Ended::Interrupted) => ExitCode::from(130),
        Ok(Ended::Terminated) => ExitCode::from(143),
        Err(error) => {
            eprintln!("quickpage: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start_log(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&log.log)?)
        .with_writer(std::io::stderr);
    match log.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
