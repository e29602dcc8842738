//! What types and neurons are called.

use std::collections::{HashMap, HashSet};

use shared::aliases;

use super::super::families::odd;
use super::*;

fn type_names() -> HashSet<&'static str> {
    HEMIBRAIN.types().map(|(name, _)| name).collect()
}

#[test]
fn names_are_as_odd_as_real_ones() {
    let names = type_names();
    let real = [
        "KCa'b'-ap1",
        "KCα′β′-x",
        "PEN_b(PEN2)",
        "Acc. ti flexor MN",
        "Pleural remotor/abductor MN",
        "5-HTPMPV03",
        "hDeltaK",
        "FB4A_a",
        "OA-VUMa3",
        "AN_GNG_12",
        "vΔA_a",
        "VP1d+VP4_l2PN1",
    ];
    for name in real {
        assert!(names.contains(name), "{name}");
    }
    for sign in ['\'', '′', '(', '[', '/', ' ', '.', '+', '"', '\\', '<', '\u{200F}', 'ニ'] {
        assert!(names.iter().any(|name| name.contains(sign)), "{sign:?}");
    }
}

#[test]
fn some_names_differ_only_by_case() {
    let mut by_lower_case: HashMap<String, usize> = HashMap::new();
    for name in type_names() {
        *by_lower_case.entry(name.to_lowercase()).or_default() += 1;
    }
    assert!(by_lower_case.values().filter(|n| **n > 1).count() >= 4);
    assert!(["Mi1", "mi1", "ALa1", "aLA1"].iter().all(|name| type_names().contains(name)));
}

#[test]
fn some_names_attack_and_one_is_very_long() {
    let names = type_names();
    assert!(odd::ATTACKING.iter().all(|name| names.contains(name)));
    let long = names.iter().filter(|name| (80..=120).contains(&name.chars().count()));
    assert_eq!(long.count(), 1);
}

#[test]
fn instances_tell_the_side_or_a_glomerulus() {
    let mut glomeruli = 0;
    for neuron in HEMIBRAIN.neurons.iter().filter(|n| n.type_name.is_some()) {
        let Some(instance) = &neuron.instance else { continue };
        let said = Side::from_instance(instance);
        assert!(said.is_none_or(|side| side == neuron.side), "{instance}");
        glomeruli += usize::from(instance.contains("(PB") && said.is_none());
    }
    assert!(glomeruli > 100, "{glomeruli}");
}

#[test]
fn synonyms_say_whose_they_are() {
    let all = HEMIBRAIN.types().flat_map(|(_, neurons)| &neurons[0].names);
    let synonyms = all.filter(|(kind, _)| *kind == NameKind::Synonym);
    let mut split = Vec::new();
    synonyms.for_each(|(kind, text)| aliases::split(*kind, text, &mut split));
    assert!(split.len() > 1_000);
    assert!(split.iter().all(|name| name.source.is_some()));
    assert!(split.iter().any(|name| name.source.as_deref().is_some_and(|s| s.contains(", "))));
}

#[test]
fn types_have_names_in_other_datasets() {
    let has = |wanted: NameKind| {
        let has = |neurons: &[Kept]| neurons[0].names.iter().any(|(kind, _)| *kind == wanted);
        HEMIBRAIN.types().filter(|(_, neurons)| has(neurons)).count()
    };
    assert!(has(NameKind::FlywireType) > 1_000);
    assert!(has(NameKind::HemibrainType) > 1_000);
    assert!(has(NameKind::MancType) > 500);
    assert!(has(NameKind::SystematicType) > 500);
    assert!(has(NameKind::MorphologyType) > 50);
    assert!(has(NameKind::Note) > 20);
}

#[test]
fn some_flywire_types_are_lists_and_some_have_brackets() {
    let flywire = || {
        let all = HEMIBRAIN.types().flat_map(|(_, neurons)| &neurons[0].names);
        all.filter(|(kind, _)| *kind == NameKind::FlywireType)
    };
    let parts = |text: &str| {
        let mut parts = Vec::new();
        aliases::split(NameKind::FlywireType, text, &mut parts);
        parts.len()
    };
    assert!(flywire().any(|(_, text)| parts(text) > 1));
    assert!(flywire().any(|(_, text)| text.contains("(a,c)") && parts(text) == 1));
}
