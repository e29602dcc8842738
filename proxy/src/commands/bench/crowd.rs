//! Many clients who open the index at once, while the proxy knows nothing yet.

use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::index::batches_of_a_proxy;
use super::subject::Subject;

/// What they cost the source.
#[derive(Debug, Serialize)]
pub struct Crowd {
    /// Clients at once.
    pub clients: usize,
    /// Queries for one client who opens the index of a proxy of its own: the most of a few.
    pub queries_for_one: u64,
    /// Queries for all of them at one proxy.
    pub queries_for_all: u64,
}

/// How often one client is looked at: the sizes of batches follow the speed of the source, so
/// their number is not always the same.
const LOOKS: usize = 3;

/// Counts the queries.
///
/// # Errors
/// When something does not answer.
pub async fn measure(subject: &Subject, clients: usize) -> anyhow::Result<Crowd> {
    let mut queries_for_one = 0;
    for _ in 0..LOOKS {
        queries_for_one = queries_for_one.max(batches_of_a_proxy(subject).await?.1);
    }
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
    Ok(Crowd { clients, queries_for_one, queries_for_all: proxy.upstream.sent() })
}
