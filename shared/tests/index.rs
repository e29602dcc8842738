//! What the index says of a type.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeMap;
use std::sync::Arc;

use made::{hierarchy, index_of, index_over, named, node, packed_and_read};
use shared::counterparts::counterparts;
use shared::index::{Facet, Index, Measure, Unpacking, Unreadable, stamp};
use shared::neuron::{Attribute, NameKind};
use shared::roi::Regions;
use shared::side::Side;
use shared::wire::{Line, SideCounts, Summary, Synapses, Tally};

fn said(values: &[(&str, u64)]) -> BTreeMap<String, Tally> {
    let tally = |neurons| Tally { neurons, confidence: None };
    values.iter().map(|(value, neurons)| ((*value).to_owned(), tally(*neurons))).collect()
}

fn with_attributes(attributes: &[(Attribute, &[(&str, u64)])]) -> Summary {
    let attributes = attributes.iter().map(|(attribute, values)| (*attribute, said(values)));
    Summary { attributes: attributes.collect(), ..named("T", &[]) }
}

/// The values that the first type has in a facet.
fn values(index: &Index, facet: Facet) -> Vec<&str> {
    let values = index.entries[0].values.iter().filter(|(of, _)| *of == facet);
    values.map(|(_, id)| &*index.values(facet)[usize::from(*id)]).collect()
}

#[test]
fn a_summary_read_for_the_index_makes_the_same_entry() {
    let tree =
        node("brain", vec![node("LAL(L)", vec![]), node("a\"b", vec![]), node("EB", vec![])]);
    let regions = || Regions::new(&hierarchy(tree.clone(), &["LAL(L)", "a\"b", "EB"]));
    let sides = BTreeMap::from([(Side::Left, [1, 2, 3, 4]), (Side::Right, [5, 6, 7, 8])]);
    for (whole, of_roi) in [(None, None), (Some(50), Some(9)), (Some(50), None)] {
        let counts = |n| Synapses {
            pre: n,
            post: 2 * n,
            upstream: Some(n),
            downstream: of_roi.map(|more| more + n),
            sides: sides.clone(),
        };
        let rois = ["LAL(L)", "a\"b", "EB", "elsewhere", "é\u{1f9e0}"];
        let summary = Summary {
            pre: 40,
            post: 90,
            downstream: whole,
            sides: sides.clone(),
            rois: rois.iter().zip(1..).map(|(roi, n)| ((*roi).to_owned(), counts(n))).collect(),
            ..with_attributes(&[(Attribute::Class, &[("AL", 2)])])
        };
        let line = serde_json::to_string(&summary).unwrap();
        let Line::Summary(read) = Line::parse_as(&line).unwrap() else { panic!("{line}") };
        let mut index = Index::new(Arc::new(regions()));
        index.push_read(&read);
        let expected = index_over(regions(), &[summary]);
        assert_eq!(format!("{:?}", index.entries), format!("{:?}", expected.entries));
        assert!(!index.entries[0].profile.regions.is_empty());
    }
}

#[test]
fn an_index_comes_back_from_its_pieces_whole_or_not_at_all() {
    let names = |n: usize| vec![(NameKind::FlywireType, format!("F{}", n % 7))];
    let types: Vec<Summary> = (0..2_500)
        .map(|n| {
            let others = names(n);
            let others: Vec<_> = others.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
            named(&format!("T{}", 2_500 - n), &others)
        })
        .collect();
    let index = index_of(&types);
    let mut again = packed_and_read(&index);
    assert_eq!(format!("{:?}", again.entries), format!("{:?}", index.entries));
    assert_eq!(again.in_natural_order(), index.in_natural_order());
    assert_eq!(counterparts(&again, 9), counterparts(&index, 9));
    again.push(&named("T2501", &[]));
    assert_eq!(again.find("T2501"), Some(2_500));
    assert_eq!(again.in_natural_order().last(), Some(&2_500));

    let pieces: Vec<Vec<u8>> = (0..).map_while(|number| index.piece(number)).collect();
    let read = |pieces: &[&[u8]]| {
        let mut unpacking = Unpacking::new(Arc::default());
        pieces.iter().try_for_each(|piece| unpacking.add(piece))?;
        unpacking.finish().map(|index| index.len())
    };
    let [first, middle @ .., last] = &pieces[..] else { panic!("pieces") };
    assert_eq!(read(&[first, &middle[0], &middle[1], last]), Ok(2_500));
    assert_eq!(read(&[first, &middle[0], last]), Err(Unreadable));
    assert_eq!(read(&[first, &middle[0], &middle[0], last]), Err(Unreadable));
    assert_eq!(read(&[first, &middle[0], &middle[1][..99]]), Err(Unreadable));
    assert_eq!(read(&[&first[..99]]), Err(Unreadable));
    assert_eq!(read(&[b"", b""]), Err(Unreadable));
}

