//! Sources over a real Neo4j, which `cargo xtask test` starts and fills: whatever way the neurons
//! come, they are those of the table that the database was filled from.

mod agreement;
mod binary;
mod database;
mod fixture;
mod lab;
mod literals;
mod support;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use binary::Place;
use database::{DEMO, FILLING, HEMIBRAIN, fill};
use fixture::Fixture;
use quickpage::source::neo4j::{self, Neo4j, Password};
use quickpage::source::neuprint::{self, Neuprint};
use quickpage::source::table::Table;
use quickpage::source::{Indexes, MissingIndex, Source, SourceError};
use serde_json::{Value, json};
use shared::neuron::Neuron;
use shared::wire::{Dataset, Summary, TypeList};
use support::{Proxy, Stream};
use tls::Terminator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The sources over a database, and the server that one of them stands on.
struct Sources {
    _fixture: Fixture,
    all: Vec<Box<dyn Source>>,
}

impl Sources {
    async fn over(uri: &str) -> Sources {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let fixture = Fixture::before_neo4j(uri).await;
        let neuprint = neuprint::Options::new(fixture.url());
        let neuprint = Neuprint::new(neuprint).expect("good options");
        let neo4j = Neo4j::new(neo4j::Options::new(uri)).expect("good options");
        let all: Vec<Box<dyn Source>> = vec![Box::new(neuprint), Box::new(neo4j)];
        for source in &all {
            source.datasets().await.expect("the list of datasets");
        }
        Sources { _fixture: fixture, all }
    }

