//! Every error answer: RFC 9457 problem+json. The cause of a 5xx is logged, never sent.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::wire::{MAX_TYPES_PER_POST, Problem};
use tower_http::timeout::TimeoutError;

use super::watch;
use crate::datasets::OpenError;
use crate::log;
use crate::source::SourceError;
use crate::upstream::AskError;

/// One variant per thing the client can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Ask for something that exists.
    #[error("{0}")]
    NotFound(String, &'static str),
    /// Fix the request.
    #[error("{0}")]
    BadRequest(String),
    /// Ask for fewer types at once.
    #[error("asked for {0} types, the limit is {MAX_TYPES_PER_POST}; ask in several requests")]
    TooManyTypes(usize),
    /// Try again later.
    #[error("all {0} places for requests are taken; try again in a few seconds")]
    Busy(usize),
    /// Fix the request's body.
    #[error("{0}")]
    Unreadable(#[source] JsonRejection),
    /// Use another method.
    #[error("this endpoint does not take this method")]
    WrongMethod,
    /// Wait, or tell whoever runs the proxy.
    #[error(transparent)]
    Ask(#[from] Arc<AskError>),
}

impl ApiError {
    /// That nothing is sent has been logged when it began, and each time is counted.
    fn is_announced(&self) -> bool {
        let ApiError::Ask(error) = self else { return false };
        matches!(**error, AskError::Paused | AskError::Resting { .. })
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            ApiError::NotFound(_, code) => (StatusCode::NOT_FOUND, code),
            ApiError::BadRequest(_) => (StatusCode::BAD_REQUEST, "bad_request"),
            ApiError::TooManyTypes(_) => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_types"),
            ApiError::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            ApiError::Unreadable(rejection) if is_late(rejection) => {
                (StatusCode::REQUEST_TIMEOUT, "too_slow")
            }
            ApiError::Unreadable(rejection) => match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
                StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json")
                }
                status => (status, "bad_request"),
            },
            ApiError::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong_method"),
            ApiError::Ask(error) => ask_status_and_code(error),
        }
    }

    /// What went wrong, in words for people; where terms can be accepted, too.
    fn detail(&self) -> String {
        match self {
            ApiError::Ask(error) => match &**error {
                AskError::Source(SourceError::TermsOfService { url: Some(url) }) => {
                    format!("{error}: see {url}")
                }
                error => error.to_string(),
            },
            error => error.to_string(),
        }
    }

    /// Whether asking again later may help.
    fn is_retryable(&self) -> bool {
        match self {
            ApiError::Busy(_) => true,
            ApiError::Ask(error) => match &**error {
                AskError::Source(error) => error.may_pass(),
                _ => true,
            },
            _ => false,
        }
    }

    /// After how many seconds to ask again.
    fn retry_after(&self) -> u32 {
        let wait = match self {
            ApiError::Ask(error) => match &**error {
                AskError::Resting { retry_in } => *retry_in,
                AskError::Source(SourceError::Overloaded { retry_after: Some(wait) }) => *wait,
                AskError::Paused => PAUSED,
                _ => BUSY,
            },
            _ => BUSY,
        };
        seconds(wait)
    }
}

/// Whole seconds, rounded up; a little more by chance, so that not all come back at once.
fn seconds(wait: Duration) -> u32 {
    wait.as_secs_f64().ceil() as u32 + fastrand::u32(0..=1)
}

/// After how many seconds to ask a paused proxy again.
pub fn paused_for() -> u32 {
    seconds(PAUSED)
}

