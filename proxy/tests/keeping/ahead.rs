//! What people ask for most is fetched ahead: their neurons and partners, the most wanted first,
//! while nobody waits for the database.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::join_all;
use shared::wire::{Dataset, Summary};

use crate::database::{self, DEMO};
use crate::fixture::Fixture;
use crate::fixture::data::HEMIBRAIN;
use crate::support::{self, Proxy, Settings};
use crate::{edit, proxy_over, types, until, watchful};

/// Three times as long as it takes until it is looked again whether the source is idle.
const THREE_LOOKS: Duration = Duration::from_millis(1_600);

/// Reads ahead what is behind so many types.
fn ahead(most: usize) -> impl FnOnce(&mut Settings) {
    move |settings| settings.refresh.prefetch = most
}

/// The path of a type of the small dataset.
fn path(name: &str) -> String {
    format!("datasets/{HEMIBRAIN}/types/{name}")
}

/// Asks for a type that is known, so often.
async fn ask(proxy: &Proxy, path: &str, times: usize) {
    for _ in 0..times {
        let _: Summary = proxy.json(path).await;
    }
}

/// How many details are kept.
async fn kept(proxy: &Proxy) -> u64 {
    proxy.status().await.details
}

/// What each query asks for of a type, in their order: its neurons or its connections.
fn asked_behind(fixture: &Fixture, names: &[&str]) -> Vec<(usize, bool)> {
    let behind = |cypher: String| {
        let name = names.iter().position(|name| cypher.contains(&format!("'{name}'")))?;
        Some((name, cypher.contains("ConnectsTo")))
    };
    let seen = fixture.seen().into_iter();
    let mut asked: Vec<_> = seen.filter_map(|it| it.cypher).filter_map(behind).collect();
    asked.dedup();
    asked
}

#[tokio::test]
async fn what_people_ask_for_is_fetched_ahead_while_nothing_else_is_asked() {
    let fixture = Fixture::start().await;
    let ahead = |settings: &mut Settings| settings.refresh.prefetch = 1;
    let proxy = proxy_over(&fixture, ahead).await;
    let path = format!("datasets/{HEMIBRAIN}/types/EPG");
    let _: Summary = proxy.json(&path).await;
    until("its neurons are known", async || proxy.status().await.details == 1).await;
    let queries = fixture.query_count();
    assert_eq!(proxy.get(&format!("{path}/neurons")).await.status(), 200);
    assert_eq!(fixture.query_count(), queries);
}

#[tokio::test]
async fn what_cannot_be_fetched_ahead_is_left_alone_and_the_next_is_fetched() {
    let fixture = Fixture::start().await;
    fixture.poison("EPG");
    let ahead = |settings: &mut Settings| settings.refresh.prefetch = 5;
    let proxy = proxy_over(&fixture, ahead).await;
    let path = |name: &str| format!("datasets/{HEMIBRAIN}/types/{name}");
    for _ in 0..2 {
        assert_eq!(proxy.get(&format!("{}/neurons", path("EPG"))).await.status(), 502);
    }
    let _: Summary = proxy.json(&path("KCa'b'-ap1")).await;
    until("the neurons of the other are known", async || proxy.status().await.details == 1).await;
    let queries = fixture.query_count();
    tokio::time::sleep(Duration::from_millis(1_600)).await;
    assert_eq!(fixture.query_count(), queries, "what has failed is not asked for again and again");
}

/// By what a database is really asked: partners are several queries.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_most_is_fetched_first_with_its_partners() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let fixture = Fixture::before_neo4j(&uri).await;
    let proxy = proxy_over(&fixture, ahead(3)).await;
    let datasets: Vec<Dataset> = proxy.json("datasets").await;
    assert!(datasets.iter().any(|it| it.name == DEMO && it.partners), "{datasets:?}");
    let names = ["EPG", "PFNa", "EL", "ExR7"];
    let stream = proxy.post_types(DEMO, &names).await;
    assert!(stream.text().await.expect("a stream").contains("\"failed\":0"));
    let before = asked_behind(&fixture, &names).len();
    // Neither in the order of names nor in that in which they are first asked for.
    proxy.datasets.upstreams()[0].pause(true);
    for (name, times) in names.iter().zip([2, 4, 1, 3]) {
        ask(&proxy, &format!("datasets/{DEMO}/types/{name}"), times).await;
    }
    proxy.datasets.upstreams()[0].pause(false);
    until("three types are fetched", async || kept(&proxy).await == 6).await;
    tokio::time::sleep(THREE_LOOKS).await;
    assert_eq!(kept(&proxy).await, 6, "the fourth is not");
    let (neurons, partners) = (false, true);
    let expected = [1, 3, 0].map(|name| [(name, neurons), (name, partners)]);
    assert_eq!(asked_behind(&fixture, &names)[before..], *expected.as_flattened());
    let queries = fixture.query_count();
    for (rest, name) in ["neurons", "partners"].iter().zip([names[1], names[0]]) {
        let path = format!("datasets/{DEMO}/types/{name}/{rest}");
        assert_eq!(proxy.get(&path).await.status(), 200);
    }
    assert_eq!(fixture.query_count(), queries, "whoever asks now waits for nobody");
}

