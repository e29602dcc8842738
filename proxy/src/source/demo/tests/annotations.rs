//! What is said of the neurons.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// How many neurons say what.
fn tally(attribute: Attribute) -> BTreeMap<&'static str, usize> {
    let mut tally = BTreeMap::new();
    for value in HEMIBRAIN.neurons.iter().filter_map(|n| n.says(attribute)) {
        *tally.entry(value).or_default() += 1;
    }
    tally
}

/// How many types have neurons that say different things.
fn mixed(attribute: Attribute) -> usize {
    let values = |neurons: &[Kept]| {
        neurons.iter().filter_map(|n| n.says(attribute).map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    HEMIBRAIN.types().filter(|(_, neurons)| values(neurons).len() > 1).count()
}

#[test]
fn every_transmitter_is_some_types_consensus_and_some_are_unclear_or_missing() {
    let consensus = tally(Attribute::ConsensusNt);
    for transmitter in [
        "acetylcholine",
        "glutamate",
        "gaba",
        "dopamine",
        "serotonin",
        "octopamine",
        "histamine",
        "tyramine",
        "unclear",
    ] {
        assert!(consensus[transmitter] > 1, "{transmitter}");
    }
    assert!(consensus.values().sum::<usize>() < HEMIBRAIN.neurons.len());
}

#[test]
fn experiments_have_been_made_with_few_types_and_none_shows_nothing() {
    let experimental = tally(Attribute::ExperimentalNt);
    assert!(["acetylcholine", "glutamate", "gaba"].iter().all(|nt| experimental[nt] > 10));
    assert!(experimental.values().sum::<usize>() * 4 < HEMIBRAIN.neurons.len());
    assert!(!experimental.contains_key("unclear"));
}

#[test]
fn predictions_have_a_confidence() {
    for attribute in [Attribute::CelltypePredictedNt, Attribute::PredictedNt] {
        let all = HEMIBRAIN.neurons.iter().flat_map(|n| &n.attributes);
        let mut confidences = all.filter(|(a, ..)| *a == attribute).map(|(.., c)| *c);
        assert!(confidences.clone().count() > 15_000);
        assert!(confidences.all(|c| c.is_some_and(|c| c > 0.0 && c < 1.0)));
    }
}

#[test]
fn neurons_dissent_from_their_types_transmitter() {
    assert!(mixed(Attribute::PredictedNt) > 500);
    assert!(mixed(Attribute::ConsensusNt) > 10);
    let other = |n: &&Kept| match (n.says(Attribute::ConsensusNt), n.says(Attribute::PredictedNt)) {
        (Some(consensus), Some(predicted)) => consensus != predicted,
        _ => false,
    };
    assert!(HEMIBRAIN.neurons.iter().filter(other).count() > 1_000);
}

#[test]
fn there_is_every_superclass_and_some_classes_and_subclasses() {
    let superclasses: Vec<_> = tally(Attribute::Superclass).into_keys().collect();
    let expected = [
        "ascending_neuron",
        "cb_intrinsic",
        "cb_motor",
        "cb_sensory",
        "descending_neuron",
        "endocrine",
        "ol_intrinsic",
        "ol_sensory",
        "sensory_ascending",
        "visual_centrifugal",
        "visual_projection",
        "vnc_efferent",
        "vnc_intrinsic",
        "vnc_motor",
        "vnc_sensory",
    ];
    assert_eq!(superclasses, expected);
    assert!(tally(Attribute::Class).len() > 10);
    assert!(tally(Attribute::Subclass).len() > 5);
}

#[test]
fn hemilineages_are_many_and_some_types_are_of_several() {
    assert!(tally(Attribute::Hemilineage).len() > 80);
    assert!(mixed(Attribute::Hemilineage) > 50);
}

#[test]
fn nerve_cord_neurons_have_a_neuromere_and_some_types_are_serial() {
    let neuromeres = tally(Attribute::Neuromere);
    assert!(["T1", "T2", "T3", "A1"].iter().all(|n| neuromeres.contains_key(n)));
    assert!(mixed(Attribute::Neuromere) > 50);
}

#[test]
fn some_types_are_dimorphic_some_neurons_cropped_and_most_traced() {
    assert_eq!(tally(Attribute::Dimorphism).len(), 4);
    let status = tally(Attribute::Status);
    assert!(status["Traced"] > 20_000 && status["Anchor"] > 100 && status["Orphan"] > 100);
    let cropped = tally(Attribute::Cropped);
    assert!(cropped["true"] > 100 && cropped["true"] * 10 < cropped["false"]);
}
