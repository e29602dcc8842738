//! The ROI hierarchies of real datasets. The data is not part of the project: see `real_data`.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::Path;

use made::{hierarchy, real_data, spread};
use serde_json::Value;
use shared::roi::{OutputUnit, Profile, Regions, is_column, without_side};
use shared::wire::{RoiHierarchy, RoiNode, Summary, Synapses};

const DATASETS: [&str; 4] = ["hemibrain", "manc", "male-cns", "optic-lobe"];

fn tree(folder: &Path, dataset: &str) -> RoiNode {
    let file = folder.join(format!("roi/{dataset}_roi_hierarchy.json"));
    serde_json::from_str(&read_to_string(file).unwrap()).unwrap()
}

fn names(node: &RoiNode) -> Vec<&str> {
    let within = node.children.iter().flat_map(names);
    std::iter::once(node.name.as_str()).chain(within).collect()
}

fn leaves(node: &RoiNode) -> Vec<&str> {
    match node.children.is_empty() {
        true => vec![&node.name],
        false => node.children.iter().flat_map(leaves).collect(),
    }
}

fn json(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&read_to_string(folder.join(file)).unwrap()).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

fn path(regions: &Regions, name: &str) -> String {
    let id = regions.find(name).unwrap_or_else(|| panic!("no region {name}"));
    let region = &regions.all[usize::from(id)];
    match region.parent {
        Some(parent) => format!("{}/{name}", path(regions, &regions.all[usize::from(parent)].name)),
        None => name.to_owned(),
    }
}

fn of<'a>(
    regions: &Regions,
    profile: &'a Profile,
    name: &str,
) -> Option<&'a shared::roi::RegionCount> {
    let id = regions.find(name)?;
    profile.regions.iter().find(|count| count.region == id)
}

#[test]
fn each_tree_becomes_a_tree_of_regions_without_sides_and_columns() {
    let Some(folder) = real_data() else { return };
    for dataset in DATASETS {
        let tree = tree(&folder, dataset);
        let regions = Regions::new(&hierarchy(tree.clone(), &[]));
        let all: BTreeSet<&str> = regions.all.iter().map(|region| region.name.as_str()).collect();
        assert_eq!(all.len(), regions.all.len(), "{dataset}: each region once");
        let expected: BTreeSet<String> = names(&tree)[1..]
            .iter()
            .filter(|roi| !is_column(roi))
            .map(|roi| without_side(roi))
            .collect();
        assert!(all.into_iter().eq(expected.iter().map(String::as_str)), "{dataset}");
    }
}

#[test]
fn regions_stand_where_people_look_for_them() {
    let Some(folder) = real_data() else { return };
    let cases = [
        ("hemibrain", "FB", "CX/FB"),
        ("hemibrain", "FBl3", "CX/FB/FBl3"),
        ("hemibrain", "NO2", "CX/NO/NO2"),
        ("hemibrain", "PB(L1)", "CX/PB/PB(L1)"),
        ("hemibrain", "MB", "MB"),
        ("hemibrain", "aL", "MB/aL"),
        ("hemibrain", "AL", "AL"),
        ("hemibrain", "a1", "MB/aL/a1"),
        ("manc", "LegNp(T1)", "LegNp(T1)"),
        ("male-cns", "LAL", "CentralBrain/LAL"),
        ("male-cns", "ME_layer_07", "Optic/ME/ME-layers/ME_layer_07"),
        ("optic-lobe", "ME", "Brain/OL/ME"),
    ];
    for (dataset, region, expected) in cases {
        let regions = Regions::new(&hierarchy(tree(&folder, dataset), &[]));
        assert_eq!(path(&regions, region), expected, "{dataset}");
    }
}

/// With one synapse in every ROI of the tree, a sum is a number of ROIs.
fn one_each(tree: &RoiNode) -> Summary {
    let ones: Vec<(&str, [u64; 2])> = names(tree).into_iter().map(|roi| (roi, [1, 1])).collect();
    spread([10_000, 10_000], &ones)
}

