//! Measures how long reading `roiInfo` takes, per entry: the way the sources do it, beside
//! serde_json's values.
//!
//! ```console
//! $ cargo run --release --example read_roi_info -- optic-lobe-five-neurons-roiInfo.json
//! ```

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use quickpage::source::cypher::roi_info::{self, Rois};
use serde_json::Value;

/// Rounds over all neurons; the fastest counts.
const ROUNDS: usize = 200;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("name a file of neurons with roiInfo")?;
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let neurons = whole["neurons"].as_array().context("the file has no neurons")?;
    let text = |neuron: &Value| match &neuron["roiInfo"] {
        Value::String(text) => text.clone(),
        object => object.to_string(),
    };
    let texts: Vec<String> = neurons.iter().map(text).collect();
    let mut entries = 0;
    for text in &texts {
        entries += serde_json::from_str::<Value>(text)?.as_object().map_or(0, |info| info.len());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} neurons, {entries} entries, {bytes} bytes", texts.len());
    report("as the sources do", entries, || {
        let mut rois = Rois::new();
        for text in &texts {
            rois.clear();
            let _ = black_box(roi_info::read(black_box(text), &mut rois));
        }
    });
    report("as values", entries, || {
        for text in &texts {
            black_box(serde_json::from_str::<Value>(black_box(text)).ok());
        }
    });
    Ok(())
}

fn report(what: &str, entries: usize, mut read: impl FnMut()) {
    let took = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        read();
        started.elapsed()
    });
    let nanos = took.min().unwrap_or_default().as_secs_f64() * 1e9;
    println!("{what}: {:.0} ns per entry", nanos / entries as f64);
}
