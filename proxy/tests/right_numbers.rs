//! The figures are right: expected ones are computed here from the rows, by another route than
//! the program's own.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use quickpage::source::demo;
use shared::roi::{OutputUnit, Regions};
use shared::wire::{NeuronList, RoiHierarchy, RoiNode, TypeList};
use support::{Proxy, hemibrain};

/// Sums of one type, straight from the cells of the table.
#[derive(Default, PartialEq, Debug)]
struct Expected {
    neurons: u64,
    sides: BTreeMap<&'static str, u64>,
    pre: u64,
    post: u64,
    downstream: u64,
    hemilineages: BTreeMap<String, u64>,
}

#[tokio::test]
async fn every_figure_of_the_real_table_agrees_with_its_rows() {
    let Some(path) = hemibrain() else { return };
    let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
    let mut untyped = 0;
    let mut reader = csv::Reader::from_path(&path).expect("the real table");
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.expect("a row");
        if row["type"].is_empty() {
            untyped += 1;
            continue;
        }
        let whole = |name: &str| row[name].parse::<f64>().map_or(0, |number| number as u64);
        let of_type = expected.entry(row["type"].clone()).or_default();
        of_type.neurons += 1;
        let side = match (&*row["side"], &*row["instance"]) {
            ("left", _) => "L",
            ("right", _) => "R",
            ("center", _) => "M",
            ("", instance) if instance.ends_with("_L") => "L",
            ("", instance) if instance.ends_with("_R") => "R",
            _ => "?",
        };
        *of_type.sides.entry(side).or_default() += 1;
        of_type.pre += whole("pre");
        of_type.post += whole("post");
        of_type.downstream += whole("pre_con2");
        if !row["ito_lee_hemilineage"].is_empty() {
            *of_type.hemilineages.entry(row["ito_lee_hemilineage"].clone()).or_default() += 1;
        }
    }
    assert_eq!((expected.len(), untyped), (5_620, 2_693), "the table is the one meant");
    let table = quickpage::source::table::read::Files { neurons: path, ..Default::default() };
    let proxy = Proxy::start(table.read().expect("the real table")).await;
    let name = "hemibrain-v1.2.1-neurons";
    let list: TypeList = proxy.json(&format!("datasets/{name}/types")).await;
    assert_eq!(list.untyped, untyped);
    assert_eq!(list.types.iter().map(|entry| entry.neurons).sum::<u64>(), 22_704);
    let found: BTreeMap<String, Expected> = proxy
        .summaries(name)
        .await
        .summaries
        .into_iter()
        .map(|(name, summary)| {
            let n = summary.neurons;
            let sides = [("L", n.left), ("R", n.right), ("M", n.middle), ("?", n.unknown)];
            let tallies = summary.attributes.get(&shared::neuron::Attribute::Hemilineage);
            let hemilineages = tallies.into_iter().flatten();
            let of_type = Expected {
                neurons: n.total,
                sides: sides.into_iter().filter(|(_, neurons)| *neurons > 0).collect(),
                pre: summary.pre,
                post: summary.post,
                downstream: summary.downstream.unwrap_or(0),
                hemilineages: hemilineages.map(|(v, tally)| (v.clone(), tally.neurons)).collect(),
            };
            (name, of_type)
        })
        .collect();
    for (name, of_type) in &expected {
        assert_eq!(found.get(name), Some(of_type), "{name}");
    }
    assert_eq!(found.len(), expected.len());
}

/// All ROIs of a tree with the ROIs at or below each.
fn below(node: &RoiNode, into: &mut Vec<(String, BTreeSet<String>)>) -> BTreeSet<String> {
    let mut all = BTreeSet::from([node.name.clone()]);
    for child in &node.children {
        all.extend(below(child, into));
    }
    into.push((node.name.clone(), all.clone()));
    all
}

