//! Many clients who open the index at once, while the proxy knows nothing yet.

use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::subject::Subject;

/// What they cost the source.
#[derive(Debug, Serialize)]
pub struct Crowd {
    /// Clients at once.
    pub clients: usize,
    /// Queries for one client who opens the index of a proxy of its own.
    pub queries_for_one: u64,
    /// Queries for all of them at one proxy.
    pub queries_for_all: u64,
}

/// Batches are usually as large as the source is fast. Here all are of the size that they begin
/// with or smaller, so that their number tells what was asked for, and nothing of speed.
const BATCH_NEURONS: u64 = 1_000;

/// Counts the queries.
///
/// # Errors
/// When something does not answer.
pub async fn measure(subject: &Subject, clients: usize) -> anyhow::Result<Crowd> {
    let mut subject = subject.clone();
    let limits = &mut subject.at.limits;
    limits.batch_neurons = limits.batch_neurons.min(BATCH_NEURONS);
    let queries_for_one = queries(&subject, 1).await?;
    let queries_for_all = queries(&subject, clients).await?;
    Ok(Crowd { clients, queries_for_one, queries_for_all })
}

/// Queries of a proxy that knows nothing when so many clients open the index at once.
async fn queries(subject: &Subject, clients: usize) -> anyhow::Result<u64> {
    let proxy = Cold::start(subject, nothing_more).await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let url = proxy.url(&["summaries"])?;
    let opened = (0..clients).map(|_| {
        let request = http.get(url.clone());
        async move {
            let mut answer = request.send().await?.error_for_status()?;
            while answer.chunk().await?.is_some() {}
            anyhow::Ok(())
        }
    });
    futures_util::future::try_join_all(opened).await?;
    Ok(proxy.upstream.sent())
}
