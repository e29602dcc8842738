//! The ROI hierarchy from the source against the one that the proxy keeps.

use std::time::Instant;

use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::subject::Subject;
use super::timing::Timing;

/// What the ROI hierarchy costs.
#[derive(Debug, Serialize)]
pub struct Hierarchy {
    /// Read from the source, within the proxy.
    pub cold: Timing,
    /// The one that is kept, within the proxy.
    pub cached: Timing,
    /// How many times as long reading it takes.
    pub ratio: f64,
    /// The one that is kept, asked for by a client.
    pub cached_over_http: Timing,
}

/// Asks proxies that have just been started, which know the list of types but nothing more.
///
/// # Errors
/// When a proxy does not answer.
pub async fn measure(subject: &Subject, runs: usize) -> anyhow::Result<Hierarchy> {
    let [mut cold, mut cached, mut over_http] = [const { Vec::new() }; 3];
    for _ in 0..runs {
        let proxy = Cold::start(subject, nothing_more).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        http.get(proxy.url(&["types"])?).send().await?.error_for_status()?.bytes().await?;
        let opened = proxy.datasets.open(&subject.dataset.name).await?;
        for times in [&mut cold, &mut cached] {
            let began = Instant::now();
            proxy.datasets.hierarchy(&opened).await?;
            times.push(began.elapsed());
        }
        let began = Instant::now();
        let answer = http.get(proxy.url(&["roi-hierarchy"])?).send().await?;
        answer.error_for_status()?.bytes().await?;
        over_http.push(began.elapsed());
    }
    let [cold, cached, cached_over_http] =
        [cold, cached, over_http].map(|times| Timing::of(&times));
    Ok(Hierarchy { ratio: cold.over(&cached), cold, cached, cached_over_http })
}
