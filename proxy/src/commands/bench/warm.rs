//! The memory of a proxy, and how fast it serves the whole index once it knows it.

use std::time::Duration;

use reqwest::header::ACCEPT_ENCODING;
use serde::Serialize;

use super::child::{Apart, STATIC};
use super::load::{Load, load};
use super::subject::Subject;
use super::timing::median;

/// What a proxy in a process of its own needed.
#[derive(Debug, Serialize)]
pub struct Memory {
    /// The most after the index had been read and made one body, in bytes; nothing where the
    /// system does not say.
    pub peak_after_index_bytes: Option<u64>,
    /// The most after all that came later, too.
    pub peak_bytes: Option<u64>,
}

/// What it served.
#[derive(Debug, Serialize)]
pub struct Warm {
    /// Connections at once.
    pub connections: usize,
    /// How long each of the two was asked, in seconds, all rounds together.
    pub seconds: f64,
    /// GET summaries, compressed by Brotli.
    pub proxy: Load,
    /// The same bytes, served as they are by the same process.
    #[serde(rename = "static")]
    pub plain: Load,
    /// The proxy's throughput as a part of the other.
    pub ratio: f64,
}

const CONNECTIONS: usize = 64;
/// The two are asked in turns.
const ROUNDS: u32 = 3;

/// Starts a proxy apart, reads the index from it, then asks it as fast as it can.
///
/// # Errors
/// When it does not answer.
pub async fn measure(subject: &Subject, time: Duration) -> anyhow::Result<(Memory, Warm)> {
    let proxy = Apart::start(subject).await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    // As a browser reads it, then the whole body, once it has been made.
    for encoding in ["br, gzip", "br"] {
        let request = http.get(proxy.summaries()?).header(ACCEPT_ENCODING, encoding);
        let mut answer = request.send().await?.error_for_status()?;
        while answer.chunk().await?.is_some() {}
    }
    let peak_after_index_bytes = proxy.peak_bytes();
    let (address, summaries) = (proxy.address()?, proxy.summaries()?.path().to_owned());
    let rounds = tokio::task::spawn_blocking(move || {
        let one = |path: &str| load(address, path, CONNECTIONS, time / ROUNDS);
        one(STATIC)?;
        (0..ROUNDS).map(|_| Ok((one(&summaries)?, one(STATIC)?))).collect::<std::io::Result<_>>()
    });
    let rounds: Vec<(Load, Load)> = rounds.await??;
    let (proxied, plain): (Vec<Load>, Vec<Load>) = rounds.into_iter().unzip();
    let (proxied, plain) = (medians(&proxied), medians(&plain));
    anyhow::ensure!(proxied.bytes == plain.bytes, "the two did not serve the same bytes");
    let memory = Memory { peak_after_index_bytes, peak_bytes: proxy.peak_bytes() };
    let warm = Warm {
        connections: CONNECTIONS,
        seconds: time.as_secs_f64(),
        ratio: proxied.requests_per_second / plain.requests_per_second.max(1e-6),
        proxy: proxied,
        plain,
    };
    Ok((memory, warm))
}

fn medians(rounds: &[Load]) -> Load {
    let of = |figure: fn(&Load) -> f64| {
        let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        median(&figures)
    };
    Load {
        requests_per_second: of(|load| load.requests_per_second),
        p50_ms: of(|load| load.p50_ms),
        p99_ms: of(|load| load.p99_ms),
        bytes: rounds.first().map_or(0, |load| load.bytes),
    }
}
