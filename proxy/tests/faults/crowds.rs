//! Very many clients at once. Each has a socket of its own; 2,000 of them, with their other ends,
//! stay below the usual limit of open files of a service.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use quickpage::upstream::Urgency;
use shared::wire::Summary;

use super::scene::{EPG, Refused, Scene, many_types, path, until};
use crate::fixture::Fixture;
use crate::fixture::data::{self, HEMIBRAIN, MANC};
use crate::support::Settings;

const CLIENTS: u64 = 2_000;

fn open_to_all(settings: &mut Settings) {
    settings.clients.max_requests = 2 * CLIENTS as usize;
    // Nobody hangs here: it is the machine that may be slow.
    settings.limits.queue_deadline = Duration::from_secs(60);
}

/// Row 34: whatever it is that is not known yet.
#[tokio::test]
async fn very_many_who_want_the_same_cost_one_query_and_get_the_same_bytes() {
    let scene = Scene::with(|options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
    })
    .await;
    let things = [
        path(EPG),
        format!("{}/neurons", path(EPG)),
        format!("datasets/{HEMIBRAIN}/roi-hierarchy"),
    ];
    scene.fixture.hold();
    let before = scene.fixture.query_count();
    let ask = async |n: u64| {
        let thing = (n % things.len() as u64) as usize;
        let answer = scene.proxy.get(&things[thing]).await;
        assert_eq!(answer.status(), 200);
        let tag = answer.headers().get("etag").map(|tag| tag.to_str().expect("text").to_owned());
        (thing, tag, answer.text().await.expect("a body"))
    };
    let everybody = async {
        let answers = join_all((0..CLIENTS).map(ask)).await;
        (answers, Instant::now())
    };
    let answering = async {
        // Nobody is late for the query that the first one begins.
        until("all have asked", async || scene.status().await.requests.now == CLIENTS).await;
        assert_eq!(scene.status().await.queries.now, things.len() as u64);
        scene.fixture.go_on();
        Instant::now()
    };
    let ((answers, ended), answered) = tokio::join!(everybody, answering);
    assert_eq!(scene.fixture.query_count() - before, things.len(), "one of each");
    let different: BTreeSet<_> = answers.into_iter().collect();
    assert_eq!(different.len(), things.len(), "{different:?}");
    // A single summary goes without a tag: its hash is in it.
    assert_eq!(different.iter().filter(|(_, tag, _)| tag.is_some()).count(), things.len() - 1);
    let after = ended - answered;
    assert!(after < Duration::from_secs(5), "all answers are there {after:?} after the source's");
    scene.fixture.mend();
    scene.is_well().await;
}

/// Many types of one neuron each, none of which is known; nothing more is asked once but their
/// types.
async fn many_unknown(types: u64, change: impl FnOnce(&mut Settings)) -> Scene {
    let fixture = Fixture::with(many_types(types)).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        open_to_all(settings);
        change(settings);
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene
}

/// Row 35.
#[tokio::test]
async fn very_many_who_want_different_types_share_queries_within_the_limit() {
    const TOGETHER: u64 = 200;
    const PERMITS: u64 = 4;
    let scene = many_unknown(CLIENTS, |settings| {
        settings.limits.batch_neurons = TOGETHER;
        settings.limits.max_queries = PERMITS as usize;
    })
    .await;
    let before = scene.fixture.query_count();
    scene.fixture.hold();
    let paths = (1..CLIENTS).map(|n| path(&format!("T{n}")));
    let everybody = join_all(paths.map(async |path| scene.proxy.get(&path).await.status()));
    let answering = async {
        until("all wait", async || scene.status().await.datasets[HEMIBRAIN].waiting == CLIENTS - 1)
            .await;
        assert_eq!(scene.status().await.queries.now, PERMITS);
        scene.fixture.go_on();
    };
    let (answers, ()) = tokio::join!(everybody, answering);
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let queries = (scene.fixture.query_count() - before) as u64;
    // Whoever came first did not wait for the others, with each permit that was free.
    let most = (CLIENTS - 1).div_ceil(TOGETHER) + PERMITS;
    assert!(queries <= most + 2, "{queries} queries of at most {TOGETHER} types");
    assert_eq!(scene.fixture.most_queries_at_once() as u64, PERMITS);
    scene.all_permits_are_back().await;
    scene.is_alive().await;
}

/// Where the neurons of a type are, which are a query of their own.
fn neurons(n: u64) -> String {
    format!("{}/neurons", path(&format!("T{n}")))
}

/// Row 35: past the bound of the queue.
#[tokio::test]
async fn when_too_many_wait_the_next_is_refused_at_once_and_those_who_wait_are_answered() {
    /// How many may wait.
    const QUEUE: u64 = 1_000;
    const MORE: u64 = 50;
    let scene = many_unknown(QUEUE + MORE + 2, |settings| settings.limits.max_queries = 1).await;
    scene.fixture.hold();
    let waiting = join_all((1..=QUEUE + 1).map(async |n| {
        let answer = scene.proxy.get(&neurons(n)).await;
        answer.status()
    }));
    let refused = async {
        until("the queue is full", async || scene.status().await.queries_waiting == QUEUE).await;
        let mut took = Vec::new();
        for n in 0..MORE {
            let began = Instant::now();
            let path = neurons(QUEUE + 2 + n);
            let refused = scene.refused(&path, 503, "queue_full").await;
            took.push(began.elapsed());
            assert!((1..=5).contains(&refused.retry_after.expect("a time")), "{refused:?}");
        }
        took.sort();
        let usual = took[took.len() / 2];
        assert!(usual < Duration::from_millis(100), "{took:?}");
        assert_eq!(scene.status().await.queries_waiting, QUEUE);
        scene.fixture.go_on();
    };
    let (answers, ()) = tokio::join!(waiting, refused);
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    assert_eq!(scene.fixture.most_queries_at_once(), 1);
    scene.fixture.mend();
    scene.all_permits_are_back().await;
    scene.is_alive().await;
}

