//! What the proxy counts, and what it writes into its log, in front of a neuPrint server.

mod fixture;
mod support;

use std::time::Duration;

use fixture::data::HEMIBRAIN;
use fixture::{Answer, Fixture};
use quickpage::config::LogFormat;
use quickpage::metrics::queries::Again;
use quickpage::source::neuprint::{Neuprint, Options, Token};
use shared::wire::{RoiHierarchy, TypeList};
use support::log::KeptLog;
use support::{Metrics, Proxy, Settings};

async fn proxy_over(fixture: &Fixture, change: impl FnOnce(&mut Settings)) -> Proxy {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let source = Neuprint::new(Options::new(fixture.url())).expect("good options");
    Proxy::with(source, change).await
}

fn queries(kind: &str, outcome: &str) -> String {
    format!("queries_total{{source=\"1\",kind=\"{kind}\",outcome=\"{outcome}\"}}")
}

fn retries(again: &str) -> String {
    format!("retries_total{{source=\"1\",as=\"{again}\",budget=\"granted\"}}")
}

fn requests(route: &str, status: &str) -> String {
    format!("requests_total{{route=\"{route}\",status=\"{status}\"}}")
}

const NEURONS: &str = "/api/v1/datasets/{dataset}/types/{type}/neurons";
const SUMMARIES: &str = "/api/v1/datasets/{dataset}/summaries";

/// A type whose name needs no escaping in a path.
async fn plain_type(proxy: &Proxy) -> String {
    let list: TypeList = proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    let mut names = list.types.into_iter().map(|entry| entry.name);
    names.find(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric())).expect("a plain name")
}

#[tokio::test]
async fn every_query_batch_and_request_is_counted_once() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    assert_eq!(proxy.get("datasets").await.status(), 200);
    let name = plain_type(&proxy).await;
    for _ in 0..3 {
        let _: RoiHierarchy = proxy.json(&format!("datasets/{HEMIBRAIN}/roi-hierarchy")).await;
    }
    for _ in 0..2 {
        let path = format!("datasets/{HEMIBRAIN}/types/{name}/neurons");
        assert_eq!(proxy.get(&path).await.status(), 200);
    }
    assert_eq!(proxy.get(&format!("datasets/{HEMIBRAIN}/types/none/neurons")).await.status(), 404);
    let stream = proxy.summaries(HEMIBRAIN).await;
    proxy.summaries(HEMIBRAIN).await;
    let metrics = proxy.metrics_when(&requests(SUMMARIES, "2xx"), 2.0).await;
    let check = |series: &str, expected: f64| assert_eq!(metrics.of(series), expected, "{series}");
    check(&queries("datasets", "answered"), 1.0);
    check(&queries("types", "answered"), 1.0);
    check(&queries("roi_hierarchy", "answered"), 1.0);
    check(&queries("partners", "answered"), 0.0);
    let batches = metrics.of("batch_types_count{source=\"1\"}");
    check(&queries("neurons", "answered"), batches + 1.0);
    check("batch_types_sum{source=\"1\"}", stream.summaries.len() as f64);
    let neurons: u64 = stream.summaries.values().map(|summary| summary.neurons.total).sum();
    check("batch_neurons_sum{source=\"1\"}", neurons as f64);
    check("summaries_total{source=\"1\",found=\"miss\"}", stream.summaries.len() as f64);
    check("summaries_total{source=\"1\",found=\"hit\"}", stream.summaries.len() as f64);
    check("query_seconds_count{source=\"1\",kind=\"neurons\"}", batches + 1.0);
    assert_eq!(metrics.sum("queries_total"), metrics.sum("query_seconds_count"));
    check("roi_hierarchies_total{from=\"source\"}", 1.0);
    check("roi_hierarchies_total{from=\"memory\"}", 2.0);
    check("roi_hierarchies_total{from=\"disk\"}", 0.0);
    check("details_total{kind=\"neurons\",found=\"miss\"}", 1.0);
    check("details_total{kind=\"neurons\",found=\"hit\"}", 1.0);
    check("details_kept", 1.0);
    assert!(metrics.of("details_bytes") > 100.0, "one body");
    assert!(metrics.of(&format!("dataset_bytes{{dataset=\"{HEMIBRAIN}\"}}")) > 1_000.0);
    check(&requests(NEURONS, "2xx"), 2.0);
    check(&requests(NEURONS, "4xx"), 1.0);
    check(&requests("/api/v1/datasets", "2xx"), 1.0);
    check(&format!("request_seconds_count{{route=\"{NEURONS}\"}}"), 3.0);
    check("queries_in_progress{source=\"1\"}", 0.0);
    check("queries_limit{source=\"1\"}", 4.0);
    check("requests_limit", 250.0);
    let types = stream.summaries.len() as f64;
    check(&format!("dataset_types{{dataset=\"{HEMIBRAIN}\"}}"), types);
    check(&format!("dataset_summaries{{dataset=\"{HEMIBRAIN}\"}}"), types);
}