#[test]
fn the_hemibrains_super_level_rois_are_summed_once_each() {
    let Some(folder) = real_data() else { return };
    let tree = tree(&folder, "hemibrain");
    let answer = json(&folder, "dbmeta-datasets-hemibrain-v1.1.json");
    let primary = strings(&answer["hemibrain:v1.1"]["superLevelROIs"]);
    let regions = Regions::new(&hierarchy(tree.clone(), &primary));
    let profile = regions.profile(&one_each(&tree));
    let cases = [
        ("CX", 6), // AB on both sides, FB, EB, PB, NO
        ("NO", 1), // itself, not its sides
        ("AB", 2),
        ("MB", 13), // CA, a'L, aL, gL, b'L, bL on both sides, PED on one
        ("MB(+ACA)", 7),
        ("AL", 2),
        ("AL-DA2", 2),
        ("LX", 4),
        ("GA", 1),
        ("aL", 2),
        ("INP", 9),
        ("AOT", 1),
    ];
    for (region, rois) in cases {
        assert_eq!(of(&regions, &profile, region).unwrap().input, rois, "{region}");
    }
    assert_eq!(profile.input_outside, 10_000 - 63);
}

#[test]
fn primary_regions_and_outside_make_up_the_whole() {
    let Some(folder) = real_data() else { return };
    for dataset in DATASETS {
        let tree = tree(&folder, dataset);
        // The proxy takes the leaves where nothing says what is primary: the hemibrain's two
        // sides are then divided differently.
        let primary: Vec<&str> = leaves(&tree).into_iter().filter(|roi| !is_column(roi)).collect();
        let regions = Regions::new(&hierarchy(tree.clone(), &primary));
        let profile = regions.profile(&one_each(&tree));
        let is_primary = |id: u16| regions.all[usize::from(id)].primary;
        let inside: u64 = profile
            .regions
            .iter()
            .filter(|count| is_primary(count.region))
            .map(|count| count.input)
            .sum();
        assert_eq!(inside + profile.input_outside, profile.input_total, "{dataset}");
    }
}

/// A neuron of neuPrintExplorer's test data as a type of its own.
fn summary(neuron: &Value) -> Summary {
    let number = |value: &Value, key: &str| value[key].as_u64();
    let rois = neuron["roiInfo"].as_object().unwrap().iter().map(|(roi, counts)| {
        let synapses = Synapses {
            pre: number(counts, "pre").unwrap_or_default(),
            post: number(counts, "post").unwrap_or_default(),
            downstream: number(counts, "downstream"),
            ..Synapses::default()
        };
        (roi.clone(), synapses)
    });
    Summary {
        pre: number(neuron, "pre").unwrap(),
        post: number(neuron, "post").unwrap(),
        downstream: number(neuron, "downstream"),
        rois: rois.collect::<BTreeMap<_, _>>(),
        ..Summary::default()
    }
}

#[test]
fn both_sides_of_the_smp_are_a_third_of_a_real_neurons_output() {
    let Some(folder) = real_data() else { return };
    let five = json(&folder, "optic-lobe-five-neurons-roiInfo.json");
    let primary = strings(&five["superLevelRois"]);
    let hierarchy: RoiHierarchy = hierarchy(tree(&folder, "optic-lobe"), &primary);
    let regions = Regions::new(&hierarchy);
    let neurons = five["neurons"].as_array().unwrap();
    let neuron = neurons.iter().find(|neuron| neuron["instance"] == "(DNpe053,SMP454)_L").unwrap();
    let profile = regions.profile(&summary(neuron));
    assert_eq!((profile.unit, profile.output_total), (OutputUnit::Connections, 66_167));
    let smp = of(&regions, &profile, "SMP").unwrap();
    assert_eq!((smp.output, smp.input), (21_375, 4_599));
    assert_eq!(profile.output_outside, 66_167 - 57_290);
    assert_eq!(profile.input_outside, 17_703 - 15_634);
}
