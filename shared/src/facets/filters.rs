//! Which filters of a view a type passes. The search text is not among them.

use super::Part;
use crate::index::{Entry, Facet, Index, ValueId};
use crate::roi::{Profile, RegionCount, RegionId, Regions};
use crate::view::{Bounds, Choice, RegionFilter, View};

/// The filters of a view, their names looked up.
pub(super) struct Filters {
    pub(super) input: RegionTest,
    pub(super) output: RegionTest,
    /// Only those that narrow.
    facets: Vec<(Facet, Chosen<ValueId>)>,
    neurons: Bounds,
}

/// Which filters a type fails. Which ones makes no difference once there are two: opening one of
/// them would not let the type through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failing {
    Nothing,
    Only(Part),
    Several,
}

impl Failing {
    /// Whether the type passes every filter but perhaps this one.
    pub(super) fn passes_all_but(self, part: Part) -> bool {
        self == Failing::Nothing || self == Failing::Only(part)
    }
}

impl Filters {
    pub(super) fn new(index: &Index, view: &View) -> Filters {
        let facets = view.facets.iter().filter(|(_, choice)| !choice.is_open());
        Filters {
            input: RegionTest::new(&index.regions, &view.input, Direction::Input),
            output: RegionTest::new(&index.regions, &view.output, Direction::Output),
            facets: facets.map(|(facet, choice)| (*facet, values(index, *facet, choice))).collect(),
            neurons: view.neurons,
        }
    }

    pub(super) fn failing(&self, entry: &Entry) -> Failing {
        let facets = self.facets.iter().map(|(facet, chosen)| {
            (Part::Facet(*facet), chosen.pass(|value| entry.values.contains(&(*facet, value))))
        });
        let mut failed = [
            (Part::Neurons, self.neurons.contain(entry.neurons.total)),
            (Part::Input, self.input.passes(&entry.profile)),
            (Part::Output, self.output.passes(&entry.profile)),
        ]
        .into_iter()
        .chain(facets)
        .filter_map(|(part, passed)| (!passed).then_some(part));
        match (failed.next(), failed.next()) {
            (None, _) => Failing::Nothing,
            (Some(part), None) => Failing::Only(part),
            (Some(_), Some(_)) => Failing::Several,
        }
    }
}

fn values(index: &Index, facet: Facet, choice: &Choice) -> Chosen<ValueId> {
    Chosen::new(&choice.any, &choice.none, |value| index.value_id(facet, value))
}

/// What is chosen and excluded. What the index does not know, no type has.
struct Chosen<Id> {
    narrows: bool,
    any: Vec<Id>,
    none: Vec<Id>,
}

impl<Id: Copy> Chosen<Id> {
    fn new<'a>(
        any: impl IntoIterator<Item = &'a String>,
        none: impl IntoIterator<Item = &'a String>,
        id: impl Fn(&str) -> Option<Id>,
    ) -> Chosen<Id> {
        let mut any = any.into_iter().peekable();
        Chosen {
            narrows: any.peek().is_some(),
            any: any.filter_map(|name| id(name)).collect(),
            none: none.into_iter().filter_map(|name| id(name)).collect(),
        }
    }

    fn pass(&self, has: impl Fn(Id) -> bool) -> bool {
        (!self.narrows || self.any.iter().any(|id| has(*id)))
            && !self.none.iter().any(|id| has(*id))
    }
}

/// Which of a type's synapses a region filter looks at.
#[derive(Debug, Clone, Copy)]
enum Direction {
    Input,
    Output,
}

impl Direction {
    fn count(self, count: &RegionCount) -> u64 {
        match self {
            Direction::Input => count.input,
            Direction::Output => count.output,
        }
    }

    fn total(self, profile: &Profile) -> u64 {
        match self {
            Direction::Input => profile.input_total,
            Direction::Output => profile.output_total,
        }
    }
}

/// The region filter of one direction.
pub(super) struct RegionTest {
    chosen: Chosen<RegionId>,
    threshold: f64,
    direction: Direction,
}

impl RegionTest {
    fn new(regions: &Regions, filter: &RegionFilter, direction: Direction) -> RegionTest {
        let chosen = Chosen::new(&filter.any, &filter.none, |name| regions.find(name));
        RegionTest { chosen, threshold: filter.threshold, direction }
    }

    fn passes(&self, profile: &Profile) -> bool {
        let least = self.least(profile);
        self.chosen.pass(|region| {
            let at = profile.regions.binary_search_by_key(&region, |count| count.region);
            at.is_ok_and(|at| self.direction.count(&profile.regions[at]) >= least)
        })
    }

    /// The regions of a type, and whether it has at least the threshold's share there.
    pub(super) fn regions_of(&self, profile: &Profile) -> impl Iterator<Item = (RegionId, bool)> {
        let least = self.least(profile);
        let enough = move |count: &RegionCount| self.direction.count(count) >= least;
        profile.regions.iter().map(move |count| (count.region, enough(count)))
    }

    /// The least count that is the threshold's share of a type's synapses: some fifty
    /// comparisons per type are then of whole numbers. Dividing may round down onto a whole
    /// number that is just too small, never up past the right one.
    fn least(&self, profile: &Profile) -> u64 {
        let share = self.threshold * self.direction.total(profile) as f64;
        let guess = (share / 100.0).ceil() as u64;
        let least = if guess as f64 * 100.0 < share { guess.saturating_add(1) } else { guess };
        least.max(1)
    }
}