#[tokio::test]
async fn every_route_is_counted_under_its_template() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let dataset = format!("datasets/{HEMIBRAIN}");
    let paths = ["types", "types/a", "types/a/neurons", "types/a/partners", "summaries"];
    let others = ["bodies/1", "roi-hierarchy", "pages"];
    for path in paths.iter().chain(&others) {
        proxy.get(&format!("{dataset}/{path}")).await.bytes().await.expect("an answer");
    }
    for path in ["/api/v1/datasets", "/api/v1/status", "/status", "/healthz"] {
        let response = proxy.http.get(format!("{}{path}", proxy.base)).send().await;
        response.expect("an answer").bytes().await.expect("an answer");
    }
    let metrics = proxy.metrics_when("request_seconds_count{route=\"/healthz\"}", 1.0).await;
    let routes = metrics.0.iter().filter(|(name, _)| name.contains("request_seconds_count"));
    for (route, count) in routes {
        let expected = if route.contains("\"other\"") { 0.0 } else { 1.0 };
        assert_eq!(*count, expected, "{route}");
    }
}

#[tokio::test]
async fn failures_are_counted_by_what_is_to_be_done_about_them() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let name = plain_type(&proxy).await;
    let path = format!("datasets/{HEMIBRAIN}/types/{name}/neurons");
    let refusal = r#"{"message":"invalid or expired jwt"}"#.to_owned();
    fixture.answer_next(Answer::Plain(401, refusal));
    assert_eq!(proxy.get(&path).await.status(), 502);
    let metrics = proxy.metrics().await;
    assert_eq!(metrics.of(&queries("neurons", "refused")), 1.0);
    assert_eq!(metrics.of("auth_failed{source=\"1\"}"), 1.0);
    assert_eq!(metrics.of("circuit_open{source=\"1\"}"), 0.0);
    // A broken answer is asked for once more.
    fixture.answer_next(Answer::BreakOff(10));
    assert_eq!(proxy.get(&path).await.status(), 200);
    let metrics = proxy.metrics().await;
    assert_eq!(metrics.of(&queries("neurons", "incomplete")), 1.0);
    assert_eq!(metrics.of(&queries("neurons", "answered")), 1.0);
    assert_eq!(metrics.of(&retries("whole")), 1.0);
    assert_eq!(metrics.of(&retries("halves")), 0.0);
    assert_eq!(metrics.of("auth_failed{source=\"1\"}"), 0.0, "it was answered since");
}

/// Row 18.
#[tokio::test]
async fn an_identity_that_is_refused_is_one_error_in_the_log_until_it_is_well_again() {
    let (log, _guard) = KeptLog::of(LogFormat::Json);
    let fixture = Fixture::start().await;
    let options = Options { token: Some(Token::new("a.token")), ..Options::new(fixture.url()) };
    let source = Neuprint::new(options).expect("good options");
    let proxy = Proxy::with(source, |it| {
        it.limits.rest_after_refusal = Duration::from_millis(50);
    })
    .await;
    let path = format!("datasets/{HEMIBRAIN}/types/{}/neurons", plain_type(&proxy).await);
    let errors = || {
        let text = log.text();
        text.lines().filter(|line| line.contains("\"level\":\"ERROR\"")).count()
    };
    for times in 1..=2 {
        fixture.refuse_all(401, r#"{"message":"invalid or expired jwt"}"#);
        for _ in 0..10 {
            assert_ne!(proxy.get(&path).await.status(), 200);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        assert_eq!(errors(), times, "{}", log.text());
        fixture.mend();
        tokio::time::sleep(Duration::from_millis(60)).await;
        let body = format!("datasets/{HEMIBRAIN}/bodies/{times}");
        let status = proxy.get(&body).await.status();
        assert!(status == 200 || status == 404, "{status}");
    }
}

#[tokio::test]
async fn halved_batches_and_poisonous_types_are_counted() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let name = plain_type(&proxy).await;
    fixture.poison(&name);
    let stream = proxy.summaries(HEMIBRAIN).await;
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), [&name]);
    let metrics = proxy.metrics().await;
    assert_eq!(metrics.of("types_poisonous_total{source=\"1\"}"), 1.0);
    // One half of each failing batch fails in turn, down to the type alone.
    let halved = metrics.of("batches_halved_total{source=\"1\"}");
    assert!(halved >= 1.0);
    assert_eq!(metrics.of(&retries("halves")), halved);
    assert_eq!(metrics.of(&queries("neurons", "failed")), halved + 1.0);
}

