//! What the operator says of the server, checked once: its address, the token, the contact.

use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::HeaderValue;
use reqwest::{Certificate, Url};

/// Why the source cannot be set up: one variant per thing to put right. None of the texts hold
/// what was given, since that may hold a secret.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Correct the address.
    #[error("the neuPrint server's address is not of the form https://HOST")]
    Address,
    /// Use https, or a server on this machine.
    #[error("the neuPrint server must be reached by https, except on this machine")]
    PlainHttp,
    /// Correct the token.
    #[error("the neuPrint token holds characters that no token has")]
    Token,
    /// Correct the contact.
    #[error("the contact is not plain text on one line")]
    Contact,
    /// Correct the file's path or content.
    #[error("the file of certificates cannot be read")]
    Certificates,
    /// Install a cryptography provider before this (a fault of the program).
    #[error("no cryptography provider has been installed")]
    Cryptography,
    /// See to the system's TLS certificates.
    #[error("the HTTP client could not be built")]
    Client(#[source] reqwest::Error),
}

/// Reads the server's address; without a scheme, https is meant.
pub(super) fn server(address: &str) -> Result<Url, SetupError> {
    let address = address.trim();
    let whole = match address.contains("://") {
        true => address.to_owned(),
        false => format!("https://{address}"),
    };
    let mut url = Url::parse(&whole).map_err(|_| SetupError::Address)?;
    let has_more = url.query().is_some() || url.fragment().is_some();
    let has_user = !url.username().is_empty() || url.password().is_some();
    if has_more || has_user || !url.has_host() {
        return Err(SetupError::Address);
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => return Err(SetupError::PlainHttp),
        _ => return Err(SetupError::Address),
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Whether the server is reached without leaving this machine.
pub(super) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |ip: std::net::IpAddr| ip.is_loopback();
    host == "localhost" || address.parse().is_ok_and(is_loopback)
}

/// The certificates of a file, at least one.
pub(super) fn certificates(file: &Path) -> Result<Vec<Certificate>, SetupError> {
    let text = std::fs::read(file).map_err(|_| SetupError::Certificates)?;
    let found = Certificate::from_pem_bundle(&text).map_err(|_| SetupError::Certificates)?;
    match found.is_empty() {
        true => Err(SetupError::Certificates),
        false => Ok(found),
    }
}

/// The name under which the proxy asks.
pub(super) fn user_agent(contact: Option<&str>) -> Result<HeaderValue, SetupError> {
    let mut name = format!("quickpage/{}", env!("CARGO_PKG_VERSION"));
    if let Some(contact) = contact.map(str::trim).filter(|contact| !contact.is_empty()) {
        name.push_str(&format!(" (+{contact})"));
    }
    HeaderValue::from_str(&name).map_err(|_| SetupError::Contact)
}

/// The identity with which the proxy reads. It is only ever shown to the server.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The variable in which all of neuPrint's clients look for it.
    pub const VARIABLE: &str = "NEUPRINT_APPLICATION_CREDENTIALS";

    /// A token as neuPrint hands it out: bare, or as `{"token":"…"}`.
    pub fn new(text: impl Into<String>) -> Token {
        Token(text.into())
    }

    /// The token of [`Token::VARIABLE`], if that says anything.
    pub fn from_environment() -> Option<Token> {
        let text = std::env::var_os(Token::VARIABLE)?.to_string_lossy().trim().to_owned();
        (!text.is_empty()).then(|| Token::new(text))
    }

    /// When it ends to be valid, in seconds since 1970, if it says so: neuPrint's tokens are
    /// JSON Web Tokens. Whether that is true is for the server to check.
    pub fn expires(&self) -> Option<u64> {
        #[derive(serde::Deserialize)]
        struct Claims {
            exp: Option<f64>,
        }
        let token = self.bare();
        let claims = token.split('.').nth(1)?.trim_end_matches('=');
        let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
        let Claims { exp } = serde_json::from_slice(&claims).ok()?;
        // A number too large for a time becomes the largest one.
        exp.map(|seconds| seconds as u64)
    }

    /// The token without what it may be wrapped in.
    fn bare(&self) -> String {
        #[derive(serde::Deserialize)]
        struct Wrapped {
            token: String,
        }
        let text = self.0.trim();
        match serde_json::from_str(text) {
            Ok(Wrapped { token }) => token,
            Err(_) => text.trim_matches('"').to_owned(),
        }
    }

    /// The value of the `Authorization` header; one that logs leave out.
    pub(super) fn header(&self) -> Result<HeaderValue, SetupError> {
        let token = self.bare();
        let is_token = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '{' | '}' | ',');
        if token.is_empty() || !token.chars().all(is_token) {
            return Err(SetupError::Token);
        }
        let mut header =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| SetupError::Token)?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reached_without_tls() {
        let check = |address: &str, expected: &str| {
            let url = server(address).map(String::from).map_err(|e| format!("{e:?}"));
            assert_eq!(url.unwrap_or_else(|e| e), expected, "{address}");
        };
        check("neuprint.janelia.org", "https://neuprint.janelia.org/");
        check("https://host/neuprint", "https://host/neuprint/");
        check(" http://127.0.0.1:11000/ ", "http://127.0.0.1:11000/");
        check("http://localhost:1", "http://localhost:1/");
        check("http://[::1]:1", "http://[::1]:1/");
        check("http://neuprint.janelia.org", "PlainHttp");
        check("http://127.0.0.1.evil.org", "PlainHttp");
        check("http://localhost.evil.org", "PlainHttp");
        check("http://10.0.0.1", "PlainHttp");
        check("ftp://host", "Address");
        check("https://user:secret@host", "Address");
        check("https://host/?token=secret", "Address");
        check("https://", "Address");
        check("", "Address");
        check("file:///etc/passwd", "Address");
    }

    #[test]
    fn a_token_is_not_shown() {
        let good =
            ["abc.def-1_2", " abc.def-1_2\n", r#"{"token":"abc.def-1_2"}"#, "\"abc.def-1_2\""];
        for text in good {
            let token = Token::new(text);
            let header = token.header().expect("a token");
            assert_eq!(header, "Bearer abc.def-1_2");
            assert!(!format!("{token:?}{header:?}").contains("abc"));
        }
        for text in ["", "a b", "a\r\nX: y", "{\"x\":1}", "é", "\u{fffd}"] {
            let refused = Token::new(text).header();
            assert!(matches!(refused, Err(SetupError::Token)), "{text}");
        }
    }

    #[test]
    fn a_token_may_say_when_it_ends() {
        let check = |claims: &str, expected: Option<u64>| {
            let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            assert_eq!(Token::new(&token).expires(), expected, "{claims}");
            let wrapped = Token::new(format!(r#"{{"token":"{token}"}}"#));
            assert_eq!(wrapped.expires(), expected, "{claims}");
        };
        check(r#"{"email":"a@b.c","exp":1700000000}"#, Some(1_700_000_000));
        check(r#"{"exp":1700000000.5}"#, Some(1_700_000_000));
        check(r#"{"email":"a@b.c"}"#, None);
        check("no JSON", None);
        for text in ["", "abc", "a.b.c", "a.\u{e9}.c", "..."] {
            assert_eq!(Token::new(text).expires(), None, "{text}");
        }
    }

    #[test]
    fn the_contact_is_part_of_the_name() {
        let name = user_agent(Some("mailto:lab@example.org")).expect("a contact");
        let expected =
            concat!("quickpage/", env!("CARGO_PKG_VERSION"), " (+mailto:lab@example.org)");
        assert_eq!(name, expected);
        assert_eq!(
            user_agent(None).expect("no contact"),
            concat!("quickpage/", env!("CARGO_PKG_VERSION"))
        );
        assert!(user_agent(Some("a\nb")).is_err());
    }
}
