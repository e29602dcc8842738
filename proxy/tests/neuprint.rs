//! The `neuprint` source against a neuPrint server on a real socket.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fixture::attacks::ATTACKS;
use fixture::data::{self, FIRST_ATTACK_BODY, HEMIBRAIN, HIDDEN, MANC};
use fixture::{Answer, Fixture};
use quickpage::source::neuprint::{Neuprint, Options, SetupError, Token};
use quickpage::source::{Source, SourceError};
use serde_json::{Value, json};
use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::side::Side;
use shared::summary::Summarizer;

mod fixture;

/// A neuron that outlives its row.
#[derive(Debug, Clone, PartialEq)]
struct Kept {
    body_id: u64,
    type_name: Option<String>,
    side: Side,
    counts: Counts,
    rois: Vec<(String, Counts)>,
    attributes: Vec<(Attribute, String, Option<f32>)>,
    names: Vec<(NameKind, String)>,
}

impl Kept {
    fn of(neuron: &Neuron<'_>) -> Kept {
        Kept {
            body_id: neuron.body_id,
            type_name: neuron.type_name.map(str::to_owned),
            side: neuron.side,
            counts: neuron.counts,
            rois: neuron.rois.iter().map(|(r, c)| (r.to_string(), *c)).collect(),
            attributes: neuron
                .attributes
                .iter()
                .map(|(a, v, c)| (*a, (*v).to_owned(), *c))
                .collect(),
            names: neuron.names.iter().map(|(k, n)| (*k, (*n).to_owned())).collect(),
        }
    }

    fn attribute(&self, wanted: Attribute) -> Option<(&str, Option<f32>)> {
        let mut held = self.attributes.iter();
        let (_, value, confidence) = held.find(|(attribute, ..)| *attribute == wanted)?;
        Some((value, *confidence))
    }
}

fn source(options: Options) -> Neuprint {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Neuprint::new(options).expect("good options")
}

/// A source that waits for no answer longer than a test can.
fn impatient(options: Options) -> Neuprint {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Neuprint::new(Options { timeout: Duration::from_millis(300), ..options }).expect("good options")
}

/// The fixture server and an anonymous source of it that has asked everything it remembers.
async fn started() -> (Fixture, Neuprint) {
    let fixture = Fixture::start().await;
    let source = source(Options::new(fixture.url()));
    neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    (fixture, source)
}

async fn neurons(
    source: &Neuprint,
    dataset: &str,
    types: &[&str],
) -> Result<Vec<Kept>, SourceError> {
    let types: Vec<Arc<str>> = types.iter().map(|name| (*name).into()).collect();
    let mut kept = Vec::new();
    let mut keep = |neuron: &Neuron<'_>| kept.push(Kept::of(neuron));
    source.neurons(dataset, &types, &mut keep).await?;
    kept.sort_by_key(|neuron| neuron.body_id);
    Ok(kept)
}

fn hemibrain() -> data::Dataset {
    data::datasets().swap_remove(0)
}

#[tokio::test]
async fn the_list_has_every_type_and_counts_the_neurons_without_one() {
    let (_fixture, source) = started().await;
    let list = source.types(HEMIBRAIN).await.expect("types");
    let types: Vec<(String, u64)> =
        list.types.into_iter().map(|entry| (entry.name, entry.neurons)).collect();
    let expected: Vec<(String, u64)> =
        hemibrain().types().into_iter().filter(|(name, _)| !name.is_empty()).collect();
    assert_eq!(types, expected);
    assert_eq!(types.iter().find(|(name, _)| name == "EPG").map(|t| t.1), Some(3));
    assert_eq!(list.untyped, 3);
    assert_eq!(list.version, "20631f94c3f446d7864bc55bf515706e 2020-05-30 10:36:36");
}