#[test]
fn a_stamp_is_of_the_regions() {
    let regions = |names: &[&str]| {
        let nodes = names.iter().map(|name| node(name, vec![])).collect();
        Regions::new(&hierarchy(node("brain", nodes), names))
    };
    assert_eq!(stamp(&regions(&["EB", "FB"])), stamp(&regions(&["EB", "FB"])));
    assert_ne!(stamp(&regions(&["EB", "FB"])), stamp(&regions(&["FB", "EB"])));
    assert_ne!(stamp(&regions(&["EB", "FB"])), stamp(&regions(&["EB"])));
}

#[test]
fn the_transmitter_is_the_majority_of_the_most_trusted_attribute() {
    use Attribute::{CelltypePredictedNt, ConsensusNt, PredictedNt};
    type Said<'a> = &'a [(Attribute, &'a [(&'a str, u64)])];
    type Expected<'a> = Option<(Attribute, &'a str, bool)>;
    let cases: [(Said, Expected); 6] = [
        (&[], None),
        (&[(PredictedNt, &[("gaba", 1)])], Some((PredictedNt, "gaba", false))),
        (
            &[(PredictedNt, &[("gaba", 9)]), (CelltypePredictedNt, &[("glutamate", 1)])],
            Some((CelltypePredictedNt, "glutamate", false)),
        ),
        (&[(ConsensusNt, &[("acetylcholine", 2), ("gaba", 3)])], Some((ConsensusNt, "gaba", true))),
        (&[(ConsensusNt, &[("gaba", 2), ("dopamine", 2)])], Some((ConsensusNt, "dopamine", true))),
        (
            &[(ConsensusNt, &[]), (PredictedNt, &[("gaba", 1), ("dopamine", 0)])],
            Some((PredictedNt, "gaba", false)),
        ),
    ];
    for (said, expected) in cases {
        let index = index_of(&[with_attributes(said)]);
        let transmitter = index.entries[0].transmitter;
        let expected_values: Vec<&str> = expected.iter().map(|(_, value, _)| *value).collect();
        assert_eq!(values(&index, Facet::Transmitter), expected_values);
        assert_eq!(
            transmitter.map(|t| (t.attribute, t.mixed)),
            expected.map(|(attribute, _, mixed)| (attribute, mixed))
        );
    }
}

#[test]
fn a_type_has_every_class_that_any_of_its_neurons_has() {
    let index = index_of(&[with_attributes(&[
        (Attribute::Superclass, &[("cb_intrinsic", 5)]),
        (Attribute::Class, &[("visual", 1), ("olfactory", 4)]),
    ])]);
    assert_eq!(values(&index, Facet::Superclass), ["cb_intrinsic"]);
    assert_eq!(values(&index, Facet::Class), ["olfactory", "visual"]);
    assert_eq!(values(&index, Facet::Hemilineage), [""; 0]);
}

#[test]
fn sides_are_those_of_all_its_neurons() {
    let cases: [([u64; 4], &[&str]); 8] = [
        ([1, 1, 0, 0], &["left and right", "some left", "some right"]),
        ([2, 0, 0, 0], &["only left", "some left"]),
        ([0, 2, 0, 0], &["only right", "some right"]),
        ([0, 0, 1, 0], &["only middle", "some middle"]),
        ([1, 0, 1, 0], &["some left", "some middle"]),
        ([0, 0, 0, 1], &["some unknown"]),
        ([2, 0, 0, 1], &["only left", "some left", "some unknown"]),
        ([0, 0, 0, 0], &[]),
    ];
    for ([left, right, middle, unknown], expected) in cases {
        let total = left + right + middle + unknown;
        let neurons = SideCounts { total, left, right, middle, unknown };
        let index = index_of(&[Summary { neurons, ..named("T", &[]) }]);
        assert_eq!(values(&index, Facet::Side), expected, "{neurons:?}");
    }
}

