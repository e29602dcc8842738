//! Two versions of a dataset compared.
#![allow(clippy::unwrap_used)]

mod made;

use made::{index_of, named};
use proptest::collection::btree_map;
use proptest::prelude::*;
use shared::changes::{Changes, Figures};
use shared::wire::{SideCounts, Summary};

fn figures(types: &[(&str, &str, u64, u64)]) -> Vec<Figures> {
    let summaries: Vec<Summary> = types
        .iter()
        .map(|(name, hash, neurons, inputs)| Summary {
            hash: (*hash).to_owned(),
            neurons: SideCounts { total: *neurons, unknown: *neurons, ..SideCounts::default() },
            post: *inputs,
            ..named(name, &[])
        })
        .collect();
    Figures::of_all(&index_of(&summaries))
}

fn names(figures: &[Figures]) -> Vec<&str> {
    figures.iter().map(|it| &*it.name).collect()
}

#[test]
fn what_appeared_vanished_and_changed_is_told_apart() {
    let before = figures(&[
        ("A", "1", 4, 100),
        ("B", "2", 4, 100),
        ("T10", "3", 1, 1),
        ("T9", "4", 1, 1),
        ("C", "5", 1, 1),
    ]);
    let after = figures(&[
        ("N2", "9", 2, 2),
        ("A", "1", 4, 100),
        ("B", "x", 4, 101),
        ("C", "y", 1, 1),
        ("N1", "8", 2, 2),
    ]);
    let changes = Changes::between(&before, &after);
    assert_eq!(names(&changes.appeared), ["N1", "N2"]);
    assert_eq!(names(&changes.vanished), ["T9", "T10"], "in natural order");
    assert_eq!(changes.changed.len(), 1);
    assert_eq!((changes.changed[0].before.inputs, changes.changed[0].after.inputs), (100, 101));
    assert_eq!(changes.otherwise, 1, "C has another hash and the same numbers");
}

#[test]
fn what_changed_most_comes_first() {
    let before = figures(&[("A", "1", 10, 1_000), ("B", "2", 10, 1_000), ("C", "3", 10, 1_000)]);
    let after = figures(&[("A", "x", 10, 1_001), ("B", "x", 5, 1_000), ("C", "x", 10, 900)]);
    let changes = Changes::between(&before, &after);
    let order: Vec<&str> = changes.changed.iter().map(|it| &*it.after.name).collect();
    assert_eq!(order, ["B", "C", "A"]);
}

proptest! {
    #[test]
    fn each_type_of_either_version_is_in_one_place(
        before in btree_map("[a-d]", (0u64..3, 0u64..3), 0..5),
        after in btree_map("[a-d]", (0u64..3, 0u64..3), 0..5),
    ) {
        let figures = |types: &std::collections::BTreeMap<String, (u64, u64)>| {
            let hashes: Vec<String> = types.values().map(|(hash, _)| hash.to_string()).collect();
            // The same hash means the same numbers.
            let types: Vec<_> = types.iter().zip(&hashes)
                .map(|((name, (hash, _)), written)| (name.as_str(), written.as_str(), *hash / 2 + 1, 5))
                .collect();
            figures(&types)
        };
        let (old, new) = (figures(&before), figures(&after));
        let changes = Changes::between(&old, &new);
        let same = old.iter().filter(|it| new.contains(it)).count();
        let kept = changes.changed.len() + changes.otherwise + same;
        prop_assert_eq!(changes.appeared.len() + kept, new.len());
        prop_assert_eq!(changes.vanished.len() + kept, old.len());
        prop_assert_eq!(changes.is_empty(), old == new);
        prop_assert!(Changes::between(&new, &new).is_empty());
    }
}
