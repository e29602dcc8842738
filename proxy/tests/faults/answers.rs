//! Answers that are not what was asked for: cut, of another form, with odd values, too large.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use shared::wire::{NeuronList, RoiHierarchy, Summary};

use super::scene::{EPG, OTHER, Refused, Scene, path, until};
use crate::binary::Place;
use crate::fixture::data::HEMIBRAIN;
use crate::fixture::{Answer, Fixture};
use crate::support::Stream;

type Change = fn(&mut Value);

fn changed(change: Change) -> Answer {
    Answer::Changed(Box::new(change))
}

/// Row 10.
#[tokio::test]
async fn an_answer_that_is_no_whole_json_is_not_asked_for_again() {
    let scene = Scene::start().await;
    for length in [0, 1, 30, 200] {
        scene.answer_next([Answer::Cut(length)]);
        scene.fails(502, "upstream_schema", 1).await;
    }
    for body in ["<html>", "null", "{\"columns\":[\"bodyId\"", "[[1]]"] {
        scene.answer_next([Answer::Plain(200, body.to_owned())]);
        scene.fails(502, "upstream_schema", 1).await;
    }
    scene.is_well().await;
}

/// Row 11.
#[tokio::test]
async fn a_required_column_that_is_missing_is_an_error_and_their_order_is_not() {
    let scene = Scene::start().await;
    scene.answer_next([changed(|answer| answer["columns"][4] = "postsynapses".into())]);
    scene.fails(502, "upstream_schema", 1).await;
    scene.answer_next([changed(|answer| {
        let turn = |list: &mut Value| list.as_array_mut().expect("a list").reverse();
        turn(&mut answer["columns"]);
        answer["data"].as_array_mut().expect("rows").iter_mut().for_each(turn);
        answer["columns"].as_array_mut().expect("columns").push("more".into());
        for row in answer["data"].as_array_mut().expect("rows") {
            row.as_array_mut().expect("a row").push(json!({"extra": []}));
        }
    })]);
    let turned: Summary = scene.proxy.json(&path(EPG)).await;
    assert_eq!((turned.neurons.total, turned.pre, turned.post), (3, 21, 330));
    scene.is_well().await;
}

/// Row 12. That no JSON at all makes the reader panic is a property test beside the reader.
#[tokio::test]
async fn rows_of_another_form_are_an_error_and_nothing_of_them_is_kept() {
    let scene = Scene::start().await;
    let changes: [Change; 8] = [
        |answer| answer["data"] = Value::Null,
        |answer| answer["columns"] = Value::Null,
        |answer| answer["data"] = json!({"a": 1}),
        |answer| answer["data"] = json!("rows"),
        |answer| answer["data"][2] = json!([1]),
        |answer| answer["data"][2].as_array_mut().expect("a row").push(1.into()),
        |answer| answer["data"][1] = Value::Null,
        |answer| answer["columns"] = json!({"bodyId": 0}),
    ];
    for change in changes {
        scene.answer_next([changed(change)]);
        scene.fails(502, "upstream_schema", 1).await;
    }
    scene.is_well().await;
}

/// Row 13.
#[tokio::test]
async fn an_odd_value_costs_no_more_than_itself_and_ids_are_text() {
    let scene = Scene::start().await;
    let odd: Change = |answer| {
        let rows = &mut answer["data"];
        rows[0][0] = json!((1_u64 << 60) + 1);
        rows[0][3] = json!(10.0);
        rows[0][4] = Value::Null;
        rows[1][0] = json!(2.0);
        rows[1][3] = json!("11");
        rows[1][4] = json!(-110);
        rows[1][2] = json!(true);
        rows[2][0] = json!("three");
    };
    scene.answer_next([changed(odd)]);
    let list: NeuronList = scene.proxy.json(&format!("{}/neurons", path(EPG))).await;
    let read: Vec<_> = list.neurons.iter().map(|it| (&*it.body_id, it.pre, it.post)).collect();
    assert_eq!(read, [("2", None, None), ("1152921504606846977", Some(10), None)]);
    scene.answer_next([changed(odd)]);
    let summary: Summary = scene.proxy.json(&path(EPG)).await;
    assert_eq!((summary.neurons.total, summary.pre, summary.post), (2, 10, 0));
    // The first time for the neurons, the second for the summary.
    let metrics = scene.proxy.metrics().await;
    let lost =
        |reason: &str| metrics.of(&format!("rows_lost_total{{source=\"1\",reason=\"{reason}\"}}"));
    assert_eq!((lost("body_id"), lost("counts"), lost("roi_info")), (2.0, 2.0, 0.0));
    assert_eq!(scene.status().await.datasets[HEMIBRAIN].unreadable, 2);
    scene.all_permits_are_back().await;
}

