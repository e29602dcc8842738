//! A proxy that knows nothing yet, on a socket of its own.

use std::sync::Arc;

use axum::Router;
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::subject::Subject;
use crate::config::{Cache, Limits, Refresh, Warm};
use crate::datasets::Datasets;
use crate::http::{Beside, Served, router};
use crate::listening::{Listening, Patience};
use crate::source::Source;
use crate::upstream::Upstream;

/// A proxy with everything that `serve` has, but that it reads nothing ahead. It ends when this
/// is dropped.
pub struct Cold {
    /// Where it is.
    pub base: Url,
    /// The way to its source.
    pub upstream: Arc<Upstream>,
    /// Its datasets.
    pub datasets: Arc<Datasets>,
    dataset: String,
    task: JoinHandle<()>,
    /// Keeps the listener going: it ends when it is told, not when nobody is left to tell it.
    _end: watch::Sender<bool>,
    /// Where its ROI hierarchies are kept.
    _folder: tempfile::TempDir,
}

impl Cold {
    /// Starts one, with further routes beside its own.
    ///
    /// # Errors
    /// When the source cannot be opened or nothing can be listened on.
    pub async fn start(
        subject: &Subject,
        more: impl FnOnce(&Arc<Datasets>) -> Router,
    ) -> anyhow::Result<Cold> {
        Cold::over(subject, subject.fresh().await?, more).await
    }

    /// Starts one over a source that is given.
    ///
    /// # Errors
    /// When nothing can be listened on.
    pub async fn over(
        subject: &Subject,
        source: Arc<dyn Source>,
        more: impl FnOnce(&Arc<Datasets>) -> Router,
    ) -> anyhow::Result<Cold> {
        let limits: &Limits = &subject.at.limits;
        let folder = tempfile::tempdir()?;
        let cache = Cache { cache_dir: Some(folder.path().to_owned()), ..Cache::default() };
        let refresh = Refresh { warm: Warm::None, prefetch: 0, ..Refresh::default() };
        let upstream = Upstream::new(source, limits);
        let upstreams = vec![upstream.clone()];
        let datasets = Datasets::new(upstreams, limits.batch_neurons, &cache, refresh);
        let served = Served::new(datasets.clone(), MOST_REQUESTS, Beside::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?).parse()?;
        let router = router(served).merge(more(&datasets));
        let patience = Patience::default();
        let listening = Listening { listener, router, patience, forwarded_header: None };
        let (end, ended) = watch::channel(false);
        let task = tokio::spawn(listening.serve(ended));
        let dataset = subject.dataset.name.clone();
        Ok(Cold { base, upstream, datasets, dataset, task, _end: end, _folder: folder })
    }

    /// The address of something of the dataset.
    ///
    /// # Errors
    /// Never, of a proxy that has started.
    pub fn url(&self, path: &[&str]) -> anyhow::Result<Url> {
        url(&self.base, &self.dataset, path)
    }
}

/// Everybody has a place: what is refused is not measured.
const MOST_REQUESTS: usize = usize::MAX;

/// The address of something of a dataset at a proxy.
///
/// # Errors
/// When the base is none.
pub fn url(base: &Url, dataset: &str, path: &[&str]) -> anyhow::Result<Url> {
    let path = std::iter::once(&dataset).chain(path).map(|name| segment(name));
    let path: Vec<String> = path.collect();
    Ok(base.join(&format!("api/v1/datasets/{}", path.join("/")))?)
}

/// A name as a segment of a path, all but letters, digits, `-`, `_` and `.` escaped.
fn segment(name: &str) -> String {
    let mut segment = String::new();
    for byte in name.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                segment.push(char::from(byte));
            }
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}

impl Drop for Cold {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Adds no routes.
pub fn nothing_more(_: &Arc<Datasets>) -> Router {
    Router::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_segment_of_its_address() {
        let base: Url = "http://127.0.0.1:1".parse().expect("an address");
        let path = ["types", "a\tb/c?d#e%20", "neurons"];
        let url = url(&base, "hemibrain:v1.2.1", &path).expect("an address");
        let expected = "/api/v1/datasets/hemibrain%3Av1.2.1/types/a%09b%2Fc%3Fd%23e%2520/neurons";
        assert_eq!((url.path(), url.query(), url.fragment()), (expected, None, None));
    }
}
