//! The `neuprint` source: a neuPrint server, asked by HTTP in Cypher.
//!
//! In reading order: what the operator says of the server (`address`), the asking (`http`), and
//! how an answer is read: refusals (`refusal`, `retry_after`), the body while it arrives (`answer`),
//! its rows (`split`, `rows`). What is
//! asked and what rows mean is in [`super::cypher`].
//!
//! What must stay true: no error holds the token, a query, an address or anything else of an
//! answer.

use std::path::PathBuf;
use std::time::Duration;

use super::cypher::CypherSource;

pub use address::{SetupError, Token};
pub use http::Server;

mod address;
mod http;
mod refusal;
mod retry_after;
mod answer;
mod split;
mod rows;

/// What the operator says of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its address, such as `https://neuprint.janelia.org`; plain http only on this machine.
    pub server: String,
    /// The datasets to answer for, the default one first; `None` for all that it lists.
    pub datasets: Option<Vec<String>>,
    /// The proxy's identity; public datasets need none.
    pub token: Option<Token>,
    /// Whom the server's operator may turn to, such as a `mailto:` address.
    pub contact: Option<String>,
    /// A file of certificates (PEM) to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// How long an answer may take, all of it.
    pub timeout: Duration,
    /// How long an answer that has begun may stand still.
    pub idle_timeout: Duration,
    /// The most bytes that are read of one answer.
    pub max_answer_bytes: u64,
}

impl Options {
    /// All public datasets of a server, anonymously.
    pub fn new(server: impl Into<String>) -> Options {
        Options {
            server: server.into(),
            datasets: None,
            token: None,
            contact: None,
            ca_file: None,
            timeout: TIMEOUT,
            idle_timeout: IDLE_TIMEOUT,
            max_answer_bytes: MAX_ANSWER_BYTES,
        }
    }
}

/// More than the minute after which neuPrintHTTP itself gives up waiting for one of its
/// connections.
const TIMEOUT: Duration = Duration::from_secs(75);
/// neuPrintHTTP sends an answer in one go once it has all of it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Five times what an answer should have.
const MAX_ANSWER_BYTES: u64 = 256 << 20;

/// A neuPrint server as a source.
pub type Neuprint = CypherSource<Server>;

impl Neuprint {
    /// Sets the source up; nothing is sent yet. A rustls cryptography provider must have been
    /// installed.
    ///
    /// # Errors
    /// When the options cannot be used.
    pub fn new(options: Options) -> Result<Neuprint, SetupError> {
        Ok(CypherSource::of(Server::new(&options)?, options.datasets))
    }
}