    async fn check(&self, dataset: &str, table: &Table) {
        for source in &self.all {
            agreement::check(&**source, dataset, table).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_its_version_and_time() {
    let Some(uri) = support::neo4j() else { return };
    let sources = Sources::over(&uri).await;
    for (source, name) in sources.all.iter().zip(["neuPrintHTTP 1.9.2", "Neo4j "]) {
        let greeting = source.greeting().await.expect("an answer").expect("a server");
        assert!(greeting.software.starts_with(name), "{greeting:?}");
        let time = greeting.time.expect("a time");
        let now = std::time::SystemTime::now();
        let off = now.duration_since(time).unwrap_or_else(|error| error.duration());
        assert!(off < Duration::from_secs(30), "{off:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_of_the_demo_is_the_same_from_every_source() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    Sources::over(&uri).await.check(DEMO, &table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_of_the_real_table_is_the_same_from_every_source() {
    let Some(uri) = support::neo4j() else { return };
    let Some(table) = database::with_hemibrain(&uri).await else { return };
    Sources::over(&uri).await.check(HEMIBRAIN, &table).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_that_means_harm_goes_out_and_comes_back_as_itself() {
    let Some(uri) = support::neo4j() else { return };
    let names = literals::names();
    assert!(names.len() >= 5_051, "only {} names", names.len());
    let table = literals::table(&names);
    let graph = fill(&uri, literals::DATASET, &table).await;
    let _nothing_is_filled_meanwhile = FILLING.lock().await;
    let nodes = literals::count_nodes(&graph).await;
    let sources = Sources::over(&uri).await;
    for source in &sources.all {
        literals::check(&**source, &names).await;
    }
    sources.check(literals::DATASET, &table).await;
    assert_eq!(literals::count_nodes(&graph).await, nodes, "a query wrote");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_has_every_connection_of_the_demo() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    let expected = table
        .every_connection()
        .fold((0, 0), |(number, sum), (_, _, weight)| (number + 1, sum + i64::from(weight)));
    let fixture = Fixture::before_neo4j(&uri).await;
    let all = "MATCH (:Neuron)-[c:ConnectsTo]->(:Neuron) RETURN count(c) AS c, sum(c.weight) AS w";
    let (_, found) = answer(&fixture, DEMO, all).await;
    assert_eq!(found["data"], json!([[expected.0, expected.1]]));
    let (pre, post, weight) = table.every_connection().nth(100_000).expect("so many");
    let one = format!(
        "MATCH (a:Neuron)-[c:ConnectsTo]->(b:Neuron) WHERE a.bodyId = {pre} AND b.bodyId = {post} \
         RETURN c.weight AS weight, c.weightHP AS hp, c.roiInfo AS rois"
    );
    let (_, found) = answer(&fixture, DEMO, &one).await;
    assert_eq!(found["data"], json!([[weight, weight, "{}"]]));
}

#[tokio::test]
async fn faults_are_put_in_the_place_of_what_neo4j_says() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let fixture = Fixture::before_neo4j(&uri).await;
    let cypher = "UNWIND ['EPG'] AS t MATCH (n:Neuron) WHERE n.type = t RETURN n.type AS type";
    fixture.answer_next(fixture::Answer::Plain(503, json!({"error": "busy"}).to_string()));
    assert_eq!(answer(&fixture, DEMO, cypher).await, (503, json!({"error": "busy"})));
    fixture.answer_next(fixture::Answer::Changed(Box::new(|truth| truth["data"] = json!([]))));
    assert_eq!(answer(&fixture, DEMO, cypher).await.1["data"], json!([]));
    fixture.poison("EPG");
    assert_eq!(answer(&fixture, DEMO, cypher).await.0, 500);
    let other = cypher.replace("EPG", "nobody");
    assert_eq!(answer(&fixture, DEMO, &other).await.0, 200);
    assert_eq!(fixture.query_count(), 4);
}

/// What the server answers to a query: the status, and the body without the query's echo.
async fn answer(fixture: &Fixture, dataset: &str, cypher: &str) -> (u16, Value) {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let asked = json!({"dataset": dataset, "cypher": cypher}).to_string();
    let url = format!("{}/api/custom/custom", fixture.url());
    let answer = reqwest::Client::new().post(url).body(asked).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let mut body: Value = answer.json().await.expect("JSON");
    body.as_object_mut().expect("an object").remove("debug");
    (status, body)
}

#[tokio::test]
async fn the_server_before_neo4j_answers_as_neuprint_does() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let fixture = Fixture::before_neo4j(&uri).await;
    let check = async |cypher: &str, status: u16, body: Value| {
        assert_eq!(answer(&fixture, DEMO, cypher).await, (status, body), "{cypher}");
    };
    check(
        "RETURN 9223372036854775807 AS z, 2.0 AS y, 2.5 AS x, null AS w, ['a', true] AS v",
        200,
        json!({
            "columns": ["z", "y", "x", "w", "v"],
            "data": [[i64::MAX, 2, 2.5, null, ["a", true]]],
        }),
    )
    .await;
    check(
        "MATCH (n:Neuron) WHERE n.bodyId = -1 RETURN n.type AS type, n.pre AS pre",
        200,
        json!({"columns": ["type", "pre"], "data": []}),
    )
    .await;
    check("RETURN 0.0 / 0.0 AS nan", 500, json!({"message": "Internal Server Error"})).await;
    let (_, point) = answer(&fixture, DEMO, "RETURN point({x: 1, y: 2.5, z: 3}) AS at").await;
    assert_eq!(point["data"][0][0]["coordinates"], json!([1, 2.5, 3]));
    assert_eq!(point["data"][0][0]["type"], "Point");

    let (status, error) = answer(&fixture, DEMO, "MATCH (n:Neuron RETURN n").await;
    let error = error["error"].as_str().unwrap_or_default().to_owned();
    assert_eq!(status, 400);
    let start = "failed to execute query: Neo4jError: Neo.ClientError.Statement.SyntaxError (";
    assert!(error.starts_with(start), "{error}");
    let count = "MATCH (n:Neuron) RETURN count(n) AS neurons";
    for (dataset, expected) in [
        (DEMO, json!({"columns": ["neurons"], "data": [[25_397]]})),
        ("DEMO:v1", json!({"columns": ["neurons"], "data": [[0]]})),
        ("nope:v1", json!({"error": "dataset \"nope:v1\" not available in stores"})),
    ] {
        assert_eq!(answer(&fixture, dataset, count).await.1, expected, "{dataset}");
    }
}

/// Options with which nothing takes long, and a short question is answered on a busy machine still.
fn hasty(uri: &str) -> neo4j::Options {
    neo4j::Options { timeout: Duration::from_millis(1_500), ..neo4j::Options::new(uri) }
}

#[tokio::test]
async fn only_a_listed_dataset_is_asked_for_over_bolt() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let chosen = Some(vec!["DEMO:v1".to_owned(), DEMO.to_owned()]);
    let options = neo4j::Options { datasets: chosen, ..neo4j::Options::new(&uri) };
    let source = Neo4j::new(options).expect("good options");
    let listed = source.datasets().await.expect("the list of datasets");
    let names: Vec<&str> = listed.iter().map(|dataset| &*dataset.name).collect();
    assert_eq!(names, [DEMO]);
    assert!(listed[0].default && listed[0].origin == "Neo4j at 127.0.0.1", "{listed:?}");
    for name in ["DEMO:v1", "demo", "", "nope:v1", "demo:v1` RETURN 1 //"] {
        let error = source.types(name).await.expect_err(name);
        assert!(matches!(error, SourceError::UnknownDataset), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_without_indexes_is_read_by_scans_and_says_how_to_make_them() {
    const SCANNED: &str = "scanned:v1";
    let Some(uri) = support::neo4j() else { return };
    let neurons = "bodyId,type\n1,a\n2,b'\n3,b'\n4,\n";
    let table = support::table_of(neurons, Some("pre,post,weight\n1,2,5\n3,1,7\n4,2,1\n"), None);
    let graph = fill(&uri, SCANNED, &table).await;
    let mut indexes = graph
        .execute(
            "SHOW INDEXES YIELD name, labelsOrTypes, properties \
             WHERE labelsOrTypes = ['scanned_Neuron'] AND properties IN [['type'], ['bodyId']] \
             RETURN name",
        )
        .await
        .expect("the indexes");
    while let Some(row) = indexes.next().await.expect("a row") {
        let name: String = row.get("name").expect("a name");
        graph.run(format!("DROP INDEX {name}")).await.expect("no index");
    }
    let doctor = Place::new().run_beside(&["doctor", "--neo4j", &uri, "--dataset", SCANNED]).await;
    assert_eq!(doctor.code, Some(0), "it can be read all the same: {doctor:?}");
    for source in &Sources::over(&uri).await.all {
        let indexes = source.indexes(SCANNED).await.expect("an answer");
        let missing = ["type", "bodyId"].map(|property| MissingIndex {
            property,
            statement: format!(
                "CREATE INDEX IF NOT EXISTS FOR (n:`scanned_Neuron`) ON (n.{property})"
            ),
        });
        let told = |missing: &MissingIndex| doctor.stdout.contains(&missing.statement);
        assert!(missing.iter().all(told), "{}", doctor.stdout);
        assert_eq!(indexes, Indexes::Needed { missing: missing.into() });
        let types: Vec<Arc<str>> = ["a", "b'"].map(Arc::from).into();
        let found = agreement::neurons(&**source, SCANNED, &types).await;
        assert_eq!(found.iter().map(|neuron| neuron.body_id).collect::<Vec<_>>(), [1, 2, 3]);
        for name in ["a", "b'"] {
            let expected = table.partners(SCANNED, name).await.expect("partners");
            let found = source.partners(SCANNED, name).await.expect("partners");
            assert_eq!(found, expected, "{name}");
            assert!(found.input_connections > 0);
        }
    }
}

#[tokio::test]
async fn a_database_within_the_server_goes_by_its_name() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let listed = async |database: &str| {
        let database = Some(database.to_owned());
        let source = Neo4j::new(neo4j::Options { database, ..neo4j::Options::new(&uri) });
        source.expect("good options").datasets().await
    };
    let found = listed("neo4j").await.expect("the one that a server has at first");
    assert!(found.iter().any(|dataset| dataset.name == DEMO));
    let error = listed("nope").await.expect_err("no such database").to_string();
    assert!(error.contains("DatabaseNotFound"), "{error}");
}

#[tokio::test]
async fn a_dataset_that_is_hidden_is_not_there() {
    const HIDDEN: &str = "hidden:v1";
    let Some(uri) = support::neo4j() else { return };
    let table = support::table_of("bodyId,type\n1,a\n", None, None);
    let graph = fill(&uri, HIDDEN, &table).await;
    let hide = async |hidden: bool| {
        let text = "MATCH (m:`hidden_Meta`) SET m.hideDataSet = $hidden";
        graph.run(neo4rs::query(text).param("hidden", hidden)).await.expect("set");
    };
    let unknown = |error: SourceError| assert!(matches!(error, SourceError::UnknownDataset));
    hide(false).await;
    let sources = Sources::over(&uri).await;
    for source in &sources.all {
        source.types(HIDDEN).await.expect("types");
        source.version(HIDDEN).await.expect("a version");
    }
    hide(true).await;
    for source in &sources.all {
        unknown(source.version(HIDDEN).await.expect_err("hidden now"));
        let listed = source.datasets().await.expect("the list of datasets");
        assert!(listed.iter().all(|dataset| dataset.name != HIDDEN), "{listed:?}");
        unknown(source.types(HIDDEN).await.expect_err("hidden"));
        unknown(source.version(HIDDEN).await.expect_err("hidden"));
    }
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_given_up_and_the_next_one_is_answered() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    let options = neo4j::Options { max_connections: 1, ..hasty(&uri) };
    let source = Neo4j::new(options).expect("good options");
    let (types, _) = agreement::types(&table, DEMO).await;
    let types: Vec<Arc<str>> = types.into_iter().map(|(name, _)| name.into()).collect();
    // Whoever takes the rows takes his time.
    let mut slow = |_: &Neuron<'_>| std::thread::sleep(Duration::from_millis(1));
    let error = source.neurons(DEMO, &types, &mut slow).await.expect_err("too slow");
    assert!(matches!(error, SourceError::TimedOut), "{error:?}");
    let found = source.version(DEMO).await.expect("the one connection is there again");
    assert!(!found.is_empty());
}

#[tokio::test]
async fn what_is_no_neo4j_is_told_apart_and_no_secret_gets_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let silent = listener.local_addr().expect("an address");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let fixture = Fixture::start().await;
    let web = fixture.url().replace("http:", "bolt:");
    let check = async |uri: &str, is_it: fn(&SourceError) -> bool| {
        let password = Some(Password::new("canary"));
        let options = neo4j::Options { password, ..hasty(uri) };
        let mut told = format!("{options:?}");
        let source = Neo4j::new(options).expect("good options");
        let error = source.datasets().await.expect_err("no Neo4j");
        assert!(is_it(&error), "{uri}: {error:?}");
        told += &format!("{source:?} {error} {error:?}");
        assert!(!told.contains("canary"), "{told}");
        assert!(!format!("{error} {error:?}").contains("127.0.0.1"), "{error:?}");
    };
    check(&format!("bolt://{silent}"), |error| matches!(error, SourceError::TimedOut)).await;
    check(&web, |error| matches!(error, SourceError::Unreachable(_))).await;
    let tls = web.replace("bolt:", "bolt+s:");
    check(&tls, |error| matches!(error, SourceError::Tls(_))).await;
    drop(listener);
    check(&format!("bolt://{silent}"), |error| matches!(error, SourceError::Unreachable(_))).await;
}

/// The database itself, without its scheme.
fn address_of(uri: &str) -> SocketAddr {
    uri.trim_start_matches("bolt://").parse().expect("an address")
}

/// Row 22: of the same database, by the same account.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_trusted_by_the_file_of_its_authority_alone() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    let (types, _) = agreement::types(&table, DEMO).await;
    let some: Vec<Arc<str>> = types.into_iter().step_by(50).map(|(name, _)| name.into()).collect();
    let source = async |certificate: &str, ca_file: Option<PathBuf>| {
        let terminator = Terminator::before(address_of(&uri), certificate).await;
        let secure = format!("bolt+s://{}", terminator.address);
        let password = Some(Password::new("canary"));
        let options = neo4j::Options { ca_file, password, ..neo4j::Options::new(secure) };
        (terminator, Neo4j::new(options).expect("good options"))
    };
    let ca = || Some(tls::file("ca.pem"));
    let (terminator, trusted) = source("good.pem", ca()).await;
    let listed = trusted.datasets().await.expect("the list of datasets");
    assert!(listed.iter().any(|dataset| dataset.name == DEMO), "{listed:?}");
    let found = agreement::summaries(&trusted, DEMO, &some).await;
    assert_eq!(found, agreement::summaries(&table, DEMO, &some).await);
    assert!(terminator.passed() > 0, "the database was asked by this way");
    let refused = [("good.pem", None), ("elsewhere.pem", ca()), ("expired.pem", ca())];
    for (certificate, ca_file) in refused {
        let (terminator, source) = source(certificate, ca_file).await;
        let error = source.datasets().await.expect_err(certificate);
        assert!(matches!(error, SourceError::Tls(_)), "{certificate}: {error:?}");
        assert_eq!(terminator.passed(), 0, "{certificate}: nothing is said to it");
    }
    let plain = format!("bolt+s://{}", address_of(&uri));
    let options = neo4j::Options { ca_file: ca(), ..neo4j::Options::new(plain) };
    let error = Neo4j::new(options).expect("good options").datasets().await.expect_err("no TLS");
    assert!(matches!(error, SourceError::Tls(_)), "{error:?}");
}

/// Row 22: no silent fallback.
#[tokio::test]
async fn a_database_without_tls_is_not_asked_in_plain_text() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (heard, mut hears) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            // As a Neo4j answers: the version of Bolt that it would speak.
            let _ = client.write_all(&[0, 0, 4, 5]).await;
            let _ = client.read_to_end(&mut bytes).await;
            heard.send(bytes).expect("the test");
        }
    });
    let password = Some(Password::new("canary"));
    let options = neo4j::Options { password, ..hasty(&format!("bolt+s://{address}")) };
    let source = Neo4j::new(options).expect("good options");
    let error = source.datasets().await.expect_err("no TLS");
    assert!(matches!(error, SourceError::Tls(_)), "{error:?}");
    drop(source);
    let mut greetings = 0;
    // The first one only looks whether anybody is there.
    while greetings == 0 {
        let bytes = hears.recv().await.expect("a connection");
        assert!(!bytes.starts_with(&[0x60, 0x60, 0xb0, 0x17]), "asked in plain text: {bytes:?}");
        greetings += usize::from(bytes.starts_with(&[0x16, 3]));
    }
}

