//! What the proxy does without being asked: it keeps what it knows true, and reads ahead.

mod database;
mod fixture;
mod support;

mod keeping {
    mod ahead;
}

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fixture::Fixture;
use fixture::data::HEMIBRAIN;
use quickpage::config::Warm;
use quickpage::source::neuprint::{Neuprint, Options};
use serde_json::json;
use shared::wire::{Dataset, RoiHierarchy, Summary, TypeList};
use support::{Proxy, Settings};

async fn proxy_over(fixture: &Fixture, change: impl FnOnce(&mut Settings)) -> Proxy {
    proxy_of(Options::new(fixture.url()), change).await
}

async fn proxy_of(options: Options, change: impl FnOnce(&mut Settings)) -> Proxy {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Proxy::with(Neuprint::new(options).expect("good options"), change).await
}

/// Looks at versions every 50 ms, and reads a new one as soon as it is seen.
fn watchful(settings: &mut Settings) {
    settings.refresh.check_interval = Duration::from_millis(50);
    settings.refresh.min_refetch_interval = Duration::ZERO;
}

/// Waits until something holds, at most ten seconds.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came about that {what}");
}

/// One more input synapse for the first neuron of a type, and a new date of the last edit.
fn edit(fixture: &Fixture, type_name: &str) {
    fixture.change(|datasets| {
        let dataset = datasets.iter_mut().find(|it| it.name == HEMIBRAIN).expect("the dataset");
        dataset.meta.insert("lastDatabaseEdit".to_owned(), json!("2026-11-22 08:00:00"));
        let mut neurons = dataset.neurons.iter_mut();
        let neuron = neurons.find(|neuron| neuron["type"] == type_name).expect("a neuron");
        let post = neuron["post"].as_u64().expect("a count") + 1;
        neuron.insert("post".to_owned(), post.into());
    });
}

async fn types(proxy: &Proxy) -> TypeList {
    proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await
}

#[tokio::test]
async fn a_new_version_is_read_in_the_background_and_changes_only_the_hashes_that_changed() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, watchful).await;
    proxy.summaries(HEMIBRAIN).await;
    let hierarchy = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
    let _: RoiHierarchy = proxy.json(&hierarchy).await;
    let before = types(&proxy).await;
    fixture.set_delay(Duration::from_millis(100));
    edit(&fixture, "EPG");
    until("the new version is served", async || {
        let list = types(&proxy).await;
        let known = list.types.iter().all(|entry| entry.hash.is_some());
        assert!(known, "whichever version is served, it is served whole");
        list.version != before.version
    })
    .await;
    let after = types(&proxy).await;
    let changed = before.types.iter().zip(&after.types).filter(|(old, new)| old.hash != new.hash);
    assert_eq!(changed.map(|(old, _)| &*old.name).collect::<Vec<_>>(), ["EPG"]);
    let queries = fixture.query_count();
    let stream = proxy.summaries(HEMIBRAIN).await;
    assert_eq!(stream.summaries["EPG"].post, 331);
    assert!(fixture.query_count() <= queries + 2, "nothing was read for it but versions");
    let asked = hierarchies_asked(&fixture);
    let _: RoiHierarchy = proxy.json(&hierarchy).await;
    assert_eq!(hierarchies_asked(&fixture), asked, "its ROI hierarchy has been read with it");
}

#[tokio::test]
async fn a_new_version_that_cannot_be_read_takes_no_place_and_is_tried_again() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, watchful).await;
    proxy.summaries(HEMIBRAIN).await;
    let before = types(&proxy).await;
    fixture.poison("EPG");
    edit(&fixture, "EPG");
    let asked = || fixture.seen().iter().filter_map(|seen| seen.cypher.clone()).collect::<Vec<_>>();
    let alone = |query: &&String| query.contains("AS target_type") && query.contains("['EPG']");
    until("it is tried again and again", async || asked().iter().filter(alone).count() > 1).await;
    assert_eq!(types(&proxy).await, before, "the old one is served, whole");
    fixture.mend();
    until("it is served", async || types(&proxy).await.version != before.version).await;
    assert!(types(&proxy).await.types.iter().all(|entry| entry.hash.is_some()));
}

