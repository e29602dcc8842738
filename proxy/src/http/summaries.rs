//! Streams of summaries: NDJSON, one line per type as soon as its batch ends, then the end line.
//!
//! Once all summaries of a version are known, GET answers with one immutable body instead. Before
//! the end line the version is asked once more: a stream says itself when it is of two.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use shared::wire::{End, Line, MAX_TYPES_PER_POST, SummariesRequest};

use super::Served;
use super::gzip::{self, Piece};
use super::handlers::aged;
use super::problem::{self, ApiError};
use super::stored::Encoding;
use crate::batcher::TypeIx;
use crate::batcher::answers::{Answers, Part};
use crate::datasets::{Datasets, Opened};
use crate::log::Reading;
use crate::upstream::{AskError, Urgency};

const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");

/// GET `/datasets/{dataset}/summaries`.
pub async fn all(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut opened = served.datasets.open(&dataset).await?;
    served.counters.summaries.fetch_add(1, Ordering::Relaxed);
    if opened.is_whole() && !served.datasets.is_of_one_version(&opened).await {
        // The newer one, if it could be read.
        opened = served.datasets.open(&dataset).await?;
    }
    if let Some(complete) = opened.complete().await {
        opened.upstream.tallies().wanted(opened.types.len(), 0);
        return Ok(aged(&served, &opened, complete.answer(&headers)));
    }
    let types = 0..opened.types.len();
    let response = streamed(&served, &headers, &opened, types.collect(), Vec::new());
    Ok(aged(&served, &opened, response))
}

/// POST `/datasets/{dataset}/summaries`: the types named, each once.
pub async fn some(
    State(served): State<Arc<Served>>,
    Path(dataset): Path<String>,
    headers: HeaderMap,
    request: Result<Json<SummariesRequest>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(mut request) = request.map_err(ApiError::Unreadable)?;
    if request.types.len() > MAX_TYPES_PER_POST {
        return Err(ApiError::TooManyTypes(request.types.len()));
    }
    let opened = served.datasets.open(&dataset).await?;
    served.counters.summaries.fetch_add(1, Ordering::Relaxed);
    request.types.sort_unstable();
    request.types.dedup();
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for name in request.types {
        match opened.find(&name) {
            Some(ix) => found.push(ix),
            None => unknown.push(name),
        }
    }
    let response = streamed(&served, &headers, &opened, found, unknown);
    Ok(aged(&served, &opened, response))
}

fn streamed(
    served: &Served,
    headers: &HeaderMap,
    opened: &Arc<Opened>,
    types: Vec<TypeIx>,
    unknown: Vec<String>,
) -> Response {
    let told = Told::begin(served, opened, &types, &unknown);
    let answers = opened.batcher.want(types.iter().copied(), Urgency::Index);
    let (types, failed) = ((types.len() + unknown.len()) as u64, unknown.len() as u64);
    let end = End { types, failed, ..End::default() };
    let unknown: Vec<u8> = unknown.into_iter().flat_map(no_such_type).collect();
    let unknown = (!unknown.is_empty()).then(|| piece(unknown));
    let pieces = stream::iter(unknown).chain(pieces(answers, end, told));
    let mut response = match Encoding::Gzip.is_accepted(headers) {
        false => Response::new(Body::from_stream(pieces.map(|piece| ok(piece.plain().clone())))),
        true => {
            let mut response = Response::new(Body::from_stream(gzip::compressed(pieces).map(ok)));
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, NDJSON);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn ok(bytes: Bytes) -> Result<Bytes, std::convert::Infallible> {
    Ok(bytes)
}

fn piece(bytes: impl Into<Bytes>) -> Arc<Piece> {
    Arc::new(Piece::new(bytes.into()))
}

/// Lines as the answers arrive, then the end line. The lines of a batch are those of all who are
/// sent them.
fn pieces(answers: Answers, end: End, told: Told) -> impl Stream<Item = Arc<Piece>> + Send {
    stream::unfold(Some((answers, end, told)), move |state| async move {
        let (mut answers, mut end, mut told) = state?;
        let Some(part) = answers.next().await else {
            end.overtaken = told.end(end).await;
            return Some((piece(Line::End { end }.to_bytes()), None));
        };
        let shared = match &part {
            Part::Batch(answer) => answer.lines.clone(),
            Part::Some(_) => None,
        };
        let lines = shared.unwrap_or_else(|| piece(lines(&part, &mut end, &mut told)));
        Some((lines, Some((answers, end, told))))
    })
}

/// The lines of these answers; those that say why there is no summary are counted in `end`.
fn lines(part: &Part, end: &mut End, told: &mut Told) -> Bytes {
    let known = part.outcomes().iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
    let mut lines = BytesMut::with_capacity(known.map(|known| known.line.len()).sum());
    for (ix, outcome) in part.outcomes() {
        match outcome {
            Ok(known) => lines.extend_from_slice(&known.line),
            Err(error) => {
                end.failed += 1;
                if matches!(**error, AskError::Paused) {
                    end.paused.get_or_insert_with(problem::paused_for);
                }
                let name = told.opened.types[*ix].name.clone();
                told.reading.failed(&name);
                lines.extend_from_slice(&failed(name, error.to_string()));
            }
        }
    }
    lines.freeze()
}

/// What is told at the end of a stream.
struct Told {
    datasets: Arc<Datasets>,
    opened: Arc<Opened>,
    reading: Reading,
    /// Whether any of it was to be read first.
    cold: bool,
    /// Whether all types were asked for.
    all: bool,
}

impl Told {
    fn begin(served: &Served, opened: &Arc<Opened>, types: &[TypeIx], unknown: &[String]) -> Told {
        let mut reading = Reading::begin(types.len() + unknown.len());
        unknown.iter().for_each(|name| reading.failed(name));
        Told {
            datasets: served.datasets.clone(),
            opened: opened.clone(),
            reading,
            cold: opened.batcher.unknown_of(types) > 0,
            all: types.len() == opened.types.len(),
        }
    }

    /// Tells the log, and the reader whether the dataset changed while it was read.
    async fn end(self, end: End) -> bool {
        let Told { datasets, opened, reading, cold, all } = self;
        let (dataset, words) = (&opened.dataset.name, reading.words());
        match cold {
            true => tracing::info!(dataset, "{words}"),
            false => tracing::debug!(dataset, "{words}"),
        }
        // A source that fails for most has other troubles than this question.
        let asks = opened.is_whole() || (all && 2 * end.failed < end.types);
        if asks && !datasets.is_of_one_version(&opened).await {
            return true;
        }
        // Whoever comes next finds them in one body.
        tokio::spawn(async move { opened.complete().await.is_some() });
        false
    }
}

fn no_such_type(name: String) -> Vec<u8> {
    failed(name, "there is no such type".to_owned())
}

fn failed(name: String, error: String) -> Vec<u8> {
    Line::Failed { name, error }.to_bytes()
}
