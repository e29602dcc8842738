//! A proxy that knows nothing yet, on a socket of its own.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::subject::Subject;
use crate::commands::lent::Lent;
use crate::config::{Cache, Limits, Refresh, Warm};
use crate::datasets::Datasets;
use crate::http::{Served, router};
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
        Cold::over(subject, Lent::new(subject.fresh().await?), more).await
    }

    /// Starts one over a source that is given.
    ///
    /// # Errors
    /// When nothing can be listened on.
    pub async fn over(
        subject: &Subject,
        source: impl Source + 'static,
        more: impl FnOnce(&Arc<Datasets>) -> Router,
    ) -> anyhow::Result<Cold> {
        let limits: &Limits = &subject.at.limits;
        let folder = tempfile::tempdir()?;
        let cache = Cache { cache_dir: Some(folder.path().to_owned()), ..Cache::default() };
        let refresh = Refresh { warm: Warm::None, prefetch: 0, ..Refresh::default() };
        let upstream = Upstream::new(Box::new(source), limits);
        let upstreams = vec![upstream.clone()];
        let datasets = Datasets::new(upstreams, limits.batch_neurons, &cache, refresh);
        let served = Served::new(datasets.clone(), MOST_REQUESTS);
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
    /// Never: the proxy's own address is one that has paths.
    pub fn url(&self, path: &[&str]) -> anyhow::Result<Url> {
        url(&self.base, &self.dataset, path)
    }
}

/// As many as `serve` takes by itself.
const MOST_REQUESTS: usize = 200;

/// The address of something of a dataset at a proxy.
///
/// # Errors
/// When the base is none.
pub fn url(base: &Url, dataset: &str, path: &[&str]) -> anyhow::Result<Url> {
    let mut url = base.clone();
    let mut segments = url.path_segments_mut().ok().context("an address without paths")?;
    segments.clear().extend(["api", "v1", "datasets", dataset]).extend(path);
    drop(segments);
    Ok(url)
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
