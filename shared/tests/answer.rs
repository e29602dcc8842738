//! Answers to views, case by case.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeSet;

use made::{hierarchy, index_of, index_over, node, spread};
use shared::facets::{Part, answer, order_values, repairs};
use shared::index::{Facet, Measure, ValueId};
use shared::neuron::Attribute;
use shared::roi::Regions;
use shared::view::{RegionFilter, Sort, SortBy, Threshold, View};
use shared::wire::{SideCounts, Summary, Tally};

#[test]
fn the_border_of_a_threshold_is_exact() {
    let total = 1_000_003;
    for threshold in [0.1, 0.7, 1.5, 5.0, 7.0, 33.3, 100.0 / 3.0, 99.9, 100.0] {
        let least = (1..=total).find(|n| *n as f64 * 100.0 >= threshold * total as f64).unwrap();
        let summaries: Vec<Summary> = (least - 1..=least + 1)
            .map(|count| Summary {
                name: format!("T{count}"),
                ..spread([total, 0], &[("EB", [count, 0])])
            })
            .collect();
        let regions = Regions::new(&hierarchy(node("brain", vec![node("EB", vec![])]), &["EB"]));
        let index = index_over(regions, &summaries);
        let any = BTreeSet::from(["EB".to_owned()]);
        let input =
            RegionFilter { any, threshold: Threshold::Share(threshold), ..RegionFilter::default() };
        let answer = answer(&index, &View { input, ..View::default() });
        assert_eq!(answer.types.len(), 2, "{threshold}");
    }
}

#[test]
fn types_without_neurons_on_a_side_come_last_both_ways() {
    let summary = |name: &str, left, right| Summary {
        name: name.to_owned(),
        neurons: SideCounts { total: 4, left, right, ..SideCounts::default() },
        ..Summary::default()
    };
    let summaries =
        [summary("none", 0, 0), summary("even", 2, 2), summary("left", 4, 0), summary("a", 4, 0)];
    let index = index_over(Regions::default(), &summaries);
    let order = |descending| {
        let sort = Some(Sort { by: SortBy::Imbalance, descending });
        answer(&index, &View { sort, ..View::default() }).types
    };
    assert_eq!(order(false), [1, 3, 2, 0]);
    assert_eq!(order(true), [3, 2, 1, 0]);
}

#[test]
fn an_empty_result_says_which_part_to_give_up_first() {
    let summary = |name: &str, neurons| Summary {
        name: name.to_owned(),
        neurons: SideCounts { total: neurons, left: neurons, ..SideCounts::default() },
        ..Summary::default()
    };
    let summaries = [summary("a1", 1), summary("a2", 2), summary("a3", 3), summary("b", 9)];
    let index = index_over(Regions::default(), &summaries);
    let view = View::from_query("q=a&neurons=5..&side=only+left");
    let expected =
        [(Part::Text, 1), (Part::Measure(Measure::Neurons), 3), (Part::Facet(Facet::Side), 0)];
    let mut repairs = repairs(&index, &view);
    assert!(answer(&index, &view).types.is_empty());
    assert_eq!(repairs.remove(0), expected[1]);
    assert_eq!(repairs, [expected[0], expected[2]]);
}

#[test]
fn values_of_equal_counts_stand_in_natural_order_whatever_came_first() {
    let tally = Tally { neurons: 1, confidence: None };
    let summary = |name: &str, class: &str| Summary {
        name: name.to_owned(),
        attributes: [(Attribute::Class, [(class.to_owned(), tally)].into())].into(),
        ..Summary::default()
    };
    let mut summaries =
        [("a", "A10"), ("b", "A2"), ("c", "often"), ("d", "often"), ("e", "b"), ("f", "A1")]
            .map(|(name, class)| summary(name, class));
    for _ in 0..summaries.len() {
        summaries.rotate_left(1);
        let index = index_of(&summaries);
        let counts = answer(&index, &View::default()).counts(&index);
        let counts = &counts.values[&Facet::Class];
        let mut values: Vec<_> = (0..counts.len() as ValueId).collect();
        order_values(&index, Facet::Class, counts, &mut values);
        let names: Vec<&str> =
            values.iter().map(|id| &*index.values(Facet::Class)[usize::from(*id)]).collect();
        assert_eq!(names, ["often", "A1", "A2", "A10", "b"]);
    }
}
