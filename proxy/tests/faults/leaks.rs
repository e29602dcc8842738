//! A token that must be seen by nobody but the server, through every error that there is.

use std::time::Duration;

use super::scene::{EPG, OTHER, path, tells_nothing, until};
use crate::binary::Place;
use crate::fixture::data::{HEMIBRAIN, MANC};
use crate::fixture::{Answer, Fixture};

const CANARY: &str = "eyJhbGciOiJIUzI1NiJ9.canary-of-the-token.c2ln";

/// All that goes wrong, each with the token in whatever comes back.
fn faults() -> Vec<Answer> {
    let echo = format!(r#"{{"error":"{CANARY}: MATCH (n) Timeout","message":"{CANARY}"}}"#);
    let terms = format!(r#"{{"tos_required":true,"tos_url":"http://x/?{CANARY}"}}"#);
    let syntax = format!(r#"{{"error":"Neo.ClientError.Statement.SyntaxError ({CANARY})"}}"#);
    let statuses = [204, 302, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504];
    let mut faults: Vec<Answer> =
        statuses.iter().map(|status| Answer::Plain(*status, echo.clone())).collect();
    faults.extend([
        Answer::Plain(400, syntax),
        Answer::Plain(403, terms),
        Answer::Plain(200, format!("<html>{CANARY}")),
        Answer::Plain(200, format!(r#"{{"columns":["{CANARY}"],"data":[["{CANARY}"]]}}"#)),
        Answer::WithHeader(503, "retry-after", CANARY),
        Answer::WithHeader(302, "location", CANARY),
        Answer::WithHeader(401, "www-authenticate", CANARY),
        Answer::BreakOff(100),
        Answer::Cut(100),
        Answer::Stall(100),
        Answer::Changed(Box::new(|answer| answer["columns"][0] = CANARY.into())),
        Answer::Changed(Box::new(|answer| answer["data"][0][0] = CANARY.into())),
    ]);
    faults
}

/// What clients ask for, rightly and wrongly.
fn requests() -> Vec<String> {
    let data = |rest: &str| format!("/api/v1/datasets/{HEMIBRAIN}/{rest}");
    let manc = format!("/api/v1/datasets/{MANC}/types");
    let mut requests: Vec<String> =
        ["types/nope", "summaries", "roi-hierarchy", "bodies/1", "bodies/x", "types/EPG/neurons"]
            .map(data)
            .into();
    requests.extend([manc, "/nope".to_owned(), "/api/v1/status".to_owned()]);
    requests.extend([EPG, OTHER, "nope"].map(|name| format!("/api/v1/{}", path(name))));
    requests
}

/// Row 48.
#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_in_no_answer_no_log_and_no_figure() {
    let fixture = Fixture::start().await;
    let place = Place::new().set("NEUPRINT_APPLICATION_CREDENTIALS", CANARY);
    let url = fixture.url();
    let short = ["--query-timeout", "300ms", "--hold-after-timeout", "10ms", "--warm", "none"];
    let shorter = ["--rest-after-refusal", "10ms"];
    let arguments = [&["--log", "trace", "--server", &url], &short[..], &shorter].concat();
    let mut serving = tokio::task::block_in_place(|| place.serve(&arguments));
    let base = serving.url.clone();
    let http =
        reqwest::Client::builder().timeout(Duration::from_secs(3)).build().expect("a client");
    let mut told = String::new();
    let ask = async |url: String| match http.get(url).send().await {
        Ok(response) => {
            let head = format!("{} {:?}\n", response.status(), response.headers());
            let body = response.text().await.unwrap_or_default();
            if !head.starts_with("200") {
                tells_nothing(&body);
            }
            head + &body
        }
        // A query that hangs longer than this client waits.
        Err(error) => error.without_url().to_string(),
    };
    told += &ask(format!("{base}/api/v1/datasets")).await;
    let requests = requests();
    for (fault, request) in faults().into_iter().zip(requests.iter().cycle()) {
        fixture.answer_next(fault);
        told += &ask(format!("{base}{request}")).await;
    }
    fixture.refuse_all(401, CANARY);
    for request in &requests {
        told += &ask(format!("{base}{request}")).await;
    }
    fixture.mend();
    until("it is well again", async || {
        let url = format!("{base}/api/v1/{}", path(EPG));
        http.get(url).send().await.is_ok_and(|it| it.status() == 200)
    })
    .await;
    told += &ask(format!("{base}/api/v1/status")).await;
    for path in ["metrics", "readyz", "nope"] {
        told += &ask(format!("{}/{path}", serving.admin)).await;
    }
    let of = ["--log", "trace", "--server", &url, "--dataset", HEMIBRAIN];
    let commands: [&[&str]; 4] = [
        &["config", "--json"],
        &["doctor", "--json"],
        &["verify", "--types", "2", "--json"],
        &["create-index", "--output-dir", "site"],
    ];
    for command in commands {
        let run = place.run_beside(&[command, &of].concat()).await;
        told += &(run.stdout + &run.stderr);
    }
    let site = crate::lab::content(&place.path("site"));
    assert!(site.len() > 50, "{} files of a site", site.len());
    for (path, content) in site {
        assert!(!String::from_utf8_lossy(&content).contains("canary"), "{}", path.display());
    }
    serving.signal("TERM");
    tokio::task::block_in_place(|| serving.ends_within(Duration::from_secs(20)));
    let asked = fixture.seen();
    let shown = asked.iter().filter(|it| it.headers["authorization"] == format!("Bearer {CANARY}"));
    assert_eq!(shown.count(), asked.len(), "neuPrint itself is shown the token");
    let written = serving.log();
    assert!(told.contains("upstream_error") && told.contains("# TYPE"), "{told}");
    assert!(written.contains("TRACE") && written.contains("quickpage::"), "{written}");
    for text in [&told, &written] {
        let leak = text.lines().find(|line| line.contains("canary"));
        assert_eq!(leak, None);
    }
    let query = written.lines().find(|line| line.contains("MATCH (") || line.contains("UNWIND"));
    assert_eq!(query, None);
}
