//! How many neurons there are, of which types and on which sides.

use std::collections::HashSet;

use super::*;

#[test]
fn the_default_size_has_the_hemibrains_numbers() {
    let numbers = (TABLE.neuron_count(), TABLE.type_count(), TABLE.untyped_count());
    assert_eq!(numbers, (25_397, 5_620, 2_693));
}

#[test]
fn the_other_size_has_the_male_cnss_numbers() {
    let specimen = Specimen::new(Size::MaleCns.dimensions(), DEFAULT_SEED);
    let typed: u64 = specimen.types.iter().flat_map(|t| t.sides).sum();
    assert_eq!((specimen.types.len(), typed), (11_700, 154_000));
    assert_eq!(specimen.dimensions.untyped, 12_000);
}

#[test]
fn most_types_have_one_or_two_neurons_some_hundreds_a_few_more_than_a_thousand() {
    for size in [Size::Hemibrain, Size::MaleCns] {
        let specimen = Specimen::new(size.dimensions(), DEFAULT_SEED);
        let sizes = specimen.types.iter().map(|t| t.sides.iter().sum::<u64>());
        let between = |low, high| sizes.clone().filter(|n| (low..=high).contains(n)).count();
        assert!(between(1, 2) * 2 > specimen.types.len());
        assert!(between(100, 999) >= 10, "{}", between(100, 999));
        assert!((3..60).contains(&between(1_000, 9_999)), "{}", between(1_000, 9_999));
    }
}

#[test]
fn the_two_sides_are_nearly_alike_and_some_neurons_lie_on_neither() {
    let on = |side| HEMIBRAIN.neurons.iter().filter(|n| n.side == side).count();
    let [left, right, middle, unknown] = Side::ALL.map(on);
    assert!(left.abs_diff(right) * 20 < left, "{left} {right}");
    assert!(middle > 50 && middle < 1_000, "{middle}");
    assert!(unknown > 500 && unknown < 5_000, "{unknown}");
    let as_written = |n: &&Kept| n.says(Attribute::SideAsWritten) == Some("BIL");
    assert!(HEMIBRAIN.neurons.iter().filter(as_written).count() > 5);
}

#[test]
fn some_types_have_more_neurons_on_one_side() {
    let unlike = HEMIBRAIN.specimen.types.iter().filter(|t| t.sides[0].abs_diff(t.sides[1]) > 2);
    assert!(unlike.count() > 20);
}

#[test]
fn a_body_id_stands_once_and_some_are_no_numbers_to_javascript() {
    let ids: HashSet<u64> = HEMIBRAIN.neurons.iter().map(|n| n.body_id).collect();
    assert_eq!(ids.len(), HEMIBRAIN.neurons.len());
    let beyond = ids.iter().filter(|id| **id > 1 << 53).count();
    assert!((100..500).contains(&beyond), "{beyond}");
}
