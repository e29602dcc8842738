//! The HTTP contract, over a small table.

mod support;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use quickpage::source::partners::{OwnType, PartnersBySide};
use quickpage::source::table::Table;
use quickpage::source::{Each, Lost, Source, SourceError, Totals};
use serde_json::Value;
use shared::side::Side;
use shared::site::Pages;
use shared::wire::{Body, Dataset, NeuronList, Partners, Problem, RoiHierarchy, Summary, TypeList};
use support::{Proxy, Settings, Stream, table_of};

/// Names with everything that a path or a line must survive.
const TABLE: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,roiInfo
720575940600000001,EPG,EPG_L,left,10,100,50,acetylcholine,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
720575940600000002,EPG,EPG_R,right,20,200,90,acetylcholine,\"{\"\"EB\"\":{\"\"post\"\":90},\"\"PB\"\":{\"\"pre\"\":5}}\"
720575940600000003,EPG,EPG(PB08)_L,,1,2,3,gaba,
4,KCa'b'-m,,na,7,8,9,,
5,T4a/T4b?#%,,R,395.0,NA,,,
6,,fragment_R,,1,1,1,,
7,Mi1,,M,,,,,
8,mi1,,BIL,0,0,0,,
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,roi,weight
720575940600000001,4,EB,10
720575940600000001,4,PB,5
720575940600000002,4,EB,5
720575940600000001,6,EB,20
4,720575940600000001,EB,7
4,99,EB,1000
";

const HIERARCHY: &str =
    r#"{"name":"CNS","children":[{"name":"CX","children":[{"name":"EB*"},{"name":"PB*"}]}]}"#;

fn small() -> Table {
    table_of(TABLE, Some(CONNECTIONS), Some(HIERARCHY))
}

#[tokio::test]
async fn the_list_names_all_types_and_counts_neurons_without_one() {
    let proxy = Proxy::start(small()).await;
    let datasets: Vec<Dataset> = proxy.json("datasets").await;
    assert_eq!(datasets.len(), 1);
    assert!(datasets[0].default && datasets[0].partners && !datasets[0].synthetic);
    let list: TypeList = proxy.json("datasets/test/types").await;
    let names: Vec<(&str, u64)> =
        list.types.iter().map(|entry| (&*entry.name, entry.neurons)).collect();
    let expected = [("EPG", 3), ("KCa'b'-m", 1), ("Mi1", 1), ("T4a/T4b?#%", 1), ("mi1", 1)];
    assert_eq!(names, expected);
    assert_eq!((list.untyped, &list.version), (1, &datasets[0].version));
    assert!(list.types.iter().all(|entry| entry.hash.is_none()), "nothing is known yet");
    let summaries = proxy.summaries("test").await.summaries;
    let list: TypeList = proxy.json("datasets/test/types").await;
    for entry in list.types {
        assert_eq!(entry.hash.as_deref(), Some(&*summaries[&entry.name].hash));
    }
}

#[tokio::test]
async fn a_summary_has_the_fixed_fields() {
    let proxy = Proxy::start(small()).await;
    let summary: Value = proxy.json("datasets/test/types/EPG").await;
    assert_eq!(summary["type"], "EPG");
    let neurons = serde_json::json!({"total":3,"left":2,"right":1,"middle":0,"unknown":0});
    assert_eq!(summary["neurons"], neurons);
    assert_eq!((&summary["pre"], &summary["post"]), (&31.into(), &302.into()));
    assert_eq!(summary["rois"]["EB"]["pre"], 6);
    assert_eq!(summary["rois"]["EB"]["post"], 170);
    assert_eq!(
        summary["rois"]["PB"],
        serde_json::json!({"pre":5,"post":0,"sides":{"R":[5,0,0,0]}})
    );
    assert_eq!(summary["attributes"]["predictedNt"]["gaba"]["neurons"], 1);
    assert_eq!(summary["hash"].as_str().expect("a hash").len(), 16);
}

