//! Watches each request from its first byte to the last byte of its answer: it has an id, which
//! every line of the log about it carries, and it is counted.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tracing::{Instrument, Span};

use super::Served;
use crate::log;
use crate::metrics::requests::{Class, Route};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a client.
const LONGEST_ID: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered, if one is.
pub fn request_id() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Answers a request and watches it.
pub async fn watch(State(served): State<Arc<Served>>, request: Request, next: Next) -> Response {
    let id = own_id(request.headers()).unwrap_or_else(|| format!("{:016x}", fastrand::u64(..)));
    // At the level of errors, so that it is there whatever is logged.
    let span = tracing::error_span!("request", request_id = id);
    let mut watched = Watched::begin(served, &request, span.clone());
    let header = HeaderValue::from_str(&id);
    let mut response = CURRENT.scope(id, next.run(request).instrument(span)).await;
    watched.status = Some(response.status());
    if let Ok(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    response.map(|body| Body::new(WatchedBody { body, watched }))
}

/// The id that a client or a reverse proxy has given the request, if it is a plausible one.
fn own_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_plausible = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_safe);
    is_plausible.then(|| id.to_owned())
}

/// A request in progress; it has ended when this is dropped.
struct Watched {
    served: Arc<Served>,
    span: Span,
    route: Route,
    method: Method,
    path: String,
    began: Instant,
    /// As soon as there is one.
    status: Option<StatusCode>,
    sent: u64,
}

impl Watched {
    fn begin(served: Arc<Served>, request: &Request, span: Span) -> Watched {
        let template = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        Watched {
            served,
            span,
            route: Route::of(template),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            began: Instant::now(),
            status: None,
            sent: 0,
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        let requests = &self.served.requests;
        requests.ended.of(self.route).of(Class::of(self.status)).one();
        requests.seconds.of(self.route).observe(took.as_secs_f64());
        let _in_span = self.span.enter();
        tracing::debug!(
            method = self.method.as_str(),
            path = log::name(&self.path),
            status = self.status.map(|status| status.as_u16()),
            bytes = self.sent,
            milliseconds = took.as_millis() as u64,
            "request ended"
        );
    }
}

/// An answer's body, with the request that is watched until it has been sent.
struct WatchedBody {
    body: Body,
    watched: Watched,
}

impl http_body::Body for WatchedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let WatchedBody { body, watched } = self.get_mut();
        let _in_span = watched.span.enter();
        let polled = Pin::new(body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            watched.sent += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_and_safe_id_is_taken_over() {
        let check = |id: &[u8], is_taken: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(id).expect("a header"));
            assert_eq!(own_id(&headers).is_some(), is_taken, "{id:?}");
        };
        check(b"01J9-a_b.c", true);
        check(&[b'a'; LONGEST_ID], true);
        check(&[b'a'; LONGEST_ID + 1], false);
        check(b"", false);
        check(b"a b", false);
        check(b"\"}{\"", false);
        check("\u{e9}".as_bytes(), false);
    }
}
