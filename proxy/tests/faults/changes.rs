//! Datasets that change, go away, or can no longer be confirmed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use quickpage::source::neuprint::Token;
use serde_json::json;
use shared::wire::{Summary, TypeList};

use super::scene::{EPG, KNOWN, SECRET, Scene, path, until};
use crate::binary::{Place, files_below};
use crate::fixture::Fixture;
use crate::fixture::data::{HEMIBRAIN, MANC};
use crate::support::{Settings, Stream};

const CHECK: Duration = Duration::from_millis(60);

fn watchful(settings: &mut Settings) {
    settings.refresh.check_interval = CHECK;
    settings.refresh.min_refetch_interval = Duration::ZERO;
}

/// Row 24.
#[tokio::test]
async fn a_dataset_that_changes_while_it_is_read_ends_as_one_version() {
    let scene = Scene::with(|_, settings| {
        watchful(settings);
        settings.limits.batch_neurons = 6;
        settings.limits.max_queries = 1;
    })
    .await;
    scene.fixture.set_delay(Duration::from_millis(60));
    let before: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    let reading = scene.proxy.summaries(HEMIBRAIN);
    let editing = async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        scene.fixture.edit();
    };
    let (stream, ()) = tokio::join!(reading, editing);
    assert_eq!(stream.end.failed, 0);
    scene.fixture.mend();
    let mut after = before.clone();
    until("the new version is served", async || {
        let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
        list.version != before.version
    })
    .await;
    until("all of it is known", async || {
        scene
            .proxy
            .get(&format!("datasets/{HEMIBRAIN}/summaries"))
            .await
            .headers()
            .contains_key("etag")
    })
    .await;
    after.clone_from(&scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await);
    let whole = scene.proxy.summaries(HEMIBRAIN).await;
    for entry in &after.types {
        let summary = &whole.summaries[&entry.name];
        assert_eq!(entry.hash.as_ref(), Some(&summary.hash));
        assert_eq!(summary.post % 10, summary.neurons.total % 10, "{}: of both", entry.name);
    }
}

/// Small batches of a slow source, one after the other, and no look at the versions meanwhile.
async fn slowly() -> Scene {
    let scene = Scene::cold(Fixture::start().await, |_, settings| {
        settings.refresh.min_refetch_interval = Duration::ZERO;
        settings.limits.batch_neurons = 6;
        settings.limits.max_queries = 1;
    });
    let scene = scene.await;
    let _: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    scene.fixture.set_delay(Duration::from_millis(60));
    scene
}

const VERSION: &str = "m.uuid AS uuid";
const TYPES: &str = "count(n) AS neurons";

/// Row 24: the first reading of all, with nothing to look for changes in time.
#[tokio::test]
async fn an_index_that_was_overtaken_while_it_was_read_says_so_and_the_next_is_of_one_version() {
    let scene = slowly().await;
    let editing = async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        scene.fixture.edit();
    };
    let (stream, ()) = tokio::join!(scene.proxy.summaries(HEMIBRAIN), editing);
    assert!(stream.end.overtaken && stream.end.failed == 0, "{:?}", stream.end);
    let of_before = |summary: &Summary| summary.post % 10 != summary.neurons.total % 10;
    assert!(stream.summaries.values().any(of_before), "else it was not overtaken");
    // Whoever was told so finds the new version, whole, without waiting for a look.
    let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    assert!(list.version.ends_with("2026-11-22 08:00:00"), "{}", list.version);
    let whole = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/summaries")).await;
    assert!(whole.headers().contains_key("etag"));
    let whole = Stream::read(&whole.text().await.expect("a body"));
    assert!(!whole.end.overtaken);
    for entry in &list.types {
        let summary = &whole.summaries[&entry.name];
        assert_eq!(entry.hash.as_ref(), Some(&summary.hash));
        assert!(!of_before(summary), "{}: of both", entry.name);
    }
    scene.fixture.mend();
    scene.all_permits_are_back().await;
}