/// The way to a database; once it is shut, whoever logs in is refused.
struct Door {
    address: SocketAddr,
    shut: watch::Sender<bool>,
    refused: Arc<AtomicUsize>,
}

impl Door {
    async fn before(behind: SocketAddr) -> Door {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (shut, refused) = (watch::Sender::new(false), Arc::<AtomicUsize>::default());
        let (door, count) = (shut.clone(), refused.clone());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (mut is_shut, count) = (door.subscribe(), count.clone());
                tokio::spawn(async move {
                    if *is_shut.borrow() {
                        // Who only looks whether somebody is there says nothing.
                        if refuse(&mut client).await.is_ok() {
                            count.fetch_add(1, Ordering::SeqCst);
                        }
                        return;
                    }
                    let mut server = TcpStream::connect(behind).await.expect("the database");
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                        _ = is_shut.wait_for(|is_shut| *is_shut) => {}
                    }
                });
            }
        });
        Door { address, shut, refused }
    }
}

/// Answers a login as a Neo4j does that does not know the password.
async fn refuse(client: &mut TcpStream) -> std::io::Result<()> {
    const CODE: &[u8] = b"Neo.ClientError.Security.Unauthorized";
    client.read_exact(&mut [0; 20]).await?;
    client.write_all(&[0, 0, 4, 4]).await?;
    client.read_exact(&mut [0; 2]).await?;
    let length = [CODE.len() as u8];
    // FAILURE {"code": …, "message": "no"}
    let failure = [b"\xb1\x7f\xa2\x84code\xd0", &length[..], CODE, b"\x87message\x82no"].concat();
    let chunk = [&(failure.len() as u16).to_be_bytes()[..], &failure, &[0, 0]].concat();
    client.write_all(&chunk).await?;
    // Until the client hangs up.
    let _ = tokio::io::copy(client, &mut tokio::io::sink()).await;
    Ok(())
}