#[tokio::test]
async fn a_dataset_that_keeps_changing_is_read_once_per_interval() {
    let fixture = Fixture::start().await;
    let interval = |settings: &mut Settings| {
        watchful(settings);
        settings.refresh.min_refetch_interval = Duration::from_secs(60);
    };
    let proxy = proxy_over(&fixture, interval).await;
    proxy.summaries(HEMIBRAIN).await;
    let first = types(&proxy).await.version;
    edit(&fixture, "EPG");
    until("the first change is served", async || types(&proxy).await.version != first).await;
    let second = types(&proxy).await.version;
    fixture.change(|datasets| {
        for dataset in datasets {
            dataset.meta.insert("lastDatabaseEdit".to_owned(), json!("2026-11-23 08:00:00"));
        }
    });
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(types(&proxy).await.version, second, "the next one waits");
    let stale = proxy.get(&format!("datasets/{HEMIBRAIN}/types/EPG/neurons")).await;
    assert_eq!(stale.headers()["x-quickpage-stale"], "true", "and what is served says so");
}

#[tokio::test]
async fn a_paused_proxy_serves_what_it_knows_asks_nothing_and_says_so() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, watchful).await;
    let summary: Summary = proxy.json(&format!("datasets/{HEMIBRAIN}/types/EPG")).await;
    proxy.datasets.upstreams()[0].pause(true);
    // What was on its way has ended by then.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let requests = fixture.seen().len();
    let again: Summary = proxy.json(&format!("datasets/{HEMIBRAIN}/types/EPG")).await;
    assert_eq!(again, summary);
    let refused = proxy.get(&format!("datasets/{HEMIBRAIN}/types/mi1")).await;
    assert_eq!(refused.status(), 404, "the list is known");
    let refused = proxy.get(&format!("datasets/{HEMIBRAIN}/types/PEN_b(PEN2)")).await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let text = refused.text().await.expect("a body");
    assert!(text.contains("operator has paused"), "{text}");
    let stream = proxy.summaries(HEMIBRAIN).await;
    assert_eq!(stream.summaries.len(), 1, "the one that is known");
    assert_eq!(fixture.seen().len(), requests);
    assert!(proxy.status().await.paused);
    proxy.datasets.upstreams()[0].pause(false);
    assert_eq!(proxy.summaries(HEMIBRAIN).await.end.failed, 0);
}

#[tokio::test]
async fn the_first_dataset_is_read_before_anybody_asks() {
    let fixture = Fixture::start().await;
    let warm = |settings: &mut Settings| settings.refresh.warm = Warm::Default;
    let proxy = proxy_over(&fixture, warm).await;
    until("all summaries are known", async || {
        let status = proxy.status().await;
        status.datasets.get(HEMIBRAIN).is_some_and(|it| it.types > 0 && it.summaries == it.types)
    })
    .await;
    until("they are one body", async || {
        let response = proxy.get(&format!("datasets/{HEMIBRAIN}/summaries")).await;
        response.headers().contains_key("etag")
    })
    .await;
    let queries = fixture.query_count();
    proxy.summaries(HEMIBRAIN).await;
    let _: RoiHierarchy = proxy.json(&format!("datasets/{HEMIBRAIN}/roi-hierarchy")).await;
    assert_eq!(fixture.query_count(), queries);
}

#[tokio::test]
async fn what_fails_when_it_is_read_ahead_is_read_ahead_again() {
    let fixture = Fixture::start().await;
    fixture.poison("EPG");
    let warm = |settings: &mut Settings| settings.refresh.warm = Warm::Default;
    let proxy = proxy_over(&fixture, warm).await;
    let unread = async || {
        let status = proxy.status().await;
        let dataset = status.datasets.get(HEMIBRAIN);
        dataset.filter(|it| it.types > 0 && it.waiting == 0).map(|it| it.types - it.summaries)
    };
    until("all others are known", async || unread().await == Some(1)).await;
    fixture.mend();
    until("it is known, too", async || unread().await == Some(0)).await;
}

#[tokio::test]
async fn where_all_datasets_are_read_ahead_so_is_one_that_is_listed_later() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |settings| {
        watchful(settings);
        settings.refresh.warm = Warm::All;
    })
    .await;
    let is_whole = async |name: &str| {
        let status = proxy.status().await;
        status.datasets.get(name).is_some_and(|it| it.types > 0 && it.summaries == it.types)
    };
    until("the first is known", async || is_whole(HEMIBRAIN).await).await;
    fixture.change(|datasets| {
        let new = fixture::data::Dataset { name: "late:v1".to_owned(), ..datasets[0].clone() };
        datasets.push(new);
    });
    until("the new one is known", async || is_whole("late:v1").await).await;
}

