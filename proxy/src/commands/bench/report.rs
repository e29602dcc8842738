//! The figures, the targets, and both as text.

use serde::Serialize;

use super::batches::Batched;
use super::crowd::Crowd;
use super::hierarchy::Hierarchy;
use super::index::Index;
use super::session::Session;
use super::subject::Subject;
use super::timing::Timing;
use super::warm::{Memory, Warm};
use crate::commands::aligned;

/// Everything that was measured, and how it was.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The program's version.
    pub quickpage: &'static str,
    /// Whether it was built with optimisations: figures of any other build say nothing.
    pub optimised: bool,
    /// Where the dataset is, in words for people.
    pub source: String,
    /// Its name.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// Its types.
    pub types: usize,
    /// Its neurons with a type.
    pub neurons: u64,
    /// Queries at once at most, of the proxy and of every client that it is compared with.
    pub queries_at_once: usize,
    /// One query per type against batches.
    pub batches: Vec<Batched>,
    /// ROI hierarchy from the source and from the cache.
    pub roi_hierarchy: Hierarchy,
    /// Whether batches bring the same as one query per type.
    pub consistency: Consistency,
    /// What the cache saves.
    pub cache: Session,
    /// The whole index beside a minimal client.
    pub index: Index,
    /// The memory of a proxy.
    pub memory: Memory,
    /// The index once it is known.
    pub warm: Warm,
    /// Many clients at once.
    pub crowd: Crowd,
    /// What was to be reached.
    pub targets: Vec<Target>,
}

/// What `verify` says of the types that were measured.
#[derive(Debug, Serialize)]
pub struct Consistency {
    /// Types compared.
    pub checked: u64,
    /// Those that are equal.
    pub equal: u64,
    /// In per cent.
    pub per_cent: f64,
    /// Whether the sums over all types are those that the source counts, too.
    pub consistent: bool,
}

/// Something that was to be reached.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    /// What.
    pub what: String,
    /// What was measured; nothing where the system does not say.
    pub value: Option<f64>,
    /// What it is to be.
    pub target: String,
    /// Whether it is; nothing where the target is not meant for such a source.
    pub pass: Option<bool>,
}

impl Target {
    fn at_least(what: impl Into<String>, value: f64, least: f64, unit: &str) -> Target {
        let target = format!("at least {least}{unit}");
        Target { what: what.into(), value: Some(value), target, pass: Some(value >= least) }
    }

    pub(super) fn at_most(what: impl Into<String>, value: f64, most: f64, unit: &str) -> Target {
        let target = format!("at most {most}{unit}");
        Target { what: what.into(), value: Some(value), target, pass: Some(value <= most) }
    }

    /// The same where it is meant for such a source.
    fn only_if(self, meant: bool) -> Target {
        Target { pass: self.pass.filter(|_| meant), ..self }
    }
}

/// What was to be reached and was.
pub fn targets(report: &Report, subject: &Subject) -> Vec<Target> {
    let remote = subject.source.is_remote();
    let mut targets = Vec::new();
    for batched in &report.batches {
        let what = format!("batches against one by one, {}", types(batched));
        targets.push(Target::at_least(what, batched.ratio, 10.0, " x").only_if(remote));
    }
    let hierarchy = report.roi_hierarchy.ratio;
    let what = "ROI hierarchy cached against cold";
    targets.push(Target::at_least(what, hierarchy, 25.0, " x").only_if(remote));
    let consistency = Target::at_least("consistency", report.consistency.per_cent, 100.0, " %");
    let consistent = report.consistency.consistent;
    targets.push(Target { pass: Some(consistent), ..consistency });
    let rate = 100.0 * report.cache.hit_rate;
    targets.push(Target {
        pass: Some(rate > 90.0),
        target: "over 90 %".to_owned(),
        ..Target::at_least("cache hit rate", rate, 90.0, " %")
    });
    let what = "whole index cold against a minimal client";
    targets.push(Target::at_most(what, report.index.ratio, 1.2, " x").only_if(remote));
    targets.extend(memory(report, subject));
    let warm = &report.warm;
    let what = "warm index: throughput against static bytes";
    let least = Target::at_least(what, warm.ratio, 1.0 / 3.0, "");
    targets.push(Target { target: "at least 1/3".to_owned(), ..least });
    let what = format!("warm index: p99 at {} connections", warm.connections);
    targets.push(Target::at_most(what, warm.proxy.p99_ms, 50.0, " ms"));
    let Crowd { clients, queries_for_one, queries_for_all } = report.crowd;
    let what = format!("queries for {clients} clients at once");
    targets.push(Target {
        target: format!("those of one: {queries_for_one}"),
        ..Target::at_most(what, queries_for_all as f64, queries_for_one as f64, "")
    });
    targets
}

