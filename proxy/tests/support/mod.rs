//! A proxy on a real socket, for tests.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod log;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use quickpage::config::{Cache, Clients, Limit, Limits, Refresh, Warm};
use quickpage::datasets::Datasets;
use quickpage::http::{Beside, Served, metrics, router};
use quickpage::source::Source;
use quickpage::source::table::Table;
use quickpage::source::table::read::Files;
use quickpage::upstream::Upstream;
use shared::wire::{End, Line, Status, Summary};

/// A running proxy; it ends with the test.
pub struct Proxy {
    pub base: String,
    /// Where the operator's figures are.
    pub operator: String,
    pub http: reqwest::Client,
    pub datasets: Arc<Datasets>,
}

/// What a test says of the proxy's settings.
pub struct Settings {
    pub limits: Limits,
    pub clients: Clients,
    pub cache: Cache,
    pub refresh: Refresh,
    pub beside: Beside,
}

impl Default for Settings {
    /// A fixed limit, and nothing on disk or ahead of being asked.
    fn default() -> Settings {
        let limits = Limits { limit: Limit::Fixed, ..Limits::default() };
        let clients = Clients::default();
        // No folder can be made below a device.
        let cache = Cache { cache_dir: Some("/dev/null/none".into()), ..Cache::default() };
        let refresh = Refresh { warm: Warm::None, prefetch: 0, ..Refresh::default() };
        Settings { limits, clients, cache, refresh, beside: Beside::default() }
    }
}

impl Proxy {
    pub async fn start(source: impl Source + 'static) -> Proxy {
        Proxy::with(source, |_| {}).await
    }

    /// A proxy whose settings are those of [`Settings::default`], changed.
    pub async fn with(source: impl Source + 'static, change: impl FnOnce(&mut Settings)) -> Proxy {
        Proxy::over(vec![Box::new(source)], change).await
    }

    /// The same over several sources.
    pub async fn over(sources: Vec<Box<dyn Source>>, change: impl FnOnce(&mut Settings)) -> Proxy {
        let mut settings = Settings::default();
        change(&mut settings);
        let _ = rustls::crypto::ring::default_provider().install_default();
        let Settings { limits, clients, cache, refresh, beside } = settings;
        let upstreams =
            sources.into_iter().map(|source| Upstream::new(source.into(), &limits)).collect();
        let datasets = Datasets::new(upstreams, limits.batch_neurons, &cache, refresh);
        datasets.keep();
        let served = Served::new(datasets.clone(), clients.max_requests, beside);
        let operator = listen(metrics::router(served.clone())).await;
        let base = listen(router(served)).await;
        Proxy { base, operator, http: reqwest::Client::new(), datasets }
    }

    /// The figures for Prometheus.
    pub async fn metrics(&self) -> Metrics {
        let response = self.http.get(format!("{}/metrics", self.operator)).send();
        let response = response.await.expect("an answer");
        assert_eq!(response.status(), 200);
        Metrics::read(&response.text().await.expect("figures"))
    }

    /// The figures as soon as this one is so large; a request is counted a little after its
    /// client has read the answer.
    pub async fn metrics_when(&self, series: &str, value: f64) -> Metrics {
        for _ in 0..100 {
            let metrics = self.metrics().await;
            if metrics.of(series) >= value {
                return metrics;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{series} does not become {value}: {:?}", self.metrics().await);
    }

    /// The address of an endpoint of the API.
    pub fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.base)
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.expect("an answer")
    }

    pub async fn json<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let response = self.get(path).await;
        let status = response.status();
        let text = response.text().await.expect("a whole answer");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error} in {text}"))
    }

    pub async fn status(&self) -> Status {
        self.json("status").await
    }

    /// Posts a request for summaries.
    pub async fn post_types(&self, dataset: &str, types: &[&str]) -> reqwest::Response {
        self.http
            .post(self.url(&format!("datasets/{dataset}/summaries")))
            .header("content-type", "application/json")
            .body(serde_json::json!({ "types": types }).to_string())
            .send()
            .await
            .expect("an answer")
    }

    /// All summaries of a dataset, by the name of their type.
    pub async fn summaries(&self, dataset: &str) -> Stream {
        let response = self.get(&format!("datasets/{dataset}/summaries")).await;
        assert!(response.status().is_success(), "{}", response.status());
        Stream::read(&response.text().await.expect("a whole stream"))
    }
}

