//! The answer to a view: which types, in which order, and the live counts of every filter.

use std::collections::BTreeMap;

use crate::index::{Facet, Index, TypeId};
use crate::search::Found;
use crate::view::View;

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
pub fn answer(_index: &Index, _view: &View) -> Answer {
    todo!()
}

/// For a view without any result: for each part of it (search text or one filter), in words
/// nobody has to translate, how many types there would be without this part; most first.
pub fn repairs(_index: &Index, _view: &View) -> Vec<(Part, usize)> {
    todo!()
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
        todo!()
    }

    /// The same view without one part.
    pub fn without(&self, _part: Part) -> View {
        todo!()
    }
}
