//! The only file that talks to the network.
//!
//! All addresses are relative to the page, so the app works below any path.

use std::pin::Pin;

use gloo_net::http::{Request, Response};
use js_sys::{Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use shared::wire::{
    Body, Dataset, NeuronList, Partners, Problem, RoiHierarchy, Status, SummariesRequest, TypeList,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ReadableStreamDefaultReader;

use crate::lines::Lines;

/// One variant per thing that the page can do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Show what is kept, and offer to try again.
    #[error("the proxy does not answer")]
    Unreachable,
    /// Wait, then ask again.
    #[error("{}", .0.why())]
    Busy(Wait),
    /// Say that it is not there.
    #[error("{0}")]
    NotFound(String),
    /// Tell the person; the proxy's own words.
    #[error("{0}")]
    Refused(String),
    /// Tell whoever runs the proxy.
    #[error("the proxy's answer cannot be read: {0}")]
    Unreadable(String),
}

/// How long to wait before the proxy is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds, as the proxy says.
    pub seconds: u32,
    /// Whether its operator has paused it; else it has too much to do.
    pub paused: bool,
}

impl Wait {
    /// Why, in words.
    pub fn why(self) -> &'static str {
        match self.paused {
            true => "the operator has paused the proxy",
            false => "the proxy is busy",
        }
    }
}

/// The datasets that the proxy answers for.
pub async fn datasets() -> Result<Vec<Dataset>, Error> {
    get("api/v1/datasets").await
}

/// The proxy's live figures.
pub async fn status() -> Result<Status, Error> {
    get("api/v1/status").await
}

/// The list of a dataset's types.
pub async fn types(dataset: &str) -> Result<TypeList, Error> {
    get(&format!("{}/types", address(dataset))).await
}

/// The ROI hierarchy of a dataset.
pub async fn roi_hierarchy(dataset: &str) -> Result<RoiHierarchy, Error> {
    get(&format!("{}/roi-hierarchy", address(dataset))).await
}

/// The neurons of a type.
pub async fn neurons(dataset: &str, name: &str) -> Result<NeuronList, Error> {
    get(&format!("{}/types/{}/neurons", address(dataset), segment(name))).await
}

/// The partner types of a type.
pub async fn partners(dataset: &str, name: &str) -> Result<Partners, Error> {
    get(&format!("{}/types/{}/partners", address(dataset), segment(name))).await
}

/// The neuron with this body id.
pub async fn body(dataset: &str, id: &str) -> Result<Body, Error> {
    get(&format!("{}/bodies/{}", address(dataset), segment(id))).await
}

/// The summaries of all types, as a stream.
pub async fn all_summaries(dataset: &str) -> Result<SummaryStream, Error> {
    let request = Request::get(&format!("{}/summaries", address(dataset)));
    let response = request.send().await.map_err(|_| Error::Unreachable)?;
    SummaryStream::of(checked(response).await?)
}

/// The summaries of some types, as a stream; at most
/// [`MAX_TYPES_PER_POST`](shared::wire::MAX_TYPES_PER_POST).
pub async fn summaries_of(dataset: &str, types: Vec<String>) -> Result<SummaryStream, Error> {
    let body = serde_json::to_string(&SummariesRequest { types }).map_err(unreadable)?;
    let request = Request::post(&format!("{}/summaries", address(dataset)))
        .header("Content-Type", "application/json")
        .body(body)
        .map_err(unreadable)?;
    let response = request.send().await.map_err(|_| Error::Unreachable)?;
    SummaryStream::of(checked(response).await?)
}

/// Lines of NDJSON while they arrive.
pub struct SummaryStream {
    reader: ReadableStreamDefaultReader,
    lines: Lines,
}

impl SummaryStream {
    fn of(response: Response) -> Result<SummaryStream, Error> {
        let body = response.body().ok_or_else(|| Error::Unreadable("no body".to_owned()))?;
        let reader = body
            .get_reader()
            .dyn_into()
            .map_err(|_| Error::Unreadable("no reader of the body".to_owned()))?;
        Ok(SummaryStream { reader, lines: Lines::default() })
    }

    /// The lines that arrived next; `None` at the end of the body. A connection that breaks is
    /// [`Error::Unreachable`], after all whole lines before it have been handed out.
    pub async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        let read = JsFuture::from(self.reader.read()).await.map_err(|_| Error::Unreachable)?;
        let is_done =
            Reflect::get(&read, &JsValue::from_str("done")).is_ok_and(|done| done.is_truthy());
        if is_done {
            return self.lines.finish().map(|rest| rest.map(|line| vec![line])).map_err(unreadable);
        }
        let bytes = Reflect::get(&read, &JsValue::from_str("value"))
            .ok()
            .and_then(|value| value.dyn_into::<Uint8Array>().ok())
            .ok_or_else(|| Error::Unreadable("the body is not bytes".to_owned()))?;
        self.lines.push(&bytes.to_vec()).map(Some).map_err(unreadable)
    }
}

impl Drop for SummaryStream {
    /// Nobody reads on: the proxy need not send on.
    fn drop(&mut self) {
        let cancelled = self.reader.cancel();
        // A stream that broke refuses to be cancelled, and nobody is left to care.
        spawn_local(async move { drop(JsFuture::from(cancelled).await) });
    }
}

async fn get<T: DeserializeOwned>(url: &str) -> Result<T, Error> {
    serde_json::from_str(&text(url.to_owned()).await?).map_err(unreadable)
}

/// The body of an answer. In a box, so that it is compiled once and not for each question.
fn text(url: String) -> Pin<Box<dyn Future<Output = Result<String, Error>>>> {
    Box::pin(async move {
        let response = Request::get(&url).send().await.map_err(|_| Error::Unreachable)?;
        checked(response).await?.text().await.map_err(|_| Error::Unreachable)
    })
}

async fn checked(response: Response) -> Result<Response, Error> {
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let retry_after = response.headers().get("Retry-After").and_then(|text| text.parse().ok());
    let problem: Option<Problem> =
        response.text().await.ok().and_then(|text| serde_json::from_str(&text).ok());
    Err(match (status, problem) {
        (503 | 429, problem) => Error::Busy(Wait {
            seconds: retry_after.unwrap_or(5_u32).clamp(1, 600),
            paused: problem.is_some_and(|problem| problem.code == "paused"),
        }),
        (404, Some(problem)) => Error::NotFound(problem.detail),
        (_, Some(problem)) => Error::Refused(problem.detail),
        // A gateway in front of the proxy answers in its place, without a problem of ours.
        (502 | 504, None) => Error::Unreachable,
        (status, None) => Error::Refused(format!("the server answered with status {status}")),
    })
}

fn address(dataset: &str) -> String {
    format!("api/v1/datasets/{}", segment(dataset))
}

fn segment(name: &str) -> String {
    js_sys::encode_uri_component(name).into()
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Unreadable(error.to_string())
}