async fn listen(app: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

/// What Prometheus reads: each series with its value.
#[derive(Debug)]
pub struct Metrics(pub BTreeMap<String, f64>);

impl Metrics {
    fn read(text: &str) -> Metrics {
        let mut series = BTreeMap::new();
        let mut families = std::collections::BTreeSet::new();
        assert!(text.ends_with("# EOF\n"), "{text}");
        for line in text.lines() {
            match line.strip_prefix("# TYPE ") {
                Some(family) => assert!(families.insert(family), "{family} comes twice"),
                None if line.starts_with('#') => {}
                None => {
                    let (name, value) = line.rsplit_once(' ').expect("a series and its value");
                    let value = value.parse().expect("a number");
                    assert_eq!(series.insert(name.to_owned(), value), None, "{name} comes twice");
                }
            }
        }
        Metrics(series)
    }

    /// The value of a series, without the program's prefix.
    pub fn of(&self, series: &str) -> f64 {
        let value = self.0.get(&format!("quickpage_{series}"));
        *value.unwrap_or_else(|| panic!("there is no {series} in {:?}", self.0.keys()))
    }

    /// The sum of all series whose name begins so.
    pub fn sum(&self, prefix: &str) -> f64 {
        let prefix = format!("quickpage_{prefix}");
        self.0.iter().filter(|(name, _)| name.starts_with(&prefix)).map(|(_, value)| value).sum()
    }
}

/// A stream of summaries that has been read to its end.
pub struct Stream {
    pub summaries: BTreeMap<String, Summary>,
    pub failed: BTreeMap<String, String>,
    pub end: End,
}

impl Stream {
    pub fn read(text: &str) -> Stream {
        let (mut summaries, mut failed) = (BTreeMap::new(), BTreeMap::new());
        let mut ends = Vec::new();
        for line in text.lines() {
            assert!(ends.is_empty(), "the end line is the last one");
            match Line::parse(line).expect("a line of the stream") {
                Line::End { end } => ends.push(end),
                Line::Failed { name, error } => assert_eq!(failed.insert(name, error), None),
                Line::Summary(summary) => {
                    assert_eq!(summaries.insert(summary.name.clone(), *summary), None);
                }
            }
        }
        Stream { summaries, failed, end: ends.pop().expect("an end line") }
    }
}

/// The folder of real data; `None`, said loudly, where there is none. CI has it always.
pub fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("QUICKPAGE_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var_os("CI").is_none(), "QUICKPAGE_TEST_DATA must be set in CI");
        eprintln!("SKIPPED: set QUICKPAGE_TEST_DATA to test with real data");
    }
    folder
}

/// The real table of the hemibrain.
pub fn hemibrain() -> Option<PathBuf> {
    real_data().map(|folder| folder.join("hemibrain-v1.2.1-neurons.csv"))
}

/// The Bolt address of a Neo4j with the demo in it and, where there is real data, that too;
/// `None`, said loudly, where there is none. CI has it always.
pub fn neo4j() -> Option<String> {
    let uri = std::env::var("QUICKPAGE_TEST_NEO4J").ok();
    if uri.is_none() {
        assert!(std::env::var_os("CI").is_none(), "QUICKPAGE_TEST_NEO4J must be set in CI");
        eprintln!("SKIPPED: set QUICKPAGE_TEST_NEO4J to test with a real Neo4j");
    }
    uri
}

/// A table of these lines; it is called `test`.
pub fn table_of(csv: &str, connections: Option<&str>, roi_hierarchy: Option<&str>) -> Table {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let files = Files {
        neurons: write("test.csv", csv),
        connections: connections.map(|text| write("connections.csv", text)),
        roi_hierarchy: roi_hierarchy.map(|text| write("hierarchy.json", text)),
        ..Files::default()
    };
    files.read().expect("a table")
}