/// Row 48, over Bolt.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_in_no_answer_and_no_log() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let place = Place::new().set("QUICKPAGE_NEO4J_PASSWORD", "a-canary-of-the-password");
    let of = ["--log", "trace", "--neo4j", &uri, "--dataset", DEMO];
    let mut serving = tokio::task::block_in_place(|| {
        place.serve(&[&of[..], &["--warm", "none", "--prefetch", "0"]].concat())
    });
    let mut told = String::new();
    for path in ["datasets", "datasets/demo:v1/types/EPG", "datasets/demo:v1/types/EPG/partners"] {
        let response = reqwest::get(format!("{}/api/v1/{path}", serving.url)).await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        told += &response.text().await.expect("a body");
    }
    let commands: [&[&str]; 4] = [
        &["config", "--json"],
        &["doctor", "--json"],
        &["verify", "--types", "2", "--json"],
        &["create-index", "--types", "EPG", "--output-dir", "site"],
    ];
    for command in commands {
        let run = place.run_beside(&[command, &of].concat()).await;
        told += &(run.stdout + &run.stderr);
    }
    serving.signal("TERM");
    tokio::task::block_in_place(|| serving.ends_within(Duration::from_secs(20)));
    told += &serving.log();
    assert!(told.contains("DEBUG") && told.contains("EPG"), "it says much");
    assert_eq!(told.lines().find(|line| line.contains("canary")), None);
    for (path, content) in lab::content(&place.path("site")) {
        assert!(!String::from_utf8_lossy(&content).contains("canary"), "{}", path.display());
    }
}

