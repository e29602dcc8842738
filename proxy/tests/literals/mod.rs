//! A dataset whose types have names that mean harm: those that broke out of a literal somewhere,
//! and thousands made of the characters with which they did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use neo4rs::Graph;
use quickpage::source::Source;
use quickpage::source::table::{Builder, Table};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use shared::neuron::Neuron;
use shared::wire::{Dataset, RoiHierarchy};

use crate::agreement::neurons;
use crate::fixture::attacks::ATTACKS;

/// What the dataset is called.
pub const DATASET: &str = "literals:v1";

/// How many names are made up.
const MADE_UP: usize = 5_000;

/// What they are made of.
const PIECES: &[&str] = &[
    "\\",
    "\\",
    "\\",
    "'",
    "'",
    "\"",
    "`",
    "u",
    "u",
    "U",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "c",
    "C",
    "/",
    "*",
    "-",
    ";",
    ":",
    "{",
    "}",
    "$",
    "[",
    "]",
    "(",
    ")",
    " ",
    "\n",
    "\r",
    "\t",
    "\u{8}",
    "\u{c}",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{202e}",
    "\u{2018}",
    "\u{2019}",
    "\u{2bc}",
    "\u{2032}",
    "\u{ff07}",
    "\u{ff3c}",
    "\u{ff10}",
    "\u{1f9d0}",
    "\u{10ffff}",
    "e\u{301}",
    "\\u0027",
    "\\u005c",
    "\\u005C",
    "\\u+027",
    "//",
    "/*",
    "*/",
    ":Neuron",
    ":Cell",
    "\u{ff1a}Neuron",
    "] AS t MATCH (n) DETACH DELETE n //",
    "n",
    "r",
    "b",
    "a",
    "x",
];

/// All names, each once: those known to do harm, then made-up ones, the same in each run.
pub fn names() -> Vec<String> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let known: Vec<String> = ATTACKS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut seen: BTreeSet<String> = known.iter().cloned().collect();
    let mut names = known;
    while names.len() < ATTACKS.len() + MADE_UP {
        let length = 1 + random.next_u32() as usize % 12;
        let piece = |_| PIECES[random.next_u32() as usize % PIECES.len()];
        let name: String = (0..length).map(piece).collect();
        if seen.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

/// The body id of the type that stands at this place.
fn body_id(at: usize) -> u64 {
    (1 << 53) + 1 + at as u64
}

/// One neuron for each name.
pub fn table(names: &[String]) -> Table {
    let mut neurons = Builder::default();
    for (at, name) in names.iter().enumerate() {
        let neuron = Neuron { body_id: body_id(at), type_name: Some(name), ..Neuron::default() };
        neurons.push(&neuron).expect("each body id once");
    }
    let dataset = Dataset { version: format!("literals-{}", names.len()), ..Dataset::default() };
    neurons.finish(dataset, RoiHierarchy::default(), None)
}

/// Every name finds its own neuron, asked for together with others; the known ones alone as well.
pub async fn check(source: &dyn Source, names: &[String]) {
    let expected: BTreeMap<u64, &str> =
        names.iter().enumerate().map(|(at, name)| (body_id(at), name.as_str())).collect();
    let types: Vec<Arc<str>> = names.iter().map(|name| name.as_str().into()).collect();
    let all = neurons(source, DATASET, &types).await;
    assert_eq!(all.len(), names.len());
    for neuron in &all {
        assert_eq!(neuron.type_name.as_deref(), Some(expected[&neuron.body_id]));
    }
    for (at, name) in types.iter().enumerate().take(ATTACKS.len()) {
        let found = neurons(source, DATASET, std::slice::from_ref(name)).await;
        let found: Vec<u64> = found.iter().map(|neuron| neuron.body_id).collect();
        assert_eq!(found, [body_id(at)], "{name:?}");
    }
}

/// All nodes of the database.
pub async fn count_nodes(graph: &Graph) -> i64 {
    let mut rows = graph.execute("MATCH (n) RETURN count(n) AS nodes").await.expect("an answer");
    let row = rows.next().await.expect("an answer").expect("a row");
    row.get("nodes").expect("a number")
}
