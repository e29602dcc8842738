//! The whole index through a proxy that knows nothing yet, beside a minimal client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::header::ACCEPT_ENCODING;
use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::minimal::Minimal;
use super::subject::Subject;
use super::timing::Timing;
use crate::commands::notes::Notes;
use crate::source::noting::Noting;

/// What reading the whole index costs.
#[derive(Debug, Serialize)]
pub struct Index {
    /// Through the proxy, as plain text.
    pub proxy: Timing,
    /// Through the proxy, compressed on the way as for a browser.
    pub proxy_compressed: Timing,
    /// By the minimal client.
    pub minimal: Timing,
    /// How many times as long the proxy takes.
    pub ratio: f64,
    /// Batches that each of them sent.
    pub batches: usize,
    /// Bytes of the proxy's answer, as plain text.
    pub bytes: u64,
}

/// Reads the index in turns.
///
/// # Errors
/// When something does not answer, or the answers do not hold the same neurons.
pub async fn measure(subject: &Subject, runs: usize) -> anyhow::Result<Index> {
    let batches = batches_of_a_proxy(subject).await?;
    let [mut proxy, mut compressed, mut alone] = [const { Vec::new() }; 3];
    let mut bytes = 0;
    for _ in 0..runs {
        let (took, length) = through_a_proxy(subject, "identity").await?;
        proxy.push(took);
        bytes = length;
        alone.push(by_minimal(subject, &batches).await?);
        compressed.push(through_a_proxy(subject, "gzip").await?.0);
    }
    let [proxy, proxy_compressed, minimal] =
        [proxy, compressed, alone].map(|times| Timing::of(&times));
    let ratio = proxy.over(&minimal);
    Ok(Index { proxy, proxy_compressed, minimal, ratio, batches: batches.len(), bytes })
}

/// The batches that a proxy sends for the whole index.
async fn batches_of_a_proxy(subject: &Subject) -> anyhow::Result<Vec<Vec<Arc<str>>>> {
    let notes = Arc::new(Notes::default());
    let source = Noting::new(subject.fresh().await?, notes.clone());
    let proxy = Cold::over(subject, source, nothing_more).await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    read(&http, &proxy, "identity").await?;
    settle(&http, &proxy).await?;
    Ok(notes.take().batches)
}

/// Starts a proxy, which lists its datasets as after any start, and reads the index from it.
async fn through_a_proxy(
    subject: &Subject,
    encoding: &'static str,
) -> anyhow::Result<(Duration, u64)> {
    let proxy = Cold::start(subject, nothing_more).await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let datasets = proxy.base.join("api/v1/datasets")?;
    http.get(datasets).send().await?.error_for_status()?.bytes().await?;
    let began = Instant::now();
    let bytes = read(&http, &proxy, encoding).await?;
    let took = began.elapsed();
    settle(&http, &proxy).await?;
    Ok((took, bytes))
}

/// Lets a client of its own read the index. Like the proxy, which has listed its datasets, it has
/// one connection at first and opens the others when it needs them.
async fn by_minimal(subject: &Subject, batches: &[Vec<Arc<str>>]) -> anyhow::Result<Duration> {
    let minimal = Minimal::new(subject).await?;
    minimal.greet().await?;
    let began = Instant::now();
    let sums = minimal.read(batches).await?;
    let took = began.elapsed();
    let (found, listed) = (sums.neurons(), subject.neurons());
    anyhow::ensure!(
        found == listed,
        "the minimal client read {found} neurons, the list has {listed}"
    );
    Ok(took)
}

/// Reads all summaries to the end; gives the bytes.
async fn read(http: &reqwest::Client, proxy: &Cold, encoding: &'static str) -> anyhow::Result<u64> {
    let request = http.get(proxy.url(&["summaries"])?).header(ACCEPT_ENCODING, encoding);
    let mut answer = request.send().await?.error_for_status()?;
    let (mut bytes, mut end) = (0, Vec::new());
    while let Some(chunk) = answer.chunk().await? {
        bytes += chunk.len() as u64;
        end.extend_from_slice(&chunk[chunk.len().saturating_sub(LONGEST_END)..]);
        end.drain(..end.len().saturating_sub(LONGEST_END));
    }
    if encoding == "identity" {
        let end = end.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let end: serde_json::Value =
            serde_json::from_slice(end).context("the answer has no end")?;
        anyhow::ensure!(end["end"]["failed"] == 0, "some types could not be read");
    }
    Ok(bytes)
}

/// More bytes than the last line has.
const LONGEST_END: usize = 200;

/// Waits until the proxy has made one body of everything, so that this does not take time from
/// what is measured next.
async fn settle(http: &reqwest::Client, proxy: &Cold) -> anyhow::Result<()> {
    let request = http.get(proxy.url(&["summaries"])?).header(ACCEPT_ENCODING, "br");
    request.send().await?.error_for_status()?.bytes().await?;
    Ok(())
}