/// Row 18, over Bolt: a password may have expired, which says nothing of the datasets.
#[tokio::test(flavor = "multi_thread")]
async fn when_the_password_is_refused_what_is_known_is_served_as_stale_and_logins_rest() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let door = Door::before(address_of(&uri)).await;
    let password = Some(Password::new("canary"));
    let options = neo4j::Options { password, ..hasty(&format!("bolt://{}", door.address)) };
    let source = Neo4j::new(options).expect("good options");
    let proxy = Proxy::with(source, |settings| {
        settings.refresh.check_interval = Duration::from_millis(100);
    })
    .await;
    let list: TypeList = proxy.json(&format!("datasets/{DEMO}/types")).await;
    let path = format!("datasets/{DEMO}/types/{}", list.types[0].name);
    let known: Summary = proxy.json(&path).await;
    door.shut.send_replace(true);
    let is_stale = async || {
        let response = proxy.get(&path).await;
        assert_eq!(response.status(), 200);
        response.headers().contains_key("x-quickpage-stale")
    };
    let mut attempts = 0;
    while !is_stale().await {
        attempts += 1;
        assert!(attempts < 200, "it never became stale");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(proxy.json::<Summary>(&path).await, known);
    let refused = door.refused.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(door.refused.load(Ordering::SeqCst), refused, "it is left alone for a minute");
    assert_eq!(refused, 1);
}

