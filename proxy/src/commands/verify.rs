//! `quickpage verify`: whether batches bring the same as one query per type, and whether the sums
//! over all types are those that the source itself counts.
//!
//! In reading order: which types (`sample`), the two ways to read them (`reading`), what differs
//! (`comparison`), and what is said of it (`report`).

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;
use shared::wire::TypeList;

use super::notes::Notes;
use super::progress::Progress;
use super::{Ended, print, print_json};
use crate::batcher::TypeIx;
use crate::config::given::AtSource;
use crate::config::{Limits, Verify};
use crate::opening::open;
use crate::source::Source;
use crate::source::noting::Noting;
use crate::upstream::{AskError, Upstream, Urgency};
use comparison::{Reading, compare, totals};
use reading::{in_batches, one_by_one};

pub mod sample;
pub mod reading;
pub mod comparison;
pub mod report;

pub use report::Report;

/// Which types are read one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// So many, spread over all.
    Some(usize),
    /// Those of these names.
    Named(BTreeSet<String>),
    /// All.
    All,
}

/// Verifies every dataset of every source.
///
/// # Errors
/// When a source cannot be opened or does not answer.
pub async fn run(options: &Verify, sources: &[AtSource]) -> anyhow::Result<Ended> {
    let which = if options.all { Which::All } else { Which::Some(options.types) };
    let mut reports = Vec::new();
    for at in sources {
        let source: Arc<dyn Source> = open(at).await?.into();
        let datasets = source.datasets().await.context("its datasets cannot be listed")?;
        anyhow::ensure!(!datasets.is_empty(), "the source lists no dataset that can be verified");
        let is_listed = |name: &&String| datasets.iter().any(|dataset| dataset.name == **name);
        if let Some(name) = at.options.datasets.iter().find(|name| !is_listed(name)) {
            anyhow::bail!("{name} is not listed, and cannot be verified; names are exact");
        }
        for dataset in datasets {
            let report = verify(source.clone(), &at.limits, &dataset.name, &which).await;
            let report = report.with_context(|| format!("{} cannot be verified", dataset.name))?;
            if !options.json {
                print(&report.text())?;
            }
            reports.push(report);
        }
    }
    if options.json {
        print_json(&reports)?;
    }
    let consistent = reports.iter().all(|report| report.consistent);
    Ok(if consistent { Ended::Done } else { Ended::Problem })
}

/// Verifies a dataset. All its types are read in batches, since the totals need them.
///
/// # Errors
/// When the source does not tell the version, the list or the totals.
pub async fn verify(
    source: Arc<dyn Source>,
    limits: &Limits,
    dataset: &str,
    which: &Which,
) -> Result<Report, AskError> {
    let notes = Arc::new(Notes::default());
    let source = Noting::new(source, notes.clone());
    let upstream = Upstream::new(source, limits);
    let before = version(&upstream, dataset).await?;
    let ask = || async { upstream.permit(Urgency::Index).await?.types(dataset).await };
    let mut list = upstream.retrying(ask).await?;
    list.types.sort_by(|a, b| a.name.cmp(&b.name));
    let ask = || async { upstream.permit(Urgency::Index).await?.totals(dataset).await };
    let counted = upstream.retrying(ask).await?;

    let mut progress = Progress::new(format!("{dataset}: in batches"), list.types.len());
    let batches = limits.batch_neurons;
    let summaries =
        in_batches(&upstream, dataset, &list.types, batches, || progress.advance(1)).await;
    drop(progress);
    let batched = Reading { summaries, seen: notes.take() };

    let chosen = chosen(&list, &batched, which);
    let mut progress = Progress::new(format!("{dataset}: one by one"), chosen.len());
    let summaries =
        one_by_one(&upstream, dataset, &list.types, &chosen, || progress.advance(1)).await;
    drop(progress);
    let single = Reading { summaries, seen: notes.take() };

    let versions = (before, version(&upstream, dataset).await?);
    let comparison = compare(&list, &batched, &single);
    let totals = totals(&list, &batched, &counted);
    Ok(Report::of(dataset, versions, list.types.len() as u64, comparison, totals))
}

async fn version(upstream: &Upstream, dataset: &str) -> Result<String, AskError> {
    let ask = || async { upstream.permit(Urgency::Index).await?.version(dataset).await };
    upstream.retrying(ask).await
}

/// The types to be read one by one: those wanted, and those that batches failed for.
fn chosen(list: &TypeList, batched: &Reading, which: &Which) -> Vec<TypeIx> {
    let all = 0..list.types.len();
    let mut chosen: Vec<TypeIx> = match which {
        Which::Some(wanted) => sample::sample(&list.types, *wanted),
        Which::Named(names) => {
            all.clone().filter(|ix| names.contains(&list.types[*ix].name)).collect()
        }
        Which::All => all.clone().collect(),
    };
    chosen.extend(all.filter(|ix| {
        let entry = &list.types[*ix];
        let summary = batched.summaries.get(&entry.name);
        !matches!(summary, Some(Ok(summary)) if summary.neurons.total == entry.neurons)
    }));
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}
