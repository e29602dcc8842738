//! Answers of a proxy: its API, below its folder.

use gloo_net::http::{Request, Response};
use shared::wire::{Dataset, Problem, SummariesRequest};

use super::answer::{Answer, Asking};
use super::stream::{BodyLines, SummaryStream};
use super::{Error, Wait, folder, segment, unreadable};

/// The datasets that the proxy of this folder answers for.
pub async fn datasets_of(folder: &str) -> Result<Vec<Dataset>, Error> {
    text(format!("{folder}api/v1/datasets")).await?.read()
}

/// What the proxy answers at this path.
pub fn get(path: &[&str]) -> Asking {
    text(address(path))
}

/// The summaries of all types, as a stream.
pub async fn all_summaries(dataset: &str) -> Result<SummaryStream, Error> {
    let request = Request::get(&address(&["datasets", dataset, "summaries"]));
    let response = request.send().await.map_err(|_| Error::Unreachable)?;
    BodyLines::of(&checked(response).await?).map(SummaryStream::Body)
}

/// The summaries of some types, as a stream; at most
/// [`MAX_TYPES_PER_POST`](shared::wire::MAX_TYPES_PER_POST).
pub async fn summaries_of(dataset: &str, types: Vec<String>) -> Result<SummaryStream, Error> {
    let body = serde_json::to_string(&SummariesRequest { types }).map_err(unreadable)?;
    let request = Request::post(&address(&["datasets", dataset, "summaries"]))
        .header("Content-Type", "application/json")
        .body(body)
        .map_err(unreadable)?;
    let response = request.send().await.map_err(|_| Error::Unreachable)?;
    BodyLines::of(&checked(response).await?).map(SummaryStream::Body)
}

fn text(url: String) -> Asking {
    Box::pin(async move {
        let response = Request::get(&url).send().await.map_err(|_| Error::Unreachable)?;
        let text = checked(response).await?.text().await.map_err(|_| Error::Unreachable)?;
        Ok(Answer { text: text.into(), file: None, is_of_before: false })
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

/// The address of a path of names below the API.
fn address(path: &[&str]) -> String {
    let path: Vec<String> = path.iter().map(|name| segment(name)).collect();
    format!("{}api/v1/{}", folder(), path.join("/"))
}
