//! The command `quickpage`.

use std::error::Error;
use std::process::ExitCode;

use quickpage::commands::{self, Ended};
use quickpage::config::given;
use quickpage::log;
use quickpage::source::{neo4j, neuprint};

#[tokio::main]
async fn main() -> ExitCode {
    let given = match given::read(std::env::args_os()) {
        Ok(given) => given,
        Err(error) => error.exit(),
    };
    if let Err(error) = log::start(&given.log()) {
        eprintln!("quickpage: --log: {error}");
        return ExitCode::from(2);
    }
    for unknown in &given.unknown {
        tracing::warn!("{unknown}");
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
            let is_usage = |cause: &(dyn Error + 'static)| {
                cause.is::<neuprint::SetupError>() || cause.is::<neo4j::SetupError>()
            };
            ExitCode::from(if error.chain().any(is_usage) { 2 } else { 1 })
        }
    }
}
