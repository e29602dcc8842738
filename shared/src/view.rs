//! What the person asked for: the whole view, which is also the query string of the URL.

mod query;
mod heat;
mod known;
mod column;

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::Expression;
use crate::index::{Facet, Measure};
use crate::roi::{Profile, RegionCount};
pub use column::Column;
pub use heat::{Heat, Rows};
pub use known::Unknown;

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
    /// Bounds by measure; none that are open on both ends.
    pub measures: BTreeMap<Measure, Bounds>,
    /// Further conditions, all of which must hold: what the query line says and no filter can
    /// show.
    pub also: Vec<Expression>,
    /// Types that the person has picked, by name.
    pub basket: BTreeSet<String>,
    /// Whether only those are listed.
    pub only_basket: bool,
    /// The order; `None` is by relevance while searching, by name otherwise.
    pub sort: Option<Sort>,
    /// How the result is shown.
    pub layout: Layout,
    /// How the heat map is arranged.
    pub heat: Heat,
    /// The columns of the list, where the person has chosen them; those of the URL go before
    /// those that the person's browser remembers.
    pub columns: Option<Vec<Column>>,
    /// The type whose detail is open.
    pub open: Option<String>,
}

/// How a result is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// A row per type.
    #[default]
    List,
    /// A card per type.
    Cards,
    /// Types by regions.
    Heatmap,
    /// The types of the basket side by side.
    Compare,
}

/// Where a type receives, or where it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Where it receives.
    Input,
    /// Where it sends.
    Output,
}

impl Way {
    /// Both.
    pub const ALL: [Way; 2] = [Way::Input, Way::Output];

    /// The filter of this way.
    pub fn of(self, view: &View) -> &RegionFilter {
        match self {
            Way::Input => &view.input,
            Way::Output => &view.output,
        }
    }

    /// The filter of this way, to be changed.
    pub fn of_mut(self, view: &mut View) -> &mut RegionFilter {
        match self {
            Way::Input => &mut view.input,
            Way::Output => &mut view.output,
        }
    }

    /// As the page says it.
    pub fn word(self) -> &'static str {
        match self {
            Way::Input => "input",
            Way::Output => "output",
        }
    }

    /// Its name in the URL and in the query line.
    pub fn key(self) -> &'static str {
        match self {
            Way::Input => "in",
            Way::Output => "out",
        }
    }

    /// The synapses of a type in one region.
    pub fn count(self, count: &RegionCount) -> u64 {
        match self {
            Way::Input => count.input,
            Way::Output => count.output,
        }
    }

    /// All synapses of a type.
    pub fn total(self, profile: &Profile) -> u64 {
        match self {
            Way::Input => profile.input_total,
            Way::Output => profile.output_total,
        }
    }

    /// Those in no primary ROI.
    pub fn outside(self, profile: &Profile) -> u64 {
        match self {
            Way::Input => profile.input_outside,
            Way::Output => profile.output_outside,
        }
    }
}

/// How the chosen values of one filter join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Mode {
    /// One of them will do.
    #[default]
    Any,
    /// All of them must be there.
    All,
}

/// What counts as being in a region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// Least share of the type's synapses, in percent, 0 < share ≤ 100.
    Share(f64),
    /// Least number of synapses: inputs, or outputs in the type's unit.
    Connections(u64),
}

impl Default for Threshold {
    /// The threshold that the page opens with.
    fn default() -> Self {
        Threshold::Share(5.0)
    }
}

impl Threshold {
    /// The least count that reaches it, of all the type's synapses of that kind; at least 1.
    ///
    /// Comparing whole numbers is what makes some fifty comparisons per type cheap. Dividing may
    /// round down onto a whole number that is just too small, never up past the right one.
    pub fn least(self, total: u64) -> u64 {
        let least = match self {
            Threshold::Connections(least) => least,
            Threshold::Share(percent) => {
                let share = percent * total as f64;
                let guess = (share / 100.0).ceil() as u64;
                if guess as f64 * 100.0 < share { guess.saturating_add(1) } else { guess }
            }
        };
        least.max(1)
    }
}

/// Regions chosen and excluded. A type passes if it reaches the threshold in the regions chosen
/// (if any are) and stays below it in each one excluded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegionFilter {
    /// Names of the regions chosen.
    pub any: BTreeSet<String>,
    /// Names of the regions excluded.
    pub none: BTreeSet<String>,
    /// Whether one of those chosen will do.
    pub mode: Mode,
    /// What counts as being in a region.
    pub threshold: Threshold,
}

impl RegionFilter {
    /// Whether it narrows nothing.
    pub fn is_open(&self) -> bool {
        self.any.is_empty() && self.none.is_empty()
    }

    /// The same threshold and mode without any region.
    pub fn opened(&self) -> RegionFilter {
        RegionFilter { threshold: self.threshold, mode: self.mode, ..RegionFilter::default() }
    }
}

/// Values chosen and excluded of one facet: none of the excluded ones may be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Chosen.
    pub any: BTreeSet<String>,
    /// Excluded.
    pub none: BTreeSet<String>,
    /// Whether one of those chosen will do.
    pub mode: Mode,
}

/// Inclusive bounds, open where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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
    /// Inputs per neuron.
    InputsPerNeuron,
    /// Outputs per neuron.
    OutputsPerNeuron,
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

    /// The bounds of a measure; open where there are none.
    pub fn bounds(&self, measure: Measure) -> Bounds {
        self.measures.get(&measure).copied().unwrap_or_default()
    }

    /// Changes the bounds of a measure.
    pub fn set_bounds(&mut self, measure: Measure, bounds: Bounds) {
        if bounds.is_open() {
            self.measures.remove(&measure);
        } else {
            self.measures.insert(measure, bounds);
        }
    }

    /// The same view as far as an answer depends on it.
    pub fn asked(&self) -> View {
        View {
            dataset: None,
            open: None,
            layout: Layout::List,
            heat: Heat::default(),
            columns: None,
            basket: if self.only_basket { self.basket.clone() } else { BTreeSet::new() },
            ..self.clone()
        }
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