#[tokio::test]
async fn any_name_can_stand_in_a_path() {
    let proxy = Proxy::start(small()).await;
    let summary: Summary = proxy.json("datasets/test/types/T4a%2FT4b%3F%23%25").await;
    assert_eq!((&*summary.name, summary.pre, summary.post), ("T4a/T4b?#%", 395, 0));
    let summary: Summary = proxy.json("datasets/test/types/KCa'b'-m").await;
    assert_eq!(summary.neurons.unknown, 1);
    let upper: Summary = proxy.json("datasets/test/types/Mi1").await;
    let lower: Summary = proxy.json("datasets/test/types/mi1").await;
    assert_eq!((upper.neurons.middle, lower.neurons.unknown), (1, 1));
}

#[tokio::test]
async fn a_post_answers_each_type_once_and_says_which_failed() {
    let proxy = Proxy::start(small()).await;
    let response = proxy.post_types("test", &["EPG", "nope", "EPG", "mi1"]).await;
    let stream = Stream::read(&response.text().await.expect("a stream"));
    assert_eq!(stream.summaries.keys().collect::<Vec<_>>(), ["EPG", "mi1"]);
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), ["nope"]);
    assert_eq!((stream.end.types, stream.end.failed), (3, 1));
}

#[tokio::test]
async fn neurons_have_their_ids_as_strings_and_their_own_counts() {
    let proxy = Proxy::start(small()).await;
    let list: NeuronList = proxy.json("datasets/test/types/EPG/neurons").await;
    let ids: Vec<&str> = list.neurons.iter().map(|neuron| &*neuron.body_id).collect();
    assert_eq!(ids, ["720575940600000001", "720575940600000002", "720575940600000003"]);
    assert_eq!(list.neurons[1].rois["PB"], [5, 0]);
    assert_eq!(list.neurons[2].side, Side::Left, "the side is the end of the instance only");
}

#[tokio::test]
async fn partners_are_added_up_by_type_and_untyped_ones_are_one_row() {
    let proxy = Proxy::start(small()).await;
    let partners: Partners = proxy.json("datasets/test/types/EPG/partners").await;
    assert_eq!((partners.input_connections, partners.output_connections), (7, 40));
    let outputs: Vec<_> =
        partners.outputs.iter().map(|p| (p.name.as_deref(), p.connections, p.share)).collect();
    assert_eq!(outputs, [(None, 20, 0.5), (Some("KCa'b'-m"), 20, 0.5)]);
    let kenyon = &partners.outputs[1];
    assert_eq!((kenyon.neurons.total, kenyon.neurons.unknown), (1, 1));
    // 15, 5 and 0 connections of the three neurons: mean 20/3, variance 250/3 − 400/9 = 350/9.
    assert!((kenyon.per_neuron - 20.0 / 3.0).abs() < 1e-9);
    assert!((kenyon.cv - (350.0_f64 / 9.0).sqrt() / (20.0 / 3.0)).abs() < 1e-9);
    let partners: Partners = proxy.json("datasets/test/types/KCa'b'-m/partners").await;
    assert_eq!(partners.output_connections, 7, "connections to bodies outside are left out");
    assert_eq!(partners.inputs[0].nt.as_deref(), Some("acetylcholine"));
}

#[tokio::test]
async fn a_body_says_its_type_or_that_it_has_none() {
    let proxy = Proxy::start(small()).await;
    let typed: Body = proxy.json("datasets/test/bodies/720575940600000002").await;
    assert_eq!(typed.type_name.as_deref(), Some("EPG"));
    assert_eq!(typed.neuron.body_id, "720575940600000002");
    let untyped: Value = proxy.json("datasets/test/bodies/6").await;
    assert_eq!(untyped["type"], Value::Null);
}

#[tokio::test]
async fn the_hierarchy_tells_primary_rois() {
    let proxy = Proxy::start(small()).await;
    let hierarchy: RoiHierarchy = proxy.json("datasets/test/roi-hierarchy").await;
    assert_eq!(hierarchy.primary, ["EB", "PB"]);
    assert_eq!(hierarchy.hierarchy.expect("a tree").children[0].name, "CX");
}

#[tokio::test]
async fn without_generated_pages_no_page_is_told_of() {
    let proxy = Proxy::start(small()).await;
    let pages: Pages = proxy.json("datasets/test/pages").await;
    assert_eq!(pages, Pages::default());
    assert_eq!(proxy.get("datasets/nope/pages").await.status(), 404);
}

