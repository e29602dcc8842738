//! The ROIs of the made-up specimen: a tree like the male CNS's, and the 144 primary ROIs of it
//! with their left and right parts side by side.

use shared::roi::is_column;
use shared::wire::{RoiHierarchy, RoiNode};

use super::draws::Draws;
use crate::nomenclature::full_name;

mod tree;

/// Position in [`Anatomy::rois`].
pub(super) type RoiId = usize;
/// Position in [`Anatomy::regions`].
pub(super) type RegionId = usize;

/// An ROI of the tree.
#[derive(Debug)]
pub(super) struct Roi {
    /// Its name, with its side.
    pub name: String,
    /// The same without a side.
    pub base: String,
    /// The ROI around it; `None` for the root.
    pub parent: Option<RoiId>,
    /// Whether it is one of the disjoint ROIs that are summed.
    pub primary: bool,
    nerve: bool,
    children: Vec<RoiId>,
}

/// A primary ROI: a left and a right one, or one that has no side.
#[derive(Debug)]
pub(super) struct Region {
    /// Its name without a side.
    pub base: String,
    /// The left one.
    pub left: Place,
    /// The right one; the same as the left one where it has no side.
    pub right: Place,
}

/// A primary ROI and what is told apart in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The primary ROI.
    pub roi: RoiId,
    /// The smallest ROIs within it (layers, glomeruli), in the same order left and right.
    pub parts: Vec<RoiId>,
    /// The ROI that its single columns belong to.
    pub columns: Option<RoiId>,
}

/// All ROIs.
#[derive(Debug)]
pub(super) struct Anatomy {
    /// Each one after those around it; the root comes first.
    pub rois: Vec<Roi>,
    /// The primary ROIs, in tree order.
    pub regions: Vec<Region>,
    /// ROIs that are neither primary nor hold a primary one, nor lie in one: fibre tracts.
    pub tracts: Vec<RoiId>,
}

impl Anatomy {
    /// Reads the tree.
    pub fn new() -> Anatomy {
        let rois = tree::rois();
        let mut anatomy = Anatomy { regions: Vec::new(), tracts: Vec::new(), rois };
        anatomy.pair_primary_rois();
        anatomy.tracts = (0..anatomy.rois.len())
            .filter(|roi| anatomy.rois[*roi].children.is_empty())
            .filter(|roi| !anatomy.around(*roi).any(|r| anatomy.rois[r].primary))
            .collect();
        anatomy
    }

    fn pair_primary_rois(&mut self) {
        for roi in (0..self.rois.len()).filter(|roi| self.rois[*roi].primary) {
            let place = self.place(roi);
            let base = &self.rois[roi].base;
            match self.regions.iter_mut().find(|region| region.base == *base) {
                Some(region) => region.right = place,
                None => self.regions.push(Region {
                    base: base.clone(),
                    left: place.clone(),
                    right: place,
                }),
            }
        }
    }

    fn place(&self, primary: RoiId) -> Place {
        let within = || {
            (primary + 1..self.rois.len())
                .filter(move |roi| self.around(*roi).any(|outer| outer == primary))
        };
        let name = |roi: &RoiId| self.rois[*roi].name.as_str();
        let is_part = |roi: &RoiId| self.rois[*roi].children.is_empty() && !is_column(name(roi));
        Place {
            roi: primary,
            parts: within().filter(is_part).collect(),
            columns: within().find(|roi| name(roi).ends_with("-columns")),
        }
    }

    /// The ROI itself and those around it, but for the root, which is in nobody's counts.
    pub fn around(&self, roi: RoiId) -> impl Iterator<Item = RoiId> + '_ {
        std::iter::successors(Some(roi), |inner| self.rois[*inner].parent).filter(|roi| *roi != 0)
    }

    /// The region of this name, written without a side.
    pub fn region(&self, base: &str) -> Option<RegionId> {
        self.regions.iter().position(|region| region.base == base)
    }

    /// The regions nearest to one of these that are none of them: those within the same ROI,
    /// else those within the ROI around that, and so on. Nerves are near to nothing.
    pub fn nearby(&self, region: RegionId, except: &[RegionId]) -> Vec<RegionId> {
        let mut outer = self.rois[self.regions[region].left.roi].parent;
        let mut nearby = Vec::new();
        while let (true, Some(roi)) = (nearby.is_empty(), outer) {
            let is_near = |other: &RegionId| {
                let place = self.regions[*other].left.roi;
                !self.rois[place].nerve && (roi == 0 || self.around(place).any(|r| r == roi))
            };
            nearby = (0..self.regions.len())
                .filter(|other| is_near(other) && !except.contains(other))
                .collect();
            outer = self.rois[roi].parent;
        }
        nearby
    }

    /// The outermost ROI that an ROI lies in, but for the root.
    pub fn outermost(&self, roi: RoiId) -> RoiId {
        self.around(roi).last().unwrap_or(roi)
    }

    /// The name of a single column of an ROI such as `ME(R)-columns`: `ME_R_col_05_12`.
    pub fn column_name(&self, columns: RoiId, draws: &mut Draws) -> String {
        let name = self.rois[columns].name.replace(['(', ')'], "_");
        let stem = name.trim_end_matches("_-columns");
        format!("{stem}_col_{:02}_{:02}", draws.between(1, 36), draws.between(1, 36))
    }

    /// What the proxy hands on of the ROIs.
    pub fn hierarchy(&self) -> RoiHierarchy {
        let named = |roi: &Roi| Some((roi.name.clone(), full_name(&roi.base)?));
        let primary = self.rois.iter().filter(|roi| roi.primary);
        RoiHierarchy {
            hierarchy: Some(self.node(0)),
            primary: primary.map(|roi| roi.name.clone()).collect(),
            full_names: self.rois.iter().filter_map(named).collect(),
        }
    }

    fn node(&self, roi: RoiId) -> RoiNode {
        let shown = |child: &&RoiId| !is_column(&self.rois[**child].name);
        let children = self.rois[roi].children.iter().filter(shown);
        RoiNode {
            name: self.rois[roi].name.clone(),
            children: children.map(|child| self.node(*child)).collect(),
        }
    }
}
