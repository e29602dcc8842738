//! `quickpage verify` through the command itself: it finds what only batches get wrong.

mod binary;
mod database;
mod fixture;
mod support;

use binary::{Place, Run};
use fixture::Fixture;
use fixture::data::{self, HEMIBRAIN};
use serde_json::Value;

/// Neurons in a table: two types, and one neuron of none.
const TABLE: &str = "bodyId,type,instance,pre,post\n\
    720575940600000001,EPG,EPG_L,10,100\n2,EPG,EPG_R,11,110\n3,\"PEN_b(PEN2)\",,7,8\n4,,,1,2\n";

/// Verifies a fixture server's datasets.
async fn verify(fixture: &Fixture, more: &[&str]) -> Run {
    let url = fixture.url();
    Place::new().run_beside(&[&["verify", "--server", &url], more].concat()).await
}

/// What the JSON says of a dataset.
fn report<'a>(reports: &'a Value, dataset: &str) -> &'a Value {
    let mut reports = reports.as_array().expect("a list").iter();
    reports.find(|report| report["dataset"] == dataset).expect("the dataset's report")
}

/// The position of a column in an answer.
fn column(answer: &Value, name: &str) -> usize {
    let columns = answer["columns"].as_array().expect("columns");
    columns.iter().position(|column| column == name).expect("the column")
}

/// Whether a row of an answer to a batch is of this type.
fn is_of(answer: &Value, row: &Value, type_name: &str) -> bool {
    row[column(answer, "type")] == type_name
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_verified_is_no_success() {
    let fixture = Fixture::start().await;
    let run = verify(&fixture, &["--dataset", HEMIBRAIN, "--dataset", "typo:v1"]).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("typo:v1 is not listed, and cannot be verified"), "{run:?}");
    assert_eq!(verify(&fixture, &["--types", "0"]).await.code, Some(2));
}

#[test]
fn a_table_is_consistent() {
    let place = Place::new();
    let table = place.write("neurons.csv", TABLE);
    let run = place.run(&["verify", "--table", &table]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("consistency 100.000 %"), "{}", run.stdout);
    let run = place.run(&["verify", "--table", &table, "--all", "--json"]);
    let reports: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let report = report(&reports, "neurons");
    assert_eq!((&report["checked"], &report["equal"]), (&2.into(), &2.into()));
    assert_eq!((&report["consistent"], &report["consistency"]), (&true.into(), &100.0.into()));
    let total = |what: &str| {
        let totals = report["totals"].as_array().expect("totals").iter();
        let mut of = totals.filter(|total| total["what"] == what);
        of.next().map(|total| (total["batches"].as_u64(), total["source"].as_u64()))
    };
    assert_eq!(total("post"), Some((Some(218), Some(218))));
    assert_eq!(total("neurons without a type"), Some((Some(1), Some(1))));
    assert_eq!(total("upstream"), Some((None, None)));
}

