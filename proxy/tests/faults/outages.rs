//! A server that slows down, fails or hangs for a while: the rest of the service answers, every
//! asker gets an answer or an error in time, all permits come back, and when the server is well
//! again so is the proxy, within seconds and by itself.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use quickpage::config::Limit;
use quickpage::source::neuprint::Options;
use shared::wire::TypeList;

use super::scene::{EPG, HOLD, KNOWN, OTHER, SECRET, Scene, TIMEOUT, path, tells_nothing, until};
use crate::fixture::Answer;
use crate::fixture::attacks::ATTACKS;
use crate::fixture::data::HEMIBRAIN;
use crate::support::{Settings, Stream};

/// How long somebody may wait for a query to be sent.
const PATIENCE: Duration = Duration::from_millis(600);

fn impatient(options: &mut Options, settings: &mut Settings) {
    options.timeout = TIMEOUT;
    settings.limits.max_queries = 2;
    settings.limits.batch_neurons = 8;
    settings.limits.queue_deadline = PATIENCE;
}

/// Twenty who open the index and twenty who look at a type each: how many lines and answers came,
/// and how many of them were errors. All of it within `deadline`.
async fn everybody_asks(scene: &Scene, deadline: Duration) -> (usize, usize) {
    let index = async || {
        let response = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/summaries")).await;
        let text = response.text().await.expect("a stream");
        let stream = Stream::read(&text);
        stream.failed.values().for_each(|error| tells_nothing(error));
        (stream.end.types as usize, stream.failed.len())
    };
    let one = async |name: &str| {
        let response = scene.proxy.get(&path(name)).await;
        let status = response.status().as_u16();
        if status != 200 {
            super::scene::Refused::read(response).await;
        }
        assert!([200, 502, 503, 504].contains(&status), "{name}: {status}");
        (1, usize::from(status != 200))
    };
    let everybody = async {
        let all = tokio::join!(
            join_all((0..20).map(|_| index())),
            join_all(ATTACKS.iter().rev().take(20).map(|(name, _)| one(name))),
        );
        let all = all.0.into_iter().chain(all.1);
        all.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1))
    };
    tokio::time::timeout(deadline, everybody).await.expect("everybody is answered in time")
}

