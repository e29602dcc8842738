//! The `neo4j` source: a Neo4j that holds datasets in neuPrint's data model, asked over Bolt; for
//! a proxy that stands beside the database.
//!
//! In reading order: what the operator says of the database (`address`), the asking (`bolt`), and
//! what its errors mean (`errors`). What is asked and what rows mean is in [`super::cypher`].
//!
//! What must stay true: every transaction is a read, names are parameters and never text, and no
//! error holds the password, the address or a query.

use std::path::PathBuf;
use std::time::Duration;

use super::cypher::CypherSource;
use bolt::Bolt;

pub use address::{Password, SetupError};
pub use bolt::connect;

mod address;
mod bolt;
mod errors;

/// The standard account.
pub const USER: &str = "neo4j";

/// What the operator says of the database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its address, such as `bolt://127.0.0.1:7687`; `bolt+s` or `neo4j+s` for TLS.
    pub uri: String,
    /// The account; one with the role of a reader is enough.
    pub user: String,
    /// Its password; a database without authentication needs none.
    pub password: Option<Password>,
    /// The database within the server; `None` for the account's own.
    pub database: Option<String>,
    /// The datasets to answer for, the default one first; `None` for all that it holds.
    pub datasets: Option<Vec<String>>,
    /// The most connections at once.
    pub max_connections: usize,
    /// How long a query may take, all of it, here and at the database.
    pub timeout: Duration,
    /// A file of certificates (PEM) to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
}

impl Options {
    /// All public datasets of a database, as its standard user without a password.
    pub fn new(uri: impl Into<String>) -> Options {
        Options {
            uri: uri.into(),
            user: USER.to_owned(),
            password: None,
            database: None,
            datasets: None,
            max_connections: 16,
            timeout: Duration::from_secs(75),
            ca_file: None,
        }
    }
}

/// A Neo4j as a source.
pub type Neo4j = CypherSource<Bolt>;

impl Neo4j {
    /// Sets the source up; nothing is sent yet. For an address with TLS, a rustls cryptography
    /// provider must have been installed.
    ///
    /// # Errors
    /// When the options cannot be used.
    pub fn new(options: Options) -> Result<Neo4j, SetupError> {
        let datasets = options.datasets.clone();
        Ok(CypherSource::of(Bolt::new(options)?, datasets))
    }
}
