//! Telling a connection that is not safe from one that is not there.

use std::error::Error;
use std::io;

/// Whether TLS is behind an error: a certificate that is not trusted, a name that is not its, a
/// server that speaks no TLS.
pub fn is_behind(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    // What an `io::Error` wraps is not what it calls its source.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
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
