//! What one type or one asker does to the others of its batch.

use std::time::Duration;

use serde_json::{Value, json};
use shared::wire::Summary;

use super::scene::{EPG, KNOWN, OTHER, Scene, TIMEOUT, encoded, many_types, path, until};
use crate::fixture::data::HEMIBRAIN;
use crate::fixture::{Answer, Fixture};
use crate::support::Stream;

/// Two hundred types in one batch, each of one neuron; all that is asked once has been asked.
async fn two_hundred() -> Scene {
    two_hundred_before(Duration::from_secs(20)).await
}

/// The same, with so much time for each query.
async fn two_hundred_before(timeout: Duration) -> Scene {
    let fixture = Fixture::with(many_types(201)).await;
    let scene = Scene::cold(fixture, |options, settings| {
        options.timeout = timeout;
        settings.limits.max_queries = 1;
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T200")).await;
    scene
}

/// Row 25.
#[tokio::test]
async fn one_poisonous_type_costs_few_queries_and_no_other_type() {
    for poison in ["T0", "T77", "T199"] {
        let scene = two_hundred().await;
        scene.fixture.poison(poison);
        let before = scene.batches();
        let stream = scene.proxy.summaries(HEMIBRAIN).await;
        assert_eq!(stream.failed.keys().collect::<Vec<_>>(), [poison]);
        assert_eq!((stream.summaries.len(), stream.end.failed), (200, 1));
        let extra = scene.batches() - before - 1;
        assert!(extra <= 16, "{poison}: {extra} extra queries");
        scene.refused(&path(poison), 502, "upstream_error").await;
        scene.is_alive().await;
        scene.all_permits_are_back().await;
    }
}

/// Row 25: a person who wants one type of a batch that fails takes the others nowhere.
#[tokio::test]
async fn nothing_of_a_batch_that_fails_is_lost_where_a_person_wants_a_part_of_it() {
    let scene = two_hundred().await;
    scene.fixture.hold();
    scene.answer_next([Answer::Plain(500, "broken".to_owned())]);
    let pausing = async {
        until("the batch is on its way", async || scene.status().await.queries.now == 1).await;
        let person = async { scene.proxy.get(&path("T5")).await };
        let failing = async {
            until("both wait", async || scene.status().await.requests.now == 2).await;
            scene.proxy.datasets.upstreams()[0].pause(true);
            scene.fixture.go_on();
        };
        tokio::join!(person, failing).0
    };
    let both = async { tokio::join!(scene.proxy.summaries(HEMIBRAIN), pausing) };
    let both = tokio::time::timeout(Duration::from_secs(20), both).await;
    let (stream, person) = both.expect("everybody is answered");
    assert_eq!((stream.summaries.len(), person.status().as_u16()), (1, 503));
    assert_eq!(scene.status().await.datasets[HEMIBRAIN].waiting, 0);
    scene.proxy.datasets.upstreams()[0].pause(false);
    scene.fixture.mend();
    assert_eq!(scene.proxy.summaries(HEMIBRAIN).await.end.failed, 0);
}

/// Row 25: it is remembered.
#[tokio::test]
async fn a_type_that_failed_alone_is_sent_alone_for_a_while() {
    let scene = two_hundred().await;
    scene.fixture.poison("T9");
    scene.refused(&path("T9"), 502, "upstream_error").await;
    let before = scene.batches();
    let stream = scene.proxy.summaries(HEMIBRAIN).await;
    assert_eq!((stream.summaries.len(), stream.end.failed), (200, 1));
    let queries = scene.batches() - before;
    assert!(queries <= 3, "those before it, it, those after it: {queries} queries");
}

/// Row 25: with many of them, halving waits for the retry budget, and takes no other type along.
#[tokio::test]
async fn many_poisonous_types_cost_no_other_type() {
    let scene = two_hundred().await;
    let poison: Vec<String> = (0..200).step_by(3).map(|n| format!("T{n}")).collect();
    poison.iter().for_each(|name| scene.fixture.poison(name));
    let stream = scene.proxy.summaries(HEMIBRAIN).await;
    let mut failed: Vec<&String> = stream.failed.keys().collect();
    failed.sort_by_key(|name| name[1..].parse::<u32>().expect("a number"));
    assert_eq!(failed, poison.iter().collect::<Vec<_>>());
    assert_eq!(stream.summaries.len(), 201 - poison.len());
    scene.is_alive().await;
}

/// Row 3: after an overload batches are half as large, and do not grow for a while.
#[tokio::test]
async fn after_an_overload_batches_are_smaller() {
    let sizes = async |overloaded: bool| {
        let fixture = Fixture::with(many_types(9_000)).await;
        let scene = Scene::cold(fixture, |_, settings| settings.limits.max_queries = 1).await;
        scene.proxy.get(&format!("datasets/{HEMIBRAIN}/types")).await;
        if overloaded {
            scene.answer_next([Answer::Plain(503, "busy".to_owned())]);
        }
        let stream = scene.proxy.summaries(HEMIBRAIN).await;
        assert_eq!(stream.summaries.len(), 9_000, "{:?}", stream.end);
        let seen = scene.fixture.seen();
        let batches = seen.iter().filter_map(|seen| seen.cypher.as_ref());
        let batches = batches.filter(|query| query.contains("AS target_type"));
        batches.map(|query| query.matches("'T").count()).collect::<Vec<_>>()
    };
    let (usual, overloaded) = (sizes(false).await, sizes(true).await);
    // How much larger the next ones usually are, the speed of the machine says.
    assert!(usual[0] == 2_000 && usual[1] > 1_000, "{usual:?}");
    assert_eq!(overloaded[..2], [2_000, 2_000], "the same once more");
    assert!(overloaded[2..].iter().all(|types| *types <= 1_000), "{overloaded:?}");
}

/// Row 25: timeouts are not halved at once.
#[tokio::test]
async fn a_batch_that_hangs_is_not_cut_in_halves() {
    let scene = two_hundred_before(TIMEOUT).await;
    scene.answer_next([Answer::Late(Duration::from_secs(600))]);
    let before = scene.batches();
    let stream = scene.proxy.summaries(HEMIBRAIN).await;
    assert_eq!((stream.end.types, stream.end.failed), (201, 200));
    assert_eq!(scene.batches() - before, 1);
    until("all are answered", async || scene.proxy.summaries(HEMIBRAIN).await.end.failed == 0)
        .await;
}

/// Row 25: but a type that always hangs does not spoil every batch that it is in.
#[tokio::test]
async fn a_type_that_is_never_answered_stands_alone_when_people_ask_again() {
    let scene = two_hundred_before(TIMEOUT).await;
    scene.fixture.never_answer("T77");
    for most in [200, 50, 13, 4, 1] {
        let stream = scene.proxy.summaries(HEMIBRAIN).await;
        assert!(stream.failed.contains_key("T77") && stream.end.failed <= most, "{:?}", stream.end);
        scene.all_permits_are_back().await;
    }
    let before = scene.batches();
    scene.refused(&path("T77"), 504, "upstream_timeout").await;
    assert_eq!(scene.batches() - before, 1, "it is not tried again at once");
    scene.is_alive().await;
}

/// Row 26.
#[tokio::test]
async fn what_is_missing_foreign_or_twice_in_an_answer_gets_to_nobody_else() {
    let scene = Scene::start().await;
    scene.answer_next([Answer::Changed(Box::new(|answer| {
        let rows = answer["data"].as_array_mut().expect("rows");
        let is_of = |row: &Value, name: &str| row[1] == name;
        rows.retain(|row| !is_of(row, OTHER));
        let first = rows.iter().find(|row| is_of(row, EPG)).expect("a neuron").clone();
        let mut foreign = first.clone();
        foreign[0] = json!(999);
        foreign[1] = json!(KNOWN);
        rows.extend([foreign, first]);
    }))]);
    let known: Summary = scene.proxy.json(&path(KNOWN)).await;
    let stream = scene.proxy.post_types(HEMIBRAIN, &[EPG, OTHER, "PEN_b(PEN2)"]).await;
    let stream = Stream::read(&stream.text().await.expect("a stream"));
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), [OTHER]);
    let epg = &stream.summaries[EPG];
    assert_eq!((epg.neurons.total, epg.post), (3, 330), "each neuron counts once");
    assert_eq!(stream.summaries["PEN_b(PEN2)"].post, 8);
    assert_eq!(scene.proxy.json::<Summary>(&path(KNOWN)).await, known);
    let metrics = scene.proxy.metrics().await;
    for reason in ["other_type", "twice"] {
        let series = format!("rows_lost_total{{source=\"1\",reason=\"{reason}\"}}");
        assert_eq!(metrics.of(&series), 1.0, "{reason}");
    }
    scene.is_well().await;
}

