//! Who is connected with whom.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;
use crate::source::Source;

/// The neurons by body id.
static BY_ID: LazyLock<HashMap<u64, &'static Kept>> =
    LazyLock::new(|| HEMIBRAIN.neurons.iter().map(|n| (n.body_id, n)).collect());

#[test]
fn there_are_about_half_a_million_connections_most_of_them_weak() {
    let pairs: BTreeSet<_> = HEMIBRAIN.connections.iter().map(|(a, b, _)| (a, b)).collect();
    assert!((400_000..600_000).contains(&pairs.len()), "{}", pairs.len());
    let weak = HEMIBRAIN.connections.iter().filter(|(.., weight)| *weight < 10).count();
    assert!(weak * 10 > HEMIBRAIN.connections.len() * 6, "{weak}");
    assert!(HEMIBRAIN.connections.iter().all(|(a, b, weight)| a != b && *weight > 0));
}

#[test]
fn no_neuron_is_connected_more_often_than_its_counts_say() {
    let (mut given, mut taken) = (HashMap::<u64, u64>::new(), HashMap::<u64, u64>::new());
    for (pre, post, weight) in &HEMIBRAIN.connections {
        *given.entry(*pre).or_default() += u64::from(*weight);
        *taken.entry(*post).or_default() += u64::from(*weight);
    }
    assert!(given.iter().all(|(id, n)| Some(*n) <= BY_ID[id].counts.downstream));
    assert!(taken.iter().all(|(id, n)| Some(*n) <= BY_ID[id].counts.upstream));
}

#[test]
fn a_type_sends_to_five_to_forty_types_and_to_some_neurons_without_one() {
    let mut partners: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let type_name = |id: &u64| BY_ID[id].type_name.as_deref();
    for (pre, post, _) in &HEMIBRAIN.connections {
        if let Some(own) = type_name(pre) {
            partners.entry(own).or_default().insert(type_name(post));
        }
    }
    let untyped = partners.values().filter(|set| set.contains(&None)).count();
    assert!(untyped > 1_000, "{untyped}");
    let typed = |set: &BTreeSet<Option<&str>>| set.iter().flatten().count();
    assert!(partners.values().all(|set| typed(set) <= 40));
    let enough = partners.values().filter(|set| typed(set) >= 5).count();
    assert!(enough * 10 > HEMIBRAIN.specimen.types.len() * 9, "{enough}");
}

#[test]
fn neurons_without_a_type_send_too() {
    let sends = |id: &u64| BY_ID[id].type_name.is_none();
    assert!(HEMIBRAIN.connections.iter().filter(|(pre, ..)| sends(pre)).count() > 2_000);
}

#[test]
fn types_that_are_connected_have_a_region_in_common() {
    let types = &HEMIBRAIN.specimen.types;
    let by_name: HashMap<&str, _> = types.iter().map(|t| (t.named.name.as_str(), t)).collect();
    let of = |id: &u64| by_name.get(BY_ID[id].type_name.as_deref()?);
    for (pre, post, _) in HEMIBRAIN.connections.iter().step_by(50) {
        let (Some(pre), Some(post)) = (of(pre), of(post)) else { continue };
        let sends: BTreeSet<_> = pre.profile.outputs().map(|(region, _)| region).collect();
        assert!(post.profile.inputs().any(|(region, _)| sends.contains(&region)));
    }
}

#[tokio::test]
async fn the_table_answers_for_a_types_partners() {
    assert!(TABLE.dataset().partners);
    let partners = TABLE.partners("", "EPG").await.expect("the demo has connections");
    assert!(partners.outputs.len() >= 5 && partners.output_connections > 100);
}