#[tokio::test]
async fn all_types_in_one_query_give_the_sums_of_their_neurons() {
    let (fixture, source) = started().await;
    let list = source.types(HEMIBRAIN).await.expect("types");
    let names: Vec<Arc<str>> = list.types.iter().map(|entry| (*entry.name).into()).collect();
    let queries = fixture.query_count();
    let mut sums = Summarizer::of_types(names.iter().map(|name| &**name));
    source.neurons(HEMIBRAIN, &names, &mut |neuron| sums.add(neuron)).await.expect("neurons");
    assert_eq!(fixture.query_count(), queries + 1);
    let truth = hemibrain();
    let summaries = sums.finish();
    assert_eq!(summaries.len(), list.types.len());
    for entry in &list.types {
        let summary = &summaries[&entry.name];
        assert_eq!(summary.neurons.total, entry.neurons, "{}", entry.name);
        let expected = ["pre", "post"].map(|property| truth.sum(&entry.name, property));
        assert_eq!([summary.pre, summary.post], expected, "{}", entry.name);
    }
    assert_eq!(summaries["EPG"].post, 330);
    assert_eq!(summaries["EPG"].rois["EB"].post, 20);
}

#[tokio::test]
async fn every_attack_name_finds_its_own_neuron_alone_and_beside_another() {
    let (_fixture, source) = started().await;
    for ((name, _), body_id) in ATTACKS.iter().zip(FIRST_ATTACK_BODY..) {
        let found = |neurons: Vec<Kept>| -> Vec<(u64, Option<String>)> {
            neurons.into_iter().map(|neuron| (neuron.body_id, neuron.type_name)).collect()
        };
        let own = (body_id, Some((*name).to_owned()));
        let sentinel = (4, Some("PEN_b(PEN2)".to_owned()));
        let alone = neurons(&source, HEMIBRAIN, &[name]).await.expect(name);
        assert_eq!(found(alone), vec![own.clone()], "{name:?}");
        for batch in [["PEN_b(PEN2)", name], [name, "PEN_b(PEN2)"]] {
            let both = neurons(&source, HEMIBRAIN, &batch).await.expect(name);
            assert_eq!(found(both), [sentinel.clone(), own.clone()], "{name:?}");
        }
    }
}

#[tokio::test]
async fn a_type_asked_for_twice_is_counted_once_and_no_types_cost_no_query() {
    let (fixture, source) = started().await;
    let found = neurons(&source, HEMIBRAIN, &["EPG", "EPG", "nobody"]).await.expect("neurons");
    assert_eq!(found.len(), 3);
    let queries = fixture.query_count();
    assert_eq!(neurons(&source, HEMIBRAIN, &[]).await.expect("nothing"), []);
    assert_eq!(fixture.query_count(), queries);
}

#[tokio::test]
async fn a_neuron_says_what_the_dataset_says_and_nothing_more() {
    let (_fixture, source) = started().await;
    let epg = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    let [left, right, unknown] = &epg[..] else {
        panic!("three neurons: {epg:?}");
    };
    assert_eq!([left.side, right.side, unknown.side], [Side::Left, Side::Right, Side::Unknown]);
    let counts = |pre, post, upstream, downstream| Counts { pre, post, upstream, downstream };
    assert_eq!(left.counts, counts(Some(10), Some(100), Some(101), Some(60)));
    assert_eq!(unknown.counts, counts(None, Some(120), None, None));
    let expected = [
        ("EB".to_owned(), counts(Some(3), Some(20), Some(21), Some(9))),
        ("LAL(R)".to_owned(), counts(None, Some(5), None, None)),
        ("a'L(R)".to_owned(), counts(None, None, None, Some(2))),
    ];
    assert_eq!(left.rois, expected);
    assert_eq!((&right.rois, &unknown.rois), (&vec![], &vec![]));
    assert_eq!(left.attribute(Attribute::Cropped), Some(("false", None)));
    assert_eq!(right.attribute(Attribute::Status), Some(("Traced", None)));
    assert_eq!(unknown.attributes, []);
    assert_eq!(right.names, [(NameKind::Note, "compass \"neuron\"".to_owned())]);
}