/// Row 27.
#[tokio::test]
async fn who_leaves_a_batch_takes_nothing_from_the_others_and_the_answer_is_kept() {
    let scene = Scene::start().await;
    scene.fixture.set_delay(Duration::from_millis(300));
    let leaving = tokio::time::timeout(
        Duration::from_millis(100),
        scene.proxy.post_types(HEMIBRAIN, &[EPG, OTHER]),
    );
    let before = scene.fixture.query_count();
    let left = async {
        if let Ok(stream) = leaving.await {
            // The headers come at once, the lines do not.
            let read = tokio::time::timeout(Duration::from_millis(100), stream.text()).await;
            assert!(read.is_err(), "it left before the answer came");
        }
    };
    let stays = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.proxy.json::<Summary>(&path(EPG)).await
    };
    let ((), summary) = tokio::join!(left, stays);
    assert_eq!(summary.post, 330);
    let _: Summary = scene.proxy.json(&path(OTHER)).await;
    assert_eq!(scene.fixture.query_count() - before, 1, "what nobody waited for is kept");
    scene.fixture.mend();
    scene.is_well().await;
}

/// Row 27: the query that was sent keeps its permit, the one that was not is dropped.
#[tokio::test]
async fn what_all_askers_have_left_is_not_sent() {
    let scene = Scene::with(|_, settings| settings.limits.max_queries = 1).await;
    scene.fixture.set_delay(Duration::from_millis(350));
    let before = scene.fixture.query_count();
    for name in [EPG, OTHER] {
        let path = path(name);
        let asked = tokio::time::timeout(Duration::from_millis(100), scene.proxy.get(&path));
        assert!(asked.await.is_err(), "its asker leaves");
    }
    let status = scene.status().await;
    assert_eq!((status.queries.now, status.queries_held_back), (1, 0), "one is under way");
    until("nobody waits", async || {
        let status = scene.status().await;
        status.queries.now == 0 && status.datasets[HEMIBRAIN].waiting == 0
    })
    .await;
    assert_eq!(scene.fixture.query_count() - before, 1);
    assert_eq!(scene.proxy.get(&path(EPG)).await.status(), 200);
    assert_eq!(scene.fixture.query_count() - before, 1, "the answer was kept");
    scene.fixture.mend();
    scene.is_well().await;
}

/// Row 36: the first asker leaves. That a panic is told to all is tested beside the flights.
#[tokio::test]
async fn what_many_wait_for_does_not_end_with_the_first_of_them() {
    let scene = Scene::start().await;
    scene.fixture.set_delay(Duration::from_millis(300));
    let before = scene.fixture.query_count();
    let neurons = format!("datasets/{HEMIBRAIN}/types/{}/neurons", encoded(EPG));
    let first = tokio::time::timeout(Duration::from_millis(100), scene.proxy.get(&neurons));
    let others = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        futures_util::future::join_all((0..50).map(|_| scene.proxy.get(&neurons))).await
    };
    let (first, others) = tokio::join!(first, others);
    assert!(first.is_err(), "it left");
    assert!(others.iter().all(|response| response.status() == 200));
    assert_eq!(scene.fixture.query_count() - before, 1);
    scene.fixture.mend();
    scene.is_well().await;
}
