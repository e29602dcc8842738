//! The figures for Prometheus, on the operator's listener.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Served;
use crate::metrics::exposition;

/// The route `/metrics`.
pub fn router(served: Arc<Served>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(served)
}

async fn metrics(State(served): State<Arc<Served>>) -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, exposition::CONTENT_TYPE)];
    (kind, exposition::text(&served))
}
