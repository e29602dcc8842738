//! Is what people mean the first thing they find? A table of queries with the expected first hit,
//! over the names of the hemibrain and some with their other names. The hemibrain's are not part
//! of the project: see `real_data`.
//!
//! `cargo xtask bench-web` asks other search libraries for the same.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeMap;
use std::fs::read_to_string;

use made::{index_of, real_data};
use shared::index::Index;
use shared::neuron::NameKind;
use shared::search::search;
use shared::wire::{Name, Summary};

const NAMES: &str = include_str!("search_quality/names.tsv");
const QUERIES: &str = include_str!("search_quality/queries.tsv");

/// The cells of a table without its head.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

/// The types of the hemibrain with their instances, and those of the table of names with the
/// other names that it has. The columns read here are never in quotes.
fn index(hemibrain: &str) -> Index {
    let mut types: BTreeMap<&str, Summary> = BTreeMap::new();
    let mut add = |name, kind, other: &str, source: &str| {
        let names = &mut types.entry(name).or_insert_with(|| made::named(name, &[])).names;
        let source = (!source.is_empty()).then(|| source.to_owned());
        let new = Name { kind, name: other.to_owned(), source };
        if !names.contains(&new) {
            names.push(new);
        }
    };
    for line in hemibrain.lines().skip(1) {
        let [_, instance, name] = line.splitn(4, ',').collect::<Vec<_>>()[..3] else { continue };
        if !name.is_empty() {
            add(name, NameKind::Instance, instance, "");
        }
    }
    for row in rows(NAMES) {
        let [name, kind, other, source] = row[..] else { panic!("{row:?}") };
        add(name, serde_json::from_value(kind.into()).unwrap(), other, source);
    }
    index_of(&types.into_values().collect::<Vec<_>>())
}

#[test]
fn what_people_mean_is_the_first_that_they_find() {
    let Some(folder) = real_data() else { return };
    let file = folder.join("hemibrain-v1.2.1-neurons.csv");
    let index = index(&read_to_string(file).unwrap());
    let mut wrong = Vec::new();
    for row in rows(QUERIES) {
        let [kind, query, expected] = row[..] else { panic!("{row:?}") };
        let found = search(&index, query).unwrap_or_default();
        let names: Vec<&str> =
            found.iter().take(3).map(|found| &*index.entries[found.id as usize].name).collect();
        if !names.first().is_some_and(|name| expected.split('|').any(|wanted| wanted == *name)) {
            wrong.push(format!("{kind}: {query} should find {expected}, but found {names:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
