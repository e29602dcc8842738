//! Regions: the ROIs of a dataset with their left and right parts taken together, and how much
//! of a type's synapses lies in each.
//!
//! What must stay true: left and right parts are summed before any threshold; an ancestor is
//! the sum of the primary ROIs below it, each once, unless it is itself primary; an ROI below a
//! primary one (a layer, a glomerulus) counts for itself; shares are of *all* the type's
//! synapses of that kind, and what lies in no primary ROI is "outside".

mod tree;
mod profile;
mod sides;
mod lines;

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::side::Side;
use crate::wire::{RoiHierarchy, Summary};

pub use lines::{RegionLine, RegionTable};
pub use profile::ReadRois;
pub use sides::{InOut, Laterality, SidedProfile, SidedRegion};

/// Position of a region in [`Regions::all`].
pub type RegionId = u16;

/// One region.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region {
    /// Its name without a side: `LAL` for `LAL(L)` and `LAL(R)`.
    pub name: String,
    /// Its full name, where known.
    pub full_name: Option<String>,
    /// The region around it; `None` at the top of the tree shown (the root itself, the whole
    /// specimen, is not a region).
    pub parent: Option<RegionId>,
    /// How many regions are around it.
    pub depth: u16,
    /// Whether it is made of primary ROIs and lies in no region that is. These regions are
    /// disjoint: together with what is outside, they make up the whole. (Where the sides of a
    /// dataset are divided differently, one primary part is enough.)
    pub primary: bool,
}

/// All regions of a dataset.
#[derive(Debug, Clone, Default)]
pub struct Regions {
    /// The regions in tree order: each one directly before those within it.
    pub all: Vec<Region>,
    /// By ROI name (the source's own): the regions that its counts go into.
    by_roi: HashMap<String, RoiUse>,
}

/// What the counts of one ROI go into.
#[derive(Debug, Clone, Default)]
struct RoiUse {
    /// Each region once.
    regions: Vec<RegionId>,
    /// Only primary ROIs count against "outside".
    primary: bool,
}

/// What "output" is counted in: connections where the dataset has them, else T-bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum OutputUnit {
    /// Output connections (`downstream`).
    Connections,
    /// Output sites (`pre`).
    #[default]
    Tbars,
}

/// How a type's synapses are spread over the regions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Regions with at least one synapse, by ascending id.
    pub regions: Vec<RegionCount>,
    /// All inputs (PSDs) of the type.
    pub input_total: u64,
    /// All outputs of the type, in `unit`.
    pub output_total: u64,
    /// Inputs in no primary ROI.
    pub input_outside: u64,
    /// Outputs in no primary ROI.
    pub output_outside: u64,
    /// What outputs are counted in.
    pub unit: OutputUnit,
}

/// A type's synapses in one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionCount {
    /// The region.
    pub region: RegionId,
    /// Inputs (PSDs).
    pub input: u64,
    /// Outputs, in the profile's unit.
    pub output: u64,
}

/// An ROI's name without its side: `LAL(R)` → `LAL`, `LegNp(T1)(L)` → `LegNp(T1)`, `AL_L` →
/// `AL`, `ME(R)-layers` → `ME-layers`, `ME_R_layer_01` → `ME_layer_01`; `PB(L1)` stays, it names
/// a glomerulus. Case is kept: `AL` and `aL` are two regions.
pub fn without_side(roi: &str) -> String {
    let kept = |range: Range<usize>| [&roi[..range.start], &roi[range.end..]].concat();
    match side_in_brackets(roi).or_else(|| side_after_underscore(roi)) {
        Some(range) if range.len() < roi.len() => kept(range),
        _ => roi.to_owned(),
    }
}

/// The side that an ROI's name says: left for `LAL(L)`, `ME(L)-layers` and `ME_L_layer_01`;
/// `None` where it says none, or the middle.
pub fn side_of(roi: &str) -> Option<Side> {
    let range = side_in_brackets(roi).or_else(|| side_after_underscore(roi))?;
    let letter = roi[range].trim_matches(['(', ')', '_']);
    Side::from_annotation(letter).filter(|side| *side != Side::Middle)
}

/// `(L)`, `(R)` or `(M)`, wherever it stands.
fn side_in_brackets(roi: &str) -> Option<Range<usize>> {
    let start = ["(L)", "(R)", "(M)"].iter().filter_map(|side| roi.find(side)).min()?;
    Some(start..start + "(L)".len())
}

/// `_L`, `_R` or `_M`, at the end or before another underscore.
fn side_after_underscore(roi: &str) -> Option<Range<usize>> {
    let bytes = roi.as_bytes();
    let is_side = |at: &usize| {
        bytes[*at] == b'_'
            && matches!(bytes.get(at + 1), Some(b'L' | b'R' | b'M'))
            && matches!(bytes.get(at + 2), None | Some(b'_'))
    };
    (0..bytes.len()).find(is_side).map(|at| at..at + "_L".len())
}

/// Whether an ROI is a single column (`ME_R_col_12_07`): too many to be shown or kept.
pub fn is_column(roi: &str) -> bool {
    // Every ROI of every neuron is asked; names are shorter than what a search prepares itself for.
    roi.as_bytes().windows(5).any(|part| part == b"_col_")
}

impl Regions {
    /// Takes the left and right parts of the tree together. A region whose parts lie in two
    /// places of the tree stands where it is nearest to the root.
    pub fn new(hierarchy: &RoiHierarchy) -> Regions {
        tree::regions(hierarchy)
    }

    /// The region of this name (case matters).
    pub fn find(&self, name: &str) -> Option<RegionId> {
        self.all.iter().position(|region| region.name == name).map(|at| at as RegionId)
    }

    /// The regions directly within another, or at the top for `None`.
    pub fn within(&self, parent: Option<RegionId>) -> impl Iterator<Item = RegionId> + '_ {
        (0..self.all.len() as RegionId).filter(move |id| self.all[*id as usize].parent == parent)
    }

    /// On which side the synapses of a type lie.
    pub fn sides(&self, summary: &Summary) -> SidedProfile {
        sides::sides(self, summary)
    }

    /// The regions of a type as its detail lists them.
    pub fn table(&self, summary: &Summary) -> RegionTable {
        lines::table(self, summary)
    }

    /// Whether an ROI, by the source's own name, is one of those whose counts are summed: primary
    /// and in no other that is.
    pub fn is_summed(&self, roi: &str) -> bool {
        self.by_roi.get(roi).is_some_and(|used| used.primary)
    }

    /// Whether counts of an ROI, by the source's own name, are part of any region's. Those of an
    /// ROI that is the sum of primary ones are not.
    pub fn makes_a_region(&self, roi: &str) -> bool {
        self.by_roi.get(roi).is_some_and(|used| !used.regions.is_empty())
    }

    /// How the synapses of a type are spread.
    pub fn profile(&self, summary: &Summary) -> Profile {
        profile::profile(self, summary, summary)
    }

    /// The same of a summary whose ROIs were read apart.
    pub fn profile_of_read(&self, summary: &Summary, rois: &ReadRois<'_>) -> Profile {
        profile::profile(self, summary, rois)
    }
}
