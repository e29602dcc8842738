//! Very many clients at once. Each has a socket of its own; 2,000 of them, with their other ends,
//! stay below the usual limit of open files of a service.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use shared::wire::Summary;

use super::scene::{EPG, Refused, Scene, many_types, path};
use crate::fixture::Fixture;
use crate::fixture::data::HEMIBRAIN;
use crate::support::Settings;

const CLIENTS: u64 = 2_000;

fn open_to_all(settings: &mut Settings) {
    settings.clients.max_requests = 2 * CLIENTS as usize;
    // Nobody hangs here: it is the machine that may be slow.
    settings.limits.queue_deadline = Duration::from_secs(60);
}

/// Row 34.
#[tokio::test]
async fn very_many_who_want_the_same_cost_one_query_and_get_the_same_bytes() {
    let scene = Scene::with(|options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
    })
    .await;
    // Nobody is late for the query that the first one begins.
    scene.fixture.set_delay(Duration::from_secs(5));
    let before = scene.fixture.query_count();
    let neurons = format!("{}/neurons", path(EPG));
    let answers = join_all((0..CLIENTS).map(|_| scene.proxy.get(&neurons))).await;
    assert_eq!(scene.fixture.query_count() - before, 1);
    let mut bodies = BTreeSet::new();
    for answer in answers {
        assert_eq!(answer.status(), 200);
        let tag = answer.headers()["etag"].to_str().expect("text").to_owned();
        bodies.insert((tag, answer.text().await.expect("a body")));
    }
    assert_eq!(bodies.len(), 1);
    scene.fixture.mend();
    scene.is_well().await;
}

/// Row 35.
#[tokio::test]
async fn very_many_who_want_different_types_share_queries_within_the_limit() {
    let fixture = Fixture::with(many_types(CLIENTS)).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene.fixture.set_delay(Duration::from_millis(500));
    let before = scene.fixture.query_count();
    let paths = (1..CLIENTS).map(|n| path(&format!("T{n}")));
    let answers = join_all(paths.map(async |path| scene.proxy.get(&path).await.status())).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let queries = scene.fixture.query_count() - before;
    assert!(queries <= CLIENTS as usize / 20, "{queries} queries");
    let at_once = scene.fixture.most_queries_at_once();
    assert!((2..=4).contains(&at_once), "{at_once} at once");
    scene.all_permits_are_back().await;
    scene.is_alive().await;
}

/// Row 35: past the bound of the queue.
#[tokio::test]
async fn when_too_many_wait_the_next_is_refused_before_those_who_wait() {
    let fixture = Fixture::with(many_types(CLIENTS)).await;
    // On a busy machine it takes seconds until all have asked.
    let deadline = Duration::from_secs(10);
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
        settings.limits.queue_deadline = deadline;
        settings.limits.max_queries = 1;
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene.fixture.set_delay(Duration::from_secs(1));
    let began = Instant::now();
    // Neurons of a type are a query of their own.
    let paths = (1..1_200).map(|n| format!("{}/neurons", path(&format!("T{n}"))));
    let ask = async |path: String| {
        let response = scene.proxy.get(&path).await;
        match response.status().as_u16() {
            200 => None,
            _ => Some((Refused::read(response).await, began.elapsed())),
        }
    };
    let answers: Vec<_> = join_all(paths.map(ask)).await;
    let refused: Vec<_> = answers.iter().flatten().collect();
    let of = |code: &str| refused.iter().filter(|(it, _)| it.code() == code).count();
    assert!(refused.iter().all(|(it, _)| it.status == 503), "{refused:?}");
    assert_eq!(of("queue_full") + of("queue_deadline"), refused.len());
    assert!(of("queue_full") > 50, "{}", of("queue_full"));
    assert!(answers.len() > refused.len(), "some are answered all the same");
    let full = refused.iter().filter(|(it, _)| it.code() == "queue_full");
    let after = full.map(|(_, after)| *after).min().expect("one that was refused");
    assert!(after < deadline, "at once, and not when the others' patience ends: {after:?}");
    assert_eq!(scene.fixture.most_queries_at_once(), 1);
    scene.fixture.mend();
    scene.all_permits_are_back().await;
    scene.is_alive().await;
}

/// Row 35: everybody waits as long as the deadline says, whoever waited before them.
#[tokio::test]
async fn who_comes_later_is_not_refused_with_those_who_came_before() {
    let fixture = Fixture::with(many_types(3)).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
        settings.limits.queue_deadline = Duration::from_secs(2);
        settings.limits.max_queries = 1;
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene.fixture.set_delay(Duration::from_secs(6));
    let refused_after = async |name: &str, pause: u64| {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let began = Instant::now();
        let refused = Refused::read(scene.proxy.get(&path(name)).await).await;
        assert_eq!(refused.code(), "queue_deadline", "{name}");
        began.elapsed()
    };
    let neurons = format!("{}/neurons", path("T0"));
    let (_, _, late) = tokio::join!(
        scene.proxy.get(&neurons),
        refused_after("T1", 300),
        refused_after("T2", 1_800)
    );
    assert!(late > Duration::from_millis(1_500), "{late:?}");
    scene.fixture.mend();
    scene.all_permits_are_back().await;
}

/// Row 27: what was not sent yet is not sent for those who have gone.
#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_sent() {
    let fixture = Fixture::with(many_types(9)).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
        settings.limits.max_queries = 1;
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene.fixture.set_delay(Duration::from_millis(1_500));
    let before = scene.fixture.query_count();
    let short = async |ask: String| {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let asked = scene.proxy.get(&ask);
        assert!(tokio::time::timeout(Duration::from_millis(400), asked).await.is_err(), "{ask}");
    };
    let neurons = |n: usize| format!("{}/neurons", path(&format!("T{n}")));
    let held = neurons(0);
    let (first, ..) = tokio::join!(
        scene.proxy.get(&held),
        short(neurons(1)),
        short(path("T2")),
        short(format!("datasets/{HEMIBRAIN}/bodies/3")),
    );
    assert_eq!(first.status(), 200);
    scene.all_permits_are_back().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(scene.fixture.query_count(), before + 1, "those who left cost nothing");
}

/// Row 34: the whole index, by everybody, while nothing is known.
#[tokio::test]
async fn two_hundred_who_open_the_index_at_once_cost_the_queries_of_one() {
    let open = async |clients: usize| {
        let fixture = Fixture::start().await;
        fixture.set_delay(Duration::from_millis(150));
        let scene = Scene::cold(fixture, |options, settings| {
            options.timeout = Duration::from_secs(60);
            settings.limits.batch_neurons = 6;
            settings.limits.max_queries = 3;
        })
        .await;
        let streams = join_all((0..clients).map(|_| scene.proxy.summaries(HEMIBRAIN))).await;
        let first = &streams[0].summaries;
        assert!(first.len() > 50 && streams.iter().all(|it| it.summaries == *first));
        assert_eq!(scene.fixture.most_queries_at_once(), 3);
        scene.all_permits_are_back().await;
        scene.fixture.seen().len()
    };
    let (one, many) = tokio::join!(open(1), open(200));
    assert_eq!(one, many);
}
