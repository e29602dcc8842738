//! The program's beginning and end.

use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};

use super::program::Program;
use super::scene::{EPG, OTHER, path, until};
use crate::fixture::Fixture;
use crate::fixture::data::HEMIBRAIN;
use crate::support::Stream;

/// A fixture, and the program before it with a request under way that takes so long.
async fn busy(delay: Duration) -> (Fixture, Program, tokio::task::JoinHandle<String>) {
    let fixture = Fixture::start().await;
    let program = Program::start(&fixture.url(), None, &["--warm", "none"]);
    let base = program.base().await;
    let http = reqwest::Client::new();
    let known = format!("{base}/api/v1/{}", path(OTHER));
    assert_eq!(http.get(known).send().await.expect("an answer").status(), 200);
    fixture.set_delay(delay);
    let queries = fixture.query_count();
    let all = format!("{base}/api/v1/datasets/{HEMIBRAIN}/summaries");
    let reading = tokio::spawn(async move {
        let response = http.get(all).send().await.expect("an answer");
        response.text().await.unwrap_or_default()
    });
    until("the query is under way", async || fixture.query_count() > queries).await;
    (fixture, program, reading)
}

/// Row 32.
#[tokio::test]
async fn on_a_signal_what_is_under_way_ends_and_nothing_else_begins() {
    let (_fixture, mut program, reading) = busy(Duration::from_millis(1_500)).await;
    let base = program.base().await;
    let address = base.trim_start_matches("http://").to_owned();
    program.signal("TERM");
    until("nobody listens any more", async || TcpStream::connect(&address).await.is_err()).await;
    assert!(program.ended().is_none(), "the request is still under way");
    let stream = Stream::read(&reading.await.expect("the client"));
    assert_eq!(stream.end.failed, 0);
    assert!(stream.summaries.contains_key(EPG));
    let status = program.end(Duration::from_secs(10)).await;
    assert_eq!(status.code(), Some(143), "by the signal, and after its work");
    assert!(!program.written().contains("panic"), "{}", program.written());
}

/// Row 32: the second signal.
#[tokio::test]
async fn on_a_second_signal_it_ends_at_once() {
    let (_fixture, mut program, reading) = busy(Duration::from_secs(600)).await;
    program.signal("TERM");
    program.wrote("ending").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(program.ended().is_none(), "a request is under way");
    program.signal("TERM");
    let began = Instant::now();
    let status = program.end(Duration::from_secs(15)).await;
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(status.code(), Some(143));
    let text = reading.await.expect("the client");
    assert!(!text.contains("\"end\""), "a stream that was cut off has no end line");
}

/// Row 21: at the start.
#[tokio::test]
async fn the_program_starts_without_its_server_and_finds_it_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let mut program = Program::start(&format!("http://{address}"), None, &[]);
    let base = program.base().await;
    let http = reqwest::Client::new();
    let status = async |path: &str| {
        let response = http.get(format!("{base}{path}")).send().await.expect("an answer");
        response.status().as_u16()
    };
    assert_eq!(status("/healthz").await, 200);
    assert_eq!(status("/api/v1/datasets").await, 502);
    assert!(program.ended().is_none());
    let listener = TcpListener::bind(address).await.expect("its port");
    let _fixture = Fixture::on(listener);
    let epg = format!("/api/v1/{}", path(EPG));
    until("it answers", async || status(&epg).await == 200).await;
}