/// Row 24.
#[tokio::test]
async fn a_dataset_that_never_rests_is_read_three_times_and_never_called_whole() {
    let scene = slowly().await;
    let editing = async {
        for hour in 1..1_000 {
            scene.fixture.change(|datasets| {
                let edited = json!(format!("2026-11-23 {hour}"));
                datasets[0].meta.insert("lastDatabaseEdit".to_owned(), edited);
            });
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let stream = tokio::select! {
        stream = scene.proxy.summaries(HEMIBRAIN) => stream,
        () = editing => panic!("it has no end"),
    };
    assert!(stream.end.overtaken, "{:?}", stream.end);
    assert_eq!((scene.queries(TYPES), scene.queries(VERSION)), (3, 3));
    // Now it rests.
    let again = scene.proxy.summaries(HEMIBRAIN).await;
    let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    assert!(!again.end.overtaken);
    assert!(list.types.iter().all(|entry| entry.hash.is_some()), "{list:?}");
    scene.fixture.mend();
    scene.all_permits_are_back().await;
}

/// Row 24: what it costs where nothing has changed.
#[tokio::test]
async fn the_version_is_asked_once_more_however_many_read_the_index() {
    let scene = slowly().await;
    let clients = (0..20).map(|_| scene.proxy.summaries(HEMIBRAIN));
    for stream in futures_util::future::join_all(clients).await {
        assert!(!stream.end.overtaken);
    }
    assert!(!scene.proxy.summaries(HEMIBRAIN).await.end.overtaken);
    assert_eq!((scene.queries(TYPES), scene.queries(VERSION)), (1, 1));
    scene.fixture.mend();
}

/// Row 24: a source that cannot say whether it has changed keeps nobody from what is known.
#[tokio::test]
async fn an_index_whose_version_cannot_be_asked_ends_all_the_same() {
    let scene = slowly().await;
    let pausing = async {
        until("all is known", async || {
            let status = scene.status().await;
            status.datasets.values().all(|it| it.summaries == it.types)
        })
        .await;
    };
    let reading = async {
        let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
        for entry in &list.types {
            let path = path(&entry.name);
            assert_eq!(scene.proxy.get(&path).await.status(), 200, "{path}");
        }
    };
    tokio::join!(pausing, reading);
    scene.fixture.refuse_all(503, SECRET);
    let whole = scene.proxy.summaries(HEMIBRAIN).await;
    assert!(!whole.end.overtaken && whole.end.failed == 0);
    scene.fixture.mend();
    scene.is_well().await;
}

/// Row 24: a version that was overtaken while it was read is not served.
#[tokio::test]
async fn a_new_version_that_changes_while_it_is_read_is_read_again() {
    let scene = Scene::with(|_, settings| {
        watchful(settings);
        settings.limits.batch_neurons = 6;
        settings.limits.max_queries = 2;
    })
    .await;
    scene.proxy.summaries(HEMIBRAIN).await;
    let version = async || {
        let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
        list.version
    };
    scene.fixture.set_delay(Duration::from_millis(50));
    // The version between is that of the first edit, with rows of the second.
    scene.fixture.change(|datasets| {
        datasets[0].meta.insert("lastDatabaseEdit".to_owned(), json!("2026-11-21 08:00:00"));
    });
    tokio::time::sleep(Duration::from_millis(450)).await;
    scene.fixture.edit();
    until("the last version is served", async || {
        let before = version().await;
        let epg: Summary = scene.proxy.json(&path(EPG)).await;
        let is_last = before.ends_with("2026-11-22 08:00:00");
        if version().await == before {
            assert_eq!(epg.post, if is_last { 3_303 } else { 330 }, "{before}");
        }
        is_last
    })
    .await;
}

/// Rows 1, 17: a copy that cannot be confirmed.
#[tokio::test]
async fn what_neuprint_has_not_confirmed_for_some_time_says_so() {
    let scene = Scene::with(|_, settings| watchful(settings)).await;
    let stale = async |path: &str| {
        let response = scene.proxy.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        let header = |name| response.headers().get(name).map(|it| it.to_str().expect("text"));
        assert_eq!(header("age").is_some(), header("x-quickpage-stale").is_some(), "{path}");
        assert!(header("age").is_none_or(|age| age.parse::<u64>().is_ok()), "{path}");
        header("x-quickpage-stale") == Some("true")
    };
    scene.proxy.summaries(HEMIBRAIN).await;
    let paths = [
        path(KNOWN),
        format!("{}/neurons", path(KNOWN)),
        format!("datasets/{HEMIBRAIN}/types"),
        format!("datasets/{HEMIBRAIN}/summaries"),
        format!("datasets/{HEMIBRAIN}/roi-hierarchy"),
    ];
    for path in &paths {
        until("it is confirmed", async || !stale(path).await).await;
    }
    scene.fixture.refuse_all(503, SECRET);
    for path in &paths {
        until("it is stale", async || stale(path).await).await;
    }
    assert!(!scene.proxy.datasets.status().is_empty());
    scene.fixture.mend();
    for path in &paths {
        until("it is confirmed again", async || !stale(path).await).await;
    }
    scene.is_well().await;
}

/// A dataset of which everything is known.
async fn known(token: Option<Token>) -> Scene {
    let scene = Scene::with(|options, settings| {
        watchful(settings);
        options.token = token;
    })
    .await;
    scene.proxy.summaries(HEMIBRAIN).await;
    assert_eq!(scene.proxy.get(&format!("{}/neurons", path(EPG))).await.status(), 200);
    scene
}

async fn is_gone(scene: &Scene) {
    until("it is dropped", async || {
        let status = scene.status().await;
        status.datasets.is_empty() && status.details == 0
    })
    .await;
    for rest in ["types", "summaries", "types/EPG", "types/EPG/neurons", "roi-hierarchy"] {
        let response = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/{rest}")).await;
        assert!(!response.status().is_success(), "{rest}: {}", response.status());
        super::scene::Refused::read(response).await;
    }
    scene.is_alive().await;
}

#[tokio::test]
async fn a_dataset_that_is_no_longer_listed_is_dropped_with_all_that_is_known_of_it() {
    let scene = known(None).await;
    scene.fixture.change(|datasets| datasets.retain(|dataset| dataset.name == MANC));
    is_gone(&scene).await;
    scene.refused(&format!("datasets/{HEMIBRAIN}/types"), 404, "unknown_dataset").await;
    let scene = known(None).await;
    scene.fixture.change(|datasets| {
        datasets[0].hidden = true;
        datasets[0].meta.insert("hideDataSet".to_owned(), true.into());
    });
    is_gone(&scene).await;
    scene.refused(&format!("datasets/{HEMIBRAIN}/types"), 404, "unknown_dataset").await;
    assert_eq!(scene.proxy.get(&format!("datasets/{MANC}/types")).await.status(), 200);
    scene.fixture.change(|datasets| {
        datasets[0].hidden = false;
        datasets[0].meta.remove("hideDataSet");
    });
    scene.is_well().await;
}

/// The kept files below a cache folder, by the dataset that they say they are of.
fn on_disk(folder: &Path) -> Vec<String> {
    let text = |path: PathBuf| std::fs::read_to_string(path).expect("a file");
    let of = |text: String| {
        let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        file["dataset"].as_str().expect("a name").to_owned()
    };
    let mut datasets: Vec<String> = files_below(folder).into_iter().map(text).map(of).collect();
    datasets.sort();
    datasets
}

/// The hierarchies of both datasets are asked for, and kept in this folder.
async fn kept_on_disk(folder: &Path) -> Scene {
    let scene = Scene::with(|_, settings| {
        watchful(settings);
        settings.cache.cache_dir = Some(folder.to_owned());
    })
    .await;
    for name in [HEMIBRAIN, MANC] {
        let path = format!("datasets/{name}/roi-hierarchy");
        assert_eq!(scene.proxy.get(&path).await.status(), 200, "{name}");
    }
    assert_eq!(on_disk(folder), [HEMIBRAIN, MANC]);
    scene
}

#[tokio::test]
async fn of_a_dataset_that_is_no_longer_listed_nothing_is_left_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = kept_on_disk(folder.path()).await;
    scene.fixture.change(|datasets| datasets.retain(|dataset| dataset.name == MANC));
    until("its file is removed", async || on_disk(folder.path()) == [MANC]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let scene = kept_on_disk(folder.path()).await;
    scene.fixture.change(|datasets| {
        datasets[0].hidden = true;
        datasets[0].meta.insert("hideDataSet".to_owned(), true.into());
    });
    until("its file is removed", async || on_disk(folder.path()) == [MANC]).await;
    let manc = format!("datasets/{MANC}/roi-hierarchy");
    assert_eq!(scene.proxy.get(&manc).await.status(), 200, "nothing has changed for the other");
}

/// Rows 18, 19.
#[tokio::test]
async fn of_a_dataset_that_is_refused_to_everybody_nothing_is_left_on_disk() {
    for status in [401, 403] {
        let folder = tempfile::tempdir().expect("a folder");
        let scene = kept_on_disk(folder.path()).await;
        scene.fixture.refuse_all(status, SECRET);
        until("no file is left", async || on_disk(folder.path()).is_empty()).await;
        scene.fixture.mend();
        let asked = || scene.queries("roiHierarchy");
        let before = asked();
        let hierarchy = format!("datasets/{HEMIBRAIN}/roi-hierarchy");
        until("it is there again", async || scene.proxy.get(&hierarchy).await.status() == 200)
            .await;
        assert!(asked() > before, "it is read anew");
        assert_eq!(on_disk(folder.path()), [HEMIBRAIN]);
    }
}

/// What an earlier run has left there of a dataset that nobody has asked this one for.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_before_a_restart_is_removed_from_disk_too() {
    let fixture = Fixture::start().await;
    let (place, server) = (Place::new(), fixture.url());
    let folder = place.path("kept");
    let arguments = ["--server", &server, "--cache-dir", "kept", "--check-interval", "100ms"];
    let arguments = [&arguments[..], &["--warm", "none", "--prefetch", "0"]].concat();
    let serve = || tokio::task::block_in_place(|| place.serve(&arguments));
    let mut first = serve();
    for name in [HEMIBRAIN, MANC] {
        let url = format!("{}/api/v1/datasets/{name}/roi-hierarchy", first.url);
        assert_eq!(reqwest::get(url).await.expect("an answer").status(), 200, "{name}");
    }
    first.signal("TERM");
    tokio::task::block_in_place(|| first.ends_within(Duration::from_secs(10)));
    assert_eq!(on_disk(&folder), [HEMIBRAIN, MANC]);
    fixture.change(|datasets| datasets.retain(|dataset| dataset.name == MANC));
    let _second = serve();
    until("its file is removed", async || on_disk(&folder) == [MANC]).await;
}

/// Rows 18, 19.
#[tokio::test]
async fn a_dataset_that_is_refused_to_everybody_is_dropped() {
    for status in [401, 403] {
        let scene = known(None).await;
        scene.fixture.refuse_all(status, SECRET);
        is_gone(&scene).await;
        scene.fixture.mend();
        scene.is_well().await;
    }
}

/// Row 18: the proxy's own identity may have expired, and says nothing of the dataset.
#[tokio::test]
async fn a_dataset_that_is_refused_to_the_proxys_identity_is_kept_as_stale() {
    let scene = known(Some(Token::new("a.token"))).await;
    scene.fixture.refuse_all(401, SECRET);
    until("it is stale", async || {
        scene.proxy.get(&path(EPG)).await.headers().contains_key("x-quickpage-stale")
    })
    .await;
    let text = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/summaries")).await.text().await;
    assert_eq!(Stream::read(&text.expect("a body")).end.failed, 0);
    scene.fixture.mend();
    scene.is_well().await;
}