fn memory(report: &Report, subject: &Subject) -> Option<Target> {
    let options = &subject.at.options;
    let most = match (&options.server, &options.neo4j) {
        (Some(_), _) => 300.0,
        (_, Some(_)) => 100.0,
        _ => return None,
    };
    let peak = report.memory.peak_bytes.map(|bytes| bytes as f64 / 1e6);
    let target = Target::at_most("peak memory of the proxy", peak.unwrap_or(0.0), most, " MB");
    Some(Target { value: peak, ..target }.only_if(peak.is_some()))
}

fn types(batched: &Batched) -> String {
    let all = if batched.all { "all " } else { "" };
    format!("{all}{} types", batched.types)
}

impl Report {
    /// The figures as text.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} at {}: {} types, {} neurons; {} queries at once\n",
            self.dataset, self.source, self.types, self.neurons, self.queries_at_once
        );
        if !self.optimised {
            text.push_str("built without optimisations: the times say nothing\n");
        }
        text.push_str("\nmedians (least to most of the runs)\n");
        text.push_str(&aligned(&self.times()));
        text.push_str(&self.words());
        text.push_str("\ntargets\n");
        text.push_str(&aligned(&self.targets.iter().map(target_row).collect::<Vec<_>>()));
        text
    }

    fn times(&self) -> Vec<[String; 4]> {
        let mut rows = Vec::new();
        for batched in &self.batches {
            let name = types(batched);
            let from = batched.extrapolated_from;
            let from = from.map(|n| format!(" (extrapolated from {n} types)")).unwrap_or_default();
            rows.push(row(&format!("{name} in batches"), &batched.batched, None, ""));
            let words = format!("{name} one by one");
            rows.push(row(&words, &batched.one_by_one, Some(batched.ratio), &from));
            let words = format!("{name} one by one, {} at once", self.queries_at_once);
            let ratio = Some(batched.ratio_at_once);
            rows.push(row(&words, &batched.one_by_one_at_once, ratio, &from));
        }
        let Hierarchy { cold, cached, ratio } = &self.roi_hierarchy;
        rows.push(row("ROI hierarchy cached", cached, None, ""));
        rows.push(row("ROI hierarchy cold", cold, Some(*ratio), ""));
        let index = &self.index;
        let batches = format!(" ({} batches)", index.batches);
        rows.push(row("whole index, minimal client", &index.minimal, None, &batches));
        rows.push(row("whole index through the proxy", &index.proxy, Some(index.ratio), ""));
        let ratio = Some(index.proxy_compressed.over(&index.minimal));
        rows.push(row("whole index, compressed for a browser", &index.proxy_compressed, ratio, ""));
        rows
    }

    fn words(&self) -> String {
        let megabytes = |bytes: Option<u64>| match bytes {
            Some(bytes) => format!("{:.1} MB", bytes as f64 / 1e6),
            None => "not known".to_owned(),
        };
        let reached = |least: f64| {
            let sizes = self.batches.iter().filter(|it| it.ratio >= least).map(types);
            let sizes: Vec<String> = sizes.collect();
            if sizes.is_empty() { "nowhere".to_owned() } else { sizes.join(", ") }
        };
        let (warm, cache, check) = (&self.warm, &self.cache, &self.consistency);
        let load = |load: &super::load::Load| {
            let (per_second, p50, p99) = (load.requests_per_second, load.p50_ms, load.p99_ms);
            format!("{per_second:.0} requests/s, p50 {p50:.1} ms, p99 {p99:.1} ms")
        };
        let lines = [
            format!("batches are 10 times as fast as one by one with: {}", reached(10.0)),
            format!("batches are 25 times as fast as one by one with: {}", reached(25.0)),
            format!(
                "consistency: {} of {} types equal, {:.3} %; totals {}",
                check.equal,
                check.checked,
                check.per_cent,
                if check.consistent { "equal" } else { "or types differ: see quickpage verify" }
            ),
            format!(
                "cache: {} browsers, {} visits each, {} of {} types looked at in each by Zipf's \
                 law: {} requests cost {} queries, hit rate {:.1} %",
                cache.browsers,
                cache.visits,
                cache.looks,
                cache.types,
                cache.requests,
                cache.queries,
                100.0 * cache.hit_rate
            ),
            format!(
                "memory of a proxy: {} after the index, {} after all",
                megabytes(self.memory.peak_after_index_bytes),
                megabytes(self.memory.peak_bytes)
            ),
            format!("warm index, {} connections, {} bytes:", warm.connections, warm.proxy.bytes),
            format!("  by the proxy: {}", load(&warm.proxy)),
            format!("  static bytes: {}", load(&warm.plain)),
            format!(
                "{} clients at once: {} queries; one client: {}",
                self.crowd.clients, self.crowd.queries_for_all, self.crowd.queries_for_one
            ),
        ];
        format!("\n{}\n", lines.join("\n"))
    }
}

