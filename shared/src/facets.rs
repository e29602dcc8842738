//! The answer to a view: which types, in which order, and the live counts of every filter.

mod filters;
mod count;
mod order;

use std::collections::BTreeMap;

use crate::index::{Facet, Index, TypeId};
use crate::names::fold;
use crate::search::{Found, search};
use crate::view::{Bounds, View};
use count::Counter;
use filters::{Failing, Filters};

/// The answer to a view.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The types, in the order of the view.
    pub types: Vec<TypeId>,
    /// How each was found, by its id; empty when the view searches for nothing.
    pub found: BTreeMap<TypeId, Found>,
    /// Neurons of all these types.
    pub neurons: u64,
    /// Live counts.
    pub counts: Counts,
}

/// Live counts: for each value of each filter how many types there would be if this filter were
/// open and all others stayed, and the value were chosen.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// By region id: types with at least the input threshold's share there.
    pub input: Vec<u32>,
    /// By region id: types with at least the output threshold's share there.
    pub output: Vec<u32>,
    /// By facet, then by value id.
    pub values: BTreeMap<Facet, Vec<u32>>,
    /// Types by number of neurons: see [`NEURON_BINS`].
    pub neurons: Vec<u32>,
}

/// Lower bounds of the bins of neurons per type, disjoint; the last one has no upper bound.
pub const NEURON_BINS: [u64; 13] = [1, 2, 3, 4, 6, 10, 20, 40, 100, 200, 400, 1_000, 2_000];

/// Answers a view.
pub fn answer(index: &Index, view: &View) -> Answer {
    let found = search(index, &view.text);
    let filters = Filters::new(index, view);
    let mut counter = Counter::new(index, &filters);
    let mut passes = wanted(index, found.as_deref());
    for (entry, passes) in index.entries.iter().zip(&mut passes).filter(|(_, found)| **found) {
        let failing = filters.failing(entry);
        counter.count(entry, failing);
        *passes = failing == Failing::Nothing;
    }
    let counts = counter.counts();
    let found = found.map(|mut found| {
        found.retain(|found| passes[found.id as usize]);
        found
    });
    let types = in_order(index, view, found.as_deref(), &passes);
    Answer {
        neurons: types.iter().map(|id| index.entries[*id as usize].neurons.total).sum(),
        found: found.into_iter().flatten().map(|found| (found.id, found)).collect(),
        counts,
        types,
    }
}

/// By type, whether the search text lets it through.
fn wanted(index: &Index, found: Option<&[Found]>) -> Vec<bool> {
    let mut wanted = vec![found.is_none(); index.len()];
    for found in found.into_iter().flatten() {
        wanted[found.id as usize] = true;
    }
    wanted
}

/// The types that pass, in the order of the view.
fn in_order(index: &Index, view: &View, found: Option<&[Found]>, passes: &[bool]) -> Vec<TypeId> {
    let mut types: Vec<TypeId> = match found {
        Some(found) => found.iter().map(|found| found.id).collect(),
        None => {
            let all = index.in_natural_order().iter().copied();
            all.filter(|id| passes[*id as usize]).collect()
        }
    };
    if let Some(sort) = view.sort {
        order::sort(index, &mut types, sort);
    }
    types
}

/// For a view without any result: for each part of it (search text or one filter), in words
/// nobody has to translate, how many types there would be without this part; most first.
pub fn repairs(index: &Index, view: &View) -> Vec<(Part, usize)> {
    let without = |part| (part, answer(index, &view.without(part)).types.len());
    let mut repairs: Vec<_> = view.parts().into_iter().map(without).collect();
    repairs.sort_by_key(|(_, types)| std::cmp::Reverse(*types));
    repairs
}

/// One part of a view that narrows the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The text searched for.
    Text,
    /// The input regions.
    Input,
    /// The output regions.
    Output,
    /// One facet.
    Facet(Facet),
    /// Neurons per type.
    Neurons,
}

impl View {
    /// The parts of it that narrow the list, in the order in which they are shown.
    pub fn parts(&self) -> Vec<Part> {
        let facet = |facet: Facet| {
            let choice = self.facets.get(&facet);
            (choice.is_some_and(|choice| !choice.is_open()), Part::Facet(facet))
        };
        [
            (!fold(&self.text).key.is_empty(), Part::Text),
            (!self.input.is_open(), Part::Input),
            (!self.output.is_open(), Part::Output),
        ]
        .into_iter()
        .chain(Facet::ALL.map(facet))
        .chain([(!self.neurons.is_open(), Part::Neurons)])
        .filter_map(|(narrows, part)| narrows.then_some(part))
        .collect()
    }

    /// The same view without one part. The thresholds stay: they are how the page counts.
    pub fn without(&self, part: Part) -> View {
        let mut view = self.clone();
        match part {
            Part::Text => view.text.clear(),
            Part::Input => view.input = view.input.opened(),
            Part::Output => view.output = view.output.opened(),
            Part::Facet(facet) => drop(view.facets.remove(&facet)),
            Part::Neurons => view.neurons = Bounds::default(),
        }
        view
    }
}