#[tokio::test]
async fn nothing_is_fetched_ahead_while_a_persons_query_is_under_way_or_waits() {
    for permits in [4, 1] {
        let fixture = Fixture::start().await;
        let proxy = proxy_over(&fixture, |settings| {
            settings.limits.max_queries = permits;
            ahead(1)(settings);
        })
        .await;
        let known = proxy.post_types(HEMIBRAIN, &["EPG"]).await;
        assert!(known.text().await.expect("a stream").contains("\"failed\":0"));
        fixture.hold();
        let persons = 3;
        let bodies = (1..=persons).map(|id| format!("datasets/{HEMIBRAIN}/bodies/{id}"));
        let asking = join_all(bodies.map(async |body| proxy.get(&body).await.status()));
        let before = fixture.query_count();
        let holding = async {
            until("all of them wait", async || {
                let status = proxy.status().await;
                status.queries.now + status.queries_waiting == persons
            })
            .await;
            ask(&proxy, &path("EPG"), 2).await;
            tokio::time::sleep(THREE_LOOKS).await;
            let asked = fixture.query_count() - before;
            assert_eq!(asked, permits.min(persons as usize), "only what persons ask for");
            assert_eq!(kept(&proxy).await, 0);
            fixture.go_on();
        };
        let (answers, ()) = tokio::join!(asking, holding);
        assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
        until("it is fetched now", async || kept(&proxy).await == 1).await;
        let seen = fixture.seen();
        let last = seen.last().and_then(|it| it.cypher.clone()).expect("a query");
        assert!(last.contains("'EPG'"), "after all of them: {last}");
    }
}

#[tokio::test]
async fn nothing_is_fetched_ahead_in_quiet_hours() {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
    let hour = since.as_secs() / 3_600 % 24;
    let around = |hour: u64| format!("{:02}:00-{:02}:59", (hour + 23) % 24, (hour + 1) % 24);
    let asked_in = async |quiet: String| {
        let fixture = Fixture::start().await;
        let proxy = proxy_over(&fixture, |settings| {
            settings.refresh.quiet_hours = Some(quiet.parse().expect("hours"));
            ahead(1)(settings);
        })
        .await;
        ask(&proxy, &path("EPG"), 2).await;
        (fixture, proxy)
    };
    let (_fixture, loud) = asked_in(around(hour + 12)).await;
    let (fixture, quiet) = asked_in(around(hour)).await;
    let queries = fixture.query_count();
    until("it is fetched at another hour", async || kept(&loud).await == 1).await;
    tokio::time::sleep(THREE_LOOKS).await;
    assert_eq!((fixture.query_count(), kept(&quiet).await), (queries, 0));
    // A person who asks is answered at any hour.
    assert_eq!(quiet.get(&format!("{}/neurons", path("EPG"))).await.status(), 200);
}

fn watchful_and_ahead(settings: &mut Settings) {
    watchful(settings);
    ahead(1)(settings);
}

#[tokio::test]
async fn nothing_is_fetched_ahead_while_the_operator_has_paused_it() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, watchful_and_ahead).await;
    types(&proxy).await;
    proxy.datasets.upstreams()[0].pause(true);
    until("what was under way has ended", async || proxy.status().await.queries.now == 0).await;
    let requests = fixture.seen().len();
    assert_eq!(proxy.get(&path("EPG")).await.status(), 503);
    tokio::time::sleep(THREE_LOOKS).await;
    assert_eq!((fixture.seen().len(), kept(&proxy).await), (requests, 0));
    proxy.datasets.upstreams()[0].pause(false);
    until("it is fetched", async || kept(&proxy).await == 1).await;
}

#[tokio::test]
async fn what_was_wanted_of_one_version_is_fetched_of_the_next() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, watchful_and_ahead).await;
    ask(&proxy, &path("EPG"), 2).await;
    until("its neurons are known", async || kept(&proxy).await == 1).await;
    let before = types(&proxy).await.version;
    edit(&fixture, "EPG");
    until("the new version is served", async || types(&proxy).await.version != before).await;
    until("its neurons are known of that one, too", async || kept(&proxy).await == 2).await;
}

#[tokio::test]
async fn what_there_is_no_room_for_is_not_fetched_ahead_again_and_again() {
    let fixture = Fixture::start().await;
    let no_room = |settings: &mut Settings| {
        settings.refresh.prefetch = 5;
        settings.cache.cache_bytes = 400;
    };
    let proxy = proxy_over(&fixture, no_room).await;
    ask(&proxy, &path("EPG"), 1).await;
    let asked = || !asked_behind(&fixture, &["EPG"]).is_empty();
    until("it has been fetched", async || asked()).await;
    tokio::time::sleep(THREE_LOOKS).await;
    assert_eq!(kept(&proxy).await, 0);
    let queries = fixture.query_count();
    tokio::time::sleep(THREE_LOOKS).await;
    assert_eq!(fixture.query_count(), queries);
}
