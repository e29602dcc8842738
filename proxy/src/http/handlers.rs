//! Answers about datasets, single types, neurons, bodies and the proxy itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::Body;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use shared::wire::{NeuronList, NeuronRow, Status};

use super::Served;
use super::problem::ApiError;
use super::stored::Stored;
use crate::batcher::{TypeIx, Urgency};
use crate::datasets::Opened;
use crate::source::{SourceError, wire_row};

type Reply = Result<Response, ApiError>;

/// GET `/datasets`.
pub async fn datasets(State(served): State<Arc<Served>>, headers: HeaderMap) -> Reply {
    Ok(Stored::json(&*served.datasets.list().await?).answer(&headers))
}

/// GET `/datasets/{dataset}/types`.
pub async fn types(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let opened = served.datasets.open(&dataset).await?;
    served.counters.lists.fetch_add(1, Ordering::Relaxed);
    if let Some(complete) = opened.complete_list.get() {
        return Ok(complete.answer(&headers));
    }
    let list = opened.list();
    let stored = Stored::json(&list);
    if list.types.iter().any(|entry| entry.hash.is_none()) {
        return Ok(stored.answer(&headers));
    }
    Ok(opened.complete_list.get_or_init(|| stored).answer(&headers))
}

/// GET `/datasets/{dataset}/types/{type}`.
pub async fn one_type(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
) -> Reply {
    let (opened, ix) = find(&served, &dataset, &type_name).await?;
    let mut wanted = opened.batcher.want([ix], Urgency::Person);
    let known = match wanted.recv().await {
        Some((_, Ok(known))) => known,
        Some((_, Err(error))) => return Err(error.into()),
        None => return Err(SourceError::Unreadable("it was not read".to_owned()).into()),
    };
    let mut response = Response::new(Body::from(known.line.clone()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// GET `/datasets/{dataset}/types/{type}/neurons`.
pub async fn neurons(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Reply {
    find(&served, &dataset, &type_name).await?;
    let mut neurons: Vec<(u64, NeuronRow)> = Vec::new();
    let permit = served.datasets.upstream().permit().await;
    permit
        .neurons(&dataset, &[type_name.as_str().into()], &mut |neuron| {
            neurons.push((neuron.body_id, wire_row(neuron)));
        })
        .await?;
    neurons.sort_by_key(|(body_id, _)| *body_id);
    let neurons = neurons.into_iter().map(|(_, row)| row).collect();
    Ok(Stored::json(&NeuronList { name: type_name, neurons }).answer(&headers))
}

/// GET `/datasets/{dataset}/types/{type}/partners`.
pub async fn partners(
    State(served): State<Arc<Served>>,
    Path((dataset, type_name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Reply {
    find(&served, &dataset, &type_name).await?;
    let permit = served.datasets.upstream().permit().await;
    Ok(Stored::json(&permit.partners(&dataset, &type_name).await?).answer(&headers))
}

/// GET `/datasets/{dataset}/bodies/{id}`.
pub async fn body(
    State(served): State<Arc<Served>>,
    Path((dataset, id)): Path<(String, String)>,
) -> Reply {
    served.datasets.open(&dataset).await?;
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let Some(body_id) = id.parse().ok().filter(|_| digits) else {
        return Err(ApiError::BadRequest(format!("`{id}` is not a body id: digits only")));
    };
    let permit = served.datasets.upstream().permit().await;
    let body = permit.body(&dataset, body_id).await?.ok_or_else(|| {
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
    Ok(Stored::json(&*hierarchy).answer(&headers))
}

/// GET `/status`.
pub async fn status(State(served): State<Arc<Served>>) -> Response {
    let counters = &served.counters;
    let status = Status {
        quickpage: env!("CARGO_PKG_VERSION").to_owned(),
        uptime_seconds: served.started.elapsed().as_secs(),
        requests: served.admission.requests(),
        queries: served.datasets.upstream().queries(),
        queries_sent: served.datasets.upstream().sent(),
        lists_served: counters.lists.load(Ordering::Relaxed),
        summaries_served: counters.summaries.load(Ordering::Relaxed),
        hierarchies_served: counters.hierarchies.load(Ordering::Relaxed),
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
