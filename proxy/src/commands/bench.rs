//! `quickpage bench`: how fast the source in use is read and served, and whether the targets are
//! reached. What is compared runs in turns within one run of this command.
//!
//! In reading order: what is measured (`subject`), how times are told (`timing`), a proxy that
//! knows nothing yet (`cold`) and one in a process of its own (`child`); the measurements
//! (`batches`, `hierarchy`, `session`, `index` with `minimal`, `warm` with `load`, `crowd`), and
//! what is said of them (`report`). Static sites are measured by themselves (`site`), beside the
//! queries that they are made of (`raw`).

use std::collections::BTreeSet;

use anyhow::Context;

use super::progress::Progress;
use super::verify::{self, Which};
use super::{Ended, print, print_json};
use crate::config::Bench;
use crate::config::given::AtSource;
use report::{Consistency, Report};
use subject::Subject;

pub mod subject;
pub mod timing;
pub mod cold;
pub mod child;
pub mod batches;
pub mod hierarchy;
pub mod session;
pub mod minimal;
pub mod index;
pub mod load;
pub mod warm;
pub mod crowd;
pub mod raw;
pub mod site;
pub mod report;

/// Measures the first dataset of the first source.
///
/// # Errors
/// When the source cannot be opened, or something does not answer.
pub async fn run(options: &Bench, sources: &[AtSource]) -> anyhow::Result<Ended> {
    let at = sources.first().context("there is no source")?;
    if let Some(place) = &options.as_site {
        return site::be(options, place, sources).await;
    }
    if options.site {
        return site::run(options, at).await;
    }
    if options.as_proxy {
        return child::be(at).await;
    }
    let subject = Subject::open(at).await?;
    let mut report = measure(options, &subject).await?;
    report.targets = report::targets(&report, &subject);
    match options.json {
        true => print_json(&report)?,
        false => print(&report.text())?,
    }
    Ok(Ended::Done)
}

/// Numbers of types that are read one by one and in batches.
const SOME: [usize; 2] = [10, 200];
/// The whole index takes a second, and a fifth more or less is what matters: for each run of the
/// rest it is read so often.
const ROUNDS_OF_INDEX: usize = 3;
/// One by one, all types take long: they are read so often at most.
const RUNS_OF_ALL: usize = 3;

async fn measure(options: &Bench, subject: &Subject) -> anyhow::Result<Report> {
    let runs = options.runs;
    let mut progress = Progress::new(format!("{}: measured", subject.dataset.name), 9);
    let mut batches = Vec::new();
    for types in SOME {
        // Of a smaller dataset it would be all of them, once more.
        if types < subject.types.len() {
            batches.push(batches::some(subject, types, runs).await?);
        }
        progress.advance(1);
    }
    batches.push(batches::all(subject, options.full, runs.min(RUNS_OF_ALL)).await?);
    progress.advance(1);
    let roi_hierarchy = hierarchy::measure(subject, runs).await?;
    progress.advance(1);
    let consistency = consistency(subject).await?;
    progress.advance(1);
    let cache = session::simulate(subject, options.browsers).await?;
    progress.advance(1);
    let index = index::measure(subject, ROUNDS_OF_INDEX * runs).await?;
    progress.advance(1);
    let (memory, warm) = warm::measure(subject, options.load_time).await?;
    progress.advance(1);
    let crowd = crowd::measure(subject, options.clients).await?;
    progress.advance(1);
    Ok(Report {
        quickpage: env!("CARGO_PKG_VERSION"),
        optimised: !cfg!(debug_assertions),
        source: place(subject),
        dataset: subject.dataset.name.clone(),
        version: subject.dataset.version.clone(),
        types: subject.types.len(),
        neurons: subject.neurons(),
        queries_at_once: subject.at.limits.max_queries,
        batches,
        roi_hierarchy,
        consistency,
        cache,
        index,
        memory,
        warm,
        crowd,
        targets: Vec::new(),
    })
}

fn place(subject: &Subject) -> String {
    match subject.dataset.origin.as_str() {
        "" => "a table in memory".to_owned(),
        origin => origin.to_owned(),
    }
}

/// Verifies the types that were measured.
async fn consistency(subject: &Subject) -> anyhow::Result<Consistency> {
    let measured = SOME.iter().flat_map(|types| subject.evenly(*types));
    let which = Which::Named(measured.map(|entry| entry.name).collect::<BTreeSet<String>>());
    let limits = &subject.at.limits;
    let source = subject.source.clone();
    let report = verify::verify(source, limits, &subject.dataset.name, &which).await?;
    Ok(Consistency {
        checked: report.comparison.checked,
        equal: report.comparison.equal,
        per_cent: report.consistency,
        consistent: report.consistent,
    })
}
