//! Answers other than 200: status and body together say what it is, and what to do.

use std::time::{Duration, Instant, SystemTime};

use quickpage::config::Limit;
use quickpage::source::neuprint::Token;
use shared::wire::Summary;

use super::scene::{EPG, KNOWN, OTHER, SECRET, Scene, path, tells_nothing, until};
use crate::fixture::Answer;
use crate::fixture::data::{HEMIBRAIN, MANC};

fn error(text: &str) -> String {
    serde_json::json!({ "error": format!("{text} {SECRET}") }).to_string()
}

fn message(text: &str) -> String {
    serde_json::json!({ "message": text }).to_string()
}

/// Row 1.
#[tokio::test]
async fn a_fault_of_neuprint_is_asked_once_more_and_then_told() {
    let scene = Scene::start().await;
    let failed = || Answer::Plain(500, message("Internal Server Error"));
    scene.answer_next([failed(), failed()]);
    let refused = scene.fails(502, "upstream_error", 2).await;
    assert_eq!(refused.problem["retryable"], true);
    scene.is_well().await;
    let scene = Scene::start().await;
    scene.answer_next([failed()]);
    let _: Summary = scene.proxy.json(&path(EPG)).await;
    scene.is_well().await;
}

/// Row 2.
#[tokio::test]
async fn a_query_that_is_rejected_is_our_fault_and_not_sent_again() {
    let scene = Scene::start().await;
    let text = "failed to execute query: Neo4jError: Neo.ClientError.Statement.SyntaxError (MATCH";
    scene.answer_next([Answer::Plain(400, error(text))]);
    let refused = scene.fails(502, "upstream_rejected_query", 1).await;
    assert_eq!(refused.problem["retryable"], false);
    let rejected = "queries_total{source=\"1\",kind=\"neurons\",outcome=\"rejected\"}";
    assert_eq!(scene.proxy.metrics().await.of(rejected), 1.0);
    scene.is_well().await;
}

/// Row 3.
#[tokio::test]
async fn an_overload_in_a_400_is_not_asked_again_at_once_and_lowers_the_limit() {
    let texts = [
        "Timeout experienced. This could be due to database traffic",
        "Neo4jError: Neo.TransientError.General.OutOfMemoryError (…)",
        "ConnectivityError: timed out while waiting for a free connection from the connection pool",
    ];
    let check = async |text: &str| {
        let scene = Scene::with(|_, settings| settings.limits.limit = Limit::Adaptive).await;
        assert_eq!(scene.status().await.queries.limit, 2);
        scene.answer_next([Answer::Plain(400, error(text)), Answer::Plain(400, error(text))]);
        let before = scene.fixture.query_count();
        let soon = async {
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert_eq!(scene.fixture.query_count() - before, 1, "not again at once: {text}");
            assert_eq!(scene.status().await.queries.limit, 1);
        };
        let (refused, ()) = tokio::join!(scene.fails(503, "upstream_overloaded", 2), soon);
        assert_eq!(refused.problem["retryable"], true);
        scene.is_well().await;
    };
    futures_util::future::join_all(texts.map(check)).await;
}

/// Row 4.
#[tokio::test]
async fn a_400_that_nobody_understands_is_not_asked_again() {
    let scene = Scene::start().await;
    for body in [error("something new"), format!("<html>{SECRET}</html>"), String::new()] {
        scene.answer_next([Answer::Plain(400, body)]);
        scene.fails(502, "upstream_error", 1).await;
    }
    scene.is_well().await;
}

/// Row 5.
#[tokio::test]
async fn a_dataset_that_neuprint_does_not_have_is_not_asked_for_again_for_a_while() {
    let scene = Scene::start().await;
    let list = format!("datasets/{MANC}/types");
    let lists = || scene.fixture.seen().len() - scene.fixture.query_count();
    let before = lists();
    scene.fixture.change(|datasets| datasets.retain(|dataset| dataset.name != MANC));
    scene.refused(&list, 404, "unknown_dataset").await;
    let requests = scene.fixture.seen().len();
    for _ in 0..5 {
        scene.refused(&list, 404, "unknown_dataset").await;
    }
    assert_eq!(scene.fixture.seen().len(), requests, "it is remembered");
    assert!((1..=2).contains(&(lists() - before)), "the list is fetched anew, and not each time");
    let datasets = scene.proxy.get("datasets").await.text().await.expect("a body");
    assert!(!datasets.contains(MANC), "{datasets}");
    scene.is_well().await;
}

