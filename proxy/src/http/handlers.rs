//! Answers about datasets, single types, neurons, bodies and the proxy itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::Body;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use shared::site::Pages;
use shared::wire::{Dataset, Gauge, Status};

use super::Served;
use super::problem::ApiError;
use super::stored::Stored;
use crate::batcher::TypeIx;
use crate::datasets::Opened;
use crate::datasets::details::Detail;
use crate::upstream::{AskError, Upstream, Urgency};

type Reply = Result<Response, ApiError>;

/// GET `/datasets`.
pub async fn datasets(State(served): State<Arc<Served>>, headers: HeaderMap) -> Reply {
    let list = served.datasets.list().await?;
    let list: Vec<Dataset> = list.into_iter().map(|listed| listed.dataset).collect();
    Ok(Stored::json(&list).answer(&headers))
}

/// GET `/datasets/{dataset}/types`.
pub async fn types(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let opened = served.datasets.open(&dataset).await?;
    served.counters.lists.fetch_add(1, Ordering::Relaxed);
    Ok(aged(&served, &opened, list_of_types(&opened, &headers)))
}

fn list_of_types(opened: &Opened, headers: &HeaderMap) -> Response {
    if let Some(complete) = opened.complete_list.get() {
        return complete.answer(headers);
    }
    let list = opened.list();
    let stored = Stored::json(&list);
    if list.types.iter().any(|entry| entry.hash.is_none()) {
        return stored.answer(headers);
    }
    opened.complete_list.get_or_init(|| stored).answer(headers)
}

/// GET `/datasets/{dataset}/types/{type}`.
pub async fn one_type(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
) -> Reply {
    let (opened, ix) = find(&served, &dataset, &type_name).await?;
    opened.ask_for(ix);
    let outcome = opened.batcher.want([ix], Urgency::Person).only().await;
    let known = outcome.unwrap_or_else(|| Err(Arc::new(AskError::Panicked)))?;
    let mut response = Response::new(Body::from(known.line.clone()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(aged(&served, &opened, response))
}

/// GET `/datasets/{dataset}/types/{type}/neurons`.
pub async fn neurons(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Reply {
    detail(&served, &dataset, type_name, Detail::Neurons, &headers).await
}

/// GET `/datasets/{dataset}/types/{type}/partners`.
pub async fn partners(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Reply {
    detail(&served, &dataset, type_name, Detail::Partners, &headers).await
}

async fn detail(
    served: &Served,
    dataset: &str,
    type_name: String,
    which: fn(String) -> Detail,
    headers: &HeaderMap,
) -> Reply {
    let (opened, ix) = find(served, dataset, &type_name).await?;
    opened.ask_for(ix);
    let stored = served.datasets.detail(&opened, which(type_name), Urgency::Person).await?;
    Ok(aged(served, &opened, stored.answer(headers)))
}

/// GET `/datasets/{dataset}/bodies/{id}`.
pub async fn body(
    State(served): State<Arc<Served>>,
    Path((dataset, id)): Path<(String, String)>,
) -> Reply {
    let opened = served.datasets.open(&dataset).await?;
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let Some(body_id) = id.parse().ok().filter(|_| digits) else {
        return Err(ApiError::BadRequest(format!("`{id}` is not a body id: digits only")));
    };
    let body = served.datasets.body(&opened, body_id).await?.ok_or_else(|| {
        ApiError::NotFound(format!("there is no neuron {id} in {dataset}"), "unknown_body")
    })?;
    Ok(Json(body).into_response())
}

/// GET `/datasets/{dataset}/roi-hierarchy`.
pub async fn roi_hierarchy(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let opened = served.datasets.open(&dataset).await?;
    let hierarchy = served.datasets.hierarchy(&opened).await?;
    served.counters.hierarchies.fetch_add(1, Ordering::Relaxed);
    Ok(aged(&served, &opened, hierarchy.answer(&headers)))
}

/// GET `/datasets/{dataset}/pages`.
pub async fn pages(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let opened = served.datasets.open(&dataset).await?;
    let pages = match &served.beside.pages {
        Some(folder) => tokio::task::block_in_place(|| folder.of(&opened)),
        None => Arc::new(Stored::json(&Pages::default())),
    };
    Ok(pages.answer(&headers))
}

/// Says of an answer how old it is, where its source has not confirmed it for some time.
pub fn aged(served: &Served, opened: &Opened, mut response: Response) -> Response {
    if let Some(age) = served.datasets.stale_for(opened) {
        served.requests.stale.one();
        let headers = response.headers_mut();
        headers.insert(header::AGE, age.as_secs().into());
        headers.insert("x-quickpage-stale", HeaderValue::from_static("true"));
    }
    response
}

/// GET `/status` beside `/api`: a browser is sent to the page that shows the figures.
pub async fn status_page(State(served): State<Arc<Served>>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let wants_page = accepted.is_some_and(|accept| accept.contains("text/html"));
    let mut response = match wants_page && served.app.has_page() {
        true => Redirect::temporary("./?page=status").into_response(),
        false => status(State(served)).await,
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// GET `/api/v1/status`.
pub async fn status(State(served): State<Arc<Served>>) -> Response {
    let counters = &served.counters;
    let upstreams = served.datasets.upstreams();
    let sum = |figure: fn(&Upstream) -> usize| {
        upstreams.iter().map(|upstream| figure(upstream) as u64).sum::<u64>()
    };
    let (details, details_bytes) = served.datasets.details_kept();
    let status = Status {
        quickpage: env!("CARGO_PKG_VERSION").to_owned(),
        uptime_seconds: served.started.elapsed().as_secs(),
        requests: served.admission.requests(),
        queries: Gauge {
            now: sum(|upstream| upstream.load().taken),
            limit: sum(|upstream| upstream.load().limit),
        },
        queries_waiting: sum(|upstream| upstream.load().waiting),
        queries_held_back: sum(Upstream::held_back),
        queries_sent: upstreams.iter().map(|upstream| upstream.sent()).sum(),
        paused: upstreams.iter().any(|upstream| upstream.is_paused()),
        resting: upstreams.iter().any(|upstream| upstream.is_resting()),
        lists_served: counters.lists.load(Ordering::Relaxed),
        summaries_served: counters.summaries.load(Ordering::Relaxed),
        hierarchies_served: counters.hierarchies.load(Ordering::Relaxed),
        details,
        details_bytes,
        datasets: served.datasets.status(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(status)).into_response()
}

/// Any other path below `/api/v1`.
pub async fn no_such_endpoint(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::NotFound(format!("there is no endpoint {}", uri.path()), "not_found")
}

/// Any other method on a path that exists.
pub async fn wrong_method() -> ApiError {
    ApiError::WrongMethod
}

/// The type of exactly this name: no other one is ever asked of the source.
async fn find(
    served: &Served,
    dataset: &str,
    type_name: &str,
) -> Result<(Arc<Opened>, TypeIx), ApiError> {
    let opened = served.datasets.open(dataset).await?;
    let ix = opened.find(type_name).ok_or_else(|| {
        let detail = format!("there is no type {type_name} in {dataset}");
        ApiError::NotFound(detail, "unknown_type")
    })?;
    Ok((opened, ix))
}