/// Whether a body took too long to arrive.
fn is_late(rejection: &JsonRejection) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(rejection);
    while let Some(error) = cause {
        if error.is::<TimeoutError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// When to come back to a proxy that is busy, and to one whose operator has paused it.
const BUSY: Duration = Duration::from_secs(2);
const PAUSED: Duration = Duration::from_secs(60);

fn ask_status_and_code(error: &AskError) -> (StatusCode, &'static str) {
    match error {
        AskError::Paused => (StatusCode::SERVICE_UNAVAILABLE, "paused"),
        AskError::Resting { .. } => (StatusCode::SERVICE_UNAVAILABLE, "upstream_resting"),
        AskError::Crowded => (StatusCode::SERVICE_UNAVAILABLE, "queue_full"),
        AskError::TooLate | AskError::Unwanted => {
            (StatusCode::SERVICE_UNAVAILABLE, "queue_deadline")
        }
        AskError::Panicked => (StatusCode::BAD_GATEWAY, "internal"),
        AskError::Source(error) => source_status_and_code(error),
    }
}

fn source_status_and_code(error: &SourceError) -> (StatusCode, &'static str) {
    match error {
        SourceError::Missing(_) => (StatusCode::NOT_FOUND, "not_in_this_source"),
        SourceError::UnknownDataset => (StatusCode::NOT_FOUND, "unknown_dataset"),
        SourceError::Overloaded { .. } => (StatusCode::SERVICE_UNAVAILABLE, "upstream_overloaded"),
        SourceError::Unreachable(_) => (StatusCode::BAD_GATEWAY, "upstream_unreachable"),
        SourceError::Tls(_) => (StatusCode::BAD_GATEWAY, "upstream_tls"),
        SourceError::TooLarge { .. } => (StatusCode::BAD_GATEWAY, "upstream_too_large"),
        SourceError::TimedOut => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout"),
        SourceError::Incomplete(_) => (StatusCode::BAD_GATEWAY, "upstream_incomplete"),
        SourceError::Unauthorized => (StatusCode::BAD_GATEWAY, "upstream_auth"),
        SourceError::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        SourceError::TermsOfService { .. } => (StatusCode::FORBIDDEN, "tos_required"),
        SourceError::Failed(_) | SourceError::Broken(_) => {
            (StatusCode::BAD_GATEWAY, "upstream_error")
        }
        SourceError::Rejected(_) => (StatusCode::BAD_GATEWAY, "upstream_rejected_query"),
        SourceError::Unreadable(_) => (StatusCode::BAD_GATEWAY, "upstream_schema"),
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> ApiError {
        match error {
            OpenError::Unknown { name, meant } => {
                let hint = meant.map_or_else(
                    || "GET /api/v1/datasets lists those there are".to_owned(),
                    |meant| format!("its name is {meant}"),
                );
                ApiError::NotFound(format!("there is no dataset {name}; {hint}"), "unknown_dataset")
            }
            OpenError::Ask(error) => error.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        if self.is_announced() {
            tracing::debug!(code, error = log::describe(&self), "could not answer");
        } else if status.is_server_error() {
            tracing::warn!(code, error = log::describe(&self), "could not answer");
        }
        let mut response = problem(status, code, self.detail(), self.is_retryable());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, self.retry_after().into());
        }
        response
    }
}

fn problem(status: StatusCode, code: &str, detail: String, retryable: bool) -> Response {
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        detail,
        code: code.to_owned(),
        retryable,
        request_id: watch::request_id(),
    };
    let mut response = (status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Gives the errors that axum itself answers (an unreadable path or body) the same form.
pub async fn as_problem(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let plain = content_type.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = response.status();
    if !(plain && (status.is_client_error() || status.is_server_error())) {
        return response;
    }
    let (_, body) = response.into_parts();
    let text = axum::body::to_bytes(body, 4_096).await.unwrap_or_default();
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "not_json",
        _ => "bad_request",
    };
    problem(status, code, String::from_utf8_lossy(&text).into_owned(), false)
}

/// What a client sees of a panic: nothing but that it happened.
pub fn after_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(panic = text, "a request panicked");
    problem(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the proxy failed".to_owned(), true)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::post;
    use tower::Service;
    use tower_http::timeout::DeadlineBody;

    use super::*;

    #[tokio::test]
    async fn a_body_that_is_too_slow_is_told_so() {
        type Rejected = Result<Json<serde_json::Value>, JsonRejection>;
        let take = post(async |body: Rejected| body.map(|_| ()).map_err(ApiError::Unreadable));
        let mut router = Router::new().route("/", take);
        let never = futures_util::stream::pending::<Result<&str, std::io::Error>>();
        let body = DeadlineBody::new(Duration::from_millis(10), Body::from_stream(never));
        let request = Request::post("/").header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::new(body)).expect("a request");
        let answer = router.call(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
    }
}