#[tokio::test]
async fn retries_end_with_their_budget_and_that_can_be_seen() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let upstream = &proxy.datasets.upstreams()[0];
    let granted = (0..1_000).filter(|_| upstream.may_retry(Again::Halves)).count();
    // Ten a second, over ten seconds; while this runs, some may come back.
    assert!((90..200).contains(&granted), "{granted}");
    let metrics = proxy.metrics().await;
    let told = |budget: &str| {
        metrics.of(&format!("retries_total{{source=\"1\",as=\"halves\",budget=\"{budget}\"}}"))
    };
    assert_eq!((told("granted"), told("exhausted")), (granted as f64, 1_000.0 - granted as f64));
}

#[tokio::test]
async fn pauses_and_refusals_can_be_seen() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |it| it.clients.max_requests = 1).await;
    let name = plain_type(&proxy).await;
    proxy.datasets.upstreams()[0].pause(true);
    let path = format!("datasets/{HEMIBRAIN}/types/{name}");
    assert_eq!(proxy.get(&path).await.status(), 503);
    let metrics = proxy.metrics().await;
    assert_eq!(metrics.of("paused{source=\"1\"}"), 1.0);
    assert_eq!(metrics.of("queries_not_sent_total{source=\"1\",reason=\"paused\"}"), 1.0);
    assert_eq!(metrics.of("requests_refused_total"), 0.0);
    proxy.datasets.upstreams()[0].pause(false);
    fixture.set_delay(Duration::from_millis(300));
    let later = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let metrics = proxy.metrics().await;
        assert_eq!(metrics.of("queries_in_progress{source=\"1\"}"), 1.0);
        assert_eq!(metrics.of("requests_in_progress"), 1.0);
        assert_eq!(proxy.get("datasets").await.status(), 503);
    };
    let (answer, ()) = tokio::join!(proxy.get(&path), later);
    assert_eq!(answer.status(), 200);
    let metrics = proxy.metrics().await;
    assert_eq!(metrics.of("paused{source=\"1\"}"), 0.0);
    assert_eq!(metrics.of("requests_refused_total"), 1.0);
}

#[tokio::test]
async fn no_name_or_path_of_a_client_makes_a_series() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |it| it.clients.max_requests = 10_000).await;
    proxy.summaries(HEMIBRAIN).await;
    let names = |metrics: Metrics| metrics.0.into_keys().collect::<Vec<_>>();
    let before = names(proxy.metrics().await);
    for n in 0..250 {
        let made_up = format!("x{n}%0a%7B%22");
        for path in [
            made_up.clone(),
            format!("datasets/{made_up}/types"),
            format!("datasets/{HEMIBRAIN}/types/{made_up}/neurons"),
            format!("datasets/{HEMIBRAIN}/bodies/{made_up}"),
        ] {
            assert!(proxy.get(&path).await.status().is_client_error(), "{path}");
        }
    }
    let method = reqwest::Method::from_bytes(b"MADEUP").expect("a method");
    proxy.http.request(method, &proxy.base).send().await.expect("an answer");
    let posted: Vec<String> = (0..1_000).map(|n| format!("type {n}")).collect();
    let posted: Vec<&str> = posted.iter().map(String::as_str).collect();
    let response = proxy.post_types(HEMIBRAIN, &posted).await;
    response.bytes().await.expect("a stream");
    let metrics = proxy.metrics_when(&requests(SUMMARIES, "2xx"), 2.0).await;
    assert_eq!(metrics.of(&requests(NEURONS, "4xx")), 250.0);
    assert_eq!(names(metrics), before);
}

#[tokio::test]
async fn two_sources_are_told_apart() {
    let (one, other) = (Fixture::start().await, Fixture::with(vec![]).await);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let source = |fixture: &Fixture| -> Box<dyn quickpage::source::Source> {
        Box::new(Neuprint::new(Options::new(fixture.url())).expect("good options"))
    };
    let proxy = Proxy::over(vec![source(&one), source(&other)], |_| {}).await;
    plain_type(&proxy).await;
    let metrics = proxy.metrics().await;
    let types = |source| {
        metrics.of(&format!(
            "queries_total{{source=\"{source}\",kind=\"types\",outcome=\"answered\"}}"
        ))
    };
    assert_eq!((types(1), types(2)), (1.0, 0.0));
}
