//! Connections that hang, drip, break, or cannot be made.

use std::time::{Duration, Instant};

use shared::wire::Summary;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::scene::{EPG, HOLD, KNOWN, OTHER, Refused, Scene, TIMEOUT, path, proxy_of, until};
use crate::fixture::data::HEMIBRAIN;
use crate::fixture::{Answer, Fixture};

const NEVER: Answer = Answer::Late(Duration::from_secs(600));

/// A proxy that waits for no query longer than [`TIMEOUT`], and sends so many at once.
async fn hasty(max_queries: usize) -> Scene {
    Scene::with(|options, settings| {
        options.timeout = TIMEOUT;
        settings.limits.max_queries = max_queries;
    })
    .await
}

/// Row 7.
#[tokio::test]
async fn a_query_that_hangs_ends_in_time_and_its_permit_stays_taken() {
    let scene = hasty(1).await;
    scene.answer_next([NEVER]);
    let began = Instant::now();
    let refused = scene.fails(504, "upstream_timeout", 1).await;
    assert!(began.elapsed() >= TIMEOUT && began.elapsed() < 5 * TIMEOUT, "{:?}", began.elapsed());
    assert_eq!(refused.problem["retryable"], true);
    let status = scene.status().await;
    assert_eq!((status.queries.now, status.queries_held_back), (1, 1));
    let known = scene.proxy.get(&path(KNOWN)).await;
    assert_eq!(known.status(), 200, "what is known needs no permit");
    let began = Instant::now();
    let _: Summary = scene.proxy.json(&path(OTHER)).await;
    assert!(began.elapsed() > HOLD / 2, "the next query waits for the permit");
    assert_eq!(scene.fixture.most_queries_at_once(), 1);
    scene.is_well().await;
}

/// Row 7.
#[tokio::test]
async fn five_queries_that_hang_open_the_circuit() {
    let scene = hasty(8).await;
    scene.answer_next((0..5).map(|_| NEVER));
    for _ in 0..5 {
        scene.fails(504, "upstream_timeout", 1).await;
    }
    let refused = scene.fails(503, "upstream_resting", 0).await;
    assert!(refused.retry_after.is_some_and(|seconds| seconds <= 3), "{refused:?}");
    scene.is_well().await;
}

/// Row 9.
#[tokio::test]
async fn of_an_answer_that_breaks_off_nothing_is_kept_and_it_is_asked_for_once_more() {
    for length in [1, 120, 400] {
        let scene = Scene::start().await;
        scene.answer_next([Answer::BreakOff(length), Answer::BreakOff(length)]);
        let refused = scene.fails(502, "upstream_incomplete", 2).await;
        assert_eq!(refused.problem["retryable"], true);
    }
    // Close before the end: the rows had been read.
    let scene = Scene::start().await;
    scene.answer_next([Answer::BreakOff(600)]);
    let before = scene.fixture.query_count();
    let stream = scene.proxy.post_types(HEMIBRAIN, &[EPG, OTHER]).await;
    assert!(stream.text().await.expect("a stream").contains("\"failed\":0"));
    assert_eq!(scene.fixture.query_count() - before, 2, "the whole batch, once more");
    scene.is_well().await;
}

/// Row 21.
#[tokio::test]
async fn a_server_that_is_not_there_is_told_at_once_and_found_when_it_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let proxy = proxy_of(&format!("http://{address}"), |_, _| {}).await;
    for _ in 0..2 {
        let began = Instant::now();
        let refused = Refused::read(proxy.get("datasets").await).await;
        assert_eq!((refused.status, refused.code()), (502, "upstream_unreachable"));
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
        assert!(proxy.datasets.readiness().is_err());
    }
    let scene = Scene { fixture: Fixture::at(address).await, proxy };
    scene.is_well().await;
    assert!(scene.proxy.datasets.readiness().is_ok());
}

/// Row 21: a machine that takes no connection.
#[tokio::test]
async fn a_server_that_does_not_take_the_connection_is_given_up_soon() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let full = socket.listen(1).expect("a listener");
    let address = full.local_addr().expect("an address");
    // Its queue is full when the next connection is not made at once.
    let mut waiting = Vec::new();
    while let Ok(connected) =
        tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await
    {
        waiting.push(connected.expect("a connection"));
        assert!(waiting.len() < 100, "the queue never gets full");
    }
    let proxy = proxy_of(&format!("http://{address}"), |_, _| {}).await;
    let began = Instant::now();
    let refused = Refused::read(proxy.get("datasets").await).await;
    assert_eq!((refused.status, refused.code()), (502, "upstream_unreachable"));
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(1_900) && took < Duration::from_secs(4), "{took:?}");
}

/// Row 21: nobody asks, and the server is found all the same.
#[tokio::test]
async fn a_proxy_that_starts_before_its_server_becomes_ready_by_itself() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let warm = |settings: &mut crate::support::Settings| {
        settings.refresh.warm = quickpage::config::Warm::Default;
    };
    let proxy = proxy_of(&format!("http://{address}"), |_, settings| warm(settings)).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(proxy.datasets.readiness().is_err());
    let scene = Scene { fixture: Fixture::at(address).await, proxy };
    until("it is ready", async || scene.proxy.datasets.readiness().is_ok()).await;
    until("it has read ahead", async || {
        let status = scene.status().await;
        status.datasets.get(HEMIBRAIN).is_some_and(|it| it.types > 0 && it.summaries == it.types)
    })
    .await;
    scene.is_well().await;
}

/// Row 21: no such name.
#[tokio::test]
async fn a_name_that_nobody_knows_is_a_server_that_is_not_there() {
    let proxy = proxy_of("https://neuprint.invalid", |options, _| {
        options.timeout = Duration::from_secs(10);
    });
    let began = Instant::now();
    let proxy = proxy.await;
    let refused = Refused::read(proxy.get("datasets").await).await;
    assert_eq!((refused.status, refused.code()), (502, "upstream_unreachable"));
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    assert!(!refused.problem.to_string().contains("neuprint.invalid"));
}

/// Row 8: a body that drips, one that stands still.
#[tokio::test]
async fn dripping_does_not_extend_the_time_that_a_query_has() {
    let scene = hasty(1).await;
    scene.answer_next([Answer::Drip(Duration::from_millis(20))]);
    scene.fails(504, "upstream_timeout", 1).await;
    scene.is_well().await;
    let idle = Duration::from_millis(100);
    let long = Duration::from_secs(60);
    let scene = Scene::with(|options, _| {
        (options.timeout, options.idle_timeout) = (long, idle);
    });
    let scene = scene.await;
    scene.answer_next([Answer::Stall(40)]);
    scene.fails(504, "upstream_timeout", 1).await;
    scene.is_well().await;
}