#[tokio::test]
async fn a_dataset_is_read_by_its_own_properties() {
    let (fixture, source) = started().await;
    let found = neurons(&source, MANC, &["DNp01"]).await.expect("neurons");
    let [known, root_side, written, instance] = &found[..] else {
        panic!("four neurons: {found:?}");
    };
    let value = |neuron: &Kept, attribute| {
        neuron.attribute(attribute).map(|(value, confidence)| (value.to_owned(), confidence))
    };
    let word = |value: &str, confidence| Some((value.to_owned(), confidence));
    assert_eq!(value(known, Attribute::Superclass), word("descending neuron", None));
    assert_eq!(value(known, Attribute::Class), word("xl", None));
    assert_eq!(value(known, Attribute::Subclass), None);
    assert_eq!(value(known, Attribute::PredictedNt), word("acetylcholine", Some(0.75)));
    assert_eq!(value(known, Attribute::CelltypePredictedNt), None);
    assert_eq!(value(root_side, Attribute::PredictedNt), None);
    let sides = [known, root_side, written, instance].map(|neuron| neuron.side);
    assert_eq!(sides, [Side::Left, Side::Right, Side::Unknown, Side::Right]);
    assert_eq!(value(written, Attribute::SideAsWritten), word("BIL", None));
    let names = [
        (NameKind::Synonym, "Smith 2020: giant fiber".to_owned()),
        (NameKind::SystematicType, "DNxx01".to_owned()),
    ];
    assert_eq!(known.names, names);
    let asked = fixture.seen().pop().and_then(|request| request.cypher).expect("a query");
    assert!(asked.contains("n.rootSide AS rootSide"));
    assert!(!asked.contains("superclass"), "the dataset has no such property: {asked}");
}

#[tokio::test]
async fn public_datasets_are_listed_and_the_chosen_one_comes_first() {
    let fixture = Fixture::start().await;
    let names = async |datasets: Option<&[&str]>| {
        let datasets = datasets.map(|names| names.iter().map(|n| (*n).to_owned()).collect());
        let options = Options { datasets, ..Options::new(fixture.url()) };
        let datasets = source(options).datasets().await.expect("datasets");
        assert!(datasets.iter().all(|d| d.origin == "neuPrint at 127.0.0.1" && !d.partners));
        let default: Vec<bool> = datasets.iter().map(|dataset| dataset.default).collect();
        assert_eq!(default.iter().filter(|default| **default).count(), 1);
        assert!(default[0]);
        datasets.into_iter().map(|dataset| dataset.name).collect::<Vec<_>>()
    };
    assert_eq!(names(None).await, [HEMIBRAIN, MANC]);
    assert_eq!(names(Some(&[MANC, HEMIBRAIN])).await, [MANC, HEMIBRAIN]);
    assert_eq!(names(Some(&[HIDDEN, "HEMIBRAIN:v1.2.1", MANC])).await, [MANC]);
}

#[tokio::test]
async fn only_a_listed_name_is_ever_sent() {
    let fixture = Fixture::start().await;
    let source = source(Options::new(fixture.url()));
    for name in ["HEMIBRAIN:v1.2.1", "hemibrain", "", HIDDEN, "nope:v1"] {
        let unknown = |error: SourceError| assert!(matches!(error, SourceError::UnknownDataset));
        unknown(source.types(name).await.expect_err(name));
        unknown(neurons(&source, name, &["EPG"]).await.expect_err(name));
        unknown(source.body(name, 1).await.expect_err(name));
        unknown(source.roi_hierarchy(name).await.expect_err(name));
    }
    assert_eq!(fixture.query_count(), 0);
    assert_eq!(fixture.seen().len(), 1, "the list is not fetched for names that it lacks");
}

#[tokio::test]
async fn a_dataset_that_went_away_is_unknown_and_the_list_is_fetched_again() {
    let (fixture, source) = started().await;
    fixture.change(|datasets| datasets.retain(|dataset| dataset.name == MANC));
    for _ in 0..2 {
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("no such dataset");
        assert!(matches!(error, SourceError::UnknownDataset), "{error:?}");
    }
    let sent = fixture.seen();
    let lists = sent.iter().filter(|request| request.cypher.is_none()).count();
    assert_eq!(lists, 2);
    assert!(neurons(&source, MANC, &["DNp01"]).await.is_ok());
}

