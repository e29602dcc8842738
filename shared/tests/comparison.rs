//! Types side by side.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeMap;

use made::{hierarchy, node, spread};
use shared::comparison::{attributes, likeness, regions};
use shared::neuron::Attribute;
use shared::roi::{Profile, Regions};
use shared::view::Way;
use shared::wire::{Summary, Tally};

fn tree() -> Regions {
    let leaf = |name| node(name, vec![]);
    let cx = node("CX", vec![leaf("EB"), leaf("PB")]);
    let tree = node("brain", vec![cx, leaf("LAL(L)"), leaf("LAL(R)"), leaf("SMP")]);
    Regions::new(&hierarchy(tree, &["EB", "PB", "LAL(L)", "LAL(R)", "SMP"]))
}

fn profiles(tree: &Regions, types: &[Summary]) -> Vec<Profile> {
    types.iter().map(|summary| tree.profile(summary)).collect()
}

#[test]
fn regions_are_aligned_and_each_type_makes_all_of_its_synapses() {
    let tree = tree();
    let types = [
        spread([1_000, 100], &[("EB", [500, 0]), ("LAL(L)", [100, 20]), ("LAL(R)", [300, 80])]),
        spread([2_000, 0], &[("EB", [1_000, 0]), ("SMP", [3, 0])]),
    ];
    let (lines, few) = regions(&tree, &profiles(&tree, &types));
    let name = |line: &shared::comparison::RegionLine| {
        line.region.map_or("outside".to_owned(), |id| tree.all[usize::from(id)].name.clone())
    };
    assert_eq!(lines.iter().map(name).collect::<Vec<_>>(), ["EB", "LAL", "outside"]);
    assert_eq!(few, 1, "SMP has next to nothing");
    assert_eq!(lines[0].shares, [[0.5, 0.0], [0.5, 0.0]]);
    assert_eq!(lines[0].apart, 0.0);
    assert_eq!(lines[1].shares, [[0.4, 1.0], [0.0, 0.0]]);
    assert_eq!(lines[1].apart, 1.0, "of output");
    assert_eq!(lines[2].shares[0], [0.1, 0.0]);
}

#[test]
fn attributes_differ_where_most_neurons_say_something_else() {
    let said = |values: &[(&str, u64)]| Summary {
        attributes: BTreeMap::from([(
            Attribute::ConsensusNt,
            values
                .iter()
                .map(|(value, neurons)| {
                    ((*value).to_owned(), Tally { neurons: *neurons, confidence: None })
                })
                .collect(),
        )]),
        ..Summary::default()
    };
    let differ = |types: &[Summary]| attributes(types).first().map(|line| line.differs);
    let (gaba, mixed) = (said(&[("gaba", 4)]), said(&[("acetylcholine", 1), ("gaba", 9)]));
    assert_eq!(differ(&[gaba.clone(), mixed.clone()]), Some(false));
    assert_eq!(attributes(&[mixed])[0].values[0][0], ("gaba".to_owned(), 9));
    assert_eq!(differ(&[gaba.clone(), said(&[("glutamate", 4)])]), Some(true));
    assert_eq!(differ(&[gaba, Summary::default()]), Some(true));
    assert_eq!(differ(&[Summary::default()]), None, "what none has is no line");
}

#[test]
fn likeness_is_of_shares_and_of_one_way() {
    let tree = tree();
    let types = [
        spread([100, 10], &[("EB", [50, 0]), ("LAL(L)", [50, 10])]),
        spread([1_000, 10], &[("EB", [500, 10]), ("LAL(R)", [500, 0])]),
        spread([0, 10], &[("SMP", [0, 10])]),
    ];
    let all = profiles(&tree, &types);
    let like = |a: usize, b: usize, way| likeness(&all[a], &all[b], way, &tree);
    assert!((like(0, 1, Way::Input).unwrap() - 1.0).abs() < 1e-9, "in the same regions alike");
    assert_eq!(like(0, 1, Way::Output), Some(0.0));
    assert_eq!(like(0, 2, Way::Input), None);
}