#[tokio::test]
async fn a_hierarchy_on_disk_is_not_asked_for_again_after_a_restart() {
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let on_disk = |settings: &mut Settings| {
        settings.cache.cache_dir = Some(folder.path().to_owned());
    };
    let path = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
    let asked = || hierarchies_asked(&fixture);
    let first: RoiHierarchy = proxy_over(&fixture, on_disk).await.json(&path).await;
    assert_eq!(asked(), 1);
    let second: RoiHierarchy = proxy_over(&fixture, on_disk).await.json(&path).await;
    assert_eq!((second, asked()), (first, 1));
    edit(&fixture, "EPG");
    let _: RoiHierarchy = proxy_over(&fixture, on_disk).await.json(&path).await;
    assert_eq!(asked(), 2, "another version has another hierarchy");
}

/// How often a server was asked for an ROI hierarchy.
fn hierarchies_asked(fixture: &Fixture) -> usize {
    let seen = fixture.seen();
    let cypher = seen.iter().filter_map(|request| request.cypher.as_deref());
    cypher.filter(|cypher| cypher.contains("roiHierarchy")).count()
}

#[tokio::test]
async fn servers_on_one_machine_do_not_share_what_is_kept_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let on_disk = |settings: &mut Settings| {
        settings.cache.cache_dir = Some(folder.path().to_owned());
    };
    let path = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
    for fixture in [Fixture::start().await, Fixture::start().await] {
        let _: RoiHierarchy = proxy_over(&fixture, on_disk).await.json(&path).await;
        assert_eq!(hierarchies_asked(&fixture), 1);
    }
}

#[tokio::test]
async fn a_hierarchy_that_is_too_old_is_served_while_it_is_read_anew() {
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let too_old = |settings: &mut Settings| {
        settings.cache.cache_dir = Some(folder.path().to_owned());
        settings.cache.roi_ttl = Duration::ZERO;
    };
    let path = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
    let first: RoiHierarchy = proxy_over(&fixture, too_old).await.json(&path).await;
    let restarted = proxy_over(&fixture, too_old).await;
    types(&restarted).await;
    fixture.refuse_all(503, "{}");
    for _ in 0..3 {
        let again: RoiHierarchy = restarted.json(&path).await;
        assert_eq!(again, first, "from disk, then from memory");
    }
    fixture.mend();
    let asked = hierarchies_asked(&fixture);
    until("it is read anew", async || {
        let _: RoiHierarchy = restarted.json(&path).await;
        hierarchies_asked(&fixture) > asked
    })
    .await;
}

#[tokio::test]
async fn a_hierarchy_from_disk_is_as_old_as_its_file() {
    let fixture = Fixture::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
    let for_a_day = |settings: &mut Settings| {
        settings.cache.cache_dir = Some(folder.path().to_owned());
    };
    let _: RoiHierarchy = proxy_over(&fixture, for_a_day).await.json(&path).await;
    let file = std::fs::read_dir(folder.path().join("roi-hierarchies")).expect("a folder");
    let file = file.flatten().next().expect("a file").path();
    let mut kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
    let written = kept["written"].as_u64().expect("seconds");
    kept["written"] = json!(written - 86_400 + 3);
    std::fs::write(&file, kept.to_string()).expect("a file");
    let restarted = proxy_over(&fixture, for_a_day).await;
    until("its day is over", async || {
        let _: RoiHierarchy = restarted.json(&path).await;
        hierarchies_asked(&fixture) > 1
    })
    .await;
}

#[tokio::test]
async fn two_sources_are_served_side_by_side_and_the_first_that_lists_a_name_has_it() {
    let [one, other] = [Fixture::start().await, Fixture::start().await];
    one.change(|datasets| datasets.retain(|dataset| dataset.name == HEMIBRAIN));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let source = |fixture: &Fixture| {
        let source = Neuprint::new(Options::new(fixture.url())).expect("good options");
        Box::new(source) as Box<dyn quickpage::source::Source>
    };
    let proxy = Proxy::over(vec![source(&one), source(&other)], |_| {}).await;
    let datasets: Vec<Dataset> = proxy.json("datasets").await;
    let names: Vec<&str> = datasets.iter().map(|dataset| &*dataset.name).collect();
    assert_eq!(names, [HEMIBRAIN, fixture::data::MANC]);
    assert_eq!(datasets.iter().filter(|dataset| dataset.default).count(), 1);
    let before = other.query_count();
    proxy.summaries(HEMIBRAIN).await;
    assert_eq!(other.query_count(), before);
    proxy.summaries(fixture::data::MANC).await;
    assert!(other.query_count() > before);
}

