//! Which types pass which part of a view: a set of bits for each part that narrows.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::{Part, conditions};
use crate::index::{Facet, Index, TypeId, ValueId, Within};
use crate::search::Matches;
use crate::view::{Choice, Mode, RegionFilter, Threshold, View, Way};

pub(super) struct Passing {
    /// What text, basket and further conditions let through: these are not counted by value.
    base: FixedBitSet,
    /// The filters that narrow.
    parts: Vec<(Part, FixedBitSet)>,
}

/// What has passed a view: all that its counts are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Passed {
    /// The types that pass everything.
    pub(super) all: FixedBitSet,
    /// The parts that narrow, each with the types that pass all others.
    pub(super) others: Vec<(Part, FixedBitSet)>,
    /// By way, the threshold.
    pub(super) thresholds: [Threshold; 2],
}

impl Passing {
    pub(super) fn new(index: &Index, view: &View, matches: Option<&Matches>) -> Passing {
        let mut parts = Vec::new();
        for (part, way) in [(Part::Input, Way::Input), (Part::Output, Way::Output)] {
            let filter = way.of(view);
            if !filter.is_open() {
                parts.push((part, regions(index, filter, &index.within(way, filter.threshold))));
            }
        }
        for (facet, choice) in view.facets.iter().filter(|(_, choice)| !choice.is_open()) {
            parts.push((Part::Facet(*facet), values(index, *facet, choice)));
        }
        for (measure, bounds) in view.measures.iter().filter(|(_, bounds)| !bounds.is_open()) {
            let bits = conditions::within(index, *measure, *bounds);
            parts.push((Part::Measure(*measure), bits));
        }
        Passing { base: base(index, view, matches), parts }
    }

    /// The types that pass everything.
    pub(super) fn all(&self) -> FixedBitSet {
        self.all_but(None)
    }

    /// All that the counts of the view are made of.
    pub(super) fn passed(&self, view: &View) -> Passed {
        let others = self.parts.iter().map(|(part, _)| (*part, self.all_but(Some(*part))));
        let thresholds = Way::ALL.map(|way| way.of(view).threshold);
        Passed { all: self.all(), others: others.collect(), thresholds }
    }

    fn all_but(&self, left_out: Option<Part>) -> FixedBitSet {
        let mut bits = self.base.clone();
        for (part, passing) in &self.parts {
            if Some(*part) != left_out {
                bits.intersect_with(passing);
            }
        }
        bits
    }
}

fn base(index: &Index, view: &View, matches: Option<&Matches>) -> FixedBitSet {
    let mut base = match matches {
        None => every(index),
        Some(matches) => of_types(index, matches.ids()),
    };
    if view.only_basket {
        base.intersect_with(&one_of(index, &view.basket));
    }
    for expression in &view.also {
        base.intersect_with(&conditions::passing(index, expression));
    }
    base
}

/// All types.
pub(super) fn every(index: &Index) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(index.len());
    bits.insert_range(..);
    bits
}

/// These types.
pub(super) fn of_types(index: &Index, types: impl Iterator<Item = TypeId>) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(index.len());
    types.for_each(|id| bits.insert(id as usize));
    bits
}

/// The types of these names.
pub(super) fn one_of(index: &Index, names: &BTreeSet<String>) -> FixedBitSet {
    of_types(index, names.iter().filter_map(|name| index.find(name)))
}

fn regions(index: &Index, filter: &RegionFilter, within: &Within) -> FixedBitSet {
    let chosen =
        Chosen::new(&filter.any, &filter.none, filter.mode, |name| index.regions.find(name));
    let mut bits = FixedBitSet::with_capacity(index.len());
    for id in 0..index.len() {
        let regions = within.regions(id);
        bits.set(id, chosen.pass(|region| regions.binary_search(&region).is_ok()));
    }
    bits
}

fn values(index: &Index, facet: Facet, choice: &Choice) -> FixedBitSet {
    let chosen: Chosen<ValueId> =
        Chosen::new(&choice.any, &choice.none, choice.mode, |value| index.value_id(facet, value));
    let mut bits = FixedBitSet::with_capacity(index.len());
    for (id, entry) in index.entries.iter().enumerate() {
        bits.set(id, chosen.pass(|value| entry.values.binary_search(&(facet, value)).is_ok()));
    }
    bits
}

/// What is chosen and excluded, the names looked up. What the index does not know, no type has.
struct Chosen<Id> {
    any: Vec<Option<Id>>,
    none: Vec<Id>,
    mode: Mode,
}

impl<Id: Copy> Chosen<Id> {
    fn new(
        any: &BTreeSet<String>,
        none: &BTreeSet<String>,
        mode: Mode,
        id: impl Fn(&str) -> Option<Id>,
    ) -> Chosen<Id> {
        Chosen {
            any: any.iter().map(|name| id(name)).collect(),
            none: none.iter().filter_map(|name| id(name)).collect(),
            mode,
        }
    }

    fn pass(&self, has: impl Fn(Id) -> bool) -> bool {
        let is_there = |id: &Option<Id>| id.is_some_and(&has);
        let chosen = match self.mode {
            Mode::Any => self.any.is_empty() || self.any.iter().any(is_there),
            Mode::All => self.any.iter().all(is_there),
        };
        chosen && !self.none.iter().any(|id| has(*id))
    }
}
