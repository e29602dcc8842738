//! Clients that leave, send too much, or ask for what is not there. What they send goes over the
//! socket byte by byte: a client library would tidy it up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quickpage::batcher::Batcher;
use quickpage::config::Limits;
use quickpage::source::table::read::Files;
use quickpage::upstream::{Upstream, Urgency};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use shared::wire::{Summary, TypeList};

use super::scene::{KNOWN, Scene, encoded, many_types, path, until};
use crate::binary::Place;
use crate::fixture::Fixture;
use crate::fixture::attacks::ATTACKS;
use crate::fixture::data::HEMIBRAIN;
use crate::support::Stream;

/// Sends these bytes and reads the answer: its status and its body.
async fn send(scene: &Scene, request: &[u8]) -> (u16, String) {
    let address = scene.proxy.base.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    // The proxy may stop reading before the end.
    let _ = socket.write_all(request).await;
    let mut answer = Vec::new();
    let mut bytes = [0; 4_096];
    let read = async {
        while let Ok(read @ 1..) = socket.read(&mut bytes).await {
            answer.extend_from_slice(&bytes[..read]);
        }
    };
    tokio::time::timeout(Duration::from_secs(10), read).await.expect("an answer in time");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    (status.unwrap_or_else(|| panic!("no answer: {answer}")), body.unwrap_or_default())
}

async fn get(scene: &Scene, target: &str) -> (u16, String) {
    send(scene, format!("GET {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").as_bytes())
        .await
}

