//! Regions, and the synapses in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::roi::is_column;
use shared::wire::{RoiHierarchy, RoiNode};

use super::*;

/// The ROIs around each ROI, from the outside in, the root left out.
struct Paths {
    paths: HashMap<String, Vec<String>>,
    primary: BTreeSet<String>,
}

impl Paths {
    fn new(hierarchy: RoiHierarchy) -> Paths {
        let mut paths = HashMap::new();
        let root = hierarchy.hierarchy.expect("a tree");
        root.children.iter().for_each(|child| walk(child, &[], &mut paths));
        Paths { paths, primary: hierarchy.primary.into_iter().collect() }
    }

    fn is_primary(&self, roi: &str) -> bool {
        self.primary.contains(roi)
    }

    /// Sums over the primary ROIs of a neuron.
    fn primary_sum(&self, neuron: &Kept) -> [u64; 4] {
        sum(neuron.rois.iter().filter(|(roi, _)| self.is_primary(roi)).map(|(_, counts)| counts))
    }
}

fn walk(node: &RoiNode, around: &[String], paths: &mut HashMap<String, Vec<String>>) {
    let path = [around, std::slice::from_ref(&node.name)].concat();
    node.children.iter().for_each(|child| walk(child, &path, paths));
    let again = paths.insert(node.name.clone(), around.to_vec());
    assert!(again.is_none(), "{} stands twice", node.name);
}

fn sum<'a>(counts: impl Iterator<Item = &'a Counts>) -> [u64; 4] {
    counts.fold([0; 4], |sum, counts| {
        let four = four(counts);
        std::array::from_fn(|at| sum[at] + four[at])
    })
}

fn four(c: &Counts) -> [u64; 4] {
    [c.pre, c.post, c.upstream, c.downstream].map(|count| count.unwrap_or(0))
}

static PATHS: LazyLock<Paths> = LazyLock::new(|| Paths::new(Anatomy::new().hierarchy()));

#[test]
fn the_tree_is_nested_and_its_144_primary_rois_are_disjoint() {
    assert_eq!(PATHS.primary.len(), 144);
    for primary in &PATHS.primary {
        assert!(!PATHS.paths[primary].iter().any(|outer| PATHS.is_primary(outer)), "{primary}");
    }
    assert_eq!(PATHS.paths["EB"], ["CentralBrain", "CX"]);
    assert_eq!(PATHS.paths["AL-DA1(R)"], ["CentralBrain", "AL(R)"]);
    assert_eq!(PATHS.paths["ME_L_layer_01"], ["Optic(L)", "ME(L)", "ME(L)-layers"]);
    assert_eq!(PATHS.paths["LegNp(T1)(L)"], ["VNC"]);
    assert!(PATHS.is_primary("aL(L)") && PATHS.is_primary("AL(L)"));
}

#[test]
fn every_primary_roi_has_a_full_name() {
    let hierarchy = Anatomy::new().hierarchy();
    assert!(hierarchy.primary.iter().all(|roi| hierarchy.full_names.contains_key(roi)));
    assert_eq!(hierarchy.full_names["EB"], "ellipsoid body");
}

#[test]
fn neurons_name_no_rois_but_those_of_the_tree_and_single_columns() {
    assert!(!PATHS.paths.keys().any(|roi| is_column(roi)));
    let mut columns = 0;
    for (roi, _) in HEMIBRAIN.neurons.iter().flat_map(|n| &n.rois) {
        assert!(PATHS.paths.contains_key(roi) || is_column(roi), "{roi}");
        columns += usize::from(is_column(roi));
    }
    assert!(columns > 200, "{columns}");
}

#[test]
fn a_neuron_names_each_roi_once() {
    for neuron in &HEMIBRAIN.neurons {
        let names: BTreeSet<_> = neuron.rois.iter().map(|(roi, _)| roi).collect();
        assert_eq!(names.len(), neuron.rois.len());
    }
}

#[test]
fn five_to_fifteen_percent_of_a_neurons_inputs_lie_in_no_primary_roi() {
    for neuron in HEMIBRAIN.neurons.iter().filter(|n| n.type_name.is_some()) {
        let (inside, whole) = (PATHS.primary_sum(neuron), four(&neuron.counts));
        assert!((0..4).all(|at| inside[at] <= whole[at]), "{inside:?} {whole:?}");
        let outside = whole[1] - inside[1];
        // Rounded down from at least five percent.
        assert!((outside + 1) * 20 >= whole[1], "{outside} of {}", whole[1]);
        assert!(outside * 100 <= whole[1] * 15, "{outside} of {}", whole[1]);
    }
}

