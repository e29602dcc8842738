//! The same data give the same answers through every source: a table in memory, and a real Neo4j
//! that was filled from that table.
//!
//! Needs a Neo4j (`QUICKPAGE_NEO4J`, such as `bolt://127.0.0.1:7687`) that the example
//! `fill_neo4j` has filled with `demo:v1` and, from the real table, `hemibrain:v1.2.1`.

use std::collections::BTreeMap;
use std::sync::Arc;

use quickpage::source::demo::{DEFAULT_SEED, Size, generate};
use quickpage::source::neo4j::{Neo4j, Options};
use quickpage::source::table::Table;
use quickpage::source::table::read::Files;
use quickpage::source::{Source, TypeIndex};
use shared::summary::Summarizer;
use shared::wire::Summary;

mod support;

const DEMO: &str = "demo:v1";
const HEMIBRAIN: &str = "hemibrain:v1.2.1";

/// The Neo4j for tests; `None`, said loudly, where there is none. CI has it always.
fn neo4j() -> Option<Neo4j> {
    let uri = std::env::var("QUICKPAGE_NEO4J").ok();
    if uri.is_none() {
        assert!(std::env::var_os("CI").is_none(), "QUICKPAGE_NEO4J must be set in CI");
        eprintln!("SKIPPED: set QUICKPAGE_NEO4J to test against a real Neo4j");
    }
    Some(Neo4j::new(Options::new(uri?)).expect("good options"))
}

fn demo() -> Table {
    generate(Size::Hemibrain, DEFAULT_SEED)
}

fn hemibrain() -> Option<Table> {
    let neurons = support::hemibrain()?;
    let roi_hierarchy = Some(neurons.with_file_name("roi").join("hemibrain_roi_hierarchy.json"));
    Some(Files { neurons, roi_hierarchy, ..Files::default() }.read().expect("a table"))
}

async fn type_names(source: &dyn Source, dataset: &str) -> Vec<Arc<str>> {
    let list = source.types(dataset).await.expect("types");
    list.types.into_iter().map(|entry| entry.name.into()).collect()
}

/// All summaries, from batches of a thousand types.
async fn summaries(source: &dyn Source, dataset: &str) -> BTreeMap<String, Summary> {
    let mut all = BTreeMap::new();
    for batch in type_names(source, dataset).await.chunks(1_000) {
        let mut sums = Summarizer::of_types(batch.iter().map(|name| &**name));
        source.neurons(dataset, batch, &mut |neuron| sums.add(neuron)).await.expect("neurons");
        all.extend(sums.finish());
    }
    all
}

/// Every type's summary is the same, and says so where it is not.
async fn the_same_summaries(table: &Table, source: &dyn Source, dataset: &str) {
    let expected = summaries(table, dataset).await;
    let found = summaries(source, dataset).await;
    assert!(expected.len() > 5_000);
    assert!(expected.keys().eq(found.keys()), "not the same types");
    for (name, summary) in &expected {
        assert_eq!(&found[name], summary, "{name}");
    }
}

async fn the_same_lists_and_totals(table: &Table, source: &dyn Source, dataset: &str) {
    let expected = table.types(dataset).await.expect("types");
    let found = source.types(dataset).await.expect("types");
    assert_eq!((&found.types, found.untyped), (&expected.types, expected.untyped));
    let totals = source.totals(dataset).await.expect("totals");
    assert_eq!(totals, table.totals(dataset).await.expect("totals"));
    assert!(totals.types > 5_000 && totals.untyped > 0);
    let hierarchy = source.roi_hierarchy(dataset).await.expect("ROIs");
    let mut expected = table.roi_hierarchy(dataset).await.expect("ROIs");
    expected.primary.sort_unstable();
    assert_eq!(hierarchy.primary, expected.primary);
    assert_eq!(hierarchy.hierarchy, expected.hierarchy);
    assert_eq!(source.version(dataset).await.expect("a version"), found.version);
    let index = source.type_index(dataset).await.expect("indexes");
    assert_eq!(index, TypeIndex::Present);
}

/// Every hundredth neuron, and one that does not exist.
async fn the_same_bodies(table: &Table, source: &dyn Source, dataset: &str) {
    for neuron in table.every_neuron().step_by(100) {
        let id = neuron.body_id;
        let expected = table.body(dataset, id).await.expect("a body");
        assert!(expected.is_some());
        assert_eq!(source.body(dataset, id).await.expect("a body"), expected);
    }
    assert_eq!(source.body(dataset, 1).await.expect("an answer"), None);
}

#[tokio::test]
async fn the_demo_is_the_same_over_bolt() {
    let Some(source) = neo4j() else { return };
    let table = demo();
    the_same_lists_and_totals(&table, &source, DEMO).await;
    the_same_summaries(&table, &source, DEMO).await;
    the_same_bodies(&table, &source, DEMO).await;
}

#[tokio::test]
async fn the_real_table_is_the_same_over_bolt() {
    let (Some(source), Some(table)) = (neo4j(), hemibrain()) else { return };
    the_same_lists_and_totals(&table, &source, HEMIBRAIN).await;
    the_same_summaries(&table, &source, HEMIBRAIN).await;
    the_same_bodies(&table, &source, HEMIBRAIN).await;
    assert!(!source.has_partners(HEMIBRAIN).await.expect("an answer"));
}

#[tokio::test]
async fn the_partners_are_the_same_over_bolt() {
    let Some(source) = neo4j() else { return };
    let table = demo();
    assert!(source.has_partners(DEMO).await.expect("an answer"));
    let mut rows = 0;
    for name in type_names(&table, DEMO).await.iter().step_by(20) {
        let expected = table.partners(DEMO, name).await.expect("partners");
        let found = source.partners(DEMO, name).await.expect("partners");
        rows += expected.inputs.len() + expected.outputs.len();
        assert_eq!(found, expected, "{name}");
    }
    assert!(rows > 1_000, "the sample has partners: {rows}");
}
