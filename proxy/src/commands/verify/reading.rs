//! The two ways to read the same types: in batches, as `serve` does, and one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use shared::summary::Summarizer;
use shared::wire::{Summary, TypeEntry};

use crate::batcher::{Batcher, TypeIx};
use crate::upstream::{AskError, Upstream, Urgency};

/// By type: its summary, or why there is none.
pub type Summaries = BTreeMap<String, Result<Summary, String>>;

/// Reads all types of a dataset through a batcher. What comes back is what a client would have
/// got: the lines of the answer, parsed. `done` is called for each.
pub async fn in_batches(
    upstream: &Arc<Upstream>,
    dataset: &str,
    types: &[TypeEntry],
    batch_neurons: u64,
    mut done: impl FnMut(),
) -> Summaries {
    let batcher = Batcher::new(dataset, types, upstream.clone(), batch_neurons);
    let mut answers = batcher.want(0..types.len(), Urgency::Index);
    let mut summaries = Summaries::new();
    while let Some(part) = answers.next().await {
        for (ix, outcome) in part.outcomes() {
            let summary = match outcome {
                Ok(known) => serde_json::from_slice(&known.line).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            summaries.insert(types[*ix].name.clone(), summary);
            done();
        }
    }
    summaries
}

/// Reads types with a query each, as many at once as the limit allows. `done` is called for each.
pub async fn one_by_one(
    upstream: &Arc<Upstream>,
    dataset: &str,
    types: &[TypeEntry],
    chosen: &[TypeIx],
    mut done: impl FnMut(),
) -> Summaries {
    let names = chosen.iter().map(|ix| types[*ix].name.as_str());
    let mut reads = stream::iter(names)
        .map(|name| async move { (name, one(upstream, dataset, name).await) })
        .buffer_unordered(upstream.most());
    let mut summaries = Summaries::new();
    while let Some((name, summary)) = reads.next().await {
        summaries.insert(name.to_owned(), summary.map_err(|error| error.to_string()));
        done();
    }
    summaries
}

/// Reads one type with a query of its own.
///
/// # Errors
/// When the source does not answer.
pub async fn one(upstream: &Upstream, dataset: &str, name: &str) -> Result<Summary, AskError> {
    let ask = || async {
        let mut sums = Summarizer::of_types([name]);
        let permit = upstream.permit(Urgency::Index).await?;
        permit.neurons(dataset, &[name.into()], &mut |neuron| sums.add(neuron)).await?;
        Ok(sums)
    };
    let sums = upstream.retrying(ask).await?;
    Ok(sums.finish().remove(name).unwrap_or_default())
}
