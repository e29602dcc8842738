//! Types and indexes made for a test, and the folder of real data.
#![allow(clippy::unwrap_used)]
#![allow(dead_code)] // Each test file uses some of these.

pub mod expressions;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use shared::index::{Index, Unpacking};
use shared::neuron::NameKind;
use shared::roi::{Profile, Regions};
use shared::wire::{Name, RoiHierarchy, RoiNode, SideCounts, Summary, Synapses};

/// A type of one neuron with these other names.
pub fn named(name: &str, others: &[(NameKind, &str)]) -> Summary {
    let name_of = |(kind, name): &(NameKind, &str)| Name {
        kind: *kind,
        name: (*name).to_owned(),
        source: None,
    };
    Summary {
        name: name.to_owned(),
        names: others.iter().map(name_of).collect(),
        neurons: SideCounts { total: 1, unknown: 1, ..SideCounts::default() },
        ..Summary::default()
    }
}

/// An index without regions.
pub fn index_of(summaries: &[Summary]) -> Index {
    index_over(Regions::default(), summaries)
}

pub fn index_over(regions: Regions, summaries: &[Summary]) -> Index {
    let mut index = Index::new(Arc::new(regions));
    summaries.iter().for_each(|summary| index.push(summary));
    index
}

/// An index as it comes back from its pieces.
pub fn packed_and_read(index: &Index) -> Index {
    let pieces = (0..).map_while(|number| index.piece(number));
    let mut unpacking = Unpacking::new(Arc::clone(&index.regions));
    pieces.for_each(|piece| unpacking.add(&piece).unwrap());
    unpacking.finish().unwrap()
}

/// A node of a tree.
pub fn node(name: &str, children: Vec<RoiNode>) -> RoiNode {
    RoiNode { name: name.to_owned(), children }
}

/// A tree with these primary ROIs.
pub fn hierarchy(tree: RoiNode, primary: &[&str]) -> RoiHierarchy {
    RoiHierarchy {
        hierarchy: Some(tree),
        primary: primary.iter().map(|&name| name.to_owned()).collect(),
        full_names: BTreeMap::new(),
    }
}

/// A type with `[post, pre]` by ROI and as a whole.
pub fn spread(total: [u64; 2], rois: &[(&str, [u64; 2])]) -> Summary {
    let synapses = |[post, pre]: [u64; 2]| Synapses { pre, post, ..Synapses::default() };
    Summary {
        post: total[0],
        pre: total[1],
        rois: rois.iter().map(|(roi, counts)| ((*roi).to_owned(), synapses(*counts))).collect(),
        ..named("T", &[])
    }
}

/// `[input, output]` of a region of this name.
pub fn counts(regions: &Regions, profile: &Profile, name: &str) -> [u64; 2] {
    let id = regions.find(name).unwrap_or_else(|| panic!("no region {name}"));
    let found = profile.regions.iter().find(|count| count.region == id);
    found.map_or([0, 0], |count| [count.input, count.output])
}

/// The folder of real data; `None`, said loudly, where there is none. CI has it always.
pub fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("QUICKPAGE_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        let in_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
        assert!(!in_ci, "QUICKPAGE_TEST_DATA must name the folder of real data in CI");
        // Straight to stderr: what a passing test prints by `eprintln` is not shown.
        let skipped = b"SKIPPED: set QUICKPAGE_TEST_DATA to test with real data\n";
        std::io::stderr().write_all(skipped).unwrap();
    }
    folder
}