#[test]
fn the_alias_is_the_best_name_that_says_something_new() {
    use NameKind::{FlywireType, HemibrainType, Instance, MancType, Note, Synonym, SystematicType};
    type Names<'a> = &'a [(NameKind, &'a str)];
    let cases: [(Names, Option<&str>); 9] = [
        (&[], None),
        (&[(Note, "a remark")], None),
        (&[(Instance, "EPG(PB08)_L3"), (FlywireType, "EPG"), (Synonym, "E-PG 1")], Some("E-PG 1")),
        (&[(Synonym, "e-p.g"), (HemibrainType, "EPG2"), (FlywireType, "epg")], Some("EPG2")),
        (&[(MancType, "m"), (SystematicType, "s"), (FlywireType, "f")], Some("f")),
        (&[(Instance, "EPG_L"), (Instance, "EPG_R"), (Instance, "EPG_M")], None),
        (&[(Instance, "EPG_L"), (Instance, "EPG(PB08)_R")], Some("EPG(PB08)_R")),
        (&[(Synonym, "b"), (Synonym, "a")], Some("b")),
        (&[(Synonym, "?"), (Instance, "(_L")], None),
    ];
    for (names, expected) in cases {
        let index = index_of(&[named("EPG", names)]);
        let alias = index.entries[0].alias.as_ref().map(|(_, name)| &**name);
        assert_eq!(alias, expected, "{names:?}");
    }
}

#[test]
fn what_deserves_a_second_look_is_a_value_to_filter_by() {
    let neurons = SideCounts { total: 8, left: 2, right: 6, ..SideCounts::default() };
    let cropped = [(Attribute::Cropped, said(&[("true", 4), ("false", 4)]))];
    let uneven = Summary { neurons, attributes: cropped.into(), ..named("T", &[]) };
    let index = index_of(&[uneven]);
    assert_eq!(values(&index, Facet::Attention), ["uneven", "cropped"]);
    let labels = values(&index, Facet::Attention).into_iter();
    let labels: Vec<_> = labels.map(|key| Facet::Attention.value_label(key)).collect();
    assert_eq!(labels, ["uneven sides", "cropped"]);
    let even = SideCounts { total: 4, left: 2, right: 2, ..SideCounts::default() };
    let even = index_of(&[Summary { neurons: even, ..named("T", &[]) }]);
    assert!(even.values(Facet::Attention).is_empty());
}

#[test]
fn a_measure_reaches_from_the_first_type_to_the_last() {
    let type_of = |name: &str, total, post| {
        let neurons = SideCounts { total, ..SideCounts::default() };
        Summary { neurons, post, ..named(name, &[]) }
    };
    let index = index_of(&[type_of("A", 3, 0), type_of("B", 12, 0)]);
    assert_eq!(index.span(Measure::Neurons), 2..6, "from 3 to 10 and more");
    for without in [Measure::Inputs, Measure::Outputs, Measure::NtConfidence] {
        assert!(index.span(without).is_empty(), "no type has a number: {without:?}");
    }
    assert!(index_of(&[]).span(Measure::Neurons).is_empty());
}

#[test]
fn a_type_pushed_again_changes_nothing() {
    let index = index_of(&[named("A", &[]), named("A", &[(NameKind::Synonym, "b")])]);
    assert_eq!(index.len(), 1);
    assert_eq!(shared::search::search(&index, "b"), Some(Vec::new()));
}

#[test]
fn types_are_found_by_exact_name_while_the_index_fills() {
    let mut index = Index::default();
    assert!(index.is_empty());
    for (count, name) in ["LC10", "LC9", "lc10", "LC4"].into_iter().enumerate() {
        assert_eq!(index.find(name), None);
        index.push(&named(name, &[]));
        assert_eq!(index.find(name), Some(count as u32));
        assert_eq!(index.in_natural_order().len(), count + 1);
    }
    let order = index.in_natural_order().iter().map(|id| &*index.entries[*id as usize].name);
    assert_eq!(order.collect::<Vec<_>>(), ["LC4", "LC9", "LC10", "lc10"]);
}

#[test]
fn imbalance_and_outputs_say_what_is_known() {
    let neurons = |left, right| SideCounts { total: 9, left, right, ..SideCounts::default() };
    let entry = |summary: Summary| index_of(&[summary]).entries[0].clone();
    for (left, right, expected) in
        [(1, 1, Some(0.0)), (3, 1, Some(0.5)), (0, 2, Some(1.0)), (0, 0, None)]
    {
        let summary = Summary { neurons: neurons(left, right), ..named("T", &[]) };
        assert_eq!(entry(summary).imbalance(), expected);
    }
    assert_eq!(entry(Summary { pre: 3, ..named("T", &[]) }).outputs().0, 3);
    assert_eq!(entry(Summary { pre: 3, downstream: Some(8), ..named("T", &[]) }).outputs().0, 8);
}
