//! The operator's commands through the binary, with the fixture server as neuPrint.

mod binary;
mod fixture;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use binary::{Place, Serving};
use fixture::data::{HEMIBRAIN, HIDDEN};
use fixture::{Answer, Fixture};
use serde_json::Value;

const SECOND: Duration = Duration::from_secs(1);

/// A neuPrint token that expires in so many seconds.
fn token(seconds: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
    let exp = i64::try_from(now.as_secs()).expect("a time") + seconds;
    format!("e30.{}.canary7f3a", URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{exp}}}"#)))
}

/// What the doctor says about something: the outcome, what was found, what to do.
async fn doctor(place: &Place, arguments: &[&str], about: &str) -> (String, String, String) {
    let run = place.run_beside(&[&["doctor", "--json"], arguments].concat()).await;
    let findings: Vec<Value> =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let has_problem = findings.iter().any(|finding| finding["outcome"] == "problem");
    assert_eq!(run.code, Some(i32::from(has_problem)), "{run:?}");
    // The worst of several, as an operator would look for it.
    let mut about: Vec<&Value> = findings.iter().filter(|it| it["about"] == about).collect();
    about.sort_by_key(|it| ["problem", "warning", "ok"].iter().position(|o| it["outcome"] == *o));
    let finding = about.first().unwrap_or_else(|| panic!("no such finding: {run:?}"));
    (text(finding, "outcome"), text(finding, "found"), text(finding, "advice"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_nothing_wrong_with_a_good_source() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let (url, arguments) =
        (fixture.url(), |url| ["doctor", "--server", url, "--dataset", HEMIBRAIN]);
    let run = place.run_beside(&arguments(&url)).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    for expected in [
        "neuPrintHTTP 1.9.2",
        "none given: public datasets are read anonymously",
        "hemibrain:v1.2.1: neurons: ",
        "small query",
        "indexes",
        "clock",
        "cache folder",
        "at most 4 queries at once",
        "problems: 0",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
    assert!(!run.stdout.contains(HIDDEN), "a hidden dataset is not told of");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_wrong_with_a_dataset() {
    let fixture = Fixture::start().await;
    let (place, url) = (Place::new(), fixture.url());
    let wrong_case = HEMIBRAIN.to_uppercase();
    let check = async |name: &str, advice: &str| {
        let found = doctor(&place, &["--server", &url, "--dataset", name], "dataset").await;
        let expected = ("problem".to_owned(), format!("{name} is not listed"), advice.to_owned());
        assert_eq!(found, expected);
    };
    check(&wrong_case, "write it as hemibrain:v1.2.1: names are exact").await;
    let listed = "name one that is listed, in exactly its spelling, by --dataset";
    check("nope:v1", listed).await;
    check(HIDDEN, listed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_that_a_server_cannot_be_reached() {
    let place = Place::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr();
    let address = free.expect("an address");
    for arguments in
        [["--server", &format!("http://{address}")], ["--neo4j", &format!("bolt://{address}")]]
    {
        let (outcome, _, advice) = doctor(&place, &arguments, "connection").await;
        assert_eq!(outcome, "problem");
        assert_eq!(advice, "check the address, the network and that the server runs");
        let run = place.run_beside(&[&["doctor"], arguments.as_slice()].concat()).await;
        assert!(!run.stdout.contains("limits"), "nothing to say of them: {run:?}");
    }
    let plain = Fixture::start().await;
    let https = plain.url().replace("http:", "https:");
    let (outcome, _, advice) = doctor(&place, &["--server", &https], "connection").await;
    assert_eq!(outcome, "problem");
    assert!(advice.contains("--ca-file"), "{advice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_when_a_token_expires_and_never_shows_it() {
    let fixture = Fixture::start().await;
    let url = fixture.url();
    let check = async |token: &str, expected: (&str, &str)| {
        let place = Place::new().set("NEUPRINT_APPLICATION_CREDENTIALS", token);
        let (outcome, found, _) = doctor(&place, &["--server", &url], "token").await;
        assert_eq!((&*outcome, &*found), expected);
        let run = place.run_beside(&["doctor", "--server", &url, "--log", "trace"]).await;
        assert!(!format!("{run:?}").contains("canary7f3a"), "{run:?}");
    };
    check(&token(-5), ("problem", "given; it has expired")).await;
    check(&token(3 * 86_400 + 60), ("warning", "given; it expires in 3 days")).await;
    check(&token(30 * 86_400 + 60), ("ok", "given; it expires in 30 days")).await;
    check("canary7f3a", ("ok", "given; it does not say when it expires")).await;
    let place = Place::new().set("NEUPRINT_APPLICATION_CREDENTIALS", &token(-5));
    let good = place.write("token", &token(30 * 86_400 + 60));
    let (outcome, ..) = doctor(&place, &["--server", &url, "--token-file", &good], "token").await;
    assert_eq!(outcome, "ok", "the file goes before the variable");
    fixture.answer_next(Answer::Plain(401, r#"{"message":"invalid or expired jwt"}"#.to_owned()));
    let (_, found, advice) = doctor(&place, &["--server", &url], "datasets").await;
    assert_eq!(found, "the database refused the proxy's identity");
    assert!(advice.contains("--token-file"), "{advice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_environment_is_not_shown_to_one_of_several_servers() {
    let (one, other) = (Fixture::start().await, Fixture::start().await);
    let place = Place::new().set("NEUPRINT_APPLICATION_CREDENTIALS", &token(9_999_999));
    let own = place.write("token", "own.token.1");
    let text = format!(
        "[[source]]\nserver = '{}'\n[[source]]\nserver = '{}'\ntoken-file = '{own}'",
        one.url(),
        other.url()
    );
    let file = place.write("q.toml", &text);
    let run = place.run_beside(&["doctor", "-c", &file]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    let shown = |fixture: &Fixture| {
        let of = |seen: fixture::Seen| seen.headers.get("authorization").cloned();
        let mut shown: Vec<_> = fixture.seen().into_iter().map(of).collect();
        shown.dedup();
        shown
    };
    assert_eq!(shown(&one), [None]);
    assert_eq!(shown(&other), [Some("Bearer own.token.1".parse().expect("a value"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_sees_through_limits_that_are_no_kindness() {
    let fixture = Fixture::start().await;
    let url = fixture.url();
    let arguments = ["--server", &url, "--max-queries", "60"];
    let (outcome, found, _) = doctor(&Place::new(), &arguments, "limits").await;
    assert_eq!((&*outcome, &*found), ("warning", "--max-queries is 60"));
}

#[test]
fn the_doctor_reads_tables() {
    let place = Place::new();
    let table = place.write("t.csv", "bodyId,type\n1,A\n2,A\n3,B\n4,\n");
    let run = place.run(&["doctor", "--table", &table, "--dataset", "mine"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("mine: neurons: 4, types: 2, without a type: 1"), "{run:?}");
    let table = place.write("t.csv", "bodyId,type\n1,A\nx,A\n");
    let run = place.run(&["doctor", "--table", &table]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("t.csv, line 3, column bodyId"), "{run:?}");
}

#[test]
fn the_doctor_tries_the_cache_folder() {
    let place = Place::new();
    let table = place.write("t.csv", "bodyId,type\n1,A\n");
    let file = place.write("in-the-way", "");
    let run = place.run(&["doctor", "--table", &table, "--cache-dir", &file]);
    assert!(run.stdout.contains("cannot be written") && run.code == Some(0), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hierarchies_on_disk_are_listed_and_cleared() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let nothing = place.run_beside(&["cache", "info"]).await;
    assert_eq!(nothing.code, Some(0), "{nothing:?}");
    assert!(nothing.stdout.contains("nothing is kept"), "{nothing:?}");
    let serving = serve_warm(&place, &fixture);
    get(&serving.url, &format!("/api/v1/datasets/{HEMIBRAIN}/roi-hierarchy")).await;
    let listed = eventually(async || {
        let run = place.run_beside(&["cache", "info", "--json"]).await;
        let listed: Vec<Value> = serde_json::from_str(&run.stdout).expect("JSON");
        (!listed.is_empty()).then_some(listed)
    })
    .await;
    assert_eq!(listed[0]["dataset"], HEMIBRAIN);
    assert!(listed[0]["expires_in_seconds"].as_u64().expect("a number") > 86_000);
    let path = listed[0]["path"].as_str().expect("a path");
    assert!(path.starts_with(place.path(".cache/quickpage").to_str().expect("a path")), "{path}");
    let shown = place.run_beside(&["cache", "info"]).await;
    assert!(shown.stdout.contains(HEMIBRAIN) && !shown.stdout.contains("expired"), "{shown:?}");
    let other = place.run_beside(&["cache", "clear", "--dataset", "other"]).await;
    assert!(other.stdout.starts_with("nothing is kept of other in "), "{other:?}");
    let cleared = place.run_beside(&["cache", "clear", "--dataset", HEMIBRAIN]).await;
    assert!(cleared.stdout.starts_with("removed 1 "), "{cleared:?}");
    assert!(!std::path::Path::new(path).exists());
    assert_eq!(binary::files_below(&place.path(".cache")), [] as [std::path::PathBuf; 0]);
}

#[test]
fn the_dataset_of_the_file_is_not_the_one_to_be_cleared() {
    let place = Place::new();
    let file = place.write("q.toml", "server = 'a'\ndataset = 'x'\n");
    let damaged = place.write("cache/roi-hierarchies/x.json", "{");
    let folder = place.path("cache");
    let folder = folder.to_str().expect("a path");
    let run = place.run(&["cache", "clear", "-c", &file, "--cache-dir", folder]);
    assert_eq!(run.stdout.split(" ROI").next(), Some("removed 1"), "{run:?}");
    assert!(!std::path::Path::new(&damaged).exists());
}

/// Serves a fixture's dataset.
fn serve_warm(place: &Place, fixture: &Fixture) -> Serving {
    let url = fixture.url();
    tokio::task::block_in_place(|| place.serve(&["--server", &url, "--dataset", HEMIBRAIN]))
}

async fn get(base: &str, path: &str) -> (u16, String) {
    let response = reqwest::get(format!("{base}{path}")).await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("a body"))
}

async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come to be within ten seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_proxy_sends_nothing_until_it_is_resumed() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let serving = tokio::task::block_in_place(|| {
        place.serve(&[
            "--server",
            &url,
            "--dataset",
            HEMIBRAIN,
            "--warm",
            "none",
            "--prefetch",
            "0",
        ])
    });
    eventually(async || (get(&serving.admin, "/readyz").await.0 == 200).then_some(())).await;
    let paused = place.run_beside(&["pause", "--admin", &serving.admin]).await;
    assert_eq!((paused.code, &*paused.stderr), (Some(0), ""));
    assert!(paused.stdout.starts_with("paused"), "{paused:?}");
    let queries = fixture.query_count();
    let types = format!("/api/v1/datasets/{HEMIBRAIN}/types");
    let (status, body) = get(&serving.url, &types).await;
    assert_eq!(status, 503, "{body}");
    assert_eq!(fixture.query_count(), queries);
    let resumed = place.run_beside(&["resume", "--admin", &serving.admin]).await;
    assert!(resumed.stdout.starts_with("resumed") && resumed.code == Some(0), "{resumed:?}");
    assert_eq!(get(&serving.url, &types).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_a_browser_can_pause_the_proxy() {
    let place = Place::new();
    let table = place.write("t.csv", "bodyId,type\n1,A\n");
    let serving = tokio::task::block_in_place(|| place.serve(&["--table", &table]));
    let url = format!("{}/pause", serving.admin);
    let request = reqwest::Client::new().post(url).header("origin", "http://evil.example.org");
    assert_eq!(request.send().await.expect("an answer").status(), 403);
    assert!(get(&serving.url, "/api/v1/status").await.1.contains("\"paused\":false"));
    assert_eq!(get(&serving.admin, "/pause").await.0, 405, "a GET changes nothing");
    assert_eq!(get(&serving.url, "/pause").await.0, 404, "it is the operator's alone");
}

#[test]
fn pausing_where_nothing_listens_says_so() {
    let place = Place::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr();
    let address = free.expect("an address").to_string();
    let run = place.run(&["pause", "--admin", &address]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains(&format!("no quickpage answers at http://{address}")), "{run:?}");
    let run = place.run(&["resume", "--admin-listen", "none"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("--admin-listen is none"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_starts_without_its_server_and_is_ready_once_that_answers() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    drop(taken);
    let url = format!("http://{address}");
    let serving = tokio::task::block_in_place(|| {
        place.serve(&["--server", &url, "--dataset", HEMIBRAIN, "--check-interval", "200ms"])
    });
    let (status, reasons) = get(&serving.admin, "/readyz").await;
    assert_eq!(status, 503, "{reasons}");
    let refused = "source 1 has not listed its datasets yet: the database cannot be reached";
    let told = async || get(&serving.admin, "/readyz").await.1.contains(refused).then_some(());
    eventually(told).await;
    assert_eq!(get(&serving.url, "/healthz").await.0, 200);
    let _fixture = Fixture::at(address).await;
    eventually(async || (get(&serving.admin, "/readyz").await.0 == 200).then_some(())).await;
    assert_eq!(get(&serving.url, &format!("/api/v1/datasets/{HEMIBRAIN}/types")).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sources_are_served_at_once() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    place.write("mine.csv", "bodyId,type\n1,A\n");
    let text = format!(
        "[[source]]\nserver = '{}'\ndataset = ['{HEMIBRAIN}']\n[[source]]\ntable = 'mine.csv'\n",
        fixture.url()
    );
    let file = place.write("q.toml", &text);
    let serving = tokio::task::block_in_place(|| place.serve(&["-c", &file]));
    let (status, datasets) = get(&serving.url, "/api/v1/datasets").await;
    assert_eq!(status, 200, "{datasets}");
    let datasets: Vec<Value> = serde_json::from_str(&datasets).expect("JSON");
    let names: Vec<&str> = datasets.iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, [HEMIBRAIN, "mine"]);
    assert_eq!(get(&serving.url, "/api/v1/datasets/mine/types").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sources_with_the_same_dataset_the_first_one_has_it() {
    let place = Place::new();
    place.write("one.csv", "bodyId,type\n1,A\n");
    place.write("two.csv", "bodyId,type\n1,B\n");
    let source = |file| format!("[[source]]\ntable = '{file}'\ndataset = 'same'\n");
    let file = place.write("q.toml", &(source("one.csv") + &source("two.csv")));
    let serving = tokio::task::block_in_place(|| place.serve(&["-c", &file]));
    let (_, types) = get(&serving.url, "/api/v1/datasets/same/types").await;
    assert!(types.contains("\"A\"") && !types.contains("\"B\""), "{types}");
    let warning = "two sources list this dataset: the first one has it";
    eventually(async || serving.log().contains(warning).then_some(())).await;
    let run = place.run_beside(&["doctor", "-c", &file]).await;
    let told = "source 2: datasets  same is also source 1's";
    assert!(words(&run.stdout).contains(&words(told)), "{run:?}");
}

/// A text without regard to how its columns are aligned.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Serves a dataset and asks nothing of its own accord.
#[cfg(unix)]
fn serving_quietly(place: &Place, fixture: &Fixture) -> Serving {
    let url = fixture.url();
    let from = ["--server", &url, "--dataset", HEMIBRAIN];
    let quietly = ["--warm", "none", "--prefetch", "0"];
    tokio::task::block_in_place(|| place.serve(&[from, quietly].concat()))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_closes_the_door_and_lets_what_is_inside_end() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let mut serving = serving_quietly(&place, &fixture);
    assert_eq!(get(&serving.url, "/api/v1/datasets").await.0, 200);
    fixture.set_delay(SECOND);
    let asked = format!("{}/api/v1/datasets/{HEMIBRAIN}/types", serving.url);
    let queries = fixture.query_count();
    let asking = tokio::spawn(async move { reqwest::get(asked).await });
    eventually(async || (fixture.query_count() > queries).then_some(())).await;
    serving.signal("TERM");
    let closed = || std::net::TcpStream::connect(serving.url.replace("http://", "")).is_err();
    eventually(async || closed().then_some(())).await;
    let (status, reasons) = get(&serving.admin, "/readyz").await;
    assert_eq!((status, reasons.contains("the proxy is ending")), (503, true), "{reasons}");
    let answer = asking.await.expect("no panic").expect("an answer in spite of the signal");
    assert_eq!(answer.status(), 200);
    let status = tokio::task::block_in_place(|| serving.ends_within(5 * SECOND));
    assert_eq!(status.code(), Some(143));
}

/// Row 32: a closed terminal, or a habit from other servers.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_ends_nothing() {
    let fixture = Fixture::start().await;
    let serving = serving_quietly(&Place::new(), &fixture);
    eventually(async || (get(&serving.admin, "/readyz").await.0 == 200).then_some(())).await;
    serving.signal("HUP");
    eventually(async || serving.log().contains("SIGHUP does nothing").then_some(())).await;
    assert_eq!(get(&serving.url, "/api/v1/datasets").await.0, 200);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_at_once() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let mut serving = serving_quietly(&place, &fixture);
    eventually(async || (get(&serving.admin, "/readyz").await.0 == 200).then_some(())).await;
    fixture.set_delay(60 * SECOND);
    let asked = format!("{}/api/v1/datasets/{HEMIBRAIN}/types", serving.url);
    let queries = fixture.query_count();
    tokio::spawn(async move { reqwest::get(asked).await });
    eventually(async || (fixture.query_count() > queries).then_some(())).await;
    serving.signal("INT");
    let ending = async || get(&serving.admin, "/readyz").await.1.contains("ending").then_some(());
    eventually(ending).await;
    serving.signal("INT");
    let status = tokio::task::block_in_place(|| serving.ends_within(5 * SECOND));
    assert_eq!(status.code(), Some(130));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_usual_admin_port_may_be_taken_another_may_not() {
    let place = Place::new();
    let table = place.write("t.csv", "bodyId,type\n1,A\n");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let arguments =
        ["serve", "--table", &table, "--listen", "127.0.0.1:0", "--admin-listen", &address];
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains(&format!("cannot listen on {address}")), "{run:?}");
    assert!(run.stderr.contains("--admin-listen"), "{run:?}");
    let arguments = ["serve", "--table", &table, "--listen", &address];
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("name another address with --listen"), "{run:?}");
}

#[test]
fn a_log_filter_that_cannot_be_read_is_a_usage_error() {
    let run = Place::new().run(&["config", "--log", "a=b=c"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let run = Place::new().run(&["config", "--log", "inof"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("`inof` is no level: error, warn, info"), "{run:?}");
    for good in ["off", "warn,quickpage::batcher=debug", "quickpage[request]=trace,hyper=info"] {
        assert_eq!(Place::new().run(&["config", "--log", good]).code, Some(0), "{good}");
    }
    let run = Place::new().run(&["serve", "--nonsense"]);
    assert_eq!(run.code, Some(2), "{run:?}");
}

#[test]
fn logs_may_be_json() {
    let place = Place::new();
    let run = place.run(&[
        "doctor",
        "--server",
        "http://127.0.0.1:1",
        "--log-format",
        "json",
        "--log",
        "trace",
    ]);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(!lines.is_empty(), "{run:?}");
    for line in lines {
        let line: Value = serde_json::from_str(line).expect("a JSON object per line");
        assert!(line["level"].is_string(), "{line}");
    }
}