#[test]
fn the_demo_is_consistent() {
    let run = Place::new().run(&["verify", "--demo", "--types", "60", "--json"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let reports: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&reports[0]["checked"], &reports[0]["equal"]), (&60.into(), &60.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_consistent_whatever_the_names_of_its_types() {
    let fixture = Fixture::start().await;
    let run = verify(&fixture, &["--all", "--json"]).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let reports: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let types = data::datasets()[0].types().into_iter().filter(|(name, _)| !name.is_empty());
    assert_eq!(report(&reports, HEMIBRAIN)["equal"], types.count());
}

/// Verifies after a change to what batches say; the text names what is wrong, in these words.
async fn finds(change: impl Fn(&mut Value) + Send + 'static, kind: &str, words: &str) {
    let fixture = Fixture::start().await;
    fixture.change_batches(change);
    let run = verify(&fixture, &["--dataset", HEMIBRAIN]).await;
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains(words), "{words} in {}", run.stdout);
    assert!(!run.stdout.contains("100.000 %"), "{}", run.stdout);
    let run = verify(&fixture, &["--dataset", HEMIBRAIN, "--json"]).await;
    let reports: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let report = report(&reports, HEMIBRAIN);
    assert_eq!(report["consistent"], false);
    assert_eq!(report[kind].as_array().map(Vec::len), Some(1), "{report}");
}

/// Changes a property of the first neuron of a type in an answer.
fn set(type_name: &'static str, property: &'static str, to: Value) -> impl Fn(&mut Value) + Send {
    move |answer| {
        let at = column(answer, property);
        let rows = answer["data"].as_array().expect("rows").iter();
        let row = rows.clone().position(|row| is_of(answer, row, type_name));
        if let Some(row) = row {
            answer["data"][row][at] = to.clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neuron_that_a_batch_loses_is_found() {
    let lose = |answer: &mut Value| {
        let rows = answer["data"].as_array().expect("rows");
        if let Some(at) = rows.iter().position(|row| is_of(answer, row, "EPG")) {
            answer["data"].as_array_mut().expect("rows").remove(at);
        }
    };
    finds(lose, "different", "different: EPG: neurons: 2 in batches, 3 in the list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_that_a_batch_loses_is_found() {
    let lose = |answer: &mut Value| {
        let copy = answer.clone();
        let rows = answer["data"].as_array_mut().expect("rows");
        rows.retain(|row| !is_of(&copy, row, "PEN_b(PEN2)"));
    };
    finds(lose, "missing", "missing: PEN_b(PEN2): it cannot be read in batches").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_is_another_in_a_batch_is_found() {
    let change = set("PEN_b(PEN2)", "post", 9.into());
    finds(change, "different", "different: PEN_b(PEN2): post: 9 in batches, 8 alone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_id_that_is_another_in_a_batch_is_found() {
    let change = set("PEN_b(PEN2)", "bodyId", 44.into());
    finds(change, "different", "different: PEN_b(PEN2): body ids: 44 in batches only").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roi_data_that_are_others_in_a_batch_are_found() {
    let change = set("PEN_b(PEN2)", "roiInfo", r#"{"EB":{"post":3}}"#.into());
    finds(change, "different", "different: PEN_b(PEN2): rois.EB").await;
}

/// Sends the neuron of a type in batches once more, under this body id.
fn once_more(body_id: u64) -> impl Fn(&mut Value) + Send {
    move |answer| {
        let at = column(answer, "bodyId");
        let rows = answer["data"].as_array().expect("rows");
        let row = rows.iter().find(|row| is_of(answer, row, "PEN_b(PEN2)")).cloned();
        if let Some(mut row) = row {
            row[at] = body_id.into();
            answer["data"].as_array_mut().expect("rows").push(row);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neuron_too_many_is_found() {
    let words = "different: PEN_b(PEN2): neurons: 2 in batches, 1 in the list";
    finds(once_more(999), "different", words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_comes_twice_counts_once() {
    let fixture = Fixture::start().await;
    fixture.change_batches(once_more(4));
    let run = verify(&fixture, &["--dataset", HEMIBRAIN]).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_that_the_database_counts_otherwise_are_found() {
    let fixture = Fixture::start().await;
    fixture.change_totals(|answer| answer["data"][0][4] = 1.into());
    let run = verify(&fixture, &["--dataset", HEMIBRAIN]).await;
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let line = run.stdout.lines().find(|line| line.trim_start().starts_with("post "));
    assert!(line.is_some_and(|line| line.ends_with("DIFFERENT")), "{}", run.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_that_changes_meanwhile_is_not_judged() {
    let fixture = std::sync::Arc::new(Fixture::start().await);
    let changing = fixture.clone();
    // The dataset is another one as soon as its first batch has been read.
    fixture.change_batches(move |_| {
        changing.change(|datasets| {
            datasets[0].meta.insert("lastDatabaseEdit".to_owned(), "2030-01-01 00:00:00".into());
        });
    });
    let run = verify(&fixture, &["--dataset", HEMIBRAIN]).await;
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("while it was being verified; try again"), "{}", run.stdout);
    assert!(!run.stdout.contains("consistency"), "{}", run.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_an_error_and_no_report() {
    let run = Place::new().run_beside(&["verify", "--server", "http://127.0.0.1:9"]).await;
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{}", run.stderr);
    assert!(run.stderr.contains("cannot be reached"), "{}", run.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_database_is_consistent_by_each_way_to_it() {
    let Some(uri) = support::neo4j() else { return };
    database::with_demo(&uri).await;
    let place = Place::new();
    let fixture = Fixture::before_neo4j(&uri).await;
    for (way, address) in [("--neo4j", uri.as_str()), ("--server", &fixture.url())] {
        let run = place.run_beside(&["verify", way, address, "--dataset", database::DEMO]).await;
        assert_eq!(run.code, Some(0), "{way}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("consistency 100.000 %"), "{way}: {}", run.stdout);
    }
}
