//! The answer to a view: which types, in which order, and the live counts of every filter.
//!
//! Each filter that narrows is a set of bits, one per type, and an answer their intersection. A
//! count of one value of a filter is taken over the types that pass all *other* filters. Counting
//! takes longer than the rest of an answer, so it is a step of its own: [`Answer::counts`].

mod passing;
mod conditions;
mod count;
mod order;

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use crate::index::{Facet, Index, Measure, TypeId};
use crate::names::fold;
use crate::ordering;
use crate::search::{Found, Tier, find};
use crate::view::{Bounds, View, Way};
pub use order::order_values;
use passing::{Passed, Passing};

/// The answer to a view.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The types, in the order of the view.
    pub types: Vec<TypeId>,
    /// How the text found them; empty when the view searches for nothing.
    pub found: Findings,
    /// Neurons of all these types.
    pub neurons: u64,
    passed: Passed,
}

/// How types were found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Best first.
    list: Vec<Found>,
    /// By type, where in the list it is.
    places: Vec<u32>,
}

impl Findings {
    /// Of so many types, these were found.
    fn new(list: Vec<Found>, types: usize) -> Findings {
        let mut places = vec![u32::MAX; types];
        for (place, found) in list.iter().enumerate() {
            places[found.id as usize] = place as u32;
        }
        Findings { list, places }
    }

    /// How a type was found; `None` where the text did not find it.
    pub fn get(&self, id: TypeId) -> Option<&Found> {
        self.list.get(*self.places.get(id as usize)? as usize)
    }

    /// Whether nothing was found but by forgiving typos, which is done only then.
    pub fn are_guesses(&self) -> bool {
        self.list.first().is_some_and(|best| best.tier == Tier::Typo)
    }

    /// Whether nothing was found, or searched for.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Live counts: for each value of each filter how many types there would be if this filter were
/// open and all others stayed, and the value were chosen.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// By region id: types that reach the input threshold there.
    pub input: Vec<u32>,
    /// By region id: types that reach the output threshold there.
    pub output: Vec<u32>,
    /// By facet, then by value id.
    pub values: BTreeMap<Facet, Vec<u32>>,
    /// By measure: types by bin, see [`Measure::bins`].
    pub measures: BTreeMap<Measure, Vec<u32>>,
}

impl Counts {
    /// By region id: types that reach the threshold of this way there.
    pub fn regions(&self, way: Way) -> &[u32] {
        match way {
            Way::Input => &self.input,
            Way::Output => &self.output,
        }
    }
}

impl Answer {
    /// The live counts. `index` is the one that gave this answer, and holds the same types as then.
    pub fn counts(&self, index: &Index) -> Counts {
        count::counts(index, &self.passed)
    }
}

/// Answers a view.
pub fn answer(index: &Index, view: &View) -> Answer {
    let mut matches = find(index, &view.text);
    let passing = Passing::new(index, view, matches.as_ref());
    let passed = passing.passed(view);
    let all = &passed.all;
    let mut neurons = 0;
    for id in all.ones() {
        neurons += index.entries[id].neurons.total;
    }
    if let Some(matches) = &mut matches {
        matches.retain(|id| all.contains(id as usize));
    }
    let found = matches.map(|matches| matches.best_first(index));
    let types = in_order(index, view, found.as_deref(), all);
    Answer { types, found: Findings::new(found.unwrap_or_default(), index.len()), neurons, passed }
}

/// How many types a view has.
fn number_of_types(index: &Index, view: &View) -> usize {
    let matches = find(index, &view.text);
    Passing::new(index, view, matches.as_ref()).all().count_ones(..)
}

/// Whether a view has this type.
pub fn passes(index: &Index, view: &View, id: TypeId) -> bool {
    let matches = find(index, &view.text);
    Passing::new(index, view, matches.as_ref()).all().contains(id as usize)
}

/// The types that pass, in the order of the view.
fn in_order(index: &Index, view: &View, found: Option<&[Found]>, all: &FixedBitSet) -> Vec<TypeId> {
    match (view.sort, found) {
        (None, Some(found)) => found.iter().map(|found| found.id).collect(),
        (None, None) => order::among(index.in_natural_order(), all),
        (Some(sort), _) => order::among(&index.in_order(sort), all),
    }
}

/// For a view without any result: for each part of it (search text or one filter), in words
/// nobody has to translate, how many types there would be without this part; most first.
pub fn repairs(index: &Index, view: &View) -> Vec<(Part, usize)> {
    let without = |part| (part, number_of_types(index, &view.without(part)));
    let mut repairs: Vec<_> = view.parts().into_iter().map(without).collect();
    ordering::sort_by_key(&mut repairs, |(_, types)| std::cmp::Reverse(*types));
    repairs
}

/// One part of a view that narrows the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The text searched for.
    Text,
    /// Only the basket.
    Basket,
    /// The input regions.
    Input,
    /// The output regions.
    Output,
    /// One facet.
    Facet(Facet),
    /// The bounds of one measure.
    Measure(Measure),
    /// One of the further conditions, by its place.
    Also(usize),
}

impl View {
    /// The parts of it that narrow the list, in the order in which they are shown.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut add = |narrows: bool, part| {
            if narrows {
                parts.push(part);
            }
        };
        add(!fold(&self.text).key.is_empty(), Part::Text);
        add(self.only_basket, Part::Basket);
        add(!self.input.is_open(), Part::Input);
        add(!self.output.is_open(), Part::Output);
        for (facet, choice) in &self.facets {
            add(!choice.is_open(), Part::Facet(*facet));
        }
        for (measure, bounds) in &self.measures {
            add(!bounds.is_open(), Part::Measure(*measure));
        }
        for at in 0..self.also.len() {
            add(true, Part::Also(at));
        }
        parts
    }

    /// The same view without one part. Thresholds and modes of regions stay: they are how the
    /// page counts.
    pub fn without(&self, part: Part) -> View {
        let mut view = self.clone();
        match part {
            Part::Text => view.text.clear(),
            Part::Basket => view.only_basket = false,
            Part::Input => view.input = view.input.opened(),
            Part::Output => view.output = view.output.opened(),
            Part::Facet(facet) => drop(view.facets.remove(&facet)),
            Part::Measure(measure) => view.set_bounds(measure, Bounds::default()),
            Part::Also(at) if at < view.also.len() => drop(view.also.remove(at)),
            Part::Also(_) => {}
        }
        view
    }
}
