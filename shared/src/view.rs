//! What the person asked for: the whole view, which is also the query string of the URL.

mod query;

use std::collections::{BTreeMap, BTreeSet};

use crate::index::Facet;

/// The whole view. `Default` is the page as it opens.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// The dataset, where it is not the default one.
    pub dataset: Option<String>,
    /// The text searched for, as typed.
    pub text: String,
    /// Where the types receive.
    pub input: RegionFilter,
    /// Where the types send.
    pub output: RegionFilter,
    /// Values chosen and excluded by facet.
    pub facets: BTreeMap<Facet, Choice>,
    /// Neurons per type.
    pub neurons: Bounds,
    /// The order; `None` is by relevance while searching, by name otherwise.
    pub sort: Option<Sort>,
    /// The type whose detail is open.
    pub open: Option<String>,
}

/// Regions chosen and excluded. A type passes if it has at least the threshold's share in any
/// of the regions chosen (if any are) and less than it in each one excluded.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionFilter {
    /// Names of the regions chosen.
    pub any: BTreeSet<String>,
    /// Names of the regions excluded.
    pub none: BTreeSet<String>,
    /// Least share of the type's synapses, in percent, 0 < threshold ≤ 100.
    pub threshold: f64,
}

impl RegionFilter {
    /// The threshold that the page opens with, in percent.
    pub const THRESHOLD: f64 = 5.0;

    /// Whether it narrows nothing.
    pub fn is_open(&self) -> bool {
        self.any.is_empty() && self.none.is_empty()
    }

    /// The same threshold without any region.
    pub fn opened(&self) -> RegionFilter {
        RegionFilter { threshold: self.threshold, ..RegionFilter::default() }
    }
}

impl Default for RegionFilter {
    fn default() -> Self {
        RegionFilter { any: BTreeSet::new(), none: BTreeSet::new(), threshold: Self::THRESHOLD }
    }
}

/// Values chosen (any of them) and excluded (none of them) of one facet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Chosen.
    pub any: BTreeSet<String>,
    /// Excluded.
    pub none: BTreeSet<String>,
}

/// Inclusive bounds, open where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// At least.
    pub least: Option<u64>,
    /// At most.
    pub most: Option<u64>,
}

/// An order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Largest (or last) first.
    pub descending: bool,
}

/// What a list can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// Name, in natural order.
    Name,
    /// Number of neurons.
    Neurons,
    /// Inputs.
    Inputs,
    /// Outputs: connections, else T-bars.
    Outputs,
    /// How evenly the neurons are spread over left and right: 0 even, 1 all on one side.
    Imbalance,
}

impl View {
    /// Reads the query string of a URL, with or without its `?`. What it does not know or cannot
    /// read is left out, so an old link still opens.
    pub fn from_query(query: &str) -> View {
        query::read(query)
    }

    /// Writes the query string, without `?`; empty for the page as it opens. `from_query` of it
    /// gives the same view, but for facets without any value chosen or excluded, which say
    /// nothing.
    pub fn to_query(&self) -> String {
        query::write(self)
    }

    /// Whether nothing narrows the list (text, filters).
    pub fn is_open(&self) -> bool {
        self.parts().is_empty()
    }
}

impl Choice {
    /// Whether it narrows nothing.
    pub fn is_open(&self) -> bool {
        self.any.is_empty() && self.none.is_empty()
    }
}

impl Bounds {
    /// Whether they narrow nothing.
    pub fn is_open(&self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    /// Whether a number lies within them.
    pub fn contain(&self, number: u64) -> bool {
        self.least.is_none_or(|least| least <= number)
            && self.most.is_none_or(|most| number <= most)
    }
}
