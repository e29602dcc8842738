//! One query per type against batches, for the same types over the same limit.

use std::time::{Duration, Instant};

use serde::Serialize;
use shared::wire::TypeEntry;

use super::subject::Subject;
use super::timing::Timing;
use crate::commands::verify::reading::{Summaries, in_batches, one, one_by_one};
use crate::upstream::Upstream;

/// What reading so many types costs.
#[derive(Debug, Serialize)]
pub struct Batched {
    /// So many types.
    pub types: usize,
    /// Whether these are all.
    pub all: bool,
    /// A query per type, one after another.
    pub one_by_one: Timing,
    /// A query per type, as many at once as batches are sent.
    pub one_by_one_at_once: Timing,
    /// In batches.
    pub batched: Timing,
    /// How many times as long one after another takes as batches.
    pub ratio: f64,
    /// How many times as long a query per type takes as batches, with as many at once.
    pub ratio_at_once: f64,
    /// Where not all were read one by one: the times are those of so many types, times what is
    /// missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extrapolated_from: Option<usize>,
}

/// Reads all types one by one only where there are no more; else so many.
const EXTRAPOLATE_FROM: usize = 300;

/// Reads so many types.
///
/// # Errors
/// When a type cannot be read.
pub async fn some(subject: &Subject, types: usize, runs: usize) -> anyhow::Result<Batched> {
    let types = subject.evenly(types);
    compare(subject, &types, &types, runs).await
}

/// Reads all types; one by one all of them only where that is wanted.
///
/// # Errors
/// When a type cannot be read.
pub async fn all(subject: &Subject, full: bool, runs: usize) -> anyhow::Result<Batched> {
    let alone = if full { subject.types.clone() } else { subject.evenly(EXTRAPOLATE_FROM) };
    compare(subject, &subject.types, &alone, runs).await
}

/// Reads `types` in batches, and `alone` one by one, in turns.
async fn compare(
    subject: &Subject,
    types: &[TypeEntry],
    alone: &[TypeEntry],
    runs: usize,
) -> anyhow::Result<Batched> {
    let dataset = &subject.dataset.name;
    let limits = &subject.at.limits;
    let upstream = Upstream::new(subject.source.clone(), limits);
    let every: Vec<usize> = (0..alone.len()).collect();
    // The first answer pays for connections and for what the source remembers from then on.
    let first = &types[..1];
    whole(in_batches(&upstream, dataset, first, limits.batch_neurons, || {}).await)?;
    let [mut one_after_another, mut at_once, mut batched] = [const { Vec::new() }; 3];
    for _ in 0..runs {
        let began = Instant::now();
        whole(in_batches(&upstream, dataset, types, limits.batch_neurons, || {}).await)?;
        batched.push(began.elapsed());
        let began = Instant::now();
        for entry in alone {
            one(&upstream, dataset, &entry.name).await?;
        }
        one_after_another.push(scaled(began.elapsed(), types, alone));
        let began = Instant::now();
        whole(one_by_one(&upstream, dataset, alone, &every, || {}).await)?;
        at_once.push(scaled(began.elapsed(), types, alone));
    }
    let [one_by_one, one_by_one_at_once, batched] =
        [one_after_another, at_once, batched].map(|times| Timing::of(&times));
    Ok(Batched {
        types: types.len(),
        all: types.len() == subject.types.len(),
        ratio: one_by_one.over(&batched),
        ratio_at_once: one_by_one_at_once.over(&batched),
        one_by_one,
        one_by_one_at_once,
        batched,
        extrapolated_from: (alone.len() < types.len()).then_some(alone.len()),
    })
}

fn scaled(took: Duration, types: &[TypeEntry], alone: &[TypeEntry]) -> Duration {
    took.mul_f64(types.len() as f64 / alone.len() as f64)
}

/// What failed was faster than it should have been.
fn whole(summaries: Summaries) -> anyhow::Result<()> {
    for (name, summary) in summaries {
        summary.map_err(|error| anyhow::anyhow!("{name} cannot be read: {error}"))?;
    }
    Ok(())
}
