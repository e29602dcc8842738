//! How long a static site takes: `quickpage bench --site`.
//!
//! Each run is this very command once more, in a process of its own that writes one site, so that
//! opening the source counts and memory is measured alone. Times are those of whole processes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

use super::raw::RawQueries;
use super::report::{Target, target_row};
use super::timing::Timing;
use crate::commands::create_index;
use crate::commands::progress::Progress;
use crate::commands::{Ended, aligned, print, print_json};
use crate::config::given::AtSource;
use crate::config::site::SiteOptions;
use crate::config::{Bench, CreateIndex, Host, RunOptions};
use crate::site::files::FileEntry;
use crate::site::manifest::Manifest;

/// Types of the small site.
const FEW: usize = 200;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Site {
    /// The dataset.
    pub dataset: String,
    /// Its types.
    pub types: u64,
    /// Pages written.
    pub pages: u64,
    /// Files written.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The whole site, written for the first time.
    pub whole: Timing,
    /// The same again, nothing changed.
    pub unchanged: Timing,
    /// The same as after a change of one type in a hundred: these are read and written, and what
    /// is made of all types together is, too.
    pub one_in_a_hundred: Timing,
    /// A site of [`FEW`] types.
    pub few: Timing,
    /// The same bytes in as many files, written by nothing but a loop.
    pub plain_writing: Timing,
    /// What the site is made of, asked for by a minimal client; of a database only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_queries: Option<Timing>,
    /// Memory of the largest run at its peak, in bytes, where the system says so.
    pub peak_bytes: Option<u64>,
    /// Memory when the source was open, likewise: a table is in it.
    pub source_bytes: Option<u64>,
    /// What a first visit transfers, in bytes: the page, the app, the data of the index.
    pub first_load_bytes: u64,
    /// What was to be reached.
    pub targets: Vec<Target>,
}

/// Measures the site of a source.
///
/// # Errors
/// When a run fails.
pub async fn run(options: &Bench, at: &AtSource) -> anyhow::Result<Ended> {
    let place = tempfile::tempdir()?;
    let queries = if at.is_remote() { Some(RawQueries::noted(at).await?) } else { None };
    let mut progress = Progress::new("site", 4 * options.runs + 1);
    let mut step = |step: anyhow::Result<(Duration, Value)>| {
        progress.advance(1);
        step
    };
    let (mut whole, mut unchanged, mut hundredth, mut few) = (vec![], vec![], vec![], vec![]);
    let (mut raw, mut plain) = (Vec::new(), Vec::new());
    let mut reports = Vec::new();
    for at in 0..options.runs {
        let site = place.path().join(format!("site-{at}"));
        let (time, report) = step(written(&site, None))?;
        whole.push(time);
        reports.push(report);
        if let Some(queries) = &queries {
            raw.push(queries.time().await?);
        }
        unchanged.push(step(written(&site, None))?.0);
        damage(&site)?;
        hundredth.push(step(written(&site, None))?.0);
        few.push(step(written(&place.path().join(format!("few-{at}")), Some(FEW)))?.0);
    }
    let site = place.path().join("site-0");
    let manifest = Manifest::read(&site)?.context("the site has no manifest")?;
    for at in 0..options.runs {
        plain.push(write_plainly(&site, &place.path().join(format!("plain-{at}")), &manifest)?);
    }
    drop(progress);
    let number = |name: &str| reports[0][name].as_u64().unwrap_or_default();
    let most = |name: &str| reports.iter().filter_map(|report| report[name].as_u64()).max();
    let mut report = Site {
        dataset: manifest.dataset.clone(),
        types: number("types"),
        pages: number("pages"),
        files: number("files"),
        bytes: number("bytes"),
        whole: Timing::of(&whole),
        unchanged: Timing::of(&unchanged),
        one_in_a_hundred: Timing::of(&hundredth),
        few: Timing::of(&few),
        plain_writing: Timing::of(&plain),
        raw_queries: queries.map(|_| Timing::of(&raw)),
        peak_bytes: most("peak_bytes"),
        source_bytes: most("source_bytes"),
        first_load_bytes: first_load(&manifest),
        targets: Vec::new(),
    };
    report.targets.extend(against_raw_queries(&report));
    match options.json {
        true => print_json(&report)?,
        false => print(&report.text())?,
    }
    Ok(Ended::Done)
}

fn against_raw_queries(site: &Site) -> Option<Target> {
    let least = site.raw_queries?.median_ms + site.plain_writing.median_ms;
    let what = "whole site against its queries and the same bytes by a loop";
    Some(Target::at_most(what, site.whole.median_ms / least.max(1e-6), 1.3, " x"))
}

