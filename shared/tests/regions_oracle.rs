//! Regions of any tree agree with their definition, taken word by word.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use made::{counts, node, spread};
use proptest::collection::vec;
use proptest::prelude::*;
use shared::roi::{Regions, without_side};
use shared::wire::{RoiHierarchy, RoiNode};

/// What the doc of [`shared::roi`] says, in so many words: the ROIs that are counted for a node.
fn counted<'a>(node: &'a RoiNode, primary: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    if primary.contains(node.name.as_str()) {
        return BTreeSet::from([node.name.as_str()]);
    }
    let within: BTreeSet<&str> = node
        .children
        .iter()
        .filter(|child| has_primary(child, primary))
        .flat_map(|child| counted(child, primary))
        .collect();
    if within.is_empty() { BTreeSet::from([node.name.as_str()]) } else { within }
}

fn has_primary(node: &RoiNode, primary: &BTreeSet<&str>) -> bool {
    primary.contains(node.name.as_str())
        || node.children.iter().any(|child| has_primary(child, primary))
}

/// The primary ROIs that lie in no other one.
fn disjoint<'a>(node: &'a RoiNode, primary: &BTreeSet<&str>) -> Vec<&'a str> {
    let of_child = |child: &'a RoiNode| match primary.contains(child.name.as_str()) {
        true => vec![child.name.as_str()],
        false => disjoint(child, primary),
    };
    node.children.iter().flat_map(of_child).collect()
}

/// By region, the ROIs that are counted for it; `around` are the regions around the node.
fn counted_by_region<'a>(
    node: &'a RoiNode,
    primary: &BTreeSet<&str>,
    around: &[String],
    all: &mut BTreeMap<String, BTreeSet<&'a str>>,
) {
    for child in &node.children {
        let region = without_side(&child.name);
        if !around.contains(&region) {
            all.entry(region.clone()).or_default().extend(counted(child, primary));
        }
        counted_by_region(child, primary, &[around, &[region]].concat(), all);
    }
}

/// Nodes as `(parent, region, side, primary, input)`; a parent is an earlier node or the root.
type Nodes = Vec<(usize, u8, u8, bool, u64)>;

fn built(nodes: &Nodes) -> (RoiNode, Vec<String>, BTreeMap<String, u64>) {
    let mut names = Vec::new();
    let mut primary = Vec::new();
    let mut inputs = BTreeMap::new();
    for (_, region, side, is_primary, input) in nodes {
        let name =
            format!("{}{}", char::from(b'A' + region), ["", "(L)", "(R)"][usize::from(*side)]);
        if *is_primary && !inputs.contains_key(&name) {
            primary.push(name.clone());
        }
        let new = inputs.insert(name.clone(), *input).is_none();
        names.push(new.then_some(name));
    }
    let mut trees: Vec<Vec<RoiNode>> = vec![Vec::new(); nodes.len() + 1];
    for at in (0..nodes.len()).rev() {
        let mut children = std::mem::take(&mut trees[at + 1]);
        children.reverse();
        match &names[at] {
            Some(name) => trees[nodes[at].0 % (at + 1)].push(node(name, children)),
            None => trees[nodes[at].0 % (at + 1)].extend(children),
        }
    }
    (node("root", trees.swap_remove(0)), primary, inputs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn each_region_counts_what_its_definition_says(
        nodes in vec((any::<usize>(), 0..6u8, 0..3u8, any::<bool>(), 0..100u64), 0..14),
    ) {
        let (tree, primary, inputs) = built(&nodes);
        let names: BTreeSet<&str> = primary.iter().map(String::as_str).collect();
        let mut expected = BTreeMap::new();
        counted_by_region(&tree, &names, &[], &mut expected);
        let hierarchy = RoiHierarchy { hierarchy: Some(tree.clone()), primary: primary.clone(), ..RoiHierarchy::default() };
        let regions = Regions::new(&hierarchy);
        let rois: Vec<_> = inputs.iter().map(|(roi, input)| (roi.as_str(), [*input, 0])).collect();
        let profile = regions.profile(&spread([10_000, 0], &rois));
        prop_assert_eq!(regions.all.len(), expected.len());
        let inside: u64 = disjoint(&tree, &names).iter().map(|roi| inputs[*roi]).sum();
        prop_assert_eq!(profile.input_outside, 10_000 - inside);
        for (region, rois) in expected {
            let sum: u64 = rois.iter().map(|roi| inputs[*roi]).sum();
            prop_assert_eq!(counts(&regions, &profile, &region)[0], sum, "{}", region);
        }
    }

    #[test]
    fn each_region_stands_directly_before_those_within_it(
        nodes in vec((any::<usize>(), 0..6u8, 0..3u8, any::<bool>(), 0..1u64), 0..14),
    ) {
        let (tree, primary, _) = built(&nodes);
        let regions = Regions::new(&RoiHierarchy { hierarchy: Some(tree), primary, ..RoiHierarchy::default() });
        let mut around = Vec::new();
        for (id, region) in regions.all.iter().enumerate() {
            around.truncate(usize::from(region.depth));
            prop_assert_eq!(around.last().copied(), region.parent);
            prop_assert_eq!(around.len(), usize::from(region.depth));
            around.push(id as u16);
        }
    }
}
