//! What an error of the Bolt client means. Nothing of its words goes further than this file,
//! except for the code of a Neo4j error and the words of the operating system: they may hold the
//! query or the address.

use neo4rs::Error;

use crate::source::cypher::{code, unreadable};
use crate::source::{SourceError, tls};

/// When it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the database had taken the query.
    Asking,
    /// While rows came in.
    Reading,
}

/// Tells what to do about an error.
pub fn error_of(error: Error, moment: Moment) -> SourceError {
    match error {
        Error::Neo4j(error) => match code::find(error.code()) {
            Some(code) => code::error_of(code),
            None => SourceError::Broken("an error without a code".to_owned()),
        },
        Error::IOError { detail } if tls::is_behind(&detail) => SourceError::Tls(detail.into()),
        Error::IOError { detail } => match moment {
            Moment::Asking => SourceError::Unreachable(detail.into()),
            Moment::Reading => SourceError::Incomplete(detail.into()),
        },
        Error::AuthenticationError(_) => SourceError::Unauthorized,
        Error::ConnectionTimedOut => SourceError::TimedOut,
        Error::RequestIgnoredError | Error::Ignored(_) => {
            SourceError::Overloaded { retry_after: None }
        }
        Error::ProtocolMismatch(_) | Error::UnsupportedVersion(..) => {
            SourceError::Unreachable("what answers there is no Neo4j that can be asked".into())
        }
        Error::ConnectionError | Error::IncompleteBoltExchange => {
            SourceError::Incomplete("the connection was lost".into())
        }
        _ => unreadable("it is not what Neo4j answers to a query"),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_moment_tells_whether_anybody_was_there() {
        let refused = || Error::from(io::Error::from(io::ErrorKind::ConnectionRefused));
        let asking = error_of(refused(), Moment::Asking);
        assert!(matches!(asking, SourceError::Unreachable(_)));
        let reading = error_of(refused(), Moment::Reading);
        assert!(matches!(reading, SourceError::Incomplete(_)));
        let tls = Error::from(io::Error::other(rustls::Error::DecryptError));
        assert!(matches!(error_of(tls, Moment::Asking), SourceError::Tls(_)));
    }

    #[test]
    fn the_words_of_an_error_go_no_further() {
        let errors = [
            Error::AuthenticationError("SECRET".to_owned()),
            Error::UnexpectedMessage("SECRET".to_owned()),
            Error::InvalidDnsName("SECRET".to_owned()),
            Error::UnsupportedScheme("SECRET".to_owned()),
        ];
        for error in errors {
            let told = error_of(error, Moment::Asking);
            assert!(!format!("{told} {told:?}").contains("SECRET"), "{told:?}");
        }
    }
}
