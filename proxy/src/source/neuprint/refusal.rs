//! What an answer other than 200 means. neuPrintHTTP's status codes lie (400 stands for a syntax
//! error and for an overloaded database alike), so status and body are read together.
//!
//! Nothing of the body goes further than this file, except for the code of a Neo4j error and the
//! https address of the terms of service: it may hold the query.

use std::time::SystemTime;

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::retry_after;
use crate::source::SourceError;
use crate::source::cypher::code;

/// An error's body: `error` from neuPrintHTTP's handlers, `message` from its framework.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    error: Option<String>,
    message: Option<String>,
    tos_required: bool,
    tos_url: Option<String>,
}

/// Tells what to do about an answer.
pub fn error_of(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> SourceError {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let text = body.error.or(body.message).unwrap_or_default();
    match status {
        StatusCode::BAD_REQUEST => error_of_query(&text),
        StatusCode::FORBIDDEN if body.tos_required => {
            SourceError::TermsOfService { url: body.tos_url.and_then(safe_address) }
        }
        StatusCode::UNAUTHORIZED => SourceError::Unauthorized,
        StatusCode::FORBIDDEN => SourceError::Forbidden,
        StatusCode::NOT_FOUND if text.contains("not available in stores") => {
            SourceError::UnknownDataset
        }
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            SourceError::Overloaded { retry_after: retry_after::read(headers, SystemTime::now()) }
        }
        _ => SourceError::Failed(status.as_u16()),
    }
}

/// An address that a person may be sent to: https, and nothing hidden in it.
fn safe_address(text: String) -> Option<String> {
    let url = Url::parse(&text).ok()?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    (url.scheme() == "https" && !has_user && text.len() < 1_000).then(|| url.into())
}

/// What stands in a 400.
fn error_of_query(text: &str) -> SourceError {
    const OVERLOADED: [&str; 5] =
        ["Timeout", "timed out", "TransientError", "ConnectivityError", "connection pool"];
    // The code comes before the words of the error, which may quote the query.
    if let Some(code) = code::find(text) {
        return match code {
            _ if code.starts_with("Neo.TransientError.") => {
                SourceError::Overloaded { retry_after: None }
            }
            _ if code.contains(".TransactionTimedOut") => {
                SourceError::Overloaded { retry_after: None }
            }
            _ if code.starts_with("Neo.ClientError.") => SourceError::Rejected(code.to_owned()),
            _ => SourceError::Failed(400),
        };
    }
    match text {
        _ if OVERLOADED.iter().any(|sign| text.contains(sign)) => {
            SourceError::Overloaded { retry_after: None }
        }
        "request object not formatted correctly" => {
            SourceError::Rejected("malformed request".to_owned())
        }
        _ => SourceError::Failed(400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLOADED: &str = "Overloaded { retry_after: None }";
    const TIMEOUT: &str = "Timeout experienced. This could be due to database traffic or to \
                           non-optimal database queries.";

    fn error(status: u16, body: &str) -> String {
        let status = StatusCode::from_u16(status).expect("a status");
        format!("{:?}", error_of(status, &HeaderMap::new(), body.as_bytes()))
    }

    #[test]
    fn status_and_body_together_say_what_it_is() {
        let neo4j = |code: &str| {
            format!(
                r#"{{"error":"failed to execute query: Neo4jError: {code} (Invalid input 'Timeout': \"MATCH (n:`x_Neuron`)\")"}}"#
            )
        };
        let syntax = neo4j("Neo.ClientError.Statement.SyntaxError");
        let cases = [
            (400, &*syntax, r#"Rejected("Neo.ClientError.Statement.SyntaxError")"#),
            (400, &neo4j("Neo.TransientError.General.OutOfMemoryError"), OVERLOADED),
            (400, &neo4j("Neo.ClientError.Transaction.TransactionTimedOut"), OVERLOADED),
            (400, &neo4j("Neo.DatabaseError.General.UnknownError"), "Failed(400)"),
            (400, &format!(r#"{{"error":"{TIMEOUT}"}}"#), OVERLOADED),
            (
                400,
                r#"{"error":"failed to execute query: ConnectivityError: dial tcp"}"#,
                OVERLOADED,
            ),
            (
                400,
                r#"{"error":"request object not formatted correctly"}"#,
                r#"Rejected("malformed request")"#,
            ),
            (400, r#"{"error":"something new"}"#, "Failed(400)"),
            (400, "<html>", "Failed(400)"),
            (400, "", "Failed(400)"),
            (401, r#"{"message":"invalid or expired token"}"#, "Unauthorized"),
            (403, r#"{"message":"forbidden"}"#, "Forbidden"),
            (
                403,
                r#"{"tos_required":true,"tos_url":"https://x/terms"}"#,
                r#"TermsOfService { url: Some("https://x/terms") }"#,
            ),
            (
                403,
                r#"{"tos_required":true,"tos_url":"javascript:alert(1)"}"#,
                "TermsOfService { url: None }",
            ),
            (
                403,
                r#"{"tos_required":true,"tos_url":"https://user:word@x/"}"#,
                "TermsOfService { url: None }",
            ),
            (403, r#"{"tos_required":true}"#, "TermsOfService { url: None }"),
            (404, r#"{"error":"dataset \"x:v1\" not available in stores"}"#, "UnknownDataset"),
            (404, r#"{"message":"Not Found"}"#, "Failed(404)"),
            (429, "", OVERLOADED),
            (500, r#"{"message":"Internal Server Error"}"#, "Failed(500)"),
            (502, r#"{"message":"auth service unavailable"}"#, OVERLOADED),
            (503, "", OVERLOADED),
            (504, "", OVERLOADED),
            (302, "", "Failed(302)"),
            (204, "", "Failed(204)"),
            (418, "", "Failed(418)"),
        ];
        for (status, body, expected) in cases {
            assert_eq!(error(status, body), expected, "{status} {body}");
        }
    }
}