/// What needs no query is answered while the outage lasts.
async fn the_rest_answers(scene: &Scene, until: Instant) {
    while Instant::now() < until {
        scene.is_alive().await;
        assert!(scene.status().await.queries.now <= 2);
        assert_eq!(scene.proxy.get(&path(KNOWN)).await.status(), 200);
        let _: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn recovers(scene: &Scene) {
    scene.fixture.mend();
    let began = Instant::now();
    until("the whole index is answered", async || {
        scene.proxy.summaries(HEMIBRAIN).await.end.failed == 0
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    scene.is_well().await;
    assert!(!scene.status().await.resting);
}

#[tokio::test]
async fn a_server_that_slows_down_slows_only_what_is_asked_of_it() {
    let scene = Scene::with(impatient).await;
    scene.fixture.set_delay(TIMEOUT * 3 / 4);
    let while_it_lasts = Instant::now() + Duration::from_millis(1_500);
    let ((lines, failed), ()) = tokio::join!(
        everybody_asks(&scene, Duration::from_secs(10)),
        the_rest_answers(&scene, while_it_lasts)
    );
    assert!(failed < lines, "{failed} of {lines} failed");
    assert!(scene.fixture.most_queries_at_once() <= 2);
    recovers(&scene).await;
}

/// Rows 1, 17.
#[tokio::test]
async fn a_server_that_fails_fails_only_what_is_asked_of_it() {
    for (status, body) in [(500, "Internal Server Error"), (503, "")] {
        let scene = Scene::with(impatient).await;
        scene.fixture.refuse_all(status, &format!(r#"{{"message":"{body} {SECRET}"}}"#));
        let before = scene.fixture.query_count();
        let while_it_lasts = Instant::now() + Duration::from_millis(1_500);
        let ((lines, failed), ()) = tokio::join!(
            everybody_asks(&scene, Duration::from_secs(20)),
            the_rest_answers(&scene, while_it_lasts)
        );
        assert!(failed > 0 && failed < lines, "{failed} of {lines} failed");
        let queries = scene.fixture.query_count() - before;
        assert!(queries < 300, "no storm of queries: {queries}");
        recovers(&scene).await;
    }
}

/// Row 1, of every type by itself, again and again.
#[tokio::test]
async fn a_server_that_fails_for_every_type_is_left_alone() {
    let scene = Scene::with(impatient).await;
    ATTACKS.iter().for_each(|(name, _)| scene.fixture.poison(name));
    let before = scene.fixture.query_count();
    for _ in 0..4 {
        assert!(scene.proxy.summaries(HEMIBRAIN).await.end.failed > 0);
    }
    let queries = scene.fixture.query_count() - before;
    assert!(queries < 60, "{queries} queries for {} types, four times", ATTACKS.len());
    assert!(scene.status().await.resting);
}

/// Row 7.
#[tokio::test]
async fn a_server_that_hangs_holds_nobody_longer_than_the_deadline() {
    let scene = Scene::with(impatient).await;
    scene.fixture.set_delay(Duration::from_secs(600));
    let while_it_lasts = Instant::now() + Duration::from_millis(1_500);
    // Who waits, waits for a permit and then for a query; and as long again for what the machine
    // that runs the tests takes.
    let deadline = 2 * (PATIENCE + HOLD + TIMEOUT) + Duration::from_secs(3);
    let ((lines, failed), ()) =
        tokio::join!(everybody_asks(&scene, deadline), the_rest_answers(&scene, while_it_lasts));
    assert!(failed > 0 && failed < lines, "{failed} of {lines} failed");
    recovers(&scene).await;
}

/// Row 7, with times that are to each other as the usual ones are: nobody waits for a whole query
/// to run out of time before it is noticed, and what was lost keeps no place afterwards.
#[tokio::test]
async fn silence_is_noticed_long_before_a_query_has_run_out_of_time() {
    let minute = Duration::from_secs(60);
    let scene = Scene::with(|options, settings| {
        options.timeout = minute;
        let limits = &mut settings.limits;
        (limits.max_queries, limits.limit) = (2, Limit::Adaptive);
        (limits.hold_after_timeout, limits.queue_deadline) = (minute, minute);
        limits.silent_after = Duration::from_secs(1);
    })
    .await;
    scene.fixture.never_answer(EPG);
    let slow = path(EPG);
    let slow = scene.proxy.get(&slow);
    assert!(tokio::time::timeout(Duration::from_millis(2_500), slow).await.is_err());
    assert_eq!(scene.proxy.get(&path(OTHER)).await.status(), 200);
    assert!(!scene.status().await.resting, "one query takes its time, but there are signs of life");

    scene.fixture.set_delay(10 * minute);
    let began = Instant::now();
    let (lost, ()) = tokio::join!(scene.proxy.summaries(HEMIBRAIN), async {
        until("the silence is noticed", async || scene.status().await.resting).await;
        assert!(began.elapsed() < minute / 4, "{:?}", began.elapsed());
        scene.refused(&path(ATTACKS[5].0), 503, "upstream_resting").await;
        scene.fixture.mend();
    });
    assert!(lost.end.failed > 0, "nobody waits for what was asked before");
    assert!(began.elapsed() < minute / 2, "{:?}", began.elapsed());
    recovers(&scene).await;
}

/// Row 17: the first query after a rest is the probe, and whoever asked with it is answered too.
#[tokio::test]
async fn who_asks_first_after_a_rest_gets_everything() {
    let scene = Scene::with(|_, settings| settings.limits.batch_neurons = 6).await;
    scene.answer_next([Answer::WithHeader(503, "retry-after", "1")]);
    assert_eq!(scene.proxy.get(&path("EPG")).await.status(), 503);
    assert!(scene.status().await.resting);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let stream = scene.proxy.summaries(HEMIBRAIN).await;
    assert_eq!(stream.failed.into_keys().collect::<Vec<_>>(), Vec::<String>::new());
    scene.is_well().await;
}
