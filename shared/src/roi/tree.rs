//! From the tree of a dataset's ROIs, sides apart, to its regions, sides together.
//!
//! Every dataset and release has a tree of another shape: nothing here knows a level or a name.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::{Region, RegionId, Regions, RoiUse, is_column, without_side};
use crate::wire::{RoiHierarchy, RoiNode};

/// One ROI of the tree, in tree order; the root is left out.
struct Roi<'a> {
    name: &'a str,
    /// The ROI around it; `None` for the root.
    parent: Option<usize>,
    depth: u16,
    /// All ROIs within it.
    within: Range<usize>,
    /// Its region, as a position in the list of groups.
    group: usize,
}

/// ROIs that are one region, such as `LAL(L)` and `LAL(R)`.
struct Group {
    name: String,
    /// In tree order.
    parts: Vec<usize>,
}

pub(super) fn regions(hierarchy: &RoiHierarchy) -> Regions {
    let primary: HashSet<&str> = hierarchy.primary.iter().map(String::as_str).collect();
    let tree = Tree::new(hierarchy.hierarchy.as_ref(), &primary);
    let order = tree.order();
    let id_of: HashMap<usize, RegionId> =
        order.iter().enumerate().map(|(id, group)| (*group, id as RegionId)).collect();
    let mut regions = Regions::default();
    for &group in &order {
        let region = tree.region(group, &regions, &id_of, hierarchy);
        regions.all.push(region);
    }
    regions.by_roi = tree.uses(&order);
    regions
}

/// The regions around one, from its parent outwards.
fn outwards(all: &[Region], parent: Option<RegionId>) -> impl Iterator<Item = &Region> {
    let region = |id: RegionId| &all[usize::from(id)];
    std::iter::successors(parent.map(region), move |around| around.parent.map(region))
}

struct Tree<'a> {
    rois: Vec<Roi<'a>>,
    groups: Vec<Group>,
    primary: &'a HashSet<&'a str>,
}

impl<'a> Tree<'a> {
    fn new(root: Option<&'a RoiNode>, primary: &'a HashSet<&'a str>) -> Tree<'a> {
        let mut tree = Tree { rois: Vec::new(), groups: Vec::new(), primary };
        let mut by_name = HashMap::new();
        for child in root.iter().flat_map(|root| &root.children) {
            tree.add(child, None, 0, &mut by_name);
        }
        tree
    }

    fn add(
        &mut self,
        node: &'a RoiNode,
        parent: Option<usize>,
        depth: u16,
        by_name: &mut HashMap<String, usize>,
    ) {
        if is_column(&node.name) {
            return;
        }
        let at = self.rois.len();
        let name = without_side(&node.name);
        let group = *by_name.entry(name).or_insert_with_key(|name| {
            self.groups.push(Group { name: name.clone(), parts: Vec::new() });
            self.groups.len() - 1
        });
        self.groups[group].parts.push(at);
        self.rois.push(Roi { name: &node.name, parent, depth, within: at + 1..at + 1, group });
        for child in &node.children {
            self.add(child, Some(at), depth + 1, by_name);
        }
        self.rois[at].within.end = self.rois.len();
    }

    /// The groups, each one directly before those within it. Ids are 16 bits wide; no dataset
    /// comes near, and what would not fit is left out.
    fn order(&self) -> Vec<usize> {
        let mut within = vec![Vec::new(); self.groups.len()];
        let mut top = Vec::new();
        for group in 0..self.groups.len() {
            match self.around(group) {
                Some(parent) => within[parent].push(group),
                None => top.push(group),
            }
        }
        let mut order = Vec::new();
        let mut ahead = top;
        ahead.reverse();
        while let Some(group) = ahead.pop() {
            order.push(group);
            ahead.extend(within[group].iter().rev());
        }
        order.truncate(usize::from(RegionId::MAX));
        order
    }

    /// The group around another: that of the parent of its part nearest to the root. A parent is
    /// nearer to the root than its child, so nothing ever lies within itself.
    fn around(&self, group: usize) -> Option<usize> {
        let parts = self.groups[group].parts.iter();
        let nearest = parts.min_by_key(|part| self.rois[**part].depth)?;
        self.rois[*nearest].parent.map(|parent| self.rois[parent].group)
    }

    fn region(
        &self,
        group: usize,
        before: &Regions,
        id_of: &HashMap<usize, RegionId>,
        hierarchy: &RoiHierarchy,
    ) -> Region {
        let Group { name, parts } = &self.groups[group];
        let parent = self.around(group).map(|parent| id_of[&parent]);
        let mut names =
            std::iter::once(name.as_str()).chain(parts.iter().map(|p| self.rois[*p].name));
        Region {
            name: name.clone(),
            full_name: names.find_map(|name| hierarchy.full_names.get(name)).cloned(),
            parent,
            depth: parent.map_or(0, |parent| before.all[parent as usize].depth + 1),
            primary: self.outermost(group).any(|part| self.is_primary(part))
                && !outwards(&before.all, parent).any(|around| around.primary),
        }
    }

    /// The parts of a region that lie in no other part of it: `NO` has `NO(L)` and `NO(R)`
    /// within it, and counting all three would count each synapse twice.
    fn outermost(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let inside_another =
            move |part: usize| self.outwards(part).any(|around| self.rois[around].group == group);
        self.groups[group].parts.iter().copied().filter(move |part| !inside_another(*part))
    }

    /// The ROIs around one, from within outwards.
    fn outwards(&self, roi: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.rois[roi].parent, |around| self.rois[*around].parent)
    }

    fn is_primary(&self, roi: usize) -> bool {
        self.primary.contains(self.rois[roi].name)
    }

    /// The ROIs whose counts, summed, are those of one ROI: itself if it is primary or has no
    /// primary one within, else the primary ones within, and none that lies in another of them.
    fn atoms(&self, roi: usize) -> Vec<usize> {
        if self.is_primary(roi) {
            return vec![roi];
        }
        let Range { start: mut at, end } = self.rois[roi].within;
        let mut atoms = Vec::new();
        while at < end {
            if self.is_primary(at) {
                atoms.push(at);
                at = self.rois[at].within.end;
            } else {
                at += 1;
            }
        }
        if atoms.is_empty() { vec![roi] } else { atoms }
    }

    /// By ROI name, what its counts go into.
    fn uses(&self, order: &[usize]) -> HashMap<String, RoiUse> {
        let mut uses: HashMap<String, RoiUse> = HashMap::new();
        for (id, group) in order.iter().enumerate() {
            let atoms: BTreeSet<&str> = self
                .outermost(*group)
                .flat_map(|part| self.atoms(part))
                .map(|at| self.rois[at].name)
                .collect();
            for atom in atoms {
                uses.entry(atom.to_owned()).or_default().regions.push(id as RegionId);
            }
        }
        for primary in self.disjoint_primary() {
            uses.entry(primary.to_owned()).or_default().primary = true;
        }
        uses
    }

    /// The primary ROIs, those left out of the tree too, but none that lies in another one: a
    /// source that calls both primary would have its synapses counted twice.
    fn disjoint_primary(&self) -> impl Iterator<Item = &'a str> + '_ {
        let nested: HashSet<&str> = (0..self.rois.len())
            .filter(|roi| self.outwards(*roi).any(|around| self.is_primary(around)))
            .map(|roi| self.rois[roi].name)
            .collect();
        self.primary.iter().copied().filter(move |name| !nested.contains(name))
    }
}
