//! Telling a connection that is not safe from one that is not there.

use std::error::Error;
use std::io;

/// What tokio-rustls says, as text alone, when a server hangs up while TLS is begun: a Neo4j does
/// that to whoever speaks TLS at its plain port.
const HUNG_UP: &str = "tls handshake eof";

/// Whether TLS is behind an error: a certificate that is not trusted, a name that is not its, a
/// server that speaks no TLS.
pub fn is_behind(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let of_connection = error.downcast_ref::<io::Error>();
    if of_connection.is_some_and(|error| error.to_string() == HUNG_UP) {
        return true;
    }
    // What an `io::Error` wraps is not what it calls its source.
    let wrapped = of_connection.and_then(io::Error::get_ref);
    wrapped.is_some_and(|wrapped| is_behind(wrapped)) || error.source().is_some_and(is_behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_found_however_deep_it_lies() {
        let tls = || rustls::Error::DecryptError;
        assert!(is_behind(&tls()));
        assert!(is_behind(&io::Error::other(tls())));
        assert!(is_behind(&io::Error::other(io::Error::other(tls()))));
        assert!(!is_behind(&io::Error::from(io::ErrorKind::ConnectionRefused)));
        assert!(!is_behind(&io::Error::other("certificate")));
    }
}
