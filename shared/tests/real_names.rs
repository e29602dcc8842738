//! Searching the real names of the hemibrain. The data is not part of the project: see
//! `real_data`.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;

use made::{index_of, named, real_data};
use shared::index::Index;
use shared::neuron::NameKind;
use shared::search::{Tier, search};

/// The hemibrain's types with their instances: columns that this file never puts in quotes.
fn hemibrain() -> Option<Index> {
    let file = real_data()?.join("hemibrain-v1.2.1-neurons.csv");
    let text = read_to_string(file).unwrap();
    let mut instances: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let [_, instance, name, ..] = cells[..]
            && !name.is_empty()
        {
            instances.entry(name).or_default().insert(instance);
        }
    }
    let summaries: Vec<_> = instances
        .into_iter()
        .map(|(name, instances)| {
            let others: Vec<_> = instances.into_iter().map(|i| (NameKind::Instance, i)).collect();
            named(name, &others)
        })
        .collect();
    assert_eq!(summaries.len(), 5_620);
    Some(index_of(&summaries))
}

fn first<'a>(index: &'a Index, text: &str, n: usize) -> Vec<&'a str> {
    let found = search(index, text).unwrap();
    found.iter().take(n).map(|found| &*index.entries[found.id as usize].name).collect()
}

#[test]
fn people_find_what_they_mean() {
    let Some(index) = hemibrain() else { return };
    for text in ["kca'b'", "KCa’b’", "KCα′β′"] {
        assert_eq!(first(&index, text, 3), ["KCa'b'-m", "KCa'b'-ap1", "KCa'b'-ap2"], "{text}");
    }
    assert_eq!(first(&index, "PEN2", 1), ["PEN_b(PEN2)"]);
    assert_eq!(first(&index, "MBNO01", 1), ["MBON01"]);
    assert_eq!(first(&index, "delta7", 1), ["Delta7"]);
    assert_eq!(first(&index, "Δ7", 1), ["Delta7"]);
    assert_eq!(first(&index, "lc4", 2), ["LC4", "LC41"]);
}

#[test]
fn each_type_is_found_first_by_its_own_name() {
    let Some(index) = hemibrain() else { return };
    for entry in index.entries.iter().step_by(20) {
        let found = search(&index, &entry.name).unwrap();
        assert_eq!(found[0].tier, Tier::Exact, "{}", entry.name);
        assert_eq!(index.entries[found[0].id as usize].name, entry.name);
    }
}
