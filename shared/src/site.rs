//! What lies on a static host: where the app finds what it would else ask a proxy for, and which
//! pages there are.
//!
//! All addresses are relative to the page, so that a site works below any path.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::roi::{OutputUnit, Regions};
use crate::side::Side;
use crate::wire::{Dataset, NeuronRow, Partners, SideCounts, Summary};

/// Version of the formats in this file. An app that finds another one has to be read anew.
pub const FORMAT: u32 = 1;

/// Where a site says what it is.
pub const ADDRESS: &str = "quickpage.json";

/// Name of the `<meta>` by which the page of a site knows that its data lie beside it.
pub const META: &str = "quickpage-site";

/// What a site is: the content of `quickpage.json`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Site {
    /// Version of the formats of its files.
    pub format: u32,
    /// Version of the program that wrote it.
    pub quickpage: String,
    /// File name of the app's script; a page that runs another one is out of date.
    pub app: String,
    /// Counts up when what browsers keep of the site must not live on.
    #[serde(default)]
    pub demand: u64,
    /// When it was written, in seconds since 1970.
    pub written: u64,
    /// The dataset.
    pub dataset: Dataset,
    /// Its types that are here.
    pub types: u64,
    /// Its neurons that belong to no type.
    pub untyped: u64,
    /// Types that could not be read, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// Where the rest is.
    pub files: SiteFiles,
    /// A proxy that may know a newer version, by its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
}

/// Where the data of a site are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SiteFiles {
    /// The list of types, a [`TypeList`](crate::wire::TypeList) with all hashes.
    pub types: String,
    /// All summaries, each [`brief`](Summary::brief), as NDJSON.
    pub summaries: String,
    /// The ROI hierarchy, a [`RoiHierarchy`](crate::wire::RoiHierarchy).
    pub hierarchy: String,
    /// Which pages there are: [`Pages`].
    pub pages: String,
    /// The folder of the files of single types, [`TypeFile`], each `STEM.json`; a stem is that
    /// of [`Pages::stem`].
    pub of_types: String,
    /// The folder of body ids, see [`Bodies`]: `N.json` for each shard from 0 on.
    pub bodies: String,
    /// How many shards of body ids there are: an id is in that of its remainder.
    pub body_shards: u64,
}

/// All of a type that is asked for when it is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeFile<'a> {
    /// Its summary, whole.
    pub summary: Cow<'a, Summary>,
    /// Its neurons, sorted by body id.
    pub neurons: Cow<'a, [NeuronRow]>,
    /// Its partners, where the dataset has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partners: Option<Cow<'a, Partners>>,
}

/// A shard of the look-up of body ids: what is known of each.
pub type Bodies = BTreeMap<String, BodyEntry>;

/// Where a neuron belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BodyEntry {
    /// Its type; `None` where it has none.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// Its instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Its side.
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub side: Side,
}

fn is_unknown(side: &Side) -> bool {
    *side == Side::Unknown
}

/// Which generated pages exist, per type and side. Most names are the stem of their files, and
/// most sites have all pages, so that what is said is what is different.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pages {
    /// What all addresses begin with: empty, or ending in `/`.
    pub base: String,
    /// Whether each type has a combined page, and one for each of left, right and middle that it
    /// has neurons of; but for those in `of`.
    #[serde(default)]
    pub all: bool,
    /// The types that have pages, where these are not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<BTreeSet<String>>,
    /// By name, the stem of its files, where that is not the name itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stems: BTreeMap<String, String>,
    /// By name, the pages that it has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub of: BTreeMap<String, PagesOfType>,
}

/// The pages of a type: addresses below [`Pages::base`], as they are in a link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PagesOfType {
    /// The page of all its neurons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combined: Option<String>,
    /// The page of its neurons on the left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// Of those on the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// Of those on the midline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
}

impl PagesOfType {
    /// The page of a side; [`Side::Unknown`] stands for the combined one.
    pub fn of_mut(&mut self, side: Side) -> &mut Option<String> {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
            Side::Middle => &mut self.middle,
            Side::Unknown => &mut self.combined,
        }
    }

    /// All that there are.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        [&self.combined, &self.left, &self.right, &self.middle].into_iter().flatten()
    }
}

/// The sides that have pages of their own.
pub const SIDES_WITH_PAGES: [Side; 3] = [Side::Left, Side::Right, Side::Middle];

impl Pages {
    /// What the names of a type's files begin with.
    pub fn stem<'a>(&'a self, name: &'a str) -> &'a str {
        self.stems.get(name).map_or(name, String::as_str)
    }

    /// The addresses of a type's pages, to be put into links as they are.
    pub fn of(&self, name: &str, neurons: &SideCounts) -> PagesOfType {
        let mut pages = match self.of.get(name) {
            Some(pages) => pages.clone(),
            None if self.all && self.has(name) => self.of_sides(name, neurons),
            None => PagesOfType::default(),
        };
        let all = [&mut pages.combined, &mut pages.left, &mut pages.right, &mut pages.middle];
        for address in all.into_iter().flatten() {
            address.insert_str(0, &self.base);
        }
        pages
    }