/// Row 9, over Bolt.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_is_no_answer_and_the_next_query_has_another_connection() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    let terminator = Terminator::before(address_of(&uri), "good.pem").await;
    let ca_file = Some(tls::file("ca.pem"));
    let secure = format!("bolt+s://{}", terminator.address);
    let options = neo4j::Options { ca_file, max_connections: 1, ..neo4j::Options::new(secure) };
    let source = Neo4j::new(options).expect("good options");
    let (types, _) = agreement::types(&table, DEMO).await;
    let types: Vec<Arc<str>> = types.into_iter().map(|(name, _)| name.into()).collect();
    let mut rows = 0;
    let mut cut_at_first = |_: &Neuron<'_>| {
        rows += 1;
        if rows == 1 {
            terminator.cut();
        }
    };
    let error = source.neurons(DEMO, &types, &mut cut_at_first).await.expect_err("a part");
    assert!(matches!(error, SourceError::Incomplete(_)), "{error:?}");
    assert!((1..25_000).contains(&rows), "{rows}");
    let some: Vec<Arc<str>> = types.into_iter().step_by(500).collect();
    let found = agreement::summaries(&source, DEMO, &some).await;
    assert_eq!(found, agreement::summaries(&table, DEMO, &some).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_index_is_served_from_a_database_behind_tls() {
    let Some(uri) = support::neo4j() else { return };
    let table = database::with_demo(&uri).await;
    let terminator = Terminator::before(address_of(&uri), "good.pem").await;
    let (place, uri) = (Place::new(), format!("bolt+s://{}", terminator.address));
    let ca = tls::file("ca.pem");
    let ca = ca.to_str().expect("a plain path");
    let run = place.run_beside(&["doctor", "--neo4j", &uri, "--dataset", DEMO]).await;
    assert!(run.code == Some(1) && run.stdout.contains("--ca-file"), "{run:?}");
    let ahead = ["--warm", "none", "--prefetch", "0"];
    let trusted = ["--neo4j", &uri, "--dataset", DEMO, "--ca-file", ca];
    let serving = tokio::task::block_in_place(|| place.serve(&[&trusted[..], &ahead].concat()));
    let http = reqwest::Client::new();
    let get = async |path: String| {
        let answer = http.get(format!("{}/api/v1/{path}", serving.url)).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.expect("a body")
    };
    let datasets: Vec<Dataset> =
        serde_json::from_str(&get("datasets".to_owned()).await).expect("datasets");
    assert_eq!(datasets.iter().map(|it| &*it.name).collect::<Vec<_>>(), [DEMO]);
    let (types, _) = agreement::types(&table, DEMO).await;
    let names: Vec<Arc<str>> = types.into_iter().map(|(name, _)| name.into()).collect();
    let stream = Stream::read(&get(format!("datasets/{DEMO}/summaries")).await);
    assert_eq!(stream.end.failed, 0, "{:?}", stream.failed);
    assert_eq!(stream.summaries, agreement::summaries(&table, DEMO, &names).await);
    let partners = table.partners(DEMO, "EPG").await.expect("partners");
    let partners = serde_json::to_string(&partners).expect("JSON");
    assert_eq!(get(format!("datasets/{DEMO}/types/EPG/partners")).await, partners);
}