/// Row 35: as much as can be answered, ten times as much, and twice as much again.
#[tokio::test]
async fn the_more_ask_the_more_are_refused_and_as_many_are_answered() {
    const PERMITS: usize = 2;
    const QUERY: Duration = Duration::from_millis(100);
    const WHILE: Duration = Duration::from_secs(3);
    let answered = async |clients: u64| {
        let scene = many_unknown(clients, |settings| {
            settings.limits.max_queries = PERMITS;
            settings.limits.queue_deadline = 8 * QUERY;
        })
        .await;
        scene.fixture.set_delay(QUERY);
        let before = scene.fixture.query_count();
        let began = Instant::now();
        let ask_on = async |id: u64| {
            let (mut answered, mut in_time, mut refused) = (0, 0, 0);
            // They do not come all together.
            tokio::time::sleep(Duration::from_millis(97 * id % 800)).await;
            while began.elapsed() < WHILE {
                // A body is a query of its own, each time.
                let answer = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/bodies/{id}")).await;
                if answer.status() == 200 {
                    answered += 1;
                    in_time += u64::from(began.elapsed() < WHILE);
                    continue;
                }
                assert_eq!(Refused::read(answer).await.code(), "queue_deadline");
                refused += 1;
            }
            (answered, in_time, refused)
        };
        let all = join_all((1..=clients).map(ask_on)).await.into_iter();
        let sum = |a: (u64, u64, u64), b: (u64, u64, u64)| (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        let (answered, in_time, refused) = all.fold((0, 0, 0), sum);
        let queries = (scene.fixture.query_count() - before) as u64;
        assert_eq!(queries, answered, "no query is for somebody who was refused");
        scene.fixture.mend();
        scene.all_permits_are_back().await;
        (in_time, refused)
    };
    let few = 2 * PERMITS as u64;
    let (could, refused) = answered(few).await;
    assert!(could > 0 && refused == 0, "{could}, {refused}: as many as can be answered");
    let (many, refused) = answered(10 * few).await;
    let (twice_as_many, refused_then) = answered(20 * few).await;
    assert!(refused > few && refused_then > refused, "{refused}, {refused_then}: too few ask");
    assert!(4 * many > 3 * could, "{many} of {could}");
    assert!(4 * twice_as_many > 3 * could, "{twice_as_many} of {could}");
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
    let first = neurons(0);
    let (_, _, late) =
        tokio::join!(scene.proxy.get(&first), refused_after("T1", 300), refused_after("T2", 1_800));
    assert!(late > Duration::from_millis(1_500), "{late:?}");
    scene.fixture.mend();
    scene.all_permits_are_back().await;
}

/// Row 27: what was not sent yet is not sent for those who have gone.
#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_sent() {
    let mut datasets = many_types(9);
    datasets.extend(data::datasets().into_iter().filter(|dataset| dataset.name == MANC));
    let fixture = Fixture::with(datasets).await;
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
    let held = neurons(0);
    let (first, ..) = tokio::join!(
        scene.proxy.get(&held),
        short(neurons(1)),
        short(path("T2")),
        short(format!("datasets/{HEMIBRAIN}/bodies/3")),
        short(format!("datasets/{HEMIBRAIN}/roi-hierarchy")),
        short(format!("datasets/{MANC}/types")),
    );
    assert_eq!(first.status(), 200);
    scene.all_permits_are_back().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(scene.fixture.query_count(), before + 1, "those who left cost nothing");
    scene.fixture.mend();
    for ask in ["roi-hierarchy", "types"] {
        for dataset in [HEMIBRAIN, MANC] {
            let answer = scene.proxy.get(&format!("datasets/{dataset}/{ask}")).await;
            assert_eq!(answer.status(), 200, "{ask} of {dataset}, for the next one");
        }
    }
}

/// Reading ahead goes behind everybody; that it comes to nothing is its own affair.
#[tokio::test]
async fn an_index_loses_nothing_to_a_reading_ahead_that_waits_too_long() {
    let mut datasets = many_types(60);
    let mut other = many_types(60);
    other[0].name = MANC.to_owned();
    other[0].meta.insert("dataset".to_owned(), "manc".into());
    datasets.append(&mut other);
    let fixture = Fixture::with(datasets).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = Duration::from_secs(60);
        settings.limits.queue_deadline = Duration::from_secs(1);
        settings.limits.max_queries = 1;
        settings.limits.batch_neurons = 3;
    })
    .await;
    let opened = scene.proxy.datasets.open(HEMIBRAIN).await.expect("the dataset");
    scene.proxy.datasets.open(MANC).await.expect("the other one");
    scene.fixture.set_delay(Duration::from_millis(150));
    let index = async |dataset| {
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.proxy.summaries(dataset).await
    };
    // Two of them leave nothing to whoever comes behind.
    let ahead = opened.read_all(Urgency::Ahead);
    let (ahead, one, other) = tokio::join!(ahead, index(HEMIBRAIN), index(MANC));
    assert!(ahead.not_sent > 0, "it waited in vain: {ahead:?}");
    for index in [one, other] {
        assert_eq!((index.end.failed, index.summaries.len()), (0, 60));
    }
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
