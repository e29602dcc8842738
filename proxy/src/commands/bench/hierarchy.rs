//! The ROI hierarchy from the source against the one that the proxy keeps.

use std::time::Instant;

use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::subject::Subject;
use super::timing::Timing;

/// What the ROI hierarchy costs.
#[derive(Debug, Serialize)]
pub struct Hierarchy {
    /// The proxy reads it from the source.
    pub cold: Timing,
    /// The proxy has it.
    pub cached: Timing,
    /// How many times as long reading it takes.
    pub ratio: f64,
}

/// Asks proxies that have just been started, which know the list of types but nothing more, as a
/// client does: the first time, and once more.
///
/// # Errors
/// When a proxy does not answer.
pub async fn measure(subject: &Subject, runs: usize) -> anyhow::Result<Hierarchy> {
    let [mut cold, mut cached] = [const { Vec::new() }; 2];
    for _ in 0..runs {
        let proxy = Cold::start(subject, nothing_more).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        http.get(proxy.url(&["types"])?).send().await?.error_for_status()?.bytes().await?;
        for times in [&mut cold, &mut cached] {
            let began = Instant::now();
            let answer = http.get(proxy.url(&["roi-hierarchy"])?).send().await?;
            answer.error_for_status()?.bytes().await?;
            times.push(began.elapsed());
        }
    }
    let [cold, cached] = [cold, cached].map(|times| Timing::of(&times));
    Ok(Hierarchy { ratio: cold.over(&cached), cold, cached })
}