/// Row 5: listed, and yet not there.
#[tokio::test]
async fn a_dataset_that_is_listed_and_not_in_the_stores_is_unknown() {
    let scene = Scene::start().await;
    // Of the request for its types, the list comes first.
    let truth = || Answer::Late(Duration::ZERO);
    let missing = || Answer::Plain(404, error("dataset \"manc\" not available in stores"));
    scene.answer_next([truth(), missing()]);
    let list = format!("datasets/{MANC}/types");
    scene.refused(&list, 404, "unknown_dataset").await;
    let requests = scene.fixture.seen().len();
    scene.refused(&list, 404, "unknown_dataset").await;
    assert_eq!(scene.fixture.seen().len(), requests, "it is remembered");
    scene.is_well().await;
}

/// Row 6.
#[tokio::test]
async fn a_dataset_in_another_case_is_never_asked_for_and_its_name_is_told() {
    let scene = Scene::start().await;
    let requests = scene.fixture.seen().len();
    let upper = HEMIBRAIN.to_uppercase();
    for rest in ["types", "summaries", "types/EPG", "bodies/1", "roi-hierarchy"] {
        let path = format!("datasets/{upper}/{rest}");
        let refused = scene.refused(&path, 404, "unknown_dataset").await;
        let detail = refused.problem["detail"].as_str().expect("text");
        assert!(detail.contains(HEMIBRAIN), "{detail}");
    }
    assert_eq!(scene.fixture.seen().len(), requests);
    scene.is_well().await;
}

/// Row 17.
#[tokio::test]
async fn what_neuprint_says_of_when_to_come_back_is_kept_and_passed_on() {
    let in_5_s = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(5));
    let cases: [(u16, &'static str, std::ops::RangeInclusive<u64>); 4] = [
        (429, "5", 4..=6),
        (503, in_5_s.leak(), 3..=6),
        (503, "1000000000", 55..=61),
        (429, "0", 1..=2),
    ];
    for (status, header, expected) in cases {
        let scene = Scene::start().await;
        scene.answer_next([Answer::WithHeader(status, "retry-after", header)]);
        let refused = scene.fails(503, "upstream_overloaded", 1).await;
        let told = refused.retry_after.expect("a time");
        assert!(expected.contains(&told), "{header}: {told}");
        let resting = scene.fails(503, "upstream_resting", 0).await;
        let told = resting.retry_after.expect("a time");
        assert!((1..=*expected.end()).contains(&told), "{header}: {told}");
        scene.is_alive().await;
        let status = scene.status().await;
        assert!(status.resting && status.queries.now == 0, "{status:?}");
        let known = scene.proxy.get(&path(KNOWN)).await;
        assert_eq!(known.status(), 200, "what is known is served");
    }
}

/// Row 17: the time is over; the time is garbage.
#[tokio::test]
async fn after_the_time_that_it_asked_for_neuprint_is_asked_again() {
    let scene = Scene::start().await;
    scene.answer_next([Answer::WithHeader(503, "retry-after", "1")]);
    scene.fails(503, "upstream_overloaded", 1).await;
    scene.is_well().await;
    for garbage in ["-1", "1e9", "soon"] {
        let scene = Scene::start().await;
        scene.answer_next([Answer::WithHeader(503, "retry-after", garbage)]);
        let _: Summary = scene.proxy.json(&path(EPG)).await;
        assert!(!scene.status().await.resting, "{garbage}");
    }
}

