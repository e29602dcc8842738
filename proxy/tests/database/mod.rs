//! A real Neo4j and what is in it: tables, filled in by whichever test comes first.

#![allow(dead_code, reason = "each test file uses a part of it")]

use neo4rs::Graph;
use quickpage::source::demo::{DEFAULT_SEED, Size, generate};
use quickpage::source::table::Table;
use quickpage::source::table::read::Files;
use tokio::sync::Mutex;

use crate::support;

#[path = "../../examples/fill_neo4j/filling/mod.rs"]
mod filling;

/// Under which the demo is in the database.
pub const DEMO: &str = "demo:v1";
/// Under which the real table is.
pub const HEMIBRAIN: &str = "hemibrain:v1.2.1";

/// One filling at a time: tests run beside each other.
pub static FILLING: Mutex<()> = Mutex::const_new(());

/// Fills a dataset in, unless it is there.
pub async fn fill(uri: &str, dataset: &str, table: &Table) -> Graph {
    let _alone = FILLING.lock().await;
    let graph = filling::connect(uri).expect("an address");
    filling::fill(&graph, dataset, table).await.expect("a filled database");
    graph
}

/// The demo, and that it is in the database.
pub async fn with_demo(uri: &str) -> Table {
    let table = generate(Size::Hemibrain, DEFAULT_SEED);
    fill(uri, DEMO, &table).await;
    table
}

/// The real table, and that it is in the database; `None`, said loudly, where there is none.
pub async fn with_hemibrain(uri: &str) -> Option<Table> {
    let files = Files {
        neurons: support::hemibrain()?,
        roi_hierarchy: Some(support::real_data()?.join("roi/hemibrain_roi_hierarchy.json")),
        ..Files::default()
    };
    let table = files.read().expect("the real table");
    fill(uri, HEMIBRAIN, &table).await;
    Some(table)
}
