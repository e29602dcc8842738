//! What the operator says of the database, checked once: its address and the password.

use std::fmt;
use std::path::Path;

use reqwest::Url;

/// Why the source cannot be set up: one variant per thing to put right. None of the texts hold
/// what was given, since that may hold a secret.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Correct the address.
    #[error("the Neo4j address is not of the form bolt://HOST:PORT or bolt+s://HOST:PORT")]
    Address,
    /// Use `bolt+s` with a file of certificates.
    #[error("bolt+ssc and neo4j+ssc check no certificate; use bolt+s with the CA's file")]
    Unverified,
    /// Give the password apart from the address.
    #[error("the Neo4j address holds a user or password; give them as settings of their own")]
    Credentials,
    /// Allow at least one connection.
    #[error("at least one connection to Neo4j is needed")]
    NoConnection,
    /// Correct the file's path or content.
    #[error("the file of certificates cannot be read")]
    Certificates,
    /// Install a cryptography provider before this (a fault of the program).
    #[error("no cryptography provider has been installed")]
    Cryptography,
}

/// Where the database listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The host, an IPv6 address without brackets.
    pub host: String,
    pub port: u16,
    pub tls: bool,
}

impl Place {
    const DEFAULT_PORT: u16 = 7687;

    /// The place in one spelling, with the database within it.
    pub fn address(&self, database: Option<&str>) -> String {
        let Place { host, port, tls } = self;
        let scheme = if *tls { "bolt+s" } else { "bolt" };
        format!("{scheme}://{host}:{port}/{}", database.unwrap_or_default())
    }

    /// Reads the address.
    pub fn read(uri: &str) -> Result<Place, SetupError> {
        let url = Url::parse(uri.trim()).map_err(|_| SetupError::Address)?;
        let tls = match url.scheme() {
            "bolt" | "neo4j" => false,
            "bolt+s" | "neo4j+s" => true,
            "bolt+ssc" | "neo4j+ssc" => return Err(SetupError::Unverified),
            _ => return Err(SetupError::Address),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SetupError::Credentials);
        }
        let has_more = url.query().is_some() || url.fragment().is_some();
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if has_more || host.is_empty() || !matches!(url.path(), "" | "/") {
            return Err(SetupError::Address);
        }
        Ok(Place { host, port: url.port().unwrap_or(Place::DEFAULT_PORT), tls })
    }
}

/// The account's password. It is only ever shown to the database.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The variable that it is read from.
    pub const VARIABLE: &str = "QUICKPAGE_NEO4J_PASSWORD";

    /// A password.
    pub fn new(text: impl Into<String>) -> Password {
        Password(text.into())
    }

    /// The password of [`Password::VARIABLE`], if that says anything.
    pub fn from_environment() -> Option<Password> {
        let text = std::env::var(Password::VARIABLE).ok()?;
        (!text.is_empty()).then(|| Password::new(text))
    }

    /// The first line of a file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn from_file(path: &Path) -> std::io::Result<Password> {
        let text = std::fs::read_to_string(path)?;
        Ok(Password::new(text.lines().next().unwrap_or_default()))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_place_and_nothing_more() {
        let check = |uri: &str, expected: &str| {
            let place = Place::read(uri).map(|p| format!("{} {} {}", p.host, p.port, p.tls));
            assert_eq!(place.unwrap_or_else(|e| format!("{e:?}")), expected, "{uri}");
        };
        check("bolt://127.0.0.1", "127.0.0.1 7687 false");
        check("neo4j://db:17687/", "db 17687 false");
        check("bolt+s://db.example.org", "db.example.org 7687 true");
        check("bolt://[::1]:1", "::1 1 false");
        check("bolt+ssc://db", "Unverified");
        check("bolt://neo4j:secret@db", "Credentials");
        check("http://db", "Address");
        check("db:7687", "Address");
        check("bolt://", "Address");
        check("bolt://db/path", "Address");
        check("bolt://db?x=1", "Address");
        check("", "Address");
    }

    #[test]
    fn a_password_is_not_shown_and_ends_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("password");
        std::fs::write(&path, " secret word \n").expect("a file");
        let password = Password::from_file(&path).expect("a password");
        assert_eq!(password.reveal(), " secret word ");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