    fn has(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(name))
    }

    fn of_sides(&self, name: &str, neurons: &SideCounts) -> PagesOfType {
        let stem = self.stem(name);
        let combined = Some(file_name(stem, Side::Unknown));
        let mut pages = PagesOfType { combined, ..PagesOfType::default() };
        for side in SIDES_WITH_PAGES {
            if neurons.of(side) > 0 {
                *pages.of_mut(side) = Some(file_name(stem, side));
            }
        }
        pages
    }
}

/// The file of a page: `STEM.html` for all neurons ([`Side::Unknown`]), else `STEM_L.html` and
/// its like.
pub fn file_name(stem: &str, side: Side) -> String {
    match side {
        Side::Unknown => format!("{stem}.html"),
        side => format!("{stem}_{}.html", side.letter()),
    }
}

impl Summary {
    /// Without what only the detail of a type shows: counts are not told apart by the side of the
    /// neuron, ROIs whose counts make no region are left out, and where outputs are connections
    /// the T-bars within an ROI count 0. Its profile and its hash stay those of the whole.
    pub fn to_brief(mut self, regions: &Regions) -> Summary {
        self.brief = true;
        self.sides.clear();
        let unit = regions.profile(&self).unit;
        let makes_a_region = |roi: &String| regions.makes_a_region(roi);
        if self.rois.keys().any(makes_a_region) {
            self.rois.retain(|roi, _| makes_a_region(roi));
        }
        for synapses in self.rois.values_mut() {
            synapses.sides.clear();
            synapses.upstream = None;
            match unit {
                OutputUnit::Connections => synapses.pre = 0,
                OutputUnit::Tbars => {}
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{RoiHierarchy, RoiNode, Synapses};

    #[test]
    fn a_brief_summary_has_the_profile_of_the_whole_and_is_smaller() {
        let node = |name: &str, children: Vec<RoiNode>| RoiNode { name: name.to_owned(), children };
        let lal = ["LAL(L)", "LAL(R)"].map(|roi| node(roi, vec![node("LAL-x(L)", vec![])]));
        let tree = node("brain", vec![node("INP", lal.to_vec()), node("EB", vec![])]);
        let primary = ["LAL(L)", "LAL(R)", "EB"].map(str::to_owned).to_vec();
        let hierarchy = RoiHierarchy { hierarchy: Some(tree), primary, ..Default::default() };
        let regions = Regions::new(&hierarchy);
        for downstream in [None, Some(40)] {
            let sides = BTreeMap::from([(Side::Left, [1, 2, 3, 4])]);
            let counts = |n| Synapses {
                pre: n,
                post: 2 * n,
                upstream: Some(n),
                downstream,
                sides: sides.clone(),
            };
            let rois = ["brain", "INP", "LAL(L)", "LAL(R)", "LAL-x(L)", "EB", "elsewhere"];
            let rois = rois.into_iter().zip(1..).map(|(roi, n)| (roi.to_owned(), counts(n)));
            let whole = Summary {
                hash: "h".to_owned(),
                pre: 50,
                post: 100,
                downstream,
                rois: rois.collect(),
                sides: sides.clone(),
                ..Summary::default()
            };
            let brief = whole.clone().to_brief(&regions);
            assert_eq!(regions.profile(&brief), regions.profile(&whole));
            assert_eq!((brief.hash.as_str(), brief.brief), ("h", true));
            assert!(!brief.rois.contains_key("INP"), "{:?}", brief.rois);
            let length = |summary| serde_json::to_string(summary).expect("JSON").len();
            assert!(2 * length(&brief) < length(&whole));
            let no_regions = Regions::default();
            let brief = whole.clone().to_brief(&no_regions);
            assert_eq!(no_regions.profile(&brief), no_regions.profile(&whole));
        }
    }

    #[test]
    fn a_type_has_a_page_for_each_side_that_has_neurons() {
        let stems = BTreeMap::from([("KC/a".to_owned(), "KC_a~1".to_owned())]);
        let pages = Pages { base: "types/".to_owned(), all: true, stems, ..Pages::default() };
        let neurons = SideCounts { total: 5, left: 2, unknown: 3, ..SideCounts::default() };
        let found = pages.of("KC/a", &neurons);
        assert_eq!(found.combined.as_deref(), Some("types/KC_a~1.html"));
        assert_eq!(found.left.as_deref(), Some("types/KC_a~1_L.html"));
        assert_eq!((found.right, found.middle), (None, None));
        assert_eq!(pages.of("EPG", &neurons).combined.as_deref(), Some("types/EPG.html"));
    }

    #[test]
    fn only_pages_that_exist_are_told_of() {
        let of = PagesOfType { right: Some("EPG_R.html".to_owned()), ..PagesOfType::default() };
        let of = BTreeMap::from([("EPG".to_owned(), of)]);
        let pages = Pages { base: "../p/".to_owned(), of, ..Pages::default() };
        let neurons = SideCounts { total: 2, left: 1, right: 1, ..SideCounts::default() };
        let found = pages.of("EPG", &neurons);
        assert_eq!((found.left, found.right.as_deref()), (None, Some("../p/EPG_R.html")));
        assert_eq!(pages.of("PEG", &neurons), PagesOfType::default());
        let only = Some(BTreeSet::from(["PEG".to_owned()]));
        let pages = Pages { all: true, only, ..Pages::default() };
        assert_eq!(pages.of("EPG", &neurons), PagesOfType::default());
        assert_eq!(pages.of("PEG", &neurons).combined.as_deref(), Some("PEG.html"));
    }
}
