//! The codes of Neo4j's errors: all that may be kept of one, since its words may quote the query.

use crate::source::SourceError;

/// The first code in a text: `Neo.ClientError.Statement.SyntaxError` of
/// `… Neo4jError: Neo.ClientError.Statement.SyntaxError (…)`.
pub fn find(text: &str) -> Option<&str> {
    let start = text.find("Neo.")?;
    let is_code = |c: char| c.is_ascii_alphabetic() || c == '.';
    let code = &text[start..];
    let end = code.find(|c| !is_code(c)).unwrap_or(code.len());
    let code = code[..end].trim_end_matches('.');
    (code.split('.').count() == 4 && code.len() < 100).then_some(code)
}

/// What to do about an error with this code.
pub fn error_of(code: &str) -> SourceError {
    let code = code.to_owned();
    match code {
        _ if code.contains(".TransactionTimedOut") => SourceError::TimedOut,
        _ if code == "Neo.ClientError.Security.Forbidden" => SourceError::Forbidden,
        _ if code.starts_with("Neo.ClientError.Security.") => SourceError::Unauthorized,
        _ if code.starts_with("Neo.TransientError.") => {
            SourceError::Overloaded { retry_after: None }
        }
        _ if code.starts_with("Neo.ClientError.") => SourceError::Rejected(code),
        _ => SourceError::Broken(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_nothing_but_a_code() {
        for text in ["Neo.", "Neo.x", "Neo.ClientError.Statement.' DELETE", "neo"] {
            assert_eq!(find(text), None, "{text}");
        }
        let text = "Neo4jError: Neo.ClientError.Statement.SyntaxError (Invalid input 'Neo.')";
        assert_eq!(find(text), Some("Neo.ClientError.Statement.SyntaxError"));
    }

    #[test]
    fn a_code_says_what_to_do() {
        let check = |code: &str, expected: &str| {
            assert_eq!(format!("{:?}", error_of(code)), expected);
        };
        let overloaded = "Overloaded { retry_after: None }";
        check("Neo.TransientError.General.MemoryPoolOutOfMemoryError", overloaded);
        check("Neo.ClientError.Transaction.TransactionTimedOut", "TimedOut");
        check("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", "TimedOut");
        check("Neo.ClientError.Security.Forbidden", "Forbidden");
        check("Neo.ClientError.Security.TokenExpired", "Unauthorized");
        let syntax = "Neo.ClientError.Statement.SyntaxError";
        check(syntax, &format!("Rejected({syntax:?})"));
        let database = "Neo.DatabaseError.General.UnknownError";
        check(database, &format!("Broken({database:?})"));
    }
}
