//! The operator's own routes, on a listener of their own: whoever reaches them may use them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use super::{Served, metrics};

/// What the operator's routes share.
pub struct Operated {
    /// The proxy.
    pub served: Arc<Served>,
    /// Whether it takes no more requests since it is about to end.
    pub ending: AtomicBool,
}

/// The operator's routes.
pub fn router(operated: Arc<Operated>) -> Router {
    Router::new()
        .route("/readyz", get(ready))
        .route("/pause", post(pause))
        .route("/resume", post(resume))
        .with_state(operated.clone())
        .merge(metrics::router(operated.served.clone()))
}

/// GET `/readyz`: whether requests should be sent here.
async fn ready(State(operated): State<Arc<Operated>>) -> Response {
    let mut reasons = operated.served.datasets.readiness().err().unwrap_or_default();
    if operated.ending.load(Ordering::Relaxed) {
        reasons.push("the proxy is ending".to_owned());
    }
    match reasons.is_empty() {
        true => "ready\n".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, reasons.join("\n") + "\n").into_response(),
    }
}

/// POST `/pause`.
async fn pause(State(operated): State<Arc<Operated>>, headers: HeaderMap) -> Response {
    set_paused(&operated, &headers, true)
}

/// POST `/resume`.
async fn resume(State(operated): State<Arc<Operated>>, headers: HeaderMap) -> Response {
    set_paused(&operated, &headers, false)
}

/// A browser says from which page a POST comes: no page may send one.
fn set_paused(operated: &Operated, headers: &HeaderMap, paused: bool) -> Response {
    if headers.contains_key(header::ORIGIN) {
        return StatusCode::FORBIDDEN.into_response();
    }
    for upstream in operated.served.datasets.upstreams() {
        upstream.pause(paused);
    }
    tracing::info!(paused, "the operator has decided on queries");
    Json(json!({ "paused": paused })).into_response()
}