#[test]
fn an_roi_around_primary_ones_has_their_sum_and_one_within_has_no_more() {
    for neuron in HEMIBRAIN.neurons.iter().step_by(3) {
        let rois: BTreeMap<_, _> = neuron.rois.iter().map(|(roi, c)| (roi.as_str(), c)).collect();
        let mut sums: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
        for (roi, counts) in rois.iter().filter(|(roi, _)| PATHS.is_primary(roi)) {
            for outer in &PATHS.paths[*roi] {
                let sum = sums.entry(outer).or_default();
                *sum = std::array::from_fn(|at| sum[at] + four(counts)[at]);
            }
        }
        assert!(sums.iter().all(|(outer, sum)| four(rois[outer]) == *sum));
        for (roi, counts) in rois.iter().filter(|(roi, _)| !is_column(roi)) {
            let around = PATHS.paths[*roi].iter().find(|outer| PATHS.is_primary(outer));
            let whole = around.map_or(four(&neuron.counts), |primary| four(rois[primary.as_str()]));
            assert!((0..4).all(|at| four(counts)[at] <= whole[at]), "{roi}");
        }
    }
}

#[test]
fn entries_lack_some_of_their_keys() {
    let lacking = |what: fn(&Counts) -> Option<u64>| {
        let entries = HEMIBRAIN.neurons.iter().flat_map(|n| &n.rois);
        entries.filter(|(_, counts)| what(counts).is_none()).count()
    };
    assert!(lacking(|c| c.pre) > 500);
    assert!(lacking(|c| c.post) > 500);
    assert!(lacking(|c| c.downstream) > 500);
}

/// Inputs and outputs of some neurons by primary ROI.
fn profile(neurons: &[Kept]) -> BTreeMap<&str, u64> {
    let mut profile = BTreeMap::new();
    let entries = neurons.iter().flat_map(|n| &n.rois);
    for (roi, counts) in entries.filter(|(roi, _)| PATHS.is_primary(roi)) {
        *profile.entry(roi.as_str()).or_default() += counts.pre.max(counts.post).unwrap_or(0);
    }
    profile
}

#[test]
fn a_type_has_three_to_twenty_primary_rois_and_most_of_its_synapses_in_a_few() {
    let mut most_in_four = 0;
    for (name, neurons) in HEMIBRAIN.types() {
        let profile = profile(neurons);
        assert!((3..=20).contains(&profile.len()), "{name}: {profile:?}");
        let mut counts: Vec<u64> = profile.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let four: u64 = counts.iter().take(4).sum();
        most_in_four += usize::from(four * 2 > counts.iter().sum());
    }
    assert!(most_in_four * 100 > 85 * HEMIBRAIN.specimen.dimensions.types, "{most_in_four}");
}

#[test]
fn neurons_of_a_type_vary_around_its_profile() {
    let (mut alike, mut compared) = (0, 0);
    for (_, neurons) in HEMIBRAIN.types().filter(|(_, neurons)| neurons.len() > 1) {
        let two = [&neurons[..1], &neurons[1..2]].map(profile);
        if neurons[0].side == neurons[1].side {
            assert_ne!(two[0], two[1]);
            compared += 1;
            alike += usize::from(cosine(&two[0], &two[1]) > 0.9);
        }
    }
    assert!(compared > 500 && alike * 10 > compared * 8, "{alike} of {compared}");
}

fn cosine(a: &BTreeMap<&str, u64>, b: &BTreeMap<&str, u64>) -> f64 {
    let dot = |a: &BTreeMap<&str, u64>, b: &BTreeMap<&str, u64>| -> f64 {
        a.iter().map(|(roi, n)| *n as f64 * b.get(roi).copied().unwrap_or(0) as f64).sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn a_neuron_keeps_mostly_to_its_side() {
    for (side, own, other) in [(Side::Left, "(L)", "(R)"), (Side::Right, "(R)", "(L)")] {
        for neuron in HEMIBRAIN.neurons.iter().filter(|n| n.side == side) {
            let on = |suffix: &str| {
                let entries = neuron.rois.iter().filter(|(roi, _)| PATHS.is_primary(roi));
                sum(entries.filter(|(roi, _)| roi.ends_with(suffix)).map(|(_, c)| c))[1]
            };
            assert!(on(own) >= on(other), "{:?} {}", neuron.type_name, neuron.body_id);
        }
    }
}

#[test]
fn a_neuron_makes_five_to_ten_connections_per_output_site() {
    let sums = sum(HEMIBRAIN.neurons.iter().map(|n| &n.counts));
    assert!((5 * sums[0]..=10 * sums[0]).contains(&sums[3]), "{sums:?}");
}
