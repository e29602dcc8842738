//! A proxy before a neuPrint server, both on real sockets, with short times; and what must hold
//! after every fault.

use std::time::Duration;

use quickpage::source::neuprint::{Neuprint, Options};
use serde_json::{Map, Value, json};
use shared::wire::{Status, Summary};

use crate::fixture::data::{self, HEMIBRAIN};
use crate::fixture::{Answer, Fixture};
use crate::support::{Proxy, Settings};

/// A type of the fixture that faults are tried on: three neurons, 330 inputs.
pub const EPG: &str = "EPG";
/// A type that is known before the fault.
pub const KNOWN: &str = "Mi1";
/// A type that is not known before the fault, and has nothing to do with it.
pub const OTHER: &str = "KCa'b'-ap1";
/// How long a query may take where one is to hang; elsewhere it has more, since a busy machine
/// takes its time.
pub const TIMEOUT: Duration = Duration::from_millis(400);
/// How long a permit is held after that.
pub const HOLD: Duration = Duration::from_millis(500);
/// What stands in the bodies of refusals, and must go no further.
pub const SECRET: &str = "SECRET-of-the-database";

/// A proxy and the server behind it.
pub struct Scene {
    pub fixture: Fixture,
    pub proxy: Proxy,
}

impl Scene {
    /// The fixture's datasets behind a proxy that knows one type, so that one more costs exactly
    /// one query.
    pub async fn start() -> Scene {
        Scene::with(|_, _| {}).await
    }

    /// The same with other options of the source and other settings.
    pub async fn with(change: impl FnOnce(&mut Options, &mut Settings)) -> Scene {
        let scene = Scene::cold(Fixture::start().await, change).await;
        let _: Summary = scene.proxy.json(&path(KNOWN)).await;
        scene
    }

    /// A proxy that knows nothing yet.
    pub async fn cold(fixture: Fixture, change: impl FnOnce(&mut Options, &mut Settings)) -> Scene {
        let proxy = proxy_of(&fixture.url(), change).await;
        Scene { fixture, proxy }
    }

    /// Asks for a type, which must fail like that after so many queries.
    pub async fn fails(&self, status: u16, code: &str, queries: usize) -> Refused {
        let before = self.fixture.query_count();
        let refused = self.refused(&path(EPG), status, code).await;
        assert_eq!(self.fixture.query_count() - before, queries, "{code}: queries");
        refused
    }

    /// The answer to a request that must be refused like that.
    pub async fn refused(&self, path: &str, status: u16, code: &str) -> Refused {
        let refused = Refused::read(self.proxy.get(path).await).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{path}: {refused:?}");
        refused
    }

    /// Queries so far with these words in them.
    pub fn queries(&self, words: &str) -> usize {
        let seen = self.fixture.seen();
        let queries = seen.iter().filter_map(|seen| seen.cypher.as_ref());
        queries.filter(|query| query.contains(words)).count()
    }

    /// Batches so far.
    pub fn batches(&self) -> usize {
        self.queries("AS target_type")
    }

    /// The next answers in place of the truth.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        answers.into_iter().for_each(|answer| self.fixture.answer_next(answer));
    }

    /// What must hold after any fault: the process lives, all permits are back, and a type that
    /// had nothing to do with it is answered, as is the one that had.
    pub async fn is_well(&self) {
        self.is_alive().await;
        self.all_permits_are_back().await;
        for name in [OTHER, EPG] {
            until("types are answered", async || self.proxy.get(&path(name)).await.status() == 200)
                .await;
        }
        let summary: Summary = self.proxy.json(&path(EPG)).await;
        assert_eq!((summary.neurons.total, summary.post), (3, 330));
        self.all_permits_are_back().await;
    }

    /// A proxy that looks for changes takes one again now and then.
    pub async fn all_permits_are_back(&self) {
        until("all permits are back", async || {
            let status = self.status().await;
            status.queries.now == 0 && status.queries_held_back == 0
        })
        .await;
    }

    /// The process lives, and says so.
    pub async fn is_alive(&self) {
        let health = self.proxy.http.get(format!("{}/healthz", self.proxy.base)).send().await;
        assert_eq!(health.expect("an answer").status(), 200);
    }

    pub async fn status(&self) -> Status {
        self.proxy.status().await
    }
}

/// A proxy before the server at this address.
pub async fn proxy_of(url: &str, change: impl FnOnce(&mut Options, &mut Settings)) -> Proxy {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut options = Options { timeout: Duration::from_secs(20), ..Options::new(url) };
    let mut settings = Settings::default();
    settings.limits.hold_after_timeout = HOLD;
    change(&mut options, &mut settings);
    Proxy::with(Neuprint::new(options).expect("good options"), |it| *it = settings).await
}

/// An error answer, checked for the form that all of them have.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub problem: Value,
}

impl Refused {
    pub async fn read(response: reqwest::Response) -> Refused {
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name).map(|it| it.to_str().expect("text"));
        let retry_after = header("retry-after").map(|it| it.parse().expect("whole seconds"));
        assert_eq!(header("content-type"), Some("application/problem+json"), "{status}");
        assert_eq!(header("cache-control"), Some("no-store"));
        let text = response.text().await.expect("a body");
        tells_nothing(&text);
        let problem: Value = serde_json::from_str(&text).expect("a problem");
        assert_eq!(problem["status"], status);
        assert!(problem["retryable"].is_boolean() && problem["detail"].is_string(), "{text}");
        if status == 503 {
            assert!(retry_after.is_some_and(|seconds| seconds >= 1), "{text}: {retry_after:?}");
        }
        Refused { status, retry_after, problem }
    }

    pub fn code(&self) -> &str {
        self.problem["code"].as_str().expect("a code")
    }
}

/// Nothing of an upstream body, a query or an address.
pub fn tells_nothing(text: &str) {
    for hidden in [SECRET, "MATCH", "UNWIND", "127.0.0.1", "/api/custom"] {
        assert!(!text.contains(hidden), "it tells {hidden}: {text}");
    }
}

/// Where a type of [`HEMIBRAIN`] is.
pub fn path(type_name: &str) -> String {
    format!("datasets/{HEMIBRAIN}/types/{}", encoded(type_name))
}

/// A name as it may stand in a path.
pub fn encoded(name: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(byte).collect()
}

/// Waits until something holds, at most ten seconds.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it never came about that {what}");
}

/// Datasets of one dataset called [`HEMIBRAIN`] with the types T0, T1 …, one neuron each.
pub fn many_types(types: u64) -> Vec<data::Dataset> {
    let neuron = |n: u64| object(json!({"bodyId": n + 1, "type": format!("T{n}"), "post": n}));
    let meta = json!({"dataset": "hemibrain", "uuid": "u", "lastDatabaseEdit": "2020"});
    vec![data::Dataset {
        name: HEMIBRAIN.to_owned(),
        hidden: false,
        meta: object(meta),
        neurons: (0..types).map(neuron).collect(),
    }]
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}