#[tokio::test]
async fn what_cannot_be_answered_is_a_problem_that_says_what_to_do() {
    let proxy = Proxy::start(small()).await;
    let check = async |path: &str, status: u16, code: &str, says: &str| {
        let response = proxy.get(path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        let problem: Problem =
            serde_json::from_str(&response.text().await.expect("a body")).expect("a problem");
        assert_eq!((problem.status, &*problem.code), (status, code), "{path}");
        assert!(problem.detail.contains(says), "{path}: {}", problem.detail);
    };
    check("datasets/Test/types", 404, "unknown_dataset", "its name is test").await;
    check("datasets/nope/types", 404, "unknown_dataset", "/api/v1/datasets").await;
    check("datasets/test/types/nope", 404, "unknown_type", "no type nope").await;
    check("datasets/test/types/nope/neurons", 404, "unknown_type", "no type nope").await;
    check("datasets/test/bodies/99", 404, "unknown_body", "no neuron 99").await;
    check("datasets/test/bodies/x1", 400, "bad_request", "digits").await;
    check("datasets/test/types/%FF", 400, "bad_request", "").await;
    check("nonsense", 404, "not_found", "/api/v1/nonsense").await;
    let wrong_method = proxy.http.delete(proxy.url("datasets")).send().await.expect("an answer");
    assert_eq!(wrong_method.status(), 405);
}

#[tokio::test]
async fn a_bad_post_is_refused_with_a_reason() {
    let proxy = Proxy::start(small()).await;
    let check = async |body: String, kind: &str, status: u16, code: &str| {
        let url = proxy.url("datasets/test/summaries");
        let request = proxy.http.post(url).header("content-type", kind).body(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), status, "{code}");
        let problem: Problem =
            serde_json::from_str(&response.text().await.expect("a body")).expect("a problem");
        assert_eq!(problem.code, code);
    };
    let json = "application/json";
    let many: Vec<String> = (0..5_001).map(|n| n.to_string()).collect();
    check(serde_json::json!({ "types": many }).to_string(), json, 422, "too_many_types").await;
    check("{\"types\":[\"EPG\"".to_owned(), json, 400, "bad_request").await;
    check("{\"types\":[]}".to_owned(), "text/plain", 415, "not_json").await;
    check(format!("{{\"types\":[\"{}\"]}}", "x".repeat(2 << 20)), json, 413, "too_large").await;
}