/// Is one of those runs.
///
/// # Errors
/// When the site cannot be written.
pub async fn be(options: &Bench, site: &Path, sources: &[AtSource]) -> anyhow::Result<Ended> {
    let site = SiteOptions {
        output_dir: site.to_owned(),
        no_pages: false,
        pages: None,
        pages_at: None,
        types: Vec::new(),
        host: Host::Any,
        url: None,
        proxy: None,
    };
    let run = RunOptions { json: true, first: options.site_types, ..RunOptions::default() };
    let (source, limits) = (options.source.clone(), options.limits.clone());
    create_index::run(&CreateIndex { source, limits, site, run }, sources).await
}

/// Writes a site, of the first types only where so many are given; tells its report.
fn written(site: &Path, types: Option<usize>) -> anyhow::Result<(Duration, Value)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).arg("--as-site").arg(site);
    if let Some(types) = types {
        command.arg("--site-types").arg(types.to_string());
    }
    let began = Instant::now();
    let output = command.stderr(Stdio::piped()).output()?;
    let took = began.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "a run failed: {said}");
    Ok((took, serde_json::from_slice(&output.stdout)?))
}

/// Removes what a change of one type in a hundred has made anew: their files, the list of all
/// types and all summaries.
fn damage(site: &Path) -> anyhow::Result<()> {
    let manifest = Manifest::read(site)?.context("the site has no manifest")?;
    let of_types = manifest.types.iter().step_by(100).flat_map(|of_type| &of_type.files);
    let is_of_all = |entry: &&FileEntry| {
        ["data/summaries-", "data/types-"].iter().any(|start| entry.path.starts_with(start))
    };
    for entry in of_types.chain(manifest.files.iter().filter(is_of_all)) {
        std::fs::remove_file(site.join(&entry.path))?;
    }
    Ok(())
}

fn write_plainly(from: &Path, to: &Path, manifest: &Manifest) -> anyhow::Result<Duration> {
    let mut took = Duration::ZERO;
    for entry in manifest.every_file() {
        let content = std::fs::read(from.join(&entry.path))?;
        let began = Instant::now();
        let path = to.join(&entry.path);
        std::fs::create_dir_all(path.parent().unwrap_or(to))?;
        std::fs::write(path, content)?;
        took += began.elapsed();
    }
    Ok(took)
}

/// What a browser that takes Brotli is sent before the list is whole: the page and what it names.
fn first_load(manifest: &Manifest) -> u64 {
    let is_needed = |path: &str| {
        let is_data =
            path.starts_with("data/summaries-") || path.starts_with("data/roi-hierarchy-");
        let is_of_app = !path.contains('/') && !path.ends_with(".br") && !path.ends_with(".gz");
        is_data || (is_of_app && path != "sw.js")
    };
    let length = |path: &str| {
        manifest.files.iter().find(|entry| entry.path == path).map(|entry| entry.bytes)
    };
    let plain = manifest.files.iter().filter(|entry| {
        is_needed(&entry.path) && !entry.path.ends_with(".br") && !entry.path.ends_with(".gz")
    });
    plain.map(|entry| length(&format!("{}.br", entry.path)).unwrap_or(entry.bytes)).sum()
}

impl Site {
    fn text(&self) -> String {
        let time = |what: &str, timing: &Timing| {
            let Timing { median_ms, least_ms, most_ms, runs } = timing;
            [
                what.to_owned(),
                format!("{:.2} s", median_ms / 1e3),
                format!("{:.2} to {:.2} s, {runs} runs", least_ms / 1e3, most_ms / 1e3),
            ]
        };
        let megabytes = |bytes: u64| format!("{:.2} MB", bytes as f64 / 1e6);
        let memory = |bytes: Option<u64>| bytes.map_or("not known".to_owned(), megabytes);
        let mut rows = vec![
            time("whole site", &self.whole),
            time("again, nothing changed", &self.unchanged),
            time("again, 1 % of the types written anew", &self.one_in_a_hundred),
            time(&format!("{FEW} types"), &self.few),
            time("the same bytes by a loop", &self.plain_writing),
        ];
        rows.extend(
            self.raw_queries.as_ref().map(|raw| time("its queries by a minimal client", raw)),
        );
        let beyond =
            self.peak_bytes.zip(self.source_bytes).map(|(peak, of)| peak.saturating_sub(of));
        let figures = [
            ("memory at the peak", memory(self.peak_bytes)),
            ("memory beyond the open source", memory(beyond)),
            ("transferred by a first visit", megabytes(self.first_load_bytes)),
        ];
        rows.extend(figures.map(|(what, figure)| [what.to_owned(), figure, String::new()]));
        let targets: Vec<_> = self.targets.iter().map(target_row).collect();
        let heading = if targets.is_empty() { "" } else { "\ntargets\n" };
        format!(
            "{}: {} types, {} pages, {} files, {}\n{}{heading}{}",
            self.dataset,
            self.types,
            self.pages,
            self.files,
            megabytes(self.bytes),
            aligned(&rows),
            aligned(&targets)
        )
    }
}
