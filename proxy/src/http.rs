//! The HTTP contract: every route on one screen; a handler checks, asks, answers.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::datasets::Datasets;
use crate::metrics::requests::Requests;

pub mod problem;
pub mod admission;
pub mod security;
pub mod stored;
pub mod gzip;
pub mod handlers;
pub mod summaries;
pub mod app;
pub mod pages;
pub mod watch;
pub mod metrics;
pub mod admin;

pub use gzip::Piece;
pub use pages::PagesFolder;
pub use stored::Stored;

/// What the handlers share.
pub struct Served {
    /// The datasets.
    pub datasets: Arc<Datasets>,
    /// The limit on clients' requests in progress.
    pub admission: Arc<admission::Admission>,
    /// The app's files.
    pub app: app::App,
    /// What has been answered so far.
    pub counters: Counters,
    /// What is counted of the requests.
    pub requests: Requests,
    /// When the proxy started.
    pub started: Instant,
    /// What is served beside the datasets, and to whom.
    pub beside: Beside,
}

/// What is served beside the datasets, and to whom.
#[derive(Debug, Default)]
pub struct Beside {
    /// Pages of types.
    pub pages: Option<PagesFolder>,
    /// Sites elsewhere whose app may ask.
    pub origins: Vec<HeaderValue>,
}

/// Answers since the start.
#[derive(Debug, Default)]
pub struct Counters {
    /// Lists of types.
    pub lists: AtomicU64,
    /// Summaries, by GET and by POST.
    pub summaries: AtomicU64,
    /// ROI hierarchies.
    pub hierarchies: AtomicU64,
}

/// The largest request body.
const MAX_BODY: usize = 1 << 20;

impl Served {
    /// Serves these datasets with at most `max_requests` requests in progress.
    pub fn new(datasets: Arc<Datasets>, max_requests: usize, beside: Beside) -> Arc<Served> {
        Arc::new(Served {
            datasets,
            admission: admission::Admission::new(max_requests),
            app: app::App::embedded(),
            counters: Counters::default(),
            requests: Requests::default(),
            started: Instant::now(),
            beside,
        })
    }
}

/// All routes.
pub fn router(served: Arc<Served>) -> Router {
    let api = Router::new()
        .route("/datasets", get(handlers::datasets))
        .route("/datasets/{dataset}/types", get(handlers::types))
        .route("/datasets/{dataset}/types/{type}", get(handlers::one_type))
        .route("/datasets/{dataset}/types/{type}/neurons", get(handlers::neurons))
        .route("/datasets/{dataset}/types/{type}/partners", get(handlers::partners))
        .route("/datasets/{dataset}/summaries", get(summaries::all).post(summaries::some))
        .route("/datasets/{dataset}/bodies/{id}", get(handlers::body))
        .route("/datasets/{dataset}/roi-hierarchy", get(handlers::roi_hierarchy))
        .route("/datasets/{dataset}/pages", get(handlers::pages))
        .fallback(handlers::no_such_endpoint)
        .method_not_allowed_fallback(handlers::wrong_method)
        .layer(from_fn_with_state(served.clone(), admission::admit))
        .route("/status", get(handlers::status))
        .layer(cors(&served.beside.origins));
    let csp = served.app.content_security_policy();
    let mut router = Router::new();
    if let Some(PagesFolder { folder, at: None, .. }) = &served.beside.pages {
        router = router.nest_service(pages::ROUTE, pages::files(folder));
    }
    router
        .nest("/api/v1", api)
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/status", get(handlers::status_page))
        .fallback(app::file)
        // A body that says itself that it is too large is not waited for.
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(from_fn(problem::as_problem))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(served.clone(), watch::watch))
        .layer(security::headers(csp))
        .with_state(served)
}

/// Lets the apps of these sites ask, and no page of any other.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
}