#[tokio::test]
async fn a_body_is_found_with_and_without_a_type() {
    let (fixture, source) = started().await;
    let body = async |id| source.body(HEMIBRAIN, id).await.expect("an answer");
    let epg = body(1).await.expect("a neuron");
    assert_eq!(epg.type_name.as_deref(), Some("EPG"));
    assert_eq!(epg.neuron.rois.len(), 3, "single columns are left out: {:?}", epg.neuron.rois);
    let orphan = body(720_575_940_600_000_001).await.expect("a neuron");
    assert_eq!((orphan.type_name, orphan.neuron.post), (None, Some(1)));
    assert_eq!(orphan.neuron.body_id, "720575940600000001");
    assert_eq!(body(9).await.expect("a neuron").type_name, None);
    let attack = body(FIRST_ATTACK_BODY + 3).await.expect("a neuron");
    assert_eq!(attack.type_name.as_deref(), Some("\\"));
    assert_eq!(body(123).await, None);
    let queries = fixture.query_count();
    assert_eq!(body(u64::MAX).await, None);
    assert_eq!(fixture.query_count(), queries);
}

#[tokio::test]
async fn the_roi_hierarchy_comes_without_columns() {
    let (_fixture, source) = started().await;
    let rois = source.roi_hierarchy(HEMIBRAIN).await.expect("ROIs");
    assert_eq!(rois.primary, ["EB", "FB", "LAL(R)", "ME(R)"]);
    assert_eq!(rois.full_names["EB"], "ellipsoid body");
    let root = rois.hierarchy.expect("a tree");
    assert_eq!(root.name, "hemibrain");
    assert_eq!(root.children[1].children[0].name, "ME(R)");
    assert_eq!(root.children[1].children[0].children, []);
    let manc = source.roi_hierarchy(MANC).await.expect("ROIs");
    assert_eq!((manc.hierarchy, manc.primary.len()), (None, 2));
}

