//! `quickpage bench` through the command itself: it runs to its end over every kind of source,
//! and its JSON has every figure. What the figures are is no test's business, but for those that
//! count.

mod binary;
mod database;
mod fixture;
mod support;

use binary::{Place, Run};
use fixture::Fixture;
use serde_json::Value;

/// As little as can be measured.
const TINY: [&str; 9] =
    ["--runs", "1", "--load-time", "50ms", "--clients", "200", "--browsers", "2", "--json"];

const TYPES: u64 = 320;

/// A table with a thousand neurons of so many types: more than are read one by one.
fn neurons() -> String {
    let line = |body: u64| format!("{body},T{:03},T{:03}_R,{body},7\n", body % TYPES, body % TYPES);
    let lines: String = (1..=1_000).map(line).collect();
    format!("bodyId,type,instance,pre,post\n{lines}")
}

/// The number at a path such as `index.ratio`; each one is there and is more than nothing.
fn figure(report: &Value, path: &str) -> f64 {
    let value = path.split('.').fold(report, |value, key| match key.parse::<usize>() {
        Ok(at) => &value[at],
        Err(_) => &value[key],
    });
    let number = value.as_f64().unwrap_or_else(|| panic!("{path} is {value}"));
    assert!(number > 0.0, "{path} is {number}");
    number
}