#[tokio::test]
async fn the_complete_summaries_are_one_body_with_a_strong_etag_per_encoding() {
    let proxy = Proxy::start(small()).await;
    let cold = proxy.get("datasets/test/summaries").await;
    assert!(cold.headers().get("etag").is_none());
    let cold = Stream::read(&cold.text().await.expect("a stream")).summaries;
    let mut tags = Vec::new();
    for encoding in ["identity", "gzip", "br"] {
        let get = || {
            let url = proxy.url("datasets/test/summaries");
            proxy.http.get(url).header("accept-encoding", encoding)
        };
        let response = get().send().await.expect("an answer");
        let tag = response.headers()["etag"].clone();
        let sent = response.headers().get("content-encoding").cloned();
        assert_eq!(sent.as_ref().map_or("identity", |v| v.to_str().expect("text")), encoding);
        let bytes = response.bytes().await.expect("a body");
        if encoding == "identity" {
            let text = String::from_utf8(bytes.to_vec()).expect("text");
            assert_eq!(Stream::read(&text).summaries, cold);
        }
        let again = get().header("if-none-match", &tag).send().await.expect("an answer");
        assert_eq!(again.status(), 304);
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[tokio::test]
async fn a_stream_is_one_gzip_member_that_says_the_same_to_all_and_no_more_than_was_asked() {
    let proxy = Proxy::start(small()).await;
    let url = proxy.url("datasets/test/summaries");
    let asked = serde_json::json!({ "types": ["EPG", "no such type"] });
    let unpacked = async |request: reqwest::RequestBuilder| {
        let response = request.header("accept-encoding", "gzip").send().await.expect("an answer");
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let bytes = response.bytes().await.expect("a body");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("one member");
        Stream::read(&text)
    };
    let (one, other, some) = tokio::join!(
        unpacked(proxy.http.get(&url)),
        unpacked(proxy.http.get(&url)),
        unpacked(proxy.http.post(&url).json(&asked)),
    );
    let plain = Stream::read(&proxy.get("datasets/test/summaries").await.text().await.expect("it"));
    assert_eq!((&one.summaries, &other.summaries), (&plain.summaries, &plain.summaries));
    assert_eq!(some.summaries, BTreeMap::from([("EPG".into(), plain.summaries["EPG"].clone())]));
    assert_eq!((some.end.types, some.end.failed), (2, 1));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let proxy = Proxy::start(small()).await;
    for url in [proxy.url("datasets"), proxy.url("nonsense"), proxy.base.clone() + "/"] {
        let response = proxy.http.get(&url).send().await.expect("an answer");
        let policy = response.headers()["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    let health = proxy.http.get(format!("{}/healthz", proxy.base)).send().await.expect("health");
    assert_eq!(health.status(), 200);
}

#[tokio::test]
async fn the_status_is_json_for_programs_beside_the_api_too() {
    let proxy = Proxy::start(small()).await;
    let response = proxy.http.get(format!("{}/status", proxy.base)).send().await.expect("status");
    assert_eq!(response.headers()["vary"], "accept", "a browser is sent to a page instead");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status: Value = response.json().await.expect("JSON");
    assert_eq!(status["requests"]["limit"], 250);
}

/// A source that counts what it is asked for, takes its time, and can fail.
struct Slow {
    table: Table,
    batches: Arc<AtomicUsize>,
    running: Arc<AtomicUsize>,
    most_running: Arc<AtomicUsize>,
    failures_left: AtomicUsize,
}

impl Slow {
    fn new(table: Table) -> Slow {
        let zero = || Arc::new(AtomicUsize::new(0));
        let failures_left = AtomicUsize::new(0);
        let (batches, running, most_running) = (zero(), zero(), zero());
        Slow { table, batches, running, most_running, failures_left }
    }
}

#[async_trait]
impl Source for Slow {
    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError> {
        self.table.datasets().await
    }
    async fn types(&self, dataset: &str) -> Result<TypeList, SourceError> {
        self.table.types(dataset).await
    }
    async fn neurons(
        &self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, SourceError> {
        self.batches.fetch_add(1, Ordering::SeqCst);
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_running.fetch_max(running, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        let fails = |n: usize| n.checked_sub(1);
        if self.failures_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            return Err(SourceError::Overloaded { retry_after: None });
        }
        assert!(!types.iter().any(|name| &**name == "panic"), "as asked");
        self.table.neurons(dataset, types, each).await
    }
    async fn body(&self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        self.table.body(dataset, id).await
    }
    async fn version(&self, dataset: &str) -> Result<String, SourceError> {
        self.table.version(dataset).await
    }
    async fn totals(&self, dataset: &str) -> Result<Totals, SourceError> {
        self.table.totals(dataset).await
    }
    async fn has_partners(&self, dataset: &str) -> Result<bool, SourceError> {
        self.table.has_partners(dataset).await
    }
    async fn partners(&self, dataset: &str, name: &str) -> Result<Partners, SourceError> {
        self.table.partners(dataset, name).await
    }
    async fn partners_by_side(
        &self,
        dataset: &str,
        types: &[OwnType],
    ) -> Result<Vec<PartnersBySide>, SourceError> {
        self.table.partners_by_side(dataset, types).await
    }
    async fn untyped(&self, dataset: &str, from: u64, each: Each<'_>) -> Result<(), SourceError> {
        self.table.untyped(dataset, from, each).await
    }
    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        self.table.roi_hierarchy(dataset).await
    }
}

fn many_types(types: usize, neurons_each: usize) -> Table {
    let rows = (0..types * neurons_each).map(|n| format!("{},T{}\n", n + 1, n / neurons_each));
    table_of(&format!("bodyId,type\n{}", rows.collect::<String>()), None, None)
}

#[tokio::test]
async fn a_hundred_clients_that_want_the_same_types_cost_one_query() {
    let slow = Slow::new(many_types(50, 2));
    let batches = slow.batches.clone();
    let limits = |it: &mut Settings| it.limits.max_queries = 1;
    let proxy = Proxy::with(slow, limits).await;
    // The list is read once, before all else.
    let _: TypeList = proxy.json("datasets/test/types").await;
    let clients = (0..100).map(|_| proxy.summaries("test"));
    let streams = join_all(clients).await;
    assert!(streams.iter().all(|stream| stream.summaries.len() == 50));
    assert_eq!(batches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn batches_are_bounded_by_neurons_and_queries_by_their_limit() {
    let slow = Slow::new(many_types(40, 5));
    let (batches, most) = (slow.batches.clone(), slow.most_running.clone());
    let limits = |it: &mut Settings| {
        it.limits.batch_neurons = 10;
        it.limits.max_queries = 3;
    };
    let proxy = Proxy::with(slow, limits).await;
    assert_eq!(proxy.summaries("test").await.summaries.len(), 40);
    assert_eq!(batches.load(Ordering::SeqCst), 20, "two types of five neurons each");
    assert_eq!(most.load(Ordering::SeqCst), 3);
    assert_eq!(proxy.status().await.queries.now, 0, "all permits are back");
}

#[tokio::test]
async fn a_persons_single_type_goes_before_an_index_build() {
    let slow = Slow::new(many_types(30, 1));
    let limits = |it: &mut Settings| {
        it.limits.batch_neurons = 1;
        it.limits.max_queries = 1;
    };
    let proxy = Proxy::with(slow, limits).await;
    let build = proxy.summaries("test");
    let person = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let _: Summary = proxy.json("datasets/test/types/T29").await;
        let status = proxy.status().await;
        assert!(status.datasets["test"].summaries < 15, "{status:?}");
    };
    tokio::join!(build, person);
}

#[tokio::test]
async fn a_failed_batch_is_told_to_each_asker_and_asked_again_next_time() {
    let slow = Slow::new(many_types(3, 1));
    // The batch is tried twice.
    slow.failures_left.store(2, Ordering::SeqCst);
    let proxy = Proxy::with(slow, |it: &mut Settings| it.limits.max_queries = 1).await;
    let first = proxy.summaries("test").await;
    assert_eq!((first.end.types, first.end.failed, first.failed.len()), (3, 3, 3));
    let second = proxy.summaries("test").await;
    assert_eq!((second.end.types, second.end.failed, second.summaries.len()), (3, 0, 3));
}

#[tokio::test]
async fn a_panic_in_the_source_leaves_nobody_waiting() {
    let table = table_of("bodyId,type\n1,panic\n2,fine\n", None, None);
    let limits = |it: &mut Settings| {
        it.limits.batch_neurons = 1;
        it.limits.max_queries = 1;
    };
    let proxy = Proxy::with(Slow::new(table), limits).await;
    for _ in 0..2 {
        let response = proxy.get("datasets/test/types/panic").await;
        assert_eq!(response.status(), 502);
        let _: Summary = proxy.json("datasets/test/types/fine").await;
    }
    assert_eq!(proxy.status().await.queries.now, 0, "all permits are back");
}

#[tokio::test]
async fn what_is_queued_behind_a_panic_is_answered_too() {
    let table = table_of("bodyId,type\n1,before\n2,panic\n3,then\n4,zuletzt\n", None, None);
    let limits = |it: &mut Settings| {
        it.limits.batch_neurons = 1;
        it.limits.max_queries = 1;
    };
    let proxy = Proxy::with(Slow::new(table), limits).await;
    let all = tokio::time::timeout(Duration::from_secs(10), proxy.summaries("test"));
    let stream = all.await.expect("the stream ends");
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), ["panic"]);
    assert_eq!(stream.summaries.keys().collect::<Vec<_>>(), ["before", "then", "zuletzt"]);
}

#[tokio::test]
async fn a_full_proxy_answers_503_at_once_and_says_when_to_come_back() {
    let slow = Slow::new(many_types(2, 1));
    let proxy = Proxy::with(slow, |it: &mut Settings| it.clients.max_requests = 1).await;
    let held = proxy.get("datasets/test/summaries").await;
    let refused = proxy.get("datasets").await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(proxy.status().await.requests.now, 1, "status answers always");
    drop(held.text().await);
    assert_eq!(proxy.get("datasets").await.status(), 200);
}

#[tokio::test]
async fn who_holds_many_places_keeps_nobody_else_out() {
    let slow = Slow::new(many_types(2, 1));
    let proxy = Proxy::with(slow, |it: &mut Settings| it.clients.max_requests = 5).await;
    let held: Vec<_> = join_all((0..4).map(|_| proxy.get("datasets/test/summaries"))).await;
    assert_eq!(proxy.get("datasets").await.status(), 503, "the last place is for others");
    let elsewhere = reqwest::Client::builder().local_address("127.0.0.2".parse().ok());
    let elsewhere = elsewhere.no_proxy().build().expect("a client");
    let asked = elsewhere.get(format!("{}/api/v1/datasets", proxy.base)).send().await;
    assert_eq!(asked.expect("an answer").status(), 200);
    drop(held);
}

#[tokio::test]
async fn memory_for_a_request_that_is_not_read_is_given_back() {
    let proxy = Proxy::start(Slow::new(many_types(2_000, 1))).await;
    drop(proxy.get("datasets/test/summaries").await);
    for _ in 0..50 {
        if proxy.status().await.requests.now == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the place of a client that has gone is still taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_a_folder_are_told_of_and_served_without_scripts() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in ["EPG.html", "EPG_R.html", "other.html"] {
        std::fs::write(folder.path().join(file), "<p>theirs</p>").expect("a file");
    }
    let table = || table_of("bodyId,type\n1,EPG\n2,PEG\n", None, None);
    let pages = |at: Option<&str>| {
        let folder = folder.path().to_owned();
        Some(quickpage::http::PagesFolder::new(folder, at.map(str::to_owned)))
    };
    let proxy = Proxy::with(table(), |it| it.beside.pages = pages(None)).await;
    let found: Pages = proxy.json("datasets/test/pages").await;
    assert_eq!((found.base.as_str(), found.of.len()), ("pages/", 1));
    let page = proxy.http.get(format!("{}/pages/EPG_R.html", proxy.base)).send().await;
    let page = page.expect("an answer");
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    #[cfg(unix)]
    for (name, to) in [("linked.html", "/etc/passwd"), ("elsewhere", "/etc")] {
        std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
    }
    for outside in [
        "..%2f..%2fetc%2fpasswd",
        "../Cargo.toml",
        "none.html",
        "linked.html",
        "%6cinked.html",
        "elsewhere/passwd",
    ] {
        let page = proxy.http.get(format!("{}/pages/{outside}", proxy.base)).send().await;
        assert_eq!(page.expect("an answer").status(), 404, "{outside}");
    }
    let elsewhere = Some("https://lab.example.org/types");
    let proxy = Proxy::with(table(), |it| it.beside.pages = pages(elsewhere)).await;
    let found: Pages = proxy.json("datasets/test/pages").await;
    assert_eq!(found.base, "https://lab.example.org/types/");
    let page = proxy.http.get(format!("{}/pages/EPG_R.html", proxy.base)).send().await;
    assert_eq!(page.expect("an answer").status(), 404);
}

#[tokio::test]
async fn only_the_app_of_a_site_that_is_named_may_ask_from_elsewhere() {
    let table = table_of("bodyId,type\n1,EPG\n", None, None);
    let origin = || "https://lab.example.org".parse().expect("an origin");
    let proxy = Proxy::with(table, |it| it.beside.origins = vec![origin()]).await;
    let ask = async |from: &str| {
        let request = proxy.http.get(proxy.url("datasets")).header("origin", from);
        let answer = request.send().await.expect("an answer");
        answer.headers().get("access-control-allow-origin").cloned()
    };
    assert_eq!(ask("https://lab.example.org").await, Some(origin()));
    assert_eq!(ask("https://evil.example").await, None);
}