async fn post(scene: &Scene, body: &str) -> (u16, String) {
    let head = format!(
        "POST /api/v1/datasets/{HEMIBRAIN}/summaries HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    send(scene, (head + body).as_bytes()).await
}

/// Row 33.
#[tokio::test]
async fn a_client_that_leaves_in_the_middle_gives_everything_back() {
    let fixture = Fixture::with(many_types(500)).await;
    let scene = Scene::cold(fixture, |_, settings| {
        settings.limits.batch_neurons = 10;
        settings.limits.max_queries = 1;
    })
    .await;
    let _: Summary = scene.proxy.json(&path("T0")).await;
    scene.fixture.set_delay(Duration::from_millis(50));
    let mut response = scene.proxy.get(&format!("datasets/{HEMIBRAIN}/summaries")).await;
    assert!(response.chunk().await.expect("a piece").is_some());
    until("it has one place", async || scene.status().await.requests.now == 1).await;
    drop(response);
    until("its place is free", async || scene.status().await.requests.now == 0).await;
    until("what it wanted is dropped", async || {
        let status = scene.status().await;
        status.queries.now == 0 && status.datasets[HEMIBRAIN].waiting == 0
    })
    .await;
    let queries = scene.fixture.query_count();
    assert!(queries < 30, "{queries} of fifty batches were not wanted any more");
    assert_eq!(scene.proxy.summaries(HEMIBRAIN).await.summaries.len(), 500);
    scene.is_alive().await;
}

/// Row 33: what waits for a client that never reads.
#[test]
fn a_client_that_does_not_read_holds_little_beside_what_all_are_sent() {
    const TYPES: usize = 12_000;
    const CLIENTS: u64 = 20;
    let folder = tempfile::tempdir().expect("a folder");
    let neurons = folder.path().join("many.csv");
    let lines: String = (0..TYPES).map(|n| format!("{n},T{n}\n")).collect();
    std::fs::write(&neurons, format!("bodyId,type\n{lines}")).expect("a table");
    let table = Files { neurons, ..Files::default() }.read().expect("a table");
    let upstream = Upstream::new(Arc::new(table), &Limits::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let types = runtime.block_on(upstream.source().types("many")).expect("types").types;
    let held = |clients: u64| {
        let mut kept = None;
        let allocated = allocation_counter::measure(|| {
            let batcher = Batcher::new("many", &types, upstream.clone(), 20_000);
            let everything = || batcher.want(0..TYPES, Urgency::Index);
            kept = Some(runtime.block_on(async {
                let unread: Vec<_> = (0..clients).map(|_| everything()).collect();
                let mut reading = everything();
                let mut read = 0;
                while let Some(part) = reading.next().await {
                    read += part.outcomes().len();
                }
                (unread, read)
            }));
        });
        let (unread, read) = kept.expect("answers");
        assert_eq!((unread.len() as u64, read), (clients, TYPES));
        allocated.bytes_current
    };
    // What all have in common is held for the first.
    let each = (held(1 + CLIENTS) - held(1)) / CLIENTS as i64;
    assert!(each < 64 << 10, "{each} bytes for each client");
}

/// Row 34: more connections than the process may have files.
#[tokio::test(flavor = "multi_thread")]
async fn without_files_left_connections_wait_and_are_taken_when_there_are_some() {
    const FILES: usize = 64;
    let fixture = Fixture::start().await;
    let server = fixture.url();
    let arguments = ["--server", &server, "--warm", "none", "--prefetch", "0"];
    let place = Place::new();
    let serving = tokio::task::block_in_place(|| place.serve_with_files(FILES, &arguments));
    let address = serving.url.trim_start_matches("http://");
    let mut silent = Vec::new();
    for _ in 0..2 * FILES {
        silent.push(TcpStream::connect(address).await.expect("a connection"));
    }
    let warnings = || serving.log().matches("no connection can be taken").count();
    until("there are no files left", async || warnings() > 0).await;
    let (began, before) = (Instant::now(), warnings());
    until("it has tried again", async || warnings() >= before + 3).await;
    let (tried, since) = (warnings() - before, began.elapsed());
    let at_most = since.div_duration_f64(Duration::from_millis(450)) + 1.0;
    assert!((tried as f64) < at_most, "{tried} attempts in {since:?}: it does nothing else");
    let url = format!("{}/api/v1/{}", serving.url, path(KNOWN));
    let asking = tokio::spawn(reqwest::get(url));
    drop(silent);
    let answer = tokio::time::timeout(Duration::from_secs(10), asking).await;
    let answer = answer.expect("in time").expect("no panic").expect("an answer");
    assert_eq!(answer.status(), 200);
}

/// Row 37.
#[tokio::test]
async fn a_body_that_is_too_much_is_refused_before_it_is_worked_on() {
    let scene = Scene::start().await;
    let million = format!("{{\"types\":[{}\"a\"]}}", "\"a\",".repeat(1_000_000));
    assert_eq!(post(&scene, &million).await.0, 413);
    let many: Vec<String> = (0..5_001).map(|n| n.to_string()).collect();
    let (status, body) = post(&scene, &serde_json::json!({ "types": many }).to_string()).await;
    assert!(status == 422 && body.contains("too_many_types"), "{body}");
    let deep = format!("{{\"types\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let (status, body) = post(&scene, &deep).await;
    assert!([400, 422].contains(&status) && body.contains("bad_request"), "{status} {body}");
    let aside = format!("{{\"x\":{}{},\"types\":[]}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!([200, 400].contains(&post(&scene, &aside).await.0));
    let twice = "{\"types\":[\"EPG\"],\"types\":[\"EPG\"]}";
    assert!([400, 422].contains(&post(&scene, twice).await.0));
    let head = format!(
        "POST /api/v1/datasets/{HEMIBRAIN}/summaries HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: 104857600\r\n\r\n"
    );
    let (status, _) = send(&scene, head.as_bytes()).await;
    assert_eq!(status, 413, "a hundred megabytes are not waited for");
    let unsaid = head.replace("content-length: 104857600", "transfer-encoding: chunked");
    let chunk = format!("{unsaid}200000\r\n{}\r\n0\r\n\r\n", " ".repeat(0x20_0000));
    let (status, body) = send(&scene, chunk.as_bytes()).await;
    assert!(status == 413 && body.contains("too_large"), "{status} {body}");
    scene.is_well().await;
}

/// Row 37: the same type many times.
#[tokio::test]
async fn a_type_that_is_asked_for_many_times_is_one() {
    let scene = Scene::start().await;
    let before = scene.fixture.query_count();
    let same = ["EPG"; 5_000];
    let response = scene.proxy.post_types(HEMIBRAIN, &same).await;
    let stream = Stream::read(&response.text().await.expect("a stream"));
    assert_eq!((stream.end.types, stream.summaries["EPG"].neurons.total), (1, 3));
    assert_eq!(scene.fixture.query_count() - before, 1);
    scene.is_well().await;
}

/// Row 41.
#[tokio::test]
async fn no_path_leads_out_of_what_is_served() {
    let scene = Scene::start().await;
    let queries = scene.fixture.query_count();
    let up = "../".repeat(12);
    let targets = [
        format!("/{up}etc/passwd"),
        format!("/{}etc/passwd", up.replace("../", "%2e%2e%2f")),
        format!("/{}etc/passwd", up.replace("../", "%252e%252e%252f")),
        format!("/{}etc/passwd", up.replace("../", "..%5C")),
        "/..\\..\\Cargo.toml".to_owned(),
        "/../Cargo.toml".to_owned(),
        "//etc/passwd".to_owned(),
        "/C:/Windows/win.ini".to_owned(),
        "/index.html%00.txt".to_owned(),
        "/%00".to_owned(),
        format!("/{}", "a".repeat(300)),
        "/api/v1/../../etc/passwd".to_owned(),
        format!("/api/v1/datasets/{up}etc/passwd/types"),
        "/api/v1/datasets/%2e%2e%2f%2e%2e/types".to_owned(),
    ];
    let names = ["..", ".", "CON", "a/b", "../../etc/passwd", "C:\\x", "\0", &"x".repeat(300)];
    let types = names.map(|name| format!("/api/v1/{}", path(name)));
    for target in targets.iter().chain(&types) {
        let (status, body) = get(&scene, target).await;
        assert!([400, 404].contains(&status), "{target}: {status} {body}");
        assert!(!body.contains("root:") && !body.contains("[package]"), "{target}: {body}");
        assert!(body.contains("\"code\""), "{target}: {body}");
    }
    assert_eq!(scene.fixture.query_count(), queries, "no name that is not listed is asked for");
    scene.is_well().await;
}

/// Rows 41, 42.
#[tokio::test]
async fn any_name_that_is_listed_is_found_and_any_other_is_not_there() {
    let scene = Scene::start().await;
    let odd = ["..", ".", "CON", "a/b", "C:\\x", "../../etc/passwd", "mi1", "MI1", "%2e%2e", " "];
    let long = "x".repeat(300);
    let odd: Vec<&str> = odd.into_iter().chain([long.as_str()]).collect();
    scene.fixture.change(|datasets| {
        for (name, id) in odd.iter().zip(1_000_000_u64..) {
            let neuron = serde_json::json!({"bodyId": id, "type": name, "post": id});
            datasets[0].neurons.push(neuron.as_object().expect("an object").clone());
        }
    });
    let scene = Scene::cold(scene.fixture, |_, _| {}).await;
    let names = ATTACKS.iter().map(|(name, _)| *name).chain(odd);
    let list: TypeList = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    for name in names {
        assert!(list.types.iter().any(|entry| entry.name == name), "{name:?} is listed");
        let (status, body) = get(&scene, &format!("/api/v1/{}", path(name))).await;
        assert_eq!(status, 200, "{name:?}: {body}");
        let summary: Summary = serde_json::from_str(&body).expect("a summary");
        assert_eq!((&*summary.name, summary.neurons.total), (name, 1));
        let other = format!("{name}\u{2603}");
        let (status, body) = get(&scene, &format!("/api/v1/{}", path(&other))).await;
        assert!(status == 404 && body.contains("unknown_type"), "{other:?}: {status} {body}");
    }
    assert_ne!(encoded(KNOWN), encoded("mi1"));
    scene.is_well().await;
}
