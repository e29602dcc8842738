//! What the proxy writes into its log, and the ids by which requests are found there.

mod support;

use quickpage::config::{LogFormat, Warm};
use serde_json::Value;
use shared::wire::Problem;
use support::log::KeptLog;
use support::{Proxy, table_of};

/// Begins a line of its own, if it can.
const FORGED: &str = "\n{\"level\":\"ERROR\",\"fields\":{\"message\":\"forged\"}}";

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

async fn proxy() -> Proxy {
    Proxy::start(table_of("bodyId,type\n1,EPG\n2,EPG\n3,PEG\n", None, None)).await
}

#[tokio::test]
async fn a_request_is_found_by_its_id_in_answer_problem_and_log() {
    let (kept, _guard) = KeptLog::of(LogFormat::Json);
    let proxy = proxy().await;
    let ask = |id: Option<&'static str>| {
        let request = proxy.http.get(proxy.url("datasets/test/types/none"));
        let request = match id {
            Some(id) => request.header("x-request-id", id),
            None => request,
        };
        async { request.send().await.expect("an answer") }
    };
    let answer = ask(Some("trace-7.a_B")).await;
    assert_eq!(answer.headers()["x-request-id"], "trace-7.a_B");
    let problem: Problem = answer.json().await.expect("a problem");
    assert_eq!(problem.request_id.as_deref(), Some("trace-7.a_B"));
    let line = json(&kept.line("request ended").await);
    assert_eq!(line["span"]["request_id"], "trace-7.a_B");
    assert_eq!(line["fields"]["status"], 404);
    assert_eq!(line["fields"]["path"], "/api/v1/datasets/test/types/none");

    let mut made = Vec::new();
    for id in [None, None, Some("not a safe id"), Some("\"}{\"")] {
        let answer = ask(id).await;
        let id = answer.headers()["x-request-id"].to_str().expect("an id").to_owned();
        assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        let problem: Problem = answer.json().await.expect("a problem");
        assert_eq!(problem.request_id.as_deref(), Some(&*id));
        made.push(id);
    }
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 4, "each request has an id of its own");
}

#[tokio::test]
async fn problems_that_the_framework_answers_have_an_id_too() {
    let proxy = proxy().await;
    let requests = [
        proxy.http.get(proxy.url("datasets/test/types/%FF")),
        proxy.http.get(format!("{}/no/such/page", proxy.base)),
        proxy.http.delete(proxy.url("datasets")),
        proxy.http.post(proxy.url("datasets/test/summaries")).body("{"),
    ];
    for request in requests {
        let answer = request.header("x-request-id", "mine").send().await.expect("an answer");
        assert!(answer.status().is_client_error());
        assert_eq!(answer.headers()["x-request-id"], "mine");
        let problem: Problem = answer.json().await.expect("a problem");
        assert_eq!(problem.request_id.as_deref(), Some("mine"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_cold_stream_is_told_with_its_pace_and_the_types_that_failed() {
    let (kept, _guard) = KeptLog::of(LogFormat::Json);
    let proxy = proxy().await;
    let answer = proxy.post_types("test", &["EPG", "x", "y", "z"]).await;
    let id = answer.headers()["x-request-id"].to_str().expect("an id").to_owned();
    answer.text().await.expect("a stream");
    let line = json(&kept.line("processed").await);
    let message = line["fields"]["message"].as_str().expect("a message");
    assert!(message.starts_with("processed 1 of 4 types in 0."), "{message}");
    assert!(message.ends_with(" types/s); 3 failed: x, y, z"), "{message}");
    assert_eq!((&line["level"], &line["span"]["request_id"]), (&"INFO".into(), &id.into()));
    proxy.post_types("test", &["EPG"]).await.text().await.expect("a stream");
    let line = json(&kept.line("processed 1 of 1 types").await);
    assert_eq!(line["level"], "DEBUG", "nothing had to be read");
    let _: Value = proxy.json("datasets/test/roi-hierarchy").await;
    let line = json(&kept.line("ROI hierarchy from source").await);
    assert_eq!(line["fields"]["dataset"], "test");
    let line = json(&kept.line("batch read").await);
    let message = line["fields"]["message"].as_str().expect("a message");
    assert!(message.starts_with("batch read: 1 types of "), "{message}");
    assert!(message.contains(" neurons in 0.") && message.ends_with(" types/s)"), "{message}");
}

#[tokio::test]
async fn what_is_read_ahead_is_told_and_belongs_to_no_request() {
    let (kept, _guard) = KeptLog::of(LogFormat::Json);
    let table = table_of("bodyId,type\n1,EPG\n2,EPG\n3,PEG\n", None, None);
    let _proxy = Proxy::with(table, |it| it.refresh.warm = Warm::Default).await;
    for words in ["connected to table test.csv in", "index read: processed 2 of 2 types in 0."] {
        let line = json(&kept.line(words).await);
        assert_eq!((&line["level"], &line["span"]), (&"INFO".into(), &Value::Null), "{line}");
    }
}

#[tokio::test]
async fn no_name_can_forge_a_line() {
    let long = format!("{FORGED}{}", "x".repeat(2_000));
    for format in [LogFormat::Json, LogFormat::Text] {
        let (kept, _guard) = KeptLog::of(format);
        let proxy = proxy().await;
        let types = [FORGED, "EPG", &long];
        proxy.post_types("test", &types).await.text().await.expect("a stream");
        let path = format!("datasets/test%0A%7B/types/{}", "%0A".repeat(1_000));
        proxy.get(&path).await.text().await.expect("a problem");
        kept.line("processed 1 of 3 types").await;
        kept.line("path").await;
        // Nor can one that somebody forgot to escape.
        tracing::warn!(target: "quickpage", name = %FORGED, "as it is: {FORGED}");
        for line in kept.text().lines() {
            assert!(!line.starts_with("{\"level\""), "a line of its own: {line}");
            assert!(line.len() < 1_500, "a line of {} bytes", line.len());
            match format {
                LogFormat::Json => assert_ne!(json(line)["fields"]["message"], "forged"),
                // Each line begins with its time.
                LogFormat::Text => assert!(line.starts_with("20"), "{line}"),
            }
        }
        assert!(kept.text().contains("forged"), "the name is there, escaped");
    }
}