#[tokio::test]
async fn every_figure_of_the_demo_agrees_with_its_neurons() {
    let table = demo::generate(demo::Size::Hemibrain, 1);
    let dataset = table.dataset().name.clone();
    let proxy = Proxy::start(table).await;
    let hierarchy: RoiHierarchy = proxy.json(&format!("datasets/{dataset}/roi-hierarchy")).await;
    let summaries = proxy.summaries(&dataset).await.summaries;
    assert_eq!(summaries.len(), 5_620);
    for (name, summary) in summaries.iter().step_by(7) {
        let path = name.replace('%', "%25").replace('/', "%2F").replace(['?', '#'], "%3F");
        if name.contains(['?', '#']) {
            continue;
        }
        let list: NeuronList =
            proxy.json(&format!("datasets/{dataset}/types/{path}/neurons")).await;
        let sum = |of: fn(&shared::wire::NeuronRow) -> Option<u64>| {
            list.neurons.iter().filter_map(of).sum::<u64>()
        };
        assert_eq!(summary.neurons.total, list.neurons.len() as u64, "{name}");
        assert_eq!((summary.pre, summary.post), (sum(|n| n.pre), sum(|n| n.post)), "{name}");
        assert_eq!(summary.downstream, Some(sum(|n| n.downstream)), "{name}");
        let mut rois: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for (roi, counts) in list.neurons.iter().flat_map(|neuron| &neuron.rois) {
            let sums = rois.entry(roi).or_default();
            *sums = [sums[0] + counts[0], sums[1] + counts[1]];
        }
        let found: BTreeMap<&str, [u64; 2]> =
            summary.rois.iter().map(|(roi, s)| (&**roi, [s.pre, s.post])).collect();
        assert_eq!(found, rois, "{name}");
    }
    regions_are_right(&hierarchy, summaries.values());
}

/// Each region of each type: its input is that of the primary ROIs at or below its parts, each
/// once, or its parts' own where there are none.
fn regions_are_right<'a>(
    hierarchy: &RoiHierarchy,
    summaries: impl Iterator<Item = &'a shared::wire::Summary>,
) {
    let primary: BTreeSet<&str> = hierarchy.primary.iter().map(String::as_str).collect();
    let mut nodes = Vec::new();
    below(hierarchy.hierarchy.as_ref().expect("a tree"), &mut nodes);
    let regions = Regions::new(hierarchy);
    let bare = |roi: &str| {
        roi.replace("(L)", "").replace("(R)", "").replace("_L_", "_").replace("_R_", "_")
    };
    let mut parts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (name, all) in &nodes {
        let inner: BTreeSet<&str> =
            all.iter().map(String::as_str).filter(|roi| primary.contains(roi)).collect();
        let atoms = if primary.contains(&**name) || inner.is_empty() {
            BTreeSet::from([name.as_str()])
        } else {
            inner
        };
        parts.entry(bare(name)).or_default().extend(atoms);
    }
    let mut checked = 0;
    for summary in summaries {
        let profile = regions.profile(summary);
        // Connections, unless a small type has none by ROI.
        let by_roi = summary.rois.values().any(|synapses| synapses.downstream.is_some());
        let unit = if by_roi { OutputUnit::Connections } else { OutputUnit::Tbars };
        assert_eq!(profile.unit, unit, "{}", summary.name);
        let in_primary: u64 = summary
            .rois
            .iter()
            .filter(|(roi, _)| primary.contains(&***roi))
            .map(|(_, s)| s.post)
            .sum();
        assert_eq!(profile.input_outside, summary.post - in_primary, "{}", summary.name);
        for count in &profile.regions {
            let region = &regions.all[usize::from(count.region)];
            let sum = |of: fn(&shared::wire::Synapses) -> u64| -> u64 {
                parts[&region.name].iter().filter_map(|roi| summary.rois.get(*roi)).map(of).sum()
            };
            let outputs: fn(&shared::wire::Synapses) -> u64 = match unit {
                OutputUnit::Connections => |s| s.downstream.unwrap_or(0),
                OutputUnit::Tbars => |s| s.pre,
            };
            let expected = (sum(|s| s.post), sum(outputs));
            assert_eq!((count.input, count.output), expected, "{} {}", summary.name, region.name);
            checked += 1;
        }
    }
    assert!(checked > 10_000, "only {checked} figures were there to check");
}