/// Row 18.
#[tokio::test]
async fn an_identity_that_has_expired_costs_one_query_per_rest_and_nothing_that_is_known() {
    let scene = Scene::with(|options, settings| {
        options.token = Some(Token::new("a.token"));
        settings.limits.rest_after_refusal = Duration::from_secs(3);
    })
    .await;
    scene.fixture.refuse_all(401, &message(&format!("invalid or expired token {SECRET}")));
    let before = scene.fixture.query_count();
    let first = scene.fails(502, "upstream_auth", 1).await;
    assert_eq!(first.problem["retryable"], false);
    for _ in 0..20 {
        let resting = scene.refused(&path(OTHER), 503, "upstream_resting").await;
        assert!((1..=4).contains(&resting.retry_after.expect("a time")), "{resting:?}");
    }
    assert_eq!(scene.fixture.query_count() - before, 1);
    let failed = async || scene.proxy.metrics().await.of("auth_failed{source=\"1\"}");
    assert_eq!(failed().await, 1.0);
    let reasons = scene.proxy.datasets.readiness().expect_err("not ready");
    assert!(reasons.iter().any(|reason| reason.contains("identity")), "{reasons:?}");
    let known = scene.proxy.get(&path(KNOWN)).await;
    assert_eq!(known.status(), 200);
    scene.fixture.mend();
    scene.is_well().await;
    assert_eq!(failed().await, 0.0);
    assert!(scene.proxy.datasets.readiness().is_ok());
}

/// Row 18: after the rest it is asked once, and is refused again.
#[tokio::test]
async fn each_rest_after_a_refusal_is_as_long() {
    let rest = Duration::from_millis(300);
    let scene = Scene::with(|options, settings| {
        options.token = Some(Token::new("a.token"));
        settings.limits.rest_after_refusal = rest;
    })
    .await;
    scene.fixture.refuse_all(401, SECRET);
    let (began, before) = (Instant::now(), scene.fixture.query_count());
    while began.elapsed() < 4 * rest {
        assert_ne!(scene.proxy.get(&path(EPG)).await.status(), 200);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (queries, rests) =
        (scene.fixture.query_count() - before, began.elapsed().div_duration_f64(rest));
    assert!((2..=1 + rests as usize).contains(&queries), "{queries} queries in {rests} rests");
    scene.fixture.mend();
    scene.is_well().await;
}

/// Row 18: of an anonymous proxy it only says that this is not for everybody.
#[tokio::test]
async fn a_refusal_without_a_token_does_not_stop_the_rest() {
    let scene = Scene::start().await;
    scene.answer_next([Answer::Plain(401, message(SECRET))]);
    scene.fails(502, "upstream_auth", 1).await;
    assert!(!scene.status().await.resting);
    scene.is_well().await;
}

/// Row 19.
#[tokio::test]
async fn what_is_forbidden_is_told_to_whoever_asks_and_to_nobody_else() {
    let scene = Scene::with(|options, _| options.token = Some(Token::new("a.token"))).await;
    for _ in 0..6 {
        scene.answer_next([Answer::Plain(403, message(SECRET))]);
        scene.fails(403, "forbidden", 1).await;
    }
    let terms = |url: &str| {
        Answer::Plain(
            403,
            format!(r#"{{"tos_required":true,"tos_url":"{url}","error":"{SECRET}"}}"#),
        )
    };
    scene.answer_next([terms("https://example.org/terms")]);
    let refused = scene.fails(403, "tos_required", 1).await;
    let detail = refused.problem["detail"].as_str().expect("text");
    assert!(detail.contains("https://example.org/terms"), "{detail}");
    for bad in ["javascript:alert(1)", "http://example.org", "https://user:pw@example.org"] {
        scene.answer_next([terms(bad)]);
        let refused = scene.fails(403, "tos_required", 1).await;
        let detail = refused.problem["detail"].as_str().expect("text");
        assert!(!detail.contains("example") && !detail.contains("alert"), "{detail}");
    }
    assert!(!scene.status().await.resting, "others may be allowed");
    scene.is_well().await;
}

/// Row 3, 17: what was refused is asked again as soon as somebody wants it.
#[tokio::test]
async fn no_refusal_is_kept() {
    let scene = Scene::start().await;
    let types = [EPG, OTHER];
    scene.answer_next([Answer::Plain(400, error("something new"))]);
    let response = scene.proxy.post_types(HEMIBRAIN, &types).await;
    let text = response.text().await.expect("a stream");
    tells_nothing(&text);
    until("both are answered", async || {
        let ask = async |name: &str| scene.proxy.get(&path(name)).await.status();
        futures_util::future::join_all(types.map(ask)).await.iter().all(|status| *status == 200)
    })
    .await;
}