/// Row 14.
#[tokio::test]
async fn what_is_no_roi_info_costs_the_rois_only() {
    let scene = Scene::start().await;
    let nested = "[".repeat(10_000) + &"]".repeat(10_000);
    let deep = format!("{{\"EB\":{{\"pre\":{nested}}}}}");
    let tree = "{\"name\":\"a\",\"children\":[".repeat(10_000) + &"]}".repeat(10_000);
    scene.fixture.change(|datasets| {
        let hemibrain = &mut datasets[0];
        for (neuron, text) in hemibrain.neurons.iter_mut().zip(["no JSON", "[1]", &deep]) {
            neuron.insert("roiInfo".to_owned(), text.into());
        }
        hemibrain.meta.insert("roiHierarchy".to_owned(), tree.clone().into());
        hemibrain.meta.insert("roiInfo".to_owned(), deep.clone().into());
    });
    let summary: Summary = scene.proxy.json(&path(EPG)).await;
    assert_eq!((summary.neurons.total, summary.post, summary.rois.len()), (3, 330, 0));
    assert_eq!(summary.unplaced, 3);
    assert_eq!(scene.status().await.datasets[HEMIBRAIN].unreadable, 3);
    let rois: RoiHierarchy = scene.proxy.json(&format!("datasets/{HEMIBRAIN}/roi-hierarchy")).await;
    assert_eq!(rois.hierarchy, None);
    scene.is_well().await;
}

/// Row 15.
#[tokio::test]
async fn a_type_whose_answer_is_too_large_fails_alone() {
    let scene = Scene::with(|options, _| options.max_answer_bytes = 60_000).await;
    scene.fixture.change(|datasets| {
        let large = format!("EPG_{}", "x".repeat(100_000));
        datasets[0].neurons[0].insert("instance".to_owned(), large.into());
    });
    let stream = scene.proxy.summaries(HEMIBRAIN).await;
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), [EPG]);
    assert!(stream.summaries.len() > 50, "all others are answered");
    scene.fails(502, "upstream_too_large", 1).await;
    scene.fixture.change(|datasets| {
        datasets[0].neurons[0].insert("instance".to_owned(), "EPG_L".into());
    });
    scene.is_well().await;
}

/// What is read of one answer at most.
const BOUND: u64 = 256 << 20;
/// What a process may need to read it: rows are added up as they come.
const LITTLE: u64 = 64 << 20;

/// Row 15: without an end, to a process of its own.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_read_up_to_a_bound_and_costs_no_other_type_and_little_memory() {
    let fixture = Fixture::start().await;
    let arguments = ["--server", &fixture.url(), "--warm", "none", "--prefetch", "0"];
    let serving = tokio::task::block_in_place(|| Place::new().serve(&arguments));
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}/api/v1/{path}", serving.url);
    let get = async |path: &str| http.get(url(path)).send().await.expect("an answer");
    assert_eq!(get(&path("PEN_b(PEN2)")).await.status(), 200);
    let before = serving.peak_bytes();
    let taken = fixture.flood(EPG);
    let queries = fixture.query_count();
    let posted = http
        .post(url(&format!("datasets/{HEMIBRAIN}/summaries")))
        .json(&json!({"types": [EPG, OTHER]}))
        .send();
    let stream = posted.await.expect("an answer").text().await.expect("a stream");
    let stream = Stream::read(&stream);
    assert_eq!(stream.failed.keys().collect::<Vec<_>>(), [EPG]);
    assert_eq!(stream.summaries[OTHER].post, 2);
    assert_eq!(fixture.query_count() - queries, 3, "both, and each alone");
    let refused = Refused::read(get(&path(EPG)).await).await;
    assert_eq!((refused.status, refused.code()), (502, "upstream_too_large"));
    // With the other one, alone, and once more for whoever asked last; and what is on its way.
    let taken = || taken.load(Ordering::SeqCst);
    let bounds = 3 * BOUND..3 * (BOUND + (16 << 20));
    assert!(bounds.contains(&taken()), "{} bytes were taken", taken());
    let grown = serving.peak_bytes() - before;
    assert!(grown < LITTLE, "the process has grown by {grown} bytes");
    let taken_by_then = taken();
    fixture.mend();
    until("it is answered", async || get(&path(EPG)).await.status() == 200).await;
    assert_eq!(taken(), taken_by_then, "who takes no more has hung up");
    assert!(!serving.log().contains("panic"), "{}", serving.log());
}

/// Row 15: neurons of a type are kept as they come, so that there is a bound for these, too.
#[tokio::test]
async fn a_type_with_many_more_neurons_than_are_listed_is_not_kept() {
    let scene = Scene::start().await;
    let neurons = format!("{}/neurons", path(EPG));
    scene.answer_next([Answer::Changed(Box::new(|answer| {
        let rows = answer["data"].as_array_mut().expect("rows");
        let first = rows[0].clone();
        rows.extend((0..2_000).map(|n| {
            let mut row = first.clone();
            row[0] = json!(1_000_000 + n);
            row
        }));
    }))]);
    scene.refused(&neurons, 502, "upstream_schema").await;
    let list: NeuronList = scene.proxy.json(&neurons).await;
    assert_eq!(list.neurons.len(), 3);
    scene.is_well().await;
}