fn row(words: &str, timing: &Timing, ratio: Option<f64>, note: &str) -> [String; 4] {
    let Timing { median_ms, least_ms, most_ms, runs } = timing;
    let ratio = ratio.map(|ratio| format!("{ratio:.1} x")).unwrap_or_default();
    [
        format!("  {words}"),
        format!("{} ms", short(*median_ms)),
        format!("({} to {}, {runs} runs)", short(*least_ms), short(*most_ms)),
        format!("{ratio}{note}"),
    ]
}

/// Three digits or more, so that the shortest times are seen, too.
fn short(ms: f64) -> String {
    match ms {
        _ if ms >= 100.0 => format!("{ms:.0}"),
        _ if ms >= 1.0 => format!("{ms:.1}"),
        _ => format!("{ms:.4}"),
    }
}

pub(super) fn target_row(target: &Target) -> [String; 4] {
    let verdict = match target.pass {
        Some(true) => "pass",
        Some(false) => "FAIL",
        None => "not meant for this source",
    };
    let value = target.value.map_or("not known".to_owned(), |value| format!("{value:.2}"));
    [format!("  {}", target.what), value, target.target.clone(), verdict.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_at_its_bound_and_missed_beyond_it() {
        let check = |target: Target, verdict: &str| {
            assert_eq!(target_row(&target)[3], verdict, "{target:?}");
        };
        check(Target::at_least("speed", 10.0, 10.0, " x"), "pass");
        check(Target::at_least("speed", 9.99, 10.0, " x"), "FAIL");
        check(Target::at_most("time", 1.2, 1.2, " x"), "pass");
        check(Target::at_most("time", 1.21, 1.2, " x"), "FAIL");
        check(Target::at_most("time", 9.0, 1.2, " x").only_if(false), "not meant for this source");
        check(Target::at_most("time", 9.0, 1.2, " x").only_if(true), "FAIL");
        check(Target::at_most("time", f64::NAN, 1.2, " x"), "FAIL");
    }
}