/// Every figure is there, and those that count are right.
fn check(run: &Run, types: u64) -> Value {
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(!run.stderr.contains(" INFO "), "its proxies are quiet: {}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let some = [10, 200].into_iter().filter(|some| *some < types);
    let sizes: Vec<u64> = some.chain([types]).collect();
    for (size, types) in sizes.iter().enumerate() {
        assert_eq!(figure(&report, &format!("batches.{size}.types")) as u64, *types);
        for time in ["one_by_one", "one_by_one_at_once", "batched"] {
            figure(&report, &format!("batches.{size}.{time}.median_ms"));
        }
        figure(&report, &format!("batches.{size}.ratio"));
    }
    for path in [
        "roi_hierarchy.cold.median_ms",
        "roi_hierarchy.cached.median_ms",
        "roi_hierarchy.ratio",
        "consistency.checked",
        "cache.requests",
        "cache.hit_rate",
        "index.proxy.median_ms",
        "index.proxy_compressed.median_ms",
        "index.minimal.median_ms",
        "index.ratio",
        "index.batches",
        "index.bytes",
        "warm.proxy.requests_per_second",
        "warm.proxy.p50_ms",
        "warm.proxy.p99_ms",
        "warm.proxy.bytes",
        "warm.static.requests_per_second",
        "warm.ratio",
        "crowd.queries_for_one",
        "crowd.queries_for_all",
    ] {
        figure(&report, path);
    }
    if cfg!(target_os = "linux") {
        figure(&report, "memory.peak_after_index_bytes");
        figure(&report, "memory.peak_bytes");
    }
    assert_eq!(report["consistency"]["per_cent"], 100.0, "{}", report["consistency"]);
    assert_eq!(report["consistency"]["consistent"], true, "{}", report["consistency"]);
    let targets = report["targets"].as_array().expect("targets");
    assert!(targets.len() >= 6 + sizes.len(), "{targets:?}");
    for target in targets {
        assert!(target["what"].is_string() && target["target"].is_string(), "{target}");
    }
    report
}

#[test]
fn over_a_table_it_has_every_figure() {
    let place = Place::new();
    let table = place.write("neurons.csv", &neurons());
    let run = place.run(&[&["bench", "--table", &table], &TINY[..]].concat());
    let report = check(&run, TYPES);
    assert_eq!(report["batches"][2]["extrapolated_from"], 300);
    let queries = ["queries_for_one", "queries_for_all"].map(|name| &report["crowd"][name]);
    assert_eq!(queries[0], queries[1], "many clients cost the queries of one");
}

#[test]
fn its_text_has_times_and_a_verdict_for_each_target() {
    let place = Place::new();
    let table = place.write("neurons.csv", "bodyId,type,pre,post\n1,EPG,1,2\n2,PEG,3,4\n");
    let tiny = &TINY[..TINY.len() - 1];
    let run = place.run(&[&["bench", "--table", &table], tiny].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let targets = run.stdout.split("\ntargets\n").nth(1).expect("targets");
    let verdicts = ["pass", "FAIL", "not meant for this source"];
    for line in targets.lines() {
        assert!(verdicts.iter().any(|verdict| line.ends_with(verdict)), "{line}");
    }
    assert!(targets.lines().count() >= 7, "{targets}");
    assert!(run.stdout.contains("consistency: 2 of 2 types equal"), "{}", run.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_neuprint_server_it_has_every_figure() {
    let fixture = Fixture::start().await;
    let url = fixture.url();
    let run = Place::new().run_beside(&[&["bench", "--server", &url], &TINY[..]].concat()).await;
    let types = fixture::data::datasets()[0].types();
    let types = types.iter().filter(|(name, _)| !name.is_empty()).count() as u64;
    let report = check(&run, types);
    let memory = |target: &&Value| target["what"] == "peak memory of the proxy";
    let targets = report["targets"].as_array().expect("targets");
    assert!(targets.iter().any(|target| memory(&target)), "{targets:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_real_database_it_has_every_figure() {
    let Some(uri) = support::neo4j() else { return };
    let table = support::table_of(&neurons(), None, None);
    database::fill(&uri, "bench:v1", &table).await;
    let place = Place::new();
    let fixture = Fixture::before_neo4j(&uri).await;
    for (way, address) in [("--neo4j", uri.as_str()), ("--server", &fixture.url())] {
        let source = ["bench", way, address, "--dataset", "bench:v1"];
        let run = place.run_beside(&[&source, &TINY[..]].concat()).await;
        check(&run, TYPES);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_batches_lose_neurons_is_no_server_to_measure() {
    let fixture = Fixture::start().await;
    fixture.change_batches(|answer| {
        answer["data"].as_array_mut().expect("rows").pop();
    });
    let url = fixture.url();
    let run = Place::new().run_beside(&[&["bench", "--server", &url], &TINY[..]].concat()).await;
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{}", run.stderr);
    assert!(run.stderr.contains("cannot be read: the database's answer is not"), "{}", run.stderr);
}

#[test]
fn a_site_is_measured_in_processes_of_its_own() {
    let place = Place::new();
    let table = place.write("neurons.csv", &neurons());
    let run = place.run(&["bench", "--site", "--table", &table, "--runs", "1", "--json"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    for time in ["whole", "unchanged", "one_in_a_hundred", "few", "plain_writing"] {
        figure(&report, &format!("{time}.median_ms"));
    }
    assert_eq!(figure(&report, "types") as u64, TYPES);
    for count in ["pages", "files", "bytes", "first_load_bytes"] {
        figure(&report, count);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_of_a_database_is_measured_beside_its_queries() {
    let Some(uri) = support::neo4j() else { return };
    let rows: String = (2..=1_000).map(|body| format!("{body},{},3\n", body - 1)).collect();
    let connections = format!("pre,post,weight\n{rows}");
    let table = support::table_of(&neurons(), Some(&connections), None);
    database::fill(&uri, "measured:v1", &table).await;
    let fixture = Fixture::before_neo4j(&uri).await;
    for (way, address) in [("--neo4j", uri.as_str()), ("--server", &fixture.url())] {
        let source = ["bench", "--site", way, address, "--dataset", "measured:v1"];
        let run =
            Place::new().run_beside(&[&source[..], &["--runs", "1", "--json"]].concat()).await;
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let [whole, raw, writing] = ["whole", "raw_queries", "plain_writing"]
            .map(|time| figure(&report, &format!("{time}.median_ms")));
        let ratio = figure(&report, "targets.0.value");
        assert!((ratio - whole / (raw + writing)).abs() < 1e-6, "{report}");
        assert!(report["targets"][0]["pass"].is_boolean(), "{report}");
    }
}
