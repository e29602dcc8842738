//! The program's end, in the middle of a batch. That the door closes, readiness says so and a
//! second signal ends at once is tested with the commands.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::scene::{EPG, OTHER, path, until};
use crate::binary::{Place, Serving};
use crate::fixture::Fixture;
use crate::fixture::data::HEMIBRAIN;
use crate::support::Stream;

/// The program before a fixture, with an index under way whose batch takes so long.
async fn busy(delay: Duration, more: &[&str]) -> (Fixture, Serving, JoinHandle<String>) {
    let fixture = Fixture::start().await;
    let url = fixture.url();
    let mut arguments = vec!["--server", &url, "--warm", "none", "--prefetch", "0"];
    arguments.extend(more);
    let serving = tokio::task::block_in_place(|| Place::new().serve(&arguments));
    let http = reqwest::Client::new();
    let known = format!("{}/api/v1/{}", serving.url, path(OTHER));
    assert_eq!(http.get(known).send().await.expect("an answer").status(), 200);
    fixture.set_delay(delay);
    let queries = fixture.query_count();
    let all = format!("{}/api/v1/datasets/{HEMIBRAIN}/summaries", serving.url);
    let reading = tokio::spawn(async move {
        let response = http.get(all).send().await.expect("an answer");
        response.text().await.unwrap_or_default()
    });
    until("the batch is under way", async || fixture.query_count() > queries).await;
    (fixture, serving, reading)
}

/// Row 32.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_under_way_at_the_end_becomes_whole() {
    let (_fixture, mut serving, reading) = busy(Duration::from_millis(1_500), &[]).await;
    serving.signal("TERM");
    let stream = Stream::read(&reading.await.expect("the client"));
    assert_eq!(stream.end.failed, 0, "{:?}", stream.failed);
    assert!(stream.summaries.contains_key(EPG));
    let status = tokio::task::block_in_place(|| serving.ends_within(Duration::from_secs(10)));
    assert_eq!(status.code(), Some(143), "by the signal, and after its work");
    assert!(!serving.log().contains("panic"), "{}", serving.log());
}

/// Row 32: the second signal.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_cut_off_by_a_second_signal_does_not_look_whole() {
    let (_fixture, mut serving, reading) = busy(Duration::from_secs(600), &[]).await;
    serving.signal("TERM");
    until("it is ending", async || serving.log().contains("ending")).await;
    serving.signal("TERM");
    is_cut_off(&mut serving, reading).await;
}

/// Row 32: the deadline.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_takes_longer_than_the_end_may_is_cut_off_by_itself() {
    let deadline = ["--stop-deadline", "300ms"];
    let (_fixture, mut serving, reading) = busy(Duration::from_secs(600), &deadline).await;
    serving.signal("TERM");
    is_cut_off(&mut serving, reading).await;
    assert!(serving.log().contains("some requests were cut off"), "{}", serving.log());
}

async fn is_cut_off(serving: &mut Serving, reading: JoinHandle<String>) {
    let status = tokio::task::block_in_place(|| serving.ends_within(Duration::from_secs(10)));
    assert_eq!(status.code(), Some(143));
    let text = reading.await.expect("the client");
    assert!(!text.contains("\"end\""), "{text}");
}