#[tokio::test]
async fn a_source_that_never_answers_keeps_nobody_from_the_others() {
    let [one, silent] = [Fixture::start().await, Fixture::start().await];
    silent.hold();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let source = |fixture: &Fixture| {
        let options = Options { timeout: Duration::from_secs(60), ..Options::new(fixture.url()) };
        Box::new(Neuprint::new(options).expect("good options"))
            as Box<dyn quickpage::source::Source>
    };
    for sources in [[&one, &silent], [&silent, &one]] {
        let proxy = Proxy::over(sources.map(source).into(), watchful).await;
        let began = std::time::Instant::now();
        let datasets: Vec<Dataset> = proxy.json("datasets").await;
        assert!(datasets.iter().any(|dataset| dataset.name == HEMIBRAIN));
        assert_eq!(proxy.summaries(HEMIBRAIN).await.end.failed, 0);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        // Twenty page loads, none of which waits a second for the silent one.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let began = std::time::Instant::now();
        for _ in 0..20 {
            let _: Vec<Dataset> = proxy.json("datasets").await;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        let before = types(&proxy).await.version;
        edit(&one, "EPG");
        until("the new version is served", async || types(&proxy).await.version != before).await;
        one.change(|datasets| {
            for dataset in datasets {
                dataset.meta.insert("lastDatabaseEdit".to_owned(), json!("2026-11-23 08:00:00"));
            }
        });
    }
}

#[tokio::test]
async fn of_too_many_datasets_the_one_used_longest_ago_is_dropped_from_memory() {
    let fixture = Fixture::start().await;
    let little = |settings: &mut Settings| {
        watchful(settings);
        settings.cache.cache_bytes = 2_000;
    };
    let proxy = proxy_over(&fixture, little).await;
    proxy.summaries(HEMIBRAIN).await;
    proxy.summaries(fixture::data::MANC).await;
    until("one is left", async || {
        let served = proxy.status().await.datasets;
        served.len() == 1 && served.contains_key(fixture::data::MANC)
    })
    .await;
    assert_eq!(proxy.summaries(HEMIBRAIN).await.end.failed, 0, "it is read again when asked for");
}

#[tokio::test]
async fn in_quiet_hours_nothing_is_read_that_nobody_asks_for() {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
    let hour = since.as_secs() / 3_600 % 24;
    let hours = format!("{:02}:00-{:02}:59", (hour + 23) % 24, (hour + 1) % 24);
    let fixture = Fixture::start().await;
    let quiet = |settings: &mut Settings| {
        watchful(settings);
        settings.refresh.warm = Warm::Default;
        settings.refresh.quiet_hours = Some(hours.parse().expect("hours"));
    };
    let proxy = proxy_over(&fixture, quiet).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(proxy.status().await.datasets.is_empty(), "nothing was read ahead");
    proxy.summaries(HEMIBRAIN).await;
    let before = types(&proxy).await.version;
    edit(&fixture, "EPG");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(types(&proxy).await.version, before, "the new version waits");
}

#[tokio::test]
async fn what_a_pause_keeps_from_being_read_ahead_is_read_after_it() {
    let fixture = Fixture::start().await;
    fixture.set_delay(Duration::from_millis(20));
    let proxy = proxy_over(&fixture, |settings| {
        settings.refresh.warm = Warm::Default;
        settings.limits.max_queries = 1;
        settings.limits.batch_neurons = 2;
    })
    .await;
    let known = async || proxy.status().await.datasets.get(HEMIBRAIN).map_or(0, |it| it.summaries);
    until("some have been read", async || known().await > 2).await;
    let upstream = &proxy.datasets.upstreams()[0];
    upstream.pause(true);
    until("nothing is asked any more", async || proxy.status().await.queries.now == 0).await;
    let (before, all) = (known().await, types(&proxy).await.types.len() as u64);
    assert!(before < all, "{before} of {all}");
    upstream.pause(false);
    until("all have been read", async || known().await == all).await;
}

#[tokio::test]
async fn a_body_that_turns_out_to_be_of_two_versions_is_not_served() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    proxy.summaries(HEMIBRAIN).await;
    let opened = proxy.datasets.open(HEMIBRAIN).await.expect("the dataset");
    assert!(opened.complete().await.is_some());
    opened.overtake();
    assert!(opened.complete().await.is_none());
}

#[tokio::test]
async fn a_source_without_the_dataset_that_is_to_be_served_is_not_ready() {
    let fixture = Fixture::start().await;
    let datasets = Some(vec!["nope:v1".to_owned()]);
    let proxy = proxy_of(Options { datasets, ..Options::new(fixture.url()) }, |_| {}).await;
    let list: Vec<Dataset> = proxy.json("datasets").await;
    assert!(list.is_empty());
    let reasons = proxy.datasets.readiness().expect_err("it serves nothing");
    assert_eq!(reasons, ["source 1 lists none of the datasets to serve"]);
}