#[tokio::test]
async fn an_edit_of_the_database_is_another_version() {
    let (fixture, source) = started().await;
    let before = source.types(HEMIBRAIN).await.expect("types").version;
    fixture.change(|datasets| {
        datasets[0].meta["lastDatabaseEdit"] = "2020-05-30 / 2021-01-01".into();
        datasets[0].meta.insert("neuronProperties".into(), r#"{"status":"STRING"}"#.into());
    });
    let after = source.types(HEMIBRAIN).await.expect("types").version;
    assert_ne!(before, after);
    assert_eq!(source.datasets().await.expect("datasets")[0].version, after);
    neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    let asked = fixture.seen().pop().and_then(|request| request.cypher).expect("a query");
    assert!(asked.ends_with("n.roiInfo AS roiInfo, n.status AS status"), "{asked}");
}

#[tokio::test]
async fn the_version_that_a_dataset_tells_is_the_one_in_the_list() {
    let (fixture, source) = started().await;
    for dataset in source.datasets().await.expect("datasets") {
        let told = source.version(&dataset.name).await.expect("a version");
        assert_eq!(told, dataset.version);
    }
    fixture.change(|datasets| {
        datasets[0].meta.insert("lastDatabaseEdit".into(), "2021-01-01".into());
    });
    let told = source.version(HEMIBRAIN).await.expect("a version");
    assert_eq!(told, "20631f94c3f446d7864bc55bf515706e 2021-01-01");
}

#[tokio::test]
async fn a_dataset_that_is_hidden_now_has_no_version() {
    let (fixture, source) = started().await;
    fixture.change(|datasets| {
        datasets[0].meta.insert("hideDataSet".into(), true.into());
    });
    let error = source.version(HEMIBRAIN).await.expect_err("hidden");
    assert!(matches!(error, SourceError::UnknownDataset), "{error:?}");
}

#[tokio::test]
async fn columns_may_come_in_another_order_and_with_others() {
    let (fixture, source) = started().await;
    let expected = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    fixture.answer_next(Answer::Changed(Box::new(|answer| {
        let turn = |list: &mut Value| {
            let list = list.as_array_mut().expect("a list");
            list.reverse();
            list.insert(2, json!([{"extra": 1}]));
        };
        answer["data"].as_array_mut().expect("rows").iter_mut().for_each(turn);
        turn(&mut answer["columns"]);
        answer["columns"][2] = "extra".into();
    })));
    let turned = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    assert_eq!(turned, expected);
}

#[tokio::test]
async fn an_answer_of_another_form_is_unreadable() {
    let (fixture, source) = started().await;
    type Change = fn(&mut Value);
    let changes: [Change; 7] = [
        |answer| answer["columns"][3] = "output_sites".into(),
        |answer| answer["columns"] = Value::Null,
        |answer| answer["data"] = Value::Null,
        |answer| answer["data"] = json!({}),
        |answer| answer["data"][1] = json!([1]),
        |answer| answer["data"][1] = json!("row"),
        |answer| *answer = json!([]),
    ];
    for change in changes {
        fixture.answer_next(Answer::Changed(Box::new(change)));
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("unreadable");
        assert!(matches!(error, SourceError::Unreadable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_odd_value_costs_no_more_than_itself() {
    let (fixture, source) = started().await;
    fixture.answer_next(Answer::Changed(Box::new(|answer| {
        let rows = &mut answer["data"];
        rows[0][0] = json!("not a body id");
        rows[1][3] = json!(11.0);
        rows[1][4] = json!(-1);
        rows[2][0] = json!(u64::MAX);
        rows[2][2] = json!({"coordinates": [1, 2, 3]});
        let mut foreign = rows[2].clone();
        foreign[1] = json!("PEG");
        rows.as_array_mut().expect("rows").push(foreign);
    })));
    let found = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    let ids: Vec<u64> = found.iter().map(|neuron| neuron.body_id).collect();
    assert_eq!(ids, [2, u64::MAX]);
    assert_eq!((found[0].counts.pre, found[0].counts.post), (Some(11), None));
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_is_cut_is_no_answer() {
    let (fixture, source) = started().await;
    for length in [0, 1, 20, 200, 400, 800] {
        fixture.answer_next(Answer::BreakOff(length));
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("broken off");
        assert!(matches!(error, SourceError::Incomplete(_)), "{length}: {error:?}");
        fixture.answer_next(Answer::Cut(length));
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("cut");
        assert!(matches!(error, SourceError::Unreadable(_)), "{length}: {error:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do_about_it() {
    let (fixture, source) = started().await;
    let cases = [
        (400, r#"{"error":"Timeout experienced. This could be …"}"#, "the database is overloaded"),
        (
            400,
            r#"{"error":"… Neo4jError: Neo.ClientError.Statement.SyntaxError (SECRET)"}"#,
            "the database rejected a query: Neo.ClientError.Statement.SyntaxError",
        ),
        (400, r#"{"error":"SECRET"}"#, "neuPrint failed with status 400"),
        (401, r#"{"message":"SECRET"}"#, "the database refused the proxy's identity"),
        (403, r#"{"message":"SECRET"}"#, "the database does not let the proxy read this"),
        (
            403,
            r#"{"tos_required":true,"tos_url":"https://SECRET"}"#,
            "neuPrint wants its terms of service accepted",
        ),
        (404, "SECRET", "neuPrint failed with status 404"),
        (500, r#"{"message":"SECRET"}"#, "neuPrint failed with status 500"),
        (502, "SECRET", "the database is overloaded"),
        (503, "SECRET", "the database is overloaded"),
        (204, "", "neuPrint failed with status 204"),
    ];
    for (status, body, expected) in cases {
        fixture.answer_next(Answer::Plain(status, body.to_owned()));
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("refused");
        assert_eq!(error.to_string(), expected, "{status} {body}");
    }
    assert!(neurons(&source, HEMIBRAIN, &["EPG"]).await.is_ok());
}

#[tokio::test]
async fn a_poisoned_type_fails_its_batch_and_not_the_others() {
    let (fixture, source) = started().await;
    fixture.poison("PEN_b(PEN2)");
    let error = neurons(&source, HEMIBRAIN, &["EPG", "PEN_b(PEN2)"]).await.expect_err("poison");
    assert!(matches!(error, SourceError::Failed(500)));
    assert!(neurons(&source, HEMIBRAIN, &["EPG"]).await.is_ok());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (fixture, source) = started().await;
    let elsewhere = Fixture::start().await;
    let address: &'static str = elsewhere.url().leak();
    for status in [301, 302, 307, 308] {
        fixture.answer_next(Answer::WithHeader(status, "location", address));
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("redirected");
        assert!(matches!(error, SourceError::Failed(s) if s == status), "{error:?}");
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn no_answer_in_time_and_no_server_are_told_apart() {
    let fixture = Fixture::start().await;
    let address = fixture.url();
    let source = impatient(Options::new(&address));
    neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    for late in [Answer::Late(Duration::from_secs(5)), Answer::Stall(0), Answer::Stall(300)] {
        fixture.answer_next(late);
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("late");
        assert!(matches!(error, SourceError::TimedOut), "{error:?}");
    }
    let tls = impatient(Options::new(address.replace("http:", "https:")));
    let error = tls.datasets().await.expect_err("no TLS there");
    assert!(matches!(error, SourceError::Tls(_)), "{error:?}");
    drop(fixture);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("gone");
    assert!(matches!(error, SourceError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains(&address), "{error:?}");
}

/// Collects a log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic under the lock").extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_goes_to_the_server_and_nowhere_else() {
    const CANARY: &str = "eyJhbGciOi.canary.token";
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let fixture = Fixture::start().await;
    let options = Options {
        token: Some(Token::new(CANARY)),
        contact: Some("mailto:lab@example.org".to_owned()),
        ..Options::new(fixture.url())
    };
    let mut told = format!("{options:?}");
    let source = impatient(options);
    told += &format!("{source:?}");
    neurons(&source, HEMIBRAIN, &["EPG"]).await.expect("neurons");
    let echo = format!(r#"{{"error":"bad token {CANARY}"}}"#);
    let mut faults =
        vec![Answer::BreakOff(40), Answer::Cut(40), Answer::Late(Duration::from_secs(9))];
    faults.extend([400, 401, 403, 404, 500, 503].map(|s| Answer::Plain(s, echo.clone())));
    for fault in faults {
        fixture.answer_next(fault);
        let error = neurons(&source, HEMIBRAIN, &["EPG"]).await.expect_err("a fault");
        told += &format!("{error} {error:?}");
    }
    for request in fixture.seen() {
        assert_eq!(request.headers["authorization"], format!("Bearer {CANARY}"));
        let agent = request.headers["user-agent"].to_str().expect("text");
        assert!(agent.starts_with("quickpage/") && agent.ends_with(" (+mailto:lab@example.org)"));
        assert!(!request.headers.contains_key("accept-encoding"));
    }
    told += &String::from_utf8_lossy(&log.0.lock().expect("a log"));
    assert!(told.contains("neuPrint refused"), "the log was collected: {told}");
    assert!(!told.contains("canary"), "{told}");
    assert!(!told.contains("MATCH"), "{told}");
}

#[tokio::test]
async fn an_anonymous_source_sends_no_authorization() {
    let (fixture, _source) = started().await;
    let sent = fixture.seen();
    assert!(sent.iter().all(|request| !request.headers.contains_key("authorization")));
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let error = Neuprint::new(Options::new("http://neuprint.janelia.org")).expect_err("plain");
    assert!(matches!(error, SetupError::PlainHttp));
}
